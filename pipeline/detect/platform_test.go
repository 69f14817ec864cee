package detect

import (
	"testing"
)

// The name of a company is that of what it runs or makes where it is used.
func TestPlatforms(t *testing.T) {
	d, cut := detector(t)
	for _, c := range []struct{ name, text, want string }{
		{"posted on", "她在Facebook留下一篇長文。", "product:Facebook"},
		{"somebody's account", "局長在個人微博公布安排。", "product:微博"},
		{"a department's account", "片段已放上運輸署YouTube。", "organization:運輸署 product:YouTube"},
		{"a title's page", "《街坊故事》面書", "product:面書"},
		{"the words of a spokesman", "Facebook發言人拒絕置評。", "company:Facebook"},
		{"shares", "消息公布後，Facebook股價急升。", "company:Facebook"},
		{"a demand", "法庭要求Facebook交出紀錄。", "company:Facebook"},
		{"an act behind adverbs", "Twitter周一亦關閉了多個帳戶。", "company:Twitter"},
		{"a letter through it", "他透過Twitter書面回覆。", "product:Twitter"},
		{"its former name", "平台前稱Twitter。", "company:Twitter"},
		{"at its office", "他曾在Facebook任職工程師。", "company:Facebook"},
		{"such as", "社交媒體如Tinder，Snapchat，Reddit都有參與。", "product:Tinder product:Snapchat product:Reddit"},
		{"a list of apps", "他沒有裝WhatsApp、LINE、WeChat等通話應用程式。", "product:WhatsApp product:LINE product:WeChat"},
		{"a list of companies", "Google、Facebook等企業須交稅。", "company:Google company:Facebook"},
		{"the known companies of a list", "微軟及Facebook明日放榜。", "company:微軟 company:Facebook"},
		{"and other media", "Facebook以及其他社交媒體影響選情。", "product:Facebook"},
		{"an app among companies", "百度、騰訊及微信都被點名。", "company:百度 company:騰訊 product:微信"},
		{"a share among shares", "指數剔除微博，微博全日無升跌。", "company:微博 company:微博"},
		{"a card", "長者八達通的使用量下跌，部分司機安裝八達通付款機。", "product:八達通 product:八達通"},
		{"the firm behind a card", "港鐵是八達通大股東，八達通回覆稱會跟進。", "company:港鐵 company:八達通 company:八達通"},
		{"a wallet and its gloss", "市民以AlipayHK（支付寶香港）付款。", "product:AlipayHK product:支付寶香港"},
		{"a shop on it", "她替淘寶店做推銷，又派發淘寶優惠券。", "product:淘寶 product:淘寶"},
		{"the firm behind the shops", "淘寶去年報警求助。", "company:淘寶"},
		{"rooms", "他們住過三間Airbnb，Airbnb比酒店便宜。", "product:Airbnb product:Airbnb"},
		{"the firm behind the rooms", "Airbnb第三季收入增長一成。", "company:Airbnb"},
		{"a site", "她用Booking.com訂房。", "product:Booking.com"},
		{"searched on", "記者上Google查詢有關字眼。", "product:Google"},
		{"the firm behind a search", "政府向Google提出要求。", "company:Google"},
		{"a cited site", "根據《百度》，該隊成立於戰時。", "product:百度"},
		{"a forum", "PTT鄉民熱烈討論。", "product:PTT"},
		{"a coin", "讀者用LikeCoin打賞文章，LikeCoin的價值不定。", "product:LikeCoin product:LikeCoin"},
		{"a channel is no part", "影片上傳YouTube頻道，當局終止 YouTube 頻道，居民開了一個WhatsApp Group。", "product:YouTube product:YouTube product:WhatsApp"},
		{"a party to a deal", "州政府與Facebook達成和解。", "company:Facebook"},
		{"blogger", "微博部落客爆料。", "company:微博"},
		{"an unknown platform", "報道從分析平台Qelvar移除，用戶不能透過Qelvar閱讀。", "product:Qelvar product:Qelvar"},
		{"an ambiguous one that is used", "話題登上微博熱搜。", "product:微博"},
		{"a verb behind it", "Facebook在首季處理了多宗要求。", "company:Facebook"},
		{"what happens on it", "Facebook出現一個野餐活動。", "product:Facebook"},
		{"their managers", "她是Facebook的產品經理。", "company:Facebook"},
		{"a shop's account", "該店Facebook昨日公布結業。", "product:Facebook"},
		{"an issuer of coins", "發行商Tether公布儲備。", "company:Tether"},
		{"a platform that is bought", "富商去年收購社交平台推特。", "company:推特"},
		{"shots", "首批41萬劑AstraZeneca疫苗抵埗，她已接種莫德納。", "product:AstraZeneca product:莫德納"},
		{"shots of two makers", "當地開打輝瑞/BioNTech疫苗，打AZ的人較多。", "product:輝瑞 product:BioNTech product:AZ"},
		{"a gloss before the word for shots", "阿斯特捷利康（AstraZeneca）疫苗已經用完。", "product:阿斯特捷利康 product:AstraZeneca"},
		{"the maker of shots", "政府向莫德納採購疫苗，輝瑞表示供應充足。", "company:莫德納 company:輝瑞"},
		{"a fund and its house", "保德信金沛利基金的經理人看好後市，南方東英港股科技ETF上市。", "product:保德信金沛利基金 product:南方東英港股科技ETF"},
		{"no fund of the house", "保德信推出全新ETF，富邦基金經理人看淡，恒生私募基金業務擴張。", "company:保德信 company:富邦 company:恒生"},
		{"a house that shares its name", "投資者可買入華夏恒指ETF。", "product:華夏恒指ETF"},
		{"a house whose full name stands elsewhere", "復華投信指出，復華全球物聯網科技基金看好後市。", "company:復華投信 product:復華全球物聯網科技基金"},
		{"a house and a kind of fund", "滙豐債券基金業務增長，滙豐亞洲債券基金錄得流入。", "company:滙豐 product:滙豐亞洲債券基金"},
		{"a service", "學者用Google Earth查看，企業採用百度智能雲。", "product:Google Earth product:百度智能雲"},
		{"the second of two vaccines", "同時選擇AZ與莫德納的佔四成。", "product:AZ product:莫德納"},
		{"a guide", "該米芝蓮餐廳位於中環，輪胎商米芝蓮看好銷情。", "product:米芝蓮 place:中環 company:米芝蓮"},
		{"a channel of a broadcaster", "賽事由ESPN2及港台31直播。", "company:ESPN2 company:港台31"},
		{"a kind of channel", "節目於有線財經資訊台播放。", "company:有線財經資訊台"},
		{"a date behind a broadcaster", "報告由BBC 12日公布。", "company:BBC"},
	} {
		wantNames(t, d, cut, c.name, c.text, c.want)
	}
}
