package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/entities/value"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
	"github.com/factloom/factloom/rules/library"
)

// filterFlags choose facts and how their words are written. All commands that
// show facts share them.
type filterFlags struct {
	typ      string
	role     string
	with     string
	place    string
	since    string
	until    string
	by       string
	added    string
	atLeast  string
	atMost   string
	rates    string
	modality string
	polarity string
	names    string
	newest   bool
	limit    int
	script   string

	ranks  bool // amounts are compared with each other, so that rates have a use
	byDate bool // facts come by date in any case
}

// What --since and --until speak of.
const (
	byEvent     = "event"
	byPublished = "published"
)

func (f *filterFlags) add(a *app, cmd *cobra.Command) {
	f.addKinds(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.role, "role", "", "only facts in which the entity, or anything, fills this `ROLE`, such as acquirer")
	flags.StringVar(&f.with, "with", "", "only facts in which the entity of this `NAME` takes part too")
	flags.StringVar(&f.place, "place", "", "only facts in which the place of this `NAME` takes part")
	flags.StringVar(&f.added, "added-since", "", "only facts that this `RUN` or a later one brought: last, a number or id (see factloom diff), the day it began")
	flags.StringVar(&f.atLeast, "min-value", "", "only facts with at least this `AMOUNT`, such as 1億美元; other currencies are left out without --rates")
	flags.StringVar(&f.atMost, "max-value", "", "only facts with at most this `AMOUNT`")
	f.addRates(cmd)
	flags.StringVar(&f.names, "names-file", "", "`FILE` of names, one a line: facts in which any of them takes part; - is standard input")
	flags.BoolVar(&f.newest, "newest", false, "the latest date first (export: of the facts of entities)")
	f.addLimit(cmd, 0, "`N` facts at most; 0 is all")
	f.addScript(cmd)
	_ = cmd.RegisterFlagCompletionFunc("role", fixed(schema.Default().Roles()))
	_ = cmd.RegisterFlagCompletionFunc("with", a.completeNames)
	_ = cmd.RegisterFlagCompletionFunc("place", a.completeNames)
}

// addKinds adds the flags that ask what a fact is and when.
func (f *filterFlags) addKinds(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.typ, "type", "", "only facts of this `TYPE`, such as acquisition")
	flags.StringVar(&f.since, "since", "", "only facts from this `DAY`, month or year on: 2026-03-18, 2026-03, 2026; of a longer time (去年) one day must be in it")
	flags.StringVar(&f.until, "until", "", "only facts up to this `DAY`, month or year; of a longer time one day must be in it")
	flags.StringVar(&f.by, "by", byEvent, "`WHAT` --since and --until speak of: event, the date of the fact (where it states none, that of publication), or published, the day it was first published")
	flags.StringVar(&f.modality, "modality", "", "only facts of this `MOOD`: "+strings.Join(modalities, ", "))
	flags.StringVar(&f.polarity, "polarity", "", "only facts of this `POLE`: "+strings.Join(polarities, ", "))
	for flag, list := range map[string][]string{"modality": modalities, "polarity": polarities, "by": {byEvent, byPublished}, "type": factTypes(schema.Default())} {
		_ = cmd.RegisterFlagCompletionFunc(flag, fixed(list)) // fails for unknown flags only
	}
}

func (f *filterFlags) addRates(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.rates, "rates", "", "`FILE` of what one unit of each currency is worth, a line each: USD 7.8")
}

func (f *filterFlags) addLimit(cmd *cobra.Command, usual int, what string) {
	cmd.Flags().IntVar(&f.limit, "limit", usual, what)
}

func (f *filterFlags) addScript(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.script, "script", "", "write Chinese in this `SCRIPT`: hant (traditional) or hans (simplified); without it as the articles do")
	_ = cmd.RegisterFlagCompletionFunc("script", fixed(output.Scripts))
}

func fixed(words []string) cobra.CompletionFunc {
	return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
}

var (
	modalities = []string{entities.Asserted, entities.Planned, entities.Possible, entities.Reported}
	polarities = []string{entities.Positive, entities.Negative}
)

func factTypes(sch *schema.Schema) []string {
	var types []string
	for _, t := range sch.Facts {
		types = append(types, t.Name)
	}
	return types
}

// selection is the facts that were asked for, ready to be written.
type selection struct {
	entity *entities.EntityRecord // the one asked about; nil for none, or for a list
	facts  iter.Seq2[*entities.Record, error]
	answer *query.Answer
	rates  bool // were given
}

// choose opens the store and answers the flags, as ask reads them. Close the
// store unless there is an error.
func (a *app) choose(ctx context.Context, f *filterFlags, name, kind string) (v *query.View, s *selection, err error) {
	v, q, e, err := a.ask(f, name, kind)
	if err != nil {
		return nil, nil, err
	}
	q.ByDate = f.byDate
	s = &selection{entity: output.EntityIn(f.script, e), rates: q.Rates != nil}
	if s.answer, err = query.Facts(v, q); err != nil {
		closeStore(v.Stored(), &err)
		return nil, nil, err
	}
	s.facts = output.InScript(f.script, until(ctx, s.answer.Facts))
	return v, s, nil
}

// ask opens the store and makes a question of the flags, about the entity of a
// name when it is not "", or of the names of --names-file. Close the store unless
// there is an error.
func (a *app) ask(f *filterFlags, name, kind string) (v *query.View, q query.Question, e *entities.EntityRecord, err error) {
	if v, err = a.readView(); err != nil {
		return nil, q, nil, err
	}
	g := v.Stored()
	defer func() {
		if err != nil {
			closeStore(g, &err)
		}
	}()
	if q, err = f.question(a, v); err != nil {
		return nil, q, nil, err
	}
	switch {
	case f.names != "" && name != "":
		err = usagef("give a name or --names-file, not both")
	case f.names != "":
		q.Any, err = a.watched(v, f.names, kind)
	case name != "":
		if e, err = a.whom(v, name, kind); err == nil {
			q.Name = e.ID
		}
	}
	return v, q, e, err
}

// none tells whether there are no facts at all. What it reads for that is kept.
func (s *selection) none() bool {
	next, stop := iter.Pull2(s.facts)
	r, err, ok := next()
	s.facts = func(yield func(*entities.Record, error) bool) {
		defer stop()
		for ok && yield(r, err) && err == nil {
			r, err, ok = next()
		}
	}
	return !ok
}

// finish says what was left out, once the facts were written.
func (s *selection) finish(a *app) {
	if len(s.answer.LeftOut) == 0 {
		return
	}
	currencies := slices.Sorted(maps.Keys(s.answer.LeftOut))
	slices.SortStableFunc(currencies, func(x, y string) int { return s.answer.LeftOut[y] - s.answer.LeftOut[x] })
	var list []string
	n := 0
	for _, c := range currencies {
		n += s.answer.LeftOut[c]
		list = append(list, thousands(s.answer.LeftOut[c])+" "+c)
	}
	advice := "; --rates FILE would compare them"
	if s.rates {
		advice = ""
	}
	fmt.Fprintf(a.stderr, "note: %s left out, with amounts in another currency (%s)%s\n", count(n, "fact", "facts"), strings.Join(list, ", "), advice)
}

// question checks the flags against the schema and looks up what they name.
func (f *filterFlags) question(a *app, v *query.View) (query.Question, error) {
	sch := v.Schema()
	q := query.Question{Type: f.typ, Role: f.role, Published: f.by == byPublished, Modality: f.modality, Polarity: f.polarity,
		Newest: f.newest, Limit: f.limit}
	for _, x := range []struct {
		flag, got string
		known     []string
	}{{"--type", f.typ, factTypes(sch)}, {"--role", f.role, sch.Roles()}, {"--modality", f.modality, modalities},
		{"--polarity", f.polarity, polarities}, {"--by", f.by, []string{byEvent, byPublished}}, {"--script", f.script, output.Scripts}} {
		if x.got == "" {
			continue
		}
		if err := oneOf(x.flag, x.got, x.known); err != nil {
			return q, err
		}
	}
	if f.limit < 0 {
		return q, usagef("--limit is %d; give 0 or more", f.limit)
	}
	var err error
	if q.Since, _, err = period("--since", f.since); err != nil {
		return q, err
	}
	if _, q.Until, err = period("--until", f.until); err != nil {
		return q, err
	}
	if q.Since != entities.None && q.Until != entities.None && q.Since > q.Until {
		return q, usagef("--since %s is after --until %s", f.since, f.until)
	}
	if f.rates != "" {
		if f.atLeast == "" && f.atMost == "" && !f.ranks {
			return q, usagef("--rates compares amounts with --min-value or --max-value; neither is given")
		}
		if q.Rates, err = readRates(f.rates); err != nil {
			return q, err
		}
	}
	for _, x := range []struct {
		flag, got string
		to        **entities.Money
	}{{"--min-value", f.atLeast, &q.MinValue}, {"--max-value", f.atMost, &q.MaxValue}} {
		if x.got == "" {
			continue
		}
		if *x.to, err = amount(x.got); err != nil {
			return q, usagef("%s: %w", x.flag, err)
		}
	}
	for _, x := range []struct {
		flag, got, kind string
		to              *string
	}{{"--with", f.with, "", &q.With}, {"--place", f.place, entities.Place, &q.Place}} {
		if x.got == "" {
			continue
		}
		e, err := a.whom(v, x.got, x.kind)
		if err != nil {
			return q, fmt.Errorf("%s: %w", x.flag, err)
		}
		*x.to = e.ID
	}
	if f.added != "" {
		runs, err := v.Stored().Runs()
		if err != nil {
			return q, err
		}
		i, err := query.FindRun(runs, f.added)
		if err != nil {
			return q, fmt.Errorf("--added-since: %w", err)
		}
		q.Added.From = runs[i].First
	}
	return q, nil
}

// amount reads an amount of money as people write it.
func amount(s string) (*entities.Money, error) {
	scanner, err := value.Load(library.FS)
	if err != nil {
		return nil, err
	}
	return query.Amount(scanner, s)
}

func readRates(name string) (query.Rates, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("--rates: %w", err)
	}
	defer file.Close()
	return query.ReadRates(name, file)
}

// watched looks up the names of a list. Those that mean nothing, or several
// things, are named and left out.
func (a *app) watched(v *query.View, name, kind string) ([]string, error) {
	in := a.stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("--names-file: %w", err)
		}
		defer file.Close()
		in = file
	}
	list, err := query.ReadNames(in)
	if err != nil {
		return nil, fmt.Errorf("--names-file: read %s: %w", name, err)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s holds no names", name)
	}
	var ids []string
	for _, w := range list {
		e, others, err := query.Resolve(v, w.Name, kind)
		var unknown *query.NotFound
		var many *query.Ambiguous
		switch {
		case errors.As(err, &unknown), errors.As(err, &many):
			fmt.Fprintf(a.stderr, "%s:%d: %s\n", name, w.Line, oneLine(err.Error()))
			continue
		case err != nil:
			return nil, err
		}
		if len(others) > 0 {
			fmt.Fprintf(a.stderr, "%s:%d: note: %s is taken for %s; it may also mean %s\n", name, w.Line, w.Name, e.ID, meanings(others))
		}
		if !slices.Contains(ids, e.ID) {
			ids = append(ids, e.ID)
		}
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("none of the names in %s is known", name)
	}
	slices.Sort(ids)
	return ids, nil
}

// chooses tells whether any flag chooses facts.
func (f *filterFlags) chooses() bool {
	g := *f
	g.by, g.script, g.newest, g.ranks, g.byDate = "", "", false, false, false
	return g != filterFlags{}
}

// period reads a day, a month or a year: its first and last day.
func period(flag, s string) (from, to entities.Day, err error) {
	if s == "" {
		return entities.None, entities.None, nil
	}
	var year, month, day int
	switch n, _ := fmt.Sscanf(s, "%4d-%2d-%2d", &year, &month, &day); {
	case n == 1 && len(s) == 4:
		from, to = entities.DayOf(year, 1, 1), entities.DayOf(year, 12, 31)
	case n == 2 && len(s) == 7 && month >= 1 && month <= 12:
		from, to = entities.DayOf(year, month, 1), entities.DayOf(year, month, entities.DaysIn(year, month))
	case n == 3 && len(s) == 10:
		from = entities.DayOf(year, month, day)
		to = from
	}
	if from == entities.None {
		return from, to, usagef("%s %s is no day, month or year (2026-03-18, 2026-03, 2026)", flag, s)
	}
	return from, to, nil
}
