package article

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
)

// stamp is a date, with the time of day and the zone where they are given.
type stamp struct {
	y, m, d    int
	h, min, s  int // h is -1 without a time; s is -1 without seconds
	zone       string
	start, end int // bytes of the text it was read from
}

// String returns the stamp as ISO 8601 writes it: 2026-03-18,
// 2026-03-18T16:58, 2026-03-18T16:58:00+08:00.
func (t stamp) String() string {
	s := fmt.Sprintf("%04d-%02d-%02d", t.y, t.m, t.d)
	if t.h < 0 {
		return s
	}
	s += fmt.Sprintf("T%02d:%02d", t.h, t.min)
	if t.s >= 0 || t.zone != "" {
		s += fmt.Sprintf(":%02d", max(t.s, 0))
	}
	return s + t.zone
}

// ok tells whether the stamp is a day of the calendar that a web page may have
// been published on.
func (t stamp) ok() bool {
	return t.y >= 1950 && t.y <= 2099 && entities.DayOf(t.y, t.m, t.d) != entities.None
}

const clock = `(?:(?:\s|　|-|T|t|日|,|，|\||｜|/|星期.|週.|周.|[（(](?:星期|週|周)?.[)）])*(上午|下午|晚上|凌晨|早上|中午|AM|PM|am|pm)?\s*(\d{1,2})\s*(?::|：|時|时|點|点)\s*(\d{1,2})(?:分)?(?:\s*(?::|：)\s*(\d{1,2})(?:[.,]\d+)?)?(?:秒)?\s*(AM|PM|am|pm|a\.m\.|p\.m\.)?\s*(Z|(?:GMT|UTC)?\s?[+-]\d{2}:?\d{2}|GMT|UTC|HKT)?)?`

var (
	// 2026-03-18, 2026/3/18, 2026.03.18, 2026年3月18日, with a time after it.
	ymdExpr = expr(`(\d{4})\s*(?:-|/|\.|年|－|／|–)\s*(\d{1,2})\s*(?:-|/|\.|月|－|／|–)\s*(\d{1,2})\s*日?` + clock)
	// 民國113年9月7日, 中華民國一一三年…, 113年9月7日, 113/09/07, 113.09.07
	rocExpr = expr(`(民國|民国|中華民國)?\s*(\d{2,3})\s*(?:年|/|\.|-)\s*(\d{1,2})\s*(?:月|/|\.|-)\s*(\d{1,2})\s*日?` + clock)
	// 二○二四年九月七日, 民國一一三年九月七日
	hanExpr = expr(`(民國|民国)?([〇○Ｏ零一二三四五六七八九十百]{2,5})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日`)
	// Mar 18, 2026 4:58 pm; March 18th 2026
	mdyExpr = expr(`(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})` + clock)
	// 18 March 2026 16:58:00 +0800
	dmyExpr = expr(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?[\s-]+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?[\s-]+(\d{4})` + clock)
	// Mon Mar 01 10:52:32 HKT 2021, as Java prints it
	javaExpr = expr(`(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+(\d{1,2})\s+(\d{1,2}):(\d{2}):(\d{2})\s+([A-Z]{3,4}|GMT[+-]\d{2}:?\d{2})\s+(\d{4})`)
	// 20260318, 20260318165800 as a whole value
	packedExpr = expr(`^(\d{4})(\d{2})(\d{2})(?:[T_-]?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{2}:?\d{2})?$`)
	unixExpr   = expr(`^1\d{9}(?:\d{3})?$`)
)

var months = "janfebmaraprmayjunjulaugsepoctnovdec"

func monthOf(s string) int { return strings.Index(months, strings.ToLower(s[:3]))/3 + 1 }

func num(s string) int {
	if s == "" {
		return -1
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// group returns submatch i of a match by indexes.
func group(s string, m []int, i int) string {
	if 2*i+1 >= len(m) || m[2*i] < 0 {
		return ""
	}
	return s[m[2*i]:m[2*i+1]]
}

// time reads the submatches of clock, which begin at group i.
func (t *stamp) time(s string, m []int, i int) {
	t.h, t.min, t.s = -1, 0, -1
	h, mi := num(group(s, m, i+1)), num(group(s, m, i+2))
	if h < 0 || h > 24 || mi < 0 || mi > 59 {
		return
	}
	pm := strings.ToLower(strings.ReplaceAll(group(s, m, i+4), ".", ""))
	if p := strings.ToLower(group(s, m, i)); p != "" {
		pm = p
	}
	switch pm {
	case "pm", "下午", "晚上":
		if h < 12 {
			h += 12
		}
	case "中午":
		if h < 10 {
			h += 12
		}
	case "am", "上午", "凌晨", "早上":
		if h == 12 {
			h = 0
		}
	}
	if h == 24 {
		h, mi = 0, 0 // the day as written, its time unsure
	}
	t.h, t.min = h, mi
	if sec := num(group(s, m, i+3)); sec >= 0 && sec < 60 {
		t.s = sec
	}
	t.zone = zone(group(s, m, i+5))
}

// zone normalises a zone: Z, +08:00; "" for one that is not known.
func zone(s string) string {
	s = strings.TrimSpace(s)
	switch strings.ToUpper(s) {
	case "":
		return ""
	case "Z", "GMT", "UTC":
		return "Z"
	case "HKT", "CST", "SGT":
		return "+08:00" // Java's CST beside a Chinese page is China's
	}
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(s, "GMT"), "UTC"))
	if len(s) == 5 {
		s = s[:3] + ":" + s[3:]
	}
	if len(s) != 6 {
		return ""
	}
	if s == "+00:00" || s == "-00:00" {
		return "Z"
	}
	return s
}

// dateIn finds the first date in a text. Bare Republic years (113/09/07) are
// read only where roc says that the place is one for dates.
func dateIn(s string, roc bool) (stamp, bool) {
	best, found := stamp{}, false
	take := func(t stamp) {
		if t.ok() && (!found || t.start < best.start) {
			best, found = t, true
		}
	}
	digit := false
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			digit = true
			break
		}
	}
	if digit {
		for _, m := range all(ymdExpr(), s, yearIn(s)) {
			t := stamp{y: num(group(s, m, 1)), m: num(group(s, m, 2)), d: num(group(s, m, 3)), start: m[0], end: m[1]}
			t.time(s, m, 4)
			take(t)
		}
		if strings.Contains(s, "民國") || strings.Contains(s, "民国") || roc {
			for _, m := range all(rocExpr(), s, true) {
				named := group(s, m, 1) != ""
				y := num(group(s, m, 2))
				if !named && (y < 80 || y > 150 || !roc) || m[0] > 0 && !named && isDigit(s[m[0]-1]) {
					continue
				}
				t := stamp{y: y + 1911, m: num(group(s, m, 3)), d: num(group(s, m, 4)), start: m[0], end: m[1]}
				t.time(s, m, 5)
				take(t)
			}
		}
		if monthIn(s) {
			for _, m := range all(mdyExpr(), s, true) {
				t := stamp{m: monthOf(group(s, m, 1)), d: num(group(s, m, 2)), y: num(group(s, m, 3)), start: m[0], end: m[1]}
				t.time(s, m, 4)
				take(t)
			}
			for _, m := range all(dmyExpr(), s, true) {
				t := stamp{d: num(group(s, m, 1)), m: monthOf(group(s, m, 2)), y: num(group(s, m, 3)), start: m[0], end: m[1]}
				t.time(s, m, 4)
				take(t)
			}
			for _, m := range all(javaExpr(), s, true) {
				take(stamp{m: monthOf(group(s, m, 1)), d: num(group(s, m, 2)), h: num(group(s, m, 3)), min: num(group(s, m, 4)), s: num(group(s, m, 5)),
					zone: zone(group(s, m, 6)), y: num(group(s, m, 7)), start: m[0], end: m[1]})
			}
		}
	}
	if strings.Contains(s, "年") && strings.Contains(s, "月") {
		for _, m := range all(hanExpr(), s, true) {
			y := hanYear(group(s, m, 2))
			if group(s, m, 1) != "" {
				y = hanSmall(group(s, m, 2))
				if y < 0 {
					y = hanYear(group(s, m, 2))
				}
				y += 1911
			}
			take(stamp{y: y, m: hanSmall(group(s, m, 3)), d: hanSmall(group(s, m, 4)), h: -1, start: m[0], end: m[1]})
		}
	}
	return best, found
}

// all returns the first matches of a pattern; none where the text cannot have any.
func all(re *regexp.Regexp, s string, can bool) [][]int {
	if !can {
		return nil
	}
	return re.FindAllStringSubmatchIndex(s, 4)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// yearIn tells whether four digits stand in a text that may be a year.
func yearIn(s string) bool {
	for i := 0; i+3 < len(s); i++ {
		if (s[i] == '1' && s[i+1] == '9' || s[i] == '2' && s[i+1] == '0') && isDigit(s[i+2]) && isDigit(s[i+3]) {
			return true
		}
	}
	return false
}

// monthIn tells whether an English name of a month may stand in a text.
func monthIn(s string) bool {
	for i := 0; i+2 < len(s); i++ {
		switch s[i] | 0x20 {
		case 'j', 'f', 'm', 'a', 's', 'o', 'n', 'd':
			if k := strings.Index(months, strings.ToLower(s[i:i+3])); k >= 0 && k%3 == 0 {
				return true
			}
		}
	}
	return false
}

var hanDigits = map[rune]int{'〇': 0, '○': 0, 'Ｏ': 0, '零': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

// hanYear reads a year digit by digit: 二○二四.
func hanYear(s string) int {
	n := 0
	for _, r := range s {
		d, ok := hanDigits[r]
		if !ok {
			return -1
		}
		n = n*10 + d
	}
	return n
}

// hanSmall reads a number up to 199: 三十一, 一百一十三.
func hanSmall(s string) int {
	n, d := 0, 0
	unit := false
	for _, r := range s {
		switch r {
		case '百':
			n += max(d, 1) * 100
			d, unit = 0, true
		case '十':
			n += max(d, 1) * 10
			d, unit = 0, true
		default:
			v, ok := hanDigits[r]
			if !ok || !unit && d > 0 {
				return -1
			}
			d = v
		}
	}
	return n + d
}

// parseDate reads the date of a value that is one: an attribute, a field.
func parseDate(s string) (stamp, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 120 {
		return stamp{}, false
	}
	if unixExpr().MatchString(s) {
		n, _ := strconv.ParseInt(s[:10], 10, 64)
		t := time.Unix(n, 0).In(time.FixedZone("", 8*3600))
		return stamp{y: t.Year(), m: int(t.Month()), d: t.Day(), h: t.Hour(), min: t.Minute(), s: t.Second(), zone: "+08:00"}, true
	}
	if m := packedExpr().FindStringSubmatchIndex(s); m != nil {
		t := stamp{y: num(group(s, m, 1)), m: num(group(s, m, 2)), d: num(group(s, m, 3)), h: num(group(s, m, 4)), min: max(num(group(s, m, 5)), 0), s: num(group(s, m, 6)), zone: zone(group(s, m, 7)), end: len(s)}
		if t.h > 23 || t.min > 59 || t.s > 59 {
			t.h, t.zone = -1, ""
		}
		return t, t.ok()
	}
	return dateIn(s, true)
}

// normalDate returns a date in ISO form, "" when there is none in s.
func normalDate(s string) string {
	t, ok := parseDate(s)
	if !ok {
		return ""
	}
	return t.String()
}

// The words around a date that say what it is the date of.
var (
	publishedWords = []string{"發佈", "發布", "发布", "發表", "发表", "刊登", "刊出", "上架", "出版", "日期", "時間", "时间", "Published", "published", "Posted", "posted", "建立", "張貼", "張貼"}
	modifiedWords  = []string{"更新", "修改", "修訂", "修订", "最後", "最后", "Updated", "updated", "Modified", "modified"}
)

// isDateLine tells whether a line is little more than a date, perhaps with the
// words, source and author that stand beside it under a title.
func isDateLine(s string) bool {
	if len(s) > 320 || strings.ContainsAny(s, "。！？，") {
		return false
	}
	n := utf8.RuneCountInString(s)
	if n > 80 {
		return false
	}
	t, ok := dateIn(s, n <= 12)
	if !ok {
		return false
	}
	rest := n - utf8.RuneCountInString(s[t.start:t.end])
	return t.start == 0 && rest <= 40 || rest <= 24
}

// urlDate reads a date from the path of an address: /2026/03/18/, /20260318/,
// /2026-03-18/, t20260318_, /2026-03/18/.
func urlDate(u string) (stamp, bool) {
	m := urlExpr().FindStringSubmatchIndex(u)
	if m == nil {
		return stamp{}, false
	}
	t := stamp{y: num(group(u, m, 1)), m: num(group(u, m, 2)), d: num(group(u, m, 3)), h: -1}
	if !t.ok() || t.y < 1990 {
		return stamp{}, false
	}
	return t, true
}

var urlExpr = expr(`(?:^|[^0-9])((?:19|20)\d{2})[-/_.]?(0[1-9]|1[0-2])[-/_.]?(0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6}|\d{9})?(?:[^0-9]|$)`)
