package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestNoNetwork runs the program where there is no network at all, on a page that
// points at one in every way: it says the same as elsewhere. Where strace is
// installed, it also opens no socket of a network.
func TestNoNetwork(t *testing.T) {
	dir := t.TempDir()
	page := `<html><head><meta charset="utf-8"><title>福特汽車收購特斯拉</title><base href="http://127.0.0.1:9/"><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">
<link rel="stylesheet" href="http://127.0.0.1:9/a.css"><script src="http://127.0.0.1:9/a.js"></script></head>
<body><h1>福特汽車收購特斯拉</h1><p>福特汽車周二宣布以5億港元收購特斯拉，交易預計於下月完成。<img src="http://127.0.0.1:9/pixel.gif"></p></body></html>`
	feed := `<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd" [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><rss version="2.0"><channel><title>快訊</title>` +
		`<item><title>收購</title><link>http://127.0.0.1:9/1</link><description>福特汽車以6億港元收購特斯拉。&x;</description></item></channel></rss>`
	for name, data := range map[string]string{"page.html": page, "feed.xml": feed} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	commands := [][]string{
		{"run", "--db", "f.db", "page.html", "feed.xml"}, {"query", "特斯拉", "--db", "f.db"}, {"export", "csv", "--db", "f.db"},
		{"dossier", "特斯拉", "--format", "html", "--db", "f.db"}, {"explain", "page.html", "--html", "-"}, {"db", "verify", "--deep", "--db", "f.db"}, {"version"},
	}
	all := func(with func(*exec.Cmd)) (string, error) {
		var out strings.Builder
		for _, args := range commands {
			cmd := exec.Command(programPath)
			cmd.Args = append([]string{"factloom"}, args...)
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "FACTLOOM_DB=")
			with(cmd)
			got, err := cmd.Output()
			if err != nil {
				return out.String(), err
			}
			out.Write(got)
		}
		return out.String(), os.RemoveAll(filepath.Join(dir, "f.db"))
	}
	want, err := all(func(*exec.Cmd) {})
	if err != nil || !strings.Contains(want, "600000000") {
		t.Fatalf("%v\n%s", err, want)
	}
	t.Run("without a network", func(t *testing.T) { sameWithoutNetwork(t, all, want) })
	if err := os.RemoveAll(filepath.Join(dir, "f.db")); err != nil {
		t.Fatal(err)
	}
	t.Run("calls", func(t *testing.T) { callsNoNetwork(t, dir, all) })
}

// sameWithoutNetwork runs all commands where there is no network.
func sameWithoutNetwork(t *testing.T, all func(func(*exec.Cmd)) (string, error), want string) {
	id := []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	group := []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	got, err := all(func(c *exec.Cmd) {
		c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET, UidMappings: id, GidMappings: group}
	})
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) { // it did not start
		t.Skipf("the kernel gives no namespace without a network here: %v", err)
	}
	if err != nil || got != want {
		t.Errorf("%v, %d bytes, else %d\n%s", err, len(got), len(want), got)
	}
}

// callsNoNetwork runs all commands and looks at the calls they make.
func callsNoNetwork(t *testing.T, dir string, all func(func(*exec.Cmd)) (string, error)) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("no strace here")
	}
	log, named := filepath.Join(dir, "calls"), filepath.Join(dir, "factloom")
	if err := os.Symlink(programPath, named); err != nil {
		t.Fatal(err)
	}
	_, err = all(func(c *exec.Cmd) {
		c.Path, c.Args = strace, append([]string{strace, "-f", "-A", "-e", "trace=network", "-o", log, named}, c.Args[1:]...)
	})
	calls, rerr := os.ReadFile(log)
	if err != nil || rerr != nil {
		t.Skipf("strace does not run here (%v, %v)", err, rerr)
	}
	for line := range strings.Lines(string(calls)) {
		if strings.Contains(line, "AF_INET") || strings.Contains(line, "connect(") {
			t.Errorf("a connection: %s", line)
		}
	}
}
