package query

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/factloom/factloom/entities"
)

// Rates say what one unit of a currency is worth, all in the same currency.
type Rates map[string]entities.Decimal

// ReadRates reads lines of a currency (ISO 4217) and what one unit of it is
// worth: "USD 7.8", "CNY,1.08", "HKD = 1". Blank lines, what follows # and a
// heading without a number are passed over. Every mistake is reported with its
// line.
func ReadRates(name string, r io.Reader) (Rates, error) {
	rates := make(Rates)
	var errs []error
	sc := bufio.NewScanner(r)
	for n := 1; sc.Scan(); n++ {
		line, _, _ := strings.Cut(strings.TrimPrefix(sc.Text(), "\uFEFF"), "#")
		f := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' || r == '=' || r == ';' || r == '\r' })
		if len(f) == 0 {
			continue
		}
		bad := func(format string, a ...any) {
			errs = append(errs, fmt.Errorf("%s:%d: "+format, append([]any{name, n}, a...)...))
		}
		if len(f) != 2 {
			bad("a line holds a currency and its rate, such as USD 7.8")
			continue
		}
		currency := strings.ToUpper(f[0])
		rate, err := entities.ParseDecimal(f[1])
		switch {
		case err != nil && n == 1:
			continue // a heading
		case err != nil || rate.Sign() <= 0:
			bad("%q is no rate", f[1])
		case len(currency) != 3 || strings.Trim(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "":
			bad("%q is no currency of three letters", f[0])
		case !rates[currency].IsNull():
			bad("%s has a rate already", currency)
		default:
			rates[currency] = rate
		}
	}
	if err := sc.Err(); err != nil {
		errs = append(errs, fmt.Errorf("%s: %w", name, err))
	}
	if len(errs) == 0 && len(rates) == 0 {
		errs = append(errs, fmt.Errorf("%s holds no rates", name))
	}
	return rates, errors.Join(errs...)
}

// compare compares a number of one currency with an amount of another; ok is
// false when no rate ties them.
func (rates Rates) compare(n entities.Decimal, currency string, limit *entities.Money) (c int, ok bool) {
	if currency == limit.Currency {
		return n.Cmp(limit.Amount), true
	}
	a, b := rates[currency], rates[limit.Currency]
	if a.IsNull() || b.IsNull() {
		return 0, false
	}
	return n.Mul(a).Cmp(limit.Amount.Mul(b)), true
}
