package graph

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/factloom/factloom/entities"
)

// EntityKey stands for an entity in the adjacency: ten bytes of the hash of its id.
type EntityKey = entKey

// KeyOf returns the key of an entity id.
func KeyOf(id string) EntityKey { return entKeyOf(id) }

// FactKey stands for a fact in the adjacency: the ten bytes of its id.
type FactKey = factKey

// FactKeyOf reads the id of a fact.
func FactKeyOf(id string) (FactKey, error) { return factKeyOf(id) }

// Link is a fact as one of its entities sees it, read without the fact itself.
type Link struct {
	Type, Role string       // what the fact is, what the entity is in it
	Day, Last  entities.Day // the days of the fact; one without a date of its own has one for each earlier day too
	Others     []EntityKey  // the other entities of the fact; only valid while the link is shown
	More       bool         // there are more of them

	ref  ref
	self bool // its subject is the entity
	said byte // as near has it
}

// Fact returns the id of the fact.
func (l *Link) Fact() string { return l.ref.fact.String() }

// Key returns the key of the fact.
func (l *Link) Key() FactKey { return l.ref.fact }

// Walker looks along the adjacency, at one state of the store. It belongs to
// one goroutine. What it finds may have lost its evidence since: a fact counts
// when Graph.Fact returns it.
type Walker struct{ v *view }

// Walk returns a Walker; Close it.
func (g *Graph) Walk() (*Walker, error) {
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	return &Walker{v}, nil
}

// Close ends the look at the store.
func (w *Walker) Close() { w.v.close() }

// Links calls fn with every fact of an entity, by type, role, length of its date
// (see spanOf) and day; a fact with several roles or several days comes several
// times. fn ends it with ErrStop. typ, when not "", is the type of the facts.
func (w *Walker) Links(e EntityKey, typ string, fn func(*Link) error) error {
	prefix := append([]byte{kAdjacency}, e[:]...)
	if typ != "" {
		prefix = appendString(prefix, typ)
	}
	var (
		n     near
		l     Link
		group []byte // the key up to its day: one type, role and span
	)
	return w.v.scan(nil, prefix, func(key, payload []byte) error {
		if len(key) != len(group)+14 || string(key[:len(group)]) != string(group) {
			var ok bool
			if _, l.Type, l.Role, _, _, ok = parseAdjacency(key); !ok {
				return bad(key, errors.New("it is no adjacency entry"))
			}
			group = append(group[:0], key[:len(key)-14]...)
		}
		if err := n.decode(payload); err != nil {
			return bad(key, err)
		}
		day := binary.BigEndian.Uint32(key[len(group):])
		l.Day, l.Others, l.More = dayOf(day), n.others, n.more
		l.Last = l.Day
		l.ref = ref{day: day, event: noDay, fact: factKey(key[len(group)+4:]), typ: l.Type, subject: n.subject}
		if n.dated {
			l.ref.event, l.Last = day, dayOf(n.last)
		}
		l.self, l.said = n.self, n.said
		return fn(&l)
	})
}

// Types returns the types of the facts of an entity, sorted, without reading
// them all.
func (w *Walker) Types(e EntityKey) (types []string, err error) {
	defer caught(&err)
	prefix := append([]byte{kAdjacency}, e[:]...)
	it := w.v.iterator(prefix)
	defer it.Close()
	for it.Seek(prefix); it.Valid(); {
		key := it.Item().Key()
		_, typ, _, _, _, ok := parseAdjacency(key)
		if !ok {
			return nil, bad(key, errors.New("it is no adjacency entry"))
		}
		types = append(types, typ)
		after := appendString(bytes.Clone(prefix), typ)
		after[len(after)-1]++ // no string goes on so
		it.Seek(after)
	}
	return types, nil
}

// ErrStop ends Links early without an error.
var ErrStop = errStop

// Facts returns how many facts of an entity count. When Links shows no more
// facts than that, all that it shows count.
func (w *Walker) Facts(id string) (int, error) {
	var n counts
	_, err := w.v.get(keyEntity(id, eCounts), n.decode)
	return n.facts, err
}

// Stands tells whether a fact has evidence that counts, and its day: that of its
// own date, else that of the first of such evidence.
func (w *Walker) Stands(fact FactKey) (ok bool, day entities.Day, err error) {
	var p place
	found, err := w.v.get(keyPlace(fact), p.decode)
	if err == nil && !found {
		err = fmt.Errorf("%w: fact %s has no place", ErrDamaged, fact)
	}
	return p.live > 0, dayOf(p.day), err
}

// Said returns the modality and the polarity of the fact of a link of the entity
// id.
func (w *Walker) Said(id string, l *Link) (modality, polarity string, err error) {
	if s := sayings[l.said]; s[0] != "" {
		return s[0], s[1], nil
	}
	at := l.ref
	if l.self {
		at.subject = short(id)
	}
	var st statement
	found, err := w.v.get(at.key(), st.decode)
	if err == nil && !found {
		err = fmt.Errorf("%w: fact %s is missing", ErrDamaged, l.Fact())
	}
	return st.modality, st.polarity, err
}

// EntityOf returns the id of an entity whose key is known, "" for one that takes
// part in nothing.
func (w *Walker) EntityOf(e EntityKey) (id string, err error) {
	err = w.Links(e, "", func(l *Link) error {
		ids, err := w.Participants(e, l)
		if err != nil {
			return err
		}
		for _, x := range ids {
			if entKeyOf(x) == e {
				id = x
			}
		}
		if id == "" {
			return fmt.Errorf("%w: fact %s stands at an entity that takes no part in it", ErrDamaged, l.Fact())
		}
		return errStop
	})
	return id, err
}

// Participants returns the ids of the entities in the fact of a link, sorted.
func (w *Walker) Participants(e EntityKey, l *Link) ([]string, error) {
	var st statement
	found := false
	if !l.self {
		var err error
		if found, err = w.v.get(l.ref.key(), st.decode); err != nil {
			return nil, err
		}
	}
	if !found { // its subject is the entity, whose id is not known
		var p place
		ok, err := w.v.get(keyPlace(l.ref.fact), p.decode)
		if err != nil {
			return nil, err
		}
		if ok {
			found, err = w.v.get(keyFact(p.site, l.ref.fact), st.decode)
			if err != nil {
				return nil, err
			}
		}
	}
	if !found {
		return nil, fmt.Errorf("%w: fact %s is missing", ErrDamaged, l.Fact())
	}
	return st.entities(), nil
}

// Claims calls fn with the id of every claim that at least least facts are
// stored for, by id.
func (w *Walker) Claims(least int, fn func(id string) error) error {
	var last factKey
	n := 0
	err := w.v.scan(nil, []byte{kClaim}, func(key, _ []byte) error {
		if len(key) != 21 {
			return bad(key, errors.New("it is no claim"))
		}
		if claim := factKey(key[1:11]); n == 0 || claim != last {
			last, n = claim, 0
		}
		if n++; n == least {
			return fn(last.String())
		}
		return nil
	})
	return err
}

// Denied calls fn with the id of every claim that a fact states as negative.
// It looks at the statements of all facts, not at their evidence.
func (w *Walker) Denied(typ string, fn func(claim string) error) error {
	prefix := []byte{kFact}
	if typ != "" {
		prefix = appendString(prefix, typ)
	}
	var st statement
	return w.v.statements(prefix, func(key, payload []byte) error {
		if err := st.decode(payload); err != nil {
			return bad(key, err)
		}
		if st.polarity == entities.Negative {
			return fn(st.claim.String())
		}
		return nil
	})
}

// statements calls fn with the facts of a prefix and passes over evidence.
func (v *view) statements(prefix []byte, fn func(key, payload []byte) error) (err error) {
	defer caught(&err)
	it := v.iterator(prefix)
	defer it.Close()
	for it.Seek(prefix); it.Valid(); it.Next() {
		item := it.Item()
		key := item.Key()
		_, _, _, _, tail, ok := parseFact(key)
		if !ok {
			return bad(key, errors.New("it is no fact"))
		}
		if len(tail) > 0 {
			continue
		}
		err := payload(item, fn)
		if errors.Is(err, errStop) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Counts calls fn with every entity and the number of its facts, by id, without
// reading its names.
func (w *Walker) Counts(fn func(id string, facts int) error) (err error) {
	defer caught(&err)
	it := w.v.iterator([]byte{kEntity})
	defer it.Close()
	var n counts
	for it.Rewind(); it.Valid(); it.Next() {
		item := it.Item()
		key := item.Key()
		if len(key) < 2 || key[len(key)-1] != eCounts || key[len(key)-2] != 1 {
			continue // the last byte of a name's hash may be the same: its key is longer
		}
		id, rest, ok := cutString(key[1:])
		if !ok {
			return bad(key, errors.New("it is no entity record"))
		}
		if len(rest) != 1 {
			continue
		}
		err := item.Value(func(val []byte) error {
			b, err := unseal(key, val)
			if err != nil {
				return err
			}
			if err := n.decode(b); err != nil {
				return bad(key, err)
			}
			return nil
		})
		if err == nil && n.articles > 0 {
			err = fn(id, n.facts)
		}
		if errors.Is(err, errStop) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}
