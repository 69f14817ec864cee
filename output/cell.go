package output

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Visible makes characters visible that would change how a line is shown, or
// hide in it: control characters become their pictures (␊ for a line end), and
// C1 controls, separators and marks of direction become ⟨U+202E⟩. Bytes that are
// no UTF-8 become U+FFFD. Everything else stays, zero-width characters too.
func Visible(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		// Below are controls, above begin C1, the marks (E2, D8) and bad bytes.
		if c := s[i]; c < 0x20 || c == 0x7F || c == 0xC2 || c == 0xD8 || c == 0xE2 || c == 0xEF || c >= 0xF0 {
			plain = false
			break
		}
	}
	if plain && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	for _, r := range s {
		switch {
		case r < 0x20:
			b.WriteRune(0x2400 + r)
		case r == 0x7F:
			b.WriteRune(0x2421)
		case hidden(r):
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		default:
			b.WriteRune(r) // RuneError for bad bytes
		}
	}
	return b.String()
}

// hidden tells whether r is a C1 control, a line separator or steers direction.
func hidden(r rune) bool {
	return r >= 0x80 && r <= 0x9F || r == 0x061C || r == 0x200E || r == 0x200F || r >= 0x2028 && r <= 0x202E ||
		r >= 0x2066 && r <= 0x2069 || r >= 0xFFF9 && r <= 0xFFFB || r >= 0xE0000 && r <= 0xE007F
}

// signed is a plain signed number, with or without a percent sign: +27%. A
// spreadsheet reads it as the number it is, so it is left alone.
var signed = regexp.MustCompile(`^[+-][0-9][0-9,]*(\.[0-9]+)?%?$`)

// guarded puts ' before a text that a spreadsheet would run as a formula: one
// that begins with = + - @ or their full-width forms, after blanks and
// characters of no width.
func guarded(s string) string {
	for _, r := range s {
		switch r {
		case ' ', 0xA0, 0x3000, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0x180E:
			continue
		case '=', '@', '＝', '＋', '－', '＠':
			return "'" + s
		case '+', '-':
			if signed.MatchString(s) {
				return s
			}
			return "'" + s
		case 0x2409, 0x240D: // a tab, a carriage return, made visible
			return "'" + s
		}
		return s
	}
	return s
}

// converted matches what Excel changes when it opens a CSV file: leading zeros
// and long numbers, exponents, dates and times, truth values.
var converted = regexp.MustCompile(`(?i)^(0[0-9]+(\.[0-9]*)?|[0-9]{12,}|[0-9]+\.[0-9]*0|[0-9]+(\.[0-9]+)?e[+-]?[0-9]+|` +
	`[0-9]{1,4}[-/][0-9]{1,2}([-/][0-9]{1,4})?|[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?|` +
	`([0-9]{1,2}[- ]?)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ]?[0-9]{1,4}|` +
	`[0-9]{1,2}[- ]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|true|false)$`)

// text makes the cell of a text.
func (o *Options) text(s string) string {
	if s == "" {
		return s
	}
	s = Visible(s)
	if o.Raw {
		return s
	}
	if o.Excel && len(s) < 64 && s[0] < 0x80 && converted.MatchString(s) {
		return `="` + s + `"` // shown as s, and kept
	}
	return guarded(s)
}
