package query_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/graph/graphtest"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

func TestReadRates(t *testing.T) {
	for _, row := range []struct{ in, want, err string }{
		{"currency,rate\nUSD,7.8\n\n# pegged\nhkd = 1 # base\r\nCNY\t1.08\n", "map[CNY:1.08 HKD:1 USD:7.8]", ""},
		{"\uFEFFUSD 7.8", "map[USD:7.8]", ""},
		{"USD 7.8\nUSD 7.9\nEUR\nJPY -1\nDOLLAR 2\nTWD x", "", "r:2: USD has a rate already\nr:3: a line holds a currency and its rate, such as USD 7.8\n" +
			"r:4: \"-1\" is no rate\nr:5: \"DOLLAR\" is no currency of three letters\nr:6: \"x\" is no rate"},
		{"# nothing\n", "", "r holds no rates"},
	} {
		got, err := query.ReadRates("r", strings.NewReader(row.in))
		if msg := fmt.Sprint(err); row.err != "" && msg != row.err || row.err == "" && (err != nil || fmt.Sprint(got) != row.want) {
			t.Errorf("ReadRates(%q) = %v, %v, want %s %s", row.in, got, err, row.want, row.err)
		}
	}
}

// Amounts of other currencies are compared by rates, and counted when none ties
// them to the limit.
func TestRates(t *testing.T) {
	v := query.NewView(store(t, graph.Options{}, news()), nil)
	usd := func(n int64) *entities.Money { return &entities.Money{Amount: entities.Dec(n), Currency: "USD"} }
	hkd := query.Rates{"USD": entities.Dec(8), "HKD": entities.Dec(1)}
	for _, row := range []struct {
		name     string
		min, max *entities.Money
		rates    query.Rates
		want     int
		left     string
	}{
		{"without rates", usd(100), nil, nil, 2, "map[HKD:1]"},
		{"with rates", usd(100), nil, hkd, 3, "map[]"},
		{"500萬港元 are 625,000 USD", usd(625_000), usd(625_000), hkd, 1, "map[]"},
		{"and no more", usd(625_001), usd(1_000_000), hkd, 0, "map[]"},
		{"a rate that ties nothing", usd(100), nil, query.Rates{"HKD": entities.Dec(1)}, 2, "map[HKD:1]"},
	} {
		a, err := query.Facts(v, query.Question{MinValue: row.min, MaxValue: row.max, Rates: row.rates})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // counted anew each time
			if got := show(t, a); len(got) != row.want || fmt.Sprint(a.LeftOut) != row.left {
				t.Errorf("%s: %v, left out %v, want %d and %s", row.name, got, a.LeftOut, row.want, row.left)
			}
		}
	}
}

// Without an entity facts come by date when that is asked, the first of them only.
func TestByDate(t *testing.T) {
	v := query.NewView(store(t, graph.Options{}, graphtest.Docs(50, 6, graphtest.Options{Companies: 9})), nil)
	for _, newest := range []bool{false, true} {
		var want []string
		for r, err := range query.ByDate(v, v.Facts(graph.Filter{}), newest) {
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, r.ID)
		}
		for _, limit := range []int{0, 1, 7, 1000} {
			a, err := query.Facts(v, query.Question{ByDate: true, Newest: newest, Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for r, err := range a.Facts {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, r.ID)
			}
			if n := min(limit, len(want)); limit > 0 && !slices.Equal(got, want[:n]) || limit == 0 && !slices.Equal(got, want) {
				t.Errorf("the first %d by date are not those", limit)
			}
		}
	}
}

// A list gives each fact of any of its entities once, in the order of one entity.
func TestAny(t *testing.T) {
	v := query.NewView(store(t, graph.Options{}, graphtest.Docs(60, 5, graphtest.Options{Companies: 12})), nil)
	for n := 1; n <= 5; n++ {
		for _, newest := range []bool{false, true} {
			var ids []string
			want := make(map[string]bool)
			for i := range n {
				_, id := graphtest.Company(i)
				ids = append(ids, id)
				for r, err := range v.FactsOf(id, graph.Filter{}) {
					if err != nil {
						t.Fatal(err)
					}
					want[r.ID] = true
				}
			}
			a, err := query.Facts(v, query.Question{Any: ids, Newest: newest})
			if err != nil {
				t.Fatal(err)
			}
			got := make(map[string]bool)
			var last *graph.Place
			for r, err := range a.Facts {
				if err != nil {
					t.Fatal(err)
				}
				p, err := v.Stored().PlaceOf(r)
				if err != nil {
					t.Fatal(err)
				}
				if last != nil && last.CompareDays(&p, newest) >= 0 {
					t.Errorf("%d names: fact %s is out of order", n, r.ID)
				}
				last, got[r.ID] = &p, true
			}
			if !maps.Equal(got, want) {
				t.Errorf("%d names: %d facts, want %d", n, len(got), len(want))
			}
		}
	}
	if _, err := query.Facts(v, query.Question{Name: "雲杉科技", Any: []string{"company/~雲杉科技"}}); err == nil {
		t.Error("a name and a list")
	}
}

func TestReadNames(t *testing.T) {
	got, err := query.ReadNames(strings.NewReader("\uFEFF特斯拉\n\n# 觀察\n  台積電 \t TSMC\r\n#x\nAlibaba Group\n"))
	if want := []query.Watched{{Line: 1, Name: "特斯拉"}, {Line: 4, Name: "台積電"}, {Line: 6, Name: "Alibaba Group"}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("names %v, %v, want %v", got, err, want)
	}
}

// Facts are known by the run that brought them first.
func TestAdded(t *testing.T) {
	g := store(t, graph.Options{})
	all := news()
	for i, part := range [][]*entities.Document{all[:1], all[1:3], all[3:]} {
		info := run
		info.ID = []string{"aaaa1", "bbbb2", "bbbb2"}[i]
		if _, err := g.Add(context.Background(), part, nil, info); err != nil {
			t.Fatal(err)
		}
	}
	v := query.NewView(g, nil)
	runs, err := g.Runs()
	if err != nil || len(runs) != 2 || runs[0].First != 1 || runs[0].Last != 1 || runs[1].First != 2 || runs[1].Last != 3 || runs[1].Stored.Stored != 3 {
		t.Fatalf("runs %+v, %v", runs, err)
	}
	for _, row := range []struct {
		added query.Batches
		want  int
	}{{query.Batches{}, 6}, {query.Batches{From: 1}, 6}, {query.Batches{From: 2}, 4}, {query.Batches{From: 3}, 2}, {query.Batches{From: 1, To: 1}, 2}, {query.Batches{From: 9}, 0}} {
		a, err := query.Facts(v, query.Question{Added: row.added})
		if err != nil {
			t.Fatal(err)
		}
		if got := show(t, a); len(got) != row.want {
			t.Errorf("batches %v brought %v, want %d", row.added, got, row.want)
		}
	}
	for word, want := range map[string]string{"last": "1", "1": "0", "2": "1", "bbbb": "1", "aaaa1": "0", "3": "no run", "bb": "no run", "2026-01-01": "no run began"} {
		i, err := query.FindRun(runs, word)
		got := fmt.Sprint(i)
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("FindRun(%s) = %s, want %s", word, got, want)
		}
	}
}

// In another script the offsets still hold.
func TestScript(t *testing.T) {
	v := query.NewView(store(t, graph.Options{}, news()), nil)
	a, err := query.Facts(v, query.Question{Type: "agreement", MinValue: &entities.Money{Amount: entities.Dec(1e9), Currency: "USD"}})
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range output.InScript(fold.Simplified, a.Facts) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Fact.Evidence != "LG新能源与特斯拉签署43亿美元合作协议。" || r.Fillers[2].Text != "43亿美元" || r.Evidence[1].Text != "Tesla同LG新能源签署43亿美元合作协议。" {
			t.Errorf("in simplified: %s, %v", r.Fact.Evidence, r.Fillers)
		}
		x := r.Fillers[2]
		if got := string([]rune(r.Fact.Evidence)[x.Start-r.Start : x.End-r.Start]); got != x.Text {
			t.Errorf("at its place stands %s, not %s", got, x.Text)
		}
	}
	for r, err := range a.Facts { // what was read stays
		if err != nil || !strings.Contains(r.Fact.Evidence, "43億美元") {
			t.Errorf("%v %v", r, err)
		}
	}
	e := output.EntityIn(fold.Simplified, &entities.EntityRecord{Name: "台積電", Names: []string{"台積電", "台积电"}})
	if e.Name != "台积电" || len(e.Names) != 1 {
		t.Errorf("entity %v", e)
	}
}
