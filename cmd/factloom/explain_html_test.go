package main

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
)

var tags = regexp.MustCompile(`<[^>]*>`)

// TestMarked: whatever mentions overlap, the text stays what it was, tags close
// what they open, and each mention covers its own characters, one line each.
func TestMarked(t *testing.T) {
	type m struct {
		start, end int
		typ        string
	}
	tests := []struct {
		name, text string
		mentions   []m
	}{
		{"one", "福特汽車收購特斯拉。", []m{{0, 4, "company"}, {6, 9, "company"}}},
		{"neighbours", "LG新能源Tesla儲能", []m{{0, 5, "company"}, {5, 10, "company"}}},
		{"overlapping", "美國總統特朗普政府宣布", []m{{0, 4, "place"}, {2, 7, "person"}, {4, 9, "organization"}}},
		{"nested", "台灣積體電路製造公司", []m{{0, 2, "place"}, {0, 10, "company"}, {2, 6, "product"}}},
		{"the same span twice", "兩間企業合作", []m{{0, 4, "company"}, {0, 4, "company"}}},
		{"outside the BMP", "𠮷野家與𩵚🚗𠮟合併", []m{{0, 3, "company"}, {4, 7, "company"}, {5, 6, "product"}}},
		{"signs of HTML", "<b>A&B</b>\"收購\"'C'", []m{{3, 6, "company"}, {13, 16, "company"}}},
		{"a type of the user", "金礦場", []m{{0, 3, "Mine <x>"}}},
		{"nothing", "今天沒有新聞。", nil},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			d := &entities.Document{Text: x.text}
			for _, k := range x.mentions {
				span := entities.Span{Start: k.start, End: k.end}
				d.Mentions = append(d.Mentions, entities.Mention{Span: span, Text: d.Slice(span), Type: k.typ, Entity: d.Slice(span), ID: k.typ + "/x", Via: entities.ViaGazetteer})
			}
			var b bytes.Buffer
			p := &pageDoc{page: &page{w: &b}, doc: d, kinds: map[string]string{}}
			p.marked(entities.Span{Start: 0, End: d.Len()})
			out := b.String()
			if got := html.UnescapeString(tags.ReplaceAllString(out, "")); got != x.text {
				t.Errorf("the page reads %q, want %q", got, x.text)
			}
			covered := map[string]int{} // by title: characters under it
			var open []string
			at := 0
			for _, loc := range tags.FindAllStringIndex(out, -1) {
				text := html.UnescapeString(out[at:loc[0]])
				for _, o := range open {
					covered[o] += len([]rune(text))
				}
				if tag := out[loc[0]:loc[1]]; strings.HasPrefix(tag, "</") {
					if len(open) == 0 {
						t.Fatalf("a tag closes nothing: %s", out)
					}
					open = open[:len(open)-1]
				} else {
					open = append(open, tag[strings.Index(tag, "title="):])
					lanes := regexp.MustCompile(` l(\d)"`).FindStringSubmatch(tag)
					if lanes == nil {
						t.Errorf("%s is drawn on no line", tag)
					}
				}
				at = loc[1]
			}
			if len(open) > 0 {
				t.Errorf("tags stay open: %v", open)
			}
			want := map[string]int{}
			for i := range d.Mentions {
				want[fmt.Sprintf("title=\"%s\">", esc(mentionTitle(&d.Mentions[i])))] += d.Mentions[i].Len()
			}
			for title, n := range want {
				if covered[title] != n {
					t.Errorf("%s covers %d characters, want %d", title, covered[title], n)
				}
			}
		})
	}
}

func TestLanes(t *testing.T) {
	span := func(a, b int) *entities.Mention { return &entities.Mention{Span: entities.Span{Start: a, End: b}} }
	got := lanes([]*entities.Mention{span(0, 4), span(0, 2), span(1, 3), span(3, 6), span(4, 5), span(6, 8)})
	if want := []int{0, 1, 2, 1, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("lanes %v, want %v", got, want)
	}
}
