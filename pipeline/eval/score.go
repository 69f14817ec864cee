package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/factloom/factloom/entities"
)

// factTypes lists the fact types that are scored, their roles, and how many of
// these, from the first, are core roles.
var factTypes = []struct {
	name, roles string
	core        int
}{
	{"acquisition", "acquirer target seller value stake date", 2},
	{"agreement", "party subject value date", 1},
	{"supply", "supplier customer product value date", 2},
	{"investment", "investor target value stake date round valuation", 2},
	{"facility", "company facility action place value date", 2},
	{"metric", "subject measure value change period", 2},
	{"employment", "person organization title", 3},
	{"ownership", "parent subsidiary stake", 2},
	{"headquarters", "company place", 2},
	{"listing", "company exchange value date", 1},
	{"layoff", "company count change place date", 1},
	{"penalty", "authority subject value reason", 2},
	{"launch", "company product date place", 2},
	{"alias", "name alias", 2},
}

// roles holds for each fact type its roles; true marks a core role.
var roles = roleTable()

func roleTable() map[string]map[string]bool {
	t := map[string]map[string]bool{}
	for _, f := range factTypes {
		t[f.name] = map[string]bool{}
		for i, r := range strings.Fields(f.roles) {
			t[f.name][r] = i < f.core
		}
	}
	return t
}

// The mention types that are scored even where the gold has none of them.
var mentionTypes = []string{entities.Company, entities.Organization, entities.Place, entities.Person,
	entities.MoneyType, entities.PercentType, entities.DateType, entities.Product}

// The types of the row CORE4.
var coreTypes = []string{entities.Company, entities.Place, entities.MoneyType, entities.PercentType}

const all = "ALL"

// Score compares predictions with gold documents of the same id.
//
// "mention" rows count exact span and type; optional gold mentions are neither
// rewarded nor punished, and predictions of a type that the gold does not know
// are ignored. "value" rows count money, percent and date on span and value.
// "fact" rows count the set of (type, role, filler). "paired" rows are what
// matters: a predicted and a gold fact of one type pair when a core filler
// matches, one to one, most shared fillers first; only fillers inside a pair
// count as found. "whole" counts pairs equal in every core role, Mood pairs of
// equal polarity and modality, reported being asserted.
//
// A filler matches when its folded text, or the name or alias that the gold
// gives its entity, is the same.
func Score(gold, pred []Doc) Table {
	s := newScorer()
	byID := make(map[string]*Doc, len(pred))
	for i := range pred {
		byID[pred[i].ID] = &pred[i]
	}
	t := Table{Docs: len(gold)}
	m, v, f, q := counts{}, counts{}, counts{}, counts{}
	var gFacts, pFacts, whole int
	for i := range gold {
		g := &gold[i]
		p := byID[g.ID]
		if p == nil {
			t.Missing = append(t.Missing, g.ID)
			p = &Doc{}
		}
		if p.Text != nil && g.Text != nil && *p.Text != *g.Text && len(p.Mentions) > 0 {
			t.Differ = append(t.Differ, g.ID)
		}
		article := Article{ID: g.ID}
		dm := counts{}
		t.Errors = append(t.Errors, s.mentions(g, p, dm, v)...)
		for typ, c := range dm {
			m.get(typ).add(*c)
			article.Mention.add(*c)
		}

		names := s.names(g)
		ge, pe := s.facts(g, names), s.facts(p, names)
		gFacts, pFacts = gFacts+len(ge), pFacts+len(pe)
		for _, e := range ge {
			q.get(e.typ).Missed += e.size()
			article.Paired.Missed += e.size()
		}
		for _, e := range pe {
			q.get(e.typ).False += e.size()
			article.Paired.False += e.size()
		}
		for _, x := range pairs(ge, pe) {
			e, o := &ge[x.gold], &pe[x.pred]
			hit := Count{Found: x.shared, False: -x.shared, Missed: -x.shared}
			q.get(e.typ).add(hit)
			article.Paired.add(hit)
			t.Pairs++
			if e.sameCore(o) {
				whole++
			}
			if e.mood == o.mood {
				t.SameMood++
			}
		}
		t.Errors = append(t.Errors, triples(g.ID, ge, pe, f)...)
		t.Articles = append(t.Articles, article)
	}

	m.rows(&t, "mention")
	t.Rows = append(t.Rows, Row{"mention", all, m.sum()}, Row{"mention", "CORE4", m.sum(coreTypes...)})
	v.rows(&t, "value")
	f.rows(&t, "fact")
	t.Rows = append(t.Rows, Row{"fact", all, f.sum()})
	q.rows(&t, "paired")
	if len(q) > 0 {
		t.Rows = append(t.Rows, Row{"paired", all, q.sum()})
	}
	t.Rows = append(t.Rows, Row{"whole", all, Count{whole, pFacts - whole, gFacts - whole}})
	return t
}

// counts holds a count for each type.
type counts map[string]*Count

func (c counts) get(typ string) *Count {
	n := c[typ]
	if n == nil {
		n = new(Count)
		c[typ] = n
	}
	return n
}

// sum adds the counts of some types, or of all when none is given.
func (c counts) sum(types ...string) (n Count) {
	if len(types) == 0 {
		for _, x := range c {
			n.add(*x)
		}
	}
	for _, t := range types {
		if x := c[t]; x != nil {
			n.add(*x)
		}
	}
	return n
}

func (c counts) rows(t *Table, kind string) {
	types := make([]string, 0, len(c))
	for typ := range c {
		types = append(types, typ)
	}
	slices.Sort(types)
	for _, typ := range types {
		t.Rows = append(t.Rows, Row{kind, typ, *c[typ]})
	}
}

type place struct {
	start, end int
	typ        string
}

// keyed keeps of mentions at one place the last, at the place of the first.
type keyed struct {
	order []place
	at    map[place]*Mention
}

func (k *keyed) put(m *Mention) {
	p := place{m.Start, m.End, m.Type}
	if k.at == nil {
		k.at = map[place]*Mention{}
	}
	if k.at[p] == nil {
		k.order = append(k.order, p)
	}
	k.at[p] = m
}

type scorer struct {
	lower  cases.Caser
	folded map[string]string
}

func newScorer() *scorer {
	return &scorer{lower: cases.Lower(language.Und), folded: map[string]string{}}
}

// mentions compares the mentions of one document.
func (s *scorer) mentions(g, p *Doc, m, v counts) (errs []Error) {
	var text []rune
	if g.Text != nil {
		text = []rune(*g.Text)
	}
	spans, covered := map[[2]int]bool{}, map[int]bool{}
	var want, got keyed
	types := map[string]bool{}
	for _, t := range mentionTypes {
		types[t] = true
	}
	for i := range g.Mentions {
		x := &g.Mentions[i]
		if !x.Optional {
			want.put(x)
			types[x.Type] = true
			continue
		}
		spans[[2]int{x.Start, x.End}] = true
		for c := x.Start; c < x.End; c++ {
			covered[c] = true
		}
	}
	optional := func(x *Mention) bool {
		if spans[[2]int{x.Start, x.End}] {
			return true
		}
		for c := x.Start; c < x.End; c++ {
			if !covered[c] {
				return false
			}
		}
		return true
	}
	for i := range p.Mentions {
		if x := &p.Mentions[i]; !optional(x) {
			got.put(x)
		}
	}
	around := func(k place) string {
		lo, hi := min(max(0, k.start-8), len(text)), min(max(0, k.end+8), len(text))
		if lo > hi {
			return ""
		}
		return string(text[lo:hi])
	}
	for _, k := range got.order {
		if !types[k.typ] {
			continue
		}
		x, y := got.at[k], want.at[k]
		if y != nil {
			m.get(k.typ).Found++
		} else {
			m.get(k.typ).False++
			errs = append(errs, Error{k.typ, "FP", g.ID, x.Text, around(k)})
		}
		if named(k.typ) {
			continue
		}
		if y != nil && key(y) == key(x) {
			v.get(k.typ).Found++
			continue
		}
		v.get(k.typ).False++
		if y != nil {
			errs = append(errs, Error{k.typ, "VAL", g.ID, x.Text, fmt.Sprintf("%s want %s", key(x), key(y))})
		}
	}
	for _, k := range want.order {
		x, y := got.at[k], want.at[k]
		if x == nil {
			m.get(k.typ).Missed++
			errs = append(errs, Error{k.typ, "FN", g.ID, y.Text, around(k)})
		}
		if !named(k.typ) && (x == nil || key(x) != key(y)) {
			v.get(k.typ).Missed++
		}
	}
	return errs
}

// key returns the value of a mention in a form that compares.
func key(m *Mention) string {
	str := func(s *string) string {
		if s == nil {
			return "open"
		}
		if *s == "" {
			return `""` // not the same as open
		}
		return *s
	}
	num := func(a Amount) string {
		if a == "" {
			return "open"
		}
		return strings.TrimSuffix(strings.TrimRight(string(a), "0"), ".")
	}
	switch m.Type {
	case entities.MoneyType:
		return num(m.Amount) + " " + str(m.Currency)
	case entities.PercentType:
		return num(m.Value) + " " + cmp.Or(m.Unit, entities.UnitPercent)
	case entities.DateType:
		return str(m.From) + "/" + str(m.To)
	}
	return ""
}

var sameNames = strings.NewReplacer("臺", "台", "裏", "裡", "滙", "匯", " ", "", ",", "")

// fold makes spellings equal: NFKC, lower case, a few variants, no blanks.
func (s *scorer) fold(x string) string {
	f, ok := s.folded[x]
	if !ok {
		f = sameNames.Replace(s.lower.String(norm.NFKC.String(x)))
		s.folded[x] = f
	}
	return f
}

// names maps every name that a gold document gives an entity to one of them.
func (s *scorer) names(g *Doc) map[string]string {
	c := map[string]string{}
	set := func(k, v string) {
		if _, ok := c[k]; !ok {
			c[k] = v
		}
	}
	for i := range g.Mentions {
		if m := &g.Mentions[i]; m.Entity != "" {
			e := s.fold(m.Entity)
			c[s.fold(m.Text)] = e
			set(e, e)
		}
	}
	for i := range g.Facts {
		f := &g.Facts[i]
		if f.Type != "alias" {
			continue
		}
		for _, n := range f.Roles["name"] {
			for _, x := range f.Roles["alias"] {
				to := s.fold(n)
				if v, ok := c[to]; ok {
					to = v
				}
				set(s.fold(x), to)
			}
		}
	}
	return c
}

// filler returns the form of a filler that compares.
func (s *scorer) filler(x string, names map[string]string) string {
	k := strings.TrimLeft(s.fold(x), "+")
	for _, p := range []string{"約", "逾"} {
		if r, ok := strings.CutPrefix(k, p); ok {
			k = r
			break
		}
	}
	if v, ok := names[k]; ok {
		return v
	}
	return k
}

// fact is a fact as it is compared: its roles with their sets of fillers.
type fact struct {
	typ   string
	roles map[string]map[string]bool
	mood  [2]string
}

func (s *scorer) facts(d *Doc, names map[string]string) []fact {
	var out []fact
	for i := range d.Facts {
		f := &d.Facts[i]
		if f.Optional {
			continue
		}
		e := fact{typ: f.Type, roles: map[string]map[string]bool{}}
		for role, texts := range f.Roles {
			if _, ok := roles[f.Type][role]; !ok || len(texts) == 0 {
				continue
			}
			set := make(map[string]bool, len(texts))
			for _, x := range texts {
				set[s.filler(x, names)] = true
			}
			e.roles[role] = set
		}
		mood := cmp.Or(f.Modality, entities.Asserted)
		if mood == entities.Reported {
			mood = entities.Asserted
		}
		e.mood = [2]string{cmp.Or(f.Polarity, entities.Positive), mood}
		out = append(out, e)
	}
	return out
}

func (e *fact) size() (n int) {
	for _, set := range e.roles {
		n += len(set)
	}
	return n
}

// shared returns how many fillers two facts have in common, and whether a core
// filler is among them.
func (e *fact) shared(o *fact) (n int, core bool) {
	for role, set := range e.roles {
		for x := range set {
			if o.roles[role][x] {
				n++
				core = core || roles[e.typ][role]
			}
		}
	}
	return n, core
}

func (e *fact) sameCore(o *fact) bool {
	for role, core := range roles[e.typ] {
		if !core {
			continue
		}
		if len(e.roles[role]) != len(o.roles[role]) {
			return false
		}
		for x := range e.roles[role] {
			if !o.roles[role][x] {
				return false
			}
		}
	}
	return true
}

type match struct{ shared, gold, pred int }

// pairs pairs gold and predicted facts of one type that share a core filler,
// one to one, most shared fillers first, then by order.
func pairs(g, p []fact) []match {
	var found []match
	for i := range g {
		for j := range p {
			if g[i].typ != p[j].typ {
				continue
			}
			if n, core := g[i].shared(&p[j]); core {
				found = append(found, match{n, i, j})
			}
		}
	}
	slices.SortFunc(found, func(a, b match) int {
		return cmp.Or(b.shared-a.shared, a.gold-b.gold, a.pred-b.pred)
	})
	gDone, pDone := make([]bool, len(g)), make([]bool, len(p))
	out := found[:0]
	for _, x := range found {
		if !gDone[x.gold] && !pDone[x.pred] {
			gDone[x.gold], pDone[x.pred] = true, true
			out = append(out, x)
		}
	}
	return out
}

type triple struct{ typ, role, text string }

// triples compares the sets of (type, role, filler) of one document.
func triples(id string, g, p []fact, f counts) (errs []Error) {
	set := func(facts []fact) map[triple]bool {
		out := map[triple]bool{}
		for _, e := range facts {
			for role, texts := range e.roles {
				for x := range texts {
					out[triple{e.typ, role, x}] = true
				}
			}
		}
		return out
	}
	want, got := set(g), set(p)
	miss := func(kind string, t triple) {
		errs = append(errs, Error{"fact", kind, id, t.typ + " " + t.role + " " + t.text, ""})
	}
	for t := range got {
		if want[t] {
			f.get(t.typ).Found++
		} else {
			f.get(t.typ).False++
			miss("FP", t)
		}
	}
	for t := range want {
		if !got[t] {
			f.get(t.typ).Missed++
			miss("FN", t)
		}
	}
	slices.SortFunc(errs, func(a, b Error) int {
		return cmp.Or(-cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
	})
	return errs
}
