package detect

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

var (
	etfWord     = []rune(fold.String("ETF"))
	notFundEnds = folded("基金會 基金管理 基金公司 基金投資 基金財團 基金業 基金市場 基金持 基金款")
	// What no fund of a house holds between the house and its end: words for kinds of
	// funds and for what is done with them.
	notFundWords = strings.Fields(fold.String("旗下 推出 發行 私募 對沖 避險 慈善 捐 相關 追蹤 持有 買入 賣出 增持 減持 申請 代理 管理 投信 首隻 首檔 多隻 多檔 一隻 一檔 每隻 兩隻 公募 主動式 被動式 產業基金 互惠 退休 主權 託管 上市 公布 表示 估計 公司 集團 客戶 資金 公共 國家 市場ETF 市場基金"))
	kindsOfFunds = stringSet("信託基金 指數基金 貨幣基金 債券基金 股票基金 聯接基金 平衡基金 投資基金 科技基金 證券基金 房地產基金 商品基金 黃金基金")
)

// maxFund is how many code points a fund's name has behind its house at most.
const maxFund = 18

// houseFund finds a fund that begins with its issuer: 國泰網路資安ETF of any company,
// 安聯台灣大壩基金 of a house that sells funds.
func (st *state) houseFund(c *candidate) {
	e, etf := st.fundTail(c.End)
	house := c.name == nil || c.name.Sector == "Financials" || st.endsWith(houseEnds, c.End)
	if e == 0 || !etf && !house && !(c.state == waiting && st.houseNamed(c)) {
		return
	}
	st.propose(entities.Span{Start: c.Start, End: e}, entities.Product, "", entities.ViaPattern, "a fund and its house", 0.75)
}

// fundTail returns where the name of a fund ends that goes on at p behind its house,
// 0 for none, and whether it is an exchange-traded one. What stands between may be
// no phrase.
func (st *state) fundTail(p int) (end int, etf bool) {
	if t := st.token(p); st.legalBehind(p) || t.Start == p && t.Len() > 1 && (verbPOS(t.POS) || functionPOS(t.POS)) {
		return 0, false
	}
	for e := p; e < len(st.text) && e-p < maxFund; e++ {
		switch {
		case e > p && hasAt(st.text, e, etfWord):
			end, etf = e+len(etfWord), true
			if end < len(st.text) && fold.IsLatin(st.text[end]) {
				return 0, false
			}
		case e > p+1 && hasAt(st.text, e, fundEnd):
			end = e + len(fundEnd)
			if st.startsWith(notFundEnds, e) || hasAt(st.text, e-2, etfWord[1:]) || kindsOfFunds[string(st.text[p:end])] {
				return 0, false
			}
		}
		if end > 0 {
			between := string(st.text[p:end])
			if slices.ContainsFunc(notFundWords, func(w string) bool { return strings.Contains(between, w) }) {
				return 0, false
			}
			return end, etf
		}
		r := st.text[e]
		if !fold.IsHan(r) && !isWord(r) && r != '&' && r != '+' && r != '-' || r == possessive || r == ' ' {
			return 0, false
		}
		if t := st.token(e); t.Start == e && t.Len() == 1 && fold.IsHan(r) && grammar.has(r) && !numberRunes.has(r) {
			return 0, false
		}
	}
	return 0, false
}

// houseNamed tells whether a fund house has its full name in the article that a short
// one begins: 復華投信 for 復華.
func (st *state) houseNamed(c *candidate) bool {
	for _, o := range st.cands {
		if o.typ == entities.Company && o.state == accepted && !o.lost && o.Len() > c.Len() && st.endsWith(houseEnds, o.End) && hasAt(st.text, o.Start, st.text[c.Start:c.End]) {
			return true
		}
	}
	return false
}
