package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/pipeline"
	"github.com/factloom/factloom/pipeline/read"
)

type runFlags struct {
	json    bool
	refresh bool
	batch   int
}

func newRun(a *app) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run PATH...",
		Short: "Read dumps of articles, draw their facts and store them",
		Long: `Reads folders and files of articles, draws the facts they state and stores them.

Read are HTML pages, plain text, article JSONL, RSS and Atom feeds and web archives
(WARC), alone or in zip, tar, gzip and zstd, told by their content. "-" is standard input.

Articles that are stored already are passed over, so running it again, or after
Ctrl-C, a kill or a power cut, goes on where it stopped. A document that cannot be
taken is listed with its place and the reason, kept in the store's quarantine, and
does not stop the run. At the end the account is printed: what came in is what was
stored, was a duplicate, was quarantined or was skipped (hidden files, pictures
beside pages).

Of several texts under one URL, or without a URL under one id of one source, the one
with the latest modified, else published, counts; facts that only the others state
are taken back. Where the dates do not tell, all are kept and that is said.

While it runs, others may read the store and see it as of an earlier batch.

` + limitHelp(),
		Example: `  factloom run news/
  factloom run --db hk.db 2026-03.jsonl.gz pages.zip
  zcat dump.jsonl.gz | factloom run -`,
		Args: takes(1, -1, "files or folders to read, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.batch < 0 {
				return usagef("--batch is %d; give 0 or more", f.batch)
			}
			return a.runDump(cmd.Context(), args, f)
		},
	}
	cmd.Flags().BoolVar(&f.json, "json", false, "print the account as one JSON object on stdout")
	cmd.Flags().BoolVar(&f.refresh, "refresh", false, "read stored articles again with the rules and names as they are now")
	cmd.Flags().IntVar(&f.batch, "batch", 0, "store `N` articles at a time; 0 is 256")
	return cmd
}

func (a *app) runDump(ctx context.Context, paths []string, f runFlags) (err error) {
	if err := anyInput(paths); err != nil {
		return err
	}
	e, err := a.engine()
	if err != nil {
		return err
	}
	for i, g := range e.user {
		if g.Len() > 0 && g.Waiting() == 0 { // else it was said
			fmt.Fprintf(a.stderr, "%s: %s\n", a.global.gazetteers[i], brought(g))
		}
	}
	var rep *report
	g, err := a.openStore(graph.Options{Create: true, Schema: e.schema, Names: e.known, MaxText: e.maxText,
		Warn: func(file, what string) { rep.warning(file, what) }})
	if err != nil {
		return err
	}
	defer func() {
		if cerr := g.Close(); err == nil {
			err = cerr
		}
	}()
	p := newProgress(a.stderr)
	rep = &report{talk: a.stderr, progress: p}
	sum, err := a.store(ctx, e, g, paths, f, p, rep)
	if f.json {
		sum.Warnings = rep.warned()
		sum.Seconds = math.Round(sum.Seconds*1000) / 1000
		if jerr := json.NewEncoder(a.stdout).Encode(sum); jerr != nil && err == nil {
			err = jerr
		}
	}
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%w; run the same command again to go on from here", errInterrupted)
	case errors.Is(err, graph.ErrNoSpace):
		return fmt.Errorf("%w\nwhat was stored is safe; make room and run the same command again to go on from here", err)
	case err != nil:
		return err
	case sum.Quarantined > 0:
		return silent(exitQuarantined)
	}
	return nil
}

// anyInput is an error when nothing is at any of the paths: that is a slip of the
// one who typed them, not something to be noted in a store.
func anyInput(paths []string) error {
	for _, p := range paths {
		if p == "-" {
			return nil
		}
		if _, err := os.Lstat(p); !errors.Is(err, fs.ErrNotExist) {
			return nil // what is wrong with it, the reader says
		}
	}
	if len(paths) == 1 {
		return fmt.Errorf("%s: there is no such file or folder", paths[0])
	}
	return fmt.Errorf("there are no such files or folders: %s", strings.Join(paths, ", "))
}

// store runs the pipeline over the paths into an open store and prints the
// account.
func (a *app) store(ctx context.Context, e *engine, g *graph.Graph, paths []string, f runFlags, p *progress, report *report) (pipeline.Summary, error) {
	sink := &sink{report: report, store: g, run: graph.RunInfo{
		ID: newRunID(), Version: version(), RulesHash: e.hash, Started: time.Now(), Refresh: f.refresh,
	}}
	sum, err := e.pipe.Run(ctx, a.source(paths, p, report), sink, pipeline.Options{
		Workers: a.global.workers, Batch: f.batch,
		Progress: func(s pipeline.Summary) { p.Done(s.Stored + s.Duplicate) },
	})
	p.Stop()
	report.finish()
	unstored := 0
	if err != nil { // the batch at hand when it stopped
		unstored = sum.In - sum.Stored - sum.Duplicate - sum.Quarantined - sum.Skipped
		sum.In -= unstored
	}
	fmt.Fprintf(a.stderr, "in = stored + duplicate + quarantined + skipped: %d = %d + %d + %d + %d\n",
		sum.In, sum.Stored, sum.Duplicate, sum.Quarantined, sum.Skipped)
	fmt.Fprintf(a.stderr, "new: %s, %s, %s; %s\n", count(sum.Entities, "entity", "entities"),
		count(sum.Facts, "fact", "facts"), count(sum.Evidence, "piece of evidence", "pieces of evidence"), took(sum.Seconds))
	if sum.Replaced > 0 {
		fmt.Fprintf(a.stderr, "replaced by newer versions: %s\n", count(sum.Replaced, "article", "articles"))
	}
	if unstored > 0 {
		fmt.Fprintf(a.stderr, "%s more had been read and are not stored\n", count(unstored, "article", "articles"))
	}
	if !sum.Balanced() && err == nil {
		err = errors.New("the account does not add up: this is a fault of factloom, please report it")
	}
	if sum.In == 0 && err == nil {
		fmt.Fprintf(a.stderr, "note: there is nothing to read in %s\n", strings.Join(paths, ", "))
	}
	if err == nil {
		err = a.noteMixed(g, e.hash)
	}
	return sum, err
}

// noteMixed says how many articles were read with other rules than those of now.
func (a *app) noteMixed(g *graph.Graph, hash string) error {
	s, err := g.Stats()
	if err != nil {
		return err
	}
	other := 0
	for _, c := range s.Rules {
		if c.Name != hash {
			other += c.N
		}
	}
	if other > 0 {
		fmt.Fprintf(a.stderr, "note: other rules or names, or another version of factloom, were used for %s of %s here;\n"+
			"      run --refresh reads those again that are in its paths, db rebuild all of them\n", thousands(other), count(s.Articles, "article", "articles"))
	}
	return nil
}

func newRunID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// source walks the paths. What is odd about a container goes to the report.
func (a *app) source(paths []string, p *progress, r *report) pipeline.Source {
	return func(ctx context.Context, visit func(entities.Raw) error, reject func(*entities.Reject) error) (int, error) {
		opt, err := a.readOptions()
		if err != nil {
			return 0, err
		}
		opt.Warn = r.warning
		if p != nil {
			opt.Progress = p.Read
		}
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		stats, err := read.Walk(ctx, paths, a.input(ctx, paths), opt, visit, func(rej *entities.Reject) {
			if err := reject(rej); err != nil {
				cancel(err)
			}
		})
		return stats.Skips(), err
	}
}

// sink stores batches and reports what was not taken.
type sink struct {
	report *report
	store  *graph.Graph
	run    graph.RunInfo
	quiet  bool // warnings of documents were told before
}

// Add implements pipeline.Sink.
func (s *sink) Add(ctx context.Context, docs []*entities.Document, rejects []*entities.Reject) (entities.Stored, error) {
	for _, d := range docs {
		if !s.quiet {
			s.report.document(d)
		}
	}
	for _, r := range rejects {
		s.report.reject(r)
	}
	got, err := s.store.Add(ctx, docs, rejects, s.run)
	if n := len(docs) - got.Stored - got.Duplicate; err == nil && n > 0 {
		s.report.refused(n)
	}
	return got, err
}

// Has implements pipeline.Knower: the facts of what is stored are not drawn
// again, unless that was asked for.
func (s *sink) Has(d *entities.Document) (bool, error) {
	wants, err := s.store.Wants(d, s.run)
	return !wants, err
}

// took writes how many seconds something took.
func took(seconds float64) string {
	if seconds < 0.1 {
		return "under 0.1 s"
	}
	return fmt.Sprintf("%.1f s", seconds)
}
