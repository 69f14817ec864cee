package query_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/graph/graphtest"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

// part is one of several files.
type part struct {
	name string
	data *bytes.Buffer
}

// files writes a store in every format and layout.
func files(t *testing.T, v *query.View) map[string]string {
	t.Helper()
	out := make(map[string]string)
	from := output.Source{Facts: v.Facts(graph.Filter{}), Entities: v.Entities(""), Entity: v.Entity}
	for _, f := range output.Formats {
		for _, layout := range append([]string{""}, f.Layouts...) {
			name := f.Name + " " + layout
			opt := output.Options{Layout: layout}
			var b bytes.Buffer
			var err error
			var parts []part
			if f.Files != nil {
				err = output.WriteFiles(func(file string) (io.Writer, error) {
					w := new(bytes.Buffer)
					parts = append(parts, part{file, w})
					return w, nil
				}, f.Name, from, opt)
				for _, p := range parts {
					fmt.Fprintf(&b, "%s:\n%s", p.name, p.data)
				}
			} else {
				err = output.Write(&b, f.Name, from, opt)
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			out[name] = b.String()
		}
	}
	return out
}

// Every format gives the same bytes whatever the order in which articles came and
// the size of batches.
func TestExportOrder(t *testing.T) {
	docs := graphtest.Docs(40, 12, graphtest.Options{Companies: 10})
	want := files(t, query.NewView(store(t, graph.Options{}, docs), nil))
	turned := slices.Clone(docs)
	slices.Reverse(turned)
	var batches [][]*entities.Document
	for b := range slices.Chunk(turned, 7) {
		batches = append(batches, b)
	}
	got := files(t, query.NewView(store(t, graph.Options{}, batches...), nil))
	for name, s := range want {
		if got[name] != s {
			t.Errorf("%s: other bytes", name)
		}
		if s == "" {
			t.Errorf("%s is empty", name)
		}
	}
}
