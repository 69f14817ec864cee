package article

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// block is one paragraph of a page: a run of text between two block elements
// or line breaks.
type block struct {
	text   string
	n      int  // code points without blanks
	link   int  // those of them inside links
	stops  int  // 。！？ and their like
	commas int  // ，、；： and their like
	elem   int  // the nearest block element around it
	head   int  // 1 to 6 inside a heading, else 0
	para   bool // inside a p element
	bold   bool // set in bold throughout
	photo  bool // follows a picture inside the same block element
	drop   bool // not body: hidden by a hint, a list of teasers, a caption …
}

// elem is a block element of a page. The elements stand in document order: the
// elements inside one are those after it up to end.
type elem struct {
	node   *html.Node
	parent int // -1 for the root
	end    int
	first  int // the blocks inside: first up to last
	last   int
	hint   hint
	title  bool // the title of the article is inside

	raw  int // weight inside, before hints
	sum  int // weight inside
	text int // code points inside
	link int // of them in links
}

// linked is the share of the block that is link text, in percent.
func (b *block) linked() int {
	if b.n == 0 {
		return 0
	}
	return b.link * 100 / b.n
}

// prose tells whether the block reads like running text.
func (b *block) prose() bool {
	if b.linked() >= 50 || b.head > 0 && b.stops == 0 {
		return false
	}
	switch {
	case b.stops >= 1 && b.n >= 10:
		return true
	case b.commas >= 2 && b.n >= 20:
		return true
	}
	return b.n >= 40 && b.commas >= 1
}

// weight is what the block adds to the element it stands in: much for prose,
// little for plain text without punctuation, nothing for links and labels.
func (b *block) weight() int {
	if b.drop || b.linked() >= 50 {
		return 0
	}
	if b.prose() {
		return min(b.n-b.link, 800) + 10*min(b.stops+b.commas, 20)
	}
	if b.para && b.n >= 12 && b.link == 0 {
		return b.n / 2
	}
	if b.n >= 25 && b.link == 0 {
		return b.n / 4
	}
	return 0
}

// The marks around link text and after pictures, inside the text that is being
// gathered. They cannot come from a page, whose control characters are gone.
const (
	linkOn  = '\x01'
	linkOff = '\x02'
	picture = '\x03'
)

// collector gathers the blocks of a tree.
type collector struct {
	elems   []elem
	blocks  []block
	buf     strings.Builder
	marks   bool // buf has more than white space
	links   int  // depth of a elements
	bolds   int
	notBold bool
	hides   bool // leave out what the page hides
	soft    bool // visibility:hidden counts as hidden
	hidden  int  // text nodes left out because the page hides them
	remove  map[*html.Node]bool
}

// collect returns the text of a tree as blocks, in document order.
func (c *collector) collect(root *html.Node) []block {
	c.elems = append(c.elems, elem{node: root, parent: -1})
	c.walk(root, context{})
	c.flush(context{})
	c.close(0)
	return c.blocks
}

// context is what a text inherits from the elements around it.
type context struct {
	elem int
	head int
	para bool
	pre  bool
}

// skip tells whether an element never holds article text.
func skip(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Textarea, atom.Select, atom.Option, atom.Datalist, atom.Button, atom.Input,
		atom.Svg, atom.Math, atom.Canvas, atom.Object, atom.Embed, atom.Applet, atom.Iframe, atom.Frame, atom.Frameset, atom.Noframes, atom.Noembed,
		atom.Map, atom.Nav, atom.Dialog, atom.Rp, atom.Rt, atom.Title, atom.Head, atom.Meta, atom.Link, atom.Xmp, atom.Plaintext, atom.Progress, atom.Meter:
		return true
	}
	return false
}

func (c *collector) walk(n *html.Node, ctx context) {
	switch n.Type {
	case html.TextNode:
		c.buf.WriteString(n.Data)
		if !c.marks && strings.TrimSpace(n.Data) != "" {
			c.marks = true
		}
		if c.bolds == 0 && strings.TrimSpace(n.Data) != "" {
			c.notBold = true
		}
		return
	case html.ElementNode:
		if skip(n.DataAtom) || c.remove[n] {
			return
		}
		if n.Data == "svg" || n.Data == "math" {
			return
		}
		if c.hides && n.DataAtom != atom.Body && n.DataAtom != atom.Html && isHidden(n, c.soft) {
			c.hidden++
			return
		}
		switch n.DataAtom {
		case atom.Br:
			if ctx.head > 0 {
				c.buf.WriteByte(' ')
			} else {
				c.flush(ctx)
			}
			return
		case atom.Img, atom.Picture, atom.Video, atom.Audio:
			c.buf.WriteRune(picture)
			if n.DataAtom != atom.Picture {
				return
			}
		case atom.A:
			c.buf.WriteRune(linkOn)
			c.links++
			defer func() {
				c.links--
				c.buf.WriteRune(linkOff)
			}()
		case atom.B, atom.Strong:
			c.bolds++
			defer func() { c.bolds-- }()
		case atom.Tr:
			if c.row(n, ctx) {
				return
			}
		}
		if isBlock(n.DataAtom) {
			c.flush(ctx)
			ctx.elem = c.open(n, ctx.elem)
			switch n.DataAtom {
			case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
				ctx.head = int(n.Data[1] - '0')
			case atom.P:
				ctx.para = true
			case atom.Pre, atom.Listing:
				ctx.pre = true
			case atom.Div, atom.Table, atom.Section, atom.Article, atom.Ul, atom.Ol:
				ctx.para = false
			}
			for k := n.FirstChild; k != nil; k = k.NextSibling {
				c.walk(k, ctx)
			}
			c.flush(ctx)
			c.close(ctx.elem)
			return
		}
	case html.DocumentNode:
	default:
		return
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.walk(k, ctx)
	}
}

// row makes one block of a table row whose cells are short and have no blocks
// inside: a row of figures reads as one line.
func (c *collector) row(tr *html.Node, ctx context) bool {
	cells := 0
	for k := tr.FirstChild; k != nil; k = k.NextSibling {
		if k.Type != html.ElementNode {
			continue
		}
		if k.DataAtom != atom.Td && k.DataAtom != atom.Th {
			return false
		}
		cells++
		if cells > 40 || !plainCell(k) {
			return false
		}
	}
	if cells < 2 {
		return false
	}
	c.flush(ctx)
	ctx.elem = c.open(tr, ctx.elem)
	for k := tr.FirstChild; k != nil; k = k.NextSibling {
		if k.Type != html.ElementNode {
			continue
		}
		for g := k.FirstChild; g != nil; g = g.NextSibling {
			if g.Type == html.ElementNode && g.DataAtom == atom.P {
				for x := g.FirstChild; x != nil; x = x.NextSibling {
					c.walk(x, ctx)
				}
				continue
			}
			c.walk(g, ctx)
		}
		c.buf.WriteByte(' ')
	}
	c.flush(ctx)
	c.close(ctx.elem)
	return true
}

// open notes a block element.
func (c *collector) open(n *html.Node, parent int) int {
	c.elems = append(c.elems, elem{node: n, parent: parent, first: len(c.blocks)})
	return len(c.elems) - 1
}

// close notes its end.
func (c *collector) close(e int) {
	c.elems[e].end, c.elems[e].last = len(c.elems), len(c.blocks)
}

// plainCell tells whether a cell has at most 40 characters and no block inside
// but single p elements.
func plainCell(td *html.Node) bool {
	n, paras := 0, 0
	var ok func(*html.Node) bool
	ok = func(x *html.Node) bool {
		for k := x.FirstChild; k != nil; k = k.NextSibling {
			switch k.Type {
			case html.TextNode:
				if n += utf8.RuneCountInString(strings.TrimSpace(k.Data)); n > 40 {
					return false
				}
			case html.ElementNode:
				if k.DataAtom == atom.P && x == td {
					if paras++; paras > 1 {
						return false
					}
				} else if isBlock(k.DataAtom) {
					return false
				}
				if !ok(k) {
					return false
				}
			}
		}
		return true
	}
	return ok(td)
}

// flush ends the block that is being gathered.
func (c *collector) flush(ctx context) {
	if !c.marks {
		// A picture alone is remembered for the text that follows it.
		keep := strings.ContainsRune(c.buf.String(), picture)
		c.buf.Reset()
		if keep {
			c.buf.WriteRune(picture)
		}
		if c.links > 0 {
			c.buf.WriteRune(linkOn)
		}
		c.notBold = false
		return
	}
	s := c.buf.String()
	c.buf.Reset()
	c.marks = false
	bold := !c.notBold
	c.notBold = false
	inLink := false
	for _, p := range paragraphs(s, ctx.pre, !ctx.para && ctx.head == 0) {
		b := block{elem: ctx.elem, head: ctx.head, para: ctx.para, bold: bold}
		var t strings.Builder
		text := false
		for _, r := range p {
			switch r {
			case linkOn:
				inLink = true
				continue
			case linkOff:
				inLink = false
				continue
			case picture:
				if !text {
					b.photo = true
				}
				t.WriteByte(' ')
				continue
			}
			if r < 0x20 && r != '\n' && r != '\t' && r != '\r' || r >= 0x7f && r < 0xa0 || r == 0xfeff || r == 0x2028 || r == 0x2029 {
				if r == '\f' || r >= 0x2028 {
					t.WriteByte(' ')
				}
				continue
			}
			t.WriteRune(r)
			if isSpace(r) {
				continue
			}
			text = true
			b.n++
			if inLink {
				b.link++
			}
			switch r {
			case '。', '！', '？', '!', '?', '…', '｡':
				b.stops++
			case '，', '、', '；', '：', ',', ';', '﹕', '︰':
				b.commas++
			}
		}
		if b.n == 0 {
			continue
		}
		b.text = line(t.String())
		if pointed(b.text) {
			b.stops++
		}
		c.blocks = append(c.blocks, b)
	}
	if c.links > 0 {
		c.buf.WriteRune(linkOn)
	}
}

// pointed tells whether a sentence of a text ends in a point, as in Western
// text: one after a letter, at the end or before a blank. Points after digits
// number a list.
func pointed(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i] != '.' || i+1 < len(s) && s[i+1] != ' ' && !strings.HasPrefix(s[i+1:], "」") {
			continue
		}
		if c := s[i-1]; c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 || c == ')' || c == '"' || i+1 == len(s) && i > 20 {
			return true
		}
	}
	return false
}

// paragraphs parts a run of text where old pages set a new paragraph without a
// tag: before two ideographic blanks after a full stop; at line ends inside
// pre; and, where lines is true, at a line end after a full stop.
func paragraphs(s string, pre, lines bool) []string {
	if pre {
		return strings.Split(s, "\n")
	}
	var out []string
	from, end := 0, false // end: the last character ended a sentence
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case isSpace(r):
			if !end {
				break
			}
			j, wide, breaks := i, 0, 0
			for j < len(s) {
				q, m := utf8.DecodeRuneInString(s[j:])
				if !isSpace(q) {
					break
				}
				if q == 0x3000 {
					wide++
				}
				if q == '\n' {
					breaks++
				}
				j += m
			}
			if j < len(s) && (wide >= 2 || lines && breaks > 0 && i-from >= 60) {
				out = append(out, s[from:i])
				from = j
			}
			i = j
			end = false
			continue
		case r == linkOn || r == linkOff || r == picture:
		default:
			switch r {
			case '。', '！', '？', '”', '」', '』', '…', '）':
				end = true
			default:
				end = false
			}
		}
		i += n
	}
	return append(out, s[from:])
}

// attr returns an attribute's value, "" when it is not there.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// isHidden tells whether an element is out of sight by its own attributes. The
// policy, which README.md of this folder states: what the hidden attribute, an
// inline display:none, a font size of nought, a place far off the page or a
// class for screen readers alone hides is left out; visibility:hidden and
// opacity:0 are (soft) unless nothing else is left, since some sites show their
// text by script. Style sheets are not read, and the body element itself is
// never hidden: scripts show it once styles have come.
func isHidden(n *html.Node, soft bool) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return !strings.EqualFold(a.Val, "until-found")
		case "style":
			if len(a.Val) > 1<<14 {
				continue
			}
			v := strings.ToLower(a.Val)
			for _, d := range strings.Split(v, ";") {
				k, w, ok := strings.Cut(d, ":")
				if !ok {
					continue
				}
				k = strings.TrimSpace(k)
				w = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(w), "!important"))
				switch {
				case k == "display" && w == "none",
					k == "visibility" && (w == "hidden" || w == "collapse") && soft,
					k == "opacity" && (w == "0" || w == "0.0") && soft,
					k == "font-size" && (w == "0" || w == "0px" || w == "0em" || w == "0pt"),
					k == "text-indent" && strings.HasPrefix(w, "-999"),
					(k == "left" || k == "top") && strings.HasPrefix(w, "-9999"):
					return true
				}
			}
		case "class":
			if strings.Contains(a.Val, "sr-only") || strings.Contains(a.Val, "visually-hidden") || strings.Contains(a.Val, "screen-reader") || strings.Contains(a.Val, "element-invisible") || strings.Contains(a.Val, "visuallyhidden") {
				for _, f := range strings.Fields(a.Val) {
					switch f {
					case "sr-only", "visually-hidden", "screen-reader-text", "element-invisible", "visuallyhidden", "visually-hidden-focusable":
						return true
					}
				}
			}
		}
	}
	return false
}
