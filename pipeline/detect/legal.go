package detect

import (
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/trie"
)

// legalNames finds companies by the legal form their names end in, however long
// they are: 遠洲先進纖維技術有限公司, 汎昇（亞洲）有限公司. Words that name a line
// of business may be verbs elsewhere; a sign, a word of grammar or another verb
// ends the walk to the left.
func (st *state) legalNames() {
	occ, val := st.occupied(), st.valueAt()
	for _, p := range st.spots.legal {
		if p < 2 {
			continue
		}
		n := 0
		for _, w := range legalTails {
			if hasAt(st.text, p, w) {
				n = len(w)
				break
			}
		}
		if n == 0 {
			continue
		}
		end := p + n
		for _, w := range legalHeads {
			if p >= len(w) && hasAt(st.text, p-len(w), w) {
				p -= len(w)
				break
			}
		}
		start := st.legalStart(p, p, occ, val)
		if start = st.wholeLegal(start, p, occ, val); start < 0 {
			continue
		}
		if st.text[start] == '(' {
			for start < p && st.text[start] != ')' {
				start++ // (2017)火石文化有限公司
			}
			start = min(start+1, p)
		}
		// At least two characters beside the places at the front and brackets.
		own := 0
		for q := start; q < p; q++ {
			if c := occ[q]; (c == nil || c.typ != entities.Place) && st.text[q] != '(' && st.text[q] != ')' {
				own++
			}
		}
		if own >= 2 && !st.head(start, p) {
			id, via := "", entities.ViaSuffix
			if c := occ[p-1]; c != nil && c.typ == entities.Company && c.Start == start && c.End == p {
				id, via = c.id, c.via // the whole name before the form is known
			}
			st.propose(entities.Span{Start: start, End: end}, entities.Company, id, via, "the legal form at its end", 0.85)
		}
	}
}

// stems finds the names of companies without their legal form, once an article has
// them with it: 瀚海科技 of 深圳市瀚海科技有限公司, 中科興業 of 中科興業有限公司.
func (st *state) stems() {
	if len(st.spots.legal) == 0 {
		return
	}
	var few trie.Few
	var of []*candidate
	for _, c := range st.cands {
		if c.state != accepted || c.lost || c.typ != entities.Company || c.name != nil || c.Len() < 7 {
			continue
		}
		n := 0
		for _, w := range legalTails {
			if c.Len() > len(w) && hasAt(st.text, c.End-len(w), w) {
				n = len(w)
				break
			}
		}
		if n == 0 {
			continue
		}
		s, e := c.Start, c.End-n
		if e > s && st.text[e-1] == ')' {
			for e > s && st.text[e] != '(' {
				e--
			}
		}
		for _, w := range legalHeads {
			if e-s > len(w)+2 && hasAt(st.text, e-len(w), w) {
				e -= len(w)
				break
			}
		}
		if e-s < 3 || runesIn(st.text[s:e], fold.IsHan) != e-s {
			continue
		}
		front := s
		for o := st.starting[s]; o != nil; o = o.prevStart {
			if o.typ == entities.Place && o.state == accepted {
				front = max(front, o.End)
			}
		}
		for _, b := range [2]int{s, front} {
			if b == front && front > s && e-b < 3 || e-b < 3 || st.head(b, e) || !st.unheard(b, e) || st.bareStart(b) {
				continue
			}
			if k := string(st.text[b:e]); !st.takenName(k) && few.Add(k, uint32(len(of))) {
				of = append(of, c)
			}
		}
	}
	if len(of) == 0 {
		return
	}
	occ := st.occupied()
	for _, h := range few.Append(nil, st.text, entities.DictNames) {
		if o := occ[h.Start]; o != nil && o.Start <= h.Start && o.End >= h.End || st.wordOf(venueWords, h.End) > 0 {
			continue
		}
		if t := st.token(h.End); t.Start == h.End && trades.has(st.text[h.End:max(t.End, h.End)]) {
			continue // 中國檢驗|認證集團
		}
		if _, ok := st.boundary(h.Span, false); ok {
			c := of[h.Value]
			st.propose(h.Span, entities.Company, c.id, entities.ViaShort, "the name of "+st.doc.Slice(c.Span)+" without its form", 0.75)
		}
	}
}

var legalTails, legalHeads = folded("有限責任公司 有限公司 有限合夥企業 有限合伙企業 有限合夥 合夥企業 合伙企業"), folded("集團股份 控股股份 股份 集團 控股")

func folded(words string) [][]rune {
	var out [][]rune
	for _, w := range strings.Fields(words) {
		out = append(out, []rune(fold.String(w)))
	}
	return out
}

// legalStart walks left from start, at p or before it, over all that the name of a
// company may hold whose legal form stands at p.
func (st *state) legalStart(start, p int, occ []*candidate, val []bool) int {
	const limit = 24
	for start > 0 && p-start < limit {
		q := start - 1
		if st.text[q] == ')' {
			// 汎昇(亞洲)有限公司: a few characters in brackets.
			b := q - 1
			for b > 0 && q-b <= 7 && st.text[b] != '(' && (fold.IsHan(st.text[b]) || isWord(st.text[b])) {
				b--
			}
			if b <= 0 || st.text[b] != '(' || q-b < 3 {
				break
			}
			start = b
			continue
		}
		if c := occ[q]; c != nil {
			if c.typ == entities.Place && c.End > start && c.Start < start && start < p {
				start = c.Start // 深圳市|南科生命科技有限公司, whatever the words are cut at
				continue
			}
			if c.End > start && c.Start < start || c.typ != entities.Company && c.typ != entities.Place && c.typ != entities.Product && !(c.typ == entities.Person && start < p && !(c.name != nil && p-start >= 4 && (occ[start] == nil || occ[start].typ == entities.Company) && st.token(start).POS == "ns")) {
				break
			}
			start = c.Start
			if c.typ == entities.Company && c.plain && c.End == p && (start == 0 || occ[start-1] == nil) {
				break // a whole name, and its form: what stands before it is a sentence
			}
			continue
		}
		if val[q] || !(fold.IsHan(st.text[q]) || isWord(st.text[q])) {
			break
		}
		t := st.token(q)
		profession := hasAt(st.text, start, officeWord) // 建築師|事務所
		if t.Len() == 0 || t.End > start && start < p || st.cueEnds(start) && start < p && !profession || start < p && st.endsWith(makerKinds, start) {
			break
		}
		if t.Len() == 1 {
			// 保定的|同光: a word of grammar behind another one begins the name.
			if start < p && leadRunes.has(st.text[q]) || grammar.has(st.text[q]) && !(numberRunes.has(st.text[q]) && start < p) && !(start < p && st.grammarInName(q, occ)) {
				break
			}
		} else {
			w := st.text[t.Start:min(t.End, start)]
			if start == p && trades.has(w) { // 建設投資|集團股份有限公司
				start = t.Start
				continue
			}
			if profession && t.Known && !stopWords.has(w) {
				start = t.Start
				continue
			}
			if t.POS == "l" && st.text[q] == atRune || sentenceWords.has(w) || start < p && trades.has(w) && verbPOS(t.POS) && t.Freq >= 1000 && st.oddPair(start, p) {
				break // 收費略低於, 作出有利, 處理|雄濤
			}
			if stopWords.has(w) || start < p && st.kindEnds(t.Start, min(t.End, start)) || makers.has(st.text[t.End-1]) && t.Known && t.End <= start || functionPOS(t.POS) && (t.Freq >= 100 || countRunes.has(st.text[q])) || t.POS == "v" && t.Freq >= 100 && !trades.has(w) {
				break
			}
		}
		start = t.Start
	}
	return start
}

// sentenceWords are no verbs by the dictionary and stand before names all the same.
var sentenceWords = foldedSet("正式 委託 委任 委聘 聘請 有利 不利 有份 任內 期間 其間 名為 稱為 全名 前稱 原名 舊名 簡稱")

// oddPair tells whether two single characters that make no word stand at p, before
// end: a name of their own begins there.
func (st *state) oddPair(p, end int) bool {
	return p+2 <= end && st.token(p).Len() == 1 && st.token(p+1).Len() == 1 && !grammar.has(st.text[p])
}

// wholeLegal goes on to the left from start, where the name before a legal form at
// p seems to begin, while it begins with words that only go on with a name: over a
// blank, over the word before them, over what stands in quotation marks. It returns
// -1 where no whole name is there.
func (st *state) wholeLegal(start, p int, occ []*candidate, val []bool) int {
	if !st.bareStart(start) {
		return start
	}
	q := st.prev(start)
	if q < start && q > 0 && fold.IsHan(st.text[q-1]) { // 中國建築 工程(香港)有限公司
		s := st.legalStart(q, p, occ, val)
		if s == q || q-s < 3 {
			return -1
		}
		return s
	}
	if q == 0 {
		return -1
	}
	if r := st.raw[q-1]; r == '」' || r == '』' {
		for s := q - 2; s >= 0 && q-s <= 10; s-- {
			if st.raw[s] == '「' || st.raw[s] == '『' {
				return s
			}
		}
		return -1
	}
	t := st.token(q - 1)
	w := st.text[t.Start:min(t.End, q)]
	if c := occ[q-1]; c != nil {
		if c.End != q || c.typ == entities.Person {
			return -1
		}
		return st.legalStart(c.Start, p, occ, val)
	}
	if t.Len() < 2 || t.End != q || val[q-1] || !fold.IsHan(st.text[q-1]) || stopWords.has(w) && !trades.has(w) || functionPOS(t.POS) || st.kindEnds(t.Start, q) || st.cueEnds(q) || t.POS == "v" && t.Freq >= 1000 && !trades.has(w) {
		return -1
	}
	if t.Start = st.legalStart(t.Start, p, occ, val); st.bareStart(t.Start) {
		return -1
	}
	return t.Start
}

// bareStart tells whether a name would begin at start with words that only go on
// with one: 國際科技, 基金管理, 事務所.
func (st *state) bareStart(start int) bool { return st.stepOver(bareStarts, start) > start }

var bareStarts = folded(`國際科技 國際控股 國際集團 國際投資 國際貿易 國際發展 國際合作 國際工程 國際有限 國際實業 國際企業 國際物流 國際旅行 國際傳媒 國際教育 國際文化 環球科技 環球控股 環球集團 環球投資 基金管理 投資基金 資產管理 資產經營 投資管理 投資控股 投資發展 投資集團 投資有限 投資諮詢 股權投資 集團有限 集團股份 控股有限 控股集團 事務所 工程有限 工程(
 發展有限 實業有限 貿易有限 科技有限 科技發展 科技股份 科技集團 控股( 發展( 投資( 工程( 國際( 科技( 集團( 聯盟有限 設計院 勘察設計 私人股份 公眾股份 股份有限 有限`)

// leadRunes are verbs and prepositions of one character that stand before the
// name of a company: 任X有限公司董事, 屬X有限公司.
var leadRunes = runeSet("任屬除揭查購聘")

// grammarInName tells whether the character of grammar at q begins a name: it
// stands behind 的, a sign, an "and" or a place (保定的|同光, 深圳|因合生物, 及|日曦)
// and is none that points at something said before.
func (st *state) grammarInName(q int, occ []*candidate) bool {
	if q == 0 || neverInNames.has(st.text[q]) {
		return false
	}
	if c := occ[q-1]; c != nil {
		return c.typ == entities.Place && c.End == q
	}
	if blank(st.text[q-1]) && st.prev(q) > 0 && isWord(st.text[st.prev(q)-1]) && st.token(q+1).Len() == 1 {
		return true // Kanhan Limited 看漢科技
	}
	if nameFirst.has(st.text[q]) && st.token(q-1).Len() >= 2 && (verbPOS(st.token(q-1).POS) || stopWords.has(st.text[st.token(q-1).Start:q])) {
		return true // 包括|日曦國際, 成立|何周禮
	}
	return st.text[q-1] == possessive || nameOpeners.has(st.text[q-1]) || andRunes.has(st.text[q-1])
}

var nameFirst = runeSet("日月年何明千萬百億正")

var neverInNames, nameOpeners = runeSet("的是有在於為由被將把對向從其該此這那各某本等及與和或而但就只還已曾每我你他她它們了着著過個家間"), runeSet("、「『《(")

// kindEnds tells whether the word from start to end says what kind of thing the
// name behind it is: 民企, 合資企業, 貨運公司, 業主, 原告.
func (st *state) kindEnds(start, end int) bool {
	for _, w := range makerKinds {
		if end-start >= len(w) && hasAt(st.text, end-len(w), w) {
			return true
		}
	}
	return false
}

var makerKinds = folded("公司 合資企業 國有企業 民營企業 中資企業 內地企業 外資企業 本地企業 民企 國企 央企 港企 業主 原告 被告 股東 承建商 分判商 發展商 證券商 發行商 承辦商 分包商 供應商 代理商 營運商 總承建商 買家 賣家 買方 賣方 賣方為 業權人 債權人 清盤人 保薦人 核數師 審計師 受託人 大股東 租戶 生產線 一旁 隸屬 適用於")

// numberRunes may stand inside the name of a company, though grammar holds them.
var numberRunes = runeSet("一二三四五六七八九十百千萬億上下中大小人")

// trades are verbs that name a line of business inside the name of a company.
var trades = foldedSet(`投資 發展 服務 製造 管理 諮詢 建設 建築 開發 運輸 租賃 包裝 印刷 貿易 出版 教育 設計 研究 經營 運營 營運 維修 保安 清潔 顧問 控股 融資 擔保 拍賣 設備 信託 策劃
 製作 展覽 檢測 檢驗 認證 裝飾 裝修 安裝 回收 處理 儲存 配送 代理 銷售 分銷 零售 推廣 生產 加工 創新 傳播 合作 聯合 證券 保險 護理 研發 創業 交易 結算 清算 評估 測量 養殖 種植 供應 連鎖 技術 顯示 控制 運算 感測 識別`)
