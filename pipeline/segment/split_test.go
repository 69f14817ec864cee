package segment

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/factloom/factloom/entities"
)

// doc makes a document of a body without title, or of title, blank line, body.
func doc(title, body string) *entities.Document {
	d := &entities.Document{}
	d.SetText(title, body)
	return d
}

func sentences(d *entities.Document) []string {
	var out []string
	for _, s := range d.Sentences {
		out = append(out, d.Slice(s.Span))
	}
	return out
}

var splits = []struct {
	name, text string
	want       []string
}{
	{"two", "雲杉科技宣布裁員。海棠醫藥未予置評。", []string{"雲杉科技宣布裁員。", "海棠醫藥未予置評。"}},
	{"marks", "會否加價？公司不評論！市場觀望中", []string{"會否加價？", "公司不評論！", "市場觀望中"}},
	{"ascii marks", "會否加價?公司不評論!", []string{"會否加價?", "公司不評論!"}},
	{"runs of marks", "真的嗎？！……公司否認。。下周再議。", []string{"真的嗎？！……", "公司否認。。", "下周再議。"}},
	{"lines", "第一段\n第二段。\r\n\r\n　　第三段", []string{"第一段", "第二段。", "第三段"}},
	{"quote holds", "他說「今年難捱。明年會好」，股價應聲升。收市報12元。", []string{"他說「今年難捱。明年會好」，股價應聲升。", "收市報12元。"}},
	{"speech ends", "陳大文說：「今年會更好。」公司股價升3%。", []string{"陳大文說：「今年會更好。」", "公司股價升3%。"}},
	{"speech goes on", "「今年會更好。」陳大文說。公司股價升3%。", []string{"「今年會更好。」陳大文說。", "公司股價升3%。"}},
	{"speech then comma", "他喊出：「要贏！」，全場鼓掌。", []string{"他喊出：「要贏！」，全場鼓掌。"}},
	{"a slogan", "他提出「要增長！」的口號。", []string{"他提出「要增長！」的口號。"}},
	{"closing signs follow", "公司說沒有。」」分析員不信。", []string{"公司說沒有。」」", "分析員不信。"}},
	{"curly", "他说：“不会裁员。”员工松一口气。", []string{"他说：“不会裁员。”", "员工松一口气。"}},
	{"straight", "他说：\"不会裁员。\"员工松一口气。", []string{"他说：\"不会裁员。\"", "员工松一口气。"}},
	{"nested", "她說：「他講『不會。絕不。』我信。」眾人笑。", []string{"她說：「他講『不會。絕不。』我信。」", "眾人笑。"}},
	{"bracket", "海棠醫藥（編者按：下稱海棠。）今日上市。首日升兩成。", []string{"海棠醫藥（編者按：下稱海棠。）今日上市。", "首日升兩成。"}},
	{"mixed bracket", "海棠醫藥(下稱海棠!）今日上市。", []string{"海棠醫藥(下稱海棠!）今日上市。"}},
	{"open bracket", "海棠醫藥（下稱海棠今日上市。首日升兩成。", []string{"海棠醫藥（下稱海棠今日上市。", "首日升兩成。"}},
	{"open quote", "他說「今年難捱。明年會好。", []string{"他說「今年難捱。", "明年會好。"}},
	{"bracket over a line", "甲（乙。\n丙）丁。", []string{"甲（乙。", "丙）丁。"}},
	{"bracket too long", "甲（" + strings.Repeat("乙", 160) + "。）丙。丁", []string{"甲（" + strings.Repeat("乙", 160) + "。）", "丙。", "丁"}},
	{"quote too long", "甲「" + strings.Repeat("乙", 240) + "。丙」丁。", []string{"甲「" + strings.Repeat("乙", 240) + "。", "丙」丁。"}},
	{"decimal", "升1.5個百分點至U.S. Steel的3.2元。", []string{"升1.5個百分點至U.S. Steel的3.2元。"}},
	{"english", "Shares rose 1.5 per cent. Analysts at J. P. Morgan expect more. 公司未評論。",
		[]string{"Shares rose 1.5 per cent.", "Analysts at J. P. Morgan expect more.", "公司未評論。"}},
	{"abbreviations", "Tesla Inc. 宣布與Acme Co., Ltd. Holdings合作。", []string{"Tesla Inc. 宣布與Acme Co., Ltd. Holdings合作。"}},
	{"latin name before han", "子公司 Nova Labs. 在台設廠。", []string{"子公司 Nova Labs. 在台設廠。"}},
	{"english quote", "He said \"we will grow.\" Then he left.", []string{"He said \"we will grow.\"", "Then he left."}},
	{"a name with a mark", "Yahoo!奇摩與Yahoo！TV宣布改版!新版下月推出。", []string{"Yahoo!奇摩與Yahoo！TV宣布改版!", "新版下月推出。"}},
	{"address", "詳見https://example.com/q?id=3。謝謝", []string{"詳見https://example.com/q?id=3。", "謝謝"}},
	{"empty", "", nil},
	{"blanks", " \n\t\n　", nil},
}

func TestSplit(t *testing.T) {
	for _, tt := range splits {
		t.Run(tt.name, func(t *testing.T) {
			d := doc("", tt.text)
			Split(d)
			if got := sentences(d); !slices.Equal(got, tt.want) {
				t.Errorf("Split(%q)\n got %q\nwant %q", tt.text, got, tt.want)
			}
			check(t, d)
		})
	}
}

func TestClauses(t *testing.T) {
	for _, tt := range []struct {
		name, title, text string
		want              []string
	}{
		{"comma", "", "雲杉科技公布，全年營收3,500萬元,按年升12%；純利則跌。", []string{"雲杉科技公布，", "全年營收3,500萬元,", "按年升12%；", "純利則跌。"}},
		{"time", "", "會議於16:58結束：股價在１２：３０前升１，２００點", []string{"會議於16:58結束：", "股價在１２：３０前升１，２００點"}},
		{"bracket", "", "海棠醫藥（前稱：木棉，A股）急升,收報9元", []string{"海棠醫藥（前稱：木棉，A股）急升,", "收報9元"}},
		{"quote", "", "他說：「會增產，不裁員。不加價。」", []string{"他說：", "「會增產，", "不裁員。", "不加價。」"}},
		{"quote then comma", "", "他喊出：「要贏！」，全場鼓掌。", []string{"他喊出：", "「要贏！」，", "全場鼓掌。"}},
		{"address", "", "網址http://example.com/a可下載", []string{"網址http://example.com/a可下載"}},
		{"list", "", "雲杉、海棠和木棉", []string{"雲杉、海棠和木棉"}},
		{"title", "雲杉科技擴產 海棠醫藥 IPO 集資3億元", "", []string{"雲杉科技擴產 ", "海棠醫藥 IPO 集資3億元"}},
		{"body keeps blanks", "", "雲杉科技 擴產", []string{"雲杉科技 擴產"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := doc(tt.title, tt.text)
			Split(d)
			var got []string
			for _, s := range d.Sentences {
				for _, c := range s.Clauses {
					got = append(got, d.Slice(c))
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("clauses of %q\n got %q\nwant %q", d.Text, got, tt.want)
			}
			check(t, d)
		})
	}
}

func TestParagraphs(t *testing.T) {
	for _, tt := range []struct {
		name, title, text string
		want              []int
	}{
		{"title is 0", "雲杉擴產", "第一句。第二句。\n\n第二段。", []int{0, 1, 1, 2}},
		{"without title from 1", "", "第一句。第二句。\n\n第二段。", []int{1, 1, 2}},
		{"blank title", " ", "第一句。", []int{1}},
		{"title of two lines", "雲杉擴產\n海棠減產", "第一句。", []int{0, 1, 2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := doc(tt.title, tt.text)
			Split(d)
			var got []int
			for _, s := range d.Sentences {
				got = append(got, s.Paragraph)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("paragraphs of %q = %v, want %v", d.Text, got, tt.want)
			}
		})
	}
}

// check holds what Split promises about every text: sentences lie in order;
// joined with the blanks and line breaks between them they give the text; and
// clauses tile their sentence.
func check(t *testing.T, d *entities.Document) {
	t.Helper()
	r, at, p := d.Runes(), 0, 0
	for i, s := range d.Sentences {
		if s.Start < at || s.Len() <= 0 || s.End > len(r) {
			t.Fatalf("sentence %d of %q is %v after %d", i, d.Text, s.Span, at)
		}
		for _, x := range r[at:s.Start] {
			if !unicode.IsSpace(x) && !breaksLine(x) {
				t.Fatalf("%q before sentence %d of %q lies in no sentence", x, i, d.Text)
			}
		}
		if slices.ContainsFunc(r[s.Start:s.End], breaksLine) {
			t.Fatalf("sentence %d of %q holds a line break", i, d.Text)
		}
		if s.Paragraph < p {
			t.Fatalf("paragraph %d after %d in %q", s.Paragraph, p, d.Text)
		}
		c := s.Start
		for _, x := range s.Clauses {
			if x.Start != c || x.Len() <= 0 {
				t.Fatalf("clause %v of sentence %v of %q does not follow %d", x, s.Span, d.Text, c)
			}
			c = x.End
		}
		if c != s.End {
			t.Fatalf("clauses of sentence %v of %q end at %d", s.Span, d.Text, c)
		}
		at, p = s.End, s.Paragraph
	}
	for _, x := range r[at:] {
		if !unicode.IsSpace(x) && !breaksLine(x) {
			t.Fatalf("%q at the end of %q lies in no sentence", x, d.Text)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, tt := range splits {
		f.Add("", tt.text)
	}
	f.Add("雲杉擴產 海棠減產", "「甲。”乙（\"丙。）」\"丁?!\u2028.")
	f.Fuzz(func(t *testing.T, title, text string) {
		d := doc(title, text)
		Split(d)
		check(t, d)
		first := sentences(d)
		Split(d) // again, into the slices of the first time
		if again := sentences(d); !slices.Equal(first, again) {
			t.Fatalf("Split twice of %q\n got %q\nthen %q", d.Text, first, again)
		}
	})
}

// TestSplitLinear meets the lines that could make matching of signs quadratic.
func TestSplitLinear(t *testing.T) {
	for _, unit := range []string{"（", "「。", "\"。", "（】", "a. 漢", "。\"\"", "「」」", "(\"[『"} {
		d := doc("", strings.Repeat(unit, 400_000/len([]rune(unit))))
		Split(d)
		check(t, d)
	}
}
