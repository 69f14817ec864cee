package graph

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/factloom/factloom/entities"
)

// The layout of the store, format 3.
//
// A key begins with one byte that says its kind. What follows is written here
// as name:width, in bytes; all numbers are big-endian, so that keys sort as
// the numbers do. A string, written name$, is its bytes with 00 made 00 FF,
// then 00 01: it sorts as the bytes do, and a shorter string before a longer
// one that it begins. Strings longer than maxKeyString+8 are cut to maxKeyString
// and carry on with the first 8 bytes of their SHA-256.
//
//	art:16   the first 16 bytes of the SHA-256 of the article's text
//	ent:10   the first 10 bytes of the SHA-256 of an entity id
//	fact:10  the fact id, claim:10 the claim id, as bytes
//	day:4    entities.Day, FFFFFFFF for none, so that unknown days sort last
//	ext:8    the hash of all that one extraction found in an article
//	subject$ the least key of the fillers in the subject role; "" for none
//	event:4  the first day of the fact's own date, FFFFFFFF for none
//	span:1   how long the fact's own date lasts, see spanOf
//
//	'a' art:16 00                        article: hash, size, number of text parts
//	'a' art:16 01                        its head: the coming that is shown and the extraction that counts (*)
//	'a' art:16 02 coming:8               a coming: id, file, url, title, published … as one input gave them
//	'a' art:16 03 epoch:2 coming:8       an extraction: its ext, the rules it was made with, the batch
//	'a' art:16 04 ext:8 part:2           entities that extraction mentions: id, names, counts
//	'a' art:16 05 ext:8 part:2           facts that extraction states: fact and number of places
//	'b' number:4                         batch record: run, counts, hash of the record before
//	'c' claim:10 fact:10                 claim → facts
//	'e' id$ 00                           entity: its id, the batch that brought it
//	'e' id$ 01                           its counts: facts, articles, names, and how often it was seen under each (*)
//	'e' id$ 02                           its names as a gazetteer has them (*)
//	'e' id$ 03 name:8                    a name it was seen under; how often, for those past maxTallies (*)
//	'f' type$ subject$ event:4 fact:10   fact: claim, modality, polarity, roles and keys
//	'f' … day:4 art:16 ext:8 start:4 end:4 n:4
//	                                     evidence of the fact before it: words, rule, fillers; day is that
//	                                     of publication, n the hash of rule and fillers
//	'g' ent:10 type$ role$ span:1 day:4 fact:10
//	                                     adjacency: the entity fills the role of the fact; day is the fact's
//	                                     event, else the earliest day of its evidence. The others in it, and
//	                                     how it is said
//	'i' id$ art:16                       id of an article → articles
//	'm' ent:10 art:16 ext:8              entity → articles that mention it
//	'n' name$ id$                        folded name → entity id
//	'p' fact:10                          where a fact stands, how many places tell it, its day (*)
//	'q' file$ code$                      a document not taken: reason, number of data parts
//	'r' reject:16 part:2                 its bytes, zstd, cut into parts
//	't' art:16 part:2                    the article's text, zstd, cut into parts
//	'v' story$ art:16 coming:8           a coming of an article that may have versions: its date
//	'x' file$ code$ batch:4              what became of a document not taken: retired, or not taken once more
//
// Kinds marked (*) follow from the others and are overwritten when those grow;
// all else is written once. Nothing is deleted. An adjacency entry whose day is
// no longer the fact's day, and evidence whose ext is no longer that of its
// article's head, or whose article is replaced, are passed over by readers.
//
// A value is the CRC-32C of key and payload (4 bytes, little-endian), then the
// payload. The payload begins with a version byte where records.go says so.
const (
	kArticle   = 'a'
	kBatch     = 'b'
	kClaim     = 'c'
	kEntity    = 'e'
	kFact      = 'f'
	kAdjacency = 'g'
	kID        = 'i'
	kMention   = 'm'
	kName      = 'n'
	kPlace     = 'p'
	kReject    = 'q'
	kRejectRaw = 'r'
	kText      = 't'
	kVersion   = 'v'
	kOutcome   = 'x'
)

// The second byte of article keys.
const (
	aCore byte = iota
	aHead
	aComing
	aExtraction
	aEntities
	aFacts
)

// The second byte of entity keys.
const (
	eCore byte = iota
	eCounts
	eKnown
	eName
)

const (
	maxKeyString = 400 // and 8 more for the hash of what is cut
	evidenceTail = 4 + 16 + 8 + 4 + 4 + 4
	noDay        = ^uint32(0)
)

type (
	artKey  [16]byte
	entKey  [10]byte
	factKey [10]byte
	extKey  [8]byte
)

func entKeyOf(id string) (k entKey) {
	sum := sha256.Sum256([]byte(id))
	copy(k[:], sum[:])
	return k
}

func hash8(parts ...string) (k extKey) {
	h := sha256.New()
	for _, p := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	copy(k[:], h.Sum(nil))
	return k
}

func factKeyOf(hexID string) (k factKey, err error) {
	if len(hexID) != 2*len(k) {
		return k, fmt.Errorf("id %q is not %d hex digits", hexID, 2*len(k))
	}
	if _, err := hex.Decode(k[:], []byte(hexID)); err != nil {
		return k, fmt.Errorf("id %q is not %d hex digits", hexID, 2*len(k))
	}
	return k, nil
}

func (k factKey) String() string { return hex.EncodeToString(k[:]) }
func (k artKey) String() string  { return hex.EncodeToString(k[:]) }

// artKeyOf takes the hex SHA-256 of a text, or at least its first 32 digits.
func artKeyOf(key string) (k artKey, err error) {
	if len(key) < 32 {
		return k, fmt.Errorf("article key %q is shorter than 32 hex digits", key)
	}
	if _, err := hex.Decode(k[:], []byte(key[:32])); err != nil {
		return k, fmt.Errorf("article key %q is not hex", key)
	}
	return k, nil
}

func day4(d entities.Day) uint32 {
	if d == entities.None {
		return noDay
	}
	return uint32(d)
}

func dayOf(d uint32) entities.Day {
	if d == noDay {
		return entities.None
	}
	return entities.Day(d)
}

func appendU32(b []byte, v uint32) []byte { return binary.BigEndian.AppendUint32(b, v) }
func appendU16(b []byte, v uint16) []byte { return binary.BigEndian.AppendUint16(b, v) }

// short is what stands in keys for a string. What is short stays as it is.
func short(s string) string {
	if len(s) <= maxKeyString+8 {
		return s
	}
	h := hash8(s)
	return s[:maxKeyString] + string(h[:])
}

func appendString(b []byte, s string) []byte {
	s = short(s)
	for i := 0; i < len(s); i++ {
		b = append(b, s[i])
		if s[i] == 0 {
			b = append(b, 0xFF)
		}
	}
	return append(b, 0, 1)
}

// cutString reads a string off the front of a key.
func cutString(b []byte) (s string, rest []byte, ok bool) {
	i := bytes.IndexByte(b, 0)
	if i >= 0 && i+1 < len(b) && b[i+1] == 1 { // nearly always
		return string(b[:i]), b[i+2:], true
	}
	var out []byte
	for i := 0; i < len(b); i++ {
		if b[i] != 0 {
			out = append(out, b[i])
			continue
		}
		i++
		switch {
		case i == len(b):
			return "", nil, false
		case b[i] == 1:
			return string(out), b[i+1:], true
		case b[i] != 0xFF:
			return "", nil, false
		}
		out = append(out, 0)
	}
	return "", nil, false
}

func keyArticle(art artKey, kind byte) []byte {
	return append(append([]byte{kArticle}, art[:]...), kind)
}

func keyComing(art artKey, coming extKey) []byte {
	return append(keyArticle(art, aComing), coming[:]...)
}

func keyExtraction(art artKey, epoch uint16, coming extKey) []byte {
	return append(appendU16(keyArticle(art, aExtraction), epoch), coming[:]...)
}

// keyExt is the key of a list of aEntities or aFacts.
func keyExt(art artKey, kind byte, ext extKey, part int) []byte {
	return appendU16(append(keyArticle(art, kind), ext[:]...), uint16(part))
}

func keyBatch(n uint32) []byte { return appendU32([]byte{kBatch}, n) }

func keyClaim(claim, fact factKey) []byte {
	return append(append(append(make([]byte, 0, 21), kClaim), claim[:]...), fact[:]...)
}

func keyEntity(id string, kind byte) []byte {
	return append(appendString(append(make([]byte, 0, len(id)+16), kEntity), id), kind)
}

func keyEntityName(id, name string) []byte {
	h := hash8(name)
	return append(keyEntity(id, eName), h[:]...)
}

// site is what stands between the kind and the fact in the keys of a fact: its
// type, subject and event.
func site(typ, subject string, event uint32) []byte {
	return appendU32(appendString(appendString(make([]byte, 0, len(typ)+len(subject)+8), typ), subject), event)
}

func keyFact(site []byte, fact factKey) []byte {
	b := make([]byte, 0, 1+len(site)+len(fact)+evidenceTail)
	return append(append(append(b, kFact), site...), fact[:]...)
}

// tail is the part of a key that tells pieces of evidence of one fact apart.
type tail struct {
	day        uint32
	art        artKey
	ext        extKey
	start, end uint32
	n          uint32
}

func (t tail) append(b []byte) []byte {
	b = append(append(appendU32(b, t.day), t.art[:]...), t.ext[:]...)
	return appendU32(appendU32(appendU32(b, t.start), t.end), t.n)
}

func parseTail(b []byte) (t tail) {
	t.day = binary.BigEndian.Uint32(b)
	copy(t.art[:], b[4:])
	copy(t.ext[:], b[20:])
	t.start = binary.BigEndian.Uint32(b[28:])
	t.end = binary.BigEndian.Uint32(b[32:])
	t.n = binary.BigEndian.Uint32(b[36:])
	return t
}

// parseFact reads the key of a fact or of a piece of evidence; tail is empty
// for a fact.
func parseFact(key []byte) (typ, subject string, event uint32, fact factKey, tail []byte, ok bool) {
	if len(key) == 0 || key[0] != kFact {
		return
	}
	var rest []byte
	if typ, rest, ok = cutString(key[1:]); !ok {
		return
	}
	if subject, rest, ok = cutString(rest); !ok {
		return
	}
	if len(rest) != 14 && len(rest) != 14+evidenceTail {
		return typ, subject, 0, fact, nil, false
	}
	event = binary.BigEndian.Uint32(rest)
	copy(fact[:], rest[4:])
	return typ, subject, event, fact, rest[14:], true
}

// spanOf tells how long a date lasts, in classes: 0 for one day and for none. A
// reader who wants what has not ended on some day begins lengthOf days earlier
// in each class, not at the beginning.
func spanOf(first, last uint32) byte {
	if first == noDay {
		return 0
	}
	for c, n := range spans {
		if last-first < n {
			return byte(c)
		}
	}
	return byte(len(spans))
}

// spans are the most days of a date of each class; what lasts longer is of one
// more.
var spans = [...]uint32{1, 31, 366}

// lengthOf returns the most days that a date of a class lasts; ok is false when
// there is no most.
func lengthOf(class byte) (days uint32, ok bool) {
	if int(class) >= len(spans) {
		return 0, false
	}
	return spans[class], true
}

func keyAdjacency(ent entKey, typ, role string, span byte, day uint32, fact factKey) []byte {
	b := append(append(make([]byte, 0, len(typ)+len(role)+32), kAdjacency), ent[:]...)
	b = appendU32(append(appendString(appendString(b, typ), role), span), day)
	return append(b, fact[:]...)
}

func parseAdjacency(key []byte) (ent entKey, typ, role string, day uint32, fact factKey, ok bool) {
	if len(key) < 11 || key[0] != kAdjacency {
		return
	}
	copy(ent[:], key[1:])
	rest := key[11:]
	if typ, rest, ok = cutString(rest); !ok {
		return
	}
	if role, rest, ok = cutString(rest); !ok || len(rest) != 15 || int(rest[0]) > len(spans) {
		return ent, typ, role, 0, fact, false
	}
	copy(fact[:], rest[5:])
	return ent, typ, role, binary.BigEndian.Uint32(rest[1:]), fact, true
}

func keyID(id string, art artKey) []byte {
	return append(appendString([]byte{kID}, id), art[:]...)
}

func keyMention(ent entKey, art artKey, ext extKey) []byte {
	return append(append(append(append(make([]byte, 0, 35), kMention), ent[:]...), art[:]...), ext[:]...)
}

func keyName(name, id string) []byte {
	return appendString(appendString(append(make([]byte, 0, len(name)+len(id)+8), kName), name), id)
}

func keyPlace(fact factKey) []byte {
	return append(append(make([]byte, 0, 11), kPlace), fact[:]...)
}

func keyReject(file, code string) []byte {
	return appendString(appendString([]byte{kReject}, file), code)
}

func keyRejectRaw(file, code string, part int) []byte {
	a, b := hash8(file, code), hash8(code, file)
	return appendU16(append(append([]byte{kRejectRaw}, a[:]...), b[:]...), uint16(part))
}

func keyVersion(story string, art artKey, coming extKey) []byte {
	return append(append(appendString([]byte{kVersion}, story), art[:]...), coming[:]...)
}

func keyOutcome(file, code string, batch uint32) []byte {
	return appendU32(appendString(appendString([]byte{kOutcome}, file), code), batch)
}

func keyText(art artKey, part int) []byte {
	return appendU16(append([]byte{kText}, art[:]...), uint16(part))
}
