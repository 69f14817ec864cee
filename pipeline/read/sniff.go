package read

import (
	"bytes"
	"cmp"
	"strings"
	"unicode/utf8"
)

// form is what a stream is made of, as far as reading it goes.
type form int

const (
	formEmpty form = iota
	formGzip
	formZstd
	formTar
	formZip
	formHTML
	formJSON
	formText
	formFeed     // RSS or Atom
	formWARC     // a web archive
	formForeign  // a container that we do not read
	formBinary   // no text
	formEncoding // text that we do not read
)

var formNames = map[form]string{formHTML: "a page", formJSON: "JSON", formText: "plain text", formFeed: "a feed"}

// kind is a form with what is worth saying about it.
type kind struct {
	form form
	says string // what a reject names it, with its article; the warning for a page
	enc  enc    // for JSON
}

// magic lists what binary files begin with.
var magic = []struct {
	at   int
	with string
	form form
	says string
}{
	{0, "\x1f\x8b\x08", formGzip, ""},
	{0, "\x28\xb5\x2f\xfd", formZstd, ""},
	{0, "PK\x03\x04", formZip, ""},
	{0, "PK\x05\x06", formZip, ""},
	{0, "PK\x07\x08PK\x03\x04", formZip, ""},
	{257, "ustar", formTar, ""},
	{0, "BZh", formForeign, "a bzip2 file"}, // and 1AY&SY, see below
	{0, "\xfd7zXZ\x00", formForeign, "an xz file"},
	{0, "7z\xbc\xaf\x27\x1c", formForeign, "a 7z archive"},
	{0, "Rar!\x1a\x07", formForeign, "a RAR archive"},
	{0, "\x04\x22\x4d\x18", formForeign, "an lz4 file"},
	{0, "\x1f\x9d", formForeign, "a file of Unix compress"},
	{0, "MSCF\x00\x00\x00\x00", formForeign, "a cabinet archive"},
	{0, "!<arch>\n", formForeign, "an ar archive"},
	{0, "Obj\x01", formForeign, "an Avro file"},
	{0, "PAR1", formForeign, "a Parquet table"},
	{0, "SQLite format 3\x00", formForeign, "an SQLite database"},
	{0, "ITSF\x03\x00", formForeign, "a CHM book"},
	{0, "\x89PNG\r\n\x1a\n", formBinary, "a PNG picture"},
	{0, "\xff\xd8\xff", formBinary, "a JPEG picture"},
	{0, "GIF87a", formBinary, "a GIF picture"},
	{0, "GIF89a", formBinary, "a GIF picture"},
	{8, "WEBPVP8", formBinary, "a WebP picture"},
	{0, "II*\x00", formBinary, "a TIFF picture"},
	{0, "MM\x00*", formBinary, "a TIFF picture"},
	{0, "\x00\x00\x01\x00", formBinary, "an icon"},
	{0, "8BPS\x00", formBinary, "a Photoshop picture"},
	{4, "ftypavif", formBinary, "an AVIF picture"},
	{4, "ftyphei", formBinary, "a HEIC picture"},
	{4, "ftyp", formBinary, "an MP4 film"},
	{8, "AVI LIST", formBinary, "an AVI film"},
	{8, "WAVEfmt", formBinary, "a WAV recording"},
	{0, "\x1aE\xdf\xa3", formBinary, "a WebM or Matroska film"},
	{0, "OggS\x00", formBinary, "an Ogg recording"},
	{0, "fLaC\x00", formBinary, "a FLAC recording"},
	{0, "ID3\x03\x00", formBinary, "an MP3 recording"},
	{0, "ID3\x04\x00", formBinary, "an MP3 recording"},
	{0, "wOFF", formBinary, "a web font"},
	{0, "wOF2", formBinary, "a web font"},
	{0, "\x00\x01\x00\x00\x00", formBinary, "a font"},
	{0, "OTTO\x00", formBinary, "a font"},
	{0, "%PDF-", formBinary, "a PDF document"},
	{0, "%!PS", formBinary, "a PostScript document"},
	{0, `{\rtf`, formBinary, "an RTF document"},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", formBinary, "an old Office document"},
	{0, "\x7fELF", formBinary, "a program"},
	{0, "\xfe\xed\xfa\xce", formBinary, "a program"},
	{0, "\xfe\xed\xfa\xcf", formBinary, "a program"},
	{0, "\xce\xfa\xed\xfe", formBinary, "a program"},
	{0, "\xcf\xfa\xed\xfe", formBinary, "a program"},
	{0, "\xca\xfe\xba\xbe\x00", formBinary, "a program"},
	{0, "\x00asm", formBinary, "a WebAssembly program"},
	{0, "\xff\xfe\x00\x00", formEncoding, "it is in UTF-32, which is not read"},
	{0, "\x00\x00\xfe\xff", formEncoding, "it is in UTF-32, which is not read"},
}

// sniff says what a stream is by its first bytes; whole says that these are
// all. The name decides only where the bytes do not.
func sniff(head []byte, whole bool, name string) kind {
	if len(head) == 0 {
		return kind{form: formEmpty}
	}
	for _, m := range magic {
		if len(head) >= m.at+len(m.with) && string(head[m.at:m.at+len(m.with)]) == m.with &&
			(m.with != "BZh" || len(head) > 10 && string(head[4:10]) == "1AY&SY") {
			return kind{form: m.form, says: m.says}
		}
	}
	switch {
	case bytes.HasPrefix(bytes.TrimLeft(head, "\r\n"), []byte(recordMark)):
		return kind{form: formWARC}
	case len(head) >= 4 && head[0]&0xf0 == 0x50 && string(head[1:4]) == "\x2a\x4d\x18": // a skippable frame
		return kind{form: formZstd}
	case oldTar(head):
		return kind{form: formTar}
	case head[0] == 'M' && head[1%len(head)] == 'Z' && bytes.IndexByte(head[:min(len(head), 64)], 0) > 0:
		return kind{form: formBinary, says: "a program"}
	case head[0] == 'B' && len(head) > 10 && head[1] == 'M' && string(head[6:10]) == "\x00\x00\x00\x00":
		return kind{form: formBinary, says: "a BMP picture"}
	}
	e := utf16of(head)
	text := head
	if e != "" {
		text = to8(head, e)
	}
	text = bytes.TrimPrefix(text, bom)
	if blank(text) && whole {
		return kind{form: formEmpty}
	}
	if k := sniffText(text, name); k.form != formText {
		k.enc = e
		return k
	}
	if e == "" && !textual(head, whole) {
		return kind{form: formBinary, says: "bytes that are no text in any encoding we know"}
	}
	return kind{form: formText}
}

// oldTar says whether head is that of a tar archive from before POSIX: the sum
// of the bytes of its first block is right.
func oldTar(head []byte) bool {
	if len(head) < 512 || head[0] == 0 || head[156] != 0 && (head[156] < '0' || head[156] > '7') {
		return false
	}
	want, digits := 0, 0
	for _, c := range head[148:156] {
		if c >= '0' && c <= '7' {
			want, digits = want<<3|int(c-'0'), digits+1
		} else if c != ' ' && c != 0 {
			return false
		}
	}
	sum := 8 * int(' ')
	for i, c := range head[:512] {
		if i < 148 || i >= 156 {
			sum += int(c)
		}
	}
	return digits >= 4 && sum == want
}

const blanks = " \t\r\n\v\f\u3000\u00a0\u200b\ufeff"

// sniffText tells pages and JSON, in bytes that are ASCII where it matters,
// from plain text.
func sniffText(b []byte, name string) kind {
	b = bytes.TrimLeft(b, blanks)
	e := ext(name)
	if len(b) > 0 && b[0] == '<' {
		if k := sniffMarkup(b, e); k.form != formText {
			return k
		}
	}
	if likeJSON(b, e) {
		return kind{form: formJSON}
	}
	low := bytes.ToLower(b)
	switch {
	case bytes.HasPrefix(low, []byte("from: ")) || bytes.Contains(low[:min(len(low), 1<<10)], []byte("mime-version:")):
		if bytes.Contains(low, []byte("multipart/related")) {
			return kind{form: formForeign, says: "a saved web archive (MHTML)"}
		}
	case e == ".csv" || e == ".tsv":
		return kind{form: formForeign, says: "a table"}
	}
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body"} {
		if i := bytes.Index(low[:min(len(low), 4<<10)], []byte(tag)); i >= 0 && tagEnd(low[i+len(tag):]) {
			return kind{form: formHTML}
		}
	}
	page := e == ".html" || e == ".htm" || e == ".xhtml" || e == ".shtml"
	if e == ".md" || e == ".markdown" {
		return kind{form: formText} // tags are welcome there
	}
	if n := bytes.Count(b, []byte("</")) + bytes.Count(low, []byte("<br")); n >= 3 || page && n > 0 {
		return kind{form: formHTML}
	}
	return kind{form: formText}
}

func tagEnd(b []byte) bool {
	return len(b) == 0 || strings.IndexByte(" \t\r\n\f/>", b[0]) >= 0
}

// htmlTags are the elements a page, or a part of one, may begin with.
var htmlTags = set("html head body title meta link base script style div p span a b i em strong br hr img h1 h2 h3 h4 h5 h6 table tbody tr td ul ol li dl article section main header footer nav aside font center form iframe blockquote pre figure noscript !doctype template input button label time em small u s frameset")

// sniffMarkup looks at what begins with "<".
func sniffMarkup(b []byte, e string) kind {
	xml := false
	for {
		b = bytes.TrimLeft(b, blanks)
		switch {
		case bytes.HasPrefix(b, []byte("<?")):
			xml = xml || bytes.HasPrefix(b, []byte("<?xml"))
			i := bytes.IndexByte(b, '>')
			if i < 0 {
				return kind{form: formHTML}
			}
			b = b[i+1:]
			continue
		case bytes.HasPrefix(b, []byte("<!--")):
			i := bytes.Index(b, []byte("-->"))
			if i < 0 {
				return kind{form: formHTML}
			}
			b = b[i+3:]
			continue
		case len(b) > 9 && strings.EqualFold(string(b[:9]), "<!doctype") && doctype(b) != "html":
			if i := doctypeEnd(b); i > 0 { // what it declares is not read
				b, xml = b[i:], true
				continue
			}
		}
		break
	}
	if len(b) == 0 || b[0] != '<' {
		return kind{form: formHTML} // a comment, or <?xml ?>, and then text
	}
	tag := b[1:min(len(b), 64)]
	if i := bytes.IndexAny(tag, " \t\r\n\f/>"); i >= 0 {
		tag = tag[:i]
	}
	name := strings.ToLower(string(tag))
	if name == "!doctype" {
		name = cmp.Or(doctype(b), name)
	}
	if i := strings.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	switch {
	case name == "rss" || name == "feed" || name == "rdf":
		return kind{form: formFeed}
	case !xml && (name == "item" || name == "entry"): // of a feed, alone, as it is kept when it is refused
		return kind{form: formFeed}
	case name == "urlset" || name == "sitemapindex":
		return kind{form: formForeign, says: "a sitemap"}
	case name == "svg":
		return kind{form: formBinary, says: "an SVG picture"}
	case htmlTags[name]:
		return kind{form: formHTML}
	case xml && name != "" && printable(name, 0) == name:
		return kind{form: formHTML, says: "XML with the root <" + name + ">, read as a page"}
	}
	return kind{form: formText} // other signs may speak for a page
}

// doctype returns the name of the root, in lower case, that the document type
// declaration tells which b begins with.
func doctype(b []byte) string {
	b = bytes.TrimLeft(b[len("<!doctype"):min(len(b), 128)], blanks)
	if i := bytes.IndexAny(b, " \t\r\n\f>["); i >= 0 {
		b = b[:i]
	}
	return strings.ToLower(string(b))
}

// doctypeEnd returns the length of the document type declaration that b begins
// with, which may hold declarations of its own; 0 when b is too short for that.
func doctypeEnd(b []byte) int {
	quote, inside := byte(0), 0
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[':
			inside++
		case c == ']':
			inside--
		case c == '>' && inside <= 0:
			return i + 1
		}
	}
	return 0
}

// surelyJSON says whether head begins an object, whatever follows.
func surelyJSON(head []byte) bool {
	b := bytes.TrimLeft(bytes.TrimPrefix(head, bom), " \t\r\n")
	if len(b) == 0 || b[0] != '{' {
		return false
	}
	b = bytes.TrimLeft(b[1:], " \t\r\n")
	return len(b) > 0 && b[0] == '"' && utf16of(head) == ""
}

// likeJSON says whether b, without blanks in front, is meant as JSON: its first
// bytes say so, or most of its lines, or its name and nothing against it.
func likeJSON(b []byte, e string) bool {
	if len(b) == 0 {
		return false
	}
	named := e == ".json" || e == ".jsonl" || e == ".ndjson"
	switch rest := bytes.TrimLeft(b[1:], " \t\r\n"); {
	case b[0] == '{':
		if named || len(rest) > 0 && (rest[0] == '"' || rest[0] == '}') {
			return true
		}
	case b[0] == '[':
		if named || len(rest) > 0 && (rest[0] == '{' || rest[0] == ']') {
			return true
		}
	}
	if named {
		return textual(b, false)
	}
	objects, lines := 0, 0
	for line := range bytes.SplitSeq(b, []byte("\n")) {
		if line = bytes.TrimLeft(line, blanks); len(line) > 0 {
			lines++
			if bytes.HasPrefix(line, []byte(`{"`)) {
				objects++
			}
		}
	}
	return objects > 1 && objects*2 >= lines
}

// textual says whether b looks like text in UTF-8, Big5 or GB18030, perhaps a
// damaged one.
func textual(b []byte, whole bool) bool {
	if !whole {
		b = b[:len(b)-cut(b)]
	}
	controls := 0
	for _, c := range b {
		if c < ' ' && strings.IndexByte("\t\n\v\f\r\x1a\x1b\b", c) < 0 || c == 0x7f {
			controls++
		}
	}
	if controls*20 > len(b) || controls > 2 && controls*100 > len(b) {
		return false
	}
	good, bad := health(b)
	if bad <= good || bad*50 <= len(b) {
		return true
	}
	for _, l := range []legacy{big5, gb} {
		text, bad := l.decode(b)
		if n := utf8.RuneCount(text); bad*20 <= n || bad <= 1 {
			return true
		}
	}
	return false
}
