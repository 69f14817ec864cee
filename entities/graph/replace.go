package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/ristretto/v2/z"

	"github.com/factloom/factloom/entities"
)

// ErrNotEmpty is returned by Restore when there is a store and it may not be
// replaced.
var ErrNotEmpty = errors.New("there is a store already")

// A store that is made anew is made beside the old one, in a folder named like
// it with newSuffix. When it is whole and on disk the two change places, and the
// old one is removed. Whenever the process dies, there is the old store or the
// new one.
const (
	newSuffix = ".new"
	oldSuffix = ".old"
)

// Restore makes a store in dir from a backup. The backup is read twice: nothing
// is written before all of its checksums were found right. A store that is there
// is replaced only when that is asked for; it may be damaged.
func Restore(ctx context.Context, dir string, opt Options, from io.ReadSeeker, replace bool) (BackupInfo, error) {
	free, err := vacant(dir)
	if err != nil {
		return BackupInfo{}, err
	}
	if !free && !replace {
		return BackupInfo{}, fmt.Errorf("%w in %s", ErrNotEmpty, dir)
	}
	info, err := ReadBackup(ctx, from, nil)
	if err != nil {
		return info, err
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return info, err
	}
	err = remake(dir, opt, nil, func(g *Graph) error {
		return g.load(func(put func(key, val []byte) error) error {
			again, err := ReadBackup(ctx, from, put)
			if err == nil && again != info {
				err = fmt.Errorf("%w: it changed while it was read", ErrBackup)
			}
			return err
		})
	})
	return info, err
}

// Compact writes all records of the store in dir anew, in order and without
// what was overwritten, and returns the bytes on disk before and after.
func Compact(ctx context.Context, dir string, opt Options) (before, after int64, err error) {
	err = Remake(dir, opt, func(old, g *Graph) error {
		var err error
		if before, err = diskBytes(dir); err != nil {
			return err
		}
		v, err := old.view()
		if err != nil {
			return err
		}
		defer v.close()
		var c census
		n := 0
		return g.load(func(put func(key, val []byte) error) error {
			if err := v.raw(func(key, val []byte) error {
				if n++; n%1000 == 0 && ctx.Err() != nil {
					return ctx.Err()
				}
				if err := c.add(key, val); err != nil {
					return err
				}
				return put(key, val)
			}); err != nil {
				return err
			}
			return c.end(&old.last)
		})
	})
	if err != nil {
		return before, 0, fmt.Errorf("compact: %w", err)
	}
	after, err = diskBytes(dir)
	return before, after, err
}

// Remake puts a new store in the place of the one in dir. fill gets the old
// store to read and the new one, empty, to fill. When it returns an error the
// old store stays as it was.
func Remake(dir string, opt Options, fill func(old, g *Graph) error) error {
	old, err := Open(dir, Options{Schema: opt.Schema, Log: opt.Log, MinFree: opt.MinFree, MaxText: opt.MaxText})
	if err != nil {
		return err
	}
	defer old.Close()
	return remake(dir, opt, old, func(g *Graph) error { return fill(old, g) })
}

// remake makes a store beside dir and lets it take the place of what is there:
// old, when it is open, or nothing, or a store that cannot be opened.
func remake(dir string, opt Options, old *Graph, fill func(*Graph) error) (err error) {
	dir = filepath.Clean(dir)
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real // a link to the store stays one
	}
	fresh := dir + newSuffix
	if err := clearFresh(fresh); err != nil {
		return err
	}
	opt.Create, opt.ReadOnly = true, false
	g, err := Open(fresh, opt)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			g.Close()
			os.RemoveAll(fresh)
		}
	}()
	if err := fill(g); err != nil {
		return err
	}
	if err := g.Close(); err != nil {
		return err
	}
	var was *marker
	if old != nil {
		was = &marker{Batch: old.last.number, Hash: old.last.hashString()}
		if err := old.Close(); err != nil {
			return err
		}
	}
	free, err := vacant(dir)
	if err != nil {
		return err
	}
	if free {
		if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("put the new store in place: %w", err)
		}
		if err := os.Rename(fresh, dir); err != nil {
			return fmt.Errorf("put the new store in place: %w", err)
		}
		done = true
		return syncDir(filepath.Dir(dir))
	}
	l, err := takeLock(dir, true)
	if err != nil {
		return err
	}
	defer l.release()
	if was != nil {
		if m, err := readMarker(dir); err != nil {
			return err
		} else if m.Batch != was.Batch || m.Hash != was.Hash {
			return fmt.Errorf("%w: another process wrote to %s meanwhile; try again", ErrInUse, dir)
		}
	}
	if holdsFiles {
		l.release()
	}
	if err := exchange(fresh, dir); err != nil {
		return fmt.Errorf("put the new store in place: %w", err)
	}
	done = true
	if err := syncDir(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("the new store is in place; remove the old one: %w", err)
	}
	return nil
}

// renames lets two folders change places one after the other; b is the store.
func renames(a, b string) error {
	if err := os.Rename(b, b+oldSuffix); err != nil {
		return err
	}
	if err := os.Rename(a, b); err != nil {
		return errors.Join(err, os.Rename(b+oldSuffix, b))
	}
	return os.Rename(b+oldSuffix, a)
}

// vacant tells whether dir is missing or empty. A folder of other things is an
// error.
func vacant(dir string) (bool, error) {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("open store: %w", err)
	}
	only := "" // a file that is none of a store
	for _, e := range list {
		switch {
		case e.Name() == markerName || e.Name() == manifestName:
			return false, nil
		case e.Name() != lockName && e.Name() != readersName && !strings.HasPrefix(e.Name(), snapshotPrefix):
			only = e.Name()
		}
	}
	if only != "" && !hasBadger(dir) {
		return false, fmt.Errorf("%w: %s holds other files (%s), name an empty or a new folder", ErrNoStore, dir, only)
	}
	return only == "", nil
}

// clearFresh removes a new store that was never finished.
func clearFresh(dir string) error {
	free, err := vacant(dir)
	if err != nil {
		return fmt.Errorf("%s is in the way: %w", dir, err)
	}
	if !free {
		l, err := takeLock(dir, true)
		if err != nil {
			return err
		}
		defer l.release()
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("remove a store that was never finished: %w", err)
	}
	return nil
}

// loadFree is what has to be free while tables are written: several of them
// are written at once.
const loadFree = 256 << 20

// load fills an empty store with records in the order of their keys, straight
// into tables, and checks that they are a whole store.
func (g *Graph) load(records func(put func(key, val []byte) error) error) (err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.last.number != 0 {
		return errors.New("load into a store that is not empty")
	}
	defer caught(&err)
	sw := g.db.NewStreamWriter()
	if err := sw.Prepare(); err != nil {
		return fmt.Errorf("load: %w", err)
	}
	ended := false
	defer func() {
		if !ended {
			sw.Cancel()
		}
	}()
	buf := z.NewBuffer(1<<20, "load")
	defer func() { buf.Release() }()
	flush := func() error {
		if g.opt.MinFree != 1 {
			free, err := freeSpace(g.dir)
			if err != nil {
				return fmt.Errorf("free space of %s: %w", g.dir, err)
			}
			if free < loadFree {
				return fmt.Errorf("%w: %d MB are free at %s, %d MB have to be", ErrNoSpace, free>>20, g.dir, loadFree>>20)
			}
		}
		err := sw.Write(buf)
		buf.Reset()
		return err
	}
	kv := &pb.KV{Version: 1, StreamId: 1}
	err = records(func(key, val []byte) error {
		kv.Key, kv.Value = key, val
		badger.KVToBuffer(kv, buf)
		if buf.LenNoPadding() < 1<<20 {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	if err := flush(); err != nil {
		return fmt.Errorf("load: %w", noSpace(err))
	}
	ended = true
	if err := sw.Flush(); err != nil {
		return fmt.Errorf("load: %w", noSpace(err))
	}
	if err := g.checkChain(true); err != nil {
		return err
	}
	return g.checkCounts()
}

// Inputs returns every article once for each way it came, by key, the least
// coming first, as a pipeline takes it: with its text, without what was found in
// it.
func (g *Graph) Inputs(ctx context.Context, yield func(*entities.Document) error) error {
	v, err := g.view()
	if err != nil {
		return err
	}
	defer v.close()
	last, err := v.newest()
	if err != nil {
		return err
	}
	var art artKey
	for n := 0; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := v.nextHead(&art)
		if err != nil {
			return err
		}
		if h == nil {
			if want := last.totals.keys[kindArticle]; n != want {
				return fmt.Errorf("%w: %d articles were read, there should be %d", ErrDamaged, n, want)
			}
			return nil
		}
		text, err := v.text(art)
		if err != nil {
			return err
		}
		list, err := v.comings(art, h.shown.Key)
		if err != nil {
			return err
		}
		sortComings(list)
		for _, c := range list {
			d := &entities.Document{ID: c.ID, File: c.File, URL: c.URL, Title: c.Title, Published: c.Published, Modified: c.Modified,
				Author: c.Author, Section: c.Section, Source: c.Source, Market: c.Market, Variant: c.Variant,
				Text: text, Body: c.Body, Replaced: c.Replaced, Warnings: c.Warnings}
			if err := yield(d); err != nil {
				return err
			}
		}
		increment(art[:])
	}
}
