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
			foreign := o.name != nil && o.Len() <= 4 && c.name.Kind == "country" && !sameState(o.name.Country, c.name.Country) && (generalBodies[o.name.Kind] || sharedNames.has(st.text[o.Start:o.End]))
			if o.name == nil || o.name.Country == "" || o.name.Country == c.name.Country || foreign {
				id := o.id
				if o.name == nil || foreign && o.name.Country != "" {
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
		t := &st.doc.Tokens[i]
		if functionPOS(t.POS) && t.POS != "c" || (t.POS == "v" || t.POS == "a") && t.Freq >= 100 && !bodyWork.has(st.text[t.Start:min(t.End, len(st.text))]) || peopleNouns.has(st.text[t.Start:min(t.End, len(st.text))]) {
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

// nearCountry returns the country of the name right before or behind a body, or
// of the person that stands within a title's length behind it: 國務院總理李強 is
// China's. It is "" when there is none, or none with a country.
func (st *state) nearCountry(c *candidate) string {
	for o := st.ending[c.Start]; o != nil; o = o.prevEnd {
		if o.state == accepted && !o.lost && o.typ == entities.Place && o.name != nil && o.name.Country != "" {
			return o.name.Country
		}
	}
	for p := c.End; p <= c.End+6 && p < len(st.text); p++ {
		if p > c.End && !fold.IsHan(st.text[p-1]) {
			return ""
		}
		for o := st.starting[p]; o != nil; o = o.prevStart {
			if o.state != accepted || o.lost || o.name == nil || o.typ != entities.Person && (p > c.End || o.typ != entities.Organization) {
				continue
			}
			if o.name.Country != "" {
				return o.name.Country
			}
		}
	}
	return ""
}

// foreignBodies takes its identity from a body whose name many countries have
// (工黨, 參議院), where the words beside it tell of another country, or the
// article speaks of others and never of its own.
func (st *state) foreignBodies() {
	var home map[string]int
	for _, c := range st.cands {
		if c.state != accepted || c.lost || c.user || c.typ != entities.Organization || c.name == nil || c.name.Country == "" || !sharedNames.has(st.text[c.Start:c.End]) {
			continue
		}
		near := st.nearCountry(c)
		if sameState(near, c.name.Country) {
			continue
		}
		if near == "" {
			if home == nil {
				home = st.countries()
			}
			most, same := 0, false
			for k, n := range home {
				if !sameState(k, c.name.Country) {
					most = max(most, n)
				} else if k != c.name.Country && n > 1 {
					same = true // 財政部 in Hong Kong is China's
				}
			}
			if home[c.name.Country] > 1 || same || most < 2 {
				continue
			}
		}
		c.id, c.why = UnknownID(c.typ, st.doc.Slice(c.Span)), c.why+", but another country's"
	}
}

// sameState tells whether two countries share their ministries.
func sameState(a, b string) bool {
	state := func(c string) string {
		if c == "HK" || c == "MO" {
			return "CN"
		}
		return c
	}
	return state(a) == state(b)
}

// generalBodies are kinds of bodies that most countries have under one name.
var generalBodies = map[string]bool{"ministry": true, "government": true, "legislature": true, "court": true}

var bodyWork, peopleNouns, sharedNames = newWordMap(workOfBodies), newWordMap(nounsOfPeople), newWordMap(sharedBodies)

// sharedBodies are names that bodies of many countries have.
var sharedBodies = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("民主黨 共和黨 工黨 自由黨 保守黨 綠黨 社會黨 參議院 眾議院 財政部 國防部 外交部 商務部 司法部 農業部 教育部 內政部 經濟部 交通部 聯邦政府 最高法院 國會 國安部 國務院") {
		m[fold.Key(w)] = true
	}
	return m
}()
