package rules

import (
	"strings"
	"testing"
)

func TestWhyNot(t *testing.T) {
	s := load(t, reference(t), `
lexicon: {acquire: [收購, 併購]}
rules:
- id: near
  say: <acquirer:company> … ~acquire <target:company>
  fact: acquisition(acquirer, target)
- id: next
  say: <acquirer:company> 以 <value:money> ~acquire <target:company>
  fact: acquisition(acquirer, target, value)
  when: {modality: asserted}
- id: told
  say: <acquirer:company> ~acquire <target:company>
  match: {within: paragraph, any: [作價 <value:money>, "@cost"], not: [否認, 闢謠]}
  fact: acquisition(acquirer, target, value)
- id: parted
  say: <acquirer:company> @cost ~acquire <target:company>
  fact: acquisition(acquirer, target, value)
parts:
  cost: 斥資 <value:money>
`)
	tests := []struct{ name, rule, text, want string }{
		{"the example of the language", "stake-sale", "通用汽車於去年把持股轉售LG新能源。", `stake-sale (a.yaml:47) nearest miss, 3 of 5 parts matched
  通用汽車於去年把持股轉售LG新能源。
  <seller:company> …， 於? <date:date>? 將 ~stake ~sell_to <acquirer:company>
  found  seller=通用汽車  於  date=去年  持股  acquirer=LG新能源
  wanted 將, saw 把    did you mean (將|把)?
  wanted ~sell_to, saw 轉售, which is not in it`},
		{"it draws", "near", "雲杉科技收購海棠醫藥。", "near (b.yaml:4) draws this: nothing is missing"},
		{"the clause ends", "near", "雲杉科技表示，收購海棠醫藥。", `near (b.yaml:4) nearest miss, 3 of 3 parts matched
  雲杉科技表示，收購海棠醫藥。
  <acquirer:company> … ~acquire <target:company>
  found  acquirer=雲杉科技  收購  target=海棠醫藥
  a clause ends between 雲杉科技 and 收購; … stays inside the clause, …， may cross it`},
		{"too many characters", "near", "雲杉科技一二三四五六七八九十百千萬收購海棠醫藥。", `near (b.yaml:4) nearest miss, 3 of 3 parts matched
  雲杉科技一二三四五六七八九十百千萬收購海棠醫藥。
  <acquirer:company> … ~acquire <target:company>
  found  acquirer=雲杉科技  收購  target=海棠醫藥
  13 characters stand between 雲杉科技 and 收購; … reaches 12, …， reaches 40`},
		{"a condition that fails", "told", "雲杉科技收購海棠醫藥。市場反應平淡。", `told (b.yaml:11) nearest miss, 3 of 3 parts matched
  雲杉科技收購海棠醫藥。
  <acquirer:company> ~acquire <target:company>
  found  acquirer=雲杉科技  收購  target=海棠醫藥
  nothing in its paragraph fits any of 作價 <value:money> | @cost`},
		{"a condition that forbids", "told", "雲杉科技收購海棠醫藥，作價4億美元。海棠醫藥否認。", `told (b.yaml:11) nearest miss, 3 of 3 parts matched
  雲杉科技收購海棠醫藥，作價4億美元。
  <acquirer:company> ~acquire <target:company>
  found  acquirer=雲杉科技  收購  target=海棠醫藥
  否認 fits 否認, which not forbids in its paragraph`},
		{"a part of a part", "parted", "雲杉科技砸4億美元收購海棠醫藥。", `parted (b.yaml:15) nearest miss, 4 of 5 parts matched
  雲杉科技砸4億美元收購海棠醫藥。
  <acquirer:company> @cost ~acquire <target:company>
  found  acquirer=雲杉科技  value=4億美元  收購  target=海棠醫藥
  wanted 斥資, saw 砸    did you mean (斥資|砸)?`},
		{"no gap", "near", "雲杉科技收購旗下海棠醫藥。", `near (b.yaml:4) nearest miss, 3 of 3 parts matched
  雲杉科技收購旗下海棠醫藥。
  <acquirer:company> … ~acquire <target:company>
  found  acquirer=雲杉科技  收購  target=海棠醫藥
  旗下 stands between 收購 and 海棠醫藥, where the say has no …`},
		{"refused", "next", "雲杉科技以4億美元收購海棠醫藥。雲杉科技將公布。", "next (b.yaml:7) draws this: nothing is missing"},
		{"carry", "plant-supplies", "新廠為特斯拉旗下儲能業務供電。", `plant-supplies (a.yaml:29) nearest miss, 4 of 4 parts matched
  新廠為特斯拉旗下儲能業務供電。
  <site:facility> 為 <customer:company> 旗下? <segment:segment>? ~power
  found  site=新廠  為  customer=特斯拉  旗下  segment=儲能業務  供電
  nothing before gives its supplier`},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			d := document(t, x.text)
			m, err := s.WhyNot(d, x.rule)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(m.Lines(d), "\n"); got != x.want {
				t.Errorf("WhyNot(%s, %s)\n%s\nwant\n%s", x.rule, x.text, got, x.want)
			}
		})
	}
	if _, err := s.WhyNot(document(t, "x"), "stake-sail"); err == nil || err.Error() != `unknown rule "stake-sail" (did you mean stake-sale?)` {
		t.Errorf("unknown rule: %v", err)
	}
}
