package graph

import (
	"encoding/binary"
	"fmt"
	"testing"
)

// What went through a sieve may be there, always; what did not is nearly always
// known not to be.
func TestSieve(t *testing.T) {
	s := sieve{whole: true}
	key := func(n int) uint64 { k := entKeyOf(fmt.Sprint(n)); return binary.BigEndian.Uint64(k[:]) }
	const n = 300_000
	for i := range n {
		s.add(key(i))
	}
	for i := range n {
		if !s.may(key(i)) {
			t.Fatalf("key %d of %d is lost", i, n)
		}
	}
	wrong := 0
	for i := range n {
		wrong += b2i(s.may(key(n + i)))
	}
	if wrong > n/25 { // one of 150 in each layer
		t.Errorf("%d of %d that are not there may be", wrong, n)
	}
	if got := s.size; got > 4*n*sieveBits/8 {
		t.Errorf("%d bytes for %d keys", got, n)
	}
	if s.whole = false; !s.may(key(-1)) || s.passed != 1 {
		t.Error("one that is not whole knows what is not there")
	}
}

// A sieve that is full grows no more and loses nothing.
func TestSieveFull(t *testing.T) {
	s := sieve{whole: true}
	s.grow(sieveMost)
	for range 3 {
		s.layers[0].room = 0
		s.add(0x0123456789ABCDEF)
	}
	if len(s.layers) != 1 || s.size != sieveMost || !s.may(0x0123456789ABCDEF) {
		t.Errorf("%d layers of %d bytes", len(s.layers), s.size)
	}
}

func TestKept(t *testing.T) {
	var k kept
	id := func(n int) entKey { return entKeyOf(fmt.Sprint(n)) }
	payload := func(n, version int) []byte { return fmt.Appendf(nil, "%d of %0*d", n, 40+version*n%50, version) }
	const n = 600_000 // more than two generations hold
	for version := range 2 {
		for i := range n {
			k.set(id(i), payload(i, version))
			if got, ok := k.get(id(i)); !ok || string(got) != string(payload(i, version)) {
				t.Fatalf("entity %d is %q after it was set", i, got)
			}
		}
		found := 0
		for i := range n {
			if got, ok := k.get(id(i)); ok {
				if found++; string(got) != string(payload(i, version)) {
					t.Fatalf("entity %d is %q, want %q", i, got, payload(i, version))
				}
			}
		}
		if found < n/4 || found == n {
			t.Errorf("%d of %d entities are kept", found, n)
		}
	}
	k.set(id(1), make([]byte, keptLong+1))
	if _, ok := k.get(id(1)); ok {
		t.Error("what is too long is still known as it was")
	}
	if most := len(k.young.data) + len(k.old.data) + keptEach*(len(k.young.at)+len(k.old.at)); most > 2*keptMost+1<<20 {
		t.Errorf("it takes %d bytes", most)
	}
}
