package article

import (
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
)

func TestPlain(t *testing.T) {
	e := extractor(t, Options{})
	a := "北嶺光電與德國車廠簽訂五年車用面板合約，總值約6億歐元。"
	b := "公司表示，產品明年第二季起供貨，台南廠產能將全數滿載。"
	for _, r := range []struct {
		name, text                   string
		title, published, author     string
		body                         string
		section, url, warn, category string
	}{
		{name: "title, blank line, paragraphs", text: "北嶺光電簽6億歐元合約\n\n" + a + "\n\n" + b + "\n", title: "北嶺光電簽6億歐元合約", body: a + "\n\n" + b},
		{name: "title and lines", text: "北嶺光電簽6億歐元合約\n" + a + "\n" + b, title: "北嶺光電簽6億歐元合約", body: a + "\n\n" + b},
		{name: "CRLF and ideographic blanks", text: "北嶺光電簽6億歐元合約\r\n\r\n　　" + a + "\r\n　　" + b + "\r\n", title: "北嶺光電簽6億歐元合約", body: a + "\n\n" + b},
		{name: "byte order mark", text: "\ufeff北嶺光電簽6億歐元合約\n\n" + a, title: "北嶺光電簽6億歐元合約", body: a},
		{name: "no title", text: a + "\n\n" + b, body: a + "\n\n" + b},
		{name: "one line", text: a, body: a},
		{name: "one short line", text: "北嶺光電簽6億歐元合約", body: "北嶺光電簽6億歐元合約"},
		{name: "date line", text: "北嶺光電簽6億歐元合約\n2026-05-01\n\n" + a, title: "北嶺光電簽6億歐元合約", published: "2026-05-01", body: a},
		{name: "date and time", text: "北嶺光電簽6億歐元合約\n\n2026年5月1日 09:30\n\n" + a, title: "北嶺光電簽6億歐元合約", published: "2026-05-01T09:30", body: a},
		{name: "Republic year", text: "北嶺光電簽6億歐元合約\n民國115年5月1日\n" + a, title: "北嶺光電簽6億歐元合約", published: "2026-05-01", body: a},
		{name: "date with its source stays", text: "北嶺光電簽6億歐元合約\n2026-05-01 來源：島嶼經濟報\n\n" + a, title: "北嶺光電簽6億歐元合約", published: "2026-05-01", body: "2026-05-01 來源：島嶼經濟報\n\n" + a},
		{name: "labelled head", text: "標題：北嶺光電簽6億歐元合約\n作者：王小明\n日期：2026/5/1\n網址：https://a.example/1\n\n" + a, title: "北嶺光電簽6億歐元合約", published: "2026-05-01", author: "王小明", url: "https://a.example/1", body: a},
		{name: "byline of a reporter stays", text: "北嶺光電簽6億歐元合約\n記者王小明／台北報導\n\n" + a, title: "北嶺光電簽6億歐元合約", author: "王小明", body: "記者王小明／台北報導\n\n" + a},
		{name: "byline of a system", text: "北嶺光電簽6億歐元合約\nBy Wang Hsiao-ming on Fri, 2026-05-01 - 09:30\n\n" + a, title: "北嶺光電簽6億歐元合約", author: "Wang Hsiao-ming", published: "2026-05-01T09:30", body: a},
		{name: "Markdown", text: "# 北嶺光電簽6億歐元合約\n\n" + a, title: "北嶺光電簽6億歐元合約", body: a},
		{name: "first line is a sentence", text: "北嶺光電簽約。\n\n" + a, body: "北嶺光電簽約。\n\n" + a},
		{name: "headings inside", text: "北嶺光電簽6億歐元合約\n\n" + a + "\n\n產能滿載\n\n" + b, title: "北嶺光電簽6億歐元合約", body: a + "\n\n產能滿載\n\n" + b},
		{name: "words of sites stay", text: "北嶺光電簽6億歐元合約\n\n" + a + "\n\n相關新聞\n責任編輯：某某\n版權所有 不得轉載\n" + b, title: "北嶺光電簽6億歐元合約", body: a + "\n\n相關新聞\n\n責任編輯：某某\n\n版權所有 不得轉載\n\n" + b},
		{name: "inner blanks", text: "北嶺光電簽6億歐元合約\n\n總值 \t 6億歐元。", title: "北嶺光電簽6億歐元合約", body: "總值 6億歐元。"},
	} {
		d, err := e.Document(entities.Raw{Format: entities.PlainText, Data: []byte(r.text)})
		if err != nil {
			t.Errorf("%s: %v", r.name, err)
			continue
		}
		sound(t, d)
		if d.Title != r.title || d.Published != r.published || d.Author != r.author || d.URL != r.url || bodyOf(d) != r.body {
			t.Errorf("%s: title %q published %q author %q url %q body\n%q\nwant %q %q %q %q\n%q", r.name, d.Title, d.Published, d.Author, d.URL, bodyOf(d), r.title, r.published, r.author, r.url, r.body)
		}
	}
}

// Lines that were wrapped at a fixed width are joined again.
func TestUnwrap(t *testing.T) {
	e := extractor(t, Options{})
	p := []string{
		"太陽能廠昱昇能源二十四日宣布，與日本伊藤商社簽訂三年供貨合約，總金額約新台幣四十六億元，供應高效模組一點二吉瓦，出貨自明年第一季開始，台南新廠產能將全數滿載。",
		"法人估計，合約可為昱昇能源每年貢獻營收約十五億元，占去年營收兩成；不過模組價格仍在下跌，毛利率能否維持要看矽晶圓成本，公司並未提供財務預測。",
	}
	var b strings.Builder
	b.WriteString("昱昇能源簽四十六億元合約\n\n")
	for _, x := range p {
		r := []rune(x)
		for i := 0; i < len(r); i += 20 {
			b.WriteString(string(r[i:min(i+20, len(r))]) + "\n")
		}
		b.WriteString("\n")
	}
	d, err := e.Document(entities.Raw{Format: entities.PlainText, Data: []byte(b.String())})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := bodyOf(d), strings.Join(p, "\n\n"); got != want {
		t.Errorf("body\n%s\nwant\n%s", got, want)
	}
}

// No character of an ordinary file but white space is lost: it is in the text,
// the title, the date, the author or the address.
func TestPlainLosesNothing(t *testing.T) {
	e := extractor(t, Options{})
	words := []string{"北嶺光電簽約", "2026-05-01", "作者：王小明", "相關新聞", "分享到：微博", "© 2026 報社", "首頁", "更多", "總值6億歐元。", "Skip to main content", "1. Home", "廣告", "點擊：12", "上一篇：甲", "……", "https://a.example/1"}
	for i := range 4000 {
		var ls []string
		for k, x := 0, i; k < 3+i%5; k++ {
			ls = append(ls, words[(x*7+k*k*3+k)%len(words)])
			x = x/3 + k
		}
		text := strings.Join(ls, []string{"\n", "\n\n"}[i%2])
		d, err := e.Document(entities.Raw{Format: entities.PlainText, Data: []byte(text)})
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		got := squash(d.Text + d.Published + d.Author + d.URL)
		for _, l := range ls {
			if !strings.Contains(got, squash(strings.TrimPrefix(l, "作者："))) {
				t.Fatalf("%q: lost %q: %q", text, l, d.Text)
			}
		}
	}
}

func TestRendering(t *testing.T) {
	e := extractor(t, Options{})
	a := "北嶺光電與德國車廠簽訂五年車用面板合約，總值約6億歐元，明年第二季起供貨。"
	b := "公司表示，台南廠產能將全數滿載，今年資本支出維持三十億元不變。"
	text := strings.Join([]string{"跳到主要內容", "", "島嶼經濟報", "首頁", "產業", "證券", "", "麵包屑", "", "  1. 首頁", "  2. 產業", "  3. 北嶺光電簽6億歐元合約", "", "北嶺光電簽6億歐元合約", "", "2026-05-01 09:30", "分享到：", "列印", "", a, "", "產能滿載", "", b, "", "相關新聞", "", "面板報價連三漲", "車用晶片交期縮短", "", "© 2026 島嶼經濟報"}, "\n")
	d, err := e.Document(entities.Raw{Format: entities.PlainText, Data: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	if d.Title != "北嶺光電簽6億歐元合約" || d.Published != "2026-05-01T09:30" || bodyOf(d) != a+"\n\n產能滿載\n\n"+b {
		t.Errorf("title %q published %q body %q", d.Title, d.Published, bodyOf(d))
	}
}

// A page that was copied whole: a menu above, notices below, no other sign.
func TestCopied(t *testing.T) {
	e := extractor(t, Options{})
	a := "北嶺光電與德國車廠簽訂五年車用面板合約，總值約6億歐元，明年第二季起供貨。"
	b := "公司表示，台南廠產能將全數滿載，今年資本支出維持三十億元不變。"
	lines := []string{"島嶼經濟報", "首頁", "即時", "產業", "證券", "國際", "專欄", "北嶺光電簽6億歐元合約", "2026/05/01 09:30", "記者王小明／台北報導", a, "產能滿載", b, "相關新聞", "面板報價連三漲", "車用晶片交期縮短", "關於我們", "© 2026 島嶼經濟報 版權所有"}
	for _, sep := range []string{"\n", "\n\n"} {
		d, err := e.Document(entities.Raw{Format: entities.PlainText, Data: []byte(strings.Join(lines, sep))})
		if err != nil {
			t.Fatal(err)
		}
		if d.Title != "北嶺光電簽6億歐元合約" || d.Published != "2026-05-01T09:30" || d.Author != "王小明" || bodyOf(d) != a+"\n\n產能滿載\n\n"+b || len(d.Warnings) != 1 {
			t.Errorf("title %q published %q body %q warnings %q", d.Title, d.Published, bodyOf(d), d.Warnings)
		}
	}
	// Without the notice it is kept whole.
	d, err := e.Document(entities.Raw{Format: entities.PlainText, Data: []byte(strings.Join(lines[:13], "\n"))})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines[:13] {
		if l != "2026/05/01 09:30" && !strings.Contains(d.Text, l) {
			t.Errorf("lost %q: %q", l, d.Text)
		}
	}
}
