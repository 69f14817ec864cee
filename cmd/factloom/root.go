package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// globalFlags hold for every subcommand.
type globalFlags struct {
	db         string
	corrected  string
	rules      []string
	gazetteers []string
	schemas    []string
	noLibrary  bool
	drafts     bool
	workers    int
	max        []string // limits on reading, NAME=NUMBER
}

// commands makes the subcommands, in the order help shows them.
func (a *app) commands() []*cobra.Command {
	return []*cobra.Command{
		newRun(a), newQuery(a), newShow(a), newNeighbors(a), newPath(a), newTop(a), newTimeline(a), newConflicts(a), newDiff(a), newDossier(a),
		newExport(a), newExtract(a),
		newLearn(a), newEntity(a), newExplain(a), newRules(a), newEval(a),
		newDemo(a), newQuarantine(a), newDB(a), newVersion(a),
	}
}

const rootLong = `factloom reads dumps of Chinese business news and weaves what they state into a
linked fact graph: companies, places, people, amounts such as 43億美元, dates, and
the facts that tie them together, each with the words it came from.

Everything runs on this machine: no network, no account.

Exit codes: 0 good, 1 failed, 2 usage, 3 finished with some documents quarantined,
4 store in use, 5 store damaged, 6 no space, 130 interrupted.`

const rootExample = `  factloom demo                              a short tour on articles that ship
  factloom run news/ more.zip                read dumps into the store facts.db
  factloom query 特斯拉                      what is known about a company
  factloom export csv -o facts.csv           all facts as a table`

func newRoot(a *app) *cobra.Command {
	cobra.EnableCommandSorting = false
	root := &cobra.Command{
		Use:           "factloom",
		Short:         "Linked facts from Chinese business news",
		Long:          rootLong,
		Example:       rootExample,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return a.prepare(cmd)
		},
	}
	f := root.PersistentFlags()
	f.SortFlags = false
	f.StringVar(&a.global.db, "db", "facts.db", "`DIR` of the store; $FACTLOOM_DB sets another default")
	f.StringVar(&a.global.corrected, "corrections", "", "`FILE` of corrections (see factloom entity); DIR.corrections.jsonl without it; none shows the store as it is")
	f.StringArrayVar(&a.global.rules, "rules", nil, "rule `FILE` or folder to add (repeatable); a rule of a known id replaces it")
	f.StringArrayVar(&a.global.gazetteers, "gazetteer", nil, "TSV `FILE` of names to add (repeatable), the last one strongest")
	f.StringArrayVar(&a.global.schemas, "schema", nil, "YAML `FILE` of types and roles to add (repeatable)")
	f.BoolVar(&a.global.noLibrary, "no-library", false, "leave out the rules that ship")
	f.BoolVar(&a.global.drafts, "draft", false, "run rules of status draft too")
	f.IntVar(&a.global.workers, "workers", 0, "work on `N` articles at once; 0 is one a processor")
	f.StringArrayVar(&a.global.max, "max", nil, "set a `LIMIT` on what is read (repeatable), as text=32MiB; run --help lists them")
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(a.commands()...)
	group(root)
	tidy(root)
	// A command that only holds others is shown with a command, not alone.
	root.SetUsageTemplate(strings.Replace(root.UsageTemplate(), "{{if .Runnable}}", "{{if and .Runnable (not .HasAvailableSubCommands)}}", 1))
	return root
}

// takes checks how many arguments a command gets; what says what they are. No
// limit is -1.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return fmt.Errorf("give %s", what)
		case len(args) > 0 && most == 0:
			return fmt.Errorf("it takes no argument, so not %q", args[0])
		case most >= 0 && len(args) > most:
			return fmt.Errorf("give %s, and no more (quote what holds blanks): %q is too much", what, args[most])
		}
		return nil
	}
}

// tidy gives every command what all have alike: no [flags] in the usage line,
// flags in the order they are written in, usage errors that are marked as such.
func tidy(cmd *cobra.Command) {
	cmd.DisableFlagsInUseLine = true
	cmd.Flags().SortFlags = false
	if args := cmd.Args; args != nil {
		cmd.Args = func(cmd *cobra.Command, list []string) error {
			if err := args(cmd, list); err != nil {
				name := strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
				return usagef("%s: %w\nusage: %s\nmore:  %s --help", name, err, cmd.UseLine(), cmd.CommandPath())
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		tidy(sub)
	}
}

// group makes a command that only holds others: alone it shows its help, and a
// word that names none of them gets the nearest one.
func group(cmd *cobra.Command) {
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		var names []string
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() {
				names = append(names, sub.Name())
			}
		}
		if near := nearest(args[0], names); near != "" {
			return usagef("unknown command %q for %s; did you mean %s?", args[0], cmd.CommandPath(), near)
		}
		return usagef("unknown command %q for %s; it knows %s", args[0], cmd.CommandPath(), strings.Join(names, ", "))
	}
}

// flagError says which flag was meant when the one given is not known.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return usagef("%s: %s", cmd.CommandPath(), plainly(err))
	}
	name := unknown.GetSpecifiedName()
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := nearest(name, names); near != "" && unknown.GetSpecifiedShortnames() == "" {
		return usagef("%s: unknown flag --%s; did you mean --%s?", cmd.CommandPath(), name, near)
	}
	return usagef("%s: %w (%s --help lists its flags)", cmd.CommandPath(), err, cmd.CommandPath())
}

// plainly leaves the words of Go out of what is wrong with the value of a flag.
func plainly(err error) string {
	return goWords.ReplaceAllString(err.Error(), "")
}

var goWords = regexp.MustCompile(`strconv\.\w+: parsing ".*": `)

// prepare settles the flags before a command runs: the command line wins, then
// the environment, then factloom.yaml, then the default.
func (a *app) prepare(cmd *cobra.Command) error {
	for c := cmd; c != nil; c = c.Parent() {
		if slices.Contains([]string{"completion", "help", "version", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}, c.Name()) {
			return nil
		}
	}
	if dir := os.Getenv("FACTLOOM_DB"); dir != "" && !cmd.Flags().Changed("db") {
		if err := cmd.Flags().Set("db", dir); err != nil {
			return usagef("FACTLOOM_DB: %w", err)
		}
	}
	var err error
	if a.settings, err = readConfig(configName, cmd); err != nil {
		return usage(err)
	}
	if a.global.workers < 0 {
		return usagef("--workers is %d; give 0 or more", a.global.workers)
	}
	if a.global.db == "" {
		return usage(errors.New("--db names no folder"))
	}
	_, err = a.readOptions()
	return err
}

// oneOf checks a word of the command line, what it stands for, that must be one
// of a few.
func oneOf(what, got string, known []string) error {
	if slices.Contains(known, got) {
		return nil
	}
	hint := ""
	if near := nearest(got, known); near != "" {
		hint = fmt.Sprintf("; did you mean %s?", near)
	}
	return usagef("%s %s is not known%s (%s)", what, got, hint, strings.Join(known, ", "))
}
