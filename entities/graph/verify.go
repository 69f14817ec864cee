package graph

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/table"

	"github.com/factloom/factloom/entities"
)

// maxProblems bounds what Verify lists.
const maxProblems = 200

// problems collects what is wrong.
type problems struct {
	list []error
	more int
}

func (p *problems) add(err error) {
	if err == nil {
		return
	}
	if len(p.list) == maxProblems {
		p.more++
		return
	}
	p.list = append(p.list, err)
}

func (p *problems) addf(format string, a ...any) {
	p.add(fmt.Errorf("%w: "+format, append([]any{ErrDamaged}, a...)...))
}

// Verify looks for damage and lists it; nil means that there is none. It reads
// the table files, every record with its checksum, the counts and the chain of
// batches. When deep, it also draws everything that follows from other records
// anew and compares: places, counts, adjacency, names; and it unpacks every text
// and finds the words of the evidence in it.
func (g *Graph) Verify(ctx context.Context, deep bool) []error {
	var p problems
	g.mu.Lock()
	mark := g.mark
	g.mu.Unlock()
	there := make(map[string]bool)
	for _, t := range g.db.Tables() {
		there[table.IDToFilename(t.ID)] = true
	}
	for _, t := range mark.Tables {
		if !there[t.Name] {
			continue // compacted since
		}
		now, err := sumFile(filepath.Join(g.dir, t.Name), -1)
		switch {
		case errors.Is(err, fs.ErrNotExist) && g.opt.ReadOnly && !holdsFiles:
			// A writer that came after it was opened merged it; it was compared then.
		case err != nil:
			p.addf("table %s: %w", t.Name, err)
		case now.Sum != t.Sum || now.Size != t.Size:
			p.addf("table %s fails its checksum", t.Name)
		}
	}
	v, err := g.view()
	if err != nil {
		return []error{err}
	}
	defer v.close()
	last, err := v.newest()
	p.add(err)
	if !deep {
		p.walk(ctx, v, &last, nil)
	} else {
		c := &crossCheck{problems: &p, v: v, sums: make(map[string]*[2]uint64)}
		p.walk(ctx, v, &last, c.see)
		if ctx.Err() == nil {
			c.facts(ctx)
			c.articles(ctx)
			c.entities(ctx)
			c.quarantine(ctx)
		}
		if ctx.Err() == nil {
			c.compare(&last.totals)
		}
	}
	p.add(ctx.Err())
	if p.more > 0 {
		p.list = append(p.list, fmt.Errorf("%w: %d more problems", ErrDamaged, p.more))
	}
	return p.list
}

// walk reads every record there is, and shows the keys of those that are whole.
func (p *problems) walk(ctx context.Context, v *view, last *batchRecord, see func(k kind, key, payload []byte)) {
	var keys [numKinds + 1]int
	var prev *batchRecord
	err := v.all(func(key []byte, payload []byte, err error) error {
		k := kindOf(key)
		keys[k]++
		if keys[k]%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			p.add(err)
			return nil
		}
		if err := decodes(k, key, payload); err != nil {
			p.add(bad(key, err))
			return nil
		}
		if see != nil {
			see(k, key, payload)
		}
		if k == kindBatch {
			var r batchRecord
			if r.decode(payload) != nil {
				return nil
			}
			want := uint32(1)
			if prev != nil {
				want = prev.number + 1
			}
			if r.number != want {
				p.addf("batch %d is missing, %d follows", want, r.number)
			} else if prev != nil && r.prev != prev.hash {
				p.addf("batch %d does not follow the batch before it", r.number)
			}
			prev = &r
		}
		return nil
	})
	if err != nil && ctx.Err() == nil {
		p.add(err)
	}
	if ctx.Err() == nil {
		for _, err := range compareCounts(keys, &last.totals) {
			p.add(err)
		}
	}
}

// all calls fn with every record, and goes on after those that fail.
func (v *view) all(fn func(key, payload []byte, err error) error) (err error) {
	defer caught(&err)
	it := v.iterator(nil)
	defer it.Close()
	for it.Rewind(); it.Valid(); it.Next() {
		item := it.Item()
		key := item.Key()
		var payload []byte
		verr := item.Value(func(val []byte) (err error) {
			payload, err = unseal(key, val)
			return err
		})
		if err := fn(key, payload, verr); err != nil {
			return err
		}
	}
	return nil
}

// decodes tells whether a payload can be read.
func decodes(k kind, key, b []byte) error {
	switch k {
	case kindArticle:
		return new(core).decode(b)
	case kindHead:
		return new(head).decode(b)
	case kindComing:
		return new(coming).decode(b)
	case kindExtraction:
		return new(extraction).decode(b)
	case kindMentioned:
		_, err := decodeMentioned(nil, b)
		return err
	case kindTold:
		_, err := decodeTold(nil, b)
		return err
	case kindBatch:
		return new(batchRecord).decode(b)
	case kindEntity:
		_, _, err := decodeCore(b)
		return err
	case kindCounts:
		return new(counts).decode(b)
	case kindKnown:
		return new(known).decode(b)
	case kindSeen:
		return new(named).decode(b)
	case kindFact:
		return new(statement).decode(b)
	case kindAdjacency:
		if _, _, _, _, _, ok := parseAdjacency(key); !ok {
			return errors.New("its key cannot be read")
		}
		return new(near).decode(b)
	case kindPlace:
		return new(place).decode(b)
	case kindReject:
		return new(rejectRecord).decode(b)
	case kindVersion:
		_, err := decodeVersion(b)
		return err
	case kindOutcome:
		return new(Outcome).decode(b)
	case kindEvidence, kindText, kindRejectRaw:
		return nil // read with their owners
	case kindClaim, kindID, kindMention, kindName:
		if len(b) > 0 {
			return fmt.Errorf("it holds %d bytes and should be empty", len(b))
		}
		return nil
	}
	return errors.New("it is of no known kind")
}

// crossCheck draws anew what follows from other records. Instead of keeping all
// of it, it adds up hashes on both sides: what is told by articles and what
// stands with the facts come to one sum if and only if they are the same.
type crossCheck struct {
	*problems
	v    *view
	sums map[string]*[2]uint64 // by what is compared: drawn anew, as stored

	liveFacts, liveEvidence int
	factTypes, factEvidence map[string]int

	replaced     int            // articles
	rules, codes map[string]int // articles by rules, quarantine by code
}

func (c *crossCheck) sum(what string, side, n int, parts ...string) {
	s := c.sums[what]
	if s == nil {
		s = new([2]uint64)
		c.sums[what] = s
	}
	h := hash8(parts...)
	s[side] += uint64(n) * binary.BigEndian.Uint64(h[:])
}

// see adds up keys that hold nothing but themselves.
func (c *crossCheck) see(k kind, key, payload []byte) {
	switch k {
	case kindMention:
		c.sum("mentions of entities", stored, 1, string(key))
	case kindClaim:
		c.sum("facts of claims", stored, 1, string(key))
	case kindVersion:
		c.sum("versions of articles", stored, 1, string(key), string(payload))
	}
}

// The sides of a sum.
const (
	anew = iota
	stored
)

func (c *crossCheck) compare(t *totals) {
	for _, what := range sortedKeys(c.sums) {
		if s := c.sums[what]; s[anew] != s[stored] {
			c.addf("%s do not agree with what they follow from", what)
		}
	}
	if c.liveFacts != t.facts || c.liveEvidence != t.evidence {
		c.addf("%d facts with %d pieces of evidence count, there should be %d with %d", c.liveFacts, c.liveEvidence, t.facts, t.evidence)
	}
	if c.replaced != t.replaced {
		c.addf("%d articles are replaced by newer versions, there should be %d", c.replaced, t.replaced)
	}
	if !maps.Equal(c.rules, t.rules) {
		c.addf("articles by the rules they were read with are %v, there should be %v", c.rules, t.rules)
	}
	if !maps.Equal(c.codes, t.codes) {
		c.addf("documents in quarantine by code are %v, there should be %v", c.codes, t.codes)
	}
	for _, typ := range sortedKeys(t.factTypes) {
		if c.factTypes[typ] != t.factTypes[typ] || c.factEvidence[typ] != t.factEvidence[typ] {
			c.addf("%d facts of type %s with %d pieces of evidence count, there should be %d with %d",
				c.factTypes[typ], typ, c.factEvidence[typ], t.factTypes[typ], t.factEvidence[typ])
		}
	}
}

// factSeen is the fact whose evidence is being read.
type factSeen struct {
	key   []byte
	id    factKey
	typ   string
	st    statement
	live  int
	day   uint32
	event uint32
}

func (c *crossCheck) facts(ctx context.Context) {
	c.factTypes, c.factEvidence = make(map[string]int), make(map[string]int)
	var f *factSeen
	err := c.v.scan(nil, []byte{kFact}, func(key, payload []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		typ, _, event, id, rest, ok := parseFact(key)
		if !ok {
			return nil // walk told
		}
		if len(rest) == 0 {
			c.endFact(f)
			f = &factSeen{key: slices.Clone(key), id: id, typ: typ, event: event, day: noDay}
			if f.st.decode(payload) != nil {
				f = nil
			}
			return nil
		}
		if f == nil || f.id != id {
			c.addf("evidence %s stands without its fact", show(key))
			return nil
		}
		t := parseTail(rest)
		var ev entities.Evidence
		if _, err := decodeEvidence(&ev, f.st.slots, payload); err != nil {
			c.add(bad(key, err))
			return nil
		}
		h, err := c.v.head(t.art)
		if err != nil {
			c.add(err)
			return nil
		}
		if h == nil {
			c.addf("fact %s has evidence in an article that is missing (%s)", id, t.art)
			return nil
		}
		c.sum("pieces of evidence", stored, 1, string(id[:]), string(t.art[:]), string(t.ext[:]))
		if h.counts(t.ext) {
			f.live++
			f.day = min(f.day, t.day)
		}
		return nil
	})
	c.endFact(f)
	if ctx.Err() == nil {
		c.add(err)
	}
}

func (c *crossCheck) endFact(f *factSeen) {
	if f == nil {
		return
	}
	span := byte(0)
	if f.event != noDay {
		f.day = f.event
		_, last := f.st.event()
		span = spanOf(f.event, last)
	}
	var p place
	found, err := c.v.get(keyPlace(f.id), p.decode)
	if err != nil {
		c.add(err)
		return
	}
	if !found || p.live != f.live || p.day != f.day || string(keyFact(p.site, f.id)) != string(f.key) {
		c.addf("the place of fact %s does not agree with the fact", f.id)
	}
	c.sum("facts of claims", anew, 1, string(keyClaim(f.st.claim, f.id)))
	if f.live == 0 {
		return
	}
	c.liveFacts++
	c.liveEvidence += f.live
	c.factTypes[f.typ]++
	c.factEvidence[f.typ] += f.live
	var n near
	for _, s := range f.st.slots {
		if !s.entity {
			continue
		}
		ok, err := c.v.get(keyAdjacency(entKeyOf(s.key), f.typ, s.role, span, f.day, f.id), n.decode)
		switch {
		case err != nil || !ok:
			c.addf("fact %s is missing among the facts of %s", f.id, s.key)
		case n.said != 0 && n.said != saying(f.st.modality, f.st.polarity):
			c.addf("fact %s is said otherwise among the facts of %s", f.id, s.key)
		}
	}
	for _, id := range f.st.entities() {
		c.sum("counts of facts of entities", anew, 1, id)
	}
}

func (c *crossCheck) articles(ctx context.Context) {
	c.rules = make(map[string]int)
	var art artKey
	var comings map[extKey]*coming
	var exts map[extKey]bool // extractions whose lists were counted
	var h *head
	var best extraction
	it := c.v.iterator([]byte{kFact})
	defer it.Close()
	end := func() {
		if h == nil {
			return
		}
		c.article(it, art, h, comings, best)
		h = nil
	}
	err := c.v.scan(nil, []byte{kArticle}, func(key, payload []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(key) < 18 {
			return nil
		}
		switch kindOf(key) {
		case kindArticle:
			end()
			art, comings, exts, best = artKey(key[1:17]), make(map[extKey]*coming), make(map[extKey]bool), extraction{}
		case kindHead:
			h = &head{}
			if h.decode(payload) != nil {
				h = nil
			}
		case kindComing:
			x := &coming{}
			if x.decode(payload) == nil && len(key) == 26 {
				comings[extKey(key[18:])] = x
			}
		case kindExtraction:
			var x extraction
			if len(key) != 28 || x.decode(payload) != nil {
				return nil
			}
			x.epoch, x.from = binary.BigEndian.Uint16(key[18:]), extKey(key[20:])
			a, b := comings[x.from], comings[best.from]
			if a == nil {
				c.addf("article %s has an extraction from a coming that is missing", art)
			} else if b == nil || x.epoch > best.epoch || x.epoch == best.epoch && a.less(b) {
				best = x
			}
			if exts[x.ext] {
				return nil
			}
			exts[x.ext] = true
			c.lists(art, x.ext)
		}
		return nil
	})
	end()
	if ctx.Err() == nil {
		c.add(err)
	}
}

// lists adds up what one extraction found, whether it counts or not.
func (c *crossCheck) lists(art artKey, ext extKey) {
	list, err := c.v.told(art, ext)
	c.add(err)
	for _, t := range list {
		c.sum("pieces of evidence", anew, t.n, string(t.fact[:]), string(art[:]), string(ext[:]))
	}
	ents, err := c.v.mentioned(art, ext)
	c.add(err)
	for _, m := range ents {
		c.sum("mentions of entities", anew, 1, string(keyMention(entKeyOf(m.id), art, ext)))
	}
}

func (c *crossCheck) article(it *badger.Iterator, art artKey, h *head, comings map[extKey]*coming, best extraction) {
	list := make([]*coming, 0, len(comings))
	for _, x := range comings {
		x.Key = h.shown.Key
		list = append(list, x)
		if x.less(&h.shown) {
			c.addf("article %s shows a coming that is not its least", art)
		}
		if story := x.story(); story != "" {
			c.sum("versions of articles", anew, 1, string(keyVersion(story, art, x.hash())), string(encodeVersion(x.dated())))
		}
	}
	if now, err := replaced(art, list, c.v.members); err != nil {
		c.add(err)
	} else if now != h.replaced {
		c.addf("article %s and its versions do not agree on which of them counts", art)
	}
	c.replaced += b2i(h.replaced)
	if best.rules != "" {
		c.rules[best.rules]++
	}
	if comings[h.shown.hash()] == nil {
		c.addf("article %s shows a coming that is missing", art)
	}
	if best.ext != h.ext || best.from != h.from || best.epoch != h.epoch {
		c.addf("article %s counts an extraction that is not its newest", art)
	}
	text, err := c.v.text(art)
	if err != nil {
		c.add(err)
		return
	}
	if sha256.Sum256([]byte(text)) != h.sum {
		c.addf("the text of article %s fails its hash", art)
	}
	doc := &entities.Document{Text: text}
	day := noDay
	if from := comings[h.from]; from != nil {
		day = day4(dayIn(from.Published))
	}
	facts, err := c.v.told(art, h.ext)
	c.add(err)
	for _, t := range facts {
		c.add(c.quotes(it, art, h.ext, day, t, doc))
	}
	if h.replaced {
		return
	}
	ents, err := c.v.mentioned(art, h.ext)
	c.add(err)
	for _, m := range ents {
		c.sum("counts of articles of entities", anew, 1, m.id)
		for _, n := range m.names {
			c.sum("counts of names", anew, n.seen, m.id, n.name, "seen")
			c.sum("counts of names", anew, n.full, m.id, n.name, "full")
		}
	}
}

// quotes finds the words of the evidence in the article.
func (c *crossCheck) quotes(it *badger.Iterator, art artKey, ext extKey, day uint32, t told, doc *entities.Document) (err error) {
	defer caught(&err)
	var p place
	found, err := c.v.get(keyPlace(t.fact), p.decode)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("%w: article %s states fact %s, which has no place", ErrDamaged, art, t.fact)
	}
	key := keyFact(p.site, t.fact)
	prefix := append(append(appendU32(slices.Clone(key), day), art[:]...), ext[:]...)
	n := 0
	for it.Seek(prefix); it.ValidForPrefix(prefix); it.Next() {
		n++
		item := it.Item()
		k := item.Key()
		err := item.Value(func(val []byte) error {
			b, err := unseal(k, val)
			if err != nil {
				return err
			}
			d := open(b)
			if !d.flag() {
				return nil // the words are only in the article
			}
			words, x := d.s(), parseTail(k[len(key):])
			if d.err != nil {
				return bad(k, d.err)
			}
			if words != doc.Slice(entities.Span{Start: int(x.start), End: int(x.end)}) {
				c.addf("the evidence of fact %s is not what article %s has at %d", t.fact, art, x.start)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if n != t.n {
		c.addf("article %s states fact %s in %d places, its evidence has %d", art, t.fact, t.n, n)
	}
	return nil
}

func (c *crossCheck) quarantine(ctx context.Context) {
	c.codes = make(map[string]int)
	from := []byte{kReject}
	for ctx.Err() == nil {
		q, err := c.v.nextReject(&from)
		if err != nil {
			c.add(err)
			return
		}
		if q == nil {
			return
		}
		if q.Outcome == nil || !q.Outcome.Retired {
			c.codes[string(q.Code)]++
		}
	}
}

func (c *crossCheck) entities(ctx context.Context) {
	id, n := "", counts{}
	err := c.v.scan(nil, []byte{kEntity}, func(key, payload []byte) (err error) {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch kindOf(key) {
		case kindEntity:
			n.tallies = n.tallies[:0]
			id, _, err = decodeCore(payload)
		case kindCounts:
			if err = n.decode(payload); err == nil {
				c.sum("counts of facts of entities", stored, n.facts, id)
				c.sum("counts of articles of entities", stored, n.articles, id)
			}
		case kindSeen:
			var x named
			if err = x.decode(payload); err == nil {
				if own := x; n.fill(&x) && own.seen+own.full > 0 {
					c.addf("the name %q of entity %s has two counts", x.name, id)
				}
				c.sum("counts of names", stored, x.seen, id, x.name, "seen")
				c.sum("counts of names", stored, x.full, id, x.name, "full")
				for _, k := range nameKeys([]string{x.name}) {
					if ok, err := c.v.get(keyName(k, id), nil); err != nil || !ok {
						c.addf("entity %s cannot be found by its name %q", id, x.name)
					}
				}
			}
		}
		if err != nil {
			return bad(key, err)
		}
		return nil
	})
	if ctx.Err() == nil {
		c.add(err)
	}
}
