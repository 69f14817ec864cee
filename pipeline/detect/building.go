package detect

import (
	"slices"

	"github.com/factloom/factloom/entities/fold"
)

// building tells whether the word for a building follows at p.
func (st *state) building(p int) bool {
	for _, w := range buildingWords {
		if hasAt(st.text, p, w) {
			return true
		}
	}
	return false
}

// houseBuildings are buildings named after a group of companies.
var houseBuildings = folded("中心大廈 中心商場 大廈 大樓 廣場")

var buildingWords = folded("大廈 大樓 廣場 花園 工業村 工業邨 商場 中心大 交易所 大學 學院 醫院 球場 博覽 展覽 峰會 高峰會 論壇 大賽 獎 節 日")

var centreWord = []rune(fold.String("中心")) // of diagnosis, of research: a body as well

var venueWords = listOf(`球場 體育館 體育場 大廈 大樓 廣場 中心 中心球場 工業村 工業大廈 紗廠 會堂 紀念館 藝術館 音樂廳 演奏廳 競技場`)

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
