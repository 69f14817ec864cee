package rules

import (
	"flag"
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
		b.WriteString(strings.Join(r.Lines(), "\n") + "\n")
	}
	return b.String()
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
