package graph

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/dgraph-io/badger/v4"
)

// view is one consistent look at the store. It belongs to one goroutine.
type view struct {
	g     *Graph
	txn   *badger.Txn
	heads map[artKey]*head
}

// headsKept bounds the article heads a view remembers.
const headsKept = 1 << 16

func (g *Graph) view() (*view, error) {
	if g.db.IsClosed() {
		return nil, errors.New("store is closed")
	}
	return &view{g: g, txn: g.db.NewTransaction(false), heads: make(map[artKey]*head)}, nil
}

// stream returns a sequence that walk fills from one look at the store, whose
// newest batch is last.
func stream[T any](g *Graph, walk func(v *view, last batchRecord, yield func(*T, error) bool)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		v, err := g.view()
		if err != nil {
			yield(nil, err)
			return
		}
		defer v.close()
		last, err := v.newest()
		if err != nil {
			yield(nil, err)
			return
		}
		walk(v, last, yield)
	}
}

func (v *view) close() { v.txn.Discard() }

// caught turns a panic of Badger over damaged blocks into an error.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %s", ErrDamaged, firstLine(p))
	}
}

// get calls fn with the payload of key and tells whether there is one. The
// payload is only valid inside fn.
func (v *view) get(key []byte, fn func(payload []byte) error) (found bool, err error) {
	defer caught(&err)
	item, err := v.txn.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("%w: read record %s: %w", ErrDamaged, show(key), err)
	}
	err = item.Value(func(val []byte) error {
		b, err := unseal(key, val)
		if err != nil || fn == nil {
			return err
		}
		if err := fn(b); err != nil {
			if errors.Is(err, ErrDamaged) {
				return err
			}
			return bad(key, err)
		}
		return nil
	})
	return true, err
}

func (v *view) iterator(prefix []byte) *badger.Iterator {
	o := badger.DefaultIteratorOptions
	o.PrefetchValues = false // values stand beside their keys
	o.Prefix = prefix
	return v.txn.NewIterator(o)
}

// errStop ends a scan early.
var errStop = errors.New("stop")

// payload calls fn with the key of an item and its payload, good inside fn.
func payload(item *badger.Item, fn func(key, payload []byte) error) error {
	key := item.Key()
	return item.Value(func(val []byte) error {
		b, err := unseal(key, val)
		if err != nil {
			return err
		}
		return fn(key, b)
	})
}

// scan calls fn with every key of a prefix and its payload, from the key from
// on when it is given. Both are only valid inside fn.
func (v *view) scan(from, prefix []byte, fn func(key, payload []byte) error) (err error) {
	defer caught(&err)
	it := v.iterator(prefix)
	defer it.Close()
	if from == nil {
		from = prefix
	}
	for it.Seek(from); it.Valid(); it.Next() {
		err := payload(it.Item(), fn)
		if errors.Is(err, errStop) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keys calls fn with every key there is.
func (v *view) keys(fn func(key []byte) error) error { return v.keysOf(nil, fn) }

// keysOf calls fn with every key of a prefix.
func (v *view) keysOf(prefix []byte, fn func(key []byte) error) (err error) {
	defer caught(&err)
	it := v.iterator(prefix)
	defer it.Close()
	for it.Rewind(); it.Valid(); it.Next() {
		if err := fn(it.Item().Key()); err != nil {
			return err
		}
	}
	return nil
}

// head returns the head of an article, nil when there is no such article.
func (v *view) head(art artKey) (*head, error) {
	if h, ok := v.heads[art]; ok {
		return h, nil
	}
	var h head
	found, err := v.get(keyArticle(art, aHead), h.decode)
	if err != nil || !found {
		return nil, err
	}
	if len(v.heads) >= headsKept {
		clear(v.heads)
	}
	v.heads[art] = &h
	return &h, nil
}

func diskBytes(dir string) (int64, error) {
	var n int64
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), snapshotPrefix) {
			return fs.SkipDir // links to what is counted already
		}
		if d.Type().IsRegular() {
			if fi, err := os.Stat(path); err == nil {
				n += allocated(fi)
			}
		}
		return nil
	})
	return n, err
}
