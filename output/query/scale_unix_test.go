//go:build unix

package query_test

import (
	"context"
	"errors"
	"flag"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/graph/graphtest"
	"github.com/factloom/factloom/output/query"
)

// The large store that the benchmarks of entities/graph make is asked by
//
//	go test ./output/query -run '^$' -bench Scale -scale DIR
var scaleDir = flag.String("scale", "", "folder of a large store, see entities/graph/scale_unix_test.go")

func scaleView(b *testing.B) *query.View {
	b.Helper()
	if *scaleDir == "" {
		b.Skip("no -scale DIR")
	}
	g, err := graph.Open(filepath.Join(*scaleDir, "scale.db"), graph.Options{ReadOnly: true, Trust: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { g.Close() })
	return query.NewView(g, nil)
}

// timed reports the median and the 99th of a hundred of what fn takes for each
// number.
func timed(b *testing.B, fn func(i int) (found int)) {
	var times []time.Duration
	found := 0
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		found += fn(i)
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(found)/float64(b.N), "found")
	b.ReportMetric(0, "ns/op")
}

// Companies of the large store, by how many facts they have.
var (
	giant  = func(int) int { return 0 }          // 100,000
	middle = func(i int) int { return 1 + i%10 } // 1,000
	small  = func(i int) int { return 11 + i%100 }
	some   = func(i int) int { return 1000 + i*7919%400_000 }
)

func companyID(n int) string { _, id := graphtest.Company(n); return id }

func BenchmarkScalePath(b *testing.B) {
	v := scaleView(b)
	for _, row := range []struct {
		name     string
		from, to func(i int) int
	}{{"10-10", small, func(i int) int { return small(i + 37) }}, {"any-any", some, func(i int) int { return some(i + 5) }}, {"10-1000", small, middle},
		{"1000-1000", middle, func(i int) int { return middle(i + 3) }}, {"10-100000", small, giant}, {"1000-100000", middle, giant}} {
		b.Run(row.name, func(b *testing.B) {
			timed(b, func(i int) int {
				from, to := companyID(row.from(i)), companyID(row.to(i))
				if _, err := v.Entity(from); err != nil {
					return 0
				}
				if _, err := v.Entity(to); err != nil {
					return 0
				}
				chains, err := query.Path(context.Background(), v, from, to, query.PathOptions{})
				var none *query.NoPath
				if err != nil && !errors.As(err, &none) {
					b.Fatal(err)
				}
				if len(chains) == 0 {
					return 0
				}
				return len(chains[0].Facts)
			})
		})
	}
}

func BenchmarkScaleNeighbors(b *testing.B) {
	v := scaleView(b)
	for _, row := range []struct {
		name string
		who  func(i int) int
		said string
	}{{"10", small, ""}, {"1000", middle, ""}, {"100000", giant, ""}, {"100000-planned", giant, entities.Planned}} {
		b.Run(row.name, func(b *testing.B) {
			timed(b, func(i int) int {
				list, _, err := query.Neighbors(context.Background(), v, query.Question{Name: companyID(row.who(i)), Modality: row.said}, nil, 20)
				var none *query.NotFound
				if err != nil && !errors.As(err, &none) {
					b.Fatal(err)
				}
				return len(list)
			})
		})
	}
}

func BenchmarkScaleFind(b *testing.B) {
	v := scaleView(b)
	b.Run("name", func(b *testing.B) {
		timed(b, func(i int) int {
			name, _ := graphtest.Company(some(i))
			list, err := v.Lookup(name)
			if err != nil {
				b.Fatal(err)
			}
			return len(list)
		})
	})
	b.Run("suggest", func(b *testing.B) {
		timed(b, func(int) int {
			list, err := v.Suggest("雲杉可技", 5)
			if err != nil {
				b.Fatal(err)
			}
			return len(list)
		})
	})
}
