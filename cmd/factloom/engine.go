package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/gazetteer"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/entities/value"
	"github.com/factloom/factloom/pipeline"
	"github.com/factloom/factloom/pipeline/article"
	"github.com/factloom/factloom/pipeline/detect"
	"github.com/factloom/factloom/pipeline/link"
	"github.com/factloom/factloom/pipeline/relate"
	"github.com/factloom/factloom/pipeline/segment"
	"github.com/factloom/factloom/rules"
	"github.com/factloom/factloom/rules/library"
)

// engine is everything that turns an article into mentions and facts, built
// once and shared by every command that extracts.
type engine struct {
	schema   *schema.Schema
	rules    *rules.Set
	names    *gazetteer.Gazetteer
	user     []*gazetteer.Gazetteer
	values   *value.Scanner
	cutter   segment.Cutter
	pages    *article.Extractor
	detector *detect.Detector
	pipe     *pipeline.Pipeline
	again    *pipeline.Pipeline // the same for documents that were read before
	maxText  int                // bytes of the longest text taken
	hash     string             // of the rules, names, values and types together
}

// loadSchema reads the types that ship and those of --schema.
func (a *app) loadSchema() (*schema.Schema, error) {
	var files []schema.File
	for _, name := range a.global.schemas {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, usagef("--schema: %w", err)
		}
		files = append(files, schema.File{Name: name, Data: data})
	}
	return schema.Load(files...)
}

// ruleSources reads the rules that ship, unless --no-library is given, and
// those of --rules.
func (a *app) ruleSources() ([]rules.Source, error) {
	var out []rules.Source
	if !a.global.noLibrary {
		shipped, err := rules.ReadFS(library.FS)
		if err != nil {
			return nil, err
		}
		out = shipped
	}
	for _, name := range a.global.rules {
		more, err := readRules(name)
		if err != nil {
			return nil, usagef("--rules: %w", err)
		}
		out = append(out, more...)
	}
	return out, nil
}

// readRules reads one rule file, or all below a folder. The sources are named
// as the user named them.
func readRules(name string) ([]rules.Source, error) {
	fi, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !fi.IsDir() {
		data, err := os.ReadFile(name)
		return []rules.Source{{Name: filepath.ToSlash(name), Data: data, User: true}}, err
	}
	list, err := rules.ReadFS(os.DirFS(name))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s holds no rule file (*.yaml)", name)
	}
	for i := range list {
		list[i].Name, list[i].User = path.Join(filepath.ToSlash(name), list[i].Name), true
	}
	return list, nil
}

// loadRules reads and compiles the rules.
func (a *app) loadRules(sch *schema.Schema) (*rules.Set, error) {
	sources, err := a.ruleSources()
	if err != nil {
		return nil, err
	}
	set, err := rules.Load(sch, sources)
	if err != nil {
		return nil, brokenRules(err)
	}
	if a.global.drafts {
		set = set.WithDrafts()
	}
	for _, note := range set.Notes() {
		fmt.Fprintln(a.stderr, "note: "+note)
	}
	return set, nil
}

// brokenRules says how many mistakes the list that follows holds.
func brokenRules(err error) error {
	var ps rules.Problems
	if !errors.As(err, &ps) {
		return err
	}
	return fmt.Errorf("%s\n%w", count(len(ps), "mistake in the rules", "mistakes in the rules"), err)
}

// loadNames reads the gazetteers of the user. Rows with mistakes are told and left
// out; a file whose first line is none is an error.
func (a *app) loadNames(sch *schema.Schema) ([]*gazetteer.Gazetteer, error) {
	var out []*gazetteer.Gazetteer
	var errs []error
	for _, name := range a.global.gazetteers {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, usagef("--gazetteer: %w", err)
		}
		g, err := gazetteer.Load(sch, name, bytes.NewReader(data))
		if g == nil {
			errs = append(errs, err)
			continue
		}
		if err != nil {
			for line := range strings.Lines(err.Error()) {
				fmt.Fprintf(a.stderr, "note: %s; the row is left out\n", strings.TrimSuffix(line, "\n"))
			}
		}
		for _, w := range g.Warnings() {
			fmt.Fprintln(a.stderr, "note: "+w)
		}
		if n := g.Waiting(); n > 0 {
			fmt.Fprintf(a.stderr, "note: %s: %s; %s no yes in the column accept\n", name, brought(g), count(n, "row has", "rows have"))
		} else if g.Len() == 0 {
			fmt.Fprintf(a.stderr, "note: %s: %s\n", name, brought(g))
		}
		out = append(out, g)
	}
	return out, errors.Join(errs...)
}

// brought says how many names a list holds, and of how many entities: 3 names of 2
// entities.
func brought(g *gazetteer.Gazetteer) string {
	names := 0
	g.All(func(e *gazetteer.Entity) bool { names += len(g.NamesOf(e.ID)); return true })
	return count(names, "name", "names") + " of " + count(g.Len(), "entity", "entities")
}

// engine builds the standard pipeline. What people write is read first, so that
// a mistake in it shows at once.
func (a *app) engine() (*engine, error) {
	e := &engine{maxText: graph.DefaultMaxText}
	limits, err := a.readOptions()
	if err != nil {
		return nil, err
	}
	if limits.MaxText > 0 {
		e.maxText = int(min(limits.MaxText, math.MaxInt32))
	}
	if e.schema, err = a.loadSchema(); err != nil {
		return nil, err
	}
	if e.rules, err = a.loadRules(e.schema); err != nil {
		return nil, err
	}
	if e.user, err = a.loadNames(e.schema); err != nil {
		return nil, err
	}
	if e.values, err = value.Load(library.FS); err != nil {
		return nil, err
	}
	if e.pages, err = article.New(article.Options{}); err != nil {
		return nil, err
	}
	var cutErr error
	var loading sync.WaitGroup
	loading.Go(func() { e.cutter, cutErr = segment.Gse() })
	e.names = gazetteer.Default().Without(e.user...)
	e.values.Market = e.market
	e.detector, err = e.newDetector(e.user)
	loading.Wait()
	if err := errors.Join(err, cutErr); err != nil {
		return nil, err
	}
	stages := []pipeline.Stage{e.segmenting(), e.detector, e.linker(), e.settling(), relate.New(e.schema, e.rules)}
	if e.pipe, err = pipeline.New(e.article, stages...); err != nil {
		return nil, err
	}
	if e.again, err = pipeline.New(func(raw entities.Raw) (*entities.Document, error) { return &raw.Doc, nil }, stages...); err != nil {
		return nil, err
	}
	e.hash, err = a.hash(e)
	return e, err
}

// article turns a raw article into a document. One that came without an id is
// named by its text, as the store would name it.
func (e *engine) article(raw entities.Raw) (*entities.Document, error) {
	doc, err := e.pages.Document(raw)
	if err == nil && len(doc.Text) > e.maxText {
		return nil, &entities.Reject{File: raw.File, Code: entities.CodeTooLarge, Data: raw.Data,
			Reason: fmt.Sprintf("the text has %d bytes, the limit is %d (--max text=…)", len(doc.Text), e.maxText)}
	}
	if err == nil && doc.ID == "" {
		sum := sha256.Sum256([]byte(doc.Text))
		doc.ID = "t-" + hex.EncodeToString(sum[:8])
	}
	return doc, err
}

func (e *engine) newDetector(user []*gazetteer.Gazetteer) (*detect.Detector, error) {
	return detect.New(detect.Options{Schema: e.schema, Names: e.names, User: user, Values: e.values, Rules: e.rules})
}

func (e *engine) linker() *link.Linker {
	return link.New(link.Options{Schema: e.schema, Names: e.names, Rules: e.rules})
}

// segmenting folds a document, splits it into sentences and cuts it into words.
func (e *engine) segmenting() pipeline.Stage {
	return stage{"segment", entities.LayerText, entities.LayerFolded | entities.LayerSentences | entities.LayerTokens,
		func(d *entities.Document) {
			fold.Document(d)
			segment.Split(d)
			d.Tokens = e.cutter.Cut(d)
		}}
}

// settling gives bare amounts the currency of their market, which the linked
// names tell.
func (e *engine) settling() pipeline.Stage {
	return stage{"settle", entities.LayerMentions | entities.LayerEntities, entities.LayerMentions, e.values.Settle}
}

// stage makes a pipeline.Stage of a function that cannot fail.
type stage struct {
	name        string
	needs, adds entities.Layer
	process     func(*entities.Document)
}

func (s stage) Name() string                         { return s.name }
func (s stage) Needs() entities.Layer                { return s.needs }
func (s stage) Adds() entities.Layer                 { return s.adds }
func (s stage) Process(doc *entities.Document) error { s.process(doc); return nil }

// hash names all that decides what an article says: when it changes, articles
// that are stored would read otherwise.
func (a *app) hash(e *engine) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, version(), e.rules.Hash())
	for _, list := range [][]string{a.global.schemas, a.global.gazetteers} {
		for _, name := range list {
			data, err := os.ReadFile(name)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(h, "%x\n", sha256.Sum256(data))
		}
	}
	fmt.Fprintf(h, "%x\n", sha256.Sum256(e.names.Trie().Bytes()))
	err := fs.WalkDir(library.FS, "values", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(library.FS, name)
		fmt.Fprintf(h, "%s %x\n", name, sha256.Sum256(data))
		return err
	})
	return hex.EncodeToString(h.Sum(nil)[:8]), err
}

// exchanges gives the market of a stock code's prefix, where it is not the
// company's country: a bare 元 in news of a company is that of its exchange.
var exchanges = map[string]string{"HKEX": "HK", "TWSE": "TW", "TPEX": "TW", "SSE": "CN", "SZSE": "CN", "BSE": "CN"}

// market tells the market of an entity: of a company its exchange's, else its
// country; of a place its country. A company of the mainland tells nothing, as
// Hong Kong's papers write of it in two currencies: what else the article says
// decides.
func (e *engine) market(id string) string {
	for _, g := range append(slices.Clone(e.user), e.names) {
		x := g.ByID(id)
		if x == nil {
			continue
		}
		if x.Type == entities.Company && x.Country == "CN" {
			return ""
		}
		if exchange, _, ok := strings.Cut(x.Ticker, ":"); ok && exchanges[exchange] != "" {
			return exchanges[exchange]
		}
		return x.Country
	}
	return ""
}

// known gives the store the names of entities as the gazetteers have them.
func (e *engine) known(id string) (shown string, names []string) {
	for _, g := range append(slices.Clone(e.user), e.names) {
		if list := g.NamesOf(id); list != nil {
			for _, n := range list {
				names = append(names, n.Text)
			}
			return list[0].Text, names
		}
	}
	return "", nil
}

// count writes a number with the right form of its word.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// thousands writes a number with a comma after every three digits.
func thousands(n int) string {
	s := fmt.Sprint(n)
	var b strings.Builder
	for i, r := range s {
		if i > 0 && s[i-1] != '-' && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String()
}
