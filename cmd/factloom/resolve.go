package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

var errNoName = usagef("the name is empty")

// whom finds the entity that a name means. Of several, a person at a terminal
// is asked which; else the error lists them.
func (a *app) whom(v *query.View, name, kind string) (*entities.EntityRecord, error) {
	if strings.TrimSpace(name) == "" {
		return nil, errNoName
	}
	if kind != "" {
		if err := oneOf("--kind", kind, entityTypes(v.Schema())); err != nil {
			return nil, err
		}
	}
	m, others, err := query.Resolve(v, name, kind)
	var many *query.Ambiguous
	if errors.As(err, &many) {
		return a.which(many)
	}
	if err != nil {
		return nil, err
	}
	if len(others) > 0 {
		fmt.Fprintf(a.stderr, "note: %s may also mean %s\n", name, meanings(others))
	}
	return &m.EntityRecord, nil
}

// which lists what a name may mean, with counts, and asks for one.
func (a *app) which(many *query.Ambiguous) (*entities.EntityRecord, error) {
	ask := a.asks()
	t := output.Table{Head: []string{"", "ID", "NAME", "FACTS", "MENTIONS"}, Right: []bool{true, false, false, true, true}}
	for i, c := range many.Candidates {
		n := ""
		if ask {
			n = strconv.Itoa(i + 1)
		}
		t.Rows = append(t.Rows, output.Row{Cells: []string{n, c.ID, c.Name, thousands(c.Facts), thousands(c.Mentions)}})
	}
	var list strings.Builder
	if err := t.WriteText(&list, 0); err != nil {
		return nil, err
	}
	if !ask {
		return nil, fmt.Errorf("%s may mean several; ask by id, or with --kind:\n%s", many.Name, strings.TrimRight(list.String(), "\n"))
	}
	fmt.Fprintf(a.stderr, "%s may mean several:\n%s", many.Name, list.String())
	in := bufio.NewReader(a.stdin)
	for {
		fmt.Fprintf(a.stderr, "which one? 1 to %d: ", len(many.Candidates))
		line, err := in.ReadString('\n')
		if n, nerr := strconv.Atoi(strings.TrimSpace(line)); nerr == nil && n >= 1 && n <= len(many.Candidates) {
			return &many.Candidates[n-1].EntityRecord, nil
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = errors.New("none was chosen")
			}
			return nil, err
		}
	}
}

// asks tells whether a person sits at both ends.
func (a *app) asks() bool {
	in, ok := a.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return false
	}
	out, ok := a.stderr.w.(*os.File)
	return ok && term.IsTerminal(int(out.Fd()))
}

func meanings(list []graph.Match) string {
	var out []string
	for _, m := range list {
		out = append(out, fmt.Sprintf("%s (%s)", m.ID, m.Name))
	}
	return strings.Join(out, ", ")
}
