package query_test

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/correct"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/graph/graphtest"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/output/query"
)

func all[T any](t *testing.T, seq iter.Seq2[*T, error]) []T {
	t.Helper()
	var out []T
	for x, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, *x)
	}
	return out
}

func company(n int) string { _, id := graphtest.Company(n); return id }

// docs are articles of few companies, so that they meet often; every third
// article calls its companies by a longer name.
func docs(n int, seed uint64) []*entities.Document {
	list := graphtest.Docs(n, seed, graphtest.Options{Companies: 12, Again: 2})
	for i, d := range list {
		d.Facts = slices.DeleteFunc(d.Facts, func(f entities.Fact) bool { // of a company with itself
			p := f.Get("party")
			return len(p) == 2 && p[0].Key == p[1].Key
		})
		if i%3 != 0 {
			continue
		}
		long := func(id, text string) string {
			if strings.HasPrefix(id, entities.Company) {
				return text + "集團"
			}
			return text
		}
		for j := range d.Mentions {
			m := &d.Mentions[j]
			m.Text, m.Entity = long(m.ID, m.Text), long(m.ID, m.Entity)
		}
		for j := range d.Facts {
			for k := range d.Facts[j].Fillers {
				x := &d.Facts[j].Fillers[k]
				x.Text = long(x.ID, x.Text)
			}
		}
	}
	return list
}

// rewritten are the articles as they would have been read had meant been known:
// it says what an entity is in an article, "" for none.
func rewritten(t *testing.T, list []*entities.Document, meant func(d *entities.Document, id, name string) string) []*entities.Document {
	sch := schema.Default()
	var out []*entities.Document
	for _, d := range list {
		c := *d
		c.Mentions = nil
		for _, m := range d.Mentions {
			if m.ID != "" {
				m.ID = meant(d, m.ID, m.Entity)
				if m.ID == "" {
					continue
				}
			}
			c.Mentions = append(c.Mentions, m)
		}
		c.Facts = nil
	facts:
		for _, f := range d.Facts {
			typ := sch.Fact(f.Type)
			was := f.Fillers
			f.Fillers = nil
			roles := make(map[string]map[string]bool)
			old := make(map[string]map[string]bool)
			for _, x := range was {
				if old[x.Role] == nil {
					old[x.Role], roles[x.Role] = make(map[string]bool), make(map[string]bool)
				}
				old[x.Role][x.Key] = true
				if x.ID != "" {
					x.ID = meant(d, x.ID, x.Text)
					x.Key = x.ID
					x.Type, _, _ = strings.Cut(x.ID, "/")
					if x.ID == "" || roles[x.Role][x.ID] {
						continue
					}
				}
				roles[x.Role][x.Key] = true
				f.Fillers = append(f.Fillers, x)
			}
			for role := range old {
				r := typ.Role(role)
				least := 1
				if r.Many {
					least = 2
				}
				if r.Core && len(roles[role]) < min(least, len(old[role])) {
					continue facts // nothing, or only one, is left
				}
			}
			for a, r := range typ.Roles {
				for _, q := range typ.Roles[:a] {
					if !r.Core || !q.Core {
						continue
					}
					for key := range roles[r.Name] {
						if roles[q.Name][key] {
							self := false
							for key := range old[r.Name] {
								self = self || old[q.Name][key]
							}
							if !self {
								continue facts // it would tie one to itself
							}
						}
					}
				}
			}
			if err := sch.Identify(&f); err != nil {
				t.Fatal(err)
			}
			c.Facts = append(c.Facts, f)
		}
		out = append(out, &c)
	}
	return out
}

// TestViewOfRewritten compares a corrected store with one into which the
// corrected articles were read: facts, evidence, sources, order, entities with
// names and counts, and what each entity takes part in.
func TestViewOfRewritten(t *testing.T) {
	who := company
	long := func(n int) string { name, _ := graphtest.Company(n); return name + "集團" }
	for _, row := range []struct {
		name string
		list []correct.Correction
	}{
		{"nothing", nil},
		{"merge", []correct.Correction{{Op: correct.Merge, ID: who(1), IDs: []string{who(2)}}}},
		{"merge chain", []correct.Correction{
			{Op: correct.Merge, ID: who(1), IDs: []string{who(2)}},
			{Op: correct.Merge, ID: who(5), IDs: []string{who(6), who(7)}},
			{Op: correct.Merge, ID: who(3), IDs: []string{who(1)}},
			{Op: correct.Merge, ID: who(2), IDs: []string{who(3)}}, // who is shown last wins
		}},
		{"merge into one that is not stored", []correct.Correction{{Op: correct.Merge, ID: "company/aaa", IDs: []string{who(1), who(8)}}}},
		{"merge with another type", []correct.Correction{{Op: correct.Merge, ID: "organization/~x", IDs: []string{who(4)}}}},
		{"split by name", []correct.Correction{{Op: correct.Split, ID: who(1), As: "company/~zzz", Names: []string{long(1)}}}},
		{"split by article", []correct.Correction{{Op: correct.Split, ID: who(1), As: who(2), Articles: []string{"a000001", "a000003", "a000007", "a000008", "a000021"}}}},
		{"split of a merged one", []correct.Correction{
			{Op: correct.Merge, ID: who(1), IDs: []string{who(2)}},
			{Op: correct.Split, ID: who(1), As: "company/~new", Names: []string{long(2)}},
			{Op: correct.Split, ID: "company/~new", As: who(9), Articles: []string{"a000006", "a000012"}},
			{Op: correct.Rename, ID: who(9), Name: "新名"},
		}},
		{"reject", []correct.Correction{{Op: correct.Reject, ID: who(1)}, {Op: correct.Reject, ID: "place/~香港"}}},
		{"reject some", []correct.Correction{{Op: correct.Reject, ID: who(1), Names: []string{long(1)}},
			{Op: correct.Reject, ID: who(2), Articles: []string{"a000002", "a000009"}}}},
		{"undone", []correct.Correction{{Op: correct.Merge, ID: who(1), IDs: []string{who(2)}},
			{Op: correct.Undo, Undo: (&correct.Correction{Op: correct.Merge, ID: who(1), IDs: []string{who(2)}}).Key()}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			list := docs(90, 5)
			set := correct.NewSet(row.list)
			got := query.NewView(store(t, graph.Options{}, list), set)
			want := store(t, graph.Options{}, rewritten(t, list, func(d *entities.Document, id, name string) string {
				return set.Of(id, &entities.Article{ID: d.ID}, name)
			}))
			compareViews(t, got, want)
		})
	}
}

// TestViewOfRandom is TestViewOfRewritten with corrections made at random.
func TestViewOfRandom(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(3, seed))
		one := func() string { return company(r.IntN(13)) }
		var list []correct.Correction
		for range 1 + r.IntN(8) {
			c := correct.Correction{ID: one()}
			where := func() {
				if r.IntN(2) == 0 {
					name, _ := graphtest.Company(r.IntN(12))
					c.Names = []string{name, name + "集團"}[:1+r.IntN(2)]
				} else {
					for range 1 + r.IntN(6) {
						c.Articles = append(c.Articles, fmt.Sprintf("a%06d", r.IntN(60)))
					}
				}
			}
			switch r.IntN(4) {
			case 0, 1:
				c.Op, c.IDs = correct.Merge, []string{one()}
			case 2:
				c.Op, c.As = correct.Split, one()
				where()
			case 3:
				c.Op = correct.Reject
				if r.IntN(3) > 0 {
					where()
				}
			}
			if c.Check() == nil {
				list = append(list, c)
			}
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			docs := docs(60, 100+seed)
			set := correct.NewSet(list)
			got := query.NewView(store(t, graph.Options{}, docs), set)
			want := store(t, graph.Options{}, rewritten(t, docs, func(d *entities.Document, id, name string) string {
				return set.Of(id, &entities.Article{ID: d.ID}, name)
			}))
			compareViews(t, got, want)
		})
	}
}

func line(r *entities.Record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %d sources", r.ID, r.Claim, r.Type, r.Sources)
	for _, x := range r.Fillers {
		fmt.Fprintf(&b, " %s=%s(%s)", x.Role, x.Key, x.Text)
	}
	for _, e := range r.Evidence {
		fmt.Fprintf(&b, " [%s %s %d]", e.Article.ID, e.Article.Published, e.Start)
	}
	return b.String()
}

func compareViews(t *testing.T, got *query.View, want *graph.Graph) {
	t.Helper()
	same := func(what string, got, want []entities.Record) {
		t.Helper()
		for i := 0; i < max(len(got), len(want)); i++ {
			switch {
			case i >= len(got):
				t.Fatalf("%s: no %dth fact, want %+v", what, i, want[i])
			case i >= len(want):
				t.Fatalf("%s: a %dth fact %+v, want none", what, i, got[i])
			case !reflect.DeepEqual(got[i], want[i]):
				t.Fatalf("%s: fact %d of %d, %d\ngot  %s\nwant %s", what, i, len(got), len(want), line(&got[i]), line(&want[i]))
			}
		}
	}
	for _, f := range []graph.Filter{{}, {Type: "supply"}, {Role: "party"}, {Modality: entities.Planned},
		{With: company(1)}, {Since: entities.DayOf(2025, 6, 1), Until: entities.DayOf(2026, 3, 1)}, {Since: entities.DayOf(2026, 2, 1), Published: true}} {
		w := f
		if w.With != "" {
			w.With = got.Corrections().Shown(w.With)
		}
		same(fmt.Sprintf("Facts %+v", f), all(t, got.Facts(f)), all(t, want.Facts(w)))
	}
	g, w := all(t, got.Entities("")), all(t, want.Entities(""))
	for i := range g { // a name that was given is nothing that an article says
		if given := got.Corrections().NameOf(g[i].ID); given != "" {
			if g[i].Name != given {
				t.Errorf("%s is shown as %s, want %s", g[i].ID, g[i].Name, given)
			}
			if found, err := got.Lookup(given); err != nil || len(found) != 1 || found[0].ID != g[i].ID {
				t.Errorf("Lookup(%q) = %v, %v", given, found, err)
			}
			g[i].Name = w[i].Name
		}
		if len(got.Corrections().Members(g[i].ID)) > 1 { // one keeps the name it had, whatever else is it
			if e, err := got.Stored().Entity(g[i].ID); err == nil && slices.Contains(g[i].Names, e.Name) && g[i].Name != e.Name {
				t.Errorf("%s is shown as %s, want %s", g[i].ID, g[i].Name, e.Name)
			}
			g[i].Name = w[i].Name
		}
	}
	if !reflect.DeepEqual(g, w) {
		t.Fatalf("entities\ngot  %+v\nwant %+v", g, w)
	}
	if g, w := all(t, got.Entities("person")), all(t, want.Entities("person")); !reflect.DeepEqual(g, w) {
		t.Fatalf("persons\ngot  %+v\nwant %+v", g, w)
	}
	facts := make(map[string]bool)
	for _, e := range w {
		for _, f := range []graph.Filter{{}, {Newest: true}, {Type: "acquisition", Role: "target"}, {With: "place/~香港"}} {
			same("FactsOf "+e.ID, all(t, got.FactsOf(e.ID, f)), all(t, want.FactsOf(e.ID, f)))
		}
		ga, err := got.ArticlesOf(e.ID)
		if err != nil {
			t.Fatal(err)
		}
		if wa, _ := want.ArticlesOf(e.ID); !slices.Equal(ga, wa) {
			t.Fatalf("articles of %s: got %v, want %v", e.ID, ga, wa)
		}
		gn, err := got.Names(e.ID)
		if err != nil {
			t.Fatal(err)
		}
		wn, _ := want.Names(e.ID)
		if !reflect.DeepEqual(gn, wn) {
			t.Fatalf("names of %s: got %v, want %v", e.ID, gn, wn)
		}
		for _, n := range wn {
			ids := func(list []graph.Match, err error) (out []string) {
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range list {
					out = append(out, fmt.Sprint(m.ID, " ", m.Mentions))
				}
				return out
			}
			if g, w := ids(got.Lookup(n.Text)), ids(want.Lookup(n.Text)); !slices.Equal(g, w) {
				t.Fatalf("Lookup(%q) = %v, want %v", n.Text, g, w)
			}
		}
	}
	for _, r := range all(t, want.Facts(graph.Filter{})) {
		facts[r.ID] = true
		g, err := got.Fact(r.ID)
		if err != nil || !reflect.DeepEqual(*g, r) {
			t.Fatalf("Fact(%s)\ngot  %+v, %v\nwant %+v", r.ID, g, err, r)
		}
		gc, err := got.Claim(r.Claim)
		if err != nil {
			t.Fatal(err)
		}
		if wc, _ := want.Claim(r.Claim); !reflect.DeepEqual(gc, wc) {
			t.Fatalf("Claim(%s)\ngot  %v\nwant %v", r.Claim, gc, wc)
		}
	}
	// What is stored is found by its old id, or is told to be rejected.
	for _, r := range all(t, got.Stored().Facts(graph.Filter{})) {
		g, err := got.Fact(r.ID)
		if err != nil && !errors.Is(err, graph.ErrUnknown) || err == nil && !facts[g.ID] {
			t.Fatalf("Fact(%s) = %v, %v", r.ID, g, err)
		}
	}
	for a := range want.Articles() {
		g, err := got.FactsIn(a.Key)
		if err != nil {
			t.Fatal(err)
		}
		if w, _ := want.FactsIn(a.Key); len(g) != len(w) || len(g) > 0 && !reflect.DeepEqual(g, w) {
			t.Fatalf("FactsIn(%s)\ngot  %v\nwant %v", a.ID, g, w)
		}
	}
}

// TestViewRejectsFacts tries facts and claims that are wrong, by the ids they
// are stored and shown under.
func TestViewRejectsFacts(t *testing.T) {
	g := store(t, graph.Options{}, docs(60, 5))
	stored := all(t, g.Facts(graph.Filter{}))
	merge := correct.Correction{Op: correct.Merge, ID: company(1), IDs: []string{company(2)}}
	var changed *entities.Record
	v := query.NewView(g, correct.NewSet([]correct.Correction{merge}))
	for _, r := range all(t, v.FactsOf(company(1), graph.Filter{})) {
		if _, err := g.Fact(r.ID); errors.Is(err, graph.ErrUnknown) {
			changed = &r
			break
		}
	}
	if changed == nil {
		t.Fatal("the merge changed no fact")
	}
	for _, row := range []struct {
		name string
		list []correct.Correction
		gone func(*entities.Record) bool
	}{
		{"a fact", []correct.Correction{{Op: correct.Reject, Fact: stored[3].ID}}, func(r *entities.Record) bool { return r.ID == stored[3].ID }},
		{"a claim", []correct.Correction{{Op: correct.Reject, Claim: stored[3].Claim}}, func(r *entities.Record) bool { return r.Claim == stored[3].Claim }},
		{"a fact as it is shown", []correct.Correction{merge, {Op: correct.Reject, Fact: changed.ID}}, func(r *entities.Record) bool { return r.ID == changed.ID }},
		{"a claim as it is shown", []correct.Correction{merge, {Op: correct.Reject, Claim: changed.Claim}}, func(r *entities.Record) bool { return r.Claim == changed.Claim }},
		{"a fact that is not there", []correct.Correction{{Op: correct.Reject, Fact: strings.Repeat("0", 20)}}, func(*entities.Record) bool { return false }},
	} {
		t.Run(row.name, func(t *testing.T) {
			base := query.NewView(g, correct.NewSet(row.list[:len(row.list)-1]))
			v := query.NewView(g, correct.NewSet(row.list))
			var want []entities.Record
			for _, r := range all(t, base.Facts(graph.Filter{})) {
				if !row.gone(&r) {
					want = append(want, r)
					continue
				}
				var rejected *query.Rejected
				if _, err := v.Fact(r.ID); !errors.As(err, &rejected) || rejected.By == nil {
					t.Errorf("Fact(%s): %v, want a rejection", r.ID, err)
				}
				for _, x := range r.Fillers {
					if x.ID == "" {
						continue
					}
					a, _ := base.Entity(x.ID)
					b, err := v.Entity(x.ID)
					if err != nil || b.Facts >= a.Facts {
						t.Errorf("%s takes part in %+v, %v; in %d before", x.ID, b, err, a.Facts)
					}
				}
			}
			if got := all(t, v.Facts(graph.Filter{})); !reflect.DeepEqual(got, want) {
				t.Errorf("%d facts, want %d", len(got), len(want))
			}
		})
	}
}

// TestViewResolve asks by names that corrections change.
func TestViewResolve(t *testing.T) {
	g := store(t, graph.Options{}, []*entities.Document{
		article("a1", "2026-03-01", []string{"supply", "雲杉科技向海棠醫藥供應電池。", "supplier=雲杉科技=company/~云杉科技", "customer=海棠醫藥=company/~海棠医药", "product=電池=text:电池"}),
		article("a2", "2026-03-02", []string{"supply", "雲杉科技向海棠醫藥供應電池。", "supplier=雲杉科技=company/~云杉", "customer=海棠醫藥=company/~海棠医药", "product=電池=text:电池"},
			[]string{"agreement", "雲杉與雲杉科技簽約。", "party=雲杉=company/~云杉", "party=雲杉科技=company/~云杉科技"}),
	})
	v := query.NewView(g, correct.NewSet([]correct.Correction{
		{Op: correct.Merge, ID: "company/~云杉科技", IDs: []string{"company/~云杉"}},
		{Op: correct.Rename, ID: "company/~云杉科技", Name: "Spruce"},
		{Op: correct.Reject, ID: "company/~海棠医药", Why: "no company"},
	}))
	for _, name := range []string{"雲杉", "雲杉科技", "company/~云杉", "spruce"} {
		m, others, err := query.Resolve(v, name, "")
		if err != nil || m.ID != "company/~云杉科技" || m.Name != "Spruce" || len(others) != 0 || m.Articles != 2 {
			t.Errorf("Resolve(%q) = %+v, %v, %v", name, m, others, err)
		}
	}
	for _, name := range []string{"海棠醫藥", "company/~海棠医药"} {
		_, _, err := query.Resolve(v, name, "")
		var rejected *query.Rejected
		if !errors.As(err, &rejected) || rejected.By == nil || rejected.By.Why != "no company" {
			t.Errorf("Resolve(%q): %v, want its rejection", name, err)
		}
	}
	if near, err := v.Suggest("雲杉科", 5); err != nil || len(near) != 1 || near[0].ID != "company/~云杉科技" {
		t.Errorf("Suggest: %+v, %v", near, err)
	}
	if names, err := v.Complete("sp", 5); err != nil || !slices.Equal(names, []string{"spruce"}) {
		t.Errorf("Complete: %v, %v", names, err)
	}
	// The supply lost its customer, the agreement ties one to itself.
	if got := all(t, v.Facts(graph.Filter{})); len(got) != 0 {
		t.Errorf("facts: %+v", got)
	}
}

func BenchmarkViewFacts(b *testing.B) {
	g := store(b, graph.Options{}, graphtest.Docs(2000, 1, graphtest.Options{Companies: 160}))
	for _, row := range []struct {
		name string
		list []correct.Correction
	}{
		{"none", nil},
		{"one", []correct.Correction{{Op: correct.Merge, ID: company(1), IDs: []string{company(2)}}}},
		{"all", func() (out []correct.Correction) {
			for n := 0; n < 160; n += 2 {
				out = append(out, correct.Correction{Op: correct.Merge, ID: company(n), IDs: []string{company(n + 1)}})
			}
			return out
		}()},
	} {
		b.Run(row.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for _, err := range query.NewView(g, correct.NewSet(row.list)).Facts(graph.Filter{}) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
				b.ReportMetric(float64(n), "facts")
			}
		})
	}
}
