package segment

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// benchDocs returns about 1 MB of the shared articles, a document each, split and folded.
func benchDocs(b *testing.B) (docs []*entities.Document, size int64) {
	b.Helper()
	for size < 1<<20 {
		for _, file := range []string{"frames.jsonl", "digest.jsonl"} {
			f, err := os.Open("../../testdata/articles/" + file)
			if err != nil {
				b.Fatal(err)
			}
			lines := bufio.NewScanner(f)
			for lines.Scan() {
				var a struct{ Title, Text string }
				if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
					b.Fatal(err)
				}
				d := doc(a.Title, a.Text)
				fold.Document(d)
				Split(d)
				docs = append(docs, d)
				size += int64(len(d.Text))
			}
			f.Close()
		}
	}
	return docs, size
}

func BenchmarkSplit(b *testing.B) {
	docs, size := benchDocs(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range docs {
			Split(d)
		}
	}
}

func BenchmarkCut(b *testing.B) {
	docs, size := benchDocs(b)
	c := cutter(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range docs {
			c.Cut(d)
		}
	}
}

// BenchmarkGse is gse's Segment alone on the same folded text, a call for each
// article: the yardstick of the whole extraction.
func BenchmarkGse(b *testing.B) {
	docs, size := benchDocs(b)
	c := cutter(b).(*gseCutter)
	var texts [][]byte
	for _, d := range docs {
		texts = append(texts, []byte(fold.String(d.Text)))
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range texts {
			c.cut(t)
		}
	}
}

// BenchmarkLoad is what the first call of Gse costs.
func BenchmarkLoad(b *testing.B) {
	text, err := unpack()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := newGse(text); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(strings.Count(text, "\n")), "words")
}
