package detect

import (
	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// placeTails are the endings that lengthen a place (休士頓市), or make a place of
// the unknown word between another place and its Latin form (約克郡赫爾市(Hull)).
var placeTails = runeSet("市巿州省縣郡區鎮島村町府")

// placeEndings lengthens places by their ending and finds the unknown ones
// that stand in a chain of places or before a Latin form of their own.
func (st *state) placeEndings() {
	occ := st.occupied()
	free := func(p int) bool { return p < len(st.text) && occ[p] == nil }
	var known []*candidate
	for _, c := range st.cands {
		if c.state == accepted && !c.lost && c.typ == entities.Place && fold.IsHan(st.text[c.Start]) {
			known = append(known, c)
		}
	}
	for _, c := range known {
		p := c.End
		if !free(p) || !fold.IsHan(st.text[p]) {
			continue
		}
		if placeTails.has(st.text[p]) && c.name != nil && c.name.Kind != "country" {
			if _, cut := st.wordAcross(p + 1); !cut && !st.village(p) {
				st.propose(entities.Span{Start: c.Start, End: p + 1}, entities.Place, c.id, c.via, "a place and its ending", c.conf)
				continue
			}
		}
		for _, s := range st.placeChain(p, occ, 3) {
			st.propose(s, entities.Place, "", entities.ViaPattern, "an ending of places after another place", 0.8)
		}
	}
}

// kindsOfPlace are words for places of a kind that end like the name of one.
var kindsOfPlace = keySet(`城市 政府 市府 縣府 都市 鬧市 街市 超市 股市 樓市 疫區 災區 地區 山區 市區 郊區 社區 校區 廠區 園區 港市 村鎮 鄉鎮 全島 全省 全縣 全市 外島 離島 半島 群島 托市 入市`)

// village tells whether 村 at p begins a word for houses and people of any
// village: 新界|村屋.
func (st *state) village(p int) bool {
	return st.text[p] == villageRune && p+1 < len(st.text) && villageTails.has(st.text[p+1])
}

var villageRune, villageTails = fold.Rune('村'), runeSet("屋民落長莊務")

// placeChain returns the unknown places that follow each other from p: each two
// to five characters that end like a place, the last one before a Latin form, a
// known place or a word for places. It is nil when there is no such chain.
func (st *state) placeChain(p int, occ []*candidate, depth int) []entities.Span {
	for n := 2; n <= 5; n++ {
		e := p + n
		if e > len(st.text) || occ[e-1] != nil || !fold.IsHan(st.text[e-1]) {
			return nil
		}
		if !placeTails.has(st.text[e-1]) {
			continue
		}
		if stopWords.has(st.text[p : e-1]) {
			return nil
		}
		if t := st.token(e - 1); t.Len() >= 2 && t.End == e && everyday(t) || kindsOfPlace[string(st.text[e-2:e])] {
			return nil // 地區, 港市: a word of its own
		}
		s := entities.Span{Start: p, End: e}
		if st.latinGloss(e) || e < len(st.text) && occ[e] != nil && occ[e].typ == entities.Place && occ[e].Start == e {
			return []entities.Span{s}
		}
		if st.wordNotName(p, e) {
			continue
		}
		if depth > 1 && e < len(st.text) && fold.IsHan(st.text[e]) {
			if more := st.placeChain(e, occ, depth-1); more != nil {
				return append([]entities.Span{s}, more...)
			}
		}
		if _, cut := st.wordAcross(e); !cut && n >= 3 && st.cue.after[st.next(e)][2] == 2 {
			return []entities.Span{s}
		}
	}
	return nil
}
