package entities

import (
	"fmt"
	"time"
)

// Day is a calendar day, counted from 0001-01-01, which is day 1. The zero
// value, None, is no day. Days are compared and added to as numbers.
type Day int32

// None is the day of an open or unknown date.
const None Day = 0

var dayOne = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()

// DayOf returns the day of a year, month (1 to 12) and day of the month. Dates
// that no calendar has, and years outside 1 to 9999, give None: they are
// refused, never shifted.
func DayOf(year, month, day int) Day {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month) {
		return None
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return Day((t.Unix()-dayOne)/86400) + 1
}

// DaysIn returns the number of days of a month.
func DaysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Date returns the year, month and day of the month; zeros for None.
func (d Day) Date() (year, month, day int) {
	if d == None {
		return 0, 0, 0
	}
	y, m, dd := d.time().Date()
	return y, int(m), dd
}

// Weekday returns 1 for Monday to 7 for Sunday; 0 for None.
func (d Day) Weekday() int {
	if d == None {
		return 0
	}
	return (int(d.time().Weekday())+6)%7 + 1
}

func (d Day) time() time.Time { return time.Unix(dayOne+int64(d-1)*86400, 0).UTC() }

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
