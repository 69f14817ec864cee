package rules

import "testing"

// TestPlan: a plan told behind the subject reaches the trigger in a later clause,
// unless something else stands between.
func TestPlan(t *testing.T) {
	s := load(t, `
modality:
  planned: [擬, 計劃, 將]
  done: [已, 曾]
rules:
- id: buy
  say: <acquirer:company> …， 收購 <target:company>
  fact: acquisition(acquirer, target)
- id: close
  say: <company:company> …， 關閉 <facility:han{2,4}>
  fact: facility(company, facility, action=close)
  off: [plan]
`)
	for _, x := range []struct{ name, text, want string }{
		{"a clause before", "雲杉科技擬以每股5美元，全面收購海棠醫藥。", "planned"},
		{"two clauses before", "雲杉科技計劃改組，整頓業務，並收購海棠醫藥。", "planned"},
		{"the same clause", "雲杉科技宣布，擬收購海棠醫藥。", "planned"},
		{"before the subject", "擬議多時，雲杉科技終於收購海棠醫藥。", "asserted"},
		{"done since", "雲杉科技計劃改組，早前已收購海棠醫藥。", "asserted"},
		{"a date that is over", "雲杉科技計劃改組，去年收購海棠醫藥。", "asserted"},
		{"a date to come", "雲杉科技計劃改組，第三季收購海棠醫藥。", "planned"},
		{"a noun that ends the clause", "雲杉科技公布改組計劃，收購海棠醫藥。", "asserted"},
		{"of somebody else", "雲杉科技指，林若雲將離任，故收購海棠醫藥。", "asserted"},
		{"switched off", "雲杉科技擬改組，關閉舊廠。", "asserted"},
	} {
		facts := s.Relate(document(t, x.text))
		if len(facts) != 1 || facts[0].Modality != x.want {
			t.Errorf("%s: %s: %v, want one %s fact", x.name, x.text, facts, x.want)
		}
	}
}
