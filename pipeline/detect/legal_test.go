package detect

import "testing"

// TestLegalNames shows where names that end in a legal form begin.
func TestLegalNames(t *testing.T) {
	d, cut := detector(t)
	for _, c := range []struct{ name, text, want string }{
		{"a character of grammar behind a verb", "董事名單包括日曦國際有限公司及凱恩集團有限公司。", "company:日曦國際有限公司 company:凱恩集團有限公司"},
		{"a surname that is a word of grammar", "他早年成立何周禮建築設計事務所有限公司。", "company:何周禮建築設計事務所有限公司"},
		{"a verb before words that only go on with a name", "陳大文是創意國際科技有限公司的股東。", "person:陳大文 company:創意國際科技有限公司"},
		{"quotation marks before such words", "「一帶一路」國際合作香港中心有限公司開業。", "company:「一帶一路」國際合作香港中心有限公司"},
		{"a blank before such words", "承建商是中國建築 工程（香港）有限公司。", "company:中國建築 工程（香港）有限公司"},
		{"a trade right before the form", "浙江省建設投資集團股份有限公司中標。", "company:浙江省建設投資集團股份有限公司"},
		{"a profession", "項目由馬梁建築師事務所（香港）有限公司負責。", "company:馬梁建築師事務所（香港）有限公司"},
		{"a comparison", "單價略低於銀風設計有限公司。", "company:銀風設計有限公司"},
		{"an adjective", "該決定有利雄濤廣播有限公司。", "company:雄濤廣播有限公司"},
		{"a verb that is a trade elsewhere", "委員會有份處理雄濤廣播有限公司的申請。", "company:雄濤廣播有限公司"},
		{"a role", "分判商中科興業有限公司已投訴。", "company:中科興業有限公司"},
		{"a verb before a role's name", "基金正式委託真普選聯盟有限公司託管。", "company:真普選聯盟有限公司"},
		{"a partnership", "股東包括深圳市瀚海創業投資管理合夥企業。", "company:深圳市瀚海創業投資管理合夥企業"},
		{"the name without its form elsewhere", "深圳市瀚海科技有限公司昨日成立，瀚海科技稱資金充足。", "company:深圳市瀚海科技有限公司 company:瀚海科技"},
		{"the name without its form holds a bank's", "分判商中科興業有限公司投訴，其後中科興業董事總經理潘焯鴻辭任。", "company:中科興業有限公司 company:中科興業 person:潘焯鴻"},
		{"a shorter form of it", "英諾利科技（深圳）有限公司獲批，英諾利旗下工廠投產，英諾利股價上升。", "company:英諾利科技（深圳）有限公司 company:英諾利 company:英諾利"},
		{"kinds of companies", "他擔任多間私人股份有限公司或公眾股份有限公司的董事。", ""},
		{"a name that cannot be found whole", "由第四勘察設計院集團有限公司負責。", ""},
	} {
		wantNames(t, d, cut, c.name, c.text, c.want)
	}
}
