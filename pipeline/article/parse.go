package article

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxDepth is the depth of the tree that build makes. html.Parse refuses pages
// with more than 512 open elements; build hangs deeper ones at this depth.
const maxDepth = 256

// parse makes a tree of a page. Pages that html.Parse refuses, and pages on
// which it would take too long, get the plainer tree of build; flat tells so.
func parse(page string) (root *html.Node, flat bool) {
	if !costly(page) {
		if n, err := html.Parse(strings.NewReader(page)); err == nil {
			return n, false
		}
	}
	return build(page), true
}

// costly tells whether html.Parse would take far longer than the length of the
// page warrants. It opens formatting elements that were left open again in
// every block that follows, and compares the attributes of every further html
// or body tag with all there are: both are quadratic.
func costly(page string) bool {
	const most = 4 << 20 // elements opened again
	open, cost, roots := 0, 0, 0
	for i := 0; i < len(page); {
		j := strings.IndexByte(page[i:], '<')
		if j < 0 || i+j+1 >= len(page) {
			return false
		}
		i += j + 1
		end := page[i] == '/'
		if end {
			i++
		}
		k := i
		for k < len(page) && k-i < 12 && (page[k]|0x20 >= 'a' && page[k]|0x20 <= 'z' || page[k] >= '0' && page[k] <= '9') {
			k++
		}
		switch atom.Lookup([]byte(strings.ToLower(page[i:k]))) {
		case atom.Html, atom.Body:
			if roots++; roots > 64 {
				return true
			}
		case atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
			if end {
				open = max(open-1, 0)
			} else {
				open++
			}
		case atom.P, atom.Div, atom.Td, atom.Th, atom.Li, atom.Table, atom.Section, atom.Article, atom.Center, atom.Blockquote, atom.Dd, atom.Dt, atom.Ul, atom.Br, atom.Img, atom.Span:
			// What reaches beyond the depth limit ends the parser anyway.
			if cost += min(open, 512); cost > most {
				return true
			}
		}
		i = k
	}
	return false
}

// void are the elements without content.
func void(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr, atom.Frame:
		return true
	}
	return false
}

// closedBy lists what a start tag closes when it stands in the nearest element
// of the kind that bounds it.
func closedBy(a atom.Atom) (closes []atom.Atom, bound []atom.Atom) {
	switch a {
	case atom.Li:
		return []atom.Atom{atom.Li}, []atom.Atom{atom.Ul, atom.Ol}
	case atom.Dd, atom.Dt:
		return []atom.Atom{atom.Dd, atom.Dt}, []atom.Atom{atom.Dl}
	case atom.Td, atom.Th:
		return []atom.Atom{atom.Td, atom.Th}, []atom.Atom{atom.Tr, atom.Table}
	case atom.Tr:
		return []atom.Atom{atom.Tr, atom.Td, atom.Th}, []atom.Atom{atom.Table, atom.Tbody}
	case atom.Option:
		return []atom.Atom{atom.Option}, []atom.Atom{atom.Select}
	case atom.A:
		return []atom.Atom{atom.A}, []atom.Atom{atom.Td, atom.Div, atom.Table}
	}
	if isBlock(a) {
		return []atom.Atom{atom.P}, []atom.Atom{atom.Div, atom.Td, atom.Table, atom.Article, atom.Section, atom.Li, atom.Body}
	}
	return nil, nil
}

func in(a atom.Atom, list []atom.Atom) bool {
	for _, x := range list {
		if x == a {
			return true
		}
	}
	return false
}

// build makes a tree from the tokens alone, no deeper than maxDepth: elements
// below that are kept, empty, beside their text, so that they still part the
// text into blocks. Its time is linear in the length of the page.
func build(page string) *html.Node {
	root := &html.Node{Type: html.DocumentNode}
	htm := &html.Node{Type: html.ElementNode, Data: "html", DataAtom: atom.Html}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	root.AppendChild(htm)
	htm.AppendChild(body)
	stack := []*html.Node{htm, body}
	beyond := map[string]int{} // elements deeper than maxDepth, by name
	var inside *html.Node      // the raw element that the next text belongs to
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		tt := z.Next()
		if tt != html.TextToken {
			inside = nil
		}
		switch tt {
		case html.ErrorToken:
			return root
		case html.TextToken:
			top := stack[len(stack)-1]
			if inside != nil {
				top = inside
			}
			top.AppendChild(&html.Node{Type: html.TextNode, Data: z.Token().Data})
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			n := &html.Node{Type: html.ElementNode, Data: t.Data, DataAtom: t.DataAtom, Attr: t.Attr}
			switch t.DataAtom {
			case atom.Html, atom.Body, atom.Head:
				if t.DataAtom == atom.Html && len(htm.Attr) == 0 {
					htm.Attr = t.Attr
				}
				continue
			}
			if closes, bound := closedBy(t.DataAtom); closes != nil {
				for i := len(stack) - 1; i > 1 && i > len(stack)-24; i-- {
					if in(stack[i].DataAtom, closes) {
						stack = stack[:i]
						break
					}
					if in(stack[i].DataAtom, bound) {
						break
					}
				}
			}
			stack[len(stack)-1].AppendChild(n)
			switch {
			case void(t.DataAtom):
			case raw(t.DataAtom):
				inside = n
			case len(stack) >= maxDepth:
				beyond[t.Data]++
			default:
				stack = append(stack, n)
			}
		case html.EndTagToken:
			t := z.Token()
			if beyond[t.Data] > 0 {
				beyond[t.Data]--
				continue
			}
			for i := len(stack) - 1; i > 1; i-- {
				if stack[i].Data == t.Data {
					stack = stack[:i]
					break
				}
			}
		}
	}
}

// raw are the elements whose content the tokenizer hands over as one text.
func raw(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Textarea, atom.Title, atom.Xmp, atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript, atom.Plaintext:
		return true
	}
	return false
}

// isBlock tells whether an element parts the text before it from its own.
func isBlock(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Center, atom.Dd, atom.Details, atom.Dialog, atom.Dir, atom.Div,
		atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Header, atom.Hgroup, atom.Hr, atom.Html, atom.Legend, atom.Li, atom.Listing, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P, atom.Pre,
		atom.Search, atom.Section, atom.Summary, atom.Table, atom.Caption, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul,
		atom.Video, atom.Audio, atom.Iframe, atom.Option, atom.Select, atom.Textarea, atom.Picture:
		return true
	}
	return false
}
