// Package detect marks the mentions of a document: values, names of the
// gazetteers, and names no list holds, found by pattern.
//
// Start at Detector.Process. names.go turns gazetteer hits into candidates and
// decides which of them stand; pattern.go calls the ways to find unknown names,
// each in a file of its own (place, body, suffix, person, wire, gloss, latin,
// title, product); overlap.go chooses among candidates that share characters.
//
// Beware: a gazetteer hit is only a candidate. Two-character names straddle
// words (力拓 in 大力拓展), so every name passes the boundary veto, and an
// ambiguous one (小米, 通用) needs support from its context.
package detect

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/entities/value"
	"github.com/factloom/factloom/rules"
)

// Options say what a Detector works with. Only Values is mandatory.
type Options struct {
	Schema *schema.Schema
	Names  *gazetteer.Gazetteer   // the names that ship; nil for none
	User   []*gazetteer.Gazetteer // the user's names, the last one strongest
	Values *value.Scanner
	Rules  *rules.Set // mark rules and lexicons; nil for none
	Off    []string   // names of Mechanisms that shall not work, to measure what they are worth
}

// Detector finds mentions. It is immutable and safe for concurrent use.
type Detector struct {
	opt      Options
	cues     *cueIndex
	words    *wordSets
	contexts *contexts
	off      []bool // by mechanism
}

// maxUser is how many gazetteers of the user one hit value can tell apart.
const maxUser = 16

// New prepares a Detector.
func New(opt Options) (*Detector, error) {
	if opt.Values == nil {
		return nil, fmt.Errorf("detect: no value scanner given")
	}
	if len(opt.User) > maxUser-1 {
		return nil, fmt.Errorf("detect: %d gazetteers given, at most %d are taken", len(opt.User), maxUser-1)
	}
	if opt.Schema == nil {
		opt.Schema = schema.Default()
	}
	cues, err := newCueIndex()
	if err != nil {
		return nil, fmt.Errorf("detect: cues: %w", err)
	}
	words, err := newWordSets()
	if err != nil {
		return nil, fmt.Errorf("detect: word lists: %w", err)
	}
	contexts, err := newContexts()
	if err != nil {
		return nil, fmt.Errorf("detect: %w", err)
	}
	off, err := switchOff(opt.Off)
	if err != nil {
		return nil, fmt.Errorf("detect: %w", err)
	}
	return &Detector{opt: opt, cues: cues, words: words, contexts: contexts, off: off}, nil
}

// With returns a Detector that knows the user's names g as well, the strongest
// of all. The two share everything else.
func (d *Detector) With(g *gazetteer.Gazetteer) *Detector {
	c := *d
	c.opt.User = append(slices.Clone(d.opt.User), g)
	return &c
}

// Name implements the pipeline's Stage.
func (d *Detector) Name() string { return "detect" }

// Needs implements the pipeline's Stage.
func (d *Detector) Needs() entities.Layer {
	return entities.LayerFolded | entities.LayerSentences | entities.LayerTokens
}

// Adds implements the pipeline's Stage.
func (d *Detector) Adds() entities.Layer { return entities.LayerHits | entities.LayerMentions }

// Process fills doc.Hits and doc.Mentions.
func (d *Detector) Process(doc *entities.Document) error {
	d.hits(doc)
	st := d.find(doc)
	doc.Mentions = st.mentions()
	if d.opt.Rules != nil && !d.off[byMark] {
		marks := d.opt.Rules.Mark(doc)
		if len(marks) > 0 {
			st.addMarks(marks)
			doc.Mentions = st.mentions()
		}
	}
	return nil
}

// find proposes and weighs every name of a document whose Hits are there.
func (d *Detector) find(doc *entities.Document) *state {
	st := newState(d, doc)
	st.values = d.opt.Values.Scan(doc)
	st.collect()
	st.decide()
	st.patterns()
	return st
}

// Trace returns why each candidate name stands or was refused, in text order.
func (d *Detector) Trace(doc *entities.Document) []Verdict {
	st := d.find(doc)
	_ = st.mentions()
	out := make([]Verdict, 0, len(st.cands))
	for _, c := range st.cands {
		v := Verdict{Span: c.Span, Text: doc.Slice(c.Span), Type: c.typ, ID: c.id, Via: c.via, Mechanism: c.by.String(), Accepted: c.state == accepted && !c.lost, Why: c.why}
		out = append(out, v)
	}
	slices.SortStableFunc(out, func(a, b Verdict) int {
		if c := a.Span.Compare(b.Span); c != 0 {
			return c
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return out
}

// Verdict says what became of one candidate name.
type Verdict struct {
	entities.Span
	Text, Type, ID, Via string
	Mechanism           string // the one of Mechanisms that proposed or refused it
	Accepted            bool
	Why                 string // what accepted or refused it
}

// hits walks every trie over the folded text once.
func (d *Detector) hits(doc *entities.Document) {
	doc.Hits = doc.Hits[:0]
	if d.opt.Names != nil {
		doc.Hits = d.opt.Names.Trie().Append(doc.Hits, doc.Folded, entities.DictNames)
	}
	for i, g := range d.opt.User {
		n := len(doc.Hits)
		doc.Hits = g.Trie().Append(doc.Hits, doc.Folded, entities.DictUser)
		for j := n; j < len(doc.Hits); j++ {
			doc.Hits[j].Value = doc.Hits[j].Value<<4 | uint32(i&(maxUser-1))
		}
	}
	if d.opt.Rules != nil {
		doc.Hits = d.opt.Rules.Trie().Append(doc.Hits, doc.Folded, entities.DictRules)
	}
	slices.SortStableFunc(doc.Hits, func(a, b entities.Hit) int {
		if c := cmp.Compare(a.Start, b.Start); c != 0 {
			return c
		}
		if c := cmp.Compare(a.End, b.End); c != 0 {
			return c
		}
		return cmp.Compare(a.Dict, b.Dict)
	})
}

// names returns what a hit of a name trie may mean.
func (d *Detector) names(h entities.Hit) []gazetteer.Name {
	switch h.Dict {
	case entities.DictNames:
		return d.opt.Names.Names(h.Value)
	case entities.DictUser:
		if i := int(h.Value & (maxUser - 1)); i < len(d.opt.User) {
			return d.opt.User[i].Names(h.Value >> 4)
		}
	}
	return nil
}

// state is the work on one document.
type state struct {
	d      *Detector
	doc    *entities.Document
	text   []rune // folded
	raw    []rune
	values []entities.Mention
	cands  []*candidate
	at     map[entities.Span][]*candidate
	starts map[int][]*candidate
	ends   map[int][]*candidate
	marks  []entities.Mention
	sure   map[string]bool // ids with an unambiguous or supported mention
	cue    *cueHits
	by     mechanism         // the one at work
	others map[string]string // sure companies by id, with their line of business; found once a round

	blockers []entities.Span // found once, on first use
}

func newState(d *Detector, doc *entities.Document) *state {
	st := &state{d: d, doc: doc, text: doc.Folded, raw: doc.Runes(), sure: map[string]bool{},
		at: map[entities.Span][]*candidate{}, starts: map[int][]*candidate{}, ends: map[int][]*candidate{}}
	st.cue = d.cues.find(st.text)
	return st
}

func (st *state) add(c *candidate) {
	st.cands = append(st.cands, c)
	st.at[c.Span] = append(st.at[c.Span], c)
	st.starts[c.Start] = append(st.starts[c.Start], c)
	st.ends[c.End] = append(st.ends[c.End], c)
}

// blank tells whether matching steps over the folded rune.
func blank(r rune) bool { return r == ' ' || r == '\t' || r == 0 }

func isWord(r rune) bool { return fold.IsLatin(r) || fold.IsDigit(r) }

// next returns the first position at or after p that is no blank.
func (st *state) next(p int) int {
	for p < len(st.text) && blank(st.text[p]) {
		p++
	}
	return p
}

// prev returns the position after the last non-blank before p.
func (st *state) prev(p int) int {
	for p > 0 && blank(st.text[p-1]) {
		p--
	}
	return p
}
