package article

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// decoded is text in UTF-8 with what was seen on the way to it.
type decoded struct {
	text     string
	charset  string // the encoding it was read in: "utf-8", "big5", "gb18030", "utf-16le" …
	bad      int    // sequences that could not be decoded and became U+FFFD
	warnings []string
}

// decode turns bytes into text. The encoding is, in this order: that of a byte
// order mark; UTF-16 that its zero bytes give away; UTF-8 when the bytes are
// valid UTF-8 with characters beyond ASCII, whatever a label says; the label
// (of the header outside the data, then of the page's meta element), unless
// what it gives is far worse than a guess; UTF-8 with a few damaged bytes; a
// guess by how common the characters are that each encoding gives.
func decode(data []byte, header string, isHTML bool) decoded {
	if enc, name, n := byMark(data); name != "" {
		return with(enc, name, data[n:])
	}
	if name := zeroBytes(data); name != "" {
		return with(encodings(name), name, data)
	}
	label := charsetName(header)
	if label == "" && isHTML {
		label = charsetName(metaCharset(data))
	}
	seqs, wide, bad := utf8Shape(data)
	if seqs == 0 && bad == 0 {
		if label == "hz-gb-2312" && bytes.Contains(data, []byte("~{")) {
			return with(simplifiedchinese.HZGB2312, label, data)
		}
		if label == "iso-2022-jp" {
			return with(encodings(label), label, data)
		}
		return decoded{text: string(data), charset: "utf-8"}
	}
	if bad == 0 {
		// Three and four byte sequences do not turn up by chance. A handful of
		// two byte ones may: then a label of another encoding is believed.
		if label == "" || label == "utf-8" || wide > 0 || seqs > 3 {
			d := decoded{text: string(data), charset: "utf-8"}
			if label != "" && label != "utf-8" {
				d.warnings = append(d.warnings, fmt.Sprintf("labelled %s but is utf-8", label))
			}
			return d
		}
		return with(encodings(label), label, data)
	}
	if wide+seqs > 0 && bad*5 <= seqs && (label == "" || label == "utf-8" || bad*20 <= wide) {
		d := with(nil, "utf-8", data) // UTF-8 with some damage
		if label != "" && label != "utf-8" {
			d.warnings = append(d.warnings, fmt.Sprintf("labelled %s but is utf-8", label))
		}
		return d
	}
	if label != "" {
		d := with(encodings(label), label, data)
		own := commonness(d.text, d.bad)
		if own > 0.45 {
			return d // nothing can be twice as good
		}
		guess, score := detect(data)
		if guess == label || guess == "" {
			return d
		}
		// A few characters are no evidence against a label that reads them all.
		if score > 2*own+0.1 && (d.bad > 0 || seqs+bad >= 24) {
			g := with(encodings(guess), guess, data)
			g.warnings = append(g.warnings, fmt.Sprintf("labelled %s but is %s", label, guess))
			return g
		}
		return d
	}
	guess, score := detect(data)
	if guess == "" {
		// Not Chinese as far as can be seen: few odd bytes in a plain text are
		// read as a Western text, many are reported as damage.
		if seqs+bad < len(data)/4 {
			d := with(encodings("windows-1252"), "windows-1252", data)
			d.warnings = append(d.warnings, "encoding unknown, read as windows-1252")
			return d
		}
		return with(nil, "utf-8", data)
	}
	d := with(encodings(guess), guess, data)
	if isHTML || score < 0.25 {
		d.warnings = append(d.warnings, fmt.Sprintf("no encoding given, read as %s", guess))
	}
	return d
}

// byMark recognises a byte order mark and gives its length.
func byMark(b []byte) (enc encoding.Encoding, name string, n int) {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		return nil, "utf-8", 3
	case bytes.HasPrefix(b, []byte("\xFF\xFE\x00\x00")):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "utf-32le", 4
	case bytes.HasPrefix(b, []byte("\x00\x00\xFE\xFF")):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), "utf-32be", 4
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return encodings("utf-16le"), "utf-16le", 2
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return encodings("utf-16be"), "utf-16be", 2
	case bytes.HasPrefix(b, []byte("\x84\x31\x95\x33")):
		return simplifiedchinese.GB18030, "gb18030", 4
	}
	return nil, "", 0
}

// zeroBytes recognises UTF-16 without a mark by its ASCII characters, each of
// which has a zero byte on the same side.
func zeroBytes(b []byte) string {
	b = b[:min(len(b), 4096)]
	var even, odd int
	for i, c := range b {
		if c == 0 {
			if i%2 == 0 {
				even++
			} else {
				odd++
			}
		}
	}
	switch {
	case odd >= 2 && odd*20 > len(b) && even*8 < odd:
		return "utf-16le"
	case even >= 2 && even*20 > len(b) && odd*8 < even:
		return "utf-16be"
	}
	return ""
}

// encodings returns the encoding of a name that charsetName gives.
func encodings(name string) encoding.Encoding {
	switch name {
	case "utf-8", "":
		return nil
	case "gb18030":
		return simplifiedchinese.GB18030
	case "big5":
		return traditionalchinese.Big5
	case "hz-gb-2312":
		return simplifiedchinese.HZGB2312
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	enc, _ := htmlindex.Get(name)
	return enc
}

// charsetName normalises a label: gb2312, gbk and their like are gb18030,
// which holds them; the Hong Kong and Microsoft forms of Big5 are big5, which
// the WHATWG table reads with HKSCS. A label nobody knows gives "".
func charsetName(label string) string {
	label = strings.ToLower(strings.Trim(label, " \t\r\n\"';"))
	switch label {
	case "":
		return ""
	case "utf8", "utf-8", "unicode-1-1-utf-8", "utf8mb4":
		return "utf-8"
	case "gb2312", "gb_2312-80", "gb_2312", "gbk", "gb18030", "x-gbk", "cp936", "ms936", "windows-936", "936", "chinese", "csgb2312", "euc-cn", "gb2312-80", "iso-ir-58":
		return "gb18030"
	case "big5", "big5-hkscs", "big5hkscs", "big5-hk", "cp950", "ms950", "950", "x-x-big5", "cn-big5", "csbig5", "big5-eten":
		return "big5"
	case "hz-gb-2312", "hz":
		return "hz-gb-2312"
	case "utf-16", "utf-16le", "utf-16be", "unicode", "utf16":
		// A label read in ASCII cannot be that of UTF-16.
		return "utf-8"
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return ""
	}
	name, err := htmlindex.Name(enc)
	if err != nil || name == "replacement" || name == "x-user-defined" {
		return ""
	}
	return name
}

// metaCharset reads the label in the first 8 KiB of a page: an XML declaration
// or a meta element.
func metaCharset(b []byte) string {
	b = bytes.ToLower(b[:min(len(b), 8192)])
	if h := bytes.TrimLeft(b, "\x00 \t\r\n"); bytes.HasPrefix(h, []byte("<?xml")) {
		if i := bytes.Index(h[:min(len(h), 200)], []byte("encoding=")); i > 0 {
			return quoted(h[i+len("encoding="):])
		}
	}
	for {
		i := bytes.Index(b, []byte("<meta"))
		if i < 0 {
			return ""
		}
		b = b[i+5:]
		end := bytes.IndexByte(b, '>')
		if end < 0 {
			end = len(b)
		}
		tag := b[:end]
		if j := bytes.Index(tag, []byte("charset")); j >= 0 {
			rest := bytes.TrimLeft(tag[j+len("charset"):], " \t\r\n")
			if len(rest) > 0 && rest[0] == '=' {
				if v := quoted(rest[1:]); v != "" {
					return v
				}
			}
		}
	}
}

func quoted(b []byte) string {
	b = bytes.TrimLeft(b, " \t\r\n\"'")
	for i, c := range b {
		if c == '"' || c == '\'' || c == ';' || c == ' ' || c == '>' || c == '/' || c == '?' || c == '\t' || c == '\r' || c == '\n' {
			return string(b[:i])
		}
	}
	return string(b)
}

// utf8Shape counts the valid sequences of two bytes or more, those of three or
// more among them, and the bytes that belong to no valid sequence. A sequence
// that the end of the data cuts off counts as one bad byte.
func utf8Shape(b []byte) (seqs, wide, bad int) {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			bad++
			i++
			if len(b)-i < 3 && !utf8.FullRune(b[i-1:]) {
				return seqs, wide, bad
			}
			continue
		}
		seqs++
		if n > 2 {
			wide++
		}
		i += n
	}
	return seqs, wide, bad
}

// with decodes data in one encoding; nil is UTF-8. What cannot be decoded
// becomes U+FFFD and is counted.
func with(enc encoding.Encoding, name string, data []byte) decoded {
	if name == "utf-8" || enc == nil {
		d := decoded{charset: "utf-8"}
		var b strings.Builder
		b.Grow(len(data))
		for i := 0; i < len(data); {
			j := i
			for j < len(data) && data[j] < utf8.RuneSelf {
				j++
			}
			b.Write(data[i:j])
			if i = j; i == len(data) {
				break
			}
			r, n := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && n <= 1 {
				// One mark for a run of bytes that belong together: the lead
				// and what continues it.
				i++
				for k := 0; k < 2 && i < len(data) && data[i]&0xC0 == 0x80; k++ {
					i++
				}
				d.bad++
				b.WriteRune(utf8.RuneError)
				continue
			}
			b.Write(data[i : i+n])
			i += n
		}
		d.text = b.String()
		return d
	}
	var text string
	if name == "gb18030" {
		text = decodeGB(data)
	} else {
		out, err := enc.NewDecoder().Bytes(data)
		text = string(out)
		if err != nil {
			text += string(utf8.RuneError)
		}
		if !utf8.ValidString(text) {
			text = strings.ToValidUTF8(text, string(utf8.RuneError))
		}
	}
	return decoded{text: text, charset: name, bad: strings.Count(text, string(utf8.RuneError))}
}

// gbMore are the two-byte codes of GB 18030-2022 that the decoder of x/text
// leaves out: vertical punctuation, and the characters that the standard moved
// out of the private use area.
var gbMore = map[uint16]rune{
	0xA6D9: 0xFE10, 0xA6DA: 0xFE12, 0xA6DB: 0xFE11, 0xA6DC: 0xFE13, 0xA6DD: 0xFE14, 0xA6DE: 0xFE15, 0xA6DF: 0xFE16,
	0xA6EC: 0xFE17, 0xA6ED: 0xFE18, 0xA6F3: 0xFE19, 0xA8BC: 0x1E3F,
	0xFE51: 0x20087, 0xFE52: 0x20089, 0xFE53: 0x200CC, 0xFE59: 0x9FB4, 0xFE61: 0x9FB5, 0xFE66: 0x9FB6, 0xFE67: 0x9FB7,
	0xFE6C: 0x215D7, 0xFE6D: 0x9FB8, 0xFE76: 0x2298F, 0xFE7E: 0x9FB9, 0xFE90: 0x9FBA, 0xFE91: 0x241FE, 0xFEA0: 0x9FBB,
}

// gbExtra returns the character of a two-byte code that x/text leaves out: one
// of gbMore, or of the three user-defined areas, which lie in the private use
// area; 0 otherwise.
func gbExtra(lead, trail byte) rune {
	if r := gbMore[uint16(lead)<<8|uint16(trail)]; r != 0 {
		return r
	}
	switch {
	case lead >= 0xAA && lead <= 0xAF && trail >= 0xA1 && trail <= 0xFE:
		return 0xE000 + rune(lead-0xAA)*94 + rune(trail-0xA1)
	case lead >= 0xF8 && lead <= 0xFE && trail >= 0xA1 && trail <= 0xFE:
		return 0xE234 + rune(lead-0xF8)*94 + rune(trail-0xA1)
	case lead >= 0xA1 && lead <= 0xA7 && trail >= 0x40 && trail <= 0xA0 && trail != 0x7F:
		k := rune(trail - 0x40)
		if trail > 0x7F {
			k--
		}
		return 0xE4C6 + rune(lead-0xA1)*96 + k
	}
	return 0
}

// decodeGB decodes GB18030 with the codes of gbExtra filled in.
func decodeGB(data []byte) string {
	var b strings.Builder
	b.Grow(len(data) + len(data)/2)
	dec := simplifiedchinese.GB18030.NewDecoder()
	flush := func(p []byte) {
		if len(p) == 0 {
			return
		}
		dec.Reset()
		out, err := dec.Bytes(p)
		b.Write(out)
		if err != nil {
			b.WriteRune(utf8.RuneError)
		}
	}
	from := 0
	for i := 0; i < len(data); {
		c := data[i]
		if c < 0x81 || c == 0xFF || i+1 >= len(data) {
			i++
			continue
		}
		t := data[i+1]
		switch {
		case t >= 0x30 && t <= 0x39:
			if i+3 < len(data) && data[i+2] >= 0x81 && data[i+2] <= 0xFE && data[i+3] >= 0x30 && data[i+3] <= 0x39 {
				i += 4
			} else {
				i++
			}
		case t >= 0x40 && t <= 0xFE && t != 0x7F:
			if c >= 0xA1 {
				if r := gbExtra(c, t); r != 0 {
					flush(data[from:i])
					b.WriteRune(r)
					from = i + 2
				}
			}
			i += 2
		default:
			i++
		}
	}
	flush(data[from:])
	return strings.ToValidUTF8(b.String(), string(utf8.RuneError))
}
