package rules

import (
	"strings"
	"sync"
	"testing"

	"github.com/factloom/factloom/entities"
)

const surveyRules = `lexicon:
  acquire: [收購, 併購, 吞下]
  trend: {+1: [升], -1: [跌, 倒退]}
rules:
- id: plain
  about: X 收購 Y
  say: <acquirer:company> ~acquire <target:company>
  fact: acquisition(acquirer, target)
- id: priced
  about: X 以 N 收購 Y
  say: <acquirer:company> (以 <value:money>)? (收購|納入) <target:company>
  fact: acquisition(acquirer, target, value)
- id: silent
  about: nothing in the texts
  say: <acquirer:company> 鯨吞 <target:company>
  fact: acquisition(acquirer, target)
- id: moved
  about: a figure moved
  say: <subject:company> 純利 ~trend <change:percent>
  fact: metric(subject, measure=純利, change=change*~trend)
  when: {modality: asserted}
- id: kept
  about: a draft that does not run
  status: draft
  say: <subject:company> 營收 ~trend <change:percent>
  fact: metric(subject, measure=營收, change=change*~trend)
`

// TestSurvey counts over documents that several goroutines add.
func TestSurvey(t *testing.T) {
	s := load(t, surveyRules)
	v := s.Survey()
	var group sync.WaitGroup
	for _, text := range []string{
		"雲杉科技收購海棠醫藥。雲杉科技收購海棠醫藥。",
		"雲杉科技以4億美元收購海棠醫藥。",
		"雲杉科技併購海棠醫藥，可能青松電子純利升5%，白樺銀行純利跌3%。",
	} {
		d := document(t, text)
		group.Go(func() { v.Add(d) })
	}
	group.Wait()
	r := v.Result()
	if r.Documents != 3 || r.Sentences != 4 || r.Bytes == 0 || r.Time == 0 {
		t.Errorf("%d documents, %d sentences, %d bytes, %v", r.Documents, r.Sentences, r.Bytes, r.Time)
	}
	type row struct{ hits, facts, beaten, again, refused, full int }
	want := map[string]row{
		"plain":  {3, 2, 0, 1, 0, 2}, // the second of the first text says it again
		"priced": {3, 1, 2, 0, 0, 1}, // two lose, for plain stands first
		"silent": {},
		"moved":  {2, 1, 0, 0, 1, 1}, // one is but possible
	}
	var order []string
	for _, x := range r.Rules {
		order = append(order, x.ID)
		if got := (row{x.Hits, x.Facts, x.Beaten, x.Again, x.Refused, x.Full}); got != want[x.ID] {
			t.Errorf("%s: %+v, want %+v", x.ID, got, want[x.ID])
		}
		switch x.ID {
		case "priced":
			if x.Bound["value"] != 1 || len(x.Unseen) != 1 || x.Unseen[0] != "納入" {
				t.Errorf("priced: bound %v, unseen %v", x.Bound, x.Unseen)
			}
		case "silent":
			if len(x.Unseen) != 1 || x.Unseen[0] != "鯨吞" {
				t.Errorf("silent: unseen %v", x.Unseen)
			}
		}
	}
	if got := strings.Join(order, " "); got != "plain priced silent moved" {
		t.Errorf("rules %s", got)
	}
	if len(r.Overlaps) != 1 || r.Overlaps[0].Winner != "plain" || r.Overlaps[0].Loser != "priced" || r.Overlaps[0].Times != 2 || r.Overlaps[0].Why["first in the files"] != 2 {
		t.Errorf("overlaps %+v", r.Overlaps)
	}
	var unseen []string
	for _, p := range r.Unseen {
		if p.File == "a.yaml" {
			unseen = append(unseen, p.Lexicon+":"+p.Text)
		}
	}
	if got := strings.Join(unseen, " "); got != "acquire:吞下 trend:倒退" {
		t.Errorf("unseen entries %s", got)
	}
	// What a survey finds is what Relate draws.
	d := document(t, "雲杉科技以4億美元收購海棠醫藥。")
	if got := s.Relate(d); len(got) != 1 || got[0].Get("value") == nil {
		t.Errorf("Relate drew %v", got)
	}
}

func TestNearest(t *testing.T) {
	s := load(t, surveyRules)
	tests := []struct {
		text, rule string
		takes      string // slot=text, sign
	}{
		{"雲杉科技以4億美元收購海棠醫藥。", "priced", "acquirer=雲杉科技 =以 value=4億美元 =收購 target=海棠醫藥"},
		{"雲杉科技昨日吞下對手海棠醫藥。", "plain", "acquirer=雲杉科技 =吞下 target=海棠醫藥"},
		{"雲杉科技純利按年跌3%。", "moved", "subject=雲杉科技 =純利 =跌-1 change=3%"},
		{"天氣很好。", "", ""},
	}
	for _, x := range tests {
		d := document(t, x.text)
		h := s.Nearest(d)
		if h == nil {
			if x.rule != "" {
				t.Errorf("%s: nothing is near, want %s", x.text, x.rule)
			}
			continue
		}
		var takes []string
		for _, k := range h.Takes {
			takes = append(takes, k.Slot+"="+d.Slice(k.Span)+k.Sign)
		}
		if got := strings.Join(takes, " "); h.Rule != x.rule || got != x.takes {
			t.Errorf("%s: %s takes %s, want %s %s", x.text, h.Rule, got, x.rule, x.takes)
		}
	}
}

// TestDraft makes a rule of a sentence and runs it with the sentence.
func TestDraft(t *testing.T) {
	tests := []struct {
		name, text, typ string
		say, fact, want string
	}{
		{"as a rule has it", "雲杉科技純利跌3%。", "", "<subject:company> 純利 ~trend <change:percent>",
			"metric(subject, change=change*~trend, measure=純利)", "metric(subject=雲杉科技, measure=純利, change=-3%)"},
		{"words of its own", "雲杉科技閃電拿下海棠醫藥。", "acquisition", "<acquirer:company> 閃電 拿下 <target:company>",
			"acquisition(acquirer, target)", "acquisition(acquirer=雲杉科技, target=海棠醫藥)"},
		{"a word of mood stays one", "雲杉科技擬拿下海棠醫藥。", "acquisition", "<acquirer:company> ~planned? 拿下 <target:company>",
			"acquisition(acquirer, target)", "acquisition(acquirer=雲杉科技, target=海棠醫藥; modality=planned)"},
		{"a list is one slot", "雲杉科技、青松電子及海棠醫藥(CATL)結盟。", "agreement", "<party:company+> 結盟",
			"agreement(party)", "agreement(party=雲杉科技+青松電子+海棠醫藥)"},
		{"what no role takes", "林若雲指雲杉科技在台南拿下海棠醫藥。", "acquisition", "<acquirer:person> 指 <target:company> 在 <seller:place> 拿下 <company1:company>",
			"acquisition(acquirer, target, seller)", "acquisition(acquirer=林若雲, target=雲杉科技, seller=台南)"},
		{"signs of the language", "雲杉科技（全資）拿下海棠醫藥？", "acquisition", `<acquirer:company> 拿下 <target:company>`,
			"acquisition(acquirer, target)", "acquisition(acquirer=雲杉科技, target=海棠醫藥)"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			s := load(t, surveyRules)
			d := document(t, x.text)
			d.Tokens = tokens(d, "閃電", "拿下", "結盟", "純利")
			r, err := s.Draft(d, x.typ, "")
			if err != nil {
				t.Fatal(err)
			}
			if r.Say != x.say || r.Fact != x.fact {
				t.Errorf("say  %s\nwant %s\nfact %s\nwant %s", r.Say, x.say, r.Fact, x.fact)
			}
			with := load(t, surveyRules, string(r.YAML()))
			won, lost, _, _ := with.Drew(d, r.ID)
			if got := strings.Join(append(won, lost...), "; "); got != x.want {
				t.Errorf("draws %s, want %s\n%s", got, x.want, r.YAML())
			}
		})
	}
	s := load(t, surveyRules)
	for text, want := range map[string]string{"天氣很好。": "no rule comes near this sentence", "": "there is no sentence"} {
		if _, err := s.Draft(document(t, text), "", ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Draft(%q): %v, want %s", text, err, want)
		}
	}
	if _, err := s.Draft(document(t, "天氣很好。"), "aquisition", ""); err == nil || !strings.Contains(err.Error(), "did you mean acquisition?") {
		t.Errorf("an unknown type: %v", err)
	}
	if _, err := s.Draft(document(t, "天氣很好。"), "acquisition", ""); err == nil || !strings.Contains(err.Error(), "nothing in the sentence is known to fill a role of acquisition") {
		t.Errorf("no names: %v", err)
	}
}

// tokens cuts a document at some words.
func tokens(d *entities.Document, words ...string) []entities.Token {
	var out []entities.Token
	for _, w := range words {
		for _, s := range find(d, w) {
			out = append(out, entities.Token{Span: s, Known: true, POS: "v"})
		}
	}
	return out
}
