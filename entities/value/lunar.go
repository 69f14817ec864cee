package value

import (
	"math/bits"

	"github.com/factloom/factloom/entities"
)

// The years of the Chinese calendar that lunarYears tells.
const (
	lunarFirst = 1900
	lunarLast  = 2100
)

// lunarNew is the first day of the Chinese year 1900.
var lunarNew = entities.DayOf(1900, 1, 31)

// lunarYears has the months of each Chinese year. Bits 15 to 4 are months 1 to
// 12, set when the month has 30 days, else it has 29; bits 3 to 0 are the month
// that a leap month follows, 0 in a year without; bit 16 is set when the leap
// month has 30 days. Months begin on the day of the new moon and the leap month
// is the first without a principal term, by the time of Beijing; where the new
// moon is within minutes of midnight (1906, 1917, 1922, 1933, 2097) the almanac
// as published decides.
var lunarYears = [lunarLast - lunarFirst + 1]uint32{
	0x04bd8, 0x04ae0, 0x0a570, 0x054d5, 0x0d260, 0x0d950, 0x16554, 0x056a0, 0x09ad0, 0x055d2, // 1900
	0x04ae0, 0x0a5b6, 0x0a4d0, 0x0d250, 0x1d255, 0x0b540, 0x0d6a0, 0x0ada2, 0x095b0, 0x14977, // 1910
	0x04970, 0x0a4b0, 0x0b4b5, 0x06a50, 0x06d40, 0x1ab54, 0x02b60, 0x09570, 0x052f2, 0x04970, // 1920
	0x06566, 0x0d4a0, 0x0ea50, 0x06e95, 0x05ad0, 0x02b60, 0x186e3, 0x092e0, 0x1c8d7, 0x0c950, // 1930
	0x0d4a0, 0x1d8a6, 0x0b550, 0x056a0, 0x1a5b4, 0x025d0, 0x092d0, 0x0d2b2, 0x0a950, 0x0b557, // 1940
	0x06ca0, 0x0b550, 0x15355, 0x04da0, 0x0a5b0, 0x14573, 0x052b0, 0x0a9a8, 0x0e950, 0x06aa0, // 1950
	0x0aea6, 0x0ab50, 0x04b60, 0x0aae4, 0x0a570, 0x05260, 0x0f263, 0x0d950, 0x05b57, 0x056a0, // 1960
	0x096d0, 0x04dd5, 0x04ad0, 0x0a4d0, 0x0d4d4, 0x0d250, 0x0d558, 0x0b540, 0x0b6a0, 0x195a6, // 1970
	0x095b0, 0x049b0, 0x0a974, 0x0a4b0, 0x0b27a, 0x06a50, 0x06d40, 0x0af46, 0x0ab60, 0x09570, // 1980
	0x04af5, 0x04970, 0x064b0, 0x074a3, 0x0ea50, 0x06b58, 0x05ac0, 0x0ab60, 0x096d5, 0x092e0, // 1990
	0x0c960, 0x0d954, 0x0d4a0, 0x0da50, 0x07552, 0x056a0, 0x0abb7, 0x025d0, 0x092d0, 0x0cab5, // 2000
	0x0a950, 0x0b4a0, 0x0baa4, 0x0ad50, 0x055d9, 0x04ba0, 0x0a5b0, 0x15176, 0x052b0, 0x0a930, // 2010
	0x07954, 0x06aa0, 0x0ad50, 0x05b52, 0x04b60, 0x0a6e6, 0x0a4e0, 0x0d260, 0x0ea65, 0x0d530, // 2020
	0x05aa0, 0x076a3, 0x096d0, 0x04afb, 0x04ad0, 0x0a4d0, 0x1d0b6, 0x0d250, 0x0d520, 0x0dd45, // 2030
	0x0b5a0, 0x056d0, 0x055b2, 0x049b0, 0x0a577, 0x0a4b0, 0x0aa50, 0x1b255, 0x06d20, 0x0ada0, // 2040
	0x14b63, 0x09370, 0x049f8, 0x04970, 0x064b0, 0x168a6, 0x0ea50, 0x06b20, 0x1a6c4, 0x0aae0, // 2050
	0x092e0, 0x0d2e3, 0x0c960, 0x0d557, 0x0d4a0, 0x0da50, 0x05d55, 0x056a0, 0x0a6d0, 0x055d4, // 2060
	0x052d0, 0x0a9b8, 0x0a950, 0x0b4a0, 0x0b6a6, 0x0ad50, 0x055a0, 0x0aba4, 0x0a5b0, 0x052b0, // 2070
	0x0b273, 0x06930, 0x07337, 0x06aa0, 0x0ad50, 0x14b55, 0x04b60, 0x0a570, 0x054e4, 0x0d160, // 2080
	0x0e968, 0x0d520, 0x0daa0, 0x16aa6, 0x056d0, 0x04ae0, 0x0a9d4, 0x0a2d0, 0x0d150, 0x0f252, // 2090
	0x0d520, // 2100
}

// lunarMonths returns how many months a Chinese year has, and its days.
func lunarMonths(y int) (months, days int) {
	w := lunarYears[y-lunarFirst]
	months, days = 12, 12*29+bits.OnesCount32(w>>4&0xfff)
	if w&15 != 0 {
		months, days = 13, days+29+int(w>>16)
	}
	return
}

// lunarDays returns the days of a month of the Chinese year y, both inclusive;
// with d the single day, d = 0 the whole month. Day -1 is the day before the
// month begins. What the calendar does not have is None.
func lunarDays(y, m, d int, leap bool) (from, to entities.Day) {
	if y < lunarFirst || y > lunarLast || m < 1 || m > 12 {
		return entities.None, entities.None
	}
	w := lunarYears[y-lunarFirst]
	lm := int(w & 15)
	if leap && lm != m {
		return entities.None, entities.None
	}
	from = lunarNew
	for k := lunarFirst; k < y; k++ {
		_, n := lunarMonths(k)
		from += entities.Day(n)
	}
	length := func(k int) int { return 29 + int(w>>(16-k)&1) }
	for k := 1; k < m; k++ {
		from += entities.Day(length(k))
		if k == lm {
			from += entities.Day(29 + w>>16)
		}
	}
	n := length(m)
	if leap {
		from, n = from+entities.Day(n), 29+int(w>>16)
	}
	switch {
	case d < 0:
		return from - 1, from - 1
	case d > n:
		return entities.None, entities.None
	case d > 0:
		from += entities.Day(d - 1)
		return from, from
	}
	return from, from + entities.Day(n-1)
}

// solarTerms are the days of the 24 solar terms from 小寒, the sun at 285 degrees,
// on: the day of the month in 1900 and how much later the sun comes each year of
// 365 days, both in hundred thousandths of a day, by the time of Beijing. They are
// fitted to the true sun and give every day from 1900 to 2100 but 立夏 of 2097,
// which is eight minutes past midnight.
var solarTerms = [24]struct{ day, later int }{
	{610708, 24264}, {2081768, 24278}, {459236, 24264}, {1941248, 24272}, {634972, 24264}, {2142544, 24219},
	{558969, 24219}, {2088990, 24210}, {635151, 24176}, {2188562, 24183}, {653713, 24167}, {2223837, 24161},
	{796237, 24175}, {2368835, 24166}, {837053, 24167}, {2397232, 24176}, {847386, 24183}, {2383740, 24210},
	{909742, 24219}, {2419743, 24242}, {819743, 24242}, {2307764, 24264}, {787848, 24272}, {2262608, 24272},
}

// solarTerm returns the day of a solar term in a year from 1900 to 2100.
func solarTerm(y, term int) entities.Day {
	if y < 1900 || y > 2100 {
		return entities.None
	}
	leaps := (y - 1900) / 4
	switch {
	case term < 4 && y > 1900:
		leaps = (y - 1901) / 4
	case term >= 4 && y == 2100:
		leaps--
	}
	s := solarTerms[term]
	return entities.DayOf(y, term/2+1, (s.day+s.later*(y-1900))/100000-leaps)
}

// What a word of kind wEra says in its b, when it is no era.
const (
	eraLunar  = 1 // 農曆
	eraLeap   = 2 // 閏
	eraBefore = 3 // 公元前: no day of ours
)

// lunar reads [農曆][year][閏]month[day] at p into a.
func (c *scan) lunar(a *when, p int) bool {
	t, s := c.t, c.s
	if e, w := s.lex.match(t, p, wEra); w != nil && w.b == eraLunar {
		p = c.blank(e)
	}
	if x, ok := c.small(p); ok && a.yk == tNone && x.n == 4 && (!x.han || x.str) && t[c.blank(x.end)] == '年' {
		a.yk, a.y, p = tAbs, x.v, c.blank(c.blank(x.end)+1)
	} else if e, w := s.lex.match(t, p, wYear); w != nil && a.yk == tNone {
		a.yk, a.y, p = tRel, w.a, e
	}
	if e, w := s.lex.match(t, p, wEra); w != nil && w.b == eraLeap {
		a.leap, p = true, e
	}
	if e, w := s.lex.match(t, p, wMonthWord); w != nil {
		a.m, p = w.a, e
	} else if x, ok := c.small(p); ok && x.v >= 1 && x.v <= 12 && x.n <= 2 && !x.str && t[c.blank(x.end)] == '月' {
		a.m, p = x.v, c.blank(x.end)+1
	} else {
		return false
	}
	a.level, a.mk, a.end = lvLunar, tAbs, p
	c.lunarDay(a)
	return true
}

// lunarDay reads the day of a Chinese month behind a: 初五, 十五, 廿三. Behind a
// month that may be one of ours it is asked to end its clause: 八月十五 without
// 日 is the festival, 八月十五日 is not.
func (c *scan) lunarDay(a *when) bool {
	t := c.t
	p, sure := a.end, a.level == lvLunar
	if !sure && (t[p-1] != '月' || isDigit(t[p-2]) || !c.numeral(t[p-2])) {
		return false
	}
	first := t[p] == '初'
	q := p
	if first {
		q++
	}
	x, ok := c.small(q)
	if !ok || x.str || x.v < 1 || x.v > 30 || first && x.v > 10 || !sure && !first && x.v < 11 {
		return false
	}
	e := x.end
	day := t[e] == '日' || t[e] == '号'
	switch {
	case !x.han && (first || !sure || !day):
		return false
	case day && !first && !sure:
		return false
	case day:
		e++
	case !sure && !c.holidayEnds(e):
		return false
	}
	a.level, a.d, a.end = lvLunar, x.v, e
	return true
}

// holidayEnds tells whether a word for a day that ends at e is the whole word.
func (c *scan) holidayEnds(e int) bool {
	if bound(c.t[e]) {
		return true
	}
	_, w := c.s.lex.match(c.t, e, wHolidayTail|wTo)
	return w != nil
}

// numeral tells whether a rune is a Chinese digit or 十.
func (c *scan) numeral(r rune) bool {
	class, _ := c.s.what(r)
	return !isDigit(r) && (class == nDigit || class == nUnit || class == nTens)
}
