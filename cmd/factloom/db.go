package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities/graph"
)

func newDB(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "db",
		Short:   "Look after the store",
		Example: "  factloom db stats\n  factloom db verify",
	}
	cmd.AddCommand(newDBStats(a), newDBVerify(a))
	group(cmd)
	return cmd
}

func newDBStats(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "stats",
		Short:   "Count what the store holds",
		Example: "  factloom db stats --db facts.db",
		Args:    takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			g, err := a.readStore()
			if err != nil {
				return err
			}
			defer g.Close()
			s, err := g.Stats()
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(a.stdout, statsJSON(s))
			}
			return a.printStats(s)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func newDBVerify(a *app) *cobra.Command {
	var quick bool
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Look for damage in the store",
		Long: `Reads everything in the store and compares it with its checksums and counts, then
draws what follows from other records anew and looks for the words of every piece of
evidence in its article. Prints what is wrong; exit code 5 if anything is. It
changes nothing.`,
		Example: "  factloom db verify --db facts.db",
		Args:    takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.verify(cmd, !quick)
		},
	}
	cmd.Flags().BoolVar(&quick, "quick", false, "compare checksums and counts only")
	return cmd
}

func (a *app) verify(cmd *cobra.Command, deep bool) error {
	sch, err := a.loadSchema()
	if err != nil {
		return err
	}
	const advice = "put the folder aside and read the articles again: factloom run --db NEW PATH..."
	g, err := a.openToRead(graph.Options{Schema: sch})
	if errors.Is(err, graph.ErrDamaged) {
		return fmt.Errorf("%w\n%s", err, advice)
	}
	if err != nil {
		return err
	}
	defer g.Close()
	problems := g.Verify(cmd.Context(), deep)
	if err := cmd.Context().Err(); err != nil {
		return err
	}
	for _, p := range problems {
		if _, err := fmt.Fprintln(a.stdout, oneLine(p.Error())); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return &codedError{exitDamaged, fmt.Errorf("%s in %s\n%s", count(len(problems), "problem", "problems"), a.global.db, advice)}
	}
	fmt.Fprintf(a.stderr, "%s: no damage found\n", a.global.db)
	return nil
}

func statsJSON(s graph.Stats) any {
	counts := func(list []graph.Count) map[string]int {
		m := map[string]int{}
		for _, c := range list {
			m[c.Name] = c.N
		}
		return m
	}
	return struct {
		Articles    int            `json:"articles"`
		Origins     int            `json:"origins"`
		TextBytes   int            `json:"text_bytes"`
		Entities    int            `json:"entities"`
		Names       int            `json:"names"`
		Facts       int            `json:"facts"`
		Evidence    int            `json:"evidence"`
		Quarantined int            `json:"quarantined"`
		Batches     int            `json:"batches"`
		Records     int            `json:"records"`
		DiskBytes   int64          `json:"disk_bytes"`
		FactTypes   map[string]int `json:"fact_types"`
		EntityTypes map[string]int `json:"entity_types"`
	}{s.Articles, s.Comings, s.TextBytes, s.Entities, s.Names, s.Facts, s.Evidence, s.Rejects, s.Batches, s.Records,
		s.DiskBytes, counts(s.FactTypes), counts(s.EntityTypes)}
}

func (a *app) printStats(s graph.Stats) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(n int, what string) { fmt.Fprintf(w, "%s\t %s\n", thousands(n), what) }
	row(s.Articles, "articles, "+bytesOf(int64(s.TextBytes))+" of text")
	if s.Comings > s.Articles {
		row(s.Comings, "places they came from")
	}
	row(s.Rejects, "documents in quarantine")
	row(s.Entities, "entities under "+count(s.Names, "name", "names"))
	for _, c := range s.EntityTypes {
		row(c.N, "  "+c.Name)
	}
	row(s.Facts, "facts with "+count(s.Evidence, "piece of evidence", "pieces of evidence"))
	for _, c := range s.FactTypes {
		row(c.N, "  "+c.Name)
	}
	row(s.Records, "records in "+count(s.Batches, "batch", "batches")+", "+bytesOf(s.DiskBytes)+" on disk")
	return w.Flush()
}
