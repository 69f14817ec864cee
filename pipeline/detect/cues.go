package detect

import (
	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/entities/trie"
)

// A cue is a word that, next to a name, speaks for one type of it: 旗下 after a
// company, 總裁 before a person, 位於 before a place.
type cue struct {
	typ    uint8 // index in cueTypes
	before bool  // the cue stands before the name
	strong bool
}

var cueTypes = []string{entities.Company, entities.Person, entities.Place, entities.Organization}

func cueType(name string) int {
	for i, t := range cueTypes {
		if t == name {
			return i
		}
	}
	return -1
}

// cueIndex finds all cues of a text in one walk.
type cueIndex struct {
	trie *trie.Trie
	cues [][]cue
}

func newCueIndex() (*cueIndex, error) {
	x := &cueIndex{}
	at := map[string]int{}
	var keys []string
	add := func(term string, c cue) {
		k := fold.Key(term)
		if k == "" || (len([]rune(k)) == 1 && !c.strong) {
			return
		}
		i, ok := at[k]
		if !ok {
			i = len(x.cues)
			at[k] = i
			keys = append(keys, k)
			x.cues = append(x.cues, nil)
		}
		x.cues[i] = append(x.cues[i], c)
	}
	for _, w := range gazetteer.Words("cue") {
		t := cueType(w.Type)
		if t < 0 || w.Position == "inside" {
			continue
		}
		add(w.Term, cue{typ: uint8(t), before: w.Position == "before", strong: w.Strength == "strong"})
	}
	// A head noun before a company introduces it: 電池生產商X, 顧問公司X.
	for _, w := range gazetteer.Words("head") {
		t := cueType(w.Type)
		if t < 0 {
			continue
		}
		add(w.Term, cue{typ: uint8(t), before: true, strong: w.Strength == "strong"})
	}
	for _, w := range gazetteer.Words("title") {
		add(w.Term, cue{typ: 1, before: true, strong: true})
		add(w.Term, cue{typ: 0, before: false, strong: false})
	}
	var b trie.Builder
	for i, k := range keys {
		if err := b.Add(k, uint32(i)); err != nil {
			return nil, err
		}
	}
	t, err := b.Build()
	if err != nil {
		return nil, err
	}
	x.trie = t
	return x, nil
}

// cueHits holds, for each position, how strongly a cue that starts there
// ("after" cues) or ends there ("before" cues) speaks for each type.
type cueHits struct {
	after  map[int][4]uint8 // by start: 0 none, 1 weak, 2 strong
	before map[int][4]uint8 // by end
	start  map[int]int      // by end: where the longest "before" cue starts
}

func (x *cueIndex) find(text []rune) *cueHits {
	h := &cueHits{after: map[int][4]uint8{}, before: map[int][4]uint8{}, start: map[int]int{}}
	for _, hit := range x.trie.Append(nil, text, entities.DictRules) {
		for _, c := range x.cues[hit.Value] {
			w := uint8(1)
			if c.strong {
				w = 2
			}
			m, at := h.after, hit.Start
			if c.before {
				m, at = h.before, hit.End
				if s, ok := h.start[at]; !ok || hit.Start < s {
					h.start[at] = hit.Start
				}
			}
			v := m[at]
			v[c.typ] = max(v[c.typ], w)
			m[at] = v
		}
	}
	return h
}

// support returns how strongly the words beside a span speak for a type: 0 not,
// 1 weakly, 2 strongly, 3 from both sides. A bracketed gloss after the span and
// a 的 are stepped over.
func (st *state) support(s entities.Span, typ string) int {
	t := cueType(typ)
	if t < 0 {
		return 0
	}
	a := st.cue.after[st.next(st.afterGloss(s.End))][t]
	if p := st.next(s.End); p < len(st.text) {
		a = max(a, st.cue.after[p][t])
	}
	b := st.cue.before[st.prev(s.Start)][t]
	switch {
	case a == 2 && b == 2:
		return 3
	case a == 2 || b == 2:
		return 2
	case a+b > 0:
		return 1
	}
	return 0
}

// afterGloss returns the position after a bracketed gloss that follows p, or p.
func (st *state) afterGloss(p int) int {
	q := st.next(p)
	if q < len(st.text) && st.text[q] == '(' {
		for i := q + 1; i < len(st.text) && i < q+60; i++ {
			if st.text[i] == ')' {
				return i + 1
			}
			if st.text[i] == '\n' || st.text[i] == '。' {
				break
			}
		}
	}
	return p
}
