// Package detect marks the mentions of a document: values, names of the
// gazetteers, and names no list holds, found by pattern.
//
// Start at Detector.Process. names.go turns gazetteer hits into candidates and
// decides which of them stand; pattern.go calls the ways to find unknown names,
// each in a file of its own (place, natural, body, legal, suffix, family, person,
// surname, foreign, wire, gloss, latin, list, unknown, title, short, product,
// platform); overlap.go chooses among candidates that share characters.
//
// Beware: a gazetteer hit is only a candidate. Two-character names straddle
// words (力拓 in 大力拓展), so every name passes the boundary veto, and an
// ambiguous one (小米, 通用) needs support from its context.
package detect

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

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
	index    *wordIndex
	cues     [][]cue // by number in the index
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
	index := &wordIndex{}
	cues, words := newCues(index), newWordSets(index)
	if err := index.build(); err != nil {
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
	return &Detector{opt: opt, index: index, cues: cues, words: words, contexts: contexts, off: off}, nil
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
	st := d.find(doc, false)
	doc.Mentions = st.mentions()
	if d.opt.Rules != nil && !d.off[byMark] {
		marks := d.opt.Rules.Mark(doc)
		if len(marks) > 0 {
			st.addMarks(marks)
			doc.Mentions = st.mentions()
		}
	}
	st.free()
	return nil
}

// find proposes and weighs every name of a document whose Hits are there. With
// trace it keeps what is refused at once as well.
func (d *Detector) find(doc *entities.Document, trace bool) *state {
	st := newState(d, doc)
	st.trace = trace
	st.values = d.opt.Values.Append(st.values, doc)
	st.collect()
	st.decide()
	st.patterns()
	return st
}

// Trace returns why each candidate name stands or was refused, in text order.
func (d *Detector) Trace(doc *entities.Document) []Verdict {
	st := d.find(doc, true)
	defer st.free()
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
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	all := s.hits[:0]
	if d.opt.Names != nil {
		all = d.opt.Names.Trie().Append(all, doc.Folded, entities.DictNames)
	}
	for i, g := range d.opt.User {
		n := len(all)
		all = g.Trie().Append(all, doc.Folded, entities.DictUser)
		for j := n; j < len(all); j++ {
			all[j].Value = all[j].Value<<4 | uint32(i&(maxUser-1))
		}
	}
	named := len(all)
	if d.opt.Rules != nil {
		all = d.opt.Rules.Trie().Append(all, doc.Folded, entities.DictRules)
	}
	s.hits = all
	doc.SetHits(all)
	if len(d.opt.User) > 0 {
		slices.SortStableFunc(doc.Hits, func(a, b entities.Hit) int {
			return cmp.Or(a.Start-b.Start, a.End-b.End, cmp.Compare(a.Dict, b.Dict))
		})
		return
	}
	mergeHits(doc.Hits, all[:named], all[named:])
}

// mergeHits puts the hits of two tries in order into out, which has room for just
// them: each trie's are in order already. Of equal ones those of a come first.
func mergeHits(out, a, b []entities.Hit) {
	if len(a) == 0 || len(b) == 0 {
		return // out holds them
	}
	n := 0
	for _, h := range a {
		// Names are few, the words of rules many: those before a name go together.
		k := 0
		for k < len(b) && (b[k].Start < h.Start || b[k].Start == h.Start && b[k].End < h.End) {
			k++
		}
		n += copy(out[n:], b[:k])
		b = b[k:]
		out[n] = h
		n++
	}
	copy(out[n:], b)
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
	d     *Detector
	doc   *entities.Document
	text  []rune // folded
	raw   []rune
	marks []entities.Mention
	by    mechanism // the one at work
	trace bool      // keep what is refused at once, too

	*scratch
}

// scratch is what the work on a document needs for each of its code points and
// candidates. It is used again for the next document.
type scratch struct {
	cands       []*candidate
	slabs       [][]candidate   // where candidates come from
	given       int             // how many of them are given out
	names       map[string]bool // those that repeats looked for
	repeated    int             // the candidates it saw
	home        map[string]int  // what countries returns
	inside      map[string]bool // places that strangers asks for
	around      map[string]bool
	countrySeen map[[2]string]bool
	sure        map[string]bool   // ids with an unambiguous or supported mention
	tallies     map[nameKey]tally // what weighNames returns
	company     companies
	listStart   []int32 // see listEdges
	listEnd     []int32
	starting    []*candidate // by position: the last candidate that starts there, linked to earlier ones
	ending      []*candidate // the same by where they end
	occ         []*candidate // what occupied returns
	fresh       bool         // occ holds but the candidates in late
	late        []*candidate // accepted since occ was filled
	values      []entities.Mention
	val         []bool // what valueAt returns
	valued      bool
	cue         cueHits
	entries     []entry
	used        []bool   // by position: an entry that won stands there
	places      []uint64 // of the entries: where they begin, and their number
	order       []int32  // of the entries that overlap
	texts       []byte   // the words of mentions
	tokens      []int32  // by position: the number of the token that covers it, -1 for none
	spots       spots
	starts      starts
	runs        []latinRun     // by capital, see capitalRun
	suffixes    []entities.Hit // endings of names, by start then end
	suffixEnd   []int32        // by where an ending ends: one more than the number in suffixes of the longest one
	blocks      []entities.Hit // the longer words that hold short names
	blocked     []bool         // by position: inside one of them
	hits        []entities.Hit
}

var scratches = sync.Pool{New: func() any {
	return &scratch{names: map[string]bool{}, home: map[string]int{}, inside: map[string]bool{}, around: map[string]bool{}, countrySeen: map[[2]string]bool{}, sure: map[string]bool{}, tallies: map[nameKey]tally{}, company: companies{at: map[string]int{}}}
}}

// slabSize is how many candidates are made at a time.
const slabSize = 256

func newState(d *Detector, doc *entities.Document) *state {
	st := &state{d: d, doc: doc, text: doc.Folded, raw: doc.Runes(), scratch: scratches.Get().(*scratch)}
	n := len(st.text) + 2
	st.starting, st.ending, st.occ = sized(st.starting, n), sized(st.ending, n), sized(st.occ, n)
	st.val = cleared(st.val, n)
	st.fresh, st.valued, st.company.known = false, false, false
	if cap(st.tokens) < n {
		st.tokens = make([]int32, n+n/4)
	}
	st.tokens = st.tokens[:n]
	end := 0
	for i := range doc.Tokens {
		t := &doc.Tokens[i].Span
		for ; end < t.Start; end++ {
			st.tokens[end] = -1
		}
		for ; end < t.End && end < n; end++ {
			st.tokens[end] = int32(i)
		}
	}
	for ; end < n; end++ {
		st.tokens[end] = -1
	}
	st.spots.find(st.text, st.raw)
	st.starts.find(st.text, d.words.class)
	st.index(n)
	return st
}

// free gives the scratch back. The state must not be used any more.
func (st *state) free() {
	s := st.scratch
	for _, c := range s.cands {
		s.starting[c.Start], s.ending[c.End] = nil, nil
	}
	st.vacate()
	st.scratch = nil
	clear(s.cands)
	s.cands = s.cands[:0]
	clear(s.late)
	s.late = s.late[:0]
	clear(s.values)
	s.values = s.values[:0]
	clear(s.entries)
	s.entries = s.entries[:0]
	clear(s.runs)
	s.runs = s.runs[:0]
	clear(s.names)
	clear(s.sure)
	clear(s.tallies)
	clear(s.company.at)
	for i := 0; i*slabSize < s.given; i++ {
		clear(s.slabs[i][:min(s.given-i*slabSize, slabSize)])
	}
	s.given = 0
	scratches.Put(s)
}

// vacate clears occ, which only candidates fill.
func (st *state) vacate() {
	for _, c := range st.cands {
		clear(st.occ[c.Start:min(c.End, len(st.text))])
	}
}

// sized returns a slice of n zero values in the memory of s, which holds none but
// zero values, where it fits.
func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// cleared returns a slice of n zero values, in the memory of s where it fits.
func cleared[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	s = s[:n]
	clear(s)
	return s
}

// newCandidate returns an empty candidate that stays where it is.
func (st *state) newCandidate() *candidate {
	i := st.given / slabSize
	if i == len(st.slabs) {
		st.slabs = append(st.slabs, make([]candidate, slabSize))
	}
	st.given++
	return &st.slabs[i][(st.given-1)%slabSize]
}

func (st *state) add(c *candidate) {
	st.cands = append(st.cands, c)
	c.prevStart, st.starting[c.Start] = st.starting[c.Start], c
	c.prevEnd, st.ending[c.End] = st.ending[c.End], c
	if c.state == accepted {
		st.late = append(st.late, c)
	}
}

// at calls visit for every candidate of a span until it returns false.
func (st *state) at(s entities.Span, visit func(*candidate) bool) {
	for c := st.starting[s.Start]; c != nil; c = c.prevStart {
		if c.End == s.End && !visit(c) {
			return
		}
	}
}

// blank tells whether matching steps over the folded rune.
func blank(r rune) bool { return r == ' ' || r == '\t' || r == 0 }

// isWord tells whether a folded rune is a letter or digit of a Latin word.
func isWord(r rune) bool {
	if r < 0x80 {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
	}
	return r < 0x2E80 && (fold.IsLatin(r) || fold.IsDigit(r))
}

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
