package article

import (
	"testing"

	"github.com/factloom/factloom/entities"
)

func rawPage(s string) entities.Raw { return entities.Raw{Format: entities.HTML, Data: []byte(s)} }

func TestTitle(t *testing.T) {
	e := extractor(t, Options{General: true})
	body := `<p>北嶺光電與德國車廠簽訂五年車用面板合約，總值約6億歐元，明年第二季起供貨。</p>`
	for _, r := range []struct{ name, head, top, want string }{
		{"h1 before the title element", `<title>北嶺光電簽6億歐元合約 | 產業 | 島嶼經濟報</title>`, `<h1>北嶺光電簽6億歐元合約</h1>`, "北嶺光電簽6億歐元合約"},
		{"no heading", `<title>北嶺光電簽6億歐元合約_产业_岛屿经济网</title>`, ``, "北嶺光電簽6億歐元合約"},
		{"no heading, dashes", `<title>北嶺光電簽6億歐元合約 - 東方日報</title>`, ``, "北嶺光電簽6億歐元合約"},
		{"no heading, many parts", `<title>北嶺光電簽6億歐元合約 - 20260501 - 財經 - 每日明報 - 明報新聞網</title>`, ``, "北嶺光電簽6億歐元合約"},
		{"full-width bar", `<title>北嶺光電簽6億歐元合約｜即時新聞｜財經｜on.cc東網</title>`, ``, "北嶺光電簽6億歐元合約"},
		{"site name of OpenGraph", `<meta property="og:site_name" content="碼頭"><meta property="og:title" content="北嶺光電簽6億歐元合約 - 碼頭">`, ``, "北嶺光電簽6億歐元合約"},
		{"a bar that belongs to the title", `<title>專訪｜北嶺光電董座談歐元合約與擴產｜島嶼經濟報</title>`, ``, "專訪｜北嶺光電董座談歐元合約與擴產"},
		{"an underscore that belongs to it", `<title>新竹尖石_美樹營地賞楓</title>`, ``, "新竹尖石_美樹營地賞楓"},
		{"h1 is the site", `<title>北嶺光電簽6億歐元合約 @ 山城筆記 :: 某客邦 ::</title>`, `<h1><a href="/">山城筆記</a></h1><h2><a href="/1">北嶺光電簽6億歐元合約</a></h2>`, "北嶺光電簽6億歐元合約"},
		{"title element is the site", `<title>濱海日報 BINHAI DAILY</title><meta property="og:title" content="濱海日報新聞(北嶺光電簽6億歐元合約)">`, `<table><tr><td class="t">北嶺光電簽6億歐元合約</td></tr></table>`, "北嶺光電簽6億歐元合約"},
		{"og:title cut short", `<meta property="og:title" content="北嶺光電簽6億歐元合約 明年第二季…">`, `<h1>北嶺光電簽6億歐元合約 明年第二季起供貨德國</h1>`, "北嶺光電簽6億歐元合約 明年第二季起供貨德國"},
		{"kicker in the heading", `<meta property="og:title" content="北嶺光電簽6億歐元合約">`, `<h1><span>面板產業</span> <span>北嶺光電簽6億歐元合約</span></h1>`, "北嶺光電簽6億歐元合約"},
		{"menu repeats the title", `<title>北嶺光電簽6億歐元合約 - 碼頭新聞</title>`, `<ul><li><a href="/1">北嶺光電簽6億歐元合約</a></li></ul><h1>北嶺光電簽6億歐元合約</h1>`, "北嶺光電簽6億歐元合約"},
		{"editors' two titles", `<title>北嶺光電拿下歐元大單 - 碼頭新聞</title>`, `<h1>北嶺光電簽6億歐元合約</h1>`, "北嶺光電簽6億歐元合約"},
		{"headline of JSON-LD", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"北嶺光電簽6億歐元&quot;合約&quot;"}</script>`, ``, `北嶺光電簽6億歐元"合約"`},
		{"site first", `<title>碼頭新聞 - 北嶺光電簽6億歐元合約</title><meta property="og:site_name" content="碼頭新聞">`, ``, "北嶺光電簽6億歐元合約"},
		{"line break in the heading", `<title>北嶺光電簽6億歐元合約 明年供貨</title>`, "<h1>北嶺光電簽6億歐元合約<br>明年供貨</h1>", "北嶺光電簽6億歐元合約 明年供貨"},
		{"no title at all", ``, `<h2>北嶺光電簽6億歐元合約</h2>`, "北嶺光電簽6億歐元合約"},
	} {
		d, err := e.Document(rawPage(`<html><head>` + r.head + `</head><body>` + r.top + body + `</body></html>`))
		if err != nil {
			t.Errorf("%s: %v", r.name, err)
			continue
		}
		if d.Title != r.want {
			t.Errorf("%s: title %q, want %q", r.name, d.Title, r.want)
		}
		if bodyOf(d) != "北嶺光電與德國車廠簽訂五年車用面板合約，總值約6億歐元，明年第二季起供貨。" {
			t.Errorf("%s: body %q", r.name, bodyOf(d))
		}
	}
}
