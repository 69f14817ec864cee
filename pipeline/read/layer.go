package read

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/factloom/factloom/entities"
)

// fault is why a stream could not be read to its end. It is told once, by
// whoever meets it first, however many containers it passes through.
type fault struct {
	code   entities.Code
	reason string
	from   *layer // the container it lies in; may be nil
	told   bool
}

// damage says whether what was read before the fault may be wrong.
func (f *fault) damage() bool {
	return f.code == entities.CodeChecksum || f.code == entities.CodeArchive
}

// Error returns the reason.
func (f *fault) Error() string { return f.reason }

func faultf(code entities.Code, format string, args ...any) *fault {
	return &fault{code: code, reason: fmt.Sprintf(format, args...)}
}

// asFault returns the fault in err, or one that says err could not be read.
func asFault(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	return &fault{code: entities.CodeUnreadable, reason: plain(err)}
}

// plain says an error of the file system in words of ours.
func plain(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file or folder"
	case errors.Is(err, fs.ErrPermission):
		return "no permission to read it"
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return "cannot be read: " + pe.Err.Error()
	}
	return "cannot be read: " + err.Error()
}

// layer is a stream as one container gives it. It counts, holds to the limits,
// and turns each error of its reader into a fault, once and for good.
type layer struct {
	w     *walker
	below *layer
	r     io.Reader
	say   func(error) *fault // words for an error of r
	in    func() int64       // packed bytes taken so far; nil when nothing is unpacked here
	out   int64
	fault *fault
	eof   bool

	keep int    // bytes to keep of those that were read; 0 for none
	kept []byte // the last of them, at least keep when there were so many

	copies          bool  // nothing is unpacked here, but for the holes of sparse files
	lastIn, lastOut int64 // at the last look at the ratio
	start, holes    int64 // for copies: in at the beginning, and bytes given beyond what was taken
	checked         bool  // it has a checksum of its own
	first           int   // number of the first unit whose checksum is still to come
}

func (l *layer) Read(p []byte) (int, error) {
	if l.fault != nil {
		return 0, l.fault
	}
	if l.eof {
		return 0, io.EOF
	}
	if err := l.w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := l.r.Read(p)
	l.out += int64(n)
	if l.keep > 0 {
		if l.kept = append(l.kept, p[:n]...); len(l.kept) > 2*l.keep {
			l.kept = l.kept[:copy(l.kept, l.kept[len(l.kept)-l.keep:])]
		}
	}
	if l.in == nil {
		l.w.took(int64(n))
	} else {
		l.fault = l.measure(int64(n))
	}
	switch {
	case l.fault != nil || err == nil:
	case err == io.EOF:
		l.eof = true
		return n, io.EOF
	case l.w.ctx.Err() != nil:
		return n, l.w.ctx.Err()
	case l.below != nil && l.below.fault != nil:
		l.fault = l.below.fault
	default:
		f, ok := err.(*fault)
		if !ok {
			f = l.say(err)
		}
		f.from, l.fault = l, f
	}
	if l.fault != nil {
		return n, l.fault
	}
	return n, nil
}

// measure holds n more bytes to the limits. The ratio is looked at once every
// RatioFrom bytes and for these alone, so that much honest data before a bomb
// does not hide it.
func (l *layer) measure(n int64) *fault {
	w, o := l.w, &l.w.opt
	if l.copies {
		n = max(l.out-(l.in()-l.start)-l.holes, 0)
		l.holes += n
	}
	w.stats.Unpacked += n
	w.top.unpacked += n
	if l.out > o.MaxMember {
		return faultf(entities.CodeTooLarge, "unpacks to more than %s", megabytes(o.MaxMember))
	}
	if l.out-l.lastOut >= o.RatioFrom {
		in := l.in()
		if (l.out-l.lastOut)/o.MaxRatio > in-l.lastIn {
			return faultf(entities.CodeBomb, "unpacks to more than %d times its size", o.MaxRatio)
		}
		l.lastIn, l.lastOut = in, l.out
	}
	if w.top.spent != nil {
		return w.top.spent
	}
	if (w.top.unpacked-o.RatioFrom)/o.MaxRatio > w.top.packed() {
		w.top.spent = faultf(entities.CodeBomb, "all that is in this file unpacks to more than %d times its size; the rest of it is not read", o.MaxRatio)
	} else if w.top.unpacked > o.MaxTotal {
		w.top.spent = faultf(entities.CodeTooLarge, "all that is in this file unpacks to more than %s; the rest of it is not read", megabytes(o.MaxTotal))
	}
	return w.top.spent
}

// begin opens a container with a checksum of its own: units wait for it.
func (w *walker) begin(l *layer) {
	l.checked, l.first = true, w.held.end()
	w.held.open++
}

// finish closes what begin opened, after its stream was read.
func (w *walker) finish(l *layer, place string) error {
	w.held.open--
	f := l.fault
	switch {
	case f == nil:
		w.settle(l, "")
	case l.below != nil && l.below.fault == f || f == w.top.spent:
		// a container around it knows more
	case f.damage():
		w.settle(l, fmt.Sprintf("%s: %s: this article may be damaged", place, f.reason))
	default:
		w.settle(l, "")
	}
	return w.flush()
}

// bufSize is the size of the buffers between layers; a line of JSON longer
// than that costs one more copy.
const bufSize = 64 << 10

// pool keeps buffers and decompressors for the next stream.
type pool struct {
	bufs   []*bufio.Reader
	flates []io.ReadCloser
}

func (w *walker) buffer(r io.Reader) *bufio.Reader {
	if n := len(w.pool.bufs); n > 0 {
		b := w.pool.bufs[n-1]
		w.pool.bufs = w.pool.bufs[:n-1]
		b.Reset(r)
		return b
	}
	return bufio.NewReaderSize(r, bufSize)
}

func (w *walker) free(b *bufio.Reader) {
	b.Reset(nil)
	w.pool.bufs = append(w.pool.bufs, b)
}

// readAll reads r to its end, but not more than limit bytes; over says that
// there are more. hint is about how many to expect.
func readAll(r io.Reader, limit, hint int64) (data []byte, over bool, err error) {
	data = make([]byte, 0, max(min(hint, limit, 1<<20), 512)+1) // hint may lie
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := r.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if int64(len(data)) > limit {
			return nil, true, nil
		}
		if err == io.EOF {
			return data, false, nil
		}
		if err != nil {
			return data, false, err
		}
	}
}
