package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

//go:embed demo
var demoFiles embed.FS

// tour is what demo does: a few words, then a command that it runs.
var tour = []struct {
	say  string
	args []string
	show int // lines of the output that are shown; 0 means all
}{
	{"Articles come as pages, text or JSON Lines. This reads a folder of them into a store,\nwith a few names added that no list has:",
		[]string{"run", "--gazetteer", "names.tsv", "articles"}, 0},
	{"What do they say about 特斯拉? Any of its names will do, Tesla as well:",
		[]string{"query", "特斯拉"}, 0},
	{"An article in traditional characters and one in simplified ones tell of the same deal:\none fact, with the evidence of both (+1 more):",
		[]string{"query", "雲杉科技"}, 0},
	{"Everything as a table for a spreadsheet or a program, 43億美元 as 4300000000 USD:",
		[]string{"export", "csv"}, 3},
	{"How a sentence was read, step by step:",
		[]string{"explain", "--published", "2026-03-18", "福特汽車周二以43億美元收購特斯拉，大力拓展儲能業務。"}, 0},
}

func newDemo(a *app) *cobra.Command {
	var keep string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "A short tour on a few articles that ship",
		Long: `Reads the articles that ship into a store in a temporary folder, asks about a
company and exports, showing each command. Nothing is left behind, unless --keep
names a folder for the articles and the store.`,
		Example: "  factloom demo\n  factloom demo --keep tour && cd tour",
		Args:    takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.demo(cmd.Context(), keep)
		},
	}
	cmd.Flags().StringVar(&keep, "keep", "", "make `DIR` and leave the articles and the store in it")
	return cmd
}

func (a *app) demo(ctx context.Context, keep string) (err error) {
	dir := keep
	if dir == "" {
		if dir, err = os.MkdirTemp("", "factloom-demo-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	} else if err := os.Mkdir(dir, 0o755); errors.Is(err, fs.ErrExist) {
		return usagef("--keep: %s exists; name a new folder", dir)
	} else if err != nil {
		return err
	}
	files, err := fs.Sub(demoFiles, "demo")
	if err != nil {
		return err
	}
	if err := os.CopyFS(dir, files); err != nil {
		return err
	}
	// The commands are run as they are shown, in that folder.
	back, err := os.Getwd()
	if err != nil {
		return err
	}
	if err := os.Chdir(dir); err != nil {
		return err
	}
	defer os.Chdir(back)
	if err := os.Unsetenv("FACTLOOM_DB"); err != nil {
		return err
	}
	for i, step := range tour {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		fmt.Fprintf(a.stdout, "%s\n\n  $ factloom %s\n\n", step.say, strings.Join(step.args, " "))
		if err := a.stdout.Flush(); err != nil {
			return err
		}
		if err := a.demoStep(ctx, step.args, step.show); err != nil {
			return err
		}
	}
	where := "factloom run PATH... reads your own articles."
	if keep != "" {
		where = fmt.Sprintf("The articles and the store are in %s: cd there and ask on.\n%s", shellWord(keep), where)
	}
	_, err = fmt.Fprintf(a.stdout, "\nNext: factloom --help lists the commands, each with an example.\n%s\n", where)
	return err
}

// demoStep runs one command as if it had been typed, showing the first lines of
// its output, set off to the right.
func (a *app) demoStep(ctx context.Context, args []string, show int) error {
	var out, talked strings.Builder
	sub := &app{stdin: strings.NewReader(""), stdout: newStdout(&out), stderr: &talk{w: &talked}}
	code := sub.run(ctx, args)
	lines := strings.Split(strings.TrimRight(talked.String()+out.String(), "\n"), "\n")
	for i, l := range lines {
		if show > 0 && i == show {
			fmt.Fprintf(a.stdout, "  … and %s more\n", count(len(lines)-show, "line", "lines"))
			break
		}
		fmt.Fprintf(a.stdout, "  %s\n", l)
	}
	if code != exitGood {
		return fmt.Errorf("factloom %s ended with exit code %d", strings.Join(args, " "), code)
	}
	return a.stdout.Flush()
}
