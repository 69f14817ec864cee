package graph

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

// crowd makes an article with facts of one company on days of its own, in several
// roles, and without days.
func crowd(n int) *entities.Document {
	d := &entities.Document{ID: fmt.Sprint("crowd", n), Published: fmt.Sprintf("2026-0%d-01", 1+n%9)}
	if n%5 == 0 {
		d.Published = ""
	}
	hub := entities.Filler{Role: "supplier", Text: "雲杉", Span: entities.Span{End: 2}, Key: "company/~雲杉", ID: "company/~雲杉", Type: "company"}
	d.Text = "雲杉與海棠。"
	other := fmt.Sprint("company/~", n%7)
	fact := entities.Fact{Type: "supply", Modality: entities.Asserted, Polarity: entities.Positive, Evidence: d.Text, Span: entities.Span{End: 6}, Rule: "r@1",
		Fillers: []entities.Filler{hub, {Role: "customer", Text: "海棠", Span: entities.Span{Start: 3, End: 5}, Key: other, ID: other, Type: "company"},
			{Role: "product", Text: "海棠", Span: entities.Span{Start: 3, End: 5}, Key: fmt.Sprint("text:", n)}}}
	switch n % 4 {
	case 1: // both roles
		fact.Fillers[1] = hub
		fact.Fillers[1].Role = "customer"
	case 2:
		fact.Type, fact.Fillers[0].Role, fact.Fillers[1].Role = "agreement", "party", "party"
		fact.Fillers = fact.Fillers[:2]
	}
	if n%3 == 0 {
		day := entities.DayOf(2024+n%3, 1+n%12, 1+n%28)
		last := day + []entities.Day{0, 1, 30, 31, 300, 366, 500}[n/3%7]
		v := &entities.Date{From: day, To: last}
		fact.Fillers = append(fact.Fillers, entities.Filler{Role: "date", Text: "海棠", Span: entities.Span{Start: 3, End: 5}, Key: v.Key(), Type: entities.DateType, Value: v})
	}
	if err := schema.Default().Identify(&fact); err != nil {
		panic(err)
	}
	for _, x := range fact.Fillers {
		if x.ID != "" {
			d.Mentions = append(d.Mentions, entities.Mention{Span: x.Span, Text: x.Text, Type: x.Type, Entity: x.Text, ID: x.ID})
		}
	}
	d.Facts = append(d.Facts, fact)
	d.Text += d.ID
	return d
}

// Reading the strands beside each other gives what sorting gives.
func TestMerged(t *testing.T) {
	g, err := Open(t.TempDir()+"/facts.db", Options{Create: true, MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	var docs []*entities.Document
	for n := range 300 {
		docs = append(docs, crowd(n))
	}
	if _, err := g.Add(context.Background(), docs, nil, RunInfo{ID: "r"}); err != nil {
		t.Fatal(err)
	}
	v, err := g.view()
	if err != nil {
		t.Fatal(err)
	}
	defer v.close()
	day := func(y, m, d int) entities.Day { return entities.DayOf(y, m, d) }
	filters := []Filter{{}, {Type: "supply"}, {Type: "supply", Role: "customer"}, {Role: "party"}, {Role: "nothing"}, {With: "company/~3"},
		{Since: day(2025, 1, 1)}, {Until: day(2026, 3, 1)}, {Since: day(2024, 6, 1), Until: day(2024, 12, 31)}, {Since: day(2026, 1, 1), Published: true}}
	for m := range 36 {
		since := day(2024+m/12, 1+m%12, 15)
		filters = append(filters, Filter{Since: since}, Filter{Since: since, Until: since + 40}, Filter{Since: since, Type: "supply"})
	}
	for _, f := range filters {
		for _, newest := range []bool{false, true} {
			f.Newest = newest
			want, err := v.refs("company/~雲杉", &f)
			if err != nil {
				t.Fatal(err)
			}
			var got []ref
			for x, err := range v.merged("company/~雲杉", &f) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, x)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%+v: %d facts, want %d", f, len(got), len(want))
				for i := range min(len(got), len(want)) {
					if got[i] != want[i] {
						t.Fatalf("fact %d is of %v, want %v", i, dayOf(got[i].day), dayOf(want[i].day))
					}
				}
			}
			for range v.merged("company/~雲杉", &f) { // ended early
				break
			}
		}
	}
	for range v.merged("company/~沒有", &Filter{}) {
		t.Error("a fact of nobody")
	}
}
