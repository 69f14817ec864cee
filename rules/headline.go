package rules

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/schema"
)

// headline beats the facts of the title that the body tells again with exact
// figures: 盈利按年升90% where the body has 升90.2%; and those of which the body says
// all and more, how sure it may be of them. It leaves alone what the body says of
// another subject, measure or size.
func (s *Set) headline(d *entities.Document, facts []*match) {
	if d.Body == 0 {
		return
	}
	for _, m := range facts {
		if m.beaten != nil || m.fact.End > d.Body {
			continue
		}
		for _, o := range facts {
			if o.beaten == nil && o.fact.Start >= d.Body && (s.retells(o.fact, m.fact) || repeats(o.fact, m.fact)) {
				m.beaten, m.why = o, "the body says it"
				break
			}
		}
	}
}

// retells tells whether a fact of the body says what one of the title says: the
// same core fillers and figures as near as a title rounds them.
func (s *Set) retells(body, title *entities.Fact) bool {
	if body.Type != title.Type || body.Polarity != title.Polarity {
		return false
	}
	figures := 0
	for i := range title.Fillers {
		x := &title.Fillers[i]
		there, fits := false, false
		for j := range body.Fillers {
			y := &body.Fillers[j]
			if x.Role != y.Role {
				continue
			}
			there = true
			if isFigure(x) {
				fits = fits || rounds(x.Value, y.Value)
			} else {
				fits = fits || x.Key == y.Key || alike(x.Text, y.Text)
			}
		}
		t := s.schema.Fact(title.Type)
		at := slices.IndexFunc(t.Roles, func(r schema.Role) bool { return r.Name == x.Role })
		switch {
		case isFigure(x):
			if !fits {
				return false
			}
			figures++
		case at < 0 || !t.Roles[at].Core: // a title leaves dates vague
		case there && !fits, !there && x.Role == t.Subject:
			return false
		}
	}
	return figures > 0
}

// repeats tells whether a fact of the body says all that one of the title says,
// and more: a title leaves out that a purchase is planned.
func repeats(body, title *entities.Fact) bool {
	return body.Type == title.Type && body.Polarity == title.Polarity && holds(body, title)
}

// alike tells whether one text ends with the other: 總收入 and 收入.
func alike(a, b string) bool {
	a, b = fold.Key(a), fold.Key(b)
	return strings.HasSuffix(a, b) || strings.HasSuffix(b, a)
}

func isFigure(f *entities.Filler) bool {
	switch f.Value.(type) {
	case *entities.Percent, *entities.Money, *entities.Number:
		return true
	}
	return false
}

// rounds tells whether a value may be a rounding of another: within 6 %, or one
// percentage point.
func rounds(a, b entities.Value) bool {
	switch a := a.(type) {
	case *entities.Percent:
		b, ok := b.(*entities.Percent)
		return ok && a.Unit == b.Unit && (nearby(a.Value, b.Value) ||
			a.Unit == entities.UnitPercent && sameSign(a.Value, b.Value) && difference(a.Value, b.Value).Cmp(entities.Dec(1)) <= 0)
	case *entities.Money:
		b, ok := b.(*entities.Money)
		return ok && a.Currency == b.Currency && nearby(a.Amount, b.Amount)
	case *entities.Number:
		b, ok := b.(*entities.Number)
		return ok && a.Counter == b.Counter && nearby(a.Value, b.Value)
	}
	return false
}

func nearby(a, b entities.Decimal) bool {
	return sameSign(a, b) && difference(a, b).Mul(entities.Dec(100)).Cmp(b.Abs().Mul(entities.Dec(6))) <= 0
}

func sameSign(a, b entities.Decimal) bool {
	return !a.IsNull() && !b.IsNull() && a.Sign() == b.Sign()
}

func difference(a, b entities.Decimal) entities.Decimal { return a.Add(b.Neg()).Abs() }
