package detect

import (
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// products lengthens product names by their model (Megapack 3, Snapdragon X
// Plus, 麒麟9100), drops kind words from them (M4晶片), and finds Latin product
// names between their maker and a word for what they are.
func (st *state) products() {
	st.trademarks()
	st.named()
	occ := st.occupied()
	for _, c := range append([]*candidate(nil), st.cands...) {
		if c.state != accepted || c.lost || c.typ != entities.Product {
			continue
		}
		end := st.withoutKind(c.Start, c.End)
		end = st.model(end, occ)
		start := st.withoutMaker(c, end)
		if end != c.End || start != c.Start {
			s := entities.Span{Start: start, End: end}
			st.propose(s, entities.Product, c.id, c.via, "a product and its model", c.conf)
			if end < c.End || start > c.Start {
				c.lost, c.why, st.fresh = true, "without its maker and the word for its kind", false
			}
		}
	}
	for _, c := range append([]*candidate(nil), st.cands...) {
		if c.state == accepted && !c.lost && c.typ == entities.Company {
			st.madeBy(c, occ)
		}
	}
}

// trademarks finds products by the sign behind a part of their name (Artix™
// UltraScale+™ AU7P), and the other places of the word the sign made sure.
func (st *state) trademarks() {
	if !st.spots.trademark {
		return
	}
	occ := st.occupied()
	sure := map[string]bool{}
	mark := func(p int) bool { return p < len(st.raw) && (st.raw[p] == '™' || st.raw[p] == '®') }
	// run returns the end of the Latin words and numbers that go on from p.
	run := func(p int) int {
		end := p
		for n := 0; n < 6; n++ {
			q := end
			for mark(q) {
				q++
			}
			if q < len(st.text) && st.text[q] == ' ' && q > p {
				q++
			}
			if q >= len(st.text) || !isWord(st.text[q]) || fold.IsLatin(st.text[q]) && !isUpper(st.raw[q]) || occ[q] != nil && occ[q].typ != entities.Product {
				break
			}
			e, letters := q, 0
			for e < len(st.text) && (isWord(st.text[e]) || st.text[e] == '+' || st.text[e] == '-' && e+1 < len(st.text) && isWord(st.text[e+1])) {
				if fold.IsLatin(st.text[e]) {
					letters++
				}
				e++
			}
			w := strings.ToLower(string(st.raw[q:e]))
			if n > 0 && (commonLatin[w] || letters == 0 && e < len(st.text) && fold.IsHan(st.text[e]) && st.counter(st.text[e])) {
				break
			}
			end = e
		}
		for mark(end) {
			end++
		}
		return end
	}
	for p := 1; p < len(st.raw); p++ {
		if !mark(p) || !isWord(st.text[p-1]) && st.text[p-1] != '+' {
			continue
		}
		start := p
		for start > 0 && (isWord(st.text[start-1]) || st.text[start-1] == '+' || st.text[start-1] == '-') {
			start--
		}
		if start == p || !isUpper(st.raw[start]) || occ[start] != nil && occ[start].typ != entities.Product {
			continue
		}
		end := run(start)
		for mark(end - 1) {
			end-- // the sign at the end is none of the name
		}
		if end <= start {
			continue
		}
		st.propose(entities.Span{Start: start, End: end}, entities.Product, "", entities.ViaLatin, "a sign of trademark stands in it", 0.85)
		sure[string(st.text[start:p])] = true
		p = max(p, end)
	}
	if len(sure) == 0 {
		return
	}
	for p := 0; p < len(st.text); p++ {
		if !isWord(st.text[p]) || p > 0 && isWord(st.text[p-1]) {
			continue
		}
		e := p
		for e < len(st.text) && isWord(st.text[e]) {
			e++
		}
		if sure[string(st.text[p:e])] && (occ[p] == nil || occ[p].typ == entities.Product) {
			if end := run(p); end > p && !mark(end-1) {
				st.propose(entities.Span{Start: p, End: end}, entities.Product, "", entities.ViaLatin, "a product that a sign of trademark made sure", 0.8)
			}
		}
		p = e
	}
}

var kindWords = func() [][]rune {
	var out [][]rune
	for _, w := range strings.Fields("晶片 處理器 系列 手機 平台 模型 筆電 系統 車款 電動車 平板 顯示卡 戰機 戰鬥機 客機 直升機 轎車 跑車 機型") {
		out = append(out, []rune(fold.String(w)))
	}
	return out
}()

// withoutKind returns the end of a product name without the kind word it ends
// in, where something Latin or a digit is left of it.
func (st *state) withoutKind(start, end int) int {
	for _, k := range kindWords {
		e := end - len(k)
		if e > start+1 && hasAt(st.text, e, k) && isWord(st.text[e-1]) {
			return e
		}
	}
	return end
}

// withoutMaker returns where a product's name begins without the name of its
// maker, which is a mention of its own: 747 of 波音747.
func (st *state) withoutMaker(c *candidate, end int) int {
	if c.name == nil || c.name.Parent == "" || st.d.opt.Names == nil {
		return c.Start
	}
	if runesIn(st.text[c.Start:end], fold.IsDigit) == 0 {
		return c.Start // 港交所ADR is no model
	}
	for p := end - 2; p >= c.Start+2; p-- {
		if !fold.IsHan(st.text[p-1]) || !isWord(st.text[p]) {
			continue
		}
		for _, n := range st.d.opt.Names.Lookup(string(st.text[c.Start:p])) {
			if n.Entity.ID == c.name.Parent {
				return p
			}
		}
	}
	return c.Start
}

var modelWords = map[string]bool{"plus": true, "pro": true, "max": true, "ultra": true, "mini": true, "gen": true, "air": true, "se": true, "lite": true,
	"edge": true, "elite": true, "nano": true, "super": true, "ti": true, "xl": true, "fold": true, "flip": true, "turbo": true, "note": true, "gt": true, "ev": true, "phev": true}

// model returns the end of the model name that goes on at p: Latin words with a
// digit, digits, and words such as Pro and Max, each after at most one blank.
func (st *state) model(p int, occ []*candidate) int {
	end := p
	for n := 0; n < 4; n++ {
		q := end
		if q < len(st.text) && (st.text[q] == ' ' || st.raw[q] == '™' || st.raw[q] == '®') {
			if st.raw[q] == '™' || st.raw[q] == '®' {
				q++
			}
			if q < len(st.text) && st.text[q] == ' ' {
				q++
			}
		}
		if q >= len(st.text) || !isWord(st.text[q]) || (q == end && isWord(st.text[max(q-1, 0)]) && fold.IsDigit(st.text[q]) == fold.IsDigit(st.text[max(q-1, 0)])) {
			break
		}
		e, digits, letters := q, 0, 0
		for e < len(st.text) && (isWord(st.text[e]) || st.text[e] == '+') {
			switch {
			case fold.IsDigit(st.text[e]):
				digits++
			case fold.IsLatin(st.text[e]):
				letters++
			}
			e++
		}
		w := string(st.text[q:e])
		switch {
		case digits > 0 && letters == 0:
			// 3 in Megapack 3, 9100 in 麒麟9100, but not 14億 or 2025年.
			if digits > 4 || e < len(st.text) && fold.IsHan(st.text[e]) && st.counter(st.text[e]) || e < len(st.text) && (st.text[e] == '%' || st.text[e] == '.' || st.text[e] == ',' && e+1 < len(st.text) && fold.IsDigit(st.text[e+1])) {
				return end
			}
		case digits > 0 && letters <= 4:
		case modelWords[strings.TrimSuffix(w, "+")]:
		default:
			return end
		}
		end = e
	}
	return end
}

var counters = fold.String("年月日號元億萬千百兆個人家款台部輛支件次倍成歲天小分時週周點吋寸噸公股張折位名季度間項座條代核")

func (st *state) counter(r rune) bool { return strings.ContainsRune(counters, r) }

// madeBy finds a Latin product name right behind its maker and before a word
// for what it is: AMD Kestrel 5系列, 達櫟的VELDRIN系列.
func (st *state) madeBy(c *candidate, occ []*candidate) {
	p := st.next(c.End)
	if p < len(st.text) && st.text[p] == possessive {
		p = st.next(p + 1)
	}
	if p >= len(st.raw) || p == c.Start || occ[p] != nil || !(st.raw[p] >= 'A' && st.raw[p] <= 'Z') || p > 0 && isWord(st.text[p-1]) {
		return
	}
	end, words := st.latinRun(p)
	if len(words) == 0 {
		// A word with a digit in it: RTX5090.
		end = p
		for end < len(st.text) && isWord(st.text[end]) {
			end++
		}
	}
	end = st.model(end, occ)
	if end-p < 2 || len(words) == 1 && commonLatin[strings.ToLower(words[0])] || covered(occ, entities.Span{Start: p, End: end}) {
		return
	}
	q := st.next(end)
	for _, k := range kindWords {
		if hasAt(st.text, q, k) {
			st.propose(entities.Span{Start: p, End: end}, entities.Product, "", entities.ViaPattern, "between its maker and a word for its kind", 0.7)
			return
		}
	}
}

var possessive = fold.Rune('的')
