package output

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/schema"
)

// The classes of nodes.
const (
	classEntity   = "Entity"
	classFact     = "Fact"
	classValue    = "Value"
	classEvidence = "Evidence"
	classArticle  = "Article"
)

// predicate is one of the statements that a class of nodes has. Roles of facts
// come on top.
type predicate struct {
	class, name string
	typ         string // in Dgraph's schema
}

var predicates = []predicate{
	{classEntity, "id", "string @index(hash) @upsert"},
	{classEntity, "type", "string @index(hash)"},
	{classEntity, "name", "string @index(exact, trigram) @lang"},
	{classEntity, "alias", "[string] @index(exact, trigram)"},
	{classEntity, "facts", "int @index(int)"},
	{classEntity, "articles", "int @index(int)"},
	{classFact, "id", "string @index(hash) @upsert"},
	{classFact, "claim", "string @index(hash)"},
	{classFact, "type", "string @index(hash)"},
	{classFact, "modality", "string @index(hash)"},
	{classFact, "polarity", "string @index(hash)"},
	{classFact, "confidence", "float @index(float)"},
	{classFact, "sources", "int @index(int)"},
	{classFact, "evidence", "[uid] @reverse"},
	{classValue, "type", "string @index(hash)"},
	{classValue, "text", "string @index(exact, trigram)"},
	{classValue, "key", "string @index(hash)"},
	{classValue, "kind", "string @index(hash)"},
	{classValue, "amount", "float @index(float)"},
	{classValue, "amount_to", "float"},
	{classValue, "currency", "string @index(hash)"},
	{classValue, "per", "string"},
	{classValue, "unit", "string"},
	{classValue, "from", "dateTime @index(day)"},
	{classValue, "to", "dateTime @index(day)"},
	{classEvidence, "text", "string @index(trigram)"},
	{classEvidence, "start", "int"},
	{classEvidence, "end", "int"},
	{classEvidence, "rule", "string @index(hash)"},
	{classEvidence, "confidence", "float"},
	{classEvidence, "article", "[uid] @reverse"},
	{classArticle, "sha256", "string @index(hash) @upsert"},
	{classArticle, "id", "string @index(hash)"},
	{classArticle, "title", "string @index(trigram)"},
	{classArticle, "published", "string"},
	{classArticle, "day", "dateTime @index(day)"},
	{classArticle, "source", "string @index(hash)"},
	{classArticle, "url", "string @index(hash)"},
}

const (
	namespace = "urn:factloom:"
	rdfType   = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
	xsd       = "http://www.w3.org/2001/XMLSchema#"
)

// nquads writes N-Quads. Facts are nodes, each role is a predicate from the
// fact to an entity or to a value. Names of nodes are made of ids, so that they
// are the same in every export.
type nquads struct {
	w      *bufio.Writer
	n      *net
	dgraph bool // short predicates, Dgraph's own type predicate
}

func writeNQuads(w io.Writer, from Source, opt Options) error {
	out := bufio.NewWriterSize(w, 64<<10)
	if opt.Layout == "schema" {
		dgraphSchema(out, opt.Schema)
		return out.Flush()
	}
	n, err := newNet(from, &opt)
	if err != nil {
		return err
	}
	q := &nquads{out, n, opt.Layout == "dgraph"}
	if err := n.each(q.fact); err != nil {
		return err
	}
	return out.Flush()
}

// node is the name of a node: a class and what tells it from its like.
func node(class, id string) string { return namespace + strings.ToLower(class) + "/" + id }

// begin begins a statement.
func (q *nquads) begin(subject, pred string) {
	q.iri(subject)
	q.w.WriteByte(' ')
	if !q.dgraph && !strings.Contains(pred, ":") {
		pred = namespace + pred
	}
	q.iri(pred)
	q.w.WriteByte(' ')
}

func (q *nquads) end() { q.w.WriteString(" .\n") }

// iri writes what names a node or a predicate. Characters that an IRI does not
// take are written as in a web address; Chinese ones stay.
func (q *nquads) iri(s string) {
	q.w.WriteByte('<')
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r <= ' ' || strings.ContainsRune(`<>"{}|^%\`, r) || r == '`' || r == 0x7F || r == utf8.RuneError && n == 1 || hidden(r) {
			q.w.WriteString(url.PathEscape(s[i : i+n]))
		} else {
			q.w.WriteString(s[i : i+n])
		}
		i += n
	}
	q.w.WriteByte('>')
}

func (q *nquads) literal(s string) {
	q.w.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			q.w.WriteByte('\\')
			q.w.WriteRune(r)
		case r == '\n':
			q.w.WriteString(`\n`)
		case r == '\r':
			q.w.WriteString(`\r`)
		case r == '\t':
			q.w.WriteString(`\t`)
		case r < 0x20 || r == 0x7F || hidden(r) && r < 0x10000:
			fmt.Fprintf(q.w, `\u%04X`, r)
		case hidden(r):
			fmt.Fprintf(q.w, `\U%08X`, r)
		default:
			q.w.WriteRune(r)
		}
	}
	q.w.WriteByte('"')
}

func (q *nquads) link(subject, pred, object string) {
	q.begin(subject, pred)
	q.iri(object)
	q.end()
}

// say states a literal; nothing when it is empty. typ is a type of XML Schema,
// "" for words.
func (q *nquads) say(subject, pred, s, typ string) {
	if s == "" {
		return
	}
	q.begin(subject, pred)
	q.literal(s)
	if typ != "" {
		q.w.WriteString("^^<" + xsd + typ + ">")
	}
	q.end()
}

func (q *nquads) class(subject, class string) {
	if q.dgraph {
		q.say(subject, "dgraph.type", class, "")
		return
	}
	q.link(subject, rdfType, namespace+class)
}

// language is the tag of the language of a name, such as zh-Hant; zh for one
// that both scripts write alike.
func language(name string) string {
	switch fold.Script(name) {
	case fold.Traditional:
		return "zh-Hant"
	case fold.Simplified:
		return "zh-Hans"
	}
	for _, r := range name {
		if fold.IsHan(fold.Rune(r)) {
			return "zh"
		}
	}
	return "en"
}

func (q *nquads) entity(e *entities.EntityRecord) error {
	s := node(classEntity, e.ID)
	q.class(s, classEntity)
	q.say(s, "Entity.id", e.ID, "")
	q.say(s, "Entity.type", e.Type, "")
	// The name that is shown, then of each language one name.
	q.say(s, "Entity.name", e.Name, "")
	said := make(map[string]bool)
	for _, name := range append([]string{e.Name}, e.Names...) {
		if lang := language(name); !said[lang] {
			said[lang] = true
			q.begin(s, "Entity.name")
			q.literal(name)
			q.w.WriteString("@" + lang)
			q.end()
		}
	}
	for _, name := range e.Names {
		q.say(s, "Entity.alias", name, "")
	}
	if e.Articles > 0 {
		q.say(s, "Entity.facts", itoa(e.Facts), "integer")
		q.say(s, "Entity.articles", itoa(e.Articles), "integer")
	}
	return nil
}

func (q *nquads) fact(r *entities.Record) error {
	if err := q.n.entities(r, q.entity); err != nil {
		return err
	}
	s := node(classFact, r.ID)
	q.class(s, classFact)
	q.say(s, "Fact.id", r.ID, "")
	q.say(s, "Fact.claim", r.Claim, "")
	q.say(s, "Fact.type", r.Type, "")
	q.say(s, "Fact.modality", r.Modality, "")
	q.say(s, "Fact.polarity", r.Polarity, "")
	q.say(s, "Fact.confidence", confidence(r.Confidence), "double")
	q.say(s, "Fact.sources", itoa(r.Sources), "integer")
	linked := linked(r)
	for i := range r.Fillers {
		x := &r.Fillers[i]
		if x.ID != "" {
			if slices.ContainsFunc(linked, func(o entities.Filler) bool { return o.Role == x.Role && o.ID == x.ID && o.Span == x.Span }) {
				q.link(s, rolePredicate(x.Role), node(classEntity, x.ID))
			}
			continue
		}
		v := node(classValue, r.ID+"/"+itoa(i))
		q.link(s, rolePredicate(x.Role), v)
		q.value(v, x)
	}
	for i := range r.Evidence {
		q.evidence(s, r.ID, &r.Evidence[i])
	}
	_, err := q.w.Write(nil) // the error that the writer keeps
	return err
}

// rolePredicate names the predicate of a role; one that is called as another
// predicate of facts gives way to it.
func rolePredicate(role string) string {
	for _, p := range predicates {
		if p.class == classFact && p.name == role {
			return "Fact.role_" + role
		}
	}
	return "Fact." + role
}

func (q *nquads) value(s string, x *entities.Filler) {
	q.class(s, classValue)
	q.say(s, "Value.type", x.Type, "")
	q.say(s, "Value.text", x.Text, "")
	q.say(s, "Value.key", x.Key, "")
	kind := func(k entities.Kind) { q.say(s, "Value.kind", string(k), "") }
	numbers := func(a, b entities.Decimal) {
		q.say(s, "Value.amount", a.String(), "double")
		q.say(s, "Value.amount_to", b.String(), "double")
	}
	switch v := x.Value.(type) {
	case *entities.Money:
		kind(v.Kind)
		numbers(v.Amount, v.AmountTo)
		q.say(s, "Value.currency", v.Currency, "")
		q.say(s, "Value.per", v.Per, "")
	case *entities.Percent:
		kind(v.Kind)
		numbers(v.Value, v.ValueTo)
		q.say(s, "Value.unit", v.Unit, "")
	case *entities.Number:
		kind(v.Kind)
		numbers(v.Value, v.ValueTo)
		q.say(s, "Value.unit", v.Counter, "")
	case *entities.Date:
		kind(v.Kind)
		q.say(s, "Value.from", v.From.String(), "date")
		q.say(s, "Value.to", v.To.String(), "date")
	}
}

func (q *nquads) evidence(fact, id string, ev *entities.Evidence) {
	a := &ev.Article
	article := node(classArticle, a.Key)
	if q.n.first("article", a.Key) {
		q.class(article, classArticle)
		q.say(article, "Article.sha256", a.Key, "")
		q.say(article, "Article.id", a.ID, "")
		q.say(article, "Article.title", a.Title, "")
		q.say(article, "Article.published", a.Published, "")
		if day, err := entities.ParseDay(a.Published); err == nil {
			q.say(article, "Article.day", day.String(), "date")
		}
		q.say(article, "Article.source", a.Source, "")
		q.say(article, "Article.url", a.URL, "")
	}
	key := a.Key
	if len(key) > 16 {
		key = key[:16]
	}
	s := node(classEvidence, fmt.Sprintf("%s/%s/%d-%d/%s", id, key, ev.Start, ev.End, ev.Rule))
	q.link(fact, "Fact.evidence", s)
	q.class(s, classEvidence)
	q.say(s, "Evidence.text", ev.Text, "")
	q.say(s, "Evidence.start", itoa(ev.Start), "integer")
	q.say(s, "Evidence.end", itoa(ev.End), "integer")
	q.say(s, "Evidence.rule", ev.Rule, "")
	q.say(s, "Evidence.confidence", confidence(ev.Confidence), "double")
	q.link(s, "Evidence.article", article)
}

// dgraphSchema writes the schema of the layout dgraph.
func dgraphSchema(w *bufio.Writer, sch *schema.Schema) {
	list := slices.Clone(predicates)
	for _, role := range sch.Roles() {
		list = append(list, predicate{classFact, strings.TrimPrefix(rolePredicate(role), "Fact."), "[uid] @reverse"})
	}
	for _, p := range list {
		fmt.Fprintf(w, "%s.%s: %s .\n", p.class, p.name, p.typ)
	}
	for _, class := range []string{classEntity, classFact, classValue, classEvidence, classArticle} {
		fmt.Fprintf(w, "\ntype %s {\n", class)
		for _, p := range list {
			if p.class == class {
				fmt.Fprintf(w, "  %s.%s\n", class, p.name)
			}
		}
		w.WriteString("}\n")
	}
}
