package output

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/factloom/factloom/entities"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Table is a table for the terminal or for Markdown. Its cells are aligned by
// the width characters take on a terminal: two columns for 特, one for é and
// for ambiguous ones such as “ and ①, under any locale.
type Table struct {
	Head   []string
	Right  []bool // columns aligned to the right; may be shorter than Head
	Rows   []Row
	NoHead bool // leave out the heading
}

// Row is a row of a table.
type Row struct {
	Cells []string
	Above string // a heading above the row; not in Markdown
	Note  string // lines of its own below the row; in Markdown a last column
}

// Width returns the columns that s takes on a terminal.
func Width(s string) int { return uniseg.StringWidth(s) }

const gap = 2 // between columns

// WriteText writes the table with aligned columns. When it is wider than width
// (unless that is 0), wide columns are made narrower and their cells go on in
// the line below: nothing is cut off.
func (t *Table) WriteText(w io.Writer, width int) error {
	cols := make([]int, len(t.Head))
	rows := make([][]string, 0, len(t.Rows)+1)
	rows = append(rows, t.Head)
	for _, r := range t.Rows {
		rows = append(rows, r.Cells)
	}
	for i, r := range rows {
		if i == 0 && t.NoHead {
			continue
		}
		for i, c := range r {
			if i < len(cols) {
				cols[i] = max(cols[i], Width(Visible(c)))
			}
		}
	}
	shrink(cols, width)
	out := bufio.NewWriter(w)
	for i, r := range rows {
		if i == 0 {
			if !t.NoHead {
				t.line(out, r, cols)
			}
			continue
		}
		if above := t.Rows[i-1].Above; above != "" {
			if i > 1 {
				out.WriteByte('\n')
			}
			out.WriteString(Visible(above) + "\n")
		}
		t.line(out, r, cols)
		if note := t.Rows[i-1].Note; note != "" {
			room := 0
			if width > 0 {
				room = max(width-4, 20)
			}
			for line := range strings.SplitSeq(note, "\n") {
				for _, s := range wrap(Visible(line), room) {
					fmt.Fprintf(out, "    %s\n", s)
				}
			}
		}
	}
	return out.Flush()
}

// shrink makes the widest columns narrower until the row fits.
func shrink(cols []int, width int) {
	if width <= 0 {
		return
	}
	total := gap * (len(cols) - 1)
	for _, c := range cols {
		total += c
	}
	for total > width {
		widest := 0
		for i := range cols {
			if cols[i] > cols[widest] {
				widest = i
			}
		}
		if len(cols) == 0 || cols[widest] <= 8 {
			return
		}
		cols[widest]--
		total--
	}
}

func (t *Table) line(out *bufio.Writer, cells []string, cols []int) {
	parts := make([][]string, len(cols))
	height := 1
	for i := range cols {
		if i < len(cells) {
			parts[i] = wrap(Visible(cells[i]), cols[i])
			height = max(height, len(parts[i]))
		}
	}
	for h := range height {
		var b strings.Builder
		for i, w := range cols {
			s := ""
			if h < len(parts[i]) {
				s = parts[i][h]
			}
			pad := strings.Repeat(" ", max(w-Width(s), 0))
			if i > 0 {
				b.WriteString(strings.Repeat(" ", gap))
			}
			if i < len(t.Right) && t.Right[i] {
				b.WriteString(pad + s)
			} else {
				b.WriteString(s + pad)
			}
		}
		out.WriteString(strings.TrimRight(b.String(), " "))
		out.WriteByte('\n')
	}
}

// wrap breaks s into lines of at most room columns where Unicode allows it,
// between characters where it must. 0 means no limit.
func wrap(s string, room int) []string {
	if room <= 0 || Width(s) <= room {
		return []string{s}
	}
	var lines []string
	var line strings.Builder
	used := 0
	end := func() {
		lines = append(lines, strings.TrimRight(line.String(), " "))
		line.Reset()
		used = 0
	}
	put := func(piece string, w int) {
		line.WriteString(piece)
		used += w
	}
	state := -1
	for s != "" {
		var piece string
		piece, s, _, state = uniseg.FirstLineSegmentInString(s, state)
		w := Width(strings.TrimRight(piece, " "))
		if used > 0 && used+w > room {
			end()
		}
		if w <= room {
			put(piece, Width(piece))
			continue
		}
		g := uniseg.NewGraphemes(piece) // longer than a whole line
		for g.Next() {
			if used > 0 && used+g.Width() > room {
				end()
			}
			put(g.Str(), g.Width())
		}
	}
	if line.Len() > 0 {
		end()
	}
	return lines
}

// WriteMarkdown writes the table as Markdown (GitHub's tables). Notes become a
// last column.
func (t *Table) WriteMarkdown(w io.Writer, note string) error {
	out := bufio.NewWriter(w)
	head := t.Head
	if note != "" {
		head = append(append([]string(nil), head...), note)
	}
	row := func(cells []string) {
		for _, c := range cells {
			out.WriteString("| " + markdown(c) + " ")
		}
		for range len(head) - len(cells) {
			out.WriteString("|  ")
		}
		out.WriteString("|\n")
	}
	row(head)
	for i := range head {
		if i < len(t.Right) && t.Right[i] {
			out.WriteString("| ---: ")
		} else {
			out.WriteString("| --- ")
		}
	}
	out.WriteString("|\n")
	for _, r := range t.Rows {
		cells := r.Cells
		if note != "" {
			cells = append(append([]string(nil), cells...), r.Note)
		}
		row(cells)
	}
	return out.Flush()
}

// WriteCSV writes the table as CSV, guarded like facts.
func (t *Table) WriteCSV(w io.Writer) error {
	out, opt := csv.NewWriter(w), &Options{}
	if err := out.Write(t.Head); err != nil {
		return err
	}
	for _, r := range t.Rows {
		cells := make([]string, len(r.Cells))
		for i, c := range r.Cells {
			cells[i] = opt.text(c)
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

var markdownEscapes = strings.NewReplacer(`\`, `\\`, `|`, `\|`, `<`, `&lt;`, `>`, `&gt;`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `~`, `\~`, `&`, `&amp;`, `$`, `\$`)

// Markdown makes a text plain: no markup, no HTML, no end of line.
func Markdown(s string) string { return markdown(s) }

// markdown makes a text plain in a cell: no markup, no HTML, no end of line.
func markdown(s string) string { return markdownEscapes.Replace(Visible(s)) }

var viewHead = []string{"DATE", "TYPE", "SUBJECT", "WHAT", "AMOUNT", "MODALITY"}

// batchRows is how many rows of a table are laid out together: the columns of a
// longer table are as wide as its first rows need.
const batchRows = 1000

func writeTable(w io.Writer, from Source, opt Options) error {
	return writeTables(from, opt, func(t *Table) error { return t.WriteText(w, opt.Width) }, func(v View) Row {
		note := Visible(v.Evidence) // a line end in it is shown, not made
		if v.Source != "" {
			note += " — " + v.Source
		}
		return Row{Cells: v.cells(), Note: note}
	}, viewHead)
}

func (v *View) cells() []string {
	return []string{v.Date, v.Type, v.Subject, v.What, v.Amount, v.Modality}
}

func writeMarkdown(w io.Writer, from Source, opt Options) error {
	first := true
	return writeTables(from, opt, func(t *Table) error {
		if !first { // one table, not many
			var b strings.Builder
			if err := t.WriteMarkdown(&b, ""); err != nil {
				return err
			}
			_, body, _ := strings.Cut(b.String(), "\n")
			_, body, _ = strings.Cut(body, "\n")
			_, err := io.WriteString(w, body)
			return err
		}
		first = false
		return t.WriteMarkdown(w, "")
	}, func(v View) Row {
		return Row{Cells: append(v.cells(), v.Evidence, v.Source)}
	}, append(append([]string(nil), viewHead...), "EVIDENCE", "SOURCE"))
}

func writeTables(from Source, opt Options, write func(*Table) error, row func(View) Row, head []string) error {
	if opt.Layout == "entities" {
		return writeEntityTables(from, write)
	}
	if from.Facts == nil {
		return errors.New("no facts to write")
	}
	t := &Table{Head: head, NoHead: opt.NoHead}
	n := 0
	for r, err := range from.Facts {
		if err != nil {
			return err
		}
		t.Rows = append(t.Rows, row(ViewOf(opt.Schema, r)))
		if n++; len(t.Rows) == batchRows {
			if err := write(t); err != nil {
				return err
			}
			t.Rows = t.Rows[:0]
		}
	}
	if len(t.Rows) > 0 || n == 0 {
		return write(t)
	}
	return nil
}

func writeEntityTables(from Source, write func(*Table) error) error {
	if from.Entities == nil {
		return errors.New("no entities to write")
	}
	t := &Table{Head: []string{"FACTS", "ARTICLES", "TYPE", "NAME", "ID", "NAMES"}, Right: []bool{true, true}}
	n := 0
	for e, err := range from.Entities {
		if err != nil {
			return err
		}
		t.Rows = append(t.Rows, entityRow(e))
		if n++; len(t.Rows) == batchRows {
			if err := write(t); err != nil {
				return err
			}
			t.Rows = t.Rows[:0]
		}
	}
	if len(t.Rows) > 0 || n == 0 {
		return write(t)
	}
	return nil
}

func entityRow(e *entities.EntityRecord) Row {
	return Row{Cells: []string{thousands(itoa(e.Facts)), thousands(itoa(e.Articles)), e.Type, e.Name, e.ID, strings.Join(e.Names, ", ")}}
}
