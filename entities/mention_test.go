package entities

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// Mentions come in the order of their spans, printed before hidden, then by type and
// id, whatever order they had; what is equal stays as it was.
func TestSortMentions(t *testing.T) {
	at := func(start, end int, typ, id string, hidden bool) Mention {
		return Mention{Span: Span{Start: start, End: end}, Type: typ, ID: id, Hidden: hidden}
	}
	company, place := at(4, 8, Company, "company/a", false), at(4, 6, Place, "place/a", false)
	number, person := at(4, 8, NumberType, "", true), at(10, 13, Person, "person/a", false)
	for _, x := range []struct {
		name     string
		in, want []Mention
	}{
		{"none", nil, nil},
		{"one", []Mention{person}, []Mention{person}},
		{"in order", []Mention{company, number, place, person}, []Mention{company, number, place, person}},
		{"one added at the end", []Mention{company, person, place}, []Mention{company, place, person}},
		{"backwards", []Mention{person, place, number, company}, []Mention{company, number, place, person}},
		{"all added before", []Mention{person, company, number, place}, []Mention{company, number, place, person}},
	} {
		t.Run(x.name, func(t *testing.T) {
			got := slices.Clone(x.in)
			SortMentions(got)
			if !slices.EqualFunc(got, x.want, func(a, b Mention) bool { return a == b }) {
				t.Errorf("got  %v\nwant %v", got, x.want)
			}
		})
	}
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		ms := make([]Mention, n%40)
		for i := range ms {
			s := r.IntN(12)
			ms[i] = at(s, s+1+r.IntN(3), []string{Company, Place}[r.IntN(2)], fmt.Sprint(r.IntN(2)), r.IntN(3) == 0)
			ms[i].Text = fmt.Sprint(i)
		}
		want := slices.Clone(ms)
		slices.SortStableFunc(want, func(a, b Mention) int {
			order := func(h bool) int {
				if h {
					return 1
				}
				return 0
			}
			return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), order(a.Hidden)-order(b.Hidden), cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID))
		})
		if SortMentions(ms); !slices.EqualFunc(ms, want, func(a, b Mention) bool { return a == b }) {
			t.Fatalf("sorted otherwise than by a stable sort:\n got  %v\n want %v", ms, want)
		}
	}
}
