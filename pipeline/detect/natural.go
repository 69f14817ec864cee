package detect

import (
	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// naturalTails make with a place before them the name of a river, sea, mountain
// range or land (深圳河, 伊朗高原), polityTails that of a state (蒙古帝國).
var (
	naturalTails = listOf("海峽 海灣 半島 高原 平原 盆地 丘陵 草原 沙漠 群島 列島 諸島 山脈 三角洲 雨林")
	naturalRunes = runeSet("河江湖海灣山峽")
	polityTails  = listOf("帝國 王國 共和國 聯合共和國 人民共和國 民主共和國 聯邦共和國 社會主義共和國 蘇維埃社會主義共和國 公國 大公國 汗國 蘇丹國 酋長國 自治共和國 自治州 自治縣 自治區 特別行政區")
	republic     = []rune(fold.String("共和國"))
	mountain     = []rune(fold.String("山脈"))
	colonies     = folded("法屬 英屬 荷屬 西屬 美屬 葡屬 比屬 德屬 意屬")
)

// naturalNames joins a place to the word behind it that makes the name of a
// river, sea, land or state of both, and to the word before it that says whose
// or which part of it is meant (法屬索馬里, 東西伯利亞); and finds rivers and lands
// in transliteration (幼發拉底河).
func (st *state) naturalNames() {
	occ, val := st.occupied(), st.valueAt()
	for _, c := range st.cands {
		if c.typ != entities.Place || c.lost || c.Len() < 2 || !fold.IsHan(st.text[c.End-1]) || c.name == nil {
			continue
		}
		if c.state == refused && !c.featured || c.state == waiting {
			continue
		}
		n := st.wordOf(naturalTails, c.End)
		if n == 0 && c.Len() >= 3 && st.text[c.End-1] == mountain[0] && c.End < len(st.text) && st.text[c.End] == mountain[1] {
			n = 1
		}
		if n == 0 && c.state == accepted {
			n = st.wordOf(polityTails, c.End)
		}
		if n == 0 && c.name.Kind != "country" && c.End < len(st.text) && naturalRunes.has(st.text[c.End]) {
			if t := st.token(c.End); (t.Len() == 1 || t.End == c.End+1) && st.tailStands(c.End+1) {
				n = 1
			}
		}
		if n > 0 && (st.wordOf(notLand, c.End+n) > 0 || st.text[c.End] == seaRune && st.text[c.End-1] == seaRune) {
			continue // 海峽|時報, 帝國|海軍
		}
		if andRunes.has(st.text[c.Start]) && c.Start > 0 && occ[c.Start-1] != nil {
			n = 0 // 和|龍湖 is no lake of 和龍
		}
		if n > 0 && (c.End+n >= len(occ) || occ[c.End] == nil && occ[c.End+n-1] == nil) {
			id := ""
			if c.name.Kind == "country" && n == len(republic) && hasAt(st.text, c.End, republic) {
				id = c.id // 蘇利南共和國 is 蘇利南
			}
			st.propose(entities.Span{Start: c.Start, End: c.End + n}, entities.Place, id, entities.ViaPattern, "a place and the word for a river, land or state", 0.8)
			continue
		}
		if c.state == accepted {
			if s := st.partBefore(c, occ); s >= 0 {
				st.propose(entities.Span{Start: s, End: c.End}, entities.Place, "", entities.ViaPattern, "a part of a place", 0.75)
			}
		}
	}
	for _, p := range st.spots.natural {
		if p < 3 || occ[p] != nil || val[p] || !fold.IsHan(st.text[p]) {
			continue
		}
		n := st.wordOf(naturalTails, p)
		if n == 0 && naturalRunes.has(st.text[p]) {
			if _, cut := st.wordAcross(p + 1); !cut && st.tailStands(p+1) {
				n = 1
			}
		}
		if n == 0 {
			continue
		}
		if t := st.token(p); t.End == p+n && t.Len() >= n+3 && t.POS == "ns" && occ[t.Start] == nil && runesIn(st.text[t.Start:p], soundRunes.has) > 0 {
			st.propose(t.Span, entities.Place, "", entities.ViaPattern, "a river or land that the dictionary knows", 0.8)
			continue
		}
		s := p
		for s > 0 && p-s < 8 && occ[s-1] == nil && !val[s-1] && st.d.words.translit.has(st.text[s-1]) && !grammar.has(st.text[s-1]) {
			s--
		}
		if p-s < 3 || runesIn(st.text[s:p], soundRunes.has) < 2 || st.wordNotName(s, p) {
			continue
		}
		if t := st.token(s); t.Start < s || s > 0 && fold.IsHan(st.text[s-1]) && occ[s-1] == nil && st.token(s-1).Len() < 2 && !grammar.has(st.text[s-1]) {
			continue
		}
		st.propose(entities.Span{Start: s, End: p + n}, entities.Place, "", entities.ViaPattern, "a transliterated name and the word for a river or land", 0.7)
	}
}

// tailStands tells whether a name may end at p, right behind a tail of one
// character: before a sign, a word of grammar or a longer word, but not before
// another single character (西貢海|晉) nor in 湖人.
func (st *state) tailStands(p int) bool {
	if p >= len(st.text) || !fold.IsHan(st.text[p]) {
		return true
	}
	if notBehindTail.has(st.text[p]) {
		return false
	}
	t := st.token(p)
	return t.Start == p && (t.Len() >= 2 || grammar.has(st.text[p]))
}

var notBehindTail, notLand, seaRune = runeSet("之人海湖河"), listOf("時報 郵報 日報 酒店 海軍 陸軍 空軍 大學 銀行 運河"), fold.Rune('海')

// partBefore returns where the words before a place begin that say which part of
// it is meant or whose it is, -1 if there are none.
func (st *state) partBefore(c *candidate, occ []*candidate) int {
	p := c.Start
	for _, w := range colonies {
		if p >= len(w) && hasAt(st.text, p-len(w), w) && occ[p-1] == nil {
			return p - len(w)
		}
	}
	if c.name.Kind == "country" && p > 0 && st.text[p-1] == ancientRune && occ[p-1] == nil {
		return p - 1 // 古朝鮮
	}
	if c.Len() < 3 || p == 0 || !compass.has(st.text[p-1]) || occ[p-1] != nil {
		return -1
	}
	if p == 1 || !fold.IsHan(st.text[p-2]) && !isWord(st.text[p-2]) || grammar.has(st.text[p-2]) && !pointers.has(st.text[p-2]) {
		return p - 1
	}
	return -1
}

var ancientRune = fold.Rune('古')

var compass, pointers = runeSet("東西南北"), runeSet("以之向往朝上下")
