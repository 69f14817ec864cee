package read

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/factloom/factloom/entities"
)

// spool holds a stream so that it can be read anywhere: in memory or, when it
// is long, in a temporary file that has no name where the system allows that.
type spool struct {
	io.ReaderAt
	size int64
	file *os.File
}

func (s *spool) close() {
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name()) // where an open file could not be removed
	}
}

// spool reads r to its end. broken is the fault of r, if any: the spool then
// holds what came before it. Without a spool, the error says why.
func (w *walker) spool(r io.Reader) (s *spool, broken *fault, err error) {
	var mem bytes.Buffer
	_, err = io.CopyN(&mem, r, min(w.opt.SpoolMem, w.opt.MaxSpool))
	switch {
	case err == io.EOF:
		return &spool{ReaderAt: bytes.NewReader(mem.Bytes()), size: int64(mem.Len())}, nil, nil
	case err != nil:
		return &spool{ReaderAt: bytes.NewReader(mem.Bytes()), size: int64(mem.Len())}, asFault(err), nil
	}
	noRoom := func(err error) (*spool, *fault, error) {
		return nil, nil, faultf(entities.CodeUnreadable, "no room to unpack it: %v", err)
	}
	f, err := os.CreateTemp("", "factloom-*")
	if err != nil {
		return noRoom(err)
	}
	os.Remove(f.Name())
	s = &spool{ReaderAt: f, file: f}
	out := &tempWriter{f: f}
	if _, err = out.Write(mem.Bytes()); err == nil {
		mem = bytes.Buffer{}
		_, err = io.CopyN(out, r, w.opt.MaxSpool-out.n)
	}
	s.size = out.n
	switch {
	case out.err != nil:
		s.close()
		return noRoom(out.err)
	case err == io.EOF:
		return s, nil, nil
	case err != nil:
		return s, asFault(err), nil
	}
	if n, err := io.CopyN(io.Discard, r, 1); n == 0 {
		if err == io.EOF {
			return s, nil, nil
		}
		return s, asFault(err), nil
	}
	s.close()
	return nil, nil, faultf(entities.CodeTooLarge, "a zip of more than %s that cannot be read in place", megabytes(w.opt.MaxSpool))
}

// tempWriter remembers its own errors, to tell them from those of the reader.
type tempWriter struct {
	f   *os.File
	n   int64
	err error
}

func (t *tempWriter) Write(p []byte) (int, error) {
	n, err := t.f.Write(p)
	t.n += int64(n)
	if err != nil {
		t.err = fmt.Errorf("temporary file: %w", err)
	}
	return n, err
}
