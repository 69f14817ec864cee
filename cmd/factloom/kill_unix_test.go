//go:build unix

package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The kill test with real articles, many times:
//
//	go test ./cmd/factloom -run TestKillRun -timeout 3h -kills 200 -killeach 1 -killinput news.jsonl
var (
	kills     = flag.Int("kills", 20, "how often the kill test kills a run; $FACTLOOM_KILLS sets another default")
	killEach  = flag.Int("killeach", 5, "kills before a run may end and its store is compared")
	killInput = flag.String("killinput", "", "articles of the kill test; invented ones without it")
)

// must runs the program and returns what it wrote to stdout.
func must(t *testing.T, args ...string) string {
	t.Helper()
	cmd := program(t, args...)
	var talked bytes.Buffer
	cmd.Stderr = &talked
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("factloom %s: %v\n%s", strings.Join(args, " "), err, &talked)
	}
	return string(out)
}

// writeArticles writes articles that have all that makes order matter: equal
// texts, versions, facts that several tell.
func writeArticles(t *testing.T, n int) string {
	t.Helper()
	var b strings.Builder
	for i := range n {
		date := fmt.Sprintf("2026-%02d-%02d", 1+i%6, 1+i%28)
		switch {
		case i%11 == 3: // a newer version of the one before
			fmt.Fprintf(&b, `{"id":"%d","url":"https://news.example/%d","published":"2026-07-%02d","text":"福特汽車周二宣布，以%d億美元收購特斯拉。更新版。"}`, i, i-1, 1+i%28, i)
		case i%7 == 5: // the same words elsewhere
			fmt.Fprintf(&b, `{"id":"copy%d","url":"https://copy.example/%d","published":"%s","text":"台積電去年營收增長%d%%，蘋果為其最大客戶。"}`, i, i, date, i%20)
		case i%5 == 1:
			fmt.Fprintf(&b, `{"id":"%d","url":"https://news.example/%d","published":"%s","text":"台積電去年營收增長%d%%，蘋果為其最大客戶。"}`, i, i, date, i%20)
		default:
			fmt.Fprintf(&b, `{"id":"%d","url":"https://news.example/%d","published":"%s","text":"福特汽車周二宣布，以%d億美元收購特斯拉。第%d號公告稱，鴻海與輝達簽署合作協議。"}`, i, i, date, i, i)
		}
		b.WriteByte('\n')
		if i%50 == 49 {
			b.WriteString("{\"id\": broken\n")
		}
	}
	name := filepath.Join(t.TempDir(), "articles.jsonl")
	if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// startRun starts a run that may be killed.
func startRun(t *testing.T, dir, input string, batch int) *exec.Cmd {
	t.Helper()
	cmd := program(t, "run", "--db", dir, "--batch", strconv.Itoa(batch), input)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// TestKillRun kills runs at any moment. Whatever the moment, the store opens
// without help, db verify finds nothing, and the run that is started again ends
// with the same bytes.
func TestKillRun(t *testing.T) {
	if n, err := strconv.Atoi(os.Getenv("FACTLOOM_KILLS")); err == nil && *kills == 20 {
		*kills = n
	}
	if testing.Short() {
		*kills = 3
	}
	input := *killInput
	if input == "" {
		input = writeArticles(t, 600)
	} else if abs, err := filepath.Abs(input); err == nil {
		input = abs
	}
	whole := filepath.Join(t.TempDir(), "whole.db")
	begin := time.Now()
	if err := startRun(t, whole, input, 256).Wait(); err != nil && !isExit(err, exitQuarantined) {
		t.Fatal(err)
	}
	took := time.Since(begin)
	wantCSV, wantEntities := must(t, "export", "csv", "--layout", "evidence", "--db", whole), must(t, "export", "csv", "--layout", "entities", "--db", whole)
	wantQuarantine := must(t, "quarantine", "list", "--db", whole)
	if strings.Count(wantCSV, "\n") < 100 {
		t.Fatalf("the articles give only %d pieces of evidence", strings.Count(wantCSV, "\n"))
	}
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	rounds, late := 0, 0
	for killed := 0; killed < *kills; rounds++ {
		dir := filepath.Join(t.TempDir(), "facts.db")
		articles := 0
		for i := 0; i < *killEach && killed < *kills; i++ {
			cmd := startRun(t, dir, input, 8<<r.IntN(6))
			time.Sleep(time.Duration(r.Int64N(int64(took)*11/10)) / time.Duration(1+i%2))
			_ = cmd.Process.Kill() // it may have ended
			if err := cmd.Wait(); !isKilled(err) {
				late++
				took -= took / 20 // aim earlier
			}
			killed++
			if _, err := os.Stat(filepath.Join(dir, "STORE.json")); err != nil {
				continue // killed before there was a store
			}
			// A reader, or the next run, comes first.
			if r.IntN(2) == 0 {
				must(t, "db", "verify", "--deep", "--db", dir)
				n := 0
				if _, err := fmt.Sscanf(strings.TrimSpace(must(t, "db", "stats", "--db", dir)), "%d", &n); err != nil {
					t.Fatal(err)
				}
				if n < articles {
					t.Errorf("round %d: %d articles after a kill, there were %d", rounds, n, articles)
				}
				articles = n
			}
		}
		if err := startRun(t, dir, input, 256).Wait(); err != nil && !isExit(err, exitQuarantined) {
			t.Fatalf("round %d: %v", rounds, err)
		}
		must(t, "db", "verify", "--deep", "--db", dir)
		for _, x := range []struct{ what, got, want string }{
			{"evidence", must(t, "export", "csv", "--layout", "evidence", "--db", dir), wantCSV},
			{"entities", must(t, "export", "csv", "--layout", "entities", "--db", dir), wantEntities},
			{"quarantine", must(t, "quarantine", "list", "--db", dir), wantQuarantine},
		} {
			if x.got != x.want {
				t.Fatalf("round %d: %s differ: %d lines, want %d", rounds, x.what, strings.Count(x.got, "\n"), strings.Count(x.want, "\n"))
			}
		}
		os.RemoveAll(dir)
		if rounds%20 == 19 {
			t.Logf("%d kills, %d rounds", killed, rounds+1)
		}
	}
	t.Logf("%d kills in %d rounds, %d of them after the run had ended; each round the same %d pieces of evidence",
		*kills, rounds, late, strings.Count(wantCSV, "\n")-1)
}

func isExit(err error, code int) bool {
	exit, ok := err.(*exec.ExitError)
	return ok && exit.ExitCode() == code
}

func isKilled(err error) bool {
	exit, ok := err.(*exec.ExitError)
	if !ok {
		return false
	}
	st, ok := exit.Sys().(syscall.WaitStatus)
	return ok && st.Signaled() && st.Signal() == syscall.SIGKILL
}
