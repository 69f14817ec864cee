package rules

import (
	"fmt"
	"strings"
)

// form is a fact or mention as rules and tests write it:
// type(role, role=value+value; modality=planned).
type form struct {
	typ    string
	typOff int
	args   []formArg
	mood   []formArg // what stands behind the ;
}

// formArg is one role of a form.
type formArg struct {
	name   string
	off    int
	bare   bool // the role alone, without =
	values []formValue
}

// formValue is one value of a role.
type formValue struct {
	text   string
	off    int
	quoted bool // it stood in 「」
}

// formTwin gives the ASCII sign of a form that a Chinese keyboard writes wide.
func formTwin(r rune) rune {
	switch r {
	case '＝':
		return '='
	case '；':
		return ';'
	case '＊':
		return '*'
	}
	return twin(r)
}

// parseForm reads a form. Every mistake is reported.
func parseForm(s string) (form, []sayError) {
	var f form
	var errs []sayError
	text := []rune(s)
	at := 0
	bad := func(off int, format string, a ...any) {
		errs = append(errs, sayError{off, fmt.Sprintf(format, a...)})
	}
	peek := func() rune {
		if at >= len(text) {
			return -1
		}
		return formTwin(text[at])
	}
	blanks := func() {
		for peek() == ' ' {
			at++
		}
	}
	name := func() string {
		var b strings.Builder
		for at < len(text) && nameRune(peek()) {
			b.WriteRune(peek())
			at++
		}
		return b.String()
	}
	blanks()
	f.typOff = at
	if f.typ = name(); f.typ == "" {
		bad(at, "wanted the form type(role, role=value)")
		return f, errs
	}
	blanks()
	if peek() != '(' {
		bad(at, "wanted ( after %s", f.typ)
		return f, errs
	}
	at++
	mood := false
	for {
		blanks()
		switch peek() {
		case ')':
			at++
			blanks()
			if at < len(text) {
				bad(at, "nothing may follow the )")
			}
			return f, errs
		case -1:
			bad(len(text), "wanted ) to close %s(", f.typ)
			return f, errs
		case ',':
			at++
			continue
		case ';':
			mood = true
			at++
			continue
		}
		arg := formArg{off: at}
		if arg.name = name(); arg.name == "" {
			bad(at, "wanted the name of a role; quote values with 「」 where they hold , ; = + )")
			for at < len(text) && !strings.ContainsRune(",;)", peek()) {
				at++
			}
			continue
		}
		blanks()
		if peek() == '=' {
			at++
			arg.values = parseValues(text, &at, bad)
			if len(arg.values) == 0 {
				bad(at, "%s= is followed by no value", arg.name)
			}
		} else {
			arg.bare = true
			if c := peek(); c != ',' && c != ';' && c != ')' && c != -1 {
				bad(at, "wanted = , or ) after %s", arg.name)
				for at < len(text) && !strings.ContainsRune(",;)", peek()) {
					at++
				}
			}
		}
		if mood {
			f.mood = append(f.mood, arg)
		} else {
			f.args = append(f.args, arg)
		}
	}
}

// parseValues reads values joined by +; a + that begins a value is its sign.
func parseValues(text []rune, at *int, bad func(int, string, ...any)) []formValue {
	var out []formValue
	for {
		for *at < len(text) && formTwin(text[*at]) == ' ' {
			*at++
		}
		v := formValue{off: *at}
		var b strings.Builder
		for first := true; *at < len(text); first = false {
			r := text[*at]
			c := formTwin(r)
			if c == ',' || c == ';' || c == ')' || c == '+' && !first {
				break
			}
			if r == '「' {
				end := *at + 1
				for end < len(text) && text[end] != '」' {
					end++
				}
				if end == len(text) {
					bad(*at, "「 is never closed")
				}
				b.WriteString(string(text[*at+1 : end]))
				v.quoted = true
				*at = min(end+1, len(text))
				continue
			}
			b.WriteRune(r)
			*at++
		}
		v.text = b.String()
		if !v.quoted {
			v.text = strings.TrimSpace(v.text)
		}
		if v.text != "" {
			out = append(out, v)
		} else {
			bad(v.off, "a value is empty")
		}
		if *at < len(text) && formTwin(text[*at]) == '+' {
			*at++
			continue
		}
		return out
	}
}

// String writes the form back.
func (f form) String() string {
	var b strings.Builder
	b.WriteString(f.typ + "(")
	write := func(args []formArg) {
		for i, a := range args {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(a.name)
			for j, v := range a.values {
				b.WriteByte("=+"[min(j, 1)])
				b.WriteString(quoteValue(v.text))
			}
		}
	}
	write(f.args)
	if len(f.mood) > 0 {
		b.WriteString("; ")
		write(f.mood)
	}
	b.WriteByte(')')
	return b.String()
}

// quoteValue quotes a value where a form would misread it.
func quoteValue(s string) string {
	if strings.ContainsRune(s, '」') {
		return s
	}
	if strings.TrimSpace(s) != s {
		return "「" + s + "」"
	}
	for i, r := range []rune(s) {
		if c := formTwin(r); c == ',' || c == ';' || c == '=' || c == ')' || c == '+' && i > 0 {
			return "「" + s + "」"
		}
	}
	return s
}
