package read

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"github.com/factloom/factloom/entities"
)

// feed reads the items of an RSS (0.9 to 2.0) or Atom feed: each is an article.
// Its text is the longest of content:encoded, content, description and summary,
// which may be only the beginning of what the link leads to.
//
// Nothing outside the feed is looked at, and entities that it declares are not
// replaced, so it can neither reach a file nor grow.
func (w *walker) feed(s *source) error {
	data, over, err := readAll(s.r, w.opt.MaxPage, s.size)
	switch {
	case over:
		s.left = true
		return w.refuse(s.place, entities.CodeTooLarge, "a feed of more than "+megabytes(w.opt.MaxPage), nil)
	case err != nil:
		return w.fail(s.place, err)
	}
	text, note, bad := feedText(data, s.charset)
	p := &feedReader{w: w, s: s, text: text, replaced: bad}
	p.warnings = append(p.warnings, s.doc.Warnings...)
	if note != "" {
		p.warnings = append(p.warnings, note)
	}
	return p.read()
}

// feedText returns a feed in UTF-8, without characters that XML does not allow.
// bad counts what could not be read and became U+FFFD.
func feedText(data []byte, header string) (text []byte, note string, bad int) {
	e := utf16of(data[:min(len(data), guessLen)])
	label := header
	if m := xmlEncoding.FindSubmatch(data[:min(len(data), 256)]); m != nil {
		label = string(m[1])
	}
	switch {
	case e != "":
		data = to8(data, e)
	case utf8.Valid(data):
	default:
		good, broken := health(data)
		if enc, err := htmlindex.Get(label); err == nil && enc != unicode.UTF8 {
			if out, err := enc.NewDecoder().Bytes(data); err == nil {
				if lost := bytes.Count(out, []byte("\uFFFD")); lost*20 <= utf8.RuneCount(out) || lost < broken {
					data, bad = out, lost
					break
				}
			}
		}
		if broken*3 > good {
			if l, ok := guess(data[firstHigh(data):], ""); ok {
				data, bad = l.decode(data)
				note = "it says " + printable(label, 20) + " but was in " + string(l)
				if label == "" {
					note = "it was in " + string(l)
				}
			}
		}
	}
	var more int
	data, more = appendValid(make([]byte, 0, len(data)), bytes.TrimPrefix(data, bom))
	return bytes.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, data), note, bad + more
}

var xmlEncoding = regexp.MustCompile(`^[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// feedReader is the state of reading one feed.
type feedReader struct {
	w        *walker
	s        *source
	text     []byte
	warnings []string
	replaced int

	begin  int      // where the part at hand begins in text
	lines  int      // line ends before it
	end    int      // where it went wrong
	around []string // the elements around, in lower case

	title  string // of the feed
	home   string // the page that the feed belongs to; links are relative to it
	n      int    // items so far
	faults int    // outside of items
}

// feedItem is one item on its way to an article.
type feedItem struct {
	id, link, title, published, modified, author, section string
	html, text                                            string // the longest of each
	alternate                                             bool   // link is what the item says its page is
}

// read gives an article for each item. Where the XML goes wrong it begins again
// at the next item, until it has gone over some of the feed too often.
func (p *feedReader) read() error {
	for begin, again := 0, 0; ; {
		next, err := p.part(begin)
		if err != nil || next < 0 {
			return err
		}
		if again += p.end - next; again > 4*len(p.text)+1<<20 {
			p.s.left = true
			return p.w.refuse(p.outside(), entities.CodeArchive, fmt.Sprintf("the feed is not well-formed in too many places; what follows item %d is not read", p.n), nil)
		}
		begin = next
	}
}

// part reads the feed from an offset on. Where it goes wrong, next is the offset
// of the item to go on with; -1 when the feed is done with.
func (p *feedReader) part(begin int) (next int, err error) {
	p.lines += bytes.Count(p.text[p.begin:begin], []byte("\n"))
	p.begin = begin
	d := xml.NewDecoder(bytes.NewReader(p.text[begin:]))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.AutoClose = []string{"br", "img", "hr", "input", "meta", "param", "col", "area"} // in texts that are not wrapped up
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 by now
	for {
		if err := p.w.ctx.Err(); err != nil {
			return -1, err
		}
		start := p.offset(d)
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			inItem := p.itemAt(start)
			if inItem {
				p.n++
			}
			return p.broken(d, start, inItem, err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			name := strings.ToLower(t.Name.Local)
			if name == "item" || name == "entry" {
				line := p.lineOf(d)
				item, inside, err := p.item(d)
				if err != nil {
					p.n++ // an item that is cut is not taken
					return p.broken(d, start, true, err)
				}
				end := p.offset(d)
				if inside > 0 {
					end = inside
				}
				if gerr := p.give(item, line, p.text[start:end], inside > 0); gerr != nil {
					return -1, gerr
				}
				if inside > 0 {
					p.end = p.offset(d)
					return inside, nil
				}
				continue
			}
			if in := p.around; len(in) > 0 && (in[len(in)-1] == "channel" || in[len(in)-1] == "feed") {
				inner, err := p.inner(d)
				if err != nil {
					return p.broken(d, start, false, err)
				}
				switch name {
				case "title":
					if p.title == "" {
						p.title = plainText(inner)
					}
				case "link":
					if link := linkOf(t, inner); link != "" && (p.home == "" || attrOf(t, "rel") == "alternate") && attrOf(t, "rel") != "self" {
						p.home = link
					}
				}
				continue
			}
			if len(p.around) > maxNesting {
				return p.broken(d, start, false, errors.New("its elements are nested too deeply"))
			}
			p.around = append(p.around, name)
		case xml.EndElement:
			if n := len(p.around); n > 0 {
				p.around = p.around[:n-1]
			}
		}
	}
	if p.n == 0 {
		return -1, p.w.refuse(p.outside(), entities.CodeEmpty, "there are no items in the feed", nil)
	}
	return -1, nil
}

// offset returns where d stands in the feed.
func (p *feedReader) offset(d *xml.Decoder) int { return p.begin + int(d.InputOffset()) }

// lineOf returns the line of the feed that d stands in, from 1.
func (p *feedReader) lineOf(d *xml.Decoder) int {
	line, _ := d.InputPos()
	return p.lines + line
}

// itemAt says whether the element at an offset is an item: that has no prefix, as
// the elements of other vocabularies have.
func (p *feedReader) itemAt(offset int) bool {
	m := itemStart.FindIndex(p.text[offset:min(len(p.text), offset+8)])
	return m != nil && m[0] == 0
}

var itemStart = regexp.MustCompile(`(?i)<(?:item|entry)[\s>]`)

// outside returns the place of a fault that lies in no item: of the feed, and each
// has its own.
func (p *feedReader) outside() string {
	if p.faults++; p.faults > 1 {
		return fmt.Sprintf("%s#~%d", p.s.place, p.faults)
	}
	return p.s.place
}

// itemPlace returns the place of the item at hand.
func (p *feedReader) itemPlace() string { return fmt.Sprintf("%s#%d", p.s.place, p.n) }

// kept returns what goes with the reject of an item.
func kept(item []byte) []byte { return bytes.Clone(item[:min(len(item), keepBad)]) }

// broken reports a fault of the XML in what begins at start, in the item at hand
// or in none; the items before it are out. next is the item to go on with, -1 when
// there is none.
func (p *feedReader) broken(d *xml.Decoder, start int, inItem bool, err error) (next int, _ error) {
	p.end = p.offset(d)
	line := p.lineOf(d)
	var syn *xml.SyntaxError
	if errors.As(err, &syn) {
		line, err = p.lines+syn.Line, errors.New(syn.Msg)
	}
	refuse := func(code entities.Code, reason string, end int) error {
		if inItem {
			return p.w.refuse(p.itemPlace(), code, reason, kept(p.text[start:end]))
		}
		return p.w.refuse(p.outside(), code, reason, nil)
	}
	if m := itemStart.FindIndex(p.text[min(start+1, len(p.text)):]); m != nil {
		next = start + 1 + m[0]
		return next, refuse(entities.CodeArchive, fmt.Sprintf("line %d: the feed is not well-formed: %v; it is read again from the next item, in line %d", line, err, 1+p.lines+bytes.Count(p.text[p.begin:next], []byte("\n"))), next)
	}
	if syn != nil && p.begin > 0 && strings.HasPrefix(syn.Msg, "unexpected end element") {
		return -1, nil // of the feed, which began before this part
	}
	p.s.left = true
	if err == io.EOF || err == io.ErrUnexpectedEOF || syn != nil && strings.Contains(syn.Msg, "unexpected EOF") {
		where := fmt.Sprintf("after item %d", p.n)
		if inItem {
			where = "in this item"
		}
		return -1, refuse(entities.CodeTruncated, fmt.Sprintf("the feed ends early, %s, in line %d", where, line), len(p.text))
	}
	return -1, refuse(entities.CodeArchive, fmt.Sprintf("line %d: the feed is not well-formed: %v; what follows item %d is not read", line, err, p.n), len(p.text))
}

// inner returns what stands in the element whose start was just read, as it
// stands there, and goes behind its end.
func (p *feedReader) inner(d *xml.Decoder) (string, error) {
	from := p.offset(d)
	for depth := 0; ; {
		to := p.offset(d)
		t, err := d.Token()
		if err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return "", err
		}
		switch t.(type) {
		case xml.StartElement:
			if p.itemAt(to) {
				return "", errors.New("an element is not closed before the next item")
			}
			if depth++; depth > maxNesting {
				return "", errors.New("its elements are nested too deeply")
			}
		case xml.EndElement:
			if depth--; depth < 0 {
				return string(p.text[from:to]), nil
			}
		}
	}
}

// item reads the fields of the item whose start was just read. inside is the
// offset of another that begins in it, which was never closed then; else 0.
func (p *feedReader) item(d *xml.Decoder) (it feedItem, inside int, err error) {
	for {
		from := p.offset(d)
		t, err := d.Token()
		if err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return it, 0, err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return it, 0, nil
		case xml.StartElement:
			if p.itemAt(from) {
				return it, from, nil
			}
			inner, err := p.inner(d)
			if err != nil {
				return it, 0, err
			}
			it.take(t, inner)
		}
	}
}

// take keeps one field of an item.
func (it *feedItem) take(t xml.StartElement, inner string) {
	set := func(to *string) {
		if *to == "" {
			*to = plainText(inner)
		}
	}
	space := strings.ToLower(t.Name.Space)
	media := strings.Contains(space, "mrss") || space == "media"
	itunes := strings.Contains(space, "itunes")
	switch name := strings.ToLower(t.Name.Local); {
	case media || itunes: // titles and texts of pictures and recordings
	case name == "title":
		set(&it.title)
	case name == "guid" || name == "id":
		set(&it.id)
		if name == "guid" && it.link == "" && attrOf(t, "isPermaLink") == "true" {
			it.link = it.id
		}
	case name == "link" || name == "origlink":
		rel := attrOf(t, "rel")
		link := linkOf(t, inner)
		if link != "" && (rel == "" || rel == "alternate") && (!it.alternate || name == "origlink") {
			it.link, it.alternate = link, true
		}
	case name == "pubdate" || name == "published" || name == "issued" || name == "date" || name == "created":
		set(&it.published)
	case name == "updated" || name == "modified":
		set(&it.modified)
	case name == "creator":
		set(&it.author)
	case name == "author":
		if it.author == "" {
			if m := authorName.FindStringSubmatch(inner); m != nil {
				it.author = plainText(m[1])
			} else {
				it.author = plainText(inner)
			}
		}
	case name == "category" || name == "subject":
		if it.section == "" {
			if it.section = attrOf(t, "label"); it.section == "" {
				it.section = attrOf(t, "term")
			}
			set(&it.section)
		}
	case name == "encoded" || name == "content" || name == "description" || name == "summary" || name == "fulltext" || name == "full-text":
		it.words(attrOf(t, "type"), inner)
	}
}

var authorName = regexp.MustCompile(`(?is)<(?:[a-z]+:)?name[^>]*>(.*?)</`)

// words keeps the longest text, as a page or as plain text.
func (it *feedItem) words(typ, inner string) {
	if typ == "xhtml" || typ == "application/xhtml+xml" {
		if len(inner) > len(it.html) {
			it.html = inner
		}
		return
	}
	s := unwrap(inner)
	switch {
	case strings.Contains(typ, "/") && !strings.HasPrefix(typ, "text/") && !strings.HasSuffix(typ, "xml"):
		return // a picture, in base 64
	case typ == "text" || typ == "text/plain" || !strings.ContainsAny(s, "<&"):
		if len(s) > len(it.text) {
			it.text = s
		}
	case len(s) > len(it.html):
		it.html = s
	}
}

// give passes an item on as an article; source is what the feed has of it.
func (p *feedReader) give(it feedItem, line int, source []byte, unclosed bool) error {
	p.n++
	place := p.itemPlace()
	doc := entities.Document{
		ID: it.id, URL: p.resolve(it.link), Title: it.title, Author: it.author, Section: it.section, Source: p.title,
		Published: feedDate(it.published), Modified: feedDate(it.modified), Warnings: append([]string(nil), p.warnings...),
	}
	if doc.Published == "" {
		doc.Published, doc.Modified = doc.Modified, ""
	}
	if p.n == 1 && p.replaced > 0 {
		doc.Warnings = append(doc.Warnings, fmt.Sprintf("%d characters of the feed could not be read", p.replaced))
	}
	if unclosed {
		doc.Warnings = append(doc.Warnings, "the item of the feed is not closed")
	}
	raw := entities.Raw{File: place, Doc: doc, Charset: "utf-8"}
	switch body, page := it.text, it.html; {
	case len(page) > len(body):
		raw.Format, raw.Data = entities.HTML, []byte(page)
	case strings.TrimSpace(body) != "":
		if int64(len(body)) > p.w.opt.MaxText {
			return p.w.refuse(place, entities.CodeTooLarge, "a text of more than "+megabytes(p.w.opt.MaxText), nil)
		}
		raw.Format, raw.Charset = entities.JSON, ""
		raw.Doc.SetText(doc.Title, body)
	default:
		what := "the item has no text"
		if it.title != "" {
			what += ", only the title " + printable(it.title, 40)
		}
		return p.w.refuse(place, entities.CodeNoText, fmt.Sprintf("line %d: %s", line, what), kept(source))
	}
	return p.w.give(raw, int64(len(raw.Data)+len(raw.Doc.Text)))
}

// resolve makes an address whole.
func (p *feedReader) resolve(link string) string {
	if link == "" {
		return ""
	}
	u, err := url.Parse(link)
	if err != nil || u.IsAbs() {
		return link
	}
	for _, base := range []string{p.home, p.s.doc.URL} {
		if b, err := url.Parse(base); err == nil && b.IsAbs() {
			return b.ResolveReference(u).String()
		}
	}
	return link
}

// feedDates are the forms of dates in feeds, besides those of ISO.
var feedDates = []string{
	time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "Mon, 2 Jan 2006 15:04 -0700",
	"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 MST", "Mon, 02 Jan 06 15:04:05 -0700", "02 Jan 06 15:04 MST", "Mon, 2 January 2006 15:04:05 -0700",
}

// zones are those that feeds name by letters; Go knows the offset of none of
// them. CST is China's here.
var zones = map[string]string{"GMT": "+0000", "UTC": "+0000", "UT": "+0000", "Z": "+0000", "HKT": "+0800", "CST": "+0800", "SGT": "+0800", "JST": "+0900", "KST": "+0900", "EST": "-0500", "EDT": "-0400", "PST": "-0800", "PDT": "-0700", "BST": "+0100"}

// feedDate returns a date of a feed in ISO form, as it is when it is not one
// that feeds have.
func feedDate(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		if off, ok := zones[s[i+1:]]; ok {
			s = s[:i+1] + off
		}
	}
	for _, layout := range feedDates {
		if t, err := time.Parse(layout, s); err == nil {
			if _, off := t.Zone(); off == 0 {
				return t.Format("2006-01-02T15:04:05Z")
			}
			return t.Format(time.RFC3339)
		}
	}
	return s
}

func attrOf(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

func linkOf(t xml.StartElement, inner string) string {
	if href := attrOf(t, "href"); href != "" {
		return href
	}
	return plainText(inner)
}

// unwrap takes the XML dress off a text: CDATA sections, or references where
// there are none.
func unwrap(s string) string {
	const open, end = "<![CDATA[", "]]>"
	if !strings.Contains(s, open) {
		return html.UnescapeString(s)
	}
	var b strings.Builder
	for {
		i := strings.Index(s, open)
		if i < 0 {
			b.WriteString(html.UnescapeString(s))
			return b.String()
		}
		b.WriteString(html.UnescapeString(s[:i]))
		s = s[i+len(open):]
		j := strings.Index(s, end)
		if j < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:j])
		s = s[j+len(end):]
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// plainText returns the words of a short field, which may hold tags and
// references that are written twice.
func plainText(s string) string {
	s = unwrap(s)
	if strings.ContainsAny(s, "<&") {
		s = html.UnescapeString(tags.ReplaceAllString(s, ""))
	}
	return strings.Join(strings.Fields(s), " ")
}
