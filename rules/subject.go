package rules

import (
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// mainFillers offers what a sentence is about, before a match: first what is the
// subject of a fact that stands there, then the names that begin a clause. A name
// behind a word such as 據 or 向, which the list after holds, is none of them; one
// that only speaks, before a word of the list says, comes last. In the sentence of
// the match the nearest comes first, in those before it the first.
//
// The result tells whether the sentence has a subject, even one that is no known
// name: then nothing farther off is meant.
func (s *Set) mainFillers(d *entities.Document, sc *scratch, m *match, sent int, c carryArg, drawn *history, take func(entities.Filler) bool) bool {
	own := sent == m.sent
	limit := d.Sentences[sent].End
	if own {
		limit = m.span.Start
	}
	var subjects []entities.Filler
	for _, o := range drawn.bySentence[sent] {
		t := s.schema.Fact(o.fact.Type)
		if o.beaten != nil || t == nil || own && o.focus >= m.focus {
			continue
		}
		for _, f := range o.fact.Fillers {
			if f.Role == t.Subject && f.Type != "" && s.types.masks[f.Type]&c.mask != 0 {
				subjects = append(subjects, f)
			}
		}
	}
	names, speakers, closed := s.clauseSubjects(d, sc, sent, limit, c, own)
	if own && closed { // the clause of the match, or one before it, is of something else
		return true
	}
	for _, list := range [][]entities.Filler{subjects, names, speakers} {
		if own {
			slices.Reverse(list)
		}
		for _, f := range list {
			if !take(f) {
				return true
			}
		}
	}
	return closed || len(subjects)+len(names)+len(speakers) > 0
}

// clauseSubjects returns the names of a type that begin a clause of a sentence and
// end before limit: those that act and those that only speak, in text order. A
// pronoun stands for what it means. closed tells that a clause begins with a noun
// that is no such name: the last clause before limit that has a subject, or, when
// no clause has a name, the first.
func (s *Set) clauseSubjects(d *entities.Document, sc *scratch, sent, limit int, c carryArg, own bool) (names, speakers []entities.Filler, closed bool) {
	sentence := &d.Sentences[sent]
	hits := sc.sentenceHits(d, sent)
	clauses := sentence.Clauses
	if len(clauses) == 0 {
		clauses = []entities.Span{sentence.Span}
	}
	for _, clause := range clauses {
		if clause.Start >= limit {
			break
		}
		clause.End = min(clause.End, limit)
		x, noun := s.clauseSubject(d, hits, clause, c.mask)
		switch {
		case x == nil:
			if !noun {
				continue
			}
		case s.speaks(d, hits, x.End):
			speakers = append(speakers, mentionFiller(x, c.role))
		default:
			names = append(names, mentionFiller(x, c.role))
		}
		closed = noun
	}
	if !own && len(names)+len(speakers) > 0 {
		closed = true
	}
	return names, speakers, closed
}

// clauseSubject returns the name of a type that begins a clause, or nil and
// whether another noun does.
func (s *Set) clauseSubject(d *entities.Document, hits []entities.Hit, clause entities.Span, mask uint64) (name *entities.Mention, noun bool) {
	actor := s.types.bits[entities.Organization] | s.types.bits[entities.Person]
	at, _ := slices.BinarySearchFunc(d.Mentions, clause.Start, func(x entities.Mention, at int) int { return x.Start - at })
	for ; at < len(d.Mentions) && d.Mentions[at].End <= clause.End; at++ {
		x := &d.Mentions[at]
		if x.Hidden && x.Via != entities.ViaPronoun {
			continue
		}
		m := s.types.masks[x.Type]
		if m&(mask|actor) == 0 {
			continue
		}
		if s.governed(d, hits, entities.Span{Start: clause.Start, End: x.Start}) {
			break
		}
		if m&mask == 0 {
			return nil, true // another acts
		}
		return x, false
	}
	return nil, s.beginsWithNoun(d, clause)
}

// beginsWithNoun tells whether the first word of a clause that says something is a
// noun that is no known name: conjunctions, adverbs, prepositions, counts, names
// of places and dates are passed over.
func (s *Set) beginsWithNoun(d *entities.Document, clause entities.Span) bool {
	for i := max(0, d.TokenAt(clause.Start)); i < len(d.Tokens) && d.Tokens[i].Start < clause.End; i++ {
		t := &d.Tokens[i]
		if t.Start < clause.Start || t.End > clause.End {
			continue
		}
		if m := s.mentionOver(d, t.Span); m != nil {
			if m.Type == entities.Product {
				return true
			}
			continue
		}
		switch {
		case !fold.IsHan(d.Folded[t.Start]):
			continue
		case !t.Known:
			if t.Len() > 1 {
				return true
			}
		case t.POS == "":
		case t.POS[0] == 'n' || t.POS == "j" || t.POS == "vn":
			return true
		case t.POS[0] == 'v' || t.POS[0] == 'a':
			return false
		}
	}
	return false
}

// mentionOver returns a printed mention that overlaps a span, if any.
func (s *Set) mentionOver(d *entities.Document, span entities.Span) *entities.Mention {
	at, _ := slices.BinarySearchFunc(d.Mentions, span.End, func(x entities.Mention, at int) int { return x.Start - at })
	for at--; at >= 0 && d.Mentions[at].Start > span.Start-maxGloss; at-- {
		if x := &d.Mentions[at]; !x.Hidden && x.Overlaps(span) {
			return x
		}
	}
	return nil
}

// governed tells whether a word of the list after stands in a span.
func (s *Set) governed(d *entities.Document, hits []entities.Hit, span entities.Span) bool {
	for _, h := range hits {
		if h.Start >= span.Start && h.End <= span.End && s.vocab.has(h.Value, termSubjectAfter) && !cutsWord(d, h.Span) {
			return true
		}
	}
	return false
}

// cutsWord tells whether a span is part of a longer word that the segmenter knows:
// 同 in 同時.
func cutsWord(d *entities.Document, span entities.Span) bool {
	for _, at := range []int{span.Start, span.End - 1} {
		if i := d.TokenAt(at); i >= 0 && d.Tokens[i].Known && (d.Tokens[i].Start < span.Start || d.Tokens[i].End > span.End) {
			return true
		}
	}
	return false
}

// speechReach is how many characters may stand between a speaker and the word that
// tells that it speaks: 雲杉科技昨日表示.
const speechReach = 4

// speaks tells whether a word of the list says stands right behind a name, which
// ends at an offset, and its gloss.
func (s *Set) speaks(d *entities.Document, hits []entities.Hit, at int) bool {
	text := d.Folded
	for at < len(text) && (text[at] == ' ' || text[at] == 0) {
		at++
	}
	if at < len(text) && text[at] == '(' {
		for i := at; i < min(len(text), at+maxGloss); i++ {
			if text[i] == ')' {
				at = i + 1
				break
			}
		}
	}
	for _, h := range hits {
		if h.Start >= at && h.Start <= at+speechReach && s.vocab.has(h.Value, termSubjectSays) && !slices.ContainsFunc(text[at:h.Start], stop) {
			return true
		}
	}
	return false
}
