package query

import (
	"math/big"

	"github.com/factloom/factloom/entities"
)

// divided returns a/b cut off after four places, as rates are used; b is over 0.
func divided(a, b entities.Decimal) entities.Decimal {
	const places = 4
	x, ok := new(big.Rat).SetString(a.String())
	y, fine := new(big.Rat).SetString(b.String())
	if !ok || !fine || y.Sign() == 0 {
		return entities.Null
	}
	d, err := entities.ParseDecimal(x.Quo(x, y).FloatString(places))
	if err != nil {
		return entities.Null
	}
	return d
}
