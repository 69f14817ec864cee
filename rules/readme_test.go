package rules

import (
	"os"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities/schema"
)

// TestReadme runs every YAML example of README.md with its tests; lint has
// nothing to say about any of them.
func TestReadme(t *testing.T) {
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(data), "```yaml\n")
	if len(blocks) < 8 {
		t.Fatalf("README.md has %d examples", len(blocks)-1)
	}
	for _, b := range blocks[1:] {
		text, _, ok := strings.Cut(b, "```")
		if !ok {
			t.Fatal("a block is never closed")
		}
		name := "README.yaml"
		s, err := Load(schema.Default(), append(words(t), Source{Name: name, Data: []byte(text)}))
		if err != nil {
			t.Errorf("Load: %v", err)
			continue
		}
		r := Test(s, annotate)
		if r.Failed() || r.Count(OK) != len(r.Outcomes) || len(r.Outcomes) == 0 {
			t.Errorf("%s\n%s", text, strings.Join(r.Lines(), "\n"))
		}
		for _, p := range s.Lint() {
			t.Errorf("%s\n%s", text, p)
		}
	}
}
