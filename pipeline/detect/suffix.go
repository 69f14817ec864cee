package detect

import (
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// stopWords are words that no name holds.
var stopWords = foldedSet(`的 在 與 和 及 由 向 為 被 對 是 有 將 於 等 從 至 到 把 讓 使 以 因 而 或 但 也 都 又 再 則 即 並 且 如 若 其 該 此 這 那 各 每 某 本 我 你 他 她 它
 旗下 宣布 宣佈 公布 公佈 表示 指 稱 說 認為 指出 透露 包括 例如 成為 成立 收購 出售 投資 持有 控股的 透過 通過 根據 據 按 較 比 逾 約 近 超過 達 當中 其中 以及 還有 另外 至於 由於 受 獲 給 予
 今年 去年 明年 上周 昨日 今日 家 間 個 名 位 一家 一間 兩家 兩間 多家 全球 國內 國外 本地 當地 外資 罰 合組 合辦 創辦 前身 購 售 買 賣 投 薦 告 控 助 供 予 大型 小型 主要 最大 知名 著名 新 舊 前 現 原 子公司 母公司 上市 擬 已 曾 正 會 可 能 要 需 須 應 不 未 無 非 向來`)

// extend lists the endings that lengthen a known company name by themselves.
var extend = foldedSet(`集團 控股 公司 有限公司 股份有限公司 控股集團 控股有限公司 集團控股 集團公司 集團有限公司 科技集團 投資控股 國際控股`)

// groupOfStates tells whether a number and 國 stand before p: 7國集團, 八國聯盟.
func groupOfStates(text []rune, p int) bool {
	return p >= 2 && text[p-1] == countryRune && (text[p-2] >= '0' && text[p-2] <= '9' || numerals.has(text[p-2]))
}

var countryRune, numerals = fold.Rune('國'), runeSet("一二三四五六七八九十百兩多")

// suffixed finds companies by their ending: X控股, X律師事務所. A known
// company name followed by such an ending is lengthened; an unknown name is
// taken leftwards from the ending, word by word, until a word that no name holds.
func (st *state) suffixed() {
	occ, val := st.occupied(), st.valueAt()
	hits := append(st.hits[:0], st.suffixes...)
	st.hits = hits
	// The longest ending at each place.
	slices.SortStableFunc(hits, func(a, b entities.Hit) int {
		if a.End != b.End {
			return a.End - b.End
		}
		return a.Start - b.Start
	})
	last := -1
	for _, h := range hits {
		if h.End == last || h.Start == 0 || h.Len() < 2 {
			continue
		}
		info := &st.d.words.suffix[h.Value]
		if !fold.IsHan(st.text[h.Start]) || info.typ == entities.Organization {
			continue // bodyNames finds bodies
		}
		if _, ok := st.wordAcross(h.End); ok {
			continue // the ending is the beginning of a longer word
		}
		if st.startsWith(houseBuildings, h.End) {
			continue // 桂洪集團|中心
		}
		if groupOfStates(st.text, h.Start) || !info.legal && st.building(h.End) {
			continue // 7國|集團, 金豪工業|大廈
		}
		if occ[h.Start] != nil && occ[h.Start].Start < h.Start && occ[h.Start].End >= h.End {
			continue // already inside a known name
		}
		p := h.Start
		if c := occ[p-1]; c != nil && c.End == p {
			if c.typ == entities.Company && info.extend {
				st.propose(entities.Span{Start: c.Start, End: h.End}, entities.Company, c.id, c.via, "a known name and its ending", c.conf)
				last = h.End
			}
			if c.typ != entities.Place {
				continue
			}
		}
		if !info.strong && !st.weakEnding(h, occ, val) || slices.Equal(info.term, companyRunes) {
			continue
		}
		start, own := st.leftEdge(p, 8, info.typ, occ, val)
		s := entities.Span{Start: start, End: h.End}
		if own < 2 {
			// 長江集團: a place alone is enough before 集團, not before 銀行 or 能源.
			c := occ[p-1]
			if !(own == 0 && info.alone && c != nil && c.End == p && c.name != nil && c.name.Kind != "country") {
				continue
			}
			s.Start = c.Start
		} else if !st.suffixName(s, p, own, info) {
			continue
		}
		st.propose(s, info.typ, "", entities.ViaSuffix, info.why, 0.7)
		last = h.End
	}
}

// suffixName decides whether the words before an ending, own of them right
// before p, make a name with it.
func (st *state) suffixName(s entities.Span, p, own int, info *suffixInfo) bool {
	if st.kindBefore(p, own) || fold.IsDigit(st.text[s.Start]) || s.Start > 0 && st.counted(s.Start) {
		return false
	}
	if !info.legal && alsoWords.has(st.text[p-own:p]) || st.head(s.Start, p) || !st.nounRun(p-own, p) || !st.edge(s.Start) {
		return false
	}
	switch {
	case plainBusiness[string(info.term)]:
		return st.nameLike(p-own, p) && st.support(s, info.typ) >= 2
	case info.legal:
		return info.alone || st.nameLike(p-own, p) || st.rareWords(p-own, p) // 集團 was weighed by weakEnding
	case st.rareWords(p-own, p):
		return own <= 4
	}
	return st.nameLike(p-own, p) && st.support(s, info.typ) >= 2
}

// kindBefore tells whether the own characters before p say what kind of firms
// are meant, or what somebody does to one: 俄資|銀行, 俄化|教育, 公募|基金.
func (st *state) kindBefore(p, own int) bool {
	if own == 2 && kindTails.has(st.text[p-1]) {
		return true
	}
	return own <= 3 && kindFirms[string(st.text[p-own:p])]
}

var kindTails = runeSet("資系籍製化式型級類")

var kindFirms = keySet(`公募 私募 房託 不動產 私煙 樂齡 金融 綠色 創新 智慧 數碼 數位 水貨 水氫 掌控 印證 帶挈 屬大 沒帶 生技 信法 俄國 官商 親中 家族 犯罪 販毒 走私 詐騙 國營 民營 公營 私營 老牌 龍頭 本土 傳統 主流 虛擬 線上 網上 網路 跨境 跨國 影子 持牌 指定 註冊 上述 有關 相關`)

// counted tells whether the character at p is the measure of a number before it:
// 640 部|經, 第39(2A)條|經.
func (st *state) counted(p int) bool {
	if !countMeasures.has(st.text[p]) {
		return false
	}
	q := st.prev(p)
	return q > 0 && (fold.IsDigit(st.text[q-1]) || st.text[q-1] == ')' || numerals.has(st.text[q-1]))
}

var countMeasures = runeSet("部條項款班家間個名位架輛艘宗座張件份期屆次")

// building tells whether the word for a building follows at p.
func (st *state) building(p int) bool {
	for _, w := range buildingWords {
		if hasAt(st.text, p, w) {
			return true
		}
	}
	return false
}

// houseBuildings are buildings named after a group of companies.
var houseBuildings = folded("中心大廈 中心商場 大廈 大樓 廣場")

var buildingWords = folded("大廈 大樓 廣場 花園 工業村 工業邨 商場 中心大 交易所 大學 學院 醫院 球場 博覽 展覽 峰會 高峰會 論壇 大賽 獎 節 日")

// bodyTails are the endings that make a name of the nouns before them; 政府,
// 組織 and 立法會 are words of their own and do not.
var bodyTails = keySet(`委員會 協會 學會 聯合會 總會 商會 基金會 研究所 研究院 大學 學院 醫院 法院 管理局 監管局 發展局 促進局 交易所 證券交易所 期貨交易所 聯盟 公會 工會 理事會
 辦事處 審裁處 公署 總署 總局 仲裁中心 研究中心 促進會 職工會 總工會 總商會 大使館 領事館 總領事館 上訴法院 地方法院 高等法院 最高法院 慈善基金 慈善基金會 科技大學 理工學院 醫科大學 商學院 同業公會
 監督委員會 審議委員會 管理委員會 常委會 運用局 統計局 調查局 稅務局 檢察署 警務處`)

// nounRun tells whether every word from start to end may be part of a name:
// no verb, adverb or function word, single characters of names aside.
func (st *state) nounRun(start, end int) bool {
	for p := start; p < end; {
		i := st.tokenAt(p)
		if i < 0 {
			return false
		}
		t := st.doc.Tokens[i]
		if t.Len() == 1 {
			if functionPOS(t.POS) || spoken.has(st.text[p]) {
				return false
			}
		} else if t.Known && t.Freq >= 100 && (functionPOS(t.POS) || t.POS == "v" || t.POS == "vd" || t.POS == "a" || t.POS == "z" || t.POS == "l" || t.POS == "i") {
			return false
		}
		p = max(t.End, p+1)
	}
	return true
}

// edge tells whether a name may well begin at p: behind a sign, a known name, a
// cue, a verb or a function word, but not behind a noun or adjective that the
// walk to the left could not take in.
func (st *state) edge(p int) bool {
	if p == 0 || !(fold.IsHan(st.text[p-1]) || isWord(st.text[p-1])) || st.cueEnds(p) {
		return true
	}
	i := st.tokenAt(p - 1)
	if i < 0 || st.doc.Tokens[i].End > p {
		return false
	}
	t := st.doc.Tokens[i]
	switch t.POS {
	case "p", "c", "u", "uj", "ul", "v", "d", "r":
		return true
	}
	return stopWords.has(st.text[t.Start:t.End])
}

var companyWord, companyRunes = fold.String("公司"), []rune(fold.String("公司"))

// weakEnding tells whether a weak ending (能源, 科技, 集團) still makes a name:
// after two to four characters that no dictionary knows as words.
func (st *state) weakEnding(h entities.Hit, occ []*candidate, val []bool) bool {
	info := &st.d.words.suffix[h.Value]
	start, own := st.leftEdge(h.Start, 6, info.typ, occ, val)
	if own == 0 {
		return info.alone
	}
	if own < 2 || own > 4 || start != h.Start-own {
		return false
	}
	if !st.unheard(start, h.Start) {
		return false
	}
	if st.rareWords(start, h.Start) {
		return true
	}
	// 茶山集團: one rare word before the word for a group.
	i := st.tokenAt(start)
	rare := i >= 0 && st.doc.Tokens[i].End == h.Start && st.doc.Tokens[i].Freq < 100 && !functionPOS(st.doc.Tokens[i].POS)
	return info.alone && (rare || st.nameLike(start, h.Start))
}

// spoken are characters of written Cantonese that no name holds.
var spoken = runeSet("嘅咗唔係啲嗰咁佢哋喺冇俾嚟")

// rareWords tells whether a stretch is made of single characters that are no
// function words, and of unknown words.
func (st *state) rareWords(start, end int) bool {
	for p := start; p < end; {
		i := st.tokenAt(p)
		if i < 0 {
			return false
		}
		t := st.doc.Tokens[i]
		if p == start && t.POS == "a" { // 高鎳電池 is a kind of thing
			return false
		}
		if !fold.IsHan(st.text[p]) || t.Len() > 1 && t.Known || t.Len() == 1 && (functionPOS(t.POS) || spoken.has(st.text[p])) {
			return false
		}
		p = max(t.End, p+1)
	}
	return true
}

// nameLike tells whether the words in front of an ending look like a name: some
// of them single characters or unknown, or proper nouns; plain words such as
// 白宮會見 in 白宮會見傳媒 do not.
func (st *state) nameLike(start, end int) bool {
	for p := start; p < end; {
		i := st.tokenAt(p)
		if i < 0 {
			return false
		}
		t := st.doc.Tokens[i]
		if fold.IsLatin(st.text[p]) || t.Known && t.Len() >= 2 && properPOS(t.POS) {
			return true
		}
		if t.Len() == 1 && p+1 < end {
			if j := st.tokenAt(p + 1); j >= 0 && st.doc.Tokens[j].Len() == 1 && !functionPOS(t.POS) && !functionPOS(st.doc.Tokens[j].POS) {
				return true // two single characters in a row
			}
		}
		p = max(t.End, p+1)
	}
	return false
}

var legalForm = keySet(`有限公司 股份有限公司 控股有限公司 企業有限公司 控股集團 律師事務所 會計師事務所 投資控股 證券 人壽 集團 控股 投顧 投信 生技 創投`)

// head tells whether the words before an ending are only common nouns that
// describe it (大型科技, 國際投資): then it names nothing.
func (st *state) head(start, end int) bool {
	i := st.tokenAt(start)
	if i < 0 {
		return false
	}
	t := st.doc.Tokens[i]
	return t.Start == start && t.End == end && t.Known && t.Len() >= 2 && (t.POS == "n" || t.POS == "v" || t.POS == "vn" || t.POS == "a" || t.POS == "b" || t.POS == "l")
}

// leftEdge walks left from p over the words a name may hold and returns where
// it begins, a place at its front included, and how many characters it has
// there without that place.
func (st *state) leftEdge(p, limit int, typ string, occ []*candidate, val []bool) (start, own int) {
	start = p
	for start > 0 && p-start < limit {
		q := start - 1
		r := st.text[q]
		if val[q] || !(fold.IsHan(r) || isWord(r)) {
			break
		}
		if c := occ[q]; c != nil {
			if c.typ == entities.Place && c.End == start && (typ == entities.Organization || start < p) {
				return c.Start, p - start
			}
			break
		}
		i := st.tokenAt(q)
		if i < 0 {
			break
		}
		t := st.doc.Tokens[i]
		if stopWords.has(st.text[t.Start:min(t.End, start)]) || t.End > start || typ == entities.Company && t.Len() >= 2 && st.kindEnds(t.Start, start) {
			break
		}
		switch t.POS {
		case "p", "c", "u", "uj", "ul", "ud", "r", "d", "y", "f", "t", "m", "q", "e", "o", "k", "h", "w":
			if t.Len() > 1 || t.POS != "m" {
				return start, p - start
			}
		case "v":
			if typ == entities.Company || t.Len() == 1 {
				return start, p - start
			}
		}
		// 感測器廠|東光精機: a maker's kind ends in 廠, 商 or 行.
		if t.Len() == 1 && start < p && makers.has(st.text[t.Start]) && t.Start > 0 && st.afterKnownWord(t.Start) {
			return start, p - start
		}
		if st.cue.before[t.End] != ([4]uint8{}) && t.Len() >= 2 && int(st.cue.start[t.End]) <= t.Start {
			break
		}
		if p-t.Start > limit {
			break
		}
		start = t.Start
	}
	return start, p - start
}

var makers = runeSet("廠商行店")

// afterKnownWord tells whether a known word of two or more characters ends at p.
func (st *state) afterKnownWord(p int) bool {
	i := st.tokenAt(p - 1)
	return i >= 0 && st.doc.Tokens[i].End == p && st.doc.Tokens[i].Known && st.doc.Tokens[i].Len() >= 2
}

// listing tells whether a text begins with a verb of going to the exchange of
// the place before it: 高鑫香港掛牌.
func listing(t []rune) bool {
	for _, w := range listingVerbs {
		if hasAt(t, 0, w) {
			return true
		}
	}
	return false
}

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

func verbPOS(pos string) bool { return pos == "v" || pos == "vd" || pos == "vn" }

// wholeNames joins a company that ends in a legal form to the place of its own
// country right before it, and to 公司 behind 集團: 中國|華信能源有限公司,
// 華西集團|公司.
func (st *state) wholeNames() {
	occ := st.occupied()
	for _, c := range st.cands {
		if c.state != accepted || c.lost || c.typ != entities.Company || !fold.IsHan(st.text[c.End-1]) {
			continue
		}
		s := c.Span
		if hasAt(st.text, s.End-2, groupWord) && hasAt(st.text, s.End, companyRunes) && occ[s.End] == nil {
			if _, cut := st.wordAcross(s.End + 2); !cut {
				s.End += 2
			}
		}
		if hasAt(st.text, s.End-2, companyRunes) && s.Start > 0 {
			if o := occ[s.Start-1]; o != nil && o.End == s.Start && o.typ == entities.Place && o.name != nil && fold.IsHan(st.text[o.Start]) && o.id != mainland && home[o.name.Country] && (c.name == nil || c.name.Country == o.name.Country) {
				s.Start = o.Start
			}
		}
		if s != c.Span {
			st.propose(s, entities.Company, c.id, c.via, "a company with its place or legal form", c.conf)
		}
	}
}

var groupWord, home = []rune(fold.String("集團")), map[string]bool{"CN": true, "HK": true, "TW": true, "MO": true}

var listingVerbs = folded("掛牌 上市 招股 發債 集資 IPO 首掛")

// subsidiaries joins a company to the country behind it where the two act as
// one: 雷諾中國表示, 汎昇(亞洲)有限公司.
func (st *state) subsidiaries() {
	occ := st.occupied()
	for _, c := range st.cands { // those there are now
		if c.state != accepted || c.lost || c.typ != entities.Company || c.End >= len(st.text) {
			continue
		}
		p := c.End
		if st.text[p] == '(' && p+1 < len(st.text) && occ[p+1] != nil && occ[p+1].typ == entities.Place && occ[p+1].Start == p+1 {
			// 汎昇(亞洲)有限公司
			if e := occ[p+1].End; e < len(st.text) && st.text[e] == ')' {
				end, n := e+1, 0
				for l := 2; l <= 6 && e+1+l <= len(st.text); l++ {
					if v := st.d.index.suffix(string(st.text[e+1 : e+1+l])); v >= 0 && st.d.words.suffix[v].typ == entities.Company {
						n = l
					}
				}
				if k := occ[p+1].name; n > 0 || fold.IsHan(st.text[c.End-1]) && k != nil && (k.Kind == "country" || k.Kind == "region") {
					st.propose(entities.Span{Start: c.Start, End: end + n}, entities.Company, "", entities.ViaPattern, "a company and the country in brackets", 0.75)
				}
			}
			continue
		}
		o := occ[p]
		if o == nil || o.Start != p || o.typ != entities.Place || !fold.IsHan(st.text[p]) {
			continue
		}
		e := o.End
		s := st.cue.after[st.next(e)]
		verb := false
		if i := st.tokenAt(st.next(e)); i >= 0 {
			verb = st.doc.Tokens[i].POS == "v"
		}
		if s != ([4]uint8{}) && s[2] < 2 && verb && !listing(st.text[st.next(e):]) && st.cue.length[st.next(e)] >= 2 || st.speechAfter(e) {
			st.propose(entities.Span{Start: c.Start, End: e}, entities.Company, "", entities.ViaPattern, "a company and the country it acts in", 0.7)
		}
	}
}
