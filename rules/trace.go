package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
)

// Match is a place where a rule fits, as explain shows it: also those that lost
// or were refused.
type Match struct {
	Rule     string // id
	Version  string // 8 hex
	File     string
	Line     int
	Stage    string // mention, alias, fact or carry
	Type     string // what it draws
	Say      string // the say that fits, in normal form
	Sentence int    // index in Document.Sentences
	Span     entities.Span
	Captures []Capture
	Words    []entities.Span // the words that set modality and polarity
	Modality string
	Polarity string
	Roles    int // slots bound
	Gap      int // characters in gaps
	Fillers  []entities.Filler
	Fact     *entities.Fact // nil for marks and for what draws nothing
	Refused  string         // why it draws nothing; "" when it does
	BeatenBy string         // id of the rule whose match won; "" for winners
	Beaten   entities.Span  // of the match that won
	Why      string         // by which criterion it lost
}

// Capture is an item of a say with the text it took.
type Capture struct {
	entities.Span
	Role    string // the slot; "" for literals and lexicons
	Item    string // as written: <buyer:company>, ~announce, 將
	Mention int    // index in Document.Mentions; -1 for words
	Phrase  *Phrase
}

// Phrase is the entry of a lexicon that a capture took.
type Phrase struct {
	Lexicon string // its name
	Text    string // the entry as written
	Value   string // its value; "" for none
	File    string // where the entry stands
	Line    int
}

// Won tells whether the match drew something.
func (m *Match) Won() bool { return m.BeatenBy == "" && m.Refused == "" }

// Trace returns every match of every stage in the order of the text. It costs
// more than drawing the facts; its answer agrees with Mark, Alias and Relate.
func (s *Set) Trace(d *entities.Document) []Match {
	var out []Match
	for _, m := range s.all(d) {
		out = append(out, s.show(m))
	}
	return out
}

// all returns the matches of every stage, settled.
func (s *Set) all(d *entities.Document) []*match {
	if len(d.Sentences) == 0 {
		return nil
	}
	var all []*match
	if len(s.stages[stageMark].patterns) > 0 {
		sc := s.take(d)
		var marks []*match
		sc.run(d, &s.stages[stageMark], func(m *match) { marks = append(marks, m) })
		s.ask(d, sc, marks)
		s.put(sc)
		for _, m := range marks {
			s.draw(d, m)
		}
		s.choose(marks)
		all = append(all, marks...)
	}
	for _, p := range []*program{&s.stages[stageAlias], &s.facts} {
		ms := s.matches(d, p)
		s.once(d, ms)
		all = append(all, ms...)
	}
	slices.SortStableFunc(all, func(a, b *match) int {
		if c := compareSpan(a.span, b.span); c != 0 {
			return c
		}
		return int(a.pat.rule.stage) - int(b.pat.rule.stage)
	})
	return all
}

// phraseOf finds the entry of a lexicon that a key of the trie stands for, as a
// file sees the lexicon; nil when there is none.
func (s *Set) phraseOf(f *file, lexicon string, key uint32) *Phrase {
	l := s.scopes[f].lexicons[lexicon]
	if l == nil {
		return nil
	}
	for _, p := range l.phrases {
		if p.text == s.vocab.phrases[key] {
			return &Phrase{Lexicon: lexicon, Text: p.word.text, Value: p.value, File: p.file.name, Line: p.line}
		}
	}
	return nil
}

func (s *Set) show(m *match) Match {
	u := m.pat.rule
	x := Match{Rule: u.id, Version: u.version, File: u.file.name, Line: u.node.Line, Stage: u.stage.String(), Type: u.fact.typ,
		Say: formatItems(m.pat.say.written), Sentence: m.sent, Span: m.span,
		Words: m.words, Modality: m.modality, Polarity: m.polarity, Gap: int(m.gap), Fillers: m.fillers, Refused: m.refused, Why: m.why}
	for r := m.roles; r != 0; r &= r - 1 {
		x.Roles++
	}
	for _, o := range append([]*match{m}, m.with...) {
		for _, c := range o.caps {
			q := &o.pat.pos[c.pos]
			k := Capture{Span: c.span, Item: formatItem(*q.item), Mention: int(c.mention)}
			if q.bind >= 0 {
				k.Role = o.pat.binds[q.bind]
			}
			if q.kind == posTerm && !q.literal && c.key >= 0 {
				k.Phrase = s.phraseOf(u.file, strings.TrimPrefix(cmp.Or(q.item.typ, q.item.text), "~"), uint32(c.key))
			}
			x.Captures = append(x.Captures, k)
		}
	}
	if m.beaten != nil {
		x.BeatenBy, x.Beaten = m.beaten.pat.rule.id, m.beaten.span
	} else if m.refused == "" {
		x.Fact = m.fact
	}
	return x
}
