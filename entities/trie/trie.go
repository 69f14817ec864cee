// Package trie finds every name of a large set in a folded text.
//
// It is a double array over runes: the runes of the keys are numbered by how
// often they occur, a state is a base into one array of cells, and a step from
// state s by a rune of number c goes to cell base(s)+c if that cell names s as
// its parent. Start at Builder and Trie.Append.
//
// Beware: keys and texts must both be folded (package fold); a rune of 0 in a
// text is passed over, but no hit begins or ends on one. A Trie is never
// changed once built and is safe for concurrent use.
package trie

import (
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
)

// cell is one entry of the double array.
//
//	base <  0: a state without children; ^base is the index of its value
//	base >= 0: base>>1 is where its children begin; when bit 0 is set the state
//	           ends a key, and cell base>>1 (child number 0) holds the value
//	check:     the index of the parent's cell; -1 for the root and for free cells
type cell struct{ base, check int32 }

// Trie is a set of keys with a value each.
type Trie struct {
	runes  []rune   // the rune of number i+1
	plane  []uint16 // the number of each rune below 0x10000; 0 for a rune of no key
	beyond map[rune]uint16
	cells  []cell // cells[0] is the root; there is room for every number after every base
	values []uint32
	heads  []uint8  // by number: what keys begin with the rune
	pairs  []uint64 // bits: the first two runes of a key, by their hash
	shift  uint8    // of a hash, so that a bit of pairs is left
}

// What keys begin with a rune.
const (
	headKey  uint8 = 1 << iota // the rune alone is one
	headLong                   // some are longer; the rune behind it tells more, see pairs
)

// Len returns the number of keys.
func (t *Trie) Len() int { return len(t.values) }

func (t *Trie) number(r rune) uint16 {
	if uint32(r) < uint32(len(t.plane)) {
		return t.plane[r]
	}
	return t.beyond[r]
}

// Walk calls visit for every key that starts at text[at], the shortest first,
// with the offset after its last rune and its value.
func (t *Trie) Walk(text []rune, at int, visit func(end int, value uint32)) {
	if at < 0 || at >= len(text) || text[at] == 0 || len(t.values) == 0 {
		return
	}
	state, base := int32(0), t.cells[0].base>>1
	for i := at; i < len(text); i++ {
		r := text[i]
		if r == 0 {
			continue
		}
		c := t.number(r)
		if c == 0 {
			return
		}
		next := base + int32(c)
		n := t.cells[next]
		if n.check != state {
			return
		}
		if n.base < 0 {
			visit(i+1, t.values[^n.base])
			return
		}
		state, base = next, n.base>>1
		if n.base&1 != 0 {
			visit(i+1, t.values[^t.cells[base].base])
		}
	}
}

// Append appends a hit for every key at every place of text, overlapping ones
// too, ordered by start and then by end.
func (t *Trie) Append(hits []entities.Hit, text []rune, dict entities.Dict) []entities.Hit {
	if len(t.values) == 0 {
		return hits
	}
	// Walk again, without the calls. The two runes at a place, looked up in two small
	// tables without a branch, tell of most places that no key of two runes or more
	// begins there.
	root, plane, cells, heads, pairs, shift := t.cells[0].base>>1, t.plane, t.cells, t.heads, t.pairs, t.shift
	var ways [stretch]uint8 // how to go on from each place
	var places [stretch]uint8
	var numbers [stretch]uint16
	for from := 0; from < len(text); from += stretch {
		part := text[from:min(from+stretch, len(text))]
		n := 0
		c := t.number(part[0])
		for i := range part {
			behind := uint16(0)
			if at := from + i + 1; at < len(text) {
				if r := text[at]; uint32(r) < uint32(len(plane)) {
					behind = plane[r]
				} else {
					behind = t.beyond[r]
				}
			}
			bit := pairHash(c, behind) >> shift
			way := heads[c] & (uint8(pairs[bit>>6]>>(bit&63))<<1 | headKey)
			places[n], ways[n], numbers[n] = uint8(i), way, c
			if way != 0 {
				n++
			}
			c = behind
		}
		for k := range n {
			at := from + int(places[k])
			state := root + int32(numbers[k])
			cell := cells[state]
			if ways[k]&headKey != 0 {
				end := cell.base
				if end >= 0 {
					end = cells[end>>1].base
				}
				hits = append(hits, entities.Hit{Span: entities.Span{Start: at, End: at + 1}, Dict: dict, Value: t.values[^end]})
			}
			if ways[k]&headLong == 0 {
				continue
			}
			for i := at + 1; ; i++ {
				for i < len(text) && text[i] == 0 {
					i++
				}
				if i >= len(text) {
					break
				}
				var c uint16
				if r := text[i]; uint32(r) < uint32(len(plane)) {
					c = plane[r]
				} else {
					c = t.beyond[r]
				}
				if c == 0 {
					break
				}
				base := cell.base >> 1
				next := base + int32(c)
				cell = cells[next]
				if cell.check != state {
					break
				}
				if cell.base < 0 {
					hits = append(hits, entities.Hit{Span: entities.Span{Start: at, End: i + 1}, Dict: dict, Value: t.values[^cell.base]})
					break
				}
				if cell.base&1 != 0 {
					hits = append(hits, entities.Hit{Span: entities.Span{Start: at, End: i + 1}, Dict: dict, Value: t.values[^cells[cell.base>>1].base]})
				}
				state = next
			}
		}
	}
	return hits
}

// stretch is how many places of a text are looked at before the walks from them.
const stretch = 256

// pairHash spreads two numbers over 32 bits.
func pairHash(a, b uint16) uint32 { return (uint32(a)<<16 | uint32(b)) * 0x9E3779B1 }

// index fills heads and pairs from the cells.
func (t *Trie) index() {
	t.heads = make([]uint8, len(t.runes)+1)
	root := t.cells[0].base >> 1
	for c := 1; c <= len(t.runes); c++ {
		switch n := t.cells[root+int32(c)]; {
		case n.check != 0:
		case n.base < 0:
			t.heads[c] = headKey
		case n.base&1 != 0:
			t.heads[c] = headKey | headLong
		default:
			t.heads[c] = headLong
		}
	}
	second := func(visit func(first, second uint16)) {
		for i, n := range t.cells {
			if p := n.check; p > root && int(p-root) <= len(t.runes) && t.cells[p].check == 0 && t.cells[p].base >= 0 {
				if c := int32(i) - t.cells[p].base>>1; c > 0 && int(c) <= len(t.runes) {
					visit(uint16(p-root), uint16(c))
				}
			}
		}
	}
	n := len(t.runes)
	second(func(_, _ uint16) { n++ })
	// Eight bits a pair: one in eight of the other pairs is let through.
	size := 6
	for size < 24 && 1<<size < 8*n {
		size++
	}
	t.pairs, t.shift = make([]uint64, 1<<size/64), uint8(32-size)
	add := func(first, second uint16) {
		bit := pairHash(first, second) >> t.shift
		t.pairs[bit>>6] |= 1 << (bit & 63)
	}
	second(add)
	for c := range t.heads { // a rune to pass over, behind which the key may go on
		add(uint16(c), 0)
	}
}

// Find returns the value of a key, and whether the key is in the set.
func (t *Trie) Find(key string) (uint32, bool) {
	if key == "" || len(t.values) == 0 {
		return 0, false
	}
	state, n := int32(0), t.cells[0]
	for i, r := range key {
		if r == utf8.RuneError {
			if _, w := utf8.DecodeRuneInString(key[i:]); w == 1 {
				return 0, false // not UTF-8
			}
		}
		c := t.number(r)
		if c == 0 || n.base < 0 {
			return 0, false
		}
		next := n.base>>1 + int32(c)
		if n = t.cells[next]; n.check != state {
			return 0, false
		}
		state = next
	}
	switch {
	case n.base < 0:
		return t.values[^n.base], true
	case n.base&1 != 0:
		return t.values[^t.cells[n.base>>1].base], true
	}
	return 0, false
}
