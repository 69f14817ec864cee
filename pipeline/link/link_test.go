package link

import (
	"slices"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/entities/value"
	"github.com/factloom/factloom/pipeline/detect"
	"github.com/factloom/factloom/pipeline/segment"
	"github.com/factloom/factloom/rules"
	"github.com/factloom/factloom/rules/library"
)

type chain struct {
	det *detect.Detector
	lnk *Linker
	cut segment.Cutter
}

func newChain(t testing.TB) chain {
	t.Helper()
	sc, err := value.Load(library.FS)
	if err != nil {
		t.Fatal(err)
	}
	src, err := rules.ReadFS(library.FS)
	if err != nil {
		t.Fatal(err)
	}
	// The alias rules and what they share are all that linking needs.
	src = slices.DeleteFunc(src, func(s rules.Source) bool { return strings.HasPrefix(s.Name, "fact/") })
	set, err := rules.Load(schema.Default(), src)
	if err != nil {
		t.Fatal(err)
	}
	det, err := detect.New(detect.Options{Names: gazetteer.Default(), Values: sc, Rules: set})
	if err != nil {
		t.Fatal(err)
	}
	cut, err := segment.Gse()
	if err != nil {
		t.Fatal(err)
	}
	return chain{det, New(Options{Names: gazetteer.Default(), Rules: set}), cut}
}

func (c chain) run(t testing.TB, text string) *entities.Document {
	t.Helper()
	d := &entities.Document{ID: "t", Published: "2026-03-18"}
	title, body, ok := strings.Cut(text, "\n\n")
	if !ok {
		title, body = "", text
	}
	d.SetText(title, body)
	fold.Document(d)
	segment.Split(d)
	d.Tokens = c.cut.Cut(d)
	if err := c.det.Process(d); err != nil {
		t.Fatal(err)
	}
	if err := c.lnk.Process(d); err != nil {
		t.Fatal(err)
	}
	return d
}

// linked lists the names as text=entity(via), hidden ones in square brackets.
func linked(d *entities.Document) string {
	var out []string
	for _, m := range d.Mentions {
		if m.Value != nil && m.Via != entities.ViaSamePeriod {
			continue
		}
		s := m.Text + "=" + m.Entity + "(" + m.Via + ")"
		if m.Hidden {
			s = "[" + s + "]"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestLink(t *testing.T) {
	c := newChain(t)
	for _, x := range []struct{ name, text, want string }{
		{"a gloss is the same entity", "寧德時代(CATL)公布業績。", "寧德時代=寧德時代(gazetteer) CATL=寧德時代(gazetteer)"},
		{"a gloss of an unknown company", "市調公司海圖諮詢（Seachart）表示，需求回升。", "海圖諮詢=海圖諮詢(gloss) Seachart=海圖諮詢(gloss)"},
		{"a stock code is no alias", "台積電(2330-TW)公布業績。", "台積電=台積電(gazetteer)"},
		{"a remark is no alias", "台積電（見圖）公布業績。", "台積電=台積電(gazetteer)"},
		{"a short form of a name in the article", "蒼鷺控股有限公司公布業績。蒼鷺股價上升。", "蒼鷺控股有限公司=蒼鷺控股有限公司(suffix) 蒼鷺=蒼鷺控股有限公司(short)"},
		{"a short form inside a word", "工商時報報導，工商界反應正面。", "工商時報=工商時報(gazetteer)"},
		{"the name used most", "特斯拉股價上升。特斯拉(Tesla)公布業績。", "特斯拉=特斯拉(gazetteer) 特斯拉=特斯拉(gazetteer) Tesla=特斯拉(gazetteer)"},
		{"one unknown company under several names", "包銷商蒼鷺（亞洲）有限公司持股。蒼鷺亞洲表示，蒼鷺主席梁大文支持。", "蒼鷺（亞洲）有限公司=蒼鷺（亞洲）有限公司(suffix) 蒼鷺亞洲=蒼鷺（亞洲）有限公司(pattern) 蒼鷺=蒼鷺（亞洲）有限公司(apposition) 梁大文=梁大文(pattern)"},
		{"a pronoun takes its sentence's first company", "騰訊收購比亞迪，該公司未有回應。", "騰訊=騰訊(gazetteer) 比亞迪=比亞迪(gazetteer) [該公司=騰訊(pronoun)]"},
		{"其 takes the sentence before", "特斯拉去年增長27%。同期其汽車業務下跌。", "特斯拉=特斯拉(gazetteer) [同期=去年(same_period)] [其=特斯拉(pronoun)]"},
		{"其中 and 尤其 are no pronouns", "特斯拉增長，尤其電池，其中儲能最多。", "特斯拉=特斯拉(gazetteer)"},
		{"two companies", "特斯拉與比亞迪合作。兩間企業擬建廠。", "特斯拉=特斯拉(gazetteer) 比亞迪=比亞迪(gazetteer) [兩間企業=比亞迪(pronoun)] [兩間企業=特斯拉(pronoun)]"},
		{"公司 at the head of a clause", "騰訊公布業績。公司指，需求回升。", "騰訊=騰訊(gazetteer) [公司=騰訊(pronoun)]"},
		{"公司 inside a noun", "騰訊公布業績。上市公司指，需求回升。", "騰訊=騰訊(gazetteer)"},
	} {
		d := c.run(t, x.text)
		if got := linked(d); got != x.want {
			t.Errorf("%s: %q\n got  %s\n want %s", x.name, x.text, got, x.want)
		}
	}
}

func TestAliasFacts(t *testing.T) {
	c := newChain(t)
	d := c.run(t, "將在美國密歇根州蘭辛市(Lansing)生產，寧德時代(CATL)供應。")
	if len(d.Facts) != 2 {
		t.Fatalf("%d alias facts, want 2: %+v", len(d.Facts), d.Facts)
	}
	for i, want := range []string{"蘭辛市 Lansing", "寧德時代 CATL"} {
		f := d.Facts[i]
		if got := f.Get("name")[0].Text + " " + f.Get("alias")[0].Text; got != want || f.Type != "alias" || f.Modality != entities.Asserted {
			t.Errorf("alias %d is %s %s, want %s asserted", i, got, f.Modality, want)
		}
		if f.ID == "" || f.Get("name")[0].ID == "" {
			t.Errorf("alias %d has no id: %+v", i, f)
		}
	}
}

func TestIDs(t *testing.T) {
	c := newChain(t)
	d := c.run(t, "市調公司海圖諮詢（Seachart）訪問特斯拉與Tesla。")
	ids := map[string]string{}
	for _, m := range d.Mentions {
		ids[m.Text] = m.ID
	}
	if ids["特斯拉"] != "company/tesla" || ids["Tesla"] != "company/tesla" {
		t.Errorf("Tesla has the ids %v", ids)
	}
	if want := "company/~" + fold.Key("海圖諮詢"); ids["海圖諮詢"] != want || ids["Seachart"] != want {
		t.Errorf("an unknown company has the ids %v, want %s", ids, want)
	}
}

// A long hostile text is linked like a short one; were it not linear in the
// names and pronouns, it would run into the test's time limit.
// One entity has one type, and a gloss is taken whole.
func TestTypes(t *testing.T) {
	c := newChain(t)
	for _, x := range []struct{ name, text, want string }{
		{"a short form of a body", "香港紡織及成衣研發中心（RITA）提交報告。口罩由政府資助機構RITA研發。", "organization:香港紡織及成衣研發中心 organization:RITA organization:RITA"},
		{"a gloss with a comma in it", "市調公司海圖諮詢（Seachart Larkmoor, Inc.）表示，需求回升。", "company:海圖諮詢 company:Seachart Larkmoor, Inc."},
		{"a surname in another name", "主席Peter Larkmoor出席。另一人是LARKMOOR Dorvan。其後Larkmoor表示支持。", "person:Peter Larkmoor person:Larkmoor"},
		{"an address in brackets", "台積電（www.larkmoor.hk）表示，需求回升。", "company:台積電"},
	} {
		d := c.run(t, x.text)
		var out []string
		for _, m := range d.Mentions {
			if m.Value == nil && !m.Hidden {
				out = append(out, m.Type+":"+m.Text)
			}
		}
		if got := strings.Join(out, " "); got != x.want {
			t.Errorf("%s: %q gives %q, want %q", x.name, x.text, got, x.want)
		}
	}
}

func TestLongText(t *testing.T) {
	const n = 10_000
	d := newChain(t).run(t, strings.Repeat("特斯拉(Tesla)與海圖諮詢（Seachart）合作，其業務增長，該公司表示支持。", n))
	names, pronouns := 0, 0
	for _, m := range d.Mentions {
		switch {
		case m.Via == entities.ViaPronoun && m.Entity == "特斯拉":
			pronouns++
		case !m.Hidden && m.Value == nil:
			names++
		}
	}
	if names != 4*n || pronouns != 2*n {
		t.Errorf("%d names and %d pronouns, want %d and %d", names, pronouns, 4*n, 2*n)
	}
}
