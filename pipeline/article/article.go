// Package article turns a raw page or text into a document: title, date,
// author, section and body, as paragraphs.
//
// Start reading at Extractor.Document. The steps of a page stand in files of
// their own: charset.go (bytes to text), parse.go (text to tree), blocks.go
// (tree to paragraphs), title.go, details.go (date, author, section), body.go
// (which paragraphs are the article), template.go (pages of known sites) and
// plain.go (texts without tags).
//
// Beware: JSON articles that carry their text keep it code point for code
// point, so that offsets into it stay true; only pages and plain texts are
// cleaned.
package article

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/factloom/factloom/entities"
)

// Options tune the extraction. The zero value is a good default.
type Options struct {
	Templates []Template // asked before those that ship, in this order; one with the same name replaces
	General   bool       // read all pages by the general path, without any template
}

// Extractor reads articles. It is safe for use by several goroutines.
type Extractor struct {
	templates []Template
}

// New returns an extractor. The error says which template is wrong.
func New(opt Options) (*Extractor, error) {
	if opt.General {
		return &Extractor{}, nil
	}
	shipped, err := Shipped()
	if err != nil {
		return nil, err
	}
	e := &Extractor{}
	have := map[string]bool{}
	for _, t := range append(append([]Template{}, opt.Templates...), shipped...) {
		if have[t.Name] {
			continue
		}
		if err := t.check(); err != nil {
			return nil, err
		}
		have[t.Name] = true
		e.templates = append(e.templates, t)
	}
	return e, nil
}

// Document turns a raw article into a document. The error is always a
// *entities.Reject that says why there is none.
func (e *Extractor) Document(raw entities.Raw) (doc *entities.Document, err error) {
	reject := func(code entities.Code, format string, a ...any) (*entities.Document, error) {
		return nil, &entities.Reject{File: raw.File, Code: code, Reason: fmt.Sprintf(format, a...), Data: raw.Data}
	}
	defer func() {
		if r := recover(); r != nil {
			doc, err = reject(entities.CodeInternal, "reading the article failed: %v", r)
		}
	}()
	d := raw.Doc
	d.File = raw.File
	d.Warnings = append([]string(nil), raw.Doc.Warnings...)
	if d.Text != "" {
		if strings.TrimSpace(d.Text) == "" {
			return reject(entities.CodeBlank, "the text is blank")
		}
		d.SetText(d.Title, d.Text)
		if d.Title != "" && strings.TrimSpace(d.Text[len(d.Title):]) == "" {
			return reject(entities.CodeNoText, "the text holds the title alone")
		}
		d.Published = given(&d, "published", d.Published)
		d.Modified = given(&d, "modified", d.Modified)
		if _, nul, esc, ctl := scrub(d.Text); nul+esc+ctl > 0 {
			d.Warnings = append(d.Warnings, fmt.Sprintf("%d control characters in the text", nul+esc+ctl))
		}
		d.Warnings = append(d.Warnings, oddities(d.Text)...)
		return &d, nil
	}
	if len(bytes.TrimSpace(raw.Data)) == 0 {
		if len(raw.Data) == 0 {
			return reject(entities.CodeEmpty, "there are no bytes")
		}
		return reject(entities.CodeBlank, "there are only blanks")
	}
	if what := binary(raw.Data); what != "" {
		return reject(entities.CodeBinary, "this is %s, not text", what)
	}
	isHTML := raw.Format == entities.HTML || raw.Format == entities.JSON && bytes.HasPrefix(bytes.TrimSpace(raw.Data), []byte("<"))
	dec := decode(raw.Data, raw.Charset, isHTML)
	if n := utf8.RuneCountInString(dec.text); dec.bad > 8 && dec.bad*5 > n {
		return reject(entities.CodeEncoding, "%d of %d characters cannot be read as %s", dec.bad, n, dec.charset)
	}
	d.Warnings = append(d.Warnings, dec.warnings...)
	text, nul, esc, ctl := scrub(dec.text)
	for _, w := range []struct {
		n    int
		what string
	}{{nul, "NUL characters"}, {esc, "escape sequences"}, {ctl, "control characters"}} {
		if w.n > 0 {
			d.Warnings = append(d.Warnings, fmt.Sprintf("%d %s removed", w.n, w.what))
		}
	}
	if strings.TrimSpace(text) == "" {
		return reject(entities.CodeBlank, "there are only blanks")
	}
	var got result
	if isHTML {
		got = e.page(text, d.URL)
	} else {
		got = plain(text)
	}
	if d.Title == "" {
		d.Title = got.title
	}
	d.Title = line(d.Title)
	if d.Published = given(&d, "published", d.Published); d.Published == "" {
		d.Published = got.published
		if got.guessed && got.published != "" {
			d.Warnings = append(d.Warnings, "date taken from an address")
		}
	}
	if d.Modified = given(&d, "modified", d.Modified); d.Modified == "" {
		d.Modified = got.modified
	}
	fill(&d.Author, got.author)
	fill(&d.Section, got.section)
	fill(&d.URL, got.url)
	fill(&d.Variant, got.variant)
	d.Warnings = append(d.Warnings, got.warnings...)
	body := got.body
	if len(body) > 1 && raw.Doc.Title != "" && squash(body[0]) == squash(d.Title) {
		body = body[1:] // the title that the input gave stands on the page too
	}
	if len(body) == 0 {
		switch {
		case isHTML && got.flat && got.title == "":
			return reject(entities.CodeTooDeep, "the page is nested too deeply, and no text is found among its tokens")
		case isHTML && got.scripts:
			return reject(entities.CodeNoText, "the page has no text outside its scripts")
		case d.Title != "":
			return reject(entities.CodeNoText, "there is a title but no article text")
		}
		return reject(entities.CodeNoText, "there is no article text")
	}
	d.SetText(d.Title, strings.Join(body, "\n\n"))
	d.Replaced = strings.Count(d.Text, string(utf8.RuneError))
	if d.Replaced > 0 {
		d.Warnings = append(d.Warnings, fmt.Sprintf("%d characters could not be read as %s", d.Replaced, dec.charset))
	}
	if n := dec.bad - d.Replaced; n > 0 {
		d.Warnings = append(d.Warnings, fmt.Sprintf("%d characters outside the text could not be read as %s", n, dec.charset))
	}
	d.Warnings = append(d.Warnings, oddities(d.Text)...)
	return &d, nil
}

func fill(to *string, v string) {
	if *to == "" {
		*to = v
	}
}

// given returns a date that came with the input in ISO form, "" with a warning
// when it is none.
func given(d *entities.Document, field, v string) string {
	v = strings.TrimSpace(v)
	if v == "" {
		return ""
	}
	if _, err := entities.ParseDay(v); err == nil {
		return v
	}
	if s := normalDate(v); s != "" {
		return s
	}
	if len(v) > 40 {
		v = v[:40] + "…"
	}
	d.Warnings = append(d.Warnings, fmt.Sprintf("%s %q is no date", field, strings.ToValidUTF8(v, "�")))
	return ""
}

// result is what was read from a page or a plain text.
type result struct {
	title, published, modified, author, section, url, variant string
	body                                                      []string
	guessed                                                   bool // published is from an address
	flat                                                      bool // read from the tokens
	scripts                                                   bool // the page has scripts
	warnings                                                  []string
}

// enough is the length, in code points, of a body that needs no second look.
const enough = 60

// page reads an HTML page.
func (e *Extractor) page(text, address string) result {
	root, flat := parse(text)
	f := readFacts(root)
	r := result{flat: flat, scripts: len(f.scripts) > 0, url: f.url()}
	if flat {
		r.warnings = append(r.warnings, "too deep or too costly for the HTML parser, read from its tokens")
	}
	if address == "" {
		address = r.url
	}
	if v := f.variant(); agrees(v, address) {
		r.variant = v
	}
	t, hit := e.match(root, f, address)
	remove := hit.remove
	c := collector{hides: true, soft: true, remove: remove}
	blocks := c.collect(root)
	title, at := titleOf(f, blocks)
	if hit.title != "" {
		title, at = hit.title, place(blocks, hit.title, at)
	}
	r.title = title
	r.published, r.guessed = publishedOf(f, c.elems, blocks, at, address)
	r.modified = modifiedOf(f)
	r.section = sectionOf(f, blocks, title)

	if t != nil && len(hit.body) > 0 {
		r.body = hit.paragraphs(title)
	}
	if size(r.body) == 0 {
		r.body = general(root, f, c.elems, blocks, title, at, remove, &r)
	}
	r.author = authorOf(f, blocks, at, r.body)
	if hit.published != "" {
		r.published, r.guessed = hit.published, false
	}
	if hit.author != "" {
		r.author = hit.author
	}
	if hit.section != "" {
		r.section = hit.section
	}
	return r
}

// agrees tells whether the language tag of a page fits the country of its
// address: many a site in one place has the tag of another.
func agrees(variant, address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return true
	}
	for _, c := range []struct{ suffix, variant string }{{".hk", "zh-HK"}, {".tw", "zh-TW"}, {".cn", "zh-CN"}} {
		if strings.HasSuffix(strings.ToLower(u.Hostname()), c.suffix) {
			return variant == c.variant
		}
	}
	return true
}

// general finds the body without a template. Where that gives next to nothing,
// it looks again with less strict rules, then at what scripts, JSON-LD and
// text areas hold for the script of the page to show.
func general(root *html.Node, f *facts, elems []elem, blocks []block, title string, at int, remove map[*html.Node]bool, r *result) []string {
	body := paragraphsOf(elems, blocks, title, at, true)
	if size(body) >= enough && size(body)*4 >= proseSize(blocks) {
		return body
	}
	better := func(b []string, warning string) {
		if size(b) > 2*size(body)+20 {
			body = b
			if warning != "" {
				r.warnings = append(r.warnings, warning)
			}
		}
	}
	better(paragraphsOf(elems, blocks, title, at, false), "")
	if !tells(body) {
		c := collector{hides: true, remove: remove}
		if b := c.collect(root); len(b) > len(blocks) {
			better(paragraphsOf(c.elems, b, title, place(b, title, -1), true), "the text is set invisible")
		}
	}
	if n := utf8.RuneCountInString(f.ld.body); n >= enough && size(body) < n*6/10 {
		better(fragment(f.ld.body, title), "text taken from JSON-LD")
	}
	if !tells(body) {
		if b := fromScripts(f, title); b != nil {
			better(b, "text taken from a script")
		}
	}
	if !tells(body) {
		c := collector{remove: remove}
		if b := c.collect(root); len(b) > len(blocks) {
			better(paragraphsOf(c.elems, b, title, place(b, title, -1), true), "the text is hidden in the page")
		}
	}
	return body
}

// tells tells whether a body has a sentence of its own, and not only words such
// as those that ask for JavaScript.
func tells(body []string) bool {
	for _, p := range body {
		if utf8.RuneCountInString(p) >= 10 && strings.ContainsAny(p, "。！？，.!?,") && !(strings.Contains(strings.ToLower(p), "javascript") && size(body) < 200) {
			return true
		}
	}
	return false
}

// size returns the length of a body in code points.
func size(body []string) int {
	n := 0
	for _, p := range body {
		n += utf8.RuneCountInString(p)
	}
	return n
}

// proseSize is the length of all prose of a page outside links.
func proseSize(blocks []block) int {
	n := 0
	for i := range blocks {
		if b := &blocks[i]; b.prose() && !b.drop {
			n += b.n - b.link
		}
	}
	return n
}

// place returns the first block that holds the title, a heading before others.
func place(blocks []block, title string, otherwise int) int {
	s := squash(title)
	if s == "" {
		return otherwise
	}
	found := otherwise
	for i := range blocks {
		if blocks[i].n > 2*maxTitle || squash(blocks[i].text) != s {
			continue
		}
		if blocks[i].head > 0 {
			return i
		}
		if found < 0 {
			found = i
		}
	}
	return found
}

// fragment returns the paragraphs of a text that may hold HTML, as field
// values do.
func fragment(s, title string) []string {
	if strings.Contains(s, "&lt;") && !strings.Contains(s, "<") {
		s = html.UnescapeString(s)
	}
	if !strings.Contains(s, "<") {
		s = strings.ReplaceAll(html.EscapeString(s), "\n", "<p>")
	}
	root, _ := parse(s)
	c := collector{hides: true}
	var out []string
	for _, b := range c.collect(root) {
		if !junk(&b) && squash(b.text) != squash(title) && hasLetter(b.text) {
			out = append(out, b.text)
		}
	}
	return out
}

// fromScripts looks for the article's text in the strings of scripts, JSON or
// not, and in text areas: sites whose pages are drawn by a script ship it
// there. The longest string of Chinese prose is taken, or the longest run of
// strings under it.
func fromScripts(f *facts, title string) []string {
	best, score := "", 0
	try := func(s string) {
		if n := proseIn(s); n > score {
			best, score = s, n
		}
	}
	for _, n := range f.scripts {
		if n.FirstChild == nil {
			continue
		}
		literals(n.FirstChild.Data, try)
	}
	for _, n := range f.textareas {
		if s := textOf(n, 1<<22); len(s) > 200 {
			try(s)
		}
	}
	if score < 80 {
		return nil
	}
	return fragment(best, title)
}

// proseIn weighs a string as article text: the number of its Chinese
// characters when it has two full stops and more.
func proseIn(s string) int {
	stops, han := 0, 0
	for _, r := range s {
		switch {
		case r == '。':
			stops++
		case isHan(r):
			han++
		}
	}
	if stops < 2 || han < 60 || strings.Contains(s, "function(") {
		return 0
	}
	return han
}

// literals calls try with every long string literal in a script, unescaped.
func literals(s string, try func(string)) {
	for i := 0; i < len(s); i++ {
		q := s[i]
		if q != '"' && q != '\'' {
			continue
		}
		j := i + 1
		for j < len(s) && s[j] != q && (s[j] != '\n' || j-i > 1<<16) {
			if s[j] == '\\' {
				j++
			}
			j++
		}
		if j >= len(s) {
			// An apostrophe in a comment opens no string: go on after it.
			if j-i > 1<<16 {
				return
			}
			continue
		}
		if s[j] == q {
			if j-i > 200 {
				try(unescape(s[i+1 : j]))
			}
			i = j
		}
	}
}

// unescape reads the escapes of a JSON or JavaScript string; what is none is
// kept as it stands.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 >= len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n', 'r':
			b.WriteByte('\n')
		case 't':
			b.WriteByte(' ')
		case 'u':
			r, n := hex4(s[i+1:])
			if n == 0 {
				b.WriteByte('u')
				continue
			}
			i += n
			if r >= 0xD800 && r < 0xDC00 && strings.HasPrefix(s[i+1:], `\u`) {
				if r2, n2 := hex4(s[i+3:]); n2 > 0 && r2 >= 0xDC00 && r2 < 0xE000 {
					r = 0x10000 + (r-0xD800)<<10 + (r2 - 0xDC00)
					i += 2 + n2
				}
			}
			b.WriteRune(r)
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func hex4(s string) (rune, int) {
	if len(s) < 4 {
		return 0, 0
	}
	var r rune
	for i := 0; i < 4; i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, 0
		}
	}
	return r, 4
}
