package article

import "testing"

var dateRows = []struct{ in, want string }{
	{"2026-03-18", "2026-03-18"},
	{"2026-3-8 9:05", "2026-03-08T09:05"},
	{"2019-09-11T01:53:41+08:00", "2019-09-11T01:53:41+08:00"},
	{"2020-08-08T12:46:00Z", "2020-08-08T12:46:00Z"},
	{"2020-08-08T12:46Z", "2020-08-08T12:46:00Z"},
	{"2026-05-06T03:00:00.000Z", "2026-05-06T03:00:00Z"},
	{"2026-03-18T16:58:00+0800", "2026-03-18T16:58:00+08:00"},
	{"2024-09-07 15:30", "2024-09-07T15:30"},
	{"2024/09/07 13:36:00", "2024-09-07T13:36:00"},
	{"2024.9.7", "2024-09-07"},
	{"2024年9月7日", "2024-09-07"},
	{"2016年10月14日07:17", "2016-10-14T07:17"},
	{"2024 年 9 月 7 日 15時30分", "2024-09-07T15:30"},
	{"2020年 08月 07日星期五", "2020-08-07"},
	{"2026年3月18日（星期三）下午4:58", "2026-03-18T16:58"},
	{"2026年3月18日 上午 12:05", "2026-03-18T00:05"},
	{"Wed, 2026-03-18 - 16:58", "2026-03-18T16:58"},
	{"By KF Cheng on Wed, 2026-03-18 - 16:58", "2026-03-18T16:58"},
	{"民國113年9月7日", "2024-09-07"},
	{"中華民國一一三年九月七日", "2024-09-07"},
	{"民國一百一十三年九月七日", "2024-09-07"},
	{"113/09/07", "2024-09-07"},
	{"114-11-20", "2025-11-20"},
	{"二○二四年九月七日", "2024-09-07"},
	{"二零二六年十二月三十一日", "2026-12-31"},
	{"Mon Mar 01 10:52:32 HKT 2021", "2021-03-01T10:52:32+08:00"},
	{"Wed, 18 Mar 2026 16:58:00 +0800", "2026-03-18T16:58:00+08:00"},
	{"Wed, 18 Mar 2026 08:58:00 GMT", "2026-03-18T08:58:00Z"},
	{"March 18, 2026 4:58 pm", "2026-03-18T16:58"},
	{"Mar. 18th, 2026", "2026-03-18"},
	{"18 March 2026", "2026-03-18"},
	{"發佈日期 : 2020-08-07", "2020-08-07"},
	{"港股速遞2026-08-05 17:42更新：2026-08-06 09:10", "2026-08-05T17:42"},
	{"20260318", "2026-03-18"},
	{"20260318165800", "2026-03-18T16:58:00"},
	{"1768435200", "2026-01-15T08:00:00+08:00"},
	{"1768435200000", "2026-01-15T08:00:00+08:00"},
	{"2026-03-18T24:00", "2026-03-18T00:00"},
}

func TestParseDate(t *testing.T) {
	for _, r := range dateRows {
		if got := normalDate(r.in); got != r.want {
			t.Errorf("normalDate(%q) = %q, want %q", r.in, got, r.want)
		}
	}
	for _, s := range []string{"", "昨日", "2026-02-30", "2026-13-01", "1e309", "0001-01-01T00:00:00Z", "3.14.159", "13:36:00", "電話 2026-1234", "9月7日", "第2026期", "113"} {
		if got := normalDate(s); got != "" {
			t.Errorf("normalDate(%q) = %q, want none", s, got)
		}
	}
}

func TestURLDate(t *testing.T) {
	for _, r := range []struct{ in, want string }{
		{"https://a.example/2026/03/18/story", "2026-03-18"},
		{"/cnt/news/20200809/photo/0809-00174.jpg", "2020-08-09"},
		{"https://a.example/c/2026-03/18/c_139.htm", "2026-03-18"},
		{"https://a.example/t20260318_5512.html", "2026-03-18"},
		{"https://a.example/bkn-20200809231616005-0809_00822_001.html", "2020-08-09"},
		{"https://a.example/20241010003610-260410", "2024-10-10"},
		{"https://a.example/id/120260318", ""},
		{"https://a.example/2026/13/18/", ""},
		{"https://a.example/p/39926056", ""},
	} {
		got := ""
		if d, ok := urlDate(r.in); ok {
			got = d.String()
		}
		if got != r.want {
			t.Errorf("urlDate(%q) = %q, want %q", r.in, got, r.want)
		}
	}
}

func TestPublished(t *testing.T) {
	e := extractor(t, Options{General: true})
	for _, r := range []struct{ name, head, top, want string }{
		{"published before modified", `<meta property="article:modified_time" content="2026-05-02"><meta property="article:published_time" content="2026-05-01T08:00:00+08:00">`, "", "2026-05-01T08:00:00+08:00"},
		{"JSON-LD in a list", `<script type="application/ld+json">[{"@type":"WebSite"},{"@type":"NewsArticle","dateModified":"2026-05-03","datePublished":"2026-05-01"}]</script>`, "", "2026-05-01"},
		{"JSON-LD with comments and line ends", "<script type='application/ld+json'>/*<![CDATA[*/ {\"@graph\":[{\"@type\":\"Article\", // 文章\n\"headline\":\"題\n目\",\"datePublished\":\"Fri May 01 10:52:32 HKT 2026\",},]} /*]]>*/</script>", "", "2026-05-01T10:52:32+08:00"},
		{"JSON-LD broken beyond repair", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"他說"好"","datePublished":"2026-05-01T10:00:00+08:00"</script>`, "", "2026-05-01T10:00:00+08:00"},
		{"two objects in one script", `<script type="application/ld+json">{"@type":"Organization"}{"@type":"NewsArticle","datePublished":"2026-05-01"}</script>`, "", "2026-05-01"},
		{"lying zone", `<meta property="article:published_time" content="2026-05-01T23:30:00Z">`, `<p>2026-05-01 23:30</p>`, "2026-05-01T23:30:00"},
		{"zone that tells the truth", `<meta property="article:published_time" content="2026-05-01T15:30:00Z">`, `<p>2026-05-01 23:30</p>`, "2026-05-01T15:30:00Z"},
		{"day with the time shown", `<meta name="pubdate" content="2026-05-01">`, `<div>發佈時間：2026年5月1日 09:41</div>`, "2026-05-01T09:41"},
		{"time element", "", `<time datetime="2026-05-01T09:00:00+08:00">5月1日</time>`, "2026-05-01T09:00:00+08:00"},
		{"updated element aside", "", `<time class="updated" datetime="2026-05-04">更新</time><time class="published" datetime="2026-05-01">5月1日</time>`, "2026-05-01"},
		{"label of a change", "", `<p>更新：2026-05-03 10:00</p><p>發佈：2026-05-01 09:00</p>`, "2026-05-01T09:00"},
		{"both in one line", "", `<p>2026-05-01 09:00 更新 2026-05-03 10:00</p>`, "2026-05-01T09:00"},
		{"only a change", "", `<p>最後更新：2026/05/03</p>`, "2026-05-03"},
		{"Republic year", "", `<p>發布日期：115.05.01</p>`, "2026-05-01"},
		{"RDFa", "", `<span property="schema:dateCreated" content="2026-05-01T08:16:00+00:00">某日</span>`, "2026-05-01T08:16:00Z"},
		{"field of a script", `<script>var d = {"publishDate":"2026-05-01 08:00"};</script>`, "", "2026-05-01T08:00"},
		{"address", `<link rel="canonical" href="https://a.example/news/20260501/123.html">`, "", "2026-05-01"},
		{"no date in running text", "", `<p>公司在2024年3月1日成立，總部設於新竹，員工約三百人，去年營收破十億元。</p>`, ""},
		{"impossible dates", `<meta property="article:published_time" content="2026-02-30"><meta name="date" content="0000-00-00">`, "", ""},
	} {
		page := `<html><head><title>北嶺光電簽6億歐元合約</title>` + r.head + `</head><body><h1>北嶺光電簽6億歐元合約</h1>` + r.top + `<p>北嶺光電與德國車廠簽訂五年車用面板合約，總值約6億歐元，明年第二季起供貨。</p></body></html>`
		d, err := e.Document(rawPage(page))
		if err != nil {
			t.Errorf("%s: %v", r.name, err)
			continue
		}
		if d.Published != r.want {
			t.Errorf("%s: published %q, want %q", r.name, d.Published, r.want)
		}
	}
}
