package output

import (
	"errors"
	"fmt"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

// kind says what the cells of a column hold.
type kind uint8

const (
	kindText       kind = iota // words of an article, names, ids
	kindWord                   // a word of the schema
	kindInt                    // a count or an offset
	kindDecimal                // an exact number
	kindDay                    // a day
	kindDate                   // a date as the input had it, mostly a day
	kindConfidence             // 0 to 1
)

type column struct {
	name string
	kind kind
}

// rows takes a table cell by cell. The cells of a row come in the order of the
// columns, each by the method of its column's kind.
type rows interface {
	begin(columns []column) error
	text(s string)
	word(s string)
	int(n int)
	decimal(d entities.Decimal)
	day(d entities.Day)
	date(s string)
	confidence(x float64)
	end() error // of a row
}

// factColumns are the columns of the layouts facts and evidence; role_ and the
// name of each role follow.
var factColumns = []column{{"fact_id", kindText}, {"claim_id", kindText}, {"type", kindWord},
	{"subject", kindText}, {"subject_id", kindText}, {"object", kindText}, {"object_id", kindText},
	{"amount", kindDecimal}, {"amount_to", kindDecimal}, {"currency", kindWord}, {"percent", kindDecimal}, {"unit", kindWord},
	{"date_from", kindDay}, {"date_to", kindDay}, {"modality", kindWord}, {"polarity", kindWord},
	{"confidence", kindConfidence}, {"sources", kindInt}, {"article_id", kindText}, {"article_title", kindText},
	{"published", kindDate}, {"url", kindText}, {"evidence", kindText}, {"start", kindInt}, {"end", kindInt}, {"rule", kindText}}

var roleColumns = []column{{"fact_id", kindText}, {"claim_id", kindText}, {"type", kindWord}, {"role", kindWord},
	{"text", kindText}, {"entity_id", kindText}, {"filler_type", kindWord}, {"key", kindText},
	{"amount", kindDecimal}, {"amount_to", kindDecimal}, {"currency", kindWord}, {"percent", kindDecimal}, {"unit", kindWord},
	{"date_from", kindDay}, {"date_to", kindDay}, {"start", kindInt}, {"end", kindInt}, {"article_id", kindText}}

var edgeColumns = []column{{"source", kindText}, {"target", kindText}, {"source_name", kindText}, {"target_name", kindText},
	{"type", kindWord}, {"source_role", kindWord}, {"target_role", kindWord}, {"fact_id", kindText},
	{"amount", kindDecimal}, {"currency", kindWord}, {"percent", kindDecimal}, {"unit", kindWord},
	{"date_from", kindDay}, {"date_to", kindDay}, {"modality", kindWord}, {"polarity", kindWord}, {"confidence", kindConfidence},
	{"sources", kindInt}, {"article_id", kindText}, {"published", kindDate}, {"url", kindText}, {"evidence", kindText}}

var entityColumns = []column{{"id", kindText}, {"name", kindText}, {"type", kindWord}, {"names", kindText},
	{"facts", kindInt}, {"articles", kindInt}}

var errNoEvidence = errors.New("it has no evidence")

// layOut writes what from holds as rows, in the layout of opt.
func layOut(to rows, from Source, opt *Options) error {
	t := newTable(to, opt.Schema)
	switch opt.Layout {
	case "entities":
		return t.entities(from)
	case "roles":
		return t.list(from, roleColumns, t.fillers)
	case "edges":
		return t.list(from, edgeColumns, t.edges)
	case "evidence":
		return t.list(from, t.factColumns(), t.evidence)
	}
	return t.list(from, t.factColumns(), t.fact)
}

// table turns facts and entities into rows.
type table struct {
	rows
	schema *schema.Schema
	roles  []string // in the order of their columns
	place  map[string]int
}

func newTable(to rows, sch *schema.Schema) *table {
	t := &table{to, sch, sch.Roles(), make(map[string]int)}
	for i, r := range t.roles {
		t.place[r] = i
	}
	return t
}

func (t *table) factColumns() []column {
	columns := append([]column(nil), factColumns...)
	for _, r := range t.roles {
		columns = append(columns, column{"role_" + r, kindText})
	}
	return columns
}

func (t *table) list(from Source, columns []column, write func(*entities.Record) error) error {
	if from.Facts == nil {
		return errors.New("no facts to write")
	}
	if err := t.begin(columns); err != nil {
		return err
	}
	for r, err := range from.Facts {
		if err != nil {
			return err
		}
		if err := write(r); err != nil {
			return fmt.Errorf("fact %s: %w", r.ID, err)
		}
	}
	return nil
}

func (t *table) fact(r *entities.Record) error {
	if len(r.Evidence) == 0 {
		return errNoEvidence
	}
	ev := r.Evidence[0]
	ev.Fillers = r.Fillers
	return t.factRow(r, &ev)
}

func (t *table) evidence(r *entities.Record) error {
	for i := range r.Evidence {
		if err := t.factRow(r, &r.Evidence[i]); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) factRow(r *entities.Record, ev *entities.Evidence) error {
	e := endsOf(t.schema, r.Type, ev.Fillers)
	t.text(r.ID)
	t.text(r.Claim)
	t.word(r.Type)
	t.text(texts(e.subject))
	t.text(ids(e.subject))
	t.text(texts(e.object))
	t.text(ids(e.object))
	t.values(valuesOf(ev.Fillers))
	t.word(r.Modality)
	t.word(r.Polarity)
	t.confidence(ev.Confidence)
	t.int(r.Sources)
	t.text(ev.Article.ID)
	t.text(ev.Article.Title)
	t.date(ev.Article.Published)
	t.text(ev.Article.URL)
	t.text(ev.Text)
	t.int(ev.Start)
	t.int(ev.End)
	t.text(ev.Rule)
	words := make([]string, len(t.roles))
	for i := 0; i < len(ev.Fillers); {
		j := i + 1
		for j < len(ev.Fillers) && ev.Fillers[j].Role == ev.Fillers[i].Role {
			j++
		}
		if p, ok := t.place[ev.Fillers[i].Role]; ok {
			words[p] = texts(ev.Fillers[i:j])
		}
		i = j
	}
	for _, w := range words {
		t.text(w)
	}
	return t.end()
}

func (t *table) values(v values) {
	t.money(v.money, true)
	t.percent(v.percent)
	t.days(v.date)
}

func (t *table) money(m *entities.Money, both bool) {
	if m == nil {
		m = &entities.Money{}
	}
	t.decimal(m.Amount)
	if both {
		t.decimal(m.AmountTo)
	}
	t.word(m.Currency)
}

func (t *table) percent(p *entities.Percent) {
	if p == nil {
		p = &entities.Percent{}
	}
	t.decimal(p.Value)
	t.word(p.Unit)
}

func (t *table) days(d *entities.Date) {
	if d == nil {
		d = &entities.Date{}
	}
	t.day(d.From)
	t.day(d.To)
}

func (t *table) fillers(r *entities.Record) error {
	article := ""
	if len(r.Evidence) > 0 {
		article = r.Evidence[0].Article.ID
	}
	for i := range r.Fillers {
		x := &r.Fillers[i]
		t.text(r.ID)
		t.text(r.Claim)
		t.word(r.Type)
		t.word(x.Role)
		t.text(x.Text)
		t.text(x.ID)
		t.word(x.Type)
		t.text(x.Key)
		t.values(valuesOf(r.Fillers[i : i+1]))
		t.int(x.Start)
		t.int(x.End)
		t.text(article)
		if err := t.end(); err != nil {
			return err
		}
	}
	return nil
}

// edges writes a row for the subject and every other entity of the fact. The
// members of an agreement are tied pair by pair.
func (t *table) edges(r *entities.Record) error {
	if len(r.Evidence) == 0 {
		return errNoEvidence
	}
	for _, p := range Pairs(t.schema, r) {
		ev, v := &r.Evidence[0], valuesOf(r.Fillers)
		t.text(p[0].ID)
		t.text(p[1].ID)
		t.text(p[0].Text)
		t.text(p[1].Text)
		t.word(r.Type)
		t.word(p[0].Role)
		t.word(p[1].Role)
		t.text(r.ID)
		t.money(v.money, false)
		t.percent(v.percent)
		t.days(v.date)
		t.word(r.Modality)
		t.word(r.Polarity)
		t.confidence(r.Confidence)
		t.int(r.Sources)
		t.text(ev.Article.ID)
		t.date(ev.Article.Published)
		t.text(ev.Article.URL)
		t.text(ev.Text)
		if err := t.end(); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) entities(from Source) error {
	if from.Entities == nil {
		return errors.New("no entities to write")
	}
	if err := t.begin(entityColumns); err != nil {
		return err
	}
	for e, err := range from.Entities {
		if err != nil {
			return err
		}
		t.text(e.ID)
		t.text(e.Name)
		t.word(e.Type)
		t.text(join(e.Names))
		t.int(e.Facts)
		t.int(e.Articles)
		if err := t.end(); err != nil {
			return fmt.Errorf("entity %s: %w", e.ID, err)
		}
	}
	return nil
}
