// Package graph stores articles, entities and facts on disk: once each, every
// fact with all the evidence for it.
//
// Start at Open, then Add, which writes a batch of documents, and FactsOf and
// Facts, which read. keys.go holds the layout of the store byte by byte.
//
// Beware: one process writes; others read what it was after the last batch, see
// snapshot.go. It is the only package that knows Badger, and it does not trust
// it with damage: see marker.go.
package graph

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/klauspost/compress/zstd"

	"github.com/factloom/factloom/entities/schema"
)

var (
	// ErrNoStore is returned by Open when there is no store and Create is not set.
	ErrNoStore = errors.New("no store here")
	// ErrInUse is returned by Open for writing when another process has the store.
	ErrInUse = errors.New("store in use")
	// ErrDamaged is returned when files or records are not what they were. Run
	// Verify to see all of it; restore a backup or build the store again.
	ErrDamaged = errors.New("store damaged")
	// ErrNoSpace is returned by Add when the disk is too full to go on. What was
	// added before is safe.
	ErrNoSpace = errors.New("not enough space on disk")
	// ErrVersion is returned by Open for a store of another format.
	ErrVersion = errors.New("store of another version")
	// ErrReadOnly is returned by Add on a store opened for reading.
	ErrReadOnly = errors.New("store opened for reading only")
	// ErrUnknown is returned for an entity, fact or article that the store has not.
	ErrUnknown = errors.New("not in the store")
)

// The defaults of Options.
const (
	DefaultMaxText = 16 << 20
	defaultMemory  = 32 << 20
)

const (
	textPart  = 256 << 10 // of compressed text in one value
	listPart  = 64 << 10  // of a list in one value
	longText  = 4 << 10   // longer words are left in the article
	maxValue  = 512 << 10 // of one record: far below Badger's threshold of 1 MiB
	maxReject = 16 << 20  // of bytes kept of a document that was not taken
)

// Options tune a store. The zero value opens an existing store for writing.
type Options struct {
	Create   bool           // make the store if there is none
	ReadOnly bool           // any number of processes may read, also beside one that writes
	Schema   *schema.Schema // nil is schema.Default()
	Log      *slog.Logger   // nil discards

	// Names returns the name shown for an entity and all its names, as a
	// gazetteer has them; nothing for an entity it does not know. May be nil.
	Names func(id string) (shown string, names []string)

	// Warn is told what is odd about a document that was stored, such as an id
	// that another text has. May be nil.
	Warn func(file, what string)

	// Settling is told before tables are merged when a store is closed that much
	// was added to: how many bytes are written anew. May be nil.
	Settling func(bytes int64)

	MinFree uint64 // bytes of disk that Add leaves free; 0 means what Badger may need, see Reserve, 1 means do not look
	MaxText int    // bytes of the longest text taken; 0 means DefaultMaxText
	Memory  int64  // bytes of a memtable, of which a batch takes at most 15 %; 0 means 32 MiB
	Cache   int64  // bytes of unpacked blocks kept; 0 means 64 MiB for readers, 16 for writers

	// Trust leaves out reading table files whose size and time are as they
	// were. Opening a large store is then quick. Damage that changed neither is
	// found by Verify, or when what is read does not add up: facts, evidence,
	// entities and articles are counted, a name that is lost is not missed.
	Trust bool

	young int // tables that come together before they are merged; 0 means youngMost
}

// Graph is an open store. It is safe for concurrent use; Adds wait for each
// other.
type Graph struct {
	dir  string // of the files read
	home string // of the store: another one when snap is set
	snap *snapshot
	opt  Options
	db   *badger.DB
	lock *lock
	log  *slog.Logger

	packer   *zstd.Encoder
	unpacker *zstd.Decoder

	mu     sync.Mutex // held by writers
	mark   marker
	last   batchRecord     // the newest one
	broken error           // why nothing more can be written
	known  map[string]bool // entities whose gazetteer names are written
	kept   kept            // entities as they are on disk, those of late
	sieve  sieve           // what is not on disk
	added  bool            // a batch was written since it was opened
	hold   hold            // tables that readers may use
	shares *os.File        // held by a reader of the files themselves

	closeOnce sync.Once
	closeErr  error
}

// Open opens the store in dir.
func Open(dir string, opt Options) (*Graph, error) {
	if opt.Schema == nil {
		opt.Schema = schema.Default()
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Memory != 0 && opt.Memory < 8<<20 {
		return nil, fmt.Errorf("open store: Memory is %d bytes, the least is %d", opt.Memory, 8<<20)
	}
	if opt.MaxText == 0 {
		opt.MaxText = DefaultMaxText
	}
	if err := prepareDir(dir, opt); err != nil {
		return nil, err
	}
	if !opt.ReadOnly {
		return openLocked(dir, opt)
	}
	for try := 0; ; try++ {
		g, err := openReader(dir, opt)
		if !errors.Is(err, ErrInUse) || errors.Is(err, errLocked) || try == 3 {
			return g, err
		}
		if g, err = openBeside(dir, opt); !errors.Is(err, ErrInUse) || errors.Is(err, errLocked) {
			return g, err
		}
	}
}

// openReader opens a store that nobody writes to.
func openReader(dir string, opt Options) (*Graph, error) {
	l, err := takeLock(dir, false)
	if err != nil {
		return nil, err
	}
	m, err := readMarker(dir)
	if err == nil && !m.Clean {
		// A reader cannot open what a killed process left behind: a short
		// opening for writing puts it in order.
		if err := l.release(); err != nil {
			return nil, fmt.Errorf("lock store %s: %w", dir, err)
		}
		opt.Log.Info("store was not closed, recovering", "dir", dir)
		w := opt
		w.ReadOnly = false
		g, err := openLocked(dir, w)
		if noWriting(err) {
			// Nobody can put it in order there; a copy of the logs is put in order.
			g, err := openBeside(dir, opt)
			if err == nil {
				g.snap.alone = true
			}
			return g, err
		}
		if err != nil {
			return nil, fmt.Errorf("recover after an unclean end: %w", err)
		}
		if err := g.Close(); err != nil {
			return nil, fmt.Errorf("recover after an unclean end: %w", err)
		}
		if l, err = takeLock(dir, false); err != nil {
			return nil, err
		}
		if m, err = readMarker(dir); err != nil {
			l.release()
			return nil, err
		}
	}
	if err == nil && !m.Clean {
		err = fmt.Errorf("%w: another process wrote to %s just now", ErrInUse, dir)
	}
	if err != nil {
		l.release()
		return nil, err
	}
	g, err := openBadger(dir, opt, m, l, nil)
	if err != nil {
		l.release()
		return nil, err
	}
	if !holdsFiles {
		// All tables are mapped now, and a writer keeps those that readers have.
		if g.shares, err = shareTables(dir); err != nil {
			l.release()
			g.Close()
			return nil, err
		}
		if err := l.release(); err != nil {
			g.Close()
			return nil, err
		}
	}
	return g, nil
}

// prepareDir makes sure that dir holds a store, or makes an empty one.
func prepareDir(dir string, opt Options) error {
	fi, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && opt.Create && !opt.ReadOnly && !hasBadger(filepath.Clean(dir)+oldSuffix):
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("make store: %w", err)
		}
	case errors.Is(err, fs.ErrNotExist):
		if old := filepath.Clean(dir) + oldSuffix; hasBadger(old) {
			return fmt.Errorf("%w: %s does not exist; the store was being replaced and is in %s", ErrNoStore, dir, old)
		}
		return fmt.Errorf("%w: %s does not exist", ErrNoStore, dir)
	case err != nil:
		return fmt.Errorf("open store: %w", err)
	case !fi.IsDir():
		return fmt.Errorf("%w: %s is a file, a store is a folder", ErrNoStore, dir)
	}
	_, err = os.Stat(filepath.Join(dir, markerName))
	if err == nil {
		return nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("open store: %w", err)
	}
	if hasBadger(dir) {
		return fmt.Errorf("%w: %s is missing in %s", ErrDamaged, markerName, dir)
	}
	if !opt.Create || opt.ReadOnly {
		return fmt.Errorf("%w: %s holds none", ErrNoStore, dir)
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("make store: %w", err)
	}
	for _, e := range list {
		if e.Name() != lockName && e.Name() != readersName && e.Name() != markerName+".new" {
			return fmt.Errorf("%w: %s holds other files (%s), name an empty or a new folder", ErrNoStore, dir, e.Name())
		}
	}
	l, err := takeLock(dir, true)
	if err != nil {
		return err
	}
	defer l.release()
	if _, err := os.Stat(filepath.Join(dir, markerName)); err == nil {
		return nil // another process was faster
	}
	return (&marker{}).write(dir)
}

// openLocked opens for writing.
func openLocked(dir string, opt Options) (*Graph, error) {
	l, err := takeLock(dir, true)
	if err != nil {
		return nil, err
	}
	m, err := readMarker(dir)
	if err != nil {
		l.release()
		return nil, err
	}
	dropSnapshots(dir)
	g, err := openBadger(dir, opt, m, l, nil)
	if err != nil {
		l.release()
		return nil, err
	}
	return g, nil
}

// openBadger opens the files of a store, which are those of a snapshot when
// snap is set.
func openBadger(dir string, opt Options, m *marker, l *lock, snap *snapshot) (g *Graph, err error) {
	doubtful, err := m.inspect(dir, opt.Trust)
	if err != nil {
		return nil, err
	}
	kept := ""
	if !opt.ReadOnly {
		if !m.Clean {
			if err := checkRecovery(dir, opt); err != nil {
				return nil, err
			}
			if err := dropEmptyLogs(dir); err != nil {
				return nil, err
			}
			if kept, err = keepLogs(dir); err != nil {
				return nil, err
			}
		}
		was := *m
		m.Clean = false
		if was.Clean {
			if err := m.write(dir); err != nil {
				return nil, fmt.Errorf("open store: %w", noSpace(err))
			}
		}
		defer func() {
			// Nothing was touched: the store is as clean as it was.
			if err != nil && was.Clean && g == nil {
				if st, serr := manifestState(dir); serr == nil && st == was.Manifest {
					_ = was.write(dir)
				}
			}
		}()
	}
	bo := badgerOptions(dir, opt)
	if snap != nil {
		// Badger puts the logs in order by writing; it shall do no more than that.
		bo = bo.WithReadOnly(false).WithNumCompactors(0).WithNumLevelZeroTables(1 << 20).WithNumLevelZeroTablesStall(1 << 21)
	}
	db, err := openDB(bo)
	if err != nil {
		return nil, openError(dir, err)
	}
	g = &Graph{dir: dir, home: dir, snap: snap, opt: opt, db: db, lock: l, log: opt.Log, mark: *m, known: make(map[string]bool)}
	fail := func(err error) (*Graph, error) {
		db.Close()
		return nil, err
	}
	if g.packer, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithEncoderLevel(zstd.SpeedDefault)); err != nil {
		return fail(err)
	}
	if g.unpacker, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(2),
		zstd.WithDecoderMaxMemory(1<<32)); err != nil { // a longer limit may have held when it was stored
		return fail(err)
	}
	if err := g.checkChain(!m.Clean || doubtful); err != nil {
		return fail(fmt.Errorf("%w%s", err, keptAt(kept)))
	}
	if doubtful {
		if err := g.checkCounts(); err != nil {
			return fail(err)
		}
	}
	if kept != "" {
		os.RemoveAll(kept)
	}
	g.sieve = newSieve(&g.last.totals)
	if !opt.ReadOnly && snap == nil && len(db.Tables()) > 0 {
		// So that readers know from the beginning which tables stay.
		if err := g.writeMarker(false); err != nil {
			g.hold.drop()
			return fail(fmt.Errorf("open store: %w", noSpace(err)))
		}
	}
	return g, nil
}

// openDB turns a panic of Badger into an error.
func openDB(o badger.Options) (db *badger.DB, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %s", ErrDamaged, firstLine(p))
		}
	}()
	return badger.Open(o)
}

func openError(dir string, err error) error {
	msg := err.Error()
	switch {
	case errors.Is(err, ErrDamaged):
		return err
	case strings.Contains(msg, "Cannot acquire directory lock"):
		return fmt.Errorf("%w: another process has opened %s", ErrInUse, dir)
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w: open store %s: %w", ErrNoSpace, dir, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS), errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE),
		errors.Is(err, syscall.ENOMEM), strings.Contains(msg, "too many open files"), strings.Contains(msg, "cannot allocate memory"):
		return fmt.Errorf("open store %s: %w", dir, err) // the system's fault, not the store's
	}
	return fmt.Errorf("%w: open store %s: %w", ErrDamaged, dir, err)
}

// badgerOptions are those of the store. Values stay in the tables, since none
// is near the threshold of 1 MiB; the value log stays empty.
func badgerOptions(dir string, opt Options) badger.Options {
	if opt.Memory == 0 {
		opt.Memory = defaultMemory
	}
	if opt.Cache == 0 {
		opt.Cache = 64 << 20
		if !opt.ReadOnly {
			opt.Cache = 16 << 20 // a writer hardly reads, see sieve and kept
		}
	}
	o := merging(badger.DefaultOptions(dir), opt.young).
		WithReadOnly(opt.ReadOnly).
		WithBypassLockGuard(opt.ReadOnly). // the lock is ours: see lock.go
		WithMemTableSize(opt.Memory).
		WithNumMemtables(1).
		WithNumVersionsToKeep(1).
		WithDetectConflicts(false). // one writer
		WithMetricsEnabled(false).
		WithValueLogFileSize(16 << 20).
		WithBlockCacheSize(opt.Cache).
		WithCompression(options.Snappy).
		// Tables are compared with the marker before Badger opens them. Its own
		// checks lose a table or end the process (marker.go, readTable).
		WithChecksumVerificationMode(options.NoVerification)
	if opt.Log == nil {
		return o.WithLogger(nil)
	}
	return o.WithLogger(badgerLog{opt.Log})
}

// badgerLog passes on what Badger says as debug messages: what a user has to
// know comes as an error of ours.
type badgerLog struct{ *slog.Logger }

func (l badgerLog) say(f string, a []any) {
	if l.Enabled(context.Background(), slog.LevelDebug) {
		l.Debug("badger: " + strings.TrimSpace(fmt.Sprintf(f, a...)))
	}
}
func (l badgerLog) Errorf(f string, a ...any)   { l.say(f, a) }
func (l badgerLog) Warningf(f string, a ...any) { l.say(f, a) }
func (l badgerLog) Infof(f string, a ...any)    { l.say(f, a) }
func (l badgerLog) Debugf(f string, a ...any)   { l.say(f, a) }

// Dir returns the folder of the store.
func (g *Graph) Dir() string { return g.home }

// Schema returns the schema the store was opened with.
func (g *Graph) Schema() *schema.Schema { return g.opt.Schema }

// Close ends all work and marks the store as closed well.
func (g *Graph) Close() error {
	g.closeOnce.Do(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.closeErr = g.close()
		g.broken = errors.New("store is closed")
	})
	return g.closeErr
}

func (g *Graph) close() error {
	err := g.db.Close()
	if herr := g.hold.leave(g.dir, err == nil); err == nil {
		err = herr
	}
	if err == nil && g.added {
		err = g.settle()
	}
	if g.shares != nil {
		g.shares.Close()
	}
	g.packer.Close()
	g.unpacker.Close()
	if g.snap != nil {
		g.snap.remove()
		return err
	}
	if err != nil {
		g.lock.release()
		return fmt.Errorf("close store %s: %w", g.dir, noSpace(err))
	}
	if !g.opt.ReadOnly {
		err = g.writeMarker(true)
	}
	if rerr := g.lock.release(); err == nil {
		err = rerr
	}
	if err != nil {
		return fmt.Errorf("close store %s: %w", g.dir, noSpace(err))
	}
	return nil
}

// writeMarker writes STORE.json as things stand now.
func (g *Graph) writeMarker(clean bool) error {
	m := marker{Clean: clean, Batch: g.last.number, Hash: g.last.hashString(), Counts: g.last.totals.shown()}
	// The MANIFEST first: tables that it gains in between are looked for in it,
	// not in the marker.
	var err error
	if m.Manifest, err = manifestState(g.dir); err != nil {
		return err
	}
	var names []string
	if clean {
		tables, err := manifestTables(g.dir)
		if err != nil {
			return err
		}
		names = sortedKeys(tables)
	} else {
		names = g.renew()
	}
	if m.Tables, err = tableStates(g.dir, names, g.mark.Tables); err != nil {
		return err
	}
	for i := range m.Tables {
		m.Tables[i].Held = !clean && g.hold.names[m.Tables[i].Name]
	}
	if err := m.write(g.dir); err != nil {
		return err
	}
	g.mark = m
	return nil
}

// noWriting tells whether a file may not be written.
func noWriting(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// noSpace says so in our own words when the system does.
func noSpace(err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("%w: %w", ErrNoSpace, err)
	}
	return err
}

// checkRecovery makes sure that the disk takes what a recovery writes: a copy
// of the logs, and tables of what is in them.
func checkRecovery(dir string, opt Options) error {
	if opt.MinFree == 1 {
		return nil
	}
	logs, err := filepath.Glob(filepath.Join(dir, "*.mem"))
	if err != nil {
		return err
	}
	if len(logs) == 0 {
		return nil
	}
	return roomFor(dir, logs, "putting the store in order")
}

// dropEmptyLogs removes logs of no bytes: the process was killed between making
// the file and giving it its size. Badger does not open a store that has one.
func dropEmptyLogs(dir string) error {
	for _, pattern := range []string{"*.mem", "*.vlog"} {
		list, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		for _, path := range list {
			if fi, err := os.Stat(path); err == nil && fi.Size() == 0 {
				if err := os.Remove(path); err != nil {
					return fmt.Errorf("remove empty log: %w", err)
				}
			}
		}
	}
	return nil
}

const keptName = "before-recovery"

// keepLogs puts the logs of a killed process aside, since Badger cuts off what
// it cannot read in them; they are thrown away once all batches are found.
func keepLogs(dir string) (string, error) {
	logs, err := filepath.Glob(filepath.Join(dir, "*.mem"))
	if err != nil || len(logs) == 0 {
		return "", err
	}
	kept := filepath.Join(dir, keptName)
	if _, err := os.Stat(kept); err == nil {
		return kept, nil // those of an earlier try are closer to the truth
	}
	if err := os.MkdirAll(kept+".new", 0o755); err != nil {
		return "", fmt.Errorf("keep logs: %w", noSpace(err))
	}
	for _, path := range logs {
		if err := copySparse(path, filepath.Join(kept+".new", filepath.Base(path))); err != nil {
			os.RemoveAll(kept + ".new")
			return "", fmt.Errorf("keep logs: %w", noSpace(err))
		}
	}
	return kept, os.Rename(kept+".new", kept)
}

func keptAt(kept string) string {
	if kept == "" {
		return ""
	}
	return "; the logs as they were found are in " + kept
}

// copySparse copies a file, leaving out runs of zeros: a log is preallocated.
func copySparse(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer out.Close()
	buf := make([]byte, 64<<10)
	for at := int64(0); ; {
		n, err := in.ReadAt(buf, at)
		if strings.Trim(string(buf[:n]), "\x00") != "" {
			if _, err := out.WriteAt(buf[:n], at); err != nil {
				return err
			}
		}
		at += int64(n)
		if err != nil || n == 0 {
			if cerr := out.Truncate(at); cerr != nil {
				return cerr
			}
			return out.Close()
		}
	}
}
