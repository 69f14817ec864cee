package rules

import (
	"os"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
	"github.com/factloom/factloom/rules/library"
)

// words returns the library's lists of modality and break words.
func words(t testing.TB) []Source {
	t.Helper()
	var out []Source
	for _, n := range []string{"modality.yaml", "breaks.yaml", "subjects.yaml"} {
		data, err := library.FS.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Source{Name: n, Data: data})
	}
	return out
}

// load loads YAML texts as files a.yaml, b.yaml … with the word lists of the library.
func load(t testing.TB, texts ...string) *Set {
	t.Helper()
	src := words(t)
	for i, s := range texts {
		src = append(src, Source{Name: string(rune('a'+i)) + ".yaml", Data: []byte(s)})
	}
	s, err := Load(schema.Default(), src)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return s
}

func document(t testing.TB, text string) *entities.Document {
	t.Helper()
	d := &entities.Document{ID: "t", Text: text, Published: "2026-03-18"}
	if err := annotate(d, nil); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestReferenceExamples(t *testing.T) {
	data, err := os.ReadFile("testdata/reference.good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Load(schema.Default(), append(words(t), Source{Name: "reference.good.yaml", Data: data}))
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	r := Test(s, annotate)
	if len(r.Outcomes) != 12 || r.Count(OK) != 11 || r.Count(Todo) != 1 {
		t.Errorf("Test:\n%s", strings.Join(r.Lines(), "\n"))
	}
	for _, p := range r.Problems {
		t.Log(p)
	}
}

// typeless returns a schema in which agreement takes anything in any role.
func typeless() *schema.Schema {
	s, err := schema.Load(schema.File{Name: "free.yaml", Data: []byte(`facts:
- {name: agreement, subject: party, object: subject, roles: [{name: party, core: true, key: true}, {name: subject}, {name: date}]}
`)})
	if err != nil {
		panic(err)
	}
	return s
}

func reference(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("testdata/reference.good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// referenceText is the reference article, as far as the worked examples read it.
const referenceText = `韓國電子業巨頭LG旗下LG新能源(LG Energy Solution)宣布,將在美國密歇根州蘭辛市(Lansing)新廠生產電池。新廠為特斯拉(Tesla)旗下儲能業務供電。特朗普政府周二宣布此項43億美元合作協議。政府將協議列為「能源主導議程」的重要一環。合作產出的電池將為公用電網及人工智能數據中心提供電力。

LG新能源的密歇根州工廠原為通用汽車(General Motors)電動車項目而建。通用汽車削減電動車發展計劃後,於去年將持股出售予LG新能源。工廠易手後,LG新能源尋得特斯拉作為新合作夥伴,為廠房注入新用途。

福特汽車(Ford Motor)今年較早時關閉肯塔基州(Kentucky)一座新建電動車電池廠。福特計劃更換設備,改產固定電池。

特斯拉旗下能源發電及儲能業務涵蓋大型電池及太陽能板,去年錄得27%增長。同期其核心汽車業務則錄得10%跌幅。LG新能源與特斯拉的此次合作,正配合特斯拉大力拓展能源業務的方向。兩間企業合力在美國本土建立電池供應鏈,以減少對中國進口的依賴。
`
