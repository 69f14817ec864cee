//go:build ignore

// Contexts counts the words right before and right behind sure names of each
// type, and beside other words, in articles, and writes contexts.tsv:
//
//	go run contexts.go < articles.jsonl > contexts.tsv
//	go run contexts.go -words < articles.jsonl
//
// A name is sure when a list holds it without a mark, or when it was found by
// other evidence than the words beside it. One text counts three times for one
// word at most, so that a name of every day does not drown the others.
//
// -words prints instead the strings of two to four Han characters which the
// segmenter leaves in single characters, by the number of articles that hold them: what
// was read through by hand for common.txt.
//
// contexts.tsv was counted in November 2026 on some 3,400 articles of news in
// Traditional Chinese from Hong Kong and Taiwan; it holds single words and
// numbers, no text of theirs.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/entities/value"
	"github.com/factloom/factloom/pipeline/detect"
	"github.com/factloom/factloom/pipeline/segment"
	"github.com/factloom/factloom/rules/library"
)

// types are what is counted; the last one is any other word.
var types = []string{entities.Company, entities.Person, entities.Place, entities.Organization, "other"}

const (
	perText = 3  // the same name beside the same word counts so often
	fewest  = 6  // what was seen less is left out
	smooth  = 20 // counts added to each word, as the types are spread
	least   = 10 // weights all smaller tell nothing
	most    = 40
)

// beside is a word and the side of the name it stands on.
type beside struct {
	after bool
	word  string
}

type counts [5]float64

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

func main() {
	log.SetFlags(0)
	words := flag.Bool("words", false, "print strings the segmenter does not know")
	flag.Parse()
	det := must(detect.New(detect.Options{Schema: schema.Default(), Names: gazetteer.Default(), Values: must(value.Load(library.FS))}))
	cut := must(segment.Gse())
	seen, table, unknown := map[[2]string]int{}, map[beside]counts{}, map[string]int{}
	var total [2]counts
	for in := bufio.NewReader(os.Stdin); ; {
		line, err := in.ReadBytes('\n')
		if len(strings.TrimSpace(string(line))) > 0 {
			d := document(line)
			d.Tokens = cut.Cut(d)
			if *words {
				for w := range loose(d) {
					unknown[w]++
				}
			} else if err := det.Process(d); err != nil {
				log.Fatal(err)
			} else {
				each(det, d, func(s entities.Span, t int, b beside) {
					k := [2]string{fmt.Sprint(b), d.Slice(s)}
					if seen[k] == perText {
						return
					}
					seen[k]++
					c := table[b]
					c[t]++
					table[b] = c
					total[side(b)][t]++
				})
			}
		}
		if err == io.EOF {
			break
		} else if err != nil {
			log.Fatal(err)
		}
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	if *words {
		for _, w := range byCount(unknown) {
			fmt.Fprintf(out, "%s\t%d\n", w, unknown[w])
		}
		return
	}
	write(out, table, total)
}

func document(line []byte) *entities.Document {
	var a struct{ ID, Title, Published, Text string }
	if err := json.Unmarshal(line, &a); err != nil {
		log.Fatal(err)
	}
	d := &entities.Document{ID: a.ID, Published: a.Published}
	d.SetText(a.Title, a.Text)
	fold.Document(d)
	segment.Split(d)
	return d
}

// each calls f for each sure name and each other word with what stands beside it.
func each(det *detect.Detector, d *entities.Document, f func(entities.Span, int, beside)) {
	at := make([]string, len(d.Folded)) // the type of the name at each place
	for _, m := range d.Mentions {
		for p := m.Start; p < m.End && !m.Hidden; p++ {
			at[p] = m.Type
		}
	}
	sure := map[entities.Span]bool{}
	for _, v := range det.Trace(d) {
		if v.Accepted && (v.Mechanism == "listed" || v.Type != entities.Company) {
			sure[v.Span] = true
		}
	}
	both := func(s entities.Span, t int) {
		for _, b := range []beside{before(d, s.Start, at), after(d, s.End, at)} {
			if b.word != "" {
				f(s, t, b)
			}
		}
	}
	for _, m := range d.Mentions {
		if t := slices.Index(types, m.Type); t >= 0 && !m.Hidden && m.Value == nil && sure[m.Span] {
			both(m.Span, t)
		}
	}
	for _, t := range d.Tokens {
		n := 0
		for _, r := range d.Folded[t.Start:t.End] {
			if fold.IsHan(r) || fold.IsLatin(r) {
				n++
			}
		}
		if n < 2 || at[t.Start] != "" || at[t.End-1] != "" {
			continue
		}
		switch t.POS {
		case "n", "vn", "nz", "l", "i", "v", "a", "an", "x", "eng", "j", "nr", "ns", "nt", "b", "":
			both(t.Span, len(types)-1)
		}
	}
}

func blank(r rune) bool { return r == ' ' || r == 0 }

func before(d *entities.Document, p int, at []string) beside {
	for p > 0 && blank(d.Folded[p-1]) {
		p--
	}
	switch {
	case p == 0 || d.Folded[p-1] == '\n':
		return beside{false, "^"}
	case at[p-1] != "":
		return beside{false, "{" + at[p-1] + "}"}
	}
	if i := d.TokenAt(p - 1); i >= 0 {
		return beside{false, string(d.Folded[d.Tokens[i].Start:p])}
	}
	return beside{}
}

func after(d *entities.Document, p int, at []string) beside {
	for p < len(d.Folded) && blank(d.Folded[p]) {
		p++
	}
	switch {
	case p == len(d.Folded) || d.Folded[p] == '\n':
		return beside{true, "$"}
	case at[p] != "":
		return beside{true, "{" + at[p] + "}"}
	}
	if i := d.TokenAt(p); i >= 0 {
		return beside{true, string(d.Folded[p:d.Tokens[i].End])}
	}
	return beside{}
}

func side(b beside) int {
	if b.after {
		return 1
	}
	return 0
}

// loose returns the strings that stand in tokens of one character.
func loose(d *entities.Document) map[string]bool {
	out := map[string]bool{}
	for i := range d.Tokens {
		for n := 2; n <= 4 && i+n <= len(d.Tokens); n++ {
			t := d.Tokens[i+n-1]
			if t.Len() != 1 || !fold.IsHan(d.Folded[t.Start]) || d.Tokens[i].Len() != 1 || !fold.IsHan(d.Folded[d.Tokens[i].Start]) || t.End-d.Tokens[i].Start != n {
				break
			}
			out[d.Slice(entities.Span{Start: d.Tokens[i].Start, End: t.End})] = true
		}
	}
	return out
}

func byCount(m map[string]int) []string {
	var out []string
	for w, n := range m {
		if n >= fewest {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(m[b]-m[a], strings.Compare(a, b))
	})
	return out
}

// write prints ten times the logarithm of how much more often a word stands
// beside each type than beside other words.
func write(out io.Writer, table map[beside]counts, total [2]counts) {
	fmt.Fprintln(out, "side\tword\tcompany\tperson\tplace\torganization\tseen")
	var keys []beside
	for b := range table {
		keys = append(keys, b)
	}
	slices.SortFunc(keys, func(a, b beside) int { return cmp.Or(side(a)-side(b), strings.Compare(a.word, b.word)) })
	for _, b := range keys {
		c, all := table[b], total[side(b)]
		n, allN := sum(c), sum(all)
		if n < fewest || strings.TrimSpace(b.word) == "" || strings.ContainsFunc(b.word, unicode.IsDigit) {
			continue
		}
		lift := func(t int) float64 {
			q := all[t] / allN
			return math.Log((c[t]+smooth*q)/(n+smooth)) - math.Log(q)
		}
		var w [4]int
		tells := false
		for t := range w {
			w[t] = max(-most, min(most, int(math.Round(10*(lift(t)-lift(len(types)-1))))))
			tells = tells || w[t] >= least || w[t] <= -least
		}
		if tells {
			name := map[bool]string{false: "before", true: "after"}[b.after]
			fmt.Fprintf(out, "%s\t%s\t%d\t%d\t%d\t%d\t%d\n", name, b.word, w[0], w[1], w[2], w[3], int(n))
		}
	}
}

func sum(c counts) float64 {
	n := 0.0
	for _, x := range c {
		n += x
	}
	return n
}
