package detect

import (
	"cmp"
	"slices"

	"github.com/factloom/factloom/entities"
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

// mentions chooses among all accepted candidates and values: the longest first,
// then the stronger source, then what the context supports, then schema order,
// then id. What loses overlaps a winner. Hidden values (numbers, 同期) do not
// compete: they are kept beside the others for the rules.
func (st *state) mentions() []entities.Mention {
	type entry struct {
		m     entities.Mention
		c     *candidate
		score int
	}
	var all []entry
	var hidden []entities.Mention
	for _, v := range st.values {
		if v.Hidden {
			hidden = append(hidden, v)
			continue
		}
		all = append(all, entry{m: v})
	}
	for _, c := range st.cands {
		if c.state != accepted || c.lost {
			continue
		}
		m := entities.Mention{Span: c.Span, Text: st.doc.Slice(c.Span), Type: c.typ, ID: c.id, Via: c.via, Confidence: c.conf}
		all = append(all, entry{m: m, c: c, score: c.score})
	}
	for _, m := range st.marks {
		all = append(all, entry{m: m, score: st.support(m.Span, m.Type)})
	}
	order := st.d.opt.Schema.Order
	slices.SortStableFunc(all, func(a, b entry) int {
		if x := cmp.Compare(b.m.Len(), a.m.Len()); x != 0 {
			return x
		}
		if x := cmp.Compare(rank(a.m.Via), rank(b.m.Via)); x != 0 {
			return x
		}
		if x := cmp.Compare(b.score, a.score); x != 0 {
			return x
		}
		if x := cmp.Compare(order(a.m.Type), order(b.m.Type)); x != 0 {
			return x
		}
		if x := cmp.Compare(a.m.Start, b.m.Start); x != 0 {
			return x
		}
		return cmp.Compare(a.m.ID, b.m.ID)
	})
	taken := make([]bool, len(st.text))
	var out []entities.Mention
	for _, e := range all {
		free := e.m.End > e.m.Start
		for p := e.m.Start; free && p < e.m.End; p++ {
			free = !taken[p]
		}
		if !free {
			if e.c != nil {
				e.c.lost = true
				if e.c.why != "" {
					e.c.why += "; "
				}
				e.c.why += "overlaps a longer or stronger mention"
			}
			continue
		}
		if e.c != nil {
			e.c.lost = false
		}
		for p := e.m.Start; p < e.m.End; p++ {
			taken[p] = true
		}
		out = append(out, e.m)
	}
	out = append(out, hidden...)
	entities.SortMentions(out)
	return out
}

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
