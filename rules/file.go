package rules

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// Source is a rule file in memory.
type Source struct {
	Name string // as messages show it, and as use: finds it
	Data []byte
	User bool // a file of the user: its rules replace shipped ones of the same id
}

// The limits of a rule file. Tests lower them.
var (
	maxFileBytes = 64 << 20
	maxFileNodes = 4_000_000
)

// ReadFS returns the rule files below a folder: every *.yaml and *.yml in
// order of their paths, except what lies in a folder named values, which holds
// the tables of the value scanners.
func ReadFS(fsys fs.FS) ([]Source, error) {
	var out []Source
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("reading rules: %w", err)
		}
		if d.IsDir() {
			if d.Name() == "values" || strings.HasPrefix(d.Name(), ".") && name != "." {
				return fs.SkipDir
			}
			return nil
		}
		if ext := path.Ext(name); ext != ".yaml" && ext != ".yml" || strings.HasPrefix(d.Name(), ".") {
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("reading rules: %w", err)
		}
		out = append(out, Source{Name: name, Data: data})
		return nil
	})
	return out, err
}

// file is a rule file as written.
type file struct {
	name      string
	user      bool
	lines     []string
	use       []word
	used      []used // what use names
	lexicons  []*lexicon
	types     []*slotType
	parts     []*sayPart
	given     map[string][]string
	givenAt   []word // the types of given, where they stand
	published string
	rules     []*rule
	mood      []wordGroup // modality: and its lists
	breaks    []wordGroup // breaks: words and except
	subjects  []wordGroup // subjects: after and says
}

// used is a file that another uses, and where it says so.
type used struct {
	file *file
	node *yaml.Node
}

// word is a scalar of a file with its place.
type word struct {
	text string
	node *yaml.Node
}

// wordGroup is a named list of words.
type wordGroup struct {
	name  string
	node  *yaml.Node
	words []word
}

// lexicon is a list of phrases, each perhaps with a value.
type lexicon struct {
	name    string
	node    *yaml.Node
	file    *file
	groups  []wordGroup // by value; the name of a plain list is ""
	extends bool        // name+ adds to a lexicon of a used file
	base    *lexicon    // what an extension adds to
	term    int32       // -1 before the lexicon is resolved
	used    bool
	phrases []phrase // resolved, with those of included lexicons
	state   uint8    // of resolving: 0 not begun, 1 under way, 2 done
}

// phrase is an entry of a resolved lexicon.
type phrase struct {
	text  string // folded
	value string
	word  word
	file  *file
	line  int // where it is written; word stands where a lexicon takes it in
}

// slotType is a type that a file defines for its slots.
type slotType struct {
	name   string
	node   *yaml.Node
	file   *file
	any    []word // alternatives; else a phrase type
	ends   []word
	starts []word
	not    []word
	min    int // 2 when the file says nothing
	max    int
	names  bool // it may hold names of companies, organizations and persons
	id     int  // of the phrase type; -1 before it is resolved
}

// rule is a rule as written, with what checking adds.
type rule struct {
	id, about  string
	file       *file
	node       *yaml.Node
	order      int
	says       []*say
	fact       form
	factNode   *yaml.Node
	mark       bool // the form is mark: type(role)
	modalities []string
	polarity   string
	match      *condition // what else must fit; nil for nothing
	carry      []carry
	each       []word // roles of which every fact has one filler
	beats      []word
	status     string
	broken     bool // a say could not be read
	off        []string
	tests      []test

	stage   stage
	version string // 8 hex
}

// say is one pattern of a rule.
type say struct {
	node    *yaml.Node
	written []item // as the file has it
	items   []item // with its parts written out
	index   int
	pattern *pattern
}

// carry is a role that comes from what stands before.
type carry struct {
	role string
	node *yaml.Node
	typ  word
	from []word
	back int
	need int
}

type testKind uint8

const (
	testFact testKind = iota
	testNot
	testTodo
)

// test is a sentence with what a rule must draw from it.
type test struct {
	kind testKind
	text string
	node *yaml.Node
	want []form
	raw  []word
}

// stage is when a rule runs.
type stage uint8

const (
	stageMark stage = iota
	stageAlias
	stageFact
	stageCarry
)

func (s stage) String() string { return [...]string{"mention", "alias", "fact", "carry"}[s] }

// reader turns sources into files and gathers the problems.
type reader struct {
	problems Problems
}

func (r *reader) report(f *file, line, col int, code, format string, a ...any) {
	p := Problem{File: f.name, Line: line, Column: col, Code: code, Message: fmt.Sprintf(format, a...)}
	if line >= 1 && line <= len(f.lines) {
		p.Source = visible(f.lines[line-1])
	}
	r.problems = append(r.problems, p)
}

// at reports a problem at a node.
func (r *reader) at(f *file, n *yaml.Node, code, format string, a ...any) {
	r.report(f, n.Line, n.Column, code, format, a...)
}

// inside reports a problem off characters into the scalar of a node.
func (r *reader) inside(f *file, n *yaml.Node, off int, code, format string, a ...any) {
	line, col := f.place(n, off)
	r.report(f, line, col, code, format, a...)
}

// place finds where a character of a scalar stands in the file, which may write it
// over several lines; where that cannot be told, where the scalar begins.
func (f *file) place(n *yaml.Node, off int) (line, col int) {
	if n.Line < 1 || n.Line > len(f.lines) || n.Column < 1 {
		return n.Line, n.Column
	}
	value := []rune(n.Value)
	at := 0 // in value
	line, first := n.Line, []rune(f.lines[n.Line-1])
	col = n.Column - 1
	block := n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		col++
	}
	if block {
		line, col = line+1, 0
		if line > len(f.lines) {
			return n.Line, n.Column
		}
		first = []rune(f.lines[line-1])
	}
	for text := first; ; col = 0 {
		for col < len(text) && (text[col] == ' ' || text[col] == '\t') && (at >= len(value) || value[at] != text[col]) {
			col++
		}
		k := 0 // characters of this line that belong to the value
		for col+k < len(text) && at+k < len(value) && text[col+k] == value[at+k] {
			k++
		}
		if off < at+k || off == at+k && at+k == len(value) {
			return line, col + off - at + 1
		}
		at += k
		for at < len(value) && (value[at] == ' ' || value[at] == '\n') { // the line end
			if off == at {
				return line, col + k + 1
			}
			at++
		}
		if k == 0 && col < len(text) || at >= len(value) || line >= len(f.lines) {
			return n.Line, n.Column
		}
		line++
		text = []rune(f.lines[line-1])
	}
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// read turns one source into a file; nil when it is no YAML at all.
func (r *reader) read(src Source) *file {
	f := &file{name: src.Name, user: src.User, given: map[string][]string{}}
	data := bytes.TrimPrefix(src.Data, []byte("\xef\xbb\xbf"))
	if len(data) > maxFileBytes {
		r.report(f, 0, 0, "", "the file has %d bytes, more than %d", len(data), maxFileBytes)
		return nil
	}
	data = from16(data)
	f.lines = strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	if !r.legible(f) {
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) {
		r.report(f, 0, 0, "", "the file is empty")
		return nil
	}
	if err != nil {
		r.yamlError(f, err)
		return nil
	}
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		r.at(f, &second, "", "a second YAML document begins here; a rule file holds one")
	} else if !errors.Is(err, io.EOF) {
		r.yamlError(f, err)
	}
	nodes := 0
	if !r.plain(f, &doc, &nodes) || len(doc.Content) == 0 {
		return nil
	}
	r.top(f, doc.Content[0])
	return f
}

// from16 returns a file that some editors write in UTF-16 as UTF-8.
func from16(data []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		order = binary.BigEndian
	default:
		return data
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i+1 < len(data); i += 2 {
		units = append(units, order.Uint16(data[i:]))
	}
	return []byte(string(utf16.Decode(units)))
}

// legible refuses what is no text in UTF-8, and control characters, each line
// that has any.
func (r *reader) legible(f *file) bool {
	if at := slices.IndexFunc(f.lines, func(l string) bool { return !utf8.ValidString(l) }); at >= 0 {
		good := strings.ToValidUTF8(f.lines[at], "\x00")
		column := len([]rune(good[:strings.IndexByte(good, 0)])) + 1
		f.lines[at] = strings.ToValidUTF8(f.lines[at], "�")
		r.report(f, at+1, column, "", "the file is not in UTF-8 here; save it as UTF-8 (Big5 and GBK are not read)")
		return false
	}
	ok := true
	for i, l := range f.lines {
		if at := strings.IndexFunc(l, func(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\u0085' && r != '\r' }); at >= 0 {
			c, _ := utf8.DecodeRuneInString(l[at:])
			r.report(f, i+1, len([]rune(l[:at]))+1, "", "a control character (U+%04X) stands here; take it out", c)
			ok = false
		}
	}
	return ok
}

// The mistakes in YAML that are made by those who write Chinese, or no YAML as
// a rule.
var (
	yamlFullColon = regexp.MustCompile(`^[\s-]*["']?[\p{L}\p{N}_+-]+["']?：`)
	yamlOddBlank  = regexp.MustCompile(`^[ \t-]*[\p{Zs}\x{200B}-\x{200F}\x{2060}\x{FEFF}]`)
	yamlTwoColons = regexp.MustCompile(`^[\s-]*[^\s"'#:]+:[ \t]+([^"'\[{\s].*?)(:)([ \t]|$)`)
	yamlDash      = regexp.MustCompile(`^\s*-[a-z_]+:(\s|$)`)
	yamlOpen      = regexp.MustCompile(`^[\s-]*[^\s"'#:]+:\s+([\[{])[^\]}]*$`)
	yamlKeyAlone  = regexp.MustCompile(`^[\s-]*[a-z_]+:[^\s"']`)
)

// slips reports what of these stands in a file that is no YAML.
func (r *reader) slips(f *file, line int) bool {
	before := len(r.problems)
	for i, l := range f.lines {
		if strings.HasPrefix(strings.TrimSpace(l), "#") {
			continue
		}
		if m := yamlFullColon.FindStringIndex(l); m != nil {
			r.report(f, i+1, len([]rune(l[:m[1]])), "", "after a key stands the full-width ：; write : and a blank")
		}
		if m := yamlOddBlank.FindStringIndex(l); m != nil {
			if c, _ := utf8.DecodeLastRuneInString(l[:m[1]]); c != ' ' {
				r.report(f, i+1, len([]rune(l[:m[1]])), "", "a blank that is none of YAML (U+%04X) stands here; indent with ordinary blanks", c)
			}
		}
	}
	if len(r.problems) > before {
		return true
	}
	for _, i := range []int{line, line - 1} {
		if i < 1 || i > len(f.lines) {
			continue
		}
		l := f.lines[i-1]
		if m := yamlTwoColons.FindStringSubmatchIndex(l); m != nil {
			r.report(f, i, len([]rune(l[:m[4]]))+1, "", "a : with a blank behind it stands in a value; put the value in quotes")
			return true
		}
		if m := yamlKeyAlone.FindStringIndex(l); m != nil {
			r.report(f, i, len([]rune(l[:m[1]])), "", "a blank is missing after the : of the key")
			return true
		}
		if m := yamlDash.FindStringIndex(l); m != nil {
			r.report(f, i, strings.IndexByte(l, '-')+2, "", "a blank is missing after the -")
			return true
		}
	}
	return false
}

// unclosed reports the last line before another that opens a bracket and does
// not close it.
func (r *reader) unclosed(f *file, line int) bool {
	for i := min(max(line+1, 1), len(f.lines)); i > 0; i-- {
		l := f.lines[i-1]
		if m := yamlOpen.FindStringSubmatchIndex(l); m != nil {
			r.report(f, i, len([]rune(l[:m[2]]))+1, "", "this %s is not closed, or a comma is missing before what follows", l[m[2]:m[3]])
			return true
		}
	}
	return false
}

func (r *reader) yamlError(f *file, err error) {
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 0
	if m := yamlLine.FindStringSubmatch(msg); m != nil {
		line, _ = strconv.Atoi(m[1])
		msg = strings.TrimPrefix(msg, m[0]+": ")
	}
	if strings.Contains(msg, "tab character") || strings.Contains(msg, "cannot start any token") { // the line given may be the one before
		for i, l := range f.lines {
			if rest := strings.TrimLeft(l, " "); i+1 >= line && strings.HasPrefix(rest, "\t") {
				r.report(f, i+1, len(l)-len(rest)+1, "", "YAML takes no tab here: indent with blanks")
				return
			}
		}
	}
	switch {
	case strings.Contains(msg, "exceeded max depth"):
		r.report(f, 0, 0, "", "the file is nested deeper than any rule needs")
		return
	case strings.Contains(msg, "mapping values are not allowed") || strings.Contains(msg, "could not find expected ':'") || strings.Contains(msg, "did not find expected"):
		if r.slips(f, line) || strings.Contains(msg, "',' or '") && r.unclosed(f, line) {
			return
		}
		if strings.HasPrefix(msg, "mapping values") {
			msg = "no key may stand here: this line, or the one before, is indented too little or too much, or not finished"
			r.report(f, line, 0, "", "%s", msg)
			return
		}
	case strings.Contains(msg, "unexpected end of stream"):
		r.report(f, line, 0, "", "a quote is opened in this line and never closed")
		return
	}
	if name, ok := strings.CutPrefix(msg, "unknown anchor '"); ok {
		name, _, _ = strings.Cut(name, "'")
		for i, l := range f.lines {
			if at := strings.Index(l, "*"+name); at >= 0 {
				r.report(f, i+1, len([]rune(l[:at]))+1, "", "aliases (*) are no part of the rule language; quote a value that begins with *")
				return
			}
		}
	}
	if (strings.Contains(msg, "cannot start any token") || strings.Contains(msg, "expected alphabetic or numeric")) && line >= 1 && line <= len(f.lines) {
		if m := yamlReserved.FindStringSubmatchIndex(f.lines[line-1]); m != nil {
			sign := f.lines[line-1][m[2]:m[3]]
			way := "quote the value"
			if sign == "@" {
				way += ", or write ＠"
			}
			r.report(f, line, len([]rune(f.lines[line-1][:m[2]]))+1, "", "YAML takes no %s at the beginning of a value: %s", sign, way)
			return
		}
	}
	r.report(f, line, 0, "", "no YAML: %s", msg)
}

// yamlReserved finds a sign at which no value may begin.
var yamlReserved = regexp.MustCompile("^(?:\\s*-)*(?:[^:]*:)?\\s*([@`%*&])")

// plain refuses aliases, anchors, tags and too many nodes.
func (r *reader) plain(f *file, n *yaml.Node, nodes *int) bool {
	*nodes++
	if *nodes > maxFileNodes {
		r.at(f, n, "", "the file has more than %d values", maxFileNodes)
		return false
	}
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		r.at(f, n, "", "anchors and aliases (& and *) are no part of the rule language; share words by a lexicon")
		return false
	}
	if n.Style&yaml.TaggedStyle != 0 {
		r.at(f, n, "", "tags (!) are no part of the rule language; quote a value that begins with !")
		return false
	}
	ok := true
	for _, c := range n.Content {
		if !r.plain(f, c, nodes) {
			ok = false
			if *nodes > maxFileNodes {
				return false
			}
		}
	}
	return ok
}

// fields calls visit for each key of a mapping; unknown and double keys are
// reported.
func (r *reader) fields(f *file, n *yaml.Node, what string, known []string, visit func(key string, k, v *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		if key, _, ok := strings.Cut(n.Value, "："); ok && slices.Contains(known, key) {
			r.inside(f, n, len([]rune(key)), "", "after a key stands the full-width ：; write : and a blank")
			return
		}
		r.at(f, n, "", "%s should be keys with values (%s)", what, strings.Join(known, ", "))
		return
	}
	r.pairs(f, n, func(k, v *yaml.Node) {
		if !slices.Contains(known, k.Value) {
			r.at(f, k, "R01", "%s has no key %q%s", what, k.Value, nearest(k.Value, known))
			return
		}
		visit(k.Value, k, v)
	})
}

func (r *reader) pairs(f *file, n *yaml.Node, visit func(k, v *yaml.Node)) {
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode {
			r.at(f, k, "", "a key should be a plain word")
			continue
		}
		if line := seen[k.Value]; line > 0 {
			r.at(f, k, "", "%s stands twice (first in line %d)", k.Value, line)
			continue
		}
		seen[k.Value] = k.Line
		visit(k, v)
	}
}

// scalar returns the text of a plain value.
func (r *reader) scalar(f *file, n *yaml.Node, what string) (word, bool) {
	if n.Kind != yaml.ScalarNode {
		r.at(f, n, "", "%s should be a plain value", what)
		return word{"", n}, false
	}
	if n.Tag == "!!null" && n.Value != "~" && n.Value != "null" || strings.TrimSpace(n.Value) == "" {
		r.at(f, n, "", "%s is empty", what)
		return word{"", n}, false
	}
	return word{strings.TrimSpace(n.Value), n}, true
}

// list returns a sequence of plain values, or one alone.
func (r *reader) list(f *file, n *yaml.Node, what string) []word {
	if n.Kind == yaml.ScalarNode {
		if w, ok := r.scalar(f, n, what); ok {
			return []word{w}
		}
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.at(f, n, "", "%s should be a list", what)
		return nil
	}
	var out []word
	for _, c := range n.Content {
		if w, ok := r.scalar(f, c, "an entry of "+what); ok {
			out = append(out, w)
		}
	}
	return out
}

var topKeys = []string{"use", "lexicon", "types", "parts", "given", "published", "rules", "modality", "breaks", "subjects"}

func (r *reader) top(f *file, n *yaml.Node) {
	r.fields(f, n, "a rule file", topKeys, func(key string, k, v *yaml.Node) {
		switch key {
		case "use":
			f.use = r.list(f, v, "use")
		case "lexicon":
			r.lexicons(f, v)
		case "types":
			r.types(f, v)
		case "parts":
			r.parts(f, v)
		case "given":
			if v.Kind != yaml.MappingNode {
				r.at(f, v, "", "given should be types with lists of names, such as {company: [雲杉科技]}")
				return
			}
			r.pairs(f, v, func(k, v *yaml.Node) {
				f.givenAt = append(f.givenAt, word{k.Value, k})
				for _, w := range r.list(f, v, "given "+k.Value) {
					f.given[k.Value] = append(f.given[k.Value], w.text)
				}
			})
		case "published":
			if w, ok := r.scalar(f, v, "published"); ok {
				if _, err := entities.ParseDay(w.text); err != nil {
					r.at(f, v, "", "published: %v", err)
				}
				f.published = w.text
			}
		case "rules":
			if v.Kind != yaml.SequenceNode {
				r.at(f, v, "", "rules should be a list; begin each rule with - id:")
				return
			}
			for _, c := range v.Content {
				r.rule(f, c)
			}
		case "modality":
			f.mood = r.groups(f, v, "modality", []string{entities.Planned, entities.Possible, entities.Reported, entities.Negative, "done", "except"})
		case "breaks":
			f.breaks = r.groups(f, v, "breaks", []string{"words", "except"})
		case "subjects":
			f.subjects = r.groups(f, v, "subjects", []string{"after", "says"})
		}
	})
}

func (r *reader) groups(f *file, n *yaml.Node, what string, known []string) []wordGroup {
	var out []wordGroup
	r.fields(f, n, what, known, func(key string, k, v *yaml.Node) {
		out = append(out, wordGroup{key, k, r.list(f, v, what+" "+key)})
	})
	return out
}

func (r *reader) lexicons(f *file, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		r.at(f, n, "", "lexicon should be names with lists of phrases")
		return
	}
	r.pairs(f, n, func(k, v *yaml.Node) {
		l := &lexicon{name: k.Value, node: k, file: f, term: -1}
		if base, ok := strings.CutSuffix(l.name, "+"); ok {
			l.name, l.extends = base, true
		}
		if !isName(l.name) {
			r.at(f, k, "", "lexicon %q: a name is letters, digits and _", k.Value)
			return
		}
		if v.Kind == yaml.MappingNode {
			r.pairs(f, v, func(k, v *yaml.Node) {
				value := strings.TrimSpace(k.Value)
				if value == "1" {
					value = "+1"
				}
				l.groups = append(l.groups, wordGroup{value, k, r.list(f, v, "lexicon "+l.name)})
			})
		} else {
			l.groups = append(l.groups, wordGroup{"", k, r.list(f, v, "lexicon "+l.name)})
		}
		f.lexicons = append(f.lexicons, l)
	})
}

func (r *reader) types(f *file, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		r.at(f, n, "", "types should be names with definitions, such as facility: {phrase: {ends: [廠], max: 12}}")
		return
	}
	r.pairs(f, n, func(k, v *yaml.Node) {
		t := &slotType{name: k.Value, node: k, file: f, id: -1, min: 2, max: 12}
		if !isName(t.name) {
			r.at(f, k, "", "type %q: a name is letters, digits and _", k.Value)
			return
		}
		r.fields(f, v, "type "+t.name, []string{"phrase", "any"}, func(key string, _, v *yaml.Node) {
			if key == "any" {
				t.any = r.list(f, v, "any")
				return
			}
			r.fields(f, v, "phrase", []string{"ends", "starts", "min", "max", "not", "names"}, func(key string, _, v *yaml.Node) {
				switch key {
				case "ends":
					t.ends = r.list(f, v, "ends")
				case "starts":
					t.starts = r.list(f, v, "starts")
				case "not":
					t.not = r.list(f, v, "not")
				case "min":
					t.min = r.number(f, v, "min", 2, 40)
				case "max":
					t.max = r.number(f, v, "max", 1, 40)
				case "names":
					if w, ok := r.scalar(f, v, "names"); ok && w.text != "true" && w.text != "false" {
						r.at(f, v, "", "names is %q, wanted true or false", w.text)
					} else {
						t.names = w.text == "true"
					}
				}
			})
			if t.min > t.max {
				r.at(f, v, "", "type %s: min %d is more than max %d", t.name, t.min, t.max)
			}
			if len(t.ends) == 0 {
				r.at(f, v, "", "type %s: a phrase needs ends, the words it may end with", t.name)
			}
		})
		f.types = append(f.types, t)
	})
}

func (r *reader) number(f *file, n *yaml.Node, what string, lo, hi int) int {
	w, ok := r.scalar(f, n, what)
	if !ok {
		return lo
	}
	v, err := strconv.Atoi(w.text)
	if err != nil || v < lo || v > hi {
		r.at(f, n, "", "%s is %q, wanted a number from %d to %d", what, w.text, lo, hi)
		return lo
	}
	return v
}

var ruleKeys = []string{"id", "about", "say", "match", "fact", "mark", "when", "carry", "each", "beats", "status", "off", "tests"}

func (r *reader) rule(f *file, n *yaml.Node) {
	u := &rule{file: f, node: n, status: "stable"}
	var first *yaml.Node
	r.fields(f, n, "a rule", ruleKeys, func(key string, k, v *yaml.Node) {
		switch key {
		case "id":
			if w, ok := r.scalar(f, v, "id"); ok {
				u.id, u.node = w.text, v
				if !isRuleID(u.id) {
					r.at(f, v, "", "id %q: an id is lower-case letters, digits and -", u.id)
				}
			}
		case "about":
			if w, ok := r.scalar(f, v, "about"); ok {
				u.about = w.text
			}
		case "say":
			for _, w := range r.list(f, v, "say") {
				items, errs := parseSay(w.node.Value)
				for _, e := range errs {
					r.inside(f, w.node, e.off, "", "%s", e.msg)
				}
				u.says = append(u.says, &say{node: w.node, written: items, index: len(u.says)})
				u.broken = u.broken || len(errs) > 0
			}
			first = v
		case "fact", "mark":
			if u.factNode != nil {
				r.at(f, k, "", "a rule has fact or mark, not both")
				return
			}
			u.factNode, u.mark = v, key == "mark"
			if w, ok := r.scalar(f, v, key); ok {
				var errs []sayError
				u.fact, errs = parseForm(w.node.Value)
				for _, e := range errs {
					r.inside(f, v, e.off, "", "%s", e.msg)
				}
			}
		case "match":
			r.match(f, u, v)
		case "when":
			r.fields(f, v, "when", []string{"modality", "polarity"}, func(key string, _, v *yaml.Node) {
				for _, w := range r.list(f, v, key) {
					known := moods
					if key == "polarity" {
						known = polarities
					}
					if !slices.Contains(known, w.text) {
						r.at(f, w.node, "R01", "unknown %s %q%s, wanted %s", key, w.text, nearest(w.text, known), either(known))
					} else if key == "polarity" {
						u.polarity = w.text
					} else {
						u.modalities = append(u.modalities, w.text)
					}
				}
			})
		case "carry":
			r.carry(f, u, v)
		case "each":
			u.each = r.list(f, v, "each")
		case "beats":
			u.beats = r.list(f, v, "beats")
		case "status":
			if w, ok := r.scalar(f, v, "status"); ok {
				if !slices.Contains(statuses, w.text) {
					r.at(f, v, "R01", "unknown status %q%s, wanted %s", w.text, nearest(w.text, statuses), either(statuses))
				}
				u.status = w.text
			}
		case "off":
			for _, w := range r.list(f, v, "off") {
				if !slices.Contains(switches, w.text) {
					r.at(f, w.node, "R01", "unknown switch %q%s, wanted %s", w.text, nearest(w.text, switches), either(switches))
				}
				u.off = append(u.off, w.text)
			}
		case "tests":
			r.tests(f, u, v)
		}
	})
	if n.Kind != yaml.MappingNode {
		return
	}
	if u.id == "" {
		r.at(f, n, "", "this rule has no id")
	}
	if first == nil && u.match != nil && !u.lead() {
		r.at(f, u.match.node, "", "a rule without say begins with the first say of match: all, and this has none")
	} else if first == nil && u.match == nil {
		r.at(f, n, "", "this rule has no say, the sentence it looks for")
	}
	if u.factNode == nil {
		r.at(f, n, "", "this rule has no fact, what it draws")
	}
	f.rules = append(f.rules, u)
}

var (
	moods      = []string{entities.Asserted, entities.Planned, entities.Possible, entities.Reported}
	polarities = []string{entities.Positive, entities.Negative}
	statuses   = []string{"draft", "stable", "retired"}
	switches   = []string{"gap", "gloss", "mood", "plan"}
)

func isRuleID(s string) bool {
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return s != ""
}

func (r *reader) carry(f *file, u *rule, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		r.at(f, n, "", "carry should be roles, such as {supplier: {type: company, from: [facility.company], back: 1, need: 1}}")
		return
	}
	r.pairs(f, n, func(k, v *yaml.Node) {
		c := carry{role: k.Value, node: k, back: 1, need: 1}
		r.fields(f, v, "carry "+k.Value, []string{"type", "from", "back", "need"}, func(key string, _, v *yaml.Node) {
			switch key {
			case "type":
				c.typ, _ = r.scalar(f, v, "type")
			case "from":
				c.from = r.list(f, v, "from")
			case "back":
				c.back = r.number(f, v, "back", 0, 50)
			case "need":
				c.need = r.number(f, v, "need", 0, 20)
			}
		})
		if len(c.from) == 0 {
			r.at(f, k, "", "carry %s needs from: roles of facts such as facility.company, text, main, near or title", c.role)
		}
		u.carry = append(u.carry, c)
	})
}

func (r *reader) tests(f *file, u *rule, n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		r.at(f, n, "", "tests should be a list of - text:, - not: and - todo:")
		return
	}
	for _, c := range n.Content {
		t := test{node: c, kind: 255}
		var factKey *yaml.Node
		r.fields(f, c, "a test", []string{"text", "not", "todo", "fact", "mark", "also"}, func(key string, k, v *yaml.Node) {
			kind := testFact
			switch key {
			case "not":
				kind = testNot
			case "todo":
				kind = testTodo
			case "fact", "mark", "also":
				factKey = k
				for _, w := range r.list(f, v, key) {
					fm, errs := parseForm(w.node.Value)
					for _, e := range errs {
						r.inside(f, w.node, e.off, "", "%s", e.msg)
					}
					if len(errs) == 0 {
						t.want = append(t.want, fm)
						t.raw = append(t.raw, w)
					}
				}
				return
			}
			if t.kind != 255 {
				r.at(f, k, "", "a test has one of text, not and todo")
				return
			}
			if w, ok := r.scalar(f, v, key); ok {
				t.kind, t.text = kind, w.node.Value
			}
		})
		switch {
		case c.Kind != yaml.MappingNode:
		case t.kind == 255:
			r.at(f, c, "", "a test needs text, not or todo")
		case t.kind == testFact && factKey == nil:
			r.at(f, c, "", "a test with text needs the fact it should draw")
		case t.kind == testNot && factKey != nil:
			r.at(f, factKey, "", "a not test takes no fact: it wants none of this rule")
		default:
			u.tests = append(u.tests, t)
		}
	}
}

// folded returns the folded form of a word as the tries know it.
func folded(s string) string { return fold.Key(s) }
