package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// annotate is a small stand-in for the pipeline: names from given and from the
// list below, values by regular expressions, pronouns as the name before.
func annotate(d *entities.Document, given map[string][]string) error {
	fold.Document(d)
	split(d)
	d.Mentions = nil
	d.Tokens = nil
	for _, w := range []string{"宣布", "布局"} {
		for _, x := range find(d, w) {
			d.Tokens = append(d.Tokens, entities.Token{Span: x, Known: true})
		}
	}
	slices.SortFunc(d.Tokens, func(a, b entities.Token) int { return compareSpan(a.Span, b.Span) })
	mark := func(span entities.Span, m entities.Mention) {
		for _, o := range d.Mentions {
			if o.Overlaps(span) && !o.Hidden && !m.Hidden {
				return
			}
		}
		m.Span, m.Text = span, d.Slice(span)
		d.Mentions = append(d.Mentions, m)
	}
	names := map[string][]string{}
	for typ, list := range stubNames {
		names[typ] = append(names[typ], list...)
	}
	for typ, list := range given {
		names[typ] = append(names[typ], list...)
	}
	type named struct{ text, typ string }
	var all []named
	for typ, list := range names {
		for _, n := range list {
			all = append(all, named{n, typ})
		}
	}
	slices.SortFunc(all, func(a, b named) int {
		if len(a.text) != len(b.text) {
			return len(b.text) - len(a.text)
		}
		return strings.Compare(a.text+a.typ, b.text+b.typ)
	})
	for _, n := range all {
		for _, s := range find(d, n.text) {
			mark(s, entities.Mention{Type: n.typ, Entity: n.text, ID: n.typ + "/~" + fold.Key(n.text), Via: entities.ViaGazetteer})
		}
	}
	year, _, _ := d.Day().Date()
	whole := func(y int) *entities.Date {
		return &entities.Date{From: entities.DayOf(y, 1, 1), To: entities.DayOf(y, 12, 31)}
	}
	for _, x := range []struct {
		text string
		date *entities.Date
	}{
		{"去年", whole(year - 1)}, {"今年", whole(year)},
		{"周二", &entities.Date{From: d.Day() - 1, To: d.Day() - 1}},
		{"第三季", &entities.Date{From: entities.DayOf(year, 7, 1), To: entities.DayOf(year, 9, 30)}},
	} {
		for _, s := range find(d, x.text) {
			mark(s, entities.Mention{Type: entities.DateType, Via: entities.ViaValue, Value: x.date})
		}
	}
	text := string(d.Runes())
	span := func(m []int, i int) entities.Span {
		return entities.Span{Start: len([]rune(text[:m[i]])), End: len([]rune(text[:m[i+1]]))}
	}
	for _, m := range stubMoney.FindAllStringSubmatchIndex(text, -1) {
		n, _ := entities.ParseDecimal(text[m[2]:m[3]])
		unit := map[string]int{"億": 8, "萬": 4, "": 0}[text[m[4]:m[5]]]
		cur := map[string]string{"美元": "USD", "港元": "HKD", "元": "TWD"}[text[m[6]:m[7]]]
		mark(span(m, 0), entities.Mention{Type: entities.MoneyType, Via: entities.ViaValue,
			Value: &entities.Money{Amount: n.Shift(unit), Currency: cur, Kind: entities.Exact}})
	}
	for _, m := range stubPercent.FindAllStringSubmatchIndex(text, -1) {
		n, _ := entities.ParseDecimal(text[m[2]:m[3]])
		p := &entities.Percent{Value: n, Unit: entities.UnitPercent, Kind: entities.Exact}
		if m[4] >= 0 {
			p.ValueTo, _ = entities.ParseDecimal(text[m[4]:m[5]])
			p.Kind = entities.Between
		}
		if strings.HasSuffix(text[m[0]:m[1]], "點") {
			p.Unit = entities.UnitPoint
		}
		mark(span(m, 0), entities.Mention{Type: entities.PercentType, Via: entities.ViaValue, Value: p})
	}
	for _, m := range stubNumber.FindAllStringSubmatchIndex(text, -1) {
		n, _ := entities.ParseDecimal(text[m[2]:m[3]])
		mark(span(m, 0), entities.Mention{Type: entities.NumberType, Hidden: true, Value: &entities.Number{Value: n, Counter: text[m[4]:m[5]]}})
	}
	slices.SortFunc(d.Mentions, func(a, b entities.Mention) int { return compareSpan(a.Span, b.Span) })
	// Glosses take the entity of the name before, 其 the company before, 同期 the date before.
	var company, date *entities.Mention
	var hidden []entities.Mention
	at := 0
	r := d.Runes()
	for i := range r {
		for at < len(d.Mentions) && d.Mentions[at].Start <= i {
			m := &d.Mentions[at]
			if at > 0 && m.Start > 0 && r[m.Start-1] == '(' && d.Mentions[at-1].End == m.Start-1 && d.Mentions[at-1].Type == m.Type {
				m.Entity, m.ID = d.Mentions[at-1].Entity, d.Mentions[at-1].ID
			}
			if m.Type == entities.Company {
				company = m
			} else if m.Type == entities.DateType {
				date = m
			}
			at++
		}
		switch {
		case r[i] == '其' && company != nil:
			hidden = append(hidden, entities.Mention{Span: entities.Span{Start: i, End: i + 1}, Text: "其", Type: entities.Company,
				Entity: company.Entity, ID: company.ID, Via: entities.ViaPronoun, Hidden: true})
		case r[i] == '同' && i+1 < len(r) && r[i+1] == '期' && date != nil:
			hidden = append(hidden, entities.Mention{Span: entities.Span{Start: i, End: i + 2}, Text: "同期", Type: entities.DateType,
				Via: entities.ViaSamePeriod, Hidden: true, Value: date.Value})
		}
	}
	d.Mentions = append(d.Mentions, hidden...)
	slices.SortStableFunc(d.Mentions, func(a, b entities.Mention) int { return compareSpan(a.Span, b.Span) })
	return nil
}

var (
	stubMoney   = regexp.MustCompile(`([\d,.]*\d)(億|萬|)(美元|港元|元)`)
	stubPercent = regexp.MustCompile(`([\d.]*\d)(?:%?至([\d.]*\d))?(?:%|個百分點)`)
	stubNumber  = regexp.MustCompile(`([\d,.]*\d)(倍|人|輛|名|座)`)
)

var stubNames = map[string][]string{
	entities.Company: {"LG新能源", "LG Energy Solution", "LG", "特斯拉", "Tesla", "通用汽車", "福特汽車", "Ford Motor", "寧德時代", "CATL", "雲杉科技", "海棠醫藥", "青松電子", "白樺銀行"},
	entities.Place:   {"韓國", "美國", "密歇根州", "蘭辛市", "Lansing", "肯塔基州", "Kentucky", "中國", "台南"},
	entities.Person:  {"特朗普", "阿德漢", "Sam Adham", "林若雲"},
}

// find returns where a name stands, whatever its script and width.
func find(d *entities.Document, name string) []entities.Span {
	key := []rune(fold.Key(name))
	var out []entities.Span
	for i := 0; i+len(key) <= len(d.Folded); i++ {
		if slices.Equal(d.Folded[i:i+len(key)], key) {
			out = append(out, entities.Span{Start: i, End: i + len(key)})
		}
	}
	return out
}

// split cuts at 。！？ and line ends, clauses at , ; :.
func split(d *entities.Document) {
	d.Sentences = nil
	start, par := 0, 0
	flush := func(end int) {
		if start < end {
			s := entities.Sentence{Span: entities.Span{Start: start, End: end}, Paragraph: par}
			c := start
			for i := start; i < end; i++ {
				if r := d.Folded[i]; r == ',' || r == ';' || r == ':' {
					if i+1 < end && fold.IsDigit(d.Folded[i+1]) && i > start && fold.IsDigit(d.Folded[i-1]) {
						continue
					}
					s.Clauses = append(s.Clauses, entities.Span{Start: c, End: i + 1})
					c = i + 1
				}
			}
			if c < end {
				s.Clauses = append(s.Clauses, entities.Span{Start: c, End: end})
			}
			d.Sentences = append(d.Sentences, s)
		}
		start = end
	}
	for i, r := range d.Folded {
		switch r {
		case '。', '!', '?':
			flush(i + 1)
		case '\n':
			flush(i)
			start = i + 1
			par++
		}
	}
	flush(len(d.Folded))
}
