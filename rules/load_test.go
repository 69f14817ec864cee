package rules

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/factloom/factloom/entities/schema"
)

func sources(files ...string) []Source {
	var out []Source
	for i := 0; i+1 < len(files); i += 2 {
		name, user := strings.CutPrefix(files[i], "user:")
		out = append(out, Source{Name: name, Data: []byte(files[i+1]), User: user})
	}
	return out
}

func TestUse(t *testing.T) {
	const rule = `
rules:
- id: %s
  say: <acquirer:company> ~acquire <target:company>
  fact: acquisition(acquirer, target)
`
	tests := []struct {
		name  string
		files []string
		text  string
		want  int
		err   string
	}{
		{"beside", []string{"fact/a.yaml", "use: [words.yaml]" + fmt.Sprintf(rule, "a"), "fact/words.yaml", "lexicon: {acquire: [收購]}"}, "雲杉科技收購海棠醫藥。", 1, ""},
		{"above", []string{"fact/a.yaml", "use: [../words.yaml]" + fmt.Sprintf(rule, "a"), "words.yaml", "lexicon: {acquire: [收購]}"}, "雲杉科技收購海棠醫藥。", 1, ""},
		{"from the root, for the user's files", []string{"user:my/own.yaml", "use: [words.yaml]" + fmt.Sprintf(rule, "a"), "words.yaml", "lexicon: {acquire: [收購]}"}, "雲杉科技收購海棠醫藥。", 1, ""},
		{"over another file", []string{"a.yaml", "use: [hub.yaml]" + fmt.Sprintf(rule, "a"), "hub.yaml", "use: [words.yaml]", "words.yaml", "lexicon: {acquire: [收購]}"}, "雲杉科技收購海棠醫藥。", 1, ""},
		{"adding words", []string{"a.yaml", "use: [words.yaml]\nlexicon: {acquire+: [吃下]}" + fmt.Sprintf(rule, "a"), "words.yaml", "lexicon: {acquire: [收購]}" + fmt.Sprintf(rule, "b")}, "雲杉科技吃下海棠醫藥。", 1, ""},
		{"added words stay in their file", []string{"a.yaml", "use: [words.yaml]\nlexicon: {acquire+: [吃下]}", "words.yaml", "lexicon: {acquire: [收購]}" + fmt.Sprintf(rule, "b")}, "雲杉科技吃下海棠醫藥。", 0, ""},
		{"a lexicon in a lexicon", []string{"a.yaml", "lexicon: {acquire: [~buy, 併購], buy: [收購]}" + fmt.Sprintf(rule, "a")}, "雲杉科技收購海棠醫藥。", 1, ""},
		{"no such file", []string{"a.yaml", "use: [wrods.yaml]", "words.yaml", "lexicon: {acquire: [收購]}"}, "", 0, "a.yaml:1:7: use: there is no rule file wrods.yaml (did you mean words.yaml?)"},
		{"circle of files", []string{"a.yaml", "use: [b.yaml]", "b.yaml", "use: [c.yaml]", "c.yaml", "use: [a.yaml]"}, "", 0, "c.yaml:1:7: use: files use each other in a circle: a.yaml → b.yaml → c.yaml → a.yaml"},
		{"uses itself", []string{"a.yaml", "use: [a.yaml]"}, "", 0, "a.yaml:1:7: use: the file uses itself"},
		{"circle of lexicons", []string{"a.yaml", "lexicon: {x: [~y], y: [~z], z: [~x]}"}, "", 0, "a.yaml:1:33: lexicons hold each other in a circle: ~x → ~y → ~z → ~x"},
		{"circle of beats", []string{"a.yaml", "rules:\n- {id: p, say: 收購 <target:company>, fact: acquisition(target), beats: [q]}\n- {id: q, say: 併購 <target:company>, fact: acquisition(target), beats: [r]}\n- {id: r, say: 買下 <target:company>, fact: acquisition(target), beats: [p]}"}, "", 0, "a.yaml:4:72: rules beat each other in a circle: p → q → r → p"},
		{"one name from two files", []string{"a.yaml", "use: [b.yaml, c.yaml]", "b.yaml", "lexicon: {x: [收購]}", "c.yaml", "lexicon: {x: [併購]}"}, "", 0, "a.yaml:1:15: lexicon x is both in b.yaml:1 and in c.yaml:1"},
		{"hiding a name", []string{"a.yaml", "use: [b.yaml]\nlexicon: {x: [收購]}", "b.yaml", "lexicon: {x: [收購]}"}, "", 0, "a.yaml:2:11: lexicon x is already in b.yaml:1; write x+ to add to it, or give it another name"},
		{"two values for one word", []string{"a.yaml", "lexicon: {x: {+1: [升], -1: [升]}}"}, "", 0, "a.yaml:1:29: 升 has the value -1 here and +1 in line 1"},
		{"same id twice", []string{"a.yaml", "lexicon: {acquire: [收購]}" + fmt.Sprintf(rule, "a"), "b.yaml", "lexicon: {acquire: [收購]}" + fmt.Sprintf(rule, "a")}, "", 0, "b.yaml:3:7: rule a is already in a.yaml:3"},
		{"same file twice", []string{"a.yaml", "rules: []", "a.yaml", "rules: []"}, "", 0, "a.yaml: the file is given twice"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			s, err := Load(schema.Default(), sources(x.files...))
			if x.err != "" {
				var ps Problems
				if !errors.As(err, &ps) {
					t.Fatalf("Load: %v, want %s", err, x.err)
				}
				if ps[0].Head() != x.err || len(ps) != 1 {
					t.Fatalf("Load:\n%v\nwant\n%s", err, x.err)
				}
				return
			}
			if err != nil {
				t.Fatalf("Load: %v", err)
			}
			if got := draws(t, s, x.text); len(got) != x.want {
				t.Errorf("%s: %v, want %d facts", x.text, got, x.want)
			}
		})
	}
}

// TestAllMistakes shows that no file hides the mistakes of another.
func TestAllMistakes(t *testing.T) {
	_, err := Load(schema.Default(), sources("a.yaml", "lexikon: {}", "b.yaml", "rules:\n- id: x\n  say: <a:compny> 收購\n  fact: acquisition(acquirer=a)", "c.yaml", "[", "d.yaml", ""))
	var ps Problems
	if !errors.As(err, &ps) || len(ps) != 4 {
		t.Fatalf("Load: %v", err)
	}
	var files []string
	for _, p := range ps {
		files = append(files, p.File)
	}
	if !slices.Equal(files, []string{"a.yaml", "b.yaml", "c.yaml", "d.yaml"}) {
		t.Errorf("problems in %v", files)
	}
}

// TestLimits: a file that is too large, has too many values or is nested too deep
// is refused before it is looked at, and costs no more than it has bytes.
func TestLimits(t *testing.T) {
	bytes, nodes := maxFileBytes, maxFileNodes
	defer func() { maxFileBytes, maxFileNodes = bytes, nodes }()
	maxFileBytes, maxFileNodes = 1<<20, 10_000
	for _, x := range []struct{ name, data, want string }{
		{"bytes", "# " + strings.Repeat("x", 1<<20), "a.yaml: the file has 1048578 bytes, more than 1048576"},
		{"values", "lexicon: {a: [" + strings.Repeat("收購, ", 12_000) + "]}", "more than 10000 values"},
		{"depth", strings.Repeat("[", 100_000), "nested deeper than any rule needs"},
		{"depth of keys", strings.Repeat("{a: ", 100_000), "nested deeper than any rule needs"},
	} {
		_, err := Load(schema.Default(), sources("a.yaml", x.data))
		var ps Problems
		if !errors.As(err, &ps) || len(ps) != 1 || !strings.Contains(ps[0].Head(), x.want) {
			t.Errorf("%s: %.200v, want %s", x.name, err, x.want)
		}
	}
}

// TestGrowth: small files that would grow without measure load at once, or are
// refused.
func TestGrowth(t *testing.T) {
	var any strings.Builder
	any.WriteString("types:\n")
	for i := range 4 {
		fmt.Fprintf(&any, "  t%d: {any: [%s]}\n", i, strings.Repeat(fmt.Sprintf("t%d, ", i+1), 60))
	}
	any.WriteString("  t4: {any: [company]}\n")
	for _, x := range []struct{ name, data, want string }{
		{"gaps between what may be missing", "rules:\n- id: a\n  about: x\n  say: <target:company> " + strings.Repeat("… 甲? ", 60) + "收購\n  fact: acquisition(target)\n", ""},
		{"choices in choices", "rules:\n- id: a\n  about: x\n  say: <target:company> " + strings.Repeat("(", 8) + "甲?" + strings.Repeat("|乙? … )", 8) + " 收購\n  fact: acquisition(target)\n", ""},
		{"parts", "parts: {a: 約 @b @b @b @b, b: 約 @c @c @c @c, c: 約 @d @d @d @d, d: 約 @e @e @e @e, e: 約 @f @f @f @f, f: 約 近 逾 超}\n" +
			"rules:\n- id: x\n  about: x\n  say: <target:company> @a\n  fact: acquisition(target)\n", "say has more than 600 items"},
		{"any types", any.String() + "rules:\n- id: a\n  about: x\n  say: <target:t0> 收購\n  fact: acquisition(target)\n", "any types hold more than 2000 types"},
	} {
		begin := time.Now()
		_, err := Load(schema.Default(), sources("a.yaml", x.data))
		if x.want == "" && err != nil || x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)) {
			t.Errorf("%s: %.300v, want %q", x.name, err, x.want)
		}
		if d := time.Since(begin); d > 10*time.Second {
			t.Errorf("%s: took %v", x.name, d)
		}
	}
}

func TestUserReplaces(t *testing.T) {
	s, err := Load(schema.Default(), sources("a.yaml", "rules:\n- id: buy\n  say: <acquirer:company> 收購 <target:company>\n  fact: acquisition(acquirer, target)",
		"user:a.yaml", "rules:\n- id: buy\n  say: <acquirer:company> 吞下 <target:company>\n  fact: acquisition(acquirer, target)"))
	if err != nil {
		t.Fatal(err)
	}
	if got := draws(t, s, "雲杉科技收購海棠醫藥。雲杉科技吞下青松電子。"); len(got) != 1 || !strings.Contains(got[0], "青松電子") {
		t.Errorf("drew %v", got)
	}
	if n := s.Notes(); len(n) != 1 || n[0] != "rule buy of a.yaml:2 replaces that of a.yaml:2" {
		t.Errorf("notes %q", n)
	}
}

func TestVersions(t *testing.T) {
	const head = "lexicon: {acquire: [收購%s], other: [賣%s]}\n"
	rule := func(extra string) string {
		return "rules:\n- id: buy\n  about: x" + extra + "\n  say: <acquirer:company> ~acquire <target:company>\n  fact: acquisition(acquirer, target)\n- id: two\n  say: <acquirer:company> ~other <target:company>\n  fact: acquisition(acquirer, target)\n"
	}
	get := func(text string) (string, string, string) {
		s := load(t, text)
		return s.Rules()[0].Version, s.Rules()[1].Version, s.Hash()
	}
	a1, b1, h1 := get(fmt.Sprintf(head, "", "") + rule(""))
	a2, b2, h2 := get(fmt.Sprintf(head, "", "") + rule(" and a remark"))
	a3, b3, h3 := get(fmt.Sprintf(head, ", 併購", "") + rule(""))
	if a1 != a2 || b1 != b2 || h1 != h2 {
		t.Errorf("about changes the version: %s %s %s, %s %s %s", a1, b1, h1, a2, b2, h2)
	}
	if a3 == a1 || b3 != b1 || h3 == h1 {
		t.Errorf("a word of its lexicon must change the version of a rule, and of that rule alone: %s %s %s, %s %s %s", a1, b1, h1, a3, b3, h3)
	}
	if len(a1) != 8 || len(h1) != 16 {
		t.Errorf("version %q, hash %q", a1, h1)
	}
}

func TestStatus(t *testing.T) {
	s := load(t, `rules:
- {id: old, status: retired, say: <acquirer:company> 吞併 <target:company>, fact: "acquisition(acquirer, target)"}
- {id: new, status: draft, say: <acquirer:company> 收購 <target:company>, fact: "acquisition(acquirer, target)"}
`)
	text := "雲杉科技收購海棠醫藥。雲杉科技吞併青松電子。"
	if got := draws(t, s, text); len(got) != 0 {
		t.Errorf("without drafts: %v", got)
	}
	if got := draws(t, s.WithDrafts(), text); len(got) != 1 {
		t.Errorf("with drafts: %v", got)
	}
	if s.Hash() == s.WithDrafts().Hash() {
		t.Errorf("the hash does not tell drafts")
	}
}

func TestReadFS(t *testing.T) {
	got, err := ReadFS(fstest.MapFS{
		"fact/b.yaml": {Data: []byte("x")}, "fact/a.yml": {Data: []byte("x")}, "values/money.yaml": {Data: []byte("x")},
		"words.yaml": {Data: []byte("x")}, "fact/notes.txt": {Data: []byte("x")}, ".git/x.yaml": {Data: []byte("x")}, "fact/.b.yaml": {Data: []byte("x")},
	})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range got {
		names = append(names, s.Name)
	}
	if want := []string{"fact/a.yml", "fact/b.yaml", "words.yaml"}; !slices.Equal(names, want) {
		t.Errorf("ReadFS: %v, want %v", names, want)
	}
}

// TestBombs refuses files that try to be large or deep; one that were unfolded
// would not end before the test does.
func TestBombs(t *testing.T) {
	bomb := "a: &a [x]\n"
	for i := range 20 {
		bomb += fmt.Sprintf("b%d: &b%d [*a, *a, *a, *a]\n", i, i)
	}
	for name, text := range map[string]string{
		"aliases": bomb, "merge": "a: &a {x: 1}\nb: {<<: *a}", "deep": strings.Repeat("[", 20000),
		"deep say": "rules:\n- id: x\n  say: " + strings.Repeat("(", 5000) + "收購\n  fact: acquisition(acquirer=甲)",
		"long say": "rules:\n- id: x\n  say: 收購" + strings.Repeat(" <a:company>?", 5000) + "\n  fact: acquisition(acquirer=a)",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Load(schema.Default(), sources("a.yaml", text)); err == nil {
				t.Error("Load took it")
			}
		})
	}
}

// TestConcurrent draws from one set in many goroutines; every answer is equal.
func TestConcurrent(t *testing.T) {
	s := load(t, reference(t))
	want := fmt.Sprint(draws(t, s, referenceText))
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 20 {
				if got := fmt.Sprint(draws(t, s, referenceText)); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		}()
	}
	wg.Wait()
}
