package value

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// Files are the tables that Load reads, below values/.
var Files = []string{"number.yaml", "money.yaml", "percent.yaml", "date.yaml", "market.yaml"}

// text is a scalar of a table with the line it stands on.
type text struct {
	s    string
	line int
}

// UnmarshalYAML implements yaml.Unmarshaler.
func (t *text) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: want a word", n.Line)}}
	}
	t.s, t.line = n.Value, n.Line
	return nil
}

// group is a list of words under one key.
type group struct {
	key   text
	words []text
}

// groups is a mapping of keys to lists of words, in the order of the file.
type groups []group

// UnmarshalYAML implements yaml.Unmarshaler.
func (g *groups) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: want keys with lists of words", n.Line)}}
	}
	var bad []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		var x group
		x.key = text{n.Content[i].Value, n.Content[i].Line}
		if err := n.Content[i+1].Decode(&x.words); err != nil {
			var te *yaml.TypeError
			if errors.As(err, &te) {
				bad = append(bad, te.Errors...)
			} else {
				bad = append(bad, err.Error())
			}
		}
		*g = append(*g, x)
	}
	if bad != nil {
		return &yaml.TypeError{Errors: bad}
	}
	return nil
}

type numberTable struct {
	Digits       groups `yaml:"digits"`
	Formal       []text `yaml:"formal"`
	Tens         groups `yaml:"tens"`
	Units        groups `yaml:"units"`
	Magnitudes   groups `yaml:"magnitudes"`
	Latin        groups `yaml:"latin_magnitudes"`
	Point        []text `yaml:"point"`
	Negative     []text `yaml:"negative"`
	More         []text `yaml:"more"`
	Some         []text `yaml:"some"`
	SomeNotAfter []text `yaml:"some_not_after"`
	Half         []text `yaml:"half"`
	Dozen        struct {
		Words     []text `yaml:"words"`
		NotBefore []text `yaml:"not_before"`
	} `yaml:"dozen"`
	Range       []text `yaml:"range"`
	Changes     []text `yaml:"changes"`
	List        []text `yaml:"list"`
	Ordinal     []text `yaml:"ordinal"`
	Before      groups `yaml:"before"`
	BeforeUnit  []text `yaml:"before_unit"`
	Negate      []text `yaml:"negate"`
	After       groups `yaml:"after"`
	Counters    []text `yaml:"counters"`
	NotNumbers  []text `yaml:"not_numbers"`
	PlainAfter  []text `yaml:"plain_after"`
	PlainBefore []text `yaml:"plain_before"`
}

type moneyTable struct {
	Currencies []struct {
		Code    text   `yaml:"code"`
		Rare    bool   `yaml:"rare"`
		Words   []text `yaml:"words"`
		Symbols []text `yaml:"symbols"`
	} `yaml:"currencies"`
	Bare []struct {
		Words     []text            `yaml:"words"`
		Markets   map[string]string `yaml:"markets"`
		Else      text              `yaml:"else"`
		NotBefore []text            `yaml:"not_before"`
		Blocks    []text            `yaml:"blocks"`
		Strict    bool              `yaml:"strict"`
		Magnitude bool              `yaml:"bare_magnitude"`
	} `yaml:"bare"`
	Minor []struct {
		Words []text `yaml:"words"`
		Shift int    `yaml:"shift"`
		After bool   `yaml:"after"`
		Bare  text   `yaml:"bare"`
		Else  text   `yaml:"else"`
		Code  text   `yaml:"code"`
	} `yaml:"minor"`
	NotCodes   []text `yaml:"not_codes"`
	Closing    []text `yaml:"closing"`
	Per        groups `yaml:"per"`
	Sums       []text `yaml:"sums"`
	SumsStrong []text `yaml:"sums_strong"`
	Offers     []text `yaml:"offers"`
	SumsBehind []text `yaml:"sums_behind"`
}

type percentTable struct {
	Units []struct {
		Words     []text `yaml:"words"`
		Unit      text   `yaml:"unit"`
		Shift     int    `yaml:"shift"`
		Tenth     bool   `yaml:"tenth"`
		Half      bool   `yaml:"half"`
		Discount  bool   `yaml:"discount"`
		NotBefore []text `yaml:"not_before"`
	} `yaml:"units"`
	Heads []struct {
		Words []text `yaml:"words"`
		Unit  text   `yaml:"unit"`
		Shift int    `yaml:"shift"`
	} `yaml:"heads"`
	NotShare      []text `yaml:"not_share"`
	DiscountCues  []text `yaml:"discount_cues"`
	DiscountHeads []text `yaml:"discount_heads"`
}

type dateTable struct {
	Days       groups `yaml:"days"`
	DaysTwo    groups `yaml:"days_two"`
	DayHeads   groups `yaml:"day_heads"`
	DaysOfText groups `yaml:"days_of_text"`
	Weeks      struct {
		Words    []text `yaml:"words"`
		Heads    groups `yaml:"heads"`
		Days     groups `yaml:"days"`
		Weekend  []text `yaml:"weekend"`
		NotAfter []text `yaml:"not_after"`
	} `yaml:"weeks"`
	Months           groups            `yaml:"months"`
	MonthsOfText     groups            `yaml:"months_of_text"`
	MonthWords       groups            `yaml:"month_words"`
	Years            groups            `yaml:"years"`
	YearsTwo         groups            `yaml:"years_two"`
	FiscalYears      groups            `yaml:"fiscal_years"`
	YearsOfText      groups            `yaml:"years_of_text"`
	Quarters         groups            `yaml:"quarters"`
	QuartersRelative groups            `yaml:"quarters_relative"`
	QuartersOfText   groups            `yaml:"quarters_of_text"`
	QuarterWords     []text            `yaml:"quarter_words"`
	Halves           groups            `yaml:"halves"`
	Seasons          groups            `yaml:"seasons"`
	Early            []text            `yaml:"early"`
	Middle           []text            `yaml:"middle"`
	Late             []text            `yaml:"late"`
	Thirds           groups            `yaml:"thirds"`
	YearEnds         groups            `yaml:"year_ends"`
	MonthEnds        groups            `yaml:"month_ends"`
	Eras             groups            `yaml:"eras"`
	Lunar            []text            `yaml:"lunar"`
	Leap             []text            `yaml:"leap"`
	BeforeChrist     []text            `yaml:"before_christ"`
	LunarMonths      groups            `yaml:"lunar_months"`
	Turns            groups            `yaml:"turns"`
	First            []text            `yaml:"first"`
	Last             []text            `yaml:"last"`
	Past             []text            `yaml:"past"`
	Near             []text            `yaml:"near"`
	NearNotAfter     []text            `yaml:"near_not_after"`
	LastAfter        []text            `yaml:"last_after"`
	Future           []text            `yaml:"future"`
	Fiscal           []text            `yaml:"fiscal"`
	School           []text            `yaml:"school"`
	Same             []text            `yaml:"same"`
	SameOf           groups            `yaml:"same_of"`
	Until            []text            `yaml:"until"`
	Since            []text            `yaml:"since"`
	OfNow            []text            `yaml:"of_now"`
	Every            []text            `yaml:"every"`
	YearHeads        []text            `yaml:"year_heads"`
	YearTails        []text            `yaml:"year_tails"`
	SpanNotBefore    []text            `yaml:"span_not_before"`
	Indicators       []text            `yaml:"indicators"`
	Ago              []text            `yaml:"ago"`
	Hence            []text            `yaml:"hence"`
	Within           []text            `yaml:"within"`
	SpanUnits        groups            `yaml:"span_units"`
	From             []text            `yaml:"from"`
	To               []text            `yaml:"to"`
	Ends             []text            `yaml:"ends"`
	UpTo             []text            `yaml:"upto"`
	Comparing        []text            `yaml:"comparing"`
	Than             []text            `yaml:"than"`
	Decades          []text            `yaml:"decades"`
	Centuries        []text            `yaml:"centuries"`
	CenturyWords     groups            `yaml:"century_words"`
	CenturyHalves    groups            `yaml:"century_halves"`
	FirstMonth       []text            `yaml:"first_month"`
	Decoys           []text            `yaml:"decoys"`
	NotAfter         groups            `yaml:"not_after"`
	NotBefore        groups            `yaml:"not_before"`
	Anyway           []text            `yaml:"anyway"`
	HolidayBefore    []text            `yaml:"holiday_before"`
	HolidaySure      []text            `yaml:"holiday_sure"`
	Holidays         groups            `yaml:"holidays"`
	HolidaysOf       map[string]groups `yaml:"holidays_of"`
	HolidaysDoubtful []text            `yaml:"holidays_doubtful"`
	Verbs            struct {
		Past   []text `yaml:"past"`
		Future []text `yaml:"future"`
		Over   []text `yaml:"past_over"`
	} `yaml:"verbs"`
}

type marketTable struct {
	Markets  groups            `yaml:"markets"`
	Usage    groups            `yaml:"usage"`
	Domains  map[string]string `yaml:"domains"`
	Variants map[string]string `yaml:"variants"`
}

type bareUnit struct {
	text    string
	markets map[string]string
	other   string
	strict  bool
	magn    bool
}

type minorUnit struct {
	shift       int
	after       bool
	bare, other string
	code        string
}

type shareUnit struct {
	unit                  string
	shift                 int
	tenth, half, discount bool
}

// Problems is every mistake found in the tables, each as file:line: what.
type Problems []string

// Error lists them, one a line.
func (p Problems) Error() string { return strings.Join(p, "\n") }

// loader fills a Scanner and gathers what is wrong.
type loader struct {
	s    *Scanner
	file string
	bad  Problems
}

func (l *loader) errorf(line int, format string, a ...any) {
	l.bad = append(l.bad, fmt.Sprintf("%s:%d: %s", l.file, line, fmt.Sprintf(format, a...)))
}

// Load reads the tables values/*.yaml of fsys. Its error is Problems when the
// tables are at fault: all of them, each with file and line.
func Load(fsys fs.FS) (*Scanner, error) {
	s := &Scanner{lex: newLexicon(false), back: newLexicon(true)}
	l := &loader{s: s}
	var (
		num numberTable
		mon moneyTable
		per percentTable
		dat dateTable
		mar marketTable
	)
	into := []any{&num, &mon, &per, &dat, &mar}
	for i, name := range Files {
		l.file = "values/" + name
		data, err := fs.ReadFile(fsys, l.file)
		if err != nil {
			l.bad = append(l.bad, fmt.Sprintf("%s: %v", l.file, err))
			continue
		}
		dec := yaml.NewDecoder(bytes.NewReader(data))
		dec.KnownFields(true)
		if err := dec.Decode(into[i]); err != nil {
			l.yaml(err)
			continue
		}
		switch i {
		case 0:
			l.number(&num)
		case 1:
			l.money(&mon)
		case 2:
			l.percent(&per)
		case 3:
			l.date(&dat)
		case 4:
			l.market(&mar)
		}
	}
	if l.bad != nil {
		return nil, l.bad
	}
	s.finish()
	return s, nil
}

// yaml turns an error of the YAML reader into problems with the file's name.
func (l *loader) yaml(err error) {
	var te *yaml.TypeError
	list := []string{strings.TrimPrefix(err.Error(), "yaml: ")}
	if errors.As(err, &te) {
		list = te.Errors
	}
	for _, e := range list {
		line := 0
		if rest, ok := strings.CutPrefix(e, "line "); ok {
			if n, what, ok := strings.Cut(rest, ": "); ok {
				line, _ = strconv.Atoi(n)
				e = what
			}
		}
		l.errorf(line, "%s", e)
	}
}

// one returns the single folded rune of a word.
func (l *loader) one(t text) rune {
	r := []rune(fold.String(t.s))
	if len(r) != 1 {
		l.errorf(t.line, "%q must be one character", t.s)
		return 0
	}
	return r[0]
}

func (l *loader) int(t text) int {
	n, err := strconv.Atoi(t.s)
	if err != nil {
		l.errorf(t.line, "%q is no whole number", t.s)
	}
	return n
}

// add puts words of one kind into the lexicon. The same word twice with one
// meaning is let pass: it is the other script's form, or a habit of lists.
func (l *loader) add(words []text, w word) { l.addTo(l.s.lex, words, w) }

func (l *loader) addTo(lex *lexicon, words []text, w word) {
	for _, t := range words {
		if fold.String(t.s) == "" {
			l.errorf(t.line, "an empty word")
			continue
		}
		if old := lex.add(t.s, w); old != nil && (old.a != w.a || old.b != w.b || old.code != w.code) {
			l.errorf(t.line, "%q is already said to be something else", t.s)
		}
	}
}

func (l *loader) set(words []text, m map[rune]bool) {
	for _, t := range words {
		if r := l.one(t); r != 0 {
			m[r] = true
		}
	}
}

func (l *loader) each(g groups, k kind) {
	for _, x := range g {
		l.add(x.words, word{kind: k, a: l.int(x.key)})
	}
}

// ofText adds words as each does, with a 1 beside: their offsets count from the
// last date of the text, or their months and halves are of another reckoning.
func (l *loader) ofText(g groups, k kind) {
	for _, x := range g {
		l.add(x.words, word{kind: k, a: l.int(x.key), b: 1})
	}
}

// numerals, one byte a rune of the basic plane: what a rune is in a number.
const (
	nDigit = 0x10 // low four bits are the digit
	nTens  = 0x20 // 廿
	nUnit  = 0x30 // 十百千: low bits are the power
	nMag   = 0x40 // 萬億兆: low bits are the power / 4
	nPoint = 0x50
	nMore  = 0x60
	nSome  = 0x70
	nHalf  = 0x80
	nNeg   = 0x90
	nOrd   = 0xa0
)

func (l *loader) number(t *numberTable) {
	s := l.s
	put := func(g groups, class, div int) {
		for _, x := range g {
			n := l.int(x.key)
			if n < 0 || n/div > 15 || n%div != 0 {
				l.errorf(x.key.line, "%d is out of range here", n)
				continue
			}
			for _, w := range x.words {
				if r := l.one(w); r > 0 && r < 1<<16 {
					s.num[r] = uint8(class | n/div)
				}
			}
		}
	}
	put(t.Digits, nDigit, 1)
	put(t.Tens, nTens, 1)
	put(t.Units, nUnit, 1)
	put(t.Magnitudes, nMag, 4)
	for _, c := range []struct {
		words []text
		class uint8
	}{{t.Point, nPoint}, {t.More, nMore}, {t.Some, nSome}, {t.Half, nHalf}, {t.Negative, nNeg}, {t.Ordinal, nOrd}} {
		for _, w := range c.words {
			if r := l.one(w); r > 0 && r < 1<<16 {
				s.num[r] = c.class
			}
		}
	}
	s.formal, s.someNotAfter, s.dozenNot, s.beforeUnit = map[rune]bool{}, map[rune]bool{}, map[rune]bool{}, map[rune]bool{}
	l.set(t.Formal, s.formal)
	l.set(t.SomeNotAfter, s.someNotAfter)
	l.set(t.Dozen.NotBefore, s.dozenNot)
	l.add(t.Dozen.Words, word{kind: wDozen})
	l.each(t.Latin, wLatin)
	l.add(t.Range, word{kind: wRange})
	l.add(t.List, word{kind: wList})
	l.add(t.Counters, word{kind: wCounter})
	l.add(t.NotNumbers, word{kind: wNotNumber})
	l.add(t.PlainAfter, word{kind: wPlainAfter})
	l.addTo(s.back, t.PlainBefore, word{kind: wPlainBefore})
	bounds := func(g groups, lex *lexicon, k kind) {
		for _, x := range g {
			switch kd := entities.Kind(x.key.s); kd {
			case entities.Exact, entities.About, entities.AtLeast, entities.AtMost:
				l.addTo(lex, x.words, word{kind: k, code: x.key.s})
			default:
				l.errorf(x.key.line, "%q is none of exact, about, atleast, atmost", x.key.s)
			}
		}
	}
	bounds(t.Before, s.back, wBefore)
	l.addTo(s.back, t.Negate, word{kind: wNegate})
	l.addTo(s.back, t.Changes, word{kind: wChange})
	l.set(t.BeforeUnit, s.beforeUnit)
	bounds(t.After, s.lex, wAfter)
}

func (l *loader) code(t text) string {
	if len(t.s) < 3 || len(t.s) > 4 || strings.ToUpper(t.s) != t.s {
		l.errorf(t.line, "%q is no currency code", t.s)
	}
	return t.s
}

func (l *loader) money(t *moneyTable) {
	s := l.s
	known, words := map[string]int{}, map[string]bool{}
	for _, w := range t.NotCodes {
		words[w.s] = true
	}
	for _, c := range t.Currencies {
		code := l.code(c.Code)
		if line, ok := known[code]; ok {
			l.errorf(c.Code.line, "currency %s stands already on line %d", code, line)
		}
		known[code] = c.Code.line
		l.add(c.Words, word{kind: wCurrency, code: code})
		l.add(c.Symbols, word{kind: wSymbol, code: code})
		switch {
		case !c.Rare:
			l.add([]text{{code, c.Code.line}}, word{kind: wSymbol, code: code, a: 1})
		case !words[code]: // beside 億 or 萬
			l.add([]text{{code, c.Code.line}}, word{kind: wSymbol, code: code, a: 2})
		}
	}
	s.notUnit = map[string]bool{}
	for _, b := range t.Bare {
		for _, w := range b.Words {
			s.bares = append(s.bares, bareUnit{text: w.s, markets: b.Markets, other: b.Else.s, strict: b.Strict, magn: b.Magnitude})
			if b.Magnitude {
				s.bareMag = len(s.bares) - 1
				continue
			}
			l.add([]text{w}, word{kind: wBare, a: len(s.bares) - 1})
			for _, n := range b.NotBefore {
				s.notUnit[fold.String(w.s)+fold.String(n.s)] = true
			}
		}
		for m, c := range b.Markets {
			if _, ok := known[c]; !ok {
				l.errorf(b.Words[0].line, "market %s: unknown currency %q", m, c)
			}
		}
		if _, ok := known[b.Else.s]; !ok {
			l.errorf(b.Else.line, "unknown currency %q", b.Else.s)
		}
		for _, n := range b.Blocks {
			s.blocks = append(s.blocks, []rune(fold.String(n.s)))
		}
	}
	for _, m := range t.Minor {
		if m.Code.s != "" {
			if _, ok := known[m.Code.s]; !ok {
				l.errorf(m.Code.line, "unknown currency %q", m.Code.s)
			}
		}
		k := wMinorAlone
		if m.After {
			k = wMinor
		}
		s.minors = append(s.minors, minorUnit{shift: m.Shift, after: m.After, bare: m.Bare.s, other: m.Else.s, code: m.Code.s})
		for _, w := range m.Words {
			if old := s.lex.add(w.s, word{kind: k, a: len(s.minors) - 1}); old != nil {
				l.errorf(w.line, "%q is already a small unit", w.s)
			}
		}
	}
	l.add(t.Closing, word{kind: wClosing})
	for _, g := range t.Per {
		l.add(g.words, word{kind: wPer, code: g.key.s})
	}
	l.addTo(s.back, t.Sums, word{kind: wSum})
	l.addTo(s.back, t.SumsStrong, word{kind: wSum, a: 1})
	l.add(t.SumsBehind, word{kind: wSumHead})
	l.addTo(s.back, t.Offers, word{kind: wOffer})
}

func (l *loader) unit(t text) string {
	switch t.s {
	case entities.UnitPercent, entities.UnitPoint, entities.UnitBP:
	default:
		l.errorf(t.line, "%q is none of percent, point, bp", t.s)
	}
	return t.s
}

func (l *loader) percent(t *percentTable) {
	s := l.s
	s.notShare = map[string]bool{}
	for _, u := range t.Units {
		s.shares = append(s.shares, shareUnit{l.unit(u.Unit), u.Shift, u.Tenth, u.Half, u.Discount})
		l.add(u.Words, word{kind: wPercent, a: len(s.shares) - 1})
		for _, w := range u.Words {
			for _, n := range u.NotBefore {
				s.notShare[fold.String(w.s)+fold.String(n.s)] = true
			}
		}
	}
	for _, u := range t.Heads {
		s.shares = append(s.shares, shareUnit{unit: l.unit(u.Unit), shift: u.Shift})
		l.add(u.Words, word{kind: wShareHead, a: len(s.shares) - 1})
	}
	for _, n := range t.NotShare {
		s.yesShare = append(s.yesShare, []rune(fold.String(n.s)))
	}
	l.addTo(s.back, t.DiscountCues, word{kind: wDiscountCue})
	l.add(t.DiscountHeads, word{kind: wDiscountHead})
}

// The units of spans of time.
const (
	uDay = iota
	uWeek
	uMonth
	uQuarter
	uYear
)

var spanUnits = map[string]int{"day": uDay, "week": uWeek, "month": uMonth, "quarter": uQuarter, "year": uYear}

func (l *loader) date(t *dateTable) {
	s := l.s
	l.each(t.Days, wDay)
	l.ofText(t.DaysTwo, wDay)
	l.each(t.DayHeads, wDayHead)
	l.each(t.DaysOfText, wDayText)
	s.weekNotAfter, s.nearNotAfter, s.beforeLast = map[rune]bool{}, map[rune]bool{}, map[rune]bool{}
	l.set(t.LastAfter, s.beforeLast)
	l.set(t.NearNotAfter, s.nearNotAfter)
	for _, g := range t.NotBefore {
		last := l.one(g.key)
		for _, w := range g.words {
			s.notBefore = append(s.notBefore, follower{last, []rune(fold.String(w.s))})
		}
	}
	for _, w := range t.Anyway {
		s.anyway = append(s.anyway, []rune(fold.String(w.s)))
	}
	l.set(t.Weeks.NotAfter, s.weekNotAfter)
	s.weekday = map[rune]int{}
	for _, g := range t.Weeks.Days {
		n := l.int(g.key)
		for _, w := range g.words {
			s.weekday[l.one(w)] = n
		}
	}
	for _, w := range t.Weeks.Weekend {
		s.weekend = l.one(w)
	}
	l.add(t.Weeks.Words, word{kind: wWeekBare})
	for _, g := range t.Weeks.Heads {
		n := l.int(g.key)
		for _, h := range g.words {
			for _, w := range t.Weeks.Words {
				l.add([]text{{h.s + w.s, h.line}}, word{kind: wWeek, a: n})
			}
		}
	}
	l.each(t.Months, wMonth)
	l.ofText(t.MonthsOfText, wMonth)
	l.each(t.MonthWords, wMonthWord)
	l.each(t.Years, wYear)
	l.ofText(t.YearsTwo, wYear)
	for _, g := range t.FiscalYears {
		l.add(g.words, word{kind: wYear, a: l.int(g.key), b: 2})
	}
	l.each(t.YearsOfText, wYearText)
	l.each(t.Quarters, wQuarter)
	l.each(t.QuartersRelative, wQuarterRel)
	l.ofText(t.QuartersOfText, wQuarterRel)
	l.add(t.QuarterWords, word{kind: wQuarterWord})
	l.each(t.Halves, wHalf)
	l.ofText(t.Seasons, wHalf)
	l.add(t.Early, word{kind: wPart, a: 1})
	l.add(t.Middle, word{kind: wPart, a: 2})
	l.add(t.Late, word{kind: wPart, a: 3})
	l.each(t.Thirds, wThird)
	thirds := map[string]int{"early": 1, "middle": 2, "late": 3}
	for _, e := range []struct {
		g groups
		k kind
	}{{t.YearEnds, wYearEnd}, {t.MonthEnds, wMonthEnd}} {
		for _, g := range e.g {
			n, ok := thirds[g.key.s]
			if !ok {
				l.errorf(g.key.line, "%q is none of early, middle, late", g.key.s)
			}
			l.add(g.words, word{kind: e.k, a: n})
		}
	}
	l.each(t.Eras, wEra)
	l.add(t.Lunar, word{kind: wEra, b: eraLunar})
	l.add(t.Leap, word{kind: wEra, b: eraLeap})
	l.add(t.BeforeChrist, word{kind: wEra, b: eraBefore})
	l.ofText(t.LunarMonths, wMonthWord)
	for _, g := range t.Turns {
		k := wFuture
		if l.int(g.key) < 0 {
			k = wPast
		}
		l.add(g.words, word{kind: k, b: 1})
	}
	l.each(t.CenturyWords, wCenturyWord)
	for _, g := range t.CenturyHalves {
		l.add(g.words, word{kind: wHalf, a: l.int(g.key), b: 2})
	}
	l.add(t.Indicators, word{kind: wSpanNot, a: 1})
	l.add(t.School, word{kind: wFiscal, a: 1})
	l.add(t.HolidaySure, word{kind: wHolidayTail, a: 1})
	l.add(t.FirstMonth, word{kind: wPart, a: 4})
	l.add(t.Decoys, word{kind: wDecoy})
	s.notAfter = map[[2]rune]bool{}
	for _, g := range t.NotAfter {
		first := l.one(g.key)
		for _, w := range g.words {
			s.notAfter[[2]rune{l.one(w), first}] = true
		}
	}
	for _, x := range []struct {
		words []text
		k     kind
	}{
		{t.First, wFirst}, {t.Last, wLast}, {t.Past, wPast}, {t.Near, wNear}, {t.Future, wFuture}, {t.Fiscal, wFiscal},
		{t.Same, wSame}, {t.Until, wUntil}, {t.Since, wSince}, {t.OfNow, wOfNow}, {t.Every, wEvery}, {t.YearHeads, wYearHead},
		{t.SpanNotBefore, wSpanNot}, {t.HolidayBefore, wHolidayTail}, {t.Ago, wAgo}, {t.Hence, wHence}, {t.Within, wWithin}, {t.From, wFrom}, {t.To, wTo}, {t.Ends, wEnds}, {t.Decades, wDecade}, {t.Centuries, wCentury},
	} {
		l.add(x.words, word{kind: x.k})
	}
	l.addTo(s.back, t.UpTo, word{kind: wUpTo})
	l.addTo(s.back, t.Comparing, word{kind: wComparing})
	for _, v := range []struct {
		words []text
		tense int
	}{{t.Verbs.Past, past}, {t.Verbs.Future, future}, {t.Verbs.Over, noted}} {
		l.add(v.words, word{kind: wVerb, a: v.tense})
	}
	l.addTo(s.back, t.Than, word{kind: wThan})
	l.addTo(s.back, t.YearTails, word{kind: wHeaded})
	for _, g := range t.SpanUnits {
		n, ok := spanUnits[g.key.s]
		if !ok {
			l.errorf(g.key.line, "%q is none of day, week, month, quarter, year", g.key.s)
		}
		l.add(g.words, word{kind: wSpan, a: n})
	}
	for _, g := range t.SameOf {
		n, ok := spanUnits[g.key.s]
		if !ok {
			l.errorf(g.key.line, "%q is none of day, week, month, quarter, year", g.key.s)
		}
		l.add(g.words, word{kind: wSame, a: 1 + n})
	}
	doubtful, holidays := map[string]bool{}, map[string]bool{}
	for _, w := range t.HolidaysDoubtful {
		doubtful[w.s] = true
	}
	for _, g := range t.Holidays {
		for _, w := range g.words {
			h := l.holiday(g.key)
			h.doubt, holidays[w.s] = doubtful[w.s], true
			delete(doubtful, w.s)
			l.add([]text{w}, h)
		}
	}
	for _, w := range t.HolidaysDoubtful {
		if doubtful[w.s] {
			l.errorf(w.line, "%q is no holiday", w.s)
		}
	}
	s.local = map[string]*word{}
	for market, days := range t.HolidaysOf {
		for _, g := range days {
			for _, w := range g.words {
				h := l.holiday(g.key)
				if !holidays[w.s] {
					l.errorf(w.line, "%q is no holiday", w.s)
				}
				s.local[market+" "+fold.String(w.s)] = &h
			}
		}
	}
}

// holiday reads the key of a holiday: 12-25, 05-2w7 for the second Sunday of May
// (05-0w7 for the last), easter+1, orthodox-2, lunar08-15, lunar01-00 for the
// eve of the month, sun015 for the day the sun stands at 15 degrees.
func (l *loader) holiday(key text) word {
	w := word{kind: wHoliday}
	s := key.s
	for _, k := range []string{holEaster, holOrthodox} {
		if off, ok := strings.CutPrefix(s, k); ok {
			w.code, w.b = k, l.int(text{strings.TrimPrefix(off, "+"), key.line})
			return w
		}
	}
	if deg, ok := strings.CutPrefix(s, holTerm); ok {
		n := l.int(text{deg, key.line})
		if n < 0 || n >= 360 || n%15 != 0 {
			l.errorf(key.line, "%q is no multiple of 15 below 360", s)
		}
		w.code, w.a = holTerm, (n+75)/15%24
		return w
	}
	s, lunar := strings.CutPrefix(s, holLunar)
	m, d, ok := strings.Cut(s, "-")
	nth, wd, isNth := strings.Cut(d, "w")
	var err1, err2, err3 error
	w.a, err1 = strconv.Atoi(m)
	w.b, err2 = strconv.Atoi(nth)
	good := ok && err1 == nil && err2 == nil && w.a >= 1 && w.a <= 12
	switch {
	case isNth:
		n := w.b
		w.b, err3 = strconv.Atoi(wd)
		good = good && err3 == nil && !lunar && n >= 0 && n <= 4 && w.b >= 1 && w.b <= 7
		w.code, w.b = holNth, w.b+10*n
	case lunar:
		good = good && w.b >= 0 && w.b <= 30
		w.code = holLunar
		if w.b == 0 {
			w.b = -1
		}
	default:
		good = good && entities.DayOf(2024, w.a, w.b) != entities.None
	}
	if !good {
		l.errorf(key.line, "%q is no day of the form 12-25, 05-2w7, easter+1, sun015 or lunar08-15", key.s)
	}
	return w
}

func (l *loader) market(t *marketTable) {
	for _, usage := range []bool{false, true} {
		list := t.Markets
		if usage {
			list = t.Usage
		}
		for _, g := range list {
			for _, w := range g.words {
				l.s.marketWords = append(l.s.marketWords, marketWord{fold.String(w.s), g.key.s, usage})
			}
		}
	}
	sort.Slice(l.s.marketWords, func(i, j int) bool { return l.s.marketWords[i].text < l.s.marketWords[j].text })
	l.s.marketsBy = map[rune][]int{}
	for i, w := range l.s.marketWords {
		for _, r := range w.text {
			l.s.marketsBy[r] = append(l.s.marketsBy[r], i)
			break
		}
	}
	l.s.domains, l.s.variants = t.Domains, t.Variants
}
