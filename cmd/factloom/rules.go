package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/pipeline"
	"github.com/factloom/factloom/rules"
)

func newRules(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "Check, test, explain and write rules",
		Long: `Checks, tests and explains the rules that ship and those of --rules. How to write a
rule stands in rules/README.md.`,
		Example: `  factloom rules test
  factloom rules lint --rules our-rules/
  factloom rules why-not buy 福特汽車昨晚拿下特斯拉。`,
	}
	cmd.AddCommand(newRulesTest(a), newRulesLint(a), newRulesNew(a), newRulesList(a), newRulesWhy(a), newRulesWhyNot(a), newRulesReport(a))
	group(cmd)
	return cmd
}

func newRulesTest(a *app) *cobra.Command {
	var only string
	cmd := &cobra.Command{
		Use:   "test",
		Short: "Run the sentences that rules say about themselves",
		Long: `Runs the tests that stand in the rule files: sentences with the facts a rule must
draw from them, and sentences from which it must not. Exit code 1 when one fails, or
when a say is used by none; what else is odd, factloom rules lint says.`,
		Example: `  factloom rules test
  factloom rules test --rules our-rules.yaml --only our-rules.yaml`,
		Args: takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			return a.testRules(only)
		},
	}
	cmd.Flags().StringVar(&only, "only", "", "only the rule or file named `WORD`; else those whose name holds it")
	return cmd
}

func (a *app) testRules(only string) error {
	e, err := a.engine()
	if err != nil {
		return err
	}
	holds := func(id, file string) bool { return strings.Contains(id, only) || strings.Contains(file, only) }
	if slices.ContainsFunc(e.rules.Rules(), func(r rules.Rule) bool { return r.ID == only || r.File == only }) {
		holds = func(id, file string) bool { return id == only || file == only }
	}
	report := rules.TestOnly(e.rules, e.annotator(), holds)
	if only != "" && len(report.Outcomes) == 0 {
		return fmt.Errorf("--only %s: no rule or file with a test is named so", only)
	}
	for _, line := range report.Lines() {
		if _, err := fmt.Fprintln(a.stdout, line); err != nil {
			return err
		}
	}
	if n := len(report.Problems) - len(report.Problems.Errors()); n > 0 {
		fmt.Fprintf(a.stderr, "note: %s that factloom rules lint shows\n", count(n, "warning", "warnings"))
	}
	if report.Failed() {
		return silent(exitFailed)
	}
	return nil
}

// annotator readies sentences for the tests of rules: the stages before relate,
// with the names that a file gives for its tests. Detectors are kept, since
// the tests of one file share their names.
func (e *engine) annotator() func(*entities.Document, map[string][]string) error {
	var mu sync.Mutex
	kept := map[string]*pipeline.Pipeline{}
	build := func(given map[string][]string) (*pipeline.Pipeline, error) {
		var tsv strings.Builder
		tsv.WriteString("type\tname\n")
		types := make([]string, 0, len(given))
		for t := range given {
			types = append(types, t)
		}
		slices.Sort(types)
		for _, t := range types {
			for _, name := range given[t] {
				fmt.Fprintf(&tsv, "%s\t%s\n", t, strings.NewReplacer("\t", " ", "\n", " ").Replace(name))
			}
		}
		user := e.user
		if len(given) > 0 {
			g, err := gazetteer.Load(e.schema, "given", strings.NewReader(tsv.String()))
			if err != nil {
				return nil, err
			}
			user = append(slices.Clone(user), g)
		}
		d, err := e.newDetector(user)
		if err != nil {
			return nil, err
		}
		return pipeline.New(nil, e.segmenting(), d, e.linker(), e.settling())
	}
	return func(doc *entities.Document, given map[string][]string) error {
		key, err := json.Marshal(given) // keys are sorted
		if err != nil {
			return err
		}
		mu.Lock()
		p := kept[string(key)]
		if p == nil {
			if p, err = build(given); err == nil {
				kept[string(key)] = p
			}
		}
		mu.Unlock()
		if err != nil {
			return err
		}
		return p.Process(doc)
	}
}

// isUser tells whether a rule file is one of --rules.
func isUser(sources []rules.Source, name string) bool {
	return slices.ContainsFunc(sources, func(s rules.Source) bool { return s.User && s.Name == name })
}

func newRulesLint(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "lint",
		Short: "Say what is wrong or odd about the rules",
		Long: `Loads the rules, runs their tests and prints every mistake and every warning with its
file, line and column; with --rules only those of your files. Mistakes end with exit
code 1, warnings do not. Which tests failed, and how, says factloom rules test.`,
		Example: "  factloom rules lint --rules our-rules/",
		Args:    takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			sch, err := a.loadSchema()
			if err != nil {
				return err
			}
			sources, err := a.ruleSources()
			if err != nil {
				return err
			}
			var problems rules.Problems
			set, err := rules.Load(sch, sources)
			if err == nil {
				e, err := a.engine()
				if err != nil {
					return err
				}
				own := len(a.global.rules) > 0
				problems = rules.LintAll(set, e.annotator(), func(file string) bool { return !own || isUser(sources, file) })
			} else if !errors.As(err, &problems) {
				return err
			}
			for _, p := range problems {
				if _, err := fmt.Fprintln(a.stdout, p); err != nil {
					return err
				}
			}
			mistakes := len(problems.Errors())
			fmt.Fprintf(a.stderr, "%s, %s\n", count(mistakes, "mistake", "mistakes"), count(len(problems)-mistakes, "warning", "warnings"))
			if mistakes > 0 {
				return silent(exitFailed)
			}
			return nil
		},
	}
}
