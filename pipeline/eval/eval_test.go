package eval

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
)

func read(t testing.TB, file string) []Doc {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	docs, err := Read(f)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return docs
}

func same(t *testing.T, file, got string) {
	t.Helper()
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s wants\n%s\ngot\n%s", file, want, got)
	}
}

// TestScore holds the table to figures that were worked out by the scorer the
// gold came with. The documents have optional mentions, wrong values, types
// nobody knows, aliases, several facts that could pair, moods, and an article
// without prediction.
func TestScore(t *testing.T) {
	table := Score(read(t, "testdata/gold.jsonl"), read(t, "testdata/found.jsonl"))
	same(t, "testdata/table.txt", table.String())
	var errs strings.Builder
	for _, e := range table.ErrorList(100, "") {
		errs.WriteString(e.String() + "\n")
	}
	same(t, "testdata/errors.txt", errs.String())
	if got := table.ErrorList(1, "place"); len(got) != 1 || got[0].Text != "臺灣" {
		t.Errorf("ErrorList(1, place) = %v, want the one of 臺灣", got)
	}
	if len(table.Missing) != 1 || table.Missing[0] != "c" {
		t.Errorf("Missing = %v, want [c]", table.Missing)
	}
	b, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	var rows map[string]any
	if err := json.Unmarshal(b, &rows); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	if got := rows["paired:ALL"].(map[string]any)["f1"]; got != 0.7111 {
		t.Errorf("paired:ALL f1 in JSON = %v, want 0.7111", got)
	}
	if rows["mood"] != 0.8 {
		t.Errorf("mood in JSON = %v, want 0.8", rows["mood"])
	}
}

func TestScoreItself(t *testing.T) {
	gold := read(t, "testdata/gold.jsonl")
	table := Score(gold, gold)
	for _, r := range table.Rows {
		if r.F1() != 1 || r.False+r.Missed != 0 {
			t.Errorf("gold against itself: %s %s F1 = %v, want 1", r.Kind, r.Name, r.F1())
		}
	}
	if len(table.Errors) != 0 || table.Mood() != 1 || table.MacroMention() != 1 || table.MacroPaired() != 1 {
		t.Errorf("gold against itself: errors %v, mood %v, macro %v and %v", table.Errors, table.Mood(), table.MacroMention(), table.MacroPaired())
	}
}

func TestScoreNothing(t *testing.T) {
	table := Score(nil, nil)
	want := "0 gold documents, 0 without prediction\n" +
		"mention ALL           n=0     P=0.000 R=0.000 F1=0.000\n" +
		"mention CORE4         n=0     P=0.000 R=0.000 F1=0.000\n" +
		"fact    ALL           n=0     P=0.000 R=0.000 F1=0.000\n" +
		"whole   ALL           n=0     P=0.000 R=0.000 F1=0.000\n" +
		"mood    of 0 pairs 0.000\n" +
		"macro   by article    mention F1=0.000 paired F1=0.000\n"
	if got := table.String(); got != want {
		t.Errorf("table of nothing\n%s\nwant\n%s", got, want)
	}
}

func TestScoreDiffer(t *testing.T) {
	gold := read(t, "testdata/gold.jsonl")
	pred := read(t, "testdata/gold.jsonl")
	other := *pred[0].Text + "。"
	pred[0].Text = &other
	if got := Score(gold, pred).Differ; len(got) != 1 || got[0] != "a" {
		t.Errorf("Differ = %v, want [a]", got)
	}
}

func TestWithout(t *testing.T) {
	gold := Without(read(t, "testdata/gold.jsonl"), "a", "nobody", "c")
	if len(gold) != 2 || gold[0].ID != "b" || gold[1].ID != "e" {
		t.Errorf("Without(a, nobody, c) leaves %d documents", len(gold))
	}
}

func TestFold(t *testing.T) {
	gold := []Doc{{ID: "x", Mentions: []Mention{{Text: "滙豐", Entity: "滙豐控股"}}}}
	names := newScorer().names(&gold[0])
	for _, tt := range []struct{ name, a, b string }{
		{"width and case", "ＬＧ新能源", "lg新能源"},
		{"variants", "臺灣", "台灣"},
		{"blanks and commas", "3,500 萬元", "3500萬元"},
		{"sign of a rise", "+27%", "27%"},
		{"about", "約27%", "27%"},
		{"over", "逾27%", "27%"},
		{"name of an entity", "匯豐", "滙豐控股"},
	} {
		s := newScorer()
		if x, y := s.filler(tt.a, names), s.filler(tt.b, names); x != y {
			t.Errorf("%s: %q compares as %q, %q as %q", tt.name, tt.a, x, tt.b, y)
		}
	}
}

func TestRead(t *testing.T) {
	for _, tt := range []struct{ name, text, err string }{
		{"no object", "{\"id\":\"a\"}\n\n[]\n", "line 3: "},
		{"no id", "{\"text\":\"甲\"}\n", "line 1: a document without id"},
		{"amount", "{\"id\":\"a\",\"mentions\":[{\"amount\":\"many\"}]}", "line 1: "},
		{"filler", "{\"id\":\"a\",\"facts\":[{\"roles\":{\"x\":[null]}}]}", "line 1: "},
	} {
		if _, err := Read(strings.NewReader(tt.text)); err == nil || !strings.HasPrefix(err.Error(), tt.err) {
			t.Errorf("%s: error %v, want %q…", tt.name, err, tt.err)
		}
	}
	docs, err := Read(strings.NewReader("{\"id\":\"a\",\"title\":\"一\"}\n{\"id\":\"b\"}\r\n{\"id\":\"a\",\"title\":\"二\"}"))
	if err != nil || len(docs) != 2 || docs[0].Title != "二" {
		t.Errorf("Read of one id twice = %v, %v; want the later one first", docs, err)
	}
}

// TestFound sees that a document counts the same directly and through its JSON.
func TestFound(t *testing.T) {
	gold := read(t, "testdata/gold.jsonl")
	d := gold[0].Document()
	if d.Text != *gold[0].Text || d.Title != gold[0].Title || d.Body != len([]rune(d.Title))+2 || d.Variant != "" {
		t.Fatalf("Document() = %+v", d)
	}
	span := func(s string) (entities.Span, string) {
		i := len([]rune(d.Text[:strings.LastIndex(d.Text, s)]))
		return entities.Span{Start: i, End: i + len([]rune(s))}, s
	}
	add := func(s, typ string, v entities.Value, hidden bool) {
		m := entities.Mention{Type: typ, Entity: s, Value: v, Hidden: hidden}
		m.Span, m.Text = span(s)
		d.Mentions = append(d.Mentions, m)
	}
	dec, _ := entities.ParseDecimal("350000000")
	day := entities.DayOf(2026, 5, 5)
	add("雲杉科技", "company", nil, false)
	add("周二", "date", &entities.Date{From: day, To: day}, false)
	add("3.5億港元", "money", &entities.Money{Amount: dec, Currency: "HKD", Kind: entities.Exact}, false)
	add("六成", "percent", &entities.Percent{Value: entities.Dec(60), Unit: entities.UnitPercent}, false)
	add("去年", "date", &entities.Date{}, false)
	add("20億元", "money", &entities.Money{Kind: entities.Vague}, false)
	add("股權", "company", nil, true)
	d.Facts = []entities.Fact{{Type: "acquisition", Modality: entities.Asserted, Polarity: entities.Positive, Fillers: []entities.Filler{
		{Role: "acquirer", Text: "雲杉科技"}, {Role: "target", Text: "海棠醫藥"}, {Role: "value", Text: "3.5億港元"}}}}
	direct := Score(gold, []Doc{Found(d)})
	b, err := d.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	pred, err := Read(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if through := Score(gold, pred); direct.String() != through.String() {
		t.Errorf("directly\n%s\nthrough JSON\n%s", direct, through)
	}
	if got := direct.Get("mention", all); got.Found != 6 || got.False != 0 {
		t.Errorf("mentions found = %+v, want 6 right", got)
	}
	if got := direct.Get("value", "money"); got.Found != 1 || got.False != 1 {
		t.Errorf("money values = %+v, want one right and one open", got)
	}
	if got := direct.Get("paired", "acquisition"); got.Found != 3 {
		t.Errorf("paired acquisition = %+v, want 3 right", got)
	}
}

func TestCheck(t *testing.T) {
	for _, d := range read(t, "testdata/gold.jsonl") {
		if err := d.Check(); err != nil {
			t.Errorf("Check: %v", err)
		}
	}
	text := "雲杉\n\n雲杉裁員一成。"
	bad := Doc{ID: "x", Title: "雲", Text: &text,
		Mentions: []Mention{
			{Start: 0, End: 2, Text: "雲衫", Type: "company", Entity: "雲杉"},
			{Start: 1, End: 2, Text: "杉", Type: "company"},
			{Start: 8, End: 10, Text: "一成", Type: "percent"},
			{Start: 90, End: 91},
		},
		Facts: []Fact{{Type: "layoff", Evidence: "雲杉裁員", Roles: map[string]Texts{"boss": {"雲杉"}}}, {Type: "layoff"}}}
	err := bad.Check()
	if err == nil {
		t.Fatal("Check finds nothing wrong")
	}
	for _, want := range []string{"does not begin with the title", "covers \"雲杉\"", "overlaps", "has no entity", "has no value", "outside the text", "has no role boss", "no fillers", "evidence"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("Check = %v\nwant %q in it", err, want)
		}
	}
}

func BenchmarkScore(b *testing.B) {
	gold, pred := read(b, "testdata/gold.jsonl"), read(b, "testdata/found.jsonl")
	for b.Loop() {
		Score(gold, pred)
	}
}
