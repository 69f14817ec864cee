package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/factloom/factloom/entities"
)

// unit is a stretch of text in which a condition must hold.
type unit uint8

const (
	unitClause unit = iota
	unitSentence
	unitParagraph
	unitDocument
)

var unitNames = []string{"clause", "sentence", "paragraph", "document"}

func (u unit) String() string { return unitNames[u] }

// condition is what match: asks of the text around a say: a say that must fit
// too, or a group of conditions.
type condition struct {
	node *yaml.Node
	unit unit
	say  *say
	all  []*condition
	any  []*condition
	not  []*condition
}

// The limits of match.
const (
	maxConditions     = 40
	maxConditionDepth = 4
)

// match reads the conditions of a rule.
func (r *reader) match(f *file, u *rule, n *yaml.Node) {
	left := maxConditions
	u.match = r.group(f, u, n, unitSentence, 0, &left)
}

// group reads {within, all, any, not}.
func (r *reader) group(f *file, u *rule, n *yaml.Node, within unit, depth int, left *int) *condition {
	if depth > maxConditionDepth {
		r.at(f, n, "", "conditions nested deeper than %d", maxConditionDepth)
		return nil
	}
	c := &condition{node: n, unit: within}
	lists := map[string]*yaml.Node{}
	r.fields(f, n, "match", []string{"within", "all", "any", "not"}, func(key string, _, v *yaml.Node) {
		if key != "within" {
			lists[key] = v
			return
		}
		w, ok := r.scalar(f, v, "within")
		if i := slices.Index(unitNames, w.text); i >= 0 {
			c.unit = unit(i)
		} else if ok {
			r.at(f, v, "R01", "unknown unit %q%s, wanted %s", w.text, nearest(w.text, unitNames), either(unitNames))
		}
	})
	for _, x := range []struct {
		key string
		to  *[]*condition
	}{{"all", &c.all}, {"any", &c.any}, {"not", &c.not}} {
		v := lists[x.key]
		if v == nil {
			continue
		}
		entries := []*yaml.Node{v}
		if v.Kind == yaml.SequenceNode {
			entries = v.Content
		}
		for _, e := range entries {
			if *left--; *left < 0 {
				r.at(f, e, "", "a rule has at most %d conditions", maxConditions)
				return c
			}
			if e.Kind == yaml.MappingNode {
				if g := r.group(f, u, e, c.unit, depth+1, left); g != nil {
					*x.to = append(*x.to, g)
				}
				continue
			}
			w, ok := r.scalar(f, e, "an entry of "+x.key)
			if !ok {
				continue
			}
			items, errs := parseSay(w.node.Value)
			for _, e := range errs {
				r.inside(f, w.node, e.off, "", "%s", e.msg)
			}
			u.broken = u.broken || len(errs) > 0
			*x.to = append(*x.to, &condition{node: e, unit: c.unit, say: &say{node: w.node, written: items}})
		}
	}
	if n.Kind == yaml.MappingNode && len(lists) == 0 {
		r.at(f, n, "", "match needs all, any or not, with what else must fit")
	}
	return c
}

// lead takes the first say of all as that of a rule which has none beside match.
func (u *rule) lead() bool {
	if u.match == nil || len(u.match.all) == 0 || u.match.all[0].say == nil {
		return false
	}
	u.says = []*say{u.match.all[0].say}
	u.match.all = u.match.all[1:]
	return true
}

// visit calls f for every say of the conditions; bound tells whether what it binds
// may fill roles.
func (c *condition) visit(bound bool, f func(y *say, bound bool)) {
	if c == nil {
		return
	}
	if c.say != nil {
		f(c.say, bound)
	}
	for _, x := range slices.Concat(c.all, c.any) {
		x.visit(bound, f)
	}
	for _, x := range c.not {
		x.visit(false, f)
	}
}

// String writes a condition for messages.
func (c *condition) String() string {
	if c.say != nil {
		return formatItems(c.say.written)
	}
	var parts []string
	for _, x := range []struct {
		word string
		list []*condition
	}{{"all", c.all}, {"any", c.any}, {"not", c.not}} {
		if len(x.list) == 0 {
			continue
		}
		var in []string
		for _, y := range x.list {
			in = append(in, y.String())
		}
		parts = append(parts, x.word+" of "+strings.Join(in, " | "))
	}
	return strings.Join(parts, ", ")
}

// conditions compiles the says of match: first those that fill roles.
func (b *compiler) conditions(bound bool) {
	b.rule.match.visit(true, func(y *say, fills bool) {
		if fills == bound {
			b.expandSay(b.rule, y)
			y.pattern = b.say(y)
		}
	})
}

// hashConditions counts the conditions in the version of the rule.
func (b *compiler) hashConditions(c *condition) {
	fmt.Fprintf(b.hash, "match %d %v(", c.unit, c.say != nil)
	for _, list := range [][]*condition{c.all, c.any, c.not} {
		for _, x := range list {
			b.hashConditions(x)
		}
		fmt.Fprint(b.hash, "|")
	}
	fmt.Fprint(b.hash, ")")
}

// found is what a say of match found in a run of sentences.
type found struct {
	lo, hi int // the sentences that were looked through: lo to hi-1
	list   []*match
}

// ask tests the conditions of matches whose rule has some. A match that they do
// not hold for is refused; what else fits is kept in match.with.
func (s *Set) ask(d *entities.Document, sc *scratch, all []*match) {
	for _, m := range all {
		c := m.pat.rule.match
		if c == nil {
			continue
		}
		if why := s.holds(d, sc, m, c); why != "" {
			m.refused = why
			continue
		}
		for _, w := range m.with {
			if w.sent == m.sent {
				m.roles |= w.roles
				m.pron += w.pron
			}
		}
	}
}

// holds tests one condition; the result is why it fails, "" when it holds.
func (s *Set) holds(d *entities.Document, sc *scratch, m *match, c *condition) string {
	if c.say != nil {
		w := s.nearestMatch(d, sc, m, c)
		if w == nil {
			return fmt.Sprintf("nothing in its %s fits %s", c.unit, c)
		}
		m.with = append(m.with, w)
		return ""
	}
	for _, x := range c.all {
		if why := s.holds(d, sc, m, x); why != "" {
			return why
		}
	}
	if len(c.any) > 0 {
		n := len(m.with)
		ok := slices.ContainsFunc(c.any, func(x *condition) bool {
			m.with = m.with[:n]
			return s.holds(d, sc, m, x) == ""
		})
		if !ok {
			return fmt.Sprintf("nothing in its %s fits any of %s", c.unit, (&condition{any: c.any}).String()[len("any of "):])
		}
	}
	for _, x := range c.not {
		n := len(m.with)
		why := s.holds(d, sc, m, x)
		if why == "" {
			m.against = append(m.against, m.with[n:]...)
			text := "what not forbids"
			if len(m.with) > n {
				text = d.Slice(m.with[n].span)
			}
			m.with = m.with[:n]
			return fmt.Sprintf("%s fits %s, which not forbids in its %s", text, x, c.unit)
		}
		m.with = m.with[:n]
	}
	return ""
}

// maxNear is how many matches of a condition are looked at on each side.
const maxNear = 64

// nearestMatch returns the match of a condition nearest to another match, in the
// unit of the condition: one that takes none of its words for another slot, and
// fills the slots that both have with the same. nil when there is none.
func (s *Set) nearestMatch(d *entities.Document, sc *scratch, m *match, c *condition) *match {
	span, lo, hi := s.around(d, m, c.unit)
	list := sc.foundIn(s, d, c.say.pattern, lo, hi)
	at, _ := slices.BinarySearchFunc(list, m.span.Start, func(x *match, at int) int { return cmp.Compare(x.span.Start, at) })
	var best *match
	distance := func(x *match) int {
		return max(0, m.span.Start-x.span.End, x.span.Start-m.span.End)
	}
	try := func(x *match) {
		sc.work++
		if x.span.Start < span.Start || x.span.End > span.End || !s.agrees(d, m, x) {
			return
		}
		if best == nil || distance(x) < distance(best) || distance(x) == distance(best) && (better(&x.score, &best.score) < 0 ||
			better(&x.score, &best.score) == 0 && x.span.Len() > best.span.Len()) {
			best = x
		}
	}
	for i := at; i < len(list) && i < at+maxNear && list[i].span.Start < span.End; i++ {
		try(list[i])
	}
	for i := at - 1; i >= 0 && i >= at-maxNear && list[i].span.Start >= span.Start; i-- {
		try(list[i])
	}
	return best
}

// around returns the unit about a match and its sentences, lo to hi-1.
func (s *Set) around(d *entities.Document, m *match, u unit) (span entities.Span, lo, hi int) {
	lo, hi = m.sent, m.sent+1
	sent := &d.Sentences[m.sent]
	switch u {
	case unitClause:
		span = m.span
		for _, c := range sent.Clauses {
			if c.Start <= m.span.Start {
				span.Start = c.Start
			}
			if c.Start < m.span.End {
				span.End = max(span.End, c.End)
			}
		}
		if len(sent.Clauses) == 0 {
			span = sent.Span
		}
		return span, lo, hi
	case unitParagraph:
		for lo > 0 && d.Sentences[lo-1].Paragraph == sent.Paragraph {
			lo--
		}
		for hi < len(d.Sentences) && d.Sentences[hi].Paragraph == sent.Paragraph {
			hi++
		}
	case unitDocument:
		lo, hi = 0, len(d.Sentences)
	}
	return entities.Span{Start: d.Sentences[lo].Start, End: d.Sentences[hi-1].End}, lo, hi
}

// agrees tells whether what a condition found goes with a match and with what
// other conditions found for it.
func (s *Set) agrees(d *entities.Document, m, x *match) bool {
	for _, o := range append([]*match{m}, m.with...) {
		for i := range x.caps {
			bind := x.pat.pos[x.caps[i].pos].bind
			if bind < 0 {
				continue
			}
			shared, same := false, false
			for j := range o.caps {
				other := o.pat.pos[o.caps[j].pos].bind
				switch {
				case other < 0:
				case other != bind && o.caps[j].span.Overlaps(x.caps[i].span):
					return false
				case other == bind:
					shared = true
					same = same || o.caps[j].span.Overlaps(x.caps[i].span) || s.captureKey(d, o, j) == s.captureKey(d, x, i)
				}
			}
			if shared && !same {
				return false
			}
		}
	}
	return true
}

// captureKey tells what a capture means.
func (s *Set) captureKey(d *entities.Document, m *match, i int) string {
	fs := s.fillersOf(nil, d, m, i, outArg{sign: -1, lex: -1})
	if len(fs) == 0 {
		return ""
	}
	return fs[0].Key
}

// foundIn returns what a pattern of match finds in the sentences lo to hi-1 and
// perhaps beside them, in text order. Each sentence is looked through once.
func (sc *scratch) foundIn(s *Set, d *entities.Document, p *pattern, lo, hi int) []*match {
	if sc.found == nil {
		sc.found = map[*pattern]*found{}
	}
	f := sc.found[p]
	if f == nil {
		f = &found{lo: lo, hi: lo}
		sc.found[p] = f
	}
	before := len(f.list)
	for i := f.hi; i < hi; i++ {
		sc.look(s, d, p, i, &f.list)
	}
	for i := lo; i < f.lo; i++ {
		sc.look(s, d, p, i, &f.list)
	}
	f.lo, f.hi = min(f.lo, lo), max(f.hi, hi)
	if len(f.list) > before {
		slices.SortStableFunc(f.list, func(a, b *match) int { return compareSpan(a.span, b.span) })
	}
	return f.list
}

// look runs a pattern of match over one sentence.
func (sc *scratch) look(s *Set, d *entities.Document, p *pattern, sent int, out *[]*match) {
	hits := sc.sentenceHits(d, sent)
	sc.gen++
	for _, h := range hits {
		for _, t := range s.vocab.termsOf[h.Value] {
			sc.termGen[t] = sc.gen
		}
	}
	if !sc.possible(p) || !present(p.need, s.typesIn(d, d.Sentences[sent].Span)) {
		return
	}
	sc.lattice, sc.side = sc.side, sc.lattice
	if sc.lattice.doc != d || sc.lattice.index != sent || sc.lattice.set != s {
		sc.lattice.prepare(s, d, sent, hits)
	}
	sc.pattern(p, func(m *match) { *out = append(*out, m) })
	sc.lattice, sc.side = sc.side, sc.lattice
}
