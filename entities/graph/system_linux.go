package graph

import (
	"errors"

	"golang.org/x/sys/unix"
)

// swap exchanges two names at once; errors.ErrUnsupported where the disk cannot.
func swap(a, b string) error {
	err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return errors.ErrUnsupported
	}
	return err
}
