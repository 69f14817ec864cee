package main

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

type topFlags struct {
	filter   filterFlags
	about    string
	kinds    []string
	currency string
	format   string
}

// What top ranks.
var topWhat = []string{"entities", "values", "types"}

func newTop(a *app) *cobra.Command {
	var f topFlags
	cmd := &cobra.Command{
		Use:   "top WHAT",
		Short: "Rank companies by facts, facts by amount, or count types",
		Long: `Ranks what the store holds, or what the flags choose:
  entities  those that take part in most facts; --only company ranks companies
  values    the facts of the largest amounts, in one currency: --currency, else the one
            that most facts have; with --rates other currencies are converted. What is
            told for one share, ton or the like (股價, 目標價, 每股盈利) does not count
  types     how many facts there are of each type`,
		Example: `  factloom top entities --only company
  factloom top entities --type acquisition --role acquirer --since 2025
  factloom top values --type acquisition --rates rates.txt --currency USD
  factloom top types --about 特斯拉`,
		Args:      takes(1, 1, "what to rank: "+strings.Join(topWhat, ", ")),
		ValidArgs: topWhat,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("top", args[0], topWhat); err != nil {
				return err
			}
			formats := listFormats
			if args[0] == "values" {
				formats = queryFormats
			}
			if err := oneOf("--format", f.format, formats); err != nil {
				return err
			}
			if f.filter.limit < 0 {
				return usagef("--limit is %d; give 0 or more", f.filter.limit)
			}
			return a.top(cmd.Context(), args[0], f)
		},
	}
	addFormat(cmd, &f.format, queryFormats)
	f.filter.ranks = true
	cmd.Flags().StringVar(&f.about, "about", "", "only facts in which the entity of this `NAME` takes part")
	cmd.Flags().StringSliceVar(&f.kinds, "only", nil, "entities: of these `TYPES` only, such as company,person")
	cmd.Flags().StringVar(&f.currency, "currency", "", "values: in this `CURRENCY`, such as USD")
	f.filter.add(a, cmd)
	cmd.Flags().Lookup("limit").DefValue = "20"
	f.filter.limit = 20
	cmd.Flags().Lookup("limit").Usage = "the first `N`; 0 is all"
	_ = cmd.RegisterFlagCompletionFunc("about", a.completeNames)
	return cmd
}

func (a *app) top(ctx context.Context, what string, f topFlags) (err error) {
	limit := f.filter.limit
	f.filter.limit = 0
	if err := a.knownKinds("--only", f.kinds); err != nil {
		return err
	}
	v, s, err := a.choose(ctx, &f.filter, f.about, "")
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	switch what {
	case "entities":
		facts := s.facts
		if f.about == "" && !f.filter.chooses() {
			facts = nil // the store counts them itself
		}
		role := facts
		if f.filter.role != "" {
			role = only(facts, f.filter.role)
		}
		list, err := query.TopEntities(v, role, f.kinds, limit)
		if err != nil {
			return err
		}
		err = a.topEntities(list, f)
		if err == nil {
			s.finish(a)
		}
		return err
	case "types":
		return a.topTypes(v, s.facts, f)
	}
	return a.topValues(v, s, f, limit)
}

// only leaves of facts the fillers of one role.
func only(facts iter.Seq2[*entities.Record, error], role string) iter.Seq2[*entities.Record, error] {
	return func(yield func(*entities.Record, error) bool) {
		for r, err := range facts {
			if err == nil {
				c := *r
				c.Fillers = r.Get(role)
				r = &c
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

func (a *app) topEntities(list []query.Ranked, f topFlags) error {
	if f.format == "json" {
		type ranked struct {
			*entityJSON
			Chosen int `json:"chosen_facts"`
		}
		out := []ranked{}
		for _, r := range list {
			out = append(out, ranked{jsonOf(output.EntityIn(f.filter.script, r.Entity)), r.Facts})
		}
		return writeJSON(a.stdout, out)
	}
	t := output.Table{Head: []string{"FACTS", "ARTICLES", "TYPE", "NAME", "ID"}, Right: []bool{true, true}}
	for _, r := range list {
		e := output.EntityIn(f.filter.script, r.Entity)
		t.Rows = append(t.Rows, output.Row{Cells: []string{a.number(f.format, r.Facts), a.number(f.format, e.Articles), e.Type, e.Name, e.ID}})
	}
	return a.writeTable(&t, f.format)
}

func (a *app) topTypes(v *query.View, facts iter.Seq2[*entities.Record, error], f topFlags) error {
	var list []graph.Count
	if f.about == "" && !f.filter.chooses() && v.Corrections().Empty() {
		s, err := v.Stored().Stats()
		if err != nil {
			return err
		}
		list = s.FactTypes
	} else {
		var err error
		if list, err = query.TopTypes(v, facts); err != nil {
			return err
		}
	}
	if f.format == "json" {
		out := make(map[string]int)
		for _, c := range list {
			out[c.Name] = c.N
		}
		return writeJSON(a.stdout, out)
	}
	t := output.Table{Head: []string{"FACTS", "TYPE", "ABOUT"}, Right: []bool{true}}
	for _, c := range list {
		about := ""
		if typ := v.Schema().Fact(c.Name); typ != nil {
			about = typ.About
		}
		t.Rows = append(t.Rows, output.Row{Cells: []string{a.number(f.format, c.N), c.Name, about}})
	}
	return a.writeTable(&t, f.format)
}

func (a *app) topValues(v *query.View, s *selection, f topFlags, limit int) error {
	var rates query.Rates
	var err error
	if f.filter.rates != "" {
		if rates, err = readRates(f.filter.rates); err != nil {
			return err
		}
	}
	currency := strings.ToUpper(f.currency)
	if currency == "" {
		list, err := query.Currencies(s.facts)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			_, err := fmt.Fprintln(a.stderr, "note: no fact that was chosen has an amount of money")
			return err
		}
		currency = list[0].Name
		for _, c := range list {
			if rates == nil || !rates[c.Name].IsNull() {
				currency = c.Name
				break
			}
		}
	}
	if rates != nil && rates[currency].IsNull() {
		return usagef("%s holds no rate of %s", f.filter.rates, currency)
	}
	list, leftOut, err := query.TopValues(v, s.facts, currency, rates, limit)
	if err != nil {
		return err
	}
	switch f.format {
	case "json":
		type valued struct {
			Amount   json.Number     `json:"amount"`
			Currency string          `json:"currency"`
			Fact     json.RawMessage `json:"fact"`
		}
		out := []valued{}
		for _, x := range list {
			b, err := output.AppendRecord(nil, x.Record)
			if err != nil {
				return err
			}
			out = append(out, valued{json.Number(x.Amount.String()), currency, b})
		}
		err = writeJSON(a.stdout, out)
	case "table", "md":
		t := output.Table{Head: []string{currency, "DATE", "TYPE", "SUBJECT", "WHAT", "AMOUNT", "MODALITY"}, Right: []bool{true}}
		for _, x := range list {
			view := output.ViewOf(v.Schema(), x.Record)
			row := output.Row{Cells: []string{output.Thousands(x.Amount), view.Date, view.Type, view.Subject, view.What, view.Amount, view.Modality}}
			if row.Note = output.Visible(view.Evidence); view.Source != "" {
				row.Note += " — " + view.Source
			}
			t.Rows = append(t.Rows, row)
		}
		if f.format == "md" {
			err = t.WriteMarkdown(a.stdout, "EVIDENCE")
		} else {
			err = t.WriteText(a.stdout, a.terminalWidth())
		}
	default:
		var facts []*entities.Record
		for _, x := range list {
			facts = append(facts, x.Record)
		}
		err = output.Write(a.stdout, f.format, output.Source{Facts: each(facts)}, output.Options{Schema: v.Schema()})
	}
	if err != nil {
		return err
	}
	for c, n := range leftOut {
		s.answer.LeftOut[c] += n
	}
	s.rates = rates != nil
	s.finish(a)
	return nil
}
