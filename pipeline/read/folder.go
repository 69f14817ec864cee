package read

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/factloom/factloom/entities"
)

// path reads one path as the user gave it.
func (w *walker) path(p string) error {
	place := printable(p, 0)
	if p == "-" {
		return w.standardInput(place)
	}
	fi, err := os.Stat(p)
	switch {
	case err != nil:
		reason := plain(err)
		if li, lerr := os.Lstat(p); lerr == nil && li.Mode()&fs.ModeSymlink != 0 {
			reason = "a link to something that is not there"
		}
		return w.refuse(place, entities.CodeUnreadable, reason, nil)
	case fi.IsDir():
		return w.folder(p, strings.TrimRight(filepath.ToSlash(place), "/")+"/")
	}
	return w.file(p, place, fi.Mode(), false)
}

// folder reads what is in a folder, in byte order of the names. Links are not
// followed, so there are no loops.
func (w *walker) folder(dir, place string) error {
	entries, err := os.ReadDir(dir) // sorted; with an error, those before it
	for _, e := range entries {
		if cerr := w.ctx.Err(); cerr != nil {
			return cerr
		}
		name, sub := e.Name(), filepath.Join(dir, e.Name())
		shown := place + printable(name, 0)
		if why := passed(name); why != "" {
			w.skip(why)
			continue
		}
		var err error
		switch {
		case e.Type()&fs.ModeSymlink != 0:
			w.skip(SkipLink)
		case e.IsDir():
			err = w.folder(sub, shown+"/")
		default:
			err = w.file(sub, shown, e.Type(), true)
		}
		if err != nil {
			return err
		}
	}
	if err != nil {
		return w.refuse(place, entities.CodeUnreadable, "the folder cannot be listed: "+strings.TrimPrefix(plain(err), "cannot be read: "), nil)
	}
	return nil
}

// passed returns why a name met in a folder or an archive is skipped, "" when
// it is not.
func passed(name string) string {
	switch {
	case strings.HasPrefix(name, "."):
		return SkipHidden
	case name == "__MACOSX" || strings.EqualFold(name, "Thumbs.db") || strings.EqualFold(name, "desktop.ini"):
		return SkipSystem
	}
	return ""
}

// passedPath is passed for each part of a member's name.
func passedPath(name string) string {
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '/' || r == '\\' }) {
		if part != "." && part != ".." {
			if why := passed(part); why != "" {
				return why
			}
		}
	}
	return ""
}

// odd names what is neither a file nor a folder.
func odd(m fs.FileMode) string {
	switch {
	case m&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "something special"
}

// file reads one file.
func (w *walker) file(name, place string, mode fs.FileMode, listed bool) error {
	if !mode.IsRegular() {
		return w.refuse(place, entities.CodeUnreadable, odd(mode)+", not a file; give - and send it to standard input", nil)
	}
	// Should a pipe take the file's place just now, opening must not wait.
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return w.refuse(place, entities.CodeUnreadable, plain(err), nil)
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return w.refuse(place, entities.CodeUnreadable, plain(err), nil)
	}
	if !fi.Mode().IsRegular() {
		return w.refuse(place, entities.CodeUnreadable, odd(fi.Mode())+", not a file", nil)
	}
	return w.open(&source{place: place, name: fi.Name(), file: countAt{w, f}, size: fi.Size(), listed: listed}, f)
}

func (w *walker) standardInput(place string) error {
	if w.stdin == nil {
		return w.refuse(place, entities.CodeUnreadable, "there is no standard input", nil)
	}
	return w.open(&source{place: place, size: -1, live: true}, w.stdin)
}

// open reads s, the outermost stream of a path, from r.
func (w *walker) open(s *source, r io.Reader) error {
	w.stats.Files++
	w.top, w.enc = top{size: s.size}, "" // nothing learnt from one path tells on the next
	s.layer = &layer{w: w, r: r, say: func(err error) *fault { return faultf(entities.CodeUnreadable, "%s", plain(err)) }}
	s.r = w.buffer(s.layer)
	err := w.stream(s)
	w.free(s.r)
	w.fileDone()
	return err
}

// countAt counts what is read out of order.
type countAt struct {
	w *walker
	r io.ReaderAt
}

func (c countAt) ReadAt(p []byte, off int64) (int, error) {
	if err := c.w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.ReadAt(p, off)
	c.w.took(int64(n))
	return n, err
}

// total returns the bytes of all files that a walk over the paths will open,
// 0 when that cannot be known.
func total(ctx context.Context, paths []string) int64 {
	var sum int64
	for _, p := range paths {
		if p == "-" {
			return 0
		}
		fi, err := os.Stat(p)
		if err != nil {
			continue
		}
		if !fi.IsDir() {
			if fi.Mode().IsRegular() {
				sum += fi.Size()
			}
			continue
		}
		root := p + string(filepath.Separator) // a link to a folder is followed
		filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return fs.SkipAll
			case err != nil:
				return nil
			case name != root && passed(e.Name()) != "":
				if e.IsDir() {
					return fs.SkipDir
				}
			case e.Type().IsRegular():
				if fi, err := e.Info(); err == nil {
					sum += fi.Size()
				}
			}
			return nil
		})
	}
	return sum
}

// megabytes writes a number of bytes for people.
func megabytes(n int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{1 << 40, "TiB"}, {1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= u.size && n%u.size == 0 {
			return fmt.Sprintf("%d %s", n/u.size, u.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
