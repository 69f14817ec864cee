package detect

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/entities/trie"
)

// shortNames finds companies by the first two characters of a full name that is
// sure in the article: 高鑫 of 高鑫零售, 有線 of 有線寬頻. The words beside their
// places, taken together, must speak for a company, and more so where the two
// characters are an everyday word.
func (st *state) shortNames() {
	type short struct {
		of    *candidate
		clash bool
		spans []entities.Span
	}
	forms := map[string]*short{}
	var few trie.Few
	var order []*short
	for _, c := range st.cands {
		if c.state != accepted || c.lost || c.typ != entities.Company || c.Len() < 4 || runesIn(st.text[c.Start:c.Start+4], fold.IsHan) < 4 {
			continue
		}
		k := string(st.text[c.Start : c.Start+2])
		if o := forms[k]; o != nil {
			o.clash = o.clash || o.of.id != c.id
			continue
		}
		if st.takenName(k) || alsoWords.has(st.text[c.Start:c.Start+2]) || grammar.has(st.text[c.Start]) && grammar.has(st.text[c.Start+1]) {
			continue
		}
		s := &short{of: c}
		forms[k] = s
		few.Add(k, uint32(len(order)))
		order = append(order, s)
	}
	if len(order) == 0 {
		return
	}
	occ, val := st.occupied(), st.valueAt()
	for _, h := range few.Append(nil, st.text, entities.DictNames) {
		s := order[h.Value]
		if h.Len() != 2 || occ[h.Start] != nil || occ[h.End-1] != nil || val[h.Start] || val[h.End-1] {
			continue
		}
		if _, ok := st.boundary(h.Span, false); ok && st.wordOf(venueWords, h.End) == 0 {
			s.spans = append(s.spans, h.Span)
		}
	}
	for _, s := range order {
		if s.clash || len(s.spans) == 0 {
			continue
		}
		sum, most := 0, -100
		everyday := false
		for _, x := range s.spans {
			w := st.companyWeight(x, occ)
			sum += w
			most = max(most, w)
			t := st.token(x.Start)
			everyday = everyday || t.Known && t.Freq >= 20 && t.End >= x.End && (!properPOS(t.POS) || strings.HasPrefix(t.POS, "nr") || t.Freq >= 2000)
		}
		n := len(s.spans)
		switch {
		case !everyday && (most >= 18 || n >= 2 && sum >= 8*n):
		case everyday && n >= 3 && most >= 18 && sum >= 6*n:
		case everyday && n >= 5 && most >= 24 && sum >= 2*n: // so often, and the full name beside it
		default:
			continue
		}
		for _, x := range s.spans {
			if n := st.more(x, s.of.Span); n > 0 {
				x.End += n // 英諾|利 of 英諾利科技
			}
			st.propose(x, entities.Company, s.of.id, entities.ViaShort, "the first two characters of "+st.doc.Slice(s.of.Span), 0.75)
		}
	}
}

// more returns how many characters behind a short form go on with the full name,
// as far as a word ends.
func (st *state) more(x, full entities.Span) int {
	n := 0
	for x.End+n < len(st.text) && x.Start != full.Start && full.Start+x.Len()+n < full.End && st.text[x.End+n] == st.text[full.Start+x.Len()+n] && fold.IsHan(st.text[x.End+n]) {
		n++
	}
	if n == 0 || grammar.has(st.text[x.End]) {
		return 0
	}
	if _, cut := st.wordAcross(x.End + n); cut || st.cueBegins(x.End) {
		return 0
	}
	return n
}

// strongCue is what a strong cue weighs beside the counted words.
const strongCue = 12

// companyWeight tells how much the words beside a span speak for a company
// rather than for a person, place or body.
func (st *state) companyWeight(s entities.Span, occ []*candidate) int {
	return st.weight(s, 0, occ)
}

// personWeight tells how much the words beside a span speak for a person.
func (st *state) personWeight(s entities.Span, occ []*candidate) int {
	return st.weight(s, 1, occ)
}

// weight tells how much the words beside a span speak for one of cueTypes.
func (st *state) weight(s entities.Span, typ int, occ []*candidate) int {
	b, a := st.beside(s, occ)
	before, after := int(b[typ]), int(a[typ])
	if st.cue.before[st.prev(s.Start)][typ] == 2 {
		before = max(before, 0) + strongCue
	}
	if st.cue.after[st.next(s.End)][typ] == 2 {
		after = max(after, 0) + strongCue
	}
	return before + after
}

// takenName tells whether a folded short form is a name of something else, or a
// word that begins the names of many companies.
func (st *state) takenName(k string) bool {
	if commonStarts[k] {
		return true
	}
	if st.d.opt.Names == nil {
		return false
	}
	return slices.ContainsFunc(st.d.opt.Names.Lookup(k), func(n gazetteer.Name) bool { return n.Entity.Type != entities.Company })
}

var commonStarts = keySet(`中國 香港 台灣 美國 日本 亞洲 國際 全球 環球 世界 中華 大中 國家 東方 新加 第一 南方 北方 上海 北京 深圳 廣州 華南 華東 聯合 人民 農業 工商 建設 交通 招商 中央 公共 特區 大型 內地 本地 母公 子公 投資 電子 科技 金融
 證券 銀行 保險 地產 能源 汽車 航空 電力 電信 半導 生物 醫藥 健康 互聯 網絡 數碼 人工 智能 虛擬 商業 經濟 工業 社會 城市 黃金 家庭 未來`)
