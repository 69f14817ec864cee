package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

type pathFlags struct {
	filter  filterFlags
	through []string
	avoid   []string
	most    int
	format  string
}

func newPath(a *app) *cobra.Command {
	var f pathFlags
	cmd := &cobra.Command{
		Use:   "path A B",
		Short: "Show the shortest chains of facts between two entities",
		Long: `Shows how two entities hang together: the shortest chains in which each entity takes
part in a fact with the next, those tied by most facts first. A chain does not pass
through places, which tie everything to everything; --through says what it may pass
through.`,
		Example: `  factloom path 特斯拉 通用汽車
  factloom path LG新能源 中國 --type supply
  factloom path 中國 通用汽車 --through company --avoid 三星SDI --format json`,
		Args: takes(2, 2, "the names of two entities"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("--format", f.format, queryFormats); err != nil {
				return err
			}
			return a.path(cmd.Context(), args[0], args[1], f)
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 1 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return a.completeNames(cmd, args, word)
		},
	}
	addFormat(cmd, &f.format, queryFormats)
	cmd.Flags().StringSliceVar(&f.through, "through", nil, "pass through entities of these `TYPES` only, such as company,person; without it all but places")
	cmd.Flags().StringArrayVar(&f.avoid, "avoid", nil, "do not pass through the entity of this `NAME` (repeatable)")
	cmd.Flags().IntVar(&f.most, "most", query.DefaultMost, "chains of at most `N` facts")
	f.filter.addLimit(cmd, 3, "`N` chains at most")
	f.filter.addKinds(cmd)
	f.filter.addScript(cmd)
	_ = cmd.RegisterFlagCompletionFunc("avoid", a.completeNames)
	return cmd
}

func (a *app) path(ctx context.Context, from, to string, f pathFlags) (err error) {
	if f.most < 1 || f.filter.limit < 1 {
		return usagef("--most and --limit are 1 or more")
	}
	if err := a.knownKinds("--through", f.through); err != nil {
		return err
	}
	v, q, _, err := a.ask(&f.filter, "", "")
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	opt := query.PathOptions{Filter: q.Filter(), Through: f.through, Most: f.most, Chains: f.filter.limit}
	for _, name := range f.avoid {
		e, err := a.whom(v, name, "")
		if err != nil {
			return fmt.Errorf("--avoid: %w", err)
		}
		opt.Avoid = append(opt.Avoid, e.ID)
	}
	x, err := a.whom(v, from, "")
	if err != nil {
		return err
	}
	y, err := a.whom(v, to, "")
	if err != nil {
		return err
	}
	chains, err := query.Path(ctx, v, x.ID, y.ID, opt)
	var none *query.NoPath
	if errors.As(err, &none) {
		none.From, none.To = called(output.EntityIn(f.filter.script, x)), called(output.EntityIn(f.filter.script, y))
	} else if err != nil {
		return err
	}
	for i := range chains {
		c := &chains[i]
		for k := range c.Entities {
			c.Entities[k] = output.EntityIn(f.filter.script, c.Entities[k])
		}
		for k := range c.Facts {
			c.Facts[k] = output.ListIn(f.filter.script, c.Facts[k])
		}
	}
	switch f.format {
	case "json":
		return a.chainsJSON(x, y, chains)
	case "table":
		if none != nil {
			_, err := fmt.Fprintln(a.stdout, none)
			return err
		}
		return a.chainsTable(v, chains)
	}
	if none != nil {
		fmt.Fprintln(a.stderr, "note: "+none.Error())
	}
	return output.Write(a.stdout, f.format, output.Source{Facts: each(factsOf(chains))}, output.Options{Schema: v.Schema()})
}

// factsOf lists the facts of chains, each once.
func factsOf(chains []query.Chain) (list []*entities.Record) {
	seen := make(map[string]bool)
	for _, c := range chains {
		for _, facts := range c.Facts {
			for _, r := range facts {
				if !seen[r.ID] {
					seen[r.ID] = true
					list = append(list, r)
				}
			}
		}
	}
	return list
}

// each makes a sequence of a list.
func each[T any](list []T) func(yield func(T, error) bool) {
	return func(yield func(T, error) bool) {
		for _, x := range list {
			if !yield(x, nil) {
				return
			}
		}
	}
}

// shownBetween is how many facts between two entities of a chain are shown.
const shownBetween = 3

func (a *app) chainsTable(v *query.View, chains []query.Chain) error {
	width := a.terminalWidth()
	for i, c := range chains {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		var names []string
		for _, e := range c.Entities {
			names = append(names, oneLine(e.Name))
		}
		fmt.Fprintf(a.stdout, "%d. %s  (%s)\n", i+1, strings.Join(names, " – "), count(len(c.Facts), "fact apart", "facts apart"))
		for k, facts := range c.Facts {
			fmt.Fprintf(a.stdout, "\n%s – %s\n", names[k], names[k+1])
			shown := facts[:min(len(facts), shownBetween)]
			if err := output.Write(a.stdout, "table", output.Source{Facts: each(shown)}, output.Options{Schema: v.Schema(), Width: width, NoHead: true}); err != nil {
				return err
			}
			if n := c.Counts[k] - len(shown); n > 0 {
				fmt.Fprintf(a.stdout, "    and some %s: factloom query %s --with %s\n", count(n, "fact more", "facts more"),
					shellWord(c.Entities[k].ID), shellWord(c.Entities[k+1].ID))
			}
		}
	}
	return nil
}

func (a *app) chainsJSON(from, to *entities.EntityRecord, chains []query.Chain) error {
	type hop struct {
		From  string            `json:"from"`
		To    string            `json:"to"`
		Count int               `json:"count"` // about; facts holds the first of them
		Facts []json.RawMessage `json:"facts"`
	}
	type chain struct {
		Entities []*entityJSON `json:"entities"`
		Hops     []hop         `json:"hops"`
	}
	out := struct {
		From   *entityJSON `json:"from"`
		To     *entityJSON `json:"to"`
		Chains []chain     `json:"chains"`
	}{jsonOf(from), jsonOf(to), []chain{}}
	for _, c := range chains {
		var x chain
		for _, e := range c.Entities {
			x.Entities = append(x.Entities, jsonOf(e))
		}
		for k, facts := range c.Facts {
			h := hop{From: c.Entities[k].ID, To: c.Entities[k+1].ID, Count: c.Counts[k]}
			var err error
			if h.Facts, err = recordsJSON(facts); err != nil {
				return err
			}
			x.Hops = append(x.Hops, h)
		}
		out.Chains = append(out.Chains, x)
	}
	return writeJSON(a.stdout, out)
}

func recordsJSON(list []*entities.Record) ([]json.RawMessage, error) {
	out := make([]json.RawMessage, 0, len(list))
	for _, r := range list {
		b, err := output.AppendRecord(nil, r)
		if err != nil {
			return nil, fmt.Errorf("fact %s: %w", r.ID, err)
		}
		out = append(out, b)
	}
	return out, nil
}

// entityTypes lists the types of entities: those of mentions that are no values.
func entityTypes(sch *schema.Schema) (list []string) {
	for _, m := range sch.Mentions {
		if m.Kind == "name" {
			list = append(list, m.Name)
		}
	}
	return list
}

// knownKinds checks names of entity types.
func (a *app) knownKinds(flag string, list []string) error {
	if len(list) == 0 {
		return nil
	}
	sch, err := a.loadSchema()
	if err != nil {
		return err
	}
	for _, k := range list {
		if err := oneOf(flag, k, entityTypes(sch)); err != nil {
			return err
		}
	}
	return nil
}

// typeCounts shows counts by name: supply 3, metric 2.
func typeCounts(list []graph.Count) string {
	var out []string
	for _, c := range list {
		out = append(out, fmt.Sprintf("%s %s", c.Name, thousands(c.N)))
	}
	return strings.Join(out, ", ")
}
