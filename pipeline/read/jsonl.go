package read

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
)

// keepBad is how many bytes of a refused line go with its reject.
const keepBad = 1 << 20

// keepBuffer is how many bytes a buffer may have to be used again: one long
// line does not hold memory for the rest.
const keepBuffer = 8 << 20

// json reads articles from JSON: one object a line, or objects over several
// lines, or an array of objects. Their places are #line, and #[n] for the nth
// of an array, from 1.
func (w *walker) json(s *source, e enc) error {
	r := s.r
	if e != "" {
		r = w.buffer(newUTF16(s.r, e))
		defer w.free(r)
	}
	j := &jsonStream{w: w, s: s, r: r, legacy: w.enc}
	if e != "" {
		j.note = "it was in " + string(e)
	}
	first, err := j.firstByte()
	if err == nil && first == '[' && j.isArray() {
		return j.array()
	}
	return j.lines()
}

// isArray says whether what begins with [ is an array of articles, and not a
// line that is none with articles below it. An array begins with an object or a
// line end, or is empty; one that begins with something else is known by what the
// next line begins with. What begins with two brackets is no array of articles as far as
// can be seen.
func (j *jsonStream) isArray() bool {
	j.r.Peek(sniffLen)
	b, _ := j.r.Peek(j.r.Buffered())
	b = bytes.TrimLeft(bytes.TrimPrefix(b, bom), " \t\r\n")[1:]
	in := bytes.TrimLeft(b, " \t\r\n")
	if len(in) == 0 || in[0] == '{' || in[0] == ']' || bytes.IndexByte(b[:len(b)-len(in)], '\n') >= 0 {
		return true
	}
	_, next, ok := bytes.Cut(in, []byte("\n"))
	next = bytes.TrimLeft(next, " \t\r\n")
	if !ok || len(next) == 0 {
		return in[0] != '['
	}
	return next[0] != '{' && next[0] != '['
}

// jsonStream reads the objects of one stream.
type jsonStream struct {
	w      *walker
	s      *source
	r      *bufio.Reader
	p      parser
	line   int    // of what was read last, from 1
	long   []byte // a line or value longer than the buffer
	legacy legacy // of the last line that was not in UTF-8
	note   string // what to say of each article's encoding
	whole  bool   // the stream as a whole was turned into UTF-8, what could not be into U+FFFD
}

// firstByte returns the first byte that is no blank, which is still to be read.
func (j *jsonStream) firstByte() (byte, error) {
	n := 1
	for {
		b, err := j.r.Peek(n)
		if t := bytes.TrimLeft(bytes.TrimPrefix(b, bom), " \t\r\n"); len(t) > 0 && !bytes.HasPrefix(bom, t) {
			return t[0], nil
		}
		if err != nil {
			return 0, err
		}
		n = max(n+1, min(j.r.Buffered(), j.r.Size()))
	}
}

// lines reads one object a line.
func (j *jsonStream) lines() error {
	any := false
	for {
		b, over, err := j.next()
		b = bytes.TrimPrefix(b, bom)
		end := err != nil
		if cerr := j.w.ctx.Err(); cerr != nil {
			return cerr
		}
		place := fmt.Sprintf("%s#%d", j.s.place, j.line)
		switch {
		case over:
			if rerr := j.w.refuse(place, entities.CodeTooLarge, "a line of more than "+megabytes(j.w.opt.MaxLine), nil); rerr != nil {
				return rerr
			}
		case blankLine(b):
		case end && err != io.EOF && !j.complete(b):
			// the line is cut by the fault that is told below
		default:
			raw, size, bad := j.article(b)
			if bad != nil && bad.cut && !any && !end && j.overLines() {
				return j.values(b)
			}
			any = true
			if gerr := j.give(place, raw, size, bad, b); gerr != nil {
				return gerr
			}
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return j.broken(err)
		}
	}
}

// broken reports a fault of the stream.
func (j *jsonStream) broken(err error) error {
	if f := asFault(err); !f.told && f.code == entities.CodeTruncated && j.line > 1 {
		f.reason += fmt.Sprintf(", after line %d", j.line-1)
	}
	return j.w.fail(j.s.place, err)
}

func blankLine(b []byte) bool { return len(bytes.TrimLeft(b, " \t\r\n\v\f\x00\x1a")) == 0 }

// next returns the next line without its end. The bytes are good until the
// next call. over says that the line was too long and its bytes are gone. With
// an error, the bytes are those before it.
func (j *jsonStream) next() (b []byte, over bool, err error) {
	j.line++
	b, err = j.r.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		long := append(j.long[:0], b...)
		for err == bufio.ErrBufferFull {
			b, err = j.r.ReadSlice('\n')
			if over = over || int64(len(long)+len(b))-1 > j.w.opt.MaxLine; !over {
				long = append(long, b...)
			}
		}
		if b = long; over {
			b = nil
		}
		if j.long = long; cap(long) > keepBuffer {
			j.long = nil
		}
	}
	if int64(len(b))-1 > j.w.opt.MaxLine {
		b, over = nil, true
	}
	if n := len(b); n > 0 && b[n-1] == '\n' {
		b = b[:n-1]
	} else if err == io.EOF && n == 0 && !over {
		j.line-- // there is no line after the last newline
	}
	return b, over, err
}

// complete says whether a line that a fault cut is a whole object all the same.
func (j *jsonStream) complete(b []byte) bool {
	_, bad := j.p.parse(b, !utf8.Valid(b))
	return bad == nil || !bad.cut
}

// overLines says whether an object whose first line is cut goes on in the
// next: that does not begin with an object of its own.
func (j *jsonStream) overLines() bool {
	n := 1
	for {
		b, err := j.r.Peek(n)
		if t := bytes.TrimLeft(b, " \t\r\n"); len(t) > 0 {
			return t[0] != '{'
		}
		if err != nil {
			return false
		}
		n = max(n+1, min(j.r.Buffered(), j.r.Size()))
	}
}

// article reads one object.
func (j *jsonStream) article(b []byte) (entities.Raw, int64, *badJSON) {
	note, lost := j.note, 0
	invalid := !utf8.Valid(b)
	if j.whole {
		lost = bytes.Count(b, []byte("\uFFFD"))
	} else if invalid {
		text, l, n, bad := j.decode(b)
		if bad != nil {
			return entities.Raw{}, 0, bad
		}
		if l != "" {
			b, invalid, note, lost = text, false, "it was in "+string(l), n
		}
	}
	a, bad := j.p.parse(b, invalid)
	if cap(j.p.scratch) > keepBuffer {
		j.p.scratch = nil
	}
	if bad != nil {
		return entities.Raw{}, 0, bad
	}
	raw, size, bad := a.raw(&j.w.opt)
	if bad != nil {
		return entities.Raw{}, 0, bad
	}
	if note != "" {
		if lost > 0 {
			note += fmt.Sprintf(", and %d characters became U+FFFD", lost)
		}
		raw.Doc.Warnings = append(raw.Doc.Warnings, note)
		raw.Doc.Replaced += lost
	}
	return raw, size, nil
}

// decode finds out what a line that is not UTF-8 is: UTF-8 with some damage,
// which has no legacy encoding, or Big5 or GB18030, with as many characters
// lost as bad says.
func (j *jsonStream) decode(b []byte) (text []byte, l legacy, lost int, bad *badJSON) {
	good, broken := health(b)
	if broken*3 <= good {
		return b, "", 0, nil
	}
	if l, ok := guess(b[firstHigh(b):], j.legacy); ok {
		if text, lost := l.decode(b); lost*50 <= good+broken {
			j.legacy = l
			return text, l, lost, nil
		}
	}
	if broken <= 8 || broken*20 <= len(b) {
		return b, "", 0, nil
	}
	return nil, "", 0, &badJSON{code: entities.CodeEncoding, reason: "it is not in UTF-8, UTF-16, Big5 or GB18030"}
}

// recode returns r in UTF-8 when it looks like Big5 or GB18030: these have
// brackets and backslashes inside characters, which only a line end keeps apart.
func (j *jsonStream) recode(r *bufio.Reader) *bufio.Reader {
	head, _ := r.Peek(bufSize)
	head = head[:len(head)-cut(head)]
	if utf8.Valid(head) {
		return r
	}
	good, broken := health(head)
	l, ok := guess(head[firstHigh(head):], "")
	if !ok || broken*3 <= good {
		return r
	}
	j.note, j.whole = "it was in "+string(l), true
	return j.w.buffer(l.decoder().Reader(r))
}

// firstHigh returns where the first byte over 0x7f stands.
func firstHigh(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

// give passes on what article returned.
func (j *jsonStream) give(place string, raw entities.Raw, size int64, bad *badJSON, b []byte) error {
	if bad == nil {
		raw.File = place
		return j.w.give(raw, size)
	}
	var data []byte
	if len(b) <= keepBad {
		data = bytes.Clone(b)
	}
	return j.w.refuse(place, bad.code, bad.reason, data)
}

// values reads objects that stand over several lines; b is the first line.
func (j *jsonStream) values(b []byte) error {
	head := append(bytes.Clone(b), '\n')
	first := j.line
	r := j.w.buffer(io.MultiReader(bytes.NewReader(head), j.r))
	defer j.w.free(r)
	if u := j.recode(r); u != r {
		r = u
		defer j.w.free(r)
	}
	c := &cutter{r: r, limit: j.w.opt.MaxLine, line: first}
	last, same := 0, 1
	for {
		if cerr := j.w.ctx.Err(); cerr != nil {
			return cerr
		}
		v, line, over, err := c.next(0)
		place := fmt.Sprintf("%s#%d", j.s.place, line)
		if line == last {
			same++
			place += fmt.Sprintf(".%d", same)
		} else {
			last, same = line, 1
		}
		j.line = line
		switch {
		case err == io.EOF && len(v) == 0 && !over:
			return nil
		case err == errShape:
			_, more := c.resume()
			if rerr := j.w.refuse(place, entities.CodeBadJSON, "there is no object here; "+c.after(more), nil); rerr != nil || !more {
				return rerr
			}
			continue
		case err != nil && err != io.EOF:
			return j.broken(err)
		case over:
			if rerr := j.w.refuse(place, entities.CodeTooLarge, "an object of more than "+megabytes(j.w.opt.MaxLine), nil); rerr != nil {
				return rerr
			}
		default:
			raw, size, bad := j.article(v)
			if gerr := j.give(place, raw, size, bad, v); gerr != nil {
				return gerr
			}
		}
		if err != nil {
			return nil
		}
	}
}

// array reads an array of objects. A thing in it that is no article is refused, as
// is a mistake in the array itself, which says from which line on what follows is
// read.
func (j *jsonStream) array() error {
	r := j.recode(j.r)
	if r != j.r {
		defer j.w.free(r)
	}
	c := &cutter{r: r, limit: j.w.opt.MaxLine, line: 1}
	c.skip("[") // the look at the first byte saw it
	for n := 1; ; n++ {
		if cerr := j.w.ctx.Err(); cerr != nil {
			return cerr
		}
		place := fmt.Sprintf("%s#[%d]", j.s.place, n)
		v, line, over, err := c.next(']')
		j.line = line
		switch {
		case err == io.EOF && n == 1 && len(v) == 0 && !over:
			return j.w.refuse(j.s.place, entities.CodeEmpty, "there are no articles in the array", nil)
		case err == io.EOF && len(v) == 0 && !over:
			switch more, aerr := j.afterArray(c); {
			case aerr != nil:
				return aerr
			case !more:
				return nil
			}
			n--
			continue
		case err != nil && err != errShape && err != io.ErrUnexpectedEOF:
			return j.broken(err)
		case over:
			if rerr := j.w.refuse(place, entities.CodeTooLarge, "an object of more than "+megabytes(j.w.opt.MaxLine), nil); rerr != nil {
				return rerr
			}
		case err == nil || len(v) > 0:
			raw, size, bad := j.article(v)
			if gerr := j.give(place, raw, size, bad, v); gerr != nil {
				return gerr
			}
			if err != nil && bad != nil {
				return nil // that says it
			}
		}
		switch err {
		case errShape:
			at := c.line
			passed, more := c.resume()
			if passed == 0 && more {
				j.w.warn(place, fmt.Sprintf("line %d: a comma is missing in the array", at))
				n--
				continue
			}
			if rerr := j.w.refuse(place, entities.CodeBadJSON, fmt.Sprintf("line %d: the array goes wrong here; %s", at, c.after(more)), nil); rerr != nil || !more {
				return rerr
			}
		case io.ErrUnexpectedEOF:
			return j.w.refuse(j.s.place, entities.CodeBadJSON, "the array has no end: articles may be missing", nil)
		}
	}
}

// after says what becomes of what follows a mistake, once resume went over it.
func (c *cutter) after(more bool) string {
	if more {
		return fmt.Sprintf("what follows is read from line %d on", c.line)
	}
	return "what follows is not read"
}

// afterArray looks at what follows the end of an array: more says that it is
// another, or objects, one a line, which the array that c reads goes on with.
func (j *jsonStream) afterArray(c *cutter) (more bool, err error) {
	end := c.line
	for {
		b, err := c.r.Peek(1)
		switch {
		case err == io.EOF:
			return false, nil
		case err != nil:
			return false, j.broken(err)
		case blankLine(b):
			c.take(b)
			continue
		case c.line > end && b[0] == '[':
			c.take(b)
			c.any, c.comma = false, false
			return true, nil
		case c.line > end && b[0] == '{':
			c.any, c.comma, c.open = false, false, true
			return true, nil
		}
		return false, j.w.refuse(j.s.place, entities.CodeBadJSON, fmt.Sprintf("line %d: something follows the end of the array and is not read", c.line), nil)
	}
}
