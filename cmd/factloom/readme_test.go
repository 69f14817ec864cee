package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme runs the console blocks of README.md in a folder that holds
// testdata/articles, and compares what is printed (stderr first) with what
// stands there. -update writes it anew.
func TestReadme(t *testing.T) {
	root := moduleRoot(t)
	name := filepath.Join(root, "README.md")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "testdata", "articles"), os.DirFS(filepath.Join(root, "testdata", "articles"))); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("FACTLOOM_DB", "")
	blocks := 0
	got := consoleBlock.ReplaceAllStringFunc(string(data), func(block string) string {
		blocks++
		var out strings.Builder
		out.WriteString("```console\n")
		for _, line := range strings.Split(block, "\n") {
			command, ok := strings.CutPrefix(line, "$ factloom ")
			if !ok {
				continue // output as it was
			}
			var data, talked strings.Builder
			a := &app{stdin: strings.NewReader(""), stdout: newStdout(&data), stderr: &talk{w: &talked}}
			if code := a.run(context.Background(), strings.Fields(command)); code != exitGood {
				t.Errorf("factloom %s: exit code %d\n%s", command, code, talked.String())
			}
			out.WriteString(line + "\n" + talked.String() + data.String())
		}
		return out.String() + "```"
	})
	if blocks == 0 {
		t.Error("README.md has no console block")
	}
	same := volatile.ReplaceAllString(got, "") == volatile.ReplaceAllString(string(data), "")
	switch {
	case same:
	case *update:
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("README.md shows other output than the program gives (go test ./cmd/factloom -run Readme -update writes it anew):\n%s", got)
	}
}

var (
	consoleBlock = regexp.MustCompile("(?s)```console\n.*?```")
	codeBlock    = regexp.MustCompile("(?s)```(\\w*)\n(.*?)```")

	// volatile is what changes from run to run, or with any rule.
	volatile = regexp.MustCompile(`\d+\.\d s\b|(?m:^new: .*$)|@[0-9a-f]{8}`)
)

// TestReadmeFiles tries the files that README.md shows: settings, a rule, names.
func TestReadmeFiles(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(moduleRoot(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	found := map[string]bool{}
	for _, m := range codeBlock.FindAllStringSubmatch(string(data), -1) {
		kind, text := m[1], m[2]
		switch {
		case kind == "yaml" && strings.Contains(text, "rules:\n"):
			found["my-rules.yaml"] = true
			write("my-rules.yaml", text)
		case kind == "yaml":
			found["factloom.yaml"] = true
			write("settings.yaml", text)
		case strings.HasPrefix(text, "name\t"):
			found["names.tsv"] = true
			write("names.tsv", text)
		}
	}
	if len(found) != 3 {
		t.Fatalf("README.md shows %v, want settings, a rule and names", found)
	}
	run := func(args ...string) string {
		var out, talked strings.Builder
		a := &app{stdin: strings.NewReader(`{"text":"雲杉閃電拿下特斯拉。"}`), stdout: newStdout(&out), stderr: &talk{w: &talked}}
		if code := a.run(context.Background(), args); code != exitGood {
			t.Errorf("factloom %s: exit code %d\n%s", strings.Join(args, " "), code, out.String()+talked.String())
		}
		return out.String()
	}
	if got := run("rules", "test", "--rules", "my-rules.yaml", "--only", "snap-up"); !strings.HasPrefix(got, "2 tests: 2 ok") {
		t.Errorf("the tests of the first rule: %s", got)
	}
	if got := run("extract", "--rules", "my-rules.yaml", "--gazetteer", "names.tsv"); !strings.Contains(got, `"acquirer":["雲杉"]`) {
		t.Errorf("the first rule with the names shown draws %s", got)
	}
	a := &app{stdin: strings.NewReader(""), stdout: newStdout(io.Discard), stderr: &talk{w: io.Discard}}
	root := newRoot(a)
	query, _, err := root.Find([]string{"query"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readConfig("settings.yaml", query); err != nil {
		t.Error(err)
	}
	if got, _ := query.Flags().GetString("format"); got != "md" {
		t.Errorf("settings give query --format %q, want md", got)
	}
}
