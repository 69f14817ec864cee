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
}

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
	// Walk again, without the calls: most places of a text lead nowhere after
	// one or two steps, so the steps are all the time there is.
	root, plane, cells := t.cells[0].base>>1, t.plane, t.cells
	for at, r := range text {
		var c uint16
		if uint32(r) < uint32(len(plane)) {
			c = plane[r]
		} else {
			c = t.beyond[r]
		}
		if c == 0 { // also when r is 0
			continue
		}
		state := root + int32(c)
		n := cells[state]
		if n.check != 0 {
			continue
		}
		for i := at + 1; ; i++ {
			if n.base < 0 {
				hits = append(hits, entities.Hit{Span: entities.Span{Start: at, End: i}, Dict: dict, Value: t.values[^n.base]})
				break
			}
			base := n.base >> 1
			if n.base&1 != 0 {
				hits = append(hits, entities.Hit{Span: entities.Span{Start: at, End: i}, Dict: dict, Value: t.values[^cells[base].base]})
			}
			for i < len(text) && text[i] == 0 {
				i++
			}
			if i >= len(text) {
				break
			}
			if r := text[i]; uint32(r) < uint32(len(plane)) {
				c = plane[r]
			} else {
				c = t.beyond[r]
			}
			if c == 0 {
				break
			}
			next := base + int32(c)
			n = cells[next]
			if n.check != state {
				break
			}
			state = next
		}
	}
	return hits
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
