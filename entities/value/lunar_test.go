package value

import "testing"

// Days of the Chinese calendar as almanacs and gazettes print them.
func TestLunar(t *testing.T) {
	for _, r := range []struct {
		y, m, d int
		leap    bool
		want    string
	}{
		{1900, 1, 1, false, "1900-01-31"},
		{1911, 1, 1, false, "1911-01-30"},
		{1949, 1, 1, false, "1949-01-29"},
		{1968, 8, 15, false, "1968-10-06"},
		{1976, 8, 15, false, "1976-09-08"},
		{1984, 1, 1, false, "1984-02-02"},
		{1984, 10, 15, true, "1984-12-07"},
		{1997, 1, 1, false, "1997-02-07"},
		{2000, 1, 1, false, "2000-02-05"},
		{2017, 6, 1, true, "2017-07-23"},
		{2020, 4, 1, true, "2020-05-23"},
		{2023, 2, 1, true, "2023-03-22"},
		{2024, 1, 1, false, "2024-02-10"},
		{2024, 8, 15, false, "2024-09-17"},
		{2025, 1, 1, false, "2025-01-29"},
		{2025, 4, 8, false, "2025-05-05"},
		{2025, 5, 5, false, "2025-05-31"},
		{2025, 6, 1, true, "2025-07-25"},
		{2025, 8, 15, false, "2025-10-06"},
		{2025, 9, 9, false, "2025-10-29"},
		{2026, 1, 1, false, "2026-02-17"},
		{2026, 1, -1, false, "2026-02-16"},
		{2026, 5, 5, false, "2026-06-19"},
		{2026, 8, 15, false, "2026-09-25"},
		{2026, 9, 9, false, "2026-10-18"},
		{2027, 1, 1, false, "2027-02-06"},
		{2033, 11, 1, true, "2033-12-22"},
		{2034, 1, 1, false, "2034-02-19"},
		{2050, 1, 1, false, "2050-01-23"},
		{2100, 1, 1, false, "2100-02-09"},
		{2025, 5, 1, true, ""}, // the leap month is another
		{2025, 1, 30, false, "2025-02-27"},
		{2025, 2, 30, false, ""}, // it has 29 days
		{1899, 1, 1, false, ""},
		{2101, 1, 1, false, ""},
	} {
		if d, _ := lunarDays(r.y, r.m, r.d, r.leap); d.String() != r.want {
			t.Errorf("lunar %d-%d-%d leap %v: got %s, want %s", r.y, r.m, r.d, r.leap, d, r.want)
		}
	}
}

// A month is never three times short or five times long in a row, the year
// begins between 20 January and 21 February, and what is read month by month
// has no gap.
func TestLunarYears(t *testing.T) {
	next := lunarNew
	for y := lunarFirst; y <= lunarLast; y++ {
		from, _ := lunarDays(y, 1, 1, false)
		if from != next {
			t.Fatalf("%d begins on %s, want %s", y, from, next)
		}
		if _, m, d := from.Date(); m == 1 && d < 20 || m == 2 && d > 21 || m > 2 {
			t.Errorf("%d begins on %s", y, from)
		}
		leap := int(lunarYears[y-lunarFirst] & 15)
		for m := 1; m <= 12; m++ {
			for k := 0; k < 2; k++ {
				if k == 1 && m != leap {
					continue
				}
				a, b := lunarDays(y, m, 0, k == 1)
				if a != next || b-a != 28 && b-a != 29 {
					t.Errorf("%d-%d leap %v is %s to %s, want it from %s", y, m, k == 1, a, b, next)
				}
				next = b + 1
			}
		}
	}
}

// Two of the terms, as solarTerm counts them.
const (
	qingming = 6
	dongzhi  = 23
)

func TestSolarTerm(t *testing.T) {
	for _, r := range []struct {
		y, term int
		want    string
	}{
		{1902, qingming, "1902-04-06"}, {1949, qingming, "1949-04-05"}, {2008, qingming, "2008-04-04"},
		{2024, qingming, "2024-04-04"}, {2025, qingming, "2025-04-04"}, {2026, qingming, "2026-04-05"}, {2100, qingming, "2100-04-05"},
		{1947, dongzhi, "1947-12-23"}, {2021, dongzhi, "2021-12-21"}, {2023, dongzhi, "2023-12-22"}, {2026, dongzhi, "2026-12-22"},
		{2101, qingming, ""},
		{2025, 2, "2025-02-03"}, {2026, 2, "2026-02-04"}, {2024, 5, "2024-03-20"}, {2023, 8, "2023-05-06"}, {2020, 11, "2020-06-21"},
		{1985, 0, "1985-01-05"}, {2000, 3, "2000-02-19"}, {2021, 1, "2021-01-20"}, {2012, 13, "2012-07-22"}, {2025, 14, "2025-08-07"},
		{2026, 17, "2026-09-23"}, {2022, 19, "2022-10-23"}, {2018, 22, "2018-12-07"},
	} {
		if d := solarTerm(r.y, r.term); d.String() != r.want {
			t.Errorf("term %d of %d: got %s, want %s", r.term, r.y, d, r.want)
		}
	}
	for y := 1900; y <= 2100; y++ {
		for term := range 24 { // 14 to 17 days apart, three days of the month at most
			d := solarTerm(y, term)
			if term > 0 {
				if n := d - solarTerm(y, term-1); n < 14 || n > 17 {
					t.Errorf("term %d of %d comes %d days after the one before", term, y, n)
				}
			}
			_, m, day := d.Date()
			if _, _, first := solarTerm(1900, term).Date(); m != term/2+1 || day > first+1 || day < first-2 {
				t.Errorf("term %d of %d is on day %d of month %d", term, y, day, m)
			}
		}
	}
}

func TestHolidays(t *testing.T) {
	check(t, "date", "2026-03-18", "HK", []row{
		{"new year", "去年春節，今年農曆新年", "去年春節=2025-01-29; 今年農曆新年=2026-02-17"},
		{"third day", "港股農曆年初三休市", "農曆年初三=2026-02-19"},
		{"eve", "去年年三十晚收爐", "去年年三十晚=2025-01-28"},
		{"qingming", "清明節翌日休市", "清明節翌日=2026-04-06"},
		{"qingming in a word", "做到清明廉潔", ""},
		{"mid-autumn", "2025年中秋節", "2025年中秋節=2025-10-06"},
		{"buddha", "佛誕公眾假期", "佛誕=2026-05-24"},
		{"range", "年初一至年初三休市", "年初一至年初三=2026-02-17/2026-02-19"},
		{"lunar date", "農曆二〇二五年六月初六開幕", "農曆二〇二五年六月初六=2025-06-30"},
		{"lunar month", "陰曆2025年閏六月", "陰曆2025年閏六月=2025-07-25/2025-08-22"},
		{"lunar of this year", "農曆四月初八", "農曆四月初八=2026-05-24"},
		{"first month", "去年正月十五", "去年正月十五=2025-02-12"},
		{"without 日", "去年八月十五，", "去年八月十五=2025-10-06"},
		{"with 日", "去年八月十五日", "去年八月十五日=2025-08-15"},
		{"early in the month", "九月初一連三日", "九月初="},
		{"early in the year", "今年年初一度升破", "今年年初="},
		{"nth weekday", "今年母親節，去年感恩節", "今年母親節=2026-05-10; 去年感恩節=2025-11-27"},
		{"year of two digits", "業績：25年，24年，28年經驗", "24年=2024-01-01/2024-12-31"},
		{"slash", "將於4/15除息，佔1/4；於7/24開會", "4/15=2026-04-15; 7/24=2026-07-24"},
		{"turn", "下三個月，餘下三個月", "下三個月=2026-03-18/2026-06-18"},
	})
	check(t, "date", "2025-12-30", "HK", []row{
		{"close ahead", "美股元旦日休市；1月1日起實施", "元旦日=2026-01-01; 1月1日=2026-01-01"},
		{"just over", "聖誕節過後", ""},
		{"said to be over", "公司1月1日宣布", "1月1日=2025-01-01"},
	})
}

func TestNthWeekday(t *testing.T) {
	for _, r := range []struct {
		w    word
		y    int
		want string
	}{
		{word{code: holNth, a: 5, b: 27}, 2026, "2026-05-10"},
		{word{code: holNth, a: 5, b: 1}, 2026, "2026-05-25"},
		{word{code: holNth, a: 5, b: 1}, 2027, "2027-05-31"},
		{word{code: holNth, a: 11, b: 44}, 2025, "2025-11-27"},
		{word{a: 2, b: 29}, 2025, ""},
	} {
		if d := r.w.holiday(r.y); d.String() != r.want {
			t.Errorf("%+v of %d: got %s, want %s", r.w, r.y, d, r.want)
		}
	}
}
