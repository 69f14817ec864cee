package detect

import (
	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// longerNames lengthens a known company by the trade behind it that makes the
// name of another company of its house: 九倉|電訊, 正大|紡織.
func (st *state) longerNames() {
	occ, val := st.occupied(), st.valueAt()
	for _, c := range st.cands {
		if c.state != accepted || c.lost || c.typ != entities.Company || c.name == nil || !fold.IsHan(st.text[c.End-1]) || c.End >= len(st.text) || occ[c.End] != nil || val[c.End] {
			continue
		}
		n := st.wordOf(houseTrades, c.End)
		if n == 0 || c.name.Sector == "Media" && hasAt(st.text, c.End, wireReport) {
			continue
		}
		e := c.End + n
		if e < len(st.text) && fold.IsHan(st.text[e]) {
			t := st.token(e)
			if occ[e] == nil && !(grammar.has(st.text[e]) && t.Len() == 1) && !st.says(e) && !(verbPOS(t.POS) && t.Len() >= 2 && !tradeNouns.has(st.text[e:t.End])) {
				continue // a part of it, what it makes: 滙豐|保險|業務
			}
		}
		id := ""
		if st.wordOf(sameHouse, c.End) == n {
			id = c.id
		}
		st.propose(entities.Span{Start: c.Start, End: e}, entities.Company, id, entities.ViaSuffix, "a known company and the trade of another of its house", 0.7)
	}
}

var houseTrades = listOf(`電訊 電信 紡織 紡績 尼龍 俱樂部 通訊社 會計師樓 介紹所 護理介紹所 製衣 船務 航運 海運 貨櫃 地產 物業 置業 證券 銀行 人壽 保險 財險 產險 資產管理 投信 投顧 期貨 租賃 信託 化工 材料 醫療 教育 傳媒 影業 唱片 科技 集團 國際集團 實業 百貨 超市 食品 餐飲 汽車 能源 電力 電子 生技 醫藥 製藥 旅行社 物流 半導體 光電`)

// sameHouse are endings that a company's own name may have or not: 彭博|通訊社.
// wireReport behind a news agency is what it sends.
var sameHouse, wireReport = listOf("通訊社 集團 銀行 公司"), []rune(fold.String("電訊"))

var tradeNouns = foldedSet("發展 管理 服務 投資 交易 業務 銷售")
