package query

import "encoding/binary"

// numbers gives the keys of entities or of facts numbers from 0 on, in the order
// they come; newNumbers makes it. The keys are hashes already, which makes it
// cheaper than a map.
type numbers[K ~[10]byte] struct {
	keys  []K
	table []int32 // 1 + the number of a key, at the first free place from its hash on; 0 is a free one
}

// unknown is how many are made room for when it is not known how many come.
const unknown = 1000

// newNumbers makes room for about n keys.
func newNumbers[K ~[10]byte](n int) *numbers[K] {
	s := &numbers[K]{}
	s.grow(n)
	return s
}

func (s *numbers[K]) grow(n int) {
	size := 16
	for size < 2*n {
		size *= 2
	}
	s.table = make([]int32, size)
	for i := range s.keys {
		s.table[s.place(&s.keys[i])] = int32(i) + 1
	}
}

// place is where a key stands in the table, or a free place.
func (s *numbers[K]) place(k *K) uint32 {
	mask := uint32(len(s.table) - 1)
	at := binary.LittleEndian.Uint32((*k)[:4]) & mask
	for {
		n := s.table[at]
		if n == 0 || s.keys[n-1] == *k {
			return at
		}
		at = (at + 1) & mask
	}
}

// of returns the number of a key, -1 for one that has none.
func (s *numbers[K]) of(k K) int32 { return s.table[s.place(&k)] - 1 }

// add returns the number of a key and gives it the next one when it has none.
func (s *numbers[K]) add(k K) (n int32, fresh bool) {
	if 2*len(s.keys) >= len(s.table) {
		s.grow(2 * len(s.keys))
	}
	at := s.place(&k)
	if n := s.table[at]; n > 0 {
		return n - 1, false
	}
	s.keys = append(s.keys, k)
	s.table[at] = int32(len(s.keys))
	return int32(len(s.keys) - 1), true
}

// cut takes the numbers from n on away.
func (s *numbers[K]) cut(n int) {
	s.keys = s.keys[:n]
	clear(s.table)
	for i := range s.keys {
		s.table[s.place(&s.keys[i])] = int32(i) + 1
	}
}
