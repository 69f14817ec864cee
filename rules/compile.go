package rules

import (
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"math/bits"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities/edit"
	"github.com/factloom/factloom/entities/fold"
)

// pattern is a compiled say: a position automaton. Every item that takes
// characters is a position; follow says which positions may come next, and
// whether a gap may lie between.
type pattern struct {
	rule   *rule
	say    *say
	pos    []position
	first  []int32
	before int32 // the term of which no phrase may stand before a match; 0 for none
	follow [][]follow

	binds   []string  // the names of slots, as bits of position.bind
	clauses [][]int32 // every clause needs one of its terms in the sentence
	need    []uint64  // mention types the sentence needs, each any of the bits
	anchor  []int32   // the rarest clause
	behind  []behind  // what a sentence needs right behind a name, see standBehind
	out     *output
	shared  uint32 // the slots that stand at several places, at most maxShared
}

// behind is a term that stands right behind mentions of some types.
type behind struct {
	term int32 // termGloss for a gloss
	mask uint64
	keys []uint32 // of the term
}

// maxShared bounds the slots of pattern.shared: each may double the work.
const maxShared = 6

// What a position takes.
type posKind uint8

const (
	posTerm    posKind = iota // a literal or a phrase of a lexicon
	posMention                // a mention of a type
	posPhrase                 // a phrase type
	posHan
	posNoun
	posLatin
	posGloss
)

// position takes one stretch of text.
type position struct {
	kind    posKind
	term    int32  // posTerm
	mask    uint64 // posMention: the bits it accepts
	phrase  int32  // posPhrase
	min     int    // posHan
	max     int
	bind    int8 // index in binds; -1 when it binds nothing
	literal bool // a literal, not a lexicon
	trigger bool // a mandatory literal, lexicon or gloss
	named   bool // refuses pronouns
	lead    bool // nothing Han may stand right before it
	list    bool
	last    bool  // a match may end here
	lastBan int32 // unless a phrase of this term follows; 0 for none
	fresh   bool  // comma lists are off because the list ends the pattern
	item    *item
}

// The gaps between positions.
const (
	gapNone  uint8 = iota
	gapShort       // …
	gapLong        // …，
	gapList        // the separators of a list
)

// The reach of gaps in characters.
const (
	shortGap = 12
	longGap  = 40
)

// follow is a way to the next position.
type follow struct {
	to  int32
	gap uint8
	ban int32 // the term of which no phrase may follow; 0 for none
}

// output is what a rule makes of a match.
type output struct {
	mark  string // the mention type of a mark rule
	name  string // the slot that a mark rule marks
	args  []outArg
	mood  string // a fixed modality, "" when the text decides
	sign  string // a fixed polarity
	carry []carryArg
	each  []string // the roles of which every fact has one filler
	used  uint32   // bits of the slots that it reads
}

// outArg is one role of a fact.
type outArg struct {
	role     string
	slot     string // the slot that fills it
	sign     int32  // the lexicon whose value gives the sign; -1 for none
	lex      int32  // the lexicon whose value is the filler; -1 for none
	constant string
}

// carryArg is one role that comes from what stands before.
type carryArg struct {
	role   string
	mask   uint64   // mention types it takes; 0 takes any
	phrase int32    // the phrase type it takes; -1 for none
	from   []source // in order
	back   int
	need   int
}

// source is where a carried role comes from.
type source struct {
	typ, role   string // of a fact
	text, title bool
	near        bool // what is nearest before, not the first of a sentence
	main        bool // what a sentence is about
}

// compiler turns the says of one rule into patterns.
type compiler struct {
	*checker
	rule    *rule
	hash    hash.Hash
	binds   []string
	bindAt  map[string]*item
	bindIn  map[string]*say
	out     *output
	lexes   map[string]int32
	pattern *pattern
	say1    *say
	unknown bool // a type or lexicon of a say is not known
	anys    int  // entries of any types that the say at hand has taken in
}

// maxAny bounds the entries of any types in one say, with those that they hold.
const maxAny = 2000

func (b *compiler) bind(name string, it *item) int8 {
	if b.bindAt == nil {
		b.bindAt, b.bindIn = map[string]*item{}, map[string]*say{}
	}
	i := slices.Index(b.binds, name)
	if i < 0 {
		i = len(b.binds)
		b.binds = append(b.binds, name)
		b.bindAt[name], b.bindIn[name] = it, b.say1
	}
	if i > 30 {
		b.inside(b.rule.file, b.say1.node, it.off, "", "a rule binds at most 30 roles")
		i = 30
	}
	return int8(i)
}

// part is what an expression of the automaton looks like from outside.
type part struct {
	first, last []int32
	nullable    bool
}

// say compiles one say.
func (b *compiler) say(y *say) *pattern {
	p := &pattern{rule: b.rule, say: y}
	b.pattern, b.say1, b.anys = p, y, 0
	fmt.Fprintf(b.hash, "say %s\n", fold.String(formatItems(y.items)))
	items := y.items
	if len(items) > 0 && items[0].kind == itemBan {
		p.before = b.ban(&items[0])
		items = items[1:]
	}
	whole := b.sequence(items, true)
	for _, i := range whole.last {
		p.pos[i].last = true
		if p.pos[i].list {
			p.pos[i].fresh = true
		}
	}
	p.first = whole.first
	b.dropGaps()
	p.clauses = b.clauses(y.items)
	p.need = b.need(y.items)
	return p
}

// These mark the positions that stand for gaps and guards until dropGaps.
const (
	posGap posKind = 255
	posBan posKind = 254
)

// ban numbers the words of a guard.
func (b *compiler) ban(it *item) int32 {
	v := b.set.vocab
	key := "!\x00"
	var words []string
	for _, a := range it.alts {
		if len(a) != 1 {
			continue // reported by the parser
		}
		switch a[0].kind {
		case itemLiteral:
			if a[0].text != "" {
				words = append(words, a[0].text)
			}
		case itemLex:
			if l := b.lexicon(b.rule.file, b.say1.node, a[0].off, a[0].text); l != nil {
				b.useLexicon(l)
				for _, p := range l.phrases {
					words = append(words, p.text)
				}
			} else {
				b.unknown = true
			}
		}
	}
	slices.Sort(words)
	key += strings.Join(words, "\x00")
	t, ok := v.literals[key]
	if !ok {
		t = v.term()
		v.literals[key] = t
		for _, w := range words {
			v.add(w, t, "")
		}
	}
	return t
}

func (b *compiler) add(q position) int32 {
	b.pattern.pos = append(b.pattern.pos, q)
	b.pattern.follow = append(b.pattern.follow, nil)
	return int32(len(b.pattern.pos) - 1)
}

func (b *compiler) connect(last, first []int32, gap uint8) {
	for _, i := range last {
		for _, j := range first {
			f := follow{to: j, gap: gap}
			if !slices.Contains(b.pattern.follow[i], f) {
				b.pattern.follow[i] = append(b.pattern.follow[i], f)
			}
		}
	}
}

func (b *compiler) sequence(items []item, mandatory bool) part {
	whole := part{nullable: true}
	for i := range items {
		it := &items[i]
		x := b.item(it, mandatory && !it.optional)
		if it.optional {
			x.nullable = true
		}
		b.connect(whole.last, x.first, gapNone)
		if whole.nullable {
			whole.first = append(whole.first, x.first...)
		}
		if x.nullable {
			whole.last = append(whole.last, x.last...)
		} else {
			whole.last = x.last
		}
		whole.nullable = whole.nullable && x.nullable
	}
	return whole
}

func (b *compiler) item(it *item, mandatory bool) part {
	f, node := b.rule.file, b.say1.node
	one := func(q position) part {
		q.item = it
		i := b.add(q)
		if q.list {
			b.connect([]int32{i}, []int32{i}, gapList)
		}
		return part{[]int32{i}, []int32{i}, false}
	}
	switch it.kind {
	case itemLiteral:
		if it.text == "" {
			return part{nullable: true} // reported by the parser
		}
		return one(position{kind: posTerm, term: b.set.vocab.literal(it.text), bind: -1, literal: true, trigger: mandatory})
	case itemLex:
		q := position{kind: posTerm, term: firstTerm, bind: -1, trigger: mandatory}
		if it.text == "" {
			return part{nullable: true} // reported by the parser
		}
		if l := b.lexicon(f, node, it.off, it.text); l != nil {
			q.term = b.useLexicon(l)
		} else {
			b.unknown = true
		}
		return one(q)
	case itemGap:
		q := position{kind: posGap, min: int(gapShort)}
		if it.cross {
			q.min = int(gapLong)
		}
		p := one(q)
		p.nullable = true
		return p
	case itemBan:
		return one(position{kind: posBan, term: b.ban(it), bind: -1})
	case itemAlt:
		whole := part{}
		for i := range it.alts {
			x := b.sequence(it.alts[i], mandatory)
			whole.first = append(whole.first, x.first...)
			whole.last = append(whole.last, x.last...)
			whole.nullable = whole.nullable || x.nullable
		}
		if it.list { // a group that may stand several times
			b.connect(whole.last, whole.first, gapList)
		}
		return whole
	}
	// A slot.
	if it.role == "" {
		return part{nullable: true} // reported by the parser
	}
	named, lead := b.guards(it)
	bind := b.bind(it.role, it)
	whole := part{}
	for _, q := range b.slot(it, it.typ, it.typOff, 0) {
		q.bind, q.named, q.lead, q.list = bind, named, lead, it.list
		q.trigger = q.trigger && mandatory
		x := one(q)
		whole.first = append(whole.first, x.first...)
		whole.last = append(whole.last, x.last...)
	}
	if it.list && len(whole.first) > 1 { // a list of an any type mixes its types
		b.connect(whole.last, whole.first, gapList)
	}
	return whole
}

// guards reads the guards of a slot.
func (b *compiler) guards(it *item) (named, lead bool) {
	if it.guard == "" {
		return false, false
	}
	for _, g := range strings.Split(it.guard, "!") {
		switch g {
		case "named":
			named = true
		case "first":
			lead = true
		default:
			b.inside(b.rule.file, b.say1.node, it.guardOff, "R01", "unknown guard !%s%s", g, nearest(g, []string{"named", "first"}))
		}
	}
	return named, lead
}

// slot returns the positions of a slot's type: several for an any type.
func (b *compiler) slot(it *item, typ string, off, depth int) []position {
	f, node := b.rule.file, b.say1.node
	if name, ok := strings.CutPrefix(typ, "~"); ok && name != "" {
		if l := b.lexicon(f, node, off, name); l != nil {
			return []position{{kind: posTerm, term: b.useLexicon(l), trigger: true}}
		}
		b.unknown = true
		return []position{{kind: posTerm, term: firstTerm, trigger: true}}
	}
	switch typ {
	case "han":
		return []position{{kind: posHan, min: it.min, max: it.max}}
	case "noun":
		return []position{{kind: posNoun, min: it.min, max: it.max}}
	case "latin":
		return []position{{kind: posLatin}}
	case "gloss":
		return []position{{kind: posGloss, trigger: true}}
	}
	if t := b.scopes[f].types[typ]; t != nil {
		if len(t.any) == 0 {
			if t.id < 0 {
				return []position{{kind: posHan, min: 1, max: 1}}
			}
			fmt.Fprintf(b.hash, "type %s %s\n", typ, b.set.phrase[t.id].hash)
			return []position{{kind: posPhrase, phrase: int32(t.id)}}
		}
		fmt.Fprintf(b.hash, "type %s any\n", typ)
		var out []position
		for _, w := range t.any {
			if depth > 4 {
				b.at(t.file, t.node, "", "type %s: any types hold each other too deep", t.name)
				break
			}
			if b.anys++; b.anys > maxAny {
				b.at(t.file, t.node, "", "type %s: any types hold more than %d types", t.name, maxAny)
				break
			}
			for _, q := range b.slot(it, w.text, off, depth+1) {
				if n := len(out) - 1; q.kind == posMention && n >= 0 && out[n].kind == posMention {
					out[n].mask |= q.mask
					continue
				}
				out = append(out, q)
			}
		}
		return out
	}
	if bit := b.set.types.bits[typ]; bit != 0 {
		return []position{{kind: posMention, mask: bit}}
	}
	if typ == "" || typ == "~" {
		return []position{{kind: posHan, min: 1, max: 1}} // reported by the parser
	}
	b.unknown = true
	known := append(append(sortedKeys(b.scopes[f].types), b.set.types.names...), "gloss", "latin", "han", "noun")
	b.inside(f, node, off, "R01", "unknown type %s%s", typ, nearest(typ, known))
	return []position{{kind: posHan, min: 1, max: 1}}
}

// useLexicon notes that the rule hangs on a lexicon.
func (b *compiler) useLexicon(l *lexicon) int32 {
	l.used = true
	if b.lexes == nil {
		b.lexes = map[string]int32{}
	}
	if _, ok := b.lexes[l.name]; !ok {
		b.lexes[l.name] = l.term
		fmt.Fprintf(b.hash, "lexicon %s", l.name)
		for _, p := range l.phrases {
			fmt.Fprintf(b.hash, " %s=%s", p.text, p.value)
		}
		fmt.Fprintln(b.hash)
	}
	return l.term
}

// dropGaps replaces the positions of gaps and guards by gaps and guards on the
// ways across them.
func (b *compiler) dropGaps() {
	p := b.pattern
	drops := func(i int32) bool { return p.pos[i].kind == posGap || p.pos[i].kind == posBan }
	number := make([]int32, len(p.pos))
	n := int32(0)
	for i := range p.pos {
		number[i] = n
		if !drops(int32(i)) {
			n++
		}
	}
	// Ways across gaps meet again and again, where what stands between is optional:
	// each is gone once.
	type state struct {
		to  int32
		gap uint8
		ban int32
	}
	seen := map[state]bool{}
	var across func(f follow, gap uint8, ban int32, out []follow, depth int) []follow
	across = func(f follow, gap uint8, ban int32, out []follow, depth int) []follow {
		if depth == 0 {
			clear(seen)
		}
		if !drops(f.to) {
			g := max(gap, f.gap)
			for i := range out { // a gap takes what no gap takes
				if out[i].to == number[f.to] && out[i].ban == ban && (out[i].gap == gapList) == (g == gapList) {
					out[i].gap = max(out[i].gap, g)
					return out
				}
			}
			return append(out, follow{number[f.to], g, ban})
		}
		gap = max(gap, f.gap)
		if k := (state{f.to, gap, ban}); seen[k] {
			return out
		} else {
			seen[k] = true
		}
		q := &p.pos[f.to]
		if q.kind == posBan {
			if !b.rule.broken && (ban != 0 && ban != q.term || gap == gapShort || gap == gapLong) {
				b.inside(b.rule.file, b.say1.node, q.item.off, "", "a guard !( ) stands right behind an item, not behind a gap or another guard")
			}
			ban = q.term
		} else {
			gap = max(gap, uint8(q.min))
		}
		for _, g := range p.follow[f.to] {
			out = across(g, gap, ban, out, depth+1)
		}
		return out
	}
	pos := make([]position, 0, n)
	ways := make([][]follow, 0, n)
	for i := range p.pos {
		if drops(int32(i)) {
			continue
		}
		var out []follow
		for _, f := range p.follow[i] {
			out = across(f, gapNone, 0, out, 0)
		}
		pos = append(pos, p.pos[i])
		ways = append(ways, out)
	}
	var first []int32
	for _, i := range p.first {
		for _, f := range across(follow{to: i}, gapNone, 0, nil, 0) {
			if f.ban != 0 {
				b.inside(b.rule.file, b.say1.node, 0, "", "a guard !( ) has nothing before it on one of the ways; at the beginning of a say it stands outside ( )")
			}
			if !slices.Contains(first, f.to) {
				first = append(first, f.to)
			}
		}
	}
	// A match may end at whatever comes before a gap or guard that may end it.
	for i := range p.pos {
		if !drops(int32(i)) || !p.pos[i].last {
			continue
		}
		for j := range p.pos {
			if drops(int32(j)) || !slices.ContainsFunc(p.follow[j], func(f follow) bool { return f.to == int32(i) }) {
				continue
			}
			q := &pos[number[j]]
			if p.pos[i].kind == posBan && !q.last {
				q.lastBan = p.pos[i].term
			} else if p.pos[i].kind == posGap {
				q.lastBan = 0
			}
			q.last = true
		}
	}
	p.pos, p.follow, p.first = pos, ways, first
}

// clauses returns what a sentence must hold for the items to match: every
// clause needs one of its terms. Optional items ask for nothing.
func (b *compiler) clauses(items []item) [][]int32 {
	var out [][]int32
	for i := range items {
		it := &items[i]
		if it.optional {
			continue
		}
		switch it.kind {
		case itemLiteral:
			out = append(out, []int32{b.set.vocab.literal(it.text)})
		case itemLex:
			if t, ok := b.lexes[it.text]; ok {
				out = append(out, []int32{t})
			}
		case itemSlot:
			if name, ok := strings.CutPrefix(it.typ, "~"); ok {
				if t, ok := b.lexes[name]; ok {
					out = append(out, []int32{t})
				}
			}
			if it.typ == "gloss" {
				out = append(out, []int32{termGloss})
			}
			if t := b.scopes[b.rule.file].types[it.typ]; t != nil && len(t.any) == 0 && t.id >= 0 && b.set.phrase[t.id].ends >= 0 {
				out = append(out, []int32{b.set.phrase[t.id].ends})
			}
		case itemAlt:
			var clause []int32
			whole := true
			for _, a := range it.alts {
				cs := b.clauses(a)
				if len(cs) == 0 {
					whole = false
					break
				}
				clause = append(clause, b.rarest(cs)...)
			}
			if whole && len(clause) > 0 {
				slices.Sort(clause)
				out = append(out, slices.Compact(clause))
			}
		}
	}
	return out
}

// standBehind returns the terms of a pattern that must be there, a gloss among them,
// and of which every position stands right behind mentions, none of which is a
// number: those take the counter behind them as well. keys are those of each term.
func (p *pattern) standBehind(keys [][]uint32, number uint64) []behind {
	var out []behind
clauses:
	for _, c := range p.clauses {
		if len(c) != 1 || slices.ContainsFunc(out, func(x behind) bool { return x.term == c[0] }) {
			continue
		}
		mask := uint64(0)
		for i := range p.pos {
			q := &p.pos[i]
			if q.kind == posPhrase { // the clause may be of its type
				continue clauses
			}
			if !(q.kind == posTerm && q.term == c[0] || q.kind == posGloss && c[0] == termGloss) {
				continue
			}
			if slices.Contains(p.first, int32(i)) {
				continue clauses
			}
			for j := range p.pos {
				for _, w := range p.follow[j] {
					if int(w.to) != i {
						continue
					}
					if w.gap != gapNone || p.pos[j].kind != posMention || p.pos[j].mask&number != 0 {
						continue clauses
					}
					mask |= p.pos[j].mask
				}
			}
		}
		if mask != 0 {
			x := behind{term: c[0], mask: mask}
			if x.term != termGloss {
				x.keys = keys[x.term]
			}
			out = append(out, x)
		}
	}
	return out
}

// need returns the mention types that a sentence must hold.
func (b *compiler) need(items []item) []uint64 {
	var out []uint64
	for i := range items {
		it := &items[i]
		if it.optional || it.kind != itemSlot {
			continue
		}
		if bit := b.set.types.bits[it.typ]; bit != 0 && b.scopes[b.rule.file].types[it.typ] == nil && !slices.Contains(out, bit) {
			out = append(out, bit)
		}
	}
	return out
}

func (b *compiler) rarest(clauses [][]int32) []int32 {
	var best []int32
	least := math.Inf(1)
	for _, c := range clauses {
		cost := 0.0
		for _, t := range c {
			if t == termGloss {
				cost += 5e-3
			} else {
				cost += b.set.vocab.cost[t]
			}
		}
		if cost < least {
			best, least = c, cost
		}
	}
	return best
}

// weigh hands a say what the rule makes; false when the rule is broken.
func (b *compiler) weigh(y *say) bool {
	p := y.pattern
	p.binds, p.out = b.binds, b.out
	if p.out == nil {
		return false
	}
	for i, n := range b.binds {
		if n == p.out.name || slices.ContainsFunc(p.out.args, func(a outArg) bool { return a.slot == n }) {
			p.out.used |= 1 << i
		}
	}
	seen := uint32(0)
	for i := range p.pos {
		if q := &p.pos[i]; q.bind >= 0 && p.out.used>>q.bind&1 != 0 {
			if seen>>q.bind&1 != 0 && bits.OnesCount32(p.shared) < maxShared {
				p.shared |= 1 << q.bind
			}
			seen |= 1 << q.bind
		}
	}
	return !b.rule.broken && !b.unknown
}

// anchor chooses what a sentence must hold for a say to be tried there.
func (b *compiler) anchor(y *say) []int32 {
	if len(y.pattern.clauses) == 0 {
		b.inside(b.rule.file, y.node, 0, "R03", "this say has no literal, lexicon, phrase or gloss that must be there, so it would run everywhere")
		return nil
	}
	return b.rarest(y.pattern.clauses)
}

// markForm checks mark: type(role).
func (b *compiler) markForm() {
	u, f := b.rule, b.rule.file
	b.out = &output{mark: u.fact.typ}
	m := b.schema.Mention(u.fact.typ)
	if m == nil {
		var names []string
		for _, m := range b.schema.Mentions {
			names = append(names, m.Name)
		}
		b.inside(f, u.factNode, u.fact.typOff, "R01", "unknown mention type %s%s", u.fact.typ, nearest(u.fact.typ, names))
	} else if m.Kind == "value" {
		b.inside(f, u.factNode, u.fact.typOff, "", "mark makes names; %s is a value, which the scanners read", u.fact.typ)
	}
	if len(u.fact.args) != 1 || !u.fact.args[0].bare {
		b.at(f, u.factNode, "", "wanted mark: %s(slot)", u.fact.typ)
		return
	}
	a := u.fact.args[0]
	b.out.name = a.name
	if b.bindAt[a.name] == nil {
		b.inside(f, u.factNode, a.off, "R02", "no say has a slot <%s:…>%s", a.name, nearest(a.name, b.binds))
	}
	for _, y := range u.says {
		if !bindsIn(y.items, a.name) {
			b.inside(f, y.node, 0, "R02", "this say has no slot <%s:…> to mark", a.name)
		}
	}
}

func bindsIn(items []item, name string) bool {
	return slices.ContainsFunc(items, func(it item) bool {
		return it.kind == itemSlot && it.role == name ||
			it.kind == itemAlt && slices.ContainsFunc(it.alts, func(a []item) bool { return bindsIn(a, name) })
	})
}

// factForm checks the fact of a rule against the schema and the says.
func (b *compiler) factForm() {
	u, f, node := b.rule, b.rule.file, b.rule.factNode
	b.out = &output{}
	t := b.schema.Fact(u.fact.typ)
	if t == nil {
		var names []string
		for _, x := range b.schema.Facts {
			names = append(names, x.Name)
		}
		b.inside(f, node, u.fact.typOff, "R01", "unknown fact type %s%s", u.fact.typ, nearest(u.fact.typ, names))
		return
	}
	var roles []string
	for _, r := range t.Roles {
		roles = append(roles, r.Name)
	}
	for _, m := range u.fact.mood {
		if len(m.values) != 1 || m.name != "modality" && m.name != "polarity" {
			b.inside(f, node, m.off, "R01", "behind the ; stands modality= or polarity=%s", nearest(m.name, []string{"modality", "polarity"}))
			continue
		}
		known := moods
		if m.name == "polarity" {
			known = polarities
		}
		v := m.values[0]
		if !slices.Contains(known, v.text) {
			b.inside(f, node, v.off, "R01", "unknown %s %q%s, wanted %s", m.name, v.text, nearest(v.text, known), either(known))
		}
		if m.name == "modality" {
			b.out.mood = v.text
		} else {
			b.out.sign = v.text
		}
	}
	for _, a := range u.fact.args {
		r := t.Role(a.name)
		if r == nil {
			b.inside(f, node, a.off, "R01", "%s has no role %s%s", t.Name, a.name, nearest(a.name, roles))
			continue
		}
		values := a.values
		if a.bare {
			values = []formValue{{text: a.name, off: a.off}}
		}
		for _, v := range values {
			o := outArg{role: a.name, sign: -1, lex: -1}
			slot, lex, times := strings.Cut(strings.ReplaceAll(v.text, "×", "*"), "*")
			slot, lex = strings.TrimSpace(slot), strings.TrimSpace(lex)
			switch {
			case v.quoted:
				o.constant = v.text
			case times:
				o.slot = slot
				name, ok := strings.CutPrefix(lex, "~")
				if !ok {
					b.inside(f, node, v.off, "", "wanted %s*~lexicon, the lexicon whose value gives the sign", slot)
					continue
				}
				o.sign = b.valued(name, v.off, true)
			case strings.HasPrefix(slot, "~"):
				o.lex = b.valued(slot[1:], v.off, false)
			case a.bare || b.bindAt[slot] != nil:
				o.slot = slot
			default:
				o.constant = v.text
			}
			if o.slot != "" && b.bindAt[o.slot] == nil && u.broken {
				continue
			}
			if o.slot != "" && b.bindAt[o.slot] == nil {
				if a.bare && slices.ContainsFunc(u.carry, func(c carry) bool { return c.role == a.name }) {
					continue
				}
				why := "nor does carry give it"
				if !a.bare {
					why = "so it has no value"
				}
				b.inside(f, node, v.off, "R02", "no say has a slot <%s:…>, %s%s", o.slot, why, nearest(o.slot, b.binds))
				continue
			}
			if o.constant != "" && len(r.Values) > 0 && !slices.Contains(r.Values, o.constant) {
				b.inside(f, node, v.off, "R01", "%s of %s cannot be %q%s, wanted %s", a.name, t.Name, o.constant, nearest(o.constant, r.Values), either(r.Values))
			}
			if o.constant != "" && !v.quoted && len(r.Values) == 0 {
				for _, n := range b.binds {
					if len(n) > 3 && edit.Distance([]rune(n), []rune(o.constant), nil) == 1 {
						b.inside(f, node, v.off, "R02", "no say has a slot <%s:…> (did you mean %s?); quote it with 「」 if the word itself is meant", o.constant, n)
						break
					}
				}
			}
			if o.slot != "" {
				b.roleTypes(o.slot, t.Name, a.name, r.Types)
			}
			b.out.args = append(b.out.args, o)
		}
	}
	b.each(t.Name, roles)
	fmt.Fprintf(b.hash, "fact %s off %v when %v %s beats", u.fact, u.off, u.modalities, u.polarity)
	for _, w := range u.beats {
		fmt.Fprintf(b.hash, " %s", w.text)
	}
}

// each checks the roles that are dealt out, one filler a fact.
func (b *compiler) each(typ string, roles []string) {
	u, f := b.rule, b.rule.file
	for _, w := range u.each {
		switch {
		case !slices.Contains(roles, w.text):
			b.at(f, w.node, "R01", "%s has no role %s%s", typ, w.text, nearest(w.text, roles))
		case !slices.ContainsFunc(b.out.args, func(a outArg) bool { return a.role == w.text && (a.slot != "" || a.lex >= 0) }):
			b.at(f, w.node, "R02", "each deals out %s, which no slot fills", w.text)
		case slices.Contains(b.out.each, w.text):
			b.at(f, w.node, "", "%s stands twice", w.text)
		default:
			b.out.each = append(b.out.each, w.text)
		}
	}
	if len(u.each) > 0 {
		fmt.Fprintf(b.hash, "each %v\n", b.out.each)
	}
}

// roleTypes refuses a slot whose type the role does not take.
func (b *compiler) roleTypes(slot, fact, role string, types []string) {
	if len(types) == 0 {
		return
	}
	var visit func(items []item, y *say)
	visit = func(items []item, y *say) {
		for i := range items {
			it := &items[i]
			for _, a := range it.alts {
				visit(a, y)
			}
			if it.kind != itemSlot || it.role != slot {
				continue
			}
			names := []string{it.typ}
			if t := b.scopes[b.rule.file].types[it.typ]; t != nil && len(t.any) > 0 {
				names = nil
				for _, w := range t.any {
					names = append(names, w.text)
				}
			}
			for _, n := range names {
				if n == "han" || n == "noun" || n == "latin" || n == "gloss" || strings.HasPrefix(n, "~") {
					continue // they may stand exactly on a name
				}
				if b.set.types.bits[n] == 0 && b.scopes[b.rule.file].types[n] == nil {
					continue // reported already
				}
				if !slices.ContainsFunc(types, func(w string) bool { return b.schema.Is(n, w) }) {
					b.inside(b.rule.file, y.node, it.typOff, "R01", "%s of %s takes %s, not %s", role, fact, either(types), n)
				}
			}
		}
	}
	for _, y := range b.rule.allSays() {
		visit(y.items, y)
	}
}

// allSays returns the says of a rule and those of its conditions that fill roles.
func (u *rule) allSays() []*say {
	out := slices.Clone(u.says)
	u.match.visit(true, func(y *say, bound bool) {
		if bound {
			out = append(out, y)
		}
	})
	return out
}

// valued finds a lexicon whose phrases have values, signs if they must.
func (b *compiler) valued(name string, off int, signs bool) int32 {
	l := b.lexicon(b.rule.file, b.rule.factNode, off, name)
	if l == nil {
		return -1
	}
	term := b.useLexicon(l)
	for _, p := range l.phrases {
		if signs && p.value != "+1" && p.value != "-1" {
			b.inside(b.rule.file, b.rule.factNode, off, "", "~%s gives no sign: %s has the value %s, wanted +1 or -1", name, p.word.text, valueName(p.value))
			break
		}
		if p.value == "" {
			b.inside(b.rule.file, b.rule.factNode, off, "", "~%s gives no value: %s has none; write %s: {value: [words]}", name, p.word.text, name)
			break
		}
	}
	if !b.lexInSays(name) {
		b.inside(b.rule.file, b.rule.factNode, off, "R02", "no say has ~%s, so it has no value", name)
	}
	return term
}

func (b *compiler) lexInSays(name string) bool {
	var in func(items []item) bool
	in = func(items []item) bool {
		return slices.ContainsFunc(items, func(it item) bool {
			return it.kind != itemBan && (it.kind == itemLex && it.text == name || it.kind == itemSlot && it.typ == "~"+name || slices.ContainsFunc(it.alts, in))
		})
	}
	return slices.ContainsFunc(b.rule.allSays(), func(y *say) bool { return in(y.items) })
}

// carry checks a carried role.
func (b *compiler) carry(c *carry) {
	u, f := b.rule, b.rule.file
	t := b.schema.Fact(u.fact.typ)
	if t == nil || u.mark {
		return
	}
	r := t.Role(c.role)
	if r == nil {
		var roles []string
		for _, r := range t.Roles {
			roles = append(roles, r.Name)
		}
		b.at(f, c.node, "R01", "%s has no role %s%s", t.Name, c.role, nearest(c.role, roles))
		return
	}
	if !slices.ContainsFunc(u.fact.args, func(a formArg) bool { return a.name == c.role }) {
		b.at(f, c.node, "R02", "carry gives %s, which fact does not name", c.role)
	}
	arg := carryArg{role: c.role, phrase: -1, back: c.back, need: c.need}
	if c.typ.text != "" {
		if st := b.scopes[f].types[c.typ.text]; st != nil && len(st.any) == 0 {
			arg.phrase = int32(st.id)
			if st.id >= 0 {
				fmt.Fprintf(b.hash, "type %s %s\n", c.typ.text, b.set.phrase[st.id].hash)
			}
		} else if st != nil {
			for _, w := range st.any {
				arg.mask |= b.set.types.bits[w.text]
			}
		} else if bit := b.set.types.bits[c.typ.text]; bit != 0 {
			arg.mask = bit
		} else {
			b.at(f, c.typ.node, "R01", "unknown type %s%s", c.typ.text, nearest(c.typ.text, append(sortedKeys(b.scopes[f].types), b.set.types.names...)))
		}
		if len(r.Types) > 0 && arg.mask != 0 && b.scopes[f].types[c.typ.text] == nil &&
			!slices.ContainsFunc(r.Types, func(w string) bool { return b.schema.Is(c.typ.text, w) }) {
			b.at(f, c.typ.node, "R01", "%s of %s takes %s, not %s", c.role, t.Name, either(r.Types), c.typ.text)
		}
	}
	for _, w := range c.from {
		switch w.text {
		case "text":
			arg.from = append(arg.from, source{text: true})
		case "main":
			arg.from = append(arg.from, source{main: true})
		case "near":
			arg.from = append(arg.from, source{near: true})
		case "title":
			arg.from = append(arg.from, source{title: true})
		default:
			typ, role, ok := strings.Cut(w.text, ".")
			ft := b.schema.Fact(typ)
			switch {
			case !ok:
				b.at(f, w.node, "", "from: wanted fact.role, text, main, near or title, not %s", w.text)
			case ft == nil:
				var names []string
				for _, x := range b.schema.Facts {
					names = append(names, x.Name)
				}
				b.at(f, w.node, "R01", "unknown fact type %s%s", typ, nearest(typ, names))
			case ft.Role(role) == nil:
				var names []string
				for _, x := range ft.Roles {
					names = append(names, x.Name)
				}
				b.at(f, w.node, "R01", "%s has no role %s%s", typ, role, nearest(role, names))
			default:
				arg.from = append(arg.from, source{typ: typ, role: role})
			}
		}
		if (w.text == "text" || w.text == "near" || w.text == "main" || w.text == "title") && c.typ.text == "" {
			b.at(f, w.node, "", "from: %s needs the type to look for", w.text)
		}
	}
	fmt.Fprintf(b.hash, "carry %s %s %d %d", c.role, c.typ.text, c.back, c.need)
	for _, w := range c.from {
		fmt.Fprintf(b.hash, " %s", w.text)
	}
	fmt.Fprintln(b.hash)
	if b.out != nil {
		b.out.carry = append(b.out.carry, arg)
	}
}

// version is 8 hex of the rule with the lexicons it uses.
func (b *compiler) version() string {
	fmt.Fprintf(b.hash, "%s %v", b.rule.id, b.rule.mark)
	return hex.EncodeToString(b.hash.Sum(nil)[:4])
}
