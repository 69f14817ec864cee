package graph

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// recordVersion begins the payloads that may grow. A reader refuses what is
// newer than it knows.
const recordVersion = 1

func record() *enc { return recordOf(32) }

// recordOf begins a payload of about some bytes.
func recordOf(size int) *enc {
	return &enc{b: append(make([]byte, 0, size), recordVersion)}
}

func open(payload []byte) *dec {
	d := &dec{b: payload}
	if v := d.byte(); d.err == nil && v != recordVersion {
		d.fail(fmt.Errorf("it has version %d, known is %d", v, recordVersion))
	}
	return d
}

func bad(key []byte, err error) error {
	return fmt.Errorf("%w: record %s: %w", ErrDamaged, show(key), err)
}

// core is what never changes about an article.
type core struct {
	sum   [sha256.Size]byte
	bytes int // of the text
	parts int // of its compressed form
	batch uint32
}

func (c *core) encode() []byte {
	e := record()
	e.raw(c.sum[:])
	e.n(c.bytes)
	e.n(c.parts)
	e.u(uint64(c.batch))
	return e.b
}

func (c *core) decode(b []byte) error {
	d := open(b)
	copy(c.sum[:], d.raw(sha256.Size))
	c.bytes, c.parts, c.batch = d.n(), d.n(), uint32(d.u())
	return d.end()
}

// coming is one coming of an article: how one input gave the text.
type coming struct {
	entities.Article
	Body     int
	Replaced int
	Warnings []string
}

func comingOf(d *entities.Document, key string) *coming {
	return &coming{Article: entities.Article{Key: key, ID: d.ID, File: d.File, URL: d.URL, Title: d.Title,
		Published: d.Published, Modified: d.Modified, Author: d.Author, Section: d.Section, Source: d.Source,
		Market: d.Market, Variant: d.Variant}, Body: d.Body, Replaced: d.Replaced, Warnings: d.Warnings}
}

// fields are those that tell comings apart, in the order they are compared.
// The path is not among them: the same dump under another name brings nothing
// new.
func (c *coming) fields() []string {
	return []string{c.Published, c.URL, c.ID, c.Source, c.Title, c.Modified, c.Author, c.Section, c.Market, c.Variant}
}

func (c *coming) hash() extKey { return hash8(c.fields()...) }

// less orders comings: the known day of publication before the unknown one,
// then published, url, id, then the rest so that the order is total.
func (c *coming) less(o *coming) bool {
	if x := cmp.Compare(day4(dayIn(c.Published)), day4(dayIn(o.Published))); x != 0 {
		return x < 0
	}
	return slices.Compare(c.fields(), o.fields()) < 0
}

func dayIn(published string) entities.Day {
	d, _ := entities.ParseDay(published)
	return d
}

func (c *coming) write(e *enc) {
	for _, s := range []string{c.ID, c.File, c.URL, c.Title, c.Published, c.Modified, c.Author, c.Section, c.Source, c.Market, c.Variant} {
		e.s(s)
	}
	e.n(c.Body)
	e.n(c.Replaced)
	e.n(len(c.Warnings))
	for _, w := range c.Warnings {
		e.s(w)
	}
}

func (c *coming) read(d *dec) {
	for _, p := range []*string{&c.ID, &c.File, &c.URL, &c.Title, &c.Published, &c.Modified, &c.Author, &c.Section, &c.Source, &c.Market, &c.Variant} {
		*p = d.s()
	}
	c.Body, c.Replaced = d.n(), d.n()
	for n := d.count(); n > 0 && d.err == nil; n-- {
		c.Warnings = append(c.Warnings, d.s())
	}
}

func (c *coming) encode() []byte {
	e := record()
	c.write(e)
	return e.b
}

func (c *coming) decode(b []byte) error {
	d := open(b)
	c.read(d)
	return d.end()
}

// head says which coming of an article is shown and which extraction counts.
// It follows from the comings and extractions.
type head struct {
	sum   [sha256.Size]byte // of the text
	shown coming
	epoch uint16
	from  extKey // the coming that the extraction was made from
	ext   extKey

	replaced bool // by a newer version: the extraction does not count
}

// counts tells whether an extraction is the one that counts.
func (h *head) counts(ext extKey) bool { return !h.replaced && h.ext == ext }

// counted is the extraction that counts, the zero one when there is none.
func (h *head) counted() extKey {
	if h.replaced {
		return extKey{}
	}
	return h.ext
}

func (h *head) encode() []byte {
	e := record()
	e.raw(h.sum[:])
	h.shown.write(e)
	e.u(uint64(h.epoch))
	e.raw(h.from[:])
	e.raw(h.ext[:])
	e.flag(h.replaced)
	return e.b
}

func (h *head) decode(b []byte) error {
	d := open(b)
	copy(h.sum[:], d.raw(len(h.sum)))
	h.shown.read(d)
	h.shown.Key = hex.EncodeToString(h.sum[:])
	h.epoch = uint16(d.u())
	copy(h.from[:], d.raw(len(h.from)))
	copy(h.ext[:], d.raw(len(h.ext)))
	h.replaced = d.flag()
	return d.end()
}

// extraction is one set of facts drawn from an article.
type extraction struct {
	epoch uint16 // in the key
	from  extKey // in the key
	ext   extKey
	rules string
	batch uint32
}

func (x *extraction) encode() []byte {
	e := record()
	e.raw(x.ext[:])
	e.s(x.rules)
	e.u(uint64(x.batch))
	return e.b
}

func (x *extraction) decode(b []byte) error {
	d := open(b)
	copy(x.ext[:], d.raw(len(x.ext)))
	x.rules, x.batch = d.s(), uint32(d.u())
	return d.end()
}

// named is a name in one article: how often it stands there, and how many
// mentions it is the full name of.
type named struct {
	name       string
	seen, full int
}

// mentioned is an entity in one article.
type mentioned struct {
	id    string
	names []named // sorted by name
}

// encodeMentioned writes the list, cut between entities into parts of about
// partSize bytes.
func encodeMentioned(list []mentioned) [][]byte {
	return inParts(list, func(e *enc, m mentioned) {
		e.s(m.id)
		e.n(len(m.names))
		for _, n := range m.names {
			e.s(n.name)
			e.n(n.seen)
			e.n(n.full)
		}
	})
}

// inParts encodes a list into records of some listPart bytes each, one at least.
func inParts[T any](list []T, one func(*enc, T)) [][]byte {
	var out [][]byte
	e := record()
	for _, x := range list {
		one(e, x)
		if len(e.b) >= listPart {
			out = append(out, e.b)
			e = record()
		}
	}
	if len(e.b) > 1 || len(out) == 0 {
		out = append(out, e.b)
	}
	return out
}

func decodeMentioned(list []mentioned, b []byte) ([]mentioned, error) {
	d := open(b)
	for len(d.b) > 0 {
		m := mentioned{id: d.s()}
		for n := d.count(); n > 0 && d.err == nil; n-- {
			m.names = append(m.names, named{d.s(), d.n(), d.n()})
		}
		list = append(list, m)
	}
	return list, d.end()
}

// told is a fact in one article and the number of places that tell it there.
type told struct {
	fact factKey
	n    int
}

func encodeTold(list []told) [][]byte {
	return inParts(list, func(e *enc, t told) {
		e.raw(t.fact[:])
		e.n(t.n)
	})
}

func decodeTold(list []told, b []byte) ([]told, error) {
	d := open(b)
	for len(d.b) > 0 {
		var t told
		copy(t.fact[:], d.raw(len(t.fact)))
		t.n = d.n()
		list = append(list, t)
	}
	return list, d.end()
}

// slot is one key in one role of a fact. The slots of a fact are what its id
// was made from, so they are the same in every article.
type slot struct {
	role, key string
	entity    bool // key is the id of an entity
}

// statement is a fact without evidence.
type statement struct {
	claim              factKey
	modality, polarity string
	slots              []slot // sorted by role and key
}

func (s *statement) encode() []byte {
	e := recordOf(192)
	e.raw(s.claim[:])
	e.s(s.modality)
	e.s(s.polarity)
	e.n(len(s.slots))
	for _, x := range s.slots {
		e.s(x.role)
		e.s(x.key)
		e.flag(x.entity)
	}
	return e.b
}

func (s *statement) decode(b []byte) error {
	d := open(b)
	copy(s.claim[:], d.raw(len(s.claim)))
	s.modality, s.polarity = d.s(), d.s()
	s.slots = s.slots[:0]
	for n := d.count(); n > 0 && d.err == nil; n-- {
		s.slots = append(s.slots, slot{d.s(), d.s(), d.flag()})
	}
	return d.end()
}

// entitiesOf returns the ids of the entities in the fact, each once, sorted.
func (s *statement) entities() []string {
	var out []string
	for _, x := range s.slots {
		if x.entity {
			out = append(out, x.key)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// event returns the first and last day of the fact's own date, noDay for one
// that has none: of several dates the one that begins first, then the longest.
func (s *statement) event() (first, last uint32) {
	first, last = noDay, noDay
	for _, x := range s.slots {
		if d, ok := dateOf(x.key); ok {
			if a, b := day4(d[0]), day4(d[1]); a < first || a == first && b > last {
				first, last = a, b
			}
		}
	}
	return first, last
}

// Flags of a filler in a piece of evidence.
const (
	fID   = 1 << iota // the filler has an id; it equals its key
	fText             // its words are those of its span and are left in the article
)

// words is evidence as it is stored: the words of a span longer than longText
// bytes stay in the article.
func encodeEvidence(f *entities.Fact, slots []slot, doc *entities.Document) ([]byte, error) {
	e := recordOf(160 + min(len(f.Evidence), longText))
	e.flag(len(f.Evidence) <= longText)
	if len(f.Evidence) <= longText {
		e.s(f.Evidence)
	}
	e.s(f.Rule)
	e.f(f.Confidence)
	e.n(len(f.Fillers))
	for _, x := range f.Fillers {
		i, ok := slices.BinarySearchFunc(slots, slot{role: x.Role, key: x.Key}, compareSlots)
		if !ok {
			return nil, fmt.Errorf("filler %s of fact %s is none of its keys", x.Role, f.ID)
		}
		e.n(i)
		var flags byte
		if x.ID != "" {
			flags |= fID
		}
		if len(x.Text) > longText && x.Text == doc.Slice(x.Span) {
			flags |= fText
		}
		e.byte(flags)
		if flags&fText == 0 {
			e.s(x.Text)
		}
		e.n(x.Start)
		e.n(x.End)
		e.s(x.Type)
		if err := e.value(x.Value); err != nil {
			return nil, fmt.Errorf("filler %s of fact %s: %w", x.Role, f.ID, err)
		}
	}
	return e.b, nil
}

// decodeEvidence fills ev but for its article. cut tells that words are to be
// taken from the text of the article: those with an empty Text and a span.
func decodeEvidence(ev *entities.Evidence, slots []slot, b []byte) (cut bool, err error) {
	d := open(b)
	if d.flag() {
		ev.Text = d.s()
	} else {
		cut = true
	}
	ev.Rule, ev.Confidence = d.s(), d.f()
	n := d.count()
	if n > 0 {
		ev.Fillers = make([]entities.Filler, 0, n)
	}
	for ; n > 0 && d.err == nil; n-- {
		i := d.n()
		if i >= len(slots) {
			d.fail(fmt.Errorf("filler of key %d, the fact has %d", i, len(slots)))
			break
		}
		x := entities.Filler{Role: slots[i].role, Key: slots[i].key}
		flags := d.byte()
		if flags&fID != 0 {
			x.ID = x.Key
		}
		if flags&fText == 0 {
			x.Text = d.s()
		} else {
			cut = true
		}
		x.Start, x.End = d.n(), d.n()
		x.Type, x.Value = d.s(), d.value()
		ev.Fillers = append(ev.Fillers, x)
	}
	return cut, d.end()
}

// sortSlots sorts slots by role and key, each once.
func sortSlots(list []slot) []slot {
	slices.SortFunc(list, func(a, b slot) int {
		return cmp.Or(compareSlots(a, b), b2i(b.entity)-b2i(a.entity)) // an entity in one place is one in all
	})
	return slices.CompactFunc(list, func(a, b slot) bool { return compareSlots(a, b) == 0 })
}

func compareSlots(a, b slot) int {
	if c := strings.Compare(a.role, b.role); c != 0 {
		return c
	}
	return strings.Compare(a.key, b.key)
}

// place says where a fact stands and what is known of it by counting.
type place struct {
	site  []byte
	batch uint32 // that brought the fact
	live  int    // pieces of evidence that count
	day   uint32 // the event's, else the earliest of the evidence that counts
}

func (p *place) encode() []byte {
	e := recordOf(16 + len(p.site))
	e.s(string(p.site))
	e.u(uint64(p.batch))
	e.n(p.live)
	e.u(uint64(p.day))
	return e.b
}

func (p *place) decode(b []byte) error {
	d := open(b)
	p.site = []byte(d.s())
	p.batch, p.live, p.day = uint32(d.u()), d.n(), uint32(d.u())
	if d.err == nil && len(p.site) < 8 {
		d.fail(errShort)
	}
	return d.end()
}

// event is the first day of the fact's own date.
func (p *place) event() uint32 {
	s := p.site[len(p.site)-4:]
	return uint32(s[0])<<24 | uint32(s[1])<<16 | uint32(s[2])<<8 | uint32(s[3])
}

// near is the payload of an adjacency entry: what a reader wants to know
// before it reads the fact.
type near struct {
	dated   bool     // the day in the key is the fact's event
	last    uint32   // the last day of the event, when dated
	self    bool     // the entity is itself the fact's subject
	subject string   // the subject in the fact's key, unless self
	others  []entKey // the other entities of the fact
	more    bool     // there are more of them: see the fact
	said    byte     // the place in sayings of how the fact is said, 0 when only the fact tells
}

// sayings are the modalities and polarities that an adjacency entry tells, by the
// number it has for them. Entries of a store that was begun before they told it
// have 0.
var sayings = [16][2]string{
	1: {entities.Asserted, entities.Positive}, 2: {entities.Asserted, entities.Negative},
	3: {entities.Planned, entities.Positive}, 4: {entities.Planned, entities.Negative},
	5: {entities.Possible, entities.Positive}, 6: {entities.Possible, entities.Negative},
	7: {entities.Reported, entities.Positive}, 8: {entities.Reported, entities.Negative},
}

// saying returns the number of a modality with a polarity, 0 when it has none.
func saying(modality, polarity string) byte {
	return byte(max(slices.Index(sayings[1:], [2]string{modality, polarity})+1, 0))
}

func (n *near) encode() []byte {
	e := &enc{b: make([]byte, 0, 16+len(n.subject)+len(entKey{})*len(n.others))}
	var flags byte
	if n.dated {
		flags |= 1
	}
	if n.self {
		flags |= 2
	}
	if n.more {
		flags |= 4
	}
	e.byte(flags | n.said<<3)
	if n.dated {
		e.u(uint64(n.last))
	}
	if !n.self {
		e.s(n.subject)
	}
	for _, o := range n.others {
		e.raw(o[:])
	}
	return e.b
}

func (n *near) decode(b []byte) error {
	d := dec{b: b}
	flags := d.byte()
	n.dated, n.self, n.more, n.subject, n.last = flags&1 != 0, flags&2 != 0, flags&4 != 0, "", noDay
	n.said = flags >> 3 & 15
	if n.dated {
		n.last = uint32(d.u())
	}
	if !n.self {
		n.subject = d.s()
	}
	n.others = n.others[:0]
	for d.err == nil && len(d.b) > 0 {
		var k entKey
		copy(k[:], d.raw(len(k)))
		n.others = append(n.others, k)
	}
	return d.end()
}

// counts are those of an entity. names counts its records of names, with those
// that do not count any more. tallies are of the first maxTallies of these, so
// that what an article brings to an entity is one record to read and to write.
type counts struct {
	facts, articles, names int
	tallies                []tally // by name
}

// tally counts a name of an entity as named does.
type tally struct {
	name       extKey // the hash in its key
	seen, full int
}

// maxTallies bounds them; names past it have their counts in their own records.
const maxTallies = 64

// find returns the place of a name among the tallies, or where it would be.
func (c *counts) find(name extKey) (i int, ok bool) {
	return slices.BinarySearchFunc(c.tallies, name, func(t tally, name extKey) int { return bytes.Compare(t.name[:], name[:]) })
}

// fill sets how often a name was seen, which its own record does not say when
// there is a tally, and tells whether there is.
func (c *counts) fill(n *named) bool {
	if len(c.tallies) == 0 {
		return false
	}
	i, ok := c.find(hash8(n.name))
	if ok {
		n.seen, n.full = c.tallies[i].seen, c.tallies[i].full
	}
	return ok
}

func (c *counts) encode() []byte {
	e := recordOf(16 + 12*len(c.tallies))
	e.n(c.facts)
	e.n(c.articles)
	e.n(c.names)
	for _, t := range c.tallies {
		e.raw(t.name[:])
		e.n(t.seen)
		e.n(t.full)
	}
	return e.b
}

func (c *counts) decode(b []byte) error {
	d := open(b)
	c.facts, c.articles, c.names = d.n(), d.n(), d.n()
	c.tallies = c.tallies[:0]
	for d.err == nil && len(d.b) > 0 {
		var t tally
		copy(t.name[:], d.raw(len(t.name)))
		t.seen, t.full = d.n(), d.n()
		c.tallies = append(c.tallies, t)
	}
	return d.end()
}

func encodeCore(id string, batch uint32) []byte {
	e := record()
	e.s(id)
	e.u(uint64(batch))
	return e.b
}

func decodeCore(b []byte) (id string, batch uint32, err error) {
	d := open(b)
	id, batch = d.s(), uint32(d.u())
	return id, batch, d.end()
}

func (n *named) encode() []byte {
	e := record()
	e.s(n.name)
	e.n(n.seen)
	e.n(n.full)
	return e.b
}

func (n *named) decode(b []byte) error {
	d := open(b)
	n.name, n.seen, n.full = d.s(), d.n(), d.n()
	return d.end()
}

// known are the names that a gazetteer has for an entity.
type known struct {
	primary string
	names   []string // sorted
}

func (k *known) encode() []byte {
	e := record()
	e.s(k.primary)
	e.n(len(k.names))
	for _, n := range k.names {
		e.s(n)
	}
	return e.b
}

func (k *known) decode(b []byte) error {
	d := open(b)
	k.primary = d.s()
	for n := d.count(); n > 0 && d.err == nil; n-- {
		k.names = append(k.names, d.s())
	}
	return d.end()
}

// nameKeys are the folded names under which an entity of these names is found.
func nameKeys(names []string) []string {
	var out []string
	for _, n := range names {
		if k := fold.Key(n); k != "" {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
