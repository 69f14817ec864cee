package graph

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
)

// Place is where a fact stands among others, for those who put facts of their
// own making into the order that Facts and FactsOf have.
type Place struct {
	rank    int    // of the type in the schema; 0 means it is not there
	typ     string // of a type that is not in the schema
	subject []byte // as it stands in keys
	event   uint32 // the first day of its own date
	day     uint32 // that, else the day it was first published
	id      factKey
}

// PlaceOf returns the place of a fact.
func (g *Graph) PlaceOf(r *entities.Record) (Place, error) {
	var p Place
	var err error
	if p.id, err = factKeyOf(r.ID); err != nil {
		return p, err
	}
	subjectRole := ""
	for i := range g.opt.Schema.Facts {
		if t := &g.opt.Schema.Facts[i]; t.Name == r.Type {
			p.rank, subjectRole = i+1, t.Subject
		}
	}
	if p.rank == 0 {
		p.typ = r.Type
	}
	subject := ""
	p.event = noDay
	for i := range r.Fillers {
		x := &r.Fillers[i]
		if x.Role == subjectRole && (subject == "" || x.Key < subject) {
			subject = x.Key
		}
		if d, ok := dateOf(x.Key); ok {
			p.event = min(p.event, day4(d[0]))
		}
	}
	p.subject = appendString(nil, subject)
	p.day = p.event
	if p.day == noDay {
		p.day = day4(Published(r))
	}
	return p, nil
}

// Compare orders places as Facts does: by type, subject, own day and id.
func (p *Place) Compare(q *Place) int {
	switch {
	case p.rank != 0 && q.rank == 0:
		return -1
	case p.rank == 0 && q.rank != 0:
		return 1
	}
	return cmp.Or(cmp.Compare(p.rank, q.rank), strings.Compare(p.typ, q.typ), bytes.Compare(p.subject, q.subject),
		cmp.Compare(p.event, q.event), bytes.Compare(p.id[:], q.id[:]))
}

// CompareDays orders places as FactsOf does: by day, those without one last, and id.
func (p *Place) CompareDays(q *Place, newest bool) int {
	day := cmp.Compare(p.day, q.day)
	if newest && p.day != noDay && q.day != noDay {
		day = -day
	}
	return cmp.Or(day, bytes.Compare(p.id[:], q.id[:]))
}

// Takes tells whether the filter chooses a fact. of is the entity that Role
// speaks of, "" for any.
func (f *Filter) Takes(r *entities.Record, of string) bool {
	return f.takes(r) && (f.Role == "" || slices.ContainsFunc(r.Fillers, func(x entities.Filler) bool {
		return x.Role == f.Role && (of == "" || x.ID == of)
	}))
}

// Mentioned is an entity that an article mentions, under its names there.
type Mentioned struct {
	ID    string
	Names []Name // sorted by text; none when only a pronoun means it
}

// Called returns what the article calls the entity: the name that most of its
// mentions have as their full name, then the one seen most often, then the
// least.
func (m *Mentioned) Called() string {
	if len(m.Names) == 0 {
		return ""
	}
	return slices.MaxFunc(m.Names, func(a, b Name) int {
		return cmp.Or(cmp.Compare(a.Full, b.Full), cmp.Compare(a.Seen, b.Seen), -strings.Compare(a.Text, b.Text))
	}).Text
}

// MentionsIn returns the entities that an article mentions, by id. key is the
// article's.
func (g *Graph) MentionsIn(key string) ([]Mentioned, error) {
	v, art, h, err := g.article(key)
	if err != nil {
		return nil, err
	}
	defer v.close()
	list, err := v.mentioned(art, h.ext)
	if err != nil {
		return nil, err
	}
	out := make([]Mentioned, len(list))
	for i, m := range list {
		out[i].ID = m.id
		for _, n := range m.names {
			out[i].Names = append(out[i].Names, Name{n.name, n.seen, n.full})
		}
	}
	return out, nil
}
