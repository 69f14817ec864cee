// Package rules is the rule language: it loads rule files, checks them,
// compiles them and draws mentions and facts from documents with them.
//
// Start reading at Load and Set; README.md explains the language to those who
// write rules. say.go reads the mini-syntax, compile.go turns it into automata,
// match.go runs them, choose.go settles who wins, draw.go makes facts.
//
// Beware: literals and phrases match characters of the folded text, never
// tokens, and all offsets count code points of Document.Text.
package rules

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/entities/trie"
)

// Set is a loaded set of rules. It never changes and is safe for concurrent use.
type Set struct {
	schema *schema.Schema
	files  []*file
	rules  []*rule
	vocab  *vocab
	trie   *trie.Trie
	types  *typeTable
	stages [4]program
	facts  program // of the fact and the carry stage together
	phrase []*phraseType
	hash   string
	beats  map[[2]int32]bool // (winner, loser), closed under chains
	depth  []int32           // of each rule in the beats order
	drafts bool
	lint   Problems
	notes  []string
	scopes map[*file]*scope

	scratch *sync.Pool
}

// program is the compiled patterns of one stage with the index that finds the
// candidates of a sentence.
type program struct {
	patterns []*pattern
	byTerm   [][]int32 // by term: the patterns whose anchor it is
	byGloss  []int32   // the patterns that only a gloss anchors
	termsOf  [][]int32 // by key: the terms of it that choose candidates
	asked    []uint64  // bits, by key: it has such terms
}

// asks tells whether a key chooses candidates.
func (p *program) asks(key uint32) bool {
	return int(key>>6) < len(p.asked) && p.asked[key>>6]&(1<<(key&63)) != 0
}

// Load reads, checks and compiles rule files. The error is Problems and lists
// every mistake of every file. Draft rules are checked but do not run; see
// WithDrafts.
func Load(sch *schema.Schema, sources []Source) (*Set, error) {
	c := &checker{schema: sch, set: &Set{schema: sch}}
	type key struct {
		name string
		user bool
	}
	seen := map[key]bool{}
	for _, src := range sources {
		if k := (key{src.Name, src.User}); seen[k] {
			c.report(&file{name: src.Name}, 0, 0, "", "the file is given twice")
			continue
		} else {
			seen[k] = true
		}
		if f := c.read(src); f != nil {
			c.set.files = append(c.set.files, f)
		}
	}
	c.check()
	if errs := c.problems.Errors(); len(errs) > 0 {
		errs = errs.sorted()
		return nil, errs
	}
	c.set.lint, c.set.scopes = c.problems, c.scopes
	if err := c.set.finish(false); err != nil {
		return nil, err
	}
	return c.set, nil
}

// WithDrafts returns a set in which draft rules run too.
func (s *Set) WithDrafts() *Set {
	t := *s
	t.link(true)
	return &t
}

// finish builds what matching needs.
func (s *Set) finish(drafts bool) error {
	var b trie.Builder
	for i, p := range s.vocab.phrases {
		if err := b.Add(p, uint32(i)); err != nil {
			return fmt.Errorf("building the trie of the rules: %w", err)
		}
	}
	t, err := b.Build()
	if err != nil {
		return fmt.Errorf("building the trie of the rules: %w", err)
	}
	s.trie = t
	s.link(drafts)
	return nil
}

// link builds the programs of the stages from the rules that run.
func (s *Set) link(drafts bool) {
	s.drafts = drafts
	s.stages, s.facts = [4]program{}, program{}
	h := sha256.New()
	for _, u := range s.rules {
		if !s.runs(u) {
			continue
		}
		fmt.Fprintf(h, "%s@%s\n", u.id, u.version)
		p := &s.stages[u.stage]
		for _, y := range u.says {
			p.patterns = append(p.patterns, y.pattern)
			if u.stage >= stageFact {
				s.facts.patterns = append(s.facts.patterns, y.pattern)
			}
		}
	}
	s.vocab.hash(h, "")
	s.hash = hex.EncodeToString(h.Sum(nil)[:8])
	keys := make([][]uint32, s.vocab.terms)
	for k, terms := range s.vocab.termsOf {
		for _, t := range terms {
			keys[t] = append(keys[t], uint32(k))
		}
	}
	for i := range s.stages {
		s.stages[i].index(s.vocab)
		for _, pt := range s.stages[i].patterns {
			pt.behind = pt.standBehind(keys, s.types.bits[entities.NumberType])
		}
	}
	s.facts.index(s.vocab)
	s.scratch = &sync.Pool{New: func() any { return new(scratch) }}
}

func (s *Set) runs(u *rule) bool {
	return u.status == "stable" || u.status == "draft" && s.drafts
}

func (p *program) index(v *vocab) {
	p.byTerm = make([][]int32, v.terms)
	for i, pt := range p.patterns {
		for _, t := range pt.anchor {
			if t == termGloss {
				p.byGloss = append(p.byGloss, int32(i))
			} else {
				p.byTerm[t] = append(p.byTerm[t], int32(i))
			}
		}
	}
	asked := make([]bool, v.terms)
	for _, pt := range p.patterns {
		for _, c := range pt.clauses {
			for _, t := range c {
				if t >= 0 {
					asked[t] = true
				}
			}
		}
	}
	p.termsOf, p.asked = make([][]int32, len(v.termsOf)), make([]uint64, len(v.termsOf)/64+1)
	if len(p.patterns) == 0 {
		return
	}
	for k, terms := range v.termsOf {
		n := 0
		for _, t := range terms {
			if asked[t] {
				n++
			}
		}
		if n > 0 {
			p.asked[k>>6] |= 1 << (k & 63)
		}
		switch n {
		case 0:
		case len(terms):
			p.termsOf[k] = terms
		default:
			p.termsOf[k] = make([]int32, 0, n)
			for _, t := range terms {
				if asked[t] {
					p.termsOf[k] = append(p.termsOf[k], t)
				}
			}
		}
	}
}

// Trie returns the trie of every phrase and literal of the rules. What it finds
// belongs into Document.Hits with Dict DictRules.
func (s *Set) Trie() *trie.Trie { return s.trie }

// Hash names the set: 16 hex of every rule that runs with the words it uses.
func (s *Set) Hash() string { return s.hash }

// Notes says which rules of the user took the place of shipped ones.
func (s *Set) Notes() []string { return slices.Clone(s.notes) }

// Rule describes a rule of a set.
type Rule struct {
	ID      string
	Version string // 8 hex of the rule with the lexicons it uses
	About   string
	File    string
	Line    int
	Stage   string // mention, alias, fact or carry
	Type    string // the type it draws
	Status  string
	Says    []string
	Tests   int    // all of them
	Shown   int    // tests with text, that show what it draws
	Refused int    // tests with not
	Todo    int    // tests that are wanted later
	User    bool   // it stands in a file of the user
	Group   string // the file without its ending, such as fact/acquisition
}

// Rules describes the rules in file order.
func (s *Set) Rules() []Rule {
	out := make([]Rule, 0, len(s.rules))
	for _, u := range s.rules {
		r := Rule{ID: u.id, Version: u.version, About: u.about, File: u.file.name, Line: u.node.Line,
			Stage: u.stage.String(), Type: u.fact.typ, Status: u.status, Tests: len(u.tests), User: u.file.user}
		for _, y := range u.says {
			r.Says = append(r.Says, formatItems(y.written))
		}
		for _, t := range u.tests {
			switch t.kind {
			case testFact:
				r.Shown++
			case testNot:
				r.Refused++
			case testTodo:
				r.Todo++
			}
		}
		r.Group = strings.TrimSuffix(u.file.name, path.Ext(u.file.name))
		out = append(out, r)
	}
	return out
}

// Given returns the names that the file of a rule adds for its tests, by type,
// and the date they are read on; ok is false for an id that the set does not have.
func (s *Set) Given(id string) (given map[string][]string, published string, ok bool) {
	for _, u := range s.rules {
		if u.id == id {
			return u.file.given, u.file.published, true
		}
	}
	return nil, "", false
}

// Len returns the number of rules, drafts and retired ones included.
func (s *Set) Len() int { return len(s.rules) }

// The terms that every set has.
const (
	termGloss   int32 = -2 // no term of the trie: a bracketed gloss
	termPlanned int32 = iota - 1
	termPossible
	termReported
	termNegative
	termDone
	termMoodExcept
	termBreak
	termBreakExcept
	termSubjectAfter
	termSubjectSays
	firstTerm
)

// vocab numbers every phrase that rules look for. A term is a literal, a
// lexicon or a list of words of a phrase type; a key of the trie is one phrase.
type vocab struct {
	keys     map[string]uint32
	phrases  []string  // by key
	termsOf  [][]int32 // by key: the terms it belongs to, ascending
	terms    int32
	literals map[string]int32
	values   []map[uint32]string // by term: the value of each key that has one
	cost     []float64           // by term: how often it is expected in a text
}

func newVocab() *vocab {
	v := &vocab{keys: map[string]uint32{}, literals: map[string]int32{}}
	for v.terms < firstTerm {
		v.term()
	}
	return v
}

func (v *vocab) term() int32 {
	v.terms++
	v.values = append(v.values, nil)
	v.cost = append(v.cost, 0)
	return v.terms - 1
}

func (v *vocab) add(phrase string, term int32, value string) {
	k, ok := v.keys[phrase]
	if !ok {
		k = uint32(len(v.phrases))
		v.keys[phrase] = k
		v.phrases = append(v.phrases, phrase)
		v.termsOf = append(v.termsOf, nil)
	}
	at, found := slices.BinarySearch(v.termsOf[k], term)
	if !found {
		v.termsOf[k] = slices.Insert(v.termsOf[k], at, term)
		v.cost[term] += frequency(phrase)
	}
	if value != "" {
		if v.values[term] == nil {
			v.values[term] = map[uint32]string{}
		}
		v.values[term][k] = value
	}
}

// frequency is a rough guess of how often a phrase stands in a text, for
// choosing the rarest term of a pattern: by length, as longer is rarer.
func frequency(phrase string) float64 {
	switch n := len([]rune(phrase)); n {
	case 1:
		return 1e-2
	case 2:
		return 5e-4
	case 3:
		return 5e-5
	default:
		return 1e-5
	}
}

func (v *vocab) literal(text string) int32 {
	t, ok := v.literals[text]
	if !ok {
		t = v.term()
		v.literals[text] = t
		v.add(text, t, "")
	}
	return t
}

// hash writes the words that steer every rule: modality, breaks and subjects.
func (v *vocab) hash(w interface{ Write([]byte) (int, error) }, _ string) {
	for t := termPlanned; t < firstTerm; t++ {
		var words []string
		for k, ts := range v.termsOf {
			if _, ok := slices.BinarySearch(ts, t); ok {
				words = append(words, v.phrases[k])
			}
		}
		slices.Sort(words)
		fmt.Fprintf(w, "%d %s\n", t, strings.Join(words, " "))
	}
}

// typeTable gives every mention type a bit.
type typeTable struct {
	masks map[string]uint64 // the bits of a type and of all it stands under
	bits  map[string]uint64 // the bit of the type alone
	names []string
}

func newTypeTable(sch *schema.Schema) (*typeTable, error) {
	t := &typeTable{masks: map[string]uint64{}, bits: map[string]uint64{}}
	for _, m := range sch.Mentions {
		t.names = append(t.names, m.Name)
	}
	if !slices.Contains(t.names, entities.NumberType) {
		t.names = append(t.names, entities.NumberType)
	}
	if len(t.names) > 64 {
		return nil, fmt.Errorf("the schema has %d mention types; rules take 63", len(t.names)-1)
	}
	for i, n := range t.names {
		t.bits[n] = 1 << i
	}
	for _, n := range t.names {
		for _, up := range t.names {
			if n == up || sch.Is(n, up) {
				t.masks[n] |= t.bits[up]
			}
		}
	}
	return t, nil
}

func compareSpan(a, b entities.Span) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
}
