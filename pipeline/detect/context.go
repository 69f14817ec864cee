package detect

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
)

// contextTable says how much more often a word stands right before or right
// behind a name of each type than beside other words: ten times the natural
// logarithm of the ratio, counted on news (contexts.go counts).
//
//go:embed contexts.tsv
var contextTable string

// commonWords lists strings of Han characters that many articles hold and that
// the dictionary of the segmenter lacks: words of Hong Kong and Taiwan. They are
// no unknown names.
//
//go:embed common.txt
var commonWords string

// weights holds a number for each of cueTypes.
type weights [4]int8

// contexts holds the table by word. {company} and its like stand for a name or
// value of that type, ^ for the beginning of a line and $ for its end.
type contexts struct {
	before, after *wordMap[weights]
	common        *wordMap[bool]
	edges         [2]weights            // of the beginning and the end of a line
	types         map[string][2]weights // of a name of each type before and behind
}

func newContexts() (*contexts, error) {
	before, after, common := map[string]weights{}, map[string]weights{}, map[string]bool{}
	for w := range strings.Lines(commonWords) {
		common[fold.Key(strings.TrimSpace(w))] = true
	}
	line := 0
	for l := range strings.Lines(contextTable) {
		line++
		f := strings.Split(strings.TrimRight(l, "\n"), "\t")
		if line == 1 {
			continue
		}
		if len(f) < 6 {
			return nil, fmt.Errorf("contexts.tsv:%d: %d fields, wanted 6", line, len(f))
		}
		var w weights
		for i := range w {
			n, err := strconv.ParseInt(f[2+i], 10, 8)
			if err != nil {
				return nil, fmt.Errorf("contexts.tsv:%d: %w", line, err)
			}
			w[i] = int8(n)
		}
		if r := fold.Rune([]rune(f[1])[0]); len([]rune(f[1])) == 1 && !fold.IsHan(r) && !fold.IsLatin(r) {
			for i := range w {
				w[i] = max(-maxSign, min(maxSign, w[i])) // a sign tells less than a word
			}
		}
		m := before
		if f[0] == "after" {
			m = after
		}
		m[fold.String(f[1])] = w
	}
	x := &contexts{before: newWordMap(before), after: newWordMap(after), common: newWordMap(common), types: map[string][2]weights{}}
	x.edges = [2]weights{before["^"], after["$"]}
	for _, m := range []map[string]weights{before, after} {
		for w := range m {
			if w, ok := strings.CutPrefix(w, "{"); ok {
				k := "{" + w
				x.types[strings.TrimSuffix(w, "}")] = [2]weights{before[k], after[k]}
			}
		}
	}
	return x, nil
}

// beside returns the weights of the words right before and right behind a span.
// A gloss in brackets behind it is stepped over.
func (st *state) beside(s entities.Span, occ []*candidate) (before, after weights) {
	x := st.d.contexts
	p := st.prev(s.Start)
	switch {
	case p == 0 || st.text[p-1] == '\n':
		before = x.edges[0]
	case occ[p-1] != nil && occ[p-1].Start < s.Start && occ[p-1].End <= s.Start:
		before = x.types[occ[p-1].typ][0]
	default:
		if i := st.tokenAt(p - 1); i >= 0 {
			before, _ = x.before.get(st.text[st.doc.Tokens[i].Start:p])
		}
	}
	q := st.next(st.afterGloss(s.End))
	switch {
	case q >= len(st.text) || st.text[q] == '\n':
		after = x.edges[1]
	case occ[q] != nil && occ[q].Start == q:
		after = x.types[occ[q].typ][1]
	default:
		if i := st.tokenAt(q); i >= 0 {
			e := st.doc.Tokens[i].End
			for e > q && blank(st.text[e-1]) {
				e--
			}
			after, _ = x.after.get(st.text[q:e])
		}
	}
	return before, after
}

// companies are the sure companies of the article; they are looked up once a round.
type companies struct {
	known bool
	at    map[string]int // by id: the place in lines
	lines []companyLine
}

// companyLine is a company with its line of business and where it is listed.
type companyLine struct{ id, business, market string }

// sureCompanies returns the sure companies of the article.
func (st *state) sureCompanies() []companyLine {
	x := &st.company
	if x.known {
		return x.lines
	}
	x.known, x.lines = true, x.lines[:0]
	clear(x.at)
	for _, o := range st.cands {
		if o.state != accepted || o.lost || o.typ != entities.Company || o.name == nil {
			continue
		}
		i, ok := x.at[o.id]
		if !ok {
			i = len(x.lines)
			x.at[o.id] = i
			x.lines = append(x.lines, companyLine{id: o.id, market: market(o.name.Ticker)})
		}
		x.lines[i].business = business(o.name.Sector)
	}
	return x.lines
}

// companyToo tells how much the other companies of the article speak for one more:
// those of its own line of business more than others.
func (st *state) companyToo(c *candidate) int {
	return min(4*st.sameBusiness(c), 16) + min(len(st.sureCompanies()), 8)
}

// sameBusiness counts the other companies of the article in the business of c.
func (st *state) sameBusiness(c *candidate) int {
	lines := st.sureCompanies()
	own, alike := business(c.name.Sector), 0
	if own != "" {
		for i := range lines {
			if o := &lines[i]; o.business == own && o.id != c.id {
				alike++
			}
		}
	}
	return alike
}

// exchange tells how much the other companies of the article that are listed
// where this one is speak for it: 達麗 in a report that goes from stock to stock.
func (st *state) exchange(c *candidate) int {
	own := market(c.name.Ticker)
	if own == "" {
		return 0
	}
	taken := false
	st.at(c.Span, func(o *candidate) bool {
		taken = o != c && o.state == accepted && o.typ == entities.Company
		return !taken
	})
	if taken {
		return 0 // 三星 is Samsung where that one is sure
	}
	n := 0
	for _, o := range st.sureCompanies() {
		if o.market == own {
			n++
		}
	}
	if n < 4 {
		return 0
	}
	return min(3*n, 18)
}

// market returns the exchange of a ticker, those of one place as one.
func market(ticker string) string {
	m, _, _ := strings.Cut(ticker, ":")
	switch m = strings.ToUpper(m); m {
	case "TPEX", "TWO":
		return "TWSE"
	case "SZSE":
		return "SSE"
	}
	return m
}

// business joins sectors that stand in one story.
func business(sector string) string {
	switch sector {
	case "Semiconductors", "Telecom":
		return "Technology"
	case "Services", "":
		return ""
	}
	return sector
}

// dotRunes join the parts of a foreign name.
var dotRunes = rawSet("·‧•．・")

// maxSign is the most that a sign beside a name may weigh.
const maxSign = 10

// nameKey is one name of one entity.
type nameKey struct {
	name   uint64 // candidate.key
	entity *gazetteer.Entity
}

// tally sums up the places of one name in an article: what stands beside them, and
// at the place where words speak most for it what they weigh without the signs.
type tally struct{ n, sum, most, told int }

// weighNames adds up, for every name that waits, how much the words beside its
// places speak for its type.
func (st *state) weighNames() map[nameKey]tally {
	all := st.tallies
	clear(all)
	if st.d.off[byContext] {
		return all
	}
	var occ []*candidate
	for _, c := range st.cands {
		if c.state != waiting {
			continue
		}
		t := cueType(c.typ)
		if t < 0 {
			continue
		}
		if occ == nil {
			occ = st.occupied()
		}
		if occ[c.Start] != nil && occ[c.Start].Len() > c.Len() {
			continue
		}
		b, a := st.beside(c.Span, occ)
		w := int(b[t]) + int(a[t])
		k := nameKey{c.key, c.name}
		x := all[k]
		x.n, x.sum = x.n+1, x.sum+w
		if x.n == 1 || w > x.most {
			x.most = w
		}
		if st.signBefore(c.Start) {
			w -= max(int(b[t]), 0)
		}
		if st.signBehind(c.End) {
			w -= max(int(a[t]), 0)
		}
		if x.n == 1 || w > x.told {
			x.told = w
		}
		all[k] = x
	}
	return all
}

// signBefore tells whether a sign that may stand beside anything stands before p:
// none that opens the title of a paper.
func (st *state) signBefore(p int) bool {
	p = st.prev(p)
	return p > 0 && listSigns.has(st.text[p-1])
}

// signBehind is signBefore for what stands behind p.
func (st *state) signBehind(p int) bool {
	p = st.next(st.afterGloss(p))
	return p < len(st.text) && listSigns.has(st.text[p])
}

// listSigns join and part anything.
var listSigns = runeSet("、，,。；;：:（(）)")

// fits tells whether the places of a name, taken together, speak enough for it:
// more is asked of everyday words, of names that only lists gave, of small
// places and of a name that may be a part of a longer one.
func (st *state) fits(c *candidate, x tally) bool {
	if x.n == 0 || c.name == nil || c.Len() <= 3 && st.loose(c.Span) {
		return false
	}
	also := c.typ == entities.Company && alsoWords.has(st.text[c.Start:c.End])
	need := 18
	switch c.name.Tier {
	case gazetteer.TierList:
		need = 28
	case gazetteer.TierCode, gazetteer.TierEnglish:
		need = 36
	}
	if !fold.IsHan(st.text[c.Start]) {
		need += 6
	}
	small := c.typ == entities.Place && c.name.Kind != "country" && c.name.Kind != "region" && c.name.Population < 500_000
	if small {
		need += 8
	}
	if t := st.token(c.Start); t.Span == c.Span && everyday(t) {
		if c.name.Tier == gazetteer.TierCode {
			return false
		}
		need = max(need+6, 28)
		if small {
			need += 12
		}
	}
	if c.typ == entities.Company {
		switch c.name.Tier {
		case gazetteer.TierHand:
			n := st.companyToo(c)
			if also && n < 6 {
				need = max(need, 28)
			}
			need = max(need-n, min(need, 9))
			if n >= 12 && !also {
				need -= 12 // a market report: the words beside need not speak against it
			}
		case gazetteer.TierList, gazetteer.TierCode:
			need -= st.exchange(c)
		}
		if (also || c.name.Tier != gazetteer.TierHand) && st.exchange(c) < 12 && st.sameBusiness(c) < 2 {
			if x.told < 9 {
				return false // only signs stand beside it: 金融、創科、貿易
			}
			if also {
				x.most, x.sum = x.told, 0
			}
		}
		// An everyday word of the article (美食博覽, 推廣美食): its places together do
		// not speak for a name, though one of them may.
		least := 12
		if st.sameBusiness(c) >= 2 || st.exchange(c) >= 12 {
			least = 8
		}
		if also && x.n >= 2 && x.sum < least*x.n {
			return false
		}
	}
	if c.Start > 0 && dotRunes.has(st.raw[c.Start-1]) || c.End < len(st.raw) && dotRunes.has(st.raw[c.End]) {
		return false // a part of a foreign name
	}
	return x.most >= need || x.n >= 2 && x.sum >= 15*x.n && x.most >= need-8
}
