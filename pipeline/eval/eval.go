// Package eval says how well found facts agree with facts annotated by hand.
//
// Start reading at Read and Score. The figures are those of a table by mention
// type, by value, and by fact type; Score says what each row means.
//
// Beware: offsets are code points, and a filler is compared by its folded text
// and by the names that the gold document gives its entity. Nothing is learnt
// from predictions.
package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/factloom/factloom/entities"
)

// Doc is an article with its mentions and facts, annotated or found.
type Doc struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	Published string    `json:"published"`
	Variant   string    `json:"variant"`
	Text      *string   `json:"text"` // nil when a prediction leaves it out
	Mentions  []Mention `json:"mentions"`
	Facts     []Fact    `json:"facts"`
}

// Mention is a stretch of text that names something or states a value.
type Mention struct {
	Start    int     `json:"start"`
	End      int     `json:"end"`
	Text     string  `json:"text"`
	Type     string  `json:"type"`
	Entity   string  `json:"entity"`
	Optional bool    `json:"optional"` // neither rewarded nor punished
	Amount   Amount  `json:"amount"`
	Currency *string `json:"currency"`
	Value    Amount  `json:"value"`
	Unit     string  `json:"unit"`
	From     *string `json:"from"`
	To       *string `json:"to"`
}

// Amount is a number rounded to six places, or open ("").
type Amount string

// UnmarshalJSON takes a number, a string that holds one, or null.
func (a *Amount) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*a = ""
		return nil
	}
	s := strings.TrimSpace(strings.Trim(string(b), `"`))
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return fmt.Errorf("amount %s is no number", b)
	}
	*a = amount(x)
	return nil
}

func amount(x float64) Amount {
	s := strconv.FormatFloat(x, 'f', 6, 64)
	if strings.Trim(s, "-0.") == "" {
		s = "0.000000"
	}
	return Amount(s)
}

// Fact is a statement: what stands in each role of its type.
type Fact struct {
	Type     string           `json:"type"`
	Roles    map[string]Texts `json:"roles"`
	Modality string           `json:"modality"`
	Polarity string           `json:"polarity"`
	Evidence string           `json:"evidence"`
	Optional bool             `json:"optional"`
}

// Texts are the fillers of a role; in JSON a list, or one filler alone.
type Texts []string

// UnmarshalJSON takes a list or one value; numbers keep their digits.
func (t *Texts) UnmarshalJSON(b []byte) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return err
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	*t = (*t)[:0]
	for _, x := range list {
		switch x := x.(type) {
		case string:
			*t = append(*t, x)
		case json.Number:
			*t = append(*t, x.String())
		default:
			return fmt.Errorf("filler %v is neither text nor number", x)
		}
	}
	return nil
}

// Read reads documents in the form of the gold files and of extract's output,
// one JSON object a line. Of two documents with one id the later counts. An
// error names the line.
func Read(r io.Reader) ([]Doc, error) {
	var docs []Doc
	place := map[string]int{}
	in := bufio.NewReaderSize(r, 1<<16)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if b := bytes.TrimSpace(line); len(b) > 0 {
			var d Doc
			if err := json.Unmarshal(b, &d); err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			if d.ID == "" {
				return nil, fmt.Errorf("line %d: a document without id", n)
			}
			if i, ok := place[d.ID]; ok {
				docs[i] = d
			} else {
				place[d.ID] = len(docs)
				docs = append(docs, d)
			}
		}
		if err == io.EOF {
			return docs, nil
		}
	}
}

// Without returns the documents whose id is none of ids.
func Without(docs []Doc, ids ...string) []Doc {
	out := make([]Doc, 0, len(docs))
next:
	for _, d := range docs {
		for _, id := range ids {
			if d.ID == id {
				continue next
			}
		}
		out = append(out, d)
	}
	return out
}

// Document returns what the pipeline may see of a gold document: id, title,
// published and text.
func (d *Doc) Document() *entities.Document {
	out := &entities.Document{ID: d.ID, Published: d.Published}
	text := ""
	if d.Text != nil {
		text = *d.Text
	}
	out.SetText(d.Title, text)
	return out
}

// Found returns what the pipeline found in a document, as Read would return it
// from extract's output.
func Found(d *entities.Document) Doc {
	out := Doc{ID: d.ID, Title: d.Title, Published: d.Published, Variant: d.Variant, Text: &d.Text}
	for i := range d.Mentions {
		if m := &d.Mentions[i]; !m.Hidden {
			out.Mentions = append(out.Mentions, found(m))
		}
	}
	for i := range d.Facts {
		f := &d.Facts[i]
		x := Fact{Type: f.Type, Modality: f.Modality, Polarity: f.Polarity, Evidence: f.Evidence, Roles: map[string]Texts{}}
		for _, r := range f.Fillers {
			x.Roles[r.Role] = append(x.Roles[r.Role], r.Text)
		}
		out.Facts = append(out.Facts, x)
	}
	return out
}

func found(m *entities.Mention) Mention {
	x := Mention{Start: m.Start, End: m.End, Text: m.Text, Type: m.Type, Entity: m.Entity}
	number := func(d entities.Decimal) Amount {
		if d.IsNull() {
			return ""
		}
		return amount(d.Float())
	}
	open := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	switch v := m.Value.(type) {
	case *entities.Money:
		x.Amount, x.Currency = number(v.Amount), open(v.Currency)
	case *entities.Percent:
		x.Value, x.Unit = number(v.Value), v.Unit
	case *entities.Date:
		x.From, x.To = open(v.From.String()), open(v.To.String())
	case *entities.Number:
		x.Value = number(v.Value)
		if v.Ordinal {
			x.Type = "ordinal"
		}
	}
	return x
}

// Check says what is wrong with a gold document: spans whose words are others,
// mentions that overlap, values without form, facts without fillers or whose
// evidence the text does not hold. It returns nil or all faults joined.
func (d *Doc) Check() error {
	var errs []error
	fault := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", d.ID, fmt.Sprintf(format, args...)))
	}
	if d.Text == nil {
		return fmt.Errorf("%s: no text", d.ID)
	}
	if d.Title != "" && !strings.HasPrefix(*d.Text, d.Title+"\n\n") {
		fault("the text does not begin with the title and a blank line")
	}
	text, last := []rune(*d.Text), 0
	for _, m := range d.Mentions {
		if m.Start < 0 || m.Start >= m.End || m.End > len(text) {
			fault("mention %q at %d to %d lies outside the text of %d", m.Text, m.Start, m.End, len(text))
			continue
		}
		if got := string(text[m.Start:m.End]); got != m.Text {
			fault("mention %q at %d to %d covers %q", m.Text, m.Start, m.End, got)
		}
		if m.Start < last {
			fault("mention %q at %d overlaps the one before, or is out of order", m.Text, m.Start)
		}
		last = m.End
		switch {
		case m.Type == entities.PercentType && m.Value == "":
			fault("percent %q at %d has no value", m.Text, m.Start)
		case m.Type == entities.DateType && (m.From == nil) != (m.To == nil):
			fault("date %q at %d has one end", m.Text, m.Start)
		case named(m.Type) && m.Entity == "":
			fault("%s %q at %d has no entity", m.Type, m.Text, m.Start)
		}
	}
	for i, f := range d.Facts {
		if len(f.Roles) == 0 {
			fault("fact %d (%s) has no fillers", i, f.Type)
		}
		if f.Evidence == "" || !strings.Contains(*d.Text, f.Evidence) {
			fault("fact %d (%s): the text does not hold its evidence %q", i, f.Type, f.Evidence)
		}
		for role := range f.Roles {
			if _, ok := roles[f.Type][role]; !ok && role != "owner" {
				fault("fact %d: %s has no role %s", i, f.Type, role)
			}
		}
	}
	return errors.Join(errs...)
}

func named(typ string) bool {
	switch typ {
	case entities.MoneyType, entities.PercentType, entities.DateType:
		return false
	}
	return true
}
