package detect

import (
	"testing"
)

func TestBodies(t *testing.T) {
	d, cut := detector(t)
	for _, c := range []struct{ name, text, want string }{
		{"a department of a university", "北京大學社會學系教授發表研究。", "organization:北京大學社會學系"},
		{"a school of a university named after a person", "香港大學李嘉誠醫學院公布結果。", "organization:香港大學李嘉誠醫學院"},
		{"a project of a university", "港大民意研究計劃公布調查。", "organization:港大民意研究計劃"},
		{"a committee of a parliament", "文件交立法會財委會審議。", "organization:立法會財委會"},
		{"a branch in a place", "他加入民眾黨彰化縣黨部。", "organization:民眾黨彰化縣黨部"},
		{"a union of a company", "國泰工會表示反對。", "organization:國泰工會"},
		{"a mission abroad", "法國駐韓大使館發表聲明。", "organization:法國駐韓大使館"},
		{"a short country and its body", "美聯準會決定升息。", "organization:美聯準會"},
		{"there is no short country behind a preposition", "他在美聯準會工作。", "organization:聯準會"},
		{"a country and a body in capitals", "公司向美國FDA申請。", "organization:美國FDA"},
		{"the party in a region", "新疆黨委書記出席會議。", "organization:新疆黨委"},
		{"a body in quotation marks", "政府成立「促進銀髮經濟工作小組」。", "organization:促進銀髮經濟工作小組"},
		{"a league of a country", "他效力法國籃球聯賽。", "organization:法國籃球聯賽"},
		{"a team of a city", "曼谷雷龍隊奪冠。", "organization:曼谷雷龍隊"},
		{"a team with a Latin name", "他加盟Zorvak隊。", "organization:Zorvak隊"},
		{"a school no list holds", "他畢業於聖迦南中學。", "organization:聖迦南中學"},
		{"a verb at its left", "商人入稟小額錢債審裁處追討。", "organization:小額錢債審裁處"},
		{"an office held", "他身兼漁農發展委員會主席。", "organization:漁農發展委員會"},
		{"two bodies joined by an and", "中國證監會和最高人民法院表示。", "organization:中國證監會 organization:最高人民法院"},
		{"authorities are none", "北京當局表示關注。", "place:北京"},
		{"a situation is none", "報道分析香港的政局。", "place:香港"},
		{"a plan is none", "加強中東地區布局。", "place:中東"},
		{"any of a kind", "學生報讀外國大學。", ""},
		{"any of a country", "參考美國醫院的做法。", "place:美國"},
		{"those of several places", "兩地海關簽署安排。", ""},
		{"a title", "律政司司長出席論壇。", ""},
		{"a city before a university of another name", "武漢華中師範大學停課。", "place:武漢 organization:華中師範大學"},
	} {
		wantNames(t, d, cut, c.name, c.text, c.want)
	}
}
