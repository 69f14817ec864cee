package read

import (
	"fmt"
	"hash/fnv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is how many characters of a member's name are shown.
const maxName = 240

// printable returns a name with all that a terminal would not show, or show
// as something else, written as an escape, and cut to max characters when max
// is over 0. A name that is cut ends in a hash of the whole.
func printable(name string, max int) string {
	plain, n := true, 0
	for i := 0; i < len(name) && plain; i++ {
		plain = name[i] >= ' ' && name[i] < 0x7f
	}
	if plain && (max <= 0 || len(name) <= max) {
		return name
	}
	var b strings.Builder
	for i := 0; i < len(name); {
		if n++; max > 0 && n > max {
			h := fnv.New32a()
			h.Write([]byte(name))
			fmt.Fprintf(&b, "…%08x", h.Sum32())
			break
		}
		r, size := utf8.DecodeRuneInString(name[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, name[i])
		case r == '　' || unicode.IsPrint(r):
			b.WriteString(name[i : i+size])
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		i += size
	}
	return b.String()
}

// members gives the members of one archive the names that are shown: in
// UTF-8, printable, and each only once.
type members struct {
	seen map[uint64]uint32 // how often a name was given, by its hash
}

// shown returns the name to show for a member whose name is text already. A
// name that came before gets ~2, ~3 and so on.
func (m *members) shown(name string) string {
	if m.seen == nil {
		m.seen = map[uint64]uint32{}
	}
	name = printable(name, maxName)
	if name == "" {
		name = "(no name)"
	}
	for {
		k := hash(name)
		m.seen[k]++
		if m.seen[k] == 1 {
			return name
		}
		name = fmt.Sprintf("%s~%d", name, m.seen[k])
	}
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// decodeName returns the name of a member in UTF-8. Names in Big5 or GB18030
// carry no label; what cannot be told stays as it is, and is shown by escapes.
func (w *walker) decodeName(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	if enc, ok := guess([]byte(name), w.enc); ok {
		if out, bad := enc.decode([]byte(name)); bad == 0 {
			w.enc = enc
			return string(out)
		}
	}
	return name
}
