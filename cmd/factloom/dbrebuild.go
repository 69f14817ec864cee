package main

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/pipeline"
)

func newDBRebuild(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "Draw all facts anew from the articles in the store",
		Long: `Reads every article that is stored with the rules, names and types as they are now
into a new store, and puts that in the place of the old one when it is complete. The
quarantine comes along; the history of runs begins anew. While it works others may
read the old store. It needs as much space again as the store takes.`,
		Example: "  factloom db rebuild --rules our-rules/",
		Args:    takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.rebuild(cmd.Context())
		},
	}
}

func (a *app) rebuild(ctx context.Context) error {
	e, err := a.engine()
	if err != nil {
		return err
	}
	var before, after graph.Stats
	begin := time.Now()
	p := newProgress(a.stderr)
	stop := sync.OnceFunc(p.Stop)
	settling := func(bytes int64) { stop(); a.settling(bytes) }
	// What was taken once is taken again, whatever the limit is now.
	err = graph.Remake(a.global.db, graph.Options{Schema: e.schema, Names: e.known, MaxText: math.MaxInt32, Settling: settling}, func(old, g *graph.Graph) error {
		if before, err = old.Stats(); err != nil {
			return err
		}
		run := graph.RunInfo{ID: newRunID(), Version: version(), RulesHash: e.hash, Started: begin}
		rep := &report{talk: a.stderr, progress: p}
		defer rep.finish()
		source := func(ctx context.Context, visit func(entities.Raw) error, _ func(*entities.Reject) error) (int, error) {
			seq, read, last := 0, int64(0), ""
			err := old.Inputs(ctx, func(d *entities.Document) error {
				if d.Text != last {
					last = d.Text
					read += int64(len(d.Text))
					p.Read(read, int64(before.TextBytes))
				}
				seq++
				return visit(entities.Raw{File: d.File, Seq: seq - 1, Doc: *d})
			})
			return 0, err
		}
		sum, err := e.again.Run(ctx, source, &sink{report: rep, store: g, run: run, quiet: true}, pipeline.Options{Workers: a.global.workers,
			Progress: func(s pipeline.Summary) { p.Done(s.Stored) }})
		if err != nil {
			return err
		}
		if sum.Stored != before.Articles || sum.Quarantined > 0 {
			return fmt.Errorf("of %s, %s were stored anew and %s could not be read; the store stays as it was",
				count(before.Articles, "article", "articles"), thousands(sum.Stored), thousands(sum.Quarantined))
		}
		if err := copyQuarantine(ctx, old, g, run); err != nil {
			return err
		}
		after, err = g.Stats()
		return err
	})
	stop()
	if err != nil {
		return noStore(err, a.global.db)
	}
	fmt.Fprintf(a.stderr, "rebuilt %s: %s, %s (%s before); %.1f s\n", a.global.db, count(after.Articles, "article", "articles"),
		count(after.Facts, "fact", "facts"), thousands(before.Facts), time.Since(begin).Seconds())
	return nil
}

// copyQuarantine brings the quarantine of a store to a new one, with what left it.
func copyQuarantine(ctx context.Context, old, g *graph.Graph, run graph.RunInfo) error {
	var retired []graph.Retired
	for q, err := range old.Quarantine(true) {
		if err != nil {
			return err
		}
		r := q.Reject
		if r.Data, err = old.RejectData(r.File, r.Code); err != nil {
			return err
		}
		if _, err := g.Add(ctx, nil, []*entities.Reject{&r}, run); err != nil {
			return err
		}
		if q.Outcome != nil && q.Outcome.Retired {
			retired = append(retired, graph.Retired{File: r.File, Code: r.Code, What: q.Outcome.What})
		}
	}
	_, err := g.Retire(ctx, retired, run)
	return err
}

func newDBCompact(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "Write the store anew in less space",
		Long: `Writes all records into a new store, in order and without what was overwritten since,
and puts that in the place of the old one when it is complete. Nothing that can be
read changes. It needs as much space again as the store takes.`,
		Example: "  factloom db compact",
		Args:    takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			sch, err := a.loadSchema()
			if err != nil {
				return err
			}
			before, after, err := graph.Compact(cmd.Context(), a.global.db, graph.Options{Schema: sch})
			if err != nil {
				return noStore(err, a.global.db)
			}
			fmt.Fprintf(a.stderr, "%s took %s and takes %s now\n", a.global.db, bytesOf(before), bytesOf(after))
			return nil
		},
	}
}
