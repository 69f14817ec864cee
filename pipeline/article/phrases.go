package article

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// expr is a pattern that is compiled when it is first used: most commands of
// the program never read a page.
func expr(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

var (
	// The heading of a list of other articles, of comments and the like.
	sectionExpr = expr(`^(?:` +
		`(?:相關|相关|延伸|推薦|推荐|熱門|热门|更多|最新|其他|往期|精彩|本類|本类|同類|同类|編輯|编辑|人氣|人气|熱點|热点|網友|网友|讀者|读者|發表|发表|最多|今日|即時|即时|近期|焦點|焦点|猜你|猜您|你可能|您可能|大家|圖片|图片|視頻|视频|影片|專題|专题|全部|所有|我要|查看|看更多|特別|特别|站內|站内|同版|相同|接下來|還可以|为您|為您|為你|点击|點擊|新闻|新聞|文章)` +
		`(?:新聞|新闻|資訊|资讯|閱讀|阅读|文章|報道|报道|報導|推薦|推荐|精選|精选|評論|评论|留言|回應|回应|跟帖|排行|排行榜|熱榜|热榜|話題|话题|專題|专题|主題|主题|焦點|焦点|內容|内容|影片|视频|視頻|消息|喜歡|喜欢|感興趣|感兴趣|有興趣|有兴趣|也會喜歡|會喜歡|会喜欢|還喜歡|还喜欢|想看|都在看|在看|在搜|要聞|要闻|头条|頭條|動態|动态|連結|链接|搜索|點擊|点击|人氣|关注|關注|作品|書籍|图书|商品|版面)+` +
		`|延伸閱讀.{0,6}|相關連結|相关链接|留言板?|評論區?|评论区?|網友評論|热搜榜?|排行榜|發表評論|发表评论|回應|討論區?|猜你喜歡|猜你喜欢|你可能也?(?:會|会)?(?:感興趣|感兴趣|喜歡|喜欢).{0,6}|(?i:related\s?(?:articles?|news|posts?|stories)|read\s?more|more\s?(?:news|stories)|comments?|recommended|trending|most\s?popular|you\s?may\s?(?:also\s?)?like|see\s?also|popular)` +
		`)[：:﹕！!．.▼▶>＞》」】]*$`)

	// A line after which nothing of the article comes, when it is near the end.
	closingExpr = expr(`^[（(\[【※＊*★▼▶■●◎—\-\s]*(?:` +
		`責任編輯|责任编辑|責編|责编|(?:執行|值班|本文|文章|新聞)?(?:編輯|编辑)\s?[：:／/]|原標題|原标题|` +
		`版權所有|版权所有|版權聲明|版权声明|免責聲明|免责声明|特別聲明|特别声明|著作權|聲明\s?[：:]|声明\s?[：:]|未經授權|未经授权|未經許可|未经许可|轉載請|转载请|本文(?:經|经|由).{0,12}(?:授權|授权)|` +
		`關鍵字|关键字|關鍵詞|关键词|文章关键词|標籤|标签|相關字詞|(?i:tags?)\s?[：:﹕]|` +
		`上一篇|下一篇|上一則|下一則|上一条|下一条|上壹篇|` +
		`分享到|分享至|分享給|更多(?:新聞|新闻|精彩|相關|相关|內容|内容|資訊|资讯|報導|報道|报道|文章)|延伸閱讀|延伸阅读|相關新聞|相关新闻|相關報導|相關報道|相关报道|相關文章|相关文章|推薦閱讀|推荐阅读|點擊閱讀下一|繼續閱讀|看更多|` +
		`(?i:copyright)|©` +
		`)`)

	// A short line that a site adds to an article.
	junkExpr = expr(`^[（(\[【※＊*★▼▶►■●◎◆○–—\-\s>＞]*(?:` +
		`(?:責任|责任|執行|执行|主|值班|本文|文章|新聞|网络|網絡|審核|审核|本期)?(?:編輯|编辑|責編|责编|校對|校对|審核|审核|審校|审校|監製|监制|排版|製圖|制图|美編|美编|美術|美术|終審|终审|簽發|签发)\s?[︰：:／/]|責任編輯|责任编辑|` +
		`(?:原標題|原标题|原題|原文|文章來源|文章来源|稿源|本文來源|本文来源|新聞來源|新闻来源|信息來源|信息来源|來源|来源|轉載自|转载自|出處|出处)\s?[：:]|` +
		`(?:關鍵字|关键字|關鍵詞|关键词|文章关键词|標籤|标签|相關字詞|(?i:tags?))\s?[：:﹕>＞]|` +
		`(?:分享到|分享至|分享給|分享给|分享[：:]|轉發到|转发到|转播到|轉播到|微信扫|微信掃|扫码|掃碼|掃描|扫描|长按|長按|扫一扫|掃一掃|打开微信|點擊下載|点击下载|加入LINE|加LINE|訂閱|订阅|點我|點這|立即|馬上|按讚|追蹤|關注我|关注我|想睇|想看更多|下載.{0,8}(?i:app)|下载.{0,8}(?i:app))|` +
		`(?:版權所有|版权所有|版權聲明|版权声明|著作權|未經授權|未经授权|未經許可|未经许可|轉載請|转载请|免責聲明|免责声明|特別聲明|特别声明|(?i:copyright|all rights reserved)|©)|` +
		`(?:上一篇|下一篇|上一則|下一則|上一条|下一条|上一頁|下一頁|上一页|下一页|返回|回到頂|回首頁|列印|打印|收藏|字號|字号|字體|字体|字級|文字大小|A\+|A-|複製連結|复制链接|推播|朗讀|語音|聽新聞|播放)|` +
		`(?:更多(?:新聞|新闻|精彩|相關|相关|內容|内容|資訊|资讯|報導|報道|报道|文章|專題|即時|影音|影片|视频)|延伸閱讀|延伸阅读|相關新聞|相关新闻|推薦閱讀|推荐阅读|推薦新聞|相關報導|相關報道|相关报道|相關文章|相关文章|你可能|您可能|看更多|熱門|热门|精彩视频|精彩視頻|精彩推薦|精彩推荐|相关阅读|相關閱讀|往下看|看原文|点击进入|點擊進入|點擊這裡|点击查看|點擊查看|詳見|查看原文|查看更多|閱讀原文|阅读原文|閱讀全文|阅读全文|展開全文|展开全文|收起|加载更多|載入更多)|` +
		`(?:評論|评论|留言|發表評論|发表评论|我要评论|我要評論|我有话说|登入|登录|登錄|註冊|注册|會員|点赞|點讚)|` +
		`(?:瀏覽|浏览|点击|點擊|閱讀|阅读|人氣|人气|瀏覽次數|浏览次数|點閱|点阅)(?:數|数|量|次數|次数|人次|人數|人数)?\s?[：:]|` +
		`(?:建立|更新|發佈|發布|发布|修改|最後更新|最后更新|列印)(?:時間|时间|日期|於)?\s?[:：]?\s?\d{1,2}[:：]\d{2}|(?:本文)?(?:原題|原题|原標題|原标题)[為为]|` +
		`更多[^，。]{0,8}(?:新聞|新闻|報導|報道|报道|文章|內容|内容|消息|資訊|资讯)[】」：:]*$|(?:首|封面|題|题|頭|头)?(?:圖|图)片?(?:來源|来源)\s?[：:]|` +
		`(?:責任校對|纠错|糾錯|舉報|举报)` +
		`)`)

	adExpr = expr(`^(?:廣告|广告|AD|Ad|ADVERTISEMENT|Advertisement|advertisement|贊助|赞助|Sponsored|(?:廣告)?請?繼續往下(?:閱讀|看).{0,8}|請?往下繼續閱讀.{0,4}|文章未完.{0,10}|.{0,4}未完.{0,4}下一?頁.{0,4}|點擊閱讀下一則新聞.{0,40}|\.{3}|…+|loading|Loading\.*|正在加载\.*|載入中\.*)$`)

	// 記者王小明／台北報導, 【本報訊】, 中央社台北18日電 …
	bylineExpr = expr(`(?:記者|记者|特派員|特派员|撰文|編譯|编译|圖文|图文|文[／/])\s?.{0,24}$|(?:報導|報道|报道|快訊|快讯|專訊|专讯|訊|讯|專電|专电|日電|日电)[】〕\]）)]?$|^(?:【|〔|\[|（|\()?(?:記者|记者|文|撰文|圖文|图文|編譯|编译|作者|By|by)[／/：:︰\s]`)

	creditExpr = expr(`(?:圖|图|攝|摄|照片|資料圖片|资料图片|資料照|圖片來源|图片来源|图源|視覺中國|视觉中国|路透社?|法新社|美聯社|彭博|新華社|翻攝|提供|截圖|截图|Getty|Reuters|AP|AFP)[：:／/|｜]?.{0,16}[)）】」]?\s?(?:資料|资料)?$`)
)

// labelLen is the longest line that is taken for a label or a line of a site.
const labelLen = 70

// section tells whether a line heads a list of other things than the article.
func section(s string) bool {
	if len(s) > 64 {
		return false
	}
	s = strings.Trim(s, sectionMarks)
	r, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune(sectionFirst, r) && utf8.RuneCountInString(s) <= 16 && sectionExpr().MatchString(s)
}

// The first characters of what the patterns above look for, so that most lines
// are let through without asking them.
const (
	sectionMarks = " 　|｜/【】「」《》◆■●▼▶+»>-—"
	sectionFirst = "相延推熱热更最其往精本類类同編编人熱热網网讀读發发今即近焦猜你您大圖图片視视影專专全所我查看特站接還还可為为點点新文留評评回排討讨rRmMcCtTyYsSpP"
	junkMarks    = "（([【※＊*★▼▶►■●◎◆○–—-> 　＞\t"
	junkFirst    = "責责執执主值本文新網网審审校監监排製制美終终簽签原稿信來来轉转出關关標标相tT分微扫掃长長打點点加訂订我立馬马按讚追想看下版著未免特cCaA©上返回列收字複复推朗語语聽听播更延你您熱热精往詳详查閱阅展载載評评留發发登註注會会赞瀏浏人建修纠糾舉举最首封題题頭头圖图"
)

// closing tells whether a line is one of those that follow an article.
func closing(s string) bool {
	if len(s) > 480 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, junkMarks))
	return strings.ContainsRune(junkFirst+"聲声", r) && utf8.RuneCountInString(s) <= 120 && closingExpr().MatchString(s)
}

// junk tells whether a block is a line that the site added to the article.
func junk(b *block) bool {
	if b.n > 200 {
		return false
	}
	s := b.text
	if b.n <= 60 && b.stops+b.commas < 2 && adExpr().MatchString(s) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, junkMarks))
	if !strings.ContainsRune(junkFirst, r) || !junkExpr().MatchString(s) {
		return false
	}
	// A sentence may begin with such a word.
	return b.n <= 14 || b.link > 0 && b.linked() >= 30 || b.n <= labelLen && !strings.HasSuffix(s, "。") || b.n <= 160 && legal(s)
}

// rights tells whether a paragraph at the edge of an article is the notice of
// its owner that it may not be copied.
func rights(b *block) bool {
	if b.n > 160 {
		return false
	}
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(b.text, w) {
				return true
			}
		}
		return false
	}
	return has("轉載", "转载", "摘編", "摘编", "重製", "公開傳輸", "複製", "复制", "轉貼", "引用") &&
		has("不得", "未經", "未经", "非經", "非经", "請註明", "请注明", "注明出处", "註明出處", "謝絕", "谢绝", "書面授權", "书面授权") &&
		!has("法院", "起訴", "起诉", "判決", "判决", "控告", "索賠", "索赔")
}

// promotion tells whether a paragraph at the edge of an article asks to follow
// the site elsewhere: it has three such words.
func promotion(b *block) bool {
	if b.n > 150 {
		return false
	}
	n := 0
	for _, group := range [][]string{
		{"二维码", "二維碼", "QR code", "QR Code", "QRcode"}, {"公众号", "公眾號", "官方微信", "微信号", "粉絲團", "粉絲專頁", "粉专", "粉專", "專頁", "专页", "官方帳號", "LINE@", "Telegram", "Facebook", "Instagram"},
		{"客户端", "客戶端", "APP", "App", "應用程式"}, {"下载", "下載"}, {"扫描", "掃描", "扫码", "掃碼", "長按", "长按"}, {"关注", "關注", "追蹤", "訂閱", "订阅", "按讚", "like", "加入", "好友"},
		{"福利", "专享", "專享", "獨家", "免费", "免費", "推送", "最新资讯", "最新消息", "第一手", "第一时间", "第一時間", "緊貼", "不漏接", "掌握"},
	} {
		for _, w := range group {
			if strings.Contains(b.text, w) {
				n++
				break
			}
		}
	}
	return n >= 3
}

// legal tells whether a line speaks of rights and reprints.
func legal(s string) bool {
	for _, w := range []string{"轉載", "转载", "版權", "版权", "授權", "授权", "著作權", "免責", "免责", "copyright", "Copyright", "©"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// byline tells whether a short line names reporter or agency.
func byline(s string) bool {
	return utf8.RuneCountInString(s) <= 40 && bylineExpr().MatchString(s)
}

// credit tells whether a short line is the caption of a picture by its credit.
func credit(s string) bool {
	return creditExpr().MatchString(strings.TrimRight(s, "。"))
}
