package detect

import (
	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// wires finds the news agency at the head of a wire story: 【時報-台北電】.
func (st *state) wires() {
	for _, p := range st.spots.heads {
		for c := st.starting[p+1]; c != nil; c = c.prevStart {
			if c.typ != entities.Company || c.End >= len(st.text) {
				continue
			}
			r := st.text[c.End]
			if r != '-' && r != '—' && r != '/' && r != reporterRune && r != ' ' {
				continue
			}
			for e := c.End + 1; e+1 < len(st.text) && e < c.End+14; e++ {
				if st.text[e] == wireRune && (st.text[e+1] == '】' || st.text[e+1] == ')' || st.text[e+1] == ']') {
					st.propose(c.Span, c.typ, c.id, c.via, "the agency at the head of a wire story", 0.9)
				}
				if st.text[e] == '】' || st.text[e] == ')' {
					break
				}
			}
		}
	}
	// 記者張建中台北電: the reporter before a place.
	for _, p := range st.spots.reporters {
		if !hasAt(st.text, p, reporterWord) {
			continue
		}
		s := st.next(p + len(reporterWord))
		for _, n := range []int{3, 2, 4} {
			e := s + n
			if e >= len(st.text) || runesIn(st.text[s:e], fold.IsHan) != n || !st.d.words.surname.has(st.text[s]) {
				continue
			}
			ok := st.text[e] == '/' || st.text[e] == '╱'
			for c := st.starting[st.next(e)]; c != nil; c = c.prevStart {
				ok = ok || c.typ == entities.Place && c.state == accepted
			}
			if ok {
				st.propose(entities.Span{Start: s, End: e}, entities.Person, "", entities.ViaPattern, "the reporter of a story", 0.9)
				break
			}
		}
	}
	// The reporter at its foot: 程之彥/台北報導.
	for _, p := range st.spots.slashes {
		report := false
		for e := p + 2; e < len(st.text) && e <= p+5; e++ {
			if hasAt(st.text, e, reportWord) || hasAt(st.text, e, []rune{wireRune}) {
				report = true
				break
			}
		}
		if !report {
			continue
		}
		for n := 3; n >= 2; n-- {
			s := p - n
			if s < 0 || !st.d.words.surname.has(st.text[s]) || runesIn(st.text[s:p], fold.IsHan) != n {
				continue
			}
			if _, cut := st.wordAcross(s); cut {
				continue
			}
			st.propose(entities.Span{Start: s, End: p}, entities.Person, "", entities.ViaPattern, "the reporter at the foot of a story", 0.9)
			break
		}
	}
}

// bylines finds who wrote, edited or photographed a story: (編輯：林曉彤), 文：何柏森,
// 記者：王采薇／編輯：陳浩然.
func (st *state) bylines() {
	for _, p := range st.spots.colons {
		ok := false
		for _, w := range bylineWords {
			ok = ok || p >= len(w) && hasAt(st.text, p-len(w), w) && (len(w) > 1 || p == 1 || !fold.IsHan(st.text[p-2]))
		}
		for p++; ok; p++ {
			p = st.next(p)
			n := 0
			for p+n < len(st.text) && n < 5 && fold.IsHan(st.text[p+n]) {
				n++
			}
			if n < 2 || n > 4 || !st.d.words.person.has(st.text[p]) || st.wordNotName(p, p+n) ||
				!(st.d.words.surname.has(st.text[p]) && n < 4 || st.d.words.doubleSurname(st.text[p], st.text[p+1])) {
				break
			}
			if e := p + n; e < len(st.text) && !bylineEnds.has(st.text[e]) {
				break
			}
			st.propose(entities.Span{Start: p, End: p + n}, entities.Person, "", entities.ViaPattern, "in the byline of a story", 0.9)
			p += n
			if p >= len(st.text) || !bylineJoins.has(st.text[p]) {
				break
			}
		}
	}
}

var bylineWords = folded("編輯 責任編輯 責編 記者 文 圖 攝 攝影 撰文 撰稿 作者 採訪 整理 編譯 翻譯 譯 報導 報道 通訊員 文字 影音 美術 剪接 監製")

// bylineEnds follow a name in a byline, bylineJoins lead to the next one.
var bylineEnds, bylineJoins = runeSet(")】〕]、/╱|｜;,。\n \u3000(《@"), runeSet("、 \u3000")

var reporterWord = []rune(fold.String("記者"))

var wireRune, reportWord = fold.Rune('電'), []rune(fold.String("報導"))
