package output

import (
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

// View is a fact as a person reads it, one line of words for each field.
type View struct {
	Date     string // of the fact itself, else (in brackets) the day it was first published
	Type     string
	Subject  string
	What     string // the other roles in words: target 海棠醫藥; date 去年
	Amount   string // amounts as written, and in digits where that says more: 43億美元 = 4,300,000,000 USD
	Modality string // "negative" before it when the fact is denied
	Evidence string // the sentence
	Source   string // when and where it was published, and in how many articles more
}

// ViewOf turns a fact into words.
func ViewOf(sch *schema.Schema, r *entities.Record) View {
	v := View{Type: r.Type, Modality: r.Modality, Evidence: r.Fact.Evidence}
	if r.Polarity == entities.Negative {
		v.Modality = strings.TrimSpace("negative, " + r.Modality)
	}
	e := endsOf(sch, r.Type, r.Fillers)
	v.Subject = texts(e.subject)
	var what, amounts []string
	for i := 0; i < len(r.Fillers); {
		j := i + 1
		for j < len(r.Fillers) && r.Fillers[j].Role == r.Fillers[i].Role {
			j++
		}
		var words []string
		for _, x := range r.Fillers[i:j] {
			switch {
			case isSubject(e.subject, x):
			case isAmount(x.Value):
				amounts = append(amounts, amount(x))
			case isVague(x.Value):
				words = append(words, amount(x))
			default:
				words = append(words, x.Text)
			}
		}
		if len(words) > 0 {
			what = append(what, strings.ReplaceAll(r.Fillers[i].Role, "_", " ")+" "+strings.Join(words, ", "))
		}
		i = j
	}
	v.What, v.Amount = strings.Join(what, "; "), strings.Join(amounts, "; ")
	v.Date = date(valuesOf(r.Fillers).date)
	if len(r.Evidence) > 0 {
		if day, err := entities.ParseDay(r.Evidence[0].Article.Published); err == nil && v.Date == "" {
			v.Date = "(" + day.String() + ")"
		}
		v.Source = source(r)
	}
	return v
}

func isSubject(subject []entities.Filler, x entities.Filler) bool {
	for _, s := range subject {
		if s.Role == x.Role && s.Span == x.Span && s.Key == x.Key {
			return true
		}
	}
	return false
}

func isAmount(v entities.Value) bool {
	switch v.(type) {
	case *entities.Money, *entities.Percent:
		return true
	}
	return false
}

// isVague tells whether a plain number stands for about that many, or more or
// less: 約200人 is told by its digits 200人 alone.
func isVague(v entities.Value) bool {
	n, ok := v.(*entities.Number)
	return ok && !n.Value.IsNull() && bound(n.Kind, n.Value) != ""
}

func date(d *entities.Date) string {
	if d == nil || d.From == entities.None && d.To == entities.None {
		return ""
	}
	return Days(d.From, d.To)
}

// Days writes a day, or the first and the last one: 2026-03-18, and 2025, 2025 H1,
// 2025 Q1 and 2026-03 for a whole year, half, quarter and month.
func Days(from, to entities.Day) string {
	if from == to {
		return from.String()
	}
	if whole := entities.Period(from, to); whole != "" {
		return whole
	}
	return from.String() + "…" + to.String()
}

// amount is what is written and, where that says more, the same in digits. A
// plain number gets the sign of its bound: ≥+6%.
func amount(x entities.Filler) string {
	digits := Digits(x.Value)
	if digits == "" {
		return x.Text
	}
	plain := strings.TrimLeft(digits, "~≥≤")
	if n, ok := x.Value.(*entities.Number); ok && strings.ReplaceAll(plain, " ", "") == x.Text {
		return bound(n.Kind, n.Value) + x.Text
	}
	switch plain {
	case x.Text:
		return digits
	case strings.TrimPrefix(x.Text, "+"):
		return strings.TrimSuffix(digits, plain) + x.Text
	}
	return x.Text + " = " + digits
}

// Digits writes an amount in digits with thousands commas: 4,300,000,000 USD,
// 1,500,000,000–2,000,000,000 TWD, 27%, 1.5 points. It returns "" for a vague
// one and for what is no amount.
func Digits(v entities.Value) string {
	span := func(a, b entities.Decimal) string {
		if b.IsNull() {
			return thousands(a.String())
		}
		return thousands(a.String()) + "–" + thousands(b.String())
	}
	switch v := v.(type) {
	case *entities.Money:
		if v.Amount.IsNull() {
			return ""
		}
		s := span(v.Amount, v.AmountTo)
		if v.Currency != "" {
			s += " " + v.Currency
		}
		if v.Per != "" {
			s += " a " + v.Per
		}
		return bound(v.Kind, v.Amount) + s
	case *entities.Percent:
		if v.Value.IsNull() {
			return ""
		}
		unit := map[string]string{entities.UnitPoint: " points", entities.UnitBP: " bp"}[v.Unit]
		if unit == "" {
			unit = "%"
		}
		return bound(v.Kind, v.Value) + span(v.Value, v.ValueTo) + unit
	case *entities.Number:
		if v.Value.IsNull() {
			return ""
		}
		return bound(v.Kind, v.Value) + strings.TrimSpace(span(v.Value, v.ValueTo)+" "+v.Counter)
	}
	return ""
}

// bound is the sign of a kind. 跌逾6% is at most -6%: of a number below nought the
// words speak of its size.
func bound(k entities.Kind, of entities.Decimal) string {
	switch {
	case k == entities.About:
		return "~"
	case k == entities.AtLeast && of.Sign() >= 0, k == entities.AtMost && of.Sign() < 0:
		return "≥"
	case k == entities.AtLeast, k == entities.AtMost:
		return "≤"
	}
	return ""
}

// Means says what a filler stands for: the id of an entity, an amount in digits,
// days.
func Means(x *entities.Filler) string {
	if x.ID != "" {
		return x.ID
	}
	if d, ok := x.Value.(*entities.Date); ok {
		return Days(d.From, d.To)
	}
	return Digits(x.Value)
}

// SourceLine names an article: 2026-03-18 樣報《…》.
func SourceLine(a *entities.Article) string {
	day := ""
	if d, err := entities.ParseDay(a.Published); err == nil {
		day = d.String() + " "
	}
	title := a.Title
	if title != "" {
		title = "《" + title + "》"
	}
	if a.Source+title == "" {
		title = a.ID
	}
	return strings.TrimSpace(day + Visible(a.Source+title))
}

// Thousands writes a number with thousands commas, cut off after two places.
func Thousands(d entities.Decimal) string {
	s := d.String()
	if i := strings.IndexByte(s, '.'); i >= 0 && len(s) > i+3 {
		s = strings.TrimRight(strings.TrimRight(s[:i+3], "0"), ".")
	}
	return thousands(s)
}

// thousands puts commas into the whole part of a number.
func thousands(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, rest := s, ""
	if i := strings.IndexByte(s, '.'); i >= 0 {
		whole, rest = s[:i], s[i:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(whole[i])
	}
	return b.String() + rest
}

// source names the article of the earliest evidence.
func source(r *entities.Record) string {
	a := &r.Evidence[0].Article
	var parts []string
	if len(a.Published) >= 10 {
		parts = append(parts, a.Published[:10])
	}
	switch {
	case a.Source != "" && a.Title != "":
		parts = append(parts, a.Source+"《"+a.Title+"》")
	case a.Title != "":
		parts = append(parts, "《"+a.Title+"》")
	case a.Source != "":
		parts = append(parts, a.Source, a.ID)
	default:
		parts = append(parts, a.ID)
	}
	if n := r.Sources - 1; n > 0 {
		parts = append(parts, "+"+thousands(itoa(n))+" more")
	}
	return strings.Join(parts, " ")
}
