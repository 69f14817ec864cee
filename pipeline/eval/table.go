package eval

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Table holds the scores of a set of documents.
type Table struct {
	Docs     int      // gold documents
	Missing  []string // ids without prediction
	Differ   []string // ids whose predicted text is not the gold text
	Rows     []Row    // in the order they are shown
	Pairs    int      // pairs of a gold and a predicted fact
	SameMood int      // those of equal polarity and modality
	Articles []Article
	Errors   []Error
}

// Row counts one type of one kind of score.
type Row struct {
	Kind, Name string
	Count
}

// Count counts what was found rightly, found wrongly, and missed.
type Count struct{ Found, False, Missed int }

func (c *Count) add(o Count) {
	c.Found += o.Found
	c.False += o.False
	c.Missed += o.Missed
}

// N returns how many there are in the gold.
func (c Count) N() int { return c.Found + c.Missed }

// Precision returns the share of what was found that is right; 0 of nothing.
func (c Count) Precision() float64 { return share(c.Found, c.Found+c.False) }

// Recall returns the share of the gold that was found; 0 of nothing.
func (c Count) Recall() float64 { return share(c.Found, c.Found+c.Missed) }

// F1 returns the harmonic mean of precision and recall.
func (c Count) F1() float64 {
	p, r := c.Precision(), c.Recall()
	if p+r == 0 {
		return 0
	}
	return float64(float64(2*p)*r) / float64(p+r)
}

func share(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Article holds the scores of one document.
type Article struct {
	ID      string
	Mention Count
	Paired  Count
}

// Error is one thing found wrongly (FP), missed (FN), or found with another
// value (VAL).
type Error struct {
	Type    string // a mention type, or "fact"
	Kind    string // FP, FN or VAL
	ID      string // of the document
	Text    string
	Context string // the text around it, or the two values
}

// String returns the fields parted by tabs, on one line.
func (e Error) String() string {
	return oneLine.Replace(e.Type) + "\t" + e.Kind + "\t" + oneLine.Replace(e.ID) + "\t" +
		oneLine.Replace(e.Text) + "\t" + oneLine.Replace(e.Context)
}

var oneLine = strings.NewReplacer("\n", "↵", "\r", "↵", "\t", " ")

// Get returns a row; a row that is not there counts nothing.
func (t Table) Get(kind, name string) Row {
	for _, r := range t.Rows {
		if r.Kind == kind && r.Name == name {
			return r
		}
	}
	return Row{Kind: kind, Name: name}
}

// Mood returns the share of pairs with equal polarity and modality.
func (t Table) Mood() float64 { return share(t.SameMood, t.Pairs) }

// MacroMention returns the mean over articles of the F1 of mentions, so that a
// long article weighs no more than a short one. Articles without any mention,
// annotated or found, do not count.
func (t Table) MacroMention() float64 {
	return t.macro(func(a *Article) Count { return a.Mention })
}

// MacroPaired is MacroMention for paired facts.
func (t Table) MacroPaired() float64 {
	return t.macro(func(a *Article) Count { return a.Paired })
}

func (t Table) macro(get func(*Article) Count) float64 {
	sum, n := 0.0, 0
	for i := range t.Articles {
		if c := get(&t.Articles[i]); c != (Count{}) {
			sum += c.F1()
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// ErrorList returns at most n errors; typ, when given, is the only type listed.
func (t Table) ErrorList(n int, typ string) []Error {
	var out []Error
	for _, e := range t.Errors {
		if len(out) == n {
			break
		}
		if typ == "" || e.Type == typ {
			out = append(out, e)
		}
	}
	return out
}

// String lays the scores out for reading, a row a line.
func (t Table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d gold documents, %d without prediction\n", t.Docs, len(t.Missing))
	for _, r := range t.Rows {
		fmt.Fprintf(&b, "%-8s%-14sn=%-6dP=%.3f R=%.3f F1=%.3f\n", r.Kind, r.Name, r.N(), r.Precision(), r.Recall(), r.F1())
	}
	fmt.Fprintf(&b, "mood    of %d pairs %.3f\n", t.Pairs, t.Mood())
	fmt.Fprintf(&b, "macro   by article    mention F1=%.3f paired F1=%.3f\n", t.MacroMention(), t.MacroPaired())
	return b.String()
}

// MarshalJSON writes the rows as {"mention:company":{"p","r","f1","n"}, …} in
// their order, then mood and the macro figures, all to four places.
func (t Table) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	four := func(x float64) string {
		return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x, 'f', 4, 64), "0"), ".")
	}
	b.WriteByte('{')
	for _, r := range t.Rows {
		fmt.Fprintf(&b, `%q:{"p":%s,"r":%s,"f1":%s,"n":%d},`, r.Kind+":"+r.Name,
			four(r.Precision()), four(r.Recall()), four(r.F1()), r.N())
	}
	fmt.Fprintf(&b, `"mood":%s,"macro:mention":%s,"macro:paired":%s,"documents":%d,"missing":%d}`,
		four(t.Mood()), four(t.MacroMention()), four(t.MacroPaired()), t.Docs, len(t.Missing))
	return b.Bytes(), nil
}
