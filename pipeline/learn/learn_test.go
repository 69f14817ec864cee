package learn_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/pipeline/detect"
	"github.com/factloom/factloom/pipeline/learn"
	"github.com/factloom/factloom/pipeline/segment"
)

var cutter = sync.OnceValue(func() segment.Cutter {
	c, err := segment.Gse()
	if err != nil {
		panic(err)
	}
	return c
})

// article cuts a text into words and puts mentions on it: "雲杉科技/company/suffix",
// at every place of the words, and after that the folded name that gives the id
// when it is not the words, or a whole id. by says which mechanism found them.
func article(id, text string, mentions ...string) (*entities.Document, []detect.Verdict) {
	d := &entities.Document{ID: id, Published: "2026-03-0" + id[len(id)-1:], Text: text}
	fold.Document(d)
	segment.Split(d)
	d.Tokens = cutter().Cut(d)
	var verdicts []detect.Verdict
	for _, m := range mentions {
		f := strings.Split(m, "/")
		words := []rune(f[0])
		for p := 0; p+len(words) <= d.Len(); p++ {
			s := entities.Span{Start: p, End: p + len(words)}
			if d.Slice(s) != f[0] || slices.ContainsFunc(d.Mentions, func(x entities.Mention) bool { return x.Overlaps(s) }) {
				continue
			}
			x := entities.Mention{Span: s, Text: f[0], Type: f[1], Entity: f[0], Via: f[2], ID: f[1] + "/~" + fold.Key(f[0]), Confidence: 0.7}
			if len(f) > 3 {
				x.ID = f[1] + "/~" + fold.Key(f[3])
			}
			if len(f) > 4 {
				x.ID = f[1] + "/" + f[4]
			}
			d.Mentions = append(d.Mentions, x)
			verdicts = append(verdicts, detect.Verdict{Span: s, Type: f[1], Via: f[2], Mechanism: f[2], Accepted: true})
		}
	}
	entities.SortMentions(d.Mentions)
	return d, verdicts
}

type text struct {
	text     string
	mentions []string
}

var names = sync.OnceValue(func() *gazetteer.Gazetteer {
	g, err := gazetteer.Load(schema.Default(), "known.tsv", strings.NewReader("name\ttype\tid\taliases\tticker\n"+
		"海棠醫藥\tcompany\thaitang\tHaitang Pharma\tHKEX:9876\n北辰電子\tcompany\tbeichen\t北辰\t\n"))
	if err != nil {
		panic(err)
	}
	return g
})

func gather(t testing.TB, opt learn.Options, least int, texts ...text) []*learn.Candidate {
	t.Helper()
	opt.Names = []*gazetteer.Gazetteer{names()}
	l := learn.New(opt)
	defer l.Close()
	var docs []*entities.Document
	for i, x := range texts {
		d, v := article(fmt.Sprintf("a%d", i), x.text, x.mentions...)
		docs = append(docs, d)
		if err := l.Add(d, v); err != nil {
			t.Fatal(err)
		}
	}
	list, _, err := l.Candidates(least)
	if err != nil {
		t.Fatal(err)
	}
	s, err := learn.NewSpread(learn.Keys(list), opt.Names)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		s.Add(d)
	}
	return l.Rank(list, s)
}

func find(t testing.TB, list []*learn.Candidate, name string) *learn.Candidate {
	t.Helper()
	for _, c := range list {
		if c.Of == nil && c.Name == name || c.Of != nil && slices.Contains(c.New, name) {
			return c
		}
	}
	t.Fatalf("no row %s", name)
	return nil
}

func TestRows(t *testing.T) {
	list := gather(t, learn.Options{}, 2,
		text{"雲杉科技股份有限公司今日公布業績。雲杉科技股價上升。", []string{"雲杉科技股份有限公司/company/suffix", "雲杉科技/company/short/雲杉科技股份有限公司"}},
		text{"電池生產商云杉科技股份有限公司宣布擴產，主席林志遠出席。", []string{"云杉科技股份有限公司/company/suffix", "林志遠/person/pattern"}},
		text{"雲杉科技股份有限公司（Spruce Technology）主席林志遠說，林志遠明年退休。", []string{"雲杉科技股份有限公司/company/suffix",
			"Spruce Technology/company/gloss/雲杉科技股份有限公司", "林志遠/person/pattern"}},
		text{"海棠醫藥（簡稱海藥）公布，海藥將配股。", []string{"海棠醫藥/company/gazetteer//haitang", "海藥/company/gloss//haitang"}},
		text{"海棠醫藥，又稱海藥，與北辰電子簽約。", []string{"海棠醫藥/company/gazetteer//haitang", "海藥/company/gloss//haitang", "北辰電子/company/gazetteer//beichen"}},
	)
	c := find(t, list, "雲杉科技股份有限公司")
	if c.ID != "company/~云杉科技股份有限公司" || c.Type != "company" || c.Articles != 3 || c.Sources != 3 || c.Mentions != 5 || c.Places != 3 {
		t.Errorf("row %+v", c)
	}
	if !slices.Contains(c.Aliases, "雲杉科技") || !slices.Contains(c.Aliases, "Spruce Technology") || len(c.Ambiguous) != 0 {
		t.Errorf("aliases %v, ambiguous %v", c.Aliases, c.Ambiguous)
	}
	if len(c.Contexts) != 3 || c.Contexts[0].Text != "【雲杉科技股份有限公司】今日公布業績。" || c.Contexts[0].Article != "a0" {
		t.Errorf("contexts %+v", c.Contexts)
	}
	if !slices.Contains(c.Support, learn.Share{What: "beside", N: 2}) { // 生產商 before it, 股價 after the short form
		t.Errorf("support %v", c.Support)
	}
	if p := find(t, list, "林志遠"); p.ID != "person/~林志远" || p.Articles != 2 || p.Mentions != 3 || len(p.Doubts) != 0 {
		t.Errorf("row %+v", p)
	}
	// A known entity with a new name keeps all that the list has of it.
	k := find(t, list, "海藥")
	if k.ID != "company/haitang" || k.Name != "海棠醫藥" || !slices.Equal(k.Aliases, []string{"Haitang Pharma", "海藥"}) || k.Of.Ticker != "HKEX:9876" || k.Articles != 2 {
		t.Errorf("row %+v", k)
	}
	if i := slices.IndexFunc(list, func(c *learn.Candidate) bool { return strings.Contains(c.ID, "beichen") }); i >= 0 {
		t.Errorf("a row of a known name: %+v", list[i])
	}
}

// TestDoubts tries what looks like a name and is none, each beside a good one.
func TestDoubts(t *testing.T) {
	again := func(n int, format string, mentions ...string) (out []text) {
		for i := range n {
			out = append(out, text{fmt.Sprintf(format, i), mentions})
		}
		return out
	}
	for _, row := range []struct {
		name  string
		texts []text
		row   string
		want  string // a part of a doubt; "" for none
	}{
		{"good", again(3, "第%d次，雲杉科技宣布擴產。", "雲杉科技/company/suffix"), "雲杉科技", ""},
		{"words after a title", append(again(3, "第%d批醫生來港，", "來港/person/pattern"), again(9, "旅客%d人來港。")...), "來港", "a name at 3 of the 12 places"},
		{"seldom found, no words", append(again(2, "議員姚松炎第%d次發言。", "姚松炎/person/pattern"), again(9, "%d：姚松炎。")...), "姚松炎", ""},
		{"reads as words", again(2, "第%d回，總統曾多次表示反對。", "曾多次/person/pattern"), "曾多次", "reads as words"},
		{"a form of address", again(2, "第%d次見到陳伯伯。", "陳伯伯/person/pattern"), "陳伯伯", "a form of address is in it"},
		{"endings only", again(2, "第%d份：由集團有限公司收購。", "集團有限公司/company/suffix"), "集團有限公司", "endings of names and nothing before them"},
		{"a word before an ending", again(2, "第%d日，內地政府公布數字。", "內地政府/organization/body"), "內地政府", "an ordinary word before an ending"},
		{"a weak ending", again(2, "第%d份：容許公募基金入市。", "公募基金/company/suffix"), "公募基金", "only a weak ending speaks for it"},
		{"a weak ending and a title", again(2, "第%d份：玉湖基金董事長出席。", "玉湖基金/company/suffix"), "玉湖基金", ""},
		{"a group", again(2, "第%d份：玉湖集團的計劃。", "玉湖集團/company/suffix"), "玉湖集團", ""},
		{"grammar before it", again(2, "第%d次推薦的是露特集團。", "的是露特集團/company/suffix"), "的是露特集團", "begins with a word of grammar"},
		{"a verb before it", again(2, "第%d次委託佳力試驗中心。", "委託佳力試驗中心/organization/suffix"), "委託佳力試驗中心", "begins with words that are no name"},
		{"two types", append(again(2, "第%d次，鄭翰維說。", "鄭翰維/person/pattern"), text{"鄭翰維旗下業務。", []string{"鄭翰維/company/intro"}}), "鄭翰維", "taken for a company too"},
		{"like a known one", again(2, "第%d份：北辰有限公司成立。", "北辰有限公司/company/legal"), "北辰有限公司", "may be company/beichen"},
		{"always in a longer name", again(9, "第%d次，東海聯合投資控股公布。", "聯合投資控股/company/suffix"), "聯合投資控股", "海 stands before it at 9 of 9 places"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := find(t, gather(t, learn.Options{}, 1, row.texts...), row.row)
			got := strings.Join(c.Doubts, "; ")
			if row.want == "" && got != "" || !strings.Contains(got, row.want) {
				t.Errorf("%s: doubts %q, want %q; confidence %d", row.row, got, row.want, c.Confidence)
			}
			if want := row.want == ""; c.Accepted(1) != want {
				t.Errorf("%s: accepted is %v with doubts %q", row.row, !want, got)
			}
		})
	}
}

// TestSources counts what is said twice word for word once.
func TestSources(t *testing.T) {
	same := text{"記者報道，雲杉科技宣布在台南設廠，投資額未公布。", []string{"雲杉科技/company/suffix"}}
	other := same
	other.text += "另一段。"
	list := gather(t, learn.Options{}, 1, same, same, other)
	if c := list[0]; c.Articles != 2 || c.Sources != 1 {
		t.Errorf("%d articles, %d sources, want 2 and 1", c.Articles, c.Sources)
	}
	if list := gather(t, learn.Options{}, 2, same, same, other); len(list) != 0 {
		t.Errorf("rows of one source: %v", list)
	}
}

// TestOrder adds articles in many orders, from several goroutines, with names
// put aside into files: the table is the same, byte for byte.
func TestOrder(t *testing.T) {
	heads := []string{"雲杉", "玉衡", "錦川", "星橋", "松濤", "明徽"}
	tails := []string{"科技", "證券", "控股有限公司", "集團"}
	r := rand.New(rand.NewPCG(7, 7))
	type doc struct {
		d *entities.Document
		v []detect.Verdict
	}
	var docs []doc
	for i := range 40 {
		var b strings.Builder
		var mentions []string
		for range 4 {
			name := heads[r.IntN(len(heads))] + tails[r.IntN(len(tails))]
			fmt.Fprintf(&b, "第%d號，%s公布%d項計劃。", i, name, r.IntN(9))
			mentions = append(mentions, name+"/company/suffix")
		}
		d, v := article(fmt.Sprintf("a%02d", i), b.String(), mentions...)
		docs = append(docs, doc{d, v})
		if i%3 == 0 { // a copy under other ids, one of them before it
			for _, id := range []string{"0", "z"} {
				d, v := article(fmt.Sprintf("%s%02d", id, i), b.String(), mentions...)
				docs = append(docs, doc{d, v})
			}
		}
	}
	table := func(keep int, at int) string {
		opt := learn.Options{Names: []*gazetteer.Gazetteer{names()}, Keep: keep, Dir: t.TempDir()}
		l := learn.New(opt)
		var wg sync.WaitGroup
		order := rand.New(rand.NewPCG(1, uint64(at))).Perm(len(docs))
		for _, i := range order {
			l.Meet(docs[i].d)
		}
		for part := range slices.Chunk(order, 10) {
			wg.Go(func() {
				for _, i := range part {
					if err := l.Add(docs[i].d, docs[i].v); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		list, _, err := l.Candidates(1)
		if err != nil {
			t.Fatal(err)
		}
		s, err := learn.NewSpread(learn.Keys(list), opt.Names)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range order {
			s.Add(docs[i].d)
		}
		var b bytes.Buffer
		if err := learn.Write(&b, l.Rank(list, s), 90); err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	want := table(0, 0)
	if strings.Count(want, "\n") < 15 {
		t.Fatalf("table\n%s", want)
	}
	for at := range 4 {
		for _, keep := range []int{0, 5, 1} {
			if got := table(keep, at); got != want {
				t.Fatalf("keep %d, order %d:\n%s\nwant\n%s", keep, at, got, want)
			}
		}
	}
}

// TestTableIsGazetteer reads the table as a list of names: nothing counts
// before a row is accepted, and what is accepted has the id it had.
func TestTableIsGazetteer(t *testing.T) {
	list := gather(t, learn.Options{}, 1,
		text{"雲杉科技股份有限公司，簡稱雲杉。\t第一季報告。", []string{"雲杉科技股份有限公司/company/suffix", "雲杉/company/short/雲杉科技股份有限公司"}},
		text{"海棠醫藥（簡稱海藥）公布業績。", []string{"海棠醫藥/company/gazetteer//haitang", "海藥/company/gloss//haitang"}},
		text{"記者林志遠、陳|明報道。", []string{"林志遠/person/pattern", "陳|明/person/pattern"}},
	)
	load := func(table string) *gazetteer.Gazetteer {
		t.Helper()
		g, err := gazetteer.Load(schema.Default(), "names.tsv", strings.NewReader(table))
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	var b bytes.Buffer
	if err := learn.Write(&b, list, 0); err != nil {
		t.Fatal(err)
	}
	if g := load(b.String()); g.Len() != 0 {
		t.Errorf("%d entities before any was accepted", g.Len())
	}
	g := load(strings.ReplaceAll(b.String(), "\n\t", "\nyes\t"))
	if g.Len() != len(list) {
		t.Errorf("%d entities, want %d", g.Len(), len(list))
	}
	for _, row := range []struct {
		name, id  string
		ambiguous bool
	}{
		{"雲杉科技股份有限公司", "company/~云杉科技股份有限公司", false},
		{"雲杉", "company/~云杉科技股份有限公司", true},
		{"海藥", "company/haitang", true},
		{"Haitang Pharma", "company/haitang", false},
		{"林志遠", "person/~林志远", false},
	} {
		found := g.Lookup(row.name)
		if len(found) != 1 || found[0].Entity.ID != row.id || found[0].Ambiguous != row.ambiguous {
			t.Errorf("Lookup(%s) = %+v, want %s, ambiguous %v", row.name, found, row.id, row.ambiguous)
		}
	}
	if e := g.ByID("company/haitang"); e == nil || e.Ticker != "HKEX:9876" {
		t.Errorf("the known entity lost what the list had: %+v", e)
	}
}

func BenchmarkAdd(b *testing.B) {
	d, v := article("a1", strings.Repeat("雲杉科技股份有限公司宣布，主席林志遠與玉衡證券簽約，涉資五億元。", 20),
		"雲杉科技股份有限公司/company/suffix", "林志遠/person/pattern", "玉衡證券/company/suffix")
	l := learn.New(learn.Options{Names: []*gazetteer.Gazetteer{names()}})
	b.SetBytes(int64(len(d.Text)))
	for b.Loop() {
		d.Text += " "
		if err := l.Add(d, v); err != nil {
			b.Fatal(err)
		}
	}
}
