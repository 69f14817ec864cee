package entities

import (
	"fmt"
	"strconv"
	"time"
)

// Day is a calendar day, counted from 0001-01-01, which is day 1. The zero
// value, None, is no day. Days are compared and added to as numbers.
type Day int32

// None is the day of an open or unknown date.
const None Day = 0

// DayOf returns the day of a year, month (1 to 12) and day of the month. Dates
// that no calendar has, and years outside 1 to 9999, give None: they are
// refused, never shifted.
func DayOf(year, month, day int) Day {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month) {
		return None
	}
	// Years are counted from March, so that the leap day is the last.
	y, m := year, month-3
	if m < 0 {
		y, m = y-1, m+12
	}
	return Day(365*y + y/4 - y/100 + y/400 + (153*m+2)/5 + day - 306)
}

// DaysIn returns the number of days of a month, 1 to 12.
func DaysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// Date returns the year, month and day of the month; zeros for None.
func (d Day) Date() (year, month, day int) {
	if d == None {
		return 0, 0, 0
	}
	n := int(d) + 305 // days since 1 March of the year 0
	era := n / 146097
	n -= era * 146097
	y := (n - n/1460 + n/36524 - n/146096) / 365
	n -= 365*y + y/4 - y/100
	m := (5*n + 2) / 153
	day = n - (153*m+2)/5 + 1
	year, month = era*400+y, m+3
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month, day
}

// Weekday returns 1 for Monday to 7 for Sunday; 0 for None.
func (d Day) Weekday() int {
	if d == None {
		return 0
	}
	return (int(d)-1)%7 + 1 // 0001-01-01 was a Monday
}

// String returns the day as 2026-03-18, and "" for None.
func (d Day) String() string {
	if d == None {
		return ""
	}
	y, m, dd := d.Date()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, dd)
}

// ParseDay reads the day of an ISO date or date-time. A time with a zone keeps
// its local day; one in Z is read at +08:00, where the papers are.
func ParseDay(s string) (Day, error) {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return None, fmt.Errorf("date %q is not of the form 2026-03-18", s)
	}
	n := func(p string) int {
		v := 0
		for i := 0; i < len(p); i++ {
			if p[i] < '0' || p[i] > '9' {
				return -1
			}
			v = v*10 + int(p[i]-'0')
		}
		return v
	}
	d := DayOf(n(s[:4]), n(s[5:7]), n(s[8:10]))
	if d == None {
		return None, fmt.Errorf("date %q is in no calendar", s)
	}
	if last := s[len(s)-1]; len(s) > 10 && (last == 'Z' || last == 'z') {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return None, fmt.Errorf("date-time %q: %w", s, err)
		}
		y, m, dd := t.In(time.FixedZone("", 8*3600)).Date()
		d = DayOf(y, int(m), dd)
	}
	return d, nil
}

// Period names the year, half, quarter or month that two days are the first and the
// last one of: 2025, 2025 H1, 2025 Q1, 2026-03; "" for other times.
func Period(from, to Day) string {
	if from == None || to == None {
		return ""
	}
	y, m, d := from.Date()
	y2, m2, d2 := to.Date()
	year := from.String()[:4]
	switch {
	case y != y2 || d != 1 || d2 != DaysIn(y2, m2):
		return ""
	case m == m2:
		return from.String()[:7]
	case m == 1 && m2 == 12:
		return year
	case m2 == m+2 && m%3 == 1:
		return year + " Q" + strconv.Itoa(m/3+1)
	case m2 == m+5 && m%6 == 1:
		return year + " H" + strconv.Itoa(m/6+1)
	}
	return ""
}
