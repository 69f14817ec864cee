package detect

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// rank orders the sources of a mention when spans of one length compete: value,
// user gazetteer, gazetteer, gloss, mark.
func rank(via string) int {
	switch via {
	case entities.ViaValue:
		return 0
	case entities.ViaUser:
		return 1
	case entities.ViaGazetteer:
		return 2
	case entities.ViaGloss:
		return 3
	}
	return 4
}

// entry is something that would be a mention: a value, a candidate or a mark.
type entry struct {
	entities.Span
	key  uint64 // the order in which they choose: the least first; then where its words end in texts
	c    *candidate
	m    *entities.Mention // a value or a mark; nil for a candidate
	mark bool              // m is a mark
	wins bool
}

// entryKey packs what decides between spans: the longest, then the stronger
// source, then what the context supports, then schema order, then the first.
func entryKey(s entities.Span, rank, score, order int) uint64 {
	return uint64(255-min(s.Len(), 255))<<48 | uint64(rank)<<44 | uint64(15-score)<<40 | uint64(min(order, 255))<<32 | uint64(uint32(s.Start))
}

func (e *entry) id() string {
	if e.c != nil {
		return e.c.id
	}
	return e.m.ID
}

// mentions chooses among all accepted candidates and values: the longest first,
// then the stronger source, then what the context supports, then schema order,
// then id. What loses overlaps a winner. Hidden values (numbers, 同期) do not
// compete: they are kept beside the others for the rules.
func (st *state) mentions() []entities.Mention {
	all, places := st.entries[:0], st.places[:0]
	hidden := 0
	add := func(e entry) {
		places = append(places, uint64(e.Start)<<32|uint64(len(all)))
		all = append(all, e)
	}
	for i := range st.values {
		v := &st.values[i]
		if v.Hidden {
			hidden++
			continue
		}
		add(entry{Span: v.Span, m: v})
	}
	for _, c := range st.cands {
		if c.state == accepted && !c.lost {
			add(entry{Span: c.Span, c: c})
		}
	}
	for i := range st.marks {
		m := &st.marks[i]
		add(entry{Span: m.Span, m: m, mark: true})
	}
	st.entries = all
	slices.Sort(places)
	// What overlaps stands together, and most of it stands alone.
	for i := 0; i < len(places); {
		j, end := i+1, all[uint32(places[i])].End
		for ; j < len(places) && int(places[j]>>32) < end; j++ {
			end = max(end, all[uint32(places[j])].End)
		}
		if j == i+1 {
			e := &all[uint32(places[i])]
			e.wins = e.End > e.Start
			if e.c != nil {
				st.lose(e.c, !e.wins)
			}
		} else {
			st.compete(all, places[i:j])
		}
		i = j
	}
	// The words of all of them share one piece of memory.
	texts := st.texts[:0]
	for _, i := range places {
		e := &all[uint32(i)]
		if !e.wins || e.c == nil {
			continue
		}
		if e.c.unprinted() {
			e.wins = false
			continue
		}
		for _, r := range st.raw[e.Start:e.End] {
			texts = utf8.AppendRune(texts, r)
		}
		e.key = uint64(len(texts))
	}
	st.texts = texts
	words := string(texts)
	n := len(places) + hidden
	out := make([]entities.Mention, 0, n+n/4+8) // the rest is for what link adds
	values := st.values
	hiddenBefore := func(p int) {
		for ; len(values) > 0 && values[0].Start < p; values = values[1:] {
			if values[0].Hidden {
				out = append(out, values[0])
			}
		}
	}
	at := uint64(0)
	for _, i := range places {
		e := &all[uint32(i)]
		if !e.wins {
			continue
		}
		hiddenBefore(e.Start)
		if e.c == nil {
			out = append(out, *e.m)
			continue
		}
		out = append(out, entities.Mention{Span: e.Span, Text: words[at:e.key], Type: e.c.typ, ID: e.c.id, Via: e.c.via, Confidence: e.c.conf})
		at = e.key
	}
	hiddenBefore(len(st.text) + 1)
	entities.SortMentions(out)
	return out
}

// compete decides between entries that overlap each other; places says
// where they begin and which they are.
func (st *state) compete(all []entry, places []uint64) {
	order := st.order[:0]
	for _, i := range places {
		e := &all[uint32(i)]
		switch {
		case e.c != nil:
			e.key = entryKey(e.Span, rank(e.c.via), e.c.score, st.d.opt.Schema.Order(e.c.typ))
		case e.mark:
			e.key = entryKey(e.Span, rank(e.m.Via), st.support(e.Span, e.m.Type), st.d.opt.Schema.Order(e.m.Type))
		default:
			e.key = entryKey(e.Span, rank(e.m.Via), 0, st.d.opt.Schema.Order(e.m.Type))
		}
		order = append(order, int32(uint32(i)))
	}
	st.order = order
	slices.SortFunc(order, func(i, j int32) int {
		a, b := &all[i], &all[j]
		if c := cmp.Compare(a.key, b.key); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(a.id(), b.id()), cmp.Compare(i, j))
	})
	// No two hold one character; used is all false before and after.
	used := sized(st.used, len(st.text)+1)
	st.used = used
	for _, i := range order {
		e := &all[i]
		e.wins = e.End > e.Start && !slices.Contains(used[e.Start:e.End], true)
		if e.wins {
			for p := e.Start; p < e.End; p++ {
				used[p] = true
			}
		}
		if e.c != nil {
			st.lose(e.c, !e.wins)
		}
	}
	for _, i := range order {
		if e := &all[i]; e.wins {
			clear(used[e.Start:e.End])
		}
	}
}

// lose notes whether a stronger mention overlaps a candidate.
func (st *state) lose(c *candidate, lost bool) {
	c.lost = lost
	if lost && st.trace {
		if c.why != "" {
			c.why += "; "
		}
		c.why += "overlaps a longer or stronger mention"
	}
}

// unprinted tells whether a candidate only keeps its characters from being read
// as something else: a line, a building or a project is no product, a river, a
// station or a square no place.
func (c *candidate) unprinted() bool {
	if c.name == nil || c.user {
		return false
	}
	switch c.typ {
	case entities.Product:
		return c.name.Kind == "project" || c.name.Kind == "property" || c.name.Kind == "line"
	case entities.Place:
		if c.name.Kind != "landmark" {
			return false
		}
		r := []rune(fold.String(c.name.Name))
		if len(r) < 2 {
			return false
		}
		if hasAt(r, len(r)-2, straitWord) {
			return false // a sea
		}
		return buildingTails.has(r[len(r)-1]) || slices.ContainsFunc(featureWords.words, func(w []rune) bool { return len(r) > len(w) && hasAt(r, len(r)-len(w), w) })
	}
	return false
}

// buildingTails end the names of streets, stations and buildings.
var buildingTails, straitWord = runeSet("站橋街路道樓塔館廠場線心"), []rune(fold.String("海峽"))

// addMarks takes what the mark rules found. A mark may lengthen an accepted
// name that begins where it does, but never swallow or cut another one.
func (st *state) addMarks(marks []entities.Mention) {
	var names []entities.Span
	for _, m := range st.doc.Mentions {
		if !m.Hidden {
			names = append(names, m.Span)
		}
	}
	for _, m := range marks {
		ok := true
		for _, n := range names {
			if n.Overlaps(m.Span) && n != m.Span && !(m.Contains(n) && n.Start == m.Start) {
				ok = false
				break
			}
		}
		if ok {
			if m.Via == "" {
				m.Via = entities.ViaPattern
			}
			st.marks = append(st.marks, m)
		}
	}
}
