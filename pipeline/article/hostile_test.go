package article

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
)

const fact = "雲杉科技周三宣布，以4.3億美元收購海棠醫藥全部股權，交易料於第四季完成。"

// sound checks what holds of every document: valid UTF-8, no control
// characters but the line end, no blank paragraph, Body inside Text.
func sound(t testing.TB, d *entities.Document) {
	t.Helper()
	if !utf8.ValidString(d.Text) || !utf8.ValidString(d.Title) {
		t.Fatalf("text is not valid UTF-8: %q", d.Text)
	}
	for _, r := range d.Text {
		if unicode.IsControl(r) && r != '\n' || r == 0xFEFF {
			t.Fatalf("control character %U in the text %q", r, d.Text)
		}
	}
	if strings.ContainsAny(d.Title, "\n\t") || d.Title != strings.TrimSpace(d.Title) {
		t.Fatalf("title %q is no line", d.Title)
	}
	if d.Body < 0 || d.Body > d.Len() || d.Title != "" && !strings.HasPrefix(d.Text, d.Title+"\n\n") {
		t.Fatalf("Body %d of %d, title %q, text %q", d.Body, d.Len(), d.Title, d.Text)
	}
	for _, p := range strings.Split(bodyOf(d), "\n\n") {
		if p == "" || p != strings.TrimSpace(p) || strings.Contains(p, "\n") {
			t.Fatalf("paragraph %q in %q", p, d.Text)
		}
	}
	if d.Published != "" {
		if _, err := entities.ParseDay(d.Published); err != nil {
			t.Fatalf("published: %v", err)
		}
	}
}

// Pages made to hurt a reader end soon, in little memory, and where they hold a
// fact it is found.
func TestHostile(t *testing.T) {
	if testing.Short() || slack > 1 {
		t.Skip("large inputs, and one goroutine: nothing for the race detector")
	}
	p := "<h1>雲杉科技收購海棠醫藥</h1><p>" + fact + "</p>"
	fonts := func(n int) string {
		var b strings.Builder
		b.WriteString("<p>")
		for i := 0; i < n; i++ {
			fmt.Fprintf(&b, "<font size=%d>", i)
		}
		return b.String() + "</p>"
	}
	attrs := func(n int, tag string) string {
		var b strings.Builder
		for i := 0; i < n; i++ {
			fmt.Fprintf(&b, " a%d=1", i)
		}
		return "<" + tag + b.String() + ">"
	}
	roots := func(n int) string {
		var b strings.Builder
		for i := 0; i < n; i++ {
			fmt.Fprintf(&b, "<html a%d=1><body b%d=1>", i, i)
		}
		return b.String()
	}
	teasers := strings.Repeat(`<div class="t"><a href="/x">另一宗消息的標題甚長</a><p>其他消息的摘要，與本文無關，只供點閱之用。</p></div>`, 20000)
	for _, row := range []struct {
		name, page string
		keep       bool // the fact must be found
		flat       bool
	}{
		{"200,000 nested div around it", strings.Repeat("<div>", 200000) + p + strings.Repeat("</div>", 200000), true, true},
		{"520 nested div", strings.Repeat("<div>", 520) + p, true, true},
		{"520 nested span in a paragraph", "<h1>雲杉科技收購海棠醫藥</h1><p>" + strings.Repeat("<span>", 520) + fact + strings.Repeat("</span>", 520) + "</p>", true, true},
		{"after deep rubbish", strings.Repeat("<div><b><ul><li>", 60000) + strings.Repeat("</li></ul></b></div>", 60000) + p, true, true},
		{"100,000 attributes", attrs(100000, "div") + p + "</div>", true, false},
		{"8 MB data URI", `<img src="data:image/png;base64,` + strings.Repeat("iVBO", 2<<20) + `">` + p, true, false},
		{"8 MB attribute with style", `<div style="` + strings.Repeat("color:red;", 800000) + `">` + p + `</div>`, true, false},
		{"formatting bomb", fonts(400) + strings.Repeat("<p>x</p>", 40000) + p, true, true},
		{"table bomb", strings.Repeat("<table><tr><td>x<b>", 40000) + p, true, true},
		{"misnested tables", strings.Repeat("<table>x<b>", 30000) + p, true, true},
		{"unclosed links", strings.Repeat("<a href=x><b><i>y</a>", 40000) + p, true, true},
		{"roots with attributes", roots(20000) + p, true, true},
		{"a million tags", strings.Repeat("<br>", 1000000) + p, true, false},
		{"a million angle brackets", strings.Repeat("<", 1000000) + " " + p, true, false},
		{"a million ampersands", "<p>" + strings.Repeat("&", 1000000) + "</p>" + p, true, false},
		{"unclosed comment", p + "<!--" + strings.Repeat("- ", 2000000), true, false},
		{"unclosed script", p + "<script>" + strings.Repeat(`"a`, 2000000), true, false},
		{"many quotes in scripts", p + "<script>" + strings.Repeat(`"\`, 1000000) + "</script>", true, false},
		{"many scripts", strings.Repeat(`<script>var a='b"c';</script>`, 100000) + p, true, false},
		{"many JSON-LD", strings.Repeat(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"`, 30000) + p, false, false},
		{"deep JSON-LD", `<script type="application/ld+json">` + strings.Repeat(`{"@graph":[`, 100000) + `</script>` + p, true, false},
		{"20,000 teasers", p + teasers, true, false},
		{"100,000 paragraphs", "<h1>雲杉科技收購海棠醫藥</h1>" + strings.Repeat("<p>"+fact+"</p>\n", 100000), true, false},
		{"200,000 short lines", "<h1>雲杉科技收購海棠醫藥</h1>" + strings.Repeat("甲。<br>", 200000) + p, true, false},
		{"200,000 siblings", "<h1>雲杉科技收購海棠醫藥</h1><div><p>" + fact + "</p></div>" + strings.Repeat("<div class=b><p>乙公司另有公布，內容從略。</p></div>", 200000), true, false},
		{"one line of 8 MB", "<p>" + strings.Repeat(fact, 70000) + "</p>", true, false},
		{"white space", p + "<p>" + strings.Repeat(" \n\t", 2000000) + "</p>", true, false},
		{"100,000 times", strings.Repeat(`<time datetime="x">y</time>`, 100000) + p, true, false},
		{"100,000 dates", strings.Repeat(`<span>2026-13-45 99:99</span><br>`, 100000) + p, true, false},
		{"long digits", p + "<p>" + strings.Repeat("1", 3000000) + "</p>", true, false},
		{"15,000 combining marks", "<h1>雲杉科技收購海棠醫藥</h1><p>" + fact + "e" + strings.Repeat("\u0301", 15000) + "</p>", true, false},
		{"100,000 metas", strings.Repeat(`<meta property="og:title" content="題">`, 100000) + p, true, false},
		{"wide table", "<h1>雲杉科技收購海棠醫藥</h1><table><tr>" + strings.Repeat("<td>1</td>", 200000) + "</tr></table><p>" + fact + "</p>", true, false},
		{"deep lists", strings.Repeat("<ul><li>", 250) + p, true, false},
	} {
		e := extractor(t, Options{})
		start := cpu()
		var m0, m1 runtime.MemStats
		runtime.ReadMemStats(&m0)
		d, err := e.Document(entities.Raw{Format: entities.HTML, Data: []byte(row.page)})
		took := cpu() - start
		runtime.ReadMemStats(&m1)
		t.Logf("%-32s %5.1f MB %8.0f ms %6d MB allocated", row.name, float64(len(row.page))/1e6, took.Seconds()*1000, (m1.TotalAlloc-m0.TotalAlloc)>>20)
		// The time of the processor, not of the clock: others may use the machine.
		if took > 4*time.Second*slack {
			t.Errorf("%s: %v", row.name, took)
		}
		if err != nil {
			var r *entities.Reject
			if !errors.As(err, &r) || row.keep {
				t.Errorf("%s: %v", row.name, err)
			}
			continue
		}
		sound(t, d)
		if row.keep && !strings.Contains(d.Text, fact) {
			t.Errorf("%s: the fact is lost: %.200q", row.name, d.Text)
		}
		if flat := strings.Contains(strings.Join(d.Warnings, " "), "from its tokens"); flat != row.flat {
			t.Errorf("%s: read from tokens %v, want %v (%q)", row.name, flat, row.flat, d.Warnings)
		}
	}
}

// The tree of tokens gives the same document as the parser where both can read.
func TestFlatAgrees(t *testing.T) {
	for _, w := range readWant(t, "testdata/pages/gold.jsonl") {
		data := readFile(t, "testdata/pages/"+w.File)
		text, _, _, _ := scrub(decode(data, "", true).text)
		full, _ := parse(text)
		flat := build(text)
		var got [2][]string
		for i, root := range []*nodeT{full, flat} {
			f := readFacts(root)
			c := collector{hides: true, soft: true}
			blocks := c.collect(root)
			title, at := titleOf(f, blocks)
			got[i] = append([]string{title}, paragraphsOf(c.elems, blocks, title, at, true)...)
		}
		if strings.Join(got[0], "\n") != strings.Join(got[1], "\n") {
			t.Errorf("%s: from the parser\n%q\nfrom the tokens\n%q", w.File, got[0], got[1])
		}
	}
}
