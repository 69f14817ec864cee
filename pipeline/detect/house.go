package detect

import (
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// longerNames lengthens the name of a company by what stands behind it and makes
// with it the name of another company of its house: a trade (九倉|電訊, 正大|紡織),
// or nouns and the word for a firm (日產|船舶公司), each with a place before it or
// none (新世界|中國|地產).
func (st *state) longerNames() {
	occ, val := st.occupied(), st.valueAt()
	for _, c := range st.cands[:len(st.cands):len(st.cands)] {
		if c.state != accepted || c.lost || c.typ != entities.Company || c.End >= len(st.text) || !fold.IsHan(st.text[c.End]) || !fold.IsHan(st.text[c.End-1]) || val[c.End] || occ[c.End-1] != c {
			continue
		}
		if o := st.overlapping(c); o != nil {
			st.propose(entities.Span{Start: c.Start, End: o.End}, entities.Company, c.id, c.via, "two names of one company that overlap", c.conf)
			continue
		}
		p := c.End
		if o := occ[p]; o != nil {
			if o.Start != p || o.typ != entities.Place || !fold.IsHan(st.text[o.End-1]) || o.End >= len(st.text) || occ[o.End] != nil || val[o.End] {
				continue
			}
			p = o.End
		}
		if (c.name != nil && c.name.Sector == "Media" || agencyRunes.has(st.text[c.End-1])) && hasAt(st.text, p, wireReport) {
			continue
		}
		if st.wordOf(venueWords, p) > 0 {
			continue
		}
		if n := st.ownTail(c); n > 0 && p == c.End {
			st.propose(entities.Span{Start: c.Start, End: p + n}, entities.Company, c.id, c.via, "the tail of its own name", c.conf)
			continue
		}
		if e := st.nounsTo(staffBodies, c, p, occ, val); e > 0 {
			st.propose(entities.Span{Start: c.Start, End: e}, entities.Organization, "", entities.ViaSuffix, "a company and the body of those who belong to it", 0.7)
			continue
		}
		e := max(st.tradeEnd(c, p), st.nounsTo(firmWords, c, p, occ, val))
		if e <= p {
			continue
		}
		id := st.companyNamed(c.Start, e)
		if id == "" && p == c.End && st.wordOf(sameHouse, p) == e-p {
			id = c.id
		}
		st.propose(entities.Span{Start: c.Start, End: e}, entities.Company, id, entities.ViaSuffix, "a company and what makes the name of another of its house", 0.7)
	}
}

// overlapping returns a name of the same company that begins inside c and goes on
// beyond it: 中車集團 in 中國中車集團.
func (st *state) overlapping(c *candidate) *candidate {
	for p := c.Start + 1; p < c.End; p++ {
		for o := st.starting[p]; o != nil; o = o.prevStart {
			if o.state == accepted && !o.lost && o.typ == entities.Company && o.id == c.id && o.End > c.End {
				return o
			}
		}
	}
	return nil
}

// ownTail returns how many characters behind a medium or publisher belong to its
// own name: 新聞|網, 電視|台, 出版|社.
func (st *state) ownTail(c *candidate) int {
	for i, w := range ownEnds {
		if c.Len() > len(w) && hasAt(st.text, c.End-len(w), w) && hasAt(st.text, c.End, ownTails[i]) {
			e := c.End + len(ownTails[i])
			if _, cut := st.wordAcross(e); !cut && st.nameEnds(entities.Span{Start: c.Start, End: e}) {
				return len(ownTails[i])
			}
		}
	}
	return 0
}

var ownEnds, ownTails = folded("新聞 新聞 電視 出版 新聞網 廣播 書"), folded("網 台 台 社 絡 公司 店")

// companyNamed returns the company that the gazetteer has under the words from
// start to end, "" for none.
func (st *state) companyNamed(start, end int) string {
	if st.d.opt.Names == nil {
		return ""
	}
	for _, n := range st.d.opt.Names.Lookup(string(st.text[start:end])) {
		if n.Entity.Type == entities.Company {
			return n.Entity.ID
		}
	}
	return ""
}

// tradeEnd returns where the trade ends that stands at p behind a company and
// makes another name with it, 0 if none does. Of trades that are things to do as
// well the name must show itself: by a title behind it, by signs or by standing
// there more than once.
func (st *state) tradeEnd(c *candidate, p int) int {
	if c.name == nil && p > c.End {
		return 0
	}
	best := 0
	for _, list := range [2]*wordList{houseTrades, openTrades} {
		if !list.first.has(st.text[p]) {
			continue
		}
		for _, w := range list.words {
			e := p + len(w)
			if e <= best || !hasAt(st.text, p, w) {
				continue
			}
			s := entities.Span{Start: c.Start, End: e}
			if !st.nameEnds(s) || (list == openTrades || p > c.End) && !st.shown(s) {
				continue
			}
			best = e
		}
	}
	return best
}

// nameEnds tells whether a name may end where a span does: nothing stands behind
// it that it would be a part of, as in 滙豐|保險|業務.
func (st *state) nameEnds(s entities.Span) bool {
	e := s.End
	if t, cut := st.wordAcross(e); cut {
		// 銀行|行長 may be one word of the dictionary.
		return st.token(e).Freq < rareWord && (st.headTitle(e) || st.leavesWord(t, s))
	}
	if e >= len(st.text) || !fold.IsHan(st.text[e]) || st.says(e) || st.cueBegins(e) || st.headTitle(e) {
		return !st.startsWith(holderWords, e)
	}
	t := st.token(e)
	switch {
	case grammar.has(st.text[e]) && t.Len() == 1, t.POS == "t", functionPOS(t.POS) && t.Len() >= 2:
		return true
	case verbPOS(t.POS) && t.Len() >= 2:
		return !tradeNouns.has(st.text[e:t.End])
	}
	for o := st.starting[e]; o != nil; o = o.prevStart {
		if o.state == accepted {
			return true
		}
	}
	return false
}

// holderWords behind 控股 tell who holds the shares.
var holding, holderWords = []rune(fold.String("控股")), folded("股東 權 人")

// headTitle tells whether the title of the head of a company begins at p, rather
// than that of one of its departments: 投資|總監, 汽車|行業研究主管.
func (st *state) headTitle(p int) bool {
	return p < len(st.text) && headTitles.first.has(st.text[p]) && slices.ContainsFunc(headTitles.words, func(w []rune) bool { return hasAt(st.text, p, w) })
}

var headTitles = listOf("董事長 董事局 董事會 董事總經理 董事 主席 副主席 行政總裁 總裁 副總裁 創辦人 創始人 聯合創辦人 共同創辦人 股東 大股東 主要股東 行長 副行長 高層 管理層 總經理 首席執行官 執行長 負責人 東主 老闆 發言人")

// shown tells whether the words of a span are a name by what stands around them
// somewhere in the article: the title of a head or a verb of speech behind them or signs on both
// sides; or a longer name has them at its front.
func (st *state) shown(s entities.Span) bool {
	sign := func(p int) bool { return p < 0 || p >= len(st.raw) || itemSigns.has(st.raw[p]) }
	k := st.text[s.Start:s.End]
	for p := 0; p+len(k) <= len(st.text); p++ {
		if st.text[p] != k[0] || !hasAt(st.text, p, k) {
			continue
		}
		if e := p + len(k); st.headTitle(e) || st.speechAfter(e) || sign(p-1) && sign(e) {
			return true
		}
		for o := st.starting[p]; o != nil; o = o.prevStart {
			if o.state == accepted && o.typ == entities.Company && o.Len() > len(k) {
				return true
			}
		}
	}
	return false
}

// itemSigns stand around names in lists, quotation marks and headlines.
var itemSigns = rawSet("、「」『』《》“”:：\n")

// nounsTo returns where one of the ends stands that makes another name of a
// company and the nouns from p to it: 船舶公司, 石油和天然氣公司, 會計師事務所. It
// is 0 if there is none.
func (st *state) nounsTo(ends *wordList, c *candidate, p int, occ []*candidate, val []bool) int {
	const limit = 12
	and := false
	for e := p; e < len(st.text) && e-p < limit; {
		t := st.token(e)
		if t.Len() == 0 || t.Start < e && (e > p || t.End < e+2 || c.Len() < 3) || occ[e] != nil && (occ[e].typ != entities.Person || occ[e].name != nil || e == p) || val[e] || !fold.IsHan(st.text[e]) {
			return 0
		}
		w := st.text[e:min(t.End, len(st.text))]
		// The word for a firm may be the end of a word or go over its edge.
		for b := e; b < t.End; b++ {
			if !ends.first.has(st.text[b]) {
				continue
			}
			for _, f := range ends.words {
				n := b + len(f)
				if n >= len(holding) && hasAt(st.text, n-len(holding), holding) && st.startsWith(holderWords, n) {
					continue
				}
				if !hasAt(st.text, b, f) || b == p && (c.name != nil || p > c.End) && n-b == 2 && ends == firmWords || b > e && n != t.End {
					continue
				}
				if b > e && notFirms.has(w) {
					return 0
				}
				if _, cut := st.wordAcross(n); !and && (!cut || st.nameEnds(entities.Span{Start: c.Start, End: n})) {
					return n
				}
			}
		}
		switch {
		case t.Len() == 1 && inAnd.has(st.text[e]):
			if e == p || and {
				return 0
			}
			and = true
			e = t.End
			continue
		case and && (t.Len() == 1 || t.Freq < 100 || t.POS != "n" && t.POS != "vn"): // 地產與|國勝集團
			return 0
		case t.Len() == 1 && (grammar.has(st.text[e]) || functionPOS(t.POS) || t.POS == "v"), spoken.has(st.text[e]):
			return 0
		case t.Len() > 1 && (functionPOS(t.POS) || t.POS == "i" || t.POS == "l"), t.Len() > 1 && (t.POS == "v" || t.POS == "vd") && !trades.has(w) && !workOfBodies.has(w) && !workOfFirms.has(w):
			return 0
		case stopWords.has(w) && !trades.has(w) && !workOfFirms.has(w), notFirms.has(w), nounsOfPeople.has(w), st.noPart(t.End), st.kindEnds(t.Start, t.End), st.says(e), ends == firmWords && st.personTitle(e) && !hasAt(st.text, t.End, officeWord) && !workOfFirms.has(w):
			return 0
		}
		and = false
		e = t.End
	}
	return 0
}

// firmWords end the names of firms behind what they do; notFirms before them make
// firms of another kind than the company named.
var (
	firmWords = listOf("股份有限公司 有限公司 集團公司 控股公司 公司 集團 控股 事務所 介紹所 株式會社 投資基金 產業基金 設計院 設計總院 勘察設計院")
	notFirms  = foldedSet(`公司 集團 母公司 子公司 分公司 總公司 孫公司 附屬公司 關聯公司 聯營公司 合資公司 控股公司 上市公司 外判公司 承辦公司 承建公司 顧問公司 空殼公司 殼公司 私人公司 海外公司 境外公司 離岸公司 本地公司 同系公司 初創公司 新創公司 母 子 分 總 孫 該 本 外判 承辦 承建 顧問 空殼 關聯 附屬 聯營 合資 合營 夥伴 對手 競爭 供應鏈 概念 同系 海外 境外
 離岸 本地 大股東 股東 家族 創辦人 創始人 老闆 董事 員工 客戶 現有 情況 問題 合作 協議 管理層 市場 股價 產品 服務 目標 相關 有關 獨立 犯罪 兩家 三家 多家 案 事件 計劃 項目 業務`)
	// workOfFirms are verbs and stop words that names of firms hold.
	workOfFirms = foldedSet("通用 會計 防務 全球 環球 國際 海洋 動力 通訊 精密 特種 綜合 聯合 統一 先進 創新 建築 設計")

	// staffBodies are bodies of the people of a company, or bear its name.
	staffBodies = listOf("工會 職工會 員工會 員工協會 協會 關注組 智庫 研究院 研究所 基金會 慈善基金 慈善基金會 校友會 聯誼會 大學 學院")
	officeWord  = []rune(fold.String("事務所"))
)

var houseTrades = listOf(`電訊 電信 紡織 紡績 尼龍 俱樂部 通訊社 會計師樓 介紹所 護理介紹所 製衣 船務 航運 海運 貨櫃 地產 物業 置業 證券 銀行 人壽 保險 財險 產險 資產管理 投信 投顧 期貨 租賃 信託 化工 材料 醫療 教育 傳媒 影業 唱片 科技 集團 國際集團 實業 百貨 超市 食品 餐飲 汽車 能源 電力 電子 生技 醫藥 製藥 旅行社 物流 半導體 光電
 財富 數碼 控股 速遞 快遞 私銀 皇宮 漁港 酒家 酒樓 海鮮酒家 通用航空 通航 檢驗認證 設施管理 旅遊文化 重工 重機 造船 化學 水務 燃氣 鋼鐵 影視 家居 租車 巴士 工業 音樂 金服 金租 飛機租賃 互娛 精工 精機 電器 電機 電氣 航太 宇航 礦業 藥業 紙業 電纜 生物 生物科技 投控 投資控股 國際控股 集團控股 金融集團 微電子 律師事務所 律師行 會計師行 營造 重工業 橡膠 水泥 藥廠 房屋 防務 洋行 國際`)

// openTrades are trades and what companies do or have besides.
var openTrades = listOf(`投資 代理 物業代理 物業投資 建築 工程 建設 設計 出版 廣播 交通 運輸 護理 旅遊 購物 遊戲 娛樂 體育 機械 建材 環保 金融 資本 諮詢 電影 電視 開發 健康 生活 資訊 投資管理 基金管理 基金 環球 珠寶 石油 天然氣 資源 貿易 酒店 廣告 印刷 光學 發展`)

// agencyRunes end the names of news agencies and papers.
var agencyRunes = runeSet("社報")

// sameHouse are endings that a company's own name may have or not: 彭博|通訊社.
// wireReport behind a news agency is what it sends.
var sameHouse, wireReport = listOf("通訊社 集團 銀行 公司 控股"), []rune(fold.String("電訊"))

var tradeNouns = foldedSet("發展 管理 服務 投資 交易 業務 銷售 代理 設計 建設 研究 開發 諮詢")
