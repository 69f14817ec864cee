package query

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/schema"
)

// Conflict is one question to which articles give different answers: the facts
// of one claim whose amounts, percentages, numbers or dates in one role cannot
// both be so, or a fact and its denial.
type Conflict struct {
	Claim   string
	Type    string
	Role    string // in which they differ; "" where one denies what the other states
	Answers []Reading
}

// Reading is one of the answers, with the facts that give it.
type Reading struct {
	Filler entities.Filler // the words of the first fact; none where only the polarity differs
	Facts  []*entities.Record
}

// sources counts the pieces of evidence whose sentences differ.
func (a *Reading) sources() int {
	seen := make(map[string]bool)
	for _, r := range a.Facts {
		for i := range r.Evidence {
			seen[fold.Key(r.Evidence[i].Text)] = true
		}
	}
	return len(seen)
}

// Sources counts the pieces of evidence whose sentences differ.
func (a *Reading) Sources() int { return a.sources() }

// ConflictOptions say what counts as a conflict. The zero value is a good default.
type ConflictOptions struct {
	// Days is how far apart two articles may have been published: what they speak
	// of, a deal or a post, may come again. Figures go by their period instead. 0
	// means DefaultDays.
	Days  int
	Rates Rates // compare amounts of different currencies, to one part in twenty
}

// DefaultDays is ConflictOptions.Days without a word: a season of news.
const DefaultDays = 90

// Conflicts returns where articles disagree, among the facts that q chooses:
// by type as the schema has them, those of most sources first.
func Conflicts(ctx context.Context, v *View, q Question, opt ConflictOptions) ([]Conflict, error) {
	if opt.Days == 0 {
		opt.Days = DefaultDays
	}
	claims, err := v.claimsOf(ctx, q)
	if err != nil {
		return nil, err
	}
	limit := q.Limit
	q.Limit = 0
	var out []Conflict
	for _, claim := range claims {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		facts, err := v.Claim(claim)
		if errors.Is(err, graph.ErrUnknown) {
			continue // its evidence was replaced, or it was rejected
		}
		if err != nil {
			return nil, err
		}
		facts = slices.DeleteFunc(facts, func(r *entities.Record) bool { return q.Type != "" && r.Type != q.Type })
		if len(facts) == 0 {
			continue
		}
		c := conflictsOf(v.Schema(), facts, opt)
		if denial, err := v.denial(facts, opt); err != nil {
			return nil, err
		} else if denial != nil {
			c = append(c, *denial)
		}
		for i := range c {
			if takes, err := q.takesAny(v, &c[i]); err != nil {
				return nil, err
			} else if takes {
				out = append(out, c[i])
			}
		}
	}
	order := make(map[string]int)
	for i, t := range v.Schema().Facts {
		order[t.Name] = i + 1
	}
	rank := func(typ string) int {
		if n := order[typ]; n > 0 {
			return n
		}
		return len(order) + 1
	}
	support := func(c *Conflict) (n int) {
		for i := range c.Answers {
			n += c.Answers[i].sources()
		}
		return n
	}
	slices.SortStableFunc(out, func(a, b Conflict) int {
		return cmp.Or(cmp.Compare(rank(a.Type), rank(b.Type)), strings.Compare(a.Type, b.Type), -cmp.Compare(support(&a), support(&b)),
			strings.Compare(a.Claim, b.Claim), strings.Compare(a.Role, b.Role))
	})
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return out, nil
}

// claimsOf returns the claims that may be in conflict, sorted: those of the
// facts of an entity, or all that several facts state or one denies.
func (v *View) claimsOf(ctx context.Context, q Question) ([]string, error) {
	seen := make(map[string]int)
	if q.Name != "" || len(q.Any) > 0 {
		ask := Question{Name: q.Name, Kind: q.Kind, Any: q.Any, Type: q.Type}
		a, err := Facts(v, ask)
		if err != nil {
			return nil, err
		}
		for r, err := range a.Facts {
			if err != nil {
				return nil, err
			}
			seen[r.Claim]++
			if r.Polarity == entities.Negative {
				seen[r.Claim] = 2
			}
		}
	} else {
		w, err := v.g.Walk()
		if err != nil {
			return nil, err
		}
		defer w.Close()
		two := func(id string) error { seen[id] = 2; return ctx.Err() }
		if err := w.Claims(2, two); err != nil {
			return nil, err
		}
		if err := w.Denied(q.Type, two); err != nil {
			return nil, err
		}
		if !v.c.Empty() {
			o, err := v.overlay()
			if err != nil {
				return nil, err
			}
			for id := range o.claim {
				seen[id] = 2
			}
		}
	}
	var out []string
	for id, n := range seen {
		if n > 1 {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out, nil
}

// takesAny tells whether a question chooses any fact of a conflict.
func (q *Question) takesAny(v *View, c *Conflict) (bool, error) {
	f := q.Filter()
	a := &Answer{LeftOut: make(map[string]int)}
	for _, x := range []struct {
		name string
		to   *string
	}{{q.With, &f.With}} {
		if x.name != "" {
			*x.to = v.shown(x.name)
		}
	}
	if q.Place != "" {
		a.Place = &entities.EntityRecord{ID: v.shown(q.Place)}
	}
	for i := range c.Answers {
		for _, r := range c.Answers[i].Facts {
			if !f.Takes(r, "") {
				continue
			}
			if takes, err := q.takes(v, a, r); err != nil || takes {
				return takes, err
			}
		}
	}
	return false, nil
}

// conflictsOf compares the facts of one claim role by role.
func conflictsOf(sch *schema.Schema, facts []*entities.Record, opt ConflictOptions) (out []Conflict) {
	t := sch.Fact(facts[0].Type)
	if t == nil {
		return nil
	}
	for i := range t.Roles {
		role := &t.Roles[i]
		if role.Key {
			continue
		}
		var answers []Reading
		for _, r := range facts {
			fillers := r.Get(role.Name)
			if len(fillers) != 1 || fillers[0].Value == nil {
				continue // several amounts are parts, or there is none to compare
			}
			x := fillers[0]
			at := slices.IndexFunc(answers, func(a Reading) bool { return a.Filler.Key == x.Key })
			if at < 0 {
				at = len(answers)
				answers = append(answers, Reading{Filler: x})
			}
			answers[at].Facts = append(answers[at].Facts, r)
		}
		if answers = opposed(answers, t, opt); len(answers) > 1 {
			out = append(out, Conflict{Claim: facts[0].Claim, Type: t.Name, Role: role.Name, Answers: answers})
		}
	}
	return out
}

// opposed keeps the answers that are in conflict with any other, those of most
// sources first.
func opposed(answers []Reading, t *schema.FactType, opt ConflictOptions) []Reading {
	var out []Reading
	for i := range answers {
		for j := range answers {
			if i != j && Differ(&answers[i].Filler, &answers[j].Filler, opt.Rates) && atOneTime(&answers[i], &answers[j], t, opt.Days) &&
				!together(&answers[i], &answers[j]) {
				out = append(out, answers[i])
				break
			}
		}
	}
	sortAnswers(out)
	return out
}

func sortAnswers(list []Reading) {
	slices.SortStableFunc(list, func(a, b Reading) int {
		return cmp.Or(-cmp.Compare(a.sources(), b.sources()), cmp.Compare(graph.Published(a.Facts[0]), graph.Published(b.Facts[0])),
			strings.Compare(a.Filler.Key, b.Filler.Key), strings.Compare(a.Facts[0].ID, b.Facts[0].ID))
	})
}

// together tells whether every article that gives one answer gives the other
// too: it speaks of two things, not of one in two ways.
func together(a, b *Reading) bool {
	articles := func(x *Reading) map[string]bool {
		m := make(map[string]bool)
		for _, r := range x.Facts {
			for i := range r.Evidence {
				m[r.Evidence[i].Article.Key] = true
			}
		}
		return m
	}
	within := func(x, y map[string]bool) bool {
		for k := range x {
			if !y[k] {
				return false
			}
		}
		return true
	}
	x, y := articles(a), articles(b)
	return within(x, y) || within(y, x)
}

// atOneTime tells whether two answers may be to the same question.
//
// The claim of a figure names its period. One without, or for a single day, is of
// the hour it was written in: only papers of different names, of the same day,
// speak of the same. Of other claims, articles that were published close to each
// other do.
func atOneTime(a, b *Reading, t *schema.FactType, days int) bool {
	other := func(x, y *entities.Evidence) bool { return true }
	if period, ok := periodOf(t, a.Facts[0]); ok {
		if period != nil && period.From != period.To {
			return true
		}
		days = 0
		other = func(x, y *entities.Evidence) bool {
			return x.Article.Source != "" && y.Article.Source != "" && x.Article.Source != y.Article.Source
		}
	}
	for _, x := range a.Facts {
		for _, y := range b.Facts {
			for i := range x.Evidence {
				for j := range y.Evidence {
					p, q := dayOf(&x.Evidence[i]), dayOf(&y.Evidence[j])
					if p == entities.None || q == entities.None || !other(&x.Evidence[i], &y.Evidence[j]) {
						continue
					}
					if d := int(p - q); d <= days && d >= -days {
						return true
					}
				}
			}
		}
	}
	return false
}

// periodOf returns the date among the key roles of a claim, nil when it has none;
// ok tells whether claims of that type may have one.
func periodOf(t *schema.FactType, r *entities.Record) (d *entities.Date, ok bool) {
	for i := range t.Roles {
		role := &t.Roles[i]
		if !role.Key || !slices.Contains(role.Types, entities.DateType) {
			continue
		}
		ok = true
		for _, x := range r.Get(role.Name) {
			if v, isDate := x.Value.(*entities.Date); isDate && v.From != entities.None && v.To != entities.None {
				return v, true
			}
		}
	}
	return nil, ok
}

func dayOf(ev *entities.Evidence) entities.Day {
	d, _ := entities.ParseDay(ev.Article.Published)
	return d
}

// Differ tells whether two values cannot both be true.
func Differ(a, b *entities.Filler, rates Rates) bool {
	switch x := a.Value.(type) {
	case *entities.Money:
		y, ok := b.Value.(*entities.Money)
		if !ok || x.Per != y.Per {
			return false
		}
		p, q := rangeOf(a.Text, x.Amount, x.AmountTo, x.Kind), rangeOf(b.Text, y.Amount, y.AmountTo, y.Kind)
		if x.Currency != y.Currency {
			k, l := rates[x.Currency], rates[y.Currency]
			if k.IsNull() || l.IsNull() {
				return false
			}
			p, q = p.times(k).widened(), q.times(l).widened()
		}
		return p.apart(q)
	case *entities.Percent:
		y, ok := b.Value.(*entities.Percent)
		return ok && x.Unit == y.Unit && rangeOf(a.Text, x.Value, x.ValueTo, x.Kind).apart(rangeOf(b.Text, y.Value, y.ValueTo, y.Kind))
	case *entities.Number:
		y, ok := b.Value.(*entities.Number)
		return ok && x.Counter == y.Counter && rangeOf(a.Text, x.Value, x.ValueTo, x.Kind).apart(rangeOf(b.Text, y.Value, y.ValueTo, y.Kind))
	case *entities.Date:
		y, ok := b.Value.(*entities.Date)
		return ok && x.From != entities.None && y.To != entities.None && x.To != entities.None && y.From != entities.None &&
			(x.From > y.To || y.From > x.To)
	}
	return false
}

// interval is what an amount may be; Null is an open end.
type interval struct {
	low, high entities.Decimal
	known     bool
}

var (
	nearly  = entities.Dec(45).Shift(-2) // of a unit: 43億 may stand for 42.8億, not for 42億
	aFifth  = entities.Dec(2).Shift(-1)
	aHalf   = entities.Dec(5).Shift(-1)
	percent = entities.Dec(1).Shift(-2)
)

// rangeOf says what an amount may be, by the place of its last digit: 43億 and
// 40億 are rounded to 億; 逾43億 is less than 44億, 近43億 more than 42億, 約43億
// within 5 %. text is how it is written.
func rangeOf(text string, low, high entities.Decimal, k entities.Kind) interval {
	if low.IsNull() {
		return interval{}
	}
	if high.IsNull() {
		high = low
	}
	if low.Cmp(high) > 0 {
		low, high = high, low
	}
	i := interval{low, high, true}
	// Of a number below nought the words speak of its size.
	neg := high.Sign() < 0
	if neg {
		i.low, i.high = i.high.Abs(), i.low.Abs()
	}
	below, above := unit(i.low), unit(i.high)
	less := func(n entities.Decimal) { i.low = i.low.Add(n.Neg()) }
	more := func(n entities.Decimal) { i.high = i.high.Add(n) }
	switch k {
	case entities.AtLeast:
		more(above)
	case entities.AtMost:
		less(atMost(below, i.low.Mul(aHalf)))
	case entities.About:
		less(atLeast(atMost(below, i.low.Mul(aFifth)).Mul(aHalf), i.low.Mul(percent.Mul(entities.Dec(5)))))
		more(atLeast(atMost(above, i.high.Mul(aFifth)).Mul(aHalf), i.high.Mul(percent.Mul(entities.Dec(5)))))
	default:
		if w := written(text, i.low); !w.IsNull() {
			below, above = w, w
		}
		less(atMost(below, i.low.Mul(aFifth)).Mul(nearly))
		more(atMost(above, i.high.Mul(aFifth)).Mul(nearly))
	}
	if neg {
		i.low, i.high = i.high.Neg(), i.low.Neg()
	}
	return i
}

// unit is the worth of the last digit of a number that is not 0: 1億 for 43億.
func unit(d entities.Decimal) entities.Decimal {
	s := strings.TrimPrefix(d.String(), "-")
	if i := strings.IndexByte(s, '.'); i >= 0 {
		return entities.Dec(1).Shift(-(len(s) - i - 1))
	}
	return entities.Dec(1).Shift(len(s) - len(strings.TrimRight(s, "0")))
}

// written is the worth of the last digit that a text writes, also of a 0: 1億 for
// 40億. It is Null for one without digits.
func written(text string, value entities.Decimal) entities.Decimal {
	text = fold.String(text)
	isDigit := func(r rune) bool { return r >= '0' && r <= '9' }
	from := strings.IndexFunc(text, isDigit)
	if from < 0 {
		return entities.Null
	}
	text = text[from:]
	if end := strings.IndexFunc(text, func(r rune) bool { return !isDigit(r) && r != '.' && r != ',' }); end >= 0 {
		text = text[:end]
	}
	text = strings.TrimRight(text, ".,")
	n, err := entities.ParseDecimal(text)
	if err != nil || n.Sign() == 0 {
		return entities.Null
	}
	places := 0
	if i := strings.IndexByte(text, '.'); i >= 0 {
		places = len(text) - i - 1
	}
	return divided(value, n).Shift(-places)
}

func atMost(a, b entities.Decimal) entities.Decimal {
	if a.Cmp(b) > 0 {
		return b
	}
	return a
}

func atLeast(a, b entities.Decimal) entities.Decimal {
	if a.Cmp(b) < 0 {
		return b
	}
	return a
}

func (i interval) times(d entities.Decimal) interval {
	return interval{i.low.Mul(d), i.high.Mul(d), i.known}
}

// widened allows for rates that were a little different: 5 %.
func (i interval) widened() interval {
	few := percent.Mul(entities.Dec(5))
	return interval{i.low.Add(i.low.Abs().Mul(few).Neg()), i.high.Add(i.high.Abs().Mul(few)), i.known}
}

func (i interval) apart(j interval) bool {
	return i.known && j.known && (i.high.Cmp(j.low) < 0 || j.high.Cmp(i.low) < 0)
}

// denial returns the conflict of facts that are denied with those that state the
// same; nil when nobody states it, or not at that time.
func (v *View) denial(facts []*entities.Record, opt ConflictOptions) (*Conflict, error) {
	first := facts[0]
	t := v.Schema().Fact(first.Type)
	if first.Polarity != entities.Negative || t == nil {
		return nil, nil
	}
	f := first.Fact
	f.Fillers = slices.Clone(first.Fillers)
	f.Polarity = entities.Positive
	if err := v.Schema().Identify(&f); err != nil {
		return nil, fmt.Errorf("claim %s: %w", first.Claim, err)
	}
	stated, err := v.Claim(f.Claim)
	if errors.Is(err, graph.ErrUnknown) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	// A post is denied by title: who is no longer chairman may still be a director.
	stated = slices.DeleteFunc(stated, func(r *entities.Record) bool {
		return !slices.ContainsFunc(facts, func(d *entities.Record) bool { return sameCore(t, r, d) })
	})
	facts = slices.DeleteFunc(slices.Clone(facts), func(d *entities.Record) bool {
		return !slices.ContainsFunc(stated, func(r *entities.Record) bool { return sameCore(t, r, d) })
	})
	if len(stated) == 0 || len(facts) == 0 {
		return nil, nil
	}
	answers := []Reading{{Facts: stated}, {Facts: facts}}
	if !atOneTime(&answers[0], &answers[1], t, opt.Days) || together(&answers[0], &answers[1]) || ended(t, stated, facts) {
		return nil, nil
	}
	sortAnswers(answers)
	return &Conflict{Claim: f.Claim, Type: first.Type, Answers: answers}, nil
}

// sameCore tells whether two facts of one claim agree in their other core roles.
func sameCore(t *schema.FactType, a, b *entities.Record) bool {
	keys := func(r *entities.Record, role string) (list []string) {
		for _, x := range r.Get(role) {
			list = append(list, x.Key)
		}
		slices.Sort(list)
		return list
	}
	for _, role := range t.Roles {
		if role.Core && !role.Key && !slices.Equal(keys(a, role.Name), keys(b, role.Name)) {
			return false
		}
	}
	return true
}

// ended tells whether what was stated only came to an end: a post or a holding,
// whose facts have no date, that nobody states after it was denied.
func ended(t *schema.FactType, stated, denied []*entities.Record) bool {
	for _, role := range t.Roles {
		if slices.Contains(role.Types, entities.DateType) {
			return false
		}
	}
	last, first := entities.None, entities.None
	for _, r := range stated {
		for i := range r.Evidence {
			last = max(last, dayOf(&r.Evidence[i]))
		}
	}
	for _, r := range denied {
		if d := graph.Published(r); d != entities.None && (first == entities.None || d < first) {
			first = d
		}
	}
	return first == entities.None || last <= first
}
