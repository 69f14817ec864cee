package graph

import (
	"cmp"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/dgraph-io/badger/v4"
)

// How tables are merged. The keys of a batch lie all over the store, so young
// tables, those of one memtable, lie over all the others, and what merging costs
// goes by how often the old ones are written anew. So many young ones are let
// come together before they are merged into a base of some size, and that is let
// grow before it goes down into the rest: at five million facts every byte is
// written some six times in all, where Badger's own measure comes to twenty.
// What that costs is looks into young tables: the writer does without (sieve,
// kept), and for readers there are few of them again when the store is closed.
const (
	youngMost = 32      // tables of one memtable that come together; of twice as many the writer waits
	baseSize  = 1 << 30 // bytes of what they are merged into
	// Bytes of one table of it, and how much larger those of the next level are.
	// Merging takes memory of six times a table, eight times over.
	baseTable  = 2 << 20
	nextLarger = 2
)

// What is left for readers by a writer that ends: more young tables are merged,
// unless they hold little and rewriting what they lie over would cost more.
const (
	youngLeft   = 5
	youngLittle = 8  // one part of the base in so many is little
	youngTiny   = 16 // as many are merged, however little they hold
)

// merging sets Badger's options.
func merging(o badger.Options, young int) badger.Options {
	if young == 0 {
		young = youngMost
	}
	o.TableSizeMultiplier = nextLarger
	return o.WithNumCompactors(2).
		WithNumLevelZeroTables(young).
		WithNumLevelZeroTablesStall(2 * young).
		WithBaseLevelSize(baseSize).
		WithBaseTableSize(baseTable).
		// A run that adds a little must not rewrite the store when it ends.
		WithCompactL0OnClose(false)
}

// settle merges the young tables of a store that was closed, when there are many.
func (g *Graph) settle() error {
	tables, err := manifestTables(g.dir)
	if err != nil {
		return err
	}
	var size [16]int64
	young := 0
	for name, t := range tables {
		fi, err := os.Stat(filepath.Join(g.dir, name))
		if err != nil {
			return err
		}
		young += b2i(t.Level == 0)
		size[t.Level] += fi.Size()
	}
	base := int64(0)
	for _, n := range size[1:] {
		if n > 0 {
			base = n
			break
		}
	}
	if young <= min(youngLeft, cmp.Or(g.opt.young, youngLeft)) || young < youngTiny && size[0]*youngLittle < base {
		return nil
	}
	if g.opt.MinFree != 1 {
		free, err := freeSpace(g.dir)
		if err != nil || free < uint64(size[0]+base)+loadFree {
			return err // it stays as it is
		}
	}
	// What was of use for writing makes room for the merging.
	g.kept, g.sieve, g.known = kept{}, sieve{}, nil
	debug.FreeOSMemory()
	var db *badger.DB
	var keep hold
	if !alone(g.dir, func() {
		if db, err = openDB(badgerOptions(g.dir, g.opt).WithNumCompactors(0).WithCompactL0OnClose(true)); err == nil {
			if !holdsFiles {
				keep.take(db, tableNames(db)) // for those who come now
			}
		}
	}) {
		return nil // for readers the tables would have to stay as well
	}
	if err != nil {
		return openError(g.dir, err)
	}
	g.log.Info("merging tables", "young", young, "bytes", size[0]+base)
	if g.opt.Settling != nil {
		g.opt.Settling(size[0] + base)
	}
	err = db.Close()
	if kerr := keep.leave(g.dir, err == nil); err == nil {
		err = kerr
	}
	return err
}
