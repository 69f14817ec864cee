package learn

import (
	"fmt"
	"sync"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/entities/trie"
)

// Spread counts where the characters of names stand in a dump, whether or not
// anything found a name there. Add is safe for concurrent use.
type Spread struct {
	mu     sync.Mutex
	names  []*gazetteer.Gazetteer
	trie   *trie.Trie
	places []places
	index  map[string]int
	seen   map[uint64]bool
}

// places is where the characters of one name stand, outside of longer names.
type places struct {
	all           int
	before, after neighbours
}

// neighbours counts the characters beside a name: 0 stands for a clause's end.
type neighbours struct {
	n    map[rune]int
	rest int // of those that were too many to count one by one
}

const manyNeighbours = 256

func (b *neighbours) note(r rune) {
	if b.n == nil {
		b.n = make(map[rune]int)
	}
	if _, ok := b.n[r]; !ok && len(b.n) >= manyNeighbours {
		b.rest++
		return
	}
	b.n[r]++
}

// most returns the character that stands there most often, and how often.
func (b *neighbours) most() (r rune, n int) {
	for x, k := range b.n {
		if x != 0 && (k > n || k == n && x < r) {
			r, n = x, k
		}
	}
	return r, n
}

// NewSpread prepares the counting of folded names. Places inside longer names
// of the gazetteers are left out.
func NewSpread(names []string, known []*gazetteer.Gazetteer) (*Spread, error) {
	s := &Spread{names: known, index: make(map[string]int), seen: make(map[uint64]bool)}
	var b trie.Builder
	for _, n := range names {
		if _, ok := s.index[n]; ok {
			continue
		}
		if err := b.Add(n, uint32(len(s.places))); err != nil {
			continue // nothing that can be looked for
		}
		s.index[n] = len(s.places)
		s.places = append(s.places, places{})
	}
	if b.Len() == 0 {
		return s, nil
	}
	var err error
	if s.trie, err = b.Build(); err != nil {
		return nil, fmt.Errorf("names to count: %w", err)
	}
	return s, nil
}

// of returns the places of a folded name.
func (s *Spread) of(name string) places {
	if s == nil {
		return places{}
	}
	if i, ok := s.index[name]; ok {
		return s.places[i]
	}
	return places{}
}

// Add looks through an article that is folded.
func (s *Spread) Add(doc *entities.Document) {
	if s.trie == nil {
		return
	}
	text := doc.Folded
	hits := s.trie.Append(nil, text, entities.DictUser)
	if len(hits) == 0 {
		return
	}
	// far is the end of the longest name that begins at or before a place.
	longer := hits
	for _, g := range s.names {
		longer = g.Trie().Append(longer, text, entities.DictNames)
	}
	reach := make(map[int]int, len(longer)) // by start: the farthest end
	for _, h := range longer {
		if whole(text, h.Span) {
			reach[h.Start] = max(reach[h.Start], h.End)
		}
	}
	key := hash(doc.Text)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !fresh(s.seen, key) {
		return
	}
	const longest = 40
	for _, h := range hits {
		if !whole(text, h.Span) {
			continue
		}
		inside := reach[h.Start] > h.End
		for p := h.Start - 1; p >= 0 && p > h.Start-longest && !inside; p-- {
			inside = reach[p] >= h.End
		}
		if inside {
			continue
		}
		pl := &s.places[h.Value]
		pl.all++
		pl.before.note(neighbour(text, h.Start-1, -1))
		pl.after.note(neighbour(text, h.End, 1))
	}
}

// whole tells whether a Latin word or a number does not go on over the edges.
func whole(t []rune, s entities.Span) bool {
	word := func(r rune) bool { return fold.IsLatin(r) || fold.IsDigit(r) }
	return !(word(t[s.Start]) && s.Start > 0 && word(t[s.Start-1])) && !(word(t[s.End-1]) && s.End < len(t) && word(t[s.End]))
}

// neighbour returns the character at a place or beyond what matching skips; 0 when
// it is no character of a word.
func neighbour(t []rune, p, step int) rune {
	for p >= 0 && p < len(t) && t[p] == 0 {
		p += step
	}
	if p < 0 || p >= len(t) || !fold.IsHan(t[p]) && !fold.IsLatin(t[p]) && !fold.IsDigit(t[p]) {
		return 0
	}
	return t[p]
}
