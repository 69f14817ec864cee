package rules

import (
	"slices"
	"testing"

	"github.com/factloom/factloom/entities"
)

// TestMerge: facts of one document that tell of one thing become one.
func TestMerge(t *testing.T) {
	s := load(t, `
lexicon: {way: {+1: [升], -1: [跌]}, sum: [收入, 盈利]}
modality: {planned: [擬], reported: [據報]}
rules:
- id: buy
  say: <date:date>? <acquirer:company> … (以 <value:money>)? 收購 <target:company> (<stake:percent> 股權)?
  fact: acquisition(acquirer, target, value, stake, date)
- id: change
  say: <period:date>? <subject:company> <measure:~sum> ~way <change:percent>
  fact: metric(subject, measure, change=change*~way, period)
- id: sum
  say: <period:date>? <subject:company> <measure:~sum> <value:money> (， ~way <change:percent>)?
  fact: metric(subject, measure, value, change=change*~way, period)
- id: site
  say: <company:company> 在 <place:place+> 開設 <facility:han{2,2}> (投資 <value:money>)?
  fact: facility(company, facility, place, value, action=open)
`)
	for _, x := range []struct {
		name, title, body string
		want              []string
	}{
		{"roles add up", "", "雲杉科技以3億美元收購海棠醫藥。雲杉科技收購海棠醫藥51%股權。", []string{
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=300000000 USD, stake=51%)"}},
		{"another price", "", "雲杉科技以3億美元收購海棠醫藥51%股權。雲杉科技以2億美元收購海棠醫藥。", []string{
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=200000000 USD)",
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=300000000 USD, stake=51%)"}},
		{"another target", "", "雲杉科技以3億美元收購海棠醫藥。雲杉科技收購青松電子51%股權。", []string{
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=300000000 USD)",
			"acquisition(acquirer=雲杉科技, target=青松電子, stake=51%)"}},
		{"another mood", "", "雲杉科技以3億美元收購海棠醫藥。雲杉科技擬收購海棠醫藥51%股權。", []string{
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, stake=51%; modality=planned)",
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=300000000 USD)"}},
		{"a report that is confirmed", "", "據報雲杉科技以3億美元收購海棠醫藥。雲杉科技收購海棠醫藥51%股權。", []string{
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=300000000 USD, stake=51%)"}},
		{"the narrower date", "", "今年雲杉科技以3億美元收購海棠醫藥。周二雲杉科技收購海棠醫藥51%股權。", []string{
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=300000000 USD, stake=51%, date=2026-03-17)"}},
		{"another date", "", "去年雲杉科技以3億美元收購海棠醫藥。周二雲杉科技收購海棠醫藥51%股權。", []string{
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, stake=51%, date=2026-03-17)",
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=300000000 USD, date=2025)"}},
		{"the title leaves out the plan", "雲杉科技收購海棠醫藥", "雲杉科技擬以3億美元收購海棠醫藥。", []string{
			"acquisition(acquirer=雲杉科技, target=海棠醫藥, value=300000000 USD; modality=planned)"}},
		{"a figure told twice", "", "去年雲杉科技收入升3%。雲杉科技收入8億美元，升3%。", []string{
			"metric(subject=雲杉科技, measure=收入, value=800000000 USD, change=+3%, period=2025)"}},
		{"two figures of one measure", "", "雲杉科技收入8億美元。雲杉科技收入升3%。", []string{
			"metric(subject=雲杉科技, measure=收入, change=+3%)", "metric(subject=雲杉科技, measure=收入, value=800000000 USD)"}},
		{"another period", "", "去年雲杉科技收入升3%。今年雲杉科技收入8億美元，升3%。", []string{
			"metric(subject=雲杉科技, measure=收入, change=+3%, period=2025)",
			"metric(subject=雲杉科技, measure=收入, value=800000000 USD, change=+3%, period=2026)"}},
		{"another measure", "", "雲杉科技盈利升3%。雲杉科技收入8億美元，升3%。", []string{
			"metric(subject=雲杉科技, measure=收入, value=800000000 USD, change=+3%)", "metric(subject=雲杉科技, measure=盈利, change=+3%)"}},
		{"places add up", "", "雲杉科技在美國密歇根州開設總店。雲杉科技在密歇根州蘭辛市開設總店投資8億美元。", []string{
			"facility(company=雲杉科技, facility=總店, action=open, place=美國+密歇根州+蘭辛市, value=800000000 USD)"}},
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
				t.Errorf("got\n%q, want\n%q", got, x.want)
			}
		})
	}
}
