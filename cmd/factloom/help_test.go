package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestHelpExamples types the examples of help in a folder with the articles that
// ship: each must show something of them. A remark behind # says what an example needs
// beyond that; those are not run.
func TestHelpExamples(t *testing.T) {
	root := moduleRoot(t)
	dir := t.TempDir()
	for from, to := range map[string]string{"testdata/articles": "news", "testdata/gold": "testdata/gold"} {
		if err := os.CopyFS(filepath.Join(dir, to), os.DirFS(filepath.Join(root, from))); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	t.Setenv("FACTLOOM_DB", "")
	for name, text := range map[string]string{"rates.txt": "USD 7.8\nHKD 1\nTWD 0.25\nJPY 0.05\nCNY 1.1\n"} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) (string, string, int) {
		var out, talked strings.Builder
		a := &app{stdin: strings.NewReader(""), stdout: newStdout(&out), stderr: &talk{w: &talked}}
		code := a.run(context.Background(), args)
		return out.String(), talked.String(), code
	}
	if _, talked, code := run("run", "news"); code != exitGood {
		t.Fatalf("factloom run news: exit code %d\n%s", code, talked)
	}
	shows := []string{"query", "show", "neighbors", "path", "top", "timeline", "dossier", "entity find", "entity merge", "entity split", "entity rename",
		"entity reject", "entity list", "export", "explain", "rules list", "rules new", "rules why", "rules why-not", "eval"}
	nothing := regexp.MustCompile(`(?m)^(no (facts|neighbors|chain|conflicts).*|.*nothing is missing|note: .* draws this fact already)$`)
	seen := map[string]int{}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		name := strings.TrimPrefix(strings.TrimPrefix(cmd.CommandPath(), "factloom"), " ")
		for line := range strings.Lines(cmd.Example) {
			line = strings.TrimSpace(line)
			if !slices.Contains(shows, name) || strings.Contains(line, "|") || strings.Contains(line, "&&") || strings.Contains(line, " # ") ||
				strings.Contains(line, "article.html") {
				continue
			}
			seen[name]++
			args, to := shellWords(t, line), ""
			if n := len(args); n > 2 && args[n-2] == ">" {
				args, to = args[:n-2], args[n-1]
			}
			out, talked, code := run(args[1:]...)
			if to != "" {
				if err := os.WriteFile(to, []byte(out), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			switch all := out + talked; {
			case code != exitGood:
				t.Errorf("%s: exit code %d\n%s", line, code, all)
			case strings.TrimSpace(all) == "" && !strings.Contains(line, " -o "), nothing.MatchString(all), strings.HasSuffix(line, "csv") && !strings.Contains(line, " -o ") && strings.Count(out, "\n") < 2:
				t.Errorf("%s shows nothing:\n%s", line, all)
			}
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	a := &app{stdin: strings.NewReader(""), stdout: newStdout(&strings.Builder{}), stderr: &talk{w: &strings.Builder{}}}
	walk(newRoot(a))
	for _, name := range shows {
		if seen[name] == 0 {
			t.Errorf("no example of %s was run", name)
		}
	}
}

// shellWords splits a command line at its blanks, as a shell does: what stands in
// quotes is one word. What a shell would take for a sign of its own is an error.
func shellWords(t *testing.T, line string) []string {
	t.Helper()
	var words []string
	var word strings.Builder
	open, in := rune(0), false
	for _, r := range line {
		switch {
		case open != 0 && r == open:
			open = 0
		case open != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			open, in = r, true
		case r == ' ':
			if in || word.Len() > 0 {
				words = append(words, word.String())
			}
			word.Reset()
			in = false
		case strings.ContainsRune("()&;|<*?[$`", r):
			t.Errorf("a shell trips over %q in: %s", r, line)
		default:
			word.WriteRune(r)
		}
	}
	if in || word.Len() > 0 {
		words = append(words, word.String())
	}
	if open != 0 {
		t.Errorf("a quote is not closed in: %s", line)
	}
	return words
}
