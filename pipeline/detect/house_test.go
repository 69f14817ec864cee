package detect

import "testing"

// TestHouses shows where the name of a company goes on into that of another one of
// its house, and where what stands behind it is a thing of its own.
func TestHouses(t *testing.T) {
	d, cut := detector(t)
	for _, c := range []struct{ name, text, want string }{
		{"a trade", "恒大財富未能如期兌付，投資者追討。", "company:恒大財富"},
		{"a trade behind a place", "他曾任新世界中國地產董事。", "company:新世界中國地產"},
		{"nouns and the word for a firm", "日產船舶公司出售兩艘運輸船。", "company:日產船舶公司"},
		{"two nouns and the word for a firm", "穆巴達拉石油和天然氣公司增持股份。", "company:穆巴達拉石油和天然氣公司"},
		{"a word for a firm of professionals", "他在紐約德勤會計師事務所任職。", "place:紐約 company:德勤會計師事務所"},
		{"a title that begins inside the name", "微眾銀行行長李明辭任。", "company:微眾銀行 person:李明"},
		{"a month behind a name", "彭博通訊社上月報道了消息。", "company:彭博通訊社"},
		{"a thing to do, in quotation marks", "「富臨漁港」昨晚結業。", "company:富臨漁港"},
		{"a thing to do", "承建商承接港鐵工程，需時兩年。", "company:港鐵"},
		{"a department", "星展銀行投資總監陳大文表示樂觀。", "company:星展銀行 person:陳大文"},
		{"firms of another kind", "滙豐旗下三家公司獲批。", "company:滙豐"},
		{"a sister behind an and", "新世界地產與國勝集團並無關係。", "company:新世界地產"},
		{"the union of its people", "港台節目製作人員工會主席趙善恩回應。", "organization:港台節目製作人員工會 person:趙善恩"},
		{"its union in a place", "英航香港工會要求延長限期。", "organization:英航香港工會"},
		{"a think tank with a company's name", "匯賢智庫主席昨日出席論壇。", "organization:匯賢智庫"},
		{"a theatre", "頒獎禮在洛杉磯杜比劇院舉行。", "place:洛杉磯"},
		{"a cup", "他拿下安麗盃冠軍。", ""},
		{"a dockyard", "該處前身為太古船塢。", ""},
		{"a given name behind a surname that is a measure", "商品主管張強生認為，增產會推遲。", "person:張強生"},
		{"the beginning of a person's name", "研究部董事王品弟表示，樓價平穩。", "person:王品弟"},
		{"a part of a foreign person's name", "中心總監瑞凱德（Keith Richburg）發言。", "person:瑞凱德 person:Keith Richburg"},
		{"the measure of 每", "政府對每台電單車補貼2000元。", ""},
		{"the company itself", "台電今年轉虧為盈。", "company:台電"},
		{"an everyday word before it", "他設計的奧林匹克體育場落成。", ""},
		{"the trade of all of its kind", "重慶銀行業陷入蕭條。", "place:重慶"},
		{"a preposition taken for a part", "局方在2007年對華為創辦人任正非問話。", "company:華為 person:任正非"},
		{"the kind of firm before a name", "社企廚尊創辦人許承俊受訪。", "company:廚尊 person:許承俊"},
		{"what is dealt in", "法院凍結涉嫌操縱鼎益豐股份人士的資產。", "company:鼎益豐"},
		{"held by a place", "由內地控股的傳媒轉載。", "place:內地"},
		{"a wire story of an agency", "報章引述合眾國際社電訊，火勢受控。", "company:合眾國際社"},
		{"the faculty a company paid for", "清華大學萬科公共衛生與健康學院開課。", "organization:清華大學萬科公共衛生與健康學院"},
		{"the word for a network of stations", "美國有線新聞網絡報道了消息。", "place:美國 company:有線新聞網絡"},
		{"the tail of a publisher's name", "該書由中信出版社出版。", "company:中信出版社"},
		{"two names that overlap", "5月份中國中車集團發布新列車。", "company:中國中車集團"},
		{"a verb that is a part of the name", "南航通用航空公司董事長李二保出席。", "company:南航通用航空公司 person:李二保"},
		{"a field named with an and", "通用動力公司、雷神導彈與防務公司及波音競投。", "company:通用動力公司 company:雷神導彈與防務公司 company:波音"},
		{"a profession without its last character", "法院指定安永會計事務所清盤。", "company:安永會計事務所"},
		{"a dot inside a foreign name", "與莫薩克・馮賽卡律師行合作。", "company:莫薩克・馮賽卡律師行"},
		{"a listed fund", "「恒生香港ETF」在當地上市。", "product:恒生香港ETF"},
		{"a listed fund on an index", "南方東英MSCI港股通精選ETF今日上市。", "product:南方東英MSCI港股通精選ETF"},
		{"any listed fund", "南方東英旗下ETF規模逾百億。", "company:南方東英"},
		{"being in China", "去年在華新設企業逾5萬家。", ""},
		{"between banks", "境外機構增持中國銀行間市場債券。", "place:中國"},
		{"a foreign country before a name", "韓國Meritz證券分析師維持預測。", "place:韓國 company:Meritz證券"},
		{"a union of a profession", "國泰航空機師工會發表聲明。", "organization:國泰航空機師工會"},
		{"a mall", "市民可參考合和商場的做法。", ""},
		{"the malls of a developer", "恒隆地產商場租金上升。", "company:恒隆地產"},
		{"a department and a verb", "支援部經諮詢後採購。", ""},
		{"a kind of service", "長者不知道社康護理服務。", ""},
	} {
		wantNames(t, d, cut, c.name, c.text, c.want)
	}
}
