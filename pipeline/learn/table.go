package learn

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Columns are those of the table, in order. Those up to population are what a
// gazetteer file has; the others are for the person who accepts.
var Columns = []struct{ Name, About string }{
	{"accept", "yes makes a row count when the file is read as a gazetteer"},
	{"name", "the name, as most articles spell it"},
	{"type", "what it is most often taken for"},
	{"id", "the id that it has now, and keeps"},
	{"aliases", "its other names: legal forms, glosses, short forms"},
	{"ambiguous", "those of its names that need support from what stands beside them"},
	{"country", "of a known entity that has a new name, as are the next six"},
	{"ticker", ""},
	{"parent", ""},
	{"kind", ""},
	{"sector", ""},
	{"tier", ""},
	{"population", ""},
	{"confidence", "that the row is right as it stands"},
	{"sources", "articles that have the name and do not say the same word for word"},
	{"articles", "that have the name; a text that came twice counts once"},
	{"mentions", "of the name"},
	{"places", "where its characters stand in the dump, in no longer name"},
	{"new", "names that a known entity gains; empty for an entity that is new"},
	{"types", "what it is taken for, with the share of articles in percent"},
	{"via", "ways its mentions were found, with their number"},
	{"support", "what spoke for them, with the number"},
	{"similar", "known entities and other rows that are called nearly so"},
	{"doubt", "why it may be no name, or not one of its own"},
	{"contexts", "places where it stands, with the id of the article"},
}

// Write writes the candidates as a table of fields parted by tabs. Rows whose
// confidence is at least accept, and that have no doubts, are accepted already;
// 0 accepts none.
func Write(w io.Writer, list []*Candidate, accept int) error {
	b := bufio.NewWriter(w)
	for i, c := range Columns {
		if i > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(c.Name)
	}
	b.WriteByte('\n')
	for _, c := range list {
		for i, f := range c.row(accept) {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(clean(f))
		}
		b.WriteByte('\n')
	}
	return b.Flush()
}

// Accepted tells whether Write accepts a candidate.
func (c *Candidate) Accepted(accept int) bool {
	return accept > 0 && c.Confidence >= accept && len(c.Doubts) == 0
}

func (c *Candidate) row(accept int) []string {
	row := make([]string, 0, len(Columns))
	add := func(s ...string) { row = append(row, s...) }
	yes := ""
	if c.Accepted(accept) {
		yes = "yes"
	}
	add(yes, c.Name, c.Type, c.ID, bars(c.Aliases), bars(c.Ambiguous))
	if e := c.Of; e != nil {
		tier, people := "", ""
		if e.Tier != 0 {
			tier = string(e.Tier)
		}
		if e.Population > 0 {
			people = strconv.Itoa(e.Population)
		}
		add(e.Country, e.Ticker, e.Parent, e.Kind, e.Sector, tier, people)
	} else {
		add("", "", "", "", "", "", "")
	}
	places := ""
	if c.Places > 0 {
		places = strconv.Itoa(c.Places)
	}
	add(fmt.Sprintf("0.%02d", c.Confidence), strconv.Itoa(c.Sources), strconv.Itoa(c.Articles), strconv.Itoa(c.Mentions), places, bars(c.New))
	var types []string
	for _, t := range c.Types {
		types = append(types, fmt.Sprintf("%s %d%%", t.What, t.N*100/max(1, c.Articles)))
	}
	add(strings.Join(types, ", "), counts(c.How), counts(c.Support), strings.Join(c.Similar, ", "), strings.Join(c.Doubts, "; "))
	var contexts []string
	for _, x := range c.Contexts {
		contexts = append(contexts, "…"+x.Text+"… ["+x.Article+"]")
	}
	add(strings.Join(contexts, " ‖ "))
	return row
}

// bars joins names as a gazetteer file has them; one that holds a bar cannot
// stand there.
func bars(names []string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(names), func(s string) bool { return strings.Contains(s, "|") }), "|")
}

func counts(list []Share) string {
	var out []string
	for _, s := range list {
		out = append(out, fmt.Sprintf("%s %d", s.What, s.N))
	}
	return strings.Join(out, ", ")
}
