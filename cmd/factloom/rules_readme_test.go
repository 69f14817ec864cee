package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/pipeline/relate"
)

// TestFirstRule walks through rules/FIRST-RULE.md as someone new would, in an empty
// folder: it saves the files that the page shows, types its commands and compares
// what the program says. A line of output with … gives parts that must stand in it.
func TestFirstRule(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(moduleRoot(t), "rules", "FIRST-RULE.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("FACTLOOM_DB", "")
	commands := 0
	for _, m := range regexp.MustCompile("(?s)```(\\w+)(?: (save|shows)=(\\S+))?\n(.*?)```").FindAllStringSubmatch(string(data), -1) {
		kind, what, file, text := m[1], m[2], m[3], m[4]
		switch {
		case what == "save":
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		case what == "shows":
			if got, err := os.ReadFile(file); err != nil || string(got) != text {
				t.Errorf("%s holds\n%s\nthe page shows\n%s", file, got, text)
			}
		case kind == "console":
			for _, block := range regexp.MustCompile(`(?m)^\$ factloom `).Split("\n"+text, -1)[1:] {
				commands++
				line, want, _ := strings.Cut(block, "\n")
				sayFactloom(t, line, want)
			}
		default:
			t.Errorf("a block of kind %s does nothing", kind)
		}
	}
	if commands < 8 {
		t.Errorf("only %d commands", commands)
	}
}

// sayFactloom runs a command line, perhaps with > FILE, and compares its output:
// stdout, then the notes that count.
func sayFactloom(t *testing.T, line, want string) {
	t.Helper()
	args := strings.Fields(line)
	var out, talked strings.Builder
	to := ""
	if n := len(args); n > 2 && args[n-2] == ">" {
		to, args = args[n-1], args[:n-2]
	}
	a := &app{stdin: strings.NewReader(""), stdout: newStdout(&out), stderr: &talk{w: &talked}}
	a.run(context.Background(), args)
	got := out.String()
	for _, l := range strings.SplitAfter(talked.String(), "\n") {
		if !strings.HasPrefix(l, "note: ") { // a hint, which changes with the library
			got += l
		}
	}
	if to != "" {
		if err := os.WriteFile(to, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		got = ""
	}
	if strings.HasPrefix(want, "… ") {
		for _, part := range strings.Split(strings.Trim(want, "… \n"), " … ") {
			if !strings.Contains(got, part) {
				t.Errorf("factloom %s says\n%s\nwithout %s", line, got, part)
			}
		}
		return
	}
	if got != want {
		t.Errorf("factloom %s says\n%s\nthe page shows\n%s", line, got, want)
	}
}

// TestRuleExamples tests every example file of rules/README.md as the page says:
// beside the rules that ship, with the names and words that ship. Lint has nothing to
// say but that a rule that ships draws the same fact already.
func TestRuleExamples(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(moduleRoot(t), "rules", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(data), -1)
	if len(blocks) < 13 {
		t.Errorf("only %d examples", len(blocks))
	}
	for i, m := range blocks {
		name := fmt.Sprintf("example-%d.yaml", i+1)
		if err := os.WriteFile(name, []byte(m[1]), 0o644); err != nil {
			t.Fatal(err)
		}
		run := func(args ...string) (string, int) {
			var out strings.Builder
			a := &app{stdin: strings.NewReader(""), stdout: newStdout(&out), stderr: &talk{w: io.Discard}}
			code := a.run(context.Background(), append(args, "--rules", name))
			return out.String(), code
		}
		if got, code := run("rules", "test", "--only", name); code != exitGood || !regexp.MustCompile(`^(\d+) tests: (\d+) ok\n$`).MatchString(got) {
			t.Errorf("the tests of\n%s\nend with exit code %d:\n%s", m[1], code, got)
		}
		got, code := run("rules", "lint")
		for line := range strings.Lines(got) {
			if strings.HasPrefix(line, name) && !strings.HasSuffix(line, "[R08]\n") {
				code = exitFailed
			}
		}
		if code != exitGood {
			t.Errorf("lint says of\n%s\n%s", m[1], got)
		}
	}
}

// TestWorkedExamples draws the facts that rules/README.md shows, one sentence for
// each type, with the rules and names that ship.
func TestWorkedExamples(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(moduleRoot(t), "rules", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	a := &app{stdin: strings.NewReader(""), stdout: newStdout(io.Discard), stderr: &talk{w: io.Discard}}
	e, err := a.engine()
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^    \$ (factloom rules why .+)\n((?:    \w.*\n)+)`).FindAllStringSubmatch(string(data), -1) {
		words := shellWords(t, m[1])
		if len(words) != 4 {
			t.Errorf("%s has %d words", m[1], len(words))
			continue
		}
		var f textFlags
		doc, err := f.document(e, words[3])
		if err != nil {
			t.Fatal(err)
		}
		if err := relate.New(e.schema, e.rules).Process(doc); err != nil {
			t.Fatal(err)
		}
		got := ""
		for i := range doc.Facts {
			got += "    " + doc.Facts[i].Type + "  " + factWords(&doc.Facts[i]) + "\n"
			shown[doc.Facts[i].Type] = true
		}
		if got != m[2] {
			t.Errorf("%s draws\n%sthe page shows\n%s", m[1], got, m[2])
			logWhy(t, e, doc)
		}
	}
	for _, x := range e.schema.Facts {
		if !shown[x.Name] {
			t.Errorf("no example draws %s", x.Name)
		}
	}
}

// TestWhyNotExample types the why-not that rules/README.md shows. Where the rule
// stands changes with the library.
func TestWhyNotExample(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(moduleRoot(t), "rules", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	list := regexp.MustCompile(`(?m)^    \$ (factloom rules why-not .+)\n((?:    .*\n)+)`).FindAllStringSubmatch(string(data), -1)
	if len(list) == 0 {
		t.Error("no example")
	}
	line := regexp.MustCompile(`\.yaml:\d+`)
	for _, m := range list {
		var out strings.Builder
		a := &app{stdin: strings.NewReader(""), stdout: newStdout(&out), stderr: &talk{w: io.Discard}}
		a.run(context.Background(), shellWords(t, m[1])[1:])
		got := regexp.MustCompile(`(?m)^`).ReplaceAllString(strings.TrimSuffix(out.String(), "\n"), "    ") + "\n"
		if line.ReplaceAllString(got, "") != line.ReplaceAllString(m[2], "") {
			t.Errorf("%s says\n%sthe page shows\n%s", m[1], got, m[2])
		}
	}
}

// logWhy logs what rules made of a document.
func logWhy(t *testing.T, e *engine, doc *entities.Document) {
	for _, m := range e.rules.Trace(doc) {
		t.Logf("%s: refused %q, beaten by %q", m.Rule, m.Refused, m.BeatenBy)
	}
}
