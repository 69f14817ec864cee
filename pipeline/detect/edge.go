package detect

import (
	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// leftEdge walks left from p over the words a name may hold and returns where
// it begins, a place at its front included, and how many characters it has
// there without that place.
func (st *state) leftEdge(p, limit int, typ string, occ []*candidate, val []bool) (start, own int) {
	start = p
	for start > 0 && p-start < limit {
		q := start - 1
		r := st.text[q]
		if val[q] || !(fold.IsHan(r) || isWord(r)) {
			break
		}
		if c := occ[q]; c != nil {
			if c.typ == entities.Place && c.End == start && typ == entities.Company && start < p && st.fromAbroad(c, start, p) {
				return start, p - start // 韓國|Meritz證券
			}
			if c.typ == entities.Place && c.End == start && (typ == entities.Organization || start < p) {
				return c.Start, p - start
			}
			break
		}
		i := st.tokenAt(q)
		if i < 0 {
			break
		}
		t := st.doc.Tokens[i]
		if stopWords.has(st.text[t.Start:min(t.End, start)]) || t.End > start || typ == entities.Company && t.Len() >= 2 && st.kindEnds(t.Start, start) {
			break
		}
		switch t.POS {
		case "p", "c", "u", "uj", "ul", "ud", "r", "d", "y", "f", "t", "m", "q", "e", "o", "k", "h", "w":
			if t.Len() > 1 || t.POS != "m" {
				return start, p - start
			}
		case "v":
			if typ == entities.Company && t.Len() == 1 && start < p && st.token(start).Len() == 1 && q > 0 && quoteOpeners.has(st.text[q-1]) && !leadRunes.has(r) {
				break // 「泛|迅建築公司
			}
			if typ == entities.Company || t.Len() == 1 {
				return start, p - start
			}
		}
		// 感測器廠|東光精機: a maker's kind ends in 廠, 商 or 行.
		if t.Len() == 1 && start < p && (makers.has(st.text[t.Start]) || officeRunes.has(st.text[t.Start])) && t.Start > 0 && st.afterKnownWord(t.Start) {
			return start, p - start
		}
		if st.cue.before[t.End] != ([4]uint8{}) && t.Len() >= 2 && int(st.cue.start[t.End]) <= t.Start {
			break
		}
		if p-t.Start > limit {
			break
		}
		start = t.Start
	}
	return start, p - start
}

// fromAbroad tells whether a place is a foreign country before a name of three or more
// characters that is none without it but by its sound or letters: the country then
// tells where the company is from.
func (st *state) fromAbroad(c *candidate, start, p int) bool {
	if c.name == nil || c.name.Kind != "country" || home[c.name.Country] || p-start < 3 {
		return false
	}
	for _, r := range st.text[start:p] {
		if fold.IsLatin(r) {
			return true
		}
	}
	return runesIn(st.text[start:p], st.d.words.translit.has) == p-start
}

// abroadEnds tells whether such a country ends at start.
func (st *state) abroadEnds(start, p int) bool {
	for o := st.ending[start]; o != nil; o = o.prevEnd {
		if o.state == accepted && o.typ == entities.Place && st.fromAbroad(o, start, p) {
			return true
		}
	}
	return false
}

// quoteOpeners stand right before names.
var quoteOpeners = runeSet("「『《")

// officeRunes end the names of departments: 支援部|經.
var makers, officeRunes = runeSet("廠商行店"), runeSet("部署局處廳組")

// afterKnownWord tells whether a known word of two or more characters ends at p.
func (st *state) afterKnownWord(p int) bool {
	i := st.tokenAt(p - 1)
	return i >= 0 && st.doc.Tokens[i].End == p && st.doc.Tokens[i].Known && st.doc.Tokens[i].Len() >= 2
}

// edge tells whether a name may well begin at p: behind a sign, a known name, a
// cue, a verb or a function word, but not behind a noun or adjective that the
// walk to the left could not take in.
func (st *state) edge(p int) bool {
	if p == 0 || !(fold.IsHan(st.text[p-1]) || isWord(st.text[p-1])) || st.cueEnds(p) {
		return true
	}
	i := st.tokenAt(p - 1)
	if i < 0 || st.doc.Tokens[i].End > p {
		return false
	}
	t := st.doc.Tokens[i]
	switch t.POS {
	case "p", "c", "u", "uj", "ul", "v", "d", "r":
		return true
	}
	return stopWords.has(st.text[t.Start:t.End])
}

// nounRun tells whether every word from start to end may be part of a name:
// no verb, adverb or function word, single characters of names aside.
func (st *state) nounRun(start, end int) bool {
	for p := start; p < end; {
		i := st.tokenAt(p)
		if i < 0 {
			return false
		}
		t := st.doc.Tokens[i]
		if t.Len() == 1 {
			if functionPOS(t.POS) || spoken.has(st.text[p]) {
				return false
			}
		} else if t.Known && t.Freq >= 100 && (functionPOS(t.POS) || t.POS == "v" || t.POS == "vd" || t.POS == "a" || t.POS == "z" || t.POS == "l" || t.POS == "i") {
			return false
		}
		p = max(t.End, p+1)
	}
	return true
}

// rareWords tells whether a stretch is made of single characters that are no
// function words, and of unknown words.
func (st *state) rareWords(start, end int) bool {
	for p := start; p < end; {
		i := st.tokenAt(p)
		if i < 0 {
			return false
		}
		t := st.doc.Tokens[i]
		if p == start && t.POS == "a" { // 高鎳電池 is a kind of thing
			return false
		}
		if !fold.IsHan(st.text[p]) || t.Len() > 1 && t.Known || t.Len() == 1 && (functionPOS(t.POS) || spoken.has(st.text[p])) {
			return false
		}
		p = max(t.End, p+1)
	}
	return true
}

// spoken are characters of speech, most of them Cantonese, that no name holds.
var spoken = runeSet("沒嘅咗唔係啲嗰咁佢哋喺冇俾嚟")

// nameLike tells whether the words in front of an ending look like a name: some
// of them single characters or unknown, or proper nouns; plain words such as
// 白宮會見 in 白宮會見傳媒 do not.
func (st *state) nameLike(start, end int) bool {
	for p := start; p < end; {
		i := st.tokenAt(p)
		if i < 0 {
			return false
		}
		t := st.doc.Tokens[i]
		if fold.IsLatin(st.text[p]) || t.Known && t.Len() >= 2 && properPOS(t.POS) {
			return true
		}
		if t.Len() == 1 && p+1 < end {
			if j := st.tokenAt(p + 1); j >= 0 && st.doc.Tokens[j].Len() == 1 && !functionPOS(t.POS) && !functionPOS(st.doc.Tokens[j].POS) {
				return true // two single characters in a row
			}
		}
		p = max(t.End, p+1)
	}
	return false
}

// head tells whether the words before an ending are only common nouns that
// describe it (大型科技, 國際投資): then it names nothing.
func (st *state) head(start, end int) bool {
	i := st.tokenAt(start)
	if i < 0 {
		return false
	}
	t := st.doc.Tokens[i]
	return t.Start == start && t.End == end && t.Known && t.Len() >= 2 && (t.POS == "n" || t.POS == "v" || t.POS == "vn" || t.POS == "a" || t.POS == "b" || t.POS == "l")
}

func verbPOS(pos string) bool { return pos == "v" || pos == "vd" || pos == "vn" }
