// Package gazetteer knows names and whose they are: companies, organisations,
// places, people and products that ship with factloom, and those of a user's
// own files.
//
// Start at Default and Gazetteer.Names: a walk of Gazetteer.Trie over a folded
// text gives values, and Names tells what a value may mean. Words gives the
// word lists beside the names: endings of company names, titles, surnames.
//
// Beware: names are looked up folded (package fold), so 臺積電, 台積電 and 台积电
// are one name; Name.Text is how the data spells it. A name may belong to
// several entities, and an Ambiguous one says little without its context.
package gazetteer

import (
	_ "embed"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/trie"
)

// The tiers of Entity.Tier: how a name came into the data, and so how far it
// can be trusted without support.
const (
	TierHand    = 'A' // written by hand, with the names the news uses
	TierList    = 'B' // from lists of stock exchanges: short names, many of two characters
	TierCode    = 'C' // as B, but the short name is a common word, a place or shared: only beside its code or full name
	TierEnglish = 'E' // from lists, English names only
)

// Entity is something that has names.
type Entity struct {
	ID         string // type/id: company/tesla, place/us-michigan
	Type       string // a mention type of the schema
	Name       string // the name to show
	Country    string // ISO 3166-1 alpha-2; "" when unknown or international
	Ticker     string // exchange:code, several joined by |: HKEX:0005|LSE:HSBA
	Parent     string // id of the entity it belongs to: a place's larger place, a product's maker
	Kind       string // what it is more closely: city, ministry, chip, ai-model
	Sector     string // a company's business
	Tier       byte   // one of the Tier constants for companies, else 0
	Population int    // of a place; 0 when unknown
}

// Name is one name of one entity.
type Name struct {
	Entity    *Entity
	Text      string // as the data spells it
	Ambiguous bool   // often means something else, so it needs support from its context
	Latin     bool   // holds no Han character: to be matched as whole words
	Primary   bool   // the name of the entity itself, not an alias
}

// Gazetteer is a set of entities and their names. It is read-only and safe for
// concurrent use.
type Gazetteer struct {
	trie     *trie.Trie
	flat     *flat
	entities []atomic.Pointer[record] // decoded when first asked for
	names    []atomic.Pointer[[]Name]
	hidden   func(id string) bool // nil hides none
	warnings []string
	waiting  int
}

//go:generate go run gen.go

//go:embed names.bin
var shipped string

var shippedOnce = sync.OnceValue(func() *Gazetteer {
	g, err := open(shipped)
	if err != nil {
		panic("gazetteer: the names that ship are broken: " + err.Error())
	}
	return g
})

// Default returns the names that ship.
func Default() *Gazetteer { return shippedOnce() }

// Trie returns the trie of all folded names; its values are what Names takes.
func (g *Gazetteer) Trie() *trie.Trie { return g.trie }

// Len returns the number of entities.
func (g *Gazetteer) Len() int { return len(g.entities) }

// Names returns every entity that has the name of a trie value: the
// unambiguous first, then those whose own name it is, then by id. The slice is
// shared: do not write.
func (g *Gazetteer) Names(value uint32) []Name {
	if uint64(value) >= uint64(len(g.names)) {
		return nil
	}
	if p := g.names[value].Load(); p != nil {
		return *p
	}
	var names []Name
	for _, u := range g.flat.posting(int(value)) {
		r := g.record(u.entity)
		if g.hidden != nil && g.hidden(r.ID) {
			continue
		}
		n := r.names[u.name]
		names = append(names, Name{
			Entity: &r.Entity, Text: n.text, Primary: u.name == 0,
			Ambiguous: n.flags&flagAmbiguous != 0, Latin: n.flags&flagLatin != 0,
		})
	}
	g.names[value].CompareAndSwap(nil, &names)
	return *g.names[value].Load()
}

// Lookup folds a name and returns whose it is, in the order of Names.
func (g *Gazetteer) Lookup(name string) []Name {
	v, ok := g.trie.Find(fold.Key(name))
	if !ok {
		return nil
	}
	return g.Names(v)
}

// ByID returns the entity of an id, nil if there is none.
func (g *Gazetteer) ByID(id string) *Entity {
	if r := g.find(id); r != nil {
		return &r.Entity
	}
	return nil
}

// NamesOf returns the names of the entity of an id as the data spells them, its
// own name first; nil if there is no such entity.
func (g *Gazetteer) NamesOf(id string) []Name {
	r := g.find(id)
	if r == nil {
		return nil
	}
	names := make([]Name, len(r.names))
	for i, n := range r.names {
		names[i] = Name{
			Entity: &r.Entity, Text: n.text, Primary: i == 0,
			Ambiguous: n.flags&flagAmbiguous != 0, Latin: n.flags&flagLatin != 0,
		}
	}
	return names
}

// All calls visit for every entity, in the order of their ids, until visit
// returns false.
func (g *Gazetteer) All(visit func(*Entity) bool) {
	for i := range g.entities {
		r := g.record(i)
		if g.hidden != nil && g.hidden(r.ID) {
			continue
		}
		if !visit(&r.Entity) {
			return
		}
	}
}

// Without returns g less the entities whose id one of others holds as well: a
// user's entry replaces the shipped one of the same id, with all its names. The
// trie is shared, so a value may now have no names. Len still counts them.
func (g *Gazetteer) Without(others ...*Gazetteer) *Gazetteer {
	var hide []*Gazetteer
	for _, o := range others {
		for i := range o.entities {
			if g.find(o.record(i).ID) != nil {
				hide = append(hide, o)
				break
			}
		}
	}
	if len(hide) == 0 {
		return g
	}
	was := g.hidden
	return &Gazetteer{
		trie: g.trie, flat: g.flat, warnings: g.warnings, waiting: g.waiting,
		entities: make([]atomic.Pointer[record], len(g.entities)),
		names:    make([]atomic.Pointer[[]Name], len(g.names)),
		hidden: func(id string) bool {
			for _, o := range hide {
				if o.find(id) != nil {
					return true
				}
			}
			return was != nil && was(id)
		},
	}
}

// Warnings returns what was odd about a user's file, each with its line: names
// that two of its entities claim, names of one character.
func (g *Gazetteer) Warnings() []string { return g.warnings }

// Waiting returns how many rows of the file it was read from do not count, as nobody
// accepted them.
func (g *Gazetteer) Waiting() int { return g.waiting }

func (g *Gazetteer) find(id string) *record {
	lo, hi := 0, len(g.entities)
	for lo < hi {
		m := (lo + hi) / 2
		switch c := strings.Compare(g.flat.id(m), id); {
		case c == 0:
			if g.hidden != nil && g.hidden(id) {
				return nil
			}
			return g.record(m)
		case c < 0:
			lo = m + 1
		default:
			hi = m
		}
	}
	return nil
}

func (g *Gazetteer) record(i int) *record {
	if r := g.entities[i].Load(); r != nil {
		return r
	}
	r := g.flat.record(i)
	g.entities[i].CompareAndSwap(nil, r)
	return g.entities[i].Load() // the first one stays, so that pointers are equal
}
