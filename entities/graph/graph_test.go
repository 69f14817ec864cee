package graph_test

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
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/graph/graphtest"
)

var run = graph.RunInfo{ID: "r1", Version: "test", RulesHash: "rules-1"}

func create(t testing.TB, opt graph.Options) *graph.Graph {
	t.Helper()
	opt.Create, opt.MinFree = true, 1
	g, err := graph.Open(t.TempDir()+"/facts.db", opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

func add(t testing.TB, g *graph.Graph, docs []*entities.Document, run graph.RunInfo) entities.Stored {
	t.Helper()
	st, err := g.Add(context.Background(), docs, nil, run)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// dump writes down all that a store shows, in the order it shows it.
func dump(t testing.TB, g *graph.Graph) string {
	t.Helper()
	var b strings.Builder
	n := 0
	for r, err := range g.Facts(graph.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		fmt.Fprintf(&b, "%s %s %s %s %s %d %.2f\n", r.ID, r.Claim, r.Type, r.Modality, r.Polarity, r.Sources, r.Confidence)
		writeFillers(&b, r.Fillers)
		for _, ev := range r.Evidence {
			a := ev.Article
			a.File = "" // the path is no part of what is shown
			fmt.Fprintf(&b, "  %v %q %s %v\n", ev.Span, ev.Text, ev.Rule, a)
			writeFillers(&b, ev.Fillers)
		}
	}
	for e, err := range g.Entities("") {
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%+v\n", *e)
		names, err := g.Names(e.ID)
		fmt.Fprintf(&b, "  %v %v\n", names, err)
		arts, err := g.ArticlesOf(e.ID)
		fmt.Fprintf(&b, "  %v %v\n", arts, err)
		var ids []string
		for r, err := range g.FactsOf(e.ID, graph.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, r.ID)
		}
		fmt.Fprintf(&b, "  %v\n", ids)
	}
	for a, err := range g.Articles() {
		if err != nil {
			t.Fatal(err)
		}
		text, err := g.ArticleText(a.Key)
		if err != nil {
			t.Fatal(err)
		}
		c := *a
		c.File = ""
		fmt.Fprintf(&b, "%v %d\n", c, len(text))
	}
	for r, err := range g.Quarantine(false) {
		fmt.Fprintf(&b, "%v %v\n", r, err)
	}
	st, err := g.Stats()
	if err != nil {
		t.Fatal(err)
	}
	if st.Facts != n {
		t.Errorf("Stats says %d facts, %d are there", st.Facts, n)
	}
	fmt.Fprintf(&b, "%d %d %d %d %v %v\n", st.Articles, st.Entities, st.Facts, st.Evidence, st.FactTypes, st.EntityTypes)
	return b.String()
}

func writeFillers(b *strings.Builder, list []entities.Filler) {
	for _, x := range list {
		v := ""
		if x.Value != nil {
			v = fmt.Sprintf("%+v", reflect.ValueOf(x.Value).Elem())
		}
		x.Value = nil
		fmt.Fprintf(b, "    %+v %s\n", x, v)
	}
}

func verify(t testing.TB, g *graph.Graph) {
	t.Helper()
	for _, err := range g.Verify(context.Background(), true) {
		t.Error(err)
	}
}

func sameDump(t testing.TB, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("line %d of %d and %d:\n got %s\nwant %s", i, len(g), len(w), g[i], w[i])
		}
	}
	t.Fatalf("%d lines, want %d", len(g), len(w))
}

func TestAddAndRead(t *testing.T) {
	g := create(t, graph.Options{})
	docs := graphtest.Docs(50, 1, graphtest.Options{})
	st := add(t, g, docs, run)
	if st.Stored != 50 || st.Duplicate != 0 || st.Facts == 0 || st.Evidence <= st.Facts || st.Entities == 0 {
		t.Fatalf("Add = %+v", st)
	}
	verify(t, g)

	// What is read is what the documents say.
	want := make(map[string][]entities.Fact)
	for _, d := range docs {
		for _, f := range d.Facts {
			want[f.ID] = append(want[f.ID], f)
		}
	}
	seen := 0
	for r, err := range g.Facts(graph.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		seen++
		told := want[r.ID]
		if len(told) == 0 {
			t.Fatalf("fact %s is in no document", r.ID)
		}
		if r.Sources < 1 || len(r.Evidence) > len(told) {
			t.Errorf("fact %s: %d sources, %d pieces of evidence, told %d times", r.ID, r.Sources, len(r.Evidence), len(told))
		}
		for _, ev := range r.Evidence {
			if !slices.ContainsFunc(told, func(f entities.Fact) bool {
				return f.Span == ev.Span && f.Evidence == ev.Text && f.Rule == ev.Rule && reflect.DeepEqual(f.Fillers, ev.Fillers)
			}) {
				t.Errorf("evidence %+v of fact %s is in no document", ev, r.ID)
			}
			text, err := g.ArticleText(ev.Article.Key)
			if err != nil {
				t.Fatal(err)
			}
			if d := (&entities.Document{Text: text}); d.Slice(ev.Span) != ev.Text {
				t.Errorf("evidence %q, the article has %q", ev.Text, d.Slice(ev.Span))
			}
		}
		one, err := g.Fact(r.ID)
		if err != nil || !reflect.DeepEqual(one, r) {
			t.Errorf("Fact(%s) = %+v, %v, want %+v", r.ID, one, err, r)
		}
		same, err := g.Claim(r.Claim)
		if err != nil || !slices.ContainsFunc(same, func(x *entities.Record) bool { return x.ID == r.ID }) {
			t.Errorf("Claim(%s) = %v, %v without fact %s", r.Claim, same, err, r.ID)
		}
	}
	if seen != len(want) {
		t.Errorf("%d facts, want %d", seen, len(want))
	}
}

func TestTwiceAddsNothing(t *testing.T) {
	g := create(t, graph.Options{})
	docs := graphtest.Docs(40, 2, graphtest.Options{})
	rejects := []*entities.Reject{{File: "dump.zip#壞頁.html", Code: entities.CodeBinary, Reason: "a picture", Data: []byte("\x89PNG")}}
	first, err := g.Add(context.Background(), docs, rejects, run)
	if err != nil || first.Quarantined != 1 {
		t.Fatalf("Add = %+v, %v", first, err)
	}
	before := dump(t, g)
	a, _ := g.Stats()
	again, err := g.Add(context.Background(), docs, rejects, run)
	if err != nil {
		t.Fatal(err)
	}
	if again != (entities.Stored{Duplicate: 40}) {
		t.Errorf("second Add = %+v, want 40 duplicates and nothing else", again)
	}
	// The same dump under another name brings nothing either.
	for _, d := range docs {
		d.File = "copy/" + d.File
	}
	add(t, g, docs, run)
	b, _ := g.Stats()
	a.DiskBytes, b.DiskBytes = 0, 0
	if !reflect.DeepEqual(a, b) {
		t.Errorf("Stats = %+v, were %+v", b, a)
	}
	sameDump(t, dump(t, g), before)
	verify(t, g)
}

// A text that comes from several places with several dates keeps the facts of
// its least coming, in whatever order they come.
func TestComings(t *testing.T) {
	text := "雲杉科技\n\n雲杉科技去年收購海棠醫藥。"
	make := func(id, published, url string) *entities.Document {
		d := &entities.Document{ID: id, URL: url, Published: published, Source: "樣報", Text: text}
		f := entities.Fact{Type: "acquisition", Modality: entities.Asserted, Polarity: entities.Positive,
			Span: entities.Span{Start: 6, End: 19}, Evidence: "雲杉科技去年收購海棠醫藥。", Rule: "acquisition-active@00000001",
			Fillers: []entities.Filler{
				{Role: "acquirer", Text: "雲杉科技", Span: entities.Span{Start: 6, End: 10}, Key: "company/~雲杉科技", ID: "company/~雲杉科技", Type: "company"},
				{Role: "target", Text: "海棠醫藥", Span: entities.Span{Start: 14, End: 18}, Key: "company/~海棠醫藥", ID: "company/~海棠醫藥", Type: "company"}}}
		if day := d.Day(); day != entities.None {
			y, _, _ := day.Date()
			v := &entities.Date{From: entities.DayOf(y-1, 1, 1), To: entities.DayOf(y-1, 12, 31), Kind: entities.Exact, Why: "去年",
				Alt: []entities.Reading{{From: 1, To: 2, Why: "none"}}}
			f.Fillers = append(f.Fillers, entities.Filler{Role: "date", Text: "去年", Span: entities.Span{Start: 10, End: 12}, Key: v.Key(), Type: "date", Value: v})
		}
		d.Facts = []entities.Fact{f}
		return d
	}
	comings := []*entities.Document{
		make("x3", "", "https://c.example/1"),
		make("x2", "2026-01-02", "https://b.example/1"),
		make("x1", "2025-12-30", "https://a.example/1"),
		make("x0", "2026-01-02", "https://a.example/1"),
		make("x1", "2025-12-30", "https://a.example/0"),
		make("", "2026-05-01", ""),
	}
	var want string
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 30 {
		order := r.Perm(len(comings))
		g := create(t, graph.Options{})
		for len(order) > 0 {
			n := 1 + r.IntN(len(order))
			var batch []*entities.Document
			for _, i := range order[:n] {
				batch = append(batch, comings[i])
			}
			order = order[n:]
			add(t, g, batch, run)
		}
		verify(t, g)
		got := dump(t, g)
		if round == 0 {
			want = got
			if !strings.Contains(got, "date:2024-01-01/2024-12-31") || strings.Contains(got, "date:2025-01-01") {
				t.Fatalf("the facts are not those of the least coming:\n%s", got)
			}
			if !strings.Contains(got, "https://a.example/0") {
				t.Fatalf("the least coming is not shown:\n%s", got)
			}
		}
		sameDump(t, got, want)
		arts, err := g.ArticlesByID("x1")
		if err != nil || len(arts) != 1 {
			t.Fatalf("ArticlesByID = %v, %v", arts, err)
		}
		came, err := g.Came(arts[0].Key)
		if err != nil || len(came) != len(comings) || came[0].URL != "https://a.example/0" || came[5].ID != "x3" {
			t.Fatalf("Came = %v, %v", came, err)
		}
		for i, d := range comings {
			if w, err := g.Wants(d, run); err != nil || w {
				t.Errorf("Wants(coming %d) = %v, %v", i, w, err)
			}
		}
		if w, _ := g.Wants(make("x", "2025-01-01", ""), run); !w {
			t.Error("a lesser coming is not wanted")
		}
	}
}

// Shuffled input in batches of any size gives the same store.
func TestOrderOfArrival(t *testing.T) {
	docs := graphtest.Docs(120, 3, graphtest.Options{})
	// Some texts come again from elsewhere, with another day and so other facts.
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 20 {
		c := *docs[r.IntN(len(docs))]
		c.ID, c.URL = fmt.Sprintf("again%d", i), fmt.Sprintf("https://copy.example/%d", r.IntN(100))
		c.Published = []string{"", "2025-12-31", "2026-03-03", "2026-06-30"}[r.IntN(4)]
		c.Facts = slices.Clone(c.Facts)[:r.IntN(len(c.Facts)+1)]
		docs = append(docs, &c)
	}
	// Others are versions: other words under the same URL, or the same source and id.
	for i := range 40 {
		c := *docs[r.IntN(100)]
		c.ID = fmt.Sprintf("%s-v%d", c.ID, i)
		if i%2 == 0 {
			c.ID, c.URL = fmt.Sprint("serial", i%6), ""
		}
		c.Text += fmt.Sprintf("\n\n（更新%d）", r.IntN(30))
		c.Modified = []string{"", "2026-03-18", "2026-03-18T09:00", "2026-03-18T10:00:00+08:00", "2026-07-01"}[r.IntN(5)]
		docs = append(docs, &c)
	}
	g := create(t, graph.Options{})
	add(t, g, docs, run)
	want := dump(t, g)
	verify(t, g)
	if st, err := g.Stats(); err != nil || st.Replaced < 10 {
		t.Fatalf("only %d articles are replaced (%v): too few to test with", st.Replaced, err)
	}
	for round := range 5 {
		r := rand.New(rand.NewPCG(uint64(round), 9))
		shuffled := slices.Clone(docs)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		// A small memtable makes many steps of one batch.
		g := create(t, graph.Options{Memory: []int64{0, 8 << 20}[round%2]})
		for len(shuffled) > 0 {
			n := min(1+r.IntN(60), len(shuffled))
			add(t, g, shuffled[:n], run)
			shuffled = shuffled[n:]
		}
		sameDump(t, dump(t, g), want)
		verify(t, g)
	}
}

func TestRefresh(t *testing.T) {
	g := create(t, graph.Options{})
	old := graphtest.Docs(30, 4, graphtest.Options{})
	add(t, g, old, run)
	fresh := graphtest.Docs(30, 4, graphtest.Options{})
	for i, d := range fresh {
		for j := range d.Facts {
			d.Facts[j].Rule = "newer@00000002"
		}
		if i%3 == 0 {
			d.Facts, d.Mentions = nil, nil
		}
	}
	two := run
	two.RulesHash = "rules-2"
	if st := add(t, g, fresh, two); st != (entities.Stored{Duplicate: 30}) {
		t.Errorf("other rules without Refresh: Add = %+v", st)
	}
	two.Refresh = true
	if w, err := g.Wants(fresh[0], two); !w || err != nil {
		t.Errorf("Wants = %v, %v", w, err)
	}
	add(t, g, fresh, two)
	verify(t, g)
	if st := add(t, g, fresh, two); st != (entities.Stored{Duplicate: 30}) {
		t.Errorf("second refresh: Add = %+v", st)
	}
	// It is what a store made of the new facts alone has.
	g2 := create(t, graph.Options{})
	add(t, g2, fresh, two)
	sameDump(t, dump(t, g), dump(t, g2))
	// Back to the old rules: their records are there and count again.
	back := run
	back.RulesHash, back.Refresh = "rules-3", true
	add(t, g, old, back)
	verify(t, g)
	g3 := create(t, graph.Options{})
	add(t, g3, old, run)
	sameDump(t, dump(t, g), dump(t, g3))
}

func TestNames(t *testing.T) {
	tesla := func(text, name, via string) *entities.Document {
		at := strings.Index(text, name)
		start := len([]rune(text[:at]))
		sp := entities.Span{Start: start, End: start + len([]rune(name))}
		return &entities.Document{ID: text, Published: "2026-03-18", Text: text,
			Mentions: []entities.Mention{{Span: sp, Text: name, Type: "company", Entity: "特斯拉", ID: "company/tesla", Via: via}}}
	}
	g := create(t, graph.Options{Names: func(id string) (string, []string) {
		if id == "company/tesla" {
			return "特斯拉", []string{"特斯拉", "Tesla", "特斯拉公司"}
		}
		return "", nil
	}})
	other := tesla("特斯拉是一位發明家的姓氏。", "特斯拉", entities.ViaGazetteer)
	other.Mentions[0].ID, other.Mentions[0].Type, other.Mentions[0].Entity = "person/~特斯拉", "person", ""
	add(t, g, []*entities.Document{
		tesla("特斯拉去年交付創新高。", "特斯拉", entities.ViaGazetteer),
		tesla("TESLA股價周二下跌。", "TESLA", entities.ViaLatin),
		tesla("該公司將在上海擴產。", "該公司", entities.ViaPronoun),
		other,
	}, run)
	verify(t, g)
	for _, row := range []struct {
		name string
		want []string
	}{
		{"特斯拉", []string{"company/tesla", "person/~特斯拉"}},
		{"Tesla", []string{"company/tesla"}},
		{"ｔｅｓｌａ", []string{"company/tesla"}},
		{"company/tesla", []string{"company/tesla"}},
		{"特斯拉公司", []string{"company/tesla"}}, // only the gazetteer knows it
		{"該公司", nil},
		{"特斯", nil},
		{"", nil},
	} {
		var got []string
		found, err := g.Find(row.name)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range found {
			got = append(got, e.ID)
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("Find(%q) = %q, want %q", row.name, got, row.want)
		}
	}
	e, err := g.Entity("company/tesla")
	if err != nil || e.Name != "特斯拉" || e.Articles != 3 || !slices.Equal(e.Names, []string{"TESLA", "特斯拉"}) || e.Type != "company" {
		t.Errorf("Entity = %+v, %v", e, err)
	}
	if _, err := g.Entity("company/byd"); !errors.Is(err, graph.ErrUnknown) {
		t.Errorf("Entity of an unknown id: %v", err)
	}
	for _, row := range []struct{ name, want string }{
		{"特斯啦", "特斯拉"}, {"teslaa", "TESLA"}, {"特斯拉汽車", "特斯拉"}, {"tsela", "TESLA"}, {"雲杉", ""},
		{"特斯", "特斯拉"}, {"特拉", ""}, {"tes", "TESLA"},
	} {
		s, err := g.Suggest(row.name, 3)
		got := ""
		if len(s) > 0 {
			got = s[0].Text
		}
		if err != nil || got != row.want {
			t.Errorf("Suggest(%q) = %q, %v, want %q first", row.name, got, err, row.want)
		}
	}
	if got, err := g.Complete("特斯", 5); err != nil || !slices.Equal(got, []string{fold.Key("特斯拉"), fold.Key("特斯拉公司")}) {
		t.Errorf("Complete = %q, %v", got, err)
	}
}

func TestFilter(t *testing.T) {
	g := create(t, graph.Options{})
	docs := graphtest.Docs(80, 7, graphtest.Options{Companies: 6})
	add(t, g, docs, run)
	_, id := graphtest.Company(1)
	_, with := graphtest.Company(2)
	for _, f := range []graph.Filter{
		{},
		{Type: "agreement"},
		{Type: "acquisition", Role: "target"},
		{Role: "party"},
		{With: with},
		{With: "company/none"},
		{Since: entities.DayOf(2025, 6, 1)},
		{Until: entities.DayOf(2025, 12, 31)},
		{Since: entities.DayOf(2025, 6, 1), Until: entities.DayOf(2026, 2, 28)},
		{Since: entities.DayOf(2026, 2, 1), Until: entities.DayOf(2026, 2, 28), Published: true},
		{Modality: entities.Planned},
		{Polarity: entities.Negative},
		{Newest: true, Type: "metric"},
	} {
		var got, want []*entities.Record
		for r, err := range g.FactsOf(id, f) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, r)
		}
		for r, err := range g.Facts(graph.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			mine, role, other := false, f.Role == "", f.With == ""
			for _, x := range r.Fillers {
				mine = mine || x.ID == id
				role = role || x.ID == id && x.Role == f.Role
				other = other || x.ID == f.With
			}
			from, to := graph.When(r)
			if f.Published {
				from, to = graph.Published(r), graph.Published(r)
			}
			if mine && role && other && (f.Type == "" || f.Type == r.Type) && (f.Modality == "" || f.Modality == r.Modality) &&
				(f.Polarity == "" || f.Polarity == r.Polarity) && (f.Since == 0 || from != 0 && to >= f.Since) && (f.Until == 0 || from != 0 && from <= f.Until) {
				want = append(want, r)
			}
		}
		slices.SortFunc(want, func(a, b *entities.Record) int {
			x, _ := graph.When(a)
			y, _ := graph.When(b)
			if x != y {
				if x == 0 || y == 0 {
					return int(y - x)
				}
				if f.Newest {
					return int(y - x)
				}
				return int(x - y)
			}
			return strings.Compare(a.ID, b.ID)
		})
		if !reflect.DeepEqual(got, want) {
			t.Errorf("FactsOf(%+v): %d facts, want %d", f, len(got), len(want))
		}
	}
	for r, err := range g.FactsOf("company/nobody", graph.Filter{}) {
		if !errors.Is(err, graph.ErrUnknown) {
			t.Errorf("FactsOf an unknown entity: %v, %v", r, err)
		}
	}
}

func TestLongTexts(t *testing.T) {
	g := create(t, graph.Options{MaxText: 4 << 20})
	r := rand.New(rand.NewPCG(1, 1))
	var b strings.Builder
	for b.Len() < 3<<20 { // packs badly, so it takes several parts
		b.WriteRune(rune(0x4E00 + r.IntN(20000)))
	}
	text := b.String()
	n := len([]rune(text))
	long := &entities.Document{ID: "long", Text: text, Published: "2026-01-01"}
	f := entities.Fact{Type: "alias", Span: entities.Span{Start: 10, End: n - 10}, Modality: entities.Asserted, Polarity: entities.Positive, Rule: "r@1",
		Fillers: []entities.Filler{
			{Role: "name", Text: "甲", Span: entities.Span{Start: 10, End: 11}, Key: "company/~甲", ID: "company/~甲", Type: "company"},
			{Role: "alias", Text: string([]rune(text)[20:9000]), Span: entities.Span{Start: 20, End: 9000}, Key: "text:long"}}}
	f.Evidence = long.Slice(f.Span)
	long.Facts = []entities.Fact{f}
	tooLong := &entities.Document{ID: "too-long", File: "big.txt", Text: text + text}
	broken := &entities.Document{ID: "broken", File: "broken.html", Text: "短文。", Facts: []entities.Fact{{Type: "nonsense"}}}
	st, err := g.Add(context.Background(), []*entities.Document{long, tooLong, broken}, nil, run)
	if err != nil || st.Stored != 1 || st.Quarantined != 2 {
		t.Fatalf("Add = %+v, %v", st, err)
	}
	verify(t, g)
	for rec, err := range g.Facts(graph.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if rec.Evidence[0].Text != f.Evidence || rec.Fact.Evidence != f.Evidence || rec.Fillers[1].Text != f.Fillers[1].Text {
			t.Error("long words come back otherwise")
		}
		if got, err := g.ArticleText(rec.Evidence[0].Article.Key); err != nil || got != text {
			t.Errorf("ArticleText: %d bytes, %v", len(got), err)
		}
	}
	var codes []string
	for r, err := range g.Quarantine(false) {
		codes = append(codes, fmt.Sprint(r.File, " ", r.Code, " ", err))
	}
	if want := []string{"big.txt too-large <nil>", "broken.html internal <nil>"}; !slices.Equal(codes, want) {
		t.Errorf("Rejects = %q, want %q", codes, want)
	}
}

func TestRejects(t *testing.T) {
	g := create(t, graph.Options{})
	data := make([]byte, 1<<20)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	list := []*entities.Reject{
		{File: "b.zip#2", Code: entities.CodeChecksum, Reason: "bad sum", Data: data},
		{File: "a.html", Code: entities.CodeNoText, Reason: "a page without any article text", Data: []byte("<p>")},
		{File: "a.html", Code: entities.CodeEncoding, Reason: "too much of it"},
		{File: "a.html", Code: entities.CodeNoText, Reason: "told twice"},
		{File: strings.Repeat("長", 5000), Code: entities.CodeEmpty, Reason: strings.Repeat("r", 1<<20)},
	}
	st, err := g.Add(context.Background(), nil, list, run)
	if err != nil || st != (entities.Stored{Quarantined: 4}) {
		t.Fatalf("Add = %+v, %v", st, err)
	}
	var got []string
	for r, err := range g.Quarantine(false) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.File[:min(len(r.File), 9)]+" "+string(r.Code))
	}
	if want := []string{"a.html encoding", "a.html no-text", "b.zip#2 checksum", "長長長 empty"}; !slices.Equal(got, want) {
		t.Errorf("Rejects = %q, want %q", got, want)
	}
	if b, err := g.RejectData("b.zip#2", entities.CodeChecksum); err != nil || !slices.Equal(b, data) {
		t.Errorf("RejectData: %d bytes, %v", len(b), err)
	}
	if b, err := g.RejectData("a.html", entities.CodeNoText); err != nil || string(b) != "<p>" {
		t.Errorf("RejectData: %q, %v", b, err)
	}
	if _, err := g.RejectData("none", entities.CodeNoText); !errors.Is(err, graph.ErrUnknown) {
		t.Errorf("RejectData of nothing: %v", err)
	}
	verify(t, g)
}

// Readers in the writing process see whole batches.
func TestReadWhileWriting(t *testing.T) {
	g := create(t, graph.Options{Memory: 8 << 20})
	docs := graphtest.Docs(300, 8, graphtest.Options{Companies: 10})
	stop := make(chan struct{})
	errs := make(chan error, 4)
	for i := range 4 {
		go func() {
			_, id := graphtest.Company(i)
			for {
				select {
				case <-stop:
					errs <- nil
					return
				default:
				}
				for _, err := range g.Facts(graph.Filter{}) { // counts what it reads
					if err != nil {
						errs <- err
						return
					}
				}
				for _, err := range g.FactsOf(id, graph.Filter{}) {
					if err != nil && !errors.Is(err, graph.ErrUnknown) {
						errs <- err
						return
					}
				}
				if _, err := g.Lookup(id); err != nil {
					errs <- err
					return
				}
			}
		}()
	}
	for i := 0; i < len(docs); i += 10 {
		add(t, g, docs[i:i+10], run)
	}
	close(stop)
	for range 4 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	verify(t, g)
}
