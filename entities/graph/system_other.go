//go:build unix && !linux && !darwin

package graph

import "errors"

// swap would exchange two names at once.
func swap(a, b string) error { return errors.ErrUnsupported }
