package query

import (
	"context"
	"errors"
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
)

// Diff is what became different between two batches: ids of facts, in the order
// of an export. Stated reads them.
type Diff struct {
	Articles int // that came
	Replaced int // older versions that a newer one replaced

	New     []string  // facts that nothing stated before
	Changed []Changed // of these, facts of a claim that was known: it is told differently now
	More    []string  // facts with more evidence than before
	Gone    []string  // facts that nothing states any more
}

// Changed is a new fact of a claim that was stated before.
type Changed struct {
	Now string
	Was []string // what the claim said before
}

// Stated reads a fact, with the evidence it last had if nothing states it any more.
func Stated(v *View, id string) (*entities.Record, error) {
	r, err := v.Fact(id)
	var rejected *Rejected
	if err != nil && !errors.As(err, &rejected) && errors.Is(err, graph.ErrUnknown) {
		return v.g.Retired(id)
	}
	return r, err
}

// changedFact is what is kept of a fact until all are sorted.
type changedFact struct {
	id, claim string
	place     graph.Place
	timeless  bool // a figure of its day: the next one is no other word on it
}

// DiffRuns compares the store as it was after the batch from with how it was
// after the batch to; 0 is the empty store. takes chooses facts, nil takes all.
func DiffRuns(ctx context.Context, v *View, from, to int, takes func(*entities.Record) (bool, error)) (*Diff, error) {
	c, err := v.g.Changes(from, to, ctx.Err)
	if err != nil {
		return nil, err
	}
	d := &Diff{Articles: c.Articles, Replaced: c.Replaced}
	seen := make(map[string]bool)
	read := func(list []string) (out []changedFact, err error) {
		for _, id := range list {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			r, err := Stated(v, id)
			if errors.Is(err, graph.ErrUnknown) {
				continue // rejected
			}
			if err != nil {
				return nil, err
			}
			if seen[r.ID] {
				continue // corrections made one of several
			}
			seen[r.ID] = true
			if takes != nil {
				if ok, err := takes(r); err != nil {
					return nil, err
				} else if !ok {
					continue
				}
			}
			x := changedFact{id: r.ID, claim: r.Claim}
			if x.place, err = v.g.PlaceOf(r); err != nil {
				return nil, err
			}
			if t := v.Schema().Fact(r.Type); t != nil {
				period, ok := periodOf(t, r)
				x.timeless = ok && period == nil
			}
			out = append(out, x)
		}
		slices.SortFunc(out, func(a, b changedFact) int { return a.place.Compare(&b.place) })
		return out, nil
	}
	added, err := read(c.New)
	if err != nil {
		return nil, err
	}
	more, err := read(c.More)
	if err != nil {
		return nil, err
	}
	gone, err := read(c.Gone)
	if err != nil {
		return nil, err
	}
	idsOf := func(list []changedFact) (out []string) {
		for i := range list {
			out = append(out, list[i].id)
		}
		return out
	}
	d.New, d.More, d.Gone = idsOf(added), idsOf(more), idsOf(gone)
	isNew, lost := make(map[string]bool, len(added)), make(map[string][]string)
	for _, x := range added {
		isNew[x.id] = true
	}
	for _, x := range gone {
		lost[x.claim] = append(lost[x.claim], x.id)
	}
	for _, x := range added {
		if x.timeless {
			continue
		}
		claim, err := v.Claim(x.claim)
		if err != nil && !errors.Is(err, graph.ErrUnknown) {
			return nil, err
		}
		var was []string
		for _, o := range claim {
			if isNew[o.ID] {
				continue
			}
			if n, err := v.AddedIn(o.ID); err != nil {
				return nil, err
			} else if n <= from {
				was = append(was, o.ID)
			}
		}
		if was = append(was, lost[x.claim]...); len(was) > 0 {
			d.Changed = append(d.Changed, Changed{x.id, was})
		}
	}
	return d, nil
}

// Takes returns a function that tells whether a question chooses a fact, by all
// that it asks but batches. Names in it are ids, and of Name and Any one has to
// take part.
func (q *Question) Takes(v *View) func(*entities.Record) (bool, error) {
	ask := *q
	ask.Added = Batches{}
	f := ask.Filter()
	f.With = v.shown(ask.With)
	a := &Answer{LeftOut: make(map[string]int)}
	if ask.Place != "" {
		a.Place = &entities.EntityRecord{ID: v.shown(ask.Place)}
	}
	of := slices.Clone(ask.Any)
	if ask.Name != "" {
		of = append(of, v.shown(ask.Name))
	}
	return func(r *entities.Record) (bool, error) {
		if len(of) > 0 && !slices.ContainsFunc(of, func(id string) bool { return has(r, id) && f.Takes(r, id) }) ||
			len(of) == 0 && !f.Takes(r, "") {
			return false, nil
		}
		return ask.takes(v, a, r)
	}
}
