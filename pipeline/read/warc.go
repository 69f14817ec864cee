package read

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"

	"github.com/factloom/factloom/entities"
)

// What a web archive holds beside pages. Each such record is counted and not
// looked into.
const (
	SkipRecord   = "WARC record of another kind"     // warcinfo, request, metadata, revisit, continuation
	SkipResponse = "WARC response that is no page"   // a redirect, an error, a picture, a script, robots.txt
	SkipRepeat   = "WARC record of an earlier visit" // revisit: the page is the same as one told before
)

// maxHeader is how many bytes the header of a WARC record, or of the HTTP
// response in it, may have.
const maxHeader = 256 << 10

// warc reads the records of a web archive (ISO 28500), which is mostly a gzip
// stream with one member a record. The place of a page is the number of its
// record, from 1.
//
// No length in a header is trusted: what is read of a record is bounded by the
// limits, ends where the gzip member of the record ends, and where a length
// leads astray the next record is looked for. Only of a stream, in what is longer
// than a page may be, it is not: such a record is refused.
func (w *walker) warc(s *source) error {
	for n := int64(1); ; n++ {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		before := s.taken()
		lost, err := nextRecord(s)
		f := s.members.damage(before, s.taken())
		if lost > 0 {
			why := ""
			if f != nil {
				why = "; " + f.reason
			}
			place := fmt.Sprintf("%s#%d", s.place, n)
			if rerr := w.refuse(place, entities.CodeArchive, fmt.Sprintf("%d bytes before record %d are no WARC record and are not read%s", lost, n, why), nil); rerr != nil {
				return rerr
			}
			f = nil
		}
		if f == nil {
			f = s.members.empty(s.taken())
		}
		for ; f != nil; f = s.members.empty(s.taken()) {
			if rerr := w.refuse(fmt.Sprintf("%s#%d", s.place, n), f.code, f.reason+": nothing of the record is read", nil); rerr != nil {
				return rerr
			}
			n++
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return w.fail(s.place, err)
		}
		w.top.members++
		w.stats.Members++
		if f := w.overMembers(); f != nil {
			s.left = true
			return w.fail(s.place, f)
		}
		if err := w.record(s, n); err != nil || s.left {
			return err
		}
	}
}

// recordMark begins each record.
const recordMark = "WARC/"

// nextRecord goes over blank lines to the next record, and returns how many
// bytes that were neither it passed over.
func nextRecord(s *source) (lost int64, err error) {
	for {
		b, err := s.r.Peek(len(recordMark))
		switch {
		case string(b) == recordMark:
			return lost, nil
		case len(b) == 0:
			return lost, err
		case b[0] == '\r' || b[0] == '\n' || b[0] == 0:
			s.r.Discard(1)
			continue
		}
		// no record: the next one begins a line
		for {
			at := s.taken()
			line, err := s.r.ReadSlice('\n')
			if i := s.cutIn(at, line); i > 0 {
				s.unread(line[i:])
				lost += int64(i)
				break
			}
			lost += int64(len(line))
			if err == bufio.ErrBufferFull {
				continue
			}
			if err != nil {
				return lost, err
			}
			break
		}
	}
}

// cutIn returns where in a line that begins at at a record begins because the
// gzip member before it broke off; 0 for nowhere.
func (s *source) cutIn(at int64, line []byte) int {
	if end := s.memberEnd(at); end > at && end-at < int64(len(line)) && bytes.HasPrefix(line[end-at:], []byte(recordMark)) {
		return int(end - at)
	}
	return 0
}

// headers reads header lines up to the blank line. Names come in lower case;
// of two equal names the first counts. A line that begins with a blank goes on
// with the one before it. In a header of s, when that is not nil, another record
// may begin: again counts those that were cut so.
func headers(r *bufio.Reader, s *source) (first string, h map[string]string, again int, err error) {
	h = map[string]string{}
	size, last := 0, ""
	for n := 0; ; n++ {
		at := int64(0)
		if s != nil {
			at = s.taken()
		}
		line, err := r.ReadSlice('\n')
		long := strings.Builder{}
		for err == bufio.ErrBufferFull && size < maxHeader {
			size += len(line)
			long.Write(line)
			line, err = r.ReadSlice('\n')
		}
		long.Write(line)
		if size += len(line); size > maxHeader {
			return first, h, again, errHeader
		}
		text := strings.TrimRight(long.String(), "\r\n")
		cut := 0
		if s != nil {
			cut = s.cutIn(at, []byte(text))
		}
		text = text[cut:]
		switch {
		case n == 0 && cut == 0:
			first = text
		case s != nil && strings.HasPrefix(text, recordMark):
			again++
			clear(h)
			first, last = text, ""
		case text == "" && err == nil:
			return first, h, again, nil
		case text == "":
		case text[0] == ' ' || text[0] == '\t':
			if last != "" {
				h[last] += " " + strings.TrimSpace(text)
			}
		default:
			name, value, ok := strings.Cut(text, ":")
			if last = strings.ToLower(strings.TrimSpace(name)); !ok {
				last = ""
			} else if _, twice := h[last]; !twice {
				h[last] = strings.TrimSpace(value)
			}
		}
		if err == io.EOF {
			return first, h, again, io.ErrUnexpectedEOF
		}
		if err != nil {
			return first, h, again, err
		}
	}
}

var errHeader = fmt.Errorf("the header is longer than %d KiB", maxHeader>>10)

// record reads the record that s stands at.
func (w *walker) record(s *source, n int64) error {
	place := fmt.Sprintf("%s#%d", s.place, n)
	start := s.taken()
	_, h, cut, err := headers(s.r, s)
	if cut > 0 {
		f := s.members.damage(start, s.taken())
		if f == nil {
			f = faultf(entities.CodeArchive, "the header of the record breaks off")
		}
		if rerr := w.refuse(place, f.code, f.reason, nil); rerr != nil {
			return rerr
		}
		place, start = place+"~2", s.taken()
	}
	switch {
	case err == errHeader:
		return w.refuse(place, entities.CodeArchive, "the header of the record is longer than "+fmt.Sprint(maxHeader>>10)+" KiB", nil)
	case err == io.ErrUnexpectedEOF && s.layer.fault == nil:
		return w.refuse(place, entities.CodeTruncated, "the archive ends in the header of this record", nil)
	case err != nil:
		s.left = true
		return w.fail(place, asFault(err))
	}
	kind, address := strings.ToLower(h["warc-type"]), strings.Trim(h["warc-target-uri"], "<>")
	limit, from := w.opt.MaxPage+maxHeader, s.taken()
	length, err := strconv.ParseInt(h["content-length"], 10, 64)
	b := &block{s: s, left: length, start: start}
	odd := ""
	switch {
	case err == nil && length >= 0:
		// Of the file at hand we know how much there is left, and what is there.
		if b.blind = s.lies > maxLies || s.file != nil && (length > s.size-s.taken() || length > limit && !s.endsIn(length)); b.blind {
			odd = "the length of the record is wrong: it is read up to the next one"
		}
	case kind == "":
		return w.refuse(place, entities.CodeArchive, fmt.Sprintf("the record has no good Content-Length but %q", printable(h["content-length"], 40)), nil)
	default:
		b.blind = true
		odd = fmt.Sprintf("the record has no good Content-Length but %q: it is read up to the next one", printable(h["content-length"], 40))
	}
	data, over, mended, err := b.content(limit)
	if err != nil {
		s.left = true
		return w.fail(place, asFault(err))
	}
	s.r.Peek(len(recordMark) + 4) // over the checksum of the member, if it ends here
	flaw := s.members.damage(start, max(s.memberEnd(start), s.taken()))
	if flaw != nil && (b.blind || b.early) {
		return w.refuse(place, flaw.code, flaw.reason+of(address), nil)
	}
	if b.blind {
		if next, _ := s.r.Peek(1); len(next) == 0 {
			b.left = max(length-(s.taken()-from), 0) // it is rather the archive that is cut
		}
	}
	if mended != "" {
		odd = mended
	}
	if b.astray {
		return w.refuse(place, entities.CodeArchive, fmt.Sprintf("no record ends where the Content-Length of this one says, %d bytes on: they are not read, nor records in them%s", length, of(address)), nil)
	}
	switch kind {
	case "response", "resource", "conversion":
		if f := h["warc-segment-number"]; f != "" && f != "1" {
			kind = "continuation"
		}
	}
	switch {
	case b.left > 0 && !b.early: // it is cut, see below
	case kind == "response", kind == "resource", kind == "conversion":
		err = w.recorded(s, flaw, data, over, kind, place, address, h)
	case flaw != nil:
		err = w.refuse(place, flaw.code, flaw.reason+of(address), nil)
	case kind == "revisit":
		w.skip(SkipRepeat)
	default:
		w.skip(SkipRecord)
	}
	switch {
	case err != nil:
		return err
	case b.early:
		w.warn(place, fmt.Sprintf("the record ends %d bytes before its Content-Length says", b.left))
	case b.left > 0:
		return w.refuse(place, entities.CodeTruncated, fmt.Sprintf("the archive ends %d bytes before the end of this record%s", b.left, of(address)), nil)
	case odd != "":
		w.warn(place, odd)
	}
	return nil
}

func of(address string) string {
	if address == "" {
		return ""
	}
	return ", " + printable(address, 120)
}

// block reads the content of one record: as many bytes as its header says, but
// not beyond the gzip member that the record is in.
type block struct {
	s      *source
	left   int64
	start  int64 // where the record begins in the unpacked stream
	early  bool  // the member ended first
	blind  bool  // the length is known to be wrong, or not known
	astray bool  // the length was wrong, and what it led over is gone
}

// maxLies is how many wrong lengths of records are set right by going back:
// each may cost as much as a page may have. After that the lengths of a stream
// are not asked any more.
const maxLies = 8

// content reads the whole content and goes to its end. A length that leads into
// the next record, or beyond the last, or stops too early, is set right: mended
// says so. The next record is looked for only then, so that a page cannot pass
// a part of itself off as a record while lengths are right. Of more than limit
// bytes, over, none are returned and no record is looked for in them: b is astray
// where their length was wrong.
func (b *block) content(limit int64) (data []byte, over bool, mended string, err error) {
	if !b.blind {
		if data, over, err = readAll(b, limit, b.left); err != nil {
			return nil, false, "", err
		}
		if over {
			_, err = io.Copy(io.Discard, b)
			b.astray = err == nil && b.left == 0 && !b.s.atEnd()
			return nil, true, "", err
		}
		if b.early {
			return trimEnd(data), false, "", nil
		}
		if b.left == 0 && b.s.atEnd() {
			return data, false, "", nil
		}
		said := int64(len(data)) + b.left
		more, _ := b.s.r.Peek(markLen)
		if i := markIn(append(data, more...), len(data)); i >= 0 {
			b.s.unread(data[i:])
			b.s.lies++
			b.left = 0
			return trimEnd(data[:i]), false, fmt.Sprintf("the record ends %d bytes before its Content-Length says", said-int64(i)), nil
		}
		if b.left > 0 {
			return data, false, "", nil // nothing follows that was swallowed: it is cut
		}
	}
	b.left = 0
	n := len(data)
	data, over, err = b.toNext(data, limit)
	if !b.blind {
		mended = fmt.Sprintf("the record goes on for %d bytes behind its Content-Length", len(data)-n)
		if over {
			mended = "the record goes on behind its Content-Length"
		}
	}
	return trimEnd(data), over, mended, err
}

// atEnd says whether s stands where a record may end.
func (s *source) atEnd() bool {
	b, _ := s.r.Peek(endLen)
	return recordEnd(b)
}

// endsIn says whether a record may end n bytes on in the file at hand.
func (s *source) endsIn(n int64) bool {
	var b [endLen]byte
	got, _ := s.file.ReadAt(b[:], s.taken()+n)
	return recordEnd(b[:got])
}

// endLen is how many bytes tell whether a record ends before them.
const endLen = 64

// recordEnd says whether a record may end before b: b is nothing, or the two line
// ends that close a record, or the next one.
func recordEnd(b []byte) bool {
	if len(b) == 0 || bytes.HasPrefix(b, []byte("\r\n\r\n")) || bytes.HasPrefix(b, []byte("\n\n")) {
		return true
	}
	rest := bytes.TrimLeft(b, "\r\n\x00")
	return len(rest) == 0 || bytes.HasPrefix(rest, []byte(recordMark)) || len(rest) < len(recordMark) && strings.HasPrefix(recordMark, string(rest))
}

// markLen is how far the first line of a record and its type are looked for.
const markLen = 1 << 10

// markIn returns where the first record begins in b, before end, -1 for none:
// a line of its own with the version, after an empty one, and in what follows
// the type of the record.
func markIn(b []byte, end int) int {
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("\n"+recordMark))
		if i < 0 || at+i+1 >= end {
			return -1
		}
		at += i + 1
		before := bytes.TrimSuffix(b[:at-1], []byte("\r"))
		line, rest, _ := bytes.Cut(b[at:min(len(b), at+markLen)], []byte("\n"))
		if (len(before) == 0 || before[len(before)-1] == '\n') && len(bytes.TrimSpace(line)) == len(recordMark)+3 && bytes.Contains(bytes.ToLower(rest), []byte("warc-type:")) {
			return at
		}
	}
}

// toNext reads on to the next record, to the end of the gzip member or to that
// of the stream, and adds that to data.
func (b *block) toNext(data []byte, limit int64) (_ []byte, over bool, err error) {
	s, first := b.s, true
	for {
		p, err := s.r.Peek(len(recordMark))
		if len(p) == 0 {
			if err == io.EOF {
				err = nil
			}
			return data, over, err
		}
		at, end := s.taken(), s.memberEnd(b.start)
		if string(p) == recordMark && (first || at == end) {
			return data, over, nil
		}
		p, _ = s.r.Peek(s.r.Buffered())
		if end > at {
			p = p[:min(int64(len(p)), end-at)]
		}
		if i := bytes.IndexByte(p, '\n'); i >= 0 {
			p, first = p[:i+1], true
		} else {
			first = false
		}
		if over = over || int64(len(data)+len(p)) > limit; over {
			data = nil
		} else {
			data = append(data, p...)
		}
		s.r.Discard(len(p))
	}
}

// trimEnd takes off the line ends that close a record.
func trimEnd(b []byte) []byte {
	if t, ok := bytes.CutSuffix(b, []byte("\r\n\r\n")); ok {
		return t
	}
	return bytes.TrimSuffix(b, []byte("\n\n"))
}

func (b *block) Read(p []byte) (int, error) {
	if b.left <= 0 || b.early {
		return 0, io.EOF
	}
	if b.s.r.Buffered() == 0 {
		if _, err := b.s.r.Peek(1); err != nil && b.s.r.Buffered() == 0 {
			return 0, err
		}
	}
	n := min(int64(len(p)), b.left, int64(b.s.r.Buffered()))
	if at, end := b.s.taken(), b.s.memberEnd(b.start); end >= 0 && at <= end {
		if at == end {
			if next, _ := b.s.r.Peek(len(recordMark)); string(next) == recordMark {
				b.early = true
				return 0, io.EOF
			}
		} else {
			n = min(n, end-at)
		}
	}
	got, err := b.s.r.Read(p[:n])
	b.left -= int64(got)
	return got, err
}

// memberEnd returns where the first gzip member ends that ends after at, in
// bytes of the unpacked stream; -1 when that is not known.
func (s *source) memberEnd(at int64) int64 {
	if s.members == nil {
		return -1
	}
	for len(s.members.ends) > 0 && s.members.ends[0] <= at {
		s.members.ends = s.members.ends[1:]
	}
	if len(s.members.ends) == 0 {
		return -1
	}
	return s.members.ends[0]
}

// gzipMembers is what the reader of a gzip stream tells the reader of the
// records in it.
type gzipMembers struct {
	off  bool // no records are in it, so nobody asks
	ends []int64
	bad  []damaged // members that were given up
}

type damaged struct {
	from, at int64 // where it begins and breaks off, in bytes of the unpacked stream
	fault    *fault
}

// damage returns the fault of a member of which something came and that broke
// off between from and to. It is returned once.
func (m *gzipMembers) damage(from, to int64) *fault {
	if m != nil { // nobody asks for what lies before from again
		m.bad = slices.DeleteFunc(m.bad, func(d damaged) bool { return d.from < d.at && d.at <= from })
	}
	return m.first(func(d damaged) bool { return d.from < d.at && d.at <= to })
}

// empty returns the fault of a member of which nothing came, up to to. It is
// returned once.
func (m *gzipMembers) empty(to int64) *fault {
	return m.first(func(d damaged) bool { return d.from == d.at && d.at <= to })
}

func (m *gzipMembers) first(is func(damaged) bool) *fault {
	if m == nil {
		return nil
	}
	i := slices.IndexFunc(m.bad, is)
	if i < 0 {
		return nil
	}
	f := m.bad[i].fault
	m.bad = slices.Delete(m.bad, i, i+1)
	return f
}

// recorded reads the page of one record, if it is one, from its content. flaw,
// when not nil, is what is wrong with the gzip member that it is in.
func (w *walker) recorded(s *source, flaw *fault, data []byte, over bool, kind, place, address string, h map[string]string) error {
	skip := func() error {
		if flaw != nil { // it may be one that is damaged
			return w.refuse(place, flaw.code, flaw.reason+of(address), nil)
		}
		w.skip(SkipResponse)
		return nil
	}
	ctype := h["content-type"]
	charset := ""
	packed := int64(len(data))
	if kind == "response" {
		media, params, _ := mime.ParseMediaType(ctype)
		if media != "" && media != "application/http" || params["msgtype"] == "request" || !over && !bytes.HasPrefix(data, []byte("HTTP/")) {
			return skip() // dns:, ftp:
		}
	}
	if over {
		if main, _, _ := mime.ParseMediaType(ctype); kind != "response" && main != "" && !pageType(main) {
			return skip()
		}
		return w.refuse(place, entities.CodeTooLarge, "a record of more than "+megabytes(w.opt.MaxPage)+of(address), nil)
	}
	var body io.Reader = bytes.NewReader(data)
	var warnings []string
	coding := ""
	if kind == "response" {
		br := bufio.NewReader(body)
		status, hh, _, err := headers(br, nil)
		if err != nil && err != io.ErrUnexpectedEOF {
			return w.refuse(place, entities.CodeArchive, "the HTTP header in the record is longer than "+fmt.Sprint(maxHeader>>10)+" KiB"+of(address), nil)
		}
		if f := strings.Fields(status); len(f) < 2 || f[1] != "200" && f[1] != "203" {
			return skip()
		}
		ctype, coding = hh["content-type"], strings.ToLower(hh["content-encoding"])
		rest, _ := io.ReadAll(br)
		if strings.Contains(strings.ToLower(hh["transfer-encoding"]), "chunked") {
			cut := false
			if rest, cut = unchunk(rest); cut {
				warnings = append(warnings, "the chunks that the page was sent in end early: it may be cut")
			}
		}
		packed = int64(len(rest))
		body = bytes.NewReader(rest)
	}
	media, params, _ := mime.ParseMediaType(ctype)
	if media != "" && !pageType(media) || blankPage(body) || robots(address) {
		return skip()
	}
	if params != nil {
		charset = params["charset"]
	}
	if flaw != nil {
		warnings = append(warnings, flaw.reason+": this article may be damaged")
	}
	if cut := h["warc-truncated"]; cut != "" {
		warnings = append(warnings, "the crawler cut this page: "+printable(cut, 40))
	}
	if h["warc-segment-number"] != "" {
		warnings = append(warnings, "the page goes on in other records, which are not read")
	}
	if want := h["warc-block-digest"]; !sameDigest(want, data) {
		warnings = append(warnings, "the digest of the WARC record is wrong: this article may be damaged")
	}
	return w.payload(s, body, packed, place, address, charset, coding, warnings)
}

// payload reads the bytes of a page as a source of their own, out of the
// codings that the server put it in.
func (w *walker) payload(s *source, body io.Reader, packed int64, place, address, charset, coding string, warnings []string) error {
	counted := &counter{r: body}
	l := &layer{w: w, below: s.layer, r: counted, in: func() int64 { return counted.n }, copies: true, say: func(err error) *fault {
		return faultf(entities.CodeArchive, "the page cannot be unpacked: %v", err)
	}}
	for _, c := range strings.FieldsFunc(coding, func(r rune) bool { return r == ',' || r == ' ' }) {
		if c == "identity" || c == "none" {
			continue
		}
		raw := bufio.NewReader(l.r)
		r, err := w.uncode(raw, c)
		if err != nil {
			return w.refuse(place, entities.CodeArchive, fmt.Sprintf("the page was sent as %s, which cannot be unpacked: %v%s", printable(c, 20), err, of(address)), nil)
		}
		l.r, l.copies = r, false
	}
	l.say = func(err error) *fault {
		if err == io.ErrUnexpectedEOF {
			return faultf(entities.CodeTruncated, "the packed page in the record ends early%s", of(address))
		}
		return faultf(entities.CodeArchive, "the packed page in the record is damaged: %v%s", err, of(address))
	}
	in := &source{place: place, name: pageName(address), layer: l, size: packed, depth: s.depth + 1,
		listed: true, doc: entities.Document{URL: address, Warnings: warnings}, charset: charset, fetched: true}
	in.r = w.buffer(l)
	err := w.stream(in)
	w.free(in.r)
	return err
}

// uncode takes one content coding off r. What says a coding and is without it
// passes as it is: crawlers store pages either way.
func (w *walker) uncode(r *bufio.Reader, coding string) (io.Reader, error) {
	head, _ := r.Peek(2)
	switch coding {
	case "gzip", "x-gzip":
		if len(head) < 2 || head[0] != 0x1f || head[1] != 0x8b {
			return r, nil
		}
		return gzip.NewReader(r)
	case "deflate":
		if len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			return zlib.NewReader(r)
		}
		if len(head) > 0 && head[0] == '<' {
			return r, nil
		}
		return flate.NewReader(r), nil
	case "br":
		if len(head) > 0 && head[0] == '<' {
			return r, nil
		}
		return brotli.NewReader(r), nil
	case "zstd":
		return w.unzstd(r)
	}
	return nil, fmt.Errorf("the coding is not known")
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// pageType says whether a media type is that of a page, a text or a feed.
func pageType(media string) bool {
	switch media {
	case "text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml",
		"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/octet-stream":
		return true
	}
	return false
}

func blankPage(r io.Reader) bool {
	b, ok := r.(*bytes.Reader)
	return ok && b.Len() == 0
}

func robots(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Path == "/robots.txt" || u.Path == "/ads.txt")
}

// pageName returns the last part of an address, for a hint about its kind.
func pageName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if b := path.Base(u.Path); b != "." && b != "/" {
		return b
	}
	return ""
}

// unchunk joins the chunks of an HTTP body. What is not in chunks, though its
// header says so, is returned as it is: crawlers store pages either way. What
// is cut, is returned as far as it goes.
func unchunk(b []byte) (out []byte, cut bool) {
	for rest, n := b, 0; ; n++ {
		line, after, ok := bytes.Cut(rest, []byte("\n"))
		size, _, _ := bytes.Cut(bytes.TrimSpace(line), []byte(";"))
		length, err := strconv.ParseUint(string(bytes.TrimSpace(size)), 16, 40)
		if err != nil || !ok && length > 0 {
			if n == 0 {
				return b, false
			}
			return out, true
		}
		if length == 0 {
			return out, false
		}
		if length > uint64(len(after)) {
			return append(out, after...), true
		}
		out = append(out, after[:length]...)
		rest = bytes.TrimPrefix(bytes.TrimPrefix(after[length:], []byte("\r")), []byte("\n"))
	}
}

// sameDigest says whether a WARC digest such as sha1:3I42H3S6, in base 32 or
// hexadecimal, is that of data. One of a kind that we do not know is.
func sameDigest(s string, data []byte) bool {
	name, value, _ := strings.Cut(s, ":")
	var sum []byte
	switch strings.ToLower(name) {
	case "sha1", "sha-1":
		h := sha1.Sum(data)
		sum = h[:]
	case "sha256", "sha-256":
		h := sha256.Sum256(data)
		sum = h[:]
	case "md5":
		h := md5.Sum(data)
		sum = h[:]
	default:
		return true
	}
	value = strings.TrimRight(strings.TrimSpace(value), "=")
	return strings.EqualFold(value, hex.EncodeToString(sum)) ||
		strings.EqualFold(value, base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum))
}
