package query

import (
	"cmp"
	"container/heap"
	"errors"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/graph"
)

// best keeps the n best of many, whatever their order; 0 keeps all.
type best[T any] struct {
	list []T
	n    int
	less func(a, b *T) bool // a is better
}

// Len, Less, Swap, Push and Pop implement heap.Interface, the worst on top.
func (h *best[T]) Len() int           { return len(h.list) }
func (h *best[T]) Less(i, j int) bool { return h.less(&h.list[j], &h.list[i]) }
func (h *best[T]) Swap(i, j int)      { h.list[i], h.list[j] = h.list[j], h.list[i] }
func (h *best[T]) Push(x any)         { h.list = append(h.list, x.(T)) }
func (h *best[T]) Pop() any {
	x := h.list[len(h.list)-1]
	h.list = h.list[:len(h.list)-1]
	return x
}

func (h *best[T]) add(x T) {
	if h.n > 0 && len(h.list) == h.n {
		if !h.less(&x, &h.list[0]) {
			return
		}
		h.list[0] = x
		heap.Fix(h, 0)
		return
	}
	heap.Push(h, x)
}

func (h *best[T]) sorted() []T {
	slices.SortFunc(h.list, func(a, b T) int {
		switch {
		case h.less(&a, &b):
			return -1
		case h.less(&b, &a):
			return 1
		}
		return 0
	})
	return h.list
}

// Ranked is an entity and how many facts it takes part in.
type Ranked struct {
	Entity *entities.EntityRecord
	Facts  int // of those that were chosen
}

// TopEntities returns the entities of the most facts. kinds, when there are any,
// are the types of entities wanted. facts are those that count; nil means all of
// the store, whose counts need no fact to be read.
func TopEntities(v *View, facts iter.Seq2[*entities.Record, error], kinds []string, n int) ([]Ranked, error) {
	top := &best[Ranked]{n: n, less: func(a, b *Ranked) bool {
		return cmp.Or(-cmp.Compare(a.Facts, b.Facts), strings.Compare(a.Entity.ID, b.Entity.ID)) < 0
	}}
	wanted := func(id string) bool { return len(kinds) == 0 || v.oneOfTypes(typeOf(id), kinds) }
	if facts == nil && v.c.Empty() {
		w, err := v.g.Walk()
		if err != nil {
			return nil, err
		}
		defer w.Close()
		if err := w.Counts(func(id string, facts int) error {
			if facts > 0 && wanted(id) {
				top.add(Ranked{&entities.EntityRecord{ID: id}, facts})
			}
			return nil
		}); err != nil {
			return nil, err
		}
		return v.named(top.sorted())
	}
	if facts == nil {
		for e, err := range v.Entities("") {
			if err != nil {
				return nil, err
			}
			if e.Facts > 0 && wanted(e.ID) {
				top.add(Ranked{e, e.Facts})
			}
		}
		return top.sorted(), nil
	}
	count := make(map[string]int)
	for r, err := range facts {
		if err != nil {
			return nil, err
		}
		for _, id := range participants(r.Fillers) {
			if wanted(id) {
				count[id]++
			}
		}
	}
	for id, k := range count {
		top.add(Ranked{&entities.EntityRecord{ID: id}, k})
	}
	return v.named(top.sorted())
}

// named reads the entities of a list.
func (v *View) named(list []Ranked) ([]Ranked, error) {
	for i := range list {
		var err error
		if list[i].Entity, err = v.Entity(list[i].Entity.ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// TopTypes counts facts by type, in the order of the schema, others after it by
// name.
func TopTypes(v *View, facts iter.Seq2[*entities.Record, error]) ([]graph.Count, error) {
	count := make(map[string]int)
	for r, err := range facts {
		if err != nil {
			return nil, err
		}
		count[r.Type]++
	}
	var out []graph.Count
	for _, t := range v.Schema().Facts {
		if n := count[t.Name]; n > 0 {
			out = append(out, graph.Count{Name: t.Name, N: n})
			delete(count, t.Name)
		}
	}
	known := len(out)
	for name, n := range count {
		out = append(out, graph.Count{Name: name, N: n})
	}
	slices.SortFunc(out[known:], func(a, b graph.Count) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// Valued is a fact and its largest amount.
type Valued struct {
	Record *entities.Record
	Amount entities.Decimal // in the currency that was asked for
}

// TopValues returns the facts of the largest amounts of a currency, and, with
// rates, of others that they tie to it. Amounts for one share, ton or the like,
// and figures that are the price of one (股價, 每股盈利), do not count. leftOut counts the facts whose amounts are of other currencies.
func TopValues(v *View, facts iter.Seq2[*entities.Record, error], currency string, rates Rates, n int) (list []Valued, leftOut map[string]int, err error) {
	if currency == "" {
		return nil, nil, errors.New("amounts are compared in a currency; name one")
	}
	top := &best[Valued]{n: n, less: func(a, b *Valued) bool {
		if c := a.Amount.Cmp(b.Amount); c != 0 {
			return c > 0
		}
		return a.Record.ID < b.Record.ID
	}}
	leftOut = make(map[string]int)
	for r, err := range facts {
		if err != nil {
			return nil, nil, err
		}
		most, foreign := entities.Null, ""
		for _, m := range sums(r) {
			x := m.Amount
			if x.Cmp(m.AmountTo) < 0 {
				x = m.AmountTo
			}
			if m.Currency != currency {
				a, b := rates[m.Currency], rates[currency]
				if a.IsNull() || b.IsNull() {
					foreign = m.Currency
					continue
				}
				x = divided(x.Mul(a), b)
			}
			if x.Cmp(most) > 0 {
				most = x
			}
		}
		switch {
		case !most.IsNull():
			top.add(Valued{r, most})
		case foreign != "":
			leftOut[foreign]++
		}
	}
	return top.sorted(), leftOut, nil
}

// sums returns the amounts of money of a fact, without those for one share, ton
// or the like.
func sums(r *entities.Record) []*entities.Money {
	for i := range r.Fillers {
		if r.Fillers[i].Role == "measure" && isPriceOfOne(r.Fillers[i].Text) {
			return nil
		}
	}
	var out []*entities.Money
	for i := range r.Fillers {
		if m, ok := r.Fillers[i].Value.(*entities.Money); ok && m.Per == "" && !m.Amount.IsNull() {
			out = append(out, m)
		}
	}
	return out
}

// pricesOfOne are the ends of measures that are the price of one share, flat, ton
// or the like, folded.
var pricesOfOne = func() (out []string) {
	for _, w := range []string{"股價", "目標價", "收市價", "收盤價", "開市價", "開盤價", "招股價", "發行價", "發售價", "配售價", "認購價",
		"行使價", "轉換價", "上市價", "零售價", "單價", "均價", "平均價格", "平均售價", "單位售價", "呎價", "入場費", "eps"} {
		out = append(out, fold.Key(w))
	}
	return out
}()

// isPriceOfOne tells whether a measure is told for one share, flat, ton or the
// like: 股價, 每股盈利. 每月 and the like tell how often and not of what.
func isPriceOfOne(measure string) bool {
	key := fold.Key(measure)
	for _, end := range pricesOfOne {
		if strings.HasSuffix(key, end) {
			return true
		}
	}
	_, of, each := strings.Cut(key, "每")
	first, _ := utf8.DecodeRuneInString(of)
	return each && !strings.ContainsRune("年季月周星日天次期", first)
}

// Currencies counts the facts that have an amount, by its currency, the most
// frequent first.
func Currencies(facts iter.Seq2[*entities.Record, error]) ([]graph.Count, error) {
	count := make(map[string]int)
	for r, err := range facts {
		if err != nil {
			return nil, err
		}
		var seen []string
		for _, m := range sums(r) {
			if m.Currency != "" && !slices.Contains(seen, m.Currency) {
				seen = append(seen, m.Currency)
				count[m.Currency]++
			}
		}
	}
	var out []graph.Count
	for name, n := range count {
		out = append(out, graph.Count{Name: name, N: n})
	}
	slices.SortFunc(out, func(a, b graph.Count) int { return cmp.Or(-cmp.Compare(a.N, b.N), strings.Compare(a.Name, b.Name)) })
	return out, nil
}
