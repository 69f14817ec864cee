package detect

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// beforeTitle finds unknown companies between the beginning of a clause and the
// title of a person that is sure: ◎秀育會計主管…, 瑞基營運長劉魯垣.
func (st *state) beforeTitle() {
	occ, val := st.occupied(), st.valueAt()
	for _, c := range slices.Clone(st.cands) {
		if c.state != accepted || c.lost || c.typ != entities.Person || st.cue.before[c.Start][1] != 2 {
			continue
		}
		t := int(st.cue.start[c.Start])
		if !officer(string(st.text[max(t, 0):c.Start])) {
			continue
		}
		// 創辦人兼執行長: several titles.
		for t > 2 && joinsTitles[st.text[t-1]] && st.cue.before[t-1][1] == 2 {
			t = int(st.cue.start[t-1])
		}
		if t <= 1 || occ[t-1] != nil || !fold.IsHan(st.text[t-1]) && !fold.IsLatin(st.text[t-1]) {
			continue
		}
		start := t
		for start > 0 && t-start <= 10 && occ[start-1] == nil && !val[start-1] && (fold.IsHan(st.text[start-1]) || fold.IsLatin(st.text[start-1])) {
			start--
		}
		if occ[max(start-1, 0)] != nil || t-start < 2 || t-start > 10 || start > 0 && st.text[start-1] == ')' {
			continue
		}
		i := st.doc.TokenAt(start)
		if i < 0 || nameStops[string(st.text[start:st.doc.Tokens[i].End])] || !st.nameLike(start, t) {
			continue
		}
		ok := true
		for q := start; q < t; {
			j := st.doc.TokenAt(q)
			if j < 0 {
				break
			}
			k := st.doc.Tokens[j]
			switch k.POS {
			case "p", "u", "uj", "ul", "d", "r", "c", "t", "v":
				ok = ok && k.Len() == 1 && k.POS != "uj" && k.POS != "r" && k.POS != "p"
			}
			q = max(k.End, q+1)
		}
		if s := int(st.cue.start[t]); ok && !(s >= 0 && s <= start && st.cueEnds(t)) { // 車廠總經理 names no company
			st.propose(entities.Span{Start: start, End: t}, entities.Company, "", entities.ViaApposition, "before the title of a person", 0.65)
		}
	}
}

var joinsTitles = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range fold.String("兼暨及和、") {
		m[r] = true
	}
	return m
}()

// officer tells whether a title is that of a company's officer, before which
// its company stands; an analyst or professor comes with a field instead.
func officer(title string) bool {
	for _, w := range officers {
		if strings.HasSuffix(title, w) {
			return true
		}
	}
	return false
}

var officers = func() []string {
	var out []string
	for _, w := range strings.Fields("董事長 總經理 主管 發言人 執行長 財務長 營運長 技術長 行政長 業務長 策略長 資訊長 總裁 主席 創辦人 行政總裁 首席執行官 董事 副總 經理 總監 協理") {
		out = append(out, fold.String(w))
	}
	return out
}()
