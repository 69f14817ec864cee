package detect

import (
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
)

// wordSets holds the word lists that patterns and vetoes read, all folded.
type wordSets struct {
	only       [][][]rune       // by blocker: the folded names that it alone refuses, nil for all
	maxBlocker int              // the longest of them, with room for characters that matching skips
	suffix     []suffixInfo     // by number in the index
	surname    *runes           // surnames of one character
	surname2   map[[2]rune]bool // those of two
	surnames2  *runes           // their first characters
	translit   *runes
	spells     *runes          // those of translit and spellsOnly
	class      *[1 << 16]uint8 // what each character is in starts
	person     *runes          // what a personal name begins with: a surname or one of translit
}

type suffixInfo struct {
	typ     string
	strong  bool
	term    []rune
	why     string // for explaining
	extend  bool   // one of extend, or ending in 公司
	alone   bool   // one of extend
	legal   bool   // one of legalForm
	body    bool   // one of bodyTails
	part    bool   // one of partTails
	unit    bool   // one of unitTails
	named   bool   // one of namedTails
	school  bool   // one of schoolTails
	mission bool   // one of missionTails
}

// newWordSets reads the lists and puts blockers and endings into an index.
func newWordSets(index *wordIndex) *wordSets {
	w := &wordSets{surname: &runes{}, surname2: map[[2]rune]bool{}, surnames2: &runes{}, translit: &runes{}, spells: &runes{}, person: &runes{}}
	only := map[string][][]rune{}
	for _, x := range gazetteer.Words("blocker_of") {
		k := fold.Key(x.Term)
		only[k] = append(only[k], []rune(fold.Key(x.Value)))
	}
	for _, k := range distinct(append(slices.Clone(gazetteer.Words("blocker")), gazetteer.Words("blocker_of")...)) {
		if k == "" {
			continue
		}
		index.entry(k).block = int32(len(w.only))
		w.only = append(w.only, only[k])
		w.maxBlocker = max(w.maxBlocker, 2*len([]rune(k)))
	}
	at := map[string]bool{}
	tails := gazetteer.Words("suffix")
	more := slices.Sorted(maps.Keys(bodyTails))
	for _, r := range partTails.words {
		more = append(more, string(r))
	}
	slices.Sort(more)
	for _, k := range more {
		tails = append(tails, gazetteer.Word{Term: k, Type: entities.Organization, Strength: "strong"})
	}
	for _, x := range tails {
		k := fold.Key(x.Term)
		if k == "" || at[k] || strings.HasSuffix(k, "股") && !strings.HasSuffix(k, "控股") || k == fold.Key("業者") || k == fold.Key("廠商") || (x.Type != entities.Company && x.Type != entities.Organization) {
			continue
		}
		at[k] = true
		index.entry(k).suffix = int32(len(w.suffix))
		w.suffix = append(w.suffix, suffixInfo{typ: x.Type, strong: x.Strength == "strong", term: []rune(k), why: "the ending " + x.Term,
			extend: extend.has([]rune(k)) || strings.HasSuffix(k, companyWord), alone: extend.has([]rune(k)), legal: legalForm[k], body: x.Type == entities.Organization && bodyTails[k], part: partTails.has([]rune(k)),
			unit: unitTails.has([]rune(k)), named: namedTails.has([]rune(k)), school: schoolTails.has([]rune(k)), mission: missionTails.has([]rune(k))})
	}
	for _, k := range distinct(gazetteer.Words("surname")) {
		switch r := []rune(k); len(r) {
		case 1:
			w.surname.add(r[0])
			w.person.add(r[0])
		case 2:
			w.surname2[[2]rune(r)] = true
			w.surnames2.add(r[0])
			w.person.add(r[0])
		}
	}
	for _, x := range gazetteer.Words("transliteration") {
		for _, r := range fold.Key(x.Term) {
			if r == possessive {
				continue // between words far more often
			}
			w.translit.add(r)
			w.person.add(r)
		}
	}
	for i := range w.spells {
		w.spells[i] = w.translit[i] | spellsOnly[i]
	}
	w.class = &[1 << 16]uint8{}
	for _, x := range []struct {
		set   *runes
		class uint8
	}{{w.person, startsPerson}, {w.surname, startsSurname}, {w.surnames2, startsSurname}, {w.spells, spellsName}} {
		for r := range w.class {
			if x.set.has(rune(r)) {
				w.class[r] |= x.class
			}
		}
	}
	return w
}

// doubleSurname tells whether two characters are a surname.
func (w *wordSets) doubleSurname(a, b rune) bool {
	return w.surnames2.has(a) && w.surname2[[2]rune{a, b}]
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
func (w *wordSets) blocked(st *state, s entities.Span) (entities.Span, bool) {
	if !st.blocked[s.Start] && !st.blocked[s.End-1] {
		return entities.Span{}, false
	}
	// No blocker is longer than maxBlocker, so the search may begin there.
	i := sort.Search(len(st.blocks), func(i int) bool { return st.blocks[i].Start > s.Start-w.maxBlocker })
	for _, h := range st.blocks[i:] {
		b := h.Span
		if b.Start >= s.End {
			break
		}
		if !b.Overlaps(s) || s.Contains(b) {
			continue
		}
		if only := w.only[h.Value]; only != nil && !slices.ContainsFunc(only, func(n []rune) bool { return slices.Equal(n, st.text[s.Start:s.End]) }) {
			continue
		}
		return b, true
	}
	return entities.Span{}, false
}
