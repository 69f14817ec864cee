package article

import (
	"strings"
	"testing"
)

// Layouts that content systems of Hong Kong, Taiwan and the mainland use, with
// what they put around and between the paragraphs. The news is invented.
func TestLayouts(t *testing.T) {
	e := extractor(t, Options{General: true})
	a := "半導體設備商嶺東精密今日公布，第二季合併營收28.4億元，季增12%，年增35%，創單季新高。"
	b := "嶺東精密總經理吳佩珊表示，客戶擴建先進封裝產能，下半年訂單能見度已到年底，全年營收可望突破百億元。"
	c := "法人預估，嶺東精密今年每股盈餘約16元，較去年成長四成。公司股價今天上漲3.5%，收在452元。"
	full := a + "\n\n" + b + "\n\n" + c
	title := "嶺東精密第二季營收創新高"
	for _, r := range []struct {
		name, html string
		published  string
		author     string
		body       string
	}{
		{"paragraphs beside captions and an app advertisement", `<h1>` + title + `</h1><div class="text boxTitle boxText"><span class="time">2026/07/10 05:30</span><div class="share"><a>分享</a></div><div class="photo boxTitle"><span class="ph_i"><img src="1.jpg"></span><span class="ph_d">嶺東精密廠房。（記者林某某攝）</span></div><p>` + a + `</p><p>` + b + `</p><p class="before_ir">請繼續往下閱讀...</p><div class="ad"></div><p>` + c + `</p><p class="appE1121">不用抽 不用搶 現在用APP看新聞 保證天天中獎　<a href="#">點我下載APP</a>　<a href="#">按我看活動辦法</a></p></div>`, "2026-07-10T05:30", "", full},
		{"byline paragraph, marked captions, links to read more", `<header><h1 class="title">` + title + `</h1><time class="date" itemprop="datePublished" datetime="2026-07-10T05:30:00+08:00">2026年07月10日 05:30</time></header><div class="story" itemprop="articleBody"><p><a href="/ad"><img src="b.jpg"></a></p><p>記者林孟潔／新竹報導</p><p>` + a + `</p><p>` + b + `</p><p>【更多財經新聞】</p><p>► <a href="/1">面板報價連三漲</a></p><p>► <a href="/2">記憶體合約價看漲一成</a></p><p>` + c + `</p></div><div class="block"><h3>推薦閱讀</h3><div class="piece"><h4><a href="/3">晶圓代工第三季展望</a></h4></div></div>`, "2026-07-10T05:30:00+08:00", "林孟潔", "記者林孟潔／新竹報導\n\n" + full},
		{"table of author and date above the text", `<h1 class="entry-title">` + title + `</h1><table class="article"><tr><td><span class="head">作者</span> <span class="body"><a href="/a">林孟潔</a></span></td><td><span class="head">發布日期</span> <span class="body">2026 年 07 月 10 日 5:30</span></td><td><span class="head">分類</span> <span class="body"><a href="/c">半導體</a> , <a href="/d">財報</a></span></td></tr></table><div class="indent"><p>` + a + `</p><p>` + b + `</p><p>` + c + `</p><p>（首圖來源：公司提供）</p></div><section class="related"><h4>延伸閱讀：</h4><ul><li><a href="/1">面板報價連三漲</a></li></ul></section>`, "2026-07-10T05:30", "林孟潔", full},
		{"agency with updates", `<div class="centralContent"><h1><span>` + title + `</span></h1><div class="timeBox"><div class="updatetime"><span>2026/7/10 05:30</span>（7/10 09:00 更新）</div></div><div class="fontsize"><span>請同意我們的隱私權規範，才能啟用聽新聞的功能。</span></div><div class="paragraph"><p>（中央社記者林孟潔新竹10日電）` + a + `</p><p>` + b + `</p><p>` + c + `（編輯：周某某）1150710</p></div><div class="paragraph moreArticle"><a class="moreArticle-link" href="/1">面板報價連三漲</a></div><div class="paragraph bottomBox">本網站之文字、圖片及影音，非經授權，不得轉載、公開播送或公開傳輸及利用。</div></div>`, "2026-07-10T05:30", "林孟潔", "（中央社記者林孟潔新竹10日電）" + a + "\n\n" + b + "\n\n" + c + "（編輯：周某某）1150710"},
		{"text in one element with line breaks", `<div class="news"><h1>` + title + `</h1><div class="info">2026-07-10 05:30:00 来源：某某网 作者：林孟潔 <a href="#c">评论(12)</a></div><div id="content">　　` + a + `<br/><br/>　　` + b + `<br/><br/>　　` + c + `<br/><br/>　　（责任编辑：周某某 HF001）</div><div class="disclaimer">本文仅代表作者个人观点，与本网无关。</div></div>`, "2026-07-10T05:30:00", "林孟潔", full},
		{"no markup inside, line ends alone", "<div id=wrap><p id=date>2026年7月10日</p><h1>" + title + "</h1>\n" + a + "\n" + b + "\n" + c + "\n<p>（節錄）</p></div>", "2026-07-10", "", full + "\n\n（節錄）"},
		{"div paragraphs with empty ones between", `<h1>` + title + `</h1><span class="datetime">2026年07月10日 05:30</span><div class="breakingNewsContent"><div class="paragraph">` + a + `</div><div class="paragraph"></div><div class="paragraph">` + b + `</div><div class="paragraph"></div><div class="paragraph">` + c + `</div></div><div class="photoCaption"><div>嶺東精密廠房。(周某某攝)</div></div>`, "2026-07-10T05:30", "", full},
		{"lead, gallery and text in three boxes", `<div id="top"><h1>` + title + `</h1><div class="leadin"><p>` + a + `</p></div></div><div id="mid"><div class="photo"><a class="thickbox"><div class="caption">嶺東精密廠房內的設備。</div></a></div><p>` + b + `</p><h3>訂單滿到年底</h3><p>` + c + `</p></div>`, "", "", a + "\n\n" + b + "\n\n訂單滿到年底\n\n" + c},
		{"section cards with their own headings", `<article><h1>` + title + `</h1><section><h2>本文重點</h2><ul><li>營收28.4億元，季增12%。</li><li>全年可望突破百億元。</li></ul></section><section><p>` + a + `</p><p>` + b + `</p></section><section><p>` + c + `</p></section></article>`, "", "", "本文重點\n\n營收28.4億元，季增12%。\n\n全年可望突破百億元。\n\n" + full},
		{"text as spans in a mobile page", `<div class="index-module_articleWrap_2Zphx"><div class="index-module_headerWrap_jTG2B"><h2 class="index-module_articleTitle_28fPT">` + title + `</h2><div><span>发布时间：</span><span>07-10 05:30</span></div></div><div class="index-module_textWrap_3ygOc"><p><span class="bjh-p">` + a + `</span></p></div><div class="index-module_mediaWrap_213jB"><img src="1.jpg"></div><div class="index-module_textWrap_3ygOc"><p><span class="bjh-p">` + b + `</span></p></div><div class="index-module_textWrap_3ygOc"><p><span class="bjh-p">` + c + `</span></p></div></div>`, "", "", full},
		{"figures in a table", `<h1>` + title + `</h1><div class="art"><p>` + a + `</p><table><tr><th>季度</th><th>營收</th></tr><tr><td>第一季</td><td>25.4億元</td></tr><tr><td>第二季</td><td>28.4億元</td></tr></table><p>` + b + `</p><p>` + c + `</p></div>`, "", "", a + "\n\n季度 營收\n\n第一季 25.4億元\n\n第二季 28.4億元\n\n" + b + "\n\n" + c},
		{"quotation and list inside the text", `<h1>` + title + `</h1><div class="art"><p>` + a + `</p><blockquote><p>「設備業的好日子還沒有結束。」</p></blockquote><p>` + b + `</p><ul><li>先進封裝設備占六成</li><li>維修服務占兩成</li></ul><p>` + c + `</p></div>`, "", "", a + "\n\n「設備業的好日子還沒有結束。」\n\n" + b + "\n\n先進封裝設備占六成\n\n維修服務占兩成\n\n" + c},
		{"sidebar before the text in the source", `<div class="left"><h3>熱門文章</h3><div class="x"><a href="/1">面板報價連三漲</a><p>面板報價連續三個月上漲，業者樂觀看待第三季旺季需求，電視面板漲幅最大。</p></div><div class="x"><a href="/2">記憶體合約價看漲</a><p>記憶體合約價第三季看漲一成，供應商庫存已降到四周以下，客戶提前備貨。</p></div><div class="x"><a href="/3">車用晶片交期縮短</a><p>車用晶片交期縮短到十二周，業者指出短缺情況已經結束，價格開始鬆動。</p></div></div><div class="right"><h1>` + title + `</h1><div><p>` + a + `</p><p>` + b + `</p><p>` + c + `</p></div></div>`, "", "", full},
		{"cookie notice and paywall box", `<div class="cookie-banner"><p>我們使用Cookie以改善您的使用體驗，繼續瀏覽即表示您同意我們的隱私權政策及服務條款。</p></div><main><h1>` + title + `</h1><div class="body"><p>` + a + `</p><p>` + b + `</p><p>` + c + `</p></div><div class="paywall"><p>訂閱會員即可閱讀全文，每月只要99元，立即加入，掌握第一手產業消息。</p></div></main>`, "", "", full},
		{"keyword links inside the text", `<h1>` + title + `</h1><div class="art"><p>` + strings.Replace(a, "嶺東精密", `<a href="/s"><b>嶺東精密</b></a>(<a href="/q">1234</a>)`, 1) + `</p><p>` + b + `</p><p>` + c + `</p></div>`, "", "", strings.Replace(full, "嶺東精密", "嶺東精密(1234)", 1)},
	} {
		d, err := e.Document(rawPage(`<!DOCTYPE html><html><head><meta charset="utf-8"><title>` + title + ` | 產業 | 島嶼經濟報</title></head><body><div class="header"><a href="/">島嶼經濟報</a><ul><li><a href="/a">要聞</a></li><li><a href="/b">產業</a></li></ul></div>` + r.html + `<div class="footer">島嶼經濟報 版權所有</div></body></html>`))
		if err != nil {
			t.Errorf("%s: %v", r.name, err)
			continue
		}
		if d.Title != title || d.Published != r.published || d.Author != r.author {
			t.Errorf("%s: title %q published %q author %q, want %q %q", r.name, d.Title, d.Published, d.Author, r.published, r.author)
		}
		if bodyOf(d) != r.body {
			t.Errorf("%s: body\n%s\nwant\n%s", r.name, bodyOf(d), r.body)
		}
	}
}
