//go:build unix

package graph

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// holdsFiles tells whether files that are open cannot be removed.
const holdsFiles = false

func lockFile(f *os.File, write bool) error {
	how := unix.LOCK_SH
	if write {
		how = unix.LOCK_EX
	}
	err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errLocked
	}
	return err
}

// freeSpace returns the bytes that this user may still write below dir.
func freeSpace(dir string) (uint64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return uint64(st.Bavail) * uint64(st.Bsize), nil
}

// exchange lets two folders change places: at once where the system can, else
// by three renames, between which a kill leaves them under other names.
func exchange(a, b string) error {
	if err := swap(a, b); err == nil || !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return renames(a, b)
}

// syncDir makes renames in dir survive a power loss.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// allocated returns the bytes a file takes on disk: logs are preallocated
// without taking them.
func allocated(fi fs.FileInfo) int64 {
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		return min(int64(st.Blocks)*512, fi.Size())
	}
	return fi.Size()
}
