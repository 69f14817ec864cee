package detect

import (
	"strings"

	"github.com/factloom/factloom/entities"
)

// platforms are companies whose name is also that of what they run: where people
// post and search on it, the product is meant (在微博表示, 推特帳戶).
var platforms = setOf(strings.Fields(`facebook instagram youtube x-corp weibo linkedin tiktok douyin whatsapp wechat line reddit snap xiaohongshu bilibili discord pinterest tumblr twitch kuaishou google medium dcard clubhouse douban zhihu threads baidu`), companyID)

func companyID(slug string) string { return entities.Company + "/" + slug }

// apps are names of products in the first place; their companies have others.
var apps = setOf(strings.Fields("tiktok douyin whatsapp instagram wechat"), companyID)

var dealVerbs = folded("收購 出售 洽購 併購 入股 投資 擁有 強購 買下 起訴")

// actsAsCompany tells whether a name of an app is the company's: it speaks, or
// words for companies stand beside it.
func (st *state) actsAsCompany(s entities.Span) bool {
	return st.endsWith(dealVerbs, st.prev(s.Start)) || st.speechAfter(s.End) || st.legalBehind(st.next(s.End)) || st.cue.after[st.next(s.End)][0] == 2
}

var (
	platformKind = folded("社交平台 社群平台 社群網站 社交網站 社群媒體 社交媒體 網絡平台 影音平台 短片平台 短視頻平台 視頻平台 通訊軟體 通訊軟件 通訊程式 即時通訊軟體 交友程式 應用程式 影片分享網站 微網誌")
	onPlatform   = folded("在 於 上載 透過 經 用 使用 登入 登錄 上傳 上傳至 上載至 上載到 轉發 玩 打開 下載")
	platformThen = folded("表示 發文 發帖 貼文 發表 貼出 宣布 公布 轉發 轉貼 寫道 寫下 回應 留言 直播 開直播 指出 透露 分享 上載 上傳 公開 撰文 發聲明 發布 發佈 澄清 呼籲 批評 指 稱 說")
	platformUse  = folded("上 推文 的帳號 的賬號 專頁 帳戶 帳號 賬戶 賬號 戶口 群組 頻道 貼文 發文 帖文 直播 影片 短片 截圖 搜索 搜尋 搜到 用戶 網民 主頁 粉絲 留言 訊息 對話 聊天 應用程式 平台上 版面 粉專 動態 story 限時動態 app post page")
)

// platforms takes the name of a platform for the product where the words beside
// it tell of its use.
func (st *state) platforms() {
	for _, c := range st.cands {
		if c.state != accepted || c.lost || c.typ != entities.Company || !platforms[c.id] || !st.usedAsPlatform(c.Span) && !(apps[c.id] && !st.actsAsCompany(c.Span)) {
			continue
		}
		id := entities.Product + "/" + strings.TrimPrefix(c.id, "company/")
		// A gloss of it in brackets goes with it: 領英(LinkedIn).
		if q := st.next(c.End); q < len(st.text) && st.text[q] == '(' {
			for _, o := range st.cands {
				if o.Start > q && o.End <= st.afterGloss(c.End) && o.id == c.id && o.state == accepted && !o.lost {
					o.typ, o.id, o.why = entities.Product, id, "a platform that is used"
				}
			}
		}
		c.typ, c.id, c.why = entities.Product, id, "a platform that is used"
	}
}

// usedAsPlatform tells whether the words beside a name tell that people post or
// search on it.
func (st *state) usedAsPlatform(s entities.Span) bool {
	q := st.next(st.afterGloss(s.End))
	for q < len(st.text) && (st.text[q] == '」' || st.text[q] == '》') {
		q = st.next(q + 1)
	}
	for _, w := range platformUse {
		if hasAt(st.text, q, w) {
			// 上 of 上升, 上市 is no place to post.
			if _, cut := st.wordAcross(q + len(w)); !cut {
				return true
			}
		}
	}
	p := st.prev(s.Start)
	if st.endsWith(platformKind, p) {
		return true
	}
	if !st.endsWith(onPlatform, p) {
		return false
	}
	if st.endsWith(loginWords, p) {
		return true
	}
	for _, w := range platformThen {
		if hasAt(st.text, q, w) {
			return true
		}
	}
	return false
}

// loginWords before a platform tell of its use by themselves.
var loginWords = folded("登入 登錄 上載 下載")
