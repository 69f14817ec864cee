package detect

import (
	"slices"

	"github.com/factloom/factloom/entities/fold"
)

// building tells whether the word for a building follows at p.
func (st *state) building(p int) bool { return st.stepOver(buildingWords, p) > p }

// houseBuildings are buildings named after a group of companies.
var houseBuildings = folded("中心大廈 中心商場 大廈 大樓 廣場")

var buildingWords = folded("大廈 大樓 廣場 花園 工業村 工業邨 商場 中心大 交易所 大學 學院 醫院 球場 博覽 展覽 峰會 高峰會 論壇 大賽 獎 節 日")

var centreWord = []rune(fold.String("中心")) // of diagnosis, of research: a body as well

// venueWords behind the name of a company make the name of a building, a ground or
// what it gives its name to.
var venueWords = listOf(`球場 體育館 體育場 大廈 大樓 廣場 中心 中心球場 工業村 工業邨 工業大廈 工業中心 工業園 科技園 科技大廈 科技大樓 集團中心 集團大廈 集團大樓 集團廣場 國際中心 國際大廈 國際廣場 金融中心 金融大廈 商業中心 商業大廈 購物中心 體育中心 紗廠 會堂 紀念館 博物館 美術館 藝術館 音樂廳 演奏廳 競技場
 劇院 大劇院 戲院 公園 中央公園 花園 迷你倉 汽水廠 船塢 機場 國際機場 幼稚園 幼兒園 安老院 護理院 護養院 老人院 公寓 盃 影展 獎學金 論壇 投資論壇 總局 歡樂夜 錦標賽 公開賽 邀請賽`)

// shopWords make a building with a short name, and are what a company has with a
// longer one: 合和|商場, 恒隆地產的商場.
var shopWords = folded("商場")

// endsInFeature tells whether the word for a station or building ends at p.
func (st *state) endsInFeature(p int) bool {
	for _, words := range [][][]rune{featureWords.words, venueWords.words} {
		for _, w := range words {
			if p >= len(w) && hasAt(st.text, p-len(w), w) && !slices.Equal(w, centreWord) {
				return true
			}
		}
	}
	return false
}
