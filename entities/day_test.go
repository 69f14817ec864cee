package entities

import (
	"testing"
	"time"
)

func TestDay(t *testing.T) {
	d := DayOf(2026, 3, 18)
	if d.String() != "2026-03-18" || d.Weekday() != 3 || (d-1).String() != "2026-03-17" {
		t.Errorf("2026-03-18 is %v, weekday %d", d, d.Weekday())
	}
	if DayOf(1, 1, 1) != 1 || None.String() != "" || None.Weekday() != 0 {
		t.Error("day 1 or None is off")
	}
	for _, x := range [][3]int{{2025, 2, 29}, {2025, 13, 1}, {2025, 0, 1}, {2025, 4, 31}, {0, 1, 1}, {10000, 1, 1}, {2025, 1, 0}} {
		if got := DayOf(x[0], x[1], x[2]); got != None {
			t.Errorf("DayOf(%v) = %v, want None", x, got)
		}
	}
	for y := 1; y <= 9999; y += 7 {
		for m := 1; m <= 12; m++ {
			d := DayOf(y, m, DaysIn(y, m))
			if yy, mm, dd := d.Date(); yy != y || mm != m || dd != DaysIn(y, m) {
				t.Fatalf("last day of %d-%d comes back as %d-%d-%d", y, m, yy, mm, dd)
			}
			if yy, mm, dd := (d + 1).Date(); dd != 1 || (mm != m%12+1) || (m < 12 && yy != y) {
				t.Fatalf("the day after %v is %d-%d-%d", d, yy, mm, dd)
			}
		}
	}
}

func TestParseDay(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"2026-03-18", "2026-03-18"},
		{"2026-03-18T23:30:00-05:00", "2026-03-18"}, // keeps its local day
		{"2026-03-18T23:30:00Z", "2026-03-19"},      // read at +08:00
		{"2026-03-18 16:58", "2026-03-18"},
	} {
		if d, err := ParseDay(c.in); err != nil || d.String() != c.want {
			t.Errorf("ParseDay(%q) = %v, %v, want %s", c.in, d, err, c.want)
		}
	}
	for _, in := range []string{"", "2026", "2026-02-30", "18-03-2026", "2026/03/18", "二〇二六年", "2026-03-18Z", "+026-03-18"} {
		if d, err := ParseDay(in); err == nil {
			t.Errorf("ParseDay(%q) = %v, want an error", in, d)
		}
	}
}

// Every day there is agrees with the calendar of the standard library.
func TestDayCalendar(t *testing.T) {
	at := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for d := Day(1); at.Year() <= 9999; d, at = d+1, at.AddDate(0, 0, 1) {
		y, m, dd := at.Date()
		if gy, gm, gd := d.Date(); gy != y || gm != int(m) || gd != dd {
			t.Fatalf("day %d is %d-%d-%d, want %s", d, gy, gm, gd, at.Format("2006-01-02"))
		}
		if got := DayOf(y, int(m), dd); got != d {
			t.Fatalf("%s is day %d, want %d", at.Format("2006-01-02"), got, d)
		}
		if got := d.Weekday(); got != (int(at.Weekday())+6)%7+1 {
			t.Fatalf("%s is weekday %d", at.Format("2006-01-02"), got)
		}
	}
}

func TestPeriod(t *testing.T) {
	day := func(y, m, d int) Day { return DayOf(y, m, d) }
	for _, c := range []struct {
		name     string
		from, to Day
		want     string
	}{
		{"a year", day(2025, 1, 1), day(2025, 12, 31), "2025"},
		{"a half", day(2025, 7, 1), day(2025, 12, 31), "2025 H2"},
		{"a quarter", day(2024, 4, 1), day(2024, 6, 30), "2024 Q2"},
		{"the last quarter", day(2025, 10, 1), day(2025, 12, 31), "2025 Q4"},
		{"a month of a leap year", day(2024, 2, 1), day(2024, 2, 29), "2024-02"},
		{"three months of two quarters", day(2025, 2, 1), day(2025, 4, 30), ""},
		{"a day less", day(2025, 1, 1), day(2025, 12, 30), ""},
		{"two years", day(2024, 1, 1), day(2025, 12, 31), ""},
		{"one day", day(2025, 1, 1), day(2025, 1, 1), ""},
		{"an open end", day(2025, 1, 1), None, ""},
	} {
		if got := Period(c.from, c.to); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
