package fold

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:generate go run gen_script.go -opencc $OPENCC_DATA

// The two scripts of Chinese.
const (
	Traditional = "hant"
	Simplified  = "hans"
)

//go:embed hant.tsv
var hantData string

//go:embed hans.tsv
var hansData string

// writing holds how one script writes what the other has.
type writing struct {
	words   map[string]string
	longest map[rune]int  // in characters, of the words that a rune begins
	only    map[rune]bool // characters that this script does not write
}

var toHant = sync.OnceValue(func() *writing { return readWriting(hantData) })
var toHans = sync.OnceValue(func() *writing { return readWriting(hansData) })

func readWriting(data string) *writing {
	w := &writing{make(map[string]string, 16<<10), make(map[rune]int), make(map[rune]bool)}
	for line := range strings.Lines(data) {
		from, to, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			continue // the heading
		}
		to, stays := strings.CutSuffix(to, "\t=")
		w.words[from] = to
		first, n := utf8.DecodeRuneInString(from)
		w.longest[first] = max(w.longest[first], utf8.RuneCountInString(from))
		if n == len(from) && !stays {
			w.only[first] = true
		}
	}
	return w
}

// Script tells which script a text is written in: Traditional, Simplified, or
// "" when it has no character that only one of them writes.
func Script(s string) string {
	hant, hans := 0, 0
	for _, r := range s {
		switch {
		case r < 0x2e80:
		case toHans().only[r]:
			hant++
		case toHant().only[r]:
			hans++
		}
	}
	switch {
	case hant > hans:
		return Traditional
	case hans > 0:
		return Simplified
	}
	return ""
}

// Write returns a text as a script writes it, rune for rune: 台积电 as 台積電. Where
// Traditional has several characters for one of Simplified (發 and 髮 for 发) the
// words around decide, and if none is known the usual character is taken. A text
// that is in that script already comes back as it is, and so does any for a
// script that is neither.
func Write(script, s string) string {
	var w *writing
	switch {
	case script == Traditional && Script(s) != Traditional:
		w = toHant()
	case script == Simplified && Script(s) != Simplified:
		w = toHans()
	default:
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		to, used := s[i:i+n], n
		if most := w.longest[r]; most > 0 {
			// The ends of the next characters, the longest word first.
			end, ends := i, make([]int, 0, 16)
			for len(ends) < most && end < len(s) {
				_, n := utf8.DecodeRuneInString(s[end:])
				end += n
				ends = append(ends, end)
			}
			for k := len(ends) - 1; k >= 0; k-- {
				if t, ok := w.words[s[i:ends[k]]]; ok {
					to, used = t, ends[k]-i
					break
				}
			}
		}
		b.WriteString(to)
		i += used
	}
	return b.String()
}
