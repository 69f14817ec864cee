package detect

import (
	"slices"
	"sort"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/entities/trie"
)

// wordSets holds the word lists that patterns and vetoes read, all folded.
type wordSets struct {
	blockerOf  map[string][]string // by blocker that refuses one name only: that name
	blockers   *trie.Trie          // longer words that hold a short name: 高通膨, 大力拓展
	maxBlocker int                 // the longest of them, with room for characters that matching skips
	suffixes   *trie.Trie
	suffix     []suffixInfo // by trie value
	surnames   map[string]bool
	translit   map[rune]bool
}

type suffixInfo struct {
	typ    string
	strong bool
	term   []rune
}

func newWordSets() (*wordSets, error) {
	w := &wordSets{surnames: map[string]bool{}, translit: map[rune]bool{}}
	var err error
	var b trie.Builder
	w.blockerOf = map[string][]string{}
	for _, x := range gazetteer.Words("blocker_of") {
		k := fold.Key(x.Term)
		w.blockerOf[k] = append(w.blockerOf[k], fold.Key(x.Value))
	}
	for _, k := range distinct(append(slices.Clone(gazetteer.Words("blocker")), gazetteer.Words("blocker_of")...)) {
		if err = b.Add(k, 0); err != nil {
			return nil, err
		}
		w.maxBlocker = max(w.maxBlocker, 2*len([]rune(k)))
	}
	if w.blockers, err = b.Build(); err != nil {
		return nil, err
	}
	var sb trie.Builder
	at := map[string]bool{}
	for _, x := range gazetteer.Words("suffix") {
		k := fold.Key(x.Term)
		if k == "" || at[k] || strings.HasSuffix(k, "股") && !strings.HasSuffix(k, "控股") || k == fold.Key("業者") || k == fold.Key("廠商") || (x.Type != entities.Company && x.Type != entities.Organization) {
			continue
		}
		at[k] = true
		if err = sb.Add(k, uint32(len(w.suffix))); err != nil {
			return nil, err
		}
		w.suffix = append(w.suffix, suffixInfo{typ: x.Type, strong: x.Strength == "strong", term: []rune(k)})
	}
	if w.suffixes, err = sb.Build(); err != nil {
		return nil, err
	}
	for _, k := range distinct(gazetteer.Words("surname")) {
		w.surnames[k] = true
	}
	for _, x := range gazetteer.Words("transliteration") {
		for _, r := range fold.Key(x.Term) {
			w.translit[r] = true
		}
	}
	return w, nil
}

func distinct(words []gazetteer.Word) []string {
	seen := map[string]bool{}
	var out []string
	for _, x := range words {
		k := fold.Key(x.Term)
		if k != "" && !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}

// blocked tells whether a longer known word holds the span or cuts its edge.
func (w *wordSets) blocked(st *state, s entities.Span) (string, bool) {
	if st.blockers == nil {
		hits := w.blockers.Append(nil, st.text, entities.DictRules)
		st.blockers = make([]entities.Span, 0, len(hits))
		for _, h := range hits {
			st.blockers = append(st.blockers, h.Span)
		}
	}
	// No blocker is longer than maxBlocker, so the search may begin there.
	i := sort.Search(len(st.blockers), func(i int) bool { return st.blockers[i].Start > s.Start-w.maxBlocker })
	for _, b := range st.blockers[i:] {
		if b.Start >= s.End {
			break
		}
		if !b.Overlaps(s) || s.Contains(b) {
			continue
		}
		if only := w.blockerOf[string(st.text[b.Start:b.End])]; only != nil && !slices.Contains(only, string(st.text[s.Start:s.End])) {
			continue
		}
		return st.doc.Slice(b), true
	}
	return "", false
}
