package main

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/output/dossier"
	"github.com/factloom/factloom/output/query"
)

type dossierFlags struct {
	filter filterFlags
	kind   string
	out    string
	format string
	within int
}

var dossierFormats = []string{"md", "html"}

func newDossier(a *app) *cobra.Command {
	var f dossierFlags
	cmd := &cobra.Command{
		Use:   "dossier NAME",
		Short: "Write all about one company into one Markdown or HTML file",
		Long: `Writes what is known of one entity into one file: its names, its facts by type with
the sentences they came from, a timeline, partners, conflicts and the list of sources.
The HTML page needs no other file, runs no script, opens no connection and prints well;
the format follows from the name of the file when --format is not given.

Of each type the newest facts are shown, --limit many; of an entity with more than 5,000
facts the newest 5,000 are looked at, and conflicts are left out.`,
		Example: `  factloom dossier 特斯拉 -o tesla.html
  factloom dossier 台積電 --since 2025 > tsmc.md`,
		Args: takes(1, 1, "the name to write about"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !cmd.Flags().Changed("format") {
				switch ext := strings.ToLower(filepath.Ext(f.out)); ext {
				case ".html", ".htm":
					f.format = "html"
				case "", ".md", ".markdown", ".txt":
				default:
					return usagef("-o %s: a dossier is Markdown (.md) or a page (.html), which prints into a PDF; --format writes either into a file of any name", f.out)
				}
			}
			if err := oneOf("--format", f.format, dossierFormats); err != nil {
				return err
			}
			if f.filter.limit < 1 {
				return usagef("--limit is %d; give 1 or more", f.filter.limit)
			}
			return a.dossier(cmd.Context(), args[0], f)
		},
		ValidArgsFunction: a.completeFirst,
	}
	cmd.Flags().StringVarP(&f.out, "output", "o", "", "`FILE` to write; stdout without it")
	addFormat(cmd, &f.format, dossierFormats)
	cmd.Flags().StringVar(&f.kind, "kind", "", "`TYPE` of the entity, where its name means several: company, place …")
	cmd.Flags().IntVar(&f.within, "within", query.DefaultDays, "conflicts: compare articles published within `N` days of each other")
	f.filter.addLimit(cmd, 50, "`N` facts of each type at most")
	f.filter.addKinds(cmd)
	f.filter.addScript(cmd)
	return cmd
}

func (a *app) dossier(ctx context.Context, name string, f dossierFlags) (err error) {
	if name == "" {
		return errNoName
	}
	v, q, _, err := a.ask(&f.filter, name, f.kind)
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	q.Limit = 0
	d, err := dossier.Build(ctx, v, q, dossier.Options{PerType: f.filter.limit, Script: f.filter.script,
		Conflict: query.ConflictOptions{Days: f.within}})
	if err != nil {
		return err
	}
	return a.writeWhole(f.out, func(w io.Writer) error {
		if f.format == "html" {
			return dossier.WriteHTML(w, v, d)
		}
		return dossier.WriteMarkdown(w, v, d)
	})
}
