package main

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

type diffFlags struct {
	filter filterFlags
	about  string
	format string
}

func newDiff(a *app) *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:   "diff [RUN [RUN]]",
		Short: "Show what changed between two runs",
		Long: `Without a run, lists the runs of the store. With one, shows what it changed; with two,
what changed from the end of the first to the end of the second: new facts, claims that
are told differently than before, facts with more evidence, and facts that nothing
states any more since a newer version of their article came, or since the rules changed.

A run is named by its number in the list, its id or how that begins, the day it began,
or last.`,
		Example: `  factloom diff                            # the runs
  factloom diff last
  factloom diff 1 3 --type acquisition     # of three runs or more
  factloom diff 2026-03-18 last --names-file watchlist.txt --format md   # of runs since that day`,
		Args: takes(0, 2, "one run or two"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("--format", f.format, queryFormats); err != nil {
				return err
			}
			return a.diff(cmd.Context(), args, f)
		},
	}
	addFormat(cmd, &f.format, queryFormats)
	cmd.Flags().StringVar(&f.about, "about", "", "only facts in which the entity of this `NAME` takes part")
	cmd.Flags().StringVar(&f.filter.names, "names-file", "", "`FILE` of names, one a line: facts in which any of them takes part; - is standard input")
	f.filter.addKinds(cmd)
	f.filter.addLimit(cmd, 0, "`N` facts of each kind of change at most; 0 is all")
	f.filter.addScript(cmd)
	_ = cmd.RegisterFlagCompletionFunc("about", a.completeNames)
	return cmd
}

func (a *app) diff(ctx context.Context, args []string, f diffFlags) (err error) {
	v, err := a.readView()
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	runs, err := v.Stored().Runs()
	if err != nil {
		return err
	}
	if len(args) == 0 {
		return a.listRuns(runs, f.format)
	}
	q, err := f.filter.question(a, v)
	if err != nil {
		return err
	}
	switch {
	case f.about != "" && f.filter.names != "":
		return usagef("give --about or --names-file, not both")
	case f.filter.names != "":
		if q.Any, err = a.watched(v, f.filter.names, ""); err != nil {
			return err
		}
	case f.about != "":
		e, err := a.whom(v, f.about, "")
		if err != nil {
			return err
		}
		q.Name = e.ID
	}
	var ends []int
	for _, word := range args {
		i, err := query.FindRun(runs, word)
		if err != nil {
			return err
		}
		ends = append(ends, i)
	}
	from, to := 0, runs[ends[len(ends)-1]].Last
	switch {
	case len(ends) == 1 && ends[0] > 0:
		from = runs[ends[0]-1].Last
	case len(ends) == 2:
		if ends[0] >= ends[1] {
			return usagef("run %s is not before run %s", args[0], args[1])
		}
		from = runs[ends[0]].Last
	}
	d, err := query.DiffRuns(ctx, v, from, to, q.Takes(v))
	if err != nil {
		return err
	}
	return a.printDiff(v, d, f)
}

func (a *app) listRuns(runs []graph.Run, format string) error {
	if format == "json" || format == "jsonl" {
		type runJSON struct {
			Number      int     `json:"number"`
			ID          string  `json:"id"`
			Day         *string `json:"day"`
			Version     string  `json:"version"`
			Rules       string  `json:"rules"`
			Articles    int     `json:"articles"`
			Duplicate   int     `json:"duplicate"`
			Replaced    int     `json:"replaced"`
			Quarantined int     `json:"quarantined"`
			Facts       int     `json:"facts"`
			Evidence    int     `json:"evidence"`
		}
		out := []runJSON{}
		for i, r := range runs {
			x := runJSON{i + 1, r.ID, orNull(r.Day().String()), r.Version, r.RulesHash, r.Stored.Stored, r.Stored.Duplicate, r.Stored.Replaced,
				r.Stored.Quarantined, r.Stored.Facts, r.Stored.Evidence}
			if format == "jsonl" {
				if err := writeJSON(a.stdout, x); err != nil {
					return err
				}
			}
			out = append(out, x)
		}
		if format == "jsonl" {
			return nil
		}
		return writeJSON(a.stdout, out)
	}
	t := output.Table{Head: []string{"RUN", "DAY", "ID", "ARTICLES", "FACTS", "EVIDENCE", "RULES"}, Right: []bool{true, false, false, true, true, true}}
	for i, r := range runs {
		rules := r.RulesHash
		if len(rules) > 8 && format == "table" {
			rules = rules[:8]
		}
		t.Rows = append(t.Rows, output.Row{Cells: []string{strconv.Itoa(i + 1), r.Day().String(), r.ID, a.number(format, r.Stored.Stored),
			a.number(format, r.Stored.Facts), a.number(format, r.Stored.Evidence), rules}})
	}
	return a.writeTable(&t, format)
}

// The kinds of changes, in the order they are shown.
const (
	changeNew     = "new"
	changeChanged = "changed"
	changeMore    = "more"
	changeGone    = "gone"
)

// diffChange is one of them.
type diffChange struct {
	kind string
	fact *entities.Record
	was  []*entities.Record // of a changed claim
}

// changesOf yields the changes by kind, so many of each as are asked for.
func changesOf(v *query.View, d *query.Diff, script string, limit int) iter.Seq2[*diffChange, error] {
	return func(yield func(*diffChange, error) bool) {
		read := func(ids []string) (list []*entities.Record, err error) {
			for _, id := range ids {
				r, err := query.Stated(v, id)
				if err != nil {
					return nil, err
				}
				list = append(list, r)
			}
			return output.ListIn(script, list), nil
		}
		changed := make(map[string]bool)
		for _, c := range d.Changed {
			changed[c.Now] = true
		}
		give := func(kind, id string, was []string) bool {
			list, err := read(append([]string{id}, was...))
			if err != nil {
				yield(nil, err)
				return false
			}
			return yield(&diffChange{kind, list[0], list[1:]}, nil)
		}
		all := func(kind string, ids []string) bool {
			n := 0
			for _, id := range ids {
				if kind == changeNew && changed[id] {
					continue
				}
				if n++; limit > 0 && n > limit {
					break
				}
				if !give(kind, id, nil) {
					return false
				}
			}
			return true
		}
		if !all(changeNew, d.New) {
			return
		}
		for i, c := range d.Changed {
			if limit > 0 && i >= limit {
				break
			}
			if !give(changeChanged, c.Now, c.Was) {
				return
			}
		}
		_ = all(changeMore, d.More) && all(changeGone, d.Gone)
	}
}

func (a *app) printDiff(v *query.View, d *query.Diff, f diffFlags) error {
	list := changesOf(v, d, f.filter.script, f.filter.limit)
	switch f.format {
	case "json", "jsonl":
		return a.diffJSON(d, list, f.format)
	case "csv":
		t := output.Table{Head: []string{"change", "fact_id", "claim_id", "type", "date", "subject", "what", "amount", "modality", "was", "sources", "evidence", "source"}}
		for c, err := range list {
			if err != nil {
				return err
			}
			view := output.ViewOf(v.Schema(), c.fact)
			t.Rows = append(t.Rows, output.Row{Cells: []string{c.kind, c.fact.ID, c.fact.Claim, view.Type, view.Date, view.Subject, view.What, view.Amount,
				view.Modality, told(v, c.was), strconv.Itoa(c.fact.Sources), view.Evidence, view.Source}})
		}
		return t.WriteCSV(a.stdout)
	}
	md := f.format == "md"
	summary := fmt.Sprintf("%s new; facts: %s new, of which %s tell a known claim differently; %s with more evidence, %s gone",
		count(d.Articles, "article", "articles"), thousands(len(d.New)), thousands(len(d.Changed)), thousands(len(d.More)), thousands(len(d.Gone)))
	if d.Replaced > 0 {
		summary += fmt.Sprintf("; %s replaced by newer versions", count(d.Replaced, "article", "articles"))
	}
	fmt.Fprintln(a.stdout, summary)
	titles := map[string]string{changeNew: "new", changeChanged: "told differently", changeMore: "more evidence", changeGone: "gone"}
	totals := map[string]int{changeNew: len(d.New) - len(d.Changed), changeChanged: len(d.Changed), changeMore: len(d.More), changeGone: len(d.Gone)}
	kind := ""
	t := &output.Table{}
	flush := func() error {
		if len(t.Rows) == 0 {
			return nil
		}
		defer func() { t.Rows = t.Rows[:0] }()
		if md {
			return t.WriteMarkdown(a.stdout, "EVIDENCE")
		}
		return t.WriteText(a.stdout, a.terminalWidth())
	}
	for c, err := range list {
		if err != nil {
			return err
		}
		const together = 1000 // rows with the same widths
		if c.kind != kind || !md && len(t.Rows) == together {
			if err := flush(); err != nil {
				return err
			}
		}
		if c.kind != kind {
			kind = c.kind
			format := "\n%s (%s)\n"
			t = &output.Table{Head: []string{"DATE", "TYPE", "SUBJECT", "WHAT", "AMOUNT", "MODALITY"}, NoHead: true}
			if md {
				format = "\n## %s (%s)\n\n"
			}
			if kind == changeChanged {
				t.Head = append(t.Head, "BEFORE")
			}
			fmt.Fprintf(a.stdout, format, titles[kind], thousands(totals[kind]))
		}
		view := output.ViewOf(v.Schema(), c.fact)
		row := output.Row{Cells: []string{view.Date, view.Type, view.Subject, view.What, view.Amount, view.Modality}, Note: output.Visible(view.Evidence)}
		if view.Source != "" {
			row.Note += " — " + view.Source
		}
		if kind == changeChanged {
			before := told(v, c.was)
			if !md {
				before = "before: " + before
			}
			row.Cells = append(row.Cells, before)
		}
		t.Rows = append(t.Rows, row)
	}
	return flush()
}

// told says in short what facts of one claim say beside what they share: amounts
// and dates.
func told(v *query.View, list []*entities.Record) string {
	var out string
	for _, r := range list {
		view := output.ViewOf(v.Schema(), r)
		s := view.Amount
		if s == "" {
			s = view.What
		}
		if view.Modality != entities.Asserted {
			s += " (" + view.Modality + ")"
		}
		if out != "" {
			out += " | "
		}
		out += s
	}
	return out
}

func (a *app) diffJSON(d *query.Diff, list iter.Seq2[*diffChange, error], format string) error {
	if format == "json" {
		fmt.Fprintf(a.stdout, `{"articles":%d,"replaced":%d,"new":%d,"changed":%d,"more":%d,"gone":%d,"changes":[`,
			d.Articles, d.Replaced, len(d.New), len(d.Changed), len(d.More), len(d.Gone))
	}
	first := true
	for c, err := range list {
		if err != nil {
			return err
		}
		b, err := output.AppendRecord(nil, c.fact)
		if err != nil {
			return err
		}
		x := struct {
			Change string            `json:"change"`
			Fact   json.RawMessage   `json:"fact"`
			Was    []json.RawMessage `json:"was,omitempty"`
		}{Change: c.kind, Fact: b}
		if len(c.was) > 0 {
			if x.Was, err = recordsJSON(c.was); err != nil {
				return err
			}
		}
		if format == "json" {
			if !first {
				fmt.Fprint(a.stdout, ",")
			}
			fmt.Fprintln(a.stdout)
		}
		first = false
		if err := writeJSON(a.stdout, x); err != nil {
			return err
		}
	}
	if format == "json" {
		_, err := fmt.Fprintln(a.stdout, "]}")
		return err
	}
	return nil
}
