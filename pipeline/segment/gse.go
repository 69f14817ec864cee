package segment

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-ego/gse"
	"github.com/klauspost/compress/zstd"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// Cutter cuts a document into words.
type Cutter interface {
	// Cut returns the words of d's folded text, in order. They cover every
	// sentence without gaps and never cross the border of one; runes that
	// matching skips belong to the word before them. It reads d.Folded and
	// d.Sentences and changes nothing; goroutines may share a Cutter.
	Cut(d *entities.Document) []entities.Token
}

//go:generate go test -run TestDictionary -update

// dictionary is gse's "zh" (s_1.txt, then t_1.txt), folded, each word once with
// its highest frequency, sorted: lines of word, frequency and part of speech,
// parted by a blank, under zstd.
//
//go:embed data/zh.txt.zst
var dictionary []byte

// Gse returns the Cutter that stands on github.com/go-ego/gse. The first call
// loads the dictionary, which takes half a second and 125 MB (208 MB at the
// peak): commands that extract nothing do not call it, the others may call it in
// a goroutine while they load the rest. Every call returns the same Cutter.
func Gse() (Cutter, error) {
	words, err := load()
	if err != nil {
		return nil, err
	}
	return words, nil
}

var load = sync.OnceValues(func() (*gseCutter, error) {
	text, err := unpack()
	if err != nil {
		return nil, err
	}
	return newGse(text)
})

func unpack() (string, error) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return "", fmt.Errorf("segmenter dictionary: %w", err)
	}
	defer z.Close()
	text, err := z.DecodeAll(dictionary, nil)
	if err != nil {
		return "", fmt.Errorf("segmenter dictionary: %w", err)
	}
	return string(text), nil
}

// What is known of gse v1.0.0, read and measured:
//   - Segment is its only call with offsets, and they are right. Cut, CutAll and
//     CutSearch lower the case and may change the length, so that offsets are lost.
//   - Token.Text is in lower case unless gse.ToLower is false before loading. The
//     text we hand it is folded already, so either would do; we never read it.
//   - The path lengths are float32 sums from the start of the input, and lose the
//     low digits that part close calls: in one input of a million characters a
//     word in a thousand comes out otherwise. We hand it sentences, and the
//     clauses of long ones.
//   - A word added later has no weight before CalcToken, which takes half a second
//     over all words. We add every word first and call it once.
//   - Adding a word that is there already is silently ignored: the first one, not
//     the more frequent, would win. The dictionary is merged beforehand.
//   - NewEmbed and LoadDictEmbed link the Japanese dictionary too (23 MB), and the
//     dictionary texts are not exported. We embed our own.
//   - Loading the HMM writes package variables, so two loads race; Segment does
//     not need it. NotLoadHMM, and one load under a sync.Once.
//   - LoadDictStr grows its token table by append, which moves it again and again; with
//     the table made beforehand and AddToken, loading takes two thirds.

// gseCutter holds what it needs of a gse.Segmenter and not the Segmenter: as
// part of a type that stands in an interface all its methods would be linked
// wherever a program uses reflection by name (cobra's templates do), and with
// them gse's own dictionaries, 33 MB.
type gseCutter struct{ cut func([]byte) []gse.Segment }

// maxPiece is the longest input of one call to gse, in characters.
const maxPiece = 600

// newGse loads a dictionary: lines of word, frequency and part of speech.
func newGse(text string) (*gseCutter, error) {
	gse.ToLower = false
	seg := &gse.Segmenter{SkipLog: true, NotLoadHMM: true, Dict: gse.NewDict()}
	seg.Dict.Tokens = make([]gse.Token, 0, strings.Count(text, "\n")+1)
	pos := map[string]string{}
	for line, n := "", 0; text != ""; {
		line, text, _ = strings.Cut(text, "\n")
		n++
		word, rest, _ := strings.Cut(line, " ")
		count, tag, ok := strings.Cut(rest, " ")
		freq, err := strconv.ParseUint(count, 10, 32)
		if !ok || err != nil || word == "" || freq < 2 {
			return nil, fmt.Errorf("segmenter dictionary: line %d: %q is not a word, its frequency and part of speech", n, line)
		}
		if _, ok := pos[tag]; !ok {
			pos[tag] = strings.Clone(tag)
		}
		if err := seg.AddToken(word, float64(freq), pos[tag]); err != nil {
			return nil, fmt.Errorf("segmenter dictionary: line %d: %w", n, err)
		}
	}
	seg.CalcToken()
	return &gseCutter{func(b []byte) []gse.Segment { return seg.Segment(b) }}, nil
}

// Cut implements Cutter.
func (c *gseCutter) Cut(d *entities.Document) []entities.Token {
	text := d.Folded
	if len(text) != d.Len() {
		text = fold.Append(nil, d.Runes())
	}
	b := buffers.Get().(*[]byte)
	out := make([]entities.Token, 0, len(text)*5/8+8)
	for _, s := range d.Sentences {
		if s.Len() <= maxPiece {
			out = c.piece(out, b, text, s.Span)
			continue
		}
		for i := 0; i < len(s.Clauses); {
			p := s.Clauses[i]
			for i++; i < len(s.Clauses) && s.Clauses[i].End-p.Start <= maxPiece; i++ {
				p.End = s.Clauses[i].End
			}
			for ; p.Len() > maxPiece; p.Start += maxPiece {
				out = c.piece(out, b, text, entities.Span{Start: p.Start, End: p.Start + maxPiece})
			}
			out = c.piece(out, b, text, p)
		}
	}
	buffers.Put(b)
	return out
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// piece appends the words of one span of the folded text.
func (c *gseCutter) piece(out []entities.Token, buf *[]byte, text []rune, p entities.Span) []entities.Token {
	b := (*buf)[:0]
	for _, r := range text[p.Start:p.End] {
		switch {
		case r == 0:
		case r < utf8.RuneSelf:
			b = append(b, byte(r))
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	*buf = b
	first, at, bytes := len(out), p.Start, 0
	segments := c.cut(b)
	for i := range segments {
		s := &segments[i]
		start, end := at, s.End()
		for bytes < end {
			bytes += size(text[at])
			at++
		}
		for at < p.End && text[at] == 0 {
			at++
		}
		t := s.Token()
		out = append(out, entities.Token{Span: entities.Span{Start: start, End: at}, POS: t.Pos(), Known: t.Freq() > 1, Freq: known(t.Freq())})
	}
	if len(out) == first && p.Len() > 0 { // nothing but runes that matching skips
		out = append(out, entities.Token{Span: p, POS: "x"})
	}
	return out
}

// known returns a frequency as a count; gse gives 1 to what it does not know.
func known(freq float64) int {
	if freq <= 1 {
		return 0
	}
	return int(freq)
}

// size returns the bytes of a rune that piece wrote.
func size(r rune) int {
	switch {
	case r == 0:
		return 0
	case r < utf8.RuneSelf:
		return 1
	case r < 0x800:
		return 2
	case r < 0x10000:
		return 3
	}
	return 4
}
