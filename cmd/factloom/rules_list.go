package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/rules"
)

type listFlags struct {
	typ    string
	status string
	stage  string
	format string
}

// rowFormats are the formats of tables about rules.
var rowFormats = []string{"table", "jsonl", "csv"}

func newRulesList(a *app) *cobra.Command {
	var f listFlags
	cmd := &cobra.Command{
		Use:   "list [WORD]",
		Short: "List the rules: what each draws, its status, its tests and where it stands",
		Long: `Lists the rules in the order of their files, with the fact or mention that each
draws, its status (draft rules do not run), how many says and tests it has (with
text, not and todo), the group it belongs to and its line. WORD leaves those
whose id, group or purpose holds it.`,
		Example: `  factloom rules list --type acquisition
  factloom rules list 股價 --format csv`,
		Args: takes(0, 1, "a word"),
		RunE: func(_ *cobra.Command, args []string) error {
			word := ""
			if len(args) > 0 {
				word = args[0]
			}
			return a.listRules(word, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.typ, "type", "", "only rules that draw this `TYPE` of fact or mention")
	flags.StringVar(&f.status, "status", "", "only rules of this `STATUS`: draft, stable, retired")
	flags.StringVar(&f.stage, "stage", "", "only rules of this `STAGE`: mention, alias, fact, carry")
	flags.StringVar(&f.format, "format", "table", "write as `FORMAT`: "+strings.Join(rowFormats, ", "))
	return cmd
}

func (a *app) listRules(word string, f listFlags) error {
	if err := oneOf("--format", f.format, rowFormats); err != nil {
		return err
	}
	sch, err := a.loadSchema()
	if err != nil {
		return err
	}
	set, err := a.loadRules(sch)
	if err != nil {
		return err
	}
	all := set.Rules()
	for _, x := range []struct {
		flag, got string
		of        func(r *rules.Rule) string
		known     []string
	}{
		{"--type", f.typ, func(r *rules.Rule) string { return r.Type }, nil},
		{"--status", f.status, func(r *rules.Rule) string { return r.Status }, []string{"draft", "stable", "retired"}},
		{"--stage", f.stage, func(r *rules.Rule) string { return r.Stage }, []string{"mention", "alias", "fact", "carry"}},
	} {
		if x.got == "" {
			continue
		}
		known := x.known
		for i := range all {
			if v := x.of(&all[i]); x.known == nil && !slices.Contains(known, v) {
				known = append(known, v)
			}
		}
		if err := oneOf(x.flag, x.got, known); err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(r rules.Rule) bool { return x.of(&r) != x.got })
	}
	if word != "" {
		all = slices.DeleteFunc(all, func(r rules.Rule) bool {
			return !strings.Contains(r.ID, word) && !strings.Contains(r.Group, word) && !strings.Contains(r.About, word)
		})
	}
	t := table{head: []string{"rule", "type", "stage", "status", "says", "text", "not", "todo", "group", "line", "about"}}
	for _, r := range all {
		t.add(r.ID, r.Type, r.Stage, r.Status, len(r.Says), r.Shown, r.Refused, r.Todo, r.Group, r.Line, r.About)
	}
	if f.format == "jsonl" {
		for _, r := range all {
			err := writeJSON(a.stdout, struct {
				ID      string   `json:"id"`
				Version string   `json:"version"`
				Type    string   `json:"type"`
				Stage   string   `json:"stage"`
				Status  string   `json:"status"`
				Group   string   `json:"group"`
				File    string   `json:"file"`
				Line    int      `json:"line"`
				About   string   `json:"about"`
				Says    []string `json:"says"`
				Text    int      `json:"text"`
				Not     int      `json:"not"`
				Todo    int      `json:"todo"`
			}{r.ID, r.Version, r.Type, r.Stage, r.Status, r.Group, r.File, r.Line, r.About, r.Says, r.Shown, r.Refused, r.Todo})
			if err != nil {
				return err
			}
		}
		return nil
	}
	if err := t.write(a.stdout, f.format); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "%s\n", count(len(all), "rule", "rules"))
	return nil
}

// table is rows of plain words: what commands print about rules.
type table struct {
	head []string
	rows [][]string
	nums map[int]bool // columns of numbers, which stand to the right
}

func (t *table) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case int:
			row[i] = strconv.Itoa(c)
			if t.nums == nil {
				t.nums = map[int]bool{}
			}
			t.nums[i] = true
		default:
			row[i] = oneLine(fmt.Sprint(c))
		}
	}
	t.rows = append(t.rows, row)
}

// write prints the table, aligned or as CSV. Columns are aligned by characters:
// all but the last hold ASCII.
func (t *table) write(w io.Writer, format string) error {
	if format == "csv" {
		c := csv.NewWriter(w)
		if err := c.Write(t.head); err != nil {
			return err
		}
		if err := c.WriteAll(t.rows); err != nil {
			return err
		}
		return c.Error()
	}
	width := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, c := range row {
			width[i] = max(width[i], len([]rune(c)))
		}
	}
	for _, row := range append([][]string{t.head}, t.rows...) {
		var b strings.Builder
		for i, c := range row {
			pad := strings.Repeat(" ", width[i]-len([]rune(c)))
			switch {
			case t.nums[i]:
				b.WriteString(pad + c)
			case i < len(row)-1:
				b.WriteString(c + pad)
			default:
				b.WriteString(c)
			}
			if i < len(row)-1 {
				b.WriteString("  ")
			}
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(b.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}
