package read

import (
	"bufio"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"

	"github.com/factloom/factloom/entities"
)

// The zip reader is our own because archive/zip keeps every entry of the
// directory in memory, reads members whose bytes overlap, knows nothing of
// encryption, and gives nothing of an archive whose end is lost.

// zipArchive is a zip that can be read anywhere.
type zipArchive struct {
	w        *walker
	s        *source
	at       io.ReaderAt
	size     int64
	base     int64  // where the archive begins in the file
	dir      int64  // where its directory begins
	count    uint16 // entries of the directory, by its end record, modulo 65536
	trailing bool   // bytes follow its end record
	broken   *fault // the stream the archive came from broke: it is not whole
	names    members
}

// zipEntry is one entry of the directory, or one local header.
type zipEntry struct {
	raw    string // the name as it stands there
	extra  []byte
	flags  uint16
	method uint16
	crc    uint32
	packed int64
	size   int64
	at     int64 // of the local header
	mode   fs.FileMode
	noSize bool // sizes stand behind the data alone
}

const (
	zipLocal   = "PK\x03\x04"
	zipCentral = "PK\x01\x02"
	zipEnd     = "PK\x05\x06"
	zipEnd64   = "PK\x06\x06"
	zipLoc64   = "PK\x06\x07"
	zipSigned  = "PK\x05\x05"
	zipDesc    = "PK\x07\x08"

	zipEncrypted  = 1 << 0
	zipDescriptor = 1 << 3
	zipStrong     = 1 << 6
	zipUTF8       = 1 << 11
	zipMasked     = 1 << 13

	zipAES = 99
)

var le = binary.LittleEndian

// zip reads the members of a zip archive, in the order of its directory.
func (w *walker) zip(s *source) error {
	z := &zipArchive{w: w, s: s, at: s.file, size: s.size}
	if z.at == nil {
		sp, broken, err := w.spool(s.r)
		if err != nil {
			s.left = true
			return w.fail(s.place, err)
		}
		defer sp.close()
		z.at, z.size, z.broken = sp, sp.size, broken
	}
	s.left = s.left || z.broken != nil
	if err := z.findDirectory(); err != nil {
		return z.salvage()
	}
	return z.read()
}

// errNoDirectory says that the directory of a zip is not there.
var errNoDirectory = errors.New("no directory")

// findDirectory finds the end record, and by it the directory.
func (z *zipArchive) findDirectory() error {
	const endLen = 22
	for _, n := range []int64{1 << 10, 1<<16 + endLen} {
		n = min(n, z.size)
		b := make([]byte, n)
		if _, err := z.at.ReadAt(b, z.size-n); err != nil && err != io.EOF {
			return err
		}
		for i := len(b) - endLen; i >= 0; i-- {
			if end := i + endLen; string(b[i:i+4]) == zipEnd && end+int(le.Uint16(b[i+20:])) <= len(b) {
				z.trailing = end+int(le.Uint16(b[i+20:])) < len(b)
				return z.readEnd(b[i:], z.size-n+int64(i))
			}
		}
	}
	return errNoDirectory
}

func (z *zipArchive) readEnd(b []byte, at int64) error {
	z.count = le.Uint16(b[10:])
	size, off := uint64(le.Uint32(b[12:])), uint64(le.Uint32(b[16:]))
	var loc [20]byte
	if z.count == 0xffff || size == 0xffffffff || off == 0xffffffff {
		if _, err := z.at.ReadAt(loc[:], at-20); at >= 20 && err == nil && string(loc[:4]) == zipLoc64 {
			var end [56]byte
			p := le.Uint64(loc[8:])
			if p > uint64(z.size) {
				return errNoDirectory
			}
			if _, err := z.at.ReadAt(end[:], int64(p)); err != nil || string(end[:4]) != zipEnd64 {
				return errNoDirectory
			}
			at = int64(p)
			z.count = uint16(le.Uint64(end[32:]))
			size, off = le.Uint64(end[40:]), le.Uint64(end[48:])
		}
	}
	if size > uint64(at) || off > uint64(at)-size {
		return errNoDirectory
	}
	z.base = at - int64(size) - int64(off)
	z.dir = z.base + int64(off)
	var sig [4]byte
	is := func(at int64, want string) bool {
		_, err := z.at.ReadAt(sig[:], at)
		return err == nil && string(sig[:]) == want
	}
	if z.base > 0 && z.count > 0 && is(int64(off), zipCentral) {
		z.base, z.dir = 0, int64(off) // an end record that counts wrongly
	}
	if z.base > 0 && is(0, zipLocal) {
		return errNoDirectory // it is that of a zip inside this one
	}
	if z.count > 0 && !is(z.dir, zipCentral) {
		return errNoDirectory
	}
	return nil
}

// entries calls visit for each entry of the directory, with its number, until
// visit returns false. whole says that the directory ends as it should.
func (z *zipArchive) entries(visit func(i int, e *zipEntry) bool) (whole bool, err error) {
	r := z.w.buffer(io.NewSectionReader(z.at, z.dir, z.size-z.dir))
	defer z.w.free(r)
	var h [46]byte
	for i := 0; ; i++ {
		if b, err := r.Peek(4); err != nil || string(b) != zipCentral {
			ok := string(b) == zipEnd || string(b) == zipEnd64 || string(b) == zipSigned
			return ok && uint16(i) == z.count, z.w.ctx.Err()
		}
		if _, err := io.ReadFull(r, h[:]); err != nil {
			return false, z.w.ctx.Err()
		}
		e := zipEntry{
			flags: le.Uint16(h[8:]), method: le.Uint16(h[10:]), crc: le.Uint32(h[16:]),
			packed: int64(le.Uint32(h[20:])), size: int64(le.Uint32(h[24:])), at: int64(le.Uint32(h[42:])),
		}
		if host := h[5]; host == 3 || host == 19 { // made on Unix or a Mac
			e.mode = unixMode(le.Uint32(h[38:]) >> 16)
		}
		n, x, c := int(le.Uint16(h[28:])), int(le.Uint16(h[30:])), int(le.Uint16(h[32:]))
		b := make([]byte, n+x)
		if _, err := io.ReadFull(r, b); err != nil {
			return false, z.w.ctx.Err()
		}
		if _, err := r.Discard(c); err != nil {
			return false, z.w.ctx.Err()
		}
		e.raw, e.extra = string(b[:n]), b[n:]
		e.wide(true)
		e.at += z.base
		if !visit(i, &e) {
			return true, nil
		}
	}
}

func unixMode(m uint32) fs.FileMode {
	switch m & 0xf000 {
	case 0xa000:
		return fs.ModeSymlink
	case 0x4000:
		return fs.ModeDir
	case 0x1000:
		return fs.ModeNamedPipe
	case 0x2000, 0x6000:
		return fs.ModeDevice
	case 0xc000:
		return fs.ModeSocket
	}
	return 0
}

// wide takes from the extra fields the sizes that do not fit into 32 bits.
func (e *zipEntry) wide(central bool) {
	b := e.field(0x0001)
	for _, v := range []*int64{&e.size, &e.packed, &e.at} {
		if *v != 0xffffffff || v == &e.at && !central {
			continue
		}
		if len(b) < 8 {
			return
		}
		*v = int64(min(le.Uint64(b), 1<<62))
		b = b[8:]
	}
}

// field returns the extra field of that id, nil when there is none.
func (e *zipEntry) field(id uint16) []byte {
	for b := e.extra; len(b) >= 4; {
		n := int(le.Uint16(b[2:]))
		if len(b) < 4+n {
			return nil
		}
		if le.Uint16(b) == id {
			return b[4 : 4+n]
		}
		b = b[4+n:]
	}
	return nil
}

// name returns the name in UTF-8, where that can be told.
func (e *zipEntry) name(z *zipArchive) string {
	if e.flags&zipUTF8 != 0 || utf8.ValidString(e.raw) {
		return e.raw
	}
	if b := e.field(0x7075); len(b) > 5 && b[0] == 1 && le.Uint32(b[1:]) == crc32.ChecksumIEEE([]byte(e.raw)) && utf8.Valid(b[5:]) {
		return string(b[5:]) // the Unicode path of Info-ZIP
	}
	return z.w.decodeName(e.raw)
}

// read reads all members by the directory.
func (z *zipArchive) read() error {
	if z.trailing {
		z.w.warn(z.s.place, "bytes after the end of the zip archive are not read")
	}
	shared, says, err := z.survey()
	if err != nil {
		return err
	}
	if says != "" {
		return z.w.refuse(z.s.place, entities.CodeBinary, says+", not a page or text", nil)
	}
	var stop error
	whole, err := z.entries(func(i int, e *zipEntry) bool {
		name, place, ok, err := z.admit(e)
		switch {
		case err != nil:
			stop = err
		case !ok:
		case i < len(shared) && shared[i]:
			stop = z.w.refuse(place, entities.CodeBomb, "it shares bytes with another member", nil)
		default:
			stop = z.member(e, name, place)
		}
		return stop == nil && z.w.top.spent == nil
	})
	switch {
	case stop != nil:
		return stop
	case err != nil:
		return err
	case z.w.top.spent != nil:
		return nil
	case z.broken != nil:
		return z.w.fail(z.s.place, z.broken)
	case !whole:
		return z.w.refuse(z.s.place, entities.CodeArchive, "the directory of the zip archive is damaged: members may be missing", nil)
	}
	return nil
}

// survey goes through the directory once, for what can only be seen in all of
// it: members that share bytes, the encoding of names, and office documents.
func (z *zipArchive) survey() (shared []bool, says string, err error) {
	type extent struct {
		at, end int64
		i       int
	}
	var all []extent
	var names []byte
	limit := z.w.opt.MaxMembers
	var kinds int
	_, err = z.entries(func(i int, e *zipEntry) bool {
		if int64(i) >= limit {
			return false
		}
		end := e.at + 30 + int64(len(e.raw)) + max(e.packed, 0)
		if end > z.size { // a lie, which the member is refused for
			end = e.at
		}
		all = append(all, extent{e.at, end, i})
		if e.flags&zipUTF8 == 0 && !utf8.ValidString(e.raw) && len(names) < guessLen {
			names = append(append(names, e.raw...), '\n')
		}
		switch {
		case e.raw == "[Content_Types].xml":
			kinds |= 1
		case strings.HasPrefix(e.raw, "word/"):
			kinds |= 2
		case strings.HasPrefix(e.raw, "xl/"):
			kinds |= 4
		case strings.HasPrefix(e.raw, "ppt/"):
			kinds |= 8
		}
		return true
	})
	if err != nil {
		return nil, "", err
	}
	if l, ok := guess(names, ""); ok {
		z.w.enc = l
	}
	switch {
	case kinds == 1|2:
		says = "a Word document"
	case kinds == 1|4:
		says = "an Excel workbook"
	case kinds == 1|8:
		says = "a PowerPoint presentation"
	}
	slices.SortStableFunc(all, func(a, b extent) int {
		switch {
		case a.at != b.at:
			return int(min(max(a.at-b.at, -1), 1))
		}
		return a.i - b.i
	})
	end := int64(-1)
	for _, x := range all {
		if x.at < end {
			if shared == nil {
				shared = make([]bool, len(all))
			}
			shared[x.i] = true
		}
		end = max(end, x.end)
	}
	return shared, says, nil
}

// admit counts a member, names it, and says whether it is to be read.
func (z *zipArchive) admit(e *zipEntry) (name, place string, ok bool, err error) {
	if strings.HasSuffix(e.raw, "/") || e.mode == fs.ModeDir {
		return "", "", false, nil
	}
	w := z.w
	w.top.members++
	w.stats.Members++
	if f := w.overMembers(); f != nil {
		z.s.left = true
		return "", "", false, w.fail(z.s.place, f)
	}
	name = e.name(z)
	if e.mode == fs.ModeSymlink {
		w.skip(SkipLink)
		return "", "", false, nil
	}
	if why := passedPath(name); why != "" {
		w.skip(why)
		return "", "", false, nil
	}
	place = z.s.place + "#" + z.names.shown(name)
	switch {
	case e.mode != 0:
		return "", "", false, w.refuse(place, entities.CodeUnreadable, odd(e.mode)+", not a file", nil)
	case e.flags&(zipEncrypted|zipStrong|zipMasked) != 0 || e.method == zipAES:
		return "", "", false, w.refuse(place, entities.CodeEncrypted, "it is under a password", nil)
	case e.method != 0 && e.method != 8 && e.method != 93:
		return "", "", false, w.refuse(place, entities.CodeArchive, "it is packed by "+zipMethod(e.method)+", which is not read", nil)
	}
	return name, place, true, nil
}

func zipMethod(m uint16) string {
	switch m {
	case 1, 2, 3, 4, 5, 6:
		return "a method of old zip programs"
	case 9:
		return "Deflate64"
	case 12:
		return "bzip2"
	case 14:
		return "LZMA"
	case 95:
		return "xz"
	case 98:
		return "PPMd"
	}
	return "an unknown method"
}

// member reads the member that the directory says is at e.at.
func (z *zipArchive) member(e *zipEntry, name, place string) error {
	var h [30]byte
	if e.at < 0 || e.at > z.size {
		return z.w.refuse(place, entities.CodeArchive, "the zip directory points outside the archive", nil)
	}
	if n, err := z.at.ReadAt(h[:], e.at); n < len(h) || string(h[:4]) != zipLocal {
		if cerr := z.w.ctx.Err(); cerr != nil {
			return cerr
		}
		if err != nil && err != io.EOF {
			return z.w.refuse(place, entities.CodeUnreadable, plain(err), nil)
		}
		return z.w.refuse(place, entities.CodeArchive, "the zip directory points where no member is", nil)
	}
	at := e.at + 30 + int64(le.Uint16(h[26:])) + int64(le.Uint16(h[28:]))
	if e.packed < 0 || at+e.packed > z.size {
		return z.w.refuse(place, entities.CodeArchive, "the zip directory says that it reaches beyond the archive", nil)
	}
	raw := z.w.packed(io.NewSectionReader(z.at, at, e.packed))
	defer z.w.free(raw.Reader)
	_, err := z.body(&raw, e, name, place, func(_, _ int64) (uint32, int64, error) { return e.crc, e.size, nil })
	return err
}

// body reads the data of one member from raw. want returns what the checksum
// and the size must be, once packed bytes are read and gave unpacked ones.
func (z *zipArchive) body(raw *packedReader, e *zipEntry, name, place string, want func(packed, unpacked int64) (uint32, int64, error)) (*zipBody, error) {
	w := z.w
	raw.mark()
	b := &zipBody{in: raw, want: want}
	switch e.method {
	case 0:
		b.r = raw.Reader
	case 8:
		f := w.inflate(raw.Reader)
		defer w.deflated(f)
		b.r = f
	case 93:
		d, err := w.unzstd(raw.Reader)
		if err != nil {
			return b, err
		}
		defer d.Close()
		b.r = d
	}
	l := &layer{w: w, r: b, in: raw.taken, say: z.say}
	w.begin(l)
	size := e.size
	if e.noSize {
		size = -1
	}
	var err error
	if place != "" {
		err = w.member(l, place, name, size, z.s.depth+1)
	}
	if e.noSize && err == nil && !b.done && l.fault == nil {
		io.Copy(io.Discard, l) // the end must be found; l keeps the fault
	}
	if ferr := w.finish(l, place); err == nil {
		err = ferr
	}
	b.fault = l.fault
	return b, err
}

func (z *zipArchive) say(err error) *fault {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return faultf(entities.CodeTruncated, "the packed data of this member ends early")
	case errors.Is(err, errZipChecksum):
		return faultf(entities.CodeChecksum, "the checksum of this member is wrong")
	case errors.Is(err, errZipSize):
		return faultf(entities.CodeChecksum, "this member is not as long as its archive says")
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return z.w.sayZstd(err)
	}
	return faultf(entities.CodeArchive, "the packed data of this member is damaged: %v", err)
}

var (
	errZipChecksum = errors.New("zip checksum")
	errZipSize     = errors.New("zip size")
)

// packedReader gives packed bytes and knows how many were taken. The buffer is
// handed to decompressors as it is: they know its type and are fast with it.
type packedReader struct {
	*bufio.Reader
	under *tally
	start int64
}

func (w *walker) packed(r io.Reader) packedReader {
	t := &tally{r: r}
	return packedReader{w.buffer(t), t, 0}
}

// taken returns how many bytes were taken since the last mark.
func (p *packedReader) taken() int64 { return p.under.n - int64(p.Buffered()) - p.start }

func (p *packedReader) mark() { p.start += p.taken() }

// tally counts bytes.
type tally struct {
	r io.Reader
	n int64
}

func (t *tally) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.n += int64(n)
	return n, err
}

// zipBody is the data of a member, held to its checksum at the end.
type zipBody struct {
	r     io.Reader
	in    *packedReader
	want  func(packed, unpacked int64) (uint32, int64, error)
	crc   uint32
	n     int64
	done  bool
	fault *fault
}

func (b *zipBody) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.crc = crc32.Update(b.crc, crc32.IEEETable, p[:n])
	b.n += int64(n)
	if err != io.EOF {
		return n, err
	}
	b.done = true
	crc, size, err := b.want(b.in.taken(), b.n)
	switch {
	case err != nil:
		return n, err
	case size != b.n:
		return n, errZipSize
	case crc != b.crc:
		return n, errZipChecksum
	}
	return n, io.EOF
}

// salvage reads the members of an archive without a directory, one behind the
// other from its beginning, as far as they are whole.
func (z *zipArchive) salvage() error {
	w, s := z.w, z.s
	s.left = true
	why := z.broken
	if why == nil {
		why = faultf(entities.CodeTruncated, "the zip archive ends early: its directory is missing")
	}
	r := w.packed(io.NewSectionReader(z.at, 0, z.size))
	defer w.free(r.Reader)
	for {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		h, err := r.Peek(30)
		switch {
		case len(h) >= 4 && string(h[:4]) == zipDesc && err == nil && string(h[4:8]) == zipLocal:
			r.Discard(4) // the mark of one part of a split archive
			continue
		case len(h) >= 4 && (string(h[:4]) == zipCentral || string(h[:4]) == zipEnd):
			return w.fail(s.place, why) // the end of the members
		case err != nil:
			return w.fail(s.place, why)
		case string(h[:4]) != zipLocal:
			return w.fail(s.place, faultf(entities.CodeArchive, "the zip archive is damaged; what follows is not read"))
		}
		e := zipEntry{
			flags: le.Uint16(h[6:]), method: le.Uint16(h[8:]), crc: le.Uint32(h[14:]),
			packed: int64(le.Uint32(h[18:])), size: int64(le.Uint32(h[22:])),
		}
		n, x := int(le.Uint16(h[26:])), int(le.Uint16(h[28:]))
		b := make([]byte, 30+n+x)
		if _, err := io.ReadFull(r, b); err != nil {
			return w.fail(s.place, why)
		}
		e.raw, e.extra = string(b[30:30+n]), b[30+n:]
		e.wide(false)
		e.noSize = e.flags&zipDescriptor != 0 && e.packed == 0
		name, place, ok, err := z.admit(&e)
		if err != nil {
			return err
		}
		if w.top.spent != nil {
			return nil
		}
		if !ok {
			place = "" // gone over, not read
		}
		if more, err := z.salvaged(&r, &e, name, place, why); err != nil || !more {
			return err
		}
	}
}

// salvaged reads one member that r stands at; without a place it goes over it.
// more says that r stands at what follows.
func (z *zipArchive) salvaged(r *packedReader, e *zipEntry, name, place string, why *fault) (more bool, err error) {
	w := z.w
	if e.noSize {
		if place == "" && descriptor(r.Reader, 0, 0) != nil {
			return true, nil
		}
		if e.method != 8 || e.flags&zipEncrypted != 0 {
			return false, w.fail(z.s.place, why) // nothing says where it ends
		}
		b, err := z.body(r, e, name, place, func(packed, unpacked int64) (uint32, int64, error) {
			if d := descriptor(r.Reader, packed, unpacked); d != nil {
				return le.Uint32(d), unpacked, nil
			}
			return 0, 0, io.ErrUnexpectedEOF
		})
		if err != nil || w.top.spent != nil {
			return false, err
		}
		if !b.done || b.fault != nil && b.fault.code != entities.CodeChecksum {
			why.told = why.told || b.fault != nil && b.fault.told && b.fault.code == entities.CodeTruncated
			return false, w.fail(z.s.place, why)
		}
		return true, nil
	}
	rest := &io.LimitedReader{R: r, N: e.packed}
	if place != "" {
		raw := w.packed(rest)
		b, err := z.body(&raw, e, name, place, func(_, _ int64) (uint32, int64, error) {
			if rest.N > 0 {
				return 0, 0, io.ErrUnexpectedEOF
			}
			return e.crc, e.size, nil
		})
		w.free(raw.Reader)
		if err != nil || w.top.spent != nil {
			return false, err
		}
		if rest.N > 0 && b.fault != nil && b.fault.code == entities.CodeTruncated {
			why.told = true // here, by this member
		}
	}
	if _, err := io.Copy(io.Discard, rest); err != nil || rest.N > 0 {
		return false, w.fail(z.s.place, why)
	}
	if e.flags&zipDescriptor != 0 {
		descriptor(r.Reader, e.packed, e.size)
	}
	return true, nil
}

// descriptor reads what stands behind a member that packed bytes gave unpacked
// bytes of, with or without a mark, in 32 or 64 bits. It begins with the
// checksum; nil is none that fits.
func descriptor(r *bufio.Reader, packed, unpacked int64) []byte {
	b, _ := r.Peek(24)
	for _, mark := range []int{4, 0} {
		if mark > 0 && (len(b) < 4 || string(b[:4]) != zipDesc) {
			continue
		}
		x := b[mark:]
		var n int
		switch {
		case len(x) >= 20 && le.Uint64(x[4:]) == uint64(packed) && le.Uint64(x[12:]) == uint64(unpacked):
			n = 20
		case len(x) >= 12 && le.Uint32(x[4:]) == uint32(packed) && le.Uint32(x[8:]) == uint32(unpacked):
			n = 12
		default:
			continue
		}
		crc := append([]byte(nil), x[:4]...)
		r.Discard(mark + n)
		return crc
	}
	return nil
}
