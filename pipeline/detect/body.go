package detect

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// countryOrganization joins a country to the body that follows it: 美國內政部,
// 英國財政部, 匈牙利政府 are one organization, and so is a ministry that no list
// holds (英國能源安全部) where the words end like one.
func (st *state) countryOrganization() {
	occ := st.occupied()
	for _, c := range slices.Clone(st.cands) {
		if c.state != accepted || c.lost || c.typ != entities.Place || c.name == nil || c.End >= len(st.text) {
			continue
		}
		if !fold.IsHan(st.text[c.Start]) || !fold.IsHan(st.text[c.End]) {
			continue
		}
		if o := occ[c.End]; o != nil && o.Start == c.End && o.typ == entities.Organization {
			if o.name == nil || o.name.Country == "" || o.name.Country == c.name.Country {
				id := o.id
				if o.name == nil {
					id = ""
				}
				st.propose(entities.Span{Start: c.Start, End: o.End}, entities.Organization, id, o.via, "a place before its own body", o.conf)
			}
			continue
		}
		if e := st.ministry(c.End, occ); e > 0 {
			st.propose(entities.Span{Start: c.Start, End: e}, entities.Organization, "", entities.ViaPattern, "a place before words that end like a public body", 0.75)
		}
	}
}

// personTitle tells whether a title of persons begins at p: 學會|會長.
func (st *state) personTitle(p int) bool {
	for e := p + 2; e <= p+6 && e < len(st.text); e++ {
		if st.cue.before[e][1] == 2 && int(st.cue.start[e]) <= p {
			return true
		}
	}
	return false
}

var nounsOfPeople = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("人 人民 人士 首相 總統 總理 警察 警方 民間 主要 境內 國內 政府 企業 公司 市場 經濟") {
		m[fold.String(w)] = true
	}
	return m
}()

// workOfBodies are verbs that names of bodies hold as nouns: 經濟合作理事會.
var workOfBodies = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("合作 發展 管理 監督 保護 保障 促進 推廣 規劃 研究 調查 復興 開發 協調 聯絡 監察 審查 評議 仲裁 競爭 安全 穩定") {
		m[fold.String(w)] = true
	}
	return m
}()

var governmentWord = []rune(fold.String("政府"))

// ministry returns where a public body ends that begins at p, right after a
// place: 政府, or up to ten characters of nouns that end in 部, 署, 局 and their
// like before a sign, a bracket or a verb of speech; 0 if there is none.
func (st *state) ministry(p int, occ []*candidate) int {
	if hasAt(st.text, p, governmentWord) {
		e := p + len(governmentWord)
		if _, cut := st.wordAcross(e); !cut {
			return e
		}
		return 0
	}
	for e := p + 2; e <= len(st.text) && e-p <= 14; e++ {
		if !fold.IsHan(st.text[e-1]) || (occ[e-1] != nil && occ[e-1].typ != entities.Organization && occ[e-1].typ != entities.Company) {
			return 0
		}
		i := st.tokenAt(e - 1)
		if i < 0 {
			return 0
		}
		t := st.doc.Tokens[i]
		if functionPOS(t.POS) && t.POS != "c" || (t.POS == "v" || t.POS == "a") && t.Freq >= 100 && !workOfBodies[string(st.text[t.Start:min(t.End, len(st.text))])] || nounsOfPeople[string(st.text[t.Start:min(t.End, len(st.text))])] {
			return 0
		}
		if t.End != e {
			continue
		}
		typ, n := st.endingType(e)
		if typ != entities.Organization || n == 1 && !ministryTails.has(st.text[e-1]) || n > 1 && !bodyTails[string(st.text[e-n:e])] && !ministryTails.has(st.text[e-1]) {
			continue
		}
		if st.bounded(e) || n > 1 && st.cue.after[st.next(e)] != ([4]uint8{}) || n > 1 && st.personTitle(e) {
			return e
		}
	}
	return 0
}

var ministryTails = runeSet("部署局廳院司處")
