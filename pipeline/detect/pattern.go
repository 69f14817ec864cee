package detect

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/trie"
)

// patterns proposes names that no list holds. Each mechanism adds accepted
// candidates; overlaps with stronger ones are settled later.
func (st *state) patterns() {
	st.run(byPlace, st.placeEndings)
	st.run(byPlace, st.naturalNames)
	st.run(byBody, st.countryOrganization)
	st.run(byBody, st.bodiesBehind)
	st.run(byLegal, st.legalNames)
	st.run(byLegal, st.bodyNames)
	st.run(byBody, st.quotedBodies)
	st.run(byBody, st.unitsOfUniversities)
	st.run(byBody, st.teams)
	st.run(byBody, st.joinedBodies)
	st.run(bySuffix, st.airlines)
	st.run(bySuffix, st.suffixed)
	st.run(bySuffix, st.families)
	st.run(bySuffix, st.mediaTitles)
	st.run(byPerson, st.people)
	st.run(byWire, st.wires)
	st.run(byWire, st.bylines)
	st.run(byPerson, st.dottedNames)
	st.run(byPerson, st.surnames)
	st.run(byGloss, st.glossed)
	st.run(byPerson, st.foreign)
	st.run(byPerson, st.personGlosses)
	st.run(byLatin, st.latinNames)
	st.run(byPerson, st.parts)
	st.run(byIntro, st.unknownNames)
	st.run(byItems, st.inLists)
	st.run(byOfficer, st.beforeTitle)
	st.repeated = 0
	st.run(byAgain, st.repeats)
	st.run(byShort, st.stems)
	st.run(byShort, st.shortNames)
	st.run(bySuffix, st.longerNames)
	st.run(byBranch, st.subsidiaries)
	st.run(byBranch, st.latinUnits)
	st.run(byLegal, st.wholeNames)
	st.run(byAgain, st.repeats)
	st.run(byProduct, st.products)
	st.run(byProduct, st.platforms)
}

// occupied returns, for each code point, the accepted candidate that covers it.
// It stays as it is until the next call.
func (st *state) occupied() []*candidate {
	list := st.late
	if !st.fresh {
		st.vacate()
		list = st.cands
	}
	for _, c := range list {
		if c.state != accepted || c.lost {
			continue
		}
		for p := c.Start; p < c.End && p < len(st.text); p++ {
			if st.occ[p] == nil || st.occ[p].Len() < c.Len() {
				st.occ[p] = c
			}
		}
	}
	st.fresh, st.late = true, st.late[:0]
	return st.occ
}

// valueAt tells for each code point whether a value covers it.
func (st *state) valueAt() []bool {
	at := st.val
	if st.valued {
		return at
	}
	st.valued = true
	for _, v := range st.values {
		if v.Hidden && v.Type == entities.NumberType {
			continue
		}
		for p := v.Start; p < v.End && p < len(st.text); p++ {
			at[p] = true
		}
	}
	return at
}

func (st *state) propose(s entities.Span, typ, id, via, why string, conf float64) *candidate {
	if id == "" {
		id = UnknownID(typ, st.doc.Slice(s))
	}
	var there *candidate
	most := 0
	st.at(s, func(c *candidate) bool {
		if c.typ != typ || !(c.state == accepted && !c.lost || c.state == waiting) {
			return true
		}
		n := 1
		if c.state == accepted {
			n = 2
		}
		if c.id == id {
			n = 3
		}
		if n >= most {
			there, most = c, n // of equal ones the first one added counts
		}
		return true
	})
	if c := there; c != nil {
		if c.state == waiting {
			c.state, c.why, c.conf, c.lost, c.by = accepted, why, conf, false, st.by
			st.late = append(st.late, c)
		}
		return c
	}
	c := st.newCandidate()
	*c = candidate{Span: s, typ: typ, id: id, via: via, state: accepted, by: st.by, why: why, conf: conf}
	c.score = st.support(s, typ)
	st.add(c)
	return c
}

// UnknownID is the id of an entity that no gazetteer holds: its type and folded name.
func UnknownID(typ, name string) string { return typ + "/~" + fold.Key(name) }

func hasAt(t []rune, p int, w []rune) bool {
	return p+len(w) <= len(t) && slices.Equal(t[p:p+len(w)], w)
}

func covered(occ []*candidate, s entities.Span) bool {
	for p := s.Start; p < s.End; p++ {
		if occ[p] != nil {
			return true
		}
	}
	return false
}

// repeats accepts the other places of a name that a pattern made sure since it was
// called before.
func (st *state) repeats() {
	var few trie.Few
	var known []*candidate
	seen := st.names
	from := st.repeated
	st.repeated = len(st.cands)
	for _, c := range st.cands[from:] {
		if c.state != accepted || c.lost || c.name != nil || c.Len() < 2 {
			continue
		}
		k := string(st.text[c.Start:c.End])
		if seen[k] || !few.Add(k, uint32(len(known))) {
			continue
		}
		seen[k] = true
		known = append(known, c)
	}
	st.hits = few.Append(st.hits[:0], st.text, entities.DictNames)
	for _, h := range st.hits {
		c := known[h.Value]
		if h.Span == c.Span {
			continue
		}
		if c.typ == entities.Company && fold.IsHan(st.text[h.Start]) && st.wordOf(venueWords, h.End) > 0 {
			continue // the name of a building
		}
		if c.typ == entities.Person && fold.IsLatin(st.text[h.Start]) && h.End+1 < len(st.raw) && st.raw[h.End] == ' ' && isUpper(st.raw[h.End+1]) && !strings.Contains(string(st.text[h.Start:h.End]), " ") {
			continue // LAU in LAU Ming Kong is not the Lau named before
		}
		if _, ok := st.boundary(h.Span, fold.IsLatin(st.text[h.Start])); ok {
			st.propose(h.Span, c.typ, c.id, c.via, "the same name is sure elsewhere in the article", c.conf*0.95)
		}
	}
}
