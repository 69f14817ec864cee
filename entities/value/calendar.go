package value

import "github.com/factloom/factloom/entities"

// The tenses that the verbs of a clause give a date.
const (
	past   = -1
	noted  = 0
	future = 1
)

func monthSpan(y, m, m2 int) (from, to entities.Day) {
	if m2 < m {
		m2 = m
	}
	if y < 1 || y > 9999 || m < 1 || m2 > 12 {
		return
	}
	return entities.DayOf(y, m, 1), entities.DayOf(y, m2, entities.DaysIn(y, m2))
}

// addMonths moves a day by months, to the last day of a shorter month.
func addMonths(d entities.Day, n int) entities.Day {
	y, m, dd := d.Date()
	k := y*12 + m - 1 + n
	y, m = k/12, k%12+1
	if y < 1 || y > 9999 {
		return entities.None
	}
	return entities.DayOf(y, m, min(dd, entities.DaysIn(y, m)))
}

// days asks the calendar for a date. base is the first end of a range, whose
// year and month a second end without its own takes over.
func (c *scan) days(a *when, base *entities.Date, tense int) *entities.Date {
	out := &entities.Date{Kind: entities.Exact}
	if a.open {
		return out
	}
	pub := c.pub
	py, pm, _ := pub.Date()
	year := 0
	switch a.yk {
	case tAbs:
		year = a.y
	case tRel:
		if py > 0 {
			year = py + a.y
		}
	case tText:
		if c.lastDate != nil && c.lastDate.From != entities.None {
			year, _, _ = c.lastDate.From.Date()
			year += a.y
		} else if py > 0 {
			year = py + a.y
		}
	}
	by, bm := 0, 0
	if base != nil {
		by, bm, _ = base.From.Date()
	}
	set := func(from, to entities.Day) {
		if from != entities.None && to != entities.None && from <= to {
			out.From, out.To = from, to
		}
	}
	// pick chooses the year of a date that does not tell its own, given its
	// days in a year, and whether one that is still to come is meant without a verb.
	pick := func(in func(y int) (from, to entities.Day), ahead entities.Day) {
		if base != nil && by > 0 {
			from, to := in(by)
			if from != entities.None && to < base.From {
				from, to = in(by + 1)
			}
			set(from, to)
			return
		}
		if py == 0 {
			return
		}
		from, to := in(py)
		if from == entities.None { // 2月29日
			for k := 1; k < 8; k++ {
				if f, t := in(py - k); f != entities.None && tense != future {
					set(f, t)
					return
				}
				if f, t := in(py + k); f != entities.None && tense == future {
					set(f, t)
					return
				}
			}
			return
		}
		// a past verb does not send a day that is close ahead back a whole
		// year, nor a future verb the month that is just over to the next
		near := entities.Day(60)
		if a.level == lvDay || a.level == lvLunar || a.third > 0 {
			near = 100
		}
		next := func(y int) entities.Day { f, _ := in(y); return f }
		other := 0
		switch {
		case from > pub && (tense == past && from-pub > near || tense == noted && from-pub > ahead || tense == future && from-pub > 300):
			other, from, to = py, entities.None, entities.None
			from, to = in(py - 1)
			out.Why = "the last one"
		case from > pub:
			other = py - 1
			out.Why = "of this year"
		case to < pub && tense == future && next(py+1)-pub < 250:
			other = py
			from, to = in(py + 1)
			out.Why = "future verb"
		case to < pub && tense == noted && (a.level == lvHoliday || a.level == lvDay || a.level == lvLunar) && next(py+1) != entities.None && next(py+1)-pub < 60 && pub-to > 240:
			other = py
			from, to = in(py + 1)
			out.Why = "close ahead"
		default:
			other = py + 1
			out.Why = "of this year"
		}
		set(from, to)
		if f, t := in(other); f != entities.None {
			out.Alt = append(out.Alt, entities.Reading{From: f, To: t, Why: "another year"})
		}
	}
	seen := func() int { // the year its sentence has named
		if c.yearSeen != 0 && c.yearSent == c.sentence && base == nil {
			return c.yearSeen
		}
		return 0
	}
	switch a.level {
	case lvYear:
		y := year
		if y == 0 && a.yk == tNone && a.part != 0 {
			y = py
			if by > 0 {
				y = by
			}
		}
		if y == 0 {
			break
		}
		switch {
		case a.school:
			set(entities.DayOf(y, 9, 1), entities.DayOf(y+1, 8, 31))
			return out
		case a.split:
			set(entities.DayOf(y, 4, 1), entities.DayOf(y+1, 3, 31))
			return out
		case a.two:
			set(entities.DayOf(y, 1, 1), entities.DayOf(y+1, 12, 31))
			return out
		}
		if a.m2 < 0 {
			set(entities.DayOf(-a.m2, 1, 1), entities.DayOf(y, 12, 31))
			break
		}
		set(monthSpan(y, 1, 12))
		switch a.part {
		case 1:
			out.From, out.To = entities.None, entities.None
			out.Alt = append(out.Alt, entities.Reading{From: entities.DayOf(y, 1, 1), To: entities.DayOf(y, 2, entities.DaysIn(y, 2)), Why: "first months"})
		case 2:
			out.From, out.To = entities.None, entities.None
			out.Alt = append(out.Alt, entities.Reading{From: entities.DayOf(y, 6, 1), To: entities.DayOf(y, 7, 31), Why: "middle months"})
		case 3:
			set(monthSpan(y, 12, 12))
		case 4:
			set(monthSpan(y, 1, 1))
		}
	case lvHalf:
		if a.season > 0 { // when a season begins is not settled
			if from, _ := monthSpan(year, a.season*3, a.season*3); from != entities.None {
				out.Alt = append(out.Alt, entities.Reading{From: from, To: addMonths(from, 3) - 1, Why: "season"})
			}
			break
		}
		in := func(y int) (entities.Day, entities.Day) { return a.fiscalSpan(y, a.half*6-5, a.half*6) }
		if year == 0 && a.yk == tNone {
			year = seen()
		}
		if year != 0 {
			set(in(year))
		} else {
			pick(in, 400)
		}
	case lvQuarter:
		q2 := max(a.q2, a.q)
		in := func(y int) (entities.Day, entities.Day) { return a.fiscalSpan(y, a.q*3-2, q2*3) }
		switch {
		case a.qk == tRel && py > 0:
			k := py*4 + (pm-1)/3 + a.q
			set(monthSpan(k/4, k%4*3+1, k%4*3+3))
		case a.qk == tText && c.lastDate != nil && c.lastDate.From != entities.None:
			y, m, _ := c.lastDate.From.Date()
			k := y*4 + (m-1)/3 + a.q
			set(monthSpan(k/4, k%4*3+1, k%4*3+3))
		case a.qk != tAbs:
		case year != 0:
			set(in(year))
		case a.yk == tNone:
			if y := seen(); y != 0 {
				set(in(y))
			} else if a.q2 > 0 {
				// 前三季: over, unless a verb says otherwise
				pick(func(y int) (entities.Day, entities.Day) {
					f, t := in(y)
					if y == py && t > pub && tense != future {
						return in(y - 1)
					}
					return f, t
				}, 0)
			} else {
				pick(in, 45)
			}
		}
		if out.From != entities.None && a.part != 0 {
			y, m, _ := out.From.Date()
			if a.part == 1 {
				set(monthSpan(y, m, m))
			} else {
				set(monthSpan(y, m+2, m+2))
			}
		}
	case lvMonth, lvDay:
		c.monthOrDay(a, out, year, by, bm, base, tense, pick, set)
	case lvWeek:
		c.weekDays(a, out, year, base, tense, pick, set)
	case lvRelDay:
		if a.text {
			if c.lastDate != nil && c.lastDate.To != entities.None && c.lastDate.From == c.lastDate.To {
				set(c.lastDate.To+entities.Day(a.off), c.lastDate.To+entities.Day(a.off))
			}
			break
		}
		if pub != entities.None {
			set(pub+entities.Day(a.off), pub+entities.Day(a.off+btoi(a.two)))
		}
	case lvSpan:
		if a.dir == spHence && tense == past && !a.today { // 三個月後宣布破產: after what was told
			break
		}
		c.spanDays(a, set)
	case lvDecade:
		y := a.y
		if a.century {
			a.centuryDays(out, set)
			break
		}
		if a.m2 < 0 {
			set(entities.DayOf(-a.m2, 1, 1), entities.DayOf(y+9, 12, 31))
			break
		}
		set(entities.DayOf(y, 1, 1), entities.DayOf(y+9, 12, 31))
		switch a.part {
		case 1:
			out.From, out.To = entities.None, entities.None
			out.Alt = append(out.Alt, entities.Reading{From: entities.DayOf(y, 1, 1), To: entities.DayOf(y+2, 12, 31), Why: "first years"})
		case 2:
			set(entities.DayOf(y+3, 1, 1), entities.DayOf(y+6, 12, 31))
		case 3:
			set(entities.DayOf(y+7, 1, 1), entities.DayOf(y+9, 12, 31))
		}
	case lvHoliday:
		in := func(y int) (entities.Day, entities.Day) {
			d := a.hol.holiday(y)
			if d != entities.None {
				d += entities.Day(a.off)
			}
			return d, d
		}
		if year != 0 {
			set(in(year))
		} else if a.yk == tNone {
			pick(in, 300)
		}
	case lvLunar:
		in := func(y int) (entities.Day, entities.Day) { return lunarDays(y, a.m, a.d, a.leap) }
		if year != 0 {
			set(in(year))
		} else if a.yk == tNone {
			pick(in, 290)
		}
	case lvNow:
		if py > 0 {
			set(entities.DayOf(py, 1, 1), pub)
		}
	}
	if a.same {
		c.sameAs(a, out, set)
	}
	if a.since && a.level != lvNow {
		if out.From != entities.None && pub != entities.None && out.From <= pub {
			out.To = pub
		} else {
			out.From, out.To = entities.None, entities.None
		}
	}
	return out
}

// fiscalSpan returns the months m to m2 of a year, which begins in April when
// it is told with two numbers: 2025/26財年.
func (a *when) fiscalSpan(y, m, m2 int) (from, to entities.Day) {
	if !a.split {
		return monthSpan(y, m, m2)
	}
	from, _ = monthSpan(y+(m+2)/12, (m+2)%12+1, 0)
	_, to = monthSpan(y+(m2+2)/12, (m2+2)%12+1, 0)
	return
}

// centuryDays gives the days of a century, a.y its first year, or of half of it.
func (a *when) centuryDays(out *entities.Date, set func(from, to entities.Day)) {
	lo, hi := a.y, a.y+99
	switch a.half {
	case 1:
		hi -= 50
	case 2:
		lo += 50
	}
	if a.part == 0 {
		set(entities.DayOf(lo, 1, 1), entities.DayOf(hi, 12, 31))
		return
	}
	switch a.part { // nobody says how many years
	case 1:
		hi = lo + 9
	case 2:
		lo, hi = lo+39, lo+59
	case 3:
		lo = hi - 9
	}
	if from := entities.DayOf(lo, 1, 1); from != entities.None {
		out.Alt = append(out.Alt, entities.Reading{From: from, To: entities.DayOf(hi, 12, 31), Why: "part of a century"})
	}
}

func (c *scan) monthOrDay(a *when, out *entities.Date, year, by, bm int, base *entities.Date, tense int, pick func(func(int) (entities.Day, entities.Day), entities.Day), set func(from, to entities.Day)) {
	py, pm, pd := c.pub.Date()
	// the days of the date in a month that is known
	in := func(y, m int) (from, to entities.Day) {
		if a.level == lvDay {
			switch a.d {
			case lastDay:
				_, to = monthSpan(y, m, m)
				return to, to
			case ofPub:
				from = entities.DayOf(y, m, min(pd, entities.DaysIn(y, m)))
				return from, from
			}
			from = entities.DayOf(y, m, a.d)
			to = from
			if a.d2 > 0 {
				to = entities.DayOf(y, m, a.d2)
			}
			return
		}
		from, to = monthSpan(y, m, a.m2)
		if from == entities.None {
			return
		}
		switch {
		case a.third > 0:
			lo := a.third*10 - 9
			hi := a.third * 10
			switch a.third {
			case 4: // 上中旬
				lo, hi = 1, 20
			case 5: // 中下旬
				lo, hi = 11, entities.DaysIn(y, m)
			case 3:
				hi = entities.DaysIn(y, m)
			}
			return entities.DayOf(y, m, lo), entities.DayOf(y, m, hi)
		case a.part == 3:
			return entities.DayOf(y, m, 21), to
		}
		return
	}
	defer func() {
		if a.level == lvMonth && (a.part == 1 || a.part == 2) && out.From != entities.None {
			y, m, _ := out.From.Date()
			lo, hi := 1, 10
			if a.part == 2 {
				lo, hi = 11, 20
			}
			out.Alt = append(out.Alt, entities.Reading{From: entities.DayOf(y, m, lo), To: entities.DayOf(y, m, hi), Why: "ten days"})
			out.From, out.To = entities.None, entities.None
		}
	}()
	switch a.mk {
	case tRel:
		if py == 0 {
			return
		}
		k := py*12 + pm - 1 + a.m
		if a.yk != tNone && year != 0 {
			k = year*12 + pm - 1 + a.m
		}
		set(in(k/12, k%12+1))
	case tText:
		if c.lastDate != nil && c.lastDate.From != entities.None {
			y, m, _ := c.lastDate.From.Date()
			k := y*12 + m - 1 + a.m
			set(in(k/12, k%12+1))
		} else if py > 0 && a.m == 1 {
			k := py*12 + pm - 1 + a.m
			set(in(k/12, k%12+1))
		}
	case tAbs:
		switch {
		case year != 0:
			set(in(year, a.m))
		case a.yk != tNone:
		case base == nil && a.m2 == 0 && c.told.year != 0 && c.told.sentence == c.sentence && a.m >= c.told.month && tense != future:
			// 2019年3月 … 8月: the year is told once
			set(in(c.told.year, a.m))
			out.Why = "year of the date before"
		case a.m2 > 0 && base == nil && py > 0 && a.m == 1 && tense != future:
			// 首九個月: over or nearly
			f, t := in(py, a.m)
			if y := c.yearSeen; y != 0 && c.yearSent == c.sentence {
				f, t = in(y, a.m)
			} else if t > c.pub && a.m2 > pm {
				f, t = in(py-1, a.m)
			}
			set(f, t)
		default:
			ahead := entities.Day(95)
			if a.level == lvDay || a.third > 0 {
				ahead = 290
			}
			pick(func(y int) (entities.Day, entities.Day) { return in(y, a.m) }, ahead)
		}
	case tNone: // a bare day
		if base != nil && by > 0 {
			f, t := in(by, bm)
			if f == entities.None || f < base.From {
				k := by*12 + bm
				f, t = in(k/12, k%12+1)
			}
			set(f, t)
			return
		}
		if py == 0 {
			return
		}
		if l := c.lastDate; l != nil && a.start > 0 && c.t[a.start-1] == '(' && c.lastEnd == a.start-1 && l.From == l.To {
			// 上周五(26日): the day that the bracket glosses
			y, m, d := l.From.Date()
			k := y*12 + m - 1
			if d-a.d > 20 {
				k++
			} else if a.d-d > 20 {
				k--
			}
			set(in(k/12, k%12+1))
			return
		}
		last := max(a.d, a.d2)
		k := py*12 + pm - 1
		other := k - 1
		ahead, ago := a.d-pd, pd+30-a.d
		switch {
		case a.d > pd && (tense == past && ago < ahead+10 || tense == noted && ago+3 <= ahead):
			k, other = k-1, k
		case last < pd && tense == future:
			k, other = k+1, k
		}
		for range 2 { // not every month has a 31st
			f, t := in(k/12, k%12+1)
			if f != entities.None {
				set(f, t)
				break
			}
			if tense == future {
				k++
			} else {
				k--
			}
		}
		if f, t := in(other/12, other%12+1); f != entities.None {
			out.Alt = append(out.Alt, entities.Reading{From: f, To: t, Why: "another month"})
		}
	}
}

func (c *scan) weekDays(a *when, out *entities.Date, year int, base *entities.Date, tense int, pick func(func(int) (entities.Day, entities.Day), entities.Day), set func(from, to entities.Day)) {
	pub := c.pub
	if a.nth != 0 || a.nthWeek != 0 {
		in := func(y int) (entities.Day, entities.Day) {
			m := a.m
			if a.mk == tRel {
				py, pm, _ := pub.Date()
				if py == 0 {
					return entities.None, entities.None
				}
				k := py*12 + pm - 1 + a.m
				y, m = k/12, k%12+1
			}
			first := entities.DayOf(y, max(m, 1), 1)
			if first == entities.None {
				return first, first
			}
			if a.nth > 0 {
				d := first + entities.Day((a.wd-first.Weekday()+7)%7+7*(a.nth-1))
				if _, mm, _ := d.Date(); mm != m {
					return entities.None, entities.None
				}
				return d, d
			}
			if a.nth < 0 {
				end := first + entities.Day(entities.DaysIn(y, m)-1)
				d := end - entities.Day((end.Weekday()-a.wd+7)%7)
				return d, d
			}
			if a.nthWeek < 0 { // the one of the last Monday
				d := first + entities.Day(entities.DaysIn(y, m)-1)
				d -= entities.Day(d.Weekday() - 1)
				return d, d + 6
			}
			// weeks are counted from the first Monday, or for a year as ISO does
			mon := first + entities.Day((8-first.Weekday())%7)
			if m == 0 {
				mon = first + entities.Day(1-first.Weekday())
				if first.Weekday() > 4 {
					mon += 7
				}
			}
			mon += entities.Day(7 * (a.nthWeek - 1))
			return mon, mon + 6
		}
		if year != 0 {
			set(in(year))
		} else {
			pick(in, 400)
		}
		return
	}
	if pub == entities.None {
		return
	}
	monday := pub + entities.Day(1-pub.Weekday())
	if a.wkRel {
		monday += entities.Day(7 * a.wk)
		switch a.wd {
		case 0:
			set(monday, monday+6)
		case 8:
			set(monday+5, monday+6)
		default:
			set(monday+entities.Day(a.wd-1), monday+entities.Day(max(a.wd, a.wd2)-1))
		}
		if a.part == 1 { // 下周初
			out.From, out.To = entities.None, entities.None
			out.Alt = append(out.Alt, entities.Reading{From: monday, To: monday + 1, Why: "first days"})
		}
		return
	}
	if base != nil && base.From != entities.None {
		d := base.From + entities.Day((a.wd-base.From.Weekday()+7)%7)
		set(d, d)
		return
	}
	if a.wd == 8 {
		if tense == past {
			monday -= 7
		}
		set(monday+5, monday+6)
		return
	}
	if l := c.lastDate; l != nil && a.start > 0 && c.t[a.start-1] == '(' && c.lastEnd == a.start-1 && l.From == l.To && l.From.Weekday() == a.wd { // 5月8日(周五)
		set(l.From, l.From)
		return
	}
	before := pub - entities.Day((pub.Weekday()-a.wd+7)%7)
	after := before + 7
	if before == pub {
		after = pub
	}
	more := entities.Day(max(a.wd2-a.wd, 0))
	if tense == future || a.start == 0 && a.end == c.n { // a text of it alone is no report
		set(after, after+more)
		out.Why = "future verb"
		before, after = after, before
	} else {
		set(before, before+more)
		out.Why = "past"
	}
	if before != after {
		out.Alt = append(out.Alt, entities.Reading{From: after, To: after + more, Why: "another week"})
	}
}

func (c *scan) spanDays(a *when, set func(from, to entities.Day)) {
	pub := c.pub
	if pub == entities.None || a.vague || a.n == 0 {
		return
	}
	py, _, _ := pub.Date()
	move := func(n int) entities.Day {
		switch a.unit {
		case uDay:
			return pub + entities.Day(n)
		case uWeek:
			return pub + entities.Day(7*n)
		case uQuarter:
			return addMonths(pub, 3*n)
		case uYear:
			k := 12 * n
			if a.half2 {
				k += 6 * n / max(n, -n, 1)
			}
			return addMonths(pub, k)
		}
		return addMonths(pub, n)
	}
	switch a.dir {
	case spPast:
		from := move(-a.n)
		if a.month && from != entities.None { // 三個月以來
			y, m, _ := from.Date()
			from = entities.DayOf(y, m, 1)
		}
		set(from, pub)
	case spNear:
		if a.unit == uYear { // whole years
			set(entities.DayOf(py-a.n, 1, 1), entities.DayOf(py-1, 12, 31))
			return
		}
		set(move(-a.n), pub)
	case spFuture:
		to := move(a.n)
		if a.month && to != entities.None { // 三年半以內
			y, m, _ := to.Date()
			_, to = monthSpan(y, m, m)
		}
		set(pub, to)
	case spAgo, spHence:
		if a.today && a.dir == spHence { // 十年後的今天 is today, ten years after what is told
			set(pub, pub)
			return
		}
		n := a.n
		if a.dir == spAgo {
			n = -n
		}
		d := move(n)
		if d == entities.None {
			return
		}
		y, m, _ := d.Date()
		switch {
		case a.unit == uDay, a.today:
			set(d, d)
		case a.unit == uWeek:
			mon := d + entities.Day(1-d.Weekday())
			set(mon, mon+6)
		case a.unit == uYear && !a.half2:
			set(monthSpan(y, 1, 12))
		default:
			if a.half2 && a.unit == uMonth {
				d += entities.Day(15 * n / a.n)
				y, m, _ = d.Date()
			}
			set(monthSpan(y, m, m))
		}
	}
}

// sameAs turns 去年同期 and 1月同期 into the days of the last date, moved.
func (c *scan) sameAs(a *when, out *entities.Date, set func(from, to entities.Day)) {
	own := *out
	out.From, out.To, out.Alt, out.Why = entities.None, entities.None, nil, "same period"
	last := c.lastDate
	if last == nil || last.From == entities.None || own.From == entities.None {
		return
	}
	fy, fm, fd := last.From.Date()
	ty, tm, td := last.To.Date()
	y, m, _ := own.From.Date()
	switch a.level {
	case lvYear:
		if last.From == entities.DayOf(fy, 1, 1) && last.To == entities.DayOf(fy, 12, 31) && a.yk == tRel && fy == y {
			return // 去年 … 去年同期 says nothing
		}
		if last.To > c.pub && last.From == entities.DayOf(fy, 1, 1) && last.To == entities.DayOf(fy, 12, 31) {
			return // of a year that is not over, nobody says which part
		}
		k := y - fy
		if k == 0 {
			return
		}
		switch a.sameUnit - 1 {
		case uMonth:
			fd, td = 1, entities.DaysIn(ty, tm)
		case uQuarter:
			fm, fd = (fm-1)/3*3+1, 1
			ty, tm = fy, fm+2
			td = entities.DaysIn(ty, tm)
		}
		set(entities.DayOf(fy+k, fm, min(fd, entities.DaysIn(fy+k, fm))), entities.DayOf(ty+k, tm, sameDay(ty, tm, td, ty+k)))
	case lvMonth:
		if fy == ty && fm == tm {
			set(entities.DayOf(y, m, min(fd, entities.DaysIn(y, m))), entities.DayOf(y, m, min(td, entities.DaysIn(y, m))))
		}
	default:
		*out = own
	}
}

// sameDay keeps the last day of a month the last one.
func sameDay(y, m, d, other int) int {
	if d == entities.DaysIn(y, m) {
		return entities.DaysIn(other, m)
	}
	return min(d, entities.DaysIn(other, m))
}

// samePeriod emits 同期 alone: hidden, with the days of the last date.
func (c *scan) samePeriod(a *when) int {
	d := &entities.Date{Kind: entities.Exact, Why: "same period"}
	if c.lastDate != nil {
		d.From, d.To = c.lastDate.From, c.lastDate.To
	}
	m := c.emit(a.start, a.end, entities.DateType, d)
	m.Hidden, m.Via = true, entities.ViaSamePeriod
	return a.end
}

// dateMention resolves a and emits it.
func (c *scan) dateMention(i, j int, a *when) {
	c.before(i, a)
	c.glossed(a)
	tense := noted
	if a.asksVerbs() {
		tense = c.tense(i, j)
	} else {
		c.tenseAt, c.tenseEnd = i, j
	}
	if _, w := c.s.lex.match(c.t, j, wEnds); w != nil && tense == noted && (a.level == lvDay || a.level == lvMonth && a.part == 3) { // 截至12月31日止六個月
		tense = past
	}
	d := c.days(a, nil, tense)
	if a.part == 3 && d.To != entities.None && c.upTo(i, j) {
		d.From = d.To
	}
	if a.level == lvDay && a.mk == tAbs && d.From == entities.None {
		d.Alt = nil
	}
	c.emitDate(i, j, d, a)
}

// glossed takes for a bare weekday the day that stands in brackets behind it:
// 周五(3月20日).
func (c *scan) glossed(a *when) {
	if a.level != lvWeek || a.wd == 0 || a.wd > 7 || a.wkRel || a.wd2 != 0 || a.nth != 0 || a.every || c.t[a.end] != '(' {
		return
	}
	b, ok := c.when(a.end + 1)
	if !ok || b.level != lvDay || b.mk == tNone || b.d2 != 0 || c.t[b.end] != ')' {
		return
	}
	if d := c.days(&b, nil, noted); d.From.Weekday() == a.wd {
		end := a.end
		*a = b
		a.end = end
	}
}

// before gives a quarter, half or month that a later one is compared with the
// year of its coming first: 第二季將優於第一季, 1月較12月.
func (c *scan) before(i int, a *when) {
	l := c.lastDate
	if l == nil || l.From == entities.None || c.lastAt < c.sentence || a.yk != tNone || a.same || a.level == lvMonth && a.mk != tAbs || a.level == lvQuarter && a.qk != tAbs {
		return
	}
	y, m, _ := l.From.Date()
	own := 0
	switch a.level {
	case lvQuarter:
		own = a.q*3 - 2
	case lvHalf:
		own = a.half*6 - 5
	case lvMonth:
		own = a.m
	}
	if own == 0 || l.To-l.From > 190 {
		return
	}
	if e, w := c.s.lex.match(c.t, c.lastEnd, wEnds); w != nil && e == i { // 截至6月30日止上半年
		a.yk, a.y = tAbs, y
		return
	}
	if _, w := c.s.back.match(c.t, i, wThan); w == nil {
		return
	}
	if own >= m {
		y--
	}
	a.yk, a.y = tAbs, y
}

func (c *scan) emitDate(i, j int, d *entities.Date, a *when) {
	c.lastStop = j
	if a.level == lvSpan {
		c.lastSpan = j
	}
	if k := c.bounds(i, j); k == entities.About {
		d.Kind = k
	}
	c.emit(i, j, entities.DateType, d)
	if a.yk == tAbs && a.mk == tAbs && d.From != entities.None && (a.level == lvMonth || a.level == lvDay) {
		c.told.year, c.told.month, _ = d.From.Date()
		c.told.sentence = c.sentence
	}
	if _, w := c.s.back.match(c.t, i, wComparing); w == nil && !a.same && !a.every && d.From != entities.None {
		c.lastDate, c.lastEnd, c.lastAt = d, j, i
	}
}

// upTo tells whether the date at [i, j) is the end of something: 截至, 至 before
// it or 止 behind.
func (c *scan) upTo(i, j int) bool {
	if _, w := c.s.back.match(c.t, i, wUpTo); w != nil {
		return true
	}
	_, w := c.s.lex.match(c.t, j, wEnds)
	return w != nil
}

// seenYear notes a year that the sentence names, for a bare quarter behind it.
func (c *scan) seenYear(a *when) {
	py, _, _ := c.pub.Date()
	y := 0
	switch {
	case a.yk == tAbs:
		y = a.y
	case a.yk == tRel && py > 0:
		y = py + a.y
	}
	if y == 0 {
		return
	}
	if _, w := c.s.back.match(c.t, a.start, wComparing); w != nil {
		return
	}
	if _, w := c.s.lex.match(c.t, a.end, wSame); w != nil {
		return
	}
	c.yearSeen, c.yearSent = y, c.sentence
}

// tense reads the verbs around a date: the last one before it in its clause when
// that is of the future, else the first one behind it, else the last one before.
func (c *scan) tense(i, j int) int {
	if i > 0 && c.lastEnd == i-1 {
		switch c.t[i-1] {
		case '和', '及', '与', '、': // the second of two dates is as the first
			if c.tenseEnd > 0 {
				c.lastTense, c.tenseEnd = c.verbs(c.tenseAt, c.tenseEnd), 0
			}
			return c.lastTense
		}
	}
	c.lastTense, c.tenseEnd = c.verbs(i, j), 0
	return c.lastTense
}

// asksVerbs tells whether the verbs around a date may tell which day it is.
func (a *when) asksVerbs() bool {
	switch a.level {
	case lvSpan:
		return a.dir == spHence
	case lvWeek:
		return !a.wkRel
	case lvYear, lvRelDay, lvDecade, lvSame, lvNow:
		return false
	}
	return a.yk == tNone
}

// verbs looks for the verbs themselves.
func (c *scan) verbs(i, j int) int {
	const reach = 30
	t := c.t
	lo := i
	for lo > 0 && i-lo < reach && !stop(t[lo-1]) {
		lo--
	}
	prev := noted
	for p := lo; p < i; {
		e, w := c.verb(p)
		if w == nil || e > i {
			p++
			continue
		}
		if w.a != noted {
			prev = w.a
		}
		p = e
	}
	if prev == future {
		return future
	}
	for p := j; p < c.n && p-j < reach && !stop(t[p]); {
		e, w := c.verb(p)
		if w == nil {
			p++
			continue
		}
		if w.a != noted {
			return w.a
		}
		p = e
	}
	return prev
}

// verb returns the verb at i and its end, nil when none stands there.
func (c *scan) verb(i int) (int, *word) {
	if r := c.t[i]; uint32(r) >= 1<<16 || c.s.class[r]&cVerb == 0 {
		return i, nil
	}
	return c.s.lex.match(c.t, i, wVerb)
}

// stop tells whether a rune ends a clause.
func stop(r rune) bool {
	switch r {
	case 0, '\n', ',', '。', ';', '!', '?', ':':
		return true
	}
	return false
}

// The kinds of holidays, the code of their words; others are a month and a day.
const (
	holEaster   = "easter"   // b is days from it
	holOrthodox = "orthodox" // as above
	holLunar    = "lunar"    // a is the month and b the day of the Chinese year
	holTerm     = "sun"      // a is the solar term
	holNth      = "nth"      // the weekday b of the month a; its tens tell which, 0 the last
)

// holiday returns the day of a holiday in a year.
func (w *word) holiday(y int) entities.Day {
	switch w.code {
	case holEaster:
		return easter(y) + entities.Day(w.b)
	case holOrthodox:
		return orthodox(y) + entities.Day(w.b)
	case holLunar:
		d, _ := lunarDays(y, w.a, w.b, false)
		return d
	case holTerm:
		return solarTerm(y, w.a)
	case holNth:
		first := entities.DayOf(y, w.a, 1)
		if first == entities.None {
			return first
		}
		d := first + entities.Day((w.b%10-first.Weekday()+7)%7)
		if w.b < 10 {
			for k := d + 7; k < first+entities.Day(entities.DaysIn(y, w.a)); k += 7 {
				d = k
			}
			return d
		}
		return d + entities.Day(7*(w.b/10-1))
	}
	return entities.DayOf(y, w.a, w.b)
}

// easter returns Easter Sunday of a year of the Gregorian calendar.
func easter(y int) entities.Day {
	a, b, d := y%19, y/100, y%100
	e := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	f := (32 + 2*(b%4) + 2*(d/4) - e - d%4) % 7
	g := (a + 11*e + 22*f) / 451
	m := (e + f - 7*g + 114) / 31
	return entities.DayOf(y, m, (e+f-7*g+114)%31+1)
}

// orthodox returns Easter Sunday by the Julian reckoning, as a day of ours.
func orthodox(y int) entities.Day {
	d := (19*(y%19) + 15) % 30
	e := (2*(y%4) + 4*(y%7) - d + 34) % 7
	m := (d + e + 114) / 31
	day := entities.DayOf(y, m, (d+e+114)%31+1)
	return day + entities.Day(y/100-y/400-2)
}
