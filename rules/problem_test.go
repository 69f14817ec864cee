package rules

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities/schema"
)

var update = flag.Bool("update", false, "rewrite the .bad.txt files")

// TestBadFiles loads every testdata/*.bad.yaml; what is said about it stands in
// the .bad.txt beside it: the problems of Load, or else those of Lint and Test.
func TestBadFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/*.bad.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("Glob: %d files, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			got := complaints(t, name)
			if got == "" {
				t.Errorf("nothing is said about %s", name)
			}
			want := strings.TrimSuffix(name, ".yaml") + ".txt"
			if *update {
				if err := os.WriteFile(want, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			data, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(data) {
				t.Errorf("%s says\n%s\nwant\n%s", name, got, data)
			}
			code := strings.ToUpper(strings.SplitN(strings.SplitN(filepath.Base(name), ".", 2)[0], "-", 2)[0])
			if strings.HasPrefix(code, "R") && !strings.Contains(got, "["+code+"]") {
				t.Errorf("%s shows no %s:\n%s", name, code, got)
			}
		})
	}
}

func complaints(t *testing.T, name string) string {
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Load(schema.Default(), append(words(t), Source{Name: filepath.Base(name), Data: data}))
	if err != nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	for _, p := range s.Lint() {
		b.WriteString(p.String() + "\n")
	}
	if r := Test(s, annotate); r.Failed() || len(r.Problems) > 0 {
		for _, p := range r.Problems {
			if p.Warning { // Lines leaves these to lint
				b.WriteString(p.String() + "\n")
			}
		}
		b.WriteString(strings.Join(r.Lines(), "\n") + "\n")
	}
	return b.String()
}

// TestLintAll says that what lint finds and what the tests show come in one list,
// in the order of the files, of the files chosen only.
func TestLintAll(t *testing.T) {
	one := `published: 2026-03-18
rules:
- id: %s
  about: 布 is the end of a word; no test says what must be left alone
  say: <acquirer:company> … 布 收購 <target:company>
  fact: acquisition(acquirer, target)
  tests:
  - text: 雲杉科技宣布收購海棠醫藥。
    fact: acquisition(acquirer=雲杉科技, target=海棠醫藥)
`
	s, err := Load(schema.Default(), append(words(t), Source{Name: "b.yaml", Data: []byte(fmt.Sprintf(one, "second"))},
		Source{Name: "a.yaml", Data: []byte(fmt.Sprintf(one, "first"))}))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		holds func(string) bool
		want  string
	}{
		"all":  {func(string) bool { return true }, "a.yaml:3 R05, a.yaml:5 R08, a.yaml:5 R11, b.yaml:3 R05, b.yaml:5 R11"},
		"one":  {func(file string) bool { return file == "b.yaml" }, "b.yaml:3 R05, b.yaml:5 R11"},
		"none": {func(string) bool { return false }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range LintAll(s, annotate, c.holds) {
				got = append(got, fmt.Sprintf("%s:%d %s", p.File, p.Line, p.Code))
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("LintAll says %s, want %s", s, c.want)
			}
		})
	}
}

// TestCutWords says which literals cut a word: not those whose word the match
// takes whole.
func TestCutWords(t *testing.T) {
	s := load(t, `published: 2026-03-18
rules:
- id: takes-over
  about: the words of a purchase stand one by one
  say: <acquirer:company> (宣|否) (布|認) 收購 <target:company>
  fact: acquisition(acquirer, target)
  tests:
  - text: 雲杉科技宣布收購海棠醫藥。
    fact: acquisition(acquirer=雲杉科技, target=海棠醫藥)
  - not: 雲杉科技否認傳聞。
`)
	for _, p := range LintAll(s, annotate, func(file string) bool { return file == "a.yaml" }) {
		t.Error(p)
	}
}

// TestGoodFiles runs every testdata/*.good.yaml: it loads, its tests pass, and
// lint has nothing to say but R04 and R05 on the worked examples of the language.
func TestGoodFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/*.good.yaml")
	if err != nil || len(files) < 2 {
		t.Fatalf("Glob: %d files, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Load(schema.Default(), append(words(t), Source{Name: filepath.Base(name), Data: data}))
			if err != nil {
				t.Fatalf("Load: %v", err)
			}
			if r := Test(s, annotate); r.Failed() || r.Count(OK) == 0 {
				t.Errorf("Test:\n%s", strings.Join(r.Lines(), "\n"))
			}
			if errs := s.Lint().Errors(); len(errs) > 0 {
				t.Errorf("Lint: %v", errs)
			}
		})
	}
}
