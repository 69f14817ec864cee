package relate

import (
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/pipeline/segment"
	"github.com/factloom/factloom/rules"
)

// A fact told twice stands once, with its first evidence, in text order, and
// aliases found before keep their place among the others.
func TestProcess(t *testing.T) {
	sch := schema.Default()
	set, err := rules.Load(sch, []rules.Source{{Name: "own.yaml", Data: []byte(`
given: {company: [雲杉科技, 海棠醫藥]}
rules:
- id: under
  about: X旗下Y
  say: <parent:company> 旗下 <subsidiary:company>
  fact: ownership(parent, subsidiary)
  tests:
  - text: 雲杉科技旗下海棠醫藥掛牌。
    fact: ownership(parent=雲杉科技, subsidiary=海棠醫藥)
  - not: 雲杉科技與海棠醫藥掛牌。
`)}})
	if err != nil {
		t.Fatal(err)
	}
	d := &entities.Document{ID: "t"}
	d.SetText("", "雲杉科技旗下海棠醫藥掛牌。雲杉科技旗下海棠醫藥公布業績。海棠醫藥旗下雲杉科技。")
	fold.Document(d)
	segment.Split(d)
	for _, at := range []struct {
		start int
		id    string
	}{{0, "spruce"}, {6, "begonia"}, {13, "spruce"}, {19, "begonia"}, {28, "begonia"}, {34, "spruce"}} {
		s := entities.Span{Start: at.start, End: at.start + 4}
		d.Mentions = append(d.Mentions, entities.Mention{Span: s, Text: d.Slice(s), Type: entities.Company, Entity: d.Slice(s), ID: "company/" + at.id})
	}
	alias := entities.Fact{Type: "alias", Span: entities.Span{Start: 13, End: 20}, Modality: entities.Asserted, Polarity: entities.Positive, Fillers: []entities.Filler{
		{Role: "name", Text: "雲杉科技", Key: "company/spruce"}, {Role: "alias", Text: "Spruce", Key: "text:spruce"}}}
	if err := sch.Identify(&alias); err != nil {
		t.Fatal(err)
	}
	d.Facts = []entities.Fact{alias}
	if err := New(sch, set).Process(d); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range d.Facts {
		got = append(got, f.Type+" "+f.Fillers[0].Text)
	}
	want := []string{"ownership 雲杉科技", "alias 雲杉科技", "ownership 海棠醫藥"}
	if len(got) != len(want) {
		t.Fatalf("facts %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("fact %d is %s, want %s", i, got[i], want[i])
		}
	}
	if d.Facts[0].Start != 0 {
		t.Errorf("the evidence begins at %d, want the first telling", d.Facts[0].Start)
	}
}
