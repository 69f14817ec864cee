package article

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
)

func TestReadTemplates(t *testing.T) {
	for _, file := range []string{"good"} {
		f, err := os.Open(filepath.Join("testdata/templates", file+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadTemplates(file+".yaml", f)
		f.Close()
		if err != nil || len(got) != 2 {
			t.Fatalf("%s: %d templates, %v", file, len(got), err)
		}
	}
	for _, r := range []struct {
		name, yaml string
		want       []string
	}{
		{"unknown key", "- name: a\n  has: p\n  bodys: div\n", []string{`t.yaml:3: unknown key "bodys" (did you mean "body"?)`, `t.yaml:1: template "a" selects nothing`}},
		{"bad selector", "- name: a\n  has: p\n  body: 'div['\n", []string{`t.yaml:3: selector "div[":`}},
		{"bad expression", "- name: a\n  has: p\n  author: {select: p, match: '(x'}\n", []string{"t.yaml:3: match:"}},
		{"unknown key of a choice", "- name: a\n  has: p\n  author: {selekt: p}\n", []string{`t.yaml:3: unknown key "selekt" (did you mean "select"?)`, "t.yaml:3: empty selector"}},
		{"never applies", "- name: a\n  body: p\n", []string{`t.yaml:1: template "a": say when it applies by hosts, generator or has`}},
		{"no name", "- has: p\n  body: p\n", []string{"t.yaml:1: template without name"}},
		{"host with a path", "- name: a\n  hosts: [https://a.example/x]\n  body: p\n", []string{`t.yaml:2: host "https://a.example/x":`}},
		{"twice the name", "- {name: a, has: p, body: p}\n- {name: a, has: p, body: p}\n", []string{`t.yaml:2: template "a" stands in line 1 already`}},
		{"twice the key", "- name: a\n  name: b\n  has: p\n  body: p\n", []string{`t.yaml:2: key "name" stands twice`}},
		{"a second document", "- {name: a, has: p, body: p}\n---\n- {name: b, has: p, body: p}\n", []string{"t.yaml:3: a second document"}},
		{"tab", "- name: a\n\thas: p\n", []string{"t.yaml:2: found a tab character that violates indentation"}},
		{"nothing", "", []string{"t.yaml:1: no templates"}},
		{"a text", "just words", []string{"t.yaml:1: want a list of templates"}},
		{"not UTF-8", "- name: a\n  about: \xff\n", []string{"t.yaml:2: not UTF-8"}},
		{"alias", "- &x {name: a, has: p, body: p}\n- *x\n", []string{"t.yaml:2: want a template"}},
		{"alias of a selector", "- {name: a, has: &s p, body: *s}\n", []string{"t.yaml:1: aliases are not read here"}},
		{"alias bomb", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n", []string{`t.yaml:1: unknown key "a"`}},
		{"every mistake at once", "- name: a\n  hoste: [x]\n  has: 'p['\n  body: p\n- name: b\n  has: p\n  titel: h1\n", []string{`t.yaml:2: unknown key "hoste" (did you mean "hosts"?)`, `t.yaml:3: selector "p["`, `t.yaml:7: unknown key "titel" (did you mean "title"?)`}},
	} {
		got, err := ReadTemplates("t.yaml", strings.NewReader(r.yaml))
		if err == nil {
			t.Errorf("%s: no error, got %+v", r.name, got)
			continue
		}
		for _, w := range r.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: error\n%v\nwant\n%s", r.name, err, w)
			}
		}
	}
}

func TestShipped(t *testing.T) {
	ts, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if len(ts) < 3 {
		t.Errorf("%d templates ship", len(ts))
	}
}

func TestTemplate(t *testing.T) {
	f, err := os.Open("testdata/templates/good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	own, err := ReadTemplates("good.yaml", f)
	if err != nil {
		t.Fatal(err)
	}
	e := extractor(t, Options{Templates: own})
	page := `<html><head><title>海灣經濟</title></head><body><div class="hd">北嶺光電簽6億歐元合約</div><div class="by" data-when="2026-05-01T08:00:00+08:00">撰文 王小明 攝影 李大文</div>
<div class="lead">北嶺光電與德國車廠簽訂五年車用面板合約。</div><div class="txt"><p>總值約6億歐元，明年第二季起供貨。</p><div class="promo"><p>下載本報程式，第一時間掌握財經消息。</p></div></div><div class="cat">產業</div></body></html>`
	want := "北嶺光電簽6億歐元合約\n\n北嶺光電與德國車廠簽訂五年車用面板合約。\n\n總值約6億歐元，明年第二季起供貨。"
	for _, r := range []struct {
		name, url string
		applies   bool
	}{
		{"its host", "https://news.bay.example/1", true},
		{"a host below", "https://a.b.bay.example/1", true},
		{"the host itself", "http://BAY.example:8080/1", true},
		{"a host that ends alike", "https://notbay.example/1", false},
		{"no address", "", false},
	} {
		d, err := e.Document(entities.Raw{Format: entities.HTML, Data: []byte(page), Doc: entities.Document{URL: r.url}})
		if err != nil {
			t.Fatalf("%s: %v", r.name, err)
		}
		if got := d.Text == want && d.Published == "2026-05-01T08:00:00+08:00" && d.Author == "王小明" && d.Section == "產業"; got != r.applies {
			t.Errorf("%s: %v, want %v: %q %q %q %q", r.name, got, r.applies, d.Text, d.Published, d.Author, d.Section)
		}
	}
	if _, err := New(Options{Templates: []Template{{Name: "x", Has: Pick{{Select: "a["}}}}}); err == nil || !strings.Contains(err.Error(), "template x: has: selector") {
		t.Errorf("New with a bad selector: %v", err)
	}
}
