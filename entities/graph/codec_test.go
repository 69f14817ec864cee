package graph

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/factloom/factloom/entities"
)

func anyDecimal(t *rapid.T, name string) entities.Decimal {
	s := rapid.SampledFrom([]string{"", "0", "-0.5", "4300000000", "0.0000001", "123456789012345678901234567890.125", "27"}).Draw(t, name)
	if s == "" {
		return entities.Null
	}
	d, err := entities.ParseDecimal(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func anyDay(t *rapid.T, name string) entities.Day {
	return entities.Day(rapid.Int32Range(0, 3_652_059).Draw(t, name))
}

func anyKind(t *rapid.T) entities.Kind {
	return rapid.SampledFrom([]entities.Kind{"", entities.Exact, entities.About, entities.AtLeast, entities.AtMost, entities.Between, entities.Vague}).Draw(t, "kind")
}

func anyValue(t *rapid.T) entities.Value {
	word := rapid.SampledFrom([]string{"", "share", "元", "輛", "past: 宣布", "a\x00b"})
	switch rapid.IntRange(0, 4).Draw(t, "type") {
	case 1:
		return &entities.Money{Amount: anyDecimal(t, "amount"), AmountTo: anyDecimal(t, "to"), Currency: rapid.SampledFrom([]string{"", "USD", "TWD"}).Draw(t, "currency"),
			Kind: anyKind(t), Per: word.Draw(t, "per"), Assumed: rapid.Bool().Draw(t, "assumed"), Unit: word.Draw(t, "unit")}
	case 2:
		return &entities.Percent{Value: anyDecimal(t, "value"), ValueTo: anyDecimal(t, "to"), Unit: entities.UnitBP, Kind: anyKind(t)}
	case 3:
		d := &entities.Date{From: anyDay(t, "from"), To: anyDay(t, "to"), Kind: anyKind(t), Why: word.Draw(t, "why")}
		for range rapid.IntRange(0, 3).Draw(t, "alt") {
			d.Alt = append(d.Alt, entities.Reading{From: anyDay(t, "from"), To: anyDay(t, "to"), Why: word.Draw(t, "why")})
		}
		return d
	case 4:
		return &entities.Number{Value: anyDecimal(t, "value"), ValueTo: anyDecimal(t, "to"), Kind: anyKind(t), Counter: word.Draw(t, "counter"), Ordinal: rapid.Bool().Draw(t, "ordinal")}
	}
	return nil
}

// Typed values come back as they were, field by field.
func TestValueRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := anyValue(t)
		var e enc
		if err := e.value(v); err != nil {
			t.Fatal(err)
		}
		d := dec{b: e.b}
		got := d.value()
		if err := d.end(); err != nil || !reflect.DeepEqual(got, v) {
			t.Fatalf("value %+v comes back as %+v, %v", v, got, err)
		}
	})
}

func TestEvidenceRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var f entities.Fact
		f.Evidence = rapid.String().Draw(t, "evidence")
		f.Rule = "r@1"
		f.Confidence = rapid.Float64().Draw(t, "confidence")
		var st statement
		for range rapid.IntRange(0, 4).Draw(t, "fillers") {
			x := entities.Filler{Role: rapid.SampledFrom([]string{"party", "value", "date"}).Draw(t, "role"), Key: rapid.StringN(1, 5, 20).Draw(t, "key"),
				Text: rapid.String().Draw(t, "text"), Type: "company", Value: anyValue(t)}
			x.Start = rapid.IntRange(0, 1000).Draw(t, "start")
			x.End = x.Start + rapid.IntRange(0, 1000).Draw(t, "len")
			if rapid.Bool().Draw(t, "id") {
				x.ID = x.Key
			}
			f.Fillers = append(f.Fillers, x)
			st.slots = append(st.slots, slot{x.Role, x.Key, x.ID != ""})
		}
		// A key is that of an entity in one filler and of words in another: slots differ by role and key only.
		st.slots = sortSlots(st.slots)
		b, err := encodeEvidence(&f, st.slots, &entities.Document{})
		if err != nil {
			t.Fatal(err)
		}
		var ev entities.Evidence
		cut, err := decodeEvidence(&ev, st.slots, b)
		if err != nil || cut {
			t.Fatal(cut, err)
		}
		if ev.Text != f.Evidence || ev.Rule != f.Rule || ev.Confidence != f.Confidence || !reflect.DeepEqual(ev.Fillers, f.Fillers) {
			t.Fatalf("evidence %+v comes back as %+v", f, ev)
		}
	})
}

func TestKeyStrings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom([]rune{0, 1, 0xFF, 'a'}), 0, 6, -1))
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		ka, kb := appendString(nil, a), appendString(nil, b)
		if x, y := strings.Compare(a, b), bytes.Compare(ka, kb); len(a) <= maxKeyString && len(b) <= maxKeyString && x != y {
			t.Fatalf("%q and %q compare as %d, their keys as %d", a, b, x, y)
		}
		got, rest, ok := cutString(append(ka, kb...))
		if !ok || got != short(a) {
			t.Fatalf("cutString of %q = %q, %v", a, got, ok)
		}
		if got, rest, ok := cutString(rest); !ok || got != short(b) || len(rest) != 0 {
			t.Fatalf("cutString of %q = %q, %q, %v", b, got, rest, ok)
		}
	})
	long := strings.Repeat("長", 300)
	if s := short(long); len(s) != maxKeyString+8 || short(s) != s || short(long+"x") == s {
		t.Errorf("short of a long string has %d bytes", len(s))
	}
}

func TestKeys(t *testing.T) {
	fact := factKey{1, 2, 3}
	at := site("metric", "company/特\x00斯拉", 739000)
	key := keyFact(at, fact)
	typ, subject, event, id, rest, ok := parseFact(key)
	if !ok || typ != "metric" || subject != "company/特\x00斯拉" || event != 739000 || id != fact || len(rest) != 0 {
		t.Errorf("parseFact = %q %q %d %v %x %v", typ, subject, event, id, rest, ok)
	}
	tl := tail{day: 5, art: artKey{9}, ext: extKey{8}, start: 1, end: 2, n: 3}
	if _, _, _, _, rest, ok := parseFact(tl.append(key)); !ok || parseTail(rest) != tl {
		t.Errorf("tail %+v comes back as %x, %v", tl, rest, ok)
	}
	ent, typ, role, day, id, ok := parseAdjacency(keyAdjacency(entKeyOf("company/tesla"), "metric", "owner", 0, noDay, fact))
	if !ok || ent != entKeyOf("company/tesla") || typ != "metric" || role != "owner" || day != noDay || id != fact {
		t.Errorf("parseAdjacency = %v %q %q %d %v %v", ent, typ, role, day, id, ok)
	}
	for k, key := range map[kind][]byte{
		kindArticle: keyArticle(artKey{}, aCore), kindHead: keyArticle(artKey{}, aHead), kindComing: keyComing(artKey{}, extKey{}),
		kindExtraction: keyExtraction(artKey{}, 1, extKey{}), kindMentioned: keyExt(artKey{}, aEntities, extKey{}, 0),
		kindTold: keyExt(artKey{}, aFacts, extKey{}, 0), kindBatch: keyBatch(1), kindClaim: keyClaim(fact, fact),
		kindEntity: keyEntity("a/b", eCore), kindCounts: keyEntity("a/b", eCounts), kindKnown: keyEntity("a/b", eKnown),
		kindSeen: keyEntityName("a/b", "b"), kindFact: key, kindEvidence: tl.append(key), kindAdjacency: keyAdjacency(entKey{}, "a", "b", 2, 1, fact),
		kindID: keyID("x", artKey{}), kindMention: keyMention(entKey{}, artKey{}, extKey{}), kindName: keyName("n", "a/b"),
		kindPlace: keyPlace(fact), kindReject: keyReject("f", "c"), kindRejectRaw: keyRejectRaw("f", "c", 0), kindText: keyText(artKey{}, 0),
		kindVersion: keyVersion("u", artKey{}, extKey{}), kindOutcome: keyOutcome("f", "c", 1),
	} {
		if got := kindOf(key); got != k {
			t.Errorf("kindOf(%x) = %d, want %s", key, got, kindNames[k])
		}
	}
}

func TestUnseal(t *testing.T) {
	key, payload := []byte("k1"), []byte("payload")
	val := seal(key, payload)
	if got, err := unseal(key, val); err != nil || !bytes.Equal(got, payload) {
		t.Fatalf("unseal = %q, %v", got, err)
	}
	if _, err := unseal([]byte("k2"), val); !errors.Is(err, ErrDamaged) {
		t.Errorf("a value under another key: %v", err)
	}
	for i := range val {
		bad := bytes.Clone(val)
		bad[i] ^= 4
		if _, err := unseal(key, bad); !errors.Is(err, ErrDamaged) {
			t.Errorf("byte %d flipped: %v", i, err)
		}
		if _, err := unseal(key, val[:i]); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut to %d bytes: %v", i, err)
		}
	}
}

// No bytes make a decoder panic, and what decodes has nothing left over.
func FuzzDecode(f *testing.F) {
	var e enc
	e.value(&entities.Money{Amount: entities.Dec(43), Currency: "USD"})
	f.Add(e.b)
	st := statement{modality: "asserted", polarity: "positive", slots: []slot{{"party", "company/a", true}}}
	f.Add(st.encode())
	f.Add((&place{site: site("a", "b", 1), live: 2, day: 3}).encode())
	f.Add((&head{shown: coming{Article: entities.Article{ID: "x"}}}).encode())
	f.Add((&batchRecord{number: 3}).encode())
	f.Add(encodeMentioned([]mentioned{{"company/a", []named{{"甲", 1, 2}}}})[0])
	f.Add((&near{dated: true, last: 4, subject: "s", others: []entKey{{1}}}).encode())
	f.Add([]byte{1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		for k := range numKinds {
			_ = decodes(k, keyAdjacency(entKey{}, "a", "b", 2, 1, factKey{}), b)
		}
		var ev entities.Evidence
		_, _ = decodeEvidence(&ev, []slot{{"party", "company/a", true}}, b)
		d := dec{b: b}
		d.value()
		if d.end() == nil && len(d.b) != 0 {
			t.Errorf("%x decodes and leaves %x", b, d.b)
		}
		_, _, _, _, _, _ = parseFact(b)
		_, _, _, _, _, _ = parseAdjacency(b)
		_ = kindOf(b)
	})
}

// A date of a class lasts no longer than the class says, and one day longer is of
// the next.
func TestSpans(t *testing.T) {
	for class := range len(spans) + 1 {
		days, ok := lengthOf(byte(class))
		if !ok {
			days = 3000
		}
		if got := spanOf(700_000, 700_000+days-1); got != byte(class) {
			t.Errorf("%d days are of class %d, want %d", days, got, class)
		}
		if got := spanOf(700_000, 700_000+days); ok && got != byte(class+1) {
			t.Errorf("%d days are of class %d, want %d", days+1, got, class+1)
		}
	}
	if got := spanOf(noDay, noDay); got != 0 {
		t.Errorf("no date is of class %d", got)
	}
}
