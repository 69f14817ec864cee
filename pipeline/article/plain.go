package article

import (
	"strings"
	"unicode/utf8"
)

// plain reads a text without tags. It is either an ordinary file, whose text is
// kept but for a title and the lines of its head that state date and author,
// or what a browser or converter made of a page, whose menus and footers are
// left out too.
func plain(text string) result {
	lines := linesOf(text)
	if len(lines) == 0 {
		return result{}
	}
	if yes, copied := rendered(lines); yes {
		if r, ok := rendering(lines); ok {
			if copied {
				r.warnings = append(r.warnings, "read as a copied page, its menus left out")
			}
			return r
		}
	}
	return ordinary(lines)
}

// textLine is one line that is not blank.
type textLine struct {
	text  string // without blanks at the ends, inner white space as line makes it
	raw   string // as it stands, without the line end
	n     int    // code points
	gap   bool   // a blank line stands before it
	block block  // its counts, to ask it what blocks are asked
}

func linesOf(text string) []textLine {
	var out []textLine
	gap := false
	for _, raw := range strings.Split(text, "\n") {
		t := line(raw)
		if t == "" {
			gap = true
			continue
		}
		l := textLine{text: t, raw: strings.TrimRight(raw, " \t　"), n: utf8.RuneCountInString(t), gap: gap}
		l.block = block{text: t, para: true}
		for _, r := range t {
			if isSpace(r) {
				continue
			}
			l.block.n++
			switch r {
			case '。', '！', '？', '!', '?', '…':
				l.block.stops++
			case '，', '、', '；', '：', ',', ';':
				l.block.commas++
			}
		}
		if pointed(t) {
			l.block.stops++
		}
		out = append(out, l)
		gap = false
	}
	return out
}

var (
	// By KF Cheng on Wed, 2026-03-18 - 16:58
	submittedExpr = expr(`^(?i:submitted )?(?i:by) (.{1,60}?) on ((?:[A-Z][a-z]{2,8},? )?.{0,6}\d{1,4}.*)$`)
	numberedExpr  = expr(`^\d{1,2}\.\s+(.+)$`)
	labelLine     = expr(`^(標題|标题|題目|题目|日期|時間|时间|發佈日期|發布日期|发布日期|發佈時間|發布時間|发布时间|作者|記者|记者|網址|网址|連結|链接|Title|Date|Published|Author|By|URL|Url|Link)\s?[：:︰]\s*(.+)$`)
)

// skipLinks are the first lines of many pages as text browsers give them.
var skipLinks = []string{"skip to main content", "skip to content", "skip to navigation", "skip to main navigation", "跳到主要內容", "跳至主要內容", "移至主內容", "跳到主要内容", "跳转到主要内容", "跳到內容", "跳到内容", "跳至正文", "跳到主內容區"}

func skipLink(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, k := range skipLinks {
		if s == k {
			return true
		}
	}
	return false
}

// fieldLabels are lines that a content system prints before the value of a
// field.
var fieldLabels = map[string]bool{"short title": true, "image": true, "private": true, "public": true, "body": true, "tags": true, "category": true, "section": true, "date": true, "breadcrumb": true, "導覽標記": true, "面包屑": true, "麵包屑": true, "author": true, "you are here": true}

func fieldLabel(s string) bool { return fieldLabels[strings.ToLower(strings.TrimRight(s, ":："))] }

// rendered tells whether the lines are those of a page with its menus. Two
// signs of four are asked for: a skip link, a breadcrumb, a byline of a content
// system, a title that stands there three times. Without them a menu of at
// least six short lines above the text and a notice of rights below it are
// signs enough; copied says that it was these.
func rendered(lines []textLine) (yes, copied bool) {
	signs := 0
	skip, crumb, by := false, false, false
	count := map[string]int{}
	times := 0
	for i, l := range lines {
		if i < 12 && skipLink(l.text) {
			skip = true
		}
		if i < len(lines)/2+8 {
			if strings.EqualFold(l.text, "breadcrumb") || l.text == "導覽標記" || l.text == "麵包屑" || l.text == "面包屑" || l.text == "You are here" {
				crumb = true
			}
			if m := submittedExpr().FindStringSubmatch(l.text); m != nil {
				if _, ok := dateIn(m[2], false); ok {
					by = true
				}
			}
		}
		if l.n >= 8 && l.n <= maxTitle {
			s := l.text
			if m := numberedExpr().FindStringSubmatch(s); m != nil {
				s = m[1]
			}
			if count[s]++; count[s] > times {
				times = count[s]
			}
		}
	}
	for _, b := range []bool{skip, crumb, by, times >= 3} {
		if b {
			signs++
		}
	}
	if signs >= 2 {
		return true, false
	}
	first, last := -1, -1
	for i, l := range lines {
		if l.block.prose() && l.n >= 30 && l.block.stops > 0 {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return false, false
	}
	run, menu := 0, false
	for _, l := range lines[:first] {
		if l.n <= 6 && l.block.stops+l.block.commas == 0 && hanShare(l.text) == 100 {
			if run++; run >= 6 {
				menu = true
			}
		} else {
			run = 0
		}
	}
	if !menu {
		return false, false
	}
	for _, l := range lines[last:] {
		low := strings.ToLower(l.text)
		if l.n <= 120 && (strings.Contains(low, "copyright") || strings.Contains(low, "all rights reserved") || strings.Contains(l.text, "©") || strings.Contains(l.text, "版權所有") || strings.Contains(l.text, "版权所有") || strings.Contains(l.text, "ICP备") || strings.Contains(l.text, "ICP證")) {
			return true, true
		}
	}
	return false, false
}

// rendering reads a page that came as text. ok is false when no body is found,
// which sends the text the ordinary way.
func rendering(lines []textLine) (r result, ok bool) {
	// The title: the line that comes most often in the first part, the current
	// page in the breadcrumb among them.
	count := map[string]int{}
	crumb := ""
	inCrumb := false
	top := len(lines)
	for i, l := range lines {
		if l.block.prose() && l.n >= 30 && l.block.stops > 0 {
			top = i
			break
		}
		s := l.text
		if strings.EqualFold(s, "breadcrumb") || s == "導覽標記" || s == "麵包屑" || s == "面包屑" {
			inCrumb = true
			continue
		}
		if m := numberedExpr().FindStringSubmatch(s); m != nil {
			s = strings.TrimSpace(m[1])
			if inCrumb {
				crumb = s
				count[s]++
			}
		} else if inCrumb && l.gap {
			inCrumb = false
		}
		if l.n >= 4 && l.n <= maxTitle && !fieldLabel(s) {
			count[s]++
		}
	}
	best := 1
	for _, l := range lines[:top] {
		s := l.text
		if n := count[s]; n > best || n == best && n > 1 && s == crumb {
			r.title, best = s, n
		}
	}
	if r.title == "" {
		r.title = crumb
	}
	// Byline and dates.
	start := 0
	day := ""
	for i, l := range lines[:top] {
		if m := submittedExpr().FindStringSubmatch(l.text); m != nil {
			if t, found := dateIn(m[2], false); found && r.published == "" {
				r.author, r.published = strings.TrimSpace(m[1]), t.String()
				start = i + 1
				continue
			}
		}
		if isDateLine(l.text) && i >= start {
			if t, found := dateIn(l.text, true); found && (day == "" || r.title != "" && i > 0 && lines[i-1].text == r.title) {
				day = t.String()
			}
		}
		if l.text == r.title && r.title != "" {
			start = max(start, i+1)
		}
	}
	if r.title == "" {
		for _, l := range lines[:top] {
			if l.n >= 8 && l.n <= 80 && !isDateLine(l.text) && !fieldLabel(l.text) && !skipLink(l.text) && !byline(l.text) && !junk(&l.block) && l.block.stops == 0 {
				r.title = l.text
			}
		}
	}
	if r.published == "" {
		r.published = day
	}
	// The body: from the first line of prose, or a lead line before it that
	// follows the head, on as long as prose of its script follows.
	first := -1
	for i := start; i < len(lines); i++ {
		l := &lines[i]
		if l.block.prose() && l.n >= 20 && !isDateLine(l.text) && !junk(&l.block) && l.text != r.title {
			first = i
			break
		}
	}
	if first < 0 {
		return r, false
	}
	for i := start; i < first && r.author == ""; i++ {
		r.author = bylineIn([]string{lines[i].text})
	}
	for first > start && head(lines[first-1].text, r.title) && lines[first].gap && lines[first-1].gap {
		first--
	}
	han := mostlyHan(lines[first:])
	last := first
	idle := 0
	for i := first; i < len(lines); i++ {
		l := &lines[i]
		if section(l.text) || closing(l.text) && l.n < 60 && !l.block.prose() {
			break
		}
		if han && hanShare(l.text) < 10 && l.n > 30 {
			break // a text of another language: the site speaks of itself
		}
		if l.block.prose() && !junk(&l.block) || l.n >= 60 {
			last, idle = i, 0
			continue
		}
		if idle++; idle > 3 {
			break
		}
	}
	for i := first; i <= last; i++ {
		if l := &lines[i]; !junk(&l.block) && l.text != r.title {
			r.body = append(r.body, l.text)
		}
	}
	// A short word right after the body is the section it was filed under.
	if last+1 < len(lines) {
		if s := lines[last+1]; s.n >= 2 && s.n <= 10 && s.gap && s.block.stops+s.block.commas == 0 && hanShare(s.text) > 60 && !section(s.text) && !closing(s.text) {
			r.section = s.text
		}
	}
	return r, size(r.body) > 0
}

// head tells whether a line may be the heading that a text begins with.
func head(s, title string) bool {
	n := utf8.RuneCountInString(s)
	return n >= 4 && n <= 40 && s != title && !isDateLine(s) && !fieldLabel(s) && !skipLink(s) && !section(s) && !closing(s) && (strings.HasPrefix(s, "|") || strings.HasPrefix(s, "｜") || strings.HasPrefix(s, "【"))
}

func hanShare(s string) int {
	all, han := 0, 0
	for _, r := range s {
		if isSpace(r) {
			continue
		}
		all++
		if isHan(r) {
			han++
		}
	}
	if all == 0 {
		return 0
	}
	return han * 100 / all
}

func mostlyHan(lines []textLine) bool {
	if len(lines) > 3 {
		lines = lines[:3]
	}
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.text)
	}
	return hanShare(b.String()) >= 30
}

// ordinary reads a plain text file. Nothing of it is dropped but lines of its
// head whose content goes to the title, the date or the author.
func ordinary(lines []textLine) (r result) {
	i := 0
	// Labelled lines may stand before the title: 標題：…
	take := func(l textLine) bool {
		m := labelLine().FindStringSubmatch(l.text)
		if m == nil || l.n > 2*maxTitle {
			return false
		}
		v := strings.TrimSpace(m[2])
		switch m[1] {
		case "標題", "标题", "題目", "题目", "Title":
			if r.title != "" || utf8.RuneCountInString(v) > maxTitle {
				return false
			}
			r.title = v
		case "作者", "記者", "记者", "Author", "By":
			if r.author != "" || utf8.RuneCountInString(v) > 40 || strings.ContainsAny(v, "。，") {
				return false
			}
			r.author = v
		case "網址", "网址", "連結", "链接", "URL", "Url", "Link":
			if r.url != "" || !strings.HasPrefix(v, "http") || strings.ContainsAny(v, " 　") {
				return false
			}
			r.url = v
		default:
			t, ok := parseDate(v)
			if !ok || r.published != "" || utf8.RuneCountInString(v) > 40 {
				return false
			}
			r.published = t.String()
		}
		return true
	}
	for i < len(lines) && i < 8 && take(lines[i]) {
		i++
	}
	if r.title == "" && i < len(lines) && titleLine(lines, i) {
		r.title = strings.TrimSpace(strings.TrimLeft(lines[i].text, "#"))
		if !strings.HasPrefix(lines[i].text, "#") {
			r.title = lines[i].text
		}
		i++
	}
	for i < len(lines) && i < 12 {
		l := lines[i]
		if take(l) {
			i++
			continue
		}
		// A line that is a date and nothing else.
		if t, ok := dateIn(l.text, true); ok && r.published == "" && t.start == 0 && strings.Trim(l.text[t.end:], " 　)）") == "" {
			r.published = t.String()
			i++
			continue
		}
		if m := submittedExpr().FindStringSubmatch(l.text); m != nil && r.published == "" && l.n <= 80 {
			if t, ok := dateIn(m[2], false); ok && utf8.RuneCountInString(m[2]) <= 40 {
				r.author, r.published = strings.TrimSpace(m[1]), t.String()
				i++
				continue
			}
		}
		break
	}
	if r.published == "" {
		// A date with words beside it, which stay in the text.
		for k := i; k < len(lines) && k < i+3; k++ {
			if l := lines[k]; l.n <= 60 && isDateLine(l.text) {
				if t, ok := dateIn(l.text, false); ok {
					r.published = t.String()
					break
				}
			}
		}
	}
	if i >= len(lines) {
		// Nothing but a head: the last line is the text after all.
		return result{body: textsOf(lines)}
	}
	r.body = unwrap(lines[i:])
	if r.author == "" {
		r.author = bylineIn(r.body)
	}
	return r
}

func textsOf(lines []textLine) []string {
	var out []string
	for _, l := range lines {
		out = append(out, l.text)
	}
	return out
}

// titleLine tells whether line i looks like the title of what follows: short,
// no end of a sentence, no date, and followed by a blank line, a line of the
// head, or a longer one.
func titleLine(lines []textLine, i int) bool {
	l := lines[i]
	if strings.HasPrefix(l.text, "# ") {
		return l.n <= maxTitle
	}
	if i+1 >= len(lines) || l.n > 80 || l.n < 2 || isDateLine(l.text) || byline(l.text) && l.n < 20 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(l.text)
	switch r {
	case '。', '，', '；', '：', '、', ',', ';', ':', '.':
		return false
	}
	if l.block.commas >= 3 || strings.Contains(strings.TrimRight(l.text, "。"), "。") {
		return false
	}
	next := lines[i+1]
	if next.gap {
		return true
	}
	if isDateLine(next.text) || byline(next.text) || submittedExpr().MatchString(next.text) || labelLine().MatchString(next.text) {
		return true
	}
	return next.n > 2*l.n && next.block.stops > 0 && l.n <= 50 && l.block.stops == 0
}

// unwrap makes paragraphs of lines. Each line is one, unless the text was
// wrapped at a fixed width: then the lines between blank ones are joined.
func unwrap(lines []textLine) []string {
	if !wrapped(lines) {
		return textsOf(lines)
	}
	var out []string
	var b strings.Builder
	var prev rune
	end := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
		}
		b.Reset()
	}
	width := 0
	for _, l := range lines {
		width = max(width, cells(l.raw))
	}
	short := true
	for i, l := range lines {
		indent := strings.HasPrefix(l.raw, "　") || strings.HasPrefix(l.raw, "  ") || strings.HasPrefix(l.raw, "\t")
		if i == 0 || l.gap || indent || short {
			end()
		} else {
			r, _ := utf8.DecodeRuneInString(l.text)
			if !isWide(prev) || !isWide(r) {
				b.WriteByte(' ')
			}
		}
		b.WriteString(l.text)
		prev, _ = utf8.DecodeLastRuneInString(l.text)
		// A line that ends well before the margin ends its paragraph.
		short = cells(l.raw) < width*3/4
	}
	end()
	return out
}

// wrapped tells whether the lines were broken at a fixed width: most lines that
// another one follows without a gap reach about the same width, and few of them
// end a sentence.
func wrapped(lines []textLine) bool {
	width := 0
	for _, l := range lines {
		if w := cells(l.raw); w > width {
			width = w
		}
	}
	if width < 30 || width > 132 {
		return false
	}
	inner, full, stops := 0, 0, 0
	for i := 0; i+1 < len(lines); i++ {
		if lines[i+1].gap {
			continue
		}
		inner++
		if cells(lines[i].raw) >= width-8 {
			full++
			switch r, _ := utf8.DecodeLastRuneInString(lines[i].text); r {
			case '。', '！', '？', '」', '”', '.', '：':
				stops++
			}
		}
	}
	return inner >= 3 && full*10 >= inner*6 && stops*3 <= full
}

// cells is the width of a line on a terminal: wide characters count two.
func cells(s string) int {
	n := 0
	for _, r := range s {
		if isWide(r) || r == 0x3000 {
			n++
		}
		n++
	}
	return n
}
