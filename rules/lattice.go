package rules

import (
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// lattice is one sentence as patterns see it: what stands where. Offsets are
// relative to the sentence.
type lattice struct {
	set   *Set
	doc   *entities.Document
	base  int // where the sentence begins in the document
	n     int // its length
	text  []rune
	index int // of the sentence

	hits     []hit   // what may be matched, by start then end
	hitAt    []int32 // by offset: the first hit that starts there or later
	terms    termIndex
	nounAt   []int32 // by offset: where its ends begin in nouns, -1 when they are not known
	nounTo   []int32 // by offset: where they end
	nouns    []int32 // where nouns end
	names    []name  // mentions, by start then end
	nameAt   []int32
	cover    []int32 // by offset: index in names of the printed mention there, -1 for none
	next     []int32 // by offset: the next character that is no blank
	weight   []int32 // by offset: how many characters that cost a gap stand before it
	clause   []int32 // by offset: how many clauses begin at 1 to offset
	hard     []int32 // by offset: how many 。！？ stand before it
	depth    []int16 // by offset: how many brackets are open before it
	cut      []bool  // by offset: it lies inside a known word
	phrases  [][]edge
	frees    [][]edge
	freed    []bool
	done     []bool
	ends     []bool
	costless []bool // by offset: it lies in the gloss of an entity
	counted  []bool // by offset: a count such as 三間 ends there
}

// hit is a key of the trie in the sentence.
type hit struct {
	start, end int32
	key        uint32
}

// name is a mention in the sentence.
type name struct {
	start, end int32
	gloss      int32 // where the bracket behind it ends; 0 for none
	counter    int32 // where the counter behind a number ends; 0 for none
	mask       uint64
	mention    int32 // index in Document.Mentions
	pronoun    bool
	hidden     bool
}

// edge is one way to take text.
type edge struct {
	start, end int32 // what is taken
	from, to   int32 // what is captured
	aux        int32 // index in names, or key; -1
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}

// prepare fills the lattice for a sentence. hits are the document's that lie in it.
func (l *lattice) prepare(set *Set, d *entities.Document, index int, hits []entities.Hit) {
	sent := d.Sentences[index]
	l.set, l.doc, l.index, l.base, l.n = set, d, index, sent.Start, sent.Len()
	l.text = d.Folded[sent.Start:sent.End]
	n := l.n
	l.next, l.weight, l.clause, l.hard = resize(l.next, n+1), resize(l.weight, n+1), resize(l.clause, n+1), resize(l.hard, n+1)
	l.depth, l.cover, l.cut = resize(l.depth, n+1), resize(l.cover, n+1), resize(l.cut, n+1)
	l.hitAt, l.nameAt = resize(l.hitAt, n+2), resize(l.nameAt, n+2)
	clear(l.clause)
	clear(l.cut)
	for _, c := range sent.Clauses {
		if at := c.Start - sent.Start; at > 0 && at <= n {
			l.clause[at] = 1
		}
	}
	l.next[n] = int32(n)
	for i := n - 1; i >= 0; i-- {
		if l.text[i] == ' ' || l.text[i] == 0 || l.text[i] == '\n' {
			l.next[i] = l.next[i+1]
		} else {
			l.next[i] = int32(i)
		}
	}
	l.depth[0], l.hard[0] = 0, 0
	for i, r := range l.text {
		l.cover[i] = -1
		if i > 0 {
			l.clause[i] += l.clause[i-1]
		}
		l.hard[i+1], l.depth[i+1] = l.hard[i], l.depth[i]
		switch r {
		case '。', '!', '?', '\n':
			l.hard[i+1]++
		case '(', '[', '{':
			l.depth[i+1]++
		case ')', ']', '}':
			l.depth[i+1]--
		}
	}
	l.cover[n] = -1
	if n > 0 {
		l.clause[n] += l.clause[n-1]
	}
	l.mentions(sent.Span)
	l.costless = resize(l.costless, n+1)
	clear(l.costless)
	for i := range l.names { // a gloss costs nothing
		for j := l.names[i].end; j < l.names[i].gloss; j++ {
			l.costless[j] = true
		}
	}
	l.weight[0] = 0
	for i := range n {
		l.weight[i+1] = l.weight[i]
		if int(l.next[i]) == i && !l.costless[i] {
			l.weight[i+1]++
		}
	}
	l.tokens()
	l.hits = l.hits[:0]
	for _, h := range hits {
		a, b := int32(h.Start-l.base), int32(h.End-l.base)
		if l.whole(a, b) {
			l.hits = append(l.hits, hit{a, b, h.Value})
		}
	}
	l.nouns = l.nouns[:0]
	l.nounAt, l.nounTo = resize(l.nounAt, n+1), resize(l.nounTo, n+1)
	for i := range l.nounAt {
		l.nounAt[i] = -1
	}
	l.uncut()
	l.terms.fill(set.vocab, l.hits)
	at := int32(0)
	for i := range l.hitAt {
		for int(at) < len(l.hits) && int(l.hits[at].start) < i {
			at++
		}
		l.hitAt[i] = at
	}
	l.phrases, l.done = resize(l.phrases, len(set.phrase)), resize(l.done, len(set.phrase))
	clear(l.done)
	l.freed = resize(l.freed, len(set.phrase))
	clear(l.freed)
}

// termIndex finds the hits of a term.
type termIndex struct {
	gen   int32
	seen  []int32   // by term: the last gen that held it
	lists [][]int32 // by term: indices of hits, ascending
}

func (x *termIndex) fill(v *vocab, hits []hit) {
	if len(x.seen) != int(v.terms) || x.gen > 1<<30 {
		x.seen, x.lists = make([]int32, v.terms), make([][]int32, v.terms)
		x.gen = 0
	}
	x.gen++
	for i := range hits {
		for _, t := range v.termsOf[hits[i].key] {
			if x.seen[t] != x.gen {
				x.seen[t] = x.gen
				x.lists[t] = x.lists[t][:0]
			}
			x.lists[t] = append(x.lists[t], int32(i))
		}
	}
}

// from returns the hits of a term that start at an offset or later, as indices.
func (l *lattice) from(term, at int32) []int32 {
	x := &l.terms
	if term < 0 || x.seen[term] != x.gen {
		return nil
	}
	list := x.lists[term]
	if at > 0 && len(list) > 0 && l.hits[list[0]].start < at {
		k, _ := slices.BinarySearchFunc(list, at, func(k, at int32) int { return int(l.hits[k].start - at) })
		list = list[k:]
	}
	return list
}

// whole tells whether a hit may be matched: it neither cuts a printed mention
// nor lies inside one, nor cuts a Latin word or a number.
func (l *lattice) whole(a, b int32) bool {
	if a < 0 || int(b) > l.n {
		return false
	}
	if m := l.cover[a]; m >= 0 && (l.names[m].start < a || l.names[m].end > b) {
		return false
	}
	if m := l.cover[b-1]; m >= 0 && (l.names[m].start < a || l.names[m].end > b) {
		return false
	}
	if a > 0 && wordy(l.text[a]) && wordy(l.text[a-1]) && fold.IsDigit(l.text[a]) == fold.IsDigit(l.text[a-1]) {
		return false
	}
	if int(b) < l.n && wordy(l.text[b]) && wordy(l.text[b-1]) && fold.IsDigit(l.text[b]) == fold.IsDigit(l.text[b-1]) {
		return false
	}
	return true
}

func wordy(r rune) bool {
	if r >= 0x2e80 && r < 0xff00 { // most of a text
		return false
	}
	return fold.IsLatin(r) || fold.IsDigit(r)
}

func (l *lattice) mentions(sent entities.Span) {
	d := l.doc
	l.names = l.names[:0]
	l.counted = resize(l.counted, l.n+1)
	clear(l.counted)
	first, _ := slices.BinarySearchFunc(d.Mentions, sent.Start, func(m entities.Mention, at int) int { return m.Start - at })
	for i := first; i < len(d.Mentions) && d.Mentions[i].Start < sent.End; i++ {
		m := &d.Mentions[i]
		if m.End > sent.End || m.End <= m.Start {
			continue
		}
		v, isNumber := m.Value.(*entities.Number)
		if isNumber && counts(v.Counter) {
			at := m.End - sent.Start // the counter stands behind the mention or in it
			if at < l.n && string(l.text[at]) == fold.String(v.Counter) {
				at++
			}
			l.counted[at] = true
		}
		x := name{start: int32(m.Start - sent.Start), end: int32(m.End - sent.Start), mention: int32(i),
			mask: l.set.types.masks[m.Type], pronoun: m.Via == entities.ViaPronoun, hidden: m.Hidden}
		if !m.Hidden {
			for j := x.start; j < x.end; j++ {
				l.cover[j] = int32(len(l.names))
			}
		}
		if isNumber && v.Counter != "" {
			x.counter = l.spells(l.next[x.end], fold.String(v.Counter))
		}
		x.gloss = l.bracket(x.end)
		l.names = append(l.names, x)
	}
	at := int32(0)
	for i := range l.nameAt {
		for int(at) < len(l.names) && int(l.names[at].start) < i {
			at++
		}
		l.nameAt[i] = at
	}
}

// spells returns where a word that stands at an offset ends, 0 when it does not.
func (l *lattice) spells(at int32, word string) int32 {
	for _, r := range word {
		if int(at) >= l.n || l.text[at] != r {
			return 0
		}
		at++
	}
	return at
}

// maxGloss is the longest bracket that belongs to the entity before it.
const maxGloss = 80

// bracket returns where the bracket that stands at an offset ends, 0 for none.
func (l *lattice) bracket(at int32) int32 {
	return int32(closes(l.text, int(l.next[at])))
}

// closes returns where the bracket that stands at an offset of a sentence
// ends, 0 for none.
func closes(text []rune, at int) int {
	if at >= len(text) || text[at] != '(' {
		return 0
	}
	open := 0
	for i := at; i < min(len(text), at+maxGloss+2); i++ {
		switch text[i] {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return i + 1
			}
		case '。', '!', '?', '\n':
			return 0
		}
	}
	return 0
}

// tokens notes where known words would be cut. The blank behind a word is none
// of it, and a word that runs over the edge of a printed mention is a mistake of
// the segmenter: 局局長 where 工業局 is a name.
func (l *lattice) tokens() {
	d := l.doc
	if len(d.Tokens) == 0 {
		return
	}
	first, _ := slices.BinarySearchFunc(d.Tokens, l.base, func(t entities.Token, at int) int { return t.Start - at })
	for i := first; i < len(d.Tokens) && d.Tokens[i].Start < l.base+l.n; i++ {
		t := &d.Tokens[i]
		if !t.Known {
			continue
		}
		a, b := t.Start-l.base, min(t.End-l.base, l.n)
		for b > a && (l.text[b-1] == ' ' || l.text[b-1] == 0) {
			b--
		}
		if slices.ContainsFunc(l.cover[a:b], func(m int32) bool { return m != l.cover[a] }) {
			continue
		}
		for j := a + 1; j < b; j++ {
			l.cut[j] = true
		}
	}
}

// uncut lets a known word be cut between two words of the rules, of two
// characters or more each, that make it up between them: 業務 and 收入 in 業務收入.
func (l *lattice) uncut() {
	for i := range l.hits {
		x := &l.hits[i]
		if int(x.end) >= l.n || !l.cut[x.end] || x.end-x.start < 2 || l.cut[x.start] {
			continue
		}
		for j := i + 1; j < len(l.hits) && l.hits[j].start <= x.end; j++ {
			y := &l.hits[j]
			if y.start != x.end || y.end-y.start < 2 || int(y.end) < l.n && l.cut[y.end] || slices.Contains(l.cut[x.start+1:x.end], false) ||
				slices.Contains(l.cut[y.start:y.end], false) {
				continue
			}
			l.cut[x.end] = false
			break
		}
	}
}

// edges appends the ways in which a position takes text from offset p, where no
// blank stands.
func (l *lattice) edges(out []edge, q *position, p int32, gloss bool) []edge {
	if int(p) >= l.n {
		return out
	}
	switch q.kind {
	case posTerm:
		for _, h := range l.hits[l.hitAt[p]:l.hitAt[p+1]] {
			if l.set.vocab.has(h.key, q.term) {
				out = append(out, edge{p, h.end, p, h.end, int32(h.key)})
			}
		}
	case posMention:
		for i := l.nameAt[p]; i < l.nameAt[p+1]; i++ {
			out = l.mentionEdge(out, q, i, gloss)
		}
	case posPhrase:
		all := l.phrase(q.phrase)
		at, _ := slices.BinarySearchFunc(all, p, func(e edge, p int32) int { return int(e.start - p) })
		for ; at < len(all) && all[at].start == p; at++ {
			e := all[at]
			out = append(out, e)
			if g := l.bracket(e.end); g > 0 && gloss {
				e.end = g
				out = append(out, e)
			}
		}
	case posHan:
		if l.inside(p) || l.cut[p] {
			return out
		}
		for e := p; int(e) < l.n && int(e-p) < q.max && fold.IsHan(l.text[e]); {
			e++
			if int(e-p) >= q.min && !l.inside(e) && !l.cut[e] {
				out = append(out, edge{p, e, p, e, -1})
			}
		}
	case posNoun:
		out = l.noun(out, q, p)
	case posLatin:
		out = l.latin(out, p)
	case posGloss:
		out = l.gloss(out, p)
	}
	return out
}

func (l *lattice) mentionEdge(out []edge, q *position, i int32, gloss bool) []edge {
	x := &l.names[i]
	if x.mask&q.mask == 0 || q.named && x.pronoun {
		return out
	}
	if x.hidden {
		if m := l.cover[x.start]; m >= 0 && l.names[m].start <= x.start && l.names[m].end >= x.end &&
			l.names[m].end-l.names[m].start > x.end-x.start {
			return out
		}
	}
	if x.counter > 0 { // 3,000人 is taken with 人, or without where the say names it
		return append(out, edge{x.start, x.counter, x.start, x.counter, i}, edge{x.start, x.end, x.start, x.counter, i})
	}
	out = append(out, edge{x.start, x.end, x.start, x.end, i})
	if x.gloss > 0 && gloss {
		out = append(out, edge{x.start, x.gloss, x.start, x.end, i})
	}
	return out
}

// noun takes a run of whole words that may make up a noun: nouns, names, verbal
// nouns, Latin and unknown words. A name of another kind than place and
// product, a break word and anything else end it.
func (l *lattice) noun(out []edge, q *position, p int32) []edge {
	if l.nounAt[p] < 0 {
		l.nounAt[p] = int32(len(l.nouns))
		l.nounEnds(p)
		l.nounTo[p] = int32(len(l.nouns))
	}
	for _, e := range l.nouns[l.nounAt[p]:l.nounTo[p]] {
		if int(e-p) > q.max {
			break
		}
		if int(e-p) >= q.min {
			out = append(out, edge{p, e, p, e, -1})
		}
	}
	return out
}

// nounEnds appends where the nouns end that begin at an offset.
func (l *lattice) nounEnds(p int32) {
	if l.inside(p) || l.cut[p] || p > 0 && wordy(l.text[p]) && wordy(l.text[p-1]) {
		return
	}
	i := l.doc.TokenAt(l.base + int(p))
	for e := p; int(e) < l.n && i >= 0 && i < len(l.doc.Tokens); i++ {
		if m := l.cover[e]; m >= 0 && l.names[m].mask&l.barred() != 0 {
			return
		}
		if l.starts(e, int32(l.n), termBreak, termBreakExcept) {
			return
		}
		t := &l.doc.Tokens[i]
		r := l.text[e]
		if t.Start != l.base+int(e) || !(fold.IsHan(r) || wordy(r)) || !nounPOS(t) {
			return
		}
		e = int32(t.End - l.base)
		for e > p && (l.text[e-1] == ' ' || l.text[e-1] == 0) {
			e--
		}
		if int(e-p) > maxHan || l.clause[max(e-1, 0)] != l.clause[p] {
			return
		}
		if !l.inside(e) {
			l.nouns = append(l.nouns, e)
		}
		if int(e) < l.n && l.text[e] == 0 {
			e = l.next[e]
		}
	}
}

// nounPOS tells whether a word may be part of a noun.
func nounPOS(t *entities.Token) bool {
	if t.POS == "" || !t.Known {
		return true
	}
	switch t.POS[0] {
	case 'n', 'b', 'j', 'l', 'x', 'g', 'i', 'e':
		return true
	case 'v':
		return t.POS == "vn"
	case 'a':
		return t.POS == "an"
	}
	return false
}

// inside tells whether an offset lies inside a printed mention, so that an edge
// there would cut it.
func (l *lattice) inside(p int32) bool {
	return p > 0 && int(p) < l.n && l.cover[p] >= 0 && l.cover[p] == l.cover[p-1]
}

func (v *vocab) has(key uint32, term int32) bool {
	for _, t := range v.termsOf[key] {
		if t >= term {
			return t == term
		}
	}
	return false
}

// The longest Latin name.
const (
	maxLatin      = 60
	maxLatinWords = 8
)

func (l *lattice) latin(out []edge, p int32) []edge {
	if !wordy(l.text[p]) || p > 0 && wordy(l.text[p-1]) || l.inside(p) {
		return out
	}
	letters, words := false, 0
	for e := p; int(e) < l.n && e-p < maxLatin; {
		for int(e) < l.n && (wordy(l.text[e]) || l.text[e] == 0) {
			letters = letters || fold.IsLatin(l.text[e])
			e++
		}
		words++
		if letters && !l.inside(e) {
			out = append(out, edge{p, e, p, e, -1})
		}
		if words == maxLatinWords || int(e)+1 >= l.n {
			break
		}
		// One or two signs may join words: "A & B", "McDonald's", "T. Rowe".
		j := e
		for int(j) < l.n && j-e < 3 && isJoiner(l.text[j]) {
			j++
		}
		if j == e || int(j) >= l.n || !wordy(l.text[j]) {
			break
		}
		e = j
	}
	return out
}

func isJoiner(r rune) bool {
	switch r {
	case ' ', '&', '.', '-', '\'', '+', '/', '·':
		return true
	}
	return false
}

// glossIn returns where the words of a bracket begin and end that stands at an offset
// of a sentence and holds another name of what stands before it, and where the bracket
// ends: Latin words. A ticker such as 2330.TW or 美股:TSLA and a remark in Chinese are none.
func glossIn(text []rune, p int) (a, b, end int, ok bool) {
	if end = closes(text, p); end == 0 {
		return 0, 0, 0, false
	}
	blank := func(r rune) bool { return r == ' ' || r == 0 || r == '\n' }
	for a = p + 1; a < len(text) && blank(text[a]); {
		a++
	}
	for b = end - 1; b > a && (text[b-1] == ' ' || text[b-1] == 0); {
		b--
	}
	if a >= b || !fold.IsLatin(text[a]) && !fold.IsDigit(text[a]) {
		return 0, 0, 0, false
	}
	letters := 0
	for i := a; i < b; i++ {
		switch r := text[i]; {
		case fold.IsLatin(r):
			letters++
		case fold.IsDigit(r) || isJoiner(r) || r == 0 || r == ',' && i > a:
		default:
			return 0, 0, 0, false
		}
	}
	if letters < 2 || fold.IsDigit(text[a]) && letters < 4 {
		return 0, 0, 0, false
	}
	return a, b, end, true
}

// gloss takes the names of a bracket of glossIn.
func (l *lattice) gloss(out []edge, p int32) []edge {
	from, to, behind, ok := glossIn(l.text, int(p))
	if !ok {
		return out
	}
	a, b, end := int32(from), int32(to), int32(behind)
	// (lithium-iron phosphate,LFP) gives two names.
	for i := a; i < b; {
		j := i
		for j < b && l.text[j] != ',' {
			j++
		}
		if j > i {
			out = append(out, edge{p, end, i, j, -1})
		}
		if j < b {
			j = l.next[j+1]
		}
		i = j
	}
	return out
}

// phrase returns the edges of a phrase type, by start then end.
func (l *lattice) phrase(id int32) []edge {
	if l.done[id] {
		return l.phrases[id]
	}
	l.done[id] = true
	out := l.phrases[id][:0]
	t := l.set.phrase[id]
	l.ends = resize(l.ends, l.n+1)
	clear(l.ends)
	ends := l.from(t.ends, 0)
	for i := len(ends) - 1; i >= 0; i-- {
		h := l.hits[ends[i]]
		if int(h.end) < l.n && l.cut[h.end] || l.inside(h.end) {
			continue
		}
		if l.ends[h.end] { // a longer end word, the shorter one took it
			continue
		}
		l.ends[h.end] = true
		if t.not >= 0 && l.touches(h.start, h.end, t.not) {
			continue
		}
		for a := h.start; a >= 0 && int(h.end-a) <= t.max; a-- {
			r := l.text[a]
			if a < h.start && !l.phraseRune(r) || l.clause[h.start] != l.clause[a] {
				break
			}
			if a < h.start && (l.starts(a, h.start, termBreak, termBreakExcept) || t.not >= 0 && l.startsTerm(a, t.not)) {
				break
			}
			if l.counted[a+1] { // 三間 in 三間晶圓廠
				break
			}
			if m := l.cover[a]; m >= 0 && l.names[m].mask&l.barred() != 0 &&
				!(t.names && l.names[m].mask&l.set.types.bits[entities.Organization] != 0) {
				break
			}
			if int(l.next[a]) != int(a) || l.inside(a) || l.cut[a] || int(h.end-a) < t.min || l.straddles(a, termBreak, termBreakExcept) || t.not >= 0 && l.straddles(a, t.not, -1) {
				continue
			}
			if a > 0 && wordy(r) && wordy(l.text[a-1]) {
				continue
			}
			if t.starts >= 0 && !l.startsTerm(a, t.starts) {
				continue
			}
			out = append(out, edge{a, h.end, a, h.end, -1})
		}
	}
	slices.SortFunc(out, func(a, b edge) int {
		if a.start != b.start {
			return int(a.start - b.start)
		}
		return int(a.end - b.end)
	})
	l.phrases[id] = out
	return out
}

// counts tells whether a counter counts things, such as 間 in 三間工廠, rather
// than measures them, such as 吋 in 12吋晶圓廠.
func counts(counter string) bool {
	switch fold.String(counter) {
	case "间", "家", "座", "个", "所", "栋", "幢", "条", "项", "款", "只", "种", "台", "架", "艘", "辆", "宗", "笔", "幅", "批", "名", "位", "股", "手", "公顷", "平方米", "平方呎", "亩", "英亩":
		return true
	}
	return false
}

// barred are the types of mentions that no phrase holds.
func (l *lattice) barred() uint64 {
	b := l.set.types.bits
	return b[entities.Organization] | b[entities.Person] | b[entities.MoneyType] | b[entities.PercentType] | b[entities.DateType]
}

// phraseRune tells whether a character may stand in a phrase.
func (l *lattice) phraseRune(r rune) bool {
	switch r {
	case 0, ' ', '·', '-', '&', '/', '.', '「', '」', '、', '+':
		return r != '、'
	}
	return fold.IsHan(r) || wordy(r)
}

// starts tells whether a word of the term begins at a, ends before limit and is
// no part of a word of the exceptions or of a known word.
func (l *lattice) starts(a, limit, term, except int32) bool {
	for _, h := range l.hits[l.hitAt[a]:l.hitAt[a+1]] {
		if h.end <= limit && l.set.vocab.has(h.key, term) && !l.excepted(h.start, h.end, except) {
			return true
		}
	}
	return false
}

// straddles tells whether a word of the term begins before a and ends behind it.
// A word of the exceptions around it makes it mean nothing; -1 is no exceptions.
func (l *lattice) straddles(a, term, except int32) bool {
	for i := max(0, a-3); i < a; i++ {
		for _, h := range l.hits[l.hitAt[i]:l.hitAt[i+1]] {
			if h.end > a && l.set.vocab.has(h.key, term) && (except < 0 || !l.excepted(h.start, h.end, except)) {
				return true
			}
		}
	}
	return false
}

// excepted tells whether a span lies in a longer word of the exceptions, or in a
// longer word that the segmenter knows.
func (l *lattice) excepted(a, b, except int32) bool {
	if l.cut[a] || int(b) < l.n && l.cut[b] {
		return true
	}
	for i := max(0, a-4); i <= a; i++ {
		for _, h := range l.hits[l.hitAt[i]:l.hitAt[i+1]] {
			if h.end >= b && h.end-h.start > b-a && l.set.vocab.has(h.key, except) {
				return true
			}
		}
	}
	return false
}

func (l *lattice) startsTerm(a, term int32) bool {
	for _, h := range l.hits[l.hitAt[a]:l.hitAt[a+1]] {
		if l.set.vocab.has(h.key, term) {
			return true
		}
	}
	return false
}

// touches tells whether a word of the term overlaps a span. A shorter word within
// it counts not: 佔 in 市佔率.
func (l *lattice) touches(a, b, term int32) bool {
	for _, k := range l.from(term, a-maxHan) {
		h := &l.hits[k]
		if h.start >= b {
			return false
		}
		if h.end > a && !(h.start >= a && h.end <= b && h.end-h.start < b-a) {
			return true
		}
	}
	return false
}

// free returns the phrases of a type that stand by themselves: for each end the
// longest, none inside another.
func (l *lattice) free(id int32) []edge {
	l.frees = resize(l.frees, len(l.set.phrase))
	if l.freed[id] {
		return l.frees[id]
	}
	l.freed[id] = true
	out := l.frees[id][:0]
	for _, e := range l.phrase(id) {
		if n := len(out); n > 0 && out[n-1].end >= e.end {
			continue
		} else if n > 0 && out[n-1].start == e.start {
			out[n-1] = e
			continue
		}
		out = append(out, e)
	}
	l.frees[id] = out
	return out
}
