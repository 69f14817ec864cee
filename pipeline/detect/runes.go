package detect

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities/fold"
)

// runes is a set of characters of the basic plane.
type runes [1 << 16 / 64]uint64

// has tells whether the set holds r.
func (s *runes) has(r rune) bool {
	return uint32(r) < 1<<16 && s[r>>6]&(1<<(r&63)) != 0
}

func (s *runes) add(r rune) {
	if uint32(r) < 1<<16 {
		s[r>>6] |= 1 << (r & 63)
	}
}

// any tells whether the set holds one of the characters.
func (s *runes) any(text []rune) bool { return slices.ContainsFunc(text, s.has) }

// wordMap holds values by words of folded text, which it finds without making
// strings of them.
type wordMap[V any] struct {
	slots  []int32 // by hash: one more than the number of the word, 0 for none
	shift  uint8   // of a hash, so that a slot is left
	words  [][]rune
	values []V
}

// newWordMap returns the map of m, whose keys are folded.
func newWordMap[V any](m map[string]V) *wordMap[V] {
	x := &wordMap[V]{shift: 64 - 4}
	for 1<<(64-x.shift) < 4*len(m) {
		x.shift--
	}
	x.slots = make([]int32, 1<<(64-x.shift))
	for w, v := range m {
		x.words, x.values = append(x.words, []rune(w)), append(x.values, v)
		at := x.slot(x.words[len(x.words)-1])
		for x.slots[at] != 0 {
			at = (at + 1) % len(x.slots)
		}
		x.slots[at] = int32(len(x.words))
	}
	return x
}

func (x *wordMap[V]) slot(w []rune) int {
	h := uint64(len(w))
	for _, r := range w {
		h = (h ^ uint64(r)) * 0x9E3779B97F4A7C15
	}
	return int(h >> x.shift)
}

// get returns the value of a word, and whether the map holds it.
func (x *wordMap[V]) get(w []rune) (v V, ok bool) {
	for at := x.slot(w); x.slots[at] != 0; at = (at + 1) % len(x.slots) {
		if i := x.slots[at] - 1; slices.Equal(x.words[i], w) {
			return x.values[i], true
		}
	}
	return v, false
}

// has tells whether the map holds a word.
func (x *wordMap[V]) has(w []rune) bool {
	_, ok := x.get(w)
	return ok
}

// wordList is a list of words of which one is looked for at many places.
type wordList struct {
	words [][]rune
	first runes // what they begin with
}

func listOf(words string) *wordList {
	l := &wordList{words: folded(words)}
	for _, w := range l.words {
		l.first.add(w[0])
	}
	return l
}

// runeSet returns the set of the characters of a string, folded, for the folded text.
func runeSet(s string) *runes { return rawSet(fold.String(s)) }

// rawSet returns the set of the characters as they stand, for the text itself.
func rawSet(s string) *runes {
	set := &runes{}
	for _, r := range s {
		set.add(r)
	}
	return set
}

// keySet is the set of the folded keys of words, parted by blanks.
func keySet(words string) map[string]bool { return setOf(strings.Fields(words), fold.Key) }

// stringSet is the set of words as they stand in a folded text.
func stringSet(words string) map[string]bool { return setOf(strings.Fields(words), fold.String) }

// lowerSet is the set of words in small letters.
func lowerSet(words string) map[string]bool { return setOf(strings.Fields(words), strings.ToLower) }

func setOf(words []string, form func(string) string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[form(w)] = true
	}
	return m
}
