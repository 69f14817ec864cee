package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/pipeline"
	"github.com/factloom/factloom/rules"
)

type ruleReportFlags struct {
	by     string
	format string
	all    bool
}

// reportOrders are the orders of the rules in a report.
var reportOrders = []string{"facts", "hits", "time", "file"}

func newRulesReport(a *app) *cobra.Command {
	var f ruleReportFlags
	cmd := &cobra.Command{
		Use:   "report [PATH...|-]",
		Short: "Say what each rule does over a dump: hits, facts, roles, overlaps, time",
		Long: `Reads articles as run does, stores nothing, and tells for each rule how often a say
of it fitted (hits), how many facts came of that, how many hits lost to another rule
(beaten), said again what the article had said (again) or drew nothing (refused), the
share of facts with every role that the rule names (full), and the time it took.

Then: rules that beat each other, with the reasons; roles that are often missing; rules
that never hit; literals and entries of lexicons that stood in no article.

--format json gives all of it, csv the table of rules alone.`,
		Example: `  factloom rules report news/ > report.txt
  factloom rules report --by time --rules our-rules.yaml dump.jsonl.gz`,
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, x := range []struct {
				flag, got string
				known     []string
			}{{"--format", f.format, []string{"table", "json", "csv"}}, {"--by", f.by, reportOrders}} {
				if err := oneOf(x.flag, x.got, x.known); err != nil {
					return err
				}
			}
			return a.reportRules(cmd.Context(), args, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.by, "by", "facts", "the rules with most of this `COLUMN` first: "+strings.Join(reportOrders, ", "))
	flags.StringVar(&f.format, "format", "table", "write as `FORMAT`: table, json, csv")
	flags.BoolVar(&f.all, "all", false, "list everything, not the first of each kind")
	return cmd
}

func (a *app) reportRules(ctx context.Context, paths []string, f ruleReportFlags) error {
	if len(paths) == 0 {
		paths = []string{"-"}
	}
	e, err := a.engine()
	if err != nil {
		return err
	}
	survey := e.rules.Survey()
	pipe, err := pipeline.New(e.article, e.segmenting(), e.detector, e.linker(), e.settling(),
		stage{"survey", entities.LayerMentions | entities.LayerEntities, entities.LayerFacts, survey.Add})
	if err != nil {
		return err
	}
	r := &report{talk: a.stderr}
	sum, err := pipe.Run(ctx, a.source(paths, nil, r), counted{r}, pipeline.Options{Workers: a.global.workers})
	r.finish()
	if err != nil {
		return err
	}
	if err := a.writeSurvey(survey.Result(), f); err != nil {
		return err
	}
	if sum.Quarantined > 0 {
		return silent(exitQuarantined)
	}
	return nil
}

// counted is a pipeline.Sink that keeps nothing.
type counted struct{ report *report }

// Add implements pipeline.Sink.
func (c counted) Add(_ context.Context, docs []*entities.Document, rejects []*entities.Reject) (entities.Stored, error) {
	for _, d := range docs {
		c.report.document(d)
	}
	for _, r := range rejects {
		c.report.reject(r)
	}
	return entities.Stored{Stored: len(docs)}, nil
}

func (a *app) writeSurvey(s *rules.Surveyed, f ruleReportFlags) error {
	if f.format == "json" {
		return writeJSON(a.stdout, surveyJSON(s))
	}
	order := map[string]func(r *rules.RuleCount) int{
		"facts": func(r *rules.RuleCount) int { return r.Facts },
		"hits":  func(r *rules.RuleCount) int { return r.Hits },
		"time":  func(r *rules.RuleCount) int { return int(r.Time) },
		"file":  func(*rules.RuleCount) int { return 0 },
	}[f.by]
	list := slices.Clone(s.Rules)
	slices.SortStableFunc(list, func(x, y rules.RuleCount) int { return cmp.Compare(order(&y), order(&x)) })
	t := table{head: []string{"rule", "type", "hits", "facts", "beaten", "again", "refused", "full", "ms", "group", "line"}}
	facts, working := 0, 0
	for i := range list {
		r := &list[i]
		if facts += r.Facts; r.Facts > 0 {
			working++
		}
		if r.Hits == 0 && f.format == "table" && r.Time < time.Millisecond {
			continue
		}
		t.add(r.ID, r.Type, r.Hits, r.Facts, r.Beaten, r.Again, r.Refused, share(r.Full, r.Facts), int(r.Time.Milliseconds()), r.Group, r.Line)
	}
	if f.format == "csv" {
		return t.write(a.stdout, "csv")
	}
	fmt.Fprintf(a.stdout, "%s, %s, %s: %s by %d of %s; rules took %.2f s\n\n", count(s.Documents, "article", "articles"),
		count(s.Sentences, "sentence", "sentences"), kilobytes(s.Bytes), count(facts, "fact", "facts"), working, count(len(s.Rules), "rule", "rules"), s.Time.Seconds())
	if err := t.write(a.stdout, "table"); err != nil {
		return err
	}
	limit := 20
	if f.all {
		limit = 1 << 30
	}
	var lines []string
	for _, o := range s.Overlaps {
		var why []string
		for _, w := range sortedByCount(o.Why) {
			why = append(why, fmt.Sprintf("%s %d", w, o.Why[w]))
		}
		lines = append(lines, fmt.Sprintf("%s beats %s %s: %s", o.Winner, o.Loser, count(o.Times, "time", "times"), strings.Join(why, ", ")))
	}
	a.section("overlaps", lines, limit)
	lines = nil
	for i := range list {
		r := &list[i]
		var part []string
		for _, name := range r.Names {
			if n := r.Bound[name]; n < r.Facts {
				part = append(part, name+" "+share(n, r.Facts))
			}
		}
		if len(part) > 0 {
			lines = append(lines, fmt.Sprintf("%s (%s): %s", r.ID, count(r.Facts, "fact", "facts"), strings.Join(part, ", ")))
		}
	}
	a.section("roles that not every fact has", lines, limit)
	lines = nil
	own := slices.Clone(s.Rules) // those of the user first
	slices.SortStableFunc(own, func(x, y rules.RuleCount) int { return strings.Compare(origin(y.User), origin(x.User)) })
	for _, r := range own {
		if r.Hits == 0 {
			lines = append(lines, fmt.Sprintf("%s (%s:%d)", r.ID, r.File, r.Line))
		}
	}
	a.section("rules that never hit", lines, limit)
	lines = nil
	for _, r := range own {
		if len(r.Unseen) > 0 {
			lines = append(lines, fmt.Sprintf("%s: %s", r.ID, few(r.Unseen, f.all)))
		}
	}
	a.section("literals that stood in no article", lines, limit)
	lines = nil
	for i := 0; i < len(s.Unseen); {
		j := i
		var words []string
		for j < len(s.Unseen) && s.Unseen[j].File == s.Unseen[i].File && s.Unseen[j].Lexicon == s.Unseen[i].Lexicon {
			words = append(words, s.Unseen[j].Text)
			j++
		}
		lines = append(lines, fmt.Sprintf("~%s (%s:%d): %s", s.Unseen[i].Lexicon, s.Unseen[i].File, s.Unseen[i].Line, few(words, f.all)))
		i = j
	}
	a.section(fmt.Sprintf("entries of lexicons that stood in no article, %s of %s", thousands(len(s.Unseen)), thousands(s.Phrases)), lines, limit)
	return nil
}

// section prints a list under its head, the first lines of it.
func (a *app) section(head string, lines []string, limit int) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(a.stdout, "\n%s\n", head)
	for i, l := range lines {
		if i == limit {
			fmt.Fprintf(a.stdout, "  … and %s more (--all)\n", thousands(len(lines)-limit))
			break
		}
		fmt.Fprintf(a.stdout, "  %s\n", oneLine(l))
	}
}

// few joins words, the first of them unless all are wanted.
func few(words []string, all bool) string {
	const shown = 15
	if !all && len(words) > shown+1 {
		return strings.Join(words[:shown], " ") + fmt.Sprintf(" … %d more", len(words)-shown)
	}
	return strings.Join(words, " ")
}

// origin orders rules by where they come from.
func origin(user bool) string {
	if user {
		return "user"
	}
	return "shipped"
}

// share is a part of a whole in per cent, "-" of nothing.
func share(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%d%%", n*100/of)
}

func kilobytes(n int) string {
	if n < 1_000_000 {
		return fmt.Sprintf("%s kB", thousands((n+999)/1000))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

func sortedByCount(m map[string]int) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(m[b]-m[a], strings.Compare(a, b)) })
	return out
}

// surveyJSON gives a survey the form it has as JSON.
func surveyJSON(s *rules.Surveyed) any {
	type rule struct {
		ID       string         `json:"id"`
		Version  string         `json:"version"`
		Type     string         `json:"type"`
		Stage    string         `json:"stage"`
		Group    string         `json:"group"`
		Line     int            `json:"line"`
		Hits     int            `json:"hits"`
		Facts    int            `json:"facts"`
		Beaten   int            `json:"beaten"`
		Again    int            `json:"again"`
		Refused  int            `json:"refused"`
		Full     int            `json:"full"`
		Roles    map[string]int `json:"roles"`
		Micros   int64          `json:"microseconds"`
		Literals []string       `json:"unseen_literals"`
	}
	type overlap struct {
		Winner string         `json:"winner"`
		Loser  string         `json:"loser"`
		Times  int            `json:"times"`
		Why    map[string]int `json:"why"`
	}
	type phrase struct {
		File    string `json:"file"`
		Line    int    `json:"line"`
		Lexicon string `json:"lexicon"`
		Phrase  string `json:"phrase"`
	}
	out := struct {
		Articles  int       `json:"articles"`
		Sentences int       `json:"sentences"`
		Bytes     int       `json:"bytes"`
		Micros    int64     `json:"microseconds"`
		Rules     []rule    `json:"rules"`
		Overlaps  []overlap `json:"overlaps"`
		Phrases   int       `json:"phrases"`
		Unseen    []phrase  `json:"unseen_phrases"`
	}{s.Documents, s.Sentences, s.Bytes, s.Time.Microseconds(), []rule{}, []overlap{}, s.Phrases, []phrase{}}
	for _, r := range s.Rules {
		roles := map[string]int{}
		for _, name := range r.Names {
			roles[name] = r.Bound[name]
		}
		out.Rules = append(out.Rules, rule{r.ID, r.Version, r.Type, r.Stage, r.Group, r.Line, r.Hits, r.Facts, r.Beaten, r.Again, r.Refused,
			r.Full, roles, r.Time.Microseconds(), append([]string{}, r.Unseen...)})
	}
	for _, o := range s.Overlaps {
		out.Overlaps = append(out.Overlaps, overlap{o.Winner, o.Loser, o.Times, o.Why})
	}
	for _, p := range s.Unseen {
		out.Unseen = append(out.Unseen, phrase{p.File, p.Line, p.Lexicon, p.Text})
	}
	return out
}
