package trie

import (
	"github.com/factloom/factloom/entities"
)

// Few matches a handful of keys, such as the names of one article, for which
// building the tables of a Trie would cost more than the search. The zero value
// is empty and ready.
type Few struct {
	first map[rune][]fewKey
	low   [64]uint64 // a bit for the last twelve of every first rune: most runes of a text need no look into first
	n     int
}

type fewKey struct {
	key   []rune
	value uint32
}

// Add takes a folded key with its value. It tells whether it did: an empty key
// and one that is there already are left out.
func (f *Few) Add(key string, value uint32) bool {
	r := []rune(key)
	if len(r) == 0 {
		return false
	}
	if f.first == nil {
		f.first = map[rune][]fewKey{}
	}
	for _, r := range r {
		if r == 0 {
			return false
		}
	}
	for _, k := range f.first[r[0]] {
		if string(k.key) == key {
			return false
		}
	}
	f.first[r[0]] = append(f.first[r[0]], fewKey{r, value})
	f.low[r[0]>>6&63] |= 1 << (r[0] & 63)
	f.n++
	return true
}

// Len returns the number of keys.
func (f *Few) Len() int { return f.n }

// Append appends every place of every key in the folded text, by start then
// end; runes that matching skips do not part a key.
func (f *Few) Append(hits []entities.Hit, text []rune, dict entities.Dict) []entities.Hit {
	if f.n == 0 {
		return hits
	}
	for p, r := range text {
		if f.low[r>>6&63]&(1<<(r&63)) == 0 {
			continue
		}
		keys := f.first[r]
		from := len(hits)
		for _, k := range keys {
			if end, ok := matchAt(text, p, k.key); ok {
				hits = append(hits, entities.Hit{Span: entities.Span{Start: p, End: end}, Dict: dict, Value: k.value})
			}
		}
		// Few keys share a first rune: put their hits in order by hand.
		for i := from + 1; i < len(hits); i++ {
			for j := i; j > from && hits[j].End < hits[j-1].End; j-- {
				hits[j], hits[j-1] = hits[j-1], hits[j]
			}
		}
	}
	return hits
}

func matchAt(text []rune, p int, key []rune) (int, bool) {
	for _, r := range key {
		for p < len(text) && text[p] == 0 {
			p++
		}
		if p >= len(text) || text[p] != r {
			return 0, false
		}
		p++
	}
	return p, true
}
