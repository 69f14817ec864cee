package value

import "github.com/factloom/factloom/entities/fold"

// kind says what a word of the tables is. Kinds are bits, so that one look into
// the lexicon can ask for several.
type kind uint64

const (
	wCurrency   kind = 1 << iota // a currency by its name: 美元
	wSymbol                      // a currency by its sign, written before: HK$
	wBare                        // a unit that names no currency: 元; a is its index
	wMinor                       // 角 behind a main unit; a is its index
	wMinorAlone                  // 美分
	wPer                         // 股, 桶: what one buys
	wPercent                     // %; a is the index of its unit
	wShareHead                   // 百分之; a as above
	wClosing                     // 整
	wRange
	wList
	wAfter // 以上
	wCounter
	wLatin // bn; a is the power of ten
	wDozen
	wDiscountHead
	wPlainAfter
	wDay       // 昨日; a is the offset, b is 1 for two days
	wDayHead   // 昨(12)日
	wDayText   // 翌日
	wWeek      // 上周; a is the offset
	wWeekBare  // 周, in front of a day
	wMonth     // 上月; a is the offset, b is 1 when it counts from the text: 翌月
	wMonthWord // 元月
	wYear      // b is 1 for two years, 2 for a fiscal one
	wYearText
	wQuarter     // 首季; a is the number
	wQuarterRel  // 上季, 當季; a and b as of months
	wQuarterWord // 季度
	wHalf        // b is 1 for a season: 夏天, 2 for half a century
	wPart        // 初, 底: a is 1, 2, 3 for early, middle, late
	wThird
	wYearEnd  // 年底 without a year; a is 1, 2, 3 for early, middle, late
	wMonthEnd // 月底 without a month
	wEra
	wFirst
	wLast
	wPast
	wNear
	wFuture
	wFiscal // a is 1 for a year of schools
	wSame   // a is 0 for 同期, else 1 and the unit of 同月
	wUntil
	wSince
	wOfNow
	wEvery
	wYearHead
	wAgo
	wHence
	wSpan // 天, 個月; a is a unit
	wFrom
	wTo
	wEnds
	wDecade
	wCenturyWord // 上世紀; a is the hundreds of its years
	wDecoy
	wSpanNot
	wNotNumber
	wCentury
	wHoliday
	wHolidayTail // a is 1 when it shows that a doubtful word is a day
	wVerb        // a is past, future, or noted for what only looks like a verb
	wWithin      // 以內
	wSumHead     // 撥款: a bare 億 before it is money
)

// The kinds of the words that are matched backwards, a lexicon of their own.
const (
	wBefore kind = 1 << iota // 逾
	wSum                     // 集資: a bare 億 behind it is money; a is 1 when it is whatever follows
	wDiscountCue
	wPlainBefore
	wUpTo
	wComparing
	wNegate // 不, 未能: turns the bound behind it
	wThan   // 優於: what stands behind it came first
	wHeaded // 施政報告: a year may stand behind it without 年
	wChange // 上升: X至Y behind it may be by how much and to where
	wOffer  // 招股: what stands behind it is in the money of the article's market
)

// word is one entry of the tables.
type word struct {
	kind  kind
	text  string // as it is matched, folded
	show  string // as the table has it
	code  string // currency, market, kind or unit, as the kind of word asks
	a, b  int
	doubt bool // a holiday whose word is more often another thing: 大雪
}

// lexicon finds the words of the tables in folded text, each kind apart. It is a
// trie; freeze lays it out flat for matching.
type lexicon struct {
	first [1 << 16]int32 // root edges of the basic plane: node+1
	nodes []lexNode
	words []word
	back  bool // words are stored last rune first

	flat  []flatNode
	edges []lexEdge
	lists []int32 // the words of nodes
}

type lexNode struct {
	kinds kind // of all words below, so that a walk ends early
	edges []lexEdge
	words []int32
}

type lexEdge struct {
	r  rune
	to int32
}

// flatNode is a node whose edges and words stand in edges and lists.
type flatNode struct {
	kinds         kind
	edge, edgeEnd int32
	list, listEnd int32
}

// freeze lays the nodes out flat. No word can be added afterwards.
func (l *lexicon) freeze() {
	for i := range l.nodes {
		n := &l.nodes[i]
		f := flatNode{kinds: n.kinds, edge: int32(len(l.edges)), list: int32(len(l.lists))}
		l.edges, l.lists = append(l.edges, n.edges...), append(l.lists, n.words...)
		f.edgeEnd, f.listEnd = int32(len(l.edges)), int32(len(l.lists))
		l.flat = append(l.flat, f)
	}
	l.nodes = nil
}

// kinds returns the kinds of the words that begin with r.
func (l *lexicon) kinds(r rune) kind {
	if uint32(r) >= 1<<16 || l.first[r] == 0 {
		return 0
	}
	return l.flat[l.first[r]].kinds
}

func newLexicon(back bool) *lexicon { return &lexicon{nodes: make([]lexNode, 1), back: back} }

// add puts a word in and folds it. It reports another word of the same kind and text.
func (l *lexicon) add(text string, w word) *word {
	key := []rune(fold.String(text))
	if l.back {
		for i, j := 0, len(key)-1; i < j; i, j = i+1, j-1 {
			key[i], key[j] = key[j], key[i]
		}
	}
	w.text, w.show = fold.String(text), text
	at := int32(0)
	for _, r := range key {
		l.nodes[at].kinds |= w.kind
		next := int32(-1)
		for _, e := range l.nodes[at].edges {
			if e.r == r {
				next = e.to
			}
		}
		if next < 0 {
			next = int32(len(l.nodes))
			l.nodes = append(l.nodes, lexNode{})
			l.nodes[at].edges = append(l.nodes[at].edges, lexEdge{r, next})
			if at == 0 && r < 1<<16 {
				l.first[r] = next
			}
		}
		at = next
	}
	l.nodes[at].kinds |= w.kind
	for _, i := range l.nodes[at].words {
		if l.words[i].kind == w.kind {
			return &l.words[i]
		}
	}
	l.nodes[at].words = append(l.nodes[at].words, int32(len(l.words)))
	l.words = append(l.words, w)
	return nil
}

// match returns the longest word of the kinds that stands at i, and where it
// ends; nil when there is none. Going back, the word ends before i and the
// place returned is where it begins.
func (l *lexicon) match(t []rune, i int, kinds kind) (int, *word) {
	step := 1
	if l.back {
		step, i = -1, i-1
	}
	if i < 0 || i >= len(t) || uint32(t[i]) >= 1<<16 {
		return i, nil
	}
	at := l.first[t[i]]
	end, found := i, int32(-1)
	for at != 0 {
		n := &l.flat[at]
		if n.kinds&kinds == 0 {
			break
		}
		i += step
		for _, w := range l.lists[n.list:n.listEnd] {
			if l.words[w].kind&kinds != 0 && (i < 0 || i >= len(t) || !(isLatin(t[i]) && isLatin(t[i-step]))) {
				end, found = i, w
				break
			}
		}
		if i < 0 || i >= len(t) || n.edge == n.edgeEnd {
			break
		}
		at = 0
		for _, e := range l.edges[n.edge:n.edgeEnd] {
			if e.r == t[i] {
				at = e.to
				break
			}
		}
	}
	if found < 0 {
		return i, nil
	}
	if l.back {
		end++
	}
	return end, &l.words[found]
}

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' }
func isDigit(r rune) bool { return r >= '0' && r <= '9' }
