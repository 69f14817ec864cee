package rules

import (
	"slices"
	"strings"
	"testing"
)

// TestWhoWins shows each step of the order, with the reason in the trace.
func TestWhoWins(t *testing.T) {
	tests := []struct {
		name, rules, text string
		winner, loser     string
		why               string
	}{
		{"beats", `
- id: long
  say: <acquirer:company> …， 收購 <target:company> (作價 <value:money>)?
  fact: acquisition(acquirer, target, value)
- id: short
  say: <acquirer:company> 收購 <target:company>
  fact: acquisition(acquirer, target)
  beats: [long]`, "雲杉科技收購海棠醫藥作價4億美元。", "short", "long", "beats: names it"},
		{"beats over a chain", `
- id: a
  say: <acquirer:company> 收購 <target:company> 作價 <value:money>
  fact: acquisition(acquirer, target, value)
- id: b
  say: <acquirer:company> 出售 <target:company>
  fact: acquisition(acquirer, target)
  beats: [a]
- id: c
  say: <acquirer:company> 收購 <target:company>
  fact: acquisition(acquirer, target)
  beats: [b]`, "雲杉科技收購海棠醫藥作價4億美元。", "c", "a", "beats: names it"},
		{"beats over a shared figure", `
- id: near
  say: <owner:company> <subject:han{4,4}> 升 <change:percent>
  fact: metric(subject, owner, change)
  beats: [far]
- id: far
  say: <subject:company> …， 升 <change:percent>
  fact: metric(subject, change)`, "雲杉科技表示，海棠醫藥電池業務升4%。", "near", "far", "beats: names it"},
		{"beats what stands within it", `
- id: far
  say: <acquirer:company> …， 向 <seller:company> 收購 <target:company>
  fact: acquisition(acquirer, target, seller)
  beats: [near]
- id: near
  say: <acquirer:company> …， 收購 <target:company>
  fact: acquisition(acquirer, target)`, "雲杉科技宣布，向青松電子收購海棠醫藥。", "far", "near", "beats: names it"},
		{"more roles", `
- id: few
  say: <acquirer:company> 收購 <target:company>
  fact: acquisition(acquirer, target)
- id: many
  say: <acquirer:company> 收購 <target:company> 作價 <value:money>
  fact: acquisition(acquirer, target, value)`, "雲杉科技收購海棠醫藥作價4億美元。", "many", "few", "more roles bound"},
		{"named over pronoun", `
- id: pronoun
  say: <acquirer:company> 收購 <target:company>
  fact: acquisition(acquirer, target)
- id: named
  say: <acquirer:company!named> … 收購 <target:company>
  fact: acquisition(acquirer, target)`, "雲杉科技以其收購海棠醫藥。", "named", "pronoun", "named over pronoun"},
		{"more fillers", `
- id: one
  say: <acquirer:company> 收購 <target:company>
  fact: acquisition(acquirer, target)
- id: all
  say: <acquirer:company> 收購 <target:company+>
  fact: acquisition(acquirer, target)`, "雲杉科技收購海棠醫藥和青松電子。", "all", "one", "more fillers"},
		{"fewer gap characters", `
- id: gap
  say: <acquirer:company> … 收購 <target:company>
  fact: acquisition(acquirer, target)
- id: exact
  say: <acquirer:company> 昨日 收購 <target:company>
  fact: acquisition(acquirer, target)`, "雲杉科技昨日收購海棠醫藥。", "exact", "gap", "fewer gap characters"},
		{"longer", `
- id: short
  say: <acquirer:company> 收購 <target:company>
  fact: acquisition(acquirer, target)
- id: long
  say: <acquirer:company> 收購 <target:company> 股權
  fact: acquisition(acquirer, target)`, "雲杉科技收購海棠醫藥股權。", "long", "short", "longer"},
		{"file order", `
- id: first
  say: <acquirer:company> 收購 <target:company>
  fact: acquisition(acquirer, target)
- id: second
  say: <acquirer:company> (收購|併購) <target:company>
  fact: acquisition(acquirer, target)`, "雲杉科技收購海棠醫藥。", "first", "second", "first in the files"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			s := load(t, "rules:"+x.rules)
			d := document(t, x.text)
			var won, lost bool
			for _, m := range s.Trace(d) {
				if m.Rule == x.winner && m.Won() {
					won = true
				}
				if m.Rule == x.loser && m.BeatenBy == x.winner && m.Why == x.why {
					lost = true
				}
			}
			if !won || !lost {
				t.Errorf("%s: winner %v, loser with its reason %v: %+v", x.text, won, lost, s.Trace(d))
			}
			if facts := s.Relate(d); len(facts) != 1 || !strings.HasPrefix(facts[0].Rule, x.winner+"@") {
				t.Errorf("%s: Relate gives %v", x.text, facts)
			}
		})
	}
}

func TestNoContest(t *testing.T) {
	s := load(t, `rules:
- id: sale
  say: <acquirer:company> 向 <seller:company> 收購 <target:company>
  fact: acquisition(acquirer, target, seller)
- id: supply
  say: <customer:company> 向 <supplier:company> 收購
  fact: supply(supplier, customer)
- id: close
  say: <company:company> 關閉 <facility:~plant> 及 <facility:~plant>
  fact: facility(company, facility, action=close)
- id: close-first
  say: <company:company> 關閉 <facility:~plant>
  fact: facility(company, facility, action=close)
lexicon: {plant: [北廠, 南廠]}
`)
	tests := []struct {
		name, text string
		want       []string
	}{
		{"different types never compete", "雲杉科技向白樺銀行收購海棠醫藥。", []string{
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, seller=白樺銀行)",
			"supply(supplier=白樺銀行, customer=雲杉科技)"}},
		{"an equal filler is enough to compete", "雲杉科技關閉北廠及南廠。", []string{"facility(company=雲杉科技, facility=北廠+南廠, action=close)"}},
		{"triggers apart", "雲杉科技關閉北廠，青松電子關閉南廠。", []string{
			"facility(company=雲杉科技, facility=北廠, action=close)",
			"facility(company=青松電子, facility=南廠, action=close)"}},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			if got := draws(t, s, x.text); !slices.Equal(got, x.want) {
				t.Errorf("%s: got %v, want %v", x.text, got, x.want)
			}
		})
	}
}
