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
	"github.com/factloom/factloom/entities/correct"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/graph/graphtest"
	"github.com/factloom/factloom/output/query"
)

// shortest is a plain search over all facts: how far each entity is from one,
// through what may be passed.
func shortest(t *testing.T, v *query.View, from string, may func(id string) bool) map[string]int {
	t.Helper()
	ties := make(map[string][]string)
	for r, err := range v.Facts(graph.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Fillers {
			for j := range r.Fillers {
				if a, b := r.Fillers[i].ID, r.Fillers[j].ID; a != "" && b != "" && a != b {
					ties[a] = append(ties[a], b)
				}
			}
		}
	}
	far := map[string]int{from: 0}
	for queue := []string{from}; len(queue) > 0; queue = queue[1:] {
		k := queue[0]
		if k != from && !may(k) {
			continue
		}
		for _, o := range ties[k] {
			if _, ok := far[o]; !ok {
				far[o] = far[k] + 1
				queue = append(queue, o)
			}
		}
	}
	return far
}

// Chains are as short as a plain search finds them, and each step is a fact of
// both its ends; with corrections too.
func TestPath(t *testing.T) {
	g := store(t, graph.Options{}, graphtest.Docs(30, 3, graphtest.Options{Companies: 60, Facts: 3, Again: 50}))
	name := func(i int) string { _, id := graphtest.Company(i); return id }
	for _, c := range []*correct.Set{nil, correct.NewSet([]correct.Correction{
		{Op: correct.Merge, ID: name(1), IDs: []string{name(2), name(3)}}, {Op: correct.Reject, ID: name(4)}})} {
		v := query.NewView(g, c)
		for _, anything := range []bool{false, true} {
			may := func(id string) bool { return anything || !strings.HasPrefix(id, "place/") }
			opt := query.PathOptions{Most: 20}
			if anything {
				opt.Through = []string{"organization", "place", "person", "product"}
			}
			for i := 0; i < 60; i += 7 {
				from := v.Corrections().Shown(name(i))
				if _, err := v.Entity(from); err != nil {
					continue
				}
				far := shortest(t, v, from, may)
				for j := 0; j < 60; j++ {
					to := v.Corrections().Shown(name(j))
					if _, err := v.Entity(to); err != nil || to == from {
						continue
					}
					chains, err := query.Path(context.Background(), v, from, to, opt)
					want, ok := far[to]
					var none *query.NoPath
					if errors.As(err, &none) {
						if ok {
							t.Errorf("%s to %s: %v, want %d facts", from, to, err, want)
						}
						continue
					}
					if err != nil {
						t.Fatal(err)
					}
					for _, c := range chains {
						if len(c.Facts) != want || c.Entities[0].ID != from || c.Entities[want].ID != to {
							t.Errorf("%s to %s: %d facts, want %d", from, to, len(c.Facts), want)
						}
						for k, facts := range c.Facts {
							for _, r := range facts {
								has := func(id string) bool {
									return slices.ContainsFunc(r.Fillers, func(x entities.Filler) bool { return x.ID == id })
								}
								if !has(c.Entities[k].ID) || !has(c.Entities[k+1].ID) {
									t.Errorf("fact %s does not tie %s and %s", r.ID, c.Entities[k].ID, c.Entities[k+1].ID)
								}
							}
							if k > 0 && !may(c.Entities[k].ID) {
								t.Errorf("the chain passes through %s", c.Entities[k].ID)
							}
						}
					}
				}
			}
		}
	}
	v := query.NewView(g, nil)
	if _, err := query.Path(context.Background(), v, name(1), name(1), query.PathOptions{}); err == nil {
		t.Error("a chain from an entity to itself")
	}
	var none *query.NoPath
	if _, err := query.Path(context.Background(), v, name(0), name(7), query.PathOptions{Filter: graph.Filter{Type: "launch"}}); !errors.As(err, &none) {
		t.Errorf("a chain of facts that are not there: %v", err)
	}
}

// Hubs are looked at from the other side: the chains are those that are found
// along them, but for ones between two hubs where there are enough others.
func TestPathHubs(t *testing.T) {
	hubs := []int{120_000, 60_000, 60_000, 30_000}
	g := store(t, graph.Options{}, graphtest.Docs(60, 5, graphtest.Options{Companies: 120, Facts: 3, Again: 50, Hubs: hubs}))
	name := func(i int) string { _, id := graphtest.Company(i); return id }
	for _, c := range []*correct.Set{nil, correct.NewSet([]correct.Correction{
		{Op: correct.Merge, ID: name(1), IDs: []string{name(7), name(9)}}, {Op: correct.Reject, ID: name(14)}})} {
		v := query.NewView(g, c)
		ways := func(from, to string, opt query.PathOptions, hub int) (list []string) {
			defer query.SetHubLinks(hub)()
			chains, err := query.Path(context.Background(), v, from, to, opt)
			var none *query.NoPath
			if err != nil && !errors.As(err, &none) {
				t.Fatal(err)
			}
			for _, c := range chains {
				var ids []string
				for _, e := range c.Entities {
					ids = append(ids, e.ID)
				}
				for k, facts := range c.Facts {
					if len(facts) == 0 || c.Counts[k] < len(facts) {
						t.Errorf("%v: step %d has %d facts of %d", ids, k, len(facts), c.Counts[k])
					}
				}
				list = append(list, strings.Join(ids, " "))
			}
			slices.Sort(list)
			return list
		}
		found, more := 0, 0
		for i := 0; i < 100; i++ {
			from, to := v.Corrections().Shown(name(i*7%40)), v.Corrections().Shown(name((i*13+1)%120))
			if from == to {
				continue
			}
			if _, err := v.Entity(from); err != nil {
				continue
			}
			if _, err := v.Entity(to); err != nil {
				continue
			}
			for _, opt := range []query.PathOptions{{}, {Through: []string{"organization", "place", "person"}}, {Filter: graph.Filter{Type: "supply"}},
				{Filter: graph.Filter{Modality: entities.Planned}, Through: []string{"organization", "place", "person"}}} {
				opt.Chains = 40
				all := ways(from, to, opt, 1<<30)
				for _, hub := range []int{2, 5, 12} {
					got := ways(from, to, opt, hub)
					if len(all) < opt.Chains && !slices.Equal(got, all) {
						t.Errorf("%s to %s, hubs of %d links, %+v:\n got %q\nwant %q", from, to, hub, opt, got, all)
					}
				}
				if len(all) == 0 {
					continue
				}
				found++
				opt.Chains = 1
				few := ways(from, to, opt, 5)
				if len(few) != 1 || strings.Count(few[0], " ") != strings.Count(all[0], " ") {
					t.Errorf("%s to %s: %q, want one of %q", from, to, few, all)
				}
				more += len(all) - 1
			}
		}
		if found < 100 || more < 50 {
			t.Errorf("%d chains and %d more were found: the store is too small to tell", found, more)
		}
	}
}

// stopping is a context that is done once it was asked often enough.
type stopping struct {
	context.Context
	left int
}

func (c *stopping) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// A search for chains ends when its context does, wherever it is by then, and
// what it tells is not cut short.
func TestPathStops(t *testing.T) {
	g := store(t, graph.Options{}, graphtest.Docs(60, 5, graphtest.Options{Companies: 120, Facts: 3, Again: 50, Hubs: []int{120_000, 60_000, 60_000, 30_000}}))
	v := query.NewView(g, nil)
	name := func(i int) string { _, id := graphtest.Company(i); return id }
	defer query.SetHubLinks(5)()
	stops := 0
	for _, to := range []int{1, 2, 30, 40, 60} {
		if _, err := v.Entity(name(to)); err != nil {
			continue
		}
		opt := query.PathOptions{Through: []string{"organization", "place", "person"}}
		want, err := query.Path(context.Background(), v, name(0), name(to), opt)
		if err != nil {
			t.Fatal(err)
		}
		for n := 0; ; n++ {
			got, err := query.Path(&stopping{context.Background(), n}, v, name(0), name(to), opt)
			if err == nil {
				if !reflect.DeepEqual(got, want) {
					t.Errorf("to %d, after %d looks at the context: %d chains, want %d", to, n, len(got), len(want))
				}
				break
			}
			if stops++; !errors.Is(err, context.Canceled) || got != nil {
				t.Fatalf("to %d, after %d looks at the context: %v, %v", to, n, got, err)
			}
		}
	}
	if stops < 20 {
		t.Errorf("searches were ended at %d places", stops)
	}
}

// The adjacency ranks neighbors as their facts do.
func TestNeighbors(t *testing.T) {
	g := store(t, graph.Options{}, graphtest.Docs(120, 8, graphtest.Options{Companies: 15}))
	_, first := graphtest.Company(0)
	_, second := graphtest.Company(1)
	for _, c := range []*correct.Set{nil, correct.NewSet([]correct.Correction{{Op: correct.Merge, ID: first, IDs: []string{second}}})} {
		v := query.NewView(g, c)
		for _, typ := range []string{"", "supply"} {
			for _, kinds := range [][]string{nil, {"company"}, {"place", "person"}} {
				q := query.Question{Name: first, Type: typ}
				all, n, err := query.Neighbors(context.Background(), v, q, kinds, 0)
				if err != nil || n != len(all) || len(all) == 0 && typ == "" {
					t.Fatalf("%d neighbors of %d, %v", len(all), n, err)
				}
				few, m, err := query.Neighbors(context.Background(), v, q, kinds, 5)
				if err != nil || len(kinds) == 0 && m != n {
					t.Fatalf("%d neighbors, want %d; %v", m, n, err)
				}
				for i, x := range few {
					if x.Facts != all[i].Facts {
						t.Errorf("neighbor %d has %d facts, want %d", i, x.Facts, all[i].Facts)
					}
				}
				for _, x := range all {
					sum := 0
					for _, c := range x.Types {
						sum += c.N
					}
					if sum != x.Facts || x.Entity.Facts < x.Facts || x.First > x.Last {
						t.Errorf("neighbor %s: %d facts, types %v, %s to %s", x.Entity.ID, x.Facts, x.Types, x.First, x.Last)
					}
				}
			}
		}
	}
}

// What the adjacency and the statements tell of neighbors is what their facts
// tell, also where facts lost their evidence or their first day.
func TestNeighborsOfMany(t *testing.T) {
	old := graphtest.Docs(120, 8, graphtest.Options{Companies: 15, Again: 2})
	newer := graphtest.Docs(70, 9, graphtest.Options{Companies: 15, Again: 2})
	again := graphtest.Docs(120, 8, graphtest.Options{Companies: 15, Again: 2})
	for i := range newer {
		newer[i].URL, newer[i].Text, newer[i].Published = old[i].URL, newer[i].Text+"（更新）", "2026-07-01"
		again[i].Text, again[i].Published = again[i].Text+"（重發）", "2026-07-02" // loses no fact, but days
		if i%3 == 0 {
			old[i].Published = "2025-12-31" // the first that told its facts
		}
	}
	replaced := store(t, graph.Options{}, old, newer)
	if s, err := replaced.Stats(); err != nil || s.Replaced < 20 {
		t.Fatalf("%d articles were replaced, %v", s.Replaced, err)
	}
	_, first := graphtest.Company(0)
	_, second := graphtest.Company(1)
	merged := correct.NewSet([]correct.Correction{{Op: correct.Merge, ID: first, IDs: []string{second}}})
	day := entities.DayOf(2026, 3, 10)
	for _, v := range []*query.View{query.NewView(replaced, nil), query.NewView(replaced, merged), query.NewView(store(t, graph.Options{}, old, again), nil)} {
		for _, name := range []string{first, "person/~陳立言", "place/~香港"} {
			for _, q := range []query.Question{{}, {Type: "supply"}, {Type: "agreement", Role: "party"}, {Role: "acquirer"}, {Since: day}, {Until: day},
				{Since: day, Until: day + 40, Type: "employment"}, {Modality: entities.Planned}, {Polarity: entities.Negative}, {With: "place/~香港"},
				{With: first, Since: day}, {Type: "agreement", Modality: entities.Reported, Until: entities.DayOf(2025, 6, 1)}} {
				q.Name = name
				for _, kinds := range [][]string{nil, {"company"}, {"place", "person"}} {
					ask := func(q query.Question, most int) ([]query.Neighbor, int) {
						list, n, err := query.Neighbors(context.Background(), v, q, kinds, most)
						if err != nil {
							t.Fatal(err)
						}
						return list, n
					}
					oneByOne := q
					oneByOne.Added.To = 1 << 30 // all batches, which only facts tell
					want, all := ask(oneByOne, 0)
					got, n := ask(q, 0)
					if n != all || !reflect.DeepEqual(got, want) {
						t.Errorf("%+v, %v: %d neighbors, want %d\n got %+v\nwant %+v", q, kinds, n, all, got, want)
					}
					few, _ := ask(q, 5)
					for i, x := range few {
						if x.Facts != want[i].Facts {
							t.Errorf("%+v, %v: neighbor %d of 5 has %d facts, want %d", q, kinds, i, x.Facts, want[i].Facts)
						}
					}
				}
			}
		}
	}
}

func money(n int64, k entities.Kind, words string) *entities.Filler {
	return &entities.Filler{Text: words, Value: &entities.Money{Amount: entities.Dec(n), Currency: "USD", Kind: k}}
}

func TestDiffer(t *testing.T) {
	pct := func(s string, k entities.Kind) *entities.Filler {
		d, err := entities.ParseDecimal(s)
		if err != nil {
			t.Fatal(err)
		}
		return &entities.Filler{Text: s + "%", Value: &entities.Percent{Value: d, Unit: entities.UnitPercent, Kind: k}}
	}
	date := func(from, to string) *entities.Filler {
		a, _ := entities.ParseDay(from)
		b, _ := entities.ParseDay(to)
		return &entities.Filler{Value: &entities.Date{From: a, To: b}}
	}
	const e = entities.Exact
	for _, row := range []struct {
		name string
		a, b *entities.Filler
		want bool
	}{
		{"43億 and 40億", money(43e8, e, "43億美元"), money(40e8, e, "40億美元"), true},
		{"43億 is 42.8億 rounded", money(43e8, e, "43億美元"), money(428e7, e, "42.8億美元"), false},
		{"43億 is not 42億", money(43e8, e, "43億美元"), money(42e8, e, "42億美元"), true},
		{"逾43億 may be 43.9億", money(43e8, entities.AtLeast, "43億美元"), money(439e7, e, "43.9億美元"), false},
		{"逾43億 is not 45億", money(43e8, entities.AtLeast, "43億美元"), money(45e8, e, "45億美元"), true},
		{"近43億 is not 43.5億", money(43e8, entities.AtMost, "43億美元"), money(435e7, e, "43.5億美元"), true},
		{"近43億 may be 42.6億", money(43e8, entities.AtMost, "43億美元"), money(426e7, e, "42.6億美元"), false},
		{"約43億 may be 42億", money(43e8, entities.About, "43億美元"), money(42e8, e, "42億美元"), false},
		{"約43億 is not 30億", money(43e8, entities.About, "43億美元"), money(30e8, e, "30億美元"), true},
		{"四十億 has one digit", money(40e8, e, "四十億美元"), money(42e8, e, "42億美元"), false},
		{"跌逾1% may be -1.9%", pct("-1", entities.AtLeast), pct("-1.9", e), false},
		{"跌逾1% is not -2.5%", pct("-1", entities.AtLeast), pct("-2.5", e), true},
		{"跌 and 升", pct("-1", e), pct("1", e), true},
		{"27% and 27.0%", pct("27", e), pct("27.0", e), false},
		{"a day in a year", date("2026-03-17", "2026-03-17"), date("2026-01-01", "2026-12-31"), false},
		{"two days", date("2026-03-17", "2026-03-17"), date("2026-03-18", "2026-03-18"), true},
		{"an amount and a percentage", money(1, e, "1美元"), pct("1", e), false},
	} {
		if got := query.Differ(row.a, row.b, nil); got != row.want || query.Differ(row.b, row.a, nil) != got {
			t.Errorf("%s: differ is %v, want %v", row.name, got, row.want)
		}
	}
	hkd := money(335e8, e, "335億港元")
	hkd.Value.(*entities.Money).Currency = "HKD"
	rates := query.Rates{"USD": entities.Dec(78).Shift(-1), "HKD": entities.Dec(1)}
	if query.Differ(hkd, money(43e8, e, "43億美元"), rates) || !query.Differ(hkd, money(33e8, e, "33億美元"), rates) || query.Differ(hkd, money(33e8, e, "33億美元"), nil) {
		t.Error("amounts of two currencies")
	}
}

func deal(id, day, source, words string, n int64, polarity string) *entities.Document {
	d := article(id, day, []string{"acquisition", "雲杉科技以" + words + "收購海棠醫藥。", "acquirer=雲杉科技=company/~雲杉科技", "target=海棠醫藥=company/~海棠醫藥",
		fmt.Sprintf("value=%s=money:%d:USD", words, n)})
	d.Source, d.Facts[0].Polarity = source, polarity
	d.Text += source + day // each its own article
	return d
}

func TestConflicts(t *testing.T) {
	pos, neg := entities.Positive, entities.Negative
	for _, row := range []struct {
		name string
		docs []*entities.Document
		opt  query.ConflictOptions
		want string // role of each, and its answers
	}{
		{"two amounts", []*entities.Document{deal("a", "2026-03-18", "甲", "43億美元", 43e8, pos), deal("b", "2026-03-19", "乙", "40億美元", 40e8, pos),
			deal("c", "2026-03-20", "丙", "43億美元", 43e8, pos)}, query.ConflictOptions{}, "value: 43億美元 40億美元"},
		{"a year apart", []*entities.Document{deal("a", "2025-03-18", "甲", "43億美元", 43e8, pos), deal("b", "2026-03-19", "乙", "40億美元", 40e8, pos)}, query.ConflictOptions{}, ""},
		{"a year is allowed", []*entities.Document{deal("a", "2025-03-18", "甲", "43億美元", 43e8, pos), deal("b", "2026-03-19", "乙", "40億美元", 40e8, pos)},
			query.ConflictOptions{Days: 400}, "value: 43億美元 40億美元"},
		{"agreed", []*entities.Document{deal("a", "2026-03-18", "甲", "43億美元", 43e8, pos), deal("b", "2026-03-19", "乙", "43億美元", 43e8, pos)}, query.ConflictOptions{}, ""},
		{"denied", []*entities.Document{deal("a", "2026-03-18", "甲", "43億美元", 43e8, pos), deal("b", "2026-03-19", "乙", "43億美元", 43e8, neg)}, query.ConflictOptions{}, ": positive negative"},
	} {
		rand.Shuffle(len(row.docs), func(i, j int) { row.docs[i], row.docs[j] = row.docs[j], row.docs[i] })
		v := query.NewView(store(t, graph.Options{}, row.docs), nil)
		for _, q := range []query.Question{{}, {Name: "海棠醫藥"}, {Type: "acquisition", Any: []string{"company/~雲杉科技"}}} {
			list, err := query.Conflicts(context.Background(), v, q, row.opt)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range list {
				words := []string{c.Role + ":"}
				for _, a := range c.Answers {
					if c.Role == "" {
						words = append(words, a.Facts[0].Polarity)
					} else {
						words = append(words, a.Filler.Text)
					}
				}
				got = append(got, strings.Join(words, " "))
			}
			if s := strings.Join(got, "; "); s != row.want {
				t.Errorf("%s, %+v: %q, want %q", row.name, q, s, row.want)
			}
		}
		if list, err := query.Conflicts(context.Background(), v, query.Question{Type: "supply"}, row.opt); err != nil || len(list) > 0 {
			t.Errorf("%s: %d conflicts of another type, %v", row.name, len(list), err)
		}
	}
}

func TestTimeline(t *testing.T) {
	v := query.NewView(store(t, graph.Options{}, news()), nil)
	var got []string
	for e, err := range query.Timeline(query.ByDate(v, v.Facts(graph.Filter{}), false), false) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s %s %v %d %d", e.From, e.Facts[0].Type, e.Stated, len(e.Facts), e.Sources))
	}
	slices.Sort(got)
	want := []string{" employment false 1 1", " launch false 1 1", "2025-12-05 agreement true 1 1", "2026-02-01 investment false 1 1",
		"2026-03-18 agreement false 1 2", "2026-03-18 facility false 1 1"}
	if !slices.Equal(got, want) {
		t.Errorf("timeline\n got %q\nwant %q", got, want)
	}
}

func TestTop(t *testing.T) {
	v := query.NewView(store(t, graph.Options{}, news()), nil)
	all := v.Facts(graph.Filter{})
	stored, err := query.TopEntities(v, nil, []string{"company"}, 3)
	if err != nil {
		t.Fatal(err)
	}
	counted, err := query.TopEntities(v, all, []string{"company"}, 3)
	if err != nil {
		t.Fatal(err)
	}
	names := func(list []query.Ranked) (out []string) {
		for _, r := range list {
			out = append(out, fmt.Sprintf("%s %d", r.Entity.ID, r.Facts))
		}
		return out
	}
	if want := []string{"company/tesla 4", "company/lg-energy-solution 2", "company/lg 1"}; !slices.Equal(names(stored), want) || !slices.Equal(names(counted), want) {
		t.Errorf("top %v and %v, want %v", names(stored), names(counted), want)
	}
	values, left, err := query.TopValues(v, all, "USD", query.Rates{}, 5)
	if err != nil || len(values) != 2 || values[0].Amount != entities.Dec(43e8) || fmt.Sprint(left) != "map[HKD:1]" {
		t.Errorf("values %v, left out %v, %v", values, left, err)
	}
	values, left, err = query.TopValues(v, all, "HKD", query.Rates{"USD": entities.Dec(78).Shift(-1), "HKD": entities.Dec(1)}, 0)
	if err != nil || len(values) != 3 || values[0].Amount != entities.Dec(3354e7) || values[2].Amount != entities.Dec(5e6) || len(left) > 0 {
		t.Errorf("values %v, left out %v, %v", values, left, err)
	}
	if c, err := query.Currencies(all); err != nil || fmt.Sprint(c) != "[{USD 2} {HKD 1}]" {
		t.Errorf("currencies %v, %v", c, err)
	}
	types, err := query.TopTypes(v, all)
	if err != nil || fmt.Sprint(types) != "[{agreement 2} {investment 1} {facility 1} {employment 1} {launch 1}]" {
		t.Errorf("types %v, %v", types, err)
	}
	roles, err := query.Roles(context.Background(), v, "company/tesla")
	if err != nil || fmt.Sprint(roles) != "[{agreement party 1} {investment target 1} {facility company 1} {launch company 1}]" {
		t.Errorf("roles %v, %v", roles, err)
	}
}
