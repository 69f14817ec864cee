package graph

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const lockName = "STORE.lock"

var errLocked = errors.New("locked")

// lock is the hold of one process on a store: one writer alone, or any number
// of readers that open it. The system lets go of it when the process dies.
type lock struct {
	f     *os.File
	write bool
}

// takeLock takes the lock of dir, or returns ErrInUse with the process that
// holds it. On a medium that cannot be written readers do without a lock file.
func takeLock(dir string, write bool) (*lock, error) {
	path := filepath.Join(dir, lockName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil && !write {
		if f, err = os.Open(path); err != nil {
			return &lock{}, nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("lock store %s: %w", dir, err)
	}
	err = lockFile(f, write)
	for wait := time.Now(); write && errors.Is(err, errLocked) && ownerOf(dir) == 0 && time.Since(wait) < readersTake; {
		time.Sleep(20 * time.Millisecond)
		err = lockFile(f, write)
	}
	if err != nil {
		f.Close()
		if !errors.Is(err, errLocked) {
			return nil, fmt.Errorf("lock store %s: %w", dir, err)
		}
		if pid := ownerOf(dir); pid != 0 {
			return nil, fmt.Errorf("%w: process %d writes to %s", ErrInUse, pid, dir)
		}
		return nil, fmt.Errorf("%w: another process reads %s", ErrInUse, dir)
	}
	if now, err := os.Stat(path); err == nil {
		if was, err := f.Stat(); err == nil && !os.SameFile(now, was) {
			f.Close()
			return takeLock(dir, write) // another store took its place meanwhile
		}
	}
	l := &lock{f: f, write: write}
	if !write {
		_ = f.Truncate(0) // a number that stands there is that of a killed writer
	}
	if write {
		// Only told in messages: a process that cannot write its number still holds the lock.
		_ = f.Truncate(0)
		_, _ = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	return l, nil
}

// readersTake is how long a writer waits for readers to open the store, which
// is all they need the lock for where open files may be removed; and a reader for
// a writer to let go of tables.
var readersTake = 10 * time.Second

// ownerOf returns the process that writes to a store, 0 when none is known.
func ownerOf(dir string) int {
	b, err := os.ReadFile(filepath.Join(dir, lockName))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return 0
	}
	return pid
}

func (l *lock) release() error {
	if l == nil || l.f == nil {
		return nil
	}
	if l.write {
		_ = l.f.Truncate(0)
	}
	err := l.f.Close() // lets go of the lock
	l.f = nil
	return err
}
