package fold

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/factloom/factloom/entities"
)

var same = []struct{ name, a, b string }{
	{"traditional", "寧德時代宣布與豐田汽車簽訂協議。", "宁德时代宣布与丰田汽车签订协议。"},
	{"full width", "ＬＧ新能源（１２．５％）：ＯＫ！", "lg新能源(12.5%):ok!"},
	{"punctuation", "他說：「好」，是嗎？；", "他说:“好”,是吗?;"},
	{"台", "臺灣", "台湾"},
	{"滙", "滙豐控股", "匯豐控股"},
	{"恒", "恒生指數", "恆生指數"},
	{"衞", "衞生署", "衛生署"},
	{"羣", "羣創光電", "群創光電"},
	{"裏", "這裏", "這裡"},
	{"為", "為爲为", "為為為"},
	{"着", "沿着", "沿著"},
	{"説", "説明", "說明"},
	{"啟", "啟動啓", "启动启"},
	{"綫", "電綫", "電線"},
	{"second choice", "錢鍾書锺", "钱钟书钟"},
	{"japanese", "黒沢広円", "黑澤廣圓"},
	{"compatibility", "\uf90a\uf9b5\u2f00", "金例一"},
	{"radicals", "\u2ea0⻋", "民车"},
	{"accents", "Société Générale, Škoda, Ørsted", "societe generale, skoda, orsted"},
	{"vietnamese", "Nguyễn Phú Trọng, Đà Nẵng", "nguyen phu trong, da nang"},
	{"dots", "史蒂夫‧喬布斯", "史蒂夫·乔布斯"},
	{"half katakana", "ｿﾆｰ", "ソニー"},
	{"waves", "5%～10%〜∼", "5%~10%~~"},
	{"dashes", "10–20−3", "10-20-3"},
	{"apostrophe", "McDonald’s", "mcdonald's"},
	{"invisible", "特\u200b斯\ufe0f拉\u00ad\ufeff", "特斯拉"},
	{"decomposed", "Nestle\u0301", "nestle"},
	{"bold letters", "𝐓𝐞𝐬𝐥𝐚", "tesla"},
	{"circles", "二○二六年", "二〇二六年"},
}

var differ = []struct{ name, a, b string }{
	{"full stop", "。", "."},
	{"enumeration comma", "、", ","},
	{"superscript", "10²", "102"},
	{"circled", "①2025", "12025"},
	{"ending", "借", "藉"},
	{"dash", "——", "--"},
	{"voiced", "ガ", "カ"},
}

func TestSame(t *testing.T) {
	for _, c := range same {
		if a, b := String(c.a), String(c.b); a != b {
			t.Errorf("%s: String(%q) = %q, String(%q) = %q, want them equal", c.name, c.a, a, c.b, b)
		}
	}
	for _, c := range differ {
		if a, b := String(c.a), String(c.b); a == b {
			t.Errorf("%s: String(%q) = String(%q) = %q, want them to differ", c.name, c.a, c.b, a)
		}
	}
}

func TestRuneIsIdempotent(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		f := Rune(r)
		if Rune(f) != f {
			t.Errorf("Rune(%U) = %U, Rune of that = %U", r, f, Rune(f))
		}
		if !utf8.ValidRune(f) && utf8.ValidRune(r) {
			t.Errorf("Rune(%U) = %U is no rune", r, f)
		}
		if f != 0 && (unicode.IsUpper(f) && unicode.ToLower(f) != f) {
			t.Errorf("Rune(%U) = %U is upper case", r, f)
		}
	}
	if Rune(-1) != -1 || Rune(unicode.MaxRune+1) != unicode.MaxRune+1 {
		t.Errorf("runes outside Unicode must fold to themselves")
	}
}

func TestRuneByRune(t *testing.T) {
	for _, c := range []struct{ in, want rune }{
		{'，', ','}, {'。', '。'}, {'、', '、'}, {'：', ':'}, {'（', '('}, {'！', '!'}, {'；', ';'},
		{'「', '「'}, {'”', '」'}, {'『', '『'}, {'《', '《'}, {'—', '—'}, {'…', '…'},
		{'\n', '\n'}, {'\r', '\r'}, {'\t', ' '}, {'\u3000', ' '}, {'\u00a0', ' '},
		{'\u0301', 0}, {'\ufe0f', 0}, {'\u200d', 0}, {'\u202e', 0}, {'\ufeff', 0}, {'\u00ad', 0}, {0xe0100, 0}, {'\x01', 0},
		{'ß', 'ß'}, {'İ', 'i'}, {'ı', 'i'}, {'K', 'k'}, {'Å', 'a'}, {'Ω', 'ω'}, {'ώ', 'ω'}, {'Д', 'д'}, {'й', 'й'},
		{'￥', '¥'}, {'％', '%'}, {'＄', '$'}, {'𠮷', '𠮷'}, {'�', '�'}, {'臺', '台'},
	} {
		if got := Rune(c.in); got != c.want {
			t.Errorf("Rune(%U) = %U, want %U", c.in, got, c.want)
		}
	}
}

func TestKey(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"  LG  Energy\u3000Solution\n", "lg energy solution"},
		{"LG 新能源", "lg新能源"},
		{"寧德時代 CATL", "宁德时代catl"},
		{"台北 101", "台北101"},
		{"7-11 便利店", "7-11便利店"},
		{"宏利 人壽", "宏利 人寿"},
		{"\u200b", ""},
		{"", ""},
	} {
		got := Key(c.in)
		if got != c.want {
			t.Errorf("Key(%q) = %q, want %q", c.in, got, c.want)
		}
		if again := Key(got); again != got {
			t.Errorf("Key(%q) = %q, want it unchanged", got, again)
		}
	}
}

func TestDocument(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain", "特斯拉宣布。", "特斯拉宣布。"},
		{"blanks at seams", "LG 新能源於 2026 年 3 月", "lg_新能源于_2026_年_3_月"},
		{"blanks inside", "LG Energy 與 通用 汽車", "lg energy_与 通用 汽车"},
		{"two blanks stay", "台積電  2330", "台积电  2330"},
		{"at the ends", " 43 億美元 ", " 43_亿美元 "},
		{"invisible beside", "43\u200b 億", "43__亿"},
		{"line end", "第3\n季", "第3\n季"},
	} {
		d := &entities.Document{Text: c.text}
		Document(d)
		got := strings.ReplaceAll(string(d.Folded), "\x00", "_")
		if got != c.want {
			t.Errorf("%s: Document(%q) folds to %q, want %q", c.name, c.text, got, c.want)
		}
		if len(d.Folded) != d.Len() {
			t.Errorf("%s: %d folded runes for a text of %d", c.name, len(d.Folded), d.Len())
		}
	}
}

func TestClassesOfRunes(t *testing.T) {
	for _, c := range []struct {
		r                 rune
		han, latin, digit bool
	}{
		{'特', true, false, false}, {'〇', true, false, false}, {'々', true, false, false}, {'𠮷', true, false, false},
		{'a', false, true, false}, {'ß', false, true, false}, {'7', false, false, true}, {'ω', false, false, false},
		{'ソ', false, false, false}, {'。', false, false, false}, {' ', false, false, false}, {0, false, false, false}, {'·', false, false, false},
		{'×', false, false, false}, {'A', false, false, false},
	} {
		if IsHan(c.r) != c.han || IsLatin(c.r) != c.latin || IsDigit(c.r) != c.digit {
			t.Errorf("%q: han %v latin %v digit %v, want %v %v %v", c.r, IsHan(c.r), IsLatin(c.r), IsDigit(c.r), c.han, c.latin, c.digit)
		}
	}
}

// check holds what must be true of every text.
func check(t interface{ Errorf(string, ...any) }, s string) {
	text := []rune(s)
	f := Append(nil, text)
	if len(f) != len(text) {
		t.Errorf("Append(%q) has %d runes, want %d", s, len(f), len(text))
		return
	}
	var want []rune
	for i, r := range text {
		if f[i] != Rune(r) {
			t.Errorf("Append(%q)[%d] = %U, want %U", s, i, f[i], Rune(r))
		}
		if f[i] != 0 {
			want = append(want, f[i])
		}
	}
	if again := Append(nil, f); !slices.Equal(again, f) {
		t.Errorf("Append(%q) is not idempotent: %q, %q", s, string(f), string(again))
	}
	if got := String(s); got != string(want) {
		t.Errorf("String(%q) = %q, want %q", s, got, string(want))
	}
	k := Key(s)
	if again := Key(k); again != k {
		t.Errorf("Key(%q) = %q, Key of that = %q", s, k, again)
	}
	if pre := Append([]rune{'x'}, text); pre[0] != 'x' || !slices.Equal(pre[1:], f) {
		t.Errorf("Append to a prefix of %q = %q", s, string(pre))
	}
}

func TestEveryText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune("臺滙，。 　ＡÉ\u0301\u200b特1a")))).Draw(t, "text"))
	})
}

func FuzzFold(f *testing.F) {
	for _, c := range same {
		f.Add(c.a)
	}
	f.Add("\xff\xfe bad \xe4\xb8")
	f.Fuzz(func(t *testing.T, s string) { check(t, s) })
}

func TestAppendAllocates(t *testing.T) {
	text := []rune(strings.Repeat("臺灣積體電路宣布，去年錄得27％增長。", 100))
	buf := make([]rune, 0, len(text))
	if n := testing.AllocsPerRun(10, func() { buf = Append(buf[:0], text) }); n != 0 {
		t.Errorf("Append into a slice with room allocates %v times", n)
	}
}

func BenchmarkAppend(b *testing.B) {
	s := strings.Repeat("臺灣積體電路（TSMC）宣布，去年錄得27％增長；特斯拉旗下能源發電及儲能業務涵蓋大型電池及太陽能板。\n", 2000)
	text := []rune(s)
	buf := make([]rune, 0, len(text))
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		buf = Append(buf[:0], text)
	}
}

func BenchmarkDocument(b *testing.B) {
	s := strings.Repeat("臺灣積體電路 (TSMC) 宣布，去年錄得 27％ 增長；特斯拉旗下能源發電及儲能業務涵蓋大型電池及太陽能板。\n", 2000)
	d := &entities.Document{Text: s}
	d.Runes()
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		Document(d)
	}
}

func BenchmarkString(b *testing.B) {
	s := strings.Repeat("臺灣積體電路（TSMC）宣布，去年錄得27％增長。", 2000)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		String(s)
	}
}
