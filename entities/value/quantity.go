package value

import (
	"github.com/factloom/factloom/entities"
)

// What a number is counted in.
const (
	qNone = iota
	qMoney
	qShare
	qCounter
)

// unit is what stands behind a number.
type unit struct {
	what    int
	end     int
	code    string // currency, where the words tell it
	bare    int    // index of the bare unit, -1 for none
	share   int
	shift   int // power of ten of a minor unit
	extra   fix // 三毛 behind 五元; 半 behind 成
	counter string
}

// unitAt reads the unit of n at p.
func (c *scan) unitAt(n *num, p int) (u unit) {
	t, s := c.t, c.s
	u.bare, u.end = -1, p
	q := c.blank(p)
	if q > p {
		if e, w := s.lex.match(t, q, wCurrency|wSymbol|wPercent|wBare); w != nil && (w.kind != wPercent || s.shares[w.a].shift == 0) {
			if w.kind == wPercent && isLatin(t[q]) && e-q < 3 {
				return
			}
			p = q
		}
	}
	kinds := s.lex.kinds(t[p])
	if (kinds&wPercent != 0 || t[p] == '个') && c.share(n, p, &u) || kinds&(wCurrency|wSymbol|wBare|wMinorAlone) != 0 && c.coin(n, p, &u) {
		return
	}
	if kinds&wCounter == 0 || p == q && q > u.end { // a counter never stands behind a blank
		return
	}
	if e, w := s.lex.match(t, p, wCounter); w != nil {
		u.what, u.end, u.counter = qCounter, e, w.show
	}
	return
}

// share reads %, 成半, 個百分點 …
func (c *scan) share(n *num, p int, u *unit) bool {
	t, s := c.t, c.s
	e, w := s.lex.match(t, p, wPercent)
	if w == nil {
		if class, _ := s.what(t[p+1]); t[p] == '个' && class == nHalf && !n.units { // 一個半百分點
			if e, w = s.lex.match(t, p+2, wPercent); w != nil && s.shares[w.a].unit != entities.UnitPercent {
				u.what, u.end, u.share, u.extra = qShare, e, w.a, fix{c: 5, e: -1}
				return true
			}
		}
		return false
	}
	sh := &s.shares[w.a]
	if t[p] == '%' && isHex(t[e]) && isHex(t[e+1]) && (n.start > 0 && (t[n.start-1] == '%' || isLatin(t[n.start-1])) || t[e+2] == '%') { // %E5%90%91
		return false
	}
	if t[e] > 0 && s.notShare[w.text+string(t[e])] {
		ok := false
		for _, y := range s.yesShare {
			if hasPrefix(t[e:], y) {
				ok = true
			}
		}
		if ok && n.one && n.v.c == 1 && n.start > 0 && !bound(t[n.start-1]) { // 之一成為, but 近一成人
			_, b := s.back.match(t, n.start, wBefore|wPlainBefore)
			ok = b != nil
		}
		if !ok {
			return false
		}
	}
	if (sh.tenth || sh.discount || sh.half) && (n.latin != 0 || n.mag != 0 || n.bare || n.more) {
		return false
	}
	if sh.tenth {
		// tenths go up to ten, or a little over: 十二成 is not said
		if n.v.cmp(fix{c: 10}) > 0 || n.start > 0 && t[n.start-1] == '第' {
			return false
		}
		q := e
		if b := c.blank(q); b > q {
			if class, _ := s.what(t[b]); class == nDigit && !isDigit(t[b]) && bound(t[b+1]) {
				q = b
			}
		}
		class, d := s.what(t[q])
		switch {
		case class == nHalf:
			u.extra, e = fix{c: 5, e: -1}, q+1
		case class == nDigit && d > 0 && !isDigit(t[q]) && !n.point, class == nDigit && isDigit(t[q]) && n.plain && n.digits == 1 && q == e && c.ends(q+1):
			c2, _ := s.what(t[q+1])
			_, cw := s.lex.match(t, q+1, wCounter|wPercent|wBare|wCurrency)
			if c2 == 0 && cw == nil {
				u.extra, e = fix{c: uint64(d), e: -1}, q+1
			}
		}
	}
	if sh.half {
		if class, _ := s.what(t[e]); class == nHalf {
			u.extra, e = fix{c: 5, e: -1}, e+1
		}
	}
	if sh.discount {
		_, cue := s.back.match(t, n.start, wDiscountCue)
		_, head := s.lex.match(t, e, wDiscountHead)
		if cue == nil && head == nil {
			return false
		}
		if n.str == 2 || n.plain && n.digits == 2 { // 七五折, 75折
			u.shift = -1
		}
	}
	u.what, u.end, u.share = qShare, e, w.a
	return true
}

func isHex(r rune) bool { return isDigit(r) || r >= 'a' && r <= 'f' }

// coin reads a currency behind a number: 美元, 元人民幣, 元三毛.
func (c *scan) coin(n *num, p int, u *unit) bool {
	t, s := c.t, c.s
	e, w := s.lex.match(t, p, wCurrency|wSymbol|wBare|wMinorAlone)
	if w == nil {
		return false
	}
	switch w.kind {
	case wMinorAlone:
		m := &s.minors[w.a]
		u.what, u.end, u.code, u.shift = qMoney, e, m.code, m.shift
		if m.code == "" {
			u.code = m.other
		}
		return true
	case wCurrency, wSymbol:
		if w.kind == wSymbol && (isLatin(t[p]) && isLatin(t[e]) || w.a == 2 && (n.mag < 4 || !c.upper(p, e))) {
			return false
		}
		u.what, u.end, u.code = qMoney, e, w.code
		return true
	}
	b := &s.bares[w.a]
	if !isHanUnit(w.text) && w.text != "$" && w.text != "¥" {
		return false
	}
	if w.text == "$" || w.text == "¥" { // a sign stands before its number
		return false
	}
	// 二元論, 三元里, but 500元月費, 3萬元代價
	if t[e] > 0 && s.notUnit[w.text+string(t[e])] && (w.text != "元" || t[e] == '件' || t[e] == '素' || n.mag == 0 && n.unit < 2 && n.digits < 3 && !n.point) {
		return false
	}
	for _, x := range s.blocks {
		if hasPrefix(t[p:], x) {
			return false
		}
	}
	if n.bare && n.mag > 0 {
		if _, k := s.back.match(t, n.start, wBefore); k == nil {
			return false
		}
	}
	if n.str > 1 && n.str != 2 {
		return false
	}
	u.what, u.bare = qMoney, w.a
	if e2, cw := s.lex.match(t, c.blank(e), wCurrency); cw != nil {
		u.end, u.code, u.bare = e2, cw.code, -1
		return true
	}
	e2, extra, got := c.minor(e)
	if b.strict && !got && len([]rune(b.text)) == 1 && !bound(t[e]) {
		// 三塊 is money at the end of a clause, else a counter
		if _, cw := s.lex.match(t, e, wClosing); cw == nil {
			u.what, u.bare = qNone, -1
			return false
		}
	}
	u.extra, u.end = extra, e2
	if e3, cw := s.lex.match(t, e2, wClosing); cw != nil {
		u.end = e3
	}
	return true
}

func isHanUnit(s string) bool { return len(s) > 2 }

// minor reads 三毛, 6角7分 and the lone digit of 一塊二 behind a main unit.
func (c *scan) minor(p int) (end int, extra fix, got bool) {
	t, s := c.t, c.s
	end = p
	last := 0
	for range 3 {
		class, d := s.what(t[end])
		if class != nDigit {
			return
		}
		v, q := fix{c: uint64(d)}, end+1
		if isDigit(t[end]) {
			if isDigit(t[q]) {
				v.c = v.c*10 + uint64(t[q]-'0')
				q++
			}
			if isDigit(t[q]) {
				return
			}
		}
		if e, w := s.lex.match(t, q, wMinor); w != nil && s.minors[w.a].shift < last {
			// 分 may be the time or a score: only behind 角, or where the clause ends
			last = s.minors[w.a].shift
			extra, end, got = extra.add(v.shift(last)), e, true
			continue
		}
		if isDigit(t[end]) || d == 0 {
			return
		}
		if class, _ := s.what(t[q]); class != 0 && class != nOrd {
			return
		}
		if !bound(t[q]) {
			if _, cw := s.lex.match(t, q, wRange|wAfter|wClosing); cw == nil {
				return
			}
		}
		return q, extra.add(v.shift(last - 1)), true
	}
	return
}

func hasPrefix(t, x []rune) bool {
	if len(t) < len(x) {
		return false
	}
	for i, r := range x {
		if t[i] != r {
			return false
		}
	}
	return true
}

// sign returns whether a minus stands at i, and where the number begins.
func (c *scan) sign(i int) (neg bool, at int) {
	t := c.t
	switch t[i] {
	case '-', '−', '△', '▲':
		if t[i] == '-' && i > 0 && (isDigit(t[i-1]) || isLatin(t[i-1]) || t[i-1] == '-' || t[i-1] == ')') {
			return false, i
		}
		if isDigit(t[i+1]) || t[i+1] == '.' && isDigit(t[i+2]) {
			return true, i + 1
		}
		return false, i
	}
	if class, _ := c.s.what(t[i]); class == nNeg {
		return true, i + 1
	}
	return false, i
}

// quantity reads the number at i with what it counts, and emits it.
func (c *scan) quantity(i int) int {
	t, s := c.t, c.s
	start := i
	ordinal := false
	switch class, _ := s.what(t[i]); {
	case class == nOrd:
		ordinal = true
		i++
	case class == nHalf:
		if e := c.halfShare(i); e > i {
			return e
		}
	case t[i] == '±':
		return c.plusMinus(i, i+1)
	case t[i] == '+' && t[i+1] == '/' && t[i+2] == '-':
		return c.plusMinus(i, i+3)
	}
	neg, at := c.sign(i)
	if neg && ordinal {
		return start
	}
	word := neg && t[i] != '-' && t[i] != '−' // 負: stays outside money and shares
	n, ok := c.number(at)
	if !ok {
		return start
	}
	if n.arabic && c.glued(at) {
		return n.end
	}
	if n.vague && n.bare {
		return start
	}
	if !ordinal {
		frac := n
		if c.fraction(&frac) {
			u := unit{bare: -1, end: frac.end}
			if !c.share(&frac, frac.end, &u) {
				if e := c.emitNumber(i, &frac, neg, false, unit{bare: -1}); e > start {
					return e
				}
			} else if !s.shares[u.share].tenth { // 四分之一厘
				c.shareMention(at, u.end, frac.v, fix{}, false, neg && !word, &frac, &u)
				return u.end
			}
		}
	}
	if n.first > 0 && t[n.end] != '%' {
		// 七八成, 三四間: neighbours before a unit are a range
		if _, w := s.lex.match(t, n.end, wPercent|wCounter|wCurrency|wBare); w != nil {
			n.v, n.delta, n.pair, n.str = fix{c: uint64(n.first)}, fix{c: uint64(n.last - n.first)}, true, 0
		}
	}
	u := c.unitAt(&n, n.tail)
	if ordinal {
		if u.what == qCounter || u.what == qNone {
			return c.emitNumber(start, &n, false, true, u)
		}
		return n.end
	}
	if e := c.rangeOf(i, at, &n, &u, neg && !word); e > start {
		return e
	}
	if (u.what == qNone || u.what == qCounter && c.sumBehind(n.tail)) && n.units && c.sum(&n, &u) {
		c.money(i, at, &n, &u, neg && !word)
		return u.end
	}
	from := at
	if neg && !word {
		from = i
	}
	switch u.what {
	case qMoney:
		c.moneyMention(from, u.end, n.v, fix{}, false, neg && !word, &n, &u)
		return u.end
	case qShare:
		c.shareMention(from, u.end, n.v.add(u.extra), n.hi().add(u.extra), n.pair, neg && !word, &n, &u)
		return u.end
	}
	return c.emitNumber(i, &n, neg, false, u)
}

// halfShare reads 半個百分點, 半厘 and 半成.
func (c *scan) halfShare(i int) int {
	t, s := c.t, c.s
	if i > 0 {
		if class, _ := s.what(t[i-1]); class != 0 || t[i-1] == '个' || t[i-1] == '厘' || t[i-1] == '成' {
			return i
		}
	}
	n := num{start: i, end: i + 1, tail: i + 1, v: fix{c: 5, e: -1}, han: true, one: true}
	u := unit{bare: -1}
	if !c.share(&n, i+1, &u) || s.shares[u.share].discount || t[i+1] == '%' {
		return i
	}
	c.shareMention(i, u.end, n.v, fix{}, false, false, &n, &u)
	return u.end
}

// plusMinus reads ±5% at i, its number at p: as much below as above.
func (c *scan) plusMinus(i, p int) int {
	n, ok := c.number(p)
	if !ok || !n.arabic {
		return i
	}
	u := c.unitAt(&n, n.tail)
	if u.what != qShare {
		return i
	}
	c.shareMention(i, u.end, n.v, n.v, true, false, &n, &u)
	v := c.out[len(c.out)-1].Value.(*entities.Percent)
	v.Value = v.Value.Neg()
	return u.end
}

// glued tells whether the digits at i belong to a code: A320, 737-8, iPhone 17.
func (c *scan) glued(i int) bool {
	t := c.t
	if i == 0 {
		return false
	}
	r := t[i-1]
	switch {
	case isDigit(r):
		return true
	case isLatin(r):
		return !c.telling(i)
	case r == '-' && i > 1 && (isLatin(t[i-2]) || isDigit(t[i-2])):
		return true
	case (r == '.' || r == '/') && i > 1 && isDigit(t[i-2]):
		return true
	case r == ',' && i > 1 && isDigit(t[i-2]): // thousands go by three
		return i+3 <= c.n && isDigit(t[i+1]) && isDigit(t[i+2]) && !isDigit(t[i+3])
	}
	return false
}

// telling tells whether the digits at i, though a Latin word stands right before
// them, are a number by what follows: UGL400萬英鎊, Fed3月起.
func (c *scan) telling(i int) bool {
	p := i
	for p > 0 && isLatin(c.t[p-1]) {
		p--
	}
	if i-p < 2 || p > 0 && isDigit(c.t[p-1]) {
		return false
	}
	n, ok := c.number(i)
	if !ok {
		return false
	}
	switch {
	case n.mag > 0:
		return true
	case n.plain && c.t[n.end] == '月':
		return n.digits <= 2
	case n.plain && c.t[n.end] == '年':
		return n.digits == 4
	}
	return false
}

// rangeOf reads 15億至20億美元, 3%至5%, 八到九成 whose first number is n.
func (c *scan) rangeOf(i, at int, n *num, u *unit, neg bool) int {
	t, s := c.t, c.s
	if n.pair {
		return i
	}
	p := n.tail
	if u.what == qMoney || u.what == qShare {
		p = u.end
	}
	p0 := p
	p = c.blank(p)
	e, w := s.lex.match(t, p, wRange)
	list := false
	if w == nil {
		if u.what != qNone || n.tail != p0 {
			return i
		}
		e, w = s.lex.match(t, p, wList)
		if w == nil {
			return i
		}
		list = true
	}
	q := c.blank(e)
	// 介乎3元至約5元 keeps its bound inside
	var code string
	if e2, cw := s.lex.match(t, q, wCurrency|wSymbol); cw != nil {
		code, q = cw.code, c.blank(e2)
	} else if e2, cw := s.lex.match(t, q, wBare); cw != nil && cw.text == "$" {
		q = e2
	}
	m, ok := c.number(q)
	if !ok {
		return i
	}
	v := c.unitAt(&m, m.tail)
	if list && v.what == qNone && code == "" { // 3億、5億及8億美元
		v = c.lastUnit(m.tail)
	}
	if list && t[p] == '、' && n.one && m.han && (m.one || n.mag == 0 && m.mag > 0) && c.next(n, &m) && (v.what == qShare || v.what == qMoney) && (i == 0 || t[i-1] != '第') {
		list = false // 三、四成
	}
	if v.what == qNone || v.what == qCounter || m.pair && list {
		if u.what == qMoney && v.what == qNone && m.mag > 0 && !list || u.what == qMoney && code != "" {
			v = *u
			v.end = m.tail
		} else if u.what == qNone && !list && v.what != qMoney && n.latin == 0 && m.latin == 0 {
			// a range of a plain number: 3至5間
			if n.one && m.one && v.what == qNone {
				return i
			}
			if t[p] == '-' && v.what == qNone && m.mag == 0 || n.str > 1 || m.str > 1 {
				return i
			}
			lo, hi := scale(n, &m)
			if lo.cmp(hi) >= 0 {
				return i
			}
			if sum, su := m, v; v.what == qNone && m.mag > 0 { // 每年蝕三至四億
				sum.start, sum.pair = n.start, false
				if c.sum(&sum, &su) {
					c.moneyMention(at, su.end, lo, hi, true, neg, n, &su)
					return su.end
				}
			}
			c.numberMention(at, m.end, lo, hi, true, neg, entities.Between, v.counter, false)
			return m.end
		} else {
			return i
		}
	}
	if v.what == qMoney && code != "" {
		v.code, v.bare = code, -1
	}
	from := at
	if neg {
		from = i
	}
	if list {
		// the unit is written once: 3億和5億美元; the second is read in its turn
		if v.what != qMoney || n.bare || n.vague || n.str > 1 || n.one && !m.one {
			return i
		}
		if n.mag == 0 && (m.mag != 0 || !n.plain || !m.plain) || n.mag != 0 && m.mag == 0 {
			return i
		}
		if t[p] != '、' && n.mag == 0 {
			return i
		}
		w := v
		w.end, w.extra = n.tail, fix{}
		c.moneyMention(from, n.tail, n.v, fix{}, false, neg, n, &w)
		return n.tail
	}
	if u.what != qNone && u.what != qCounter && u.what != v.what {
		return i
	}
	if u.what == qCounter {
		return i
	}
	lo, hi := n.v.add(u.extra), m.v.add(v.extra)
	if x := t[v.end]; u.what != qNone && hi.cmp(lo.times(8)) >= 0 && x != '不' && x != '等' && x != '之' && x != '间' && c.changes(i) { // 上升0.5%至8.3%
		return i
	}
	switch v.what {
	case qShare:
		if u.what == qShare && s.shares[u.share].unit != s.shares[v.share].unit {
			return i
		}
		if u.what == qNone {
			lo, hi = scale(n, &m)
			hi = hi.add(v.extra)
		} else if s.shares[u.share].shift != s.shares[v.share].shift {
			return i
		}
		c.shareMention(from, v.end, lo, hi, true, neg, n, &v)
	case qMoney:
		if u.what == qMoney && u.code != "" && v.code != "" && u.code != v.code {
			return i
		}
		if u.what == qNone {
			lo, hi = scale(n, &m)
			hi = hi.add(v.extra)
		} else if u.code != "" && v.code == "" {
			v.code, v.bare = u.code, -1
		}
		if lo.cmp(hi) > 0 {
			return i
		}
		c.moneyMention(from, v.end, lo, hi, true, neg, n, &v)
	}
	return v.end
}

// changes tells whether a word such as 上升 stands before i, a bound between them
// or not.
func (c *scan) changes(i int) bool {
	if q, w := c.s.back.match(c.t, i, wBefore); w != nil {
		i = q
	}
	_, w := c.s.back.match(c.t, i, wChange)
	return w != nil
}

// lastUnit returns the unit of the last number of a list that goes on at p.
func (c *scan) lastUnit(p int) (u unit) {
	for range 8 {
		e, w := c.s.lex.match(c.t, c.blank(p), wList)
		if w == nil {
			break
		}
		m, ok := c.number(c.blank(e))
		if !ok || m.mag == 0 {
			break
		}
		if u = c.unitAt(&m, m.tail); u.what != qNone {
			break
		}
		p = m.tail
	}
	if u.what != qMoney {
		u = unit{bare: -1}
	}
	return u
}

// next tells whether the first digit of m is the one after the digit n.
func (c *scan) next(n, m *num) bool {
	_, d := c.s.what(c.t[m.start])
	return n.v.c == uint64(d)-1 && n.v.c > 0 && n.v.e == 0
}

// scale gives the lower end of a range the magnitudes written once at the
// upper: 15-20億, 兩~3百, 七千到九千億. A lower end that would pass the upper
// one stands as it is written: 5000至1萬.
func scale(n, m *num) (lo, hi fix) {
	lo, hi = n.v, m.v
	if n.mag > 0 || !m.units {
		return
	}
	k := m.mag
	if m.unit > 0 && !n.units && (n.one || n.digits == 1) && m.v.cmp(fix{c: 10}.shift(m.unit+k)) < 0 {
		k += m.unit
	}
	if x := lo.shift(k); x.cmp(hi) < 0 {
		lo = x
	} else if x := lo.shift(8); k == 12 && x.cmp(hi) < 0 { // 五千至一萬億
		lo = x
	}
	return
}

// bound returns how the words around [i, j) bound the value between them.
func (c *scan) bounds(i, j int) entities.Kind {
	p := i
	if p > 0 && c.t[p-1] == ' ' {
		p--
	}
	if q, w := c.s.back.match(c.t, p, wBefore); w != nil && (p-q > 1 || !c.s.beforeUnit[c.t[q]] || c.unitHead(i)) {
		k := entities.Kind(w.code)
		if _, not := c.s.back.match(c.t, q, wNegate); not != nil {
			switch k { // 不逾, 未能突破
			case entities.AtLeast:
				k = entities.AtMost
			case entities.AtMost:
				k = entities.AtLeast
			}
		}
		return k
	}
	if _, w := c.s.lex.match(c.t, c.blank(j), wAfter); w != nil {
		return entities.Kind(w.code)
	}
	return entities.Exact
}

// unitHead tells whether the value at i begins with a unit: 百億, 萬元.
func (c *scan) unitHead(i int) bool {
	class, _ := c.s.what(c.t[i])
	return class == nUnit || class == nMag
}

// per returns what one buys for the amount at [i, j): 每股25.3港元, 76美元一桶.
func (c *scan) per(i, j int) string {
	t, s := c.t, c.s
	for p, k := i-1, 0; p >= 0 && k < 10; p, k = p-1, k+1 {
		r := t[p]
		if r == '每' {
			if _, w := s.lex.match(t, p+1, wPer); w != nil {
				return w.code
			}
			return ""
		}
		if bound(r) && r != ' ' || isDigit(r) {
			break
		}
	}
	p := j
	if t[p] == '/' || t[p] == '一' || t[p] == '每' {
		if e, w := s.lex.match(t, p+1, wPer); w != nil && (t[p] != '一' || bound(t[e])) {
			return w.code
		}
	}
	return ""
}

// signed returns the decimal of f, negative when neg.
func signed(f fix, neg bool) entities.Decimal {
	d := f.dec()
	if neg {
		return d.Neg()
	}
	return d
}

func (c *scan) moneyMention(i, j int, lo, hi fix, ranged, neg bool, n *num, u *unit) {
	m := &entities.Money{Currency: u.code, Kind: c.bounds(i, j), Per: c.per(i, j)}
	m.Amount = signed(lo.shift(u.shift), neg)
	switch {
	case ranged:
		m.AmountTo, m.Kind = signed(hi.shift(u.shift), neg), entities.Between
	case n.pair:
		m.AmountTo, m.Kind = signed(n.hi().shift(u.shift), neg), entities.Between
	case n.vague:
		m.Amount, m.Kind = entities.Null, entities.Vague
	default:
		if !u.extra.zero() {
			m.Amount = signed(lo.add(u.extra).shift(u.shift), neg)
		}
		if (n.more || n.tail > n.end) && m.Kind == entities.Exact {
			m.Kind = entities.AtLeast
		}
	}
	if u.code == "" && u.bare >= 0 {
		m.Unit = c.s.bares[u.bare].text
	}
	c.lastMoney = len(c.out)
	c.emit(i, j, entities.MoneyType, m)
}

// money emits a sum without a unit.
func (c *scan) money(i, at int, n *num, u *unit, neg bool) {
	if neg {
		at = i
	}
	c.moneyMention(at, u.end, n.v, fix{}, false, neg, n, u)
}

func (c *scan) shareMention(i, j int, lo, hi fix, ranged, neg bool, n *num, u *unit) {
	sh := &c.s.shares[u.share]
	shift := sh.shift + u.shift
	p := &entities.Percent{Unit: sh.unit, Kind: c.bounds(i, j), Value: signed(lo.shift(shift), neg)}
	switch {
	case n.vague && !ranged:
		p.Value, p.Kind = entities.Null, entities.Vague
	case ranged:
		p.ValueTo, p.Kind = signed(hi.shift(shift), neg), entities.Between
	case (n.more || n.tail > n.end) && p.Kind == entities.Exact:
		p.Kind = entities.AtLeast
	}
	c.emit(i, j, entities.PercentType, p)
}

// sum tells whether a number of 億 or 萬 that no unit follows is money, because
// the words before or behind it speak of a sum or the sentence has just named one.
func (c *scan) sum(n *num, u *unit) bool {
	t, s := c.t, c.s
	if n.v.cmp(fix{c: 1e4}) < 0 || n.vague && n.bare || n.frac || n.latin > 0 {
		return false
	}
	_, bound1 := s.back.match(t, n.start, wBefore)
	if n.bare && bound1 == nil {
		return false
	}
	e := n.tail
	cue, adjacent := c.sumCue(n.start)
	_, head := s.lex.match(t, e, wSumHead)
	switch {
	case head != nil: // 8億撥款
	case t[e] == '的' && cue != nil && adjacent && !n.bare: // 值500萬的
	case bound(t[e]):
		if b := c.blank(e); b > e {
			if _, w := s.lex.match(t, b, wCounter); w != nil && isLatin(t[b]) {
				return false
			}
		}
	default:
		if _, w := s.lex.match(t, e, wAfter|wRange); w != nil {
			break
		}
		if cue == nil || cue.a == 0 || !adjacent || n.bare { // 斥資5億收購
			return false
		}
		if _, w := s.lex.match(t, e, wCounter|wDozen); w != nil || t[e] == '个' {
			return false
		}
	}
	u.bare = s.bareMag
	near := c.lastMoney >= 0 && c.at[c.lastMoney] >= c.sentence
	var last *entities.Money
	if near {
		last, near = c.out[c.lastMoney].Value.(*entities.Money)
	}
	switch {
	case cue != nil || head != nil:
		if near && last.Currency != "" && n.start-c.at[c.lastMoney] < 30 {
			u.code = last.Currency
		}
	case n.bare || n.v.cmp(fix{c: 1e8}) < 0 || !near:
		return false
	case bound1 != nil, c.sibling(n.start):
		// the sentence has just named a sum, and this one is compared with it
		// or stands in one list with it
		u.code = last.Currency
	default:
		return false
	}
	u.what, u.end = qMoney, e
	return true
}

// sumBehind tells whether a word that speaks of a sum stands at i.
func (c *scan) sumBehind(i int) bool {
	_, w := c.s.lex.match(c.t, i, wSumHead)
	return w != nil
}

// sumCue looks for a word that speaks of a sum within ten runes before i, in the
// same clause, and tells whether nothing but a bound parts it from i.
func (c *scan) sumCue(i int) (cue *word, adjacent bool) {
	t, s := c.t, c.s
	adjacent = true
	for p, k := i, 0; p > 0 && k < 10; k, p = k+1, p-1 {
		if _, w := s.back.match(t, p, wSum); w != nil {
			return w, adjacent
		}
		if q, w := s.back.match(t, p, wBefore); w != nil && adjacent {
			k, p = k+p-q-1, q+1
			continue
		}
		r := t[p-1]
		switch r {
		case '人', '户', '票', '者', '口', '次', '位', '名', '份', '股', '辆', '台', '架', '吨', '桶': // people and things are counted
			return nil, false
		case '了', '达', '为', '共', '仅', '至', '到', ' ':
		default:
			if bound(r) || isDigit(r) {
				return nil, false
			}
			adjacent = false
		}
	}
	return nil, false
}

// sibling tells whether the money named last stands in one list with what begins
// at i: 國泰金282億元、新光金256億.
func (c *scan) sibling(i int) bool {
	t := c.t
	comma := false
	for p, k := i-1, 0; p > c.at[c.lastMoney] && k < 25; p, k = p-1, k+1 {
		switch t[p] {
		case '、':
			comma = true
		case '人', '户', '票', '次', '口', ',', '。', ';', '\n':
			return false
		}
	}
	return comma
}

// prefixed reads money whose currency stands first: 人民幣3,500萬元, US$4.3億.
func (c *scan) prefixed(i int) int {
	t, s := c.t, c.s
	e, w := s.lex.match(t, i, wCurrency|wSymbol|wBare)
	if w == nil {
		return i
	}
	if w.kind == wBare && w.text != "$" && w.text != "¥" {
		return i
	}
	if isLatin(t[i]) && i > 0 && (isLatin(t[i-1]) || isDigit(t[i-1])) || isLatin(t[e-1]) && isLatin(t[e]) {
		return i
	}
	p := e
	if w.kind == wCurrency && t[p] == '$' && isDigit(t[p+1]) { // 美元$59.9
		p++
	}
	for k := 0; k < 2 && t[p] == ' '; k++ {
		p++
	}
	own := true // the prefix is part of the span
	neg, at := c.sign(p)
	if neg && t[p] != '-' && t[p] != '−' {
		return i
	}
	n, ok := c.number(at)
	if !ok && w.kind == wCurrency {
		// 人民幣約3,500萬元: the bound parts the two
		for k := 1; k <= 3 && !ok; k++ {
			if q, bw := s.back.match(t, at+k, wBefore); bw != nil && q == at {
				n, ok = c.number(at + k)
				own = false
				p, at = at+k, at+k
			}
		}
	}
	if !ok || n.bare && !c.moneyUnitAt(n.tail) || n.str > 1 || n.one && w.kind != wCurrency {
		return i
	}
	if w.kind == wCurrency && n.han && !n.units && n.one && !c.moneyUnitAt(n.tail) {
		return i
	}
	if w.text == "¥" && n.elided {
		return i
	}
	if w.a > 0 && w.kind == wSymbol && (!c.upper(i, e) || w.a == 2 && n.mag < 4) {
		return i
	}
	from := i
	if !own {
		from = at
	}
	if n.arabic && !n.units && n.latin == 0 && t[n.end] == 'm' && !isLatin(t[n.end+1]) && !isDigit(t[n.end+1]) && w.kind != wCurrency { // HK$3.5m
		n.v, n.latin, n.end, n.tail = n.v.shift(6), 6, n.end+1, n.end+1
	}
	u := unit{what: qMoney, end: n.tail, code: w.code, bare: -1}
	if w.kind == wBare {
		u.bare = w.a
	}
	tailUnit := func(n *num) (end int, other unit) {
		v := c.unitAt(n, n.tail)
		return v.end, v
	}
	_, v := tailUnit(&n)
	switch {
	case v.what == qMoney && (v.bare >= 0 || v.code == w.code):
		u.end, u.extra, u.shift = v.end, v.extra, v.shift
	case v.what == qMoney && w.kind == wBare: // $5美元
		u.code, u.bare, u.end = v.code, -1, v.end
	case v.what == qMoney: // 比特幣跌破8000美元
		return i
	case v.what == qShare, v.what == qCounter && w.kind == wSymbol && w.a > 0:
		return i
	case w.kind == wCurrency && v.what == qNone && n.plain && n.digits <= 2 && !bound(t[n.tail]):
		// 人民幣7連升
		if _, cw := s.lex.match(t, n.tail, wRange); cw == nil {
			return i
		}
	case v.what == qCounter && w.kind == wCurrency:
		if _, k := s.back.match(t, i, wBefore); k == nil && v.end > n.tail && !bound(t[v.end]) {
			return i
		}
	}
	if neg && !own {
		from = p
	}
	// a range: 台幣5100至6000元
	q := c.blank(u.end)
	if e2, rw := s.lex.match(t, q, wRange); rw != nil {
		x := c.blank(e2)
		same := false
		if e3, cw := s.lex.match(t, x, wCurrency|wSymbol|wBare); cw != nil && cw.code == w.code && (cw.kind != wBare || cw.a == w.a) {
			x, same = c.blank(e3), true
		}
		if m, ok := c.number(x); ok && !m.pair && !n.pair && m.str <= 1 {
			_, mv := tailUnit(&m)
			end := m.tail
			good := same || mv.what == qMoney && (mv.bare >= 0 || mv.code == w.code)
			if mv.what == qMoney && good {
				end = mv.end
			}
			if !good && mv.what == qNone && (m.mag > 0 || m.point || w.kind != wCurrency) && rw.text != "," {
				good = !isDate(mv, t[m.tail])
			}
			if good {
				lo, hi := n.v.add(u.extra), m.v.add(mv.extra)
				if u.end == n.tail {
					lo, hi = scale(&n, &m)
				}
				if lo.cmp(hi) < 0 {
					u.extra = fix{}
					c.moneyMention(from, end, lo, hi, true, neg, &n, &u)
					return end
				}
			}
		}
	}
	c.moneyMention(from, u.end, n.v, fix{}, false, neg, &n, &u)
	return u.end
}

// upper tells whether a code is written in capitals.
func (c *scan) upper(i, j int) bool {
	for ; i < j; i++ {
		if isLatin(c.t[i]) && c.orig(i) == c.t[i] {
			return false
		}
	}
	return true
}

func isDate(u unit, r rune) bool { return u.what == qCounter || r == '年' || r == '月' || r == '日' }

func (c *scan) moneyUnitAt(p int) bool {
	_, w := c.s.lex.match(c.t, p, wBare|wCurrency)
	return w != nil
}

// headed reads 百分之三, 千分之五.
func (c *scan) headed(i int) int {
	t, s := c.t, c.s
	if class, _ := s.what(t[max(i-1, 0)]); i > 0 && (class == nDigit || class == nUnit || class == nMag) {
		return i
	}
	var key [8]rune
	var at [9]int
	k := 0
	p := i
	for k < 4 && t[p] != 0 {
		key[k], at[k] = t[p], p
		k++
		p++
		at[k] = p
		p = c.blank(p)
	}
	e, w := s.lex.match(key[:], 0, wShareHead)
	if w == nil {
		return i
	}
	p = c.blank(at[e])
	neg, q := c.sign(p)
	n, ok := c.number(q)
	if !ok {
		return i
	}
	u := unit{what: qShare, end: n.tail, share: w.a, bare: -1}
	z := c.blank(u.end)
	if e2, rw := s.lex.match(t, z, wRange); rw != nil {
		x := c.blank(e2)
		if e3, hw := s.lex.match(t, x, wShareHead); hw != nil && hw.a == w.a {
			x = e3
		}
		if m, ok := c.number(x); ok && !m.pair {
			if mv := c.unitAt(&m, m.tail); mv.what == qNone && n.v.cmp(m.v) < 0 {
				c.shareMention(i, m.tail, n.v, m.v, true, neg, &n, &u)
				return m.tail
			}
		}
	}
	c.shareMention(i, u.end, n.v, n.hi(), n.pair, neg, &n, &u)
	return u.end
}

// emitNumber emits a plain number, if it is one and not a part of a word.
func (c *scan) emitNumber(i int, n *num, neg, ordinal bool, u unit) int {
	t, s := c.t, c.s
	if n.arabic {
		if u.what == qNone && isLatin(t[n.end]) && n.latin == 0 {
			for p := n.end; ; p++ { // 5G, 17pro
				if !isLatin(t[p]) && !isDigit(t[p]) {
					return p
				}
			}
		}
		if n.plain && u.what == qNone && !ordinal && t[n.end] == '-' && (isDigit(t[n.end+1]) || isLatin(t[n.end+1])) {
			return n.end // 737-8
		}
		if n.plain && n.digits <= 4 && u.what == qNone && !ordinal && n.start > 1 && t[n.start-1] == ' ' && isLatin(t[n.start-2]) {
			return n.end // iPhone 17
		}
	} else if !ordinal && !n.frac {
		switch {
		case n.bare:
			if u.what != qCounter || n.tail == n.end && !n.more && c.bounds(i, n.end) == entities.Exact {
				return n.end
			}
		case n.str == 2 && u.what == qNone, n.str > 1 && u.what == qNone && !c.alone(n.start, n.end):
			return n.end
		case n.one || n.vague && n.end-n.start < 2:
			if e, w := s.lex.match(t, n.start, wNotNumber); w != nil {
				return e
			}
			if s.formal[t[n.start]] && !(c.alone(n.start, n.end) && bound(t[n.end])) {
				return n.end
			}
			_, dz := s.lex.match(t, n.end, wDozen)
			if u.what == qNone && !neg && dz == nil && !c.alone(n.start, n.end) {
				return n.end
			}
		}
	}
	kind := c.bounds(i, n.end)
	hi, ranged := fix{}, false
	if n.pair {
		hi, ranged, kind = n.hi(), true, entities.Between
	}
	if n.vague {
		kind = entities.Vague
	} else if (n.more || n.tail > n.end) && kind == entities.Exact {
		kind = entities.AtLeast
	}
	end := n.end
	v := n.v
	if e, w := s.lex.match(t, end, wDozen); w != nil && !ordinal && !s.dozenNot[t[e]] && !n.frac {
		v, end = fix{d: v.dec().Mul(entities.Dec(12))}, e
	} else if u.what == qCounter && !ordinal && !n.frac && n.tail == n.end {
		if class, _ := s.what(t[u.end]); class == nHalf { // 三個半
			v = v.add(fix{c: 5, e: -1})
			end = u.end + 1
		}
	}
	c.numberMention(i, end, v, hi, ranged, neg, kind, u.counter, ordinal)
	return end
}

// alone tells whether [i, j) stands between words that a number may stand between.
func (c *scan) alone(i, j int) bool {
	left := i == 0 || bound(c.t[i-1])
	if !left {
		_, w := c.s.back.match(c.t, i, wPlainBefore)
		left = w != nil
	}
	if !left {
		return false
	}
	if bound(c.t[j]) {
		return true
	}
	_, w := c.s.lex.match(c.t, j, wPlainAfter)
	return w != nil
}

func (c *scan) numberMention(i, j int, lo, hi fix, ranged, neg bool, kind entities.Kind, counter string, ordinal bool) {
	n := &entities.Number{Value: signed(lo, neg), Kind: kind, Counter: counter, Ordinal: ordinal}
	if kind == entities.Vague {
		n.Value = entities.Null
	}
	if ranged {
		n.ValueTo = signed(hi, neg)
	}
	m := c.emit(i, j, entities.NumberType, n)
	m.Hidden = true
}
