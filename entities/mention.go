package entities

import (
	"cmp"
	"slices"
)

// The mention types that ship. Users may add more in a schema file.
const (
	Company      = "company"
	Organization = "organization"
	Place        = "place"
	Person       = "person"
	Product      = "product"
	MoneyType    = "money"
	PercentType  = "percent"
	DateType     = "date"
	NumberType   = "number" // always scanned for the rules, printed only on request
)

// The ways a mention was found.
const (
	ViaGazetteer  = "gazetteer"
	ViaUser       = "user" // a gazetteer file of the user
	ViaGloss      = "gloss"
	ViaIntro      = "intro"
	ViaSuffix     = "suffix"
	ViaApposition = "apposition"
	ViaLatin      = "latin"
	ViaTicker     = "ticker"
	ViaPattern    = "pattern"
	ViaShort      = "short"
	ViaPronoun    = "pronoun"
	ViaSamePeriod = "same_period"
	ViaValue      = "value" // a scanner of entities/value
)

// Mention is a stretch of text that names something or states a value.
type Mention struct {
	Span
	Text       string
	Type       string
	Entity     string  // the article's most frequent full name of the thing; "" for values
	ID         string  // the entity's global id, such as company/tesla; "" for values
	Via        string  // how it was found: one of the Via constants
	Rule       string  // rule@version of the mark rule that made it, if any
	Confidence float64 // 0 to 1; 0 means not stated
	Hidden     bool    // read by rules, never printed: pronouns, numbers, 同期
	Value      Value   // nil for names
}

// Value is a typed value: *Money, *Percent, *Date or *Number.
type Value interface {
	// Key identifies the value inside claims: "money:4300000000:USD". An open
	// value gives "", and its text is used instead.
	Key() string
}

// SortMentions puts mentions in text order: by start, the longer first, printed
// ones before hidden ones, then by type and id.
func SortMentions(ms []Mention) {
	// Most often they are in order, or are but for some added at the end.
	n := min(1, len(ms))
	for n < len(ms) && compareMentions(&ms[n-1], &ms[n]) <= 0 {
		n++
	}
	if n == len(ms) {
		return
	}
	tail := slices.Clone(ms[n:])
	slices.SortStableFunc(tail, func(a, b Mention) int { return compareMentions(&a, &b) })
	i := n - 1
	for to := len(ms) - 1; len(tail) > 0; to-- {
		last := &tail[len(tail)-1]
		if i >= 0 && compareMentions(last, &ms[i]) < 0 {
			ms[to] = ms[i]
			i--
		} else {
			ms[to] = *last
			tail = tail[:len(tail)-1]
		}
	}
}

func compareMentions(a, b *Mention) int {
	if c := a.Span.Compare(b.Span); c != 0 {
		return c
	}
	if a.Hidden != b.Hidden {
		if b.Hidden {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID))
}
