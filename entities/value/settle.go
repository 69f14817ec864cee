package value

import (
	"slices"
	"sort"
	"strings"

	"github.com/factloom/factloom/entities"
)

// marketWord is a word that tells of a market; one of usage only tells that a
// paper is from there.
type marketWord struct {
	text, market string
	usage        bool
}

// Settle gives a currency to the money of d whose own words name none. The
// first that applies: an amount of the same article that names its currency
// beside the same bare unit (513億元人民幣 … 553億元); the market of the company
// nearest before it in its sentence, unless the article is of the mainland or
// shares are offered, and against d.Market or d.Variant only where more of the
// article tells of that market; the words, currencies, places and bodies of the
// article, where they clearly tell of one market; d.Market, d.Variant; what else
// the article tells; the domain of d.URL; else the unit's own default. It needs
// d.Folded, and d.Mentions with their ids.
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
	stated := s.stated(d)
	// In news of the mainland 元 is its own, whoever is spoken of.
	mainland := stated == "CN" || stated == "" && !traditional(d)
	article, names := s.articleMarket(d, stated), s.named(d, open[max(first, 0)])
	for _, i := range open {
		m := d.Mentions[i].Value.(*entities.Money)
		b := s.bareOf(m.Unit)
		if b == nil {
			continue
		}
		m.Assumed = true
		if c := names.carried(d, i, m.Unit, b); c != "" {
			m.Currency = c
		} else if mk := s.subject(d, i); mk != "" && b.markets[mk] != "" && (!mainland || m.Unit == "$") && !s.offered(d, i) &&
			(stated == "" || stated == mk || s.tells(d, mk, b.markets[mk])) {
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

// tells tells whether an article speaks of a market in more than the names of
// companies: by a place or a body of it, its currency, a stock code or its words.
func (s *Scanner) tells(d *entities.Document, market, currency string) bool {
	hidden := []rune(nil) // the text without the names of companies
	for i := range d.Mentions {
		m := &d.Mentions[i]
		switch v := m.Value.(type) {
		case *entities.Money:
			if v.Currency == currency && !v.Assumed {
				return true
			}
		case nil:
			if m.ID == "" {
				continue
			}
			if m.Type != entities.Company || m.Via == entities.ViaTicker {
				if s.Market(m.ID) == market {
					return true
				}
				continue
			}
			if hidden == nil {
				hidden = slices.Clone(d.Folded)
			}
			for p := m.Start; p < m.End && p < len(hidden); p++ {
				hidden[p] = '\n'
			}
		}
	}
	if hidden == nil {
		hidden = d.Folded
	}
	for i, n := range s.countWords(hidden) {
		if w := s.marketWords[i]; n > 0 && w.market == market && !w.usage {
			return true
		}
	}
	return false
}

// countWords counts each market word in a folded text.
func (s *Scanner) countWords(folded []rune) []int {
	count, text := make([]int, len(s.marketWords)), trimZero(folded)
	for p, r := range text {
	words:
		for _, i := range s.marketsBy[r] {
			q := p
			for _, x := range s.marketWords[i].text {
				if q == len(text) || text[q] != x {
					continue words
				}
				q++
			}
			count[i]++
		}
	}
	return count
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

// stated returns the market that the input states, "" when it states none.
func (s *Scanner) stated(d *entities.Document) string {
	if d.Market != "" {
		return strings.ToUpper(d.Market)
	}
	return s.variants[strings.ToLower(d.Variant)]
}

// clearly is by how much an article must tell of another market than the one that
// the input states, beyond twice what it tells of that one, for its amounts to be
// of the other: a Hong Kong paper writes 元 of a court in Shenzhen too.
const clearly = 6

// articleMarket counts what the article says of its market. Names of companies
// and words of usage count only where the input states no market; in one stated as the mainland 元
// is never another's.
func (s *Scanner) articleMarket(d *entities.Document, stated string) string {
	if stated == "CN" {
		return stated
	}
	votes := map[string]int{}
	for i := range d.Mentions {
		m := &d.Mentions[i]
		if s.Market != nil && m.ID != "" && (m.Type == entities.Company && stated == "" || m.Type == entities.Place || m.Type == entities.Organization) {
			if mk := s.Market(m.ID); mk != "" {
				votes[mk]++
			}
		}
	}
	for i, n := range s.countWords(d.Folded) {
		if w := s.marketWords[i]; stated == "" || !w.usage {
			votes[w.market] += 3 * min(n, 3)
		}
	}
	if stated == "" && !traditional(d) {
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
	if stated != "" && best != stated && top < 2*votes[stated]+clearly {
		return stated
	}
	if m := s.domain(d.URL); stated == "" && m != "" && traditional(d) {
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
