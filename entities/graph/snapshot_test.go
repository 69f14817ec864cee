package graph_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/factloom/factloom/entities/graph"
)

// Readers that come at any moment of a writer's work see a whole store, and
// each no less than the one before it.
func TestBesideWriter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "facts.db")
	cmd, in, done := startChild(t, dir, *killDocs)
	batches, opened, beside, ended := 0, 0, 0, false
	for !ended {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			ended = true // one more look, at all of it
		case <-time.After(20 * time.Millisecond):
		}
		g, err := graph.Open(dir, graph.Options{ReadOnly: true, Memory: childMemory, Trust: opened%2 == 0})
		if errors.Is(err, graph.ErrNoStore) {
			continue
		}
		if err != nil {
			t.Fatalf("after %d readers: %v", opened, err)
		}
		for _, err := range g.Verify(context.Background(), opened%4 == 0 || ended) {
			t.Errorf("reader %d: %v", opened, err)
		}
		st, err := g.Stats()
		if err != nil {
			t.Fatal(err)
		}
		if st.Batches < batches {
			t.Errorf("reader %d sees %d batches, one before it saw %d", opened, st.Batches, batches)
		}
		batches = st.Batches
		if pid, ok := g.Beside(); ok {
			beside++
			if pid != cmd.Process.Pid {
				t.Errorf("Beside = %d, want %d", pid, cmd.Process.Pid)
			}
		}
		if err := g.Close(); err != nil {
			t.Fatal(err)
		}
		opened++
		if ended && st.Articles != *killDocs {
			t.Errorf("%d articles at the end, want %d", st.Articles, *killDocs)
		}
	}
	if beside < 3 {
		t.Errorf("only %d of %d readers came while the writer wrote", beside, opened)
	}
	t.Logf("%d readers, %d of them beside the writer; %d batches", opened, beside, batches)
	in.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(dir + "/reader-*"); len(left) > 0 {
		t.Errorf("readers left %v", left)
	}
}

// What a killed reader leaves behind goes with the next writer.
func TestDeadReader(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "facts.db")
	g, err := graph.Open(dir, graph.Options{Create: true, MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	g.Close()
	old, young := dir+"/reader-1-a", dir+"/reader-1-b"
	for _, d := range []string{old, young} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(d+"/READER.lock", nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	g, err = graph.Open(dir, graph.Options{MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	g.Close()
	if _, err := os.Stat(old); err == nil {
		t.Error("an old snapshot is still there")
	}
	if _, err := os.Stat(young); err != nil {
		t.Error("a snapshot in the making was removed")
	}
}
