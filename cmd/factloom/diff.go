package main

import (
	"context"
	"encoding/json"
	"fmt"
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
		Example: `  factloom diff
  factloom diff last
  factloom diff 1 3 --type acquisition
  factloom diff 2026-03-18 last --names-file watchlist.txt --format md`,
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

func changesOf(d *query.Diff, script string, limit int) []diffChange {
	var out []diffChange
	in := func(r *entities.Record) *entities.Record { return output.ListIn(script, []*entities.Record{r})[0] }
	changed := make(map[string]bool)
	for _, c := range d.Changed {
		changed[c.Now.ID] = true
	}
	add := func(kind string, list []*entities.Record) {
		n := 0
		for _, r := range list {
			if kind == changeNew && changed[r.ID] {
				continue
			}
			if n++; limit == 0 || n <= limit {
				out = append(out, diffChange{kind: kind, fact: in(r)})
			}
		}
	}
	add(changeNew, d.New)
	for i, c := range d.Changed {
		if limit == 0 || i < limit {
			out = append(out, diffChange{changeChanged, in(c.Now), output.ListIn(script, c.Was)})
		}
	}
	add(changeMore, d.More)
	add(changeGone, d.Gone)
	return out
}

func (a *app) printDiff(v *query.View, d *query.Diff, f diffFlags) error {
	list := changesOf(d, f.filter.script, f.filter.limit)
	switch f.format {
	case "json", "jsonl":
		return a.diffJSON(d, list, f.format)
	case "csv":
		t := output.Table{Head: []string{"change", "fact_id", "claim_id", "type", "date", "subject", "what", "amount", "modality", "was", "sources", "evidence", "source"}}
		for _, c := range list {
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
	for _, x := range []struct {
		kind, title string
		all         int
	}{{changeNew, "new", len(d.New) - len(d.Changed)}, {changeChanged, "told differently", len(d.Changed)}, {changeMore, "more evidence", len(d.More)}, {changeGone, "gone", len(d.Gone)}} {
		t := output.Table{Head: []string{"DATE", "TYPE", "SUBJECT", "WHAT", "AMOUNT", "MODALITY"}}
		if x.kind == changeChanged {
			t.Head = append(t.Head, "BEFORE")
		}
		for _, c := range list {
			if c.kind != x.kind {
				continue
			}
			view := output.ViewOf(v.Schema(), c.fact)
			row := output.Row{Cells: []string{view.Date, view.Type, view.Subject, view.What, view.Amount, view.Modality}, Note: output.Visible(view.Evidence)}
			if view.Source != "" {
				row.Note += " — " + view.Source
			}
			if x.kind == changeChanged {
				before := told(v, c.was)
				if !md {
					before = "before: " + before
				}
				row.Cells = append(row.Cells, before)
			}
			t.Rows = append(t.Rows, row)
		}
		if len(t.Rows) == 0 {
			continue
		}
		if md {
			fmt.Fprintf(a.stdout, "\n## %s (%s)\n\n", x.title, thousands(x.all))
			if err := t.WriteMarkdown(a.stdout, "EVIDENCE"); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(a.stdout, "\n%s (%s)\n", x.title, thousands(x.all))
		t.NoHead = true
		if err := t.WriteText(a.stdout, a.terminalWidth()); err != nil {
			return err
		}
	}
	return nil
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

func (a *app) diffJSON(d *query.Diff, list []diffChange, format string) error {
	type changeJSON struct {
		Change string            `json:"change"`
		Fact   json.RawMessage   `json:"fact"`
		Was    []json.RawMessage `json:"was,omitempty"`
	}
	out := []changeJSON{}
	for _, c := range list {
		b, err := output.AppendRecord(nil, c.fact)
		if err != nil {
			return err
		}
		x := changeJSON{Change: c.kind, Fact: b}
		if len(c.was) > 0 {
			if x.Was, err = recordsJSON(c.was); err != nil {
				return err
			}
		}
		if format == "jsonl" {
			if err := writeJSON(a.stdout, x); err != nil {
				return err
			}
			continue
		}
		out = append(out, x)
	}
	if format == "jsonl" {
		return nil
	}
	return writeJSON(a.stdout, struct {
		Articles int          `json:"articles"`
		Replaced int          `json:"replaced"`
		New      int          `json:"new"`
		Changed  int          `json:"changed"`
		More     int          `json:"more"`
		Gone     int          `json:"gone"`
		Changes  []changeJSON `json:"changes"`
	}{d.Articles, d.Replaced, len(d.New), len(d.Changed), len(d.More), len(d.Gone), out})
}
