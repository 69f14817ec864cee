package article

import (
	"strings"
	"unicode/utf8"
)

// common are characters that make up about half of any Chinese news text, in
// both scripts. Text read in a wrong encoding has hardly any of them.
const common = `的一是不了在人有我他這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年过過发發后後作里裡裏用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想实實日军軍者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重并物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内內信表化老给給世位次度门門任常先海通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认認条條平系气氣题題活尔爾更别別打女变變四神总總何电電数數安少报報才结結反受目太量再感建务務做接必场場件计計管期市直德资資命山金指克许許统統区區保至队隊形社便空决決治展马馬科司五基眼书書非则則听聽白却卻界达達光放强強即像难難且权權思王象完设設式色路记記南品住告类類求据據程北边邊死张張该該交规規万萬取拉格望觉覺术術领領共确確传傳师師观觀清今切院让讓识識候带帶导導争爭运運元億亿股投财財經营營億企億港台灣湾香京融银銀行车車技網网億價价萬率增收券商貿贸易億市值季上升跌漲涨億約约近逾億元。，、：；「」“”《》（）％`

var commonRunes = func() map[rune]bool {
	m := make(map[rune]bool)
	for _, r := range common {
		m[r] = true
	}
	return m
}()

// detect guesses the encoding of Chinese text without label, mark or valid
// UTF-8. It decodes a sample in each candidate and takes the one whose
// characters are the most common; "" when none looks like Chinese. The score
// is from 0 to 1; running text has 0.4 and more.
func detect(data []byte) (name string, score float64) {
	s := sample(data)
	for _, c := range []string{"gb18030", "big5", "utf-16le", "utf-16be"} {
		if strings.HasPrefix(c, "utf-16") && len(data) < 8 {
			continue
		}
		p := s
		if strings.HasPrefix(c, "utf-16") {
			p = data[:min(len(data)&^1, 1<<16)]
		}
		d := with(encodings(c), c, p)
		if v := commonness(d.text, d.bad); v > score {
			name, score = c, v
		}
	}
	if score < 0.08 {
		return "", 0
	}
	return name, score
}

// sample returns the stretches around the bytes beyond ASCII, up to 64 KiB: a
// page may carry a lot of script before its first Chinese character.
func sample(b []byte) []byte {
	const most = 1 << 16
	if len(b) <= most {
		return b
	}
	var out []byte
	for i := 0; i < len(b) && len(out) < most; {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		j := i
		for quiet := 0; j < len(b) && j-i < 4096 && quiet < 16; j++ {
			if b[j] < utf8.RuneSelf {
				quiet++
			} else {
				quiet = 0
			}
		}
		out = append(append(out, b[i:j]...), ' ')
		i = j
	}
	return out
}

// commonness is the share of common characters among those beyond ASCII,
// lowered by characters that no news text has and by what was not decoded.
func commonness(text string, bad int) float64 {
	var all, hit, odd int
	for _, r := range text {
		switch {
		case r < 0x80:
			if r == 0 {
				all++
				odd++
			}
			continue
		case commonRunes[r]:
			hit++
		case r >= 0xE000 && r <= 0xF8FF, r == utf8.RuneError, r >= 0x80 && r < 0xA0,
			r >= 0x2500 && r < 0x25A0, r >= 0x0370 && r < 0x0530, r >= 0x3100 && r < 0x3130,
			r >= 0xFF61 && r < 0xFFA0, r >= 0xAC00 && r < 0xD7A4, r >= 0xA000 && r < 0xA4D0,
			r >= 0x0590 && r < 0x2000:
			odd++
		}
		all++
	}
	if all == 0 {
		return 0
	}
	v := (float64(hit) - 2*float64(odd)) / float64(all)
	if bad > 0 {
		v -= 2 * float64(bad) / float64(all)
	}
	return max(v, 0)
}
