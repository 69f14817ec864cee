package graph_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
)

// version makes an article that says one thing: what a company paid.
func version(amount int, id, source, url, published, modified string) *entities.Document {
	text := fmt.Sprintf("雲杉科技以%d億港元收購海棠醫藥。", amount)
	d := &entities.Document{ID: id, URL: url, Published: published, Modified: modified, Source: source, Text: text, File: fmt.Sprintf("dump.jsonl#%d", amount)}
	money := &entities.Money{Amount: entities.Dec(int64(amount) * 1e8), Currency: "HKD", Kind: entities.Exact}
	n := len([]rune(text))
	value := entities.Span{Start: 5, End: n - 7}
	target := entities.Span{Start: n - 5, End: n - 1}
	d.Mentions = []entities.Mention{
		{Span: entities.Span{Start: 0, End: 4}, Text: "雲杉科技", Type: "company", Entity: "雲杉科技", ID: "company/~雲杉科技", Via: entities.ViaGazetteer},
		{Span: target, Text: "海棠醫藥", Type: "company", Entity: "海棠醫藥", ID: "company/~海棠醫藥", Via: entities.ViaGazetteer},
	}
	d.Facts = []entities.Fact{{Type: "acquisition", Modality: entities.Asserted, Polarity: entities.Positive, Span: entities.Span{Start: 0, End: n},
		Evidence: text, Rule: "acquisition-active@00000001", Fillers: []entities.Filler{
			{Role: "acquirer", Text: "雲杉科技", Span: entities.Span{Start: 0, End: 4}, Key: "company/~雲杉科技", ID: "company/~雲杉科技", Type: "company"},
			{Role: "value", Text: fmt.Sprintf("%d億港元", amount), Span: value, Key: money.Key(), Type: "money", Value: money},
			{Role: "target", Text: "海棠醫藥", Span: target, Key: "company/~海棠醫藥", ID: "company/~海棠醫藥", Type: "company"},
		}}}
	return d
}

// amounts returns the amounts that the facts of a store state.
func amounts(t *testing.T, g *graph.Graph) []string {
	t.Helper()
	var out []string
	for r, err := range g.Facts(graph.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range r.Fillers {
			if x.Role == "value" {
				out = append(out, strings.TrimSuffix(x.Text, "億港元"))
			}
		}
	}
	slices.Sort(out)
	return out
}

// Which versions of an article count follows from their dates, in whatever
// order they come and however they are cut into batches.
func TestVersions(t *testing.T) {
	const url = "https://news.example/a/1"
	for _, row := range []struct {
		name  string
		docs  []*entities.Document
		want  string // amounts of the versions that count
		notes int    // 1: reported, 0: not; -1: that depends on the order
	}{
		{"a later modified", []*entities.Document{
			version(3, "a", "", url, "2026-03-18", "2026-03-19T08:00"),
			version(5, "a", "", url, "2026-03-18", "2026-03-20"),
			version(4, "a", "", url, "2026-03-18", "")}, "5", 0},
		{"published where modified is not known", []*entities.Document{
			version(3, "", "", url, "2026-03-18", ""), version(4, "", "", url, "2026-03-17", "")}, "3", 0},
		{"the minute decides", []*entities.Document{
			version(3, "", "", url, "2026-03-18T09:30", ""), version(4, "", "", url, "2026-03-18T09:31:00+08:00", "")}, "4", 0},
		{"zones are minded", []*entities.Document{
			version(3, "", "", url, "2026-03-18T09:30:00+08:00", ""), version(4, "", "", url, "2026-03-18T02:00:00Z", "")}, "4", 0},
		{"equal dates", []*entities.Document{
			version(3, "", "", url, "2026-03-18", ""), version(4, "", "", url, "2026-03-18", "")}, "3 4", 1},
		{"a day and a time of that day", []*entities.Document{
			version(3, "", "", url, "2026-03-18", ""), version(4, "", "", url, "2026-03-18T10:00", "")}, "3 4", 1},
		{"of two on one day, both replaced", []*entities.Document{
			version(3, "", "", url, "2026-03-18", ""), version(4, "", "", url, "2026-03-18T10:00", ""), version(5, "", "", url, "2026-03-19", "")}, "5", -1},
		{"no date", []*entities.Document{
			version(3, "", "", url, "", ""), version(4, "", "", url, "2026-03-18", "")}, "3 4", 1},
		{"the first text once more, later", []*entities.Document{
			version(3, "", "", url, "2026-03-18", ""), version(4, "", "", url, "2026-03-19", ""), version(3, "", "", url, "2026-03-20", "")}, "3", 0},
		{"the old text stands elsewhere, too", []*entities.Document{
			version(3, "", "", url, "2026-03-18", ""), version(4, "", "", url, "2026-03-19", ""), version(3, "", "", "https://copy.example/9", "2026-03-18", "")}, "3 4", 0},
		{"elsewhere it is replaced, too", []*entities.Document{
			version(3, "", "", url, "2026-03-18", ""), version(4, "", "", url, "2026-03-19", ""),
			version(3, "", "", "https://copy.example/9", "2026-03-18", ""), version(5, "", "", "https://copy.example/9", "2026-03-21", "")}, "4 5", 0},
		{"one page under several URLs", []*entities.Document{
			version(3, "", "", "http://www.News.example:80/a/1/?utm_source=x&b=2&a=1#top", "2026-03-18", ""),
			version(4, "", "", "https://news.example/a/1?a=1&fbclid=9&b=2", "2026-03-19", "")}, "4", 0},
		{"other pages", []*entities.Document{
			version(3, "", "", "https://news.example/a/1?id=1", "2026-03-18", ""), version(4, "", "", "https://news.example/a/1?id=2", "2026-03-19", "")}, "3 4", 0},
		{"the URL of a site is no page", []*entities.Document{
			version(3, "", "", "https://news.example/", "2026-03-18", ""), version(4, "", "", "https://news.example", "2026-03-19", "")}, "3 4", 0},
		{"source and id", []*entities.Document{
			version(3, "7", "樣報", "", "2026-03-18", ""), version(4, "7", "樣報", "", "2026-03-19", "")}, "4", 0},
		{"the same id of other sources", []*entities.Document{
			version(3, "7", "樣報", "", "2026-03-18", ""), version(4, "7", "別報", "", "2026-03-19", "")}, "3 4", 0},
		{"the same id without source", []*entities.Document{
			version(3, "7", "", "", "2026-03-18", ""), version(4, "7", "", "", "2026-03-19", "")}, "3 4", 1},
		{"the same id under other URLs", []*entities.Document{
			version(3, "7", "", "https://news.example/a/1", "2026-03-18", ""), version(4, "7", "", "https://news.example/a/2", "2026-03-19", "")}, "3 4", 1},
		{"one text under two ids is no conflict", []*entities.Document{
			version(3, "7", "", url, "2026-03-18", ""), version(3, "8", "", url, "2026-03-18", "")}, "3", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			want := ""
			for round := range 4 {
				r := rand.New(rand.NewPCG(uint64(round), 3))
				docs := slices.Clone(row.docs)
				r.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
				var notes []string
				g := create(t, graph.Options{Memory: childMemory, Warn: func(file, what string) { notes = append(notes, file+": "+what) }})
				for i := 0; i < len(docs); {
					n := min(1+r.IntN(len(docs)), len(docs)-i)
					add(t, g, docs[i:i+n], run)
					i += n
				}
				verify(t, g)
				if got := strings.Join(amounts(t, g), " "); got != row.want {
					t.Fatalf("order %v: %s count, want %s", ids(docs), got, row.want)
				}
				if row.notes >= 0 && len(notes) > 0 != (row.notes > 0) {
					t.Errorf("order %v: reported are %q", ids(docs), notes)
				}
				got := dump(t, g)
				if round == 0 {
					want = got
				}
				sameDump(t, got, want)
				noted := len(notes)
				if st := add(t, g, docs, run); st.Stored+st.Facts+st.Replaced > 0 || len(notes) > noted {
					t.Errorf("adding them again: %+v, %q", st, notes[noted:])
				}
			}
		})
	}
}

func ids(docs []*entities.Document) (out []string) {
	for _, d := range docs {
		out = append(out, d.File)
	}
	return out
}

// A document that left the quarantine is not in it; one that fails again is.
func TestRetire(t *testing.T) {
	g := create(t, graph.Options{})
	rejects := []*entities.Reject{
		{File: "a.html", Code: entities.CodeNoText, Reason: "no text", Data: []byte("<p>")},
		{File: "a.html", Code: entities.CodeEncoding, Reason: "cannot be decoded"},
		{File: "b.zip#2", Code: entities.CodeChecksum, Reason: "wrong checksum"},
	}
	if _, err := g.Add(t.Context(), nil, rejects, run); err != nil {
		t.Fatal(err)
	}
	list := func(all bool) string {
		var out []string
		for q, err := range g.Quarantine(all) {
			if err != nil {
				t.Fatal(err)
			}
			s := fmt.Sprintf("%s %s %d", q.File, q.Code, q.Size)
			if q.Outcome != nil {
				s += fmt.Sprintf(" %v %s", q.Outcome.Retired, q.Outcome.What)
			}
			out = append(out, s)
		}
		return strings.Join(out, "; ")
	}
	want := "a.html encoding 0; a.html no-text 3; b.zip#2 checksum 0"
	if got := list(false); got != want {
		t.Errorf("in quarantine are %s, want %s", got, want)
	}
	retire := []graph.Retired{{File: "a.html", Code: entities.CodeNoText, What: "stored"}, {File: "c.html", Code: entities.CodeNoText}}
	for i, want := range []int{1, 0} {
		if n, err := g.Retire(t.Context(), retire, run); n != want || err != nil {
			t.Errorf("Retire %d = %d, %v, want %d", i, n, err, want)
		}
	}
	if got, want := list(false), "a.html encoding 0; b.zip#2 checksum 0"; got != want {
		t.Errorf("in quarantine are %s, want %s", got, want)
	}
	if got, want := list(true), "a.html encoding 0; a.html no-text 3 true stored; b.zip#2 checksum 0"; got != want {
		t.Errorf("ever in quarantine: %s, want %s", got, want)
	}
	verify(t, g)
	for range 2 { // the second time adds nothing
		if _, err := g.Add(t.Context(), nil, rejects, run); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := list(false), "a.html encoding 0; a.html no-text 3 false not taken again; b.zip#2 checksum 0"; got != want {
		t.Errorf("in quarantine are %s, want %s", got, want)
	}
	st, err := g.Stats()
	if err != nil || st.Rejects != 3 || st.Batches != 3 {
		t.Errorf("Stats = %+v, %v", st, err)
	}
	if b, err := g.RejectData("a.html", entities.CodeNoText); err != nil || string(b) != "<p>" {
		t.Errorf("RejectData = %q, %v", b, err)
	}
	if _, err := g.RejectData("a.html", entities.CodeBinary); !errors.Is(err, graph.ErrUnknown) {
		t.Errorf("RejectData of another code: %v", err)
	}
	verify(t, g)
}
