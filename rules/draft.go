package rules

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/schema"
)

// Draft is a rule made of one sentence: names and values are slots, what shows how
// sure the fact is are lexicons, the rest are literals. YAML writes it.
type Draft struct {
	ID        string
	About     string
	Type      string // of the fact
	Say       string
	Fact      string
	Beats     []string
	Text      string   // the sentence, its test
	Want      []string // the facts of the test
	Published string
	Given     map[string][]string
	Near      string // the rule that came nearest, "" for none

	lexicons []draftLexicon
}

type draftLexicon struct {
	name, value string
	words       []string
}

// NoTypeError is returned by Draft when no rule comes near, so that the type of
// the fact is not known.
type NoTypeError struct{ Known []string }

func (e *NoTypeError) Error() string {
	return "no rule comes near this sentence, so name the fact it tells: " + either(e.Known)
}

// Draft makes a rule of a sentence: of the first sentence of a document that is
// ready for Relate, or of that in which another rule comes nearest. typ is the type
// of the fact, "" to take that of the nearest rule; id is the rule's, "" for
// my-type.
func (s *Set) Draft(d *entities.Document, typ, id string) (*Draft, error) {
	if len(d.Sentences) == 0 {
		return nil, fmt.Errorf("there is no sentence")
	}
	hint := s.nearest(d, typ)
	out := &Draft{Type: typ}
	sent := 0
	if hint != nil {
		out.Near = hint.Rule
		if typ == "" {
			out.Type = hint.Type
		}
		sent = hint.Sentence
	}
	t := s.schema.Fact(out.Type)
	if t == nil {
		e := &NoTypeError{}
		for _, f := range s.schema.Facts {
			e.Known = append(e.Known, f.Name)
		}
		if typ != "" {
			return nil, fmt.Errorf("unknown fact type %s%s", typ, nearest(typ, e.Known))
		}
		return nil, e
	}
	if out.ID = id; id == "" {
		out.ID = s.freeID("my-" + out.Type)
	}
	span := d.Sentences[sent].Span
	out.Text = strings.TrimSpace(d.Slice(span))
	out.About = t.About + ", as in " + out.Text
	out.Published = d.Published
	b := &drafter{set: s, doc: d, typ: t, hint: hint, out: out}
	b.slots(span)
	b.compose(span)
	if len(b.args) == 0 {
		return nil, fmt.Errorf("nothing in the sentence is known to fill a role of %s; name what does with --given, such as company=雲杉科技", out.Type)
	}
	out.Fact = out.Type + "(" + strings.Join(b.args, ", ") + ")"
	return out, nil
}

// freeID returns an id that no rule has.
func (s *Set) freeID(id string) string {
	for n := 2; ; n++ {
		if !slices.ContainsFunc(s.rules, func(u *rule) bool { return u.id == id }) {
			return id
		}
		id = strings.TrimRight(id, "0123456789-") + fmt.Sprintf("-%d", n)
	}
}

// drafter builds one draft.
type drafter struct {
	set  *Set
	doc  *entities.Document
	typ  *schema.FactType
	hint *Hint
	out  *Draft

	marks  []draftSlot
	filled map[string]bool // roles that have a slot
	names  map[string]int  // how often a slot name was given that is no role
	args   []string
}

// draftSlot is a stretch of the sentence that becomes a slot.
type draftSlot struct {
	entities.Span
	taken entities.Span // with its gloss
	role  string
	slot  string // the name of the slot
	typ   string
	list  bool
	sign  bool
}

// slots finds what becomes slots and gives them roles: those that the nearest rule
// would give, then what the schema allows, in text order.
func (b *drafter) slots(sent entities.Span) {
	b.filled, b.names = map[string]bool{}, map[string]int{}
	d := b.doc
	for i := range d.Mentions {
		m := &d.Mentions[i]
		v, number := m.Value.(*entities.Number)
		if !sent.Contains(m.Span) || m.Hidden && m.Via != entities.ViaPronoun && m.Via != entities.ViaSamePeriod && !number {
			continue
		}
		if n := len(b.marks); n > 0 && b.marks[n-1].taken.End > m.Start {
			continue
		}
		x := draftSlot{Span: m.Span, taken: m.Span, typ: m.Type}
		if number {
			if v.Ordinal || v.Counter == "" {
				continue
			}
			if k := len([]rune(v.Counter)); fold.Key(d.Slice(entities.Span{Start: m.End, End: m.End + k})) == fold.Key(v.Counter) {
				x.Span.End += k
				x.taken.End = x.Span.End
			}
			x.typ = entities.NumberType
		}
		if end := bracketEnd(d.Folded, x.taken.End, sent.End); end > 0 && !number {
			x.taken.End = end
		}
		b.marks = append(b.marks, x)
	}
	if b.hint != nil {
		b.hintRoles(sent)
	}
	slices.SortStableFunc(b.marks, func(x, y draftSlot) int { return x.Span.Compare(y.Span) })
	for i := range b.marks {
		b.filled[b.marks[i].role] = true
	}
	for i := range b.marks {
		if x := &b.marks[i]; x.role == "" {
			x.role = b.roleFor(x)
		}
		b.filled[b.marks[i].role] = true
	}
	// Neighbours of one role that are joined as a list are one slot.
	var out []draftSlot
	for _, x := range b.marks {
		if n := len(out); n > 0 && x.role != "" && out[n-1].role == x.role && out[n-1].typ == x.typ && joinsList(b.doc.Folded[out[n-1].taken.End:x.Start]) {
			out[n-1].taken.End, out[n-1].list = x.taken.End, true
			continue
		}
		out = append(out, x)
	}
	b.marks = out
	for i := range b.marks {
		x := &b.marks[i]
		x.slot = x.role
		if x.slot == "" {
			b.names[x.typ]++
			x.slot = fmt.Sprintf("%s%d", x.typ, b.names[x.typ])
		}
	}
}

// bracketEnd returns where the bracket that stands at an offset ends, 0 for none.
func bracketEnd(text []rune, at, limit int) int {
	for at < limit && (text[at] == ' ' || text[at] == 0) {
		at++
	}
	if at >= limit || text[at] != '(' {
		return 0
	}
	open := 0
	for i := at; i < min(limit, at+maxGloss); i++ {
		switch text[i] {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return i + 1
			}
		}
	}
	return 0
}

func joinsList(between []rune) bool {
	switch strings.TrimSpace(string(between)) {
	case "", "、", ",", "及", "和", "与", "以及", "、及", "、以及":
		return true
	}
	return false
}

// hintRoles takes over the roles that the nearest rule gives, and words that fill
// one there.
func (b *drafter) hintRoles(sent entities.Span) {
	for _, k := range b.hint.Takes {
		if !sent.Contains(k.Span) {
			continue
		}
		role := ""
		for _, r := range k.Roles {
			if b.typ.Role(r) != nil {
				role = r
				break
			}
		}
		at := slices.IndexFunc(b.marks, func(x draftSlot) bool { return x.Overlaps(k.Span) })
		switch {
		case role == "":
		case at >= 0:
			b.marks[at].role = role
			b.marks[at].sign = k.Signed && b.signWord() != nil
		default: // words
			b.marks = append(b.marks, draftSlot{Span: k.Span, taken: k.Span, role: role, typ: "~" + b.lexicon(role+"_word", "", b.doc.Slice(k.Span))})
		}
	}
}

// signWord returns the word that gives a role its sign, nil for none.
func (b *drafter) signWord() *Taken {
	for i := range b.hint.Takes {
		if b.hint.Takes[i].Sign != "" {
			return &b.hint.Takes[i]
		}
	}
	return nil
}

// roleFor chooses a role of the fact that takes a slot and is free, in the order of
// the schema.
func (b *drafter) roleFor(x *draftSlot) string {
	s := b.set.schema
	for _, r := range b.typ.Roles {
		ok := slices.ContainsFunc(r.Types, func(t string) bool { return s.Is(x.typ, t) })
		if len(r.Types) == 0 && len(r.Values) == 0 { // it takes words too
			switch x.typ {
			case entities.Company, entities.Organization, entities.Product:
				ok = r.Core && r.Name != "title" && r.Name != "measure" && r.Name != "alias"
			case entities.PercentType:
				ok = r.Name == "change" || r.Name == "stake"
			case entities.MoneyType, entities.NumberType:
				ok = r.Name == "value" || r.Name == "count"
			}
		}
		if ok && (!b.filled[r.Name] || r.Many) {
			return r.Name
		}
	}
	return ""
}

// lexicon adds a word to a lexicon of the draft and returns its name.
func (b *drafter) lexicon(name, value, word string) string {
	for i := range b.out.lexicons {
		if l := &b.out.lexicons[i]; l.name == name && l.value == value {
			if !slices.Contains(l.words, word) {
				l.words = append(l.words, word)
			}
			return name
		}
	}
	b.out.lexicons = append(b.out.lexicons, draftLexicon{name, value, []string{word}})
	return name
}

// compose writes the say and the arguments of the fact.
func (b *drafter) compose(sent entities.Span) {
	d := b.doc
	end := sent.End
	for end > sent.Start && strings.ContainsRune("。!?！？\n ", d.Runes()[end-1]) {
		end--
	}
	var items []item
	words := func(from, to int) {
		for _, w := range b.cut(from, min(to, end)) {
			items = append(items, b.word(w))
		}
	}
	at := sent.Start
	for i := range b.marks {
		x := &b.marks[i]
		words(at, x.Start)
		items = append(items, item{kind: itemSlot, role: x.slot, typ: x.typ, list: x.list})
		at = x.taken.End
		if x.role == "" {
			continue
		}
		arg := x.role
		if x.sign {
			arg += "=" + x.role + "*~" + b.lexicon("trend", b.signWord().Sign, d.Slice(b.signWord().Span))
		}
		if !slices.Contains(b.args, arg) {
			b.args = append(b.args, arg)
		}
	}
	words(at, end)
	if b.hint != nil {
		for _, role := range sortedKeys(b.hint.Constants) {
			if r := b.typ.Role(role); r != nil && !b.filled[role] {
				b.args = append(b.args, role+"="+quoteValue(b.hint.Constants[role]))
			}
		}
	}
	must := slices.ContainsFunc(items, func(it item) bool { return it.kind == itemLiteral && !it.optional })
	for i := range items { // a rule needs one word at least
		if it := &items[i]; !must && it.optional && it.kind == itemLiteral {
			it.optional, must = false, true
		}
	}
	b.out.Say = formatItems(items)
}

// cut returns the words from one offset to another, with the blanks between them
// left out; a character that no known word holds stands by itself with its
// unknown neighbours.
func (b *drafter) cut(from, to int) []entities.Span {
	d := b.doc
	edge := make(map[int]bool)
	mark := func(s entities.Span) { edge[s.Start], edge[s.End] = true, true }
	for i := max(0, d.TokenAt(from)); i < len(d.Tokens) && d.Tokens[i].Start < to; i++ {
		mark(d.Tokens[i].Span)
	}
	for _, k := range append(b.moodWords(from, to), b.signSpan()) {
		if k.Len() > 0 {
			mark(k)
			for i := k.Start + 1; i < k.End; i++ {
				delete(edge, i)
			}
		}
	}
	var out []entities.Span
	start := from
	flush := func(at int) {
		if start < at {
			out = append(out, entities.Span{Start: start, End: at})
		}
		start = at
	}
	for i := from; i < to; i++ {
		r := d.Folded[i]
		if r == ' ' || r == 0 || r == '\n' {
			flush(i)
			start = i + 1
			continue
		}
		if edge[i] || !fold.IsHan(r) && !wordy(r) {
			flush(i)
		}
	}
	flush(to)
	return out
}

// moodWords returns the words that set mood from one offset to another, of those
// that overlap the longest.
func (b *drafter) moodWords(from, to int) []entities.Span {
	var out []entities.Span
	for _, h := range b.set.trie.Append(nil, b.doc.Folded[from:to], entities.DictRules) {
		v := b.set.vocab
		if !slices.ContainsFunc(v.termsOf[h.Value], func(t int32) bool { return t >= termPlanned && t <= termNegative }) {
			continue
		}
		w := entities.Span{Start: from + h.Start, End: from + h.End}
		if cutsWord(b.doc, w) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].End > w.Start {
			if w.Len() > out[n-1].Len() {
				out[n-1] = w
			}
			continue
		}
		out = append(out, w)
	}
	return out
}

func (b *drafter) signSpan() entities.Span {
	if b.hint != nil && slices.ContainsFunc(b.marks, func(x draftSlot) bool { return x.sign }) {
		return b.signWord().Span
	}
	return entities.Span{}
}

// word makes an item of a word: one that sets mood is a lexicon, for a literal would
// hide it; an adverb or conjunction may be missing.
func (b *drafter) word(w entities.Span) item {
	text := b.doc.Slice(w)
	if w == b.signSpan() {
		return item{kind: itemLex, text: b.lexicon("trend", b.signWord().Sign, text)}
	}
	v := b.set.vocab
	if k, ok := v.keys[folded(text)]; ok {
		for t := termPlanned; t <= termNegative; t++ {
			if v.has(k, t) {
				return item{kind: itemLex, text: b.lexicon([]string{"planned", "possible", "reported", "negative"}[t-termPlanned], "", text), optional: true}
			}
		}
	}
	it := item{kind: itemLiteral, raw: text, text: folded(text)}
	if i := b.doc.TokenAt(w.Start); i >= 0 && b.doc.Tokens[i].Known && b.doc.Tokens[i].Span == w {
		switch p := b.doc.Tokens[i].POS; {
		case p == "d" || p == "c" || p == "y" || p == "t":
			it.optional = true
		}
	}
	return it
}

// YAML writes the draft as a rule file.
func (r *Draft) YAML() []byte {
	var b strings.Builder
	if r.Published != "" {
		fmt.Fprintf(&b, "published: %s\n", r.Published)
	}
	if len(r.Given) > 0 {
		b.WriteString("given:\n")
		for _, typ := range sortedKeys(r.Given) {
			fmt.Fprintf(&b, "  %s: %s\n", typ, flowList(r.Given[typ]))
		}
	}
	if len(r.lexicons) > 0 {
		b.WriteString("lexicon:       # add the words that do as well\n")
		last := ""
		for _, l := range r.lexicons {
			switch {
			case l.value == "":
				fmt.Fprintf(&b, "  %s: %s\n", l.name, flowList(l.words))
			case l.name == last:
				fmt.Fprintf(&b, "    %s: %s\n", l.value, flowList(l.words))
			default:
				fmt.Fprintf(&b, "  %s:\n    %s: %s\n", l.name, l.value, flowList(l.words))
			}
			last = l.name
		}
	}
	fmt.Fprintf(&b, `rules:
- id: %s
  about: %s
  # Put ? behind what may be missing, … where a few other words may stand, …， where a
  # clause may end, and (甲|乙) for a choice.
  say: %s
  fact: %s
`, r.ID, plainScalar(r.About), plainScalar(r.Say), plainScalar(r.Fact))
	if len(r.Beats) > 0 {
		fmt.Fprintf(&b, "  beats: %s\n", flowList(r.Beats))
	}
	kind := "text"
	if len(r.Want) == 0 {
		kind = "todo" // until the rule draws something
	}
	fmt.Fprintf(&b, "  tests:\n  - %s: %s\n", kind, plainScalar(r.Text))
	for i, w := range r.Want {
		switch {
		case i == 0:
			fmt.Fprintf(&b, "    fact: %s\n", plainScalar(w))
		case i == 1:
			fmt.Fprintf(&b, "    also:\n    - %s\n", plainScalar(w))
		default:
			fmt.Fprintf(&b, "    - %s\n", plainScalar(w))
		}
	}
	b.WriteString("  # - not: a sentence that looks alike, from which the rule must draw nothing\n")
	return []byte(b.String())
}

// plainScalar writes a value of a mapping, quoted where YAML needs it.
func plainScalar(s string) string {
	data, err := yaml.Marshal(s)
	if out := strings.TrimSuffix(string(data), "\n"); err == nil && !strings.Contains(out, "\n") {
		return out
	}
	return jsonScalar(s)
}

// jsonScalar quotes a value as JSON does, which YAML reads.
func jsonScalar(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(s) != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// flowList writes a list in brackets.
func flowList(list []string) string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = plainScalar(w)
		if strings.ContainsAny(w, ",[]{}:#") && !strings.HasPrefix(out[i], `"`) && !strings.HasPrefix(out[i], "'") {
			out[i] = jsonScalar(w)
		}
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// Drew tells what a rule makes of a document, as tests write it, and which other
// rules took it from it. Facts that lost are those that the rule alone would draw;
// instead is what was drawn in their place.
func (s *Set) Drew(d *entities.Document, id string) (won, lost, instead []string, beaters []string) {
	t := &tester{set: s}
	write := func(m *match) string {
		f := entities.Fact{Type: m.pat.rule.fact.typ, Modality: m.modality, Polarity: m.polarity, Fillers: dropTwice(m.fillers)}
		if m.fact != nil {
			f = *m.fact
		}
		return t.write(&f)
	}
	add := func(list *[]string, s string) {
		if !slices.Contains(*list, s) {
			*list = append(*list, s)
		}
	}
	for _, m := range s.all(d) {
		if m.pat.rule.id != id || m.refused != "" || m.pat.rule.mark {
			continue
		}
		if m.beaten == nil {
			add(&won, write(m))
			continue
		}
		by := m.beaten
		for by.beaten != nil {
			by = by.beaten
		}
		if by.pat.rule.id != id {
			add(&lost, write(m))
			add(&instead, write(by))
			add(&beaters, by.pat.rule.id)
		}
	}
	return won, lost, instead, beaters
}
