package output

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/factloom/factloom/entities"
)

// The files of the format neo4j, in the order the import takes them.
const (
	neoEntities = "entities.csv"
	neoFacts    = "facts.csv"
	neoArticles = "articles.csv"
	neoRoles    = "roles.csv"
	neoEvidence = "evidence.csv"
	neoScript   = "import.sh"
)

// NeoFiles names the files that the format neo4j writes.
var NeoFiles = []string{neoEntities, neoFacts, neoArticles, neoRoles, neoEvidence, neoScript}

const neoCommand = `#!/bin/sh
# Loads this folder into a new database of Neo4j 5: sh import.sh [NAME of the database]
cd "$(dirname "$0")" && exec neo4j-admin database import full \
  --nodes=entities.csv --nodes=facts.csv --nodes=articles.csv \
  --relationships=roles.csv --relationships=evidence.csv \
  "${1:-neo4j}"
`

// neo4j writes the files.
type neo4j struct {
	entities, facts, articles, roles, evidence *csv.Writer
}

func writeNeo4j(create func(name string) (io.Writer, error), from Source, opt Options) error {
	n, err := newNet(from, &opt)
	if err != nil {
		return err
	}
	var o neo4j
	all := []struct {
		name string
		to   **csv.Writer
	}{{neoEntities, &o.entities}, {neoFacts, &o.facts}, {neoArticles, &o.articles}, {neoRoles, &o.roles}, {neoEvidence, &o.evidence}}
	for _, x := range all {
		w, err := create(x.name)
		if err != nil {
			return err
		}
		*x.to = csv.NewWriter(w)
	}
	c := &wordRows{}
	t := newTable(c, opt.Schema)
	columns := t.factColumns()
	// The columns of the article stand in evidence.csv, subject and object in
	// roles.csv.
	kept := make([]bool, len(columns))
	var head []string
	for i, x := range columns {
		switch x.name {
		case "subject", "subject_id", "object", "object_id", "article_id", "article_title", "published", "url", "evidence", "start", "end", "rule":
			continue
		}
		kept[i] = true
		name := x.name + neoType(x.kind)
		if x.name == "fact_id" {
			name = "fact_id:ID(Fact)"
		}
		head = append(head, name)
	}
	heads := [][]string{{"id:ID(Entity)", "name", "type", "names:string[]", "facts:int", "articles:int", ":LABEL"},
		append(head, ":LABEL"),
		{"sha256:ID(Article)", "id", "title", "published", "source", "url", ":LABEL"},
		{":START_ID(Fact)", ":END_ID(Entity)", "text", "start:int", "end:int", ":TYPE"},
		{":START_ID(Fact)", ":END_ID(Article)", "text", "start:int", "end:int", "rule", "confidence:double", ":TYPE"}}
	for i, x := range all {
		if err := (*x.to).Write(heads[i]); err != nil {
			return err
		}
	}
	c.done = func(row []string) error {
		var cells []string
		for i, s := range row {
			if kept[i] {
				cells = append(cells, Visible(s))
			}
		}
		return o.facts.Write(append(cells, "Fact;"+title(row[2])))
	}
	err = n.each(func(r *entities.Record) error {
		if err := n.entities(r, o.entity); err != nil {
			return err
		}
		if err := t.fact(r); err != nil {
			return err
		}
		for _, x := range linked(r) {
			if err := o.roles.Write([]string{r.ID, x.ID, Visible(x.Text), itoa(x.Start), itoa(x.End), strings.ToUpper(x.Role)}); err != nil {
				return err
			}
		}
		for i := range r.Evidence {
			ev := &r.Evidence[i]
			a := &ev.Article
			if n.first("article", a.Key) {
				if err := o.articles.Write([]string{a.Key, Visible(a.ID), Visible(a.Title), Visible(a.Published), Visible(a.Source), Visible(a.URL), "Article"}); err != nil {
					return err
				}
			}
			if err := o.evidence.Write([]string{r.ID, a.Key, Visible(ev.Text), itoa(ev.Start), itoa(ev.End), Visible(ev.Rule),
				confidence(ev.Confidence), "STATED_IN"}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, x := range all {
		(*x.to).Flush()
		if werr := (*x.to).Error(); err == nil {
			err = werr
		}
	}
	if err != nil {
		return err
	}
	w, err := create(neoScript)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, neoCommand)
	return err
}

func neoType(k kind) string {
	switch k {
	case kindInt:
		return ":int"
	case kindDecimal, kindConfidence:
		return ":double"
	case kindDay:
		return ":date"
	}
	return ""
}

func (o *neo4j) entity(e *entities.EntityRecord) error {
	names := make([]string, len(e.Names))
	for i, s := range e.Names {
		names[i] = strings.ReplaceAll(Visible(s), ";", "；") // ; stands between names
	}
	facts, articles := "", ""
	if e.Articles > 0 {
		facts, articles = itoa(e.Facts), itoa(e.Articles)
	}
	return o.entities.Write([]string{e.ID, Visible(e.Name), e.Type, strings.Join(names, ";"), facts, articles, "Entity;" + title(e.Type)})
}
