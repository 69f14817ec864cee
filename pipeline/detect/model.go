package detect

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// named finds products by the form of their name: a plus sign at its end
// (Copilot+ PC), a series (VELDRIN系列), a model behind a word (Lumora QX12), what a
// company is said to make (打造豐田的Velora和Cantis), and funds of a house (元大台灣50
// 反1, ETN「…」).
func (st *state) named() {
	occ, val := st.occupied(), st.valueAt()
	last := 0
	for i, p := range st.spots.capitals {
		if p < last || val[p] {
			continue
		}
		end, words := st.capitalRun(i)
		if len(words) == 0 {
			continue
		}
		s := entities.Span{Start: p, End: end}
		last = end
		if st.plusName(s, words, occ) || covered(occ, s) || st.prose(s) {
			continue
		}
		common := len(words) == 1 && commonLatin[strings.ToLower(words[0])]
		switch q := st.next(s.End); {
		case !common && hasAt(st.text, q, seriesWord) && s.Len() >= 2:
			st.propose(s, entities.Product, "", entities.ViaLatin, "a series", 0.75)
		case !common && len(words[len(words)-1]) >= 3 && st.modelAt(s.End) > s.End && !latinCompany[strings.ToLower(words[len(words)-1])]:
			st.propose(entities.Span{Start: s.Start, End: st.modelAt(s.End)}, entities.Product, "", entities.ViaLatin, "a model behind a word", 0.7)
		case !common && st.made(s.Start, occ):
			st.propose(s, entities.Product, "", entities.ViaLatin, "what a company is said to make", 0.7)
			st.alsoMade(s, occ)
		}
	}
	st.funds(occ)
}

var seriesWord = []rune(fold.String("系列"))

// plusName takes a Latin word with a plus sign, and PC or TV behind it.
func (st *state) plusName(s entities.Span, words []string, occ []*candidate) bool {
	e := s.End
	if e >= len(st.raw) || st.raw[e] != '+' && st.raw[e] != '＋' || len(words[len(words)-1]) < 3 || strings.Trim(words[len(words)-1], "ABCD") == "" || e+1 < len(st.raw) && isWord(st.text[e+1]) {
		return false
	}
	if o := occ[e-1]; o != nil && o.End > e {
		return true // listed with its sign
	}
	if o := occ[s.Start]; o != nil && o.typ != entities.Company && o.typ != entities.Product {
		return true // OPEC+
	}
	e++
	for _, w := range []string{" PC", " TV"} {
		if r := []rune(w); e+len(r) <= len(st.raw) && string(st.raw[e:e+len(r)]) == w && (e+len(r) == len(st.raw) || !isWord(st.text[e+len(r)])) {
			e += len(r)
			break
		}
	}
	st.propose(entities.Span{Start: s.Start, End: e}, entities.Product, "", entities.ViaLatin, "a plus sign at its end", 0.75)
	return true
}

// modelAt returns the end of a model of letters and digits (PZ13) that follows p
// after a blank, or p.
func (st *state) modelAt(p int) int {
	if p+2 >= len(st.text) || st.text[p] != ' ' || !isWord(st.text[p+1]) || fold.IsLatin(st.text[p+1]) && !isUpper(st.raw[p+1]) {
		return p
	}
	e, letters, digits := p+1, 0, 0
	for e < len(st.text) && isWord(st.text[e]) {
		if fold.IsDigit(st.text[e]) {
			digits++
		} else {
			letters++
		}
		e++
	}
	switch string(st.text[max(e-2, p+1):e]) {
	case "th", "st", "nd", "rd":
		return p
	}
	if letters == 0 || digits == 0 || letters > 4 || e-p > 8 {
		return p
	}
	return e
}

var makeVerbs = folded("打造 推出 生產 發表 發布 開發 製造 量產 開賣 上市 主打 搭載 採用 推廣 熱銷 銷售 設計 改款 旗下 升級 內建")

// made tells whether a company, with 的 or without, ends at p behind a verb of
// making.
func (st *state) made(p int, occ []*candidate) bool {
	p = st.prev(p)
	if p > 0 && st.text[p-1] == possessive {
		p = st.prev(p - 1)
	} else {
		return false
	}
	c := occ[max(p-1, 0)]
	if c == nil || c.typ != entities.Company || c.End != p {
		return false
	}
	b := st.prev(c.Start)
	return st.endsWith(makeVerbs, b)
}

// alsoMade takes the Latin names that 、 and 和 join to a product.
func (st *state) alsoMade(s entities.Span, occ []*candidate) {
	for n := 0; n < 8; n++ {
		p := st.separator(s.End)
		if p == 0 || p >= len(st.raw) || occ[p] != nil {
			return
		}
		e, words := st.latinRun(p)
		if len(words) == 0 {
			return
		}
		s = entities.Span{Start: p, End: e}
		st.propose(s, entities.Product, "", entities.ViaLatin, "joined to a product", 0.65)
	}
}

var fundWords, fundTails, quoteClose = folded("ETN ETF"), folded("正2 反1 正向2倍 反向1倍"), rawSet("」』”")

// funds finds listed funds: the name in quotes behind ETF or ETN or that the
// article quotes and calls one, and a fund house with what its fund follows up to
// 正2 and 反1.
func (st *state) funds(occ []*candidate) {
	for _, p := range st.spots.quotes {
		e := p + 1
		for e < len(st.text) && e-p <= 24 && !quoteClose.has(st.raw[e]) && st.text[e] != '\n' {
			e++
		}
		if e >= len(st.text) || !quoteClose.has(st.raw[e]) || e-p < 4 || slices.Contains(st.text[p+1:e], possessive) {
			continue
		}
		inner, fund := entities.Span{Start: p + 1, End: e}, hasAt(st.text, e-len(fundEnd), fundEnd)
		switch {
		case st.fundWord(p, -1), st.fundWord(e+1, 1), fund && !st.wordNotName(p+1, e) && fundKinds.any(st.text[p+1:e-len(fundEnd)]):
			st.propose(inner, entities.Product, "", entities.ViaPattern, "a fund in quotes", 0.75)
			st.fundAgain(inner, entities.Product)
		case fund && !st.wordNotName(p+1, e) && e-p-1 >= 5:
			st.propose(inner, entities.Organization, "", entities.ViaPattern, "a fund for a cause, in quotes", 0.7)
			st.fundAgain(inner, entities.Organization)
		}
	}
	for _, p := range st.spots.funds {
		for _, w := range fundTails {
			if hasAt(st.text, p, w) && (p+len(w) == len(st.text) || !fold.IsDigit(st.text[p+len(w)])) {
				if s := st.fundStart(p, occ); s < p {
					st.propose(entities.Span{Start: s, End: p + len(w)}, entities.Product, "", entities.ViaPattern, "a fund that follows an index", 0.8)
				}
			}
		}
	}
}

// fundKinds are characters for what a fund that is sold invests in or brings; one for
// charity has none of them.
var fundEnd, fundKinds = []rune(fold.String("基金")), runeSet("股債息益值券幣金產配衡科")

// fundWord tells whether ETF or ETN stands before p (-1) or behind it (1).
func (st *state) fundWord(p, side int) bool {
	for _, w := range fundWords {
		if side < 0 {
			if b := st.prev(p); b >= len(w) && hasAt(st.text, b-len(w), w) {
				return true
			}
		} else if q := st.next(p); hasAt(st.text, q, w) {
			return true
		}
	}
	return false
}

// fundAgain takes the other places of a fund that quotes made sure.
func (st *state) fundAgain(s entities.Span, typ string) {
	name := st.text[s.Start:s.End]
	for p := 0; p+len(name) <= len(st.text); p++ {
		if st.text[p] == name[0] && p != s.Start && hasAt(st.text, p, name) {
			st.propose(entities.Span{Start: p, End: p + len(name)}, typ, "", entities.ViaPattern, "the same fund elsewhere in the article", 0.75)
		}
	}
}

// fundStart returns where the name of a fund begins whose tail stands at p: at
// the house at its front; p if there is none.
func (st *state) fundStart(p int, occ []*candidate) int {
	s := p
	for s > 0 && p-s <= 14 {
		if c := occ[s-1]; c != nil {
			s = c.Start
			if c.typ == entities.Company && (s == 0 || occ[s-1] == nil || occ[s-1].typ != entities.Company) {
				return s
			}
			continue
		}
		r := st.text[s-1]
		if !fold.IsHan(r) && !isWord(r) && r != '&' {
			break
		}
		if grammar.has(r) && !numberRunes.has(r) {
			break
		}
		s--
	}
	return p
}
