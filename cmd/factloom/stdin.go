package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"golang.org/x/term"
)

// input returns standard input for a command that reads paths. A read that
// waits ends when the context does, so that Ctrl-C works on an open pipe; a
// person at a terminal is told what is waited for.
func (a *app) input(ctx context.Context, paths []string) io.Reader {
	if f, ok := a.stdin.(*os.File); ok && slices.Contains(paths, "-") && term.IsTerminal(int(f.Fd())) {
		fmt.Fprintln(a.stderr, "reading articles from the terminal; Ctrl-D ends")
	}
	return &breakable{ctx: ctx, from: a.stdin}
}

// breakable reads until its context is done. What was asked for and came too
// late is lost. It belongs to one goroutine.
type breakable struct {
	ctx  context.Context
	from io.Reader
	buf  []byte // read and not given yet
	err  error  // that came with it
	next chan chunk
}

type chunk struct {
	data []byte
	err  error
}

// Read implements io.Reader.
func (b *breakable) Read(p []byte) (int, error) {
	for len(b.buf) == 0 {
		if b.err != nil {
			return 0, b.err
		}
		if b.next == nil {
			next := make(chan chunk, 1)
			b.next = next
			go func() {
				data := make([]byte, 64<<10)
				n, err := b.from.Read(data)
				next <- chunk{data[:n], err}
			}()
		}
		select {
		case c := <-b.next:
			b.next, b.buf, b.err = nil, c.data, c.err
		case <-b.ctx.Done():
			return 0, b.ctx.Err()
		}
	}
	n := copy(p, b.buf)
	b.buf = b.buf[n:]
	return n, nil
}
