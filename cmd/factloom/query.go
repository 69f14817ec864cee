package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

type queryFlags struct {
	filter filterFlags
	kind   string
	role   string
	newest bool
	limit  int
	format string
}

// queryFormats are the formats of answers, in the order help shows them.
var queryFormats = []string{"table", "json", "jsonl", "csv", "md"}

func newQuery(a *app) *cobra.Command {
	var f queryFlags
	cmd := &cobra.Command{
		Use:   "query NAME",
		Short: "Show what is known about a company, a place, a person",
		Long: `Shows the facts in which an entity takes part, each with the sentence it came from.
Any name of the entity will do, in traditional or simplified characters, and so will
its id. A name that may mean several is answered with the list of them.

Facts are sorted by date, those without one last; the table shows the day they were
published in brackets. Exit code 1 says that no entity is
named so; a known entity without facts is no failure.`,
		Example: `  factloom query 特斯拉
  factloom query Tesla --type supply --format md
  factloom query 特斯拉 --with LG新能源 --since 2025
  factloom query 台積電 --min-value 1億美元 --format csv > tsmc.csv`,
		Args: takes(1, 1, "the name to ask about"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("--format", f.format, queryFormats); err != nil {
				return err
			}
			return a.query(cmd.Context(), args[0], f)
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return a.completeNames(cmd, args, word)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "table", "write as `FORMAT`: "+strings.Join(queryFormats, ", "))
	flags.IntVar(&f.limit, "limit", 0, "show `N` facts at most; 0 is all")
	flags.BoolVar(&f.newest, "newest", false, "the latest date first")
	flags.StringVar(&f.kind, "kind", "", "`TYPE` of the entity, where its name means several: company, place …")
	flags.StringVar(&f.role, "role", "", "only facts in which the entity fills this `ROLE`, such as acquirer")
	f.filter.add(a, cmd)
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(queryFormats, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (a *app) query(ctx context.Context, name string, f queryFlags) (err error) {
	if strings.TrimSpace(name) == "" {
		return usagef("the name is empty")
	}
	if f.limit < 0 {
		return usagef("--limit is %d; give 0 or more", f.limit)
	}
	v, err := a.readView()
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	sch := v.Schema()
	q, err := f.filter.question(sch)
	if err != nil {
		return err
	}
	var kinds []string
	for _, m := range sch.Mentions {
		kinds = append(kinds, m.Name)
	}
	for _, x := range []struct {
		flag, got string
		known     []string
	}{{"--kind", f.kind, kinds}, {"--role", f.role, sch.Roles()}} {
		if x.got != "" {
			if err := oneOf(x.flag, x.got, x.known); err != nil {
				return err
			}
		}
	}
	q.Name, q.Kind, q.Role, q.Newest, q.Limit = name, f.kind, f.role, f.newest, f.limit
	answer, err := query.Facts(v, q)
	if err != nil {
		return help(err)
	}
	if len(answer.Others) > 0 {
		fmt.Fprintf(a.stderr, "note: %s may also mean %s\n", name, meanings(answer.Others))
	}
	return a.answer(ctx, v, answer, f)
}

// help lays out what a name may have meant, one meaning a line.
func help(err error) error {
	var many *query.Ambiguous
	if !errors.As(err, &many) {
		return err
	}
	lines := []string{fmt.Sprintf("%s may mean several; ask by id:", many.Name)}
	for _, c := range many.Candidates {
		lines = append(lines, fmt.Sprintf("  factloom query %s   (%s, %s, %s)", shellWord(c.ID), c.Name,
			count(c.Facts, "fact", "facts"), count(c.Mentions, "mention", "mentions")))
	}
	return errors.New(strings.Join(lines, "\n"))
}

func meanings(list []graph.Match) string {
	var out []string
	for _, m := range list {
		out = append(out, fmt.Sprintf("%s (%s)", m.ID, m.Name))
	}
	return strings.Join(out, ", ")
}

// answer prints the facts of an entity.
func (a *app) answer(ctx context.Context, v *query.View, answer *query.Answer, f queryFlags) error {
	facts := until(ctx, answer.Facts)
	from := output.Source{Facts: facts}
	opt := output.Options{Schema: v.Schema()}
	e := &answer.Entity
	switch f.format {
	case "json":
		return a.answerJSON(e, from)
	case "table":
		opt.Width = a.terminalWidth()
		fmt.Fprintln(a.stdout, headline(e))
		if e.Facts == 0 {
			_, err := fmt.Fprintln(a.stdout, "no facts")
			return err
		}
		fmt.Fprintln(a.stdout)
	}
	return output.Write(a.stdout, f.format, from, opt)
}

// headline says who an answer is about: 特斯拉, company/tesla, also Tesla; 6 facts
// in 3 articles.
func headline(e *entities.EntityRecord) string {
	const shown = 6
	also := make([]string, 0, len(e.Names))
	for _, n := range e.Names {
		if n != e.Name {
			also = append(also, oneLine(n))
		}
	}
	line := oneLine(e.Name) + "  " + e.ID
	if len(also) > shown {
		also = append(also[:shown], "…")
	}
	if len(also) > 0 {
		line += "  also " + strings.Join(also, ", ")
	}
	return line + "  " + count(e.Facts, "fact", "facts") + ", " + count(e.Articles, "article", "articles")
}

// answerJSON prints one object: the entity and its facts.
func (a *app) answerJSON(e *entities.EntityRecord, from output.Source) error {
	head, err := json.Marshal(struct {
		ID       string   `json:"id"`
		Type     string   `json:"type"`
		Name     string   `json:"name"`
		Names    []string `json:"names"`
		Facts    int      `json:"facts"`
		Articles int      `json:"articles"`
	}{e.ID, e.Type, e.Name, append([]string{}, e.Names...), e.Facts, e.Articles})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, `{"entity":%s,"facts":[`, head)
	var line []byte
	first := true
	for r, err := range from.Facts {
		if err != nil {
			return err
		}
		if line, err = output.AppendRecord(line[:0], r); err != nil {
			return err
		}
		if !first {
			fmt.Fprint(a.stdout, ",")
		}
		first = false
		if _, err := a.stdout.Write(append([]byte{'\n'}, line...)); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(a.stdout, "\n]}")
	return err
}

// completeNames offers the names of the store to the shell.
func (a *app) completeNames(cmd *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	const offered = 50
	none := cobra.ShellCompDirectiveNoFileComp
	v, err := a.readView()
	if err != nil {
		return nil, none
	}
	defer v.Stored().Close()
	names, err := v.Complete(word, offered)
	if err != nil {
		return nil, none
	}
	return names, none
}
