package query

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"fmt"
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

// note counts a fact of a type, about the days from and to.
func (n *Neighbor) note(typ string, from, to entities.Day) {
	n.Facts++
	i := slices.IndexFunc(n.Types, func(c graph.Count) bool { return c.Name == typ })
	if i < 0 {
		i = len(n.Types)
		n.Types = append(n.Types, graph.Count{Name: typ})
	}
	n.Types[i].N++
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
// Where the adjacency tells enough, which of several with as many facts in common
// comes last in a bounded list is left open.
func Neighbors(ctx context.Context, v *View, q Question, kinds []string, most int) (list []Neighbor, all int, err error) {
	wanted := func(id string) bool { return len(kinds) == 0 || v.oneOfTypes(typeOf(id), kinds) }
	m, _, err := Resolve(v, q.Name, q.Kind)
	if err != nil {
		return nil, 0, err
	}
	if q.adjacent() {
		if err := q.check(); err != nil {
			return nil, 0, err
		}
		f := q.Filter()
		if q.With != "" {
			w, _, err := Resolve(v, q.With, "")
			if err != nil {
				return nil, 0, fmt.Errorf("with: %w", err)
			}
			f.With = w.ID
		}
		return v.nearest(ctx, m.ID, f, wanted, most)
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
			from, to := graph.When(r)
			seen[id].note(r.Type, from, to)
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

// adjacent tells whether the adjacency and the statements of facts say enough to
// choose them, without their evidence.
func (q *Question) adjacent() bool {
	return q.Place == "" && q.MinValue == nil && q.MaxValue == nil && q.Added.all() &&
		(!q.Published || q.Since == entities.None && q.Until == entities.None)
}

// tied are the facts of an entity as the adjacency has them, each once.
type tied struct {
	facts []tiedFact
	ends  []int32 // where in with the others of a fact end
	with  []int32 // the others of the facts, fact by fact, as they are numbered in keys
	keys  []graph.EntityKey
	sure  bool // all of the facts count
}

type tiedFact struct {
	key         graph.FactKey
	typ         string
	first, last entities.Day
	moved       bool // it stands at several days, of which one is its own
	counts      bool // it is known to count
	gone        bool // it is known not to
}

// of returns the others of a fact.
func (t *tied) of(i int) []int32 {
	from := int32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.with[from:t.ends[i]]
}

// tied reads the facts that f chooses along the adjacency of an entity. It does
// not look whether they count, nor, when f does not choose by date, which of
// several days is that of a fact.
func (b *web) tied(ctx context.Context, id string, f graph.Filter) (*tied, error) {
	self, with := graph.KeyOf(id), graph.KeyOf(f.With)
	stored, err := b.w.Facts(id)
	if err != nil {
		return nil, err
	}
	room := min(stored, 1<<20)
	if f.Type != "" || f.Role != "" || f.With != "" || f.Modality != "" || f.Polarity != "" {
		room = min(room, unknown)
	}
	var (
		t      = &tied{facts: make([]tiedFact, 0, room), ends: make([]int32, 0, room), with: make([]int32, 0, room)}
		seen   = newNumbers[graph.FactKey](room)
		chosen = make([]int32, 0, room) // where those seen are in facts, -1 for those that are not
		others = newNumbers[graph.EntityKey](room)
		looked = 0
	)
	add := func(fact tiedFact, list []graph.EntityKey) bool {
		if f.With != "" && f.With != id && !slices.Contains(list, with) {
			return false
		}
		for _, o := range list {
			n, _ := others.add(o)
			t.with = append(t.with, n)
		}
		t.facts, t.ends = append(t.facts, fact), append(t.ends, int32(len(t.with)))
		return true
	}
	said := func(modality, polarity string) bool {
		return (f.Modality == "" || f.Modality == modality) && (f.Polarity == "" || f.Polarity == polarity)
	}
	err = b.w.Links(self, f.Type, func(g *graph.Link) error {
		if looked++; looked%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		key := g.Key()
		n, fresh := seen.add(key)
		if fresh {
			chosen = append(chosen, -1)
		} else if chosen[n] >= 0 {
			if x := &t.facts[chosen[n]]; x.first != g.Day {
				x.moved = true
			}
			return nil
		}
		if b.touched[key] || f.Role != "" && f.Role != g.Role {
			return nil
		}
		if f.Modality != "" || f.Polarity != "" {
			if modality, polarity, err := b.w.Said(id, g); err != nil || !said(modality, polarity) {
				return err
			}
		}
		list, err := b.others(self, g)
		if err != nil {
			return err
		}
		if add(tiedFact{key: key, typ: g.Type, first: g.Day, last: g.Last}, list) {
			chosen[n] = int32(len(t.facts) - 1)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if f.Type == "" {
		if len(seen.keys) < stored {
			return nil, fmt.Errorf("%w: %d facts of %s were read, there should be %d", graph.ErrDamaged, len(seen.keys), id, stored)
		}
		t.sure = len(seen.keys) == stored
	}
	if f.Since != entities.None || f.Until != entities.None {
		for i := range t.facts {
			if t.facts[i].moved {
				if err := b.settle(&t.facts[i]); err != nil {
					return nil, err
				}
			}
		}
	}
	for _, m := range b.made[self] {
		if (f.Type == "" || f.Type == m.typ) && (f.Role == "" || slices.Contains(m.roles, f.Role)) && said(m.modality, m.polarity) {
			add(tiedFact{key: m.fact, typ: m.typ, first: m.day, last: m.last, counts: true}, m.others)
		}
	}
	t.keys = others.keys
	return t, nil
}

// settle looks up whether a fact counts, and the day of one that has none of its
// own.
func (b *web) settle(x *tiedFact) error {
	ok, day, err := b.w.Stands(x.key)
	if err != nil {
		return err
	}
	if x.counts, x.gone = ok, !ok; x.moved {
		x.first, x.last, x.moved = day, day, false
	}
	return nil
}

// within tells whether the days of a fact touch those that are asked for.
func within(f *graph.Filter, first, last entities.Day) bool {
	return f.Since == entities.None && f.Until == entities.None ||
		first != entities.None && (f.Since == entities.None || last >= f.Since) && (f.Until == entities.None || first <= f.Until)
}

// nearest finds the first neighbors of an entity, of which the adjacency tells
// all that is shown: no fact is read. What it cannot tell is which facts lost
// their evidence since; that is looked up for the facts of those shown, and only
// when there are more facts than count.
func (v *View) nearest(ctx context.Context, id string, f graph.Filter, wanted func(id string) bool, most int) (list []Neighbor, all int, err error) {
	b, err := v.web()
	if err != nil {
		return nil, 0, err
	}
	defer b.close()
	id, f.With = v.shown(id), v.shown(f.With)
	t, err := b.tied(ctx, id, f)
	if err != nil {
		return nil, 0, err
	}
	// The facts by neighbor.
	ends := make([]int32, len(t.keys)+1)
	for i := range t.facts {
		if x := &t.facts[i]; !within(&f, x.first, x.last) {
			x.gone = true
		} else if !x.gone {
			for _, p := range t.of(i) {
				ends[p+1]++
			}
		}
	}
	queue := ranking{keys: t.keys, count: slices.Clone(ends[1:])}
	for p, n := range queue.count {
		if n > 0 {
			queue.list = append(queue.list, int32(p))
		}
		ends[p+1] += ends[p]
	}
	facts, next := make([]int32, ends[len(t.keys)]), slices.Clone(ends)
	for i := range t.facts {
		if t.facts[i].gone {
			continue
		}
		for _, p := range t.of(i) {
			facts[next[p]] = int32(i)
			next[p]++
		}
	}
	all = len(queue.list)
	heap.Init(&queue)
	nearest := &best[Neighbor]{n: most, less: func(a, b *Neighbor) bool { return a.less(b) < 0 }}
	for len(queue.list) > 0 {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		p := heap.Pop(&queue).(int32)
		// Facts that do not count are counted too: look until no one left can
		// have more than the last of those found.
		if most > 0 && len(nearest.list) >= most && int(queue.count[p]) <= nearest.list[0].Facts {
			break
		}
		other, err := b.id(t.keys[p])
		if err != nil {
			return nil, 0, err
		}
		if !wanted(other) {
			all--
			continue
		}
		n := Neighbor{Entity: &entities.EntityRecord{ID: other}}
		for _, i := range facts[ends[p]:ends[p+1]] {
			x := &t.facts[i]
			if x.moved || !t.sure && !x.counts && !x.gone {
				if err := b.settle(x); err != nil {
					return nil, 0, err
				}
			}
			if !x.gone {
				n.note(x.typ, x.first, x.last)
			}
		}
		if n.Facts == 0 {
			all--
			continue
		}
		n.settle()
		nearest.add(n)
	}
	list = nearest.sorted()
	for i := range list {
		if list[i].Entity, err = v.Entity(list[i].Entity.ID); err != nil {
			return nil, 0, err
		}
	}
	return list, all, nil
}

// ranking is a heap of entities, the one of most facts on top.
type ranking struct {
	keys  []graph.EntityKey
	count []int32
	list  []int32 // places in keys
}

// Len, Less, Swap, Push and Pop implement heap.Interface.
func (h *ranking) Len() int { return len(h.list) }
func (h *ranking) Less(i, j int) bool {
	x, y := h.list[i], h.list[j]
	return cmp.Or(-cmp.Compare(h.count[x], h.count[y]), bytes.Compare(h.keys[x][:], h.keys[y][:])) < 0
}
func (h *ranking) Swap(i, j int) { h.list[i], h.list[j] = h.list[j], h.list[i] }
func (h *ranking) Push(x any)    { h.list = append(h.list, x.(int32)) }
func (h *ranking) Pop() any {
	x := h.list[len(h.list)-1]
	h.list = h.list[:len(h.list)-1]
	return x
}
