package graph

import (
	"fmt"
	"time"

	"github.com/factloom/factloom/entities"
)

// Run is what is known of one run: its batches follow each other.
type Run struct {
	RunInfo
	First, Last int             // the batches, both inclusive
	Stored      entities.Stored // of all batches together
}

// Runs returns the runs that stored anything, in the order they ran. A run that
// added nothing left no batch.
func (g *Graph) Runs() ([]Run, error) {
	list, err := g.Batches()
	if err != nil {
		return nil, err
	}
	var out []Run
	for _, b := range list {
		if n := len(out); n == 0 || out[n-1].ID != b.Run.ID {
			out = append(out, Run{RunInfo: b.Run, First: b.Number})
		}
		r := &out[len(out)-1]
		r.Last = b.Number
		r.Stored.Stored += b.Stored.Stored
		r.Stored.Duplicate += b.Stored.Duplicate
		r.Stored.Entities += b.Stored.Entities
		r.Stored.Facts += b.Stored.Facts
		r.Stored.Evidence += b.Stored.Evidence
		r.Stored.Quarantined += b.Stored.Quarantined
		r.Stored.Replaced += b.Stored.Replaced
	}
	return out, nil
}

// Day is the day a run began, by the clock of this machine's zone; None when it
// is not known.
func (r *Run) Day() entities.Day {
	if r.Started.IsZero() {
		return entities.None
	}
	y, m, d := r.Started.In(time.Local).Date()
	return entities.DayOf(y, int(m), d)
}

// AddedIn returns the number of the batch that brought a fact; ErrUnknown when
// there is no such fact.
func (g *Graph) AddedIn(id string) (int, error) {
	key, err := factKeyOf(id)
	if err != nil {
		return 0, fmt.Errorf("fact: %w", err)
	}
	v, err := g.view()
	if err != nil {
		return 0, err
	}
	defer v.close()
	var p place
	found, err := v.get(keyPlace(key), p.decode)
	if err == nil && !found {
		err = fmt.Errorf("fact %s: %w", id, ErrUnknown)
	}
	return int(p.batch), err
}
