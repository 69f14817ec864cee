package graph

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph/graphtest"
)

// badlyPacked are articles whose texts take about n bytes each in the store.
func badlyPacked(docs []*entities.Document, n int) []*entities.Document {
	r := rand.New(rand.NewPCG(5, 6))
	for _, d := range docs {
		var b strings.Builder
		b.WriteString(d.Text)
		for range n / 3 { // which do not pack at all
			b.WriteRune(rune(0x4E00 + r.IntN(20000)))
		}
		d.Text = b.String()
	}
	return docs
}

// A batch that is much larger than what Badger's loader sends at one time goes in
// in steps that are not, however large the memtable is.
func TestLargeSteps(t *testing.T) {
	if testing.Short() {
		t.Skip("it writes many megabytes")
	}
	g, err := Open(filepath.Join(t.TempDir(), "facts.db"), Options{Create: true, MinFree: 1, Memory: 800 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if memory := g.opt.Memory * 15 / 100 * 4 / 5; 2*memory < loaderSends {
		t.Fatalf("a step of this memtable has %d bytes: the loader would send them at one time anyway", memory)
	}
	docs := badlyPacked(graphtest.Docs(2000, 3, graphtest.Options{}), smallText*7/8)
	st, err := g.Add(context.Background(), docs, nil, RunInfo{ID: "r"})
	if err != nil || st.Stored != len(docs) {
		t.Fatalf("Add = %+v, %v", st, err)
	}
	s, err := g.Stats()
	if err != nil {
		t.Fatal(err)
	}
	size := int64(0)
	logs, err := filepath.Glob(filepath.Join(g.Dir(), "*.mem"))
	for _, path := range logs {
		fi, serr := os.Stat(path)
		if serr != nil {
			t.Fatal(serr)
		}
		size += allocated(fi)
	}
	if err != nil || size < 2*maxStep {
		t.Fatalf("%d logs of %d bytes, %v", len(logs), size, err)
	}
	if most := int(size/maxStep) + 2; s.Batches < 2 || s.Batches > most {
		t.Errorf("%d steps for %d MB, want 2 to %d", s.Batches, size>>20, most)
	}
	for _, err := range g.Verify(context.Background(), false) {
		t.Error(err)
	}
}

// A step whose writing fails when its records were handed over, before the
// transaction that shows them, is not seen by its own process. Readers beside it,
// and whoever opens the store after it died, see all of it or nothing: also where
// the log ends anywhere in it.
func TestStepIsWhole(t *testing.T) {
	ctx, run := context.Background(), RunInfo{ID: "r"}
	dir := filepath.Join(t.TempDir(), "facts.db")
	opt := Options{Create: true, MinFree: 1, Memory: 8 << 20}
	g, err := Open(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	const before, coming = 20, 40
	docs := badlyPacked(graphtest.Docs(before+coming, 3, graphtest.Options{Facts: 12}), 4000)
	if _, err := g.Add(ctx, docs[:before], nil, run); err != nil {
		t.Fatal(err)
	}
	logs, err := filepath.Glob(filepath.Join(dir, "*.mem"))
	if err != nil || len(logs) != 1 {
		t.Fatalf("logs %v, %v", logs, err)
	}
	endOf := func() int { // of what is written in the log
		t.Helper()
		b, err := os.ReadFile(logs[0])
		if err != nil {
			t.Fatal(err)
		}
		return len(strings.TrimRight(string(b), "\x00"))
	}
	start := endOf()

	// The first half of writeWhole.
	w, err := g.begin(run)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range g.prepareAll(docs[before:]) {
		if err := w.add(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.settle(); err != nil {
		t.Fatal(err)
	}
	rec := batchRecord{number: w.number, prev: g.last.hash, run: w.run, stored: w.st, totals: w.totals}
	rec.totals.keys[kindBatch]++
	key := keyBatch(w.number)
	list := append(w.list, put{key, seal(key, rec.encode())})
	w.v.close()
	txn := g.db.NewTransaction(true)
	if err := g.handOver(list, txn.ReadTs()+1); err != nil {
		t.Fatal(err)
	}
	txn.Discard()
	if err := g.db.Sync(); err != nil {
		t.Fatal(err)
	}
	end := endOf()

	articles := func(who string, g *Graph, may ...int) int {
		t.Helper()
		s, err := g.Stats()
		if err != nil {
			t.Fatalf("%s: %v", who, err)
		}
		for _, err := range g.Verify(ctx, true) {
			t.Errorf("%s: %v", who, err)
		}
		n := 0
		for _, err := range g.Articles() {
			if err != nil {
				t.Fatalf("%s: %v", who, err)
			}
			n++
		}
		for _, want := range may {
			if n == want && s.Articles == want {
				return n
			}
		}
		t.Errorf("%s: %d articles are there, %d are told, want one of %d", who, n, s.Articles, may)
		return n
	}
	v, err := g.view()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		if found, err := v.get(p.key, nil); err != nil {
			t.Fatal(err)
		} else if found && p.key[0] == kBatch {
			t.Error("the process that writes sees the batch before its transaction")
		}
	}
	v.close()
	articles("the process that writes", g, before)
	beside, err := Open(dir, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	articles("a reader beside it", beside, before, before+coming)
	if err := beside.Close(); err != nil {
		t.Fatal(err)
	}
	seen := make(map[int]int)
	for i := range 30 {
		at := start + (end-start)*i/29
		who := fmt.Sprintf("after the log ended at byte %d of %d to %d", at, start, end)
		died := filepath.Join(t.TempDir(), "died.db")
		if err := os.CopyFS(died, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(logs[0])
		if err != nil {
			t.Fatal(err)
		}
		clear(b[at:])
		if err := os.WriteFile(filepath.Join(died, filepath.Base(logs[0])), b, 0o644); err != nil {
			t.Fatal(err)
		}
		g, err := Open(died, opt)
		if err != nil {
			t.Fatalf("%s: %v", who, err)
		}
		seen[articles(who, g, before, before+coming)]++
		if st, err := g.Add(ctx, docs, nil, run); err != nil || st.Stored+st.Duplicate != before+coming {
			t.Errorf("%s: Add again = %+v, %v", who, st, err)
		}
		articles(who+", added again", g, before+coming)
		if err := g.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(died); err != nil {
			t.Fatal(err)
		}
	}
	if seen[before] < 2 || seen[before+coming] == 0 {
		t.Errorf("of the step, nothing or all was there so often: %v", seen)
	}
}
