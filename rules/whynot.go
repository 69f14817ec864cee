package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
)

// Miss is how near a rule came to a text: its say laid beside the sentence, the
// parts that fit and those that do not.
type Miss struct {
	Rule     string
	File     string
	Line     int
	Say      string
	Sentence int // index in Document.Sentences
	Matched  int // parts that fit
	Parts    int // parts that must fit
	Items    []MissItem
	Drew     bool   // the rule draws something here: nothing is missing
	Reason   string // why nothing is drawn although every part fits; "" otherwise
}

// MissItem is a part of a say: an item, or a choice of them.
type MissItem struct {
	entities.Span        // where it fits
	Item          string // as written
	Role          string // of a slot
	Optional      bool
	Gap           bool
	Found         bool
	Saw           string // of a part that is missing: what stands in its place
}

// UnknownRule is returned by WhyNot for an id that the set does not have.
type UnknownRule struct{ ID, Hint string }

func (e *UnknownRule) Error() string { return fmt.Sprintf("unknown rule %q%s", e.ID, e.Hint) }

// WhyNot tells how near a rule came to a document: of all its says and all
// sentences the pair with the most parts that fit, the first of equals. The
// document is ready for Relate.
func (s *Set) WhyNot(d *entities.Document, id string) (*Miss, error) {
	var u *rule
	var ids []string
	for _, r := range s.rules {
		ids = append(ids, r.id)
		if r.id == id {
			u = r
		}
	}
	if u == nil {
		return nil, &UnknownRule{id, nearest(id, ids)}
	}
	if !s.runs(u) && u.status == "draft" {
		s = s.WithDrafts()
	}
	for _, won := range []bool{true, false} {
		for _, m := range s.all(d) {
			if m.pat.rule != u || won != (m.beaten == nil && m.refused == "") {
				continue
			}
			x := s.missOf(d, m)
			switch {
			case won:
				x.Drew = true
			case m.beaten != nil:
				x.Reason = fmt.Sprintf("%s beats it: %s", m.beaten.pat.rule.id, m.why)
			default:
				x.Reason = m.refused
			}
			return x, nil
		}
	}
	var best *Miss
	sc := s.take(d)
	defer s.put(sc)
	for i := range d.Sentences {
		sc.lattice.prepare(s, d, i, sc.sentenceHits(d, i))
		for _, y := range u.says {
			x := sc.lattice.align(y.pattern)
			if best == nil || x.Matched*best.Parts > best.Matched*x.Parts {
				best = x
			}
		}
	}
	if best == nil {
		best = &Miss{Rule: u.id, File: u.file.name, Line: u.node.Line, Reason: "the text is empty"}
	}
	return best, nil
}

// newMiss lays out the parts of a say.
func newMiss(p *pattern, sentence int) *Miss {
	u := p.rule
	x := &Miss{Rule: u.id, File: u.file.name, Line: u.node.Line, Say: formatItems(p.say.written), Sentence: sentence}
	for i := range p.say.items {
		it := &p.say.items[i]
		k := MissItem{Item: formatItem(*it), Role: it.role, Optional: it.optional, Gap: it.kind == itemGap || it.kind == itemBan}
		if !k.Optional && !k.Gap {
			x.Parts++
		}
		x.Items = append(x.Items, k)
	}
	return x
}

// partOf tells which part of the say a position belongs to.
func partOf(items []item, it *item) int {
	for i := range items {
		if &items[i] == it || within(items[i].alts, it) {
			return i
		}
	}
	return -1
}

func within(alts [][]item, it *item) bool {
	return slices.ContainsFunc(alts, func(a []item) bool { return partOf(a, it) >= 0 })
}

func (x *Miss) found(p *pattern, pos int32, span entities.Span) {
	k := &x.Items[partOf(p.say.items, p.pos[pos].item)]
	if k.Found {
		k.Span.End = span.End
		return
	}
	k.Found, k.Span = true, span
	if !k.Optional && !k.Gap {
		x.Matched++
	}
}

func (s *Set) missOf(d *entities.Document, m *match) *Miss {
	x := newMiss(m.pat, m.sent)
	for _, c := range m.caps {
		x.found(m.pat, c.pos, c.span)
	}
	return x
}

// alignReach is how many characters may stand between two parts in an alignment.
const alignReach = 40

// link is a part of an alignment: a position and what it takes.
type link struct {
	pos int32
	e   edge
}

// chain lays a say beside the sentence: parts in order, any of them missing, so
// that as many as possible fit and as few characters as possible are left over.
// words counts those that are literals, phrases of lexicons or glosses.
func (l *lattice) chain(p *pattern) (out []link, words int) {
	type cell struct {
		link
		prev int
		must int // parts that must fit and do
		may  int // parts that may fit and do
		left int // characters left over
	}
	part := make([]int, len(p.pos))
	for i := range p.pos {
		part[i] = partOf(p.say.items, p.pos[i].item)
	}
	var cells []cell
	var es []edge
	for at := range int32(l.n) {
		if l.next[at] != at {
			continue
		}
		for i := range p.pos {
			es = l.edges(es[:0], &p.pos[i], at, true)
			for _, e := range es {
				cells = append(cells, cell{link: link{int32(i), e}, prev: -1})
			}
		}
	}
	better := func(a, b *cell) bool {
		return cmp.Or(cmp.Compare(b.must, a.must), cmp.Compare(b.may, a.may), cmp.Compare(a.left, b.left)) < 0
	}
	best := -1
	first := 0
	for i := range cells {
		c := &cells[i]
		it := &p.say.items[part[c.pos]]
		own := cell{must: 1}
		if it.optional {
			own = cell{may: 1}
		}
		c.must, c.may = own.must, own.may
		for first < i && cells[first].e.start < c.e.start-alignReach-maxGloss {
			first++
		}
		for j := first; j < i; j++ {
			o := &cells[j]
			gap := int(c.e.start - o.e.end)
			if gap < 0 || gap > alignReach || o.pos > c.pos {
				continue
			}
			n := cell{must: o.must, may: o.may, left: o.left + int(l.weight[c.e.start]-l.weight[o.e.end])}
			if part[o.pos] != part[c.pos] {
				n.must, n.may = n.must+own.must, n.may+own.may
			} else if o.pos == c.pos && !p.pos[c.pos].list {
				continue
			}
			if better(&n, c) {
				c.must, c.may, c.left, c.prev = n.must, n.may, n.left, j
			}
		}
		if best < 0 || better(c, &cells[best]) {
			best = i
		}
	}
	for i := best; i >= 0; i = cells[i].prev {
		out = append(out, cells[i].link)
		if k := p.pos[cells[i].pos].kind; k == posTerm || k == posGloss {
			words++
		}
	}
	slices.Reverse(out)
	return out, words
}

// align says how near a say comes to the sentence.
func (l *lattice) align(p *pattern) *Miss {
	x := newMiss(p, l.index)
	chain, _ := l.chain(p)
	for _, c := range chain {
		x.found(p, c.pos, entities.Span{Start: l.base + int(c.e.from), End: l.base + int(c.e.to)})
	}
	l.saw(x)
	if x.Matched == x.Parts && x.Reason == "" {
		for k := 1; k < len(chain); k++ {
			a, b := &chain[k-1], &chain[k]
			if why := l.unconnected(p, a.pos, b.pos, a.e, b.e); why != "" {
				x.Reason = why
				break
			}
		}
		if x.Reason == "" {
			first, last := &chain[0], &chain[len(chain)-1]
			switch q := &p.pos[last.pos]; {
			case p.before != 0 && l.endsTerm(first.e.start, p.before):
				x.Reason = "a word that !( ) forbids stands before it"
			case q.lastBan != 0 && l.goesOn(last.e.end, q.lastBan):
				x.Reason = "the text goes on with a word that !( ) forbids"
			}
		}
		if x.Reason == "" {
			x.Reason = "the parts are there, but not in this order"
		}
	}
	return x
}

// saw notes what stands in the place of the parts that are missing.
func (l *lattice) saw(x *Miss) {
	sent := l.doc.Sentences[l.index].Span
	for i := range x.Items {
		k := &x.Items[i]
		if k.Found || k.Gap || k.Optional {
			continue
		}
		from, to := -1, -1
		for j := i - 1; j >= 0 && from < 0; j-- {
			if x.Items[j].Found {
				from = x.Items[j].End
			}
		}
		for j := i + 1; j < len(x.Items) && to < 0; j++ {
			if x.Items[j].Found {
				to = x.Items[j].Start
			}
		}
		switch {
		case from < 0 && to < 0:
			continue
		case from < 0:
			from = max(sent.Start, to-6)
		case to < 0:
			to = min(sent.End, from+6)
		}
		k.Saw = strings.TrimSpace(l.doc.Slice(entities.Span{Start: from, End: to}))
	}
}

// unconnected tells why the say does not let one position follow another across
// the text between them; "" when it does.
func (l *lattice) unconnected(p *pattern, a, b int32, ea, eb edge) string {
	between := l.doc.Slice(entities.Span{Start: l.base + int(ea.end), End: l.base + int(eb.start)})
	name := func(pos int32, e edge) string {
		return l.doc.Slice(entities.Span{Start: l.base + int(e.from), End: l.base + int(e.to)})
	}
	i := slices.IndexFunc(p.follow[a], func(f follow) bool { return f.to == b })
	gap := gapNone
	p0 := l.next[ea.end]
	if i >= 0 {
		gap = p.follow[a][i].gap
		if ban := p.follow[a][i].ban; ban != 0 && l.startsTerm(p0, ban) {
			return fmt.Sprintf("the text goes on behind %s with a word that !( ) forbids", name(a, ea))
		}
	}
	if gap == gapList || p0 == eb.start {
		return ""
	}
	if gap == gapNone {
		return fmt.Sprintf("%s stands between %s and %s, where the say has no …", strings.TrimSpace(between), name(a, ea), name(b, eb))
	}
	cost := int(l.weight[eb.start] - l.weight[p0])
	switch {
	case gap == gapShort && l.clause[eb.start] != l.clause[p0]:
		return fmt.Sprintf("a clause ends between %s and %s; … stays inside the clause, …， may cross it", name(a, ea), name(b, eb))
	case gap == gapShort && cost > shortGap:
		return fmt.Sprintf("%d characters stand between %s and %s; … reaches %d, …， reaches %d", cost, name(a, ea), name(b, eb), shortGap, longGap)
	case cost > longGap:
		return fmt.Sprintf("%d characters stand between %s and %s; …， reaches %d", cost, name(a, ea), name(b, eb), longGap)
	}
	for i := range l.names {
		m := &l.names[i]
		if m.hidden || m.start < p0 || m.start >= eb.start {
			continue
		}
		for _, q := range []*position{&p.pos[a], &p.pos[b]} {
			if q.kind == posMention && m.mask&q.mask != 0 {
				return fmt.Sprintf("%s stands between %s and %s: a gap holds no entity of the type beside it", l.doc.Slice(l.doc.Mentions[m.mention].Span), name(a, ea), name(b, eb))
			}
		}
	}
	return ""
}

// Lines returns the miss for people: the head, the parts that fit, and what is
// missing.
func (x *Miss) Lines(d *entities.Document) []string {
	head := fmt.Sprintf("%s (%s:%d)", x.Rule, x.File, x.Line)
	if x.Drew {
		return []string{head + " draws this: nothing is missing"}
	}
	out := []string{fmt.Sprintf("%s nearest miss, %d of %d parts matched", head, x.Matched, x.Parts)}
	if x.Sentence < len(d.Sentences) && x.Say != "" {
		out = append(out, "  "+strings.TrimSpace(d.Slice(d.Sentences[x.Sentence].Span)), "  "+x.Say)
	}
	var fit []string
	for _, k := range x.Items {
		if !k.Found {
			continue
		}
		text := d.Slice(k.Span)
		if k.Role != "" {
			text = k.Role + "=" + text
		}
		fit = append(fit, text)
	}
	if len(fit) > 0 {
		out = append(out, "  found  "+strings.Join(fit, "  "))
	}
	for _, k := range x.Items {
		if k.Found || k.Gap || k.Optional {
			continue
		}
		line := "  wanted " + k.Item
		switch {
		case k.Saw == "":
			line += ", which is nowhere"
		case strings.HasPrefix(k.Item, "~"):
			line += ", saw " + k.Saw + ", which is not in it"
		case strings.HasPrefix(k.Item, "<"):
			line += ", saw " + k.Saw
		case len([]rune(k.Saw)) <= 4:
			line += ", saw " + k.Saw + "    did you mean (" + k.Item + "|" + k.Saw + ")?"
		default:
			line += ", saw " + k.Saw
		}
		out = append(out, line)
	}
	if x.Reason != "" {
		out = append(out, "  "+x.Reason)
	}
	return out
}
