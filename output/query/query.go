// Package query answers questions from the graph: what is known about an entity,
// asked by any of its names.
//
// Start at Facts, then Resolve, which finds what a name means. All reading goes
// through a View, which is the store with the corrections of its users applied
// (merged, split, renamed and rejected entities, rejected facts): new questions
// and exports take a *View and use its methods, which are those of graph.Graph,
// so that they see what everything else shows.
//
// Beware: Facts reads while it is ranged over; the graph must stay open. Ids are
// those of the View: what was merged is found by its old id, and shown under the
// new one.
package query

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/value"
)

// Question asks for facts. Only Name is needed; names may be ids.
type Question struct {
	Name string // any name of the entity
	Kind string // the type of the entity, where the name has several: company

	Type         string       // a fact type
	Role         string       // the role that the entity fills
	With         string       // a name of another entity that takes part
	Place        string       // a name of a place that takes part, in any role
	Since, Until entities.Day // the date of the fact touches these days, both inclusive
	Published    bool         // Since and Until mean the first day of publication
	Modality     string
	Polarity     string
	MinValue     *entities.Money // an amount that is, or may be, at least so much
	MaxValue     *entities.Money // and at most so much
	Rates        Rates           // compare amounts of other currencies too; those without a rate are left out
	Any          []string        // ids of entities of which at least one takes part; not with Name
	Added        Batches         // only facts that these batches brought
	Newest       bool            // the latest date first
	ByDate       bool            // sort by date also when no entity is asked about: it reads all facts first and keeps Limit of them
	Limit        int             // facts at most; 0 means all
}

// Batches are batches of a store by number, both ends inclusive; 0 is an open end.
type Batches struct{ From, To int }

func (b Batches) all() bool { return b.From <= 1 && b.To == 0 }

func (b Batches) has(n int) bool { return n >= b.From && (b.To == 0 || n <= b.To) }

// Answer is what was found.
type Answer struct {
	Entity      entities.EntityRecord  // what Name means
	Others      []graph.Match          // what it also means, passed over for being rare
	With, Place *entities.EntityRecord // what those names mean, nil when they were not given

	// Facts are sorted by date, those without one last, then by id; when no
	// entity was asked about, as an export is.
	Facts iter.Seq2[*entities.Record, error]

	// LeftOut counts facts that Facts passed over because their amounts are of
	// another currency than the limits, by currency. It is filled as Facts is
	// ranged over.
	LeftOut map[string]int
}

// NotFound is the error for a name that no entity has.
type NotFound struct {
	Name        string
	Kind        string // the type that was asked for
	Suggestions []graph.Suggestion
}

// Error names what is near.
func (e *NotFound) Error() string {
	what := "entity"
	if e.Kind != "" {
		what = e.Kind
	}
	msg := fmt.Sprintf("no %s is named %q", what, e.Name)
	var near []string
	for _, s := range e.Suggestions {
		if !slices.Contains(near, s.Text) { // several may be called so
			near = append(near, s.Text)
		}
	}
	if len(near) > 0 {
		msg += fmt.Sprintf(" (did you mean %s?)", strings.Join(near, ", "))
	}
	return msg
}

// Ambiguous is the error for a name that several entities have.
type Ambiguous struct {
	Name       string
	Candidates []graph.Match // the most mentioned first
}

// Error lists the candidates with their ids and counts.
func (e *Ambiguous) Error() string {
	var list []string
	for _, c := range e.Candidates {
		list = append(list, fmt.Sprintf("%s (%s, %s, %s)", c.ID, c.Name, count(c.Facts, "fact"), count(c.Mentions, "mention")))
	}
	return fmt.Sprintf("%q may be %s; name one by its id", e.Name, strings.Join(list, " or "))
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// suggestions is how many names a NotFound carries.
const suggestions = 5

// Dominance is how many times as often a name must mean one entity as all
// others together, so that it is taken without asking.
const Dominance = 10

// Resolve finds the entity that a name means: folded and whole, in any of its
// forms, or an entity id. kind, when not "", is the type it must have.
//
// Where several entities have the name, the one is taken that it means at least
// Dominance times as often as all others together, or the only one that any
// fact is about; the others are returned too. Else the error is *Ambiguous. For
// a name of nothing it is *NotFound.
func Resolve(v *View, name, kind string) (found graph.Match, others []graph.Match, err error) {
	list, err := v.Lookup(name)
	if err != nil {
		return found, nil, err
	}
	if kind != "" {
		kept := list[:0]
		for _, m := range list {
			if v.Schema().Is(m.EntityRecord.Type, kind) {
				kept = append(kept, m)
			}
		}
		list = kept
	}
	switch len(list) {
	case 0:
		if err := v.rejection(name, kind); err != nil {
			return found, nil, err
		}
		near, err := v.Suggest(name, suggestions)
		if err != nil {
			return found, nil, err
		}
		return found, nil, &NotFound{Name: name, Kind: kind, Suggestions: near}
	case 1:
		return list[0], nil, nil
	}
	rest, withFacts, only := 0, 0, 0
	for i, m := range list {
		if i > 0 {
			rest += m.Mentions
		}
		if m.Facts > 0 {
			withFacts++
			only = i
		}
	}
	switch {
	case list[0].Mentions > 0 && list[0].Mentions >= Dominance*rest:
		return list[0], list[1:], nil
	case withFacts == 1:
		others = append(others, list[:only]...)
		return list[only], append(others, list[only+1:]...), nil
	}
	return found, nil, &Ambiguous{Name: name, Candidates: list}
}

// Filter returns what the store itself can choose by: all but names, amounts and
// batches.
func (q *Question) Filter() graph.Filter {
	return graph.Filter{Type: q.Type, Role: q.Role, Since: q.Since, Until: q.Until, Published: q.Published,
		Modality: q.Modality, Polarity: q.Polarity, Newest: q.Newest}
}

// check looks for questions that have no answer.
func (q *Question) check() error {
	for _, m := range []*entities.Money{q.MinValue, q.MaxValue} {
		if m != nil && (m.Currency == "" || m.Amount.IsNull()) {
			return errors.New("a limit of value needs an amount and a currency")
		}
	}
	if q.Since != entities.None && q.Until != entities.None && q.Since > q.Until {
		return fmt.Errorf("nothing lies between %s and the earlier %s", q.Since, q.Until)
	}
	return nil
}

// Facts answers a question. Without a name all facts are asked, in the order of
// an export.
func Facts(v *View, q Question) (*Answer, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	f := q.Filter()
	a := &Answer{LeftOut: make(map[string]int)}
	if q.Name != "" && len(q.Any) > 0 {
		return nil, errors.New("ask about a name or about a list, not both")
	}
	if q.Name != "" {
		m, others, err := Resolve(v, q.Name, q.Kind)
		if err != nil {
			return nil, err
		}
		a.Entity, a.Others = m.EntityRecord, others
	}
	if q.With != "" {
		m, _, err := Resolve(v, q.With, "")
		if err != nil {
			return nil, fmt.Errorf("with: %w", err)
		}
		a.With, f.With = &m.EntityRecord, m.ID
	}
	if q.Place != "" {
		m, _, err := Resolve(v, q.Place, entities.Place)
		if err != nil {
			return nil, fmt.Errorf("place: %w", err)
		}
		a.Place = &m.EntityRecord
		if f.With == "" {
			f.With = m.ID // the adjacency knows it
		}
	}
	from := v.Facts(f)
	switch {
	case q.Name != "":
		from = v.FactsOf(a.Entity.ID, f)
	case len(q.Any) > 0:
		from = factsOfAny(v, q.Any, f)
	}
	limit := q.Limit
	chosen := func(yield func(*entities.Record, error) bool) {
		n := 0
		clear(a.LeftOut)
		for r, err := range from {
			if err == nil {
				var takes bool
				if takes, err = q.takes(v, a, r); err == nil && !takes {
					continue
				}
			}
			if !yield(r, err) || err != nil {
				return
			}
			if n++; n == limit {
				return
			}
		}
	}
	a.Facts = chosen
	if q.ByDate && q.Name == "" && len(q.Any) == 0 {
		limit = 0
		a.Facts = byDate(v, chosen, q.Newest, q.Limit)
	}
	return a, nil
}

func (q *Question) takes(v *View, a *Answer, r *entities.Record) (bool, error) {
	if a.Place != nil && !has(r, a.Place.ID) {
		return false, nil
	}
	if !q.Added.all() {
		n, err := v.AddedIn(r.ID)
		if err != nil || !q.Added.has(n) {
			return false, err
		}
	}
	if q.MinValue == nil && q.MaxValue == nil {
		return true, nil
	}
	foreign := ""
	for _, x := range r.Fillers {
		m, ok := x.Value.(*entities.Money)
		if !ok || m.Amount.IsNull() {
			continue
		}
		within, ok := q.within(m)
		if within {
			return true, nil
		}
		if !ok && foreign == "" {
			foreign = m.Currency
			if foreign == "" {
				foreign = "of no known currency"
			}
		}
	}
	if foreign != "" {
		a.LeftOut[foreign]++
	}
	return false, nil
}

// within tells whether an amount may lie between the limits: a range does when
// any part of it does, 逾43億 has no upper end and 不足43億 no lower one. ok is
// false for a currency that no rate ties to theirs.
func (q *Question) within(m *entities.Money) (in, ok bool) {
	low, high := m.Amount, m.AmountTo
	if high.IsNull() {
		high = low
	}
	in = true
	if q.MinValue != nil {
		c, ok := q.Rates.compare(high, m.Currency, q.MinValue)
		if !ok {
			return false, false
		}
		in = m.Kind == entities.AtLeast || c >= 0
	}
	if q.MaxValue != nil {
		c, ok := q.Rates.compare(low, m.Currency, q.MaxValue)
		if !ok {
			return false, false
		}
		in = in && (m.Kind == entities.AtMost || c <= 0)
	}
	return in, true
}

func has(r *entities.Record, id string) bool {
	for _, x := range r.Fillers {
		if x.ID == id {
			return true
		}
	}
	return false
}

// Amount reads what a person types for a limit of value, such as 1億美元, US$100
// million or 43億美元. The whole text has to be one amount with its currency.
func Amount(s *value.Scanner, text string) (*entities.Money, error) {
	d := &entities.Document{Text: strings.TrimSpace(text)}
	fold.Document(d)
	d.Sentences = []entities.Sentence{{Span: entities.Span{End: d.Len()}}}
	d.Mentions = s.Scan(d)
	for _, m := range d.Mentions {
		money, ok := m.Value.(*entities.Money)
		if !ok || m.Start != 0 || m.End != d.Len() {
			continue
		}
		if money.Amount.IsNull() {
			return nil, fmt.Errorf("amount %q has no number", text)
		}
		if money.Currency == "" {
			return nil, fmt.Errorf("amount %q does not say its currency (such as 1億美元 or 1億港元)", text)
		}
		return money, nil
	}
	return nil, fmt.Errorf("%q is no amount of money (such as 1億美元)", text)
}
