package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/schema"
)

// filterFlags choose facts. Query and export share them.
type filterFlags struct {
	typ         string
	since       string
	until       string
	byPublished bool
	modality    string
	polarity    string
}

func (f *filterFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.typ, "type", "", "only facts of this type, such as acquisition")
	flags.StringVar(&f.since, "since", "", "only facts from this day, month or year on: 2026-03-18, 2026-03, 2026")
	flags.StringVar(&f.until, "until", "", "only facts up to this day, month or year")
	flags.BoolVar(&f.byPublished, "published", false, "--since and --until mean the day of publication, not the date of the fact")
	flags.StringVar(&f.modality, "modality", "", "only "+strings.Join(modalities, ", "))
	flags.StringVar(&f.polarity, "polarity", "", "only "+strings.Join(polarities, ", "))
}

var (
	modalities = []string{entities.Asserted, entities.Planned, entities.Possible, entities.Reported}
	polarities = []string{entities.Positive, entities.Negative}
)

// filter checks the flags against the schema.
func (f *filterFlags) filter(sch *schema.Schema) (graph.Filter, error) {
	out := graph.Filter{Type: f.typ, Published: f.byPublished, Modality: f.modality, Polarity: f.polarity}
	var types []string
	for _, t := range sch.Facts {
		types = append(types, t.Name)
	}
	for _, x := range []struct {
		flag, got string
		known     []string
	}{{"type", f.typ, types}, {"modality", f.modality, modalities}, {"polarity", f.polarity, polarities}} {
		if x.got == "" {
			continue
		}
		if err := oneOf("--"+x.flag, x.got, x.known); err != nil {
			return out, err
		}
	}
	var err error
	if out.Since, _, err = period("--since", f.since); err != nil {
		return out, err
	}
	if _, out.Until, err = period("--until", f.until); err != nil {
		return out, err
	}
	if out.Since != entities.None && out.Until != entities.None && out.Since > out.Until {
		return out, usagef("--since %s is after --until %s", f.since, f.until)
	}
	return out, nil
}

// period reads a day, a month or a year: its first and last day.
func period(flag, s string) (from, to entities.Day, err error) {
	var year, month, day int
	switch len(s) {
	case 0:
		return entities.None, entities.None, nil
	case 4:
		if _, err := fmt.Sscanf(s, "%4d", &year); err == nil {
			from, to = entities.DayOf(year, 1, 1), entities.DayOf(year, 12, 31)
		}
	case 7:
		if _, err := fmt.Sscanf(s, "%4d-%2d", &year, &month); err == nil && month >= 1 && month <= 12 {
			from, to = entities.DayOf(year, month, 1), entities.DayOf(year, month, entities.DaysIn(year, month))
		}
	case 10:
		if _, err := fmt.Sscanf(s, "%4d-%2d-%2d", &year, &month, &day); err == nil {
			from = entities.DayOf(year, month, day)
			to = from
		}
	}
	if from == entities.None || to == entities.None {
		return from, to, usagef("%s %s is no day, month or year (2026-03-18, 2026-03, 2026)", flag, s)
	}
	return from, to, nil
}
