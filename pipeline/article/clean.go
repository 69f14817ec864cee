package article

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// magic are the first bytes of files that are no text.
var magic = []struct{ head, name string }{
	{"\x89PNG\r\n\x1a\n", "a PNG picture"},
	{"\xff\xd8\xff", "a JPEG picture"},
	{"GIF87a", "a GIF picture"},
	{"GIF89a", "a GIF picture"},
	{"%PDF-", "a PDF file"},
	{"PK\x03\x04", "a zip archive or an Office file"},
	{"PK\x05\x06", "an empty zip archive"},
	{"\x1f\x8b", "a gzip file"},
	{"\x28\xb5\x2f\xfd", "a zstd file"},
	{"BZh9", "a bzip2 file"},
	{"\xfd7zXZ\x00", "an xz file"},
	{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"},
	{"Rar!\x1a\x07", "a RAR archive"},
	{"\x7fELF", "a program"},
	{"MZ\x90\x00", "a program"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"},
	{"SQLite format 3\x00", "an SQLite file"},
	{"OggS", "a sound file"},
	{"ID3", "a sound file"},
	{"fLaC", "a sound file"},
	{"wOFF", "a font"},
	{"wOF2", "a font"},
	{"\x00\x01\x00\x00\x00", "a font"},
	{"II*\x00", "a TIFF picture"},
	{"MM\x00*", "a TIFF picture"},
	{"\x00\x00\x01\x00", "an icon"},
	{"{\\rtf", "an RTF file"},
}

// binary says what data is when it is no text: by its first bytes, else by the
// share of control characters. "" means text.
func binary(data []byte) string {
	for _, m := range magic {
		if bytes.HasPrefix(data, []byte(m.head)) {
			return m.name
		}
	}
	if len(data) > 12 && (string(data[4:8]) == "ftyp" || string(data[:4]) == "RIFF" && string(data[8:12]) != "") {
		return "a picture, sound or film"
	}
	if _, name, _ := byMark(data); name != "" || zeroBytes(data) != "" {
		return ""
	}
	var ctl, high int
	head := data[:min(len(data), 1<<16)]
	for _, c := range head {
		switch {
		case c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b:
			ctl++
		case c >= 0x80:
			high++
		}
	}
	if ctl > 32 && ctl*20 > len(head) {
		// UTF-16 Chinese without ASCII has such bytes too.
		if name, score := detect(data); score > 0.2 && strings.HasPrefix(name, "utf-16") {
			return ""
		}
		return "binary data"
	}
	return ""
}

// scrub takes out of decoded text what no reader sees and no writer should
// pass on: NUL and other control characters, and ANSI escape sequences. Line
// ends of all kinds become \n. It says what it found.
func scrub(s string) (out string, nul, esc, ctl int) {
	clean := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 && c != '\n' && c != '\t' || c == 0x7f || c == 0xc2 && i+1 < len(s) && s[i+1] < 0xa0 || c == 0xe2 && i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] == 0xa8 || s[i+2] == 0xa9) || c == 0xef && i+2 < len(s) && s[i+1] == 0xbb && s[i+2] == 0xbf {
			clean = false
			break
		}
	}
	if clean {
		return s, 0, 0, 0
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c < 0x7f || c == '\n' || c == '\t' {
			b.WriteByte(c)
			i++
			continue
		}
		switch c {
		case '\r':
			if i+1 >= len(s) || s[i+1] != '\n' {
				b.WriteByte('\n')
			}
			i++
			continue
		case '\f', '\v':
			b.WriteByte('\n')
			i++
			continue
		case 0:
			nul++
			i++
			continue
		case 0x1b:
			esc++
			i += escape(s[i:])
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == 0x85 || r == 0x2028 || r == 0x2029:
			b.WriteByte('\n')
		case r == 0x9b:
			esc++
			n += escape("\x1b[" + s[i+n:])
			n -= 2
		case r < 0x20 || r >= 0x7f && r < 0xa0:
			ctl++
		case r == 0xfeff:
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String(), nul, esc, ctl
}

// escape returns the length of the ANSI escape sequence at the start of s: a
// control sequence, a string up to BEL or ESC \ on the same line, or ESC and
// one character.
func escape(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s) && i < 64; i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
			if s[i] < 0x20 || s[i] >= 0x7f {
				return i
			}
		}
		return 2
	case ']', 'P', '^', '_', 'X':
		for i := 2; i < len(s) && i < 512; i++ {
			if s[i] == 7 {
				return i + 1
			}
			if s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\' {
				return i + 2
			}
			if s[i] == '\n' || s[i] == '<' {
				return i
			}
		}
		return 2
	case '(', ')', '*', '+', '#', '%':
		return min(3, len(s))
	}
	if s[1] >= 0x30 && s[1] < 0x7f {
		return 2
	}
	return 1
}

// mojibake are traces of text that was read in a wrong encoding and stored so.
var mojibake = []struct {
	text string
	need int // how often it must stand in the text
}{
	{"锟斤拷", 1}, {"锟斤", 2}, {"嚙踝蕭", 1}, {"嚙", 3}, {"烫烫烫", 1}, {"屯屯屯", 1}, {"ï¿½", 1}, {"â€", 2}, {"Ã©", 3}, {"ä¸", 2}, {"çš", 2}, {"å›", 2},
	{"銆", 2}, {"锛", 2}, {"鐨勶", 2},
}

// oddities says what is odd about a text, each in a few words.
func oddities(text string) []string {
	var out []string
	for _, m := range mojibake {
		if strings.Count(text, m.text) >= m.need {
			out = append(out, fmt.Sprintf("mojibake: %s", m.text))
			break
		}
	}
	var bidi, private, none int
	for _, r := range text {
		switch {
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			bidi++
		case unicode.Is(unicode.Co, r):
			private++
		case r >= 0xFDD0 && (r <= 0xFDEF || r&0xFFFE == 0xFFFE):
			none++
		}
	}
	if bidi > 0 {
		out = append(out, fmt.Sprintf("%d bidirectional control characters", bidi))
	}
	if private > 0 {
		out = append(out, fmt.Sprintf("%d private use characters", private))
	}
	if none > 0 {
		out = append(out, fmt.Sprintf("%d code points that are no characters", none))
	}
	return out
}

// isSpace tells whether r is white space of a page; the ideographic space is.
func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\f', '\v', 0x3000, 0xA0:
		return true
	}
	return r >= 0x85 && (r == 0x85 || r == 0x1680 || r >= 0x2000 && r <= 0x200A || r == 0x2028 || r == 0x2029 || r == 0x202F || r == 0x205F)
}

// isHan tells whether r is a Chinese character.
func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0x20000 && r <= 0x323AF || r >= 0xF900 && r <= 0xFAFF || r == '〇' || r == '々'
}

// isWide tells whether r is set without blanks around it: Chinese characters,
// kana, and CJK and full-width punctuation.
func isWide(r rune) bool {
	return isHan(r) || r > 0x3000 && r <= 0x30FF || r >= 0xFF01 && r <= 0xFF60 || r == '“' || r == '”' || r == '…' || r == '—'
}

// line makes one line of s: runs of white space become one space, or nothing
// where a line break stands between two wide characters; an ideographic space
// alone is kept. Control characters go.
func line(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	var prev, gap rune // gap: 0 none, ' ', '\n', or 0x3000
	for _, r := range s {
		if isSpace(r) {
			switch {
			case r == '\n' || r == '\r':
				gap = '\n'
			case gap == 0 && r == 0x3000:
				gap = r
			case gap == 0:
				gap = ' '
			}
			continue
		}
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xfeff {
			continue // a numeric reference may give what scrub took out
		}
		if gap != 0 && prev != 0 {
			switch {
			case gap == '\n' && isWide(prev) && isWide(r):
			case gap == 0x3000:
				b.WriteRune(gap)
			default:
				b.WriteByte(' ')
			}
		}
		gap = 0
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}

// squash drops all white space and folds letters and full-width forms, to
// compare titles and lines.
func squash(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case isSpace(r) || r == 0x200B || r == 0xFEFF:
			continue
		case r >= 0xFF01 && r <= 0xFF5E:
			r -= 0xFEE0
		case r == '“' || r == '”' || r == '「' || r == '」' || r == '『' || r == '』' || r == '‘' || r == '’' || r == '\'':
			r = '"'
		case r == '—' || r == '–' || r == '─' || r == '－':
			r = '-'
		case r == '·' || r == '‧' || r == '•':
			r = '・'
		}
		if r >= 'A' && r <= 'Z' || r > 0x7f {
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}
