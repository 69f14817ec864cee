package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/correct"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

type showFlags struct {
	format string
	script string
}

func newShow(a *app) *cobra.Command {
	var f showFlags
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show one fact, claim, entity or article in full",
		Long: `Shows all there is about one thing, by its id:
  a fact     what it says role by role, and every sentence that says so
  a claim    the facts that say the same at heart, and differ in amounts or dates
  an entity  its names and how often they are used, its facts by type
  an article what is known of it, and the facts it states
An entity may also be given by name.`,
		Example: `  factloom show 3de0508b74cb8c83ea69
  factloom show company/tesla
  factloom show 特斯拉 --format json`,
		Args: takes(1, 1, "an id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("--format", f.format, queryFormats); err != nil {
				return err
			}
			if f.script != "" {
				if err := oneOf("--script", f.script, output.Scripts); err != nil {
					return err
				}
			}
			return a.show(cmd.Context(), strings.TrimSpace(args[0]), f)
		},
		ValidArgsFunction: a.completeFirst,
	}
	addFormat(cmd, &f.format, queryFormats)
	var filter filterFlags
	filter.addScript(cmd)
	cmd.PreRun = func(*cobra.Command, []string) { f.script = filter.script }
	return cmd
}

func (a *app) show(ctx context.Context, id string, f showFlags) (err error) {
	v, err := a.readView()
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	if isHash(id) {
		r, err := v.Fact(id)
		if err == nil {
			return a.showFact(v, r, f)
		}
		var rejected *query.Rejected
		if errors.As(err, &rejected) || !errors.Is(err, graph.ErrUnknown) {
			return err
		}
		list, err := v.Claim(id)
		if err == nil {
			return a.showClaim(v, list, f)
		}
		if errors.As(err, &rejected) || !errors.Is(err, graph.ErrUnknown) {
			return err
		}
	}
	articles, err := v.ArticlesByID(id)
	if err != nil {
		return err
	}
	if len(articles) == 0 && len(id) == 64 && isHex(id) {
		art, err := v.Article(id)
		if err != nil && !errors.Is(err, graph.ErrUnknown) {
			return err
		}
		if err == nil {
			articles = append(articles, art)
		}
	}
	if len(articles) > 0 {
		return a.showArticles(v, articles, f)
	}
	e, err := a.whom(v, id, "")
	var unknown *query.NotFound
	if errors.As(err, &unknown) {
		return nothing(v, id, unknown)
	}
	if err != nil {
		return err
	}
	return a.showEntity(ctx, v, e, f)
}

// nothing says that no fact, claim, entity or article answers to a word, and what is
// near to it.
func nothing(v *query.View, id string, unknown *query.NotFound) error {
	if isHash(id) {
		return fmt.Errorf("no fact or claim has the id %s", id)
	}
	if correct.IsID(id) {
		return nearID(v, id, unknown)
	}
	what := fmt.Sprintf("nothing has the id or name %q", id)
	if _, near, ok := strings.Cut(unknown.Error(), " (did you mean "); ok {
		return fmt.Errorf("%s (did you mean %s", what, near)
	}
	return fmt.Errorf("%s: facts and claims have ids of 20 hex digits, entities such as company/tesla, and articles the ids they came with", what)
}

// isHash tells whether a word looks like the id of a fact or a claim.
func isHash(s string) bool { return len(s) == 20 && isHex(s) }

func isHex(s string) bool { return strings.Trim(s, "0123456789abcdef") == "" }

func (a *app) showFact(v *query.View, r *entities.Record, f showFlags) error {
	r = output.ListIn(f.script, []*entities.Record{r})[0]
	switch f.format {
	case "table":
		return a.factTable(v, r)
	case "json":
		b, err := output.AppendRecord(nil, r)
		if err != nil {
			return err
		}
		return writeJSON(a.stdout, json.RawMessage(b))
	}
	return output.Write(a.stdout, f.format, output.Source{Facts: each([]*entities.Record{r})}, output.Options{Schema: v.Schema()})
}

// factTable shows a fact role by role and with all its evidence.
func (a *app) factTable(v *query.View, r *entities.Record) error {
	mood := r.Modality
	if r.Polarity == entities.Negative {
		mood = "negative, " + mood
	}
	fmt.Fprintf(a.stdout, "fact %s  %s  %s", r.ID, r.Type, mood)
	if r.Confidence > 0 {
		fmt.Fprintf(a.stdout, "  confidence %.2f", r.Confidence)
	}
	fmt.Fprintln(a.stdout)
	claim, err := v.Claim(r.Claim)
	if err != nil && !errors.Is(err, graph.ErrUnknown) {
		return err
	}
	fmt.Fprintf(a.stdout, "claim %s", r.Claim)
	if n := len(claim) - 1; n > 0 {
		fmt.Fprintf(a.stdout, "  stated in %s more: factloom show %s", count(n, "fact", "facts"), r.Claim)
	}
	fmt.Fprintln(a.stdout)
	if n, err := v.AddedIn(r.ID); err == nil {
		runs, err := v.Stored().Runs()
		if err != nil {
			return err
		}
		for i := range runs {
			if n >= runs[i].First && n <= runs[i].Last {
				fmt.Fprintf(a.stdout, "brought by run %d (%s)%s\n", i+1, runs[i].ID, of(runs[i].Day()))
			}
		}
	}
	t := output.Table{Head: []string{"ROLE", "TEXT", "MEANS"}}
	for i := range r.Fillers {
		x := &r.Fillers[i]
		t.Rows = append(t.Rows, output.Row{Cells: []string{x.Role, x.Text, output.Means(x)}})
	}
	fmt.Fprintln(a.stdout)
	if err := t.WriteText(a.stdout, a.terminalWidth()); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "\n%s, %s\n", count(len(r.Evidence), "place says so", "places say so"), count(r.Sources, "different sentence", "different sentences"))
	for i := range r.Evidence {
		ev := &r.Evidence[i]
		fmt.Fprintf(a.stdout, "\n%s  %s\n", output.SourceLine(&ev.Article), ev.Article.ID)
		if ev.Article.URL != "" {
			fmt.Fprintf(a.stdout, "  %s\n", oneLine(ev.Article.URL))
		}
		fmt.Fprintf(a.stdout, "  characters %d to %d, rule %s", ev.Start, ev.End, ev.Rule)
		if ev.Confidence > 0 {
			fmt.Fprintf(a.stdout, ", confidence %.2f", ev.Confidence)
		}
		fmt.Fprintf(a.stdout, "\n    %s\n", output.Visible(ev.Text))
	}
	return nil
}

func of(d entities.Day) string {
	if d == entities.None {
		return ""
	}
	return " of " + d.String()
}

func (a *app) showClaim(v *query.View, list []*entities.Record, f showFlags) error {
	list = output.ListIn(f.script, list)
	switch f.format {
	case "json":
		facts, err := recordsJSON(list)
		if err != nil {
			return err
		}
		return writeJSON(a.stdout, struct {
			Claim string            `json:"claim"`
			Facts []json.RawMessage `json:"facts"`
		}{list[0].Claim, facts})
	case "table":
		fmt.Fprintf(a.stdout, "claim %s  %s  %s\n\n", list[0].Claim, list[0].Type, count(len(list), "fact", "facts"))
	}
	return output.Write(a.stdout, f.format, output.Source{Facts: each(list)}, output.Options{Schema: v.Schema(), Width: a.terminalWidth()})
}

func (a *app) showArticles(v *query.View, list []*entities.Article, f showFlags) error {
	type articleJSON struct {
		ID        string            `json:"id"`
		SHA256    string            `json:"text_sha256"`
		Title     string            `json:"title,omitempty"`
		Published string            `json:"published,omitempty"`
		Source    string            `json:"source,omitempty"`
		Author    string            `json:"author,omitempty"`
		URL       string            `json:"url,omitempty"`
		File      string            `json:"file,omitempty"`
		Text      string            `json:"text"`
		Facts     []json.RawMessage `json:"facts"`
	}
	var out []articleJSON
	var all []*entities.Record
	for i, art := range list {
		facts, err := v.FactsIn(art.Key)
		if err != nil {
			return err
		}
		facts = output.ListIn(f.script, facts)
		text, err := v.ArticleText(art.Key)
		if err != nil {
			return err
		}
		all = append(all, facts...)
		switch f.format {
		case "json":
			b, err := recordsJSON(facts)
			if err != nil {
				return err
			}
			out = append(out, articleJSON{art.ID, art.Key, art.Title, art.Published, art.Source, art.Author, art.URL, art.File, text, b})
		case "table":
			if i > 0 {
				fmt.Fprintln(a.stdout)
			}
			fmt.Fprintf(a.stdout, "%s  article %s\n", output.SourceLine(art), oneLine(art.ID))
			for _, x := range []struct{ what, is string }{{"author", art.Author}, {"url", art.URL}, {"file", art.File}, {"sha256", art.Key}} {
				if x.is != "" {
					fmt.Fprintf(a.stdout, "%-7s %s\n", x.what, oneLine(x.is))
				}
			}
			fmt.Fprintf(a.stdout, "%s, %s\n", count(len([]rune(text)), "character", "characters"), count(len(facts), "fact", "facts"))
			if len(facts) == 0 {
				continue
			}
			fmt.Fprintln(a.stdout)
			if err := output.Write(a.stdout, "table", output.Source{Facts: each(facts)}, output.Options{Schema: v.Schema(), Width: a.terminalWidth()}); err != nil {
				return err
			}
		}
	}
	switch f.format {
	case "json":
		return writeJSON(a.stdout, out)
	case "table":
		return nil
	}
	return output.Write(a.stdout, f.format, output.Source{Facts: each(all)}, output.Options{Schema: v.Schema()})
}

func (a *app) showEntity(ctx context.Context, v *query.View, e *entities.EntityRecord, f showFlags) error {
	switch f.format {
	case "table", "json":
	default:
		facts := output.InScript(f.script, until(ctx, v.FactsOf(e.ID, graph.Filter{})))
		return output.Write(a.stdout, f.format, output.Source{Facts: facts}, output.Options{Schema: v.Schema()})
	}
	names, err := v.Names(e.ID)
	if err != nil {
		return err
	}
	types, err := query.Roles(ctx, v, e.ID)
	if err != nil {
		return err
	}
	shown := output.EntityIn(f.script, e)
	if f.format == "json" {
		type nameJSON struct {
			Text string `json:"text"`
			Seen int    `json:"mentions"`
		}
		type roleJSON struct {
			Type  string `json:"type"`
			Role  string `json:"role"`
			Facts int    `json:"facts"`
		}
		out := struct {
			*entityJSON
			Seen  []nameJSON `json:"seen"`
			Roles []roleJSON `json:"roles"`
		}{jsonOf(shown), []nameJSON{}, []roleJSON{}}
		for _, n := range names {
			out.Seen = append(out.Seen, nameJSON{n.Text, n.Seen})
		}
		for _, r := range types {
			out.Roles = append(out.Roles, roleJSON{r.Type, r.Role, r.Facts})
		}
		return writeJSON(a.stdout, out)
	}
	fmt.Fprintf(a.stdout, "%s  %s  %s, %s\n\n", oneLine(shown.Name), e.ID, count(e.Facts, "fact", "facts"), count(e.Articles, "article", "articles"))
	t := output.Table{Head: []string{"MENTIONS", "NAME"}, Right: []bool{true}}
	for _, n := range names {
		t.Rows = append(t.Rows, output.Row{Cells: []string{thousands(n.Seen), n.Text}})
	}
	if err := t.WriteText(a.stdout, a.terminalWidth()); err != nil {
		return err
	}
	if len(types) == 0 {
		return nil
	}
	t = output.Table{Head: []string{"FACTS", "TYPE", "AS"}, Right: []bool{true}}
	for _, r := range types {
		t.Rows = append(t.Rows, output.Row{Cells: []string{thousands(r.Facts), r.Type, r.Role}})
	}
	fmt.Fprintln(a.stdout)
	if err := t.WriteText(a.stdout, a.terminalWidth()); err != nil {
		return err
	}
	id := shellWord(e.ID)
	fmt.Fprintf(a.stdout, "\nmore: factloom query %s, factloom neighbors %s, factloom dossier %s\n", id, id, id)
	return nil
}
