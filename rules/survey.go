package rules

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/factloom/factloom/entities"
)

// Survey gathers what the rules of a set do over many documents. It is safe for
// concurrent use.
type Survey struct {
	set  *Set
	time []atomic.Int64 // by rule: nanoseconds of matching

	mu       sync.Mutex
	docs     int
	sents    int
	bytes    int
	spent    time.Duration
	rules    []RuleCount
	overlaps map[[2]int]*Overlap
	seen     []int // by key of the trie: how often it stood in a text
}

// RuleCount is what one rule did.
type RuleCount struct {
	Rule
	Hits    int            // places where a say fits
	Facts   int            // facts or mentions drawn
	Beaten  int            // hits that lost to another
	Refused int            // hits that draw nothing
	Again   int            // hits that say what the document has said
	Full    int            // facts with every role that the rule names
	Bound   map[string]int // by role: facts that have it
	Names   []string       // the roles that the rule names
	Time    time.Duration  // spent on matching
	Unseen  []string       // literals that no text held
}

// Overlap is how often hits of two rules stood for the same place, and why one won.
type Overlap struct {
	Winner, Loser string
	Times         int
	Why           map[string]int
}

// UnseenPhrase is an entry of a lexicon that stood in no text.
type UnseenPhrase struct {
	File    string
	Line    int
	Lexicon string
	Text    string
}

// Surveyed is the result of a survey.
type Surveyed struct {
	Documents int
	Sentences int
	Bytes     int           // of UTF-8 text
	Time      time.Duration // spent on all the rules
	Rules     []RuleCount   // those that run, in file order
	Overlaps  []Overlap     // the most frequent first
	Unseen    []UnseenPhrase
	Phrases   int // entries of the lexicons that rules use
}

// Survey begins a survey.
func (s *Set) Survey() *Survey {
	v := &Survey{time: make([]atomic.Int64, len(s.rules)), overlaps: map[[2]int]*Overlap{}, seen: make([]int, len(s.vocab.phrases)), rules: make([]RuleCount, len(s.rules))}
	t := *s
	t.scratch = &sync.Pool{New: func() any { return &scratch{time: v.time} }}
	v.set = &t
	for i, r := range s.Rules() {
		v.rules[i] = RuleCount{Rule: r, Bound: map[string]int{}}
		for _, a := range s.rules[i].fact.args {
			if !slices.Contains(v.rules[i].Names, a.name) {
				v.rules[i].Names = append(v.rules[i].Names, a.name)
			}
		}
	}
	return v
}

// Add counts what the rules do with a document that is ready for Relate.
func (v *Survey) Add(d *entities.Document) {
	begin := time.Now()
	all := v.set.all(d)
	spent := time.Since(begin)
	seen := map[uint32]int{}
	for _, h := range d.Hits {
		if h.Dict == entities.DictRules {
			seen[h.Value]++
		}
	}
	if len(seen) == 0 {
		for _, h := range v.set.trie.Append(nil, d.Folded, entities.DictRules) {
			seen[h.Value]++
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.docs++
	v.sents += len(d.Sentences)
	v.bytes += len(d.Text)
	v.spent += spent
	for k, n := range seen {
		if int(k) < len(v.seen) {
			v.seen[k] += n
		}
	}
	for _, m := range all {
		v.match(m)
	}
}

func (v *Survey) match(m *match) {
	r := &v.rules[m.pat.rule.order]
	r.Hits++
	switch {
	case m.refused != "":
		r.Refused++
	case m.beaten == nil:
		r.Facts++
		full := true
		for _, name := range r.Names {
			if hasRole(m.fillers, name) {
				r.Bound[name]++
			} else {
				full = false
			}
		}
		if full {
			r.Full++
		}
	default:
		w := m.beaten
		if w.sent != m.sent || !w.trigger.Overlaps(m.trigger) {
			r.Again++
			return
		}
		r.Beaten++
		if w.pat.rule == m.pat.rule {
			return
		}
		k := [2]int{w.pat.rule.order, m.pat.rule.order}
		o := v.overlaps[k]
		if o == nil {
			o = &Overlap{Winner: w.pat.rule.id, Loser: m.pat.rule.id, Why: map[string]int{}}
			v.overlaps[k] = o
		}
		o.Times++
		o.Why[m.why]++
	}
}

// Result returns what was gathered so far.
func (v *Survey) Result() *Surveyed {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.set
	out := &Surveyed{Documents: v.docs, Sentences: v.sents, Bytes: v.bytes, Time: v.spent}
	stood := func(text string) bool {
		k, ok := s.vocab.keys[text]
		return ok && v.seen[k] > 0
	}
	for i, u := range s.rules {
		if !s.runs(u) {
			continue
		}
		r := v.rules[i]
		r.Time = time.Duration(v.time[i].Load())
		r.Unseen = nil
		var visit func(items []item)
		visit = func(items []item) {
			for _, it := range items {
				if it.kind == itemLiteral && it.text != "" && !stood(it.text) && !slices.Contains(r.Unseen, it.raw) {
					r.Unseen = append(r.Unseen, it.raw)
				}
				for _, a := range it.alts {
					visit(a)
				}
			}
		}
		for _, y := range u.allSays() {
			visit(y.items)
		}
		out.Rules = append(out.Rules, r)
	}
	for _, o := range v.overlaps {
		out.Overlaps = append(out.Overlaps, *o)
	}
	slices.SortFunc(out.Overlaps, func(a, b Overlap) int {
		return cmp.Or(b.Times-a.Times, strings.Compare(a.Winner, b.Winner), strings.Compare(a.Loser, b.Loser))
	})
	for _, f := range s.files {
		for _, l := range f.lexicons {
			if !l.used {
				continue
			}
			for _, p := range l.phrases {
				if p.file != f || p.word.node.Line != p.line {
					continue // it is an entry of another lexicon
				}
				out.Phrases++
				if !stood(p.text) {
					out.Unseen = append(out.Unseen, UnseenPhrase{f.name, p.line, l.name, p.word.text})
				}
			}
		}
	}
	return out
}
