package rules

import (
	"slices"
	"strings"
	"testing"
)

// TestGuards: !( ) forbids what may follow an item or stand before a say, !first
// forbids Chinese characters before a slot.
func TestGuards(t *testing.T) {
	for _, x := range []struct {
		name, say string
		yes, no   []string
	}{
		{"between items", "<acquirer:company> 收購 !(價|戰|~paper) … <target:company>",
			[]string{"雲杉科技收購對手海棠醫藥。", "雲杉科技收購海棠醫藥。"}, []string{"雲杉科技收購價令海棠醫藥不滿。", "雲杉科技收購 戰中擊敗海棠醫藥。", "雲杉科技收購要約獲海棠醫藥接受。"}},
		{"at the end", "<acquirer:company> 收購 <target:company> !(股東|~paper)",
			[]string{"雲杉科技收購海棠醫藥。", "雲杉科技收購海棠醫藥(Haitang)全部業務。"}, []string{"雲杉科技收購海棠醫藥股東持股。", "雲杉科技收購海棠醫藥(Haitang)要約。"}},
		{"at the beginning", "'!(與|和) <acquirer:company> 收購 <target:company>'",
			[]string{"昨日雲杉科技收購海棠醫藥。"}, []string{"青松電子與雲杉科技收購海棠醫藥。", "青松電子和 雲杉科技收購海棠醫藥。"}},
		{"full width needs no quotes", "！（與｜和） <acquirer:company> 收購 <target:company>",
			[]string{"昨日雲杉科技收購海棠醫藥。"}, []string{"青松電子與雲杉科技收購海棠醫藥。"}},
		{"behind what is optional", "<acquirer:company> 收購 旗下? !(人) <target:company>",
			[]string{"雲杉科技收購旗下海棠醫藥。", "雲杉科技收購海棠醫藥。"}, nil},
		{"in a choice", "<acquirer:company> (收購 !(價)|買下) … <target:company>",
			[]string{"雲杉科技收購對手海棠醫藥。", "雲杉科技買下價高的海棠醫藥。"}, []string{"雲杉科技收購價令海棠醫藥不滿。"}},
		{"not inside a name", "<acquirer:company> 收購 !(海) <target:company>", []string{"雲杉科技收購海棠醫藥。"}, nil},
		{"first", "<acquirer:company!first> 收購 <target:company>",
			[]string{"雲杉科技收購海棠醫藥。", "昨日，雲杉科技收購海棠醫藥。"}, []string{"昨日雲杉科技收購海棠醫藥。", "對手 雲杉科技收購海棠醫藥。"}},
		{"first of a list", "<acquirer:company+!first> 收購 <target:company>",
			[]string{"雲杉科技和青松電子收購海棠醫藥。"}, []string{"傳雲杉科技和青松電子收購海棠醫藥。"}},
		{"two guards", "<acquirer:company!named!first> 收購 <target:company>",
			[]string{"雲杉科技收購海棠醫藥。"}, []string{"青松電子表示，其收購海棠醫藥。", "傳雲杉科技收購海棠醫藥。"}},
	} {
		s := load(t, "lexicon: {paper: [要約, 建議書]}\nrules:\n- id: r\n  say: "+x.say+"\n  fact: acquisition(acquirer, target)\n")
		for _, text := range x.yes {
			if got := draws(t, s, text); len(got) == 0 {
				t.Errorf("%s: %s draws nothing from %s", x.name, x.say, text)
			}
		}
		for _, text := range x.no {
			if got := draws(t, s, text); len(got) != 0 {
				t.Errorf("%s: %s draws %v from %s", x.name, x.say, got, text)
			}
			if m, err := s.WhyNot(document(t, text), "r"); err != nil || m.Drew || m.Matched == m.Parts && m.Reason == "" {
				t.Errorf("%s: why not %s: %+v, %v", x.name, text, m, err)
			}
		}
	}
}

// TestGroups: a choice with + stands once or several times.
func TestGroups(t *testing.T) {
	s := load(t, `
lexicon: {way: {+1: [升], -1: [跌]}}
rules:
- id: r
  say: <subject:company> 先後 (~way <change:percent>)+ 收市
  fact: metric(subject, change=change*~way)
`)
	for text, want := range map[string]string{
		"雲杉科技先後升1%收市。":         "metric(subject=雲杉科技, change=+1%)",
		"雲杉科技先後升1%、跌2%及升3%收市。": "metric(subject=雲杉科技, change=+1%+-2%++3%)",
		"雲杉科技先後升1%，跌2%收市。":     "metric(subject=雲杉科技, change=+1%+-2%)",
		"雲杉科技先後升1%再跌2%收市。":     "",
		"雲杉科技先後收市。":            "",
	} {
		if got := strings.Join(draws(t, s, text), "; "); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// TestPhraseMin: a phrase is no shorter than min.
func TestPhraseMin(t *testing.T) {
	for min, want := range map[string][]string{
		"":         {"facility(company=雲杉科技, facility=舊廠, action=close)", "facility(company=雲杉科技, facility=電池廠, action=close)"},
		", min: 3": {"facility(company=雲杉科技, facility=電池廠, action=close)"},
		", min: 4": nil,
	} {
		s := load(t, "types: {site: {phrase: {ends: [廠], max: 6"+min+"}}}\nrules:\n- id: r\n  say: <company:company> 關閉 <facility:site>\n  fact: facility(company, facility, action=close)\n")
		got := append(draws(t, s, "雲杉科技關閉舊廠。"), draws(t, s, "雲杉科技關閉電池廠。")...)
		if !slices.Equal(got, want) {
			t.Errorf("min %q: got %v, want %v", min, got, want)
		}
	}
}
