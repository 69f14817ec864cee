package detect

import (
	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/trie"
)

// wordIndex finds cues, endings of names and blockers of a text in one walk.
type wordIndex struct {
	trie    *trie.Trie
	entries []indexEntry // by trie value
	at      map[string]int
	keys    []string
}

// indexEntry says what a word is: its number among the cues, the endings and the
// blockers, -1 where it is none.
type indexEntry struct{ cue, suffix, block int32 }

// entry returns the entry of a folded word, a new one if there is none yet.
func (x *wordIndex) entry(k string) *indexEntry {
	i, ok := x.at[k]
	if !ok {
		if x.at == nil {
			x.at = map[string]int{}
		}
		i = len(x.entries)
		x.at[k] = i
		x.keys = append(x.keys, k)
		x.entries = append(x.entries, indexEntry{-1, -1, -1})
	}
	return &x.entries[i]
}

// build makes the trie, after which no word may be added.
func (x *wordIndex) build() error {
	var b trie.Builder
	for i, k := range x.keys {
		if err := b.Add(k, uint32(i)); err != nil {
			return err
		}
	}
	t, err := b.Build()
	x.trie, x.at, x.keys = t, nil, nil
	return err
}

// suffix returns the number of an ending that is the folded word; -1 for none.
func (x *wordIndex) suffix(k string) int {
	v, ok := x.trie.Find(k)
	if !ok {
		return -1
	}
	return int(x.entries[v].suffix)
}

// index walks over the text and fills the cues, the endings and the blockers.
func (st *state) index(n int) {
	st.hits = st.d.index.trie.Append(st.hits[:0], st.text, entities.DictRules)
	st.cue.reset(len(st.text) + 1)
	st.suffixes, st.suffixEnd = st.suffixes[:0], cleared(st.suffixEnd, n)
	st.blocks, st.blocked = st.blocks[:0], cleared(st.blocked, n)
	for _, h := range st.hits {
		e := &st.d.index.entries[h.Value]
		if e.cue >= 0 {
			st.cue.add(st.d.cues[e.cue], h.Span, st.text)
		}
		if e.suffix >= 0 {
			h.Value = uint32(e.suffix)
			st.suffixes = append(st.suffixes, h)
			if st.suffixEnd[h.End] == 0 {
				st.suffixEnd[h.End] = int32(len(st.suffixes))
			}
		}
		if e.block >= 0 {
			h.Value = uint32(e.block)
			st.blocks = append(st.blocks, h)
			for p := h.Start; p < h.End; p++ {
				st.blocked[p] = true
			}
		}
	}
}
