package query

import (
	"iter"
	"slices"

	"github.com/factloom/factloom/entities"
)

// EntitiesIn returns the entities that take part in facts, by id. It keeps their
// ids, and reads the facts when it is ranged over.
func EntitiesIn(v *View, facts iter.Seq2[*entities.Record, error]) iter.Seq2[*entities.EntityRecord, error] {
	return func(yield func(*entities.EntityRecord, error) bool) {
		seen := make(map[string]bool)
		for r, err := range facts {
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range r.Fillers {
				if id := r.Fillers[i].ID; id != "" {
					seen[id] = true
				}
			}
		}
		ids := make([]string, 0, len(seen))
		for id := range seen {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		for _, id := range ids {
			e, err := v.Entity(id)
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}
