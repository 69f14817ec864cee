package learn

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
)

// doubt notes what speaks against a candidate.
func (l *Learner) doubt(c *Candidate, spread *Spread, others map[string]*Candidate) {
	say := func(format string, a ...any) { c.Doubts = append(c.Doubts, fmt.Sprintf(format, a...)) }
	if c.Of != nil {
		l.doubtNew(c, say)
		return
	}
	e := c.entry
	if n := c.Types[0].N; len(c.Types) > 1 && 4*n < 3*c.Articles {
		say("taken for a %s too", c.Types[1].What)
	}
	// What an article says in so many words needs no other support.
	strong := e.Support["gloss"]+e.Support["code"]+e.Support["legal"]+e.How[entities.ViaGloss] > 0
	if why := begins(c, others); why != "" {
		say("%s", why)
	} else if why := ordinary(c, strong); why != "" {
		say("%s", why)
	}
	if c.seldom() && wordy(c) || c.Places >= 20 && c.own()*10 < c.Places {
		say("a name at %d of the %d places where it stands", c.own(), c.Places)
	}
	if spread != nil && !strong {
		edges(c, spread.of(c.key), say)
	}
	for _, s := range c.Similar {
		if id := s[strings.LastIndexByte(s, '(')+1 : len(s)-1]; !strings.Contains(id, "/~") && strings.HasPrefix(id, c.Type+"/") {
			say("may be %s", id)
			c.gray = len(c.Doubts) == 1
			break
		}
	}
}

// doubtNew is doubt for new names of a known entity.
func (l *Learner) doubtNew(c *Candidate, say func(string, ...any)) {
	e := c.entry
	switch {
	case e.How[entities.ViaGloss]+e.How[entities.ViaIntro] == 0:
		if e.How[entities.ViaShort] > 0 {
			say("short form, good within an article only")
		} else {
			say("linked by a shorter name: is it the same?")
		}
	case !alike(c):
		say("unlike its other names")
	}
	if len(c.Similar) > 0 {
		say("means %s too", c.Similar[0])
	}
	if n := utf8.RuneCountInString(c.key); n < 3 {
		say("very short")
	}
	if c.seldom() {
		say("a name at %d of the %d places where it stands", c.own(), c.Places)
	}
}

// own counts the mentions of the name itself, without other names of the entity.
func (c *Candidate) own() (n int) {
	for _, k := range c.entry.Texts {
		n += k
	}
	return n
}

// seldom tells whether most places of the characters are no name.
func (c *Candidate) seldom() bool { return c.Places >= 6 && c.own()*3 < c.Places }

// alike tells whether a new name has something in common with a name of the
// same script that the entity has: a word, its initials, half of its characters.
func alike(c *Candidate) bool {
	name := c.New[0]
	han := strings.ContainsFunc(c.key, fold.IsHan)
	compared := false
	for _, o := range append([]string{c.Name}, c.Aliases...) {
		k := fold.Key(o)
		if k == c.key || strings.ContainsFunc(k, fold.IsHan) != han {
			continue
		}
		compared = true
		if han {
			same := 0
			for _, r := range c.key {
				if strings.ContainsRune(k, r) {
					same++
				}
			}
			if 2*same >= utf8.RuneCountInString(c.key) {
				return true
			}
			continue
		}
		a, b := latinWords(name), latinWords(o)
		for _, w := range a {
			if len(w) > 2 && w != "the" && slices.Contains(b, w) {
				return true
			}
		}
		if initials(a) == strings.Join(b, "") || initials(b) == strings.Join(a, "") {
			return true
		}
	}
	return !compared
}

func latinWords(s string) []string {
	return strings.FieldsFunc(fold.Key(s), func(r rune) bool { return !fold.IsLatin(r) && !fold.IsDigit(r) })
}

// initials returns the first letters of words, small words left out.
func initials(words []string) string {
	var b strings.Builder
	for _, w := range words {
		if w != "the" && w != "of" && w != "and" && w != "for" {
			b.WriteByte(w[0])
		}
	}
	return b.String()
}

// edges notes that a name is more likely a part of a longer one.
func edges(c *Candidate, p places, say func(string, ...any)) {
	const often, common = 8, "的為在是和與及由於被向對把將表說指稱認等至到從以有並而或據就獲長月日先亦也"
	if p.all < often {
		return
	}
	loose := fold.String(common)
	if r, n := p.before.most(); n*10 >= p.all*9 && c.Type != entities.Person && !strings.ContainsRune(loose, r) {
		say("%s stands before it at %d of %d places", string(r), n, p.all)
	}
	if r, n := p.after.most(); n*10 >= p.all*9 && !strings.ContainsRune(loose, r) {
		say("%s stands behind it at %d of %d places", string(r), n, p.all)
	}
}

// wordLists are the words that make no name of their own.
type wordLists struct {
	ends          []ending // the longest first
	by            map[string]ending
	before, after map[string]bool // words that speak for the company or body behind, or before them
	longest       int             // of those, in characters
}

type ending struct {
	term, typ string
	weak      bool
}

var wordsOnce = sync.OnceValue(func() *wordLists {
	w := &wordLists{by: make(map[string]ending)}
	for _, x := range gazetteer.Words("suffix") {
		k := fold.Key(x.Term)
		if _, ok := w.by[k]; k == "" || ok {
			continue
		}
		w.by[k] = ending{k, x.Type, x.Strength == "weak" && !strings.HasSuffix(k, fold.String("集團"))}
		w.ends = append(w.ends, w.by[k])
	}
	w.before, w.after = make(map[string]bool), make(map[string]bool)
	note := func(to map[string]bool, term string) {
		k := fold.Key(term)
		if n := utf8.RuneCountInString(k); n >= 2 && n <= 6 {
			to[k] = true
			w.longest = max(w.longest, n)
		}
	}
	for _, x := range gazetteer.Words("cue") {
		switch {
		case x.Type != entities.Company:
		case x.Position == "before":
			note(w.before, x.Term)
		case x.Position == "after":
			note(w.after, x.Term)
		}
	}
	for _, x := range gazetteer.Words("title") {
		note(w.after, x.Term)
	}
	slices.SortFunc(w.ends, func(a, b ending) int {
		if len(a.term) != len(b.term) {
			return len(b.term) - len(a.term)
		}
		return strings.Compare(a.term, b.term)
	})
	return w
})

// ending returns the longest ending of a folded name and what stands before it.
func (w *wordLists) ending(key string) (rest string, e ending, ok bool) {
	for _, e := range w.ends {
		if s, ok := strings.CutSuffix(key, e.term); ok {
			return s, e, true
		}
	}
	return key, ending{}, false
}

// kin are the words by which persons are called that are no part of a name.
var kin = func() []string {
	var out []string
	for _, w := range strings.Fields("先生 小姐 女士 太太 夫人 伯伯 婆婆 伯母 阿姨 姨姨 大哥 哥哥 姐姐 弟弟 妹妹 叔叔 爺爺 奶奶 公公 媽媽 爸爸 同學 老師 醫生 律師 師傅 校長 博士 教授 法官 議員 氏 姓 等人 夫婦 家族 父子 兄弟 姊妹 母女") {
		out = append(out, fold.Key(w))
	}
	return out
}()

// openers are words that a clause puts before a name and that begin none.
var openers = func() []string {
	var out []string
	for _, w := range strings.Fields("委託 委聘 聘請 邀請 出任 加入 收購 創辦 任職 擔任 就讀 前往 控告 起訴 要求 批評 指責 根據 透過 包括 例如 作為 成為 名為 叫做 位於 經由 有關 所有 任何 多家 多間 一家 一間 兩家 兩間 三家 三間 五大 四大 三大 兩大 六大 八大 十大") {
		out = append(out, fold.Key(w))
	}
	return out
}()

// grammar are characters of grammar that begin no name, as 和 and 以 do.
var grammar = fold.String("的是被把從而並或亦也又已除該此其這那及與")

// begins says that words stand before a name which are no part of it.
func begins(c *Candidate, others map[string]*Candidate) string {
	words, r := top(c.entry.Words)
	if len(words) == 0 || !strings.ContainsFunc(c.key, fold.IsHan) {
		return ""
	}
	if first, _ := utf8.DecodeRuneInString(c.key); !fold.IsHan(first) && !fold.IsLatin(first) && !fold.IsDigit(first) {
		return "begins with a sign"
	}
	if c.Type == entities.Person {
		return ""
	}
	if first, _ := utf8.DecodeRuneInString(c.key); strings.ContainsRune(grammar, first) && utf8.RuneCountInString(words[0].text) == 1 {
		return "begins with a word of grammar: " + r
	}
	for _, k := range openers {
		if s, ok := strings.CutPrefix(c.key, k); ok && utf8.RuneCountInString(s) >= 2 {
			return "begins with words that are no name: " + r
		}
	}
	// Another row is the same without its first words.
	cut := 0
	for i := range words[:len(words)-1] {
		cut += utf8.RuneCountInString(fold.Key(words[i].text))
		runes := []rune(c.key)
		if cut >= len(runes)-1 {
			break
		}
		if o := others[string(runes[cut:])]; o != nil && o.Type == c.Type && o.Sources >= c.Sources {
			all := true
			for _, w := range words[:i+1] {
				all = all && (w.everyday || utf8.RuneCountInString(w.text) == 1)
			}
			if all {
				return "may be " + o.Name + " with words before it: " + r
			}
		}
	}
	return ""
}

// ordinary says why a name looks like ordinary words, "" when it does not.
// strong tells that an article says outright that it is a name.
func ordinary(c *Candidate, strong bool) string {
	w := wordsOnce()
	words, r := top(c.entry.Words)
	if c.Type == entities.Person {
		for _, k := range kin {
			if s, ok := strings.CutSuffix(c.key, k); ok && utf8.RuneCountInString(s) <= 2 {
				return "a form of address is in it"
			}
		}
		if strong {
			return ""
		}
		return personWords(c, words, r)
	}
	if !strings.ContainsFunc(c.key, fold.IsHan) {
		return ""
	}
	rest, e, ok := w.ending(c.key)
	if s, _, again := w.ending(rest); again && s == "" { // 集團有限公司
		rest = ""
	}
	switch {
	case ok && rest == "":
		return "endings of names and nothing before them"
	case len(words) == 1 && words[0].everyday && !strong:
		return "an everyday word"
	case strong:
		return ""
	case ok && len(words) > 0 && words[0].everyday && fold.Key(words[0].text) == rest:
		return "an ordinary word before an ending: " + r
	case ok && e.weak && c.Type == entities.Company && only(c.Support, "suffix", "again", "short"):
		return "only a weak ending speaks for it"
	case ok && e.typ != c.Type && only(c.Support, "officer", "again", "short", "items", "intro"):
		return "ends like a name of type " + e.typ
	}
	return ""
}

// only tells whether nothing but these spoke for a candidate.
func only(support []Share, what ...string) bool {
	for _, s := range support {
		if !slices.Contains(what, s.What) {
			return false
		}
	}
	return true
}

// personWords looks for persons that are words: 曾多次, 的角色.
func personWords(c *Candidate, words []word, r string) string {
	if strings.ContainsFunc(c.key, fold.IsLatin) || len(words) == 0 {
		return ""
	}
	long := func(x *word) bool { return utf8.RuneCountInString(x.text) > 1 }
	for i := range words {
		x := &words[i]
		switch {
		case x.cut:
			return "cut out of a longer word: " + r
		case i == 0 && x.everyday && long(x) && (len(words) == 1 || !strings.HasPrefix(x.pos, "n")),
			i == 0 && len(words) > 1 && x.function() && words[1].everyday && long(&words[1]),
			i > 0 && x.everyday && long(x) && (strings.HasPrefix(x.pos, "v") && x.pos != "vn" || c.seldom()),
			i > 0 && x.function() && !long(x) && c.seldom():
			return "reads as words: " + r
		}
	}
	return ""
}

// wordy tells whether ordinary words are in a name, so that its characters may
// well stand together without being one.
func wordy(c *Candidate) bool {
	if !strings.ContainsFunc(c.key, fold.IsHan) {
		return utf8.RuneCountInString(c.key) < 4
	}
	words, _ := top(c.entry.Words)
	for _, x := range words {
		if x.everyday && utf8.RuneCountInString(x.text) > 1 || x.function() {
			return true
		}
	}
	return utf8.RuneCountInString(c.key) == 2 && (c.Type != entities.Person || len(words) > 1)
}

// word is one word of a reading.
type word struct {
	text, pos string
	everyday  bool
	cut       bool // a part of a longer word
}

// function tells whether the word is one of grammar.
func (w *word) function() bool {
	return w.everyday && w.pos != "" && strings.Contains("pcudrfye", w.pos[:1])
}

// top returns the most frequent reading, as words and as it is shown.
func top(readings map[string]int) ([]word, string) {
	s := shares(readings)
	if len(s) == 0 {
		return nil, ""
	}
	var out []word
	var show []string
	for _, f := range strings.Fields(s[0].What) {
		x := word{text: f}
		if t, pos, ok := strings.Cut(f, "/"); ok {
			x.text = t
			x.pos, x.everyday = strings.CutSuffix(pos, "!")
		}
		t := strings.Trim(x.text, "…")
		x.cut = t != x.text
		show = append(show, x.text)
		x.text = t
		out = append(out, x)
	}
	return out, strings.Join(show, " ")
}

// confide sets the confidence: what the mentions have, more for names in many
// articles and found in several ways, less for each doubt, and less where the
// name may be words and its characters stand in many other places.
func (c *Candidate) confide() {
	n := c.entry.Sure / max(1, c.Mentions)
	left := 100 - n
	switch { // of what is missing, many articles leave less
	case c.Sources >= 10:
		left = left * 4 / 10
	case c.Sources >= 5:
		left = left * 6 / 10
	case c.Sources >= 3:
		left = left * 8 / 10
	}
	if len(c.Support) > 1 {
		left = left * 8 / 10
	}
	if c.entry.Support["code"] > 0 || c.entry.How[entities.ViaGloss] > 0 {
		left = left * 7 / 10
	}
	n = 100 - left
	if own := c.own(); c.Places > own && wordy(c) {
		n = n * (own + c.Places) / (2 * c.Places)
	}
	for i := range c.Doubts {
		if i == 0 && c.gray {
			n = n * 9 / 10
		} else {
			n /= 2
		}
	}
	c.Confidence = min(max(n, 1), 99)
}
