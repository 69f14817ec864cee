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
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

// Source is what is to be written. A format takes the one that its layout
// speaks of.
type Source struct {
	Facts    iter.Seq2[*entities.Record, error]
	Entities iter.Seq2[*entities.EntityRecord, error]

	// Entity returns an entity that a fact names, for formats that show entities
	// beside the facts; without it they have the names of the facts alone.
	Entity func(id string) (*entities.EntityRecord, error)
}

// Options tune a writer. The zero value is a good default.
type Options struct {
	Schema *schema.Schema // nil is schema.Default()
	Layout string         // one of Layouts; "" is the first
	Excel  bool           // CSV for a spreadsheet program: BOM, CRLF, codes kept as text
	Raw    bool           // CSV: do not touch cells that a spreadsheet would run as a formula
	Width  int            // table: columns of the terminal; 0 means no limit
	NoHead bool           // table: leave out the heading
}

// Format is a way to write facts.
type Format struct {
	Name    string
	About   string
	Layouts []string // those it knows, the usual one first; none for one way only
	Write   func(w io.Writer, from Source, opt Options) error

	// Files writes what takes several files, each made by create. Such a format
	// has no Write.
	Files func(create func(name string) (io.Writer, error), from Source, opt Options) error
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
	{"rdf", "statements with absolute IRIs, for any reader of RDF"},
	{"dgraph", "the same with the short predicates and types that Dgraph likes"},
	{"schema", "the schema of the layout dgraph: predicates, indexes and types"},
}

var tables = []string{"facts", "evidence", "roles", "edges", "entities"}

// Formats lists every way to write facts, in the order help shows them.
var Formats = []Format{
	{Name: "csv", About: "comma-separated values, for spreadsheets and data frames", Layouts: tables, Write: writeCSV},
	{Name: "jsonl", About: "one JSON object a line", Layouts: []string{"facts", "entities"}, Write: writeJSONL},
	{Name: "parquet", About: "typed columns, for data frames and DuckDB", Layouts: tables, Write: writeParquet},
	{Name: "nquads", About: "RDF, one statement a line; for Dgraph too", Layouts: []string{"rdf", "dgraph", "schema"}, Write: writeNQuads},
	{Name: "graphml", About: "a graph for Gephi, yEd, Cytoscape, networkx", Layouts: []string{"edges", "facts"}, Write: writeGraphML},
	{Name: "neo4j", About: "a folder of CSV files for neo4j-admin import", Files: writeNeo4j},
	{Name: "dot", About: "a drawing for Graphviz", Layouts: []string{"edges", "facts"}, Write: writeDOT},
	{Name: "table", About: "a table for the terminal", Layouts: []string{"facts", "entities"}, Write: writeTable},
	{Name: "md", About: "a Markdown table", Layouts: []string{"facts", "entities"}, Write: writeMarkdown},
}

// Write writes in the format of that name.
func Write(w io.Writer, format string, from Source, opt Options) error {
	f, err := prepare(format, &opt)
	if err != nil {
		return err
	}
	if f.Write == nil {
		return fmt.Errorf("format %s takes several files; name a folder", f.Name)
	}
	return f.Write(w, from, opt)
}

// WriteFiles writes in a format that takes several files, each made by create.
func WriteFiles(create func(name string) (io.Writer, error), format string, from Source, opt Options) error {
	f, err := prepare(format, &opt)
	if err != nil {
		return err
	}
	if f.Files == nil {
		return fmt.Errorf("format %s is one file, not a folder", f.Name)
	}
	return f.Files(create, from, opt)
}

// FormatOf returns the format of that name, nil when there is none.
func FormatOf(name string) *Format {
	for i := range Formats {
		if Formats[i].Name == name {
			return &Formats[i]
		}
	}
	return nil
}

func prepare(format string, opt *Options) (*Format, error) {
	f := FormatOf(format)
	if f == nil {
		var names []string
		for _, f := range Formats {
			names = append(names, f.Name)
		}
		return nil, fmt.Errorf("unknown format %q, known are %s", format, strings.Join(names, ", "))
	}
	if opt.Schema == nil {
		opt.Schema = schema.Default()
	}
	if len(f.Layouts) == 0 && opt.Layout == "" {
		return f, nil
	}
	if opt.Layout == "" {
		opt.Layout = f.Layouts[0]
	}
	if !slices.Contains(f.Layouts, opt.Layout) {
		return nil, fmt.Errorf("format %s has no layout %q, it has %s", f.Name, opt.Layout, strings.Join(f.Layouts, ", "))
	}
	return f, nil
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
