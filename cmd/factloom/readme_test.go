package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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
	same := volatile.ReplaceAllString(got, "") == volatile.ReplaceAllString(string(data), "") && alike(newLine.FindAllString(got, -1), newLine.FindAllString(string(data), -1))
	switch {
	case *update:
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	case !same:
		t.Errorf("README.md shows other output than the program gives (go test ./cmd/factloom -run Readme -update writes it anew):\n%s", got)
	}
}

var (
	consoleBlock = regexp.MustCompile("(?s)```console\n.*?```")
	codeBlock    = regexp.MustCompile("(?s)```(\\w*)\n(.*?)```")

	// newLine counts what a run brought; any name or rule may change it a little.
	newLine = regexp.MustCompile(`(?m)^new: .*$`)
	numbers = regexp.MustCompile(`\d+`)

	// volatile is what changes from run to run, or with any rule.
	seconds  = regexp.MustCompile(`\d+\.\d s\b`)
	volatile = regexp.MustCompile(`\d+\.\d s\b|(?m:^new: .*$)|@[0-9a-f]{8}`)
)

// alike tells whether lines have the same numbers, but for one in twenty.
func alike(got, want []string) bool {
	x, y := numbers.FindAllString(seconds.ReplaceAllString(strings.Join(got, "\n"), ""), -1), numbers.FindAllString(seconds.ReplaceAllString(strings.Join(want, "\n"), ""), -1)
	return slices.EqualFunc(x, y, func(a, b string) bool {
		n, err := strconv.Atoi(a)
		m, merr := strconv.Atoi(b)
		return err == nil && merr == nil && 20*max(n-m, m-n) <= m
	})
}

// TestReadmeCorrections types the corrections that README.md shows, one after the
// other, on the articles that ship.
func TestReadmeCorrections(t *testing.T) {
	root := moduleRoot(t)
	data, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("FACTLOOM_DB", "")
	run := func(args ...string) {
		var out, talked strings.Builder
		a := &app{stdin: strings.NewReader(""), stdout: newStdout(&out), stderr: &talk{w: &talked}}
		if code := a.run(context.Background(), args); code != exitGood || out.Len()+talked.Len() == 0 {
			t.Errorf("factloom %s: exit code %d\n%s", strings.Join(args, " "), code, out.String()+talked.String())
		}
	}
	run("run", filepath.Join(root, "testdata", "articles"))
	commands := 0
	for line := range strings.Lines(string(data)) {
		if line, _, _ = strings.Cut(line, "#"); strings.HasPrefix(line, "factloom entity ") {
			commands++
			run(shellWords(t, strings.TrimSpace(line))[1:]...)
		}
	}
	if commands < 8 {
		t.Errorf("README.md shows %d corrections, want 8", commands)
	}
}

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
