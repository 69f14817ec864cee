package graph_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/graph/graphtest"
)

// evidenceOf counts the evidence of every fact of a store.
func evidenceOf(t *testing.T, g *graph.Graph) map[string]int {
	t.Helper()
	m := make(map[string]int)
	for r, err := range g.Facts(graph.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		m[r.ID] = len(r.Evidence)
	}
	return m
}

// What changed between any two batches is what two looks at the store tell, with
// new articles, duplicates that come earlier, new versions and other rules.
func TestChanges(t *testing.T) {
	g, err := graph.Open(t.TempDir()+"/facts.db", graph.Options{Create: true, MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	docs := graphtest.Docs(60, 21, graphtest.Options{Companies: 8, Facts: 3, Again: 2})
	states := []map[string]int{{}}
	add := func(info graph.RunInfo, list ...*entities.Document) {
		t.Helper()
		for _, d := range list {
			if _, err := g.Add(context.Background(), []*entities.Document{d}, nil, info); err != nil {
				t.Fatal(err)
			}
			b, err := g.Batches()
			if err != nil {
				t.Fatal(err)
			}
			for len(states) <= len(b) {
				states = append(states, evidenceOf(t, g))
			}
		}
	}
	first := graph.RunInfo{ID: "r1", RulesHash: "one"}
	add(first, docs[:20]...)
	var again []*entities.Document
	for i, d := range docs[:10] { // the same text came earlier elsewhere, without its last fact
		c := *d
		c.ID, c.URL, c.Published = fmt.Sprintf("z%d", i), fmt.Sprintf("https://other.example/%d", i), "2020-01-01"
		c.Facts = c.Facts[:len(c.Facts)-1]
		again = append(again, &c)
	}
	add(first, again...)
	for i, d := range docs[20:30] { // newer versions of others
		d.URL, d.Published = docs[10+i].URL, "2027-01-01"
	}
	add(graph.RunInfo{ID: "r2", RulesHash: "one"}, docs[20:30]...)
	var fresh []*entities.Document
	for _, d := range docs[10:15] { // other rules find less
		c := *d
		c.Facts = c.Facts[:len(c.Facts)/2]
		fresh = append(fresh, &c)
	}
	add(graph.RunInfo{ID: "r3", RulesHash: "two", Refresh: true}, fresh...)
	add(graph.RunInfo{ID: "r4", RulesHash: "two"}, docs[30:]...)

	last := len(states) - 1
	gone := 0
	for _, w := range [][2]int{{0, last}, {0, 5}, {5, 20}, {20, 30}, {18, 33}, {30, 40}, {40, last}, {33, last}, {last, last}, {12, 13}} {
		from, to := w[0], min(w[1], last)
		c, err := g.Changes(from, to, func() error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		var added, more, lost []string
		for id, n := range states[to] {
			switch was := states[from][id]; {
			case was == 0:
				added = append(added, id)
			case n > was:
				more = append(more, id)
			}
		}
		for id := range states[from] {
			if states[to][id] == 0 {
				lost = append(lost, id)
			}
		}
		for _, x := range []struct {
			what      string
			got, want []string
		}{{"new", c.New, added}, {"more", c.More, more}, {"gone", c.Gone, lost}} {
			slices.Sort(x.want)
			if !slices.Equal(x.got, x.want) {
				t.Errorf("batches %d to %d, %s: %d facts, want %d", from, to, x.what, len(x.got), len(x.want))
			}
		}
		gone += len(lost)
		for _, id := range c.Gone {
			if _, err := g.Fact(id); to == last && err == nil {
				t.Errorf("fact %s is gone and is there", id)
			}
			if r, err := g.Retired(id); err != nil || r.ID != id || len(r.Evidence) == 0 || r.Fact.Evidence == "" {
				t.Errorf("retired fact %s: %v, %v", id, r, err)
			}
		}
	}
	if gone == 0 {
		t.Error("no fact went")
	}
}
