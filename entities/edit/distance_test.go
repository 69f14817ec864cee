package edit

import (
	"math/rand/v2"
	"testing"
)

func TestDistance(t *testing.T) {
	var buf []int
	for _, x := range []struct {
		name, a, b string
		want       int
	}{
		{"equal", "收購", "收購", 0},
		{"nothing", "", "", 0},
		{"all put in", "", "company", 7},
		{"one put in", "compny", "company", 1},
		{"one taken out", "commpany", "company", 1},
		{"one changed", "conpany", "company", 1},
		{"neighbours swapped", "acquriser", "acquirser", 1},
		{"swapped, then another", "台積店電", "台積電", 1},
		{"characters, not bytes", "特斯垃", "特斯拉", 1},
		{"outside the BMP", "𠮷野家", "吉野家", 1},
		{"far apart", "kitten", "sitting", 3},
	} {
		for _, p := range []*[]int{nil, &buf} {
			if got := Distance([]rune(x.a), []rune(x.b), p); got != x.want {
				t.Errorf("%s: Distance(%q, %q) = %d, want %d", x.name, x.a, x.b, got, x.want)
			}
			if got := Distance([]rune(x.b), []rune(x.a), p); got != x.want {
				t.Errorf("%s: Distance(%q, %q) = %d, want %d", x.name, x.b, x.a, got, x.want)
			}
		}
	}
}

// TestBounds: n edits of a word are never farther than n, nor nearer than the
// difference in length.
func TestBounds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	letters := []rune("台積電鴻海ab")
	for range 2000 {
		a := make([]rune, r.IntN(8))
		for i := range a {
			a[i] = letters[r.IntN(len(letters))]
		}
		b := append([]rune{}, a...)
		n := r.IntN(4)
		for range n {
			switch at := r.IntN(len(b) + 1); {
			case at < len(b) && r.IntN(2) == 0:
				b = append(b[:at], b[at+1:]...)
			default:
				b = append(b[:at], append([]rune{letters[r.IntN(len(letters))]}, b[at:]...)...)
			}
		}
		d := Distance(a, b, nil)
		if diff := max(len(a)-len(b), len(b)-len(a)); d > n || d < diff {
			t.Fatalf("Distance(%q, %q) = %d after %d edits", string(a), string(b), d, n)
		}
	}
}
