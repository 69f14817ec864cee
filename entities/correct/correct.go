// Package correct holds what people correct in a store after it was filled: two
// entities that are one, one that is several, a wrong name, a wrong fact.
//
// Start at Load, which reads the file that stands beside a store, then Set.Of,
// which says whom a name in an article means with the corrections applied.
// Append adds a line.
//
// Beware: corrections change what is read, never what is stored. They act in the
// order of the file: what was split off is no longer what it was split from, and
// of two names given to an entity the later one holds.
package correct

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// Op is what a correction does.
type Op string

// The corrections.
const (
	Merge  Op = "merge"  // IDs are the same entity as ID, which is shown
	Split  Op = "split"  // what is called Names, or stands in Articles, is not ID but As
	Rename Op = "rename" // ID is shown as Name
	Reject Op = "reject" // ID is no entity, or not where it is called Names or stands in Articles; or Fact, or Claim, is wrong
	Undo   Op = "undo"   // the correction whose key is Undo does not hold any more
)

// Correction is one line of a file of corrections.
type Correction struct {
	Op       Op       `json:"op"`
	ID       string   `json:"id,omitempty"`       // the entity that is spoken of
	IDs      []string `json:"ids,omitempty"`      // merge: those that are it, too
	As       string   `json:"as,omitempty"`       // split: the entity meant instead
	Name     string   `json:"name,omitempty"`     // rename: the name to show
	Names    []string `json:"names,omitempty"`    // split, reject: only where an article calls it so
	Articles []string `json:"articles,omitempty"` // split, reject: only in articles of these ids
	Fact     string   `json:"fact,omitempty"`     // reject: the id of a fact
	Claim    string   `json:"claim,omitempty"`    // reject: the id of a claim
	Undo     string   `json:"undo,omitempty"`     // undo: the key of a correction
	Why      string   `json:"why,omitempty"`      // for those who review it
	At       string   `json:"at,omitempty"`       // when it was written: 2026-03-18T08:00:00Z

	Line int `json:"-"` // where it stands in its file, from 1
}

// Key names a correction by what it does, in 8 hex digits: two people who
// correct the same thing write the same key, whatever their reasons.
func (c *Correction) Key() string {
	list := func(in []string) string {
		in = slices.Clone(in)
		slices.Sort(in)
		return strings.Join(in, "\x01")
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{string(c.Op), c.ID, list(c.IDs), c.As, c.Name, list(c.Names),
		list(c.Articles), c.Fact, c.Claim, c.Undo}, "\x00")))
	return hex.EncodeToString(sum[:4])
}

// Entities returns the ids a correction speaks of, the one it is about first.
func (c *Correction) Entities() []string {
	var out []string
	for _, id := range append([]string{c.ID, c.As}, c.IDs...) {
		if id != "" {
			out = append(out, id)
		}
	}
	return out
}

// narrow tells whether the correction holds for some mentions only.
func (c *Correction) narrow() bool { return len(c.Names)+len(c.Articles) > 0 }

// Set is the corrections that are in force. The zero value has none. It is safe
// for concurrent reading.
type Set struct {
	list    []Correction // in force, in the order of the file
	groups  map[string]*group
	renamed map[string]string // by the id shown
	byName  map[string][]string
	facts   map[string]*Correction
	claims  map[string]*Correction
}

// group is the ids of one entity.
type group struct {
	shown   string
	members []string // sorted, shown among them
	moves   []*move  // that speak of it, in order
}

// move is a split or the rejection of an entity.
type move struct {
	n        int // its place among all moves
	by       *Correction
	names    map[string]bool // folded; nil for all
	articles map[string]bool // nil for all
	to       string          // "" for a rejection
}

// NewSet puts corrections into force, in order.
func NewSet(list []Correction) *Set {
	s := &Set{}
	for i := range list {
		if c := &list[i]; c.Op != Undo {
			s.list = append(s.list, *c)
		} else if j := s.inForce(c.Undo); j >= 0 {
			s.list = slices.Delete(s.list, j, j+1)
		}
	}
	s.settle()
	return s
}

// inForce returns the place of the last correction of that key, -1 for none.
func (s *Set) inForce(key string) int {
	for i := len(s.list) - 1; i >= 0; i-- {
		if s.list[i].Key() == key {
			return i
		}
	}
	return -1
}

func (s *Set) settle() {
	s.groups = make(map[string]*group)
	s.renamed = make(map[string]string)
	s.byName = make(map[string][]string)
	s.facts, s.claims = make(map[string]*Correction), make(map[string]*Correction)
	of := func(id string) *group {
		g := s.groups[id]
		if g == nil {
			g = &group{shown: id, members: []string{id}}
			s.groups[id] = g
		}
		return g
	}
	for i := range s.list {
		c := &s.list[i]
		if c.Op != Merge {
			continue
		}
		g := of(c.ID)
		g.shown = c.ID // the latest merge says who is shown
		for _, id := range c.IDs {
			other := of(id)
			if other == g {
				continue
			}
			g.members = append(g.members, other.members...)
			for _, m := range other.members {
				s.groups[m] = g
			}
		}
	}
	n := 0
	for i := range s.list {
		c := &s.list[i]
		switch {
		case c.Op == Rename:
			s.renamed[of(c.ID).shown] = c.Name
		case c.Op == Reject && c.Fact != "":
			s.facts[c.Fact] = c
		case c.Op == Reject && c.Claim != "":
			s.claims[c.Claim] = c
		case c.Op == Split, c.Op == Reject:
			g := of(c.ID)
			m := &move{n: n, by: c, to: c.As}
			n++
			if len(c.Names) > 0 {
				m.names = make(map[string]bool)
				for _, x := range c.Names {
					m.names[fold.Key(x)] = true
				}
			}
			if len(c.Articles) > 0 {
				m.articles = make(map[string]bool)
				for _, x := range c.Articles {
					m.articles[x] = true
				}
			}
			g.moves = append(g.moves, m)
			if c.As != "" {
				of(c.As)
			}
		}
	}
	for _, g := range s.groups {
		slices.Sort(g.members)
		g.members = slices.Compact(g.members)
	}
	for id, name := range s.renamed {
		key := fold.Key(name)
		s.byName[key] = append(s.byName[key], id)
	}
	for _, ids := range s.byName {
		slices.Sort(ids)
	}
}

// Empty tells whether nothing is corrected.
func (s *Set) Empty() bool { return s == nil || len(s.list) == 0 }

// List returns the corrections in force, in the order of the file.
func (s *Set) List() []Correction {
	if s == nil {
		return nil
	}
	return slices.Clone(s.list)
}

// Touches tells whether any correction speaks of an entity.
func (s *Set) Touches(id string) bool { return s != nil && s.groups[id] != nil }

// Shown returns the id under which an entity is shown: its own, or that of the
// one it was merged into.
func (s *Set) Shown(id string) string {
	if s != nil {
		if g := s.groups[id]; g != nil {
			return g.shown
		}
	}
	return id
}

// Members returns the ids that are one entity with id, sorted, id among them.
func (s *Set) Members(id string) []string {
	if s != nil {
		if g := s.groups[id]; g != nil {
			return slices.Clone(g.members)
		}
	}
	return []string{id}
}

// NameOf returns the name that a shown entity was given, "" when it kept its own.
func (s *Set) NameOf(id string) string {
	if s == nil {
		return ""
	}
	return s.renamed[id]
}

// Named returns the ids of the entities that were given a name, folded and
// whole, sorted.
func (s *Set) Named(name string) []string {
	if s == nil {
		return nil
	}
	return slices.Clone(s.byName[fold.Key(name)])
}

// GivenNames returns every name that was given to an entity, sorted.
func (s *Set) GivenNames() []string {
	if s == nil {
		return nil
	}
	var out []string
	for _, name := range s.renamed {
		out = append(out, name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Shows returns the ids that are shown for the entities which corrections speak
// of, sorted: the one of each group. Some may be of no entity of a store.
func (s *Set) Shows() []string {
	if s == nil {
		return nil
	}
	var out []string
	for id, g := range s.groups {
		if id == g.shown {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// Of returns the id of the entity that a stored id means in an article that
// calls it name, "" when it was rejected there.
func (s *Set) Of(id string, in *entities.Article, name string) string {
	if s == nil {
		return id
	}
	g := s.groups[id]
	if g == nil {
		return id
	}
	key, folded := "", false
	last := -1
	for {
		var hit *move
		for _, m := range g.moves {
			if m.n <= last {
				continue
			}
			if m.names != nil {
				if !folded {
					key, folded = fold.Key(name), true
				}
				if !m.names[key] {
					continue
				}
			}
			if m.articles != nil && (in == nil || !m.articles[in.ID] && !m.articles[in.Key]) {
				continue
			}
			hit = m
			break
		}
		if hit == nil {
			return g.shown
		}
		if hit.to == "" {
			return ""
		}
		last, g = hit.n, s.groups[hit.to]
	}
}

// Moves tells whether mentions of a stored id may mean another entity than the
// id says: it was merged away, or split, or rejected.
func (s *Set) Moves(id string) bool {
	if s == nil {
		return false
	}
	g := s.groups[id]
	return g != nil && (g.shown != id || len(g.moves) > 0)
}

// OnlyIn returns the articles to which all that moves mentions of a stored id
// is bound, sorted; false when mentions may move in any article.
func (s *Set) OnlyIn(id string) (articles []string, ok bool) {
	g := s.groups[id]
	if g == nil || g.shown != id {
		return nil, false
	}
	for _, m := range g.moves {
		if m.articles == nil {
			return nil, false
		}
		for a := range m.articles {
			articles = append(articles, a)
		}
	}
	slices.Sort(articles)
	return slices.Compact(articles), true
}

// Moving returns the stored ids of which Moves holds, sorted.
func (s *Set) Moving() []string {
	if s == nil {
		return nil
	}
	var out []string
	for id := range s.groups {
		if s.Moves(id) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// Sources returns the stored ids whose mentions may mean the entity that is
// shown as id: its members, and those that something was split from to become
// it; sorted.
func (s *Set) Sources(id string) []string {
	if s == nil || s.groups[id] == nil {
		return []string{id}
	}
	want := map[*group]bool{s.groups[id]: true}
	for more := true; more; {
		more = false
		for _, g := range s.groups {
			for _, m := range g.moves {
				if m.to != "" && want[s.groups[m.to]] && !want[g] {
					want[g], more = true, true
				}
			}
		}
	}
	var out []string
	for g := range want {
		out = append(out, g.members...)
	}
	slices.Sort(out)
	return out
}

// Targets returns the ids shown for what mentions of a stored id may mean,
// sorted; none when it was rejected outright.
func (s *Set) Targets(id string) []string {
	if s == nil || s.groups[id] == nil {
		return []string{id}
	}
	type at struct {
		g *group
		n int // of the last move taken
	}
	seen := make(map[at]bool)
	out := []string{}
	var walk func(x at)
	walk = func(x at) {
		if seen[x] {
			return
		}
		seen[x] = true
		for _, m := range x.g.moves {
			if m.n <= x.n {
				continue
			}
			if m.to != "" {
				walk(at{s.groups[m.to], m.n})
			}
			if !m.by.narrow() {
				return
			}
		}
		out = append(out, x.g.shown)
	}
	walk(at{s.groups[id], -1})
	slices.Sort(out)
	return slices.Compact(out)
}

// Wrong returns the correction that rejects a fact, nil when none does. Each
// fact and each claim is asked by its id.
func (s *Set) Wrong(fact, claim string) *Correction {
	if s == nil {
		return nil
	}
	return cmp.Or(s.facts[fact], s.claims[claim])
}

// WrongFacts and WrongClaims return the ids of rejected facts and claims, sorted.
func (s *Set) WrongFacts() []string { return keys(s, func() map[string]*Correction { return s.facts }) }

// WrongClaims is WrongFacts for claims.
func (s *Set) WrongClaims() []string {
	return keys(s, func() map[string]*Correction { return s.claims })
}

func keys(s *Set, of func() map[string]*Correction) []string {
	if s == nil {
		return nil
	}
	var out []string
	for id := range of() {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// About returns the corrections in force that act on an entity: those that
// speak of it, or of an entity it is one with.
func (s *Set) About(id string) []Correction {
	var out []Correction
	if s == nil {
		return nil
	}
	g := s.groups[id]
	for i := range s.list {
		for _, x := range s.list[i].Entities() {
			if x == id || g != nil && s.groups[x] == g {
				out = append(out, s.list[i])
				break
			}
		}
	}
	return out
}

// Splits tells whether something makes mentions of a stored id mean different
// things in different places.
func (s *Set) Splits(id string) bool {
	g := s.groups[id]
	return g != nil && len(g.moves) > 0
}
