package gazetteer

import (
	"embed"
	"strconv"
	"strings"
	"sync"

	"github.com/factloom/factloom/entities/fold"
)

// Word is an entry of a word list. Which fields a kind fills stands beside it in
// Kinds; the others are empty.
type Word struct {
	Term      string // in Traditional; a Simplified form only where it does not fold to the same
	Type      string // what it belongs to or speaks for
	Position  string // of a cue: before, after or inside the name
	Strength  string // strong or weak
	Value     string // what the term stands for
	Period    string // of a change verb: yoy, mom, qoq, pop (the previous period), "" for none
	POS       string // of a change verb: verb or noun
	Ambiguous bool   // an everyday word as well
	Rank      int    // of a surname: place by frequency, 0 when not known
}

// Kinds lists the word lists that ship.
var Kinds = []struct{ Name, About string }{
	{"suffix", "endings of names (集團, 大學): Type company or organization, Strength"},
	{"head", "common nouns that stand for one (車廠, 監管機構): Type, Strength"},
	{"cue", "words near a name (旗下, 位於): Type company, person or place, Position, Strength"},
	{"title", "posts of persons (行政總裁): Type the domain, Value the post's id, Position its level"},
	{"surname", "surnames in Han characters: Type single, compound, japanese or korean, Rank, Ambiguous; weak when ambiguous"},
	{"transliteration", "characters of transliterated names: weak when an everyday word as well"},
	{"measure", "what business figures measure (營收, 純利): Type the unit (money, percent, count …), Value the key"},
	{"change_verb", "words of change (上升, 按年增): Value up, down, flat or reach, Period, POS, Ambiguous"},
	{"blocker", "longer words that refuse every name inside them or cut by them (現代化, 亞馬遜雨林): Type the group, Value the name it is there for"},
	{"blocker_of", "words and joints of words that refuse one name alone, Value, where they overlap it (大力拓展 力拓, 增加航班 加航): Type the group"},
	{"subject", "indices, rates, commodities and policies, which a figure may belong to: Type what it is, Value its id"},
}

//go:embed data/suffixes.tsv data/cues.tsv data/titles.tsv data/surnames.tsv data/transliteration.tsv data/measures.tsv data/change_verbs.tsv data/blockers.tsv data/subjects.tsv
var lists embed.FS

var allWords = sync.OnceValue(readWords)

func readWords() map[string][]Word {
	m := make(map[string][]Word)
	add := func(kind string, w Word, spellings ...string) {
		for i, s := range spellings {
			if s == "" || i > 0 && fold.Key(s) == fold.Key(spellings[0]) {
				continue
			}
			w.Term = s
			m[kind] = append(m[kind], w)
		}
	}
	rows("suffixes.tsv", func(get func(string) string) {
		add(get("kind"), Word{Type: get("type"), Strength: get("strength")}, get("term"), get("simplified"))
	})
	rows("cues.tsv", func(get func(string) string) {
		add("cue", Word{Type: get("type"), Position: get("position"), Strength: get("strength")}, get("term"), get("simplified"))
	})
	rows("titles.tsv", func(get func(string) string) {
		for _, t := range append([]string{get("name")}, list(get("aliases"))...) {
			add("title", Word{Type: get("domain"), Value: get("id"), Position: get("level")}, t)
		}
	})
	rows("surnames.tsv", func(get func(string) string) {
		w := Word{Type: get("kind"), Strength: "strong", Ambiguous: get("ambiguous") != ""}
		if w.Ambiguous {
			w.Strength = "weak"
		}
		w.Rank, _ = strconv.Atoi(get("rank"))
		add("surname", w, get("surname"), get("simplified"))
	})
	rows("transliteration.tsv", func(get func(string) string) {
		w := Word{Strength: "strong", Ambiguous: get("also_common") != ""}
		if w.Ambiguous {
			w.Strength = "weak"
		}
		add("transliteration", w, get("char"), get("simplified"))
	})
	rows("measures.tsv", func(get func(string) string) {
		for _, t := range append([]string{get("name")}, list(get("aliases"))...) {
			add("measure", Word{Type: get("unit"), Value: get("key")}, t)
		}
	})
	rows("change_verbs.tsv", func(get func(string) string) {
		w := Word{Value: get("direction"), Period: get("period"), POS: get("pos"), Ambiguous: get("ambiguous") != ""}
		add("change_verb", w, get("term"), get("simplified"))
	})
	rows("blockers.tsv", func(get func(string) string) {
		kind := "blocker"
		if get("only") != "" {
			kind = "blocker_of"
		}
		add(kind, Word{Type: get("group"), Value: get("holds")}, get("term"))
	})
	rows("subjects.tsv", func(get func(string) string) {
		for _, t := range append([]string{get("name")}, list(get("aliases"))...) {
			add("subject", Word{Type: get("kind"), Value: get("id")}, t)
		}
	})
	return m
}

// Words returns the word list of a kind, in the order of its file; nil for a
// kind that is none of Kinds. The slice is shared: do not write.
func Words(kind string) []Word { return allWords()[kind] }

// rows calls visit for each line of a list that ships.
func rows(file string, visit func(get func(col string) string)) {
	data, err := lists.ReadFile("data/" + file)
	if err != nil {
		panic("gazetteer: " + err.Error()) // embedded, so it is there
	}
	var header []string
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if header == nil {
			header = f
			continue
		}
		visit(func(col string) string {
			for i, h := range header {
				if h == col && i < len(f) {
					return f[i]
				}
			}
			return ""
		})
	}
}
