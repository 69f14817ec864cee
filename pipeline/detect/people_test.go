package detect

import (
	"testing"
)

func TestPeople(t *testing.T) {
	d, cut := detector(t)
	for _, c := range []struct{ name, text, want string }{
		{"no cue but the name itself", "其後陳婉珊到場，向記者派發傳單。", "person:陳婉珊"},
		{"behind a party", "民建聯張國棟批評有關安排。", "organization:民建聯 person:張國棟"},
		{"before a date", "總經理江宗盛12日在法說會中發言。", "person:江宗盛"},
		{"a title behind it", "案件由馮驍法官審理。", "person:馮驍"},
		{"a conjunction behind a name of two characters", "朱驊和同事離開。", ""},
		{"a wife's two surnames", "學者周梁淑賢出席論壇。", "person:周梁淑賢"},
		{"the last character begins a word behind a title", "局方總幹事程鼎一等到場視察。", "person:程鼎一"},
		{"a word, not a name", "黃金市場氣氛好轉。", ""},
		{"a chemical", "半導體原料包括丁二烯等。", ""},
		{"a firm of three partners", "文件由何謝韋律師行發出。", ""},
		{"quoted", "新盤「柏蔚森」開售。", ""},
		{"the writer behind a headline", "美股觀察（季霆剛）\n\n大市造好。", "person:季霆剛"},
		{"an editor", "大盤走高。（編輯：楊蘭軒）", "person:楊蘭軒"},
		{"several in a byline", "記者：朱琳欣、黃浩言／編輯：趙芷晴", "person:朱琳欣 person:黃浩言 person:趙芷晴"},
		{"a dot", "董事長兼首席執行官勞倫斯·芬頓到訪。", "person:勞倫斯·芬頓"},
		{"other dots", "顧問蓋爾・拉夫特及休‧休伊特同行。", "person:蓋爾・拉夫特 person:休‧休伊特"},
		{"a part of it", "作家克里斯·韋爾德出席。韋爾德指出，書已出版。", "person:克里斯·韋爾德 person:韋爾德"},
		{"an adverb behind a foreign name", "首席經濟學家科拉默也表示贊同。", "person:科拉默"},
		{"a Latin form behind a person", "外長卡夫索格魯（Mevlan Cavusogra）發言。", "person:卡夫索格魯 person:Mevlan Cavusogra"},
		{"an office in brackets", "陳國棟 (Secretary General) 致辭。", "person:陳國棟"},
		{"a last name alone", "執行長Michael Dornford表示，會留任至年底。Dornford將離任。", "person:Michael Dornford person:Dornford"},
	} {
		wantNames(t, d, cut, c.name, c.text, c.want)
	}
}

func TestProductKinds(t *testing.T) {
	d, cut := detector(t)
	for _, c := range []struct{ name, text, want string }{
		{"the kind behind quotes", "當局採購「魟魚」導彈。", "product:魟魚"},
		{"the kind before quotes", "團隊推出手機App「樂行街」。", "product:樂行街"},
		{"a quoted sentence", "平台「不好用」。", ""},
		{"a game", "公司推出手遊《星砂紀》。", "product:星砂紀"},
		{"a book", "他出版《星砂紀》。", ""},
		{"a drug", "腎臟新藥瑞麥磷，銷情理想。", "product:瑞麥磷"},
		{"a forum and its short form", "帖文在樂衍討論區流傳，樂衍用戶反應熱烈。", "product:樂衍討論區 product:樂衍"},
		{"an account of a platform", "他的推特帳戶已關閉。", "product:推特"},
		{"the company of a platform", "推特公司裁員。", "company:推特公司"},
		{"an address", "見en.wikipedia.org。", ""},
	} {
		wantNames(t, d, cut, c.name, c.text, c.want)
	}
}
