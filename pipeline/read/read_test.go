package read

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/factloom/factloom/entities"
)

// got is what a walk gave, in the order it gave it.
type got struct {
	docs  []entities.Raw
	rejs  []*entities.Reject
	lines []string // "place format size" and "place: code"
	warns []string
	stats Stats
}

// walk runs Walk and holds it to what is always true: places and numbers are
// there, numbers count up without gaps, and the units add up.
func walk(t testing.TB, opt Options, stdin io.Reader, paths ...string) got {
	t.Helper()
	var g got
	seq := 0
	refused := make(map[string]bool) // a store keeps one of a place and code
	next := func(n int, place string) {
		if n != seq {
			t.Errorf("%s has number %d, want %d", place, n, seq)
		}
		seq++
	}
	opt.Warn = func(place, what string) { g.warns = append(g.warns, place+": "+what) }
	stats, err := Walk(context.Background(), paths, stdin, opt, func(raw entities.Raw) error {
		next(raw.Seq, raw.File)
		if raw.File == "" || raw.Doc.File != raw.File {
			t.Errorf("article at %q has the document file %q", raw.File, raw.Doc.File)
		}
		if raw.Format == entities.JSON == (raw.Data != nil) || raw.Format == entities.JSON == (raw.Doc.Text == "") {
			t.Errorf("%s: format %s with %d bytes of data and %d of text", raw.File, raw.Format, len(raw.Data), len(raw.Doc.Text))
		}
		g.docs = append(g.docs, raw)
		g.lines = append(g.lines, raw.File+" "+string(raw.Format))
		return nil
	}, func(r *entities.Reject) {
		next(r.Seq, r.File)
		if r.File == "" || r.Code == "" || r.Reason == "" || strings.HasSuffix(r.Reason, ".") {
			t.Errorf("reject %q has no place, code or good reason", r.Error())
		}
		if key := r.File + " " + string(r.Code); refused[key] {
			t.Errorf("two rejects of %s", key)
		} else {
			refused[key] = true
		}
		g.rejs = append(g.rejs, r)
		g.lines = append(g.lines, r.File+": "+string(r.Code))
	})
	if err != nil {
		t.Fatalf("Walk(%q) = %v", paths, err)
	}
	if stats.Documents != len(g.docs) || stats.Rejects() != len(g.rejs) || stats.In() != len(g.docs)+len(g.rejs)+stats.Skips() || stats.Warnings != len(g.warns) {
		t.Errorf("stats %+v do not add up to %d documents and %d rejects", stats, len(g.docs), len(g.rejs))
	}
	g.stats = stats
	return g
}

// write puts data into a file of that name and returns its path.
func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return p
}

// read reads data from a file of that name and, when it is alike either way,
// from standard input; places lose the path.
func read(t testing.TB, opt Options, name string, data []byte) got {
	t.Helper()
	p := write(t, name, data)
	g := walk(t, opt, nil, p)
	for i := range g.lines {
		g.lines[i] = strings.TrimPrefix(g.lines[i], p)
	}
	for i := range g.warns {
		g.warns[i] = strings.TrimPrefix(g.warns[i], p)
	}
	return g
}

// alike reads data from a file without a telling name and from standard input,
// and wants the same from both.
func alike(t testing.TB, opt Options, data []byte) got {
	t.Helper()
	g := read(t, opt, "dump", data)
	s := walk(t, opt, iotest{bytes.NewReader(data)}, "-")
	for i := range s.lines {
		s.lines[i] = strings.TrimPrefix(s.lines[i], "-")
	}
	if !slices.Equal(g.lines, s.lines) {
		t.Errorf("a file gives %q, standard input gives %q", g.lines, s.lines)
	}
	return g
}

// iotest is a pipe: nothing but a reader, that gives a little at a time.
type iotest struct{ r io.Reader }

func (i iotest) Read(p []byte) (int, error) { return i.r.Read(p[:min(len(p), 777)]) }

func wantLines(t testing.TB, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func gz(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

func zst(data []byte) []byte {
	w, _ := zstd.NewWriter(nil)
	return w.EncodeAll(data, nil)
}

type entry struct {
	name string
	data []byte
}

func zipOf(entries ...entry) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		f, err := w.Create(e.name)
		if err != nil {
			panic(err)
		}
		f.Write(e.data)
	}
	w.Close()
	return b.Bytes()
}

func tarOf(entries ...entry) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: 0o644, Size: int64(len(e.data)), Typeflag: tar.TypeReg}
		if err := w.WriteHeader(h); err != nil {
			panic(err)
		}
		w.Write(e.data)
	}
	w.Close()
	return b.Bytes()
}

func inBig5(s string) []byte {
	b, err := traditionalchinese.Big5.NewEncoder().Bytes([]byte(s))
	if err != nil {
		panic(err)
	}
	return b
}

func inGB(s string) []byte {
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		panic(err)
	}
	return b
}

func in16(s string, e unicode.Endianness, b unicode.BOMPolicy) []byte {
	out, err := unicode.UTF16(e, b).NewEncoder().Bytes([]byte(s))
	if err != nil {
		panic(err)
	}
	return out
}

const (
	page   = "<!DOCTYPE html>\n<html><head><title>雲杉科技收購海棠醫藥</title></head><body><p>雲杉科技宣布以12億元收購海棠醫藥。</p></body></html>\n"
	pageCN = "<html><head><meta charset=gb2312><title>云杉科技收购海棠医药</title></head><body><p>云杉科技宣布以12亿元收购海棠医药。</p></body></html>"
	plainT = "雲杉科技收購海棠醫藥\n\n雲杉科技昨日宣布，以現金12億元收購海棠醫藥的全部股權，預計在今年第三季完成。\n"
	line1  = `{"id":"a1","title":"雲杉科技收購海棠醫藥","published":"2026-03-18","text":"雲杉科技宣布以12億元收購海棠醫藥。"}`
	line2  = `{"id":"a2","title":"松濤銀行派息","text":"松濤銀行派發末期息每股1.2元。\n\n董事會表示滿意。"}`
)

func TestFormats(t *testing.T) {
	png := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00")
	noise := make([]byte, 3000)
	for i := range noise {
		noise[i] = byte(i*i*31 + i>>3*7)
	}
	for _, c := range []struct {
		name string // of the file
		data []byte
		want []string
	}{
		{"page.html", []byte(page), []string{" html"}},
		{"page without a name", []byte(page), []string{" html"}},
		{"late.txt", []byte("\n\n <!-- made by hand -->\n<?xml version='1.0'?>\n<HTML lang=zh><body>收購</body></HTML>"), []string{" html"}},
		{"header.txt", []byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>收購</body></html>"), []string{" html"}},
		{"part", []byte("<p>雲杉科技宣布收購。</p>"), []string{" html"}},
		{"declared", []byte("<!doctype\n html SYSTEM 'about:legacy-compat'>雲杉科技宣布收購。"), []string{" html"}},
		{"declared old", []byte(`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">雲杉科技宣布收購。`), []string{" html"}},
		{"declared bare", []byte("<!DOCTYPE html>雲杉科技宣布收購。"), []string{" html"}},
		{"declared html5000", []byte("<!DOCTYPE html5000><rss version='2.0'><channel/></rss>"), []string{": empty"}},
		{"part2", []byte("雲杉科技<br>宣布收購<br/>海棠<br>醫藥"), []string{" html"}},
		{"notes.md", []byte("# 收購\n<b>雲杉</b> <i>海棠</i> <u>松濤</u>"), []string{" text"}},
		{"frame.htm", []byte("收購 <b>海棠</b>"), []string{" html"}},
		{"big5.html", inBig5(page), []string{" html"}},
		{"gb.html", inGB(pageCN), []string{" html"}},
		{"u16.html", in16(page, unicode.LittleEndian, unicode.UseBOM), []string{" html"}},
		{"u16be", in16(page, unicode.BigEndian, unicode.IgnoreBOM), []string{" html"}},
		{"u16le", in16(page, unicode.LittleEndian, unicode.IgnoreBOM), []string{" html"}},
		{"bom.html", []byte("\uFEFF" + page), []string{" html"}},
		{"nitf.xml", []byte("<?xml version=\"1.0\"?>\n<nitf><body><p>收購</p></body></nitf>"), []string{" html"}},
		{"article.txt", []byte(plainT), []string{" text"}},
		{"article big5", inBig5(plainT), []string{" text"}},
		{"article gb", inGB(strings.NewReplacer("億", "亿", "購", "购").Replace(plainT)), []string{" text"}},
		{"article 16", in16(plainT, unicode.LittleEndian, unicode.UseBOM), []string{" text"}},
		{"no ascii 16", in16("雲杉科技宣布收購海棠醫藥，作價十二億元。", unicode.BigEndian, unicode.IgnoreBOM), []string{" text"}},
		{"a < b.txt", []byte("若 a < b，則買入。"), []string{" text"}},
		{"list.txt", []byte("[本報訊] 雲杉科技宣布收購海棠醫藥。"), []string{" text"}},
		{"brace.txt", []byte("{雲杉} 科技宣布收購海棠醫藥。"), []string{" text"}},
		{"BMW.txt", []byte("BMW宣布收購海棠。MZ是縮寫。"), []string{" text"}},
		{"nul.txt", []byte("雲杉科技宣布收購\x00海棠醫藥，作價十二億元。"), []string{" text"}},
		{"one.json", []byte(line1), []string{"#1 json"}},
		{"pretty.json", []byte("{\n  \"id\": 7,\n  \"text\": \"雲杉科技宣布收購。\"\n}\n"), []string{"#1 json"}},
		{"array.json", []byte("[\n" + line1 + ",\n" + line2 + "\n]\n"), []string{"#[1] json", "#[2] json"}},
		{"dump.jsonl", []byte(line1 + "\n" + line2 + "\n"), []string{"#1 json", "#2 json"}},
		{"dump no name", []byte(line1 + "\n" + line2), []string{"#1 json", "#2 json"}},
		{"bad first", []byte("oops\n" + line1 + "\n" + line2), []string{"#1: bad-json", "#2 json", "#3 json"}},
		{"html in json", []byte(`{"html":"<p>雲杉科技宣布收購。</p>"}`), []string{"#1 html"}},
		{"empty.html", nil, []string{": empty"}},
		{"bom only.txt", []byte("\uFEFF"), []string{": blank"}},
		{"bom only16.txt", []byte("\xff\xfe"), []string{": blank"}},
		{"blank.txt", []byte(" \r\n\t　\n"), []string{": blank"}},
		{"picture.html", png, []string{": binary"}},
		{"picture.png", png, []string{": binary"}},
		{"photo.txt", []byte("\xff\xd8\xff\xe0\x00\x10JFIF"), []string{": binary"}},
		{"doc.txt", []byte("%PDF-1.7\n%âãÏÓ"), []string{": binary"}},
		{"prog", []byte("\x7fELF\x02\x01\x01"), []string{": binary"}},
		{"rtf.txt", []byte(`{\rtf1\ansi 收購}`), []string{": binary"}},
		{"noise.html", noise, []string{": binary"}},
		{"zero.txt", make([]byte, 4096), []string{": binary"}},
		{"utf32", []byte("\xff\xfe\x00\x00\x05\x6c\x00\x00"), []string{": encoding"}},
		{"feed.xml", []byte("<?xml version='1.0' encoding='big5'?>\n<!-- x --><rss version='2.0'><channel/></rss>"), []string{": empty"}},
		{"atom.xml", []byte("<feed xmlns='http://www.w3.org/2005/Atom'></feed>"), []string{": empty"}},
		{"crawl.warc", []byte("WARC/1.0\r\nWARC-Type: response\r\n"), []string{"#1: truncated"}},
		{"table.csv", []byte("id,title\n1,雲杉\n"), []string{": foreign"}},
		{"mail.mht", []byte("From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n<html>"), []string{": foreign"}},
		{"x.7z", []byte("7z\xbc\xaf\x27\x1c\x00\x04"), []string{": foreign"}},
		{"dump.jsonl.gz", gz([]byte(line1 + "\n" + line2)), []string{"#1 json", "#2 json"}},
		{"page.gz", gz([]byte(page)), []string{" html"}},
		{"dump.zst", zst([]byte(line1 + "\n" + line2)), []string{"#1 json", "#2 json"}},
		{"dump.zip", zipOf(entry{"a/1.html", []byte(page)}, entry{"a/", nil}, entry{"a/2.txt", []byte(plainT)}), []string{"#a/1.html html", "#a/2.txt text"}},
		{"dump.tar", tarOf(entry{"a/1.html", []byte(page)}, entry{"2.jsonl", []byte(line1)}), []string{"#a/1.html html", "#2.jsonl#1 json"}},
		{"dump.tgz", gz(tarOf(entry{"1.html", []byte(page)})), []string{"#1.html html"}},
		{"in.zip", zipOf(entry{"x.jsonl.gz", gz([]byte(line1))}, entry{"y.zip", zipOf(entry{"z.html", []byte(page)})}), []string{"#x.jsonl.gz#1 json", "#y.zip#z.html html"}},
		{"empty.zip", zipOf(), nil},
		{"word.docx", zipOf(entry{"[Content_Types].xml", []byte("<x/>")}, entry{"word/document.xml", []byte("<x/>")}), []string{": binary"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantLines(t, c.name, read(t, Options{}, c.name, c.data).lines, c.want...)
		})
	}
}

func TestStandardInput(t *testing.T) {
	for _, data := range [][]byte{
		nil, []byte(page), []byte(plainT), []byte(line1 + "\n" + line2 + "\n"), gz([]byte(line1)), zst([]byte(page)),
		zipOf(entry{"1.html", []byte(page)}, entry{"2.jsonl", []byte(line1 + "\n" + line2)}), gz(tarOf(entry{"1.html", []byte(page)})),
		gz(zipOf(entry{"1.html", []byte(page)})), []byte("[" + line1 + "," + line2 + "]"),
	} {
		alike(t, Options{}, data)
		alike(t, Options{SpoolMem: 10}, data)
	}
	g := walk(t, Options{}, nil, "-")
	wantLines(t, "no standard input", g.lines, "-: unreadable")
}

// A filter that is fed one line at a time answers each before the next.
func TestLiveInput(t *testing.T) {
	in, out := io.Pipe()
	answers := make(chan string)
	go Walk(context.Background(), []string{"-"}, in, Options{}, func(raw entities.Raw) error {
		answers <- raw.Doc.ID
		return nil
	}, nil)
	for i := range 3 {
		fmt.Fprintf(out, `{"id":"n%d","text":"雲杉科技宣布收購。"}`+"\n", i)
		if id := <-answers; id != fmt.Sprintf("n%d", i) {
			t.Fatalf("answer %q to question %d", id, i)
		}
	}
	out.Close()
}

func TestLines(t *testing.T) {
	long := strings.Repeat("雲杉科技宣布收購海棠醫藥。", 4000) // longer than the buffers
	for _, c := range []struct {
		name, data string
		opt        Options
		want       []string
	}{
		{"blank lines, CRLF, BOM, no last newline", "\uFEFF" + line1 + "\r\n\r\n   \n" + line2, Options{}, []string{"#1 json", "#4 json"}},
		{"last newline", line1 + "\n", Options{}, []string{"#1 json"}},
		{"BOM inside", line1 + "\n\uFEFF" + line2 + "\n", Options{}, []string{"#1 json", "#2 json"}},
		{"bad between good", line1 + "\n{\"id\":\n" + line2 + "\n[1]\nnull\n\"x\"\n{}\n" + line1, Options{},
			[]string{"#1 json", "#2: bad-json", "#3 json", "#4: bad-json", "#5: bad-json", "#6: bad-json", "#7: bad-field", "#8 json"}},
		{"first line cut", "{\"id\":\n" + line1 + "\n" + line2, Options{}, []string{"#1: bad-json", "#2 json", "#3 json"}},
		{"cut at the end", line1 + "\n" + line2[:40], Options{}, []string{"#1 json", "#2: bad-json"}},
		{"two on a line", line1 + line2 + "\n" + line1, Options{}, []string{"#1: bad-json", "#2 json"}},
		{"long line", line1 + "\n{\"text\":\"" + long + "\"}\n" + line2, Options{}, []string{"#1 json", "#2 json", "#3 json"}},
		{"line over the limit", line1 + "\n{\"text\":\"" + long + "\"}\n" + line2, Options{MaxLine: 70 << 10}, []string{"#1 json", "#2: too-large", "#3 json"}},
		{"line over a limit below the buffer", line1 + "\n{\"text\":\"" + long[:3000] + "\"}\n" + line2, Options{MaxLine: 500}, []string{"#1 json", "#2: too-large", "#3 json"}},
		{"last line over the limit", line1 + "\n{\"text\":\"" + long + "\"}", Options{MaxLine: 70 << 10}, []string{"#1 json", "#2: too-large"}},
		{"line at the limit", line1 + "\n", Options{MaxLine: int64(len(line1))}, []string{"#1 json"}},
		{"line one over the limit", line1 + "\n", Options{MaxLine: int64(len(line1)) - 1}, []string{"#1: too-large"}},
		{"text over the limit", line1 + "\n{\"text\":\"" + long + "\"}\n" + line2, Options{MaxText: 90 << 10}, []string{"#1 json", "#2: too-large", "#3 json"}},
		{"objects over lines", "{\n\"text\":\"甲公司收購乙公司。\"\n}\n{\n\"text\":\"丙\"}\n{\n\"text\":1}{\"text\":\"丁\"}\n" + line1, Options{},
			[]string{"#1 json", "#4 json", "#6: bad-field", "#7 json", "#8 json"}},
		{"objects on one line", "{\n\"text\":\"甲\"} {\"text\":\"乙\"} {\"text\":\"丙\"}", Options{}, []string{"#1 json", "#2 json", "#2.2 json"}},
		{"object over lines, cut", "{\n\"text\":\"甲\"}\n{\n\"text\":", Options{}, []string{"#1 json", "#3: bad-json"}},
		{"object over lines, then junk", "{\n\"text\":\"甲\"}\n,\n{}", Options{}, []string{"#1 json", "#3: bad-json", "#4: bad-field"}},
		{"object over lines, too long", "{\n\"text\":\"甲\"}\n{\n\"text\":\"" + long + "\"}\n{\"text\":\"乙\"}", Options{MaxLine: 1000}, []string{"#1 json", "#3: too-large", "#5 json"}},
		{"array", "[" + line1 + "," + line2 + "]", Options{}, []string{"#[1] json", "#[2] json"}},
		{"array, spread", " [\n " + line1 + " ,\n\n" + line2 + "\n]\n\n", Options{}, []string{"#[1] json", "#[2] json"}},
		{"array of things", "[{\"text\":\"甲\"}, 12 ,null,\"x\",[{}],{\"text\":\"乙\"}]", Options{},
			[]string{"#[1] json", "#[2]: bad-json", "#[3]: bad-json", "#[4]: bad-json", "#[5]: bad-json", "#[6] json"}},
		{"array, empty", "[ ]", Options{}, []string{": empty"}},
		{"array without end", "[" + line1 + "," + line2, Options{}, []string{"#[1] json", "#[2] json", ": bad-json"}},
		{"array cut", "[" + line1 + "," + line2[:30], Options{}, []string{"#[1] json", "#[2]: bad-json"}},
		{"array, comma at the end", "[" + line1 + ",]", Options{}, []string{"#[1] json", "#[2]: bad-json"}},
		{"array, no comma", "[" + line1 + line2 + "]", Options{}, []string{"#[1] json", "#[2] json"}},
		{"array, no end, no commas", "[" + line1 + "\n" + line2, Options{}, []string{"#[1] json", "#[2] json", ": bad-json"}},
		{"array, junk behind", "[" + line1 + "] x\n" + line2, Options{}, []string{"#[1] json", ": bad-json"}},
		{"array, then lines", "[" + line1 + "]\n" + line2 + "\n" + line1 + "\n", Options{}, []string{"#[1] json", "#[2] json", "#[3] json"}},
		{"an array a line", "[" + line1 + "," + line2 + "]\n\n[" + line2 + "]\n" + line1 + "\n[" + line1 + "]", Options{}, []string{"#[1] json", "#[2] json", "#[3] json", "#[4] json", "#[5] json"}},
		{"array with junk inside", "[" + line1 + ",\n]]]] x\n" + line2 + ",\n" + line1 + "\n]", Options{}, []string{"#[1] json", "#[2]: bad-json", "#[3] json", "#[4] json"}},
		{"objects with junk between", "{\n" + line1[1:] + "\n]]\n" + line2, Options{}, []string{"#1 json", "#3: bad-json", "#4 json"}},
		{"array, bad inside", "[{\"text\":\"甲\"},{\"text\":\"乙\" \"x\"},{\"text\":\"丙\"}]", Options{}, []string{"#[1] json", "#[2]: bad-json", "#[3] json"}},
		{"array, brackets in strings", `[{"text":"]}\"[{"},{"text":"乙"}]`, Options{}, []string{"#[1] json", "#[2] json"}},
		{"array, too long", "[{\"text\":\"甲\"},{\"text\":\"" + long + "\"},{\"text\":\"丙\"}]", Options{MaxLine: 70 << 10}, []string{"#[1] json", "#[2]: too-large", "#[3] json"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantLines(t, c.name, alike(t, c.opt, []byte(c.data)).lines, c.want...)
		})
	}
}

func TestRejectKeepsBytes(t *testing.T) {
	g := alike(t, Options{}, []byte(line1+"\n{\"id\":oops}\n"))
	if len(g.rejs) != 1 || string(g.rejs[0].Data) != `{"id":oops}` {
		t.Fatalf("rejects %v, want one that keeps its line", g.rejs)
	}
	if want := "character 7: 'o' where a value must be"; g.rejs[0].Reason != want {
		t.Errorf("reason %q, want %q", g.rejs[0].Reason, want)
	}
}

func TestEncodedLines(t *testing.T) {
	const cn = `{"id":"c1","title":"云杉科技收购海棠医药","text":"云杉科技宣布以12亿元收购海棠医药，预计第三季完成。"}`
	const slash = `{"id":"s1","text":"許功蓋的公司宣布，\"已\"完成收購。\\n不換行"}` // bytes with \ in Big5
	for _, c := range []struct {
		name string
		data []byte
		want []string // texts
		note string
	}{
		{"Big5", append(inBig5(line1+"\n"+slash+"\n"), line2...), []string{"雲杉科技收購海棠醫藥\n\n雲杉科技宣布以12億元收購海棠醫藥。", "許功蓋的公司宣布，\"已\"完成收購。\\n不換行", "松濤銀行派息\n\n松濤銀行派發末期息每股1.2元。\n\n董事會表示滿意。"}, "it was in Big5"},
		{"GB18030", inGB(cn + "\n"), []string{"云杉科技收购海棠医药\n\n云杉科技宣布以12亿元收购海棠医药，预计第三季完成。"}, "it was in GB18030"},
		{"Big5, array", inBig5("[" + slash + "," + line1 + "]"), []string{"許功蓋的公司宣布，\"已\"完成收購。\\n不換行", "雲杉科技收購海棠醫藥\n\n雲杉科技宣布以12億元收購海棠醫藥。"}, "it was in Big5"},
		{"Big5, over lines", inBig5("{\n" + slash[1:]), []string{"許功蓋的公司宣布，\"已\"完成收購。\\n不換行"}, "it was in Big5"},
		{"UTF-16LE with BOM", in16(line1+"\r\n"+line2, unicode.LittleEndian, unicode.UseBOM), []string{"雲杉科技收購海棠醫藥\n\n雲杉科技宣布以12億元收購海棠醫藥。", "松濤銀行派息\n\n松濤銀行派發末期息每股1.2元。\n\n董事會表示滿意。"}, "it was in UTF-16LE"},
		{"UTF-16BE", in16("[\n"+line1+"]", unicode.BigEndian, unicode.IgnoreBOM), []string{"雲杉科技收購海棠醫藥\n\n雲杉科技宣布以12億元收購海棠醫藥。"}, "it was in UTF-16BE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := alike(t, Options{}, c.data)
			var texts []string
			for _, d := range g.docs {
				texts = append(texts, d.Doc.Text)
			}
			if !slices.Equal(texts, c.want) || len(g.rejs) > 0 {
				t.Fatalf("texts %q, rejects %v, want %q", texts, g.rejs, c.want)
			}
			if w := g.docs[0].Doc.Warnings; !slices.Contains(w, c.note) {
				t.Errorf("warnings %q, want %q among them", w, c.note)
			}
		})
	}
	t.Run("damage", func(t *testing.T) {
		g := alike(t, Options{}, []byte("{\"text\":\"雲杉科技\xe6\x94宣布收購\xff\xff海棠醫藥。\",\"x\":\"\xfe\"}"))
		if len(g.docs) != 1 || g.docs[0].Doc.Text != "雲杉科技\uFFFD宣布收購\uFFFD\uFFFD海棠醫藥。" || g.docs[0].Doc.Replaced != 3 || len(g.docs[0].Doc.Warnings) != 1 {
			t.Errorf("got %+v", g.docs)
		}
	})
	t.Run("lone surrogate in UTF-16", func(t *testing.T) {
		b := in16(`{"text":"雲杉X科技"}`, unicode.LittleEndian, unicode.UseBOM)
		i := bytes.Index(b, []byte("X\x00"))
		b[i], b[i+1] = 0x34, 0xd8
		g := alike(t, Options{}, b)
		if len(g.docs) != 1 || g.docs[0].Doc.Text != "雲杉\uFFFD科技" || g.docs[0].Doc.Replaced != 1 {
			t.Errorf("got %+v", g.docs)
		}
	})
	t.Run("no encoding at all", func(t *testing.T) {
		bad := `{"text":"` + strings.Repeat("\xff\xfe\x81\xff", 40) + `"}`
		wantLines(t, "noise", alike(t, Options{}, []byte(line1+"\n"+bad+"\n"+line2)).lines, "#1 json", "#2: encoding", "#3 json")
	})
}

func TestFields(t *testing.T) {
	g := alike(t, Options{}, []byte(`{"id":1234567890123456789012,"url":"https://example.com/a","title":"標題","published":"2026-03-18T09:00:00+08:00","modified":"2026-03-19",`+
		`"author":"陳大文","section":"財經","source":"試報","market":"HK","variant":"zh-HK","text":"標題\n\n內文𠮷\ud842\udfb7。","mentions":[{"start":0,"x":[[{}]]}],"facts":[],"score":-1.5e-3,"licence":null}`))
	if len(g.docs) != 1 {
		t.Fatalf("rejects %v", g.rejs)
	}
	d := g.docs[0].Doc
	want := entities.Document{ID: "1234567890123456789012", File: d.File, URL: "https://example.com/a", Title: "標題", Published: "2026-03-18T09:00:00+08:00", Modified: "2026-03-19",
		Author: "陳大文", Section: "財經", Source: "試報", Market: "HK", Variant: "zh-HK", Text: "標題\n\n內文𠮷𠮷。", Body: 4}
	if !reflect.DeepEqual(d, want) {
		t.Errorf("got  %+v\nwant %+v", d, want)
	}
}

func TestStrictJSON(t *testing.T) {
	for _, c := range []struct {
		name, line string
		code       entities.Code // "" is taken
		says       string        // part of the reason, or of a warning
	}{
		{"key twice", `{"text":"甲","text":"乙"}`, entities.CodeBadJSON, `the key "text" is given twice`},
		{"key twice, escaped", `{"text":"甲","te\u0078t":"乙"}`, entities.CodeBadJSON, `"text" is given twice`},
		{"key twice in other case", `{"text":"甲","Text":"乙"}`, entities.CodeBadJSON, `the keys "text" and "Text" are given, which are one`},
		{"the other way round", `{"TEXT":"甲","text":"乙"}`, entities.CodeBadJSON, `"TEXT" and "text"`},
		{"unknown key twice", `{"x":1,"x":2,"text":"甲"}`, entities.CodeBadJSON, `"x" is given twice`},
		{"unknown keys in other case", `{"cat":1,"Cat":2,"text":"甲"}`, "", ""},
		{"many keys", `{` + manyKeys(100) + `"text":"甲"}`, "", ""},
		{"many keys, one twice", `{` + manyKeys(100) + `"k50":1,"text":"甲"}`, entities.CodeBadJSON, `"k50" is given twice`},
		{"field in other case", `{"ID":"1","text":"甲"}`, "", `the field "ID" is not read; did you mean "id"?`},
		{"text in other case", `{"Text":"甲"}`, entities.CodeBadField, `did you mean "text" by "Text"?`},
		{"no text", `{"id":"1"}`, entities.CodeBadField, "no field text or html"},
		{"null text", `{"text":null}`, entities.CodeBadField, "no field text or html"},
		{"empty text", `{"text":""}`, entities.CodeEmpty, ""},
		{"blank text and page", `{"text":" \n","html":"　"}`, entities.CodeBlank, ""},
		{"text and html", `{"text":"甲","html":"<p>乙</p>"}`, "", "html is not read"},
		{"text of a wrong type", `{"text":["甲"]}`, entities.CodeBadField, `the field "text" is an array instead of a string`},
		{"author of a wrong type", `{"text":"甲","author":{"name":"陳"}}`, entities.CodeBadField, `"author" is an object`},
		{"null author", `{"text":"甲","author":null}`, "", ""},
		{"id is true", `{"id":true,"text":"甲"}`, entities.CodeBadField, `"id" is true or false`},
		{"id is 1.5", `{"id":1.5,"text":"甲"}`, entities.CodeBadField, `"id" is a number`},
		{"title is a number", `{"title":5,"text":"甲"}`, entities.CodeBadField, `"title" is a number`},
		{"bad date", `{"published":"18/3/2026","text":"甲"}`, "", `the field "published" is left empty: date "18/3/2026" is not of the form 2026-03-18`},
		{"no such day", `{"published":"2026-02-30","text":"甲"}`, "", `"published" is left empty`},
		{"date of a wrong type", `{"published":20260318,"text":"甲"}`, entities.CodeBadField, `"published" is a number`},
		{"lone surrogate", `{"text":"甲\ud800乙"}`, "", "1 surrogates stood alone"},
		{"two high surrogates", `{"text":"甲\ud800\ud842\udfb7"}`, "", "1 surrogates stood alone"},
		{"deep", `{"x":` + strings.Repeat("[", 100000) + strings.Repeat("]", 100000) + `,"text":"甲"}`, entities.CodeBadJSON, "nested deeper than 1000"},
		{"comma at the end", `{"text":"甲",}`, entities.CodeBadJSON, "'}' where a key must be"},
		{"single quotes", `{'text':'甲'}`, entities.CodeBadJSON, `'\'' where a key must be`},
		{"bare newline code", "{\"text\":\"甲\t乙\"}", entities.CodeBadJSON, `'\t' bare in a string`},
		{"bad escape", `{"text":"甲\x"}`, entities.CodeBadJSON, `'x' after a backslash`},
		{"bad hex", `{"text":"甲\u12g4"}`, entities.CodeBadJSON, "hexadecimal"},
		{"bad number", `{"x":01,"text":"甲"}`, entities.CodeBadJSON, "'1' where a comma or } must be"},
		{"NaN", `{"x":NaN,"text":"甲"}`, entities.CodeBadJSON, "'N' where a value must be"},
		{"bad literal", `{"x":tru3,"text":"甲"}`, entities.CodeBadJSON, "in what should be true"},
		{"no colon", `{"x" 1,"text":"甲"}`, entities.CodeBadJSON, `'1' where ':' must be`},
		{"something behind", `{"text":"甲"} x`, entities.CodeBadJSON, "'x' after the end of the object"},
		{"cut", `{"text":"甲`, entities.CodeBadJSON, "character 11: the object ends early"},
		{"an escaped NUL", `{"text":"甲\u0000乙"}`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := read(t, Options{}, "x.jsonl", []byte(c.line+"\n"))
			var code entities.Code
			var said []string
			for _, r := range g.rejs {
				code, said = r.Code, append(said, r.Reason)
			}
			for _, d := range g.docs {
				said = append(said, d.Doc.Warnings...)
			}
			if code != c.code || !strings.Contains(strings.Join(said, "\n"), c.says) || c.code == "" && c.says == "" && len(said) > 0 {
				t.Errorf("%.100s: got %q %q, want %q with %q", c.line, code, said, c.code, c.says)
			}
		})
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"k%d":%d,`, i, i)
	}
	return b.String()
}

func TestFolders(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{
		"b.html": page, "a.jsonl": line1 + "\n" + line2, "a/z.txt": plainT, "a/1/deep.html": page, "a.txt": plainT,
		".hidden.html": page, ".git/config": "x", "a/.DS_Store": "x", "__MACOSX/a.html": page, "Thumbs.db": "x",
		"b_files/style.css": "p{color:red}", "b_files/app.js": "alert(1)", "b_files/logo.png": "\x89PNG\r\n\x1a\n\x00", "b_files/real.png": page,
		"b_files/photo.html": "\x89PNG\r\n\x1a\n\x00", "empty.html": "",
	} {
		p := filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(p), 0o755)
		if err := os.WriteFile(p, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for from, to := range map[string]string{"loop": ".", "out.html": "/etc/passwd", "gone": "/no/such/thing", "link.html": "b.html"} {
		if err := os.Symlink(to, filepath.Join(dir, from)); err != nil {
			t.Skip(err)
		}
	}
	g := walk(t, Options{}, nil, dir, filepath.Join(dir, "link.html"), filepath.Join(dir, ".hidden.html"), filepath.Join(dir, "nothing"), filepath.Join(dir, "gone"))
	for i := range g.lines {
		g.lines[i] = strings.TrimPrefix(g.lines[i], dir+"/")
	}
	wantLines(t, "folder", g.lines, "a/1/deep.html html", "a/z.txt text", "a.jsonl#1 json", "a.jsonl#2 json", "a.txt text", "b.html html",
		"b_files/photo.html: binary", "b_files/real.png html", "empty.html: empty",
		"link.html html", ".hidden.html html", "nothing: unreadable", "gone: unreadable")
	if want := map[string]int{SkipHidden: 3, SkipSystem: 2, SkipLink: 4, SkipAsset: 3}; !reflect.DeepEqual(g.stats.Skipped, want) {
		t.Errorf("skipped %v, want %v", g.stats.Skipped, want)
	}
	if r := g.rejs[len(g.rejs)-1].Reason; r != "a link to something that is not there" {
		t.Errorf("reason %q", r)
	}
}

func TestPathAsGiven(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	os.Mkdir("news", 0o755)
	os.WriteFile("news/a.html", []byte(page), 0o644)
	os.WriteFile("news/\xa4\xa4\x1b[31m.html", []byte(page), 0o644)
	for given, want := range map[string]string{"news": "news/a.html html", "news/": "news/a.html html", "./news": "./news/a.html html", "news/a.html": "news/a.html html", ".": "./news/a.html html"} {
		if g := walk(t, Options{}, nil, given); g.lines[0] != want {
			t.Errorf("Walk(%q) gives %q, want %q", given, g.lines[0], want)
		}
	}
	if g := walk(t, Options{}, nil, "news"); len(g.lines) != 2 || g.lines[1] != `news/\xa4\xa4\x1b[31m.html html` {
		t.Errorf("an odd name gives %q", g.lines)
	}
}

func TestProgress(t *testing.T) {
	dir := t.TempDir()
	big := bytes.Repeat([]byte(line1+"\n"), 20000)
	os.WriteFile(filepath.Join(dir, "a.jsonl"), big, 0o644)
	os.WriteFile(filepath.Join(dir, "b.zip"), zipOf(entry{"a.jsonl", big}), 0o644)
	os.WriteFile(filepath.Join(dir, ".c"), big, 0o644)
	os.WriteFile(filepath.Join(dir, "d.gz"), gz(big), 0o644)
	var total, last int64
	n := 0
	opt := Options{Progress: func(done, of int64) {
		if done < last || done > of {
			t.Errorf("progress went from %d to %d of %d", last, done, of)
		}
		last, total = done, of
		n++
	}}
	g := walk(t, opt, nil, dir)
	if last != total || total != g.stats.Bytes || n < 10 {
		t.Errorf("progress ended at %d of %d after %d calls; %d bytes read", last, total, n, g.stats.Bytes)
	}
}

func TestStop(t *testing.T) {
	p := write(t, "x.jsonl.gz", gz(bytes.Repeat([]byte(line1+"\n"), 1000)))
	enough := errors.New("enough")
	n := 0
	stats, err := Walk(context.Background(), []string{p, p}, nil, Options{}, func(entities.Raw) error {
		if n++; n == 10 {
			return enough
		}
		return nil
	}, nil)
	if err != enough || n != 10 || stats.Documents != 10 {
		t.Errorf("Walk = %v after %d articles, stats %+v", err, n, stats)
	}
	ctx, cancel := context.WithCancel(context.Background())
	n = 0
	_, err = Walk(ctx, []string{p, p}, nil, Options{}, func(entities.Raw) error {
		if n++; n == 10 {
			cancel()
		}
		return nil
	}, nil)
	if err != context.Canceled || n != 10 {
		t.Errorf("Walk = %v after %d articles", err, n)
	}
	if _, err := Walk(ctx, []string{p}, nil, Options{MaxDepth: -1}, nil, nil); err == nil || !strings.Contains(err.Error(), "limit") {
		t.Errorf("a negative limit gives %v", err)
	}
}

// What visit is given is its own: nothing later writes to it.
func TestOwnBytes(t *testing.T) {
	var want, pages []string
	var entries []entry
	for i := range 50 {
		s := fmt.Sprintf("%s<!-- %d -->", page, i)
		want = append(want, s)
		entries = append(entries, entry{fmt.Sprintf("%d.html", i), []byte(s)})
	}
	for _, d := range alike(t, Options{}, zipOf(entries...)).docs {
		pages = append(pages, string(d.Data))
	}
	if !slices.Equal(pages, want) {
		t.Error("pages changed after they were given")
	}
}

// What is named as JSON and begins with a bracket is an array of articles, or
// lines of which the first is none: that one is refused and the next read.
func TestArrayOrLines(t *testing.T) {
	for _, c := range []struct {
		name string
		data string
		opt  Options
		want []string
	}{
		{"lines, the first brackets", strings.Repeat("[", 100_000) + "\n" + line1 + "\n" + line2, Options{}, []string{"#1: bad-json", "#2 json", "#3 json"}},
		{"lines, the first brackets in pairs", strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "\n" + line1, Options{}, []string{"#1: bad-json", "#2 json"}},
		{"lines, the first too many brackets", strings.Repeat("[", 200_000) + "\n" + line1, Options{MaxLine: 100 << 10}, []string{"#1: too-large", "#2 json"}},
		{"lines, the first a list", "[1,2]\n" + line1, Options{}, []string{"#1: bad-json", "#2 json"}},
		{"lines, the first a list without end", "[\"甲\n" + line1, Options{}, []string{"#1: bad-json", "#2 json"}},
		{"lines, the first a bracket", "[\n" + line1 + "\n" + line2, Options{}, []string{"#[1] json", "#[2] json", ": bad-json"}},
		{"array of a list, then articles", "[\n[1],\n" + line1 + "\n]", Options{}, []string{"#[1]: bad-json", "#[2] json"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := read(t, c.opt, "dump.jsonl", []byte(c.data))
			wantLines(t, c.name, g.lines, c.want...)
			g = read(t, c.opt, "dump.jsonl.gz", gz([]byte(c.data)))
			wantLines(t, c.name+", packed", g.lines, c.want...)
		})
	}
}
