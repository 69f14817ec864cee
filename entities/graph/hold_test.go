package graph

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/factloom/factloom/entities/graph/graphtest"
)

// fill adds facts until tables were merged away, and returns the names of those
// that were there before and are no longer the writer's.
func fill(t *testing.T, g *Graph, seed *uint64) (merged []string) {
	t.Helper()
	was := make(map[string]bool)
	for _, name := range tableNames(g.db) {
		was[name] = true
	}
	for range 400 {
		*seed++
		docs := graphtest.Docs(100, *seed, graphtest.Options{Companies: 3000, Facts: 12, Again: 50})
		for _, d := range docs {
			d.ID += fmt.Sprint("-", *seed)
			d.URL += fmt.Sprint("/", *seed)
			d.Text += fmt.Sprint("（", *seed, "）")
		}
		if _, err := g.Add(context.Background(), docs, nil, RunInfo{ID: "r"}); err != nil {
			t.Fatal(err)
		}
		now := make(map[string]bool)
		for _, name := range tableNames(g.db) {
			now[name] = true
		}
		merged = merged[:0]
		for name := range was {
			if !now[name] {
				merged = append(merged, name)
			}
		}
		if len(merged) > 0 && len(merged) == len(was) || len(was) == 0 && len(now) > 3 {
			return merged
		}
	}
	t.Fatalf("of %d tables %d were merged", len(was), len(merged))
	return nil
}

// sameFacts reads all facts of a reader, which has to be what it was.
func sameFacts(t *testing.T, who string, g *Graph, want int) {
	t.Helper()
	n := 0
	for _, err := range g.Facts(Filter{}) {
		if err != nil {
			t.Fatalf("%s: %v", who, err)
		}
		n++
	}
	if n != want {
		t.Errorf("%s reads %d facts, want %d", who, n, want)
	}
}

// Tables that readers have stay whole while a writer merges them, whether they
// were opened before it or beside it, until the readers are gone.
func TestTablesAreHeld(t *testing.T) {
	if testing.Short() {
		t.Skip("it merges tables")
	}
	dir := filepath.Join(t.TempDir(), "facts.db")
	opt := Options{Create: true, MinFree: 1, Memory: 8 << 20, Cache: 1 << 20, young: 2}
	read := opt
	read.Create, read.ReadOnly = false, true
	open := func(o Options) *Graph {
		t.Helper()
		g, err := Open(dir, o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { g.Close() })
		return g
	}
	count := func(g *Graph) int {
		t.Helper()
		s, err := g.Stats()
		if err != nil {
			t.Fatal(err)
		}
		return s.Facts
	}
	whole := func(names []string) (there, cut int) {
		for _, name := range names {
			fi, err := os.Stat(filepath.Join(dir, name))
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			there++
			cut += b2i(fi.Size() == 0)
		}
		return there, cut
	}
	seed := uint64(0)
	g := open(opt)
	fill(t, g, &seed)
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}

	before := open(read)
	wantBefore := count(before)
	g = open(opt)
	merged := fill(t, g, &seed)
	if there, cut := whole(merged); there == 0 || cut > 0 {
		t.Errorf("of %d tables that a reader has %d are there, %d of them cut", len(merged), there, cut)
	}
	beside := open(read)
	wantBeside := count(beside)
	if _, ok := beside.Beside(); !ok || wantBeside <= wantBefore {
		t.Errorf("a reader beside the writer sees %d facts, one before it saw %d", wantBeside, wantBefore)
	}
	fill(t, g, &seed)
	sameFacts(t, "the reader before", before, wantBefore)
	sameFacts(t, "the reader beside", beside, wantBeside)

	// The writer ends, and the next one begins: the readers go on.
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	sameFacts(t, "the reader before", before, wantBefore)
	sameFacts(t, "the reader beside", beside, wantBeside)
	g = open(opt)
	fill(t, g, &seed)
	sameFacts(t, "the reader before", before, wantBefore)
	sameFacts(t, "the reader beside", beside, wantBeside)

	// When they are gone nothing is kept for them.
	before.Close()
	beside.Close()
	fill(t, g, &seed)
	if there, _ := whole(merged); there > 0 {
		t.Errorf("%d tables are kept for nobody", there)
	}
	want := count(g)
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	g = open(read)
	sameFacts(t, "a reader at the end", g, want)
	if errs := g.Verify(context.Background(), true); len(errs) > 0 {
		t.Error(errs)
	}
	listed, err := manifestTables(dir)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err != nil || len(files) != len(listed) {
		t.Errorf("%d tables on disk, %d are in use (%v)", len(files), len(listed), err)
	}
}

// A reader that a writer lets wait for the tables is told, in the end, that the
// store is in use: with a writer beside it and without.
func TestTablesAreKept(t *testing.T) {
	defer func(d time.Duration) { readersTake = d }(readersTake)
	readersTake = 50 * time.Millisecond
	dir := filepath.Join(t.TempDir(), "facts.db")
	g, err := Open(dir, Options{Create: true, MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if _, err := g.Add(context.Background(), graphtest.Docs(3, 1, graphtest.Options{}), nil, RunInfo{ID: "r"}); err != nil {
		t.Fatal(err)
	}
	refused := func(when string) {
		t.Helper()
		begin := time.Now()
		reader, err := Open(dir, Options{ReadOnly: true})
		if want := "store in use: another process keeps the tables of " + dir + " locked"; !errors.Is(err, ErrInUse) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", when, err, want)
		}
		if err == nil {
			reader.Close()
		}
		if d := time.Since(begin); d < readersTake || d > readersTake+5*time.Second {
			t.Errorf("%s: refused after %v, want %v", when, d, readersTake)
		}
	}
	served := func(when string) {
		t.Helper()
		reader, err := Open(dir, Options{ReadOnly: true})
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		if s, err := reader.Stats(); err != nil || s.Articles != 3 {
			t.Errorf("%s: %d articles, %v", when, s.Articles, err)
		}
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
	}
	if !alone(dir, func() { refused("beside a writer") }) {
		t.Fatal("the tables could not be kept")
	}
	served("beside a writer that let go")
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if !alone(dir, func() { refused("without a writer") }) {
		t.Fatal("the tables could not be kept")
	}
	served("without a writer that keeps them")

	// One that lets go in time is waited for.
	readersTake = time.Minute
	kept := make(chan bool)
	go alone(dir, func() { close(kept); time.Sleep(100 * time.Millisecond) })
	<-kept
	served("behind a writer that lets go in time")
}
