package detect

import (
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// surnames finds Chinese names of persons that no title introduces, by what they
// are made of and all that stands beside them: a surname, characters that given
// names are made of, words the segmenter does not know, the words before and
// behind, other persons in the list, and their other places in the article.
func (st *state) surnames() {
	occ, val := st.occupied(), st.valueAt()
	var found []nameSpan
	var count map[string]int
	for _, at := range st.starts.surnames {
		p := int(at)
		if occ[p] != nil || val[p] || st.cue.inside[p] || !fold.IsHan(st.text[p]) || p+1 >= len(st.text) || occ[p+1] != nil || !fold.IsHan(st.text[p+1]) {
			continue
		}
		n := len(found)
		found = st.namesAt(found, p, occ)
		for _, x := range found[n:] {
			if count == nil {
				count = map[string]int{}
			}
			count[string(st.text[x.Start:x.End])]++
		}
	}
	for i := range found {
		x := &found[i]
		if n := count[string(st.text[x.Start:x.End-1])]; x.Len() == 3 && n > count[string(st.text[x.Start:x.End])]+1 {
			x.weight -= 30 // 林彬|座駕 in an article about 林彬
		}
		x.weight += repeated[min(count[string(st.text[x.Start:x.End])], len(repeated)-1)]
	}
	for i := 0; i < len(found); {
		best := found[i]
		j := i
		for ; j < len(found) && found[j].Start == best.Start; j++ {
			if found[j].weight > best.weight {
				best = found[j]
			}
		}
		i = j
		if !best.enough() || covered(occ, best.Span) || st.inTitle(best.Span) {
			continue
		}
		st.propose(best.Span, entities.Person, "", entities.ViaPattern, "a surname and what stands beside it", 0.7)
		occ = st.occupied()
	}
}

// nameSpan is a span that may be a person's name and what speaks for it.
type nameSpan struct {
	entities.Span
	own    int // what its own characters speak for it
	weight int
}

// enough tells whether all that speaks for a name suffices: less is asked of one
// whose own characters say it.
func (x nameSpan) enough() bool {
	switch {
	case x.own >= 50:
		return x.weight >= 5
	case x.own >= 40:
		return x.weight >= 15
	case x.own >= 34:
		return x.weight >= 26
	case x.own >= 28:
		return x.weight >= 34
	}
	return x.weight >= 45
}

// repeated is what it weighs that a name stands so often in the article.
var repeated = []int{0, 0, 8, 14, 18}

// namesAt appends to found the spans from p that may be a name: a surname with one
// or two characters more. What stands at p and behind it is Han and no name.
func (st *state) namesAt(found []nameSpan, p int, occ []*candidate) []nameSpan {
	w := st.d.words
	listed := w.doubleSurname(st.text[p], st.text[p+1])
	if !listed && !w.surname.has(st.text[p]) || !listed && notGivenFirst.has(st.text[p+1]) && st.starting[p] == nil && !st.titleBefore(p) {
		return found
	}
	first := st.token(p)
	if first.Len() == 0 || first.Start < p && first.Known && !st.titleBefore(p) {
		return found
	}
	for _, surname := range []int{2, 1} {
		double := surname == 2 && p+4 <= len(st.text) && !listed && commonSurnames.has(st.text[p]) && commonSurnames.has(st.text[p+1])
		if surname == 2 && !double && (p+3 > len(st.text) || !listed) || surname == 1 && (!w.surname.has(st.text[p]) || notSurnames.has(st.text[p])) {
			continue
		}
		for given := 2; given >= 1; given-- {
			e := p + surname + given
			if double && (given == 1 || !(marriedSurnames.has(st.text[p+1]) && givenLike(st.text[p+2]) && givenLike(st.text[p+3]) || st.bounded(e)) || hasAt(st.text, p+3, nowRune)) {
				break
			}
			if e > len(st.text) || covered(occ, entities.Span{Start: p, End: e}) || runesIn(st.text[p:e], fold.IsHan) != e-p {
				continue
			}
			if x, ok := st.weighName(entities.Span{Start: p, End: e}, p+surname, occ); ok {
				found = append(found, x)
			}
		}
	}
	return found
}

// notGivenFirst are the words of grammar that no given name begins with and that are
// no surname: whatever stands beside it, a surname before them makes no name.
var notGivenFirst = func() *runes {
	s := &runes{}
	for i := range s {
		s[i] = grammar[i] &^ givenOnly[i] &^ givenRunes[i] &^ commonSurnames[i]
	}
	return s
}()

// wordsMost is the most that the words a name is made of speak for it.
const wordsMost = 16

// ownWeight adds up what the characters of a span speak for a person's name whose
// given name begins at g.
func (st *state) ownWeight(s entities.Span, g int) (own int) {
	switch {
	case g-s.Start == 2:
		own += 15
	case commonSurnames.has(st.text[s.Start]):
		own += 10
	case wordSurnames.has(st.text[s.Start]):
		own -= 12
	}
	if g-s.Start == 2 && !st.d.words.doubleSurname(st.text[s.Start], st.text[s.Start+1]) {
		own += 5 // 葉劉淑儀
	}
	for p := g; p < s.End; p++ {
		switch r := st.text[p]; {
		case p == s.End-1 && andRunes.has(r) && s.End < len(st.text) && fold.IsHan(st.text[s.End]):
			own -= 40
		case p == s.End-1 && (notGivenEnd.has(r) || neverLast.has(r)):
			own -= 40
		case givenOnly.has(r):
			own += 14
		case givenRunes.has(r):
			own += 7
		case grammar.has(r):
			own -= 40
		case st.token(p).Len() == 1 && st.token(p).Freq < 100:
			own += 5
		default:
			own -= 6
		}
	}
	if s.End-g == 1 {
		own -= 14
	}
	return own
}

// weighName adds up what speaks for a span as a person's name whose given name
// begins at g.
func (st *state) weighName(s entities.Span, g int, occ []*candidate) (nameSpan, bool) {
	x := nameSpan{Span: s}
	own, titled := st.ownWeight(s, g), st.titleBefore(s.Start)
	if own+wordsMost < 5 && !titled && st.starting[s.Start] == nil {
		return x, false // whatever words it is made of
	}
	// A part of a foreign name, of a quoted word or of a word.
	if s.Start > 0 && (dotRunes.has(st.raw[s.Start-1]) || st.text[s.Start-1] == '·') || s.End < len(st.text) && (dotRunes.has(st.raw[s.End]) || st.text[s.End] == '·' || wordEnds.has(st.text[s.End-1])) {
		return x, false
	}
	if s.Len() == 3 && (hasAt(st.text, s.End-2, gemWord) || hasAt(st.text, s.Start, goldWord)) {
		return x, false
	}
	for _, w := range firmsBehind {
		if hasAt(st.text, s.End, w) {
			return x, false
		}
	}
	if s.Start > 0 && quoteOpen.has(st.raw[s.Start-1]) && s.End < len(st.raw) && quoteClose.has(st.raw[s.End]) && st.cue.after[s.End+1][1] == 0 {
		return x, false
	}
	if t := st.token(s.End); t.Start == s.End && t.Len() >= 2 && strings.HasPrefix(t.POS, "nr") && st.d.words.translit.has(st.text[s.End-1]) && runesIn(st.text[t.Start:t.End], st.d.words.translit.has) == t.Len() {
		return x, false // 伍德羅|威爾遜
	}
	if g-s.Start == 1 && !commonSurnames.has(st.text[s.Start]) && wordSurnames.has(st.text[s.Start]) && s.Start > 0 && numberRunes.has(st.text[s.Start-1]) {
		return x, false
	}
	// The words it is made of.
	for p := s.Start; p < s.End; {
		t := st.token(p)
		switch {
		case t.Len() == 0:
			return x, false
		case t.End > s.End && t.Known && t.Len() > 1 && t.Freq >= rareWord && !(titled && t.Len() == 2 && (grammar.has(st.text[s.End]) || andRunes.has(st.text[s.End]))):
			return x, false // but 總幹事程鼎|一等
		case t.Start <= s.Start && t.End >= s.End && t.Len() > 1:
			switch {
			case strings.HasPrefix(t.POS, "nr") && (t.Freq < 100 || own >= 24) && s.Len() > 2:
				if !wordSurnames.has(st.text[s.Start]) {
					own += 16
				}
			case !properPOS(t.POS) || t.Freq >= 20 && s.Len() == 2 || t.Freq >= 100 && own < 24:
				return x, false
			}
		case t.Len() == 1:
			own += 4
		case t.End > s.End:
		case t.Known && p == s.Start && strings.HasPrefix(t.POS, "nr") && t.Freq >= 100:
			own -= 15
		case t.Known && p == s.Start && (t.Freq >= 100 || t.Freq >= 20 && !strings.HasPrefix(t.POS, "nr")), t.Known && !properPOS(t.POS) && t.Freq >= 300:
			own -= 30
		case t.Known && t.Freq >= 50:
			own -= 15
		}
		p = t.End
	}
	if st.d.contexts.common.has(st.text[s.Start:s.End]) {
		return x, false
	}
	listed := 0
	st.at(s, func(c *candidate) bool {
		if c.typ == entities.Person && c.state == waiting {
			listed = 30
		}
		return true
	})
	if own+listed < 5 && !titled || notGiven[string(st.text[g:s.End])] {
		return x, false
	}
	// What stands beside it.
	b, a := st.beside(s, occ)
	before, after := int(b[1]), int(a[1])
	q, e := st.prev(s.Start), st.next(s.End)
	switch {
	case titled:
		before = max(before, 30)
	case q > 0 && st.text[q-1] == '(' && e+1 < len(st.text) && st.text[e] == ')' && st.text[e+1] == '\n':
		before = max(before, 25) // the writer behind a headline
	case q > 0 && fold.IsHan(st.text[q-1]) && q == s.Start && occ[q-1] == nil:
		switch t := st.token(q - 1); {
		case t.Len() == 1 && commonSurnames.has(st.text[q-1]) && !andRunes.has(st.text[q-1]):
			before -= 25 // 郭|卓堅
		case t.Len() == 1 && b == (weights{}) && !grammar.has(st.text[q-1]):
			before -= 20
		}
	}
	switch {
	case st.speechAfter(s.End):
		after = max(after, 30)
	case st.appointVerb(e):
		after = max(after, 20)
	case st.startsWith(titlesBehind, e):
		after = max(after, 25)
	case hasAt(st.text, e, editedBy):
		after = max(after, 30) // 工商時報一柯宗沅輯)
	case e < len(st.text) && fold.IsHan(st.text[e]) && occ[e] == nil:
		if t := st.token(e); t.Len() == 1 && a == (weights{}) && !grammar.has(st.text[e]) {
			after -= 20
		}
	}
	if q > 1 && (st.text[q-1] == '、' || andRunes.has(st.text[q-1])) {
		if c := occ[st.prev(q-1)-1]; c != nil && c.typ == entities.Person {
			before = max(before, 25)
		}
	}
	if n := st.separator(s.End); n > 0 && n < len(st.text) && occ[n] != nil && occ[n].typ == entities.Person {
		after = max(after, 25)
	}
	before, after = max(-25, min(before, 35)), max(-25, min(after, 35))
	x.own, x.weight = own, own+before+after+listed
	return x, true
}

var editedBy = []rune(fold.String("輯)"))

// marriedSurnames are those of enough people to stand second in the name of a wife:
// 周梁淑怡.
var marriedSurnames, nowRune = runeSet("唐戴余陳林黃張李王吳劉蔡楊許鄭謝郭何梁葉周馮鄧曾羅朱胡徐孫馬蘇潘鍾"), []rune(fold.String("正"))

// givenLike tells whether given names hold a character often.
func givenLike(r rune) bool { return givenOnly.has(r) || givenRunes.has(r) }

// neverLast are characters that some given names hold, but none at its end.
var neverLast = runeSet("續持的都對後從在向到使會等也因更便往說被並過要應由以將與如為得來出全可上下內時們嘅喺既就")

var gemWord, goldWord, firmsBehind = []rune(fold.String("寶石")), []rune(fold.String("黃金")), folded("律師行 律師樓 律師事務所 會計師 建築師事務所 建築師樓 測量師行 律師會")

var titlesBehind = folded("法官 醫生 醫師 律師 大律師 議員 局長 司長 署長 處長 部長 主席 校長 教授 博士 老師 牧師 神父 主教 將軍 上將 少將 上校 中校 警司 督察 院長 市長 縣長 省長 書記 總理 總統 首相 大使 導演 同學 同志 先生 女士 小姐 立委 委員 董事長 總經理 理事長 夫婦 夫人 父子 家族")

// wordEnds end words that begin like names: 嚴峻|性.
var wordEnds, quoteOpen = runeSet("性化者論度股市圩率費稅型式法制案氏站獎區縣鎮隊黨人車烯烷酸酮醇胺酯鹽糖街道路"), rawSet("「『“‘\"")

// commonSurnames are those of most people; wordSurnames stand in texts as words or
// in words more often.
var commonSurnames, wordSurnames = runeSet(`陳林黃張李王吳劉蔡楊許鄭謝郭洪邱廖賴徐周葉蘇莊呂何蕭羅潘簡朱鍾彭詹胡沈趙盧梁顏柯孫魏翁范宋鄧杜侯曹薛丁蔣馮韓唐董姚汪姜譚鄒熊陸郝崔秦袁傅賀龔黎歐龐湯尹阮
岑邵施涂藍溫倪嚴戚駱詹霍甄麥區伍卓余戴江任屈涂裴黎費蘇刁酈`), runeSet(`那木馬龍曾高方金白石時成常向連車應於安包經解單關路雷平明文水水東西南北黑紅花季年項計管通都全武國和米強華萬豐祝計談景農冷查能曲商資利師別燕空終鄂牛千海古風山公原門百舒冉司上官伊來暢危易祖烏從信官益權卜`)

// givenOnly are characters that stand in given names far more often than in words,
// givenRunes others that many given names hold.
var givenOnly, givenRunes = runeSet(`婷娟娜妮姍婉婕嫻嬋嫦嫣琪琳瑩瑜瑤瑛瑋璇璋璟璐瓊玲珊珮珣琦琛琬琮琰珩玥玹萱薇蓉蓓蕙蕾芸茵芬芷芝芳苓莉菁蓁荃茹菲雯霏霖霆淑淳渝瀚浩泓沛汶洵涵滔濤鈞銘鋒鑫鏞鈺鋆錡鎧銓欽釗
鴻驊騏驥驍麒麟祐祺禎禧昇旻昊昕昀昱晏晟暉暘曦曜彥彬彪彤彰恆惇懿愷怡忻峻崑嵐嶽巍岱廷弘徽俊倫侑侃傑勛勳冠卿妍翔翰聰舜萍蓮詠諺謙贊邦郁雄雅穎穗靖頤龢煒煌燊燁焯煥熙煜炳烽榮榕桓梓楠楨樺樑棟森栢楷柏瑞璿瓏瑾珏玨
翊翎翹耿聿芊茜莘菱葳蒨蓀薰蘅虹裘詩誼誠謀譽豔貞賢軒輝迪邁郡鄞銳鎮鏗陞隆雋霞韶韻馨駿鵬鸞麗齡龍嫺孋孜宥宸寰尉崗巧巽幗幸庭彭徹忠悌愉慈懋戎扶攀敏斌昂昌昭晉晞晴智暐朗柔桐棠欣毓沁沅泰浚淇淵添渭湘溢滄漢潔潤澔澤熹燕
燦爵璧瓴甫畇皓盈睿瞻碩祖祥禮秀秉竣筠筱筑紘紹絜維綺緯縈翠耀育舫良芮苡荷莎菊葦蓓蔓蔚薪藝蘭蘊誌諾賓資軾輔迺遠鄺鈿鉦銓鋕錚鍵鎂鏘鑑閔阡陽隽霓靄鞏頌頡顥馥駒騰驤鳳鳴鴻鵑鶯鶴凱凌凱冕函劭劼勁勉勤匡卉厚吉君吾哲喆喬嘉
堃堯墉壎奎奕妃姬姵娥娸婧媛媚嫚孟`), runeSet(`志國文建明家偉永英美華德惠雪玉珠珍梅桂香紅艷春秋冬蘭菊雲月星晨晶光輝強剛勇毅堅定安寧靜和平順福壽富貴財寶金銀錦繡龍虎飛鷹鳳燕鶴松柏竹林森木山川江河海洋波清源水泉石岩峰嶺
子之一二三中正大小少元世仁義禮智信孝悌忠廉德道宗祖先賢聖君臣士民興隆盛昌榮茂達通遠長久恒常新成功立業名揚學書畫詩琴啟開展發揮雨雷霜露青黃紅白玄丹朱紫碧藍萬千百兆億方圓東西南北上下天地人日思念懷愛慕敬仰尊重善真
如意吉祥慶喜樂歡欣悅慧敏聰穎靈秀麗佳好心意誠芝蓮荷蓉萱采彩伯仲叔季孟亞承紹繼先宜宣宏宇容寬實宜守官宙家富寅寬尚崇岳嵩巨廣康延弘彬影徐得心必忱怡恩恭悟悦情惟愚慎慰憲懷成戰手才扶抗承拓振捷授揚撫敦文斯旭昆景曉書
朋望期朝本材杏村東枝果柱校根格桃桑梁棋楓業楚極模樂權欣正武歲殷民永汝江沙治波泳法洲活流浪浩深淨清渙港湖湘源溪滿漾潮濱瀾灝炎烈為然照燈爾特狄玄率玖理琢生田由甲申男略百益盛監直相真知石研破確碧磊社神秋科稀稟
穆空立章童端竹筆策管節範簡米精純素索紫細終結絡統經綠網緒緣練縱總織繁羅美群義習翁聖聯聲肇能自至致舉舟良若苑范茅莊莫莉華菡萊落葆著董蒙蒲蓬蔡薛藏虎虹行衍衛表裕西見規親觀言計訓記許詳語誦調論諒識警議護豆豐象貝負貢財
責貴賀資賦質赤超越路車軍載輪辰農述迎近通造逢進逸道達遊適邦郎部鄉配里重野量金針鈴銅鋼錢錫錄鏡鐵長門開閎間閣關阿降限院陣除陰陶雁集離雨震青非靈革音響頂項須頓領題願類風飛食養首騎驚高魁魂魚鮮鯤鷹麥
麻黎墨鼎齊齋佑佐佩併來侍侯俐信修倩倪倬值健偲傅備傳億優元兆先克兒全公其典兼凡凱出利初力加勝包化千升卓協南博印原友可台史右司吟含吳呈周品善固圓土城培基堂報場塵增士壹夏多夜天夫央奇奉奮女好妙始姿威娃婦媽嬌孔存季學
宇守安定客室宮宴寒專尊尋導小尚尤展山岐岸峨島嵩川工左巴市帆師希帝帶常平年幼幾庚府座庸彤役彼律微心忍快性恨息悉悠應`)
