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
func (l *Linker) pronouns(doc *entities.Document) {
	t := doc.Folded
	r := newResolver(doc)
	if len(r.companies) == 0 {
		return
	}
	var found []entities.Mention
	for p := doc.Body; p < len(t); p++ {
		if !pronounStarts[t[p]] {
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
			for _, m := range r.antecedents(p, n) {
				found = append(found, entities.Mention{
					Span: s, Text: doc.Slice(s), Type: m.Type, Entity: m.Entity, ID: m.ID,
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

var pronounStarts = func() map[rune]bool {
	m := map[rune]bool{}
	for _, w := range pronouns {
		m[w.text[0]] = true
	}
	return m
}()

// resolver finds what pronouns of one document stand for.
type resolver struct {
	doc       *entities.Document
	covered   []bool // by code point: a printed mention stands there
	companies []int  // indexes of the printed company mentions, in text order
	main      int    // index of a mention of the article's main company
}

func newResolver(doc *entities.Document) *resolver {
	r := &resolver{doc: doc, covered: make([]bool, len(doc.Folded)+1), main: -1}
	count := map[string]int{}
	for i := range doc.Mentions {
		m := &doc.Mentions[i]
		if m.Hidden {
			continue
		}
		for p := m.Start; p < m.End; p++ {
			r.covered[p] = true
		}
		if printed(m) && m.Type == entities.Company {
			r.companies = append(r.companies, i)
			count[m.ID]++
		}
	}
	// The main company is the one the title names first, else the one named most.
	for _, i := range r.companies {
		m := &doc.Mentions[i]
		if m.Start < doc.Body {
			r.main = i
			break
		}
		if r.main < 0 || count[m.ID] > count[doc.Mentions[r.main].ID] {
			r.main = i
		}
	}
	return r
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

// antecedents returns the companies, at most n, that a pronoun at p stands for:
// for one, the first company of its own sentence before it, else the first of
// the nearest sentence before, up to four back, else the article's main
// company; for two, the last two different ones before it.
func (r *resolver) antecedents(p, n int) []entities.Mention {
	ms := r.doc.Mentions
	before := sort.Search(len(r.companies), func(i int) bool { return ms[r.companies[i]].Start >= p })
	if n == 2 {
		var out []entities.Mention
		for i := before - 1; i >= 0 && len(out) < 2; i-- {
			if m := &ms[r.companies[i]]; len(out) == 0 || out[0].ID != m.ID {
				out = append(out, *m)
			}
		}
		if len(out) < 2 {
			return nil
		}
		out[0], out[1] = out[1], out[0]
		return out
	}
	at := r.doc.SentenceAt(p)
	for back := 0; back <= 4 && at-back >= 0; back++ {
		s := r.doc.Sentences[at-back]
		if s.Start < r.doc.Body {
			break
		}
		i := sort.Search(len(r.companies), func(i int) bool { return ms[r.companies[i]].Start >= s.Start })
		if i < before && ms[r.companies[i]].Start < s.End {
			return []entities.Mention{ms[r.companies[i]]}
		}
	}
	if r.main >= 0 {
		return []entities.Mention{ms[r.main]}
	}
	return nil
}
