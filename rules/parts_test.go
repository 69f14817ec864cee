package rules

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities/schema"
)

func TestParts(t *testing.T) {
	const rule = "\nrules:\n- id: buy\n  say: %s\n  fact: acquisition(%s)\n"
	tests := []struct {
		name, parts, say, text, want string
	}{
		{"one wording", "p: 以 <value:money> 收購", "<acquirer:company> @p <target:company>", "雲杉科技以4億美元收購海棠醫藥。",
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"},
		{"left out", "p: 以 <value:money>", "<acquirer:company> @p? 收購 <target:company>", "雲杉科技收購海棠醫藥。",
			"acquisition(acquirer=雲杉科技, target=海棠醫藥)"},
		{"one of two wordings", "p: [以 <value:money> 收購, 豪擲 <value:money> 買下]", "<acquirer:company> @p <target:company>", "雲杉科技豪擲4億美元買下海棠醫藥。",
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"},
		{"several times", "p: (近日|正式)", "<acquirer:company> @p+ 收購 <target:company>", "雲杉科技近日正式收購海棠醫藥。",
			"acquisition(acquirer=雲杉科技, target=海棠醫藥)"},
		{"a part in a part", "p: 以 @q\n  q: 約? <value:money>", "<acquirer:company> @p 收購 <target:company>", "雲杉科技以約4億美元收購海棠醫藥。",
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"},
		{"a gap at its ends", "p: …， 作價 <value:money>", "<acquirer:company> 收購 <target:company> @p?", "雲杉科技收購海棠醫藥，全數以現金支付，作價4億美元。",
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"},
		{"a guard behind an item", "p: \"!(價|戰) … <target:company>\"", "<acquirer:company> 收購 @p", "雲杉科技收購對手海棠醫藥。",
			"acquisition(acquirer=雲杉科技, target=海棠醫藥)"},
		{"a guard that holds", "p: \"!(價|戰) … <target:company>\"", "<acquirer:company> 收購 @p", "雲杉科技收購戰中擊敗海棠醫藥。", ""},
		{"a guard before the say", "p: \"!(與|和) <acquirer:company>\"", "＠p 收購 <target:company>", "青松電子與雲杉科技收購海棠醫藥。", ""},
		{"wide signs", "p: 以 ＜value：money＞", "<acquirer:company> ＠p？ 收購 <target:company>", "雲杉科技以4億美元收購海棠醫藥。",
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"},
		{"the sign itself", "p: 約", `<acquirer:company> \@p 收購 @p? <target:company>`, "雲杉科技@P收購約海棠醫藥。",
			"acquisition(acquirer=雲杉科技, target=海棠醫藥)"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			roles := "acquirer, target"
			if strings.Contains(x.parts, "value") {
				roles += ", value"
			}
			s, err := Load(schema.Default(), sources("a.yaml", "parts:\n  "+x.parts+fmt.Sprintf(rule, x.say, roles)))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(draws(t, s, x.text), "; "); got != x.want {
				t.Errorf("%s draws %q, want %q", x.text, got, x.want)
			}
			for _, p := range s.Lint() {
				if p.Code == "R06" {
					t.Errorf("a part in use is reported: %s", p)
				}
			}
		})
	}
}

// TestPartsAcrossFiles: use brings parts along; their mistakes are told once,
// where they stand; a rule's version hangs on the parts it uses and no others.
func TestPartsAcrossFiles(t *testing.T) {
	const rule = "use: [words.yaml]\nrules:\n- id: buy\n  say: <acquirer:company> @price? ~buy <target:company>\n  fact: acquisition(acquirer, target, value)\n"
	const words = "lexicon: {buy: [收購], pay: [以]}\nparts:\n  price: ~pay <value:money>\n  other: 約\n"
	base, err := Load(schema.Default(), sources("a.yaml", rule, "words.yaml", words))
	if err != nil {
		t.Fatal(err)
	}
	if got := draws(t, base, "雲杉科技以4億美元收購海棠醫藥。"); len(got) != 1 || !strings.Contains(got[0], "value=400000000 USD") {
		t.Errorf("drew %v", got)
	}
	for _, x := range []struct {
		name, from, to string
		moves          bool
	}{
		{"a part in use", "~pay <value", "~pay 約? <value", true},
		{"a lexicon of a part", "pay: [以]", "pay: [以, 斥資]", true},
		{"a part not in use", "other: 約", "other: 逾", false},
	} {
		s, err := Load(schema.Default(), sources("a.yaml", rule, "words.yaml", strings.Replace(words, x.from, x.to, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if moved := s.Rules()[0].Version != base.Rules()[0].Version; moved != x.moves {
			t.Errorf("%s changes: version moves %v, want %v", x.name, moved, x.moves)
		}
	}
	if got := base.Rules()[0].Says[0]; got != "<acquirer:company> @price? ~buy <target:company>" {
		t.Errorf("the say is shown as %s", got)
	}
	for _, x := range []struct {
		name  string
		files []string
		want  string
	}{
		{"a mistake in a part", []string{"a.yaml", rule + "- id: two\n  say: <acquirer:company> @price 賣\n  fact: acquisition(acquirer, value)\n",
			"words.yaml", strings.Replace(words, "money", "mony", 1)}, "words.yaml:3:22: unknown type mony (did you mean money?) [R01]"},
		{"one name from two files", []string{"a.yaml", "use: [b.yaml, c.yaml]", "b.yaml", "parts: {x: 約}", "c.yaml", "parts: {x: 近}"}, "a.yaml:1:15: part x is both in b.yaml:1 and in c.yaml:1"},
		{"hiding a name", []string{"a.yaml", "use: [b.yaml]\nparts: {x: 約}", "b.yaml", "parts: {x: 近}"}, "a.yaml:2:9: part x is already in b.yaml:1"},
		{"too much when written out", []string{"a.yaml", "parts: {a: 約 @b @b @b @b @b @b, b: 約 @c @c @c @c @c @c, c: 約 @d @d @d @d @d @d, d: 約 近 逾 超 共 達}\n" +
			"rules:\n- id: x\n  say: <target:company> @a\n  fact: acquisition(target)"}, "a.yaml:4:8: say has more than 600 items with those of its parts"},
	} {
		_, err := Load(schema.Default(), sources(x.files...))
		var ps Problems
		if !errors.As(err, &ps) || len(ps) != 1 || ps[0].Head() != x.want {
			t.Errorf("%s:\n%v\nwant\n%s", x.name, err, x.want)
		}
	}
}
