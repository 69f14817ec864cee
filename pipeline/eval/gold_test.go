package eval

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/factloom/factloom/entities"
)

// TestGold holds the shared gold files to their form, and to the texts of the
// articles they annotate.
func TestGold(t *testing.T) {
	for _, tt := range []struct{ gold, articles string }{
		{"reference.jsonl", ""},
		{"frames.jsonl", "frames.jsonl"},
		{"articles.jsonl", "digest.jsonl"},
	} {
		texts := map[string]*entities.Document{}
		if tt.articles != "" {
			texts = articles(t, "../../testdata/articles/"+tt.articles)
		}
		gold := read(t, "../../testdata/gold/"+tt.gold)
		for _, g := range gold {
			if err := g.Check(); err != nil {
				t.Errorf("%s: %v", tt.gold, err)
			}
			if tt.articles == "" {
				continue
			}
			if d := texts[g.ID]; d == nil || d.Text != *g.Text || d.Title != g.Title || d.Published != g.Published {
				t.Errorf("%s: %s is not the article of that id in %s", tt.gold, g.ID, tt.articles)
			}
			delete(texts, g.ID)
		}
		for id := range texts {
			t.Errorf("%s: %s of %s is not annotated", tt.gold, id, tt.articles)
		}
		if s := Score(gold, gold); len(gold) == 0 || s.Get("whole", all).F1() != 1 || s.Get("mention", all).F1() != 1 {
			t.Errorf("%s against itself:\n%s", tt.gold, s)
		}
	}
}

func articles(t *testing.T, file string) map[string]*entities.Document {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]*entities.Document{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var a struct{ ID, Title, Published, Text string }
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		d := &entities.Document{Published: a.Published}
		d.SetText(a.Title, a.Text)
		out[a.ID] = d
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
