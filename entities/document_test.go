package entities

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestSetText(t *testing.T) {
	for _, c := range []struct {
		name, title, body, text string
		start                   int
	}{
		{"title and body", "標題", "內文。", "標題\n\n內文。", 4},
		{"no title", "", "內文。", "內文。", 0},
		{"text that begins with its title", "標題", "標題\n\n內文。", "標題\n\n內文。", 4},
		{"a body that only begins alike", "標題", "標題一\n\n內文。", "標題\n\n標題一\n\n內文。", 4},
	} {
		var d Document
		d.SetText(c.title, c.body)
		if d.Text != c.text || d.Body != c.start {
			t.Errorf("%s: SetText(%q, %q) gives %q, body at %d, want %q at %d", c.name, c.title, c.body, d.Text, d.Body, c.text, c.start)
		}
	}
}

func TestSliceCountsCodePoints(t *testing.T) {
	var d Document
	d.SetText("", "𠮷野家(Yoshinoya)宣布")
	for _, c := range []struct {
		s    Span
		want string
	}{{Span{0, 3}, "𠮷野家"}, {Span{4, 13}, "Yoshinoya"}, {Span{14, 99}, "宣布"}, {Span{-2, 1}, "𠮷"}, {Span{5, 5}, ""}, {Span{99, 120}, ""}} {
		if got := d.Slice(c.s); got != c.want {
			t.Errorf("Slice(%v) = %q, want %q", c.s, got, c.want)
		}
	}
}

func TestPlaces(t *testing.T) {
	d := Document{Sentences: []Sentence{{Span: Span{0, 5}}, {Span: Span{7, 12}}}, Tokens: []Token{{Span: Span{0, 2}, Known: true}, {Span: Span{2, 3}}, {Span: Span{8, 11}, Known: true}}}
	for pos, want := range map[int]int{0: 0, 5: 0, 6: 0, 7: 1, 30: 1} {
		if got := d.SentenceAt(pos); got != want {
			t.Errorf("SentenceAt(%d) = %d, want %d", pos, got, want)
		}
	}
	for pos, want := range map[int]int{0: 0, 1: 0, 2: 1, 3: -1, 8: 2, 10: 2, 11: -1} {
		if got := d.TokenAt(pos); got != want {
			t.Errorf("TokenAt(%d) = %d, want %d", pos, got, want)
		}
	}
	if _, ok := d.WordAcross(2); ok {
		t.Error("a word goes across its own beginning")
	}
	if w, ok := d.WordAcross(9); !ok || w != (Span{8, 11}) {
		t.Errorf("WordAcross(9) = %v, %v", w, ok)
	}
}

func TestResultForm(t *testing.T) {
	var d Document
	d.ID, d.Published = "a-1", "2026-03-18"
	d.SetText("", "LG新能源投資43億美元<廠>")
	d.Mentions = []Mention{
		{Span: Span{0, 5}, Text: "LG新能源", Type: Company, Entity: "LG新能源", ID: "company/lg-energy-solution", Via: ViaGazetteer, Confidence: 0.98},
		{Span: Span{7, 12}, Text: "43億美元", Type: MoneyType, Value: &Money{Amount: Dec(43).Shift(8), Currency: "USD", Kind: Exact}},
		{Span: Span{7, 9}, Text: "43", Type: NumberType, Hidden: true, Value: &Number{Value: Dec(43)}},
		{Span: Span{0, 1}, Text: "x", Type: DateType, Value: &Date{From: DayOf(2025, 1, 1)}},
		{Span: Span{0, 1}, Text: "數億", Type: MoneyType, Value: &Money{Kind: Vague}},
	}
	got, err := json.Marshal(&d)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"a-1","published":"2026-03-18","text":"LG新能源投資43億美元\u003c廠\u003e","mentions":[` +
		`{"start":0,"end":5,"text":"LG新能源","type":"company","entity":"LG新能源","id":"company/lg-energy-solution","via":"gazetteer","confidence":0.98},` +
		`{"start":7,"end":12,"text":"43億美元","type":"money","amount":4300000000,"currency":"USD","kind":"exact"},` +
		`{"start":0,"end":1,"text":"x","type":"date","from":"2025-01-01","to":null},` +
		`{"start":0,"end":1,"text":"數億","type":"money","amount":null,"currency":null,"kind":"vague"}],"facts":[]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A released document holds nothing of the stages, and the next one has its own hits
// whatever memory they stand in.
func TestRelease(t *testing.T) {
	hit := func(n int) (hits []Hit) {
		for i := range n {
			hits = append(hits, Hit{Span: Span{Start: i, End: i + 2}, Value: uint32(n)})
		}
		return hits
	}
	for _, n := range []int{40, 3, 0, 200, 40} {
		d := &Document{Text: "雲杉科技", Folded: []rune("云杉科技"), Tokens: []Token{{}}, Sentences: []Sentence{{}}}
		want := hit(n)
		d.SetHits(want)
		if !slices.Equal(d.Hits, want) {
			t.Errorf("%d hits are not those given: %v", n, d.Hits)
		}
		if n > 0 {
			want[0].Value++
		}
		if n > 0 && d.Hits[0].Value != uint32(n) {
			t.Errorf("%d hits share the memory of those given", n)
		}
		d.Release()
		if d.Hits != nil || d.Folded != nil || d.Tokens != nil || d.Sentences != nil || d.Text == "" {
			t.Errorf("a released document holds %+v", d)
		}
	}
}
