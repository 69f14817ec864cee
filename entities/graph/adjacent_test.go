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

// The adjacency says the same as the facts.
func TestLinks(t *testing.T) {
	g, err := graph.Open(t.TempDir()+"/facts.db", graph.Options{Create: true, MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if _, err := g.Add(context.Background(), graphtest.Docs(40, 9, graphtest.Options{Companies: 10}), nil, run); err != nil {
		t.Fatal(err)
	}
	w, err := g.Walk()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	said := make(map[string]int)
	for e, err := range g.Entities("") {
		if err != nil {
			t.Fatal(err)
		}
		var got, want []string
		err := w.Links(graph.KeyOf(e.ID), "", func(l *graph.Link) error {
			others := 0
			ids, err := w.Participants(graph.KeyOf(e.ID), l)
			if err != nil {
				return err
			}
			for _, id := range ids {
				if id != e.ID && !slices.Contains(l.Others, graph.KeyOf(id)) {
					return fmt.Errorf("%s is not among the others of %s", id, l.Fact())
				}
				if id != e.ID {
					others++
				}
			}
			if others != len(l.Others) || l.More {
				return fmt.Errorf("%d others, want %d", len(l.Others), others)
			}
			got = append(got, l.Fact())
			r, err := g.Fact(l.Fact())
			if err != nil {
				return err
			}
			// The entry tells it, and the fact does for one that does not.
			for _, l := range []*graph.Link{l, graph.Unsaid(l)} {
				if m, p, err := w.Said(e.ID, l); err != nil || m != r.Modality || p != r.Polarity {
					return fmt.Errorf("%s is said %s %s, want %s %s; %v", r.ID, m, p, r.Modality, r.Polarity, err)
				}
			}
			said[r.Modality+" "+r.Polarity]++
			return nil
		})
		if err != nil {
			t.Fatalf("%s: %v", e.ID, err)
		}
		claims := make(map[string]int)
		for r, err := range g.FactsOf(e.ID, graph.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, r.ID)
			claims[r.Claim]++
		}
		slices.Sort(got)
		slices.Sort(want)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("%s: links %v, facts %v", e.ID, got, want)
		}
		if id, err := w.EntityOf(graph.KeyOf(e.ID)); err != nil || id != e.ID && len(want) > 0 {
			t.Errorf("EntityOf(%s) = %s, %v", e.ID, id, err)
		}
		n := 0
		if err := w.Links(graph.KeyOf(e.ID), "supply", func(l *graph.Link) error {
			if n++; l.Type != "supply" {
				t.Errorf("type %s, want supply", l.Type)
			}
			return graph.ErrStop
		}); err != nil || n > 1 {
			t.Errorf("%d links after the stop, %v", n, err)
		}
	}
	if len(said) < 3 {
		t.Errorf("facts are said %v: too few ways to tell", said)
	}
	if id, err := w.EntityOf(graph.KeyOf("company/~沒有")); err != nil || id != "" {
		t.Errorf("EntityOf nothing = %q, %v", id, err)
	}
	count := make(map[string]int)
	denied := make(map[string]bool)
	for r, err := range g.Facts(graph.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		count[r.Claim]++
		denied[r.Claim] = r.Polarity == entities.Negative
	}
	for least := 1; least <= 3; least++ {
		var got, want []string
		if err := w.Claims(least, func(id string) error { got = append(got, id); return nil }); err != nil {
			t.Fatal(err)
		}
		for id, n := range count {
			if n >= least {
				want = append(want, id)
			}
		}
		if slices.Sort(want); !slices.Equal(got, want) {
			t.Errorf("claims of %d facts: %v, want %v", least, got, want)
		}
	}
	if err := w.Denied("", func(id string) error {
		if !denied[id] {
			t.Errorf("claim %s is not denied", id)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
