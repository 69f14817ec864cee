package value

import (
	"slices"
	"sort"
	"strings"

	"github.com/factloom/factloom/entities"
)

type marketWord struct{ text, market string }

// Settle gives a currency to the money of d whose own words name none. The
// first that applies: an amount of the same article that names its currency
// beside the same bare unit (513億元人民幣 … 553億元); the market of the company
// nearest before it in its sentence, unless the article is in Simplified script or shares are offered; the words, currencies and names of the
// article; d.Market, d.Variant; the domain of d.URL; else the unit's own
// default. It needs d.Folded, and d.Mentions with their ids.
func (s *Scanner) Settle(d *entities.Document) {
	var open []int
	for i := range d.Mentions {
		if m, ok := d.Mentions[i].Value.(*entities.Money); ok && m.Unit != "" && m.Currency == "" {
			open = append(open, i)
		}
	}
	if open == nil {
		return
	}
	first := slices.IndexFunc(open, func(i int) bool { return d.Mentions[i].Value.(*entities.Money).Unit != "$" })
	// In Simplified script 元 is the mainland's, whoever is spoken of.
	mainland := d.Market == "" && d.Variant == "" && !traditional(d)
	article, names := s.articleMarket(d), s.named(d, open[max(first, 0)])
	for _, i := range open {
		m := d.Mentions[i].Value.(*entities.Money)
		b := s.bareOf(m.Unit)
		if b == nil {
			continue
		}
		m.Assumed = true
		if c := names.carried(d, i, m.Unit, b); c != "" {
			m.Currency = c
		} else if mk := s.subject(d, i); mk != "" && b.markets[mk] != "" && (!mainland || m.Unit == "$") && !s.offered(d, i) {
			m.Currency = b.markets[mk]
		} else if c := b.markets[article]; c != "" {
			m.Currency = c
		} else {
			m.Currency = b.other
		}
	}
	for _, i := range open {
		d.Mentions[i].Value.(*entities.Money).Unit = ""
	}
}

func (s *Scanner) bareOf(unit string) *bareUnit {
	for i := range s.bares {
		if s.bares[i].text == unit {
			return &s.bares[i]
		}
	}
	return nil
}

// named is what the amounts of a document say of currencies, mention by mention.
type named struct {
	own  []string // the currency an amount names beside a bare unit, else ""
	last []int    // the nearest one before with such a currency, -1 when none does
	para []int    // the paragraph
	open int      // the first amount without a currency
}

func (s *Scanner) named(d *entities.Document, open int) *named {
	n := &named{own: make([]string, len(d.Mentions)), last: make([]int, len(d.Mentions)), para: make([]int, len(d.Mentions)), open: open}
	last, para, at := -1, 0, 0
	for i := range d.Mentions {
		m := &d.Mentions[i]
		for ; at < m.Start && at < len(d.Folded); at++ {
			if d.Folded[at] == '\n' {
				para++
			}
		}
		n.last[i], n.para[i] = last, para
		if v, ok := m.Value.(*entities.Money); ok && v.Unit == "" && v.Currency != "" && !v.Assumed && s.beside(d.Folded[m.Start:min(m.End, len(d.Folded))]) {
			n.own[i], last = v.Currency, i
		}
	}
	return n
}

// carried looks for an amount that names its currency beside the bare unit: the
// nearest before it, else one behind it in its sentence that has the unit too. One that comes after
// paragraphs with a bare unit is the odd one and speaks for its own alone.
func (n *named) carried(d *entities.Document, i int, unit string, b *bareUnit) string {
	if unit == "$" {
		return ""
	}
	fits := func(c string) bool { // no pound is a 元
		if c == "" || b.magn {
			return c != ""
		}
		for _, m := range b.markets {
			if m == c {
				return true
			}
		}
		return false
	}
	if j := n.last[i]; j >= 0 && fits(n.own[j]) {
		odd := n.open < j && n.para[n.open] < n.para[j]
		if !odd || n.para[j] == n.para[i] {
			return n.own[j]
		}
	}
	at := d.SentenceAt(d.Mentions[i].Start)
	for j := i + 1; j < len(d.Mentions) && d.SentenceAt(d.Mentions[j].Start) == at; j++ {
		if fits(n.own[j]) && strings.Contains(d.Mentions[j].Text, unit) {
			return n.own[j]
		}
	}
	return ""
}

// beside tells whether the folded words of an amount name its currency by the
// side of a bare unit or magnitude: 8億元人民幣, 754億人民幣, 人民幣35萬元.
func (s *Scanner) beside(f []rune) bool {
	for i := range f {
		if e, w := s.lex.match(f, i, wCurrency); w != nil {
			if _, bw := s.lex.match(f[e-1:e], 0, wBare); bw != nil {
				return false // 美元 has the unit inside
			}
			return true
		}
	}
	return false
}

// subject returns the market of the nearest company before mention i in its sentence.
func (s *Scanner) subject(d *entities.Document, i int) string {
	if s.Market == nil {
		return ""
	}
	at := d.SentenceAt(d.Mentions[i].Start)
	for j := i - 1; j >= 0 && d.SentenceAt(d.Mentions[j].Start) == at; j-- {
		m := &d.Mentions[j]
		if m.Type == entities.Company && m.ID != "" {
			if mk := s.Market(m.ID); mk != "" {
				return mk
			}
		}
	}
	return ""
}

// offered tells whether mention i is what shares are offered for: 集資62億元. They
// are offered where the article is of, wherever else the company is listed.
func (s *Scanner) offered(d *entities.Document, i int) bool {
	f := d.Folded
	for p := min(d.Mentions[i].Start, len(f)); p > 0 && d.Mentions[i].Start-p < 8; p-- {
		if _, w := s.back.match(f, p, wOffer); w != nil {
			return true
		}
		if stop(f[p-1]) {
			break
		}
	}
	return false
}

// articleMarket counts what the article says of its market.
func (s *Scanner) articleMarket(d *entities.Document) string {
	if d.Market != "" {
		return strings.ToUpper(d.Market)
	}
	if m := s.variants[strings.ToLower(d.Variant)]; m != "" {
		return m
	}
	votes := map[string]int{}
	for i := range d.Mentions {
		m := &d.Mentions[i]
		if s.Market != nil && m.ID != "" && (m.Type == entities.Company || m.Type == entities.Place || m.Type == entities.Organization) {
			if mk := s.Market(m.ID); mk != "" {
				votes[mk]++
			}
		}
	}
	text := string(trimZero(d.Folded))
	for _, w := range s.marketWords {
		votes[w.market] += 3 * min(strings.Count(text, w.text), 3)
	}
	if !traditional(d) {
		votes["CN"] += 1000
	}
	best, top := "", 0
	keys := make([]string, 0, len(votes))
	for k := range votes {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		switch k {
		case "HK", "TW", "CN", "MO", "SG":
			if votes[k] > top {
				best, top = k, votes[k]
			}
		}
	}
	if m := s.domain(d.URL); m != "" && traditional(d) {
		if best == "" || votes[m] >= top {
			return m
		}
	}
	return best
}

func trimZero(f []rune) []rune {
	out := make([]rune, 0, len(f))
	for _, r := range f {
		if r != 0 {
			out = append(out, r)
		}
	}
	return out
}

// traditional tells whether the text has characters that only Traditional has.
func traditional(d *entities.Document) bool {
	n := 0
	for i, r := range d.Runes() {
		if r >= 0x4e00 && r <= 0x9fff && i < len(d.Folded) && d.Folded[i] != r {
			if n++; n > 1 {
				return true
			}
		}
	}
	return false
}

func (s *Scanner) domain(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, ":")
	i := strings.LastIndexByte(host, '.')
	if i < 0 {
		return ""
	}
	return s.domains[strings.ToLower(host[i+1:])]
}
