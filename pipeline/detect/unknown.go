package detect

import (
	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// unknownNames finds companies that no list holds behind a word that introduces
// one: 旗下達櫟, 子公司─嵐翔維. The name is the run of characters that make no
// everyday word; it must end where a sign, a known name or such a word follows.
func (st *state) unknownNames() {
	occ, val := st.occupied(), st.valueAt()
	var found []entities.Span
	for p := 2; p < len(st.text); p++ {
		if st.cue.before[p][0] != 2 || !st.cueEnds(p) || st.cue.inside[p] {
			continue
		}
		s := p
		for s < len(st.text) && s < p+2 && dashRunes.has(st.text[s]) {
			s++
		}
		if s >= len(st.text) || occ[s] != nil || val[s] || !fold.IsHan(st.text[s]) {
			continue
		}
		e := st.oddRun(s, occ, val)
		if n := e - s; n < 2 || n > 4 || n == 2 && s == p && st.cue.before[p][1] == 2 {
			continue
		}
		if !st.unheard(s, e) {
			continue
		}
		found = append(found, entities.Span{Start: s, End: e})
	}
	for _, s := range found {
		k := st.text[s.Start:s.End]
		n, sum, person := 0, 0, 0
		if s.Start > 0 && dashRunes.has(st.text[s.Start-1]) {
			sum = strongCue
		}
		for p := 0; p+len(k) <= len(st.text); p++ {
			if st.text[p] == k[0] && hasAt(st.text, p, k) && occ[p] == nil {
				n++
				x := entities.Span{Start: p, End: p + len(k)}
				sum += st.companyWeight(x, occ)
				person += st.personWeight(x, occ)
			}
		}
		q := st.next(s.End)
		closed := q >= len(st.text) || !fold.IsHan(st.text[q]) && !isWord(st.text[q]) || st.text[q] == possessive ||
			st.separator(s.End) > 0 && st.nameStarts(st.separator(s.End)) || st.cue.after[q][0] == 2
		if st.owned(s.Start) && (closed || n >= 2) && (!st.bought(s.Start) || sum >= 6*n) || n >= 3 && s.Len() <= 3 && sum >= 3*strongCue && sum >= 4*n && sum > person {
			st.proposeUnknown(s, entities.ViaIntro, "behind a word that introduces a company", 0.7)
		}
	}
}

// owned tells whether a word that says whose the company behind it is ends at p,
// a dash or quote stepped over; behind a mere kind (供應商) a verb stands as well.
func (st *state) owned(p int) bool {
	for p > 0 && dashRunes.has(st.text[p-1]) {
		p--
	}
	return st.endsWith(ownerWords, p)
}

var ownerWords = folded("旗下 旗下的 子公司 附屬公司 孫公司 母公司 關聯公司 聯營公司 合資公司 初創公司 初創企業 新創公司 新創企業 新創 初創 獨角獸 附屬 轉投資 收購 併購 入股")

// bought tells whether a verb of buying ends at p: what stands behind it may be
// any thing (收購廢銅), or how much is bought (併購趨嚴).
func (st *state) bought(p int) bool {
	return st.endsWith(buyWords, p)
}

var buyWords = folded("收購 併購 入股 售賣 購")

var dashRunes = runeSet("─—-:「『")

// oddRun returns the end of the run of words from p that are no everyday words.
func (st *state) oddRun(p int, occ []*candidate, val []bool) int {
	e := p
	for e < len(st.text) && occ[e] == nil && !val[e] && fold.IsHan(st.text[e]) {
		t := st.token(e)
		if t.Start < e && e == p && t.End == e+1 {
			// 旗|下達|櫟: the cue before the name takes its part of the word.
			if grammar.has(st.text[e]) {
				break
			}
			e++
			continue
		}
		if t.Len() == 0 || t.Start < e || !st.odd(t) || e > p && (st.cueBegins(e) || st.says(e)) {
			break
		}
		e = t.End
	}
	return e
}

// unheard tells whether the characters from start to end are no word that the
// news uses: neither common nor the ending of a name.
func (st *state) unheard(start, end int) bool {
	k := string(st.text[start:end])
	suffix := st.d.index.suffix(k) >= 0
	for _, r := range st.text[start:end] {
		if grammar.has(r) && !numberRunes.has(r) || measures.has(r) || r == turnRune {
			return false
		}
	}
	return !suffix && !st.d.contexts.common.has(st.text[start:end]) && !stopWords.has(st.text[start:end])
}

var turnRune = fold.Rune('趨') // 趨嚴, 趨緩: what something turns

var measures = runeSet("數百千萬億家間個")

// odd tells whether a token may be a part of an unknown name: a single character
// that is no word of grammar, or what the dictionary hardly knows.
func (st *state) odd(t entities.Token) bool {
	if t.Len() == 1 {
		return !grammar.has(st.text[t.Start])
	}
	return !t.Known || t.Freq < 20 && t.POS != "i" && t.POS != "l"
}
