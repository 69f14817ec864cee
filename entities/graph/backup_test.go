package graph_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/graph/graphtest"
)

// fullStore makes a store with all that one may hold: versions, comings,
// refreshed extractions, a quarantine, long texts.
func fullStore(t *testing.T) (g *graph.Graph, dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "facts.db")
	g, err := graph.Open(dir, graph.Options{Create: true, MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	docs := childDocs(150)
	docs = append(docs, version(3, "a", "", "https://news.example/v/1", "2026-03-18", ""), version(4, "a", "", "https://news.example/v/1", "2026-03-19", ""))
	for i := range 10 {
		c := *docs[i]
		c.URL, c.Published = "https://copy.example/"+c.ID, "2025-01-01"
		docs = append(docs, &c)
	}
	add(t, g, docs[:90], run)
	add(t, g, docs[90:], run)
	refresh := run
	refresh.RulesHash, refresh.Refresh = "other", true
	add(t, g, docs[:20], refresh)
	if _, err := g.Add(context.Background(), nil, append(rejectOf(docs[0]), rejectOf(docs[1])...), run); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Retire(context.Background(), []graph.Retired{{File: docs[1].File + ".bad", Code: entities.CodeBadJSON, What: "stored"}}, run); err != nil {
		t.Fatal(err)
	}
	verify(t, g)
	return g, dir
}

func backup(t *testing.T, g *graph.Graph) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := g.Backup(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBackup(t *testing.T) {
	g, dir := fullStore(t)
	file := backup(t, g)
	want := dump(t, g)
	st, err := g.Stats()
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "restored.db")
	info, err := graph.Restore(context.Background(), to, graph.Options{}, bytes.NewReader(file), false)
	if err != nil || info.Articles != st.Articles || info.Facts != st.Facts || info.Batch != st.Batches {
		t.Fatalf("Restore = %+v, %v; Stats = %+v", info, err, st)
	}
	r, err := graph.Open(to, graph.Options{MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	verify(t, r)
	sameDump(t, dump(t, r), want)
	if again := backup(t, r); !bytes.Equal(again, file) {
		t.Error("a backup of what was restored differs")
	}
	// It goes on as the first one does.
	more := graphtest.Docs(100, 99, graphtest.Options{})
	for i, d := range more {
		d.URL += "/more"
		if i%3 == 0 { // a newer version of what is there
			d.URL, d.Modified = graphtest.Docs(1, 11, graphtest.Options{Facts: 12})[0].URL, "2026-12-01"
		}
	}
	add(t, g, more, run)
	add(t, r, more, run)
	verify(t, r)
	sameDump(t, dump(t, r), dump(t, g))
	if _, err := os.Stat(to + ".new"); err == nil {
		t.Error("the folder in which the store was made is still there")
	}

	// A store that is there is not replaced unless told, and not by a bad backup.
	g.Close()
	if _, err := graph.Restore(context.Background(), dir, graph.Options{}, bytes.NewReader(file), false); !errors.Is(err, graph.ErrNotEmpty) {
		t.Errorf("Restore over a store = %v", err)
	}
	before := listing(t, dir)
	if _, err := graph.Restore(context.Background(), dir, graph.Options{}, bytes.NewReader(file[:len(file)-1]), true); !errors.Is(err, graph.ErrBackup) {
		t.Errorf("Restore of a backup cut by a byte = %v", err)
	}
	if after := listing(t, dir); after != before {
		t.Errorf("a bad backup changed the store:\n%s\nto\n%s", before, after)
	}
	if err := os.Remove(filepath.Join(dir, "MANIFEST")); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Restore(context.Background(), dir, graph.Options{}, bytes.NewReader(file), true); err != nil {
		t.Fatalf("Restore over a damaged store: %v", err)
	}
	g, err = graph.Open(dir, graph.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	verify(t, g)
	sameDump(t, dump(t, g), want)
	g.Close()

	// Over one that a writer holds it is refused.
	w, err := graph.Open(dir, graph.Options{MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Restore(context.Background(), dir, graph.Options{}, bytes.NewReader(file), true); !errors.Is(err, graph.ErrInUse) {
		t.Errorf("Restore over a store in use = %v", err)
	}
	w.Close()
	if left, _ := filepath.Glob(filepath.Dir(dir) + "/*"); len(left) != 1 {
		t.Errorf("left are %v", left)
	}
	// A folder of other things stays alone.
	other := t.TempDir()
	if err := os.WriteFile(other+"/note.txt", []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Restore(context.Background(), other, graph.Options{}, bytes.NewReader(file), true); !errors.Is(err, graph.ErrNoStore) {
		t.Errorf("Restore into a folder of other things = %v", err)
	}
}

// No cut and no changed byte of a backup passes, and nothing is written then.
func TestBackupDamage(t *testing.T) {
	g := create(t, graph.Options{})
	add(t, g, childDocs(40), run)
	file := backup(t, g)
	dir := filepath.Join(t.TempDir(), "facts.db")
	r := rand.New(rand.NewPCG(*flipSeed, 8))
	check := func(what string, at int, b []byte) {
		t.Helper()
		_, err := graph.Restore(context.Background(), dir, graph.Options{}, bytes.NewReader(b), false)
		if !errors.Is(err, graph.ErrBackup) && !errors.Is(err, graph.ErrVersion) {
			t.Errorf("%s at %d of %d: %v", what, at, len(file), err)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Fatalf("%s at %d: a store was made", what, at)
		}
	}
	for i := range 60 {
		at := r.IntN(len(file))
		if i < 20 {
			at = i * len(file) / 20
		}
		check("cut", at, file[:at])
		b := bytes.Clone(file)
		b[at] ^= 1 << r.IntN(8)
		check("flip", at, b)
	}
	for i := range 40 {
		check("cut", len(file)-1-i, file[:len(file)-1-i])
	}
	check("more", len(file), append(bytes.Clone(file), '\n'))
	check("nothing", 0, nil)
	check("something else", 0, []byte(`{"id":"1","text":"福特汽車收購特斯拉。"}`))
	if err := os.WriteFile(dir+".x", file, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.ReadBackup(context.Background(), bytes.NewReader(file), nil); err != nil {
		t.Errorf("the backup itself: %v", err)
	}
}

// A backup of a store that is being written to is one of its states.
func TestBackupBesideWriter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "facts.db")
	cmd, in, done := startChild(t, dir, *killDocs)
	last := 0
	for i := 0; i < 4; i++ {
		time.Sleep(150 * time.Millisecond)
		g, err := graph.Open(dir, graph.Options{ReadOnly: true, Memory: childMemory})
		if errors.Is(err, graph.ErrNoStore) {
			i--
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		file := backup(t, g)
		g.Close()
		to := filepath.Join(t.TempDir(), "r.db")
		info, err := graph.Restore(context.Background(), to, graph.Options{}, bytes.NewReader(file), false)
		if err != nil {
			t.Fatal(err)
		}
		if info.Batch < last {
			t.Errorf("batch %d after %d", info.Batch, last)
		}
		last = info.Batch
		r, err := graph.Open(to, graph.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		verify(t, r)
		r.Close()
	}
	<-done
	in.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
}

func TestCompact(t *testing.T) {
	g, dir := fullStore(t)
	want := dump(t, g)
	g.Close()
	if err := os.Mkdir(dir+".new", 0o755); err != nil { // left by a process that was killed
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+".new/MANIFEST", []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	reader, err := graph.Open(dir, graph.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	before, after, err := graph.Compact(context.Background(), dir, graph.Options{})
	if err != nil || after <= 0 || after > before {
		t.Fatalf("Compact = %d, %d, %v", before, after, err)
	}
	t.Logf("%d bytes became %d", before, after)
	sameDump(t, dump(t, reader), want) // it goes on reading what it opened
	g, err = graph.Open(dir, graph.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	verify(t, g)
	sameDump(t, dump(t, g), want)

	// Through a link, which stays one.
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if before, _, err := graph.Compact(context.Background(), link, graph.Options{}); err != nil || before == 0 {
		t.Fatalf("Compact through a link: %d bytes before, %v", before, err)
	}
	if to, err := os.Readlink(link); err != nil || to != dir {
		t.Errorf("the link leads to %q, %v", to, err)
	}
	again, err := graph.Open(dir, graph.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	sameDump(t, dump(t, again), want)
	again.Close()

	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := graph.Compact(cancelled, dir, graph.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled Compact = %v", err)
	}
	if left, _ := filepath.Glob(filepath.Dir(dir) + "/*"); len(left) != 1 {
		t.Errorf("left are %v", left)
	}
}

// What Inputs gives, read again, makes the same store.
func TestInputs(t *testing.T) {
	docs := childDocs(60)
	for i := range 5 {
		c := *docs[i]
		c.URL, c.Published, c.File = "https://copy.example/"+c.ID, "2025-01-01", "copy.jsonl"
		docs = append(docs, &c)
	}
	docs = append(docs, version(3, "a", "", "https://news.example/v/1", "2026-03-18", ""), version(4, "a", "", "https://news.example/v/1", "2026-03-19", ""))
	dir := filepath.Join(t.TempDir(), "facts.db")
	g, err := graph.Open(dir, graph.Options{Create: true, MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	add(t, g, docs, run)
	want := dump(t, g)
	g.Close()
	found := make(map[string]*entities.Document)
	for _, d := range docs {
		found[d.Text] = d
	}
	err = graph.Remake(dir, graph.Options{MinFree: 1}, func(old, g *graph.Graph) error {
		return old.Inputs(context.Background(), func(d *entities.Document) error {
			d.Mentions, d.Facts = found[d.Text].Mentions, found[d.Text].Facts
			_, err := g.Add(context.Background(), []*entities.Document{d}, nil, run)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if g, err = graph.Open(dir, graph.Options{ReadOnly: true}); err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	verify(t, g)
	sameDump(t, dump(t, g), want)
	failed := errors.New("no")
	if err := graph.Remake(dir, graph.Options{MinFree: 1}, func(old, g *graph.Graph) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("Remake = %v", err)
	}
	again, err := graph.Open(dir, graph.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	sameDump(t, dump(t, again), want)
}
