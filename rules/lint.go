package rules

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
)

// LintAll returns all that there is to say about the rules of the files that
// holds chooses: what Lint says, and what their tests show when they are run.
func LintAll(s *Set, annotate func(d *entities.Document, given map[string][]string) error, holds func(file string) bool) Problems {
	out := slices.DeleteFunc(s.Lint(), func(p Problem) bool { return !holds(p.File) })
	tests := TestOnly(s, annotate, func(_, file string) bool { return holds(file) })
	return append(out, tests.Problems...).sorted()
}

// Lint returns what the rules show without running: R04 and R05 for rules
// without tests, R06, R07, R09 and R10. What needs the tests run (R04 by say,
// R08, R11, R12) is in the Report of Test; R01 to R03 are errors of Load.
func (s *Set) Lint() Problems {
	c := &reader{problems: slices.Clone(s.lint)}
	warn := func() { c.problems[len(c.problems)-1].Warning = true }
	values := map[string]phrase{} // by phrase: the first entry with a sign
	for _, f := range s.files {
		for _, l := range f.lexicons {
			if !l.used {
				c.at(f, l.node, "R06", "no rule uses lexicon %s", l.name)
				warn()
			}
			for _, p := range l.phrases {
				if p.value != "+1" && p.value != "-1" || p.file != f {
					continue
				}
				if have, ok := values[p.text]; !ok {
					values[p.text] = p
				} else if have.value != p.value {
					c.at(f, p.word.node, "R07", "%s is %s here and %s in %s:%d", p.word.text, p.value, have.value, have.file.name, have.word.node.Line)
					warn()
				}
			}
		}
	}
	for _, f := range s.files {
		for _, p := range f.parts {
			if !p.used {
				c.at(f, p.node, "R06", "no rule uses part %s", p.name)
				warn()
			}
		}
	}
	for _, u := range s.rules {
		if u.status == "retired" {
			continue
		}
		positive, negative := false, false
		for _, t := range u.tests {
			positive = positive || t.kind == testFact
			negative = negative || t.kind == testNot
		}
		if !positive {
			for _, y := range u.says {
				c.inside(u.file, y.node, 0, "R04", "no test of %s uses this say, so it may never match", u.id)
			}
		}
		if !negative {
			c.at(u.file, u.node, "R05", "%s has no not test: show a sentence it must leave alone", u.id)
			warn()
		}
		for _, y := range u.says {
			for _, it := range sameChoices(y.written) {
				c.inside(u.file, y.node, it.off, "R09", "%s is the same as another choice once folded: one script and width is enough", it.raw)
				warn()
			}
			if bad := mixedWidth(y.node.Value); bad != "" {
				c.inside(u.file, y.node, len([]rune(y.node.Value[:strings.Index(y.node.Value, bad)])), "R10", "this say mixes full-width and half-width signs")
				warn()
			}
		}
	}
	c.problems = c.problems.sorted()
	return c.problems
}

// sameChoices returns the choices of ( | ) that are another one in other
// characters.
func sameChoices(items []item) []*item {
	var out []*item
	for i := range items {
		seen := map[string]bool{}
		for _, a := range items[i].alts {
			if len(a) == 1 && a[0].kind == itemLiteral && a[0].text != "" {
				if seen[a[0].text] {
					out = append(out, &a[0])
				}
				seen[a[0].text] = true
			}
			out = append(out, sameChoices(a)...)
		}
	}
	return out
}

// mixedWidth returns the first full-width sign of a say that has half-width ones
// of its kind too.
func mixedWidth(s string) string {
	for _, pair := range []string{"＜<", "＞>", "：:", "？?", "｜|", "（(", "）)", "～~"} {
		wide, narrow, _ := strings.Cut(pair, pair[len(pair)-1:])
		_ = narrow
		if strings.Contains(s, wide) && strings.Contains(s, pair[len(pair)-1:]) {
			return wide
		}
	}
	return ""
}
