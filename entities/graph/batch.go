package graph

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/badger/v4/skl"

	"github.com/factloom/factloom/entities"
)

// Add stores documents with their mentions and facts, and writes down the
// rejects. When it returns without error, all of it is on disk.
//
// A text that the store has already is a duplicate: where it came from is
// remembered, its facts are those of its least coming (by published, url, id),
// whatever comes first. A fact that several articles state is stored once with
// evidence from each. A document that no store could hold, because its text or
// one of its records is too large, becomes a reject itself and is counted in
// Quarantined.
//
// A large batch is stored in several steps, each of them whole or not at all:
// after an error, or a killed process, some documents of it are stored and the
// others are not. Adding them all again completes it. The counts returned are
// those of the steps done.
func (g *Graph) Add(ctx context.Context, batch []*entities.Document, rejects []*entities.Reject, run RunInfo) (entities.Stored, error) {
	var st entities.Stored
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.opt.ReadOnly:
		return st, ErrReadOnly
	case g.broken != nil:
		return st, g.broken
	}
	w, err := g.begin(run)
	if err != nil {
		return st, err
	}
	defer func() { w.v.close() }()
	// room makes room for what comes next.
	room := func(records, size int) error {
		if len(w.puts) == 0 || w.fits(records, size) {
			return nil
		}
		if err := w.commit(&st); err != nil {
			return err
		}
		next, err := g.begin(run)
		if err != nil {
			return err
		}
		w.v.close()
		w = next
		return nil
	}
	docs := g.prepareAll(batch)
	for _, p := range docs {
		if err := ctx.Err(); err != nil {
			return st, fmt.Errorf("add to store: %w", err)
		}
		if p.reject == nil && !w.couldFit(p.records, p.bytes) {
			p.refuse(entities.CodeTooLarge, "it yields about %d records of %d bytes, more than one step of the store holds", p.records, p.bytes)
		}
		if p.reject != nil {
			rejects = append(rejects, p.reject)
			continue
		}
		if err := room(p.records, p.bytes); err != nil {
			return st, err
		}
		if err := w.add(p); err != nil {
			return st, fmt.Errorf("add article %s: %w", p.doc.ID, err)
		}
	}
	for _, r := range rejects {
		if err := room(2, len(r.File)+len(r.Reason)+128<<10); err != nil {
			return st, err
		}
		if err := w.reject(r); err != nil {
			return st, fmt.Errorf("write down %s: %w", r.File, err)
		}
	}
	return st, w.commit(&st)
}

// Wants tells whether the facts of a document would be stored: they would not
// when the store has its text from a coming that is no greater. A caller may
// then leave out drawing them; Add still remembers where the text came from.
func (g *Graph) Wants(d *entities.Document, run RunInfo) (bool, error) {
	v, err := g.view()
	if err != nil {
		return false, err
	}
	defer v.close()
	sum := sha256.Sum256([]byte(d.Text))
	var art artKey
	copy(art[:], sum[:])
	h, err := v.head(art)
	if err != nil || h == nil {
		return true, err
	}
	c := comingOf(withID(d, sum), "")
	return v.wants(art, h, c, c.hash(), run)
}

func (v *view) wants(art artKey, h *head, c *coming, key extKey, run RunInfo) (bool, error) {
	if run.Refresh {
		var x extraction
		if found, err := v.get(keyExtraction(art, h.epoch, h.from), x.decode); err != nil || !found || x.rules != run.RulesHash {
			return true, err
		}
	}
	if key == h.from {
		return false, nil
	}
	from := &h.shown
	if from.hash() != h.from {
		from = &coming{}
		if _, err := v.get(keyComing(art, h.from), from.decode); err != nil {
			return false, err
		}
	}
	return c.less(from), nil
}

// withID gives a document without id the one its text has.
func withID(d *entities.Document, sum [sha256.Size]byte) *entities.Document {
	if d.ID != "" {
		return d
	}
	c := *d
	c.ID = "t-" + hex.EncodeToString(sum[:8])
	return &c
}

// prepared is a document made ready for the store, without a look at it.
type prepared struct {
	doc     *entities.Document
	reject  *entities.Reject // why it cannot be stored
	art     artKey
	sum     [sha256.Size]byte
	from    *coming
	fromKey extKey
	ext     extKey
	facts   []preparedFact // by fact
	ents    []mentioned    // by id
	records int            // at most
	bytes   int            // at most
}

type preparedFact struct {
	key      factKey
	typ      string
	site     []byte
	payload  []byte
	st       statement
	evidence []preparedEvidence
}

type preparedEvidence struct {
	tail    tail
	payload []byte
}

func (p *prepared) refuse(code entities.Code, format string, a ...any) {
	file := p.doc.File
	if file == "" {
		file = p.doc.ID
	}
	p.reject = &entities.Reject{File: file, Code: code, Reason: fmt.Sprintf(format, a...)}
}

// prepareAll prepares documents on all processors, in order.
func (g *Graph) prepareAll(batch []*entities.Document) []*prepared {
	out := make([]*prepared, len(batch))
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(batch)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range next {
				out[i] = g.prepare(batch[i])
			}
		}()
	}
	for i := range batch {
		next <- i
	}
	close(next)
	wg.Wait()
	return out
}

func (g *Graph) prepare(d *entities.Document) *prepared {
	p := &prepared{doc: d}
	if len(d.Text) > g.opt.MaxText {
		p.refuse(entities.CodeTooLarge, "the text has %d bytes, the limit is %d", len(d.Text), g.opt.MaxText)
		return p
	}
	p.sum = sha256.Sum256([]byte(d.Text))
	copy(p.art[:], p.sum[:])
	c := *withID(d, p.sum) // Slice keeps the code points in it
	d = &c
	p.doc = d
	p.from = comingOf(d, hex.EncodeToString(p.sum[:]))
	p.fromKey = p.from.hash()
	ents := make(map[string]map[string]*named)
	day := day4(d.Day())
	length := d.Len()

	byKey := make(map[factKey]int)
	for i := range d.Facts {
		f := d.Facts[i]
		if f.ID == "" || f.Claim == "" {
			f.Fillers = slices.Clone(f.Fillers)
			if err := g.opt.Schema.Identify(&f); err != nil {
				p.refuse(entities.CodeInternal, "fact %d: %v", i, err)
				return p
			}
		}
		if err := p.addFact(g, &f, day, length, byKey); err != nil {
			p.refuse(entities.CodeInternal, "fact %d (%s): %v", i, f.Type, err)
			return p
		}
	}
	sort.Slice(p.facts, func(i, j int) bool { return bytes.Compare(p.facts[i].key[:], p.facts[j].key[:]) < 0 })
	for i := range p.facts {
		ev := p.facts[i].evidence
		sort.Slice(ev, func(i, j int) bool {
			return bytes.Compare(ev[i].tail.append(nil), ev[j].tail.append(nil)) < 0
		})
		p.facts[i].evidence = slices.CompactFunc(ev, func(a, b preparedEvidence) bool { return a.tail == b.tail })
	}

	note := func(id, name string, seen, full int) {
		names := ents[id]
		if names == nil {
			names = make(map[string]*named)
			ents[id] = names
		}
		if name == "" {
			return
		}
		n := names[name]
		if n == nil {
			n = &named{name: name}
			names[name] = n
		}
		n.seen += seen
		n.full += full
	}
	for i := range d.Mentions {
		m := &d.Mentions[i]
		if m.ID == "" || m.Value != nil {
			continue
		}
		if m.Hidden || m.Via == entities.ViaPronoun {
			note(m.ID, "", 0, 0) // mentioned, and its words are no name
			continue
		}
		note(m.ID, m.Text, 1, 0)
		if m.Entity != "" {
			note(m.ID, m.Entity, 0, 1)
		} else {
			note(m.ID, m.Text, 0, 1)
		}
	}
	for i := range d.Facts {
		for _, x := range d.Facts[i].Fillers {
			if x.ID != "" && ents[x.ID] == nil {
				note(x.ID, x.Text, 1, 1)
			}
		}
	}
	for _, id := range sortedKeys(ents) {
		m := mentioned{id: id}
		for _, name := range sortedKeys(ents[id]) {
			m.names = append(m.names, *ents[id][name])
		}
		p.ents = append(p.ents, m)
	}
	p.measure()
	return p
}

func (p *prepared) addFact(g *Graph, f *entities.Fact, day uint32, length int, byKey map[factKey]int) error {
	key, err := factKeyOf(f.ID)
	if err != nil {
		return err
	}
	if f.Start < 0 || f.End < f.Start || f.End > length {
		return fmt.Errorf("span %d to %d is not in the text of %d characters", f.Start, f.End, length)
	}
	if f.Evidence == "" {
		f.Evidence = p.doc.Slice(f.Span)
	}
	i, ok := byKey[key]
	if !ok {
		pf := preparedFact{key: key, typ: f.Type, st: statement{modality: f.Modality, polarity: f.Polarity}}
		if pf.st.claim, err = factKeyOf(f.Claim); err != nil {
			return fmt.Errorf("claim: %w", err)
		}
		subjectRole := ""
		if t := g.opt.Schema.Fact(f.Type); t != nil {
			subjectRole = t.Subject
		}
		subject := ""
		for _, x := range f.Fillers {
			if x.Key == "" {
				return fmt.Errorf("filler %s has no key", x.Role)
			}
			if x.ID != "" && x.ID != x.Key {
				return fmt.Errorf("filler %s has the id %q and the key %q", x.Role, x.ID, x.Key)
			}
			if x.Start < 0 || x.End < x.Start || x.End > length {
				return fmt.Errorf("filler %s: span %d to %d is not in the text of %d characters", x.Role, x.Start, x.End, length)
			}
			pf.st.slots = append(pf.st.slots, slot{x.Role, x.Key, x.ID != ""})
			if x.Role == subjectRole && (subject == "" || x.Key < subject) {
				subject = x.Key
			}
		}
		pf.st.slots = sortSlots(pf.st.slots)
		event, _ := pf.st.event()
		pf.site = site(f.Type, subject, event)
		pf.payload = pf.st.encode()
		i = len(p.facts)
		byKey[key] = i
		p.facts = append(p.facts, pf)
	}
	pf := &p.facts[i]
	payload, err := encodeEvidence(f, pf.st.slots, p.doc)
	if err != nil {
		return err
	}
	n := hash8(f.Rule, string(payload))
	pf.evidence = append(pf.evidence, preparedEvidence{payload: payload, tail: tail{day: day, art: p.art,
		start: uint32(f.Start), end: uint32(f.End), n: binary.BigEndian.Uint32(n[:])}})
	return nil
}

// measure sets the hash of the extraction, gives it to the evidence, and sets
// how much room the document takes at most. Records that are too large refuse
// the document.
func (p *prepared) measure() {
	h := sha256.New()
	put := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	grow := func(records, size int) {
		p.records += records
		p.bytes += records*100 + size
	}
	largest := len(p.from.encode())
	grow(8, 3*largest)
	grow(2, min(smallText, len(p.doc.Text)+100)) // the text itself, if it goes with the others
	put(appendU32(nil, day4(p.doc.Day())))
	for i := range p.facts {
		f := &p.facts[i]
		put(f.key[:])
		roles := 0
		for _, s := range f.st.slots {
			if s.entity {
				roles++
			}
		}
		largest = max(largest, len(f.payload))
		grow(3, len(f.payload)+3*len(f.site))
		grow(2*roles, 2*roles*(80+len(f.site)+10*min(roles, maxOthers)))
		for j := range f.evidence {
			put(f.evidence[j].tail.append(nil))
			put(f.evidence[j].payload)
			largest = max(largest, len(f.evidence[j].payload))
			grow(1, len(f.evidence[j].payload)+len(f.site)+evidenceTail)
		}
	}
	for i := range p.ents {
		m := &p.ents[i]
		put([]byte(m.id))
		largest = max(largest, len(m.id))
		grow(4+24, 5*len(m.id)+24*50) // with the names of a gazetteer
		for _, n := range m.names {
			put([]byte(fmt.Sprintf("%s\x00%d\x00%d", n.name, n.seen, n.full)))
			largest = max(largest, len(n.name))
			grow(2, 4*len(n.name)+2*len(m.id))
		}
	}
	sumInto(h, &p.ext)
	for i := range p.facts {
		for j := range p.facts[i].evidence {
			p.facts[i].evidence[j].tail.ext = p.ext
		}
	}
	if largest > maxValue {
		p.refuse(entities.CodeTooLarge, "one of its records has %d bytes, the limit is %d", largest, maxValue)
	}
}

func sumInto(h hash.Hash, k *extKey) { copy(k[:], h.Sum(nil)) }

// smallText is how much compressed text goes into one transaction with the
// other records of its article; longer texts are written before.
const smallText = 64 << 10

// maxAhead bounds the texts of one step that are written before.
const maxAhead = 32 << 20

// maxOthers bounds the other entities named in an adjacency entry.
const maxOthers = 32

// writer builds one step of a batch in memory.
type writer struct {
	g      *Graph
	v      *view
	run    RunInfo
	number uint32

	puts  map[string]int // key → place in list
	list  []put
	bytes int
	early []put // texts, written before
	ahead int   // bytes of early

	arts  map[artKey]*artState
	facts map[factKey]*factState
	ents  map[string]*entState
	known []string // entities whose gazetteer names are done

	entKeys map[string]entKey

	stories map[string][]member // those looked at, with what this step added
	ids     map[string][]artKey // ids of this step
	notes   []note

	totals totals
	st     entities.Stored
}

type put struct{ key, val []byte }

type artState struct {
	head  head
	dirty bool
	found bool      // on disk
	added []*coming // that came in this step
}

type factState struct {
	key     factKey
	place   place
	st      *statement // nil until it is needed
	was     place      // as it is on disk
	found   bool       // on disk
	changed bool       // some of its evidence on disk began or ceased to count
	added   []tail     // evidence that came
}

type entState struct {
	id     string
	key    entKey
	found  bool
	counts counts
	was    []byte               // the counts on disk
	wasIn  int                  // articles on disk
	names  map[string]nameState // those past maxTallies that were looked at
}

type nameState struct {
	named
	was   named
	found bool
}

func (g *Graph) begin(run RunInfo) (*writer, error) {
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	w := &writer{g: g, v: v, run: run, number: g.last.number + 1, puts: make(map[string]int),
		arts: make(map[artKey]*artState), facts: make(map[factKey]*factState), ents: make(map[string]*entState), entKeys: make(map[string]entKey),
		stories: make(map[string][]member), ids: make(map[string][]artKey), totals: g.last.totals.clone()}
	if err := w.sieve(); err != nil {
		v.close()
		return nil, err
	}
	return w, nil
}

// maxStep bounds the bytes of one transaction, whatever the memory: what Badger's
// loader sends at one time ends at loaderSends, with values counted twice, and a
// transaction has to be sent at one time; see writeWhole.
const (
	maxStep     = 40 << 20
	loaderSends = 100 << 20
)

// limits of one transaction: four fifths of what Badger takes.
func (w *writer) limits() (records, size int) {
	memory := w.g.opt.Memory
	if memory == 0 {
		memory = defaultMemory
	}
	size = int(min(memory*15/100*4/5, maxStep))
	return size / skl.MaxNodeSize, size
}

func (w *writer) couldFit(records, size int) bool {
	r, s := w.limits()
	return records <= r && size <= s
}

func (w *writer) fits(records, size int) bool {
	// What settle will write is not in the list yet: places, counts and names.
	pending := len(w.facts)*4 + len(w.ents)*4
	return w.ahead < maxAhead && w.couldFit(len(w.list)+pending+records, w.bytes+pending*100+size)
}

// has tells whether the store has a key, with what this step wrote.
func (w *writer) has(key []byte) (bool, error) { return w.load(key, nil) }

func (w *writer) load(key []byte, decode func([]byte) error) (bool, error) {
	i, ok := w.puts[string(key)]
	if !ok {
		return w.v.get(key, decode)
	}
	if decode == nil {
		return true, nil
	}
	return true, decode(w.list[i].val[4:])
}

// append writes a record whose key was not there before and comes up once, in
// this step too.
func (w *writer) append(k kind, key, payload []byte) {
	val := seal(key, payload)
	w.list = append(w.list, put{key, val})
	w.bytes += len(key) + len(val) + 12
	w.totals.keys[k]++
}

// put writes a record. fresh tells that the key was not there before.
func (w *writer) put(k kind, key, payload []byte, fresh bool) {
	val := seal(key, payload)
	if i, ok := w.puts[string(key)]; ok {
		w.bytes += len(val) - len(w.list[i].val)
		w.list[i].val = val
		return
	}
	w.puts[string(key)] = len(w.list)
	w.list = append(w.list, put{key, val})
	w.bytes += len(key) + len(val) + 12
	if fresh {
		w.totals.keys[k]++
	}
}

// putNew writes a record unless the key is there. sure tells that it is not,
// without a look at the disk.
func (w *writer) putNew(k kind, key, payload []byte, sure bool) error {
	found := false
	if !sure {
		var err error
		if found, err = w.has(key); err != nil {
			return err
		}
	}
	if !found {
		w.put(k, key, payload, true)
	}
	return nil
}

// article returns the state of an article, nil when the store has it not.
func (w *writer) article(art artKey) (*artState, error) {
	if a, ok := w.arts[art]; ok {
		return a, nil
	}
	if !w.g.sieve.may(articleHash(art)) {
		return nil, nil
	}
	a := artState{found: true}
	found, err := w.v.get(keyArticle(art, aHead), a.head.decode)
	if err != nil || !found {
		return nil, err
	}
	w.arts[art] = &a
	return &a, nil
}

func (w *writer) add(p *prepared) error {
	a, err := w.article(p.art)
	if err != nil {
		return err
	}
	isNew := a == nil
	if isNew {
		a = &artState{head: head{sum: p.sum, shown: *p.from}}
		w.arts[p.art] = a
		w.g.sieve.add(articleHash(p.art))
		parts := w.text(p)
		c := core{sum: p.sum, bytes: len(p.doc.Text), parts: parts, batch: w.number}
		w.put(kindArticle, keyArticle(p.art, aCore), c.encode(), true)
		w.totals.textBytes += len(p.doc.Text)
		w.st.Stored++
	} else {
		if a.head.sum != p.sum {
			return fmt.Errorf("its text and another one have the key %s", p.art)
		}
		w.st.Duplicate++
	}
	was := a.head.counted() // none yet when it is new
	known := false
	if !isNew {
		if known, err = w.has(keyComing(p.art, p.fromKey)); err != nil {
			return err
		}
	}
	if !known {
		if err := w.sameID(p); err != nil {
			return err
		}
		w.put(kindComing, keyComing(p.art, p.fromKey), p.from.encode(), true)
		if err := w.putNew(kindID, keyID(p.doc.ID, p.art), nil, isNew); err != nil {
			return err
		}
		w.ids[p.doc.ID] = append(w.ids[p.doc.ID], p.art)
		w.g.sieve.add(idHash(short(p.doc.ID)))
		if !isNew && p.from.less(&a.head.shown) {
			a.head.shown, a.dirty = *p.from, true
		}
		if err := w.version(p, a, isNew); err != nil {
			return err
		}
	}
	epoch, take, before := a.head.epoch, isNew, extraction{}
	if !isNew {
		refreshed := false
		if take, refreshed, err = w.wants(p, a, &before); err != nil {
			return err
		}
		if refreshed {
			epoch++
		}
	}
	if take {
		shift(w.totals.rules, before.rules, w.run.RulesHash)
		x := extraction{ext: p.ext, rules: w.run.RulesHash, batch: w.number}
		w.put(kindExtraction, keyExtraction(p.art, epoch, p.fromKey), x.encode(), true)
		if isNew || a.head.ext != p.ext {
			if err := w.record(p, isNew, a.head.replaced); err != nil {
				return err
			}
		}
		a.head.ext, a.head.from, a.head.epoch, a.dirty = p.ext, p.fromKey, epoch, true
	}
	if now := a.head.counted(); now != was {
		if was != (extKey{}) {
			if err := w.tally(p.art, was, -1); err != nil {
				return err
			}
		}
		switch {
		case now == (extKey{}):
		case take:
			err = w.count(p)
		default:
			err = w.tally(p.art, now, +1)
		}
		if err != nil {
			return err
		}
	}
	w.putHead(p.art, a, isNew)
	return nil
}

func (w *writer) putHead(art artKey, a *artState, fresh bool) {
	if a.dirty {
		w.put(kindHead, keyArticle(art, aHead), a.head.encode(), fresh)
		a.dirty = false
	}
}

// wants is view.wants with what this step wrote. It fills before with the
// extraction that was chosen so far.
func (w *writer) wants(p *prepared, a *artState, before *extraction) (want, refreshed bool, err error) {
	found, err := w.load(keyExtraction(p.art, a.head.epoch, a.head.from), before.decode)
	if err != nil {
		return false, false, err
	}
	if w.run.Refresh && (!found || before.rules != w.run.RulesHash) {
		return true, true, nil
	}
	if p.fromKey == a.head.from {
		return false, false, nil
	}
	from := &coming{}
	if _, err := w.load(keyComing(p.art, a.head.from), from.decode); err != nil {
		return false, false, err
	}
	return p.from.less(from), false, nil
}

// text writes the text in parts and returns their number.
func (w *writer) text(p *prepared) int {
	packed := w.g.packer.EncodeAll([]byte(p.doc.Text), nil)
	early := len(packed) > smallText
	n := 0
	for chunk := range slices.Chunk(packed, textPart) {
		w.part(early, kindText, keyText(p.art, n), chunk)
		n++
	}
	return n
}

// part writes a part of a text or of a reject's bytes: with the other records,
// or before them. One that a killed batch left behind is written once more.
func (w *writer) part(early bool, k kind, key, payload []byte) {
	if early {
		w.early = append(w.early, put{key, seal(key, payload)})
		w.ahead += len(payload)
		w.totals.keys[k]++
		return
	}
	w.put(k, key, payload, true)
}

// record writes down what an extraction found.
func (w *writer) record(p *prepared, isNew, replaced bool) error {
	again := false // the store has it from before: its records are there
	if !isNew {
		var err error
		if again, err = w.has(keyExt(p.art, aFacts, p.ext, 0)); err != nil {
			return err
		}
	}
	if !again {
		list := make([]told, len(p.facts))
		for i := range p.facts {
			list[i] = told{p.facts[i].key, len(p.facts[i].evidence)}
		}
		for i, b := range encodeTold(list) {
			w.put(kindTold, keyExt(p.art, aFacts, p.ext, i), b, true)
		}
		for i, b := range encodeMentioned(p.ents) {
			w.put(kindMentioned, keyExt(p.art, aEntities, p.ext, i), b, true)
		}
		for i := range p.ents {
			w.append(kindMention, keyMention(w.keyOf(p.ents[i].id), p.art, p.ext), nil)
		}
	}
	for i := range p.facts {
		pf := &p.facts[i]
		fs, err := w.fact(pf.key, pf)
		if err != nil {
			return err
		}
		for _, ev := range pf.evidence {
			if !again {
				w.append(kindEvidence, ev.tail.append(keyFact(fs.place.site, fs.key)), ev.payload)
				w.st.Evidence += b2i(!replaced)
			}
			fs.added = append(fs.added, ev.tail)
		}
	}
	return nil
}

// count adds a recorded extraction to the counts.
func (w *writer) count(p *prepared) error {
	for i := range p.facts {
		fs, err := w.fact(p.facts[i].key, nil)
		if err != nil {
			return err
		}
		fs.place.live += len(p.facts[i].evidence)
	}
	return w.countEntities(p.ents, +1)
}

// tally adds an extraction of before to the counts, or takes it from them. Its
// records stay.
func (w *writer) tally(art artKey, ext extKey, sign int) error {
	var facts []told
	var ents []mentioned
	for part := 0; ; part++ {
		found, err := w.load(keyExt(art, aFacts, ext, part), func(b []byte) (err error) {
			facts, err = decodeTold(facts, b)
			return err
		})
		if err != nil {
			return err
		}
		if !found {
			break
		}
	}
	for part := 0; ; part++ {
		found, err := w.load(keyExt(art, aEntities, ext, part), func(b []byte) (err error) {
			ents, err = decodeMentioned(ents, b)
			return err
		})
		if err != nil {
			return err
		}
		if !found {
			break
		}
	}
	for _, t := range facts {
		fs, err := w.fact(t.fact, nil)
		if err != nil {
			return err
		}
		fs.place.live += sign * t.n
		fs.changed = true
	}
	return w.countEntities(ents, sign)
}

func (w *writer) countEntities(list []mentioned, sign int) error {
	for i := range list {
		m := &list[i]
		es, err := w.entity(m.id, sign > 0)
		if err != nil {
			return err
		}
		es.counts.articles += sign
		for _, n := range m.names {
			if err := w.name(es, n.name, sign*n.seen, sign*n.full); err != nil {
				return err
			}
		}
	}
	return nil
}

// fact returns the state of a fact; pf makes one that the store has not.
func (w *writer) fact(key factKey, pf *preparedFact) (*factState, error) {
	if fs, ok := w.facts[key]; ok {
		return fs, nil
	}
	fs := &factState{key: key}
	found := false
	if w.g.sieve.may(factHash(key)) {
		var err error
		if found, err = w.v.get(keyPlace(key), fs.place.decode); err != nil {
			return nil, err
		}
	}
	switch {
	case found:
		fs.found, fs.was = true, fs.place
	case pf == nil:
		return nil, fmt.Errorf("%w: fact %s has no place", ErrDamaged, key)
	default:
		fs.place = place{site: pf.site, batch: w.number, day: noDay}
		fs.place.day = fs.place.event()
		fs.was.day = noDay
		fs.st = &pf.st
		w.g.sieve.add(factHash(key))
		w.append(kindFact, keyFact(pf.site, key), pf.payload)
		w.append(kindClaim, keyClaim(pf.st.claim, key), nil)
	}
	w.facts[key] = fs
	return fs, nil
}

func (w *writer) statement(fs *factState) (*statement, error) {
	if fs.st == nil {
		fs.st = &statement{}
		found, err := w.v.get(keyFact(fs.place.site, fs.key), fs.st.decode)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, fmt.Errorf("%w: fact %s has a place and is not there", ErrDamaged, fs.key)
		}
	}
	return fs.st, nil
}

// entity returns the state of an entity and makes one that the store has not.
func (w *writer) entity(id string, named bool) (*entState, error) {
	es, ok := w.ents[id]
	if !ok {
		var err error
		if es, err = w.loadEntity(id, w.keyOf(id)); err != nil {
			return nil, err
		}
		w.ents[id] = es
	}
	if named && w.g.opt.Names != nil && !w.g.known[id] {
		if err := w.gazetteer(id); err != nil {
			return nil, err
		}
	}
	return es, nil
}

// keyOf is entKeyOf, which takes its time, for what comes up again and again in
// one step.
func (w *writer) keyOf(id string) entKey {
	k, ok := w.entKeys[id]
	if !ok {
		k = entKeyOf(id)
		w.entKeys[id] = k
	}
	return k
}

func (w *writer) loadEntity(id string, key entKey) (*entState, error) {
	es := &entState{id: id, key: key}
	at := keyEntity(id, eCounts)
	decode := func(b []byte) error {
		es.found, es.was = true, slices.Clone(b)
		return es.counts.decode(b)
	}
	if b, ok := w.g.kept.get(key); ok {
		if err := decode(b); err != nil {
			return nil, bad(at, err)
		}
	} else if len(id) > maxKeyString || w.g.sieve.may(entityHash(key)) {
		if _, err := w.v.get(at, decode); err != nil {
			return nil, err
		}
	}
	es.wasIn = es.counts.articles
	var err error
	if !es.found {
		w.g.sieve.add(entityHash(key))
		w.put(kindEntity, keyEntity(id, eCore), encodeCore(id, w.number), true)
		w.st.Entities++
	} else if len(id) > maxKeyString {
		_, err = w.v.get(keyEntity(id, eCore), func(b []byte) error {
			is, _, err := decodeCore(b)
			if err == nil && is != id {
				err = fmt.Errorf("entities %q and %q have one key", is, id)
			}
			return err
		})
	}
	return es, err
}

// gazetteer writes down the names that the gazetteer has for an entity.
func (w *writer) gazetteer(id string) error {
	if slices.Contains(w.known, id) {
		return nil
	}
	w.known = append(w.known, id)
	shown, names := w.g.opt.Names(id)
	if shown == "" && len(names) == 0 {
		return nil
	}
	k := known{primary: shown, names: slices.Clone(names)}
	slices.Sort(k.names)
	k.names = slices.Compact(k.names)
	var was known
	key := keyEntity(id, eKnown)
	found, err := w.load(key, was.decode)
	if err != nil {
		return err
	}
	if found && was.primary == k.primary && slices.Equal(was.names, k.names) {
		return nil
	}
	w.put(kindKnown, key, k.encode(), !found)
	for _, n := range nameKeys(append([]string{k.primary}, k.names...)) {
		if err := w.putNew(kindName, keyName(n, id), nil, false); err != nil {
			return err
		}
	}
	return nil
}

// name adds to the counts of a name of an entity.
func (w *writer) name(es *entState, name string, seen, full int) error {
	c := &es.counts
	key := hash8(name)
	i, ok := c.find(key)
	if ok {
		c.tallies[i].seen += seen
		c.tallies[i].full += full
		return nil
	}
	ns, ok := es.names[name]
	if !ok {
		ns.name = name
		if c.names > len(c.tallies) { // some have no tally
			var err error
			if ns.found, err = w.v.get(keyEntityName(es.id, name), ns.named.decode); err != nil {
				return err
			}
			if ns.found && ns.name != name {
				return fmt.Errorf("names %q and %q of %s have one key", ns.name, name, es.id)
			}
			ns.was = ns.named
		}
		if !ns.found {
			sure := !es.found && c.names == 0 && w.g.opt.Names == nil
			for _, n := range nameKeys([]string{name}) {
				if err := w.putNew(kindName, keyName(n, es.id), nil, sure); err != nil {
					return err
				}
			}
			c.names++
		}
		if !ns.found && len(c.tallies) < maxTallies {
			w.append(kindSeen, keyEntityName(es.id, name), ns.encode())
			c.tallies = slices.Insert(c.tallies, i, tally{key, seen, full})
			return nil
		}
	}
	ns.seen += seen
	ns.full += full
	if es.names == nil {
		es.names = make(map[string]nameState)
	}
	es.names[name] = ns
	return nil
}

// settle writes what follows from all that came: days, places and counts.
func (w *writer) settle() error {
	facts := make([]*factState, 0, len(w.facts))
	for _, fs := range w.facts {
		facts = append(facts, fs)
	}
	sort.Slice(facts, func(i, j int) bool { return bytes.Compare(facts[i].key[:], facts[j].key[:]) < 0 })
	for _, fs := range facts {
		if err := w.settleFact(fs); err != nil {
			return err
		}
	}
	for _, id := range sortedKeys(w.ents) {
		es := w.ents[id]
		typ := entityType(id)
		if n := b2i(es.counts.articles > 0) - b2i(es.wasIn > 0); n != 0 {
			w.totals.entities += n
			w.totals.entityTypes[typ] += n
		}
		for _, name := range sortedKeys(es.names) {
			if ns := es.names[name]; !ns.found || ns.named != ns.was {
				w.put(kindSeen, keyEntityName(id, name), ns.encode(), !ns.found)
			}
		}
		now := es.counts.encode()
		if !bytes.Equal(now, es.was) {
			w.put(kindCounts, keyEntity(id, eCounts), now, !es.found)
			es.was = now
		}
	}
	return nil
}

func (w *writer) settleFact(fs *factState) error {
	p := &fs.place
	if p.live < 0 {
		return fmt.Errorf("%w: fact %s has %d pieces of evidence", ErrDamaged, fs.key, p.live)
	}
	live, was := p.live > 0, fs.was.live > 0
	if p.event() == noDay {
		day := p.day
		if fs.changed {
			day = noDay
			if fs.found {
				var err error
				if day, err = w.earliest(fs); err != nil {
					return err
				}
			}
		}
		for _, t := range fs.added {
			a, err := w.article(t.art)
			if err != nil {
				return err
			}
			if a != nil && a.head.counts(t.ext) {
				day = min(day, t.day)
			}
		}
		p.day = day
	}
	if live && (!was || p.day != fs.was.day) {
		if err := w.adjacent(fs); err != nil {
			return err
		}
	}
	typ, _, ok := cutString(p.site)
	if !ok {
		return fmt.Errorf("%w: fact %s has a place without type", ErrDamaged, fs.key)
	}
	w.totals.evidence += p.live - fs.was.live
	w.totals.factEvidence[typ] += p.live - fs.was.live
	if live != was {
		st, err := w.statement(fs)
		if err != nil {
			return err
		}
		n := b2i(live) - b2i(was)
		w.st.Facts += b2i(!fs.found)
		w.totals.facts += n
		w.totals.factTypes[typ] += n
		for _, id := range st.entities() {
			es, err := w.entity(id, false)
			if err != nil {
				return err
			}
			es.counts.facts += n
		}
	}
	if !fs.found || p.live != fs.was.live || p.day != fs.was.day {
		w.put(kindPlace, keyPlace(fs.key), p.encode(), !fs.found)
	}
	return nil
}

// earliest returns the first day of the evidence on disk that still counts.
func (w *writer) earliest(fs *factState) (day uint32, err error) {
	day = noDay
	prefix := keyFact(fs.place.site, fs.key)
	err = w.v.scan(nil, prefix, func(key, _ []byte) error {
		if len(key) != len(prefix)+evidenceTail {
			return nil
		}
		t := parseTail(key[len(prefix):])
		a, err := w.article(t.art)
		if err != nil {
			return err
		}
		if a != nil && a.head.counts(t.ext) {
			day = t.day // they come by day
			return errStop
		}
		return nil
	})
	return day, err
}

// adjacent writes the adjacency entries of a fact at its day.
func (w *writer) adjacent(fs *factState) error {
	st, err := w.statement(fs)
	if err != nil {
		return err
	}
	typ, rest, ok := cutString(fs.place.site)
	if !ok {
		return fmt.Errorf("%w: fact %s has a place without type", ErrDamaged, fs.key)
	}
	subject, _, _ := cutString(rest)
	ids := st.entities()
	event, last := st.event()
	for _, s := range st.slots {
		if !s.entity {
			continue
		}
		n := near{dated: event != noDay, last: last, self: short(s.key) == subject, subject: subject,
			said: saying(st.modality, st.polarity)}
		for _, id := range ids {
			if id == s.key {
				continue
			}
			if n.more = len(n.others) == maxOthers; n.more {
				break
			}
			n.others = append(n.others, w.keyOf(id))
		}
		key := keyAdjacency(w.keyOf(s.key), typ, s.role, spanOf(event, last), fs.place.day, fs.key)
		if !fs.found { // the roles and keys of a fact differ
			w.append(kindAdjacency, key, n.encode())
			continue
		}
		if err := w.putNew(kindAdjacency, key, n.encode(), false); err != nil {
			return err
		}
	}
	return nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// entityType is the type in an entity id: what stands before the slash.
func entityType(id string) string {
	typ, _, ok := strings.Cut(id, "/")
	if !ok {
		return ""
	}
	return typ
}

// cutText cuts a text to about n bytes, between characters.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// commit writes the step to disk: the long texts, then all the rest with the
// batch record in one transaction, then Sync, then the marker. A step that
// brings nothing new writes nothing.
func (w *writer) commit(st *entities.Stored) error {
	g := w.g
	if err := w.settle(); err != nil {
		return err
	}
	if len(w.list) == 0 {
		st.Duplicate += w.st.Duplicate
		return nil
	}
	if err := g.checkSpace(w.bytes); err != nil {
		return err
	}
	rec := batchRecord{number: w.number, prev: g.last.hash, run: w.run, stored: w.st, totals: w.totals}
	rec.totals.keys[kindBatch]++
	key := keyBatch(w.number)
	payload := rec.encode()
	err := g.write(w.early, append(w.list, put{key, seal(key, payload)}))
	if err != nil {
		g.broken = fmt.Errorf("store %s: an earlier batch failed: %w", g.dir, err)
		return err
	}
	g.last, g.added = rec, true
	w.keep()
	for _, id := range w.known {
		if len(g.known) > 200_000 {
			clear(g.known)
		}
		g.known[id] = true
	}
	st.Stored += w.st.Stored
	st.Duplicate += w.st.Duplicate
	st.Entities += w.st.Entities
	st.Facts += w.st.Facts
	st.Evidence += w.st.Evidence
	st.Quarantined += w.st.Quarantined
	st.Replaced += w.st.Replaced
	if g.opt.Warn != nil {
		for _, n := range w.notes {
			g.opt.Warn(n.file, n.what)
		}
	}
	if err := g.writeMarker(false); err != nil {
		return fmt.Errorf("batch %d is stored: %w", w.number, noSpace(err))
	}
	return nil
}

// keep remembers the entities of a step that is on disk now.
func (w *writer) keep() {
	for _, es := range w.ents {
		w.g.kept.set(es.key, es.was)
	}
}

// Reserve returns the bytes that the disk has to have free for Badger: four
// memtables with their logs and tables, and what merging tables writes before
// it removes the old ones: young ones, each of a memtable, and a base that is
// full, at most as much as there is.
func (g *Graph) Reserve() uint64 {
	if g.opt.MinFree != 0 {
		return g.opt.MinFree
	}
	memory := g.opt.Memory
	if memory == 0 {
		memory = defaultMemory
	}
	var tables int64
	for _, t := range g.mark.Tables {
		tables += t.Size
	}
	return uint64(4*memory + min(tables, baseSize+youngMost*memory))
}

// checkSpace leaves that much free: Badger maps its files, and the process dies
// when the disk cannot take what is written to them.
func (g *Graph) checkSpace(need int) error {
	if g.opt.MinFree == 1 {
		return nil
	}
	free, err := freeSpace(g.dir)
	if err != nil {
		return fmt.Errorf("free space of %s: %w", g.dir, err)
	}
	if want := g.Reserve() + uint64(need); free < want {
		return fmt.Errorf("%w: %d MB are free at %s, %d MB have to be", ErrNoSpace, free>>20, g.dir, want>>20)
	}
	return nil
}

func (g *Graph) write(early, list []put) (err error) {
	defer caught(&err)
	if len(early) > 0 {
		wb := g.db.NewWriteBatch()
		defer wb.Cancel()
		for _, p := range early {
			if err := wb.Set(p.key, p.val); err != nil {
				return fmt.Errorf("write texts: %w", noSpace(err))
			}
		}
		if err := wb.Flush(); err != nil {
			return fmt.Errorf("write texts: %w", noSpace(err))
		}
	}
	if err := g.writeWhole(list); err != nil {
		return err
	}
	if err := g.db.Sync(); err != nil {
		return fmt.Errorf("sync: %w", noSpace(err))
	}
	return nil
}

// The marks of Badger's entries: those of a transaction, and its end.
const (
	entryOfTxn = 1 << 6
	entryEnds  = 1 << 7
)

// writeWhole writes records as one transaction of Badger: after a crash all of
// them are there or none. The last one is the batch record.
//
// A transaction of Badger's own writes its entries in random order, which costs
// four times as much: a memtable is a skip list, and much larger than what a
// processor keeps at hand. So the entries are handed over in the order of their
// keys, marked as those of a transaction are, under the number that the next
// transaction will have. That one writes the batch record once more; until it is
// done nobody reads the others. The loader that takes them has to send them all at
// once: their number and size are what it takes.
func (g *Graph) writeWhole(list []put) error {
	last := list[len(list)-1]
	txn := g.db.NewTransaction(true)
	defer txn.Discard()
	version := txn.ReadTs() + 1
	size := int64(0)
	for _, p := range list {
		size += int64(len(p.key) + len(p.val) + 20)
	}
	if int64(len(list))+2 >= g.db.MaxBatchCount() || size >= g.db.MaxBatchSize() || 2*size >= loaderSends {
		return fmt.Errorf("a step of %d records, %d bytes, is too big", len(list), size)
	}
	err := g.handOver(list, version)
	if err == nil {
		if err = txn.Set(last.key, last.val); err == nil {
			err = txn.Commit()
		}
	}
	if err != nil {
		return fmt.Errorf("commit %d records: %w", len(list), noSpace(err))
	}
	return nil
}

// handOver hands the records of a transaction over, in the order of their keys.
func (g *Graph) handOver(list []put, version uint64) error {
	slices.SortFunc(list, func(a, b put) int { return bytes.Compare(a.key, b.key) })
	in := g.db.NewKVLoader(1)
	kv := pb.KV{Version: version, Meta: []byte{entryOfTxn}}
	for _, p := range list {
		kv.Key, kv.Value = p.key, p.val
		if err := in.Set(&kv); err != nil {
			return fmt.Errorf("write record %s: %w", show(p.key), firstOf(err))
		}
	}
	kv.Key, kv.Value, kv.Meta = []byte("!badger!txn"), strconv.AppendUint(nil, version, 10), []byte{entryEnds}
	err := in.Set(&kv)
	if ferr := in.Finish(); err == nil {
		err = ferr
	}
	return err
}

// firstOf shortens Badger's messages, which print whole keys.
func firstOf(err error) error {
	if s := err.Error(); len(s) > 200 {
		return errors.New(s[:200])
	}
	return err
}
