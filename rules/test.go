package rules

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// Verdict says how a test of a rule file went.
type Verdict string

// The verdicts.
const (
	OK        Verdict = "ok"
	Missing   Verdict = "missing"          // a fact that was wanted was not drawn
	Noisy     Verdict = "noisy"            // the rule drew a fact that was not wanted
	Wrong     Verdict = "wrong value"      // the fact was drawn with other values
	Broken    Verdict = "broken"           // the sentence could not be annotated
	Todo      Verdict = "todo"             // not drawn yet, as the file says
	TodoWorks Verdict = "todo-now-passing" // drawn now: make it a test
)

// Outcome is how one test went.
type Outcome struct {
	Rule    string
	File    string
	Line    int
	Text    string
	Verdict Verdict
	Diff    []string // what was wanted and what came, one line each
}

// Report is how the tests of a set went.
type Report struct {
	Outcomes []Outcome // in file order
	Problems Problems  // R04, R08, R11, R12: what the tests show about the rules
}

// Count returns how many tests had a verdict.
func (r *Report) Count(v Verdict) int {
	n := 0
	for _, o := range r.Outcomes {
		if o.Verdict == v {
			n++
		}
	}
	return n
}

// Failed tells whether a test failed or the tests show an error in a rule.
// Warnings fail nothing.
func (r *Report) Failed() bool {
	return len(r.Outcomes)-r.Count(OK)-r.Count(Todo)-r.Count(TodoWorks) > 0 || len(r.Problems.Errors()) > 0
}

// Lines returns the report for people: every test that is not plainly ok, the
// errors that the tests show in the rules, and the sum in the last line. Their
// warnings are for lint.
func (r *Report) Lines() []string {
	var out []string
	for _, o := range r.Outcomes {
		if o.Verdict == OK || o.Verdict == Todo {
			continue
		}
		out = append(out, fmt.Sprintf("%s:%d: %s: %s: %s", o.File, o.Line, o.Rule, o.Verdict, o.Text))
		for _, d := range o.Diff {
			out = append(out, "    "+d)
		}
	}
	for _, p := range r.Problems.Errors() {
		out = append(out, strings.Split(p.String(), "\n")...)
	}
	sum := fmt.Sprintf("%d tests: %d ok", len(r.Outcomes), r.Count(OK))
	if len(r.Outcomes) == 1 {
		sum = fmt.Sprintf("1 test: %d ok", r.Count(OK))
	}
	for _, v := range []Verdict{Missing, Noisy, Wrong, Broken, Todo, TodoWorks} {
		if n := r.Count(v); n > 0 {
			sum += fmt.Sprintf(", %d %s", n, v)
		}
	}
	return append(out, sum)
}

// Test runs the tests of every rule, drafts included. annotate readies a
// document whose Text and Published are set: it folds and splits it, marks
// mentions and values, and links them; given holds names by type that the file
// adds for its tests.
func Test(s *Set, annotate func(d *entities.Document, given map[string][]string) error) Report {
	return TestOnly(s, annotate, func(string, string) bool { return true })
}

// TestOnly runs the tests of the rules that holds chooses by id and file.
func TestOnly(s *Set, annotate func(d *entities.Document, given map[string][]string) error, holds func(id, file string) bool) Report {
	if !s.drafts {
		s = s.WithDrafts()
	}
	var r Report
	c := &reader{}
	for _, u := range s.rules {
		if u.status == "retired" || !holds(u.id, u.file.name) {
			continue
		}
		t := &tester{set: s, rule: u, used: make([]bool, len(u.says)), beaten: make([]string, len(u.says)), won: make([]bool, len(u.says))}
		failed := 0
		for i := range u.tests {
			o := t.run(&u.tests[i], annotate)
			if o.Verdict != OK && o.Verdict != Todo && o.Verdict != TodoWorks {
				failed++
			}
			r.Outcomes = append(r.Outcomes, o)
		}
		for i, y := range u.says {
			switch {
			case !t.used[i] && t.positive > 0:
				c.inside(u.file, y.node, 0, "R04", "no test of %s uses this say, so it may never match", u.id)
			case t.used[i] && !t.won[i] && t.beaten[i] != "":
				c.inside(u.file, y.node, 0, "R08", "%s beats this say in every test of %s", t.beaten[i], u.id)
				c.problems[len(c.problems)-1].Warning = true
			}
		}
		u.match.visit(true, func(y *say, bound bool) {
			switch {
			case t.positive == 0 || slices.Contains(t.asked, y):
			case bound:
				c.inside(u.file, y.node, 0, "R04", "no test of %s uses this condition, so it may never fit", u.id)
			default:
				c.inside(u.file, y.node, 0, "R04", "no test of %s is refused for this condition, so it may never fit", u.id)
			}
		})
		for _, x := range t.cut {
			c.inside(u.file, x.say.node, x.item.off, "R11", "%s cuts the word %s in a test of %s; characters beside it may belong to the word", x.item.raw, x.word, u.id)
			c.problems[len(c.problems)-1].Warning = true
		}
		if failed > 0 && u.status == "stable" {
			c.at(u.file, u.node, "R12", "%s is stable, but %d of its tests fail; mend it or make it status: draft", u.id, failed)
		}
	}
	r.Problems = c.problems
	r.Problems = r.Problems.sorted()
	return r
}

// tester runs the tests of one rule.
type tester struct {
	set      *Set
	rule     *rule
	used     []bool // by say: a test matched it
	won      []bool // by say: it drew a fact
	cut      []cutLiteral
	beaten   []string // by say: a rule that beat it
	asked    []*say   // the conditions that a test showed at work
	positive int
}

func (t *tester) run(x *test, annotate func(d *entities.Document, given map[string][]string) error) Outcome {
	u := t.rule
	o := Outcome{Rule: u.id, File: u.file.name, Line: x.node.Line, Text: x.text, Verdict: OK}
	d := &entities.Document{ID: "test", Published: u.file.published, Text: x.text}
	if err := annotate(d, u.file.given); err != nil {
		o.Verdict, o.Diff = Broken, []string{err.Error()}
		return o
	}
	if u.mark { // what it marked while names were looked for stands in its own way
		d.Mentions = slices.DeleteFunc(d.Mentions, func(m entities.Mention) bool { return strings.HasPrefix(m.Rule, u.id+"@") })
	}
	var own, others []entities.Fact
	for _, m := range t.set.all(d) {
		mine := m.pat.rule == u
		if mine && x.kind != testTodo {
			list := m.with
			if x.kind == testNot {
				list = m.against
			}
			for _, w := range list {
				t.asked = append(t.asked, w.pat.say)
			}
		}
		if mine && x.kind != testNot {
			i := m.pat.say.index
			t.used[i] = true
			if m.beaten == nil || m.beaten.pat.rule != u { // else a better reading of its own shows
				t.cuts(d, m)
			}
			if m.beaten != nil && m.beaten.pat.rule != u {
				t.beaten[i] = m.beaten.pat.rule.id
			} else if m.beaten == nil && m.refused == "" {
				t.won[i] = true
			}
		}
		f := m.fact
		if u.mark && m.pat.rule.mark && m.refused == "" {
			f = &entities.Fact{Type: m.pat.out.mark, Fillers: m.fillers}
			f.Fillers[0].Role = u.out().name
		}
		if f == nil || m.refused != "" || m.beaten != nil {
			continue
		}
		if mine {
			own = append(own, *f)
		} else {
			others = append(others, *f)
		}
	}
	if x.kind == testNot {
		for _, f := range own {
			o.Verdict = Noisy
			o.Diff = append(o.Diff, "drew "+t.write(&f))
		}
		return o
	}
	if x.kind == testFact {
		t.positive++
	}
	t.compare(x, own, others, &o)
	if x.kind == testTodo {
		if o.Verdict == OK && (len(x.want) > 0 || len(own) > 0) {
			o.Verdict, o.Diff = TodoWorks, []string{"this passes now: write text in place of todo"}
		} else {
			o.Verdict = Todo
		}
	}
	return o
}

// cutLiteral is a literal whose edge lies inside a known word in a test, of which
// the match leaves characters untaken: 至 of 增至 is none where 增 is taken too.
type cutLiteral struct {
	say  *say
	item *item
	word string
}

func (t *tester) cuts(d *entities.Document, m *match) {
	for _, c := range m.caps {
		q := &m.pat.pos[c.pos]
		if !q.literal {
			continue
		}
		for _, at := range []int{c.span.Start, c.span.End} {
			i, _ := slices.BinarySearchFunc(d.Tokens, at, func(k entities.Token, at int) int { return cmp.Compare(k.End-1, at) })
			if i == len(d.Tokens) || !d.Tokens[i].Known || d.Tokens[i].Start >= at || d.Tokens[i].End <= at || m.takes(d, d.Tokens[i].Span) {
				continue
			}
			if !slices.ContainsFunc(t.cut, func(x cutLiteral) bool { return x.item == q.item }) {
				t.cut = append(t.cut, cutLiteral{m.pat.say, q.item, d.Slice(d.Tokens[i].Span)})
			}
		}
	}
}

// takes tells whether the match takes every character of a span that is no blank.
func (m *match) takes(d *entities.Document, span entities.Span) bool {
	at := span.Start
	for _, r := range d.Slice(span) {
		if !unicode.IsSpace(r) && !slices.ContainsFunc(m.caps, func(c capture) bool { return c.taken.Start <= at && at < c.taken.End }) {
			return false
		}
		at++
	}
	return true
}

func (u *rule) out() *output { return u.says[0].pattern.out }

// compare sets the verdict: every fact wanted must be drawn with these values
// (by this rule, or by one that beat it), and this rule may draw no other.
func (t *tester) compare(x *test, own, others []entities.Fact, o *Outcome) {
	ownUsed := make([]bool, len(own))
	var open []int
	for w := range x.want {
		found := false
		for i := range own {
			if !ownUsed[i] && len(t.diff(&x.want[w], &own[i])) == 0 {
				ownUsed[i], found = true, true
				break
			}
		}
		for i := 0; i < len(others) && !found; i++ {
			found = len(t.diff(&x.want[w], &others[i])) == 0
		}
		if !found {
			open = append(open, w)
		}
	}
	for _, w := range open {
		best, least := -1, 1<<30
		for i := range own {
			if n := len(t.diff(&x.want[w], &own[i])); !ownUsed[i] && own[i].Type == x.want[w].typ && n < least {
				best, least = i, n
			}
		}
		if best >= 0 {
			ownUsed[best] = true
			o.Verdict = worse(o.Verdict, Wrong)
			o.Diff = append(o.Diff, "drew "+t.write(&own[best]))
			o.Diff = append(o.Diff, t.diff(&x.want[w], &own[best])...)
			continue
		}
		o.Verdict = worse(o.Verdict, Missing)
		o.Diff = append(o.Diff, "wanted "+x.want[w].String())
		for i := range others {
			if others[i].Type == x.want[w].typ {
				o.Diff = append(o.Diff, others[i].Rule+" drew "+t.write(&others[i]))
			}
		}
	}
	for i := range own {
		if !ownUsed[i] && (x.kind != testTodo || len(x.want) > 0) {
			o.Verdict = worse(o.Verdict, Noisy)
			o.Diff = append(o.Diff, "also drew "+t.write(&own[i]))
		}
	}
}

func worse(a, b Verdict) Verdict {
	order := []Verdict{OK, Noisy, Wrong, Missing}
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

// diff compares a fact with a wanted one, role by role.
func (t *tester) diff(want *form, got *entities.Fact) []string {
	var out []string
	if want.typ != got.Type {
		out = append(out, fmt.Sprintf("type: wanted %s, got %s", want.typ, got.Type))
	}
	byRole := map[string][]formValue{}
	var order []string
	for _, a := range want.args {
		if _, ok := byRole[a.name]; !ok {
			order = append(order, a.name)
		}
		byRole[a.name] = append(byRole[a.name], a.values...)
	}
	for _, f := range got.Fillers {
		if _, ok := byRole[f.Role]; !ok {
			byRole[f.Role] = nil
			order = append(order, f.Role)
		}
	}
	for _, role := range order {
		fs := got.Get(role)
		used := make([]bool, len(fs))
		same := len(fs) == len(byRole[role])
		for _, v := range byRole[role] {
			found := false
			for i := range fs {
				if !used[i] && t.equal(v, &fs[i]) {
					used[i], found = true, true
					break
				}
			}
			same = same && found
		}
		if same {
			continue
		}
		w, g := "none", "none"
		if vs := byRole[role]; len(vs) > 0 {
			w = ""
			for i, v := range vs {
				if i > 0 {
					w += "+"
				}
				w += quoteValue(v.text)
			}
		}
		if len(fs) > 0 {
			g = writeFillers(fs)
		}
		out = append(out, fmt.Sprintf("%s: wanted %s, got %s", role, w, g))
	}
	for _, m := range want.mood {
		have := got.Modality
		if m.name == "polarity" {
			have = got.Polarity
		}
		if len(m.values) == 1 && m.values[0].text != have {
			out = append(out, fmt.Sprintf("%s: wanted %s, got %s", m.name, m.values[0].text, have))
		}
	}
	return out
}

func (t *tester) write(f *entities.Fact) string {
	var b strings.Builder
	b.WriteString(f.Type + "(")
	var roles []string
	for _, x := range f.Fillers {
		if !slices.Contains(roles, x.Role) {
			roles = append(roles, x.Role)
		}
	}
	if ft := t.set.schema.Fact(f.Type); ft != nil {
		sort.SliceStable(roles, func(i, j int) bool { return ft.RoleIndex(roles[i]) < ft.RoleIndex(roles[j]) })
	}
	for i, r := range roles {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(r + "=" + writeFillers(f.Get(r)))
	}
	var mood []string
	if f.Modality != "" && f.Modality != entities.Asserted {
		mood = append(mood, "modality="+f.Modality)
	}
	if f.Polarity == entities.Negative {
		mood = append(mood, "polarity=negative")
	}
	if len(mood) > 0 {
		b.WriteString("; " + strings.Join(mood, ", "))
	}
	b.WriteByte(')')
	return b.String()
}

func writeFillers(fs []entities.Filler) string {
	var out []string
	for i := range fs {
		out = append(out, quoteValue(WriteValue(&fs[i])))
	}
	return strings.Join(out, "+")
}

// WriteValue writes a filler as tests write it: 4300000000 USD, 2025,
// 2026-03-17, +27%, else its text.
func WriteValue(f *entities.Filler) string {
	switch v := f.Value.(type) {
	case *entities.Money:
		if v.Amount.IsNull() {
			break
		}
		s := v.Amount.String()
		if !v.AmountTo.IsNull() {
			s += "~" + v.AmountTo.String()
		}
		if v.Currency != "" {
			s += " " + v.Currency
		}
		return s
	case *entities.Date:
		if v.From == entities.None && v.To == entities.None {
			break
		}
		return writeDates(v.From, v.To)
	case *entities.Number:
		if v.Value.IsNull() {
			break
		}
		s := v.Value.String()
		if !v.ValueTo.IsNull() {
			s += "~" + v.ValueTo.String()
		}
		if v.Counter != "" {
			s += " " + v.Counter
		}
		return s
	}
	return f.Text
}

func writeDates(from, to entities.Day) string {
	if from == to {
		return from.String()
	}
	y, m, d := from.Date()
	y2, m2, d2 := to.Date()
	if y == y2 && m == 1 && d == 1 && m2 == 12 && d2 == 31 {
		return strconv.Itoa(y)
	}
	if y == y2 && d == 1 && d2 == entities.DaysIn(max(y2, 1), max(m2, 1)) {
		if m == m2 {
			return from.String()[:7]
		}
		if m%3 == 1 && m2 == m+2 {
			return fmt.Sprintf("%04dQ%d", y, (m+2)/3)
		}
		if m%6 == 1 && m2 == m+5 {
			return fmt.Sprintf("%04dH%d", y, (m+5)/6)
		}
	}
	return from.String() + "/" + to.String()
}

// parseDates reads what writeDates writes.
func parseDates(s string) (from, to entities.Day, ok bool) {
	if a, b, two := strings.Cut(s, "/"); two {
		from, _, ok1 := parseDates(a)
		_, to, ok2 := parseDates(b)
		return from, to, (ok1 || a == "") && (ok2 || b == "")
	}
	if len(s) < 4 {
		return 0, 0, false
	}
	y, err := strconv.Atoi(s[:4])
	if err != nil {
		return 0, 0, false
	}
	months := func(m, n int) (entities.Day, entities.Day, bool) {
		from := entities.DayOf(y, m, 1)
		if from == entities.None || m+n-1 > 12 {
			return 0, 0, false
		}
		return from, entities.DayOf(y, m+n-1, entities.DaysIn(y, m+n-1)), true
	}
	switch rest := s[4:]; {
	case rest == "":
		return months(1, 12)
	case len(rest) == 2 && rest[0] == 'Q' && rest[1] >= '1' && rest[1] <= '4':
		return months(int(rest[1]-'1')*3+1, 3)
	case len(rest) == 2 && rest[0] == 'H' && rest[1] >= '1' && rest[1] <= '2':
		return months(int(rest[1]-'1')*6+1, 6)
	case len(rest) == 3 && rest[0] == '-':
		m, err := strconv.Atoi(rest[1:])
		if err != nil {
			return 0, 0, false
		}
		return months(m, 1)
	}
	d, err := entities.ParseDay(s)
	return d, d, err == nil
}

// equal tells whether a filler is what a test wants.
func (t *tester) equal(v formValue, f *entities.Filler) bool {
	if fold.Key(v.text) == fold.Key(f.Text) {
		return true
	}
	switch x := f.Value.(type) {
	case *entities.Date:
		from, to, ok := parseDates(v.text)
		return ok && from == x.From && to == x.To
	case *entities.Money, *entities.Number:
		return normAmount(v.text) == normAmount(WriteValue(f))
	case *entities.Percent:
		return !x.Value.IsNull() && normAmount(v.text) == normAmount(x.Value.String()+"%") && x.Unit == entities.UnitPercent && x.ValueTo.IsNull()
	}
	return false
}

// normAmount makes amounts comparable: 4,300,000,000 USD is 4300000000 USD.
func normAmount(s string) string {
	s = fold.Key(s)
	num, unit, _ := strings.Cut(s, " ")
	out := ""
	for i, p := range strings.Split(num, "~") {
		if d, err := entities.ParseDecimal(strings.TrimSuffix(p, "%")); err == nil {
			p = d.String()
		}
		if i > 0 {
			out += "~"
		}
		out += p
	}
	return out + " " + unit
}
