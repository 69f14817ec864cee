package gazetteer

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unsafe"

	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/trie"
)

// The flat form of a gazetteer, numbers little-endian or as uvarints:
//
//	offset  bytes
//	0       8      "flgaz\x00\x00\x01", the last byte is the version
//	8       4      E, the number of entities
//	12      4      K, the number of names
//	16      4      R, the bytes of the records
//	20      4      P, the bytes of the postings
//	24      4(E+1) where each record begins
//	        4(K+1) where each posting begins
//	        R      records, by id: the strings id, type, name, country, ticker,
//	               parent, kind and sector, each after its length; the tier, one
//	               byte; the population; the number of names; for each name its
//	               flags, one byte, and its text. The first name is the
//	               entity's own and its text is empty.
//	        P      postings, by name: how many, then for each the number of the
//	               entity and of the name in it
//	        0-3    padding to a multiple of 4
//	        …      the trie of the folded names, whose values number the postings
const (
	flatMagic  = "flgaz\x00\x00\x01"
	flatHeader = 24
)

const (
	flagAmbiguous = 1 << iota
	flagLatin
)

var errFlat = errors.New("gazetteer is damaged")

// record is an entity with its names, decoded.
type record struct {
	Entity
	names []nameText
}

type nameText struct {
	text  string
	flags byte
}

// use is one name of one entity, by number.
type use struct{ entity, name int }

type flat struct {
	starts   string // where each record begins
	posts    string // where each posting begins
	records  string
	postings string
}

// open reads the flat form in place.
func open(s string) (*Gazetteer, error) {
	if len(s) < flatHeader || s[:len(flatMagic)] != flatMagic {
		return nil, fmt.Errorf("%w: %d bytes without its header", errFlat, len(s))
	}
	ne, nk, nr, np := u32(s, 8), u32(s, 12), u32(s, 16), u32(s, 20)
	sizes := []int{4 * (ne + 1), 4 * (nk + 1), nr, np, (4 - (nr+np)%4) % 4}
	at, part := flatHeader, make([]string, len(sizes))
	for i, n := range sizes {
		if len(s)-at < n {
			return nil, fmt.Errorf("%w: cut short", errFlat)
		}
		part[i], at = s[at:at+n], at+n
	}
	rest := s[at:]
	t, err := trie.FromBytes(unsafe.Slice(unsafe.StringData(rest), len(rest)))
	if err != nil {
		return nil, err
	}
	if t.Len() != nk {
		return nil, fmt.Errorf("%w: a trie of %d names, wanted %d", errFlat, t.Len(), nk)
	}
	g := newGazetteer(t, &flat{part[0], part[1], part[2], part[3]}, ne, nk)
	return g, nil
}

func u32(s string, at int) int {
	return int(uint32(s[at]) | uint32(s[at+1])<<8 | uint32(s[at+2])<<16 | uint32(s[at+3])<<24)
}

// cursor takes numbers and strings off a part of the flat form.
type cursor struct {
	s  string
	at int
}

func (c *cursor) byte() byte {
	c.at++
	return c.s[c.at-1]
}

func (c *cursor) number() int {
	n, shift := 0, 0
	for {
		b := c.byte()
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
		shift += 7
	}
}

func (c *cursor) text() string {
	n := c.number()
	c.at += n
	return c.s[c.at-n : c.at]
}

func (f *flat) id(i int) string {
	c := cursor{f.records, u32(f.starts, 4*i)}
	return c.text()
}

func (f *flat) record(i int) *record {
	c := cursor{f.records, u32(f.starts, 4*i)}
	r := &record{}
	for _, p := range []*string{&r.ID, &r.Type, &r.Name, &r.Country, &r.Ticker, &r.Parent, &r.Kind, &r.Sector} {
		*p = c.text()
	}
	r.Tier = c.byte()
	r.Population = c.number()
	r.names = make([]nameText, c.number())
	for i := range r.names {
		flags := c.byte()
		r.names[i] = nameText{c.text(), flags}
	}
	if len(r.names) > 0 {
		r.names[0].text = r.Name
	}
	return r
}

func (f *flat) posting(key int) []use {
	c := cursor{f.postings, u32(f.posts, 4*key)}
	uses := make([]use, c.number())
	for i := range uses {
		uses[i].entity = c.number()
		uses[i].name = c.number()
	}
	return uses
}

// entry is an entity as it stands in a file, ready to be written flat.
type entry struct {
	Entity
	names []nameText // the first is the entity's own
}

// write makes the flat form. It depends on the set of entries alone.
func write(entries []entry) ([]byte, error) {
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.ID, b.ID) })
	uses := make(map[string][]use)
	le := binary.LittleEndian
	var starts, posts, records, postings []byte
	text := func(s string) {
		records = binary.AppendUvarint(records, uint64(len(s)))
		records = append(records, s...)
	}
	for i, e := range entries {
		if i > 0 && entries[i-1].ID == e.ID {
			return nil, fmt.Errorf("id %s stands twice", e.ID)
		}
		starts = le.AppendUint32(starts, uint32(len(records)))
		for _, s := range []string{e.ID, e.Type, e.Name, e.Country, e.Ticker, e.Parent, e.Kind, e.Sector} {
			text(s)
		}
		records = append(records, e.Tier)
		records = binary.AppendUvarint(records, uint64(e.Population))
		records = binary.AppendUvarint(records, uint64(len(e.names)))
		for j, n := range e.names {
			records = append(records, n.flags)
			if j == 0 {
				text("")
			} else {
				text(n.text)
			}
			k := fold.Key(n.text)
			uses[k] = append(uses[k], use{i, j})
		}
	}
	starts = le.AppendUint32(starts, uint32(len(records)))

	keys := make([]string, 0, len(uses))
	for k := range uses {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var b trie.Builder
	for i, k := range keys {
		if err := b.Add(k, uint32(i)); err != nil {
			return nil, err
		}
		u := uses[k]
		slices.SortFunc(u, func(x, y use) int {
			a, b := entries[x.entity].names[x.name].flags&flagAmbiguous, entries[y.entity].names[y.name].flags&flagAmbiguous
			return cmp.Or(cmp.Compare(a, b), cmp.Compare(min(x.name, 1), min(y.name, 1)), cmp.Compare(x.entity, y.entity))
		})
		posts = le.AppendUint32(posts, uint32(len(postings)))
		postings = binary.AppendUvarint(postings, uint64(len(u)))
		for _, x := range u {
			postings = binary.AppendUvarint(postings, uint64(x.entity))
			postings = binary.AppendUvarint(postings, uint64(x.name))
		}
	}
	posts = le.AppendUint32(posts, uint32(len(postings)))
	t, err := b.Build()
	if err != nil {
		return nil, err
	}

	out := []byte(flatMagic)
	for _, n := range []int{len(entries), len(keys), len(records), len(postings)} {
		out = le.AppendUint32(out, uint32(n))
	}
	out = append(out, starts...)
	out = append(out, posts...)
	out = append(out, records...)
	out = append(out, postings...)
	for len(out)%4 != 0 {
		out = append(out, 0)
	}
	return append(out, t.Bytes()...), nil
}
