// Package graphtest makes articles with mentions and facts for tests and
// benchmarks of the store and of what reads it.
//
// Start at Docs. Beware: the companies are invented, and the facts are made
// with the sentences, not drawn from them.
package graphtest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode/utf8"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/schema"
)

var (
	heads  = []string{"雲杉", "海棠", "北辰", "松濤", "玉衡", "嘉禾", "錦川", "遠航", "星橋", "豐澤", "長汀", "銀杏", "赤霄", "南屏", "明徽", "瑞廷"}
	tails  = []string{"科技", "醫藥", "能源", "電子", "汽車", "控股", "航運", "半導體", "食品", "材料"}
	places = []string{"香港", "台北", "深圳", "密歇根州", "東京", "新加坡", "高雄", "蘇州"}
	people = []string{"陳立言", "黃思遠", "何偉明", "林巧雲", "周敬之", "趙啟銘"}
)

// Company returns the name and id of the nth invented company.
func Company(n int) (name, id string) {
	name = heads[n%len(heads)] + tails[n/len(heads)%len(tails)]
	if k := n / (len(heads) * len(tails)); k > 0 {
		name += fmt.Sprintf("%d號", k)
	}
	return name, "company/~" + name
}

// Options say what the articles are like.
type Options struct {
	Companies int // how many take part; 0 means 40
	Facts     int // facts of an article, about; 0 means 6
	Again     int // one fact in so many is one that other articles have too; 0 means 3

	// Hubs are companies that stand in many facts, the first of them all: of a
	// million companies named, so many are it.
	Hubs []int
}

// company picks a company.
func (o *Options) company(r *rand.Rand) int {
	if len(o.Hubs) > 0 {
		x := r.IntN(1e6)
		for i, share := range o.Hubs {
			if x -= share; x < 0 {
				return i
			}
		}
		return len(o.Hubs) + r.IntN(o.Companies-len(o.Hubs))
	}
	return r.IntN(o.Companies)
}

// builder writes a text and remembers where its words stand.
type builder struct {
	b    strings.Builder
	n    int
	doc  *entities.Document
	fact entities.Fact
	sch  *schema.Schema
}

func (b *builder) put(s string) entities.Span {
	b.b.WriteString(s)
	from := b.n
	b.n += utf8.RuneCountInString(s)
	return entities.Span{Start: from, End: b.n}
}

func (b *builder) name(role, text, id string) {
	sp := b.put(text)
	typ, _, _ := strings.Cut(id, "/")
	b.doc.Mentions = append(b.doc.Mentions, entities.Mention{Span: sp, Text: text, Type: typ, Entity: text, ID: id, Via: entities.ViaGazetteer})
	if role != "" {
		b.fact.Fillers = append(b.fact.Fillers, entities.Filler{Role: role, Text: text, Span: sp, Key: id, ID: id, Type: typ})
	}
}

func (b *builder) value(role, text, typ string, v entities.Value) {
	sp := b.put(text)
	b.doc.Mentions = append(b.doc.Mentions, entities.Mention{Span: sp, Text: text, Type: typ, Value: v, Via: entities.ViaValue})
	key := v.Key()
	if key == "" {
		key = "text:" + text
	}
	b.fact.Fillers = append(b.fact.Fillers, entities.Filler{Role: role, Text: text, Span: sp, Key: key, Type: typ, Value: v})
}

func (b *builder) word(role, text, key string) {
	b.fact.Fillers = append(b.fact.Fillers, entities.Filler{Role: role, Text: text, Span: b.put(text), Key: key})
}

func (b *builder) begin(typ string) int {
	b.fact = entities.Fact{Type: typ, Modality: entities.Asserted, Polarity: entities.Positive, Rule: typ + "-active@1f2e3d4c", Confidence: 0.9}
	return b.n
}

func (b *builder) end(from int) {
	b.put("。")
	b.fact.Span = entities.Span{Start: from, End: b.n}
	text := []rune(b.b.String())
	b.fact.Evidence = string(text[from:b.n])
	if err := b.sch.Identify(&b.fact); err != nil {
		panic(err)
	}
	b.doc.Facts = append(b.doc.Facts, b.fact)
}

// Docs returns n articles; the same seed gives the same ones.
func Docs(n int, seed uint64, opt Options) []*entities.Document {
	if opt.Companies == 0 {
		opt.Companies = 40
	}
	if opt.Facts == 0 {
		opt.Facts = 6
	}
	if opt.Again == 0 {
		opt.Again = 3
	}
	sch := schema.Default()
	docs := make([]*entities.Document, n)
	for i := range docs {
		docs[i] = doc(i, rand.New(rand.NewPCG(seed, uint64(i))), sch, opt)
	}
	return docs
}

func doc(i int, r *rand.Rand, sch *schema.Schema, opt Options) *entities.Document {
	d := &entities.Document{ID: fmt.Sprintf("a%06d", i), File: "dump.jsonl#" + fmt.Sprint(i+1), Source: "樣報",
		URL: fmt.Sprintf("https://news.example/%d", i)}
	switch r.IntN(10) {
	case 0: // not known
	case 1:
		d.Published = fmt.Sprintf("2026-%02d-%02dT%02d:30:00+08:00", 1+r.IntN(6), 1+r.IntN(28), r.IntN(24))
	default:
		d.Published = fmt.Sprintf("2026-%02d-%02d", 1+r.IntN(6), 1+r.IntN(28))
	}
	b := &builder{doc: d, sch: sch}
	d.Title = fmt.Sprintf("企業要聞第%d則", i)
	b.put(d.Title + "\n\n")
	d.Body = b.n
	for range 1 + r.IntN(2*opt.Facts) {
		if r.IntN(opt.Again) == 0 { // of a small number that come again and again
			r := rand.New(rand.NewPCG(77, uint64(r.IntN(12*opt.Companies))))
			b.sentence(r, opt)
			continue
		}
		b.sentence(r, opt)
	}
	d.Text = b.b.String()
	return d
}

func (b *builder) sentence(r *rand.Rand, opt Options) {
	company := func(role string) {
		name, id := Company(opt.company(r))
		b.name(role, name, id)
	}
	money := func(role string) {
		n := int64(1 + r.IntN(900))
		b.value(role, fmt.Sprintf("%d億美元", n), entities.MoneyType, &entities.Money{Amount: entities.Dec(n * 1e8), Currency: "USD", Kind: entities.Exact})
	}
	switch r.IntN(6) {
	case 0:
		at := b.begin("acquisition")
		company("acquirer")
		b.put("宣布以")
		money("value")
		b.put("收購")
		company("target")
		b.end(at)
	case 1:
		at := b.begin("agreement")
		day := entities.DayOf(2025, 1+r.IntN(12), 1+r.IntN(28))
		_, m, dd := day.Date()
		b.value("date", fmt.Sprintf("去年%d月%d日", m, dd), entities.DateType, &entities.Date{From: day, To: day, Kind: entities.Exact, Why: "去年"})
		company("party")
		b.put("與")
		company("party")
		b.put("簽署合作協議")
		b.fact.Modality = []string{entities.Asserted, entities.Planned, entities.Reported}[r.IntN(3)]
		b.end(at)
	case 2:
		at := b.begin("metric")
		company("subject")
		b.word("measure", "營收", "measure:revenue")
		b.put("按年增長")
		n := int64(1 + r.IntN(80))
		b.value("change", fmt.Sprintf("+%d%%", n), entities.PercentType, &entities.Percent{Value: entities.Dec(n), Unit: entities.UnitPercent, Kind: entities.Exact})
		b.put("至")
		money("value")
		b.end(at)
	case 3:
		at := b.begin("facility")
		company("company")
		b.put("在")
		p := places[r.IntN(len(places))]
		b.name("place", p, "place/~"+p)
		b.fact.Fillers = append(b.fact.Fillers, entities.Filler{Role: "action", Text: "build", Key: "text:build"})
		b.put("興建")
		b.word("facility", "新廠房", "text:新廠房")
		b.end(at)
	case 4:
		at := b.begin("employment")
		p := people[r.IntN(len(people))]
		b.name("person", p, "person/~"+p)
		b.put("出任")
		company("organization")
		b.word("title", "行政總裁", "text:行政總裁")
		b.end(at)
	case 5:
		at := b.begin("supply")
		company("supplier")
		b.put("向")
		company("customer")
		b.put("供應")
		b.word("product", "磷酸鐵鋰電池", "text:磷酸鐵鋰電池")
		b.end(at)
	}
}
