package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/output"
)

type queryFlags struct {
	filter filterFlags
	kind   string
	format string
}

// queryFormats are the formats of answers, in the order help shows them.
var queryFormats = []string{"table", "json", "jsonl", "csv", "md"}

func newQuery(a *app) *cobra.Command {
	var f queryFlags
	cmd := &cobra.Command{
		Use:   "query [NAME]",
		Short: "Show what is known about a company, a place, a person",
		Long: `Shows the facts in which an entity takes part, each with the sentence it came from.
Any name of the entity will do, in traditional or simplified characters, and so will
its id. Of several entities of one name a person at a terminal is asked which is
meant; else the list of them is the answer. With --names-file the facts of a whole
list are shown, each once; without a name or a list, all facts that the flags choose.

Facts are sorted by date, those without one last; the table shows the day they were
published in brackets. Exit code 1 says that no entity is named so; a known entity
without facts is no failure.`,
		Example: `  factloom query 特斯拉
  factloom query Tesla --type supply --format md
  factloom query 特斯拉 --with LG新能源 --since 2025
  factloom query 台積電 --min-value 1億美元 --rates rates.txt --format csv > tsmc.csv
  factloom query --names-file watchlist.txt --added-since last       # a name a line
  factloom query --type facility --place 美國 --newest --limit 20`,
		Args: takes(0, 1, "the name to ask about"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("--format", f.format, queryFormats); err != nil {
				return err
			}
			name := ""
			switch {
			case len(args) > 0 && strings.TrimSpace(args[0]) == "":
				return errNoName
			case len(args) > 0:
				name = args[0]
			case !f.filter.chooses():
				return usagef("name whom to ask about, a list with --names-file, or choose facts (factloom export writes all of them)")
			}
			return a.query(cmd.Context(), name, f)
		},
		ValidArgsFunction: a.completeFirst,
	}
	addFormat(cmd, &f.format, queryFormats)
	cmd.Flags().StringVar(&f.kind, "kind", "", "`TYPE` of the entity, where its name means several: company, place …")
	f.filter.add(a, cmd)
	f.filter.byDate = true
	return cmd
}

// addFormat adds --format; the first is the one without it.
func addFormat(cmd *cobra.Command, to *string, formats []string) {
	cmd.Flags().StringVar(to, "format", formats[0], "write as `FORMAT`: "+strings.Join(formats, ", "))
	_ = cmd.RegisterFlagCompletionFunc("format", fixed(formats)) // fails for unknown flags only
}

func (a *app) query(ctx context.Context, name string, f queryFlags) (err error) {
	v, s, err := a.choose(ctx, &f.filter, name, f.kind)
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	from := output.Source{Facts: s.facts}
	opt := output.Options{Schema: v.Schema()}
	switch f.format {
	case "json":
		err = a.answerJSON(s.entity, from)
	case "table":
		opt.Width = a.terminalWidth()
		if s.entity != nil {
			fmt.Fprintln(a.stdout, headline(s.entity))
		}
		if s.none() {
			_, err = fmt.Fprintln(a.stdout, "no facts"+f.filter.of(s.entity))
			break
		}
		if s.entity != nil {
			fmt.Fprintln(a.stdout)
		}
		fallthrough
	default:
		err = output.Write(a.stdout, f.format, from, opt)
	}
	if err == nil {
		s.finish(a)
	}
	return err
}

// of says that an entity has facts which the flags did not choose.
func (f *filterFlags) of(e *entities.EntityRecord) string {
	if e == nil || e.Facts == 0 || !f.chooses() {
		return ""
	}
	return fmt.Sprintf(" that the flags choose, of %s", thousands(e.Facts))
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

// entityJSON is an entity in JSON.
type entityJSON struct {
	ID       string   `json:"id"`
	Type     string   `json:"type"`
	Name     string   `json:"name"`
	Names    []string `json:"names"`
	Facts    int      `json:"facts"`
	Articles int      `json:"articles"`
}

func jsonOf(e *entities.EntityRecord) *entityJSON {
	if e == nil {
		return nil
	}
	return &entityJSON{e.ID, e.Type, e.Name, append([]string{}, e.Names...), e.Facts, e.Articles}
}

// answerJSON prints one object: the entity and its facts.
func (a *app) answerJSON(e *entities.EntityRecord, from output.Source) error {
	head, err := json.Marshal(jsonOf(e))
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

// completeFirst offers names for the first argument.
func (a *app) completeFirst(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.completeNames(cmd, args, word)
}
