package graph

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"iter"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"github.com/factloom/factloom/entities"
)

// few is how many facts of an entity are sorted in memory. Of more, the first
// shall not wait for the last to be read.
const few = 256

// inOrder yields where the facts of an entity stand, in order: each once at every
// day it stands at, of which one is its own (reader.day). facts is how many the
// entity has.
func (v *view) inOrder(id string, f *Filter, facts int) iter.Seq2[ref, error] {
	if facts > few {
		return v.merged(id, f)
	}
	return func(yield func(ref, error) bool) {
		refs, err := v.refs(id, f)
		if err != nil {
			yield(ref{}, err)
			return
		}
		for _, x := range refs {
			if !yield(x, nil) {
				return
			}
		}
	}
}

// chooser reads adjacency entries of one entity and passes over those that a
// filter cannot choose.
type chooser struct {
	id, self string
	f        *Filter
	with     entKey
	n        near
	group    []byte // the key up to its day: one type, role and span
	typ      string
	role     string
}

func newChooser(id string, f *Filter) *chooser {
	c := &chooser{id: id, self: short(id), f: f}
	if f.With != "" {
		c.with = entKeyOf(f.With)
	}
	return c
}

// prefix is what the keys of all entries begin with.
func (c *chooser) prefix() []byte {
	ent := entKeyOf(c.id)
	b := append([]byte{kAdjacency}, ent[:]...)
	if c.f.Type != "" {
		b = appendString(b, c.f.Type)
		if c.f.Role != "" {
			b = appendString(b, c.f.Role)
		}
	}
	return b
}

// enter notes the type and role of a key.
func (c *chooser) enter(key []byte) error {
	if len(key) == len(c.group)+14 && bytes.HasPrefix(key, c.group) {
		return nil
	}
	var ok bool
	if _, c.typ, c.role, _, _, ok = parseAdjacency(key); !ok {
		return bad(key, errors.New("it is no adjacency entry"))
	}
	c.group = bytes.Clone(key[:len(key)-14])
	return nil
}

// read reads an entry whose group was entered; ok is false for one that is
// passed over.
func (c *chooser) read(key, payload []byte) (x ref, ok bool, err error) {
	if err := c.n.decode(payload); err != nil {
		return x, false, bad(key, err)
	}
	x = ref{day: binary.BigEndian.Uint32(key[len(c.group):]), event: noDay, fact: factKey(key[len(c.group)+4:]), typ: c.typ, subject: c.self}
	last := x.day
	if c.n.dated {
		x.event, last = x.day, c.n.last
	}
	if !c.n.self {
		x.subject = c.n.subject
	}
	f := c.f
	if !f.Published && (f.Until != entities.None && (x.day == noDay || dayOf(x.day) > f.Until) ||
		f.Since != entities.None && (last == noDay || dayOf(last) < f.Since)) {
		return x, false, nil
	}
	if f.With != "" && f.With != c.id && !c.n.more && !slices.Contains(c.n.others, c.with) {
		return x, false, nil
	}
	if s := sayings[c.n.said]; s[0] != "" && (f.Modality != "" && f.Modality != s[0] || f.Polarity != "" && f.Polarity != s[1]) {
		return x, false, nil
	}
	return x, true, nil
}

// refs returns the facts of an entity in order, read as a whole.
func (v *view) refs(id string, f *Filter) ([]ref, error) {
	c := newChooser(id, f)
	var all []ref
	err := v.scan(nil, c.prefix(), func(key, payload []byte) error {
		if err := c.enter(key); err != nil {
			return err
		}
		if f.Role != "" && c.role != f.Role {
			return nil
		}
		x, ok, err := c.read(key, payload)
		if ok {
			all = append(all, x)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b ref) int {
		byDay := cmp.Compare(a.day, b.day)
		if f.Newest && a.day != noDay && b.day != noDay {
			byDay = -byDay
		}
		return cmp.Or(byDay, bytes.Compare(a.fact[:], b.fact[:]))
	})
	// A fact may stand there in several roles.
	return slices.CompactFunc(all, func(a, b ref) bool { return a.fact == b.fact && a.day == b.day }), nil
}

// first returns the first day at which a fact of a group can begin that a filter
// chooses: what a group holds lasts no longer than its span.
func (f *Filter) first(group []byte) uint32 {
	if f.Published || f.Since == entities.None {
		return 0
	}
	since := day4(f.Since)
	days, ok := lengthOf(group[len(group)-1])
	if !ok || since < days {
		return 0
	}
	return since - days + 1
}

// groups returns the types, roles and spans in which an entity stands: what its
// keys begin with up to the day.
func (v *view) groups(c *chooser) (list [][]byte, err error) {
	defer caught(&err)
	prefix := c.prefix()
	it := v.iterator(prefix)
	defer it.Close()
	for it.Seek(prefix); it.Valid(); {
		if err := c.enter(it.Item().KeyCopy(nil)); err != nil {
			return nil, err
		}
		if c.f.Role == "" || c.role == c.f.Role {
			list = append(list, bytes.Clone(c.group))
		}
		it.Seek(append(bytes.Clone(c.group), bytes.Repeat([]byte{0xFF}, 15)...))
	}
	return list, nil
}

// strand is one type, role and span of an entity, read day by day.
type strand struct {
	c     *chooser
	it    *badger.Iterator
	group []byte
	first uint32 // the first day of what may be chosen
	back  bool   // from the latest day on
	day   uint32
	refs  []ref // of that day, those that are chosen
}

// next reads the entries of the next day that has any; more is false at the end.
func (s *strand) next(v *view) (more bool, err error) {
	defer caught(&err)
	s.refs = s.refs[:0]
	for s.it.Valid() {
		item := s.it.Item()
		key := item.Key()
		if len(key) != len(s.group)+14 || !bytes.HasPrefix(key, s.group) {
			break
		}
		day := binary.BigEndian.Uint32(key[len(s.group):])
		if s.back && day == noDay { // those without a day come last, whatever the order
			s.it.Next()
			continue
		}
		if len(s.refs) > 0 && day != s.day {
			break
		}
		if f := s.c.f; !s.back && !f.Published && (f.Until != entities.None && (day == noDay || dayOf(day) > f.Until) ||
			f.Since != entities.None && day == noDay) || s.back && day < s.first {
			break // and so are all that follow
		}
		err := item.Value(func(val []byte) error {
			b, err := unseal(key, val)
			if err != nil {
				return err
			}
			if err := s.c.enter(key); err != nil {
				return err
			}
			x, ok, err := s.c.read(key, b)
			if ok {
				s.day = day
				s.refs = append(s.refs, x)
			}
			return err
		})
		if err != nil {
			return false, err
		}
		s.it.Next()
	}
	return len(s.refs) > 0, nil
}

// merged yields the facts of an entity in order, reading the strands of its
// types, roles and spans beside each other.
func (v *view) merged(id string, f *Filter) iter.Seq2[ref, error] {
	return func(yield func(ref, error) bool) {
		groups, err := v.groups(newChooser(id, f))
		if err != nil {
			yield(ref{}, err)
			return
		}
		walk := func(back, undated bool) (goOn bool) {
			var strands, all []*strand
			defer func() {
				for _, s := range all {
					s.it.Close() // once more does no harm
				}
			}()
			for _, g := range groups {
				o := badger.DefaultIteratorOptions
				o.PrefetchValues, o.Prefix, o.Reverse = false, g, back
				s := &strand{c: newChooser(id, f), it: v.txn.NewIterator(o), group: g, first: f.first(g), back: back}
				all = append(all, s)
				from := g
				switch {
				case back: // the last day that is asked for
					last := noDay - 1
					if !f.Published && f.Until != entities.None {
						last = day4(f.Until)
					}
					from = append(appendU32(bytes.Clone(g), last), bytes.Repeat([]byte{0xFF}, 11)...)
				case undated:
					from = appendU32(bytes.Clone(g), noDay)
				case s.first > 0:
					from = appendU32(bytes.Clone(g), s.first)
				}
				if err := seek(s.it, from); err != nil {
					yield(ref{}, err)
					return false
				}
				more, err := s.next(v)
				if err != nil {
					yield(ref{}, err)
					return false
				}
				if more {
					strands = append(strands, s)
				} else {
					s.it.Close()
				}
			}
			var day []ref
			for len(strands) > 0 {
				first := strands[0].day
				for _, s := range strands {
					if (s.day < first) != back && s.day != first {
						first = s.day
					}
				}
				day = day[:0]
				left := strands[:0]
				for _, s := range strands {
					if s.day == first {
						day = append(day, s.refs...)
						more, err := s.next(v)
						if err != nil {
							yield(ref{}, err)
							return false
						}
						if !more {
							s.it.Close()
							continue
						}
					}
					left = append(left, s)
				}
				strands = left
				slices.SortFunc(day, func(a, b ref) int { return bytes.Compare(a.fact[:], b.fact[:]) })
				for i, x := range day {
					if i > 0 && day[i-1].fact == x.fact { // in several roles
						continue
					}
					if !yield(x, nil) {
						return false
					}
				}
			}
			return true
		}
		if !f.Newest {
			walk(false, false)
			return
		}
		if walk(true, false) && (f.Published || f.Since == entities.None && f.Until == entities.None) {
			walk(false, true)
		}
	}
}

// seek turns a panic of Badger into an error.
func seek(it *badger.Iterator, key []byte) (err error) {
	defer caught(&err)
	it.Seek(key)
	return nil
}
