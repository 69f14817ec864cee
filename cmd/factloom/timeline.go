package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

type timelineFlags struct {
	filter filterFlags
	kind   string
	per    string
	dated  bool
	format string
}

// perWhat are the headings that a timeline may have.
var perWhat = []string{"month", "year", "day"}

func newTimeline(a *app) *cobra.Command {
	var f timelineFlags
	cmd := &cobra.Command{
		Use:   "timeline [NAME]",
		Short: "Show what happened, month by month",
		Long: `Shows the facts about an entity, or those that the flags choose, in the order of time,
one line for what happened once: facts that say the same of the same days stand
together, with the number of sources. A day in brackets is that of publication, of
what states no date itself; --dated leaves those out. What is told of a whole year, half
or quarter stands under a heading of its own (2025, 2025 Q4), before the months that
begin on its first day.

--since and --until choose what touches their days: --since 2025-01 --until 2025-03 shows
what is told of the year 2025 too.`,
		Example: `  factloom timeline 特斯拉
  factloom timeline 台積電 --dated --per year --format md
  factloom timeline --type acquisition --since 2025-01 --until 2025-03`,
		Args: takes(0, 1, "the name to ask about"),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, err := range []error{oneOf("--format", f.format, listFormats), oneOf("--per", f.per, perWhat)} {
				if err != nil {
					return err
				}
			}
			name := ""
			if len(args) > 0 {
				name = args[0]
			} else if !f.filter.chooses() {
				return usagef("name whom to ask about, or choose facts")
			}
			return a.timeline(cmd.Context(), name, f)
		},
		ValidArgsFunction: a.completeFirst,
	}
	addFormat(cmd, &f.format, listFormats)
	cmd.Flags().StringVar(&f.per, "per", perWhat[0], "a heading for each `SPAN`: "+strings.Join(perWhat, ", "))
	cmd.Flags().BoolVar(&f.dated, "dated", false, "only facts that state a date themselves")
	cmd.Flags().StringVar(&f.kind, "kind", "", "`TYPE` of the entity, where its name means several: company, place …")
	f.filter.add(a, cmd)
	f.filter.byDate = true
	_ = cmd.RegisterFlagCompletionFunc("per", fixed(perWhat))
	return cmd
}

func (a *app) timeline(ctx context.Context, name string, f timelineFlags) (err error) {
	v, s, err := a.choose(ctx, &f.filter, name, f.kind)
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	facts := s.facts
	if s.entity != nil && (f.format == "table" || f.format == "md") {
		head := headline(s.entity)
		if f.format == "md" {
			head = "# " + output.Markdown(s.entity.Name)
		}
		fmt.Fprintln(a.stdout, head)
	}
	n := 0
	heading := ""
	t := &output.Table{NoHead: true, Head: []string{"DATE", "TYPE", "SUBJECT", "WHAT", "AMOUNT", "MODALITY", "SOURCES"}}
	flush := func() error {
		if len(t.Rows) == 0 {
			return nil
		}
		var err error
		switch f.format {
		case "md":
			fmt.Fprintf(a.stdout, "\n## %s\n\n", heading)
			err = t.WriteMarkdown(a.stdout, "")
		case "table":
			fmt.Fprintln(a.stdout)
			err = t.WriteText(a.stdout, a.terminalWidth())
		}
		t.Rows = t.Rows[:0]
		return err
	}
	var events []eventJSON
	rows := &output.Table{Head: []string{"date_from", "date_to", "stated", "type", "subject", "what", "amount", "modality", "sources", "facts", "evidence"}}
	for e, err := range query.Timeline(facts, f.filter.newest) {
		if err != nil {
			return err
		}
		if f.dated && !e.Stated {
			continue
		}
		n++
		view := output.ViewOf(v.Schema(), e.Facts[0])
		view.Amount = amounts(v, e)
		switch f.format {
		case "json":
			x, err := jsonOfEvent(e)
			if err != nil {
				return err
			}
			events = append(events, x)
			continue
		case "csv":
			var ids []string
			for _, r := range e.Facts {
				ids = append(ids, r.ID)
			}
			rows.Rows = append(rows.Rows, output.Row{Cells: []string{e.From.String(), e.To.String(), fmt.Sprint(e.Stated), view.Type, view.Subject, view.What,
				view.Amount, view.Modality, fmt.Sprint(e.Sources), strings.Join(ids, " "), view.Evidence}})
			continue
		}
		row := output.Row{Cells: []string{when(e), view.Type, view.Subject, view.What, view.Amount, view.Modality, count(e.Sources, "source", "sources")}}
		if h := e.Heading(f.per); h != heading {
			if f.format == "md" {
				if err := flush(); err != nil {
					return err
				}
			}
			heading, row.Above = h, h
		}
		t.Rows = append(t.Rows, row)
		const together = 1000 // rows with the same widths
		if f.format == "table" && len(t.Rows) == together {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	switch f.format {
	case "json":
		err = writeJSON(a.stdout, struct {
			Entity *entityJSON `json:"entity"`
			Events []eventJSON `json:"events"`
		}{jsonOf(s.entity), append([]eventJSON{}, events...)})
	case "csv":
		err = rows.WriteCSV(a.stdout)
	default:
		if err = flush(); err == nil && n == 0 {
			_, err = fmt.Fprintln(a.stdout, "no facts"+f.filter.of(s.entity))
		}
	}
	if err == nil {
		s.finish(a)
	}
	return err
}

// amounts are those of all facts of an event, each once.
func amounts(v *query.View, e *query.Event) string {
	var out []string
	for _, r := range e.Facts {
		if x := output.ViewOf(v.Schema(), r).Amount; x != "" && !contains(out, x) {
			out = append(out, x)
		}
	}
	return strings.Join(out, " | ")
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// when shows the days of an event: a day, from and to, in brackets those of
// publication.
func when(e *query.Event) string {
	switch {
	case e.From == entities.None:
		return ""
	case !e.Stated:
		return "(" + e.From.String() + ")"
	case e.From == e.To:
		return e.From.String()
	}
	return output.Days(e.From, e.To)
}

type eventJSON struct {
	From    *string `json:"from"`
	To      *string `json:"to"`
	Stated  bool    `json:"stated"` // by the facts; else of publication
	Sources int     `json:"sources"`
	Facts   []any   `json:"facts"`
}

func jsonOfEvent(e *query.Event) (eventJSON, error) {
	x := eventJSON{From: orNull(e.From.String()), To: orNull(e.To.String()), Stated: e.Stated, Sources: e.Sources}
	list, err := recordsJSON(e.Facts)
	for _, b := range list {
		x.Facts = append(x.Facts, b)
	}
	return x, err
}
