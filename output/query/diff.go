package query

import (
	"context"
	"errors"
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
)

// Diff is what became different between two batches.
type Diff struct {
	Articles int // that came
	Replaced int // older versions that a newer one replaced

	// Each list is in the order of an export.
	New     []*entities.Record // facts that nothing stated before
	Changed []Changed          // of these, facts of a claim that was known: it is told differently now
	More    []*entities.Record // facts with more evidence than before
	Gone    []*entities.Record // facts that nothing states any more, with their last evidence
}

// Changed is a new fact of a claim that was stated before.
type Changed struct {
	Now *entities.Record
	Was []*entities.Record // what the claim said before
}

// DiffRuns compares the store as it was after the batch from with how it was
// after the batch to; 0 is the empty store. takes chooses facts, nil takes all.
func DiffRuns(ctx context.Context, v *View, from, to int, takes func(*entities.Record) (bool, error)) (*Diff, error) {
	c, err := v.g.Changes(from, to, ctx.Err)
	if err != nil {
		return nil, err
	}
	d := &Diff{Articles: c.Articles, Replaced: c.Replaced}
	if takes == nil {
		takes = func(*entities.Record) (bool, error) { return true, nil }
	}
	seen := make(map[string]bool)
	read := func(ids []string) (list []*entities.Record, err error) {
		for _, id := range ids {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			r, err := v.Fact(id)
			var rejected *Rejected
			if errors.As(err, &rejected) {
				continue
			}
			if errors.Is(err, graph.ErrUnknown) {
				r, err = v.g.Retired(id) // nothing states it any more
			}
			if err != nil {
				return nil, err
			}
			if seen[r.ID] {
				continue // corrections made one of several
			}
			seen[r.ID] = true
			ok, err := takes(r)
			if err != nil {
				return nil, err
			}
			if ok {
				list = append(list, r)
			}
		}
		return list, v.order(list)
	}
	if d.New, err = read(c.New); err != nil {
		return nil, err
	}
	if d.More, err = read(c.More); err != nil {
		return nil, err
	}
	if d.Gone, err = read(c.Gone); err != nil {
		return nil, err
	}
	isNew := make(map[string]bool)
	for _, r := range d.New {
		isNew[r.ID] = true
	}
	for _, r := range d.New {
		if t := v.Schema().Fact(r.Type); t != nil {
			if period, ok := periodOf(t, r); ok && period == nil {
				continue // a figure of its day: the next one is no other word on it
			}
		}
		claim, err := v.Claim(r.Claim)
		if err != nil && !errors.Is(err, graph.ErrUnknown) {
			return nil, err
		}
		var was []*entities.Record
		for _, o := range claim {
			if isNew[o.ID] {
				continue
			}
			if n, err := v.AddedIn(o.ID); err != nil {
				return nil, err
			} else if n <= from {
				was = append(was, o)
			}
		}
		for _, o := range d.Gone {
			if o.Claim == r.Claim {
				was = append(was, o)
			}
		}
		if len(was) > 0 {
			d.Changed = append(d.Changed, Changed{r, was})
		}
	}
	return d, nil
}

// order sorts facts as an export has them.
func (v *View) order(list []*entities.Record) error {
	places := make(map[*entities.Record]graph.Place, len(list))
	for _, r := range list {
		p, err := v.g.PlaceOf(r)
		if err != nil {
			return err
		}
		places[r] = p
	}
	slices.SortFunc(list, func(a, b *entities.Record) int {
		p, q := places[a], places[b]
		return p.Compare(&q)
	})
	return nil
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
