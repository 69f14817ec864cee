package main

import (
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
	cmd.AddCommand(newDBStats(a))
	group(cmd)
	return cmd
}

func newDBStats(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "stats",
		Short:   "Count what the store holds",
		Example: "  factloom db stats --db facts.db",
		Args:    cobra.NoArgs,
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
