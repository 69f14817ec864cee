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
	"slices"
	"sync"
	"unicode/utf8"

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
	pairs        pairs
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
	marketsBy    map[rune][]int // the market words that begin with a rune
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
	cBreak  // the end of a sentence
	cAny    // a word of this rune alone, whatever follows: $
	cBefore // a word of this rune alone, before a numeral or a word: 每
	cVerb   // a verb that tells the tense
	cTime   // what may follow a numeral in a date: 月
)

// starts are the kinds of words a value may begin with.
const starts = wCurrency | wSymbol | wBare | wShareHead | wDay | wDayHead | wDayText | wWeek | wWeekBare | wMonth | wMonthWord |
	wYear | wYearText | wQuarter | wQuarterRel | wHalf | wYearEnd | wMonthEnd | wEra | wFirst | wPast | wNear | wFuture |
	wSame | wOfNow | wEvery | wFrom | wHoliday | wCenturyWord | wLast | wDecoy

// pairs has the first two runes of all words that begin a value, hashed. Most
// runes that begin such a word stand in other words, and one bit tells.
type pairs [1 << 10]uint64

func pairBit(a, b rune) (word, bit uint32) {
	h := (uint32(a)*0x9e3b + uint32(b)) * 0x9e3779b1 >> 16
	return h >> 6, h & 63
}

func (p *pairs) add(a, b rune) {
	w, bit := pairBit(a, b)
	p[w] |= 1 << bit
}

func (p *pairs) has(a, b rune) bool {
	w, bit := pairBit(a, b)
	return p[w]>>bit&1 != 0
}

func (s *Scanner) finish() {
	s.currencyHead = map[rune]bool{}
	mark := func(r rune, bits uint8) {
		if uint32(r) < 1<<16 {
			s.class[r] |= bits
		}
	}
	for i := range s.lex.words {
		w := &s.lex.words[i]
		t := []rune(w.text)
		r := t[0]
		if w.kind == wCurrency {
			if class, _ := s.what(r); class != 0 {
				s.currencyHead[r] = true
			}
		}
		if w.kind&starts != 0 && (w.kind != wBare || w.text == "$" || w.text == "¥") {
			mark(r, cWord)
			switch {
			case len(t) > 1:
				s.pairs.add(r, t[1])
				if w.kind == wShareHead { // 百 分 之
					s.pairs.add(r, ' ')
				}
			case w.kind == wSymbol || w.kind == wBare || w.kind == wDecoy:
				mark(r, cAny)
			default:
				mark(r, cBefore)
			}
		}
		if w.kind == wVerb {
			mark(r, cVerb)
		}
		if w.kind&(wSpan|wTo|wQuarterWord|wDecade|wCentury|wFiscal|wYearHead|wHalf|wQuarter) != 0 {
			mark(r, cTime)
		}
	}
	for i := range s.num {
		if c := s.num[i] & 0xf0; c != 0 && c != nPoint && c != nMore {
			s.class[i] |= cNumber
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
	for _, r := range "年月日号天个第qh/-~、及和与" {
		s.class[r] |= cTime
	}
	s.lex.freeze()
	s.back.freeze()
	s.pool.New = func() any { return new(scan) }
}

// begins tells whether a word that begins a value may stand at i, whose rune has
// the class k.
func (c *scan) begins(i int, k uint8) bool {
	r, next := c.t[i], c.t[i+1]
	switch {
	case c.s.pairs.has(r, next) || k&cAny != 0:
		return true
	case k&cBefore == 0:
		return false
	case next == ' ' || next == '(' || next == '的':
		return true
	}
	return uint32(next) < 1<<16 && c.s.class[next]&(cNumber|cWord|cLatin) != 0
}

// timely tells whether the numeral at i may begin a date, by what follows it.
func (c *scan) timely(i int) bool {
	t, s := c.t, c.s
	p := i
	if class, _ := s.what(t[p]); class == nOrd {
		p = c.blank(p + 1)
	}
	from := p
	for isDigit(t[p]) && p-from < 30 {
		p++
	}
	switch n := p - i; {
	case n == 8, n == 4 && (c.headed4(i, p) || t[p] == ' ' && isDigit(t[p+1]) || i > 0 && (t[i-1] == '「' || t[i-1] == '《')):
		return true
	case n > 0 && t[p] == '.':
		return n > 2
	}
	for p-from < 30 { // a longer numeral is no date
		if class, _ := s.what(t[p]); class == 0 && (t[p] != ',' || !isDigit(t[p+1])) || class == nPoint || class == nNeg || class == nOrd {
			break
		}
		p++
	}
	if p == from { // a sign
		return false
	}
	r := t[p]
	if r == ' ' {
		r = t[p+1]
	}
	return uint32(r) < 1<<16 && s.class[r]&cTime != 0
}

// scan is the work on one document.
type scan struct {
	s        *Scanner
	d        *entities.Document
	t        []rune  // folded text without skipped runes, then four zeros
	pos      []int32 // offset in the document of each rune of t; nil when they are equal
	n        int     // runes of t without the zeros
	out      []entities.Mention
	at       []int  // where each of out begins in t
	text     []byte // the texts of out
	textEnds []int  // where each ends in text
	pub      entities.Day
	buf      []rune
	bufp     []int32

	sentence  int // where the sentence begins
	lastDate  *entities.Date
	lastEnd   int
	lastAt    int // where it began
	lastSpan  int // where the last 過去五年 ended
	lastStop  int // where the last date ended, known or not
	yearSeen  int // the year the sentence named last, 0 when none
	yearSent  int
	lastTense int
	tenseAt   int                                 // the last date whose verbs were not looked at
	tenseEnd  int                                 // 0 when they were
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
func (s *Scanner) Scan(d *entities.Document) []entities.Mention { return s.Append(nil, d) }

// Append is Scan that appends the mentions to out.
func (s *Scanner) Append(out []entities.Mention, d *entities.Document) []entities.Mention {
	c := s.pool.Get().(*scan)
	defer s.pool.Put(c)
	c.reset(s, d)
	c.run()
	if n := len(out); len(c.out) > 0 {
		if out == nil {
			out = make([]entities.Mention, 0, len(c.out))
		}
		out = append(out, c.out...)
		text, from := string(c.text), 0 // one piece of memory for all
		for i, end := range c.textEnds {
			out[n+i].Text, from = text[from:end], end
		}
	}
	clear(c.out)
	c.out, c.d, c.lastDate = c.out[:0], nil, nil
	return out
}

func (c *scan) reset(s *Scanner, d *entities.Document) {
	*c = scan{s: s, d: d, pub: d.Day(), buf: c.buf, bufp: c.bufp, at: c.at[:0], out: c.out[:0], text: c.text[:0], textEnds: c.textEnds[:0], lastMoney: -1, lastEnd: -1, lastSpan: -1, lastStop: -1}
	f := d.Folded
	plain := slices.Index(f, 0)
	if plain < 0 {
		plain = len(f)
	}
	t := append(c.buf[:0], f[:plain]...)
	skipped := false
	for i := plain; i < len(f); i++ {
		r := f[i]
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
	for _, r := range c.d.Runes()[sp.Start:min(sp.End, c.d.Len())] {
		c.text = utf8.AppendRune(c.text, r)
	}
	c.out = append(c.out, entities.Mention{Span: sp, Type: typ, Via: entities.ViaValue, Value: v})
	c.textEnds = append(c.textEnds, len(c.text))
	c.at = append(c.at, i)
	return &c.out[len(c.out)-1]
}

func (c *scan) run() {
	t, class := c.t, &c.s.class
	for i := 0; i < c.n; {
		r := t[i]
		if uint32(r) >= 1<<16 || class[r]&(cNumber|cWord|cLatin|cBreak) == 0 {
			i++
			continue
		}
		k := class[r]
		if k&cBreak != 0 {
			c.sentence = i + 1
			i++
			continue
		}
		if k&cWord != 0 && !c.begins(i, k) {
			if k &^= cWord; k&(cNumber|cLatin) == 0 {
				i++
				continue
			}
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
	var kinds kind // of the words that begin with the rune
	if k&cWord != 0 {
		kinds = c.s.lex.kinds(c.t[i])
		if k&cNumber == 0 {
			if _, w := c.s.lex.match(c.t, i, starts); w == nil {
				return i
			}
		}
	}
	if kinds&wDecoy != 0 {
		if e, w := c.s.lex.match(c.t, i, wDecoy); w != nil && !c.ownWord(e-1) {
			return e
		}
	}
	if kinds&(dateStarts|wFrom) != 0 || k&cNumber != 0 && c.timely(i) {
		if e := c.dates(i, kinds&wFrom != 0); e > i {
			return e
		}
	}
	if kinds&(wCurrency|wSymbol|wBare) != 0 {
		if e := c.prefixed(i); e > i {
			return e
		}
	}
	if kinds&wShareHead != 0 {
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
	return c.dates(i, false)
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
