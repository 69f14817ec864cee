package article

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/factloom/factloom/entities"
)

type nodeT = html.Node

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Whatever the bytes, the label and the format, there is a sound document or a
// reject that says why, and the same again from the same bytes.
func FuzzDocument(f *testing.F) {
	files, err := filepath.Glob("testdata/pages/*.html")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range append(files, "testdata/reference.txt") {
		f.Add(readFile(f, name), "", name != "testdata/reference.txt")
	}
	for _, s := range trad {
		b, _ := traditionalchinese.Big5.NewEncoder().String(s)
		f.Add([]byte(b), "", false)
		f.Add([]byte("<title>"+b+"</title><table><tr><td>"+b+"<br>"+b), "big5", true)
	}
	for _, s := range simp {
		b, _ := simplifiedchinese.GB18030.NewEncoder().String(s)
		f.Add([]byte(b), "gbk", false)
	}
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00\x4b\x4e"), "utf-16", true)
	f.Add([]byte(`<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-03-18T25:61","author":[{}]}</script><p hidden>`), "", true)
	f.Add([]byte("標題：甲\n日期：2026年3月18日\n\n\x1b[31m正文。\x00"), "", false)
	f.Add([]byte("Skip to main content\nBreadcrumb\n 1. Home\nBy A on Wed, 2026-03-18 - 16:58\n"), "", false)
	f.Add([]byte("<textarea>&lt;p&gt;"+fact+fact+fact+"&lt;/p&gt;</textarea>"), "", true)
	e := extractor(f, Options{})
	f.Fuzz(func(t *testing.T, data []byte, label string, isHTML bool) {
		raw := entities.Raw{File: "f", Format: entities.PlainText, Data: data, Charset: label}
		if isHTML {
			raw.Format = entities.HTML
		}
		d, err := e.Document(raw)
		again, err2 := e.Document(raw)
		if (err == nil) != (err2 == nil) {
			t.Fatalf("once %v, once %v", err, err2)
		}
		if err != nil {
			var r *entities.Reject
			if !errors.As(err, &r) || r.Reason == "" || r.Code == entities.CodeInternal {
				t.Fatalf("reject %v", err)
			}
			return
		}
		sound(t, d)
		if d.Text != again.Text || d.Published != again.Published || d.Author != again.Author {
			t.Fatalf("two readings differ: %q and %q", d.Text, again.Text)
		}
	})
}

// A date that is read reads back as itself.
func FuzzDate(f *testing.F) {
	for _, r := range dateRows {
		f.Add(r.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := dateIn(s, true)
		if !ok {
			return
		}
		if !d.ok() || d.start < 0 || d.end > len(s) || d.start >= d.end {
			t.Fatalf("dateIn(%q) = %+v", s, d)
		}
		again, ok := parseDate(d.String())
		if !ok || again.String() != d.String() {
			t.Fatalf("%q gives %s, which gives %s", s, d, again)
		}
		if _, err := entities.ParseDay(d.String()); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
	})
}
