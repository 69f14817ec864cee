package query

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/correct"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/schema"
)

// View is a store as it is read: with the corrections of those who use it. It
// has the reading methods of graph.Graph, by the same names and in the same
// order; whatever shows facts or entities to a person reads from a View.
//
// A merged entity answers by the ids and names of all that it was made of;
// facts that become equal are one fact with all their evidence, under the id
// that a fact of those entities has; a fact of a rejected entity loses it, or
// is not shown when it says nothing without it. The words of articles stay as
// they are.
//
// Without corrections a View only passes calls on. With some, the facts they
// touch are looked up once, when the first is asked for, and remembered by id:
// memory grows with what was corrected, not with the store. It is safe for
// concurrent use.
type View struct {
	g *graph.Graph
	c *correct.Set

	once sync.Once
	o    *overlay
	err  error

	mu   sync.Mutex
	told map[string]map[string]*tally // by stored id, then by what is meant
}

// NewView reads a store with corrections; nil is none.
func NewView(g *graph.Graph, c *correct.Set) *View {
	if c == nil {
		c = &correct.Set{}
	}
	return &View{g: g, c: c, told: make(map[string]map[string]*tally)}
}

// Schema returns the schema the store was opened with.
func (v *View) Schema() *schema.Schema { return v.g.Schema() }

// Corrections returns what is corrected.
func (v *View) Corrections() *correct.Set { return v.c }

// Stored returns the store without corrections.
func (v *View) Stored() *graph.Graph { return v.g }

// Rejected is the error for an entity or a fact that a correction rejects. It
// is a graph.ErrUnknown.
type Rejected struct {
	What string // "fact 3de0508b74cb8c83ea69"
	By   *correct.Correction
}

// Error says what and why.
func (e *Rejected) Error() string {
	msg := e.What + " was rejected"
	if e.By != nil {
		msg += " by correction " + e.By.Key()
		if e.By.Why != "" {
			msg += " (" + e.By.Why + ")"
		}
	}
	return msg
}

// Is makes it a graph.ErrUnknown.
func (e *Rejected) Is(target error) bool { return target == graph.ErrUnknown }

// Article returns what is shown of an article, by its key.
func (v *View) Article(key string) (*entities.Article, error) { return v.g.Article(key) }

// ArticleText returns the text of an article by its key.
func (v *View) ArticleText(key string) (string, error) { return v.g.ArticleText(key) }

// Articles returns all articles, by key.
func (v *View) Articles() iter.Seq2[*entities.Article, error] { return v.g.Articles() }

// ArticlesByID returns the articles that came under an id.
func (v *View) ArticlesByID(id string) ([]*entities.Article, error) { return v.g.ArticlesByID(id) }

// Facts returns the facts that f chooses, in the order of graph.Graph.Facts.
func (v *View) Facts(f graph.Filter) iter.Seq2[*entities.Record, error] {
	if v.c.Empty() {
		return v.g.Facts(f)
	}
	f.With = v.shown(f.With)
	return v.merged(func(o *overlay) (iter.Seq2[*entities.Record, error], []*shown) {
		return v.g.Facts(f), o.order
	}, f, "", (*graph.Place).Compare)
}

// FactsOf returns the facts that an entity takes part in and that f chooses, in
// the order of graph.Graph.FactsOf. It returns graph.ErrUnknown when there is no
// such entity.
func (v *View) FactsOf(id string, f graph.Filter) iter.Seq2[*entities.Record, error] {
	if v.c.Empty() {
		return v.g.FactsOf(id, f)
	}
	id, f.With = v.shown(id), v.shown(f.With)
	byDate := func(a, b *graph.Place) int { return a.CompareDays(b, f.Newest) }
	return v.merged(func(o *overlay) (iter.Seq2[*entities.Record, error], []*shown) {
		own := slices.Clone(o.of[id])
		slices.SortFunc(own, func(a, b *shown) int { return byDate(&a.place, &b.place) })
		from := v.g.FactsOf(id, f)
		if v.c.Touches(id) {
			from = func(yield func(*entities.Record, error) bool) {
				if _, err := v.Entity(id); err != nil {
					yield(nil, err)
					return
				}
				for r, err := range v.g.FactsOf(id, f) {
					if errors.Is(err, graph.ErrUnknown) {
						return // only what was corrected means it
					}
					if !yield(r, err) {
						return
					}
				}
			}
		}
		return from, own
	}, f, id, byDate)
}

// merged puts corrected facts among those that stay as they are.
func (v *View) merged(sources func(*overlay) (iter.Seq2[*entities.Record, error], []*shown), f graph.Filter, of string,
	compare func(a, b *graph.Place) int) iter.Seq2[*entities.Record, error] {
	return func(yield func(*entities.Record, error) bool) {
		o, err := v.overlay()
		if err != nil {
			yield(nil, err)
			return
		}
		from, list := sources(o)
		// before yields the corrected facts that come before a place, all that
		// are left when it is nil.
		before := func(p *graph.Place) bool {
			for len(list) > 0 && (p == nil || compare(&list[0].place, p) < 0) {
				s := list[0]
				list = list[1:]
				if f.Type != "" && f.Type != s.typ {
					continue
				}
				r, err := v.record(s)
				if err != nil {
					yield(nil, err)
					return false
				}
				if f.Takes(r, of) && !yield(r, nil) {
					return false
				}
			}
			return true
		}
		for r, err := range from {
			if err != nil {
				yield(nil, err)
				return
			}
			if _, ok := o.became[r.ID]; ok {
				continue
			}
			if len(list) > 0 {
				p, err := v.g.PlaceOf(r)
				if err != nil {
					yield(nil, err)
					return
				}
				if !before(&p) {
					return
				}
			}
			if !yield(r, nil) {
				return
			}
		}
		before(nil)
	}
}

// Fact returns one fact by its id: that under which it is shown, or that under
// which it is stored. It returns graph.ErrUnknown when there is none, *Rejected
// when it was rejected. A stored fact that was split is its first part.
func (v *View) Fact(id string) (*entities.Record, error) {
	if v.c.Empty() {
		return v.g.Fact(id)
	}
	o, err := v.overlay()
	if err != nil {
		return nil, err
	}
	if s := o.byID[id]; s != nil {
		return v.record(s)
	}
	if list, ok := o.became[id]; ok {
		if len(list) == 0 {
			return nil, &Rejected{"fact " + id, o.why[id]}
		}
		return v.record(list[0])
	}
	if by := o.why[id]; by != nil {
		return nil, &Rejected{"fact " + id, by}
	}
	return v.g.Fact(id)
}

// Claim returns the facts of one claim, by id; graph.ErrUnknown when there is
// none. The id of a stored claim finds what its facts became.
func (v *View) Claim(id string) ([]*entities.Record, error) {
	list, err := v.g.Claim(id)
	if v.c.Empty() || err != nil && !errors.Is(err, graph.ErrUnknown) {
		return list, err
	}
	o, oerr := v.overlay()
	if oerr != nil {
		return nil, oerr
	}
	out, by, cerr := v.corrected(o, list, o.claim[id], nil)
	if cerr != nil {
		return nil, cerr
	}
	is := func(r *entities.Record) bool { return r.Claim == id }
	if slices.ContainsFunc(out, is) { // what became another claim has another id
		out = slices.DeleteFunc(out, func(r *entities.Record) bool { return !is(r) })
	}
	if len(out) > 0 {
		return out, nil
	}
	if len(list) > 0 || v.c.Wrong("", id) != nil {
		return nil, &Rejected{"claim " + id, cmp.Or(by, v.c.Wrong("", id))}
	}
	return nil, err
}

// FactsIn returns the facts that an article states, by id, with all evidence
// they have anywhere. key is the article's.
func (v *View) FactsIn(key string) ([]*entities.Record, error) {
	list, err := v.g.FactsIn(key)
	if v.c.Empty() || err != nil {
		return list, err
	}
	o, err := v.overlay()
	if err != nil {
		return nil, err
	}
	out, _, err := v.corrected(o, list, nil, func(r *entities.Record) bool {
		return slices.ContainsFunc(r.Evidence, func(e entities.Evidence) bool { return strings.HasPrefix(e.Article.Key, key) })
	})
	return out, err
}

// corrected returns what stored facts became, and more, each once, by id. by is
// what rejects the first that became nothing.
func (v *View) corrected(o *overlay, stored []*entities.Record, more []*shown, takes func(*entities.Record) bool) (out []*entities.Record, by *correct.Correction, err error) {
	for _, r := range stored {
		list, ok := o.became[r.ID]
		if !ok {
			out = append(out, r)
			continue
		}
		if len(list) == 0 && by == nil {
			by = o.why[r.ID]
		}
		more = append(more[:len(more):len(more)], list...)
	}
	seen := make(map[*shown]bool)
	for _, s := range more {
		if seen[s] {
			continue
		}
		seen[s] = true
		r, err := v.record(s)
		if err != nil {
			return nil, nil, err
		}
		if takes == nil || takes(r) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *entities.Record) int { return strings.Compare(a.ID, b.ID) })
	return out, by, nil
}

// shown returns the id under which an entity is shown; "" stays "".
func (v *View) shown(id string) string {
	if id == "" {
		return ""
	}
	return v.c.Shown(id)
}

// overlay is how the facts that corrections touch are shown.
type overlay struct {
	order  []*shown            // all of them, as Facts has them
	byID   map[string]*shown   // by the id they are shown under
	of     map[string][]*shown // by entities that take part
	claim  map[string][]*shown // by the claim they are shown under
	became map[string][]*shown // by stored fact: what it is shown as, by id; none when it is not shown
	why    map[string]*correct.Correction
	count  map[string]int // by entity: how many facts more it takes part in than are stored
	hidden int            // facts that tied an entity to one that is the same now
}

// shown is a fact that corrections made of stored ones.
type shown struct {
	id, claim, typ string
	place          graph.Place
	stored         []string // ids, sorted
}

func (v *View) overlay() (*overlay, error) {
	v.once.Do(func() { v.o, v.err = v.lay() })
	return v.o, v.err
}

// layer builds an overlay.
type layer struct {
	*overlay
	v   *View
	ids map[string]string // each entity id once
}

// lay looks up all facts that corrections touch.
func (v *View) lay() (*overlay, error) {
	l := &layer{v: v, ids: make(map[string]string), overlay: &overlay{
		byID: make(map[string]*shown), of: make(map[string][]*shown), claim: make(map[string][]*shown),
		became: make(map[string][]*shown), why: make(map[string]*correct.Correction), count: make(map[string]int)}}
	for _, id := range v.c.Moving() {
		if err := l.entity(id); err != nil {
			return nil, err
		}
	}
	for _, id := range v.c.WrongFacts() {
		r, err := v.g.Fact(id)
		if err == nil {
			err = l.add(r)
		}
		if err != nil && !errors.Is(err, graph.ErrUnknown) {
			return nil, err
		}
	}
	for _, id := range v.c.WrongClaims() {
		list, err := v.g.Claim(id)
		if err != nil && !errors.Is(err, graph.ErrUnknown) {
			return nil, err
		}
		for _, r := range list {
			if err := l.add(r); err != nil {
				return nil, err
			}
		}
	}
	// What they became may be stored already, as a fact that nothing touches.
	made := make([]string, 0, len(l.byID))
	for id := range l.byID {
		made = append(made, id)
	}
	slices.Sort(made)
	for _, id := range made {
		if _, ok := l.became[id]; ok {
			continue
		}
		r, err := v.g.Fact(id)
		if errors.Is(err, graph.ErrUnknown) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := l.take(r, map[string]*entities.Record{id: r}); err != nil {
			return nil, err
		}
	}
	l.settle()
	return l.overlay, nil
}

// entity adds the facts of an entity.
func (l *layer) entity(id string) error {
	g := l.v.g
	articles, few := l.v.c.OnlyIn(id)
	if !few {
		for r, err := range g.FactsOf(id, graph.Filter{}) {
			if errors.Is(err, graph.ErrUnknown) {
				return nil
			}
			if err == nil {
				err = l.add(r)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	for _, a := range articles {
		keys, err := l.v.articleKeys(a)
		if err != nil {
			return err
		}
		for _, key := range keys {
			list, err := g.FactsIn(key)
			if err != nil {
				return err
			}
			for _, r := range list {
				if has(r, id) {
					if err := l.add(r); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// articleKeys returns the keys of the articles that a correction means: those
// of an id, or the one of a key.
func (v *View) articleKeys(id string) ([]string, error) {
	list, err := v.g.ArticlesByID(id)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, a := range list {
		out = append(out, a.Key)
	}
	if len(out) == 0 && len(id) == 64 {
		if a, err := v.g.Article(id); err == nil && a.Key == id {
			out = append(out, id)
		}
	}
	return out, nil
}

// add looks at a stored fact and takes it, unless it stays as it is.
func (l *layer) add(r *entities.Record) error {
	if _, ok := l.became[r.ID]; ok {
		return nil
	}
	parts := make(map[string]*entities.Record)
	wrong := l.v.c.Wrong(r.ID, r.Claim)
	by, tied := wrong, false
	for _, ev := range r.Evidence {
		if wrong != nil {
			break
		}
		f, why := l.v.apply(r, &ev)
		if why != okay {
			tied = tied || why == same
			continue
		}
		if x := l.v.c.Wrong(f.ID, f.Claim); x != nil {
			by, l.why[f.ID] = x, x
			continue
		}
		if parts[f.ID] == nil {
			parts[f.ID] = &entities.Record{Fact: f}
		}
		parts[f.ID].Evidence = append(parts[f.ID].Evidence, ev)
	}
	if p := parts[r.ID]; p != nil && len(p.Evidence) == len(r.Evidence) {
		return nil
	}
	if by != nil {
		l.why[r.ID] = by
	}
	if tied && len(parts) == 0 {
		l.hidden++
	}
	return l.take(r, parts)
}

// take remembers what a stored fact becomes: parts, by id, with their evidence
// in order.
func (l *layer) take(r *entities.Record, parts map[string]*entities.Record) error {
	l.became[r.ID] = nil
	for _, id := range participants(r.Fillers) {
		l.count[l.intern(id)]--
	}
	for _, id := range slices.Sorted(maps.Keys(parts)) {
		p := parts[id]
		place, err := l.v.g.PlaceOf(p)
		if err != nil {
			return err
		}
		s := l.byID[id]
		if s == nil {
			s = &shown{id: id, claim: p.Claim, typ: p.Type, place: place}
			l.byID[id] = s
			l.order = append(l.order, s)
			for _, id := range participants(p.Fillers) {
				id = l.intern(id)
				l.count[id]++
				l.of[id] = append(l.of[id], s)
			}
			l.claim[s.claim] = append(l.claim[s.claim], s)
		} else if place.CompareDays(&s.place, false) < 0 {
			s.place = place // told earlier
		}
		s.stored = append(s.stored, r.ID)
		l.became[r.ID] = append(l.became[r.ID], s)
	}
	return nil
}

func (l *layer) intern(id string) string {
	if kept, ok := l.ids[id]; ok {
		return kept
	}
	l.ids[id] = id
	return id
}

// settle sorts what was found.
func (l *layer) settle() {
	for _, s := range l.order {
		slices.Sort(s.stored)
	}
	slices.SortFunc(l.order, func(a, b *shown) int { return a.place.Compare(&b.place) })
}

// participants returns the entities among fillers, each once.
func participants(list []entities.Filler) []string {
	var out []string
	for i := range list {
		if id := list[i].ID; id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// record puts a corrected fact together.
func (v *View) record(s *shown) (*entities.Record, error) {
	rec := &entities.Record{}
	for _, id := range s.stored {
		r, err := v.g.Fact(id)
		if err != nil {
			return nil, err
		}
		for i := range r.Evidence {
			ev := &r.Evidence[i]
			f, why := v.apply(r, ev)
			if why != okay || f.ID != s.id {
				continue
			}
			ev.Fillers = f.Fillers
			if rec.ID == "" {
				rec.Fact = f
			}
			rec.Evidence = append(rec.Evidence, *ev)
		}
	}
	if len(rec.Evidence) == 0 {
		return nil, fmt.Errorf("%w: corrected fact %s has no evidence", graph.ErrDamaged, s.id)
	}
	list := rec.Evidence
	slices.SortStableFunc(list, func(a, b entities.Evidence) int {
		return cmp.Or(unknownLast(a.Article.Published, b.Article.Published), strings.Compare(a.Article.ID, b.Article.ID),
			cmp.Compare(a.Start, b.Start), strings.Compare(a.Rule, b.Rule), strings.Compare(a.Article.Key, b.Article.Key), cmp.Compare(a.End, b.End))
	})
	// One rule may have read one place twice, for two that are one now.
	list = slices.CompactFunc(list, func(a, b entities.Evidence) bool {
		return len(s.stored) > 1 && a.Article.Key == b.Article.Key && a.Span == b.Span && a.Rule == b.Rule
	})
	first := &list[0]
	rec.Evidence = list
	rec.Span, rec.Fact.Evidence, rec.Rule, rec.Confidence, rec.Fillers = first.Span, first.Text, first.Rule, first.Confidence, first.Fillers
	said := make(map[string]bool, len(list))
	for i := range list {
		said[fold.Key(list[i].Text)] = true
	}
	rec.Sources = len(said)
	return rec, nil
}

func unknownLast(a, b string) int {
	switch _, aerr := entities.ParseDay(a); {
	case a == b:
		return 0
	default:
		_, berr := entities.ParseDay(b)
		if (aerr == nil) != (berr == nil) {
			if aerr == nil {
				return -1
			}
			return 1
		}
	}
	return strings.Compare(a, b)
}

// verdict is what became of a piece of evidence.
type verdict int

const (
	okay verdict = iota
	gone         // an entity was rejected that it says nothing without
	same         // it tied an entity to itself
)

// apply draws the fact that a piece of evidence states with the corrections.
func (v *View) apply(r *entities.Record, ev *entities.Evidence) (entities.Fact, verdict) {
	f := r.Fact
	f.Fillers = make([]entities.Filler, 0, len(ev.Fillers))
	t := v.g.Schema().Fact(r.Type)
	changed := false
	var lost []string // roles that lost a filler
	for _, x := range ev.Fillers {
		if x.ID == "" {
			f.Fillers = append(f.Fillers, x)
			continue
		}
		id := v.c.Of(x.ID, &ev.Article, x.Text)
		if id == x.ID {
			f.Fillers = append(f.Fillers, x)
			continue
		}
		changed = true
		if id == "" {
			lost = append(lost, x.Role)
			continue
		}
		x.ID, x.Key = id, id
		x.Type, _, _ = strings.Cut(id, "/")
		f.Fillers = append(f.Fillers, x)
	}
	if !changed {
		f.Fillers = ev.Fillers
		return f, okay
	}
	before := distinct(ev.Fillers)
	f.Fillers = once(f.Fillers)
	after := distinct(f.Fillers)
	for _, role := range lost {
		least := 1
		if t != nil {
			x := t.Role(role)
			if x != nil && !x.Core {
				continue
			}
			if x != nil && x.Many {
				least = 2
			}
		}
		if after[role] < least {
			return f, gone
		}
	}
	if len(f.Fillers) == 0 {
		return f, gone
	}
	if t != nil {
		for i := range t.Roles {
			x := &t.Roles[i]
			if x.Many && before[x.Name] > 1 && after[x.Name] < 2 {
				return f, same
			}
			for j := range i {
				if y := &t.Roles[j]; x.Core && y.Core && meets(f.Fillers, x.Name, y.Name) && !meets(ev.Fillers, x.Name, y.Name) {
					return f, same
				}
			}
		}
	}
	if err := v.g.Schema().Identify(&f); err != nil {
		identify(&f)
	}
	return f, okay
}

// distinct counts the keys in each role.
func distinct(list []entities.Filler) map[string]int {
	n := make(map[string]int)
	for i := range list {
		if !slices.ContainsFunc(list[:i], func(x entities.Filler) bool { return x.Role == list[i].Role && x.Key == list[i].Key }) {
			n[list[i].Role]++
		}
	}
	return n
}

// once leaves out entities that stand in their role already.
func once(list []entities.Filler) []entities.Filler {
	out := list[:0]
	for _, x := range list {
		if x.ID == "" || !slices.ContainsFunc(out, func(y entities.Filler) bool { return y.Role == x.Role && y.ID == x.ID }) {
			out = append(out, x)
		}
	}
	return out
}

// meets tells whether one entity stands in both roles.
func meets(list []entities.Filler, role, other string) bool {
	for _, x := range list {
		if x.Role != role || x.ID == "" {
			continue
		}
		for _, y := range list {
			if y.Role == other && y.ID == x.ID {
				return true
			}
		}
	}
	return false
}

// identify is schema.Identify for a type that the schema at hand has not: every
// role is a key role then.
func identify(f *entities.Fact) {
	s := schema.Schema{Facts: []schema.FactType{{Name: f.Type}}}
	t := &s.Facts[0]
	for _, x := range f.Fillers {
		if t.Role(x.Role) == nil {
			t.Roles = append(t.Roles, schema.Role{Name: x.Role, Key: true})
		}
	}
	_ = s.Identify(f) // fails for what is not in the schema only
}

// Hidden returns how many facts are not shown because corrections made one
// entity of the two that they tied together.
func (v *View) Hidden() (int, error) {
	if v.c.Empty() {
		return 0, nil
	}
	o, err := v.overlay()
	if err != nil {
		return 0, err
	}
	return o.hidden, nil
}
