package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

type exportFlags struct {
	layout string
	excel  bool
	raw    bool
	out    string
	about  string
	filter filterFlags
}

func newExport(a *app) *cobra.Command {
	var f exportFlags
	var formats, layouts strings.Builder
	var names []string
	for _, x := range output.Formats {
		names = append(names, x.Name)
		fmt.Fprintf(&formats, "  %-9s %s\n", x.Name, x.About)
		if len(x.Layouts) > 1 {
			fmt.Fprintf(&formats, "  %-9s   layouts: %s\n", "", strings.Join(x.Layouts, ", "))
		}
	}
	for _, x := range output.Layouts {
		fmt.Fprintf(&layouts, "  %-9s %s\n", x.Name, x.About)
	}
	cmd := &cobra.Command{
		Use:   "export FORMAT",
		Short: "Write the facts of the store as CSV, Parquet, RDF, a graph …",
		Long: `Writes the facts of the store, or those that are chosen as in query, to stdout or to
a file. The order is fixed: the same articles and rules give the same bytes, however
they were read in.

Formats:
` + formats.String() + `
Layouts, the first of a format without --layout:
` + layouts.String() + `
With -o the file, or the folder of neo4j, appears when it is complete, not before.`,
		Example: `  factloom export csv -o facts.csv
  factloom export csv --excel --about 特斯拉 -o for-excel.csv
  factloom export parquet --layout roles -o roles.parquet
  factloom export graphml --type supply -o supply.graphml
  factloom export nquads --layout dgraph -o facts.nq && factloom export nquads --layout schema -o facts.schema
  factloom export neo4j -o neo4j/ && sh neo4j/import.sh
  factloom export dot --layout facts --about 特斯拉 | dot -Tsvg > tesla.svg`,
		Args:      takes(1, 1, "a format: "+strings.Join(names, ", ")),
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", args[0], names); err != nil {
				return err
			}
			format := output.FormatOf(args[0])
			if f.layout != "" {
				if err := oneOf(format.Name+" --layout", f.layout, format.Layouts); err != nil {
					return err
				}
			}
			if format.Files != nil && (f.out == "" || f.out == "-") {
				return usagef("%s writes several files; name a folder with -o", format.Name)
			}
			if format.Name == "parquet" && f.out == "" && a.terminalWidth() > 0 {
				return usagef("parquet is no text for a terminal; name a file with -o")
			}
			return a.export(cmd.Context(), format, f)
		},
	}
	cmd.Flags().StringVarP(&f.out, "output", "o", "", "`FILE` to write, the folder for neo4j; stdout without it")
	cmd.Flags().StringVar(&f.layout, "layout", "", "`LAYOUT`: what a row stands for, see above")
	cmd.Flags().BoolVar(&f.excel, "excel", false, "csv: for a double click in Excel: BOM, CRLF, codes such as 00700 kept as text")
	cmd.Flags().BoolVar(&f.raw, "raw", false, "csv: leave cells as they are that a spreadsheet would run as a formula")
	cmd.Flags().StringVar(&f.about, "about", "", "only facts in which the entity of this `NAME` takes part")
	f.filter.add(a, cmd)
	_ = cmd.RegisterFlagCompletionFunc("about", a.completeNames) // fails for unknown flags only
	return cmd
}

func (a *app) export(ctx context.Context, format *output.Format, f exportFlags) (err error) {
	v, sel, err := a.choose(ctx, &f.filter, f.about, "")
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	entity := func(id string) (*entities.EntityRecord, error) {
		e, err := v.Entity(id)
		return output.EntityIn(f.filter.script, e), err
	}
	from := output.Source{Facts: sel.facts, Entity: entity}
	if f.about == "" && !f.filter.chooses() {
		from.Entities = until(ctx, v.Entities(""))
	} else {
		from.Entities = query.EntitiesIn(v, from.Facts)
	}
	from.Entities = output.EntitiesIn(f.filter.script, from.Entities)
	opt := output.Options{Schema: v.Schema(), Layout: f.layout, Excel: f.excel, Raw: f.raw}
	if format.Files != nil {
		err = writeFolder(f.out, output.NeoFiles, func(create func(string) (io.Writer, error)) error {
			return output.WriteFiles(create, format.Name, from, opt)
		})
	} else {
		if f.out == "" {
			opt.Width = a.terminalWidth()
		}
		err = a.writeWhole(f.out, func(w io.Writer) error { return output.Write(w, format.Name, from, opt) })
	}
	if err == nil {
		sel.finish(a)
	}
	return err
}

// closeStore closes a store that was read and keeps the first error.
func closeStore(g *graph.Graph, err *error) {
	if cerr := g.Close(); *err == nil {
		*err = cerr
	}
}

// until ends a sequence with an error when the program is asked to stop.
func until[T any](ctx context.Context, seq iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for x, err := range seq {
			if err == nil {
				err = ctx.Err()
			}
			if !yield(x, err) || err != nil {
				return
			}
		}
	}
}
