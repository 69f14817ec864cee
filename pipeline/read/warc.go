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
	gohash "hash"
	"io"
	"mime"
	"net/url"
	"path"
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
// leads astray the next record is looked for.
func (w *walker) warc(s *source) error {
	for n := int64(1); ; n++ {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		before := s.taken()
		lost, err := nextRecord(s)
		if lost > 0 {
			why := ""
			if f := s.members.damage(before, s.taken()); f != nil {
				why = "; " + f.reason
			}
			place := fmt.Sprintf("%s#%d", s.place, n)
			if rerr := w.refuse(place, entities.CodeArchive, fmt.Sprintf("%d bytes before record %d are no WARC record and are not read%s", lost, n, why), nil); rerr != nil {
				return rerr
			}
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
			line, err := s.r.ReadSlice('\n')
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

// headers reads header lines up to the blank line. Names come in lower case;
// of two equal names the first counts. A line that begins with a blank goes on
// with the one before it. A line that begins with mark, when that is not empty,
// begins another header: again counts those that were cut so.
func headers(r *bufio.Reader, mark string) (first string, h map[string]string, again int, err error) {
	h = map[string]string{}
	size, last := 0, ""
	for n := 0; ; n++ {
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
		switch {
		case n == 0:
			first = text
		case mark != "" && strings.HasPrefix(text, mark):
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
	_, h, cut, err := headers(s.r, recordMark)
	if cut > 0 {
		f := s.members.damage(start, s.taken())
		if f == nil {
			f = faultf(entities.CodeArchive, "the header of the record breaks off")
		}
		if rerr := w.refuse(place, f.code, f.reason, nil); rerr != nil {
			return rerr
		}
		place += "~2"
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
	length, err := strconv.ParseInt(h["content-length"], 10, 64)
	if err != nil || length < 0 {
		return w.refuse(place, entities.CodeArchive, fmt.Sprintf("the record has no good Content-Length but %q", printable(h["content-length"], 40)), nil)
	}
	address := strings.Trim(h["warc-target-uri"], "<>")
	block := &block{s: s, left: length, start: start}
	kind := strings.ToLower(h["warc-type"])
	switch kind {
	case "response", "resource", "conversion":
		if f := h["warc-segment-number"]; f != "" && f != "1" {
			kind = "continuation"
		}
	}
	switch kind {
	case "response", "resource", "conversion":
		err = w.recorded(s, block, kind, place, address, h)
	case "revisit":
		w.skip(SkipRepeat)
	default:
		w.skip(SkipRecord)
	}
	if err != nil {
		return err
	}
	if err := block.drain(); err != nil {
		s.left = true
		return w.fail(place, asFault(err))
	}
	switch {
	case block.early:
		if f := s.members.damage(start, s.taken()); f != nil {
			return w.refuse(place, f.code, f.reason+of(address), nil)
		}
		w.warn(place, fmt.Sprintf("the record ends %d bytes before its Content-Length says", block.left))
	case block.left > 0:
		return w.refuse(place, entities.CodeTruncated, fmt.Sprintf("the archive ends %d bytes before the end of this record%s", block.left, of(address)), nil)
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
	s     *source
	left  int64
	start int64 // where the record begins in the unpacked stream
	early bool  // the member ended first
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

// drain goes to the end of the block.
func (b *block) drain() error {
	_, err := io.Copy(io.Discard, b)
	return err
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
	at    int64 // in bytes of the unpacked stream
	fault *fault
}

// damage returns the fault of a member that ended early between from and to.
func (m *gzipMembers) damage(from, to int64) *fault {
	if m == nil {
		return nil
	}
	for len(m.bad) > 0 && m.bad[0].at <= from {
		m.bad = m.bad[1:]
	}
	if len(m.bad) == 0 || m.bad[0].at > to {
		return nil
	}
	f := m.bad[0].fault
	m.bad = m.bad[1:]
	return f
}

// broken says whether damage would return a fault.
func (m *gzipMembers) broken(from, to int64) bool {
	for i := 0; m != nil && i < len(m.bad); i++ {
		if m.bad[i].at > from && m.bad[i].at <= to {
			return true
		}
	}
	return false
}

// recorded reads the page of one record, if it is one.
func (w *walker) recorded(s *source, b *block, kind, place, address string, h map[string]string) error {
	var check gohash.Hash
	var r io.Reader = b
	want := h["warc-block-digest"]
	if check = digest(want); check != nil {
		r = io.TeeReader(b, check)
	}
	// Of the page and its HTTP header, no more than a page may have is kept.
	data, over, err := readAll(r, w.opt.MaxPage+maxHeader, b.left)
	if err != nil && len(data) == 0 {
		s.left = true
		return w.fail(place, asFault(err))
	}
	whole := err == nil && b.left == 0
	if err != nil || b.left > 0 && !b.early && !over || b.early && s.members.broken(b.start, s.taken()) {
		return nil // record says that it is cut
	}
	s.r.Peek(len(recordMark) + 4) // over the checksum of the member, if it ends here
	flaw := s.members.damage(b.start, max(s.memberEnd(b.start), s.taken()))
	ctype := h["content-type"]
	charset := ""
	packed := int64(len(data))
	if kind == "response" {
		media, params, _ := mime.ParseMediaType(ctype)
		if media != "" && media != "application/http" || params["msgtype"] == "request" || !over && !bytes.HasPrefix(data, []byte("HTTP/")) {
			w.skip(SkipResponse) // dns:, ftp:
			return nil
		}
	}
	if over {
		if main, _, _ := mime.ParseMediaType(ctype); kind != "response" && main != "" && !pageType(main) {
			w.skip(SkipResponse)
			return nil
		}
		return w.refuse(place, entities.CodeTooLarge, "a record of more than "+megabytes(w.opt.MaxPage)+of(address), nil)
	}
	var body io.Reader = bytes.NewReader(data)
	coding := ""
	if kind == "response" {
		br := bufio.NewReader(body)
		status, hh, _, err := headers(br, "")
		if err != nil && err != io.ErrUnexpectedEOF {
			return w.refuse(place, entities.CodeArchive, "the HTTP header in the record is longer than "+fmt.Sprint(maxHeader>>10)+" KiB"+of(address), nil)
		}
		if f := strings.Fields(status); len(f) < 2 || f[1] != "200" && f[1] != "203" {
			w.skip(SkipResponse)
			return nil
		}
		ctype, coding = hh["content-type"], strings.ToLower(hh["content-encoding"])
		rest, _ := io.ReadAll(br)
		if strings.Contains(strings.ToLower(hh["transfer-encoding"]), "chunked") {
			rest = unchunk(rest)
		}
		packed = int64(len(rest))
		body = bytes.NewReader(rest)
	}
	media, params, _ := mime.ParseMediaType(ctype)
	if media != "" && !pageType(media) || blankPage(body) || robots(address) {
		w.skip(SkipResponse)
		return nil
	}
	if params != nil {
		charset = params["charset"]
	}
	var warnings []string
	if flaw != nil {
		warnings = append(warnings, flaw.reason+": this article may be damaged")
	}
	if cut := h["warc-truncated"]; cut != "" {
		warnings = append(warnings, "the crawler cut this page: "+printable(cut, 40))
	}
	if h["warc-segment-number"] != "" {
		warnings = append(warnings, "the page goes on in other records, which are not read")
	}
	if check != nil && whole && !sameDigest(want, check.Sum(nil)) {
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
// header says so, is returned as it is; what is cut, as far as it goes.
func unchunk(b []byte) []byte {
	var out []byte
	for rest := b; ; {
		line, after, ok := bytes.Cut(rest, []byte("\n"))
		size, _, _ := bytes.Cut(bytes.TrimSpace(line), []byte(";"))
		n, err := strconv.ParseUint(string(bytes.TrimSpace(size)), 16, 40)
		if err != nil || !ok && n > 0 {
			if out == nil {
				return b
			}
			return out
		}
		if n == 0 {
			return out
		}
		if n > uint64(len(after)) {
			return append(out, after...)
		}
		out = append(out, after[:n]...)
		rest = bytes.TrimPrefix(bytes.TrimPrefix(after[n:], []byte("\r")), []byte("\n"))
	}
}

// digest returns the hash that a WARC digest such as sha1:3I42H3S6 was made
// with, nil for one we do not know.
func digest(s string) gohash.Hash {
	name, _, _ := strings.Cut(s, ":")
	switch strings.ToLower(name) {
	case "sha1", "sha-1":
		return sha1.New()
	case "sha256", "sha-256":
		return sha256.New()
	case "md5":
		return md5.New()
	}
	return nil
}

// sameDigest compares a digest, in base 32 or hexadecimal, with a sum.
func sameDigest(s string, sum []byte) bool {
	_, value, _ := strings.Cut(s, ":")
	value = strings.TrimRight(strings.TrimSpace(value), "=")
	return strings.EqualFold(value, hex.EncodeToString(sum)) ||
		strings.EqualFold(value, base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum))
}
