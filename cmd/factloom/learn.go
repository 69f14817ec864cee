package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/pipeline"
	"github.com/factloom/factloom/pipeline/learn"
)

type learnFlags struct {
	least    int
	types    []string
	limit    int
	out      string
	accept   string
	contexts int
	doubtful bool
}

func newLearn(a *app) *cobra.Command {
	var f learnFlags
	var columns strings.Builder
	for _, c := range learn.Columns {
		if c.About != "" {
			fmt.Fprintf(&columns, "  %-12s%s\n", c.Name, c.About)
		}
	}
	cmd := &cobra.Command{
		Use:   "learn PATH...",
		Short: "Collect names that no list has, for you to accept",
		Long: `Reads dumps as run does and collects the names that no list holds, and new names of
entities that one holds, with all that speaks for and against them. Nothing is stored.

The table it writes is a file for --gazetteer: put yes into the column "accept" of the
rows that are right, mend what is not (name, type, aliases), and name the file with
--gazetteer or in factloom.yaml. Accepted names are found everywhere from the next run
on, under the ids they have now. "run --refresh" reads articles again that are stored.

Rows without doubts come first, those in many articles before others. The dump is read
three times: first to choose among copies of one text, last to see where else the
characters of each name stand.

Columns:
` + columns.String(),
		Example: `  factloom learn news/ -o names.tsv
  factloom learn --types company --min-articles 3 2026.zip | less -S
  factloom learn news/ --accept 0.9 -o names.tsv && factloom run --gazetteer names.tsv --refresh news/`,
		Args: takes(1, -1, "files or folders to read, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.learn(cmd.Context(), args, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.out, "output", "o", "", "`FILE` to write; stdout without it")
	flags.IntVar(&f.least, "min-articles", 2, "only names that stand in at least `N` articles")
	flags.StringSliceVar(&f.types, "types", nil, "only names of these `TYPES`, parted by commas: company,person")
	flags.IntVar(&f.limit, "limit", 0, "write `N` rows at most; 0 is all")
	flags.StringVar(&f.accept, "accept", "", "accept rows without doubts whose confidence is at least `C`, such as 0.9")
	flags.IntVar(&f.contexts, "contexts", 3, "show `N` places of each name")
	flags.BoolVar(&f.doubtful, "no-doubtful", false, "leave out rows that something speaks against")
	return cmd
}

func (a *app) learn(ctx context.Context, paths []string, f learnFlags) (err error) {
	accept := 0
	if f.accept != "" {
		c, err := strconv.ParseFloat(f.accept, 64)
		if err != nil || c <= 0 || c > 1 {
			return usagef("--accept %s is no confidence; give one above 0 and up to 1, such as 0.9", f.accept)
		}
		accept = int(c*100 + 0.5)
	}
	for _, x := range []struct {
		flag     string
		n, least int
	}{{"--min-articles", f.least, 1}, {"--limit", f.limit, 0}, {"--contexts", f.contexts, 0}} {
		if x.n < x.least {
			return usagef("%s is %d; give %d or more", x.flag, x.n, x.least)
		}
	}
	e, err := a.engine()
	if err != nil {
		return err
	}
	for _, t := range f.types {
		if err := oneOf("--types", t, entityTypes(e.schema)); err != nil {
			return err
		}
	}
	paths, done, err := a.rereadable(ctx, paths)
	if err != nil {
		return err
	}
	defer done()
	names := append([]*gazetteer.Gazetteer{e.names}, e.user...)
	contexts := f.contexts
	if contexts == 0 {
		contexts = -1
	}
	l := learn.New(learn.Options{Names: names, Contexts: contexts})
	defer func() { err = cmp.Or(err, l.Close()) }()

	meeting, err := pipeline.New(e.article, stage{"meet", entities.LayerText, 0, l.Meet})
	if err != nil {
		return err
	}
	if _, err := a.pass(ctx, meeting, paths, false); err != nil {
		return err
	}
	var once sync.Once
	var fault error // of writing names aside
	gathering := stage{"learn", entities.LayerMentions | entities.LayerEntities, 0, func(d *entities.Document) {
		if err := l.Add(d, e.detector.Trace(d)); err != nil {
			once.Do(func() { fault = err })
		}
	}}
	finding, err := pipeline.New(e.article, e.segmenting(), e.detector, e.linker(), gathering)
	if err != nil {
		return err
	}
	refused, err := a.pass(ctx, finding, paths, true)
	if err = cmp.Or(err, fault); err != nil {
		return err
	}
	list, fewer, err := l.Candidates(f.least)
	if err != nil {
		return err
	}
	spread, err := learn.NewSpread(learn.Keys(list), names)
	if err != nil {
		return err
	}
	counting, err := pipeline.New(e.article, stage{"fold", entities.LayerText, entities.LayerFolded, fold.Document},
		stage{"spread", entities.LayerFolded, 0, spread.Add})
	if err != nil {
		return err
	}
	if _, err := a.pass(ctx, counting, paths, false); err != nil {
		return err
	}
	list = l.Rank(list, spread)
	all := len(list)
	list = slices.DeleteFunc(list, func(c *learn.Candidate) bool {
		return len(f.types) > 0 && !slices.Contains(f.types, c.Type) || f.doubtful && len(c.Doubts) > 0
	})
	if f.limit > 0 {
		list = list[:min(f.limit, len(list))]
	}
	if err := a.writeWhole(f.out, func(w io.Writer) error { return learn.Write(w, list, accept) }); err != nil {
		return err
	}
	a.learned(l, list, all, fewer, accept, f)
	if refused > 0 {
		return silent(exitQuarantined)
	}
	return nil
}

// learned says what was found and what to do with it.
func (a *app) learned(l *learn.Learner, list []*learn.Candidate, all, fewer, accept int, f learnFlags) {
	doubts, accepted := 0, 0
	for _, c := range list {
		doubts += min(1, len(c.Doubts))
		if c.Accepted(accept) {
			accepted++
		}
	}
	copies := ""
	if l.Copies > 0 {
		copies = fmt.Sprintf(" (and %s)", count(l.Copies, "copy", "copies"))
	}
	fmt.Fprintf(a.stderr, "%s%s: ", count(l.Articles, "article", "articles"), copies)
	switch {
	case len(list) == 0:
		fmt.Fprint(a.stderr, "no names to write")
	case doubts == 0:
		fmt.Fprintf(a.stderr, "%s written", count(len(list), "name", "names"))
	default:
		fmt.Fprintf(a.stderr, "%s written, %s of them with doubts", count(len(list), "name", "names"), thousands(doubts))
	}
	if n := all - len(list); n > 0 {
		fmt.Fprintf(a.stderr, "; %s left out as the flags say", thousands(n))
	}
	if fewer > 0 {
		fmt.Fprintf(a.stderr, "; %s in fewer than %s (--min-articles)", thousands(fewer), count(f.least, "article", "articles"))
	}
	fmt.Fprintln(a.stderr)
	switch {
	case len(list) == 0:
	case f.out == "" || f.out == "-":
	case accepted > 0:
		fmt.Fprintf(a.stderr, "%s accepted; look through %s, then: factloom run --gazetteer %s --refresh PATH...\n",
			count(accepted, "row is", "rows are"), f.out, shellWord(f.out))
	default:
		fmt.Fprintf(a.stderr, "put yes into the first column of rows that are right, then: factloom run --gazetteer %s --refresh PATH...\n", shellWord(f.out))
	}
}

// pass runs a pipeline over paths. It returns how many documents could not be
// taken; told says whether to list them.
func (a *app) pass(ctx context.Context, p *pipeline.Pipeline, paths []string, told bool) (refused int, err error) {
	progress := newProgress(a.stderr)
	report := &report{talk: a.stderr, progress: progress}
	if !told {
		report.talk = &talk{w: io.Discard}
	}
	sum, err := p.Run(ctx, a.source(paths, progress, report), &visitor{report}, pipeline.Options{
		Workers:  a.global.workers,
		Progress: func(s pipeline.Summary) { progress.Done(s.Stored) },
	})
	progress.Stop()
	report.finish()
	if err == nil && sum.In == 0 && told {
		fmt.Fprintf(a.stderr, "note: there is nothing to read in %s\n", strings.Join(paths, ", "))
	}
	return sum.Quarantined, err
}

// visitor is a pipeline.Sink that keeps nothing.
type visitor struct{ report *report }

// Add implements pipeline.Sink.
func (v *visitor) Add(_ context.Context, docs []*entities.Document, rejects []*entities.Reject) (entities.Stored, error) {
	for _, r := range rejects {
		v.report.reject(r)
	}
	for _, d := range docs {
		v.report.document(d)
	}
	return entities.Stored{Stored: len(docs)}, nil
}

// rereadable makes standard input among paths something that can be read again: a
// file, which done removes.
func (a *app) rereadable(ctx context.Context, paths []string) (out []string, done func(), err error) {
	if !slices.Contains(paths, "-") {
		return paths, func() {}, nil
	}
	f, err := os.CreateTemp("", "factloom-stdin-*")
	if err != nil {
		return nil, nil, err
	}
	done = func() { os.Remove(f.Name()) }
	_, err = io.Copy(f, a.input(ctx, paths))
	if err = errors.Join(err, f.Close()); err != nil {
		done()
		return nil, nil, fmt.Errorf("standard input: %w", err)
	}
	out = slices.Clone(paths)
	out[slices.Index(out, "-")] = f.Name()
	return out, done, nil
}
