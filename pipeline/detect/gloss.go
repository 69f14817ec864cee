package detect

import (
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// latinGloss tells whether brackets with a Latin name follow p.
func (st *state) latinGloss(p int) bool {
	q := st.next(p)
	if q >= len(st.text) || st.text[q] != '(' {
		return false
	}
	end, words := st.latinRun(st.next(q + 1))
	e := st.next(end)
	return len(words) > 0 && e < len(st.text) && (st.text[e] == ')' || st.text[e] == ',' || st.text[e] == ';')
}

// personGloss tells whether brackets with a first name and a surname stand right
// behind a short name: 凱德(Keith Moorland) is a person, whatever bears that name.
func (st *state) personGloss(s entities.Span) bool {
	if s.End >= len(st.text) || st.text[s.End] != '(' || !fold.IsHan(st.text[s.Start]) {
		return false
	}
	p := st.next(s.End + 1)
	end, words := st.latinRun(p)
	if n := len(words); n < 2 || n > 3 || !givenNames[strings.ToLower(words[0])] || latinCompany[strings.ToLower(words[n-1])] || thingTails[strings.ToLower(words[n-1])] {
		return false
	}
	if e := st.next(end); e >= len(st.text) || st.text[e] != ')' {
		return false
	}
	return !st.hitAt(p, func(h entities.Span) bool { return h.Start == p && h.End >= end }) // Louis Vuitton
}

var likeRune, newsRune = fold.Rune('如'), fold.Rune('報')

// inList tells whether a glossed name from start, its brackets at q, stands in a
// list: beside 、, 和 or 等, or behind 包括 and its like.
func (st *state) inList(start, q int, occ []*candidate) bool {
	e := st.next(st.afterGloss(q))
	if e < len(st.text) && (st.text[e] == '、' || hasAt(st.text, e, etcWord)) {
		return true
	}
	b := st.prev(start)
	if b > 0 && (st.text[b-1] == '、' || andRunes.has(st.text[b-1])) {
		return true
	}
	return st.endsWith(includeWords, b)
}

// listType returns the type of the names beside a glossed name in its list, ""
// when none is known there.
func (st *state) listType(start, q int, occ []*candidate) string {
	if p := st.separator(st.afterGloss(q)); p > 0 && p < len(occ) && occ[p] != nil && occ[p].Start == p {
		return occ[p].typ
	}
	b := st.prev(start)
	if b == 0 || st.text[b-1] != '、' && !andRunes.has(st.text[b-1]) {
		return ""
	}
	b = st.prev(b - 1)
	if b > 0 && st.text[b-1] == ')' {
		for n := 0; b > 1 && st.text[b] != '(' && n < 40; n++ {
			b--
		}
		b = st.prev(b)
	}
	if b > 0 && occ[b-1] != nil && occ[b-1].End == b {
		return occ[b-1].typ
	}
	return ""
}

// companyNear tells whether a known company stands in the 80 characters before
// or the 40 behind p, in the same line.
func (st *state) companyNear(p int, occ []*candidate) bool {
	for q := p - 1; q >= 0 && p-q <= 80 && st.text[q] != '\n'; q-- {
		if occ[q] != nil && occ[q].typ == entities.Company {
			return true
		}
	}
	for q := p; q < len(st.text) && q-p <= 40 && st.text[q] != '\n'; q++ {
		if occ[q] != nil && occ[q].typ == entities.Company {
			return true
		}
	}
	return false
}

// plainWords tells whether the words from start to end are everyday words of
// two or more characters: 輕型, 通訊技術.
func (st *state) plainWords(start, end int) bool {
	for p := start; p < end; {
		t := st.token(p)
		if t.Start != p || t.Len() < 2 || t.End > end || !t.Known || properPOS(t.POS) {
			return false
		}
		p = t.End
	}
	return start < end
}

var etcWord, includeWords = []rune(fold.String("等")), folded("包括 例如 諸如 對抗 對手")

// plainGloss tells whether the brackets at q hold capitals only, as for a
// technical term (AI, CPPA), which say little about what stands before them.
func (st *state) plainGloss(q int) bool {
	small, great := 0, 0
	for p := q + 1; p < len(st.raw) && st.text[p] != ')'; p++ {
		switch r := st.raw[p]; {
		case r >= 'a' && r <= 'z':
			small++
		case isUpper(r):
			great++
		case r == ' ':
			small += 2 // words
		}
	}
	return small == 0 || small == 1 && great >= 2 // IoT, REITs
}

// glossed finds unknown names by the Latin form in brackets behind them:
// 海圖諮詢(Seachart Advisory). Where the name begins is told by a word that
// introduces it or by the words a name may hold, and its type by its ending, by
// the Latin form's ending and by what introduces it; without any it is left alone.
func (st *state) glossed() {
	occ, val := st.occupied(), st.valueAt()
	for _, q := range st.spots.brackets {
		p := st.prev(q)
		if p == 0 || !(fold.IsHan(st.text[p-1])) || (occ[p-1] != nil && occ[p-1].End == p && occ[p-1].Len() > 1) || !st.latinGloss(p) {
			continue
		}
		_, words := st.latinRun(st.next(q + 1))
		tail := strings.ToLower(words[len(words)-1])
		if len(words) >= 2 && len(words) <= 4 && !thingTails[tail] && !latinCompany[tail] && (givenNames[strings.ToLower(words[0])] || len(words) == 2 && st.japaneseName(p)) {
			if s := st.personBefore(p, occ); s >= 0 && !st.titleEnds(p) {
				st.propose(entities.Span{Start: s, End: p}, entities.Person, "", entities.ViaGloss, "before a first name and a surname in brackets", 0.8)
			}
			continue
		}
		typ, tailLen := st.endingType(p)
		limit := 10
		if typ == entities.Organization {
			limit = 14
		}
		base := p
		if tailLen >= 2 && tailLen < p {
			base = p - tailLen // the ending is a word for companies itself
		}
		start, _ := st.leftEdge(base, limit, typ, occ, val)
		if s, ok := st.introduced(p, 12, occ); ok {
			start = s
		}
		if start > 0 && occ[start] == nil && start < p {
			// A known company at the front belongs to the name: 松下 in 松下能源.
			if c := occ[start-1]; c != nil && c.End == start && (c.typ == entities.Company && tailLen > 0 || c.typ == entities.Place && typ == entities.Organization) {
				start = c.Start
			}
		}
		// 生產商如X, 企業包括X: the word before the name is none of it.
		if st.text[start] == likeRune && start > 0 && fold.IsHan(st.text[start-1]) {
			start++
		}
		n := p - start
		if n < 2 {
			continue
		}
		s := entities.Span{Start: start, End: p}
		intro := st.cue.before[st.prev(start)]
		switch {
		case st.endsInFeature(p):
			continue // 彭布里奇機場(Pembridge Airport)
		case typ != "" && n == tailLen:
			continue // 學院(War College): a kind of body
		case latinBody[tail], bodyWithin(words), latinOffice[strings.ToLower(words[0])]:
			if typ != entities.Organization {
				continue // 代理(Opium Agency), 服務(National Health Service), 章程(Articles of Association)
			}
		case latinCompany[tail] && !legalForms[form(tail)] && st.plainHost(entities.Span{Start: st.next(q + 1), End: q + 2}):
			continue // 通訊技術(Communications Technology)
		case typ == entities.Organization:
		case placeTails.has(st.text[p-1]) && !kindsOfPlace[string(st.text[p-2:p])] && tailLen < 2 && n <= 6 && len(words) <= 2 && !latinCompany[tail] && !st.wordNotName(start, p):
			typ = entities.Place
		case latinCompany[tail], typ == entities.Company && n > tailLen && tailLen >= 2 && !st.plainGloss(q) && (intro[0] == 2 || hasAt(st.text, p-2, companyRunes) || !st.plainWords(start, p-tailLen) || st.listType(start, q, occ) == entities.Company), intro[0] == 2 && !st.plainGloss(q) && (len(words) == 1 || !st.plainWords(start, p)):
			typ = entities.Company
		case st.text[p-1] == newsRune && n >= 3, typ == "" && start > 1 && makers.has(st.text[start-1]) && st.afterKnownWord(start-1):
			typ = entities.Company
		case intro[1] == 2 && n <= 7 && len(words) >= 2 && !st.plainGloss(q):
			typ = entities.Person
		case typ == "" && !st.plainGloss(q) && n <= 6 && !st.wordNotName(start, p) && st.inList(start, q, occ):
			// One of a list of names with their Latin forms: of the type of those
			// beside it, brands where the text tells nothing.
			switch typ = st.listType(start, q, occ); {
			case typ == entities.Company:
			case typ == entities.Place && n <= 6 && st.unheard(start, p) && !covered(occ, s):
				st.propose(s, typ, "", entities.ViaGloss, "its Latin form stands in brackets behind it, in a list of such names", 0.75)
				continue
			case typ != "" || !st.unheard(start, p) || !st.companyNear(start, occ):
				continue
			default:
				typ = entities.Company
			}
		default:
			continue
		}
		if typ == entities.Company {
			st.proposeUnknown(s, entities.ViaGloss, "its Latin form stands in brackets behind it", 0.8)
			continue
		}
		st.propose(s, typ, "", entities.ViaGloss, "its Latin form stands in brackets behind it", 0.8)
	}
}

// japaneseName tells whether the three to five characters before p begin with a
// surname of two characters.
func (st *state) japaneseName(p int) bool {
	for _, n := range []int{4, 3, 5} {
		if b := p - n; b >= 0 && st.d.words.doubleSurname(st.text[b], st.text[b+1]) && runesIn(st.text[b:p], fold.IsHan) == n {
			return true
		}
	}
	return false
}

// titleEnds tells whether the last characters before p are a title: 梅首相.
func (st *state) titleEnds(p int) bool {
	s := int(st.cue.start[p])
	return s >= 0 && p-s >= 2 && st.cue.before[p][1] == 2
}

// personBefore returns where a personal name begins that ends at p, right before
// its Latin form: characters of transliteration behind another word, or a
// surname with one or two more characters; -1 if there is none.
func (st *state) personBefore(p int, occ []*candidate) int {
	for q := p - 2; q > 0 && p-q <= 8 && fold.IsHan(st.text[q]) && !st.taken(occ, q); q-- {
		if st.titleBefore(q) && !grammar.has(st.text[q]) {
			if !st.cutCue(q) {
				return q
			}
		}
	}
	s := p
	for _, n := range []int{4, 3, 5} {
		if b := p - n; b >= 0 && st.d.words.doubleSurname(st.text[b], st.text[b+1]) && runesIn(st.text[b:p], fold.IsHan) == n && !st.taken(occ, b) && !st.taken(occ, p-1) &&
			(b == 0 || !fold.IsHan(st.text[b-1]) || st.token(b-1).Len() >= 2 && st.token(b-1).End <= b) {
			return b // 西山英彥(Hidehiko Nishiyama)
		}
	}
	for s > 0 && p-s < 10 && !st.taken(occ, s-1) && (st.d.words.translit.has(st.text[s-1]) || dotRunes.has(st.raw[s-1])) {
		s--
	}
	for _, n := range []int{3, 2, 4} {
		b := p - n
		if b < 0 || !st.d.words.surname.has(st.text[b]) || notSurnames.has(st.text[b]) || runesIn(st.text[b:p], fold.IsHan) != n {
			continue
		}
		if p-s > n && b > s {
			break // a transliteration that goes on to the left
		}
		if t := st.token(b); t.Start < b || st.taken(occ, b) {
			continue
		}
		if b == 0 || !fold.IsHan(st.text[b-1]) || st.titleBefore(b) || st.token(b-1).Len() >= 2 {
			return b
		}
	}
	for s < p && (grammar.has(st.text[s]) || dotRunes.has(st.raw[s])) {
		s++
	}
	if t := st.token(s); p-s < 2 || t.Start < s || st.wordNotName(s, p) {
		return -1
	}
	if s > 0 && fold.IsHan(st.text[s-1]) && !st.titleBefore(s) && st.token(s-1).Len() < 2 && !grammar.has(st.text[s-1]) {
		return -1
	}
	return s
}

// endingType returns the type that the ending before p speaks for, and its length.
func (st *state) endingType(p int) (string, int) {
	i := st.suffixEnd[p]
	if i == 0 || st.suffixes[i-1].Start == 0 {
		return "", 0
	}
	h := st.suffixes[i-1]
	return st.d.words.suffix[h.Value].typ, h.Len()
}

// introduced returns where a name that ends at p begins because a strong cue or
// a head noun (…公司, …商) ends there.
func (st *state) introduced(p, limit int, occ []*candidate) (int, bool) {
	for q := p - 2; q > 0 && p-q <= limit; q-- {
		if !fold.IsHan(st.text[q]) || occ[q] != nil {
			return 0, false
		}
		if st.cueEnds(q) && !st.cutCue(q) {
			return q, true
		}
	}
	return 0, false
}

// cutCue tells whether the cue that ends at p cuts words on both sides: 理事 in
// 管理|事務.
func (st *state) cutCue(p int) bool {
	_, right := st.wordAcross(p)
	_, left := st.wordAcross(int(max(st.cue.start[p], 0)))
	return left && right
}
