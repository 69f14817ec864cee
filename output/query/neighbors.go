package query

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
)

// Neighbor is an entity that takes part in facts with another.
type Neighbor struct {
	Entity      *entities.EntityRecord
	Facts       int           // that both take part in
	Types       []graph.Count // facts by type, the most first
	First, Last entities.Day  // of the facts; None when none has a day
}

// note counts a fact.
func (n *Neighbor) note(r *entities.Record) {
	n.Facts++
	i := slices.IndexFunc(n.Types, func(c graph.Count) bool { return c.Name == r.Type })
	if i < 0 {
		i = len(n.Types)
		n.Types = append(n.Types, graph.Count{Name: r.Type})
	}
	n.Types[i].N++
	from, to := graph.When(r)
	if from != entities.None && (n.First == entities.None || from < n.First) {
		n.First = from
	}
	n.Last = max(n.Last, to)
}

// settle puts the types in order.
func (n *Neighbor) settle() {
	slices.SortFunc(n.Types, func(a, b graph.Count) int { return cmp.Or(-cmp.Compare(a.N, b.N), strings.Compare(a.Name, b.Name)) })
}

func (n *Neighbor) less(o *Neighbor) int {
	return cmp.Or(-cmp.Compare(n.Facts, o.Facts), strings.Compare(n.Entity.ID, o.Entity.ID))
}

// Neighbors returns the entities that take part in facts with the one that q
// names, those of most facts first, and how many there are. kinds, when there
// are any, are the types of entities wanted; most bounds the list, 0 is no bound.
func Neighbors(ctx context.Context, v *View, q Question, kinds []string, most int) (list []Neighbor, all int, err error) {
	wanted := func(id string) bool { return len(kinds) == 0 || v.oneOfTypes(typeOf(id), kinds) }
	m, _, err := Resolve(v, q.Name, q.Kind)
	if err != nil {
		return nil, 0, err
	}
	if most > 0 && q.bare() {
		return v.nearest(m.ID, graph.Filter{Type: q.Type}, wanted, most)
	}
	q.Limit = 0
	a, err := Facts(v, q)
	if err != nil {
		return nil, 0, err
	}
	seen := make(map[string]*Neighbor)
	for r, err := range a.Facts {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, 0, err
		}
		for _, id := range participants(r.Fillers) {
			if id == m.ID || !wanted(id) {
				continue
			}
			if seen[id] == nil {
				seen[id] = &Neighbor{Entity: &entities.EntityRecord{ID: id}}
			}
			seen[id].note(r)
		}
	}
	for _, n := range seen {
		n.settle()
		list = append(list, *n)
	}
	slices.SortFunc(list, func(a, b Neighbor) int { return a.less(&b) })
	all = len(list)
	if most > 0 && len(list) > most {
		list = list[:most]
	}
	for i := range list {
		if list[i].Entity, err = v.Entity(list[i].Entity.ID); err != nil {
			return nil, 0, err
		}
	}
	return list, all, nil
}

// bare tells whether nothing but the type chooses facts.
func (q *Question) bare() bool {
	return q.Role == "" && q.With == "" && q.Place == "" && q.Since == entities.None && q.Until == entities.None &&
		q.Modality == "" && q.Polarity == "" && q.MinValue == nil && q.MaxValue == nil && q.Added.all()
}

// nearest finds the first neighbors of an entity with many facts: the adjacency
// ranks them, and only the facts of those shown are read.
func (v *View) nearest(id string, f graph.Filter, wanted func(id string) bool, most int) (list []Neighbor, all int, err error) {
	b, err := v.web()
	if err != nil {
		return nil, 0, err
	}
	defer b.close()
	type tie struct {
		other graph.EntityKey
		fact  graph.FactKey
	}
	seen := make(map[tie]bool)
	count := make(map[graph.EntityKey]int)
	err = b.links(graph.KeyOf(id), f.Type, func(l *link) error {
		for _, o := range l.others {
			if t := (tie{o, l.fact}); !seen[t] {
				seen[t] = true
				count[o]++
			}
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	keys := make([]graph.EntityKey, 0, len(count))
	for k := range count {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y graph.EntityKey) int {
		return cmp.Or(-cmp.Compare(count[x], count[y]), strings.Compare(string(x[:]), string(y[:])))
	})
	all = len(keys)
	for _, k := range keys {
		// Facts that lost their evidence are counted too: look until no one
		// left can have more than the last of those found.
		if len(list) >= most && count[k] <= list[most-1].Facts {
			break
		}
		other, err := b.id(k)
		if err != nil {
			return nil, 0, err
		}
		if !wanted(other) {
			all--
			continue
		}
		n := Neighbor{}
		facts, err := b.shared(id, other, f)
		if err != nil {
			return nil, 0, err
		}
		for r, err := range facts {
			if err != nil {
				return nil, 0, err
			}
			n.note(r)
		}
		if n.Facts == 0 {
			all--
			continue
		}
		if n.Entity, err = v.Entity(other); err != nil {
			return nil, 0, err
		}
		n.settle()
		list = append(list, n)
		slices.SortFunc(list, func(a, b Neighbor) int { return a.less(&b) })
	}
	if len(list) > most {
		list = list[:most]
	}
	return list, all, nil
}
