package output

import (
	"bufio"
	"encoding/xml"
	"io"

	"github.com/factloom/factloom/entities"
)

// graphML writes GraphML: in the layout edges entities are nodes and facts tie
// them, in the layout facts the facts are nodes too and roles tie them.
type graphML struct {
	w *bufio.Writer
	n *net
	t *table
	c *wordRows
}

const graphMLHead = `<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
`

func writeGraphML(w io.Writer, from Source, opt Options) error {
	n, err := newNet(from, &opt)
	if err != nil {
		return err
	}
	c := &wordRows{}
	g := &graphML{bufio.NewWriterSize(w, 64<<10), n, newTable(c, opt.Schema), c}
	g.w.WriteString(graphMLHead)
	for _, k := range []struct{ name, typ string }{{"label", "string"}, {"kind", "string"}, {"type", "string"},
		{"names", "string"}, {"facts", "int"}, {"articles", "int"}} {
		g.key("node", column{name: k.name}, k.typ)
	}
	edges := opt.Layout == "edges"
	if edges {
		g.key("edge", column{name: "label"}, "string")
		for _, x := range edgeColumns[4:] { // what comes before are the ends
			g.key("edge", x, graphMLType(x.kind))
		}
	} else {
		for _, x := range g.t.factColumns() {
			if x.name != "type" {
				g.key("node", x, graphMLType(x.kind))
			}
		}
		g.key("edge", column{name: "role"}, "string")
		g.key("edge", column{name: "text"}, "string")
	}
	g.w.WriteString("<graph id=\"facts\" edgedefault=\"directed\">\n")
	if edges {
		err = g.edges()
	} else {
		err = g.facts()
	}
	if err != nil {
		return err
	}
	g.w.WriteString("</graph>\n</graphml>\n")
	return g.w.Flush()
}

func graphMLType(k kind) string {
	switch k {
	case kindInt:
		return "int"
	case kindDecimal, kindConfidence:
		return "double"
	}
	return "string"
}

func (g *graphML) key(what string, x column, typ string) {
	g.w.WriteString(`<key id="` + what[:1] + "_" + x.name + `" for="` + what + `" attr.name="` + x.name + `" attr.type="` + typ + "\"/>\n")
}

// escape writes text or the value of an attribute. Characters that XML does not
// take are made visible.
func (g *graphML) escape(s string) { _ = xml.EscapeText(g.w, []byte(Visible(s))) } // bufio keeps the error

func (g *graphML) data(key, s string) {
	if s == "" {
		return
	}
	g.w.WriteString(`<data key="` + key + `">`)
	g.escape(s)
	g.w.WriteString("</data>")
}

func (g *graphML) open(tag string, attributes ...string) {
	g.w.WriteString("<" + tag)
	for i := 0; i < len(attributes); i += 2 {
		g.w.WriteString(" " + attributes[i] + `="`)
		g.escape(attributes[i+1])
		g.w.WriteByte('"')
	}
	g.w.WriteByte('>')
}

func (g *graphML) close(tag string) error {
	_, err := g.w.WriteString("</" + tag + ">\n")
	return err
}

func (g *graphML) entity(e *entities.EntityRecord) error {
	g.open("node", "id", e.ID)
	g.data("n_label", e.Name)
	g.data("n_kind", "entity")
	g.data("n_type", e.Type)
	g.data("n_names", join(e.Names))
	if e.Articles > 0 {
		g.data("n_facts", itoa(e.Facts))
		g.data("n_articles", itoa(e.Articles))
	}
	return g.close("node")
}

func (g *graphML) edges() error {
	var pair int
	g.c.done = func(row []string) error {
		pair++
		g.open("edge", "id", row[7]+"-"+itoa(pair), "source", row[0], "target", row[1])
		g.data("e_label", row[4])
		for i, x := range edgeColumns[4:] {
			g.data("e_"+x.name, row[4+i])
		}
		return g.close("edge")
	}
	return g.n.each(func(r *entities.Record) error {
		pair = 0
		if err := g.n.ends(Pairs(g.n.schema, r), g.entity); err != nil {
			return err
		}
		return g.t.edges(r)
	})
}

func (g *graphML) facts() error {
	columns := g.t.factColumns()
	g.c.done = func(row []string) error {
		g.open("node", "id", "fact/"+row[0])
		g.data("n_label", row[2])
		g.data("n_kind", "fact")
		for i, x := range columns {
			g.data("n_"+x.name, row[i])
		}
		return g.close("node")
	}
	return g.n.each(func(r *entities.Record) error {
		if err := g.n.entities(r, g.entity); err != nil {
			return err
		}
		if err := g.t.fact(r); err != nil {
			return err
		}
		for i, x := range linked(r) {
			g.open("edge", "id", r.ID+"-"+itoa(i+1), "source", "fact/"+r.ID, "target", x.ID)
			g.data("e_role", x.Role)
			g.data("e_text", x.Text)
			if err := g.close("edge"); err != nil {
				return err
			}
		}
		return nil
	})
}

// linked are the fillers of a fact that are entities, each once in a role.
func linked(r *entities.Record) []entities.Filler {
	var out []entities.Filler
next:
	for _, x := range r.Fillers {
		if x.ID == "" {
			continue
		}
		for _, o := range out {
			if o.Role == x.Role && o.ID == x.ID {
				continue next
			}
		}
		out = append(out, x)
	}
	return out
}
