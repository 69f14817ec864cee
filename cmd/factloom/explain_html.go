package main

import (
	"cmp"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/pipeline/detect"
	"github.com/factloom/factloom/rules"
)

// The page of explain --html stands by itself: no script, no picture, nothing from
// elsewhere. Reading it needs no pointer: what a mention means stands in a table too,
// and text, facts and evidence are tied by links.
const (
	pageHead = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>%s</title>
<style>
:root {
  --paper: #fdfdfb; --ink: #1c1d20; --soft: #5b5f66; --line: #d9d9d2; --card: #fff; --hit: #fff3c4; --link: #1a56b0;
  --company: #1f5fbf; --organization: #0f766e; --place: #3f7a1e; --person: #7a3fb0; --product: #b4530a;
  --money: #9a6700; --percent: #b02a6f; --date: #5a6472; --other: #555;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181c; --ink: #e8e8e4; --soft: #a2a7b0; --line: #363a42; --card: #1e2127; --hit: #4a4013; --link: #8ab4f8;
    --company: #7fb0ff; --organization: #5fd0c3; --place: #9bd46f; --person: #c9a0f5; --product: #f0a868;
    --money: #e3bf5c; --percent: #f08cc0; --date: #b3bdca; --other: #bbb;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 system-ui, "Noto Sans TC", "PingFang TC", "Microsoft JhengHei", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; }
h1 { font-size: 1.5rem; line-height: 1.35; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1rem; margin: 0 0 .5rem; }
article + article { margin-top: 4rem; border-top: 4px double var(--line); padding-top: 2rem; }
.meta, .key { color: var(--soft); font-size: .9rem; margin: 0 0 1rem; }
.text { font-size: 1.1rem; line-height: 2.2; overflow-wrap: anywhere; }
.text p { margin: 0 0 1rem; white-space: pre-wrap; }
.s { scroll-margin-top: 4rem; }
.s:target { background: var(--hit); }
.n { font-size: .75rem; line-height: 1; margin: 0 .35rem 0 .1rem; white-space: nowrap; }
.m { border-bottom: 3px solid var(--c, var(--other)); }
.m.value { border-bottom-style: dashed; }
.m.stands { border-bottom-style: dotted; }
.m.begin { border-left: 2px solid var(--c, var(--other)); margin-left: 2px; padding-left: 1px; }
.l1 { padding-bottom: 4px; } .l2 { padding-bottom: 8px; } .l3 { padding-bottom: 12px; } .l4 { padding-bottom: 16px; }
.company { --c: var(--company); } .organization { --c: var(--organization); } .place { --c: var(--place); }
.person { --c: var(--person); } .product { --c: var(--product); } .money { --c: var(--money); }
.percent { --c: var(--percent); } .date { --c: var(--date); }
.fact { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .9rem 1rem; margin: 0 0 1rem; scroll-margin-top: 1rem; }
.fact:target { border-color: var(--link); box-shadow: 0 0 0 2px var(--link); }
.fact blockquote { margin: .5rem 0; padding: .35rem .75rem; border-left: 4px solid var(--line); line-height: 2.1; overflow-wrap: anywhere; }
.role { background: var(--hit); border-radius: 3px; padding: .1rem .2rem; color: inherit; }
.role b { font-size: .7rem; font-weight: 600; color: var(--soft); margin-right: .25rem; }
.word { text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 4px; font-weight: 600; }
.mood { border: 1px solid var(--soft); border-radius: 3px; padding: 0 .15rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .9rem; margin: .5rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
code { font: .85em/1.5 ui-monospace, "Noto Sans Mono CJK TC", monospace; overflow-wrap: anywhere; }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: 99px; padding: 0 .6rem; font-size: .8rem; font-weight: 400; color: var(--soft); margin-left: .4rem; }
details { margin: 1rem 0; } summary { cursor: pointer; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; } th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; } td.t { white-space: nowrap; }
.swatch { border-bottom: 3px solid var(--c, var(--other)); margin-right: 1rem; white-space: nowrap; }
@media print { .fact { break-inside: avoid; } }
</style>
</head>
<body>
<a class="skip" href="#facts-1">to the facts</a>
<main>
`
	pageFoot = "</main>\n</body>\n</html>\n"
)

// page writes documents as one HTML page.
type page struct {
	w io.Writer
	n int // documents written
}

func (p *page) printf(format string, args ...any) { fmt.Fprintf(p.w, format, args...) }

// esc makes text safe in HTML; control characters are made visible.
func esc(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return []rune(oneLine(string(r)))[0]
	}, s))
}

func (p *page) begin(title string) { p.printf(pageHead, esc(title)) }
func (p *page) end()               { p.printf(pageFoot) }

// document writes one document with its facts.
func (p *page) document(e *engine, doc *entities.Document) {
	p.n++
	x := &pageDoc{page: p, doc: doc, why: newWhy(p.w, e, doc), n: p.n, kinds: map[string]string{}}
	x.verdicts = x.why.verdicts
	for _, m := range e.schema.Mentions {
		x.types = append(x.types, m.Name)
		x.kinds[m.Name] = m.Kind
	}
	for i := range doc.Facts {
		at := slices.IndexFunc(x.why.matches, func(m rules.Match) bool { return m.Fact != nil && m.Won() && m.Fact.ID == doc.Facts[i].ID })
		x.matchOf = append(x.matchOf, at)
	}
	p.printf("<article>\n")
	x.head()
	x.text()
	x.facts()
	x.mentions()
	x.lost()
	p.printf("</article>\n")
}

// pageDoc writes one document.
type pageDoc struct {
	*page
	doc      *entities.Document
	why      *why
	verdicts []detect.Verdict
	n        int
	types    []string
	kinds    map[string]string
	matchOf  []int // by fact: its match, -1 for none
}

func (x *pageDoc) head() {
	d := x.doc
	title := d.Title
	if title == "" {
		title = d.File
	}
	x.printf("<h1>%s</h1>\n<p class=\"meta\">", esc(oneLine(title)))
	var parts []string
	for _, f := range []struct{ name, value string }{
		{"published", cmp.Or(d.Published, "not known: relative dates stay open")}, {"author", d.Author}, {"section", d.Section}, {"source", d.Source},
		{"url", d.URL}, {"file", d.File}, {"market", d.Market},
	} {
		if f.value != "" {
			parts = append(parts, f.name+" "+esc(oneLine(f.value)))
		}
	}
	x.printf("%s</p>\n", strings.Join(parts, " · "))
	for _, w := range d.Warnings {
		x.printf("<p class=\"meta\">warning: %s</p>\n", esc(oneLine(w)))
	}
	x.printf("<p class=\"key\">")
	for _, t := range x.types {
		x.printf("<span class=\"swatch %s\">%s</span>", class(t), esc(t))
	}
	x.printf("</p>\n")
}

// class makes a type a CSS class.
func class(t string) string {
	for _, r := range t {
		if (r < 'a' || r > 'z') && r != '_' && r != '-' {
			return "other"
		}
	}
	return t
}

// shown returns the mentions of a span that the page underlines.
func (x *pageDoc) shown(span entities.Span) []*entities.Mention {
	var out []*entities.Mention
	for i := range x.doc.Mentions {
		m := &x.doc.Mentions[i]
		if span.Contains(m.Span) && m.Len() > 0 && (!m.Hidden || m.Via == entities.ViaPronoun || m.Via == entities.ViaSamePeriod) {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b *entities.Mention) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	return out
}

// text writes the article with its mentions underlined: overlapping ones in lines
// of their own.
func (x *pageDoc) text() {
	d := x.doc
	x.printf("<h2>Text</h2>\n<div class=\"text\">\n")
	inSentence := map[int][]int{}
	for i := range d.Facts {
		s := d.SentenceAt(d.Facts[i].Start)
		if k := x.matchOf[i]; k >= 0 {
			s = x.why.matches[k].Sentence
		}
		inSentence[s] = append(inSentence[s], i)
	}
	at := 0
	for i := range d.Sentences {
		s := d.Sentences[i].Span
		if i == 0 || d.Sentences[i].Paragraph != d.Sentences[i-1].Paragraph {
			if i > 0 {
				x.printf("</p>\n")
			}
			x.printf("<p>")
		} else {
			x.printf("%s", esc(d.Slice(entities.Span{Start: at, End: s.Start})))
		}
		at = s.End
		for s.End > s.Start && strings.ContainsRune("\n ", d.Runes()[s.End-1]) {
			s.End--
		}
		x.printf("<span class=\"s\" id=\"s%d-%d\">", x.n, i+1)
		x.marked(s)
		x.printf("</span>")
		for _, f := range inSentence[i] {
			x.printf("<a class=\"n\" href=\"#f%d-%d\" title=\"%s\">[%d]</a>", x.n, f+1, esc(d.Facts[f].Type), f+1)
		}
		x.printf("%s", esc(d.Slice(entities.Span{Start: s.End, End: at})))
	}
	if len(d.Sentences) > 0 {
		x.printf("</p>\n")
	}
	x.printf("</div>\n")
}

// lanes gives each mention a line to be drawn on, so that two that overlap have
// different ones.
func lanes(list []*entities.Mention) []int {
	out := make([]int, len(list))
	for i, m := range list {
		for lane := 0; ; lane++ {
			free := true
			for j := 0; j < i; j++ {
				free = free && (out[j] != lane || !list[j].Overlaps(m.Span))
			}
			if free {
				out[i] = lane
				break
			}
		}
	}
	return out
}

// marked writes a stretch of text, cut wherever a mention begins or ends; each piece
// is underlined for every mention that it belongs to.
func (x *pageDoc) marked(span entities.Span) {
	list := x.shown(span)
	lane := lanes(list)
	cuts := []int{span.Start, span.End}
	for _, m := range list {
		cuts = append(cuts, m.Start, m.End)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for k := 0; k+1 < len(cuts); k++ {
		piece := entities.Span{Start: cuts[k], End: cuts[k+1]}
		var over []int
		for i, m := range list {
			if m.Contains(piece) {
				over = append(over, i)
			}
		}
		// The lowest line is drawn by the outermost element.
		slices.SortFunc(over, func(a, b int) int { return lane[b] - lane[a] })
		for _, i := range over {
			m := list[i]
			kind := ""
			switch {
			case m.Hidden:
				kind = " stands"
			case x.kinds[m.Type] == "value":
				kind = " value"
			}
			if m.Start == piece.Start && (len(over) > 1 || slices.ContainsFunc(list, func(o *entities.Mention) bool { return o.End == m.Start })) {
				kind += " begin" // else two neighbours look like one
			}
			x.printf("<span class=\"m %s%s l%d\" title=\"%s\">", class(m.Type), kind, min(lane[i], 4), esc(mentionTitle(m)))
		}
		x.printf("%s", esc(x.doc.Slice(piece)))
		x.printf("%s", strings.Repeat("</span>", len(over)))
	}
}

// mentionTitle says what a mention is.
func mentionTitle(m *entities.Mention) string {
	if m.Value != nil {
		return oneLine(m.Type + ": " + m.Text + " = " + valueWords(m.Value))
	}
	out := m.Type + ": " + m.Text
	if m.Entity != "" && m.Entity != m.Text {
		out += " = " + m.Entity
	}
	return oneLine(out + ", " + m.ID + ", via " + m.Via)
}

// facts writes the facts, each with its evidence and how it was drawn.
func (x *pageDoc) facts() {
	d := x.doc
	x.printf("<h2 id=\"facts-%d\">%s</h2>\n", x.n, count(len(d.Facts), "fact", "facts"))
	for i := range d.Facts {
		f := &d.Facts[i]
		x.printf("<section class=\"fact\" id=\"f%d-%d\">\n<h3>[%d] %s", x.n, i+1, i+1, esc(f.Type))
		x.printf("<span class=\"tag\">%s</span>", esc(f.Modality))
		if f.Polarity == entities.Negative {
			x.printf("<span class=\"tag\">negative</span>")
		}
		x.printf("<span class=\"tag\">confidence %.2f</span></h3>\n", f.Confidence)
		var m *rules.Match
		if k := x.matchOf[i]; k >= 0 {
			m = &x.why.matches[k]
		}
		sent := d.SentenceAt(f.Start)
		if m != nil {
			sent = m.Sentence
		}
		x.printf("<blockquote>")
		if m != nil {
			x.evidence(f, m)
		} else {
			x.printf("%s", esc(f.Evidence))
		}
		x.printf(" <a class=\"n\" href=\"#s%d-%d\">sentence %d</a></blockquote>\n<dl>\n", x.n, sent+1, sent+1)
		for j := range f.Fillers {
			r := &f.Fillers[j]
			x.printf("<dt>%s</dt><dd>%s", esc(r.Role), esc(oneLine(r.Text)))
			if m != nil {
				if how := x.why.how(m, r); how != "" {
					x.printf(" <span class=\"meta\">%s</span>", esc(oneLine(how)))
				}
			}
			x.printf("</dd>\n")
		}
		if m != nil {
			x.printf("<dt>rule</dt><dd><code>%s@%s</code> %s:%d<br>%s</dd>\n<dt>say</dt><dd><code>%s</code></dd>\n", esc(m.Rule), esc(m.Version), esc(m.File), m.Line,
				esc(x.why.rules[m.Rule].About), esc(m.Say))
		} else {
			x.printf("<dt>rule</dt><dd><code>%s</code></dd>\n", esc(f.Rule))
		}
		x.printf("<dt>id</dt><dd><code>%s</code></dd>\n</dl>\n</section>\n", esc(f.ID))
	}
}

// evidence writes the sentence of a match: roles with their names, the words that
// the rule took, the words that set the mood.
func (x *pageDoc) evidence(f *entities.Fact, m *rules.Match) {
	type mark struct {
		entities.Span
		class, role string
		rank        int
	}
	var marks []mark
	for _, c := range m.Captures {
		if c.Role != "" {
			marks = append(marks, mark{c.Span, "role", c.Role, 0})
		} else {
			marks = append(marks, mark{c.Span, "word", "", 1})
		}
	}
	for _, w := range m.Words {
		marks = append(marks, mark{w, "mood", "", 2})
	}
	for i := range f.Fillers { // what was carried within the sentence
		if r := &f.Fillers[i]; r.Span.Len() > 0 {
			marks = append(marks, mark{r.Span, "role", r.Role, 3})
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Or(a.Start-b.Start, a.rank-b.rank) })
	at := f.Start
	for _, k := range marks {
		if k.Start < at || k.End > f.End {
			continue
		}
		x.printf("%s", esc(x.doc.Slice(entities.Span{Start: at, End: k.Start})))
		text := esc(x.doc.Slice(k.Span))
		if k.role != "" {
			x.printf("<mark class=\"role\"><b>%s</b>%s</mark>", esc(k.role), text)
		} else {
			x.printf("<span class=\"%s\">%s</span>", k.class, text)
		}
		at = k.End
	}
	x.printf("%s", esc(x.doc.Slice(entities.Span{Start: at, End: f.End})))
}

// mentions writes the table of the mentions and of the names that were refused.
func (x *pageDoc) mentions() {
	d := x.doc
	list := x.shown(entities.Span{Start: 0, End: d.Len()})
	x.printf("<details><summary>%s</summary>\n<div class=\"wide\"><table>\n<tr><th>text</th><th>type</th><th>means</th><th>via</th><th>sentence</th></tr>\n", count(len(list), "mention", "mentions"))
	for _, m := range list {
		means, via := m.Entity+"  "+m.ID, m.Via
		if m.Value != nil {
			means = valueWords(m.Value)
		}
		if m.Rule != "" {
			via += " " + m.Rule
		}
		s := d.SentenceAt(m.Start) + 1
		x.printf("<tr><td class=\"t\"><span class=\"swatch %s\">%s</span></td><td>%s</td><td>%s</td><td>%s</td><td><a href=\"#s%d-%d\">%d</a></td></tr>\n",
			class(m.Type), esc(oneLine(m.Text)), esc(m.Type), esc(oneLine(means)), esc(via), x.n, s, s)
	}
	x.printf("</table></div></details>\n")
	var refused []string
	for _, v := range x.verdicts {
		if !v.Accepted {
			refused = append(refused, fmt.Sprintf("<tr><td class=\"t\">%s</td><td>%s</td><td>%s</td></tr>\n", esc(oneLine(v.Text)),
				esc(cmp.Or(v.ID, v.Type)), esc(oneLine(cmp.Or(v.Why, "nothing beside it speaks for that")))))
		}
	}
	if len(refused) > 0 {
		x.printf("<details><summary>%s refused</summary>\n<div class=\"wide\"><table>\n<tr><th>text</th><th>as</th><th>why</th></tr>\n%s</table></div></details>\n",
			count(len(refused), "name", "names"), strings.Join(refused, ""))
	}
}

// lost writes the matches that drew nothing, alike ones once.
func (x *pageDoc) lost() {
	list := lostMatches(x.doc, x.why.matches)
	if len(list) == 0 {
		return
	}
	x.printf("<details><summary>%s of rules that lost</summary>\n<div class=\"wide\"><table>\n<tr><th>type</th><th>roles</th><th>rule</th><th>why</th><th>sentence</th></tr>\n", count(len(list), "match", "matches"))
	for _, l := range list {
		why := l.why
		if l.times > 1 {
			why += fmt.Sprintf(" (%d times)", l.times)
		}
		x.printf("<tr><td>%s</td><td>%s</td><td class=\"t\">%s</td><td>%s</td><td><a href=\"#s%d-%d\">%d</a></td></tr>\n",
			esc(l.typ), esc(l.bound), esc(l.rule), esc(why), x.n, l.sentence+1, l.sentence+1)
	}
	x.printf("</table></div></details>\n")
}
