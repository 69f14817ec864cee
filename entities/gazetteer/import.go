//go:build ignore

// Import makes the files of data from the collected sources:
//
//	npm pack cldr-localenames-full@48.2.0 && tar xzf cldr-localenames-full-48.2.0.tgz
//	go run import.go -from FOLDER -cldr package/main
//
// FOLDER holds companies.tsv, places.tsv and the others, as CREDITS.md
// describes them. What is left out, joined, marked and corrected on the way
// stands there too; source/edits.tsv holds the corrections one by one. Read the
// difference before keeping it: data may have been edited since.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/factloom/factloom/entities/fold"
)

type row map[string]string

type table struct {
	file   string
	header []string
	rows   []row
}

func read(path string) *table {
	b, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	t := &table{file: strings.TrimSuffix(filepath.Base(path), ".tsv")}
	for i, l := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n") {
		f := strings.Split(l, "\t")
		if i == 0 {
			t.header = f
			continue
		}
		if len(f) != len(t.header) {
			log.Fatalf("%s:%d: %d fields, wanted %d", path, i+1, len(f), len(t.header))
		}
		r := row{}
		for j, h := range t.header {
			r[h] = f[j]
		}
		t.rows = append(t.rows, r)
	}
	return t
}

func (t *table) write(header []string) {
	var b strings.Builder
	b.WriteString(strings.Join(header, "\t") + "\n")
	for _, r := range t.rows {
		for i, h := range header {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(r[h])
		}
		b.WriteByte('\n')
	}
	if err := os.WriteFile("data/"+t.file+".tsv", []byte(b.String()), 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%-18s %6d rows %8d bytes", t.file, len(t.rows), b.Len())
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

// names returns the name and the aliases, each folded form once.
func (r row) names() []string {
	var out, keys []string
	for _, n := range append([]string{r["name"]}, list(r["aliases"])...) {
		if k := fold.Key(n); k != "" && !slices.Contains(keys, k) {
			keys = append(keys, k)
			out = append(out, n)
		}
	}
	return out
}

func (r row) has(name string) bool {
	return slices.ContainsFunc(r.names(), func(n string) bool { return fold.Key(n) == fold.Key(name) })
}

func (r row) marked(name string) bool {
	return slices.ContainsFunc(list(r["ambiguous"]), func(n string) bool { return fold.Key(n) == fold.Key(name) })
}

func (r row) mark(name string) {
	if r.has(name) && !r.marked(name) {
		r["ambiguous"] = strings.Join(append(list(r["ambiguous"]), name), "|")
	}
}

func (r row) add(name string) {
	if !r.has(name) {
		r["aliases"] = strings.Join(append(list(r["aliases"]), name), "|")
	}
}

func (r row) drop(name string) bool {
	n := len(r.names())
	var keep []string
	for _, x := range r.names() {
		if fold.Key(x) != fold.Key(name) {
			keep = append(keep, x)
		}
	}
	if len(keep) == 0 || len(keep) == n {
		return false
	}
	r["name"], r["aliases"] = keep[0], strings.Join(keep[1:], "|")
	return true
}

// settle leaves each folded name once and the marks of names that are there.
func (r row) settle() {
	names := r.names()
	var marks []string
	for _, n := range names {
		if r.marked(n) {
			marks = append(marks, n)
		}
	}
	r["name"], r["aliases"], r["ambiguous"] = names[0], strings.Join(names[1:], "|"), strings.Join(marks, "|")
}

func hasHan(s string) bool { return strings.ContainsFunc(fold.Key(s), fold.IsHan) }

var entityFiles = []string{"companies", "companies_en", "organizations", "places", "people", "products"}

func main() {
	from := flag.String("from", "", "folder of the collected sources")
	cldr := flag.String("cldr", "", "folder main of cldr-localenames-full")
	flag.Parse()
	log.SetFlags(0)

	t := map[string]*table{}
	for _, f := range entityFiles {
		t[f] = read(filepath.Join(*from, f+".tsv"))
	}
	countries(t["places"], *cldr)
	places(t["places"])
	subjects := split(t["products"], t["organizations"])
	known(t)
	edit(t)
	variants(t, read(filepath.Join(*from, "variants.tsv")))
	withoutTrade(t["companies"])
	for _, f := range entityFiles {
		for _, r := range t[f].rows {
			r.settle()
		}
	}
	shared(t)
	clearMarks(t)
	for _, r := range t["products"].rows {
		if m := r["maker"]; m != "" {
			r["parent"] = "company/" + m
		}
	}
	// A parent that is a merged or dropped row goes.
	ids := map[string]bool{}
	for f, typ := range map[string]string{"companies": "company", "companies_en": "company", "places": "place"} {
		for _, r := range t[f].rows {
			ids[typ+"/"+r["id"]] = true
		}
	}
	for f, typ := range map[string]string{"companies": "company", "places": "place", "products": ""} {
		for _, r := range t[f].rows {
			p := r["parent"]
			if p != "" && !strings.Contains(p, "/") {
				p = typ + "/" + p
			}
			if p != "" && !ids[p] {
				log.Printf("%s %s: parent %s is not there", f, r["id"], p)
				r["parent"] = ""
			}
		}
	}

	t["companies"].write(strings.Fields("id name aliases ambiguous country ticker parent sector tier source"))
	for _, r := range t["companies_en"].rows {
		r["tier"] = "E"
	}
	t["companies_en"].write(strings.Fields("id name aliases ambiguous country ticker sector tier source"))
	t["organizations"].write(strings.Fields("id name aliases ambiguous kind country source"))
	t["places"].write(strings.Fields("id name aliases ambiguous kind country parent lat lon population source"))
	t["people"].write(strings.Fields("id name aliases ambiguous role organization country source"))
	t["products"].write(strings.Fields("id name aliases ambiguous parent kind source"))
	subjects.write(strings.Fields("id name aliases kind source"))
	for _, f := range strings.Fields("suffixes cues titles surnames transliteration measures change_verbs") {
		w := read(filepath.Join(*from, f+".tsv"))
		if f == "surnames" {
			for _, r := range read("source/surnames.tsv").rows { // written by hand
				r["source"] = "hand"
				w.rows = append(w.rows, r)
			}
		}
		for _, r := range w.rows {
			for _, col := range []string{"term", "surname", "char"} {
				if fold.Key(r["simplified"]) == fold.Key(r[col]) {
					r["simplified"] = ""
				}
			}
			if r["aliases"] != "" {
				r["aliases"] = strings.Join(r.names()[1:], "|")
			}
		}
		w.write(w.header)
	}
}

// countries leaves out the places that iso-codes alone has. Where it is one
// source of several, the names are those of CLDR and of source/countries.tsv,
// which was written by hand, so that none rests on iso-codes.
func countries(places *table, cldr string) {
	known := map[string][]string{} // country to names
	locales, err := filepath.Glob(filepath.Join(cldr, "*", "territories.json"))
	if err != nil || len(locales) == 0 {
		log.Fatalf("no locales in %q", cldr)
	}
	for _, p := range locales {
		l := filepath.Base(filepath.Dir(p))
		if !regexp.MustCompile(`^(en|zh(-Han[st](-(HK|MO|SG))?)?)$`).MatchString(l) {
			continue
		}
		b, err := os.ReadFile(p)
		if err != nil {
			log.Fatal(err)
		}
		var doc struct {
			Main map[string]struct {
				LocaleDisplayNames struct{ Territories map[string]string }
			}
		}
		if err := json.Unmarshal(b, &doc); err != nil {
			log.Fatal(err)
		}
		for _, m := range doc.Main {
			for c, n := range m.LocaleDisplayNames.Territories {
				c, _, _ = strings.Cut(c, "-alt-")
				known[c] = append(known[c], n)
			}
		}
	}
	byHand := map[string][]string{}
	for _, r := range read("source/countries.tsv").rows {
		byHand[r["country"]] = list(r["names"])
		known[r["country"]] = append(known[r["country"]], byHand[r["country"]]...)
	}
	var keep []row
	for _, r := range places.rows {
		if r["source"] == "iso-codes" {
			continue
		}
		keep = append(keep, r)
		if !strings.Contains(r["source"], "iso-codes") {
			continue
		}
		c := r["country"]
		keys := map[string]bool{}
		for _, n := range known[c] {
			keys[fold.Key(n)] = true
		}
		var names []string
		for _, n := range append(r.names(), byHand[c]...) {
			if keys[fold.Key(n)] {
				names = append(names, n)
			}
		}
		if len(names) == 0 {
			log.Fatalf("%s keeps no name", r["id"])
		}
		r["name"], r["aliases"] = names[0], strings.Join(names[1:], "|")
		r["source"] = "cldr"
		if byHand[c] != nil {
			r["source"] = "cldr+hand"
		}
	}
	places.rows = keep
}

// places marks the names of lesser places from lists as ambiguous: Latin names
// of one word and Chinese names of two characters, which are words or parts of
// longer names more often than that place.
func places(t *table) {
	for _, r := range t.rows {
		if strings.Contains(r["source"], "hand") || r["kind"] == "country" {
			continue
		}
		people, _ := strconv.Atoi(r["population"])
		domestic := r["country"] == "CN" || r["country"] == "TW" || r["country"] == "HK" || r["country"] == "MO"
		prefecture := domestic && (r["kind"] == "province" || r["kind"] == "city" && !regexp.MustCompile(`^cn-\d{6}$`).MatchString(r["id"]))
		for _, n := range r.names() {
			k := fold.Key(n)
			switch {
			case !hasHan(n) && !strings.ContainsAny(k, " -") && people < 500_000 && r["kind"] != "state" && r["kind"] != "province":
				r.mark(n)
			case hasHan(n) && utf8.RuneCountInString(k) <= 2 && !prefecture && people < 1_000_000:
				r.mark(n)
			}
		}
	}
}

// split takes from the products what a figure may belong to but which is no
// product: indices, rates, commodities, policies; and kinds of memory.
func split(products, organizations *table) *table {
	out := &table{file: "subjects"}
	var keep []row
	generic := strings.Fields("dram nand-flash nor-flash ssd cxl socamm ddr4 ddr5 gddr7 lpddr5x duv euv high-na-euv risc-v")
	for _, r := range products.rows {
		switch k := r["kind"]; {
		case slices.Contains([]string{"stock-index", "rate", "commodity-benchmark", "scheme"}, k):
			out.rows = append(out.rows, r)
		case slices.Contains(generic, r["id"]):
			log.Printf("products %s: a kind of thing, left out", r["id"])
		default:
			keep = append(keep, r)
		}
	}
	products.rows = keep
	keep = nil
	for _, r := range organizations.rows {
		if r["kind"] == "agreement" {
			out.rows = append(out.rows, r)
		} else {
			keep = append(keep, r)
		}
	}
	organizations.rows = keep
	for _, r := range out.rows {
		r["aliases"] = strings.Join(r.names()[1:], "|")
	}
	return out
}

// knownFiles were written by hand from general knowledge.
var knownFiles = []string{"source/known.tsv", "source/places.tsv", "source/companies.tsv"}

// known adds the rows of knownFiles: one with a name is a new entity, one
// without adds names to the one of its id.
func known(t map[string]*table) {
	var rows []row
	for _, f := range knownFiles {
		rows = append(rows, read(f).rows...)
	}
	for _, k := range rows {
		at := t[k["file"]]
		if at == nil {
			log.Fatalf("known: no file %q", k["file"])
		}
		var r row
		for _, x := range at.rows {
			if x["id"] == k["id"] {
				r = x
			}
		}
		switch {
		case k["name"] != "" && r != nil:
			log.Fatalf("known: %s %s is there already", k["file"], k["id"])
		case k["name"] == "" && r == nil:
			log.Printf("known: no %s %s", k["file"], k["id"])
			continue
		case r == nil:
			r = row{"id": k["id"], "name": k["name"], "country": k["country"], "kind": k["kind"], "source": "hand"}
			if k["file"] == "companies" {
				r["tier"] = "A"
			}
			at.rows = append(at.rows, r)
		}
		for _, n := range list(k["aliases"]) {
			r.add(n)
		}
		for _, n := range list(k["ambiguous"]) {
			r.mark(n)
		}
		if s := r["source"]; !slices.Contains(strings.Split(s, "+"), "hand") && !strings.Contains(s, "hand") {
			r["source"] = "hand+" + s
		}
	}
}

// edit applies source/edits.tsv.
func edit(t map[string]*table) {
	find := func(file, id string) (row, *table) {
		for _, f := range entityFiles {
			if f != file && !(file == "companies" && f == "companies_en") {
				continue
			}
			for _, r := range t[f].rows {
				if r["id"] == id {
					return r, t[f]
				}
			}
		}
		return nil, nil
	}
	for _, e := range read("source/edits.tsv").rows {
		op, file, id, value := e["op"], e["file"], e["id"], e["value"]
		bad := func(why string) { log.Printf("edits: %s %s %s %s: %s", op, file, id, value, why) }
		if op == "clear" {
			continue // clear does it, last of all
		}
		if op == "ambiguous" && id == "*" {
			n := 0
			for _, f := range entityFiles {
				if f == file || file == "companies" && f == "companies_en" {
					for _, r := range t[f].rows {
						if r.has(value) {
							r.mark(value)
							n++
						}
					}
				}
			}
			if n == 0 {
				bad("no such name")
			}
			continue
		}
		r, at := find(file, id)
		if r == nil {
			bad("no such row")
			continue
		}
		remove := func() { at.rows = slices.DeleteFunc(at.rows, func(x row) bool { return x["id"] == id }) }
		switch op {
		case "drop":
			remove()
		case "merge":
			to, _ := find(file, value)
			if to == nil {
				bad("no row to merge into")
				continue
			}
			for _, n := range r.names() {
				to.add(n)
			}
			for _, a := range list(r["ambiguous"]) {
				to.mark(a)
			}
			for _, k := range list(r["ticker"]) {
				if !slices.Contains(list(to["ticker"]), k) {
					to["ticker"] = strings.Join(append(list(to["ticker"]), k), "|")
				}
			}
			for _, s := range strings.Split(r["source"], "+") {
				if !slices.Contains(strings.Split(to["source"], "+"), s) {
					to["source"] += "+" + s
				}
			}
			remove()
		case "drop-name":
			if !r.drop(value) {
				bad("no such name, or the only one")
			}
		case "keep-names":
			for _, n := range r.names() {
				if !slices.Contains(list(value), n) && !r.drop(n) {
					bad("no such name, or the only one")
				}
			}
		case "add-name":
			r.add(value)
		case "ambiguous":
			r.mark(value)
		case "move":
			// To another file, as what the second part says: products fund.
			to, kind, _ := strings.Cut(value, " ")
			remove()
			r["kind"] = kind
			t[to].rows = append(t[to].rows, r)
		case "set":
			k, v, _ := strings.Cut(value, "=")
			r[k] = v
		default:
			bad("no such operation")
		}
	}
}

// clearMarks takes the mark of ambiguity from the names that source/edits.tsv,
// or the column plain of knownFiles, says the news hardly uses for anything else.
func clearMarks(t map[string]*table) {
	edits := read("source/edits.tsv").rows
	for _, f := range knownFiles {
		for _, k := range read(f).rows {
			if k["plain"] != "" {
				edits = append(edits, row{"op": "clear", "file": k["file"], "id": k["id"], "value": k["plain"]})
			}
		}
	}
	for _, e := range edits {
		if e["op"] != "clear" {
			continue
		}
		clear := map[string]bool{}
		for _, n := range list(e["value"]) {
			clear[fold.Key(n)] = true
		}
		for _, f := range entityFiles {
			if f != e["file"] && !(e["file"] == "companies" && f == "companies_en") {
				continue
			}
			for _, r := range t[f].rows {
				if e["id"] == "*" || r["id"] == e["id"] {
					marks := slices.DeleteFunc(list(r["ambiguous"]), func(m string) bool { return clear[fold.Key(m)] })
					r["ambiguous"] = strings.Join(marks, "|")
				}
			}
		}
	}
}

// trades are the words for what a company does or is that its full name may end in.
var trades = strings.Fields("投資控股 生物科技 半導體 微電子 科技 電子 工業 實業 國際 企業 資訊 光電 精密 控股 醫藥 製藥 材料 能源 通訊 系統 建設 開發 營造 紡織 化學 化工 食品 機械 電機 電腦 網路 軟體")

// withoutTrade gives listed companies of Taiwan their full name without its legal
// form and the last word of trade, where four characters or more stay that hold
// the short name, and no other company is called so: 中華精測 of
// 中華精測科技股份有限公司.
func withoutTrade(t *table) {
	taken := map[string]bool{}
	for _, r := range t.rows {
		for _, n := range r.names() {
			taken[fold.Key(n)] = true
		}
	}
	for _, r := range t.rows {
		if !strings.Contains(r["source"], "ogdl") {
			continue
		}
		for _, n := range r.names() {
			n, ok := strings.CutSuffix(n, "股份有限公司")
			if !ok {
				continue
			}
			for _, w := range trades {
				short, ok := strings.CutSuffix(n, w)
				if !ok {
					continue
				}
				if utf8.RuneCountInString(short) >= 4 && strings.Contains(short, r["name"]) && !strings.Contains(short, "商") && !taken[fold.Key(short)] {
					taken[fold.Key(short)] = true
					r.add(short)
				}
				break
			}
		}
	}
}

// variants adds the regional wordings of a name to the one entity that has
// another of them, where no other entity has the new one.
func variants(t map[string]*table, v *table) {
	types := map[string][]string{
		"city": {"places"}, "state": {"places"}, "country": {"places"}, "person": {"people"},
		"company": {"companies"}, "organization": {"organizations"}, "opencc-name": {"places"},
	}
	index := map[string]map[string][]row{}
	for _, f := range entityFiles {
		index[f] = map[string][]row{}
		for _, r := range t[f].rows {
			for _, n := range r.names() {
				index[f][fold.Key(n)] = append(index[f][fold.Key(n)], r)
			}
		}
	}
	added := 0
	for _, x := range v.rows {
		files, ok := types[x["category"]]
		if !ok {
			continue
		}
		kinds := []string{}
		switch x["category"] {
		case "country", "opencc-name":
			kinds = []string{"country"}
		case "state":
			kinds = []string{"state", "province", "region"}
		}
		var owners []row
		for _, n := range []string{x["hk"], x["tw"], x["cn"], x["english"]} {
			for _, f := range files {
				for _, r := range index[f][fold.Key(n)] {
					if n != "" && (len(kinds) == 0 || slices.Contains(kinds, r["kind"])) &&
						!slices.ContainsFunc(owners, func(o row) bool { return o["id"] == r["id"] }) {
						owners = append(owners, r)
					}
				}
			}
		}
		// An English name is shared by many places: those that have a Chinese one too go first.
		if len(owners) > 1 {
			var both []row
			for _, o := range owners {
				n := 0
				for _, s := range []string{x["hk"], x["tw"], x["cn"], x["english"]} {
					if s != "" && o.has(s) {
						n++
					}
				}
				if n > 1 {
					both = append(both, o)
				}
			}
			if len(both) == 1 {
				owners = both
			}
		}
		if len(owners) != 1 {
			if len(owners) > 1 && x["category"] != "opencc-name" {
				log.Printf("variants %s %s/%s/%s: %d entities", x["category"], x["hk"], x["tw"], x["cn"], len(owners))
			}
			continue
		}
		for _, n := range []string{x["hk"], x["tw"], x["cn"], x["english"]} {
			k := fold.Key(n)
			if n == "" || owners[0].has(n) {
				continue
			}
			free := true
			for _, f := range entityFiles {
				free = free && len(index[f][k]) == 0
			}
			if !free {
				log.Printf("variants: %s of %s is a name of another", n, owners[0]["name"])
				continue
			}
			owners[0].add(n)
			index[files[0]][k] = []row{owners[0]}
			if utf8.RuneCountInString(k) <= 2 && x["category"] != "country" {
				owners[0].mark(n)
			}
			added++
		}
	}
	log.Printf("variants: %d names added", added)
}

// shared marks a name that a company and a lesser thing of another type share,
// where neither is marked: one of them needs support.
func shared(t map[string]*table) {
	type owner struct {
		file string
		row  row
	}
	index := map[string][]owner{}
	for _, f := range entityFiles {
		for _, r := range t[f].rows {
			for _, n := range r.names() {
				index[fold.Key(n)] = append(index[fold.Key(n)], owner{f, r})
			}
		}
	}
	n := 0
	for k, os := range index {
		plain, types := 0, map[string]bool{}
		for _, o := range os {
			if !o.row.marked(k) {
				plain++
				types[strings.TrimSuffix(o.file, "_en")] = true
			}
		}
		if len(types) < 2 {
			continue
		}
		for _, o := range os {
			if !o.row.marked(k) {
				for _, x := range o.row.names() {
					if fold.Key(x) == k {
						o.row.mark(x)
						log.Printf("shared: %s, marked for %s", x, o.row["id"])
						n++
					}
				}
			}
		}
	}
	log.Printf("shared by types: %d names marked", n)
	for _, f := range entityFiles {
		for _, r := range t[f].rows {
			r.settle()
		}
	}
}
