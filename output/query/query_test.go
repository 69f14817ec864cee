package query_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/graph/graphtest"
	"github.com/factloom/factloom/entities/value"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
	"github.com/factloom/factloom/rules/library"
)

var run = graph.RunInfo{ID: "r1", Version: "test", RulesHash: "rules-1"}

func store(t testing.TB, opt graph.Options, batches ...[]*entities.Document) *graph.Graph {
	t.Helper()
	opt.Create, opt.MinFree = true, 1
	g, err := graph.Open(t.TempDir()+"/facts.db", opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	for _, b := range batches {
		if _, err := g.Add(context.Background(), b, nil, run); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

// article states facts in sentences of their own: text, then roles as
// role=text=id, ids without a slash being keys of words.
func article(id, published string, facts ...[]string) *entities.Document {
	d := &entities.Document{ID: id, Published: published}
	var text []rune
	for _, f := range facts {
		sentence := []rune(f[1])
		at := len(text)
		fact := entities.Fact{Type: f[0], Span: entities.Span{Start: at, End: at + len(sentence)}, Evidence: f[1],
			Modality: entities.Asserted, Polarity: entities.Positive, Rule: f[0] + "@00000001", Confidence: 0.9}
		for _, r := range f[2:] {
			p := strings.SplitN(r, "=", 3)
			b := strings.Index(f[1], p[1])
			start := at + len([]rune(f[1][:b]))
			x := entities.Filler{Role: p[0], Text: p[1], Span: entities.Span{Start: start, End: start + len([]rune(p[1]))}, Key: p[2]}
			var n int64
			switch {
			case strings.HasPrefix(p[2], "money:"):
				var cur string
				fmt.Sscanf(p[2], "money:%d:%s", &n, &cur)
				x.Type, x.Value = entities.MoneyType, &entities.Money{Amount: entities.Dec(n), Currency: cur, Kind: entities.Exact}
			case strings.HasPrefix(p[2], "date:"):
				day, err := entities.ParseDay(p[2][5:15])
				if err != nil {
					panic(err)
				}
				x.Type, x.Value = entities.DateType, &entities.Date{From: day, To: day}
			case strings.Contains(p[2], "/"):
				x.ID = p[2]
				x.Type, _, _ = strings.Cut(p[2], "/")
				d.Mentions = append(d.Mentions, entities.Mention{Span: x.Span, Text: x.Text, Type: x.Type, Entity: x.Text, ID: x.ID, Via: entities.ViaGazetteer})
			}
			fact.Fillers = append(fact.Fillers, x)
		}
		d.Facts = append(d.Facts, fact)
		text = append(text, sentence...)
	}
	d.Text = string(text)
	return d
}

func news() []*entities.Document {
	return []*entities.Document{
		article("n1", "2026-03-18",
			[]string{"agreement", "LG新能源與特斯拉簽署43億美元合作協議。", "party=LG新能源=company/lg-energy-solution", "party=特斯拉=company/tesla", "value=43億美元=money:4300000000:USD"},
			[]string{"facility", "特斯拉在上海興建新廠。", "company=特斯拉=company/tesla", "place=上海=place/shanghai", "facility=新廠=text:新廠"}),
		article("n2", "2026-03-20",
			[]string{"agreement", "Tesla同LG新能源簽署43億美元合作協議。", "party=Tesla=company/tesla", "party=LG新能源=company/lg-energy-solution", "value=43億美元=money:4300000000:USD"}),
		article("n3", "2026-02-01",
			[]string{"agreement", "2025年12月5日，LG與海棠醫藥達成500萬港元協議。", "party=LG=company/lg", "party=海棠醫藥=company/~海棠醫藥", "value=500萬港元=money:5000000:HKD", "date=2025年12月5日=date:2025-12-05/2025-12-05"},
			[]string{"investment", "LG向特斯拉投資2億美元。", "investor=LG=company/lg-energy-solution", "target=特斯拉=company/tesla", "value=2億美元=money:200000000:USD"}),
		article("n4", "",
			[]string{"launch", "特斯拉推出新車。", "company=特斯拉=company/tesla", "product=新車=text:新車"},
			[]string{"employment", "特斯拉出任顧問。", "person=特斯拉=person/~特斯拉", "organization=特斯拉=person/~特斯拉", "title=顧問=text:顧問"}),
	}
}

func show(t testing.TB, a *query.Answer) []string {
	t.Helper()
	var out []string
	for r, err := range a.Facts {
		if err != nil {
			t.Fatal(err)
		}
		from, _ := graph.When(r)
		out = append(out, fmt.Sprint(from, " ", r.Type, " ", len(r.Evidence)))
	}
	return out
}

func TestFacts(t *testing.T) {
	g := store(t, graph.Options{Names: func(id string) (string, []string) {
		if id == "company/tesla" {
			return "特斯拉", []string{"特斯拉", "Tesla", "特斯拉公司"}
		}
		return "", nil
	}}, news())
	money := func(n int64, cur string) *entities.Money {
		return &entities.Money{Amount: entities.Dec(n), Currency: cur}
	}
	for _, row := range []struct {
		name string
		q    query.Question
		want []string
	}{
		{"all", query.Question{Name: "特斯拉", Kind: "company"}, []string{"2026-02-01 investment 1", "2026-03-18 agreement 2", "2026-03-18 facility 1", " launch 1"}},
		{"another name", query.Question{Name: "ＴＥＳＬＡ"}, []string{"2026-02-01 investment 1", "2026-03-18 agreement 2", "2026-03-18 facility 1", " launch 1"}},
		{"newest", query.Question{Name: "Tesla", Newest: true, Limit: 1, Type: "facility"}, []string{"2026-03-18 facility 1"}},
		{"limit", query.Question{Name: "Tesla", Limit: 1}, []string{"2026-02-01 investment 1"}},
		{"type", query.Question{Name: "Tesla", Type: "agreement"}, []string{"2026-03-18 agreement 2"}},
		{"role", query.Question{Name: "Tesla", Role: "target"}, []string{"2026-02-01 investment 1"}},
		{"with", query.Question{Name: "Tesla", With: "LG新能源"}, []string{"2026-02-01 investment 1", "2026-03-18 agreement 2"}},
		{"place", query.Question{Name: "Tesla", Place: "上海"}, []string{"2026-03-18 facility 1"}},
		{"place and with", query.Question{Name: "Tesla", Place: "上海", With: "LG新能源"}, nil},
		{"since", query.Question{Name: "Tesla", Since: entities.DayOf(2026, 3, 1)}, []string{"2026-03-18 agreement 2", "2026-03-18 facility 1"}},
		{"until", query.Question{Name: "Tesla", Until: entities.DayOf(2026, 3, 1)}, []string{"2026-02-01 investment 1"}},
		{"value", query.Question{Name: "Tesla", MinValue: money(1e9, "USD")}, []string{"2026-03-18 agreement 2"}},
		{"value between", query.Question{Name: "Tesla", MinValue: money(1e8, "USD"), MaxValue: money(1e9, "USD")}, []string{"2026-02-01 investment 1"}},
		{"other currency", query.Question{Name: "Tesla", MinValue: money(1, "HKD")}, nil},
		{"by date of publication", query.Question{Name: "海棠醫藥", Since: entities.DayOf(2026, 1, 1), Published: true}, []string{"2025-12-05 agreement 1"}},
		{"by its own date", query.Question{Name: "海棠醫藥", Since: entities.DayOf(2026, 1, 1)}, nil},
		{"an id", query.Question{Name: "company/lg"}, []string{"2025-12-05 agreement 1"}},
		{"no name", query.Question{Type: "agreement", MaxValue: money(5e6, "HKD")}, []string{"2025-12-05 agreement 1"}},
	} {
		a, err := query.Facts(query.NewView(g, nil), row.q)
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		got := show(t, a)
		slices.Sort(got) // the order of one day is that of ids
		want := slices.Clone(row.want)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
	a, err := query.Facts(query.NewView(g, nil), query.Question{Name: "Tesla"})
	if err != nil || a.Entity.Name != "特斯拉" || a.Entity.Facts != 4 {
		t.Errorf("entity %+v, %v", a, err)
	}
	dates := show(t, a)
	if !strings.HasPrefix(dates[0], "2026-02-01") || !strings.HasPrefix(dates[3], " launch") {
		t.Errorf("not by date with unknown dates last: %q", dates)
	}
}

// The same facts, byte for byte, by every name of an entity.
func TestSameRows(t *testing.T) {
	g := store(t, graph.Options{}, news())
	var want string
	for _, name := range []string{"特斯拉", "Tesla", "tesla", "company/tesla"} {
		a, err := query.Facts(query.NewView(g, nil), query.Question{Name: name, Kind: "company"})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := output.Write(&b, "csv", output.Source{Facts: a.Facts}, output.Options{}); err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = b.String()
		}
		if b.String() != want || strings.Count(want, "\n") != 5 {
			t.Errorf("query %s gives\n%s\nwant\n%s", name, b.String(), want)
		}
	}
}

func TestNames(t *testing.T) {
	g := store(t, graph.Options{}, news())
	var amb *query.Ambiguous
	_, err := query.Facts(query.NewView(g, nil), query.Question{Name: "LG"})
	if !errors.As(err, &amb) || len(amb.Candidates) != 2 {
		t.Fatalf("LG: %v, want Ambiguous", err)
	}
	if want := `"LG" may be company/lg-energy-solution (LG新能源, 2 facts, 1 mention) or company/lg (LG, 1 fact, 1 mention); name one by its id`; err.Error() != want {
		t.Errorf("LG: %s, want %s", err, want)
	}
	_, err = query.Facts(query.NewView(g, nil), query.Question{Name: "Tesla", With: "LG"})
	if !errors.As(err, &amb) || !strings.HasPrefix(err.Error(), "with: ") {
		t.Errorf("with LG: %v", err)
	}
	var none *query.NotFound
	_, err = query.Facts(query.NewView(g, nil), query.Question{Name: "特斯啦"})
	if !errors.As(err, &none) || len(none.Suggestions) == 0 || !strings.Contains(err.Error(), "特斯拉") {
		t.Errorf("特斯啦: %v", err)
	}
	_, err = query.Facts(query.NewView(g, nil), query.Question{Name: "Tesla", Kind: "place"})
	if !errors.As(err, &none) || !strings.HasPrefix(err.Error(), `no place is named "Tesla"`) {
		t.Errorf("Tesla as a place: %v", err)
	}
	_, err = query.Facts(query.NewView(g, nil), query.Question{Name: "！？"})
	if !errors.As(err, &none) {
		t.Errorf("a name of marks: %v", err)
	}
	// 特斯拉 means the company far more often than the person who has one fact.
	many := news()
	for i := range 30 {
		many = append(many, article(fmt.Sprint("m", i), "2026-04-01", []string{"launch", fmt.Sprintf("特斯拉推出第%d款車。", i),
			"company=特斯拉=company/tesla", fmt.Sprintf("product=第%d款車=text:%d", i, i)}))
	}
	g = store(t, graph.Options{}, many)
	a, err := query.Facts(query.NewView(g, nil), query.Question{Name: "特斯拉"})
	if err != nil || a.Entity.ID != "company/tesla" || len(a.Others) != 1 || a.Others[0].ID != "person/~特斯拉" {
		t.Errorf("特斯拉: %+v, %v", a, err)
	}
	// Of two, only one has facts.
	d := article("only", "", []string{"launch", "小米推出新車。", "company=小米=company/xiaomi", "product=新車=text:新車"})
	d.Text += "小米是穀物。"
	d.Mentions = append(d.Mentions, entities.Mention{Span: entities.Span{Start: 7, End: 9}, Text: "小米", Type: "product", Entity: "小米", ID: "product/~小米"})
	g = store(t, graph.Options{}, []*entities.Document{d})
	if a, err := query.Facts(query.NewView(g, nil), query.Question{Name: "小米"}); err != nil || a.Entity.ID != "company/xiaomi" || len(a.Others) != 1 {
		t.Errorf("小米: %+v, %v", a, err)
	}
}

func TestBadQuestions(t *testing.T) {
	g := store(t, graph.Options{}, news())
	for _, q := range []query.Question{
		{Name: "Tesla", MinValue: &entities.Money{Amount: entities.Dec(1)}},
		{Name: "Tesla", MaxValue: &entities.Money{Currency: "USD"}},
		{Name: "Tesla", Since: 20, Until: 10},
	} {
		if a, err := query.Facts(query.NewView(g, nil), q); err == nil {
			t.Errorf("Facts(%+v) = %+v, want an error", q, a)
		}
	}
}

func TestWithin(t *testing.T) {
	dec := entities.Dec
	for _, row := range []struct {
		m        entities.Money
		min, max int64
		want     bool
	}{
		{entities.Money{Amount: dec(10), Kind: entities.Exact}, 10, 10, true},
		{entities.Money{Amount: dec(10), Kind: entities.Exact}, 11, 0, false},
		{entities.Money{Amount: dec(10), AmountTo: dec(20), Kind: entities.Between}, 15, 16, true},
		{entities.Money{Amount: dec(10), AmountTo: dec(20), Kind: entities.Between}, 21, 0, false},
		{entities.Money{Amount: dec(10), Kind: entities.AtLeast}, 100, 0, true},
		{entities.Money{Amount: dec(10), Kind: entities.AtLeast}, 0, 9, false},
		{entities.Money{Amount: dec(10), Kind: entities.AtMost}, 0, 5, true},
	} {
		row.m.Currency = "USD"
		d := article("x", "2026-01-01", []string{"launch", "甲推出乙值一元。", "company=甲=company/a", "product=乙=text:乙"})
		d.Facts[0].Type = "investment"
		d.Facts[0].Fillers = []entities.Filler{d.Facts[0].Fillers[0], {Role: "target", Text: "乙", Key: "text:乙"}, {Role: "value", Text: "一元", Key: row.m.Key(), Value: &row.m}}
		d.Facts[0].Fillers[0].Role = "investor"
		g := store(t, graph.Options{}, []*entities.Document{d})
		q := query.Question{Name: "甲"}
		if row.min > 0 {
			q.MinValue = &entities.Money{Amount: dec(row.min), Currency: "USD"}
		}
		if row.max > 0 {
			q.MaxValue = &entities.Money{Amount: dec(row.max), Currency: "USD"}
		}
		a, err := query.Facts(query.NewView(g, nil), q)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(show(t, a)) == 1; got != row.want {
			t.Errorf("%+v between %d and %d: %v, want %v", row.m, row.min, row.max, got, row.want)
		}
	}
}

func TestAmount(t *testing.T) {
	sc, err := value.Load(library.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ in, want string }{
		{"1億美元", "money:100000000:USD"},
		{" 43億美元 ", "money:4300000000:USD"},
		{"US$100 million", "money:100000000:USD"},
		{"5000萬港元", "money:50000000:HKD"},
		{"1億", ""},
		{"特斯拉", ""},
		{"1億美元或更多", ""},
		{"數百億美元", ""},
		{"", ""},
	} {
		m, err := query.Amount(sc, row.in)
		got := ""
		if err == nil {
			got = m.Key()
		}
		if got != row.want || (err == nil) != (row.want != "") {
			t.Errorf("Amount(%q) = %q, %v, want %q", row.in, got, err, row.want)
		}
	}
}

// Every export is the same, byte for byte, whatever the order of input and the
// size of batches.
func TestSameBytes(t *testing.T) {
	docs := graphtest.Docs(100, 5, graphtest.Options{Companies: 12})
	export := func(g *graph.Graph) map[string]string {
		out := make(map[string]string)
		for _, f := range output.Formats {
			for _, l := range f.Layouts {
				var b strings.Builder
				if err := output.Write(&b, f.Name, output.Source{Facts: g.Facts(graph.Filter{}), Entities: g.Entities("")}, output.Options{Layout: l}); err != nil {
					t.Fatal(err)
				}
				out[f.Name+" "+l] = b.String()
			}
		}
		return out
	}
	want := export(store(t, graph.Options{}, docs))
	for round := range 4 {
		r := rand.New(rand.NewPCG(uint64(round), 1))
		list := slices.Clone(docs)
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		var batches [][]*entities.Document
		for len(list) > 0 {
			n := min(len(list), 1+r.IntN(40))
			batches = append(batches, list[:n])
			list = list[n:]
		}
		batches = append(batches, docs[:50]) // once more
		if got := export(store(t, graph.Options{}, batches...)); !reflect.DeepEqual(got, want) {
			t.Errorf("round %d: exports differ", round)
		}
	}
}

func BenchmarkFacts(b *testing.B) {
	g := store(b, graph.Options{}, graphtest.Docs(2000, 1, graphtest.Options{Companies: 500}))
	for i := 0; b.Loop(); i++ {
		name, _ := graphtest.Company(i % 500)
		a, err := query.Facts(query.NewView(g, nil), query.Question{Name: name, Limit: 20, Newest: true})
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range a.Facts {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkExport(b *testing.B) {
	g := store(b, graph.Options{}, graphtest.Docs(4000, 1, graphtest.Options{Companies: 500, Facts: 8}))
	for _, f := range []string{"csv", "jsonl"} {
		b.Run(f, func(b *testing.B) {
			var n counter
			for b.Loop() {
				if err := output.Write(&n, f, output.Source{Facts: g.Facts(graph.Filter{})}, output.Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(int64(n) / int64(b.N))
		})
	}
}

type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }
