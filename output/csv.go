package output

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/factloom/factloom/entities"
)

// csvRows writes rows as CSV.
type csvRows struct {
	w   *csv.Writer
	opt *Options
	row []string
}

func writeCSV(w io.Writer, from Source, opt Options) error {
	if opt.Excel {
		if _, err := io.WriteString(w, "\uFEFF"); err != nil {
			return err
		}
	}
	c := &csvRows{w: csv.NewWriter(w), opt: &opt}
	c.w.UseCRLF = opt.Excel
	err := layOut(c, from, &opt)
	c.w.Flush() // after a fault too: what was read stands
	if err == nil {
		err = c.w.Error()
	}
	return err
}

func (c *csvRows) begin(columns []column) error {
	for _, x := range columns {
		c.row = append(c.row, x.name)
	}
	return c.end()
}

func (c *csvRows) text(s string) { c.row = append(c.row, c.opt.text(s)) }

// date guards a date unless it is one.
func (c *csvRows) date(s string) {
	if d, err := entities.ParseDay(s); err == nil && d.String() == s {
		c.word(s)
		return
	}
	c.text(s)
}

// word adds a cell that the program made. It needs no guard.
func (c *csvRows) word(s string) { c.row = append(c.row, s) }

func (c *csvRows) int(n int)                  { c.word(strconv.Itoa(n)) }
func (c *csvRows) decimal(d entities.Decimal) { c.word(d.String()) }
func (c *csvRows) day(d entities.Day)         { c.word(d.String()) }
func (c *csvRows) confidence(x float64)       { c.word(confidence(x)) }

func (c *csvRows) end() error {
	err := c.w.Write(c.row)
	c.row = c.row[:0]
	return err
}

func confidence(x float64) string {
	if x <= 0 {
		return ""
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}
