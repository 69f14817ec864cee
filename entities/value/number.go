package value

import (
	"strings"

	"github.com/factloom/factloom/entities"
)

// num is a numeral as it was read.
type num struct {
	start, end int
	tail       int // behind a 多 or 餘 that follows the number, else end
	v          fix
	delta      fix // 八九百: what the upper end is greater by
	pair       bool
	more       bool // 多, 餘
	vague      bool // 數百, 幾
	arabic     bool // Arabic digits take part
	han        bool
	plain      bool // Arabic digits alone, without comma or point
	point      bool
	digits     int  // digits of a plain number
	str        int  // length of a string of Chinese digits without units: 二〇二六
	units      bool // 十百千 or a magnitude
	mag        int  // power of ten of the magnitudes it ends with
	unit       int  // power of the 百 or 千 before them
	elided     bool // begins with 百, 千, 萬 or 億
	one        bool // a single Chinese numeral
	bare       bool // nothing but an elided unit: 百, 萬億
	latin      int  // power of ten of k, bn …
	frac       bool
	first      int // the digits of a string of two that follow each other: 七八
	last       int
}

func (n *num) hi() fix { return n.v.add(n.delta) }

type numPart struct {
	v   fix
	mag int
}

// what returns the numeral class and the digit or power of a rune.
func (s *Scanner) what(r rune) (class uint8, n int) {
	if isDigit(r) {
		return nDigit, int(r - '0')
	}
	if uint32(r) >= 1<<16 {
		return 0, 0
	}
	x := s.num[r]
	return x & 0xf0, int(x & 0x0f)
}

// arabicRun reads Arabic digits with thousands commas and a point.
func (c *scan) arabicRun(i int) (v fix, end, digits int, plain, point, ok bool) {
	t := c.t
	p := i
	plain = true
	n := 0
	for isDigit(t[p]) {
		p++
	}
	n = p - i
	if n >= 1 && n <= 3 {
		for t[p] == ',' && isDigit(t[p+1]) && isDigit(t[p+2]) && isDigit(t[p+3]) && !isDigit(t[p+4]) {
			p += 4
			plain = false
		}
	}
	if t[p] == '.' && isDigit(t[p+1]) {
		q := p + 1
		for isDigit(t[q]) {
			q++
		}
		if !(t[q] == '.' && isDigit(t[q+1])) {
			p, plain, point = q, false, true
		}
	}
	if p == i {
		return
	}
	end, digits, ok = p, n, true
	exp, seen := int32(0), 0
	var acc uint64
	for q := i; q < p; q++ {
		switch r := t[q]; {
		case r == '.':
			exp = 1 // from here on digits count
		case isDigit(r):
			if acc != 0 || r != '0' {
				seen++
			}
			if seen <= 18 {
				acc = acc*10 + uint64(r-'0')
			}
			if exp > 0 {
				exp++
			}
		}
	}
	if seen <= 18 {
		v = fix{c: acc}
		if exp > 0 {
			v.e = -(exp - 1)
		}
		return
	}
	d, err := entities.ParseDecimal(string(t[i:p]))
	if err != nil {
		ok = false
		return
	}
	v = fix{d: d}
	return
}

// number reads the numeral at i, without its sign. Blanks inside Chinese
// numerals, and between digits and a magnitude, belong to it.
func (c *scan) number(i int) (n num, ok bool) {
	if c.numAt != i+1 { // a date asks before a quantity does
		c.num, c.numOK = c.readNumber(i)
		c.numAt = i + 1
	}
	return c.num, c.numOK
}

// readNumber is number without the memory of the last one.
func (c *scan) readNumber(i int) (n num, ok bool) {
	t, s := c.t, c.s
	n.start = i
	if class, d := s.what(t[i]); class == nDigit && !isDigit(t[i]) { // one digit alone, the most common
		next, _ := s.what(t[i+1])
		if r := t[i+1]; next == 0 && r != ' ' && r != '.' && r != '个' {
			n.end, n.tail, n.v, n.han, n.one = i+1, i+1, fix{c: uint64(d)}, true, true
			return n, true
		}
	}
	var (
		parts        [4]numPart
		np           int
		sec, cur     fix
		secOn, curOn bool
		curHan       bool
		str          int // Chinese digits in cur
		first, last  int // the first and last of them
		unitPow      int // of the last unit, for 兩千四百五
		zero         bool
		deltaIn      int // 0 none, 1 cur, 2 sec, 3 parts
	)
	p, end := i, i
	consumed := 0
loop:
	for consumed < 400 {
		r := t[p]
		class, d := s.what(r)
		if consumed > 0 && class != 0 && s.currencyHead[r] { // 25.3百慕達元, 三億多哥法郎
			if _, w := s.lex.match(t, p, wCurrency); w != nil {
				break
			}
		}
		switch class {
		case nDigit:
			if isDigit(r) {
				if curOn || (consumed > 0 && n.vague && !n.units) {
					break loop
				}
				if np > 0 && secOn {
					if class, d := s.what(t[p+1]); class != nUnit || d >= unitPow { // 1萬2千3百
						break loop
					}
				}
				v, e, dg, plain, point, good := c.arabicRun(p)
				if !good {
					break loop
				}
				cur, curOn, curHan = v, true, false
				n.arabic, n.point = true, n.point || point
				n.plain, n.digits = plain && consumed == 0, dg
				consumed += e - p
				p, end = e, e
				continue
			}
			if curOn && !curHan || n.point {
				break loop
			}
			if r == '两' && (secOn || np > 0) && !curOn { // 四百萬兩 of silver, but 三萬兩千
				if class, _ := s.what(t[p+1]); class != nUnit && class != nMag {
					break loop
				}
			}
			if !curOn {
				cur, curOn, curHan, str, first = fix{c: uint64(d)}, true, true, 1, d
			} else {
				if cur.c > 1e17 {
					break loop
				}
				cur.c = cur.c*10 + uint64(d)
				str++
			}
			if d == 0 && (consumed > 0 && str == 1) {
				zero = true
			}
			last = d
			n.han = true
			n.plain = false
			p++
		case nTens:
			if curOn || secOn {
				break loop
			}
			sec, secOn, unitPow = fix{c: uint64(d) * 10}, true, 1
			n.han, n.units, n.plain = true, true, false
			p++
		case nUnit:
			if n.point && d == 1 {
				break loop
			}
			if curOn && curHan && str > 1 {
				// 八九百: two digits in a row, the second one greater by one
				if str == 2 && neighbours(first, last) {
					cur, n.pair = fix{c: uint64(first)}, true
					n.delta, deltaIn = fix{c: uint64(last - first)}, 1
				} else if !(first == 0 && str == 2) {
					break loop
				} else {
					cur = fix{c: uint64(last)}
				}
			}
			if secOn && d >= unitPow {
				break loop
			}
			if !curOn {
				if secOn && d != 1 || np > 0 && d != 1 && !secOn {
					break loop
				}
				if d != 1 {
					n.elided = true
				}
				cur = fix{c: 1}
			} else if deltaIn == 1 {
				n.delta, deltaIn = n.delta.shift(d), 2
			} else if cur.zero() && d == 1 { // 零十四
				cur = fix{c: 1}
			}
			if n.vague && np == 0 && !secOn && !n.units {
				n.delta = fix{}
			}
			sec, secOn, unitPow = sec.add(cur.shift(d)), true, d
			cur, curOn, str, zero = fix{}, false, 0, false
			n.unit = d
			if !isDigit(t[max(p-1, 0)]) || consumed == 0 {
				n.han = true
			}
			n.units, n.plain = true, false
			p++
		case nMag:
			k := d * 4
			if curOn && curHan && str > 1 {
				if str == 2 && neighbours(first, last) {
					cur, n.pair = fix{c: uint64(first)}, true
					n.delta, deltaIn = fix{c: uint64(last - first)}, 1
				} else if str == 2 && first == 0 {
					cur = fix{c: uint64(last)}
				} else {
					break loop
				}
			}
			if curOn && curHan && str == 1 && unitPow >= 2 && !zero && !n.point && deltaIn == 0 && cur.c > 0 && (secOn || np > 0 && parts[np-1].mag == unitPow && unitPow < k) {
				cur = cur.shift(unitPow - 1) // 萬五億, 三百五萬
			}
			if !curOn && !secOn {
				if np > 0 && p > 0 {
					if pc, _ := s.what(t[p-1]); pc != nMag && pc != nMore {
						break loop
					}
				} else if np == 0 {
					n.elided = true
					cur, curOn = fix{c: 1}, true
				}
			}
			v := sec.add(cur)
			if deltaIn != 0 {
				n.delta, deltaIn = n.delta.shift(k), 3
			}
			for np > 0 && parts[np-1].mag < k {
				v = v.add(parts[np-1].v)
				np--
			}
			if np > 0 && parts[np-1].mag == k || np == len(parts) {
				break loop
			}
			if v.zero() {
				break loop
			}
			parts[np] = numPart{v.shift(k), k}
			np++
			if curOn || secOn {
				n.mag = k
			} else {
				n.mag += k
			}
			sec, cur, secOn, curOn, str, zero = fix{}, fix{}, false, false, 0, false
			unitPow = k
			n.units, n.plain = true, false
			if n.point {
				n.point = false
				p++
				end = p
				consumed++
				// 1.2億3千萬 is not written: the number ends here, but for 萬億
				if pc, _ := s.what(t[p]); pc == nMag {
					continue
				}
				break loop
			}
			p++
		case nPoint:
			if n.point || consumed == 0 || curOn && !curHan {
				break loop
			}
			if !curOn && !secOn && np == 0 {
				break loop
			}
			q := c.blank(p + 1)
			v, e, k, good := c.decimals(q)
			if !good {
				break loop
			}
			cur = cur.add(v.shift(-k))
			curOn, curHan, n.point, str = true, true, true, 9
			consumed += e - p
			n.han = true
			p, end = e, e
			// only a magnitude may follow
			if pc, _ := s.what(t[p]); pc != nMag || np > 0 {
				break loop
			}
			str = 1
			continue
		case nHalf: // 半億
			class, d := s.what(t[p+1])
			if consumed > 0 || class != nMag || d > 2 || p > 0 && (t[p-1] == '大' || t[p-1] == '小' || t[p-1] == '多' || t[p-1] == '过') {
				break loop
			}
			cur, curOn, curHan, str, n.han = fix{c: 5, e: -1}, true, true, 1, true
			first, last = 0, 0
			p++
		case nMore:
			if consumed == 0 || n.more || n.vague && !n.units {
				break loop
			}
			// 20多億, 一千多萬: the magnitude follows at once
			if pc, pd := s.what(t[p+1]); pc == nMag || pc == nUnit && curOn && pd > 0 {
				if pc == nUnit && !curHan {
					break loop
				}
				n.more = true
				p++
				consumed++
				continue
			}
			n.tail = p + 1
			break loop
		case nSome:
			if consumed == 0 {
				if p > 0 && s.someNotAfter[t[p-1]] {
					break loop
				}
				pc, _ := s.what(t[p+1])
				if pc != nUnit && pc != nMag {
					// 幾個: some, but how many
					break loop
				}
				n.vague, n.han = true, true
				cur, curOn, curHan, str = fix{c: 1}, true, true, 1
				first, last = 1, 1
				p++
				break
			}
			if pc, _ := s.what(t[p+1]); pc == nMag && curOn && !curHan && !n.point && !n.more { // 200幾億
				n.more = true
				p++
				break
			}
			// 十幾億, 二十幾
			if curOn || !secOn || unitPow != 1 || n.vague {
				break loop
			}
			n.more = true
			p++
		case 0:
			if r == '.' && consumed == 0 && isDigit(t[p+1]) && !(p > 0 && (isDigit(t[p-1]) || isLatin(t[p-1]))) {
				q := p + 1
				for isDigit(t[q]) {
					q++
				}
				if t[q] == '.' || q-p > 18 || t[q] == '年' || t[q] == '月' { // a bullet: ．2021年
					break loop
				}
				var v uint64
				for _, x := range t[p+1 : q] {
					v = v*10 + uint64(x-'0')
				}
				cur, curOn, n.arabic, n.point = fix{c: v, e: -int32(q - p - 1)}, true, true, true
				consumed += q - p
				p, end = q, q
				continue
			}
			if r == '.' && curOn && curHan && !n.point && consumed > 0 { // 二.二八億
				if class, _ := s.what(t[p+1]); class == nDigit && !isDigit(t[p+1]) {
					if v, e, k, good := c.decimals(p + 1); good && t[e] != '.' {
						cur = cur.add(v.shift(-k))
						curHan, n.point = true, true
						consumed += e - p
						p, end = e, e
						str = 1
						if pc, _ := s.what(t[p]); pc != nMag || np > 0 {
							str = 9
							break loop
						}
						continue
					}
				}
			}
			if r == '个' && curOn && np == 0 && !n.vague && !n.more && c.hundredMillions(p+1) { // 5個億
				p++
				consumed++
				continue
			}
			if r == ' ' && consumed > 0 {
				q := c.blank(p)
				if q > p {
					pc, _ := s.what(t[q])
					switch {
					case pc == nMag && (curOn || secOn):
						p = q
						continue
					case curOn && !curHan:
					case (pc == nDigit && !isDigit(t[q]) && !curOn || pc == nUnit || pc == nPoint && !isDigit(t[p-1])) && n.han:
						p = q
						continue
					case pc == nDigit && !isDigit(t[q]) && n.units && !curOn:
						p = q
						continue
					}
				}
			}
			break loop
		default:
			break loop
		}
		consumed++
		end = p
	}
	if consumed == 0 || end == i {
		return n, false
	}
	n.one = n.han && consumed == 1
	if curOn {
		if curHan && str == 1 && unitPow >= 2 && !zero && !n.point && deltaIn == 0 && cur.c > 0 && (secOn || np > 0 && parts[np-1].mag == unitPow) {
			cur = cur.shift(unitPow - 1)
		}
		if curHan && str > 1 && !n.point {
			switch {
			case np > 0 || secOn:
				if str == 2 && neighbours(first, last) && deltaIn == 0 {
					cur, n.pair = fix{c: uint64(first)}, true
					n.delta, deltaIn = fix{c: uint64(last - first)}, 1
				} else if !(str == 2 && first == 0) {
					// 一百二三四: not a number
					return n, false
				}
			default:
				n.str = str
				if str == 2 && neighbours(first, last) {
					n.first, n.last = first, last
				}
			}
		}
		n.mag, n.unit = 0, 0
		if !curHan && c.shortDigit(p) && cur.c > 0 && unitPow >= 3 && (secOn && np == 0 && unitPow == 3 || !secOn && np > 0 && parts[np-1].mag == unitPow) && !n.vague && !n.more {
			cur = cur.shift(unitPow - 1) // 3萬5
		}
		if np > 0 && !n.units {
			n.units = true
		}
	} else if secOn {
		n.mag = 0
	}
	n.bare = n.elided && !curOn && consumed <= 2 && np+btoi(secOn) == 1
	v := sec.add(cur)
	for k := range np {
		v = v.add(parts[k].v)
	}
	n.v, n.end = v, end
	if n.tail < end {
		n.tail = end
	}
	if n.arabic && !n.units {
		c.latinMagnitude(&n)
	}
	return n, true
}

// neighbours tells whether two digits in a row are the ends of a range: 七八, 三五.
func neighbours(a, b int) bool { return a > 0 && (b == a+1 || a == 3 && b == 5) }

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// hundredMillions tells whether a 億 that is counted, as in 5個億, stands at i.
func (c *scan) hundredMillions(i int) bool {
	class, d := c.s.what(c.t[i])
	if class != nMag || d != 2 {
		return false
	}
	_, money := c.s.lex.match(c.t, i+1, wCurrency|wBare|wAfter|wRange)
	return bound(c.t[i+1]) || c.t[i+1] == '的' || money != nil
}

// shortDigit tells whether the Arabic digit before i stands alone and for more than
// itself: the 5 of 3萬5.
func (c *scan) shortDigit(i int) bool {
	t := c.t
	return i > 1 && isDigit(t[i-1]) && !isDigit(t[i-2]) && t[i-2] != '.' && t[i-2] != ',' && c.ends(i)
}

// ends tells whether a numeral may end at i.
func (c *scan) ends(i int) bool {
	if bound(c.t[i]) {
		return c.t[i] != ',' || !isDigit(c.t[i+1])
	}
	_, w := c.s.lex.match(c.t, i, wAfter|wRange)
	return w != nil
}

// decimals reads the digits behind 點: 點五七九, 點77.
func (c *scan) decimals(i int) (v fix, end, k int, ok bool) {
	p := i
	for k < 17 {
		class, d := c.s.what(c.t[p])
		if class != nDigit {
			break
		}
		v.c = v.c*10 + uint64(d)
		p++
		k++
	}
	if k == 0 {
		return
	}
	switch class, _ := c.s.what(c.t[p]); {
	case class == nUnit || class == nTens: // 五點二十
		return
	case class == nHalf:
		return
	case c.t[p] == '分' && c.t[p+1] != '之', c.t[p] == '钟', c.t[p] == '刻':
		return
	}
	return v, p, k, true
}

// latinMagnitude takes k, m, bn, million behind Arabic digits.
func (c *scan) latinMagnitude(n *num) {
	p := n.end
	if c.t[p] == ' ' && isLatin(c.t[p+1]) {
		p = c.blank(p)
	}
	if !isLatin(c.t[p]) {
		return
	}
	e, w := c.s.lex.match(c.t, p, wLatin)
	if w == nil || isDigit(c.t[e]) {
		return
	}
	if e-p == 1 {
		if p != n.end {
			return
		}
		// m is metre and g gram unless written large
		switch o := c.orig(p); {
		case c.t[p] == 'm' && o == 'm', c.t[p] == 'g' && o == 'g':
			return
		case c.t[p] == 'g' && !n.point: // 5G
			return
		}
	}
	n.v = n.v.shift(w.a)
	n.latin = w.a
	n.end, n.tail = e, e
}

// fraction reads 3/5, 1 3/5, 三分之一, 一百萬又五十萬分之二十五 that begin at
// n, whose value it becomes.
func (c *scan) fraction(n *num) bool {
	t := c.t
	whole := fix{}
	hasWhole := false
	a := *n
	if a.plain && !a.units {
		p := a.end
		if t[p] == ' ' && isDigit(t[p+1]) {
			if b, ok := c.number(p + 1); ok && b.plain && t[b.end] == '/' && a.digits <= 4 && b.digits <= 3 {
				if d, ok := c.number(b.end + 1); ok && d.plain && d.digits <= 3 && t[d.end] != '/' && !d.v.zero() {
					n.v, n.end, n.frac = a.v.add(ratio(b.v, d.v)), d.end, true
					n.tail = n.end
					return true
				}
			}
		}
		if t[p] == '/' && isDigit(t[p+1]) && (a.start == 0 || t[a.start-1] != '/') {
			if d, ok := c.number(p + 1); ok && d.plain && !d.units && d.digits <= 3 && a.digits <= 3 && t[d.end] != '/' && !d.v.zero() && !isLatin(t[d.end]) {
				n.v, n.end, n.frac = ratio(a.v, d.v), d.end, true
				n.tail = n.end
				return true
			}
		}
	}
	if t[a.end] == '又' {
		b, ok := c.number(a.end + 1)
		if !ok {
			return false
		}
		whole, hasWhole, a = a.v, true, b
	}
	p := c.blank(a.end)
	if t[p] != '分' {
		return false
	}
	p = c.blank(p + 1)
	if t[p] == '之' {
		p = c.blank(p + 1)
		b, ok := c.number(p)
		if !ok || a.v.zero() {
			return false
		}
		n.v, n.end, n.frac = whole.add(ratio(b.v, a.v)), b.end, true
		n.tail = n.end
		return true
	}
	// 四分三
	if !hasWhole && a.one && p == a.end+1 {
		if class, d := c.s.what(t[p]); class == nDigit && !isDigit(t[p]) && d > 0 && uint64(d) < a.v.c && (bound(t[p+1]) || c.shareAt(p+1)) {
			n.v, n.end, n.frac = ratio(fix{c: uint64(d)}, a.v), p+1, true
			n.tail = n.end
			return true
		}
	}
	return false
}

// shareAt tells whether a unit of shares stands at i.
func (c *scan) shareAt(i int) bool {
	_, w := c.s.lex.match(c.t, i, wPercent)
	return w != nil
}

// ratio returns a/b to 18 significant digits, exact where it ends before.
func ratio(a, b fix) fix {
	const places = 18
	as, bs := a.dec().Abs(), b.dec().Abs()
	// long division on decimal strings keeps floats out
	num, ne := plainDigits(as.String())
	den, de := plainDigits(bs.String())
	q, exp := divide(num, den, places)
	d, err := entities.ParseDecimal(q)
	if err != nil {
		return fix{}
	}
	return fix{d: d.Shift(exp + ne - de)}
}

// plainDigits splits a plain decimal into its digits and a power of ten.
func plainDigits(s string) (string, int) {
	whole, frac, _ := strings.Cut(s, ".")
	return whole + frac, -len(frac)
}
