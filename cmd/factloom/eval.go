package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/pipeline/eval"
)

type evalFlags struct {
	without []string
	errors  int
	typ     string
	json    bool
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

Annotated files have the form of the results of extract.`,
		Example: `  factloom eval testdata/gold/own.jsonl
  factloom eval --errors 30 --type company testdata/gold/own.jsonl`,
		Args: takes(1, 1, "a file of annotated articles"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.evaluate(cmd.Context(), args[0], f)
		},
	}
	cmd.Flags().StringSliceVar(&f.without, "without", nil, "`IDS` of articles to leave out, parted by commas")
	cmd.Flags().IntVar(&f.errors, "errors", 0, "list `N` of the errors")
	cmd.Flags().StringVar(&f.typ, "type", "", "list only errors of this mention `TYPE`, or of fact")
	cmd.Flags().BoolVar(&f.json, "json", false, "print the scores as one JSON object")
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
	e, err := a.engine()
	if err != nil {
		return err
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
