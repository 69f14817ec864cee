package output

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/factloom/factloom/entities"
)

// factColumns are the columns of the layouts facts and evidence; role_ and the
// name of each role follow.
var factColumns = []string{"fact_id", "claim_id", "type", "subject", "subject_id", "object", "object_id",
	"amount", "amount_to", "currency", "percent", "unit", "date_from", "date_to", "modality", "polarity",
	"confidence", "sources", "article_id", "article_title", "published", "url", "evidence", "start", "end", "rule"}

var roleColumns = []string{"fact_id", "claim_id", "type", "role", "text", "entity_id", "filler_type", "key",
	"amount", "amount_to", "currency", "percent", "unit", "date_from", "date_to", "start", "end", "article_id"}

var edgeColumns = []string{"source", "target", "source_name", "target_name", "type", "source_role", "target_role",
	"fact_id", "amount", "currency", "percent", "unit", "date_from", "date_to", "modality", "polarity", "confidence",
	"sources", "article_id", "published", "url", "evidence"}

var entityColumns = []string{"id", "name", "type", "names", "facts", "articles"}

// csvWriter builds rows cell by cell.
type csvWriter struct {
	w     *csv.Writer
	opt   *Options
	row   []string
	roles []string // role names in the order of their columns
	place map[string]int
}

func writeCSV(w io.Writer, from Source, opt Options) error {
	if opt.Excel {
		if _, err := io.WriteString(w, "\uFEFF"); err != nil {
			return err
		}
	}
	c := &csvWriter{w: csv.NewWriter(w), opt: &opt}
	c.w.UseCRLF = opt.Excel
	var err error
	switch opt.Layout {
	case "entities":
		err = c.entities(from)
	case "facts":
		err = c.facts(from, c.fact)
	case "evidence":
		err = c.facts(from, c.evidence)
	case "roles":
		err = c.list(from, roleColumns, c.fillers)
	case "edges":
		err = c.list(from, edgeColumns, c.edges)
	}
	if err != nil {
		return err
	}
	c.w.Flush()
	return c.w.Error()
}

func (c *csvWriter) text(s string) { c.row = append(c.row, c.opt.text(s)) }

// number adds a cell that the program made: a number, a date, a word of the
// schema. It needs no guard.
func (c *csvWriter) number(s string) { c.row = append(c.row, s) }

func (c *csvWriter) int(n int) { c.number(strconv.Itoa(n)) }

func (c *csvWriter) flush() error {
	err := c.w.Write(c.row)
	c.row = c.row[:0]
	return err
}

func (c *csvWriter) header(columns []string) error {
	c.row = append(c.row, columns...)
	return c.flush()
}

func (c *csvWriter) facts(from Source, write func(*entities.Record) error) error {
	c.roles = c.opt.Schema.Roles()
	c.place = make(map[string]int)
	head := append([]string(nil), factColumns...)
	for i, r := range c.roles {
		c.place[r] = i
		head = append(head, "role_"+r)
	}
	return c.list(from, head, write)
}

func (c *csvWriter) list(from Source, columns []string, write func(*entities.Record) error) error {
	if from.Facts == nil {
		return errors.New("no facts to write")
	}
	if err := c.header(columns); err != nil {
		return err
	}
	for r, err := range from.Facts {
		if err != nil {
			c.w.Flush()
			return err
		}
		if err := write(r); err != nil {
			return fmt.Errorf("fact %s: %w", r.ID, err)
		}
	}
	return nil
}

func (c *csvWriter) fact(r *entities.Record) error {
	if len(r.Evidence) == 0 {
		return errors.New("it has no evidence")
	}
	ev := r.Evidence[0]
	ev.Fillers = r.Fillers
	return c.factRow(r, &ev)
}

func (c *csvWriter) evidence(r *entities.Record) error {
	for i := range r.Evidence {
		if err := c.factRow(r, &r.Evidence[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *csvWriter) factRow(r *entities.Record, ev *entities.Evidence) error {
	e := endsOf(c.opt.Schema, r.Type, ev.Fillers)
	c.text(r.ID)
	c.text(r.Claim)
	c.number(r.Type)
	c.text(texts(e.subject))
	c.text(ids(e.subject))
	c.text(texts(e.object))
	c.text(ids(e.object))
	c.values(valuesOf(ev.Fillers))
	c.number(r.Modality)
	c.number(r.Polarity)
	c.number(confidence(ev.Confidence))
	c.int(r.Sources)
	c.text(ev.Article.ID)
	c.text(ev.Article.Title)
	c.date(ev.Article.Published)
	c.text(ev.Article.URL)
	c.text(ev.Text)
	c.int(ev.Start)
	c.int(ev.End)
	c.text(ev.Rule)
	at := len(c.row)
	for range c.roles {
		c.row = append(c.row, "")
	}
	for i := 0; i < len(ev.Fillers); {
		j := i + 1
		for j < len(ev.Fillers) && ev.Fillers[j].Role == ev.Fillers[i].Role {
			j++
		}
		if p, ok := c.place[ev.Fillers[i].Role]; ok {
			c.row[at+p] = c.opt.text(texts(ev.Fillers[i:j]))
		}
		i = j
	}
	return c.flush()
}

func (c *csvWriter) values(v values) {
	c.money(v.money, true)
	c.percent(v.percent)
	c.days(v.date)
}

func (c *csvWriter) money(m *entities.Money, both bool) {
	if m == nil {
		m = &entities.Money{}
	}
	c.number(m.Amount.String())
	if both {
		c.number(m.AmountTo.String())
	}
	c.number(m.Currency)
}

func (c *csvWriter) percent(p *entities.Percent) {
	if p == nil {
		p = &entities.Percent{}
	}
	c.number(p.Value.String())
	c.number(p.Unit)
}

func (c *csvWriter) days(d *entities.Date) {
	if d == nil {
		d = &entities.Date{}
	}
	c.number(d.From.String())
	c.number(d.To.String())
}

// date adds a date as the input had it: a date where it is one, else a text.
func (c *csvWriter) date(s string) {
	if len(s) == 10 {
		if d, err := entities.ParseDay(s); err == nil && d.String() == s {
			c.number(s)
			return
		}
	}
	c.text(s)
}

func confidence(x float64) string {
	if x <= 0 {
		return ""
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}

func (c *csvWriter) fillers(r *entities.Record) error {
	article := ""
	if len(r.Evidence) > 0 {
		article = r.Evidence[0].Article.ID
	}
	for i := range r.Fillers {
		x := &r.Fillers[i]
		c.text(r.ID)
		c.text(r.Claim)
		c.number(r.Type)
		c.number(x.Role)
		c.text(x.Text)
		c.text(x.ID)
		c.number(x.Type)
		c.text(x.Key)
		c.values(valuesOf(r.Fillers[i : i+1]))
		c.int(x.Start)
		c.int(x.End)
		c.text(article)
		if err := c.flush(); err != nil {
			return err
		}
	}
	return nil
}

// edges writes a row for the subject and every other entity of the fact. The
// members of an agreement are tied pair by pair.
func (c *csvWriter) edges(r *entities.Record) error {
	if len(r.Evidence) == 0 {
		return errors.New("it has no evidence")
	}
	for _, p := range Pairs(c.opt.Schema, r) {
		ev, v := &r.Evidence[0], valuesOf(r.Fillers)
		c.text(p[0].ID)
		c.text(p[1].ID)
		c.text(p[0].Text)
		c.text(p[1].Text)
		c.number(r.Type)
		c.number(p[0].Role)
		c.number(p[1].Role)
		c.text(r.ID)
		c.money(v.money, false)
		c.percent(v.percent)
		c.days(v.date)
		c.number(r.Modality)
		c.number(r.Polarity)
		c.number(confidence(r.Confidence))
		c.int(r.Sources)
		c.text(ev.Article.ID)
		c.date(ev.Article.Published)
		c.text(ev.Article.URL)
		c.text(ev.Text)
		if err := c.flush(); err != nil {
			return err
		}
	}
	return nil
}

func (c *csvWriter) entities(from Source) error {
	if from.Entities == nil {
		return errors.New("no entities to write")
	}
	if err := c.header(entityColumns); err != nil {
		return err
	}
	for e, err := range from.Entities {
		if err != nil {
			c.w.Flush()
			return err
		}
		c.text(e.ID)
		c.text(e.Name)
		c.number(e.Type)
		c.text(join(e.Names))
		c.int(e.Facts)
		c.int(e.Articles)
		if err := c.flush(); err != nil {
			return fmt.Errorf("entity %s: %w", e.ID, err)
		}
	}
	return nil
}
