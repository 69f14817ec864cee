package read

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/base32"
	"fmt"
	"slices"
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

func htmlAt(url string) rec {
	return response(url, "Content-Type: text/html; charset=utf-8\r\n", pageAt(url))
}

// pageAt is a page that says where it is.
func pageAt(url string) string { return strings.Replace(page, "</body>", "<i>"+url+"</i></body>", 1) }

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
	at := func(name string) string { return pageAt("https://news.example/" + name) }
	info := rec{kind: "warcinfo", head: infoHead, block: "software: x\r\n"}
	request := rec{kind: "request", url: "https://news.example/1", head: "Content-Type: application/http; msgtype=request\r\n", block: "GET /1 HTTP/1.1\r\n\r\n"}
	one, two, three := htmlAt("https://news.example/1"), htmlAt("https://news.example/2"), htmlAt("https://news.example/3")
	two.url = "<" + two.url + ">"
	member := gz(two.bytes())
	cutAt := func(n int) []byte { return slices.Concat(gz(one.bytes()), member[:n], gz(three.bytes())) }
	damagedAt := func(n int) []byte {
		b := bytes.Clone(member)
		copy(b[n:], "\xff\xff\xff\xff\xff\xff\xff\xff")
		return slices.Concat(gz(one.bytes()), b, gz(three.bytes()))
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
	smuggled := at("4") + "\r\n\r\n" + string(htmlAt("https://evil.example/").bytes())
	smuggler := response("https://news.example/4", "Content-Type: text/html\r\n", smuggled)
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
	odd := map[string]string{ // what the article in the middle holds, where that is not its whole page
		"a length of five at the end of a member": strings.TrimSpace(at("2")),
		"a page that holds a record":              smuggled,
		"a page that holds a record, in a member": smuggled,
		"chunks cut": at("c")[:148],
	}
	for _, c := range []struct {
		name string
		data []byte
		want []string
		skip int
		warn []string // of the container, then of the articles, with the number of each
	}{
		{"plain", warcs(bare, info, request, one, two), []string{"#3 html", "#4 html"}, 2, nil},
		{"a member a record", warcs(gz, info, request, one, two), []string{"#3 html", "#4 html"}, 2, nil},
		{"one gzip", gz(warcs(bare, info, one, request, two)), []string{"#2 html", "#4 html"}, 2, nil},
		{"zstd", zst(warcs(bare, one, two)), []string{"#1 html", "#2 html"}, 0, nil},
		{"in a zip", zipOf(entry{"crawl.warc.gz", warcs(gz, one, two)}), []string{"#crawl.warc.gz#1 html", "#crawl.warc.gz#2 html"}, 0, nil},
		{"chunks", warcs(gz, response("https://news.example/c", "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", chunked(at("c")))), []string{"#1 html"}, 0, nil},
		{"chunks that are none", warcs(gz, response("https://news.example/c", "Transfer-Encoding: chunked\r\n", at("c"))), []string{"#1 html"}, 0, nil},
		{"packed by the server", warcs(gz, response("https://news.example/g", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", string(gz([]byte(at("g")))))), []string{"#1 html"}, 0, nil},
		{"packed and in chunks", warcs(gz, response("https://news.example/g", "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunked(string(gz([]byte(at("g"))))))), []string{"#1 html"}, 0, nil},
		{"deflate", warcs(gz, response("https://news.example/d", "Content-Encoding: deflate\r\n", deflated([]byte(at("d")), true)),
			response("https://news.example/d", "Content-Encoding: deflate\r\n", deflated([]byte(at("d")), false))), []string{"#1 html", "#2 html"}, 0, nil},
		{"brotli", warcs(gz, response("https://news.example/b", "Content-Encoding: br\r\n", brotlied(at("b"))), response("https://news.example/c", "Content-Encoding: br\r\n", brotlied(at("c"))[:40])), []string{"#1 html", "#2: truncated"}, 0, nil},
		{"zstd by the server", warcs(gz, response("https://news.example/z", "Content-Encoding: zstd\r\n", string(zst([]byte(at("z")))))), []string{"#1 html"}, 0, nil},
		{"said to be packed", warcs(gz, response("https://news.example/n", "Content-Encoding: gzip\r\n", at("n"))), []string{"#1 html"}, 0, nil},
		{"unknown coding", warcs(gz, response("https://news.example/u", "Content-Encoding: pack200\r\n", "xx"), one), []string{"#1: bad-archive", "#2 html"}, 0, nil},
		{"cut inside the packing", warcs(gz, response("https://news.example/t", "Content-Encoding: gzip\r\n", string(gz([]byte(at("t")))[:60])), one), []string{"#1: truncated", "#2 html"}, 0, nil},
		{"no pages", warcs(gz, response("https://news.example/a.png", "Content-Type: image/png\r\n", "\x89PNG\r\n\x1a\n..."),
			response("https://news.example/api", "Content-Type: application/json\r\n", line1),
			response("https://news.example/untyped", "", line1),
			response("https://news.example/robots.txt", "Content-Type: text/plain\r\n", "User-agent: *"),
			response("https://news.example/empty", "Content-Type: text/html\r\n", ""),
			rec{kind: "response", url: "https://news.example/gone", head: "Content-Type: application/http\r\n", block: "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n" + page},
			rec{kind: "response", url: "dns:news.example", head: "Content-Type: text/dns\r\n", block: "20260318 news.example 1 A 192.0.2.1"},
			rec{kind: "revisit", url: "https://news.example/1", block: "HTTP/1.1 200 OK\r\n\r\n"},
			rec{kind: "metadata", block: "a: b"}, rec{kind: "kumquat", block: "?"}), nil, 10, nil},
		{"resource and conversion", warcs(gz, rec{kind: "resource", url: "https://news.example/r", head: "Content-Type: text/html\r\n", block: at("r")},
			rec{kind: "conversion", url: "https://news.example/t", head: "Content-Type: text/plain\r\n", block: plainT}), []string{"#1 html", "#2 text"}, 0, nil},
		{"second segment", warcs(gz, rec{kind: "response", url: "https://news.example/r", head: "WARC-Segment-Number: 2\r\n", block: at("r")}), nil, 1, nil},
		{"a length too long", warcs(bare, one, long, three), []string{"#1 html", "#2 html", "#3 html"}, 0, []string{"#2: the record ends 66 bytes before its Content-Length says"}},
		{"a length too long in one gzip", gz(warcs(bare, one, long, three)), []string{"#1 html", "#2 html", "#3 html"}, 0, []string{"#2: the record ends 66 bytes before its Content-Length says"}},
		{"a length too long by a record", warcs(bare, one, longer, three, one), []string{"#1 html", "#2 html", "#3 html", "#4 html"}, 0, []string{"#2: the record ends 455 bytes before its Content-Length says"}},
		{"a length that ends in a mark", warcs(bare, one, inMark, three), []string{"#1 html", "#2 html", "#3 html"}, 0, []string{"#2: the record ends 4 bytes before its Content-Length says"}},
		{"a length too long of what is skipped", warcs(bare, one, request, longRequest, three), []string{"#1 html", "#4 html"}, 2, []string{"#3: the record ends 296 bytes before its Content-Length says"}},
		{"a length too long in a member", warcs(gz, one, long, three), []string{"#1 html", "#2 html", "#3 html"}, 0, []string{"#2: the record ends 66 bytes before its Content-Length says"}},
		{"a length too short", warcs(gz, one, short, three), []string{"#1 html", "#2 html", "#3 html"}, 0, []string{"#2: the record goes on for 14 bytes behind its Content-Length"}},
		{"a length of five", warcs(bare, one, five, three), []string{"#1 html", "#2 html", "#3 html"}, 0, []string{"#2: the record goes on for 256 bytes behind its Content-Length"}},
		{"a length of five at the end of a member", append(append(gz(one.bytes()), gz(bytes.TrimSpace(five.bytes()))...), gz(three.bytes())...), []string{"#1 html", "#2 html", "#3 html"}, 0, []string{"#2: the record goes on for 251 bytes behind its Content-Length"}},
		{"a length over all", warcs(bare, one, huge, three), []string{"#1 html", "#2 html", "#3 html"}, 0, []string{"#2: the length of the record is wrong: it is read up to the next one"}},
		{"a length over all in one gzip", gz(warcs(bare, one, huge, three)), []string{"#1 html", "#2 html", "#3 html"}, 0, []string{"#2: the record ends 1152921504606846715 bytes before its Content-Length says"}},
		{"a length below nothing", warcs(bare, one, minus, three), []string{"#1 html", "#2 html", "#3 html"}, 0, []string{`#2: the record has no good Content-Length but "-3": it is read up to the next one`}},
		{"a page that holds a record", warcs(bare, one, smuggler, three), []string{"#1 html", "#2 html", "#3 html"}, 0, nil},
		{"a page that holds a record, in a member", warcs(gz, one, smuggler, three), []string{"#1 html", "#2 html", "#3 html"}, 0, nil},
		{"blank lines before", append([]byte("\r\n\r\n"), warcs(bare, one)...), []string{"#1 html"}, 0, nil},
		{"zeros between", append(append(warcs(bare, one), make([]byte, 300)...), three.bytes()...), []string{"#1 html", "#2 html"}, 0, nil},
		{"chunks cut", warcs(gz, response("https://news.example/c", "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", chunked(at("c"))[:len(at("c"))])), []string{"#1 html"}, 0, []string{"1: the chunks that the page was sent in end early: it may be cut"}},
		{"a length over all in a member", warcs(gz, one, huge, three), []string{"#1 html", "#2 html", "#3 html"}, 0, []string{"#2: the record ends 1152921504606846715 bytes before its Content-Length says"}},
		{"no length", append(warcs(bare, one), append([]byte("WARC/1.0\r\nWARC-Type: response\r\n\r\n"), three.bytes()...)...), []string{"#1 html", "#3 html"}, 1, []string{`#2: the record has no good Content-Length but "": it is read up to the next one`}},
		{"no length and no kind", append(warcs(bare, one), append([]byte("WARC/1.0\r\nX: y\r\n\r\n"), three.bytes()...)...), []string{"#1 html", "#2: bad-archive", "#3 html"}, 0, nil},
		{"cut in a record", warcs(bare, one, two)[:len(one.bytes())+400], []string{"#1 html", "#2: truncated"}, 0, nil},
		{"cut in a header", warcs(bare, one, two)[:len(one.bytes())+40], []string{"#1 html", "#2: truncated"}, 0, nil},
		{"cut in a member", warcs(gz, one, two)[:len(gz(one.bytes()))+len(member)*3/4], []string{"#1 html", "#2: truncated"}, 0, nil},
		{"a damaged member", damagedAt(len(member) * 3 / 5), []string{"#1 html", "#2: checksum", "#3 html"}, 0, nil},
		{"a member damaged before its first byte", damagedAt(20), []string{"#1 html", "#2: bad-archive", "#3 html"}, 0, nil},
		{"a member damaged in the header of its record", damagedAt(112), []string{"#1 html", "#2: bad-archive", "#2~2 html"}, 0, nil},
		{"a member cut in its own header", cutAt(8), []string{"#1 html", "#2: bad-archive", "#3 html"}, 0, nil},
		{"a member cut before its first byte", cutAt(20), []string{"#1 html", "#2: bad-archive", "#3 html"}, 0, nil},
		{"a member cut in the header of its record", cutAt(len(member) / 3), []string{"#1 html", "#2: bad-archive", "#2~2 html"}, 0, nil},
		{"what is left of two members", slices.Concat(gz(one.bytes()), member[:20], member[:30], gz(three.bytes())), []string{"#1 html", "#2: bad-archive", "#3 html"}, 0, nil},
		{"members cut, as by a crawler that died", cutMembers(), []string{"#1 html", "#2: bad-archive", "#3 html", "#4: bad-archive", "#5 html"}, 0, nil},
		{"a wrong checksum", wrongSum(), []string{"#1 html", "#2 html", "#3 html"}, 0, []string{"2: the checksum of the gzip stream is wrong: this article may be damaged"}},
		{"digests", warcs(gz, good, bad), []string{"#1 html", "#2 html"}, 0, []string{"2: the digest of the WARC record is wrong: this article may be damaged"}},
		{"rubbish between", append(warcs(bare, one), append([]byte("rubbish\nmore of it\n"), three.bytes()...)...), []string{"#1 html", "#2: bad-archive", "#2 html"}, 0, nil},
		{"a feed", warcs(gz, response("https://news.example/rss", "Content-Type: application/rss+xml\r\n", rss("", item("甲", "雲杉科技宣布收購。", "/1")))), []string{"#1#1 json"}, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := read(t, Options{}, "crawl.warc.gz", c.data)
			wantLines(t, "crawl.warc.gz", g.lines, c.want...)
			if n := g.stats.Skips(); n != c.skip {
				t.Errorf("skipped %v, want %d", g.stats.Skipped, c.skip)
			}
			warns := g.warns
			for i, d := range g.docs {
				for _, w := range d.Doc.Warnings {
					warns = append(warns, fmt.Sprintf("%d: %s", i+1, w))
				}
				want := pageAt(d.Doc.URL)
				if x := odd[c.name]; x != "" && i == len(g.docs)/2 {
					want = x
				}
				if d.Format == entities.HTML && string(d.Data) != want {
					t.Errorf("article %d, of %s, holds %q, want %q", i+1, d.Doc.URL, d.Data, want)
				}
			}
			if !slices.Equal(warns, c.warn) {
				t.Errorf("warnings %q, want %q", warns, c.warn)
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

// Wherever a member is damaged or cut, the articles beside it are whole, and its
// own is there with a warning or is refused.
func TestWARCDamage(t *testing.T) {
	first, last := gz(htmlAt("https://news.example/1").bytes()), gz(htmlAt("https://news.example/3").bytes())
	member := gz(htmlAt("https://news.example/2").bytes())
	for n := 4; n < len(member); n++ {
		damaged := bytes.Clone(member)
		copy(damaged[n:], "\xff\xff\xff\xff\xff\xff\xff\xff")
		for what, m := range map[string][]byte{"damaged": damaged, "cut": member[:n]} {
			g := read(t, Options{}, "crawl.warc.gz", slices.Concat(first, m, last))
			var whole []string
			amiss := len(g.rejs)
			for _, d := range g.docs {
				if len(d.Doc.Warnings) > 0 {
					amiss++
				} else if string(d.Data) == pageAt(d.Doc.URL) {
					whole = append(whole, d.Doc.URL)
				}
			}
			if got := fmt.Sprint(whole); amiss == 0 || got != "[https://news.example/1 https://news.example/3]" {
				t.Errorf("%s at %d: %s are whole, %d articles are not or are refused: %q", what, n, got, amiss, g.lines)
			}
		}
	}
}

// A length that leads over other records, farther than they can be held, is found
// out in a file. Of a stream its record is refused, and the next one behind it read.
func TestWARCTooLong(t *testing.T) {
	recs := make([]rec, 9)
	for i := range recs {
		recs[i] = htmlAt(fmt.Sprintf("https://news.example/%d", i+1))
		recs[i].block += strings.Repeat(" ", 200<<10)
	}
	block := len(recs[1].block)
	recs[1].length = 5*len(recs[0].bytes()) + block/2
	astray := fmt.Sprintf("no record ends where the Content-Length of this one says, %d bytes on: they are not read, nor records in them, https://news.example/2", recs[1].length)
	over := "a record of more than 512 KiB, https://news.example/2"
	film := slices.Clone(recs)
	film[1].kind, film[1].head = "resource", "Content-Type: video/mp4\r\n"
	cut := slices.Clone(recs)
	cut[1].length = 1 << 40
	all := []string{"#1 html", "#2 html", "#3 html", "#4 html", "#5 html", "#6 html", "#7 html", "#8 html", "#9 html"}
	for _, c := range []struct {
		name   string
		data   []byte
		want   []string
		reason string
	}{
		{"in a file", warcs(bare, recs...), all, ""},
		{"in one gzip", gz(warcs(bare, recs...)), []string{"#1 html", "#2: bad-archive", "#3: bad-archive", "#3 html", "#4 html"}, astray},
		{"of what is not looked into, in one gzip", gz(warcs(bare, film...)), []string{"#1 html", "#2: bad-archive", "#3: bad-archive", "#3 html", "#4 html"}, astray},
		{"beyond the end of one gzip", gz(warcs(bare, cut...)), []string{"#1 html", "#2: truncated"}, ""},
		{"in members", warcs(gz, recs...), all, ""},
		{"to the end of a member", gz(warcs(bare, rec{kind: recs[1].kind, url: recs[1].url, head: recs[1].head, block: strings.Repeat(recs[1].block, 5)}, recs[0])), []string{"#1: too-large", "#2 html"}, over},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := read(t, Options{MaxPage: 512 << 10}, "crawl.warc", c.data)
			wantLines(t, c.name, g.lines, c.want...)
			if c.reason != "" && g.rejs[0].Reason != c.reason {
				t.Errorf("refused for %q, want %q", g.rejs[0].Reason, c.reason)
			}
		})
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
	g := read(t, Options{}, "crawl.warc.gz", gz(warcs(bare, recs...)))
	wantLines(t, "crawl.warc.gz", g.lines, want...)
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
	wantLines(t, "crawl.warc.gz", g.lines, "#1: bad-archive", "#2 html")
}
