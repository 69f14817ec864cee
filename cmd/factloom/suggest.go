package main

import (
	"strings"

	"github.com/factloom/factloom/entities/edit"
	"github.com/factloom/factloom/entities/fold"
)

// nearest returns the known word that word was most likely meant to be, "" when
// none is close: one letter in three may be wrong, missing, too much or swapped
// with its neighbour. Words are compared folded; of equally close ones the first
// wins.
func nearest(word string, known []string) string {
	w := []rune(fold.Key(word))
	best, least := "", 1+max(1, (len(w)+1)/3)
	for _, k := range known {
		kk := fold.Key(k)
		if len(w) >= 2 && strings.HasPrefix(kk, string(w)) {
			return k
		}
		if d := edit.Distance(w, []rune(kk), nil); d < least && d < len(w) {
			best, least = k, d
		}
	}
	return best
}
