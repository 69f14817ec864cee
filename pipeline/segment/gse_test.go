package segment

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

func prepared(text string) *entities.Document {
	d := doc("", text)
	fold.Document(d)
	Split(d)
	return d
}

func cutter(t testing.TB) Cutter {
	t.Helper()
	c, err := Gse()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func words(d *entities.Document, tokens []entities.Token) []string {
	var out []string
	for _, k := range tokens {
		w := d.Slice(k.Span)
		if !k.Known {
			w = "?" + w
		}
		out = append(out, w)
	}
	return out
}

func TestCut(t *testing.T) {
	c := cutter(t)
	for _, tt := range []struct{ name, text, want string }{
		{"traditional", "特朗普政府周二宣布此項合作協議。", "特朗普 政府 周二 宣布 此項 合作 協議 ?。"},
		{"simplified", "特朗普政府周二宣布此项合作协议。", "特朗普 政府 周二 宣布 此项 合作 协议 ?。"},
		{"numbers", "43億美元", "?43 億美元"},
		{"wide and narrow", "ＬＧ新能源，LG新能源", "?ＬＧ 新能源 ?， ?LG 新能源"},
		{"only s_1 has it", "數據中心與新能源", "數據中心 與 新能源"},
		{"thousands", "1,234.5元", "?1 ?, ?234 ?. ?5 元"},
		{"a blank that folding drops", "LG 新能源", "?LG  新能源"},
		{"skipped runes", "特\u200b朗普\ufe0f政府\u00ad", "特\u200b朗普\ufe0f 政府\u00ad"},
		{"skipped runes first", "\ufeff政府", "\ufeff政府"},
		{"only skipped runes", "\u200b", "?\u200b"},
		{"beyond the plane", "𠮷野家", "?𠮷 野 家"},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := prepared(tt.text)
			if got := strings.Join(words(d, c.Cut(d)), " "); got != tt.want {
				t.Errorf("Cut(%q)\n got %s\nwant %s", tt.text, got, tt.want)
			}
		})
	}
}

func TestCutSpeech(t *testing.T) {
	d := prepared("特朗普宣布協議")
	var got []string
	for _, k := range cutter(t).Cut(d) {
		got = append(got, k.POS)
	}
	if want := []string{"nr", "v", "n"}; !slices.Equal(got, want) {
		t.Errorf("parts of speech = %q, want %q", got, want)
	}
}

// tiles holds what Cut promises about every text: the words cover every
// sentence without gaps, in order, and lie inside it.
func tiles(t *testing.T, d *entities.Document, tokens []entities.Token) {
	t.Helper()
	k := 0
	for _, s := range d.Sentences {
		at := s.Start
		for ; k < len(tokens) && tokens[k].Start < s.End; k++ {
			if tokens[k].Start != at || tokens[k].Len() <= 0 || tokens[k].End > s.End {
				t.Fatalf("word %d of %q is %v after %d in sentence %v", k, d.Text, tokens[k].Span, at, s.Span)
			}
			at = tokens[k].End
		}
		if at != s.End {
			t.Fatalf("words of sentence %v of %q end at %d", s.Span, d.Text, at)
		}
	}
	if k != len(tokens) {
		t.Fatalf("%d words of %q lie in no sentence", len(tokens)-k, d.Text)
	}
}

func FuzzCut(f *testing.F) {
	for _, tt := range splits {
		f.Add(tt.text)
	}
	f.Add("ＬＧ\u0301新\ufe0f能源\U000e0100\x00𠮷Ⱥİß\ufffd")
	f.Add(strings.Repeat("雲杉", 700) + "，" + strings.Repeat("\u200b", 700) + "。")
	c := cutter(f)
	f.Fuzz(func(t *testing.T, text string) {
		d := prepared(text)
		tiles(t, d, c.Cut(d))
	})
}

// TestCutLong sees that a sentence without end is cut like its parts.
func TestCutLong(t *testing.T) {
	c := cutter(t)
	one := prepared("特朗普政府宣布合作協議，")
	d := prepared(strings.Repeat("特朗普政府宣布合作協議，", 20_000))
	tokens := c.Cut(d)
	tiles(t, d, tokens)
	if got, want := len(tokens), 20_000*len(c.Cut(one)); got != want {
		t.Errorf("%d words, want %d", got, want)
	}
}

func TestCutShared(t *testing.T) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			c := cutter(t)
			for range 50 {
				d := prepared("特朗普政府周二宣布此項43億美元合作協議。\nLG新能源升3.5%。")
				if got := len(c.Cut(d)); got != 18 {
					t.Errorf("%d words, want 18", got)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestDictionaryErrors(t *testing.T) {
	for _, text := range []string{"\n", "公司\n", "公司 3\n", "公司 many n\n", "公司 1 n\n", "公司 3 n\n 4 n\n"} {
		if _, err := newGse(text); err == nil {
			t.Errorf("newGse(%q) gives no error", text)
		}
	}
}
