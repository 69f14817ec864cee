package output

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

func each[T any](list ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range list {
			if !yield(x, nil) {
				return
			}
		}
	}
}

func span(a, b int) entities.Span { return entities.Span{Start: a, End: b} }

// agreement is LG新能源與特斯拉簽署43億美元合作協議, told by two articles.
func agreement() *entities.Record {
	fillers := []entities.Filler{
		{Role: "party", Text: "LG新能源", Span: span(80, 85), Key: "company/lg-energy-solution", ID: "company/lg-energy-solution", Type: "company"},
		{Role: "party", Text: "特斯拉", Span: span(86, 89), Key: "company/tesla", ID: "company/tesla", Type: "company"},
		{Role: "value", Text: "43億美元", Span: span(91, 96), Key: "money:4300000000:USD", Type: "money",
			Value: &entities.Money{Amount: entities.Dec(4300000000), Currency: "USD", Kind: entities.Exact}},
		{Role: "date", Text: "周二", Span: span(76, 78), Key: "date:2026-03-17/2026-03-17", Type: "date",
			Value: &entities.Date{From: entities.DayOf(2026, 3, 17), To: entities.DayOf(2026, 3, 17), Kind: entities.Exact}},
	}
	r := &entities.Record{Fact: entities.Fact{Span: span(76, 101), ID: "0123456789abcdef0123", Claim: "fedcba98765432100123", Type: "agreement",
		Fillers: fillers, Modality: entities.Asserted, Polarity: entities.Positive, Evidence: "周二，LG新能源與特斯拉簽署43億美元合作協議。",
		Rule: "deal-value@1f2e3d4c", Confidence: 0.9}, Sources: 2}
	r.Evidence = []entities.Evidence{
		{Span: r.Span, Text: r.Fact.Evidence, Rule: r.Rule, Confidence: 0.9, Fillers: fillers,
			Article: entities.Article{Key: "aa", ID: "000001", URL: "https://news.example/1", Title: "電池協議, 「大單」", Published: "2026-03-18", Source: "樣報"}},
		{Span: span(4, 20), Text: "兩家公司達成合作。", Rule: r.Rule, Confidence: 0.81, Fillers: fillers[:2],
			Article: entities.Article{Key: "bb", ID: "b2", Published: "2026-03-19"}},
	}
	return r
}

// metric is a fall, with names that a spreadsheet would run.
func metric() *entities.Record {
	fillers := []entities.Filler{
		{Role: "subject", Text: "=HYPERLINK(\"http://evil.example\")", Span: span(0, 3), Key: "company/~x", ID: "company/~x", Type: "company"},
		{Role: "measure", Text: "－淨利\t率", Span: span(4, 6), Key: "measure:margin"},
		{Role: "value", Text: "15億至20億新台幣", Span: span(7, 9), Type: "money", Key: "money:1500000000-2000000000:TWD",
			Value: &entities.Money{Amount: entities.Dec(1500000000), AmountTo: entities.Dec(2000000000), Currency: "TWD", Kind: entities.Between}},
		{Role: "change", Text: "-27%", Span: span(10, 12), Key: "percent:-27:percent", Type: "percent",
			Value: &entities.Percent{Value: entities.Dec(-27), Unit: entities.UnitPercent, Kind: entities.Exact}},
	}
	r := &entities.Record{Fact: entities.Fact{Span: span(0, 12), ID: "1234567890123456789e", Claim: "00000000000000000001", Type: "metric", Fillers: fillers,
		Modality: entities.Reported, Polarity: entities.Negative, Evidence: "第一行\n第二行\u202e43", Rule: "m@2"}, Sources: 1}
	r.Evidence = []entities.Evidence{{Span: r.Span, Text: r.Fact.Evidence, Rule: "m@2", Fillers: fillers,
		Article: entities.Article{Key: "cc", ID: "0700.HK", Title: "+1+1", URL: "javascript:alert(1)"}}}
	return r
}

func write(t *testing.T, format string, from Source, opt Options) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, format, from, opt); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// cells reads CSV back by column.
func cells(t *testing.T, s string) []map[string]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(s, "\uFEFF")))
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := make(map[string]string)
		for i, c := range row {
			m[rows[0][i]] = c
		}
		out = append(out, m)
	}
	return out
}

func TestCSV(t *testing.T) {
	got := write(t, "csv", Source{Facts: each(agreement(), metric())}, Options{})
	lines := strings.Split(got, "\n")
	head := "fact_id,claim_id,type,subject,subject_id,object,object_id,amount,amount_to,currency,percent,unit,date_from,date_to," +
		"modality,polarity,confidence,sources,article_id,article_title,published,url,evidence,start,end,rule"
	if want := head + ",role_" + strings.Join(schema.Default().Roles(), ",role_"); lines[0] != want {
		t.Errorf("header\n got %s\nwant %s", lines[0], want)
	}
	want := "0123456789abcdef0123,fedcba98765432100123,agreement,LG新能源,company/lg-energy-solution,特斯拉,company/tesla," +
		"4300000000,,USD,,,2026-03-17,2026-03-17,asserted,positive,0.90,2,000001,\"電池協議, 「大單」\",2026-03-18,https://news.example/1," +
		"周二，LG新能源與特斯拉簽署43億美元合作協議。,76,101,deal-value@1f2e3d4c,"
	if !strings.HasPrefix(lines[1], want) {
		t.Errorf("row\n got %s\nwant %s…", lines[1], want)
	}
	if strings.Contains(got, "\r") || strings.HasPrefix(got, "\uFEFF") {
		t.Error("CR or BOM without Excel")
	}
	rows := cells(t, got)
	if rows[0]["role_party"] != "LG新能源 | 特斯拉" || rows[0]["role_value"] != "43億美元" || rows[0]["role_date"] != "周二" || rows[0]["role_seller"] != "" {
		t.Errorf("roles %q", rows[0])
	}
	for col, want := range map[string]string{
		"subject": "'=HYPERLINK(\"http://evil.example\")", "object": "", "amount": "1500000000", "amount_to": "2000000000", "currency": "TWD",
		"percent": "-27", "unit": "percent", "date_from": "", "confidence": "", "article_id": "0700.HK", "article_title": "'+1+1",
		"role_change": "-27%", "role_measure": "'－淨利␉率", "evidence": "第一行␊第二行⟨U+202E⟩43", "published": "", "url": "javascript:alert(1)", "polarity": "negative",
	} {
		if rows[1][col] != want {
			t.Errorf("%s = %q, want %q", col, rows[1][col], want)
		}
	}
}

func TestExcel(t *testing.T) {
	got := write(t, "csv", Source{Facts: each(agreement(), metric())}, Options{Excel: true})
	if !strings.HasPrefix(got, "\uFEFFfact_id,") || strings.Count(got, "\r\n") != 3 || strings.Count(got, "\n") != 3 {
		t.Errorf("no BOM or no CRLF: %q", got[:40])
	}
	rows := cells(t, got)
	if rows[0]["article_id"] != `="000001"` || rows[0]["amount"] != "4300000000" || rows[1]["fact_id"] != `="1234567890123456789e"` && rows[1]["fact_id"] != "1234567890123456789e" {
		t.Errorf("codes %q, %q, %q", rows[0]["article_id"], rows[0]["amount"], rows[1]["fact_id"])
	}
}

func TestText(t *testing.T) {
	for _, row := range []struct{ in, plain, excel, raw string }{
		{"特斯拉", "特斯拉", "特斯拉", "特斯拉"},
		{"", "", "", ""},
		{"=1+1", "'=1+1", "'=1+1", "=1+1"},
		{"＝1+1", "'＝1+1", "'＝1+1", "＝1+1"},
		{"\u200b\ufeff=1", "'\u200b\ufeff=1", "'\u200b\ufeff=1", "\u200b\ufeff=1"},
		{" @sum", "' @sum", "' @sum", " @sum"},
		{"\t=1", "'␉=1", "'␉=1", "␉=1"},
		{"+27%", "+27%", "+27%", "+27%"},
		{"-1,234.5", "-1,234.5", "-1,234.5", "-1,234.5"},
		{"-3億美元", "'-3億美元", "'-3億美元", "-3億美元"},
		{"+1+1", "'+1+1", "'+1+1", "+1+1"},
		{"－5", "'－5", "'－5", "－5"},
		{"000001", "000001", `="000001"`, "000001"},
		{"0700.HK", "0700.HK", "0700.HK", "0700.HK"},
		{"1E10", "1E10", `="1E10"`, "1E10"},
		{"3-1", "3-1", `="3-1"`, "3-1"},
		{"2330", "2330", "2330", "2330"},
		{"1234567890123456", "1234567890123456", `="1234567890123456"`, "1234567890123456"},
		{"MAR1", "MAR1", `="MAR1"`, "MAR1"},
		{"true", "true", `="true"`, "true"},
		{"a\x00b\x1b[31m", "a␀b␛[31m", "a␀b␛[31m", "a␀b␛[31m"},
		{"\u202e43\u2066", "⟨U+202E⟩43⟨U+2066⟩", "⟨U+202E⟩43⟨U+2066⟩", "⟨U+202E⟩43⟨U+2066⟩"},
		{"\xff", "\uFFFD", "\uFFFD", "\uFFFD"},
		{"𠮷野家", "𠮷野家", "𠮷野家", "𠮷野家"},
	} {
		plain, excel, raw := &Options{}, &Options{Excel: true}, &Options{Raw: true, Excel: true}
		if got := []string{plain.text(row.in), excel.text(row.in), raw.text(row.in)}; !slices.Equal(got, []string{row.plain, row.excel, row.raw}) {
			t.Errorf("text(%q) = %q, want %q", row.in, got, []string{row.plain, row.excel, row.raw})
		}
	}
}

// Whatever the text, the cell is UTF-8 without controls, reads back as it was
// written, and does not begin as a formula.
func FuzzText(f *testing.F) {
	for _, s := range []string{"=1", "＝1", "\u200b+x", "+27%", "\r=1", "a\u202eb", "\xc2", "000001", "\"q\",\n", "-", "\U000E0041"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, opt := range []*Options{{}, {Excel: true}} {
			cell := opt.text(s)
			if !utf8.ValidString(cell) {
				t.Fatalf("text(%q) = %q is no UTF-8", s, cell)
			}
			for _, r := range cell {
				if r < 0x20 || r == 0x7F || hidden(r) {
					t.Fatalf("text(%q) = %q holds %U", s, cell, r)
				}
			}
			bare := strings.TrimLeft(cell, " \u00a0\u3000\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e")
			if bare != "" && strings.ContainsAny(string([]rune(bare)[:1]), "=+-@＝＋－＠") && !signed.MatchString(cell) &&
				!(opt.Excel && strings.HasPrefix(cell, `="`) && converted.MatchString(cell[2:len(cell)-1])) {
				t.Fatalf("text(%q) = %q runs as a formula", s, cell)
			}
			var b bytes.Buffer
			w := csv.NewWriter(&b)
			w.UseCRLF = opt.Excel
			w.Write([]string{cell, "x"})
			w.Flush()
			row, err := csv.NewReader(&b).Read()
			if err != nil || row[0] != cell {
				t.Fatalf("%q reads back as %q, %v", cell, row, err)
			}
		}
	})
}

func TestLayouts(t *testing.T) {
	a := agreement()
	src := Source{Facts: each(a, metric())}
	ev := cells(t, write(t, "csv", src, Options{Layout: "evidence"}))
	if len(ev) != 3 || ev[1]["article_id"] != "b2" || ev[1]["start"] != "4" || ev[1]["confidence"] != "0.81" || ev[1]["amount"] != "" ||
		ev[1]["role_party"] != "LG新能源 | 特斯拉" || ev[1]["sources"] != "2" {
		t.Errorf("evidence %v", ev)
	}
	roles := cells(t, write(t, "csv", src, Options{Layout: "roles"}))
	if len(roles) != 8 || roles[2]["role"] != "value" || roles[2]["amount"] != "4300000000" || roles[2]["key"] != "money:4300000000:USD" ||
		roles[3]["date_from"] != "2026-03-17" || roles[1]["entity_id"] != "company/tesla" || roles[1]["filler_type"] != "company" {
		t.Errorf("roles %v", roles)
	}
	edges := cells(t, write(t, "csv", src, Options{Layout: "edges"}))
	if len(edges) != 1 || edges[0]["source"] != "company/lg-energy-solution" || edges[0]["target"] != "company/tesla" ||
		edges[0]["target_name"] != "特斯拉" || edges[0]["amount"] != "4300000000" || edges[0]["evidence"] != a.Fact.Evidence {
		t.Errorf("edges %v", edges)
	}
	ents := cells(t, write(t, "csv", Source{Entities: each(&entities.EntityRecord{ID: "company/tesla", Type: "company", Name: "特斯拉",
		Names: []string{"Tesla", "特斯拉"}, Facts: 7, Articles: 3})}, Options{Layout: "entities"}))
	if want := []map[string]string{{"id": "company/tesla", "name": "特斯拉", "type": "company", "names": "Tesla | 特斯拉", "facts": "7", "articles": "3"}}; !reflect.DeepEqual(ents, want) {
		t.Errorf("entities %v, want %v", ents, want)
	}
}

func TestPairs(t *testing.T) {
	sch := schema.Default()
	f := func(role, id string) entities.Filler { return entities.Filler{Role: role, ID: id, Key: id, Text: id} }
	for _, row := range []struct {
		typ     string
		fillers []entities.Filler
		want    string
	}{
		{"agreement", []entities.Filler{f("party", "a"), f("party", "b"), f("party", "c")}, "a-b a-c b-c"},
		{"acquisition", []entities.Filler{f("acquirer", "a"), f("acquirer", "b"), f("target", "c"), f("seller", "d")}, "a-c a-d b-c b-d"},
		{"metric", []entities.Filler{{Role: "subject", Text: "指數"}, f("owner", "a")}, ""},
		{"supply", []entities.Filler{f("supplier", "a"), f("customer", "a")}, ""},
		{"alias", []entities.Filler{f("name", "a"), f("alias", "b"), f("alias", "b")}, "a-b"},
	} {
		var got []string
		for _, p := range Pairs(sch, &entities.Record{Fact: entities.Fact{Type: row.typ, Fillers: row.fillers}}) {
			got = append(got, p[0].ID+"-"+p[1].ID)
		}
		if s := strings.Join(got, " "); s != row.want {
			t.Errorf("Pairs of %s = %q, want %q", row.typ, s, row.want)
		}
	}
}

func TestJSONL(t *testing.T) {
	got := write(t, "jsonl", Source{Facts: each(agreement(), metric())}, Options{})
	lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines", len(lines))
	}
	var v struct {
		ID, Claim, Type, Evidence string
		Roles                     map[string][]string
		Fillers                   []map[string]any
		Sources                   int
		Articles                  []struct {
			ID, Evidence string
			Start        int
			Confidence   json.Number
		}
	}
	d := json.NewDecoder(strings.NewReader(lines[0]))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	if v.ID != "0123456789abcdef0123" || v.Sources != 2 || len(v.Articles) != 2 || v.Articles[1].ID != "b2" || v.Articles[1].Confidence != "0.81" ||
		!slices.Equal(v.Roles["party"], []string{"LG新能源", "特斯拉"}) || fmt.Sprint(v.Fillers[2]["amount"]) != "4300000000" {
		t.Errorf("record %+v", v)
	}
	if strings.Contains(lines[1], "\u202e") || !strings.Contains(lines[1], `\u202e`) {
		t.Errorf("a mark of direction is not escaped: %s", lines[1])
	}
	v.Evidence = ""
	if err := json.Unmarshal([]byte(lines[1]), &v); err != nil || v.Evidence != "第一行\n第二行\u202e43" {
		t.Errorf("evidence %q, %v", v.Evidence, err)
	}
	ents := write(t, "jsonl", Source{Entities: each(&entities.EntityRecord{ID: "place/~\U000E0041", Name: "x"})}, Options{Layout: "entities"})
	if want := `{"id":"place/~\udb40\udc41","type":"","name":"x","names":[],"facts":0,"articles":0}` + "\n"; ents != want {
		t.Errorf("entities %s, want %s", ents, want)
	}
}

func TestTable(t *testing.T) {
	got := write(t, "table", Source{Facts: each(agreement(), metric())}, Options{})
	want := strings.Join([]string{
		`DATE        TYPE       SUBJECT                             WHAT                       AMOUNT                                                                 MODALITY`,
		`2026-03-17  agreement  LG新能源                            party 特斯拉; date 周二    43億美元 = 4,300,000,000 USD                                           asserted`,
		`    周二，LG新能源與特斯拉簽署43億美元合作協議。 — 2026-03-18 樣報《電池協議, 「大單」》 +1 more`,
		`            metric     =HYPERLINK("http://evil.example")   measure －淨利␉率          15億至20億新台幣 = 1,500,000,000–2,000,000,000 TWD; -27%             negative, reported`,
		`    第一行␊第二行⟨U+202E⟩43 — 《+1+1》`,
	}, "\n") + "\n"
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	if squeeze(got) != squeeze(want) {
		t.Errorf("table\n%s\nwant\n%s", got, want)
	}
	// Columns begin at one place.
	lines := strings.Split(got, "\n")
	for _, col := range []string{"TYPE", "WHAT", "AMOUNT"} {
		at := Width(lines[0][:strings.Index(lines[0], col)])
		for i, word := range map[int]map[string]string{1: {"TYPE": "agreement", "WHAT": "party", "AMOUNT": "43億美元 ="}, 3: {"TYPE": "metric", "WHAT": "measure", "AMOUNT": "15億"}} {
			if x := Width(lines[i][:strings.Index(lines[i], word[col])]); x != at {
				t.Errorf("column %s begins at %d in line %d, at %d in the head", col, x, i, at)
			}
		}
	}
	for _, width := range []int{40, 60, 80, 120} {
		s := write(t, "table", Source{Facts: each(agreement(), metric())}, Options{Width: width})
		for _, line := range strings.Split(s, "\n") {
			if Width(line) > max(width, 58) {
				t.Errorf("a line of %d columns in a terminal of %d: %s", Width(line), width, line)
			}
		}
		// Nothing is lost by wrapping.
		if a, b := runes(s), runes(got); a != b {
			t.Errorf("width %d shows other characters:\n%s\n%s", width, a, b)
		}
	}
	if s := write(t, "table", Source{Facts: each[*entities.Record]()}, Options{}); strings.TrimSpace(s) != "DATE  TYPE  SUBJECT  WHAT  AMOUNT  MODALITY" {
		t.Errorf("an empty table: %q", s)
	}
}

// runes sorts the characters of s without blanks.
func runes(s string) string {
	r := []rune(strings.Join(strings.Fields(s), ""))
	slices.Sort(r)
	return string(r)
}

func TestMarkdown(t *testing.T) {
	got := write(t, "md", Source{Facts: each(metric())}, Options{})
	want := "| DATE | TYPE | SUBJECT | WHAT | AMOUNT | MODALITY | EVIDENCE | SOURCE |\n" +
		"| --- | --- | --- | --- | --- | --- | --- | --- |\n" +
		"|  | metric | =HYPERLINK(\"http://evil.example\") | measure －淨利␉率 | 15億至20億新台幣 = 1,500,000,000–2,000,000,000 TWD; -27% | negative, reported | 第一行␊第二行⟨U+202E⟩43 | 《+1+1》 |\n"
	if got != want {
		t.Errorf("Markdown\n%s\nwant\n%s", got, want)
	}
	r := metric()
	r.Fillers[0].Text = "<script>|a|*b*_c_`d`"
	if s := write(t, "md", Source{Facts: each(r)}, Options{}); !strings.Contains(s, "| &lt;script&gt;\\|a\\|\\*b\\*\\_c\\_\\`d\\` |") {
		t.Errorf("markup in a cell: %s", s)
	}
	// A long table is one table.
	var many []*entities.Record
	for range 2*batchRows + 5 {
		many = append(many, agreement())
	}
	if s := write(t, "md", Source{Facts: each(many...)}, Options{}); strings.Count(s, "\n") != len(many)+2 || strings.Count(s, "---") != 8 {
		t.Errorf("%d lines for %d facts", strings.Count(s, "\n"), len(many))
	}
}

func TestViewOf(t *testing.T) {
	r := agreement()
	r.Fillers = append(r.Fillers[:2:2], entities.Filler{Role: "value", Text: "+27%", Key: "percent:+27:percent",
		Value: &entities.Percent{Value: entities.Dec(27), Unit: entities.UnitPercent}})
	want := View{Date: "(2026-03-18)", Type: "agreement", Subject: "LG新能源", What: "party 特斯拉", Amount: "+27%", Modality: "asserted",
		Evidence: r.Fact.Evidence, Source: "2026-03-18 樣報《電池協議, 「大單」》 +1 more"}
	if got := ViewOf(schema.Default(), r); got != want {
		t.Errorf("ViewOf = %+v, want %+v", got, want)
	}
}

func TestDigits(t *testing.T) {
	dec := func(s string) entities.Decimal {
		d, err := entities.ParseDecimal(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, row := range []struct {
		v    entities.Value
		want string
	}{
		{&entities.Money{Amount: dec("4300000000"), Currency: "USD", Kind: entities.Exact}, "4,300,000,000 USD"},
		{&entities.Money{Amount: dec("1234.5"), AmountTo: dec("2000"), Currency: "HKD", Kind: entities.Between}, "1,234.5–2,000 HKD"},
		{&entities.Money{Amount: dec("-999"), Kind: entities.About, Per: "share"}, "~-999 a share"},
		{&entities.Money{Currency: "USD", Kind: entities.Vague}, ""},
		{&entities.Percent{Value: dec("27"), Unit: entities.UnitPercent, Kind: entities.Exact}, "27%"},
		{&entities.Percent{Value: dec("1.5"), Unit: entities.UnitPoint, Kind: entities.AtLeast}, "≥1.5 points"},
		{&entities.Percent{Value: dec("25"), Unit: entities.UnitBP, Kind: entities.AtMost}, "≤25 bp"},
		{&entities.Number{Value: dec("1000000"), Counter: "輛"}, "1,000,000 輛"},
		{&entities.Date{}, ""},
		{nil, ""},
	} {
		if got := Digits(row.v); got != row.want {
			t.Errorf("Digits(%+v) = %q, want %q", row.v, got, row.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, row := range []struct {
		in   string
		room int
		want []string
	}{
		{"特斯拉與LG新能源", 6, []string{"特斯拉", "與LG新", "能源"}},
		{"Tesla and LG", 9, []string{"Tesla and", "LG"}},
		{"VeryLongLatinWord", 6, []string{"VeryLo", "ngLati", "nWord"}},
		{"短", 10, []string{"短"}},
		{"", 3, []string{""}},
		{"逗號，在行末", 5, []string{"逗", "號，", "在行", "末"}}, // no line begins with a comma
	} {
		if got := wrap(row.in, row.room); !slices.Equal(got, row.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", row.in, row.room, got, row.want)
		}
	}
}

func TestErrors(t *testing.T) {
	var b strings.Builder
	for _, row := range []struct {
		format string
		from   Source
		opt    Options
		want   string
	}{
		{"xml", Source{}, Options{}, `unknown format "xml", known are csv, jsonl, parquet, nquads, graphml, neo4j, dot, table, md`},
		{"jsonl", Source{}, Options{Layout: "edges"}, `format jsonl has no layout "edges", it has facts, entities`},
		{"csv", Source{}, Options{}, "no facts to write"},
		{"csv", Source{}, Options{Layout: "entities"}, "no entities to write"},
		{"table", Source{}, Options{}, "no facts to write"},
	} {
		if err := Write(&b, row.format, row.from, row.opt); err == nil || err.Error() != row.want {
			t.Errorf("Write(%s) = %v, want %s", row.format, err, row.want)
		}
	}
	broken := errors.New("store damaged")
	fails := func(yield func(*entities.Record, error) bool) { _ = yield(agreement(), nil) && yield(nil, broken) }
	for _, f := range Formats {
		for _, layout := range append(f.Layouts, "") {
			opt := Options{Layout: layout}
			into := func(w io.Writer, from Source) error {
				if f.Files != nil {
					return WriteFiles(func(string) (io.Writer, error) { return w, nil }, f.Name, from, opt)
				}
				return Write(w, f.Name, from, opt)
			}
			if layout == "entities" || layout == "schema" {
				continue
			}
			if err := into(&b, Source{Facts: fails}); !errors.Is(err, broken) {
				t.Errorf("%s %s: %v, want the error of the facts", f.Name, layout, err)
			}
			if err := into(full{}, Source{Facts: each(agreement())}); err == nil {
				t.Errorf("%s %s: no error from a full disk", f.Name, layout)
			}
		}
	}
	for _, l := range Layouts {
		if !slices.ContainsFunc(Formats, func(f Format) bool { return slices.Contains(f.Layouts, l.Name) }) {
			t.Errorf("no format has a layout %s", l.Name)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// The README lists the columns as they are.
func TestReadme(t *testing.T) {
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for what, cols := range map[string][]column{"facts": factColumns, "roles": roleColumns, "edges": edgeColumns, "entities": entityColumns} {
		for _, c := range cols {
			if !strings.Contains(string(b), "`"+c.name+"`") {
				t.Errorf("README.md does not speak of column %s of layout %s", c.name, what)
			}
		}
	}
	for _, f := range Formats {
		if !strings.Contains(string(b), "`"+f.Name+"`") {
			t.Errorf("README.md does not speak of format %s", f.Name)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	var list []*entities.Record
	for i := range 1000 {
		r := agreement()
		r.ID = fmt.Sprintf("%020d", i)
		list = append(list, r)
	}
	for _, f := range Formats {
		b.Run(f.Name, func(b *testing.B) {
			var n counter
			for b.Loop() {
				var err error
				if f.Files != nil {
					err = WriteFiles(func(string) (io.Writer, error) { return &n, nil }, f.Name, Source{Facts: each(list...)}, Options{})
				} else {
					err = Write(&n, f.Name, Source{Facts: each(list...)}, Options{})
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(int64(n) / int64(b.N))
			b.ReportMetric(float64(b.N*len(list))/b.Elapsed().Seconds(), "facts/s")
		})
	}
}

type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }
