package entities

import "fmt"

// Format is what a raw article is made of.
type Format string

// The formats that read tells apart by content.
const (
	HTML      Format = "html"
	PlainText Format = "text"
	JSON      Format = "json" // article fields are in Raw.Doc
)

// Raw is one article as it came out of a dump, before its text is known.
type Raw struct {
	File    string // the path as given, then #member for each archive level, then #line
	Seq     int    // position in the input, from 0; rejects are counted with it
	Format  Format
	Data    []byte   // HTML or plain text in its own encoding; nil when Doc.Text is already set
	Charset string   // what a header outside the data says; "" mostly
	Doc     Document // the fields that the input gives: id, url, title, published … and Text
}

// Size returns the bytes that the article holds.
func (r *Raw) Size() int { return len(r.Data) + len(r.Doc.Text) }

// Code is a machine-readable reason why a document was not taken.
type Code string

// The reasons.
const (
	CodeEmpty      Code = "empty"       // no bytes, an array or a feed with nothing in it
	CodeBlank      Code = "blank"       // only blanks
	CodeNoText     Code = "no-text"     // a page without any article text
	CodeBinary     Code = "binary"      // a picture, a program: not text
	CodeForeign    Code = "foreign"     // of a kind that is not read: a table, a 7z archive
	CodeEncoding   Code = "encoding"    // too much of it cannot be decoded
	CodeBadJSON    Code = "bad-json"    // a line that is no JSON object
	CodeBadField   Code = "bad-field"   // a field of the wrong type or form
	CodeTruncated  Code = "truncated"   // the container ends early
	CodeChecksum   Code = "checksum"    // the container's checksum is wrong
	CodeTooLarge   Code = "too-large"   // over a limit on size
	CodeBomb       Code = "bomb"        // over a limit on ratio or members
	CodeTooDeep    Code = "too-deep"    // archives nested over the limit
	CodeEncrypted  Code = "encrypted"   // a member under a password
	CodeArchive    Code = "bad-archive" // a container that cannot be read
	CodeUnreadable Code = "unreadable"  // missing, no permission, not a regular file
	CodeInternal   Code = "internal"    // a fault of ours, caught
)

// Reject is why one document, or one container, was not taken. It is an error.
type Reject struct {
	File   string // the place: path#member#line
	Code   Code
	Reason string // a sentence without full stop
	Data   []byte // the bytes, where they are at hand, for a retry; may be nil
	Seq    int    // position in the input, counted together with Raw.Seq
}

// Error returns "file: code: reason".
func (r *Reject) Error() string { return fmt.Sprintf("%s: %s: %s", r.File, r.Code, r.Reason) }
