package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// writeWhole lets write fill a file that appears under its name only when it is
// complete: on any error what was there before stays. "" and "-" are stdout;
// what is no regular file (/dev/null, a pipe) is written to as it is.
func (a *app) writeWhole(name string, write func(io.Writer) error) error {
	if name == "" || name == "-" {
		return write(a.stdout)
	}
	part, final := name+".part", true
	if fi, err := os.Stat(name); err == nil && !fi.Mode().IsRegular() {
		if fi.IsDir() {
			return usagef("%s is a folder; name a file in it", name)
		}
		part, final = name, false
	}
	f, err := os.Create(part)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, errors.Unwrap(err))
	}
	b := bufio.NewWriterSize(f, 1<<16)
	err = write(b)
	if err == nil {
		err = b.Flush()
	}
	if err == nil && final {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if !final {
		return err
	}
	if err == nil {
		err = os.Rename(part, name)
	}
	if err != nil {
		os.Remove(part)
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// terminalWidth returns the columns of the terminal that stdout is, 0 when it
// is none.
func (a *app) terminalWidth() int {
	f, ok := a.stdout.w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}
