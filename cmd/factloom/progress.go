package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"
)

// progress tells people on stderr how far a long command is: on a terminal one
// line that is redrawn, else a plain line every half minute.
type progress struct {
	talk  *talk
	bar   bool
	width int
	color bool
	begin time.Time
	now   func() time.Time

	mu    sync.Mutex
	at    state
	stop  chan struct{}
	ended sync.WaitGroup
}

// state is what there is to tell.
type state struct {
	read, size int64 // bytes of the input; size is 0 when it is not known
	articles   int   // finished
	rejects    []reason
}

// reason counts the documents that one code kept out.
type reason struct {
	code string
	n    int
}

const (
	redrawEvery = 200 * time.Millisecond
	lineEvery   = 30 * time.Second
	etaAfter    = 3 * time.Second // before, a rate says little
)

// newProgress begins to tell. Stop ends it.
func newProgress(t *talk) *progress {
	p := &progress{talk: t, begin: time.Now(), now: time.Now, stop: make(chan struct{})}
	if f, ok := t.w.(*os.File); ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb" {
		p.bar = true
		p.color = os.Getenv("NO_COLOR") == ""
		p.width, _, _ = term.GetSize(int(f.Fd()))
	}
	every := lineEvery
	if p.bar {
		every = redrawEvery
	}
	p.ended.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				p.tell()
			case <-p.stop:
				return
			}
		}
	})
	return p
}

// Stop takes the line away.
func (p *progress) Stop() {
	close(p.stop)
	p.ended.Wait()
	p.talk.show("")
}

// Read notes how many bytes of the input were read.
func (p *progress) Read(done, total int64) {
	p.mu.Lock()
	p.at.read, p.at.size = done, total
	p.mu.Unlock()
}

// Done notes finished articles.
func (p *progress) Done(articles int) {
	p.mu.Lock()
	p.at.articles = articles
	p.mu.Unlock()
}

// Reject notes a document that was not taken.
func (p *progress) Reject(code string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at.rejects = tally(p.at.rejects, code)
}

// tally counts a code; codes stay in the order they first came.
func tally(list []reason, code string) []reason {
	for i := range list {
		if list[i].code == code {
			list[i].n++
			return list
		}
	}
	return append(list, reason{code, 1})
}

func (p *progress) tell() {
	p.mu.Lock()
	at := p.at
	at.rejects = append([]reason(nil), at.rejects...)
	p.mu.Unlock()
	spent := p.now().Sub(p.begin)
	if !p.bar {
		fmt.Fprintln(p.talk, at.line(spent))
		return
	}
	line := at.line(spent)
	if at.size > 0 {
		const cells = 20
		full := min(int(at.read*cells/at.size), cells-1) // never full before the end
		bar := strings.Repeat("━", full)
		rest := strings.Repeat("─", cells-full)
		if p.color {
			bar, rest = "\x1b[36m"+bar+"\x1b[0m", "\x1b[2m"+rest+"\x1b[0m"
		}
		if p.width == 0 || p.width > cells+40 {
			line = cut(line, p.width-cells-2)
			p.talk.show(bar + rest + " " + line)
			return
		}
	}
	p.talk.show(cut(line, p.width-1))
}

// cut shortens a line of narrow characters to a width; 0 or less means any.
func cut(s string, width int) string {
	r := []rune(s)
	if width <= 1 || len(r) <= width {
		return s
	}
	return string(r[:width-1]) + "…"
}

// line says how far it is, how fast it goes, how long it may yet take and what
// failed, by reason.
func (s state) line(spent time.Duration) string {
	parts := []string{count(s.articles, "article", "articles")}
	if sec := spent.Seconds(); sec >= 1 && s.articles > 0 {
		parts = append(parts, fmt.Sprintf("%.0f/s", float64(s.articles)/sec))
	}
	if s.size > 0 {
		parts = append(parts, fmt.Sprintf("%s of %s", bytesOf(s.read), bytesOf(s.size)))
		switch {
		case s.read >= s.size:
			parts = append(parts, "all read, finishing")
		case spent >= etaAfter && s.read > 0:
			left := time.Duration(float64(spent) * float64(s.size-s.read) / float64(s.read))
			parts = append(parts, "about "+about(left)+" left")
		}
	} else if s.read > 0 {
		parts = append(parts, bytesOf(s.read)+" read")
	}
	if len(s.rejects) > 0 {
		parts = append(parts, reasons(s.rejects))
	}
	return strings.Join(parts, " · ")
}

// reasons writes what was quarantined: "3 quarantined (2 bad-json, 1 binary)".
func reasons(list []reason) string {
	n := 0
	var each []string
	for _, r := range list {
		n += r.n
		each = append(each, fmt.Sprintf("%s %s", thousands(r.n), r.code))
	}
	return fmt.Sprintf("%s quarantined (%s)", thousands(n), strings.Join(each, ", "))
}

// about writes a duration no more exactly than it is known.
func about(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return "10 s"
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds())/10*10)
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%.1f h", d.Hours())
}

// bytesOf writes a number of bytes for people.
func bytesOf(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	x, units := float64(n), []string{"kB", "MB", "GB", "TB"}
	for i, u := range units {
		x /= 1000
		switch {
		case x < 99.95:
			return fmt.Sprintf("%.1f %s", x, u)
		case x < 999.5 || i == len(units)-1:
			return fmt.Sprintf("%.0f %s", x, u)
		}
	}
	return ""
}
