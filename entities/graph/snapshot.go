package graph

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// A reader of a store that another process writes to reads a snapshot: a folder
// of links to the tables and of copies of the logs. Tables never change, so a
// link is enough for those that the writer keeps (see hold.go); the few that came
// since are copied.
//
// The copies are taken in the one order that makes them whole. The newest log
// comes first: by the time an older one is copied, all that stands before what
// was copied of the newer is in it. MANIFEST comes after the logs: a log that
// vanished was written to a table that MANIFEST names by then. The tables come
// last; one that vanished was merged, and all is begun anew. What is found then
// is every batch up to some batch, and never less than STORE.json knew of
// before the copying began; the chain of batches is read to make sure of it.
const (
	snapshotPrefix = "reader-"
	snapshotLock   = "READER.lock"
	snapshotTries  = 50
)

// errMoved is returned when the writer was faster than the reader.
var errMoved = errors.New("the store changed while it was looked at")

// snapshot is a look at a store whose writer goes on.
type snapshot struct {
	dir   string
	owner int  // process that writes, 0 when it is not known
	alone bool // no process writes: the store may not be written to
	lock  *os.File
	share *os.File // keeps the writer from cutting what is linked
}

// openBeside opens a store that another process writes to, as it was after one
// of its newest batches.
func openBeside(dir string, opt Options) (g *Graph, err error) {
	var last error
	for try := range snapshotTries {
		if try > 0 {
			time.Sleep(time.Duration(min(try, 10)) * 10 * time.Millisecond)
		}
		s, m, err := takeSnapshot(dir)
		if err == nil {
			g, err = openBadger(s.dir, opt, m, nil, s)
			if err == nil {
				g.home = dir
				return g, nil
			}
			s.remove()
		}
		// What looks like damage may be the writer at work: it has to look so twice.
		if !errors.Is(err, errMoved) && (!errors.Is(err, ErrDamaged) || errors.Is(last, ErrDamaged) && last.Error() == err.Error()) {
			return nil, err
		}
		last = err
	}
	if errors.Is(last, errMoved) {
		return nil, fmt.Errorf("%w: %s changes too fast to be read", ErrInUse, dir)
	}
	return nil, last
}

func takeSnapshot(dir string) (s *snapshot, m *marker, err error) {
	share, err := shareTables(dir)
	if err != nil {
		return nil, nil, err
	}
	if m, err = readMarker(dir); err == nil && m.Clean {
		err = errMoved // the writer has just begun, or just ended
	}
	if err == nil {
		s, err = newSnapshot(dir)
	}
	if err != nil {
		if share != nil {
			share.Close()
		}
		return nil, nil, err
	}
	s.share = share
	held := make(map[string]bool)
	for i := range m.Tables {
		held[m.Tables[i].Name] = m.Tables[i].Held && share != nil
		m.Tables[i].Held = false
	}
	defer func() {
		if err != nil {
			s.remove()
			err = noSpace(err)
		}
	}()
	s.owner = ownerOf(dir)
	logs, err := filepath.Glob(filepath.Join(dir, "*.mem"))
	if err != nil {
		return nil, nil, err
	}
	slices.Sort(logs)
	slices.Reverse(logs)
	if err := roomFor(s.dir, logs, "reading beside the writer"); err != nil {
		return nil, nil, err
	}
	for _, path := range logs {
		fi, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && fi.Size() == 0 {
			continue
		}
		if err == nil {
			err = copySparse(path, filepath.Join(s.dir, filepath.Base(path)))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, fmt.Errorf("copy log: %w", err)
		}
	}
	for _, name := range []string{manifestName, "KEYREGISTRY"} {
		err := copyFile(filepath.Join(dir, name), filepath.Join(s.dir, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, fmt.Errorf("copy %s: %w", name, err)
		}
	}
	if _, err := os.Stat(filepath.Join(s.dir, manifestName)); err == nil {
		tables, err := manifestTables(s.dir)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %s cannot be read: %w", ErrDamaged, manifestName, err)
		}
		for _, name := range sortedKeys(tables) {
			from, to := filepath.Join(dir, name), filepath.Join(s.dir, name)
			err := errors.ErrUnsupported
			if held[name] {
				err = os.Link(from, to)
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				err = copyFile(from, to) // it may be cut, or it is another disk, or one without links
			}
			if errors.Is(err, fs.ErrNotExist) {
				return nil, nil, errMoved
			}
			if err != nil {
				return nil, nil, fmt.Errorf("copy table: %w", err)
			}
		}
	}
	return s, m, m.write(s.dir)
}

// newSnapshot makes a folder in the store, or, when this user may not write
// there, among the temporary files.
func newSnapshot(dir string) (*snapshot, error) {
	name := snapshotPrefix + strconv.Itoa(os.Getpid()) + "-"
	to, err := os.MkdirTemp(dir, name)
	if noWriting(err) {
		to, err = os.MkdirTemp("", "factloom-"+name)
	}
	if err != nil {
		return nil, fmt.Errorf("read beside the writer: %w", noSpace(err))
	}
	s := &snapshot{dir: to}
	if s.lock, err = os.Create(filepath.Join(to, snapshotLock)); err == nil {
		err = lockFile(s.lock, true)
	}
	if err != nil {
		s.remove()
		return nil, fmt.Errorf("read beside the writer: %w", noSpace(err))
	}
	return s, nil
}

func (s *snapshot) remove() {
	if s.lock != nil {
		s.lock.Close()
	}
	os.RemoveAll(s.dir)
	if s.share != nil {
		s.share.Close()
	}
}

// dropSnapshots removes those whose readers were killed.
func dropSnapshots(dir string) {
	list, _ := filepath.Glob(filepath.Join(dir, snapshotPrefix+"*"))
	for _, path := range list {
		fi, err := os.Stat(path)
		if err != nil || !fi.IsDir() || time.Since(fi.ModTime()) < time.Minute {
			continue // it may be in the making
		}
		f, err := os.Open(filepath.Join(path, snapshotLock))
		if err == nil {
			err = lockFile(f, true)
			f.Close()
		}
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			os.RemoveAll(path)
		}
	}
}

// roomFor makes sure that the disk takes copies of logs and tables of what is
// in them.
func roomFor(dir string, logs []string, what string) error {
	var need int64
	for _, path := range logs {
		if fi, err := os.Stat(path); err == nil {
			need += 2 * allocated(fi)
		}
	}
	free, err := freeSpace(dir)
	if err != nil {
		return fmt.Errorf("free space of %s: %w", dir, err)
	}
	if free < uint64(need)+8<<20 {
		return fmt.Errorf("%w: %d MB are free at %s, %s takes %d MB", ErrNoSpace, free>>20, dir, what, need>>20+8)
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	n, err := io.Copy(out, in)
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	if fi, serr := in.Stat(); err == nil && serr == nil {
		if fi.Size() < n {
			return errMoved // it was cut meanwhile
		}
		err = os.Chtimes(to, time.Time{}, fi.ModTime()) // it is known by its time, too
	}
	return err
}

// Beside tells whether another process writes to the store while this one reads
// what it was after an earlier batch, and the number of that process, 0 when it
// is not known.
func (g *Graph) Beside() (pid int, ok bool) {
	if g.snap == nil || g.snap.alone {
		return 0, false
	}
	return g.snap.owner, true
}
