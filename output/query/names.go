package query

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/correct"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/graph"
)

// tally is what was seen of one entity under one stored id.
type tally struct {
	names    map[string]graph.Name
	articles []string // keys, sorted
}

func (t *tally) note(names []graph.Name) {
	for _, n := range names {
		x := t.names[n.Text]
		t.names[n.Text] = graph.Name{Text: n.Text, Seen: x.Seen + n.Seen, Full: x.Full + n.Full}
	}
}

// tallies says what the mentions of a stored id mean: how many, in which
// articles, for each shown id.
func (v *View) tallies(id string) (map[string]*tally, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if got, ok := v.told[id]; ok {
		return got, nil
	}
	out := make(map[string]*tally)
	of := func(id string) *tally {
		t := out[id]
		if t == nil {
			t = &tally{names: make(map[string]graph.Name)}
			out[id] = t
		}
		return t
	}
	v.told[id] = out
	names, err := v.g.Names(id)
	if errors.Is(err, graph.ErrUnknown) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	articles, err := v.g.ArticlesOf(id)
	if err != nil || len(articles) == 0 {
		return out, err
	}
	stays := of(v.c.Shown(id))
	look := articles // those in which something else may be meant
	switch only, few := v.c.OnlyIn(id); {
	case few:
		look = nil
		for _, a := range only {
			keys, err := v.articleKeys(a)
			if err != nil {
				return nil, err
			}
			for _, key := range keys {
				if _, ok := slices.BinarySearch(articles, key); ok {
					look = append(look, key)
				}
			}
		}
		slices.Sort(look)
		look = slices.Compact(look)
	case !v.c.Splits(id):
		look = nil
	}
	stays.note(names)
	for _, key := range articles {
		if _, ok := slices.BinarySearch(look, key); !ok {
			stays.articles = append(stays.articles, key)
			continue
		}
		a, err := v.g.Article(key)
		if err != nil {
			return nil, err
		}
		list, err := v.g.MentionsIn(key)
		if err != nil {
			return nil, err
		}
		for i := range list {
			m := &list[i]
			if m.ID != id {
				continue
			}
			to := v.c.Of(id, a, m.Called())
			if to == v.c.Shown(id) {
				stays.articles = append(stays.articles, key)
				continue
			}
			for _, n := range m.Names {
				x := stays.names[n.Text]
				x.Seen, x.Full = x.Seen-n.Seen, x.Full-n.Full
				if x.Seen <= 0 && x.Full <= 0 {
					delete(stays.names, n.Text)
				} else {
					stays.names[n.Text] = x
				}
			}
			if to != "" {
				t := of(to)
				t.articles = append(t.articles, key)
				t.note(m.Names)
			}
		}
	}
	if len(stays.articles) == 0 {
		delete(out, v.c.Shown(id))
	}
	return out, nil
}

// known is an entity as it is shown.
type known struct {
	rec      entities.EntityRecord
	names    []graph.Name // the most frequent first
	articles []string
}

// entity returns the entity shown as id, of which corrections speak; nil when
// nothing means it.
func (v *View) entity(id string) (*known, error) {
	t := tally{names: make(map[string]graph.Name)}
	for _, from := range v.c.Sources(id) {
		got, err := v.tallies(from)
		if err != nil {
			return nil, err
		}
		if x := got[id]; x != nil {
			for _, n := range x.names {
				t.note([]graph.Name{n})
			}
			t.articles = append(t.articles, x.articles...)
		}
	}
	slices.Sort(t.articles)
	k := &known{articles: slices.Compact(t.articles)}
	if len(k.articles) == 0 {
		return nil, nil
	}
	for _, n := range t.names {
		k.names = append(k.names, n)
	}
	slices.SortFunc(k.names, func(a, b graph.Name) int {
		return cmp.Or(-cmp.Compare(a.Seen, b.Seen), -cmp.Compare(a.Full, b.Full), strings.Compare(a.Text, b.Text))
	})
	k.rec = entities.EntityRecord{ID: id, Articles: len(k.articles)}
	k.rec.Type, _, _ = strings.Cut(id, "/")
	for _, n := range k.names {
		k.rec.Names = append(k.rec.Names, n.Text)
	}
	slices.Sort(k.rec.Names)
	stored, err := v.g.Entity(id)
	if err != nil && !errors.Is(err, graph.ErrUnknown) {
		return nil, err
	}
	o, err := v.overlay()
	if err != nil {
		return nil, err
	}
	k.rec.Facts = o.count[id]
	called := graph.Mentioned{Names: k.names}
	k.rec.Name = called.Called()
	if stored != nil {
		k.rec.Facts += stored.Facts
		// The name it is known by, unless that is what was split off.
		if slices.Contains(k.rec.Names, stored.Name) || !slices.Contains(stored.Names, stored.Name) {
			k.rec.Name = stored.Name
		}
	}
	if k.rec.Name == "" {
		_, name, _ := strings.Cut(id, "/")
		k.rec.Name = strings.TrimPrefix(name, "~")
	}
	if given := v.c.NameOf(id); given != "" {
		k.rec.Name = given
	}
	return k, nil
}

// Entity returns an entity by its id, or by that of one that it was made of;
// graph.ErrUnknown when there is none, *Rejected when it was rejected.
func (v *View) Entity(id string) (*entities.EntityRecord, error) {
	if v.c.Empty() {
		return v.g.Entity(id)
	}
	if !v.c.Touches(id) {
		e, err := v.g.Entity(id)
		if err == nil {
			err = v.recount(e)
		}
		return e, err
	}
	k, err := v.entity(v.c.Shown(id))
	if err != nil {
		return nil, err
	}
	if k == nil {
		return nil, v.missing(id)
	}
	return &k.rec, nil
}

// MadeOf returns the stored ids whose mentions mean an entity, sorted: its own,
// unless corrections say otherwise.
func (v *View) MadeOf(id string) ([]string, error) {
	id = v.c.Shown(id)
	var out []string
	for _, from := range v.c.Sources(id) {
		got, err := v.tallies(from)
		if err != nil {
			return nil, err
		}
		if got[id] != nil {
			out = append(out, from)
		}
	}
	return out, nil
}

// missing is the error for an entity of which corrections speak and that
// nothing means.
func (v *View) missing(id string) error {
	for _, c := range v.c.About(id) {
		if c.Op == correct.Reject && v.c.Shown(c.ID) == v.c.Shown(id) {
			return &Rejected{"entity " + id, &c}
		}
	}
	return fmt.Errorf("entity %s: %w", id, graph.ErrUnknown)
}

// recount counts the facts of a stored entity again, as they are shown.
func (v *View) recount(e *entities.EntityRecord) error {
	o, err := v.overlay()
	if err == nil {
		e.Facts += o.count[e.ID]
	}
	return err
}

// Names returns the names an entity was seen under, the most frequent first.
func (v *View) Names(id string) ([]graph.Name, error) {
	if !v.c.Touches(id) {
		return v.g.Names(id)
	}
	k, err := v.entity(v.c.Shown(id))
	if err != nil {
		return nil, err
	}
	if k == nil {
		return nil, v.missing(id)
	}
	return k.names, nil
}

// ArticlesOf returns the keys of the articles that mention an entity, sorted.
func (v *View) ArticlesOf(id string) ([]string, error) {
	if !v.c.Touches(id) {
		return v.g.ArticlesOf(id)
	}
	k, err := v.entity(v.c.Shown(id))
	if err != nil || k == nil {
		return nil, err
	}
	return k.articles, nil
}

// Entities returns the entities of a type, of all types when it is "", by id.
func (v *View) Entities(typ string) iter.Seq2[*entities.EntityRecord, error] {
	if v.c.Empty() {
		return v.g.Entities(typ)
	}
	return func(yield func(*entities.EntityRecord, error) bool) {
		ids := v.c.Shows()
		// before yields corrected entities up to an id, all that are left when it is "".
		before := func(limit string) bool {
			for len(ids) > 0 && (limit == "" || ids[0] < limit) {
				id := ids[0]
				ids = ids[1:]
				if typ != "" && !strings.HasPrefix(id, typ+"/") {
					continue
				}
				k, err := v.entity(id)
				if err != nil {
					yield(nil, err)
					return false
				}
				if k != nil && !yield(&k.rec, nil) {
					return false
				}
			}
			return true
		}
		for e, err := range v.g.Entities(typ) {
			if err == nil && v.c.Touches(e.ID) {
				continue
			}
			if err == nil {
				err = v.recount(e)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !before(e.ID) || !yield(e, nil) {
				return
			}
		}
		before("")
	}
}

// Find returns the entities that a name means; see Lookup.
func (v *View) Find(name string) ([]entities.EntityRecord, error) {
	found, err := v.Lookup(name)
	out := make([]entities.EntityRecord, len(found))
	for i := range found {
		out[i] = found[i].EntityRecord
	}
	return out, err
}

// Lookup returns the entities that a name means, the name folded and whole: by
// the number of mentions under that name, then by facts, then by id. The id of
// an entity, or of one that it was made of, is a name, and so is one that it was
// given. None is no error.
func (v *View) Lookup(name string) ([]graph.Match, error) {
	stored, err := v.g.Lookup(name)
	if v.c.Empty() || err != nil {
		return stored, err
	}
	if v.c.Touches(name) {
		k, err := v.entity(v.c.Shown(name))
		if err != nil || k == nil {
			return nil, err
		}
		return []graph.Match{k.match("")}, nil
	}
	key := fold.Key(name)
	var out []graph.Match
	seen := make(map[string]bool)
	for _, m := range stored {
		if !v.c.Touches(m.ID) {
			if err := v.recount(&m.EntityRecord); err != nil {
				return nil, err
			}
			out = append(out, m)
			continue
		}
		for _, id := range v.c.Targets(m.ID) {
			if seen[id] {
				continue
			}
			k, err := v.entity(id)
			if err != nil {
				return nil, err
			}
			if k == nil {
				continue
			}
			x := k.match(key)
			if x.Mentions == 0 && (id != v.c.Shown(m.ID) || m.Mentions > 0) {
				continue // another of its names means that one
			}
			seen[id] = true
			out = append(out, x)
		}
	}
	for _, id := range v.c.Named(name) {
		k, err := v.entity(id)
		if err != nil {
			return nil, err
		}
		if k != nil && !seen[id] {
			out = append(out, k.match(""))
		}
	}
	slices.SortFunc(out, func(a, b graph.Match) int {
		return cmp.Or(-cmp.Compare(a.Mentions, b.Mentions), -cmp.Compare(a.Facts, b.Facts), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

// match counts the mentions under a folded name, all of them when it is "".
func (k *known) match(key string) graph.Match {
	m := graph.Match{EntityRecord: k.rec}
	for _, n := range k.names {
		if key == "" || fold.Key(n.Text) == key {
			m.Mentions += n.Seen
		}
	}
	return m
}

// Suggest returns up to n names near to a name that Lookup does not find.
func (v *View) Suggest(name string, n int) ([]graph.Suggestion, error) {
	if v.c.Empty() {
		return v.g.Suggest(name, n)
	}
	list, err := v.g.Suggest(name, n+8) // some may be rejected, or be one
	if err != nil {
		return nil, err
	}
	var out []graph.Suggestion
	seen := make(map[string]bool)
	for _, s := range list {
		if v.c.Touches(s.ID) {
			found, err := v.Lookup(s.Text)
			if err != nil {
				return nil, err
			}
			if len(found) == 0 {
				continue
			}
			s.Match = found[0]
		}
		if len(out) < n && !seen[s.ID] {
			seen[s.ID] = true
			out = append(out, s)
		}
	}
	return out, nil
}

// Complete returns up to n names that begin with prefix, folded, sorted: what
// a shell offers while a name is typed.
func (v *View) Complete(prefix string, n int) ([]string, error) {
	out, err := v.g.Complete(prefix, n)
	if v.c.Empty() || err != nil {
		return out, err
	}
	for _, name := range v.c.GivenNames() {
		if key := fold.Key(name); strings.HasPrefix(key, fold.Key(prefix)) {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(n, len(out))], nil
}

// rejection tells why nothing answers to a name of the store, nil when no
// correction is the cause.
func (v *View) rejection(name, kind string) error {
	if v.c.Empty() {
		return nil
	}
	stored, err := v.g.Lookup(name)
	if err != nil {
		return err
	}
	for _, m := range stored {
		var rejected *Rejected
		if _, err := v.Entity(m.ID); errors.As(err, &rejected) && (kind == "" || v.Schema().Is(m.Type, kind)) {
			return err
		}
	}
	return nil
}
