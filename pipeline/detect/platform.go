package detect

import (
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// use says how often the name of a company is that of what it runs.
type use uint8

const (
	sometimes use = iota + 1 // the company, unless words tell of use
	often                    // the same, and use elsewhere in the article settles what no word tells
	mostly                   // the product, unless the company acts
	app                      // the product, whose company has another name, unless it speaks or is dealt in
	coin                     // the product, unless words for companies stand beside it
)

// platforms are companies whose name is also that of what they run: people post
// and search on it, pay with it and spend it (在微博表示, 推特帳戶, 長者八達通).
var platforms = func() map[string]use {
	m := map[string]use{}
	for u, slugs := range map[use]string{
		sometimes: "x-corp ptt-th google baidu bilibili kuaishou xiaohongshu",
		often:     "weibo airbnb booking taobao paypal patreon tinder skype dropbox linkedin medium tumblr douban zhihu hkex-2390 hkex-2618",
		mostly: "facebook youtube line reddit snap discord pinterest twitch dcard clubhouse threads " +
			"octopus asia-miles alipayhk payme tap-go alipay",
		app:  "tiktok douyin whatsapp instagram wechat telegram signal",
		coin: "likecoin tether",
	} {
		for _, s := range strings.Fields(slugs) {
			m[companyID(s)] = u
		}
	}
	return m
}()

func companyID(slug string) string { return entities.Company + "/" + slug }

// productOf are products whose id is not their company's.
var productOf = map[string]string{"octopus": "octopus-card", "ptt-th": "ptt", "tether": "usdt", "astrazeneca": "vaxzevria", "moderna": "spikevax", "pfizer": "comirnaty", "biontech": "comirnaty", "fosun": "comirnaty", "sinovac": "coronavac"}

// ownNames are the names of what is run where the company has more names.
var ownNames = map[string]map[string]bool{
	companyID("x-corp"): keySet("twitter 推特"), companyID("booking"): keySet("booking.com"), companyID("snap"): keySet("snapchat"), companyID("tinder"): keySet("tinder"),
	companyID("taobao"): keySet("淘寶 淘寶網 taobao"), companyID("octopus"): keySet("八達通 八達通卡 octopus"),
	companyID("alipayhk"): keySet("alipayhk 支付寶香港 支付寶hk"), companyID("tether"): keySet("tether 泰達"),
}

var (
	platformKind = folded("分享平台 短片分享平台 影片分享平台 社交應用 通訊應用 社交平台 社群平台 社群網站 社交網站 社群媒體 社交媒體 社交網絡 社交軟體 社交軟件 網絡平台 影音平台 短片平台 短視頻平台 視頻平台 直播平台 通訊軟體 通訊軟件 通訊程式 即時通訊軟體 交友程式 應用程式 影片分享網站 微網誌 電子錢包 支付工具")
	suchAs       = folded("包括 例如 譬如 如 像 :")
	onPlatform   = folded("在 於 上載 透過 經 用 登入 登錄 上傳 上傳至 上載至 上載到 轉發 玩 打開 下載")
	platformThen = folded("表示 發文 發帖 貼文 發表 貼出 宣布 公布 轉發 轉貼 寫道 寫下 回應 留言 直播 開直播 指出 透露 分享 上載 上傳 公開 撰文 發聲明 發布 發佈 澄清 呼籲 批評 指 稱 說")
	platformUse  = folded(`上 上有 上亦有 上也有 推文 的帳號 的賬號 專頁 帳戶 帳號 賬戶 賬號 戶口 群組 頻道 貼文 發文 帖文 直播 影片 短片 截圖 搜索 搜尋 搜到 用戶 網民 主頁 粉絲 留言 訊息 對話 聊天 應用程式 平台上 版面 粉專 動態 story 限時動態 app post page
 發帖 發貼 帖子 的帖子 的貼文 的帖文 的留言 的帳戶 的賬戶 的專頁 的影片 社交專頁 社交帳號 網友 鄉民 網頁 頁面 朋友 好友 連結 片段 電郵地址 用家 推播 交友軟件 交友軟體 雲端 易乘碼 付款 支付 錢包 優惠券 增值 餘額 購物網 網站 店 商店 里數 會員 內找到 熱搜 網紅 論壇 看板
 live feed plugin channel share like group messenger classroom`)

	// What only a company has or does, right behind its name.
	companyHas = folded(`公司 集團 企業 創辦人 創始人 行政總裁 執行長 營運長 財務長 總裁 董事 高層 高管 員工 職員 僱員 工程師 發言人 負責人 管理層 總部 辦公室 辦事處 股價 股份 股票 股權 股東 大股東 市值 估值 業績 營收 收入 廣告收入 廣告業務 盈利 淨利 利潤 業務 概念股
 部落客 博主 大V 內部 任職 工作 上班 就職 擔任 出任 離職 辭職 跳槽 出走 及其創辦人 旗下 香港辦公室 美國總部 香港 中國 台灣 全球高層 案 壟斷 用戶數 用戶人數 用戶增長 用戶數目 月活躍 最新財報 產品經理 經理 總監 主管 代表 顧問 律師 部門 團隊 做法 決定 算法`)
	// What it does, behind adverbs that are stepped over.
	companyDoes = folded(`宣布 宣佈 公布 推出 拒絕 同意 承認 承諾 道歉 致歉 回覆 回應 決定 計劃 打算 收購 出售 裁員 進入 退出 關閉 移除 刪除 封鎖 禁止 聲稱 強調 指出 澄清 否認 提供 收到 接獲 隱瞞 洩露 泄露 泄漏 外泄 面臨 被罰 遭罰 被控 遭控 被起訴 上季 去年 今年首 第一季 第二季 第三季 第四季 首季 次季
 至少發生 上市 發行 聘請 簽訂 簽署 投資 向 自我監管 不能 察覺 公開道歉 達成 達成協議 達成和解 有意 測試 面對 入稟 對簿公堂 落實 獲發 展開 改名 批准 首日 掛牌 否有 有否 盡力 沒有盡力 涉嫌 尚未 選擇 未有 並非 發表聲明 發聲明 發布報告 與內地 與香港 終止 聯同 夥拍 合作`)
	adverbs = folded("亦 也 又 將 會 將會 已 已經 曾 曾經 近日 今日 昨日 今天 昨天 周一 周二 周三 周四 周五 周六 周日 早前 其後 隨後 最終 正 擬 正式 則 並 再 就 仍 同日 翌日 周一晚 今年 突然 一度 最近")
	moves   = folded("急升 急跌 大升 大跌 重挫 飆升 急挫 下跌 上升 上漲 升 跌 漲 挫 收報 低收 高收 飆")

	// What stands before a company alone.
	toCompany  = folded("前稱 原稱 前身 前身是 前身為 原名 舊稱 更名 改名 收購 出售 洽購 併購 入股 投資 擁有 強購 買下 起訴 要求 促請 敦促 批評 抨擊 指責 譴責 質疑 對準 劍指 控告 狀告 罰款 掌管 接管 整頓 入主 任職 任職於 加盟 入職 受僱於 監管 逼使 迫使 取締 規管 剔除 染藍 巨頭 巨擘 巨企 龍頭 科企 公司 企業 公司如 企業如 被 向 遭 令 由 對於 至於 關於 創立 創辦 聯絡 離開 杯葛 抵制 核准 競投 發行商 營運商 開發商 關注 涉事 檢控 應對")
	notToward  = folded("方向 動向 傾向 偏向 走向 風向 轉向 志向 趨向")
	prepsOn    = folded("在 於 喺 透過 經 經由 從 通過 打開 放上 上傳 上傳至 上載 上載至 上載到 上載到了 傳上 貼上 登上 使用 利用 瀏覽 下載 安裝 登入 轉發")
	notPreps   = folded("現在 正在 存在 所在 實在 潛在 內在 好在 外在 早上 晚上 以上 網上 對於 由於 關於 屬於 鑑於 基於 至於 等於 在於 自從 已經 曾經 財經 神經 途經 未經 一經 終於 不在 處於 位於 源於 有助於 便於 善於 過於 用於")
	ownersOf   = folded("個人 官方 自家 自己的 他的 她的 其 我的 作者 筆者 原刊 各自 人的 機構的 一條 一則 一段 該店 店方 校方 局方 警方 警隊 處方 本人 該黨 該會 學生會 工會 協會 該局 該署 總統府 長者 學生 小童 特惠 成人 普通")
	notOwners  = folded("尤其 與其 何其 土耳其 極其 名其")
	useKinds   = folded("社交 社群 通訊 程式 軟件 軟體 錢包 支付工具 app 管道 渠道 網站 討論區")
	firmKinds  = folded("公司 企業 集團 巨頭 科企 龍頭 股 廠商 巨企 品牌 券商")
	venueVerbs = folded("住 住過 租 訂 做 間")
	searchOn   = folded("上 去 用")
)

// platforms takes the name of a platform for the product where the words beside
// it tell of its use, and so with what else carries the name of its company:
// vaccines, channels.
func (st *state) platforms() {
	var open, glosses []*candidate
	var used map[string]bool // ids that an article uses, false where the company acts as well
	for _, c := range st.cands {
		if c.typ != entities.Company || c.lost || c.state == refused {
			continue
		}
		u := platforms[c.id]
		if c.state == waiting {
			if c.name != nil && !indexHouses[c.id] {
				st.houseFund(c) // 華夏, which more than one company is called
			}
			if u > 0 && st.usedAsPlatform(c.Span) {
				c.state, c.by, c.conf = accepted, st.by, 0.75
				st.late = append(st.late, c)
				st.toProduct(c, "a platform that is used")
			}
			continue
		}
		switch {
		case u > 0:
		case strings.HasPrefix(c.id, unknownCompany):
			st.unknownPlatform(c)
			continue
		default:
			st.namedForMaker(c)
			continue
		}
		if st.channelBehind(c) {
			continue
		}
		if words := services[c.id]; words != nil {
			if e := st.stepOver(words, st.next(c.End)); e > st.next(c.End) && !(e < len(st.text) && isWord(st.text[e-1]) && isWord(st.text[e])) {
				st.propose(entities.Span{Start: c.Start, End: e}, entities.Product, "", entities.ViaPattern, "a service of a platform", 0.75)
				continue
			}
		}
		if st.glossOf(c) != nil {
			glosses = append(glosses, c)
			continue
		}
		switch own := ownNames[c.id]; {
		case own != nil && !own[fold.Key(st.doc.Slice(c.Span))], st.endsWith(firmKinds, c.End):
			// The company's own name: Booking Holdings, 淘天集團.
			if st.usedAsPlatform(c.Span) && u == sometimes {
				st.toProduct(c, "a platform that is used")
			}
			continue
		}
		if u < mostly && st.nameOfUse(c) {
			u = mostly
		}
		company, product := st.platformOrCompany(c, u)
		if used == nil {
			used = map[string]bool{}
		}
		switch was, known := used[c.id]; {
		case company:
			used[c.id] = false
		case product:
			used[c.id] = !known || was
			st.toProduct(c, "a platform that is used")
		default:
			open = append(open, c)
		}
	}
	if len(open) > 0 {
		occ := st.occupied()
		for i := range open { // a chain of open ones goes by what stands at its end
			c := open[i]
			switch company, product := st.besidePlatform(c, occ); {
			case company && platforms[c.id] != app:
				open[i] = nil
			case product:
				st.toProduct(c, "listed with a platform that is used")
				open[i] = nil
			}
		}
		for _, c := range open {
			if c == nil {
				continue
			}
			if firms[c.id] && st.actsFirst(st.prev(c.Start), st.behind(c.Span)) {
				continue
			}
			if u := platforms[c.id]; u >= mostly || u == often && used[c.id] || st.nameOfUse(c) {
				st.toProduct(c, "a platform, and no company acts")
			}
		}
	}
	for _, c := range glosses {
		if o := st.glossOf(c); o != nil && o.typ == entities.Product {
			c.typ, c.id, c.why = o.typ, o.id, o.why
		}
	}
}

// nameOfUse tells whether a name of a company is rather that of what it runs: a
// domain, and 推特 whose company goes by another name.
func (st *state) nameOfUse(c *candidate) bool {
	return c.id == companyID("x-corp") || slices.Contains(st.text[c.Start:c.End], '.')
}

// services are what platforms run under their own names: Google Earth, 百度智能雲.
var services = map[string][][]rune{
	companyID("google"): folded("earth map maps classroom docs doc meet form forms drive calendar translate scholar photos trends sheets assistant glass 地圖 翻譯 表單 雲端硬碟 日曆 相簿 地球 學術搜尋 眼鏡"),
	companyID("baidu"):  folded("智能雲 智慧雲 百科 網盤 翻譯 輸入法 文庫 知道 地圖 雲盤"),
}

// toProduct makes a company the product of its name.
func (st *state) toProduct(c *candidate, why string) {
	c.typ, c.id, c.why = entities.Product, entities.Product+"/"+productSlug(c.id), why
}

// glossOf returns what stands before the bracket that a name glosses: 領英 of
// 領英(LinkedIn).
func (st *state) glossOf(c *candidate) *candidate {
	p := st.prev(c.Start)
	if p == 0 || st.text[p-1] != '(' {
		return nil
	}
	for o := st.ending[st.prev(p-1)]; o != nil; o = o.prevEnd {
		if o.state == accepted && !o.lost && (o.id == c.id || o.id == entities.Product+"/"+productSlug(c.id)) {
			return o
		}
	}
	return nil
}

// productSlug returns the id, without its type, of the product with the name of a company.
func productSlug(id string) string {
	slug := strings.TrimPrefix(id, entities.Company+"/")
	if p := productOf[slug]; p != "" {
		return p
	}
	return slug
}

// behind returns where what follows a name begins: a gloss in brackets and closing
// quotes are stepped over.
func (st *state) behind(s entities.Span) int {
	q := st.next(st.afterGloss(s.End))
	for q < len(st.text) && (st.text[q] == '」' || st.text[q] == '》') {
		q = st.next(q + 1)
	}
	return q
}

// platformOrCompany tells what the words right beside the name of a platform speak
// for; neither where they are silent.
func (st *state) platformOrCompany(c *candidate, u use) (company, product bool) {
	q, p := st.behind(c.Span), st.prev(c.Start)
	if u == app {
		product = st.usedAsPlatform(c.Span)
		return !product && (st.endsWith(dealVerbs, p) || st.speechAfter(c.End) || st.legalBehind(st.next(c.End)) || st.cue.after[st.next(c.End)][0] == 2), product
	}
	if st.startsWith(companyHas, q) || q < len(st.text) && st.text[q] == possessive && st.startsWith(companyHas, st.next(q+1)) || st.legalBehind(q) {
		return true, false
	}
	if st.usedAsPlatform(c.Span) || st.ownersBefore(p, u) || p > 0 && st.text[p-1] == '《' && q > c.End {
		return false, true
	}
	if st.endsWith(prepsOn, p) && !st.endsWith(notPreps, p) && (u >= often || st.listOfUse(q)) {
		return false, true
	}
	if u == often && st.endsWith(venueVerbs, p) {
		return false, true
	}
	if u < mostly && st.endsWith(searchOn, p) && st.token(p-1).Len() == 1 && (u == often && st.text[p-1] == searchOn[0][0] || st.startsWith(searchWords, q)) {
		return false, true
	}
	switch st.listTail(q) {
	case 1:
		return false, true
	case 2:
		return true, false
	}
	if u == coin {
		return st.speechAfter(c.End) || st.endsWith(issuers, p), false
	}
	if k := st.kindStart(platformKind, p); k != p && st.endsWith(dealVerbs, k) {
		return true, false
	}
	if st.endsWith(toCompany, p) && !st.endsWith(notToward, p) || st.speechAfter(c.End) || st.cue.after[q][0] == 2 {
		return true, false
	}
	if e := st.stepOver(moves, q); e > q {
		e = st.next(e)
		if e < len(st.text) && (fold.IsDigit(st.text[e]) || amountRunes.has(st.text[e])) {
			return true, false
		}
	}
	for n := 0; n < 3; n++ {
		if st.startsWith(companyDoes, q) {
			return true, false
		}
		e := st.stepOver(adverbs, q)
		if e == q {
			break
		}
		q = e
	}
	// Facebook朱克伯格: the company and one of its people.
	for o := st.starting[st.next(c.End)]; o != nil; o = o.prevStart {
		if o.typ == entities.Person && o.state == accepted && !o.lost {
			return true, false
		}
	}
	return false, false
}

// firms are platforms whose company goes by no other name, so that it is the
// company that does something.
var firms = setOf(strings.Fields("facebook x-corp youtube line reddit snap discord pinterest twitch dcard clubhouse"), companyID)

// happens are verbs that stand behind a platform on which something happens.
var happens = folded("共 發燒 出現 流傳 有 是 流行 興起 見 死機 當機 故障 一開 被打開 瘋傳 熱傳 上 乃 為 成為 發文 貼文 無")

// actsFirst tells whether a name begins a clause, at p, and a verb or an adverb
// follows it, at q.
func (st *state) actsFirst(p, q int) bool {
	if p > 0 && (fold.IsHan(st.text[p-1]) || isWord(st.text[p-1]) || st.text[p-1] == '、' || st.text[p-1] == '/') || st.startsWith(happens, q) {
		return false
	}
	t := st.token(q)
	return t.Start == q && (strings.HasPrefix(t.POS, "v") || strings.HasPrefix(t.POS, "d") || t.POS == "p") && t.POS != "vn"
}

var (
	issuers     = folded("發行商 公司 集團 企業 控告 起訴")
	amountRunes = runeSet("逾近約超半至幅破穿一二兩三四五")
	searchWords = folded("查詢 查 搜 搜尋 搜索 找 一下 看")
)

// stepOver returns the position behind the longest of words that stands at p, or p.
func (st *state) stepOver(words [][]rune, p int) int {
	e := p
	for _, w := range words {
		if hasAt(st.text, p, w) {
			e = max(e, p+len(w))
		}
	}
	return e
}

// ownersBefore tells whether whose account a platform is stands before it: 個人微博,
// 運輸署YouTube, 《消失的檔案》面書.
func (st *state) ownersBefore(p int, u use) bool {
	if st.endsWith(ownersOf, p) && !st.endsWith(notOwners, p) {
		return true
	}
	if u < often || p == 0 {
		return false
	}
	if st.text[p-1] == '》' {
		return true
	}
	for o := st.ending[p]; o != nil; o = o.prevEnd {
		if o.state == accepted && !o.lost && o.typ != entities.Product && o.typ != entities.Place && platforms[o.id] == 0 {
			return true
		}
	}
	return false
}

var andOthers = folded("以及其他 及其他 和其他 與其他 等其他")

var within = []rune(fold.String("在內"))

// listTail reads what the list says that ends at q: 1 for 等社交平台 and its like, 2
// for 等公司, 0 for no end of a list.
func (st *state) listTail(q int) int {
	switch {
	case hasAt(st.text, q, etcWord):
	case hasAt(st.text, q, within), st.startsWith(andOthers, q):
	default:
		return 0
	}
	for p := q + 1; p < len(st.text) && p < q+14 && (fold.IsHan(st.text[p]) || isWord(st.text[p])); p++ {
		for _, w := range firmKinds {
			if hasAt(st.text, p, w) {
				return 2
			}
		}
		for _, w := range useKinds {
			if hasAt(st.text, p, w) {
				return 1
			}
		}
	}
	return 0
}

// listOfUse tells whether 等平台 follows, so that 在小紅書等平台 is use.
func (st *state) listOfUse(q int) bool { return hasAt(st.text, q, etcWord) && st.listTail(q) != 2 }

// besidePlatform tells what the items beside a platform in a list are.
func (st *state) besidePlatform(c *candidate, occ []*candidate) (company, product bool) {
	look := func(o *candidate) bool { // to go on
		switch {
		case o == nil:
			return false
		case o.typ == entities.Product:
			product = true
		case o.typ == entities.Company && platforms[o.id] == 0:
			company = company || !strings.HasPrefix(o.id, unknownCompany)
		case o.typ == entities.Company:
			return true
		}
		return false
	}
	for o, n := c, 0; n < 6; n++ {
		p := st.prev(o.Start)
		if p > 0 && st.text[p-1] == '(' { // 四大平台(Facebook
			break
		}
		if p == 0 || !(st.text[p-1] == '、' || st.text[p-1] == '/' || st.text[p-1] == ',' || andRunes.has(st.text[p-1])) {
			if st.endsWith(suchAs, p) && n > 0 && st.usedAsPlatform(o.Span) {
				product = true
			}
			break
		}
		comma := st.text[p-1] == ','
		p = st.prev(p - 1)
		if p > 0 && st.text[p-1] == ')' {
			for p--; p > 0 && st.text[p] != '('; p-- {
			}
			p = st.prev(p)
		}
		if p == 0 || occ[p-1] == nil || occ[p-1].End != p || comma && platforms[occ[p-1].id] == 0 && occ[p-1].typ != entities.Product {
			break
		}
		if o = occ[p-1]; !look(o) {
			break
		}
	}
	for o, n := c, 0; n < 6; n++ {
		p := st.next(st.afterGloss(o.End))
		if p >= len(st.text) {
			break
		}
		comma := st.text[p] == ',' || st.text[p] == '/'
		if comma {
			p = st.next(p + 1)
		} else if p = st.separator(p); p == 0 {
			switch st.listTail(st.next(st.afterGloss(o.End))) {
			case 1:
				product = true
			case 2:
				company = true
			}
			break
		}
		if p >= len(st.text) || occ[p] == nil || occ[p].Start != p || comma && platforms[occ[p].id] == 0 && occ[p].typ != entities.Product {
			break
		}
		if o = occ[p]; !look(o) {
			break
		}
	}
	if company && platforms[c.id] < mostly {
		product = false
	}
	return company && !product, product
}

// usedAsPlatform tells whether the words beside a name tell that people post or
// search on it.
func (st *state) usedAsPlatform(s entities.Span) bool {
	q := st.behind(s)
	for _, w := range platformUse {
		if hasAt(st.text, q, w) {
			// 上 of 上升, 上市 is no place to post; like is none of likely.
			if _, cut := st.wordAcross(q + len(w)); !cut && !(isWord(w[len(w)-1]) && q+len(w) < len(st.text) && isWord(st.text[q+len(w)])) {
				return true
			}
		}
	}
	p := st.prev(s.Start)
	if st.calledBefore(platformKind, p) {
		return true
	}
	for _, w := range suchAs { // 社交媒體如, 社交平台包括
		if p >= len(w) && hasAt(st.text, p-len(w), w) && st.calledBefore(platformKind, st.prev(p-len(w))) {
			return true
		}
	}
	if p > 0 && st.text[p-1] == '(' && st.calledBefore(platformKind, st.prev(p-1)) {
		return true
	}
	if !st.endsWith(onPlatform, p) || st.endsWith(notPreps, p) {
		return false
	}
	if st.endsWith(loginWords, p) {
		return true
	}
	return st.stepOver(platformThen, q) > q
}

// calledBefore tells whether a word for what is named ends at p, and nobody buys it:
// 社交平台推特, not 收購社交平台推特.
func (st *state) calledBefore(kinds [][]rune, p int) bool {
	k := st.kindStart(kinds, p)
	return k != p && !st.endsWith(dealVerbs, k)
}

// kindStart returns where the text before the longest of words ends that ends at p;
// p where none does.
func (st *state) kindStart(words [][]rune, p int) int {
	n := 0
	for _, w := range words {
		if len(w) > n && p >= len(w) && hasAt(st.text, p-len(w), w) {
			n = len(w)
		}
	}
	if n == 0 {
		return p
	}
	return st.prev(p - n)
}

// dealVerbs are what is done with companies.
var dealVerbs = folded("收購 收購了 買入 買下 出售 洽購 併購 入股 投資 擁有 強購 起訴 掌管 入主 旗下")

// loginWords before a platform tell of its use by themselves.
var loginWords = folded("登入 登錄 上載 下載")

const unknownCompany = entities.Company + "/~"

// channelWords behind a platform are no part of its name.
var channelWords = setOf(strings.Fields("頻道 group channel 群組 專頁 page live feed 帳號 帳戶 直播 網頁 plugin"), fold.Key)

// channelBehind gives up a name that is a platform's with the word for what
// somebody has there: YouTube頻道, WhatsApp Group. The platform alone is named.
func (st *state) channelBehind(c *candidate) bool {
	for o := st.starting[c.Start]; o != nil; o = o.prevStart {
		if o.End < c.End && o.state == accepted && !o.lost && (platforms[o.id] > 0 || o.typ == entities.Product) && channelWords[fold.Key(string(st.text[min(st.next(o.End), c.End):c.End]))] {
			c.lost, c.why, st.fresh = true, "a platform and what somebody has there", false
			return true
		}
	}
	return false
}

var (
	unknownKinds = folded("應用程式 手機程式 app 電子錢包 分析平台 交易平台 社交平台 影音平台 串流平台 通訊軟件 通訊軟體 瀏覽器 軟件 軟體 穩定幣 代幣 旗下平台")
	unknownUses  = folded("瀏覽器 應用程式 app 平台 軟件 軟體 電子錢包 錢包 幣 代幣 用戶計劃 獎賞計劃")
	systemWords  = folded("系統 系統顯示 程式")
)

// unknownPlatform takes a company no list holds for a product beside the word for
// what it is: 分析平台Eikon, Eikon平台.
func (st *state) unknownPlatform(c *candidate) {
	if st.channelBehind(c) {
		return
	}
	if p := st.productOfName(c.Span); p != nil {
		c.typ, c.id, c.name, c.why = entities.Product, p.id, p.name, "a product goes by this name, and no company"
		return
	}
	p, q := st.prev(c.Start), st.next(c.End)
	if c.Len() < 2 || !(st.calledBefore(unknownKinds, p) || st.startsWith(unknownUses, q) || !fold.IsHan(st.text[c.Start]) && st.startsWith(systemWords, q)) || st.endsWith(firmKinds, c.End) || st.speechAfter(c.End) {
		return
	}
	id := c.id
	again := id == UnknownID(entities.Company, st.doc.Slice(c.Span)) // none that is short for a longer name
	for _, o := range st.cands {
		if o == c || again && o.id == id && o.state == accepted && !o.lost && !st.actsAsCompany(o.Span) {
			o.typ, o.id, o.why = entities.Product, UnknownID(entities.Product, st.doc.Slice(o.Span)), "beside the word for what it is"
		}
	}
}

// actsAsCompany tells whether a name is the company's: it speaks, or words for
// companies stand beside it.
func (st *state) actsAsCompany(s entities.Span) bool {
	q := st.behind(s)
	return st.speechAfter(s.End) || st.legalBehind(q) || st.startsWith(companyIs, q)
}

var companyIs = folded("公司 集團 創辦人 創始人 行政總裁 執行長 總裁 董事 員工 發言人 總部 股價 股份 股東 市值")

// productOfName returns the ambiguous product of a list that a name is, too; nil for none.
func (st *state) productOfName(s entities.Span) *candidate {
	var p *candidate
	st.at(s, func(o *candidate) bool {
		if o.typ == entities.Product && o.state == waiting {
			p = o
		}
		return p == nil
	})
	return p
}

// namedForMaker takes the name of a maker for its product where shots are given
// of it, and for the front of a fund or a channel where the name goes on.
func (st *state) namedForMaker(c *candidate) {
	switch {
	case vaccineMakers[c.id]:
		if st.isVaccine(c.Span) {
			st.toProduct(c, "a vaccine named for its maker")
		}
	case indexHouses[c.id]:
	case c.id == companyID("michelin"):
		if st.startsWith(starsBehind, st.next(c.End)) {
			c.typ, c.id, c.why = entities.Product, entities.Product+"/michelin-guide", "the guide of a maker of tyres"
		}
	case c.name != nil && (c.name.Sector == "Media" || broadcasters[c.id]) && !st.endsWith(houseEnds, c.End):
		st.channel(c)
	default:
		st.houseFund(c)
	}
}

// indexHouses are companies that make indexes, which funds of others bear.
var indexHouses = setOf(strings.Fields("msci sp-global ftse-russell nasdaq-inc dow-jones-newswires"), companyID)

// houseEnds are endings of companies that sell funds, starsBehind what a guide gives.
var (
	houseEnds   = folded("投信 基金 資管")
	starsBehind = folded("餐廳 餐館 食肆 大廚 名廚 推介 推薦 指南 級 一星 二星 兩星 三星 星級 1星 2星 3星 摘星 綠星 必比登 評審 美食")
)
