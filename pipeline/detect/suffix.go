package detect

import (
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
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
		if passiveRunes.has(st.text[p-1]) {
			continue // 長榮獲|投信買超
		}
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
		if isWord(st.text[start]) && commonLatin[string(st.text[start:p])] {
			continue // IP|證券
		}
		s := entities.Span{Start: start, End: h.End}
		if own < 2 {
			// 長江集團: a place alone is enough before 集團, not before 銀行 or 能源.
			c := occ[p-1]
			if !(own == 0 && info.alone && c != nil && c.End == p && c.name != nil && c.name.Kind != "country" && c.id != mainland) {
				continue
			}
			s.Start = c.Start
		} else if !st.suffixName(s, p, own, info) || hasAt(st.text, h.End-4, limitedWord) && st.bareStart(start) {
			continue
		}
		s.Start = st.dottedStart(s.Start, occ)
		if slices.Equal(info.term, sharesWord) && st.endsWith(shareVerbs, s.Start) {
			if s.End = p; s.Len() < 3 {
				continue
			}
		}
		if c := occ[start]; c != nil && c.Start == start && c.typ == entities.Place && c.name != nil && c.name.Kind == "country" && c.End < p && isWord(st.text[c.End]) {
			s.Start = c.End // 韓國|Meritz證券
		}
		st.propose(s, info.typ, "", entities.ViaSuffix, info.why, 0.7)
		last = h.End
	}
}

// passiveRunes before an ending are verbs that what ends so does something by.
var passiveRunes = runeSet("獲遭被")

// sharesWord is an ending of names, and behind shareVerbs what is dealt in.
var sharesWord, shareVerbs = []rune(fold.String("股份")), folded("操縱 買入 沽出 拋售 增持 減持 持有 購入 購買 認購 出售 收購 抵押 質押")

// dottedStart returns where a name begins whose part behind a dot of foreign names
// begins at p: 莫薩克・馮賽卡律師行.
func (st *state) dottedStart(p int, occ []*candidate) int {
	for p >= 3 && dotRunes.has(st.raw[p-1]) && fold.IsHan(st.text[p]) {
		q := p - 1
		for q > 0 && p-q <= 6 && occ[q-1] == nil && st.d.words.translit.has(st.text[q-1]) && !grammar.has(st.text[q-1]) {
			q--
		}
		if p-1-q < 2 {
			break
		}
		p = q
	}
	return p
}

// suffixName decides whether the words before an ending, own of them right
// before p, make a name with it.
func (st *state) suffixName(s entities.Span, p, own int, info *suffixInfo) bool {
	if st.kindBefore(p, own) || fold.IsDigit(st.text[s.Start]) || s.Start > 0 && st.counted(s.Start) {
		return false
	}
	if !info.legal && alsoWords.has(st.text[p-own:p]) || st.head(s.Start, p) || !st.nounRun(p-own, p) || !st.edge(s.Start) && !st.abroadEnds(s.Start, p) {
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

var kindFirms = keySet(`公募 私募 房託 不動產 私煙 樂齡 金融 綠色 創新 智慧 數碼 數位 大市值 小市值 社康 IP 按揭 資產 博彩 水貨 水氫 掌控 印證 帶挈 生技 信法 俄國 官商 親中 家族 犯罪 販毒 走私 詐騙 國營 民營 公營 私營 老牌 龍頭 本土 傳統 主流 虛擬 線上 網上 網路 跨境 跨國 影子 持牌 指定 註冊 上述 有關 相關`)

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

// bodyTails are the endings that make a name of the nouns before them; 政府,
// 組織 and 立法會 are words of their own and do not.
var bodyTails = keySet(`委員會 協會 學會 聯合會 總會 商會 基金會 研究所 研究院 大學 學院 醫院 法院 管理局 監管局 發展局 促進局 交易所 證券交易所 期貨交易所 聯盟 公會 工會 理事會
 辦事處 審裁處 公署 總署 總局 仲裁中心 研究中心 促進會 職工會 總工會 總商會 大使館 領事館 總領事館 上訴法院 地方法院 高等法院 最高法院 慈善基金 慈善基金會 科技大學 理工學院 醫科大學 商學院 同業公會
 監督委員會 審議委員會 管理委員會 常委會 運用局 統計局 調查局 稅務局 檢察署 警務處`)

// personNamed tells whether the gazetteer knows the words from start to end as a
// person and not as a company.
func (st *state) personNamed(start, end int) bool {
	if st.d.opt.Names == nil {
		return false
	}
	names := st.d.opt.Names.Lookup(string(st.text[start:end]))
	return slices.ContainsFunc(names, func(n gazetteer.Name) bool { return n.Entity.Type == entities.Person }) &&
		!slices.ContainsFunc(names, func(n gazetteer.Name) bool { return n.Entity.Type == entities.Company })
}

var limitedWord = []rune(fold.String("有限公司"))

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
	if !st.unheard(start, h.Start) || leadRunes.has(st.text[start]) || st.personNamed(start, h.Start) {
		return false // 揭|美科技, 江青|集團
	}
	if st.rareWords(start, h.Start) {
		return true
	}
	// 茶山集團: one rare word before the word for a group.
	i := st.tokenAt(start)
	rare := i >= 0 && st.doc.Tokens[i].End == h.Start && st.doc.Tokens[i].Freq < 100 && !functionPOS(st.doc.Tokens[i].POS)
	return info.alone && (rare || st.nameLike(start, h.Start))
}

var legalForm = keySet(`有限公司 股份有限公司 控股有限公司 企業有限公司 控股集團 律師事務所 會計師事務所 投資控股 證券 人壽 集團 控股 投顧 投信 生技 創投`)
