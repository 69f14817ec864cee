package rules

import (
	"os"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/rules/library"
)

// words returns the library's lists of modality and break words.
func words(t testing.TB) []Source {
	t.Helper()
	var out []Source
	for _, n := range []string{"modality.yaml", "breaks.yaml"} {
		data, err := library.FS.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Source{n, data})
	}
	return out
}

// load loads YAML texts as files a.yaml, b.yaml … with the word lists of the library.
func load(t testing.TB, texts ...string) *Set {
	t.Helper()
	src := words(t)
	for i, s := range texts {
		src = append(src, Source{string(rune('a'+i)) + ".yaml", []byte(s)})
	}
	s, err := Load(schema.Default(), src)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return s
}

func document(t testing.TB, text string) *entities.Document {
	t.Helper()
	d := &entities.Document{ID: "t", Text: text, Published: "2026-03-18"}
	if err := annotate(d, nil); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestReferenceExamples(t *testing.T) {
	data, err := os.ReadFile("testdata/reference.good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Load(schema.Default(), append(words(t), Source{"reference.good.yaml", data}))
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	r := Test(s, annotate)
	if len(r.Outcomes) != 12 || r.Count(OK) != 11 || r.Count(Todo) != 1 {
		t.Errorf("Test:\n%s", strings.Join(r.Lines(), "\n"))
	}
	for _, p := range r.Problems {
		t.Log(p)
	}
}
