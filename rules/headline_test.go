package rules

import (
	"slices"
	"testing"

	"github.com/factloom/factloom/entities"
)

// TestHeadline: the body's figures replace the rounded ones of the title.
func TestHeadline(t *testing.T) {
	s := load(t, `
lexicon: {way: {+1: [升], -1: [跌]}, sum: [收入, 總收入, 盈利]}
rules:
- id: figure
  say: <subject:company> <measure:~sum> ~way <change:percent>
  fact: metric(subject, measure, change=change*~way)
`)
	for _, x := range []struct {
		name, title, body string
		want              []string
	}{
		{"rounded", "雲杉科技收入升30%", "雲杉科技總收入升30.2%。", []string{"metric(subject=雲杉科技, measure=總收入, change=+30.2%)"}},
		{"another way", "雲杉科技收入升3%", "雲杉科技收入跌3%。", []string{
			"metric(subject=雲杉科技, measure=收入, change=+3%)", "metric(subject=雲杉科技, measure=收入, change=-3%)"}},
		{"another measure", "雲杉科技盈利升3%", "雲杉科技收入升3%。", []string{
			"metric(subject=雲杉科技, measure=收入, change=+3%)", "metric(subject=雲杉科技, measure=盈利, change=+3%)"}},
		{"another subject", "雲杉科技收入升3%", "海棠醫藥收入升3%。", []string{
			"metric(subject=海棠醫藥, measure=收入, change=+3%)", "metric(subject=雲杉科技, measure=收入, change=+3%)"}},
		{"too far off", "雲杉科技收入升30%", "雲杉科技收入升37%。", []string{
			"metric(subject=雲杉科技, measure=收入, change=+30%)", "metric(subject=雲杉科技, measure=收入, change=+37%)"}},
		{"no body", "雲杉科技收入升30%", "", []string{"metric(subject=雲杉科技, measure=收入, change=+30%)"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			d := &entities.Document{ID: "t", Published: "2026-03-18"}
			d.SetText(x.title, x.body)
			if err := annotate(d, nil); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range s.Relate(d) {
				got = append(got, (&tester{set: s}).write(&f))
			}
			slices.Sort(got)
			if !slices.Equal(got, x.want) {
				t.Errorf("got %v, want %v", got, x.want)
			}
		})
	}
}
