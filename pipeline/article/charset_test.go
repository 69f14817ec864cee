package article

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"github.com/factloom/factloom/entities"
)

// The sentences that are encoded in each encoding: news of some length, and
// short ones of about 20 characters.
var (
	trad = []string{
		"長洲航運昨日公布，與挪威船東簽訂十年期租約，總值3.8億美元，涉及四艘散貨船。公司主席許功蓋表示，新船採用雙燃料引擎，碳排放可減兩成半，首艘船將於二〇二七年中交付。",
		"恒河資源公布，旗下印尼鎳礦停產三日。",
		"財政部核定稅率調降，預估稅收減少38億元。",
		"許功蓋育珮淚豹任職於碁盛電子，銹鋼廠裏恒常檢測。",
	}
	simp = []string{
		"青禾新能源日前与内蒙古某旗政府签订协议，计划投资25亿元建设年产5万吨负极材料项目，一期工程将于明年三月动工。业内人士认为，负极材料价格有望在明年下半年企稳。",
		"云栈软件完成新一轮8亿元融资。",
		"上半年净利润同比增长35%，海外收入占比超过五成。",
	}
	hkscs = "啲嘢喺邊度買㗎？佢哋嘅鋪頭冚咗，囍宴喺深水埗，冇人瞓覺。"
)

func enc(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatalf("encode %q: %v", s, err)
	}
	return b
}

var (
	utf16le = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16be = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
)

// Every text comes back from every encoding that can hold it: with a label in
// the header, with a label in the page, and without.
func TestCharsetRoundTrip(t *testing.T) {
	type row struct {
		name  string
		enc   encoding.Encoding
		label []string
		texts []string
	}
	for _, r := range []row{
		{"utf-8", encoding.Nop, []string{"utf-8", "UTF8", "gbk", "big5", "gb2312", "iso-8859-1", "nonsense"}, append(append([]string{hkscs}, trad...), simp...)},
		{"big5", traditionalchinese.Big5, []string{"big5", "Big5-HKSCS", "x-x-big5", "cp950"}, append([]string{hkscs}, trad...)},
		{"gb18030", simplifiedchinese.GB18030, []string{"gb2312", "GBK", "gb18030", "GB_2312-80"}, append(append([]string{}, simp...), trad...)},
		{"gbk", simplifiedchinese.GBK, []string{"gb2312", "gbk"}, simp},
	} {
		for _, s := range r.texts {
			b := enc(t, r.enc, s)
			for _, l := range r.label {
				if d := decode(b, l, false); d.text != s || d.bad != 0 {
					t.Errorf("%s labelled %s: %q (%d bad), want %q", r.name, l, d.text, d.bad, s)
				}
				page := append([]byte(`<html><head><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=`+l+`"></head><body><p>`), b...)
				if d := decode(page, "", true); !strings.HasSuffix(d.text, s) {
					t.Errorf("%s in a page labelled %s: %q, want %q", r.name, l, d.text, s)
				}
			}
			if d := decode(b, "", false); d.text != s || d.bad != 0 {
				t.Errorf("%s without label: read as %s %q (%d bad), want %q", r.name, d.charset, d.text, d.bad, s)
			}
		}
	}
	for _, s := range append(append([]string{hkscs, "<html><body>A</body></html>"}, trad...), simp...) {
		for _, r := range []struct {
			name, mark string
			enc        encoding.Encoding
			bare       bool // also without mark
		}{
			{"utf-8", "\xEF\xBB\xBF", encoding.Nop, true},
			{"utf-16le", "\xFF\xFE", utf16le, len(s) > 100},
			{"utf-16be", "\xFE\xFF", utf16be, len(s) > 100},
			{"utf-32le", "\xFF\xFE\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), false},
			{"gb18030", "\x84\x31\x95\x33", simplifiedchinese.GB18030, false},
		} {
			b := enc(t, r.enc, s)
			if d := decode(append([]byte(r.mark), b...), "iso-8859-1", true); d.text != s || d.bad != 0 {
				t.Errorf("%s with mark: %s %q, want %q", r.name, d.charset, d.text, s)
			}
			if r.bare {
				if d := decode(b, "", false); d.text != s {
					t.Errorf("%s without mark: %s %q, want %q", r.name, d.charset, d.text, s)
				}
			}
			// An odd byte at the end costs one mark and no more.
			if strings.HasPrefix(r.name, "utf-16") {
				if d := decode(append(append([]byte(r.mark), b...), 0x4e), "", false); !strings.HasPrefix(d.text, s) || d.bad > 1 {
					t.Errorf("%s cut: %q (%d bad), want %q", r.name, d.text, d.bad, s)
				}
			}
		}
	}
}

// Undeclared texts of 60 bytes, cut out of longer ones at every place.
func TestDetectShort(t *testing.T) {
	right, all := 0, 0
	for _, r := range []struct {
		name  string
		enc   encoding.Encoding
		texts []string
	}{{"big5", traditionalchinese.Big5, trad}, {"gb18030", simplifiedchinese.GB18030, simp}, {"gb18030", simplifiedchinese.GB18030, trad}} {
		for _, s := range r.texts {
			rs := []rune(s)
			for i := 0; i+15 <= len(rs); i++ {
				want := string(rs[i:min(i+30, len(rs))])
				all++
				if d := decode(enc(t, r.enc, want), "", false); d.text == want {
					right++
				} else {
					t.Logf("%s %q read as %s %q", r.name, want, d.charset, d.text)
				}
			}
		}
	}
	if right*1000 < all*995 {
		t.Errorf("%d of %d short texts right, want 99.5 %%", right, all)
	}
}

func TestCharsetLies(t *testing.T) {
	big5 := enc(t, traditionalchinese.Big5, trad[0])
	gb := enc(t, simplifiedchinese.GB18030, simp[0])
	for _, r := range []struct {
		name, label, want string
		data              []byte
		bad               int
		warn              bool
	}{
		{"utf-8 labelled gbk", "gbk", trad[0], []byte(trad[0]), 0, true},
		{"utf-8 labelled big5", "big5", simp[0], []byte(simp[0]), 0, true},
		{"big5 labelled utf-8", "utf-8", trad[0], big5, 0, true},
		{"gb labelled utf-8", "utf-8", simp[0], gb, 0, true},
		{"gb labelled big5", "big5", simp[0], gb, 0, true},
		{"big5 labelled gb2312", "gb2312", trad[0], big5, 0, true},
		{"big5 labelled latin-1", "iso-8859-1", trad[0], big5, 0, true},
		{"four bytes in gb2312", "gb2312", "陈𬱖与刘㛃，𠮷林省䶮某。", enc(t, simplifiedchinese.GB18030, "陈𬱖与刘㛃，𠮷林省䶮某。"), 0, false},
		{"euro in gbk", "gbk", "欧元€区", []byte("\xC5\xB7\xD4\xAA\x80\xC7\xF8"), 0, false},
		{"one bad byte", "utf-8", strings.Replace(trad[0], "航", "�", 1), []byte(strings.Replace(trad[0], "航", "\xFF", 1)), 1, false},
		{"utf-8 cut short", "", trad[1][:len(trad[1])-3] + "�", []byte(trad[1][:len(trad[1])-1]), 1, false},
		{"bad cell in big5", "big5", "長洲航運�公布業績", append(append(enc(t, traditionalchinese.Big5, "長洲航運"), 0x81, 0x40), enc(t, traditionalchinese.Big5, "公布業績")...), 1, false},
		{"codes x/text lacks", "gb18030", "︐龴𠂇︙", []byte("\xA6\xD9\xFE\x59\xFE\x51\xA6\xF3"), 0, false},
	} {
		d := decode(r.data, r.label, false)
		if d.text != r.want && !(r.name == "codes x/text lacks" && d.bad == 0 && utf8.RuneCountInString(d.text) == 4) {
			t.Errorf("%s: %q, want %q", r.name, d.text, r.want)
		}
		if d.bad != r.bad || (len(d.warnings) > 0) != r.warn {
			t.Errorf("%s: %d bad, warnings %q; want %d bad, warning %v", r.name, d.bad, d.warnings, r.bad, r.warn)
		}
	}
}

func TestReplacedAndMojibake(t *testing.T) {
	e := extractor(t, Options{})
	body := "長洲航運公布，與挪威船東簽訂十年期租約，總值3.8億美元，涉及四艘散貨船。"
	for _, r := range []struct {
		name, text string
		replaced   int
		warning    string
	}{
		{"clean", body, 0, ""},
		{"two bad bytes", strings.Replace(strings.Replace(body, "挪", "\xFF", 1), "期", "\xFE", 1), 2, "2 characters could not be read"},
		{"mojibake", body + "锟斤拷锟斤拷。", 0, "mojibake"},
		{"utf-8 read as gbk", "闀挎床鑸亱鍏竷锛岃垏鎸▉鑸规澅绨借▊鍗佸勾鏈熺煩绱勶紝缍撶啛銆傚叕鍙镐富甯銆傝〃绀恒€�", 1, "mojibake"},
		{"bidi", body + "\u202e34\u202c億美元。", 0, "bidirectional"},
		{"no characters", body + "\ufdd0\U0001fffe完。", 0, "2 code points that are no characters"},
		{"NUL and escapes", body[:30] + "\x00\x1b[31m" + body[30:] + "\x1b]0;title\x07\x07", 0, "NUL"},
	} {
		d, err := e.Document(entities.Raw{Format: entities.PlainText, Data: []byte(r.text)})
		if err != nil {
			t.Errorf("%s: %v", r.name, err)
			continue
		}
		w := strings.Join(d.Warnings, "; ")
		if d.Replaced != r.replaced || !strings.Contains(w, r.warning) || r.warning == "" && w != "" {
			t.Errorf("%s: replaced %d, warnings %q; want %d, %q", r.name, d.Replaced, w, r.replaced, r.warning)
		}
		if r.name == "NUL and escapes" && d.Text != body {
			t.Errorf("%s: %q, want %q", r.name, d.Text, body)
		}
	}
}
