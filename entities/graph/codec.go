package graph

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"

	"github.com/factloom/factloom/entities"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal puts the checksum of key and payload before the payload. Since the key
// is in it, a value that turns up under another key is noticed too.
func seal(key, payload []byte) []byte {
	b := make([]byte, 4, 4+len(payload))
	sum := crc32.Update(crc32.Update(0, castagnoli, key), castagnoli, payload)
	binary.LittleEndian.PutUint32(b, sum)
	return append(b, payload...)
}

// unseal checks the checksum and returns the payload, which shares val.
func unseal(key, val []byte) ([]byte, error) {
	if len(val) < 4 {
		return nil, fmt.Errorf("%w: record %s is %d bytes short of a checksum", ErrDamaged, show(key), 4-len(val))
	}
	sum := crc32.Update(crc32.Update(0, castagnoli, key), castagnoli, val[4:])
	if sum != binary.LittleEndian.Uint32(val) {
		return nil, fmt.Errorf("%w: record %s fails its checksum", ErrDamaged, show(key))
	}
	return val[4:], nil
}

// show prints a key short enough for a message.
func show(key []byte) string {
	if len(key) == 0 {
		return "''"
	}
	rest := key[1:]
	if len(rest) > 40 {
		return fmt.Sprintf("%c:%x…", key[0], rest[:40])
	}
	return fmt.Sprintf("%c:%x", key[0], rest)
}

// enc builds a payload: unsigned and signed varints, strings with their length
// before them, floats as their eight bytes.
type enc struct{ b []byte }

func (e *enc) u(v uint64)             { e.b = binary.AppendUvarint(e.b, v) }
func (e *enc) n(v int)                { e.u(uint64(v)) }
func (e *enc) i(v int64)              { e.b = binary.AppendVarint(e.b, v) }
func (e *enc) s(s string)             { e.n(len(s)); e.b = append(e.b, s...) }
func (e *enc) raw(b []byte)           { e.b = append(e.b, b...) }
func (e *enc) f(v float64)            { e.b = binary.LittleEndian.AppendUint64(e.b, math.Float64bits(v)) }
func (e *enc) flag(on bool)           { e.b = append(e.b, byte(b2i(on))) }
func (e *enc) byte(v byte)            { e.b = append(e.b, v) }
func (e *enc) day(d entities.Day)     { e.i(int64(d)) }
func (e *enc) dec(d entities.Decimal) { e.s(d.String()) }

var errShort = errors.New("it ends early")

// dec reads what enc wrote. The first mistake stays in err and everything read
// after it is zero, so that callers look at err once, at the end.
type dec struct {
	b   []byte
	err error
}

func (d *dec) fail(err error) {
	if d.err == nil {
		d.err = err
	}
	d.b = nil
}

func (d *dec) u() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.fail(errShort)
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *dec) i() int64 {
	v, n := binary.Varint(d.b)
	if n <= 0 {
		d.fail(errShort)
		return 0
	}
	d.b = d.b[n:]
	return v
}

// n reads an int that is no length.
func (d *dec) n() int {
	v := d.u()
	if v > math.MaxInt32 {
		d.fail(fmt.Errorf("number %d is too great", v))
		return 0
	}
	return int(v)
}

// count reads how many items follow; each takes at least one byte, so that
// damage cannot make us allocate more than the record holds.
func (d *dec) count() int {
	v := d.u()
	if v > uint64(len(d.b)) {
		d.fail(errShort)
		return 0
	}
	return int(v)
}

func (d *dec) raw(n int) []byte {
	if n > len(d.b) {
		d.fail(errShort)
		return nil
	}
	b := d.b[:n]
	d.b = d.b[n:]
	return b
}

func (d *dec) s() string { return string(d.raw(d.count())) }

func (d *dec) f() float64 {
	b := d.raw(8)
	if b == nil {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b))
}

func (d *dec) byte() byte {
	b := d.raw(1)
	if b == nil {
		return 0
	}
	return b[0]
}

func (d *dec) flag() bool        { return d.byte() != 0 }
func (d *dec) day() entities.Day { return entities.Day(d.i()) }

func (d *dec) dec() entities.Decimal {
	s := d.s()
	if s == "" {
		return entities.Null
	}
	v, err := entities.ParseDecimal(s)
	if err != nil {
		d.fail(err)
	}
	return v
}

// end says whether the whole record was read.
func (d *dec) end() error {
	if d.err == nil && len(d.b) > 0 {
		d.err = fmt.Errorf("%d bytes are left over", len(d.b))
	}
	return d.err
}

// The tags of typed values.
const (
	vNone byte = iota
	vMoney
	vPercent
	vDate
	vNumber
)

// value writes a typed value field by field: nothing of it is lost, decimals
// are written as digits.
func (e *enc) value(v entities.Value) error {
	switch v := v.(type) {
	case nil:
		e.byte(vNone)
	case *entities.Money:
		e.byte(vMoney)
		e.dec(v.Amount)
		e.dec(v.AmountTo)
		e.s(v.Currency)
		e.s(string(v.Kind))
		e.s(v.Per)
		e.flag(v.Assumed)
		e.s(v.Unit)
	case *entities.Percent:
		e.byte(vPercent)
		e.dec(v.Value)
		e.dec(v.ValueTo)
		e.s(v.Unit)
		e.s(string(v.Kind))
	case *entities.Date:
		e.byte(vDate)
		e.day(v.From)
		e.day(v.To)
		e.s(string(v.Kind))
		e.s(v.Why)
		e.n(len(v.Alt))
		for _, r := range v.Alt {
			e.day(r.From)
			e.day(r.To)
			e.s(r.Why)
		}
	case *entities.Number:
		e.byte(vNumber)
		e.dec(v.Value)
		e.dec(v.ValueTo)
		e.s(string(v.Kind))
		e.s(v.Counter)
		e.flag(v.Ordinal)
	default:
		return fmt.Errorf("value of unknown type %T", v)
	}
	return nil
}

func (d *dec) value() entities.Value {
	switch tag := d.byte(); tag {
	case vNone:
	case vMoney:
		return &entities.Money{Amount: d.dec(), AmountTo: d.dec(), Currency: d.s(), Kind: entities.Kind(d.s()),
			Per: d.s(), Assumed: d.flag(), Unit: d.s()}
	case vPercent:
		return &entities.Percent{Value: d.dec(), ValueTo: d.dec(), Unit: d.s(), Kind: entities.Kind(d.s())}
	case vDate:
		v := &entities.Date{From: d.day(), To: d.day(), Kind: entities.Kind(d.s()), Why: d.s()}
		for n := d.count(); n > 0 && d.err == nil; n-- {
			v.Alt = append(v.Alt, entities.Reading{From: d.day(), To: d.day(), Why: d.s()})
		}
		return v
	case vNumber:
		return &entities.Number{Value: d.dec(), ValueTo: d.dec(), Kind: entities.Kind(d.s()), Counter: d.s(), Ordinal: d.flag()}
	default:
		d.fail(fmt.Errorf("value of unknown tag %d", tag))
	}
	return nil
}
