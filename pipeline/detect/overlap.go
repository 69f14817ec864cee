package detect

import (
	"cmp"
	"slices"

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
	key uint64 // the order in which they choose: the least first
	c   *candidate
	m   *entities.Mention // a value or a mark; nil for a candidate
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
	all := st.entries[:0]
	order := st.d.opt.Schema.Order
	hidden := 0
	for i := range st.values {
		v := &st.values[i]
		if v.Hidden {
			hidden++
			continue
		}
		all = append(all, entry{Span: v.Span, m: v, key: entryKey(v.Span, rank(v.Via), 0, order(v.Type))})
	}
	for _, c := range st.cands {
		if c.state == accepted && !c.lost {
			all = append(all, entry{Span: c.Span, c: c, key: entryKey(c.Span, rank(c.via), c.score, order(c.typ))})
		}
	}
	for i := range st.marks {
		m := &st.marks[i]
		all = append(all, entry{Span: m.Span, m: m, key: entryKey(m.Span, rank(m.Via), st.support(m.Span, m.Type), order(m.Type))})
	}
	slices.SortStableFunc(all, func(a, b entry) int {
		if c := cmp.Compare(a.key, b.key); c != 0 {
			return c
		}
		return cmp.Compare(a.id(), b.id())
	})
	st.entries = all
	st.used = cleared(st.used, len(st.text)+1)
	won := 0
	for i := range all {
		e := &all[i]
		free := e.End > e.Start
		for p := e.Start; free && p < e.End; p++ {
			free = !st.used[p]
		}
		if !free {
			if e.c != nil {
				e.c.lost = true
				if e.c.why != "" && st.trace {
					e.c.why += "; "
				}
				if st.trace {
					e.c.why += "overlaps a longer or stronger mention"
				}
			}
			e.Start, e.End = 0, 0
			continue
		}
		won++
		if e.c != nil {
			e.c.lost = false
		}
		for p := e.Start; p < e.End; p++ {
			st.used[p] = true
		}
	}
	all = slices.DeleteFunc(all, func(e entry) bool { return e.End == 0 })
	slices.SortFunc(all, func(a, b entry) int { return a.Start - b.Start }) // none overlap
	out := make([]entities.Mention, 0, won+hidden)
	values := st.values
	hiddenBefore := func(p int) {
		for ; len(values) > 0 && values[0].Start < p; values = values[1:] {
			if values[0].Hidden {
				out = append(out, values[0])
			}
		}
	}
	for i := range all {
		e := &all[i]
		hiddenBefore(e.Start)
		if e.c != nil && e.c.unprinted() {
			continue
		}
		if e.c != nil {
			out = append(out, entities.Mention{Span: e.Span, Text: st.doc.Slice(e.Span), Type: e.c.typ, ID: e.c.id, Via: e.c.via, Confidence: e.c.conf})
		} else {
			out = append(out, *e.m)
		}
	}
	hiddenBefore(len(st.text) + 1)
	entities.SortMentions(out)
	return out
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
		r := []rune(fold.String(c.name.Name))
		if c.name.Kind != "landmark" || len(r) < 2 {
			return false
		}
		if hasAt(r, len(r)-2, straitWord) || c.id == "place/geo-wall-street" || c.id == "place/geo-beidaihe" {
			return false // a sea; a trade and a town
		}
		return buildingTails.has(r[len(r)-1]) || slices.ContainsFunc(featureWords, func(w []rune) bool { return len(r) > len(w) && hasAt(r, len(r)-len(w), w) })
	}
	return false
}

// buildingTails end the names of rivers, mountains, streets, stations and buildings.
var buildingTails, straitWord = runeSet("站河江湖峰山橋街路道樓塔館廠場線心"), []rune(fold.String("海峽"))

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
