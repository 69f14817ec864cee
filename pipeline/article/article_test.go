package article

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/factloom/factloom/entities"
)

func extractor(t testing.TB, opt Options) *Extractor {
	t.Helper()
	e, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// want is what a reader takes from one of our own pages.
type want struct{ File, Title, Published, Author, Section, Text string }

func readWant(t testing.TB, file string) []want {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []want
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var w want
		if err := json.Unmarshal(s.Bytes(), &w); err != nil {
			t.Fatal(err)
		}
		out = append(out, w)
	}
	return out
}

// bodyOf returns the text after the title.
func bodyOf(d *entities.Document) string { return string(d.Runes()[d.Body:]) }

func TestPages(t *testing.T) {
	general := extractor(t, Options{General: true})
	full := extractor(t, Options{})
	// Pages that need the template of their content system.
	needs := map[string]bool{"discuz.html": true, "wechat.html": true}
	for _, w := range readWant(t, "testdata/pages/gold.jsonl") {
		data, err := os.ReadFile(filepath.Join("testdata/pages", w.File))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range []*Extractor{general, full} {
			if e == general && needs[w.File] {
				continue
			}
			d, err := e.Document(entities.Raw{File: w.File, Format: entities.HTML, Data: data})
			if err != nil {
				t.Errorf("%s: %v", w.File, err)
				continue
			}
			if d.Title != w.Title {
				t.Errorf("%s: title %q, want %q", w.File, d.Title, w.Title)
			}
			if len(d.Published) < 10 || d.Published[:10] != w.Published {
				t.Errorf("%s: published %q, want %q", w.File, d.Published, w.Published)
			}
			if d.Author != w.Author {
				t.Errorf("%s: author %q, want %q", w.File, d.Author, w.Author)
			}
			if w.Section != "" && d.Section != w.Section {
				t.Errorf("%s: section %q, want %q", w.File, d.Section, w.Section)
			}
			if got := bodyOf(d); got != w.Text {
				t.Errorf("%s: body\n%s\nwant\n%s", w.File, got, w.Text)
			}
			if day := d.Day(); day.String() != w.Published {
				t.Errorf("%s: day %s, want %s", w.File, day, w.Published)
			}
		}
	}
}

// The reference article comes as the Drupal page it was published in and as a
// text browser shows that page; both give the text that was annotated.
func TestReference(t *testing.T) {
	var gold struct{ Title, Published, Text string }
	data, err := os.ReadFile("../../testdata/gold/reference.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &gold); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name, file string
		format     entities.Format
		general    bool
	}{
		{"page by its template", "../../testdata/articles/reference.html", entities.HTML, false},
		{"page by the general path", "../../testdata/articles/reference.html", entities.HTML, true},
		{"rendered text", "testdata/reference.txt", entities.PlainText, false},
	} {
		data, err := os.ReadFile(row.file)
		if err != nil {
			t.Fatal(err)
		}
		d, err := extractor(t, Options{General: row.general}).Document(entities.Raw{Format: row.format, Data: data})
		if err != nil {
			t.Fatalf("%s: %v", row.name, err)
		}
		if d.Text != gold.Text {
			t.Errorf("%s: text\n%s\nwant\n%s", row.name, d.Text, gold.Text)
		}
		if d.Title != gold.Title || d.Published[:10] != gold.Published || d.Author != "KF Cheng" {
			t.Errorf("%s: title %q, published %q, author %q", row.name, d.Title, d.Published, d.Author)
		}
		if !row.general && (d.Section != "市場及商業" || d.Published != "2026-03-18T16:58") {
			t.Errorf("%s: section %q, published %q", row.name, d.Section, d.Published)
		}
		if len(d.Warnings) > 0 {
			t.Errorf("%s: warnings %q", row.name, d.Warnings)
		}
	}
}

func TestJSONText(t *testing.T) {
	e := extractor(t, Options{})
	text := "標題\n\n　　第一段\u200b有 零寬 字符。 \n第二行\t不動。"
	for _, row := range []struct {
		name string
		doc  entities.Document
		text string
		body int
	}{
		{"with title", entities.Document{Title: "另題", Text: text}, "另題\n\n" + text, 4},
		{"title is there already", entities.Document{Title: "標題", Text: text}, text, 4},
		{"no title", entities.Document{Text: text}, text, 0},
	} {
		d, err := e.Document(entities.Raw{Format: entities.JSON, Doc: row.doc})
		if err != nil {
			t.Fatalf("%s: %v", row.name, err)
		}
		if d.Text != row.text || d.Body != row.body {
			t.Errorf("%s: Text %q Body %d, want %q %d", row.name, d.Text, d.Body, row.text, row.body)
		}
	}
}

func TestJSONDates(t *testing.T) {
	e := extractor(t, Options{})
	for _, row := range []struct {
		in, want string
		warn     bool
	}{
		{"2026-03-18", "2026-03-18", false},
		{"2026-03-18T16:58:00+08:00", "2026-03-18T16:58:00+08:00", false},
		{"2026/3/18 16:58", "2026-03-18T16:58", false},
		{"民國115年3月18日", "2026-03-18", false},
		{"昨日", "", true},
		{"2026-02-30", "", true},
	} {
		d, err := e.Document(entities.Raw{Doc: entities.Document{Text: "甲公司收購乙公司。", Published: row.in}})
		if err != nil {
			t.Fatal(err)
		}
		if d.Published != row.want || (len(d.Warnings) > 0) != row.warn {
			t.Errorf("published %q: got %q, warnings %q; want %q", row.in, d.Published, d.Warnings, row.want)
		}
	}
}

// Fields that come with the page, in JSON, win over what the page says.
func TestGivenFields(t *testing.T) {
	page := `<html lang="zh-TW"><head><meta property="og:title" content="頁面標題講別的事"><meta name="author" content="王小明"><meta property="article:published_time" content="2026-01-02"></head>
<body><h1>頁面標題講別的事</h1><p>雲杉科技宣布以3億美元收購海棠醫藥，交易料於年底完成。</p></body></html>`
	e := extractor(t, Options{})
	d, err := e.Document(entities.Raw{Format: entities.HTML, Data: []byte(page), Doc: entities.Document{ID: "a1", Title: "雲杉科技收購海棠醫藥", Published: "2026-05-06", Author: "李大文", URL: "https://example.com/a1"}})
	if err != nil {
		t.Fatal(err)
	}
	if d.ID != "a1" || d.Title != "雲杉科技收購海棠醫藥" || d.Published != "2026-05-06" || d.Author != "李大文" || d.URL != "https://example.com/a1" || d.Variant != "zh-TW" {
		t.Errorf("got %q %q %q %q %q %q", d.ID, d.Title, d.Published, d.Author, d.URL, d.Variant)
	}
	if want := "雲杉科技收購海棠醫藥\n\n雲杉科技宣布以3億美元收購海棠醫藥，交易料於年底完成。"; d.Text != want {
		t.Errorf("text %q, want %q", d.Text, want)
	}
}

// What cannot be decoded is counted wherever it stands in a page: in the text,
// and beside it.
func TestUnreadCounted(t *testing.T) {
	e := extractor(t, Options{})
	const head, body = "<html><head><meta charset=utf-8><title>北嶺光電簽約</title>", "<p>北嶺光電周一宣布，已與三家客戶簽訂總值6億歐元的供貨合約，為期四年。</p>"
	for _, row := range []struct {
		name, page string
		replaced   int
		want       []string
	}{
		{"none", head + "</head><body>" + body, 0, nil},
		{"in the head", head + "<meta name=x content='\xff\xfe'></head><body>" + body, 0, []string{"2 characters outside the text could not be read as utf-8"}},
		{"in the text", head + "</head><body>" + strings.Replace(body, "四年", "\xff年", 1), 1, []string{"1 characters could not be read as utf-8"}},
		{"in both", head + "<!-- \xff --></head><body>" + strings.Replace(body, "四年", "\xff年", 1), 1,
			[]string{"1 characters could not be read as utf-8", "1 characters outside the text could not be read as utf-8"}},
	} {
		d, err := e.Document(entities.Raw{File: "x", Format: entities.HTML, Data: []byte(row.page)})
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if d.Replaced != row.replaced || !slices.Equal(d.Warnings, row.want) {
			t.Errorf("%s: %d replaced, warnings %q, want %d, %q", row.name, d.Replaced, d.Warnings, row.replaced, row.want)
		}
	}
}

func TestReject(t *testing.T) {
	e := extractor(t, Options{})
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"
	for _, row := range []struct {
		name   string
		format entities.Format
		data   string
		code   entities.Code
	}{
		{"no bytes", entities.HTML, "", entities.CodeEmpty},
		{"blanks", entities.HTML, " \n\t\r\n ", entities.CodeBlank},
		{"NUL alone", entities.PlainText, "\x00\x00 \x00", entities.CodeBlank},
		{"picture named html", entities.HTML, png, entities.CodeBinary},
		{"picture as text", entities.PlainText, png, entities.CodeBinary},
		{"zip", entities.PlainText, "PK\x03\x04rest of it", entities.CodeBinary},
		{"random bytes", entities.PlainText, strings.Repeat("\x01\x02\xfe\x03\x81\x04\x05\xff\x06", 200), entities.CodeBinary},
		{"script alone", entities.HTML, "<html><head><script>var a = '一個很長的字串';</script></head><body></body></html>", entities.CodeNoText},
		{"title alone", entities.HTML, "<html><head><title>只有標題的頁面</title></head><body></body></html>", entities.CodeNoText},
		{"undecodable", entities.PlainText, strings.Repeat("\xff\x80\xa0\xff", 100), entities.CodeEncoding},
	} {
		d, err := e.Document(entities.Raw{File: "x", Format: row.format, Data: []byte(row.data)})
		var r *entities.Reject
		if !errors.As(err, &r) {
			t.Errorf("%s: no reject, got %+v", row.name, d)
			continue
		}
		if r.Code != row.code || r.Reason == "" || r.File != "x" {
			t.Errorf("%s: %v, want code %s", row.name, r, row.code)
		}
	}
}

func TestHidden(t *testing.T) {
	e := extractor(t, Options{})
	say := "遠洋船務公布，以2.4億美元購入兩艘貨櫃船，預計明年第一季交付。"
	lie := "遠洋船務公布，以9.9億美元購入九艘貨櫃船，預計後年第一季交付。"
	for _, row := range []struct{ name, html string }{
		{"hidden attribute", `<p hidden>` + lie + `</p>`},
		{"display none", `<div style="color:red; DISPLAY : none !important"><p>` + lie + `</p></div>`},
		{"font size", `<p style="font-size:0">` + lie + `</p>`},
		{"off the page", `<p style="position:absolute;left:-9999px">` + lie + `</p>`},
		{"invisible", `<p style="visibility:hidden">` + lie + `</p>`},
		{"screen readers", `<p class="a sr-only">` + lie + `</p>`},
		{"script", `<script>document.write("` + lie + `")</script>`},
		{"style", `<style>/* ` + lie + ` */</style>`},
		{"noscript", `<noscript><p>` + lie + `</p></noscript>`},
		{"template", `<template><p>` + lie + `</p></template>`},
		{"text area", `<textarea>` + lie + `</textarea>`},
		{"comment", `<!-- ` + lie + ` -->`},
		{"navigation", `<nav><p>` + lie + `</p></nav>`},
		{"list box", `<select><option>` + lie + `</option></select>`},
	} {
		page := `<html><body><h1>遠洋船務購兩艘貨櫃船</h1>` + row.html + `<p>` + say + `</p>` + row.html + `</body></html>`
		d, err := e.Document(entities.Raw{Format: entities.HTML, Data: []byte(page)})
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if got := bodyOf(d); got != say {
			t.Errorf("%s: body %q, want %q", row.name, got, say)
		}
	}
}

// What scripts show later is read when there is nothing else.
func TestInvisibleBody(t *testing.T) {
	e := extractor(t, Options{})
	say := "北嶺光電與德國車廠簽訂五年車用面板合約，總值約6億歐元，明年第二季起供貨。"
	for _, row := range []struct {
		name, html string
		warn       bool
	}{
		{"body element", `<body style="display:none"><h1>北嶺光電簽6億歐元合約</h1><p>` + say + `</p></body>`, false},
		{"visibility", `<body><h1>北嶺光電簽6億歐元合約</h1><div style="visibility:hidden"><p>` + say + `</p></div></body>`, true},
		{"display none", `<body><h1>北嶺光電簽6億歐元合約</h1><div style="display:none"><p>` + say + say + `</p></div></body>`, true},
	} {
		d, err := e.Document(entities.Raw{Format: entities.HTML, Data: []byte("<html>" + row.html + "</html>")})
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		if !strings.Contains(d.Text, say) || (len(d.Warnings) > 0) != row.warn {
			t.Errorf("%s: text %q, warnings %q", row.name, d.Text, d.Warnings)
		}
	}
}

func TestReferences(t *testing.T) {
	e := extractor(t, Options{})
	page := `<html><body><h1>海星石油售北海油田</h1><p>海星石油公布，以&#x34;&#51;億美元&#xFF0C;出售北海油田&#8220;灰鯨&#8221;的&#50;&#53;&#37;權益&hellip;&#0;&#27;[31m買方為&AMP;合作伙伴&notanentity;公司。</p></body></html>`
	d, err := e.Document(entities.Raw{Format: entities.HTML, Data: []byte(page)})
	if err != nil {
		t.Fatal(err)
	}
	want := "海星石油公布，以43億美元，出售北海油田“灰鯨”的25%權益…"
	if !strings.HasPrefix(bodyOf(d), want) || strings.ContainsAny(d.Text, "\x00\x1b") {
		t.Errorf("body %q, want it to begin with %q", bodyOf(d), want)
	}
}

func TestConcurrent(t *testing.T) {
	e := extractor(t, Options{})
	gold := readWant(t, "testdata/pages/gold.jsonl")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, w := range gold {
				data, err := os.ReadFile(filepath.Join("testdata/pages", w.File))
				if err != nil {
					t.Error(err)
					return
				}
				if d, err := e.Document(entities.Raw{Format: entities.HTML, Data: data}); err != nil || d.Title != w.Title {
					t.Errorf("%s: %v", w.File, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestVariant(t *testing.T) {
	e := extractor(t, Options{})
	for _, r := range []struct{ lang, url, want string }{
		{"zh-HK", "", "zh-HK"},
		{"zh_tw", "https://a.example/1", "zh-TW"},
		{"zh-Hans-CN", "", "zh-CN"},
		{"zh-TW", "https://a.com.hk/1", ""},
		{"zh-TW", "https://a.com.tw/1", "zh-TW"},
		{"en", "", ""},
		{"zh-Hant", "", ""},
	} {
		d, err := e.Document(entities.Raw{Format: entities.HTML, Data: []byte(`<html lang="` + r.lang + `"><body><h1>北嶺光電簽6億歐元合約</h1><p>北嶺光電與德國車廠簽訂五年車用面板合約。</p></body></html>`), Doc: entities.Document{URL: r.url}})
		if err != nil {
			t.Fatal(err)
		}
		if d.Variant != r.want {
			t.Errorf("lang %s at %q: variant %q, want %q", r.lang, r.url, d.Variant, r.want)
		}
	}
}
