package learn

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
)

// Candidate is a name that no gazetteer holds, as it is put before a person.
type Candidate struct {
	Name      string // as most articles spell it
	Type      string
	ID        string // that its mentions have now, and keep once it is accepted
	Aliases   []string
	Ambiguous []string // those of its names that often mean something else

	// Of is the known entity that has the new names New; nil for one that no
	// gazetteer has. Aliases then holds all its names, old and new.
	Of  *gazetteer.Entity
	New []string

	Articles   int
	Sources    int // articles that do not say the same, word for word
	Mentions   int
	Places     int     // where its characters stand in the dump outside of longer names; 0 when they were not counted
	Types      []Share // the most frequent first
	How        []Share // ways it was found
	Support    []Share // what spoke for it
	Similar    []string
	Doubts     []string // why it may be no name, or not one of its own
	Confidence int      // in hundredths, 0 to 99
	Contexts   []Context

	key   string // folded
	entry *entry
	gray  bool // doubts that only say: look at it
}

// Share is a part of a whole.
type Share struct {
	What string
	N    int
}

func shares(m map[string]int) []Share {
	var out []Share
	for _, k := range sorted(m) {
		out = append(out, Share{k, m[k]})
	}
	slices.SortStableFunc(out, func(a, b Share) int { return cmp.Compare(b.N, a.N) })
	return out
}

// Candidates returns the names that stand in at least so many articles which
// do not say the same word for word, in no order of worth, and how many stand
// in fewer.
func (l *Learner) Candidates(least int) (list []*Candidate, fewer int, err error) {
	err = l.each(func(e *entry) error {
		if e.sources() < least {
			fewer++
			return nil
		}
		list = append(list, l.candidate(e))
		return nil
	})
	return list, fewer, err
}

func (l *Learner) candidate(e *entry) *Candidate {
	c := &Candidate{entry: e, key: e.Key, Articles: e.articles(), Sources: e.sources(), How: shares(e.How), Support: shares(e.Support), Contexts: e.Contexts}
	types := make(map[string]int)
	for t, n := range e.Types {
		types[t] = n.Articles
		c.Mentions += n.Mentions
	}
	c.Types = shares(types)
	c.Type = c.Types[0].What
	if id, key, ok := strings.Cut(e.Key, "\x00"); ok {
		c.key, c.ID = key, id
		c.New = []string{spelled(e.Texts, key)}
		l.fill(c)
		return c
	}
	c.ID = c.Type + "/~" + e.Key
	c.Name = spelled(e.Texts, e.Key)
	return c
}

// spelled returns the most frequent spelling, and the key when there is none.
func spelled(texts map[string]int, key string) string {
	if s := shares(texts); len(s) > 0 {
		return s[0].What
	}
	return key
}

// fill fills in what the gazetteer has of a known entity with a new name: an
// entry of a user replaces the one of the same id.
func (l *Learner) fill(c *Candidate) {
	for _, g := range l.opt.Names {
		e := g.ByID(c.ID)
		if e == nil {
			continue
		}
		c.Of, c.Name, c.Type = e, e.Name, e.Type
		c.Aliases, c.Ambiguous = nil, nil
		for _, n := range g.NamesOf(c.ID) {
			if !n.Primary {
				c.Aliases = append(c.Aliases, n.Text)
			}
			if n.Ambiguous {
				c.Ambiguous = append(c.Ambiguous, n.Text)
			}
		}
	}
	c.Aliases = append(c.Aliases, c.New...)
}

// Keys returns the folded names of candidates, for NewSpread.
func Keys(list []*Candidate) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.key)
		for _, a := range c.more() {
			out = append(out, fold.Key(a))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// more returns the other names of a new entity that articles give it, those in
// more articles first; of persons no short forms: half the world is called Perry.
func (c *Candidate) more() []string {
	if c.Of != nil {
		return nil
	}
	n := make(map[string]int)
	for k, x := range c.entry.Others {
		n[k] = x.Articles
	}
	if c.Type != entities.Person && c.Type != entities.Place {
		for k, x := range c.entry.Shorts {
			n[k] += x.Articles
		}
	}
	byKey := make(map[string]bool)
	var out []string
	for _, s := range shares(n) {
		if k := fold.Key(s.What); k != c.key && !byKey[k] && utf8.RuneCountInString(k) > 1 {
			byKey[k] = true
			out = append(out, s.What)
		}
	}
	return out
}

// Rank says what is to be thought of each candidate, puts those together that
// are one, and sorts them: those without doubts first, by articles. spread may
// be nil.
func (l *Learner) Rank(list []*Candidate, spread *Spread) []*Candidate {
	list = l.unite(list)
	byKey := make(map[string]*Candidate, len(list))
	for _, c := range list {
		if c.Of == nil {
			byKey[c.key] = c
		}
	}
	byBare := make(map[string][]*Candidate)
	for _, c := range list {
		if c.Of == nil {
			byBare[bare(c.key)] = append(byBare[bare(c.key)], c)
		}
	}
	near := newNear(list)
	for _, c := range list {
		c.Places = spread.of(c.key).all
		l.aliases(c, spread)
		l.similar(c, byBare[bare(c.key)], near)
		l.doubt(c, spread, byKey)
		c.confide()
	}
	slices.SortFunc(list, func(a, b *Candidate) int {
		return cmp.Or(cmp.Compare(b2i(a.bad()), b2i(b.bad())), -cmp.Compare(a.Sources, b.Sources), -cmp.Compare(a.Articles, b.Articles), -cmp.Compare(a.Confidence, b.Confidence),
			-cmp.Compare(a.Mentions, b.Mentions), strings.Compare(a.ID, b.ID), strings.Compare(a.key, b.key))
	})
	return list
}

// bad tells whether anything but a need to look speaks against a candidate.
func (c *Candidate) bad() bool { return len(c.Doubts) > b2i(c.gray) }

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// unite puts a name into the row of a longer one when an article calls the
// longer one by it, the two are one but for a legal form, and no other name
// could be meant.
func (l *Learner) unite(list []*Candidate) []*Candidate {
	owners := make(map[string][]*Candidate) // by key: those that articles call by it
	for _, c := range list {
		for _, name := range c.more() {
			k := fold.Key(name)
			owners[k] = append(owners[k], c)
		}
	}
	var out []*Candidate
	for _, c := range list {
		o := owners[c.key]
		if c.Of != nil || len(o) != 1 || o[0] == c || o[0].Type != c.Type || bare(o[0].key) != bare(c.key) || len(o[0].key) < len(c.key) {
			out = append(out, c)
			continue
		}
		to := o[0]
		to.Articles += c.Articles
		for _, h := range c.entry.Sources {
			to.entry.source(h)
		}
		to.Sources = max(to.entry.sources(), to.Sources)
		to.Mentions += c.Mentions
		to.entry.Others[c.Name] = to.entry.Others[c.Name].plus(count{c.Mentions, c.Articles})
		for _, x := range c.entry.Contexts {
			to.entry.context(&x, l.opt.Contexts)
		}
		to.Contexts = to.entry.Contexts
		for _, x := range []struct{ to, from map[string]int }{{to.entry.How, c.entry.How}, {to.entry.Support, c.entry.Support}} {
			for k, n := range x.from {
				x.to[k] += n
			}
		}
		to.How, to.Support = shares(to.entry.How), shares(to.entry.Support)
		to.entry.Sure += c.entry.Sure
		to.entry.Types[c.Type] = to.entry.Types[c.Type].plus(count{c.Mentions, c.Articles})
	}
	return out
}

// aliases proposes other names, and says which need support.
func (l *Learner) aliases(c *Candidate, spread *Spread) {
	// A short name may be a word, or begin and end inside others.
	unsure := func(name string, linked int) bool {
		k := fold.Key(name)
		n := utf8.RuneCountInString(k)
		often := spread.of(k).all > 2*linked+2
		if strings.ContainsFunc(k, fold.IsHan) {
			return n < 3 || n == 3 && often
		}
		return n < 4 || often
	}
	if c.Of != nil {
		for _, name := range c.New {
			if unsure(name, c.Mentions) {
				c.Ambiguous = append(c.Ambiguous, name)
			}
		}
		return
	}
	for _, name := range c.more() {
		k := fold.Key(name)
		if l.listed(k, "") {
			continue // it means something else already
		}
		n := c.entry.Others[name].plus(c.entry.Shorts[name])
		doubtful := unsure(name, n.Mentions)
		if c.entry.Others[name].Mentions == 0 && doubtful && !strings.ContainsFunc(k, fold.IsHan) {
			continue // The, of The Daily
		}
		c.Aliases = append(c.Aliases, name)
		if doubtful {
			c.Ambiguous = append(c.Ambiguous, name)
		}
	}
	if utf8.RuneCountInString(c.key) < 3 && strings.ContainsFunc(c.key, fold.IsHan) && c.Type != entities.Person {
		c.Ambiguous = append(c.Ambiguous, c.Name)
	}
}

// legal are the endings that say no more than that a name is a company's,
// longest first.
var legal = func() []string {
	var out []string
	for _, w := range strings.Fields("集團股份有限公司 控股股份有限公司 股份有限公司 集團有限公司 控股有限公司 有限責任公司 有限公司 控股集團 集團控股 集團 控股 公司" +
		" co.,ltd. co.ltd. co.ltd corporation limited holdings company group corp. corp inc. inc ltd. ltd co. co plc llc ag sa") {
		out = append(out, fold.Key(w))
	}
	return out
}()

// bare returns a folded name without legal form and brackets.
func bare(key string) string {
	key = strings.NewReplacer("(", "", ")", "", " ", "", ",", "").Replace(key)
	for again := true; again; {
		again = false
		for _, f := range legal {
			if s, ok := strings.CutSuffix(key, strings.ReplaceAll(f, ",", "")); ok && utf8.RuneCountInString(s) >= 2 {
				key, again = s, true
				break
			}
		}
	}
	return key
}

// similar notes what else is called nearly so.
func (l *Learner) similar(c *Candidate, sameBare []*Candidate, near *near) {
	note := func(name, id string) {
		s := name + " (" + id + ")"
		if !slices.Contains(c.Similar, s) && len(c.Similar) < 5 {
			c.Similar = append(c.Similar, s)
		}
	}
	if c.Of != nil {
		for _, name := range c.New {
			for _, g := range l.opt.Names {
				for _, n := range g.Lookup(name) {
					note(n.Text, n.Entity.ID)
				}
			}
		}
		return
	}
	b := bare(c.key)
	for _, g := range l.opt.Names {
		for _, k := range []string{c.key, b} {
			for _, n := range g.Lookup(k) {
				if n.Entity.Type != entities.Place || c.Type == entities.Place {
					note(n.Entity.Name, n.Entity.ID)
				}
			}
		}
	}
	if b != c.key || len(sameBare) > 1 {
		for _, o := range sameBare {
			if o != c {
				note(o.Name, o.ID)
			}
		}
	}
	for _, o := range near.of(c) {
		note(o.Name, o.ID)
	}
}

// near finds names that differ in one character.
type near struct {
	by map[string][]*Candidate // by type, length and the name with one character left out
}

func newNear(list []*Candidate) *near {
	n := &near{by: make(map[string][]*Candidate)}
	for _, c := range list {
		for _, k := range n.keys(c) {
			n.by[k] = append(n.by[k], c)
		}
	}
	return n
}

func (n *near) keys(c *Candidate) []string {
	r := []rune(c.key)
	least := 4
	if c.Type == entities.Person {
		least = 3
	}
	if c.Of != nil || len(r) < least || len(r) > 20 {
		return nil
	}
	out := make([]string, len(r))
	for i := range r {
		out[i] = fmt.Sprintf("%s %d %s_%s", c.Type, len(r), string(r[:i]), string(r[i+1:]))
	}
	return out
}

func (n *near) of(c *Candidate) []*Candidate {
	var out []*Candidate
	for i, k := range n.keys(c) {
		if c.Type == entities.Person && i == 0 {
			continue // 張德明 and 陳德明 are two
		}
		if group := n.by[k]; len(group) <= 6 { // 第一銀行, 第二銀行 … are a pattern
			for _, o := range group {
				// The rarer one may be a slip of the pen for the other.
				if o != c && !slices.Contains(out, o) && (o.Articles >= 3*c.Articles || c.Articles >= 3*o.Articles) {
					out = append(out, o)
				}
			}
		}
	}
	return out
}
