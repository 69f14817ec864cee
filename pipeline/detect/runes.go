package detect

import (
	"slices"

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
