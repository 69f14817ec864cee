package main

import (
	"strings"

	"github.com/factloom/factloom/entities/fold"
)

// nearest returns the known word that word was most likely meant to be, "" when
// none is close: one letter in three may be wrong, missing or too much. Words
// are compared folded; of equally close ones the first wins.
func nearest(word string, known []string) string {
	w := []rune(fold.Key(word))
	best, least := "", 1+len(w)/3
	for _, k := range known {
		kk := fold.Key(k)
		if len(w) >= 2 && strings.HasPrefix(kk, string(w)) {
			return k
		}
		if d := distance(w, []rune(kk)); d < least || d == least && best == "" {
			best, least = k, d
		}
	}
	return best
}

// distance is the edit distance of two words: an insertion, a deletion and a
// replacement cost one each.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diag := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := diag
			if x != y {
				cost++
			}
			diag = row[j+1]
			row[j+1] = min(cost, diag+1, row[j]+1)
		}
	}
	return row[len(b)]
}
