package rules

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

// FuzzSay: what is read without a mistake is written back and read again as the
// same; mistakes lie inside the say.
func FuzzSay(f *testing.F) {
	for _, s := range []string{
		"<company:company> …， ~will 在 <place:place+> <facility:facility> 生產",
		"<date:date>? ~announce (此項|該項|這項) <value:money> ~deal",
		"＜acquirer：company！named＞ （宣布｜公布）？ …， ～acquire ＜name：han｛２，４｝＞",
		`\(代號\? <x:~measure> \\ …?`, "a...b", "((a|b)?c|…d)", "!(價|~l) <a:x!named!first>！（書） (c d)+?", "@a? ＠b+ \\@c", "a!b!\\(", "收購>", "<a:>", "~", "(", "|", "?",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		items, errs := parseSay(s)
		n := len([]rune(s))
		for _, e := range errs {
			if e.off < 0 || e.off > n {
				t.Fatalf("%q: mistake at %d of %d: %s", s, e.off, n, e.msg)
			}
		}
		if len(errs) > 0 {
			return
		}
		text := formatItems(items)
		again, errs := parseSay(text)
		if len(errs) > 0 {
			t.Fatalf("%q is written as %q, which has mistakes: %v", s, text, errs)
		}
		if !reflect.DeepEqual(plainItems(items), plainItems(again)) {
			t.Fatalf("%q is written as %q, which reads differently", s, text)
		}
	})
}

// plainItems drops the offsets.
func plainItems(items []item) []item {
	var out []item
	for _, it := range items {
		it.off, it.typOff, it.guardOff = 0, 0, 0
		var alts [][]item
		for _, a := range it.alts {
			alts = append(alts, plainItems(a))
		}
		it.alts = alts
		out = append(out, it)
	}
	return out
}

// FuzzForm: a form that is read without a mistake is written back and read again
// as the same.
func FuzzForm(f *testing.F) {
	for _, s := range []string{
		"facility(company=LG新能源, place=美國+密歇根州, action=operate; modality=planned)",
		"metric(change=+27%++5%, subject=「甲，乙」)", "a(b)", "a(", "a(b=「)", "（", "a(b＝c；polarity＝negative）",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		x, errs := parseForm(s)
		if len(errs) > 0 || strings.Count(s, "「") != strings.Count(s, "」") || strings.Count(s, "「") > 1 {
			return // a value that holds quotes cannot be quoted
		}
		y, errs := parseForm(x.String())
		if len(errs) > 0 || y.String() != x.String() || len(y.args) != len(x.args) {
			t.Fatalf("%q is written as %q, which reads as %q (%v)", s, x.String(), y.String(), errs)
		}
	})
}

// FuzzLoad: no text makes Load fall, and every problem names its file.
func FuzzLoad(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.yaml")
	for _, n := range files {
		data, err := os.ReadFile(n)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	sch := schema.Default()
	f.Fuzz(func(t *testing.T, s string) {
		set, err := Load(sch, []Source{{Name: "x.yaml", Data: []byte(s)}})
		if err != nil {
			for _, p := range err.(Problems) {
				lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
				if p.File != "x.yaml" || p.Message == "" || p.Line < 0 || p.Line > len(lines) || p.Column < 0 ||
					p.Line > 0 && p.Column > len([]rune(lines[p.Line-1]))+1 {
					t.Fatalf("problem %+v", p)
				}
				_ = p.String()
			}
			return
		}
		set.Lint()
		d := document(t, referenceText)
		set.WithDrafts().Relate(d)
		set.Nearest(d)
	})
}

// FuzzRelate: whatever the text, facts lie in it, quote it and come out the same
// twice.
func FuzzRelate(f *testing.F) {
	f.Add(referenceText)
	f.Add("特斯拉旗下儲能業務(Tesla),去年錄得27%增長。其汽車業務則錄得10%跌幅")
	f.Add("LG新能源((將在美國新廠生產。LG新能源)將在\u200b美國新廠生產")
	f.Add("周二宣布此項43億美元合作協議。\n\n")
	f.Add("特斯拉收購雲杉科技。作價4億美元。據雲杉科技表示,純利升5%。青松電子否認。\n特斯拉、雲杉科技及青松電子分別升1%、2%和3%。純利跌3%")
	s := load(f, reference(f), `lexicon: {up: {+1: [升], -1: [跌]}}
parts: {sum: (作價|涉資) <value:money>}
rules:
- id: told
  about: a purchase with its price somewhere
  say: <acquirer:company> 收購 <target:company>
  match: {within: document, any: ["@sum", {within: clause, all: <value:money>}], not: [<target:company> 否認, {within: paragraph, all: [傳聞, <x:date>]}]}
  fact: acquisition(acquirer, target, value)
- id: main
  about: a figure of what the text is about
  say: 純利 ~up <change:percent>
  fact: metric(subject, measure=純利, change=change*~up)
  carry: {subject: {type: company, from: [main, near], back: 3}}
- id: dealt
  about: several shares
  say: <subject:company+> 分別 ~up <change:percent> (、? 和? ~up? <change:percent>)+
  fact: metric(subject, change=change*~up)
  each: [subject, change]
`)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 20000 {
			return
		}
		d := document(t, text)
		facts := append(s.Relate(d), s.Alias(d)...)
		for _, x := range facts {
			if x.Start < 0 || x.End > d.Len() || x.Start >= x.End || x.Evidence != d.Slice(x.Span) {
				t.Fatalf("%q: evidence %q at %v", text, x.Evidence, x.Span)
			}
			for _, y := range x.Fillers {
				if y.Key == "" || y.Text == "" || y.Span != (entities.Span{}) && (y.Start < 0 || y.End > d.Len() || y.Start >= y.End) {
					t.Fatalf("%q: filler %+v", text, y)
				}
			}
		}
		if again := append(s.Relate(d), s.Alias(d)...); !reflect.DeepEqual(facts, again) {
			t.Fatalf("%q: two runs differ:\n%v\n%v", text, facts, again)
		}
		won := 0
		for _, m := range s.Trace(d) {
			if m.Won() && m.Fact != nil {
				won++
			}
		}
		if won != len(facts) {
			t.Fatalf("%q: %d facts, the trace has %d", text, len(facts), won)
		}
	})
}
