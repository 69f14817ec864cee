package rules

import (
	"slices"
	"testing"

	"github.com/factloom/factloom/entities"
)

// TestPhraseNames: a phrase holds no company, unless its type says so.
func TestPhraseNames(t *testing.T) {
	for _, x := range []struct {
		names string
		want  []string
	}{
		{"false", []string{"metric(subject=股票指數, change=4%)"}},
		{"true", []string{"metric(subject=特斯拉股票指數, change=4%)"}},
	} {
		s := load(t, `
types: {index: {phrase: {ends: [指數], max: 12, names: `+x.names+`}}}
rules:
- id: index
  say: <subject:index> 升 <change:percent>
  fact: metric(subject, change)
`)
		if got := draws(t, s, "特斯拉股票指數升4%。"); !slices.Equal(got, x.want) {
			t.Errorf("names %s: got %v, want %v", x.names, got, x.want)
		}
	}
}

// TestUncut: a known word is cut only between two words of the rules.
func TestUncut(t *testing.T) {
	s := load(t, `
types: {unit: {phrase: {ends: [業務, 廠], max: 12}}}
lexicon: {sum: [收入, 商]}
rules:
- id: unit
  say: <subject:unit> <measure:~sum> 升 <change:percent>
  fact: metric(subject, measure, change)
`)
	for _, x := range []struct {
		text, word string
		want       []string
	}{
		{"儲能業務收入升4%。", "業務收入", []string{"metric(subject=儲能業務, measure=收入, change=4%)"}},
		{"電池廠商升4%。", "廠商", nil},
	} {
		d := document(t, x.text)
		at := slices.Index(d.Runes(), []rune(x.word)[0])
		d.Tokens = []entities.Token{{Span: entities.Span{Start: at, End: at + len([]rune(x.word))}, Known: true}}
		var got []string
		for _, f := range s.Relate(d) {
			got = append(got, (&tester{set: s}).write(&f))
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: got %v, want %v", x.text, got, x.want)
		}
	}
}
