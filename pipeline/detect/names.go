package detect

import (
	"cmp"
	_ "embed" // also.txt
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
)

type verdict uint8

const (
	waiting verdict = iota // ambiguous, no support yet
	accepted
	refused
)

// candidate is one reading of one span as a name.
type candidate struct {
	entities.Span
	typ      string
	id       string
	via      string
	name     *gazetteer.Entity
	user     bool
	plain    bool // the name needs no support
	full     bool // the name is the entity's own, or one no other entity has
	state    verdict
	by       mechanism // what proposed or refused it
	why      string
	score    int // support, for choosing between readings of one span
	lost     bool
	featured bool // a place refused before the word for a river, street or station
	strange  bool // a small place of a country that nothing else in the article speaks of
	conf     float64
	key      uint64 // of the name in its trie, for names of gazetteers

	prevStart, prevEnd *candidate // the one added before with that start, that end
}

// collect turns name hits into candidates, with the boundary veto applied.
func (st *state) collect() {
	for _, h := range st.doc.Hits {
		if h.Dict == entities.DictRules {
			continue
		}
		why, ok := st.boundary(h.Span, !slices.ContainsFunc(st.text[h.Start:h.End], fold.IsHan))
		if !ok && !st.trace && !st.d.off[byBoundary] {
			continue
		}
		user := h.Dict == entities.DictUser
		names := st.d.names(h)
		for i := range names {
			n := &names[i]
			c := st.newCandidate()
			*c = candidate{Span: h.Span, typ: n.Entity.Type, id: n.Entity.ID, name: n.Entity, user: user, via: entities.ViaGazetteer, full: n.Primary,
				key: uint64(h.Dict)<<32 | uint64(h.Value)}
			if user {
				c.via = entities.ViaUser
			}
			han := runesIn(st.text[h.Start:h.End], fold.IsHan)
			c.plain = !n.Ambiguous && (n.Entity.Tier != 'C') && !(n.Entity.Tier == 'B' && han > 0 && han <= 2)
			if user {
				c.plain = !n.Ambiguous
			}
			c.by = byListed
			if !c.plain {
				c.by = byCue
			}
			switch {
			case !ok && !st.d.off[byBoundary]:
				c.state, c.by, c.why = refused, byBoundary, why
			case n.Latin && !st.latinCase(h.Span, n.Text):
				c.state, c.by, c.why = refused, byBoundary, "written in other letter case than "+n.Text
			case !st.d.off[byReading]:
				why := st.otherReading(c)
				if why == "" {
					why = st.partOf(c, n.Latin)
				}
				if why != "" {
					c.state, c.by, c.why = refused, byReading, why
				}
			}
			st.add(c)
		}
	}
}

// otherReading tells as what a name reads at its place that it is not; "" when
// it reads as itself.
func (st *state) otherReading(c *candidate) string {
	switch {
	case c.typ == entities.Organization && st.personGovernment(c.Span):
		return "a person and the word 政府"
	case c.typ == entities.Organization && c.Len() <= 4 && st.anyOf(c.Start):
		return "a kind of body, by the word before it"
	case c.typ == entities.Product && fold.IsDigit(st.text[c.End-1]) && c.End < len(st.text) && st.counter(st.text[c.End]):
		return "its number counts what stands behind it" // Megapack 3年
	case (c.typ == entities.Company || c.typ == entities.Person) && c.End < len(st.text) && streetTails.has(st.text[c.End]) && st.streetEnds(c.End):
		return "the name of a street" // 軒尼詩道
	case c.typ != entities.Company:
		return ""
	case st.cue.title[c.End] > int32(c.Start):
		return "a title begins inside it" // 宏碁|資訊安全長
	case c.Len() > 3 && hasAt(st.text, c.End-2, chinaWord) && st.oneAt(chinaGoesOn, c.End):
		return "the country at its end goes on" // 麥當勞|中國大陸
	case c.Len() == 2 && st.text[c.End-1] == makeRune && c.End < len(st.text) && fold.IsDigit(st.text[c.End]):
		return "so much is made a day or year" // 日產1500萬個
	case st.verbBeforeAmount(c.Span):
		return "its ending is the verb before an amount"
	case c.Len() <= 3 && st.personGloss(c.Span):
		return "a person, by the Latin name in brackets behind it"
	case c.Len() == 2 && st.givenName(c.Span):
		return "reads as a given name behind a surname"
	case c.Len() == 2 && st.nameGoesOn(c.Span):
		return "reads as the beginning of a person's name"
	case c.Len() == 2 && st.measured(c.Span):
		return "its first character belongs to what stands before it"
	case c.Len() >= 4 && c.name != nil && st.inWord(c.Span):
		return "begins or ends inside an everyday word"
	}
	return ""
}

// nameGoesOn tells whether a two-character name is the surname and the first
// character of a person between a title and a word of speech: 董事|王品弟|表示.
func (st *state) nameGoesOn(s entities.Span) bool {
	e := s.End
	if e+1 >= len(st.text) || !st.d.words.surname.has(st.text[s.Start]) || !fold.IsHan(st.text[e]) || grammar.has(st.text[e]) || !st.titleBefore(s.Start) {
		return false
	}
	t := st.token(e)
	return t.Len() == 1 && t.POS != "v" && !movesRunes.has(st.text[e]) && st.speechAfter(e+1)
}

// measured tells whether the first character of a name belongs to what stands
// before it: a measure to a number or 每 (每台|電單車), 華 to 在, 美 to 歐.
func (st *state) measured(s entities.Span) bool {
	p := s.Start
	if p == 0 {
		return false
	}
	switch {
	case hasAt(st.text, p, newInChina): // 在華|新設
		return inChina.has(st.text[p-1]) && s.End < len(st.text) && setUpRunes.has(st.text[s.End])
	case hasAt(st.text, p, ofAmerica): // 歐美|的
		return beforeAmerica.has(st.text[p-1])
	case st.text[p] != setRune:
		return false
	}
	return fold.IsDigit(st.text[p-1]) || numerals.has(st.text[p-1]) || manyRunes.has(st.text[p-1])
}

var setRune = fold.Rune('台')

var newInChina, ofAmerica, inChina, beforeAmerica, setUpRunes = []rune(fold.String("華新")), []rune(fold.String("美的")), runeSet("在來赴對駐"), runeSet("歐中日英台港南北完"), runeSet("設增開建投")

// inWord tells whether a longer name begins inside an everyday word of four or
// more characters (奧林|匹克), or ends before the last character of one for all
// that do business of its kind (重慶銀行|業).
func (st *state) inWord(s entities.Span) bool {
	if t, cut := st.wordAcross(s.Start); cut && t.Len() >= 4 && t.Start <= s.Start-2 && st.token(s.Start).Freq >= 100 {
		return true
	}
	if st.startsWith(interbank, s.End) {
		return true
	}
	t, cut := st.wordAcross(s.End)
	return cut && t.Len() == 3 && t.End == s.End+1 && t.Start >= s.Start+2 && tradeRunes.has(st.text[s.End]) && st.token(s.End).Freq >= 20
}

var interbank = folded("間市場 間債券 間外匯 間同業")

var tradeRunes = runeSet("業界間")

// streetTails end the names of streets and stations.
var streetTails = runeSet("道街路站邨苑")

// streetEnds tells whether the character at p ends a name rather than begins a
// word: 道|時 but not 道指, 路|透.
func (st *state) streetEnds(p int) bool {
	t := st.token(p)
	return t.Len() == 1 && (p+1 >= len(st.text) || !fold.IsHan(st.text[p+1]) || grammar.has(st.text[p+1]) || st.text[p+1] == whenRune || st.token(p+1).Len() >= 2)
}

var whenRune = fold.Rune('時')

var makeRune = fold.Rune('產')

var investVerbs = folded("投資 出資 增持 減持 集資 融資")

// verbBeforeAmount tells whether a name ends in a verb that takes the amount
// behind it: 高瓴投資8000萬元 says that 高瓴 invests.
func (st *state) verbBeforeAmount(s entities.Span) bool {
	p := st.next(s.End)
	if p >= len(st.text) || !fold.IsDigit(st.text[p]) {
		return false
	}
	for _, v := range investVerbs {
		if s.Len() >= len(v)+2 && hasAt(st.text, s.End-len(v), v) {
			return true
		}
	}
	return false
}

// personGovernment tells whether an organization is but a person with 政府
// behind: 特朗普政府 names the person.
func (st *state) personGovernment(s entities.Span) bool {
	p := s.End - len(governmentWord)
	if p-s.Start < 2 || !hasAt(st.text, p, governmentWord) || st.d.opt.Names == nil {
		return false
	}
	for _, n := range st.d.opt.Names.Lookup(string(st.text[s.Start:p])) {
		if n.Entity.Type == entities.Person {
			return true
		}
	}
	return false
}

// boundary tells whether a name may begin and end where the span does. A Latin
// name must be whole tokens; a Han name may not begin or end inside a longer
// known word.
func (st *state) boundary(s entities.Span, latin bool) (string, bool) {
	first, last := st.text[s.Start], st.text[s.End-1]
	if isWord(first) && s.Start > 0 && (isWord(st.text[s.Start-1]) || st.hyphen(s.Start-1, -1)) {
		return "begins inside a Latin word or number", false
	}
	if isWord(last) && st.hyphen(s.End, 1) {
		return "ends inside a Latin word", false
	}
	if isWord(last) && s.End < len(st.text) && isWord(st.text[s.End]) {
		if !(fold.IsLatin(last) && fold.IsDigit(st.text[s.End])) {
			return "ends inside a Latin word or number", false
		}
	}
	if st.inIndexName(s) {
		return "the name of an index", false
	}
	if w, ok := st.d.words.blocked(st, s); ok {
		return st.because("lies in ", w), false
	}
	if latin {
		return "", true
	}
	if s.Len() == 2 && fold.IsHan(first) && (st.cue.cuts[s.Start] != st.cue.cuts[s.End]) {
		return "cuts a longer word", false
	}
	if fold.IsHan(first) {
		if t, ok := st.crosses(s.Start, s); ok && !st.cueEnds(s.Start) {
			return st.because("begins inside the word ", t), false
		}
	}
	if fold.IsHan(last) {
		if t, ok := st.crosses(s.End, s); ok && !st.cueBegins(s.End) {
			return st.because("ends inside the word ", t), false
		}
	}
	return "", true
}

// because joins a reason and the words of a span, which only a trace asks for.
func (st *state) because(why string, s entities.Span) string {
	if !st.trace {
		return why
	}
	return why + st.doc.Slice(s)
}

var indexWord = []rune(fold.String("指數"))

// inIndexName tells whether a name goes on to be the name of an index: 標普500指數,
// 納斯達克指數, 納斯達克綜合指數.
func (st *state) inIndexName(s entities.Span) bool {
	p := s.End
	for p < len(st.text) && p < s.End+4 && fold.IsDigit(st.text[p]) {
		p++
	}
	return hasAt(st.text, p, indexWord)
}

// hyphen tells whether the character at p is a hyphen with a letter on its far
// side: Roche in La Roche-Posay.
func (st *state) hyphen(p, far int) bool {
	if p < 0 || p >= len(st.text) || st.text[p] != '-' {
		return false
	}
	q := p + far
	return q >= 0 && q < len(st.text) && fold.IsLatin(st.text[q]) && q+far >= 0 && q+far < len(st.text) && fold.IsLatin(st.text[q+far])
}

// cueEnds tells whether a strong cue of two or more characters ends at p: then
// a name may begin there, whatever the segmenter made of it (旗|下達|櫟).
func (st *state) cueEnds(p int) bool {
	s := int(st.cue.start[p])
	if s < 0 || p-s < 2 {
		return false
	}
	for _, w := range st.cue.before[p] {
		if w == 2 {
			return true
		}
	}
	return false
}

// cueBegins is cueEnds for the other side.
func (st *state) cueBegins(p int) bool {
	if st.cue.length[p] < 2 {
		return false
	}
	for _, w := range st.cue.after[p] {
		if w == 2 {
			return true
		}
	}
	return false
}

// crosses returns the known word that the edge at p cuts. Long names outweigh
// the segmenter: from four characters on it is not asked, and at three only
// words as long as the name count.
func (st *state) crosses(p int, s entities.Span) (entities.Span, bool) {
	n := s.Len()
	if n >= 4 {
		return entities.Span{}, false
	}
	t, ok := st.wordAcross(p)
	if !ok || s.Contains(t) || st.token(p).Freq < rareWord && st.leavesWord(t, s) {
		return entities.Span{}, false
	}
	// 總統拜登在: the word the segmenter saw (登在) holds a word of grammar behind a person.
	if p == s.End && t.Len() == 2 && grammar.has(st.text[p]) && st.titleBefore(s.Start) {
		return entities.Span{}, false
	}
	// 匈牙利政府, 美國市場: a country at the front of a longer word is still meant.
	if p == s.End && t.Start == s.Start && t.Len() >= n+2 && st.country(s) {
		return entities.Span{}, false
	}
	// 美國紐約: the dictionary's word is a country and the name.
	if p == s.Start && t.End == s.End && st.country(entities.Span{Start: t.Start, End: s.Start}) {
		return entities.Span{}, false
	}
	// 聯想、惠普及戴爾: the word the segmenter saw (普及) holds an "and" between two names.
	if p == s.End && t.Len() == 2 && andRunes.has(st.text[p]) && st.nameStarts(p+1) {
		return entities.Span{}, false
	}
	if n == 3 && t.Len() < 3 && !(st.onlyCompanies(s) && everyday(st.token(p)) && (p == s.Start || !st.personTitle(s.End))) {
		return entities.Span{}, false
	}
	return t, true
}

// rareWord is how often the dictionary's makers must have seen a word for it to
// refuse a name that it overlaps, if what is left of it makes a word: 東歐國家 says
// nothing against 東歐, but 政治局勢 does against 政治局.
const rareWord = 5

// leavesWord tells whether what a name leaves of a word t are words that stand
// beside names.
func (st *state) leavesWord(t, s entities.Span) bool {
	if t.Start < s.Start {
		if s.Start-t.Start < 2 || !st.d.contexts.before.has(st.text[t.Start:s.Start]) {
			return false
		}
	}
	if t.End > s.End {
		if t.End-s.End < 2 && !wordTails.has(st.text[s.End]) || !st.d.contexts.after.has(st.text[s.End:t.End]) {
			return false
		}
	}
	return true
}

// wordTails are single characters that stand behind names as words.
var wordTails = runeSet("站版街港區籍長人話路號系校黨軍台局市縣州省村島線方民式產企股")

// nameStarts tells whether a name that a gazetteer holds starts at p.
func (st *state) nameStarts(p int) bool {
	i, _ := slices.BinarySearchFunc(st.doc.Hits, p, func(h entities.Hit, p int) int { return cmp.Compare(h.Start, p) })
	for ; i < len(st.doc.Hits) && st.doc.Hits[i].Start == p; i++ {
		if h := st.doc.Hits[i]; h.Dict != entities.DictRules && h.Len() >= 2 {
			return true
		}
	}
	return false
}

// onlyCompanies tells whether the names that stand at s are companies' alone;
// 財政部將 cuts 部將, and the ministry is meant all the same.
func (st *state) onlyCompanies(s entities.Span) bool {
	if st.d.opt.Names == nil {
		return false
	}
	names := st.d.opt.Names.Lookup(string(st.text[s.Start:s.End]))
	for _, n := range names {
		if n.Entity.Type != entities.Company {
			return false
		}
	}
	return len(names) > 0
}

// tokenAt returns the number of the token that covers p, -1 if none does.
func (st *state) tokenAt(p int) int {
	if p < 0 || p >= len(st.text) {
		return -1
	}
	return int(st.tokens[p])
}

// token returns the token that covers p, an empty one if none does.
func (st *state) token(p int) entities.Token {
	if i := st.tokenAt(p); i >= 0 {
		return st.doc.Tokens[i]
	}
	return entities.Token{}
}

// wordAcross is Document.WordAcross.
func (st *state) wordAcross(p int) (entities.Span, bool) {
	i := st.tokenAt(p)
	if i < 0 || st.doc.Tokens[i].Start == p || !st.doc.Tokens[i].Known {
		return entities.Span{}, false
	}
	return st.doc.WordAcross(p)
}

// loose tells whether a single character that no grammar explains stands right
// before or behind a short name: 利比|利|亞, 張|榮華, 康寧|街. Then the two belong
// together, and the name is none.
func (st *state) loose(s entities.Span) bool {
	odd := func(p int) bool {
		if p < 0 || p >= len(st.text) || !fold.IsHan(st.text[p]) {
			return false
		}
		i := st.tokenAt(p)
		if i < 0 || st.doc.Tokens[i].Len() != 1 {
			return false
		}
		t := st.doc.Tokens[i]
		if functionPOS(t.POS) || t.POS == "v" || stopWords.has(st.text[p:p+1]) || andRunes.has(st.text[p]) || notGivenEnd.has(st.text[p]) || movesRunes.has(st.text[p]) {
			return false
		}
		return true
	}
	return odd(s.Start-1) && !st.cueEnds(s.Start) || odd(s.End) && !st.cueBegins(s.End) && st.cue.after[s.End] == ([4]uint8{})
}

// movesRunes are single characters that follow a company as verbs.
var movesRunes = runeSet("跌升漲挫飆報收推發購售擬料稱指說拆派獲遭被盈虧賺蝕漲飆彈揚股系旗等個中內外上下前後今昨去明首廠市站")

// givenName tells whether a two-character name reads as the given name of a
// person: a surname stands before it, behind a sign, a title or a function word.
func (st *state) givenName(s entities.Span) bool {
	p := s.Start - 1
	if s.Len() != 2 || p < 0 || !st.d.words.surname.has(st.text[p]) || notSurnames.has(st.text[p]) {
		return false
	}
	t := st.token(p)
	if t.Len() != 1 || t.POS == "v" {
		return false
	}
	if functionPOS(t.POS) {
		// 張 is a measure to the dictionary: a title before it or a word of speech behind it tells.
		return t.POS == "q" && (st.titleBefore(p) || st.says(s.End) || st.cue.after[s.End][1] == 2) && !(p > 0 && (fold.IsDigit(st.text[p-1]) || numerals.has(st.text[p-1])))
	}
	return p == 0 || !fold.IsHan(st.text[p-1]) || st.titleBefore(p) || st.edge(p)
}

// country tells whether a name may mean a country.
func (st *state) country(s entities.Span) bool {
	if st.d.opt.Names == nil {
		return false
	}
	for _, n := range st.d.opt.Names.Lookup(string(st.text[s.Start:s.End])) {
		if n.Entity.Type == entities.Place && n.Entity.Kind == "country" {
			return true
		}
	}
	return false
}

var andRunes = runeSet("及和與跟或")

// latinCase checks the letter case of a Latin name: short names (up to five
// letters) must be written as listed; longer ones at least begin alike.
func (st *state) latinCase(s entities.Span, name string) bool {
	got := []rune(st.doc.Slice(s))
	want := []rune(name)
	letters := runesIn(st.text[s.Start:s.End], fold.IsLatin)
	if letters <= 5 {
		// Aldi is ALDI, but AM is no Am.
		return sameLetters(got, want) || letters >= 4 && name == strings.ToUpper(name) && isUpper(firstLetter(got)) && !st.prose(s)
	}
	if sameLetters(got, want) {
		return true
	}
	g, w := firstLetter(got), firstLetter(want)
	if !isUpper(g) && isUpper(w) && lowerWords[string(got)] {
		return false // 有target要追
	}
	// twitter among Han characters is the brand all the same.
	return isUpper(g) || g == w || letters >= 6 && !st.prose(s)
}

// lowerWords are names of companies that are everyday words of English in lower case.
var lowerWords = lowerSet(`target banner square strategy oracle indeed discovery carrier progressive caterpillar express fortune subway orange vanguard fidelity frontier spirit travelers dominion marathon mosaic paramount principal republic southern
 tractor universal whirlpool waters workday fossil polaris pioneer staples tapestry vulcan western unity union telegram signal threads stripe medium patriot liberty guardian economist standard apollo hermes`)

func sameLetters(a, b []rune) bool {
	f := func(r []rune) string {
		var sb strings.Builder
		for _, x := range r {
			if x >= 0xFF21 && x <= 0xFF5A { // full-width letters
				x -= 0xFEE0
			}
			if (x >= 'A' && x <= 'Z') || (x >= 'a' && x <= 'z') {
				sb.WriteRune(x)
			}
		}
		return sb.String()
	}
	return f(a) == f(b)
}

func firstLetter(r []rune) rune {
	for _, x := range r {
		if x >= 0xFF21 && x <= 0xFF5A {
			x -= 0xFEE0
		}
		if (x >= 'A' && x <= 'Z') || (x >= 'a' && x <= 'z') {
			return x
		}
	}
	return 0
}

func isUpper(r rune) bool { return r >= 'A' && r <= 'Z' }

func runesIn(r []rune, f func(rune) bool) int {
	n := 0
	for _, x := range r {
		if f(x) {
			n++
		}
	}
	return n
}

// decide accepts names until nothing changes: plain ones at once, ambiguous
// ones by their context or by a sure mention of the same entity.
func (st *state) decide() {
	for _, c := range st.cands {
		if c.state == refused {
			continue
		}
		c.score = st.support(c.Span, c.typ)
		if c.plain && !st.d.off[byListed] {
			c.state, c.why, c.conf = accepted, "listed, not ambiguous", 0.95
			if c.typ == entities.Product || c.typ == entities.Organization {
				c.conf = 0.9
			}
			st.sure[c.id] = true
		}
	}
	st.strangers()
	st.homonyms()
	for round := 0; round < 3; round++ {
		changed := false
		if !slices.ContainsFunc(st.cands, func(c *candidate) bool { return c.state == waiting }) {
			break
		}
		st.listEdges()
		st.fresh = false // the round before accepted some
		seen := st.weighNames()
		st.company.known = false
		for _, c := range st.cands {
			if c.state != waiting {
				continue
			}
			by, why := st.supported(c)
			if why == "" && !c.strange && !st.d.off[byContext] && !st.bareTitle(c) && (!st.trade(c) || st.exchange(c) >= 12) && st.fits(c, seen[nameKey{c.key, c.name}]) {
				by, why = byContext, "such words stand beside names of its type"
			}
			if why != "" && !st.d.off[by] {
				own := by == byAgain || by == byTicker || by == byBeside // speaks for the entity itself
				shared, told := st.sharedByUser(c)
				if told && !own {
					continue
				}
				c.state, c.by, c.why, c.conf = accepted, by, why, 0.85
				if shared && !own {
					c.id, c.why = UnknownID(c.typ, st.doc.Slice(c.Span)), why+", but not which of those that share it"
				}
				st.sure[c.id] = true
				changed = true
			}
		}
		if !changed {
			break
		}
		st.homonyms()
	}
	st.again()
	st.foreignBodies()
	st.fresh = false
}

// again accepts the other places of names that are sure in the article.
func (st *state) again() {
	if st.d.off[byAgain] || !slices.ContainsFunc(st.cands, func(c *candidate) bool { return c.state == waiting }) {
		return
	}
	clear(st.tallies)
	for _, c := range st.cands {
		if c.state == accepted && c.id == c.name.ID {
			st.tallies[nameKey{c.key, c.name}] = tally{}
		}
	}
	for _, c := range st.cands {
		if c.state != waiting {
			continue
		}
		if _, ok := st.tallies[nameKey{c.key, c.name}]; ok && !st.bareTitle(c) {
			c.state, c.by, c.why, c.conf = accepted, byAgain, "the same name is sure elsewhere in the article", 0.8
		}
	}
}

// strangers marks small places whose country nothing else in the article speaks
// of: 羅利 is the capital of a state of America only in an article with more of
// America. The sure ones among them wait for support, like ambiguous names.
func (st *state) strangers() {
	var home map[string]int
	var inside, around map[string]bool // sure places, and what sure places lie in
	for _, c := range st.cands {
		if c.typ != entities.Place || c.user || c.name == nil || c.state == refused || !st.small(c) {
			continue
		}
		if home == nil {
			home, inside, around = st.countries(), st.inside, st.around
			clear(inside)
			clear(around)
			for _, o := range st.cands {
				if o.state == accepted && !o.lost && o.typ == entities.Place {
					inside[o.id] = true
					if o.name != nil && o.name.Parent != "" && o.id != o.name.Parent {
						around[o.name.Parent] = true
					}
				}
			}
		}
		n := home[c.name.Country]
		if c.state == accepted {
			n-- // itself
		}
		word := false
		if t := st.token(c.Start); t.Span == c.Span && everyday(t) {
			word = true
		}
		switch {
		case n <= 0:
		case word && c.state == waiting && !inside[c.name.Parent] && !around[c.name.Parent]:
			// 和平 is a district of Taichung only beside Taichung.
		default:
			continue
		}
		c.strange = true
		if c.state == accepted {
			c.state, c.why = waiting, "nothing else in the article is of its country"
			delete(st.sure, c.id)
		}
	}
	if home != nil {
		st.fresh = false
	}
}

// small tells whether a place is a town or quarter that the news of other
// countries seldom names.
func (st *state) small(c *candidate) bool {
	if c.name.Kind == "city" {
		return c.name.Population > 0 && c.name.Population < 300_000 && !(c.Start >= 2 && hasAt(st.text, c.Start-2, capitalWord))
	}
	return c.name.Kind == "district" && c.name.Country == "TW" && !c.plain
}

var capitalWord = []rune(fold.String("首都"))

var chinaWord = []rune(fold.String("中國"))

// chinaGoesOn stand behind 中國 where it is the country and no end of a name.
var chinaGoesOn = foldedSet("大陸 內地 市場 業務 地區 區 銷量 銷售 營收 收入 工廠 消費者 用戶 門店 客戶 員工 製造")

// oneAt tells whether a word of the set, of three characters at most, starts at p.
func (st *state) oneAt(set *wordMap[bool], p int) bool {
	for n := 1; n <= 3 && p+n <= len(st.text); n++ {
		if set.has(st.text[p : p+n]) {
			return true
		}
	}
	return false
}

// sharedByUser tells whether a name of the user's is that of several of the
// user's entities, so that words beside it tell its type, not whose it is; and
// whether the article tells that another one of them is meant.
func (st *state) sharedByUser(c *candidate) (shared, told bool) {
	if !c.user {
		return false, false
	}
	st.at(c.Span, func(o *candidate) bool {
		if o != c && o.user && o.typ == c.typ && o.name != c.name {
			shared, told = true, told || st.sure[o.name.ID]
		}
		return true
	})
	return shared, told
}

// supported says what speaks for an ambiguous name, "" if nothing does. A
// mechanism that is switched off says nothing.
func (st *state) supported(c *candidate) (mechanism, string) {
	on := func(m mechanism) bool { return !st.d.off[m] }
	if c.typ == entities.Company && paperWords.has(st.text[c.Start:c.End]) {
		switch {
		case st.bareTitle(c):
			return 0, ""
		case on(byCue):
			return byCue, "stands in the signs of a title"
		}
	}
	switch {
	case on(byAgain) && st.sure[c.id] && !st.trade(c):
		return byAgain, "another name of " + c.id + " is sure in the article"
	case on(byTicker) && c.name != nil && c.name.Ticker != "" && st.tickerBeside(c):
		return byTicker, "its stock code stands beside it"
	case on(byBeside) && st.glossBeside(c):
		return byBeside, "another name of it stands in brackets beside it"
	case c.name != nil && c.name.Tier == 'C':
		return 0, ""
	case c.strange:
		if on(byCue) && c.score >= 2 && !st.commonWord(c) {
			return byCue, "a word beside it speaks for it"
		}
		return 0, ""
	case on(byProduct) && c.typ == entities.Product && fold.IsHan(st.text[c.Start]) && c.End+1 < len(st.text) && fold.IsDigit(st.text[c.End]) && fold.IsDigit(st.text[c.End+1]):
		return byProduct, "the number of a model stands behind it"
	case on(byList) && (st.listed(st.listStart[c.Start], c.typ) || st.listed(st.listEnd[c.End], c.typ)):
		return byList, "stands in a list of names of its type"
	case on(byCue) && c.typ == entities.Company && st.legalBehind(c.End):
		return byCue, "the word for a company stands behind it"
	case st.commonWord(c):
		if on(byCue) && c.score >= 3 {
			return byCue, "words on both sides speak for it"
		}
	case on(byCue) && c.score >= 2:
		return byCue, "a word beside it speaks for it"
	case on(byWord) && st.ownWord(c):
		return byWord, "a word of its own, and no everyday one"
	}
	return 0, ""
}

// paperWords are everyday words that papers are called: the paper stands in 《》.
var paperWords = foldedSet("財富 頭條 財星 獨立媒體 天下 遠見 新聞 人物 觀點 數位時代")

// bareTitle tells whether a paper with an everyday word for its name stands there
// without the signs of a title.
func (st *state) bareTitle(c *candidate) bool {
	return c.typ == entities.Company && paperWords.has(st.text[c.Start:c.End]) &&
		!(c.Start > 0 && st.raw[c.Start-1] == '《' && c.End < len(st.raw) && st.raw[c.End] == '》')
}

// tradeWords are names of companies that mean their whole trade or any trade.
var tradeWords = foldedSet("創科 創意 電視廣播 台灣電力 城市發展 中國鋼鐵 數碼網絡 超級藥房 平價超市")

// trade tells whether a company's name means a trade as well: then its other
// names in the article and single words beside it say nothing of it.
func (st *state) trade(c *candidate) bool {
	return c.typ == entities.Company && tradeWords.has(st.text[c.Start:c.End])
}

// legalBehind tells whether 公司, 集團 or 控股 follow at p as words.
func (st *state) legalBehind(p int) bool {
	for n := 2; n <= 6 && p+n <= len(st.text); n++ {
		if extend.has(st.text[p : p+n]) {
			_, cut := st.wordAcross(p + n)
			return !cut
		}
	}
	return false
}

// ownWord tells whether a well-known name stands between word borders and is no
// everyday word: then being shared by several entities is all its ambiguity.
// Names of listed companies that nobody wrote by hand, small places and people
// do not profit.
func (st *state) ownWord(c *candidate) bool {
	if c.name == nil || !fold.IsHan(st.text[c.Start]) || c.Len() < 2 || alsoWords.has(st.text[c.Start:c.End]) || c.Len() <= 3 && c.typ != entities.Organization && st.loose(c.Span) {
		return false
	}
	switch c.typ {
	case entities.Company:
		if c.name.Tier != 'A' {
			return false
		}
	case entities.Place:
		if k := c.name.Kind; k != "country" && k != "region" && c.name.Population < 500_000 && !strings.HasPrefix(c.name.Parent, "place/country-") {
			return false
		}
	case entities.Organization:
	default:
		return false
	}
	if _, cut := st.wordAcross(c.Start); cut {
		return false
	}
	if _, cut := st.wordAcross(c.End); cut {
		return false
	}
	if c.typ == entities.Place && c.Len() <= 3 && !st.edge(c.Start) {
		// Behind a rare word it may be the end of a longer name: 瓊格拉|德州.
		if i := st.tokenAt(c.Start - 1); i < 0 || st.doc.Tokens[i].Freq < 100 {
			return false
		}
	}
	i := st.tokenAt(c.Start)
	if i < 0 {
		return false
	}
	t := st.doc.Tokens[i]
	if t.Start == c.Start && t.Len() >= c.Len() {
		if c.typ == entities.Place && t.Known && t.Freq >= 100 {
			// 和平, 奧運 and 林肯 are tagged as names too; so is 柏林, but it is great.
			return t.POS == "ns" || strings.HasPrefix(t.POS, "nr") && c.name.Population >= 500_000
		}
		return !everyday(t)
	}
	// Two or more words: of single characters no function word may be one, and
	// only a body may be made of everyday words (經濟部).
	for p := c.Start; p < c.End; {
		j := st.tokenAt(p)
		if j < 0 {
			return false
		}
		t = st.doc.Tokens[j]
		if t.Len() == 1 && functionPOS(t.POS) {
			return false
		}
		if t.Len() > 1 && everyday(t) && c.typ != entities.Organization {
			return false
		}
		p = t.End
	}
	return true
}

//go:embed also.txt
var alsoText string

// alsoWords are names that the news uses as words, or for something else, at
// least as often: a word beside them must speak for the name. also.txt lists
// them, one a line.
var alsoWords = foldedSet(alsoText)

// everyday tells whether a token is an ordinary word that people use often; what
// the dictionary's makers saw a few times only may as well be a name.
func everyday(t entities.Token) bool {
	return t.Known && t.Freq >= 100 && !properPOS(t.POS)
}

func functionPOS(pos string) bool {
	switch pos {
	case "p", "c", "u", "uj", "ul", "ud", "uv", "uz", "ug", "d", "r", "y", "f", "m", "q", "t", "k", "h", "o", "e":
		return true
	}
	return false
}

func properPOS(pos string) bool {
	switch pos {
	case "nr", "ns", "nt", "nz", "nrt", "nrfg", "x", "eng", "j":
		return true
	}
	return false
}

// listEdges notes the accepted names reached over a list sign: in listStart by where
// a name may start that another one stands before, in listEnd by where one may end
// that another one stands behind. The values are one more than their place in cands.
func (st *state) listEdges() {
	n := len(st.text) + 2
	st.listStart, st.listEnd = cleared(st.listStart, n), cleared(st.listEnd, n)
	for i, c := range st.cands {
		if c.state != accepted {
			continue
		}
		if p := st.next(st.afterGloss(c.End)); p < len(st.text) && (st.text[p] == '、' || andRunes.has(st.text[p])) {
			st.listStart[st.next(p+1)] = int32(i + 1)
		}
		if p := st.prev(c.Start); p > 0 && (st.text[p-1] == '、' || andRunes.has(st.text[p-1])) {
			st.listEnd[st.prev(p-1)] = int32(i + 1)
		}
	}
}

// listed tells whether listEdges noted a name of the type.
func (st *state) listed(i int32, typ string) bool { return i > 0 && st.cands[i-1].typ == typ }

// commonWord tells whether the segmenter takes the whole span for one ordinary
// word: then a cue on one side is too little.
func (st *state) commonWord(c *candidate) bool {
	i := st.tokenAt(c.Start)
	if i < 0 {
		return false
	}
	t := st.doc.Tokens[i]
	if t.Span != c.Span || !everyday(t) && !(c.typ == entities.Company && alsoWords.has(st.text[c.Start:c.End])) {
		return false
	}
	return c.Len() <= 2 && fold.IsHan(st.text[c.Start])
}

// tickerBeside tells whether the entity's own stock code follows in brackets:
// 台積電(2330-TW), 騰訊（00700）, Tesla (NASDAQ: TSLA).
func (st *state) tickerBeside(c *candidate) bool {
	q := st.next(c.End)
	if q >= len(st.text) || st.text[q] != '(' {
		return false
	}
	end := min(st.afterGloss(c.End), q+24)
	if end <= q {
		return false
	}
	in := strings.ToUpper(string(st.text[q:end]))
	for _, t := range strings.Split(c.name.Ticker, "|") {
		_, code, ok := strings.Cut(t, ":")
		if !ok {
			code = t
		}
		code = strings.TrimLeft(code, "0")
		if code == "" {
			continue
		}
		for i := strings.Index(in, code); i >= 0; {
			before, after := byte('('), byte(')')
			if i > 0 {
				before = in[i-1]
			}
			if j := i + len(code); j < len(in) {
				after = in[j]
			}
			if !alnum(before) || before == '0' {
				if !alnum(after) {
					return true
				}
			}
			k := strings.Index(in[i+1:], code)
			if k < 0 {
				break
			}
			i += 1 + k
		}
	}
	return false
}

func alnum(b byte) bool {
	return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z')
}

// glossBeside tells whether the brackets after the name, or before it, hold
// another name of the same entity.
func (st *state) glossBeside(c *candidate) bool {
	if q := st.next(c.End); q < len(st.text) && st.text[q] == '(' {
		for o := st.starting[st.next(q+1)]; o != nil; o = o.prevStart {
			if o.id == c.id {
				return true
			}
		}
	}
	if p := st.prev(c.Start); p > 0 && st.text[p-1] == '(' {
		for o := st.ending[st.prev(p-1)]; o != nil; o = o.prevEnd {
			if o.id == c.id {
				return true
			}
		}
	}
	return false
}

// homonyms leaves one reading of each span: the one with most support, then the
// plain one, then the one whose country the article speaks of, then the greater
// place, then schema order, then id.
func (st *state) homonyms() {
	var home map[string]int
	var same []*candidate
	for _, c := range st.cands {
		if c.state != accepted || c.lost || c.prevStart == nil {
			continue
		}
		same = same[:0]
		st.at(c.Span, func(o *candidate) bool {
			if o.state == accepted && !o.lost {
				same = append(same, o)
			}
			return true
		})
		if len(same) < 2 {
			continue
		}
		if home == nil {
			home = st.countries()
		}
		slices.SortFunc(same, func(a, b *candidate) int { return st.better(a, b, home) })
		for _, o := range same[1:] {
			o.lost, st.fresh = true, false
			if st.trace {
				o.why = "another reading fits better: " + same[0].id
			}
		}
	}
}

// inParent tells whether a place stands right behind the place it lies in: 萬華 in
// 台北市萬華.
func (st *state) inParent(c *candidate) bool {
	if c.typ != entities.Place || c.name == nil || c.name.Parent == "" {
		return false
	}
	for o := st.ending[c.Start]; o != nil; o = o.prevEnd {
		if o.id == c.name.Parent && o.state == accepted && !o.lost {
			return true
		}
	}
	return false
}

func isBody(c *candidate) bool {
	return c.typ == entities.Organization && c.name != nil && (c.name.Kind == "exchange" || c.name.Kind == "international")
}

func (st *state) better(a, b *candidate, home map[string]int) int {
	// An exchange or a union of states is an organization, whatever else it is.
	if x, y := isBody(a), isBody(b); x != y {
		if x {
			return -1
		}
		return 1
	}
	if a.user != b.user {
		if a.user {
			return -1
		}
		return 1
	}
	if x, y := st.inParent(a), st.inParent(b); x != y {
		if x {
			return -1
		}
		return 1
	}
	if a.score != b.score && a.typ != b.typ {
		return b.score - a.score
	}
	if a.plain != b.plain {
		if a.plain {
			return -1
		}
		return 1
	}
	if a.name != nil && b.name != nil {
		if x, y := st.inFull(a), st.inFull(b); x != y {
			if x {
				return -1
			}
			return 1
		}
		if a.typ == entities.Organization && b.typ == entities.Organization && a.name.Country != b.name.Country {
			near := st.nearCountry(a)
			if x, y := near == a.name.Country, near == b.name.Country; near != "" && x != y {
				if x {
					return -1
				}
				return 1
			}
		}
		if st.dwarfs(a, b) {
			return -1
		}
		if st.dwarfs(b, a) {
			return 1
		}
		if x := cmp.Compare(home[b.name.Country], home[a.name.Country]); x != 0 {
			return x
		}
		if a.full != b.full {
			if a.full {
				return -1
			}
			return 1
		}
		if x := cmp.Compare(b.name.Population, a.name.Population); x != 0 {
			return x
		}
		if x := cmp.Compare(a.name.Tier, b.name.Tier); x != 0 {
			return x
		}
	}
	if x := cmp.Compare(st.d.opt.Schema.Order(a.typ), st.d.opt.Schema.Order(b.typ)); x != 0 {
		return x
	}
	return cmp.Compare(a.id, b.id)
}

// inFull says whether the article names what a means by a longer name, too, that
// holds this one: 中國財政部 for 財政部.
func (st *state) inFull(a *candidate) bool {
	for _, c := range st.cands {
		if c.id == a.id && c.Len() > a.Len() && c.state == accepted && !c.lost && c.name != nil &&
			strings.Contains(string(st.text[c.Start:c.End]), string(st.text[a.Start:a.End])) {
			return true
		}
	}
	return false
}

// dwarfs says whether place a is so much greater than its namesake b that only
// the state of b, named in the article, could mean b: 倫敦 is in England, in an
// article about America too.
func (st *state) dwarfs(a, b *candidate) bool {
	if a.typ != entities.Place || b.typ != entities.Place || b.name.Kind != "city" || b.name.Population == 0 {
		return false
	}
	if a.name.Kind != "country" && a.name.Population < 10*max(b.name.Population, 2000) {
		return false
	}
	for _, c := range st.cands {
		if c.id == b.name.Parent && c.state == accepted && !c.lost && !strings.HasPrefix(c.id, "place/country-") {
			return false
		}
	}
	return true
}

// countries counts the countries of the article's places and sure names, its
// own market first. The map stays as it is until the next call.
func (st *state) countries() map[string]int {
	n, seen := st.home, st.countrySeen
	clear(n)
	clear(seen)
	switch {
	case st.doc.Market != "":
		n[strings.ToUpper(st.doc.Market)] += 3
	case strings.HasSuffix(st.doc.Variant, "HK"):
		n["HK"] += 3
	case strings.HasSuffix(st.doc.Variant, "TW"):
		n["TW"] += 3
	case strings.HasSuffix(st.doc.Variant, "CN"):
		n["CN"] += 3
	}
	for _, c := range st.cands {
		if c.state == accepted && !c.lost && c.name != nil && c.name.Country != "" {
			if k := [2]string{c.id, c.name.Country}; !seen[k] {
				seen[k] = true
				n[c.name.Country]++
			}
		}
	}
	return n
}
