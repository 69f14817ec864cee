package detect

import (
	"strings"

	"github.com/factloom/factloom/entities"
)

// Abbreviations of things that are no names of companies or people.
var commonLatin = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`AI EV EVs GDP CPI PPI PMI ETF IPO CEO CFO COO CTO ESG IT IC PC NB GPU CPU DRAM NAND LED LCD OLED LNG LFP EPS PE ROE YoY QoQ MoM Q1 Q2 Q3 Q4 H1 H2 APP App OTT VR AR MR IoT ICT
 SaaS B2B B2C O2O KOL M&A VC FDI REIT REITs NFT ESS API USB SUV MPV PHEV BEV HEV ADAS SoC FPGA HPC LLM GPS RFID PCB CCL ABF BT CoWoS MOU NDA PPA CPPA OEM ODM EMS MW GW kW kWh MWh GWh TB GB TWD USD HKD CNY RMB JPY EUR GBP
 The This That And Or In On Of For New Inc Ltd News Online Plus Pro Max Mini Wi-Fi WiFi Windows Android iOS Open Cloud Data Web App Store Green Smart`) {
		m[strings.ToLower(w)] = true
	}
	return m
}()

var latinCompany = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`Group Inc Inc. Ltd Ltd. Corp Corp. Corporation Company Co Co. Holdings Holding plc PLC LLC L.P. LP Bank Capital Partners Ventures Technologies Technology Semiconductor Motors Motor Energy Solutions Solution
 Pharma Pharmaceuticals Pharmaceutical Therapeutics Biotech Airlines Airways Securities Insurance Electronics Electric Materials Systems Industries International Intelligence Research Analytics Networks Software Advisory Consulting Advisors Robotics Retail Health Healthcare Bio Biologics Airlines Foods Resources Petroleum Logistics Pharmacy Entertainment Studios Media AG SE GmbH S.A. N.V. KK`) {
		m[strings.ToLower(w)] = true
	}
	return m
}()

// latinRun returns the run of capitalised Latin words that begins at p, with its
// words; none when the word at p is not capitalised.
func (st *state) latinRun(p int) (int, []string) {
	raw := st.raw
	letter := func(r rune) bool {
		return (r >= 'A' && r <= 'Z') || (r >= 'a' && r <= 'z') || (r >= 0xC0 && r <= 0x24F)
	}
	upper := func(r rune) bool { return (r >= 'A' && r <= 'Z') || (r >= 0xC0 && r <= 0xDE) }
	end := p
	var words []string
	for q := p; q < len(raw) && len(words) < 6; {
		if !upper(raw[q]) && !(len(words) > 0 && isParticle(raw, q)) {
			break
		}
		e := q
		for e < len(raw) && (letter(raw[e]) || (e > q && (raw[e] == '\'' || raw[e] == '’' || raw[e] == '-' || raw[e] == '&' || raw[e] == '.') && e+1 < len(raw) && letter(raw[e+1]))) {
			e++
		}
		if e > q && e < len(raw) && raw[e] == '.' && (e-q <= 3) && (e+1 >= len(raw) || !letter(raw[e+1])) {
			e++ // Inc. L.P. J.
		}
		if e < len(raw) && raw[e] >= '0' && raw[e] <= '9' {
			break
		}
		words = append(words, string(raw[q:e]))
		end = e
		if e+1 < len(raw) && raw[e] == ' ' {
			q = e + 1
			if q+1 < len(raw) && raw[q] == '&' && raw[q+1] == ' ' {
				q += 2
			}
			continue
		}
		break
	}
	for len(words) > 0 && isSmall(words[len(words)-1]) {
		end -= len([]rune(words[len(words)-1])) + 1
		words = words[:len(words)-1]
	}
	return end, words
}

func isSmall(w string) bool {
	switch w {
	case "of", "and", "for", "the", "de", "van", "von", "der", "bin", "al", "la", "del", "&":
		return true
	}
	return false
}

func isParticle(raw []rune, q int) bool {
	for _, w := range []string{"of ", "and ", "for ", "the ", "de ", "van ", "von ", "der ", "bin ", "al ", "la ", "del "} {
		r := []rune(w)
		if q+len(r) <= len(raw) && string(raw[q:q+len(r)]) == w {
			return true
		}
	}
	return false
}

// latinNames finds Latin names of companies and people by their ending or by
// the words beside them: 顧問公司CRU Group, 執行長 Mike Coupe.
func (st *state) latinNames() {
	occ, val := st.occupied(), st.valueAt()
	for p := 0; p < len(st.raw); p++ {
		if (p > 0 && isWord(st.text[p-1])) || val[p] {
			continue
		}
		end, words := st.latinRun(p)
		if len(words) == 0 {
			continue
		}
		s := entities.Span{Start: p, End: end}
		p = end - 1
		if covered(occ, s) {
			// Lloyds Pharmacy is more than Lloyds.
			if c := occ[s.Start]; c != nil && c.Start == s.Start && c.End < s.End && c.typ == entities.Company && len(words) > 1 &&
				latinCompany[strings.ToLower(words[len(words)-1])] {
				st.propose(s, entities.Company, "", entities.ViaLatin, "a Latin name with the ending "+words[len(words)-1], 0.8)
			}
			continue
		}
		if len(words) == 1 && (commonLatin[strings.ToLower(words[0])] || len([]rune(words[0])) < 3) {
			continue
		}
		tail := strings.ToLower(words[len(words)-1])
		person := st.support(s, entities.Person)
		company := st.support(s, entities.Company)
		switch {
		case len(words) > 1 && latinCompany[tail]:
			st.propose(s, entities.Company, "", entities.ViaLatin, "a Latin name with the ending "+words[len(words)-1], 0.85)
		case person >= 2 && len(words) >= 2 && len(words) <= 4 && st.titleBefore(s.Start):
			st.propose(s, entities.Person, "", entities.ViaLatin, "a Latin name after a title", 0.85)
		case company >= 2 && person < 2 && st.support(s, entities.Place) < 2:
			st.propose(s, entities.Company, "", entities.ViaLatin, "a Latin name beside a word for companies", 0.65)
		}
	}
}
