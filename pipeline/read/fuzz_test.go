package read

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"github.com/factloom/factloom/entities"
)

// FuzzWalk reads any bytes under any name: no panic, units that add up, text
// that is UTF-8, and the same again when it is read again.
func FuzzWalk(f *testing.F) {
	members := []entry{{"1.html", []byte(page)}, {"2.jsonl", []byte(line1 + "\n" + line2 + "\n")}, {string(inBig5("許功蓋.txt")), inBig5(plainT)}}
	for _, s := range []struct {
		name string
		data []byte
	}{
		{"a.html", []byte(page)}, {"a.txt", []byte(plainT)}, {"a.jsonl", []byte(line1 + "\n{\"id\":\n" + line2)}, {"a.json", []byte("[" + line1 + "," + line2 + "]")},
		{"a.json", []byte("{\n\"text\":\"甲\"}\n{\n\"text\":\"乙\"}")}, {"a.jsonl", inBig5(line1 + "\n" + line2)}, {"a.jsonl", in16(line1, unicode.LittleEndian, unicode.IgnoreBOM)},
		{"a.gz", gz([]byte(line1))}, {"a.gz", append(gz([]byte(line1)), gz([]byte(line2))...)}, {"a.zst", zst([]byte(line1))},
		{"a.zip", zipOf(members...)}, {"a.zip", zipOf(members...)[:300]}, {"a.zip", zipOf(entry{"b.zip", zipOf(members...)}, entry{"c.gz", gz([]byte(line1))})},
		{"a.tar", tarOf(members...)}, {"a.tgz", gz(tarOf(members...))}, {"a.tar", sparseTar(1 << 20)}, {"a.zip", gz(zipOf(members...))},
		{"a.warc.gz", warcs(gz, htmlAt("https://news.example/1"), response("https://news.example/2", "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunked(string(gz([]byte(page))))))},
		{"a.warc", warcs(bare, rec{kind: "warcinfo", block: "a: b"}, htmlAt("https://news.example/1"))},
		{"a.warc", warcs(bare, rec{kind: "request", block: "x", length: 900}, htmlAt("https://news.example/1"), rec{kind: "resource", block: page, length: 5}, rec{kind: "resource", block: page, length: -1}, htmlAt("https://news.example/1"))},
		{"a.warc.gz", append(gz(htmlAt("https://news.example/1").bytes())[:150], warcs(gz, htmlAt("https://news.example/1"), rec{kind: "resource", block: page, length: 2000})...)},
		{"a.xml", []byte(rss(`<!DOCTYPE x [<!ENTITY a "b">]>`, "<item><title>甲", item("乙", "雲杉科技</x>", "/2"), "<item><!--", item("丙", "雲杉", "/3")))},
		{"a.json", []byte("[" + line1 + "\n" + line2 + "]]\n[" + line1 + "]\n" + line2)}, {"a.jsonl", []byte("[[[\n" + line1)},
		{"a.xml", []byte(rss(decl, item("甲", "雲杉科技宣布收購。", "/1"), item("乙 & 丙", "<p>雲杉科技<br>收購。", "/2")))},
	} {
		f.Add(s.name, s.data)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		opt := Options{MaxText: 1 << 16, MaxPage: 1 << 18, MaxLine: 1 << 16, MaxMember: 1 << 24, RatioFrom: 1 << 18, MaxTotal: 1 << 26,
			MaxMembers: 500, MaxWindow: 1 << 20, MaxSpool: 1 << 20, SpoolMem: 1 << 20, Hold: 1 << 14}
		once := func() []string {
			var lines []string
			w := &walker{ctx: context.Background(), opt: opt.withDefaults(), stats: Stats{Rejected: map[entities.Code]int{}, Skipped: map[string]int{}}}
			seq := 0
			w.visit = func(r entities.Raw) error {
				if r.Seq != seq || r.File == "" || !utf8.ValidString(r.File) || !utf8.ValidString(r.Doc.Text) || !utf8.ValidString(r.Doc.Title+r.Doc.ID+strings.Join(r.Doc.Warnings, "")) {
					t.Errorf("article %d: %+v", seq, r)
				}
				seq++
				lines = append(lines, fmt.Sprint(r))
				return nil
			}
			w.reject = func(r *entities.Reject) {
				if r.Seq != seq || r.File == "" || !utf8.ValidString(r.File+r.Reason) || r.Code == "" || r.Reason == "" {
					t.Errorf("reject %d: %+v", seq, r)
				}
				seq++
				lines = append(lines, r.Error())
			}
			if err := w.open(&source{place: "x", name: name, size: -1, live: true}, bytes.NewReader(data)); err != nil {
				t.Fatal(err)
			}
			if w.stats.In() != seq+w.stats.Skips() || w.stats.Documents+w.stats.Rejects() != seq || w.held.open != 0 || len(w.held.queue) != 0 {
				t.Errorf("stats %+v with %d units, %d held", w.stats, seq, len(w.held.queue))
			}
			return lines
		}
		a, b := once(), once()
		if strings.Join(a, "\n") != strings.Join(b, "\n") {
			t.Errorf("first %q, then %q", a, b)
		}
	})
}

// FuzzJSON holds the JSON reader to encoding/json: what it takes is JSON with
// that text, what it refuses is no JSON, or one of the things it is stricter in.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{line1, line2, `{"text":"\ud842\udfb7\n\u0041\/","x":[1,-0.5e+3,true,null,{"a":{}}]}`, `{"text":"甲","Text":"乙"}`, `{"text":"\ud800"}`, `{"a":01}`, `[1]`, ` { } `, "{\"text\":\"\xff\"}", `{"id":12,"text":"x"}`, `{"V":44444E01444401444444401}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var p parser
		a, bad := p.parse(data, !utf8.Valid(data))
		if bad == nil {
			var v map[string]any
			d := json.NewDecoder(bytes.NewReader(data))
			d.UseNumber() // no float may overflow
			if err := d.Decode(&v); err != nil {
				t.Fatalf("%q is taken, but %v", data, err)
			}
			if text, ok := v["text"].(string); a.other[fieldText] == "" && a.bad == 0 && (ok != a.given[fieldText] || text != a.value[fieldText]) {
				t.Fatalf("%q has the text %q, read as %q", data, text, a.value[fieldText])
			}
			if !utf8.ValidString(a.value[fieldText]) {
				t.Fatalf("%q gives %q", data, a.value[fieldText])
			}
			return
		}
		strict := bad.code == entities.CodeBadField || strings.Contains(bad.reason, "given") || strings.Contains(bad.reason, "nested") || strings.Contains(bad.reason, "instead of an object")
		if !strict && json.Valid(data) {
			t.Fatalf("%q is JSON, but %s", data, bad.reason)
		}
		if bad.cut && json.Valid(data) {
			t.Fatalf("%q is whole, but %s", data, bad.reason)
		}
	})
}

// FuzzCutter cuts an array of values that are good JSON into just these.
func FuzzCutter(f *testing.F) {
	f.Add([]byte(line1), []byte(`[1,"]"]`), []byte(`"\""`))
	f.Add([]byte(`{}`), []byte(`12`), []byte(`null`))
	f.Fuzz(func(t *testing.T, a, b, c []byte) {
		values := [][]byte{a, b, c}
		for _, v := range values {
			if !json.Valid(v) || len(bytes.TrimSpace(v)) == 0 {
				return
			}
		}
		data := "\n[" + string(bytes.Join(values, []byte(" ,\n"))) + "\n] "
		r := (&walker{}).buffer(strings.NewReader(data))
		cut := &cutter{r: r, limit: 1 << 20, line: 1}
		cut.skip("[")
		for _, v := range values {
			got, _, over, err := cut.next(']')
			if want := bytes.TrimSpace(v); !bytes.Equal(got, want) || over || err != nil {
				t.Fatalf("%q: got %q, %v, want %q", data, got, err, want)
			}
		}
		if got, _, _, err := cut.next(']'); len(got) != 0 || err == nil || err.Error() != "EOF" {
			t.Fatalf("%q: %q, %v after the last value", data, got, err)
		}
	})
}
