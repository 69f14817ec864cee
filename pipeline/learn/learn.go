// Package learn gathers from a dump the names that no gazetteer holds, with all
// that speaks for and against them, for a person to accept.
//
// Start at Learner: Meet tells it of every text, so that of copies the same one
// counts in whatever order they come; Add takes every article, detected and
// linked; Candidates gives the names that stand in enough of them; Spread then counts where else
// in the dump their characters stand, and Rank says what to think of each.
// Write makes the table, which is a gazetteer file once a column is filled in.
//
// Beware: what comes out does not depend on the order of the articles, so that
// two runs over a dump can be compared. Memory is bounded, some forty bytes of each
// text aside by which copies are known: what does not fit
// goes to files and is merged.
package learn

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/pipeline/detect"
)

// Options say what a Learner works with. Names is needed.
type Options struct {
	Names []*gazetteer.Gazetteer // whose names are known: those that ship, those of the user

	Contexts int    // places kept of each name; 0 means 3, -1 none
	Keep     int    // names kept in memory at once; 0 means 200,000
	Dir      string // where files go that hold the others; "" is the system's folder for them
}

// Learner gathers names. Meet and Add are safe for concurrent use. Close removes
// its files.
type Learner struct {
	mu sync.Mutex

	opt      Options
	first    map[uint64]origin // of the texts that were met: the copy that counts
	seen     map[uint64]bool   // texts, so that a copy counts once
	names    map[string]*entry
	spilled  []string
	Articles int // that were taken
	Copies   int // texts that came before, or of which another one counts
}

// origin tells copies of one text apart: by the day, then by a hash of the id and
// the variant, so that few bytes are kept of each article.
type origin struct {
	day uint32 // 20260318; the greatest number where it is not known
	sum uint64
}

func originOf(doc *entities.Document) origin {
	o := origin{day: math.MaxUint32, sum: hash(doc.ID + "\x00" + doc.Variant)}
	if n, err := strconv.ParseUint(strings.ReplaceAll(doc.Published, "-", ""), 10, 32); err == nil {
		o.day = uint32(n)
	}
	return o
}

func (o origin) compare(p origin) int {
	return cmp.Or(cmp.Compare(o.day, p.day), cmp.Compare(o.sum, p.sum))
}

// lastDay puts an unknown day behind all others.
func lastDay(s string) string { return cmp.Or(s, "~") }

// New prepares a Learner.
func New(opt Options) *Learner {
	if opt.Contexts == 0 {
		opt.Contexts = 3
	}
	if opt.Keep == 0 {
		opt.Keep = 200_000
	}
	return &Learner{opt: opt, first: make(map[uint64]origin), seen: make(map[uint64]bool), names: make(map[string]*entry)}
}

// entry is what is known of one name. Its exported fields are written to files.
type entry struct {
	Key      string // the id of an entity that a gazetteer holds and a 0 byte before it, if it is another name of that; the folded name
	Types    map[string]count
	Texts    map[string]int   // as articles spell it
	Others   map[string]count // other full names of the entity, and glosses, as articles spell them
	Shorts   map[string]count // its short forms
	How      map[string]int   // Mention.Via
	Support  map[string]int   // mechanisms of detect, and what stands beside the name
	Words    map[string]int   // how the segmenter reads it: 曾/d 多次/m
	Contexts []Context        // the first by day, article and place, one an article
	Sure     int              // sum of the confidences of mentions, in hundredths
	Links    int              // mentions of the name itself that are short forms or glosses of another
	Sources  []uint64         // hashes of what stands about its first place in each article, the least, sorted
}

// count counts places and articles.
type count struct{ Mentions, Articles int }

func (c count) plus(d count) count {
	return count{c.Mentions + d.Mentions, c.Articles + d.Articles}
}

// Context is a place where a name stands.
type Context struct {
	Day     string
	Article string
	Start   int
	Text    string // with the name in 【】
}

func (c *Context) compare(d *Context) int {
	return cmp.Or(strings.Compare(lastDay(c.Day), lastDay(d.Day)), strings.Compare(c.Article, d.Article), cmp.Compare(c.Start, d.Start),
		strings.Compare(c.Text, d.Text))
}

func newEntry(key string) *entry {
	return &entry{Key: key, Types: map[string]count{}, Texts: map[string]int{}, Others: map[string]count{}, Shorts: map[string]count{}, How: map[string]int{},
		Support: map[string]int{}, Words: map[string]int{}}
}

// add adds what another entry of the same name has.
func (e *entry) add(o *entry, contexts int) {
	for _, x := range []struct{ to, from map[string]int }{{e.Texts, o.Texts}, {e.How, o.How}, {e.Support, o.Support}, {e.Words, o.Words}} {
		for k, n := range x.from {
			x.to[k] += n
		}
	}
	for k, n := range o.Types {
		e.Types[k] = e.Types[k].plus(n)
	}
	for k, n := range o.Others {
		e.Others[k] = e.Others[k].plus(n)
	}
	for k, n := range o.Shorts {
		e.Shorts[k] = e.Shorts[k].plus(n)
	}
	for _, h := range o.Sources {
		e.source(h)
	}
	e.Sure += o.Sure
	e.Links += o.Links
	for i := range o.Contexts {
		e.context(&o.Contexts[i], contexts)
	}
}

// context keeps a place if it is one of the first.
func (e *entry) context(c *Context, most int) {
	at, found := slices.BinarySearchFunc(e.Contexts, c, func(a Context, b *Context) int { return a.compare(b) })
	if found || at >= most {
		return
	}
	if i := slices.IndexFunc(e.Contexts, func(x Context) bool { return x.Article == c.Article }); i >= 0 {
		if i < at {
			return
		}
		e.Contexts = slices.Delete(e.Contexts, i, i+1)
	}
	e.Contexts = slices.Insert(e.Contexts, at, *c)
	e.Contexts = e.Contexts[:min(most, len(e.Contexts))]
}

// manySources is how many sources are told apart.
const manySources = 64

// source remembers where a name was read, unless the same words were met before.
func (e *entry) source(h uint64) {
	at, found := slices.BinarySearch(e.Sources, h)
	if found || at >= manySources {
		return
	}
	e.Sources = slices.Insert(e.Sources, at, h)
	e.Sources = e.Sources[:min(manySources, len(e.Sources))]
}

// sources counts the articles that do not say the same as others, word for word.
func (e *entry) sources() int {
	if len(e.Sources) == manySources {
		return e.articles()
	}
	return len(e.Sources)
}

func (e *entry) articles() (n int) {
	for _, c := range e.Types {
		n += c.Articles
	}
	return n
}

// known tells whether an id is one that a gazetteer gave. Names that a user
// accepted keep the id they had before.
func (l *Learner) known(id string) bool {
	return slices.ContainsFunc(l.opt.Names, func(g *gazetteer.Gazetteer) bool { return g.ByID(id) != nil })
}

// listed tells whether a gazetteer has a folded name, for the entity of an id
// or, when that is "", for any.
func (l *Learner) listed(key, id string) bool {
	for _, g := range l.opt.Names {
		for _, n := range g.Lookup(key) {
			if id == "" || n.Entity.ID == id {
				return true
			}
		}
	}
	return false
}

// found is what one article says of one name.
type found struct {
	types          map[string]int
	others, shorts map[string]int
	list           []*entities.Mention
}

// Meet takes note of an article that Add is to get later: of copies of one text
// one of the first day counts, the same in any order. Without it the one that
// Add gets first does.
func (l *Learner) Meet(doc *entities.Document) {
	key, o := hash(doc.Text), originOf(doc)
	l.mu.Lock()
	defer l.mu.Unlock()
	if p, ok := l.first[key]; !ok || o.compare(p) < 0 {
		l.first[key] = o
	}
}

// Add takes an article whose mentions are linked. verdicts say which mechanism
// found its names; they may be nil.
func (l *Learner) Add(doc *entities.Document, verdicts []detect.Verdict) error {
	list := l.digest(doc, verdicts)
	key, o := hash(doc.Text), originOf(doc)
	l.mu.Lock()
	defer l.mu.Unlock()
	if p, ok := l.first[key]; ok && p != o || !fresh(l.seen, key) {
		l.Copies++
		return nil
	}
	l.Articles++
	for _, e := range list {
		if old := l.names[e.Key]; old != nil {
			old.add(e, max(0, l.opt.Contexts))
		} else {
			l.names[e.Key] = e
		}
	}
	if len(l.names) >= l.opt.Keep {
		return l.spill()
	}
	return nil
}

// digest returns what an article says of each name.
func (l *Learner) digest(doc *entities.Document, verdicts []detect.Verdict) []*entry {
	names := make(map[string]*found)
	of := func(key string) *found {
		f := names[key]
		if f == nil {
			f = &found{types: map[string]int{}, others: map[string]int{}, shorts: map[string]int{}}
			names[key] = f
		}
		return f
	}
	for i := range doc.Mentions {
		m := &doc.Mentions[i]
		if m.Hidden || m.Value != nil || m.ID == "" || m.Via == entities.ViaPronoun {
			continue
		}
		text := fold.Key(m.Text)
		if text == "" {
			continue
		}
		if l.known(m.ID) {
			// Another name of a known entity, which the article itself gives it.
			if l.listed(text, m.ID) || m.Via == entities.ViaGazetteer || m.Via == entities.ViaUser {
				continue
			}
			f := of(m.ID + "\x00" + text)
			f.types[m.Type]++
			f.list = append(f.list, m)
			continue
		}
		_, name, ok := strings.Cut(m.ID, "/~")
		if !ok {
			continue
		}
		f := of(name)
		f.types[m.Type]++
		f.list = append(f.list, m)
		switch {
		case text == name:
		case m.Via == entities.ViaShort:
			f.shorts[clean(m.Text)]++
		default:
			f.others[clean(m.Text)]++
		}
	}
	if len(names) == 0 {
		return nil
	}
	why := make(map[entities.Span]string)
	for _, v := range verdicts {
		if v.Accepted && why[v.Span] == "" {
			why[v.Span] = v.Mechanism
		}
	}
	out := make([]*entry, 0, len(names))
	for key, f := range names {
		out = append(out, l.take(doc, key, f, why))
	}
	return out
}

// hash returns eight bytes of the SHA-256 of s.
func hash(s string) uint64 {
	sum := sha256.Sum256([]byte(s))
	return binary.BigEndian.Uint64(sum[:])
}

// fresh tells whether a text was not seen before, by its hash.
func fresh(seen map[uint64]bool, key uint64) bool {
	if seen[key] {
		return false
	}
	seen[key] = true
	return true
}

// take is what an article says of one name.
func (l *Learner) take(doc *entities.Document, key string, f *found, why map[entities.Span]string) *entry {
	e := newEntry(key)
	// An article speaks for one type: the one it has most often.
	typ := ""
	for _, t := range sorted(f.types) {
		if typ == "" || f.types[t] > f.types[typ] {
			typ = t
		}
	}
	e.Types[typ] = e.Types[typ].plus(count{len(f.list), 1})
	for text, n := range f.others {
		e.Others[text] = e.Others[text].plus(count{n, 1})
	}
	for text, n := range f.shorts {
		e.Shorts[text] = e.Shorts[text].plus(count{n, 1})
	}
	_, name, ok := strings.Cut(key, "\x00")
	if !ok {
		name = key
	}
	e.source(hash(fold.Key(around(doc, f.list[0].Span))))
	for _, m := range f.list {
		e.How[m.Via]++
		e.Sure += int(m.Confidence*100 + 0.5)
		if by := why[m.Span]; by != "" {
			e.Support[by]++
		}
		if code(doc, m.End) {
			e.Support["code"]++
		}
		if m.Type != entities.Person && beside(doc, m.Span) {
			e.Support["beside"]++
		}
		if fold.Key(m.Text) != name {
			continue
		}
		if m.Via == entities.ViaShort || m.Via == entities.ViaGloss {
			e.Links++
		}
		e.Texts[clean(m.Text)]++
		e.Words[reading(doc, m.Span)]++
		if l.opt.Contexts > 0 {
			e.context(&Context{Day: doc.Published, Article: doc.ID, Start: m.Start, Text: around(doc, m.Span)}, l.opt.Contexts)
		}
	}
	return e
}

// code tells whether a stock code in brackets follows.
func code(doc *entities.Document, p int) bool {
	t := doc.Folded
	for p < len(t) && (t[p] == ' ' || t[p] == 0) {
		p++
	}
	if p >= len(t) || t[p] != '(' {
		return false
	}
	digits, letters, far := 0, 0, p+20
	for p++; p < len(t) && p < far && t[p] != ')'; p++ {
		switch r := t[p]; {
		case fold.IsDigit(r):
			digits++
		case fold.IsLatin(r):
			letters++
		case r == ' ' || r == 0 || r == '-' || r == '.' || r == ':':
		default:
			return false
		}
	}
	return p < len(t) && t[p] == ')' && digits >= 4 && digits <= 6 && letters <= 6 && !(digits == 4 && letters == 0 && year(t[p-4:p]))
}

// beside tells whether a word that speaks for a company or a body stands beside
// a name: 初創公司X, X董事長.
func beside(doc *entities.Document, s entities.Span) bool {
	w := wordsOnce()
	t := doc.Folded
	for n := 2; n <= w.longest; n++ {
		if s.Start >= n && w.before[string(t[s.Start-n:s.Start])] || s.End+n <= len(t) && w.after[string(t[s.End:s.End+n])] {
			return true
		}
	}
	return false
}

// year tells whether four digits are more likely a year than a code.
func year(r []rune) bool { return r[0] == '1' && r[1] == '9' || r[0] == '2' && r[1] == '0' }

// reading is how the segmenter cuts a stretch: 曾/d 多次/m. A word that goes on
// over its edge is written with …, one that is not in its dictionary without
// part of speech.
func reading(doc *entities.Document, s entities.Span) string {
	var b strings.Builder
	for p := s.Start; p < s.End; {
		i := doc.TokenAt(p)
		if i < 0 {
			break
		}
		t := &doc.Tokens[i]
		in := entities.Span{Start: max(t.Start, s.Start), End: min(t.End, s.End)}
		if w := strings.TrimSpace(clean(doc.Slice(in))); w != "" {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			if t.Start < s.Start && t.Known {
				b.WriteString("…")
			}
			b.WriteString(w)
			if t.End > s.End && t.Known && doc.Slice(entities.Span{Start: s.End, End: t.End}) != " " {
				b.WriteString("…")
			}
			if t.Known {
				fmt.Fprintf(&b, "/%s", t.POS)
				if everyday(t) {
					b.WriteByte('!')
				}
			}
		}
		p = t.End
	}
	return b.String()
}

// everyday tells whether a word is often used and no name.
func everyday(t *entities.Token) bool {
	switch t.POS {
	case "nr", "ns", "nt", "nz", "nrt", "nrfg", "x", "eng", "j", "":
		return false
	}
	return t.Freq >= 50 || strings.Contains("pcudrfyemq", t.POS[:1])
}

// around is the clause about a name, cut to what helps.
func around(doc *entities.Document, s entities.Span) string {
	const reach = 14
	from, to := max(0, s.Start-reach), min(doc.Len(), s.End+reach)
	if i := doc.SentenceAt(s.Start); i >= 0 {
		from, to = max(from, doc.Sentences[i].Start), min(to, max(s.End, doc.Sentences[i].End))
	}
	return clean(doc.Slice(entities.Span{Start: from, End: s.Start})) + "【" + clean(doc.Slice(s)) + "】" +
		clean(doc.Slice(entities.Span{Start: s.End, End: to}))
}

// clean makes words fit into a cell: no control characters, no line ends.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case r < ' ' || r == 0x7F || r >= 0x80 && r < 0xA0 || r == '\u200b' || r == '\ufeff' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, s)
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
