package article

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// publishedNames are the meta elements that state the day of publication, most
// trusted first.
var publishedNames = strings.Fields(`article:published_time og:article:published_time article:published datepublished pubdate publishdate publish-date publish_date
	publication_date publicationdate published_time publishtime publish_time apub:time bytedance:published_time weibo:article:create_at _pubtime ptime og:release_date
	parsely-pub-date sailthru.date dc.date.issued dcterms.issued dc.date.created dcterms.created dc.date dcterms.date article:create_at firstpublishtime datecreated
	article_date_original creation_date createdate originalpublicationdate og:published_time displaydate filetime`)

var modifiedNames = strings.Fields(`article:modified_time og:updated_time article:updated_time datemodified lastmod last-modified dcterms.modified dc.date.modified bytedance:updated_time weibo:article:update_at apub:modified`)

// publishedOf settles the day of publication: what the page says of itself in
// JSON-LD, meta elements and marked-up elements; a time element or a line with
// a date near the title; a date anywhere among the labels of the page; at last
// the dates in the page's own address and in those it links to. The last
// return value says that it is only from an address.
func publishedOf(f *facts, elems []elem, blocks []block, at int, given string) (published string, guess bool) {
	near, head := nearDates(blocks, at)
	settle := func(t stamp) string {
		for _, v := range near {
			if v.y != t.y || v.m != t.m || v.d != t.d || v.h < 0 {
				continue
			}
			if t.h < 0 || t.zone == "Z" && v.h == t.h && v.min == t.min {
				// A time shown to readers as local is local, though the page
				// stores it as if it were UTC.
				if t.h < 0 {
					t.h, t.min, t.s = v.h, v.min, v.s
				}
				t.zone = v.zone
			}
			break
		}
		return t.String()
	}
	if t, ok := parseDate(f.ld.published); ok {
		return settle(t), false
	}
	for _, n := range publishedNames {
		for _, v := range f.metas[n] {
			if t, ok := parseDate(v); ok {
				return settle(t), false
			}
		}
	}
	for _, n := range []string{"datepublished", "datecreated"} {
		if t, ok := parseDate(f.prop(n)); ok {
			return settle(t), false
		}
	}
	if t, ok := timeElement(f, elems, blocks, at, head == 0); ok {
		return settle(t), false
	}
	if len(near) > 0 {
		return near[0].String(), false
	}
	if t, ok := parseDate(f.ld.pageDate); ok {
		return t.String(), false
	}
	if t, ok := parseDate(f.meta("date", "time", "pagedate")); ok {
		return settle(t), false
	}
	if t, ok := scriptDate(f); ok {
		return t.String(), false
	}
	// Any line that is a date, the first in the page that stands in the open.
	if t, ok := anyDate(blocks); ok {
		return t.String(), false
	}
	for _, n := range modifiedNames {
		if t, ok := parseDate(f.meta(n)); ok {
			return t.String(), false
		}
	}
	for _, u := range []string{given, f.url(), f.meta("og:url"), f.canonical, f.meta("og:image"), f.image} {
		if t, ok := urlDate(u); ok {
			return t.String(), true
		}
	}
	// The day that most addresses in the page carry.
	count := map[stamp]int{}
	all := 0
	var best stamp
	for _, u := range f.addresses {
		if t, ok := urlDate(u); ok {
			all++
			if count[t]++; count[t] > count[best] {
				best = t
			}
		}
	}
	if n := count[best]; n >= 3 && n*10 >= all*6 {
		return best.String(), true
	}
	return "", true
}

// anyDate returns the first date of the page that stands in a line of its own:
// one with a time of day before one without. So many lines are looked at as
// pages have that are no list of dates.
func anyDate(blocks []block) (stamp, bool) {
	var day stamp
	found := false
	for i, tries := 0, 0; i < len(blocks) && tries < 200; i++ {
		b := &blocks[i]
		if b.n > 40 || !yearIn(b.text) {
			continue
		}
		tries++
		if !isDateLine(b.text) {
			continue
		}
		t, ok := dateIn(b.text, false)
		if !ok {
			continue
		}
		if t.h >= 0 && !onlyModified(b.text) {
			return t, true
		}
		if !found {
			day, found = t, true
		}
	}
	return day, found
}

// scriptDate finds the day of publication among the fields that scripts hold
// for counters and for drawing the page.
func scriptDate(f *facts) (stamp, bool) {
	for _, n := range f.scripts {
		if n.FirstChild == nil {
			continue
		}
		s := n.FirstChild.Data
		for off := 0; off < len(s) && off < 1<<20; {
			i := strings.Index(s[off:], "ub")
			if i < 0 {
				break
			}
			i += off
			off = i + 2
			// publish…, pub… with a date or time in the name
			m := scriptExpr().FindStringSubmatch(s[max(i-1, 0):min(i+120, len(s))])
			if m == nil {
				continue
			}
			if t, ok := parseDate(m[1]); ok && t.y >= 1995 {
				return t, true
			}
		}
	}
	return stamp{}, false
}

var scriptExpr = expr(`^(?i:pub(?:lish(?:ed|ing)?)?_?(?:date|time|at|on)?(?:time)?)["']?\s*[:=]\s*["']([^"'<>]{8,40})["']`)

// onlyModified tells whether the words beside a date say that it is that of a
// change alone.
func onlyModified(s string) bool {
	for _, w := range publishedWords {
		if strings.Contains(s, w) && !strings.Contains(s, "更新時間") && !strings.Contains(s, "更新时间") && !strings.Contains(s, "更新日期") {
			return false
		}
	}
	for _, w := range modifiedWords {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// headEnd returns the index of the first long paragraph after the title: what
// stands before it belongs to the head of the article.
func headEnd(blocks []block, at int) int {
	for i := at + 1; i < len(blocks) && i <= at+30; i++ {
		if blocks[i].prose() && blocks[i].n > 40 && !isDateLine(blocks[i].text) {
			return i
		}
	}
	return min(at+31, len(blocks))
}

// nearDates returns the dates in the lines around the title: those in its head,
// then those a little below, each with the dates of a change last. Running text
// is not looked at.
func nearDates(blocks []block, at int) (dates []stamp, head int) {
	if at < 0 {
		return nil, 0
	}
	var pub, mod []stamp
	look := func(i int) {
		b := &blocks[i]
		if b.n > 120 {
			return
		}
		s := b.text
		t, ok := dateIn(s, b.n <= 40)
		if !ok || b.n > 60 && t.start > 60 || b.prose() && !isDateLine(s) && !labelled(s, t.start) {
			return
		}
		rest := s[t.end:]
		u, two := dateIn(rest, b.n <= 40)
		switch {
		case onlyModified(s[:t.start]):
			// 更新 2026-03-19 發布 2026-03-18 in one line
			if two && !onlyModified(rest[:u.start]) {
				pub = append(pub, u)
			}
			mod = append(mod, t)
		case !two && !labelled(s, t.start) && onlyModified(rest):
			mod = append(mod, t)
		default:
			pub = append(pub, t)
		}
	}
	end := headEnd(blocks, at)
	for i := at; i < end; i++ {
		look(i)
	}
	for i := at - 1; i >= 0 && i >= at-8; i-- {
		look(i)
	}
	dates = append(pub, mod...)
	head = len(dates)
	pub, mod = nil, nil
	prose := 0
	for i := end; i < len(blocks) && i <= at+40 && prose < 3; i++ {
		look(i)
		if blocks[i].prose() && blocks[i].n > 60 {
			prose++
		}
	}
	return append(append(dates, pub...), mod...), head
}

// labelled tells whether the words just before a date say what it is.
func labelled(s string, start int) bool {
	head := s[max(0, start-24):start]
	for _, w := range publishedWords {
		if strings.Contains(head, w) {
			return true
		}
	}
	return false
}

// timeElement returns the time of the time element in the head of the article;
// where wide is set also of one that says it is that of publication, or of the
// first one in an element around the title.
func timeElement(f *facts, elems []elem, blocks []block, at int, wide bool) (stamp, bool) {
	if len(f.times) == 0 {
		return stamp{}, false
	}
	read := func(t *timeEl) (stamp, bool) {
		s, ok := parseDate(t.datetime)
		if !ok {
			return dateIn(t.text, true)
		}
		if v, shown := dateIn(t.text, true); shown && s.zone == "Z" && v.h == s.h && v.min == s.min {
			s.zone = ""
		}
		return s, ok
	}
	times := f.times[:min(len(f.times), 200)]
	if at >= 0 {
		place := map[*html.Node]int{}
		for i := range elems {
			place[elems[i].node] = i
		}
		end := headEnd(blocks, at)
		where := make([]int, len(times)) // the block element around each
		for i := range times {
			where[i] = -1
			for n := times[i].node; n != nil; n = n.Parent {
				if e, ok := place[n]; ok {
					where[i] = e
					break
				}
			}
		}
		for pass := 0; pass < 2; pass++ {
			for i := range times {
				t := &times[i]
				if t.modified || pass == 0 && !t.published || where[i] < 0 {
					continue
				}
				if first := elems[where[i]].first; first < at-8 || first >= end {
					continue
				}
				if s, ok := read(t); ok {
					return s, true
				}
			}
		}
		if wide {
			for e, up := blocks[at].elem, 0; e >= 0 && up < 6; e, up = elems[e].parent, up+1 {
				for i := range times {
					if t := &times[i]; !t.modified && where[i] >= e && where[i] < elems[e].end {
						if s, ok := read(t); ok {
							return s, true
						}
					}
				}
			}
		}
	}
	if !wide {
		return stamp{}, false
	}
	for i := range times {
		if t := &times[i]; t.published {
			if s, ok := read(t); ok {
				return s, true
			}
		}
	}
	if at < 0 && len(times) <= 3 && !times[0].modified {
		return read(&times[0])
	}
	return stamp{}, false
}

// modifiedOf returns the time of the last change that the page states.
func modifiedOf(f *facts) string {
	if s := normalDate(f.ld.modified); s != "" {
		return s
	}
	for _, n := range modifiedNames {
		if s := normalDate(f.meta(n)); s != "" {
			return s
		}
	}
	return normalDate(f.prop("datemodified"))
}

var (
	// 記者王小明／台北報導, 【記者王小明、李大同/綜合報導】, （中央社記者王小明台北18日電）
	reporterExpr = expr(`(?:記者|记者|特派員|特派员)\s*[：:／/︰]?\s*([\p{Han}]{2,4}(?:[、，,與和&]\s?[\p{Han}]{2,4}){0,3}|[A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]+){0,3})\s*[／/〔\[(（|｜]`)
	agencyExpr   = expr(`(?:社|網|网|報|报)(?:記者|记者)\s?([\p{Han}]{2,3})(?:[\p{Han}]{2}\d{1,2}日)`)
	labelExpr    = expr(`(?:^|[\s　|｜（(【\[])(?:作者|撰文|文|記者|记者|文字|撰稿|編譯|编译|採訪|采访|報道|报道)\s?[：:／/︰]\s*([\p{Han}·・]{2,6}(?:[、，,][\p{Han}·・]{2,4}){0,3}|[A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]+){0,3})`)
	plainByExpr  = expr(`(?:^|[\s　|｜])(?:記者|记者|作者|撰文|文)[\s　]+([\p{Han}·・]{2,4})(?:[\s　|｜]|$)`)
	byExpr       = expr(`(?:^|[\s|｜])(?i:by)\s+([\p{Han}A-Z][\p{Han}A-Za-z.'\- ]{1,40}?)(?:\s+(?:on|\||at)\b|\s*[|｜]|$|\s*,)`)
	endExpr      = expr(`[（(](?:記者|记者|編譯|编译|文|作者|撰文)?[／/：:\s]?([\p{Han}]{2,4})[）)]$`)
	endNameExpr  = expr(`[（(](?:記者|记者|編譯|编译|文|作者|撰文)[／/：:\s]?([\p{Han}]{2,4})[）)]$`)
)

// notNames are words that stand where a name would and are none.
var notNames = []string{"報", "报", "網", "网", "社", "編輯", "编辑", "綜合", "综合", "本刊", "本台", "中心", "新聞", "新闻", "電視", "责任", "責任", "資料", "资料", "圖片", "图片", "左", "右", "中間", "見圖", "完", "下同", "化名", "管理員", "管理员", "admin", "Admin", "小編", "小编", "财经", "財經"}

// surnames begin nearly all Chinese names of two to four characters.
const surnames = `王李張张劉刘陳陈楊杨趙赵黃黄周吳吴徐孫孙胡朱高林何郭馬马羅罗梁宋鄭郑謝谢韓韩唐馮冯于董蕭萧程曹袁鄧邓許许傅沈曾彭呂吕蘇苏盧卢蔣蒋蔡賈贾丁魏薛葉叶閻阎余潘杜戴夏鍾钟汪田任姜范方石姚譚谭廖鄒邹熊金陸陆郝孔白崔康毛邱秦江史顧顾侯邵孟龍龙萬万段雷錢钱湯汤尹黎易常武喬乔賀贺賴赖龔龚文歐欧區区施洪莊庄柯游詹簡简池溫温連连古翁倪卓甘麥麦關关葛霍殷涂阮童凌岑裴岳舒俞梅辛管祝左焦耿寧宁單单聶聂冉符車车華华安齊齐伍倫伦畢毕尚駱骆季成包費费卞柴畢屈項项鮑鲍司上諸诸令尉皇` + `鄺邝冼植練练招容龐庞勞劳歸归`

func surname(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune(surnames, r)
}

// personal tells whether a value may be the name of a person.
func personal(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < 2 || n > 60 || strings.Contains(s, "://") || strings.Contains(s, "@") {
		return false
	}
	for _, w := range notNames {
		if strings.Contains(s, w) {
			return false
		}
	}
	return hasLetter(s)
}

// authorOf returns who wrote the article: what the page names, unless that is
// the site itself; the byline near the title or at the edges of the body.
func authorOf(f *facts, blocks []block, at int, body []string) string {
	sites := f.site()
	good := func(s string) bool {
		if !personal(s) {
			return false
		}
		q := squash(s)
		for _, x := range sites {
			if q == x || strings.Contains(x, q) {
				return false
			}
		}
		for _, t := range f.titles {
			if i := strings.LastIndex(squash(t), q); i > 0 && separatedBefore(squash(t)[:i]) {
				return false
			}
		}
		return true
	}
	// A name that the title element has after its separators is the site's.
	var people []string
	for _, a := range f.ld.authors {
		if a = line(a); good(a) && len(people) < 4 {
			people = append(people, a)
		}
	}
	if len(people) > 0 {
		return strings.Join(people, "、")
	}
	// Bylines in the text are the surest sign of a person.
	if a := bylineIn(body); a != "" {
		return a
	}
	for _, v := range []string{f.prop("author"), f.meta("author", "article:author", "dc.creator", "parsely-author", "byl", "dable:author", "sailthru.author", "creator", "bytedance:author")} {
		v = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(v, "By "), "作者："), "記者"))
		if good(v) {
			return v
		}
	}
	if at >= 0 {
		for i := at; i < len(blocks) && i <= at+8; i++ {
			b := &blocks[i]
			if b.n > 100 || i > at && b.prose() && b.n > 60 {
				break
			}
			for _, re := range []func() string{
				func() string { return sub(reporterExpr().FindStringSubmatch(b.text)) },
				func() string { return sub(labelExpr().FindStringSubmatch(b.text)) },
				func() string { return sub(plainByExpr().FindStringSubmatch(b.text)) },
				func() string { return sub(byExpr().FindStringSubmatch(b.text)) },
			} {
				if a := re(); a != "" && i > at && good(a) {
					return a
				}
			}
		}
	}
	return ""
}

// separatedBefore tells whether a text ends with what parts a title from the
// names of section and site.
func separatedBefore(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return separated(string(r))
}

func sub(m []string) string {
	if len(m) < 2 {
		return ""
	}
	return strings.TrimSpace(m[1])
}

// bylineIn reads the reporter from the first and last paragraphs of a text.
func bylineIn(body []string) string {
	for i, p := range body {
		if i > 1 {
			break
		}
		head := p
		if utf8.RuneCountInString(head) > 60 {
			head = string([]rune(head)[:60])
		}
		for _, a := range []string{sub(reporterExpr().FindStringSubmatch(head)), sub(agencyExpr().FindStringSubmatch(head))} {
			if a != "" && personal(a) {
				return a
			}
		}
		if utf8.RuneCountInString(p) < 30 {
			if a := sub(labelExpr().FindStringSubmatch(p)); a != "" && personal(a) {
				return a
			}
		}
	}
	for i := len(body) - 1; i >= 0 && i >= len(body)-3; i-- {
		p := body[i]
		re := endNameExpr
		if i == len(body)-1 && sentenceBefore(p) {
			re = endExpr
		}
		if a := sub(re().FindStringSubmatch(p)); a != "" && personal(a) && surname(a) {
			return a
		}
		if utf8.RuneCountInString(p) < 30 {
			if a := sub(labelExpr().FindStringSubmatch(p)); a != "" && personal(a) {
				return a
			}
		}
	}
	return ""
}

// sentenceBefore tells whether the bracket that ends a text follows the end of
// a sentence, or is all there is.
func sentenceBefore(s string) bool {
	i := strings.LastIndexAny(s, "（(")
	if i < 0 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(s[:i]))
	return r == '。' || r == '！' || r == '？' || r == '”' || r == '」'
}

var placeExpr = expr(`^(?:您|你)?(?:現在|目前|當前|当前|现在|所在|的|在)*(?:位置|這裡|这里)\s?[：:]?\s*(.+)$`)

// sectionOf returns the section of the site that the article stands in.
func sectionOf(f *facts, blocks []block, title string) string {
	for _, v := range []string{f.ld.section, f.meta("article:section", "section", "parsely-section", "category", "og:article:section"), f.prop("articlesection")} {
		v = line(v)
		if n := utf8.RuneCountInString(v); n > 0 && n <= 20 {
			return v
		}
	}
	path := f.crumbs
	for i := 0; len(path) < 2 && i < len(blocks) && i < 60; i++ {
		if b := &blocks[i]; b.n <= 80 && strings.ContainsAny(b.text, ">＞»›/") {
			if m := placeExpr().FindStringSubmatch(b.text); m != nil {
				path = strings.FieldsFunc(m[1], func(r rune) bool { return strings.ContainsRune(">＞»›/", r) })
			}
		}
	}
	for i := len(path) - 1; i > 0; i-- {
		c := strings.TrimSpace(path[i])
		q := squash(c)
		if n := utf8.RuneCountInString(c); n < 2 || n > 10 || q == "正文" || q == "内容" || q == "內文" || q == "內容" || strings.Contains(squash(title), q) && n > 4 || q == "首頁" || q == "首页" {
			continue
		}
		return c
	}
	return ""
}
