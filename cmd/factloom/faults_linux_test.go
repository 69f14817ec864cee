package main

import (
	"fmt"
	"syscall"
)

const rssUnit = 1024 // of Rusage.Maxrss, in bytes

// mountSmall mounts a disk in memory; only root may.
func mountSmall(dir string, mb int) error {
	return syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", mb))
}

func unmount(dir string) error { return syscall.Unmount(dir, 0) }
