package entities

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// object writes one JSON object field by field, in a fixed order.
type object struct {
	b   bytes.Buffer
	err error
}

func (o *object) raw(key string, v any) {
	if o.err != nil {
		return
	}
	if o.b.Len() == 0 {
		o.b.WriteByte('{')
	} else {
		o.b.WriteByte(',')
	}
	o.b.WriteString(strconv.Quote(key))
	o.b.WriteByte(':')
	e := json.NewEncoder(&o.b)
	e.SetEscapeHTML(false)
	o.err = e.Encode(v)
	o.b.Truncate(o.b.Len() - 1) // the newline Encode adds
}

func (o *object) str(key, v string) {
	if v != "" {
		o.raw(key, v)
	}
}

func (o *object) open(key, v string) {
	if v == "" {
		o.raw(key, nil)
	} else {
		o.raw(key, v)
	}
}

func (o *object) bytes() ([]byte, error) {
	if o.err != nil {
		return nil, o.err
	}
	if o.b.Len() == 0 {
		o.b.WriteByte('{')
	}
	o.b.WriteByte('}')
	return o.b.Bytes(), nil
}

// value adds the fields of a typed value.
func (o *object) value(v Value) {
	switch v := v.(type) {
	case *Money:
		o.raw("amount", v.Amount)
		if !v.AmountTo.IsNull() {
			o.raw("amount_to", v.AmountTo)
		}
		o.open("currency", v.Currency)
		o.str("kind", string(v.Kind))
		o.str("per", v.Per)
		if v.Assumed {
			o.raw("assumed", true)
		}
	case *Percent:
		o.raw("value", v.Value)
		if !v.ValueTo.IsNull() {
			o.raw("value_to", v.ValueTo)
		}
		o.str("unit", v.Unit)
		if v.Kind != Exact {
			o.str("kind", string(v.Kind))
		}
	case *Date:
		o.open("from", v.From.String())
		o.open("to", v.To.String())
		if v.Kind != Exact {
			o.str("kind", string(v.Kind))
		}
	case *Number:
		o.raw("value", v.Value)
		if !v.ValueTo.IsNull() {
			o.raw("value_to", v.ValueTo)
		}
		o.str("counter", v.Counter)
		o.str("kind", string(v.Kind))
	}
}

// MarshalJSON writes the mention in the result form of DESIGN section 7.
func (m Mention) MarshalJSON() ([]byte, error) {
	var o object
	o.raw("start", m.Start)
	o.raw("end", m.End)
	o.raw("text", m.Text)
	typ := m.Type
	if n, ok := m.Value.(*Number); ok && n.Ordinal {
		typ = "ordinal"
	}
	o.raw("type", typ)
	if m.Value != nil {
		o.value(m.Value)
		return o.bytes()
	}
	o.str("entity", m.Entity)
	o.str("id", m.ID)
	o.str("via", m.Via)
	o.str("rule", m.Rule)
	if m.Confidence > 0 {
		o.raw("confidence", round(m.Confidence))
	}
	return o.bytes()
}

// MarshalJSON writes the fact in the result form of DESIGN section 7.
func (f Fact) MarshalJSON() ([]byte, error) {
	var o, roles object
	o.str("id", f.ID)
	o.str("claim", f.Claim)
	o.raw("type", f.Type)
	for i := 0; i < len(f.Fillers); {
		j := i
		var texts []string
		for ; j < len(f.Fillers) && f.Fillers[j].Role == f.Fillers[i].Role; j++ {
			texts = append(texts, f.Fillers[j].Text)
		}
		roles.raw(f.Fillers[i].Role, texts)
		i = j
	}
	r, err := roles.bytes()
	if err != nil {
		return nil, fmt.Errorf("roles of fact %s: %w", f.ID, err)
	}
	o.raw("roles", json.RawMessage(r))
	fillers := make([]json.RawMessage, 0, len(f.Fillers))
	for _, x := range f.Fillers {
		var q object
		q.raw("role", x.Role)
		q.raw("text", x.Text)
		if x.End > x.Start {
			q.raw("start", x.Start)
			q.raw("end", x.End)
		}
		q.str("id", x.ID)
		if x.Value != nil {
			q.value(x.Value)
		}
		b, err := q.bytes()
		if err != nil {
			return nil, fmt.Errorf("filler %s of fact %s: %w", x.Role, f.ID, err)
		}
		fillers = append(fillers, b)
	}
	o.raw("fillers", fillers)
	o.str("modality", f.Modality)
	o.str("polarity", f.Polarity)
	o.raw("evidence", f.Evidence)
	o.raw("start", f.Start)
	o.raw("end", f.End)
	o.str("rule", f.Rule)
	if f.Confidence > 0 {
		o.raw("confidence", round(f.Confidence))
	}
	return o.bytes()
}

// round keeps confidences short: two places are more than they know.
func round(x float64) json.Number { return json.Number(strconv.FormatFloat(x, 'f', 2, 64)) }

// MarshalJSON writes the document as one object of result JSONL: metadata,
// text, the mentions that are not hidden, and the facts.
func (d *Document) MarshalJSON() ([]byte, error) {
	var o object
	o.raw("id", d.ID)
	o.str("file", d.File)
	o.str("url", d.URL)
	o.str("title", d.Title)
	o.str("published", d.Published)
	o.str("modified", d.Modified)
	o.str("author", d.Author)
	o.str("section", d.Section)
	o.str("source", d.Source)
	o.str("market", d.Market)
	o.str("variant", d.Variant)
	if d.Replaced > 0 {
		o.raw("replaced", d.Replaced)
	}
	if len(d.Warnings) > 0 {
		o.raw("warnings", d.Warnings)
	}
	o.raw("text", d.Text)
	shown := make([]Mention, 0, len(d.Mentions))
	for _, m := range d.Mentions {
		if !m.Hidden {
			shown = append(shown, m)
		}
	}
	o.raw("mentions", shown)
	facts := d.Facts
	if facts == nil {
		facts = []Fact{}
	}
	o.raw("facts", facts)
	return o.bytes()
}
