package entities

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// MaxDigits is the longest run of significant digits a Decimal takes; longer
// numbers are refused, never rounded.
const MaxDigits = 400

// Decimal is an exact decimal number. It is comparable with ==: two decimals
// of one value are equal. The zero value is Null, which is no number; the
// number nought is Dec(0).
type Decimal struct {
	digits string // significant digits without leading or trailing zeros; "0" for nought
	exp    int32  // power of ten
	neg    bool
}

// Null is the Decimal of an open value.
var Null Decimal

// Dec returns the decimal of an integer.
func Dec(n int64) Decimal {
	s := strconv.FormatInt(n, 10)
	return norm(strings.TrimPrefix(s, "-"), 0, n < 0)
}

// ParseDecimal reads digits with an optional sign, point and thousands commas:
// "1,234.50", "-0.5", "+27". Exponents, NaN and more than MaxDigits digits are errors.
func ParseDecimal(s string) (Decimal, error) {
	t := s
	neg := false
	if t != "" && (t[0] == '-' || t[0] == '+') {
		neg, t = t[0] == '-', t[1:]
	}
	var b strings.Builder
	exp, point, seen := 0, false, false
	for i := 0; i < len(t); i++ {
		switch c := t[i]; {
		case c >= '0' && c <= '9':
			b.WriteByte(c)
			seen = true
			if point {
				exp--
			}
		case c == ',' && seen && !point:
		case c == '.' && !point:
			point = true
		default:
			return Null, fmt.Errorf("number %q: %q is no digit", s, c)
		}
	}
	if !seen {
		return Null, fmt.Errorf("number %q has no digit", s)
	}
	if b.Len() > MaxDigits {
		return Null, fmt.Errorf("number of %d digits is longer than %d", b.Len(), MaxDigits)
	}
	return norm(b.String(), exp, neg), nil
}

func norm(digits string, exp int, neg bool) Decimal {
	digits = strings.TrimLeft(digits, "0")
	n := len(digits)
	digits = strings.TrimRight(digits, "0")
	exp += n - len(digits)
	if digits == "" {
		return Decimal{digits: "0"}
	}
	return Decimal{digits: digits, exp: int32(exp), neg: neg}
}

func fromBig(v *big.Int, exp int) Decimal {
	s := v.String()
	neg := strings.HasPrefix(s, "-")
	return norm(strings.TrimPrefix(s, "-"), exp, neg)
}

func (d Decimal) big(exp int32) *big.Int {
	v, _ := new(big.Int).SetString(d.digits, 10)
	if d.neg {
		v.Neg(v)
	}
	if d.exp > exp {
		v.Mul(v, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.exp-exp)), nil))
	}
	return v
}

// IsNull tells whether d is no number.
func (d Decimal) IsNull() bool { return d.digits == "" }

// Sign returns -1, 0 or 1; 0 for Null.
func (d Decimal) Sign() int {
	switch {
	case d.digits == "" || d.digits == "0":
		return 0
	case d.neg:
		return -1
	}
	return 1
}

// Shift returns d times ten to the power n.
func (d Decimal) Shift(n int) Decimal {
	if d.Sign() != 0 {
		d.exp += int32(n)
	}
	return d
}

// Neg returns -d.
func (d Decimal) Neg() Decimal {
	if d.Sign() != 0 {
		d.neg = !d.neg
	}
	return d
}

// Abs returns d without its sign.
func (d Decimal) Abs() Decimal { d.neg = false; return d }

// Add returns d + o; Null when either is.
func (d Decimal) Add(o Decimal) Decimal {
	if d.IsNull() || o.IsNull() {
		return Null
	}
	e := min(d.exp, o.exp)
	return fromBig(new(big.Int).Add(d.big(e), o.big(e)), int(e))
}

// Mul returns d × o; Null when either is.
func (d Decimal) Mul(o Decimal) Decimal {
	if d.IsNull() || o.IsNull() {
		return Null
	}
	return fromBig(new(big.Int).Mul(d.big(d.exp), o.big(o.exp)), int(d.exp)+int(o.exp))
}

// Cmp returns -1, 0 or 1 as d is less than, equal to or greater than o. Null is
// less than every number.
func (d Decimal) Cmp(o Decimal) int {
	switch {
	case d == o:
		return 0
	case d.IsNull():
		return -1
	case o.IsNull():
		return 1
	}
	e := min(d.exp, o.exp)
	return d.big(e).Cmp(o.big(e))
}

// Int64 returns d as an integer, if it is one that fits.
func (d Decimal) Int64() (int64, bool) {
	if d.IsNull() || d.exp < 0 || d.exp > 18 {
		return 0, false
	}
	n, err := strconv.ParseInt(d.String(), 10, 64)
	return n, err == nil
}

// Float returns the nearest float64, for showing and sorting only.
func (d Decimal) Float() float64 {
	f, _ := strconv.ParseFloat(d.String(), 64)
	return f
}

// String returns the number in plain digits, without exponent or thousands
// commas: "4300000000", "0.5", "-27". Null gives "".
func (d Decimal) String() string {
	if d.digits == "" {
		return ""
	}
	var b strings.Builder
	if d.neg {
		b.WriteByte('-')
	}
	point := len(d.digits) + int(d.exp)
	switch {
	case d.exp >= 0:
		b.WriteString(d.digits)
		b.WriteString(strings.Repeat("0", int(d.exp)))
	case point > 0:
		b.WriteString(d.digits[:point])
		b.WriteByte('.')
		b.WriteString(d.digits[point:])
	default:
		b.WriteString("0.")
		b.WriteString(strings.Repeat("0", -point))
		b.WriteString(d.digits)
	}
	return b.String()
}

// MarshalJSON writes plain digits, and null for Null.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if d.IsNull() {
		return []byte("null"), nil
	}
	return []byte(d.String()), nil
}
