package pipeline_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-ego/gse"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/entities/value"
	"github.com/factloom/factloom/pipeline/article"
	"github.com/factloom/factloom/pipeline/detect"
	"github.com/factloom/factloom/pipeline/link"
	"github.com/factloom/factloom/pipeline/relate"
	"github.com/factloom/factloom/pipeline/segment"
	"github.com/factloom/factloom/rules"
	"github.com/factloom/factloom/rules/library"
)

// BenchmarkStages gives the speed of each stage over our own articles in MB/s
// of UTF-8 text, of all of them together, and, in the same run, of gse's
// Segment alone on the same text: the yardstick of PERFORMANCE.md.
func BenchmarkStages(b *testing.B) {
	type art struct{ Title, Published, Text string }
	var arts []art
	size := int64(0)
	for _, name := range []string{"articles.jsonl", "frames.jsonl", "reference.jsonl"} {
		f, err := os.Open(filepath.Join("..", "testdata", "gold", name))
		if err != nil {
			b.Fatal(err)
		}
		sc := bufio.NewScanner(f)
		sc.Buffer(nil, 1<<20)
		for sc.Scan() {
			var a art
			if err := json.Unmarshal(sc.Bytes(), &a); err != nil {
				b.Fatal(err)
			}
			arts = append(arts, a)
			size += int64(len(a.Text))
		}
		f.Close()
	}
	sch := schema.Default()
	values, err := value.Load(library.FS)
	if err != nil {
		b.Fatal(err)
	}
	src, err := rules.ReadFS(library.FS)
	if err != nil {
		b.Fatal(err)
	}
	set, err := rules.Load(sch, src)
	if err != nil {
		b.Fatal(err)
	}
	cut, err := segment.Gse()
	if err != nil {
		b.Fatal(err)
	}
	det, err := detect.New(detect.Options{Schema: sch, Names: gazetteer.Default(), Values: values, Rules: set})
	if err != nil {
		b.Fatal(err)
	}
	lnk, rel := link.New(link.Options{Schema: sch, Names: gazetteer.Default(), Rules: set}), relate.New(sch, set)

	steps := []struct {
		name string
		do   func(*entities.Document) error
	}{
		{"split", func(d *entities.Document) error { fold.Document(d); segment.Split(d); return nil }},
		{"cut", func(d *entities.Document) error { d.Tokens = cut.Cut(d); return nil }},
		{"detect", det.Process},
		{"link", lnk.Process},
		{"relate", rel.Process},
	}
	load := func(upto int) []*entities.Document {
		var docs []*entities.Document
		for _, a := range arts {
			d := &entities.Document{Published: a.Published}
			d.SetText(a.Title, a.Text)
			d.Runes()
			for _, s := range steps[:upto] {
				if err := s.do(d); err != nil {
					b.Fatal(err)
				}
			}
			docs = append(docs, d)
		}
		return docs
	}
	for i, s := range steps {
		b.Run(s.name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				docs := load(i)
				b.StartTimer()
				for _, d := range docs {
					if err := s.do(d); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
	b.Run("all", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			load(len(steps))
		}
	})
	b.Run("gse-alone", func(b *testing.B) {
		gse.ToLower = false
		seg := gse.Segmenter{SkipLog: true, NotLoadHMM: true}
		if err := seg.LoadDictEmbed("zh"); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(size)
		b.ResetTimer()
		for b.Loop() {
			for _, a := range arts {
				seg.Segment([]byte(a.Text))
			}
		}
	})
	b.Run("page", func(b *testing.B) {
		page, err := os.ReadFile(filepath.Join("..", "testdata", "articles", "reference.html"))
		if err != nil {
			b.Fatal(err)
		}
		ex, err := article.New(article.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(page)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := ex.Document(entities.Raw{File: "reference.html", Format: entities.HTML, Data: page}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
