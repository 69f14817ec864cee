package detect

import (
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// countryOrganization joins a country to the body that follows it: 美國內政部,
// 英國財政部, 匈牙利政府 are one organization, and so is a ministry that no list
// holds (英國能源安全部) where the words end like one.
func (st *state) countryOrganization() {
	occ := st.occupied()
	for _, c := range st.cands { // those there are now
		if c.state != accepted || c.lost || c.typ != entities.Place || c.name == nil || c.End >= len(st.text) {
			continue
		}
		if !fold.IsHan(st.text[c.Start]) || !fold.IsHan(st.text[c.End]) || occ[c.Start] != nil && occ[c.Start].Len() > c.Len() {
			continue
		}
		if o := occ[c.End]; o != nil && o.Start == c.End && o.typ == entities.Organization {
			foreign := o.name != nil && o.Len() <= 4 && c.name.Kind == "country" && !sameState(o.name.Country, c.name.Country) && (generalBodies[o.name.Kind] || sharedBodies.has(st.text[o.Start:o.End]))
			if o.name != nil && !st.wide(c) && standsAlone[o.name.Kind] {
				continue // 北京|首都醫科大學
			}
			if o.name == nil || o.name.Country == "" || o.name.Country == c.name.Country || foreign {
				id := o.id
				if o.name == nil || foreign && o.name.Country != "" {
					id = ""
				}
				st.propose(entities.Span{Start: c.Start, End: o.End}, entities.Organization, id, o.via, "a place before its own body", o.conf)
			}
			continue
		}
		if e := st.ministry(c.End, occ, st.wide(c)); e > 0 && !(strings.HasPrefix(c.id, "place/geo-") && hasAt(st.text, c.End, governmentWord)) {
			st.propose(entities.Span{Start: c.Start, End: e}, entities.Organization, "", entities.ViaPattern, "a place before words that end like a public body", 0.75)
		}
	}
}

// personTitle tells whether a title of persons begins at p: 學會|會長.
func (st *state) personTitle(p int) bool {
	for e := p + 2; e <= p+6 && e < len(st.text); e++ {
		if st.cue.before[e][1] == 2 && int(st.cue.start[e]) <= p {
			return true
		}
	}
	return false
}

var nounsOfPeople = foldedSet(`人 人民 人士 官員 議員 機構 團體 首相 總統 總理 警察 警方 民間 主要 境內 國內 政府 企業 公司 市場 經濟`)

// workOfBodies are verbs that names of bodies hold as nouns: 經濟合作理事會.
var workOfBodies = foldedSet(`合作 發展 管理 監督 監管 監理 監察 保護 保障 保育 促進 推廣 推展 拓展 規劃 研究 研發 調查 檢查 檢驗 檢疫 檢測 檢討 審計 審查 審議 審理 審裁 復興 振興 開發 協調 聯絡 聯誼 交流 評議 評審 評估 評核 仲裁 調解 競爭 競賽 安全 穩定
 消費 管制 登記 註冊 統計 統籌 改革 交易 結算 清算 考試 選舉 救援 救助 支援 援助 資助 環保 輔導 福利 服務 教育 培訓 訓練 運輸 運動 飛行 航空 旅遊 零售 採購 供應 流通 貿易 投資 買賣 輸出 出口 進口 出入境 就業 勞動 工作 組織 聯合 團結 獨立 統一 透明 平等 公開
 預防 防止 防治 防制 防護 防衛 防疫 抗疫 治療 護理 康復 復康 感染 緝毒 禁毒 反貪 貪污 賭博 洗錢 犯罪 執法 懲教 申訴 上訴 終審 裁判 諮詢 顧問 督導 策劃 籌備 籌款 創新 創業 創作 建造 建設 建築 製造 生產 加工 設計 出版 廣播 傳播 新聞 印刷 維護 維新 處理 應用 應急 循環 巡防 巡迴 實踐 失當 參謀 表演 演藝
 展覽 推理 寫作 作家 行動 抗爭 維權 關懷 關注 保險 保健 控制 預算 準備 儲備 融資 集資 信託 撥款 認可 認證 在職 私隱 行為 引進 特許 破產 轉讓 衍生 主計 前進 節能 殘障 專上 治喪 治安 偵查 情報 移民 徵信 養老 退休 重建 再生 回收 淨化 繁殖 攝影 動畫 武裝 聯席 常務 執行 協作 協商 對話 談判 打擊 資助 救濟 互助 自救 自強 慈善 義務`)

var governmentWord = []rune(fold.String("政府"))

// ministry returns where a public body ends that begins at p, right after a
// place: 政府, or up to ten characters of nouns that end in 部, 署, 局 and their
// like before a sign, a bracket or a verb of speech; 0 if there is none.
// Behind a country (wide) the ending alone is any body of the kind: 美國|大學.
func (st *state) ministry(p int, occ []*candidate, wide bool) int {
	if hasAt(st.text, p, governmentWord) {
		e := p + len(governmentWord)
		if _, cut := st.wordAcross(e); !cut {
			return e
		}
		return 0
	}
	if t := st.token(p); t.Len() == 1 && (functionPOS(t.POS) || grammar.has(st.text[p])) {
		return 0 // 英國|的
	}
	for e := p + 2; e <= len(st.text) && e-p <= 14; e++ {
		if !fold.IsHan(st.text[e-1]) || (occ[e-1] != nil && occ[e-1].typ != entities.Organization && occ[e-1].typ != entities.Company) {
			return 0
		}
		i := st.tokenAt(e - 1)
		if i < 0 {
			return 0
		}
		t := &st.doc.Tokens[i]
		w := st.text[t.Start:min(t.End, len(st.text))]
		if functionPOS(t.POS) && !(t.POS == "c" && t.Len() == 1 && !st.wholeBefore(t.Start)) && !workOfBodies.has(w) || st.noPart(e) || spoken.has(st.text[e-1]) || (t.POS == "v" || t.POS == "a" && t.Freq >= 100) && !workOfBodies.has(w) || st.text[e-1] == possessive || nounsOfPeople.has(w) {
			return 0
		}
		if t.POS == "c" && e < len(st.text) && occ[e] != nil && occ[e].Start == e {
			return 0 // 證監會和|最高人民法院
		}
		if t.End != e {
			continue
		}
		typ, n := st.endingType(e)
		if typ != entities.Organization || n == 1 && !ministryTails.has(st.text[e-1]) || n > 1 && !bodyWords.has(st.text[e-n:e]) && !ministryTails.has(st.text[e-1]) {
			continue
		}
		if wide && e-n == p && anyTails.has(st.text[p:e]) || hasAt(st.text, e-2, lawsuitWord) {
			return 0
		}
		if noBodies.has(st.text[e-2:e]) && (t.Len() == 2 || t.Len() == 1 && st.token(e-2).Len() == 1) {
			return 0
		}
		if st.bounded(e) || n > 1 && st.cue.after[st.next(e)] != ([4]uint8{}) || (n > 1 || st.officeBefore(e)) && st.personTitle(e) || st.officeBefore(e) && e-p >= 4 {
			return e
		}
	}
	return 0
}

// anyTails behind the name of a country are any body of the kind.
var anyTails = foldedSet("大學 學院 醫院 法院 法庭 工會 協會 仲裁中心 研究中心")

var lawsuitWord = []rune(fold.String("官司"))

// officeBefore tells whether the character before e ends the name of an office
// that says what it does: 保護局, 檢疫局.
func (st *state) officeBefore(e int) bool {
	if e < 3 || !ministryTails.has(st.text[e-1]) {
		return false
	}
	t := st.token(e - 2)
	return t.Len() == 2 && t.End == e-1 && workOfBodies.has(st.text[t.Start:t.End]) || st.token(e-1).Len() == 3 && workOfBodies.has(st.text[e-3:e-1])
}

// noBodies end like offices and are none: 政局, 布局, 內部, 到處.
var noBodies = foldedSet(`當局 政局 時局 戰局 布局 佈局 格局 大局 全局 困局 僵局 危局 變局 亂局 殘局 結局 開局 飯局 騙局 賭局 郵局 出局 平局 敗局 藥局 書局 定局 和局 棋局 破局 選局 總部 內部 外部 全部 局部 大部 南部 北部 東部 西部 中部 一部 幹部 本部 餐廳 客廳 大廳 賭廳 展廳 舞廳 門廳 音廳 奏廳 議廳
 戲院 影院 住院 出院 入院 老院 劇院 寺院 庭院 後院 產院 部署 簽署 聯署 連署 佈署 好處 壞處 用處 之處 深處 到處 四處 此處 何處 處處 同處 益處 長處 短處 難處 妙處 相處 去處 遠處 住處 出處 身處 懲處 查處 論處 議處 判處 裁處 上司 公司 官司 該司`)

var ministryTails = runeSet("部署局廳院司處")

// nearCountry returns the country of the name right before or behind a body, or
// of the person that stands within a title's length behind it: 國務院總理李強 is
// China's. It is "" when there is none, or none with a country.
func (st *state) nearCountry(c *candidate) string {
	for o := st.ending[c.Start]; o != nil; o = o.prevEnd {
		if o.state == accepted && !o.lost && o.typ == entities.Place && o.name != nil && o.name.Country != "" {
			return o.name.Country
		}
	}
	for p := c.End; p <= c.End+6 && p < len(st.text); p++ {
		if p > c.End && !fold.IsHan(st.text[p-1]) {
			return ""
		}
		for o := st.starting[p]; o != nil; o = o.prevStart {
			if o.state != accepted || o.lost || o.name == nil || o.typ != entities.Person && (p > c.End || o.typ != entities.Organization) {
				continue
			}
			if o.name.Country != "" {
				return o.name.Country
			}
		}
	}
	return ""
}

// foreignBodies takes its identity from a body whose name many countries have
// (工黨, 參議院), where the words beside it tell of another country, or the
// article speaks of others and never of its own.
func (st *state) foreignBodies() {
	var home map[string]int
	for _, c := range st.cands {
		if c.state != accepted || c.lost || c.user || c.typ != entities.Organization || c.name == nil || c.name.Country == "" || !sharedBodies.has(st.text[c.Start:c.End]) {
			continue
		}
		near := st.nearCountry(c)
		if sameState(near, c.name.Country) {
			continue
		}
		if plainKinds.has(st.text[c.Start:c.End]) {
			if home == nil {
				home = st.countries()
			}
			if near != "" || home[c.name.Country] < 2 {
				c.state, c.why = refused, "a kind of body, and none of its country"
				continue
			}
		}
		if near == "" {
			if home == nil {
				home = st.countries()
			}
			most, same := 0, false
			for k, n := range home {
				if !sameState(k, c.name.Country) {
					most = max(most, n)
				} else if k != c.name.Country && n > 1 {
					same = true // 財政部 in Hong Kong is China's
				}
			}
			if home[c.name.Country] > 1 || same || most < 2 {
				continue
			}
		}
		c.id, c.why = UnknownID(c.typ, st.doc.Slice(c.Span)), c.why+", but another country's"
	}
}

// standsAlone are kinds of bodies with names of their own, to which no city
// before them belongs.
var standsAlone = map[string]bool{"university": true, "party": true, "international": true, "team": true, "body": true, "organization": true, "thinktank": true}

// sameState tells whether two countries share their ministries.
func sameState(a, b string) bool {
	state := func(c string) string {
		if c == "HK" || c == "MO" {
			return "CN"
		}
		return c
	}
	return state(a) == state(b)
}

// generalBodies are kinds of bodies that most countries have under one name.
var generalBodies = map[string]bool{"ministry": true, "government": true, "legislature": true, "court": true}

// plainKinds are names of bodies that mean any of their kind outside the country
// of theirs.
var plainKinds = foldedSet("中央銀行 央行")

var bodyWords = newWordMap(bodyTails)

// sharedBodies are names that bodies of many countries have.
var sharedBodies = foldedSet("民主黨 共和黨 工黨 自由黨 保守黨 綠黨 社會黨 參議院 眾議院 財政部 國防部 外交部 商務部 司法部 農業部 教育部 內政部 經濟部 交通部 聯邦政府 最高法院 國會 國安部 國務院 中央銀行 央行")

// mainland names no body: 內地監管局 is any of them.
const mainland = "place/geo-mainland"

// foldedSet returns the set of words, folded.
func foldedSet(words string) *wordMap[bool] {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[fold.String(w)] = true
	}
	return newWordMap(m)
}

// bodyNames finds public bodies, associations, schools and their like by their
// endings, with the place or the body before them and one "and" inside: 澳洲海岸
// 水務監管局, 參議院金融委員會, 李嘉誠基金會. Where no known name stands before,
// the nouns must look like a name of their own.
func (st *state) bodyNames() {
	occ, val := st.occupied(), st.valueAt()
	for _, h := range st.suffixes {
		info := &st.d.words.suffix[h.Value]
		if !info.body && !info.part || h.Start < 1 || occ[h.End-1] != nil && occ[h.End-1].Start < h.Start {
			continue
		}
		if _, cut := st.wordAcross(h.End); cut || occ[h.End-1] != nil && occ[h.End-1].Start == h.Start && occ[h.End-1].typ != entities.Organization {
			continue
		}
		o := occ[h.End-1]
		w := st.bodyStart(h.Start, info, occ, val)
		if o != nil && o.name != nil && w.front != nil && w.front.typ != entities.Place {
			continue
		}
		own := h.Start - w.start
		switch {
		case w.front != nil:
			own = h.Start - w.front.End
			if own >= 2 && w.front.typ == entities.Place && schoolEnds.has(info.term) && !st.nameLike(w.front.End, h.Start) {
				continue // 日本|電影專門|學校
			}
			if own < 2 && !(w.front.typ != entities.Place && info.unit) || own >= 2 && st.kindWord(w.front.End, h.Start, true) {
				continue
			}
			s := entities.Span{Start: st.bodyFront(w.front, info, occ), End: h.End}
			st.propose(s, entities.Organization, "", entities.ViaSuffix, "a place or body and "+info.why, 0.75)
		case own >= 2 && aloneTails.has(info.term) && st.schoolName(w.start, h.Start):
			st.propose(entities.Span{Start: w.start, End: h.End}, entities.Organization, "", entities.ViaSuffix, "a name of its own and "+info.why, 0.7)
		case w.whole < w.start && info.body && st.oddStart(w.whole):
			st.propose(entities.Span{Start: w.whole, End: h.End}, entities.Organization, "", entities.ViaSuffix, info.why, 0.7)
		case own >= 2 && info.body && !st.kindWord(w.start, h.Start, false) && st.bodyAlone(w.start, h):
			st.propose(entities.Span{Start: w.start, End: h.End}, entities.Organization, "", entities.ViaSuffix, info.why, 0.7)
		}
	}
}

// bodyAlone tells whether the words from start to an ending of bodies make a
// name with it, though no known name stands before them.
func (st *state) bodyAlone(start int, h entities.Hit) bool {
	if st.head(start, h.Start) || !st.nounRun(start, h.Start) || !st.edge(start) {
		return false
	}
	return h.Start-start >= 4 || st.nameLike(start, h.Start) || st.bounded(h.End)
}

// oddStart tells whether a name may begin at p, behind a sign, with two
// characters that make no word: :冠域商業及經濟研究中心.
func (st *state) oddStart(p int) bool {
	if p > 0 && (fold.IsHan(st.text[p-1]) || isWord(st.text[p-1])) {
		return false
	}
	for q := p; q < p+2; q++ {
		if t := st.token(q); t.Len() != 1 || grammar.has(st.text[q]) || t.POS == "v" || functionPOS(t.POS) {
			return false
		}
	}
	return true
}

// aloneTails end the names of schools, which names that no list holds stand before.
var aloneTails = foldedSet("中學 小學 書院")

// schoolEnds need a name of their own before them.
var schoolEnds = foldedSet("學校 中學 小學 書院 幼稚園")

// schoolName tells whether the words from start to end are the name of a school:
// each a proper noun or no word at all, behind an edge or a word.
func (st *state) schoolName(start, end int) bool {
	if t := st.token(start); st.kindWord(start, end, false) || t.End >= end && t.POS == "ns" {
		return false
	}
	odd := true
	for p := start; p < end; {
		t := st.token(p)
		switch {
		case t.Len() == 0 || t.Start < p:
			return false
		case t.Len() == 1:
			if grammar.has(st.text[p]) || t.POS == "v" || functionPOS(t.POS) || spoken.has(st.text[p]) || schoolKinds.has(st.text[p]) {
				return false
			}
		case t.Known && !properPOS(t.POS):
			return false
		default:
			odd = false
		}
		p = t.End
	}
	return st.nameLike(start, end) && (st.edge(start) || odd && end-start <= 3 && st.token(start-1).Len() >= 2)
}

// schoolKinds are characters before 中學 and 小學 that say which kind.
var schoolKinds = runeSet("進考入中小男女間所讀升返初高大全老舊新名")

// bodyWalk is what bodyStart found.
type bodyWalk struct {
	start int        // where the words of the name begin
	whole int        // the same with what stands before an "and"
	front *candidate // the place, body, company or person before them; nil for none
}

// bodyStart walks left from p, where the ending of a body begins, over nouns and
// one "and" to a known name that may begin the name of a body.
func (st *state) bodyStart(p int, info *suffixInfo, occ []*candidate, val []bool) bodyWalk {
	const limit = 16
	start, and, joined := p, -1, false
	end := func(front *candidate) bodyWalk {
		whole := start
		if front == nil && and >= 0 {
			start = and // what stands before the "and", or is a title, is a thing of its own
		}
		return bodyWalk{start, whole, front}
	}
	for start > 0 && p-start <= limit {
		q := start - 1
		if c := occ[q]; c != nil {
			if c.End != start || !fold.IsHan(st.text[c.Start]) {
				return end(nil)
			}
			switch c.typ {
			case entities.Place:
				if c.id == mainland {
					return end(nil)
				}
			case entities.Organization:
				if start == p && !info.unit {
					return end(nil)
				}
			case entities.Company, entities.Person:
				if !info.named || and >= 0 || c.typ == entities.Person && (!info.school || p-start > 4 || start < p && !st.nounRun(start, p)) {
					return end(nil)
				}
			default:
				return end(nil)
			}
			if c.typ != entities.Place && inAnd.has(st.text[c.End]) {
				return end(nil) // 康奈爾大學|和|商學院
			}
			return end(c)
		}
		if val[q] || !fold.IsHan(st.text[q]) {
			return end(nil)
		}
		t := st.token(q)
		if t.Len() == 0 || t.End > start {
			return end(nil)
		}
		w := st.text[t.Start:start]
		switch {
		case t.Len() == 1 && inAnd.has(st.text[q]) && start < p && !joined:
			if st.wholeBefore(q) {
				return end(nil)
			}
			and, joined = start, true
		case t.Len() == 1 && st.text[q] == newRune && q > 0 && occ[q-1] != nil && occ[q-1].typ == entities.Organization && start < p:
		case t.Len() == 1 && st.text[q] == stationedRune && info.mission:
		case t.Len() == 1 && (grammar.has(st.text[q]) || t.POS == "v" && !verbsInBodies.has(st.text[q])):
			return end(nil)
		case stopWords.has(w), st.noPart(start), t.Len() > 1 && (st.text[t.Start] == isRune || st.text[q] == isRune), t.Len() > 1 && !workOfBodies.has(w) && (functionPOS(t.POS) && t.Freq >= 100 || t.POS == "v" && !trades.has(w) || t.POS == "d" || t.POS == "r" || t.POS == "i" || (t.POS == "m" || t.POS == "q") && countRunes.has(st.text[q])):
			return end(nil)
		}
		if and < 0 && t.Len() >= 2 && st.cue.before[start] != ([4]uint8{}) && int(st.cue.start[start]) <= t.Start {
			and = start
		}
		start = t.Start
	}
	if p-start > limit {
		return bodyWalk{p, p, nil}
	}
	return end(nil)
}

// wholeBefore tells whether what ends at p is a name or a title of its own, so
// that the "and" behind it joins two things.
func (st *state) wholeBefore(p int) bool {
	if p >= 2 && meetings.has(st.text[p-2:p]) {
		return true
	}
	if i := st.suffixEnd[p]; i > 0 {
		if info := &st.d.words.suffix[st.suffixes[i-1].Value]; info.body || info.part {
			return true
		}
	}
	return st.cue.before[p][1] == 2 && p-int(st.cue.start[p]) >= 2
}

// noPart tells whether the word before p is for people or groups, or ends in a
// word of grammar (適用於), and so no part of the name of a body.
func (st *state) noPart(p int) bool {
	return p >= 2 && (notInBodies.has(st.text[p-2:p]) || countRunes.has(st.text[p-1]) && (numerals.has(st.text[p-2]) || manyRunes.has(st.text[p-2]))) || st.text[p-1] == atRune
}

// meetings and papers are things of their own.
var meetings = foldedSet("會議 大會 年會 峰會 論壇 協議 計劃 報告 工作")

// countRunes end numbers and measures: 第八個, 四所.
var countRunes = runeSet("個所間家位名次多")

var notInBodies, atRune = foldedSet("人士 官員 首相 總統 總理 警方 議員 機構 團體 部門 智庫 集團 學者 代表 公司 民間 境內 國內 時任 前任"), fold.Rune('於')

// bodyFront returns where the name of a body begins whose first known part is c:
// the body, or the country and 駐, before a place belong to it as well (同盟會
// 河南支部, 中國駐加拿大大使館).
func (st *state) bodyFront(c *candidate, info *suffixInfo, occ []*candidate) int {
	s := c.Start
	if s == 0 || c.typ == entities.Company {
		return s
	}
	if o := occ[s-1]; o != nil && o.End == s && (o.typ == entities.Organization || o.typ == entities.Company && info.unit && c.typ == entities.Place) && fold.IsHan(st.text[s-1]) {
		return o.Start
	}
	if st.text[s-1] == stationedRune && info.mission && c.typ == entities.Place && s > 1 {
		if o := occ[s-2]; o != nil && o.End == s-1 && (o.typ == entities.Place || o.typ == entities.Organization) {
			return o.Start
		}
		return s - 1
	}
	return s
}

// kindWord tells whether the words from start to end only say what kind of body
// is meant: 外國|大學, 兩地|海關. Behind a known name fewer words do.
func (st *state) kindWord(start, end int, behind bool) bool {
	t := st.token(start)
	w := st.text[start:end]
	return t.Start == start && bodyKinds.has(st.text[start:min(t.End, end)]) || bodyKinds.has(w) || !behind && wholeKinds.has(w)
}

// bodyKinds at the front say which kind of body is meant, not which body;
// wholeKinds do so alone.
var (
	bodyKinds = foldedSet(`外國 海外 本地 本港 內地 外地 公立 私立 公營 私營 屋邨 省市 各省市 全港 全台 跨國 民間 國內 境外 境內 鄰近 附近 相關 有關 同一 所有 駐港 駐台 研究型 頂尖 一流 知名 著名 名牌 當地 各級 各地 兩地 三地 兩岸 兩所 兩間 三間 多間 多所 部分 部份 其他 其它
 西方 非政府 非牟利 非營利 獨立調查 上級 下級 中級 高級 小型 大型 中型 英文 中文 方艙 定點 野戰 自資 資助 直資 官立 津貼 五大 四大 三大 八大 兩大 六大 各大 網上 聯網 前身 首間 首個 新興 恐怖 邪惡 反對 候任 前任 現任 本屆 上屆 今屆 歷屆 綜合 老牌 八間 五間 四間 八所 四所 中南部`)

	wholeKinds = foldedSet(`地方 地區 重點 特殊 普通 傳統 政府 企業 專業 調查 工作 專責 專家 特別 臨時 聯合 常設 常務 執行 小組 基層 初級 官方 私人 精神病 急症 動物 教學 社區 鄉鎮 國際 世界 主要 公司 業主 屋苑 互聯網 律師 分區 人民 中央 股份 行業 商業 工商 產業 農民 工人 學生 家長 教師 校園 慈善 公益 宗教 政治 軍事 業主法團 專科 職業 技術 綜合性 監管 監察 管理 統籌 籌備 評審 遴選 審批 諮詢 顧問 研究 投資 經濟 金融 科技 教育 文化 醫療 體育 藝術 社會 環境 發展 設計 建築 法律 公共 農業 工業 交通 國家 全國`)
)

var (
	newRune, stationedRune, isRune = fold.Rune('新'), fold.Rune('駐'), fold.Rune('是')

	// inAnd joins two nouns inside the name of a body.
	inAnd = runeSet("與及和暨")

	// verbsInBodies are characters that the dictionary has for verbs and that
	// names of bodies hold in short forms.
	verbsInBodies = runeSet("聯審研保訓管監測運動展育護")
)

// unitTails end the names of parts of a body, which stand right behind its name;
// namedTails are bodies that companies give their names to, schoolTails those
// that carry the name of a person, missionTails those abroad.
var (
	unitTails = foldedSet(`委員會 小組委員會 專責委員會 學院 醫學院 商學院 法學院 法律學院 書院 研究所 研究院 研究中心 研究學院 基金會 慈善基金會 慈善基金 工會 職工會 職工總會 員工協會 黨團 黨部 支部 分會 總支部 辦事處 辦公室 秘書處 理事會 校友會 學生會 圖書館 評議會 常委會 財委會 書記處 黨委 代表處 代表團 總部委員會`)

	namedTails  = foldedSet(`基金會 慈善基金 慈善基金會 慈善信託基金 文教基金會 教育基金會 公益基金會 工會 職工會 職工總會 員工協會 學院 商學院 醫學院 研究院 研究所 研究中心 中學 小學 書院 紀念中學 紀念小學 醫院 大學 校友會`)
	schoolTails = foldedSet(`基金會 慈善基金 慈善基金會 文教基金會 教育基金會 學院 商學院 醫學院 法學院 研究院 研究所 研究中心 書院 紀念中學 紀念小學 紀念醫院 紀念學校 政策學院 公共政策學院`)

	missionTails = foldedSet(`大使館 領事館 總領事館 辦事處 代表處 經濟貿易辦事處`)
)

// partTails end the names of bodies behind the name of a place or body, but make
// no name of the nouns before them alone.
var partTails = foldedSet(`小組 小組委員會 專責委員會 中學 小學 書院 紀念中學 紀念小學 學校 幼稚園 醫學院 法學院 法律學院 黨團 黨部 支部 分會 總支部 辦公室 秘書處 代表處 經濟貿易辦事處 校友會 學生會 黨委 書記處 聯會 社團聯會 研究會 研究學院 裁判法院 法院 區議會 議會 同盟 陣線 民族黨 共產黨 行動黨 民主黨 社會黨 自由黨 工黨 保守黨 綠黨 聯賽 足球會 足球俱樂部 哥爾夫球會 高爾夫球會 樂團 管弦樂團 交響樂團 劇團 舞團 話劇團 政協 監委 紀委 檢察院
 財政廳 教育廳 公安廳 商務廳 交通運輸廳 農業農村廳 司法廳 民政廳 水利廳 文化和旅遊廳 衛生廳 武裝部隊 艦隊 軍區 戰區 國民警衛隊 海岸警衛隊 檢驗檢疫局 治安警察局 治安警局 民政事務處 消防局 警察局 人大常委會 財委會 常委會 職工總會 員工協會 互助會 同鄉會 聯誼會 慈善會 教區 聯席會議 促進組 研究計劃 民意研究計劃`)

// universityTails are the parts of a university, behind its name and the nouns
// that say what they teach.
var universityTails = folded(`學系 系 學院 醫學院 商學院 法學院 研究所 研究院 研究學院 研究中心 中心 研究計劃 計劃 圖書館 研究室 實驗室 書院 分校 學部 附屬醫院 醫院 校友會 學生會 校董會 校委會 基金會 研究組 評議會 出版部 法律所 經濟所`)

// unitsOfUniversities joins a university to the part of it that follows:
// 中文大學|經濟系, 港大|民意研究計劃, 東海大學|法律系.
func (st *state) unitsOfUniversities() {
	var occ []*candidate
	for _, c := range st.cands[:len(st.cands):len(st.cands)] {
		if c.state != accepted || c.lost || c.typ != entities.Organization || c.End >= len(st.text) || !fold.IsHan(st.text[c.End]) || !st.university(c) {
			continue
		}
		if occ == nil {
			occ = st.occupied()
		}
		if e := st.unitEnd(c.End, occ); e > 0 {
			st.propose(entities.Span{Start: c.Start, End: e}, entities.Organization, "", entities.ViaPattern, "a university and a part of it", 0.75)
		}
	}
}

// university tells whether a body is a university or a college.
func (st *state) university(c *candidate) bool {
	if c.name != nil {
		return c.name.Kind == "university" || strings.HasSuffix(c.name.Name, "大學") || strings.HasSuffix(c.name.Name, "學院")
	}
	for _, w := range schoolWords {
		if c.Len() > len(w) && hasAt(st.text, c.End-len(w), w) {
			return true
		}
	}
	return false
}

var schoolWords = folded("大學 學院 研究院")

// unitEnd returns where the part of a university ends that begins at p, the
// longest one; 0 if there is none.
func (st *state) unitEnd(p int, occ []*candidate) int {
	const limit = 18
	best := 0
	and := 0
	for e := p; e < len(st.text) && e-p < limit; {
		if !fold.IsHan(st.text[e]) {
			break
		}
		if c := occ[e]; c != nil && c.typ != entities.Organization {
			if c.Start != e || c.typ == entities.Company && e > p || !fold.IsHan(st.text[c.End-1]) {
				break
			}
			e = c.End
			continue
		}
		t := st.token(e)
		if t.Len() == 0 {
			break
		}
		t.Start = e // 北京大學|社會學系 may be one word of the dictionary
		w := st.text[t.Start:min(t.End, len(st.text))]
		switch {
		case inAnd.has(st.text[e]) && t.Len() == 1:
			if e == p || and > 0 || e+1 < len(st.text) && occ[e+1] != nil || best == e && st.wholeBefore(e) && st.suffixEnd[e] > 0 {
				return best
			}
			and = e
		case t.Len() == 1 && (grammar.has(st.text[e]) || t.POS == "v" && !verbsInBodies.has(st.text[e])), nounsOfPeople.has(w), stopWords.has(w), st.noPart(t.End),
			t.Len() > 1 && !workOfBodies.has(w) && (functionPOS(t.POS) || t.POS == "v" && !trades.has(w) && t.Freq >= 20), st.personTitle(e):
			return best
		}
		e = min(t.End, len(st.text))
		for _, u := range universityTails {
			if b := e - len(u); b >= p && hasAt(st.text, b, u) && (b > p || len(u) > 2) && !(b > p && b <= and+1 && and > 0) {
				if _, cut := st.wordAcross(e); !cut && !(len(u) == 1 && e-p > 1 && st.token(e-1).Len() == 1 && e < len(st.text) && st.text[e] == listRune) {
					best = e
				}
			}
		}
	}
	return best
}

var listRune = fold.Rune('列')

// joinedBodies makes one name of a body and the part of it that follows, both
// known by themselves: 立法會|財委會; of a short form of a country and its body:
// 美|聯準會; and of a country and a body in Latin letters: 美國|FDA.
func (st *state) joinedBodies() {
	occ := st.occupied()
	for _, c := range st.cands[:len(st.cands):len(st.cands)] {
		if c.state != accepted || c.lost || c.typ != entities.Organization || c.Start == 0 || occ[c.Start] != c {
			continue
		}
		p := st.prev(c.Start)
		o := occ[p-min(p, 1)]
		switch {
		case o != nil && o.End == p && o.typ == entities.Organization && p == c.Start && o != c && st.partBody(o, c):
			if fold.IsHan(st.text[o.Start]) && fold.IsHan(st.text[c.Start]) {
				st.propose(entities.Span{Start: o.Start, End: c.End}, entities.Organization, "", entities.ViaPattern, "a body and a part of it", 0.75)
			}
		case o != nil && o.End == p && o.typ == entities.Place && o.name != nil && o.name.Kind == "country" && c.name != nil && o.name.Country == c.name.Country && st.capitals(c.Span) && fold.IsHan(st.text[o.Start]):
			st.propose(entities.Span{Start: o.Start, End: c.End}, entities.Organization, c.id, c.via, "a country and its body", c.conf)
		case o == nil && p == c.Start && c.name != nil && fold.IsHan(st.text[c.Start]):
			q := c.Start - 1
			if k := shortCountries[st.text[q]]; k != "" && st.shortBefore(q) && sameCountry(k, c) {
				st.propose(entities.Span{Start: q, End: c.End}, entities.Organization, c.id, c.via, "a country and its body", c.conf)
			} else if q > 0 && hasAt(st.text, q-1, nationalWord) && c.name.Country == "CN" && (c.name.Kind == "agency" || c.name.Kind == "regulator") && st.token(q).Len() == 2 {
				st.propose(entities.Span{Start: q - 1, End: c.End}, entities.Organization, c.id, c.via, "a body of the state", c.conf)
			}
		}
	}
}

var nationalWord = []rune(fold.String("國家"))

// partBody tells whether the body b behind the body a may be a part of it: one
// of no list, one whose name is that of a part, or an office of a government.
func (st *state) partBody(a, b *candidate) bool {
	if b.name == nil {
		return true
	}
	if b.name.Kind == "agency" || b.name.Kind == "ministry" {
		return a.name != nil && a.name.Country == b.name.Country && (a.name.Kind == "government" || a.name.Kind == "legislature")
	}
	i := st.suffixEnd[b.End]
	return i > 0 && st.d.words.suffix[st.suffixes[i-1].Value].unit && b.name.Kind != "international" && b.name.Kind != "university"
}

// shortBefore tells whether the character at q stands for a country: no "and",
// no word for being there (在美, 駐美) and no other country (中美) before it.
func (st *state) shortBefore(q int) bool {
	if st.token(q).Len() > 1 {
		return false
	}
	if q == 0 {
		return true
	}
	r := st.text[q-1]
	return shortCountries[r] == "" && !thereRunes.has(r)
}

var thereRunes = runeSet("在駐赴訪對留旅抵來返離去親反抗向與和及從由於")

// shortCountries are countries by their one-character short forms.
var shortCountries = func() map[rune]string {
	m := map[rune]string{}
	for _, w := range strings.Fields("美US 英GB 日JP 韓KR 俄RU 德DE 法FR 澳AU 加CA 印IN 港HK 台TW 陸CN 中CN 星SG 烏UA 以IL 伊IR 泰TH 越VN") {
		r := []rune(w)
		m[fold.Rune(r[0])] = string(r[1:])
	}
	return m
}()

// sameCountry tells whether a known body is of a country.
func sameCountry(k string, c *candidate) bool {
	return c.name.Country == k && c.name.Kind != "party" && c.name.Kind != "university"
}

// teams finds sports teams: a city and a few characters before 隊 (多倫多速龍隊),
// and a Latin name before it.
func (st *state) teams() {
	occ := st.occupied()
	for _, p := range st.spots.teams {
		if p+1 < len(st.text) {
			if _, cut := st.wordAcross(p + 1); cut || occ[p] != nil {
				continue
			}
		}
		if p > 1 && isWord(st.text[p-1]) && !fold.IsDigit(st.text[p-1]) {
			s := p
			for s > 0 && isWord(st.text[s-1]) {
				s--
			}
			if o := occ[s]; s < p-1 && isUpper(st.raw[s]) && (o == nil || o.Start == s && o.End == p) {
				st.propose(entities.Span{Start: s, End: p + 1}, entities.Organization, "", entities.ViaPattern, "a name and the word for a team", 0.7)
			}
			continue
		}
		if p < 4 || teamKinds.has(st.text[p-1]) || !fold.IsHan(st.text[p-1]) {
			continue
		}
		for s := p - 1; s > 0 && p-s <= 5; s-- {
			if !fold.IsHan(st.text[s]) || grammar.has(st.text[s]) || occ[s] != nil {
				break
			}
			c := occ[s-1]
			if c == nil {
				continue
			}
			if c.End == s && c.typ == entities.Place && c.name != nil && fold.IsHan(st.text[c.Start]) && p-s >= 2 && st.nounRun(s, p) && !st.wide(c) && !st.head(s, p) {
				st.propose(entities.Span{Start: c.Start, End: p + 1}, entities.Organization, "", entities.ViaPattern, "a city and the name of a team", 0.7)
			}
			break
		}
	}
}

// teamKinds before 隊 make a kind of team: 軍隊, 車隊, 球隊.
var teamKinds = runeSet("療軍部警團車樂艦球排商船船遊支援搜救醫護消防志願突擊行動先表聯主客勁敵友小大中分縱編駝儀鼓衛特戰")

// quotedBodies takes what stands between quotation marks and ends like a body:
// 「促進銀髮經濟工作組」.
func (st *state) quotedBodies() {
	occ := st.occupied()
	for _, p := range st.spots.quotes {
		s := p + 1
		for e := s; e < len(st.text) && e-s <= 22; e++ {
			if st.raw[e] == '」' || st.raw[e] == '』' || st.raw[e] == '”' {
				i := st.suffixEnd[e]
				if i == 0 || e-s < 6 {
					break
				}
				h := st.suffixes[i-1]
				info := &st.d.words.suffix[h.Value]
				if o := occ[e-1]; (info.body || info.part) && h.Start-s >= 4 && !(o != nil && o.name != nil && o.Start > s && o.Len() >= 4) && !(occ[s] != nil && occ[s].Start < s) && !st.kindWord(s, h.Start, false) && st.quotedWords(s, h.Start) {
					st.propose(entities.Span{Start: s, End: e}, entities.Organization, "", entities.ViaSuffix, "in quotation marks, "+info.why, 0.7)
				}
				break
			}
			if !fold.IsHan(st.text[e]) {
				break
			}
		}
	}
}

// quotedWords tells whether no word from start to end makes a sentence of them.
func (st *state) quotedWords(start, end int) bool {
	for p := start; p < end; {
		t := st.token(p)
		if t.Len() == 0 {
			return false
		}
		w := st.text[t.Start:min(t.End, end)]
		if t.Len() == 1 && (grammar.has(st.text[p]) && !numberRunes.has(st.text[p]) || spoken.has(st.text[p])) || t.Len() > 1 && !workOfBodies.has(w) && (functionPOS(t.POS) && t.Freq >= 100 || t.POS == "v" && t.Freq >= 100) || st.noPart(min(t.End, end)) {
			return false
		}
		p = max(t.End, p+1)
	}
	return true
}

// capitals tells whether a span is capital letters alone.
func (st *state) capitals(s entities.Span) bool {
	for _, r := range st.raw[s.Start:s.End] {
		if !isUpper(r) {
			return false
		}
	}
	return true
}

// anyOf tells whether a word before p makes a kind of the body that follows:
// 兩地|海關, 各國|央行, 主要|央行.
func (st *state) anyOf(p int) bool {
	if p < 2 {
		return false
	}
	return st.text[p-1] == eachRunes[0] || st.text[p-1] == eachRunes[1] || kindsBefore.has(st.text[p-2:p])
}

var eachRunes = []rune(fold.String("各該"))

var manyRunes, kindsBefore = runeSet("各該數幾每"), foldedSet("兩地 三地 各地 各國 多國 兩國 該國 外國 全球 世界 主要 當地 各省 歐美 亞洲 每國 他國 我國 本國 貴國 超級 美歐")
