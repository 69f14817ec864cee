package rules

import (
	"cmp"
	"slices"

	"github.com/factloom/factloom/entities"
)

// Hint is the rule that comes nearest to a document, and what its parts would take
// there: where someone begins who writes a rule for a sentence.
type Hint struct {
	Rule      string
	Type      string // of the fact
	Sentence  int    // index in Document.Sentences
	Matched   int    // parts that fit
	Parts     int    // parts that must fit
	Takes     []Taken
	Constants map[string]string // what the rule itself says of a role
}

// Taken is what one part of the nearest rule takes.
type Taken struct {
	entities.Span
	Slot    string // its slot; "" for words
	Roles   []string
	Signed  bool   // a word gives the role its sign
	Sign    string // +1 or -1 of a word that gives another role its sign
	Mention int    // index in Document.Mentions; -1 for words
}

// Nearest returns the rule of the fact stages of which most fits a document, and
// which a word at least of it speaks for; nil when there is none. The document is
// ready for Relate.
func (s *Set) Nearest(d *entities.Document) *Hint { return s.nearest(d, "") }

// nearest is Nearest among the rules that draw a type, "" for all.
func (s *Set) nearest(d *entities.Document, typ string) *Hint {
	if len(d.Sentences) == 0 {
		return nil
	}
	if x := s.drawn(d, typ); x != nil {
		return x
	}
	sc := s.take(d)
	defer s.put(sc)
	var best *Hint
	var bestMust, bestWords int
	for i := range d.Sentences {
		hits := sc.sentenceHits(d, i)
		sc.lattice.prepare(s, d, i, hits)
		here := map[int32]bool{}
		for _, h := range sc.lattice.hits {
			for _, t := range s.vocab.termsOf[h.key] {
				here[t] = true
			}
		}
		for _, stage := range []stage{stageFact, stageCarry} {
			for _, p := range s.stages[stage].patterns {
				if typ != "" && p.rule.fact.typ != typ || !slices.ContainsFunc(p.anchor, func(t int32) bool { return t == termGloss || here[t] }) {
					continue
				}
				chain, words := sc.lattice.chain(p)
				x := newMiss(p, i)
				for _, k := range chain {
					x.found(p, k.pos, entities.Span{Start: sc.lattice.base + int(k.e.from), End: sc.lattice.base + int(k.e.to)})
				}
				if words == 0 {
					continue
				}
				if best != nil && cmp.Or(cmp.Compare(x.Matched*best.Parts, best.Matched*x.Parts), cmp.Compare(x.Matched, bestMust), cmp.Compare(words, bestWords)) <= 0 {
					continue
				}
				best, bestMust, bestWords = &Hint{Rule: p.rule.id, Type: p.rule.fact.typ, Sentence: i, Matched: x.Matched, Parts: x.Parts, Constants: map[string]string{}}, x.Matched, words
				for _, a := range p.out.args {
					if a.constant != "" {
						best.Constants[a.role] = a.constant
					}
				}
				for _, k := range chain {
					mention, key := -1, int64(-1)
					switch p.pos[k.pos].kind {
					case posMention:
						mention = int(sc.lattice.names[k.e.aux].mention)
					case posTerm:
						key = int64(k.e.aux)
					}
					best.take(s, p, k.pos, entities.Span{Start: sc.lattice.base + int(k.e.from), End: sc.lattice.base + int(k.e.to)}, mention, key)
				}
			}
		}
	}
	return best
}

// drawn returns the rule that draws the richest fact of a document.
func (s *Set) drawn(d *entities.Document, typ string) *Hint {
	var best *match
	for _, m := range s.all(d) {
		if m.fact == nil || m.beaten != nil || m.pat.rule.stage == stageAlias && typ != "alias" || typ != "" && m.fact.Type != typ {
			continue
		}
		if best == nil || len(m.fillers) > len(best.fillers) {
			best = m
		}
	}
	if best == nil {
		return nil
	}
	p := best.pat
	x := &Hint{Rule: p.rule.id, Type: p.rule.fact.typ, Sentence: best.sent, Constants: map[string]string{}}
	for _, k := range newMiss(p, best.sent).Items {
		if !k.Optional && !k.Gap {
			x.Parts++
		}
	}
	x.Matched = x.Parts
	for i := range p.out.args {
		if c := p.out.args[i].constant; c != "" {
			x.Constants[p.out.args[i].role] = c
		}
	}
	for _, c := range best.caps {
		x.take(s, p, c.pos, c.span, int(c.mention), c.key)
	}
	return x
}

// take notes what a position takes.
func (x *Hint) take(s *Set, p *pattern, pos int32, span entities.Span, mention int, key int64) {
	t := Taken{Span: span, Mention: mention}
	q := &p.pos[pos]
	if q.bind >= 0 {
		t.Slot = p.binds[q.bind]
		for _, a := range p.out.args {
			if a.slot == t.Slot {
				t.Roles = append(t.Roles, a.role)
				t.Signed = t.Signed || a.sign >= 0
			}
		}
	}
	if q.kind == posTerm && key >= 0 {
		v := s.vocab.values[q.term][uint32(key)]
		for _, a := range p.out.args {
			if a.sign == q.term {
				t.Sign = v
			}
			if a.lex == q.term && v != "" {
				x.Constants[a.role] = v
			}
		}
	}
	x.Takes = append(x.Takes, t)
}
