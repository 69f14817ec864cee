package output

import (
	"bufio"
	"io"
	"regexp"
	"strings"

	"github.com/factloom/factloom/entities"
)

// dotShapes are the shapes of nodes by the type of the entity.
var dotShapes = map[string]string{entities.Company: "box", entities.Organization: "box", entities.Place: "ellipse",
	entities.Person: "oval", entities.Product: "component"}

const dotHead = `digraph facts {
  graph [rankdir=LR, charset="UTF-8"];
  node [shape=box, style="rounded,filled", fillcolor="#f4f6f8", color="#8894a0", fontname="Noto Sans CJK TC, sans-serif", fontsize=11];
  edge [color="#8894a0", fontname="Noto Sans CJK TC, sans-serif", fontsize=9, arrowsize=0.7];
`

// writeDOT writes a drawing for Graphviz, in the same two layouts as GraphML.
func writeDOT(w io.Writer, from Source, opt Options) error {
	n, err := newNet(from, &opt)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	out.WriteString(dotHead)
	entity := func(e *entities.EntityRecord) error {
		shape := dotShapes[e.Type]
		if shape == "" {
			shape = "box"
		}
		_, err := out.WriteString("  " + dotString(e.ID) + " [label=" + dotString(e.Name) + ", shape=" + shape + ", tooltip=" + dotString(e.ID) + "];\n")
		return err
	}
	err = n.each(func(r *entities.Record) error {
		v := ViewOf(opt.Schema, r)
		label := v.Type
		if v.Amount != "" {
			label += "\n" + v.Amount
		}
		if day := valuesOf(r.Fillers).date; day != nil && v.Date != "" {
			label += "\n" + v.Date
		}
		style := ""
		switch {
		case r.Polarity == entities.Negative:
			style = ", style=dotted"
		case r.Modality != entities.Asserted:
			style = ", style=dashed"
		}
		if words := plainWords(r, opt.Layout == "facts"); words != "" {
			label += "\n" + words
		}
		if opt.Layout == "edges" {
			pairs := Pairs(opt.Schema, r)
			if err := n.ends(pairs, entity); err != nil {
				return err
			}
			for _, p := range pairs {
				if _, err := out.WriteString("  " + dotString(p[0].ID) + " -> " + dotString(p[1].ID) + " [label=" + dotString(label) +
					", tooltip=" + dotString(v.Evidence) + style + "];\n"); err != nil {
					return err
				}
			}
			return nil
		}
		if err := n.entities(r, entity); err != nil {
			return err
		}
		out.WriteString("  " + dotString("fact/"+r.ID) + " [label=" + dotString(label) + ", shape=note, style=filled, fillcolor=\"#fff7e0\", tooltip=" + dotString(v.Evidence) + "];\n")
		for _, x := range linked(r) {
			if _, err := out.WriteString("  " + dotString("fact/"+r.ID) + " -> " + dotString(x.ID) + " [label=" + dotString(x.Role) + style + "];\n"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	out.WriteString("}\n")
	return out.Flush()
}

// plainWords are the words of a fact that are neither entities nor values, one
// role a line, behind the role when it is asked for.
func plainWords(r *entities.Record, roles bool) string {
	const most = 24 // characters that a label has room for
	var lines []string
	for _, x := range r.Fillers {
		if x.ID != "" || x.Value != nil {
			continue
		}
		line := x.Text
		if c := []rune(line); len(c) > most {
			line = string(c[:most-1]) + "…"
		}
		if roles {
			line = x.Role + " " + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// dotString quotes a string; a line end in it ends a line of the label. What
// Graphviz would take for a reference of HTML, as &lt; is, is shown as it stands.
func dotString(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = dotEscapes.Replace(dotReference.ReplaceAllString(Visible(l), "&amp;$1"))
	}
	return `"` + strings.Join(lines, `\n`) + `"`
}

var dotReference = regexp.MustCompile(`&(#?[0-9A-Za-z]+;)`)

var dotEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
