//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/factloom/factloom/entities/graph"
)

// program returns a command that runs factloom.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(programPath)
	cmd.Args = append([]string{"factloom"}, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "FACTLOOM_DB=")
	return cmd
}

func articles(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, `{"id":"%d","published":"2026-03-18","text":"福特汽車周二宣布，以%d億美元收購特斯拉。"}`+"\n", i, i+1)
	}
	return b.String()
}

// TestInterrupt stops a run that waits for more input: what it has in hand is
// stored, the exit code is 130, and a second run completes the store.
func TestInterrupt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "facts.db")
	first := program(t, "run", "--db", dir, "--batch", "10", "-")
	in, err := first.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var talked bytes.Buffer
	first.Stderr = &talked
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, articles(0, 35)); err != nil {
		t.Fatal(err)
	}
	// The store is there once the rules and names are loaded; then the articles
	// are read, and the pipe stays open.
	for wait := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(dir, "STORE.json")); err == nil {
			break
		}
		if time.Since(wait) > 2*time.Minute {
			t.Fatal("no store after two minutes")
		}
	}
	time.Sleep(500 * time.Millisecond)
	if err := first.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err = first.Wait()
	if code := first.ProcessState.ExitCode(); code != exitInterrupted {
		t.Fatalf("exit code %d (%v), want %d\n%s", code, err, exitInterrupted, &talked)
	}
	for _, want := range []string{"stopping after what is in hand", "in = stored + duplicate", "run the same command again"} {
		if !strings.Contains(talked.String(), want) {
			t.Errorf("stderr does not say %q:\n%s", want, &talked)
		}
	}
	export := func(in string) string {
		again := program(t, "run", "--db", dir, "--json", "-")
		again.Stdin = strings.NewReader(in)
		if out, err := again.Output(); err != nil || !strings.Contains(string(out), `"quarantined":0`) {
			t.Fatalf("second run: %v\n%s", err, out)
		}
		out, err := program(t, "export", "csv", "--db", dir).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	stopped := export(articles(0, 35))
	dir = filepath.Join(t.TempDir(), "whole.db")
	if whole := export(articles(0, 35)); whole != stopped {
		t.Errorf("a run that was stopped and run again gives other facts:\n%s\nwant\n%s", stopped, whole)
	}
}

// TestReaderGoes closes stdout early, as | head does: no word, no failure.
func TestReaderGoes(t *testing.T) {
	cmd := program(t, "extract", "-")
	cmd.Stdin = strings.NewReader(articles(0, 2000))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var talked bytes.Buffer
	cmd.Stderr = &talked
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	out.Close()
	if err := cmd.Wait(); err != nil || talked.Len() > 0 {
		t.Errorf("after its reader went: %v, stderr %q", err, &talked)
	}
}

func TestBreakable(t *testing.T) {
	if err := iotest.TestReader(&breakable{ctx: t.Context(), from: strings.NewReader(articles(0, 2000))}, []byte(articles(0, 2000))); err != nil {
		t.Error(err)
	}
	a := &app{stderr: &talk{w: io.Discard}}
	ctx, stop := a.interrupts(t.Context())
	defer stop()
	r, w := io.Pipe()
	defer w.Close()
	b := &breakable{ctx: ctx, from: r}
	go func() {
		time.Sleep(20 * time.Millisecond)
		_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
	}()
	if _, err := b.Read(make([]byte, 10)); err == nil {
		t.Error("a read goes on after the signal")
	}
}

// TestInUse opens a store for writing and asks it from other processes: a
// reader is served and told of the writer, a second writer is not.
func TestInUse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "facts.db")
	first := program(t, "run", "--db", dir, "-")
	first.Stdin = strings.NewReader(articles(0, 3))
	if out, err := first.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	g, err := graph.Open(dir, graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	for _, row := range []struct {
		args []string
		in   string
		code int
		want string
	}{
		{[]string{"query", "特斯拉"}, "", 0, fmt.Sprintf("note: process %d is writing to %s; this is how it was after batch 1, with 3 articles", os.Getpid(), dir)},
		{[]string{"query", "特斯拉"}, "", 0, "3億美元"},
		{[]string{"export", "csv"}, "", 0, "特斯拉"},
		{[]string{"db", "stats"}, "", 0, "3 articles"},
		{[]string{"db", "verify"}, "", 0, "no damage found"},
		{[]string{"run", "-"}, articles(5, 6), exitInUse, fmt.Sprintf("store in use: process %d writes to", os.Getpid())},
	} {
		cmd := program(t, append(row.args, "--db", dir)...)
		cmd.Stdin = strings.NewReader(row.in)
		out, err := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != row.code || !strings.Contains(string(out), row.want) {
			t.Errorf("%v: exit code %d (%v), want %d and %q\n%s", row.args, code, err, row.code, row.want, out)
		}
	}
}

// TestTablesKept asks a store whose tables another process keeps to itself for
// longer than a reader waits.
func TestTablesKept(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits as long as a reader does")
	}
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "facts.db")
	first := program(t, "run", "--db", dir, "-")
	first.Stdin = strings.NewReader(articles(0, 3))
	if out, err := first.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	f, err := os.OpenFile(filepath.Join(dir, "READERS.lock"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		t.Fatal(err)
	}
	cmd := program(t, "query", "特斯拉", "--db", dir)
	out, err := cmd.CombinedOutput()
	want := "factloom: store in use: another process keeps the tables of " + dir + " locked\nit lets readers in again soon: try again\n"
	if code := cmd.ProcessState.ExitCode(); code != exitInUse || string(out) != want {
		t.Errorf("exit code %d (%v), want %d\n%q\nwant\n%q", code, err, exitInUse, out, want)
	}
}
