package detect

import (
	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// wholeNames joins a company that ends in a legal form to the place of its own
// country right before it, and to 公司 behind 集團: 中國|華信能源有限公司,
// 華西集團|公司.
func (st *state) wholeNames() {
	occ := st.occupied()
	for _, c := range st.cands {
		if c.state != accepted || c.lost || c.typ != entities.Company || !fold.IsHan(st.text[c.End-1]) {
			continue
		}
		s := c.Span
		if hasAt(st.text, s.End-2, groupWord) && hasAt(st.text, s.End, companyRunes) && occ[s.End] == nil {
			if _, cut := st.wordAcross(s.End + 2); !cut {
				s.End += 2
			}
		}
		if hasAt(st.text, s.End-2, companyRunes) && s.Start > 0 {
			if o := occ[s.Start-1]; o != nil && o.End == s.Start && o.typ == entities.Place && o.name != nil && fold.IsHan(st.text[o.Start]) && o.id != mainland && home[o.name.Country] && (c.name == nil || c.name.Country == o.name.Country) {
				s.Start = o.Start
			}
		}
		if p := c.Start; s == c.Span && c.name == nil && p > 1 && c.End < len(st.raw) && quoteClose.has(st.raw[c.End]) && occ[p] == c {
			// 「中山銅鑼灣書店」: quotation marks hold the whole name.
			if o := occ[p-1]; o != nil && o.End == p && o.typ == entities.Place && o.Start > 0 && quoteOpeners.has(st.text[o.Start-1]) && fold.IsHan(st.text[o.Start]) {
				st.propose(entities.Span{Start: o.Start, End: c.End}, entities.Company, "", c.via, "a place and a company in quotation marks", c.conf)
				continue
			}
		}
		if s != c.Span {
			st.propose(s, entities.Company, c.id, c.via, "a company with its place or legal form", c.conf)
		}
	}
}

var groupWord, home = []rune(fold.String("集團")), map[string]bool{"CN": true, "HK": true, "TW": true, "MO": true}

// subsidiaries joins a company to the country behind it where the two act as
// one: 雷諾中國表示, 汎昇(亞洲)有限公司.
func (st *state) subsidiaries() {
	occ := st.occupied()
	for _, c := range st.cands { // those there are now
		if c.state != accepted || c.lost || c.typ != entities.Company || c.End >= len(st.text) {
			continue
		}
		p := c.End
		if st.text[p] == '(' && p+1 < len(st.text) && occ[p+1] != nil && occ[p+1].typ == entities.Place && occ[p+1].Start == p+1 {
			// 汎昇(亞洲)有限公司
			if e := occ[p+1].End; e < len(st.text) && st.text[e] == ')' {
				end, n := e+1, 0
				for l := 2; l <= 6 && e+1+l <= len(st.text); l++ {
					if v := st.d.index.suffix(string(st.text[e+1 : e+1+l])); v >= 0 && st.d.words.suffix[v].typ == entities.Company {
						n = l
					}
				}
				if k := occ[p+1].name; n > 0 || fold.IsHan(st.text[c.End-1]) && k != nil && (k.Kind == "country" || k.Kind == "region") {
					st.propose(entities.Span{Start: c.Start, End: end + n}, entities.Company, "", entities.ViaPattern, "a company and the country in brackets", 0.75)
				}
			}
			continue
		}
		o := occ[p]
		if o == nil || o.Start != p || o.typ != entities.Place || !fold.IsHan(st.text[p]) {
			continue
		}
		e := o.End
		s := st.cue.after[st.next(e)]
		verb := false
		if i := st.tokenAt(st.next(e)); i >= 0 {
			verb = st.doc.Tokens[i].POS == "v"
		}
		if s != ([4]uint8{}) && s[2] < 2 && verb && st.stepOver(listingVerbs, st.next(e)) == st.next(e) && st.cue.length[st.next(e)] >= 2 || st.speechAfter(e) {
			st.propose(entities.Span{Start: c.Start, End: e}, entities.Company, "", entities.ViaPattern, "a company and the country it acts in", 0.7)
		}
	}
}

// listingVerbs go to the exchange of the place before them: 高鑫香港掛牌.
var listingVerbs = folded("掛牌 上市 招股 發債 集資 IPO 首掛")
