// Package edit measures how far one word is from another, for every "did you mean".
//
// Start at Distance. Beware: what is near enough is for the caller to say, and
// whether words are folded first.
package edit

// Distance is the number of characters to put in, take out, change or swap with
// their neighbour to make one word the other. buf keeps the memory for the next call;
// it may be nil.
func Distance(a, b []rune, buf *[]int) int {
	if buf == nil {
		buf = new([]int)
	}
	w := len(b) + 1
	if cap(*buf) < 3*w {
		*buf = make([]int, 3*w)
	}
	d := (*buf)[:3*w]
	older, old, row := d[:w], d[w:2*w], d[2*w:]
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		older, old, row = old, row, older
		row[0] = i
		for j := 1; j <= len(b); j++ {
			x := old[j-1]
			if a[i-1] != b[j-1] {
				x++
			}
			x = min(x, old[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				x = min(x, older[j-2]+1)
			}
			row[j] = x
		}
	}
	return row[len(b)]
}
