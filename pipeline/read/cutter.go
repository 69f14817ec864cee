package read

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// cutter cuts a stream of JSON into its outermost values, without a look at
// what they hold but strings and brackets.
type cutter struct {
	r     *bufio.Reader
	limit int64
	line  int // the line at hand, from 1
	value []byte
	comma bool // a comma was read, so a value must follow
	any   bool
	open  bool // the array was closed, and objects follow: it needs no end of its own, and no commas
}

// errShape says that there is something between the values that has no place
// there.
var errShape = errors.New("no JSON value here")

func (c *cutter) take(b []byte) {
	c.line += bytes.Count(b, []byte("\n"))
	c.r.Discard(len(b))
}

// skip goes over blanks, a byte order mark, and one of the bytes in set.
func (c *cutter) skip(set string) {
	for {
		b, err := c.r.Peek(1)
		if err != nil {
			return
		}
		switch b[0] {
		case ' ', '\t', '\r', '\n', bom[0], bom[1], bom[2]:
			c.take(b)
			continue
		}
		if bytes.IndexByte([]byte(set), b[0]) >= 0 {
			c.take(b)
		}
		return
	}
}

// resume goes to where values that went wrong may be read again: the object at
// hand, or else the next that begins a line. It says how many bytes it passed
// over; more is false when there is none.
func (c *cutter) resume() (passed int, more bool) {
	c.any, c.comma = false, false
	for {
		b, _ := c.r.Peek(1)
		if len(b) == 0 || b[0] == '{' {
			return passed, len(b) > 0
		}
		for {
			b, err := c.r.ReadSlice('\n')
			if passed += len(b); err == nil {
				c.line++
				break
			}
			if err != bufio.ErrBufferFull {
				return passed, false
			}
		}
		c.skip("")
	}
}

// next returns the next value, good until the next call, and the line it
// begins in. Values are divided by commas when they end in end, else by
// nothing. io.EOF says that there are no more; with a value, that it is cut.
func (c *cutter) next(end byte) (v []byte, line int, over bool, err error) {
	c.skip("")
	b, err := c.r.Peek(1)
	if end != 0 && err == nil {
		switch {
		case b[0] == end && !c.comma:
			c.take(b)
			return nil, c.line, false, io.EOF
		case c.any && !c.comma && b[0] == ',':
			c.take(b)
			c.comma = true
			return c.next(end)
		case c.any && !c.comma && c.open && (b[0] == '{' || b[0] == '['):
			if b[0] == '[' {
				c.take(b)
				c.any, c.open = false, false
				return c.next(end)
			}
		case c.any && !c.comma:
			return nil, c.line, false, errShape
		}
	}
	line = c.line
	switch {
	case err == io.EOF && c.open && !c.comma:
		return nil, line, false, io.EOF
	case err == io.EOF && end != 0:
		return nil, line, false, io.ErrUnexpectedEOF
	case err != nil:
		return nil, line, false, err
	}
	c.any, c.comma = true, false
	if cap(c.value) > keepBuffer {
		c.value = nil
	}
	c.value = c.value[:0]
	depth, str, esc := 0, false, false
	for {
		if _, err := c.r.Peek(1); err != nil {
			if err == io.EOF && end != 0 {
				err = io.ErrUnexpectedEOF
			}
			return c.value, line, over, err
		}
		b, _ := c.r.Peek(c.r.Buffered())
		n, done := 0, false
		for n < len(b) && !done {
			ch := b[n]
			switch {
			case esc:
				esc = false
			case str:
				if ch == '\\' {
					esc = true
				} else if ch == '"' {
					str = false
					done = depth == 0
				}
			case ch == '"':
				str = true
			case ch == '{' || ch == '[':
				depth++
			case ch == '}' || ch == ']':
				if depth == 0 { // the end of the array, or one too many
					if len(c.value)+n == 0 {
						return nil, line, false, errShape
					}
					done = true
					n--
					break
				}
				depth--
				done = depth == 0
			case depth == 0 && (ch == ',' || ch == ' ' || ch == '\n' || ch == '\t' || ch == '\r'):
				done = true
				n--
				if len(c.value)+n < 0 {
					return nil, line, false, errShape
				}
			}
			n++
		}
		over = over || int64(len(c.value)+n) > c.limit
		if over {
			c.value = c.value[:0]
		} else {
			c.value = append(c.value, b[:n]...)
		}
		c.take(b[:n])
		if done {
			return c.value, line, over, nil
		}
	}
}
