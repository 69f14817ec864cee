package output

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

func join(list []string) string { return strings.Join(list, separator) }

// Pairs returns the pairs of entities that a fact ties together: its subject
// with each entity in another role, and, where subject and object are one role,
// its members with each other.
func Pairs(sch *schema.Schema, r *entities.Record) [][2]entities.Filler {
	var out [][2]entities.Filler
	subject, object := "", ""
	if t := sch.Fact(r.Type); t != nil {
		subject, object = t.Subject, t.Object
	} else if len(r.Fillers) > 0 {
		subject = r.Fillers[0].Role
	}
	seen := make(map[[2]string]bool)
	for i, a := range r.Fillers {
		if a.Role != subject || a.ID == "" {
			continue
		}
		for j, b := range r.Fillers {
			if b.ID == "" || b.ID == a.ID || b.Role == subject && (subject != object || j <= i) {
				continue
			}
			if k := [2]string{a.ID, b.ID + "\x00" + b.Role}; !seen[k] {
				seen[k] = true
				out = append(out, [2]entities.Filler{a, b})
			}
		}
	}
	return out
}

// told is a piece of evidence in JSON.
type told struct {
	ID         string          `json:"id"`
	URL        string          `json:"url,omitempty"`
	Title      string          `json:"title,omitempty"`
	Published  string          `json:"published,omitempty"`
	Source     string          `json:"source,omitempty"`
	Text       string          `json:"text_sha256"`
	Evidence   string          `json:"evidence"`
	Start      int             `json:"start"`
	End        int             `json:"end"`
	Rule       string          `json:"rule,omitempty"`
	Confidence json.RawMessage `json:"confidence,omitempty"`
}

type entityJSON struct {
	ID       string   `json:"id"`
	Type     string   `json:"type"`
	Name     string   `json:"name"`
	Names    []string `json:"names"`
	Facts    int      `json:"facts"`
	Articles int      `json:"articles"`
}

// AppendRecord appends a fact as one JSON object: the form of extract (the
// earliest evidence), then sources and all evidence under articles.
func AppendRecord(b []byte, r *entities.Record) ([]byte, error) {
	f, err := r.Fact.MarshalJSON()
	if err != nil {
		return b, err
	}
	articles := make([]told, len(r.Evidence))
	for i := range r.Evidence {
		ev := &r.Evidence[i]
		a := &ev.Article
		articles[i] = told{ID: a.ID, URL: a.URL, Title: a.Title, Published: a.Published, Source: a.Source, Text: a.Key,
			Evidence: ev.Text, Start: ev.Start, End: ev.End, Rule: ev.Rule, Confidence: json.RawMessage(confidence(ev.Confidence))}
	}
	rest, err := marshal(struct {
		Sources  int    `json:"sources"`
		Articles []told `json:"articles"`
	}{r.Sources, articles})
	if err != nil {
		return b, err
	}
	b = append(b, escaped(f[:len(f)-1])...)
	b = append(b, ',')
	return append(b, escaped(rest[1:])...), nil
}

// marshal is json.Marshal without the escapes for HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), nil
}

// escaped writes characters that would hide or turn the line as \uXXXX; the
// JSON stays the same to a reader of JSON. They only stand inside strings.
func escaped(b []byte) []byte {
	clean := true
	for _, r := range string(b) {
		if r == 0x7F || hidden(r) {
			clean = false
			break
		}
	}
	if clean {
		return b
	}
	out := make([]byte, 0, len(b)+32)
	for _, r := range string(b) {
		switch {
		case (r == 0x7F || hidden(r)) && r > 0xFFFF:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		case r == 0x7F || hidden(r):
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

func writeJSONL(w io.Writer, from Source, opt Options) error {
	out := bufio.NewWriterSize(w, 64<<10)
	var line []byte
	if opt.Layout == "entities" {
		if from.Entities == nil {
			return errors.New("no entities to write")
		}
		for e, err := range from.Entities {
			if err != nil {
				return errors.Join(err, out.Flush())
			}
			names := e.Names
			if names == nil {
				names = []string{}
			}
			b, err := marshal(entityJSON{e.ID, e.Type, e.Name, names, e.Facts, e.Articles})
			if err != nil {
				return fmt.Errorf("entity %s: %w", e.ID, err)
			}
			line = append(append(line[:0], escaped(b)...), '\n')
			if _, err := out.Write(line); err != nil {
				return err
			}
		}
		return out.Flush()
	}
	if from.Facts == nil {
		return errors.New("no facts to write")
	}
	for r, err := range from.Facts {
		if err != nil {
			return errors.Join(err, out.Flush())
		}
		if line, err = AppendRecord(line[:0], r); err != nil {
			return fmt.Errorf("fact %s: %w", r.ID, err)
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return out.Flush()
}
