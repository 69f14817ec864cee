package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/factloom/factloom/entities"
)

// report tells on stderr which documents were not taken, or were odd: the first
// ones line by line, the rest as a count.
type report struct {
	talk     *talk
	progress *progress // may be nil
	all      bool      // list every reject

	mu       sync.Mutex
	rejects  []reason
	listed   int
	warnings int
}

const (
	rejectsListed  = 20
	warningsListed = 10
)

// reject lists one document that was not taken, as file#member#line: CODE: reason.
func (r *report) reject(x *entities.Reject) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rejects = tally(r.rejects, string(x.Code))
	if r.progress != nil {
		r.progress.Reject(string(x.Code))
	}
	if !r.all && r.listed == rejectsListed {
		return
	}
	r.listed++
	fmt.Fprintln(r.talk, oneLine(x.Error()))
}

// refused counts articles that are too large for the store.
func (r *report) refused(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for range n {
		r.rejects = tally(r.rejects, string(entities.CodeTooLarge))
	}
}

// document lists what was odd about a document that was taken.
func (r *report) document(d *entities.Document) {
	for _, w := range d.Warnings {
		r.warning(d.File, w)
	}
}

// warning lists something odd about a file that was taken.
func (r *report) warning(file, what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.warnings++; r.warnings <= warningsListed {
		fmt.Fprintln(r.talk, oneLine(file+": warning: "+what))
	}
}

// warned returns how many warnings there were, those not listed with them.
func (r *report) warned() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.warnings
}

// finish counts what was not listed.
func (r *report) finish() {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, x := range r.rejects {
		n += x.n
	}
	if n > r.listed {
		slices.SortStableFunc(r.rejects, func(a, b reason) int { return cmp.Or(b.n-a.n, cmp.Compare(a.code, b.code)) })
		fmt.Fprintf(r.talk, "… and %s more; all: %s\n", thousands(n-r.listed), reasons(r.rejects))
	}
	if r.warnings > warningsListed {
		fmt.Fprintf(r.talk, "… and %s more\n", count(r.warnings-warningsListed, "warning", "warnings"))
	}
}

// oneLine makes control characters visible, so that a file name or a page can
// neither break the line nor steer the terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return '�'
		}
		return r
	}, s)
}
