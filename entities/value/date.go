package value

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
)

// How the year or month of a date is told.
const (
	tNone = iota
	tAbs  // 2025年, 3月
	tRel  // 去年, 上月: from the day of publication
	tText // 同年, 翌月: from the last date of the text
)

// What a date is of.
const (
	lvNone = iota
	lvYear
	lvHalf
	lvQuarter
	lvMonth
	lvDay
	lvWeek    // a week, or a day of it
	lvRelDay  // 昨日, 翌日
	lvSpan    // 過去五年, 三年前
	lvDecade  // 80年代
	lvHoliday // 聖誕節
	lvSame    // 同期
	lvNow     // 年初至今
	lvLunar   // 農曆八月十五
)

// The directions of lvSpan.
const (
	spPast = iota + 1
	spNear
	spFuture
	spAgo
	spHence
)

// lastDay stands for the last day of a month.
const lastDay = -1

// ofPub stands for the day of the month that the article appeared on.
const ofPub = -2

// when is a date as it is written, before the calendar is asked.
type when struct {
	start, end int
	level      int
	yk, y      int
	mk, m, m2  int // m2: the last month of 首九個月 or 10、11月
	qk, q, q2  int
	half       int
	d, d2      int // d2: the last day of 12-19日 or 首9天
	wk         int // offset of the week, with rel
	wkRel      bool
	wd, wd2    int // weekday, 8 for the weekend; wd2: the last one of 周一至周五
	nth        int // 第三個星期日, -1 for the last
	nthWeek    int // 第二周, -1 for the last
	off        int
	text       bool // off counts from the last date
	part       int  // 1 early, 2 middle, 3 late
	third      int
	dir, n     int
	month      bool // the span goes by months: from the first day of one or to the last
	unit       int
	half2      bool // 三年半
	today      bool // 三年前的今天
	vague      bool
	same       bool
	sameUnit   int  // of 去年同月: its unit and 1
	since      bool // to the day of publication
	every      bool
	open       bool // impossible or truly open: no days
	fiscal     bool
	split      bool // 2025/26財年
	school     bool // 2025/26學年
	two        bool // 今明兩年
	century    bool // with lvDecade: a whole one
	hol        *word
	leap       bool // 閏六月
	season     int  // 1 spring to 4 winter, with lvHalf
}

// day is a small number of a date: Arabic or Chinese.
type small struct {
	v, end, n int
	han, str  bool // str: a string of Chinese digits, 二〇二六
	zero      bool // a leading zero
}

func (c *scan) small(i int) (x small, ok bool) {
	t, s := c.t, c.s
	p := i
	if isDigit(t[p]) {
		for isDigit(t[p]) && p-i < 9 {
			x.v = x.v*10 + int(t[p]-'0')
			p++
		}
		if isDigit(t[p]) {
			return x, false
		}
		x.end, x.n, x.zero = p, p-i, t[i] == '0'
		return x, true
	}
	x.han = true
	class, d := s.what(t[p])
	switch class {
	case nDigit:
		x.v, p = d, p+1
		x.n = 1
		if c2, d2 := s.what(t[p]); c2 == nUnit && d2 == 1 {
			x.v, p = d*10, p+1
			if c3, d3 := s.what(t[p]); c3 == nDigit && !isDigit(t[p]) {
				x.v, p = x.v+d3, p+1
			}
			x.n = 2
		} else {
			x.zero = d == 0
			for x.n < 5 {
				c3, d3 := s.what(t[p])
				if c3 != nDigit || isDigit(t[p]) {
					break
				}
				x.v, p, x.n, x.str = x.v*10+d3, p+1, x.n+1, true
			}
			if c3, _ := s.what(t[p]); c3 == nUnit || c3 == nMag || c3 == nTens {
				return x, false
			}
		}
	case nUnit:
		if d != 1 {
			return x, false
		}
		x.v, p, x.n = 10, p+1, 2
		if c3, d3 := s.what(t[p]); c3 == nDigit && !isDigit(t[p]) {
			x.v, p = 10+d3, p+1
		}
	case nTens:
		x.v, p, x.n = d*10, p+1, 2
		if c3, d3 := s.what(t[p]); c3 == nDigit && !isDigit(t[p]) {
			x.v, p = x.v+d3, p+1
		}
	default:
		return x, false
	}
	x.end = p
	return x, true
}

// dates reads the date or range of dates at i, emits it and returns its end. A
// word such as 從 may stand before a range, if may is set.
func (c *scan) dates(i int, may bool) int {
	t, s := c.t, c.s
	start, from := i, false
	if may {
		if e, w := s.lex.match(t, i, wFrom); w != nil {
			from, i = true, c.blank(e)
			if cl := s.class[t[i]&0xffff]; cl&(cNumber|cWord) == 0 {
				return start
			}
		}
	}
	if isDigit(t[i]) && i > 0 && c.glued(i) {
		return start
	}
	number := uint32(t[i]) < 1<<16 && s.class[t[i]]&cNumber != 0
	if !number && !isLatin(t[i]) {
		if _, w := s.lex.match(t, i, dateStarts); w == nil {
			return start
		}
	}
	read, ok := c.when(i)
	if !ok {
		if !number {
			return start
		}
		if read, ok = c.listed(i); !ok {
			return start
		}
	}
	c.read = read // what the calendar is asked for escapes: not here, on every call
	a := &c.read
	if a.level == lvSame && a.yk == tNone && a.mk == tNone {
		if from {
			return start
		}
		return c.samePeriod(a)
	}
	if c.twice(a) {
		return a.end
	}
	c.joinWeekday(a)
	if e := c.dateRange(start, from, a); e > start {
		return e
	}
	if from {
		return start
	}
	c.dateMention(i, a.end, a)
	return a.end
}

// twice tells whether the month or week at a is said again at once, as speech
// does: 六月六月中旬.
func (c *scan) twice(a *when) bool {
	n := a.end - a.start
	return (a.level == lvMonth || a.level == lvWeek) && a.end+n <= c.n && string(c.t[a.start:a.end]) == string(c.t[a.end:a.end+n])
}

// dateRange reads what follows a as the other end of a range.
func (c *scan) dateRange(start int, from bool, a *when) int {
	t, s := c.t, c.s
	p := c.blank(a.end)
	e, w := s.lex.match(t, p, wTo)
	if w == nil {
		if t[p] == ',' || t[p] == '、' { // 9月10號，11號，12號
			return c.dayList(start, a)
		}
		return start
	}
	if a.level == lvSpan || a.same || a.since || a.every {
		return start
	}
	q := c.blank(e)
	c.second = true
	b, ok := c.when(q)
	c.second = false
	if e2, tw := s.lex.match(t, q, wThird); tw != nil && a.level == lvMonth && a.third > 0 && !ok { // 上旬至中旬
		b, ok = *a, true
		b.third, b.end = tw.a, e2
	}
	if a.level == lvLunar && a.d > 0 && !ok { // 初三至初五
		b = *a
		b.start, b.end = q, q
		ok = c.lunarDay(&b) && b.d > a.d
	}
	if !ok || b.level == lvSpan && !b.vague || b.every || b.level == lvSame || b.level == lvDecade || b.level == lvNow {
		return start
	}
	if a.level == lvWeek && b.level <= lvMonth {
		return start
	}
	if b.level < a.level && b.level == lvYear && a.level != lvYear && a.level != lvQuarter && a.level != lvMonth && a.level != lvHalf {
		return start
	}
	if a.level == lvYear && a.yk == tAbs && b.level == lvYear && b.yk == tAbs { // 1912年至18年
		if x, ok := c.small(q); ok && x.n == 2 && a.y >= 1000 {
			b.y = beside(a.y, x.v)
		}
	}
	i := a.start
	end := b.end
	if from && w.text != "-" && c.fromWord(start) {
		i = start
		if e2, w2 := s.lex.match(t, end, wEnds); w2 != nil && c.t[start] == '自' {
			end = e2
		}
	}
	d := c.days(a, nil, c.tense(a.start, end))
	base := *d
	d2 := c.days(&b, &base, 0)
	out := &entities.Date{From: d.From, To: d2.To, Kind: entities.Exact, Why: d.Why, Alt: d.Alt}
	if a.yk == tNone && b.yk != tNone && d2.From != entities.None && d.From != entities.None {
		// 12月到2026年2月: the first end is the last such day before the second
		y, _, _ := d2.From.Date()
		x := *a
		x.yk, x.y = tAbs, y
		d3 := c.days(&x, nil, 0)
		if d3.From > d2.To {
			x.y--
			d3 = c.days(&x, nil, 0)
		}
		out.From = d3.From
	}
	if out.From == entities.None || out.To == entities.None || out.From > out.To {
		if out.From > out.To && out.To != entities.None {
			return start
		}
		out.From, out.To = entities.None, entities.None
	}
	if out.From == out.To && out.From != entities.None && a.level == lvYear {
		return start
	}
	c.emitDate(i, end, out, a)
	return end
}

// joinWeekday takes the weekday beside a day of a month into one date:
// 3月18日星期三, 星期三，3月18日. In brackets it is a date of its own.
func (c *scan) joinWeekday(a *when) {
	t, s := c.t, c.s
	p := a.end
	if t[p] == ',' {
		p++
	}
	p = c.blank(p)
	switch {
	case a.level == lvDay && a.mk != tNone && a.d2 == 0 && !a.since:
		e, w := s.lex.match(t, p, wWeekBare)
		if w != nil && s.weekday[t[e]] > 0 && (bound(t[e+1]) || p == a.end) {
			a.end = e + 1
		}
	case a.level == lvWeek && a.wd > 0 && a.wd < 8 && !a.wkRel && a.nth == 0 && p > a.end:
		b, ok := c.when(p)
		if ok && b.level == lvDay && b.mk != tNone && b.d2 == 0 && bound(t[b.end]) {
			b.start = a.start
			*a = b
		}
	}
}

// fromWord tells whether the word before a range belongs to it: 從 and 自 do,
// 由 is left outside.
func (c *scan) fromWord(i int) bool { return c.t[i] == '从' || c.t[i] == '自' }

// dayList reads 9月10號，11號，12號 as one stretch of days.
func (c *scan) dayList(start int, a *when) int {
	if a.level != lvDay || a.mk == tNone || a.d2 != 0 {
		return start
	}
	t := c.t
	last, end := a.d, a.end
	for {
		p := end
		if t[p] != ',' && t[p] != '、' {
			break
		}
		x, ok := c.small(c.blank(p + 1))
		if !ok || x.v != last+1 || t[x.end] != '日' && t[x.end] != '号' {
			break
		}
		last, end = x.v, x.end+1
	}
	if last == a.d {
		return start
	}
	a.d2, a.end = last, end
	c.dateMention(a.start, end, a)
	return end
}

// listed reads dates whose first numbers lend their unit from the last:
// 2017至2022年, 1-5月, 10、11月, 2023、2024及2025年.
func (c *scan) listed(i int) (a when, ok bool) {
	t, s := c.t, c.s
	x, good := c.small(i)
	if !good {
		return
	}
	p := c.blank(x.end)
	e, w := s.lex.match(t, p, wTo)
	last, q, list := x, 0, false
	if w == nil {
		for n := 0; n < 8 && (t[p] == '、' || t[p] == '及' || t[p] == '和' || t[p] == '与'); n++ {
			q = c.blank(p + 1)
			y, good := c.small(q)
			if !good {
				return
			}
			p = c.blank(y.end)
			if list && y.v != last.v+1 {
				return
			}
			if cl := t[p]; cl == '、' || cl == '及' || cl == '和' || cl == '与' {
				if y.v != last.v+1 {
					return
				}
				last = y
			}
			list = true
		}
		if !list {
			return
		}
	} else {
		q = c.blank(e)
	}
	y, good := c.small(q)
	if !good {
		return
	}
	if !list && i > 0 && t[i-1] == '(' && t[y.end] == ')' && c.lastSpan == i-1 && x.n == y.n && x.n >= 3 && x.n <= 4 && x.v < y.v {
		// 近10年(101~110)
		lo, hi := x.v, y.v
		if x.n == 3 {
			lo, hi = lo+1911, hi+1911
		}
		return when{start: i, end: y.end, level: lvYear, yk: tAbs, y: hi, m2: -lo}, true
	}
	c.second = x.n == 4 && y.n == 2 && x.v > 1900 && x.v < 2200
	b, good := c.when(q)
	c.second = false
	if !good || b.yk != tNone && b.level != lvYear && b.level != lvDecade || b.every || b.same || b.since {
		return
	}
	a = b
	a.start = i
	switch {
	case b.level == lvYear && b.yk == tAbs && x.n >= 2 && b.part == 0 && (x.n == y.n || x.n == 4 && y.n == 2):
		// 2017至2022年, 2025至26年度
		lo := b.y - y.v + x.v
		if x.n != y.n {
			lo = x.v
			b.y = beside(lo, y.v)
			a.y = b.y
		}
		if lo >= b.y || b.y-lo > 300 || list && b.y-last.v%100 != b.y-y.v%100+1 || x.han && !x.str {
			return a, false
		}
		if (b.fiscal || t[b.end-1] == '度') && !list && lo == b.y-1 {
			a.y, a.fiscal, a.split = lo, true, true
			return a, true
		}
		a.m2 = -lo // carried to days: a stretch of years
		return a, true
	case b.level == lvMonth && b.mk == tAbs && b.part == 0 && b.third == 0 && b.m2 == 0 && x.v >= 1 && x.v <= 12 && x.n <= 2:
		if x.v >= b.m {
			return a, false
		}
		if list && last.v != b.m-1 {
			return a, false
		}
		a.m, a.m2 = x.v, b.m
		return a, true
	case b.level == lvDay && b.mk == tNone && b.d > 0 && x.v >= 1 && x.v < b.d && x.n <= 2 && !list:
		a.d, a.d2 = x.v, b.d
		return a, true
	case b.level == lvQuarter && b.qk == tAbs && b.q2 == 0 && x.v >= 1 && x.v < b.q:
		a.q, a.q2 = x.v, b.q
		return a, true
	case b.level == lvDecade && !b.century && b.part == 0 && x.n == y.n && x.v%10 == 0 && x.v < y.v: // 80、90年代
		a.m2 = -(b.y - y.v + x.v)
		return a, true
	}
	return a, false
}

// dateStarts are the kinds of words a date may begin with.
const dateStarts = wDay | wDayHead | wDayText | wWeek | wWeekBare | wMonth | wMonthWord | wYear | wYearText | wQuarter | wQuarterRel |
	wHalf | wYearEnd | wMonthEnd | wEra | wFirst | wPast | wNear | wFuture | wSame | wOfNow | wEvery | wHoliday | wCenturyWord | wLast

// when reads one date at i.
func (c *scan) when(i int) (a when, ok bool) {
	t, s := c.t, c.s
	a.start = i
	r := t[i]
	if isDigit(r) {
		if c.numeric(&a) {
			return a, true
		}
		return a, c.counted(&a)
	}
	if isLatin(r) {
		return a, c.latinDate(&a)
	}
	e, w := s.lex.match(t, i, dateStarts)
	if w == nil {
		class, _ := s.what(r)
		if class == nOrd {
			return a, c.quarter(&a, i)
		}
		if class == nDigit || class == nUnit || class == nTens || class == nSome || class == nHalf {
			return a, c.counted(&a)
		}
		return a, false
	}
	a.end = e
	if i > 0 && s.notAfter[[2]rune{t[i-1], r}] || c.goesOn(e) {
		return a, false
	}
	if class, _ := s.what(t[max(i-1, 0)]); r == '次' && i > 0 && class != 0 { // 13次季配
		return a, false
	}
	if r == '前' && i > 0 && w.kind&(wMonth|wYearText|wQuarterRel) != 0 && !bound(t[i-1]) && !s.beforeLast[t[i-1]] { // 開幕前一年
		return a, false
	}
	switch w.kind {
	case wDay, wDayText:
		if i > 0 && t[i-1] == '「' && t[e] == '」' { // a name
			return a, false
		}
		if w.kind == wDayText && w.a == 0 && c.lastStop == i { // 國慶日當天 is one day, said already
			return a, false
		}
		a.two = w.kind == wDay && w.b == 1
		if w.kind == wDayText && (c.lastDate == nil || c.lastDate.From != c.lastDate.To || i-c.lastEnd > 200) {
			return a, false
		}
		a.level, a.off, a.text = lvRelDay, w.a, w.kind == wDayText
	case wDayHead:
		// 昨(12)日
		if t[e] != '(' {
			return a, c.firstN(&a, i, false)
		}
		x, good := c.small(e + 1)
		if !good || x.han || x.v > 31 || t[x.end] != ')' || t[x.end+1] != '日' && t[x.end+1] != '天' {
			return a, false
		}
		a.level, a.off, a.end = lvRelDay, w.a, x.end+2
	case wWeek, wWeekBare:
		return a, c.week(&a, w)
	case wMonth, wMonthWord:
		if w.kind == wMonthWord && w.b == 1 {
			return a, c.lunar(&a, i)
		}
		a.level, a.mk, a.m = lvMonth, tRel, w.a
		if w.kind == wMonth && w.b == 1 {
			a.mk = tText
		} else if w.kind == wMonthWord {
			a.mk = tAbs
		}
		c.afterMonth(&a)
	case wYear, wYearText:
		a.level, a.yk, a.y = lvYear, tRel, w.a
		if w.kind == wYearText {
			a.yk = tText
		} else if w.b == 1 {
			a.two = true
			return a, true
		} else if w.b == 2 {
			a.open = true
		}
		c.afterYear(&a)
		if w.text == "当年" && a.level == lvYear && a.part == 0 { // back then
			return a, false
		}
		if w.text == "前年" || w.text == "后年" {
			if class, _ := s.what(t[max(i-1, 0)]); i > 0 && (class == nDigit || class == nUnit) {
				return a, false
			}
		}
	case wQuarter:
		a.level, a.qk, a.q = lvQuarter, tAbs, w.a
		c.afterQuarter(&a)
	case wQuarterRel:
		if t[e] == '节' || t[e] == '后' && t[e+1] == '赛' {
			return a, false
		}
		a.level, a.qk, a.q = lvQuarter, tRel, w.a
		if w.b == 1 {
			a.qk = tText
			break
		}
		c.afterQuarter(&a)
	case wHalf:
		if w.b != 0 {
			return a, false
		}
		a.level, a.half = lvHalf, w.a
	case wYearEnd:
		if class, _ := s.what(t[max(i-1, 0)]); i > 0 && class != 0 {
			return a, false
		}
		a.level, a.part, a.yk, a.y = lvYear, w.a, tNone, 0
	case wMonthEnd:
		a.level, a.part, a.mk, a.m = lvMonth, w.a, tRel, 0
	case wEra:
		if w.b == eraBefore { // 公元前221年
			x, good := c.number(c.blank(e))
			if !good || t[c.blank(x.tail)] != '年' {
				return a, false
			}
			a.level, a.open, a.end = lvYear, true, c.blank(x.tail)+1
			return a, true
		}
		if w.b != 0 {
			if w.b == eraLeap {
				e = i
			}
			return a, c.lunar(&a, c.blank(e))
		}
		x, good := c.small(c.blank(e))
		if t[e] == '元' && t[e+1] == '年' {
			x, good = small{v: 1, end: e + 1}, true
		}
		if n, ok := c.number(c.blank(e)); !good && ok && !n.point && !n.vague && n.tail == n.end { // 民國一百一十四年
			if v, fits := n.v.int(); fits && v < 1000 {
				x, good = small{v: int(v), end: n.end}, true
			}
		}
		if !good || t[c.blank(x.end)] != '年' || x.v+w.a > 9999 || x.v < 1 {
			return a, false
		}
		a.level, a.yk, a.y, a.end = lvYear, tAbs, x.v+w.a, c.blank(x.end)+1
		c.afterYear(&a)
	case wFirst:
		if !c.firstN(&a, i, false) {
			return a, false
		}
	case wPast, wNear, wFuture:
		return a, c.period(&a, w)
	case wSame:
		a.level, a.same = lvSame, true
	case wOfNow:
		a.level, a.since = lvNow, true
	case wEvery:
		if _, again := s.lex.match(t, e, wEvery); again != nil {
			return a, false
		}
		b, good := c.when(e)
		if !good || b.level != lvMonth && b.level != lvWeek && b.level != lvDay || b.yk != tNone || b.wkRel || b.mk > tAbs {
			// 每年11月
			q := e
			if t[e] == '年' {
				q = e + 1
			} else if t[e] == '月' {
				q = e + 1
			} else {
				return a, false
			}
			b, good = c.when(q)
			if !good || b.level != lvMonth && b.level != lvDay && b.level != lvHoliday && b.level != lvQuarter && b.level != lvLunar || b.yk != tNone || b.mk > tAbs || b.qk > tAbs {
				return a, false
			}
		}
		b.start, b.every, b.open = i, true, true
		return b, true
	case wHoliday:
		if c.holiday(&a, w, false) {
			return a, true
		}
		if !c.numeral(r) {
			return a, false
		}
		a = when{start: i} // 五一年, not 五一
		return a, c.counted(&a)
	case wCenturyWord:
		return a, c.decade(&a, e, w.a) || c.centuryOf(&a, e, w.a)
	case wLast:
		q := e
		if t[q] == '一' && t[q+1] == '个' {
			q += 2
		}
		e2, bw := s.lex.match(t, q, wWeekBare)
		if bw == nil || q == e || s.weekday[t[e2]] == 0 {
			return a, false
		}
		a.level, a.nth, a.wd, a.open, a.end = lvWeek, -1, s.weekday[t[e2]], true, e2+1
	}
	return a, true
}

// holiday reads the holiday w that ends at a.end, with 翌日 behind it. A year
// before it tells that a day is meant though the word is cut out of a longer one.
func (c *scan) holiday(a *when, w *word, year bool) bool {
	t, s := c.t, c.s
	e := a.end
	if h := s.local[c.market()+" "+w.text]; h != nil {
		w = h
	}
	a.level, a.hol = lvHoliday, w
	if e2, d := s.lex.match(t, e, wDayText); d != nil && d.a > 0 {
		a.off, a.end = d.a, e2
		return true
	}
	if w.doubt {
		e2, tail := s.lex.match(t, e, wHolidayTail)
		return tail != nil && tail.a == 1 && e2 > e || e == c.n && (a.start == 0 || year && c.lastStop < 0) || year && c.numeral(t[e-1]) && bound(t[e])
	}
	return c.holidayEnds(e) || c.lastStop == a.start || year && !c.numeral(t[e-1])
}

// market is the market the article says it is of, "" when it does not.
func (c *scan) market() string {
	if c.d.Market != "" {
		return strings.ToUpper(c.d.Market)
	}
	return c.s.variants[strings.ToLower(c.d.Variant)]
}

// word returns the longest word of the kinds that stands at i and its end, nil
// when there is none or no kind is asked for.
func (c *scan) word(i int, kinds kind) (int, *word) {
	if kinds == 0 {
		return i, nil
	}
	return c.s.lex.match(c.t, i, kinds)
}

// goesOn tells whether the date word that ends at e is cut out of a longer one:
// 今年 of 年輕, 上周 of 周刊.
func (c *scan) goesOn(e int) bool {
	for _, f := range c.s.notBefore {
		if f.last != c.t[e-1] || !c.stands(e, f.text) {
			continue
		}
		for _, w := range c.s.anyway {
			if len(w) > len(f.text) && c.stands(e, w) {
				return false
			}
		}
		return true
	}
	return false
}

// stands tells whether w stands at i.
func (c *scan) stands(i int, w []rune) bool {
	return i+len(w) <= c.n && slices.Equal(c.t[i:i+len(w)], w)
}

// week reads 上周, 下周三, 星期五, 周末.
func (c *scan) week(a *when, w *word) bool {
	t, s := c.t, c.s
	e := a.end
	a.level = lvWeek
	if w.kind == wWeek {
		a.wkRel, a.wk = true, w.a
	} else if a.start > 0 && (s.weekNotAfter[t[a.start-1]] && t[a.start-1] != '每' || isDigit(t[a.start-1])) {
		return false
	}
	q := c.blank(e)
	if d := s.weekday[t[q]]; d > 0 && (q == e || bound(t[q+1])) {
		switch {
		case d == 7 && t[q+1] == '本': // 上周日本央行
		case w.kind == wWeekBare && len(w.text) == 3 && (t[q+1] == '鸣' || t[q+1] == '围'):
			return false
		default:
			if class, _ := s.what(t[q+1]); class == nDigit && w.kind == wWeekBare && !isDigit(t[q+1]) || class == nUnit {
				return false
			}
			a.wd, a.end = d, q+1
			if d == 6 && t[q+1] == '日' && t[q+2] != '本' && t[q+2] != '圆' && t[q+2] != '元' { // 周六日
				a.wd2, a.end = 7, q+2
				return true
			}
			c.moreWeekdays(a)
			return true
		}
	}
	if d := s.weekday[t[e+1]]; t[e] == '(' && d > 0 && t[e+2] == ')' && w.kind == wWeek { // 上周(五)
		a.wd, a.end = d, e+3
		return true
	}
	if t[e] == s.weekend {
		a.wd, a.end = 8, e+1
		return true
	}
	if w.kind == wWeekBare {
		return false
	}
	if t[e] == '初' { // 下周初
		a.part, a.end = 1, e+1
	}
	return true
}

// moreWeekdays reads the other end of 星期一至五, the second of 周三、四, whose
// word for a week is not said again.
func (c *scan) moreWeekdays(a *when) {
	t := c.t
	p := a.end
	list := t[p] == '、' || t[p] == '及' || t[p] == '和' || t[p] == '与'
	if list {
		p++
	} else if e, w := c.s.lex.match(t, p, wTo); w != nil {
		p = e
	} else {
		return
	}
	d := c.s.weekday[t[p]]
	if d <= a.wd || list && d != a.wd+1 {
		return
	}
	for list && t[p+1] == '、' && c.s.weekday[t[p+2]] == d+1 { // 星期五、六、日
		d, p = d+1, p+2
	}
	if class, _ := c.s.what(t[p+1]); class != 0 {
		return
	}
	if !bound(t[p+1]) {
		if _, w := c.s.lex.match(t, p+1, wCounter|wPercent|wSpan|wBare); w != nil {
			return
		}
	}
	a.wd2, a.end = d, p+1
}

// period reads 過去五年, 未來一至兩個月, 近12個月.
func (c *scan) period(a *when, w *word) bool {
	t, s := c.t, c.s
	p := c.blank(a.end)
	if t[p] == '的' && w.kind != wNear && w.b == 0 {
		p = c.blank(p + 1)
	}
	switch w.kind {
	case wPast:
		a.dir = spPast
		if w.b == 1 && !c.opens(a.start) {
			return false
		}
	case wNear:
		a.dir = spNear
		if a.start > 0 {
			if class, _ := s.what(t[a.start-1]); class != 0 {
				return false
			}
			if s.nearNotAfter[t[a.start-1]] { // 已近三個月: nearly, not lately
				return false
			}
		}
	case wFuture:
		a.dir = spFuture
		if w.b == 1 && !c.opens(a.start) {
			return false
		}
	}
	n, ok := c.number(p)
	e := p
	if class, _ := s.what(t[p]); class == nHalf { // 過去半年, 近半個月
		if w.kind == wNear && !c.opens(a.start) { // 旅台近半年: nearly
			return false
		}
		switch {
		case t[p+1] == '年':
			a.n, a.unit, e = 6, uMonth, p+2
		case t[p+1] == '个' && t[p+2] == '月':
			a.n, a.unit, e = 15, uDay, p+3
		default:
			return false
		}
		if _, no := s.lex.match(t, c.blank(e), wSpanNot|wAgo); no != nil && no.a == 0 {
			return false
		}
		a.level, a.end = lvSpan, e
		return true
	}
	some := false
	if ok && !n.point {
		a.vague = n.vague || n.pair || n.more || n.tail > n.end
		v, fits := n.v.int()
		if !fits || v > 2000 {
			return false
		}
		a.n, e = int(v), n.tail
		if e2, rw := s.lex.match(t, e, wRange); rw != nil {
			m, ok := c.number(e2)
			if !ok {
				return false
			}
			a.vague, e = true, m.tail
		}
	} else if class, _ := s.what(t[p]); class == nSome && w.kind != wNear {
		a.vague, some, e = true, true, p+1
	} else {
		return false
	}
	e = c.blank(e)
	e2, u := s.lex.match(t, e, wSpan)
	if u == nil {
		return false
	}
	if w.kind == wNear && a.n > 20 && u.a == uYear && !ok {
		return false
	}
	if u.a == uMonth && t[e] == '月' && !some || u.a == uDay && t[e] == '日' && t[e+1] == '圆' {
		return false
	}
	if class, _ := s.what(t[e2]); class == nHalf {
		a.half2 = true
		e2++
	}
	if t[e2] == '多' && u.a == uYear {
		return false
	}
	if _, no := s.lex.match(t, c.blank(e2), wSpanNot|wAgo); no != nil && no.a == 0 {
		return false
	}
	a.level, a.unit, a.end = lvSpan, u.a, e2
	return true
}

// opens tells whether the word at i begins a phrase: 下三個月 is no 餘下三個月.
func (c *scan) opens(i int) bool {
	return i == 0 || bound(c.t[i-1]) || c.t[i-1] == '在' || c.t[i-1] == '于'
}

// firstN reads 首九個月, 前三季, 前11月; inside a month, first days are taken too.
func (c *scan) firstN(a *when, i int, inMonth bool) bool {
	t, s := c.t, c.s
	e, w := s.lex.match(t, i, wFirst|wLast)
	if w == nil {
		return false
	}
	last := w.kind == wLast
	if last && a.level != lvYear {
		return false
	}
	x, ok := c.small(c.blank(e))
	if !ok {
		if a.level == lvYear && t[e] == '月' && !last {
			a.level, a.mk, a.m, a.end = lvMonth, tAbs, 1, e+1
			return true
		}
		return false
	}
	q := c.blank(x.end)
	if x.v < 1 || x.str || isDigit(t[x.end]) {
		return false
	}
	if class, d := s.what(t[i+1]); class == nUnit && d > 1 {
		return false
	}
	if inMonth {
		e2, u := s.lex.match(t, q, wSpan)
		if u == nil || u.a != uDay || x.v > 31 {
			return false
		}
		a.level, a.d, a.d2, a.end = lvDay, 1, x.v, e2
		return true
	}
	e2, u := s.lex.match(t, q, wSpan)
	if u == nil {
		return false
	}
	switch u.a {
	case uQuarter:
		if x.v > 4 || x.v < 1 || t[e2] == '节' {
			return false
		}
		a.level, a.qk, a.q, a.q2 = lvQuarter, tAbs, 1, x.v
		if last {
			a.q, a.q2 = 5-x.v, 4
		}
	case uMonth:
		if x.v > 12 {
			return false
		}
		a.level, a.mk, a.m, a.m2 = lvMonth, tAbs, 1, x.v
		if last {
			a.m, a.m2 = 13-x.v, 12
		}
		if x.v == 1 {
			a.m2 = 0
		}
	default:
		return false
	}
	a.end = e2
	return true
}

// quarter reads 第三季, 第4季度, 第二財季 at i, whose first rune is 第, into a.
func (c *scan) quarter(a *when, i int) bool {
	t := c.t
	x, ok := c.small(c.blank(i + 1))
	if !ok || x.v < 1 || x.v > 4 || x.n > 1 {
		return false
	}
	q := c.blank(x.end)
	if t[q] == '个' {
		q++
	}
	e, w := c.s.lex.match(t, q, wQuarterWord)
	last := 0
	if w == nil { // 第一、二季, 第三及第四季, 第一至三季
		r, rw := c.s.lex.match(t, q, wTo)
		switch {
		case rw != nil:
			q = r
		case t[q] == '、' || t[q] == '及' || t[q] == '和' || t[q] == '与':
			q++
		default:
			return false
		}
		if class, _ := c.s.what(t[q]); class == nOrd {
			q++
		}
		y, ok := c.small(q)
		if !ok || y.n > 1 || y.v > 4 || y.v <= x.v || rw == nil && y.v != x.v+1 {
			return false
		}
		last, q = y.v, c.blank(y.end)
		e, w = c.s.lex.match(t, q, wQuarterWord)
	}
	if w == nil || t[e] == '节' || t[e] == '《' || t[e] == '后' && t[e+1] == '赛' {
		return false
	}
	a.level, a.qk, a.q, a.q2, a.end = lvQuarter, tAbs, x.v, last, e
	a.fiscal = a.fiscal || t[q] == '财'
	c.afterQuarter(a)
	return true
}

func (c *scan) afterQuarter(a *when) {
	if e, w := c.s.lex.match(c.t, a.end, wPart); w != nil && e == a.end+1 && w.a != 2 {
		a.part, a.end = w.a, e
	}
	c.afterAny(a)
}

// afterAny takes 同期 and 以來 behind a date.
func (c *scan) afterAny(a *when) {
	t, s := c.t, c.s
	if e, w := s.lex.match(t, a.end, wSame); w != nil && (a.level == lvYear || w.a == 0 && (a.level == lvMonth || a.level == lvQuarter || a.level == lvHalf)) && a.part == 0 {
		a.same, a.sameUnit, a.end = true, w.a, e
		return
	}
	open := a.start == 0
	if !open {
		_, w := s.lex.match(t, a.start-1, wFrom)
		open = w == nil
	}
	if !open {
		return
	}
	if e, w := s.lex.match(t, a.end, wUntil); w != nil && a.level <= lvDay && !c.thisYear(e) {
		a.since, a.end = true, e
	} else if e, w := s.lex.match(t, a.end, wSince); w != nil && (a.yk == tRel && a.level == lvYear || a.mk == tRel && a.level == lvMonth) {
		a.since, a.end = true, e
	}
}

// thisYear tells whether the 今 of 至今 that ends at e begins another date: 至今年.
func (c *scan) thisYear(e int) bool {
	switch c.t[e] {
	case '年', '日', '天', '月', '个', '季', '晚', '早':
		return c.t[e-1] == '今'
	}
	return false
}

// afterYear reads what follows a year: a month, a quarter, 底, 同期 …
func (c *scan) afterYear(a *when) {
	t, s := c.t, c.s
	p := c.blank(a.end)
	if t[p] == '的' {
		p = c.blank(p + 1)
	}
	year := *a
	if t[a.end] == '度' && t[a.end+1] != '假' && t[a.end+1] != '过' {
		a.end++
		p = c.blank(a.end)
	}
	if e, w := s.lex.match(t, a.end, wFiscal); w != nil {
		a.fiscal, a.school, a.end = true, w.a == 1, e
		p = c.blank(e)
	}
	defer c.seenYear(&year)
	kinds := s.lex.kinds(t[p])
	if e, w := c.word(p, kinds&wHalf); w != nil && w.b < 2 && (w.b == 0 || !c.goesOn(e)) {
		a.level, a.half, a.end = lvHalf, w.a, e
		if w.b == 1 {
			a.half, a.season = 0, w.a
		}
		c.afterAny(a)
		return
	}
	if h := t[p]; (h == '上' || h == '下') && t[p+1] == '半' && p == a.end && (bound(t[p+2]) || t[p+2] == '的') { // 今年上半
		a.level, a.half, a.end = lvHalf, 1, p+2
		if h == '下' {
			a.half = 2
		}
		return
	}
	if e, w := c.word(p, kinds&wQuarter); w != nil {
		a.level, a.qk, a.q, a.end = lvQuarter, tAbs, w.a, e
		c.afterQuarter(a)
		return
	}
	if _, w := c.word(p, kinds&(wMonthWord|wEra)); w != nil && w.b != 0 {
		b := *a
		if c.lunar(&b, p) {
			*a = b
			return
		}
	}
	if e, w := c.word(p, kinds&wMonthWord); w != nil && w.b == 0 {
		a.level, a.mk, a.m, a.end = lvMonth, tAbs, w.a, e
		c.afterMonth(a)
		return
	}
	if e, w := c.word(p, kinds&wMonth); w != nil && w.a == 0 && w.b == 0 { // 去年本月
		a.level, a.mk, a.m, a.end = lvMonth, tRel, 0, e
		c.afterMonth(a)
		return
	}
	if e, w := c.word(p, kinds&wDay); w != nil && w.a == 0 && w.b == 0 && a.yk == tRel && a.y != 0 && e == p+2 && (t[e-1] == '日' || t[e-1] == '天') { // 去年今日
		a.level, a.mk, a.d, a.end = lvDay, tRel, ofPub, e
		return
	}
	if e, w := c.word(p, kinds&wHoliday); w != nil {
		b := *a
		b.end = e
		if c.holiday(&b, w, true) {
			*a = b
			return
		}
	}
	class, _ := s.what(t[p])
	if class == nOrd {
		b := *a
		if c.quarter(&b, p) {
			*a = b
			return
		}
		if x, ok := c.small(p + 1); ok && x.v > 0 && x.v < 54 {
			if e, w := s.lex.match(t, x.end, wWeekBare); w != nil && t[e] != '年' && s.weekday[t[e]] == 0 {
				a.level, a.nthWeek, a.end = lvWeek, x.v, e
				return
			}
			if x.v == 1 && t[x.end] == '天' {
				a.level, a.mk, a.m, a.d, a.end = lvDay, tAbs, 1, 1, x.end+1
				return
			}
		}
	}
	if e, w := c.word(p, kinds&wLast); w != nil && e > p+1 && t[e] == '一' {
		switch q := e + 1; {
		case t[q] == '天' || t[q] == '日' && t[q+1] != '本': // 今年最後一天
			a.level, a.mk, a.m, a.d, a.end = lvDay, tAbs, 12, lastDay, q+1
			return
		case t[q] == '个' && t[q+1] == '月':
			a.level, a.mk, a.m, a.end = lvMonth, tAbs, 12, q+2
			return
		}
	}
	if c.firstN(a, p, false) {
		c.afterAny(a)
		return
	}
	if t[p] == 'q' && t[p+1] >= '1' && t[p+1] <= '4' && !isDigit(t[p+2]) && !isLatin(t[p+2]) {
		a.level, a.qk, a.q, a.end = lvQuarter, tAbs, int(t[p+1]-'0'), p+2
		return
	}
	if x, ok := c.small(p); ok && x.v >= 1 && x.n <= 2 {
		q := c.blank(x.end)
		if x.v > 12 {
			if t[q] == '月' && x.str && c.months(a, &x, q) {
				return
			}
		} else if t[q] == '月' {
			a.level, a.mk, a.m, a.end = lvMonth, tAbs, x.v, q+1
			c.afterMonth(a)
			return
		}
		if e, w := s.lex.match(t, q, wQuarterWord); w != nil && x.v <= 4 && e-q == 2 {
			a.level, a.qk, a.q, a.end = lvQuarter, tAbs, x.v, e
			c.afterQuarter(a)
			return
		}
		if e, w := s.lex.match(t, q, wTo); w != nil && p == a.end { // 2019年1-5月
			if y, ok := c.small(c.blank(e)); ok && y.v > x.v && y.v <= 4 && y.n == 1 { // 2021年一至三季度
				if e, w := s.lex.match(t, y.end, wQuarterWord); w != nil && e > y.end+1 {
					a.level, a.qk, a.q, a.q2, a.end = lvQuarter, tAbs, x.v, y.v, e
					c.afterQuarter(a)
					return
				}
			}
			if y, ok := c.small(c.blank(e)); ok && y.v > x.v && y.v <= 12 && t[c.blank(y.end)] == '月' {
				a.level, a.mk, a.m, a.m2, a.end = lvMonth, tAbs, x.v, y.v, c.blank(y.end)+1
				if e2, w := s.lex.match(t, a.end, wPart); w != nil && t[a.end] == '份' {
					a.end = e2
				}
				if t[a.end] == '份' {
					a.end++
				}
				return
			}
		}
	}
	if e, w := c.word(p, kinds&wPart); w != nil && p == a.end {
		if !(t[p] == '中' && e == p+1) && !(t[p] == '终' && e == p+1 && t[e] == '于') && !(t[p] == '末' && (t[e] == '班' || t[e] == '期')) {
			a.part, a.end = w.a, e
			c.sincePart(a)
			return
		}
	}
	c.afterAny(a)
}

// sincePart takes 至今 and 以來 behind the beginning or the end of a year.
func (c *scan) sincePart(a *when) {
	if a.part != 1 && a.part != 3 {
		return
	}
	e, w := c.s.lex.match(c.t, a.end, wUntil)
	if w == nil && a.part == 1 && a.yk == tRel && a.y == 0 {
		e, w = c.s.lex.match(c.t, a.end, wSince)
	}
	if w == nil || c.thisYear(e) {
		return
	}
	if a.part == 3 {
		a.level, a.mk, a.m, a.d = lvDay, tAbs, 12, lastDay
	}
	a.part, a.since, a.end = 0, true, e
}

// afterMonth reads what follows a month: a day, 底, 中旬, 同期 …
func (c *scan) afterMonth(a *when) {
	t, s := c.t, c.s
	if t[a.end] == '份' {
		a.end++
	}
	p := c.blank(a.end)
	if t[p] == '的' {
		p++
	}
	if a.mk == tAbs && p == a.end && c.lunarDay(a) {
		return
	}
	if a.mk == tRel && a.m != 0 { // 上月今日
		if e, w := s.lex.match(t, p, wDay); w != nil && w.a == 0 && w.b == 0 && e == p+2 && (t[e-1] == '日' || t[e-1] == '天') {
			a.level, a.d, a.end = lvDay, ofPub, e
			return
		}
	}
	if e, w := s.lex.match(t, p, wThird); w != nil {
		a.third, a.end = w.a, e
		return
	}
	if x, ok := c.small(p); ok && x.v >= 1 && x.v <= 31 && x.n <= 2 && !x.str {
		q := c.blank(x.end)
		if (t[q] == '日' || t[q] == '号') && !(t[q] == '日' && t[q+1] == '圆') {
			a.level, a.d, a.end = lvDay, x.v, q+1
			c.afterAny(a)
			return
		}
		if t[q] == '、' || t[q] == '及' || t[q] == '和' || t[q] == '与' { // 11月3及4日
			if y, ok := c.small(c.blank(q + 1)); ok && y.v == x.v+1 && y.n <= 2 && (t[y.end] == '日' || t[y.end] == '号') {
				a.level, a.d, a.d2, a.end = lvDay, x.v, y.v, y.end+1
				return
			}
		}
		if e, w := s.lex.match(t, q, wTo); w != nil { // 4月12-19日
			if y, ok := c.small(c.blank(e)); ok && y.v > x.v && y.v <= 31 && y.n <= 2 {
				z := c.blank(y.end)
				if t[z] == '日' || t[z] == '号' {
					a.level, a.d, a.d2, a.end = lvDay, x.v, y.v, z+1
					return
				}
			}
		}
	}
	if class, _ := s.what(t[p]); class == nOrd {
		if x, ok := c.small(p + 1); ok && x.v >= 1 && x.v <= 31 && t[x.end] == '天' { // 3月第一天
			a.level, a.d, a.end = lvDay, x.v, x.end+1
			return
		}
		if x, ok := c.small(p + 1); ok && x.v >= 1 && x.v <= 5 && x.n == 1 {
			q := x.end
			if t[q] == '个' {
				q++
			}
			if e, w := s.lex.match(t, q, wWeekBare); w != nil {
				if d := s.weekday[t[e]]; d > 0 {
					a.level, a.nth, a.wd, a.end = lvWeek, x.v, d, e+1
				} else {
					a.level, a.nthWeek, a.end = lvWeek, x.v, e
				}
				return
			}
		}
	}
	if e, w := s.lex.match(t, p, wLast|wFirst); w != nil && (w.kind == wFirst && t[p] == '首' || e > p+1) {
		nth := -1
		if w.kind == wFirst {
			nth = 1
		} else if t[e] == '一' {
			e++
		}
		q := e
		if t[q] == '个' {
			q++
		}
		if e2, w := s.lex.match(t, q, wWeekBare); w != nil { // 3月最後一個星期五, 3月首周
			if d := s.weekday[t[e2]]; d > 0 && q > e {
				a.level, a.nth, a.wd, a.end = lvWeek, nth, d, e2+1
				return
			} else if d == 0 && t[e2] != s.weekend {
				a.level, a.nthWeek, a.end = lvWeek, nth, e2
				return
			}
		}
	}
	if e, w := s.lex.match(t, p, wLast); w != nil && e > p+1 && t[e] == '一' && (t[e+1] == '天' || t[e+1] == '日') { // 本月最後一天
		a.level, a.d, a.end = lvDay, lastDay, e+2
		return
	}
	if c.firstN(a, p, true) {
		return
	}
	if e, w := s.lex.match(t, p, wPart); w != nil && p == a.end && (e == p+1 && t[p] != '终' || t[p] == '月' && t[p-1] == '月') { // 上個月月初
		if !(w.a == 2 && t[e] == '国') {
			a.part, a.end = w.a, e
			return
		}
	}
	c.afterAny(a)
}

// counted reads dates that begin with a number: 2026年, 3月18日, 12日, 三年前,
// 一季度, 3Q26.
func (c *scan) counted(a *when) bool {
	t, s := c.t, c.s
	i := a.start
	if c.twoDecades(a, i, 19) {
		return true
	}
	x, ok := c.small(i)
	if !ok {
		return c.ago(a)
	}
	p := c.blank(x.end)
	r := t[p]
	switch r {
	case '年':
		if c.yearNumber(a, &x, p) {
			return true
		}
		return c.ago(a)
	case '月':
		if x.str && x.n == 2 && c.months(a, &x, p) {
			return true
		}
		if x.v >= 1 && x.v <= 12 && x.n <= 2 && !x.str && (i == 0 || !s.weekNotAfter[t[i-1]] || !x.han) {
			if x.han && i > 0 {
				if class, _ := s.what(t[i-1]); class == nOrd || class == nSome || class == nDigit {
					return false
				}
			}
			if i > 0 && t[i-1] == '第' {
				return false
			}
			a.level, a.mk, a.m, a.end = lvMonth, tAbs, x.v, p+1
			c.afterMonth(a)
			return true
		}
	case '日', '号':
		if x.v >= 1 && x.v <= 31 && x.n <= 2 && !x.str && (c.second || r == '日' && (!x.han || x.v > 10) && c.bareDay(i, p)) {
			a.level, a.d, a.end = lvDay, x.v, p+1
			return true
		}
		return c.ago(a)
	case 'q', 'h':
		max := 4
		if r == 'h' {
			max = 2
		}
		if x.n == 1 && x.v >= 1 && x.v <= max && p == x.end {
			q := p + 1
			if t[q] == 'f' && t[q+1] == 'y' && isDigit(t[q+2]) { // 2QFY26
				b := when{start: q}
				if !c.latinDate(&b) || b.level != lvYear {
					return false
				}
				a.qk, a.q, a.level = tAbs, x.v, lvQuarter
				if r == 'h' {
					a.level, a.half = lvHalf, x.v
				}
				a.yk, a.y, a.fiscal, a.split, a.end = tAbs, b.y, true, b.split, b.end
				return true
			}
			if isLatin(t[q]) {
				return false
			}
			a.qk, a.q, a.level = tAbs, x.v, lvQuarter
			if r == 'h' {
				a.level, a.half = lvHalf, x.v
			}
			a.end = q
			if t[q] == '\'' || t[q] == ' ' && isDigit(t[q+1]) && isDigit(t[q+2]) && isDigit(t[q+3]) && isDigit(t[q+4]) {
				q++
			}
			if y, ok := c.small(q); ok && (y.n == 2 || y.n == 4) && !y.han {
				a.yk, a.y, a.end = tAbs, c.century(y.v, y.n), y.end
			} else if r == 'h' {
				return false
			}
			return true
		}
		if y := c.century(x.v, x.n); x.n == 2 && !x.han && p == x.end && c.near(y) && t[p+1] >= '1' && t[p+1] <= '4' && !isDigit(t[p+2]) && !isLatin(t[p+2]) && r == 'q' { // 26Q1
			a.yk, a.y, a.qk, a.q, a.level, a.end = tAbs, y, tAbs, int(t[p+1]-'0'), lvQuarter, p+2
			return true
		}
		if x.n == 4 && x.v > 1900 && x.v < 2200 && t[p+1] >= '1' && t[p+1] <= '4' && !isDigit(t[p+2]) && !isLatin(t[p+2]) {
			a.yk, a.y, a.qk, a.q, a.level, a.end = tAbs, x.v, tAbs, int(t[p+1]-'0'), lvQuarter, p+2
			if r == 'h' {
				a.level, a.half = lvHalf, a.q
			}
			return true
		}
	}
	if e, w := s.lex.match(t, p, wQuarterWord); w != nil && e-p == 2 && x.v >= 1 && x.v <= 4 && x.n == 1 {
		if i > 0 && (t[i-1] == '前' || t[i-1] == '首' || t[i-1] == '个') {
			return false
		}
		a.level, a.qk, a.q, a.end = lvQuarter, tAbs, x.v, e
		c.afterQuarter(a)
		return true
	}
	if e, w := s.lex.match(t, p, wFiscal); w != nil && !x.han && (x.n == 4 && x.v > 1900 && x.v < 2200 || x.n == 2 && c.near(c.century(x.v, 2))) {
		a.level, a.yk, a.y, a.fiscal, a.school, a.end = lvYear, tAbs, c.century(x.v, x.n), true, w.a == 1, e
		c.afterYear(a)
		return true
	}
	if e, w := s.lex.match(t, p, wCentury); w != nil && x.v >= 1 && x.v <= 30 {
		return c.decade(a, e, x.v-1) || c.centuryOf(a, e, x.v-1)
	}
	if x.n == 4 && !x.han && c.bareYear(a, &x) {
		return true
	}
	return c.ago(a)
}

// months reads two months that follow each other: 三四月, 七八月份.
func (c *scan) months(a *when, x *small, p int) bool {
	m, m2 := x.v/10, x.v%10
	if m2 != m+1 || m < 1 || a.start > 0 && c.numeral(c.t[a.start-1]) {
		return false
	}
	a.level, a.mk, a.m, a.m2, a.end = lvMonth, tAbs, m, m2, p+1
	if c.t[a.end] == '份' {
		a.end++
	}
	return true
}

// shortYear tells whether the year of two digits x, with 年 at p, is one though
// nothing of a date follows: it is all of its clause, and near.
func (c *scan) shortYear(x *small, p int) bool {
	y, _, _ := c.pub.Date()
	i := p - x.n
	if y == 0 || x.han || x.end != p || !stop(c.t[p+1]) || i > 0 && (!stop(c.t[i-1]) || c.t[i-1] == ':') {
		return false
	}
	return c.near(c.century(x.v, 2))
}

// lateYear tells whether the year of two digits x, with 年 at p, is one of the last
// century: 97年回歸, 由八四年, but not 99年租約.
func (c *scan) lateYear(x *small, p int) bool {
	if x.v < 70 || x.v > 99 {
		return false
	}
	if _, w := c.s.lex.match(c.t, p+1, wSpanNot|wAfter|wWithin|wAgo); w != nil && c.t[p+1] != '起' {
		return false
	}
	switch c.t[p+1] {
	case '来', '长', '老', '地', '租', '的', '间', '期', '历', '内':
		return false
	}
	if i := p - x.n; x.end == p && i > 0 && !bound(c.t[i-1]) {
		switch c.t[i-1] {
		case '由', '自', '从', '在', '于', '至', '到', '早', '是', '年', '与', '和', '及', '指', '如':
		default:
			return false
		}
	}
	return true
}

// near tells whether a year is within ten of the publication.
func (c *scan) near(year int) bool {
	y, _, _ := c.pub.Date()
	return y != 0 && year-y >= -10 && year-y <= 10
}

// decade reads 80年代 behind a century.
func (c *scan) decade(a *when, p, century int) bool {
	if c.twoDecades(a, p, century) {
		return true
	}
	x, ok := c.small(p)
	if !ok || x.v%10 != 0 || x.v > 90 {
		return false
	}
	e, w := c.s.lex.match(c.t, x.end, wDecade)
	if w == nil {
		return false
	}
	a.level, a.yk, a.y, a.end = lvDecade, tAbs, century*100+x.v, e
	c.decadePart(a)
	return true
}

// twoDecades reads 六七十年代 at p.
func (c *scan) twoDecades(a *when, p, century int) bool {
	t, s := c.t, c.s
	k1, d1 := s.what(t[p])
	k2, d2 := s.what(t[p+1])
	if k1 != nDigit || k2 != nDigit || d2 != d1+1 || d1 == 0 || isDigit(t[p]) || isDigit(t[p+1]) || t[p+2] != '十' {
		return false
	}
	e, w := s.lex.match(t, p+3, wDecade)
	if w == nil {
		return false
	}
	a.level, a.yk, a.y, a.m2, a.end = lvDecade, tAbs, century*100+10*d2, -(century*100 + 10*d1), e
	return true
}

// centuryOf reads a whole century, whose word ends at p.
func (c *scan) centuryOf(a *when, p, century int) bool {
	t := c.t
	i := a.start
	if i > 0 && (t[i-1] == '第' || t[i-1] == '前' || c.numeral(t[i-1])) || c.goesOn(p) {
		return false
	}
	a.level, a.yk, a.y, a.century, a.end = lvDecade, tAbs, century*100+1, true, p
	if e, w := c.s.lex.match(t, p, wHalf); w != nil && w.b == 2 {
		a.half, a.end = w.a, e
		return true
	}
	c.decadePart(a)
	return true
}

func (c *scan) decadePart(a *when) {
	t, p := c.t, a.end
	if t[p+1] == '期' {
		switch t[p] {
		case '早', '初', '前':
			a.part, a.end = 1, p+2
		case '中':
			a.part, a.end = 2, p+2
		case '后', '晚', '末':
			a.part, a.end = 3, p+2
		}
		return
	}
	if e, w := c.s.lex.match(t, p, wPart); w != nil && (t[p] != '中' || e > p+1 || bound(t[e])) {
		a.part, a.end = w.a, e
	}
}

// beside completes a year of two digits to the first one after the year from.
func beside(from, v int) int {
	y := from - from%100 + v
	if y <= from {
		y += 100
	}
	return y
}

// century completes a year of two digits to the last one, or one that is at most
// twenty years ahead.
func (c *scan) century(v, n int) int {
	if n != 2 {
		return v
	}
	y, _, _ := c.pub.Date()
	if y == 0 {
		y = 2025
	}
	best := y - y%100 + v
	if best-y > 20 {
		best -= 100
	} else if y-best > 79 {
		best += 100
	}
	return best
}

// yearNumber reads a year whose number is x and whose 年 stands at p.
func (c *scan) yearNumber(a *when, x *small, p int) bool {
	t, s := c.t, c.s
	i := a.start
	if e, w := s.lex.match(t, p, wDecade); w != nil && (x.n != 4 || x.v%10 == 0 && !c.goesOn(e)) { // not 2016年 代表
		if x.v%10 != 0 || x.n != 2 && x.n != 4 || x.n == 4 && (x.v < 1000 || x.v > 2999) {
			return false
		}
		a.level, a.yk, a.y, a.end = lvDecade, tAbs, x.v, e
		if x.n == 2 {
			a.y = 1900 + x.v
		}
		c.decadePart(a)
		return true
	}
	prev := rune(0)
	if i > 0 {
		prev = t[i-1]
	}
	a.level, a.yk, a.end = lvYear, tAbs, p+1
	follows := func() bool {
		b := *a
		b.y = 2000
		seen := c.yearSeen
		c.afterYear(&b)
		c.yearSeen = seen
		return b.level != lvYear || b.part == 3 || b.part == 1 || b.end > p+1 && t[p+1] == '度'
	}
	switch {
	case x.n == 4 && (!x.han || x.str):
		if x.v < 1000 || x.v > 2999 || prev == '第' {
			return false
		}
		a.y = x.v
	case x.n == 3 && !x.han && x.v >= 80 && x.v < 200:
		if prev == '第' || prev == '近' || prev == '过' {
			return false
		}
		if !follows() {
			y, _, _ := c.pub.Date()
			if !c.roc() || y == 0 || x.v+1911 > y+15 || x.v+1911 < y-15 || t[p+1] == '来' || t[p+1] == '前' || t[p+1] == '后' || t[p+1] == '历' || t[p+1] == '期' {
				return false
			}
		}
		a.y = x.v + 1911
	case x.n == 3 && (!x.han || x.str):
		if prev != '在' && prev != '于' && !follows() {
			return false
		}
		a.y = x.v
	case x.n == 2 && (!x.han || x.str):
		if prev == '第' || isDigit(prev) {
			return false
		}
		if !x.zero && !follows() && !c.shortYear(x, p) && !c.second && !c.lateYear(x, p) {
			return false
		}
		a.y = c.century(x.v, 2)
	default:
		return false
	}
	c.afterYear(a)
	return true
}

// roc tells whether a bare year of three digits may be one of the Republic: in
// Taiwan, and in Traditional text of which no market is known.
func (c *scan) roc() bool {
	m := c.market()
	return m == "TW" || m == "" && c.traditional()
}

func (c *scan) traditional() bool {
	if c.trad == 0 {
		c.trad = 1
		if traditional(c.d) {
			c.trad = 2
		}
	}
	return c.trad == 2
}

// bareYear reads a year without 年: 2021財報, 「2020中國房地產百強」.
func (c *scan) bareYear(a *when, x *small) bool {
	t, s := c.t, c.s
	if x.v < 1950 || x.v > 2099 {
		return false
	}
	p := c.blank(x.end)
	if e, w := s.lex.match(t, x.end, wFiscal); w != nil {
		a.level, a.yk, a.y, a.fiscal, a.school, a.end = lvYear, tAbs, x.v, true, w.a == 1, e
		return true
	}
	if (t[p] == '/' || t[p] == '-') && isDigit(t[p+1]) && isDigit(t[p+2]) && !isDigit(t[p+3]) {
		// 2025/26財年, 2025/26年度
		y := int(t[p+1]-'0')*10 + int(t[p+2]-'0')
		if y == (x.v+1)%100 {
			e, w := s.lex.match(t, p+3, wFiscal)
			if w == nil && t[p+3] == '年' && (t[p] == '/' || t[p+4] == '度') {
				e = p + 4
				if t[e] == '度' {
					e++
				}
				w = &word{}
			}
			if w == nil && y > 12 && t[p] == '/' && t[p+3] != '/' && t[p+3] != '年' { // 2018/19立法年度; 2011/12 may be a month
				e, w = p+3, &word{}
			}
			if w != nil {
				a.level, a.yk, a.y, a.fiscal, a.split, a.school, a.end = lvYear, tAbs, x.v, true, true, w.a == 1, e
				c.afterYear(a)
				return true
			}
		}
		return false
	}
	if (t[p] == '/' || t[p] == '-' || t[p] == '至') && p == x.end {
		if y, ok := c.small(p + 1); ok && !y.han && y.n == 4 && y.v == x.v+1 { // 2025/2026年度
			e, w := s.lex.match(t, y.end, wFiscal)
			if w == nil && t[y.end] == '年' && t[y.end+1] == '度' {
				e, w = y.end+2, &word{}
			}
			if w != nil {
				a.level, a.yk, a.y, a.fiscal, a.split, a.school, a.end = lvYear, tAbs, x.v, true, true, w.a == 1, e
				c.afterYear(a)
				return true
			}
		}
	}
	if _, w := s.lex.match(t, p, wYearHead); w != nil && p == x.end {
		a.level, a.yk, a.y, a.end = lvYear, tAbs, x.v, x.end
		return true
	}
	if _, w := s.lex.match(t, p, wHalf|wQuarter); w != nil {
		a.level, a.yk, a.y, a.end = lvYear, tAbs, x.v, x.end
		c.afterYear(a)
		return a.level != lvYear
	}
	if class, _ := s.what(t[p]); class == nOrd {
		a.level, a.yk, a.y, a.end = lvYear, tAbs, x.v, x.end
		if c.quarter(a, p) {
			return true
		}
		*a = when{start: a.start}
		return false
	}
	if c.headed4(a.start, x.end) {
		a.level, a.yk, a.y, a.end = lvYear, tAbs, x.v, x.end
		return true
	}
	// in quotation marks, before a word that is no unit
	y, _, _ := c.pub.Date()
	if a.start > 0 && (t[a.start-1] == '「' || t[a.start-1] == '《') && y != 0 && x.v >= y-15 && x.v <= y+15 && t[x.end] > 0x4e00 && t[x.end] < 0xa000 {
		class, _ := s.what(t[x.end])
		_, w := s.lex.match(t, x.end, wCounter|wBare|wCurrency|wPercent|wRange|wAfter|wList)
		if class == 0 && w == nil {
			a.level, a.yk, a.y, a.end = lvYear, tAbs, x.v, x.end
			return true
		}
	}
	return false
}

// headed4 tells whether the four digits [i, p) are the year of what stands before
// them: 施政報告2024｜.
func (c *scan) headed4(i, p int) bool {
	if !bound(c.t[p]) && c.t[p] != '|' || c.t[p] == '/' {
		return false
	}
	_, w := c.s.back.match(c.t, i, wHeaded)
	return w != nil
}

// bareDay tells whether a day without a month, [i, p) with 日 at p, is one: not
// 30日內, 連續3日, 10日線.
func (c *scan) bareDay(i, p int) bool {
	t := c.t
	if i > 0 {
		switch t[i-1] {
		case '第', '连', '续', '共', '近', '首', '每', '过', '达', '需', '隔', '这', '几', '数', '前', '后', '为', '去', '来', '长', '期', '逾', '足', '满', '头', '约', '短', '仅', '多', '了', '升', '跌', '涨', '挫', '束', '加', '减', '增', '延', '休', '放', '缺', '停', '请', '假', '.', '-':
			return false
		}
	}
	if i > 1 && t[i-1] == '到' && t[i-2] == '达' {
		return false
	}
	if _, w := c.s.lex.match(t, p+1, wSpanNot); w != nil && w.a == 1 {
		return false
	}
	switch t[p+1] {
	case '内', '线', '间', '均', '游', '圆', '元', '币', '本', '前', '后', '来', '两', '移', '之', '平', '累', '连', '以', '期', '程', '韩':
		return false
	}
	return true
}

// ago reads 三年前, 5天前, 30天後.
func (c *scan) ago(a *when) bool {
	t, s := c.t, c.s
	i := a.start
	if i > 0 && (t[i-1] == '第' || t[i-1] == '每') {
		return false
	}
	if class, _ := s.what(t[i]); class == nHalf {
		return c.halfAgo(a)
	}
	n, ok := c.number(i)
	if !ok || n.point || n.str > 1 && n.first == 0 || n.bare {
		return false
	}
	if n.first > 0 { // 兩三天後
		n.vague, n.v = true, fix{c: uint64(n.first)}
	}
	v, fits := n.v.int()
	if !fits || v > 3000 {
		return false
	}
	p := n.tail
	if class, _ := s.what(t[p]); class == nHalf {
		return false
	}
	half := false
	if t[p] == '个' {
		if class, _ := s.what(t[p+1]); class == nHalf {
			half, p = true, p+2
		}
	}
	e, u := s.lex.match(t, p, wSpan)
	if u == nil || t[p] == '月' && !half {
		return false
	}
	more := false
	if class, _ := s.what(t[e]); class == nHalf {
		half, e = true, e+1
	} else if class == nMore && t[e] != '来' {
		more, e = true, e+1
	}
	q := c.blank(e)
	e2, w := s.lex.match(t, q, wAgo|wHence)
	if w == nil {
		return c.lately(a, &n, u.a, half, more, e)
	}
	if e2-q == 1 && (isDigit(t[e2]) || t[q] == '前' && (t[e2] == '三' || t[e2] == '后' || t[e2] == '景' || t[e2] == '夕' || t[e2] == '往') || t[q] == '后' && (t[e2] == '半' || t[e2] == '期')) {
		return false
	}
	if u.a == uDay && t[p] == '日' && e2-q == 1 && w.kind == wHence && n.one && !c.opens(i) {
		return false
	}
	a.level, a.n, a.unit, a.end, a.half2 = lvSpan, int(v), u.a, e2, half
	a.vague = n.vague || n.pair || n.more || n.tail > n.end || more
	if t[e2] == '的' && (u.a == uYear || u.a == uMonth) && !half { // 三年前的今天
		if e3, d := s.lex.match(t, e2+1, wDay); d != nil && d.a == 0 && d.b == 0 && (t[e3-1] == '天' || t[e3-1] == '日') {
			a.today, a.end = true, e3
		}
	}
	a.dir = spAgo
	if u.a == uYear && n.digits == 2 && v >= 80 && w.kind == wAgo { // 97年前: of them, or before 1997
		a.open = true
	}
	if w.kind == wHence {
		// 連升兩周後 is a stretch, 開戰一個月後 counts from the war
		for k := 1; k <= 3 && i-k >= 0; k++ {
			switch t[i-k] {
			case '连', '经', '历', '达', '隔', '时':
				return false
			}
		}
		a.dir = spHence
		if i > 0 && !bound(t[i-1]) {
			if _, from := s.back.match(t, i, wUpTo); from == nil && t[i-1] != '在' && t[i-1] != '于' && t[i-1] != '将' && !a.today {
				a.open = true
			}
		}
	}
	return true
}

// lately reads what opens a phrase and lasts until now, 三個月以來, 五年來, and,
// where nothing else stands in the text, the time until a deadline: 三年半以內.
// e is behind the unit.
func (c *scan) lately(a *when, n *num, unit int, half, more bool, e int) bool {
	t, s := c.t, c.s
	v, _ := n.v.int()
	a.n, a.unit, a.half2, a.month = int(v), unit, half, unit != uDay && unit != uWeek
	a.vague = n.vague || n.pair || n.more || n.tail > n.end || more
	if e2, w := s.lex.match(t, e, wWithin); w != nil {
		if a.start != 0 || e2 != c.n {
			return false
		}
		a.level, a.dir, a.end = lvSpan, spFuture, e2
		return true
	}
	if !c.opens(a.start) {
		return false
	}
	e2, w := s.lex.match(t, e, wSince)
	if w == nil && t[e] == '来' && unit != uDay && t[e+1] != '了' && t[e+1] != '到' && t[e+1] != '自' {
		e2, w = e+1, &word{}
	}
	if w == nil {
		return false
	}
	if t[e2] == '的' {
		e2++
	}
	if _, no := s.lex.match(t, e2, wSpanNot); no != nil && no.a == 0 {
		return false
	}
	if t[e2-1] == '的' {
		e2--
	}
	a.level, a.dir, a.end = lvSpan, spPast, e2
	return true
}

// halfAgo reads 半年前 and 半個月後.
func (c *scan) halfAgo(a *when) bool {
	t, s := c.t, c.s
	if i := a.start; i > 0 {
		if class, _ := s.what(t[i-1]); class != 0 || t[i-1] == '个' || t[i-1] == '年' || t[i-1] == '上' || t[i-1] == '下' || t[i-1] == '近' {
			return false
		}
	}
	a.level = lvSpan
	e := a.start + 1
	switch {
	case t[e] == '年':
		a.n, a.unit, e = 6, uMonth, e+1
	case t[e] == '个' && t[e+1] == '月':
		a.n, a.unit, e = 15, uDay, e+2
	default:
		return false
	}
	e2, w := s.lex.match(t, e, wAgo|wHence)
	if w == nil || t[e2] == '景' || t[e2] == '往' {
		return false
	}
	a.dir, a.end = spAgo, e2
	if w.kind == wHence {
		if !c.opens(a.start) {
			return false
		}
		a.dir = spHence
	}
	return true
}

// latinDate reads Q3, Q3 2025, FY2025.
func (c *scan) latinDate(a *when) bool {
	t := c.t
	i := a.start
	switch {
	case (t[i] == 'q' || t[i] == 'h') && isDigit(t[i+1]) && !isDigit(t[i+2]) && !isLatin(t[i+2]) && t[i+2] != '-':
		n := int(t[i+1] - '0')
		if n < 1 || t[i] == 'q' && n > 4 || t[i] == 'h' && n > 2 {
			return false
		}
		a.end = i + 2
		q := a.end
		if t[q] == ' ' || t[q] == '/' || t[q] == '\'' {
			q++
		}
		if t[q] == 'f' && t[q+1] == 'y' && isDigit(t[q+2]) {
			b := when{start: q}
			if c.latinDate(&b) && b.level == lvYear {
				a.level, a.qk, a.q = lvQuarter, tAbs, n
				if t[i] == 'h' {
					a.level, a.half = lvHalf, n
				}
				a.yk, a.y, a.fiscal, a.split, a.end = tAbs, b.y, true, b.split, b.end
				return true
			}
		}
		if y, ok := c.small(q); ok && !y.han && (y.n == 4 && y.v > 1950 && y.v < 2100 || y.n == 2 && t[a.end] == '\'') {
			a.yk, a.y, a.end = tAbs, c.century(y.v, y.n), y.end
			if t[a.end] == '年' {
				a.end++
			}
		}
		if t[i] == 'h' {
			a.level, a.half = lvHalf, n
			return a.yk != tNone
		}
		a.level, a.qk, a.q = lvQuarter, tAbs, n
		return true
	case t[i] == 'f' && t[i+1] == 'y':
		y, ok := c.small(i + 2)
		if !ok || y.han || y.n != 2 && y.n != 4 || isLatin(t[y.end]) && t[y.end] != 'q' {
			return false
		}
		a.level, a.yk, a.y, a.fiscal, a.end = lvYear, tAbs, c.century(y.v, y.n), true, y.end
		if p := a.end; (t[p] == '/' || t[p] == '-') && isDigit(t[p+1]) && isDigit(t[p+2]) && !isDigit(t[p+3]) && int(t[p+1]-'0')*10+int(t[p+2]-'0') == (a.y+1)%100 {
			a.split, a.end = true, p+3 // FY2025/26
		}
		if isLatin(t[a.end]) && !(isDigit(t[a.end+1]) && !isDigit(t[a.end+2]) && !isLatin(t[a.end+2])) {
			return false
		}
		if p := c.blank(a.end); t[p] == 'q' && t[p+1] >= '1' && t[p+1] <= '4' && !isDigit(t[p+2]) && !isLatin(t[p+2]) {
			a.level, a.qk, a.q, a.end = lvQuarter, tAbs, int(t[p+1]-'0'), p+2
		}
		return true
	}
	return false
}

// slashDay reads 3/18, the month first save in Hong Kong, with padded when a zero
// stands before a digit. What may be a share (1/2, 3/4) or goes on as one is left.
func (c *scan) slashDay(a *when, m, d, p int, padded bool) bool {
	t := c.t
	if i := a.start; i > 0 && (t[i-1] == '/' || t[i-1] == '.' || t[i-1] == '-' || t[i-1] == '$') {
		return false
	}
	share := m < d && d <= 12
	if m > 12 || c.d.Variant == "zh-HK" && d <= 12 {
		m, d = d, m
	}
	if m < 1 || entities.DayOf(2024, m, d) == entities.None || !padded && share || t[p] == '/' || t[p] == '%' || t[p] == '.' && isDigit(t[p+1]) {
		return false
	}
	if !bound(t[p]) && !padded {
		if d <= 12 || t[p] == '的' {
			return false
		}
		if _, w := c.s.lex.match(t, p, wCounter|wBare|wCurrency|wPercent|wSpan); w != nil {
			return false
		}
	}
	a.level, a.mk, a.m, a.d, a.end = lvDay, tAbs, m, d, p
	return true
}

// numeric reads 2026-03-18, 2026/3/18, 2026.3.18, 20260318, 18/3/2026.
func (c *scan) numeric(a *when) bool {
	t := c.t
	i := a.start
	var v, n [3]int
	p, k := i, 0
	var seps [2]rune
	for k < 3 {
		x, ok := c.small(p)
		if !ok || x.han {
			return false
		}
		v[k], n[k] = x.v, x.n
		p = x.end
		k++
		if k == 1 && x.n == 8 {
			break
		}
		if k < 3 {
			r := t[p]
			if r != '-' && r != '/' && r != '.' && !(r == ' ' && n[0] == 4) {
				break
			}
			seps[k-1] = r
			if !isDigit(t[p+1]) {
				break
			}
			p++
		}
	}
	if k == 1 && n[0] == 4 && t[p] == '-' && t[p+1] == 'w' && isDigit(t[p+2]) && isDigit(t[p+3]) && !isDigit(t[p+4]) && !isLatin(t[p+4]) { // 2026-W12
		w := int(t[p+2]-'0')*10 + int(t[p+3]-'0')
		if w < 1 || w > 53 {
			return false
		}
		a.level, a.yk, a.y, a.nthWeek, a.end = lvWeek, tAbs, v[0], w, p+4
		return true
	}
	if isLatin(t[p]) && !(t[p] == 't' && k == 3 && isDigit(t[p+1]) && isDigit(t[p+2]) && t[p+3] == ':') || isDigit(t[p]) {
		return false
	}
	set := func(y, m, d int) bool {
		if y < 1000 || y > 2999 || entities.DayOf(y, m, d) == entities.None {
			return false
		}
		a.level, a.yk, a.y, a.mk, a.m, a.d, a.end = lvDay, tAbs, y, tAbs, m, d, p
		return true
	}
	if k == 1 && n[0] == 8 {
		y := v[0] / 10000
		return y >= 1900 && y < 2100 && set(y, v[0]/100%100, v[0]%100)
	}
	if k == 2 && seps[0] == '/' && c.slashDay(a, v[0], v[1], p, t[i] == '0' || n[1] == 2 && v[1] < 10) {
		return true
	}
	if k == 3 && seps[0] == '/' && seps[1] == '-' && n[0] <= 2 && n[1] <= 2 && n[2] <= 2 { // 12/13-14
		if v[2] <= v[1] || !c.slashDay(a, v[0], v[1], p, false) || a.d != v[1] || entities.DayOf(2024, a.m, v[2]) == entities.None {
			*a = when{start: i}
			return false
		}
		a.d2 = v[2]
		return true
	}
	if k == 2 && seps[0] == '/' && n[0] == 2 && n[1] == 2 && v[1] == (v[0]+1)%100 { // 24/25年度
		if e, w := c.s.lex.match(t, p, wFiscal); w != nil || t[p] == '年' && t[p+1] == '度' {
			if w == nil {
				e = p + 2
			}
			a.level, a.yk, a.y, a.fiscal, a.split, a.end = lvYear, tAbs, c.century(v[0], 2), true, true, e
			a.school = w != nil && w.a == 1
			c.afterYear(a)
			return true
		}
	}
	if k == 3 && n[0] == 3 && v[0] >= 100 && v[0] < 150 && n[1] <= 2 && n[2] <= 2 && seps[0] == seps[1] && seps[0] != '-' && bound(t[p]) && c.d.Variant == "zh-TW" {
		return set(v[0]+1911, v[1], v[2]) // 115/3/18
	}
	if i > 0 && t[i-1] == '/' && t[p] == '/' { // the path of an address
		return false
	}
	if k == 2 && n[0] == 4 && seps[0] != '.' && seps[0] != ' ' && (n[1] == 2 || n[1] == 1 && seps[0] == '/') && v[0] >= 1950 && v[0] < 2100 && v[1] >= 1 && v[1] <= 12 && v[1] != v[0]%100+1 && bound(t[p]) && t[p] != '/' && (i == 0 || bound(t[i-1]) && t[i-1] != '/') {
		// 2021-03, but 2011-12 may be two years
		a.level, a.yk, a.y, a.mk, a.m, a.end = lvMonth, tAbs, v[0], tAbs, v[1], p
		return true
	}
	if k != 3 || seps[0] != seps[1] && (n[0] != 4 || seps[0] == ' ' || seps[1] == ' ') {
		return false
	}
	if t[p] == '.' && isDigit(t[p+1]) || (t[p] == '-' || t[p] == '/') && isDigit(t[p+1]) && n[0] != 4 && n[2] != 4 {
		return false
	}
	if seps[0] == ' ' && (n[1] != 2 || n[2] != 2) {
		return false
	}
	switch {
	case n[0] == 4 && n[1] <= 2 && n[2] <= 2:
		return set(v[0], v[1], v[2])
	case seps[0] == '.' || n[0] > 2 || n[1] > 2:
		return false
	case n[2] == 4: // day first, as outside America; else month first
		return set(v[2], v[1], v[0]) || set(v[2], v[0], v[1])
	case n[2] > 2:
		return false
	case seps[0] == '-' && n[0] == 2:
		return set(c.century(v[0], 2), v[1], v[2]) || set(c.century(v[2], 2), v[1], v[0])
	case n[2] == 2:
		return set(c.century(v[2], 2), v[1], v[0]) || set(c.century(v[2], 2), v[0], v[1])
	}
	return false
}
