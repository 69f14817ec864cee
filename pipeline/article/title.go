package article

import (
	"strings"
	"unicode/utf8"
)

// maxTitle is the longest line, in characters, that is taken for a title.
const maxTitle = 150

// titleOf settles the title of a page among what its headings, its title
// element and its metadata say, and finds the block that shows it (-1: none).
//
// The title that readers see is a line of the page; the title element and
// og:title hold the same words with the names of site and section around them.
// So the line is taken that those begin with or contain; without such a line
// the names are cut off.
func titleOf(f *facts, blocks []block) (title string, at int) {
	var given []string // what the page calls itself, most trusted first
	add := func(s string) {
		s = line(s)
		if n := utf8.RuneCountInString(s); n < 2 || n > 2*maxTitle {
			return
		}
		for _, g := range given {
			if g == s {
				return
			}
		}
		given = append(given, s)
	}
	add(f.ld.headline)
	add(f.meta("og:title"))
	for i, t := range f.titles {
		if i < 2 {
			add(t)
		}
	}
	add(f.meta("twitter:title"))
	add(f.meta("title"))
	add(f.meta("headline"))
	add(f.meta("dc.title"))
	add(f.meta("parsely-title"))
	add(f.meta("articletitle"))
	add(f.prop("headline"))
	sites := f.site()
	isSite := func(s string) bool { return contains(sites, s) }
	var flat, bare []string // squashed: as given, and without the names of the site
	for _, g := range given {
		flat = append(flat, squash(g))
		bare = append(bare, squash(trimSite(g, given, sites)))
	}

	best, score := -1, 0
	for i := range blocks {
		b := &blocks[i]
		if b.n < 4 || b.n > maxTitle {
			continue
		}
		if b.head == 0 && b.stops > 1 && b.n > 60 {
			continue
		}
		s := squash(b.text)
		if isSite(s) {
			continue
		}
		n := utf8.RuneCountInString(s)
		v := 0
		tail := false // stands where the names of site and section do
		for k, g := range flat {
			if i := len(g) - len(s); i > 0 && s != bare[k] && strings.HasSuffix(g, s) && separatedBefore(g[:i]) {
				if before := utf8.RuneCountInString(g[:i]); n < before || n < 8 {
					tail = true
				} else if b.head > 0 {
					v = max(v, 55+30*n/(n+before)-k) // the site's name comes first
				}
			}
			all := utf8.RuneCountInString(g)
			share := 100 * n / max(all, 1)
			switch {
			case s == bare[k]:
				v = max(v, 100-k)
			case s == g:
				v = max(v, 65-k)
			case strings.HasPrefix(g, s):
				rest := g[len(s):]
				if n >= 5 && separated(rest) {
					v = max(v, 55+share*30/100-k)
				} else if share >= 60 {
					v = max(v, 40+share*20/100-k)
				}
			case strings.Contains(g, s):
				if n >= 8 && share >= 35 {
					v = max(v, 25+share*40/100-k)
				}
			case n >= 8 && strings.HasPrefix(s, g) && all >= 8:
				// The metadata cut the title short, or the line has more to say.
				if 100*all/n >= 60 {
					v = max(v, 60-k)
				}
			case strings.HasSuffix(s, bare[k]) && len(bare[k]) >= 24 && 100*utf8.RuneCountInString(bare[k])/n >= 50:
				v = max(v, 55-k) // a kicker comes first
			case strings.HasSuffix(strings.TrimRight(g, "."), "…") || strings.HasSuffix(g, "..."):
				if cut := strings.TrimRight(g, ".…"); utf8.RuneCountInString(cut) >= 10 && strings.HasPrefix(s, cut) {
					v = max(v, 75-k)
				}
			}
		}
		if v == 0 {
			continue
		}
		if tail {
			v -= 30
		}
		switch b.head {
		case 1:
			v += 25
		case 2:
			v += 15
		case 3, 4:
			v += 5
		}
		if b.linked() > 60 && b.head != 1 {
			v -= 22
		}
		if v > score {
			best, score = i, v
		}
	}
	if best >= 0 && score >= 45 {
		if s := squash(blocks[best].text); blocks[best].head > 0 && contains(flat, s) {
			return blocks[best].text, best
		}
		return withoutKicker(blocks[best].text, given, bare, sites), best
	}

	// No line of the page agrees with the metadata. One h1 that is not the
	// site's name, with text after it, is the title where the metadata is the
	// site's alone.
	cut := ""
	for _, g := range given {
		if c := trimSite(g, given, sites); !isSite(squash(c)) && utf8.RuneCountInString(c) >= 4 {
			cut = c
			break
		}
	}
	h1, ones := -1, 0
	for i := range blocks {
		b := &blocks[i]
		if b.head == 1 && b.n >= 5 && b.n <= maxTitle && !isSite(squash(b.text)) && b.linked() < 60 {
			if ones++; h1 < 0 {
				h1 = i
			}
		}
	}
	if h1 >= 0 && (ones == 1 || cut == "") {
		s := squash(blocks[h1].text)
		if cut == "" || likeness(s, squash(cut)) >= 45 || f.ld.headline == "" && f.meta("og:title") == "" && !contained(s, flat) {
			return blocks[h1].text, h1
		}
	}
	if cut != "" {
		// Where the line stands that says nearly the same.
		s := squash(cut)
		for i := range blocks {
			if b := &blocks[i]; b.n >= 5 && b.n <= maxTitle && b.head > 0 && likeness(squash(b.text), s) >= 70 {
				return cut, i
			}
		}
		return cut, -1
	}
	if h1 >= 0 {
		return blocks[h1].text, h1
	}
	for i := range blocks {
		if b := &blocks[i]; b.head > 0 && b.head <= 3 && b.n >= 6 && b.n <= 80 && b.linked() < 60 && !isSite(squash(b.text)) && !section(b.text) {
			return b.text, i
		}
	}
	return "", -1
}

// withoutKicker returns the part of a heading that the metadata give as the
// title: headings hold a kicker before it or a subtitle after it, too.
func withoutKicker(text string, given, bare, sites []string) string {
	s := squash(text)
	for _, b := range bare {
		if b == s {
			return text
		}
	}
	for k := range given {
		t := trimSite(given[k], given, sites)
		n := utf8.RuneCountInString(t)
		if n < 8 || 2*n < utf8.RuneCountInString(text) {
			continue
		}
		if i := strings.Index(text, t); i >= 0 {
			before, _ := utf8.DecodeLastRuneInString(text[:i])
			after, _ := utf8.DecodeRuneInString(text[i+len(t):])
			if (i == 0 || isSpace(before)) && (i+len(t) == len(text) || isSpace(after)) {
				return t
			}
		}
	}
	return text
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// contained tells whether s is the end or the middle of one of the texts: a
// site's name in its own title.
func contained(s string, flat []string) bool {
	for _, g := range flat {
		if strings.Contains(g, s) {
			return true
		}
	}
	return false
}

// separated tells whether the rest of a title after its own words begins with
// what parts it from the names of section and site.
func separated(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	switch r {
	case '|', '-', '_', '@', ':', '<', '>', '/', '(', '（', '·', '・', '»', '«', '~', '【', '[', '–', '，', ',', '.', '•', '《', '丨', '│', '┃', '︱', '¦', '‖', '=':
		return true
	}
	return false
}

// likeness is the share, in percent, of two-character pieces that two squashed
// titles have in common.
func likeness(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) < 2 || len(y) < 2 {
		if a == b {
			return 100
		}
		return 0
	}
	have := map[[2]rune]int{}
	for i := 0; i+1 < len(x); i++ {
		have[[2]rune{x[i], x[i+1]}]++
	}
	same := 0
	for i := 0; i+1 < len(y); i++ {
		k := [2]rune{y[i], y[i+1]}
		if have[k] > 0 {
			have[k]--
			same++
		}
	}
	return 100 * 2 * same / (len(x) + len(y) - 2)
}

// The characters that part a title from the names of section and site: strong
// ones hardly stand inside a title, weak ones may unless blanks are around.
const (
	strongMarks = "|｜丨│┃︱»«‖¦"
	weakMarks   = "_-–—－@:：<>＜＞~/·‧・•"
)

// trimSite cuts the names of site and section off a title.
func trimSite(s string, given, sites []string) string {
	type cut struct {
		at, next int
		strong   bool
	}
	var cuts []cut
	rs := []rune(s)
	for i, r := range rs {
		strong := strings.ContainsRune(strongMarks, r)
		if !strong && !strings.ContainsRune(weakMarks, r) || i == 0 {
			continue
		}
		spaced := isSpace(rs[i-1]) && i+1 < len(rs) && isSpace(rs[i+1])
		if r == ':' && i+1 < len(rs) && rs[i+1] == ':' || r == ':' && rs[i-1] == ':' {
			spaced = true
		}
		if (r == '/' || r == '·' || r == '‧' || r == '・' || r == '•' || r == ':' || r == '：' || r == '~') && !spaced {
			continue
		}
		cuts = append(cuts, cut{i, i + 1, strong || spaced})
	}
	if len(cuts) == 0 {
		return stripLabel(s, sites)
	}
	// A first part that is the site's name goes.
	from := 0
	if contains(sites, squash(string(rs[:cuts[0].at]))) && len(rs)-cuts[0].next >= 4 {
		from = cuts[0].next
		cuts = cuts[1:]
	}
	// From the right: a last part that is a site's name goes; then the parts
	// before it that are short, as names of sections are.
	end := len(rs)
	gone := false
	for k := len(cuts) - 1; k >= 0; k-- {
		part := strings.TrimSpace(string(rs[cuts[k].next:end]))
		p := squash(part)
		n := utf8.RuneCountInString(p)
		head := strings.TrimSpace(string(rs[from:cuts[k].at]))
		h := utf8.RuneCountInString(head)
		if h < 4 {
			break
		}
		site := n == 0 || siteLike(part, p, sites)
		switch {
		case site, gone && n <= 8 && (cuts[k].strong || n <= 6), cuts[k].strong && n <= 10 && h >= 8 && h > n:
			end = cuts[k].at
			gone = true
			continue
		}
		break
	}
	return stripLabel(strings.TrimRight(strings.TrimSpace(string(rs[from:end])), " 　:-_|｜"), sites)
}

// stripLabel cuts a site's name before the title: 成報新聞(…), 【大公報】… is kept.
func stripLabel(s string, sites []string) string {
	for _, open := range []string{"(", "（"} {
		i := strings.Index(s, open)
		if i <= 0 || !strings.HasSuffix(s, ")") && !strings.HasSuffix(s, "）") {
			continue
		}
		head := squash(s[:i])
		if utf8.RuneCountInString(head) <= 8 && siteLike(head, head, sites) {
			in := s[i+len(open):]
			_, n := utf8.DecodeLastRuneInString(in)
			return strings.TrimSpace(in[:len(in)-n])
		}
	}
	return s
}

// siteWords end or make up the names of sites and sections.
var siteWords = strings.Fields(`網 网 網站 网站 新聞網 新闻网 新聞 新闻 日報 日报 晚報 晚报 時報 时报 週刊 周刊 雜誌 杂志 頻道 频道 在線 在线 線上 中心 博客 部落格 論壇 论坛 客戶端 客户端
	財經 财经 證券 证券 電視 电视 電台 電視台 电视台 通訊社 通讯社 社區 社区 平台 平臺 官網 官网 首頁 首页 資訊 资讯 門戶 门户 傳媒 传媒 媒體 媒体 報 报 即時 今日頭條 雪球 知乎 東網 東方日報 政府 署 局 部 委員會 委员会 協會 协会 公司 集團 集团`)

// siteLike tells whether a part of a title is the name of the site or of one of
// its sections.
func siteLike(part, flat string, sites []string) bool {
	for _, s := range sites {
		if flat == s || len(flat) >= 6 && (strings.Contains(s, flat) || strings.Contains(flat, s) && len(flat) <= 3*len(s)) {
			return true
		}
	}
	n := utf8.RuneCountInString(flat)
	if n > 20 {
		return false
	}
	for _, w := range siteWords {
		if strings.HasSuffix(flat, w) && n <= 12 {
			return true
		}
	}
	low := strings.ToLower(part)
	for _, w := range []string{".com", ".net", ".hk", ".tw", ".cn", ".org", "news", "daily", "times", "post", "weekly", "magazine", "online", "blog", "media"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	// A date: 20200808, D200807
	digits := 0
	for _, r := range flat {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits >= 6 && digits+2 >= n
}
