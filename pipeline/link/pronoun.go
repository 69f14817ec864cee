package link

import (
	"sort"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// pronoun is a word that stands for a company named before.
type pronoun struct {
	text []rune
	many bool // stands for two companies
	bare bool // an everyday noun too: only at the beginning of a clause
}

var pronouns = func() []pronoun {
	var out []pronoun
	add := func(words string, many, bare bool) {
		for _, w := range strings.Fields(words) {
			out = append(out, pronoun{[]rune(fold.Key(w)), many, bare})
		}
	}
	add("兩間企業 兩家企業 兩間公司 兩家公司 兩公司 兩大集團 雙方公司", true, false)
	add("該公司 該集團 該企業 該行 該廠商 該車廠 本公司 本集團", false, false)
	add("公司 集團 雙方", false, true)
	add("其", false, false)
	return out
}()

// notIts lists what makes 其 no pronoun, by what stands before and after it.
var notItsAfter = []rune(fold.String("中他餘实實後次间間它"))
var notItsBefore = []rune(fold.String("尤極与與何莫听聽任"))

// pronouns adds hidden mentions for the words that stand for a company, each
// with the entity it means, so that rules can bind them.
func (l *Linker) pronouns(doc *entities.Document, work *work) {
	t := doc.Folded
	r := newResolver(doc, work)
	if r == nil {
		return
	}
	var found []entities.Mention
	for p := doc.Body; p < len(t); p++ {
		if c := t[p]; uint32(c) >= 1<<16 || pronounStarts[c>>6]&(1<<(c&63)) == 0 {
			continue
		}
		for _, w := range pronouns {
			if !hasAt(t, p, w.text) {
				continue
			}
			s := entities.Span{Start: p, End: p + len(w.text)}
			if !r.stands(s, w) {
				continue
			}
			n := 1
			if w.many || w.text[0] == bothRune {
				n = 2
			}
			means, n := r.antecedents(p, n)
			if n == 0 {
				p = s.End - 1
				break
			}
			text := doc.Slice(s)
			for _, i := range means[:n] {
				m := &doc.Mentions[i]
				found = append(found, entities.Mention{
					Span: s, Text: text, Type: m.Type, Entity: m.Entity, ID: m.ID,
					Via: entities.ViaPronoun, Confidence: m.Confidence * 0.9, Hidden: true,
				})
			}
			p = s.End - 1
			break
		}
	}
	if len(found) > 0 {
		doc.Mentions = append(doc.Mentions, found...)
		entities.SortMentions(doc.Mentions)
	}
}

var bothRune = fold.Rune('雙')

// pronounStarts are the first characters of pronouns, a bit each.
var pronounStarts = func() (set [1 << 16 / 64]uint64) {
	for _, w := range pronouns {
		r := w.text[0]
		set[r>>6] |= 1 << (r & 63)
	}
	return set
}()

// resolver finds what pronouns of one document stand for.
type resolver struct {
	doc       *entities.Document
	covered   []bool // by code point: a printed mention stands there
	companies []int  // indexes of the printed company mentions, in text order
	main      int    // index of a mention of the article's main company; -1 before it is looked for
}

// newResolver returns nil for a document without a company.
func newResolver(doc *entities.Document, w *work) *resolver {
	r := &resolver{doc: doc, main: -1}
	for i := range doc.Mentions {
		if m := &doc.Mentions[i]; !m.Hidden && m.Type == entities.Company && printed(m) {
			r.companies = append(r.companies, i)
		}
	}
	if len(r.companies) == 0 {
		return nil
	}
	r.covered = w.free(len(doc.Folded) + 1)
	for i := range doc.Mentions {
		m := &doc.Mentions[i]
		if m.Hidden {
			continue
		}
		for p := m.Start; p < m.End; p++ {
			r.covered[p] = true
		}
	}
	return r
}

// mainCompany returns the company that the title names first, else the one named
// most, as the index of a mention.
func (r *resolver) mainCompany() int {
	if r.main >= 0 {
		return r.main
	}
	if i := r.companies[0]; r.doc.Mentions[i].Start < r.doc.Body {
		r.main = i
		return i
	}
	count := map[string]int{}
	for _, i := range r.companies {
		count[r.doc.Mentions[i].ID]++
	}
	for _, i := range r.companies {
		if r.main < 0 || count[r.doc.Mentions[i].ID] > count[r.doc.Mentions[r.main].ID] {
			r.main = i
		}
	}
	return r.main
}

func hasAt(t []rune, p int, w []rune) bool {
	if p+len(w) > len(t) {
		return false
	}
	for i, r := range w {
		if t[p+i] != r {
			return false
		}
	}
	return true
}

// stands tells whether the word is used as a pronoun there.
func (r *resolver) stands(s entities.Span, w pronoun) bool {
	t := r.doc.Folded
	for p := s.Start; p < s.End; p++ {
		if r.covered[p] {
			return false
		}
	}
	if len(w.text) == 1 { // 其
		if s.End < len(t) && contains(notItsAfter, t[s.End]) {
			return false
		}
		if s.Start > 0 && contains(notItsBefore, t[s.Start-1]) {
			return false
		}
		return true
	}
	if w.bare {
		if s.Start > 0 && fold.IsHan(t[s.Start-1]) {
			return false
		}
		// 公司股份, 公司債 and 集團化 are words of their own.
		if _, ok := r.doc.WordAcross(s.End); ok {
			return false
		}
	}
	return true
}

func contains(set []rune, r rune) bool {
	for _, x := range set {
		if x == r {
			return true
		}
	}
	return false
}

// antecedents returns the companies, n or none, that a pronoun at p stands for, as
// indexes of mentions:
// for one, the first company of its own sentence before it, else the first of
// the nearest sentence before, up to four back, else the article's main
// company; for two, the last two different ones before it.
func (r *resolver) antecedents(p, n int) (means [2]int, found int) {
	ms := r.doc.Mentions
	before := sort.Search(len(r.companies), func(i int) bool { return ms[r.companies[i]].Start >= p })
	if n == 2 {
		for i := before - 1; i >= 0; i-- {
			switch at := r.companies[i]; {
			case found == 0:
				means[1], found = at, 1
			case ms[means[1]].ID != ms[at].ID:
				means[0] = at
				return means, 2
			}
		}
		return means, 0
	}
	at := r.doc.SentenceAt(p)
	for back := 0; back <= 4 && at-back >= 0; back++ {
		s := r.doc.Sentences[at-back]
		if s.Start < r.doc.Body {
			break
		}
		i := sort.Search(len(r.companies), func(i int) bool { return ms[r.companies[i]].Start >= s.Start })
		if i < before && ms[r.companies[i]].Start < s.End {
			return [2]int{r.companies[i]}, 1
		}
	}
	return [2]int{r.mainCompany()}, 1
}
