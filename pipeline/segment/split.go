// Package segment cuts a document into paragraphs, sentences and clauses, and
// its folded text into words.
//
// Start reading at Split, then Gse.
//
// Beware: words are a help, never the unit of matching. Names and rules match
// characters of the folded view; tokens veto a cut inside a known word and tell
// parts of speech.
package segment

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/factloom/factloom/entities"
)

// The longest quotation and bracket, in code points between the signs, that
// keep a sentence together. A longer one is most likely a sign left open.
const (
	maxQuote   = 240
	maxBracket = 160
)

// Split fills d.Sentences. Lines are paragraphs; the title is paragraph 0, the
// body begins with paragraph 1. Sentences end at 。！？ and their like, outside
// quotes and brackets, with the closing signs that follow; between two
// sentences stand blanks and line breaks only, and every other character lies
// in a sentence. Clauses end at ，；： and tile their sentence; in a title, where
// a blank stands for a comma, at a blank between two Han characters too.
func Split(d *entities.Document) {
	s := splitters.Get().(*splitter)
	s.text, s.out, s.clauses = d.Runes(), d.Sentences[:0], nil
	// One array holds the clauses of the whole document; it is not pooled,
	// because the sentences keep slices of it.
	s.clauses = make([]entities.Span, 0, len(s.text)/12+4)
	paragraph, body := 0, d.Body
	if d.Title == "" {
		body = 0
	}
	for at := 0; at < len(s.text); {
		end := at
		for end < len(s.text) && !breaksLine(s.text[end]) {
			end++
		}
		if lo, hi := trim(s.text, at, end); lo < hi {
			if lo >= body && paragraph == 0 {
				paragraph = 1
			}
			s.line(lo, hi, paragraph)
			paragraph++
		}
		at = end + 1
	}
	d.Sentences = s.out
	s.text, s.out, s.clauses = nil, nil, nil
	splitters.Put(s)
}

var splitters = sync.Pool{New: func() any { return new(splitter) }}

type splitter struct {
	text    []rune
	out     []entities.Sentence
	clauses []entities.Span

	start, clause int // of the sentence and clause at hand
	first         int // the first clause of the sentence at hand
	paragraph     int

	pairs []pair  // quotes and brackets of the line, by their opening sign
	stack []int   // indexes of pairs that are still open
	open  [16]int // how many pairs of each kind are on the stack
	ends  []int   // where straight quotes close, in order
}

type pair struct {
	open, close int // close is -1 while the pair is open
	kind        uint8
}

// The classes of characters that Split looks at.
const (
	other    uint8 = iota
	blank          // white space within a line
	ender          // 。！？
	mark           // ASCII and full-width ! and ?, which names and addresses hold too
	stop           // . of Latin text
	comma          // ，；： and their like
	opener         // an opening quote or bracket
	closer         // a closing quote or bracket
	straight       // " which may be either
)

// signs lists the pairs of quotes and brackets; the kind of a pair is its place.
var signs = []struct {
	open, close string // every sign of close closes every sign of open
	bracket     bool   // else a quote
}{
	{"「", "」", false}, {"『", "』", false}, {"“", "”", false}, {"‘", "’", false},
	{"﹁", "﹂", false}, {"﹃", "﹄", false}, {"｢", "｣", false}, {`"`, `"`, false},
	{"（(", "）)", true}, {"《", "》", true}, {"〈", "〉", true},
	{"【", "】", true}, {"〔", "〕", true}, {"[［", "]］", true},
}

const straightKind = 7 // the place of " in signs

type class struct{ what, kind uint8 }

// classes holds the class of a character by its high and low byte; pages
// without any sign are nil.
var classes = classTable()

func classTable() (t [256]*[256]class) {
	set := func(signs string, what uint8, kind int) {
		for _, r := range signs {
			if t[r>>8] == nil {
				t[r>>8] = new([256]class)
			}
			t[r>>8][r&255] = class{what, uint8(kind)}
		}
	}
	for k, p := range signs {
		set(p.open, opener, k)
		set(p.close, closer, k)
	}
	set(`"`, straight, straightKind)
	set("。｡‼⁇⁈⁉︒", ender, 0)
	set("!?！？﹗﹖", mark, 0)
	set("，,；;：:︰﹐﹔﹕", comma, 0)
	set(".", stop, 0)
	set(" \t\u3000\u00a0", blank, 0)
	return t
}

// classOf is on the path of every character.
func classOf(r rune) class {
	if r < 0x10000 {
		if p := classes[r>>8]; p != nil {
			return p[r&255]
		}
	}
	return class{}
}

func breaksLine(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

func isBlank(r rune) bool { return r == ' ' || r >= 9 && unicode.IsSpace(r) }

func trim(text []rune, lo, hi int) (int, int) {
	for lo < hi && isBlank(text[lo]) {
		lo++
	}
	for lo < hi && isBlank(text[hi-1]) {
		hi--
	}
	return lo, hi
}

// match finds the quotes and brackets of a line that are closed within it.
func (s *splitter) match(lo, hi int) {
	s.pairs, s.stack, s.ends = s.pairs[:0], s.stack[:0], s.ends[:0]
	for i := lo; i < hi; i++ {
		c := classOf(s.text[i])
		switch c.what {
		case straight:
			if s.open[straightKind] > 0 {
				s.pop(straightKind, i)
				s.ends = append(s.ends, i)
			} else {
				s.push(straightKind, i)
			}
		case opener:
			s.push(c.kind, i)
		case closer:
			if s.open[c.kind] > 0 {
				s.pop(c.kind, i)
			}
		}
	}
	for _, k := range s.stack {
		s.open[s.pairs[k].kind] = 0
	}
}

func (s *splitter) push(kind uint8, at int) {
	s.stack = append(s.stack, len(s.pairs))
	s.pairs = append(s.pairs, pair{open: at, close: -1, kind: kind})
	s.open[kind]++
}

// pop closes the innermost open pair of a kind; what was opened inside it and
// not closed stays open for good.
func (s *splitter) pop(kind uint8, at int) {
	for {
		p := &s.pairs[s.stack[len(s.stack)-1]]
		s.stack = s.stack[:len(s.stack)-1]
		s.open[p.kind]--
		if p.kind == kind {
			p.close = at
			return
		}
	}
}

// line cuts one line, trimmed of blanks, into sentences and clauses.
func (s *splitter) line(lo, hi, paragraph int) {
	s.match(lo, hi)
	s.start, s.clause, s.first, s.paragraph = lo, lo, len(s.clauses), paragraph
	next := 0                // the first pair not reached yet
	quote, bracket := -1, -1 // where the quote or bracket we are in closes
	speech := false          // the quote we are in follows a colon or comma
	for i := lo; i < hi; {
		c := classOf(s.text[i])
		switch c.what {
		case opener, straight:
			for next < len(s.pairs) && s.pairs[next].open < i {
				next++
			}
			if next < len(s.pairs) && s.pairs[next].open == i {
				p := s.pairs[next]
				size := p.close - i - 1
				switch {
				case p.close < 0:
				case signs[p.kind].bracket && size <= maxBracket:
					bracket = max(bracket, p.close)
				case !signs[p.kind].bracket && size <= maxQuote:
					if i > quote {
						speech = i > s.start && classOf(s.text[i-1]).what == comma
					}
					quote = max(quote, p.close)
				}
			}
			if c.what == straight && i == quote {
				i = s.closeQuote(i, hi, bracket, speech)
				continue
			}
		case closer:
			if i == quote {
				i = s.closeQuote(i, hi, bracket, speech)
				continue
			}
		case ender, mark, stop:
			if i <= bracket || c.what == mark && !s.endsAtMark(i, lo, hi) ||
				c.what == stop && !s.endsAtStop(i, hi) {
				break
			}
			end := s.run(i+1, hi)
			if i < quote && (c.what != stop || end < quote) { // inside a quotation only the clause ends
				end = min(end, quote)
				i = end
				if end == quote {
					end++ // the closing sign belongs to the clause
				}
				s.endClause(end)
				continue
			}
			i = s.endSentence(s.tail(end, hi), hi)
			continue
		case comma:
			if i > bracket && s.cutsClause(i, lo, hi) {
				s.endClause(i + 1)
			}
		case blank:
			if paragraph == 0 && i > bracket && s.gapInTitle(i, lo, hi) {
				s.endClause(i + 1)
			}
		}
		i++
	}
	if s.start < hi {
		s.endSentence(hi, hi)
	}
}

// endClause ends the clause at hand before end. Signs alone make no clause:
// they join the one before.
func (s *splitter) endClause(end int) {
	if s.clause >= end {
		return
	}
	if len(s.clauses) > s.first {
		only := true
		for _, r := range s.text[s.clause:end] {
			if w := classOf(r).what; w == other || w == opener {
				only = false
				break
			}
		}
		if only {
			s.clauses[len(s.clauses)-1].End = end
			s.clause = end
			return
		}
	}
	s.clauses = append(s.clauses, entities.Span{Start: s.clause, End: end})
	s.clause = end
}

// endSentence ends the sentence at hand before end and returns where the next
// one of the line begins.
func (s *splitter) endSentence(end, hi int) int {
	s.endClause(end)
	s.out = append(s.out, entities.Sentence{
		Span:      entities.Span{Start: s.start, End: end},
		Paragraph: s.paragraph,
		Clauses:   s.clauses[s.first:len(s.clauses):len(s.clauses)],
	})
	for end < hi && isBlank(s.text[end]) {
		end++
	}
	s.start, s.clause, s.first = end, end, len(s.clauses)
	return end
}

// closeQuote goes past the closing sign of a quotation. One that was spoken
// after a colon and ends in 。！？ ends the sentence around it: 他說：「會。」
func (s *splitter) closeQuote(i, hi, bracket int, speech bool) int {
	if !speech || i < bracket || !isEnd(s.text[i-1]) {
		return i + 1
	}
	end := s.tail(i+1, hi)
	if end < hi {
		switch r := s.text[end]; {
		case classOf(r).what == comma, r == '、', r == '的', r == '之', r == '等':
			return i + 1
		}
	}
	return s.endSentence(end, hi)
}

func isEnd(r rune) bool {
	w := classOf(r).what
	return w == ender || w == mark
}

// run goes past 。！？… that follow one another.
func (s *splitter) run(i, hi int) int {
	for i < hi && (isEnd(s.text[i]) || s.text[i] == '…') {
		i++
	}
	return i
}

// tail goes past the closing signs after the end of a sentence, and past the
// ends that follow those.
func (s *splitter) tail(i, hi int) int {
	for i < hi {
		switch c := classOf(s.text[i]); {
		case c.what == closer, c.what == straight && s.closes(i), isEnd(s.text[i]):
			i++
		default:
			return i
		}
	}
	return i
}

// closes tells whether the straight quote at i closes a pair.
func (s *splitter) closes(i int) bool {
	_, ok := slices.BinarySearch(s.ends, i)
	return ok
}

// endsAtMark tells whether the ! or ? at i ends a sentence, and is not part of
// a name (Yahoo!奇摩) or an address (/page?id=3).
func (s *splitter) endsAtMark(i, lo, hi int) bool {
	if i == lo || !isLatin(s.text[i-1]) {
		return true
	}
	if i+1 == hi {
		return true
	}
	if strings.EqualFold(s.word(i, lo), "yahoo") {
		return false
	}
	r := s.text[i]
	if r != '!' && r != '?' {
		return true
	}
	after := s.text[i+1]
	return !isLatin(after) && !isDigit(after) && after != '=' && after != '/' && after != '&'
}

// endsAtStop tells whether the full stop at i ends a sentence: in Latin text,
// before a blank and a new beginning, and not after an abbreviation.
func (s *splitter) endsAtStop(i, hi int) bool {
	if i == s.start || i+1 >= hi {
		return false
	}
	prev := s.text[i-1]
	if !isLatin(prev) && !isDigit(prev) && prev != '%' && classOf(prev).what != closer && classOf(prev).what != straight {
		return false
	}
	j := i + 1
	for j < hi && (classOf(s.text[j]).what == closer || classOf(s.text[j]).what == straight && s.closes(j)) {
		j++
	}
	if j >= hi || !isBlank(s.text[j]) {
		return false
	}
	for j < hi && isBlank(s.text[j]) {
		j++
	}
	if j == hi {
		return true
	}
	if isLatin(prev) {
		w := s.word(i, s.start)
		if len(w) == 1 || strings.Contains(w, ".") || abbreviations[strings.ToLower(w)] {
			return false
		}
	}
	switch r := s.text[j]; {
	case unicode.IsUpper(r), isDigit(r), classOf(r).what == opener, classOf(r).what == straight:
		return true
	case !unicode.Is(unicode.Han, r):
		return false
	}
	// Han go on after an English sentence, but not after a Latin name.
	for k := s.start; k < i; k++ {
		if unicode.Is(unicode.Han, s.text[k]) {
			return false
		}
	}
	return true
}

// word returns the Latin letters and inner stops that end before i.
func (s *splitter) word(i, lo int) string {
	k := i
	for k > lo && k > i-24 && (isLatin(s.text[k-1]) || s.text[k-1] == '.') {
		k--
	}
	return string(s.text[k:i])
}

// abbreviations lists words that keep their stop inside a sentence.
var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "st": true, "jr": true, "sr": true,
	"inc": true, "ltd": true, "co": true, "corp": true, "llc": true, "plc": true, "bhd": true, "sdn": true,
	"pte": true, "pty": true, "no": true, "nos": true, "vs": true, "etc": true, "approx": true, "est": true,
	"gen": true, "gov": true, "sen": true, "rep": true, "hon": true, "dept": true, "intl": true, "bros": true,
	"jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true, "sep": true,
	"sept": true, "oct": true, "nov": true, "dec": true, "fig": true, "vol": true, "ed": true, "al": true,
}

// cutsClause tells whether the comma or colon at i parts clauses: not in 3,500,
// 16:58 or http://.
func (s *splitter) cutsClause(i, lo, hi int) bool {
	if i == lo || i+1 == hi {
		return true
	}
	before, after := s.text[i-1], s.text[i+1]
	if isDigit(before) && isDigit(after) {
		return false
	}
	return !(s.text[i] == ':' && after == '/' && isLatin(before))
}

// gapInTitle tells whether the blank at i parts two halves of a headline.
func (s *splitter) gapInTitle(i, lo, hi int) bool {
	if i == lo || i+1 >= hi {
		return false
	}
	wide := func(r rune) bool {
		return unicode.Is(unicode.Han, r) || classOf(r).what == opener || classOf(r).what == closer
	}
	return wide(s.text[i-1]) && wide(s.text[i+1])
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

func isLatin(r rune) bool {
	return r|0x20 >= 'a' && r|0x20 <= 'z' || r >= 0xc0 && unicode.Is(unicode.Latin, r)
}
