// Package link decides which entity a mention means: glosses in brackets,
// later short forms, pronouns, and the name an article uses most.
//
// Start at Linker.Process. It adds mentions (glosses, short forms), hidden
// ones for the rules (其, 該公司), sets Entity and ID on every name, and leaves
// the alias facts on the document.
//
// Beware: it never reads the graph. What an article means depends on the
// article, the rules and the gazetteers alone.
package link

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/entities/trie"
	"github.com/factloom/factloom/rules"
)

// Options say what a Linker works with.
type Options struct {
	Schema *schema.Schema
	Names  *gazetteer.Gazetteer // for the names of known entities; may be nil
	Rules  *rules.Set           // alias rules; nil for none
	Off    []string             // names of Mechanisms that shall not work, to measure what they are worth
}

// Mechanism is one way in which mentions are added or linked.
type Mechanism struct{ Name, About string }

// Mechanisms lists all of them, in the order they work.
var Mechanisms = []Mechanism{
	{"unite", "one unknown company under several names is one entity"},
	{"alias", "names from the brackets behind other names"},
	{"tail", "names without their ending, and the last words of bodies: 福特 of 福特汽車"},
	{"pronoun", "該公司, 集團 and 其 for the rules"},
}

// The numbers of Mechanisms.
const (
	byUnite = iota
	byAlias
	byTail
	byPronoun
)

// Linker links mentions to entities. It is immutable and safe for concurrent use.
type Linker struct {
	opt     Options
	tails   map[string]bool // folded endings of company names that a short form drops
	longest int             // the characters of the longest of them
	off     []bool          // by mechanism
	bodies  map[string]bool // folded endings of organizations, which alone name none
}

// New prepares a Linker.
// The names in Off that are none of Mechanisms are passed over.
func New(opt Options) *Linker {
	if opt.Schema == nil {
		opt.Schema = schema.Default()
	}
	off := make([]bool, len(Mechanisms))
	for i, m := range Mechanisms {
		off[i] = slices.Contains(opt.Off, m.Name)
	}
	l := &Linker{opt: opt, off: off, tails: map[string]bool{}, bodies: map[string]bool{}}
	for _, w := range gazetteer.Words("suffix") {
		if w.Type == entities.Organization {
			l.bodies[fold.Key(w.Term)] = true
		}
		if w.Type == entities.Company {
			if k := fold.Key(w.Term); k != "" && !l.tails[k] {
				l.tails[k] = true
				l.longest = max(l.longest, utf8.RuneCountInString(k))
			}
		}
	}
	return l
}

// Name implements the pipeline's Stage.
func (l *Linker) Name() string { return "link" }

// Needs implements the pipeline's Stage.
func (l *Linker) Needs() entities.Layer { return entities.LayerMentions }

// Adds implements the pipeline's Stage.
func (l *Linker) Adds() entities.Layer { return entities.LayerEntities }

// work is the memory that linking one document needs. It is used again for the next.
type work struct {
	groups map[string]int32 // by id: the place in best
	best   []group
	uses   []use
	at     []int32          // by mention: its group, -1 for none
	texts  map[string]int32 // by words: the last mention of them whose short forms were looked for
	taken  []bool           // by code point
	hits   []entities.Hit
}

var works = sync.Pool{New: func() any { return &work{groups: map[string]int32{}, texts: map[string]int32{}} }}

// free returns an all false slice of n in the memory of taken.
func (w *work) free(n int) []bool {
	if cap(w.taken) < n {
		w.taken = make([]bool, n+n/4)
	}
	w.taken = w.taken[:n]
	clear(w.taken)
	return w.taken
}

// Process links the mentions of one document.
func (l *Linker) Process(doc *entities.Document) error {
	w := works.Get().(*work)
	defer works.Put(w)
	if !l.off[byUnite] {
		l.unite(doc)
	}
	w.name(doc)
	var kept []entities.Fact
	if l.opt.Rules != nil && !l.off[byAlias] {
		kept = l.glosses(doc, l.opt.Rules.Alias(doc))
	}
	n := len(doc.Mentions)
	if !l.off[byTail] {
		l.short(doc, w)
	}
	if len(kept) > 0 || len(doc.Mentions) > n {
		w.name(doc)
	}
	if !l.off[byPronoun] {
		l.pronouns(doc, w)
	}
	l.samePeriod(doc)
	l.refresh(doc, kept)
	doc.Facts = append(doc.Facts, kept...)
	return nil
}

// samePeriod gives 同期 the words of the date it repeats, the last one before it.
func (l *Linker) samePeriod(doc *entities.Document) {
	last := ""
	for i := range doc.Mentions {
		m := &doc.Mentions[i]
		switch {
		case m.Type != entities.DateType:
		case m.Via == entities.ViaSamePeriod:
			m.Entity = last
		case !m.Hidden:
			last = m.Text
		}
	}
}

// printed tells whether a mention names an entity and is shown.
func printed(m *entities.Mention) bool { return !m.Hidden && m.Value == nil }

// known tells whether an id is one of a gazetteer.
func known(id string) bool {
	_, rest, ok := strings.Cut(id, "/")
	return ok && !strings.HasPrefix(rest, "~")
}

// unite gives unknown companies of one article one id where one name is the
// other with a legal form, brackets or a country more: 汎昇, 汎昇亞洲,
// 汎昇（亞洲）有限公司. The longest name gives the id.
func (l *Linker) unite(doc *entities.Document) {
	var longest map[string]string // by bare name: the longest folded name
	var bares []string
	var bareOf map[string]string // by id
	for i := range doc.Mentions {
		m := &doc.Mentions[i]
		if !printed(m) || m.Type != entities.Company || m.ID == "" || known(m.ID) {
			continue
		}
		if _, ok := bareOf[m.ID]; ok {
			continue
		}
		if bareOf == nil {
			longest, bareOf = map[string]string{}, map[string]string{}
		}
		name := strings.TrimPrefix(m.ID, m.Type+"/~")
		bare := l.bare(name)
		bareOf[m.ID] = bare
		if _, ok := longest[bare]; !ok {
			bares = append(bares, bare)
		}
		if len(name) > len(longest[bare]) {
			longest[bare] = name
		}
	}
	if len(bareOf) < 2 {
		return
	}
	// A bare name that is another one without the place at its end is the same.
	slices.SortFunc(bares, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	whole := map[string]string{}
	for i, b := range bares {
		whole[b] = b
		for _, w := range bares[:i] {
			if rest, ok := strings.CutPrefix(w, b); ok && utf8.RuneCountInString(b) >= 2 && commonPlace(l, rest) {
				whole[b] = whole[w]
				break
			}
		}
	}
	for i := range doc.Mentions {
		m := &doc.Mentions[i]
		if bare, ok := bareOf[m.ID]; ok && printed(m) && m.Type == entities.Company {
			m.ID = m.Type + "/~" + longest[whole[bare]]
		}
	}
}

// bare returns a folded company name without brackets and legal form.
func (l *Linker) bare(name string) string {
	if strings.ContainsAny(name, "()") {
		name = strings.ReplaceAll(strings.ReplaceAll(name, "(", ""), ")", "")
	}
	for _, f := range legalForms {
		if s, ok := strings.CutSuffix(name, f); ok && utf8.RuneCountInString(s) >= 2 {
			return s
		}
	}
	return name
}

// legalForms are the endings that say no more than that a name is a company's,
// longest first.
var legalForms = func() []string {
	var out []string
	for _, w := range strings.Fields("集團股份有限公司 控股股份有限公司 股份有限公司 集團有限公司 控股有限公司 有限責任公司 有限公司 控股集團 集團控股 集團 控股 公司") {
		out = append(out, fold.String(w))
	}
	return out
}()

// glosses takes the alias facts of the rules: the gloss becomes a mention of
// the entity before it, and the two share one id. It returns the facts that
// stand: a stock code or a remark in brackets is no alias.
func (l *Linker) glosses(doc *entities.Document, facts []entities.Fact) []entities.Fact {
	var kept []entities.Fact
	rename := map[string]string{}
	var added []entities.Mention
	dropped := map[int]bool{}
	for _, f := range facts {
		name, alias := f.Get("name"), f.Get("alias")
		if len(name) != 1 || len(alias) != 1 || alias[0].End <= alias[0].Start {
			continue
		}
		i := mentionAt(doc, name[0].Span)
		if i < 0 || !printed(&doc.Mentions[i]) {
			continue
		}
		if !glossName(doc, alias[0].Span) {
			continue
		}
		m := doc.Mentions[i]
		if j := mentionAt(doc, alias[0].Span); j >= 0 && printed(&doc.Mentions[j]) {
			o := &doc.Mentions[j]
			switch {
			case o.ID == m.ID:
			case o.Type == m.Type && (m.Type == entities.Place || m.Type == entities.Person):
				// The gloss tells which of several places of that name is meant.
				o.ID, o.Via = m.ID, entities.ViaGloss
			case known(o.ID) && known(m.ID):
				if o.Type != m.Type {
					continue // 福特(美國) says something else
				}
				// Two entities that the gazetteer keeps apart stay so, though the
				// article calls one by the other's name.
			case known(o.ID) && o.Type == m.Type:
				rename[m.ID] = o.ID
			default:
				if !known(o.ID) {
					rename[o.ID] = m.ID
				}
				o.Type, o.ID, o.Via = m.Type, m.ID, entities.ViaGloss
			}
		} else {
			over := overlapping(doc, alias[0].Span)
			if len(over) == 1 {
				// Seachart Larkmoor, Inc. is more than the rule saw.
				if o := &doc.Mentions[over[0]]; o.Start == alias[0].Start && o.End > alias[0].End && o.Type == m.Type && !known(o.ID) {
					rename[o.ID] = m.ID
					o.ID, o.Via = m.ID, entities.ViaGloss
					kept = append(kept, f)
					continue
				}
			}
			for _, j := range over {
				dropped[j] = true
			}
			added = append(added, entities.Mention{
				Span: alias[0].Span, Text: doc.Slice(alias[0].Span), Type: m.Type, ID: m.ID,
				Via: entities.ViaGloss, Confidence: m.Confidence * 0.95,
			})
		}
		kept = append(kept, f)
	}
	if len(dropped) > 0 {
		left := doc.Mentions[:0]
		for j := range doc.Mentions {
			if !dropped[j] {
				left = append(left, doc.Mentions[j])
			}
		}
		doc.Mentions = left
	}
	if len(added) > 0 {
		doc.Mentions = append(doc.Mentions, added...)
		entities.SortMentions(doc.Mentions)
	}
	if len(rename) > 0 {
		for i := range doc.Mentions {
			if to, ok := rename[doc.Mentions[i].ID]; ok {
				m := &doc.Mentions[i]
				m.ID = to
				m.Type, _, _ = strings.Cut(to, "/") // RITA of an organization is no company
			}
		}
	}
	return kept
}

// overlapping returns the indexes of the mentions that overlap a span, hidden ones
// apart.
func overlapping(doc *entities.Document, s entities.Span) (list []int) {
	for j := firstAfter(doc, s.Start); j < len(doc.Mentions) && doc.Mentions[j].Start < s.End; j++ {
		if o := &doc.Mentions[j]; !o.Hidden && o.Overlaps(s) {
			list = append(list, j)
		}
	}
	return list
}

// firstAfter returns the index of the first mention that may reach past pos.
// Mentions are in text order and no printed one is longer than maxName.
func firstAfter(doc *entities.Document, pos int) int {
	return sort.Search(len(doc.Mentions), func(i int) bool { return doc.Mentions[i].Start >= pos-maxName })
}

// maxName is the longest name, in code points, that an overlap is looked for.
const maxName = 200

// mentionAt returns the index of the printed mention with exactly that span, -1
// if there is none.
func mentionAt(doc *entities.Document, s entities.Span) int {
	for i := sort.Search(len(doc.Mentions), func(i int) bool { return doc.Mentions[i].Start >= s.Start }); i < len(doc.Mentions) && doc.Mentions[i].Start == s.Start; i++ {
		if m := &doc.Mentions[i]; m.Span == s && !m.Hidden {
			return i
		}
	}
	return -1
}

// glossName tells whether the words of a gloss can be a name: letters or Han
// characters, no stock code, no sentence.
func glossName(doc *entities.Document, s entities.Span) bool {
	if s.Len() > 60 || s.Len() < 2 {
		return false
	}
	if t := string(doc.Folded[s.Start:s.End]); strings.HasPrefix(t, "www.") || strings.HasPrefix(t, "http") {
		return false
	}
	// A remark in brackets (supports the deal) begins in lower case and goes on.
	if first := doc.Runes()[s.Start]; first >= 'a' && first <= 'z' && strings.Contains(doc.Slice(s), " ") {
		return false
	}
	letters, han, digits := 0, 0, 0
	for p := s.Start; p < s.End; p++ {
		switch r := doc.Folded[p]; {
		case fold.IsHan(r):
			han++
		case fold.IsLatin(r):
			letters++
		case fold.IsDigit(r):
			digits++
		case r == ',' || r == '。' || r == ';' || r == ':' || r == '/' || r == '%' || r == '、':
			return false
		}
	}
	if letters+han < 2 || digits > letters+han {
		return false
	}
	return han == 0 || han <= 10
}

// refresh lets the fillers of the alias facts have the ids that the entities
// have in the end, and identifies the facts again.
func (l *Linker) refresh(doc *entities.Document, facts []entities.Fact) {
	for i := range facts {
		for j := range facts[i].Fillers {
			x := &facts[i].Fillers[j]
			k := mentionAt(doc, x.Span)
			if k < 0 || x.Role != "name" {
				continue
			}
			m := &doc.Mentions[k]
			x.Text, x.ID, x.Key, x.Type = m.Text, m.ID, m.ID, m.Type // an alias is of the words beside it
		}
		// A thing has its name, whatever the clause around it plans or denies.
		facts[i].Modality, facts[i].Polarity = entities.Asserted, entities.Positive
		_ = l.opt.Schema.Identify(&facts[i]) // the rules identified it before
	}
}

// group is the names of one entity.
type group struct{ first, last int32 } // in uses

// use is one name of an entity.
type use struct {
	text  string
	n     int
	first int // where it stands first
	next  int32
	weak  bool // a short form or gloss
}

// name gives every name an id, if it has none, and the entity's name: the one
// the article uses most, short forms and glosses left out; of equal ones the
// first.
func (w *work) name(doc *entities.Document) {
	clear(w.groups)
	w.best, w.uses, w.at = w.best[:0], w.uses[:0], w.at[:0]
	for i := range doc.Mentions {
		m := &doc.Mentions[i]
		if !printed(m) {
			w.at = append(w.at, -1)
			continue
		}
		if m.ID == "" {
			m.ID = m.Type + "/~" + fold.Key(m.Text)
		}
		g, ok := w.groups[m.ID]
		if !ok {
			g = int32(len(w.best))
			w.groups[m.ID] = g
			w.best = append(w.best, group{first: -1})
		}
		w.at = append(w.at, g)
		j := w.best[g].first
		for j >= 0 && w.uses[j].text != m.Text {
			j = w.uses[j].next
		}
		if j < 0 {
			j = int32(len(w.uses))
			w.uses = append(w.uses, use{text: m.Text, first: m.Start, next: -1, weak: true})
			if x := &w.best[g]; x.first < 0 {
				x.first, x.last = j, j
			} else {
				w.uses[x.last].next, x.last = j, j
			}
		}
		u := &w.uses[j]
		u.n++
		if m.Via != entities.ViaShort && m.Via != entities.ViaGloss {
			u.weak = false
		}
	}
	for g := range w.best {
		x := &w.best[g]
		if x.first == x.last {
			continue
		}
		// A name inside a longer one of the same entity is a short form of it.
		for i := x.first; i >= 0; i = w.uses[i].next {
			u := &w.uses[i]
			for j := x.first; j >= 0 && !u.weak; j = w.uses[j].next {
				o := &w.uses[j]
				u.weak = len(o.text) > len(u.text) && u.n <= 2*o.n && strings.Contains(o.text, u.text)
			}
		}
		best := x.first
		for i := w.uses[best].next; i >= 0; i = w.uses[i].next {
			if u, o := &w.uses[i], &w.uses[best]; u.weak != o.weak && o.weak || u.weak == o.weak && (u.n > o.n || u.n == o.n && u.first < o.first) {
				best = i
			}
		}
		x.first = best
	}
	for i, g := range w.at {
		if g >= 0 {
			doc.Mentions[i].Entity = w.uses[w.best[g].first].text
		}
	}
}

// short finds later short forms of names that are sure in the article:
// 福特汽車 → 福特, ORB Group → ORB, 國土水務運用局 → 運用局.
func (l *Linker) short(doc *entities.Document, w *work) {
	type source struct {
		id, typ string
		via     string
		conf    float64
	}
	var forms map[string]source
	var clash map[string]bool
	var keys []string
	clear(w.texts)
	for i := range doc.Mentions {
		m := &doc.Mentions[i]
		if !printed(m) || m.Via == entities.ViaShort {
			continue
		}
		// The words of a body depend on the place; of the others once is enough.
		if m.Type != entities.Organization {
			if j, ok := w.texts[m.Text]; ok {
				if o := &doc.Mentions[j]; o.ID == m.ID && o.Type == m.Type && o.Via == m.Via {
					continue
				}
			}
			w.texts[m.Text] = int32(i)
		}
		short := l.shortForms(doc, m)
		whole := ""
		if m.Via == entities.ViaGloss { // the gloss itself, at its other places
			whole = fold.Key(m.Text)
			short = append(short, whole)
		}
		for _, k := range short {
			via := entities.ViaShort
			if k == whole {
				via = entities.ViaGloss
			}
			if o, ok := forms[k]; ok {
				if o.id != m.ID {
					if clash == nil {
						clash = map[string]bool{}
					}
					clash[k] = true
				}
				continue
			}
			if forms == nil {
				forms = map[string]source{}
			}
			forms[k] = source{m.ID, m.Type, via, m.Confidence}
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return
	}
	slices.Sort(keys)
	var few trie.Few
	var used []string
	for _, k := range keys {
		if !clash[k] && few.Add(k, uint32(len(used))) {
			used = append(used, k)
		}
	}
	taken := w.free(len(doc.Folded) + 1)
	for i := range doc.Mentions {
		if m := &doc.Mentions[i]; !m.Hidden {
			for p := m.Start; p < m.End; p++ {
				taken[p] = true
			}
		}
	}
	w.hits = few.Append(w.hits[:0], doc.Folded, entities.DictNames)
	hits := w.hits
	slices.SortStableFunc(hits, func(a, b entities.Hit) int {
		if c := cmp.Compare(b.Len(), a.Len()); c != 0 {
			return c
		}
		return cmp.Compare(a.Start, b.Start)
	})
	for _, h := range hits {
		free := true
		for p := h.Start; p < h.End && free; p++ {
			free = !taken[p]
		}
		if !free || !wholeWord(doc, h.Span) || plainWord(doc, h.Span) || inLatinName(doc, h.Span) {
			continue
		}
		for p := h.Start; p < h.End; p++ {
			taken[p] = true
		}
		src := forms[used[h.Value]]
		doc.Mentions = append(doc.Mentions, entities.Mention{
			Span: h.Span, Text: doc.Slice(h.Span), Type: src.typ, ID: src.id,
			Via: src.via, Confidence: src.conf * 0.9,
		})
	}
	entities.SortMentions(doc.Mentions)
}

// inLatinName tells whether a capitalised Latin word stands a blank beside a Latin
// span: LAU in LAU Ming Kong is not the LAU named before.
func inLatinName(doc *entities.Document, s entities.Span) bool {
	t, raw := doc.Folded, doc.Runes()
	upper := func(p int) bool { return raw[p] >= 'A' && raw[p] <= 'Z' }
	if fold.IsLatin(t[s.End-1]) && s.End+1 < len(t) && raw[s.End] == ' ' && upper(s.End+1) {
		return true
	}
	p := s.Start - 1
	if p < 1 || !fold.IsLatin(t[s.Start]) || raw[p] != ' ' || !fold.IsLatin(t[p-1]) {
		return false
	}
	for p > 0 && fold.IsLatin(t[p-1]) {
		p--
	}
	return upper(p)
}

// wholeWord tells whether a short form may stand there: no known word and no
// Latin word or number goes on over its edges.
func wholeWord(doc *entities.Document, s entities.Span) bool {
	word := func(r rune) bool { return fold.IsLatin(r) || fold.IsDigit(r) }
	t := doc.Folded
	if word(t[s.Start]) && s.Start > 0 && word(t[s.Start-1]) {
		return false
	}
	if word(t[s.End-1]) && s.End < len(t) && word(t[s.End]) {
		return false
	}
	if w, ok := doc.WordAcross(s.Start); ok && !s.Contains(w) {
		return false
	}
	if w, ok := doc.WordAcross(s.End); ok && !s.Contains(w) {
		return false
	}
	return true
}

// shortForms lists the folded short forms that a name may later be called by.
func (l *Linker) shortForms(doc *entities.Document, m *entities.Mention) []string {
	switch m.Type {
	case entities.Company, entities.Organization, entities.Person:
	case entities.Place:
		if m.Via == entities.ViaGazetteer {
			return nil
		}
	default:
		return nil
	}
	k := fold.Key(m.Text)
	var room [32]rune
	r := appendRunes(room[:0], k)
	var out []string
	add := func(s string) {
		s = strings.TrimSpace(s)
		if n := utf8.RuneCountInString(s); s != k && n >= 2 && !slices.Contains(out, s) && !l.tails[s] {
			out = append(out, s)
		}
	}
	if len(r) == 0 {
		return nil
	}
	switch m.Type {
	case entities.Company:
		if fold.IsLatin(r[0]) && strings.Contains(k, " ") && m.Via != entities.ViaGazetteer {
			first, _, _ := strings.Cut(k, " ")
			if len(first) >= 3 && !commonFirst[first] {
				add(first)
			}
			return out
		}
		if len(r) < 3 || m.Via == entities.ViaGazetteer && len(r) < 4 {
			return nil
		}
		rest := k
		for round := 0; round < 3; round++ {
			cut := l.tail(rest)
			if cut == 0 {
				break
			}
			rest = rest[:len(rest)-cut]
			if utf8.RuneCountInString(rest) >= 2 && !commonPlace(l, rest) {
				add(rest)
			}
		}
	case entities.Organization:
		if len(r) < 5 || !fold.IsHan(r[0]) {
			return nil
		}
		// The last words, from three characters on: 運用局, 證監會.
		for p := m.Start + 2; p <= m.End-3; p++ {
			i := doc.TokenAt(p)
			if i >= 0 && doc.Tokens[i].Start == p && m.End-p <= 4 {
				if k := fold.Key(doc.Slice(entities.Span{Start: p, End: m.End})); !l.bodies[k] && !partOfBody(k) {
					add(k)
				}
			}
		}
	case entities.Place:
		// 赫爾市 is called 赫爾.
		if m.Via != entities.ViaGazetteer && len(r) >= 3 && strings.ContainsRune(placeTails, r[len(r)-1]) {
			add(string(r[:len(r)-1]))
		}
	case entities.Person:
		if fold.IsLatin(r[0]) && strings.Contains(k, " ") {
			i := strings.LastIndexByte(k, ' ')
			if len(k)-i-1 >= 3 {
				add(k[i+1:])
			}
		} else if !strings.ContainsAny(k, "·‧•") {
		} else if parts := strings.FieldsFunc(k, func(r rune) bool { return strings.ContainsRune("·‧•", r) }); len(parts) > 1 {
			add(parts[len(parts)-1])
		}
	}
	return out
}

func appendRunes(out []rune, s string) []rune {
	for _, r := range s {
		out = append(out, r)
	}
	return out
}

// partOfBody tells whether the last words of a body are those of a part that many
// have, which alone names none: 經濟系, 語文中心, 學生會.
func partOfBody(k string) bool {
	return slices.ContainsFunc(bodyParts, func(w string) bool { return strings.HasSuffix(k, w) })
}

var bodyParts = []string{fold.Key("系"), fold.Key("中心"), fold.Key("小組"), fold.Key("部"), fold.Key("學生會"), fold.Key("評議會"), fold.Key("基金"), fold.Key("圖書館"), fold.Key("計劃"), fold.Key("醫院"), fold.Key("分會")}

// commonFirst are first words of Latin names that are no short form of any.
var commonFirst = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("the new old hong san los saint south north east west american british chinese china asia asian first united great star global international national world golden grand royal general green blue red black") {
		m[w] = true
	}
	return m
}()

var placeTails = fold.String("市州省縣郡區鎮島村町府")

// plainWord tells whether the segmenter takes the span for one everyday word:
// then it is no short form (工商 of 工商時報).
func plainWord(doc *entities.Document, s entities.Span) bool {
	i := doc.TokenAt(s.Start)
	if i < 0 {
		return false
	}
	t := doc.Tokens[i]
	if t.Start != s.Start || t.Len() < 2 || t.End < s.End || t.End > s.End+1 || t.Freq < 100 {
		return false
	}
	switch t.POS {
	case "nr", "ns", "nt", "nz", "nrt", "nrfg", "x", "eng", "j":
		return t.Freq >= 2000 && t.End == s.End // 城市 is tagged as a place
	}
	return true
}

// tail returns the bytes of the longest ending of company names that a folded
// name ends in without being it, 0 for none.
func (l *Linker) tail(name string) int {
	n := 0
	for i, runes := len(name), 0; i > 0 && runes < l.longest; runes++ {
		_, size := utf8.DecodeLastRuneInString(name[:i])
		i -= size
		if i > 0 && l.tails[name[i:]] {
			n = len(name) - i
		}
	}
	return n
}

// commonPlace tells whether a short form is itself a place that the gazetteer
// knows: 中國銀行 is not called 中國.
func commonPlace(l *Linker, k string) bool {
	if l.opt.Names == nil {
		return false
	}
	for _, n := range l.opt.Names.Lookup(k) {
		if n.Entity.Type == entities.Place {
			return true
		}
	}
	return false
}
