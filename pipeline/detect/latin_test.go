package detect

import "testing"

func TestLatinNames(t *testing.T) {
	d, cut := detector(t)
	for _, c := range []struct{ name, text, want string }{
		{"a legal form behind any words", "股東為 Larkmoor Limited，於處女島註冊。", "company:Larkmoor Limited"},
		{"a legal form behind eight words", "文件由 Harbour Front North East Kowloon Link Company Limited 提交。", "company:Harbour Front North East Kowloon Link Company Limited"},
		{"a legal form behind a known name", "簽約方為 Boeing Kestrel Limited。", "company:Boeing Kestrel Limited"},
		{"a legal form behind a comma", "賣方為 Seachart Larkmoor, Inc.。", "company:Seachart Larkmoor, Inc."},
		{"points between initials", "廠房屬 S.F.K. Kowloon Factory Limited 所有。", "company:S.F.K. Kowloon Factory Limited"},
		{"initials before a name in Han", "航運公司A.P. 莫勒集團公布業績。", ""},
		{"a part of a longer Latin name", "印刷商 Navistar Gravel Printing 倒閉。", "company:Navistar Gravel Printing"},
		{"a known name behind a first name", "發明家 Henry Ford 生於密芝根州。", "person:Henry Ford place:密芝根州"},
		{"a known name behind another word", "他住在 Granite Square 附近。", "place:Granite Square"},
		{"a known name before a title", "UBS Managing Director Peter Marlow 表示看好後市。", "company:UBS"},
		{"a part of a known company", "波音旗下 Boeing Defense 接獲訂單。", "company:波音 company:Boeing Defense"},
		{"a concern group is a body", "由 Larkmoor Concern Group 舉辦。", "organization:Larkmoor Concern Group"},
		{"a word for a body before of", "案件上訴至 Regional Courts of Appeal 審理。", "organization:Regional Courts of Appeal"},
		{"an association before a name with Inc", "產業協會 Larkmoor Trade Group Inc 發表聲明。", "organization:Larkmoor Trade Group Inc"},
		{"the title of a journal", "見 The Journal of Harbour Research, Vol. 3。", ""},
		{"a title with a colon", "推出「The Great Larkmoor Company：A History」套裝。", ""},
		{"a sentence in English", "他寫道 an overview of the Larkmoor Systems 。", ""},
		{"the Latin form of everyday words", "學校教授通訊技術（Communications Technology）課程。", ""},
		{"the Latin form of a service", "屬於郵政服務（National Postal Service）。", "organization:National Postal Service"},
		{"a body behind its kind", "非政府組織 Larkmoor Relief 表示。", "organization:Larkmoor Relief"},
		{"a body in brackets", "海洋保護協會（Larkmoor Waters）成立。", "organization:海洋保護協會 organization:Larkmoor Waters"},
		{"an estate", "推出英國樓盤Larkmoor Rise。", "place:英國"},
		{"a program", "使用 Larkmoor Intelligence系統顯示人數。", ""},
		{"a word with a digit before the name", "與 L7 Larkmoor Training Solutions 合作。", "company:L7 Larkmoor Training Solutions"},
		{"the form of a company in Han", "資金轉到QRV國際公司。", "company:QRV國際公司"},
		{"securities of a kind", "買入IP證券的人不多。", ""},
		{"a name in pinyin", "當局起訴Wu Yingchao及同黨。", "person:Wu Yingchao"},
		{"a country before a Latin stem", "韓國Qelvar證券分析師表示。", "place:韓國 company:Qelvar證券"},
		{"a verb", "他上網google了一下。", ""},
		{"a word in lower case", "推銷員有target要追。", ""},
		{"the name in lower case", "他批評facebook壟斷。", "company:facebook"},
		{"cameras", "巴士上裝CCTV防盜。", ""},
		{"a broadcaster", "記者訪問CCTV負責人。", "company:CCTV"},
		{"short for the words before it", "進行票據互換(CBS)操作。", ""},
		{"short for a broadcaster", "哥倫比亞廣播公司(CBS)報道。", "company:哥倫比亞廣播公司 company:CBS"},
		{"a course", "QRB課程總監陳大文出席。", "person:陳大文"},
		{"a country behind a Latin name", "外送平台foodpanda Vietnam結業。", "company:foodpanda Vietnam"},
		{"a fund behind an apostrophe", "買家包括Ontario Teachers’ Pension Plan在內。", "company:Ontario Teachers’ Pension Plan"},
		{"a surname of Hong Kong", "撰文：Ingmar Tam", "person:Ingmar Tam"},
		{"a report of the law", "見[2011] 4 HKC 127一案。", ""},
		{"the code of an area", "工人在HKC區施工。", ""},
		{"a list of firms", "他在一家Fortune 500公司上班。", ""},
		{"a person by the Latin name in brackets", "評論家阿里（Andrea Ali）指出。", "person:阿里 person:Andrea Ali"},
		{"a company by the Latin name in brackets", "品牌愛馬仕（Hermès）開店。", "company:愛馬仕 company:Hermès"},
		{"things beside an and", "包括他和Brookfern Sprigs 及其他歌手。", ""},
		{"behind a word for companies", "顧問公司Larkmoor發表報告。", "company:Larkmoor"},
	} {
		t.Run(c.name, func(t *testing.T) { wantNames(t, d, cut, c.name, c.text, c.want) })
	}
}
