package main

import (
	"strings"

	"github.com/factloom/factloom/entities/fold"
)

// nearest returns the known word that word was most likely meant to be, "" when
// none is close: one letter in three may be wrong, missing, too much or swapped
// with its neighbour. Words are compared folded; of equally close ones the first
// wins.
func nearest(word string, known []string) string {
	w := []rune(fold.Key(word))
	best, least := "", 2+(len(w)-1)/3
	for _, k := range known {
		kk := fold.Key(k)
		if len(w) >= 2 && strings.HasPrefix(kk, string(w)) {
			return k
		}
		if d := distance(w, []rune(kk)); d < least && d < len(w) {
			best, least = k, d
		}
	}
	return best
}

// distance is the edit distance of two words: an insertion, a deletion, a
// replacement and a swap of neighbours cost one each.
func distance(a, b []rune) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := range a {
		row, up, upup := rows[(i+1)%3], rows[i%3], rows[(i+2)%3]
		row[0] = i + 1
		for j := range b {
			d := up[j]
			if a[i] != b[j] {
				d++
			}
			d = min(d, up[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, upup[j-1]+1)
			}
			row[j+1] = d
		}
	}
	return rows[len(a)%3][len(b)]
}
