package read

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/base32"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"

	"github.com/factloom/factloom/entities"
)

// rec is a WARC record as a crawler writes it; length, when not 0, is what its
// header says instead of the truth.
type rec struct {
	kind, url, head string
	block           string
	length          int
}

func (r rec) bytes() []byte {
	n := len(r.block)
	if r.length != 0 {
		n = r.length
	}
	return fmt.Appendf(nil, "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2026-03-18T01:02:03Z\r\n%sContent-Length: %d\r\n\r\n%s\r\n\r\n",
		r.kind, r.url, r.head, n, r.block)
}

const infoHead = "Content-Type: application/warc-fields\r\n"

func response(url, head, body string) rec {
	return rec{kind: "response", url: url, head: "Content-Type: application/http; msgtype=response\r\n",
		block: "HTTP/1.1 200 OK\r\nServer: x\r\n" + head + "\r\n" + body}
}

func htmlAt(url string) rec { return response(url, "Content-Type: text/html; charset=utf-8\r\n", page) }

// warcs writes records one after the other, each packed by pack.
func warcs(pack func([]byte) []byte, recs ...rec) []byte {
	var b []byte
	for _, r := range recs {
		b = append(b, pack(r.bytes())...)
	}
	return b
}

func bare(b []byte) []byte { return b }

func deflated(b []byte, zlibHead bool) string {
	var out bytes.Buffer
	if zlibHead {
		z := zlib.NewWriter(&out)
		z.Write(b)
		z.Close()
		return out.String()
	}
	z, _ := flate.NewWriter(&out, 6)
	z.Write(b)
	z.Close()
	return out.String()
}

func brotlied(s string) string {
	var out bytes.Buffer
	z := brotli.NewWriter(&out)
	z.Write([]byte(s))
	z.Close()
	return out.String()
}

func chunked(b string) string {
	var out strings.Builder
	for len(b) > 0 {
		n := min(len(b), 37)
		fmt.Fprintf(&out, "%x;x=1\r\n%s\r\n", n, b[:n])
		b = b[n:]
	}
	return out.String() + "0\r\n\r\n"
}

func TestWARC(t *testing.T) {
	info := rec{kind: "warcinfo", head: infoHead, block: "software: x\r\n"}
	request := rec{kind: "request", url: "https://news.example/1", head: "Content-Type: application/http; msgtype=request\r\n", block: "GET /1 HTTP/1.1\r\n\r\n"}
	one, two, three := htmlAt("https://news.example/1"), htmlAt("<https://news.example/2>"), htmlAt("https://news.example/3")
	broken := func() []byte { // the second page cannot be unpacked
		b := gz(two.bytes())
		copy(b[len(b)/2:], "\xff\xff\xff\xff\xff\xff\xff\xff")
		return append(append(gz(one.bytes()), b...), gz(three.bytes())...)
	}
	wrongSum := func() []byte {
		b := gz(two.bytes())
		b[len(b)-6] ^= 1
		return append(append(gz(one.bytes()), b...), gz(three.bytes())...)
	}
	long, short, huge := two, two, two
	long.length, short.length, huge.length = len(two.block)+70, len(two.block)-10, 1<<60
	longer, inMark, five, minus, longRequest := two, two, two, two, request
	longer.length, inMark.length, five.length, minus.length = len(two.block)+len(three.bytes())+20, len(two.block)+8, 5, -3
	longRequest.length = len(request.block) + 300
	// A page may hold what looks like a record: while lengths are right, it is none.
	smuggler := response("https://news.example/4", "Content-Type: text/html\r\n", page+"\r\n\r\n"+string(htmlAt("https://evil.example/").bytes()))
	cutMembers := func() []byte {
		var b []byte
		for i, r := range []rec{one, two, three, two, one} {
			m := gz(r.bytes())
			if i%2 == 1 {
				m = m[:len(m)-len(m)/3]
			}
			b = append(b, m...)
		}
		return b
	}
	sum := sha1.Sum([]byte(one.block))
	good, bad := one, one
	good.head += "WARC-Block-Digest: sha1:" + base32.StdEncoding.EncodeToString(sum[:]) + "\r\n"
	bad.head += "WARC-Block-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"
	for _, c := range []struct {
		name string
		data []byte
		want []string
		skip int
		warn string // in a warning of the container or of an article
	}{
		{"plain", warcs(bare, info, request, one, two), []string{"#3 html", "#4 html"}, 2, ""},
		{"a member a record", warcs(gz, info, request, one, two), []string{"#3 html", "#4 html"}, 2, ""},
		{"one gzip", gz(warcs(bare, info, one, request, two)), []string{"#2 html", "#4 html"}, 2, ""},
		{"zstd", zst(warcs(bare, one, two)), []string{"#1 html", "#2 html"}, 0, ""},
		{"in a zip", zipOf(entry{"crawl.warc.gz", warcs(gz, one, two)}), []string{"#crawl.warc.gz#1 html", "#crawl.warc.gz#2 html"}, 0, ""},
		{"chunks", warcs(gz, response("https://news.example/c", "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", chunked(page))), []string{"#1 html"}, 0, ""},
		{"chunks that are none", warcs(gz, response("https://news.example/c", "Transfer-Encoding: chunked\r\n", page)), []string{"#1 html"}, 0, ""},
		{"packed by the server", warcs(gz, response("https://news.example/g", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", string(gz([]byte(page))))), []string{"#1 html"}, 0, ""},
		{"packed and in chunks", warcs(gz, response("https://news.example/g", "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunked(string(gz([]byte(page)))))), []string{"#1 html"}, 0, ""},
		{"deflate", warcs(gz, response("https://news.example/d", "Content-Encoding: deflate\r\n", deflated([]byte(page), true)),
			response("https://news.example/d", "Content-Encoding: deflate\r\n", deflated([]byte(page), false))), []string{"#1 html", "#2 html"}, 0, ""},
		{"brotli", warcs(gz, response("https://news.example/b", "Content-Encoding: br\r\n", brotlied(page)), response("https://news.example/c", "Content-Encoding: br\r\n", brotlied(page)[:40])), []string{"#1 html", "#2: truncated"}, 0, ""},
		{"zstd by the server", warcs(gz, response("https://news.example/z", "Content-Encoding: zstd\r\n", string(zst([]byte(page))))), []string{"#1 html"}, 0, ""},
		{"said to be packed", warcs(gz, response("https://news.example/n", "Content-Encoding: gzip\r\n", page)), []string{"#1 html"}, 0, ""},
		{"unknown coding", warcs(gz, response("https://news.example/u", "Content-Encoding: pack200\r\n", "xx"), one), []string{"#1: bad-archive", "#2 html"}, 0, ""},
		{"cut inside the packing", warcs(gz, response("https://news.example/t", "Content-Encoding: gzip\r\n", string(gz([]byte(page))[:60])), one), []string{"#1: truncated", "#2 html"}, 0, ""},
		{"no pages", warcs(gz, response("https://news.example/a.png", "Content-Type: image/png\r\n", "\x89PNG\r\n\x1a\n..."),
			response("https://news.example/api", "Content-Type: application/json\r\n", line1),
			response("https://news.example/untyped", "", line1),
			response("https://news.example/robots.txt", "Content-Type: text/plain\r\n", "User-agent: *"),
			response("https://news.example/empty", "Content-Type: text/html\r\n", ""),
			rec{kind: "response", url: "https://news.example/gone", head: "Content-Type: application/http\r\n", block: "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n" + page},
			rec{kind: "response", url: "dns:news.example", head: "Content-Type: text/dns\r\n", block: "20260318 news.example 1 A 192.0.2.1"},
			rec{kind: "revisit", url: "https://news.example/1", block: "HTTP/1.1 200 OK\r\n\r\n"},
			rec{kind: "metadata", block: "a: b"}, rec{kind: "kumquat", block: "?"}), nil, 10, ""},
		{"resource and conversion", warcs(gz, rec{kind: "resource", url: "https://news.example/r", head: "Content-Type: text/html\r\n", block: page},
			rec{kind: "conversion", url: "https://news.example/t", head: "Content-Type: text/plain\r\n", block: plainT}), []string{"#1 html", "#2 text"}, 0, ""},
		{"second segment", warcs(gz, rec{kind: "response", url: "https://news.example/r", head: "WARC-Segment-Number: 2\r\n", block: page}), nil, 1, ""},
		{"a length too long", warcs(bare, one, long, three), []string{"#1 html", "#2 html", "#3 html"}, 0, "#2: the record ends 66 bytes before"},
		{"a length too long in one gzip", gz(warcs(bare, one, long, three)), []string{"#1 html", "#2 html", "#3 html"}, 0, "#2: the record ends 66 bytes before"},
		{"a length too long by a record", warcs(bare, one, longer, three, one), []string{"#1 html", "#2 html", "#3 html", "#4 html"}, 0, "#2: the record ends"},
		{"a length that ends in a mark", warcs(bare, one, inMark, three), []string{"#1 html", "#2 html", "#3 html"}, 0, "#2: the record ends 4 bytes before"},
		{"a length too long of what is skipped", warcs(bare, one, request, longRequest, three), []string{"#1 html", "#4 html"}, 2, "#3: the record ends"},
		{"a length too long in a member", warcs(gz, one, long, three), []string{"#1 html", "#2 html", "#3 html"}, 0, "the record ends"},
		{"a length too short", warcs(gz, one, short, three), []string{"#1 html", "#2 html", "#3 html"}, 0, "#2: the record goes on for 14 bytes"},
		{"a length of five", warcs(bare, one, five, three), []string{"#1 html", "#2 html", "#3 html"}, 0, "#2: the record goes on for"},
		{"a length of five at the end of a member", append(append(gz(one.bytes()), gz(bytes.TrimSpace(five.bytes()))...), gz(three.bytes())...), []string{"#1 html", "#2 html", "#3 html"}, 0, "#2: the record goes on for"},
		{"a length over all", warcs(bare, one, huge, three), []string{"#1 html", "#2 html", "#3 html"}, 0, "#2: the length of the record is wrong"},
		{"a length over all in one gzip", gz(warcs(bare, one, huge, three)), []string{"#1 html", "#2 html", "#3 html"}, 0, "#2: the record ends"},
		{"a length below nothing", warcs(bare, one, minus, three), []string{"#1 html", "#2 html", "#3 html"}, 0, `#2: the record has no good Content-Length but "-3"`},
		{"a page that holds a record", warcs(bare, one, smuggler, three), []string{"#1 html", "#2 html", "#3 html"}, 0, ""},
		{"a page that holds a record, in a member", warcs(gz, one, smuggler, three), []string{"#1 html", "#2 html", "#3 html"}, 0, ""},
		{"blank lines before", append([]byte("\r\n\r\n"), warcs(bare, one)...), []string{"#1 html"}, 0, ""},
		{"zeros between", append(append(warcs(bare, one), make([]byte, 300)...), three.bytes()...), []string{"#1 html", "#2 html"}, 0, ""},
		{"chunks cut", warcs(gz, response("https://news.example/c", "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", chunked(page + page)[:len(page)+30])), []string{"#1 html"}, 0, "the chunks that the page was sent in end early"},
		{"a length over all in a member", warcs(gz, one, huge, three), []string{"#1 html", "#2 html", "#3 html"}, 0, "the record ends"},
		{"no length", append(warcs(bare, one), append([]byte("WARC/1.0\r\nWARC-Type: response\r\n\r\n"), three.bytes()...)...), []string{"#1 html", "#3 html"}, 1, `#2: the record has no good Content-Length but ""`},
		{"no length and no kind", append(warcs(bare, one), append([]byte("WARC/1.0\r\nX: y\r\n\r\n"), three.bytes()...)...), []string{"#1 html", "#2: bad-archive", "#3 html"}, 0, ""},
		{"cut in a record", warcs(bare, one, two)[:len(one.bytes())+400], []string{"#1 html", "#2: truncated"}, 0, ""},
		{"cut in a header", warcs(bare, one, two)[:len(one.bytes())+40], []string{"#1 html", "#2: truncated"}, 0, ""},
		{"cut in a member", warcs(gz, one, two)[:len(gz(one.bytes()))+90], []string{"#1 html", "#2: truncated"}, 0, ""},
		{"a damaged member", broken(), []string{"#1 html", "#2: checksum", "#3 html"}, 0, ""},
		{"members cut, as by a crawler that died", cutMembers(), []string{"#1 html", "#2: bad-archive", "#3 html", "#4: bad-archive", "#5 html"}, 0, ""},
		{"a wrong checksum", wrongSum(), []string{"#1 html", "#2 html", "#3 html"}, 0, "checksum of the gzip stream is wrong"},
		{"digests", warcs(gz, good, bad), []string{"#1 html", "#2 html"}, 0, "the digest of the WARC record is wrong"},
		{"rubbish between", append(warcs(bare, one), append([]byte("rubbish\nmore of it\n"), three.bytes()...)...), []string{"#1 html", "#2: bad-archive", "#2 html"}, 0, ""},
		{"a feed", warcs(gz, response("https://news.example/rss", "Content-Type: application/rss+xml\r\n", rss("", item("甲", "雲杉科技宣布收購。", "/1")))), []string{"#1#1 json"}, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := read(t, Options{}, "crawl.warc.gz", c.data)
			wantLines(t, "crawl.warc.gz", g.lines, c.want...)
			if n := g.stats.Skips(); n != c.skip {
				t.Errorf("skipped %v, want %d", g.stats.Skipped, c.skip)
			}
			all := strings.Join(g.warns, "\n")
			for _, d := range g.docs {
				all += "\n" + strings.Join(d.Doc.Warnings, "\n")
			}
			if c.warn == "" && strings.TrimSpace(all) != "" || !strings.Contains(all, c.warn) {
				t.Errorf("warnings %q, want %q", all, c.warn)
			}
			for _, d := range g.docs {
				if d.Format == entities.HTML && !strings.HasPrefix(string(d.Data), page) && !strings.HasPrefix(page, string(d.Data)) {
					t.Errorf("%s holds %q", d.File, d.Data)
				}
				if !strings.HasPrefix(d.Doc.URL, "https://news.example/") {
					t.Errorf("%s is at %q", d.File, d.Doc.URL)
				}
			}
		})
	}
}

// A page that is packed to a thousandth is a bomb, wherever it is packed; what
// stands before and after it is read.
func TestWARCBomb(t *testing.T) {
	bomb := response("https://news.example/b", "Content-Encoding: gzip\r\n", string(gz(bytes.Repeat([]byte("<p>0</p>"), 4<<20))))
	data := warcs(gz, htmlAt("https://news.example/1"), bomb, htmlAt("https://news.example/3"))
	g := read(t, Options{RatioFrom: 1 << 20}, "crawl.warc.gz", data)
	wantLines(t, "crawl.warc.gz", g.lines, "#1 html", "#2: bomb", "#3 html")
}

// A record that is larger than a page may be is refused without being held.
func TestWARCTooLarge(t *testing.T) {
	big := response("https://news.example/b", "Content-Type: text/html\r\n", "<html>"+strings.Repeat("x", 2<<20))
	film := rec{kind: "resource", url: "https://news.example/f.mp4", head: "Content-Type: video/mp4\r\n", block: strings.Repeat("y", 2<<20)}
	g := read(t, Options{MaxPage: 1 << 20}, "crawl.warc", warcs(bare, big, film, htmlAt("https://news.example/3")))
	wantLines(t, "crawl.warc", g.lines, "#1: too-large", "#3 html")
	if g.stats.Skipped[SkipResponse] != 1 {
		t.Errorf("skipped %v", g.stats.Skipped)
	}
}

func TestWARCCharset(t *testing.T) {
	g := read(t, Options{}, "crawl.warc", warcs(bare, response("https://news.example/b", "Content-Type: text/html; charset=big5\r\n", string(inBig5(page)))))
	if len(g.docs) != 1 || g.docs[0].Charset != "big5" {
		t.Errorf("got %+v", g.docs)
	}
}

// An archive whose every length is wrong costs as much as one, however many
// records it has.
func TestWARCLies(t *testing.T) {
	var recs []rec
	var want []string
	for i := range 3000 {
		r := htmlAt(fmt.Sprintf("https://news.example/%d", i))
		if i < 2999 {
			r.length = 8 << 20
		}
		recs, want = append(recs, r), append(want, fmt.Sprintf("#%d html", i+1))
	}
	data := gz(warcs(bare, recs...))
	g := read(t, Options{}, "crawl.warc.gz", data)
	if got := fmt.Sprint(g.lines); got != fmt.Sprint(want) {
		t.Errorf("%d units, %d documents, %.300s; want %d documents", len(g.lines), len(g.docs), got, len(want))
	}
}

// So does a stream of members that are all cut, each of which swallows the rest.
func TestWARCCutMembers(t *testing.T) {
	m := gz(htmlAt("https://news.example/1").bytes())
	var data []byte
	for range 20000 {
		data = append(data, m[:60]...)
	}
	begin := time.Now()
	g := read(t, Options{}, "crawl.warc.gz", append(data, m...))
	if d := time.Since(begin); d > 30*time.Second {
		t.Errorf("took %v", d)
	}
	if n := g.stats.In(); n == 0 {
		t.Errorf("nothing is told of it")
	}
}
