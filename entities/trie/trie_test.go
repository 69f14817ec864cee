package trie

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

func build(t interface{ Fatalf(string, ...any) }, keys ...string) *Trie {
	var b Builder
	for i, k := range keys {
		if err := b.Add(k, uint32(i)); err != nil {
			t.Fatalf("Add(%q): %v", k, err)
		}
	}
	tr, err := b.Build()
	if err != nil {
		t.Fatalf("Build of %q: %v", keys, err)
	}
	return tr
}

// oracle finds the same hits with a map.
func oracle(keys []string, text []rune, dict entities.Dict) []entities.Hit {
	values := make(map[string]uint32)
	longest := 0
	for i, k := range keys {
		values[k] = uint32(i)
		longest = max(longest, len([]rune(k)))
	}
	var hits []entities.Hit
	for at := range text {
		if text[at] == 0 {
			continue
		}
		var word []rune
		for i := at; i < len(text) && len(word) < longest; i++ {
			if text[i] == 0 {
				continue
			}
			word = append(word, text[i])
			if v, ok := values[string(word)]; ok {
				hits = append(hits, entities.Hit{Span: entities.Span{Start: at, End: i + 1}, Dict: dict, Value: v})
			}
		}
	}
	return hits
}

func TestAppend(t *testing.T) {
	keys := []string{"lg", "lg新能源", "新能源", "能源", "通用", "通用汽车", "特斯拉", "tesla", "台积电", "𠮷野家", "㑮"}
	tr := build(t, keys...)
	for _, c := range []struct{ name, text, want string }{
		{"nested", "LG新能源宣布", "lg@0-2 lg新能源@0-5 新能源@2-5 能源@3-5"},
		{"both", "通用汽車與特斯拉", "通用@0-2 通用汽车@0-4 特斯拉@5-8"},
		{"invisible", "特\u200b斯\u00ad拉\ufeff", "特斯拉@0-5"},
		{"invisible first", "\u200b特斯拉", "特斯拉@1-4"},
		{"plane two", "在𠮷野家", "𠮷野家@1-4"},
		{"one rune", "㑮㑮", "㑮@0-1 㑮@1-2"},
		{"cut off", "通用汽", "通用@0-2"},
		{"none", "今日無事", ""},
		{"empty", "", ""},
	} {
		text := fold.Append(nil, []rune(c.text))
		var got []string
		for _, h := range tr.Append(nil, text, entities.DictUser) {
			got = append(got, fmt.Sprintf("%s@%d-%d", keys[h.Value], h.Start, h.End))
			if h.Dict != entities.DictUser {
				t.Errorf("%s: hit of dict %d, want %d", c.name, h.Dict, entities.DictUser)
			}
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s: Append(%q) = %s, want %s", c.name, c.text, g, c.want)
		}
	}
}

func TestAddRefuses(t *testing.T) {
	var b Builder
	for _, c := range []struct {
		key  string
		want error
	}{
		{"特斯拉", nil}, {"特斯拉", ErrDuplicate}, {"", ErrEmpty}, {"臺灣", ErrUnfolded}, {"Tesla", ErrUnfolded},
		{"a\x00b", ErrUnfolded}, {"a\u200bb", ErrUnfolded}, {"bad\xff", ErrUnfolded}, {"odd\uFFFD", nil},
	} {
		if err := b.Add(c.key, 0); !errors.Is(err, c.want) {
			t.Errorf("Add(%q) = %v, want %v", c.key, err, c.want)
		}
	}
	if b.Len() != 2 {
		t.Errorf("Len = %d, want 2", b.Len())
	}
}

func TestTooManyCharacters(t *testing.T) {
	var b Builder
	for r, n := rune(0x20000), 0; n < 0xffff; r++ {
		if fold.Rune(r) != r {
			continue
		}
		n++
		if err := b.Add(string(r), 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Build(); !errors.Is(err, ErrTooMany) {
		t.Errorf("Build of 65,535 characters = %v, want %v", err, ErrTooMany)
	}
}

func TestEmpty(t *testing.T) {
	tr := build(t)
	again, err := FromBytes(tr.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, tr := range []*Trie{tr, again, {}} {
		if hits := tr.Append(nil, []rune("特斯拉"), 0); hits != nil {
			t.Errorf("an empty trie finds %v", hits)
		}
		tr.Walk([]rune("特斯拉"), 0, func(int, uint32) { t.Error("an empty trie walks") })
		if _, ok := tr.Find("特"); ok || tr.Len() != 0 {
			t.Errorf("an empty trie of %d keys finds one", tr.Len())
		}
	}
}

// check compares a trie with the map over one text.
func check(t interface{ Fatalf(string, ...any) }, keys []string, text []rune) {
	tr := build(t, keys...)
	want := oracle(keys, text, entities.DictNames)
	flat := tr.Bytes()
	again, err := FromBytes(flat)
	if err != nil {
		t.Fatalf("FromBytes of %q: %v", keys, err)
	}
	if !bytes.Equal(again.Bytes(), flat) {
		t.Fatalf("keys %q: the flat form of the flat form differs", keys)
	}
	odd, err := FromBytes(append([]byte{0}, flat...)[1:]) // likely not aligned
	if err != nil {
		t.Fatalf("FromBytes of %q, unaligned: %v", keys, err)
	}
	for _, tr := range []*Trie{tr, again, odd} {
		if got := tr.Append(nil, text, entities.DictNames); !slices.Equal(got, want) {
			t.Fatalf("keys %q: Append(%q) = %v, want %v", keys, string(text), got, want)
		}
		var got []entities.Hit
		for at := range text {
			tr.Walk(text, at, func(end int, v uint32) {
				got = append(got, entities.Hit{Span: entities.Span{Start: at, End: end}, Value: v})
			})
		}
		if !slices.Equal(got, want) {
			t.Fatalf("keys %q: Walk(%q) = %v, want %v", keys, string(text), got, want)
		}
		for i, k := range keys {
			if v, ok := tr.Find(k); !ok || v != uint32(i) {
				t.Fatalf("keys %q: Find(%q) = %d, %v, want %d", keys, k, v, ok, i)
			}
			if _, ok := tr.Find(k + "x"); ok != slices.Contains(keys, k+"x") {
				t.Fatalf("keys %q: Find(%q) = %v", keys, k+"x", ok)
			}
		}
		if tr.Len() != len(keys) {
			t.Fatalf("keys %q: Len = %d", keys, tr.Len())
		}
	}
}

func TestEverySet(t *testing.T) {
	few := rapid.RuneFrom([]rune("特斯拉通用ab𠮷"))
	any := rapid.OneOf(few, rapid.Rune())
	rapid.Check(t, func(t *rapid.T) {
		var keys []string
		for _, k := range rapid.SliceOfN(rapid.StringOfN(any, 1, 5, -1), 0, 40).Draw(t, "keys") {
			if k = fold.String(k); k != "" && !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
		text := rapid.SliceOf(rapid.OneOf(any, rapid.Just(rune(0)))).Draw(t, "text")
		for _, k := range keys {
			if rapid.Bool().Draw(t, "plant") {
				text = append(text, []rune(k)...)
			}
		}
		check(t, keys, fold.Append(nil, text))
	})
}

func TestOrderOfAddingDoesNotMatter(t *testing.T) {
	keys := names(2000, 1)
	want := build(t, keys...).Bytes()
	var b Builder
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(len(keys)) {
		if err := b.Add(keys[i], uint32(i)); err != nil {
			t.Fatal(err)
		}
	}
	tr, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(tr.Bytes(), want) {
		t.Error("the flat form depends on the order of adding")
	}
}

func TestManyKeys(t *testing.T) {
	keys := names(20000, 1)
	text := fold.Append(nil, []rune(prose(keys, 3000, 2)))
	tr := build(t, keys...)
	if got, want := tr.Append(nil, text, 0), oracle(keys, text, 0); !slices.Equal(got, want) {
		t.Errorf("%d hits, want %d", len(got), len(want))
	}
	n := 0
	for _, k := range keys {
		n += len([]rune(k)) + 1
	}
	if got := len(tr.cells); got > n {
		t.Errorf("%d cells for keys of %d runes together", got, n)
	}
}

func TestFromBytesRefuses(t *testing.T) {
	good := build(t, "特斯拉", "通用", "通用汽车").Bytes()
	set := func(at int, v uint32) func([]byte) []byte {
		return func(b []byte) []byte { binary.LittleEndian.PutUint32(b[at:], v); return sum(b) }
	}
	for _, c := range []struct {
		name   string
		change func([]byte) []byte
		want   string
	}{
		{"nothing", func([]byte) []byte { return nil }, "0 bytes without its header"},
		{"other file", func(b []byte) []byte { return []byte(strings.Repeat("x", 99)) }, "without its header"},
		{"version", func(b []byte) []byte { b[7] = 9; return b }, "version 9, wanted 1"},
		{"cut short", func(b []byte) []byte { return b[:len(b)-1] }, "bytes, wanted"},
		{"bit flipped", func(b []byte) []byte { b[len(b)-1] ^= 1; return b }, "checksum"},
		{"huge counts", set(12, 0xffffffff), "bytes, wanted"},
		{"rune nought", set(24, 0), "no character"},
		{"surrogate", set(24, 0xd800), "no character"},
		{"rune twice", set(24, binary.LittleEndian.Uint32(good[28:])), "stands twice"},
		{"base outside", set(24+4*7, 0x7ffffffe), "leads outside"},
		{"root with value", set(24+4*7, 0xffffffff), "the root holds a value"},
		{"no such value", set(24+4*7, 0x80000000), "has no value"},
	} {
		_, err := FromBytes(c.change(bytes.Clone(good)))
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: FromBytes = %v, want %q", c.name, err, c.want)
		}
	}
}

func sum(b []byte) []byte {
	if len(b) >= header {
		binary.LittleEndian.PutUint32(b[20:], crc32.Checksum(b[header:], castagnoli))
	}
	return b
}

// FuzzFromBytes feeds changed bytes with a right checksum: they may be refused
// or find odd things, but a walk ends and its hits lie inside the text.
func FuzzFromBytes(f *testing.F) {
	f.Add(build(f, "特斯拉", "通用", "通用汽车", "lg").Bytes(), "特斯拉通用汽车lg")
	f.Add(build(f).Bytes(), "x")
	f.Fuzz(func(t *testing.T, b []byte, s string) {
		tr, err := FromBytes(sum(b))
		if err != nil {
			return
		}
		text := []rune(s)
		prev := entities.Span{Start: -1}
		for _, h := range tr.Append(nil, text, 0) {
			if h.Start < prev.Start || h.Start == prev.Start && h.End <= prev.End || h.End > len(text) || h.End <= h.Start {
				t.Errorf("hit %v after %v in a text of %d", h, prev, len(text))
			}
			prev = h.Span
		}
		for at := range text {
			tr.Walk(text, at, func(end int, _ uint32) {
				if end <= at || end > len(text) {
					t.Errorf("walk from %d ends at %d of %d", at, end, len(text))
				}
			})
		}
		tr.Find(s)
	})
}

// FuzzKeys compares with the map: lines of keys, then a text.
func FuzzKeys(f *testing.F) {
	f.Add("特斯拉\n通用\n通用汽车", "通用汽车與特斯\u200b拉")
	f.Add("a\naa\naaa", "aaaa")
	f.Fuzz(func(t *testing.T, lines, s string) {
		var keys []string
		for k := range strings.Lines(lines) {
			if k = fold.String(strings.TrimRight(k, "\n")); k != "" && !slices.Contains(keys, k) && len(keys) < 50 {
				keys = append(keys, k)
			}
		}
		check(t, keys, fold.Append(nil, []rune(s)))
	})
}

// names makes n different names of two to nine characters, common characters
// more often than rare ones, as in a real gazetteer.
func names(n int, seed uint64) []string {
	r := rand.New(rand.NewPCG(seed, 7))
	var pool []rune
	for c := rune(0x4e00); len(pool) < 6000; c++ {
		if fold.Rune(c) == c {
			pool = append(pool, c)
		}
	}
	r.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	seen := make(map[string]bool, n)
	keys := make([]string, 0, n)
	for len(keys) < n {
		k := make([]rune, 2+min(r.IntN(4)+r.IntN(5), 7))
		for i := range k {
			x := r.Float64()
			k[i] = pool[int(x*x*x*float64(len(pool)))]
		}
		if s := string(k); !seen[s] {
			seen[s] = true
			keys = append(keys, s)
		}
	}
	return keys
}

// prose makes lines of words like those of names, one in ten a key.
func prose(keys []string, lines int, seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 9))
	words := names(20000, 99)
	var b strings.Builder
	for range lines {
		for range 30 {
			if r.IntN(10) == 0 {
				b.WriteString(keys[r.IntN(len(keys))])
			} else {
				x := r.Float64()
				b.WriteString(words[int(x*x*float64(len(words)))])
			}
			if r.IntN(4) == 0 {
				b.WriteString("，")
			}
		}
		b.WriteString("。\n")
	}
	return b.String()
}

func benchmarkAppend(b *testing.B, n int) {
	keys := names(n, 1)
	s := prose(keys, 8000, 2)
	text := fold.Append(nil, []rune(s))
	tr := build(b, keys...)
	hits := tr.Append(nil, text, 0)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		hits = tr.Append(hits[:0], text, 0)
	}
	b.ReportMetric(float64(len(tr.Bytes()))/1e6, "flatMB")
}

func BenchmarkAppend100k(b *testing.B) { benchmarkAppend(b, 100_000) }
func BenchmarkAppend1M(b *testing.B)   { benchmarkAppend(b, 1_000_000) }

// BenchmarkMap is the yardstick: the oracle of the tests.
func BenchmarkMap100k(b *testing.B) {
	keys := names(100_000, 1)
	s := prose(keys, 500, 2)
	text := fold.Append(nil, []rune(s))
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		oracle(keys, text, 0)
	}
}

func benchmarkBuild(b *testing.B, n int) {
	keys := names(n, 1)
	for b.Loop() {
		build(b, keys...)
	}
}

func BenchmarkBuild100k(b *testing.B) { benchmarkBuild(b, 100_000) }
func BenchmarkBuild1M(b *testing.B)   { benchmarkBuild(b, 1_000_000) }

func BenchmarkFromBytes100k(b *testing.B) {
	flat := build(b, names(100_000, 1)...).Bytes()
	b.SetBytes(int64(len(flat)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := FromBytes(flat); err != nil {
			b.Fatal(err)
		}
	}
}
