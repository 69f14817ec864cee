package article

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// body finds the text of the article among the blocks of a page.
//
// Blocks are weighed as prose; what lies in elements that hints name as
// navigation, comments and the like, or in lists of teasers, weighs nothing.
// From the root down, the way goes to the child with most of the weight until
// no child dominates: that element holds the text. Prose between the title and
// it, and prose in its siblings, is joined. Then each line is looked at.
type bodyFinder struct {
	elems  []elem
	blocks []block
	title  string // squashed
	at     int    // index of the block that holds the title, -1 when it is not on the page
}

// paragraphsOf returns the paragraphs of the article's body. The title's block
// is titleAt, -1 when it is not on the page; hints says whether the names of
// elements count.
func paragraphsOf(elems []elem, blocks []block, title string, titleAt int, hints bool) []string {
	f := &bodyFinder{elems: elems, blocks: blocks, title: squash(title), at: titleAt}
	for i := range elems {
		elems[i].raw, elems[i].sum, elems[i].text, elems[i].link, elems[i].title = 0, 0, 0, 0, false
	}
	for i := range blocks {
		b := &blocks[i]
		b.drop = false
		w := b.weight()
		for e := b.elem; e >= 0; e = elems[e].parent {
			elems[e].text += b.n
			elems[e].link += b.link
			elems[e].raw += w
		}
	}
	if f.at >= 0 {
		for e := blocks[f.at].elem; e >= 0; e = elems[e].parent {
			elems[e].title = true
		}
	}
	if hints {
		f.dropHinted()
	}
	f.dropTeasers()
	f.weigh()
	box := f.descend()
	if box < 0 {
		return nil
	}
	return f.clean(f.join(box))
}

// weigh adds the weight of every block to all elements around it. What stands
// before the title, after the heading of a list of other articles, or after the
// title of a further article counts a part.
func (f *bodyFinder) weigh() {
	after := 0
	if f.at >= 0 {
		for i := f.at; i < len(f.blocks); i++ {
			after += f.blocks[i].weight()
		}
	}
	useTitle := f.at >= 0 && after >= 60
	part, seen := 100, 0
	for i := range f.blocks {
		b := &f.blocks[i]
		w := b.weight()
		if !useTitle || i > f.at {
			if seen > 150 {
				if f.another(i) {
					part = min(part, 5)
				} else if section(b.text) {
					part = min(part, 35)
				}
			}
			seen += w
			w = w * part / 100
		} else if i < f.at {
			w /= 10
		}
		if w == 0 {
			continue
		}
		for e := b.elem; e >= 0; e = f.elems[e].parent {
			f.elems[e].sum += w
		}
	}
}

// another tells whether a block is the title of a further article: an h1, or a
// heading of the same kind as the title's, with other words.
func (f *bodyFinder) another(i int) bool {
	b := &f.blocks[i]
	if b.head == 0 || b.n <= 5 || f.at < 0 || i == f.at || f.title == "" {
		return false
	}
	t := &f.blocks[f.at]
	if b.head != 1 && (b.head > 2 || b.head != t.head || attr(f.elems[b.elem].node, "class") != attr(f.elems[t.elem].node, "class") || attr(f.elems[t.elem].node, "class") == "") {
		return false
	}
	s := squash(b.text)
	return s != f.title && !strings.Contains(f.title, s) && !strings.Contains(s, f.title)
}

// dropHinted marks the blocks in elements whose names say that they are not
// the article, unless the title or much of the page's prose is inside.
func (f *bodyFinder) dropHinted() {
	total := f.elems[0].raw
	out := make([]bool, len(f.elems))
	for i := 1; i < len(f.elems); i++ {
		e := &f.elems[i]
		e.hint = hintOf(e.node)
		switch {
		case out[e.parent]:
			out[i] = true
		case e.title:
		case e.hint == hintTalk:
			out[i] = true
		case e.hint == hintBox:
			out[i] = e.raw*100 < 60*total
		case e.hint == hintWeak:
			out[i] = e.raw*100 < 25*total || e.node.DataAtom == atom.Figcaption
		}
	}
	for i := range f.blocks {
		f.blocks[i].drop = out[f.blocks[i].elem]
	}
}

// dropTeasers marks lists of other articles: three or more children of one
// name and class, most of which have a block that is all link, with little
// text beside it.
func (f *bodyFinder) dropTeasers() {
	pure := make([]bool, len(f.elems)) // has a block that is all link
	for i := range f.blocks {
		if b := &f.blocks[i]; b.linked() >= 80 && b.n >= 6 {
			for e, d := b.elem, 0; e > 0 && d < 6; e, d = f.elems[e].parent, d+1 {
				pure[e] = true
			}
		}
	}
	type group struct{ n, linked, long int }
	bad := make([]bool, len(f.elems))
	groups := map[string]*group{}
	for p := range f.elems {
		clear(groups)
		some := false
		for k := p + 1; k < f.elems[p].end; k = f.elems[k].end {
			e := &f.elems[k]
			if e.title || e.text == 0 || e.node.DataAtom == atom.P || e.node.DataAtom == atom.Tbody {
				continue
			}
			sig := e.node.Data + "." + firstField(attr(e.node, "class"))
			g := groups[sig]
			if g == nil {
				g = &group{}
				groups[sig] = g
			}
			g.n++
			if pure[k] {
				g.linked++
				some = true
			}
			if e.text > 400 {
				g.long++
			}
		}
		if !some {
			continue
		}
		for k := p + 1; k < f.elems[p].end; k = f.elems[k].end {
			e := &f.elems[k]
			if !pure[k] || e.title || e.text == 0 {
				continue
			}
			g := groups[e.node.Data+"."+firstField(attr(e.node, "class"))]
			if g != nil && g.n >= 3 && g.linked*10 >= g.n*7 && g.long*3 <= g.n {
				bad[k] = true
			}
		}
	}
	for i := range bad {
		if p := f.elems[i].parent; p >= 0 && bad[p] {
			bad[i] = true
		}
	}
	for i := range f.blocks {
		if bad[f.blocks[i].elem] {
			f.blocks[i].drop = true
		}
	}
}

func firstField(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, " \t\n"); i >= 0 {
		return s[:i]
	}
	return s
}

// descend returns the element that holds the article's text, -1 when the page
// has no prose at all.
func (f *bodyFinder) descend() int {
	n := 0
	if f.elems[n].sum == 0 {
		return -1
	}
	for {
		best := -1
		for k := n + 1; k < f.elems[n].end; k = f.elems[k].end {
			if best < 0 || f.elems[k].sum > f.elems[best].sum {
				best = k
			}
		}
		if best < 0 || f.elems[best].sum == 0 {
			return n
		}
		need := 75
		if f.elems[n].hint == hintBody {
			need = 92
		} else if f.elems[best].hint == hintBody {
			need = 50
		}
		if f.elems[best].sum*100 < need*f.elems[n].sum {
			return n
		}
		switch f.elems[best].node.DataAtom {
		case atom.P:
			return n
		case atom.H1, atom.H2, atom.H3, atom.Li, atom.Tr, atom.Dd:
			if f.elems[best].sum*100 < 97*f.elems[n].sum {
				return n
			}
		}
		n = best
	}
}

// join returns the blocks that make up the body: those inside box, prose
// between the title and box, and prose in the siblings of box.
func (f *bodyFinder) join(box int) []int {
	first, last := f.elems[box].first, f.elems[box].last
	var out []int
	// A lead that stands between the title and the box.
	if f.at >= 0 && f.at < first {
		for i := f.at + 1; i < first; i++ {
			b := &f.blocks[i]
			if !b.drop && b.prose() && b.linked() < 20 && b.n >= 20 && b.stops > 0 && !isDateLine(b.text) {
				out = append(out, i)
			}
		}
		if len(out) > 12 { // a page full of text, not a lead
			out = out[:0]
		}
	}
	for i := first; i < last; i++ {
		out = append(out, i)
	}
	// Text that goes on in the elements after the box, as far as they are of
	// its kind or nothing but prose.
	class := attr(f.elems[box].node, "class")
	n := box
	for up := 0; up < 3 && n > 0 && f.elems[n].node.DataAtom != atom.Body && !f.elems[n].title; up++ {
		more := false
		p := f.elems[n].parent
		for s := f.elems[n].end; s < f.elems[p].end; s = f.elems[s].end {
			e := &f.elems[s]
			if e.text == 0 {
				continue
			}
			limit := 10
			if class != "" && e.node.Data == f.elems[box].node.Data && attr(e.node, "class") == class {
				limit = 30
			}
			if e.sum < 30 || e.link*100 > limit*e.text || e.hint > hintBody {
				if e.sum == 0 && e.text < 60 {
					continue // an advertisement, a caption
				}
				break
			}
			lo, hi := e.first, e.last
			other := lo < hi && section(f.blocks[lo].text)
			for i := lo; i < hi && !other; i++ {
				other = f.another(i)
			}
			if other {
				break
			}
			for i := lo; i < hi; i++ {
				out = append(out, i)
				more = true
			}
		}
		if more {
			break
		}
		n = p
	}
	return out
}

// clean returns the text of the picked blocks without what is not the article:
// bylines and dates at the top, lines of links, lines that sites add, and all
// that follows a heading of other articles near the end.
func (f *bodyFinder) clean(idx []int) []string {
	// The elements that hold prose: a line beside prose in the same kind of
	// element is kept where a stray label would not be.
	kinds := map[string]int{}
	total := 0
	for _, i := range idx {
		b := &f.blocks[i]
		if b.drop {
			continue
		}
		total += b.weight()
		if b.prose() {
			kinds[f.kindOf(b)]++
		}
	}
	// Cut at the first heading of other things after which little prose comes.
	home, most := -1, 0
	inHome := map[int]int{}
	for _, i := range idx {
		if b := &f.blocks[i]; !b.drop && b.prose() {
			if inHome[f.home(b)] += b.n; inHome[f.home(b)] > most {
				home, most = f.home(b), inHome[f.home(b)]
			}
		}
	}
	sum := 0
	end := len(idx)
	for k, i := range idx {
		b := &f.blocks[i]
		if b.drop {
			continue
		}
		if sum*100 >= total*60 && (section(b.text) || closing(b.text)) {
			rest := 0
			for _, j := range idx[k+1:] {
				if r := &f.blocks[j]; !r.drop && !junk(r) {
					rest += r.weight()
					if f.home(r) == home && r.prose() && r.n >= 20 && r.linked() < 20 {
						rest = total // the article goes on
					}
				}
			}
			if rest*100 <= total*15 {
				end = k
				break
			}
		}
		sum += b.weight()
	}
	idx = idx[:end]
	firstProse := len(idx)
	for k, i := range idx {
		if b := &f.blocks[i]; !b.drop && b.prose() && !junk(b) && !isDateLine(b.text) {
			firstProse = k
			break
		}
	}
	// The prose that still comes after each block: at an edge there is little.
	later := make([]int, len(idx)+1)
	for k := len(idx) - 1; k >= 0; k-- {
		later[k] = later[k+1]
		if b := &f.blocks[idx[k]]; !b.drop && b.prose() {
			later[k]++
		}
	}
	var out []string
	var heads []bool
	prev := ""
	for k, i := range idx {
		b := &f.blocks[i]
		if b.drop || i == f.at || junk(b) || section(b.text) {
			continue
		}
		if b.n >= 6 && b.linked() >= 70 && !(b.stops > 0 && b.n > 60) {
			continue
		}
		if b.n < 6 && b.linked() >= 90 && !b.para {
			continue
		}
		if f.title != "" && len(b.text) <= 2*len(f.title)+16 {
			if s := squash(b.text); s == f.title || len(out) == 0 && b.n >= 8 && strings.HasPrefix(f.title, s) {
				continue
			}
		}
		if k < firstProse {
			if isDateLine(b.text) {
				continue
			}
			if !byline(b.text) && (b.head == 0 && kinds[f.kindOf(b)] == 0 || b.n < 4) {
				continue
			}
		} else if isDateLine(b.text) && b.n < 30 && b.stops == 0 {
			continue
		}
		if b.photo && !b.para && b.n <= 80 && credit(b.text) {
			continue
		}
		if !hasLetter(b.text) {
			continue
		}
		if (len(out) == 0 || later[k+1] <= 1) && (promotion(b) || rights(b)) {
			continue
		}
		if b.text == prev && b.n >= 10 {
			continue
		}
		prev = b.text
		out = append(out, b.text)
		heads = append(heads, b.head > 0 && b.stops == 0)
	}
	// A heading without text under it ends nothing.
	for len(out) > 1 && heads[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}

// home is the element that holds the paragraph of a block.
func (f *bodyFinder) home(b *block) int {
	if e := &f.elems[b.elem]; e.node.DataAtom == atom.P {
		return e.parent
	}
	return b.elem
}

// kindOf names the element of a block: paragraphs of one article share it.
func (f *bodyFinder) kindOf(b *block) string {
	if b.para {
		return "p"
	}
	n := f.elems[b.elem].node
	return n.Data + "." + firstField(attr(n, "class"))
}

func hasLetter(s string) bool {
	for _, r := range s {
		if isHan(r) || r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z' || r > 0xBF && r < 0x2000 || r > 0x3040 && r < 0x3100 || r >= 0xAC00 && r < 0xD7A4 {
			return true
		}
	}
	return false
}
