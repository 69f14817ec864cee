package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/correct"
	"github.com/factloom/factloom/entities/edit"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

func newEntity(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "entity",
		Short: "Correct who is who: merge, split, rename, reject",
		Long: `Corrects what the store holds under wrong names: two entities that are one, one that
is several, one that is none, a wrong name, a wrong fact.

Corrections are lines of a file beside the store (facts.db.corrections.jsonl), which
can be read, kept in git and carried to another store. They act on whatever is read:
query, export and all else that shows facts. What is stored stays as it is, so that a
correction can be taken back, and outlives a new run or a store built anew.

An ENTITY is an id, such as company/tesla, or any name that means one entity only;
"factloom entity find NAME" tells which.`,
		Example: `  factloom entity find 特斯拉
  factloom entity merge 遠嶼科技 遠嶼
  factloom entity reject 北海 --article frame-siemens
  factloom entity list`,
	}
	cmd.AddCommand(newEntityFind(a), newEntityMerge(a), newEntitySplit(a), newEntityRename(a), newEntityReject(a),
		newEntityList(a), newEntityUndo(a), newEntityExport(a), newEntityImport(a))
	group(cmd)
	return cmd
}

// readView opens the store of --db for reading, with its corrections. Closing
// the store is up to the caller: closeStore(v.Stored(), &err).
func (a *app) readView() (*query.View, error) {
	list, err := a.corrections()
	if err != nil {
		return nil, err
	}
	g, err := a.readStore()
	if err != nil {
		return nil, err
	}
	return query.NewView(g, correct.NewSet(list)), nil
}

// noCorrections is what --corrections says to show the store as it is.
const noCorrections = "none"

// corrections reads the file of --corrections.
func (a *app) corrections() ([]correct.Correction, error) {
	if a.global.corrected == noCorrections {
		return nil, nil
	}
	name := a.correctionsFile()
	if _, err := os.Stat(name); a.global.corrected != "" && errors.Is(err, fs.ErrNotExist) && !a.completing {
		where := ""
		if place := placeOf(a.settings, "corrections", name); place != "" {
			where = place + ": "
		}
		fmt.Fprintf(a.stderr, "note: %sthere is no file %s, so nothing is corrected\n", where, name)
	}
	return correct.Load(name)
}

// correctionsFile returns the file of --corrections, else the one beside the
// store.
func (a *app) correctionsFile() string {
	if a.global.corrected != "" {
		return a.global.corrected
	}
	return correct.Path(a.global.db)
}

// change is what the commands that correct have in common.
type change struct {
	why   string
	try   bool
	force bool
}

func (c *change) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.why, "why", "", "`REASON`, for those who review the file")
	cmd.Flags().BoolVar(&c.try, "dry-run", false, "say what would change, write nothing")
	cmd.Flags().BoolVar(&c.force, "force", false, "write it though the store does not know what it speaks of")
}

// changing opens the store for a command that corrects. What is read stays as
// it was when the command began.
func (a *app) changing() (*query.View, []correct.Correction, error) {
	if a.global.corrected == noCorrections {
		return nil, nil, usagef("--corrections none shows the store without corrections; name a file to write to")
	}
	list, err := a.corrections()
	if err != nil {
		return nil, nil, err
	}
	g, err := a.readStore()
	if err != nil {
		return nil, nil, err
	}
	return query.NewView(g, correct.NewSet(list)), list, nil
}

// entity finds the one entity that an argument names. An id that the store does
// not know is taken with force only.
func (a *app) entity(v *query.View, arg string, force bool) (graph.Match, error) {
	arg = strings.TrimSpace(arg)
	if arg == "" {
		return graph.Match{}, usagef("the name of an entity is empty")
	}
	m, others, err := query.Resolve(v, arg, "")
	if err == nil {
		if len(others) > 0 {
			fmt.Fprintf(a.stderr, "note: %s is taken for %s; it may also mean %s\n", arg, m.ID, meanings(others))
		}
		return m, nil
	}
	var many *query.Ambiguous
	if errors.As(err, &many) && a.asks() {
		e, err := a.which(many)
		if err != nil {
			return m, err
		}
		return graph.Match{EntityRecord: *e}, nil
	}
	var missing *query.NotFound
	if correct.IsID(arg) && errors.As(err, &missing) {
		if force {
			id := v.Corrections().Shown(arg)
			typ, name, _ := strings.Cut(id, "/")
			return graph.Match{EntityRecord: entities.EntityRecord{ID: id, Type: typ, Name: strings.TrimPrefix(name, "~")}}, nil
		}
		return m, fmt.Errorf("%w; --force writes it all the same", nearID(v, arg, missing))
	}
	return m, chooser(err, "name one by its id")
}

// nearID suggests the ids of entities that are called like an id, or whose id
// is nearly the same.
func nearID(v *query.View, id string, missing *query.NotFound) error {
	typ, name, _ := strings.Cut(id, "/")
	near, err := v.Lookup(strings.TrimPrefix(name, "~"))
	if err != nil {
		return err
	}
	var ids []string
	for _, m := range near {
		ids = append(ids, m.ID)
	}
	if len(ids) == 0 {
		want := []rune(id)
		least := 1 + max(1, (len(want)-len([]rune(typ))-1)/3)
		for e, err := range v.Entities(typ) {
			if err != nil {
				return err
			}
			if d := edit.Distance(want, []rune(e.ID), nil); d < least {
				ids, least = append(ids[:0], e.ID), d
			}
		}
	}
	if len(ids) == 0 {
		more, err := v.Suggest(strings.TrimPrefix(name, "~"), 3)
		if err != nil {
			return err
		}
		if len(more) == 0 {
			return fmt.Errorf("no entity has the id %s", id)
		}
		for _, s := range more {
			ids = append(ids, s.ID)
		}
	}
	return fmt.Errorf("no entity has the id %s (did you mean %s?)", id, strings.Join(ids, ", "))
}

// chooser lays out what a name may have meant, one meaning a line.
func chooser(err error, advice string) error {
	var many *query.Ambiguous
	if !errors.As(err, &many) {
		return err
	}
	lines := []string{fmt.Sprintf("%s may mean several; %s:", many.Name, advice)}
	for _, c := range many.Candidates {
		lines = append(lines, fmt.Sprintf("  %s   (%s, %s, %s)", c.ID, oneLine(c.Name), count(c.Facts, "fact", "facts"), count(c.Mentions, "mention", "mentions")))
	}
	return errors.New(strings.Join(lines, "\n"))
}

// called is how an entity is spoken of: 特斯拉 (company/tesla).
func called(e *entities.EntityRecord) string { return oneLine(e.Name) + " (" + e.ID + ")" }

// write appends corrections, unless it is a trial, and tells how to take them
// back. said is what they do.
func (a *app) write(c change, list []correct.Correction, said ...string) error {
	for _, line := range said {
		fmt.Fprintln(a.stderr, line)
	}
	if c.try {
		fmt.Fprintln(a.stderr, "nothing is written (--dry-run)")
		return nil
	}
	now := time.Now().UTC().Format(time.RFC3339)
	var keys []string
	for i := range list {
		list[i].Why, list[i].At = strings.TrimSpace(c.why), now
		keys = append(keys, list[i].Key())
	}
	if err := correct.Append(a.correctionsFile(), list...); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "written to %s; take it back with: factloom entity undo %s\n", a.correctionsFile(), strings.Join(keys, " "))
	return nil
}

// already tells whether a correction is in force.
func already(v *query.View, c correct.Correction) bool {
	return slices.ContainsFunc(v.Corrections().List(), func(x correct.Correction) bool { return x.Key() == c.Key() })
}

func newEntityMerge(a *app) *cobra.Command {
	var f change
	cmd := &cobra.Command{
		Use:   "merge ENTITY OTHER...",
		Short: "Say that several entities are one",
		Long: `Says that the others are the same entity as the first, which gives the id and the
name. It then answers by the names and ids of all of them. Facts that become equal are
one, with all their evidence; a fact that tied one of them to another is not shown.`,
		Example: `  factloom entity merge 遠嶼科技 遠嶼
  factloom entity merge company/hon-hai 工業富聯 --why "one group, see its report"`,
		Args:              takes(2, -1, "an entity and those that are the same"),
		ValidArgsFunction: a.completeNames,
		RunE: func(_ *cobra.Command, args []string) (err error) {
			v, list, err := a.changing()
			if err != nil {
				return err
			}
			defer closeStore(v.Stored(), &err)
			return a.merge(v, list, args, f)
		},
	}
	f.add(cmd)
	return cmd
}

func (a *app) merge(v *query.View, list []correct.Correction, args []string, f change) error {
	keep, err := a.entity(v, args[0], f.force)
	if err != nil {
		return err
	}
	c := correct.Correction{Op: correct.Merge, ID: keep.ID}
	if correct.IsID(args[0]) && v.Corrections().Shown(args[0]) == keep.ID {
		c.ID = args[0] // of two ids of one entity, the one to be shown
	}
	var parts []string
	for _, arg := range args[1:] {
		m, err := a.entity(v, arg, f.force)
		if err != nil {
			return err
		}
		id := m.ID
		if id == keep.ID && correct.IsID(arg) && arg != c.ID && c.ID != keep.ID {
			id = arg
		}
		switch {
		case id == c.ID:
			return usagef("%s and %s are one already: %s", args[0], arg, called(&keep.EntityRecord))
		case slices.Contains(c.IDs, id):
			continue
		case keep.Type != m.Type && !v.Schema().Is(keep.Type, m.Type) && !v.Schema().Is(m.Type, keep.Type) && !f.force:
			return fmt.Errorf("%s is of type %s, %s of type %s: they cannot be one; --force merges them all the same", keep.ID, keep.Type, m.ID, m.Type)
		}
		c.IDs = append(c.IDs, id)
		parts = append(parts, fmt.Sprintf("%s with %s", called(&m.EntityRecord), count(m.Facts, "fact", "facts")))
	}
	after := query.NewView(v.Stored(), correct.NewSet(append(list[:len(list):len(list)], c)))
	now, err := after.Entity(c.ID)
	if errors.Is(err, graph.ErrUnknown) {
		return a.write(f, []correct.Correction{c}, "no article mentions any of them")
	}
	if err != nil {
		return err
	}
	was, err := v.Hidden()
	if err != nil {
		return err
	}
	hidden, err := after.Hidden()
	if err != nil {
		return err
	}
	said := []string{fmt.Sprintf("%s with %s takes in %s", called(&keep.EntityRecord), count(keep.Facts, "fact", "facts"), strings.Join(parts, ", ")),
		fmt.Sprintf("together: %s in %s", count(now.Facts, "fact", "facts"), count(now.Articles, "article", "articles"))}
	if n := hidden - was; n > 0 {
		said = append(said, count(n, "fact between them is", "facts between them are")+" not shown any more")
	}
	return a.write(f, []correct.Correction{c}, said...)
}

// where are the flags that bind a correction to some mentions.
type where struct {
	names    []string
	articles []string
}

func (w *where) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&w.names, "name", nil, "only where an article calls it by this `NAME` (repeatable)")
	cmd.Flags().StringArrayVar(&w.articles, "article", nil, "only in the article of this `ID` (repeatable)")
}

// check makes sure that the store knows the articles and names.
func (w *where) check(v *query.View, e *entities.EntityRecord, force bool) error {
	if slices.Contains(w.names, "") || slices.Contains(w.articles, "") {
		return usagef("an empty name or article")
	}
	if force {
		return nil
	}
	for _, id := range w.articles {
		list, err := v.ArticlesByID(id)
		if err != nil {
			return err
		}
		mentions, err := v.ArticlesOf(e.ID)
		if err != nil {
			return err
		}
		switch {
		case len(list) == 0 && !slices.Contains(mentions, id):
			return fmt.Errorf("no article has the id %s; --force writes it all the same", id)
		case len(list) > 0 && !slices.ContainsFunc(list, func(a *entities.Article) bool { return slices.Contains(mentions, a.Key) }):
			return fmt.Errorf("article %s does not mention %s; --force writes it all the same", id, called(e))
		}
	}
	names, err := v.Names(e.ID)
	if err != nil {
		return err
	}
	for _, n := range w.names {
		if !slices.ContainsFunc(names, func(x graph.Name) bool { return fold.Key(x.Text) == fold.Key(n) && x.Full > 0 }) {
			var full []string
			for _, x := range names {
				if x.Full > 0 {
					full = append(full, x.Text)
				}
			}
			return fmt.Errorf("no article calls %s %q for its full name; they say %s; --force writes it all the same", e.ID, n, strings.Join(full, ", "))
		}
	}
	return nil
}

func newEntitySplit(a *app) *cobra.Command {
	var f change
	var w where
	var as string
	cmd := &cobra.Command{
		Use:   "split ENTITY --name NAME | --article ID [--as ENTITY]",
		Short: "Say that some mentions of an entity mean another one",
		Long: `Says that what some articles call ENTITY is another entity: those that call it by a
name as its full name, or those of certain ids, or both. It becomes the entity of
--as, an id or a name; without --as one of the name of --name.`,
		Example: `  factloom entity split 領展 --name 領展房產基金
  factloom entity split 北海 --article frame-siemens --as place/north-sea`,
		Args:              takes(1, 1, "the entity to split"),
		ValidArgsFunction: a.completeNames,
		RunE: func(_ *cobra.Command, args []string) (err error) {
			v, list, err := a.changing()
			if err != nil {
				return err
			}
			defer closeStore(v.Stored(), &err)
			return a.split(v, list, args[0], as, w, f)
		},
	}
	w.add(cmd)
	cmd.Flags().StringVar(&as, "as", "", "the `ENTITY` that is meant: an id, or a name")
	f.add(cmd)
	return cmd
}

func (a *app) split(v *query.View, list []correct.Correction, arg, as string, w where, f change) error {
	if len(w.names)+len(w.articles) == 0 {
		return usagef("say which mentions are meant: --name NAME or --article ID (all of them: factloom entity merge)")
	}
	e, err := a.entity(v, arg, f.force)
	if err != nil {
		return err
	}
	c := correct.Correction{Op: correct.Split, ID: e.ID, Names: w.names, Articles: w.articles}
	name := "" // that a new entity is given
	switch {
	case correct.IsID(as):
		c.As = v.Corrections().Shown(as)
	case as != "":
		m, _, err := query.Resolve(v, as, "")
		var missing *query.NotFound
		switch {
		case errors.As(err, &missing):
			c.As = e.Type + "/~" + fold.Key(as)
			name = strings.Join(strings.Fields(as), " ")
		case err != nil:
			return chooser(err, "give --as an id")
		case m.ID == e.ID: // a name that both have
			c.As = e.Type + "/~" + fold.Key(as)
			name = strings.Join(strings.Fields(as), " ")
		default:
			c.As = m.ID
		}
	case len(w.names) > 0:
		c.As = e.Type + "/~" + fold.Key(w.names[0])
	default:
		return usagef("say what is meant in the article: --as ENTITY")
	}
	if v.Corrections().Shown(c.As) == e.ID {
		return usagef("what is split from %s would be %s again; give it another id with --as", called(&e.EntityRecord), c.As)
	}
	if err := w.check(v, &e.EntityRecord, f.force); err != nil {
		return err
	}
	if already(v, c) {
		return usagef("this correction is in force already")
	}
	add := []correct.Correction{c}
	if given := (correct.Correction{Op: correct.Rename, ID: c.As, Name: name}); name != "" && !already(v, given) {
		add = append(add, given)
	}
	after := query.NewView(v.Stored(), correct.NewSet(append(list[:len(list):len(list)], add...)))
	var said []string
	for _, id := range []string{e.ID, c.As} {
		line := id + ": not mentioned"
		was, err := v.Entity(id)
		if err != nil && !errors.Is(err, graph.ErrUnknown) {
			return err
		}
		now, err := after.Entity(id)
		if err != nil && !errors.Is(err, graph.ErrUnknown) {
			return err
		}
		if err == nil {
			line = fmt.Sprintf("%s: %s in %s", called(now), count(now.Facts, "fact", "facts"), count(now.Articles, "article", "articles"))
		}
		if was != nil {
			line += fmt.Sprintf(" (before: %s in %s)", count(was.Facts, "fact", "facts"), count(was.Articles, "article", "articles"))
		}
		said = append(said, line)
	}
	return a.write(f, add, said...)
}

func newEntityRename(a *app) *cobra.Command {
	var f change
	cmd := &cobra.Command{
		Use:   "rename ENTITY NAME",
		Short: "Show an entity under another name",
		Long: `Shows an entity under NAME, by which it is found from then on too. The words of the
articles stay as they are, and so does its id.`,
		Example:           `  factloom entity rename 海岳生物 海岳生物科技`,
		Args:              takes(2, 2, "the entity and its name"),
		ValidArgsFunction: a.completeNames,
		RunE: func(_ *cobra.Command, args []string) (err error) {
			v, _, err := a.changing()
			if err != nil {
				return err
			}
			defer closeStore(v.Stored(), &err)
			name := strings.Join(strings.Fields(args[1]), " ")
			if fold.Key(name) == "" {
				return usagef("the name %q has no visible character", args[1])
			}
			e, err := a.entity(v, args[0], f.force)
			if err != nil {
				return err
			}
			if e.Name == name {
				return usagef("%s is shown as %s already", e.ID, name)
			}
			said := []string{fmt.Sprintf("%s is shown as %s, was %s", e.ID, oneLine(name), oneLine(e.Name))}
			others, err := v.Lookup(name)
			if err != nil {
				return err
			}
			for _, m := range others {
				if m.ID != e.ID {
					said = append(said, fmt.Sprintf("note: %s means %s too", oneLine(name), called(&m.EntityRecord)))
				}
			}
			return a.write(f, []correct.Correction{{Op: correct.Rename, ID: e.ID, Name: name}}, said...)
		},
	}
	f.add(cmd)
	return cmd
}

func newEntityReject(a *app) *cobra.Command {
	var f change
	var w where
	cmd := &cobra.Command{
		Use:   "reject ENTITY|FACT|CLAIM",
		Short: "Say that an entity is none, or that a fact is wrong",
		Long: `Says that a name means no entity at all: everywhere, or only where an article calls
it so, or only in certain articles. Facts lose it, and those that say nothing without
it are not shown.

The id of a fact or a claim (20 hex digits, as query --format jsonl prints them) says
that the fact, or all facts of the claim, are wrong and not to be shown.`,
		Example: `  factloom entity reject 北海 --article frame-siemens --why "the sea, not the city"
  factloom entity reject 3de0508b74cb8c83ea69 --why "the other way round"`,
		Args:              takes(1, 1, "an entity, or the id of a fact or a claim"),
		ValidArgsFunction: a.completeNames,
		RunE: func(_ *cobra.Command, args []string) (err error) {
			v, list, err := a.changing()
			if err != nil {
				return err
			}
			defer closeStore(v.Stored(), &err)
			if isFactID(args[0]) {
				return a.rejectFact(v, args[0], w, f)
			}
			return a.rejectEntity(v, list, args[0], w, f)
		},
	}
	w.add(cmd)
	f.add(cmd)
	return cmd
}

// isFactID tells whether a word has the form of the id of a fact or a claim.
func isFactID(s string) bool {
	return len(s) == 20 && strings.Trim(s, "0123456789abcdef") == ""
}

func (a *app) rejectFact(v *query.View, id string, w where, f change) error {
	if len(w.names)+len(w.articles) > 0 {
		return usagef("--name and --article are for entities; a fact is rejected as a whole")
	}
	c := correct.Correction{Op: correct.Reject, Fact: id}
	said := ""
	r, err := v.Fact(id)
	switch {
	case err == nil:
		c.Fact = r.ID
		said = "not shown any more: " + r.Type + " " + factWords(&r.Fact)
	case errors.Is(err, graph.ErrUnknown):
		list, cerr := v.Claim(id)
		if cerr != nil && !errors.Is(cerr, graph.ErrUnknown) {
			return cerr
		}
		var rejected *query.Rejected
		switch {
		case len(list) > 0:
			c.Fact, c.Claim = "", list[0].Claim
			said = fmt.Sprintf("not shown any more: %s of the claim: %s %s", count(len(list), "fact", "facts"), list[0].Type, factWords(&list[0].Fact))
		case errors.As(err, &rejected), errors.As(cerr, &rejected):
			return rejected
		case f.force:
			said = "no fact of this id is in the store"
		default:
			return fmt.Errorf("no fact or claim has the id %s; --force writes it all the same, for a fact", id)
		}
	default:
		return err
	}
	return a.write(f, []correct.Correction{c}, said)
}

func (a *app) rejectEntity(v *query.View, list []correct.Correction, arg string, w where, f change) error {
	e, err := a.entity(v, arg, f.force)
	if err != nil {
		return err
	}
	if err := w.check(v, &e.EntityRecord, f.force); err != nil {
		return err
	}
	c := correct.Correction{Op: correct.Reject, ID: e.ID, Names: w.names, Articles: w.articles}
	if already(v, c) {
		return usagef("this correction is in force already")
	}
	after := query.NewView(v.Stored(), correct.NewSet(append(list[:len(list):len(list)], c)))
	var gone, kept int
	for r, err := range v.FactsOf(e.ID, graph.Filter{}) {
		if errors.Is(err, graph.ErrUnknown) {
			break
		}
		if err != nil {
			return err
		}
		now, err := after.Fact(r.ID)
		switch {
		case errors.Is(err, graph.ErrUnknown):
			gone++
		case err != nil:
			return err
		case now.ID != r.ID || len(now.Evidence) != len(r.Evidence):
			kept++
		}
	}
	said := []string{fmt.Sprintf("%s is no entity: %s not shown any more", called(&e.EntityRecord), count(gone, "fact is", "facts are"))}
	if len(w.names)+len(w.articles) > 0 {
		said[0] = fmt.Sprintf("%s is not meant there: %s not shown any more", called(&e.EntityRecord), count(gone, "fact is", "facts are"))
	}
	if kept > 0 {
		said = append(said, fmt.Sprintf("%s shown without it, or with less evidence", count(kept, "fact is", "facts are")))
	}
	return a.write(f, []correct.Correction{c}, said...)
}

func newEntityList(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "list [ENTITY]",
		Short: "List the corrections in force",
		Long: `Lists the corrections in force, in the order they act, with the key that undo takes:
all, or those that act on an entity. It notes what the store does not know.`,
		Example: "  factloom entity list\n  factloom entity list 特斯拉",
		Args:    takes(0, 1, "an entity, or nothing"),
		RunE: func(_ *cobra.Command, args []string) (err error) {
			if err := oneOf("--format", format, []string{"table", "jsonl"}); err != nil {
				return err
			}
			if a.global.corrected == noCorrections {
				return usagef("--corrections none leaves all corrections out, so there are none to list; name a file, or leave the flag out")
			}
			list, err := a.corrections()
			if err != nil {
				return err
			}
			set := correct.NewSet(list)
			show := set.List()
			g, err := a.readStore()
			if err != nil && (len(args) > 0 || !errors.Is(err, graph.ErrNoStore)) {
				return err
			}
			var v *query.View
			if err == nil {
				defer closeStore(g, &err)
				v = query.NewView(g, set)
			}
			if len(args) > 0 {
				id := args[0]
				if !correct.IsID(id) {
					e, err := a.entity(v, id, false)
					if err != nil {
						return err
					}
					id = e.ID
				}
				show = set.About(id)
			}
			if format == "jsonl" {
				return a.listJSON(show)
			}
			if len(show) == 0 {
				fmt.Fprintf(a.stderr, "no corrections in %s\n", a.correctionsFile())
				return nil
			}
			return a.list(v, show)
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", "write as `FORMAT`: table, jsonl")
	return cmd
}

// listJSON writes corrections with their keys, one JSON object a line.
func (a *app) listJSON(list []correct.Correction) error {
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	for i := range list {
		err := e.Encode(struct {
			Key string `json:"key"`
			*correct.Correction
		}{list[i].Key(), &list[i]})
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *app) list(v *query.View, list []correct.Correction) error {
	t := output.Table{Head: []string{"KEY", "OP", "WHAT", "WHEN", "WHY"}}
	var notes []string
	for i := range list {
		c := &list[i]
		day, _, _ := strings.Cut(c.At, "T")
		t.Rows = append(t.Rows, output.Row{Cells: []string{c.Key(), string(c.Op), describe(c), day, c.Why}})
		if v == nil {
			continue
		}
		unknown, err := notStored(v, c)
		if err != nil {
			return err
		}
		for _, what := range unknown {
			notes = append(notes, fmt.Sprintf("note: %s speaks of %s, which the store does not know", c.Key(), what))
		}
	}
	if err := t.WriteText(a.stdout, a.terminalWidth()); err != nil {
		return err
	}
	for _, n := range notes {
		fmt.Fprintln(a.stderr, oneLine(n))
	}
	return nil
}

// describe says in a line what a correction does.
func describe(c *correct.Correction) string {
	scope := func() string {
		var s string
		if len(c.Names) > 0 {
			s += " where it is called " + strings.Join(c.Names, " or ")
		}
		if len(c.Articles) > 0 {
			s += " in " + strings.Join(c.Articles, ", ")
		}
		return s
	}
	switch c.Op {
	case correct.Merge:
		return strings.Join(c.IDs, ", ") + " is " + c.ID
	case correct.Split:
		return c.ID + scope() + " is " + c.As
	case correct.Rename:
		return c.ID + " is shown as " + c.Name
	case correct.Reject:
		switch {
		case c.Fact != "":
			return "fact " + c.Fact + " is wrong"
		case c.Claim != "":
			return "claim " + c.Claim + " is wrong"
		}
		return c.ID + scope() + " is no entity"
	}
	return "undo " + c.Undo
}

// notStored lists what a correction speaks of and the store does not have. What
// corrections make anew, and the facts they name by the ids that corrections
// give them, need not be there.
func notStored(v *query.View, c *correct.Correction) ([]string, error) {
	var out []string
	g := v.Stored()
	for _, id := range append([]string{c.ID}, c.IDs...) {
		if id == "" || c.Op == correct.Merge && id == c.ID {
			continue
		}
		_, err := g.Entity(id)
		if errors.Is(err, graph.ErrUnknown) {
			if ids, merr := v.MadeOf(id); merr != nil || len(ids) > 0 {
				err = merr
			}
		}
		if errors.Is(err, graph.ErrUnknown) {
			out = append(out, id)
		} else if err != nil {
			return nil, err
		}
	}
	for _, id := range c.Articles {
		list, err := g.ArticlesByID(id)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 && len(id) != 64 {
			out = append(out, "article "+id)
		}
	}
	return out, nil
}

func newEntityUndo(a *app) *cobra.Command {
	var f change
	cmd := &cobra.Command{
		Use:   "undo KEY...",
		Short: "Take corrections back",
		Long: `Takes back corrections, named by the keys that "factloom entity list" shows. The line
stays in the file, and one is added that takes it back.`,
		Example: "  factloom entity undo 9c1185a5           # a key that factloom entity list shows",
		Args:    takes(1, -1, "the key of a correction (factloom entity list shows them)"),
		RunE: func(_ *cobra.Command, args []string) error {
			if a.global.corrected == noCorrections {
				return usagef("--corrections none has nothing to take back")
			}
			list, err := a.corrections()
			if err != nil {
				return err
			}
			set := correct.NewSet(list)
			var undo []correct.Correction
			var said []string
			for _, key := range args {
				var found *correct.Correction
				for _, c := range set.List() {
					if c.Key() == key {
						found = &c
					}
				}
				if found == nil {
					return fmt.Errorf("no correction in force has the key %s (factloom entity list shows them)", key)
				}
				c := correct.Correction{Op: correct.Undo, Undo: key}
				undo, list = append(undo, c), append(list, c)
				set = correct.NewSet(list)
				said = append(said, fmt.Sprintf("taken back: %s: %s", found.Op, oneLine(describe(found))))
			}
			return a.undo(f, undo, said)
		},
	}
	f.add(cmd)
	_ = cmd.Flags().MarkHidden("force")
	return cmd
}

func (a *app) undo(f change, undo []correct.Correction, said []string) error {
	for _, line := range said {
		fmt.Fprintln(a.stderr, line)
	}
	if f.try {
		fmt.Fprintln(a.stderr, "nothing is written (--dry-run)")
		return nil
	}
	for i := range undo {
		undo[i].Why, undo[i].At = strings.TrimSpace(f.why), time.Now().UTC().Format(time.RFC3339)
	}
	return correct.Append(a.correctionsFile(), undo...)
}

func newEntityExport(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the corrections in force, for another store",
		Long: `Writes the corrections in force as JSON Lines, in the order they act: without those
that were taken back, and without the lines that took them back.`,
		Example: "  factloom entity export -o corrections.jsonl",
		Args:    takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			if a.global.corrected == noCorrections {
				return usagef("--corrections none leaves all corrections out, so there are none to write; name a file, or leave the flag out")
			}
			list, err := a.corrections()
			if err != nil {
				return err
			}
			return a.writeWhole(out, func(w io.Writer) error { return writeCorrections(w, correct.NewSet(list).List()) })
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` to write; stdout without it")
	return cmd
}

func writeCorrections(w io.Writer, list []correct.Correction) error {
	for i := range list {
		line, err := list[i].Format()
		if err != nil {
			return err
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

func newEntityImport(a *app) *cobra.Command {
	var f change
	cmd := &cobra.Command{
		Use:   "import FILE|-",
		Short: "Add corrections made for another store",
		Long: `Adds the corrections of a file to those of this store, in their order. Those in force
here already are passed over; what this store does not know is noted, and written all
the same: it may come with the next run.`,
		Example: "  factloom entity import corrections.jsonl",
		Args:    takes(1, 1, "a file of corrections, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			return a.importCorrections(cmd.Context(), args[0], f)
		},
	}
	f.add(cmd)
	_ = cmd.Flags().MarkHidden("force")
	_ = cmd.Flags().MarkHidden("why")
	return cmd
}

func (a *app) importCorrections(ctx context.Context, name string, f change) (err error) {
	var more []correct.Correction
	if name == "-" {
		more, err = correct.Read("standard input", a.input(ctx, []string{"-"}))
	} else {
		if _, err := os.Stat(name); err != nil {
			return usage(err)
		}
		more, err = correct.Load(name)
	}
	if err != nil {
		return err
	}
	v, _, err := a.changing()
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	more = correct.NewSet(more).List()
	var add []correct.Correction
	for _, c := range more {
		if already(v, c) {
			continue
		}
		unknown, err := notStored(v, &c)
		if err != nil {
			return err
		}
		for _, what := range unknown {
			fmt.Fprintf(a.stderr, "note: line %d speaks of %s, which the store does not know\n", c.Line, oneLine(what))
		}
		add = append(add, c)
	}
	fmt.Fprintf(a.stderr, "%s new, %d in force already\n", count(len(add), "correction is", "corrections are"), len(more)-len(add))
	if f.try || len(add) == 0 {
		return nil
	}
	return correct.Append(a.correctionsFile(), add...)
}
