package query_test

import (
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/output/query"
)

func TestHeading(t *testing.T) {
	for _, c := range []struct {
		name             string
		from, to         entities.Day
		day, month, year string
	}{
		{"a day", entities.DayOf(2025, 3, 18), entities.DayOf(2025, 3, 18), "2025-03-18", "2025-03", "2025"},
		{"a month", entities.DayOf(2025, 3, 1), entities.DayOf(2025, 3, 31), "2025-03-01", "2025-03", "2025"},
		{"a quarter", entities.DayOf(2025, 10, 1), entities.DayOf(2025, 12, 31), "2025 Q4", "2025 Q4", "2025"},
		{"a half", entities.DayOf(2025, 1, 1), entities.DayOf(2025, 6, 30), "2025 H1", "2025 H1", "2025"},
		{"a year", entities.DayOf(2025, 1, 1), entities.DayOf(2025, 12, 31), "2025", "2025", "2025"},
		{"three years", entities.DayOf(2023, 1, 1), entities.DayOf(2025, 12, 31), "2023–2025", "2023–2025", "2023–2025"},
		{"some weeks", entities.DayOf(2025, 1, 6), entities.DayOf(2025, 3, 2), "2025-01-06", "2025-01", "2025"},
		{"no date", entities.None, entities.None, "no date", "no date", "no date"},
	} {
		e := query.Event{From: c.from, To: c.to}
		for per, want := range map[string]string{"day": c.day, "month": c.month, "year": c.year} {
			if got := e.Heading(per); got != want {
				t.Errorf("%s by %s stands under %q, want %q", c.name, per, got, want)
			}
		}
	}
}
