package graph

import (
	"context"
	"strings"
	"testing"

	"github.com/dgraph-io/badger/v4"

	"github.com/factloom/factloom/entities"
)

func smallDocs() []*entities.Document {
	doc := func(id, published, text string, ids ...string) *entities.Document {
		d := &entities.Document{ID: id, Published: published, Text: text}
		f := entities.Fact{Type: "acquisition", Modality: entities.Asserted, Polarity: entities.Positive, Rule: "r@1",
			Span: entities.Span{End: d.Len()}, Evidence: text}
		for i, role := range []string{"acquirer", "target"} {
			name := strings.TrimPrefix(ids[i], "company/~")
			at := len([]rune(text[:strings.Index(text, name)]))
			sp := entities.Span{Start: at, End: at + len([]rune(name))}
			f.Fillers = append(f.Fillers, entities.Filler{Role: role, Text: name, Span: sp, Key: ids[i], ID: ids[i], Type: "company"})
			d.Mentions = append(d.Mentions, entities.Mention{Span: sp, Text: name, Type: "company", Entity: name, ID: ids[i]})
		}
		d.Facts = []entities.Fact{f}
		return d
	}
	return []*entities.Document{
		doc("a", "2026-01-01", "雲杉科技收購海棠醫藥。", "company/~雲杉科技", "company/~海棠醫藥"),
		doc("b", "2026-01-05", "據悉，雲杉科技收購海棠醫藥。", "company/~雲杉科技", "company/~海棠醫藥"),
		doc("c", "", "北辰電子收購松濤食品。", "company/~北辰電子", "company/~松濤食品"),
	}
}

// Verify sees what no checksum shows: records that are whole and wrong.
func TestVerifyFinds(t *testing.T) {
	first := func(k kind) func(txn *badger.Txn) []byte {
		return func(txn *badger.Txn) []byte {
			it := txn.NewIterator(badger.DefaultIteratorOptions)
			defer it.Close()
			for it.Rewind(); it.Valid(); it.Next() {
				if kindOf(it.Item().Key()) == k {
					return it.Item().KeyCopy(nil)
				}
			}
			return nil
		}
	}
	remove := func(k kind) func(*badger.Txn) error {
		return func(txn *badger.Txn) error { return txn.Delete(first(k)(txn)) }
	}
	change := func(k kind, edit func([]byte) []byte) func(*badger.Txn) error {
		return func(txn *badger.Txn) error {
			key := first(k)(txn)
			item, err := txn.Get(key)
			if err != nil {
				return err
			}
			val, err := item.ValueCopy(nil)
			if err != nil {
				return err
			}
			return txn.Set(key, seal(key, edit(val[4:])))
		}
	}
	decoded := func(r interface {
		decode([]byte) error
		encode() []byte
	}, edit func()) func([]byte) []byte {
		return func(b []byte) []byte {
			if err := r.decode(b); err != nil {
				t.Fatal(err)
			}
			edit()
			return r.encode()
		}
	}
	var pl place
	var n counts
	var nm named
	var h head
	var nr near
	rows := []struct {
		name   string
		damage func(*badger.Txn) error
		deep   bool // only the deep walk sees it
		want   string
	}{
		{"fact gone", remove(kindFact), false, "records of kind fact"},
		{"evidence gone", remove(kindEvidence), false, "records of kind evidence"},
		{"adjacency gone", remove(kindAdjacency), false, "records of kind adjacency"},
		{"name gone", remove(kindName), false, "records of kind name"},
		{"text gone", remove(kindText), false, "records of kind text"},
		{"batch gone", remove(kindBatch), false, "batch 1 is missing"},
		{"a record of no kind", func(txn *badger.Txn) error { return txn.Set([]byte("zz"), seal([]byte("zz"), nil)) }, false, "no known kind"},
		{"checksum", func(txn *badger.Txn) error { return txn.Set(first(kindPlace)(txn), []byte("12345678")) }, false, "fails its checksum"},
		{"payload", change(kindFact, func(b []byte) []byte { return b[:len(b)-1] }), false, "it ends early"},
		{"newer record", change(kindHead, func(b []byte) []byte { b[0] = 9; return b }), false, "it has version 9"},
		{"place counts", change(kindPlace, decoded(&pl, func() { pl.live++ })), true, "place of fact"},
		{"place day", change(kindPlace, decoded(&pl, func() { pl.day++ })), true, "place of fact"},
		{"adjacency of another modality", change(kindAdjacency, decoded(&nr, func() { nr.said++ })), true, "is said otherwise among the facts of"},
		{"entity counts", change(kindCounts, decoded(&n, func() { n.facts++ })), true, "counts of facts of entities"},
		{"article counts", change(kindCounts, decoded(&n, func() { n.articles-- })), true, "counts of articles of entities"},
		{"name counts", change(kindCounts, decoded(&n, func() { n.tallies[0].seen += 2 })), true, "counts of names"},
		{"name counts gone", change(kindCounts, decoded(&n, func() { n.tallies = n.tallies[1:] })), true, "counts of names"},
		{"a name counted twice", change(kindSeen, decoded(&nm, func() { nm.seen += 2 })), true, "has two counts"},
		{"head shows another coming", change(kindHead, decoded(&h, func() { h.shown.ID = "zzz" })), true, "shows a coming"},
		{"head counts another extraction", change(kindHead, decoded(&h, func() { h.ext[0]++ })), true, "counts an extraction"},
		{"list of facts", change(kindTold, func(b []byte) []byte { b[len(b)-1]++; return b }), true, "pieces of evidence"},
		{"list of entities", change(kindMentioned, func(b []byte) []byte { b[len(b)-1]++; return b }), true, "counts of names"},
		{"words of evidence", change(kindEvidence, func(b []byte) []byte { b[5] ^= 1; return b }), true, "is not what article"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			g, err := Open(t.TempDir(), Options{Create: true, MinFree: 1})
			if err != nil {
				t.Fatal(err)
			}
			defer g.Close()
			for _, d := range smallDocs() {
				if _, err := g.Add(context.Background(), []*entities.Document{d}, nil, RunInfo{}); err != nil {
					t.Fatal(err)
				}
			}
			if errs := g.Verify(context.Background(), true); len(errs) > 0 {
				t.Fatalf("before the damage: %v", errs)
			}
			if err := g.db.Update(row.damage); err != nil {
				t.Fatal(err)
			}
			for _, deep := range []bool{false, true} {
				errs := g.Verify(context.Background(), deep)
				if len(errs) == 0 && (deep || !row.deep) {
					t.Errorf("Verify(deep: %v) finds nothing", deep)
				}
				if row.deep && !deep && len(errs) > 0 {
					t.Errorf("the quick walk finds %v", errs)
				}
				found := false
				for _, err := range errs {
					found = found || strings.Contains(err.Error(), row.want)
				}
				if len(errs) > 0 && !found {
					t.Errorf("Verify(deep: %v) = %v, want %q", deep, errs, row.want)
				}
			}
		})
	}
}
