package rules

import (
	"slices"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
)

// draws returns what a set draws from a text, as tests write it.
func draws(t testing.TB, s *Set, text string) []string {
	t.Helper()
	d := document(t, text)
	x := &tester{set: s}
	var out []string
	for _, f := range append(s.Alias(d), s.Relate(d)...) {
		out = append(out, x.write(&f))
	}
	slices.Sort(out)
	return out
}

const trade = `
lexicon:
  acquire: [收購, 併購]
  qoq: [季]
  trend: {+1: [增, 升, 增長], -1: [減, 跌]}
  measure: {revenue: [營收, 收入], profit: [純利, 盈利]}
  do: {open: [啟用, 開設], close: [關閉]}
types:
  site: {phrase: {ends: [廠, 總部], max: 10, not: [廠商]}}
  buyer: {any: [company, person]}
`

func TestDraws(t *testing.T) {
	tests := []struct {
		name, rule, text string
		want             []string
	}{
		{"plain", `say: <acquirer:company> ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"other script and blanks", `say: <acquirer:company> ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"云杉科技 收购 海棠医药。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"zero-width inside a literal", `say: <acquirer:company> ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技收\u200b購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"no match over a sentence end", `say: <acquirer:company> …， ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技公布業績。收購海棠醫藥。", nil},
		{"short gap stays in the clause", `say: <acquirer:company> … ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技表示，收購海棠醫藥。", nil},
		{"long gap crosses clauses", `say: <acquirer:company> …， ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技表示，已收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"twelve characters", `say: <acquirer:company> … ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技一二三四五六七八九十百千收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"thirteen are too many", `say: <acquirer:company> … ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技一二三四五六七八九十百千萬收購海棠醫藥。", nil},
		{"a gap holds no entity of the slot's type", `say: <acquirer:company> …， ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"青松電子旗下雲杉科技宣布，收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"unless switched off", `say: <acquirer:company> 董事長 … ~acquire <target:company>
  fact: acquisition(acquirer, target)
  off: [gap]`,
			"雲杉科技董事長與青松電子收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"gloss belongs to the entity", `say: <acquirer:company> ~acquire <target:company> 股份
  fact: acquisition(acquirer, target)`,
			"雲杉科技(Spruce Technology Holdings)收購海棠醫藥（9876.HK）股份。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"gloss costs no gap", `say: <acquirer:company> … ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技(Spruce Technology Holdings)今天宣布收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"gloss switched off", `say: <acquirer:company> ~acquire <target:company>
  fact: acquisition(acquirer, target)
  off: [gloss]`,
			"雲杉科技(Spruce)收購海棠醫藥。", nil},
		{"list", `say: <party:company+> 合作
  fact: agreement(party)`,
			"雲杉科技、海棠醫藥，以及青松電子合作。", []string{"agreement(party=雲杉科技+海棠醫藥+青松電子)"}},
		{"one party is no agreement", `say: <party:company+> 合作
  fact: agreement(party)`,
			"雲杉科技合作。", nil},
		{"the last list takes no comma", `say: <acquirer:company> ~acquire <target:company+>
  fact: acquisition(acquirer, target)`,
			"雲杉科技收購海棠醫藥和白樺銀行，青松電子表示關注。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥+白樺銀行)"}},
		{"a role twice adds up", `say: <party:company> 與 <party:company> 合作
  fact: agreement(party)`,
			"雲杉科技與海棠醫藥合作。", []string{"agreement(party=雲杉科技+海棠醫藥)"}},
		{"option and choice", `say: <acquirer:company> (已經|剛剛)? ~acquire <target:company> (，作價 <value:money>)?
  fact: acquisition(acquirer, target, value)`,
			"雲杉科技剛剛收購海棠醫藥，作價4億美元。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"}},
		{"pronoun", `say: <subject:company> <measure:~measure> ~trend <change:percent>
  fact: metric(subject, measure, change=change*~trend)`,
			"雲杉科技公布業績，其純利跌12%。", []string{"metric(subject=雲杉科技, measure=純利, change=-12%)"}},
		{"named refuses pronouns", `say: <subject:company!named> <measure:~measure> ~trend <change:percent>
  fact: metric(subject, measure, change=change*~trend)`,
			"雲杉科技公布業績，其純利跌12%。", nil},
		{"several changes, each with its sign", `say: <subject:company> <measure:~measure> <value:money>? ， (~qoq ~trend <change:percent>)? 、? (年 ~trend <change:percent>)?
  fact: metric(subject, measure, value, change=change*~trend)`,
			"雲杉科技營收1,318億元，季增3.57%、年減19.72%。", []string{"metric(subject=雲杉科技, measure=營收, value=131800000000 TWD, change=+3.57%+-19.72%)"}},
		{"signs behind the figures", `say: <subject:company> <measure:~measure> … <change:percent> ~trend (，其後 <change:percent> ~trend)?
  fact: metric(subject, measure, change=change*~trend)`,
			"雲杉科技營收錄得27%增長，其後10%跌。", []string{"metric(subject=雲杉科技, measure=營收, change=+27%+-10%)"}},
		{"a phrase holds no count", `say: <company:company> 興建 … <facility:site>
  fact: facility(company, facility, action=build)`,
			"雲杉科技興建3座晶圓廠。", []string{"facility(company=雲杉科技, facility=晶圓廠, action=build)"}},
		{"points, ranges and multiples", `say: <subject:company> <measure:~measure> ~trend (<change:percent>|<change:number>)
  fact: metric(subject, measure, change=change*~trend)`,
			"雲杉科技營收增5.7個百分點。青松電子純利跌3%至5%。白樺銀行收入升3倍。", []string{
				"metric(subject=白樺銀行, measure=收入, change=+300%)",
				"metric(subject=雲杉科技, measure=營收, change=+5.7pp)",
				"metric(subject=青松電子, measure=純利, change=-3%+-5%)"}},
		{"value of a lexicon", `say: <company:company> ~do <facility:site>
  fact: facility(company, facility, action=~do)`,
			"雲杉科技關閉海邊電池廠。青松電子啟用新總部。", []string{
				"facility(company=雲杉科技, facility=海邊電池廠, action=close)",
				"facility(company=青松電子, facility=新總部, action=open)"}},
		{"a phrase is no part of a longer word", `say: <company:company> ~do <facility:site>
  fact: facility(company, facility, action=~do)`,
			"雲杉科技關閉汽車廠商通道。", nil},
		{"phrases break at function words", `say: <company:company> … ~do … <facility:site>
  fact: facility(company, facility, action=~do)`,
			"雲杉科技關閉位於台南的一座新建電池廠。", []string{"facility(company=雲杉科技, facility=電池廠, action=close)"}},
		{"any of several types", `say: <acquirer:buyer> ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"林若雲收購海棠醫藥。雲杉科技收購青松電子。", []string{
				"acquisition(acquirer=林若雲, target=海棠醫藥)",
				"acquisition(acquirer=雲杉科技, target=青松電子)"}},
		{"planned", `say: <acquirer:company> … ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技將收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥; modality=planned)"}},
		{"possible beats planned", `say: <acquirer:company> … ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技可能將收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥; modality=possible)"}},
		{"hearsay", `say: <acquirer:company> … ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"市傳雲杉科技收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥; modality=reported)"}},
		{"denied", `say: <acquirer:company> … ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技否認收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥; polarity=negative)"}},
		{"a longer word is no modality", `say: <acquirer:company> … ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技董事會會議同日收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"a literal eats the word", `say: <acquirer:company> 將 股權 … ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技將股權轉換以收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"another clause does not count", `say: <acquirer:company> …， ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"青松電子將公布業績，雲杉科技昨收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"mood switched off", `say: <acquirer:company> … ~acquire <target:company>
  fact: acquisition(acquirer, target)
  off: [mood]`,
			"雲杉科技將收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"when", `say: <acquirer:company> … ~acquire <target:company>
  fact: acquisition(acquirer, target)
  when: {modality: [asserted, reported], polarity: positive}`,
			"雲杉科技將收購海棠醫藥。青松電子否認收購白樺銀行。雲杉科技收購青松電子。", []string{"acquisition(acquirer=雲杉科技, target=青松電子)"}},
		{"fixed mood", `say: <acquirer:company> 放棄 ~acquire <target:company>
  fact: acquisition(acquirer, target; modality=planned, polarity=negative)`,
			"雲杉科技放棄收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥; modality=planned, polarity=negative)"}},
		{"nothing ties a thing to itself", `say: <acquirer:company> ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技收購雲杉科技。", nil},
		{"told twice", `say: <acquirer:company> … ~acquire <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技收購海棠醫藥。雲杉科技昨日收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"told again with more", `say: <acquirer:company> (以 <value:money>)? ~acquire <target:company>
  fact: acquisition(acquirer, target, value)`,
			"雲杉科技收購海棠醫藥。雲杉科技以4億美元收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=400000000 USD)"}},
		{"escaped signs", `say: <acquirer:company> \(代號\~ <name:latin> \) ~acquire <target:company>
  fact: acquisition(acquirer, target)
  off: [gloss]`,
			"雲杉科技(代號～Blue Sky 2)收購海棠醫藥。", []string{"acquisition(acquirer=雲杉科技, target=海棠醫藥)"}},
		{"words bound", `say: <target:latin> 獲 <acquirer:company> ~acquire
  fact: acquisition(acquirer, target)`,
			"美企Blue-Sky & Co.獲雲杉科技收購。", nil},
		{"Latin words", `say: 美企 <target:latin> 獲 <acquirer:company> ~acquire
  fact: acquisition(acquirer, target)`,
			"美企Blue-Sky & Sons獲雲杉科技收購。", []string{"acquisition(acquirer=雲杉科技, target=Blue-Sky & Sons)"}},
		{"a literal inside a name does not count", `say: <acquirer:company> … 電子 <target:company>
  fact: acquisition(acquirer, target)`,
			"雲杉科技與青松電子海棠醫藥。", nil},
		{"alias", `say: <name:company> <alias:gloss>
  fact: alias(name, alias)`,
			"雲杉科技(Spruce Tech)和海棠醫藥(9876.HK)、青松電子(下稱公司)。", []string{"alias(name=雲杉科技, alias=Spruce Tech)"}},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			s := load(t, "published: 2026-03-18\n"+trade+"rules:\n- id: x\n  "+x.rule+"\n")
			if got := draws(t, s, x.text); !slices.Equal(got, x.want) {
				t.Errorf("%s\ngot  %s\nwant %s", x.text, strings.Join(got, "\n     "), strings.Join(x.want, "\n     "))
			}
		})
	}
}

func TestFillers(t *testing.T) {
	s := load(t, trade+`rules:
- id: sales
  say: <subject:company> <period:date>? <measure:~measure> ~trend <change:percent> 至 <value:money>
  fact: metric(subject, measure, period, value, change=change*~trend)
`)
	d := document(t, "開首。雲杉科技去年收入跌10%至43億美元。")
	facts := s.Relate(d)
	if len(facts) != 1 {
		t.Fatalf("Relate: %d facts", len(facts))
	}
	f := facts[0]
	want := []struct{ role, text, key, typ string }{
		{"subject", "雲杉科技", "company/~云杉科技", "company"},
		{"measure", "收入", "measure:revenue", ""},
		{"value", "43億美元", "money:4300000000:USD", "money"},
		{"change", "-10%", "percent:-10:percent", "percent"},
		{"period", "去年", "date:2025-01-01/2025-12-31", "date"},
	}
	for i, w := range want {
		g := f.Fillers[i]
		if g.Role != w.role || g.Text != w.text || g.Key != w.key || g.Type != w.typ {
			t.Errorf("filler %d: got %s %s %s %s, want %v", i, g.Role, g.Text, g.Key, g.Type, w)
		}
	}
	if f.Evidence != "雲杉科技去年收入跌10%至43億美元。" || f.Start != 3 || f.Evidence != d.Slice(f.Span) {
		t.Errorf("evidence %q at %v", f.Evidence, f.Span)
	}
	if len(f.ID) == 0 || len(f.Claim) == 0 || !strings.HasPrefix(f.Rule, "sales@") || len(f.Rule) != len("sales@")+8 {
		t.Errorf("id %q, claim %q, rule %q", f.ID, f.Claim, f.Rule)
	}
	if f.Confidence != 0.9 {
		t.Errorf("confidence %v", f.Confidence)
	}
}

func TestCarry(t *testing.T) {
	s := load(t, trade+`rules:
- id: results
  say: <subject:company> <measure:~measure> <value:money>
  fact: metric(subject, measure, value)
- id: more
  say: <measure:~measure> ~trend <change:percent>
  fact: metric(subject, measure, change=change*~trend)
  carry: {subject: {type: company, from: [metric.subject, text, title], back: 2}}
- id: own
  say: <subject:company> 的 <measure:~measure> ~trend <change:percent>
  fact: metric(subject, measure, change=change*~trend)
- id: sold
  say: ~do <facility:site>
  fact: facility(company, facility, action=~do, place)
  carry:
    company: {type: company, from: [text], back: 1}
    place: {type: place, from: [text], back: 1, need: 0}
`)
	tests := []struct {
		name, text string
		want       []string
		conf       float64
	}{
		{"from a fact of the same sentence", "雲杉科技收入3億元，純利跌10%。", []string{
			"metric(subject=雲杉科技, measure=收入, value=300000000 TWD)",
			"metric(subject=雲杉科技, measure=純利, change=-10%)"}, 0.81},
		{"from the sentence before", "雲杉科技收入3億元。純利跌10%。", []string{
			"metric(subject=雲杉科技, measure=收入, value=300000000 TWD)",
			"metric(subject=雲杉科技, measure=純利, change=-10%)"}, 0.81},
		{"the nearest sentence first", "雲杉科技收入3億元。青松電子收入2億元。純利跌10%。", []string{
			"metric(subject=雲杉科技, measure=收入, value=300000000 TWD)",
			"metric(subject=青松電子, measure=收入, value=200000000 TWD)",
			"metric(subject=青松電子, measure=純利, change=-10%)"}, 0.81},
		{"facts before text", "雲杉科技收入3億元，遜於海棠醫藥。純利跌10%。", []string{
			"metric(subject=雲杉科技, measure=收入, value=300000000 TWD)",
			"metric(subject=雲杉科技, measure=純利, change=-10%)"}, 0.81},
		{"carried facts carry on", "雲杉科技收入3億元。純利跌10%。開支不變。盈利跌8%。", []string{
			"metric(subject=雲杉科技, measure=收入, value=300000000 TWD)",
			"metric(subject=雲杉科技, measure=盈利, change=-8%)",
			"metric(subject=雲杉科技, measure=純利, change=-10%)"}, 0.81},
		{"what is named beats what is carried", "雲杉科技收入3億元。海棠醫藥的純利跌10%。", []string{
			"metric(subject=雲杉科技, measure=收入, value=300000000 TWD)",
			"metric(subject=海棠醫藥, measure=純利, change=-10%)"}, 0.9},
		{"too far", "雲杉科技上市。一。二。純利跌10%。", nil, 0},
		{"an optional carried role", "雲杉科技在台南裁員。關閉新電池廠。", []string{"facility(company=雲杉科技, facility=新電池廠, action=close, place=台南)"}, 0.729},
		{"missing optional role", "雲杉科技裁員。關閉新電池廠。", []string{"facility(company=雲杉科技, facility=新電池廠, action=close)"}, 0.81},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			slices.Sort(x.want)
			if got := draws(t, s, x.text); !slices.Equal(got, x.want) {
				t.Errorf("%s\ngot  %s\nwant %s", x.text, strings.Join(got, "\n     "), strings.Join(x.want, "\n     "))
			}
			facts := s.Relate(document(t, x.text))
			if n := len(facts); n > 0 && (facts[n-1].Confidence-x.conf > 1e-9 || x.conf-facts[n-1].Confidence > 1e-9) {
				t.Errorf("%s: confidence %v, want %v", x.text, facts[n-1].Confidence, x.conf)
			}
		})
	}
	d := &entities.Document{Published: "2026-03-18"}
	d.SetText("雲杉科技公布業績", "一。二。三。四。純利跌10%。")
	if err := annotate(d, nil); err != nil {
		t.Fatal(err)
	}
	if facts := s.Relate(d); len(facts) != 1 || facts[0].Fillers[0].Text != "雲杉科技" {
		t.Errorf("from the title: %v", facts)
	}
}

func TestMark(t *testing.T) {
	s := load(t, `
lexicon:
  suffix: [製藥, 重工]
  post: [董事長, 總經理]
rules:
- id: suffix
  say: 新創 <name:han{2,4}> <name:~suffix>
  mark: company(name)
  tests:
  - text: 新創山櫻製藥獲得融資。
    fact: company(name=山櫻製藥)
  - not: 製藥業持續成長。
- id: person
  say: ~post <who:han{2,3}> (表示|指出)
  mark: person(who)
`)
	d := document(t, "新創山櫻製藥董事長陳雨生表示滿意。")
	got := s.Mark(d)
	if len(got) != 2 {
		t.Fatalf("Mark: %v", got)
	}
	for i, w := range []struct{ text, typ, rule string }{{"山櫻製藥", "company", "suffix@"}, {"陳雨生", "person", "person@"}} {
		m := got[i]
		if m.Text != w.text || m.Type != w.typ || !strings.HasPrefix(m.Rule, w.rule) || d.Slice(m.Span) != w.text || m.Via != entities.ViaPattern {
			t.Errorf("mention %d: %+v, want %v", i, m, w)
		}
	}
	if r := Test(s, annotate); r.Count(OK) != 2 {
		t.Errorf("Test: %s", strings.Join(r.Lines(), "\n"))
	}
	// The names that it marks are there already when the whole pipeline readies a test.
	marking := func(d *entities.Document, given map[string][]string) error {
		if err := annotate(d, given); err != nil {
			return err
		}
		d.Mentions = append(d.Mentions, s.Mark(d)...)
		entities.SortMentions(d.Mentions)
		return nil
	}
	if r := Test(s, marking); r.Count(OK) != 2 {
		t.Errorf("Test, of marked names: %s", strings.Join(r.Lines(), "\n"))
	}
}

func TestNoun(t *testing.T) {
	s := load(t, `rules:
- id: make
  say: <company:company> 生產 <what:noun{2,8}> 供應
  fact: launch(company, product=what)
`)
	tests := []struct {
		name, text string
		words      []string // word/part of speech
		want       string
	}{
		{"nouns", "雲杉科技生產儲能電池供應市場", []string{"雲杉科技/nt", "生產/v", "儲能/n", "電池/n", "供應/v", "市場/n"}, "儲能電池"},
		{"a verb ends it", "雲杉科技生產電池賣出供應市場", []string{"雲杉科技/nt", "生產/v", "電池/n", "賣出/v", "供應/v", "市場/n"}, ""},
		{"a name ends it", "雲杉科技生產青松電子電池供應市場", []string{"雲杉科技/nt", "生產/v", "青松電子/nt", "電池/n", "供應/v", "市場/n"}, ""},
		{"no half words", "雲杉科技生產電池芯片供應市場", []string{"雲杉科技/nt", "生產電/n", "池/n", "芯片/n", "供應/v", "市場/n"}, ""},
		{"too long", "雲杉科技生產大型固定儲能系統電池供應市場", []string{"雲杉科技/nt", "生產/v", "大型/b", "固定/b", "儲能/n", "系統/n", "電池/n", "供應/v", "市場/n"}, ""},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			d := document(t, x.text)
			d.Tokens = nil
			at := 0
			for _, w := range x.words {
				word, pos, _ := strings.Cut(w, "/")
				n := len([]rune(word))
				d.Tokens = append(d.Tokens, entities.Token{Span: entities.Span{Start: at, End: at + n}, POS: pos, Known: true})
				at += n
			}
			got := ""
			for _, f := range s.Relate(d) {
				got = f.Get("product")[0].Text
			}
			if got != x.want {
				t.Errorf("%s: got %q, want %q", x.text, got, x.want)
			}
		})
	}
}

// TestCut shows which words of the segmenter keep a slot from beginning or
// ending inside them.
func TestCut(t *testing.T) {
	s := load(t, `types: {battery: {phrase: {ends: [電池], max: 8}}}
rules:
- id: make
  say: <company:company> <what:battery> 供應
  fact: launch(company, product=what)
`)
	tests := []struct {
		name, text string
		words      []string
		want       string
	}{
		{"whole words", "雲杉科技儲能電池供應市場", []string{"雲杉科技", "儲能", "電池", "供應"}, "儲能電池"},
		{"a word over the end", "雲杉科技儲能電池供應市場", []string{"雲杉科技", "儲能", "電池供", "應"}, ""},
		{"a word over the edge of a name", "雲杉科技儲能電池供應市場", []string{"雲杉", "科技儲能", "電池", "供應"}, "儲能電池"},
		{"a blank in a word", "雲杉科技儲能電池 供應市場", []string{"雲杉科技", "儲能", "電池 ", "供應"}, "儲能電池"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			d := document(t, x.text)
			d.Tokens = nil
			at := 0
			for _, w := range x.words {
				n := len([]rune(w))
				d.Tokens = append(d.Tokens, entities.Token{Span: entities.Span{Start: at, End: at + n}, Known: true})
				at += n
			}
			got := ""
			for _, f := range s.Relate(d) {
				got = f.Get("product")[0].Text
			}
			if got != x.want {
				t.Errorf("%s: got %q, want %q", x.text, got, x.want)
			}
		})
	}
}

// TestNear: near takes the last name or pronoun before the trigger, over the
// sentences; a pronoun that means another company ends a gap.
func TestNear(t *testing.T) {
	s := load(t, `
types:
  site: {phrase: {ends: [廠], max: 6}}
rules:
- id: shut
  say: 關閉 舊廠
  fact: facility(company, action=close, facility=舊廠)
  carry: {company: {type: company, from: [near], back: 2, need: 1}}
- id: ship
  say: 停止 出貨
  fact: facility(facility, action=close)
  carry: {facility: {type: site, from: [near], back: 1, need: 1}}
- id: buy
  say: <acquirer:company> …， 收購 <target:company>
  fact: acquisition(acquirer, target)
`)
	for _, x := range []struct{ name, text, want string }{
		{"the last of the sentence", "雲杉科技指海棠醫藥關閉舊廠。", "facility(company=海棠醫藥, facility=舊廠, action=close)"},
		{"the last of the sentence before", "雲杉科技指海棠醫藥虧損。周二關閉舊廠。", "facility(company=海棠醫藥, facility=舊廠, action=close)"},
		{"two sentences back", "雲杉科技虧損。市況欠佳。周二關閉舊廠。", "facility(company=雲杉科技, facility=舊廠, action=close)"},
		{"too far back", "雲杉科技虧損。市況欠佳。一如所料。周二關閉舊廠。", ""},
		{"nothing behind the trigger", "關閉舊廠，雲杉科技未有回應。", ""},
		{"a phrase", "電池廠失火，晶片廠無恙。停止出貨。", "facility(facility=晶片廠, action=close)"},
		{"a pronoun of the same company", "雲杉科技指其已收購海棠醫藥。", "acquisition(acquirer=雲杉科技, target=海棠醫藥)"},
	} {
		got := strings.Join(draws(t, s, x.text), "; ")
		if got != x.want {
			t.Errorf("%s: got %s, want %s", x.name, got, x.want)
		}
	}
	// 其 means 青松電子 here, as the pipeline may find out.
	d := document(t, "雲杉科技表示，其已收購海棠醫藥。")
	for i := range d.Mentions {
		if m := &d.Mentions[i]; m.Via == entities.ViaPronoun {
			m.ID, m.Entity = "company/~other", "青松電子"
		}
	}
	facts := s.Relate(d)
	if len(facts) != 1 || facts[0].Fillers[0].Text != "青松電子" {
		t.Errorf("a pronoun between: %v", facts)
	}
}

// TestEach: lists of one length are dealt out, one fact a step.
func TestEach(t *testing.T) {
	s := load(t, `
lexicon: {way: {+1: [升], -1: [跌]}, about: [約, 近]}
rules:
- id: whole
  say: <subject:company+> … ~way <change:percent>
  fact: metric(subject, change=change*~way)
- id: each
  say: <period:date>? <subject:company+> 分別 ~way (~way? ~about? <change:percent>)+
  fact: metric(subject, change=change*~way, period)
  each: [subject, change]
  beats: [whole]
- id: held
  say: 分別 持有 <company:company+> 的 <stake:percent+>
  fact: ownership(parent, subsidiary=company, stake)
  each: [subsidiary, stake]
  carry: {parent: {type: company, from: [near], back: 1, need: 1}}
`)
	for _, x := range []struct{ name, text, want string }{
		{"two", "去年雲杉科技和海棠醫藥分別升1%和約2%。", "metric(subject=雲杉科技, change=+1%, period=2025); metric(subject=海棠醫藥, change=+2%, period=2025)"},
		{"two ways", "雲杉科技和海棠醫藥分別升1%和跌2%。", "metric(subject=雲杉科技, change=+1%); metric(subject=海棠醫藥, change=-2%)"},
		{"one", "雲杉科技分別升1%。", "metric(subject=雲杉科技, change=+1%)"},
		{"a range is one step", "雲杉科技和海棠醫藥分別升1%至2%和3%。", "metric(subject=雲杉科技, change=+1%++2%); metric(subject=海棠醫藥, change=+3%)"},
		{"carried", "雲杉科技公布年報。分別持有海棠醫藥和青松電子的51%和20%。", "ownership(parent=雲杉科技, subsidiary=海棠醫藥, stake=51%); ownership(parent=雲杉科技, subsidiary=青松電子, stake=20%)"},
	} {
		list := draws(t, s, x.text)
		slices.SortFunc(list, func(a, b string) int { return strings.Index(x.want, a) - strings.Index(x.want, b) })
		if got := strings.Join(list, "; "); got != x.want {
			t.Errorf("%s: got %s, want %s", x.name, got, x.want)
		}
	}
	for _, text := range []string{"雲杉科技、海棠醫藥和青松電子分別升1%和2%。", "雲杉科技和海棠醫藥分別升1%、2%和3%。"} {
		for _, f := range s.Relate(document(t, text)) {
			if strings.HasPrefix(f.Rule, "each@") {
				t.Errorf("%s: %v", text, f)
			}
		}
	}
}

// TestCarryInSentence: a fact takes what a fact before it in the sentence says,
// though its subject stands before both.
func TestCarryInSentence(t *testing.T) {
	s := load(t, `
types:
  sum: {phrase: {ends: [純利], max: 6}}
  eps: {phrase: {ends: [每股盈利], max: 6}}
rules:
- id: sum
  say:
  - <subject:company> …， <measure:eps> <value:money>
  - <subject:company> …， <period:date> <measure:sum> <value:money>
  fact: metric(subject, measure, value, period)
  carry: {period: {type: date, from: [metric.period], back: 0, need: 0}}
`)
	got := draws(t, s, "雲杉科技公布，去年純利8億美元，每股盈利3美元。")
	want := []string{"metric(subject=雲杉科技, measure=純利, value=800000000 USD, period=2025)", "metric(subject=雲杉科技, measure=每股盈利, value=3 USD, period=2025)"}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
