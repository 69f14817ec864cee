package rules

import (
	"cmp"
	"math/bits"
	"slices"
	"sync/atomic"
	"time"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// scratch is what one document needs while rules run over it. It is reused.
type scratch struct {
	set     *Set
	lattice lattice
	side    lattice             // another sentence, for carry and match
	found   map[*pattern]*found // what the says of match found in the document
	all     []entities.Hit      // of the document, those of other tries too
	own     []entities.Hit      // where the document has none of the rules
	hits    []entities.Hit      // those of the rules, once filled
	first   []int32             // by sentence: its first one of hits
	filled  bool
	termGen []int32 // by term: the last sentence that held it
	patGen  []int32
	gen     int32
	cands   []int32

	time  []atomic.Int64 // by rule: nanoseconds spent on its patterns; nil to spare the clock
	work  int            // steps taken: nodes tried, gap characters, matches compared; for tests
	nodes []node
	at    [][]int32 // by offset: the nodes that end there
	edges []edge
	near  []bool // see nearStarts

	room    []match // not given away yet, see newMatch
	capRoom []capture
}

// node is a position that took text, with the best way to it.
type node struct {
	prev       int32
	pos        int32
	start, end int32 // text taken
	from, to   int32 // text captured
	aux        int32
	score
}

// score says how good a way is; see better.
type score struct {
	roles uint32 // bits of the slots bound
	fill  int16  // fillers
	pron  int16  // pronouns among them
	gap   int32  // characters in gaps
	begin int32  // where the match begins
}

// better orders scores of ways to one place: more roles bound, named over
// pronoun, more fillers, fewer gap characters, the longer one. Result < 0 means
// a is better.
func better(a, b *score) int {
	if c := bits.OnesCount32(b.roles) - bits.OnesCount32(a.roles); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.pron, b.pron), cmp.Compare(b.fill, a.fill), cmp.Compare(a.gap, b.gap), cmp.Compare(a.begin, b.begin))
}

// match is a place where a pattern fits.
type match struct {
	pat     *pattern
	sent    int
	span    entities.Span // of the match, without gloss
	trigger entities.Span
	focus   int // where the trigger begins; without one, the first phrase
	caps    []capture
	score
	modality string
	polarity string
	words    []entities.Span // modality words found
	fillers  []entities.Filler
	with     []*match // what the conditions of match: found beside it
	against  []*match // what they found that not forbids
	steps    []step   // of a rule that deals out roles: which capture gave which fillers
	carried  int
	refused  string // why it draws nothing; "" when it does
	beaten   *match
	why      string // by which criterion it was beaten
	fact     *entities.Fact
}

// capture is a position of a match.
type capture struct {
	pos     int32
	span    entities.Span // captured
	taken   entities.Span
	mention int32 // index in Document.Mentions, -1 for none
	key     int64 // of the trie, -1 for none
}

// begin readies the scratch for a document.
func (s *scratch) begin(set *Set, d *entities.Document) {
	s.set = set
	clear(s.found)
	s.all, s.filled = d.Hits, false
	if !slices.ContainsFunc(s.all, set.ruled) {
		s.own = set.trie.Append(s.own[:0], d.Folded, entities.DictRules)
		s.all = s.own
	}
	if n := int(set.vocab.terms); len(s.termGen) != n || s.gen > 1<<30 {
		s.termGen = make([]int32, n)
		s.gen = 0
		s.patGen = nil
	}
}

// ruled tells whether a hit is of the set's trie.
func (s *Set) ruled(h entities.Hit) bool {
	return h.Dict == entities.DictRules && int(h.Value) < len(s.vocab.phrases)
}

// fill sorts the hits of the rules out of all of the document.
func (s *scratch) fill(d *entities.Document) {
	s.filled = true
	s.hits = s.hits[:0]
	for _, h := range s.all {
		if s.set.ruled(h) {
			s.hits = append(s.hits, h)
		}
	}
	s.first = resize(s.first, len(d.Sentences)+1)
	at := 0
	for i := range d.Sentences {
		for at < len(s.hits) && s.hits[at].Start < d.Sentences[i].Start {
			at++
		}
		s.first[i] = int32(at)
	}
	s.first[len(d.Sentences)] = int32(len(s.hits))
}

// sentenceHits returns the hits of the rules that lie in a sentence.
func (s *scratch) sentenceHits(d *entities.Document, i int) []entities.Hit {
	if !s.filled {
		s.fill(d)
	}
	hits := s.hits[s.first[i]:s.first[i+1]]
	for len(hits) > 0 && hits[len(hits)-1].Start >= d.Sentences[i].End {
		hits = hits[:len(hits)-1]
	}
	return hits
}

// run finds the matches of a program in a document, sentence by sentence.
func (s *scratch) run(d *entities.Document, p *program, visit func(m *match)) {
	if len(p.patterns) == 0 {
		return
	}
	if len(s.patGen) < len(p.patterns) {
		s.patGen = make([]int32, len(p.patterns))
	}
	at := 0
	for i := range d.Sentences {
		s.gen++
		s.cands = s.cands[:0]
		for at < len(s.all) && s.all[at].Start < d.Sentences[i].Start {
			at++
		}
		from := at
		for ; at < len(s.all) && s.all[at].Start < d.Sentences[i].End; at++ {
			h := &s.all[at]
			if h.Dict != entities.DictRules || !p.asks(h.Value) {
				continue
			}
			for _, t := range p.termsOf[h.Value] {
				if s.termGen[t] == s.gen {
					continue
				}
				s.termGen[t] = s.gen
				for _, c := range p.byTerm[t] {
					if s.patGen[c] != s.gen {
						s.patGen[c] = s.gen
						s.cands = append(s.cands, c)
					}
				}
			}
		}
		if len(p.byGloss) > 0 && hasGloss(d.Folded[d.Sentences[i].Start:d.Sentences[i].End]) {
			for _, c := range p.byGloss {
				if s.patGen[c] != s.gen {
					s.patGen[c] = s.gen
					s.cands = append(s.cands, c)
				}
			}
		}
		types, known, prepared := uint64(0), false, false
		for _, c := range s.cands {
			pt := p.patterns[c]
			if !s.possible(pt) {
				continue
			}
			if !known {
				types, known = s.set.typesIn(d, d.Sentences[i].Span), true
			}
			if !present(pt.need, types) {
				continue
			}
			if !prepared && !s.touches(d, i, pt, from, at) {
				continue
			}
			if !prepared {
				s.lattice.prepare(s.set, d, i, s.sentenceHits(d, i))
				prepared = true
			}
			if s.time == nil {
				s.pattern(pt, visit)
				continue
			}
			begin := time.Now()
			s.pattern(pt, visit)
			s.time[pt.rule.order].Add(int64(time.Since(begin)))
		}
	}
}

// hasGloss tells whether a bracket of a sentence holds another name.
func hasGloss(text []rune) bool {
	for p, r := range text {
		if r == '(' {
			if _, _, _, ok := glossIn(text, p); ok {
				return true
			}
		}
	}
	return false
}

// possible tells whether the sentence holds a term of every clause.
func (s *scratch) possible(p *pattern) bool {
clauses:
	for _, c := range p.clauses {
		for _, t := range c {
			if t == termGloss || s.termGen[t] == s.gen {
				continue clauses
			}
		}
		return false
	}
	return true
}

// touches tells whether all that a pattern takes only right behind a name stands so
// in a sentence, whose hits are s.all[from:to].
func (s *scratch) touches(d *entities.Document, sent int, p *pattern, from, to int) bool {
	for _, x := range p.behind {
		ok := false
		if x.term == termGloss {
			span := d.Sentences[sent].Span
			text := d.Folded[span.Start:span.End]
			for i, r := range text {
				if r != '(' {
					continue
				}
				if _, _, _, gloss := glossIn(text, i); gloss && s.nameEnds(d, span.Start, span.Start+i, x.mask) {
					ok = true
					break
				}
			}
		}
		for k := from; k < to && !ok; k++ {
			h := &s.all[k]
			ok = slices.Contains(x.keys, h.Value) && h.Dict == entities.DictRules && s.nameEnds(d, d.Sentences[sent].Start, h.Start, x.mask)
		}
		if !ok {
			return false
		}
	}
	return true
}

// nameEnds tells whether a mention of a type, or a bracket that may stand behind one,
// ends right before a place of the sentence that begins at start.
func (s *scratch) nameEnds(d *entities.Document, start, at int, mask uint64) bool {
	for at > start && (d.Folded[at-1] == ' ' || d.Folded[at-1] == 0 || d.Folded[at-1] == '\n') {
		at--
	}
	if at > start && d.Folded[at-1] == ')' {
		return true
	}
	i, _ := slices.BinarySearchFunc(d.Mentions, at, func(m entities.Mention, at int) int { return m.Start - at })
	for i--; i >= 0 && d.Mentions[i].Start >= start; i-- {
		if m := &d.Mentions[i]; m.End == at && s.set.types.masks[m.Type]&mask != 0 {
			return true
		}
	}
	return false
}

// typesIn returns the types of the mentions in a span.
func (s *Set) typesIn(d *entities.Document, span entities.Span) (mask uint64) {
	at, _ := slices.BinarySearchFunc(d.Mentions, span.Start, func(m entities.Mention, at int) int { return m.Start - at })
	for ; at < len(d.Mentions) && d.Mentions[at].Start < span.End; at++ {
		if m := &d.Mentions[at]; m.End <= span.End {
			mask |= s.types.masks[m.Type]
		}
	}
	return mask
}

// present tells whether types hold one of each need.
func present(need []uint64, types uint64) bool {
	for _, bit := range need {
		if types&bit == 0 {
			return false
		}
	}
	return true
}

// maxNodes bounds the work of one pattern on one sentence.
const maxNodes = 400_000

// pattern runs one pattern over the sentence of the lattice. Ways are followed
// from left to right; of the ways that reach one position at one offset only
// the best is kept, so that time is bounded by edges times positions. Where a
// slot stands at several places of the say, ways that have bound it and ways
// that have not are kept apart: they may change places later.
func (s *scratch) pattern(p *pattern, visit func(m *match)) {
	l := &s.lattice
	if len(s.at) < l.n+1 {
		s.at = append(s.at, make([][]int32, l.n+1-len(s.at))...)
	}
	s.nodes = s.nodes[:0]
	low, high := int32(l.n), int32(-1)
	noGap, noGloss := p.rule.isOff("gap"), p.rule.isOff("gloss")
	add := func(prev, pos int32, e edge, gap int32) {
		q := &p.pos[pos]
		s.work += 1 + len(s.at[e.end])
		if q.lead && (prev < 0 || p.pos[s.nodes[prev].pos].bind != q.bind) && l.hanBefore(e.start) {
			return
		}
		x := node{prev: prev, pos: pos, start: e.start, end: e.end, from: e.from, to: e.to, aux: e.aux}
		if prev >= 0 {
			x.score = s.nodes[prev].score
		} else {
			x.begin = e.start
		}
		x.gap += gap
		if q.bind >= 0 && p.out.used>>q.bind&1 != 0 {
			x.roles |= 1 << q.bind
			x.fill++
			if q.kind == posMention && e.aux >= 0 && l.names[e.aux].pronoun {
				x.pron++
			}
		}
		for k, i := range s.at[e.end] {
			if s.nodes[i].pos == pos && (s.nodes[i].roles^x.roles)&p.shared == 0 {
				if better(&x.score, &s.nodes[i].score) < 0 {
					s.nodes = append(s.nodes, x)
					s.at[e.end][k] = int32(len(s.nodes) - 1)
				}
				return
			}
		}
		s.nodes = append(s.nodes, x)
		s.at[e.end] = append(s.at[e.end], int32(len(s.nodes)-1))
		low, high = min(low, e.end), max(high, e.end)
	}
	for _, f := range p.first {
		s.starts(p, f, !noGloss, func(e edge) {
			if p.before == 0 || !l.endsTerm(e.start, p.before) {
				add(-1, f, e, 0)
			}
		})
	}
	for at := low; at <= high; at++ {
		for k := 0; k < len(s.at[at]); k++ {
			i := s.at[at][k]
			n := s.nodes[i]
			ways := p.follow[n.pos]
			if len(ways) == 0 || len(s.nodes) > maxNodes {
				continue
			}
			p0 := l.next[at]
			reach := int32(-1) // of the gaps
			for _, w := range ways {
				if w.ban != 0 && l.startsTerm(p0, w.ban) {
					continue
				}
				switch w.gap {
				case gapNone:
					s.edges = l.edges(s.edges[:0], &p.pos[w.to], p0, !noGloss)
					for _, e := range s.edges {
						add(i, w.to, e, 0)
					}
				case gapList:
					next := l.separators(p0, !p.pos[w.to].fresh)
					if len(p.rule.each) > 0 { // what is dealt out stands apart
						next = next[1:]
					}
					for _, q := range next {
						s.edges = l.edges(s.edges[:0], &p.pos[w.to], q, !noGloss)
						for _, e := range s.edges {
							add(i, w.to, e, 0)
						}
					}
				case gapShort:
					reach = max(reach, shortGap)
				case gapLong:
					reach = max(reach, longGap)
				}
			}
			if reach > 0 {
				s.gap(p, i, p0, reach, !noGap, !noGloss, add)
			}
		}
	}
	for at := low; at <= high; at++ {
		for _, i := range s.at[at] {
			x := &s.nodes[i]
			if q := &p.pos[x.pos]; q.last && (x.end == x.to || q.kind == posGloss) && (q.lastBan == 0 || !l.goesOn(x.end, q.lastBan)) { // else the gloss behind it adds nothing
				visit(s.match(p, i))
			}
		}
	}
	for at := max(low, 0); at <= high; at++ {
		s.at[at] = s.at[at][:0]
	}
}

// gap follows the ways from node i that lead over a gap, which begins at p0.
func (s *scratch) gap(p *pattern, i, p0, reach int32, typed, gloss bool, add func(prev, pos int32, e edge, gap int32)) {
	l := &s.lattice
	left := &p.pos[s.nodes[i].pos]
	limit, short := p0, int32(-1) // where the gaps must have ended
walk:
	for ; int(limit) < l.n; limit++ {
		s.work++
		x := limit
		cost := l.weight[x] - l.weight[p0]
		if cost > reach || l.hard[x] != l.hard[p0] || l.depth[x] < l.depth[p0] {
			break
		}
		if short < 0 && (cost > shortGap || l.clause[x] != l.clause[p0]) {
			short = x
		}
		if x == p0 || !typed {
			continue
		}
		if left.kind == posMention {
			for j := l.nameAt[x-1]; j < l.nameAt[x]; j++ {
				if m := &l.names[j]; m.mask&left.mask != 0 && (!m.hidden || m.pronoun && l.means(s.nodes[i].aux, j)) {
					break walk
				}
			}
		}
		if left.kind == posPhrase && l.startsTerm(x-1, l.set.phrase[left.phrase].ends) {
			break
		}
	}
	if short < 0 {
		short = limit
	}
	open := func(x int32) bool {
		s.work++
		return l.next[x] == x && l.depth[x] == l.depth[p0] && !(x > p0 && l.inside(x))
	}
	for _, w := range p.follow[s.nodes[i].pos] {
		end := limit
		switch {
		case w.gap == gapShort:
			end = short
		case w.gap != gapLong:
			continue
		}
		if w.ban != 0 && l.startsTerm(p0, w.ban) {
			continue
		}
		switch q := &p.pos[w.to]; q.kind {
		case posTerm:
			for _, k := range l.from(q.term, p0) {
				h := &l.hits[k]
				if h.start >= end {
					break
				}
				if open(h.start) {
					add(i, w.to, edge{h.start, h.end, h.start, h.end, int32(h.key)}, l.weight[h.start]-l.weight[p0])
				}
			}
		case posMention:
			last := end // a printed name of the type ends the gap
			for j := l.nameAt[p0]; int(j) < len(l.names) && l.names[j].start < end && l.names[j].start <= last; j++ {
				x := &l.names[j]
				if typed && !x.hidden && x.mask&q.mask != 0 {
					last = min(last, x.start)
				}
				if x.mask&q.mask == 0 || !open(x.start) {
					continue
				}
				s.edges = l.mentionEdge(s.edges[:0], q, j, gloss)
				for _, e := range s.edges {
					add(i, w.to, e, l.weight[x.start]-l.weight[p0])
				}
			}
		case posPhrase:
			all := l.phrase(q.phrase)
			at, _ := slices.BinarySearchFunc(all, p0, func(e edge, p int32) int { return int(e.start - p) })
			for ; at < len(all) && all[at].start < end; at++ {
				e := all[at]
				if typed && e.start > p0 && l.phraseBetween(q.phrase, p0, e.start) {
					break
				}
				if !open(e.start) {
					continue
				}
				cost := l.weight[e.start] - l.weight[p0]
				add(i, w.to, e, cost)
				if g := l.bracket(e.end); g > 0 && gloss {
					e.end = g
					add(i, w.to, e, cost)
				}
			}
		default:
			for x := p0; x < end; x++ {
				if !open(x) {
					continue
				}
				s.edges = l.edges(s.edges[:0], q, x, gloss)
				for _, e := range s.edges {
					add(i, w.to, e, l.weight[x]-l.weight[p0])
				}
			}
		}
	}
}

// means tells whether the pronoun j stands for something else than the name i, and
// for nothing that is i: 公司 that means another company than the one before.
func (l *lattice) means(i, j int32) bool {
	if i < 0 {
		return false
	}
	name := &l.doc.Mentions[l.names[i].mention]
	x := &l.doc.Mentions[l.names[j].mention]
	if x.ID == "" || x.ID == name.ID {
		return false
	}
	at := int(l.names[j].mention)
	for at > 0 && l.doc.Mentions[at-1].Span == x.Span { // 雙方 stands for several
		at--
	}
	for ; at < len(l.doc.Mentions) && l.doc.Mentions[at].Span == x.Span; at++ {
		if l.doc.Mentions[at].ID == name.ID {
			return false
		}
	}
	return true
}

// goesOn tells whether the text goes on with a word of the term, here or behind the
// bracket that stands here.
func (l *lattice) goesOn(at, term int32) bool {
	if g := l.bracket(at); g > 0 && l.startsTerm(l.next[g], term) {
		return true
	}
	return l.startsTerm(l.next[at], term)
}

// endsTerm tells whether a word of the term stands right before an offset.
func (l *lattice) endsTerm(at, term int32) bool {
	at = l.back(at)
	for _, k := range l.from(term, at-maxHan) {
		h := &l.hits[k]
		if h.start >= at {
			return false
		}
		if h.end == at {
			return true
		}
	}
	return false
}

// hanBefore tells whether a Chinese character stands right before an offset.
func (l *lattice) hanBefore(at int32) bool {
	at = l.back(at)
	return at > 0 && fold.IsHan(l.text[at-1])
}

// back returns where the text before the blanks before an offset ends.
func (l *lattice) back(at int32) int32 {
	for at > 0 && (l.text[at-1] == ' ' || l.text[at-1] == 0 || l.text[at-1] == '\n') {
		at--
	}
	return at
}

// phraseBetween tells whether a phrase of a type ends between two offsets.
func (l *lattice) phraseBetween(id, a, b int32) bool {
	for _, k := range l.from(l.set.phrase[id].ends, a) {
		h := &l.hits[k]
		if h.start >= b {
			return false
		}
		if h.end <= b {
			return true
		}
	}
	return false
}

// starts calls visit for each place where a position may begin a match.
func (s *scratch) starts(p *pattern, first int32, gloss bool, visit func(e edge)) {
	l := &s.lattice
	q := &p.pos[first]
	switch q.kind {
	case posTerm:
		for _, k := range l.from(q.term, 0) {
			h := &l.hits[k]
			visit(edge{h.start, h.end, h.start, h.end, int32(h.key)})
		}
	case posMention:
		for i := range l.names {
			s.edges = l.mentionEdge(s.edges[:0], q, int32(i), gloss)
			for _, e := range s.edges {
				visit(e)
			}
		}
	case posPhrase:
		for _, e := range l.phrase(q.phrase) {
			visit(e)
			if g := l.bracket(e.end); g > 0 && gloss {
				e.end = g
				visit(e)
			}
		}
	default:
		near := s.nearStarts(p, first)
		for p := range int32(l.n) {
			if l.next[p] != p || near != nil && !near[p] {
				continue
			}
			s.edges = l.edges(s.edges[:0], q, p, gloss)
			for _, e := range s.edges {
				visit(e)
			}
		}
	}
}

// nearStarts tells where a noun or a run of Chinese characters may begin when a
// word, a phrase or a name must follow it: before one of these. nil is anywhere.
func (s *scratch) nearStarts(p *pattern, first int32) []bool {
	l := &s.lattice
	q := &p.pos[first]
	if q.kind != posNoun && q.kind != posHan || q.last {
		return nil
	}
	for _, w := range p.follow[first] {
		k := p.pos[w.to].kind
		if w.gap != gapNone || k != posTerm && k != posPhrase && k != posMention {
			return nil
		}
	}
	s.near = resize(s.near, l.n+1)
	clear(s.near)
	before := func(end int32) {
		begin := end
		for begin > 0 && l.next[begin-1] != begin-1 { // blanks between
			begin--
		}
		for i := max(0, begin-int32(q.max)); i < end; i++ {
			s.near[i] = true
		}
	}
	for _, w := range p.follow[first] {
		switch x := &p.pos[w.to]; x.kind {
		case posTerm:
			for _, k := range l.from(x.term, 0) {
				before(l.hits[k].start)
			}
		case posPhrase:
			last := int32(-1)
			for _, e := range l.phrase(x.phrase) {
				if e.start != last {
					last = e.start
					before(last)
				}
			}
		case posMention:
			for i := range l.names {
				if l.names[i].mask&x.mask != 0 {
					before(l.names[i].start)
				}
			}
		}
	}
	return s.near
}

// separators returns where the next entry of a list may begin: here, or behind
// 、 , 及 和 與 以及.
func (l *lattice) separators(p int32, comma bool) []int32 {
	out := make([]int32, 1, 3)
	out[0] = p
	if int(p) >= l.n {
		return out
	}
	if l.text[p] == '、' || l.text[p] == ',' && comma {
		p = l.next[p+1]
		out = append(out, p)
	}
	if int(p) >= l.n {
		return out
	}
	switch l.text[p] {
	case '及', '和', '与':
		out = append(out, l.next[p+1])
	case '以':
		if int(p)+1 < l.n && l.text[p+1] == '及' {
			out = append(out, l.next[p+2])
		}
	}
	return out
}

func (u *rule) isOff(what string) bool {
	for _, o := range u.off {
		if o == what {
			return true
		}
	}
	return false
}

// match writes out the way that ends in a node.
func (s *scratch) match(p *pattern, end int32) *match {
	l := &s.lattice
	n := 0
	for i := end; i >= 0; i = s.nodes[i].prev {
		n++
	}
	m := s.newMatch(n)
	m.pat, m.sent, m.score = p, l.index, s.nodes[end].score
	abs := func(a, b int32) entities.Span { return entities.Span{Start: l.base + int(a), End: l.base + int(b)} }
	for i := end; i >= 0; i = s.nodes[i].prev {
		n--
		x := &s.nodes[i]
		c := capture{pos: x.pos, span: abs(x.from, x.to), taken: abs(x.start, x.end), mention: -1, key: -1}
		switch p.pos[x.pos].kind {
		case posMention:
			c.mention = l.names[x.aux].mention
		case posTerm:
			c.key = int64(x.aux)
		}
		m.caps[n] = c
	}
	m.span = entities.Span{Start: m.caps[0].span.Start, End: m.caps[len(m.caps)-1].span.End}
	m.trigger = m.span
	m.focus = -1
	found := false
	for first, i := true, 0; i < len(m.caps); i++ {
		if m.focus < 0 && p.pos[m.caps[i].pos].kind == posPhrase {
			m.focus = m.caps[i].span.Start
		}
		if !p.pos[m.caps[i].pos].trigger {
			continue
		}
		if first {
			m.trigger.Start, first, found = m.caps[i].span.Start, false, true
		}
		m.trigger.End = m.caps[i].span.End
	}
	if found || m.focus < 0 {
		m.focus = m.trigger.Start
	}
	if len(p.rule.each) > 0 { // the lists belong to it: nothing else is drawn from their parts
		m.trigger.End = max(m.trigger.End, m.span.End)
	}
	m.mood(s.lattice.set, l)
	return m
}

// newMatch returns room for a match with n captures. Matches outlive the scratch,
// so that it only parts what it has not given away.
func (s *scratch) newMatch(n int) *match {
	if len(s.room) == 0 {
		s.room = make([]match, 16)
	}
	m := &s.room[0]
	s.room = s.room[1:]
	if len(s.capRoom) < n {
		s.capRoom = make([]capture, max(n, 128))
	}
	m.caps = s.capRoom[:n:n]
	s.capRoom = s.capRoom[n:]
	return m
}

// mood reads modality and polarity: the words of the global lists in the clause
// of the trigger, from its start to the end of the trigger, outside slots and
// literals. A plan is also told by the clauses before, behind the subject: see
// plan.
func (m *match) mood(s *Set, l *lattice) {
	m.modality, m.polarity = entities.Asserted, entities.Positive
	if m.pat.rule.isOff("mood") {
		return
	}
	a, b := int32(m.trigger.Start-l.base), int32(m.trigger.End-l.base)
	for a > 0 && l.clause[a] == l.clause[a-1] {
		a--
	}
	rank := 0
	m.moodWords(l, a, b, func(_ hit, span entities.Span, terms []int32) {
		said := false
		for _, t := range terms {
			said = said || t != termDone
			switch t {
			case termNegative:
				m.polarity = entities.Negative
			case termPossible:
				rank = max(rank, 3)
			case termPlanned:
				rank = max(rank, 2)
			case termReported:
				rank = max(rank, 1)
			}
		}
		if said {
			m.words = append(m.words, span)
		}
	})
	if rank < 2 && !m.pat.rule.isOff("plan") {
		if word, ok := m.plan(s, l, a, b); ok {
			m.words = append(m.words, word)
			rank = 2
		}
	}
	m.modality = []string{entities.Asserted, entities.Reported, entities.Planned, entities.Possible}[rank]
}

// moodWords calls visit for the words of the global lists from a to b that no
// slot and no literal takes.
func (m *match) moodWords(l *lattice, a, b int32, visit func(h hit, span entities.Span, terms []int32)) {
hits:
	for _, h := range l.hits[l.hitAt[a]:l.hitAt[b]] {
		if h.end > b {
			continue
		}
		terms := l.set.vocab.termsOf[h.key]
		if terms[0] > termDone || l.excepted(h.start, h.end, termMoodExcept) {
			continue
		}
		n := 0
		for n < len(terms) && terms[n] <= termDone {
			n++
		}
		span := entities.Span{Start: l.base + int(h.start), End: l.base + int(h.end)}
		for i := range m.caps {
			q := &m.pat.pos[m.caps[i].pos]
			if (q.literal || q.bind >= 0) && m.caps[i].span.Overlaps(span) {
				continue hits
			}
		}
		visit(h, span, terms[:n])
	}
}

// plan looks for a word of a plan in the clauses between the subject of the fact
// and the clause of the trigger, which runs from a to b: 雲杉科技擬以每股5美元，全面
// 收購海棠醫藥. It finds none when another name that may act, a word of what
// is done (已, 曾) or a date that is over stands behind it, nor in a noun that
// ends its clause: 公布重組計劃，裁員百人.
func (m *match) plan(s *Set, l *lattice, a, b int32) (entities.Span, bool) {
	t := s.schema.Fact(m.pat.rule.fact.typ)
	if t == nil || m.pat.rule.mark {
		return entities.Span{}, false
	}
	var subject *capture
	for i := range m.caps {
		q := &m.pat.pos[m.caps[i].pos]
		if q.bind < 0 || q.kind != posMention || m.caps[i].span.End > l.base+int(a) {
			continue
		}
		name := m.pat.binds[q.bind]
		if slices.ContainsFunc(m.pat.out.args, func(o outArg) bool { return o.role == t.Subject && o.slot == name }) {
			subject = &m.caps[i]
		}
	}
	if subject == nil {
		return entities.Span{}, false
	}
	from := int32(subject.taken.End - l.base)
	mask := m.pat.pos[subject.pos].mask | s.types.bits[entities.Organization] | s.types.bits[entities.Person]
	for i := l.nameAt[from]; i < l.nameAt[a]; i++ {
		x := &l.names[i]
		if !x.hidden && x.mask&mask != 0 {
			return entities.Span{}, false
		}
	}
	var found entities.Span
	ok := false
	m.moodWords(l, from, b, func(h hit, span entities.Span, terms []int32) {
		switch {
		case slices.Contains(terms, termDone):
			ok = false
		case h.start < a && slices.Contains(terms, termPlanned) && l.clause[l.next[h.end]] == l.clause[h.start] && !stop(l.text[l.next[h.end]]):
			found, ok = span, true
		}
	})
	if !ok {
		return found, false
	}
	for i := l.nameAt[found.End-l.base]; i < l.nameAt[b]; i++ {
		if v, is := l.doc.Mentions[l.names[i].mention].Value.(*entities.Date); is && v.To != entities.None && l.doc.Day() != entities.None && v.To < l.doc.Day() {
			return found, false
		}
	}
	return found, true
}

// stop tells whether a character ends a clause.
func stop(r rune) bool {
	switch r {
	case ',', ';', ':', '、', '。', '!', '?', '\n', ' ', ')', '」':
		return true
	}
	return false
}
