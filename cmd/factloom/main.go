// Command factloom reads dumps of Chinese business news and weaves what they
// state into a linked fact graph: companies, places, people, amounts, dates and
// the facts that tie them together, each with the words it came from.
//
// Start reading at newRoot, which lists the subcommands, one file each; then
// engine.go, which puts the pipeline together once for all that extract.
//
// Beware of the two streams: data goes to stdout, talk to stderr, and a reader
// of stdout that goes away (| head) ends the program without a word. What an
// exit code means stands in exit.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	// A closed stdout shall give an error from Write, not kill the program
	// while a store is open.
	signal.Ignore(syscall.SIGPIPE)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryGoal)
	}
	a := &app{stdin: os.Stdin, stdout: newStdout(os.Stdout), stderr: &talk{w: os.Stderr}}
	ctx, stop := a.interrupts(context.Background())
	code := a.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// memoryGoal is the memory from which on garbage is collected more often than
// Go would by itself: a run of any size stays below 512 MB with it. What is in
// use, some 250 MB at most, is far below; $GOMEMLIMIT sets another.
const memoryGoal = 384 << 20

// app is one call of the program: its streams and the flags that hold for
// every subcommand.
type app struct {
	stdin  io.Reader
	stdout *stdout
	stderr *talk
	global globalFlags

	args       []string  // the command line
	settings   []setting // what factloom.yaml set
	completing bool      // the shell asks for words: no talk
}

// run executes one command line and returns its exit code.
func (a *app) run(ctx context.Context, args []string) int {
	root := newRoot(a)
	a.args = args
	a.completing = len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if ferr := a.stdout.Flush(); err == nil {
		err = ferr
	}
	code := exitCode(err)
	if msg := message(err); msg != "" {
		fmt.Fprintln(a.stderr, "factloom: "+settled(a.settings, msg))
	}
	return code
}

// interrupts returns a context that the first SIGINT or SIGTERM cancels: the
// command finishes what it has in hand. The second ends the program at once.
func (a *app) interrupts(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	c := make(chan os.Signal, 2)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		for n := 0; ; n++ {
			select {
			case <-c:
				if n > 0 {
					os.Exit(exitInterrupted)
				}
				fmt.Fprintln(a.stderr, "factloom: stopping after what is in hand (once more to stop at once)")
				cancel(errInterrupted)
			case <-done:
				return
			}
		}
	}()
	return ctx, func() { signal.Stop(c); close(done); cancel(nil) }
}

// stdout is standard output. The first write that fails decides: all later ones return
// its error, and one that only says that the reader has gone is no failure.
type stdout struct {
	w   io.Writer
	buf []byte
	err error
}

func newStdout(w io.Writer) *stdout { return &stdout{w: w} }

// Write implements io.Writer. It holds back up to 64 KiB; Flush lets them out.
func (o *stdout) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	o.buf = append(o.buf, p...)
	if len(o.buf) >= 1<<16 {
		if err := o.Flush(); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// Flush writes what was held back.
func (o *stdout) Flush() error {
	if o.err == nil && len(o.buf) > 0 {
		if _, err := o.w.Write(o.buf); err != nil {
			o.err = fmt.Errorf("write to stdout: %w", err)
			if errors.Is(err, syscall.EPIPE) {
				o.err = errReaderGone
			}
		}
		o.buf = o.buf[:0]
	}
	return o.err
}

// talk is stderr. A progress line may stand on it; what is written goes above it.
type talk struct {
	mu   sync.Mutex
	w    io.Writer
	line string // the progress line that is shown, "" for none
}

// Write implements io.Writer; several goroutines may call it.
func (t *talk) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.line == "" {
		return t.w.Write(p)
	}
	if _, err := io.WriteString(t.w, "\r\x1b[K"); err != nil {
		return 0, err
	}
	n, err := t.w.Write(p)
	if err == nil {
		_, err = io.WriteString(t.w, t.line)
	}
	return n, err
}

// show replaces the progress line; "" takes it away.
func (t *talk) show(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.line != "" || line != "" {
		_, _ = io.WriteString(t.w, "\r\x1b[K"+line) // a lost progress line harms nobody
	}
	t.line = line
}
