package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

type neighborFlags struct {
	filter filterFlags
	kind   string
	kinds  []string
	format string
}

// listFormats are the formats of what is no fact.
var listFormats = []string{"table", "json", "csv", "md"}

func newNeighbors(a *app) *cobra.Command {
	var f neighborFlags
	cmd := &cobra.Command{
		Use:   "neighbors NAME",
		Short: "Show with whom an entity takes part in facts",
		Long: `Lists the entities that take part in facts with another, those of most facts first,
with what ties them together and when: first and last day of those facts.`,
		Example: `  factloom neighbors 特斯拉
  factloom neighbors LG新能源 --only company --type supply
  factloom neighbors 雲嶺集團 --since 2025 --limit 50 --format csv`,
		Args: takes(1, 1, "the name to ask about"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("--format", f.format, listFormats); err != nil {
				return err
			}
			return a.neighbors(cmd.Context(), args[0], f)
		},
		ValidArgsFunction: a.completeFirst,
	}
	addFormat(cmd, &f.format, listFormats)
	cmd.Flags().StringVar(&f.kind, "kind", "", "`TYPE` of the entity, where its name means several: company, place …")
	cmd.Flags().StringSliceVar(&f.kinds, "only", nil, "list entities of these `TYPES` only, such as company,person")
	f.filter.addLimit(cmd, 20, "`N` entities at most; 0 is all")
	f.filter.addKinds(cmd)
	f.filter.addScript(cmd)
	return cmd
}

func (a *app) neighbors(ctx context.Context, name string, f neighborFlags) (err error) {
	if name == "" {
		return errNoName
	}
	if err := a.knownKinds("--only", f.kinds); err != nil {
		return err
	}
	v, q, e, err := a.ask(&f.filter, name, f.kind)
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	q.Limit = 0
	most := f.filter.limit
	if most > 0 && len(f.kinds) > 0 {
		most++ // how many there are of these types is known of those looked at only
	}
	list, all, err := query.Neighbors(ctx, v, q, f.kinds, most)
	if err != nil {
		return err
	}
	more := ""
	if n := all - len(list); n > 0 {
		more = thousands(n) + " more"
	}
	if len(f.kinds) > 0 {
		more = ""
		if most > 0 && len(list) == most {
			list, more = list[:f.filter.limit], "there are more"
		}
	}
	for i := range list {
		list[i].Entity = output.EntityIn(f.filter.script, list[i].Entity)
	}
	e = output.EntityIn(f.filter.script, e)
	if f.format == "json" {
		return a.neighborsJSON(jsonOf(e), list)
	}
	t := output.Table{Head: []string{"FACTS", "NAME", "ID", "FIRST", "LAST", "WHAT"}, Right: []bool{true}}
	for _, n := range list {
		t.Rows = append(t.Rows, output.Row{Cells: []string{a.number(f.format, n.Facts), n.Entity.Name, n.Entity.ID, n.First.String(), n.Last.String(), typeCounts(n.Types)}})
	}
	if f.format == "table" {
		fmt.Fprintln(a.stdout, headline(e))
		if len(list) == 0 {
			_, err := fmt.Fprintln(a.stdout, "no neighbors"+f.filter.of(e))
			return err
		}
		fmt.Fprintln(a.stdout)
	}
	if err := a.writeTable(&t, f.format); err != nil {
		return err
	}
	if more != "" && f.format == "table" {
		fmt.Fprintf(a.stderr, "note: %s; --limit 0 shows all\n", more)
	}
	return nil
}

func (a *app) neighborsJSON(e *entityJSON, list []query.Neighbor) error {
	type neighbor struct {
		*entityJSON
		Shared int            `json:"shared_facts"`
		Types  map[string]int `json:"types"`
		First  *string        `json:"first"`
		Last   *string        `json:"last"`
	}
	out := struct {
		Entity    *entityJSON `json:"entity"`
		Neighbors []neighbor  `json:"neighbors"`
	}{e, []neighbor{}}
	for _, n := range list {
		x := neighbor{jsonOf(n.Entity), n.Facts, map[string]int{}, orNull(n.First.String()), orNull(n.Last.String())}
		for _, c := range n.Types {
			x.Types[c.Name] = c.N
		}
		out.Neighbors = append(out.Neighbors, x)
	}
	return writeJSON(a.stdout, out)
}

// orNull is a string in JSON, null for "".
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// writeTable writes a table of what is no fact.
func (a *app) writeTable(t *output.Table, format string) error {
	switch format {
	case "md":
		return t.WriteMarkdown(a.stdout, "")
	case "csv":
		for i, h := range t.Head {
			t.Head[i] = strings.ReplaceAll(strings.ToLower(h), " ", "_")
		}
		return t.WriteCSV(a.stdout)
	}
	return t.WriteText(a.stdout, a.terminalWidth())
}

// number writes a count, with commas for people only.
func (a *app) number(format string, n int) string {
	if format == "csv" {
		return fmt.Sprint(n)
	}
	return thousands(n)
}
