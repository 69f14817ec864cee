package detect

import (
	"cmp"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// partOf names the longer name that a candidate is but a part of at its place;
// "" when it stands for itself.
func (st *state) partOf(c *candidate, latin bool) string {
	if c.user {
		return ""
	}
	if c.typ == entities.Place || c.typ == entities.Company || c.typ == entities.Organization {
		if why := st.inAddress(c.Span); why != "" {
			return why
		}
		if st.inTitle(c.Span) {
			return "in the title of a work"
		}
	}
	if c.typ == entities.Product {
		if why := st.inAddress(c.Span); why != "" {
			return why // en.wikipedia.org
		}
	}
	if latin {
		return st.inLatinName(c)
	}
	if !fold.IsHan(st.text[c.Start]) || !fold.IsHan(st.text[c.End-1]) {
		return ""
	}
	switch c.typ {
	case entities.Place, entities.Company:
		if st.dotted(c.Span) {
			return "a part of a person's name"
		}
		if c.typ == entities.Place && (st.wide(c) || c.name.Population >= 3_000_000) {
			break
		}
		if st.transliterated(c.Span) {
			return "a part of a longer transliterated name"
		}
		if p := c.Start - 1; c.typ == entities.Company && c.Len() == 2 && p > 0 && st.d.words.translit.has(st.text[p]) && st.token(p).Len() == 1 && !grammar.has(st.text[p]) && st.titleBefore(p) && runesIn(st.text[c.Start:c.End], st.d.words.translit.has) == 2 {
			return "a part of a person's name" // 總監瑞|凱德
		}
	case entities.Person:
		if st.transliterated(c.Span) {
			return "a part of a longer transliterated name"
		}
		return ""
	}
	switch c.typ {
	case entities.Place:
		if w := st.feature(c.End, st.wide(c)); w > 0 {
			c.featured = true
			return "a part of the name " + st.doc.Slice(entities.Span{Start: c.Start, End: c.End + w})
		}
	case entities.Company:
		if w := st.wordOf(venueWords, c.End); w > 0 || c.Len() == 2 && st.startsWith(shopWords, c.End) {
			return "the name of a venue"
		}
	}
	return ""
}

// transliterated tells whether a short name of transliteration characters goes
// on in such characters that no other name or word explains: 德|沃克 of a longer
// name is nobody's.
func (st *state) transliterated(s entities.Span) bool {
	if s.Len() > 4 {
		return false
	}
	for _, r := range st.text[s.Start:s.End] {
		if !st.d.words.translit.has(r) {
			return false
		}
	}
	odd := func(p int) bool {
		if p < 0 || p >= len(st.text) || !soundRunes.has(st.text[p]) {
			return false
		}
		t := st.token(p)
		return t.Len() <= 1 || !t.Known || strings.HasPrefix(t.POS, "nr") || t.Overlaps(s)
	}
	if odd(s.End) && !st.longNameStarts(s.End) && !st.cueBegins(s.End) {
		return true
	}
	return odd(s.Start-1) && !st.longNameEnds(s.Start) && !st.cueEnds(s.Start)
}

// soundRunes are characters that hardly stand for anything but a sound.
var soundRunes = runeSet("爾斯拉克德卡巴塔夫亞羅尼維瓦納奧伊哈薩姆洛諾雷勒萊帕蒂埃塞貝庫弗茨魯莫迪戈倫烏赫耶菲伯沃堡穆凱韋佩森杜扎茲雅盧瓜坎霍瑟艾邁瑪涅彼厄珀錫佐遜噶姬娜莎妮琳蘭")

// longNameStarts tells whether a name of three or more characters, a country's,
// or one that is no mere sound starts at p.
func (st *state) longNameStarts(p int) bool {
	return st.hitAt(p, func(s entities.Span) bool { return s.Start == p })
}

func (st *state) longNameEnds(p int) bool {
	return st.hitAt(p, func(s entities.Span) bool { return s.End == p })
}

func (st *state) hitAt(p int, at func(entities.Span) bool) bool {
	const longest = 16
	i, _ := slices.BinarySearchFunc(st.doc.Hits, p-longest, func(h entities.Hit, p int) int { return cmp.Compare(h.Start, p) })
	for _, h := range st.doc.Hits[i:] {
		if h.Start > p {
			break
		}
		if h.Dict != entities.DictRules && at(h.Span) && (h.Len() >= 3 || st.country(h.Span) || runesIn(st.text[h.Start:h.End], st.d.words.translit.has) < h.Len()) {
			return true
		}
	}
	return false
}

// dotted tells whether a dot of foreign names joins a span to what stands beside
// it, or an ordinal of kings follows: 喬治·沃爾德, 亨利八世.
func (st *state) dotted(s entities.Span) bool {
	if q := s.End; q+1 < len(st.text) {
		if dotRunes.has(st.raw[q]) && st.d.words.translit.has(st.text[q+1]) {
			return true
		}
		n := q
		for n < len(st.text) && n < q+2 && ordinals.has(st.text[n]) {
			n++
		}
		if n > q && n < len(st.text) && st.text[n] == reignRune && !st.longNameStarts(n) {
			if t := st.token(n); t.Len() == 1 || t.End == n+1 {
				return true
			}
		}
	}
	return s.Start >= 2 && dotRunes.has(st.raw[s.Start-1]) && st.d.words.translit.has(st.text[s.Start-2])
}

var ordinals, reignRune = runeSet("一二三四五六七八九十"), fold.Rune('世')

// feature returns how many characters behind a place make with it the name of a
// river, mountain, street, station or building; 0 when none do.
func (st *state) feature(p int, wide bool) int {
	if p >= len(st.text) || !fold.IsHan(st.text[p]) {
		return 0
	}
	if n := st.wordOf(featureWords, p); n > 0 {
		return n
	}
	if wide {
		return 0 // 美國線, 台灣站 are lines and stops in a country
	}
	if featureTails.has(st.text[p]) && st.wordOf(standVerbs, p) == 0 {
		if t := st.token(p); t.Len() == 1 && t.Start == p || t.End == p+1 {
			return 1
		}
	}
	// 東涌東站: a quarter of the place before the tail.
	if quarters.has(st.text[p]) && p+1 < len(st.text) && featureTails.has(st.text[p+1]) {
		if t := st.token(p + 1); t.End == p+2 {
			return 2
		}
	}
	return 0
}

var featureTails, quarters = runeSet("站河江湖峰嶺橋寺廟塔街道路邨苑城線綫艦"), runeSet("東西南北中")

// standVerbs are no stations.
var standVerbs = listOf("站在 站出來 站起來 站穩")

var featureWords = listOf(`機場 國際機場 車站 火車站 大橋 隧道 山脈 盆地 平原 丘陵 高原 三角洲 運河 大道 公路 高速公路 鐵路 體育館 體育場 球場 足球場 高爾夫球場 博物館 美術館 公園
 殯儀館 碼頭 教堂 大教堂 海峽 工業園 工業邨 工業城 海底隧道 郵政局 文化中心 書店 教徒 教區 代牧區 話 監獄 水庫 水壩 輕軌 條約 公約 議定書 和約 協定書 國家公園`)

// wordOf returns the length of the longest of words that stands at p and ends
// with a word of the segmenter; 0 when none does.
func (st *state) wordOf(list *wordList, p int) int {
	n := 0
	if p >= len(st.text) || !list.first.has(st.text[p]) {
		return 0
	}
	for _, w := range list.words {
		if len(w) > n && hasAt(st.text, p, w) {
			if _, cut := st.wordAcross(p + len(w)); !cut {
				n = len(w)
			}
		}
	}
	return n
}

// inTitle tells whether a span is a part of what stands in 《》, the title of a
// book, film or law, but not all of it. At the beginning of a line such signs
// hold the name of a column.
func (st *state) inTitle(s entities.Span) bool {
	const limit = 40
	if len(st.spots.titles) == 0 {
		return false
	}
	a := s.Start - 1
	for ; a >= 0 && s.Start-a <= limit && st.raw[a] != '《'; a-- {
		if st.raw[a] == '》' || st.raw[a] == '\n' || st.raw[a] == '。' {
			return false
		}
	}
	if a <= 0 || s.Start-a > limit || st.raw[a-1] == '\n' {
		return false
	}
	b := s.End
	for ; b < len(st.raw) && b-s.End <= limit && st.raw[b] != '》'; b++ {
		if st.raw[b] == '《' || st.raw[b] == '\n' || st.raw[b] == '。' {
			return false
		}
	}
	if b >= len(st.raw) || st.raw[b] != '》' {
		return false
	}
	return st.next(a+1) != s.Start || st.prev(b) != s.End
}

// inAddress tells whether a Latin name is a part of an address of the net.
func (st *state) inAddress(s entities.Span) string {
	ascii := func(p int) bool { return p >= 0 && p < len(st.raw) && st.raw[p] > ' ' && st.raw[p] < 0x7F }
	if !ascii(s.Start) {
		return ""
	}
	small := func(p int) bool { return p < len(st.raw) && st.raw[p] >= 'a' && st.raw[p] <= 'z' }
	if s.Start >= 2 && (st.raw[s.Start-1] == '@' || st.raw[s.Start-1] == '.' && ascii(s.Start-2) && fold.IsLatin(st.text[s.Start-2])) || s.End < len(st.raw) && st.raw[s.End] == '.' && small(s.End+1) {
		return "a part of an address"
	}
	a, b := s.Start, s.End
	for ascii(a-1) && s.Start-a < 80 {
		a--
	}
	for ascii(b) && b-s.End < 80 {
		b++
	}
	if w := string(st.raw[a:b]); strings.Contains(w, "://") || strings.Contains(w, "www.") {
		return "a part of an address"
	}
	return ""
}

// inLatinName tells whether capitalised words beside a Latin name go on with it:
// Lisbon in Lisbon Harbour Review.
func (st *state) inLatinName(c *candidate) string {
	if c.typ != entities.Place && c.typ != entities.Company && c.typ != entities.Organization {
		return ""
	}
	capital := func(p int) bool {
		return p >= 0 && p < len(st.raw) && (isUpper(st.raw[p]) || st.raw[p] >= 0xC0 && st.raw[p] <= 0xDE)
	}
	before, after := "", ""
	if p := c.Start - 1; p > 0 && st.raw[p] == ' ' && isWord(st.text[p-1]) && !fold.IsDigit(st.text[p-1]) {
		q := p
		for q > 0 && isWord(st.text[q-1]) {
			q--
		}
		before = string(st.raw[q:p])
		if !capital(q) && !(before == "of" && q >= 2 && st.raw[q-1] == ' ') {
			before = ""
		}
	}
	if p := c.End; p+1 < len(st.raw) && st.raw[p] == ' ' && isWord(st.text[p+1]) && !fold.IsDigit(st.text[p+1]) {
		q := p + 1
		for q < len(st.raw) && isWord(st.text[q]) {
			q++
		}
		after = string(st.raw[p+1 : q])
		if !capital(p+1) && !(after == "of" && capital(q+1)) {
			after = ""
		}
	}
	if c.typ == entities.Company {
		if st.raw[c.Start] >= 'a' && st.raw[c.Start] <= 'z' && st.startsWith(verbMarks, c.End) {
			return "a verb" // google一下
		}
		if w := homonymsOf(st.text[c.Start:c.End]); w != nil && (st.startsWith(w, c.End) || st.endsWith(w, st.prev(c.Start))) {
			return "another thing of that name"
		}
		if st.plainAcronym(c.Span) {
			return "a short form of the words before the brackets"
		}
		if why := st.numbersBeside(c.Span); why != "" {
			return why
		}
	}
	switch {
	case c.typ == entities.Place && (before != "" || after != ""):
		return "a part of a longer Latin name"
	case before != "" && before != "The" && !commonLatin[strings.ToLower(before)] && c.typ == entities.Organization,
		thingTails[strings.ToLower(after)] && !modelWords[strings.ToLower(after)]:
		return "a part of a longer Latin name"
	}
	if c.typ == entities.Company && before != "" && before != "of" && !besideLatin[strings.ToLower(before)] && !commonLatin[strings.ToLower(before)] && !st.nameBefore(c.Start-1) {
		return "a part of a longer Latin name" // Ford in Henry Ford
	}
	if c.typ == entities.Company && after != "" && after != "of" && st.goesOn(c, strings.ToLower(after)) {
		return "a part of a longer Latin name"
	}
	return ""
}

// verbMarks stand behind a name that is used as a verb.
var verbMarks = folded("了 一下 過 咗 吓")

// homonymLatin holds the words that stand beside Latin names where these are
// short for something else.
var homonymLatin = map[string][][]rune{
	"cctv": folded("裝 安裝 裝設 翻看 翻查 查看 閉路電視 附近 鏡頭 片段 錄影 攝錄 拍攝 畫面 影片 拍到 影到 系統 監控 紀錄"),
	"bt":   folded("下載 種子 串流 檔案"),
	"aat":  folded("考試 試"),
}

// homonymsOf returns the words of homonymLatin for a name.
func homonymsOf(name []rune) [][]rune {
	if n := len(name); n < 2 || n > 4 || name[0] > 'c' {
		return nil
	}
	return homonymLatin[string(name)]
}

// plainAcronym tells whether brackets hold two to four capitals behind an
// everyday word that names no company: 央票互換(CBS).
func (st *state) plainAcronym(s entities.Span) bool {
	if s.Len() > 4 || runesIn(st.raw[s.Start:s.End], isUpper) < s.Len() || s.Start < 3 || st.text[s.Start-1] != '(' || s.End >= len(st.text) || st.text[s.End] != ')' {
		return false
	}
	p := st.prev(s.Start - 1)
	if p < 2 || !fold.IsHan(st.text[p-1]) || st.cue.before[p][0] == 2 || st.endsWith(firmTails, p) || acronymHosts.has(st.text[p-1]) {
		return false
	}
	t := st.token(p - 1)
	if t.End != p || t.Len() < 2 || !everyday(t) || t.Start > 0 && st.cue.before[t.Start][0] == 2 {
		return false
	}
	return !st.hitAt(p-1, func(h entities.Span) bool { return h.End == p })
}

// acronymHosts end words for companies and other makers that have short forms.
var acronymHosts = runeSet("司行社台報網局院會署部站館店廠商團所城業道刊校隊國家樓體門")

// numbersBeside tells what the numbers beside a Latin name make of it: a list of
// firms or an index (Fortune 500), a report of the law ([2010] 6 HKC 359); and a
// letter code before 區 is that of an area.
func (st *state) numbersBeside(s entities.Span) string {
	if p := s.End; p < len(st.text) && st.text[p] == areaRune && s.Len() <= 4 && st.token(p).Len() == 1 && runesIn(st.raw[s.Start:s.End], isUpper) == s.Len() {
		return "the code of an area"
	}
	p := s.End + 1
	if p >= len(st.text) || st.raw[s.End] != ' ' || !fold.IsDigit(st.text[p]) {
		return ""
	}
	if string(st.text[s.Start:s.End]) == "fortune" {
		return "a list of companies"
	}
	if b := s.Start - 2; b > 2 && st.raw[b+1] == ' ' && fold.IsDigit(st.text[b]) {
		for b > 0 && fold.IsDigit(st.text[b]) {
			b--
		}
		if b = st.prev(b + 1); b > 0 && (st.text[b-1] == ']' || st.text[b-1] == ')') {
			return "a report of the law"
		}
	}
	return ""
}

var areaRune = fold.Rune('區')

// nameBefore tells whether a name that needs no support ends at p.
func (st *state) nameBefore(p int) bool {
	for c := st.ending[p]; c != nil; c = c.prevEnd {
		if c.plain && c.state != refused || c.typ == entities.Place {
			return true
		}
	}
	return false
}

// goesOn tells whether capitalised Latin words behind a company's name make it
// that of something else: of a part, a shop or a programme (Boeing Defense), or
// two words or more where the name stands nowhere else in the article.
func (st *state) goesOn(c *candidate, after string) bool {
	p := c.End + 1
	if partWords[after] {
		return true
	}
	if besideLatin[after] || st.nameStarts(p) || modelWords[after] {
		return false
	}
	end, words := st.latinRun(p)
	if allLegal(words) || end < len(st.raw) && (modelSigns.has(st.raw[end]) || st.raw[end] == ' ' && end+2 < len(st.text) && (fold.IsDigit(st.text[end+1]) || fold.IsDigit(st.text[end+2]))) {
		return false
	}
	if commonLatin[after] || len(words) < 2 {
		return false
	}
	for _, h := range st.doc.Hits {
		if h.Dict != entities.DictRules && h.Value == uint32(c.key) && uint64(h.Dict) == c.key>>32 && h.Span != c.Span && (h.End+1 >= len(st.raw) || st.raw[h.End] != ' ' || !isUpper(st.raw[h.End+1])) {
			return false
		}
	}
	return true
}

// besideLatin are words that stand beside a name and are none of it; partWords
// make another name of a company's.
var besideLatin, partWords = lowerSet("The Dear Former Ex In At By From With And Via Re Managing Vice Chief Director Chairman President CEO CFO Executive Editor Analyst Reporter Spokesman Readers Co-founder Founder Board Says Said Reports Reported"),
	lowerSet("World Mall Mobile Rail Defense Defence Aerospace Resort Resorts Foundation Trust University Street Road Square Arena Stadium Cup Open Championship League Group's Age Art Theatre Theater Partner Businessweek Magazine Weekly Quarterly")

// bodiesBehind joins a place to the word for a body of its own behind it: a
// parliament or a team of a country, a university or a court of a city; and a
// company or body to the foundation it gave its name to.
func (st *state) bodiesBehind() {
	for _, c := range st.cands[:len(st.cands):len(st.cands)] {
		if c.state != accepted || c.lost || c.End >= len(st.text) || !fold.IsHan(st.text[c.Start]) {
			continue
		}
		p, n := c.End, 0
		switch c.typ {
		case entities.Place:
			if c.id == mainland || c.name == nil {
				continue
			}
			if n = st.wordOf(bodiesOfStates, p); n == 0 && !st.wide(c) {
				if n = st.wordOf(bodiesOfCities, p); n == 0 {
					n = st.officeOf(partyOffices, p)
				}
			}
			if n == 0 && p > 0 && st.text[p-1] == stateRune {
				if k := st.wordOf(stateBodies, p-1); k > 0 {
					n = k - 1
				}
			}
		case entities.Company, entities.Organization:
			n = st.wordOf(foundations, p)
			if n == 0 && c.name != nil && c.name.Kind == "party" && hasAt(st.text, p, governmentWord) {
				n = len(governmentWord)
			}
		}
		if n > 0 {
			st.propose(entities.Span{Start: c.Start, End: p + n}, entities.Organization, "", entities.ViaPattern, "a name and the body named after it", 0.75)
		}
	}
}

// officeOf is wordOf where the word goes on as the title of its head: 黨委|書記.
func (st *state) officeOf(words *wordList, p int) int {
	if p >= len(st.text) || !words.first.has(st.text[p]) {
		return 0
	}
	for _, w := range words.words {
		if hasAt(st.text, p, w) {
			if _, cut := st.wordAcross(p + len(w)); !cut || st.personTitle(p+len(w)) {
				return len(w)
			}
		}
	}
	return 0
}

var partyOffices = listOf(`紀委監委 紀委區監委 黨委 市委 省委 縣委 區委 州委 紀委 監委 政協 人大常委會 統戰部 政法委`)

// wide tells whether a place is a country or more.
func (st *state) wide(c *candidate) bool {
	return c.name.Kind == "country" || strings.HasPrefix(c.id, "place/geo-") || strings.HasPrefix(c.id, "place/country-")
}

var stateRune, stateBodies = fold.Rune('州'), listOf("州立大學 州議會 州政府 州參議院 州眾議院 州最高法院")

var bodiesOfStates = listOf(`聯邦政府 州政府 省政府 市政府 縣政府 區政府 州立大學 市立大學 國立大學 師範大學 理工大學 醫科大學 國會 議會 聯邦議會 州議會 省議會 市議會 縣議會 參議院 眾議院 上議院 下議院 最高法院 高等法院
 上訴法院 憲法法院 聯邦法院 國家隊 國家足球隊 國家籃球隊 國家男子籃球隊 國家女子足球隊 足球隊 籃球隊 棒球隊 排球隊 女排 女足 男籃 代表隊 足球聯賽 籃球聯賽 職業聯賽 超級聯賽 足球甲級聯賽 足球超級聯賽 職業棒球聯賽 籃球職業聯賽 武裝部隊 國防軍 國民警衛隊 海軍 空軍 陸軍 海岸防衛隊 海岸警衛隊 海軍陸戰隊 國防軍 奧委會 足協 樞密院 央行 中央銀行 大使館 總領事館 總商會 分會 愛樂樂團 交響樂團 管弦樂團`)

var bodiesOfCities = listOf(`大學 學院 理工學院 商學院 人民法院 地方法院 中級人民法院 地方檢察署 檢察院 人民檢察院 公安局 市公安局 警察局 消防局 衛生局 教育局 支部 市委 省委 縣委 海關 商會`)

var foundations = listOf(`基金會 慈善基金 慈善基金會 慈善信託基金 文教基金會 教育基金會 公益基金會 管理局`)

// proposeUnknown proposes an unknown name as a company's, or as a body's where it
// ends like one; a surname with two characters behind it is a person whose title
// stands elsewhere, and what begins with a word of grammar is no name.
func (st *state) proposeUnknown(s entities.Span, via, why string, conf float64) {
	for _, w := range kindHeads {
		if s.Len() >= len(w)+2 && hasAt(st.text, s.Start, w) {
			s.Start += len(w) // 社企|廚尊
			break
		}
	}
	if s.Len() >= 3 && leadWords.has(st.text[s.Start]) {
		if id := st.companyNamed(s.Start+1, s.End); id != "" {
			st.propose(entities.Span{Start: s.Start + 1, End: s.End}, entities.Company, id, entities.ViaGazetteer, why, conf) // 對|華為
			return
		}
	}
	typ := entities.Company
	if last := st.text[s.End-1]; bodyEnds.has(last) && s.Len() >= 3 {
		typ = entities.Organization
	}
	first := st.text[s.Start]
	if ending, _ := st.endingType(s.End); ending == "" && s.Len() == 3 && st.d.words.surname.has(first) && runesIn(st.text[s.Start:s.End], fold.IsHan) == 3 && typ == entities.Company && !st.companyWaits(s) {
		if t := st.token(s.Start); t.Len() == 1 || strings.HasPrefix(t.POS, "nr") {
			return
		}
	}
	if st.cue.before[s.End][1] == 2 && s.Len() <= s.End-int(st.cue.start[s.End]) {
		return // a title: 項目經理
	}
	if first == possessive || hasAt(st.text, s.End-2, ownersBody) {
		return
	}
	st.propose(s, typ, "", via, why, conf)
}

// kindHeads say what kind of firm the name behind them is; leadWords are
// prepositions that the dictionary makes one word with the name's first character.
var kindHeads, leadWords = folded("社企 民企 國企 央企 港企 車企 藥企 房企 科企 食肆 餐廳 網店 小店 黃店"), runeSet("對向與由被為據在從將把")

// bodyEnds end the names of bodies; the 法團 of owners is a kind of them.
var bodyEnds, ownersBody = runeSet("會盟局署院"), []rune(fold.String("法團"))

// plainBusiness are endings of names that are common nouns as well: what stands
// before them names a company only where another word says so.
var plainBusiness = keySet(`設備 服務 運動 顧問 網絡 網路 發展 新聞 代理 產業 企業 研究 品牌 課程 治療 體育 鐵路 高鐵 碼頭 機場 巴士 寬頻 投資 國際 建築 物業 包裝 航運 貨運 出版 基金 信託基金 資料 材料 電視台 保險 電纜 營造`)
