// Package entities holds the nouns of factloom: documents, spans, mentions,
// typed values and facts, with the standard library as its only import.
//
// Start reading at Document, which every stage of the pipeline reads and adds
// to, then Mention and Fact.
//
// Beware of offsets: every Span counts Unicode code points of Document.Text,
// never bytes. Only Document.Slice turns a span into a string.
package entities

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Layer names what a stage of the pipeline needs on a document or adds to it.
type Layer uint16

// The layers, in the order the stages add them.
const (
	LayerText      Layer = 1 << iota // Text, Body and the metadata
	LayerFolded                      // Folded
	LayerSentences                   // Sentences
	LayerTokens                      // Tokens
	LayerHits                        // Hits
	LayerMentions                    // Mentions
	LayerEntities                    // Mention.Entity and Mention.ID
	LayerFacts                       // Facts
)

var layerNames = []string{"text", "folded", "sentences", "tokens", "hits", "mentions", "entities", "facts"}

// String lists the layers by name, joined by "+".
func (l Layer) String() string {
	var b []string
	for i, n := range layerNames {
		if l&(1<<i) != 0 {
			b = append(b, n)
		}
	}
	return strings.Join(b, "+")
}

// Document is one article with everything the stages found in it. It is owned
// by one goroutine at a time.
type Document struct {
	ID        string // as given; "t-" and 16 hex of the text's key where none was given
	File      string // the path as given, then #member for each archive, then #line
	URL       string
	Title     string
	Published string // ISO date or date-time, local to the article; "" when unknown
	Modified  string
	Author    string
	Section   string
	Source    string
	Market    string // "HK", "TW", "CN" … where the input says so
	Variant   string // "zh-HK", "zh-TW", "zh-CN" where the input says so

	Text     string   // title, blank line, body; nobody changes it once read
	Body     int      // code point where the body begins
	Replaced int      // characters that could not be decoded and became U+FFFD
	Warnings []string // what was odd about the input, for the report

	Folded    []rune // the folded view, one rune a rune of Text; 0 where matching skips the rune
	Sentences []Sentence
	Tokens    []Token   // in order, without gaps inside a sentence
	Hits      []Hit     // what the tries found, by start then end
	Mentions  []Mention // by start, then end
	Facts     []Fact    // by start, then end, then type

	runes []rune
}

// hitRooms is the memory of the hits of released documents.
var hitRooms sync.Pool

// SetHits copies hits to d, in the memory of a released document where there is one.
func (d *Document) SetHits(hits []Hit) {
	if cap(d.Hits) < len(hits) {
		if room, ok := hitRooms.Get().(*[]Hit); ok {
			d.Hits = *room
		}
	}
	d.Hits = append(d.Hits[:0], hits...)
}

// Release drops what the stages told each other, which is many times the text. Nobody
// may hold on to it: the next document uses its memory.
func (d *Document) Release() {
	if cap(d.Hits) > 0 {
		hits := d.Hits[:0]
		hitRooms.Put(&hits)
	}
	d.Folded, d.Sentences, d.Tokens, d.Hits = nil, nil, nil, nil
}

// Runes returns the code points of Text. The slice is shared: do not write.
func (d *Document) Runes() []rune {
	if d.runes == nil && d.Text != "" {
		d.runes = []rune(d.Text)
	}
	return d.runes
}

// Len returns the length of Text in code points.
func (d *Document) Len() int {
	if d.runes != nil {
		return len(d.runes)
	}
	return utf8.RuneCountInString(d.Text)
}

// SetText sets the title and body as DESIGN says: Text is the title, a blank
// line and the body, or the body alone without a title. A body that already
// begins with the title and a blank line is not joined again.
func (d *Document) SetText(title, body string) {
	d.Title, d.runes = title, nil
	if title == "" {
		d.Text, d.Body = body, 0
		return
	}
	head := title + "\n\n"
	d.Text = body
	if !strings.HasPrefix(body, head) {
		d.Text = head + body
	}
	d.Body = utf8.RuneCountInString(head)
}

// Slice returns the words of a span. It is the one place that turns offsets
// into text; a span outside the text is cut to it.
func (d *Document) Slice(s Span) string {
	r := d.Runes()
	lo, hi := max(s.Start, 0), min(s.End, len(r))
	if lo >= hi {
		return ""
	}
	return string(r[lo:hi])
}

// SentenceAt returns the index of the sentence that holds code point pos, or
// of the last one that begins before it; -1 when there is none.
func (d *Document) SentenceAt(pos int) int {
	lo, hi := 0, len(d.Sentences)
	for lo < hi {
		m := (lo + hi) / 2
		if d.Sentences[m].Start <= pos {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo - 1
}

// TokenAt returns the index of the token that covers code point pos, -1 if none does.
func (d *Document) TokenAt(pos int) int {
	lo, hi := 0, len(d.Tokens)
	for lo < hi {
		m := (lo + hi) / 2
		if d.Tokens[m].Start <= pos {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo == 0 || d.Tokens[lo-1].End <= pos {
		return -1
	}
	return lo - 1
}

// WordAcross returns the known word of two or more characters that has code
// points on both sides of pos: a name that begins or ends there would cut it.
func (d *Document) WordAcross(pos int) (Span, bool) {
	i := d.TokenAt(pos)
	if i < 0 || d.Tokens[i].Start == pos || !d.Tokens[i].Known {
		return Span{}, false
	}
	// Blanks and what matching skips hang on to the word before them.
	t := d.Tokens[i].Span
	for t.End > t.Start && t.End <= len(d.Folded) && (d.Folded[t.End-1] == 0 || d.Folded[t.End-1] == ' ') {
		t.End--
	}
	return t, pos < t.End
}

// Day returns the day of publication, None when it is not known.
func (d *Document) Day() Day {
	day, _ := ParseDay(d.Published)
	return day
}

// Sentence is a span that ends at 。！？ or a line end, outside quotes and brackets.
type Sentence struct {
	Span
	Paragraph int    // number of its paragraph, from 0 (the title)
	Clauses   []Span // parts between ，；： and their like, in order
}

// Token is one word as the segmenter cut it.
type Token struct {
	Span
	POS   string // part of speech as the dictionary has it: n, v, nr, ns, nt, m, x …
	Known bool   // a word of the dictionary, not a character left over
	Freq  int    // how often the dictionary's makers saw the word; 0 when it is not known
}

// Dict says which trie a Hit came from.
type Dict uint8

// The tries that detect steps in its one walk over the folded text.
const (
	DictNames Dict = iota // names that ship
	DictUser              // names the user added
	DictRules             // lexicon phrases and literals of the rules
)

// Hit is a place where a key of a trie stands in the folded text.
type Hit struct {
	Span
	Dict  Dict
	Value uint32 // the key's value in that trie
}
