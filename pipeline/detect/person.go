package detect

import (
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// titleBefore tells whether a strong word for people ends before p.
func (st *state) titleBefore(p int) bool { return st.cue.before[st.prev(p)][1] == 2 }

// speechAfter tells whether a strong word for what people do follows p.
func (st *state) speechAfter(p int) bool {
	if st.cue.after[st.next(p)][1] == 2 || st.says(st.next(p)) {
		return true
	}
	q := st.afterGloss(p)
	return q != p && st.cue.after[st.next(q)][1] == 2
}

// 委任陳思敏為獨立非執行董事
var asRune, appointBefore = fold.Rune('為'), folded("委任 任命 聘任 聘請 提名 選出 推選 委聘")

// appointEnds are the last characters of what appointed looks for before a name.
var appointEnds = runeSet("由任命請名出選聘")

func (st *state) appointVerb(p int) bool {
	if p < len(st.text) && st.text[p] == asRune {
		return true
	}
	for _, v := range appointVerbs {
		if hasAt(st.text, p, v) {
			return true
		}
	}
	return false
}

var sayRunes, pointRune, pointNoun = fold.String("說稱"), fold.Rune('指'), fold.String("數標定揮南向責示望紋")

// says tells whether 說, 稱 or 指 stands at p as a verb; 指數 and 指標 are nouns.
func (st *state) says(p int) bool {
	if p >= len(st.text) {
		return false
	}
	if strings.ContainsRune(sayRunes, st.text[p]) {
		return true
	}
	return st.text[p] == pointRune && (p+1 >= len(st.text) || !strings.ContainsRune(pointNoun, st.text[p+1]))
}

// bounded tells whether a name may end at p: before a sign, a blank, a bracket
// or a speech verb.
func (st *state) bounded(p int) bool {
	q := st.next(p)
	if q >= len(st.text) {
		return true
	}
	r := st.text[q]
	return !(fold.IsHan(r) || isWord(r)) || st.speechAfter(p) || st.appointVerb(q)
}

// people finds personal names by title, surname, transliteration characters
// and speech verbs.
func (st *state) people() {
	occ, val := st.occupied(), st.valueAt()
	glossed := st.spots.glossed
	for _, at := range st.starts.persons {
		p := int(at)
		r := st.text[p]
		if val[p] {
			continue
		}
		clause := p == 0 || !(fold.IsHan(st.text[p-1]) || isWord(st.text[p-1]))
		title := st.titleBefore(p) || p > 0 && appointEnds.has(st.text[p-1]) && st.appointed(p)
		if !title && !clause || !fold.IsHan(r) {
			continue
		}
		if st.taken(occ, p) {
			if title {
				st.placeOrPerson(occ[p])
			}
			continue
		}
		if st.cue.inside[p] {
			continue // 董事|長翁維嵐: inside a longer title
		}
		// A Latin form stands behind a name of two characters or more.
		for len(glossed) > 0 && glossed[0] < p+2 {
			glossed = glossed[1:]
		}
		gloss := len(glossed) > 0 && glossed[0] <= p+10
		e := p
		if gloss {
			e = st.glossedPerson(p, title, occ)
		}
		if e > p {
			st.propose(entities.Span{Start: p, End: e}, entities.Person, "", entities.ViaPattern, "after a title and before its Latin form", 0.9)
			continue
		}
		if e := st.chineseName(p, title, occ); e > p {
			why := "a surname after a title"
			conf := 0.85
			if !title {
				why, conf = "a surname before a speech verb", 0.7
			}
			st.propose(entities.Span{Start: p, End: e}, entities.Person, "", entities.ViaPattern, why, conf)
			continue
		}
		if !title && !gloss {
			continue
		}
		if e := st.foreignName(p, title, occ); e > p {
			st.propose(entities.Span{Start: p, End: e}, entities.Person, "", entities.ViaPattern, "a transliterated name after a title or before its Latin form", 0.8)
		}
	}
}

// placeOrPerson takes what is listed as a place for a person where a title stands
// before it and a first name and a surname in brackets behind it:
// 分析師普雷斯頓(John Preston).
func (st *state) placeOrPerson(c *candidate) {
	if c.typ != entities.Place || !fold.IsHan(st.text[c.End-1]) || !st.titleBefore(c.Start) || !st.latinGloss(c.End) {
		return
	}
	_, words := st.latinRun(st.next(st.next(c.End) + 1))
	if n := len(words); n < 2 || n > 4 || !givenNames[strings.ToLower(words[0])] || latinCompany[strings.ToLower(words[n-1])] || thingTails[strings.ToLower(words[n-1])] {
		return
	}
	c.state, c.by, c.why = refused, byPerson, "a person, by the title before it and the Latin form behind it"
	st.propose(c.Span, entities.Person, "", entities.ViaPattern, "after a title and before its Latin form", 0.9)
}

// glossedPerson returns the end of the characters between a title and brackets
// with a Latin name of two or more words: 創辦人史塔克頓(Katie Stockton); p if
// there is no such thing.
func (st *state) glossedPerson(p int, title bool, occ []*candidate) int {
	if andRunes.has(st.text[p]) && !title {
		return p // 藍恩(Alex Len)和米哈柳克(…)
	}
	e := p
	for e < len(st.text) && e-p <= 8 && (fold.IsHan(st.text[e]) || st.text[e] == '·') && !st.taken(occ, e) {
		e++
	}
	q := st.next(e)
	if e-p < 2 || e-p > 8 || q+1 >= len(st.text) || st.text[q] != '(' || !st.latinGloss(e) {
		return p
	}
	_, words := st.latinRun(st.next(q + 1))
	if len(words) < 2 || latinCompany[strings.ToLower(words[len(words)-1])] || !title && (len(words) > 4 || !givenNames[strings.ToLower(words[0])] || thingTails[strings.ToLower(words[len(words)-1])]) {
		return p
	}
	for r := p; r < e; r++ {
		if !title && r > p+1 && st.titleBefore(r) {
			return p // 納格里格市長|塞西亞
		}
		if !st.d.words.translit.has(st.text[r]) && st.text[r] != '·' {
			if r > p || !st.d.words.surname.has(st.text[p]) {
				return p
			}
		}
	}
	return e
}

// notSurnames are surnames that are function words far more often.
var notSurnames = runeSet("於向冀任來暨應和從連都別過相後及與對又已將時為有是在由使令把被等並可能若或")

// notGivenEnd are characters that go on with the sentence rather than end a name.
var notGivenEnd = runeSet("在與及則於將曾已也亦等的對向是說指稱就今昨獲被由")

var notGiven = stringSet("小姐 先生 女士 太太 博士 教授 醫生 議員 總監 小組 盡快 任內 曾經 老師 同學 經理 律師 主席 總統 部長 局長 司長 老闆 婆婆 伯伯 媽媽 師奶 老師 太 生 氏 某 婆 伯 叔 姨 嫂 家 府 老 總 董 官 仔 姓 姑娘 阿姨 奶奶 爺爺 爸爸 大哥 大姐 校長 院長 處長 市長 村長 董事 導演 師傅 同志 法官 警官 督察")

// taken tells whether a name other than a short place stands at p: 副總裁梁開羅
// is a person, whatever 開羅 is elsewhere.
func (st *state) taken(occ []*candidate, p int) bool {
	c := occ[p]
	return c != nil && !(c.typ == entities.Place && c.Len() <= 2 && c.Start > 0 && !st.titleBefore(c.Start))
}

// chineseName returns the end of a surname with one or two given characters
// that begins at p, or p.
func (st *state) chineseName(p int, title bool, occ []*candidate) int {
	if w := st.d.words; !w.surname.has(st.text[p]) && !w.surnames2.has(st.text[p]) {
		return p
	}
	han := 0
	for p+han < len(st.text) && fold.IsHan(st.text[p+han]) && han < 5 {
		if c := occ[p+han]; st.taken(occ, p+han) && !(title && c.Len() <= 2 && c.Start == p+1) {
			break
		}
		han++
	}
	if han > 0 && notSurnames.has(st.text[p]) {
		return p
	}
	if title && han >= 4 && !st.d.words.surname.has(st.text[p]) && japaneseEnds.has(st.text[p+3]) && st.bounded(p+4) && !st.bounded(p+3) && !st.bounded(p+2) && !st.wordNotName(p, p+4) && runesIn(st.text[p:p+4], grammar.has) == 0 {
		if t, u := st.token(p), st.token(p+2); t.Start == p && (t.Len() == 1 || !everyday(t)) && (u.Len() == 1 || !everyday(u)) {
			return p + 4 // 青樹明子
		}
	}
	surname := 0
	if han >= 3 && st.d.words.doubleSurname(st.text[p], st.text[p+1]) {
		surname = 2
	} else if han >= 2 && st.d.words.surname.has(st.text[p]) {
		surname = 1
	}
	if surname == 0 {
		return p
	}
	if i := st.tokenAt(p); i >= 0 && st.doc.Tokens[i].Start <= p-2 && st.doc.Tokens[i].Known {
		return p // 股東|權益: one word with what stood for a title
	}
	// 林鄭月娥: the husband's surname before her own.
	if title && surname == 1 && han >= 4 && st.d.words.surname.has(st.text[p+1]) && st.bounded(p+4) && !st.bounded(p+3) &&
		!notGivenEnd.has(st.text[p+3]) && !st.wordNotName(p, p+4) {
		return p + 4
	}
	try := []int{surname + 2, surname + 1}
	for _, n := range try {
		e := p + n
		if n > han || n < 2 {
			continue
		}
		speech := st.speechAfter(e)
		if !title && (!speech || n < 3) {
			continue
		}
		if st.bounded(e) {
			if st.wordNotName(p, e) || st.givenIsWord(p+surname, e) || notGivenEnd.has(st.text[e-1]) || notGiven[string(st.text[p+surname:e])] {
				continue
			}
			return e
		}
	}
	if !title {
		return p
	}
	// No sign follows: trust the segmenter's edges, the longer name first.
	for _, n := range try {
		e := p + n
		if n > han || n < 3 || e >= len(st.text) {
			continue
		}
		if st.tokenAt(e) == st.tokenAt(e-1) || st.wordNotName(p, e) || st.givenIsWord(p+surname, e) || notGiven[string(st.text[p+surname:e])] {
			continue
		}
		// What follows must be a word: 官都鐘|煥 goes on.
		i := st.tokenAt(e)
		if i < 0 || !(st.doc.Tokens[i].Len() >= 2 && st.doc.Tokens[i].Known || functionPOS(st.doc.Tokens[i].POS) || notGivenEnd.has(st.text[e])) {
			continue
		}
		if notGivenEnd.has(st.text[e-1]) {
			// 胡浩|在同一場合: the third character is no part of the name.
			if n == surname+2 && n == 3 && !st.wordNotName(p, e-1) {
				return e - 1
			}
			continue
		}
		return e
	}
	return p
}

// japaneseEnds end given names of Japanese.
var japaneseEnds = runeSet("子郎夫雄美一二三也介助之司史彥樹男治明博志太香奈江代輝久吾哉斗翔惠枝繪佳紀")

// givenIsWord tells whether what would be the given name is a verb, as in 應考慮.
func (st *state) givenIsWord(p, e int) bool {
	i := st.tokenAt(p)
	if i < 0 {
		return false
	}
	t := st.doc.Tokens[i]
	return t.Start == p && t.Len() >= 2 && t.Known && strings.HasPrefix(t.POS, "v")
}

// wordNotName tells whether the segmenter knows the span, or its beginning, as
// an ordinary word.
func (st *state) wordNotName(p, e int) bool {
	i := st.tokenAt(p)
	if i < 0 {
		return false
	}
	t := st.doc.Tokens[i]
	if t.Start != p || t.Len() < 2 || !everyday(t) {
		return false
	}
	return true
}

var appointedBy, appointVerbs = fold.Rune('由'), folded("新任 接任 出任 升任 擔任 接替 接手 代理 兼任 繼任 續任 領軍 主持 執掌 接掌 撰寫 創辦 創立 暫代 署任 出掌 卸任 辭職 辭任 請辭 離任 退休 解任 調任 轉任 去職 離職")

// appointed tells whether 由 stands before p and a verb of taking office two to
// four characters behind it: 由丁士瑜新任.
func (st *state) appointed(p int) bool {
	for _, v := range appointBefore {
		if p >= len(v) && hasAt(st.text, p-len(v), v) {
			for n := 2; n <= 4; n++ {
				if p+n < len(st.text) && asRune == st.text[p+n] {
					return true
				}
			}
		}
	}
	if p == 0 || st.text[p-1] != appointedBy {
		return false
	}
	for n := 2; n <= 4; n++ {
		for _, v := range appointVerbs {
			if hasAt(st.text, p+n, v) {
				return true
			}
		}
	}
	return false
}

// foreignName returns the end of a run of transliteration characters that
// begins at p and is a name, or p.
func (st *state) foreignName(p int, title bool, occ []*candidate) int {
	w := st.d.words
	e := p
	for e < len(st.text) && e-p < 10 && occ[e] == nil {
		r := st.text[e]
		if w.translit.has(r) || (e > p && (st.raw[e] == '·' || st.raw[e] == '‧' || st.raw[e] == '•' || st.raw[e] == '．')) {
			if e > p+1 && st.speechAfter(e) {
				break
			}
			e++
			continue
		}
		break
	}
	if e-p < 2 {
		return p
	}
	if !st.bounded(e) || st.wordNotName(p, e) {
		return p
	}
	gloss := false
	if q := st.next(e); q+1 < len(st.text) && st.text[q] == '(' {
		_, words := st.latinRun(st.next(q + 1))
		gloss = len(words) >= 2 && !latinCompany[strings.ToLower(words[len(words)-1])]
	}
	if e > p+1 && placeTails.has(st.text[e-1]) && gloss {
		return p // 奧州市(Oshu City)
	}
	if title || gloss {
		return e
	}
	return p
}
