package detect

import (
	"testing"
)

func TestPartOf(t *testing.T) {
	d, cut := detector(t)
	for _, c := range []struct{ name, text, want string }{
		{"a station", "列車在荃灣站停駛。", ""},
		{"a station as a verb", "居民跟荃灣站在一起。", "place:荃灣"},
		{"a quarter and its station", "東涌東站明年啟用。", ""},
		{"a river is itself", "船隻沿密西西比河南下。", "place:密西西比河"},
		{"a line of trade to a country", "美國線運價回升。", "place:美國"},
		{"a street", "示威者走到啟德道。", ""},
		{"a venue of a company", "球賽在滙豐大廈舉行。", ""},
		{"a name with a dot", "作家馬德里·維克頓出席。", "person:馬德里·維克頓"},
		{"an ordinal of kings", "倫敦二世是一艘船。", ""},
		{"a longer transliterated name", "他是薩姆羅馬維茨。", ""},
		{"the title of a law", "修訂《香港水務條例》。", ""},
		{"a paper named in full", "《紐約時報》報道。", "company:紐約時報"},
		{"a column at the beginning of a line", "《台北股市》收市上升。", "place:台北"},
		{"an address", "詳見www.paypal.com/quelch。", ""},
		{"a longer Latin name", "他讀過London Harbour Review。", ""},
		{"a university of a city", "她在利物浦大學任教。", "organization:利物浦大學"},
		{"a parliament of a country", "法案獲立陶宛國會通過。", "organization:立陶宛國會"},
		{"students of a country", "美國大學生來港。", "place:美國"},
		{"a ministry of another country", "土耳其國防部發表聲明。", "organization:土耳其國防部"},
		{"a foundation named after a company", "滙豐慈善基金會捐款。", "organization:滙豐慈善基金會"},
		{"an aircraft and its maker", "波音747停飛。", "company:波音 product:747"},
		{"a bridge", "港珠澳大橋通車。", ""},
	} {
		wantNames(t, d, cut, c.name, c.text, c.want)
	}
}

// A body whose name many countries have is not the only one the lists know when
// the words beside it are another country's.
func TestForeignBodies(t *testing.T) {
	d, cut := detector(t)
	for _, c := range []struct{ name, text, body, want string }{
		{"a person of another country behind it", "國務院副總理劉鶴出席會議。美國總統訪華，美國參議員同行。", "國務院", "organization/cn-state-council"},
		{"an article about another country", "澳洲工業產值上升。悉尼和墨爾本的議員表示，工黨反對。", "工黨", "organization/~工党"},
		{"an article about its own", "英國首相出席倫敦的集會，工黨支持。", "工黨", "organization/gb-labour"},
	} {
		doc := document(cut, c.text)
		if err := d.Process(doc); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, m := range doc.Mentions {
			if m.Text == c.body {
				got = m.ID
			}
		}
		if got != c.want {
			t.Errorf("%s: %q gives %s the id %q, want %q", c.name, c.text, c.body, got, c.want)
		}
	}
}
