package detect

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/trie"
)

// dottedNames finds foreign names by the dot between their parts: 勞倫斯·芬克. The
// name begins and ends with words that spell foreign names.
func (st *state) dottedNames() {
	occ, val := st.occupied(), st.valueAt()
	last := 0
	for _, d := range st.spots.dots {
		if d < last || occ[d] != nil && occ[d].typ != entities.Person {
			continue
		}
		s := d
		for s > 0 && d-s < 7 && !val[s-1] && !(s < d && (st.titleBefore(s) || st.cueEnds(s))) {
			t := st.token(s - 1)
			if t.Len() == 0 || !st.spelled(t, occ) || s-t.Start > 1 && t.Start < d-8 {
				break
			}
			s = t.Start
		}
		for s < d-1 && (s > 0 && fold.IsHan(st.text[s-1]) && humanRune == st.text[s] || grammar.has(st.text[s]) && st.token(s).Len() == 1) {
			s++ // 法國|人|約翰
		}
		e := d
		for e < len(st.text) && isDot(st.text[e]) {
			n := e + 1
			for n < len(st.text) && n-e <= 7 && !val[n] && !(n > e+1 && (st.speechAfter(n) || st.says(n))) {
				t := st.token(n)
				if t.Start != n || !st.spelled(t, occ) || t.End-e > 8 || n > e+1 && t.Len() == 1 && notGivenEnd.has(st.text[n]) {
					break
				}
				n = t.End
			}
			if n == e+1 {
				break
			}
			e = n
		}
		name := entities.Span{Start: s, End: e}
		if s == d || e <= d+1 || name.Len() < 4 || runesIn(st.text[s:e], spellsOnly.has) < 2 {
			continue
		}
		last = e
		st.propose(name, entities.Person, "", entities.ViaPattern, "a dot between the parts of a foreign name", 0.85)
	}
}

// spelled tells whether a word may be one that spells a foreign name.
func (st *state) spelled(t entities.Token, occ []*candidate) bool {
	for p := t.Start; p < t.End; p++ {
		if c := occ[p]; !fold.IsHan(st.text[p]) || c != nil && c.typ != entities.Person && c.typ != entities.Place {
			return false
		}
	}
	if t.Len() == 1 {
		return st.spells(t.Start) && !grammar.has(st.text[t.Start]) && !andRunes.has(st.text[t.Start])
	}
	return strings.HasPrefix(t.POS, "nr") || runesIn(st.text[t.Start:t.End], st.d.words.translit.has) == t.Len() && !everyday(t)
}

var humanRune = fold.Rune('人')

func isDot(r rune) bool { return r == '·' || r == '.' }

// spells tells whether the character at p is one that spells foreign names.
func (st *state) spells(p int) bool {
	return st.d.words.spells.has(st.text[p])
}

// foreignUse is one run of characters that spell a foreign name, with its places.
type foreignUse struct {
	spans  []entities.Span
	own    int
	sum    [4]int
	strong int
	known  bool // the dictionary of the segmenter has it as a person's
}

// foreign finds foreign names in Han characters that no title introduces with a
// sign behind them, by the words beside all their places.
func (st *state) foreign() {
	occ, val := st.occupied(), st.valueAt()
	var uses map[string]*foreignUse
	var order []*foreignUse
	last := 0
	for _, at := range st.starts.spelled { // one character spells no name
		p := int(at)
		if p < last || occ[p] != nil || val[p] || occ[p+1] != nil || val[p+1] || st.cue.inside[p] {
			continue
		}
		if t := st.token(p); t.Start != p && !st.titleBefore(p) || p > 0 && isDot(st.text[p-1]) {
			continue
		}
		e, own := st.foreignRun(p, occ, val)
		if e == p {
			continue
		}
		s := entities.Span{Start: p, End: e}
		k := string(st.text[p:e])
		u := uses[k]
		if u == nil {
			t := st.token(p)
			u = &foreignUse{own: own, known: t.Span == s && s.Len() >= 3 && strings.HasPrefix(t.POS, "nr")}
			if uses == nil {
				uses = map[string]*foreignUse{}
			}
			uses[k] = u
			order = append(order, u)
		}
		u.spans = append(u.spans, s)
		b, a := st.beside(s, occ)
		for i := range u.sum {
			u.sum[i] += int(b[i]) + int(a[i])
		}
		if st.titleBefore(p) {
			u.strong++
			u.sum[1] += max(0, 30-int(b[1]))
		}
		if st.speechAfter(e) {
			u.strong++
			u.sum[1] += max(0, 30-int(a[1]))
		}
		last = e
	}
	for _, u := range order {
		n := len(u.spans)
		rest := max(u.sum[0], u.sum[2], u.sum[3])
		switch w := u.own + u.sum[1]; {
		case u.strong > 0 && w >= 50 && u.sum[1] > rest:
		case u.known && u.own >= 24 && u.sum[1] >= 10*n && u.sum[1] > rest+10:
		case n >= 2 && w >= 60 && u.sum[1] >= 12*n && u.sum[1] > rest+10:
		default:
			continue
		}
		for _, s := range u.spans {
			st.propose(s, entities.Person, "", entities.ViaPattern, "a transliterated name and what stands beside it", 0.65)
		}
	}
}

// foreignRun returns the end of the run of characters from p that spell a foreign
// name, and how much they look like one; p if they make no name.
func (st *state) foreignRun(p int, occ []*candidate, val []bool) (end, own int) {
	e := p
	for e < len(st.text) && e-p < 9 && occ[e] == nil && !val[e] && st.spells(e) {
		t := st.token(e)
		if e > p && t.Start == e && (st.speechAfter(e) || st.cue.after[e][1] > 0 || st.says(e) || notGivenEnd.has(st.text[e]) || grammar.has(st.text[e])) {
			break
		}
		if t.Start == e && t.Len() >= 2 && (everyday(t) || !strings.HasPrefix(t.POS, "nr") && t.Freq >= 20) {
			break
		}
		e++
	}
	if t := st.token(e); t.Start < e && t.Len() >= 2 && t.Known {
		e = max(t.Start, p) // the word goes on
	}
	if e-p < 2 {
		return p, 0
	}
	if t := st.token(e); e < len(st.text) && fold.IsHan(st.text[e]) && occ[e] == nil && t.Len() == 1 && !functionPOS(t.POS) && t.POS != "v" && !grammar.has(st.text[e]) && !notGivenEnd.has(st.text[e]) && st.cue.after[e] == ([4]uint8{}) {
		return p, 0 // 赫拉|先科
	}
	for q := p; q < e; {
		t := st.token(q)
		if strings.HasPrefix(t.POS, "nr") && t.Len() >= 2 && t.Freq < 300 {
			own += 10
		}
		for ; q < min(t.End, e) || q < e && t.Len() == 0; q++ {
			if spellsOnly.has(st.text[q]) {
				own += 7
			} else {
				own -= 4
			}
			if t.Len() == 0 {
				q++
				break
			}
		}
	}
	if e-p == 2 {
		own -= 12
	}
	if st.text[e-1] == humanRune || placeTails.has(st.text[e-1]) || st.d.contexts.common.has(st.text[p:e]) || st.wordNotName(p, e) || own < 8 {
		return p, 0
	}
	return e, own
}

// spellsOnly are characters that news uses to spell foreign names more than for
// anything else.
var spellsOnly = runeSet("爾斯拉克特德卡里阿巴塔夫布亞羅科尼維馬格瓦利納奧伊達哈普薩姆洛諾雷勒基萊加米西帕蒂比埃蘭塞貝庫弗茨魯莫波迪頓戈奇曼圖托恩吉什倫赫希耶菲伯索沃古梅博穆威凱韋佩森列扎茲朗盧約蒙切默蘇傑坦霍瑟費登艾邁瑪蓋努涅肯佐娜妮莎絲琳甘杜賈賀澤柯辛彭漢胡歐麗")

// parts finds the other places of a part of a foreign name that stands whole in the
// article: 帕克 of 東尼·帕克, Weller of Andy Weller.
func (st *state) parts() {
	var few trie.Few
	var of []*candidate
	seen := map[string]bool{}
	add := func(c *candidate, k []rune) {
		if s := string(k); len(k) >= 2 && !noName(s) && !seen[s] && few.Add(s, uint32(len(of))) {
			seen[s] = true
			of = append(of, c)
		}
	}
	for _, c := range st.cands {
		if c.state != accepted || c.lost || c.typ != entities.Person || c.Len() < 4 {
			continue
		}
		if fold.IsHan(st.text[c.Start]) {
			if t := st.token(c.End - 1); t.End == c.End && t.Len() >= 2 && t.Start >= c.Start+2 && strings.HasPrefix(t.POS, "nr") && st.latinGloss(c.End) {
				add(c, st.text[t.Start:t.End]) // 馬丁 of 大衛馬丁(David Martin)
				continue
			}
			from := c.Start
			for p := c.Start; p <= c.End; p++ {
				if p == c.End || isDot(st.text[p]) {
					if p-from < c.Len() {
						add(c, st.text[from:p])
					}
					from = p + 1
				}
			}
			continue
		}
		_, words := st.latinRun(c.Start)
		if len(words) < 2 {
			continue
		}
		p := c.End
		for p > c.Start && st.text[p-1] != ' ' {
			p--
		}
		if c.End-p >= 3 {
			add(c, st.text[p:c.End])
		}
		p = c.Start
		for p < c.End && st.text[p] != ' ' {
			p++
		}
		if p-c.Start >= 3 {
			add(c, st.text[c.Start:p])
		}
	}
	if len(of) == 0 {
		return
	}
	occ, val := st.occupied(), st.valueAt()
	for _, h := range few.Append(nil, st.text, entities.DictNames) {
		c := of[h.Value]
		if val[h.Start] || h.Start > 0 && isDot(st.text[h.Start-1]) || h.End < len(st.text) && isDot(st.text[h.End]) && !(h.End+1 < len(st.text) && st.text[h.End+1] == '\n') {
			continue
		}
		latin := fold.IsLatin(st.text[h.Start])
		if o := occ[h.Start]; o != nil && (o.Start < h.Start || o.End > h.End || o.typ == entities.Person || !latin && o.typ != entities.Place) || occ[h.End-1] != occ[h.Start] {
			continue
		}
		if latin && (!isUpper(st.raw[h.Start]) || st.prose(h.Span) || h.End+1 < len(st.text) && st.text[st.next(h.End)] == '&') {
			continue
		}
		if _, ok := st.boundary(h.Span, latin); !ok || !latin && st.wordNotName(h.Start, h.End) {
			continue
		}
		for o := st.starting[h.Start]; o != nil; o = o.prevStart {
			if o.End == h.End && o.typ != entities.Person && o.state == accepted {
				o.state, o.by, o.why = refused, byPerson, "a part of a person's name that stands whole in the article"
			}
		}
		st.propose(h.Span, entities.Person, c.id, c.via, "a part of the name of "+st.doc.Slice(c.Span), 0.75)
	}
	st.fresh = false
}

// noName tells whether a Latin word is none of a person's name.
func noName(w string) bool {
	w = strings.ToLower(w)
	return latinCompany[w] || thingTails[w] || commonLatin[w] || officeWords[w]
}

// officeWords are Latin words of offices, which stand in brackets behind who holds them.
var officeWords = lowerSet("secretary general officer commissioner police security minister ministry department bureau government council chief head the of and for spokesman spokesperson chairperson founder partner member committee university governor mayor")

// personGlosses takes the Latin form in brackets behind a person for another name
// of the person: 卡夫索格魯(Mevlut Cavusoglu).
func (st *state) personGlosses() {
	occ := st.occupied()
	for _, q := range st.spots.brackets {
		p := st.prev(q)
		if p == 0 || occ[p-1] == nil || occ[p-1].typ != entities.Person || occ[p-1].End != p || !fold.IsHan(st.text[p-1]) || !st.latinGloss(p) {
			continue
		}
		s := st.next(q + 1)
		e, words := st.latinRun(s)
		if len(words) < 2 || len(words) > 4 || slices.ContainsFunc(words, noName) || covered(occ, entities.Span{Start: s, End: e}) {
			continue
		}
		id := occ[p-1].id
		if occ[p-1].name != nil {
			id = "" // 艾利森(Graham Allison) is not the listed one
		}
		st.propose(entities.Span{Start: s, End: e}, entities.Person, id, entities.ViaGloss, "in brackets behind a person", 0.85)
	}
}
