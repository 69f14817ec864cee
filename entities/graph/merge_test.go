package graph

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/factloom/factloom/entities/graph/graphtest"
)

// levels counts the tables of a closed store by level.
func levels(t *testing.T, dir string) (young, others int) {
	t.Helper()
	tables, err := manifestTables(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range tables {
		young += b2i(x.Level == 0)
		others += b2i(x.Level > 0)
	}
	return young, others
}

// A writer that added much leaves few young tables for readers; one that added a
// little does not write the rest anew.
func TestSettle(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "facts.db")
	opt := Options{Create: true, MinFree: 1, Memory: 8 << 20, young: 1000}
	settled := 0
	opt.Settling = func(n int64) {
		if settled++; n == 0 {
			t.Error("nothing is merged")
		}
	}
	added := 0
	add := func(steps, articles int) (facts int) {
		t.Helper()
		g, err := Open(dir, opt)
		if err != nil {
			t.Fatal(err)
		}
		for range steps {
			added++
			docs := graphtest.Docs(articles, uint64(added), graphtest.Options{Companies: 3000, Facts: 12, Again: 50})
			for _, d := range docs {
				d.ID += fmt.Sprint("-", added)
				d.URL += fmt.Sprint("/", added)
				d.Text += fmt.Sprint("（", added, "）")
			}
			if _, err := g.Add(context.Background(), docs, nil, RunInfo{ID: "r"}); err != nil {
				t.Fatal(err)
			}
		}
		s, err := g.Stats()
		if err != nil {
			t.Fatal(err)
		}
		if err := g.Close(); err != nil {
			t.Fatal(err)
		}
		return s.Facts
	}
	add(26, 100)
	if young, others := levels(t, dir); young > 0 || others == 0 {
		t.Fatalf("after much was added %d tables are young, %d others", young, others)
	}
	for i := range youngTiny + 3 {
		facts := add(1, 5)
		young, _ := levels(t, dir)
		if want := (i + 1) % youngTiny; young != want {
			t.Errorf("after %d times a little %d tables are young, want %d", i+1, young, want)
		}
		if i < youngTiny-2 {
			continue
		}
		g, err := Open(dir, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		sameFacts(t, "a reader", g, facts)
		for _, err := range g.Verify(context.Background(), i == youngTiny) {
			t.Error(err)
		}
		g.Close()
	}
	if settled != 2 {
		t.Errorf("tables were merged %d times when the store was closed, want 2", settled)
	}
}
