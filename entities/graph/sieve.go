package graph

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
)

// sieve tells which facts, articles, entities, article ids and stories the store
// surely has not, without a look at the disk: nearly all facts that come are new,
// and to find out that a key is nowhere costs a look into every table that could
// have it. It is a Bloom filter in blocks of one cache line, in layers, each twice
// as large as the one before. What it passes that is not there depends on the store,
// on a random seed and on steps that failed. It only saves reading: what is written is
// the same without it.
type sieve struct {
	layers []layer
	size   int  // bytes of all layers
	whole  bool // all keys of the store have gone through it
	passed int  // how often it could not tell because it is not whole
}

type layer struct {
	blocks [][8]uint64
	room   int // keys it still takes
}

const (
	sieveMost  = 16 << 20 // bytes; when it is full, it passes more and more that is not there
	sieveFirst = 48 << 10 // bytes of the first layer
	sieveBits  = 12       // for each key: about one of 150 passes that is not there
)

// What stands before a key in its hash.
const (
	sieveFact = uint64(iota) << 56
	sieveArticle
	sieveEntity
	sieveID
	sieveStory
)

var sieveSeed = maphash.MakeSeed()

func factHash(k factKey) uint64    { return sieveFact ^ binary.BigEndian.Uint64(k[:]) }
func articleHash(k artKey) uint64  { return sieveArticle ^ binary.BigEndian.Uint64(k[:]) }
func entityHash(k entKey) uint64   { return sieveEntity ^ binary.BigEndian.Uint64(k[:]) }
func idHash(id string) uint64      { return sieveID ^ maphash.String(sieveSeed, id) }
func storyHash(name string) uint64 { return sieveStory ^ maphash.String(sieveSeed, name) }

// place returns the block of a hash among n, and its bits in it.
func (s *sieve) place(h uint64, n int) (block int, bits uint64) {
	h ^= h >> 32
	h *= 0x9E3779B97F4A7C15
	block = int((h >> 32) * uint64(n) >> 32)
	h ^= h >> 29
	h *= 0xBF58476D1CE4E5B9
	return block, h ^ h>>32
}

// may tells whether the store may have the key of a hash.
func (s *sieve) may(h uint64) bool {
	if !s.whole {
		s.passed++
		return true
	}
	for i := len(s.layers) - 1; i >= 0; i-- {
		l := s.layers[i].blocks
		at, bits := s.place(h, len(l))
		b := &l[at]
		hit := true
		for range 6 {
			if b[bits>>6&7]&(1<<(bits&63)) == 0 {
				hit = false
				break
			}
			bits >>= 9
		}
		if hit {
			return true
		}
	}
	return false
}

// add puts a key through the sieve.
func (s *sieve) add(h uint64) {
	n := len(s.layers)
	if n == 0 || s.layers[n-1].room <= 0 && s.size < sieveMost {
		s.grow(max(sieveFirst, s.size))
		n = len(s.layers)
	}
	l := &s.layers[n-1]
	l.room--
	at, bits := s.place(h, len(l.blocks))
	b := &l.blocks[at]
	for range 6 {
		b[bits>>6&7] |= 1 << (bits & 63)
		bits >>= 9
	}
}

// grow adds a layer of some bytes.
func (s *sieve) grow(size int) {
	size = max(64, min(size, sieveMost-s.size))
	s.layers = append(s.layers, layer{blocks: make([][8]uint64, size/64), room: size * 8 / sieveBits})
	s.size += size
}

// newSieve returns a sieve for a store of these totals. Only that of an empty one
// is whole.
func newSieve(t *totals) sieve { return sieve{whole: sieved(t) == 0} }

// sieved is how many keys of a store go through its sieve.
func sieved(t *totals) int {
	return t.keys[kindPlace] + t.keys[kindID] + t.keys[kindVersion] + t.keys[kindEntity] + t.keys[kindArticle]
}

// sieveWorth is how many keys it costs about as much to read in a row as to look
// for one that is not there.
const sieveWorth = 40

// sieve reads the keys of the store when it has paid off: a run that adds little
// to a large store goes without.
func (w *writer) sieve() error {
	s, t := &w.g.sieve, &w.totals
	if s.whole || s.passed < 5000+sieved(t)/sieveWorth {
		return nil
	}
	fresh := sieve{}
	n := sieved(t)
	fresh.grow((n + n/2) * sieveBits / 8)
	read := func(k kind, prefix byte, see func(key []byte) bool) error {
		n := 0
		err := w.v.keysOf([]byte{prefix}, func(key []byte) error {
			n += b2i(see(key))
			return nil
		})
		if err == nil && n != t.keys[k] {
			err = fmt.Errorf("%w: %d records of kind %s, there should be %d", ErrDamaged, n, kindNames[k], t.keys[k])
		}
		return err
	}
	err := read(kindPlace, kPlace, func(key []byte) bool {
		if len(key) == 11 {
			fresh.add(factHash(factKey(key[1:])))
		}
		return true
	})
	if err == nil {
		err = read(kindID, kID, func(key []byte) bool {
			if id, rest, ok := cutString(key[1:]); ok && len(rest) == 16 {
				fresh.add(idHash(id))
				fresh.add(articleHash(artKey(rest)))
			}
			return true
		})
	}
	if err == nil {
		err = read(kindVersion, kVersion, func(key []byte) bool {
			if name, _, ok := cutString(key[1:]); ok {
				fresh.add(storyHash(name))
			}
			return true
		})
	}
	if err == nil {
		err = read(kindEntity, kEntity, func(key []byte) bool {
			if len(key) < 2 || key[len(key)-1] != eCore || key[len(key)-2] != 1 {
				return false
			}
			id, rest, ok := cutString(key[1:])
			if !ok || len(rest) != 1 {
				return false
			}
			fresh.add(entityHash(entKeyOf(id)))
			return true
		})
	}
	if err != nil {
		return err
	}
	fresh.whole = true
	*s = fresh
	return nil
}
