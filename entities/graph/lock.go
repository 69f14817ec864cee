package graph

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const lockName = "STORE.lock"

var errLocked = errors.New("locked")

// lock is the hold of one process on a store: one writer alone, or any number
// of readers. The system lets go of it when the process dies.
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
	if err := lockFile(f, write); err != nil {
		owner, _ := os.ReadFile(path)
		f.Close()
		if !errors.Is(err, errLocked) {
			return nil, fmt.Errorf("lock store %s: %w", dir, err)
		}
		if pid, err := strconv.Atoi(strings.TrimSpace(string(owner))); err == nil {
			return nil, fmt.Errorf("%w: process %d writes to %s", ErrInUse, pid, dir)
		}
		return nil, fmt.Errorf("%w: another process reads %s", ErrInUse, dir)
	}
	l := &lock{f: f, write: write}
	if write {
		// Only told in messages: a process that cannot write its number still holds the lock.
		_ = f.Truncate(0)
		_, _ = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	return l, nil
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
