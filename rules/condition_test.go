package rules

import (
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	const lexicon = `lexicon:
  buy:   [收購, 買下]
  denies: [否認, 闢謠]
`
	tests := []struct {
		name, rule, text, want string
	}{
		{"another say in the sentence", `
  say: <acquirer:company> ~buy <target:company>
  match: {all: 作價 <value:money>}
  fact: acquisition(acquirer, target, value)`,
			"作價4億美元，雲杉科技收購海棠醫藥。", "acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"},
		{"it must fit", `
  say: <acquirer:company> ~buy <target:company>
  match: {all: 作價 <value:money>}
  fact: acquisition(acquirer, target, value)`,
			"雲杉科技收購海棠醫藥。作價4億美元。", ""},
		{"in the paragraph", `
  say: <acquirer:company> ~buy <target:company>
  match: {within: paragraph, all: 作價 <value:money>}
  fact: acquisition(acquirer, target, value)`,
			"雲杉科技收購海棠醫藥。交易已經完成。作價4億美元。", "acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"},
		{"not in the next one", `
  say: <acquirer:company> ~buy <target:company>
  match: {within: paragraph, all: 作價 <value:money>}
  fact: acquisition(acquirer, target, value)`,
			"雲杉科技收購海棠醫藥。\n作價4億美元。", ""},
		{"in the document", `
  say: <acquirer:company> ~buy <target:company>
  match: {within: document, all: 作價 <value:money>}
  fact: acquisition(acquirer, target, value)`,
			"雲杉科技收購海棠醫藥。\n作價4億美元。", "acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"},
		{"the nearest", `
  say: <acquirer:company> ~buy <target:company>
  match: {within: document, all: 作價 <value:money>}
  fact: acquisition(acquirer, target, value)`,
			"作價1億美元。\n雲杉科技收購海棠醫藥。作價4億美元。\n作價9億美元。", "acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"},
		{"in the clause", `
  say: ~buy <target:company>
  match: {within: clause, all: <acquirer:company>}
  fact: acquisition(acquirer, target)`,
			"青松電子旁觀，在台南由雲杉科技出手收購海棠醫藥，白樺銀行牽線。", "acquisition(acquirer=雲杉科技, target=海棠醫藥)"},
		{"no other clause", `
  say: ~buy <target:company>
  match: {within: clause, all: <acquirer:company>}
  fact: acquisition(acquirer, target)`,
			"青松電子旁觀，收購海棠醫藥，白樺銀行牽線。", ""},
		{"in any order", `
  match: {within: sentence, all: [~buy, <target:company>, <value:money>]}
  fact: acquisition(target, value)`,
			"4億美元，海棠醫藥獲收購。", "acquisition(target=海棠醫藥, value=400000000 USD)"},
		{"any of two", `
  say: <acquirer:company> ~buy <target:company>
  match: {within: paragraph, any: [作價 <value:money>, 涉資 <value:money>]}
  fact: acquisition(acquirer, target, value)`,
			"雲杉科技收購海棠醫藥。涉資4億美元。", "acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"},
		{"none of two", `
  say: <acquirer:company> ~buy <target:company>
  match: {within: paragraph, any: [作價 <value:money>, 涉資 <value:money>]}
  fact: acquisition(acquirer, target, value)`,
			"雲杉科技收購海棠醫藥。", ""},
		{"not", `
  say: <acquirer:company> ~buy <target:company>
  match: {within: document, not: ~denies}
  fact: acquisition(acquirer, target)`,
			"雲杉科技收購海棠醫藥。\n青松電子否認傳聞。", ""},
		{"not, of the same company alone", `
  say: <acquirer:company> ~buy <target:company>
  match: {within: document, not: <target:company> ~denies}
  fact: acquisition(acquirer, target)`,
			"雲杉科技收購海棠醫藥。\n青松電子否認傳聞。", "acquisition(acquirer=雲杉科技, target=海棠醫藥)"},
		{"not, of the same company", `
  say: <acquirer:company> ~buy <target:company>
  match: {within: document, not: <target:company> ~denies}
  fact: acquisition(acquirer, target)`,
			"雲杉科技收購海棠醫藥。\n海棠醫藥否認傳聞。", ""},
		{"what two says name is one thing", `
  say: <acquirer:company> ~buy <target:company>
  match: {within: paragraph, all: <target:company> 估值 <value:money>}
  fact: acquisition(acquirer, target, value)`,
			"雲杉科技收購海棠醫藥。青松電子估值1億美元，海棠醫藥估值4億美元。", "acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"},
		{"no name twice for two slots", `
  say: <target:company> 獲 ~buy
  match: {within: sentence, all: <acquirer:company>}
  fact: acquisition(acquirer, target)`,
			"海棠醫藥獲收購，買家是青松電子。", "acquisition(acquirer=青松電子, target=海棠醫藥)"},
		{"a group in a group", `
  say: <acquirer:company> ~buy <target:company>
  match:
    within: paragraph
    all:
    - any: [作價 <value:money>, 涉資 <value:money>]
    - {within: document, any: [半導體, 晶圓]}
    not: {within: clause, all: [傳聞, 據報]}
  fact: acquisition(acquirer, target, value)`,
			"半導體業整合。\n據報雲杉科技收購海棠醫藥。涉資4億美元。", "acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD; modality=reported)"},
		{"a group that not forbids", `
  say: <acquirer:company> ~buy <target:company>
  match: {not: {within: clause, all: [傳聞, 據報]}}
  fact: acquisition(acquirer, target)`,
			"據報有傳聞指雲杉科技收購海棠醫藥。", ""},
		{"a sign from another say", `
  say: <subject:company> 公布 業績
  match: {within: paragraph, all: 純利 (~up) <change:percent>}
  fact: metric(subject, measure=純利, change=change*~up)`,
			"雲杉科技公布業績。純利跌10%。", "metric(subject=雲杉科技, measure=純利, change=-10%)"},
		{"parts in conditions", `
  say: <acquirer:company> ~buy <target:company>
  match: {within: paragraph, all: "@price"}
  fact: acquisition(acquirer, target, value)`,
			"雲杉科技收購海棠醫藥。作價4億美元。", "acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			s := load(t, lexicon+"  up: {+1: [升], -1: [跌]}\nparts:\n  price: 作價 <value:money>\nrules:\n- id: x\n  about: x"+x.rule+"\n")
			if got := strings.Join(draws(t, s, x.text), "; "); got != x.want {
				t.Errorf("%s\ndraws %q\nwant  %q", x.text, got, x.want)
			}
		})
	}
}

// TestMatchMark: conditions hold for names that rules mark too.
func TestMatchMark(t *testing.T) {
	s := load(t, `rules:
- id: brand
  about: a word before 牌 is a brand where an article speaks of brands
  say: <name:han{2,3}> 牌
  match: {within: document, any: [品牌, 商標]}
  mark: product(name)
`)
	for text, want := range map[string]int{"雪山牌上市。\n品牌齊全。": 1, "雪山牌上市。": 0} {
		if got := s.Mark(document(t, text)); len(got) != want {
			t.Errorf("%s: marked %v, want %d", text, got, want)
		}
	}
}

// TestMatchLinear: conditions over a whole document look through it once.
func TestMatchLinear(t *testing.T) {
	s := load(t, `rules:
- id: x
  about: x
  say: <acquirer:company> 收購 <target:company>
  match: {within: document, all: [作價 <value:money>, 現金], not: [<target:company> 否認, {within: paragraph, all: 傳聞}]}
  fact: acquisition(acquirer, target, value)
`)
	steps := func(n int) int {
		d := document(t, strings.Repeat("雲杉科技收購海棠醫藥，作價4億美元。青松電子否認傳聞。\n", n)+"以現金支付。")
		sc := s.take(d)
		sc.work = 0
		var all []*match
		sc.run(d, &s.facts, func(m *match) { all = append(all, m) })
		s.ask(d, sc, all)
		if len(all) != n {
			t.Fatalf("%d matches, want %d", len(all), n)
		}
		return sc.work
	}
	a, b := steps(200), steps(800)
	t.Logf("%d steps for 400 sentences, %d for 1,600", a, b)
	if b > 5*a {
		t.Errorf("four times the text takes %d steps after %d", b, a)
	}
}

// TestMatchTwice: a set forgets what it found in the document before.
func TestMatchTwice(t *testing.T) {
	s := load(t, `rules:
- id: x
  about: x
  say: <acquirer:company> 收購 <target:company>
  match: {within: document, all: 作價 <value:money>}
  fact: acquisition(acquirer, target, value)
`)
	for range 3 {
		if got := draws(t, s, "雲杉科技收購海棠醫藥。作價4億美元。"); len(got) != 1 {
			t.Fatalf("drew %v", got)
		}
		if got := draws(t, s, "雲杉科技收購海棠醫藥。代價4億美元。"); len(got) != 0 {
			t.Fatalf("drew %v", got)
		}
	}
}
