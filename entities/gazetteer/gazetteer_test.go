package gazetteer

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

func TestNamesBinIsUpToDate(t *testing.T) {
	got, err := Compile(os.DirFS("data"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, []byte(shipped)) {
		t.Error("names.bin is not what data makes: run go generate ./entities/gazetteer")
	}
}

func TestLookup(t *testing.T) {
	g := Default()
	for _, c := range []struct{ name, id string }{
		{"特斯拉", "company/tesla"}, {"Tesla", "company/tesla"}, {"ＴＥＳＬＡ", "company/tesla"},
		{"台積電", "company/tsmc"}, {"臺積電", "company/tsmc"}, {"台积电", "company/tsmc"}, {"TSMC", "company/tsmc"},
		{"LG新能源", "company/lg-energy-solution"}, {"LG 新能源", "company/lg-energy-solution"}, {"LG Energy Solution", "company/lg-energy-solution"},
		{"寧德時代", "company/catl"}, {"CATL", "company/catl"},
		{"通用汽車", "company/general-motors"}, {"福特汽車", "company/ford"},
		{"滙豐控股", "company/hsbc"}, {"匯豐控股", "company/hsbc"},
		{"輝達", "company/nvidia"}, {"英偉達", "company/nvidia"},
		{"特朗普", "person/donald-trump"}, {"川普", "person/donald-trump"},
		{"密歇根州", "place/us-michigan"}, {"密西根州", "place/us-michigan"}, {"Michigan", "place/us-michigan"},
		{"肯塔基州", "place/us-kentucky"}, {"美國", "place/country-us"}, {"新西蘭", "place/country-nz"}, {"紐西蘭", "place/country-nz"},
		{"香港金融管理局", "organization/hk-hkma"}, {"聯儲局", "organization/us-fed"},
		{"CRU Group", "company/cru-group"},
	} {
		names := g.Lookup(c.name)
		if !slices.ContainsFunc(names, func(n Name) bool { return n.Entity.ID == c.id }) {
			var ids []string
			for _, n := range names {
				ids = append(ids, n.Entity.ID)
			}
			t.Errorf("Lookup(%q) = %v, want %s among them", c.name, ids, c.id)
		}
	}
	for _, name := range []string{"", "無此公司之名", "\u200b", "特斯"} {
		if n := g.Lookup(name); n != nil {
			t.Errorf("Lookup(%q) = %v, want none", name, n)
		}
	}
}

func TestHomonyms(t *testing.T) {
	for _, c := range []struct{ name, types string }{
		{"亞馬遜", "company"}, {"三星", "company place"}, {"米蘭", "person place"}, {"蘋果", "company"},
	} {
		var types []string
		for _, n := range Default().Lookup(c.name) {
			if !slices.Contains(types, n.Entity.Type) {
				types = append(types, n.Entity.Type)
			}
		}
		slices.Sort(types)
		for _, want := range strings.Fields(c.types) {
			if !slices.Contains(types, want) {
				t.Errorf("Lookup(%q) gives types %v, want %s among them", c.name, types, want)
			}
		}
	}
}

func TestAmbiguous(t *testing.T) {
	for _, c := range []struct {
		name string
		want bool
	}{
		{"特斯拉", false}, {"台積電", false}, {"騰訊", false}, {"阿里巴巴", false}, {"香港", false}, {"北京", false}, {"聯儲局", false},
		{"小米", true}, {"蘋果", true}, {"大眾", true}, {"統一", true}, {"通用", true}, {"長和", false}, {"現代", true}, {"理想", true},
		{"0050", true}, {"新希望", true}, {"中國電影", true}, {"國際金融中心", true}, {"Block", true}, {"Nice", true}, {"Detroit", false},
	} {
		names := Default().Lookup(c.name)
		plain := slices.ContainsFunc(names, func(n Name) bool { return !n.Ambiguous })
		if len(names) == 0 || plain == c.want {
			t.Errorf("%q: ambiguous %v in all %d meanings, want %v", c.name, !plain, len(names), c.want)
		}
	}
}

// TestShippedNames walks every entity and checks what must be true of each.
func TestShippedNames(t *testing.T) {
	g := Default()
	count := map[string]int{}
	names := map[string]int{}
	prev := ""
	g.All(func(e *Entity) bool {
		count[e.Type]++
		if e.ID <= prev {
			t.Errorf("%s comes after %s", e.ID, prev)
		}
		prev = e.ID
		if !strings.HasPrefix(e.ID, e.Type+"/") || g.ByID(e.ID) != e {
			t.Errorf("%s: ByID gives %v", e.ID, g.ByID(e.ID))
		}
		if e.Parent != "" && g.ByID(e.Parent) == nil {
			t.Errorf("%s: parent %s is unknown", e.ID, e.Parent)
		}
		if (e.Tier != 0) != (e.Type == entities.Company) || e.Tier != 0 && !strings.Contains("ABCE", string(rune(e.Tier))) {
			t.Errorf("%s: tier %q", e.ID, e.Tier)
		}
		all := g.NamesOf(e.ID)
		if len(all) == 0 || !all[0].Primary || all[0].Text != e.Name {
			t.Errorf("%s: names %v do not begin with %s", e.ID, all, e.Name)
		}
		for i, n := range all {
			names[e.Type]++
			k := fold.Key(n.Text)
			if utf8.RuneCountInString(k) < 2 {
				t.Errorf("%s: name %q of one character", e.ID, n.Text)
			}
			if bare(k) && !n.Ambiguous {
				t.Errorf("%s: name %q of digits is not ambiguous", e.ID, n.Text)
			}
			if n.Latin == strings.ContainsFunc(k, fold.IsHan) || n.Primary != (i == 0) || n.Entity != e {
				t.Errorf("%s: name %+v", e.ID, n)
			}
			if !slices.Contains(g.Lookup(n.Text), n) {
				t.Errorf("%s: Lookup(%q) does not give it back", e.ID, n.Text)
			}
		}
		return true
	})
	for typ, least := range map[string]int{"company": 17000, "organization": 1100, "place": 11000, "person": 1200, "product": 800} {
		if count[typ] < least {
			t.Errorf("%d entities of type %s, want at least %d", count[typ], typ, least)
		}
	}
	t.Logf("entities %v, names %v, %d in all", count, names, g.Len())
}

// TestLicences holds the promise of CREDITS.md.
func TestLicences(t *testing.T) {
	for _, f := range files {
		b, err := os.ReadFile("data/" + f.name)
		if err != nil {
			t.Fatal(err)
		}
		credits, err := os.ReadFile("CREDITS.md")
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n") {
			x := strings.Split(l, "\t")
			if i == 0 {
				continue
			}
			for _, s := range strings.Split(x[len(x)-1], "+") {
				if s != "corpus" && !strings.Contains(string(credits), "`"+s+"`") {
					t.Errorf("%s:%d: CREDITS.md does not credit the source %q", f.name, i+1, s)
				}
			}
		}
	}
}

func TestWords(t *testing.T) {
	for _, k := range Kinds {
		if len(Words(k.Name)) < 20 {
			t.Errorf("Words(%q) has %d words", k.Name, len(Words(k.Name)))
		}
	}
	if Words("no such kind") != nil {
		t.Error("a kind that is none has words")
	}
	has := func(kind string, w Word) {
		if !slices.Contains(Words(kind), w) {
			t.Errorf("Words(%q) lacks %+v", kind, w)
		}
	}
	has("suffix", Word{Term: "集團", Type: "company", Strength: "weak"})
	has("cue", Word{Term: "旗下", Type: "company", Position: "after", Strength: "strong"})
	has("measure", Word{Term: "淨利率", Type: "percent", Value: "net_margin"})
	has("change_verb", Word{Term: "環比減少", Value: "down", Period: "pop", POS: "verb"})
	has("blocker", Word{Term: "高通膨", Type: "finance", Value: "高通"})
	has("blocker_of", Word{Term: "大力拓展", Type: "joint", Value: "力拓"})
	has("subject", Word{Term: "恒生指數", Type: "stock-index", Value: "hsi"})
	for _, w := range Words("surname")[:3] {
		if w.Rank == 0 || w.Type != "single" {
			t.Errorf("surname %+v has no rank", w)
		}
	}
}

// TestBlockers: a blocker refuses every name it holds or cuts, so it must hold
// no plain name but the one it is there for; and what blocker_of refuses must
// be a name.
func TestBlockers(t *testing.T) {
	g := Default()
	for _, w := range Words("blocker_of") {
		if g.Lookup(w.Value) == nil {
			t.Errorf("blocker_of %s: %q is no name", w.Term, w.Value)
		}
	}
	for _, w := range Words("blocker") {
		text := fold.Append(nil, []rune(w.Term))
		for _, h := range g.Trie().Append(nil, text, entities.DictNames) {
			if h.Len() == len(text) || string(text[h.Start:h.End]) == fold.Key(w.Value) {
				continue
			}
			for _, n := range g.Names(h.Value) {
				if !n.Ambiguous && n.Entity.Tier != TierCode && !(n.Entity.Tier == TierList && h.Len() < 3) {
					t.Errorf("blocker %s holds %s (%s), a plain name", w.Term, n.Text, n.Entity.ID)
				}
			}
		}
	}
}

func TestConcurrentReading(t *testing.T) {
	g, err := open(shipped)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	first := make([]*Entity, 8)
	for i := range first {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for v := range uint32(5000) {
				g.Names(v)
			}
			first[i] = g.Lookup("特斯拉")[0].Entity
		}()
	}
	wg.Wait()
	for _, e := range first {
		if e != first[0] || e != g.ByID(e.ID) {
			t.Errorf("entity %p, want %p", e, first[0])
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct{ name, s, want string }{
		{"empty", "", "without its header"},
		{"other", strings.Repeat("x", 100), "without its header"},
		{"cut short", shipped[:1000], "cut short"},
		{"no trie", shipped[:len(shipped)-100], "trie is damaged"},
	} {
		if _, err := open(c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: open = %v, want %q", c.name, err, c.want)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := open(shipped); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecodeAll decodes every entity and every name: the most memory that
// a run can come to use.
func BenchmarkDecodeAll(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		g, err := open(shipped)
		if err != nil {
			b.Fatal(err)
		}
		for v := range uint32(len(g.names)) {
			g.Names(v)
		}
	}
}

func BenchmarkReadWords(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		readWords()
	}
}

func BenchmarkWalk(b *testing.B) {
	var s strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&s, "韓國電子業巨頭LG旗下LG新能源(LG Energy Solution)宣布，第%d家工廠將設在美國密歇根州蘭辛市。"+
			"特斯拉能源業務去年錄得27%%增長，福特汽車則關閉肯塔基州一座電動車電池廠，寧德時代與比亞迪的銷量繼續上升。\n", i)
	}
	text := fold.Append(nil, []rune(s.String()))
	g := Default()
	hits := g.Trie().Append(nil, text, entities.DictNames)
	b.SetBytes(int64(s.Len()))
	b.ReportAllocs()
	for b.Loop() {
		hits = g.Trie().Append(hits[:0], text, entities.DictNames)
	}
}
