package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// writeFolder lets write fill the files of a new folder, which appears under its
// name only when it is complete. A folder that is there already is replaced if
// it is empty or holds files of the same names, known, and nothing else.
func writeFolder(name string, known []string, write func(create func(string) (io.Writer, error)) error) (err error) {
	name = filepath.Clean(name)
	list, err := os.ReadDir(name)
	there := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return usagef("%s: %w", name, withoutPath(err))
	}
	ours := make(map[string]bool)
	for _, k := range known {
		ours[k] = true
	}
	for _, e := range list {
		if !ours[e.Name()] {
			return usagef("%s holds other files (%s); name a new folder", name, e.Name())
		}
	}
	part := name + ".part"
	defer func() {
		if err != nil {
			os.RemoveAll(part)
			err = fmt.Errorf("write %s: %w", name, withoutPath(err))
		}
	}()
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	if err := os.Mkdir(part, 0o755); err != nil {
		return err
	}
	var open []func() error
	err = write(func(file string) (io.Writer, error) {
		f, err := os.Create(filepath.Join(part, file))
		if err != nil {
			return nil, err
		}
		b := bufio.NewWriterSize(f, 1<<16)
		open = append(open, func() error {
			err := b.Flush()
			if err == nil {
				err = f.Sync()
			}
			if cerr := f.Close(); err == nil {
				err = cerr
			}
			return err
		})
		return b, nil
	})
	for _, end := range open {
		if cerr := end(); err == nil {
			err = cerr
		}
	}
	if err != nil {
		return err
	}
	if there {
		if err := os.RemoveAll(name); err != nil {
			return err
		}
	}
	return os.Rename(part, name)
}

// withoutPath leaves the path and the call out of an error of the file system.
func withoutPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
