package detect

import "github.com/factloom/factloom/entities/fold"

// spots lists the places of a text where some mechanism may begin, so that each
// need not walk the whole text for a few characters.
type spots struct {
	capitals  []int // a capital letter begins a word
	brackets  []int // ( folded
	glossed   []int // where the text before each of them ends, blanks left out
	heads     []int // 【 [ and ( at which a wire story may begin
	slashes   []int // / and ╱
	quotes    []int // 「 『 “
	legal     []int // 有, as in 有限公司, and 合, as in 合夥企業
	reporters []int // 記, as in 記者
	funds     []int // 正 and 反, as in 正2
	colons    []int // :
	dots      []int // · between the parts of a foreign name
	titles    []int // 《
	kinds     []int // 藥 and 討, as in 新藥 and 討論區
	teams     []int // 隊
	natural   []int // what the words for rivers and lands begin with
	trademark bool  // a ™ or ® stands somewhere
}

func (s *spots) find(text, raw []rune) {
	*s = spots{s.capitals[:0], s.brackets[:0], s.glossed[:0], s.heads[:0], s.slashes[:0], s.quotes[:0], s.legal[:0], s.reporters[:0], s.funds[:0], s.colons[:0], s.dots[:0], s.titles[:0], s.kinds[:0], s.teams[:0], s.natural[:0], false}
	word := false
	for p, r := range text {
		switch {
		case r >= 'a' && r <= 'z':
			if c := raw[p]; !word && (c >= 'A' && c <= 'Z' || c >= 0xC0 && c <= 0xDE) {
				s.capitals = append(s.capitals, p)
			}
			word = true
			continue
		case r >= '0' && r <= '9':
			word = true
			continue
		case !spotRunes.has(r) && !spotRunes.has(raw[p]):
			word = false
			continue
		}
		word = false
		switch r {
		case '(':
			s.brackets = append(s.brackets, p)
			end := p
			for end > 0 && blank(text[end-1]) {
				end--
			}
			s.glossed = append(s.glossed, end)
			s.heads = append(s.heads, p)
		case '【', '[':
			s.heads = append(s.heads, p)
		case ':':
			s.colons = append(s.colons, p)
		case '·', '.':
			if p > 0 && p+1 < len(text) && fold.IsHan(text[p-1]) && fold.IsHan(text[p+1]) {
				s.dots = append(s.dots, p)
			}
		case '/', '╱':
			s.slashes = append(s.slashes, p)
		case teamRune:
			s.teams = append(s.teams, p)
		case legalRune:
			s.legal = append(s.legal, p)
		case partnerRunes[1]:
			if p > 0 && text[p-1] == partnerRunes[0] && hasAt(text, p+1, partnerRunes[2:]) {
				s.legal = append(s.legal, p-1)
			}
		case reporterRune:
			s.reporters = append(s.reporters, p)
		case drugRune, forumRune:
			s.kinds = append(s.kinds, p)
		case fundRunes[0], fundRunes[1]:
			s.funds = append(s.funds, p)
		}
		if naturalRunes.has(r) || naturalTails.first.has(r) {
			s.natural = append(s.natural, p)
		}
		switch raw[p] {
		case '「', '『', '“':
			s.quotes = append(s.quotes, p)
		case '《':
			s.titles = append(s.titles, p)
		case '™', '®':
			s.trademark = true
		}
	}
}

// starts lists the places of a text where names of persons may begin. The lists are
// as long as the text; what stands behind their end is left over.
type starts struct {
	persons  []int32 // a surname, or a character that spells foreign names
	surnames []int32 // the first character of a surname
	spelled  []int32 // a character that spells foreign names, and another one behind it
}

// What a character is in starts.
const (
	startsPerson uint8 = 1 << iota
	startsSurname
	spellsName
)

// find fills the lists without a branch a character.
func (s *starts) find(text []rune, class *[1 << 16]uint8) {
	n := len(text)
	if cap(s.persons) < n {
		s.persons, s.surnames, s.spelled = make([]int32, n+n/4), make([]int32, n+n/4), make([]int32, n+n/4)
	}
	persons, surnames, spelled := s.persons[:n], s.surnames[:n], s.spelled[:n]
	var a, b, c int
	before := uint8(0)
	for p, r := range text {
		x := uint8(0)
		if uint32(r) < uint32(len(class)) {
			x = class[r]
		}
		persons[a], surnames[b] = int32(p), int32(p)
		a += int(x & startsPerson)
		b += int(x & startsSurname >> 1)
		spelled[c] = int32(p - 1)
		c += int(x & before & spellsName >> 2)
		before = x
	}
	s.persons, s.surnames, s.spelled = persons[:a], surnames[:b], spelled[:c]
}

var drugRune, forumRune, teamRune = fold.Rune('藥'), fold.Rune('討'), fold.Rune('隊')

var partnerRunes = []rune(fold.String("合夥企業"))

var legalRune, reporterRune, fundRunes = fold.Rune('有'), fold.Rune('記'), []rune(fold.String("正反"))

var spotRunes = func() *runes {
	s := rawSet("([【/╱「『“《™®:·.")
	for _, r := range fold.String("有夥記正反藥討隊") {
		s.add(r)
	}
	for i := range s {
		s[i] |= naturalRunes[i] | naturalTails.first[i]
	}
	return s
}()
