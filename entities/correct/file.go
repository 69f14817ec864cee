package correct

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The file: one JSON object a line, in the order they were written; blank lines
// are passed over. Lines are only ever added.
//
//	{"op":"merge","id":"company/tesla","ids":["company/~特斯拉汽车"],"why":"one firm","at":"2026-03-18T08:00:00Z"}
//	{"op":"split","id":"company/~大众","as":"company/volkswagen","articles":["a-17"]}
//	{"op":"split","id":"company/~统一","as":"company/~统一证券","names":["統一證"]}
//	{"op":"rename","id":"company/~雲杉","name":"雲杉科技"}
//	{"op":"reject","id":"company/~力拓","names":["力拓"],"articles":["a-18"]}
//	{"op":"reject","fact":"3de0508b74cb8c83ea69"}
//	{"op":"reject","claim":"8a237e1762d2b3a65259"}
//	{"op":"undo","undo":"9c1185a5"}
//
// undo names a correction by its Key, so that lines may be carried to another
// file, or merged with those of another person, and mean the same.

// Path returns the file of corrections of the store in dir: beside it, so that
// it outlives the store.
func Path(dir string) string {
	if base := filepath.Base(dir); base == "." || base == ".." {
		if abs, err := filepath.Abs(dir); err == nil {
			dir = abs
		}
	}
	return filepath.Clean(dir) + ".corrections.jsonl"
}

// maxLine bounds a line of the file, in bytes.
const maxLine = 1 << 20

// Load reads the corrections in a file, in order. A file that does not exist
// has none. Every mistake is reported, with its file and line.
func Load(name string) ([]Correction, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("corrections: %w", err)
	}
	defer f.Close()
	return Read(name, f)
}

// Read is Load from a reader; name stands in the errors.
func Read(name string, r io.Reader) ([]Correction, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("corrections %s: %w", name, err)
	}
	const most = 20
	var out []Correction
	var errs []error
	keys := make(map[string]bool)
	line := 0
	for text := range bytes.Lines(bytes.TrimPrefix(data, []byte("\uFEFF"))) {
		line++
		text = bytes.TrimSpace(text)
		if len(text) == 0 {
			continue
		}
		c, err := parse(text)
		if err == nil && c.Op == Undo && !keys[c.Undo] {
			err = fmt.Errorf("undo: no line before has the key %s", c.Undo)
		}
		if err != nil {
			if errs = append(errs, fmt.Errorf("%s:%d: %w", name, line, err)); len(errs) == most {
				errs = append(errs, fmt.Errorf("%s: there may be more", name))
				break
			}
			continue
		}
		c.Line = line
		keys[c.Key()] = true
		out = append(out, c)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return out, nil
}

func parse(text []byte) (c Correction, err error) {
	if len(text) > maxLine {
		return c, fmt.Errorf("the line has %d bytes, the limit is %d", len(text), maxLine)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	line := struct {
		*Correction
		Key string `json:"key"` // as lists of corrections have it; it follows from the rest
	}{Correction: &c}
	if err := d.Decode(&line); err != nil {
		return c, fmt.Errorf("it is no correction: %s", plain(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return c, errors.New("it is no correction: more follows the object on the line")
	}
	return c, c.Check()
}

// plain leaves the words of Go out of an error of encoding/json.
func plain(err error) string {
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &typ):
		want := "a text"
		if typ.Type.String() == "[]string" {
			want = "a list of texts"
		}
		return fmt.Sprintf("%s is to be %s, not a %s", typ.Field, want, typ.Value)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the line ends too early"
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// Check tells what is wrong with a correction, nil when nothing is.
func (c *Correction) Check() error {
	has := func(what string) bool {
		switch what {
		case "id":
			return c.ID != ""
		case "ids":
			return len(c.IDs) > 0
		case "as":
			return c.As != ""
		case "name":
			return c.Name != ""
		case "names":
			return len(c.Names) > 0
		case "articles":
			return len(c.Articles) > 0
		case "fact":
			return c.Fact != ""
		case "claim":
			return c.Claim != ""
		}
		return c.Undo != ""
	}
	var needs, may []string
	switch c.Op {
	case Merge:
		needs = []string{"id", "ids"}
	case Split:
		needs, may = []string{"id", "as"}, []string{"names", "articles"}
		if !c.narrow() {
			return errors.New("split: it has neither names nor articles; to give all of it to another entity, merge")
		}
	case Rename:
		needs = []string{"id", "name"}
	case Reject:
		switch {
		case c.Fact != "":
			needs = []string{"fact"}
		case c.Claim != "":
			needs = []string{"claim"}
		case c.ID != "":
			needs, may = []string{"id"}, []string{"names", "articles"}
		default:
			return errors.New("reject: it has neither id, fact nor claim")
		}
	case Undo:
		needs = []string{"undo"}
	case "":
		return errors.New("it does not say its op (merge, split, rename, reject, undo)")
	default:
		return fmt.Errorf("unknown op %q (merge, split, rename, reject, undo)", c.Op)
	}
	for _, what := range []string{"id", "ids", "as", "name", "names", "articles", "fact", "claim", "undo"} {
		switch {
		case slices.Contains(needs, what):
			if !has(what) {
				return fmt.Errorf("%s: it has no %s", c.Op, what)
			}
		case has(what) && !slices.Contains(may, what):
			return fmt.Errorf("%s: it takes no %s", c.Op, what)
		}
	}
	for _, id := range c.Entities() {
		if !IsID(id) {
			return fmt.Errorf("%s: %q is no entity id (such as company/tesla)", c.Op, id)
		}
	}
	for _, x := range []struct{ what, id string }{{"fact", c.Fact}, {"claim", c.Claim}} {
		if x.id != "" && !isHex(x.id, 20) {
			return fmt.Errorf("%s: %q is no id of a %s (20 hex digits)", c.Op, x.id, x.what)
		}
	}
	switch {
	case c.Undo != "" && !isHex(c.Undo, 8):
		return fmt.Errorf("undo: %q is no key of a correction (8 hex digits)", c.Undo)
	case c.Op == Split && c.As == c.ID:
		return fmt.Errorf("split: %s is to be split from itself", c.ID)
	case c.Op == Merge && slices.Contains(c.IDs, c.ID):
		return fmt.Errorf("merge: %s is to be merged with itself", c.ID)
	case slices.Contains(c.Names, "") || slices.Contains(c.Articles, ""):
		return fmt.Errorf("%s: an empty name or article", c.Op)
	case strings.TrimSpace(c.Name) != c.Name:
		return fmt.Errorf("rename: blanks around the name %q", c.Name)
	}
	return nil
}

// IsID tells whether a text has the form of an entity id: a type, a slash, and
// what it is called.
func IsID(s string) bool {
	typ, name, ok := strings.Cut(s, "/")
	if !ok || typ == "" || strings.Trim(name, "~") == "" || strings.ContainsAny(s, "\n\r\x00") {
		return false
	}
	for _, r := range typ {
		if (r < 'a' || r > 'z') && r != '_' && r != '-' && (r < '0' || r > '9') {
			return false
		}
	}
	return true
}

func isHex(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789abcdef") == ""
}

// Format returns the line of a correction, with its line end.
func (c *Correction) Format() ([]byte, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(c); err != nil {
		return nil, err
	}
	if b.Len() > maxLine {
		return nil, fmt.Errorf("%s: the line has %d bytes, the limit is %d", c.Op, b.Len(), maxLine)
	}
	return b.Bytes(), nil
}

// Append adds corrections to a file, and makes the file when there is none.
// When it returns without error they are on disk. Several processes may append
// at once.
func Append(name string, list ...Correction) (err error) {
	var lines []byte
	for i := range list {
		b, err := list[i].Format()
		if err != nil {
			return err
		}
		lines = append(lines, b...)
	}
	if len(lines) == 0 {
		return nil
	}
	_, serr := os.Stat(name)
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return fmt.Errorf("corrections: %w", err)
	}
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("corrections: %w", cerr)
		}
	}()
	// A line that someone typed may lack its end.
	if size, err := f.Seek(0, io.SeekEnd); err == nil && size > 0 {
		var end [1]byte
		if _, err := f.ReadAt(end[:], size-1); err == nil && end[0] != '\n' {
			lines = append([]byte{'\n'}, lines...)
		}
	}
	// One write, so that the lines of two processes do not mix.
	if _, err := f.Write(lines); err != nil {
		return fmt.Errorf("corrections: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("corrections: %w", err)
	}
	if errors.Is(serr, fs.ErrNotExist) {
		// The name is on disk when its folder is; not every system can sync one.
		if dir, err := os.Open(filepath.Dir(name)); err == nil {
			_ = dir.Sync()
			_ = dir.Close()
		}
	}
	return nil
}
