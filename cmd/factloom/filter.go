package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/entities/value"
	"github.com/factloom/factloom/output/query"
	"github.com/factloom/factloom/rules/library"
)

// filterFlags choose facts. Query and export share them.
type filterFlags struct {
	typ         string
	with        string
	place       string
	since       string
	until       string
	byPublished bool
	modality    string
	polarity    string
	atLeast     string
	atMost      string
}

func (f *filterFlags) add(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.typ, "type", "", "only facts of this `TYPE`, such as acquisition")
	flags.StringVar(&f.with, "with", "", "only facts in which the entity of this `NAME` takes part too")
	flags.StringVar(&f.place, "place", "", "only facts in which the place of this `NAME` takes part")
	flags.StringVar(&f.since, "since", "", "only facts from this `DAY`, month or year on: 2026-03-18, 2026-03, 2026")
	flags.StringVar(&f.until, "until", "", "only facts up to this `DAY`, month or year")
	flags.BoolVar(&f.byPublished, "published", false, "--since and --until mean the day of publication, not the date of the fact")
	flags.StringVar(&f.atLeast, "min-value", "", "only facts with at least this `AMOUNT`, such as 1億美元; other currencies are left out")
	flags.StringVar(&f.atMost, "max-value", "", "only facts with at most this `AMOUNT`")
	flags.StringVar(&f.modality, "modality", "", "only facts of this `MOOD`: "+strings.Join(modalities, ", "))
	flags.StringVar(&f.polarity, "polarity", "", "only facts of this `POLE`: "+strings.Join(polarities, ", "))
	words := func(list []string) cobra.CompletionFunc {
		return cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp)
	}
	_ = cmd.RegisterFlagCompletionFunc("modality", words(modalities)) // fails for unknown flags only
	_ = cmd.RegisterFlagCompletionFunc("polarity", words(polarities))
	_ = cmd.RegisterFlagCompletionFunc("type", words(factTypes(schema.Default())))
	_ = cmd.RegisterFlagCompletionFunc("with", a.completeNames)
	_ = cmd.RegisterFlagCompletionFunc("place", a.completeNames)
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

// question checks the flags against the schema.
func (f *filterFlags) question(sch *schema.Schema) (query.Question, error) {
	q := query.Question{Type: f.typ, With: f.with, Place: f.place, Published: f.byPublished, Modality: f.modality, Polarity: f.polarity}
	for _, x := range []struct {
		flag, got string
		known     []string
	}{{"--type", f.typ, factTypes(sch)}, {"--modality", f.modality, modalities}, {"--polarity", f.polarity, polarities}} {
		if x.got == "" {
			continue
		}
		if err := oneOf(x.flag, x.got, x.known); err != nil {
			return q, err
		}
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
	for _, x := range []struct {
		flag, got string
		to        **entities.Money
	}{{"--min-value", f.atLeast, &q.MinValue}, {"--max-value", f.atMost, &q.MaxValue}} {
		if x.got == "" {
			continue
		}
		scanner, err := value.Load(library.FS)
		if err != nil {
			return q, err
		}
		if *x.to, err = query.Amount(scanner, x.got); err != nil {
			return q, usagef("%s: %w", x.flag, err)
		}
	}
	return q, nil
}

// chooses tells whether any flag is set.
func (f *filterFlags) chooses() bool { return *f != filterFlags{} }

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
