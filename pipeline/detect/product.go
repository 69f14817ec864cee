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
	st.quotedKinds()
	st.games()
	st.drugsAndForums()
	occ := st.occupied()
	for _, c := range st.cands { // those there are now
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
	for _, c := range st.cands { // those there are now
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

var kindWords = folded("晶片 處理器 系列 手機 平台 模型 筆電 系統 車款 電動車 平板 顯示卡 戰機 戰鬥機 客機 直升機 轎車 跑車 機型")

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

// kindsBehind and productKinds are words for kinds of products that stand behind and
// before a name in quotes; gameWords stand before one in 《》.
var kindsBehind, productKinds, gameWords = folded("App 應用程式 手機程式 手機應用程式 流動應用程式 軟件 軟體 導彈 飛彈 火箭 衛星 疫苗 手遊 網遊 電子遊戲 聊天機械人 聊天機器人 大模型 語言模型 討論區 電子錢包 戰機 無人機 處理器 號衛星 號火箭 型導彈"),
	folded("App 應用程式 手機程式 手機應用程式 流動應用程式 軟件 軟體 導彈 飛彈 火箭 衛星 新藥 手遊 網遊 遊戲 聊天機械人 聊天機器人 大模型 語言模型 討論區 電子錢包 作業系統 操作系統 網上平台 線上平台 電商平台 社交平台"),
	folded("遊戲 手遊 網遊 電玩 大作 手機遊戲 網絡遊戲 網上遊戲 線上遊戲")

// quotedKinds finds products in quotes beside the word for what they are:
// 「魚叉」導彈, 手機App「樂悠行」.
func (st *state) quotedKinds() {
	occ := st.occupied()
	for _, p := range st.spots.quotes {
		e := p + 1
		for e < len(st.text) && e-p <= 14 && !quoteClose.has(st.raw[e]) && (fold.IsHan(st.text[e]) || isWord(st.text[e]) || nameSigns.has(st.text[e])) {
			e++
		}
		if e >= len(st.text) || !quoteClose.has(st.raw[e]) || e-p < 3 {
			continue
		}
		s := entities.Span{Start: p + 1, End: e}
		if runesIn(st.text[s.Start:s.End], grammar.has) > runesIn(st.text[s.Start:s.End], numberRunes.has) || covered(occ, s) || st.wordNotName(s.Start, s.End) {
			continue
		}
		switch {
		case st.startsWith(kindsBehind, st.next(e+1)), st.endsWith(productKinds, st.prev(p)) && (s.Len() > 2 || !fold.IsHan(st.text[s.Start])):
			st.propose(s, entities.Product, "", entities.ViaPattern, "in quotes beside the word for what it is", 0.7)
			st.fundAgain(s, entities.Product)
		}
	}
}

var nameSigns = rawSet(" -+.．·")

// startsWith tells whether one of words stands at p and ends with a word.
func (st *state) startsWith(words [][]rune, p int) bool {
	for _, w := range words {
		if hasAt(st.text, p, w) {
			if _, cut := st.wordAcross(p + len(w)); !cut {
				return true
			}
		}
	}
	return false
}

// endsWith tells whether one of words ends at p.
func (st *state) endsWith(words [][]rune, p int) bool {
	for _, w := range words {
		if p >= len(w) && hasAt(st.text, p-len(w), w) {
			return true
		}
	}
	return false
}

// games finds games in the signs for titles behind a word for them: 手遊《星砂紀》.
func (st *state) games() {
	occ := st.occupied()
	for _, p := range st.spots.titles {
		if !st.endsWith(gameWords, st.prev(p)) {
			continue
		}
		e := p + 1
		for e < len(st.text) && e-p <= 20 && st.raw[e] != '》' && st.text[e] != '\n' {
			e++
		}
		if s := (entities.Span{Start: p + 1, End: e}); e < len(st.text) && st.raw[e] == '》' && s.Len() >= 2 && !covered(occ, s) {
			st.propose(s, entities.Product, "", entities.ViaPattern, "a game", 0.75)
			if s.Len() >= 3 {
				st.fundAgain(s, entities.Product)
			}
		}
	}
}

var newDrug, forumWord = []rune(fold.String("新藥")), []rune(fold.String("討論區"))

// drugsAndForums finds what no word of every day follows 新藥 (腎臟新藥瑞百清), and
// forums by their ending with the name before it (樂聚討論區), which stands alone as
// well.
func (st *state) drugsAndForums() {
	occ, val := st.occupied(), st.valueAt()
	for _, p := range st.spots.kinds {
		switch {
		case p > 0 && hasAt(st.text, p-1, newDrug):
			s := st.next(p + 1)
			if s >= len(st.text) || occ[s] != nil || val[s] {
				continue
			}
			if e, words := st.latinRun(s); len(words) == 1 && e-s >= 5 && !commonLatin[strings.ToLower(words[0])] && !st.prose(entities.Span{Start: s, End: e}) {
				st.propose(entities.Span{Start: s, End: e}, entities.Product, "", entities.ViaPattern, "behind the word for a drug", 0.7)
				continue
			}
			e := st.oddRun(s, occ, val)
			if n := e - s; n < 3 || n > 5 || !fold.IsHan(st.text[s]) || !st.unheard(s, e) || st.token(s).Len() > 2 {
				continue
			}
			x := entities.Span{Start: s, End: e}
			st.propose(x, entities.Product, "", entities.ViaPattern, "behind the word for a drug", 0.6)
			st.fundAgain(x, entities.Product)
		case hasAt(st.text, p, forumWord):
			s := p
			if c := occ[p]; c != nil && c.typ == entities.Product && c.Start < p && c.End == p+len(forumWord) {
				if short := (entities.Span{Start: c.Start, End: p}); !st.takenName(string(st.text[short.Start:short.End])) {
					st.fundAgain(short, entities.Product) // 高登 of the listed 高登討論區
				}
				continue
			}
			if c := occ[max(p-1, 0)]; c != nil && c.End == p && (c.typ == entities.Place || c.typ == entities.Company) {
				s = c.Start
			} else {
				for s > 0 && p-s < 4 && occ[s-1] == nil && fold.IsHan(st.text[s-1]) {
					t := st.token(s - 1)
					if t.End > s || !st.odd(t) && !(properPOS(t.POS) && t.Len() >= 2) || t.Known && t.Len() >= 2 && !properPOS(t.POS) || andRunes.has(st.text[s-1]) {
						break
					}
					s = t.Start
				}
				if p-s < 2 || !st.unheard(s, p) {
					continue
				}
				short := entities.Span{Start: s, End: p}
				st.fundAgain(short, entities.Product)
			}
			if s < p {
				st.propose(entities.Span{Start: s, End: p + len(forumWord)}, entities.Product, "", entities.ViaPattern, "a forum", 0.75)
			}
		}
	}
}
