package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/factloom/factloom/entities/fold"
)

// What an item of a say is.
type itemKind uint8

const (
	itemLiteral itemKind = iota
	itemSlot
	itemLex
	itemAlt
	itemGap
	itemBan  // !(a|b): the text may not go on with these words
	itemPart // @name: a part that stands in parts:, until it is expanded
)

// item is one part of a say. Offsets count characters of the say.
type item struct {
	kind     itemKind
	off      int
	optional bool
	text     string   // literal: folded; lex: name of the lexicon; part: its name
	raw      string   // literal: as written
	role     string   // slot
	typ      string   // slot: name of the type, "~name" for the words of a lexicon
	typOff   int      // slot
	min, max int      // slot of type han
	list     bool     // slot, or alt or part that may stand several times
	guard    string   // slot; several are joined by !
	guardOff int      // slot
	alts     [][]item // alt; ban: one word or lexicon each
	cross    bool     // gap that may cross clauses
}

// The limits of a say.
const (
	maxSayItems = 200
	maxSayDepth = 8
	maxHan      = 30
	maxExpanded = 600 // items with those of its parts written out
)

// sayError is a mistake in a say, with its place in characters.
type sayError struct {
	off int
	msg string
}

// twin gives the ASCII sign a Chinese keyboard writes wide.
func twin(r rune) rune {
	switch r {
	case '＜':
		return '<'
	case '＞':
		return '>'
	case '：':
		return ':'
	case '？':
		return '?'
	case '｜':
		return '|'
	case '（':
		return '('
	case '）':
		return ')'
	case '～', '〜', '∼':
		return '~'
	case '＋':
		return '+'
	case '！':
		return '!'
	case '｛':
		return '{'
	case '｝':
		return '}'
	case '＼':
		return '\\'
	case '⋯':
		return '…'
	case '，':
		return ','
	case '\t', '　', '\u00a0':
		return ' '
	case '＿':
		return '_'
	case '＠':
		return '@'
	}
	if r >= '０' && r <= '９' {
		return r - '０' + '0'
	}
	return r
}

type sayParser struct {
	text  []rune
	at    int
	items int
	errs  []sayError
}

// parseSay reads a say. Every mistake is reported, not the first alone.
func parseSay(s string) ([]item, []sayError) {
	p := &sayParser{text: []rune(s)}
	items := p.whole()
	if len(p.errs) == 0 {
		p.errs = edgeGaps(items)
	}
	return items, p.errs
}

// parsePart reads a part of a say, which may begin and end with a gap.
func parsePart(s string) ([]item, []sayError) {
	p := &sayParser{text: []rune(s)}
	items := p.whole()
	return items, p.errs
}

// whole reads up to the end.
func (p *sayParser) whole() []item {
	items := p.sequence(0)
	if p.at < len(p.text) { // a ) without (
		p.bad(p.at, "this ) closes no (; write \\) for a bracket of the text")
		p.at++
		for p.at < len(p.text) {
			items = append(items, p.sequence(0)...)
			p.at++
		}
	}
	if len(items) == 0 && len(p.errs) == 0 {
		p.bad(0, "say is empty")
	}
	if p.items > maxSayItems {
		p.bad(0, "say has %d items, more than %d", p.items, maxSayItems)
	}
	return items
}

// edgeGaps finds the gaps at the ends of a say.
func edgeGaps(items []item) (errs []sayError) {
	if edge := edgeGap(items, 0, 1); edge != nil {
		errs = append(errs, sayError{edge.off, "a gap at the beginning of a say does nothing"})
	}
	if edge := edgeGap(items, len(items)-1, -1); edge != nil {
		errs = append(errs, sayError{edge.off, "a gap at the end of a say does nothing"})
	}
	return errs
}

// edgeGap returns the gap that stands at one end of the items, if any.
func edgeGap(items []item, from, step int) *item {
	if from < 0 || from >= len(items) {
		return nil
	}
	it := &items[from]
	switch it.kind {
	case itemGap:
		return it
	case itemAlt:
		for _, a := range it.alts {
			i := 0
			if step < 0 {
				i = len(a) - 1
			}
			if g := edgeGap(a, i, step); g != nil {
				return g
			}
		}
	}
	return nil
}

func (p *sayParser) bad(off int, format string, a ...any) {
	p.errs = append(p.errs, sayError{off, fmt.Sprintf(format, a...)})
}

func (p *sayParser) peek() rune {
	if p.at >= len(p.text) {
		return -1
	}
	return twin(p.text[p.at])
}

func (p *sayParser) blanks() {
	for p.peek() == ' ' {
		p.at++
	}
}

// sequence reads items up to |, ) or the end.
func (p *sayParser) sequence(depth int) []item {
	var out []item
	for {
		p.blanks()
		start := p.at
		var it item
		switch c := p.peek(); c {
		case -1, ')':
			return p.gaps(out)
		case '|':
			if depth > 0 {
				return p.gaps(out)
			}
			p.bad(p.at, "| stands outside ( ); write (a|b) for a choice, \\| for the sign itself")
			p.at++
			continue
		case '<':
			it = p.slot()
		case '>':
			p.bad(p.at, "this > closes no <; write \\> for the sign itself")
			p.at++
			continue
		case '~':
			it = p.lex()
		case '@':
			it = p.part()
		case '(':
			it = p.alt(depth)
		case '!':
			if p.bans(p.at) {
				it = p.ban(depth)
			} else {
				it = p.literal()
			}
		case '…':
			it = p.gap()
		case '?':
			p.bad(p.at, "? follows no item; put it right behind the item that may be missing, or write \\? for the sign itself")
			p.at++
			continue
		case '.':
			if p.at+2 < len(p.text) && p.text[p.at+1] == '.' && p.text[p.at+2] == '.' {
				it = p.gap()
			} else {
				it = p.literal()
			}
		default:
			it = p.literal()
		}
		it.off = start
		p.items++
		if p.peek() == '?' {
			if it.kind == itemBan {
				p.bad(p.at, "a guard !( ) is never optional: leave it out")
			}
			it.optional = it.kind != itemBan
			p.at++
		}
		if it.kind == itemLiteral && it.text == "" && len(p.errs) > 0 {
			continue
		}
		out = append(out, it)
		if p.items > maxSayItems {
			p.at = len(p.text)
		}
	}
}

// gaps reports gaps and guards that stand side by side.
func (p *sayParser) gaps(items []item) []item {
	p.errs = append(p.errs, neighbours(items)...)
	return items
}

// neighbours finds gaps and guards that stand side by side.
func neighbours(items []item) (errs []sayError) {
	for i := 1; i < len(items); i++ {
		if items[i].kind == itemGap && items[i-1].kind == itemGap {
			errs = append(errs, sayError{items[i].off, "two gaps side by side; one …， reaches 40 characters"})
		}
		if items[i].kind == itemBan && (items[i-1].kind == itemBan || items[i-1].kind == itemGap) {
			errs = append(errs, sayError{items[i].off, "a guard !( ) stands right behind an item, not behind a gap or another guard"})
		}
	}
	return errs
}

// bans tells whether !( stands at an offset.
func (p *sayParser) bans(at int) bool {
	return at+1 < len(p.text) && twin(p.text[at]) == '!' && twin(p.text[at+1]) == '('
}

// ban reads !(a|b).
func (p *sayParser) ban(depth int) item {
	start := p.at
	p.at++
	it := p.alt(depth)
	it.kind = itemBan
	if it.list {
		p.bad(start, "a guard !( ) is never repeated")
		it.list = false
	}
	for _, a := range it.alts {
		if len(a) != 1 || a[0].optional || a[0].kind != itemLiteral && a[0].kind != itemLex {
			p.bad(start, "a guard !( ) holds words and lexicons, one in each choice")
			break
		}
	}
	return it
}

func (p *sayParser) gap() item {
	for p.peek() == '…' || p.peek() == '.' {
		p.at++
	}
	it := item{kind: itemGap}
	if p.peek() == ',' {
		it.cross = true
		p.at++
	}
	return it
}

func (p *sayParser) name() string {
	var b strings.Builder
	for p.at < len(p.text) && nameRune(p.peek()) {
		b.WriteRune(p.peek())
		p.at++
	}
	return b.String()
}

func (p *sayParser) lex() item {
	start := p.at
	p.at++
	it := item{kind: itemLex, text: p.name()}
	if it.text == "" {
		p.bad(start, "~ is followed by no name of a lexicon; write \\~ for the sign itself")
	}
	return it
}

// part reads @name and @name+.
func (p *sayParser) part() item {
	start := p.at
	p.at++
	it := item{kind: itemPart, text: p.name()}
	if it.text == "" {
		p.bad(start, "@ is followed by no name of a part; write \\@ for the sign itself")
	}
	if p.peek() == '+' {
		it.list = true
		p.at++
	}
	return it
}

func (p *sayParser) alt(depth int) item {
	start := p.at
	p.at++
	it := item{kind: itemAlt}
	if depth >= maxSayDepth {
		p.bad(start, "brackets nested deeper than %d", maxSayDepth)
		p.at = len(p.text)
		return it
	}
	for {
		at := p.at
		seq := p.sequence(depth + 1)
		if c := p.peek(); len(seq) == 0 && (c == '|' || c == ')') {
			p.bad(at, "an empty choice; put ? behind the ) to make the whole choice optional")
		}
		it.alts = append(it.alts, seq)
		switch p.peek() {
		case '|':
			p.at++
			continue
		case ')':
			p.at++
			if p.peek() == '+' {
				it.list = true
				p.at++
			}
		default:
			p.bad(start, "this ( is never closed; write \\( for a bracket of the text")
		}
		return it
	}
}

// slot reads <role:type+!guard>.
func (p *sayParser) slot() item {
	start := p.at
	p.at++
	it := item{kind: itemSlot, min: 1}
	fail := func(off int, format string, a ...any) item {
		p.bad(off, format, a...)
		for p.at < len(p.text) && p.peek() != '>' && p.peek() != '<' && p.peek() != '(' && p.peek() != ')' {
			p.at++
		}
		if p.peek() == '>' {
			p.at++
		}
		return it
	}
	p.blanks()
	if it.role = p.name(); it.role == "" {
		return fail(p.at, "a slot begins with the name of its role: <role:type>")
	}
	p.blanks()
	if p.peek() != ':' {
		return fail(p.at, "wanted : and a type after role %s: <%s:type>", it.role, it.role)
	}
	p.at++
	p.blanks()
	it.typOff = p.at
	if p.peek() == '~' {
		p.at++
		it.typ = "~"
	}
	name := p.name()
	if name == "" {
		return fail(p.at, "wanted a type after %s:, such as company, date or ~lexicon", it.role)
	}
	it.typ += name
	if p.peek() == '{' {
		if it.typ != "han" && it.typ != "noun" {
			return fail(p.at, "only han and noun take a length: han{2,6}")
		}
		p.at++
		lo, ok := p.number()
		it.min, it.max = lo, lo
		if ok && p.peek() == ',' {
			p.at++
			p.blanks()
			it.max, ok = p.number()
		}
		if !ok || p.peek() != '}' {
			return fail(p.at, "wanted the least and the greatest length: %s{2,6}", it.typ)
		}
		p.at++
		if it.min < 1 || it.max < it.min || it.max > maxHan {
			p.bad(it.typOff, "%s{%d,%d}: lengths run from 1 to %d, the least first", it.typ, it.min, it.max, maxHan)
		}
	} else if it.typ == "han" || it.typ == "noun" {
		p.bad(it.typOff, "%[1]s needs a length: %[1]s{2,6}", it.typ)
	}
	if p.peek() == '+' {
		it.list = true
		p.at++
	}
	for p.peek() == '!' {
		p.at++
		if it.guard == "" {
			it.guardOff = p.at
		} else {
			it.guard += "!"
		}
		g := p.name()
		if g == "" {
			return fail(p.at, "! is followed by no guard; there are !named and !first")
		}
		it.guard += g
	}
	p.blanks()
	if p.peek() != '>' {
		if p.at >= len(p.text) {
			return fail(start, "this < is never closed; write \\< for the sign itself")
		}
		return fail(p.at, "wanted > to close the slot of %s", it.role)
	}
	p.at++
	return it
}

func (p *sayParser) number() (int, bool) {
	start := p.at
	var b []byte
	for p.at < len(p.text) && p.peek() >= '0' && p.peek() <= '9' {
		b = append(b, byte(p.peek()))
		p.at++
	}
	n, err := strconv.Atoi(string(b))
	return n, err == nil && p.at > start
}

// literal reads a run of characters without blanks and signs.
func (p *sayParser) literal() item {
	start := p.at
	var b strings.Builder
scan:
	for p.at < len(p.text) {
		switch c := p.peek(); c {
		case ' ', '<', '>', '~', '@', '(', ')', '|', '?', '…':
			break scan
		case '!':
			if p.bans(p.at) {
				break scan
			}
			b.WriteRune(p.text[p.at])
			p.at++
		case '\\':
			p.at++
			if p.at >= len(p.text) {
				p.bad(p.at-1, "\\ is followed by nothing; write \\\\ for the sign itself")
				break scan
			}
			b.WriteRune(p.text[p.at])
			p.at++
		default:
			b.WriteRune(p.text[p.at])
			p.at++
		}
	}
	text := fold.String(b.String())
	if text == "" && len(p.errs) == 0 {
		p.bad(start, "this literal is made of characters that matching skips")
	}
	return item{kind: itemLiteral, text: text, raw: b.String()}
}

// formatItems writes items back as a say.
func formatItems(items []item) string {
	var b strings.Builder
	for i, it := range items {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(formatItem(it))
	}
	return b.String()
}

func formatItem(it item) string {
	var b strings.Builder
	switch it.kind {
	case itemLiteral:
		for i, r := range it.raw {
			if strings.ContainsRune(`<>~@()|?…\ `, twin(r)) || i == 0 && r == '.' {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
	case itemLex:
		b.WriteString("~" + it.text)
	case itemPart:
		b.WriteString("@" + it.text)
		if it.list {
			b.WriteByte('+')
		}
	case itemSlot:
		b.WriteString("<" + it.role + ":" + it.typ)
		if it.typ == "han" || it.typ == "noun" {
			fmt.Fprintf(&b, "{%d,%d}", it.min, it.max)
		}
		if it.list {
			b.WriteByte('+')
		}
		if it.guard != "" {
			b.WriteString("!" + it.guard)
		}
		b.WriteByte('>')
	case itemAlt, itemBan:
		if it.kind == itemBan {
			b.WriteByte('!')
		}
		b.WriteByte('(')
		for i, a := range it.alts {
			if i > 0 {
				b.WriteByte('|')
			}
			b.WriteString(formatItems(a))
		}
		b.WriteByte(')')
		if it.list {
			b.WriteByte('+')
		}
	case itemGap:
		b.WriteString("…")
		if it.cross {
			b.WriteString("，")
		}
	}
	if it.optional {
		b.WriteByte('?')
	}
	return b.String()
}
