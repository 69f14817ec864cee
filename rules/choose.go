package rules

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

// Who wins. Matches compete when they draw the same type, their triggers
// overlap and no key role of theirs is filled by two different things: fillers
// are the same when their keys are equal or their spans overlap, and a role
// that one of the two does not bind, or only carries, is no difference. Marks compete when what
// they mark overlaps.
//
// Of two that compete the winner is
//
//	(1) the one whose rule beats the other's by name, also over a chain; it does
//	    so too when the two name different things but share a figure, or when
//	    all that the other names stands within its words
//	(2) the one with more roles bound in its sentence
//	(3) the one with fewer pronouns, then fewer carried roles
//	(4) the one with more fillers, then with fewer characters in gaps
//	(5) the longer one
//	(6) the earlier one
//	(7) the one whose rule, then say, stands first in the files

// compareMatch orders matches by (2) to (7); < 0 means that a wins.
func compareMatch(a, b *match) int {
	if c, _ := compareWhy(a, b); c != 0 {
		return c
	}
	for i := range min(len(a.caps), len(b.caps)) {
		if c := compareSpan(a.caps[i].span, b.caps[i].span); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a.caps), len(b.caps))
}

func compareWhy(a, b *match) (int, string) {
	for _, c := range []struct {
		order int
		why   string
	}{
		{bits.OnesCount32(b.roles) - bits.OnesCount32(a.roles), "more roles bound"},
		{int(a.pron - b.pron), "named over pronoun"},
		{a.carried - b.carried, "named over carried"},
		{int(b.fill - a.fill), "more fillers"},
		{int(a.gap - b.gap), "fewer gap characters"},
		{b.span.Len() - a.span.Len(), "longer"},
		{a.span.Start - b.span.Start, "earlier"},
		{a.pat.rule.order - b.pat.rule.order, "first in the files"},
		{a.pat.say.index - b.pat.say.index, "first in the rule"},
	} {
		if c.order != 0 {
			return c.order, c.why
		}
	}
	return 0, "first in the text"
}

// choose sets beaten on the matches that lose. Beaten or refused matches take
// no part. It returns how many pairs it looked at.
func (s *Set) choose(all []*match) int {
	var live []*match
	for _, m := range all {
		if m.beaten == nil && m.refused == "" {
			live = append(live, m)
		}
	}
	if len(live) < 2 {
		return 0
	}
	slices.SortStableFunc(live, func(a, b *match) int {
		return cmp.Or(cmp.Compare(a.sent, b.sent), cmp.Compare(a.pat.rule.fact.typ, b.pat.rule.fact.typ), compareMatch(a, b))
	})
	seen := 0
	for i := 0; i < len(live); {
		j := i
		for j < len(live) && live[j].sent == live[i].sent && live[j].pat.rule.fact.typ == live[i].pat.rule.fact.typ {
			j++
		}
		seen += s.chooseGroup(live[i:j])
		i = j
	}
	return seen
}

// chooseGroup chooses among the matches of one sentence and type, given in the
// order (2) to (7).
func (s *Set) chooseGroup(group []*match) int {
	seen := 0
	if len(s.beats) > 0 {
		deep := slices.Clone(group)
		slices.SortStableFunc(deep, func(a, b *match) int {
			return cmp.Compare(s.depth[b.pat.rule.order], s.depth[a.pat.rule.order])
		})
		var near places
		for _, m := range deep {
			near.add(m)
		}
		for _, a := range deep {
			if a.beaten != nil || s.depth[a.pat.rule.order] == 0 {
				continue
			}
			near.visit(a.ground(), func(b *match) bool {
				seen++
				if b.beaten == nil && s.beats[[2]int32{int32(a.pat.rule.order), int32(b.pat.rule.order)}] && (s.compete(a, b) || s.shares(a, b) || covers(a, b)) {
					b.beaten, b.why = a, "beats: names it"
				}
				return true
			})
		}
	}
	var winners places
	for _, m := range group {
		if m.beaten != nil {
			continue
		}
		var best *match
		winners.visit(m.ground(), func(w *match) bool {
			seen++
			if s.compete(w, m) && (best == nil || compareMatch(w, best) < 0) {
				best = w
			}
			return true
		})
		if best != nil {
			_, why := compareWhy(best, m)
			m.beaten, m.why = best, why
			continue
		}
		winners.add(m)
	}
	return seen
}

// ground is the stretch of text over which a match may compete.
func (m *match) ground() entities.Span {
	if m.pat.rule.mark {
		return m.fillers[0].Span
	}
	return m.trigger
}

// places finds the matches near a stretch of text, so that a long sentence with
// many matches takes no more time for each.
type places map[int][]*match

const placeSize = 64

func (p *places) add(m *match) {
	if *p == nil {
		*p = places{}
	}
	g := m.ground()
	for i := g.Start / placeSize; i <= (g.End-1)/placeSize; i++ {
		(*p)[i] = append((*p)[i], m)
	}
}

// visit calls f for the matches in the places of a span, some of them perhaps
// more than once, until it returns false.
func (p places) visit(g entities.Span, f func(m *match) bool) {
	for i := g.Start / placeSize; i <= (g.End-1)/placeSize; i++ {
		for _, m := range p[i] {
			if !f(m) {
				return
			}
		}
	}
}

func (s *Set) compete(a, b *match) bool {
	if a.pat.rule.mark != b.pat.rule.mark {
		return false
	}
	if a.pat.rule.mark {
		return a.fillers[0].Span.Overlaps(b.fillers[0].Span)
	}
	if !a.trigger.Overlaps(b.trigger) {
		return false
	}
	for _, r := range s.schema.Fact(a.pat.rule.fact.typ).Roles {
		if r.Key && differ(a.own(), b.own(), r.Name) {
			return false
		}
	}
	return true
}

// own returns the fillers that a match binds itself, without those it carries:
// what is only carried keeps no match from losing to one that names it.
func (m *match) own() []entities.Filler {
	return m.fillers[:len(m.fillers)-m.carried]
}

// shares tells whether two matches whose triggers overlap fill roles that are no
// key with the same words: one figure belongs to one fact. A rule that beats
// another by name wins there too, though the two name different things.
func (s *Set) shares(a, b *match) bool {
	if a.pat.rule.mark || b.pat.rule.mark || !a.trigger.Overlaps(b.trigger) {
		return false
	}
	t := s.schema.Fact(a.pat.rule.fact.typ)
	key := func(f *entities.Filler) bool {
		return slices.ContainsFunc(t.Roles, func(r schema.Role) bool { return r.Name == f.Role && r.Key })
	}
	for i := range a.fillers {
		x := &a.fillers[i]
		if x.Span.Len() == 0 || key(x) {
			continue
		}
		for j := range b.fillers {
			if y := &b.fillers[j]; x.Span == y.Span && !key(y) {
				return true
			}
		}
	}
	return false
}

// covers tells whether all that b names stands within the words of a, something
// of it in the same role: 以1億元向丙收購乙 is told once, not also as 丙收購乙.
func covers(a, b *match) bool {
	if a.pat.rule.mark || b.pat.rule.mark || !a.trigger.Overlaps(b.trigger) {
		return false
	}
	same := false
	for i := range b.fillers {
		x := &b.fillers[i]
		if x.Span.Len() == 0 {
			continue
		}
		if x.Span.Start < a.span.Start || x.Span.End > a.span.End {
			return false
		}
		for j := range a.fillers {
			same = same || a.fillers[j].Role == x.Role && a.fillers[j].Span == x.Span
		}
	}
	return same
}

// differ tells whether both bind a role and share no filler of it.
func differ(a, b []entities.Filler, role string) bool {
	both := false
	for i := range a {
		if a[i].Role != role {
			continue
		}
		for j := range b {
			if b[j].Role != role {
				continue
			}
			both = true
			if a[i].Key == b[j].Key || a[i].Span.Overlaps(b[j].Span) {
				return false
			}
		}
	}
	return both
}
