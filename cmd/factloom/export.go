package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/spf13/cobra"

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
	}
	for _, x := range output.Layouts {
		fmt.Fprintf(&layouts, "  %-9s %s\n", x.Name, x.About)
	}
	cmd := &cobra.Command{
		Use:   "export FORMAT",
		Short: "Write the facts of the store as CSV or JSON Lines",
		Long: `Writes the facts of the store, to stdout or to a file. The order is fixed: the same
articles and rules give the same bytes, however they were read in.

Formats:
` + formats.String() + `
Layouts (csv takes all):
` + layouts.String() + `
With -o the file appears when it is complete, not before.`,
		Example: `  factloom export csv -o facts.csv
  factloom export csv --excel -o for-excel.csv
  factloom export csv --layout edges --type supply
  factloom export jsonl | head -1`,
		Args:      takes(1, 1, "a format: "+strings.Join(names, ", ")),
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", args[0], names); err != nil {
				return err
			}
			for _, x := range output.Formats {
				if x.Name == args[0] && f.layout != "" {
					if err := oneOf(x.Name+" --layout", f.layout, x.Layouts); err != nil {
						return err
					}
				}
			}
			if f.layout == "entities" && (f.about != "" || f.filter.chooses()) {
				return usagef("--layout entities lists all entities; it cannot be narrowed down")
			}
			return a.export(cmd.Context(), args[0], f)
		},
	}
	cmd.Flags().StringVarP(&f.out, "output", "o", "", "`FILE` to write; stdout without it")
	cmd.Flags().StringVar(&f.layout, "layout", "", "`LAYOUT`: what a row stands for, see above; facts without it")
	cmd.Flags().BoolVar(&f.excel, "excel", false, "csv: for a double click in Excel: BOM, CRLF, codes such as 00700 kept as text")
	cmd.Flags().BoolVar(&f.raw, "raw", false, "csv: leave cells as they are that a spreadsheet would run as a formula")
	cmd.Flags().StringVar(&f.about, "about", "", "only facts in which the entity of this `NAME` takes part")
	f.filter.add(a, cmd)
	_ = cmd.RegisterFlagCompletionFunc("about", a.completeNames) // fails for unknown flags only
	return cmd
}

func (a *app) export(ctx context.Context, format string, f exportFlags) (err error) {
	v, err := a.readView()
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	q, err := f.filter.question(v.Schema())
	if err != nil {
		return err
	}
	q.Name = f.about
	answer, err := query.Facts(v, q)
	if err != nil {
		return help(err)
	}
	from := output.Source{Facts: until(ctx, answer.Facts), Entities: until(ctx, v.Entities(""))}
	opt := output.Options{Schema: v.Schema(), Layout: f.layout, Excel: f.excel, Raw: f.raw}
	if f.out == "" {
		opt.Width = a.terminalWidth()
	}
	return a.writeWhole(f.out, func(w io.Writer) error { return output.Write(w, format, from, opt) })
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
