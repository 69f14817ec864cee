package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/dgraph-io/badger/v4"

	"github.com/factloom/factloom/entities"
)

// kind is a kind of key, finer than its first byte.
type kind uint8

const (
	kindArticle kind = iota
	kindHead
	kindComing
	kindExtraction
	kindMentioned
	kindTold
	kindBatch
	kindClaim
	kindEntity
	kindCounts
	kindKnown
	kindSeen
	kindFact
	kindEvidence
	kindAdjacency
	kindID
	kindMention
	kindName
	kindPlace
	kindReject
	kindRejectRaw
	kindText
	kindVersion
	kindOutcome
	numKinds
)

var kindNames = [numKinds]string{"article", "head", "coming", "extraction", "mentioned", "told", "batch", "claim", "entity",
	"counts", "known names", "names seen", "fact", "evidence", "adjacency", "article id", "mention", "name", "place",
	"reject", "reject data", "text", "version", "outcome"}

// kindOf tells the kind of a key; numKinds for what is none of ours.
func kindOf(key []byte) kind {
	if len(key) < 2 {
		return numKinds
	}
	switch key[0] {
	case kArticle:
		if len(key) >= 18 && key[17] <= aFacts {
			return kindArticle + kind(key[17])
		}
	case kBatch:
		return kindBatch
	case kClaim:
		return kindClaim
	case kEntity:
		if _, rest, ok := cutString(key[1:]); ok && len(rest) > 0 && rest[0] <= eName {
			return kindEntity + kind(rest[0])
		}
	case kFact:
		if _, _, _, _, tail, ok := parseFact(key); ok {
			if len(tail) == 0 {
				return kindFact
			}
			return kindEvidence
		}
	case kAdjacency:
		return kindAdjacency
	case kID:
		return kindID
	case kMention:
		return kindMention
	case kName:
		return kindName
	case kPlace:
		return kindPlace
	case kReject:
		return kindReject
	case kRejectRaw:
		return kindRejectRaw
	case kText:
		return kindText
	case kVersion:
		return kindVersion
	case kOutcome:
		return kindOutcome
	}
	return numKinds
}

// totals count what the store holds after a batch.
type totals struct {
	keys [numKinds]int // keys of each kind; those of text and of rejects' data are counted by their owners

	facts, evidence, entities int // those that count: see Graph.Stats
	textBytes                 int
	replaced                  int // articles that a newer version replaced
	quarantine                int // rejects that are not retired

	// Of those that count, by type: facts, evidence by the type of its fact, entities.
	factTypes, factEvidence, entityTypes map[string]int

	rules map[string]int // articles by the hash of the rules they were read with
	codes map[string]int // of quarantine, by code
}

func (t *totals) byType() []*map[string]int {
	return []*map[string]int{&t.factTypes, &t.factEvidence, &t.entityTypes, &t.rules, &t.codes}
}

// shift moves one from a name to another; "" is none.
func shift(m map[string]int, from, to string) {
	if from != "" {
		if m[from]--; m[from] == 0 {
			delete(m, from)
		}
	}
	if to != "" {
		m[to]++
	}
}

func (t *totals) clone() totals {
	c := *t
	for _, m := range c.byType() {
		if *m = maps.Clone(*m); *m == nil {
			*m = make(map[string]int)
		}
	}
	return c
}

// shown is for people who look into STORE.json.
func (t *totals) shown() map[string]int {
	return map[string]int{"articles": t.keys[kindArticle], "entities": t.entities, "facts": t.facts,
		"evidence": t.evidence, "quarantine": t.quarantine}
}

// RunInfo says what made the facts of a batch.
type RunInfo struct {
	ID        string    // of the run; batches of one run share it
	Version   string    // of the program
	RulesHash string    // of rules, gazetteers and schema together
	Started   time.Time // when the run began; never part of an export

	// Refresh draws the facts of articles that are there already again: where
	// RulesHash is not that of the facts there, these count no more and the
	// new ones do.
	Refresh bool
}

// batchRecord closes a batch. Each holds the hash of the one before it.
type batchRecord struct {
	number uint32
	prev   [sha256.Size]byte
	run    RunInfo
	stored entities.Stored
	totals totals

	hash [sha256.Size]byte // of the payload; not in it
}

func (r *batchRecord) hashString() string { return hex.EncodeToString(r.hash[:]) }

func (r *batchRecord) encode() []byte {
	e := record()
	e.u(uint64(r.number))
	e.raw(r.prev[:])
	e.s(r.run.ID)
	e.s(r.run.Version)
	e.s(r.run.RulesHash)
	started := int64(0)
	if !r.run.Started.IsZero() {
		started = r.run.Started.UnixNano()
	}
	e.i(started)
	e.flag(r.run.Refresh)
	for _, n := range []int{r.stored.Stored, r.stored.Duplicate, r.stored.Entities, r.stored.Facts, r.stored.Evidence, r.stored.Quarantined} {
		e.n(n)
	}
	e.i(int64(r.stored.Replaced)) // less than none when a text that was replaced came anew

	t := &r.totals
	e.n(len(t.keys))
	for _, n := range t.keys {
		e.n(n)
	}
	e.n(t.facts)
	e.n(t.evidence)
	e.n(t.entities)
	e.n(t.textBytes)
	e.n(t.replaced)
	e.n(t.quarantine)
	for _, m := range t.byType() {
		e.n(len(*m))
		for _, k := range sortedKeys(*m) {
			e.s(k)
			e.n((*m)[k])
		}
	}
	r.hash = sha256.Sum256(e.b)
	return e.b
}

func (r *batchRecord) decode(b []byte) error {
	r.hash = sha256.Sum256(b)
	d := open(b)
	r.number = uint32(d.u())
	copy(r.prev[:], d.raw(len(r.prev)))
	r.run = RunInfo{ID: d.s(), Version: d.s(), RulesHash: d.s()}
	if ns := d.i(); ns != 0 {
		r.run.Started = time.Unix(0, ns).UTC()
	}
	r.run.Refresh = d.flag()
	s := &r.stored
	for _, p := range []*int{&s.Stored, &s.Duplicate, &s.Entities, &s.Facts, &s.Evidence, &s.Quarantined} {
		*p = d.n()
	}
	s.Replaced = int(d.i())
	t := &r.totals
	if n := d.count(); n != len(t.keys) && d.err == nil {
		d.fail(fmt.Errorf("it counts %d kinds of keys, known are %d", n, len(t.keys)))
	}
	for i := range t.keys {
		t.keys[i] = d.n()
	}
	t.facts, t.evidence, t.entities, t.textBytes, t.replaced, t.quarantine = d.n(), d.n(), d.n(), d.n(), d.n(), d.n()
	for _, m := range t.byType() {
		*m = make(map[string]int)
		for n := d.count(); n > 0 && d.err == nil; n-- {
			k := d.s()
			(*m)[k] = d.n()
		}
	}
	return d.end()
}

// checkChain compares the batch records with the marker and keeps the newest.
// All of them are read when the store was not closed well: the entries of a
// batch are written to Badger in one transaction with its record, so a log or
// young table that is lost leaves a gap.
func (g *Graph) checkChain(all bool) error {
	v, err := g.view()
	if err != nil {
		return err
	}
	defer v.close()
	from := uint32(1)
	if !all && g.mark.Batch > 0 {
		from = g.mark.Batch
	}
	var prev *batchRecord
	want := from
	err = v.scan(keyBatch(from), []byte{kBatch}, func(key, val []byte) error {
		var r batchRecord
		if err := r.decode(val); err != nil {
			return bad(key, err)
		}
		switch {
		case r.number != want || string(key) != string(keyBatch(want)):
			return fmt.Errorf("%w: batch %d is missing, %d follows", ErrDamaged, want, r.number)
		case prev != nil && r.prev != prev.hash:
			return fmt.Errorf("%w: batch %d does not follow the batch before it", ErrDamaged, r.number)
		case want == 1 && r.prev != [sha256.Size]byte{}:
			return fmt.Errorf("%w: the first batch follows another", ErrDamaged)
		case r.number == g.mark.Batch && r.hashString() != g.mark.Hash:
			return fmt.Errorf("%w: batch %d is not the one %s knows", ErrDamaged, r.number, markerName)
		}
		prev, want = &r, want+1
		return nil
	})
	if err != nil {
		return err
	}
	if want-1 < g.mark.Batch {
		return fmt.Errorf("%w: the store has %d batches, %s knows of %d", ErrDamaged, max(int(want)-1, 0), markerName, g.mark.Batch)
	}
	if g.mark.Clean && want-1 > g.mark.Batch {
		return fmt.Errorf("%w: the store has %d batches and was closed with %d", ErrDamaged, want-1, g.mark.Batch)
	}
	if prev != nil {
		g.last = *prev
	}
	return nil
}

// checkCounts counts the keys of every kind.
func (g *Graph) checkCounts() error {
	v, err := g.view()
	if err != nil {
		return err
	}
	defer v.close()
	var keys [numKinds + 1]int
	if err := v.keys(func(key []byte) error { keys[kindOf(key)]++; return nil }); err != nil {
		return err
	}
	return errors.Join(compareCounts(keys, &g.last.totals)...)
}

func compareCounts(keys [numKinds + 1]int, t *totals) []error {
	var errs []error
	for k, want := range t.keys {
		got := keys[k]
		switch kind(k) {
		case kindText, kindRejectRaw:
			// Those that a killed batch left behind belong to nobody; they are
			// taken up when the same text comes again.
			if got >= want {
				continue
			}
		}
		if got != want {
			errs = append(errs, fmt.Errorf("%w: %d records of kind %s, there should be %d", ErrDamaged, got, kindNames[k], want))
		}
	}
	if n := keys[numKinds]; n > 0 {
		errs = append(errs, fmt.Errorf("%w: %d records of no known kind", ErrDamaged, n))
	}
	return errs
}

// Batch is what is known of one batch.
type Batch struct {
	Number int
	Run    RunInfo
	Stored entities.Stored
}

// Batches returns all batches in the order they were added.
func (g *Graph) Batches() ([]Batch, error) {
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	var out []Batch
	err = v.scan(nil, []byte{kBatch}, func(key, val []byte) error {
		var r batchRecord
		if err := r.decode(val); err != nil {
			return bad(key, err)
		}
		out = append(out, Batch{int(r.number), r.run, r.stored})
		return nil
	})
	return out, err
}

// Count is a number of things of one name.
type Count struct {
	Name string
	N    int
}

// Stats count what the store holds. Facts, evidence and entities are those
// that count: not those that only a replaced extraction brought.
type Stats struct {
	Articles    int // texts
	Replaced    int // of these, older versions of others: nothing they say counts
	Comings     int // texts with where they came from: more than Articles when one text came twice
	TextBytes   int // of all texts together
	Entities    int
	Names       int // folded names → entities
	Facts       int
	Evidence    int
	Rejects     int // documents in quarantine
	Batches     int
	Records     int     // keys in all
	DiskBytes   int64   // of the files
	FactTypes   []Count // facts by type in the order of the schema, other types after them
	EntityTypes []Count // entities by type, sorted by name
	RejectCodes []Count // documents in quarantine by code, sorted by name
	Rules       []Count // articles by the RulesHash they were read with last, sorted by name
}

// Stats returns the counts of the newest batch.
func (g *Graph) Stats() (Stats, error) {
	v, err := g.view()
	if err != nil {
		return Stats{}, err
	}
	defer v.close()
	last, err := v.newest()
	if err != nil {
		return Stats{}, err
	}
	t := &last.totals
	s := Stats{Articles: t.keys[kindArticle], Comings: t.keys[kindComing], TextBytes: t.textBytes, Entities: t.entities,
		Names: t.keys[kindName], Facts: t.facts, Evidence: t.evidence, Rejects: t.quarantine, Batches: int(last.number),
		Replaced: t.replaced}
	for _, n := range t.keys {
		s.Records += n
	}
	for _, typ := range g.typeOrder(sortedKeys(t.factTypes)) {
		if n := t.factTypes[typ]; n > 0 {
			s.FactTypes = append(s.FactTypes, Count{typ, n})
		}
	}
	s.EntityTypes, s.RejectCodes, s.Rules = countsOf(t.entityTypes), countsOf(t.codes), countsOf(t.rules)
	s.DiskBytes, err = diskBytes(g.home)
	return s, err
}

// countsOf lists what there is any of, sorted by name.
func countsOf(m map[string]int) (list []Count) {
	for _, name := range sortedKeys(m) {
		if m[name] > 0 {
			list = append(list, Count{name, m[name]})
		}
	}
	return list
}

// typeOrder sorts fact types as the schema has them, unknown ones last by name.
func (g *Graph) typeOrder(types []string) []string {
	order := make(map[string]int)
	for i, t := range g.opt.Schema.Facts {
		order[t.Name] = i + 1
	}
	slices.Sort(types)
	slices.SortStableFunc(types, func(a, b string) int {
		x, y := order[a], order[b]
		switch {
		case x == y:
			return 0
		case x == 0:
			return 1
		case y == 0:
			return -1
		}
		return x - y
	})
	return types
}

// newest returns the batch record that this view sees last.
func (v *view) newest() (batchRecord, error) {
	var r batchRecord
	o := badger.DefaultIteratorOptions
	o.PrefetchValues, o.Reverse = false, true
	it := v.txn.NewIterator(o)
	defer it.Close()
	it.Seek([]byte{kBatch, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF})
	if !it.ValidForPrefix([]byte{kBatch}) {
		r.totals = r.totals.clone()
		return r, nil
	}
	key := it.Item().KeyCopy(nil)
	err := it.Item().Value(func(val []byte) error {
		b, err := unseal(key, val)
		if err != nil {
			return err
		}
		if err := r.decode(b); err != nil {
			return bad(key, err)
		}
		return nil
	})
	return r, err
}
