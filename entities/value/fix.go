package value

import (
	"cmp"
	"math"

	"github.com/factloom/factloom/entities"
)

// fix is an exact decimal c × 10^e, small while it fits and a Decimal beyond.
type fix struct {
	c uint64
	e int32
	d entities.Decimal // when not Null, this is the number
}

func (f fix) dec() entities.Decimal {
	if !f.d.IsNull() {
		return f.d
	}
	if f.c > math.MaxInt64 {
		hi, lo := int64(f.c/10), int64(f.c%10)
		return entities.Dec(hi).Shift(1).Add(entities.Dec(lo)).Shift(int(f.e))
	}
	return entities.Dec(int64(f.c)).Shift(int(f.e))
}

// int returns a whole number of at most 18 digits, and whether f is one.
func (f fix) int() (int64, bool) {
	switch {
	case !f.d.IsNull():
		return f.d.Int64()
	case f.c > 1e18:
		return 0, false
	case f.e == 0:
		return int64(f.c), true
	case f.e > 0:
		c, ok := f.scaled(0)
		return int64(c), ok && c <= 1e18
	}
	c := f.c
	for e := f.e; e < 0; e++ {
		if c%10 != 0 {
			return 0, false
		}
		c /= 10
	}
	return int64(c), true
}

func (f fix) shift(n int) fix {
	f.e += int32(n)
	if !f.d.IsNull() {
		f.d = f.d.Shift(n)
	}
	return f
}

// times returns f n times.
func (f fix) times(n uint64) fix {
	if f.d.IsNull() && f.c <= math.MaxUint64/n {
		f.c *= n
		return f
	}
	return fix{d: f.dec().Mul(entities.Dec(int64(n)))}
}

func (f fix) zero() bool { return f.d.IsNull() && f.c == 0 }

// scaled returns f's coefficient at the exponent e ≤ f.e, if it fits.
func (f fix) scaled(e int32) (uint64, bool) {
	c := f.c
	for k := f.e; k > e; k-- {
		if c > math.MaxUint64/10 {
			return 0, false
		}
		c *= 10
	}
	return c, true
}

func (f fix) add(o fix) fix {
	if o.zero() {
		return f
	}
	if f.zero() {
		return o
	}
	if f.d.IsNull() && o.d.IsNull() {
		e := min(f.e, o.e)
		a, ok := f.scaled(e)
		b, ok2 := o.scaled(e)
		if ok && ok2 && a <= math.MaxUint64-b {
			return fix{c: a + b, e: e}
		}
	}
	return fix{d: f.dec().Add(o.dec())}
}

func (f fix) cmp(o fix) int {
	if f.d.IsNull() && o.d.IsNull() {
		e := min(f.e, o.e)
		if a, ok := f.scaled(e); ok {
			if b, ok := o.scaled(e); ok {
				return cmp.Compare(a, b)
			}
		}
	}
	return f.dec().Cmp(o.dec())
}
