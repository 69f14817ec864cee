package graph

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/edit"
	"github.com/factloom/factloom/entities/fold"
)

// Match is an entity found by a name.
type Match struct {
	entities.EntityRecord
	Mentions int // how often the entity was seen under this name; 0 when only a gazetteer knows it so
}

// Find returns the entities that a name means, the name folded and whole: by
// the number of mentions under that name, then by facts, then by id. An entity
// id is a name of its entity. None is no error.
func (g *Graph) Find(name string) ([]entities.EntityRecord, error) {
	found, err := g.Lookup(name)
	out := make([]entities.EntityRecord, len(found))
	for i := range found {
		out[i] = found[i].EntityRecord
	}
	return out, err
}

// Lookup is Find with the weight of the name for each entity.
func (g *Graph) Lookup(name string) ([]Match, error) {
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	if m, err := v.entity(name); err != nil || m != nil && m.rec.Articles > 0 {
		if err != nil {
			return nil, err
		}
		return []Match{{EntityRecord: m.rec, Mentions: m.mentions}}, nil
	}
	return v.lookup(fold.Key(name))
}

func (v *view) lookup(key string) ([]Match, error) {
	if key == "" {
		return nil, nil
	}
	var ids []string
	prefix := appendString([]byte{kName}, key)
	err := v.scan(nil, prefix, func(k, _ []byte) error {
		id, rest, ok := cutString(k[len(prefix):])
		if !ok || len(rest) > 0 {
			return bad(k, errors.New("it is no name"))
		}
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []Match
	for _, id := range ids {
		e, err := v.entity(id)
		if err != nil {
			return nil, err
		}
		if e == nil {
			return nil, fmt.Errorf("%w: entity %s has a name and is missing", ErrDamaged, id)
		}
		if e.rec.Articles == 0 {
			continue // only a replaced extraction mentions it
		}
		m, seen := Match{EntityRecord: e.rec}, false
		for _, n := range e.names {
			if fold.Key(n.name) == key {
				m.Mentions += n.seen
				seen = true
			}
		}
		if !seen && !slices.Contains(nameKeys(append([]string{e.known.primary}, e.known.names...)), key) {
			continue
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b Match) int {
		return cmp.Or(-cmp.Compare(a.Mentions, b.Mentions), -cmp.Compare(a.Facts, b.Facts), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

// found is all that is kept of an entity.
type found struct {
	rec      entities.EntityRecord
	known    known
	names    []named // those that count
	mentions int
}

// entity reads an entity by its id; nil when the store has it not.
func (v *view) entity(id string) (*found, error) {
	if id == "" {
		return nil, nil
	}
	var e *found
	var n counts
	names := 0
	prefix := appendString([]byte{kEntity}, id)
	err := v.scan(nil, prefix, func(key, payload []byte) (err error) {
		if len(key) == len(prefix) {
			return bad(key, errors.New("it is no entity record"))
		}
		if e == nil {
			e = &found{}
		}
		switch key[len(prefix)] {
		case eCore:
			e.rec.ID, _, err = decodeCore(payload)
		case eCounts:
			err = n.decode(payload)
		case eKnown:
			err = e.known.decode(payload)
		case eName:
			names++
			var x named
			if err = x.decode(payload); err == nil {
				if n.fill(&x); x.seen > 0 || x.full > 0 {
					e.names = append(e.names, x)
				}
			}
		}
		if err != nil {
			return bad(key, err)
		}
		return nil
	})
	if err != nil || e == nil {
		return nil, err
	}
	if e.rec.ID == "" || names != n.names {
		return nil, fmt.Errorf("%w: records of entity %s are missing", ErrDamaged, id)
	}
	e.rec.Type, e.rec.Facts, e.rec.Articles = entityType(e.rec.ID), n.facts, n.articles
	slices.SortFunc(e.names, func(a, b named) int { return strings.Compare(a.name, b.name) })
	for _, x := range e.names {
		e.rec.Names = append(e.rec.Names, x.name)
		e.mentions += x.seen
	}
	e.rec.Name = e.shown()
	return e, nil
}

// shown is the name to show: the gazetteer's; else the one that most mentions
// have as their full name, then the one seen most often, then the least; else
// what the id says.
func (e *found) shown() string {
	if e.known.primary != "" {
		return e.known.primary
	}
	if len(e.names) == 0 {
		_, name, _ := strings.Cut(e.rec.ID, "/")
		return strings.TrimPrefix(name, "~")
	}
	best := slices.MaxFunc(e.names, func(a, b named) int {
		return cmp.Or(cmp.Compare(a.full, b.full), cmp.Compare(a.seen, b.seen), -strings.Compare(a.name, b.name))
	})
	return best.name
}

// Entity returns an entity by its id, ErrUnknown when there is none.
func (g *Graph) Entity(id string) (*entities.EntityRecord, error) {
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	e, err := v.entity(id)
	if err == nil && (e == nil || e.rec.Articles == 0) {
		err = fmt.Errorf("entity %s: %w", id, ErrUnknown)
	}
	if err != nil {
		return nil, err
	}
	return &e.rec, nil
}

// Name is a name that articles use for an entity.
type Name struct {
	Text string
	Seen int // mentions of these words
	Full int // mentions whose article has it as the full name
}

// Names returns the names an entity was seen under, the most frequent first.
func (g *Graph) Names(id string) ([]Name, error) {
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	e, err := v.entity(id)
	if err != nil {
		return nil, err
	}
	if e == nil {
		return nil, fmt.Errorf("entity %s: %w", id, ErrUnknown)
	}
	out := make([]Name, len(e.names))
	for i, n := range e.names {
		out[i] = Name{n.name, n.seen, n.full}
	}
	slices.SortStableFunc(out, func(a, b Name) int {
		return cmp.Or(-cmp.Compare(a.Seen, b.Seen), -cmp.Compare(a.Full, b.Full), strings.Compare(a.Text, b.Text))
	})
	return out, nil
}

// Entities returns the entities of a type, of all types when it is "", by id.
func (g *Graph) Entities(typ string) iter.Seq2[*entities.EntityRecord, error] {
	return stream(g, func(v *view, last batchRecord, yield func(*entities.EntityRecord, error) bool) {
		prefix, want := []byte{kEntity}, last.totals.entities
		if typ != "" {
			prefix, want = append(prefix, typ+"/"...), last.totals.entityTypes[typ]
		}
		from, n := prefix, 0
		for {
			id := ""
			err := v.scan(from, prefix, func(key, _ []byte) error {
				s, rest, ok := cutString(key[1:])
				if !ok || len(rest) == 0 {
					return bad(key, errors.New("it is no entity record"))
				}
				id = s
				return errStop
			})
			if err == nil && id == "" && n != want {
				err = fmt.Errorf("%w: %d entities were read, there should be %d", ErrDamaged, n, want)
			}
			if err != nil {
				yield(nil, err)
			}
			if err != nil || id == "" {
				return
			}
			e, err := v.entity(id)
			if err != nil {
				yield(nil, err)
				return
			}
			if e != nil && e.rec.Articles > 0 {
				n++
				if !yield(&e.rec, nil) {
					return
				}
			}
			from = append(appendString([]byte{kEntity}, id), 0xFF)
		}
	})
}

// Suggestion is a name near to what was asked for.
type Suggestion struct {
	Match
	Text string // the name, as the entity was seen or is known under it
}

// Suggest returns up to n names near to a name that Lookup does not find: those
// that begin with it; where there are none, those that differ in few characters and
// those that hold it or that it holds; the nearest first, then those of more facts.
// It looks at every name there is.
func (g *Graph) Suggest(name string, n int) ([]Suggestion, error) {
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	want := []rune(fold.Key(name))
	if len(want) == 0 || n <= 0 {
		return nil, nil
	}
	type near struct {
		key  string
		cost int
	}
	var all []near
	limit := len(want) / 3 // of two characters one that differs tells nothing
	worst := 1 << 30       // cost of the worst name that is still of use
	var buf []int
	err = v.scan(nil, []byte{kName}, func(k, _ []byte) error {
		key, _, ok := cutString(k[1:])
		if !ok {
			return bad(k, errors.New("it is no name"))
		}
		if len(all) > 0 && all[len(all)-1].key == key {
			return nil // of another entity
		}
		cost := nearness(want, key, limit, &buf)
		if cost < 0 || cost > worst {
			return nil
		}
		all = append(all, near{key, cost})
		if len(all) > 64*(n+16) { // keep the best, without a list of a million
			slices.SortStableFunc(all, func(a, b near) int { return cmp.Or(cmp.Compare(a.cost, b.cost), strings.Compare(a.key, b.key)) })
			keep := 8 * (n + 16)
			worst = all[keep-1].cost
			for keep < len(all) && all[keep].cost == worst && keep < 32*(n+16) {
				keep++
			}
			all = all[:keep]
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b near) int { return cmp.Or(cmp.Compare(a.cost, b.cost), strings.Compare(a.key, b.key)) })
	if len(all) > 0 && all[0].cost <= begins { // it was not typed to its end: no need to guess
		all = slices.DeleteFunc(all, func(x near) bool { return x.cost > begins })
	}
	if len(all) > 32*(n+16) {
		all = all[:32*(n+16)]
	}
	type scored struct {
		Suggestion
		cost int
	}
	var out []scored
	seen := make(map[string]bool)
	for _, x := range all {
		found, err := v.lookup(x.key)
		if err != nil {
			return nil, err
		}
		for _, m := range found {
			if seen[m.ID] {
				continue // by a nearer name
			}
			seen[m.ID] = true
			text := m.Name
			for _, s := range m.EntityRecord.Names {
				if fold.Key(s) == x.key {
					text = s
					break
				}
			}
			out = append(out, scored{Suggestion{m, text}, x.cost})
		}
	}
	slices.SortStableFunc(out, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), -cmp.Compare(a.Facts, b.Facts), strings.Compare(a.Text, b.Text), strings.Compare(a.ID, b.ID))
	})
	if len(out) > n {
		out = out[:n]
	}
	list := make([]Suggestion, len(out))
	for i := range out {
		list[i] = out[i].Suggestion
	}
	return list, nil
}

// begins is how far a name is at most that begins with what was wanted.
const begins = 2

// nearness says how far a name is from what was wanted: 0 for equal, more for
// farther, -1 for too far. Nearest are names that begin with it, then those that
// differ in up to limit characters; a name that holds the other, or begins it, is as
// far as a third of what it has more.
func nearness(want []rune, key string, limit int, buf *[]int) int {
	have := []rune(key)
	more := len(have) - len(want)
	if more < 0 {
		more = -more
	}
	best := -1
	if min(len(have), len(want)) >= 2 && (strings.Contains(key, string(want)) || strings.Contains(string(want), key)) {
		best = 3 + more
		if len(have) > len(want) && strings.HasPrefix(key, string(want)) {
			best = min(more+1, 2*begins) / 2 // 1 for one or two characters more
		}
	}
	if more <= limit {
		if d := edit.Distance(want, have, buf); d <= limit && (best < 0 || 3*d < best) {
			best = 3 * d
		}
	}
	return best
}

// Complete returns up to n names that begin with prefix, folded, sorted: what
// a shell offers while a name is typed.
func (g *Graph) Complete(prefix string, n int) ([]string, error) {
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	p := append([]byte{kName}, bytes.ReplaceAll([]byte(fold.Key(prefix)), []byte{0}, []byte{0, 0xFF})...)
	var out []string
	err = v.scan(nil, p, func(k, _ []byte) error {
		key, _, ok := cutString(k[1:])
		if !ok {
			return bad(k, errors.New("it is no name"))
		}
		if len(out) > 0 && out[len(out)-1] == key {
			return nil
		}
		if len(out) == n {
			return errStop
		}
		out = append(out, key)
		return nil
	})
	return out, err
}
