//go:build unix

package graph_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/graph/graphtest"
)

var benchFacts = flag.Int("benchfacts", 200_000, "facts in the store of the benchmarks")

var bench struct {
	sync.Once
	dir   string
	stats graph.Stats
	load  time.Duration
	cpu   time.Duration
	bytes int
	peak  uint64
}

// cpuTime is what all threads of the process have used: the only honest measure
// on a machine that others use too.
func cpuTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// cpu reports the time that the processors took for one operation.
func cpu(b *testing.B, start time.Duration) {
	b.ReportMetric(float64(cpuTime()-start)/float64(b.N), "cpu-ns/op")
}

// benchStore loads the store of the benchmarks once.
func benchStore(b *testing.B) string {
	b.Helper()
	bench.Do(func() {
		dir, err := os.MkdirTemp("", "graphbench")
		if err != nil {
			b.Fatal(err)
		}
		bench.dir = filepath.Join(dir, "facts.db")
		g, err := graph.Open(bench.dir, graph.Options{Create: true, MinFree: 1})
		if err != nil {
			b.Fatal(err)
		}
		const chunk = 640
		for seed := uint64(0); ; seed++ {
			docs := benchDocs(chunk, seed)
			start, cpu := time.Now(), cpuTime()
			for len(docs) > 0 {
				if _, err := g.Add(context.Background(), docs[:64], nil, run); err != nil {
					b.Fatal(err)
				}
				docs = docs[64:]
			}
			bench.load += time.Since(start)
			bench.cpu += cpuTime() - cpu
			if bench.stats, err = g.Stats(); err != nil {
				b.Fatal(err)
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			bench.peak = max(bench.peak, m.Sys)
			if bench.stats.Facts >= *benchFacts {
				break
			}
		}
		start, cpu := time.Now(), cpuTime()
		if err := g.Close(); err != nil {
			b.Fatal(err)
		}
		bench.load += time.Since(start)
		bench.cpu += cpuTime() - cpu
	})
	return bench.dir
}

func benchDocs(n int, seed uint64) []*entities.Document {
	docs := graphtest.Docs(n, seed+1000, graphtest.Options{Companies: 20_000, Facts: 8, Again: 4})
	for _, d := range docs {
		d.ID = fmt.Sprintf("%s-%d", d.ID, seed)
		d.URL = fmt.Sprintf("%s/%d", d.URL, seed)
	}
	return docs
}

func BenchmarkLoad(b *testing.B) {
	benchStore(b)
	for b.Loop() {
	}
	s := bench.stats
	b.ReportMetric(float64(s.Facts)/bench.load.Seconds(), "facts/s")
	b.ReportMetric(float64(s.Articles)/bench.load.Seconds(), "articles/s")
	b.ReportMetric(float64(s.Facts)/bench.cpu.Seconds(), "facts/CPU-s")
	b.ReportMetric(float64(s.TextBytes)/1e6/bench.load.Seconds(), "textMB/s")
	b.ReportMetric(float64(s.DiskBytes)/float64(s.Facts), "disk-bytes/fact")
	b.ReportMetric(float64(bench.peak)/1e6, "peak-MB")
	b.Logf("%+v", s)
}

func BenchmarkOpen(b *testing.B) {
	dir := benchStore(b)
	for _, row := range []struct {
		name string
		opt  graph.Options
	}{{"check", graph.Options{ReadOnly: true}}, {"trust", graph.Options{ReadOnly: true, Trust: true}}, {"write", graph.Options{MinFree: 1}}} {
		b.Run(row.name, func(b *testing.B) {
			start := cpuTime()
			for b.Loop() {
				g, err := graph.Open(dir, row.opt)
				if err != nil {
					b.Fatal(err)
				}
				g.Close()
			}
			cpu(b, start)
		})
	}
}

func BenchmarkFactsOf(b *testing.B) {
	g, err := graph.Open(benchStore(b), graph.Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer g.Close()
	for _, row := range []struct {
		name, id string
		f        graph.Filter
		limit    int
	}{
		{"company", "", graph.Filter{}, 1 << 30},
		{"company/first20", "", graph.Filter{Newest: true}, 20},
		{"place", "place/~香港", graph.Filter{}, 1 << 30},
		{"place/first20", "place/~香港", graph.Filter{}, 20},
		{"place/since", "place/~香港", graph.Filter{Since: entities.DayOf(2026, 6, 20)}, 1 << 30},
	} {
		b.Run(row.name, func(b *testing.B) {
			n, i := 0, 0
			start := cpuTime()
			for b.Loop() {
				id := row.id
				if id == "" {
					_, id = graphtest.Company(i * 37 % 20000)
					i++
				}
				k := 0
				for _, err := range g.FactsOf(id, row.f) {
					if errors.Is(err, graph.ErrUnknown) && row.id == "" {
						break
					}
					if err != nil {
						b.Fatal(err)
					}
					n++
					if k++; k == row.limit {
						break
					}
				}
			}
			cpu(b, start)
			b.ReportMetric(float64(n)/float64(b.N), "facts/op")
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "facts/s")
		})
	}
}

func BenchmarkFind(b *testing.B) {
	g, err := graph.Open(benchStore(b), graph.Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer g.Close()
	b.Run("known", func(b *testing.B) {
		start := cpuTime()
		for i := 0; b.Loop(); i++ {
			name, _ := graphtest.Company(i * 37 % 20000)
			if e, err := g.Find(name); err != nil || len(e) > 1 {
				b.Fatal(e, err)
			}
		}
		cpu(b, start)
	})
	b.Run("suggest", func(b *testing.B) {
		start := cpuTime()
		for b.Loop() {
			if s, err := g.Suggest("雲杉可技", 5); err != nil || len(s) == 0 {
				b.Fatal(s, err)
			}
		}
		cpu(b, start)
	})
}

func BenchmarkFacts(b *testing.B) {
	g, err := graph.Open(benchStore(b), graph.Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer g.Close()
	n := 0
	start := cpuTime()
	for b.Loop() {
		for _, err := range g.Facts(graph.Filter{}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
	}
	cpu(b, start)
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "facts/s")
}

func BenchmarkVerify(b *testing.B) {
	g, err := graph.Open(benchStore(b), graph.Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer g.Close()
	for _, deep := range []bool{false, true} {
		b.Run(map[bool]string{false: "basic", true: "deep"}[deep], func(b *testing.B) {
			start := cpuTime()
			for b.Loop() {
				if p := g.Verify(context.Background(), deep); len(p) > 0 {
					b.Fatal(p[0])
				}
			}
			cpu(b, start)
		})
	}
}
