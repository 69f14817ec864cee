// Package fold makes spellings of one thing equal, rune for rune, so that a
// folded text has the same offsets as the text itself.
//
// Start at Document and Key. What folds: width (full-width ASCII, half-width
// katakana), blanks of every kind to one blank, case, Latin and Greek letters
// to their base, Traditional to Simplified, Hong Kong, Taiwan and Japanese
// variants, compatibility ideographs and radicals, and punctuation to its ASCII
// twin (，to , and ：to : and （to ( and ！to !), save that 。、；'s kin 。and 、stay,
// being no twins of . and ,. Quotes “ ” become 「 」, for they open and close
// alike; ‘ and ’ become the ASCII apostrophe, for McDonald’s is commoner than a
// quotation inside a quotation. 『』《》【】— … stay. The dots in 史蒂夫·喬布斯
// become ·, hyphens and the en dash -, waves ~, circles 〇. Superscripts, circled
// numbers, Roman numerals and fractions stay, for they are not the digits they
// look like. Runes without width (combining marks, variation selectors, soft
// hyphens, byte order marks, bidi and other control characters) fold to 0, which
// means that matching passes over them.
//
// Beware: the fold joins words that differ, such as 后 and 後, 干, 乾 and 幹, 里
// and 裡, 著 and 着. It is for comparing; never show a folded text.
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
)

//go:generate go run gen.go -opencc $OPENCC_DATA

// plane holds the fold of every rune below 0x10000.
var plane [0x10000]uint16

// beyond holds the runes from 0x10000 on that do not fold to themselves.
var beyond map[rune]rune

func init() {
	for i := range plane {
		plane[i] = uint16(i)
	}
	beyond = make(map[rune]rune, 4096)
	set := func(r, to rune) {
		if r < 0x10000 {
			plane[r] = uint16(to)
		} else {
			beyond[r] = to
		}
	}
	for s := pairs; s != ""; {
		r, n := utf8.DecodeRuneInString(s)
		to, m := utf8.DecodeRuneInString(s[n:])
		set(r, to)
		s = s[n+m:]
	}
	for _, x := range skips {
		for r := x[0]; r <= x[1]; r++ {
			set(r, 0)
		}
	}
}

// Rune returns the folded form of r, and 0 when matching passes over r.
func Rune(r rune) rune {
	if uint32(r) < uint32(len(plane)) {
		return rune(plane[r])
	}
	return far(r)
}

func far(r rune) rune {
	if to, ok := beyond[r]; ok {
		return to
	}
	return r
}

// Append appends the folded form of text to dst, one rune for each.
func Append(dst []rune, text []rune) []rune {
	n := len(dst)
	if cap(dst)-n < len(text) {
		dst = append(make([]rune, 0, n+len(text)), dst...)
	}
	dst = dst[:n+len(text)]
	out := dst[n:]
	for i, r := range text {
		if uint32(r) < uint32(len(plane)) {
			out[i] = rune(plane[r])
		} else {
			out[i] = far(r)
		}
	}
	return dst
}

// Document sets d.Folded to the folded form of d.Text. Beyond what Append does,
// a single blank between a Han character and a Latin letter or digit becomes 0:
// many papers set one there (LG 新能源, 2026 年 3 月, 43 億美元), others do not.
func Document(d *entities.Document) {
	d.Folded = Append(d.Folded[:0], d.Runes())
	join(d.Folded)
}

// join sets to 0 each single blank between a Han character and a Latin letter
// or digit, in either order.
func join(text []rune) {
	for i, r := range text {
		if r != ' ' || i == 0 {
			continue
		}
		a, b := i-1, i+1
		for a >= 0 && text[a] == 0 {
			a--
		}
		for b < len(text) && text[b] == 0 {
			b++
		}
		if a >= 0 && b < len(text) && seam(text[a], text[b]) {
			text[i] = 0
		}
	}
}

func seam(a, b rune) bool {
	return IsHan(a) && (IsLatin(b) || IsDigit(b)) || IsHan(b) && (IsLatin(a) || IsDigit(a))
}

// String returns s folded, without the runes that matching passes over.
func String(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r = Rune(r); r != 0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Key returns the form under which names and ids are kept: String with the
// blanks around it cut off, runs of blanks and line ends made one blank, and
// no blank where Document drops it.
func Key(s string) string {
	var room [64]rune
	text, same := room[:0], true
	for _, r := range s {
		f := Rune(r)
		same = same && f == r && r != utf8.RuneError
		switch {
		case f == 0:
			continue
		case f == ' ' || f == '\n' || f == '\r' || f == '\v' || f == '\f':
			same = false
			if len(text) == 0 || text[len(text)-1] == ' ' {
				continue
			}
			f = ' '
		}
		text = append(text, f)
	}
	if same { // nothing folds, and no blank
		return s
	}
	if n := len(text); n > 0 && text[n-1] == ' ' {
		text = text[:n-1]
	}
	join(text)
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range text {
		if r != 0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// IsHan tells whether a folded rune is a Han character; 〇 and 々 are.
func IsHan(r rune) bool {
	switch {
	case r >= 0x4e00 && r <= 0x9fff:
		return true
	case r < 0x2e80:
		return false
	case r >= 0x3400 && r <= 0x4dbf, r == '〇', r == '々':
		return true
	}
	return unicode.Is(unicode.Han, r)
}

// IsLatin tells whether a folded rune is a Latin letter.
func IsLatin(r rune) bool {
	if r < 0x80 {
		return r >= 'a' && r <= 'z'
	}
	return r < 0x250 && unicode.IsLetter(r) || r >= 0x1e00 && unicode.Is(unicode.Latin, r)
}

// IsDigit tells whether a folded rune is one of 0 to 9.
func IsDigit(r rune) bool { return r >= '0' && r <= '9' }
