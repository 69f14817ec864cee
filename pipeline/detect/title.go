package detect

import (
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// beforeTitle finds unknown companies between the beginning of a clause and the
// title of a person that is sure: ◎崑曜會計主管…, 暉基營運長高維岳, and between a
// bullet and 執行長由周定棠新任.
func (st *state) beforeTitle() {
	occ, val := st.occupied(), st.valueAt()
	for _, c := range st.cands { // those there are now
		if c.state != accepted || c.lost || c.typ != entities.Person || c.Start == 0 {
			continue
		}
		end, named := c.Start, true
		if st.text[end-1] == appointedBy && st.appointVerb(c.End) {
			end, named = end-1, false // 執行長由周定棠新任
		}
		if st.cue.before[end][1] != 2 {
			continue
		}
		t := int(st.cue.start[end])
		if !officer(string(st.text[max(t, 0):end])) {
			continue
		}
		// 創辦人兼執行長: several titles.
		for t > 2 && joinsTitles.has(st.text[t-1]) && st.cue.before[t-1][1] == 2 {
			t = int(st.cue.start[t-1])
		}
		if st.department(t) {
			continue
		}
		if t <= 1 || !fold.IsHan(st.text[t-1]) && !fold.IsLatin(st.text[t-1]) || occ[t-1] != nil {
			continue
		}
		start := t
		for start > 0 && t-start <= 10 && occ[start-1] == nil && !val[start-1] && (fold.IsHan(st.text[start-1]) || fold.IsLatin(st.text[start-1])) {
			start--
		}
		if start == 0 && !named || start > 0 && st.text[start-1] == ')' {
			continue
		}
		if start > 0 && occ[start-1] != nil {
			if s := st.clauseName(start, t, occ); s >= 0 {
				st.proposeUnknown(entities.Span{Start: s, End: t}, entities.ViaApposition, "before the title of a person", 0.65)
			}
			continue
		}
		if t-start < 2 || t-start > 10 || stopWords.has(st.text[start:st.token(start).End]) || branchWords.has(st.text[start:t]) {
			continue
		}
		if st.startsWith(ownCompany, start) {
			continue // 集團財務董事兼副|董事總經理
		}
		bullet := start > 0 && bullets.has(st.text[start-1])
		if !named && !bullet || !bullet && !st.nameLike(start, t) {
			continue
		}
		ok := true
		for q := start; q < t && !bullet; {
			k := st.token(q)
			switch k.POS {
			case "p", "u", "uj", "ul", "d", "r", "c", "t", "v":
				ok = ok && k.Len() == 1 && k.POS != "uj" && k.POS != "r" && k.POS != "p"
			}
			q = max(k.End, q+1)
		}
		if s := int(st.cue.start[t]); ok && !(s >= 0 && s <= start && st.cueEnds(t)) { // 車廠總經理 names no company
			st.proposeUnknown(entities.Span{Start: start, End: t}, entities.ViaApposition, "before the title of a person", 0.65)
		}
	}
}

// department tells whether the words before p are those for a department, a
// field of work or a rank, not the end of a name: 香港樂團|行政 before 總監,
// 汽聯|第一 before 副主席.
func (st *state) department(p int) bool {
	return st.endsWith(departments, p)
}

// ownCompany are words for the company that an article speaks of.
var ownCompany = folded("集團 公司 該公司 本公司 母公司 子公司 總公司 分公司 旗下 董事 經理 主席 總裁")

var departments = folded(`課程 計劃 節目 行政 藝術 業務 交通運輸 營運 營銷 亞太區 大中華區 中國區 第一 第二 評級 人力資源 公關 公共事務 企業事務 企業傳訊 合規 風險 政策 首席 高級 資深 助理 署理 節目 編輯部 研究部 市場部 大宗商品 外匯 股票 固定收益 量化`)

// clauseName returns where a company begins that ends at t and has a place or an
// unknown company at its front, at the beginning of a clause: 台灣肥料 before
// 總經理, 嵐熠電子|科技崑山 before 董事長. It is -1 if there is none.
func (st *state) clauseName(p, t int, occ []*candidate) int {
	start := p
	places := 0
	for start > 0 && occ[start-1] != nil && occ[start-1].End == start {
		c := occ[start-1]
		if c.typ != entities.Place && !(c.typ == entities.Company && c.name == nil) {
			return -1
		}
		if c.typ == entities.Place {
			places += c.Len()
		}
		start = c.Start
		for start > 0 && occ[start-1] == nil && fold.IsHan(st.text[start-1]) && t-start < 12 {
			start--
		}
	}
	if start > 0 && (fold.IsHan(st.text[start-1]) || isWord(st.text[start-1])) {
		return -1
	}
	front := occ[start]
	if front == nil || t-start-places < 2 || branchWords.has(st.text[p:t]) || front.typ == entities.Place && t-p < 2 {
		return -1
	}
	for q := start; q < t; {
		if occ[q] != nil {
			q = occ[q].End
			continue
		}
		k := st.token(q)
		w := st.text[q:max(min(k.End, t), q)]
		if k.Len() == 0 || stopWords.has(w) || branchWords.has(w) || k.Len() > 1 && k.POS == "v" && k.Freq >= 100 && !trades.has(w) {
			return -1
		}
		q = max(k.End, q+1)
	}
	return start
}

var bullets = runeSet("◎■●※◆▲★□○▶►")

// branchWords follow a place to name a part of a company that is not told.
var branchWords = foldedSet("分公司 子公司 總公司 市場 地區 區域 業務 辦事處 代表處 總部 分部 分行 辦公室 首席 區 集團 政府 上市 金融 企業 央行 銀行 商會 協會 團隊 專案 電信 醫院 大學 新任 前任 現任 資深 高級 副 財務 營運 研究 策略 執行 投資 宏觀")

var joinsTitles = runeSet("兼暨及和、")

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
