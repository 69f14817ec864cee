package output

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"math/big"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

// tesla and LG are as a store has them.
func known(id string) (*entities.EntityRecord, error) {
	switch id {
	case "company/tesla":
		return &entities.EntityRecord{ID: id, Type: "company", Name: "特斯拉", Names: []string{"Tesla", "Tesla; Inc", "特斯拉", "特斯拉汽車"}, Facts: 7, Articles: 3}, nil
	case "company/lg-energy-solution":
		return &entities.EntityRecord{ID: id, Type: "company", Name: "LG新能源", Names: []string{"LG新能源", "LG新能源公司"}, Facts: 2, Articles: 2}, nil
	case "company/~x":
		return &entities.EntityRecord{ID: id, Type: "company", Name: "=x<\x01>", Names: []string{"=x<\x01>"}, Facts: 1, Articles: 1}, nil
	}
	return nil, fmt.Errorf("entity %s is not known", id)
}

func both() Source { return Source{Facts: each(agreement(), metric()), Entity: known} }

func TestParquet(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, "parquet", both(), Options{}); err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names, want []string
	for _, c := range f.Root().Columns() {
		names = append(names, c.Name())
	}
	for _, c := range newTable(nil, schema.Default()).factColumns() {
		want = append(want, c.name)
	}
	if !slices.Equal(names, want) {
		t.Errorf("columns\n got %v\nwant %v", names, want)
	}
	rows := make([]parquet.Row, 3)
	r := parquet.NewReader(f)
	n, err := r.ReadRows(rows)
	if n != 2 || err != nil && err != io.EOF {
		t.Fatalf("%d rows, %v", n, err)
	}
	cell := func(row int, name string) string {
		v := rows[row][slices.Index(names, name)]
		switch {
		case v.IsNull():
			return "null"
		case v.Kind() == parquet.FixedLenByteArray:
			x := new(big.Int).SetBytes(v.ByteArray())
			if v.ByteArray()[0] >= 0x80 {
				x.Sub(x, decimalWrap)
			}
			return x.String()
		}
		return v.String()
	}
	for _, row := range []struct {
		n          int
		name, want string
	}{
		{0, "fact_id", "0123456789abcdef0123"}, {0, "subject", "LG新能源"}, {0, "amount", "43000000000000000000"}, {0, "amount_to", "null"},
		{0, "percent", "null"}, {0, "date_from", "20529"}, {0, "confidence", "0.9"}, {0, "sources", "2"}, {0, "start", "76"},
		{0, "role_party", "LG新能源 | 特斯拉"}, {0, "role_seller", "null"}, {0, "article_id", "000001"}, {0, "published", "2026-03-18"},
		{1, "percent", "-270000000000"}, {1, "amount_to", "20000000000000000000"}, {1, "confidence", "null"}, {1, "date_to", "null"},
		{1, "subject", "=HYPERLINK(\"http://evil.example\")"}, {1, "evidence", "第一行\n第二行\u202e43"}, // exact, unlike CSV
	} {
		if got := cell(row.n, row.name); got != row.want {
			t.Errorf("row %d, %s = %q, want %q", row.n, row.name, got, row.want)
		}
	}
	for _, l := range tables {
		from := both()
		from.Entities = each(must(known("company/tesla")))
		if err := Write(io.Discard, "parquet", from, Options{Layout: l}); err != nil {
			t.Errorf("layout %s: %v", l, err)
		}
	}
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

func TestFixedPoint(t *testing.T) {
	for _, row := range []struct {
		in string
		ok bool
	}{{"0", true}, {"-0.0000000001", true}, {"9999999999999999999999999999.9999999999", true},
		{"10000000000000000000000000000", false}, {"0.00000000001", false}, {"1" + strings.Repeat("0", 300), false}} {
		d := must(entities.ParseDecimal(row.in))
		b, ok := fixedPoint(d)
		if ok != row.ok {
			t.Errorf("fixedPoint(%s) is there: %v, want %v", row.in, ok, row.ok)
			continue
		}
		if !ok {
			continue
		}
		x := new(big.Int).SetBytes(b)
		if b[0] >= 0x80 {
			x.Sub(x, decimalWrap)
		}
		if back := must(entities.ParseDecimal(x.String())).Shift(-decimalScale); len(b) != decimalBytes || back != d {
			t.Errorf("fixedPoint(%s) reads back as %s", row.in, back)
		}
	}
}

// Every line is a statement of RDF 1.1 N-Quads.
var (
	iriForm  = `<[a-z][a-z0-9+.-]*:[^\x00-\x20<>"{}|^` + "`" + `\\]*>`
	quadForm = regexp.MustCompile(`^` + iriForm + ` ` + iriForm + ` (` + iriForm +
		`|"([^"\\\n\r]|\\[tbnrf"'\\]|\\u[0-9A-F]{4}|\\U[0-9A-F]{8})*"(\^\^` + iriForm + `|@[a-zA-Z]+(-[a-zA-Z0-9]+)*)?) \.$`)
)

func TestNQuads(t *testing.T) {
	got := write(t, "nquads", both(), Options{})
	lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	seen := make(map[string]bool)
	for _, l := range lines {
		if !quadForm.MatchString(l) {
			t.Errorf("no statement: %s", l)
		}
		if seen[l] {
			t.Errorf("said twice: %s", l)
		}
		seen[l] = true
	}
	for _, want := range []string{
		`<urn:factloom:entity/company/tesla> <urn:factloom:Entity.name> "特斯拉"@zh .`,
		`<urn:factloom:entity/company/tesla> <urn:factloom:Entity.name> "Tesla"@en .`,
		`<urn:factloom:entity/company/tesla> <urn:factloom:Entity.alias> "特斯拉汽車" .`,
		`<urn:factloom:fact/0123456789abcdef0123> <urn:factloom:Fact.party> <urn:factloom:entity/company/tesla> .`,
		`<urn:factloom:fact/0123456789abcdef0123> <urn:factloom:Fact.value> <urn:factloom:value/0123456789abcdef0123/2> .`,
		`<urn:factloom:value/0123456789abcdef0123/2> <urn:factloom:Value.amount> "4300000000"^^<http://www.w3.org/2001/XMLSchema#double> .`,
		`<urn:factloom:value/0123456789abcdef0123/3> <urn:factloom:Value.from> "2026-03-17"^^<http://www.w3.org/2001/XMLSchema#date> .`,
		`<urn:factloom:evidence/0123456789abcdef0123/aa/76-101/deal-value@1f2e3d4c> <urn:factloom:Evidence.article> <urn:factloom:article/aa> .`,
		`<urn:factloom:evidence/1234567890123456789e/cc/0-12/m@2> <urn:factloom:Evidence.text> "第一行\n第二行\u202E43" .`,
		`<urn:factloom:entity/company/~x> <urn:factloom:Entity.alias> "=x<\u0001>" .`,
	} {
		if !seen[want] {
			t.Errorf("not said: %s", want)
		}
	}
	// For Dgraph: the same statements with short predicates, each of which its
	// schema has.
	short := write(t, "nquads", both(), Options{Layout: "dgraph"})
	sch := write(t, "nquads", Source{}, Options{Layout: "schema"})
	for _, l := range strings.Split(strings.TrimSuffix(short, "\n"), "\n") {
		p := strings.Trim(strings.Fields(l)[1], "<>")
		if p != "dgraph.type" && strings.Count(sch, p+": ") != 1 {
			t.Errorf("the schema does not have %s", p)
		}
	}
	if a, b := strings.Count(short, "\n"), len(lines); a != b {
		t.Errorf("%d statements for Dgraph, %d else", a, b)
	}
	for _, r := range schema.Default().Roles() {
		if !strings.Contains(sch, "\nFact."+r+": [uid] @reverse .\n") {
			t.Errorf("the schema does not have role %s", r)
		}
	}
	if rolePredicate("type") != "Fact.role_type" {
		t.Error("a role called type hides the type of a fact")
	}
}

func TestLanguage(t *testing.T) {
	for name, want := range map[string]string{"特斯拉": "zh", "台積電": "zh-Hant", "台积电": "zh-Hans", "Tesla": "en", "LG新能源": "zh", "3M": "en"} {
		if got := language(name); got != want {
			t.Errorf("language(%s) = %s, want %s", name, got, want)
		}
	}
}

type graphMLFile struct {
	Keys []struct {
		ID string `xml:"id,attr"`
	} `xml:"key"`
	Nodes []graphMLNode `xml:"graph>node"`
	Edges []graphMLNode `xml:"graph>edge"`
}

type graphMLNode struct {
	ID     string `xml:"id,attr"`
	Source string `xml:"source,attr"`
	Target string `xml:"target,attr"`
	Data   []struct {
		Key  string `xml:"key,attr"`
		Text string `xml:",chardata"`
	} `xml:"data"`
}

func (n *graphMLNode) get(key string) string {
	for _, d := range n.Data {
		if d.Key == key {
			return d.Text
		}
	}
	return ""
}

func TestGraphML(t *testing.T) {
	for _, row := range []struct {
		layout       string
		nodes, edges int
	}{{"edges", 2, 1}, {"facts", 5, 3}} {
		var f graphMLFile
		if err := xml.Unmarshal([]byte(write(t, "graphml", both(), Options{Layout: row.layout})), &f); err != nil {
			t.Fatal(err)
		}
		if len(f.Nodes) != row.nodes || len(f.Edges) != row.edges {
			t.Errorf("%s: %d nodes, %d edges, want %d and %d", row.layout, len(f.Nodes), len(f.Edges), row.nodes, row.edges)
		}
		keys, nodes := make(map[string]bool), make(map[string]*graphMLNode)
		for _, k := range f.Keys {
			if keys[k.ID] {
				t.Errorf("%s: key %s twice", row.layout, k.ID)
			}
			keys[k.ID] = true
		}
		for i := range f.Nodes {
			n := &f.Nodes[i]
			if nodes[n.ID] != nil {
				t.Errorf("%s: node %s twice", row.layout, n.ID)
			}
			nodes[n.ID] = n
		}
		for _, n := range slices.Concat(f.Nodes, f.Edges) {
			for _, d := range n.Data {
				if !keys[d.Key] {
					t.Errorf("%s: %s has the unknown key %s", row.layout, n.ID, d.Key)
				}
			}
		}
		for _, e := range f.Edges {
			if nodes[e.Source] == nil || nodes[e.Target] == nil {
				t.Errorf("%s: edge %s from %s to %s, one of them is no node", row.layout, e.ID, e.Source, e.Target)
			}
		}
		if n := nodes["company/tesla"]; n == nil || n.get("n_label") != "特斯拉" || n.get("n_facts") != "7" {
			t.Errorf("%s: node of 特斯拉 %v", row.layout, n)
		}
		if row.layout == "edges" {
			e := f.Edges[0]
			if e.Source != "company/lg-energy-solution" || e.Target != "company/tesla" || e.get("e_amount") != "4300000000" || e.get("e_label") != "agreement" {
				t.Errorf("edge %v", e)
			}
			continue
		}
		if n := nodes["company/~x"]; n == nil || n.get("n_label") != "=x<␁>" {
			t.Errorf("control character in %v", n)
		}
		if n := nodes["fact/0123456789abcdef0123"]; n == nil || n.get("n_role_value") != "43億美元" || n.get("n_type") != "agreement" {
			t.Errorf("node of the fact %v", n)
		}
	}
}

func TestNeo4j(t *testing.T) {
	files := make(map[string]*bytes.Buffer)
	create := func(name string) (io.Writer, error) { files[name] = new(bytes.Buffer); return files[name], nil }
	if err := WriteFiles(create, "neo4j", both(), Options{}); err != nil {
		t.Fatal(err)
	}
	if len(files) != len(NeoFiles) {
		t.Errorf("%d files, want %v", len(files), NeoFiles)
	}
	table := func(name string, rows int) []map[string]string {
		r := csv.NewReader(files[name])
		all, err := r.ReadAll()
		if err != nil || len(all) != rows+1 {
			t.Fatalf("%s: %d rows, %v", name, len(all), err)
		}
		var out []map[string]string
		for _, row := range all[1:] {
			m := make(map[string]string)
			for i, c := range row {
				m[all[0][i]] = c
			}
			out = append(out, m)
		}
		return out
	}
	e := table("entities.csv", 3)
	if e[1]["id:ID(Entity)"] != "company/tesla" || e[1]["names:string[]"] != "Tesla;Tesla； Inc;特斯拉;特斯拉汽車" || e[1][":LABEL"] != "Entity;Company" {
		t.Errorf("entity %v", e[1])
	}
	f := table("facts.csv", 2)
	if f[0]["fact_id:ID(Fact)"] != "0123456789abcdef0123" || f[0]["amount:double"] != "4300000000" || f[0]["date_from:date"] != "2026-03-17" ||
		f[0]["role_value"] != "43億美元" || f[0][":LABEL"] != "Fact;Agreement" || f[1]["role_subject"] != "=HYPERLINK(\"http://evil.example\")" {
		t.Errorf("facts %v", f)
	}
	table("articles.csv", 3)
	if r := table("roles.csv", 3); r[1][":START_ID(Fact)"] != "0123456789abcdef0123" || r[1][":END_ID(Entity)"] != "company/tesla" || r[1][":TYPE"] != "PARTY" {
		t.Errorf("roles %v", r)
	}
	if ev := table("evidence.csv", 3); ev[2]["text"] != "第一行␊第二行⟨U+202E⟩43" || ev[2][":END_ID(Article)"] != "cc" {
		t.Errorf("evidence %v", ev)
	}
	if err := Write(io.Discard, "neo4j", both(), Options{}); err == nil {
		t.Error("several files went into one")
	}
	if err := WriteFiles(create, "csv", both(), Options{}); err == nil {
		t.Error("csv wrote a folder")
	}
}

func TestDOT(t *testing.T) {
	for layout, want := range map[string][]string{
		"edges": {`"company/tesla" [label="特斯拉", `, `"company/lg-energy-solution" -> "company/tesla" [label="agreement\n43億美元 = 4,300,000,000 USD\n2026-03-17", `},
		"facts": {`"fact/1234567890123456789e" [label="metric\n15億至20億新台幣 = 1,500,000,000–2,000,000,000 TWD; -27%\nmeasure －淨利␉率", `,
			`"company/~x" [label="=x<␁>", `, `"fact/0123456789abcdef0123" -> "company/tesla" [label="party"];`, `-> "company/~x" [label="subject", style=dotted];`},
	} {
		got := write(t, "dot", both(), Options{Layout: layout})
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s does not hold %s:\n%s", layout, w, got)
			}
		}
		if dot, err := exec.LookPath("dot"); err == nil {
			cmd := exec.Command(dot, "-Tcanon")
			cmd.Stdin = strings.NewReader(got)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: Graphviz does not read it: %v\n%s", layout, err, out)
			}
		}
	}
	if got, want := dotString("A&B&lt;&#60;甲& 乙;"), `"A&B&amp;lt;&amp;#60;甲& 乙;"`; got != want {
		t.Errorf("dotString = %s, want %s", got, want)
	}
	if got := dotString("a\"b\\c\nd"); got != `"a\"b\\c\nd"` {
		t.Errorf("dotString = %s", got)
	}
}

// The store is asked once for each entity, and its error is passed on.
func TestEntityErrors(t *testing.T) {
	from := Source{Facts: each(agreement()), Entity: func(id string) (*entities.EntityRecord, error) { return nil, fmt.Errorf("no %s", id) }}
	for _, f := range []string{"nquads", "graphml", "dot"} {
		if err := Write(io.Discard, f, from, Options{}); err == nil || !strings.Contains(err.Error(), "no company/lg-energy-solution") {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestDays(t *testing.T) {
	for _, row := range []struct{ from, to, want string }{
		{"2026-03-18", "2026-03-18", "2026-03-18"}, {"2026-03-18", "2026-03-20", "2026-03-18…2026-03-20"},
		{"2026-03-01", "2026-03-31", "2026-03"}, {"2024-02-01", "2024-02-29", "2024-02"}, {"2023-02-01", "2023-02-27", "2023-02-01…2023-02-27"},
		{"2025-01-01", "2025-12-31", "2025"}, {"2025-04-01", "2025-06-30", "2025 Q2"}, {"2025-02-01", "2025-04-30", "2025-02-01…2025-04-30"},
		{"2025-07-01", "2025-12-31", "2025 H2"}, {"2024-01-01", "2025-12-31", "2024-01-01…2025-12-31"}, {"", "2026-03-18", "…2026-03-18"}, {"", "", ""},
	} {
		from, _ := entities.ParseDay(row.from)
		to, _ := entities.ParseDay(row.to)
		if got := Days(from, to); got != row.want {
			t.Errorf("Days(%s, %s) = %q, want %q", row.from, row.to, got, row.want)
		}
	}
}

func TestTableParts(t *testing.T) {
	table := &Table{Head: []string{"A", "B"}, NoHead: true, Rows: []Row{{Cells: []string{"x", "=1"}, Above: "first", Note: "one\ntwo"}, {Cells: []string{"特斯拉", "y"}, Above: "second"}}}
	var text, md, file strings.Builder
	if err := table.WriteText(&text, 0); err != nil {
		t.Fatal(err)
	}
	if want := "first\nx       =1\n    one\n    two\n\nsecond\n特斯拉  y\n"; text.String() != want {
		t.Errorf("text\n got %q\nwant %q", text.String(), want)
	}
	if err := table.WriteMarkdown(&md, "NOTE"); err != nil || !strings.Contains(md.String(), "| x | =1 | one␊two |\n") {
		t.Errorf("Markdown %q, %v", md.String(), err)
	}
	if err := table.WriteCSV(&file); err != nil || file.String() != "A,B\nx,'=1\n特斯拉,y\n" {
		t.Errorf("CSV %q, %v", file.String(), err)
	}
}
