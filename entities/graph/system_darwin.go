package graph

import (
	"errors"

	"golang.org/x/sys/unix"
)

// swap exchanges two names at once; errors.ErrUnsupported where the disk cannot.
func swap(a, b string) error {
	err := unix.RenamexNp(a, b, unix.RENAME_SWAP)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		return errors.ErrUnsupported
	}
	return err
}
