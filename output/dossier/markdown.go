package dossier

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

// WriteMarkdown writes a dossier as Markdown (GitHub's tables).
func WriteMarkdown(w io.Writer, v *query.View, d *Dossier) error {
	m := &markdown{w: bufio.NewWriter(w)}
	e := d.Entity
	m.printf("# %s\n\n", output.Markdown(e.Name))
	m.printf("%s · `%s` · %s · named in %s", output.Markdown(e.Type), strings.ReplaceAll(output.Visible(e.ID), "`", "'"), count(e.Facts, "fact", "facts"), count(e.Articles, "article", "articles"))
	if s := days(d.First, d.Last); s != "" {
		m.printf(" · %s", s)
	}
	m.printf("\n\n")
	if d.Read < e.Facts {
		if d.Chosen {
			m.printf("Of these, the %s that were chosen are shown here.\n\n", comma(d.Read))
		} else {
			m.printf("The newest %s facts are shown here.\n\n", comma(d.Read))
		}
	}
	var names []string
	for _, n := range d.Names {
		names = append(names, output.Markdown(n.Text)+" ("+comma(n.Seen)+")")
	}
	if len(names) > 0 {
		m.printf("Names: %s\n\n", strings.Join(names, ", "))
	}
	if len(d.Sections) == 0 {
		m.printf("No facts.\n\n")
	}
	for _, s := range d.Sections {
		m.printf("## %s (%s)\n\n", output.Markdown(s.Type), comma(s.Total))
		if s.About != "" {
			m.printf("%s\n\n", output.Markdown(s.About))
		}
		t := &output.Table{Head: []string{"date", "who", "what", "amount", "mood", "sentence", "sources"}}
		for _, f := range s.Facts {
			t.Rows = append(t.Rows, output.Row{Cells: []string{f.Date, f.Subject, f.What, f.Amount, f.mood(), f.Evidence, cited(f.Sources)}})
		}
		m.table(t)
		if s.Total > len(s.Facts) {
			m.printf("The newest %s of %s.\n\n", comma(len(s.Facts)), comma(s.Total))
		}
	}
	if list := d.questions(v); len(list) > 0 {
		m.printf("## Conflicts (%s)\n\nClaims of which sources give different accounts.\n\n", comma(len(list)))
		for _, q := range list {
			m.printf("### %s: %s – %s?\n\n", output.Markdown(q.Type), output.Markdown(q.About), output.Markdown(q.Role))
			t := &output.Table{Head: []string{""}, Rows: []output.Row{{Cells: []string{"means"}}, {Cells: []string{"sources"}}, {Cells: []string{"sentence"}}, {Cells: []string{"from"}}}}
			for _, a := range q.Answers {
				t.Head = append(t.Head, a.Text)
				for i, s := range []string{a.Means, strconv.Itoa(a.Sources), a.Quote, a.From} {
					t.Rows[i].Cells = append(t.Rows[i].Cells, s)
				}
			}
			m.table(t)
		}
	}
	if len(d.Partners) > 0 {
		m.printf("## Partners\n\nThose who take part in facts with %s.\n\n", output.Markdown(e.Name))
		t := &output.Table{Head: []string{"facts", "name", "id", "first and last day", "types"}, Right: []bool{true}}
		for _, n := range d.Partners {
			t.Rows = append(t.Rows, output.Row{Cells: []string{comma(n.Facts), n.Entity.Name, n.Entity.ID, days(n.First, n.Last), types(n.Types)}})
		}
		m.table(t)
	}
	if len(d.Months) > 0 {
		m.printf("## Timeline\n\nThe newest first; what states no date itself stands at the day it was published, in brackets.\n\n")
		for _, x := range d.Months {
			m.printf("### %s\n\n", x.Name)
			for _, e := range x.Events {
				what := e.Subject
				if e.What != "" {
					what = strings.TrimPrefix(what+" – "+e.What, " – ")
				}
				if e.Amount != "" {
					what += ": " + e.Amount
				}
				day := ""
				if e.Day != "" {
					day = e.Day + " "
				}
				m.printf("- %s%s: %s %s\n", output.Markdown(day), output.Markdown(e.Type), output.Markdown(what), cited(e.Sources))
			}
			m.printf("\n")
		}
	}
	if len(d.Sources) > 0 {
		m.printf("## Sources (%s)\n\nThe articles that state the facts shown.\n\n", comma(len(d.Sources)))
		for _, s := range d.Sources {
			line := output.Markdown(output.SourceLine(&s.Article))
			if u := link(s.URL); u != "" {
				line = "[" + line + "](<" + u + ">)"
			}
			m.printf("%d. %s `%s`\n", s.Number, line, strings.ReplaceAll(output.Visible(s.Article.ID), "`", "'"))
		}
	}
	if m.err != nil {
		return m.err
	}
	return m.w.Flush()
}

// markdown remembers the first error.
type markdown struct {
	w   *bufio.Writer
	err error
}

func (m *markdown) printf(format string, a ...any) {
	if m.err == nil {
		_, m.err = fmt.Fprintf(m.w, format, a...)
	}
}

func (m *markdown) table(t *output.Table) {
	if m.err == nil {
		m.err = t.WriteMarkdown(m.w, "")
	}
	m.printf("\n")
}

// cited writes the numbers of sources: [1] [4].
func cited(list []int) string {
	var out []string
	for _, n := range list {
		out = append(out, "["+strconv.Itoa(n)+"]")
	}
	return strings.Join(out, " ")
}
