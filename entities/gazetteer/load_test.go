package gazetteer

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/schema"
)

const userFile = "\ufeffname\ttype\tid\taliases\tambiguous\tcountry\tticker\tparent\tnote\r\n" +
	"# 本地企業\r\n" +
	"雲杉科技\tcompany\tspruce\t雲杉|Spruce Tech\t雲杉\tHK\tHKEX:9999\t\t自己加的\r\n" +
	"\r\n" +
	"海棠醫藥\tcompany\t\tHaitang Pharma\t\ttw\r\n" +
	"雲杉芯片\tproduct\tspruce-chip\t\tyes\t\t\tcompany/spruce\r\n" +
	"特斯拉\tcompany\ttesla\tTesla Inc"

func TestLoad(t *testing.T) {
	g, err := Load(schema.Default(), "own.tsv", strings.NewReader(userFile))
	if err != nil {
		t.Fatal(err)
	}
	if g.Len() != 4 || len(g.Warnings()) != 0 {
		t.Errorf("%d entities, warnings %q", g.Len(), g.Warnings())
	}
	e := g.ByID("company/spruce")
	want := Entity{ID: "company/spruce", Type: "company", Name: "雲杉科技", Country: "HK", Ticker: "HKEX:9999"}
	if e == nil || *e != want {
		t.Errorf("ByID(company/spruce) = %+v, want %+v", e, want)
	}
	if e := g.ByID("company/~海棠医药"); e == nil || e.Country != "TW" {
		t.Errorf("an entity without id: %+v", e)
	}
	if e := g.ByID("product/spruce-chip"); e == nil || e.Parent != "company/spruce" {
		t.Errorf("a product with its maker: %+v", e)
	}
	for _, c := range []struct {
		name             string
		ambiguous, latin bool
	}{{"云杉科技", false, false}, {"雲杉", true, false}, {"spruce tech", false, true}, {"雲杉芯片", true, false}} {
		n := g.Lookup(c.name)
		if len(n) != 1 || n[0].Ambiguous != c.ambiguous || n[0].Latin != c.latin {
			t.Errorf("Lookup(%q) = %+v, want ambiguous %v, latin %v", c.name, n, c.ambiguous, c.latin)
		}
	}
	text := fold.Append(nil, []rune("雲杉科技收購海棠醫藥"))
	if hits := g.Trie().Append(nil, text, entities.DictUser); len(hits) != 3 {
		t.Errorf("hits %v, want three", hits)
	}
}

func TestWithout(t *testing.T) {
	user, err := Load(schema.Default(), "own.tsv", strings.NewReader(userFile))
	if err != nil {
		t.Fatal(err)
	}
	g := Default().Without(user)
	if g.ByID("company/tesla") != nil || g.NamesOf("company/tesla") != nil || g.Lookup("TSLA") != nil && g.Lookup("TSLA")[0].Entity.ID == "company/tesla" {
		t.Error("the shipped entity of the same id is still there")
	}
	for _, n := range g.Lookup("Tesla") {
		if n.Entity.ID == "company/tesla" {
			t.Error("the replaced entity is found by its name")
		}
	}
	if g.ByID("company/ford") == nil || Default().ByID("company/tesla") == nil {
		t.Error("Without hides more than it should")
	}
	g.All(func(e *Entity) bool {
		if e.ID == "company/tesla" {
			t.Error("All visits the replaced entity")
		}
		return true
	})
	if same := Default().Without(); same != Default() {
		t.Error("Without nothing is another gazetteer")
	}
	if again := g.Without(user); again.ByID("company/tesla") != nil {
		t.Error("Without twice brings it back")
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       []string
	}{
		{"empty", "", []string{"f.tsv:1: holds no line that names the columns"}},
		{"comments only", "# nothing\n", []string{"f.tsv:1: holds no line that names the columns"}},
		{"no header", "雲杉科技\tcompany\n", []string{`f.tsv:1: unknown column "雲杉科技"`, `f.tsv:1: unknown column "company"`, `no column "name"`, `no column "type"`}},
		{"misspelt column", "name\ttype\taliasses\n", []string{`f.tsv:1: unknown column "aliasses" (did you mean aliases?)`}},
		{"column twice", "name\ttype\tname\n", []string{`f.tsv:1: column "name" stands twice`}},
		{"empty column", "name\t\ttype\n", []string{"f.tsv:1: column 2 has no name"}},
		{"no type column", "name\tid\n", []string{`f.tsv:1: no column "type"`}},
		{"all at once", "name\ttype\tid\taliases\tambiguous\tcountry\n" +
			"雲杉\tcompny\n" +
			"\tcompany\n" +
			"海棠\tmoney\n" +
			"紅豆\tcompany\ta b\n" +
			"黃豆\tcompany\tplace/x\n" +
			"綠豆\tcompany\tx\t豆\t青豆\tHongkong\n" +
			"黑豆\tcompany\tx\n" +
			"白豆\tcompany\n" +
			"白豆\tcompany\n" +
			"a\tcompany\tb\tc\td\te\tf\n" +
			"\u200b\tcompany\n" +
			"眉豆\n",
			[]string{
				`f.tsv:2: unknown type "compny" (did you mean company?)`, "f.tsv:3: no name", `f.tsv:4: type "money" is for values`,
				`f.tsv:5: id "a b" holds a blank`, `f.tsv:6: id "place/x" is of another type`, `f.tsv:7: ambiguous name "青豆" is none of its names`,
				`f.tsv:7: country "HONGKONG" is not a code`, "f.tsv:8: id company/x stands in f.tsv:7 already",
				"f.tsv:10: id company/~白豆 stands in f.tsv:9 already; give each of them an id", "f.tsv:11: 7 fields, wanted at most 6",
				`f.tsv:12: name "\u200b" has no visible character`, "f.tsv:13: no type",
			}},
		{"UTF-16", "\xff\xfen\x00a\x00", []string{"f.tsv:1: is UTF-16"}},
		{"not UTF-8", "name\ttype\n\xb4\xfa\xb8\xd5\tcompany\n", []string{"f.tsv:2: is not UTF-8"}},
		{"control character", "name\ttype\na\x00b\tcompany\n", []string{`f.tsv:2: holds the control character '\x00'`}},
		{"tier and population", "name\ttype\ttier\tpopulation\n雲杉\tcompany\tQ\t-3\n", []string{`f.tsv:2: tier "Q"`, `f.tsv:2: population "-3"`}},
	} {
		_, err := Load(schema.Default(), "f.tsv", strings.NewReader(c.file))
		if err == nil {
			t.Errorf("%s: Load gives no error", c.name)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: Load = %v, want %q in it", c.name, err, w)
			}
		}
		if n := len(strings.Split(err.Error(), "\n")); n != len(c.want) {
			t.Errorf("%s: %d mistakes, want %d: %v", c.name, n, len(c.want), err)
		}
	}
}

func TestWarnings(t *testing.T) {
	g, err := Load(schema.Default(), "f.tsv", strings.NewReader("name\ttype\taliases\n雲杉科技\tcompany\t雲杉\n雲杉置業\tcompany\t云杉\nX\tcompany\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`f.tsv:3: name "云杉" is claimed by line 2 too`, `f.tsv:4: name "X" is of one character; it counts as ambiguous`}
	if fmt.Sprint(g.Warnings()) != fmt.Sprint(want) {
		t.Errorf("warnings %q, want %q", g.Warnings(), want)
	}
	if n := g.Lookup("雲杉"); len(n) != 2 {
		t.Errorf("a name of two entities gives %v", n)
	}
	if n := g.Lookup("X"); len(n) != 1 || !n[0].Ambiguous {
		t.Errorf("a name of one character gives %+v", n)
	}
}

func TestUserTypes(t *testing.T) {
	sch, err := schema.Load(schema.File{Name: "drug.yaml", Data: []byte("mentions:\n- {name: drug, kind: name, under: product, about: a medicine}\n")})
	if err != nil {
		t.Fatal(err)
	}
	g, err := Load(sch, "drugs.tsv", strings.NewReader("name\ttype\tid\n司美格魯肽\tdrug\tsemaglutide\n"))
	if err != nil || g.ByID("drug/semaglutide") == nil {
		t.Errorf("a type the user added: %v, %v", g, err)
	}
}

func TestCompileRefuses(t *testing.T) {
	fsys := fstest.MapFS{}
	for _, f := range files {
		fsys[f.name] = &fstest.MapFile{Data: []byte("id\tname\taliases\tambiguous\tparent\nx-" + f.name[:4] + "\t甲乙丙\t\t\t\n")}
	}
	if _, err := Compile(fsys); err == nil || !strings.Contains(err.Error(), "companies_en.tsv:2: id company/x-comp stands in companies.tsv:2 already") {
		t.Errorf("an id in two files: %v", err)
	}
	fsys["companies_en.tsv"].Data = []byte("id\tname\tparent\ny\t甲乙丙\tnobody\n")
	if _, err := Compile(fsys); err == nil || !strings.Contains(err.Error(), "companies_en.tsv:2: parent company/nobody of company/y is unknown") {
		t.Errorf("a parent that is not there: %v", err)
	}
	delete(fsys, "places.tsv")
	if _, err := Compile(fsys); err == nil {
		t.Error("a missing file is no error")
	}
}

// TestEveryFile writes files of odd names and reads each name back.
func TestEveryFile(t *testing.T) {
	sch := schema.Default()
	part := rapid.StringOfN(rapid.RuneFrom([]rune("雲杉海棠臺台aBé 1-'　")), 1, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString("name\ttype\tid\taliases\n")
		names := map[string][]string{}
		n := rapid.IntRange(0, 20).Draw(t, "entities")
		for i := range n {
			var all []string
			for range rapid.IntRange(1, 4).Draw(t, "names") {
				if s := strings.TrimSpace(part.Draw(t, "name")); fold.Key(s) != "" {
					all = append(all, s)
				}
			}
			if len(all) == 0 {
				continue
			}
			id := fmt.Sprintf("company/e%d", i)
			names[id] = all
			fmt.Fprintf(&b, "%s\tcompany\t%s\t%s\n", all[0], id, strings.Join(all[1:], "|"))
		}
		g, err := Load(sch, "f.tsv", strings.NewReader(b.String()))
		if err != nil {
			t.Fatalf("Load(%q): %v", b.String(), err)
		}
		if g.Len() != len(names) {
			t.Fatalf("Load(%q): %d entities, want %d", b.String(), g.Len(), len(names))
		}
		for id, all := range names {
			if e := g.ByID(id); e == nil || e.Name != all[0] {
				t.Fatalf("%s: %+v", id, e)
			}
			for _, s := range all {
				found := false
				for _, n := range g.Lookup(s) {
					found = found || n.Entity.ID == id
				}
				if !found {
					t.Fatalf("Load(%q): Lookup(%q) does not find %s", b.String(), s, id)
				}
			}
		}
	})
}

func FuzzLoad(f *testing.F) {
	f.Add(userFile)
	f.Add("name\ttype\n雲杉\tcompany\n")
	f.Add("type\tname\tambiguous\ncompany\ta|b\tyes\n")
	sch := schema.Default()
	f.Fuzz(func(t *testing.T, s string) {
		g, err := Load(sch, "f.tsv", strings.NewReader(s))
		if err != nil {
			for l := range strings.Lines(err.Error()) {
				if !strings.HasPrefix(l, "f.tsv:") {
					t.Errorf("Load(%q): %q names no place", s, l)
				}
			}
			return
		}
		g.All(func(e *Entity) bool {
			for _, n := range g.NamesOf(e.ID) {
				found := false
				for _, m := range g.Lookup(n.Text) {
					found = found || m.Entity == e
				}
				if !found {
					t.Errorf("Load(%q): Lookup(%q) does not find %s", s, n.Text, e.ID)
				}
			}
			return true
		})
	})
}

// TestGoodRows holds that a file with bad rows gives its good ones, and that a
// name of two entities is ambiguous for both.
func TestGoodRows(t *testing.T) {
	g, err := Load(schema.Default(), "f.tsv", strings.NewReader("name\ttype\tid\taliases\n"+
		"雲杉科技\tcompany\tspruce-tech\t雲杉\n"+
		"海棠醫藥\tcompny\tcrab\t\n"+
		"雲杉置業\tcompany\tspruce-land\t雲杉\n"+
		"雲杉置地\tcompany\tspruce-land\t\n"))
	if g == nil || err == nil {
		t.Fatalf("Load = %v, %v, want the good rows and an error", g, err)
	}
	for _, w := range []string{"f.tsv:3: unknown type", "f.tsv:5: id company/spruce-land stands in f.tsv:4 already"} {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("Load: error %q, want %q in it", err, w)
		}
	}
	if g.Len() != 2 || g.ByID("company/spruce-land").Name != "雲杉置業" {
		t.Errorf("Load keeps %d rows, want 2 and the first of spruce-land", g.Len())
	}
	both := g.Lookup("雲杉")
	if len(both) != 2 || !both[0].Ambiguous || !both[1].Ambiguous {
		t.Errorf("Lookup(雲杉) = %+v, want two ambiguous names", both)
	}
	if names := g.Lookup("雲杉科技"); len(names) != 1 || names[0].Ambiguous {
		t.Errorf("Lookup(雲杉科技) = %+v, want one name that is plain", names)
	}
}
