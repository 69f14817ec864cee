package query

import (
	"context"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities/graph"
)

// RoleCount is how often an entity stands in one role of one type of facts.
type RoleCount struct {
	Type, Role string
	Facts      int
}

// Roles counts the facts of an entity by type and role, in the order of the
// schema. It looks at the adjacency: facts that lost their evidence since are
// counted too.
func Roles(ctx context.Context, v *View, id string) ([]RoleCount, error) {
	b, err := v.web()
	if err != nil {
		return nil, err
	}
	defer b.close()
	type place struct{ typ, role string }
	facts := make(map[place]map[graph.FactKey]bool)
	err = b.links(graph.KeyOf(id), "", func(l *link) error {
		p := place{l.typ, l.role}
		if facts[p] == nil {
			facts[p] = make(map[graph.FactKey]bool)
		}
		facts[p][l.fact] = true
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	var out []RoleCount
	for p, list := range facts {
		out = append(out, RoleCount{p.typ, p.role, len(list)})
	}
	rank := func(c *RoleCount) (int, int) {
		for i := range v.Schema().Facts {
			if t := &v.Schema().Facts[i]; t.Name == c.Type {
				return i, t.RoleIndex(c.Role)
			}
		}
		return len(v.Schema().Facts), 0
	}
	slices.SortFunc(out, func(x, y RoleCount) int {
		a, b := rank(&x)
		c, d := rank(&y)
		if a != c {
			return a - c
		}
		if b != d {
			return b - d
		}
		return strings.Compare(x.Type+"\x00"+x.Role, y.Type+"\x00"+y.Role)
	})
	return out, nil
}
