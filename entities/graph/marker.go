package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/dgraph-io/badger/v4/table"
	"github.com/dgraph-io/ristretto/v2/z"
)

const (
	markerName   = "STORE.json"
	manifestName = badger.ManifestFilename

	// Format is the version of the layout that this program writes.
	Format = 3
)

// marker is the content of STORE.json, the file beside Badger's that says what
// must be there. It is written when the store is made, after every batch, and
// when the store is closed; always whole, by renaming.
//
// Badger opens a store whose MANIFEST was cut without a word, deletes the
// tables that are no longer named in it, and reads past a damaged log as if
// that were the end. So before Badger sees the files they are compared with the
// marker, and afterwards the batch records are:
//
//   - closed well (Clean): MANIFEST has the size and checksum written here, and
//     every table named here is there with its size and checksum;
//   - not closed (killed, or open right now): MANIFEST begins with what is
//     written here, every table it names is there, those named here with their
//     checksum, the others read through block by block; and the batch records
//     go without a gap from 1 to at least Batch. More is fine: the marker is
//     written after the batch. Less is damage.
type marker struct {
	Format   int            `json:"factloom_store"`
	Clean    bool           `json:"closed"`
	Batch    uint32         `json:"batch"`      // number of the last batch record
	Hash     string         `json:"batch_hash"` // and its SHA-256
	Counts   map[string]int `json:"counts,omitempty"`
	Manifest fileState      `json:"manifest"`
	Tables   []fileState    `json:"tables,omitempty"`
	Check    string         `json:"check"` // CRC-32C of this object with an empty check
}

// fileState is what a file was like when the marker was written.
type fileState struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Time int64  `json:"time,omitempty"` // of its last change, in nanoseconds
	Sum  string `json:"crc32c"`
	Held bool   `json:"held,omitempty"` // the writer keeps it for readers: see hold.go
}

func (m *marker) sum() string {
	c := *m
	c.Check = ""
	b, err := json.Marshal(&c)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%08x", crc32.Checksum(b, castagnoli))
}

// readMarker returns fs.ErrNotExist when there is none.
func readMarker(dir string) (*marker, error) {
	b, err := os.ReadFile(filepath.Join(dir, markerName))
	if err != nil {
		return nil, err
	}
	var m marker
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("%w: %s cannot be read: %w", ErrDamaged, markerName, err)
	}
	if m.Format != Format {
		return nil, fmt.Errorf("%w: the store has format %d, this program reads and writes format %d", ErrVersion, m.Format, Format)
	}
	if m.Check != m.sum() {
		return nil, fmt.Errorf("%w: %s fails its checksum", ErrDamaged, markerName)
	}
	return &m, nil
}

func (m *marker) write(dir string) (err error) {
	m.Format = Format
	m.Check = m.sum()
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	path := filepath.Join(dir, markerName)
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("write %s: %w", markerName, err)
	}
	_, err = f.Write(append(b, '\n'))
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", markerName, err)
	}
	return nil
}

// sumFile returns the size and CRC-32C of the first limit bytes of a file, all
// of it when limit is negative.
func sumFile(path string, limit int64) (fileState, error) {
	st := fileState{Name: filepath.Base(path)}
	f, err := os.Open(path)
	if err != nil {
		return st, err
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return st, err
	}
	st.Time = fi.ModTime().UnixNano()
	var r io.Reader = f
	if limit >= 0 {
		r = io.LimitReader(f, limit)
	}
	h := crc32.New(castagnoli)
	st.Size, err = io.CopyBuffer(struct{ io.Writer }{h}, struct{ io.Reader }{r}, make([]byte, 1<<20))
	st.Sum = fmt.Sprintf("%08x", h.Sum32())
	return st, err
}

// manifestState is that of the MANIFEST now. Badger only appends to it, so a
// later one begins with these bytes.
func manifestState(dir string) (fileState, error) {
	st, err := sumFile(filepath.Join(dir, manifestName), -1)
	st.Time = 0
	if errors.Is(err, fs.ErrNotExist) {
		return fileState{}, nil
	}
	return st, err
}

// hasBadger tells whether dir holds files of a Badger store.
func hasBadger(dir string) bool {
	for _, pattern := range []string{manifestName, "*.sst", "*.mem", "*.vlog"} {
		if m, _ := filepath.Glob(filepath.Join(dir, pattern)); len(m) > 0 {
			return true
		}
	}
	return false
}

// inspect compares the files with the marker. doubtful means that nothing is
// wrong, but that too little is known to leave it at that: the records have to
// be counted.
func (m *marker) inspect(dir string, trust bool) (doubtful bool, err error) {
	damaged := func(format string, a ...any) (bool, error) {
		return false, fmt.Errorf("%w: "+format, append([]any{ErrDamaged}, a...)...)
	}
	now, err := sumFile(filepath.Join(dir, manifestName), -1)
	if errors.Is(err, fs.ErrNotExist) {
		if m.Batch == 0 && len(m.Tables) == 0 && !m.Clean {
			return false, nil // killed while it was made
		}
		return damaged("%s is missing", manifestName)
	}
	if err != nil {
		return false, fmt.Errorf("read %s: %w", manifestName, err)
	}
	if now.Size < m.Manifest.Size {
		return damaged("%s has %d bytes, it had %d", manifestName, now.Size, m.Manifest.Size)
	}
	if m.Clean && (now.Size != m.Manifest.Size || now.Sum != m.Manifest.Sum) {
		return damaged("%s has changed since the store was closed", manifestName)
	}
	if !m.Clean {
		if now, err = sumFile(filepath.Join(dir, manifestName), m.Manifest.Size); err != nil {
			return false, fmt.Errorf("read %s: %w", manifestName, err)
		}
		// Badger rewrites its MANIFEST after 10,000 tables were deleted.
		doubtful = now.Sum != m.Manifest.Sum && m.Manifest.Size > 0
	}
	tables, err := manifestTables(dir)
	if err != nil {
		return damaged("%s cannot be read: %w", manifestName, err)
	}
	listed := make(map[string]fileState)
	for _, t := range m.Tables {
		listed[t.Name] = t
		if _, ok := tables[t.Name]; !ok && m.Clean {
			return damaged("table %s is not in %s", t.Name, manifestName)
		}
	}
	var (
		mu   sync.Mutex
		wg   sync.WaitGroup
		errs []error
		gate = make(chan struct{}, 2)
	)
	for _, name := range sortedKeys(tables) {
		was, ok := listed[name]
		if !ok && m.Clean {
			return damaged("table %s is not in %s", name, markerName)
		}
		wg.Add(1)
		gate <- struct{}{}
		go func() {
			defer func() { <-gate; wg.Done() }()
			if err := checkTable(dir, name, was, tables[name], trust); err != nil {
				mu.Lock()
				errs = append(errs, err)
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	if len(errs) > 0 {
		sort.Slice(errs, func(i, j int) bool { return errs[i].Error() < errs[j].Error() })
		return false, errors.Join(errs...)
	}
	return doubtful, nil
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// manifestTables returns the tables that the MANIFEST names.
func manifestTables(dir string) (map[string]badger.TableManifest, error) {
	f, err := os.Open(filepath.Join(dir, manifestName))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, _, err := badger.ReplayManifestFile(f, 0, badgerOptions(dir, Options{}))
	if err != nil {
		return nil, err
	}
	out := make(map[string]badger.TableManifest, len(m.Tables))
	for id, t := range m.Tables {
		out[table.IDToFilename(id)] = t
	}
	return out, nil
}

// checkTable compares a table file with what is known of it; a table that is
// not known is read through. Of a file whose size and time are as they were,
// trust reads the index alone.
func checkTable(dir, name string, was fileState, tm badger.TableManifest, trust bool) error {
	path := filepath.Join(dir, name)
	fi, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: table %s is missing", ErrDamaged, name)
	}
	if err != nil {
		return fmt.Errorf("table %s: %w", name, err)
	}
	if was.Name == "" {
		return readTable(path, tm.Compression, options.OnTableRead)
	}
	if fi.Size() != was.Size {
		return fmt.Errorf("%w: table %s has %d bytes, it had %d", ErrDamaged, name, fi.Size(), was.Size)
	}
	if trust && fi.ModTime().UnixNano() == was.Time {
		return readTable(path, tm.Compression, options.NoVerification)
	}
	now, err := sumFile(path, -1)
	if err != nil {
		return fmt.Errorf("table %s: %w", name, err)
	}
	if now.Sum != was.Sum {
		return fmt.Errorf("%w: table %s fails its checksum", ErrDamaged, name)
	}
	return nil
}

// readTable checks the index of a table, and with OnTableRead every block.
// Badger's own check runs in goroutines of its own, where an index or block that
// cannot be unpacked ends the whole process; here it ends this function.
func readTable(path string, compression options.CompressionType, mode options.ChecksumVerificationMode) (err error) {
	name := filepath.Base(path)
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: table %s: %v", ErrDamaged, name, firstLine(p))
		}
	}()
	mf, err := z.OpenMmapFile(path, os.O_RDONLY, 0)
	if err != nil {
		return fmt.Errorf("%w: table %s: %w", ErrDamaged, name, err)
	}
	t, err := table.OpenTable(mf, table.Options{ReadOnly: true, BlockSize: 4 << 10, Compression: compression,
		ChkMode: mode})
	if err != nil {
		return fmt.Errorf("%w: table %s: %w", ErrDamaged, name, err)
	}
	return t.Close(-1)
}

func firstLine(p any) string {
	s, _, _ := strings.Cut(strings.TrimSpace(fmt.Sprint(p)), "\n")
	return s
}

// tableStates lists the tables that Badger holds, with the checksums already
// known taken over: a table never changes once it is named in the MANIFEST.
func tableStates(dir string, names []string, before []fileState) ([]fileState, error) {
	var out []fileState
	for _, name := range names {
		i := sort.Search(len(before), func(i int) bool { return before[i].Name >= name })
		if i < len(before) && before[i].Name == name {
			out = append(out, before[i])
			continue
		}
		st, err := sumFile(filepath.Join(dir, name), -1)
		if errors.Is(err, fs.ErrNotExist) {
			continue // compacted away in this moment
		}
		if err != nil {
			return nil, err
		}
		out = append(out, st)
	}
	return out, nil
}
