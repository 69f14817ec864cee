package output

import (
	"fmt"
	"io"
	"math/big"
	"reflect"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/factloom/factloom/entities"
)

// Amounts and percentages are DECIMAL(38, 10).
const (
	decimalPrecision = 38
	decimalScale     = 10
	decimalBytes     = 16
)

const (
	parquetRowGroup = 20_000  // rows, so many as are kept in memory
	parquetBatch    = 256     // rows handed over together
	parquetWords    = 1 << 20 // bytes of the different words of a column, kept once in a row group
)

// parquetRows writes rows as Parquet: the columns of CSV with types. Every
// column is optional, and what is not known is null.
type parquetRows struct {
	out     io.Writer
	w       *parquet.GenericWriter[any]
	columns []column
	row     parquet.Row
	batch   []parquet.Row
}

func writeParquet(w io.Writer, from Source, opt Options) error {
	p := &parquetRows{out: w}
	if err := layOut(p, from, &opt); err != nil {
		return err
	}
	if err := p.flush(); err != nil {
		return err
	}
	if err := p.w.Close(); err != nil {
		return fmt.Errorf("parquet: %w", err)
	}
	return nil
}

// orderedGroup is a group whose fields keep their order; those of parquet.Group
// are sorted by name.
type orderedGroup struct {
	parquet.Group
	fields []parquet.Field
}

func (g orderedGroup) Fields() []parquet.Field { return g.fields }

type orderedField struct {
	parquet.Node
	name string
}

func (f orderedField) Name() string { return f.name }

func (f orderedField) Value(base reflect.Value) reflect.Value {
	return base.MapIndex(reflect.ValueOf(f.name))
}

func (p *parquetRows) begin(columns []column) error {
	p.columns = columns
	g := orderedGroup{Group: parquet.Group{}}
	for _, c := range columns {
		var n parquet.Node
		switch c.kind {
		case kindInt:
			n = parquet.Int(64)
		case kindDecimal:
			n = parquet.Decimal(decimalScale, decimalPrecision, parquet.FixedLenByteArrayType(decimalBytes))
		case kindDay:
			n = parquet.Date()
		case kindConfidence:
			n = parquet.Leaf(parquet.DoubleType)
		default:
			n = parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
		}
		n = parquet.Optional(n)
		g.Group[c.name] = n
		g.fields = append(g.fields, orderedField{n, c.name})
	}
	p.w = parquet.NewGenericWriter[any](p.out, parquet.NewSchema("factloom", g), parquet.Compression(&zstd.Codec{}),
		parquet.MaxRowsPerRowGroup(parquetRowGroup), parquet.DictionaryMaxBytes(parquetWords),
		parquet.CreatedBy("factloom", "1.0.0", "")) // of the layout, so that releases write the same bytes
	return nil
}

// add adds the next cell, null when there is nothing to say.
func (p *parquetRows) add(v parquet.Value, known bool) {
	if known {
		p.row = append(p.row, v.Level(0, 1, len(p.row)))
	} else {
		p.row = append(p.row, parquet.NullValue().Level(0, 0, len(p.row)))
	}
}

func (p *parquetRows) text(s string) {
	p.add(parquet.ByteArrayValue([]byte(strings.ToValidUTF8(s, "\uFFFD"))), s != "")
}
func (p *parquetRows) word(s string) { p.text(s) }
func (p *parquetRows) date(s string) { p.text(s) }
func (p *parquetRows) int(n int)     { p.add(parquet.Int64Value(int64(n)), true) }
func (p *parquetRows) confidence(x float64) {
	p.add(parquet.DoubleValue(float64(int(x*100+0.5))/100), x > 0)
}
func (p *parquetRows) day(d entities.Day) {
	p.add(parquet.Int32Value(int32(d-unixDay)), d != entities.None)
}
func (p *parquetRows) decimal(d entities.Decimal) {
	b, ok := fixedPoint(d)
	p.add(parquet.FixedLenByteArrayValue(b), ok)
}

var unixDay = entities.DayOf(1970, 1, 1)

// fixedPoint writes a number as DECIMAL(38, 10): the bytes of the two's
// complement, the highest first. A number with more digits than that takes has
// none.
func fixedPoint(d entities.Decimal) (b []byte, ok bool) {
	if d.IsNull() {
		return nil, false
	}
	v, ok := new(big.Int).SetString(d.Shift(decimalScale).String(), 10)
	if !ok || v.CmpAbs(decimalLimit) >= 0 {
		return nil, false
	}
	if v.Sign() < 0 {
		v.Add(v, decimalWrap)
	}
	return v.FillBytes(make([]byte, decimalBytes)), true
}

var (
	decimalLimit = new(big.Int).Exp(big.NewInt(10), big.NewInt(decimalPrecision), nil)
	decimalWrap  = new(big.Int).Lsh(big.NewInt(1), 8*decimalBytes)
)

func (p *parquetRows) end() error {
	p.batch = append(p.batch, p.row.Clone())
	p.row = p.row[:0]
	if len(p.batch) == parquetBatch {
		return p.flush()
	}
	return nil
}

func (p *parquetRows) flush() error {
	if _, err := p.w.WriteRows(p.batch); err != nil {
		return fmt.Errorf("parquet: %w", err)
	}
	p.batch = p.batch[:0]
	return nil
}
