// Package read turns dumps into raw articles: folders, files and standard
// input, holding HTML pages, plain text and article JSON, alone or inside
// zip, tar, gzip and zstd, one in another.
//
// Start reading at Walk, then at walker.stream, which looks at the first bytes
// of a thing and hands it to what can read it.
//
// Beware that input is hostile: no name in it becomes a path, no length in it
// becomes an allocation, and every loop over it is bounded by Options.
package read

import (
	"context"
	"fmt"
	"io"

	"github.com/factloom/factloom/entities"
)

// Options tune a walk. The zero value is a good default; a limit is lifted by
// math.MaxInt64.
type Options struct {
	MaxText    int64 // bytes of text of one article; 0 means 16 MiB
	MaxPage    int64 // bytes of one HTML page; 0 means 64 MiB
	MaxLine    int64 // bytes of the JSON of one article; 0 means 64 MiB
	MaxMember  int64 // bytes that one member or stream may unpack to; 0 means 64 GiB
	MaxTotal   int64 // bytes that all in one path may unpack to; 0 means 1 TiB
	MaxRatio   int64 // bytes unpacked for one byte packed; 0 means 200
	RatioFrom  int64 // bytes unpacked before MaxRatio is looked at, and its stride; 0 means 16 MiB
	MaxMembers int64 // members in one path, those of inner archives with them; 0 means 1,000,000
	MaxDepth   int64 // containers in each other, a .tar.gz being two; 0 means 4
	MaxWindow  int64 // bytes of memory a zstd stream may ask for; 0 means 128 MiB
	MaxSpool   int64 // bytes of a zip that comes through a pipe or in another container; 0 means 2 GiB
	SpoolMem   int64 // of these, bytes kept in memory; more go to a nameless temporary file; 0 means 32 MiB

	// Hold is how many bytes of articles wait for the checksum of the
	// container they are in; 0 means 32 MiB. When a checksum turns out wrong,
	// articles that waited carry a warning; those before them are only
	// counted in the container's reject.
	Hold int64

	// Progress is told, now and then, how many of the bytes on disk are read.
	// total is 0 when it is not known because standard input is among the
	// paths. Setting it costs one more look at every folder. May be nil.
	Progress func(done, total int64)

	// Warn is told what is odd about a container, such as bytes after its
	// end. Articles carry their own warnings. May be nil.
	Warn func(file, what string)
}

func (o Options) withDefaults() Options {
	for _, l := range Limits {
		if at := l.at(&o); *at == 0 {
			*at = l.Default
		}
	}
	return o
}

// check refuses negative limits, which would mean nothing.
func (o Options) check() error {
	for _, l := range Limits {
		if n := *l.at(&o); n < 0 {
			return fmt.Errorf("a limit of reading is %d, less than nothing", n)
		}
	}
	return nil
}

// Why a thing is skipped: it is counted and not looked into.
const (
	SkipHidden = "hidden"      // its name, or that of a folder above it, begins with a dot; such a folder counts as one
	SkipSystem = "system file" // __MACOSX, Thumbs.db and their like
	SkipLink   = "link"        // a symbolic or hard link; links are never followed
	SkipAsset  = "page asset"  // a picture, style, script or font that is named as one
)

// Stats say what a walk met. A unit is an article, something that was refused,
// or something skipped; folders, blank lines and containers that were read to
// their end are no units.
type Stats struct {
	Files     int   // files opened, standard input with them
	Members   int   // members of archives
	Bytes     int64 // bytes read, as they lie on disk or come in
	Unpacked  int64 // bytes that came out of gzip, zstd and zip, at every level
	Documents int   // articles given to visit
	Rejected  map[entities.Code]int
	Skipped   map[string]int // by reason, one of the Skip constants
	Warnings  int            // times Warn was called, or would have been
}

// In returns the number of units: documents, rejects and skipped.
func (s Stats) In() int { return s.Documents + s.Rejects() + s.Skips() }

// Rejects returns the number of rejects.
func (s Stats) Rejects() int {
	n := 0
	for _, c := range s.Rejected {
		n += c
	}
	return n
}

// Skips returns the number of things skipped.
func (s Stats) Skips() int {
	n := 0
	for _, c := range s.Skipped {
		n += c
	}
	return n
}

// Walk reads the paths in the order given, folders in byte order of their
// names, archives in the order of their members, and calls visit for each
// article and reject for each thing it could not take. Both are called by one
// goroutine, in the order of their Seq, which counts both from 0 without gaps,
// so that a parallel user can restore the order. What visit gets is its own to
// keep.
//
// "-" is stdin. A path may be a link; links inside folders and archives are
// not followed. Hidden files in folders and archives are skipped, a hidden
// file that is itself a path is read.
//
// Bad input never makes an error: Walk returns one only when ctx is done, when
// visit returned it, or when opt holds a negative limit. A nil reject drops
// rejects; Stats counts them.
func Walk(ctx context.Context, paths []string, stdin io.Reader, opt Options, visit func(entities.Raw) error, reject func(*entities.Reject)) (Stats, error) {
	w := &walker{
		ctx: ctx, stdin: stdin, visit: visit, reject: reject,
		stats: Stats{Rejected: map[entities.Code]int{}, Skipped: map[string]int{}},
	}
	if err := opt.check(); err != nil {
		return w.stats, err
	}
	w.opt = opt.withDefaults()
	if opt.Progress != nil {
		w.progress.total = total(ctx, paths)
	}
	for _, p := range paths {
		if err := ctx.Err(); err != nil {
			return w.stats, err
		}
		if err := w.path(p); err != nil {
			return w.stats, err
		}
	}
	return w.stats, nil
}

// walker is the state of one Walk.
type walker struct {
	ctx      context.Context
	stdin    io.Reader
	opt      Options
	visit    func(entities.Raw) error
	reject   func(*entities.Reject)
	stats    Stats
	seq      int
	stop     error // why the walk is over
	held     held
	top      top
	progress progress
	pool     pool
	enc      legacy // the last legacy encoding that a name or a line was found in
}

// top counts what the path being read has cost.
type top struct {
	size     int64 // bytes of the file, -1 when not known
	read     int64 // bytes taken from it
	unpacked int64 // bytes unpacked from it, at every level
	members  int64
	spent    *fault // set once a limit on the whole path is reached
}

// packed returns the bytes that what is unpacked has to be measured by.
func (t *top) packed() int64 {
	if t.size >= 0 {
		return t.size
	}
	return t.read
}

// progress says how far the walk is, in bytes on disk.
type progress struct {
	total int64
	done  int64 // bytes of the files before this one
	told  int64
}

const progressStep = 256 << 10

// took notes n bytes taken from the file at hand.
func (w *walker) took(n int64) {
	w.stats.Bytes += n
	w.top.read += n
	if w.opt.Progress == nil {
		return
	}
	done := w.top.read
	if w.top.size >= 0 {
		done = min(done, w.top.size) // parts of a zip are read twice
	}
	if done += w.progress.done; done-w.progress.told >= progressStep {
		w.tell(done)
	}
}

func (w *walker) tell(done int64) {
	w.progress.told = done
	if w.progress.total > 0 {
		done = min(done, w.progress.total) // files may grow while we read
	}
	w.opt.Progress(done, w.progress.total)
}

// fileDone notes the end of the file at hand.
func (w *walker) fileDone() {
	if twice := w.top.read - w.top.size; w.top.size >= 0 && twice > 0 {
		w.stats.Bytes -= twice
	}
	if w.opt.Progress == nil {
		return
	}
	if w.top.size >= 0 {
		w.progress.done += w.top.size
	} else {
		w.progress.done += w.top.read
	}
	w.tell(w.progress.done)
}

func (w *walker) skip(why string) { w.stats.Skipped[why]++ }

func (w *walker) warn(place, what string) {
	w.stats.Warnings++
	if w.opt.Warn != nil {
		w.opt.Warn(place, what)
	}
}

// unit is an article or a reject on its way out.
type unit struct {
	raw     entities.Raw
	rej     *entities.Reject
	size    int64
	settled bool // nothing more can be learnt about it
}

// held keeps units back, in order, until the checksum of the container they
// came from is seen.
type held struct {
	queue []unit
	head  int   // units before it are out
	base  int   // number of units ever added before queue[0]
	bytes int64 // of the units waiting
	open  int   // containers whose checksum is still to come
}

// end returns the number of units ever added.
func (h *held) end() int { return h.base + len(h.queue) }

// out returns the number of units that left.
func (h *held) out() int { return h.base + h.head }

// give passes an article on; size is about what it weighs.
func (w *walker) give(raw entities.Raw, size int64) error {
	raw.Doc.File = raw.File
	return w.add(unit{raw: raw, size: size + 512})
}

// refuse passes a reject on.
func (w *walker) refuse(place string, code entities.Code, reason string, data []byte) error {
	return w.add(unit{rej: &entities.Reject{File: place, Code: code, Reason: reason, Data: data}, size: int64(len(data))})
}

func (w *walker) add(u unit) error {
	h := &w.held
	if h.open == 0 && h.head == len(h.queue) {
		h.base++
		return w.out(&u)
	}
	h.queue = append(h.queue, u)
	h.bytes += u.size
	return w.flush()
}

// settle marks what came from l since it was last called: its checksum is
// seen. warning, when not empty, goes onto each article.
func (w *walker) settle(l *layer, warning string) {
	h := &w.held
	for i := max(l.first-h.base, h.head); i < len(h.queue); i++ {
		u := &h.queue[i]
		if u.settled {
			continue
		}
		u.settled = true
		if warning != "" && u.rej == nil {
			u.raw.Doc.Warnings = append(u.raw.Doc.Warnings, warning)
		}
	}
	l.first = h.end()
}

// flush lets out the units in front that are settled, and those for which
// there is no more room.
func (w *walker) flush() error {
	h := &w.held
	for h.head < len(h.queue) && (h.open == 0 || h.bytes > w.opt.Hold || h.queue[h.head].settled) {
		u := h.queue[h.head]
		h.queue[h.head] = unit{}
		h.head++
		h.bytes -= u.size
		if err := w.out(&u); err != nil {
			return err
		}
	}
	if h.head == len(h.queue) || h.head > len(h.queue)/2 && h.head > 1024 {
		h.base += h.head
		h.queue = h.queue[:copy(h.queue, h.queue[h.head:])]
		clear(h.queue[len(h.queue) : len(h.queue)+h.head])
		h.head = 0
	}
	return nil
}

func (w *walker) out(u *unit) error {
	if w.stop == nil {
		w.stop = w.ctx.Err()
	}
	if w.stop != nil {
		return w.stop // containers that are closed now have units left
	}
	seq := w.seq
	w.seq++
	if u.rej != nil {
		u.rej.Seq = seq
		w.stats.Rejected[u.rej.Code]++
		if w.reject != nil {
			w.reject(u.rej)
		}
		return nil
	}
	u.raw.Seq = seq
	w.stats.Documents++
	w.stop = w.visit(u.raw)
	return w.stop
}

// fail reports err, met while place was read, as a reject, unless that fault
// was reported before. It returns an error only when the walk must stop.
func (w *walker) fail(place string, err error) error {
	if cerr := w.ctx.Err(); cerr != nil {
		return cerr
	}
	f := asFault(err)
	if f.told {
		return nil
	}
	f.told = true
	reason := f.reason
	if f.from != nil && f.from.checked && f.damage() {
		if n := max(w.held.out()-f.from.first, 0); n > 0 {
			reason += fmt.Sprintf("; %d articles from it had left before this was seen", n)
		}
	}
	return w.refuse(place, f.code, reason, nil)
}
