package read

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/factloom/factloom/entities"
)

// rss makes an RSS feed; head goes before it.
func rss(head string, items ...string) string {
	return head + `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>` +
		`<title>雲杉財經</title><link>https://news.example/</link><description>快訊</description>` + strings.Join(items, "\n") + `</channel></rss>`
}

func item(title, text, link string) string {
	return fmt.Sprintf("<item><title>%s</title><link>%s</link><guid isPermaLink=\"false\">%s-id</guid><pubDate>Wed, 18 Mar 2026 09:30:00 +0800</pubDate>"+
		"<dc:creator>陳一心</dc:creator><category>公司</category><description>%s</description></item>", title, link, title, text)
}

const decl = `<?xml version="1.0" encoding="utf-8"?>` + "\n"

func TestFeed(t *testing.T) {
	rdf := decl + `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
		`<channel><title>雲杉財經</title><link>https://news.example/</link></channel><item><title>甲</title><link>https://news.example/1</link><dc:date>2026-03-18T09:30:00+08:00</dc:date><description>雲杉科技宣布收購。</description></item></rdf:RDF>`
	atom := decl + `<feed xmlns="http://www.w3.org/2005/Atom"><title>雲杉財經</title><link rel="self" href="https://news.example/feed"/><link href="https://news.example/"/>` +
		`<entry><title type="html">甲 &amp;amp; 乙</title><id>tag:news.example,2026:1</id><link rel="enclosure" href="https://news.example/1.mp3"/><link href="/1"/>` +
		`<published>2026-03-18T09:30:00+08:00</published><updated>2026-03-19T00:00:00Z</updated><author><name>陳一心</name></author><category term="co" label="公司"/>` +
		`<summary>雲杉科技。</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>雲杉科技<b>宣布</b>收購。</p><p>完。</p></div></content></entry></feed>`
	wrapped := `<item><title><![CDATA[甲 & 乙]]></title><link>/1</link><content:encoded><![CDATA[<p>雲杉科技宣布收購，作價43億美元。</p><p>交易料年底完成。</p>]]></content:encoded><description>雲杉科技宣布</description></item>`
	for _, c := range []struct {
		name string
		data []byte
		want []string
	}{
		{"rss", []byte(rss(decl, item("甲", "雲杉科技宣布收購。", "https://news.example/1"), item("乙", "雲杉科技收購完成。", "/2"))), []string{"#1 json", "#2 json"}},
		{"rdf", []byte(rdf), []string{"#1 json"}},
		{"atom", []byte(atom), []string{"#1 html"}},
		{"content in CDATA", []byte(rss(decl, wrapped)), []string{"#1 html"}},
		{"no declaration", []byte(rss("", item("甲", "雲杉科技宣布收購。", "/1"))), []string{"#1 json"}},
		{"Big5", inBig5(rss(`<?xml version="1.0" encoding="big5"?>`, item("甲", "雲杉科技宣布收購。", "/1"))), []string{"#1 json"}},
		{"Big5 without a label", inBig5(rss("", item("甲", "雲杉科技宣布收購，股價按年升，董事會通過決議。", "/1"))), []string{"#1 json"}},
		{"says Big5, is UTF-8", []byte(rss(`<?xml version="1.0" encoding="big5"?>`, item("甲", "雲杉科技宣布收購。", "/1"))), []string{"#1 json"}},
		{"an & alone", []byte(rss(decl, item("甲 & 乙", "雲杉科技 & 子公司<br>宣布收購。", "/1"))), []string{"#1 html"}},
		{"no text", []byte(rss(decl, "<item><title>甲</title></item>", item("乙", "雲杉科技收購。", "/2"))), []string{"#1: no-text", "#2 json"}},
		{"no items", []byte(rss(decl)), []string{": empty"}},
		{"cut", []byte(rss(decl, item("甲", "雲杉科技宣布收購。", "/1"), item("乙", "雲杉科技收購。", "/2")))[:700], []string{"#1 json", "#2: truncated"}},
		{"not well-formed", []byte(rss(decl, item("甲", "雲杉科技宣布收購。", "/1"), "<item><title>乙</item>", item("丙", "雲杉科技收購。", "/3"))), []string{"#1 json", "#2: no-text", "#3 json"}},
		{"an entity bomb", []byte(rss(`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "雲杉雲杉雲杉雲杉"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>`, item("甲", "&c;收購", "/1"))), []string{"#1 html"}},
		{"a file as an entity", []byte(rss(`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>`, item("甲", "&f;收購", "/1"))), []string{"#1 html"}},
		{"declarations of another name", []byte(rss(`<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "雲杉雲杉雲杉雲杉]>"><!ENTITY c "&a;&a;">]>`, item("甲", "&c;收購", "/1"), item("乙", "雲杉科技收購。", "/2"))), []string{"#1 html", "#2 json"}},
		{"declarations elsewhere", []byte(rss(`<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">`, item("甲", "雲杉科技收購", "/1"))), []string{"#1 json"}},
		{"an end of another name", []byte(rss(decl, item("甲", "雲杉科技收購。", "/1"), strings.Replace(item("乙", "雲杉科技收購。", "/2"), "</guid>", "</guidd>", 1), item("丙", "雲杉科技收購。", "/3"), item("丁", "雲杉科技收購。", "/4"))), []string{"#1 json", "#2: no-text", ": bad-archive", "#3 json", "#4 json"}},
		{"an item not closed", []byte(rss(decl, item("甲", "雲杉科技收購。", "/1"), strings.Replace(item("乙", "雲杉科技收購。", "/2"), "</item>", "", 1), item("丙", "雲杉科技收購。", "/3"))), []string{"#1 json", "#2 json", "#3 json"}},
		{"a text not closed", []byte(rss(decl, item("甲", "雲杉科技收購。", "/1"), strings.Replace(item("乙", "雲杉科技收購。", "/2"), "</description></item>", "", 1), item("丙", "雲杉科技收購。", "/3"))), []string{"#1 json", "#2: bad-archive", "#3 json"}},
		{"a title of the feed not closed", []byte(strings.Replace(rss(decl, item("甲", "雲杉科技收購。", "/1"), item("乙", "雲杉科技收購。", "/2")), "<description>快訊</description>", "<description>快訊", 1)), []string{": bad-archive", "#1 json", "#2 json"}},
		{"an item nested too deep", []byte(rss(decl, item("甲", "雲杉科技收購。", "/1"), "<item><title>乙</title><description>"+strings.Repeat("<b>", 5000)+"</description></item>", item("丙", "雲杉科技收購。", "/3"))), []string{"#1 json", "#2: bad-archive", "#3 json"}},
		{"a comment not closed", []byte(rss(decl, item("甲", "雲杉科技收購。", "/1"), "<item><!-- 乙", item("丙", "雲杉科技收購。", "/3"))), []string{"#1 json", "#2: bad-archive", "#3 json"}},
		{"elements of others named so", []byte(rss(decl, strings.Replace(item("甲", "雲杉科技收購。", "/1"), "<category>", "<x:item>1</x:item><x:list><x:entry>2</x:entry></x:list><category>", 1))), []string{"#1 json"}},
		{"a picture as the text", []byte(rss(decl, strings.Replace(item("甲", "雲杉科技收購。", "/1"), "<category>", `<content type="image/png">iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk</content><category>`, 1))), []string{"#1 json"}},
		{"control characters", []byte(rss(decl, item("甲", "雲杉\x08科技\x0b宣布收購。", "/1"))), []string{"#1 json"}},
		{"nested too deep", []byte(rss(decl, "<item><title>甲</title><description>"+strings.Repeat("<b>", 5000)+"</description></item>")), []string{"#1: bad-archive"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := read(t, Options{}, "feed.xml", c.data)
			wantLines(t, "feed.xml", g.lines, c.want...)
			for _, d := range g.docs {
				all := d.Doc.Text + string(d.Data)
				if !strings.Contains(all, "收購") || strings.Contains(all, "root:") || len(all) > 400 || strings.ContainsRune(all, '\x08') {
					t.Errorf("%s holds %q", d.File, all)
				}
				if d.Doc.Source != "雲杉財經" {
					t.Errorf("%s is from %q", d.File, d.Doc.Source)
				}
			}
		})
	}
	first := func(data string) entities.Raw { return read(t, Options{}, "feed.xml", []byte(data)).docs[0] }
	want := entities.Document{ID: "甲-id", URL: "https://news.example/1", Title: "甲", Published: "2026-03-18T09:30:00+08:00", Author: "陳一心", Section: "公司", Source: "雲杉財經"}
	got := first(rss(decl, item("甲", "雲杉科技宣布收購。", "/1"))).Doc
	want.File, want.Text, want.Body = got.File, "甲\n\n雲杉科技宣布收購。", 3
	got.Runes() // both have them or neither
	want.Runes()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("an item of RSS is\n%+v, want\n%+v", got, want)
	}
	r := first(atom)
	if d := r.Doc; d.Title != "甲 & 乙" || d.URL != "https://news.example/1" || d.Modified != "2026-03-19T00:00:00Z" || d.Author != "陳一心" || d.Section != "公司" || !strings.Contains(string(r.Data), "<b>宣布</b>") {
		t.Errorf("an entry of Atom is %+v with %q", d, r.Data)
	}
	if r := first(rss(decl, wrapped)); r.Doc.Title != "甲 & 乙" || !strings.HasPrefix(string(r.Data), "<p>雲杉科技宣布收購，作價43億美元。</p>") {
		t.Errorf("an item with content is %+v with %q", r.Doc, r.Data)
	}
}

func TestFeedDate(t *testing.T) {
	for in, want := range map[string]string{
		"Wed, 18 Mar 2026 09:30:00 +0800":   "2026-03-18T09:30:00+08:00",
		"Wed, 18 Mar 2026 09:30:00 GMT":     "2026-03-18T09:30:00Z",
		"Wed, 18 Mar 2026 09:30:00 HKT":     "2026-03-18T09:30:00+08:00",
		"18 Mar 2026 09:30:00 +0800":        "2026-03-18T09:30:00+08:00",
		"Wed,  8 Mar 2026 09:30:00 +0000":   "2026-03-08T09:30:00Z",
		"2026-03-18T09:30:00+08:00":         "2026-03-18T09:30:00+08:00",
		"2026年3月18日":                        "2026年3月18日", // article reads it
		"Wednesday the eighteenth of March": "Wednesday the eighteenth of March",
	} {
		if got := feedDate(in); got != want {
			t.Errorf("feedDate(%q) = %q, want %q", in, got, want)
		}
	}
}

// A feed in which every item goes wrong at its end is not read once for each.
func TestFeedBroken(t *testing.T) {
	for _, c := range []struct{ name, item, last string }{
		{"at once", "<item><title>甲</title><!-- ", "#50000: truncated"},
		{"at the end", "<item><title>甲</title><description><![CDATA[", ": bad-archive"},
	} {
		begin := time.Now()
		g := read(t, Options{}, "feed.xml", []byte(rss(decl, strings.Repeat(c.item, 50_000))))
		if d := time.Since(begin); d > 20*time.Second {
			t.Errorf("%s: took %v", c.name, d)
		}
		if n := len(g.lines); n == 0 || g.lines[n-1] != c.last {
			t.Errorf("%s: %d units, the last %q, want %q", c.name, n, g.lines[max(n-1, 0):], c.last)
		}
	}
}
