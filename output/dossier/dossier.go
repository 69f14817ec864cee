// Package dossier puts what is known of one entity into one file: facts by type,
// a timeline, partners, conflicts and sources, as Markdown or HTML.
//
// Start at Build, which gathers, then WriteHTML and WriteMarkdown. Beware: what
// articles say is hostile until it is escaped; both writers do that, and nothing
// else may put words into a page.
package dossier

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

// Options tune a dossier. The zero value is a good default.
type Options struct {
	PerType  int // facts shown of a type; 0 means 50
	Read     int // facts looked at, the newest first; 0 means 5,000
	Partners int // 0 means 30
	Script   string
	Conflict query.ConflictOptions
}

// Dossier is what is known of one entity.
type Dossier struct {
	Entity      *entities.EntityRecord
	Names       []graph.Name // the most frequent first
	Read        int          // facts that were looked at
	Chosen      bool         // flags chose facts: there may be others
	First, Last entities.Day // of these facts
	Years       []Year       // facts by year, those of none left out
	Sections    []Section    // by type, as the schema has them
	Months      []Month      // the timeline, the newest first
	Partners    []query.Neighbor
	Conflicts   []query.Conflict
	Sources     []*Source // numbered from 1, the newest first
}

// Section is the facts of one type.
type Section struct {
	Type, About string
	Total       int    // that were looked at
	Facts       []Fact // the newest first
}

// Fact is a row: a fact in words, and the numbers of its sources.
type Fact struct {
	output.View
	ID      string
	Sources []int
}

// mood is how a fact is stated, "" for the usual way.
func (f *Fact) mood() string {
	if f.Modality == entities.Asserted {
		return ""
	}
	return f.Modality
}

// Month is a heading of the timeline and what happened.
type Month struct {
	Name   string // 2026-03, 2026 Q1, 2026, or "no date"
	Events []Event
}

// Event is a line of the timeline.
type Event struct {
	Fact
	Day string // (2026-03-18) for one of publication
}

// Source is an article.
type Source struct {
	entities.Article
	Number int
	Day    string
	Facts  int
}

// Year counts facts.
type Year struct {
	Name  string
	Facts int
}

// Build gathers what the question chooses about its entity. q.Name is an id.
func Build(ctx context.Context, v *query.View, q query.Question, opt Options) (*Dossier, error) {
	opt.PerType, opt.Read, opt.Partners = cmp.Or(opt.PerType, 50), cmp.Or(opt.Read, 5000), cmp.Or(opt.Partners, 30)
	e, err := v.Entity(q.Name)
	if err != nil {
		return nil, err
	}
	d := &Dossier{Entity: output.EntityIn(opt.Script, e)}
	if d.Names, err = v.Names(q.Name); err != nil {
		return nil, err
	}
	for i := range d.Names {
		d.Names[i].Text = output.TextIn(opt.Script, d.Names[i].Text)
	}
	ask := q
	ask.Newest, ask.Limit = true, opt.Read
	a, err := query.Facts(v, ask)
	if err != nil {
		return nil, err
	}
	var list []*entities.Record
	for r, err := range a.Facts {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	list = output.ListIn(opt.Script, list)
	d.Read, d.Chosen = len(list), len(list) < opt.Read && len(list) < e.Facts
	d.count(v, list)
	shown := d.sections(v, list, opt.PerType)
	d.sources(shown)
	if err := d.timeline(v, shown); err != nil {
		return nil, err
	}
	ask = q
	ask.Limit = 0
	if d.Partners, _, err = query.Neighbors(ctx, v, ask, nil, opt.Partners); err != nil {
		return nil, err
	}
	for i := range d.Partners {
		d.Partners[i].Entity = output.EntityIn(opt.Script, d.Partners[i].Entity)
	}
	if len(list) < opt.Read { // of a giant, all facts would have to be read
		if d.Conflicts, err = query.Conflicts(ctx, v, ask, opt.Conflict); err != nil {
			return nil, err
		}
	}
	for i := range d.Conflicts {
		for k := range d.Conflicts[i].Answers {
			x := &d.Conflicts[i].Answers[k]
			x.Facts = output.ListIn(opt.Script, x.Facts)
			x.Filler.Text = output.TextIn(opt.Script, x.Filler.Text)
		}
	}
	return d, nil
}

func (d *Dossier) count(v *query.View, list []*entities.Record) {
	years := make(map[string]int)
	for _, r := range list {
		from, to := graph.When(r)
		if from == entities.None {
			continue
		}
		if d.First == entities.None || from < d.First {
			d.First = from
		}
		d.Last = max(d.Last, to)
		years[from.String()[:4]]++
	}
	for y, n := range years {
		d.Years = append(d.Years, Year{y, n})
	}
	slices.SortFunc(d.Years, func(a, b Year) int { return strings.Compare(a.Name, b.Name) })
}

// sections sorts facts by type and returns those that are shown.
func (d *Dossier) sections(v *query.View, list []*entities.Record, most int) []*entities.Record {
	byType := make(map[string][]*entities.Record)
	for _, r := range list {
		byType[r.Type] = append(byType[r.Type], r)
	}
	var types []string
	for _, t := range v.Schema().Facts {
		if len(byType[t.Name]) > 0 {
			types = append(types, t.Name)
		}
	}
	known := len(types)
	for typ := range byType {
		if v.Schema().Fact(typ) == nil {
			types = append(types, typ)
		}
	}
	slices.Sort(types[known:])
	var shown []*entities.Record
	for _, typ := range types {
		s := Section{Type: typ, Total: len(byType[typ])}
		if t := v.Schema().Fact(typ); t != nil {
			s.About = t.About
		}
		for _, r := range byType[typ][:min(most, s.Total)] {
			s.Facts = append(s.Facts, Fact{View: output.ViewOf(v.Schema(), r), ID: r.ID})
			shown = append(shown, r)
		}
		d.Sections = append(d.Sections, s)
	}
	return shown
}

// sources numbers the articles of the facts shown.
func (d *Dossier) sources(shown []*entities.Record) {
	byKey := make(map[string]*Source)
	for _, r := range shown {
		counted := make(map[string]bool)
		for i := range r.Evidence {
			a := r.Evidence[i].Article
			s := byKey[a.Key]
			if s == nil {
				s = &Source{Article: a}
				if day, err := entities.ParseDay(a.Published); err == nil {
					s.Day = day.String()
				}
				byKey[a.Key] = s
				d.Sources = append(d.Sources, s)
			}
			if !counted[a.Key] {
				counted[a.Key] = true
				s.Facts++
			}
		}
	}
	slices.SortFunc(d.Sources, func(a, b *Source) int {
		return cmp.Or(-strings.Compare(a.Day, b.Day), strings.Compare(a.ID, b.ID), strings.Compare(a.Key, b.Key))
	})
	for i, s := range d.Sources {
		s.Number = i + 1
	}
	i := 0
	for k := range d.Sections {
		for j := range d.Sections[k].Facts {
			d.Sections[k].Facts[j].Sources = numbers(byKey, shown[i])
			i++
		}
	}
}

func numbers(byKey map[string]*Source, r *entities.Record) (list []int) {
	for i := range r.Evidence {
		list = append(list, byKey[r.Evidence[i].Article.Key].Number)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (d *Dossier) timeline(v *query.View, shown []*entities.Record) error {
	cited := make(map[string][]int)
	for _, s := range d.Sections {
		for _, f := range s.Facts {
			cited[f.ID] = f.Sources
		}
	}
	facts := func(yield func(*entities.Record, error) bool) {
		for _, r := range shown {
			if !yield(r, nil) {
				return
			}
		}
	}
	for e, err := range query.Timeline(query.ByDate(v, facts, true), true) {
		if err != nil {
			return err
		}
		name := e.Heading("month")
		if n := len(d.Months); n == 0 || d.Months[n-1].Name != name {
			d.Months = append(d.Months, Month{Name: name})
		}
		x := Event{Fact: Fact{View: output.ViewOf(v.Schema(), e.Facts[0]), ID: e.Facts[0].ID}}
		var amounts []string
		for _, r := range e.Facts {
			if s := output.ViewOf(v.Schema(), r).Amount; s != "" && !slices.Contains(amounts, s) {
				amounts = append(amounts, s)
			}
			x.Sources = append(x.Sources, cited[r.ID]...)
		}
		x.Amount = strings.Join(amounts, " | ")
		slices.Sort(x.Sources)
		x.Sources = slices.Compact(x.Sources)
		switch {
		case e.From == entities.None:
		case e.Stated:
			x.Day = output.Days(e.From, e.To)
		default:
			x.Day = "(" + e.From.String() + ")"
		}
		m := &d.Months[len(d.Months)-1]
		m.Events = append(m.Events, x)
	}
	return nil
}

// Question is what a conflict is about: its type, and the words of its key roles.
type Question struct {
	Type, About, Role string
	Answers           []Answer
}

// Answer is one side of a conflict.
type Answer struct {
	Text, Means, Quote, From string
	Sources                  int
	Polarity                 string
}

// questions puts conflicts into words.
func (d *Dossier) questions(v *query.View) (out []Question) {
	for i := range d.Conflicts {
		c := &d.Conflicts[i]
		q := Question{Type: c.Type, About: Asked(v, c), Role: strings.ReplaceAll(c.Role, "_", " ")}
		if q.Role == "" {
			q.Role = "stated or denied"
		}
		for k := range c.Answers {
			a := &c.Answers[k]
			x := Answer{Text: a.Filler.Text, Means: output.Means(&a.Filler), Sources: a.Sources(), Polarity: a.Facts[0].Polarity}
			if c.Role == "" {
				x.Text = map[string]string{entities.Positive: "stated", entities.Negative: "denied"}[x.Polarity]
			}
			if strings.TrimPrefix(x.Text, "+") == x.Means {
				x.Means = ""
			}
			ev := &a.Facts[0].Evidence[0]
			x.Quote, x.From = ev.Text, output.SourceLine(&ev.Article)
			q.Answers = append(q.Answers, x)
		}
		out = append(out, q)
	}
	return out
}

// Asked says in words what question a conflict is about: 阿里巴巴 – measure 盈利;
// period 第2季.
func Asked(v *query.View, c *query.Conflict) string {
	r := *c.Answers[0].Facts[0]
	r.Fillers = nil
	t := v.Schema().Fact(c.Type)
	for _, x := range c.Answers[0].Facts[0].Fillers {
		if t == nil {
			break
		}
		if role := t.Role(x.Role); role != nil && role.Key {
			r.Fillers = append(r.Fillers, x)
		}
	}
	view := output.ViewOf(v.Schema(), &r)
	if view.What == "" {
		return view.Subject
	}
	return strings.TrimPrefix(view.Subject+" – "+view.What, " – ")
}
