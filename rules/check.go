package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

// checker resolves the names in the files that reader read, and compiles.
type checker struct {
	reader
	schema *schema.Schema
	set    *Set
	scopes map[*file]*scope
}

// scope is what the rules of a file see: its own lexicons, types and parts and
// those of the files it uses.
type scope struct {
	lexicons map[string]*lexicon
	types    map[string]*slotType
	parts    map[string]*sayPart
}

func (c *checker) check() {
	table, err := newTypeTable(c.schema)
	if err != nil {
		c.report(&file{name: "schema"}, 0, 0, "", "%v", err)
		return
	}
	c.set.types = table
	c.set.vocab = newVocab()
	c.imports()
	c.scopes = map[*file]*scope{}
	for _, f := range c.set.files {
		c.scopes[f] = c.scope(f)
	}
	for _, f := range c.set.files {
		for _, l := range f.lexicons {
			c.resolve(l, nil)
		}
	}
	for _, f := range c.set.files {
		for _, t := range f.types {
			c.slotType(f, t)
		}
	}
	for _, f := range c.set.files {
		for _, p := range f.parts {
			c.part(p, nil)
		}
	}
	var names []string
	for _, m := range c.schema.Mentions {
		names = append(names, m.Name)
	}
	for _, f := range c.set.files {
		for _, w := range f.givenAt {
			if !slices.Contains(names, w.text) {
				c.at(f, w.node, "R01", "given: unknown type %s%s", w.text, nearest(w.text, names))
			}
		}
	}
	c.global()
	ids := map[string]*rule{}
	for _, f := range c.set.files {
		for _, u := range f.rules {
			o := ids[u.id]
			switch {
			case o == nil || u.id == "":
				ids[u.id] = u
				u.order = len(c.set.rules)
				c.set.rules = append(c.set.rules, u)
			case f.user && !o.file.user:
				ids[u.id] = u
				u.order = o.order
				c.set.rules[u.order] = u
				c.set.notes = append(c.set.notes, fmt.Sprintf("rule %s of %s:%d replaces that of %s:%d", u.id, f.name, u.node.Line, o.file.name, o.node.Line))
			default:
				c.at(f, u.node, "", "rule %s is already in %s:%d", u.id, o.file.name, o.node.Line)
			}
		}
	}
	for _, u := range c.set.rules {
		c.rule(u)
	}
	c.order(ids)
}

// imports finds the files that use: names and refuses circles.
func (c *checker) imports() {
	shipped, users := map[string]*file{}, map[string]*file{}
	var names []string
	for _, f := range c.set.files {
		if f.user {
			users[f.name] = f
		} else {
			shipped[f.name] = f
		}
		names = append(names, f.name)
	}
	for _, f := range c.set.files {
		for _, w := range f.use {
			beside, root := path.Join(path.Dir(f.name), w.text), path.Clean(strings.TrimPrefix(w.text, "/"))
			g := shipped[beside]
			if f.user {
				g = users[beside]
			}
			if g == nil {
				g = shipped[root]
			}
			switch {
			case g == nil:
				c.at(f, w.node, "", "use: there is no rule file %s%s", w.text, nearest(w.text, names))
			case g == f:
				c.at(f, w.node, "", "use: the file uses itself")
			default:
				f.used = append(f.used, used{g, w.node})
			}
		}
	}
	state := map[*file]int{}
	var chain []*file
	var walk func(f *file)
	walk = func(f *file) {
		state[f] = 1
		chain = append(chain, f)
		for i := 0; i < len(f.used); i++ {
			g := f.used[i].file
			if state[g] == 1 {
				names := []string{}
				for _, x := range chain[slices.Index(chain, g):] {
					names = append(names, x.name)
				}
				c.at(f, f.used[i].node, "", "use: files use each other in a circle: %s → %s", strings.Join(names, " → "), g.name)
				f.used = slices.Delete(f.used, i, i+1)
				i--
			} else if state[g] == 0 {
				walk(g)
			}
		}
		chain = chain[:len(chain)-1]
		state[f] = 2
	}
	for _, f := range c.set.files {
		if state[f] == 0 {
			walk(f)
		}
	}
}

// scope gathers what a file sees. A name that two files give is an error.
func (c *checker) scope(f *file) *scope {
	if s := c.scopes[f]; s != nil {
		return s
	}
	s := &scope{map[string]*lexicon{}, map[string]*slotType{}, map[string]*sayPart{}}
	c.scopes[f] = s
	for _, g := range f.used {
		at := g.node
		o := c.scope(g.file)
		for _, n := range sortedKeys(o.lexicons) {
			l := o.lexicons[n]
			if have := s.lexicons[n]; have != nil && have != l {
				c.at(f, at, "", "lexicon %s is both in %s:%d and in %s:%d", n, have.file.name, have.node.Line, l.file.name, l.node.Line)
			}
			s.lexicons[n] = l
		}
		for _, n := range sortedKeys(o.types) {
			t := o.types[n]
			if have := s.types[n]; have != nil && have != t {
				c.at(f, at, "", "type %s is both in %s:%d and in %s:%d", n, have.file.name, have.node.Line, t.file.name, t.node.Line)
			}
			s.types[n] = t
		}
		for _, n := range sortedKeys(o.parts) {
			p := o.parts[n]
			if have := s.parts[n]; have != nil && have != p {
				c.at(f, at, "", "part %s is both in %s:%d and in %s:%d", n, have.file.name, have.node.Line, p.file.name, p.node.Line)
			}
			s.parts[n] = p
		}
	}
	for _, l := range f.lexicons {
		have := s.lexicons[l.name]
		switch {
		case l.extends && have == nil:
			c.at(f, l.node, "R01", "lexicon %s+ adds to a lexicon that no used file has%s", l.name, nearest(l.name, sortedKeys(s.lexicons)))
		case l.extends:
			l.base = have
		case have != nil:
			c.at(f, l.node, "", "lexicon %s is already in %s:%d; write %s+ to add to it, or give it another name", l.name, have.file.name, have.node.Line, l.name)
		}
		s.lexicons[l.name] = l
	}
	for _, t := range f.types {
		have := s.types[t.name]
		switch {
		case c.set.types.bits[t.name] != 0 || slices.Contains(slotOnly, t.name):
			c.at(f, t.node, "", "type %s is a type of the schema or the language; give it another name", t.name)
		case have != nil:
			c.at(f, t.node, "", "type %s is already in %s:%d", t.name, have.file.name, have.node.Line)
		}
		s.types[t.name] = t
	}
	for _, p := range f.parts {
		if have := s.parts[p.name]; have != nil {
			c.at(f, p.node, "", "part %s is already in %s:%d", p.name, have.file.name, have.node.Line)
		}
		s.parts[p.name] = p
	}
	return s
}

// slotOnly lists the types of slots that are never printed as mentions.
var slotOnly = []string{entities.NumberType, "gloss", "han", "latin", "noun"}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// resolve gathers the phrases of a lexicon and numbers it.
func (c *checker) resolve(l *lexicon, chain []*lexicon) {
	if l.state == 2 {
		return
	}
	chain = append(chain, l)
	if l.state == 1 {
		return
	}
	l.state = 1
	l.term = c.set.vocab.term()
	where := map[string]phrase{}
	add := func(p phrase) {
		if have, ok := where[p.text]; ok {
			if have.value != p.value {
				c.at(l.file, p.word.node, "", "%s has the value %s here and %s in line %d", p.word.text, valueName(p.value), valueName(have.value), have.word.node.Line)
			} else if p.file == l.file && have.file == l.file {
				code, why := "", "stands twice in the lexicon"
				if have.word.text != p.word.text {
					code, why = "R09", "is the same as "+have.word.text+" once folded: one script and width is enough"
				}
				c.warn(l.file, p.word.node, code, "%s %s", p.word.text, why)
			}
			return
		}
		where[p.text] = p
		l.phrases = append(l.phrases, p)
	}
	include := func(o *lexicon, at *yaml.Node, value string) {
		if o.state == 1 {
			var names []string
			for _, x := range chain[max(0, slices.Index(chain, o)):] {
				names = append(names, "~"+x.name)
			}
			c.at(l.file, at, "", "lexicons hold each other in a circle: %s → ~%s", strings.Join(names, " → "), o.name)
			return
		}
		c.resolve(o, chain)
		o.used = true
		for _, p := range o.phrases {
			if value != "" {
				p.value = value
			}
			p.word.node = at
			add(p)
		}
	}
	if l.base != nil {
		include(l.base, l.node, "")
	}
	for _, g := range l.groups {
		for _, w := range g.words {
			if name, ok := strings.CutPrefix(w.text, "~"); ok {
				if o := c.lexicon(l.file, w.node, 0, name); o != nil {
					include(o, w.node, g.name)
				}
				continue
			}
			text := folded(w.text)
			if text == "" {
				c.at(l.file, w.node, "", "%q is made of characters that matching skips", w.text)
				continue
			}
			add(phrase{text, g.name, w, l.file, w.node.Line})
		}
	}
	for _, p := range l.phrases {
		c.set.vocab.add(p.text, l.term, p.value)
	}
	l.state = 2
}

func valueName(v string) string {
	if v == "" {
		return "none"
	}
	return v
}

func (c *checker) warn(f *file, n *yaml.Node, code, format string, a ...any) {
	c.at(f, n, code, format, a...)
	c.problems[len(c.problems)-1].Warning = true
}

// lexicon finds a lexicon by name, off characters into a node.
func (c *checker) lexicon(f *file, n *yaml.Node, off int, name string) *lexicon {
	s := c.scopes[f]
	l := s.lexicons[name]
	if l == nil {
		c.inside(f, n, off, "R01", "unknown lexicon ~%s%s", name, strings.ReplaceAll(nearest(name, sortedKeys(s.lexicons)), "mean ", "mean ~"))
	}
	return l
}

// words expands a list of words, in which ~name stands for a lexicon.
func (c *checker) words(f *file, list []word) []string {
	var out []string
	for _, w := range list {
		if name, ok := strings.CutPrefix(w.text, "~"); ok {
			if l := c.lexicon(f, w.node, 0, name); l != nil {
				l.used = true
				for _, p := range l.phrases {
					out = append(out, p.text)
				}
			}
			continue
		}
		if t := folded(w.text); t != "" {
			out = append(out, t)
		} else {
			c.at(f, w.node, "", "%q is made of characters that matching skips", w.text)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// phraseType is a compiled phrase type.
type phraseType struct {
	name              string
	ends, starts, not int32 // terms; -1 when there are none
	min, max          int
	names             bool
	hash              string
}

func (c *checker) slotType(f *file, t *slotType) {
	if len(t.any) > 0 {
		return
	}
	p := &phraseType{name: t.name, ends: -1, starts: -1, not: -1, min: t.min, max: t.max, names: t.names}
	v := c.set.vocab
	h := sha256.New()
	fmt.Fprintf(h, "phrase %d", t.max)
	if t.min > 2 {
		fmt.Fprintf(h, " from %d", t.min)
	}
	if t.names {
		fmt.Fprint(h, " names")
	}
	term := func(list []word) int32 {
		words := c.words(f, list)
		fmt.Fprintf(h, "|%s", strings.Join(words, " "))
		if len(words) == 0 {
			return -1
		}
		id := v.term()
		for _, w := range words {
			v.add(w, id, "")
		}
		return id
	}
	p.ends, p.starts, p.not = term(t.ends), term(t.starts), term(t.not)
	p.hash = hex.EncodeToString(h.Sum(nil)[:8])
	t.id = len(c.set.phrase)
	c.set.phrase = append(c.set.phrase, p)
}

// global numbers the words of modality, breaks and subjects, from whatever file.
func (c *checker) global() {
	terms := map[string]int32{entities.Planned: termPlanned, entities.Possible: termPossible,
		entities.Reported: termReported, entities.Negative: termNegative, "done": termDone, "except": termMoodExcept}
	for _, f := range c.set.files {
		for _, g := range f.mood {
			for _, w := range c.words(f, g.words) {
				c.set.vocab.add(w, terms[g.name], "")
			}
		}
		for _, g := range f.breaks {
			t := termBreak
			if g.name == "except" {
				t = termBreakExcept
			}
			for _, w := range c.words(f, g.words) {
				c.set.vocab.add(w, t, "")
			}
		}
		for _, g := range f.subjects {
			t := termSubjectAfter
			if g.name == "says" {
				t = termSubjectSays
			}
			for _, w := range c.words(f, g.words) {
				c.set.vocab.add(w, t, "")
			}
		}
	}
}

// rule checks one rule and compiles it.
func (c *checker) rule(u *rule) {
	f := u.file
	switch {
	case u.mark:
		u.stage = stageMark
	case u.fact.typ == "alias":
		u.stage = stageAlias
	case len(u.carry) > 0:
		u.stage = stageCarry
	default:
		u.stage = stageFact
	}
	b := &compiler{checker: c, rule: u, hash: sha256.New()}
	for _, y := range u.says {
		c.expandSay(u, y)
		y.pattern = b.say(y)
	}
	if u.match != nil {
		b.hashConditions(u.match)
		b.conditions(true)
	}
	if u.factNode != nil && u.fact.typ != "" {
		if u.mark {
			b.markForm()
		} else {
			b.factForm()
		}
	}
	if u.mark && len(u.carry) > 0 {
		c.at(f, u.carry[0].node, "", "a mark rule carries nothing")
	}
	if u.mark && len(u.each) > 0 {
		c.at(f, u.each[0].node, "", "a mark rule has no roles to deal out")
	}
	for i := range u.carry {
		b.carry(&u.carry[i])
	}
	if u.match != nil {
		b.conditions(false)
	}
	for _, y := range u.says {
		if y.pattern != nil && b.weigh(y) {
			y.pattern.anchor = b.anchor(y)
		}
	}
	u.match.visit(true, func(y *say, _ bool) { b.weigh(y) })
	for i := range u.tests {
		c.test(u, &u.tests[i])
	}
	u.version = b.version()
}

// test checks what a test wants against the schema: else a slip in it looks like a
// fault of the rule.
func (c *checker) test(u *rule, t *test) {
	f := u.file
	for i := range t.want {
		w, n := &t.want[i], t.raw[i].node
		if u.mark {
			if w.typ != u.fact.typ {
				c.inside(f, n, w.typOff, "R01", "the rule marks %s, not %s%s", u.fact.typ, w.typ, nearest(w.typ, []string{u.fact.typ}))
			}
			for _, a := range w.args {
				if len(u.fact.args) == 1 && a.name != u.fact.args[0].name {
					c.inside(f, n, a.off, "R01", "the rule marks <%s:…>, not %s", u.fact.args[0].name, a.name)
				}
			}
			continue
		}
		ft := c.schema.Fact(w.typ)
		if ft == nil {
			var names []string
			for _, x := range c.schema.Facts {
				names = append(names, x.Name)
			}
			c.inside(f, n, w.typOff, "R01", "unknown fact type %s%s", w.typ, nearest(w.typ, names))
			continue
		}
		var roles []string
		for _, r := range ft.Roles {
			roles = append(roles, r.Name)
		}
		for _, a := range w.args {
			r := ft.Role(a.name)
			if r == nil {
				c.inside(f, n, a.off, "R01", "%s has no role %s%s", ft.Name, a.name, nearest(a.name, roles))
				continue
			}
			if a.bare {
				c.inside(f, n, a.off, "", "a test says what a role holds: %s=…", a.name)
			}
			for _, v := range a.values {
				if len(r.Values) > 0 && !slices.Contains(r.Values, v.text) {
					c.inside(f, n, v.off, "R01", "%s of %s cannot be %q%s, wanted %s", a.name, ft.Name, v.text, nearest(v.text, r.Values), either(r.Values))
				}
			}
		}
		for _, a := range w.mood {
			known := moods
			if a.name == "polarity" {
				known = polarities
			} else if a.name != "modality" {
				c.inside(f, n, a.off, "R01", "behind the ; stands modality= or polarity=%s", nearest(a.name, []string{"modality", "polarity"}))
				continue
			}
			for _, v := range a.values {
				if !slices.Contains(known, v.text) {
					c.inside(f, n, v.off, "R01", "unknown %s %q%s, wanted %s", a.name, v.text, nearest(v.text, known), either(known))
				}
			}
		}
	}
}

// order checks beats and closes it under chains.
func (c *checker) order(ids map[string]*rule) {
	var names []string
	for id := range ids {
		names = append(names, id)
	}
	slices.Sort(names)
	next := make([][]*rule, len(c.set.rules))
	at := make([][]word, len(c.set.rules))
	for _, u := range c.set.rules {
		for _, w := range u.beats {
			o := ids[w.text]
			switch {
			case o == nil:
				c.at(u.file, w.node, "R01", "beats: unknown rule %q%s", w.text, nearest(w.text, names))
			case o.fact.typ != u.fact.typ || o.mark != u.mark:
				c.at(u.file, w.node, "", "beats: %s draws %s, this rule %s; facts of different types never compete", o.id, o.fact.typ, u.fact.typ)
			default:
				next[u.order] = append(next[u.order], o)
				at[u.order] = append(at[u.order], w)
			}
		}
	}
	c.set.beats = map[[2]int32]bool{}
	c.set.depth = make([]int32, len(c.set.rules))
	state := make([]int, len(c.set.rules))
	losers := make([][]int32, len(c.set.rules))
	var chain []*rule
	var walk func(u *rule)
	walk = func(u *rule) {
		state[u.order] = 1
		chain = append(chain, u)
		for i, o := range next[u.order] {
			if state[o.order] == 1 {
				var names []string
				for _, x := range chain[slices.Index(chain, o):] {
					names = append(names, x.id)
				}
				c.at(u.file, at[u.order][i].node, "", "rules beat each other in a circle: %s → %s", strings.Join(names, " → "), o.id)
				continue
			}
			if state[o.order] == 0 {
				walk(o)
			}
			c.set.depth[u.order] = max(c.set.depth[u.order], c.set.depth[o.order]+1)
			losers[u.order] = append(append(losers[u.order], int32(o.order)), losers[o.order]...)
			for _, l := range losers[u.order] {
				c.set.beats[[2]int32{int32(u.order), l}] = true
			}
		}
		chain = chain[:len(chain)-1]
		state[u.order] = 2
	}
	for _, u := range c.set.rules {
		if state[u.order] == 0 && len(next[u.order]) > 0 {
			walk(u)
		}
	}
}
