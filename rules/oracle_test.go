package rules

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// oracle matches the items of a say one after the other, trying everything: slow
// and plain, so that the automaton can be held against it.
type oracle struct {
	l    *lattice
	p    *pattern
	best map[int32]score // by end: the best match that ends there
}

type oracleState struct {
	at    int32 // where the last item ended; -1 before the first
	last  int32 // its position; -1
	gap   uint8 // the gap seen since then
	score score
	end   int32  // of what the last item captured
	id    string // of the entity that it is
	ban   string // the word that may not follow
}

func (o *oracle) position(it *item) int32 {
	for i := range o.p.pos {
		if o.p.pos[i].item == it {
			return int32(i)
		}
	}
	panic("no position for " + formatItem(*it))
}

// walk matches items, then calls done.
func (o *oracle) walk(items []item, s oracleState, done func(oracleState)) {
	if len(items) == 0 {
		done(s)
		return
	}
	it, rest := &items[0], items[1:]
	next := func(s oracleState) { o.walk(rest, s, done) }
	if it.kind == itemBan {
		s.ban = it.alts[0][0].text
		if s.at < 0 || !o.follows(o.l.next[s.at], s.ban) {
			next(s)
		}
		return
	}
	if it.optional || it.kind == itemGap {
		skip := s
		if it.kind == itemGap && s.at >= 0 {
			g := gapShort
			if it.cross {
				g = gapLong
			}
			skip.gap = max(skip.gap, g)
			next(skip)
			return
		}
		next(skip)
		if it.kind == itemGap {
			return
		}
	}
	if it.kind == itemAlt {
		for _, a := range it.alts {
			o.walk(a, s, next)
		}
		return
	}
	o.take(o.position(it), s, next)
}

// follows tells whether a word stands at an offset and cuts no name.
func (o *oracle) follows(at int32, word string) bool {
	n := int32(len([]rune(word)))
	return int(at+n) <= o.l.n && string(o.l.text[at:at+n]) == word && o.l.whole(at, at+n)
}

// id is the entity of the mention that an edge takes.
func (o *oracle) id(q *position, e edge) string {
	if q.kind != posMention {
		return ""
	}
	return o.l.doc.Mentions[o.l.names[e.aux].mention].ID
}

// take lets a position take text in every way, lists included.
func (o *oracle) take(pos int32, s oracleState, next func(oracleState)) {
	q := &o.p.pos[pos]
	step := func(from int32, s oracleState, cost int32) {
		for _, e := range o.l.edges(nil, q, from, true) {
			t := s
			if s.at < 0 {
				t.score.begin = e.start
			}
			t.at, t.last, t.gap, t.end, t.id, t.ban = e.end, pos, gapNone, e.to, o.id(q, e), ""
			t.score.gap += cost
			if q.bind >= 0 && o.p.out.used>>q.bind&1 != 0 {
				t.score.roles |= 1 << q.bind
				t.score.fill++
				if q.kind == posMention && o.l.names[e.aux].pronoun {
					t.score.pron++
				}
			}
			next(t)
			if q.list {
				for _, p := range o.l.separators(o.l.next[t.at], !q.fresh) {
					u := t
					o.list(pos, p, u, next)
				}
			}
		}
	}
	if s.at < 0 {
		for p := range int32(o.l.n) {
			if o.l.next[p] == p {
				step(p, s, 0)
			}
		}
		return
	}
	p0 := o.l.next[s.at]
	if s.gap == gapNone {
		step(p0, s, 0)
		return
	}
	for x := p0; int(x) < o.l.n; x++ {
		if cost, ok := o.gap(s, q, p0, x); ok {
			step(x, s, cost)
		}
	}
}

// list continues a list at p.
func (o *oracle) list(pos, p int32, s oracleState, next func(oracleState)) {
	q := &o.p.pos[pos]
	for _, e := range o.l.edges(nil, q, p, true) {
		t := s
		t.at, t.end, t.id = e.end, e.to, o.id(q, e)
		if q.bind >= 0 && o.p.out.used>>q.bind&1 != 0 {
			t.score.fill++
			if q.kind == posMention && o.l.names[e.aux].pronoun {
				t.score.pron++
			}
		}
		next(t)
		for _, p := range o.l.separators(o.l.next[t.at], !q.fresh) {
			o.list(pos, p, t, next)
		}
	}
}

// gap checks a gap from a to b by the words of README: its length, what it may
// cross, and that it holds nothing of the type of a slot beside it.
func (o *oracle) gap(s oracleState, q *position, a, b int32) (int32, bool) {
	l := o.l
	cost, open := int32(0), 0
	for i := a; i < b; i++ {
		switch l.text[i] {
		case '。', '!', '?':
			return 0, false
		case '(':
			open++
		case ')':
			if open--; open < 0 {
				return 0, false
			}
		}
		if l.text[i] != ' ' && l.text[i] != 0 && !l.costless[i] {
			cost++
		}
	}
	if open != 0 || l.text[b] == ' ' || l.text[b] == 0 {
		return 0, false
	}
	limit := int32(shortGap)
	if s.gap == gapLong {
		limit = longGap
	}
	if cost > limit {
		return 0, false
	}
	if s.gap == gapShort {
		for _, c := range l.doc.Sentences[l.index].Clauses {
			if at := int32(c.Start - l.base); at > a && at <= b {
				return 0, false
			}
		}
	}
	left := &o.p.pos[s.last]
	for i := range l.names {
		m := &l.names[i]
		if m.pronoun && left.kind == posMention && m.mask&left.mask != 0 && m.start >= a && m.start < b && l.doc.Mentions[m.mention].ID != s.id {
			return 0, false
		}
		if m.hidden {
			continue
		}
		if b > a && m.start < b && m.end > b {
			return 0, false
		}
		if m.start >= a && m.start < b {
			if left.kind == posMention && m.mask&left.mask != 0 || q.kind == posMention && m.mask&q.mask != 0 {
				return 0, false
			}
		}
	}
	return cost, true
}

func (o *oracle) run(items []item) {
	o.walk(items, oracleState{at: -1, last: -1}, func(s oracleState) {
		if s.at < 0 || s.at != s.end {
			return
		}
		if g := o.l.bracket(s.at); s.ban != "" && g > 0 && o.follows(o.l.next[g], s.ban) {
			return
		}
		if have, ok := o.best[s.at]; !ok || better(&s.score, &have) < 0 {
			o.best[s.at] = s.score
		}
	})
}

// TestAutomatonAgainstOracle runs random says over random sentences.
func TestAutomatonAgainstOracle(t *testing.T) {
	rounds := 1500
	if testing.Short() {
		rounds = 60
	}
	matched := 0
	for seed := range rounds {
		r := rand.New(rand.NewSource(int64(seed)))
		say := randomSay(r, 2+r.Intn(5), 0)
		src := fmt.Sprintf("lexicon: {l: [甲乙, 丙], m: [丁]}\nrules:\n- id: r\n  say: %s 戊?\n  fact: agreement(party=a, subject=b, date=c)\n", say)
		if !strings.Contains(say, "<a:") || !strings.Contains(say, "<b:") || !strings.Contains(say, "<c:") {
			continue
		}
		s, err := Load(typeless(), []Source{{Name: "r.yaml", Data: []byte(src)}})
		if err != nil {
			continue // such as a gap at the end, or nothing mandatory
		}
		p := s.stages[stageFact].patterns[0]
		for range 30 {
			d := randomDocument(r)
			sc := s.take(d)
			for i := range d.Sentences {
				sc.lattice.prepare(s, d, i, sc.sentenceHits(d, i))
				got := map[int32]score{}
				sc.pattern(p, func(m *match) {
					end := int32(m.span.End - sc.lattice.base)
					if have, ok := got[end]; !ok || better(&m.score, &have) < 0 {
						got[end] = m.score
					}
				})
				o := &oracle{l: &sc.lattice, p: p, best: map[int32]score{}}
				o.run(p.say.items)
				matched += len(o.best)
				if len(got) != len(o.best) {
					t.Fatalf("seed %d: %s on %q: automaton ends at %v, oracle at %v", seed, say, d.Text, got, o.best)
				}
				for end, w := range o.best {
					g, ok := got[end]
					if !ok || better(&g, &w) != 0 {
						t.Fatalf("seed %d: %s on %q ending at %d: automaton %+v, oracle %+v", seed, say, d.Text, end, g, w)
					}
				}
			}
			s.put(sc)
		}
	}
	t.Logf("%d matches compared", matched)
	if matched < 1000 && !testing.Short() {
		t.Errorf("only %d matches compared: the random says fit too seldom", matched)
	}
}

func randomSay(r *rand.Rand, n, depth int) string {
	var out []string
	for i := range n {
		gap := []string{"", "", "…", "…，"}[r.Intn(4)]
		if i > 0 && gap != "" {
			out = append(out, gap)
		}
		opt := []string{"", "", "?"}[r.Intn(3)]
		var it string
		switch k := r.Intn(10); {
		case k < 2:
			it = []string{"甲", "乙", "丁"}[r.Intn(3)]
		case k < 4:
			it = []string{"~l", "~m"}[r.Intn(2)]
		case k < 5 && depth < 2:
			it = "(" + randomSay(r, 1+r.Intn(2), depth+1) + "|" + randomSay(r, 1+r.Intn(2), depth+1) + ")"
		default:
			it = []string{"<a:company>", "<b:place>", "<a:company+>", "<c:date>", "<b:place+>", "<a:company!named>", "<c:~m>", "<b:han{1,2}>"}[r.Intn(8)]
		}
		if i < n-1 && i > 0 && gap == "" && out[len(out)-1][0] != '!' && r.Intn(8) == 0 {
			out = append(out, []string{"!(甲)", "!(乙)", "!(丁)"}[r.Intn(3)])
		}
		out = append(out, it+opt)
	}
	return strings.Join(out, " ")
}

func randomDocument(r *rand.Rand) *entities.Document {
	var b strings.Builder
	d := &entities.Document{Published: "2026-03-18"}
	n := 0
	add := func(s string) { b.WriteString(s); n += len([]rune(s)) }
	for range 6 + r.Intn(22) {
		switch k := r.Intn(12); {
		case k < 5:
			add([]string{"甲", "乙", "丙", "丁", "子"}[r.Intn(5)])
		case k < 6:
			add([]string{"，", "、", " ", "和", "。"}[r.Intn(5)])
		case k < 7:
			add("(" + []string{"甲", "AB", "子子"}[r.Intn(3)] + ")")
		default:
			typ := []string{entities.Company, entities.Place, entities.DateType}[r.Intn(3)]
			m := entities.Mention{Span: entities.Span{Start: n, End: n + 1 + r.Intn(2)}, Type: typ, Via: entities.ViaGazetteer}
			if r.Intn(6) == 0 {
				m.Via, m.Hidden = entities.ViaPronoun, true
			}
			add(strings.Repeat("名", m.Len()))
			m.Text = strings.Repeat("名", m.Len())
			m.ID = fmt.Sprintf("%s/%d", typ, r.Intn(3))
			d.Mentions = append(d.Mentions, m)
		}
	}
	d.Text = b.String()
	fold.Document(d)
	split(d)
	return d
}
