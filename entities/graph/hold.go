package graph

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/table"
)

// A table that was merged is cut to nothing before it is removed, so neither a
// link to it nor having it open helps a reader: the process dies at the next look.
// So readers share a lock, and while any of them has it the writer keeps all
// tables that were there when last nobody had it; STORE.json tells which these
// are. Tables that came since are copied by those who want them.
const readersName = "READERS.lock"

// hold keeps tables.
type hold struct {
	txn   *badger.Txn
	it    *badger.Iterator // over all tables, which makes Badger keep them
	names map[string]bool
	uses  int
}

// shareTables announces a reader of a store, until the file is closed. On a
// medium that cannot be written there is nobody to tell, and the file is nil.
func shareTables(dir string) (*os.File, error) {
	path := filepath.Join(dir, readersName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		if f, err = os.Open(path); err != nil {
			return nil, nil
		}
	}
	for wait := time.Now(); ; time.Sleep(2 * time.Millisecond) {
		err := lockFile(f, false)
		if err == nil {
			return f, nil
		}
		switch {
		case !errors.Is(err, errLocked):
			f.Close()
			return nil, fmt.Errorf("read store %s: %w", dir, err)
		case time.Since(wait) > readersTake:
			f.Close()
			return nil, fmt.Errorf("%w: another process keeps the tables of %s %w", ErrInUse, dir, errLocked)
		}
	}
}

// alone calls fn unless there are readers, and tells whether it did. Readers who
// come meanwhile wait.
func alone(dir string, fn func()) bool {
	f, err := os.OpenFile(filepath.Join(dir, readersName), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return false
	}
	defer f.Close() // lets go of the lock
	if lockFile(f, true) != nil {
		return false
	}
	fn()
	return true
}

// renew lets go of the tables that were held and holds those that are there now,
// unless there are readers. It returns the tables that are there.
func (g *Graph) renew() []string {
	names := tableNames(g.db)
	h := &g.hold
	switch {
	case holdsFiles:
	case h.it == nil:
		names = h.take(g.db, names)
	case h.uses < holdUses && !slices.ContainsFunc(names, func(name string) bool { return !h.names[name] }):
		h.uses++ // all of them are held
	default:
		alone(g.dir, func() {
			h.drop()
			names = h.take(g.db, names)
		})
	}
	return names
}

// holdUses bounds how often a hold is used again: it keeps a memtable, too, and
// old versions of what is overwritten.
const holdUses = 32

// take holds all tables, given those that were there before, and returns those
// that are there after it.
func (h *hold) take(db *badger.DB, before []string) (after []string) {
	h.txn = db.NewTransaction(false)
	h.it = h.txn.NewIterator(badger.IteratorOptions{})
	after = tableNames(db)
	h.names = make(map[string]bool)
	for _, name := range before {
		if _, ok := slices.BinarySearch(after, name); ok { // and so in between
			h.names[name] = true
		}
	}
	return after
}

// leave lets go of the tables of a store whose Badger was closed, well or not.
// What readers still use stays on disk until a writer opens the store next.
func (h *hold) leave(dir string, well bool) error {
	if h.it == nil || alone(dir, h.drop) || !well {
		return nil
	}
	// With the tables it holds a memtable, whose log is left too. What is in it
	// is in tables now.
	logs, err := filepath.Glob(filepath.Join(dir, "*.mem"))
	for _, path := range logs {
		if rerr := os.Remove(path); err == nil {
			err = rerr
		}
	}
	return err
}

// drop lets go of the tables.
func (h *hold) drop() {
	if h.it != nil {
		h.it.Close()
		h.txn.Discard()
	}
	*h = hold{}
}

func tableNames(db *badger.DB) (names []string) {
	for _, t := range db.Tables() {
		names = append(names, table.IDToFilename(t.ID))
	}
	slices.Sort(names)
	return names
}
