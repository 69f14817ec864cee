package gazetteer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/factloom/factloom/entities/edit"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/entities/trie"
)

func newGazetteer(t *trie.Trie, f *flat, entities, keys int) *Gazetteer {
	return &Gazetteer{
		trie: t, flat: f,
		entities: make([]atomic.Pointer[record], entities),
		names:    make([]atomic.Pointer[[]Name], keys),
	}
}

// Columns are those a gazetteer file may have. The first line names them, in
// any order; name is needed, and type in a user's file.
var Columns = []struct{ Name, About string }{
	{"name", "the name to show, in any script"},
	{"type", "a mention type of the schema: company, place …"},
	{"id", "letters, digits and . _ - ; without one the id is ~ and the folded name"},
	{"aliases", "other names, joined by |"},
	{"ambiguous", "yes, or those of the names that often mean something else, joined by |"},
	{"country", "ISO 3166-1 alpha-2"},
	{"ticker", "exchange:code, several joined by |"},
	{"parent", "id of the entity it belongs to"},
	{"kind", "what it is more closely"},
	{"sector", "a company's business"},
	{"tier", "A, B, C or E, see Entity.Tier"},
	{"population", "of a place"},
	{"note", "for the reader; not used"},
	{"source", "where the entry comes from; not used"},
	{"accept", "when the column is there, only rows with yes in it count (yes, y, x, 1); factloom learn writes it"},
	{"lat", "not used"}, {"lon", "not used"}, {"role", "not used"}, {"organization", "not used"},
	// What factloom learn writes for those who accept its rows.
	{"confidence", "not used"}, {"sources", "not used"}, {"articles", "not used"}, {"mentions", "not used"}, {"places", "not used"}, {"new", "not used"},
	{"types", "not used"}, {"via", "not used"}, {"support", "not used"}, {"similar", "not used"}, {"doubt", "not used"},
	{"contexts", "not used"},
}

// Load reads a user's gazetteer: UTF-8 text, one entity a line, fields parted
// by tabs, the first line naming the columns (name and type are needed; id,
// aliases, ambiguous, country, ticker, parent and others may follow). Empty
// lines and lines that begin with # are passed over. Every mistake is reported,
// joined, with file and line, and its row left out: the gazetteer of the good
// rows comes with the error, nil only when the first line is none. What is odd but
// readable is in Warnings. A name that several entities of the file have counts
// as ambiguous for all of them.
//
// An entity whose id a shipped one has too replaces it: the caller searches
// Default().Without(g) beside g.
func Load(sch *schema.Schema, file string, r io.Reader) (*Gazetteer, error) {
	p := &parser{file: file, known: func(t string) string {
		switch m := sch.Mention(t); {
		case m == nil:
			var names []string
			for _, m := range sch.Mentions {
				if m.Kind == "name" {
					names = append(names, m.Name)
				}
			}
			return fmt.Sprintf("unknown type %q%s", t, suggest(t, names))
		case m.Kind != "name":
			return fmt.Sprintf("type %q is for values, not for names", t)
		}
		return ""
	}}
	entries := p.parse("", r)
	if entries == nil && len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	shareNames(entries)
	b, err := write(entries)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	g, err := open(string(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	g.warnings, g.waiting = p.warnings, p.waiting
	return g, errors.Join(p.errs...)
}

// shareNames marks the names that several entities of one type have as ambiguous.
func shareNames(entries []entry) {
	owners := make(map[string]int)
	for _, e := range entries {
		for _, n := range e.names {
			owners[e.Type+"/"+fold.Key(n.text)]++
		}
	}
	for _, e := range entries {
		for i := range e.names {
			if owners[e.Type+"/"+fold.Key(e.names[i].text)] > 1 {
				e.names[i].flags |= flagAmbiguous
			}
		}
	}
}

// files are the name files that ship, with the type of their entities.
var files = []struct{ name, typ string }{
	{"companies.tsv", "company"},
	{"companies_en.tsv", "company"},
	{"organizations.tsv", "organization"},
	{"places.tsv", "place"},
	{"people.tsv", "person"},
	{"products.tsv", "product"},
}

// Compile makes the flat form of the name files in a folder, which go generate
// keeps as names.bin. Every mistake is reported, with file and line.
func Compile(fsys fs.FS) ([]byte, error) {
	p := &parser{known: func(string) string { return "" }}
	var entries []entry
	for _, f := range files {
		data, err := fs.ReadFile(fsys, f.name)
		if err != nil {
			return nil, err
		}
		p.file = f.name
		entries = append(entries, p.parse(f.typ, bytes.NewReader(data))...)
	}
	p.parents(entries)
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	return write(entries)
}

// parser reads gazetteer files. It keeps the places of ids, so that one that
// stands twice is found across files.
type parser struct {
	file     string
	known    func(typ string) string // what is wrong with a type, "" if nothing
	errs     []error
	warnings []string
	waiting  int               // rows that nobody accepted
	ids      map[string]string // id to file:line
}

func (p *parser) bad(line int, format string, a ...any) {
	p.errs = append(p.errs, fmt.Errorf("%s:%d: "+format, append([]any{p.file, line}, a...)...))
}

func (p *parser) warn(line int, format string, a ...any) {
	p.warnings = append(p.warnings, fmt.Sprintf("%s:%d: "+format, append([]any{p.file, line}, a...)...))
}

// parse reads one file. typ is the type of its entities, "" when a column has it.
func (p *parser) parse(typ string, r io.Reader) []entry {
	if p.ids == nil {
		p.ids = make(map[string]string)
	}
	var entries []entry
	var header []string
	owner := make(map[string]int) // type and folded name to the line that has it first
	n := 0
	for br := bufio.NewReader(r); ; {
		text, err := br.ReadString('\n')
		if err != nil && err != io.EOF {
			p.errs = append(p.errs, fmt.Errorf("%s: %w", p.file, err))
			break
		}
		if text == "" && err == io.EOF {
			break
		}
		n++
		if n == 1 {
			if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
				p.bad(1, "is UTF-16 text, wanted UTF-8")
				return nil
			}
			text = strings.TrimPrefix(text, "\ufeff")
		}
		text = strings.TrimRight(text, "\r\n")
		if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if !utf8.ValidString(text) {
			p.bad(n, "is not UTF-8")
			continue
		}
		if i := strings.IndexFunc(text, func(r rune) bool { return r != '\t' && unicode.IsControl(r) }); i >= 0 {
			p.bad(n, "holds the control character %+q", []rune(text[i:])[0])
			continue
		}
		f := strings.Split(text, "\t")
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		if header == nil {
			header = p.header(n, typ, f)
			if header == nil {
				return nil
			}
			entries = []entry{} // not nil, even if no row is good
			continue
		}
		if len(f) > len(header) {
			p.bad(n, "%d fields, wanted at most %d", len(f), len(header))
			continue
		}
		get := func(col string) string {
			if i := slices.Index(header, col); i >= 0 && i < len(f) {
				return f[i]
			}
			return ""
		}
		if slices.Contains(header, "accept") {
			yes, err := accepted(get("accept"))
			if err != nil {
				p.bad(n, "%v", err)
				continue
			}
			if !yes {
				p.waiting++
				continue
			}
		}
		if e, ok := p.entry(n, typ, get); ok {
			for _, t := range e.names {
				k := e.Type + "/" + fold.Key(t.text)
				if at := owner[k]; at != 0 && typ == "" {
					p.warn(n, "name %q is claimed by line %d too", t.text, at)
				} else {
					owner[k] = n
				}
			}
			entries = append(entries, e)
		}
	}
	if header == nil && len(p.errs) == 0 {
		p.bad(max(n, 1), "holds no line that names the columns (name, type …)")
	}
	return entries
}

// accepted reads the column in which a person accepts a row.
func accepted(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "yes", "y", "x", "1", "true", "ok", "是", "✓":
		return true, nil
	case "", "no", "n", "0", "false", "-", "否":
		return false, nil
	}
	return false, fmt.Errorf("accept %q is neither yes nor no", s)
}

// header checks the line that names the columns; nil when the file cannot be
// read with it.
func (p *parser) header(n int, typ string, f []string) []string {
	var names []string
	for _, c := range Columns {
		names = append(names, c.Name)
	}
	good := true
	bad := func(format string, a ...any) {
		p.bad(n, format, a...)
		good = false
	}
	for i, c := range f {
		f[i] = strings.ToLower(c)
		switch c = f[i]; {
		case c == "":
			bad("column %d has no name", i+1)
		case !slices.Contains(names, c):
			bad("unknown column %q%s", c, suggest(c, names))
		case slices.Index(f, c) != i:
			bad("column %q stands twice", c)
		}
	}
	for _, c := range []string{"name", "type"} {
		if !slices.Contains(f, c) && (c == "name" || typ == "") {
			bad("no column %q; the first line names the columns, parted by tabs", c)
		}
	}
	if !good {
		return nil
	}
	return f
}

func (p *parser) entry(n int, typ string, get func(string) string) (entry, bool) {
	errs := len(p.errs)
	bad := func(format string, a ...any) { p.bad(n, format, a...) }
	e := entry{Entity: Entity{
		Type: typ, Name: get("name"), Country: strings.ToUpper(get("country")), Ticker: get("ticker"),
		Parent: get("parent"), Kind: get("kind"), Sector: get("sector"),
	}}
	if typ == "" {
		if e.Type = get("type"); e.Type == "" {
			bad("no type")
		} else if why := p.known(e.Type); why != "" {
			bad("%s", why)
		}
	}
	key := fold.Key(e.Name)
	switch {
	case e.Name == "":
		bad("no name")
	case key == "":
		bad("name %+q has no visible character", e.Name)
	}
	switch id := get("id"); {
	case id == "":
		e.ID = e.Type + "/~" + key
	case strings.Contains(id, "/"):
		if t, _, _ := strings.Cut(id, "/"); t != e.Type {
			bad("id %q is of another type than %q", id, e.Type)
		}
		e.ID = id
	default:
		e.ID = e.Type + "/" + id
	}
	if _, id, _ := strings.Cut(e.ID, "/"); !strings.HasPrefix(id, "~") && strings.ContainsFunc(id, func(r rune) bool {
		return r == '/' || r == '|' || unicode.IsSpace(r)
	}) {
		bad("id %q holds a blank, / or |", id)
	}
	if at, ok := p.ids[e.ID]; ok && errs == len(p.errs) {
		why := ""
		if strings.Contains(e.ID, "/~") {
			why = "; give each of them an id"
		}
		bad("id %s stands in %s already%s", e.ID, at, why)
	}
	p.ids[e.ID] = fmt.Sprintf("%s:%d", p.file, n)
	if c := e.Country; c != "" && (len(c) != 2 || c[0] < 'A' || c[0] > 'Z' || c[1] < 'A' || c[1] > 'Z') {
		bad("country %q is not a code of two letters", c)
	}
	if e.Parent != "" && !strings.Contains(e.Parent, "/") {
		e.Parent = e.Type + "/" + e.Parent
	}
	switch t := get("tier"); {
	case len(t) == 1 && strings.Contains("ABCE", t):
		e.Tier = t[0]
	case t != "":
		bad("tier %q is none of A, B, C, E", t)
	}
	if s := get("population"); s != "" {
		v, err := strconv.Atoi(s)
		if err != nil || v < 0 {
			bad("population %q is no count", s)
		}
		e.Population = v
	}

	unsure := make(map[string]bool) // folded ambiguous names not yet met
	all := false
	switch s := get("ambiguous"); strings.ToLower(s) {
	case "", "no":
	case "yes":
		all = true
	default:
		for _, a := range list(s) {
			unsure[fold.Key(a)] = true
		}
	}
	var keys []string
	for i, t := range append([]string{e.Name}, list(get("aliases"))...) {
		k := fold.Key(t)
		if k == "" {
			if i > 0 {
				bad("alias %+q has no visible character", t)
			}
			continue
		}
		if slices.Contains(keys, k) {
			delete(unsure, k)
			continue
		}
		keys = append(keys, k)
		name := nameText{text: t, flags: flagLatin}
		if strings.ContainsFunc(k, fold.IsHan) {
			name.flags = 0
		}
		if all || unsure[k] || bare(k) {
			name.flags |= flagAmbiguous
		}
		if utf8.RuneCountInString(k) == 1 {
			p.warn(n, "name %q is of one character; it counts as ambiguous", t)
		}
		delete(unsure, k)
		e.names = append(e.names, name)
	}
	for _, a := range list(get("ambiguous")) {
		if k := fold.Key(a); unsure[k] {
			bad("ambiguous name %q is none of its names", a)
			delete(unsure, k)
		}
	}
	return e, errs == len(p.errs)
}

// bare tells whether a folded name is of one character, or of digits only.
func bare(k string) bool {
	return utf8.RuneCountInString(k) == 1 || !strings.ContainsFunc(k, func(r rune) bool {
		return !fold.IsDigit(r) && r != '-' && r != '.' && r != ' '
	})
}

// parents checks that every parent is there.
func (p *parser) parents(entries []entry) {
	for _, e := range entries {
		if _, ok := p.ids[e.Parent]; e.Parent != "" && !ok {
			p.errs = append(p.errs, fmt.Errorf("%s: parent %s of %s is unknown", p.ids[e.ID], e.Parent, e.ID))
		}
	}
}

func list(s string) []string {
	var out []string
	for _, x := range strings.Split(s, "|") {
		if x = strings.TrimSpace(x); x != "" {
			out = append(out, x)
		}
	}
	return out
}

// suggest names the nearest of the words, if one is near.
func suggest(word string, words []string) string {
	best, at := 3, ""
	for _, w := range words {
		if d := edit.Distance([]rune(word), []rune(w), nil); d < best && d < len([]rune(w)) {
			best, at = d, w
		}
	}
	if at == "" {
		return " (known: " + strings.Join(words, ", ") + ")"
	}
	return " (did you mean " + at + "?)"
}
