// Package value reads amounts of money, shares, dates and numbers into exact
// typed values, from tables of words that it is handed.
//
// Start at Load and Scanner.Scan. number.go reads numerals, quantity.go what is
// counted with them (money, percent, plain numbers), date.go the forms of dates,
// calendar.go which days they mean, lunar.go the Chinese calendar, settle.go the currency of a bare 元.
//
// Beware: scanners work on the folded text without its skipped runes; only
// scan.emit turns places in it into offsets of the document.
package value

import (
	"sync"

	"github.com/factloom/factloom/entities"
)

// Scanner finds values in documents. It is safe for concurrent use once Market
// is set.
type Scanner struct {
	// Market, when not nil, tells the market ("HK", "TW", "CN", "US" …) of an
	// entity by its global id: of a company the exchange it is listed on, else
	// its country; of a place its country; "" when it is not known. Settle asks
	// it about the names near a bare 元 or $.
	Market func(id string) string

	lex, back    *lexicon
	num          [1 << 16]uint8 // what a rune is in a number
	class        [1 << 16]uint8 // what may begin at a rune
	formal       map[rune]bool
	someNotAfter map[rune]bool
	dozenNot     map[rune]bool
	currencyHead map[rune]bool // the first runes of currencies that are numerals too
	beforeUnit   map[rune]bool // 上: a bound in 上百億, none in 加上5億
	bares        []bareUnit
	bareMag      int
	minors       []minorUnit
	shares       []shareUnit
	notUnit      map[string]bool // 元素: unit and the character behind it
	notShare     map[string]bool
	yesShare     [][]rune
	blocks       [][]rune
	weekday      map[rune]int
	weekend      rune
	local        map[string]*word // market and word: holidays that are other days there
	notBefore    []follower
	anyway       [][]rune // 期指: begins a word of its own behind a date word
	weekNotAfter map[rune]bool
	nearNotAfter map[rune]bool
	beforeLast   map[rune]bool    // what 前一年 may stand behind
	notAfter     map[[2]rune]bool // the rune before a date word, and its first
	marketWords  []marketWord
	domains      map[string]string
	variants     map[string]string
	pool         sync.Pool
}

// follower is what behind a date word that ends with last makes another word.
type follower struct {
	last rune
	text []rune
}

// What may begin at a rune.
const (
	cNumber = 1 << iota // a numeral
	cWord               // a word that begins a value
	cLatin
	cBreak // the end of a sentence
)

// starts are the kinds of words a value may begin with.
const starts = wCurrency | wSymbol | wBare | wShareHead | wDay | wDayHead | wDayText | wWeek | wWeekBare | wMonth | wMonthWord |
	wYear | wYearText | wQuarter | wQuarterRel | wHalf | wYearEnd | wMonthEnd | wEra | wFirst | wPast | wNear | wFuture |
	wSame | wOfNow | wEvery | wFrom | wHoliday | wCenturyWord | wLast | wDecoy

func (s *Scanner) finish() {
	s.currencyHead = map[rune]bool{}
	for i := range s.lex.words {
		if w := &s.lex.words[i]; w.kind == wCurrency {
			r := []rune(w.text)[0]
			if class, _ := s.what(r); class != 0 {
				s.currencyHead[r] = true
			}
		}
	}
	for i := range s.num {
		if c := s.num[i] & 0xf0; c != 0 && c != nPoint && c != nMore {
			s.class[i] |= cNumber
		}
	}
	for _, e := range s.lex.nodes[0].edges {
		if s.lex.nodes[e.to].kinds&starts != 0 && e.r < 1<<16 {
			s.class[e.r] |= cWord
		}
	}
	for r := '0'; r <= '9'; r++ {
		s.class[r] |= cNumber
	}
	for r := 'a'; r <= 'z'; r++ {
		s.class[r] |= cLatin
	}
	for _, r := range "-+−.△▲±" {
		s.class[r] |= cNumber
	}
	for _, r := range "。!?;\n" {
		s.class[r] |= cBreak
	}
	s.pool.New = func() any { return new(scan) }
}

// scan is the work on one document.
type scan struct {
	s    *Scanner
	d    *entities.Document
	t    []rune  // folded text without skipped runes, then four zeros
	pos  []int32 // offset in the document of each rune of t; nil when they are equal
	n    int     // runes of t without the zeros
	out  []entities.Mention
	at   []int // where each of out begins in t
	pub  entities.Day
	buf  []rune
	bufp []int32

	sentence  int // where the sentence begins
	lastDate  *entities.Date
	lastEnd   int
	lastAt    int // where it began
	lastSpan  int // where the last 過去五年 ended
	lastStop  int // where the last date ended, known or not
	yearSeen  int // the year the sentence named last, 0 when none
	yearSent  int
	lastTense int
	told      struct{ year, month, sentence int } // the last month told with its year
	lastMoney int                                 // index in out of the last money, -1
	trad      int8
	read      when // the date being read
	num       num  // the number read last, at numAt-1
	numOK     bool
	numAt     int
	second    bool // the other end of a range is read
}

// Scan finds money, percentages, dates and numbers in d.Folded. The mentions do
// not overlap, save that none hides another; numbers and 同期 are Hidden. Money
// whose currency its own words do not tell has Unit set and Currency "" until
// Settle. Dates are resolved against d.Published.
func (s *Scanner) Scan(d *entities.Document) []entities.Mention {
	c := s.pool.Get().(*scan)
	defer s.pool.Put(c)
	c.reset(s, d)
	c.run()
	var out []entities.Mention
	if len(c.out) > 0 {
		out = append(make([]entities.Mention, 0, len(c.out)), c.out...)
	}
	clear(c.out)
	c.out, c.d, c.lastDate = c.out[:0], nil, nil
	return out
}

func (c *scan) reset(s *Scanner, d *entities.Document) {
	*c = scan{s: s, d: d, pub: d.Day(), buf: c.buf, bufp: c.bufp, at: c.at[:0], out: c.out[:0], lastMoney: -1, lastEnd: -1, lastSpan: -1, lastStop: -1}
	f := d.Folded
	t := c.buf[:0]
	skipped := false
	for i, r := range f {
		if r == 0 {
			if !skipped {
				skipped = true
				c.bufp = c.bufp[:0]
				for j := range i {
					c.bufp = append(c.bufp, int32(j))
				}
			}
			continue
		}
		t = append(t, r)
		if skipped {
			c.bufp = append(c.bufp, int32(i))
		}
	}
	if skipped {
		c.pos = c.bufp
	}
	c.n = len(t)
	c.t = append(t, 0, 0, 0, 0)
	c.buf = c.t
}

func (c *scan) span(i, j int) entities.Span {
	if c.pos == nil {
		return entities.Span{Start: i, End: j}
	}
	return entities.Span{Start: int(c.pos[i]), End: int(c.pos[j-1]) + 1}
}

// orig returns the rune of the text that stands at i of t, a full-width letter or
// sign as the narrow one.
func (c *scan) orig(i int) rune {
	if c.pos != nil {
		i = int(c.pos[i])
	}
	r := c.d.Runes()
	if i >= len(r) {
		return 0
	}
	if r[i] >= '！' && r[i] <= '～' {
		return r[i] - '！' + '!'
	}
	return r[i]
}

func (c *scan) emit(i, j int, typ string, v entities.Value) *entities.Mention {
	sp := c.span(i, j)
	c.out = append(c.out, entities.Mention{Span: sp, Text: c.d.Slice(sp), Type: typ, Via: entities.ViaValue, Value: v})
	c.at = append(c.at, i)
	return &c.out[len(c.out)-1]
}

func (c *scan) run() {
	t, class := c.t, &c.s.class
	for i := 0; i < c.n; {
		r := t[i]
		if uint32(r) >= 1<<16 || class[r] == 0 {
			i++
			continue
		}
		k := class[r]
		if k&cBreak != 0 {
			c.sentence = i + 1
			i++
			continue
		}
		if e := c.try(i, k); e > i {
			i = e
			continue
		}
		if k&cLatin != 0 || isDigit(r) { // a code or a word: pass over it whole
			for i++; i < c.n && (isLatin(t[i]) || isDigit(t[i])); i++ {
				if isDigit(t[i]) && isLatin(t[i-1]) && c.telling(i) {
					break
				}
			}
			continue
		}
		i++
	}
}

// try reads the value that begins at i and returns where it ends, i if none does.
func (c *scan) try(i int, k uint8) int {
	if k&cLatin != 0 {
		return c.latin(i)
	}
	if k&(cWord|cNumber) == cWord {
		if _, w := c.s.lex.match(c.t, i, starts); w == nil {
			return i
		}
	}
	if k&cWord != 0 {
		if e, w := c.s.lex.match(c.t, i, wDecoy); w != nil && !c.ownWord(e-1) {
			return e
		}
	}
	if k&(cNumber|cWord) != 0 {
		if e := c.dates(i); e > i {
			return e
		}
	}
	if k&cWord != 0 {
		if e := c.prefixed(i); e > i {
			return e
		}
		if e := c.headed(i); e > i {
			return e
		}
	}
	if k&cNumber != 0 {
		return c.quantity(i)
	}
	return i
}

// ownWord tells whether a word of its own begins at i: the 本港 of 前日本港.
func (c *scan) ownWord(i int) bool {
	for _, w := range c.s.anyway {
		if c.stands(i, w) {
			return true
		}
	}
	return false
}

// latin reads values that begin with a letter: US$4.3億, HKD 5億, Q3, H1.
func (c *scan) latin(i int) int {
	if i > 0 && (isLatin(c.t[i-1]) || isDigit(c.t[i-1])) {
		return i
	}
	if e := c.prefixed(i); e > i {
		return e
	}
	return c.dates(i)
}

// blank returns the place behind one blank at i, or i. An ideographic blank
// parts headlines, so it does not count.
func (c *scan) blank(i int) int {
	if c.t[i] == ' ' && c.orig(i) != '\u3000' {
		return i + 1
	}
	return i
}

// bound tells whether the rune ends a word for sure.
func bound(r rune) bool {
	switch r {
	case 0, ' ', '\n', ',', '。', '、', ';', ':', '!', '?', '(', ')', '[', ']', '「', '」', '『', '』', '"', '\'', '/', '》', '《', '【', '】', '…', '〉', '〈':
		return true
	}
	return false
}
