package rules

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

// manyRules writes n rules with words of their own: a literal and a lexicon each.
func manyRules(n int) string {
	var b strings.Builder
	b.WriteString("lexicon:\n")
	han := []rune("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥")
	word := func(i int) string {
		var w []rune
		for range 4 {
			w = append(w, han[i%len(han)])
			i /= len(han)
		}
		return string(w)
	}
	for i := range n {
		fmt.Fprintf(&b, "  l%d: [%s, %s]\n", i, word(3*i+1), word(3*i+2))
	}
	b.WriteString("rules:\n")
	for i := range n {
		fmt.Fprintf(&b, "- id: many-%d\n  about: rule %d\n  say: <acquirer:company> …， (宣布|公布)? ~l%d <target:company> (作價 <value:money>)? %s\n  fact: acquisition(acquirer, target, value)\n  tests:\n  - not: 雲杉科技否認傳聞。\n", i, i, i, word(3*i))
	}
	return b.String()
}

// benchDocuments are the reference article and three more of that size, ready
// for the rules.
func benchDocuments(b testing.TB, s *Set) (docs []*entities.Document, bytes int64) {
	texts := []string{referenceText,
		"雲杉科技收購海棠醫藥\n\n" + strings.Repeat("雲杉科技昨日公布業績，去年收入43億美元，純利跌10%。該公司行政總裁林若雲表示，公司將於台南設廠，並會繼續投資研發，以應付市場需求。分析師指，行業競爭激烈，青松電子及白樺銀行均受影響，料第三季毛利率再跌。\n", 12),
		strings.Repeat("港股早段反覆，科技股普遍受壓，市場觀望聯儲局議息結果。內銀股靠穩，油價回升帶動石油股。大市成交額縮減，資金轉投防守性股份。\n", 20),
		strings.Repeat("通用汽車(General Motors)與青松電子簽署合作協議，雙方會在美國興建電池廠，預計明年投產，總投資額為8億美元。特斯拉(Tesla)旗下儲能業務錄得27%增長，惟汽車業務倒退。\n", 12),
	}
	for _, text := range texts {
		d := document(b, text)
		d.Hits = s.Trie().Append(nil, d.Folded, entities.DictRules)
		docs = append(docs, d)
		bytes += int64(len(text))
	}
	return docs, bytes
}

func benchRelate(b *testing.B, extra string) {
	s := load(b, reference(b), extra)
	docs, n := benchDocuments(b, s)
	b.SetBytes(n)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		for _, d := range docs {
			s.Relate(d)
		}
	}
}

func BenchmarkRelate(b *testing.B)          { benchRelate(b, "rules: []") }
func BenchmarkRelatePlus1000(b *testing.B)  { benchRelate(b, manyRules(1000)) }
func BenchmarkRelatePlus20000(b *testing.B) { benchRelate(b, manyRules(20000)) }

func BenchmarkLoad1000(b *testing.B) {
	src := append(words(b), Source{Name: "many.yaml", Data: []byte(manyRules(1000))})
	b.ResetTimer()
	for range b.N {
		if _, err := Load(schema.Default(), src); err != nil {
			b.Fatal(err)
		}
	}
}

// TestUnrelated shows that rules which share no word with a text cost no step.
func TestUnrelated(t *testing.T) {
	steps := func(extra string) (n int) {
		s := load(t, reference(t), extra)
		docs, _ := benchDocuments(t, s)
		for _, d := range docs {
			sc := s.take(d)
			sc.work = 0
			var all []*match
			sc.run(d, &s.facts, func(m *match) { all = append(all, m) })
			n += sc.work + len(all)
		}
		return n
	}
	alone, more := steps("rules: []"), steps(manyRules(1000))
	t.Logf("%d steps", alone)
	if alone != more || alone == 0 {
		t.Errorf("%d steps, %d with 1,000 more rules", alone, more)
	}
}

// TestLoadMany loads 20,000 rules, each with a lexicon, in less than 20 seconds;
// on an idle machine it is about one.
func TestLoadMany(t *testing.T) {
	if testing.Short() || underRace() {
		t.Skip("takes seconds")
	}
	src := append(words(t), Source{Name: "many.yaml", Data: []byte(manyRules(20000))})
	begin := time.Now()
	s, err := Load(schema.Default(), src)
	if err != nil {
		t.Fatal(err)
	}
	spent := time.Since(begin)
	t.Logf("%d rules in %v", s.Len(), spent)
	if spent > 20*time.Second {
		t.Errorf("loading %d rules took %v", s.Len(), spent)
	}
}

// underRace tells whether the race detector runs.
func underRace() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.ContainsFunc(info.Settings, func(s debug.BuildSetting) bool { return s.Key == "-race" && s.Value == "true" })
}

// TestLinear shows that a text four times as long, without a sentence end, takes
// about four times the steps, and that a long one ends at all. Steps are counted,
// not seconds, so that a busy machine changes nothing.
func TestLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	s := load(t, reference(t))
	steps := func(n int) int {
		d := document(t, strings.Repeat("雲杉科技去年將股權出售予其旗下電池廠及儲能業務,錄得27%增長,在美國", n))
		d.Hits = s.Trie().Append(nil, d.Folded, entities.DictRules)
		sc := s.take(d)
		sc.work = 0
		var all []*match
		sc.run(d, &s.facts, func(m *match) { all = append(all, m) })
		for _, m := range all {
			s.draw(d, m)
		}
		s.settle(d, sc, all)
		return sc.work
	}
	a, b := steps(400), steps(1600)
	t.Logf("%d steps for a sentence of 14,000 characters, %d for one of 56,000", a, b)
	if b > 5*a {
		t.Errorf("four times the text takes %d steps after %d", b, a)
	}
}
