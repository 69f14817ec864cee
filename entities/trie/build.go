package trie

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/factloom/factloom/entities/fold"
)

// Errors of Builder.Add.
var (
	ErrEmpty     = errors.New("empty key")                     // a key of no runes
	ErrDuplicate = errors.New("key stands twice")              // a key that was added before
	ErrUnfolded  = errors.New("key is not folded text")        // fold.String would change it, so it could never match
	ErrTooMany   = errors.New("too many different characters") // over 65,534 of them, see Build
)

// Builder collects keys. The zero value is ready for use.
type Builder struct {
	keys   []string
	values []uint32
	seen   map[string]struct{}
}

// Add adds a key with its value. The errors wrap ErrEmpty, ErrUnfolded and
// ErrDuplicate and leave the set as it was.
func (b *Builder) Add(key string, value uint32) error {
	if key == "" {
		return ErrEmpty
	}
	for i, r := range key {
		if r == 0 || fold.Rune(r) != r || r == utf8.RuneError && key[i] != "\uFFFD"[0] {
			return fmt.Errorf("%w: %q", ErrUnfolded, key)
		}
	}
	if b.seen == nil {
		b.seen = make(map[string]struct{})
	}
	if _, ok := b.seen[key]; ok {
		return fmt.Errorf("%w: %q", ErrDuplicate, key)
	}
	b.seen[key] = struct{}{}
	b.keys = append(b.keys, key)
	b.values = append(b.values, value)
	return nil
}

// Len returns the number of keys added.
func (b *Builder) Len() int { return len(b.keys) }

// Build makes the trie. It depends on the keys and values alone, not on the
// order of adding. The one error beyond memory is ErrTooMany.
func (b *Builder) Build() (*Trie, error) {
	t := &Trie{}
	if err := t.alphabet(b.keys); err != nil {
		return nil, err
	}
	// Keys as strings of two bytes a rune sort in the order of the numbers.
	type entry struct {
		key   string
		value uint32
	}
	entries := make([]entry, len(b.keys))
	buf := make([]byte, 0, 64)
	for i, k := range b.keys {
		buf = buf[:0]
		for _, r := range k {
			buf = binary.BigEndian.AppendUint16(buf, t.number(r))
		}
		entries[i] = entry{string(buf), b.values[i]}
	}
	slices.SortFunc(entries, func(x, y entry) int { return cmp.Compare(x.key, y.key) })

	// The nodes of the tree, parents before children, siblings together.
	type node struct {
		lo, hi int32  // its keys are entries[lo:hi]
		first  int32  // index of its first child
		kids   uint16 // how many
		ends   bool   // it ends a key, which is entries[lo]
		number uint16 // the rune it is reached by
	}
	nodes := make([]node, 1, 2*len(entries)+1)
	nodes[0] = node{hi: int32(len(entries))}
	for i, depth, level := 0, 0, 1; i < len(nodes); i++ {
		if i == level {
			depth, level = depth+2, len(nodes)
		}
		n := &nodes[i]
		lo, hi, first := n.lo, n.hi, len(nodes)
		if lo < hi && len(entries[lo].key) == depth {
			n.ends = true
			lo++
		}
		for lo < hi {
			c := entries[lo].key[depth : depth+2]
			end := lo + 1
			for end < hi && entries[end].key[depth:depth+2] == c {
				end++
			}
			nodes = append(nodes, node{lo: lo, hi: end, number: binary.BigEndian.Uint16([]byte(c))})
			lo = end
		}
		nodes[i].first, nodes[i].kids = int32(first), uint16(len(nodes)-first)
		if len(nodes) > math.MaxInt32/4 {
			return nil, fmt.Errorf("trie of %d keys: too many states", len(b.keys))
		}
	}

	// Nodes with many children are placed first, while there is room; the small
	// ones fill the holes, in the order of their keys, which keeps the tail of
	// one key together.
	order := make([]int32, 0, len(nodes))
	for i := range nodes {
		if nodes[i].kids > 0 {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(x, y int32) int {
		a, b := &nodes[x], &nodes[y]
		return cmp.Or(-cmp.Compare(a.kids, b.kids), cmp.Compare(a.lo, b.lo), cmp.Compare(x, y))
	})
	bases := make([]int32, len(nodes))
	p := newPlacer(len(nodes) + len(nodes)/8)
	p.take(0)
	numbers := make([]int32, 0, 256)
	for _, i := range order {
		n := &nodes[i]
		numbers = numbers[:0]
		if n.ends {
			numbers = append(numbers, 0)
		}
		for k := range n.kids {
			numbers = append(numbers, int32(nodes[n.first+int32(k)].number))
		}
		bases[i] = p.place(numbers)
	}

	// Room for every number after every base, so that a step needs no check.
	size, last := p.last+1, int32(0)
	for _, base := range bases {
		last = max(last, base)
	}
	size = max(size, last+int32(len(t.runes))+1)
	t.cells = make([]cell, size)
	for i := range t.cells {
		t.cells[i] = cell{check: -1}
	}
	t.values = make([]uint32, len(entries))
	for i, e := range entries {
		t.values[i] = e.value
	}
	at := make([]int32, len(nodes)) // the cell of each node
	for i := range nodes {
		n := &nodes[i]
		c := &t.cells[at[i]]
		if n.kids == 0 && n.ends {
			c.base = ^n.lo
			continue
		}
		c.base = bases[i] << 1
		if n.ends {
			c.base |= 1
			t.cells[bases[i]] = cell{base: ^n.lo, check: at[i]}
		}
		for k := range n.kids {
			child := n.first + int32(k)
			at[child] = bases[i] + int32(nodes[child].number)
			t.cells[at[child]].check = at[i]
		}
	}
	t.index()
	return t, nil
}

// alphabet numbers the runes of the keys, the most frequent first.
func (t *Trie) alphabet(keys []string) error {
	count := make(map[rune]int)
	for _, k := range keys {
		for _, r := range k {
			count[r]++
		}
	}
	for r := range count {
		t.runes = append(t.runes, r)
	}
	if len(t.runes) >= math.MaxUint16 {
		return fmt.Errorf("%w: %d", ErrTooMany, len(t.runes))
	}
	slices.SortFunc(t.runes, func(x, y rune) int {
		return cmp.Or(-cmp.Compare(count[x], count[y]), cmp.Compare(x, y))
	})
	t.number16()
	return nil
}

// number16 fills plane and beyond from runes.
func (t *Trie) number16() {
	t.plane = make([]uint16, 0x10000)
	for i, r := range t.runes {
		if r < 0x10000 {
			t.plane[r] = uint16(i + 1)
			continue
		}
		if t.beyond == nil {
			t.beyond = make(map[rune]uint16)
		}
		t.beyond[r] = uint16(i + 1)
	}
}

// placer finds room for children in the array. Free cells are a linked list in
// the order of their index.
type placer struct {
	next, prev []int32 // of free cells; next of a taken cell is -1
	from       [8]int32
	last       int32 // the highest cell taken
}

// Searching gives up on a stretch of the array after so many misses: what is
// left there is too crowded for nodes of this size.
const misses = 64

func newPlacer(size int) *placer {
	p := &placer{}
	p.grow(int32(size) + 2)
	for i := range p.from {
		p.from[i] = 1
	}
	return p
}

func (p *placer) grow(size int32) {
	for i := int32(len(p.next)); i < size; i++ {
		p.next = append(p.next, i+1)
		p.prev = append(p.prev, i-1)
	}
}

func (p *placer) free(i int32) bool {
	return i >= 0 && (i >= int32(len(p.next)) || p.next[i] >= 0)
}

func (p *placer) take(i int32) {
	if i >= int32(len(p.next)) {
		p.grow(max(i+1, int32(len(p.next))*3/2) + 1)
	}
	n, b := p.next[i], p.prev[i]
	p.next[i] = -1
	if b >= 0 {
		p.next[b] = n
	}
	if n < int32(len(p.prev)) {
		p.prev[n] = b
	} else {
		p.grow(n + 1)
		p.prev[n] = b
	}
	p.last = max(p.last, i)
}

// place returns a base such that the cells of all numbers, ascending, after it
// are free, and takes them.
func (p *placer) place(numbers []int32) int32 {
	class := min(len(numbers), len(p.from)) - 1
	f := p.from[class]
	for f < int32(len(p.next)) && p.next[f] < 0 {
		f++
	}
	start, missed := f, 0
search:
	for ; ; f = p.next[f] {
		if f >= int32(len(p.next)) {
			p.grow(f + f/4 + 1)
		}
		base := f - numbers[0]
		if base >= 0 {
			ok := true
			for _, c := range numbers[1:] {
				if !p.free(base + c) {
					ok = false
					break
				}
			}
			if ok {
				break search
			}
		}
		if missed++; missed == misses {
			start, missed = f, 0
		}
	}
	p.from[class] = start
	base := f - numbers[0]
	for _, c := range numbers {
		p.take(base + c)
	}
	return base
}
