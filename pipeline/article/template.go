package article

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"gopkg.in/yaml.v3"
)

// Template says where the parts of an article stand in the pages of a site or
// of a content system. A part that it does not name, or does not find, is read
// by the general path.
type Template struct {
	Name  string
	About string
	File  string // where it was read, for messages
	Line  int

	Hosts     []string // www.example.com, or *.example.com for it and all below it
	Generator string   // how the page's generator begins, any case
	Has       Pick     // a selector that must match

	Title, Published, Author, Section, Body Pick
	Remove                                  Pick // taken out before anything is read
}

// Pick is a list of selectors, tried in this order.
type Pick []Choice

// Choice takes the text of the first element that a selector matches.
type Choice struct {
	Select string
	Attr   string // take this attribute in place of the text
	Match  string // a regular expression: take its first group, or what it matches

	sel cascadia.Selector
	re  *regexp.Regexp
}

//go:embed templates/*.yaml
var shippedFS embed.FS

// Shipped returns the templates that ship, in the order of their files' names.
func Shipped() ([]Template, error) {
	var out []Template
	err := fs.WalkDir(shippedFS, "templates", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		r, err := shippedFS.Open(path)
		if err != nil {
			return err
		}
		defer r.Close()
		t, err := ReadTemplates(path, r)
		out = append(out, t...)
		return err
	})
	return out, err
}

// TemplateErrors are all mistakes in a template file, each with file and line.
type TemplateErrors []string

// Error gives one mistake a line.
func (e TemplateErrors) Error() string { return strings.Join(e, "\n") }

// maxTemplateFile bounds a template file.
const maxTemplateFile = 1 << 20

// ReadTemplates reads a file of templates: a YAML list, or a single template.
// Keys nobody knows are errors. The error is a TemplateErrors with every
// mistake.
func ReadTemplates(file string, r io.Reader) ([]Template, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxTemplateFile+1))
	if err != nil {
		return nil, fmt.Errorf("read templates %s: %w", file, err)
	}
	p := &templateReader{file: file}
	if len(data) > maxTemplateFile {
		p.fail(1, "file is larger than %d bytes", maxTemplateFile)
		return nil, p.errs
	}
	if !utf8.Valid(data) {
		p.fail(1+strings.Count(string(data[:validPrefix(data)]), "\n"), "not UTF-8")
		return nil, p.errs
	}
	dec := yaml.NewDecoder(strings.NewReader(string(data)))
	var doc, next yaml.Node
	if err := dec.Decode(&doc); err == io.EOF {
		p.fail(1, "no templates")
		return nil, p.errs
	} else if err != nil {
		p.yamlError(err)
		return nil, p.errs
	}
	if err := dec.Decode(&next); err == nil {
		if len(next.Content) > 0 {
			next.Line = next.Content[0].Line
		}
		p.fail(max(next.Line, 1), "a second document: put all templates in one list")
	} else if err != io.EOF {
		p.yamlError(err)
	}
	var out []Template
	switch top := doc.Content[0]; top.Kind {
	case yaml.SequenceNode:
		for _, n := range top.Content {
			out = append(out, p.template(n))
		}
	case yaml.MappingNode:
		out = append(out, p.template(top))
	default:
		p.fail(max(top.Line, 1), "want a list of templates")
	}
	seen := map[string]int{}
	for _, t := range out {
		if l := seen[t.Name]; l > 0 && t.Name != "" {
			p.fail(t.Line, "template %q stands in line %d already", t.Name, l)
		}
		seen[t.Name] = t.Line
	}
	if len(p.errs) > 0 {
		return nil, p.errs
	}
	return out, nil
}

func validPrefix(b []byte) int {
	i := 0
	for i < len(b) {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			break
		}
		i += n
	}
	return i
}

type templateReader struct {
	file string
	errs TemplateErrors
}

func (p *templateReader) fail(line int, format string, a ...any) {
	p.errs = append(p.errs, fmt.Sprintf("%s:%d: ", p.file, line)+fmt.Sprintf(format, a...))
}

// yamlError gives a syntax error of the YAML reader with file and line.
func (p *templateReader) yamlError(err error) {
	s := strings.TrimPrefix(err.Error(), "yaml: ")
	n := 1
	if _, e := fmt.Sscanf(s, "line %d:", &n); e == nil {
		s = strings.TrimSpace(s[strings.Index(s, ":")+1:])
	}
	p.fail(n, "%s", s)
}

var templateKeys = []string{"name", "about", "hosts", "generator", "has", "title", "published", "author", "section", "body", "remove"}

func (p *templateReader) template(n *yaml.Node) Template {
	t := Template{File: p.file, Line: n.Line}
	if n.Kind != yaml.MappingNode {
		p.fail(n.Line, "want a template: keys %s", strings.Join(templateKeys, ", "))
		return t
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if seen[k.Value] {
			p.fail(k.Line, "key %q stands twice", k.Value)
			continue
		}
		seen[k.Value] = true
		switch k.Value {
		case "name":
			t.Name = p.text(v)
		case "about":
			t.About = p.text(v)
		case "generator":
			t.Generator = p.text(v)
		case "hosts":
			for _, x := range p.list(v) {
				h := strings.ToLower(p.text(x))
				if strings.ContainsAny(h, "/: ") || strings.Contains(strings.TrimPrefix(h, "*."), "*") || !strings.Contains(h, ".") {
					p.fail(x.Line, "host %q: want a host such as www.example.com or *.example.com", h)
				}
				t.Hosts = append(t.Hosts, h)
			}
		case "has":
			t.Has = p.pick(v)
		case "title":
			t.Title = p.pick(v)
		case "published":
			t.Published = p.pick(v)
		case "author":
			t.Author = p.pick(v)
		case "section":
			t.Section = p.pick(v)
		case "body":
			t.Body = p.pick(v)
		case "remove":
			t.Remove = p.pick(v)
		default:
			p.fail(k.Line, "unknown key %q%s", k.Value, nearest(k.Value, templateKeys))
		}
	}
	if t.Name == "" {
		p.fail(n.Line, "template without name")
	}
	if len(t.Hosts) == 0 && t.Generator == "" && len(t.Has) == 0 {
		p.fail(n.Line, "template %q: say when it applies by hosts, generator or has", t.Name)
	}
	if len(t.Title)+len(t.Published)+len(t.Author)+len(t.Section)+len(t.Body)+len(t.Remove) == 0 {
		p.fail(n.Line, "template %q selects nothing", t.Name)
	}
	return t
}

func (p *templateReader) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		p.fail(n.Line, "want a text")
		return ""
	}
	return strings.TrimSpace(n.Value)
}

func (p *templateReader) list(n *yaml.Node) []*yaml.Node {
	switch n.Kind {
	case yaml.SequenceNode:
		return n.Content
	case yaml.AliasNode:
		p.fail(n.Line, "aliases are not read here")
		return nil
	}
	return []*yaml.Node{n}
}

// pick reads a selector, a list of selectors, or mappings of select, attr and
// match.
func (p *templateReader) pick(n *yaml.Node) Pick {
	var out Pick
	for _, x := range p.list(n) {
		c := Choice{}
		line := x.Line
		switch x.Kind {
		case yaml.ScalarNode:
			c.Select = strings.TrimSpace(x.Value)
		case yaml.MappingNode:
			for i := 0; i+1 < len(x.Content); i += 2 {
				k, v := x.Content[i], x.Content[i+1]
				switch k.Value {
				case "select":
					c.Select = p.text(v)
					line = v.Line
				case "attr":
					c.Attr = strings.ToLower(p.text(v))
				case "match":
					c.Match = p.text(v)
					if _, err := regexp.Compile(c.Match); err != nil {
						p.fail(v.Line, "match: %v", err)
						c.Match = ""
					}
				default:
					p.fail(k.Line, "unknown key %q%s", k.Value, nearest(k.Value, []string{"select", "attr", "match"}))
				}
			}
		default:
			p.fail(x.Line, "want a selector, or select, attr and match")
			continue
		}
		if c.Select == "" {
			p.fail(line, "empty selector")
			continue
		}
		if err := c.compile(); err != nil {
			p.fail(line, "selector %q: %v", c.Select, err)
			continue
		}
		out = append(out, c)
	}
	return out
}

func (c *Choice) compile() error {
	sel, err := cascadia.Compile(c.Select)
	if err != nil {
		return err
	}
	c.sel = sel
	if c.Match != "" {
		if c.re, err = regexp.Compile(c.Match); err != nil {
			return err
		}
	}
	return nil
}

// check compiles a template that was made in code and not read from a file.
func (t *Template) check() error {
	for _, p := range []struct {
		key  string
		pick Pick
	}{{"has", t.Has}, {"title", t.Title}, {"published", t.Published}, {"author", t.Author}, {"section", t.Section}, {"body", t.Body}, {"remove", t.Remove}} {
		for i := range p.pick {
			if p.pick[i].sel != nil {
				continue
			}
			if err := p.pick[i].compile(); err != nil {
				return fmt.Errorf("template %s: %s: selector %q: %w", t.Name, p.key, p.pick[i].Select, err)
			}
		}
	}
	return nil
}

// nearest returns ` (did you mean "hosts"?)` for a mistyped key.
func nearest(s string, keys []string) string {
	best, dist := "", 3
	for _, k := range keys {
		if d := edits(s, k); d < dist {
			best, dist = k, d
		}
	}
	if best == "" {
		return ": known are " + strings.Join(keys, ", ")
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

func edits(a, b string) int {
	if len(a) > 40 {
		return 40
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diag := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			d := diag
			if a[i-1] != b[j-1] {
				d++
			}
			diag = row[j]
			row[j] = min(d, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}

// applies tells whether a template is meant for a page.
func (t *Template) applies(doc *goquery.Document, f *facts, address string) bool {
	if len(t.Hosts) > 0 {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" {
			return false
		}
		host := strings.ToLower(u.Hostname())
		ok := false
		for _, h := range t.Hosts {
			if w, wild := strings.CutPrefix(h, "*."); wild && (host == w || strings.HasSuffix(host, "."+w)) || h == host {
				ok = true
				break
			}
		}
		if !ok {
			return false
		}
	}
	if t.Generator != "" {
		ok := false
		for _, g := range f.metas["generator"] {
			ok = ok || strings.HasPrefix(strings.ToLower(g), strings.ToLower(t.Generator))
		}
		if !ok {
			return false
		}
	}
	for i, c := range t.Has {
		if doc.FindMatcher(c.sel).Length() > 0 {
			return true
		}
		if i == len(t.Has)-1 {
			return false
		}
	}
	return true
}

// found is what a template found in a page.
type found struct {
	title, published, author, section string
	body                              []*html.Node
	remove                            map[*html.Node]bool
}

// match reads a page by the first template that applies to it; nil when none
// does.
func (e *Extractor) match(root *html.Node, f *facts, address string) (*Template, found) {
	if len(e.templates) == 0 {
		return nil, found{}
	}
	doc := goquery.NewDocumentFromNode(root)
	for i := range e.templates {
		t := &e.templates[i]
		if !t.applies(doc, f, address) {
			continue
		}
		hit := found{remove: map[*html.Node]bool{}}
		for _, c := range t.Remove {
			for _, n := range doc.FindMatcher(c.sel).Nodes {
				hit.remove[n] = true
			}
		}
		hit.title = t.Title.value(doc, hit.remove)
		hit.published = dateValue(t.Published, doc, hit.remove)
		hit.author = t.Author.value(doc, hit.remove)
		hit.section = t.Section.value(doc, hit.remove)
		for _, c := range t.Body {
			if hit.body = outermost(doc.FindMatcher(c.sel).Nodes, hit.remove); len(hit.body) > 0 {
				break
			}
		}
		return t, hit
	}
	return nil, found{}
}

// outermost drops the nodes that lie inside another one of the list or inside
// a removed one.
func outermost(nodes []*html.Node, remove map[*html.Node]bool) []*html.Node {
	in := map[*html.Node]bool{}
	for _, n := range nodes {
		in[n] = true
	}
	var out []*html.Node
next:
	for _, n := range nodes {
		if remove[n] {
			continue
		}
		for p := n.Parent; p != nil; p = p.Parent {
			if in[p] || remove[p] {
				continue next
			}
		}
		out = append(out, n)
	}
	return out
}

// value returns the text of the first choice that gives any.
func (p Pick) value(doc *goquery.Document, remove map[*html.Node]bool) string {
	v := ""
	p.each(doc, remove, func(s string) bool { v = s; return s != "" })
	return v
}

func dateValue(p Pick, doc *goquery.Document, remove map[*html.Node]bool) string {
	v := ""
	p.each(doc, remove, func(s string) bool { v = normalDate(s); return v != "" })
	return v
}

// each hands the texts that the choices give to take, until take is content.
func (p Pick) each(doc *goquery.Document, remove map[*html.Node]bool, take func(string) bool) {
	for _, c := range p {
		for _, n := range doc.FindMatcher(c.sel).Nodes {
			out := false
			for a := n; a != nil && len(remove) > 0; a = a.Parent {
				out = out || remove[a]
			}
			if out {
				continue
			}
			s := ""
			if c.Attr != "" {
				s = line(attr(n, c.Attr))
			} else {
				s = line(textOf(n, 1<<16))
			}
			if c.re != nil {
				m := c.re.FindStringSubmatch(s)
				switch {
				case m == nil:
					s = ""
				case len(m) > 1:
					s = strings.TrimSpace(m[1])
				default:
					s = strings.TrimSpace(m[0])
				}
			}
			if take(s) {
				return
			}
		}
	}
}

// paragraphs returns the text of the body that a template found: all of it but
// what the page hides, the title, and lines of links and of the site at its
// end.
func (h found) paragraphs(title string) []string {
	c := collector{hides: true, soft: true, remove: h.remove}
	for _, n := range h.body {
		c.collect(n)
	}
	var out []string
	t := squash(title)
	for i := range c.blocks {
		b := &c.blocks[i]
		if !hasLetter(b.text) || i == 0 && squash(b.text) == t {
			continue
		}
		out = append(out, b.text)
	}
	return out
}
