package correct_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/correct"
)

const good = `{"op":"merge","id":"company/tesla","ids":["company/~特斯拉汽车"],"why":"一家公司","at":"2026-03-18T08:00:00Z"}

{"op":"split","id":"company/~大众","as":"company/volkswagen","articles":["a-17"]}
{"op":"rename","id":"company/~云杉","name":"雲杉科技"}
{"op":"reject","id":"company/~力拓","names":["力拓"],"articles":["a-18"]}
{"op":"reject","fact":"3de0508b74cb8c83ea69"}
{"op":"reject","claim":"8a237e1762d2b3a65259"}
`

func read(t testing.TB, text string) []correct.Correction {
	t.Helper()
	list, err := correct.Read("c.jsonl", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestFile writes what was read and reads it again.
func TestFile(t *testing.T) {
	list := read(t, good)
	if len(list) != 6 || list[1].Line != 3 || list[5].Claim != "8a237e1762d2b3a65259" {
		t.Fatalf("read %+v", list)
	}
	name := filepath.Join(t.TempDir(), "facts.db.corrections.jsonl")
	if got, err := correct.Load(name); err != nil || len(got) != 0 {
		t.Errorf("Load of no file: %v, %v", got, err)
	}
	if err := correct.Append(name, list[:2]...); err != nil {
		t.Fatal(err)
	}
	// A line that was typed without its end keeps to itself.
	data, _ := os.ReadFile(name)
	if err := os.WriteFile(name, bytes.TrimRight(data, "\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := correct.Append(name, list[2:]...); err != nil {
		t.Fatal(err)
	}
	got, err := correct.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		got[i].Line = list[i].Line
	}
	if !reflect.DeepEqual(got, list) {
		t.Errorf("got  %+v\nwant %+v", got, list)
	}
}

// TestAppendAtOnce lets many write to one file.
func TestAppendAtOnce(t *testing.T) {
	name := filepath.Join(t.TempDir(), "c.jsonl")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				c := correct.Correction{Op: correct.Rename, ID: "company/~x" + string(rune('a'+i)), Name: strings.Repeat("名", j+1)}
				if err := correct.Append(name, c); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if list, err := correct.Load(name); err != nil || len(list) != 160 {
		t.Errorf("%d lines, %v", len(list), err)
	}
}

func TestBadLines(t *testing.T) {
	for _, row := range []struct{ name, line, want string }{
		{"no JSON", `merge a b`, "it is no correction: invalid character 'm'"},
		{"cut short", `{"op":"merge","id":"company/a"`, "it is no correction: the line ends too early"},
		{"two on a line", `{"op":"undo","undo":"12345678"} {}`, "more follows the object on the line"},
		{"unknown member", `{"op":"merge","id":"company/a","with":["company/b"]}`, `unknown field "with"`},
		{"text for a list", `{"op":"merge","id":"company/a","ids":"company/b"}`, "ids is to be a list of texts, not a string"},
		{"list for a text", `{"op":"merge","id":["company/a"]}`, "id is to be a text, not a array"},
		{"no op", `{"id":"company/a"}`, "it does not say its op (merge, split, rename, reject, undo)"},
		{"unknown op", `{"op":"join","id":"company/a"}`, `unknown op "join" (merge,`},
		{"merge of one", `{"op":"merge","id":"company/a"}`, "merge: it has no ids"},
		{"merge with itself", `{"op":"merge","id":"company/a","ids":["company/b","company/a"]}`, "merge: company/a is to be merged with itself"},
		{"no id", `{"op":"rename","id":"特斯拉","name":"x"}`, `rename: "特斯拉" is no entity id (such as company/tesla)`},
		{"too much", `{"op":"rename","id":"company/a","name":"x","articles":["a"]}`, "rename: it takes no articles"},
		{"split of all", `{"op":"split","id":"company/a","as":"company/b"}`, "split: it has neither names nor articles"},
		{"split from itself", `{"op":"split","id":"company/a","as":"company/a","names":["x"]}`, "split: company/a is to be split from itself"},
		{"empty name", `{"op":"split","id":"company/a","as":"company/b","names":[""]}`, "split: an empty name or article"},
		{"reject of nothing", `{"op":"reject"}`, "reject: it has neither id, fact nor claim"},
		{"reject of both", `{"op":"reject","fact":"3de0508b74cb8c83ea69","id":"company/a"}`, "reject: it takes no id"},
		{"short fact", `{"op":"reject","fact":"3de0"}`, `reject: "3de0" is no id of a fact (20 hex digits)`},
		{"undo of nothing", `{"op":"undo","undo":"12345678"}`, "undo: no line before has the key 12345678"},
		{"undo of no key", `{"op":"undo","undo":"1"}`, `undo: "1" is no key of a correction (8 hex digits)`},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := correct.Read("c.jsonl", strings.NewReader("\n"+row.line+"\n"+good+row.line))
			if err == nil {
				t.Fatalf("%s: read without error", row.line)
			}
			for _, want := range []string{"c.jsonl:2: ", "c.jsonl:10: ", row.want} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%s:\n%v\nwithout %q", row.line, err, want)
				}
			}
		})
	}
}

func TestPath(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, row := range []struct{ in, want string }{
		{"facts.db", "facts.db.corrections.jsonl"},
		{"x/facts.db/", "x/facts.db.corrections.jsonl"},
		{".", dir + ".corrections.jsonl"},
	} {
		if got := filepath.ToSlash(correct.Path(row.in)); got != row.want {
			t.Errorf("Path(%q) = %q, want %q", row.in, got, row.want)
		}
	}
}

func TestOf(t *testing.T) {
	const (
		a, b, c, d = "company/a", "company/b", "company/c", "company/d"
	)
	merge := func(id string, ids ...string) correct.Correction {
		return correct.Correction{Op: correct.Merge, ID: id, IDs: ids}
	}
	split := func(id, as string, names ...string) correct.Correction {
		return correct.Correction{Op: correct.Split, ID: id, As: as, Names: names}
	}
	reject := func(id string, articles ...string) correct.Correction {
		return correct.Correction{Op: correct.Reject, ID: id, Articles: articles}
	}
	for _, row := range []struct {
		name              string
		list              []correct.Correction
		id, article, text string
		want              string
	}{
		{"nothing", nil, a, "a1", "甲", a},
		{"merged", []correct.Correction{merge(a, b)}, b, "a1", "甲", a},
		{"merged twice", []correct.Correction{merge(a, b), merge(c, a)}, b, "a1", "甲", c},
		{"merged both ways", []correct.Correction{merge(a, b), merge(b, a)}, a, "a1", "甲", b},
		{"merged in a circle", []correct.Correction{merge(a, b), merge(b, c), merge(c, a)}, a, "a1", "甲", c},
		{"merged into two", []correct.Correction{merge(a, b), merge(c, b)}, a, "a1", "甲", c},
		{"split", []correct.Correction{split(a, b, "乙")}, a, "a1", "乙", b},
		{"split, folded", []correct.Correction{split(a, b, "統一證")}, a, "a1", "统一证", b},
		{"not split", []correct.Correction{split(a, b, "乙")}, a, "a1", "甲", a},
		{"split of what was merged", []correct.Correction{merge(a, c), split(a, b, "乙")}, c, "a1", "乙", b},
		{"split, then merged", []correct.Correction{split(a, b, "乙"), merge(a, b)}, a, "a1", "乙", a},
		{"split twice", []correct.Correction{split(a, b, "乙"), split(b, c, "乙")}, a, "a1", "乙", c},
		{"split to and fro", []correct.Correction{split(a, b, "乙"), split(b, a, "乙")}, a, "a1", "乙", a},
		{"the first split counts", []correct.Correction{split(a, b, "乙"), split(a, c, "乙")}, a, "a1", "乙", b},
		{"rejected", []correct.Correction{reject(a)}, a, "a1", "甲", ""},
		{"rejected here", []correct.Correction{reject(a, "a1")}, a, "a1", "甲", ""},
		{"rejected elsewhere", []correct.Correction{reject(a, "a2")}, a, "a1", "甲", a},
		{"rejected after the split", []correct.Correction{split(a, b, "乙"), reject(b)}, a, "a1", "乙", ""},
		{"split after the rejection", []correct.Correction{reject(b), split(a, b, "乙")}, a, "a1", "乙", b},
		{"merged into a rejected one", []correct.Correction{reject(a), merge(a, d)}, d, "a1", "甲", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := correct.NewSet(row.list)
			got := s.Of(row.id, &entities.Article{ID: row.article}, row.text)
			if got != row.want {
				t.Errorf("Of(%s, %s, %s) = %q, want %q", row.id, row.article, row.text, got, row.want)
			}
			if got != row.id && !s.Moves(row.id) {
				t.Errorf("Moves(%s) is false", row.id)
			}
			if targets := s.Targets(row.id); got != "" && !slices.Contains(targets, got) {
				t.Errorf("Targets(%s) = %v, without %s", row.id, targets, got)
			}
			if got != "" && !slices.Contains(s.Sources(got), row.id) {
				t.Errorf("Sources(%s) = %v, without %s", got, s.Sources(got), row.id)
			}
		})
	}
}

// TestUndo takes back, and does again.
func TestUndo(t *testing.T) {
	list := read(t, good)
	merge := list[0]
	undo := correct.Correction{Op: correct.Undo, Undo: merge.Key()}
	list = append(list, undo)
	if s := correct.NewSet(list); s.Shown("company/~特斯拉汽车") != "company/~特斯拉汽车" || len(s.List()) != 5 {
		t.Errorf("the merge is in force: %+v", s.List())
	}
	merge.Why, merge.At = "again", ""
	if s := correct.NewSet(append(list, merge)); s.Shown("company/~特斯拉汽车") != "company/tesla" {
		t.Errorf("the merge was not done again: %+v", s.List())
	}
	if s := correct.NewSet(append(list, undo)); len(s.List()) != 5 { // it undoes nothing twice
		t.Errorf("%+v", s.List())
	}
}

func TestAbout(t *testing.T) {
	s := correct.NewSet(read(t, good))
	for _, row := range []struct {
		id   string
		want int
	}{{"company/tesla", 1}, {"company/~特斯拉汽车", 1}, {"company/volkswagen", 1}, {"company/x", 0}} {
		if got := s.About(row.id); len(got) != row.want {
			t.Errorf("About(%s) = %+v, want %d", row.id, got, row.want)
		}
	}
	if got := s.Named("云杉科技"); !slices.Equal(got, []string{"company/~云杉"}) {
		t.Errorf("Named: %v", got)
	}
	if c := s.Wrong("3de0508b74cb8c83ea69", ""); c == nil || c.Line != 6 {
		t.Errorf("Wrong: %+v", c)
	}
	var none *correct.Set
	if !none.Empty() || none.Shown("company/a") != "company/a" || none.Of("company/a", nil, "甲") != "company/a" || none.Moves("company/a") {
		t.Error("no set corrects something")
	}
}

// FuzzRead reads what people, and broken disks, put into the file: what is
// accepted is written and read again the same, and can be put into force.
func FuzzRead(f *testing.F) {
	for line := range strings.Lines(good) {
		f.Add(line)
	}
	f.Add("\ufeff" + good)
	f.Add(`{"op":"merge","id":"company/~","ids":["a/b"]}`)
	f.Add(`{"op":"split","id":"a/b","as":"b/c","names":["\u0000"]}` + "\n" + `{"op":"reject","id":"b/c"}`)
	f.Fuzz(func(t *testing.T, text string) {
		list, err := correct.Read("c.jsonl", strings.NewReader(text))
		if err != nil {
			return
		}
		var b bytes.Buffer
		for i := range list {
			line, err := list[i].Format()
			if err != nil {
				t.Fatalf("%+v was read and cannot be written: %v", list[i], err)
			}
			b.Write(line)
		}
		again, err := correct.Read("c.jsonl", &b)
		if err != nil || len(again) != len(list) {
			t.Fatalf("%q was written as %q: %v", text, b.String(), err)
		}
		s := correct.NewSet(again)
		for _, c := range again {
			for _, id := range c.Entities() {
				got := s.Of(id, &entities.Article{ID: "a"}, "名")
				if got != "" && s.Shown(got) != got {
					t.Fatalf("Of(%s) = %s, which is shown as %s", id, got, s.Shown(got))
				}
				if got != "" && !slices.Contains(s.Targets(id), got) {
					t.Fatalf("Targets(%s) = %v, without %s", id, s.Targets(id), got)
				}
			}
		}
	})
}

// TestListedKey reads a line that has its key, as lists show it.
func TestListedKey(t *testing.T) {
	list, err := correct.Read("x", strings.NewReader(`{"key":"00000000","op":"rename","id":"company/a","name":"甲"}`+"\n"))
	if err != nil || len(list) != 1 || list[0].ID != "company/a" || list[0].Name != "甲" {
		t.Fatalf("Read = %+v, %v", list, err)
	}
	if list[0].Key() == "00000000" {
		t.Error("the key is taken from the line, not from what it does")
	}
}
