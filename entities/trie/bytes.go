package trie

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// The flat form, all numbers little-endian:
//
//	offset  bytes
//	0       8    "fltrie\x00\x01", the last byte is the version
//	8       4    R, the number of runes
//	12      4    C, the number of cells
//	16      4    V, the number of keys
//	20      4    CRC-32C of everything from offset 24 on
//	24      4·R  runes, in the order of their numbers
//	        8·C  cells: base, check
//	        4·V  values

const (
	magic  = "fltrie\x00\x01"
	header = 24
)

// ErrDamaged is what every error of FromBytes wraps.
var ErrDamaged = errors.New("trie is damaged")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Bytes returns the flat form.
func (t *Trie) Bytes() []byte {
	b := make([]byte, header, header+4*len(t.runes)+8*len(t.cells)+4*len(t.values))
	copy(b, magic)
	le := binary.LittleEndian
	le.PutUint32(b[8:], uint32(len(t.runes)))
	le.PutUint32(b[12:], uint32(len(t.cells)))
	le.PutUint32(b[16:], uint32(len(t.values)))
	for _, r := range t.runes {
		b = le.AppendUint32(b, uint32(r))
	}
	for _, c := range t.cells {
		b = le.AppendUint32(b, uint32(c.base))
		b = le.AppendUint32(b, uint32(c.check))
	}
	for _, v := range t.values {
		b = le.AppendUint32(b, v)
	}
	le.PutUint32(b[20:], crc32.Checksum(b[header:], castagnoli))
	return b
}

// FromBytes reads the flat form. The trie may keep using b, which must not be
// changed afterwards. Bytes that Bytes did not write give an error that wraps
// ErrDamaged, or a trie that finds odd things; no bytes make a walk fail.
func FromBytes(b []byte) (*Trie, error) {
	bad := func(format string, a ...any) error {
		return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, a...))
	}
	if len(b) < header || string(b[:6]) != magic[:6] {
		return nil, bad("%d bytes without its header", len(b))
	}
	if string(b[:8]) != magic {
		return nil, bad("version %d, wanted %d", b[7], magic[7])
	}
	le := binary.LittleEndian
	nr, nc, nv := uint64(le.Uint32(b[8:])), uint64(le.Uint32(b[12:])), uint64(le.Uint32(b[16:]))
	if want := header + 4*nr + 8*nc + 4*nv; uint64(len(b)) != want {
		return nil, bad("%d bytes, wanted %d", len(b), want)
	}
	if nr >= 0xffff || nc < nr+1 || nc > 1<<30 || nv > nc {
		return nil, bad("%d runes, %d cells, %d keys do not go together", nr, nc, nv)
	}
	if sum := crc32.Checksum(b[header:], castagnoli); sum != le.Uint32(b[20:]) {
		return nil, bad("checksum %08x, wanted %08x", sum, le.Uint32(b[20:]))
	}
	t := &Trie{}
	var raw []uint32
	raw, b = words(b[header:], int(nr))
	t.runes = make([]rune, nr)
	for i, r := range raw {
		if r == 0 || r > unicode.MaxRune || !utf8.ValidRune(rune(r)) {
			return nil, bad("%#x is no character", r)
		}
		t.runes[i] = rune(r)
	}
	t.number16()
	for i, r := range t.runes {
		if t.number(r) != uint16(i+1) {
			return nil, bad("character %q stands twice", r)
		}
	}
	raw, b = words(b, int(2*nc))
	t.cells = unsafe.Slice((*cell)(unsafe.Pointer(unsafe.SliceData(raw))), nc)
	t.values, _ = words(b, int(nv))
	// What a step and a hit rely on: room after every base, a value behind
	// every end. That is enough, as every step also moves on in the text.
	room := int64(len(t.cells)) - int64(len(t.runes))
	for i, c := range t.cells {
		switch {
		case c.base < 0:
			if int64(^c.base) >= int64(nv) {
				return nil, bad("cell %d has no value", i)
			}
		case int64(c.base>>1) >= room:
			return nil, bad("cell %d leads outside", i)
		case c.base&1 != 0 && t.cells[c.base>>1].base >= 0:
			return nil, bad("cell %d ends without a value", i)
		}
	}
	if t.cells[0].base < 0 {
		return nil, bad("the root holds a value")
	}
	t.index()
	return t, nil
}

var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// words takes n 32-bit numbers off b, without copying where the machine can
// read them in place.
func words(b []byte, n int) ([]uint32, []byte) {
	raw, rest := b[:4*n:4*n], b[4*n:]
	if n == 0 {
		return nil, rest
	}
	if p := unsafe.Pointer(unsafe.SliceData(raw)); littleEndian && uintptr(p)%4 == 0 {
		return unsafe.Slice((*uint32)(p), n), rest
	}
	out := make([]uint32, n)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(raw[4*i:])
	}
	return out, rest
}
