package detect

import (
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// families finds companies whose first characters stand in the article with
// several endings of companies: 小河資本, 小河集團 and 小河金融 are the names of one
// house though 小河 is a word.
func (st *state) families() {
	if len(st.suffixes) < 3 {
		return
	}
	occ, val := st.occupied(), st.valueAt()
	type branch struct {
		span entities.Span
		end  string
	}
	stems := map[string][]branch{}
	var order []string
	for _, h := range st.suffixes {
		info := &st.d.words.suffix[h.Value]
		if info.typ != entities.Company || st.startsWith(familyThings, h.Start) || h.Start < 2 || occ[h.Start] != nil {
			continue
		}
		if _, cut := st.wordAcross(h.End); cut {
			continue
		}
		p := h.Start
		for n := 2; n <= 3; n++ {
			s := p - n
			if s < 0 || runesIn(st.text[s:p], fold.IsHan) != n || covered(occ, entities.Span{Start: s, End: p}) || val[s] {
				break
			}
			t := st.token(s)
			if t.Start != s || t.Len() >= 2 && t.Known && t.Freq >= 300 && !properPOS(t.POS) || st.kindBefore(p, n) {
				continue
			}
			k := string(st.text[s:p])
			if !st.unheard(s, p) || st.takenName(k) || alsoWords.has(st.text[s:p]) || !st.edgeOrSign(s) {
				continue
			}
			if stems[k] == nil {
				order = append(order, k)
			}
			stems[k] = append(stems[k], branch{entities.Span{Start: s, End: h.End}, string(st.text[p:h.End])})
		}
	}
	for _, k := range order {
		all := stems[k]
		var ends []string
		for _, b := range all {
			if !slices.Contains(ends, b.end) {
				ends = append(ends, b.end)
			}
		}
		if len(ends) < 2 || len(all) < 3 || !slices.ContainsFunc(ends, func(e string) bool { return houses[e] }) {
			continue
		}
		for _, b := range all {
			if s := b.span.Start; s > 0 && occ[s-1] != nil && occ[s-1].End == s && occ[s-1].typ == entities.Place && occ[s-1].name != nil && occ[s-1].name.Kind != "country" {
				b.span.Start = occ[s-1].Start // 河北|大午集團
			}
			st.propose(b.span, entities.Company, "", entities.ViaSuffix, "the article has these characters with several endings of companies", 0.7)
		}
	}
}

// familyThings are endings of companies that are rather things of a house.
var familyThings = folded("品牌 產品 車 酒 食品安全")

// houses are the endings one of which a house of companies has.
var houses = keySet("集團 控股 控股集團 集團有限公司 有限公司")

// edgeOrSign tells whether a name may begin at p: nothing but a sign, a word of
// two or more characters or a word of grammar stands before it.
func (st *state) edgeOrSign(p int) bool {
	if p == 0 || !fold.IsHan(st.text[p-1]) && !isWord(st.text[p-1]) || grammar.has(st.text[p-1]) {
		return true
	}
	t := st.token(p - 1)
	return t.End == p && t.Len() >= 2
}

// mediaTails end the titles of papers and magazines.
var mediaTails = folded("日報 晚報 早報 時報 郵報 商報 導報 快報 新報 晨報 周報 週報 周刊 週刊 月刊 雜誌 新聞網 通訊社 電視台 論壇報 先驅報 觀察報")

// mediaTitles finds papers and magazines by the signs of titles around them.
func (st *state) mediaTitles() {
	occ := st.occupied()
	for _, p := range st.spots.titles {
		s := st.next(p + 1)
		e := s
		for e < len(st.raw) && e-s <= 12 && st.raw[e] != '》' && st.raw[e] != '\n' {
			e++
		}
		if e >= len(st.raw) || st.raw[e] != '》' || e-s < 3 || !fold.IsHan(st.text[s]) || occ[s] != nil && occ[s].Start == s && occ[s].End == e {
			continue
		}
		for _, w := range mediaTails {
			if e-s > len(w) && hasAt(st.text, e-len(w), w) && runesIn(st.text[s:e], fold.IsHan) == e-s {
				st.propose(entities.Span{Start: s, End: e}, entities.Company, "", entities.ViaPattern, "the title of a paper or magazine", 0.75)
				break
			}
		}
	}
}
