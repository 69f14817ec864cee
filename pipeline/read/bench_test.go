package read

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
)

// dump makes n articles that differ, about 1.2 KB each, as lines of JSON.
func dump(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, `{"id":"n%d","title":"雲杉科技第%d次公布業績","published":"2026-03-18","source":"試報","text":"`, i, i)
		for j := range 12 {
			fmt.Fprintf(&b, `雲杉科技宣布，第%d期收入為%d.%d億元，按年增加%d%%，\"勝預期\"。\n\n`, j, i%97, j, (i*j)%89)
		}
		b.WriteString("\"}\n")
	}
	return b.Bytes()
}

func benchmark(b *testing.B, name string, data []byte, size int64, want int) {
	p := write(b, name, data)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		_, err := Walk(context.Background(), []string{p}, nil, Options{}, func(entities.Raw) error { n++; return nil }, nil)
		if err != nil || n != want {
			b.Fatalf("%d articles, %v", n, err)
		}
	}
}

// MB/s are of what is unpacked.
func BenchmarkWalk(b *testing.B) {
	lines := dump(5000)
	var pages []entry
	var size int64
	for i := range 200 {
		p := strings.Replace(page, "</body>", strings.Repeat("<div class=story><p>"+strings.ReplaceAll(string(dump(1)), "n0", fmt.Sprint(i))+"</p></div>", 20)+"</body>", 1)
		pages = append(pages, entry{fmt.Sprintf("%d.html", i), []byte(p)})
		size += int64(len(p))
	}
	n := int64(len(lines))
	b.Run("jsonl", func(b *testing.B) { benchmark(b, "x.jsonl", lines, n, 5000) })
	b.Run("jsonl.gz", func(b *testing.B) { benchmark(b, "x.jsonl.gz", gz(lines), n, 5000) })
	b.Run("jsonl.zst", func(b *testing.B) { benchmark(b, "x.jsonl.zst", zst(lines), n, 5000) })
	b.Run("array", func(b *testing.B) {
		benchmark(b, "x.json", []byte("["+strings.ReplaceAll(strings.TrimSpace(string(lines)), "\n", ",\n")+"]"), n, 5000)
	})
	b.Run("html.zip", func(b *testing.B) { benchmark(b, "x.zip", zipOf(pages...), size, 200) })
	b.Run("html.tar.gz", func(b *testing.B) { benchmark(b, "x.tgz", gz(tarOf(pages...)), size, 200) })
}
