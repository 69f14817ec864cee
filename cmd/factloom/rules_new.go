package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/rules"
)

type newFlags struct {
	textFlags
	from string
	fact string
	id   string
}

func newRulesNew(a *app) *cobra.Command {
	var f newFlags
	cmd := &cobra.Command{
		Use:   "new --from SENTENCE",
		Short: "Make a rule of a sentence: names and values become slots, the rest words",
		Long: `Prints a rule file with one rule that fits the sentence, which stands in it as its
test: known names and values are slots, words that set the mood lexicons, adverbs
optional, all else literals. Roles come from the rule that is nearest, or from the
fact named by --fact. Names that no list knows are given by --given.

The rule is ready to run; then make it wider by hand.`,
		Example: `  factloom rules new --from 福特汽車昨晚拿下特斯拉。 --fact acquisition > mine.yaml
  factloom rules test --rules mine.yaml --only mine.yaml`,
		Args: takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			if strings.TrimSpace(f.from) == "" {
				return usagef("factloom rules new: give the sentence with --from")
			}
			return a.newRule(&f)
		},
	}
	cmd.Flags().StringVar(&f.from, "from", "", "the `SENTENCE` to make the rule of")
	cmd.Flags().StringVar(&f.fact, "fact", "", "`TYPE` of the fact it tells, such as acquisition; else that of the nearest rule")
	cmd.Flags().StringVar(&f.id, "id", "", "`ID` of the rule; else my-TYPE")
	f.add(cmd)
	return cmd
}

func (a *app) newRule(f *newFlags) error {
	e, err := a.engine()
	if err != nil {
		return err
	}
	doc, err := f.document(e, f.from)
	if err != nil {
		return err
	}
	draft, err := e.rules.Draft(doc, f.fact, f.id)
	if err != nil {
		return err
	}
	doc.Hits = nil // they are of the rules without the draft
	if draft.Given, err = f.names(e); err != nil {
		return err
	}
	if len(doc.Sentences) > 1 {
		fmt.Fprintf(a.stderr, "note: a rule is made of one sentence; this is %s\n", oneLine(draft.Text))
	}
	set, err := a.withDraft(e, draft)
	if err != nil {
		return err
	}
	won, lost, instead, beaters := set.Drew(doc, draft.ID)
	switch {
	case len(won) > 0:
		draft.Want = won
	case len(lost) > 0 && slices.Equal(lost, instead):
		draft.Want = lost
		fmt.Fprintf(a.stderr, "note: %s draws this fact already\n", strings.Join(beaters, " and "))
	case len(lost) > 0:
		draft.Beats = beaters
		if set, err = a.withDraft(e, draft); err != nil {
			return err
		}
		if won, _, instead, _ = set.Drew(doc, draft.ID); len(won) > 0 {
			draft.Want = won
			fmt.Fprintf(a.stderr, "note: %s drew another fact: %s\n", strings.Join(beaters, " and "), strings.Join(instead, "; "))
		} else {
			draft.Beats, draft.Want = nil, instead
			fmt.Fprintf(a.stderr, "note: %s draws more of it already: %s\n", strings.Join(beaters, " and "), strings.Join(instead, "; "))
		}
	default:
		fmt.Fprintln(a.stderr, "note: the rule does not fit its own sentence yet:")
		miss, err := set.WhyNot(doc, draft.ID)
		if err != nil {
			return err
		}
		for _, line := range miss.Lines(doc) {
			fmt.Fprintln(a.stderr, oneLine(line))
		}
	}
	if _, err := a.stdout.Write(draft.YAML()); err != nil {
		return err
	}
	if set, err = a.withDraft(e, draft); err != nil {
		return err
	}
	annotate := e.annotator()
	report := rules.TestOnly(set, func(d *entities.Document, given map[string][]string) error {
		err := annotate(d, given)
		d.Hits = nil // they are of the rules without the draft
		return err
	}, func(id, _ string) bool { return id == draft.ID })
	if report.Failed() {
		fmt.Fprintln(a.stderr, "note: its test does not pass yet:")
		for _, line := range report.Lines() {
			fmt.Fprintln(a.stderr, oneLine(line))
		}
	}
	return nil
}

// withDraft compiles the rules with a draft among them.
func (a *app) withDraft(e *engine, draft *rules.Draft) (*rules.Set, error) {
	sources, err := a.ruleSources()
	if err != nil {
		return nil, err
	}
	return rules.Load(e.schema, append(sources, rules.Source{Name: "new.yaml", Data: draft.YAML(), User: true}))
}
