package detect

import (
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// vaccineMakers are companies whose vaccines go by their names.
var vaccineMakers = setOf(strings.Fields("astrazeneca moderna pfizer biontech fosun sinovac johnson-johnson novavax hkex-1099"), companyID)

// vaccines are the ids of what is named for them.
var vaccines = setOf(strings.Fields("vaxzevria spikevax comirnaty coronavac johnson-johnson novavax hkex-1099"), func(s string) string { return entities.Product + "/" + s })

var (
	shotsBehind = folded("疫苗 第三針 第3針 第二針 第2針 第四針 第4針 加強針 追加劑 第3劑 第三劑 第2劑 第二劑 第1劑 第一劑")
	shotsBefore = folded("接種 施打 開打 混打 已打 想打 打了 打咗 選打 同時選擇")
	notShots    = folded("疫苗廠 疫苗業務 疫苗收入 疫苗股 疫苗部門 疫苗公司")
)

var doseRune, hitRune = fold.Rune('劑'), fold.Rune('打')

// isVaccine tells whether a maker's name stands for its vaccine: 兩劑BNT, 莫德納
// (Moderna)疫苗, 輝瑞/BioNTech疫苗.
func (st *state) isVaccine(s entities.Span) bool {
	p := st.prev(s.Start)
	// The second of a list: 同時選擇AZ與莫德納.
	if b := p - 1; b > 0 && (st.text[b] == '、' || andRunes.has(st.text[b])) && !st.speechAfter(s.End) && !st.startsWith(companyHas, st.behind(s)) && !st.startsWith(companyDoes, st.behind(s)) {
		for o := st.ending[st.prev(b)]; o != nil; o = o.prevEnd {
			if o.state == accepted && !o.lost && vaccines[o.id] && st.text[o.End-1] != shotsBehind[0][1] {
				return true
			}
		}
	}
	if p > 0 && st.text[p-1] == '(' { // a gloss goes with what it glosses
		if o := st.ending[st.prev(p-1)]; o != nil && o.Len() > 0 {
			p = st.prev(o.Start)
		}
	}
	if o := st.ending[p]; o != nil && o.typ == entities.Place && o.state == accepted { // 1千萬劑德國BioNTech
		p = st.prev(o.Start)
	}
	if st.endsWith(shotsBefore, p) || p > 0 && st.text[p-1] == hitRune && st.token(p-1).Len() == 1 || p > 1 && st.text[p-1] == doseRune && (numberRunes.has(st.text[p-2]) || amountRunes.has(st.text[p-2]) || fold.IsDigit(st.text[p-2])) {
		return true
	}
	q := st.afterGloss(s.End)
	for n := 0; n < 3; n++ {
		q = st.next(q)
		// Out of the bracket the name stands in: (AstraZeneca,縮寫為AZ)疫苗.
		for e := q; n == 0 && e < len(st.text) && e < q+14; e++ {
			if st.text[e] == ')' {
				q = st.next(e + 1)
				break
			}
			if st.text[e] == '(' || st.text[e] == '。' || st.text[e] == '\n' {
				break
			}
		}
		if st.startsWith(shotsBehind, q) {
			return !st.startsWith(notShots, q)
		}
		// The next maker: 輝瑞/BioNTech疫苗, AZ和莫德納疫苗.
		if q < len(st.text) && st.text[q] == '/' {
			q = st.next(q + 1)
		} else if q = st.separator(q); q == 0 {
			return false
		}
		o := st.starting[q]
		for o != nil && !(vaccineMakers[o.id] || vaccines[o.id]) {
			o = o.prevStart
		}
		if o == nil {
			return false
		}
		if fold.IsHan(st.text[o.End-1]) && hasAt(st.text, o.End-len(shotsBehind[0]), shotsBehind[0]) {
			return true // 莫德納疫苗 is a name of its own
		}
		q = st.afterGloss(o.End)
	}
	return false
}
