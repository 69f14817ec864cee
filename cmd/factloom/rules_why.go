package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/pipeline/detect"
	"github.com/factloom/factloom/pipeline/relate"
	"github.com/factloom/factloom/rules"
)

// textFlags are of the commands that look at one text given on the command line.
type textFlags struct {
	published string
	given     []string
}

func (f *textFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.published, "published", "", "`DAY` of publication of the text, as 2026-03-18: 周二 and 去年 depend on it")
	cmd.Flags().StringArrayVar(&f.given, "given", nil, "name to know as well, as `TYPE=NAME`, such as company=雲杉科技 (repeatable)")
}

// names reads --given.
func (f *textFlags) names(e *engine) (map[string][]string, error) {
	out := map[string][]string{}
	types := entityTypes(e.schema)
	for _, g := range f.given {
		typ, name, ok := strings.Cut(g, "=")
		if typ, name = strings.TrimSpace(typ), strings.TrimSpace(name); !ok || name == "" {
			return nil, usagef("--given %s: want TYPE=NAME, such as company=雲杉科技", g)
		}
		if err := oneOf("--given: type", typ, types); err != nil {
			return nil, err
		}
		out[typ] = append(out[typ], name)
	}
	return out, nil
}

// document makes a document of a text and readies it for rules: everything but the
// facts. The names that user rules give for their tests are known too.
func (f *textFlags) document(e *engine, text string) (*entities.Document, error) {
	given, err := f.names(e)
	if err != nil {
		return nil, err
	}
	for _, r := range e.rules.Rules() {
		if !r.User {
			continue
		}
		names, published, _ := e.rules.Given(r.ID)
		f.published = cmp.Or(f.published, published)
		for typ, list := range names {
			for _, n := range list {
				if !slices.Contains(given[typ], n) {
					given[typ] = append(given[typ], n)
				}
			}
		}
	}
	if f.published != "" {
		if _, err := entities.ParseDay(f.published); err != nil {
			return nil, usagef("--published: %w", err)
		}
	}
	doc := &entities.Document{ID: "text", File: "text", Published: f.published}
	doc.SetText("", text)
	return doc, e.annotator()(doc, given)
}

func newRulesWhy(a *app) *cobra.Command {
	var f textFlags
	cmd := &cobra.Command{
		Use:   "why FACT-ID|TEXT",
		Short: "Say why a fact was drawn: the rule, the words it took, names, dates and mood",
		Long: `Shows how each fact of a text came about: the sentence with <role:filler>, [words of
the rule] and {words that set the mood}; the rule and its say; the entries of lexicons
it took; for each role what it means and how that is known, and the readings of a date
that were refused; and the matches that it beat.

FACT-ID is the id of a fact in the store, as query --format json prints it; its
articles are read again with the rules of now.`,
		Example: "  factloom rules why 福特汽車周二宣布擬收購特斯拉。 --published 2026-03-18",
		Args:    takes(1, 1, "the id of a fact, or a text"),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.engine()
			if err != nil {
				return err
			}
			if namesFact(args[0]) {
				return a.whyFact(cmd.Context(), e, args[0])
			}
			doc, err := f.document(e, args[0])
			if err != nil {
				return err
			}
			if err := relate.New(e.schema, e.rules).Process(doc); err != nil {
				return err
			}
			w := newWhy(a.stdout, e, doc)
			if len(doc.Facts) == 0 {
				fmt.Fprintln(a.stdout, "no facts")
				if near := e.rules.Nearest(doc); near != nil {
					fmt.Fprintf(a.stderr, "note: the rule that came nearest is %s; see factloom rules why-not %s %s\n", near.Rule, near.Rule, shellWord(args[0]))
				}
				return nil
			}
			for i := range doc.Facts {
				if i > 0 {
					fmt.Fprintln(a.stdout)
				}
				w.fact(&doc.Facts[i])
			}
			return nil
		},
	}
	f.add(cmd)
	return cmd
}

// namesFact tells whether a word has the form of a fact's id.
func namesFact(s string) bool {
	return len(s) == 20 && strings.Trim(s, "0123456789abcdef") == ""
}

// whyFact explains a fact of the store in each article that states it.
func (a *app) whyFact(ctx context.Context, e *engine, id string) (err error) {
	v, err := a.readView()
	if err != nil {
		return err
	}
	defer closeStore(v.Stored(), &err)
	r, err := v.Fact(id)
	if err != nil {
		return err
	}
	for i := range r.Evidence {
		x := &r.Evidence[i]
		if ctx.Err() != nil {
			return ctx.Err()
		}
		text, err := v.ArticleText(x.Article.Key)
		if err != nil {
			return err
		}
		doc := &entities.Document{ID: x.Article.ID, File: x.Article.File, URL: x.Article.URL, Published: x.Article.Published,
			Section: x.Article.Section, Source: x.Article.Source, Market: x.Article.Market, Variant: x.Article.Variant}
		doc.SetText(x.Article.Title, text)
		if err := e.pipe.Process(doc); err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		fmt.Fprintln(a.stdout, strings.TrimRight(oneLine(x.Article.ID+"  "+x.Article.Published+"  "+x.Article.Title), " "))
		at := slices.IndexFunc(doc.Facts, func(f entities.Fact) bool { return f.ID == id })
		if at < 0 { // corrections give facts other ids
			at = slices.IndexFunc(doc.Facts, func(f entities.Fact) bool {
				return f.Type == r.Type && f.Span == x.Span && ruleOf(f.Rule) == ruleOf(x.Rule)
			})
		}
		if at < 0 {
			fmt.Fprintf(a.stdout, "  by %s, in 「%s」\n  the rules of now draw it no more here\n", x.Rule, oneLine(x.Text))
			continue
		}
		newWhy(a.stdout, e, doc).fact(&doc.Facts[at])
	}
	return nil
}

// ruleOf is the id of rule@version.
func ruleOf(s string) string {
	id, _, _ := strings.Cut(s, "@")
	return id
}

// why explains the facts of one document.
type why struct {
	w        io.Writer
	doc      *entities.Document
	matches  []rules.Match
	rules    map[string]rules.Rule
	verdicts []detect.Verdict
}

func newWhy(w io.Writer, e *engine, doc *entities.Document) *why {
	x := &why{w: w, doc: doc, matches: e.rules.Trace(doc), rules: map[string]rules.Rule{}, verdicts: e.detector.Trace(doc)}
	for _, r := range e.rules.Rules() {
		x.rules[r.ID] = r
	}
	return x
}

func (x *why) line(head, format string, args ...any) {
	fmt.Fprintf(x.w, "  %-7s%s\n", head, oneLine(fmt.Sprintf(format, args...)))
}

// fact explains one fact.
func (x *why) fact(f *entities.Fact) {
	fmt.Fprintf(x.w, "%s  %s\n", f.Type, factWords(f))
	at := slices.IndexFunc(x.matches, func(m rules.Match) bool { return m.Fact != nil && m.Won() && m.Fact.ID == f.ID })
	if at < 0 {
		x.line("rule", "%s", f.Rule)
		x.line("text", "%s", f.Evidence)
		return
	}
	m := &x.matches[at]
	x.line("text", "%s", x.marked(m))
	x.line("rule", "%s@%s (%s:%d): %s", m.Rule, m.Version, m.File, m.Line, x.rules[m.Rule].About)
	x.line("say", "%s", m.Say)
	seen := map[rules.Phrase]bool{}
	for _, c := range m.Captures {
		if p := c.Phrase; p != nil && !seen[*p] {
			seen[*p] = true
			value := ""
			if p.Value != "" {
				value = " = " + p.Value
			}
			x.line("word", "%s in ~%s (%s:%d)%s", x.doc.Slice(c.Span), p.Lexicon, p.File, p.Line, value)
		}
	}
	for i := range f.Fillers {
		x.filler(m, &f.Fillers[i])
	}
	mood := m.Modality
	if m.Polarity == entities.Negative {
		mood += ", negative"
	}
	if len(m.Words) > 0 {
		var words []string
		for _, w := range m.Words {
			words = append(words, x.doc.Slice(w))
		}
		mood += ", for " + strings.Join(words, " and ")
	}
	x.line("mood", "%s", mood)
	x.line("sure", "%.2f", f.Confidence)
	x.beaten(m)
}

// filler says what fills a role and how that is known.
func (x *why) filler(m *rules.Match, r *entities.Filler) {
	head := r.Role + " = " + r.Text
	if how := x.how(m, r); how != "" {
		head += "  (" + how + ")"
	}
	x.line("role", "%s", head)
}

// how says how what fills a role is known.
func (x *why) how(m *rules.Match, r *entities.Filler) string {
	if r.Span.Len() == 0 {
		return "as the rule says"
	}
	var how []string
	text := x.doc.Slice(r.Span)
	name := x.mention(r)
	switch {
	case r.Value != nil:
		v := valueWords(r.Value)
		if text != r.Text {
			v = text + " = " + v
		}
		how = append(how, v)
	case name != nil:
		if text != r.Text {
			how = append(how, text+" = "+r.Text)
		}
		how = append(how, name.ID)
		via := "via " + string(name.Via)
		if name.Rule != "" {
			via += " " + name.Rule
		}
		for _, v := range x.verdicts {
			if v.Span == name.Span && v.Accepted && v.ID == name.ID && v.Why != "" {
				via += " (" + v.Why + ")"
				break
			}
		}
		how = append(how, via)
	case text != r.Text:
		how = append(how, "from "+text)
	}
	if at := x.doc.SentenceAt(r.Start); at != m.Sentence {
		how = append(how, fmt.Sprintf("from sentence %d: %s", at+1, strings.TrimSpace(x.doc.Slice(x.doc.Sentences[max(at, 0)].Span))))
	} else if r.Start < m.Span.Start || r.End > m.Span.End {
		how = append(how, "carried within the sentence")
	}
	return strings.Join(how, "; ")
}

// mention finds the name that a filler came from.
func (x *why) mention(r *entities.Filler) *entities.Mention {
	if r.ID == "" {
		return nil
	}
	for i := range x.doc.Mentions {
		if m := &x.doc.Mentions[i]; m.Span == r.Span && m.ID == r.ID {
			return m
		}
	}
	return nil
}

// marked writes the sentence of a match with what it took: <role:filler>, [words of
// the say], {words of mood}.
func (x *why) marked(m *rules.Match) string {
	type mark struct {
		entities.Span
		open, close string
	}
	sent := x.doc.Sentences[m.Sentence].Span
	var marks []mark
	for _, c := range m.Captures {
		if !sent.Contains(c.Span) {
			continue
		}
		if c.Role != "" {
			marks = append(marks, mark{c.Span, "<" + c.Role + ":", ">"})
		} else {
			marks = append(marks, mark{c.Span, "[", "]"})
		}
	}
	for _, w := range m.Words {
		marks = append(marks, mark{w, "{", "}"})
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return a.Span.Compare(b.Span) })
	var b strings.Builder
	at := sent.Start
	for _, k := range marks {
		if k.Start < at || k.End > sent.End {
			continue
		}
		b.WriteString(x.doc.Slice(entities.Span{Start: at, End: k.Start}))
		b.WriteString(k.open + x.doc.Slice(k.Span) + k.close)
		at = k.End
	}
	b.WriteString(x.doc.Slice(entities.Span{Start: at, End: sent.End}))
	return strings.TrimSpace(b.String())
}

// beaten lists the rules whose matches this one beat, each once for each reason.
func (x *why) beaten(m *rules.Match) {
	seen := map[string]bool{}
	for i := range x.matches {
		o := &x.matches[i]
		if o.BeatenBy != m.Rule || o.Beaten != m.Span || o.Type != m.Type {
			continue
		}
		line := o.Rule + ": " + o.Why
		if o.Rule == m.Rule {
			line = "the same rule elsewhere: " + o.Why
		}
		if !seen[line] {
			seen[line] = true
			x.line("beat", "%s", line)
		}
	}
}

func newRulesWhyNot(a *app) *cobra.Command {
	var f textFlags
	cmd := &cobra.Command{
		Use:   "why-not RULE TEXT",
		Short: "Say how near a rule came to a text, and what it wanted instead",
		Long: `Lays the rule that came nearest beside the text: the parts that fit, and what
stands where the others should. Names are those that the lists know, those that the
file of the rule gives for its tests, and those of --given.`,
		Example: "  factloom rules why-not buy 福特汽車昨晚拿下特斯拉。",
		Args:    takes(2, 2, "a rule and a text"),
		RunE: func(_ *cobra.Command, args []string) error {
			e, err := a.engine()
			if err != nil {
				return err
			}
			names, published, _ := e.rules.Given(args[0])
			f.published = cmp.Or(f.published, published)
			for typ, list := range names {
				for _, n := range list {
					f.given = append(f.given, typ+"="+n)
				}
			}
			slices.Sort(f.given)
			doc, err := f.document(e, args[1])
			if err != nil {
				return err
			}
			miss, err := e.rules.WhyNot(doc, args[0])
			if unknown := (*rules.UnknownRule)(nil); errors.As(err, &unknown) {
				return fmt.Errorf("%w; factloom rules list shows them all", err)
			}
			if err != nil {
				return err
			}
			for _, line := range miss.Lines(doc) {
				if _, err := fmt.Fprintln(a.stdout, line); err != nil {
					return err
				}
			}
			return nil
		},
	}
	f.add(cmd)
	return cmd
}
