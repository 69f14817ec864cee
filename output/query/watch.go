package query

import (
	"bufio"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
)

// Watched is a name on a list of names, and its line.
type Watched struct {
	Line int
	Name string
}

// ReadNames reads a list of names, one a line. Blank lines, lines that begin
// with # and what follows a tab are passed over.
func ReadNames(r io.Reader) ([]Watched, error) {
	var out []Watched
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		name, _, _ := strings.Cut(strings.TrimPrefix(sc.Text(), "\uFEFF"), "\t")
		if name = strings.TrimSpace(name); name != "" && !strings.HasPrefix(name, "#") {
			out = append(out, Watched{n, name})
		}
	}
	return out, sc.Err()
}

// factsOfAny returns the facts in which any of some entities takes part, each
// once, in the order of FactsOf.
func factsOfAny(v *View, ids []string, f graph.Filter) iter.Seq2[*entities.Record, error] {
	if len(ids) == 1 {
		return v.FactsOf(ids[0], f)
	}
	type head struct {
		r     *entities.Record
		place graph.Place
		next  func() (*entities.Record, error, bool)
	}
	return func(yield func(*entities.Record, error) bool) {
		var heads []*head
		// advance reads the next fact of a head; false at its end.
		advance := func(h *head) (bool, error) {
			r, err, ok := h.next()
			if !ok || err != nil {
				return false, err
			}
			h.r = r
			h.place, err = v.g.PlaceOf(r)
			return true, err
		}
		insert := func(h *head) {
			i, _ := slices.BinarySearchFunc(heads, h, func(a, b *head) int { return a.place.CompareDays(&b.place, f.Newest) })
			heads = slices.Insert(heads, i, h)
		}
		for _, id := range ids {
			next, stop := iter.Pull2(v.FactsOf(id, f))
			defer stop()
			h := &head{next: next}
			ok, err := advance(h)
			if err != nil {
				yield(nil, err)
				return
			}
			if ok {
				insert(h)
			}
		}
		last := ""
		for len(heads) > 0 {
			h := heads[0]
			heads = heads[1:]
			if h.r.ID != last {
				last = h.r.ID
				if !yield(h.r, nil) {
					return
				}
			}
			ok, err := advance(h)
			if err != nil {
				yield(nil, err)
				return
			}
			if ok {
				insert(h)
			}
		}
	}
}
