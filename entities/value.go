package entities

// Kind says how an amount bounds what it measures.
type Kind string

// The kinds of amounts.
const (
	Exact   Kind = "exact"   // 43億美元
	About   Kind = "about"   // 約43億美元
	AtLeast Kind = "atleast" // 至少, 逾, 超過
	AtMost  Kind = "atmost"  // 最多, 近, 不足
	Between Kind = "between" // 15億至20億美元
	Vague   Kind = "vague"   // 數百億美元
)

// Money is an amount of money.
type Money struct {
	Amount   Decimal // in units of the currency; Null when vague
	AmountTo Decimal // the upper end of a range, else Null
	Currency string  // ISO 4217; "" when the text does not settle it
	Kind     Kind
	Per      string // what one buys for it: share, ton, barrel …; "" mostly
	Assumed  bool   // the currency comes from the article's market, not from the amount's own words
	Unit     string // the bare unit word (元, 億, $) that still waits for a market; "" once settled
}

// Key implements Value.
func (m *Money) Key() string {
	if m.Amount.IsNull() {
		return ""
	}
	k := "money:" + m.Amount.String()
	if !m.AmountTo.IsNull() {
		k += "-" + m.AmountTo.String()
	}
	return k + ":" + m.Currency
}

// The units of Percent.
const (
	UnitPercent = "percent"
	UnitPoint   = "point" // 個百分點
	UnitBP      = "bp"    // 基點, 點子
)

// Percent is a share, or a change in points. Its value has the sign of its own
// words only: 下跌10% is 10, the fall belongs to the fact.
type Percent struct {
	Value   Decimal // 27 for 27%
	ValueTo Decimal // the upper end of a range, else Null
	Unit    string  // one of the Unit constants
	Kind    Kind
}

// Key implements Value.
func (p *Percent) Key() string {
	if p.Value.IsNull() {
		return ""
	}
	k := "percent:"
	if p.Value.Sign() > 0 {
		k += "+"
	}
	k += p.Value.String()
	if !p.ValueTo.IsNull() {
		k += "/" + p.ValueTo.String()
	}
	return k + ":" + p.Unit
}

// Reading is one way to read a date: an inclusive range of days.
type Reading struct {
	From, To Day
	Why      string // such as "past: 宣布"
}

// Date is a day or a period.
type Date struct {
	From, To Day // both inclusive; None where the text leaves it open
	Kind     Kind
	Alt      []Reading // the readings refused, for the trace
	Why      string    // why this reading was chosen
}

// Key implements Value.
func (d *Date) Key() string {
	if d.From == None && d.To == None {
		return ""
	}
	return "date:" + d.From.String() + "/" + d.To.String()
}

// Number is a count, a plain number or a multiple.
type Number struct {
	Value   Decimal
	ValueTo Decimal // the upper end of a range, else Null
	Kind    Kind
	Counter string // the counter or unit that follows: 人, 倍, 噸, 萬輛 → 輛
	Ordinal bool   // 第三
}

// Key implements Value.
func (n *Number) Key() string {
	if n.Value.IsNull() {
		return ""
	}
	k := "number:" + n.Value.String()
	if !n.ValueTo.IsNull() {
		k += "/" + n.ValueTo.String()
	}
	return k + ":" + n.Counter
}
