package detect

import (
	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// airlines finds airlines by the place they are named after: 首爾航空, 緬甸國際航空.
func (st *state) airlines() {
	occ := st.occupied()
	for _, h := range st.suffixes {
		if h.Len() < 2 || !hasAt(st.text, h.Start, airWord) || occ[h.Start] != nil {
			continue
		}
		e := h.End
		if h.Len() == 2 {
			if hasAt(st.text, e, companyRunes) {
				e += 2
			} else if _, cut := st.wordAcross(e); cut || e < len(st.text) && fold.IsHan(st.text[e]) && !(grammar.has(st.text[e]) && st.token(e).Len() == 1) && !andRunes.has(st.text[e]) && !st.says(e) && !verbPOS(st.token(e).POS) {
				continue // 航空|母艦, 台灣航空|業
			}
		}
		p := h.Start
		for _, w := range airKinds {
			if p > len(w) && hasAt(st.text, p-len(w), w) && occ[p-1] == nil {
				p -= len(w)
				break
			}
		}
		if c := occ[max(p-1, 0)]; c != nil && c.End == p && c.typ == entities.Place && c.id != mainland && fold.IsHan(st.text[c.Start]) &&
			(p < h.Start || c.name == nil || c.name.Kind != "country") { // 中國航空公司 are many
			st.propose(entities.Span{Start: c.Start, End: e}, entities.Company, "", entities.ViaSuffix, "a place and the word for an airline", 0.75)
		}
	}
}

var airWord, airKinds = []rune(fold.String("航空")), folded("國際 國家 聯合 皇家 聯邦 全國")
