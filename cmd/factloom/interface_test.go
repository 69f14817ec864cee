package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/pipeline/read"
)

// TestInterface holds what other programs build on to testdata/interface.txt: exit
// codes, reason codes, limits, the fields of every JSON and the columns of every
// CSV. A line that goes or changes there breaks somebody; it is announced in
// CHANGELOG.md a minor release before. A line that comes is a minor release.
func TestInterface(t *testing.T) {
	var b strings.Builder
	section := func(name string, lines ...string) {
		fmt.Fprintf(&b, "# %s\n%s\n\n", name, strings.Join(lines, "\n"))
	}
	section("exit codes", fmt.Sprintf("good %d", exitGood), fmt.Sprintf("failed %d", exitFailed), fmt.Sprintf("usage %d", exitUsage),
		fmt.Sprintf("quarantined %d", exitQuarantined), fmt.Sprintf("in use %d", exitInUse), fmt.Sprintf("damaged %d", exitDamaged),
		fmt.Sprintf("no space %d", exitNoSpace), fmt.Sprintf("interrupted %d", exitInterrupted))
	var codes, limits []string
	for _, c := range []entities.Code{entities.CodeEmpty, entities.CodeBlank, entities.CodeNoText, entities.CodeBinary, entities.CodeForeign, entities.CodeEncoding,
		entities.CodeBadJSON, entities.CodeBadField, entities.CodeTruncated, entities.CodeChecksum, entities.CodeTooLarge, entities.CodeBomb,
		entities.CodeTooDeep, entities.CodeEncrypted, entities.CodeArchive, entities.CodeUnreadable, entities.CodeInternal} {
		codes = append(codes, string(c))
	}
	section("reasons of the quarantine", codes...)
	for _, l := range read.Limits {
		limits = append(limits, l.Name)
	}
	section("limits", limits...)

	dir := t.TempDir()
	articles := filepath.Join(moduleRoot(t), "testdata", "articles")
	bad := filepath.Join(dir, "bad.jsonl")
	if err := os.WriteFile(bad, []byte("{\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	out := func(args ...string) string {
		cmd := exec.Command(programPath)
		cmd.Args = append([]string{"factloom"}, args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "FACTLOOM_DB=")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		got, err := cmd.Output()
		if err != nil && cmd.ProcessState.ExitCode() != exitQuarantined {
			t.Fatalf("factloom %s: %v\n%s", strings.Join(args, " "), err, &stderr)
		}
		return string(got)
	}
	section("run --json", fields(t, out("run", "--json", articles, bad))...)
	section("extract", fields(t, out("extract", articles))...)
	section("quarantine list --json", fields(t, out("quarantine", "list", "--json"))...)
	section("query --format json", fields(t, out("query", "特斯拉", "--format", "json"))...)
	section("export jsonl", fields(t, out("export", "jsonl"))...)
	for _, layout := range []string{"facts", "evidence", "roles", "edges", "entities"} {
		head, _, _ := strings.Cut(out("export", "csv", "--layout", layout), "\n")
		var columns []string
		for _, c := range strings.Split(head, ",") {
			if !strings.HasPrefix(c, "role_") { // one a role of the schema
				columns = append(columns, c)
			}
		}
		section("export csv --layout "+layout, columns...)
	}

	name := filepath.Join(moduleRoot(t), "testdata", "interface.txt")
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	was, is := sectioned(string(want)), sectioned(b.String())
	for _, l := range missing(was, is) {
		t.Errorf("the interface had %s, and has it no more", l)
	}
	for _, l := range missing(is, was) {
		t.Errorf("the interface has %s, which testdata/interface.txt does not name; -update adds it", l)
	}
	both := func(of, in []string) []string {
		return slices.DeleteFunc(slices.Clone(of), func(l string) bool { return !slices.Contains(in, l) })
	}
	if a, b := both(was, is), both(is, was); !slices.Equal(a, b) {
		t.Errorf("the order is\n%q, in testdata/interface.txt it is\n%q", b, a)
	}
}

// missing returns the lines of a that b has not. Which fields a value has is for the
// articles to say, so one in a list need not be there in the same place.
func missing(a, b []string) []string {
	var out []string
	for _, l := range a {
		name := l[strings.LastIndexAny(l, ".: ")+1:]
		if !slices.Contains(b, l) && !(strings.Contains(l, "[].") && slices.ContainsFunc(b, func(x string) bool { return strings.HasSuffix(x, "[]."+name) })) {
			out = append(out, l)
		}
	}
	return out
}

// sectioned gives each line behind the name of its section.
func sectioned(s string) []string {
	var out []string
	section := ""
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "# "); ok {
			section = name
		} else if line != "" {
			out = append(out, section+": "+line)
		}
	}
	return out
}

// fields lists the paths of all fields in JSON, sorted: facts[].fillers[].text.
func fields(t *testing.T, s string) []string {
	t.Helper()
	seen := map[string]bool{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, x := range v {
				if strings.HasSuffix(path, "roles") {
					k = "ROLE"
				}
				at := strings.TrimPrefix(path+"."+k, ".")
				seen[at] = true
				walk(at, x)
			}
		case []any:
			for _, x := range v {
				walk(path+"[]", x)
			}
		}
	}
	dec := json.NewDecoder(strings.NewReader(s))
	for dec.More() {
		var v any
		if err := dec.Decode(&v); err != nil {
			t.Fatal(err)
		}
		walk("", v)
	}
	var out []string
	for k := range seen {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
