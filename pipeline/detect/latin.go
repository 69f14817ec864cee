package detect

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// Abbreviations of things that are no names of companies or people.
var commonLatin = lowerSet(`AI EV EVs GDP CPI PPI PMI ETF IPO CEO CFO COO CTO ESG IT IC PC NB GPU CPU DRAM NAND LED LCD OLED LNG LFP EPS PE ROE YoY QoQ MoM Q1 Q2 Q3 Q4 H1 H2 APP App OTT VR AR MR IoT ICT
 SaaS B2B B2C O2O KOL M&A VC FDI REIT REITs NFT ESS API USB SUV MPV PHEV BEV HEV ADAS SoC FPGA HPC LLM GPS RFID PCB CCL ABF BT CoWoS MOU NDA PPA CPPA OEM ODM EMS MW GW kW kWh MWh GWh TB GB TWD USD HKD CNY RMB JPY EUR GBP
 The This That And Or In On Of For New Inc Ltd News Online Plus Pro Max Mini Wi-Fi WiFi Windows Android iOS Open Cloud Data Web App Store Green Smart
 ADR ATMXJ DAX CAC KOSPI FTSE OK COVID COVID-19 SARS IP FB KD RSI MACD PCE NGO EBITDA BB VIX HK TW US UK EU UN YouTuber Server OTC BNO AA T-shirt RCEP QS OT MLF LPR Like CSI WTI VPN Time Sorry QT QE SAT PCR ICU KPI DVD Fortune FED NRE EUV DUV HBM DDR MCU PMIC MLCC TAM BOM EMEA APAC FOMC CAGR TFT CV CT CEPA CD Comment AGM STEM
 ISO WFH DNA RNA mRNA PVC PTSD PS PR PM PDF POS ATM SME SMEs VIP DIY BBQ CSR NFC QR SEO UI UX API SDK MBA EMBA PhD CPA CFA MPF ETN ETFs ADAS BMS BESS ASIC IC SSD HDD RAM ROM WLAN LAN USB-C HDMI MoM EV Level Type Plan Book Big Part Chapter Step
 Podcast Blogger Vlog Link Share Post Live Chat Channel Director Chairman President Executive Manager Senior Vice Deputy Secretary Chief Officer Professor Sir Mr Mrs Ms Dr Chinese English Japanese American European Asian Hongkongers Omicron Delta Alpha Beta
 Bitcoin Ethereum Logo LOGO Email Facebook Instagram Twitter YouTube Telegram WhatsApp LINE Line IG DM PO DQ XX XXL XL CP PK NG KOC MV DJ CEO's SOP SWOT Q&A R&D MIT POC ASP ROI ROA NAV AUM GMV MAU DAU ARPU CAPEX OPEX M1 M2 LME CME COMEX NYMEX ICE`)

var latinCompany = lowerSet(`Group Inc Inc. Ltd Ltd. Limited Corp Corp. Corporation Company Co Co. Holdings Holding plc PLC LLC L.P. LP Bank Capital Partners Ventures Technologies Technology Semiconductor Motors Motor Energy Solutions Solution
 Pharma Pharmaceuticals Pharmaceutical Therapeutics Biotech Airlines Airways Securities Insurance Electronics Electric Materials Systems Industries International Intelligence Research Analytics Networks Software Advisory Consulting Advisors Robotics Retail Health Healthcare Bio Biologics Airlines Foods Resources Petroleum Logistics Pharmacy Entertainment Studios Media AG SE GmbH S.A. N.V. KK`)

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
	for q := p; q < len(raw) && len(words) < 8; {
		if !upper(raw[q]) && !(len(words) > 0 && isParticle(raw, q)) {
			break
		}
		e := q
		for e < len(raw) && (letter(raw[e]) || (e > q && (raw[e] == '\'' || raw[e] == '’' || raw[e] == '-' || raw[e] == '&' || raw[e] == '.') && e+1 < len(raw) && letter(raw[e+1]))) {
			e++
		}
		if e > q && e < len(raw) && raw[e] == '.' && (e-q <= 3 || initials(raw[q:e])) && (e+1 >= len(raw) || !letter(raw[e+1])) {
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

// initials tells whether a word is capitals with points between them: S.E.C
func initials(w []rune) bool {
	for i, r := range w {
		if i%2 == 0 != isUpper(r) || i%2 == 1 && r != '.' {
			return false
		}
	}
	return len(w)%2 == 1
}

// capitalRun is latinRun from one of spots.capitals.
func (st *state) capitalRun(i int) (int, []string) {
	if len(st.runs) < len(st.spots.capitals) {
		st.runs = append(st.runs, make([]latinRun, len(st.spots.capitals)-len(st.runs))...)
	}
	x := &st.runs[i]
	if !x.known {
		x.known = true
		x.end, x.words = st.latinRun(st.spots.capitals[i])
	}
	return x.end, x.words
}

// latinRun is what latinRun returns.
type latinRun struct {
	known bool
	end   int
	words []string
}

func isSmall(w string) bool {
	switch w {
	case "of", "and", "for", "the", "de", "van", "von", "der", "bin", "al", "la", "del", "&":
		return true
	}
	return false
}

func isParticle(raw []rune, q int) bool {
	return slices.ContainsFunc(particles, func(w []rune) bool { return hasAt(raw, q, w) })
}

var particles = func() (out [][]rune) {
	for _, w := range []string{"of ", "and ", "for ", "the ", "de ", "van ", "von ", "der ", "bin ", "al ", "la ", "del "} {
		out = append(out, []rune(w))
	}
	return out
}()

// latinUse is one Latin name with its places in an article.
type latinUse struct {
	words   []string
	spans   []entities.Span
	sum     [4]int // what the words beside it weigh for each of cueTypes
	most    [4]int
	strong  [4]int // places with a strong cue for the type
	listed  int    // the most those of cueTypes' first weigh where no list sign among other things lends the weight
	bodies  int    // places with the word for a body before them
	thing   bool   // the word for an estate or programme stands before one
	title   bool   // a title of persons stands before one
	glossed bool   // brackets hold one
	titled  bool   // one is the title of a work
}

// thingHosts stand before names of estates, works and programmes; newsSites are
// media all the same.
var newsSites, thingHosts = folded("新聞網站 評論網站 財經網站 資訊網站 媒體網站"), folded("樓盤 屋苑 豪宅 新盤 網站 博客 部落格 系統 軟件 軟體 程式 應用 遊戲 電影 歌曲 專輯 節目 頻道 課程 小說 著作 刊物 文章 樂隊 樂團")

// latinNames finds Latin names of companies, people and places by their ending,
// by a first name, and by the words beside all their places: 顧問公司ORB Group,
// 執行長 Alan Veltham, 在 Fernley 等藥妝店.
func (st *state) latinNames() {
	occ, val := st.occupied(), st.valueAt()
	uses := map[string]*latinUse{}
	var order []*latinUse
	last := 0
	for i, p := range st.spots.capitals {
		if p < last || val[p] {
			continue
		}
		end, words := st.capitalRun(i)
		if len(words) == 0 {
			continue
		}
		s := entities.Span{Start: p, End: end}
		last = end
		ending := len(words) > 1 && latinCompany[strings.ToLower(words[len(words)-1])]
		if ending {
			s.Start = st.numbered(s.Start)
		}
		legal := ending && legalForms[form(words[len(words)-1])]
		if n := len(words); n > 2 && words[n-1] == "Management" && managed[words[n-2]] {
			ending = true
		}
		generic := genericLatin[strings.ToLower(strings.Join(words, " "))]
		if e := st.latinLegal(end); e > end && len(words) > 0 {
			// Seachart (Hong Kong) Limited; Seachart, Inc.
			s.End, last = e, e
			ending, legal = true, true
		}
		if covered(occ, s) {
			st.wholeLatin(s, words, ending && !generic, legal, occ)
			continue
		}
		if n := st.wordOf(latinForms, s.End); n > 0 && len(words) <= 3 && !st.prose(s) {
			s.End += n // SRC國際公司
			last = s.End
			st.propose(s, entities.Company, "", entities.ViaLatin, "a Latin name and a legal form in Han", 0.8)
			continue
		}
		if s.End > end {
			st.propose(s, entities.Company, "", entities.ViaLatin, "a Latin name with a legal form behind brackets", 0.85)
			continue
		}
		if len(words) == 1 && (commonLatin[strings.ToLower(words[0])] || latinCompany[strings.ToLower(words[0])] || strings.HasSuffix(words[0], ".")) || generic || st.slashed(s) {
			continue
		}
		if len(words) > 1 {
			first, tail := strings.ToLower(words[0]), strings.ToLower(words[len(words)-1])
			if first == "the" && len(words) > 2 {
				first = strings.ToLower(words[1])
			}
			if latinOffice[first] || !legal && slices.ContainsFunc(words, func(w string) bool { return latinWorks[strings.ToLower(w)] }) {
				continue
			}
			if !legal && (latinBody[tail] || bodyWithin(words)) || ending && st.bodyBeside(s) {
				if !st.prose(s) && !st.inTitle(s) {
					st.propose(s, entities.Organization, "", entities.ViaLatin, "a Latin name with the word for a body", 0.75)
				}
				continue
			}
		}
		if ending && !allLegal(words) {
			if !legal && (st.prose(s) || st.heading(s.End) || st.plainHost(s) || st.startsWith(programs, s.End)) {
				continue
			}
			st.propose(s, entities.Company, "", entities.ViaLatin, "a Latin name with the ending "+words[len(words)-1], 0.85)
			continue
		}
		if st.prose(s) || s.End < len(st.raw) && modelSigns.has(st.raw[s.End]) {
			continue
		}
		k := strings.Join(words, " ")
		u := uses[k]
		if u == nil {
			u = &latinUse{words: words}
			uses[k] = u
			order = append(order, u)
		}
		st.weighLatin(u, s, occ)
	}
	surnames := map[string]bool{}
	for _, u := range order {
		if len(u.words) > 1 {
			surnames[u.words[len(u.words)-1]] = true
		}
	}
	for _, u := range order {
		if len(u.words) == 1 && surnames[u.words[0]] {
			continue // Romer behind Paul Romer is a short form of it
		}
		st.latinType(u)
	}
}

// latinUnits joins a company named in Latin letters to the country behind it:
// Seachart Japan is a company of its own.
func (st *state) latinUnits() {
	for _, c := range st.cands[:len(st.cands):len(st.cands)] {
		if c.state != accepted || c.lost || c.typ != entities.Company || c.End+2 >= len(st.raw) {
			continue
		}
		if r := st.raw[c.End]; (r == '\'' || r == '’') && fold.IsLatin(st.text[c.End-1]) {
			p := c.End + 1
			if st.raw[p] == ' ' {
				p++
			}
			if end, words := st.latinRun(p); len(words) > 1 && pensionTails[words[len(words)-1]] {
				// Ontario Teachers' Pension Plan
				st.propose(entities.Span{Start: c.Start, End: end}, entities.Company, c.id, entities.ViaLatin, "a known Latin name goes on behind an apostrophe", 0.8)
			}
			continue
		}
		if st.raw[c.End] != ' ' || !isUpper(st.raw[c.End+1]) || !isUpper(firstLetter(st.raw[c.Start:c.End])) && st.raw[c.Start] > 'z' {
			continue
		}
		end, words := st.latinRun(c.End + 1)
		if len(words) == 0 || len(words) > 2 || !st.country(entities.Span{Start: c.End + 1, End: end}) {
			continue
		}
		st.propose(entities.Span{Start: c.Start, End: end}, entities.Company, "", entities.ViaLatin, "a Latin name and the country it acts in", 0.75)
	}
}

// numbered returns where a word of a capital and digits begins that stands right
// before a Latin name at p: L3 in L3 Training Solutions; p when none does.
func (st *state) numbered(p int) int {
	if p < 3 || st.raw[p-1] != ' ' || !fold.IsDigit(st.text[p-2]) {
		return p
	}
	q := p - 1
	for q > 0 && isWord(st.text[q-1]) {
		q--
	}
	if isUpper(st.raw[q]) {
		return q
	}
	return p
}

// wholeLatin proposes a Latin name that holds a known one: Norton Pharmacy is
// more than Norton, and Seachart Marketing Limited more than Seachart.
func (st *state) wholeLatin(s entities.Span, words []string, ending, legal bool, occ []*candidate) {
	if !ending {
		return
	}
	var front *candidate
	companies := 0
	for p := s.Start; p < s.End; p++ {
		c := occ[p]
		if c == nil {
			continue
		}
		if c.Start < s.Start || c.End > s.End || c.Start == s.Start && c.End == s.End {
			return
		}
		if c.typ == entities.Company {
			companies++
		}
		if c.Start == s.Start {
			front = c
		}
		p = c.End - 1
	}
	known := front != nil && front.typ == entities.Company
	switch {
	case legal && companies <= 1 && !latinOffice[strings.ToLower(words[0])]:
		id := ""
		if known {
			// MTR Corporation Limited is MTR, Seachart Marketing Limited is not Seachart.
			if rest := strings.FieldsFunc(st.doc.Slice(entities.Span{Start: front.End, End: s.End}), func(r rune) bool { return r == ' ' || r == ',' }); allLegal(rest) {
				id = front.id
			}
		}
		st.propose(s, entities.Company, id, entities.ViaLatin, "a Latin name with a legal form", 0.85)
	case known && !legal && len(words) > 1 && strings.HasSuffix(strings.ToLower(strings.Join(words, " ")), "capital management"):
		st.propose(s, entities.Company, front.id, entities.ViaLatin, "a known Latin name with the ending Management", 0.8)
	case known && !legal:
		st.propose(s, entities.Company, "", entities.ViaLatin, "a Latin name with the ending "+words[len(words)-1], 0.8)
	}
}

// pensionTails end the names of funds.
var pensionTails = map[string]bool{"Plan": true, "Fund": true, "Trust": true, "System": true, "Scheme": true, "Board": true}

// latinLegal returns the end of the legal form of a company that stands behind a
// bracket of one to three Latin words at p, or behind a comma; p when there is none.
func (st *state) latinLegal(p int) int {
	q := st.next(p)
	if q >= len(st.text) || st.text[q] != '(' && st.text[q] != ',' {
		return p
	}
	if st.text[q] == ',' {
		if e, words := st.latinRun(st.next(q + 1)); len(words) == 1 && shortForms[form(words[0])] {
			return e
		}
		return p
	}
	e, words := st.latinRun(st.next(q + 1))
	if len(words) == 0 || len(words) > 3 || st.next(e) >= len(st.text) || st.text[st.next(e)] != ')' {
		return p
	}
	e, words = st.latinRun(st.next(st.next(e) + 1))
	if len(words) == 0 || len(words) > 3 || !allLegal(words[len(words)-1:]) {
		return p
	}
	return e
}

// managed stand before Management in names of companies.
var managed = map[string]bool{"Capital": true, "Asset": true, "Investment": true, "Fund": true, "Wealth": true, "Property": true}

// form is a word without its case and full stop.
func form(w string) string { return strings.ToLower(strings.TrimRight(w, ".")) }

// legalForms end the names of companies alone; shortForms are those that a comma
// may part from the name.
var legalForms, shortForms = lowerSet("Limited Ltd Inc Corp plc LLC LP L.P KK K.K GmbH AG S.A N.V"), lowerSet("Inc Ltd Limited LLC LP L.P Corp plc")

// allLegal tells whether all words are parts of legal forms.
func allLegal(words []string) bool {
	for _, w := range words {
		switch form(w) {
		case "limited", "ltd", "co", "inc", "corp", "corporation", "company", "plc", "llc", "lp", "l.p", "ag", "se", "gmbh", "s.a", "n.v", "kk", "k.k", "pte", "pty", "holdings", "group":
		default:
			return false
		}
	}
	return true
}

// bodyWithin tells whether a word for a body stands before "of" or "for" in a
// name, or its last two words are those of a body: District Courts of Appeal,
// National Health Service, Concern Group.
func bodyWithin(words []string) bool {
	n := len(words)
	for i := 0; i+2 < n; i++ {
		if isSmall(words[i+1]) && words[i+1] != "and" && latinBody[strings.ToLower(words[i])] {
			return true
		}
	}
	return n >= 2 && bodyPairs[strings.ToLower(words[n-2]+" "+words[n-1])]
}

var bodyPairs = setOf(strings.Split("health service|secret service|postal service|revenue service|police force|concern group|working group|action group|interest group|support group|pressure group|crisis group|task force|security service|intelligence service|space force|air force", "|"), strings.ToLower)

// bodyBeside tells whether the word for a body stands before a Latin name, or
// before the brackets that hold it: 產業協會 X Group, 社會學評分團(X Group).
func (st *state) bodyBeside(s entities.Span) bool {
	p := st.prev(s.Start)
	if p > 0 && st.text[p-1] == '(' {
		p = st.prev(p - 1)
	}
	for p > 0 && closers.has(st.text[p-1]) {
		p--
	}
	return st.endsWith(bodyHosts, p)
}

var bodyHosts, closers = folded("協會 商會 工會 學會 公會 聯會 委員會 聯盟 陣線 組織 代表團 評分團 團體 基金會 管理機構 監管機構 監測機構 監察機構 教育機構 慈善機構 政府機構 國際機構 公營機構 志願機構"), runeSet("」』》")

// latinForms stand right behind a Latin name as the form of a company.
var latinForms = listOf("國際公司 國際集團 控股公司 投資公司 集團公司 有限公司 股份有限公司 科技公司 控股有限公司 科技有限公司 國際有限公司 投資有限公司")

// programs behind a Latin name make it that of one.
var programs = folded("系統 軟件 軟體 平台 程式 課程 計劃")

// heading tells whether a colon and more Latin words follow: the title of a work.
func (st *state) heading(p int) bool {
	p = st.next(p)
	if p >= len(st.text) || st.text[p] != ':' {
		return false
	}
	p = st.next(p + 1)
	return p < len(st.text) && fold.IsLatin(st.text[p])
}

// plainHost tells whether brackets hold a Latin name behind everyday words that
// are none for a company: 通訊技術(Communications Technology).
func (st *state) plainHost(s entities.Span) bool {
	p := st.prev(s.Start)
	if p == 0 || st.text[p-1] != '(' {
		return false
	}
	p = st.prev(p - 1)
	if p < 2 || !fold.IsHan(st.text[p-1]) || st.cue.before[p][0] == 2 || hasAt(st.text, p-2, companyRunes) {
		return false
	}
	if st.endsWith(firmTails, p) {
		return false
	}
	// All words back to a sign or a word of grammar are everyday ones.
	for q := p; q > 0 && fold.IsHan(st.text[q-1]) && !grammar.has(st.text[q-1]); {
		t := st.token(q - 1)
		if t.End > q || t.Len() < 2 || !t.Known || properPOS(t.POS) && !(t.POS == "nz" && t.Freq >= 1000) {
			return false
		}
		q = t.Start
	}
	return true
}

// firmTails end the names of companies, however common the words before them.
var firmTails = folded("集團 控股 銀行 證券 資本 保險 基金 投資 投信 娛樂 影業 唱片 製藥 藥業 航空 航運 電子 半導體 實業 汽車 顧問 諮詢 律師行 事務所 工作室")

// slashed tells whether slashes stand on both sides of a Latin word: spellings
// of one name or parts of a list.
func (st *state) slashed(s entities.Span) bool {
	return s.Start > 0 && st.text[s.Start-1] == '/' && s.End < len(st.text) && st.text[s.End] == '/'
}

// genericLatin are words for kinds of firms and things in Latin letters.
var genericLatin = setOf(strings.Split(`venture capital|private equity|hedge fund|youth hostel|investment bank|i bank|non-gaap|gaap|reits|whatsapp group|telegram group|fb group|family office|think tank|open source|big data|machine learning|deep learning|asset management|private bank|wealth management|global city|cyber security|fund house|smart city|new normal`, "|"), strings.ToLower)

// latinBody are last words, or first ones before of and for, of names of bodies.
var latinBody = lowerSet(`Foundation Association Council Institute Institution University College Society Committee Commission Union Ministry Department Authority Court Courts Federation Congress Parliament Bureau Chamber Academy School Alliance Confederation Agency Board Centre Center Coalition Consortium Lab Laboratory`)

// latinOffice are first words of titles and works.
var latinOffice = lowerSet(`Secretary Minister Director President Chairman Commissioner Journal Handbook Introduction History Review Report Award Articles Memorandum Overview Principles Guide`)

// latinWorks are words that stand in titles of works and names of prizes alone.
var latinWorks = lowerSet(`Journal Articles Declaration Handbook Award Awards Overview Proceedings Encyclopedia`)

// prose tells whether more Latin words stand right beside a span: a sentence in
// English is no name.
func (st *state) prose(s entities.Span) bool {
	if q := st.next(s.End); q > s.End && q < len(st.text) && isWord(st.text[q]) && !fold.IsDigit(st.text[q]) {
		return true
	}
	q := st.prev(s.Start)
	return q > 0 && q < s.Start && fold.IsLatin(st.text[q-1])
}

// modelSigns behind a Latin word make it the name of a product.
var modelSigns = rawSet("+＋™®")

func (st *state) weighLatin(u *latinUse, s entities.Span, occ []*candidate) {
	u.spans = append(u.spans, s)
	switch {
	case st.bodyBeside(s) && !st.prose(s) && !(s.End < len(st.text) && st.text[s.End] == '-'):
		u.bodies++
	case st.endsWith(thingHosts, st.prev(s.Start)) && !st.endsWith(newsSites, st.prev(s.Start)):
		u.thing = true
	}
	before, after := st.prev(s.Start), st.next(s.End)
	if before > 0 && st.text[before-1] == '(' {
		u.glossed = true
		return // what stands before the brackets is another name of it
	}
	if st.titleBefore(s.Start) {
		u.title = true
	}
	if s.Start > 0 && st.raw[s.Start-1] == '《' {
		u.titled = true
	}
	b, a := st.beside(s, occ)
	kind := st.kindBeside(s)
	for i := range u.sum {
		w := int(b[i])
		if st.cue.before[before][i] == 2 {
			w = max(w, 0) + strongCue
			u.strong[i]++
		}
		v := int(a[i])
		if st.cue.after[after][i] == 2 {
			v = max(v, 0) + strongCue
			u.strong[i]++
		}
		if i == kind {
			w += strongCue
			u.strong[i]++
		}
		if i == 0 && !st.strangeList(s, occ) {
			u.listed = max(u.listed, w+v)
		}
		u.sum[i] += w + v
		if len(u.spans) == 1 || w+v > u.most[i] {
			u.most[i] = w + v
		}
	}
}

// strangeList tells whether a name stands beside a list sign that no company
// stands on the other side of: what such signs weigh speaks for any name.
func (st *state) strangeList(s entities.Span, occ []*candidate) bool {
	signs := false
	if p := st.separator(s.End); p > 0 {
		if p < len(occ) && occ[p] != nil && occ[p].typ == entities.Company {
			return false
		}
		signs = true
	}
	if p := st.prev(s.Start); p > 0 && (st.text[p-1] == '、' || st.text[p-1] == ',' || andRunes.has(st.text[p-1])) {
		if p = st.prev(p - 1); p > 0 && occ[p-1] != nil && occ[p-1].typ == entities.Company {
			return false
		}
		signs = true
	}
	return signs
}

// kindBeside returns the number in cueTypes of what a Latin name is by the kind
// that stands beside it: a company behind 內容商, before 這家公司 and 這一零售商, a
// place before 工廠; -1 when none does.
func (st *state) kindBeside(s entities.Span) int {
	p, q := st.prev(s.Start), st.next(s.End)
	if p > 2 && makerTails.has(st.text[p-1]) {
		if t := st.token(p - 1); t.Len() >= 2 && t.End >= p || t.Len() == 1 && st.afterKnownWord(p-1) {
			return 0
		}
	}
	if q+2 < len(st.text) && st.text[q] == thisRune && thisMeasures.has(st.text[q+1]) {
		for e := q + 3; e < len(st.text) && e <= q+10 && fold.IsHan(st.text[e-1]); e++ {
			if makerTails.has(st.text[e-1]) || hasAt(st.text, e-2, companyRunes) || hasAt(st.text, e-2, brandWord) {
				return 0
			}
		}
	}
	for _, w := range plantWords {
		if hasAt(st.text, q, w) {
			return 2
		}
	}
	return -1
}

var makerTails, thisRune, thisMeasures = runeSet("商廠店行社"), fold.Rune('這'), runeSet("家間個一類")

var plantWords, brandWord = folded("工廠 車廠 廠區 廠房 生產基地 園區 村 鎮"), []rune(fold.String("品牌"))

// latinType decides what a Latin name is, and proposes its places outside of
// brackets.
func (st *state) latinType(u *latinUse) {
	const company, person, place, body = 0, 1, 2, 3
	if u.bodies > 0 && 6*u.bodies >= len(u.spans) {
		for _, s := range u.spans {
			st.propose(s, entities.Organization, "", entities.ViaLatin, "a word for a body stands before it", 0.7)
		}
		return
	}
	first, last := strings.ToLower(u.words[0]), strings.ToLower(u.words[len(u.words)-1])
	rest := max(u.sum[person], u.sum[place], u.sum[body])
	capitals := u.words[0] == strings.ToUpper(u.words[0])
	if len(u.words) == 1 && len(u.words[0]) < 2 && (u.strong[company] == 0 || u.sum[company] < 3*strongCue) {
		return // a letter names a company only where two words say so: 社交平台X, X股價
	}
	typ, why, conf := "", "", 0.0
	switch {
	case len(u.words) >= 2 && len(u.words) <= 4 && (givenNames[first] && !thingTails[last] || u.title && u.strong[company] == 0):
		typ, why, conf = entities.Person, "a first name and a surname", 0.85
		if u.title {
			why = "a Latin name after a title"
		}
	case len(u.words) == 2 && cantoneseSurnames[last] && len(first) > 2 && !commonLatin[first] && u.strong[company] == 0 && !capitals:
		typ, why, conf = entities.Person, "a first name and a surname of Hong Kong", 0.75
	case len(u.words) == 2 && pinyinName(u.words) && u.strong[company] < 2:
		typ, why, conf = entities.Person, "a surname and a given name in pinyin", 0.7
	case len(u.words) == 1 && (len(u.spans) >= 3 || u.title && givenNames[first]) && u.sum[person] >= 40 && u.sum[person] > u.sum[company]+20 && u.sum[person] > u.sum[body]+20 && !capitals:
		typ, why, conf = entities.Person, "words for people stand beside it again and again", 0.7
	case (u.titled || u.thing) && u.strong[company] < 2:
		return // a song, book or programme
	case u.strong[company] > 0 && u.sum[company] >= 12 && u.sum[company] > u.sum[place] && (u.sum[person] <= u.sum[company]+20 || u.most[company] >= 36) && (u.strong[place] == 0):
		typ, why, conf = entities.Company, "a Latin name beside a word for companies", 0.65
	case !capitals && u.sum[company] >= 24 && u.sum[company] > rest+8 && u.listed >= 24 && u.strong[place] == 0:
		typ, why, conf = entities.Company, "such words stand beside companies", 0.6
	case !capitals && 3*u.strong[place] >= len(u.spans) && !u.titled && 3*u.strong[company] <= u.strong[place] && u.sum[place] >= 24 && u.sum[place] > max(u.sum[company], u.sum[person], u.sum[body])+8:
		typ, why, conf = entities.Place, "such words stand beside places", 0.6
	default:
		return
	}
	for _, s := range u.spans {
		if p := st.prev(s.Start); p > 0 && st.text[p-1] == '(' && typ != entities.Person {
			continue
		}
		st.propose(s, typ, "", entities.ViaLatin, why, conf)
	}
}

// pinyinName tells whether two words are a Chinese surname and a given name of
// two syllables, or the other way round: Wu Yingzhou, Xiaoming Zhang.
func pinyinName(words []string) bool {
	a, b := strings.ToLower(words[0]), strings.ToLower(words[1])
	return pinyinSurnames[a] && syllables(b) == 2 || pinyinSurnames[b] && !thingSurnames[b] && syllables(a) == 2
}

// cantoneseSurnames are surnames as Hong Kong spells them that are no words of
// English.
var cantoneseSurnames = lowerSet(`Chan Cheng Cheung Chiu Choi Chow Chui Fung Hui Hung Kwan Kwok Kwong Lam Lau Leung Liu Lui Mak Mok Pang Poon Shum Siu Suen Sze Szeto Tam Tsang Tse Tsoi Tsui Tung Wong Yau Yeung Yim Yip Yiu Yuen`)

// thingSurnames are words of English as well.
var thingSurnames = lowerSet(`Fan Long Song Sun Tan Kong Wan Fang Gong Pan He Lei Sun Han Hu`)

var pinyinSurnames = lowerSet(`Bai Cai Cao Chen Cheng Cui Deng Ding Dong Du Fan Fang Feng Fu Gao Gong Gu Guo Han Hao He Hou Hu Huang Jia Jiang Jin Kong Lei Li Liang Liao Lin Liu Long Lu Luo Ma Mao Meng Pan Peng Qian Qin Qiu Ren Shao Shen Shi Song Su Sun Tan Tang Tao Tian Wan Wang Wei Wen Wu Xia Xiang Xiao Xie Xiong Xu Xue Yan Yang Yao Ye Yin Yu Yuan Zeng Zhang Zhao Zheng Zhong Zhou Zhu Zou`)

// syllables counts the syllables of pinyin that make up a word, 0 when it is none.
func syllables(w string) int {
	n := 0
	for w != "" {
		i := 0
		for _, c := range initialsOfPinyin {
			if strings.HasPrefix(w, c) {
				i = len(c)
				break
			}
		}
		v := ""
		for _, c := range finalsOfPinyin {
			if strings.HasPrefix(w[i:], c) && (i+len(c) == len(w) || !strings.ContainsRune("aeiou", rune(w[i+len(c)]))) {
				v = c
				break
			}
		}
		if v == "" {
			return 0
		}
		w = w[i+len(v):]
		n++
	}
	return n
}

// The longest come first.
var initialsOfPinyin, finalsOfPinyin = strings.Fields("zh ch sh b p m f d t n l g k h j q x r z c s y w"),
	strings.Fields("iang iong uang ang eng ian iao ing ong uai uan ai an ao ei en er ia ie in iu ou ua ue ui un uo a e i o u")

// thingTails are last words of names that are no persons' though a first name
// begins them: Victoria Park, Rose Garden.
var thingTails = lowerSet(`Park Road Street Avenue Bay Harbour Harbor Island Islands City County Town Beach Hill Hills Valley River Lake Garden Gardens House Tower Towers Centre Center Square Plaza Hall Hotel Church School College
 University Institute Hospital Library Museum Theatre Award Awards Prize Day Week Month Act Law Bill Plan Report Index Show Club Team Fund Trust Foundation Society Association Union Party Station Airport Port Bridge Palace Castle
 Times Post News Journal Magazine Review Daily Weekly TV Radio Online Series Pro Max Plus Ultra Effect Model Method Test Law's Cup Open Stadium Arena Festival Pass Canyon Creek Orchestra Symphony`)
