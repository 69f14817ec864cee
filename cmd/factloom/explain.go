package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/pipeline/detect"
	"github.com/factloom/factloom/pipeline/read"
	"github.com/factloom/factloom/rules"
)

type explainFlags struct {
	published string
	title     string
	html      string
}

func newExplain(a *app) *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use:   "explain TEXT|FILE|-",
		Short: "Show every stage of one text: words, names, values, facts, and what lost",
		Long: `Shows, sentence by sentence, what each stage made of a text: the mentions with how
they were found and why, the names that were refused, the facts with their rule,
and the matches of rules that lost or were refused.

The text is an argument, a file that run could read, or standard input ("-").`,
		Example: `  factloom explain --published 2026-03-18 福特汽車周二宣布以43億美元收購特斯拉。
  factloom explain article.html | less
  factloom explain article.html --html page.html`,
		Args: takes(1, 1, "a text, a file, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.explain(cmd.Context(), args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.published, "published", "", "`DAY` of publication of a TEXT, as 2026-03-18: 周二 and 去年 depend on it")
	cmd.Flags().StringVar(&f.title, "title", "", "`TITLE` of a TEXT")
	cmd.Flags().StringVar(&f.html, "html", "", "write one page to `FILE` (- is stdout): the text with its mentions, the facts with rules and evidence")
	return cmd
}

func (a *app) explain(ctx context.Context, what string, f explainFlags) error {
	if f.published != "" {
		if _, err := entities.ParseDay(f.published); err != nil {
			return usagef("--published: %w", err)
		}
	}
	e, err := a.engine()
	if err != nil {
		return err
	}
	if f.html == "" {
		return a.explainEach(ctx, e, what, f, func(doc *entities.Document, n int) error {
			if n > 1 {
				fmt.Fprintln(a.stdout)
			}
			return a.explainDocument(e, doc)
		})
	}
	var quarantined error
	err = a.writeWhole(f.html, func(w io.Writer) error {
		p := &page{w: w}
		p.begin("factloom explain " + what)
		err := a.explainEach(ctx, e, what, f, func(doc *entities.Document, _ int) error {
			if err := e.pipe.Process(doc); err != nil {
				return err
			}
			p.document(e, doc)
			return nil
		})
		p.end()
		if p.n > 0 && exitCode(err) == exitQuarantined { // the page is good
			quarantined, err = err, nil
		}
		return err
	})
	return errors.Join(err, quarantined)
}

// explainEach calls explain for the text, or for each article of a file.
func (a *app) explainEach(ctx context.Context, e *engine, what string, f explainFlags, explain func(doc *entities.Document, n int) error) error {
	if what != "-" {
		if _, err := os.Stat(what); err != nil {
			if looksLikeFile(what) {
				fmt.Fprintf(a.stderr, "note: there is no file %s; it is read as a text\n", what)
			}
			doc := &entities.Document{ID: "text", File: "text", Published: f.published}
			doc.SetText(f.title, what)
			return explain(doc, 1)
		}
	}
	opt, err := a.readOptions()
	if err != nil {
		return err
	}
	refused := 0
	n := 0
	_, err = read.Walk(ctx, []string{what}, a.input(ctx, []string{what}), opt, func(raw entities.Raw) error {
		doc, err := e.article(raw)
		if err != nil {
			refused++
			fmt.Fprintln(a.stderr, oneLine(err.Error()))
			return nil
		}
		if doc.Published == "" {
			doc.Published = f.published
		}
		n++
		return explain(doc, n)
	}, func(r *entities.Reject) {
		refused++
		fmt.Fprintln(a.stderr, oneLine(r.Error()))
	})
	if err == nil && refused > 0 {
		err = silent(exitQuarantined)
	}
	return err
}

// looksLikeFile tells whether a text is more likely the name of a file.
func looksLikeFile(s string) bool {
	return strings.ContainsAny(s, "/\\") && !strings.ContainsAny(s, " 。，,") ||
		len(s) < 100 && (strings.HasSuffix(s, ".html") || strings.HasSuffix(s, ".txt") || strings.HasSuffix(s, ".json") || strings.HasSuffix(s, ".jsonl"))
}

// explainDocument runs one document through the pipeline and prints its stages.
func (a *app) explainDocument(e *engine, doc *entities.Document) error {
	if err := e.pipe.Process(doc); err != nil {
		return err
	}
	x := &explainer{w: a.stdout, doc: doc, verdicts: e.detector.Trace(doc), matches: e.rules.Trace(doc)}
	x.head()
	for i := range doc.Sentences {
		x.sentence(i)
	}
	x.facts()
	return a.stdout.Flush()
}

// explainer prints the stages of one document. Write errors are kept by the
// output and returned by its Flush.
type explainer struct {
	w        io.Writer
	doc      *entities.Document
	verdicts []detect.Verdict
	matches  []rules.Match
}

func (x *explainer) printf(format string, args ...any) { fmt.Fprintf(x.w, format, args...) }

func (x *explainer) head() {
	d := x.doc
	x.printf("%s\n", oneLine(d.File))
	for _, f := range []struct{ name, value string }{
		{"title", d.Title}, {"published", d.Published}, {"author", d.Author}, {"section", d.Section},
		{"source", d.Source}, {"url", d.URL}, {"market", d.Market}, {"variant", d.Variant},
	} {
		if f.value != "" {
			x.printf("  %-10s%s\n", f.name, oneLine(f.value))
		}
	}
	if d.Published == "" {
		x.printf("  %-10s%s\n", "published", "not known: relative dates such as 周二 stay open (set it with --published)")
	}
	for _, w := range d.Warnings {
		x.printf("  %-10s%s\n", "warning", oneLine(w))
	}
}

// sentence prints one sentence with its words, its mentions and the names that
// were refused in it.
func (x *explainer) sentence(i int) {
	s := x.doc.Sentences[i]
	x.printf("\n[%d] %s\n", i+1, oneLine(x.doc.Slice(s.Span)))
	var words []string
	for _, t := range x.doc.Tokens {
		if s.Contains(t.Span) && strings.TrimSpace(x.doc.Slice(t.Span)) != "" {
			w := oneLine(x.doc.Slice(t.Span))
			if t.Known {
				w += "/" + t.POS
			}
			words = append(words, w)
		}
	}
	x.printf("  %-13s%s\n", "words", strings.Join(words, " "))
	for _, m := range x.doc.Mentions {
		if s.Contains(m.Span) && !(m.Hidden && m.Type == entities.NumberType) {
			x.mention(&m)
		}
	}
	for _, v := range x.verdicts {
		if s.Contains(v.Span) && !v.Accepted {
			why := v.Why
			if why == "" {
				why = "nothing beside it speaks for that"
			}
			x.printf("  %-13s%s as %s: %s: %s\n", "refused", v.Text, cmp.Or(v.ID, v.Type), v.Mechanism, why)
		}
	}
}

func (x *explainer) mention(m *entities.Mention) {
	if m.Value != nil {
		x.printf("  %-13s%s = %s\n", m.Type, m.Text, valueWords(m.Value))
		return
	}
	x.printf("  %-13s%s", m.Type, m.Text)
	if m.Entity != m.Text {
		x.printf(" = %s", m.Entity)
	}
	x.printf("  %s, via %s", m.ID, m.Via)
	if m.Rule != "" {
		x.printf(" %s", m.Rule)
	}
	if m.Confidence > 0 {
		x.printf(" %.2f", m.Confidence)
	}
	for _, v := range x.verdicts {
		if v.Span == m.Span && v.Accepted && v.Type == m.Type && v.Why != "" {
			x.printf(" (%s: %s)\n", v.Mechanism, v.Why)
			return
		}
	}
	switch m.Via { // what link found
	case entities.ViaShort:
		x.printf(" (tail: a name of the article without its ending)")
	case entities.ViaGloss:
		x.printf(" (alias: in brackets behind the name)")
	}
	x.printf("\n")
}

// valueWords writes a typed value for people.
func valueWords(v entities.Value) string {
	to := func(a, b entities.Decimal) string {
		if a.IsNull() {
			return "open"
		}
		if b.IsNull() {
			return a.String()
		}
		return a.String() + " to " + b.String()
	}
	var parts []string
	add := func(s string) {
		if s != "" && s != string(entities.Exact) {
			parts = append(parts, s)
		}
	}
	switch v := v.(type) {
	case *entities.Money:
		add(to(v.Amount, v.AmountTo))
		if v.Currency == "" {
			add("of an open currency")
		}
		add(v.Currency)
		add(string(v.Kind))
		if v.Per != "" {
			add("per " + v.Per)
		}
		if v.Assumed {
			add("(currency assumed)")
		}
	case *entities.Percent:
		add(to(v.Value, v.ValueTo))
		add(v.Unit)
		add(string(v.Kind))
	case *entities.Date:
		switch {
		case v.From == entities.None && v.To == entities.None:
			add("open")
		case v.From == v.To:
			add(v.From.String())
		default:
			add(v.From.String() + " to " + v.To.String())
		}
		add(string(v.Kind))
		if v.Why != "" {
			add("(" + v.Why + ")")
		}
		for _, r := range v.Alt {
			add(fmt.Sprintf("not %s to %s (%s)", r.From, r.To, r.Why))
		}
	case *entities.Number:
		add(to(v.Value, v.ValueTo))
		add(v.Counter)
		add(string(v.Kind))
	}
	return strings.Join(parts, " ")
}

// facts prints what was drawn, then the matches that drew nothing.
func (x *explainer) facts() {
	if len(x.doc.Facts) == 0 {
		x.printf("\nno facts\n")
	} else {
		x.printf("\n%s\n", count(len(x.doc.Facts), "fact", "facts"))
	}
	for i := range x.doc.Facts {
		f := &x.doc.Facts[i]
		x.printf("  %s  %s\n", f.Type, factWords(f))
		x.printf("    %s %s, %.2f, by %s, in [%d]\n", f.Modality, f.Polarity, f.Confidence, f.Rule, x.doc.SentenceAt(f.Start)+1)
		x.printf("    「%s」\n", oneLine(f.Evidence))
	}
	x.lost()
}

// lostMatch is a match that drew nothing, as explain shows it.
type lostMatch struct {
	typ, bound, rule, why string
	sentence, times       int
}

// lostMatches returns the matches that drew nothing, alike ones once.
func lostMatches(doc *entities.Document, matches []rules.Match) []lostMatch {
	at := map[lostMatch]int{}
	var out []lostMatch
	for i := range matches {
		m := &matches[i]
		if m.Won() {
			continue
		}
		why := m.Refused
		if m.BeatenBy != "" {
			why = "beaten by " + m.BeatenBy
			if m.Why != "" {
				why += ": " + m.Why
			}
		}
		var bound []string
		for _, c := range m.Captures {
			if c.Role != "" {
				bound = append(bound, c.Role+"="+oneLine(doc.Slice(c.Span)))
			}
		}
		l := lostMatch{typ: m.Type, bound: strings.Join(bound, "  "), rule: m.Rule + "@" + m.Version, why: why, sentence: m.Sentence}
		k, ok := at[l]
		if !ok {
			k = len(out)
			at[l] = k
			out = append(out, l)
		}
		out[k].times++
	}
	return out
}

// lost prints the matches that drew nothing.
func (x *explainer) lost() {
	list := lostMatches(x.doc, x.matches)
	if len(list) > 0 {
		x.printf("\nlost\n")
	}
	for _, l := range list {
		x.printf("  %s  %s\n    by %s, in [%d], %s", l.typ, l.bound, l.rule, l.sentence+1, l.why)
		if l.times > 1 {
			x.printf(" (%d times)", l.times)
		}
		x.printf("\n")
	}
}

// factWords writes the fillers of a fact: acquirer=LG新能源 value=43億美元.
func factWords(f *entities.Fact) string {
	var parts []string
	for i := 0; i < len(f.Fillers); {
		role := f.Fillers[i].Role
		var texts []string
		for ; i < len(f.Fillers) && f.Fillers[i].Role == role; i++ {
			texts = append(texts, oneLine(f.Fillers[i].Text))
		}
		parts = append(parts, role+"="+strings.Join(texts, " + "))
	}
	return strings.Join(parts, "  ")
}
