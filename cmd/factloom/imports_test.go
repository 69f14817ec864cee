package main

import (
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/factloom/factloom"

// picture says what each package may import of this module: the folders of the
// design, from the nouns up. A package that is not here may not exist yet.
var picture = []struct {
	folder string
	may    string // of this module; a folder ending in /... stands for all below it
	third  string // of others
}{
	{"entities", "", ""},
	{"entities/fold", "entities", ""},
	{"entities/edit", "", ""},
	{"entities/trie", "entities entities/fold", ""},
	{"entities/value", "entities entities/fold", "yaml"},
	{"entities/schema", "entities", "yaml"},
	{"entities/gazetteer", "entities entities/fold entities/edit entities/trie entities/schema", "zstd"},
	{"entities/correct", "entities entities/fold", ""},
	{"entities/graph", "entities entities/fold entities/edit entities/schema", "badger zstd system"},
	{"entities/graph/graphtest", "entities entities/fold entities/schema entities/graph", ""}, // the suite that stores pass
	{"rules", "entities entities/fold entities/edit entities/trie entities/value entities/schema", "yaml"},
	{"rules/library", "", ""},
	{"pipeline/read", "entities", "brotli zstd text"},
	{"pipeline/article", "entities", "goquery yaml html text chardet"},
	{"pipeline/segment", "entities entities/fold", "gse zstd"},
	{"pipeline/detect", "entities entities/fold entities/trie entities/schema entities/value entities/gazetteer rules", ""},
	{"pipeline/link", "entities entities/fold entities/trie entities/gazetteer entities/schema rules", ""},
	{"pipeline/relate", "entities entities/fold entities/schema rules", ""},
	{"pipeline/learn", "entities entities/fold entities/trie entities/gazetteer pipeline/detect", ""},
	{"pipeline", "entities entities/fold entities/trie entities/value entities/schema entities/gazetteer rules pipeline/...", ""},
	{"pipeline/eval", "entities entities/fold", "text"},
	{"output", "entities entities/fold entities/schema", "width parquet"},
	{"output/query", "entities entities/fold entities/value entities/schema entities/correct entities/graph", ""},
	{"output/dossier", "entities output output/query entities/graph", ""},
	{"output/web", "entities output output/query", ""},
	{"cmd/factloom", "entities/... entities rules rules/library pipeline pipeline/... output output/...", "cobra yaml terminal"},
}

// thirdParties names what else may be imported, each for one job.
var thirdParties = map[string]string{
	"badger":   "github.com/dgraph-io/badger/v4/... github.com/dgraph-io/ristretto/v2/...",
	"brotli":   "github.com/andybalholm/brotli",
	"chardet":  "github.com/wlynxg/chardet/...",
	"cobra":    "github.com/spf13/cobra github.com/spf13/pflag",
	"goquery":  "github.com/PuerkitoBio/goquery github.com/andybalholm/cascadia",
	"gse":      "github.com/go-ego/gse",
	"html":     "golang.org/x/net/html/...",
	"parquet":  "github.com/parquet-go/parquet-go/...",
	"system":   "golang.org/x/sys/...",
	"terminal": "golang.org/x/term github.com/rivo/uniseg",
	"text":     "golang.org/x/text/...",
	"width":    "github.com/rivo/uniseg",
	"yaml":     "gopkg.in/yaml.v3",
	"zstd":     "github.com/klauspost/compress/...",
}

// corners names packages of the standard library that only some may import:
// nothing here speaks to a network, and only what is embedded flat is read in
// place.
var corners = map[string][]string{
	"net":      {"output/web"},
	"net/http": {"output/web"},
	"unsafe":   {"entities/trie", "entities/gazetteer"},
}

// topFolders are all the folders of the module that people see.
var topFolders = []string{"cmd", "entities", "output", "pipeline", "rules", "testdata"}

// moduleRoot returns the folder of go.mod.
func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func allowed(path string, list []string) bool {
	return slices.ContainsFunc(list, func(p string) bool {
		if all, ok := strings.CutSuffix(p, "/..."); ok {
			return path == all || strings.HasPrefix(path, all+"/")
		}
		return path == p
	})
}

// TestImportPicture reads every source file of the module, so that arrows point
// down, third parties stay in their corner and every package says what it is.
func TestImportPicture(t *testing.T) {
	root := moduleRoot(t)
	packages := map[string][]*ast.File{}
	fset := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path == root {
				return nil
			}
			if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" {
				return fs.SkipDir
			}
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
				return fs.SkipDir // a module of its own
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(fset, path, src, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		if ignored(f) {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		rel = filepath.ToSlash(rel)
		packages[rel] = append(packages[rel], f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for folder, files := range packages {
		i := slices.IndexFunc(picture, func(p struct{ folder, may, third string }) bool { return p.folder == folder })
		if i < 0 {
			t.Errorf("%s is no package of the design: change the design and this table together", folder)
			continue
		}
		seen++
		var may []string
		for _, p := range strings.Fields(picture[i].may) {
			may = append(may, module+"/"+p)
		}
		for _, p := range strings.Fields(picture[i].third) {
			may = append(may, strings.Fields(thirdParties[p])...)
		}
		comment := false
		for _, f := range files {
			comment = comment || f.Doc != nil
			for _, s := range f.Imports {
				path, err := strconv.Unquote(s.Path.Value)
				if err != nil {
					t.Fatal(err)
				}
				first, _, _ := strings.Cut(path, "/")
				if strings.Contains(first, ".") && !allowed(path, may) {
					t.Errorf("%s: %s may not import %s", fset.Position(s.Pos()), folder, path)
				}
				if where, ok := corners[path]; ok && !slices.Contains(where, folder) {
					t.Errorf("%s: %s is imported by %v alone", fset.Position(s.Pos()), path, where)
				}
			}
		}
		if !comment {
			t.Errorf("%s has no package comment", folder)
		}
	}
	if seen < 10 {
		t.Errorf("only %d packages found: is the module root right?", seen)
	}
}

// ignored tells whether a file is never part of a package: a generator.
func ignored(f *ast.File) bool {
	for _, g := range f.Comments {
		if g.Pos() > f.Package {
			break
		}
		for _, c := range g.List {
			x, err := constraint.Parse(c.Text)
			if err != nil {
				continue
			}
			never := false
			x.Eval(func(tag string) bool { never = never || tag == "ignore"; return false })
			if never {
				return true
			}
		}
	}
	return false
}

func TestTopFolders(t *testing.T) {
	list, err := os.ReadDir(moduleRoot(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if _, err := os.Stat(filepath.Join(moduleRoot(t), e.Name(), "STORE.json")); err == nil {
			continue // a store that someone filled here
		}
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && e.Name() != "bin" && !slices.Contains(topFolders, e.Name()) {
			t.Errorf("%s is no folder of the design", e.Name())
		}
	}
}
