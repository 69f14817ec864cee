package detect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/entities/value"
	"github.com/factloom/factloom/pipeline/segment"
	"github.com/factloom/factloom/rules/library"
)

func detector(t testing.TB) (*Detector, segment.Cutter) {
	t.Helper()
	sc, err := value.Load(library.FS)
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(Options{Names: gazetteer.Default(), Values: sc})
	if err != nil {
		t.Fatal(err)
	}
	cut, err := segment.Gse()
	if err != nil {
		t.Fatal(err)
	}
	return d, cut
}

func document(cut segment.Cutter, text string) *entities.Document {
	d := &entities.Document{ID: "t", Published: "2026-03-18"}
	title, body, ok := strings.Cut(text, "\n\n")
	if !ok {
		title, body = "", text
	}
	d.SetText(title, body)
	fold.Document(d)
	segment.Split(d)
	d.Tokens = cut.Cut(d)
	return d
}

// names lists the printed names as type:text, in text order.
// wantNames checks the names that d finds in a text; where they are others it
// tells why each candidate stands or was refused.
func wantNames(t *testing.T, d *Detector, cut segment.Cutter, name, text, want string) {
	t.Helper()
	doc := document(cut, text)
	if err := d.Process(doc); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(names(doc), " "); got != want {
		t.Errorf("%s: %q gives %q, want %q", name, text, got, want)
		for _, v := range d.Trace(doc) {
			t.Logf("  %s %s accepted=%v: %s", v.Text, v.Type, v.Accepted, v.Why)
		}
	}
}

func names(d *entities.Document) []string {
	var out []string
	for _, m := range d.Mentions {
		if !m.Hidden && m.Value == nil {
			out = append(out, m.Type+":"+m.Text)
		}
	}
	return out
}

func TestNames(t *testing.T) {
	d, cut := detector(t)
	for _, c := range []struct{ name, text, want string }{
		{"a name that straddles words", "集團大力拓展海外市場。", ""},
		{"a name inside a longer word", "高通膨令需求轉弱。", ""},
		{"two words that make a name", "較早時報道指需求轉弱。", ""},
		{"the same name standing by itself", "高通公布業績。", "company:高通"},
		{"an everyday word", "農民種植小米和蘋果。", ""},
		{"the word with a company's verb on both sides", "供應商指小米公司公布業績。", "company:小米公司"},
		{"a list passes its type on", "投資者包括騰訊、小米等。", "company:騰訊 company:小米"},
		{"a stock code beside the name", "友達(2409)股價上升。", "company:友達"},
		{"an exchange is an organization", "公司已向港交所提交申請。", "organization:港交所"},
		{"a country and its ministry", "英國能源安全部(Department for Energy Security)表示支持。", "organization:英國能源安全部 organization:Department for Energy Security"},
		{"a country and its government", "匈牙利政府周三宣布計劃。", "organization:匈牙利政府"},
		{"a person and 政府", "特朗普政府周二宣布計劃。", "person:特朗普"},
		{"a place and its ending", "新廠設於休士頓市。", "place:休士頓市"},
		{"a chain of places", "廠房位於英國約克郡赫爾市(Hull)。", "place:英國 place:約克郡 place:赫爾市"},
		{"a known name and a legal form", "特斯拉公司公布業績。", "company:特斯拉公司"},
		{"an unknown name with a legal form", "包銷商為雲杉海棠證券有限公司。", "company:雲杉海棠證券有限公司"},
		{"common words before an ending", "報告有助證監會決定。", "organization:證監會"},
		{"a Latin name with an ending", "顧問公司Tidewell Advisory指需求回升。", "company:Tidewell Advisory"},
		{"a Latin word inside a longer one", "Tslaworks與AMDX無關。", ""},
		{"an unknown name before its Latin form", "市調公司海圖諮詢（Seachart Consulting）表示，需求回升。", "company:海圖諮詢 company:Seachart Consulting"},
		{"a technical term before its abbreviation", "人工智能（AI）需求急增。", ""},
		{"a person after a title", "該行首席經濟學家梁大文表示，需求回升。", "person:梁大文"},
		{"a name of two characters before an adverb", "副市長胡浩在同一場合表示支持。", "person:胡浩"},
		{"a person who takes office", "財務主管由賴怡安新任。", "person:賴怡安"},
		{"a title that holds a surname", "董事長翁茂生辭職。", "person:翁茂生"},
		{"a name and the verb of speech that looks like a word with it", "財務長羅定遙說，訂單回升。羅定遙說，價格持平。", "person:羅定遙 person:羅定遙"},
		{"a title that begins inside a name", "宏碁資訊安全長李素珍表示支持。", "company:宏碁 person:李素珍"},
		{"a verb at the end of a name", "該公司獲高瓴投資8000萬元。", "company:高瓴"},
		{"a verb behind a surname", "投資者應考慮風險。", ""},
		{"a foreign person with the Latin form", "分析師史塔克頓（Katie Stockton）表示，走勢轉強。", "person:史塔克頓 person:Katie Stockton"},
		{"a product and its model", "公司推出Megapack 3儲能系統。", "product:Megapack 3"},
		{"a product and a number of years", "公司推出Megapack 3年後停產。", "product:Megapack"},
		{"a company and its country", "豐田中國表示，合作順利。", "company:豐田中國"},
		{"the name of an index", "標普500指數收市下跌。", ""},
		{"a product with a plus sign", "微軟推出Lumora+ PC。", "company:微軟 product:Lumora+ PC"},
		{"a rating with a plus sign", "評級被下調至「CCC+」。", ""},
		{"a series", "Sony推出Brenik系列耳機。", "company:Sony product:Brenik"},
		{"a listed fund", "富邦櫟川正2今日掛牌。", "product:富邦櫟川正2"},
		{"a fund in quotes", "投信推出「櫟川環球收益基金」。", "product:櫟川環球收益基金"},
		{"a fund for a cause", "款項捐予「櫟川山火支援基金」。", "organization:櫟川山火支援基金"},
		{"houses of villages", "文件稱新界村屋可改建。", "place:新界"},
		{"a letter that is a platform", "社交平台X表示，將加強審核。", "company:X"},
		{"unknown names in a list of known ones", "零售商包括Walmart、Zelquor、Target及Costco。", "company:Walmart company:Zelquor company:Target company:Costco"},
		{"what stands below a company", "該集團旗下暉鷸，股價上升。", "company:暉鷸"},
		{"the first two characters of a name in full", "蒼鷺礦業股份有限公司公布業績。蒼鷺表示，訂單回升，蒼鷺股價上升。", "company:蒼鷺礦業股份有限公司 company:蒼鷺 company:蒼鷺"},
		{"a body and its work", "亞洲稻米合作委員會表示，產量回升。", "organization:亞洲稻米合作委員會"},
		{"a group of states", "7國集團將於下月開會，39國集團亦然。", "organization:7國集團"},
		{"half a word after a title", "事件影響股東權益。", ""},
		{"a person and the Latin form", "分析師普雷斯頓（John Preston）認為走勢轉強。", "person:普雷斯頓 person:John Preston"},
		{"a reporter and a town", "記者羅定遙台北報導，訂單回升。", "person:羅定遙 place:台北"},
		{"zero-width characters inside", "特\u200b斯拉公布業績。", "company:特\u200b斯拉"},
		{"full width letters", "ＬＧ新能源公布業績。", "company:ＬＧ新能源"},
		{"Simplified", "比亚迪公布业绩。", "company:比亚迪"},
	} {
		wantNames(t, d, cut, c.name, c.text, c.want)
	}
}

func TestUserNames(t *testing.T) {
	d, cut := detector(t)
	g, err := gazetteer.Load(schema.Default(), "mine.tsv", strings.NewReader("name\ttype\taliases\n蒼鷺礦業\tcompany\t蒼鷺\n特斯拉\tproduct\t\n"))
	if err != nil {
		t.Fatal(err)
	}
	u := d.With(g)
	doc := document(cut, "蒼鷺收購特斯拉。")
	if err := u.Process(doc); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(names(doc)); got != "[company:蒼鷺 product:特斯拉]" {
		t.Errorf("with the user's names: %s", got)
	}
	if doc.Mentions[0].Via != entities.ViaUser {
		t.Errorf("via is %s, want user", doc.Mentions[0].Via)
	}
	doc = document(cut, "蒼鷺收購特斯拉。")
	if err := d.Process(doc); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(names(doc)); got != "[company:特斯拉]" {
		t.Errorf("the detector without them changed: %s", got)
	}
}

func TestMentionsDoNotOverlap(t *testing.T) {
	d, cut := detector(t)
	for _, text := range []string{
		"韓國電子業巨頭LG旗下LG新能源(LG Energy Solution)宣布,將在美國密歇根州蘭辛市(Lansing)新廠生產電池。",
		"汎昇（亞洲）有限公司持有有線51.3%股權，雷諾中國與寧德時代簽署3億元協議。",
		strings.Repeat("特斯拉(Tesla)", 300),
	} {
		doc := document(cut, text)
		if err := d.Process(doc); err != nil {
			t.Fatal(err)
		}
		end := 0
		for _, m := range doc.Mentions {
			if m.Start < 0 || m.End > doc.Len() || m.Start >= m.End || doc.Slice(m.Span) != m.Text {
				t.Fatalf("mention %+v does not lie in the text", m)
			}
			if m.Hidden {
				continue
			}
			if m.Start < end {
				t.Errorf("%q overlaps the mention before it", m.Text)
			}
			end = m.End
		}
	}
}

func FuzzProcess(f *testing.F) {
	d, cut := detector(f)
	for _, s := range []string{"", "(", "特斯拉（", "【時報-", "由王新任", "A\u200b(B)", "董事長", "美國部", "汎昇（亞洲）", "/報導", "Megapack 3.", "\x00標普500指數", "A.B.C. Inc",
		")出版集團有限公司", "【時報-電", "位於那空帕(Nakhon)、中部"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc := document(cut, strings.ToValidUTF8(text, "\uFFFD"))
		if err := d.Process(doc); err != nil {
			t.Fatal(err)
		}
		for _, m := range doc.Mentions {
			if m.Start < 0 || m.End > doc.Len() || m.Start >= m.End || doc.Slice(m.Span) != m.Text {
				t.Fatalf("mention %+v does not lie in %q", m, text)
			}
		}
	})
}

func BenchmarkProcess(b *testing.B) {
	d, cut := detector(b)
	text := strings.Repeat("韓國電子業巨頭LG旗下LG新能源(LG Energy Solution)宣布,將在美國密歇根州蘭辛市(Lansing)新廠生產電池。新廠為特斯拉(Tesla)旗下儲能業務供電。\n\n", 10)
	doc := document(cut, text)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := d.Process(doc); err != nil {
			b.Fatal(err)
		}
	}
}

// TestMechanisms holds that each mechanism finds its kind of name, says so, and
// finds it no more when it is switched off; a veto refuses its name, and lets it
// pass when switched off.
func TestMechanisms(t *testing.T) {
	d, cut := detector(t)
	for _, c := range []struct{ mechanism, text, name string }{
		{"listed", "特斯拉向好。", "特斯拉"},
		{"ticker", "看淡(9618)巨大(9921)的走勢。", "巨大"},
		{"beside", "他愛微風(Breeze)的晚上。", "微風"},
		{"list", "投資者包括騰訊、小米等。", "小米"},
		{"cue", "旗下小米公布業績。", "小米"},
		{"context", "恒指向好，理想升逾三成。", "理想"},
		{"word", "中信早前向好。", "中信"},
		{"again", "福特汽車停產。後來福特復產。", "福特"},
		{"place", "新廠設於休士頓市。", "休士頓市"},
		{"body", "圖瓦盧政府周三開會。", "圖瓦盧政府"},
		{"legal", "承辦商是雲杉海棠先進材料有限公司。", "雲杉海棠先進材料有限公司"},
		{"suffix", "包銷商為雲杉證券。", "雲杉證券"},
		{"person", "財務長羅定遙說，訂單回升。", "羅定遙"},
		{"wire", "市況向好。（程之彥/台北報導）", "程之彥"},
		{"gloss", "市調公司海圖諮詢（Seachart Consulting）看好後市。", "海圖諮詢"},
		{"latin", "顧問公司Tidewell Advisory看好後市。", "Tidewell Advisory"},
		{"items", "友達、嵐翔維及佳世達向好。", "嵐翔維"},
		{"officer", "◎崑曜會計主管陳大文辭職。", "崑曜"},
		{"intro", "友達旗下達櫟，今年向好。達櫟的訂單回升。", "達櫟"},
		{"short", "高鑫零售公布業績。高鑫股價上升。", "高鑫"},
		{"branch", "豐田中國表示，合作順利。", "豐田中國"},
		{"product", "公司推出Megapack 7儲能系統。", "Megapack 7"},
	} {
		doc := document(cut, c.text)
		if err := d.Process(doc); err != nil {
			t.Fatal(err)
		}
		found := false
		for _, v := range d.Trace(doc) {
			found = found || v.Accepted && v.Text == c.name && v.Mechanism == c.mechanism && v.Why != ""
		}
		if !found {
			t.Errorf("%s: %q gives no %s by it: %v", c.mechanism, c.text, c.name, names(doc))
			for _, v := range d.Trace(doc) {
				t.Logf("  %s %s by %s accepted=%v: %s", v.Text, v.Type, v.Mechanism, v.Accepted, v.Why)
			}
		}
		less, err := New(Options{Names: d.opt.Names, Values: d.opt.Values, Off: []string{c.mechanism}})
		if err != nil {
			t.Fatal(err)
		}
		if err := less.Process(doc); err != nil {
			t.Fatal(err)
		}
		for _, v := range less.Trace(doc) {
			if v.Accepted && v.Text == c.name && v.Mechanism == c.mechanism {
				t.Errorf("%s: %q gives %s by it though it is switched off", c.mechanism, c.text, c.name)
			}
		}
	}
	for _, c := range []struct{ mechanism, text, name string }{
		{"boundary", "集團大力拓展海外市場。", "力拓"},
		{"reading", "店舖位於軒尼詩道。", "軒尼詩"},
	} {
		doc := document(cut, c.text)
		if err := d.Process(doc); err != nil {
			t.Fatal(err)
		}
		refused := false
		for _, v := range d.Trace(doc) {
			refused = refused || !v.Accepted && v.Text == c.name && v.Mechanism == c.mechanism
		}
		if !refused {
			t.Errorf("%s: %q does not refuse %s by it: %v", c.mechanism, c.text, c.name, names(doc))
		}
	}
	if _, err := New(Options{Values: d.opt.Values, Off: []string{"lsited"}}); err == nil || !strings.Contains(err.Error(), `no mechanism "lsited" (known: boundary, `) {
		t.Errorf("New with an unknown mechanism: %v", err)
	}
}
