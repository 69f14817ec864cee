package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/factloom/factloom/entities/edit"
)

// Problem is one thing wrong in a rule file, with its place.
type Problem struct {
	File    string
	Line    int    // from 1; 0 when the whole file is meant
	Column  int    // from 1, in characters; 0 when the whole line is meant
	Code    string // R01 to R12 of the language; "" for mistakes of form
	Warning bool   // worth knowing; the rules still load
	Message string
	Source  string // the line as the file has it; "" when it cannot be shown
}

// String gives file:line:column: message, then the line and a caret below the
// place.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.Head())
	if p.Source != "" {
		source, column := window(p.Source, p.Column)
		b.WriteString("\n    " + source)
		if column > 0 {
			b.WriteString("\n    " + caret(source, column))
		}
	}
	return b.String()
}

// Head gives the first line of String, without the source.
func (p Problem) Head() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
		if p.Column > 0 {
			fmt.Fprintf(&b, ":%d", p.Column)
		}
	}
	b.WriteString(": ")
	if p.Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(p.Message)
	if p.Code != "" {
		b.WriteString(" [" + p.Code + "]")
	}
	return b.String()
}

// window leaves of a long line what stands around a column.
func window(line string, column int) (string, int) {
	const before, after, most = 50, 40, 120
	r := []rune(line)
	if len(r) <= most {
		return line, column
	}
	from, to := max(0, column-1-before), min(len(r), max(column-1, 0)+after)
	out := string(r[from:to])
	if from > 0 {
		out, column = "…"+out, column-from+1
	}
	if to < len(r) {
		out += "…"
	}
	return out, column
}

// caret returns blanks and a ^ that stands below a column of line, wide where
// the characters above are wide.
func caret(line string, column int) string {
	var b strings.Builder
	n := 1
	for _, r := range line {
		if n >= column {
			break
		}
		n++
		switch {
		case r == '\t':
			b.WriteRune('\t')
		case wide(r):
			b.WriteRune('　')
		default:
			b.WriteByte(' ')
		}
	}
	return b.String() + "^"
}

func wide(r rune) bool {
	return r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 ||
		r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff01 && r <= 0xff60 ||
		r >= 0xffe0 && r <= 0xffe6 || r >= 0x20000 && r <= 0x3fffd)
}

// Problems lists what is wrong with a set of rule files, by file and place. It
// is the error of Load.
type Problems []Problem

// Error lists every problem, one after the other.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Errors returns the problems that are not warnings.
func (ps Problems) Errors() Problems {
	var out Problems
	for _, p := range ps {
		if !p.Warning {
			out = append(out, p)
		}
	}
	return out
}

// sorted orders problems by file and place, each once.
func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(ps)
}

// nearest returns " (did you mean X?)" for the known word closest to word, or
// "" when none is close.
func nearest(word string, known []string) string {
	best, least := "", 1+len([]rune(word))/3
	for _, k := range known {
		if k == word {
			continue
		}
		if d := edit.Distance([]rune(strings.ToLower(word)), []rune(strings.ToLower(k)), nil); d < least || d == least && (best == "" || k < best) {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return " (did you mean " + best + "?)"
}

// either joins words as "a, b or c".
func either(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// isName tells whether s may name a rule's parts: letters, digits and _.
func isName(s string) bool {
	for _, r := range s {
		if !nameRune(r) {
			return false
		}
	}
	return s != ""
}

func nameRune(r rune) bool {
	return r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' {
			return '�'
		}
		return r
	}, s)
}
