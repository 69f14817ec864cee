//go:build unix && !linux

package main

import "errors"

const rssUnit = 1 // of Rusage.Maxrss, in bytes

func mountSmall(string, int) error { return errors.ErrUnsupported }

func unmount(string) error { return nil }
