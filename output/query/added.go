package query

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
)

// AddedIn returns the number of the batch that brought a fact; of one that
// corrections made of several, the batch of the first.
func (v *View) AddedIn(id string) (int, error) {
	if v.c.Empty() {
		return v.g.AddedIn(id)
	}
	o, err := v.overlay()
	if err != nil {
		return 0, err
	}
	s := o.byID[id]
	if s == nil {
		return v.g.AddedIn(id)
	}
	first := 0
	for _, stored := range s.stored {
		n, err := v.g.AddedIn(stored)
		if err != nil {
			return 0, err
		}
		if first == 0 || n < first {
			first = n
		}
	}
	return first, nil
}

// Last is what a person writes for the newest run.
const Last = "last"

// FindRun finds the run that a person means: "last"; its number in the list, from
// 1; its id or how that begins, at least four characters; or a day, which means
// the first run of that day or later. It returns the place in the list.
func FindRun(runs []graph.Run, word string) (int, error) {
	if len(runs) == 0 {
		return 0, fmt.Errorf("the store has no runs")
	}
	if word == Last {
		return len(runs) - 1, nil
	}
	if day, err := entities.ParseDay(word); err == nil && len(word) == 10 {
		for i := range runs {
			if d := runs[i].Day(); d != entities.None && d >= day {
				return i, nil
			}
		}
		return 0, fmt.Errorf("no run began on %s or later; the last one is of %s", word, runs[len(runs)-1].Day())
	}
	for i := range runs {
		if runs[i].ID == word {
			return i, nil
		}
	}
	if n, err := strconv.Atoi(word); err == nil && n >= 1 && n <= len(runs) {
		return n - 1, nil
	}
	found := -1
	for i := range runs {
		if len(word) >= 4 && strings.HasPrefix(runs[i].ID, word) {
			if found >= 0 {
				return 0, fmt.Errorf("several runs have ids that begin with %s", word)
			}
			found = i
		}
	}
	if found < 0 {
		return 0, fmt.Errorf("no run is called %q; give its number (1 to %d), its id, the day it began, or last", word, len(runs))
	}
	return found, nil
}
