package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/correct"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

func newEntityFind(a *app) *cobra.Command {
	var format, kind string
	var quick bool
	cmd := &cobra.Command{
		Use:   "find NAME",
		Short: "Show whom a name means, by which names it goes, and why",
		Long: `Shows every entity that a name, or an id, means: its id and counts, the names that
articles use, which of them a list of names has, how the others were found (some
articles are read again for that, with the rules and names as they are now), what it was
made of, and the corrections that act on it.`,
		Example: `  factloom entity find 特斯拉
  factloom entity find LG --kind company`,
		Args:              takes(1, 1, "the name to look for"),
		ValidArgsFunction: a.completeNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("--format", format, []string{"table", "json"}); err != nil {
				return err
			}
			return a.find(cmd.Context(), args[0], kind, format, quick)
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", "only entities of this `TYPE`: company, place …")
	cmd.Flags().StringVar(&format, "format", "table", "write as `FORMAT`: table, json")
	cmd.Flags().BoolVar(&quick, "quick", false, "leave out how the names were found: no article is read again")
	return cmd
}

// profile is what find tells of an entity.
type profile struct {
	ID          string               `json:"id"`
	Type        string               `json:"type"`
	Name        string               `json:"name"`
	Facts       int                  `json:"facts"`
	Articles    int                  `json:"articles"`
	Names       []profileName        `json:"names"`
	Known       []string             `json:"known_as"` // other names that lists have for it
	MadeOf      []string             `json:"made_of"`  // stored ids, when corrections made it of several
	Corrections []correct.Correction `json:"corrections"`
}

type profileName struct {
	Text  string   `json:"name"`
	Seen  int      `json:"mentions"`
	Lists []string `json:"lists"` // whose names have it
	Found []found  `json:"found"` // how articles that were read again have it
}

type found struct {
	How     string `json:"how"`
	Times   int    `json:"times"`
	Article string `json:"article"` // the first one
}

func (a *app) find(ctx context.Context, name, kind, format string, quick bool) (err error) {
	if strings.TrimSpace(name) == "" {
		return errNoName
	}
	v, err := a.readView()
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	list, err := v.Lookup(name)
	if err != nil {
		return err
	}
	if kind != "" {
		if err := oneOf("--kind", kind, entityTypes(v.Schema())); err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(m graph.Match) bool { return !v.Schema().Is(m.Type, kind) })
	}
	if len(list) == 0 {
		_, _, err := query.Resolve(v, name, kind) // it says what is near, or what was rejected
		var missing *query.NotFound
		if correct.IsID(name) && errors.As(err, &missing) {
			return nearID(v, name, missing)
		}
		return err
	}
	const most = 10
	more := len(list) - most
	list = list[:min(most, len(list))]
	f := &finder{app: a, v: v}
	if f.user, err = a.loadNames(v.Schema()); err != nil {
		return err
	}
	if !quick {
		if f.engine, err = a.engine(); err != nil {
			return err
		}
	}
	var out []profile
	for _, m := range list {
		p, err := f.profile(ctx, m.ID)
		if err != nil {
			return err
		}
		out = append(out, p)
	}
	if format == "json" {
		e := json.NewEncoder(a.stdout)
		e.SetEscapeHTML(false)
		return e.Encode(out)
	}
	for i := range out {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		out[i].print(a.stdout)
	}
	if more > 0 {
		fmt.Fprintf(a.stderr, "note: %s means %d more\n", name, more)
	}
	return nil
}

type finder struct {
	app    *app
	v      *query.View
	user   []*gazetteer.Gazetteer
	engine *engine // nil: no article is read again
}

func (f *finder) profile(ctx context.Context, id string) (profile, error) {
	none := profile{}
	e, err := f.v.Entity(id)
	if err != nil {
		return none, err
	}
	p := profile{ID: e.ID, Type: e.Type, Name: e.Name, Facts: e.Facts, Articles: e.Articles, Known: []string{}, MadeOf: []string{},
		Corrections: append([]correct.Correction{}, f.v.Corrections().About(e.ID)...)}
	names, err := f.v.Names(e.ID)
	if err != nil {
		return none, err
	}
	lists := f.lists(e.ID)
	seen := map[string]bool{}
	for _, n := range names {
		key := fold.Key(n.Text)
		seen[key] = true
		p.Names = append(p.Names, profileName{Text: n.Text, Seen: n.Seen, Lists: append([]string{}, lists[key]...), Found: []found{}})
	}
	for _, n := range f.known(e.ID) {
		if key := fold.Key(n); !seen[key] {
			seen[key] = true
			p.Known = append(p.Known, n)
		}
	}
	ids, err := f.v.MadeOf(e.ID)
	if err != nil {
		return none, err
	}
	if len(ids) > 1 || len(ids) == 1 && ids[0] != e.ID {
		p.MadeOf = ids
	}
	if f.engine != nil {
		err = f.how(ctx, &p)
	}
	return p, err
}

// known returns the names that lists have for an entity.
func (f *finder) known(id string) []string {
	var out []string
	for _, member := range f.v.Corrections().Members(id) {
		for _, g := range append([]*gazetteer.Gazetteer{gazetteer.Default().Without(f.user...)}, f.user...) {
			for _, n := range g.NamesOf(member) {
				out = append(out, n.Text)
			}
		}
	}
	return out
}

// lists says which lists have each folded name of an entity.
func (f *finder) lists(id string) map[string][]string {
	out := map[string][]string{}
	note := func(g *gazetteer.Gazetteer, what string) {
		for _, member := range f.v.Corrections().Members(id) {
			for _, n := range g.NamesOf(member) {
				s := what
				if n.Ambiguous {
					s += ", needs support"
				}
				if key := fold.Key(n.Text); !slices.Contains(out[key], s) {
					out[key] = append(out[key], s)
				}
			}
		}
	}
	note(gazetteer.Default().Without(f.user...), "the list that ships")
	for i, g := range f.user {
		note(g, f.app.global.gazetteers[i])
	}
	return out
}

// How many articles are looked at, and read again, to say how names were found.
const (
	lookedAt  = 400
	readAgain = 16
	eachName  = 3
)

// how reads some articles of an entity again and notes how its names were found.
func (f *finder) how(ctx context.Context, p *profile) error {
	articles, err := f.v.ArticlesOf(p.ID)
	if err != nil {
		return err
	}
	of := f.v.Corrections().Sources(p.ID)
	wanted := map[string]int{} // by name: how many articles were read for it
	read := 0
	for i, key := range articles {
		if i == lookedAt || read == readAgain || ctx.Err() != nil {
			break
		}
		list, err := f.v.Stored().MentionsIn(key)
		if err != nil {
			return err
		}
		useful := false
		for _, m := range list {
			if !slices.Contains(of, m.ID) {
				continue
			}
			for _, n := range m.Names {
				if wanted[n.Text] < eachName {
					useful = true
				}
			}
			if useful {
				for _, n := range m.Names {
					wanted[n.Text]++
				}
			}
		}
		if !useful {
			continue
		}
		read++
		if err := f.reread(p, key); err != nil {
			return err
		}
	}
	for i := range p.Names {
		slices.SortStableFunc(p.Names[i].Found, func(a, b found) int { return cmp.Or(-cmp.Compare(a.Times, b.Times), strings.Compare(a.How, b.How)) })
	}
	return ctx.Err()
}

// reread runs an article of the store through the pipeline.
func (f *finder) reread(p *profile, key string) error {
	art, err := f.v.Article(key)
	if err != nil {
		return err
	}
	text, err := f.v.ArticleText(key)
	if err != nil {
		return err
	}
	doc := &entities.Document{ID: art.ID, URL: art.URL, Published: art.Published, Section: art.Section, Source: art.Source, Market: art.Market, Variant: art.Variant}
	if title := art.Title; strings.HasPrefix(text, title+"\n\n") {
		doc.SetText(title, text)
	} else {
		doc.SetText("", text)
	}
	if err := f.engine.pipe.Process(doc); err != nil {
		return err
	}
	verdicts := f.engine.detector.Trace(doc)
	for _, m := range doc.Mentions {
		if m.Value != nil || m.Hidden || f.v.Corrections().Of(m.ID, art, m.Entity) != p.ID {
			continue
		}
		i := slices.IndexFunc(p.Names, func(n profileName) bool { return n.Text == m.Text })
		if i < 0 {
			continue // the rules have changed
		}
		how := m.Via
		if rule, _, _ := strings.Cut(m.Rule, "@"); rule != "" {
			how += " " + rule
		}
		for _, v := range verdicts {
			if v.Span == m.Span && v.Accepted && v.Why != "" && v.Why != m.Via {
				how += " (" + v.Why + ")"
				break
			}
		}
		j := slices.IndexFunc(p.Names[i].Found, func(x found) bool { return x.How == how })
		if j < 0 {
			p.Names[i].Found = append(p.Names[i].Found, found{How: how, Article: art.ID})
			j = len(p.Names[i].Found) - 1
		}
		p.Names[i].Found[j].Times++
	}
	return nil
}

func (p *profile) print(w *stdout) {
	fmt.Fprintf(w, "%s  %s  %s, %s\n", oneLine(p.Name), p.ID, count(p.Facts, "fact", "facts"), count(p.Articles, "article", "articles"))
	width := 0
	for _, n := range p.Names {
		width = max(width, output.Width(oneLine(n.Text)))
	}
	for _, n := range p.Names {
		why := []string{count(n.Seen, "mention", "mentions")}
		for _, l := range n.Lists {
			why = append(why, "in "+l)
		}
		for i, x := range n.Found {
			if i == 3 {
				why = append(why, "…")
				break
			}
			why = append(why, "found by "+x.How+" in "+x.Article)
		}
		text := oneLine(n.Text)
		fmt.Fprintf(w, "  %s%s  %s\n", text, strings.Repeat(" ", width-output.Width(text)), oneLine(strings.Join(why, "; ")))
	}
	if len(p.Known) > 0 {
		fmt.Fprintf(w, "  also listed as %s\n", oneLine(strings.Join(p.Known, ", ")))
	}
	if len(p.MadeOf) > 0 {
		fmt.Fprintf(w, "  made of %s\n", oneLine(strings.Join(p.MadeOf, ", ")))
	}
	for i := range p.Corrections {
		c := &p.Corrections[i]
		line := fmt.Sprintf("  corrected by %s: %s: %s", c.Key(), c.Op, describe(c))
		if c.Why != "" {
			line += " (" + c.Why + ")"
		}
		fmt.Fprintln(w, oneLine(line))
	}
}
