package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestProgressLine(t *testing.T) {
	for _, c := range []struct {
		name  string
		at    state
		spent time.Duration
		want  string
	}{
		{"start", state{}, 0, "0 articles"},
		{"one, size not known", state{read: 500, articles: 1}, time.Second, "1 article · 1/s · 500 B read"},
		{"early, no guess yet", state{read: 1e6, size: 1e7, articles: 50}, 2 * time.Second, "50 articles · 25/s · 1.0 MB of 10.0 MB"},
		{"a tenth", state{read: 1e6, size: 1e7, articles: 1200}, 10 * time.Second, "1,200 articles · 120/s · 1.0 MB of 10.0 MB · about 90 s left"},
		{"hours", state{read: 1e6, size: 1e9, articles: 1200}, 10 * time.Second, "1,200 articles · 120/s · 1.0 MB of 1.0 GB · about 2.8 h left"},
		{"read but not done", state{read: 1e7, size: 1e7, articles: 1200}, 10 * time.Second, "1,200 articles · 120/s · 10.0 MB of 10.0 MB · all read, finishing"},
		{"errors by reason", state{articles: 3, rejects: []reason{{"bad-json", 2}, {"binary", 1}}}, 0, "3 articles · 3 quarantined (2 bad-json, 1 binary)"},
	} {
		if got := c.at.line(c.spent); got != c.want {
			t.Errorf("%s: line = %q, want %q", c.name, got, c.want)
		}
	}
}

// Lines written while a progress line stands must not be mixed with it.
func TestTalkAboveProgress(t *testing.T) {
	var b bytes.Buffer
	w := &talk{w: &b}
	w.show("10 articles")
	if _, err := w.Write([]byte("a.html: empty: nothing\n")); err != nil {
		t.Fatal(err)
	}
	w.show("")
	if _, err := w.Write([]byte("end\n")); err != nil {
		t.Fatal(err)
	}
	const clear = "\r\x1b[K"
	want := clear + "10 articles" + clear + "a.html: empty: nothing\n" + "10 articles" + clear + "end\n"
	if b.String() != want {
		t.Errorf("stderr = %q, want %q", b.String(), want)
	}
}

func TestProgressOffTerminal(t *testing.T) {
	var b bytes.Buffer
	p := newProgress(&talk{w: &b})
	p.Read(10, 100)
	p.Reject("binary")
	p.tell()
	p.Stop()
	if got := b.String(); strings.ContainsAny(got, "\r\x1b") || !strings.Contains(got, "1 quarantined (1 binary)") {
		t.Errorf("stderr = %q, want plain lines", got)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"run", "query", "export", "extract", "version"}
	for _, c := range []struct{ word, want string }{
		{"qurey", "query"}, {"quary", "query"}, {"exp", "export"}, {"extrct", "extract"}, {"QUERY", "query"},
		{"frobnicate", ""}, {"x", ""}, {"", ""}, {"rnu", "run"},
	} {
		if got := nearest(c.word, known); got != c.want {
			t.Errorf("nearest(%q) = %q, want %q", c.word, got, c.want)
		}
	}
	names := []string{"特斯拉", "特朗普", "台積電"}
	if got := nearest("臺積電子", names); got != "台積電" {
		t.Errorf("nearest(臺積電子) = %q, want 台積電", got)
	}
}

func TestCounts(t *testing.T) {
	for _, c := range []struct {
		n    int
		want string
	}{{0, "0"}, {999, "999"}, {1000, "1,000"}, {-1234567, "-1,234,567"}, {100000, "100,000"}} {
		if got := thousands(c.n); got != c.want {
			t.Errorf("thousands(%d) = %q, want %q", c.n, got, c.want)
		}
	}
}
