package detect

import (
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
)

// A cue is a word that, next to a name, speaks for one type of it: 旗下 after a
// company, 總裁 before a person, 位於 before a place.
type cue struct {
	typ    uint8 // index in cueTypes
	before bool  // the cue stands before the name
	strong bool
}

var cueTypes = []string{entities.Company, entities.Person, entities.Place, entities.Organization}

func cueType(name string) int {
	for i, t := range cueTypes {
		if t == name {
			return i
		}
	}
	return -1
}

// newCues puts all cues into an index and returns them by their numbers there.
func newCues(x *wordIndex) [][]cue {
	var cues [][]cue
	add := func(term string, c cue) {
		k := fold.Key(term)
		if k == "" || (len([]rune(k)) == 1 && !c.strong) {
			return
		}
		e := x.entry(k)
		if e.cue < 0 {
			e.cue = int32(len(cues))
			cues = append(cues, nil)
		}
		cues[e.cue] = append(cues[e.cue], c)
	}
	for _, w := range gazetteer.Words("cue") {
		t := cueType(w.Type)
		if t < 0 || w.Position == "inside" {
			continue
		}
		add(w.Term, cue{typ: uint8(t), before: w.Position == "before", strong: w.Strength == "strong"})
	}
	// A head noun before a company introduces it: 電池生產商X, 顧問公司X.
	for _, w := range gazetteer.Words("head") {
		t := cueType(w.Type)
		if t < 0 {
			continue
		}
		add(w.Term, cue{typ: uint8(t), before: true, strong: w.Strength == "strong"})
	}
	// What a description ends with: 市調公司X, 零件商X, 藥業巨頭X.
	for _, w := range strings.Fields("公司 廠商 業者 巨頭 龍頭 生產商 製造商 供應商 開發商 零售商 營運商 代理商 經銷商 券商 藥廠 車廠 機構 大廠 新創 初創 集團旗下") {
		add(w, cue{typ: 0, before: true, strong: true})
	}
	// Taiwan's chiefs of this and that.
	for _, w := range strings.Fields("行政長 業務長 策略長 技術長 法務長 資訊長 資安長 行銷長 人資長 營運長 永續長 投資長 研發長 產品長 副總 協理 常委 召集人 秘書 幹事 發起人 創作人 主持人 主播 導演 評論員 專欄作家 心理學家 科學家 物理學家 化學家 生物學家 歷史學家 社會學家 流行病學家 病毒學家 律師 大律師 顧問 研究員 策略師 教練 球星 歌手 影星 演員 庭長 副庭長 法官 裁判官 主任裁判官 暫委法官 聆案官 成員 會員 理事 監事 幹事長 社長 副社長 專務 常務 設計師 建築師 攝影師 編輯 總編輯 要員 特工 間諜 黑客 駭客 名模 超模 模特兒 社長 資訊安全長 公司治理主管 會計主管 財務主管 重要營運主管 營運主管 內部稽核主管 稽核主管 法務主管 資安主管 公關主管 行銷主管 研發主管 工會代表 代表") {
		add(w, cue{typ: 1, before: true, strong: true})
	}
	for _, w := range gazetteer.Words("title") {
		add(w.Term, cue{typ: 1, before: true, strong: true})
		add(w.Term, cue{typ: 0, before: false, strong: false})
	}
	return cues
}

// cueHits holds, for each position, how strongly a cue that starts there
// ("after" cues) or ends there ("before" cues) speaks for each type: 0 none,
// 1 weak, 2 strong.
type cueHits struct {
	after  [][4]uint8 // by where the cue starts
	before [][4]uint8 // by where the cue ends
	title  []int32    // by position inside a title of three or more characters: where it starts, 0 for none
	cuts   []bool     // by position: inside a cue of three or more characters
	inside []bool     // by position: inside a "before" cue, not at its edges
	start  []int32    // by where a "before" cue ends: where the longest one starts, -1 for none
	length []uint8    // by where an "after" cue starts: the characters of the longest one
}

// reset makes h empty for n positions.
func (h *cueHits) reset(n int) {
	h.after, h.before = cleared(h.after, n), cleared(h.before, n)
	h.start, h.length, h.title = cleared(h.start, n), cleared(h.length, n), cleared(h.title, n)
	h.inside, h.cuts = cleared(h.inside, n), cleared(h.cuts, n)
	for i := range h.start {
		h.start[i] = -1
	}
}

// add takes what stands at a span of the text: cues of one word.
func (h *cueHits) add(cues []cue, hit entities.Span, text []rune) {
	// A Latin cue is a word of its own: MD is none in AMD.
	if isWord(text[hit.Start]) && hit.Start > 0 && isWord(text[hit.Start-1]) || isWord(text[hit.End-1]) && hit.End < len(text) && isWord(text[hit.End]) {
		return
	}
	if hit.Len() >= 3 && fold.IsHan(text[hit.Start]) {
		for p := hit.Start + 1; p < hit.End; p++ {
			h.cuts[p] = true
		}
	}
	for _, c := range cues {
		w := uint8(1)
		if c.strong {
			w = 2
		}
		if c.before && c.typ == 1 && hit.Len() >= 3 {
			for p := hit.Start + 1; p < hit.End; p++ {
				h.title[p] = int32(hit.Start)
			}
		}
		if c.before {
			h.before[hit.End][c.typ] = max(h.before[hit.End][c.typ], w)
			for p := hit.Start + 1; p < hit.End; p++ {
				h.inside[p] = true
			}
			if s := h.start[hit.End]; s < 0 || int32(hit.Start) < s {
				h.start[hit.End] = int32(hit.Start)
			}
		} else {
			h.after[hit.Start][c.typ] = max(h.after[hit.Start][c.typ], w)
			h.length[hit.Start] = max(h.length[hit.Start], uint8(min(hit.Len(), 255)))
		}
	}
}

// support returns how strongly the words beside a span speak for a type: 0 not,
// 1 weakly, 2 strongly, 3 from both sides. A bracketed gloss after the span and
// a 的 are stepped over.
func (st *state) support(s entities.Span, typ string) int {
	t := cueType(typ)
	if t < 0 {
		return 0
	}
	a := st.cue.after[st.next(st.afterGloss(s.End))][t]
	if p := st.next(s.End); p < len(st.text) {
		a = max(a, st.cue.after[p][t])
	}
	b := st.cue.before[st.prev(s.Start)][t]
	switch {
	case a == 2 && b == 2:
		return 3
	case a == 2 || b == 2:
		return 2
	case a+b > 0:
		return 1
	}
	return 0
}

// afterGloss returns the position after a bracketed gloss that follows p, or p.
func (st *state) afterGloss(p int) int {
	q := st.next(p)
	if q < len(st.text) && st.text[q] == '(' {
		for i := q + 1; i < len(st.text) && i < q+60; i++ {
			if st.text[i] == ')' {
				return i + 1
			}
			if st.text[i] == '\n' || st.text[i] == '。' {
				break
			}
		}
	}
	return p
}
