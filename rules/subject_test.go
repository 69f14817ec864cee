package rules

import (
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
)

// TestCarryMain: from main, carry takes what the text is about, not what is named
// beside it, and nothing when that is no known name.
func TestCarryMain(t *testing.T) {
	s := load(t, `lexicon:
  trend: {+1: [升], -1: [跌]}
  measure: [純利, 營收]
rules:
- id: own
  about: a figure with its company
  say: <subject:company> <measure:~measure> 為 <value:money>
  fact: metric(subject, measure, value)
- id: next
  about: a figure without
  say: <measure:~measure> ~trend <change:percent>
  fact: metric(subject, measure, change=change*~trend)
  carry: {subject: {type: company, from: [main], back: 2, need: 1}}
`)
	tests := []struct {
		name, text, want string
	}{
		{"the clause before", "雲杉科技/n 公布/v 業績/n ，純利/n 升/v 10%", "雲杉科技"},
		{"the sentence before", "雲杉科技/n 公布/v 業績/n 。純利/n 升/v 10%", "雲杉科技"},
		{"behind a conjunction and a date", "此外/c ，去年/t 雲杉科技/n 公布/v 業績/n 。純利/n 升/v 10%", "雲杉科技"},
		{"behind what it is", "電池/n 生產商/n 雲杉科技/n 公布/v 業績/n 。純利/n 升/v 10%", "雲杉科技"},
		{"not what a preposition governs", "據/p 白樺銀行/n 資料/n ，雲杉科技/n 表現/v 理想/a 。純利/n 升/v 10%", "雲杉科技"},
		{"nor the second name of a clause", "雲杉科技/n 擊敗/v 海棠醫藥/n 。純利/n 升/v 10%", "雲杉科技"},
		{"not who speaks, when another acts", "白樺銀行/n 指出/v ，雲杉科技/n 表現/v 理想/a ，純利/n 升/v 10%", "雲杉科技"},
		{"who speaks behind a gloss and a date", "白樺銀行/n (White Birch)周二/t 指/v ，雲杉科技/n 擴張/v 。純利/n 升/v 10%", "雲杉科技"},
		{"who speaks, when nobody else acts", "雲杉科技/n 表示/v ，純利/n 升/v 10%", "雲杉科技"},
		{"the nearest clause", "雲杉科技/n 平穩/a ，海棠醫藥/n 則/d 反彈/v ，純利/n 升/v 10%", "海棠醫藥"},
		{"the first clause of a sentence before", "雲杉科技/n 平穩/a ，海棠醫藥/n 則/d 反彈/v 。純利/n 升/v 10%", "雲杉科技"},
		{"the subject of a fact first", "海棠醫藥/n 急起直追/v ，而/c 雲杉科技/n 營收/n 為/v 3億元，純利/n 升/v 10%", "雲杉科技"},
		{"what a pronoun means", "海棠醫藥/n 急起直追/v ，令/v 雲杉科技/n 受壓/v 。其/r 業務/n 平穩/a ，純利/n 升/v 10%", "雲杉科技"},
		{"a subject that no list knows", "雲杉科技/n 平穩/a 。茶山/n 集團/n 去年/t 純利/n 升/v 10%", ""},
		{"in a clause before", "雲杉科技/n 平穩/a 。茶山/n 集團/n 公布/v 業績/n ，純利/n 升/v 10%", ""},
		{"in a sentence between", "雲杉科技/n 平穩/a 。茶山/n 集團/n 公布/v 業績/n 。純利/n 升/v 10%", ""},
		{"a person acts", "雲杉科技/n 平穩/a 。林若雲/n 接受/v 訪問/n ，純利/n 升/v 10%", ""},
		{"a verb first is no subject", "雲杉科技/n 平穩/a 。受惠/v 訂單/n 增加/v ，純利/n 升/v 10%", "雲杉科技"},
		{"too far off", "雲杉科技/n 平穩/a 。有/v 好/a 。有/v 好/a 。純利/n 升/v 10%", ""},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			d := cut(t, x.text)
			got := ""
			for _, f := range s.Relate(d) {
				if f.Get("change") != nil {
					got = f.Get("subject")[0].Text
				}
			}
			if got != x.want {
				t.Errorf("%s: carried %q, want %q", d.Text, got, x.want)
			}
		})
	}
}

// cut makes a document of words that end with /, their part of speech and a blank;
// what has none is unknown.
func cut(t testing.TB, words string) *entities.Document {
	t.Helper()
	var text strings.Builder
	var tokens []entities.Token
	n := 0
	for rest := words; rest != ""; {
		word, more, ok := strings.Cut(rest, "/")
		if !ok {
			text.WriteString(rest)
			break
		}
		for i, r := range word { // signs before a word belong to no word
			if strings.ContainsRune("，。", r) {
				head := word[:i+len(string(r))]
				text.WriteString(head)
				n += len([]rune(head))
				word = word[len(head):]
				break
			}
		}
		pos, more, _ := strings.Cut(more, " ")
		text.WriteString(word)
		k := len([]rune(word))
		tokens = append(tokens, entities.Token{Span: entities.Span{Start: n, End: n + k}, POS: pos, Known: true})
		n += k
		rest = more
	}
	d := document(t, text.String())
	d.Tokens = tokens
	return d
}
