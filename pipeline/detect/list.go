package detect

import (
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// inLists finds unknown companies among known ones: 友達、嵐翔維及佳世達 names three.
// An item counts when known companies stand on both sides of it, when two stand
// on one side, or when one does and the list ends in 等公司 and its like.
func (st *state) inLists() {
	occ, val := st.occupied(), st.valueAt()
	for _, c := range st.cands { // those there are now
		if c.state != accepted || c.lost || c.typ != entities.Company {
			continue
		}
		st.listFrom(c, occ, val)
	}
}

// separator returns where the item behind the list sign at p begins, 0 if there
// is no such sign.
func (st *state) separator(p int) int {
	p = st.next(p)
	switch {
	case p >= len(st.text):
		return 0
	case st.text[p] == '、':
		p++
	case hasAt(st.text, p, andAlso):
		p += len(andAlso)
	case andRunes.has(st.text[p]):
		p++
	default:
		return 0
	}
	return st.next(p)
}

var andAlso = []rune(fold.String("以及"))

// listFrom walks over the list that a known company begins, whose unknown items
// stand behind it.
func (st *state) listFrom(c *candidate, occ []*candidate, val []bool) {
	if p := st.prev(c.Start); p > 0 && (st.text[p-1] == '、' || andRunes.has(st.text[p-1])) && p > 1 && occ[p-2] != nil && occ[p-2].typ == entities.Company {
		return // an earlier one begins the list
	}
	if s, ok := st.itemBefore(c.Start, occ, val); ok {
		st.proposeUnknown(s, entities.ViaPattern, "begins a list of companies", 0.65)
	}
	known := 1
	var items []entities.Span
	at := []int{0} // of each item: how many known ones stand before it
	end := c.End
	for n := 0; n < 30; n++ {
		p := st.separator(st.afterGloss(end))
		if p == 0 || p >= len(st.text) {
			break
		}
		if o := occ[p]; o != nil && o.Start == p {
			if o.typ != entities.Company {
				break
			}
			known++
			end = o.End
			continue
		}
		e := st.listItem(p, occ, val)
		if e == 0 {
			break
		}
		items = append(items, entities.Span{Start: p, End: e})
		at = append(at, known)
		end = e
	}
	if len(items) == 0 {
		return
	}
	closed := st.closesList(end)
	for i, s := range items {
		before := at[i+1]
		if known-before > 0 || before >= 2 || closed {
			st.proposeUnknown(s, entities.ViaPattern, "stands in a list of companies", 0.7)
		}
	}
}

// itemBefore returns the unknown name that begins the list whose first known
// company stands at p: characters that make no everyday word, behind a sign or a
// word of grammar.
func (st *state) itemBefore(p int, occ []*candidate, val []bool) (entities.Span, bool) {
	e := st.prev(p)
	if e < 3 || st.text[e-1] != '、' {
		return entities.Span{}, false
	}
	e = st.prev(e - 1)
	s := e
	for s > 0 && e-s < 6 && occ[s-1] == nil && !val[s-1] && fold.IsHan(st.text[s-1]) {
		t := st.token(s - 1)
		if t.Len() == 0 || t.End > s || !st.odd(t) || st.cueEnds(s) && s < e {
			break
		}
		s = t.Start
	}
	if n := e - s; n < 2 || n > 4 || !st.unheard(s, e) || s > 0 && fold.IsHan(st.text[s-1]) && !grammar.has(st.text[s-1]) && !st.cueEnds(s) {
		return entities.Span{}, false
	}
	return entities.Span{Start: s, End: e}, true
}

// listItem returns where an unknown name that stands in a list at p ends, 0 if
// what stands there may be an ordinary word.
func (st *state) listItem(p int, occ []*candidate, val []bool) int {
	if !fold.IsHan(st.text[p]) {
		if val[p] {
			return 0
		}
		e, words := st.latinRun(p)
		if len(words) == 0 || len(words) == 1 && (commonLatin[strings.ToLower(words[0])] || e-p < 2) || !st.itemEnds(e) {
			return 0
		}
		return e
	}
	for e := p; e < len(st.text) && e-p <= 6; e++ {
		if e-p >= 2 && st.itemEnds(e) {
			if st.companyWaits(entities.Span{Start: p, End: e}) {
				return e
			}
			if _, cut := st.wordAcross(e); cut || !st.nameWords(p, e) || !st.unheard(p, e) {
				return 0
			}
			return e
		}
		if !fold.IsHan(st.text[e]) || occ[e] != nil || val[e] {
			return 0
		}
	}
	return 0
}

// companyWaits tells whether a span is an ambiguous name of a company that
// nothing has spoken for yet.
func (st *state) companyWaits(s entities.Span) bool {
	found := false
	st.at(s, func(c *candidate) bool {
		found = c.state == waiting && c.typ == entities.Company
		return !found
	})
	return found
}

// itemEnds tells whether a list item may end at p: before a sign, brackets, 等,
// or a word for "and" that an item follows.
func (st *state) itemEnds(p int) bool {
	p = st.next(p)
	if p >= len(st.text) {
		return true
	}
	r := st.text[p]
	return !fold.IsHan(r) && !isWord(r) && r != '·' && r != '-' || hasAt(st.text, p, etcWord) || hasAt(st.text, p, andAlso) ||
		andRunes.has(r) && st.nameStarts(st.next(p+1))
}

// closesList tells whether 等公司, 等多家企業 and their like follow a list at p.
func (st *state) closesList(p int) bool {
	p = st.next(st.afterGloss(p))
	if !hasAt(st.text, p, etcWord) {
		return false
	}
	p += len(etcWord)
	for e := p + 2; e <= p+8 && e < len(st.cue.before); e++ {
		if st.cue.before[e][0] == 2 && int(st.cue.start[e]) <= p+4 {
			return true
		}
	}
	return false
}

// nameWords tells whether the words from start to end may be an unknown name:
// none is an everyday word, and no single character a function word.
func (st *state) nameWords(start, end int) bool {
	for p := start; p < end; {
		t := st.token(p)
		if t.Len() == 0 || t.Start < start {
			return false
		}
		if t.Len() == 1 {
			if grammar.has(st.text[p]) {
				return false
			}
		} else if t.Known && t.Freq >= 20 && !properPOS(t.POS) {
			return false
		}
		p = t.End
	}
	return true
}

// grammar holds single characters that no unknown name is assumed to hold:
// particles, prepositions, pronouns, numbers, measures and the commonest verbs.
var grammar = runeSet(`的在與和及由向為被對是有將於等從至到把讓使以因而或但也都又再則即並且如若其該此這那各每某我你他她它了着著過們個家間名位次年月日號多少
 最更很太就才只還仍已曾正會可能要需須應不未無非去來上下內外前後今昨明周逾約近說指稱報升跌漲跟同給予據按較比均皆起令亦既卻雖所之者嗎呢吧啊嘅咗唔係啲嗰咁佢哋喺冇俾嚟得像似另別哪誰何幾
 一二三四五六七八九十百千萬億半數買賣開做作用看聽講話問寫讀想知股票價錢人`)
