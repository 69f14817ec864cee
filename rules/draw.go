package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// The confidence of what rules draw: a base, less for every filler that the
// sentence does not name itself.
const (
	baseConfidence = 0.9
	markConfidence = 0.8
	lessSure       = 0.9 // for each pronoun and carried role
)

// Mark draws the mentions of the mark rules. Mark rules read the mentions that
// the document has, not each other's.
func (s *Set) Mark(d *entities.Document) []entities.Mention {
	if len(s.stages[stageMark].patterns) == 0 || len(d.Sentences) == 0 {
		return nil
	}
	sc := s.take(d)
	defer s.put(sc)
	var all []*match
	sc.run(d, &s.stages[stageMark], func(m *match) { all = append(all, m) })
	s.ask(d, sc, all)
	for _, m := range all {
		s.draw(d, m)
	}
	s.choose(all)
	var out []entities.Mention
	for _, m := range all {
		if m.beaten != nil || m.refused != "" {
			continue
		}
		f := m.fillers[0]
		out = append(out, entities.Mention{Span: f.Span, Text: f.Text, Type: m.pat.out.mark, Via: entities.ViaPattern,
			Rule: m.pat.rule.id + "@" + m.pat.rule.version, Confidence: markConfidence})
	}
	slices.SortStableFunc(out, func(a, b entities.Mention) int {
		return cmp.Or(compareSpan(a.Span, b.Span), cmp.Compare(a.Type, b.Type))
	})
	return slices.CompactFunc(out, func(a, b entities.Mention) bool { return a.Span == b.Span && a.Type == b.Type })
}

// Alias draws the facts of type alias.
func (s *Set) Alias(d *entities.Document) []entities.Fact {
	all := s.matches(d, &s.stages[stageAlias])
	return s.once(d, all)
}

// Relate draws every other fact: first those of one sentence, then those that
// carry a role over from before. Each fact stands once, with its earliest
// evidence, and a fact that another one says with more roles is left out.
func (s *Set) Relate(d *entities.Document) []entities.Fact {
	return s.once(d, s.matches(d, &s.facts))
}

func (s *Set) take(d *entities.Document) *scratch {
	sc := s.scratch.Get().(*scratch)
	sc.begin(s, d)
	return sc
}

// put gives a scratch back, without what it holds of the document.
func (s *Set) put(sc *scratch) {
	sc.all = nil
	sc.lattice.doc, sc.lattice.text = nil, nil
	sc.side.doc, sc.side.text = nil, nil
	s.scratch.Put(sc)
}

// matches runs a program over a document and settles who wins.
func (s *Set) matches(d *entities.Document, p *program) []*match {
	if len(p.patterns) == 0 || len(d.Sentences) == 0 {
		return nil
	}
	sc := s.take(d)
	defer s.put(sc)
	var all []*match
	sc.run(d, p, func(m *match) { all = append(all, m) })
	s.ask(d, sc, all)
	all = s.drawAll(d, all)
	s.settle(d, sc, all)
	return all
}

// settle chooses among the matches of the fact stage, then takes the matches of
// the carry stage in the order of the text: each is completed from what stands
// before it, and competes with what has been drawn.
func (s *Set) settle(d *entities.Document, sc *scratch, all []*match) {
	var plain, carried []*match
	for _, m := range all {
		if m.refused != "" {
			continue
		}
		if m.pat.rule.stage == stageCarry {
			carried = append(carried, m)
		} else {
			plain = append(plain, m)
		}
	}
	sc.work += s.choose(plain)
	for _, m := range plain {
		s.fact(d, m)
	}
	if len(carried) == 0 {
		return
	}
	slices.SortStableFunc(carried, func(a, b *match) int {
		return cmp.Or(cmp.Compare(a.sent, b.sent), cmp.Compare(a.focus, b.focus), compareMatch(a, b))
	})
	drawn := history{bySentence: map[int][]*match{}}
	for _, m := range plain {
		drawn.add(m)
	}
	for i := 0; i < len(carried); {
		j, ground := i, carried[i].trigger
		for j < len(carried) && carried[j].sent == carried[i].sent && carried[j].focus == carried[i].focus {
			s.fill(d, sc, carried[j], &drawn)
			ground.Start, ground.End = min(ground.Start, carried[j].trigger.Start), max(ground.End, carried[j].trigger.End)
			j++
		}
		group := slices.Clone(carried[i:j])
		drawn.places.visit(ground, func(m *match) bool {
			if m.sent == carried[i].sent && m.trigger.Overlaps(ground) && !slices.Contains(group, m) {
				group = append(group, m)
			}
			return true
		})
		sc.work += s.choose(group)
		for _, m := range carried[i:j] {
			s.fact(d, m)
			drawn.add(m)
		}
		i = j
	}
}

// history is what has been drawn so far.
type history struct {
	bySentence map[int][]*match // in order of drawing
	places     places
}

func (h *history) add(m *match) {
	if m.fact != nil {
		h.bySentence[m.sent] = append(h.bySentence[m.sent], m)
		h.places.add(m)
	}
}

// draw turns the captures of a match into fillers.
func (s *Set) draw(d *entities.Document, m *match) {
	out := m.pat.out
	u := m.pat.rule
	if m.refused != "" {
		return
	}
	if out.mood != "" {
		m.modality = out.mood
	}
	if out.sign != "" {
		m.polarity = out.sign
	}
	if len(u.modalities) > 0 && !slices.Contains(u.modalities, m.modality) {
		m.refused = "its modality is " + m.modality
		return
	}
	if u.polarity != "" && u.polarity != m.polarity {
		m.refused = "its polarity is " + m.polarity
		return
	}
	if u.mark {
		s.drawMark(d, m)
		return
	}
	n := len(out.args) // room for the fillers, which are large
	for i := range m.caps {
		if m.pat.pos[m.caps[i].pos].bind >= 0 {
			n++
		}
	}
	m.fillers = make([]entities.Filler, 0, n)
	for _, a := range out.args {
		switch {
		case a.constant != "":
			m.fillers = append(m.fillers, entities.Filler{Role: a.role, Text: a.constant, Key: "text:" + fold.Key(a.constant)})
		case a.lex >= 0:
			for i := range m.caps {
				if v := s.lexValue(m, i, a.lex); v != "" {
					m.steps = append(m.steps, step{a.role, len(m.fillers)})
					m.fillers = append(m.fillers, entities.Filler{Role: a.role, Text: v, Key: "text:" + fold.Key(v)})
				}
			}
		default:
			for i := range m.caps {
				q := &m.pat.pos[m.caps[i].pos]
				if q.bind >= 0 && m.pat.binds[q.bind] == a.slot {
					m.steps = append(m.steps, step{a.role, len(m.fillers)})
					m.fillers = s.fillersOf(m.fillers, d, m, i, a)
				}
			}
		}
	}
	s.drawWith(d, m)
	if len(out.each) == 0 {
		m.steps = nil
		s.refuse(m, len(out.carry) == 0)
	}
}

// drawWith adds what the conditions of a match bind and its say does not. What
// stands in another sentence counts as carried.
func (s *Set) drawWith(d *entities.Document, m *match) {
	for _, own := range []bool{true, false} {
		for _, w := range m.with {
			if (w.sent == m.sent) != own {
				continue
			}
			var more []entities.Filler
			for _, a := range m.pat.out.args {
				if a.constant != "" || hasRole(m.fillers, a.role) {
					continue
				}
				for i := range w.caps {
					if a.lex >= 0 {
						if v := s.lexValue(w, i, a.lex); v != "" {
							more = append(more, entities.Filler{Role: a.role, Text: v, Key: "text:" + fold.Key(v)})
						}
					} else if q := &w.pat.pos[w.caps[i].pos]; q.bind >= 0 && w.pat.binds[q.bind] == a.slot {
						more = s.fillersOf(more, d, w, i, a)
					}
				}
			}
			m.fillers = append(m.fillers, more...)
			if !own {
				m.carried += len(more)
			}
		}
	}
}

// step is a capture that fills a role: its fillers begin at an index of those of
// the match, and end where the next step's begin.
type step struct {
	role string
	from int
}

// drawAll draws every match, and makes of one whose rule deals out roles one match
// a step: of A、B分別升1%、2% one with A and 1%, one with B and 2%. Where the lists
// are not of one length the match draws nothing.
func (s *Set) drawAll(d *entities.Document, all []*match) []*match {
	out := all[:0:0]
	type list struct {
		pat        *pattern
		sent, from int
	}
	ends := map[list]int{} // where the longest match ends
	for _, m := range all {
		if k := (list{m.pat, m.sent, m.trigger.Start}); len(m.pat.out.each) > 0 {
			ends[k] = max(ends[k], m.span.End)
		}
	}
	for _, m := range all {
		s.draw(d, m)
		if m.refused != "" || len(m.pat.out.each) == 0 {
			out = append(out, m)
			continue
		}
		if ends[list{m.pat, m.sent, m.trigger.Start}] > m.span.End {
			m.refused = "its list goes on"
			out = append(out, m)
			continue
		}
		out = append(out, s.deal(m)...)
	}
	return out
}

func (s *Set) deal(m *match) []*match {
	each := m.pat.out.each
	lists := make([][][]entities.Filler, len(each))
	var rest []entities.Filler
	dealt := 0 // fillers before this index are placed
	for k, st := range m.steps {
		end := len(m.fillers)
		if k+1 < len(m.steps) {
			end = m.steps[k+1].from
		}
		rest = append(rest, m.fillers[dealt:st.from]...) // constants
		own := m.fillers[st.from:end]
		if i := slices.Index(each, st.role); i >= 0 {
			n := 0 // a constant may stand behind the fillers of the step
			for n < len(own) && own[n].Role == st.role {
				n++
			}
			lists[i] = append(lists[i], own[:n])
			own = own[n:]
		}
		rest = append(rest, own...)
		dealt = end
	}
	rest = append(rest, m.fillers[dealt:]...)
	first, n := "", 0 // what the say does not bind is dealt to nobody
	for i := range lists {
		switch {
		case len(lists[i]) == 0 || len(lists[i]) == n:
		case n > 0:
			m.refused = fmt.Sprintf("it has %d of %s for %d of %s", len(lists[i]), each[i], n, first)
			return []*match{m}
		default:
			first, n = each[i], len(lists[i])
		}
	}
	out := make([]*match, max(n, 1))
	for k := range out {
		x := *m
		x.steps = nil
		x.fillers = slices.Clone(rest)
		for i := range lists {
			if len(lists[i]) > 0 {
				x.fillers = append(x.fillers, lists[i][k]...)
			}
		}
		s.refuse(&x, len(x.pat.out.carry) == 0)
		out[k] = &x
	}
	return out
}

// refuse finds what no fact may be: one without key roles, or one that ties a
// thing to itself. Before carried roles are filled they count as bound.
func (s *Set) refuse(m *match, filled bool) {
	t := s.schema.Fact(m.pat.rule.fact.typ)
	carries := func(role string) bool {
		return !filled && slices.ContainsFunc(m.pat.out.carry, func(c carryArg) bool { return c.role == role })
	}
	any := false
	for _, r := range t.Roles {
		any = any || r.Key && (hasRole(m.fillers, r.Name) || carries(r.Name))
	}
	if !any {
		m.refused = "it binds no key role"
		return
	}
	if t.Subject != t.Object {
		for _, a := range m.fillers {
			for _, b := range m.fillers {
				if a.Role == t.Subject && b.Role == t.Object && a.Key == b.Key && !strings.HasPrefix(a.Key, "text:") {
					m.refused = t.Subject + " and " + t.Object + " are the same"
					return
				}
			}
		}
	}
	for _, r := range t.Roles {
		if r.Many && !carries(r.Name) && count(m.fillers, r.Name) < 2 {
			m.refused = r.Name + " needs two or more"
			return
		}
	}
}

func hasRole(fs []entities.Filler, role string) bool {
	return slices.ContainsFunc(fs, func(f entities.Filler) bool { return f.Role == role })
}

// count returns how many different fillers a role has.
func count(fs []entities.Filler, role string) int {
	var keys []string
	for _, f := range fs {
		if f.Role == role && !slices.Contains(keys, f.Key) {
			keys = append(keys, f.Key)
		}
	}
	return len(keys)
}

// lexValue returns the value that capture i gives for a lexicon, "" for none.
func (s *Set) lexValue(m *match, i int, term int32) string {
	if m.caps[i].key < 0 || m.pat.pos[m.caps[i].pos].term != term {
		return ""
	}
	return s.vocab.values[term][uint32(m.caps[i].key)]
}

// drawMark joins the captures of the marked slot to one mention.
func (s *Set) drawMark(d *entities.Document, m *match) {
	span, seen := entities.Span{}, false
	for i := range m.caps {
		q := &m.pat.pos[m.caps[i].pos]
		if q.bind < 0 || m.pat.binds[q.bind] != m.pat.out.name {
			continue
		}
		if !seen {
			span, seen = m.caps[i].span, true
		} else {
			span.End = m.caps[i].span.End
		}
	}
	if !seen || strings.TrimSpace(d.Slice(span)) == "" {
		m.refused = "it marks nothing"
		return
	}
	m.fillers = []entities.Filler{{Role: m.pat.out.name, Text: d.Slice(span), Span: span, Key: "text:" + fold.Key(d.Slice(span)), Type: m.pat.out.mark}}
}

// fillersOf appends the fillers of capture i: mostly one; several when a pronoun
// stands for several things, or for the two ends of a signed range.
func (s *Set) fillersOf(out []entities.Filler, d *entities.Document, m *match, i int, a outArg) []entities.Filler {
	c := &m.caps[i]
	first := len(out)
	if c.mention < 0 {
		q := m.pat.pos[c.pos]
		if m.pat.rule.stage == stageAlias && q.kind != posTerm {
			q.kind = posGloss // another name is its own words, whatever it is known to mean
		}
		out = append(out, s.wordFiller(d, c.span, q, a.role, c.key))
	} else {
		x := &d.Mentions[c.mention]
		out = append(out, mentionFiller(x, a.role))
		if c.span.Len() > x.Len() { // a number with its counter
			out[first].Span, out[first].Text = c.span, strings.Join(strings.Fields(d.Slice(c.span)), " ")
		}
		if x.Via == entities.ViaPronoun {
			for j := int(c.mention) + 1; j < len(d.Mentions) && d.Mentions[j].Start == x.Start; j++ {
				if y := &d.Mentions[j]; y.Span == x.Span && y.Via == x.Via && y.Type == x.Type {
					out = append(out, mentionFiller(y, a.role))
				}
			}
		}
	}
	if a.sign >= 0 {
		if sign := s.signAt(m, i, a.sign); sign != "" {
			own := slices.Clone(out[first:])
			out = append(out[:first], signed(own, sign)...)
		}
	}
	return out
}

// mentionFiller makes the filler of a mention.
func mentionFiller(x *entities.Mention, role string) entities.Filler {
	f := entities.Filler{Role: role, Text: x.Text, Span: x.Span, ID: x.ID, Type: x.Type, Value: x.Value}
	if x.Entity != "" {
		f.Text = x.Entity
	}
	switch {
	case x.ID != "":
		f.Key = x.ID
	case x.Value != nil:
		f.Key = x.Value.Key()
	}
	if f.Key == "" {
		f.Key = "text:" + fold.Key(f.Text)
	}
	return f
}

// wordFiller makes the filler of plain words; the words of a lexicon with
// values are keyed by their value, and words that are exactly a name by its
// entity.
func (s *Set) wordFiller(d *entities.Document, span entities.Span, q position, role string, key int64) entities.Filler {
	text := strings.Join(strings.Fields(d.Slice(span)), " ")
	f := entities.Filler{Role: role, Text: text, Span: span, Key: "text:" + fold.Key(text)}
	if q.kind == posGloss {
		return f
	}
	if q.kind == posTerm {
		if v := s.vocab.values[q.term][uint32(key)]; v != "" && v != "+1" && v != "-1" {
			f.Key = role + ":" + v
		}
		return f
	}
	at, _ := slices.BinarySearchFunc(d.Mentions, span.Start, func(m entities.Mention, at int) int { return m.Start - at })
	for ; at < len(d.Mentions) && d.Mentions[at].Start == span.Start; at++ {
		if x := &d.Mentions[at]; x.Span == span && !x.Hidden && x.ID != "" {
			return mentionFiller(x, role)
		}
	}
	return f
}

// signAt returns the sign for capture i: the value of the nearest phrase of the
// lexicon, on the side on which the first signed filler has one.
func (s *Set) signAt(m *match, i int, term int32) string {
	q := m.pat.pos[m.caps[i].pos]
	first := -1
	for j := range m.caps {
		if m.pat.pos[m.caps[j].pos].bind == q.bind {
			first = j
			break
		}
	}
	before := false
	for j := 0; j < first; j++ {
		before = before || s.lexValue(m, j, term) != ""
	}
	if before {
		for j := i - 1; j >= 0; j-- {
			if v := s.lexValue(m, j, term); v != "" {
				return v
			}
		}
	}
	for j := i + 1; j < len(m.caps); j++ {
		if v := s.lexValue(m, j, term); v != "" {
			return v
		}
	}
	for j := i - 1; j >= 0; j-- {
		if v := s.lexValue(m, j, term); v != "" {
			return v
		}
	}
	return ""
}

// signed gives values a sign and writes them as +27%, -10%, +5.7pp, +25bp; a
// multiple becomes a percentage (3倍 is +300%), a range two fillers.
func signed(fs []entities.Filler, sign string) []entities.Filler {
	if sign == "" {
		return fs
	}
	minus := strings.HasPrefix(sign, "-")
	turn := func(d entities.Decimal) entities.Decimal {
		if minus {
			return d.Neg()
		}
		return d
	}
	var out []entities.Filler
	for _, f := range fs {
		switch v := f.Value.(type) {
		case *entities.Percent:
			out = append(out, percents(f, turn(v.Value), turn(v.ValueTo), v.Unit, v.Kind)...)
		case *entities.Number:
			if v.Counter == "倍" || v.Counter == "成倍" {
				out = append(out, percents(f, turn(v.Value.Shift(2)), turn(v.ValueTo.Shift(2)), entities.UnitPercent, v.Kind)...)
				continue
			}
			n := *v
			n.Value, n.ValueTo = turn(v.Value), turn(v.ValueTo)
			f.Value, f.Key = &n, n.Key()
			f.Text = signText(f.Text, minus)
			out = append(out, f)
		case *entities.Money:
			n := *v
			n.Amount, n.AmountTo = turn(v.Amount), turn(v.AmountTo)
			if k := n.Key(); k != "" {
				f.Key = k
			} else {
				f.Key = "text:" + fold.Key(signText(f.Text, minus))
			}
			f.Value, f.Text = &n, signText(f.Text, minus)
			out = append(out, f)
		default:
			f.Text = signText(f.Text, minus)
			f.Key = "text:" + fold.Key(f.Text)
			out = append(out, f)
		}
	}
	return out
}

func signText(s string, minus bool) string {
	if minus {
		return "-" + s
	}
	return "+" + s
}

func percents(f entities.Filler, from, to entities.Decimal, unit string, kind entities.Kind) []entities.Filler {
	one := func(v entities.Decimal) entities.Filler {
		p := &entities.Percent{Value: v, Unit: unit, Kind: kind}
		if kind == entities.Between {
			p.Kind = entities.Exact
		}
		g := f
		g.Value, g.Key, g.Type = p, p.Key(), entities.PercentType
		g.Text = v.String() + map[string]string{entities.UnitPoint: "pp", entities.UnitBP: "bp"}[unit]
		if unit == entities.UnitPercent {
			g.Text += "%"
		}
		if v.Sign() > 0 {
			g.Text = "+" + g.Text
		}
		return g
	}
	if from.IsNull() {
		return []entities.Filler{f}
	}
	if to.IsNull() {
		return []entities.Filler{one(from)}
	}
	return []entities.Filler{one(from), one(to)}
}

// fill completes the carried roles of a match from the facts drawn and the text
// before it: sentence by sentence, the nearest first, in a sentence in the order
// of from, of one source in the order of the text.
func (s *Set) fill(d *entities.Document, sc *scratch, m *match, drawn *history) {
	for _, c := range m.pat.out.carry {
		if hasRole(m.fillers, c.role) {
			continue
		}
		var got []entities.Filler
		take := func(f entities.Filler) bool {
			if len(got) >= max(c.need, 1) {
				return false
			}
			same := func(o entities.Filler) bool { return o.Key == f.Key }
			if slices.ContainsFunc(got, same) || slices.ContainsFunc(m.fillers, same) {
				return true
			}
			if c.mask != 0 && (f.Type == "" || s.types.masks[f.Type]&c.mask == 0) {
				return true
			}
			f.Role = c.role
			got = append(got, f)
			return true
		}
		closed := false // a sentence nearer has another subject
		visit := func(sent int, titleOnly bool) {
			for _, from := range c.from {
				switch {
				case from.title != titleOnly:
				case from.main:
					if !closed {
						closed = s.mainFillers(d, sc, m, sent, c, drawn, take)
					}
				case from.near:
					s.nearFillers(d, sc, m, sent, c, take)
				case from.text || from.title:
					s.textFillers(d, sc, m, sent, c, take)
				default:
				facts:
					for _, o := range drawn.bySentence[sent] {
						if o.beaten != nil || o.fact.Type != from.typ || sent == m.sent && o.focus >= m.focus {
							continue
						}
						for _, f := range o.fact.Fillers {
							if f.Role == from.role && !take(f) {
								break facts
							}
						}
					}
				}
			}
		}
		for sent := m.sent; sent >= max(0, m.sent-c.back); sent-- {
			visit(sent, false)
		}
		if m.sent > 0 && d.Body > 0 {
			visit(0, true)
		}
		if len(got) < c.need {
			m.refused = "nothing before gives its " + c.role
			if c.need > 1 {
				m.refused = "too little before gives its " + c.role
			}
			return
		}
		m.fillers = append(m.fillers, got...)
		m.carried += len(got)
	}
	s.refuse(m, true)
}

// textFillers offers what stands in the text of a sentence before a match.
func (s *Set) textFillers(d *entities.Document, sc *scratch, m *match, sent int, c carryArg, take func(entities.Filler) bool) {
	limit := d.Sentences[sent].End
	if sent == m.sent {
		limit = m.span.Start
	}
	if c.phrase >= 0 {
		if sc.side.doc != d || sc.side.index != sent {
			sc.side.prepare(s, d, sent, sc.sentenceHits(d, sent))
		}
		for _, e := range sc.side.free(c.phrase) {
			span := entities.Span{Start: sc.side.base + int(e.from), End: sc.side.base + int(e.to)}
			if span.End <= limit && !take(s.wordFiller(d, span, position{kind: posPhrase}, c.role, -1)) {
				return
			}
		}
		return
	}
	at, _ := slices.BinarySearchFunc(d.Mentions, d.Sentences[sent].Start, func(x entities.Mention, at int) int { return x.Start - at })
	for ; at < len(d.Mentions) && d.Mentions[at].End <= limit; at++ {
		if x := &d.Mentions[at]; !x.Hidden && !take(mentionFiller(x, c.role)) {
			return
		}
	}
}

// nearFillers offers what stands in the text of a sentence before the trigger of a
// match, the nearest first; a pronoun stands for what it means.
func (s *Set) nearFillers(d *entities.Document, sc *scratch, m *match, sent int, c carryArg, take func(entities.Filler) bool) {
	limit := d.Sentences[sent].End
	if sent == m.sent {
		limit = m.trigger.Start
	}
	if c.phrase >= 0 {
		if sc.side.doc != d || sc.side.index != sent {
			sc.side.prepare(s, d, sent, sc.sentenceHits(d, sent))
		}
		free := sc.side.free(c.phrase)
		for i := len(free) - 1; i >= 0; i-- {
			span := entities.Span{Start: sc.side.base + int(free[i].from), End: sc.side.base + int(free[i].to)}
			if span.End <= limit && !take(s.wordFiller(d, span, position{kind: posPhrase}, c.role, -1)) {
				return
			}
		}
		return
	}
	at, _ := slices.BinarySearchFunc(d.Mentions, limit, func(x entities.Mention, at int) int { return x.Start - at })
	for at--; at >= 0 && d.Mentions[at].Start >= d.Sentences[sent].Start; at-- {
		x := &d.Mentions[at]
		if x.End <= limit && (!x.Hidden || x.Via == entities.ViaPronoun || x.Via == entities.ViaSamePeriod) && !take(mentionFiller(x, c.role)) {
			return
		}
	}
}

// fact makes the fact of a match that has won.
func (s *Set) fact(d *entities.Document, m *match) {
	if m.beaten != nil || m.refused != "" || m.fact != nil {
		return
	}
	sent := evidence(d, m)
	conf := baseConfidence
	for range m.carried + int(m.pron) {
		conf *= lessSure
	}
	f := &entities.Fact{Span: sent, Type: m.pat.rule.fact.typ, Modality: m.modality, Polarity: m.polarity,
		Evidence: d.Slice(sent), Rule: m.pat.rule.id + "@" + m.pat.rule.version, Confidence: conf,
		Fillers: dropTwice(m.fillers)}
	if err := s.schema.Identify(f); err != nil {
		m.refused = err.Error()
		return
	}
	m.fact = f
}

// maxEvidence is the longest sentence that is shown whole, in characters.
const maxEvidence = 500

// evidence is the sentence of a match without the blanks around it; of a
// sentence over 500 characters the clauses in which the match stands.
func evidence(d *entities.Document, m *match) entities.Span {
	sent := &d.Sentences[m.sent]
	span := sent.Span
	if span.Len() > maxEvidence {
		at, _ := slices.BinarySearchFunc(sent.Clauses, m.span.Start, func(c entities.Span, at int) int { return cmp.Compare(c.End-1, at) })
		span = m.span
		for ; at < len(sent.Clauses) && sent.Clauses[at].Start < m.span.End; at++ {
			if c := sent.Clauses[at]; c.Len() <= maxEvidence {
				span.Start, span.End = min(span.Start, c.Start), max(span.End, c.End)
			}
		}
	}
	text := d.Runes()
	for span.Start < span.End && isBlank(text[span.Start]) {
		span.Start++
	}
	for span.End > span.Start && isBlank(text[span.End-1]) {
		span.End--
	}
	return span
}

// dropTwice keeps the first of fillers that are equal in role and key.
func dropTwice(fs []entities.Filler) []entities.Filler {
	out := make([]entities.Filler, 0, len(fs))
	for _, f := range fs {
		if !slices.ContainsFunc(out, func(o entities.Filler) bool { return o.Role == f.Role && o.Key == f.Key }) {
			out = append(out, f)
		}
	}
	return out
}

func isBlank(r rune) bool {
	return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '　' || r == '\u00a0'
}

// once returns the facts of the winners, each once with its earliest evidence;
// a fact whose fillers are all in another one of its type and mood is left out.
func (s *Set) once(d *entities.Document, all []*match) []entities.Fact {
	var won []*match
	for _, m := range all {
		if m.fact != nil && m.beaten == nil && m.refused == "" {
			won = append(won, m)
		}
	}
	slices.SortStableFunc(won, func(a, b *match) int {
		return cmp.Or(cmp.Compare(a.fact.Start, b.fact.Start), cmp.Compare(a.trigger.Start, b.trigger.Start), compareMatch(a, b))
	})
	byID := map[string]*match{}
	var facts []*match
	for _, m := range won {
		if first := byID[m.fact.ID]; first != nil {
			m.beaten, m.why = first, "said before"
			continue
		}
		byID[m.fact.ID] = m
		facts = append(facts, m)
	}
	s.subsume(facts)
	s.headline(d, facts)
	s.merge(facts)
	var out []entities.Fact
	for _, m := range facts {
		if m.beaten == nil {
			out = append(out, *m.fact)
		}
	}
	slices.SortStableFunc(out, func(a, b entities.Fact) int {
		return cmp.Or(compareSpan(a.Span, b.Span), cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// subsume beats the facts that another fact says with more roles.
func (s *Set) subsume(facts []*match) {
	byFiller := map[string][]*match{}
	key := func(f *entities.Fact, x *entities.Filler) string {
		return f.Type + "\x00" + f.Modality + "\x00" + f.Polarity + "\x00" + x.Role + "\x00" + x.Key
	}
	for _, m := range facts {
		for i := range m.fact.Fillers {
			k := key(m.fact, &m.fact.Fillers[i])
			byFiller[k] = append(byFiller[k], m)
		}
	}
	for _, m := range facts {
		// The facts that hold the rarest filler of m are all that can hold m.
		var least []*match
		for i := range m.fact.Fillers {
			if l := byFiller[key(m.fact, &m.fact.Fillers[i])]; least == nil || len(l) < len(least) {
				least = l
			}
		}
		for _, o := range least {
			if o != m && o.beaten == nil && len(o.fact.Fillers) > len(m.fact.Fillers) && holds(o.fact, m.fact) {
				m.beaten, m.why = o, "says less"
				break
			}
		}
	}
}

func holds(o, f *entities.Fact) bool {
	for i := range f.Fillers {
		x := &f.Fillers[i]
		if !slices.ContainsFunc(o.Fillers, func(y entities.Filler) bool { return y.Role == x.Role && y.Key == x.Key }) {
			return false
		}
	}
	return true
}
