package output

import (
	"iter"
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// Scripts are the scripts that words may be shown in.
var Scripts = []string{fold.Traditional, fold.Simplified}

// InScript shows facts in a script, "" for the one they are in: the words of
// fillers, sentences and titles are written rune for rune in it, so that all
// offsets hold. Ids, keys and typed values stay.
func InScript(script string, facts iter.Seq2[*entities.Record, error]) iter.Seq2[*entities.Record, error] {
	if script == "" {
		return facts
	}
	return func(yield func(*entities.Record, error) bool) {
		for r, err := range facts {
			if err == nil {
				r = recordIn(script, r)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// ListIn is InScript for a list.
func ListIn(script string, list []*entities.Record) []*entities.Record {
	if script == "" {
		return list
	}
	out := make([]*entities.Record, len(list))
	for i, r := range list {
		out[i] = recordIn(script, r)
	}
	return out
}

func recordIn(script string, r *entities.Record) *entities.Record {
	c := *r
	c.Fact.Evidence = fold.Write(script, r.Fact.Evidence)
	c.Fillers = fillersIn(script, r.Fillers)
	c.Evidence = slices.Clone(r.Evidence)
	for i := range c.Evidence {
		ev := &c.Evidence[i]
		ev.Text = fold.Write(script, ev.Text)
		ev.Fillers = fillersIn(script, ev.Fillers)
		ev.Article.Title = fold.Write(script, ev.Article.Title)
		ev.Article.Source = fold.Write(script, ev.Article.Source)
	}
	return &c
}

func fillersIn(script string, list []entities.Filler) []entities.Filler {
	out := slices.Clone(list)
	for i := range out {
		out[i].Text = fold.Write(script, out[i].Text)
	}
	return out
}

// TextIn shows a text in a script, "" for the one it is in.
func TextIn(script, s string) string { return fold.Write(script, s) }

// EntityIn shows the names of an entity in a script, "" for the one they are in.
func EntityIn(script string, e *entities.EntityRecord) *entities.EntityRecord {
	if script == "" || e == nil {
		return e
	}
	c := *e
	c.Name = fold.Write(script, e.Name)
	c.Names = nil
	for _, n := range e.Names {
		c.Names = append(c.Names, fold.Write(script, n))
	}
	slices.Sort(c.Names)
	c.Names = slices.Compact(c.Names)
	return &c
}

// EntitiesIn is EntityIn for many.
func EntitiesIn(script string, list iter.Seq2[*entities.EntityRecord, error]) iter.Seq2[*entities.EntityRecord, error] {
	if script == "" {
		return list
	}
	return func(yield func(*entities.EntityRecord, error) bool) {
		for e, err := range list {
			if !yield(EntityIn(script, e), err) {
				return
			}
		}
	}
}
