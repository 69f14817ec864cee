package detect

import "testing"

// What is also a word, a person or a place is a company only where words beside it
// or the other companies of the article say so.
func TestAlsoWords(t *testing.T) {
	d, cut := detector(t)
	for _, c := range []struct{ name, text, want string }{
		{"in a list of trades", "代表團談及金融、創科、貿易及航運。", ""},
		{"in a list of shops", "舊區有茶樓、士多、米舖。", ""},
		{"in a list of qualities", "他主張包容、普惠、開放的發展。", ""},
		{"a feast", "村民舉行水果嘉年華，鄰村也來參加。", ""},
		{"a toast", "賓客舉杯乾杯。", ""},
		{"a treatment", "醫生為病人進行微創手術。", ""},
		{"a rich man", "官員接受富豪款待。", ""},
		{"a spirit", "專政的魔爪伸向鄰國。", ""},
		{"rich countries", "會議要求富國和窮國一起減排。", ""},
		{"ships", "船廠建造遠洋漁船。", ""},
		{"in a report of stocks", "金融股下跌，滙豐、友邦、港交所跌逾1%。", "company:滙豐 company:友邦 organization:港交所"},
		{"a word that comes again", "美食公布新一年計劃。市民愛好美食，旅發局推廣美食，餐廳提供美食，主席說美食帶動旅遊。", "organization:旅發局"},
		{"with its stock code", "微創（00853）升逾3%。", "company:微創"},
		{"a country that goes on", "麥當勞中國大陸業務易手。", "company:麥當勞 place:中國大陸"},
		{"a market", "麥當勞中國市場增長。", "company:麥當勞 place:中國"},
		{"a unit of a country", "麥當勞中國公布業績。", "company:麥當勞中國"},
		{"a unit of a bank", "滙豐私銀料樓價回穩。", "company:滙豐私銀"},
		{"a company with a minister's name", "國土安全部部長尼爾森辭職。", "organization:國土安全部 person:尼爾森"},
		{"wealth", "香港是財富管理中心。", "place:香港"},
		{"a paper with an everyday name", "《財富》公布全球企業排名。", "company:財富"},
		{"media of a kind", "獨立媒體和大眾媒體各有讀者。", ""},
		{"a wood", "遊客走進亞馬遜雨林，亞馬遜的鳥色彩繽紛。", "place:亞馬遜雨林 place:亞馬遜"},
		{"a shop on the net", "亞馬遜股價上升3%。", "company:亞馬遜"},
		{"a kingdom", "百濟和新羅聯手出兵。", "place:百濟 place:新羅"},
		{"a railway of old", "九鐵與港鐵在2007年合併。", "company:九鐵 company:港鐵"},
	} {
		wantNames(t, d, cut, c.name, c.text, c.want)
	}
}
