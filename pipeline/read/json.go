package read

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
)

// The JSON reader is our own because encoding/json takes the last of two equal
// keys, takes "Text" for "text", and replaces what is no UTF-8, all without a
// word; an article must not lose anything in silence.

// fields are the fields of an article that are read, in the order of DESIGN.
var fields = []string{"id", "url", "title", "published", "modified", "author", "section", "source", "market", "variant", "text", "html"}

const (
	fieldID = iota
	fieldURL
	fieldTitle
	fieldPublished
	fieldModified
	fieldAuthor
	fieldSection
	fieldSource
	fieldMarket
	fieldVariant
	fieldText
	fieldHTML
	fieldCount
)

// fieldOf returns the number of a field by its name, -1 when it is not read.
func fieldOf(key []byte) int {
	for i, f := range fields {
		if string(key) == f {
			return i
		}
	}
	return -1
}

// maxNesting is how deep arrays and objects in an article may be nested.
const maxNesting = 1000

// badJSON is what is wrong with an object. It becomes a reject.
type badJSON struct {
	code   entities.Code
	reason string
	cut    bool // it is good up to its end, but there it is not complete
}

// article holds the fields of one object.
type article struct {
	value   [fieldCount]string
	given   [fieldCount]bool   // there, and not null
	key     [fieldCount]string // the key it came under, "" when it is not there
	other   [fieldCount]string // a key that differs in case alone
	bad     int                // characters that were no UTF-8
	lone    int                // halves of surrogate pairs
	wrong   *badJSON           // the first field of a wrong type
	unknown [][]byte           // other keys, to find those given twice
	seen    map[string]bool    // the same, when there are many
}

// parser reads one JSON text, strictly.
type parser struct {
	b       []byte
	i       int
	invalid bool // b is not all UTF-8
	scratch []byte
	a       *article
}

// parse reads an object. invalid says that b is not all UTF-8.
func (p *parser) parse(b []byte, invalid bool) (*article, *badJSON) {
	p.b, p.i, p.invalid, p.a = b, 0, invalid, &article{}
	p.space()
	if p.i == len(p.b) {
		return nil, p.cutOff()
	}
	if p.b[p.i] != '{' {
		what := p.kind()
		if err := p.skip(0); err != nil {
			return nil, err
		}
		return nil, &badJSON{code: entities.CodeBadJSON, reason: what + " instead of an object"}
	}
	if err := p.object(); err != nil {
		return nil, err
	}
	if p.space(); p.i < len(p.b) {
		return nil, p.errorf("%s after the end of the object", p.char())
	}
	return p.a, p.a.wrong
}

func (p *parser) errorf(format string, args ...any) *badJSON {
	return &badJSON{code: entities.CodeBadJSON, reason: fmt.Sprintf("character %d: ", utf8.RuneCount(p.b[:p.i])+1) + fmt.Sprintf(format, args...)}
}

func (p *parser) cutOff() *badJSON {
	e := p.errorf("the object ends early")
	e.cut = true
	return e
}

// char shows the character at hand.
func (p *parser) char() string {
	r, n := utf8.DecodeRune(p.b[p.i:])
	if r == utf8.RuneError && n <= 1 {
		return fmt.Sprintf("the byte %#02x", p.b[p.i])
	}
	return fmt.Sprintf("%q", r)
}

func (p *parser) space() {
	for p.i < len(p.b) {
		switch p.b[p.i] {
		case ' ', '\t', '\n', '\r':
			p.i++
		default:
			return
		}
	}
}

// want goes over blanks and one character c.
func (p *parser) want(c byte) *badJSON {
	p.space()
	if p.i == len(p.b) {
		return p.cutOff()
	}
	if p.b[p.i] != c {
		return p.errorf("%s where %q must be", p.char(), c)
	}
	p.i++
	return nil
}

// kind names the value at hand.
func (p *parser) kind() string {
	switch c := p.b[p.i]; {
	case c == '{':
		return "an object"
	case c == '[':
		return "an array"
	case c == '"':
		return "a string"
	case c == 't' || c == 'f':
		return "true or false"
	case c == 'n':
		return "null"
	}
	return "a number"
}

// object reads the object at hand, the outermost one.
func (p *parser) object() *badJSON {
	p.i++
	p.space()
	if p.i < len(p.b) && p.b[p.i] == '}' {
		p.i++
		return nil
	}
	for {
		p.space()
		if p.i == len(p.b) {
			return p.cutOff()
		}
		if p.b[p.i] != '"' {
			return p.errorf("%s where a key must be", p.char())
		}
		start := p.i
		key, _, _, err := p.str()
		if err != nil {
			return err
		}
		field, err := p.key(key, start)
		if err != nil {
			return err
		}
		if err := p.want(':'); err != nil {
			return err
		}
		p.space()
		if p.i == len(p.b) {
			return p.cutOff()
		}
		if field >= 0 {
			err = p.field(field)
		} else {
			err = p.skip(1)
		}
		if err != nil {
			return err
		}
		p.space()
		switch {
		case p.i == len(p.b):
			return p.cutOff()
		case p.b[p.i] == ',':
			p.i++
		case p.b[p.i] == '}':
			p.i++
			return nil
		default:
			return p.errorf("%s where a comma or } must be", p.char())
		}
	}
}

// key notes a key and returns its field. A key given twice makes the object
// mean two things, so it is refused; of keys that are not read, case counts.
func (p *parser) key(key []byte, start int) (int, *badJSON) {
	a := p.a
	twice := func(also string) *badJSON {
		p.i = start
		if also == string(key) {
			return p.errorf("the key %q is given twice", also)
		}
		return p.errorf("the keys %q and %q are given, which are one", also, key)
	}
	f := fieldOf(key)
	if f >= 0 {
		if a.key[f] != "" {
			return -1, twice(a.key[f])
		}
		if a.other[f] != "" {
			return -1, twice(a.other[f])
		}
		a.key[f] = fields[f]
		return f, nil
	}
	if len(key) < 16 {
		if f := fieldOf(bytes.ToLower(key)); f >= 0 {
			if a.key[f] != "" {
				return -1, twice(a.key[f])
			}
			if a.other[f] != "" {
				return -1, twice(a.other[f])
			}
			a.other[f] = string(key)
			return -1, nil
		}
	}
	const few = 16
	if a.seen == nil && len(a.unknown) < few {
		for _, k := range a.unknown {
			if bytes.Equal(k, key) {
				return -1, twice(string(k))
			}
		}
		a.unknown = append(a.unknown, bytes.Clone(key))
		return -1, nil
	}
	if a.seen == nil {
		a.seen = map[string]bool{}
		for _, k := range a.unknown {
			a.seen[string(k)] = true
		}
	}
	if a.seen[string(key)] {
		return -1, twice(string(key))
	}
	a.seen[string(key)] = true
	return -1, nil
}

// field reads the value of a field: a string or null, for id a whole number too.
func (p *parser) field(f int) *badJSON {
	a := p.a
	switch c := p.b[p.i]; {
	case c == '"':
		s, bad, lone, err := p.str()
		if err != nil {
			return err
		}
		a.value[f], a.given[f] = string(s), true
		a.bad += bad
		a.lone += lone
		return nil
	case c == 'n':
		return p.skip(1)
	}
	what, start := p.kind(), p.i
	if err := p.skip(1); err != nil {
		return err
	}
	if lit := string(p.b[start:p.i]); f == fieldID && what == "a number" && strings.Trim(lit, "0123456789") == "" {
		a.value[f], a.given[f] = lit, true
		return nil
	}
	if a.wrong == nil {
		a.wrong = &badJSON{code: entities.CodeBadField, reason: fmt.Sprintf("the field %q is %s instead of a string", fields[f], what)}
	}
	return nil
}

// skip goes over any value; depth counts what is around it.
func (p *parser) skip(depth int) *badJSON {
	p.space()
	if p.i == len(p.b) {
		return p.cutOff()
	}
	switch c := p.b[p.i]; {
	case c == '"':
		return p.skipStr()
	case c == '{' || c == '[':
		if depth >= maxNesting {
			return p.errorf("nested deeper than %d", maxNesting)
		}
		return p.skipNested(depth + 1)
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	}
	for _, lit := range []string{"null", "true", "false"} {
		if p.b[p.i] != lit[0] {
			continue
		}
		for j := range len(lit) {
			if p.i+j == len(p.b) {
				p.i = len(p.b)
				return p.cutOff()
			}
			if p.b[p.i+j] != lit[j] {
				p.i += j
				return p.errorf("%s in what should be %s", p.char(), lit)
			}
		}
		p.i += len(lit)
		return nil
	}
	return p.errorf("%s where a value must be", p.char())
}

func (p *parser) skipNested(depth int) *badJSON {
	object, end := p.b[p.i] == '{', byte(']')
	if object {
		end = '}'
	}
	p.i++
	p.space()
	if p.i < len(p.b) && p.b[p.i] == end {
		p.i++
		return nil
	}
	for {
		if object {
			p.space()
			if p.i < len(p.b) && p.b[p.i] != '"' {
				return p.errorf("%s where a key must be", p.char())
			}
			if p.i == len(p.b) {
				return p.cutOff()
			}
			if err := p.skipStr(); err != nil {
				return err
			}
			if err := p.want(':'); err != nil {
				return err
			}
		}
		if err := p.skip(depth); err != nil {
			return err
		}
		p.space()
		switch {
		case p.i == len(p.b):
			return p.cutOff()
		case p.b[p.i] == ',':
			p.i++
		case p.b[p.i] == end:
			p.i++
			return nil
		default:
			return p.errorf("%s where a comma or %c must be", p.char(), end)
		}
	}
}

// number goes over a number as JSON writes it.
func (p *parser) number() *badJSON {
	digits := func() *badJSON {
		if p.i == len(p.b) {
			return p.cutOff()
		}
		if p.b[p.i] < '0' || p.b[p.i] > '9' {
			return p.errorf("%s in a number", p.char())
		}
		for p.i < len(p.b) && p.b[p.i] >= '0' && p.b[p.i] <= '9' {
			p.i++
		}
		return nil
	}
	if p.b[p.i] == '-' {
		p.i++
	}
	if p.i < len(p.b) && p.b[p.i] == '0' {
		p.i++
	} else if err := digits(); err != nil {
		return err
	}
	if p.i < len(p.b) && p.b[p.i] == '.' {
		p.i++
		if err := digits(); err != nil {
			return err
		}
	}
	if p.i < len(p.b) && p.b[p.i]|0x20 == 'e' {
		p.i++
		if p.i < len(p.b) && (p.b[p.i] == '+' || p.b[p.i] == '-') {
			p.i++
		}
		if err := digits(); err != nil {
			return err
		}
	}
	return nil
}

// special marks the bytes that end a run of plain ones inside a string.
var special = func() (t [256]bool) {
	for c := range 0x20 {
		t[c] = true
	}
	t['"'], t['\\'] = true, true
	return t
}()

// skipStr goes over a string whose text is not wanted.
func (p *parser) skipStr() *badJSON {
	p.i++
	for {
		for p.i < len(p.b) && !special[p.b[p.i]] {
			p.i++
		}
		if p.i == len(p.b) {
			return p.cutOff()
		}
		switch p.b[p.i] {
		case '"':
			p.i++
			return nil
		case '\\':
			if _, _, err := p.escape(); err != nil {
				return err
			}
		default:
			return p.errorf("%s bare in a string", p.char())
		}
	}
}

// str reads a string. The bytes are good until the next call; bad counts what
// was no UTF-8, lone the surrogates without their other half. Both become
// U+FFFD.
func (p *parser) str() (s []byte, bad, lone int, err *badJSON) {
	p.i++
	start := p.i
	out, own := p.scratch[:0], false
	for {
		run := p.i
		for p.i < len(p.b) && !special[p.b[p.i]] {
			p.i++
		}
		if p.i == len(p.b) {
			return nil, 0, 0, p.cutOff()
		}
		c := p.b[p.i]
		if c == '"' && !own && !p.invalid {
			p.i++
			return p.b[start : p.i-1], 0, 0, nil
		}
		own = true
		if p.invalid {
			var n int
			out, n = appendValid(out, p.b[run:p.i])
			bad += n
		} else {
			out = append(out, p.b[run:p.i]...)
		}
		switch c {
		case '"':
			p.i++
			p.scratch = out
			return out, bad, lone, nil
		case '\\':
			r, alone, err := p.escape()
			if err != nil {
				return nil, 0, 0, err
			}
			if alone {
				lone++
			}
			out = utf8.AppendRune(out, r)
		default:
			return nil, 0, 0, p.errorf("%s bare in a string", p.char())
		}
	}
}

// escape reads what follows a backslash; alone says that it is one half of a
// surrogate pair, which gives U+FFFD.
func (p *parser) escape() (r rune, alone bool, err *badJSON) {
	p.i++
	if p.i == len(p.b) {
		return 0, false, p.cutOff()
	}
	c := p.b[p.i]
	if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 {
		p.i++
		return rune("\"\\/\b\f\n\r\t"[i]), false, nil
	}
	if c != 'u' {
		return 0, false, p.errorf("%s after a backslash", p.char())
	}
	p.i++
	r, err = p.hex()
	if err != nil || r < 0xD800 || r > 0xDFFF {
		return r, false, err
	}
	if r < 0xDC00 && len(p.b)-p.i >= 6 && p.b[p.i] == '\\' && p.b[p.i+1] == 'u' {
		back := p.i
		p.i += 2
		low, err := p.hex()
		if err != nil {
			return 0, false, err
		}
		if low >= 0xDC00 && low <= 0xDFFF {
			return 0x10000 + (r-0xD800)<<10 + (low - 0xDC00), false, nil
		}
		p.i = back
	}
	return utf8.RuneError, true, nil
}

func (p *parser) hex() (rune, *badJSON) {
	var r rune
	for range 4 {
		if p.i == len(p.b) {
			return 0, p.cutOff()
		}
		c := p.b[p.i]
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, p.errorf("%s in what should be 4 hexadecimal digits", p.char())
		}
		r = r<<4 | rune(c)
		p.i++
	}
	return r, nil
}

// raw turns the fields into a raw article, or says why it is none.
func (a *article) raw(o *Options) (raw entities.Raw, size int64, bad *badJSON) {
	v, d := &a.value, &raw.Doc
	text, html := a.given[fieldText], a.given[fieldHTML]
	fail := func(code entities.Code, format string, args ...any) (entities.Raw, int64, *badJSON) {
		return entities.Raw{}, 0, &badJSON{code: code, reason: fmt.Sprintf(format, args...)}
	}
	for f, k := range a.other {
		if k != "" {
			if (f == fieldText || f == fieldHTML) && !text && !html {
				return fail(entities.CodeBadField, "there is no field text or html; did you mean %q by %q?", fields[f], k)
			}
			d.Warnings = append(d.Warnings, fmt.Sprintf("the field %q is not read; did you mean %q?", k, fields[f]))
		}
	}
	*d = entities.Document{
		ID: v[fieldID], URL: v[fieldURL], Author: v[fieldAuthor], Section: v[fieldSection], Source: v[fieldSource],
		Market: v[fieldMarket], Variant: v[fieldVariant], Replaced: a.bad + a.lone, Warnings: d.Warnings,
	}
	warn := func(format string, args ...any) { d.Warnings = append(d.Warnings, fmt.Sprintf(format, args...)) }
	title := v[fieldTitle]
	if blank([]byte(title)) {
		title = ""
	}
	d.Title = title
	d.Published = date(v[fieldPublished], fields[fieldPublished], warn)
	d.Modified = date(v[fieldModified], fields[fieldModified], warn)
	if a.bad > 0 {
		warn("%d characters were no UTF-8 and became U+FFFD", a.bad)
	}
	if a.lone > 0 {
		warn("%d surrogates stood alone and became U+FFFD", a.lone)
	}
	body, page := v[fieldText], v[fieldHTML]
	hasText := text && !blank([]byte(body))
	switch {
	case !text && !html:
		return fail(entities.CodeBadField, "there is no field text or html")
	case int64(len(body)) > o.MaxText:
		return fail(entities.CodeTooLarge, "a text of more than %s", megabytes(o.MaxText))
	case hasText:
		if html && page != "" {
			warn("there is a field text, so html is not read")
		}
		raw.Format = entities.JSON
		d.SetText(title, body)
		return raw, int64(len(d.Text)), nil
	case int64(len(page)) > o.MaxPage:
		return fail(entities.CodeTooLarge, "a page of more than %s", megabytes(o.MaxPage))
	case body == "" && page == "":
		return fail(entities.CodeEmpty, "the text is empty")
	case blank([]byte(page)):
		return fail(entities.CodeBlank, "there are only blanks in it")
	}
	raw.Format, raw.Data, raw.Charset = entities.HTML, []byte(page), "utf-8"
	return raw, int64(len(page)), nil
}

// date returns an ISO date as it is, and nothing for what is none.
func date(s, field string, warn func(string, ...any)) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	if _, err := entities.ParseDay(s); err != nil {
		warn("the field %q is left empty: %s", field, strings.ToValidUTF8(printable(err.Error(), 200), "\uFFFD"))
		return ""
	}
	return s
}
