package article

import (
	"path/filepath"
	"testing"

	"github.com/factloom/factloom/entities"
)

// BenchmarkPage reads our own pages, one an iteration.
func BenchmarkPage(b *testing.B) {
	files, _ := filepath.Glob("testdata/pages/*.html")
	more, _ := filepath.Glob("../../testdata/articles/*.html")
	var pages [][]byte
	size := 0
	for _, f := range append(files, more...) {
		p := readFile(b, f)
		pages = append(pages, p)
		size += len(p)
	}
	e := extractor(b, Options{})
	b.SetBytes(int64(size / len(pages)))
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		if _, err := e.Document(entities.Raw{Format: entities.HTML, Data: pages[i%len(pages)]}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPlain(b *testing.B) {
	data := readFile(b, "testdata/reference.txt")
	e := extractor(b, Options{})
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for range b.N {
		if _, err := e.Document(entities.Raw{Format: entities.PlainText, Data: data}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for range b.N {
		extractor(b, Options{})
	}
}
