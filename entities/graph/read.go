package graph

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/dgraph-io/badger/v4"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// Filter chooses facts. Its zero value takes all.
type Filter struct {
	Type         string       // a fact type
	Role         string       // FactsOf: the role that the entity fills; Facts: a role that is filled
	With         string       // id of an entity that takes part as well
	Since, Until entities.Day // the date of the fact touches the days from Since to Until, both inclusive
	Published    bool         // Since and Until mean the first day of publication, not the date of the fact
	Modality     string
	Polarity     string
	Newest       bool // FactsOf: the latest date first
}

// When returns the days a fact is about: those of its own date (of several the
// one that begins first, then the longest), else the day its first evidence was
// published; None when neither is known.
func When(r *entities.Record) (from, to entities.Day) {
	for i := range r.Fillers {
		if d, ok := dateOf(r.Fillers[i].Key); ok {
			if from == entities.None || d[0] < from || d[0] == from && d[1] > to {
				from, to = d[0], d[1]
			}
		}
	}
	if from == entities.None {
		from = Published(r)
		to = from
	}
	return from, to
}

// Published returns the first day that an article told the fact.
func Published(r *entities.Record) entities.Day {
	if len(r.Evidence) == 0 {
		return entities.None
	}
	return dayIn(r.Evidence[0].Article.Published)
}

// dateOf reads a date key. An open end is taken from the other one.
func dateOf(key string) (days [2]entities.Day, ok bool) {
	rest, ok := strings.CutPrefix(key, "date:")
	if !ok {
		return days, false
	}
	from, to, _ := strings.Cut(rest, "/")
	a, _ := entities.ParseDay(from)
	b, _ := entities.ParseDay(to)
	if a == entities.None {
		a = b
	}
	if b == entities.None {
		b = a
	}
	return [2]entities.Day{a, b}, a != entities.None
}

func (f *Filter) takes(r *entities.Record) bool {
	switch {
	case f.Modality != "" && r.Modality != f.Modality,
		f.Polarity != "" && r.Polarity != f.Polarity,
		f.Type != "" && r.Type != f.Type:
		return false
	}
	if f.With != "" && !slices.ContainsFunc(r.Fillers, func(x entities.Filler) bool { return x.ID == f.With }) {
		return false
	}
	if f.Since == entities.None && f.Until == entities.None {
		return true
	}
	from, to := When(r)
	if f.Published {
		from = Published(r)
		to = from
	}
	return from != entities.None && (f.Since == entities.None || to >= f.Since) && (f.Until == entities.None || from <= f.Until)
}

// reader reads facts one after the other through one iterator.
type reader struct {
	v   *view
	it  *badger.Iterator
	day uint32 // of the fact read last: of its event, else the earliest of its evidence that counts
}

func (v *view) reader() *reader { return &reader{v: v, it: v.iterator([]byte{kFact})} }

func (r *reader) close() { r.it.Close() }

// fact reads the fact that stands at key with its evidence that counts; nil
// when none does. In a store whose tables were not read when it was opened the
// evidence is counted: Badger's iterators end at a damaged block without a word.
func (r *reader) fact(key []byte) (rec *entities.Record, err error) {
	defer caught(&err)
	r.it.Seek(key)
	if !r.it.Valid() || !bytes.Equal(r.it.Item().Key(), key) {
		return nil, fmt.Errorf("%w: fact %s is missing", ErrDamaged, show(key))
	}
	rec, err = r.here()
	if err != nil || !r.v.g.opt.Trust {
		return rec, err
	}
	n := 0
	if rec != nil {
		n = len(rec.Evidence)
	}
	var p place
	found, err := r.v.get(keyPlace(factKey(key[len(key)-len(factKey{}):])), p.decode)
	if err != nil {
		return nil, err
	}
	if !found || p.live != n {
		return nil, fmt.Errorf("%w: fact %s was read with %d pieces of evidence, there should be %d", ErrDamaged, show(key), n, p.live)
	}
	return rec, nil
}

// here reads the fact that the iterator stands at and leaves it at the next.
func (r *reader) here() (*entities.Record, error) {
	item := r.it.Item()
	key := item.KeyCopy(nil)
	typ, _, event, id, rest, ok := parseFact(key)
	if !ok || len(rest) > 0 {
		return nil, fmt.Errorf("%w: record %s is no fact", ErrDamaged, show(key))
	}
	r.day = event
	var st statement
	err := item.Value(func(val []byte) error {
		b, err := unseal(key, val)
		if err != nil {
			return err
		}
		if err := st.decode(b); err != nil {
			return bad(key, err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	rec := &entities.Record{Fact: entities.Fact{ID: id.String(), Claim: st.claim.String(), Type: typ,
		Modality: st.modality, Polarity: st.polarity}}
	var tails []tail
	for r.it.Next(); r.it.Valid(); r.it.Next() {
		item := r.it.Item()
		k := item.Key()
		if !bytes.HasPrefix(k, key) || len(k) != len(key)+evidenceTail {
			break
		}
		t := parseTail(k[len(key):])
		h, err := r.v.head(t.art)
		if err != nil {
			return nil, err
		}
		if h == nil {
			return nil, fmt.Errorf("%w: fact %s has evidence in an article that is missing (%s)", ErrDamaged, id, t.art)
		}
		if !h.counts(t.ext) {
			continue
		}
		ev := entities.Evidence{Span: entities.Span{Start: int(t.start), End: int(t.end)}, Article: h.shown.Article}
		err = item.Value(func(val []byte) error {
			b, err := unseal(k, val)
			if err != nil {
				return err
			}
			cut, err := decodeEvidence(&ev, st.slots, b)
			if err != nil {
				return bad(k, err)
			}
			if cut {
				return r.v.fillWords(t.art, &ev)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if event == noDay {
			r.day = min(r.day, t.day)
		}
		rec.Evidence = append(rec.Evidence, ev)
		tails = append(tails, t)
	}
	if len(rec.Evidence) == 0 {
		return nil, nil
	}
	sortEvidence(rec.Evidence, tails)
	first := &rec.Evidence[0]
	rec.Span, rec.Fact.Evidence, rec.Rule, rec.Confidence = first.Span, first.Text, first.Rule, first.Confidence
	rec.Fillers = first.Fillers
	rec.Sources = sources(rec.Evidence)
	return rec, nil
}

// sortEvidence orders evidence by published with unknown last, article id,
// start, rule; then by article and place, so that the order is total.
func sortEvidence(list []entities.Evidence, tails []tail) {
	if len(list) < 2 {
		return
	}
	type both struct {
		ev  entities.Evidence
		t   tail
		day uint32
	}
	all := make([]both, len(list))
	for i := range list {
		all[i] = both{list[i], tails[i], day4(dayIn(list[i].Article.Published))}
	}
	slices.SortFunc(all, func(a, b both) int {
		return cmp.Or(cmp.Compare(a.day, b.day),
			cmp.Compare(a.ev.Article.Published, b.ev.Article.Published),
			cmp.Compare(a.ev.Article.ID, b.ev.Article.ID),
			cmp.Compare(a.t.start, b.t.start),
			cmp.Compare(a.ev.Rule, b.ev.Rule),
			bytes.Compare(a.t.art[:], b.t.art[:]),
			cmp.Compare(a.t.end, b.t.end),
			cmp.Compare(a.t.n, b.t.n))
	})
	for i := range all {
		list[i] = all[i].ev
	}
}

// sources counts the pieces of evidence whose folded sentences differ.
func sources(list []entities.Evidence) int {
	if len(list) == 1 {
		return 1
	}
	seen := make(map[string]bool, len(list))
	for i := range list {
		seen[fold.Key(list[i].Text)] = true
	}
	return len(seen)
}

// fillWords takes from the article the words that were too long to be kept
// with the evidence.
func (v *view) fillWords(art artKey, ev *entities.Evidence) error {
	text, err := v.text(art)
	if err != nil {
		return err
	}
	d := entities.Document{Text: text}
	if ev.Text == "" {
		ev.Text = d.Slice(ev.Span)
	}
	for i := range ev.Fillers {
		if x := &ev.Fillers[i]; x.Text == "" && x.End > x.Start {
			x.Text = d.Slice(x.Span)
		}
	}
	return nil
}

// Facts returns the facts that f chooses, ordered by type as the schema has
// them, the least subject key, the day of their own date (facts without one
// last), and id. The order does not depend on how the facts came in.
func (g *Graph) Facts(f Filter) iter.Seq2[*entities.Record, error] {
	return stream(g, func(v *view, last batchRecord, yield func(*entities.Record, error) bool) {
		types := []string{f.Type}
		if f.Type == "" {
			types = g.typeOrder(sortedKeys(last.totals.factTypes))
		}
		r := v.reader()
		defer r.close()
		for _, typ := range types {
			prefix := appendString([]byte{kFact}, typ)
			live, evidence := 0, 0
			var key []byte
			for {
				rec, err := r.next(prefix, &key)
				if err != nil {
					yield(nil, err)
					return
				}
				if key == nil {
					break
				}
				if rec == nil {
					continue
				}
				live++
				evidence += len(rec.Evidence)
				if !f.takes(rec) || f.Role != "" && !slices.ContainsFunc(rec.Fillers, func(x entities.Filler) bool { return x.Role == f.Role }) {
					continue
				}
				if !yield(rec, nil) {
					return
				}
			}
			if t := &last.totals; live != t.factTypes[typ] || evidence != t.factEvidence[typ] {
				yield(nil, fmt.Errorf("%w: %d facts of type %s with %d pieces of evidence were read, there should be %d with %d",
					ErrDamaged, live, typ, evidence, t.factTypes[typ], t.factEvidence[typ]))
				return
			}
		}
	})
}

// next reads the fact after the one at *key, the first of the prefix when *key
// is nil. It leaves *key nil at the end.
func (r *reader) next(prefix []byte, key *[]byte) (rec *entities.Record, err error) {
	defer caught(&err)
	if *key == nil {
		r.it.Seek(prefix)
	}
	if !r.it.Valid() || !bytes.HasPrefix(r.it.Item().Key(), prefix) {
		*key = nil
		return nil, nil
	}
	*key = r.it.Item().KeyCopy(*key)
	return r.here()
}

// ref is an adjacency entry.
type ref struct {
	day, event uint32
	fact       factKey
	typ        string
	subject    string
}

func (r *ref) key() []byte { return keyFact(site(r.typ, r.subject, r.event), r.fact) }

// FactsOf returns the facts that an entity takes part in and that f chooses,
// ordered by date, those without a date last, then by id. It returns
// ErrUnknown when the store does not have the entity.
func (g *Graph) FactsOf(id string, f Filter) iter.Seq2[*entities.Record, error] {
	return func(yield func(*entities.Record, error) bool) {
		v, err := g.view()
		if err != nil {
			yield(nil, err)
			return
		}
		defer v.close()
		var n counts
		found, err := v.get(keyEntity(id, eCounts), n.decode)
		if err == nil && !found {
			err = fmt.Errorf("entity %s: %w", id, ErrUnknown)
		}
		if err != nil {
			yield(nil, err)
			return
		}
		r := v.reader()
		defer r.close()
		live := 0
		for x, err := range v.inOrder(id, &f, n.facts) {
			var rec *entities.Record
			if err == nil {
				rec, err = r.fact(x.key())
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if rec == nil || r.day != x.day {
				continue // earlier evidence came, and it stands there too
			}
			live++
			if f.takes(rec) && !yield(rec, nil) {
				return
			}
		}
		all := f.Type == "" && f.Role == "" && f.With == "" && f.Modality == "" && f.Polarity == "" // so no entry was passed over
		if all && f.Since == entities.None && f.Until == entities.None && live != n.facts {
			yield(nil, fmt.Errorf("%w: %d facts of %s were read, there should be %d", ErrDamaged, live, id, n.facts))
		}
	}
}

// Fact returns one fact by its id, ErrUnknown when there is none.
func (g *Graph) Fact(id string) (*entities.Record, error) {
	key, err := factKeyOf(id)
	if err != nil {
		return nil, fmt.Errorf("fact: %w", err)
	}
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	r := v.reader()
	defer r.close()
	rec, err := r.byID(key)
	if err == nil && rec == nil {
		err = fmt.Errorf("fact %s: %w", id, ErrUnknown)
	}
	return rec, err
}

func (r *reader) byID(key factKey) (*entities.Record, error) {
	var p place
	found, err := r.v.get(keyPlace(key), p.decode)
	if err != nil || !found {
		return nil, err
	}
	return r.fact(keyFact(p.site, key))
}

// Claim returns the facts of one claim, by id; ErrUnknown when there is none.
func (g *Graph) Claim(id string) ([]*entities.Record, error) {
	key, err := factKeyOf(id)
	if err != nil {
		return nil, fmt.Errorf("claim: %w", err)
	}
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	var facts []factKey
	err = v.scan(nil, append([]byte{kClaim}, key[:]...), func(key, _ []byte) error {
		if len(key) != 21 {
			return bad(key, errors.New("it is no claim"))
		}
		facts = append(facts, factKey(key[11:]))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return v.records(facts, func() error { return fmt.Errorf("claim %s: %w", id, ErrUnknown) })
}

// records reads facts by key and leaves out those that do not count.
func (v *view) records(facts []factKey, none func() error) ([]*entities.Record, error) {
	r := v.reader()
	defer r.close()
	var out []*entities.Record
	for _, key := range facts {
		rec, err := r.byID(key)
		if err != nil {
			return nil, err
		}
		if rec != nil {
			out = append(out, rec)
		}
	}
	if len(out) == 0 && none != nil {
		return nil, none()
	}
	return out, nil
}

// article opens a view at the article of a key, ErrUnknown when there is none.
func (g *Graph) article(key string) (v *view, art artKey, h *head, err error) {
	if art, err = artKeyOf(key); err != nil {
		return nil, art, nil, err
	}
	if v, err = g.view(); err != nil {
		return nil, art, nil, err
	}
	if h, err = v.head(art); err == nil && h == nil {
		err = fmt.Errorf("article %s: %w", key, ErrUnknown)
	}
	if err != nil {
		v.close()
		return nil, art, nil, err
	}
	return v, art, h, nil
}

// FactsIn returns the facts that an article states, by id, with all evidence
// they have anywhere. key is the article's.
func (g *Graph) FactsIn(key string) ([]*entities.Record, error) {
	v, art, h, err := g.article(key)
	if err != nil {
		return nil, err
	}
	defer v.close()
	var list []told
	if !h.replaced {
		list, err = v.told(art, h.ext)
	}
	if err != nil {
		return nil, err
	}
	facts := make([]factKey, len(list))
	for i := range list {
		facts[i] = list[i].fact
	}
	return v.records(facts, nil)
}

// told returns what an extraction states.
func (v *view) told(art artKey, ext extKey) (list []told, err error) {
	for part := 0; ; part++ {
		found, err := v.get(keyExt(art, aFacts, ext, part), func(b []byte) (err error) {
			list, err = decodeTold(list, b)
			return err
		})
		if err != nil || !found {
			return list, err
		}
	}
}

// mentioned returns what an extraction mentions.
func (v *view) mentioned(art artKey, ext extKey) (list []mentioned, err error) {
	for part := 0; ; part++ {
		found, err := v.get(keyExt(art, aEntities, ext, part), func(b []byte) (err error) {
			list, err = decodeMentioned(list, b)
			return err
		})
		if err != nil || !found {
			return list, err
		}
	}
}

// text returns the text of an article.
func (v *view) text(art artKey) (string, error) {
	var c core
	found, err := v.get(keyArticle(art, aCore), c.decode)
	if err != nil {
		return "", err
	}
	if !found {
		return "", fmt.Errorf("article %s: %w", art, ErrUnknown)
	}
	var packed []byte
	for i := range c.parts {
		found, err := v.get(keyText(art, i), func(b []byte) error { packed = append(packed, b...); return nil })
		if err != nil {
			return "", err
		}
		if !found {
			return "", fmt.Errorf("%w: part %d of the text of article %s is missing", ErrDamaged, i, art)
		}
	}
	text, err := v.g.unpacker.DecodeAll(packed, make([]byte, 0, c.bytes))
	if err != nil {
		return "", fmt.Errorf("%w: text of article %s: %w", ErrDamaged, art, err)
	}
	if len(text) != c.bytes {
		return "", fmt.Errorf("%w: the text of article %s has %d bytes, it had %d", ErrDamaged, art, len(text), c.bytes)
	}
	return string(text), nil
}

// ArticleText returns the text of an article by its key.
func (g *Graph) ArticleText(key string) (string, error) {
	art, err := artKeyOf(key)
	if err != nil {
		return "", err
	}
	v, err := g.view()
	if err != nil {
		return "", err
	}
	defer v.close()
	return v.text(art)
}

// Article returns what is shown of an article, by its key.
func (g *Graph) Article(key string) (*entities.Article, error) {
	v, _, h, err := g.article(key)
	if err != nil {
		return nil, err
	}
	defer v.close()
	a := h.shown.Article
	return &a, nil
}

// ArticlesOf returns the keys of the articles that mention an entity, sorted.
func (g *Graph) ArticlesOf(id string) ([]string, error) {
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	ent := entKeyOf(id)
	var out []string
	err = v.scan(nil, append([]byte{kMention}, ent[:]...), func(key, _ []byte) error {
		if len(key) != 35 {
			return bad(key, errors.New("it is no mention"))
		}
		h, err := v.head(artKey(key[11:27]))
		if err != nil {
			return err
		}
		if h != nil && h.counts(extKey(key[27:])) {
			out = append(out, h.shown.Key)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var n counts
	if _, err := v.get(keyEntity(id, eCounts), n.decode); err != nil {
		return nil, err
	}
	if len(out) != n.articles {
		return nil, fmt.Errorf("%w: %d articles of %s were read, there should be %d", ErrDamaged, len(out), id, n.articles)
	}
	return out, nil
}

// ArticlesByID returns the articles that came under an id: more than one when
// one id came with several texts.
func (g *Graph) ArticlesByID(id string) ([]*entities.Article, error) {
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	var out []*entities.Article
	prefix := appendString([]byte{kID}, id)
	err = v.scan(nil, prefix, func(key, _ []byte) error {
		if len(key) != len(prefix)+16 {
			return bad(key, errors.New("it is no article id"))
		}
		h, err := v.head(artKey(key[len(prefix):]))
		if err != nil {
			return err
		}
		if h == nil {
			return bad(key, errors.New("its article is missing"))
		}
		a := h.shown.Article
		out = append(out, &a)
		return nil
	})
	return out, err
}

// Articles returns all articles, by key.
func (g *Graph) Articles() iter.Seq2[*entities.Article, error] {
	return stream(g, func(v *view, last batchRecord, yield func(*entities.Article, error) bool) {
		var art artKey
		for n := 0; ; n++ {
			h, err := v.nextHead(&art)
			if want := last.totals.keys[kindArticle]; err == nil && h == nil && n != want {
				err = fmt.Errorf("%w: %d articles were read, there should be %d", ErrDamaged, n, want)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if h == nil {
				return
			}
			a := h.shown.Article
			if !yield(&a, nil) {
				return
			}
			increment(art[:])
		}
	})
}

// nextHead returns the head of the first article whose key is not below *art.
func (v *view) nextHead(art *artKey) (h *head, err error) {
	err = v.scan(append([]byte{kArticle}, art[:]...), []byte{kArticle}, func(key, payload []byte) error {
		if kindOf(key) != kindHead {
			return nil
		}
		h = &head{}
		if err := h.decode(payload); err != nil {
			return bad(key, err)
		}
		*art = artKey(key[1:17])
		return errStop
	})
	return h, err
}

// increment adds one to a big-endian number.
func increment(b []byte) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i]++
		if b[i] != 0 {
			return
		}
	}
}

// Came returns how an article came: one entry for each different origin, the
// one that is shown first.
func (g *Graph) Came(key string) ([]entities.Article, error) {
	v, art, h, err := g.article(key)
	if err != nil {
		return nil, err
	}
	defer v.close()
	list, err := v.comings(art, h.shown.Key)
	sortComings(list)
	out := make([]entities.Article, len(list))
	for i := range list {
		out[i] = list[i].Article
	}
	return out, err
}
