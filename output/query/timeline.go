package query

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
)

// Event is what a timeline shows in one place: the facts of one claim that
// share a day.
type Event struct {
	From, To entities.Day       // None when no day is known
	Stated   bool               // the fact itself states the days; else they are those of publication
	Facts    []*entities.Record // the one of most sources first
	Sources  int                // pieces of evidence of all of them
}

// reach returns how many days the whole years, half or quarter of an event last;
// 0 when it is of a shorter time, or of another one.
func (e *Event) reach() int {
	if e.From == entities.None || e.To == entities.None {
		return 0
	}
	n := int(e.To-e.From) + 1
	years := strings.HasSuffix(e.From.String(), "-01-01") && strings.HasSuffix(e.To.String(), "-12-31")
	if n > 31 && (years || entities.Period(e.From, e.To) != "") {
		return n
	}
	return 0
}

// Heading says under what an event stands in a list by per: day, month or year.
// Whole years, halves and quarters that are longer stand by themselves, under
// 2025, 2025 H1 or 2025 Q4; all else by its first day.
func (e *Event) Heading(per string) string {
	if e.From == entities.None {
		return "no date"
	}
	first, last := e.From.String(), e.To.String()
	switch long := e.reach(); {
	case long > 366:
		return first[:4] + "–" + last[:4]
	case per == "year":
		return first[:4]
	case long > 0:
		return entities.Period(e.From, e.To)
	case per == "month":
		return first[:7]
	}
	return first
}

// Timeline puts facts that come by date together into events, in their order. Of
// one first day the longest of those with a heading of their own come first, or
// last when the newest facts do.
func Timeline(facts iter.Seq2[*entities.Record, error], newest bool) iter.Seq2[*Event, error] {
	return func(yield func(*Event, error) bool) {
		var day []*Event // of one first day
		flush := func() bool {
			slices.SortStableFunc(day, func(a, b *Event) int {
				if newest {
					return cmp.Compare(a.reach(), b.reach())
				}
				return cmp.Compare(b.reach(), a.reach())
			})
			for _, e := range day {
				slices.SortStableFunc(e.Facts, func(a, b *entities.Record) int {
					return cmp.Or(-cmp.Compare(a.Sources, b.Sources), strings.Compare(a.ID, b.ID))
				})
				if !yield(e, nil) {
					return false
				}
			}
			day = day[:0]
			return true
		}
		for r, err := range facts {
			if err != nil {
				yield(nil, err)
				return
			}
			from, to := graph.When(r)
			stated := slices.ContainsFunc(r.Fillers, func(x entities.Filler) bool {
				d, ok := x.Value.(*entities.Date)
				return ok && (d.From != entities.None || d.To != entities.None)
			})
			if len(day) > 0 && day[0].From != from && !flush() {
				return
			}
			i := slices.IndexFunc(day, func(e *Event) bool { return e.Facts[0].Claim == r.Claim && e.To == to })
			if i < 0 {
				i = len(day)
				day = append(day, &Event{From: from, To: to, Stated: stated})
			}
			day[i].Facts = append(day[i].Facts, r)
			day[i].Sources += r.Sources
		}
		flush()
	}
}

// ByDate sorts facts by date as FactsOf does. It keeps them all.
func ByDate(v *View, facts iter.Seq2[*entities.Record, error], newest bool) iter.Seq2[*entities.Record, error] {
	return byDate(v, facts, newest, 0)
}

// byDate sorts facts by date and keeps the first n of them, all when n is 0.
func byDate(v *View, facts iter.Seq2[*entities.Record, error], newest bool, n int) iter.Seq2[*entities.Record, error] {
	type placed struct {
		r *entities.Record
		p graph.Place
	}
	return func(yield func(*entities.Record, error) bool) {
		kept := &best[placed]{n: n, less: func(a, b *placed) bool { return a.p.CompareDays(&b.p, newest) < 0 }}
		for r, err := range facts {
			var p graph.Place
			if err == nil {
				p, err = v.g.PlaceOf(r)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			kept.add(placed{r, p})
		}
		for _, x := range kept.sorted() {
			if !yield(x.r, nil) {
				return
			}
		}
	}
}
