package article

import (
	"encoding/json"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// facts are what a page says of itself outside its text. Each list is in the
// order of the page.
type facts struct {
	metas     map[string][]string // content of meta elements by lower-case name, property or itemprop
	titles    []string            // title elements
	lang      string
	canonical string
	image     string   // link rel=image_src
	props     []prop   // elements with itemprop
	times     []timeEl // time elements
	ld        linked
	addresses []string // href and src values, for dates in them
	crumbs    []string // texts of a breadcrumb
	scripts   []*html.Node
	textareas []*html.Node
}

type prop struct{ name, value string }

// timeEl is a time element: its datetime attribute, its text, and what its
// class, itemprop and pubdate attributes say.
type timeEl struct {
	node      *html.Node
	datetime  string
	text      string
	published bool
	modified  bool
}

// linked is what the JSON-LD of a page says of its article.
type linked struct {
	headline, published, modified, section, url, publisher, body string
	authors                                                      []string
	pageDate                                                     string // datePublished of a page that names no article
}

// maxAddresses bounds how many addresses are looked at for dates.
const maxAddresses = 2000

// readFacts gathers the facts of a page in one walk.
func readFacts(root *html.Node) *facts {
	f := &facts{metas: map[string][]string{}}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			f.element(n)
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(root)
	return f
}

func (f *facts) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		if f.lang == "" {
			f.lang = attr(n, "lang")
			if f.lang == "" {
				f.lang = attr(n, "xml:lang")
			}
		}
	case atom.Title:
		if n.Parent == nil || n.Parent.Data != "svg" && n.Namespace == "" {
			if t := line(textOf(n, 2000)); t != "" {
				f.titles = append(f.titles, t)
			}
		}
	case atom.Meta:
		v := line(attr(n, "content"))
		if v == "" || len(v) > 4000 {
			return
		}
		for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
			for _, k := range strings.Fields(strings.ToLower(attr(n, key))) {
				f.metas[k] = append(f.metas[k], v)
			}
		}
		return
	case atom.Link:
		switch strings.ToLower(attr(n, "rel")) {
		case "canonical":
			if f.canonical == "" {
				f.canonical = strings.TrimSpace(attr(n, "href"))
			}
		case "image_src":
			f.image = strings.TrimSpace(attr(n, "href"))
		}
		f.address(attr(n, "href"))
	case atom.Script:
		if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
			f.ld.read(textOf(n, 1<<20))
		} else {
			f.scripts = append(f.scripts, n)
		}
		f.address(attr(n, "src"))
	case atom.Textarea:
		f.textareas = append(f.textareas, n)
	case atom.Time:
		t := timeEl{node: n, datetime: strings.TrimSpace(attr(n, "datetime")), text: line(textOf(n, 200))}
		about := strings.ToLower(attr(n, "class") + " " + attr(n, "itemprop") + " " + attr(n, "property"))
		t.published = strings.Contains(about, "publish") || strings.Contains(about, "created") || hasAttr(n, "pubdate")
		t.modified = strings.Contains(about, "modif") || strings.Contains(about, "update") && !t.published
		f.times = append(f.times, t)
	case atom.A, atom.Img:
		f.address(attr(n, "href"))
		f.address(attr(n, "src"))
	}
	p := attr(n, "itemprop")
	if p == "" {
		p = attr(n, "property") // RDFa
	}
	if c := attr(n, "class"); p == "" && attr(n, "title") != "" && (c == "published" || strings.HasPrefix(c, "published ")) {
		p = "datepublished" // hAtom
	}
	if p != "" && len(f.props) < 200 {
		v := attr(n, "content")
		for _, k := range []string{"datetime", "title"} {
			if v == "" && (k != "title" || p == "datepublished") {
				v = attr(n, k)
			}
		}
		if v == "" {
			v = textOf(n, 300)
		}
		for _, k := range strings.Fields(strings.ToLower(p)) {
			if i := strings.LastIndexByte(k, ':'); i >= 0 {
				k = k[i+1:]
			}
			f.props = append(f.props, prop{k, line(v)})
		}
	}
	if len(f.crumbs) == 0 {
		if c := strings.ToLower(attr(n, "class") + " " + attr(n, "id")); len(c) > 4 && len(c) < 200 &&
			(strings.Contains(c, "breadcrumb") || strings.Contains(c, "crumbs") || strings.Contains(c, "navpath") || strings.Contains(c, "position") && n.DataAtom == atom.Div) {
			f.crumbs = crumbs(n)
		}
	}
}

func (f *facts) address(u string) {
	if len(f.addresses) < maxAddresses && len(u) > 8 && len(u) < 500 && strings.Contains(u, "/") {
		f.addresses = append(f.addresses, u)
	}
}

// crumbs returns the texts of the links and items of a breadcrumb.
func crumbs(n *html.Node) []string {
	var out []string
	var walk func(*html.Node)
	walk = func(x *html.Node) {
		if len(out) > 8 {
			return
		}
		if x.Type == html.ElementNode && (x.DataAtom == atom.A || x.DataAtom == atom.Li && find(x, atom.A) == nil) {
			if t := line(textOf(x, 120)); t != "" {
				out = append(out, strings.Trim(t, " >›»/＞:："))
			}
			return
		}
		for k := x.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(n)
	return out
}

func find(n *html.Node, a atom.Atom) *html.Node {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.ElementNode && k.DataAtom == a {
			return k
		}
		if x := find(k, a); x != nil {
			return x
		}
	}
	return nil
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// textOf returns the text inside an element, scripts and styles left out unless
// they are the element itself; at most about most bytes.
func textOf(n *html.Node, most int) string {
	if k := n.FirstChild; k != nil && k.NextSibling == nil && k.Type == html.TextNode {
		return k.Data
	}
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(x *html.Node) {
		for k := x.FirstChild; k != nil && b.Len() < most; k = k.NextSibling {
			switch {
			case k.Type == html.TextNode:
				b.WriteString(k.Data)
			case k.Type == html.ElementNode && k.DataAtom == atom.Br:
				b.WriteByte(' ')
			case k.Type == html.ElementNode && k.DataAtom != atom.Script && k.DataAtom != atom.Style:
				walk(k)
			}
		}
	}
	walk(n)
	return b.String()
}

// meta returns the first meta content among the names, in their order.
func (f *facts) meta(names ...string) string {
	for _, n := range names {
		if v := f.metas[n]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// prop returns the first itemprop value among the names.
func (f *facts) prop(names ...string) string {
	for _, n := range names {
		for _, p := range f.props {
			if p.name == n && p.value != "" {
				return p.value
			}
		}
	}
	return ""
}

// ldField finds single fields in JSON-LD that is broken beyond repair.
var ldField = expr(`"(headline|datePublished|dateModified|articleSection)"\s*:\s*"((?:[^"\\]|\\.)*)"`)

// read takes in one JSON-LD script. Scripts with comments, raw line ends in
// strings, trailing commas or more than one object are mended; of what still
// cannot be read the plain fields are taken by their names.
func (l *linked) read(s string) {
	s = strings.TrimSpace(s)
	for _, v := range []string{s, mend(s)} {
		ok, any := false, false
		d := json.NewDecoder(strings.NewReader(v))
		for {
			var x any2
			if err := d.Decode(&x.v); err != nil {
				ok = err.Error() == "EOF"
				break
			}
			any = true
			l.take(x.v, 0)
		}
		if ok && any {
			return
		}
	}
	for _, m := range ldField().FindAllStringSubmatch(s, 20) {
		var v string
		if json.Unmarshal([]byte(`"`+strings.Map(noBreak, m[2])+`"`), &v) != nil {
			continue
		}
		l.set(m[1], v)
	}
}

type any2 struct{ v any }

func noBreak(r rune) rune {
	if r < 0x20 {
		return ' '
	}
	return r
}

// mend makes JSON of what passes for it in scripts: comments and CDATA marks
// go, as do commas before a closing bracket; line ends inside strings become
// blanks.
func mend(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	str := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if str {
			switch {
			case c == '\\' && i+1 < len(s):
				if !strings.ContainsRune(`"\/bfnrtu`, rune(s[i+1])) {
					i++
					b.WriteByte(s[i])
					continue
				}
				b.WriteByte(c)
				i++
				b.WriteByte(s[i])
				continue
			case c == '"':
				str = false
			case c < 0x20:
				c = ' '
			}
			b.WriteByte(c)
			continue
		}
		switch {
		case c == '"':
			str = true
		case c == '/' && i+1 < len(s) && s[i+1] == '/':
			for i+1 < len(s) && s[i+1] != '\n' {
				i++
			}
			continue
		case c == '/' && i+1 < len(s) && s[i+1] == '*':
			if j := strings.Index(s[i+2:], "*/"); j >= 0 {
				i += j + 3
			} else {
				i = len(s)
			}
			continue
		case c == '<' && strings.HasPrefix(s[i:], "<![CDATA["):
			i += len("<![CDATA[") - 1
			continue
		case c == '<' && strings.HasPrefix(s[i:], "<!--"):
			i += 3
			continue
		case c == ']' && strings.HasPrefix(s[i:], "]]>"):
			i += 2
			continue
		case c == '-' && strings.HasPrefix(s[i:], "-->"):
			i += 2
			continue
		case c == ',':
			j := i + 1
			for j < len(s) && (s[j] == ' ' || s[j] == '\n' || s[j] == '\r' || s[j] == '\t') {
				j++
			}
			if j < len(s) && (s[j] == '}' || s[j] == ']') {
				continue
			}
		case c == ';':
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// take reads the article in a JSON-LD value: an object of an article type, or
// one inside an array, an @graph or a mainEntity.
func (l *linked) take(v any, depth int) {
	if depth > 8 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			l.take(x, depth+1)
		}
	case map[string]any:
		if isArticle(v["@type"]) {
			l.set("headline", str(v["headline"]))
			if l.headline == "" {
				l.set("headline", str(v["name"]))
			}
			l.set("datePublished", str(v["datePublished"]))
			l.set("dateModified", str(v["dateModified"]))
			l.set("articleSection", str(v["articleSection"]))
			l.set("publisher", name(v["publisher"]))
			l.set("articleBody", str(v["articleBody"]))
			if u := str(v["url"]); u != "" {
				l.set("url", u)
			} else {
				l.set("url", str(v["mainEntityOfPage"]))
			}
			if len(l.authors) == 0 {
				l.authors = names(v["author"])
			}
		}
		if t := str(v["@type"]); l.pageDate == "" && strings.HasSuffix(t, "Page") {
			l.pageDate = str(v["datePublished"])
		}
		for _, k := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"} {
			if k == "itemListElement" && depth > 1 {
				continue
			}
			switch v[k].(type) {
			case map[string]any, []any:
				l.take(v[k], depth+1)
			}
		}
	}
}

func (l *linked) set(key, v string) {
	v = line(html.UnescapeString(v))
	to := map[string]*string{"headline": &l.headline, "datePublished": &l.published, "dateModified": &l.modified, "articleSection": &l.section,
		"url": &l.url, "publisher": &l.publisher, "articleBody": &l.body}[key]
	if to != nil && *to == "" {
		*to = v
	}
}

func isArticle(t any) bool {
	switch t := t.(type) {
	case string:
		return strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "BlogPosting") || strings.HasSuffix(t, "Report") || strings.HasSuffix(t, "LiveBlogPosting") || t == "NewsPosting"
	case []any:
		for _, x := range t {
			if isArticle(x) {
				return true
			}
		}
	}
	return false
}

// str returns a JSON-LD value as text: a string, the first of a list, an @id.
func str(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		if len(v) > 0 {
			return str(v[0])
		}
	case map[string]any:
		if s, ok := v["@id"].(string); ok {
			return s
		}
		if s, ok := v["@value"].(string); ok {
			return s
		}
	}
	return ""
}

func name(v any) string {
	if n := names(v); len(n) > 0 {
		return n[0]
	}
	return ""
}

func names(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, names(x)...)
		}
		return out
	case map[string]any:
		if s := str(v["name"]); s != "" {
			return []string{s}
		}
	}
	return nil
}

// address returns the page's own address: canonical, else what OpenGraph or
// JSON-LD say; "" unless it is an absolute address of more than a host.
func (f *facts) url() string {
	for _, u := range []string{f.canonical, f.meta("og:url"), f.ld.url, f.meta("twitter:url")} {
		if strings.HasPrefix(u, "http%3A") || strings.HasPrefix(u, "https%3A") || strings.HasPrefix(u, "https%3a") || strings.HasPrefix(u, "http%3a") {
			if v, err := url.QueryUnescape(u); err == nil {
				u = v
			}
		}
		if strings.HasPrefix(u, "//") {
			u = "https:" + u
		}
		p, err := url.Parse(u)
		if err != nil || p.Host == "" || p.Scheme != "http" && p.Scheme != "https" {
			continue
		}
		if (p.Path == "" || p.Path == "/") && p.RawQuery == "" {
			continue
		}
		if strings.ContainsAny(u, " \t\n<>\"") {
			continue
		}
		return u
	}
	return ""
}

// variant returns the script and region that the page's language tag names:
// zh-HK, zh-TW, zh-CN; "" when it names none.
func (f *facts) variant() string {
	for _, l := range []string{f.lang, f.meta("og:locale"), f.meta("content-language"), f.prop("inlanguage")} {
		l = strings.ToLower(strings.ReplaceAll(l, "_", "-"))
		if !strings.HasPrefix(l, "zh") {
			continue
		}
		switch {
		case strings.HasSuffix(l, "-hk"), strings.HasSuffix(l, "-mo"):
			return "zh-HK"
		case strings.HasSuffix(l, "-tw"):
			return "zh-TW"
		case strings.HasSuffix(l, "-cn"), strings.HasSuffix(l, "-sg"), l == "zh-hans":
			return "zh-CN"
		}
	}
	return ""
}

// site returns the names of the site itself, squashed.
func (f *facts) site() []string {
	var out []string
	for _, s := range append([]string{f.ld.publisher}, f.metas["og:site_name"]...) {
		if s = squash(s); s != "" {
			out = append(out, s)
		}
	}
	for _, k := range []string{"publisher", "application-name", "apple-mobile-web-app-title", "copyright"} {
		if s := squash(f.meta(k)); s != "" && len([]rune(s)) < 30 {
			out = append(out, s)
		}
	}
	return out
}
