package read

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/factloom/factloom/entities"
)

// gzip reads what is in a gzip stream of one or more members.
func (w *walker) gzip(s *source) error {
	g := &gunzip{r: s.r, from: s.layer, members: &gzipMembers{}}
	ahead, _ := s.r.Peek(s.r.Buffered())
	s.layer.keep, s.layer.kept = keepPacked, bytes.Clone(ahead)
	g.begin = s.taken()
	l := &layer{w: w, below: s.layer, in: s.taken, say: sayGzip}
	l.lastIn = s.taken()
	g.end = func() { w.settle(l, "") }
	l.r = g
	err := w.unpacked(s, l, g.members)
	s.layer.keep, s.layer.kept = 0, nil
	if err == nil && g.trailing {
		w.warn(s.place, "bytes after the end of the gzip stream are not read")
	}
	return err
}

// unpacked reads the stream that l takes out of s, to its end, so that the
// checksum there is seen.
func (w *walker) unpacked(s *source, l *layer, m *gzipMembers) error {
	w.begin(l)
	in := &source{members: m, place: s.place, name: inner(s.name), layer: l, size: -1, depth: s.depth + 1, listed: s.listed}
	in.r = w.buffer(l)
	err := w.stream(in)
	if err == nil && !in.left {
		err = w.drain(in)
	}
	w.free(in.r)
	s.left = in.left || l.fault != nil
	if ferr := w.finish(l, s.place); err == nil {
		err = ferr
	}
	return err
}

// drain reads on to the end of s, for the checksum that stands there.
func (w *walker) drain(s *source) error {
	for {
		n := max(s.r.Buffered(), 1)
		if _, err := s.r.Peek(n); err == io.EOF {
			return nil
		} else if err != nil {
			return w.fail(s.place, err)
		}
		if _, err := s.r.Discard(s.r.Buffered()); err != nil {
			return w.fail(s.place, err)
		}
	}
}

func sayGzip(err error) *fault {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return faultf(entities.CodeTruncated, "the gzip stream ends early")
	case errors.Is(err, gzip.ErrChecksum):
		return faultf(entities.CodeChecksum, "the checksum of the gzip stream is wrong")
	case errors.Is(err, gzip.ErrHeader):
		return faultf(entities.CodeArchive, "the header of the gzip stream is damaged")
	}
	return faultf(entities.CodeArchive, "the gzip stream is damaged: %v", err)
}

// gunzip reads the members of a gzip stream one after the other, and stops at
// what follows them.
type gunzip struct {
	r        *bufio.Reader
	from     *layer        // below r
	back     *bytes.Reader // what r reads before it reads on from the layer; nil when it never went back
	under    *bufio.Reader // what r reads after that
	begin    int64         // where the member at hand begins in the packed stream
	first    int64         // and in what is given
	went     int64         // packed bytes that were read again
	z        *gzip.Reader
	end      func() // called when the checksum of a member was right
	members  *gzipMembers
	out      int64 // bytes given
	trailing bool  // bytes that are neither a member nor zeros follow
	done     bool
}

func (g *gunzip) Read(p []byte) (int, error) {
	for {
		if g.done {
			return 0, io.EOF
		}
		if g.z == nil {
			z, err := gzip.NewReader(g.r)
			if err != nil {
				return 0, noEOF(err)
			}
			z.Multistream(false)
			g.z = z
		}
		n, err := g.z.Read(p)
		g.out += int64(n)
		if err != nil && err != io.EOF && g.from.fault == nil && !g.members.off {
			err = g.resume(err)
			if err != nil || n > 0 {
				return n, err
			}
			continue
		}
		if err != io.EOF {
			return n, err
		}
		if !g.members.off {
			g.members.ends = append(g.members.ends, g.out)
		}
		g.end()
		if err := g.next(); err != nil {
			return n, err
		}
		if n > 0 {
			return n, nil
		}
	}
}

// keepPacked is how many packed bytes are kept of a gzip stream that may be a
// web archive, to go back by.
const keepPacked = 4 << 20

// mostBack is how many packed bytes of a stream may be read again in all.
const mostBack = 16 * keepPacked

// at returns how many packed bytes were taken.
func (g *gunzip) at() int64 {
	n := g.from.out - int64(g.r.Buffered())
	if g.back != nil {
		n -= int64(g.back.Len() + g.under.Buffered())
	}
	return n
}

// resume goes on behind a damaged member, with the next one that holds a WARC
// record. It returns err when there is none. That one may lie before the place
// where the damage showed: of a member that was cut, the next is taken for a
// part.
func (g *gunzip) resume(err error) error {
	g.goBack(g.begin + 1)
	for {
		b, perr := g.r.Peek(bufSize)
		i := bytes.Index(b, []byte("\x1f\x8b\x08"))
		if i < 0 {
			g.r.Discard(max(len(b)-2, 0))
			if perr != nil {
				return err
			}
			continue
		}
		g.r.Discard(i)
		b, _ = g.r.Peek(bufSize)
		var head [len(recordMark)]byte
		if z, zerr := gzip.NewReader(bytes.NewReader(b)); zerr == nil {
			if n, _ := io.ReadFull(z, head[:]); string(head[:n]) == recordMark {
				begin := g.at()
				if zerr := g.z.Reset(g.r); zerr == nil {
					g.z.Multistream(false)
					g.members.ends = append(g.members.ends, g.out)
					g.members.bad = append(g.members.bad, damaged{g.first, g.out, sayGzip(err)})
					g.begin, g.first = begin, g.out
					return nil
				}
			}
		}
		g.r.Discard(1)
	}
}

// goBack goes back to where so many packed bytes were taken, or as near to that
// as is still known.
func (g *gunzip) goBack(to int64) {
	kept := g.from.kept[max(len(g.from.kept)-keepPacked, 0):]
	to = max(to, g.from.out-int64(len(kept)))
	if to >= g.at() || g.went > mostBack {
		return
	}
	g.went += g.at() - to
	if g.back == nil {
		g.under = g.r
	}
	g.under.Discard(g.under.Buffered()) // they are among those kept
	g.back = bytes.NewReader(bytes.Clone(kept[len(kept)-int(g.from.out-to):]))
	g.r = bufio.NewReaderSize(io.MultiReader(g.back, g.under), bufSize)
}

// next goes to the next member, over zeros that fill up a block.
func (g *gunzip) next() error {
	for {
		b, err := g.r.Peek(1)
		if err == io.EOF {
			g.done = true
			return nil
		}
		if err != nil {
			return err
		}
		if b[0] != 0 {
			break
		}
		g.r.Discard(1)
	}
	if b, err := g.r.Peek(2); err == nil && b[0] == 0x1f && b[1] == 0x8b {
		g.begin, g.first = g.at(), g.out
		err := g.z.Reset(g.r)
		if err == nil {
			g.z.Multistream(false)
			return nil
		}
		if !errors.Is(err, gzip.ErrHeader) {
			return noEOF(err)
		}
	} else if err == io.EOF && b[0] == 0x1f {
		return io.ErrUnexpectedEOF // a member cut after its first byte
	} else if err != nil && err != io.EOF {
		return err
	}
	g.trailing, g.done = true, true
	return nil
}

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// zstd reads what is in a zstd stream of one or more frames.
func (w *walker) zstd(s *source) error {
	z, err := w.unzstd(s.r)
	if err != nil {
		return err
	}
	defer z.Close()
	u := &unzstd{z: z}
	l := &layer{w: w, below: s.layer, r: u, in: s.taken, say: w.sayZstd}
	l.lastIn = s.taken()
	if err = w.unpacked(s, l, nil); err == nil && u.trailing {
		w.warn(s.place, "bytes after the end of the zstd stream are not read")
	}
	return err
}

func (w *walker) unzstd(r io.Reader) (*zstd.Decoder, error) {
	window := uint64(min(max(w.opt.MaxWindow, zstd.MinWindowSize), 1<<41))
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(window), zstd.WithDecoderMaxMemory(window))
	if err != nil {
		return nil, fmt.Errorf("set up zstd: %w", err)
	}
	return z, nil
}

// unzstd takes bytes that are no frame, after one that was, for the end.
type unzstd struct {
	z        *zstd.Decoder
	any      bool
	trailing bool
}

func (u *unzstd) Read(p []byte) (int, error) {
	n, err := u.z.Read(p)
	u.any = u.any || n > 0
	if errors.Is(err, zstd.ErrMagicMismatch) && u.any {
		u.trailing, err = true, io.EOF
	}
	return n, err
}

func (w *walker) sayZstd(err error) *fault {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return faultf(entities.CodeTruncated, "the zstd stream ends early")
	case errors.Is(err, zstd.ErrCRCMismatch):
		return faultf(entities.CodeChecksum, "the checksum of the zstd stream is wrong")
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return faultf(entities.CodeBomb, "the zstd stream asks for more than %s of memory", megabytes(w.opt.MaxWindow))
	case errors.Is(err, zstd.ErrUnknownDictionary):
		return faultf(entities.CodeArchive, "the zstd stream needs a dictionary, which is not at hand")
	}
	return faultf(entities.CodeArchive, "the zstd stream is damaged: %v", err)
}

// inflate returns a reader of raw deflate data; give it back with deflated.
func (w *walker) inflate(r io.Reader) io.ReadCloser {
	if n := len(w.pool.flates); n > 0 {
		f := w.pool.flates[n-1]
		w.pool.flates = w.pool.flates[:n-1]
		if f.(flate.Resetter).Reset(r, nil) == nil {
			return f
		}
	}
	return flate.NewReader(r)
}

func (w *walker) deflated(f io.ReadCloser) { w.pool.flates = append(w.pool.flates, f) }
