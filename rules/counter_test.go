package rules

import (
	"testing"

	"github.com/factloom/factloom/entities"
)

// TestCounter: a number is taken with its counter, whether the say names it or
// not. The scanner's numbers end before their counter.
func TestCounter(t *testing.T) {
	s := load(t, `rules:
- id: cut
  say: <company:company> 裁員 <count:number>
  fact: layoff(company, count)
- id: cut-men
  say: <company:company> 減少 <count:number> 人
  fact: layoff(company, count)
- id: sales
  say: <subject:company> 銷量 <value:number> ， 升 <change:percent>
  fact: metric(subject, value, change)
`)
	for _, x := range []struct{ text, role, want string }{
		{"雲杉科技裁員3,000人。", "count", "3,000人"},
		{"雲杉科技減少200人。", "count", "200人"},
		{"雲杉科技銷量900輛，升4%。", "value", "900輛"},
	} {
		d := document(t, x.text)
		for i := range d.Mentions {
			if m := &d.Mentions[i]; m.Type == entities.NumberType {
				m.End -= len([]rune(m.Value.(*entities.Number).Counter))
				m.Text = d.Slice(m.Span)
			}
		}
		facts := s.Relate(d)
		if len(facts) != 1 {
			t.Errorf("%s: %d facts, want 1", x.text, len(facts))
			continue
		}
		for _, f := range facts[0].Fillers {
			if f.Role == x.role && f.Text != x.want {
				t.Errorf("%s: %s is %q, want %q", x.text, x.role, f.Text, x.want)
			}
		}
	}
}
