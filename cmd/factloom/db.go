package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities/graph"
)

func newDB(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "db",
		Short:   "Look after the store",
		Example: "  factloom db stats\n  factloom db verify --deep\n  factloom db backup facts.backup",
	}
	cmd.AddCommand(newDBStats(a), newDBVerify(a), newDBBackup(a), newDBRestore(a), newDBRebuild(a), newDBCompact(a))
	group(cmd)
	return cmd
}

func newDBStats(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "stats",
		Short:   "Count what the store holds",
		Example: "  factloom db stats --db facts.db",
		Args:    takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			g, err := a.readStore()
			if err != nil {
				return err
			}
			defer g.Close()
			s, err := g.Stats()
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(a.stdout, statsJSON(s))
			}
			return a.printStats(s)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func newDBVerify(a *app) *cobra.Command {
	var deep bool
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Look for damage in the store",
		Long: `Reads everything in the store and compares it with its checksums and counts. With
--deep it also draws what follows from other records anew and looks for the words of
every piece of evidence in its article. Prints what is wrong, a line each; exit code
5 if anything is. It changes nothing, and may be run beside factloom run.`,
		Example: "  factloom db verify\n  factloom db verify --deep --db facts.db",
		Args:    takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if os.Getenv(verifyHere) == "" {
				return a.verifyApart(cmd.Context())
			}
			return a.verify(cmd.Context(), deep)
		},
	}
	cmd.Flags().BoolVar(&deep, "deep", false, "compare records with each other and with the articles, too")
	return cmd
}

// verifyHere marks the process that db verify starts for the reading: damage
// may make the store engine end the process that meets it.
const verifyHere = "FACTLOOM_VERIFY_HERE"

// verifyApart verifies in a process of its own and says what became of it.
func (a *app) verifyApart(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return a.verify(ctx, slices.Contains(a.args, "--deep"))
	}
	if err := a.stdout.Flush(); err != nil {
		return err
	}
	var talked bytes.Buffer
	child := exec.Command(self)
	child.Args = append([]string{"factloom"}, a.args...)
	child.Env = append(os.Environ(), verifyHere+"=1", "GOTRACEBACK=single")
	child.Stdout, child.Stderr = a.stdout.w, &talked
	if err := child.Start(); err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	gone := make(chan struct{})
	go func() {
		select {
		case <-ctx.Done():
			_ = child.Process.Signal(os.Interrupt) // a key press has reached it already
		case <-gone:
		}
	}()
	err = child.Wait()
	close(gone)
	code := child.ProcessState.ExitCode()
	switch code {
	case exitGood, exitFailed, exitInUse, exitDamaged, exitNoSpace, exitInterrupted:
		if _, err := a.stderr.Write(talked.Bytes()); err != nil || code == exitGood {
			return err
		}
		return silent(code)
	}
	if code < 0 && !strings.Contains(talked.String(), "panic: ") && !strings.Contains(talked.String(), "fatal error: ") {
		return fmt.Errorf("verify: the process that read the store was ended from outside (%w)", err)
	}
	fmt.Fprintln(a.stdout, "store damaged: reading it ends the store engine: "+oneLine(lastWords(talked.String(), err)))
	return &codedError{exitDamaged, fmt.Errorf("1 problem in %s\n%s", a.global.db, a.afterDamage())}
}

// lastWords finds in what a process printed why it ended.
func lastWords(talked string, err error) string {
	for _, line := range strings.Split(talked, "\n") {
		for _, mark := range []string{"panic: ", "fatal error: ", "unexpected fault", "runtime: "} {
			if strings.HasPrefix(line, mark) {
				return line
			}
		}
	}
	if err != nil {
		return err.Error()
	}
	return "it said nothing"
}

// afterDamage says what to do about a damaged store.
func (a *app) afterDamage() string {
	dir := shellWord(a.global.db)
	return fmt.Sprintf("restore a backup: factloom db restore --replace FILE --db %s\n"+
		"or, without one, put the folder aside and read the articles again: factloom run --db %s PATH...", dir, dir)
}

func (a *app) verify(ctx context.Context, deep bool) error {
	sch, err := a.loadSchema()
	if err != nil {
		return err
	}
	g, err := a.openToRead(graph.Options{Schema: sch})
	var problems []error
	switch {
	case errors.Is(err, graph.ErrDamaged):
		problems = []error{err}
		if list, ok := err.(interface{ Unwrap() []error }); ok && strings.HasPrefix(err.Error(), list.Unwrap()[0].Error()+"\n") {
			problems = list.Unwrap()
		}
	case err != nil:
		return err
	default:
		defer g.Close()
		problems = g.Verify(ctx, deep)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	for _, p := range problems {
		if _, err := fmt.Fprintln(a.stdout, oneLine(p.Error())); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return &codedError{exitDamaged, fmt.Errorf("%s in %s\n%s", count(len(problems), "problem", "problems"), a.global.db, a.afterDamage())}
	}
	fmt.Fprintf(a.stderr, "%s: no damage found\n", a.global.db)
	return nil
}

func statsJSON(s graph.Stats) any {
	counts := func(list []graph.Count) map[string]int {
		m := map[string]int{}
		for _, c := range list {
			m[c.Name] = c.N
		}
		return m
	}
	return struct {
		Articles    int            `json:"articles"`
		Replaced    int            `json:"replaced"`
		Origins     int            `json:"origins"`
		TextBytes   int            `json:"text_bytes"`
		Entities    int            `json:"entities"`
		Names       int            `json:"names"`
		Facts       int            `json:"facts"`
		Evidence    int            `json:"evidence"`
		Quarantined int            `json:"quarantined"`
		Batches     int            `json:"batches"`
		Records     int            `json:"records"`
		DiskBytes   int64          `json:"disk_bytes"`
		FactTypes   map[string]int `json:"fact_types"`
		EntityTypes map[string]int `json:"entity_types"`
		Codes       map[string]int `json:"quarantine_codes"`
		Rules       map[string]int `json:"articles_by_rules"`
	}{s.Articles, s.Replaced, s.Comings, s.TextBytes, s.Entities, s.Names, s.Facts, s.Evidence, s.Rejects, s.Batches, s.Records,
		s.DiskBytes, counts(s.FactTypes), counts(s.EntityTypes), counts(s.RejectCodes), counts(s.Rules)}
}

func (a *app) printStats(s graph.Stats) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(n int, what string) { fmt.Fprintf(w, "%s\t %s\n", thousands(n), what) }
	row(s.Articles, "articles, "+bytesOf(int64(s.TextBytes))+" of text")
	if s.Replaced > 0 {
		row(s.Replaced, "  older versions, replaced by newer ones")
	}
	if len(s.Rules) > 1 {
		for _, c := range s.Rules {
			row(c.N, "  read with the rules and names "+c.Name)
		}
	}
	if s.Comings > s.Articles {
		row(s.Comings, "places they came from")
	}
	row(s.Rejects, "documents in quarantine")
	for _, c := range s.RejectCodes {
		row(c.N, "  "+c.Name)
	}
	row(s.Entities, "entities under "+count(s.Names, "name", "names"))
	for _, c := range s.EntityTypes {
		row(c.N, "  "+c.Name)
	}
	row(s.Facts, "facts with "+count(s.Evidence, "piece of evidence", "pieces of evidence"))
	for _, c := range s.FactTypes {
		row(c.N, "  "+c.Name)
	}
	row(s.Records, "records in "+count(s.Batches, "batch", "batches")+", "+bytesOf(s.DiskBytes)+" on disk")
	return w.Flush()
}
