package graph

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/factloom/factloom/entities"
)

// Changes is what became different between two batches.
type Changes struct {
	Articles int      // that came
	Replaced int      // older versions that a newer one replaced
	New      []string // facts that nothing stated before, sorted
	More     []string // facts with more evidence than before
	Gone     []string // facts that nothing states any more
}

// Changes compares the store as it was after the batch from with how it was
// after the batch to; 0 is the empty store. It looks at every article, and
// reads the facts of those that changed.
func (g *Graph) Changes(from, to int, stop func() error) (*Changes, error) {
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	c := &Changes{}
	// How many places less told a fact after from and after to than now.
	type delta struct{ atFrom, atTo int }
	deltas := make(map[factKey]*delta)
	note := func(list []told, sign int, at func(*delta) *int) {
		for _, t := range list {
			d := deltas[t.fact]
			if d == nil {
				d = &delta{}
				deltas[t.fact] = d
			}
			*at(d) += sign * t.n
		}
	}
	err = v.eachArticle(func(a *articleRecords) error {
		if err := stop(); err != nil {
			return err
		}
		return v.changes(a, from, to, c, func(was, now extKey, after bool) error {
			at := func(d *delta) *int { return &d.atFrom }
			if after {
				at = func(d *delta) *int { return &d.atTo }
			}
			for _, x := range []struct {
				ext  extKey
				sign int
			}{{was, -1}, {now, 1}} {
				if x.ext == (extKey{}) {
					continue
				}
				list, err := v.told(a.art, x.ext)
				if err != nil {
					return err
				}
				note(list, x.sign, at)
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	keys := make([]factKey, 0, len(deltas))
	for k := range deltas {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b factKey) int { return bytes.Compare(a[:], b[:]) })
	for _, k := range keys {
		d := deltas[k]
		var p place
		found, err := v.get(keyPlace(k), p.decode)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, fmt.Errorf("%w: fact %s is missing", ErrDamaged, k)
		}
		before, after := p.live-d.atFrom, p.live-d.atTo
		switch {
		case before <= 0 && after > 0:
			c.New = append(c.New, k.String())
		case before > 0 && after <= 0:
			c.Gone = append(c.Gone, k.String())
		case after > before:
			c.More = append(c.More, k.String())
		}
	}
	return c, nil
}

// articleRecords are the short records of one article.
type articleRecords struct {
	art  artKey
	core core
	head head
	exts []extraction // by epoch, then by batch
}

// eachArticle calls fn with every article, reading its short records in one go.
func (v *view) eachArticle(fn func(*articleRecords) error) (err error) {
	defer caught(&err)
	it := v.iterator([]byte{kArticle})
	defer it.Close()
	var a *articleRecords
	end := func() error {
		if a == nil {
			return nil
		}
		slices.SortStableFunc(a.exts, func(x, y extraction) int {
			return cmp.Or(cmp.Compare(x.epoch, y.epoch), cmp.Compare(x.batch, y.batch))
		})
		return fn(a)
	}
	for it.Rewind(); it.Valid(); it.Next() {
		item := it.Item()
		key := item.Key()
		k := kindOf(key)
		if len(key) < 18 || k == numKinds {
			return bad(key, errors.New("it is no record of an article"))
		}
		if art := artKey(key[1:17]); a == nil || art != a.art {
			if err := end(); err != nil {
				return err
			}
			a = &articleRecords{art: art}
		}
		if k != kindArticle && k != kindHead && k != kindExtraction {
			continue
		}
		err := item.Value(func(val []byte) error {
			b, err := unseal(key, val)
			if err != nil {
				return err
			}
			switch k {
			case kindArticle:
				err = a.core.decode(b)
			case kindHead:
				err = a.head.decode(b)
			default:
				e := extraction{epoch: binary.BigEndian.Uint16(key[18:])}
				copy(e.from[:], key[20:])
				err = e.decode(b)
				a.exts = append(a.exts, e)
			}
			if err != nil {
				return bad(key, err)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return end()
}

// changes says which extraction of an article counted after the batches from and
// to; differ is called with that and the one that counts now, when they are not
// the same. No extraction is the zero key.
func (v *view) changes(a *articleRecords, from, to int, c *Changes, differ func(was, now extKey, after bool) error) (err error) {
	came := int(a.core.batch)
	if came > from && came <= to {
		c.Articles++
	}
	now := a.head.counted()
	replacedIn := 0
	if a.head.replaced {
		if replacedIn, err = v.replacedIn(a.art, &a.head); err != nil {
			return err
		}
		if replacedIn > from && replacedIn <= to {
			c.Replaced++
		}
	}
	if len(a.exts) == 0 {
		return nil
	}
	at := func(batch int) (ext extKey) {
		if came > batch || a.head.replaced && replacedIn <= batch {
			return ext
		}
		for _, e := range a.exts {
			if int(e.batch) <= batch {
				ext = e.ext
			}
		}
		return ext
	}
	for _, s := range []struct {
		batch int
		after bool
	}{{from, false}, {to, true}} {
		if was := at(s.batch); was != now {
			if err := differ(was, now, s.after); err != nil {
				return err
			}
		}
	}
	return nil
}

// replacedIn returns the batch in which the last coming of an article was
// replaced by a newer version.
func (v *view) replacedIn(art artKey, h *head) (batch int, err error) {
	comings, err := v.comings(art, h.shown.Key)
	if err != nil {
		return 0, err
	}
	for _, c := range comings {
		list, err := v.members(c.story())
		if err != nil {
			return 0, err
		}
		me := memberOf(art, c.hash(), c.dated())
		first := 0
		for i := range list {
			if !list[i].after(&me) {
				continue
			}
			var x core
			if found, err := v.get(keyArticle(list[i].art, aCore), x.decode); err != nil || !found {
				return 0, err
			}
			if first == 0 || int(x.batch) < first {
				first = int(x.batch)
			}
		}
		batch = max(batch, first)
	}
	return batch, nil
}

// Retired returns a fact that nothing states any more, as it was last stated,
// with the evidence that does not count. It returns ErrUnknown when there never
// was such a fact.
func (g *Graph) Retired(id string) (*entities.Record, error) {
	key, err := factKeyOf(id)
	if err != nil {
		return nil, fmt.Errorf("fact: %w", err)
	}
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	var p place
	found, err := v.get(keyPlace(key), p.decode)
	if err == nil && !found {
		err = fmt.Errorf("fact %s: %w", id, ErrUnknown)
	}
	if err != nil {
		return nil, err
	}
	at := keyFact(p.site, key)
	typ, _, _, _, _, _ := parseFact(at)
	var st statement
	if found, err := v.get(at, st.decode); err != nil || !found {
		if err == nil {
			err = fmt.Errorf("%w: fact %s is missing", ErrDamaged, id)
		}
		return nil, err
	}
	rec := &entities.Record{Fact: entities.Fact{ID: id, Claim: st.claim.String(), Type: typ, Modality: st.modality, Polarity: st.polarity}}
	var tails []tail
	err = v.scan(nil, at, func(k, payload []byte) error {
		if len(k) != len(at)+evidenceTail {
			return nil
		}
		t := parseTail(k[len(at):])
		h, err := v.head(t.art)
		if err != nil || h == nil {
			return err
		}
		ev := entities.Evidence{Span: entities.Span{Start: int(t.start), End: int(t.end)}, Article: h.shown.Article}
		cut, err := decodeEvidence(&ev, st.slots, payload)
		if err != nil {
			return bad(k, err)
		}
		if cut {
			if err := v.fillWords(t.art, &ev); err != nil {
				return err
			}
		}
		rec.Evidence, tails = append(rec.Evidence, ev), append(tails, t)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(rec.Evidence) == 0 {
		return nil, fmt.Errorf("%w: fact %s has no evidence", ErrDamaged, id)
	}
	sortEvidence(rec.Evidence, tails)
	first := &rec.Evidence[0]
	rec.Span, rec.Fact.Evidence, rec.Rule, rec.Confidence, rec.Fillers = first.Span, first.Text, first.Rule, first.Confidence, first.Fillers
	rec.Sources = sources(rec.Evidence)
	return rec, nil
}
