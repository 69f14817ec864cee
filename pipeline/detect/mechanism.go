package detect

import (
	"fmt"
	"slices"
	"strings"
)

// Mechanism is one way in which names are found or refused. Each can be
// switched off, so that its worth can be measured.
type Mechanism struct{ Name, About string }

// Mechanisms lists all of them, in the order they work. The vetoes refuse what
// the others would accept.
var Mechanisms = []Mechanism{
	{"boundary", "veto: a name begins or ends inside a longer word, or a longer known word holds it"},
	{"reading", "veto: a name reads as something else here: a title begins in it, a given name, a street, a verb before an amount"},
	{"listed", "names of the gazetteers that need no support"},
	{"ticker", "ambiguous names beside their own stock code"},
	{"beside", "ambiguous names with another name of theirs in brackets beside them"},
	{"list", "ambiguous names that stand in a list of names of their type"},
	{"cue", "ambiguous names by the words beside them"},
	{"context", "ambiguous names by how much more often the words beside them stand beside names of their type"},
	{"word", "ambiguous names that are words of their own and no everyday ones"},
	{"again", "names that are sure elsewhere in the article, or whose entity is"},
	{"place", "places by their ending, and chains of places"},
	{"body", "public bodies made of a country and what it governs"},
	{"legal", "companies by the legal form their names end in, bodies by the place or body before them"},
	{"suffix", "companies by their ending: 控股, 律師事務所; papers by signs of titles; airlines by place"},
	{"person", "persons by titles, surnames, transliteration and verbs of speech"},
	{"wire", "the agency at the head of a wire story and the reporter at its foot"},
	{"gloss", "unknown names by the Latin form in brackets behind them"},
	{"latin", "Latin names by their ending and the words beside them"},
	{"items", "unknown companies in a list of known ones"},
	{"officer", "unknown companies before the title of a person"},
	{"intro", "unknown companies behind words that introduce one: 旗下, 子公司"},
	{"short", "companies by the first two characters of a full name"},
	{"branch", "companies joined to the country they act in"},
	{"product", "products by their model, their maker and signs of trademark"},
	{"mark", "mark rules"},
}

// mechanism is the number of one of Mechanisms.
type mechanism uint8

const (
	byBoundary mechanism = iota
	byReading
	byListed
	byTicker
	byBeside
	byList
	byCue
	byContext
	byWord
	byAgain
	byPlace
	byBody
	byLegal
	bySuffix
	byPerson
	byWire
	byGloss
	byLatin
	byItems
	byOfficer
	byIntro
	byShort
	byBranch
	byProduct
	byMark
)

// String returns the mechanism's name.
func (m mechanism) String() string { return Mechanisms[m].Name }

// switchOff reads the names of mechanisms that shall not work.
func switchOff(names []string) ([]bool, error) {
	off := make([]bool, len(Mechanisms))
	for _, n := range names {
		i := slices.IndexFunc(Mechanisms, func(m Mechanism) bool { return m.Name == n })
		if i < 0 {
			var known []string
			for _, m := range Mechanisms {
				known = append(known, m.Name)
			}
			return nil, fmt.Errorf("no mechanism %q (known: %s)", n, strings.Join(known, ", "))
		}
		off[i] = true
	}
	return off, nil
}

// run lets a mechanism propose, unless it is switched off.
func (st *state) run(m mechanism, propose func()) {
	if st.d.off[m] {
		return
	}
	was := st.by
	st.by = m
	propose()
	st.by = was
}
