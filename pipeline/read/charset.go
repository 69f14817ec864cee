package read

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// legacy is a Chinese encoding from before Unicode. "" is none.
type legacy string

const (
	big5 legacy = "Big5"
	gb   legacy = "GB18030"
)

func (l legacy) decoder() *encoding.Decoder {
	if l == big5 {
		return traditionalchinese.Big5.NewDecoder() // with the HKSCS characters
	}
	return simplifiedchinese.GB18030.NewDecoder()
}

// decode returns b in UTF-8, and how many characters of it could not be read
// and became U+FFFD.
func (l legacy) decode(b []byte) (text []byte, bad int) {
	out, err := l.decoder().Bytes(b)
	if err != nil {
		return nil, len(b)
	}
	return out, bytes.Count(out, []byte("\uFFFD"))
}

// guessLen is how many bytes are enough to tell an encoding.
const guessLen = 4 << 10

// guess says which legacy encoding b is in: the one in which it reads as
// Chinese. Of two that are equal, it is the one found before.
func guess(b []byte, before legacy) (legacy, bool) {
	b = b[:min(len(b), guessLen)]
	best, most := legacy(""), 0
	for _, l := range []legacy{big5, gb} {
		text, bad := l.decode(b)
		n, often := 0, 0
		for _, r := range string(text) {
			if r >= 0x80 {
				n++
				if frequent[r] {
					often++
				}
			}
		}
		level := l.firstLevel(b)
		if n == 0 || bad*20 > n || often*10 < n && level*10 < n*9 {
			continue
		}
		points := (2*often + level - bad) * 1000 / n
		if l == before {
			points++
		}
		if points > most {
			best, most = l, points
		}
	}
	return best, best != ""
}

// firstLevel counts the characters of b that the encoding has in its first
// level, where those of daily use and the punctuation are.
func (l legacy) firstLevel(b []byte) int {
	n := 0
	for i := 0; i+1 < len(b); i++ {
		c, d := b[i], b[i+1]
		if c < 0x81 {
			continue
		}
		switch {
		case l == big5 && c >= 0xA1 && c <= 0xC6:
			n++
		case l == gb && d >= 0xA1 && (c >= 0xB0 && c <= 0xD7 || c == 0xA1 || c == 0xA3):
			n++
		case l == gb && d >= 0x30 && d <= 0x39:
			i += 2
		}
		i++
	}
	return n
}

// frequent holds the characters that make up about half of any Chinese text,
// in both scripts, and its punctuation.
var frequent = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range "，。、：；「」『』（）《》“”！？" +
		"的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別她手角期根論運農指幾九區強放決西被幹做必戰先回則任取據處隊南給色光門即保治北造百規熱領七海口東導器壓志世金增爭濟階油思術極交受聯什認六共權收證改清己美再採轉更單風切打白教速花帶安場身車例真務具萬每目至達走積示議聲報完類八離華名確才科張信馬節話米整空元況今集溫傳許步群廣石記需段研界拉林律叫且究觀越織裝影算低持音眾書容際商非驗連斷深難近千週委素技備半辦青省列習響約般史感勞便團往市何除消構府稱太準精值號率族維選標寫存候親快效斯院查江型眼王按格養易置派層片始卻專狀育廠京識適屬包火住調滿縣局照參紅細引聽該鐵價嚴億股司銀財投企" +
		"这个国时来们为会发动过说产种后学经进电里实两体机当点从业应开还关与样义间线内数气变条无没结问军总设资边级图统组见计别论运农几区强决战规热领东导压争济阶术极联认权证转单风带场车务万达积议声报类离华确张马节话况传许广记观织装书际验连断难备办习响约劳团构称准号维选标写亲层专状厂识适属满县参红细听铁价严亿银财题党员长头处门队给对将华" {
		m[r] = true
	}
	return m
}()

// health counts the sequences of more than one byte that are good UTF-8, and
// those that are not.
func health(b []byte) (good, bad int) {
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			bad++
			n = badLen(b)
		} else {
			good++
		}
		b = b[n:]
	}
	return good, bad
}

// badLen returns the length of the broken character that b begins with: as
// many bytes as could be the beginning of a good one, and one at least.
func badLen(b []byte) int {
	lo, hi, n := byte(0x80), byte(0xBF), 0
	switch c := b[0]; {
	case c >= 0xC2 && c <= 0xDF:
		n = 2
	case c >= 0xE0 && c <= 0xEF:
		n = 3
		if c == 0xE0 {
			lo = 0xA0
		} else if c == 0xED {
			hi = 0x9F
		}
	case c >= 0xF0 && c <= 0xF4:
		n = 4
		if c == 0xF0 {
			lo = 0x90
		} else if c == 0xF4 {
			hi = 0x8F
		}
	}
	i := 1
	for ; i < n && i < len(b) && b[i] >= lo && b[i] <= hi; i++ {
		lo, hi = 0x80, 0xBF
	}
	return i
}

// appendValid appends b to dst with each broken character as U+FFFD, and
// returns how many there were.
func appendValid(dst, b []byte) ([]byte, int) {
	bad := 0
	for len(b) > 0 {
		i := 0
		for i < len(b) {
			if b[i] < utf8.RuneSelf {
				i++
				continue
			}
			r, n := utf8.DecodeRune(b[i:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			i += n
		}
		dst, b = append(dst, b[:i]...), b[i:]
		if len(b) > 0 {
			dst = append(dst, "\uFFFD"...)
			b = b[badLen(b):]
			bad++
		}
	}
	return dst, bad
}

// enc is how a stream of JSON is written when it is not in UTF-8.
type enc string

const (
	utf16LE enc = "UTF-16LE"
	utf16BE enc = "UTF-16BE"
)

// utf16of tells UTF-16, with or without a byte order mark, from everything
// else by its first bytes. "" is not UTF-16.
func utf16of(head []byte) enc {
	if len(head) < 2 {
		return ""
	}
	if head[0] == 0xFF && head[1] == 0xFE {
		return utf16LE
	}
	if head[0] == 0xFE && head[1] == 0xFF {
		return utf16BE
	}
	if bytes.IndexByte(head, 0) < 0 && utf8.Valid(head[:len(head)-cut(head)]) {
		return ""
	}
	le, be := likely16(head, utf16LE), likely16(head, utf16BE)
	switch {
	case le >= 950 && le > be:
		return utf16LE
	case be >= 950 && be > le:
		return utf16BE
	}
	return ""
}

// cut returns the length of a character that the end of b cuts.
func cut(b []byte) int {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if c >= 0xC0 && !utf8.FullRune(b[len(b)-i:]) {
				return i
			}
			return 0
		}
	}
	return 0
}

// likely16 returns, in thousandths, how many of the 16-bit units of b are
// characters that Chinese pages have.
func likely16(b []byte, e enc) int {
	n, good := 0, 0
	for i := 0; i+1 < len(b); i += 2 {
		u := rune(b[i]) | rune(b[i+1])<<8
		if e == utf16BE {
			u = rune(b[i])<<8 | rune(b[i+1])
		}
		n++
		switch {
		case u >= 0x20 && u < 0x7f, u == '\n', u == '\r', u == '\t', u == 0x4e00, u == 0x3000:
			good++
		case u&0xff == 0: // an ASCII character in the other byte order
		case u > 0x4e00 && u < 0xa000, u > 0x3000 && u < 0x3040, u > 0xff00 && u < 0xff60, u >= 0x2010 && u < 0x2040, u == 0xb7:
			good++
		}
	}
	if n == 0 {
		return 0
	}
	return good * 1000 / n
}

// utf16Reader turns UTF-16 into UTF-8. What is no character comes out as a
// byte that is no UTF-8, so that what reads it counts it.
type utf16Reader struct {
	r   *bufio.Reader
	enc enc
	out []byte
	buf [4096]byte
	err error
}

func newUTF16(r *bufio.Reader, e enc) *utf16Reader { return &utf16Reader{r: r, enc: e} }

func (u *utf16Reader) unit(b []byte) rune {
	if u.enc == utf16BE {
		return rune(b[0])<<8 | rune(b[1])
	}
	return rune(b[0]) | rune(b[1])<<8
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	if len(u.out) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		u.fill()
		if len(u.out) == 0 {
			return 0, u.err
		}
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

func (u *utf16Reader) fill() {
	u.out = u.buf[:0]
	for len(u.out)+utf8.UTFMax <= len(u.buf) {
		if len(u.out) > 0 && u.r.Buffered() < 4 {
			return // what there is goes on before more is waited for
		}
		b, err := u.r.Peek(2)
		if len(b) == 1 && err == io.EOF {
			u.out = append(u.out, 0xFF)
			u.r.Discard(1)
			continue
		}
		if len(b) < 2 {
			u.err = err
			return
		}
		c := u.unit(b)
		u.r.Discard(2)
		switch {
		case c < 0xD800 || c > 0xDFFF:
			u.out = utf8.AppendRune(u.out, c)
		case c >= 0xDC00:
			u.out = append(u.out, 0xFF)
		default:
			b, _ := u.r.Peek(2)
			if len(b) == 2 {
				if d := u.unit(b); d >= 0xDC00 && d <= 0xDFFF {
					u.out = utf8.AppendRune(u.out, 0x10000+(c-0xD800)<<10+(d-0xDC00))
					u.r.Discard(2)
					continue
				}
			}
			u.out = append(u.out, 0xFF)
		}
	}
}

// to8 returns UTF-16 bytes as UTF-8, for a look at their beginning.
func to8(b []byte, e enc) []byte {
	out, _ := io.ReadAll(newUTF16(bufio.NewReader(bytes.NewReader(b)), e))
	return out
}

// bom is the byte order mark in UTF-8.
var bom = []byte("\uFEFF")

// blank says whether there is nothing to see in b.
func blank(b []byte) bool {
	if e := utf16of(b[:min(len(b), 256)]); e != "" && len(b) <= 1<<16 {
		b = to8(b, e)
	}
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch r {
		case ' ', '\t', '\r', '\n', '\v', '\f', '　', '\u00a0', '\u200b', '\ufeff':
		default:
			return false
		}
		b = b[n:]
	}
	return true
}
