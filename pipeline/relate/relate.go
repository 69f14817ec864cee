// Package relate draws the facts of a document from its mentions with the rules.
//
// Start at Relater.Process.
//
// Beware: an article that tells a fact twice states it once here, with its
// first evidence; only different articles add evidence to a fact.
package relate

import (
	"cmp"
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/rules"
)

// Relater draws facts. It is immutable and safe for concurrent use.
type Relater struct {
	schema *schema.Schema
	rules  *rules.Set
}

// New prepares a Relater.
func New(sch *schema.Schema, set *rules.Set) *Relater {
	if sch == nil {
		sch = schema.Default()
	}
	return &Relater{schema: sch, rules: set}
}

// Name implements the pipeline's Stage.
func (r *Relater) Name() string { return "relate" }

// Needs implements the pipeline's Stage.
func (r *Relater) Needs() entities.Layer { return entities.LayerMentions | entities.LayerEntities }

// Adds implements the pipeline's Stage.
func (r *Relater) Adds() entities.Layer { return entities.LayerFacts }

// Process adds the facts that the rules find to those the document has (the
// aliases), each once, in text order.
func (r *Relater) Process(doc *entities.Document) error {
	if r.rules != nil {
		doc.Facts = append(doc.Facts, r.rules.Relate(doc)...)
	}
	order := func(t string) int {
		for i := range r.schema.Facts {
			if r.schema.Facts[i].Name == t {
				return i
			}
		}
		return len(r.schema.Facts)
	}
	slices.SortStableFunc(doc.Facts, func(a, b entities.Fact) int {
		if c := a.Span.Compare(b.Span); c != 0 {
			return c
		}
		if c := cmp.Compare(order(a.Type), order(b.Type)); c != 0 {
			return c
		}
		return cmp.Compare(a.ID, b.ID)
	})
	seen := map[string]bool{}
	doc.Facts = slices.DeleteFunc(doc.Facts, func(f entities.Fact) bool {
		if seen[f.ID] {
			return true
		}
		seen[f.ID] = true
		return false
	})
	return nil
}
