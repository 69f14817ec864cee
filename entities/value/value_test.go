package value

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

var library = sync.OnceValue(func() *Scanner {
	s, err := Load(os.DirFS("../../rules/library"))
	if err != nil {
		panic(err)
	}
	return s
})

func document(text, published, market string) *entities.Document {
	d := &entities.Document{Text: text, Published: published, Market: market}
	fold.Document(d)
	return d
}

// show prints a mention the way the tables below expect it.
func show(m *entities.Mention) string {
	switch v := m.Value.(type) {
	case *entities.Money:
		s := v.Amount.String()
		if v.Amount.IsNull() {
			s = "?"
		}
		if !v.AmountTo.IsNull() {
			s += "-" + v.AmountTo.String()
		}
		s += " " + v.Currency
		if v.Kind != entities.Exact && v.Kind != entities.Between {
			s += " " + string(v.Kind)
		}
		if v.Per != "" {
			s += " /" + v.Per
		}
		if v.Assumed {
			s += " assumed"
		}
		return m.Text + "=" + s
	case *entities.Percent:
		s := v.Value.String()
		if !v.ValueTo.IsNull() {
			s += "-" + v.ValueTo.String()
		}
		s += " " + v.Unit
		if v.Kind != entities.Exact && v.Kind != entities.Between {
			s += " " + string(v.Kind)
		}
		return m.Text + "=" + s
	case *entities.Date:
		if v.From == v.To {
			return m.Text + "=" + v.From.String()
		}
		return m.Text + "=" + v.From.String() + "/" + v.To.String()
	case *entities.Number:
		s := v.Value.String()
		if !v.ValueTo.IsNull() {
			s += "-" + v.ValueTo.String()
		}
		if v.Counter != "" {
			s += " " + v.Counter
		}
		if v.Ordinal {
			s += " ordinal"
		}
		return m.Text + "=" + s
	}
	return m.Text
}

func found(d *entities.Document, types string) string {
	d.Mentions = library().Scan(d)
	library().Settle(d)
	var out []string
	for i := range d.Mentions {
		if strings.Contains(types, d.Mentions[i].Type) {
			out = append(out, show(&d.Mentions[i]))
		}
	}
	return strings.Join(out, "; ")
}

type row struct{ name, text, want string }

func check(t *testing.T, types, published, market string, rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if got := found(document(r.text, published, market), types); got != r.want {
				t.Errorf("%s\n got %s\nwant %s", r.text, got, r.want)
			}
		})
	}
}

func TestMoney(t *testing.T) {
	check(t, "money", "2026-03-18", "HK", []row{
		{"元 and another word", "罰款500元月費，29.5萬元代理費，三元里，二元論", "500元=500 HKD assumed; 29.5萬元=295000 HKD assumed"},
		{"some more", "嗌價200幾億元", "200幾億元=20000000000 HKD atleast assumed"},
		{"bound denied", "預算不逾2500萬元，罰款未有超過3億元", "2500萬元=25000000 HKD atmost assumed; 3億元=300000000 HKD atmost assumed"},
		{"no bound", "外資賣超5億元，立法會通過8億元撥款，加上3億元", "5億元=500000000 HKD assumed; 8億元=800000000 HKD assumed; 3億元=300000000 HKD assumed"},
		{"suffix", "雙方簽訂43億美元供應協議", "43億美元=4300000000 USD"},
		{"symbol", "收購價為US$4.3億", "US$4.3億=430000000 USD"},
		{"prefix", "注資人民幣3,500萬元", "人民幣3,500萬元=35000000 CNY"},
		{"behind 元", "純利8億元人民幣", "8億元人民幣=800000000 CNY"},
		{"taiwan", "營收新台幣 3,200 萬元", "新台幣 3,200 萬元=32000000 TWD"},
		{"hk", "罰款港幣3億元", "港幣3億元=300000000 HKD"},
		{"bound", "涉資逾12億3,400萬港元", "12億3,400萬港元=1234000000 HKD atleast"},
		{"about", "約5,000元左右", "5,000元=5000 HKD about assumed"},
		{"vague", "損失數百億美元", "數百億美元=? USD vague"},
		{"more", "蝕2000餘元", "2000餘元=2000 HKD atleast assumed"},
		{"share", "每股25.3港元", "25.3港元=25.3 HKD /share"},
		{"barrel", "油價報76.1美元一桶", "76.1美元=76.1 USD /barrel"},
		{"range", "估值15億至20億美元", "15億至20億美元=1500000000-2000000000 USD"},
		{"range, magnitude once", "集資15-20億美元", "15-20億美元=1500000000-2000000000 USD"},
		{"range, both units", "招股價32.3元至36.3元", "32.3元至36.3元=32.3-36.3 HKD assumed"},
		{"range, prefix once", "售價台幣5100至6000元", "台幣5100至6000元=5100-6000 TWD"},
		{"range, rising magnitude", "定價5000至1萬元", "5000至1萬元=5000-10000 HKD assumed"},
		{"neighbours", "動用八九百億日圓", "八九百億日圓=80000000000-90000000000 JPY"},
		{"list", "先後投入3億和5億美元", "3億=300000000 USD; 5億美元=500000000 USD"},
		{"mixed", "造價3萬5千英鎊", "3萬5千英鎊=35000 GBP"},
		{"small units", "車費五元三毛", "五元三毛=5.3 HKD assumed"},
		{"cents", "派息5仙，升41美仙", "5仙=0.05 HKD; 41美仙=0.41 USD"},
		{"bare sum", "有線集資7億，用戶達3億", "7億=700000000 HKD assumed"},
		{"bare dollar", "股價升至$6.7", "$6.7=6.7 HKD assumed"},
		{"trillion", "資產5兆1474億元", "5兆1474億元=5147400000000 HKD assumed"},
		{"carried", "盈利513.2億元人民幣，收入553億元", "513.2億元人民幣=51320000000 CNY; 553億元=55300000000 CNY assumed"},
		{"minus", "經營溢利-3億港元", "-3億港元=-300000000 HKD"},
		{"words", "元旦三元里有多元活動，2330元件與元朗", ""},
		{"codes", "AMD 16奈米，TOP 10企業", ""},
		{"other unit", "比特幣跌破8,000美元", "8,000美元=8000 USD atmost"},
		{"long", "我們有202107211321363588510367美元", "202107211321363588510367美元=202107211321363588510367 USD"},
		{"strong cue", "擬斥資5億收購碼頭，罰款20萬", "5億=500000000 HKD assumed; 20萬=200000 HKD assumed"},
		{"head behind", "申請8億撥款，擁有160萬資產，逾千億市值", "8億=800000000 HKD assumed; 160萬=1600000 HKD assumed; 千億=100000000000 HKD atleast assumed"},
		{"range of a sum", "每年蝕三至四億，實僅五千至一萬億元", "三至四億=300000000-400000000 HKD /year assumed; 五千至一萬億元=500000000000-1000000000000 HKD assumed"},
		{"list of sums", "甲銀行曝險282億元、乙銀行256億、丙銀行17億", "282億元=28200000000 HKD assumed; 256億=25600000000 HKD assumed; 17億=1700000000 HKD assumed"},
		{"by how much and to where", "加2蚊至29蚊，料增3億元至8億元，檢獲約值500萬的毒品", "2蚊=2 HKD assumed; 29蚊=29 HKD assumed; 3億元至8億元=300000000-800000000 HKD assumed; 500萬=5000000 HKD assumed"},
		{"things are counted", "投資者逾300萬，捐了2萬劑疫苗，人口達3億，峰值應為17萬", ""},
		{"unit at the end of a list", "分別投入3億、5億及8億美元", "3億=300000000 USD; 5億=500000000 USD; 8億美元=800000000 USD"},
		{"neighbours with a gap", "每月多付三五百元，約七、八萬元", "三五百元=300-500 HKD /month assumed; 七、八萬元=70000-80000 HKD assumed"},
		{"counted magnitude", "年賺一個億，投入20個億美元，三個億萬富翁", "一個億=100000000 HKD assumed; 20個億美元=2000000000 USD"},
		{"point between numerals", "斥資二.二八億元", "二.二八億元=228000000 HKD assumed"},
		{"short last digit before a magnitude", "萬五億美元，千五億元，三百五萬元，一百零五億元", "萬五億美元=1500000000000 USD; 千五億元=150000000000 HKD assumed; 三百五萬元=3500000 HKD assumed; 一百零五億元=10500000000 HKD assumed"},
		{"short last digit", "月薪3萬5，年薪1萬2千3百", "3萬5=35000 HKD assumed; 1萬2千3百=12300 HKD assumed"},
		{"m behind a sign", "收入HK$3.5m，罰Rs 500 crore", "HK$3.5m=3500000 HKD; Rs 500 crore=5000000000 INR"},
		{"currency that begins like a number", "25.3百慕達元與三億多哥非洲共同體法郎", "25.3百慕達元=25.3 BMD; 三億多哥非洲共同體法郎=300000000 XOF"},
		{"a sign behind a word", "報美元$59.90", "美元$59.90=59.9 USD"},
		{"rare codes", "作價KWD 3.5億，AMD 50億元，TOP 10，COP29", "KWD 3.5億=350000000 KWD; 50億元=5000000000 HKD assumed"},
		{"Latin name before", "收取UGL400萬英鎊，SPV3000", "400萬英鎊=4000000 GBP"},
		{"ways to write one", "20億新元；3,690萬鎊；港幣叁億伍仟萬圓整；每兩2萬元", "20億新元=2000000000 SGD; 3,690萬鎊=36900000 GBP; 港幣叁億伍仟萬圓整=350000000 HKD; 2萬元=20000 HKD /tael assumed"},
		{"bn", "US$4.3bn and HK$50 million", "US$4.3bn=4300000000 USD; HK$50 million=50000000 HKD"},
	})
}

func TestPercent(t *testing.T) {
	check(t, "percent", "2026-03-18", "HK", []row{
		{"sign", "上升27%，下跌１０％", "27%=27 percent; １０％=10 percent"},
		{"words", "百分之二十七點五", "百分之二十七點五=27.5 percent"},
		{"tenths", "三成、兩成半、八成七", "三成=30 percent; 兩成半=25 percent; 八成七=87 percent"},
		{"range of tenths", "七至八成旅客，七八成商戶", "七至八成=70-80 percent; 七八成=70-80 percent"},
		{"range", "增長3%至5%，另減2～3％", "3%至5%=3-5 percent; 2～3％=2-3 percent"},
		{"points", "按年升1.5個百分點，減息25個基點", "1.5個百分點=1.5 point; 25個基點=25 bp"},
		{"interest", "利率3厘半", "3厘半=3.5 percent"},
		{"permille", "費率為5‰", "5‰=0.5 percent"},
		{"not a share", "成立三成本公司，成功降低成本", ""},
		{"local", "三成本地居民", "三成=30 percent"},
		{"minus", "增長-2.5%", "-2.5%=-2.5 percent"},
		{"bound", "佔近兩成，逾5%", "兩成=20 percent atmost; 5%=5 percent atleast"},
		{"by how much and to where", "失業率上升0.5%至8.3%，料增長3%至5%", "0.5%=0.5 percent; 8.3%=8.3 percent; 3%至5%=3-5 percent"},
		{"shares of people", "近七成人同意，超過八成為旅客，三成員工離職，七成都是新客", "七成=70 percent atmost; 八成=80 percent atleast; 三成=30 percent; 七成=70 percent"},
		{"no shares of people", "之一成為，成立三成立，唯一成員", ""},
		{"half a tenth", "升逾半成，跌近半成，半成品", "半成=5 percent atleast; 半成=5 percent atmost"},
		{"halves and quarters", "加半厘，減四分之一厘，低一個半百分點，升半個百分點", "半厘=0.5 percent; 四分之一厘=0.25 percent; 一個半百分點=1.5 point; 半個百分點=0.5 point"},
		{"list of two", "佔三、四成，升3成5", "三、四成=30-40 percent; 3成5=35 percent"},
		{"both ways", "誤差±3%，或+/-5%", "±3%=-3-3 percent; +/-5%=-5-5 percent"},
		{"two digits of a discount", "以六二折出售，打75折", "六二折=62 percent; 75折=75 percent"},
		{"digits before a sign", "年增一四%", "一四%=14 percent"},
		{"an address", "wiki/%E5%90%91%E6", ""},
		{"discount", "全場低至七折", "七折=70 percent"},
	})
}

func TestNumber(t *testing.T) {
	check(t, "number", "2026-03-18", "HK", []row{
		{"counter", "裁員一百二十三人", "一百二十三=123 人"},
		{"formal", "壹萬貳仟參佰輛", "壹萬貳仟參佰=12300 輛"},
		{"twenty", "廿五間店", "廿五=25 間"},
		{"elided", "兩千四百五", "兩千四百五=2450"},
		{"elided head", "千三個職位", "千三=1300 個"},
		{"times", "增至1.2倍", "1.2=1.2 倍"},
		{"ordinal", "第三大車廠", "第三=3 大 ordinal"},
		{"fraction", "約三分之二", "三分之二=0.666666666666666666"},
		{"half", "三個半小時", "三個半=3.5 個"},
		{"range", "招聘3至5名工程師", "3至5=3-5 名"},
		{"negative", "負壹佰貳拾萬", "負壹佰貳拾萬=-1200000"},
		{"codes", "A320客機、iPhone 17、5G、737-8", ""},
		{"bare unit with a bound", "逾百人，過千家，近萬名，千人", "百=100 人; 千=1000 家; 萬=10000 名"},
		{"taels", "賠款四百萬兩，三萬兩千人，一兩天", "四百萬=4000000; 三萬兩千=32000 人; 一兩=1-2 天"},
		{"thousands go by three", "佔12，2026年，恒指報19000，38%", "12=12; 19000=19000"},
		{"words", "十分緊急，一起統一，陸地放肆", ""},
	})
}

func TestDate(t *testing.T) {
	check(t, "date", "2026-03-18", "HK", []row{ // a Wednesday
		{"full", "於2026年3月18日公布", "2026年3月18日=2026-03-18"},
		{"chinese", "二〇二五年十二月三日", "二〇二五年十二月三日=2025-12-03"},
		{"roc", "民國114年3月", "民國114年3月=2025-03-01/2025-03-31"},
		{"roc bare", "114年第2季", "114年第2季=2025-04-01/2025-06-30"},
		{"iso", "日期2025-12-31", "2025-12-31=2025-12-31"},
		{"impossible", "2025年2月30日", "2025年2月30日="},
		{"weekday past", "政府周二宣布協議", "周二=2026-03-17"},
		{"weekday future", "公司將於周五開會", "周五=2026-03-20"},
		{"weekday of a week", "上周三至下禮拜一", "上周三至下禮拜一=2026-03-11/2026-03-23"},
		{"relative", "昨日與前天", "昨日=2026-03-17; 前天=2026-03-16"},
		{"tw day", "法說會昨(17)日舉行", "昨(17)日=2026-03-17"},
		{"bare day", "董事會16日通過", "16日=2026-03-16"},
		{"not a day", "連升3日，30日內，三年，100日線", ""},
		{"year", "去年與明年", "去年=2025-01-01/2025-12-31; 明年=2027-01-01/2027-12-31"},
		{"quarter", "去年第四季盈利", "去年第四季=2025-10-01/2025-12-31"},
		{"quarter of results", "第四季盈利跌3%", "第四季=2025-10-01/2025-12-31"},
		{"quarter close ahead", "第二季仍有挑戰", "第二季=2026-04-01/2026-06-30"},
		{"next year in a word", "推出年費計劃，出年加價", "出年=2027-01-01/2027-12-31"},
		{"year behind its head", "施政報告2026｜推出措施，2026施政報告", "2026=2026-01-01/2026-12-31; 2026=2026-01-01/2026-12-31"},
		{"years with a slash", "2018/19立法年度", "2018/19=2018-04-01/2019-03-31"},
		{"quarter to come", "預計第四季完成", "第四季=2026-10-01/2026-12-31"},
		{"quarter codes", "3Q25與Q1", "3Q25=2025-07-01/2025-09-30; Q1=2026-01-01/2026-03-31"},
		{"year in sentence", "明年需求難料，上半年或轉弱", "明年=2027-01-01/2027-12-31; 上半年=2027-01-01/2027-06-30"},
		{"first months", "去年首九個月", "去年首九個月=2025-01-01/2025-09-30"},
		{"half", "2025年下半年", "2025年下半年=2025-07-01/2025-12-31"},
		{"month end", "預計5月底投產", "5月底=2026-05-21/2026-05-31"},
		{"to month end", "截至去年11月底", "去年11月底=2025-11-30"},
		{"year end", "料年底完成", "年底=2026-12-01/2026-12-31"},
		{"range of years", "由2017至2022年", "2017至2022年=2017-01-01/2022-12-31"},
		{"range of days", "3月2日至8日", "3月2日至8日=2026-03-02/2026-03-08"},
		{"range over the year", "2025年12月1日到2026年1月底", "2025年12月1日到2026年1月底=2025-12-01/2026-01-31"},
		{"months", "陽光10、11月銷量", "10、11月=2025-10-01/2025-11-30"},
		{"past", "過去五年與未來4年", "過去五年=2021-03-18/2026-03-18; 未來4年=2026-03-18/2030-03-18"},
		{"same period", "第三季較去年同期升", "第三季=2025-07-01/2025-09-30; 去年同期="},
		{"fiscal", "2025/26財年", "2025/26財年=2025-04-01/2026-03-31"},
		{"quarters", "第一、二季與去年第三及第四季，第一至三季", "第一、二季=2025-01-01/2025-06-30; 去年第三及第四季=2025-07-01/2025-12-31; 第一至三季=2025-01-01/2025-09-30"},
		{"roc in words", "民國一百一十四年十二月", "民國一百一十四年十二月=2025-12-01/2025-12-31"},
		{"two thirds", "今年2月中下旬", "今年2月中下旬=2026-02-11/2026-02-28"},
		{"short fiscal", "24/25年度", "24/25年度=2024-04-01/2025-03-31"},
		{"fiscal with a dash", "2020-21年度預算", "2020-21年度=2020-04-01/2021-03-31"},
		{"bullet", "．2021年6月28日：停播", "2021年6月28日=2021-06-28"},
		{"days, not the day", "春假增加1日，連升3日", ""},
		{"before 1997", "97年前移民", "97年前="},
		{"a share with a slash", "佔總值1/5，13次季配，第一季《酒保》", ""},
		{"days with a slash", "會議定於3/17-18召開", "3/17-18=2026-03-17/2026-03-18"},
		{"an address", "example.com/a/2025/10/29/b", ""},
		{"games", "2022年冬季奧運，去年冬季", "2022年=2022-01-01/2022-12-31; 去年冬季="},
		{"a name", "「明天」集團", ""},
		{"since", "今年以來累升", "今年以來=2026-01-01/2026-03-18"},
		{"ago", "三年前成立", "三年前=2023-01-01/2023-12-31"},
		{"decoys", "最後天氣，聲明早已失效，上季節性", ""},
		{"other words", "當今年輕人，登上月球，前日本首相，上周刊出，下周年大會，前天主教徒", ""},
		{"words that follow", "上周大升，周日報道，前日本港股市，下周期指結算，前天主席辭職", "上周=2026-03-09/2026-03-15; 周日=2026-03-15; 前日=2026-03-16; 下周=2026-03-23/2026-03-29; 前天=2026-03-16"},
		{"bracket", "上周五（13日）公布", "上周五=2026-03-13; 13日=2026-03-13"},
		{"quarter compared", "第二季將優於第一季", "第二季=2026-04-01/2026-06-30; 第一季=2026-01-01/2026-03-31"},
		{"month compared", "1月零售低於12月", "1月=2026-01-01/2026-01-31; 12月=2025-12-01/2025-12-31"},
		{"same period of a running year", "今年銷量較去年同期升", "今年=2026-01-01/2026-12-31; 去年同期="},
		{"season", "去年夏天開幕", "去年夏天="},
		{"last day", "上月最後一天，本月第一天", "上月最後一天=2026-02-28; 本月第一天=2026-03-01"},
		{"half a year ago", "半年前上市，三個半年", "半年前=2025-09-01/2025-09-30"},
		{"said twice", "六月六月中旬吧", "六月中旬=2026-06-11/2026-06-20"},
		{"easter", "復活節休市", "復活節=2026-04-05"},
		{"two years", "今明兩年增長放緩，昨今兩日", "今明兩年=2026-01-01/2027-12-31; 昨今兩日=2026-03-17/2026-03-18"},
		{"list of years", "2023、2024及2025年，2024年和2025年", "2023、2024及2025年=2023-01-01/2025-12-31; 2024年=2024-01-01/2024-12-31; 2025年=2025-01-01/2025-12-31"},
		{"years with a short second", "2022至24年，2023、24年及2017至2019年", "2022至24年=2022-01-01/2024-12-31; 2023、24年=2023-01-01/2024-12-31; 2017至2019年=2017-01-01/2019-12-31"},
		{"years of another century", "1912至18年，1965年至66年，1998至03年", "1912至18年=1912-01-01/1918-12-31; 1965年至66年=1965-01-01/1966-12-31; 1998至03年=1998-01-01/2003-12-31"},
		{"list of years with a gap", "1983、1985及1986年投產", "1985及1986年=1985-01-01/1986-12-31"},
		{"fiscal in words", "二零二四至二五年度", "二零二四至二五年度=2024-04-01/2025-03-31"},
		{"fiscal in full", "2024/2025年度與2025至26財年", "2024/2025年度=2024-04-01/2025-03-31; 2025至26財年=2025-04-01/2026-03-31"},
		{"fiscal years", "2017至2022年度，2017至22財年", "2017至2022年度=2017-01-01/2022-12-31; 2017至22財年=2017-01-01/2022-12-31"},
		{"fiscal quarter", "2025/26財年第三財季", "2025/26財年第三財季=2025-10-01/2025-12-31"},
		{"fiscal half", "2025/26財年上半年", "2025/26財年上半年=2025-04-01/2025-09-30"},
		{"fiscal codes", "2QFY26、Q2 FY2025、FY2024/25", "2QFY26=2026-04-01/2026-06-30; Q2 FY2025=2025-04-01/2025-06-30; FY2024/25=2024-04-01/2025-03-31"},
		{"fiscal year of its own", "本財年首季，上個財政年度", "本財年首季=; 上個財政年度="},
		{"school year", "2024/25學年", "2024/25學年=2024-09-01/2025-08-31"},
		{"quarter behind a short year", "26Q1出貨", "26Q1=2026-01-01/2026-03-31"},
		{"iso week and time", "2026-W12，2026-03-18T08:30:00", "2026-W12=2026-03-16/2026-03-22; 2026-03-18=2026-03-18"},
		{"weekdays in a row", "周一至五，上周三、四，下周五、六、日", "周一至五=2026-03-16/2026-03-20; 上周三、四=2026-03-11/2026-03-12; 下周五、六、日=2026-03-27/2026-03-29"},
		{"no weekdays in a row", "周二、三成股東，周一至三月", "周二=2026-03-17; 周一=2026-03-16; 三月=2026-03-01/2026-03-31"},
		{"every week", "每周五開會，逢周三", "每周五=; 逢周三="},
		{"weekday in brackets", "5月8日（周五）公布", "5月8日=2026-05-08; 周五=2026-05-08"},
		{"bracketed day", "會議周五（3月20日）舉行了", "周五=2026-03-20; 3月20日=2026-03-20"},
		{"first days of a week", "下周初公布", "下周初="},
		{"last week", "上月最後一周，3月首個星期五", "上月最後一周=2026-02-23/2026-03-01; 3月首個星期五=2026-03-06"},
		{"thirds", "2月上旬至中旬，1月中上旬", "2月上旬至中旬=2026-02-01/2026-02-20; 1月中上旬=2026-01-01/2026-01-20"},
		{"months in a row", "七八月份淡季，去年三四月，9、10及11月", "七八月份=2025-07-01/2025-08-31; 去年三四月=2025-03-01/2025-04-30; 9、10及11月=2025-09-01/2025-11-30"},
		{"same month", "2月出口較去年同月增3%", "2月=2026-02-01/2026-02-28; 去年同月=2025-02-01/2025-02-28"},
		{"same day", "去年今日", "去年今日=2025-03-18"},
		{"year to date", "今年初至今，去年底至今年初", "今年初至今=2026-01-01/2026-03-18; 去年底至今年初="},
		{"half a year", "過去半年，未來半個月，旅台近半年", "過去半年=2025-09-18/2026-03-18; 未來半個月=2026-03-18/2026-04-02"},
		{"until now", "三年半以來，五個月來首跌，十年來新高，一天來了三人", "三年半以來=2022-09-01/2026-03-18; 五個月來=2025-10-01/2026-03-18"},
		{"within", "30日內付款，三年內", ""},
		{"a deadline alone", "三年半以內", "三年半以內=2026-03-18/2029-09-30"},
		{"years ago today", "三年前的今天，十年後的今天，上月今日", "三年前的今天=2023-03-18; 十年後的今天=2026-03-18; 上月今日=2026-02-18"},
		{"few days", "兩三天後，三五年前", "兩三天後=; 三五年前="},
		{"holidays by their numbers", "今年五一，去年十一，五一年三月，由五至十一", "今年五一=2026-05-01; 去年十一=2025-10-01; 五一年三月=1951-03-01/1951-03-31"},
		{"two decades", "20世紀六七十年代，七八十年代", "20世紀六七十年代=1960-01-01/1979-12-31; 七八十年代=1970-01-01/1989-12-31"},
		{"quarters of a year", "去年一至三季度", "去年一至三季度=2025-01-01/2025-09-30"},
		{"later in the story", "三個月後宣布破產，三個月後上市，兩年多前", "三個月後=; 三個月後=2026-06-01/2026-06-30; 兩年多前="},
		{"centuries", "19世紀末，20世紀下半葉，本世紀，21世紀經濟報道", "19世紀末=; 20世紀下半葉=1951-01-01/2000-12-31; 本世紀=2001-01-01/2100-12-31"},
		{"decades", "80、90年代，上世紀七十年代中期，60年代中國", "80、90年代=1980-01-01/1999-12-31; 上世紀七十年代中期=1973-01-01/1976-12-31; 60年代=1960-01-01/1969-12-31"},
		{"solar terms", "今年立春，夏至當日，今年大雪紛飛", "今年立春=2026-02-04; 夏至=2026-06-21; 今年=2026-01-01/2026-12-31"},
		{"holiday and the day after", "中秋節翌日休市，國慶日當天", "中秋節翌日=2026-09-26; 國慶日=2026-10-01"},
		{"the year before in the text", "2024年多過前一年，上月少過前月，開幕前一年", "2024年=2024-01-01/2024-12-31; 前一年=2023-01-01/2023-12-31; 上月=2026-02-01/2026-02-28; 前月=2026-01-01/2026-01-31"},
		{"years of the last century", "97年回歸，由八四年起，99年租約，零八年", "97年=1997-01-01/1997-12-31; 八四年=1984-01-01/1984-12-31; 零八年=2008-01-01/2008-12-31"},
		{"before Christ", "公元前221年統一", "公元前221年="},
		{"lunar range", "正月初三至初五", "正月初三至初五=2026-02-19/2026-02-21"},
		{"weekend in two", "周六日休市", "周六日=2026-03-14/2026-03-15"},
		{"indicators", "5日RSI為56，9日K值，10日公布", "10日=2026-03-10"},
		{"year of a delegation", "他2016年代表公司，2020年代表團，2010年代", "2016年=2016-01-01/2016-12-31; 2020年=2020-01-01/2020-12-31; 2010年代=2010-01-01/2019-12-31"},
		{"nearly", "停產近兩個月，外資近兩個月買超", "近兩個月=2026-01-18/2026-03-18"},
		{"half of a year", "今年上半，去年上半場", "今年上半=2026-01-01/2026-06-30; 去年=2025-01-01/2025-12-31"},
		{"half year told by its end", "截至去年6月30日止上半年", "去年6月30日=2025-06-30; 上半年=2025-01-01/2025-06-30"},
		{"half-year results", "截至12月31日止六個月", "12月31日=2025-12-31"},
	})
	check(t, "date", "2026-03-18", "TW", []row{
		{"holidays of Taiwan", "國慶日休市，教師節，父親節", "國慶日=2026-10-10; 教師節=2026-09-28; 父親節=2026-08-08"},
	})
	check(t, "date", "", "HK", []row{{"no day", "周二宣布，2025年3月完成", "周二=; 2025年3月=2025-03-01/2025-03-31"}})
}

func TestHidden(t *testing.T) {
	d := document("特斯拉去年增長27%。同期汽車業務跌10%，共3間廠", "2026-03-18", "HK")
	for _, m := range library().Scan(d) {
		hidden := m.Type == entities.NumberType || m.Text == "同期"
		if m.Hidden != hidden {
			t.Errorf("%s hidden = %v", m.Text, m.Hidden)
		}
		if m.Text == "同期" && (m.Via != entities.ViaSamePeriod || m.Value.Key() != "date:2025-01-01/2025-12-31") {
			t.Errorf("同期 is %s via %s", m.Value.Key(), m.Via)
		}
		if m.Text != d.Slice(m.Span) {
			t.Errorf("text %q is not the span's %q", m.Text, d.Slice(m.Span))
		}
	}
}

func TestSettle(t *testing.T) {
	tsmc := []entities.Mention{{Span: entities.Span{Start: 0, End: 2}, Type: entities.Company, ID: "company/tsmc"}}
	for _, r := range []struct {
		name string
		doc  entities.Document
		text string
		want string
	}{
		{"market", entities.Document{Market: "TW"}, "營收達3億元", "TWD"},
		{"variant", entities.Document{Variant: "zh-HK"}, "營業額達3億元", "HKD"},
		{"words", entities.Document{}, "台股上週走高，業績達3億元", "TWD"},
		{"domain", entities.Document{URL: "https://news.example.hk/a"}, "營業額達3億元，業績理想", "HKD"},
		{"script", entities.Document{}, "营业额达3亿元", "CNY"},
		{"company", entities.Document{Mentions: tsmc}, "台積營收達3億元", "TWD"},
		{"company of another market than the variant's", entities.Document{Variant: "zh-HK", Mentions: tsmc}, "台積營收達3億元", "HKD"},
		{"company of another market than the article's", entities.Document{Market: "SG", Mentions: tsmc}, "台積營收達3億元", "SGD"},
		{"company, with a word of its market", entities.Document{Variant: "zh-HK", Mentions: tsmc}, "台積營收達3億元，台股造好", "TWD"},
		{"company, with its currency", entities.Document{Variant: "zh-HK", Mentions: tsmc}, "台積去年花費新台幣50億，營收達3億元", "TWD"},
		{"company, with a place of its market", entities.Document{Variant: "zh-HK", Mentions: append(tsmc[:1:1], entities.Mention{Span: entities.Span{Start: 2, End: 4}, Type: entities.Place, ID: "place/hsinchu"})}, "台積竹北廠營收達3億元", "TWD"},
		{"company in news of the mainland", entities.Document{Market: "CN", Variant: "zh-CN", Mentions: tsmc}, "台积在台湾投资3亿元", "CNY"},
		{"company in a mainland variant", entities.Document{Variant: "zh-CN", Mentions: tsmc}, "台积投资3亿元", "CNY"},
		{"an article clearly of another market", entities.Document{Variant: "zh-HK"}, "國務院指內地同比增長，工信部稱滬深造好，補貼3億元", "CNY"},
		{"words of another market's papers", entities.Document{Variant: "zh-HK"}, "董事長稱財報毛利率年增，法人看好，補貼3億元", "HKD"},
		{"an article of two markets", entities.Document{Variant: "zh-HK"}, "國務院指香港樓市按年增長，滬深造好，補貼3億元", "HKD"},
		{"carried", entities.Document{Variant: "zh-HK"}, "收入8億元人民幣\n盈利3億元", "CNY"},
		{"carried no further", entities.Document{Variant: "zh-HK"}, "撥款2億元\n內地段8億元人民幣\n開支3億元", "HKD"},
		{"offer", entities.Document{Variant: "zh-HK", Mentions: []entities.Mention{{Span: entities.Span{Start: 0, End: 2}, Type: entities.Company, ID: "company/tsmc"}}}, "台積招股集資最多62億元", "HKD"},
		{"no pound is 元", entities.Document{Variant: "zh-HK"}, "收入400萬英鎊\n開支3億元", "HKD"},
		{"dollar", entities.Document{Variant: "zh-CN"}, "售价$500", "USD"},
	} {
		t.Run(r.name, func(t *testing.T) {
			s := *library()
			s.Market = func(id string) string { return "TW" }
			d := r.doc
			d.Text = r.text
			fold.Document(&d)
			d.Sentences = []entities.Sentence{{Span: entities.Span{Start: 0, End: d.Len()}}}
			d.Mentions = append(d.Mentions, library().Scan(&d)...)
			s.Settle(&d)
			m := d.Mentions[len(d.Mentions)-1].Value.(*entities.Money)
			if m.Currency != r.want || !m.Assumed || m.Unit != "" {
				t.Errorf("got %s assumed %v unit %q, want %s", m.Currency, m.Assumed, m.Unit, r.want)
			}
		})
	}
}

func TestLoadErrors(t *testing.T) {
	files := fstest.MapFS{}
	real := os.DirFS("../../rules/library")
	for _, f := range Files {
		b, err := fs.ReadFile(real, "values/"+f)
		if err != nil {
			t.Fatal(err)
		}
		files["values/"+f] = &fstest.MapFile{Data: b}
	}
	files["values/percent.yaml"] = &fstest.MapFile{Data: []byte("units:\n- {words: [\"%\"], unit: parts}\n- {words: [成], unit: percent, colour: red}\n")}
	files["values/number.yaml"] = &fstest.MapFile{Data: []byte("digits:\n  0: [零]\n  x: [一]\nbefore:\n  roughly: [約]\n")}
	_, err := Load(files)
	if err == nil {
		t.Fatal("bad tables load")
	}
	for _, want := range []string{"values/number.yaml:3: ", "values/number.yaml:5: ", "values/percent.yaml:3: "} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
	delete(files, "values/date.yaml")
	if _, err := Load(files); err == nil || !strings.Contains(err.Error(), "values/date.yaml") {
		t.Errorf("missing file: %v", err)
	}
}

// variants turns a text into spellings that must read alike.
func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xfee0
		}
		return r
	}, s)
}

func spaced(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r)
		b.WriteRune('\u200b')
	}
	return b.String()
}

func keys(ms []entities.Mention) string {
	var b strings.Builder
	for _, m := range ms {
		fmt.Fprintf(&b, "%s %s\n", m.Type, m.Value.Key())
	}
	return b.String()
}

func FuzzSpellings(f *testing.F) {
	for _, s := range []string{"收購價43億美元", "人民幣3,500萬元", "三成半，27%至30%", "2026年3月18日周三", "US$4.3bn", "第三季較去年同期", "八九百億", "3Q25", "1 3/5", "昨(17)日", "５Ｇ A320"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 2000 {
			return
		}
		s = strings.ToValidUTF8(s, "?")
		d := document(s, "2026-03-18", "HK")
		plain := library().Scan(d)
		n := d.Len()
		at := 0
		for _, m := range plain {
			if m.Start < at || m.End <= m.Start || m.End > n {
				t.Fatalf("span %v in %d runes, after %d", m.Span, n, at)
			}
			at = m.End
			if m.Text != d.Slice(m.Span) {
				t.Fatalf("text %q of %v", m.Text, m.Span)
			}
		}
		want := keys(plain)
		if got := keys(library().Scan(document(spaced(s), "2026-03-18", "HK"))); got != want {
			t.Errorf("zero-width spaces change %q\n got %s\nwant %s", s, got, want)
		}
		if got := keys(library().Scan(document(wide(s), "2026-03-18", "HK"))); got != want && !odd(s) {
			t.Errorf("full width changes %q\n got %s\nwant %s", s, got, want)
		}
		if got := keys(library().Scan(document(simplified(s), "2026-03-18", "HK"))); got != want {
			t.Errorf("Simplified changes %q\n got %s\nwant %s", s, got, want)
		}
	})
}

// odd tells of signs whose full-width form folds to another sign.
func odd(s string) bool { return strings.ContainsAny(s, "~^`'\"-.<>{}|\\") }

// simplified turns the Han of a text into their Simplified forms.
func simplified(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x3400 {
			return r
		}
		return fold.Rune(r)
	}, s)
}

// numeral writes n, below 10^16, in Chinese: 一億零二十萬三千.
func numeral(n int64, digits []string, ten, hundred, thousand string) string {
	four := func(n int64) string {
		var b strings.Builder
		zero := false
		for i, unit := range []string{thousand, hundred, ten, ""} {
			d := n / []int64{1000, 100, 10, 1}[i] % 10
			if d == 0 {
				zero = b.Len() > 0
				continue
			}
			if zero {
				b.WriteString(digits[0])
				zero = false
			}
			b.WriteString(digits[d] + unit)
		}
		return b.String()
	}
	var b strings.Builder
	for i, unit := range []string{"兆", "億", "萬", ""} {
		part := n / []int64{1e12, 1e8, 1e4, 1}[i] % 1e4
		if part == 0 {
			continue
		}
		if b.Len() > 0 && part < 1000 {
			b.WriteString(digits[0])
		}
		b.WriteString(four(part) + unit)
	}
	return b.String()
}

// FuzzNumerals holds that a number written in any of the ways reads back as it was.
func FuzzNumerals(f *testing.F) {
	for _, n := range []int64{1, 10, 15, 20, 105, 110, 1001, 2500, 10003, 120000, 35000000, 100200003, 4300000000, 5147400000000, 1203040506070809} {
		f.Add(n)
	}
	plain := strings.Split("零一二三四五六七八九", "")
	formal := strings.Split("零壹貳參肆伍陸柒捌玖", "")
	f.Fuzz(func(t *testing.T, n int64) {
		if n < 0 {
			n = -(n + 1)
		}
		n = n%9999999999999999 + 1
		want := entities.Dec(n)
		grouped := ""
		for i, r := range fmt.Sprint(n) {
			if i > 0 && (len(fmt.Sprint(n))-i)%3 == 0 {
				grouped += ","
			}
			grouped += string(r)
		}
		for _, s := range []string{numeral(n, plain, "十", "百", "千"), numeral(n, formal, "拾", "佰", "仟"), fmt.Sprint(n), grouped} {
			for _, text := range []string{"共" + s + "元", "港幣" + s + "元", s + "美元"} {
				ms := library().Scan(document(text, "2026-03-18", "HK"))
				if len(ms) != 1 {
					t.Fatalf("%s: %d mentions, %v", text, len(ms), ms)
				}
				if m, ok := ms[0].Value.(*entities.Money); !ok || m.Amount != want || !m.AmountTo.IsNull() {
					t.Errorf("%s read as %s", text, show(&ms[0]))
				}
			}
		}
	})
}

// FuzzDays holds that a day written in any of the ways reads back as it was.
func FuzzDays(f *testing.F) {
	for _, d := range []entities.Day{1, 693596, 730120, 739693, 739694, 740053, 1095000} {
		f.Add(int32(d))
	}
	f.Fuzz(func(t *testing.T, n int32) {
		first, last := entities.DayOf(1950, 1, 1), entities.DayOf(2099, 12, 31)
		want := first + entities.Day(uint32(n)%uint32(last-first+1))
		y, m, d := want.Date()
		digits := strings.Split("〇一二三四五六七八九", "")
		year := ""
		for _, r := range fmt.Sprint(y) {
			year += digits[r-'0']
		}
		small := func(n int) string {
			s := numeral(int64(n), digits, "十", "百", "千")
			return strings.Replace(strings.TrimPrefix("^"+s, "^"), "一十", "十", 1)
		}
		for _, s := range []string{
			want.String(), fmt.Sprintf("%d/%d/%d", y, m, d), fmt.Sprintf("%d.%02d.%02d", y, m, d), fmt.Sprintf("%d年%d月%d日", y, m, d),
			fmt.Sprintf("%d 年 %d 月 %d 日", y, m, d), fmt.Sprintf("民國%d年%d月%d日", y-1911, m, d), year + "年" + small(m) + "月" + small(d) + "日",
			want.String() + "T08:30:00", fmt.Sprintf("%d%02d%02d", y, m, d),
		} {
			ms := library().Scan(document("於"+s+"。", "2026-03-18", "TW"))
			if len(ms) == 0 || ms[0].Type != entities.DateType {
				t.Fatalf("%s: no date but %v", s, ms)
			}
			if v := ms[0].Value.(*entities.Date); v.From != want || v.To != want {
				t.Errorf("%s read as %s to %s", s, v.From, v.To)
			}
		}
	})
}

func FuzzReadBack(f *testing.F) {
	for _, n := range []int64{1, 27, 1234, 3500, 430000000, 1095} {
		f.Add(n, uint8(2))
	}
	f.Fuzz(func(t *testing.T, n int64, places uint8) {
		if n < 0 {
			n = -(n + 1)
		}
		want := entities.Dec(n).Shift(-int(places % 8))
		d := document("報"+want.String()+"美元及"+want.String()+"%，另"+want.String()+"個百分點、"+want.String()+"個基點", "2026-03-18", "HK")
		ms := library().Scan(d)
		if len(ms) != 4 {
			t.Fatalf("%s: %d mentions", d.Text, len(ms))
		}
		for i, unit := range []string{entities.UnitPercent, entities.UnitPoint, entities.UnitBP} {
			if p := ms[i+1].Value.(*entities.Percent); p.Value != want || p.Unit != unit {
				t.Errorf("%s read as %s %s", ms[i+1].Text, p.Value, p.Unit)
			}
		}
		if up := want.Add(entities.Dec(1)); want.Sign() > 0 { // a range
			d := document("介乎"+want.String()+"%至"+up.String()+"%", "2026-03-18", "HK")
			ms := library().Scan(d)
			if len(ms) != 1 {
				t.Fatalf("%s: %d mentions", d.Text, len(ms))
			}
			if p := ms[0].Value.(*entities.Percent); p.Value != want || p.ValueTo != up {
				t.Errorf("%s read as %s to %s", d.Text, p.Value, p.ValueTo)
			}
		}
		if m := ms[0].Value.(*entities.Money); m.Amount != want || m.Currency != "USD" {
			t.Errorf("%s read as %s", want, m.Amount)
		}
		if p := ms[1].Value.(*entities.Percent); p.Value != want {
			t.Errorf("%s%% read as %s", want, p.Value)
		}
	})
}

// TestSimplified holds that a Traditional text and its folded form read alike.
func TestSimplified(t *testing.T) {
	for _, s := range []string{"收購價43億美元，逾兩成半", "禮拜二宣布，去年第四季盈利8億元人民幣", "過去五年虧損數百億日圓", "壹萬貳仟參佰輛", "負債達5兆1474億元，將於下周三開會"} {
		a := document(s, "2026-03-18", "HK")
		b := document(simplified(s), "2026-03-18", "HK")
		if x, y := keys(library().Scan(a)), keys(library().Scan(b)); x != y {
			t.Errorf("%s\n%s\n%s", s, x, y)
		}
	}
}

// TestLinear feeds what a scanner might read again and again: a text of 40,000
// of them takes well under a second when each part is read a bounded number of times.
func TestLinear(t *testing.T) {
	for _, s := range []string{"1", "一", "百", "3.", "1,", "第", "去年", "(", "1至", "一千", "美元", "今", "$", "零", "、1", "每", "從", "1-", "萬", "10日,", "分之", "三分", "1/", "1 ", "97年", "三、", "周一、", "2023、", "一個", "3億、", "上旬至", "前一年", "%e5", "半", "±", "公元前", "19世紀", "初三至", "億和", "超支", "近", "a1", "每每", "逾", "將", "-"} {
		d := document(strings.Repeat(s, 40000), "2026-03-18", "HK")
		begin := time.Now()
		library().Scan(d)
		limit := 5 * time.Second
		if underRace {
			limit *= 4
		}
		if took := time.Since(begin); took > limit {
			t.Errorf("%q repeated takes %v", s, took)
		}
	}
}

const sample = `LG新能源宣布,將在美國密歇根州蘭辛市新廠生產電池。新廠為特斯拉旗下儲能業務供電。特朗普政府周二宣布此項43億美元合作協議。
公司去年第四季錄得營收人民幣3,500萬元，按年增長27%，毛利率為兩成半，較去年同期升1.5個百分點。管理層預計2026年上半年資本開支約15億至20億美元，派息每股25.3港元。
分析員表示，市場對電動車需求放緩，企業紛紛削減投資，部分生產線轉為生產儲能電池，以應對數據中心和電網的需要。
`

func BenchmarkScan(b *testing.B) {
	d := document(strings.Repeat(sample, 40), "2026-03-18", "HK")
	b.SetBytes(int64(len(d.Text)))
	b.ReportAllocs()
	library()
	done := cpu(b, len(d.Text))
	for b.Loop() {
		library().Scan(d)
	}
	done()
}

// articles are the articles that the repository ships, as the pipeline gets them.
func articles(tb testing.TB) []*entities.Document {
	var out []*entities.Document
	add := func(text, published, variant string) {
		d := &entities.Document{Text: text, Published: published, Variant: variant}
		fold.Document(d)
		d.Runes()
		out = append(out, d)
	}
	for _, name := range []string{"gold/articles.jsonl", "gold/frames.jsonl", "articles/digest.jsonl", "articles/frames.jsonl"} {
		b, err := os.ReadFile("../../testdata/" + name)
		if err != nil {
			tb.Fatal(err)
		}
		for line := range bytes.Lines(b) {
			var a struct{ Title, Text, Published, Variant string }
			if err := json.Unmarshal(line, &a); err != nil {
				tb.Fatalf("%s: %v", name, err)
			}
			if !strings.HasPrefix(a.Text, a.Title) {
				a.Text = a.Title + "\n\n" + a.Text
			}
			add(a.Text, a.Published, a.Variant)
		}
	}
	for _, name := range []string{"hk-nissan-brief.txt", "tw-wind.txt"} {
		b, err := os.ReadFile("../../testdata/articles/" + name)
		if err != nil {
			tb.Fatal(err)
		}
		add(string(b), "2026-03-18", "")
	}
	return out
}

func BenchmarkScanArticles(b *testing.B) {
	docs, n := articles(b), 0
	for _, d := range docs {
		n += len(d.Text)
	}
	b.SetBytes(int64(n))
	b.ReportAllocs()
	library()
	done := cpu(b, n)
	for b.Loop() {
		for _, d := range docs {
			library().Scan(d)
		}
	}
	done()
}

// plain is text in which no value stands, though many of its runes begin words of the tables.
const plain = "分析員表示，市場對電動車需求放緩，企業紛紛削減投資，部分生產線轉為生產儲能電池。上述公司今後如何經營，前景未明；同業認為，本港首選項目每每延後，過去的做法或會改變。\n"

// TestNoAllocation holds that what is no value costs no memory.
func TestNoAllocation(t *testing.T) {
	d := document(strings.Repeat(plain, 50), "2026-03-18", "HK")
	d.Runes()
	if ms := library().Scan(d); len(ms) != 0 {
		t.Fatalf("%d values, the first %s", len(ms), ms[0].Text)
	}
	if underRace {
		t.Skip("the race detector empties pools at random")
	}
	if n := testing.AllocsPerRun(50, func() { library().Scan(d) }); n >= 1 {
		t.Errorf("%v allocations a scan", n)
	}
}

func BenchmarkScanNoValues(b *testing.B) {
	d := document(strings.Repeat(plain, 100), "2026-03-18", "HK")
	b.SetBytes(int64(len(d.Text)))
	b.ReportAllocs()
	library()
	done := cpu(b, len(d.Text))
	for b.Loop() {
		library().Scan(d)
	}
	done()
}
