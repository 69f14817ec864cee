package link

import (
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
	var found []entities.Mention
	for p := doc.Body; p < len(t); p++ {
		for _, w := range pronouns {
			if !hasAt(t, p, w.text) {
				continue
			}
			s := entities.Span{Start: p, End: p + len(w.text)}
			if !l.stands(doc, s, w) {
				continue
			}
			n := 1
			if w.many || w.text[0] == fold.Rune('雙') {
				n = 2
			}
			for _, m := range l.antecedents(doc, p, n) {
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
		sortMentions(doc.Mentions)
	}
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
func (l *Linker) stands(doc *entities.Document, s entities.Span, w pronoun) bool {
	t := doc.Folded
	for i := range doc.Mentions {
		if m := &doc.Mentions[i]; !m.Hidden && m.Overlaps(s) {
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
		if _, ok := doc.WordAcross(s.End); ok {
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
func (l *Linker) antecedents(doc *entities.Document, p, n int) []entities.Mention {
	is := func(m *entities.Mention) bool { return printed(m) && m.Type == entities.Company }
	if n == 2 {
		var out []entities.Mention
		for i := len(doc.Mentions) - 1; i >= 0 && len(out) < 2; i-- {
			m := &doc.Mentions[i]
			if m.Start < p && is(m) && (len(out) == 0 || out[0].ID != m.ID) {
				out = append(out, *m)
			}
		}
		if len(out) < 2 {
			return nil
		}
		out[0], out[1] = out[1], out[0]
		return out
	}
	at := doc.SentenceAt(p)
	for back := 0; back <= 4 && at-back >= 0; back++ {
		s := doc.Sentences[at-back]
		if s.Start < doc.Body {
			break
		}
		for i := range doc.Mentions {
			m := &doc.Mentions[i]
			if m.Start >= s.End || m.Start >= p {
				break
			}
			if m.Start >= s.Start && is(m) {
				return []entities.Mention{*m}
			}
		}
	}
	if m := mainCompany(doc); m != nil {
		return []entities.Mention{*m}
	}
	return nil
}

// mainCompany returns a mention of the company the title names first, else of
// the one the article names most.
func mainCompany(doc *entities.Document) *entities.Mention {
	count := map[string]int{}
	var best *entities.Mention
	for i := range doc.Mentions {
		m := &doc.Mentions[i]
		if !printed(m) || m.Type != entities.Company {
			continue
		}
		if m.Start < doc.Body {
			return m
		}
		count[m.ID]++
	}
	for i := range doc.Mentions {
		m := &doc.Mentions[i]
		if printed(m) && m.Type == entities.Company && (best == nil || count[m.ID] > count[best.ID]) {
			best = m
		}
	}
	return best
}
