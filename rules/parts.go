package rules

import (
	"crypto/sha256"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// sayPart is a stretch of a say that several rules share: @name stands for what
// a file gives under parts. A say reads as if the part were written out in it.
type sayPart struct {
	name    string
	node    *yaml.Node
	file    *file
	choices []partChoice
	used    bool
	broken  bool  // it has a mistake, which is reported where it stands
	state   uint8 // of checking: 0 not begun, 1 under way, 2 done
}

// partChoice is one of the wordings of a part.
type partChoice struct {
	node  *yaml.Node
	items []item
}

// parts reads the parts of a file.
func (r *reader) parts(f *file, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		r.at(f, n, "", "parts should be names with stretches of a say, such as change: ~trend <change:percent>")
		return
	}
	r.pairs(f, n, func(k, v *yaml.Node) {
		p := &sayPart{name: k.Value, node: k, file: f}
		if !isName(p.name) {
			r.at(f, k, "", "part %q: a name is letters, digits and _", k.Value)
			return
		}
		for _, w := range r.list(f, v, "part "+p.name) {
			items, errs := parsePart(w.node.Value)
			for _, e := range errs {
				r.inside(f, w.node, e.off, "", "%s", e.msg)
			}
			p.broken = p.broken || len(errs) > 0
			p.choices = append(p.choices, partChoice{w.node, items})
		}
		p.broken = p.broken || len(p.choices) == 0
		f.parts = append(f.parts, p)
	})
}

// part checks the names in a part, so that a mistake is told once, where it
// stands, and not at every say that uses the part. chain leads to it.
func (c *checker) part(p *sayPart, chain []*sayPart) {
	if p.state == 2 {
		return
	}
	p.state = 1
	chain = append(chain, p)
	before := len(c.problems)
	for _, x := range p.choices {
		b := &compiler{checker: c, rule: &rule{file: p.file}, say1: &say{node: x.node}, hash: sha256.New()}
		var visit func(items []item)
		visit = func(items []item) {
			for i := range items {
				it := &items[i]
				switch it.kind {
				case itemLex:
					if it.text != "" {
						c.lexicon(p.file, x.node, it.off, it.text)
					}
				case itemSlot:
					if it.role != "" {
						b.guards(it)
						b.slot(it, it.typ, it.typOff, 0)
					}
				case itemAlt, itemBan:
					for _, a := range it.alts {
						visit(a)
					}
				case itemPart:
					q := c.partNamed(p.file, x.node, it)
					switch {
					case q == nil:
					case q.state == 1:
						var names []string
						for _, o := range chain[slices.Index(chain, q):] {
							names = append(names, "@"+o.name)
						}
						c.inside(p.file, x.node, it.off, "", "parts hold each other in a circle: %s → @%s", strings.Join(names, " → "), q.name)
					default:
						c.part(q, chain)
						p.broken = p.broken || q.broken
					}
				}
			}
		}
		visit(x.items)
	}
	p.broken = p.broken || len(c.problems) > before
	p.state = 2
}

// partNamed finds a part that a say or another part names; nil when there is
// none, which is reported.
func (c *checker) partNamed(f *file, n *yaml.Node, it *item) *sayPart {
	if it.text == "" {
		return nil // reported by the parser
	}
	p := c.scopes[f].parts[it.text]
	if p == nil {
		c.inside(f, n, it.off, "R01", "unknown part @%s%s", it.text, strings.ReplaceAll(nearest(it.text, sortedKeys(c.scopes[f].parts)), "mean ", "mean @"))
	}
	return p
}

// expandSay writes out the parts of a say.
func (c *checker) expandSay(u *rule, y *say) {
	if !slices.ContainsFunc(y.written, holdsPart) {
		y.items = y.written
		return
	}
	x := expander{checker: c, file: u.file, node: y.node, left: maxExpanded}
	y.items = x.items(y.written, -1)
	switch {
	case x.broken:
		u.broken = true
	case x.left < 0:
		u.broken = true
		c.inside(u.file, y.node, 0, "", "say has more than %d items with those of its parts", maxExpanded)
		y.items = nil
	default:
		errs := edgeGaps(y.items)
		var visit func(items []item)
		visit = func(items []item) {
			errs = append(errs, neighbours(items)...)
			for i := range items {
				for _, a := range items[i].alts {
					visit(a)
				}
			}
		}
		visit(y.items)
		for _, e := range errs {
			u.broken = true
			c.inside(u.file, y.node, e.off, "", "%s", e.msg)
		}
	}
}

func holdsPart(it item) bool {
	return it.kind == itemPart || slices.ContainsFunc(it.alts, func(a []item) bool { return slices.ContainsFunc(a, holdsPart) })
}

// expander writes out the parts of one say.
type expander struct {
	*checker
	file   *file
	node   *yaml.Node
	left   int // how many items more the say may have
	broken bool
}

// items copies items with their parts written out. What comes from a part stands
// at the place at which the say names it; at is that place, -1 outside a part.
func (x *expander) items(items []item, at int) []item {
	out := make([]item, 0, len(items))
	for _, it := range items {
		if x.left--; x.left < 0 {
			return out
		}
		if at >= 0 {
			it.off, it.typOff, it.guardOff = at, at, at
		}
		if it.kind != itemPart {
			alts := it.alts
			it.alts = nil
			for _, a := range alts {
				it.alts = append(it.alts, x.items(a, at))
			}
			out = append(out, it)
			continue
		}
		var p *sayPart
		if at < 0 {
			p = x.partNamed(x.file, x.node, &it)
		} else {
			p = x.scopes[x.file].parts[it.text]
		}
		if p == nil || p.broken {
			if p != nil {
				p.used = true
			}
			x.broken = true
			continue
		}
		p.used = true
		group := item{kind: itemAlt, off: it.off, optional: it.optional, list: it.list}
		for _, choice := range p.choices {
			group.alts = append(group.alts, x.items(choice.items, it.off))
		}
		if len(group.alts) == 1 && !group.optional && !group.list {
			out = append(out, group.alts[0]...)
		} else {
			out = append(out, group)
		}
	}
	return out
}
