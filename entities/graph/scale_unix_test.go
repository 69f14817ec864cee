//go:build unix

package graph_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/graph/graphtest"
)

// A large store is measured by
//
//	go test ./entities/graph -run '^$' -bench Scale -scale DIR -scalefacts 5000000 -timeout 0
//
// which makes it in DIR when it is not there yet, and keeps it.
var (
	scaleDir   = flag.String("scale", "", "folder of a large store, made when it is not there")
	scaleFacts = flag.Int("scalefacts", 5_000_000, "facts of the large store")
)

// scaleHubs are shares of a million: of 5 million facts the first company has
// some 100,000, the next ten 1,000 each, the next hundred 10 each.
func scaleHubs() []int {
	hubs := []int{17_000}
	for range 10 {
		hubs = append(hubs, 170)
	}
	for range 100 {
		hubs = append(hubs, 2)
	}
	return hubs
}

func scaleDocs(n int, seed uint64) []*entities.Document {
	docs := graphtest.Docs(n, seed+1_000_000, graphtest.Options{Companies: 500_000, Facts: 12, Again: 1000, Hubs: scaleHubs()})
	for _, d := range docs {
		d.ID = fmt.Sprintf("%s-%d", d.ID, seed)
		d.URL = fmt.Sprintf("%s/%d", d.URL, seed)
		d.Text += fmt.Sprintf("（第%d批）", seed) // no two texts are the same
	}
	return docs
}

// scaleStore makes the large store.
func scaleStore(b *testing.B) string {
	b.Helper()
	if *scaleDir == "" {
		b.Skip("no -scale DIR")
	}
	dir := filepath.Join(*scaleDir, "scale.db")
	if _, err := os.Stat(filepath.Join(*scaleDir, "done")); err == nil {
		return dir
	}
	g, err := graph.Open(dir, graph.Options{Create: true})
	if err != nil {
		b.Fatal(err)
	}
	var busy, cpu time.Duration
	const chunk = 2048
	for seed := uint64(0); ; seed++ {
		docs := scaleDocs(chunk, seed)
		start, used := time.Now(), cpuTime()
		for len(docs) > 0 {
			if _, err := g.Add(context.Background(), docs[:128], nil, graph.RunInfo{ID: fmt.Sprintf("run-%d", seed/16), Version: "scale", RulesHash: "scale"}); err != nil {
				b.Fatal(err)
			}
			docs = docs[128:]
		}
		busy += time.Since(start)
		cpu += cpuTime() - used
		s, err := g.Stats()
		if err != nil {
			b.Fatal(err)
		}
		if seed%16 == 0 || s.Facts >= *scaleFacts {
			b.Logf("%d articles, %d facts, %.0f facts/s, %.0f facts/CPU-s, %d MB on disk, text %d MB", s.Articles, s.Facts,
				float64(s.Facts)/busy.Seconds(), float64(s.Facts)/cpu.Seconds(), s.DiskBytes>>20, s.TextBytes>>20)
		}
		if s.Facts >= *scaleFacts {
			break
		}
	}
	if err := g.Close(); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*scaleDir, "done"), nil, 0o644); err != nil {
		b.Fatal(err)
	}
	return dir
}

// percentiles reports the median and the 99th of a hundred.
func percentiles(b *testing.B, times []time.Duration) {
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkScaleOpen(b *testing.B) {
	dir := scaleStore(b)
	var times []time.Duration
	for b.Loop() {
		start := time.Now()
		g, err := graph.Open(dir, graph.Options{ReadOnly: true, Trust: true})
		if err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(start))
		g.Close()
	}
	percentiles(b, times)
}

// BenchmarkScaleAdd adds to a copy of the large store: the rate at which one
// of that size takes facts, not the mean since it was empty.
func BenchmarkScaleAdd(b *testing.B) {
	from := scaleStore(b)
	dir := filepath.Join(b.TempDir(), "scale.db")
	if err := copyAll(from, dir); err != nil {
		b.Fatal(err)
	}
	g, err := graph.Open(dir, graph.Options{Trust: true})
	if err != nil {
		b.Fatal(err)
	}
	before, err := g.Stats()
	if err != nil {
		b.Fatal(err)
	}
	var busy, used time.Duration
	const chunk = 2048
	for seed := uint64(1 << 20); b.Loop(); seed++ {
		docs := scaleDocs(chunk, seed)
		start, cpu := time.Now(), cpuTime()
		for len(docs) > 0 {
			if _, err := g.Add(context.Background(), docs[:128], nil, graph.RunInfo{ID: fmt.Sprintf("more-%d", seed/16), Version: "scale", RulesHash: "scale"}); err != nil {
				b.Fatal(err)
			}
			docs = docs[128:]
		}
		busy += time.Since(start)
		used += cpuTime() - cpu
	}
	after, err := g.Stats()
	if err != nil {
		b.Fatal(err)
	}
	start, cpu := time.Now(), cpuTime()
	if err := g.Close(); err != nil {
		b.Fatal(err)
	}
	busy += time.Since(start)
	used += cpuTime() - cpu
	n := float64(after.Facts - before.Facts)
	b.ReportMetric(n/busy.Seconds(), "facts/s")
	b.ReportMetric(n/used.Seconds(), "facts/CPU-s")
	b.ReportMetric(0, "ns/op")
}

// copyAll copies the files of a folder. Links will not do: the store engine cuts
// tables that it removes.
func copyAll(from, to string) error {
	return os.CopyFS(to, os.DirFS(from))
}

// BenchmarkScaleRestore backs the large store up and makes it anew from that, in
// the order of the keys straight into tables.
func BenchmarkScaleRestore(b *testing.B) {
	from := scaleStore(b)
	file := filepath.Join(b.TempDir(), "facts.backup")
	rate := func(b *testing.B, facts int, start time.Time, cpu time.Duration) {
		n := float64(facts) * float64(b.N)
		b.ReportMetric(n/time.Since(start).Seconds(), "facts/s")
		b.ReportMetric(n/(cpuTime()-cpu).Seconds(), "facts/CPU-s")
		b.ReportMetric(0, "ns/op")
	}
	b.Run("backup", func(b *testing.B) {
		g, err := graph.Open(from, graph.Options{ReadOnly: true, Trust: true})
		if err != nil {
			b.Fatal(err)
		}
		defer g.Close()
		start, cpu, facts := time.Now(), cpuTime(), 0
		for b.Loop() {
			f, err := os.Create(file)
			if err != nil {
				b.Fatal(err)
			}
			info, err := g.Backup(context.Background(), f)
			if err != nil {
				b.Fatal(err)
			}
			facts = info.Facts
			if err := f.Close(); err != nil {
				b.Fatal(err)
			}
		}
		rate(b, facts, start, cpu)
	})
	b.Run("restore", func(b *testing.B) {
		start, cpu, facts := time.Now(), cpuTime(), 0
		for b.Loop() {
			f, err := os.Open(file)
			if err != nil {
				b.Fatal(err)
			}
			info, err := graph.Restore(context.Background(), filepath.Join(b.TempDir(), "facts.db"), graph.Options{}, f, false)
			if err != nil {
				b.Fatal(err)
			}
			f.Close()
			facts = info.Facts
		}
		rate(b, facts, start, cpu)
	})
}

func BenchmarkScaleFactsOf(b *testing.B) {
	g, err := graph.Open(scaleStore(b), graph.Options{ReadOnly: true, Trust: true})
	if err != nil {
		b.Fatal(err)
	}
	defer g.Close()
	ids := func(from, n int) (list []string) {
		for i := range n {
			_, id := graphtest.Company(from + i)
			list = append(list, id)
		}
		return list
	}
	for _, who := range []struct {
		name string
		ids  []string
	}{{"10", ids(11, 100)}, {"1000", ids(1, 10)}, {"100000", ids(0, 1)}} {
		for _, row := range []struct {
			name  string
			f     graph.Filter
			limit int
		}{
			{"first20", graph.Filter{}, 20},
			{"newest20", graph.Filter{Newest: true}, 20},
			{"type20", graph.Filter{Type: "supply"}, 20},
			{"since20", graph.Filter{Since: entities.DayOf(2026, 6, 1)}, 20},
			{"all", graph.Filter{}, 1 << 30},
		} {
			b.Run(who.name+"/"+row.name, func(b *testing.B) {
				var times []time.Duration
				n := 0
				for i := 0; b.Loop(); i++ {
					start, k := time.Now(), 0
					for _, err := range g.FactsOf(who.ids[i%len(who.ids)], row.f) {
						if errors.Is(err, graph.ErrUnknown) {
							break
						}
						if err != nil {
							b.Fatal(err)
						}
						if k++; k == row.limit {
							break
						}
					}
					times = append(times, time.Since(start))
					n += k
				}
				b.ReportMetric(float64(n)/float64(b.N), "facts")
				percentiles(b, times)
			})
		}
	}
}
