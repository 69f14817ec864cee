package value

import "math/big"

// divide returns the digits of num/den and the power of ten they stand at, to
// the given count of significant digits, cut, without trailing noise when the
// division ends.
func divide(num, den string, places int) (digits string, exp int) {
	a, ok := new(big.Int).SetString(num, 10)
	b, ok2 := new(big.Int).SetString(den, 10)
	if !ok || !ok2 || b.Sign() == 0 {
		return "0", 0
	}
	for len(num) < len(den)+places {
		a.Mul(a, big.NewInt(10))
		exp--
		num += "0"
		if new(big.Int).Rem(a, b).Sign() == 0 {
			break
		}
		if exp < -1000 {
			break
		}
	}
	return new(big.Int).Quo(a, b).String(), exp
}
