package read

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/factloom/factloom/entities"
)

// source is a stream with its name: a file, standard input, a member of an
// archive, or what came out of gzip or zstd.
type source struct {
	place  string // what is shown: the path as given, then #member for each archive
	name   string // the last name of it, for hints about its kind
	r      *bufio.Reader
	layer  *layer      // below r
	file   io.ReaderAt // the same bytes, readable anywhere; nil for a stream
	size   int64       // bytes to expect, -1 when not known; may lie
	depth  int64       // containers around it
	listed bool        // found in a folder or archive, not named by the user
	live   bool        // its bytes may come slowly: do not wait for more than is needed
	left   bool        // what read it stopped early, on purpose

	back    *bytes.Reader     // what was read of a web archive and then given back; r reads it first
	under   *bufio.Reader     // what r reads after it
	lies    int               // records of a web archive whose length was wrong
	members *gzipMembers      // of the gzip stream that it came out of; nil for another
	fetched bool              // it is what a server answered: only pages, texts and feeds are looked for
	charset string            // what a header outside it says
	doc     entities.Document // what is known of the page outside it
}

// taken returns how many bytes were read from r.
func (s *source) taken() int64 {
	n := s.layer.out - int64(s.r.Buffered())
	if s.back != nil {
		n -= int64(s.back.Len() + s.under.Buffered())
	}
	return n
}

// unread gives bytes back that were the last read from s.
func (s *source) unread(b []byte) {
	ahead, _ := s.r.Peek(s.r.Buffered())
	again := append(bytes.Clone(b), ahead...)
	if s.back == nil {
		s.r.Discard(len(ahead))
		s.under = s.r
	} else {
		rest, _ := io.ReadAll(s.back)
		again = append(again, rest...)
	}
	s.back = bytes.NewReader(again)
	s.r = bufio.NewReaderSize(io.MultiReader(s.back, s.under), bufSize)
}

// sniffLen is how many bytes tell what a stream is.
const sniffLen = 8 << 10

// stream reads one stream, whatever it is. An error stops the walk.
func (w *walker) stream(s *source) error {
	head, k, err := w.look(s)
	if s.members != nil && k.form != formWARC {
		s.members.off = true
		s.layer.below.keep, s.layer.below.kept = 0, nil
	}
	switch {
	case err != nil && (len(head) == 0 || k.form == formEmpty || k.form == formBinary || k.form == formEncoding):
		return w.fail(s.place, err) // too little came to say what it is
	case s.listed && assets[ext(s.name)] && (k.form == formBinary || k.form == formText || k.form == formJSON || k.form == formEmpty):
		w.skip(SkipAsset)
		s.left = true
		return nil
	case s.fetched && k.form != formHTML && k.form != formText && k.form != formFeed:
		w.skip(SkipResponse)
		s.left = true
		return nil
	}
	switch k.form {
	case formEmpty:
		if len(head) > 0 {
			return w.refuse(s.place, entities.CodeBlank, "there are only blanks in it", nil)
		}
		return w.refuse(s.place, entities.CodeEmpty, "there is nothing in it", nil)
	case formBinary:
		s.left = true
		return w.refuse(s.place, entities.CodeBinary, k.says+", not a page or text", nil)
	case formForeign:
		s.left = true
		return w.refuse(s.place, entities.CodeForeign, k.says+", which is not read", nil)
	case formEncoding:
		s.left = true
		return w.refuse(s.place, entities.CodeEncoding, k.says, nil)
	case formHTML:
		return w.page(s, entities.HTML, w.opt.MaxPage, "a page", k.says)
	case formText:
		return w.page(s, entities.PlainText, w.opt.MaxText, "a text", "")
	case formJSON:
		return w.json(s, k.enc)
	case formFeed:
		return w.feed(s)
	}
	if s.depth >= w.opt.MaxDepth {
		s.left = true
		return w.refuse(s.place, entities.CodeTooDeep, fmt.Sprintf("more than %d containers in each other", w.opt.MaxDepth), nil)
	}
	switch k.form {
	case formGzip:
		return w.gzip(s)
	case formZstd:
		return w.zstd(s)
	case formTar:
		return w.tar(s)
	case formWARC:
		return w.warc(s)
	default:
		return w.zip(s)
	}
}

// look peeks at the beginning of s and says what it is. The error is that of
// the stream, when it broke before sniffLen bytes.
func (w *walker) look(s *source) ([]byte, kind, error) {
	if s.live { // one line of JSON is answered before the next is asked for
		s.r.Peek(1)
		if head, _ := s.r.Peek(s.r.Buffered()); surelyJSON(head) {
			return head, kind{form: formJSON}, nil
		}
	}
	head, err := s.r.Peek(sniffLen)
	if err == io.EOF {
		err = nil
	}
	k := sniff(head, len(head) < sniffLen, s.name)
	if want, packed := packedExt[ext(s.name)]; packed && err == nil && k.form != want && (k.form == formText || k.form == formHTML || k.form == formJSON) {
		w.warn(s.place, "is named "+ext(s.name)+" but is "+formNames[k.form]+"; it is read as that")
	}
	return head, k, err
}

// page reads one page or plain text. Its bytes go on as they are: their
// encoding is for the next stage to tell.
func (w *walker) page(s *source, form entities.Format, limit int64, what, warning string) error {
	if s.file != nil && s.size > limit {
		s.left = true
		return w.refuse(s.place, entities.CodeTooLarge, fmt.Sprintf("%s of more than %s", what, megabytes(limit)), nil)
	}
	data, over, err := readAll(s.r, limit, s.size)
	switch {
	case over:
		s.left = true
		return w.refuse(s.place, entities.CodeTooLarge, fmt.Sprintf("%s of more than %s", what, megabytes(limit)), nil)
	case err != nil:
		return w.fail(s.place, err)
	case blank(data):
		return w.refuse(s.place, entities.CodeBlank, "there are only blanks in it", nil)
	}
	raw := entities.Raw{File: s.place, Format: form, Data: data, Charset: s.charset, Doc: s.doc}
	if warning != "" {
		raw.Doc.Warnings = append(raw.Doc.Warnings, warning)
	}
	return w.give(raw, int64(cap(data)))
}

// ext returns the extension of a name in lower case, with its dot.
func ext(name string) string { return strings.ToLower(path.Ext(name)) }

// packedExt tells what the names of containers promise.
var packedExt = map[string]form{
	".gz": formGzip, ".tgz": formGzip, ".zst": formZstd, ".tzst": formZstd, ".tar": formTar, ".zip": formZip,
}

// inner returns the name of what a gzip or zstd stream of that name holds.
func inner(name string) string {
	e := path.Ext(name)
	switch strings.ToLower(e) {
	case ".gz", ".zst", ".zstd":
		return strings.TrimSuffix(name, e)
	case ".tgz", ".tzst":
		return strings.TrimSuffix(name, e) + ".tar"
	}
	return name
}

// assets are the extensions of files that lie beside pages. One that is what
// its name says is skipped; it is refused when it is named as an article.
var assets = set(".png .jpg .jpeg .gif .webp .svg .ico .bmp .tif .tiff .avif .heic .css .js .mjs .map .woff .woff2 .ttf .otf .eot .mp3 .mp4 .m4a .m4v .wav .ogg .webm .mov .avi .flv .swf")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, e := range strings.Fields(words) {
		m[e] = true
	}
	return m
}
