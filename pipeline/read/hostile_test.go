package read

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/factloom/factloom/entities"
)

// zeros of any length, packed to almost nothing.
type zeroReader struct{ n int64 }

func (z *zeroReader) Read(p []byte) (int, error) {
	if z.n == 0 {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), z.n)]
	clear(p)
	z.n -= int64(len(p))
	return len(p), nil
}

// packZeros packs n zeros after a good beginning.
func packZeros(w io.WriteCloser, b *bytes.Buffer, head string, n int64) []byte {
	io.WriteString(w, head)
	io.Copy(w, &zeroReader{n})
	w.Close()
	return b.Bytes()
}

// cheap measures that f takes little time and allocates little.
func cheap(t *testing.T, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begin := time.Now()
	f()
	runtime.ReadMemStats(&after)
	if d := time.Since(begin); d > 15*time.Second {
		t.Errorf("took %v", d)
	}
	if n := (after.TotalAlloc - before.TotalAlloc) >> 20; n > 800 {
		t.Errorf("allocated %d MiB", n)
	}
}

func TestBombs(t *testing.T) {
	var zipBomb bytes.Buffer
	zw := zip.NewWriter(&zipBomb)
	for _, e := range []struct {
		name string
		n    int64
	}{{"1.html", 0}, {"bomb.html", 64 << 20}, {"bomb.jsonl", 64 << 20}, {"2.html", 0}} {
		w, _ := zw.Create(e.name)
		io.WriteString(w, page)
		io.Copy(w, &zeroReader{e.n})
	}
	zw.Close()
	gzBomb := func() []byte {
		var b bytes.Buffer
		return packZeros(gzip.NewWriter(&b), &b, line1+"\n", 64<<20)
	}()
	zstBomb := func() []byte {
		var b bytes.Buffer
		w, _ := zstd.NewWriter(&b)
		return packZeros(w, &b, line1+"\n", 64<<20)
	}()
	window := func() []byte { // a frame that asks for 1 GiB of memory
		var b bytes.Buffer
		w, _ := zstd.NewWriter(&b, zstd.WithWindowSize(512<<20), zstd.WithSingleSegment(false))
		return packZeros(w, &b, "", 3<<20)
	}()
	window[5] = 0xa0 // window descriptor: 2^(10+20)
	for _, c := range []struct {
		name string
		data []byte
		want []string
	}{
		{"zip", zipBomb.Bytes(), []string{"#1.html html", "#bomb.html: bomb", "#bomb.jsonl: bomb", "#2.html html"}},
		{"gzip", gzBomb, []string{"#1 json", ": bomb"}},
		{"zstd", zstBomb, []string{"#1 json", ": bomb"}},
		{"zstd window", window, []string{": bomb"}},
		{"gzip in gzip", gz(gzBomb), []string{"#1 json", ": bomb"}},
		{"gzip in zip in tar", tarOf(entry{"a.html", []byte(page)}, entry{"x.zip", zipOf(entry{"b.gz", gzBomb}, entry{"c.html", []byte(page)})}, entry{"d.html", []byte(page)}),
			[]string{"#a.html html", "#x.zip#b.gz#1 json", "#x.zip#b.gz: bomb", "#x.zip#c.html html", "#d.html html"}},
		{"many members", zipOf(many(120, page+strings.Repeat(" ", 1<<19))...), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			cheap(t, func() {
				g := alike(t, Options{}, c.data)
				if c.want != nil {
					wantLines(t, c.name, g.lines, c.want...)
					return
				}
				if n := len(g.lines); n < 20 || n > 110 || !strings.HasSuffix(g.lines[n-1], ": bomb") { // told once, then the rest is left
					t.Errorf("%d lines, the last %q", n, g.lines[n-1])
				}
			})
		})
	}
	t.Run("much honest data before", func(t *testing.T) {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		for i := range 80000 {
			fmt.Fprintf(w, "{\"id\":\"%d %x\",\"text\":\"雲杉科技宣布收購。\"}\n", i, i*i*7919)
		}
		data := packZeros(w, &b, "", 64<<20)
		g := alike(t, Options{}, data)
		if len(g.docs) != 80000 || len(g.rejs) != 1 || g.rejs[0].Code != entities.CodeBomb || g.stats.Unpacked > 48<<20 {
			t.Errorf("%d articles, rejects %v, %d bytes unpacked", len(g.docs), g.rejs, g.stats.Unpacked)
		}
	})
	t.Run("total", func(t *testing.T) {
		p, q := write(t, "x.zip", zipOf(many(100, page)...)), write(t, "y.zip", zipOf(many(100, page)...))
		g := walk(t, Options{MaxTotal: int64(10 * len(page))}, nil, p, q)
		if len(g.docs) != 20 || len(g.rejs) != 2 || g.rejs[0].Code != entities.CodeTooLarge {
			t.Errorf("%d articles, rejects %v", len(g.docs), g.rejs)
		}
	})
	t.Run("member", func(t *testing.T) {
		g := alike(t, Options{MaxMember: 1000}, zipOf(entry{"1.html", []byte(page)}, entry{"2.html", []byte(page + strings.Repeat("雲杉", 500))}, entry{"3.html", []byte(page)}))
		wantLines(t, "member", g.lines, "#1.html html", "#2.html: too-large", "#3.html html")
	})
	t.Run("members", func(t *testing.T) {
		for _, data := range [][]byte{zipOf(many(100, page)...), gz(tarOf(many(100, page)...))} {
			g := alike(t, Options{MaxMembers: 10}, data)
			if len(g.docs) != 10 || len(g.rejs) != 1 || g.rejs[0].Code != entities.CodeBomb {
				t.Errorf("%d articles, rejects %v", len(g.docs), g.rejs)
			}
		}
	})
	t.Run("page and text", func(t *testing.T) {
		g := read(t, Options{MaxPage: 100, MaxText: 100}, "x.zip", zipOf(entry{"1.html", []byte(page)}, entry{"2.txt", []byte(plainT)}, entry{"3.txt", []byte("雲杉")}))
		wantLines(t, "page and text", g.lines, "#1.html: too-large", "#2.txt: too-large", "#3.txt text")
	})
	t.Run("no limits", func(t *testing.T) {
		const no = math.MaxInt64
		o := Options{MaxText: no, MaxPage: no, MaxLine: no, MaxMember: no, MaxTotal: no, MaxRatio: no, RatioFrom: no, MaxMembers: no, MaxDepth: no, MaxWindow: no, MaxSpool: no, SpoolMem: no, Hold: no}
		g := alike(t, o, gz(tarOf(entry{"1.jsonl.gz", gz([]byte(line1))}, entry{"2.zip", zipOf(entry{"3.html", []byte(page)})}, entry{"4.zst", zst([]byte(plainT))})))
		wantLines(t, "no limits", g.lines, "#1.jsonl.gz#1 json", "#2.zip#3.html html", "#4.zst text")
	})
	t.Run("spool", func(t *testing.T) {
		data := gz(zipOf(entry{"1.html", []byte(page)}))
		wantLines(t, "spool", alike(t, Options{MaxSpool: 100, SpoolMem: 10}, data).lines, ": too-large")
		wantLines(t, "spool", alike(t, Options{MaxSpool: 100}, data).lines, ": too-large")
	})
}

func many(n int, data string) []entry {
	var e []entry
	for i := range n {
		e = append(e, entry{fmt.Sprintf("%05d.html", i), []byte(data)})
	}
	return e
}

// More members than fit into 16 bits, each of them nothing.
func TestManyEmptyMembers(t *testing.T) {
	p := write(t, "x.zip", zipStored(many(70000, "")...))
	cheap(t, func() {
		g := walk(t, Options{}, nil, p)
		if len(g.rejs) != 70000 || g.rejs[69999].Code != entities.CodeEmpty {
			t.Errorf("%d rejects, the last %v", len(g.rejs), g.rejs[len(g.rejs)-1])
		}
	})
}

// An overlapping zip: each entry of the directory points at the same member.
func TestOverlappingZip(t *testing.T) {
	good := zipOf(entry{"kernel.html", []byte(page)}, entry{"other.html", []byte(page)})
	dir := bytes.Index(good, []byte(zipCentral))
	end := bytes.Index(good, []byte(zipEnd))
	one := good[dir : dir+bytes.Index(good[dir+4:end], []byte(zipCentral))+4]
	data := slices.Clone(good[:end])
	for range 300 {
		data = append(data, one...)
	}
	tail := slices.Clone(good[end:])
	binary.LittleEndian.PutUint16(tail[8:], 302)
	binary.LittleEndian.PutUint16(tail[10:], 302)
	binary.LittleEndian.PutUint32(tail[12:], uint32(len(data)-dir))
	g := alike(t, Options{}, append(data, tail...))
	if len(g.docs) != 2 || len(g.rejs) != 300 || g.rejs[7].Code != entities.CodeBomb || !strings.HasSuffix(g.rejs[0].File, "#kernel.html~2") {
		t.Errorf("%d articles, %d rejects, %v", len(g.docs), len(g.rejs), g.rejs[0])
	}
}

func TestDepth(t *testing.T) {
	for _, wrap := range []func(int, []byte) []byte{
		func(i int, b []byte) []byte { return zipOf(entry{fmt.Sprintf("%d.zip", i), b}) },
		func(_ int, b []byte) []byte { return gz(b) },
		func(i int, b []byte) []byte { return tarOf(entry{fmt.Sprintf("%d.tar", i), b}) },
	} {
		data := []byte(page)
		for i := range 12 {
			data = wrap(i, data)
			g := alike(t, Options{}, data)
			if len(g.lines) != 1 || i < 4 && len(g.docs) != 1 || i >= 4 && (len(g.rejs) != 1 || g.rejs[0].Code != entities.CodeTooDeep) {
				t.Errorf("%d containers give %q", i+1, g.lines)
			}
		}
		if g := alike(t, Options{MaxDepth: 12}, data); len(g.docs) != 1 {
			t.Errorf("12 of 12 containers give %q", g.lines)
		}
	}
}

func TestZipFaults(t *testing.T) {
	build := func(change func(h *zip.FileHeader), spoil func(data []byte)) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, name := range []string{"1.html", "bad.html", "2.html"} {
			h := &zip.FileHeader{Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(page)), CompressedSize64: uint64(len(page)), UncompressedSize64: uint64(len(page))}
			if name == "bad.html" {
				change(h)
			}
			f, err := w.CreateRaw(h)
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(f, page)
		}
		w.Close()
		if spoil != nil {
			spoil(b.Bytes())
		}
		return b.Bytes()
	}
	for _, c := range []struct {
		name   string
		change func(h *zip.FileHeader)
		spoil  func(data []byte)
		code   entities.Code
	}{
		{"checksum", func(h *zip.FileHeader) { h.CRC32++ }, nil, entities.CodeChecksum},
		{"size", func(h *zip.FileHeader) { h.UncompressedSize64++ }, nil, entities.CodeChecksum},
		{"encrypted", func(h *zip.FileHeader) { h.Flags |= 1 }, nil, entities.CodeEncrypted},
		{"AES", func(h *zip.FileHeader) { h.Method = 99 }, nil, entities.CodeEncrypted},
		{"unknown method", func(h *zip.FileHeader) { h.Method = 77 }, nil, entities.CodeArchive},
		{"no deflate data", func(h *zip.FileHeader) { h.Method = zip.Deflate }, nil, entities.CodeArchive},
		{"too long", func(h *zip.FileHeader) { h.CompressedSize64 = 1 << 40 }, nil, entities.CodeArchive},
		{"a device", func(h *zip.FileHeader) { h.SetMode(os.ModeDevice) }, nil, entities.CodeUnreadable},
		{"a pipe", func(h *zip.FileHeader) { h.SetMode(os.ModeNamedPipe) }, nil, entities.CodeUnreadable},
		{"no local header", func(*zip.FileHeader) {}, func(b []byte) { b[bytes.Index(b, []byte("bad.html"))-30] = 'X' }, entities.CodeArchive},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantLines(t, c.name, alike(t, Options{}, build(c.change, c.spoil)).lines, "#1.html html", "#bad.html: "+string(c.code), "#2.html html")
		})
	}
	t.Run("a link", func(t *testing.T) {
		g := alike(t, Options{}, build(func(h *zip.FileHeader) { h.SetMode(os.ModeSymlink | 0o777) }, nil))
		wantLines(t, "a link", g.lines, "#1.html html", "#2.html html")
		if g.stats.Skipped[SkipLink] != 1 {
			t.Errorf("skipped %v", g.stats.Skipped)
		}
	})
	t.Run("method zstd", func(t *testing.T) {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		w.RegisterCompressor(93, zstd.ZipCompressor())
		f, _ := w.CreateHeader(&zip.FileHeader{Name: "1.html", Method: 93})
		io.WriteString(f, page)
		w.Close()
		wantLines(t, "zstd", alike(t, Options{}, b.Bytes()).lines, "#1.html html")
	})
	t.Run("directory cut short", func(t *testing.T) {
		b := build(func(*zip.FileHeader) {}, nil)
		i := bytes.LastIndex(b, []byte(zipCentral))
		b[i] = 'X'
		wantLines(t, "directory", alike(t, Options{}, b).lines, "#1.html html", "#bad.html html", ": bad-archive")
	})
	t.Run("bytes behind", func(t *testing.T) {
		g := alike(t, Options{}, append(build(func(*zip.FileHeader) {}, nil), "xyz"...))
		if len(g.docs) != 3 || len(g.warns) != 1 {
			t.Errorf("%q, warnings %q", g.lines, g.warns)
		}
	})
	t.Run("bytes before", func(t *testing.T) {
		g := walk(t, Options{}, nil, write(t, "x.zip", append([]byte("PK\x07\x08"), build(func(*zip.FileHeader) {}, nil)...)))
		if len(g.docs) != 3 {
			t.Errorf("%q", g.lines)
		}
	})
}

func TestNames(t *testing.T) {
	long := strings.Repeat("長", 300)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, n := range []string{string(inBig5("新聞/台積電.html")), string(inBig5("新聞/許功蓋.html")), "../../etc/passwd", "/abs/x.html", `C:\win\x.html`, "same.html", "same.html", "same.html~2",
		"", "a\x1b[31m\nb.html", "a\u202eb.html", long + "1", long + "2", "x/../.hidden/y.html", "__MACOSX/._z.html"} {
		f, _ := w.CreateHeader(&zip.FileHeader{Name: n, NonUTF8: true, Method: zip.Deflate})
		io.WriteString(f, page)
	}
	w.Close()
	g := alike(t, Options{}, b.Bytes())
	var names []string
	for _, l := range g.lines {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(l, "#"), " html"))
	}
	cut := strings.Repeat("長", 240) + "…"
	if len(names) != 13 || !strings.HasPrefix(names[11], cut) || !strings.HasPrefix(names[12], cut) || names[11] == names[12] {
		t.Fatalf("names %q", names)
	}
	wantLines(t, "names", names[:11], "新聞/台積電.html", "新聞/許功蓋.html", "../../etc/passwd", "/abs/x.html", `C:\win\x.html`, "same.html", "same.html~2", "same.html~2~2",
		"(no name)", `a\x1b[31m\x0ab.html`, `a\u202eb.html`)
	if g.stats.Skipped[SkipHidden] != 1 || g.stats.Skipped[SkipSystem] != 1 {
		t.Errorf("skipped %v", g.stats.Skipped)
	}
	gbk := tarOf(entry{string(inGB("新闻/台积电公司.html")), []byte(page)})
	wantLines(t, "tar with a GBK name", alike(t, Options{}, gbk).lines, "#新闻/台积电公司.html html")
}

func TestTarMembers(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []tar.Header{
		{Name: "pax_global_header", Typeflag: tar.TypeXGlobalHeader, PAXRecords: map[string]string{"comment": "x"}},
		{Name: "d/", Typeflag: tar.TypeDir},
		{Name: "1.html", Typeflag: tar.TypeReg, Size: int64(len(page))},
		{Name: "sym", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		{Name: "hard", Typeflag: tar.TypeLink, Linkname: "../../etc/passwd"},
		{Name: "fifo", Typeflag: tar.TypeFifo},
		{Name: "dev/zero", Typeflag: tar.TypeChar, Devmajor: 1, Devminor: 5},
		{Name: "../up.html", Typeflag: tar.TypeReg, Size: int64(len(page))},
		{Name: "/dev/zero", Typeflag: tar.TypeReg, Size: int64(len(page))},
	} {
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			io.WriteString(w, page)
		}
	}
	w.Close()
	g := alike(t, Options{}, b.Bytes())
	wantLines(t, "tar", g.lines, "#1.html html", "#fifo: unreadable", "#dev/zero: unreadable", "#../up.html html", "#/dev/zero html")
	if g.stats.Skipped[SkipLink] != 2 {
		t.Errorf("skipped %v", g.stats.Skipped)
	}
	two := append(tarOf(entry{"1.html", []byte(page)}), tarOf(entry{"2.html", []byte(page)}, entry{"1.html", []byte(page)})...)
	wantLines(t, "two tars", alike(t, Options{}, gz(two)).lines, "#1.html html", "#2.html html", "#1.html~2 html")
	junk := append(tarOf(entry{"1.html", []byte(page)}), "junk"...)
	if g := alike(t, Options{}, gz(junk)); len(g.docs) != 1 || len(g.rejs) != 0 || len(g.warns) != 1 {
		t.Errorf("junk behind a tar: %q, warnings %q", g.lines, g.warns)
	}
	v7 := tarOf(entry{"1.html", []byte(page)})
	copy(v7[257:], make([]byte, 8)) // no ustar
	sum := 0
	copy(v7[148:156], "        ")
	for _, c := range v7[:512] {
		sum += int(c)
	}
	copy(v7[148:156], fmt.Sprintf("%06o\x00 ", sum))
	wantLines(t, "old tar", alike(t, Options{}, v7).lines, "#1.html html")
	sparse := sparseTar(1 << 34)
	cheap(t, func() {
		g := alike(t, Options{}, sparse)
		wantLines(t, "sparse", g.lines, "#s.jsonl#1 json", "#s.jsonl: bomb", "#2.html html")
	})
}

// sparseTar has a member that claims to be n zeros, and one behind it.
func sparseTar(n int64) []byte {
	h := make([]byte, 512)
	copy(h, "s.jsonl")
	copy(h[100:], "0000644\x000000000\x000000000\x00")
	copy(h[124:], fmt.Sprintf("%011o\x00%011o\x00", 512, 0))
	h[156] = 'S'
	copy(h[257:], "ustar  \x00")
	copy(h[386:], fmt.Sprintf("%011o\x00%011o\x00", 0, 512)) // 512 bytes at the beginning
	copy(h[386+24:], fmt.Sprintf("%011o\x00%011o\x00", n, 0))
	num := make([]byte, 12)
	binary.BigEndian.PutUint64(num[4:], uint64(n))
	num[0] = 0x80
	copy(h[483:], num)
	copy(h[148:], "        ")
	sum := 0
	for _, c := range h {
		sum += int(c)
	}
	copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
	body := make([]byte, 512)
	copy(body, line1+"\n")
	for i := len(line1) + 1; i < 512; i++ {
		body[i] = ' '
	}
	return append(append(h, body...), tarOf(entry{"2.html", []byte(page)})...)
}

// zipStored packs nothing, and has all sizes in front of the data.
func zipStored(members ...entry) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, _ := w.CreateRaw(&zip.FileHeader{Name: m.name, CRC32: crc32.ChecksumIEEE(m.data), CompressedSize64: uint64(len(m.data)), UncompressedSize64: uint64(len(m.data))})
		f.Write(m.data)
	}
	w.Close()
	return b.Bytes()
}

// Every container, cut at every byte, gives what is whole before the cut and
// says once that something is lost.
func TestCut(t *testing.T) {
	members := []entry{{"1.html", []byte(page)}, {"2.jsonl", []byte(line1 + "\n" + line2 + "\n")}, {"3.txt", []byte(plainT)}}
	stored := zipStored(members...)
	whole := []string{"#1.html html", "#2.jsonl#1 json", "#2.jsonl#2 json", "#3.txt text"}
	for _, c := range []struct {
		name  string
		data  []byte
		whole []string
	}{
		{"zip, deflated, sizes behind the data", zipOf(members...), whole},
		{"zip, stored", stored, whole},
		{"tar", tarOf(members...), whole},
		{"tar.gz", gz(tarOf(members...)), whole},
		{"tar.zst", zst(tarOf(members...)), whole},
		{"zip.gz", gz(stored), whole},
		{"jsonl.gz", gz([]byte(line1 + "\n" + line2 + "\n" + line1)), []string{"#1 json", "#2 json", "#3 json"}},
		{"jsonl.gz of two members", append(gz([]byte(line1+"\n")), gz([]byte(line2+"\n"))...), []string{"#1 json", "#2 json"}},
		{"jsonl.zst", zst([]byte(line1 + "\n" + line2 + "\n" + line1)), []string{"#1 json", "#2 json", "#3 json"}},
		{"html.gz", gz([]byte(page)), []string{" html"}},
		{"zip in zip", zipStored(entry{"a.zip", zipStored(entry{"1.html", []byte(page)}, entry{"2.html", []byte(page)})}, entry{"b.html", []byte(page)}),
			[]string{"#a.zip#1.html html", "#a.zip#2.html html", "#b.html html"}},
		{"zip with folders and hidden members, as a stream", zipOf(entry{"d/", nil}, entry{"d/.x", []byte(page)}, entry{"d/1.html", []byte(page)}, entry{"logo.png", []byte("\x89PNG\r\n\x1a\n\x00")}, entry{"2.html", []byte(page)}),
			[]string{"#d/1.html html", "#2.html html"}},
		{"gz in zip", zipOf(entry{"a.jsonl.gz", gz([]byte(line1))}), []string{"#a.jsonl.gz#1 json"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantLines(t, "whole", alike(t, Options{}, c.data).lines, c.whole...)
			most, last := 0, -1
			step := 1
			if len(c.data) > 3000 {
				step = 13
			}
			for n := 16; n < len(c.data); n += step { // before that, there is no telling what it was
				var g got
				if n%8 == 0 {
					g = alike(t, Options{}, c.data[:n])
				} else {
					g = walk(t, Options{}, bytes.NewReader(c.data[:n]), "-")
					for i := range g.lines {
						g.lines[i] = g.lines[i][1:]
					}
				}
				docs := 0
				for _, l := range g.lines {
					if docs < len(c.whole) && l == c.whole[docs] {
						docs++
					}
				}
				if docs != len(g.docs) {
					t.Fatalf("cut at %d of %d: %q are not the first of %q", n, len(c.data), g.lines, c.whole)
				}
				switch {
				case len(g.rejs) == 1:
				case len(g.rejs) == 0 && c.name == "jsonl.gz of two members" && n == len(gz([]byte(line1+"\n"))): // no trace of the second
				case len(g.rejs) == 0 && strings.HasPrefix(c.name, "tar") && docs == len(c.whole): // inside the zeros at its end
				default:
					t.Errorf("cut at %d of %d: %q, want one reject", n, len(c.data), g.lines)
				}
				if docs < most {
					t.Errorf("cut at %d gives %d articles, at %d %d", n, docs, last, most)
				}
				most, last = docs, n
			}
		})
	}
}

func TestGzipEnds(t *testing.T) {
	a, b := gz([]byte(line1+"\n")), gz([]byte(line2))
	for _, c := range []struct {
		name  string
		data  []byte
		want  []string
		warns []string
	}{
		{"two members", append(slices.Clone(a), b...), []string{"#1 json", "#2 json"}, nil},
		{"zeros behind", append(slices.Clone(a), make([]byte, 1000)...), []string{"#1 json"}, nil},
		{"member after zeros", append(append(slices.Clone(a), 0, 0), b...), []string{"#1 json", "#2 json"}, nil},
		{"garbage behind", append(slices.Clone(a), "garbage"...), []string{"#1 json"}, []string{": bytes after the end of the gzip stream are not read"}},
		{"what looks like a member behind", append(slices.Clone(a), "\x1f\x8bgarbage!"...), []string{"#1 json"}, []string{": bytes after the end of the gzip stream are not read"}},
		{"empty member", append(gz(nil), b...), []string{"#1 json"}, nil},
		{"nothing in it", gz(nil), []string{": empty"}, nil},
		{"zstd garbage behind", append(zst([]byte(line1+"\n")), "garbage"...), []string{"#1 json"}, []string{": bytes after the end of the zstd stream are not read"}},
		{"zstd frames", append(zst([]byte(line1+"\n")), zst([]byte(line2))...), []string{"#1 json", "#2 json"}, nil},
		{"zstd with a skippable frame first", append([]byte("\x50\x2a\x4d\x18\x03\x00\x00\x00abc"), zst([]byte(line2))...), []string{"#1 json"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := alike(t, Options{}, c.data)
			wantLines(t, c.name, g.lines, c.want...)
			wantLines(t, "warnings", g.warns, c.warns...)
		})
	}
	for name, data := range map[string][]byte{"plain.jsonl.gz": []byte(line1), "plain.html.zip": []byte(page), "plain.tar": []byte(plainT)} {
		if g := read(t, Options{}, name, data); len(g.docs) != 1 || len(g.warns) != 1 {
			t.Errorf("%s: %q, warnings %q", name, g.lines, g.warns)
		}
	}
}

// Articles of a container whose checksum is wrong are given with a warning.
func TestChecksums(t *testing.T) {
	spoilt := func(b []byte, at int) []byte { b[len(b)-at] ^= 1; return b }
	flagged := func(g got) (n int) {
		for _, d := range g.docs {
			for _, w := range d.Doc.Warnings {
				if strings.Contains(w, "may be damaged") {
					n++
				}
			}
		}
		return n
	}
	g := alike(t, Options{}, spoilt(gz([]byte(line1+"\n"+line2)), 6))
	wantLines(t, "gzip", g.lines, "#1 json", "#2 json", ": checksum")
	if flagged(g) != 2 || strings.Contains(g.rejs[0].Reason, "had left") {
		t.Errorf("%d articles flagged; %v", flagged(g), g.rejs[0])
	}
	g = alike(t, Options{}, spoilt(zst([]byte(line1+"\n"+line2)), 1))
	if len(g.docs) != len(g.lines)-1 || len(g.rejs) != 1 || g.rejs[0].Code != entities.CodeChecksum || flagged(g) != len(g.docs) {
		t.Errorf("zstd: %q, %d flagged", g.lines, flagged(g))
	}
	g = alike(t, Options{}, spoilt(gz(tarOf(entry{"1.html", []byte(page)}, entry{"2.html", []byte(page)})), 6))
	wantLines(t, "tar.gz", g.lines, "#1.html html", "#2.html html", ": checksum")
	if flagged(g) != 2 {
		t.Errorf("tar.gz: %d articles flagged", flagged(g))
	}
	g = alike(t, Options{}, append(gz([]byte(line1+"\n")), spoilt(gz([]byte(line2+"\n")), 6)...))
	wantLines(t, "second member", g.lines, "#1 json", "#2 json", ": checksum")
	g = alike(t, Options{}, spoilt(gz([]byte(page)), 6))
	wantLines(t, "one page", g.lines, ": checksum") // a page is given only after its checksum
	g = alike(t, Options{Hold: 2000}, spoilt(gz(bytes.Repeat([]byte(line1+"\n"), 100)), 6))
	if len(g.docs) != 100 || flagged(g) == 0 || flagged(g) > 10 || !strings.Contains(g.rejs[0].Reason, fmt.Sprintf("%d articles from it had left", 100-flagged(g))) {
		t.Errorf("hold: %d flagged of %d, %v", flagged(g), len(g.docs), g.rejs)
	}
	// Each bit of a small archive, turned, is told, and nothing that differs is given unmarked.
	data := zipOf(entry{"a.jsonl", []byte(line1 + "\n" + line2)}, entry{"b.html", []byte(page)})
	texts := map[string]bool{page: true, "雲杉科技收購海棠醫藥\n\n雲杉科技宣布以12億元收購海棠醫藥。": true, "松濤銀行派息\n\n松濤銀行派發末期息每股1.2元。\n\n董事會表示滿意。": true}
	dir := bytes.Index(data, []byte(zipCentral))
	for i := range dir {
		bad := slices.Clone(data)
		bad[i] ^= 1 << (i % 8)
		g := walk(t, Options{}, bytes.NewReader(bad), "-")
		for _, d := range g.docs {
			if !texts[d.Doc.Text] && !texts[string(d.Data)] && len(d.Doc.Warnings) == 0 {
				t.Errorf("bit %d turned gives %q unmarked", i, d.Doc.Text)
			}
		}
	}
}

// Nothing is written but nameless spools, and these are gone afterwards.
func TestWritesNothing(t *testing.T) {
	tmp, dir := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", tmp)
	t.Chdir(dir)
	evil := zipOf(entry{"../evil.html", []byte(page)}, entry{"/tmp/evil.html", []byte(page)}, entry{"evil.html", []byte(page)})
	g := walk(t, Options{SpoolMem: 10}, bytes.NewReader(gz(evil)), "-")
	if len(g.docs) != 3 {
		t.Errorf("got %q", g.lines)
	}
	for _, d := range []string{tmp, dir, filepath.Dir(dir)} {
		left, err := os.ReadDir(d)
		for _, e := range left {
			if err != nil || !e.IsDir() {
				t.Errorf("%s is left in %s", e.Name(), d)
			}
		}
	}
	if _, err := os.Stat("/tmp/evil.html"); err == nil {
		t.Error("/tmp/evil.html was written")
	}
}
