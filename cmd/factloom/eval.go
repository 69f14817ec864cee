package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/pipeline"
	"github.com/factloom/factloom/pipeline/detect"
	"github.com/factloom/factloom/pipeline/eval"
	"github.com/factloom/factloom/pipeline/link"
	"github.com/factloom/factloom/pipeline/relate"
)

type evalFlags struct {
	without []string
	errors  int
	typ     string
	json    bool
	off     []string
	ablate  bool
}

func newEval(a *app) *cobra.Command {
	var f evalFlags
	cmd := &cobra.Command{
		Use:   "eval GOLD.jsonl",
		Short: "Score extraction against annotated articles",
		Long: `Runs the articles of an annotated file through the pipeline, which sees their id,
title, date and text only, and compares what it finds with the annotation.

Mentions count when span and type are exact, values when their normalised value is
too. Facts count by pairs: a fact found and an annotated one of the same type that
share a core filler. The macro rows are means over articles.

Annotated files have the form of the results of extract.

What each way of finding names is worth shows with --ablate: one row a mechanism,
with the F1 of each type of name, and of paired facts, while it is switched off.`,
		Example: `  factloom eval testdata/gold/articles.jsonl
  factloom eval --ablate testdata/gold/reference.jsonl
  factloom eval --errors 30 --type company testdata/gold/articles.jsonl`,
		Args: takes(1, 1, "a file of annotated articles"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.evaluate(cmd.Context(), args[0], f)
		},
	}
	cmd.Flags().StringSliceVar(&f.without, "without", nil, "`IDS` of articles to leave out, parted by commas")
	cmd.Flags().IntVar(&f.errors, "errors", 0, "list `N` of the errors")
	cmd.Flags().StringVar(&f.typ, "type", "", "list only errors of this mention `TYPE`, or of fact")
	cmd.Flags().BoolVar(&f.json, "json", false, "print the scores as one JSON object")
	cmd.Flags().StringSliceVar(&f.off, "without-mechanism", nil, "switch off the `NAMES` of mechanisms that --ablate lists, parted by commas")
	cmd.Flags().BoolVar(&f.ablate, "ablate", false, "print the F1 with each mechanism of names switched off")
	return cmd
}

func (a *app) evaluate(ctx context.Context, name string, f evalFlags) error {
	gold, err := readGold(name)
	if err != nil {
		return err
	}
	for _, id := range f.without {
		if len(eval.Without(gold, id)) == len(gold) {
			fmt.Fprintf(a.stderr, "note: %s holds no article %s to leave out\n", name, id)
		}
	}
	gold = eval.Without(gold, f.without...)
	if len(gold) == 0 {
		return fmt.Errorf("%s: no annotated articles", name)
	}
	if !slices.ContainsFunc(gold, func(d eval.Doc) bool { return d.Mentions != nil || d.Facts != nil }) {
		return fmt.Errorf("%s: no article has annotations (mentions, facts); factloom extract writes some to correct by hand", name)
	}
	e, err := a.engine()
	if err != nil {
		return err
	}
	if f.ablate {
		return a.ablate(ctx, e, gold, f.off)
	}
	if len(f.off) > 0 {
		if e, err = e.less(f.off); err != nil {
			return err
		}
	}
	table, err := e.score(ctx, gold, a.global.workers)
	if err != nil {
		return err
	}
	if f.json {
		return writeJSON(a.stdout, table)
	}
	if _, err := fmt.Fprint(a.stdout, table); err != nil {
		return err
	}
	for _, x := range table.ErrorList(f.errors, f.typ) {
		if _, err := fmt.Fprintln(a.stdout, x); err != nil {
			return err
		}
	}
	return nil
}

// ablated are the columns of the table that ablate prints.
var ablated = []struct{ head, kind, name string }{
	{"company", "mention", entities.Company}, {"place", "mention", entities.Place}, {"person", "mention", entities.Person},
	{"organization", "mention", entities.Organization}, {"product", "mention", entities.Product},
	{"all", "mention", "ALL"}, {"paired facts", "paired", "ALL"},
}

// ablate prints the F1 as it is, and with each mechanism switched off beside
// those of off.
func (a *app) ablate(ctx context.Context, e *engine, gold []eval.Doc, off []string) error {
	fmt.Fprintf(a.stdout, "%-10s", "without")
	for _, c := range ablated {
		fmt.Fprintf(a.stdout, "  %s", c.head)
	}
	fmt.Fprintln(a.stdout)
	row := func(name, about string, off []string) error {
		less, err := e.less(off)
		if err != nil {
			return err
		}
		table, err := less.score(ctx, gold, a.global.workers)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "%-10s", name)
		for _, c := range ablated {
			fmt.Fprintf(a.stdout, "  %*.3f", len(c.head), table.Get(c.kind, c.name).F1())
		}
		_, err = fmt.Fprintf(a.stdout, "  %s\n", about)
		return cmp.Or(err, a.stdout.Flush())
	}
	if err := row("-", "as it is", off); err != nil {
		return err
	}
	for _, m := range mechanisms() {
		if err := row(m.Name, m.About, append(slices.Clone(off), m.Name)); err != nil {
			return err
		}
	}
	return nil
}

// mechanisms lists what can be switched off: in detect, then in link.
func mechanisms() []detect.Mechanism {
	all := slices.Clone(detect.Mechanisms)
	for _, m := range link.Mechanisms {
		all = append(all, detect.Mechanism(m))
	}
	return all
}

// less returns the engine with some mechanisms switched off.
func (e *engine) less(off []string) (*engine, error) {
	names := map[string]bool{}
	for _, m := range mechanisms() {
		names[m.Name] = true
	}
	for _, n := range off {
		if !names[n] {
			return nil, usagef("--without-mechanism: there is no mechanism %q; --ablate lists them", n)
		}
	}
	x := *e
	isLinks := func(n string) bool {
		return slices.ContainsFunc(link.Mechanisms, func(m link.Mechanism) bool { return m.Name == n })
	}
	var err error
	x.detector, err = detect.New(detect.Options{Schema: e.schema, Names: e.names, User: e.user, Values: e.values, Rules: e.rules,
		Off: slices.DeleteFunc(slices.Clone(off), isLinks)})
	if err != nil {
		return nil, err
	}
	linker := link.New(link.Options{Schema: e.schema, Names: e.names, Rules: e.rules, Off: off})
	x.pipe, err = pipeline.New(e.article, e.segmenting(), x.detector, linker, e.settling(), relate.New(e.schema, e.rules))
	return &x, err
}

func readGold(name string) ([]eval.Doc, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	docs, err := eval.Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return docs, nil
}

// score runs annotated articles through the pipeline and compares.
func (e *engine) score(ctx context.Context, gold []eval.Doc, workers int) (eval.Table, error) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	found := make([]eval.Doc, len(gold))
	errs := make([]error, len(gold))
	next := make(chan int)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for i := range next {
				doc := gold[i].Document()
				if errs[i] = e.pipe.Process(doc); errs[i] == nil {
					found[i] = eval.Found(doc)
				}
			}
		})
	}
	for i := range gold {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	group.Wait()
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return eval.Table{}, err
	}
	return eval.Score(gold, found), nil
}
