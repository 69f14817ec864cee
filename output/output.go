// Package output writes facts and entities in other formats.
//
// Start at Formats, which lists them; README.md says what stands in which
// column. A writer takes an iterator and keeps no more of it than it must, so
// that an export of any size runs in the same memory.
//
// Beware: the order of what is written is the order of what comes in, and
// columns are only ever added at the end.
package output

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

// Source is what is to be written. A format takes the one that its layout
// speaks of.
type Source struct {
	Facts    iter.Seq2[*entities.Record, error]
	Entities iter.Seq2[*entities.EntityRecord, error]
}

// Options tune a writer. The zero value is a good default.
type Options struct {
	Schema *schema.Schema // nil is schema.Default()
	Layout string         // one of Layouts; "" is the first
	Excel  bool           // CSV for a spreadsheet program: BOM, CRLF, codes kept as text
	Raw    bool           // CSV: do not touch cells that a spreadsheet would run as a formula
	Width  int            // table: columns of the terminal; 0 means no limit
}

// Format is a way to write facts.
type Format struct {
	Name    string
	About   string
	Layouts []string // those it knows
	Write   func(w io.Writer, from Source, opt Options) error
}

// Layout says what a row stands for.
type Layout struct{ Name, About string }

// Layouts lists the layouts, in the order help shows them.
var Layouts = []Layout{
	{"facts", "one row a fact, with its earliest evidence"},
	{"evidence", "one row a piece of evidence"},
	{"roles", "one row a filler of a role"},
	{"edges", "one row a pair of entities that a fact ties together, for graph tools"},
	{"entities", "one row an entity"},
}

// Formats lists every way to write facts, in the order help shows them.
var Formats = []Format{
	{"csv", "comma-separated values, for spreadsheets and data frames", []string{"facts", "evidence", "roles", "edges", "entities"}, writeCSV},
	{"jsonl", "one JSON object a line", []string{"facts", "entities"}, writeJSONL},
	{"table", "a table for the terminal", []string{"facts", "entities"}, writeTable},
	{"md", "a Markdown table", []string{"facts", "entities"}, writeMarkdown},
}

// Write writes in the format of that name.
func Write(w io.Writer, format string, from Source, opt Options) error {
	var names []string
	for _, f := range Formats {
		if f.Name == format {
			if err := f.prepare(&opt); err != nil {
				return err
			}
			return f.Write(w, from, opt)
		}
		names = append(names, f.Name)
	}
	return fmt.Errorf("unknown format %q, known are %s", format, strings.Join(names, ", "))
}

func (f *Format) prepare(opt *Options) error {
	if opt.Schema == nil {
		opt.Schema = schema.Default()
	}
	if opt.Layout == "" {
		opt.Layout = f.Layouts[0]
	}
	for _, l := range f.Layouts {
		if l == opt.Layout {
			return nil
		}
	}
	return fmt.Errorf("format %s has no layout %q, it has %s", f.Name, opt.Layout, strings.Join(f.Layouts, ", "))
}

// ends are the fillers of a fact by what they are to it.
type ends struct {
	subject, object []entities.Filler
	rest            []entities.Filler // of other roles
}

// endsOf sorts fillers into subject, object and the rest as the schema has it.
// Where one role is both, its first filler is the subject and the others are
// the object.
func endsOf(sch *schema.Schema, typ string, fillers []entities.Filler) (e ends) {
	subject, object := "", ""
	if t := sch.Fact(typ); t != nil {
		subject, object = t.Subject, t.Object
	} else {
		for _, x := range fillers {
			if subject == "" {
				subject = x.Role
			} else if object == "" && x.Role != subject {
				object = x.Role
			}
		}
	}
	for _, x := range fillers {
		switch {
		case x.Role == subject && (subject != object || len(e.subject) == 0):
			e.subject = append(e.subject, x)
		case x.Role == object:
			e.object = append(e.object, x)
		default:
			e.rest = append(e.rest, x)
		}
	}
	return e
}

// separator stands between several fillers of one role.
const separator = " | "

func texts(list []entities.Filler) string {
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0].Text
	}
	var b strings.Builder
	for i := range list {
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(list[i].Text)
	}
	return b.String()
}

// ids joins the entity ids as texts joins the names; a filler without id leaves
// its place empty, and none at all gives "".
func ids(list []entities.Filler) string {
	var b strings.Builder
	any := false
	for i := range list {
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(list[i].ID)
		any = any || list[i].ID != ""
	}
	if !any {
		return ""
	}
	return b.String()
}

// values are the first money, percent and date among fillers.
type values struct {
	money   *entities.Money
	percent *entities.Percent
	date    *entities.Date
}

func valuesOf(fillers []entities.Filler) (v values) {
	for i := range fillers {
		switch x := fillers[i].Value.(type) {
		case *entities.Money:
			if v.money == nil {
				v.money = x
			}
		case *entities.Percent:
			if v.percent == nil {
				v.percent = x
			}
		case *entities.Date:
			if v.date == nil {
				v.date = x
			}
		}
	}
	return v
}
