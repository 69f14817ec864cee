package output

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

// net hands the parts of a graph to a writer in the order it meets them: every
// entity and article once, before the first fact that names it. It keeps 16
// bytes of each, and nothing of the facts.
type net struct {
	from   Source
	schema *schema.Schema
	seen   map[[16]byte]struct{}
}

func newNet(from Source, opt *Options) (*net, error) {
	if from.Facts == nil {
		return nil, errors.New("no facts to write")
	}
	return &net{from, opt.Schema, make(map[[16]byte]struct{})}, nil
}

// each calls fn with every fact.
func (n *net) each(fn func(*entities.Record) error) error {
	for r, err := range n.from.Facts {
		if err != nil {
			return err
		}
		if len(r.Evidence) == 0 {
			return fmt.Errorf("fact %s: %w", r.ID, errNoEvidence)
		}
		if err := fn(r); err != nil {
			return fmt.Errorf("fact %s: %w", r.ID, err)
		}
	}
	return nil
}

// first tells whether id is met for the first time; what says what it is of.
func (n *net) first(what, id string) bool {
	sum := sha256.Sum256([]byte(what + "\x00" + id))
	key := [16]byte(sum[:])
	if _, ok := n.seen[key]; ok {
		return false
	}
	n.seen[key] = struct{}{}
	return true
}

// entity returns the entity that a filler means.
func (n *net) entity(x *entities.Filler) (*entities.EntityRecord, error) {
	if n.from.Entity != nil {
		return n.from.Entity(x.ID)
	}
	typ, _, _ := strings.Cut(x.ID, "/")
	return &entities.EntityRecord{ID: x.ID, Type: typ, Name: x.Text, Names: []string{x.Text}}, nil
}

// entities calls fn with each entity of a fact that was not met before.
func (n *net) entities(r *entities.Record, fn func(*entities.EntityRecord) error) error {
	for i := range r.Fillers {
		x := &r.Fillers[i]
		if x.ID == "" || !n.first("entity", x.ID) {
			continue
		}
		e, err := n.entity(x)
		if err != nil {
			return fmt.Errorf("entity %s: %w", x.ID, err)
		}
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}

// ends calls fn with each entity of the pairs of a fact that was not met before.
func (n *net) ends(pairs [][2]entities.Filler, fn func(*entities.EntityRecord) error) error {
	for i := range pairs {
		if err := n.entities(&entities.Record{Fact: entities.Fact{Fillers: pairs[i][:]}}, fn); err != nil {
			return err
		}
	}
	return nil
}

// wordRows are rows as plain words, handed to done one after the other.
type wordRows struct {
	columns []column
	row     []string
	done    func(row []string) error
}

func (c *wordRows) begin(columns []column) error { c.columns = columns; return nil }
func (c *wordRows) text(s string)                { c.row = append(c.row, s) }
func (c *wordRows) word(s string)                { c.row = append(c.row, s) }
func (c *wordRows) int(n int)                    { c.row = append(c.row, itoa(n)) }
func (c *wordRows) decimal(d entities.Decimal)   { c.row = append(c.row, d.String()) }
func (c *wordRows) day(d entities.Day)           { c.row = append(c.row, d.String()) }
func (c *wordRows) date(s string)                { c.row = append(c.row, s) }
func (c *wordRows) confidence(x float64)         { c.row = append(c.row, confidence(x)) }
func (c *wordRows) end() error {
	row := c.row
	c.row = c.row[:0]
	return c.done(row)
}

// title makes a label of a word of the schema: agreement → Agreement.
func title(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}
