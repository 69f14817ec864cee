package detect

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/trie"
)

// patterns proposes names that no list holds. Each mechanism adds accepted
// candidates; overlaps with stronger ones are settled later.
func (st *state) patterns() {
	st.placeEndings()
	st.countryOrganization()
	st.suffixed()
	st.people()
	st.wires()
	st.glossed()
	st.latinNames()
	st.beforeTitle()
	st.repeats()
	st.subsidiaries()
	st.repeats()
}

// occupied returns, for each code point, the accepted candidate that covers it.
func (st *state) occupied() []*candidate {
	occ := make([]*candidate, len(st.text)+1)
	for _, c := range st.cands {
		if c.state != accepted || c.lost {
			continue
		}
		for p := c.Start; p < c.End && p < len(st.text); p++ {
			if occ[p] == nil || occ[p].Len() < c.Len() {
				occ[p] = c
			}
		}
	}
	return occ
}

func (st *state) valueAt() []bool {
	at := make([]bool, len(st.text)+1)
	for _, v := range st.values {
		if v.Hidden && v.Type == entities.NumberType {
			continue
		}
		for p := v.Start; p < v.End && p < len(st.text); p++ {
			at[p] = true
		}
	}
	return at
}

func (st *state) propose(s entities.Span, typ, id, via, why string, conf float64) *candidate {
	if id == "" {
		id = UnknownID(typ, st.doc.Slice(s))
	}
	for _, c := range st.at[s] {
		if c.typ != typ {
			continue
		}
		if c.state == accepted && !c.lost {
			return c
		}
		if c.state == waiting {
			c.state, c.why, c.conf, c.lost = accepted, why, conf, false
			return c
		}
	}
	c := &candidate{Span: s, typ: typ, id: id, via: via, state: accepted, why: why, conf: conf}
	c.score = st.support(s, typ)
	st.add(c)
	return c
}

// UnknownID is the id of an entity that no gazetteer holds: its type and folded name.
func UnknownID(typ, name string) string { return typ + "/~" + fold.Key(name) }

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

var governmentWord = []rune(fold.String("政府"))

// ministry returns where a public body ends that begins at p, right after a
// place: 政府, or up to ten characters of nouns that end in 部, 署, 局 and their
// like before a sign, a bracket or a verb of speech; 0 if there is none.
func (st *state) ministry(p int, occ []*candidate) int {
	if hasAt(st.text, p, governmentWord) {
		e := p + len(governmentWord)
		if _, cut := st.doc.WordAcross(e); !cut {
			return e
		}
		return 0
	}
	for e := p + 2; e <= len(st.text) && e-p <= 14; e++ {
		if !fold.IsHan(st.text[e-1]) || (occ[e-1] != nil && occ[e-1].typ != entities.Organization && occ[e-1].typ != entities.Company) {
			return 0
		}
		i := st.doc.TokenAt(e - 1)
		if i < 0 {
			return 0
		}
		t := st.doc.Tokens[i]
		if functionPOS(t.POS) && t.POS != "c" || (t.POS == "v" || t.POS == "a") && t.Freq >= 100 || nounsOfPeople[string(st.text[t.Start:min(t.End, len(st.text))])] {
			return 0
		}
		if t.End != e {
			continue
		}
		typ, n := st.endingType(e)
		if typ != entities.Organization || n == 1 && !ministryTails[st.text[e-1]] || n > 1 && !bodyTails[string(st.text[e-n:e])] && !ministryTails[st.text[e-1]] {
			continue
		}
		if st.bounded(e) || n > 1 && st.cue.after[st.next(e)] != ([4]uint8{}) || n > 1 && st.personTitle(e) {
			return e
		}
	}
	return 0
}

var ministryTails = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range fold.String("部署局廳院司處") {
		m[r] = true
	}
	return m
}()

func hasAt(t []rune, p int, w []rune) bool {
	return p+len(w) <= len(t) && slices.Equal(t[p:p+len(w)], w)
}

// placeTails are the endings that lengthen a place (休士頓市), or make a place of
// the unknown word between another place and its Latin form (約克郡赫爾市(Hull)).
var placeTails = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range fold.String("市州省縣郡區鎮島村町府") {
		m[r] = true
	}
	return m
}()

// placeEndings lengthens places by their ending and finds the unknown ones
// that stand in a chain of places or before a Latin form of their own.
func (st *state) placeEndings() {
	occ := st.occupied()
	free := func(p int) bool { return p < len(st.text) && occ[p] == nil }
	var known []*candidate
	for _, c := range st.cands {
		if c.state == accepted && !c.lost && c.typ == entities.Place && fold.IsHan(st.text[c.Start]) {
			known = append(known, c)
		}
	}
	for _, c := range known {
		p := c.End
		if !free(p) || !fold.IsHan(st.text[p]) {
			continue
		}
		if placeTails[st.text[p]] && c.name != nil && c.name.Kind != "country" {
			if _, cut := st.doc.WordAcross(p + 1); !cut {
				st.propose(entities.Span{Start: c.Start, End: p + 1}, entities.Place, c.id, c.via, "a place and its ending", c.conf)
				continue
			}
		}
		for _, s := range st.placeChain(p, occ, 3) {
			st.propose(s, entities.Place, "", entities.ViaPattern, "an ending of places after another place", 0.8)
		}
	}
}

// placeChain returns the unknown places that follow each other from p: each two
// to five characters that end like a place, the last one before a Latin form, a
// known place or a word for places. It is nil when there is no such chain.
func (st *state) placeChain(p int, occ []*candidate, depth int) []entities.Span {
	for n := 2; n <= 5; n++ {
		e := p + n
		if e > len(st.text) || occ[e-1] != nil || !fold.IsHan(st.text[e-1]) {
			return nil
		}
		if !placeTails[st.text[e-1]] {
			continue
		}
		if nameStops[string(st.text[p:e-1])] {
			return nil
		}
		s := entities.Span{Start: p, End: e}
		if st.latinGloss(e) || e < len(st.text) && occ[e] != nil && occ[e].typ == entities.Place && occ[e].Start == e {
			return []entities.Span{s}
		}
		if st.wordNotName(p, e) {
			continue
		}
		if depth > 1 && e < len(st.text) && fold.IsHan(st.text[e]) {
			if more := st.placeChain(e, occ, depth-1); more != nil {
				return append([]entities.Span{s}, more...)
			}
		}
		if _, cut := st.doc.WordAcross(e); !cut && n >= 3 && st.cue.after[st.next(e)][2] == 2 {
			return []entities.Span{s}
		}
	}
	return nil
}

// latinGloss tells whether brackets with a Latin name follow p.
func (st *state) latinGloss(p int) bool {
	q := st.next(p)
	if q >= len(st.text) || st.text[q] != '(' {
		return false
	}
	end, words := st.latinRun(st.next(q + 1))
	e := st.next(end)
	return len(words) > 0 && e < len(st.text) && (st.text[e] == ')' || st.text[e] == ',' || st.text[e] == ';')
}

var likeRune, newsRune = fold.Rune('如'), fold.Rune('報')

// inList tells whether a glossed name from start, its brackets at q, stands in a
// list: beside 、, 和 or 等, or behind 包括 and its like.
func (st *state) inList(start, q int, occ []*candidate) bool {
	e := st.next(st.afterGloss(q))
	if e < len(st.text) && (st.text[e] == '、' || hasAt(st.text, e, etcWord)) {
		return true
	}
	b := st.prev(start)
	if b > 0 && (st.text[b-1] == '、' || andRunes[st.text[b-1]]) {
		return true
	}
	for _, w := range includeWords {
		if b >= len(w) && hasAt(st.text, b-len(w), w) {
			return true
		}
	}
	return false
}

var etcWord, includeWords = []rune(fold.String("等")), func() [][]rune {
	var out [][]rune
	for _, w := range strings.Fields("包括 例如 諸如 對抗 對手") {
		out = append(out, []rune(fold.String(w)))
	}
	return out
}()

// plainGloss tells whether the brackets at q hold capitals only, as for a
// technical term (AI, CPPA), which say little about what stands before them.
func (st *state) plainGloss(q int) bool {
	for p := q + 1; p < len(st.raw) && st.text[p] != ')'; p++ {
		if st.raw[p] >= 'a' && st.raw[p] <= 'z' {
			return false
		}
	}
	return true
}

// glossed finds unknown names by the Latin form in brackets behind them:
// 海圖諮詢(Seachart Advisory). Where the name begins is told by a word that
// introduces it or by the words a name may hold, and its type by its ending, by
// the Latin form's ending and by what introduces it; without any it is left alone.
func (st *state) glossed() {
	occ, val := st.occupied(), st.valueAt()
	for q := 1; q < len(st.text); q++ {
		if st.text[q] != '(' {
			continue
		}
		p := st.prev(q)
		if p == 0 || !(fold.IsHan(st.text[p-1])) || (occ[p-1] != nil && occ[p-1].End == p && occ[p-1].Len() > 1) || !st.latinGloss(p) {
			continue
		}
		_, words := st.latinRun(st.next(q + 1))
		tail := strings.ToLower(words[len(words)-1])
		typ, tailLen := st.endingType(p)
		limit := 10
		if typ == entities.Organization {
			limit = 14
		}
		base := p
		if tailLen >= 2 && tailLen < p {
			base = p - tailLen // the ending is a word for companies itself
		}
		start, _ := st.leftEdge(base, limit, typ, occ, val)
		if s, ok := st.introduced(p, 12, occ); ok {
			start = s
		}
		if start > 0 && occ[start] == nil && start < p {
			// A known company at the front belongs to the name: 松下 in 松下能源.
			if c := occ[start-1]; c != nil && c.End == start && (c.typ == entities.Company && tailLen > 0 || c.typ == entities.Place && typ == entities.Organization) {
				start = c.Start
			}
		}
		// 生產商如X, 企業包括X: the word before the name is none of it.
		if st.text[start] == likeRune && start > 0 && fold.IsHan(st.text[start-1]) {
			start++
		}
		n := p - start
		if n < 2 {
			continue
		}
		s := entities.Span{Start: start, End: p}
		intro := st.cue.before[st.prev(start)]
		switch {
		case typ == entities.Organization:
		case placeTails[st.text[p-1]] && tailLen < 2 && n <= 6 && len(words) <= 2 && !latinCompany[tail] && !st.wordNotName(start, p):
			typ = entities.Place
		case latinCompany[tail], typ == entities.Company && n > tailLen && tailLen >= 2 && !st.plainGloss(q), intro[0] == 2 && !st.plainGloss(q):
			typ = entities.Company
		case st.text[p-1] == newsRune && n >= 3, typ == "" && start > 1 && makers[st.text[start-1]] && st.afterKnownWord(start-1):
			typ = entities.Company
		case intro[1] == 2 && n <= 7 && len(words) >= 2 && !st.plainGloss(q):
			typ = entities.Person
		case typ == "" && !st.plainGloss(q) && n <= 6 && !st.wordNotName(start, p) && st.inList(start, q, occ):
			typ = entities.Company // one of a list of names with their Latin forms: brands
		default:
			continue
		}
		st.propose(s, typ, "", entities.ViaGloss, "its Latin form stands in brackets behind it", 0.8)
	}
}

// endingType returns the type that the ending before p speaks for, and its length.
func (st *state) endingType(p int) (string, int) {
	typ, n := "", 0
	for l := 1; l <= 6 && l < p; l++ {
		if v, ok := st.d.words.suffixes.Find(string(st.text[p-l : p])); ok {
			typ, n = st.d.words.suffix[v].typ, l
		}
	}
	return typ, n
}

// introduced returns where a name that ends at p begins because a strong cue or
// a head noun (…公司, …商) ends there.
func (st *state) introduced(p, limit int, occ []*candidate) (int, bool) {
	for q := p - 2; q > 0 && p-q <= limit; q-- {
		if !fold.IsHan(st.text[q]) || occ[q] != nil {
			return 0, false
		}
		if st.cueEnds(q) {
			return q, true
		}
	}
	return 0, false
}

var nameStops = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`的 在 與 和 及 由 向 為 被 對 是 有 將 於 等 從 至 到 把 讓 使 以 因 而 或 但 也 都 又 再 則 即 並 且 如 若 其 該 此 這 那 各 每 某 本 我 你 他 她 它
 旗下 宣布 宣佈 公布 公佈 表示 指 稱 說 認為 指出 透露 包括 例如 成為 成立 收購 出售 投資 持有 控股的 透過 通過 根據 據 按 較 比 逾 約 近 超過 達 當中 其中 以及 還有 另外 至於 由於 受 獲 給 予
 今年 去年 明年 上周 昨日 今日 家 間 個 名 位 一家 一間 兩家 兩間 多家 全球 國內 國外 本地 當地 外資 罰 合組 合辦 創辦 前身 購 售 買 賣 投 薦 告 控 助 供 予 大型 小型 主要 最大 知名 著名 新 舊 前 現 原 子公司 母公司 上市 擬 已 曾 正 會 可 能 要 需 須 應 不 未 無 非 向來`) {
		m[fold.Key(w)] = true
	}
	return m
}()

var generic = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`公司 集團 企業 銀行 政府 部門 機構 組織 協會 委員會 基金 大學 有限公司 股份有限公司 科技公司 上市公司 子公司 母公司 分公司 保險公司 證券公司 科技 電子 汽車 能源`) {
		m[fold.Key(w)] = true
	}
	return m
}()

// extend lists the endings that lengthen a known company name by themselves.
var extend = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`集團 控股 公司 有限公司 股份有限公司 控股集團 控股有限公司 集團控股 集團公司 集團有限公司 科技集團 投資控股 國際控股`) {
		m[fold.Key(w)] = true
	}
	return m
}()

// suffixed finds names by their ending: X控股, X律師事務所, X管理局. A known
// company name followed by such an ending is lengthened; an unknown name is
// taken leftwards from the ending, word by word, until a word that no name holds.
func (st *state) suffixed() {
	occ, val := st.occupied(), st.valueAt()
	hits := st.d.words.suffixes.Append(nil, st.text, entities.DictRules)
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
		info := st.d.words.suffix[h.Value]
		if !fold.IsHan(st.text[h.Start]) {
			continue
		}
		if _, ok := st.doc.WordAcross(h.End); ok {
			continue // the ending is the beginning of a longer word
		}
		if occ[h.Start] != nil && occ[h.Start].Start < h.Start && occ[h.Start].End >= h.End {
			continue // already inside a known name
		}
		p := h.Start
		if c := occ[p-1]; c != nil && c.End == p {
			if c.typ == entities.Company && info.typ == entities.Company && (extend[string(info.term)] || strings.HasSuffix(string(info.term), companyWord)) {
				st.propose(entities.Span{Start: c.Start, End: h.End}, entities.Company, c.id, c.via, "a known name and its ending", c.conf)
				last = h.End
			}
			if c.typ != entities.Place {
				continue
			}
		}
		if !info.strong && !st.weakEnding(h, occ, val) || generic[string(info.term)] && info.term[0] == '公' {
			continue
		}
		limit := 8
		if info.typ == entities.Organization {
			limit = 12
		}
		start, own := st.leftEdge(p, limit, info.typ, occ, val)
		s := entities.Span{Start: start, End: h.End}
		if own < 2 {
			// 長江集團: a place alone is enough before 集團, not before 銀行 or 能源.
			if c := occ[p-1]; !(own == 0 && extend[string(info.term)] && c != nil && c.name != nil && c.name.Kind != "country") {
				continue
			}
		} else if !st.suffixName(s, p, own, info) {
			continue
		}
		st.propose(s, info.typ, "", entities.ViaSuffix, "the ending "+string(info.term), 0.7)
		last = h.End
	}
}

// suffixName decides whether the words before an ending, own of them right
// before p, make a name with it.
func (st *state) suffixName(s entities.Span, p, own int, info suffixInfo) bool {
	term := string(info.term)
	if st.head(s.Start, p) || !st.nounRun(p-own, p) || !st.edge(s.Start) {
		return false
	}
	switch {
	case info.typ == entities.Organization:
		return bodyTails[term] && (own >= 4 || st.nameLike(p-own, p) || st.bounded(s.End))
	case legalForm[term]:
		return true // 集團 was weighed by weakEnding
	case st.rareWords(p-own, p):
		return own <= 4
	}
	return st.nameLike(p-own, p) && st.support(s, info.typ) >= 2
}

// bodyTails are the endings that make a name of the nouns before them; 政府,
// 組織 and 立法會 are words of their own and do not.
var bodyTails = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`委員會 協會 學會 聯合會 總會 商會 基金會 研究所 研究院 大學 學院 醫院 法院 管理局 監管局 發展局 促進局 交易所 證券交易所 期貨交易所 聯盟 公會 工會 理事會
 辦事處 審裁處 公署 總署 總局 仲裁中心 研究中心 促進會 職工會 總工會 總商會 大使館 領事館 總領事館 上訴法院 地方法院 高等法院 最高法院 慈善基金 慈善基金會 科技大學 理工學院 醫科大學 商學院 同業公會
 監督委員會 審議委員會 管理委員會 常委會 運用局 統計局 調查局 稅務局 檢察署 警務處`) {
		m[fold.Key(w)] = true
	}
	return m
}()

// nounRun tells whether every word from start to end may be part of a name:
// no verb, adverb or function word, single characters of names aside.
func (st *state) nounRun(start, end int) bool {
	for p := start; p < end; {
		i := st.doc.TokenAt(p)
		if i < 0 {
			return false
		}
		t := st.doc.Tokens[i]
		if t.Len() == 1 {
			if functionPOS(t.POS) || spoken[st.text[p]] {
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
	i := st.doc.TokenAt(p - 1)
	if i < 0 || st.doc.Tokens[i].End > p {
		return false
	}
	t := st.doc.Tokens[i]
	switch t.POS {
	case "p", "c", "u", "uj", "ul", "v", "d", "r":
		return true
	}
	return nameStops[string(st.text[t.Start:t.End])]
}

var companyWord = fold.String("公司")

// weakEnding tells whether a weak ending (能源, 科技, 集團) still makes a name:
// after two to four characters that no dictionary knows as words.
func (st *state) weakEnding(h entities.Hit, occ []*candidate, val []bool) bool {
	info := st.d.words.suffix[h.Value]
	if info.typ != entities.Company {
		return false
	}
	start, own := st.leftEdge(h.Start, 6, info.typ, occ, val)
	if own == 0 {
		return extend[string(info.term)]
	}
	if own < 2 || own > 4 || start != h.Start-own {
		return false
	}
	if st.rareWords(start, h.Start) {
		return true
	}
	// 茶山集團: one rare word before the word for a group.
	i := st.doc.TokenAt(start)
	rare := i >= 0 && st.doc.Tokens[i].End == h.Start && st.doc.Tokens[i].Freq < 100 && !functionPOS(st.doc.Tokens[i].POS)
	return extend[string(info.term)] && (rare || st.nameLike(start, h.Start))
}

// spoken are characters of written Cantonese that no name holds.
var spoken = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range fold.String("嘅咗唔係啲嗰咁佢哋喺冇俾嚟") {
		m[r] = true
	}
	return m
}()

// rareWords tells whether a stretch is made of single characters that are no
// function words, and of unknown words.
func (st *state) rareWords(start, end int) bool {
	for p := start; p < end; {
		i := st.doc.TokenAt(p)
		if i < 0 {
			return false
		}
		t := st.doc.Tokens[i]
		if !fold.IsHan(st.text[p]) || t.Len() > 1 && t.Known || t.Len() == 1 && (functionPOS(t.POS) || spoken[st.text[p]]) {
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
		i := st.doc.TokenAt(p)
		if i < 0 {
			return false
		}
		t := st.doc.Tokens[i]
		if fold.IsLatin(st.text[p]) || t.Known && t.Len() >= 2 && properPOS(t.POS) {
			return true
		}
		if t.Len() == 1 && p+1 < end {
			if j := st.doc.TokenAt(p + 1); j >= 0 && st.doc.Tokens[j].Len() == 1 && !functionPOS(t.POS) && !functionPOS(st.doc.Tokens[j].POS) {
				return true // two single characters in a row
			}
		}
		p = max(t.End, p+1)
	}
	return false
}

var legalForm = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`有限公司 股份有限公司 控股有限公司 企業有限公司 控股集團 律師事務所 會計師事務所 投資控股 證券 人壽 集團 控股 投顧 投信 生技 創投`) {
		m[fold.Key(w)] = true
	}
	return m
}()

// head tells whether the words before an ending are only common nouns that
// describe it (大型科技, 國際投資): then it names nothing.
func (st *state) head(start, end int) bool {
	i := st.tokAt[start]
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
		i := st.tokAt[q]
		if i < 0 {
			break
		}
		t := st.doc.Tokens[i]
		w := string(st.text[t.Start:min(t.End, start)])
		if nameStops[w] || t.End > start {
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
		if t.Len() == 1 && start < p && makers[st.text[t.Start]] && t.Start > 0 && st.afterKnownWord(t.Start) {
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

var makers = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range fold.String("廠商行店") {
		m[r] = true
	}
	return m
}()

// afterKnownWord tells whether a known word of two or more characters ends at p.
func (st *state) afterKnownWord(p int) bool {
	i := st.doc.TokenAt(p - 1)
	return i >= 0 && st.doc.Tokens[i].End == p && st.doc.Tokens[i].Known && st.doc.Tokens[i].Len() >= 2
}

// Abbreviations of things that are no names of companies or people.
var commonLatin = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`AI EV EVs GDP CPI PPI PMI ETF IPO CEO CFO COO CTO ESG IT IC PC NB GPU CPU DRAM NAND LED LCD OLED LNG LFP EPS PE ROE YoY QoQ MoM Q1 Q2 Q3 Q4 H1 H2 APP App OTT VR AR MR IoT ICT
 SaaS B2B B2C O2O KOL M&A VC FDI REIT REITs NFT ESS API USB SUV MPV PHEV BEV HEV ADAS SoC FPGA HPC LLM GPS RFID PCB CCL ABF BT CoWoS MOU NDA PPA CPPA OEM ODM EMS MW GW kW kWh MWh GWh TB GB TWD USD HKD CNY RMB JPY EUR GBP
 The This That And Or In On Of For New Inc Ltd News Online Plus Pro Max Mini Wi-Fi WiFi Windows Android iOS Open Cloud Data Web App Store Green Smart`) {
		m[strings.ToLower(w)] = true
	}
	return m
}()

var latinCompany = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`Group Inc Inc. Ltd Ltd. Corp Corp. Corporation Company Co Co. Holdings Holding plc PLC LLC L.P. LP Bank Capital Partners Ventures Technologies Technology Semiconductor Motors Motor Energy Solutions Solution
 Pharma Pharmaceuticals Pharmaceutical Therapeutics Biotech Airlines Airways Securities Insurance Electronics Electric Materials Systems Industries International Intelligence Research Analytics Networks Software Advisory Consulting Advisors Robotics Retail Health Healthcare Bio Biologics Airlines Foods Resources Petroleum Logistics Pharmacy Entertainment Studios Media AG SE GmbH S.A. N.V. KK`) {
		m[strings.ToLower(w)] = true
	}
	return m
}()

// latinRun returns the run of capitalised Latin words that begins at p, with its
// words; none when the word at p is not capitalised.
func (st *state) latinRun(p int) (int, []string) {
	raw := st.raw
	letter := func(r rune) bool {
		return (r >= 'A' && r <= 'Z') || (r >= 'a' && r <= 'z') || (r >= 0xC0 && r <= 0x24F)
	}
	upper := func(r rune) bool { return (r >= 'A' && r <= 'Z') || (r >= 0xC0 && r <= 0xDE) }
	end := p
	var words []string
	for q := p; q < len(raw) && len(words) < 6; {
		if !upper(raw[q]) && !(len(words) > 0 && isParticle(raw, q)) {
			break
		}
		e := q
		for e < len(raw) && (letter(raw[e]) || (e > q && (raw[e] == '\'' || raw[e] == '’' || raw[e] == '-' || raw[e] == '&' || raw[e] == '.') && e+1 < len(raw) && letter(raw[e+1]))) {
			e++
		}
		if e > q && e < len(raw) && raw[e] == '.' && (e-q <= 3) && (e+1 >= len(raw) || !letter(raw[e+1])) {
			e++ // Inc. L.P. J.
		}
		if e < len(raw) && raw[e] >= '0' && raw[e] <= '9' {
			break
		}
		words = append(words, string(raw[q:e]))
		end = e
		if e+1 < len(raw) && raw[e] == ' ' {
			q = e + 1
			if q+1 < len(raw) && raw[q] == '&' && raw[q+1] == ' ' {
				q += 2
			}
			continue
		}
		break
	}
	for len(words) > 0 && isSmall(words[len(words)-1]) {
		end -= len([]rune(words[len(words)-1])) + 1
		words = words[:len(words)-1]
	}
	return end, words
}

func isSmall(w string) bool {
	switch w {
	case "of", "and", "for", "the", "de", "van", "von", "der", "bin", "al", "la", "del", "&":
		return true
	}
	return false
}

func isParticle(raw []rune, q int) bool {
	for _, w := range []string{"of ", "and ", "for ", "the ", "de ", "van ", "von ", "der ", "bin ", "al ", "la ", "del "} {
		r := []rune(w)
		if q+len(r) <= len(raw) && string(raw[q:q+len(r)]) == w {
			return true
		}
	}
	return false
}

// latinNames finds Latin names of companies and people by their ending or by
// the words beside them: 顧問公司CRU Group, 執行長 Mike Coupe.
func (st *state) latinNames() {
	occ, val := st.occupied(), st.valueAt()
	for p := 0; p < len(st.raw); p++ {
		if (p > 0 && isWord(st.text[p-1])) || val[p] {
			continue
		}
		end, words := st.latinRun(p)
		if len(words) == 0 {
			continue
		}
		s := entities.Span{Start: p, End: end}
		p = end - 1
		if covered(occ, s) {
			// Lloyds Pharmacy is more than Lloyds.
			if c := occ[s.Start]; c != nil && c.Start == s.Start && c.End < s.End && c.typ == entities.Company && len(words) > 1 &&
				latinCompany[strings.ToLower(words[len(words)-1])] {
				st.propose(s, entities.Company, "", entities.ViaLatin, "a Latin name with the ending "+words[len(words)-1], 0.8)
			}
			continue
		}
		if len(words) == 1 && (commonLatin[strings.ToLower(words[0])] || len([]rune(words[0])) < 3) {
			continue
		}
		tail := strings.ToLower(words[len(words)-1])
		person := st.support(s, entities.Person)
		company := st.support(s, entities.Company)
		switch {
		case len(words) > 1 && latinCompany[tail]:
			st.propose(s, entities.Company, "", entities.ViaLatin, "a Latin name with the ending "+words[len(words)-1], 0.85)
		case person >= 2 && len(words) >= 2 && len(words) <= 4 && st.titleBefore(s.Start):
			st.propose(s, entities.Person, "", entities.ViaLatin, "a Latin name after a title", 0.85)
		case company >= 2 && person < 2 && st.support(s, entities.Place) < 2:
			st.propose(s, entities.Company, "", entities.ViaLatin, "a Latin name beside a word for companies", 0.65)
		}
	}
}

func covered(occ []*candidate, s entities.Span) bool {
	for p := s.Start; p < s.End; p++ {
		if occ[p] != nil {
			return true
		}
	}
	return false
}

// titleBefore tells whether a strong word for people ends before p.
func (st *state) titleBefore(p int) bool { return st.cue.before[st.prev(p)][1] == 2 }

// speechAfter tells whether a strong word for what people do follows p.
func (st *state) speechAfter(p int) bool {
	if st.cue.after[st.next(p)][1] == 2 || st.says(st.next(p)) {
		return true
	}
	q := st.afterGloss(p)
	return q != p && st.cue.after[st.next(q)][1] == 2
}

// 委任陳思敏為獨立非執行董事
var asRune, appointBefore = fold.Rune('為'), func() [][]rune {
	var out [][]rune
	for _, w := range strings.Fields("委任 任命 聘任 聘請 提名 選出 推選 委聘") {
		out = append(out, []rune(fold.String(w)))
	}
	return out
}()

func (st *state) appointVerb(p int) bool {
	if p < len(st.text) && st.text[p] == asRune {
		return true
	}
	for _, v := range appointVerbs {
		if hasAt(st.text, p, v) {
			return true
		}
	}
	return false
}

var sayRunes, pointRune, pointNoun = fold.String("說稱"), fold.Rune('指'), fold.String("數標定揮南向責示望紋")

// says tells whether 說, 稱 or 指 stands at p as a verb; 指數 and 指標 are nouns.
func (st *state) says(p int) bool {
	if p >= len(st.text) {
		return false
	}
	if strings.ContainsRune(sayRunes, st.text[p]) {
		return true
	}
	return st.text[p] == pointRune && (p+1 >= len(st.text) || !strings.ContainsRune(pointNoun, st.text[p+1]))
}

// bounded tells whether a name may end at p: before a sign, a blank, a bracket
// or a speech verb.
func (st *state) bounded(p int) bool {
	q := st.next(p)
	if q >= len(st.text) {
		return true
	}
	r := st.text[q]
	return !(fold.IsHan(r) || isWord(r)) || st.speechAfter(p) || st.appointVerb(q)
}

// people finds personal names by title, surname, transliteration characters
// and speech verbs.
func (st *state) people() {
	occ, val := st.occupied(), st.valueAt()
	for p := range st.text {
		if !fold.IsHan(st.text[p]) || st.taken(occ, p) || val[p] {
			continue
		}
		if st.cue.inside[p] {
			continue // 董事|長翁茂欽: inside a longer title
		}
		title := st.titleBefore(p) || st.appointed(p)
		clause := p == 0 || !(fold.IsHan(st.text[p-1]) || isWord(st.text[p-1]))
		if !title && !clause {
			continue
		}
		if e := st.glossedPerson(p, title, occ); e > p {
			st.propose(entities.Span{Start: p, End: e}, entities.Person, "", entities.ViaPattern, "after a title and before its Latin form", 0.9)
			continue
		}
		if e := st.chineseName(p, title, occ); e > p {
			why := "a surname after a title"
			conf := 0.85
			if !title {
				why, conf = "a surname before a speech verb", 0.7
			}
			st.propose(entities.Span{Start: p, End: e}, entities.Person, "", entities.ViaPattern, why, conf)
			continue
		}
		if e := st.foreignName(p, title, occ); e > p {
			st.propose(entities.Span{Start: p, End: e}, entities.Person, "", entities.ViaPattern, "a transliterated name after a title or before its Latin form", 0.8)
		}
	}
}

// glossedPerson returns the end of the characters between a title and brackets
// with a Latin name of two or more words: 創辦人史塔克頓(Katie Stockton); p if
// there is no such thing.
func (st *state) glossedPerson(p int, title bool, occ []*candidate) int {
	if !title {
		return p
	}
	e := p
	for e < len(st.text) && e-p <= 8 && (fold.IsHan(st.text[e]) || st.text[e] == '·') && !st.taken(occ, e) {
		e++
	}
	q := st.next(e)
	if e-p < 2 || e-p > 8 || q+1 >= len(st.text) || st.text[q] != '(' || !st.latinGloss(e) {
		return p
	}
	_, words := st.latinRun(st.next(q + 1))
	if len(words) < 2 || latinCompany[strings.ToLower(words[len(words)-1])] {
		return p
	}
	for r := p; r < e; r++ {
		if !st.d.words.translit[st.text[r]] && st.text[r] != '·' {
			if r > p || !st.d.words.surnames[string(st.text[p:p+1])] {
				return p
			}
		}
	}
	return e
}

// notSurnames are surnames that are function words far more often.
var notSurnames = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range fold.String("於向冀任來暨應和從連都別過相後及與對又已將時為有是在由使令把被等並可能若或") {
		m[r] = true
	}
	return m
}()

// notGivenEnd are characters that go on with the sentence rather than end a name.
var notGivenEnd = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range fold.String("在與及則於將曾已也亦等的對向是說指稱就今昨獲被由") {
		m[r] = true
	}
	return m
}()

var notGiven = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("小姐 先生 女士 太太 博士 教授 醫生 議員 總監 小組 盡快 任內 曾經 老師 同學 經理 律師 主席 總統 部長 局長 司長") {
		m[fold.String(w)] = true
	}
	return m
}()

// taken tells whether a name other than a short place stands at p: 副總裁張仰光
// is a person, whatever 仰光 is elsewhere.
func (st *state) taken(occ []*candidate, p int) bool {
	c := occ[p]
	return c != nil && !(c.typ == entities.Place && c.Len() <= 2 && c.Start > 0 && !st.titleBefore(c.Start))
}

// chineseName returns the end of a surname with one or two given characters
// that begins at p, or p.
func (st *state) chineseName(p int, title bool, occ []*candidate) int {
	han := 0
	for p+han < len(st.text) && fold.IsHan(st.text[p+han]) && han < 5 {
		if c := occ[p+han]; st.taken(occ, p+han) && !(title && c.Len() <= 2 && c.Start == p+1) {
			break
		}
		han++
	}
	if han > 0 && notSurnames[st.text[p]] {
		return p
	}
	surname := 0
	if han >= 3 && st.d.words.surnames[string(st.text[p:p+2])] {
		surname = 2
	} else if han >= 2 && st.d.words.surnames[string(st.text[p:p+1])] {
		surname = 1
	}
	if surname == 0 {
		return p
	}
	// 林鄭月娥: the husband's surname before her own.
	if title && surname == 1 && han >= 4 && st.d.words.surnames[string(st.text[p+1:p+2])] && st.bounded(p+4) && !st.bounded(p+3) &&
		!notGivenEnd[st.text[p+3]] && !st.wordNotName(p, p+4) {
		return p + 4
	}
	try := []int{surname + 2, surname + 1}
	for _, n := range try {
		e := p + n
		if n > han || n < 2 {
			continue
		}
		speech := st.speechAfter(e)
		if !title && (!speech || n < 3) {
			continue
		}
		if st.bounded(e) {
			if st.wordNotName(p, e) || st.givenIsWord(p+surname, e) || notGivenEnd[st.text[e-1]] || notGiven[string(st.text[p+surname:e])] {
				continue
			}
			return e
		}
	}
	if !title {
		return p
	}
	// No sign follows: trust the segmenter's edges, the longer name first.
	for _, n := range try {
		e := p + n
		if n > han || n < 3 || e >= len(st.text) {
			continue
		}
		if st.tokAt[e] == st.tokAt[e-1] || st.wordNotName(p, e) || st.givenIsWord(p+surname, e) || notGiven[string(st.text[p+surname:e])] {
			continue
		}
		// What follows must be a word: 官都鐘|煥 goes on.
		i := st.doc.TokenAt(e)
		if i < 0 || !(st.doc.Tokens[i].Len() >= 2 && st.doc.Tokens[i].Known || functionPOS(st.doc.Tokens[i].POS) || notGivenEnd[st.text[e]]) {
			continue
		}
		if notGivenEnd[st.text[e-1]] {
			// 胡浩|在同一場合: the third character is no part of the name.
			if n == surname+2 && n == 3 && !st.wordNotName(p, e-1) {
				return e - 1
			}
			continue
		}
		return e
	}
	return p
}

// givenIsWord tells whether what would be the given name is a verb, as in 應考慮.
func (st *state) givenIsWord(p, e int) bool {
	i := st.doc.TokenAt(p)
	if i < 0 {
		return false
	}
	t := st.doc.Tokens[i]
	return t.Start == p && t.Len() >= 2 && t.Known && strings.HasPrefix(t.POS, "v")
}

// wordNotName tells whether the segmenter knows the span, or its beginning, as
// an ordinary word.
func (st *state) wordNotName(p, e int) bool {
	i := st.tokAt[p]
	if i < 0 {
		return false
	}
	t := st.doc.Tokens[i]
	if t.Start != p || t.Len() < 2 || !everyday(t) {
		return false
	}
	return true
}

var appointedBy, appointVerbs = fold.Rune('由'), func() [][]rune {
	var out [][]rune
	for _, w := range strings.Fields("新任 接任 出任 升任 擔任 接替 接手 代理 兼任 繼任 續任 領軍 主持 執掌 接掌 撰寫 創辦 創立 暫代 署任 出掌") {
		out = append(out, []rune(fold.String(w)))
	}
	return out
}()

// appointed tells whether 由 stands before p and a verb of taking office two to
// four characters behind it: 由黃士玲新任.
func (st *state) appointed(p int) bool {
	for _, v := range appointBefore {
		if p >= len(v) && hasAt(st.text, p-len(v), v) {
			for n := 2; n <= 4; n++ {
				if p+n < len(st.text) && asRune == st.text[p+n] {
					return true
				}
			}
		}
	}
	if p == 0 || st.text[p-1] != appointedBy {
		return false
	}
	for n := 2; n <= 4; n++ {
		for _, v := range appointVerbs {
			if hasAt(st.text, p+n, v) {
				return true
			}
		}
	}
	return false
}

// foreignName returns the end of a run of transliteration characters that
// begins at p and is a name, or p.
func (st *state) foreignName(p int, title bool, occ []*candidate) int {
	w := st.d.words
	e := p
	for e < len(st.text) && e-p < 10 && occ[e] == nil {
		r := st.text[e]
		if w.translit[r] || (e > p && (st.raw[e] == '·' || st.raw[e] == '‧' || st.raw[e] == '•' || st.raw[e] == '．')) {
			if e > p+1 && st.speechAfter(e) {
				break
			}
			e++
			continue
		}
		break
	}
	if e-p < 2 {
		return p
	}
	if !st.bounded(e) || st.wordNotName(p, e) {
		return p
	}
	gloss := false
	if q := st.next(e); q+1 < len(st.text) && st.text[q] == '(' {
		_, words := st.latinRun(st.next(q + 1))
		gloss = len(words) >= 2 && !latinCompany[strings.ToLower(words[len(words)-1])]
	}
	if title || gloss {
		return e
	}
	return p
}

// repeats accepts the other places of a name that a pattern made sure.
func (st *state) repeats() {
	var few trie.Few
	var known []*candidate
	seen := map[string]bool{}
	for _, c := range st.cands {
		if c.state != accepted || c.lost || c.name != nil || c.Len() < 2 {
			continue
		}
		k := string(st.text[c.Start:c.End])
		if seen[k] || !few.Add(k, uint32(len(known))) {
			continue
		}
		seen[k] = true
		known = append(known, c)
	}
	for _, h := range few.Append(nil, st.text, entities.DictNames) {
		c := known[h.Value]
		if h.Span == c.Span {
			continue
		}
		if _, ok := st.boundary(h.Span, fold.IsLatin(st.text[h.Start])); ok {
			st.propose(h.Span, c.typ, c.id, c.via, "the same name is sure elsewhere in the article", c.conf*0.95)
		}
	}
}

// wires finds the news agency at the head of a wire story: 【時報-台北電】.
func (st *state) wires() {
	for p := range st.text {
		if st.text[p] != '【' && st.text[p] != '(' && st.text[p] != '[' {
			continue
		}
		for _, c := range st.starts[p+1] {
			if c.typ != entities.Company || c.End >= len(st.text) {
				continue
			}
			r := st.text[c.End]
			if r != '-' && r != '—' && r != '/' && r != fold.Rune('記') && r != ' ' {
				continue
			}
			for e := c.End + 1; e < len(st.text) && e < c.End+14; e++ {
				if st.text[e] == wireRune && (st.text[e+1] == '】' || st.text[e+1] == ')' || st.text[e+1] == ']') {
					st.propose(c.Span, c.typ, c.id, c.via, "the agency at the head of a wire story", 0.9)
				}
				if st.text[e] == '】' || st.text[e] == ')' || e+2 >= len(st.text) {
					break
				}
			}
		}
	}
	// The reporter at its foot: 袁顥庭/台北報導.
	for p := 2; p < len(st.text); p++ {
		if st.text[p] != '/' && st.text[p] != '╱' {
			continue
		}
		report := false
		for e := p + 2; e < len(st.text) && e <= p+5; e++ {
			if hasAt(st.text, e, reportWord) || hasAt(st.text, e, []rune{wireRune}) {
				report = true
				break
			}
		}
		if !report {
			continue
		}
		for n := 3; n >= 2; n-- {
			s := p - n
			if s < 0 || !st.d.words.surnames[string(st.text[s:s+1])] || runesIn(st.text[s:p], fold.IsHan) != n {
				continue
			}
			if _, cut := st.doc.WordAcross(s); cut {
				continue
			}
			st.propose(entities.Span{Start: s, End: p}, entities.Person, "", entities.ViaPattern, "the reporter at the foot of a story", 0.9)
			break
		}
	}
}

var wireRune, reportWord = fold.Rune('電'), []rune(fold.String("報導"))

// beforeTitle finds unknown companies between the beginning of a clause and the
// title of a person that is sure: ◎秀育會計主管…, 瑞基營運長劉魯垣.
func (st *state) beforeTitle() {
	occ, val := st.occupied(), st.valueAt()
	for _, c := range slices.Clone(st.cands) {
		if c.state != accepted || c.lost || c.typ != entities.Person || st.cue.before[c.Start][1] != 2 {
			continue
		}
		t := int(st.cue.start[c.Start])
		if !officer(string(st.text[max(t, 0):c.Start])) {
			continue
		}
		// 創辦人兼執行長: several titles.
		for t > 2 && joinsTitles[st.text[t-1]] && st.cue.before[t-1][1] == 2 {
			t = int(st.cue.start[t-1])
		}
		if t <= 1 || occ[t-1] != nil || !fold.IsHan(st.text[t-1]) && !fold.IsLatin(st.text[t-1]) {
			continue
		}
		start := t
		for start > 0 && t-start <= 10 && occ[start-1] == nil && !val[start-1] && (fold.IsHan(st.text[start-1]) || fold.IsLatin(st.text[start-1])) {
			start--
		}
		if occ[max(start-1, 0)] != nil || t-start < 2 || t-start > 10 || start > 0 && st.text[start-1] == ')' {
			continue
		}
		i := st.doc.TokenAt(start)
		if i < 0 || nameStops[string(st.text[start:st.doc.Tokens[i].End])] || !st.nameLike(start, t) {
			continue
		}
		ok := true
		for q := start; q < t; {
			j := st.doc.TokenAt(q)
			if j < 0 {
				break
			}
			k := st.doc.Tokens[j]
			switch k.POS {
			case "p", "u", "uj", "ul", "d", "r", "c", "t", "v":
				ok = ok && k.Len() == 1 && k.POS != "uj" && k.POS != "r" && k.POS != "p"
			}
			q = max(k.End, q+1)
		}
		if s := int(st.cue.start[t]); ok && !(s >= 0 && s <= start && st.cueEnds(t)) { // 車廠總經理 names no company
			st.propose(entities.Span{Start: start, End: t}, entities.Company, "", entities.ViaApposition, "before the title of a person", 0.65)
		}
	}
}

var joinsTitles = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range fold.String("兼暨及和、") {
		m[r] = true
	}
	return m
}()

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

// subsidiaries joins a company to the country behind it where the two act as
// one: 大眾中國表示, 永升(亞洲)有限公司.
func (st *state) subsidiaries() {
	occ := st.occupied()
	for _, c := range slices.Clone(st.cands) {
		if c.state != accepted || c.lost || c.typ != entities.Company || c.End >= len(st.text) {
			continue
		}
		p := c.End
		if st.text[p] == '(' && p+1 < len(st.text) && occ[p+1] != nil && occ[p+1].typ == entities.Place && occ[p+1].Start == p+1 {
			// 永升(亞洲)有限公司
			if e := occ[p+1].End; e < len(st.text) && st.text[e] == ')' {
				end, n := e+1, 0
				for l := 2; l <= 6 && e+1+l <= len(st.text); l++ {
					if v, ok := st.d.words.suffixes.Find(string(st.text[e+1 : e+1+l])); ok && st.d.words.suffix[v].typ == entities.Company {
						n = l
					}
				}
				st.propose(entities.Span{Start: c.Start, End: end + n}, entities.Company, "", entities.ViaPattern, "a company and the country in brackets", 0.75)
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
		if i := st.doc.TokenAt(st.next(e)); i >= 0 {
			verb = st.doc.Tokens[i].POS == "v"
		}
		if s != ([4]uint8{}) && s[2] < 2 && verb && st.cue.length[st.next(e)] >= 2 || st.speechAfter(e) {
			st.propose(entities.Span{Start: c.Start, End: e}, entities.Company, "", entities.ViaPattern, "a company and the country it acts in", 0.7)
		}
	}
}
