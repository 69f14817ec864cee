package graph

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// holdsFiles tells whether files that are open cannot be removed.
const holdsFiles = true

func lockFile(f *os.File, write bool) error {
	flags := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if write {
		flags |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	// A byte far behind the end is locked, so that the owner's number stays readable.
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{OffsetHigh: 1})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errLocked
	}
	return err
}

// freeSpace returns the bytes that this user may still write below dir.
func freeSpace(dir string) (uint64, error) {
	p, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var free uint64
	err = windows.GetDiskFreeSpaceEx(p, &free, nil, nil)
	return free, err
}

// exchange lets two folders change places.
func exchange(a, b string) error { return renames(a, b) }

// syncDir does nothing: Windows has no way to sync a folder.
func syncDir(string) error { return nil }

// allocated returns the bytes of a file.
func allocated(fi fs.FileInfo) int64 { return fi.Size() }
