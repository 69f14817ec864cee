package rules

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

// merge joins the facts of a document that tell of one thing, each a part of it:
// 雲杉科技以3億美元收購海棠醫藥 and 雲杉科技收購海棠醫藥51%股權. Two facts are one when
//
//   - type and polarity are equal, and modality too, a report counting as said;
//   - both bind every core role, or all but one that neither binds, with equal
//     fillers, and key roles that both bind have equal fillers;
//   - of every other role that both bind, one has all fillers of the other; of
//     two days one may be a part of the other, and places may add up;
//   - of a type that is a figure by nature (it has a value and a change), figures
//     that both bind are equal and one at least is shared.
//
// The richer fact stays, with its evidence, and takes the roles it lacks.
func (s *Set) merge(facts []*match) {
	groups := map[string][]*match{}
	var order []string
	for _, m := range facts {
		if m.beaten != nil {
			continue
		}
		k, ok := s.claim(m.fact)
		if !ok {
			continue
		}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], m)
	}
	for _, k := range order {
		g := groups[k]
		if len(g) < 2 || len(g) > maxMerge {
			continue
		}
		slices.SortStableFunc(g, func(a, b *match) int { return len(b.fact.Fillers) - len(a.fact.Fillers) })
		for i, m := range g {
			if m.beaten != nil {
				continue
			}
			for _, o := range g[i+1:] {
				if o.beaten == nil && s.mergeable(m.fact, o.fact) {
					if f, ok := s.joined(m.fact, o.fact); ok {
						m.fact, o.beaten, o.why = f, m, "tells a part of it"
					}
				}
			}
		}
	}
}

// maxMerge bounds the facts that are compared with each other: a document that
// tells one claim more often tells it in a table.
const maxMerge = 64

// claim is what facts must have in common to be merged: type, polarity, mood and
// the fillers of the core roles. ok is false when no core role is bound.
func (s *Set) claim(f *entities.Fact) (string, bool) {
	var b strings.Builder
	mood := f.Modality
	if mood == entities.Reported {
		mood = entities.Asserted
	}
	b.WriteString(f.Type + "\x00" + f.Polarity + "\x00" + mood)
	any := false
	for _, r := range s.schema.Fact(f.Type).Roles {
		if !r.Core {
			continue
		}
		keys := keysOf(f, r.Name)
		any = any || len(keys) > 0
		slices.Sort(keys)
		b.WriteString("\x00" + strings.Join(keys, "\x01"))
	}
	return b.String(), any
}

func keysOf(f *entities.Fact, role string) []string {
	var out []string
	for i := range f.Fillers {
		if x := &f.Fillers[i]; x.Role == role {
			out = append(out, x.Key)
		}
	}
	return out
}

// mergeable tells whether no role of two facts of one claim speaks against it.
func (s *Set) mergeable(a, b *entities.Fact) bool {
	figures, shared := [2]bool{}, false
	measures := s.measures(a.Type)
	for _, r := range s.schema.Fact(a.Type).Roles {
		x, y := of(a, r.Name), of(b, r.Name)
		for i := range x {
			figures[0] = figures[0] || isFigure(&x[i])
		}
		for i := range y {
			figures[1] = figures[1] || isFigure(&y[i])
		}
		if len(x) == 0 || len(y) == 0 || r.Core {
			continue
		}
		switch {
		case measures && isFigure(&x[0]) && !(among(x, y) && among(y, x)):
			return false
		case among(x, y) || among(y, x):
			shared = shared || isFigure(&x[0]) && isFigure(&y[0])
		case r.Key:
			return false
		case slices.Contains(r.Types, entities.DateType) && len(x) == 1 && len(y) == 1 && (during(x[0].Value, y[0].Value) || during(y[0].Value, x[0].Value)):
		case isPlaces(r) && slices.ContainsFunc(x, func(f entities.Filler) bool { return hasKey(y, f.Key) }):
		default:
			return false
		}
		if r.Key && !(among(x, y) && among(y, x)) {
			return false
		}
	}
	// A subject has many figures: they belong together only when one is told twice.
	return shared || !(figures[0] && figures[1]) || !measures
}

// measures tells whether a fact type is a figure by nature: it has a value and a
// change, of which several are told of one thing.
func (s *Set) measures(typ string) bool {
	t := s.schema.Fact(typ)
	return t.Role("value") != nil && t.Role("change") != nil
}

func isPlaces(r schema.Role) bool { return len(r.Types) == 1 && r.Types[0] == entities.Place }

func of(f *entities.Fact, role string) []entities.Filler {
	var out []entities.Filler
	for _, x := range f.Fillers {
		if x.Role == role {
			out = append(out, x)
		}
	}
	return out
}

func hasKey(fs []entities.Filler, key string) bool {
	return slices.ContainsFunc(fs, func(f entities.Filler) bool { return f.Key == key })
}

// among tells whether all fillers of a are among those of b.
func among(a, b []entities.Filler) bool {
	return !slices.ContainsFunc(a, func(f entities.Filler) bool { return !hasKey(b, f.Key) })
}

// during tells whether a date lies in another.
func during(a, b entities.Value) bool {
	x, ok1 := a.(*entities.Date)
	y, ok2 := b.(*entities.Date)
	return ok1 && ok2 && x.From != entities.None && y.From != entities.None && x.From >= y.From && x.To <= y.To && x.To != entities.None && y.To != entities.None
}

// joined is a fact with the roles of another added; of two dates the narrower.
func (s *Set) joined(a, b *entities.Fact) (*entities.Fact, bool) {
	f := *a
	f.Fillers = nil
	for _, r := range s.schema.Fact(a.Type).Roles {
		x, y := of(a, r.Name), of(b, r.Name)
		if slices.Contains(r.Types, entities.DateType) && len(x) == 1 && len(y) == 1 {
			if during(y[0].Value, x[0].Value) {
				x = y
			}
			y = nil
		}
		f.Fillers = append(f.Fillers, x...)
		for _, g := range y {
			if !hasKey(x, g.Key) {
				f.Fillers = append(f.Fillers, g)
			}
		}
	}
	if a.Modality != b.Modality {
		f.Modality = entities.Asserted
	}
	return &f, s.schema.Identify(&f) == nil
}
