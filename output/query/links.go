package query

import (
	"fmt"
	"iter"
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
)

// web is the graph as it is walked along: the adjacency of the store, with the
// facts that corrections touch taken out and what they became put in.
type web struct {
	v       *View
	w       *graph.Walker
	ids     map[graph.EntityKey]string
	touched map[graph.FactKey]bool        // stored facts that are shown otherwise
	made    map[graph.EntityKey][]*madeOf // corrected facts by entity
}

// madeOf is a corrected fact as one of its entities sees it.
type madeOf struct {
	fact                    graph.FactKey
	typ, modality, polarity string
	roles                   []string // that the entity fills
	day, last               entities.Day
	others                  []graph.EntityKey
}

func (v *View) web() (*web, error) {
	w, err := v.g.Walk()
	if err != nil {
		return nil, err
	}
	b := &web{v: v, w: w, ids: make(map[graph.EntityKey]string)}
	if v.c.Empty() {
		return b, nil
	}
	o, err := v.overlay()
	if err != nil {
		w.Close()
		return nil, err
	}
	b.touched, b.made = make(map[graph.FactKey]bool, len(o.became)), make(map[graph.EntityKey][]*madeOf)
	for id := range o.became {
		key, err := graph.FactKeyOf(id)
		if err != nil {
			w.Close()
			return nil, err
		}
		b.touched[key] = true
	}
	for _, s := range o.order {
		r, err := v.record(s)
		if err != nil {
			w.Close()
			return nil, err
		}
		key, err := graph.FactKeyOf(s.id)
		if err != nil {
			w.Close()
			return nil, err
		}
		day, last := graph.When(r)
		ids := participants(r.Fillers)
		for _, id := range ids {
			m := &madeOf{fact: key, typ: s.typ, modality: r.Modality, polarity: r.Polarity, day: day, last: last}
			for i := range r.Fillers {
				if x := &r.Fillers[i]; x.ID == id && !slices.Contains(m.roles, x.Role) {
					m.roles = append(m.roles, x.Role)
				}
			}
			for _, o := range ids {
				if o != id {
					m.others = append(m.others, graph.KeyOf(o))
				}
			}
			k := graph.KeyOf(id)
			b.ids[k] = id
			b.made[k] = append(b.made[k], m)
		}
	}
	return b, nil
}

func (b *web) close() { b.w.Close() }

// link is a fact between an entity and others.
type link struct {
	fact      graph.FactKey
	typ, role string
	others    []graph.EntityKey // only valid while the link is shown
}

// links calls fn with the facts of an entity; one with several roles or days
// comes several times.
func (b *web) links(k graph.EntityKey, typ string, fn func(*link) error) error {
	var l link
	stopped := false
	err := b.w.Links(k, typ, func(g *graph.Link) (err error) {
		l = link{fact: g.Key(), typ: g.Type, role: g.Role}
		if b.touched[l.fact] {
			return nil
		}
		if l.others, err = b.others(k, g); err == nil {
			err = fn(&l)
		}
		stopped = err == graph.ErrStop
		return err
	})
	if err != nil || stopped {
		return err
	}
	for _, m := range b.made[k] {
		if typ != "" && m.typ != typ {
			continue
		}
		l = link{m.fact, m.typ, m.roles[0], m.others}
		if err := fn(&l); err == graph.ErrStop {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// others returns the other entities of a stored fact of k; only valid while the
// link is shown.
func (b *web) others(k graph.EntityKey, g *graph.Link) (list []graph.EntityKey, err error) {
	if !g.More {
		return g.Others, nil
	}
	ids, err := b.w.Participants(k, g)
	for _, id := range ids {
		if o := graph.KeyOf(id); o != k {
			list = append(list, o)
		}
	}
	return list, err
}

// types returns the types of the facts of an entity.
func (b *web) types(k graph.EntityKey) ([]string, error) {
	list, err := b.w.Types(k)
	for _, m := range b.made[k] {
		if !slices.Contains(list, m.typ) {
			list = append(list, m.typ)
		}
	}
	return list, err
}

// id returns the id of an entity.
func (b *web) id(k graph.EntityKey) (string, error) {
	if id, ok := b.ids[k]; ok {
		return id, nil
	}
	id, err := b.w.EntityOf(k)
	if err != nil {
		return "", err
	}
	if id == "" {
		return "", fmt.Errorf("an entity of the adjacency takes part in nothing")
	}
	b.ids[k] = id
	return id, nil
}

// facts is how many facts an entity has, about: those that are shown otherwise
// count twice.
func (b *web) facts(k graph.EntityKey) (int, error) {
	id, err := b.id(k)
	if err != nil {
		return 0, err
	}
	n, err := b.w.Facts(id)
	return n + len(b.made[k]), err
}

// shared returns the facts that two entities share, by date, looked up through
// the one that has fewer.
func (b *web) shared(x, y string, f graph.Filter) (iter.Seq2[*entities.Record, error], error) {
	n, err := b.facts(graph.KeyOf(x))
	if err != nil {
		return nil, err
	}
	m, err := b.facts(graph.KeyOf(y))
	if m < n {
		x, y = y, x
	}
	f.With = y
	return b.v.FactsOf(x, f), err
}

// factsBetween bounds the facts that two entities of a chain share.
const factsBetween = 100

func (b *web) between(x, y string, f graph.Filter) (list []*entities.Record, err error) {
	facts, err := b.shared(x, y, f)
	if err != nil {
		return nil, err
	}
	for r, err := range facts {
		if err != nil {
			return nil, err
		}
		if list = append(list, r); len(list) == factsBetween {
			break
		}
	}
	return list, nil
}

// typeOf is the type of an entity by its id.
func typeOf(id string) string {
	for i := range len(id) {
		if id[i] == '/' {
			return id[:i]
		}
	}
	return ""
}

// oneOfTypes tells whether a type is one of a list or stands under one of it.
func (v *View) oneOfTypes(typ string, list []string) bool {
	return slices.ContainsFunc(list, func(want string) bool { return v.Schema().Is(typ, want) })
}
