package detect

import (
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/fold"
)

// broadcasters are those whose entry tells no sector.
var broadcasters = setOf(strings.Fields("espn nhk cnn hbo mtv nbc cbs fox pbs cbc tnt eurosport australian-broadcasting"), companyID)

var channelEnds = folded("財經資訊台 資訊台 新聞台 財經台 綜合台 電影台 體育台 歡樂台 戲劇台 娛樂台 卡通台 兒童台 直播台")

// channel lengthens the name of a broadcaster by the number or the kind of one of
// its channels: ESPN2, CCTV-9, 港台電視31, 有線財經資訊台.
func (st *state) channel(c *candidate) {
	e := c.End
	if e < len(st.text) && st.text[e] == '-' && e+1 < len(st.text) && fold.IsDigit(st.text[e+1]) {
		e++
	}
	n := 0
	for e < len(st.text) && fold.IsDigit(st.text[e]) {
		e++
		n++
	}
	if n > 0 {
		if n > 2 || e < len(st.text) && (isWord(st.text[e]) || st.text[e] == '.' || st.text[e] == '%' || st.text[e] == ':' || st.text[e] == '-' || st.text[e] == '/' || fold.IsHan(st.text[e]) && st.counter(st.text[e])) {
			return
		}
	} else {
		for n = 0; n <= 3 && e < len(st.text); n++ {
			q := e
			if st.text[q] == '·' || st.text[q] == '‧' || st.text[q] == '・' {
				q++
			}
			if f := st.stepOver(channelEnds, q); f > q {
				e, n = f, -1
				break
			}
			if !fold.IsHan(st.text[e]) || grammar.has(st.text[e]) {
				return
			}
			e++
		}
		if n >= 0 {
			return
		}
	}
	st.propose(entities.Span{Start: c.Start, End: e}, entities.Company, "", entities.ViaPattern, "a channel of a broadcaster", c.conf)
}
