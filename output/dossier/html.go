package dossier

import (
	_ "embed"
	"html/template"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/output"
	"github.com/factloom/factloom/output/query"
)

//go:embed dossier.html
var page string

//go:embed dossier.css
var style string

var pageTemplate = template.Must(template.New("dossier").Funcs(template.FuncMap{
	"visible": output.Visible,
	"comma":   comma,
	"count":   count,
	"link":    link,
	"days":    days,
	"types":   types,
	"label":   func(s string) string { return strings.ReplaceAll(s, "_", " ") },
	"style":   func() template.CSS { return template.CSS(style) },
	"bars":    bars,
}).Parse(page))

// WriteHTML writes a dossier as one page: no script, no file beside it, no
// connection opened.
func WriteHTML(w io.Writer, v *query.View, d *Dossier) error {
	return pageTemplate.Execute(w, struct {
		*Dossier
		Questions []Question
	}{d, d.questions(v)})
}

func comma(n int) string { return output.Thousands(entities.Dec(int64(n))) }

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return comma(n) + " " + many
}

// link returns a web address as it may be linked, "" for any other.
func link(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return unsafeInLinks.Replace(output.Visible(u.String()))
}

var unsafeInLinks = strings.NewReplacer(`"`, "%22", "<", "%3C", ">", "%3E", " ", "%20", `\`, "%5C", "`", "%60", "|", "%7C")

func days(first, last entities.Day) string {
	if first == entities.None {
		return ""
	}
	return output.Days(first, last)
}

func types(list []graph.Count) string {
	var out []string
	for _, c := range list {
		out = append(out, c.Name+" "+comma(c.N))
	}
	return strings.Join(out, ", ")
}

// bar is a year in the chart.
type bar struct {
	Year          string
	Facts         int
	X, Y, W, H    int
	LabelX, FactY int
}

// bars lays out the chart of facts by year; none for a single year.
func bars(years []Year) []bar {
	const most, height, width, gap = 16, 60, 44, 8
	if len(years) < 2 {
		return nil
	}
	if len(years) > most {
		years = years[len(years)-most:]
	}
	top := 1
	for _, y := range years {
		top = max(top, y.Facts)
	}
	var out []bar
	for i, y := range years {
		h := max(1, y.Facts*height/top)
		b := bar{Year: y.Name, Facts: y.Facts, X: i * (width + gap), W: width, H: h, Y: 16 + height - h}
		b.LabelX, b.FactY = b.X+width/2, b.Y-4
		out = append(out, b)
	}
	return out
}

// wide is the width of the chart.
func (b bar) wide() int { return b.X + b.W }

// Wide is for the template.
func (b bar) Wide() string { return strconv.Itoa(b.wide()) }
