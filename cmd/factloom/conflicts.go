package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/dossier"
	"github.com/factloom/factloom/output/query"
)

type conflictFlags struct {
	filter filterFlags
	kind   string
	within int
	format string
}

var conflictFormats = []string{"table", "json", "jsonl", "csv", "md"}

func newConflicts(a *app) *cobra.Command {
	var f conflictFlags
	cmd := &cobra.Command{
		Use:   "conflicts [NAME]",
		Short: "Show where sources disagree, side by side",
		Long: `Shows facts that cannot all be so: articles that give different amounts, percentages,
numbers or dates for one claim, or of which one denies what another states. Each
answer stands with its sources and their sentences.

Words are taken as they are meant: 43億 may be 42.8億 rounded, 逾43億 is not yet 44億,
and 約43億 may be a twentieth off. Articles are compared when they were published within
--within days of each other, for a deal may be made again; figures by their period, and
those without one, or of one day, only between sources of different names on the same
day. Amounts of two currencies are compared when --rates ties them.`,
		Example: `  factloom conflicts                       # where several papers tell of one thing
  factloom conflicts 特斯拉 --within 30
  factloom conflicts --type acquisition --rates rates.txt --format md`,
		Args: takes(0, 1, "the name to ask about"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("--format", f.format, conflictFormats); err != nil {
				return err
			}
			if f.within < 1 {
				return usagef("--within is %d days; give 1 or more", f.within)
			}
			name := ""
			if len(args) > 0 {
				name = args[0]
			}
			return a.conflicts(cmd.Context(), name, f)
		},
		ValidArgsFunction: a.completeFirst,
	}
	addFormat(cmd, &f.format, conflictFormats)
	cmd.Flags().IntVar(&f.within, "within", query.DefaultDays, "compare articles published within `N` days of each other")
	cmd.Flags().StringVar(&f.kind, "kind", "", "`TYPE` of the entity, where its name means several: company, place …")
	f.filter.ranks = true
	f.filter.add(a, cmd)
	cmd.Flags().Lookup("limit").Usage = "`N` conflicts at most; 0 is all"
	return cmd
}

func (a *app) conflicts(ctx context.Context, name string, f conflictFlags) (err error) {
	v, q, e, err := a.ask(&f.filter, name, f.kind)
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	list, err := query.Conflicts(ctx, v, q, query.ConflictOptions{Days: f.within, Rates: q.Rates})
	if err != nil {
		return err
	}
	for i := range list {
		for k := range list[i].Answers {
			x := &list[i].Answers[k]
			x.Facts = output.ListIn(f.filter.script, x.Facts)
			x.Filler.Text = output.TextIn(f.filter.script, x.Filler.Text)
		}
	}
	e = output.EntityIn(f.filter.script, e)
	switch f.format {
	case "table":
		if e != nil {
			fmt.Fprintln(a.stdout, headline(e))
		}
		if len(list) == 0 {
			_, err := fmt.Fprintln(a.stdout, "no conflicts")
			return err
		}
		return a.conflictTables(v, list, e != nil)
	case "json", "jsonl":
		return a.conflictsJSON(e, list, f.format)
	case "md":
		return a.conflictsMarkdown(v, list)
	}
	t := output.Table{Head: []string{"conflict", "claim_id", "type", "question", "role", "answer", "digits", "polarity", "sources", "first", "last",
		"fact_ids", "article_ids", "evidence"}}
	for i := range list {
		c := &list[i]
		for k := range c.Answers {
			x := &c.Answers[k]
			text, digits := answerOf(c, x)
			var facts, articles, quotes []string
			for _, ev := range evidenceOf(x) {
				articles = append(articles, ev.Article.ID)
				quotes = append(quotes, ev.Text)
			}
			for _, r := range x.Facts {
				facts = append(facts, r.ID)
			}
			first, last := span(x)
			t.Rows = append(t.Rows, output.Row{Cells: []string{strconv.Itoa(i + 1), c.Claim, c.Type, dossier.Asked(v, c), c.Role, text, digits,
				x.Facts[0].Polarity, strconv.Itoa(x.Sources()), first.String(), last.String(), strings.Join(facts, " | "), strings.Join(articles, " | "), strings.Join(quotes, " | ")}})
		}
	}
	return t.WriteCSV(a.stdout)
}

// answerOf is what one side says: the words and, where that says more, the digits.
func answerOf(c *query.Conflict, x *query.Reading) (text, digits string) {
	if c.Role == "" {
		if x.Facts[0].Polarity == entities.Negative {
			return "denied", ""
		}
		return "stated", ""
	}
	return x.Filler.Text, output.Means(&x.Filler)
}

// evidenceOf lists the evidence of an answer by date.
func evidenceOf(x *query.Reading) (list []*entities.Evidence) {
	for _, r := range x.Facts {
		for i := range r.Evidence {
			list = append(list, &r.Evidence[i])
		}
	}
	return list
}

func span(x *query.Reading) (first, last entities.Day) {
	for _, ev := range evidenceOf(x) {
		d, _ := entities.ParseDay(ev.Article.Published)
		if d != entities.None && (first == entities.None || d < first) {
			first = d
		}
		last = max(last, d)
	}
	return first, last
}

// quoted bounds the sentences shown for one answer.
const quoted = 2

func (a *app) conflictTables(v *query.View, list []query.Conflict, below bool) error {
	for i := range list {
		c := &list[i]
		if i > 0 || below {
			fmt.Fprintln(a.stdout)
		}
		role := c.Role
		if role == "" {
			role = "stated or denied"
		}
		fmt.Fprintf(a.stdout, "%d. %s  %s: %s?  (claim %s)\n", i+1, c.Type, output.Visible(dossier.Asked(v, c)), strings.ReplaceAll(role, "_", " "), c.Claim)
		t := output.Table{Head: []string{"ANSWER", "MEANS", "SOURCES", "PUBLISHED"}, Right: []bool{false, true, true}, NoHead: true}
		for k := range c.Answers {
			x := &c.Answers[k]
			text, digits := answerOf(c, x)
			if digits == text || digits == strings.TrimPrefix(text, "+") {
				digits = ""
			}
			first, last := span(x)
			published := first.String()
			if last != first {
				published += "…" + last.String()
			}
			var quotes []string
			all := evidenceOf(x)
			for _, ev := range all[:min(len(all), quoted)] {
				quotes = append(quotes, output.Visible(ev.Text)+" — "+output.SourceLine(&ev.Article))
			}
			if n := len(all) - quoted; n > 0 {
				quotes = append(quotes, "and "+count(n, "more", "more"))
			}
			t.Rows = append(t.Rows, output.Row{Cells: []string{text, digits, count(x.Sources(), "source", "sources"), published}, Note: strings.Join(quotes, "\n")})
		}
		if err := t.WriteText(a.stdout, a.terminalWidth()); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) conflictsMarkdown(v *query.View, list []query.Conflict) error {
	for i := range list {
		c := &list[i]
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		role := c.Role
		if role == "" {
			role = "stated or denied"
		}
		fmt.Fprintf(a.stdout, "## %s: %s – %s?\n\n", output.Markdown(c.Type), output.Markdown(dossier.Asked(v, c)), output.Markdown(role))
		t := conflictSides(c)
		if err := t.WriteMarkdown(a.stdout, ""); err != nil {
			return err
		}
	}
	return nil
}

// conflictSides puts the answers beside each other, one a column.
func conflictSides(c *query.Conflict) *output.Table {
	t := &output.Table{Head: []string{""}}
	rows := [][]string{{"means"}, {"sources"}, {"published"}, {"quote"}, {"from"}}
	for k := range c.Answers {
		x := &c.Answers[k]
		text, digits := answerOf(c, x)
		t.Head = append(t.Head, text)
		first, last := span(x)
		published := first.String()
		if last != first {
			published += "…" + last.String()
		}
		ev := evidenceOf(x)[0]
		for i, s := range []string{digits, strconv.Itoa(x.Sources()), published, ev.Text, output.SourceLine(&ev.Article)} {
			rows[i] = append(rows[i], s)
		}
	}
	for _, r := range rows {
		t.Rows = append(t.Rows, output.Row{Cells: r})
	}
	return t
}

func (a *app) conflictsJSON(e *entities.EntityRecord, list []query.Conflict, format string) error {
	type answer struct {
		Text    string            `json:"text"`
		Key     string            `json:"key,omitempty"`
		Means   string            `json:"means,omitempty"`
		Sources int               `json:"sources"`
		Facts   []json.RawMessage `json:"facts"`
	}
	type conflict struct {
		Claim   string   `json:"claim"`
		Type    string   `json:"type"`
		Role    *string  `json:"role"` // null when stated and denied
		Answers []answer `json:"answers"`
	}
	out := []conflict{}
	for i := range list {
		c := &list[i]
		x := conflict{Claim: c.Claim, Type: c.Type, Role: orNull(c.Role)}
		for k := range c.Answers {
			r := &c.Answers[k]
			text, digits := answerOf(c, r)
			facts, err := recordsJSON(r.Facts)
			if err != nil {
				return err
			}
			x.Answers = append(x.Answers, answer{text, r.Filler.Key, digits, r.Sources(), facts})
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
		Entity    *entityJSON `json:"entity"`
		Conflicts []conflict  `json:"conflicts"`
	}{jsonOf(e), out})
}
