package trie

import (
	"errors"
	"slices"
	"testing"

	"github.com/factloom/factloom/entities"
)

// Few finds exactly what a Trie of the same keys finds.
func FuzzFew(f *testing.F) {
	f.Add("特斯拉", "特斯", "斯拉", "大特斯\x00拉特斯")
	f.Add("a", "ab", "b", "abab")
	f.Add("", "一", "一", "一一")
	f.Fuzz(func(t *testing.T, a, b, c, text string) {
		var few Few
		var bu Builder
		n := 0
		for i, k := range []string{a, b, c} {
			err := bu.Add(k, uint32(i))
			if ok := few.Add(k, uint32(i)); ok && err != nil && !errors.Is(err, ErrUnfolded) {
				t.Fatalf("Few takes %q, the Builder says %v", k, err)
			} else if !ok && err == nil {
				t.Fatalf("Few refuses %q", k)
			} else if err != nil && ok {
				return // a key that is not folded: the two differ by design
			} else if ok {
				n++
			}
		}
		if few.Len() != n {
			t.Fatalf("Len is %d, want %d", few.Len(), n)
		}
		if n == 0 {
			return
		}
		tr, err := bu.Build()
		if err != nil {
			t.Fatal(err)
		}
		r := []rune(text)
		got, want := few.Append(nil, r, entities.DictUser), tr.Append(nil, r, entities.DictUser)
		if !slices.Equal(got, want) {
			t.Fatalf("keys %q in %q:\n got  %v\n want %v", []string{a, b, c}, text, got, want)
		}
	})
}
