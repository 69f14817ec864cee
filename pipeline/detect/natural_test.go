package detect

import (
	"slices"
	"testing"
)

// Words beside a name change what it names, or take it away.
func TestNamesBeside(t *testing.T) {
	d, cut := detector(t)
	for _, c := range []struct {
		name, text, has, hasNot string
	}{
		{"a sea of a place", "氣團來自鄂霍次克海。", "place:鄂霍次克海", "place:鄂霍次克"},
		{"a street of the sea is none", "他住在荃灣海晉。", "place:荃灣", "place:荃灣海"},
		{"a state of a land", "成吉思汗建立蒙古帝國。", "place:蒙古帝國", "place:蒙古"},
		{"the navy of a state", "日本帝國海軍出動。", "", "place:日本帝國"},
		{"a colony", "當時稱為法屬索馬里。", "place:法屬索馬里", "place:索馬里"},
		{"a river in sounds", "兩地以底格里斯河為界。", "place:底格里斯河", ""},
		{"a part of a land", "研究人員在東西伯利亞發現化石。", "place:東西伯利亞", "place:西伯利亞"},
		{"a platform that is posted on", "公司在微博表示，產品停售。", "product:微博", "company:微博"},
		{"a platform that earns", "微博公布第三季營收增長5%。", "company:微博", "product:微博"},
		{"firms of a kind", "多家公募基金下調費率，俄資銀行停業。", "", "company:公募基金"},
		{"a building", "火警發生於火炭金輝工業大廈。", "", "company:金輝工業"},
		{"a role before a legal form", "入稟狀指，原告錦繡坊工藝有限公司去年簽約。", "company:錦繡坊工藝有限公司", "company:原告錦繡坊工藝有限公司"},
		{"a verb before a legal form", "資料顯示他曾任永匯達有限公司董事。", "company:永匯達有限公司", "company:任永匯達有限公司"},
		{"grammar behind a place", "投資者包括深圳因瑞生物科技有限公司。", "company:深圳因瑞生物科技有限公司", ""},
		{"a trade behind a known company", "他曾任滙豐人壽董事，滙豐物流業務增長。", "company:滙豐人壽", "company:滙豐物流"},
		{"a thing in brackets", "園區測試輕型電動車（Light Electric Vehicle）。", "", "company:輕型電動車"},
	} {
		doc := document(cut, c.text)
		if err := d.Process(doc); err != nil {
			t.Fatal(err)
		}
		got := names(doc)
		if c.has != "" && !slices.Contains(got, c.has) || c.hasNot != "" && slices.Contains(got, c.hasNot) {
			t.Errorf("%s: %q gives %v, want %q and no %q", c.name, c.text, got, c.has, c.hasNot)
		}
	}
}
