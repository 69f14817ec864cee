package read

import (
	"archive/tar"
	"bufio"
	"errors"
	"io"
	"path"

	"github.com/factloom/factloom/entities"
)

// tar reads the members of a tar archive, and of those written behind it.
func (w *walker) tar(s *source) error {
	var names members
	for {
		z := &zeros{r: s.r}
		t := tar.NewReader(z)
		any := false
		for {
			h, err := t.Next()
			if err == io.EOF && any {
				break
			}
			if err != nil {
				return w.tarFault(s, err)
			}
			any = true
			if h.Typeflag == tar.TypeXGlobalHeader || h.Typeflag == tar.TypeDir {
				continue
			}
			w.top.members++
			w.stats.Members++
			if f := w.overMembers(); f != nil {
				s.left = true
				return w.fail(s.place, f)
			}
			name := w.decodeName(h.Name)
			place := s.place + "#" + names.shown(name)
			if why := passedPath(name); why != "" {
				w.skip(why)
				continue
			}
			switch h.Typeflag {
			case tar.TypeReg, tar.TypeCont, tar.TypeGNUSparse:
			case tar.TypeLink, tar.TypeSymlink:
				w.skip(SkipLink)
				continue
			case tar.TypeChar, tar.TypeBlock, tar.TypeFifo:
				if err := w.refuse(place, entities.CodeUnreadable, odd(h.FileInfo().Mode())+", not a file", nil); err != nil {
					return err
				}
				continue
			default:
				if err := w.refuse(place, entities.CodeUnreadable, "a member of a kind that is no file", nil); err != nil {
					return err
				}
				continue
			}
			l := &layer{w: w, below: s.layer, r: t, in: s.taken, say: sayTar, copies: true, lastIn: s.taken(), start: s.taken()}
			if err := w.member(l, place, name, h.Size, s.depth+1); err != nil {
				return err
			}
			switch {
			case w.top.spent != nil:
				s.left = true
				return nil
			case l.fault != nil && l.fault.from == l && (l.fault.code == entities.CodeTruncated || l.fault.code == entities.CodeArchive),
				l.fault != nil && l.fault == s.layer.fault:
				s.left = true
				return nil // told already: the archive is at its end
			}
		}
		if z.run < 512 {
			return w.fail(s.place, faultf(entities.CodeTruncated, "the tar archive has no end mark: members may be missing"))
		}
		more, err := w.behind(s)
		if !more || err != nil {
			return err
		}
	}
}

// tarFault reports why the next header could not be read.
func (w *walker) tarFault(s *source, err error) error {
	s.left = true
	if s.layer.fault != nil {
		return w.fail(s.place, s.layer.fault)
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return w.fail(s.place, sayTar(err))
}

func sayTar(err error) *fault {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return faultf(entities.CodeTruncated, "the tar archive ends early")
	case errors.Is(err, tar.ErrHeader):
		return faultf(entities.CodeArchive, "a header in the tar archive is damaged; what follows is not read")
	}
	return faultf(entities.CodeArchive, "the tar archive is damaged: %v", err)
}

// member reads one member of an archive through l.
func (w *walker) member(l *layer, place, name string, size, depth int64) error {
	in := &source{place: place, name: path.Base(name), layer: l, size: size, depth: depth, listed: true}
	in.r = w.buffer(l)
	err := w.stream(in)
	if err == nil && l.checked && !in.left {
		err = w.drain(in)
	}
	w.free(in.r)
	return err
}

// overMembers returns a fault when the path has more members than allowed.
func (w *walker) overMembers() *fault {
	if w.top.members > w.opt.MaxMembers && w.top.spent == nil {
		w.top.spent = faultf(entities.CodeBomb, "more than %d members; the rest is not read", w.opt.MaxMembers)
	}
	return w.top.spent
}

// behind looks at what stands after the end of an archive: more says that it
// is another archive.
func (w *walker) behind(s *source) (more bool, err error) {
	for {
		b, err := s.r.Peek(max(min(s.r.Buffered(), bufSize), 1))
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			s.left = true
			return false, w.fail(s.place, err)
		}
		n := 0
		for n < len(b) && b[n] == 0 {
			n++
		}
		s.r.Discard(n)
		if n < len(b) {
			break
		}
	}
	head, _ := s.r.Peek(sniffLen)
	if sniff(head, len(head) < sniffLen, "").form == formTar {
		return true, nil
	}
	w.warn(s.place, "bytes after the end of the tar archive are not read")
	return false, nil
}

// zeros counts the zeros that what was read through it ends in.
type zeros struct {
	r   *bufio.Reader
	run int
}

func (z *zeros) Read(p []byte) (int, error) {
	n, err := z.r.Read(p)
	i := n
	for i > 0 && p[i-1] == 0 {
		i--
	}
	if i == 0 {
		z.run += n
	} else {
		z.run = n - i
	}
	return n, err
}
