package dossier_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/graph/graphtest"
	"github.com/factloom/factloom/output/dossier"
	"github.com/factloom/factloom/output/query"
)

func store(t *testing.T, docs []*entities.Document) *query.View {
	t.Helper()
	g, err := graph.Open(t.TempDir()+"/facts.db", graph.Options{Create: true, MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	if _, err := g.Add(context.Background(), docs, nil, graph.RunInfo{ID: "r"}); err != nil {
		t.Fatal(err)
	}
	return query.NewView(g, nil)
}

// deal is a fact of hostile words.
func deal(id, buyer, target, amount string, n int64, title, url, day string) *entities.Document {
	text := buyer + "以" + amount + "收購" + target + "。" + id
	at := func(s string) entities.Span {
		from := len([]rune(text[:strings.Index(text, s)]))
		return entities.Span{Start: from, End: from + len([]rune(s))}
	}
	d := &entities.Document{ID: id, Title: title, URL: url, Published: day, Source: "<b>樣報</b>", Text: text}
	f := entities.Fact{Type: "acquisition", Span: entities.Span{End: len([]rune(text))}, Evidence: text, Modality: entities.Asserted, Polarity: entities.Positive, Rule: "buy@1",
		Fillers: []entities.Filler{{Role: "acquirer", Text: buyer, Span: at(buyer), Key: "company/~x", ID: "company/~x", Type: "company"},
			{Role: "target", Text: target, Span: at(target), Key: "company/~y", ID: "company/~y", Type: "company"},
			{Role: "value", Text: amount, Span: at(amount), Key: fmt.Sprintf("money:%d:USD", n), Type: "money", Value: &entities.Money{Amount: entities.Dec(n), Currency: "USD", Kind: entities.Exact}}}}
	d.Facts = []entities.Fact{f}
	for _, x := range f.Fillers[:2] {
		d.Mentions = append(d.Mentions, entities.Mention{Span: x.Span, Text: x.Text, Type: "company", Entity: x.Text, ID: x.ID})
	}
	return d
}

func hostile() []*entities.Document {
	evil := `<script>alert(1)</script></style><img src=x onerror=alert(2)>`
	return []*entities.Document{
		deal("d1", evil, "海棠\u202e|醫藥`", "43億美元", 43e8, `"><iframe src=//evil.example>`, "javascript:alert(3)", "2026-03-18"),
		deal("d2", evil, "海棠\u202e|醫藥`", "40億美元", 40e8, "正常標題", "https://news.example/2?a=1&b=\"", "2026-03-19"),
		deal("d3", evil, "海棠\u202e|醫藥`", "43億美元", 43e8, "", "data:text/html,x", "2025-12-01"),
	}
}

func build(t *testing.T, v *query.View, id string, opt dossier.Options) (page, md string) {
	t.Helper()
	d, err := dossier.Build(context.Background(), v, query.Question{Name: id}, opt)
	if err != nil {
		t.Fatal(err)
	}
	var a, b strings.Builder
	if err := dossier.WriteHTML(&a, v, d); err != nil {
		t.Fatal(err)
	}
	if err := dossier.WriteMarkdown(&b, v, d); err != nil {
		t.Fatal(err)
	}
	return a.String(), b.String()
}

// Words of articles never become markup, and only web addresses become links.
func TestHostile(t *testing.T) {
	page, md := build(t, store(t, hostile()), "company/~x", dossier.Options{})
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	known := strings.Fields("html head meta title style body header h1 p span small nav a main section h2 h3 table thead tbody tr th td blockquote div strong ol li svg rect text")
	var links []string
	ids := make(map[string]bool)
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			if !slices.Contains(known, n.Data) {
				t.Errorf("the page has a <%s>", n.Data)
			}
			for _, a := range n.Attr {
				switch {
				case strings.HasPrefix(a.Key, "on"), a.Key == "src":
					t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
				case a.Key == "href":
					links = append(links, a.Val)
				case a.Key == "id":
					ids[a.Val] = true
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	for _, l := range links {
		if target, ok := strings.CutPrefix(l, "#"); ok {
			if !ids[target] {
				t.Errorf("the link %s leads nowhere", l)
			}
		} else if !strings.HasPrefix(l, "https://news.example/") {
			t.Errorf("the page links to %s", l)
		}
	}
	for _, want := range []string{"&lt;script&gt;alert(1)", "⟨U&#43;202E⟩", "43億美元", "4,300,000,000 USD", "default-src &#39;none&#39;", `id="conflicts"`} {
		if !strings.Contains(page, want) && !strings.Contains(page, strings.ReplaceAll(want, "&#39;", "'")) {
			t.Errorf("the page does not hold %s", want)
		}
	}
	for _, bad := range []string{"<script", "<img", "<iframe", "javascript:", "\u202e"} {
		if strings.Contains(md, bad) {
			t.Errorf("the Markdown holds %q", bad)
		}
	}
	for _, want := range []string{"## acquisition (2)", "## Conflicts (1)", "## Partners", "## Timeline", "## Sources", "[2026-03-19 &lt;b&gt;樣報&lt;/b&gt;《正常標題》](<https://news.example/2?a=1&b=%22>)"} {
		if !strings.Contains(md, want) {
			t.Errorf("the Markdown does not hold %s:\n%s", want, md)
		}
	}
}

// The same articles give the same bytes, whatever their order; what is too much is
// left out, and said.
func TestSame(t *testing.T) {
	docs := graphtest.Docs(80, 4, graphtest.Options{Companies: 6})
	_, id := graphtest.Company(0)
	page, md := build(t, store(t, docs), id, dossier.Options{PerType: 3})
	slices.Reverse(docs)
	page2, md2 := build(t, store(t, docs), id, dossier.Options{PerType: 3})
	if page != page2 || md != md2 {
		t.Error("the order of articles changes the dossier")
	}
	if !strings.Contains(page, "The newest 3 of ") || !strings.Contains(md, "The newest 3 of ") {
		t.Error("nothing says that there is more")
	}
	short, _ := build(t, store(t, docs), id, dossier.Options{Read: 5})
	if !strings.Contains(short, "The newest 5 facts are shown here.") {
		t.Error("nothing says that not all facts were looked at")
	}
	hans, _ := build(t, store(t, docs), id, dossier.Options{Script: "hans"})
	if !strings.Contains(hans, "收购") || strings.Contains(hans, "收購") {
		t.Error("not in simplified characters")
	}
	if _, err := dossier.Build(context.Background(), store(t, docs), query.Question{Name: "company/~沒有"}, dossier.Options{}); err == nil {
		t.Error("a dossier of nobody")
	}
}
