//go:build unix

package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestSameBytes reads the same articles in other orders, with other numbers of
// workers, in other time zones and languages: every export has the same bytes.
func TestSameBytes(t *testing.T) {
	data, err := os.ReadFile(writeArticles(t, 400))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(data), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	shipped, err := filepath.Glob(filepath.Join(moduleRoot(t), "testdata", "articles", "*"))
	if err != nil || len(shipped) == 0 {
		t.Fatal("no articles that ship", err)
	}
	var want map[string]string
	for i, row := range []struct{ workers, tz, lang, batch string }{
		{"1", "Asia/Hong_Kong", "C", "256"},
		{"2", "America/New_York", "zh_TW.UTF-8", "7"},
		{"8", "UTC", "tr_TR.UTF-8", "64"},
		{"8", "Pacific/Kiritimati", "zh_CN.GB18030", "1000"},
		{"2", "Asia/Taipei", "en_US.UTF-8", "33"},
	} {
		r := rand.New(rand.NewPCG(uint64(i), 5))
		if i > 0 {
			r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
			r.Shuffle(len(shipped), func(i, j int) { shipped[i], shipped[j] = shipped[j], shipped[i] })
		}
		in := filepath.Join(t.TempDir(), "shuffled.jsonl")
		if err := os.WriteFile(in, []byte(strings.Join(lines, "")), 0o644); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(t.TempDir(), "facts.db")
		env := []string{"TZ=" + row.tz, "LANG=" + row.lang, "LC_ALL=" + row.lang}
		paths := append([]string{in}, shipped...)
		if i == 3 { // under another name, packed, and all of it twice
			paths = append(paths, zipOf(t, lines), in)
		}
		if i%2 == 1 {
			paths = append(shipped, in)
		}
		got := map[string]string{}
		for _, args := range [][]string{
			append([]string{"run", "--workers", row.workers, "--batch", row.batch}, paths...),
			{"export", "jsonl"}, {"export", "csv", "--layout", "entities"}, {"query", "特斯拉", "--format", "csv"},
		} {
			cmd := program(t, append(args, "--db", dir)...)
			cmd.Env = append(cmd.Env, env...)
			var talked bytes.Buffer
			cmd.Stderr = &talked
			out, err := cmd.Output()
			if err != nil && !isExit(err, exitQuarantined) {
				t.Fatalf("%v: %v\n%s", args, err, &talked)
			}
			if args[0] != "run" {
				got[strings.Join(args, " ")] = string(out)
			}
		}
		if want == nil {
			want = got
		}
		for what := range want {
			if got[what] != want[what] {
				t.Errorf("factloom %s differs with %+v: %d bytes, want %d\n%s", what, row, len(got[what]), len(want[what]), firstDifference(got[what], want[what]))
			}
		}
	}
}

// zipOf packs lines into files of a zip.
func zipOf(t *testing.T, lines []string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "packed.zip")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	for i := 0; i < len(lines); i += 100 {
		w, err := z.Create(fmt.Sprintf("報道/%d.json", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, strings.Join(lines[i:min(i+100, len(lines))], "")); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n got %.400s\nwant %.400s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

// smallDisk mounts a disk of so many megabytes, where that is allowed.
func smallDisk(t *testing.T, mb int) string {
	t.Helper()
	dir := t.TempDir()
	if err := mountSmall(dir, mb); err != nil {
		t.Skipf("no disk of %d MB can be mounted here (%v); graph.TestNoSpace looks at the guard alone", mb, err)
	}
	t.Cleanup(func() {
		if err := unmount(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestFullDisk fills disks: the run stops with its own exit code before the
// system ends it, the store opens, and nothing half is left.
func TestFullDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("it fills disks")
	}
	for _, mb := range []int{40, 150} {
		t.Run(fmt.Sprintf("%d MB", mb), func(t *testing.T) {
			disk := smallDisk(t, mb)
			dir := filepath.Join(disk, "facts.db")
			stored := 0
			for i := 0; ; i++ {
				if i == 60 {
					t.Fatal("the disk never fills")
				}
				in := filepath.Join(t.TempDir(), "long.jsonl")
				writeLong(t, in, i, 300)
				cmd := program(t, "run", "--db", dir, "--batch", "50", in)
				var talked bytes.Buffer
				cmd.Stderr = &talked
				err := cmd.Run()
				if err == nil {
					stored += 300
					continue
				}
				if code := cmd.ProcessState.ExitCode(); code != exitNoSpace || !strings.Contains(talked.String(), "not enough space on disk") || !strings.Contains(talked.String(), "run the same command again") {
					t.Fatalf("exit code %d (%v), want %d\n%s", code, err, exitNoSpace, &talked)
				}
				t.Logf("after %d articles: %s", stored, talked.String())
				break
			}
			n := 0
			if _, err := fmt.Sscanf(strings.ReplaceAll(strings.TrimSpace(must(t, "db", "stats", "--db", dir)), ",", ""), "%d", &n); err != nil || n < stored {
				t.Errorf("%d articles are there (%v), at least %d were stored", n, err, stored)
			}
			must(t, "db", "verify", "--deep", "--db", dir)
			if mb > 100 && n == 0 {
				t.Error("nothing was stored on the larger disk")
			}

			// Files on the full disk: none of them is left half done.
			if err := fillDisk(disk); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{
				{"export", "csv", "-o", filepath.Join(disk, "facts.csv"), "--db", filepath.Join(t.TempDir(), "other.db")},
				{"db", "backup", filepath.Join(disk, "facts.backup"), "--db", filepath.Join(t.TempDir(), "other.db")},
			} {
				in := filepath.Join(t.TempDir(), "long.jsonl")
				writeLong(t, in, 1, 200)
				must(t, "run", "--db", args[len(args)-1], in)
				cmd := program(t, args...)
				out, _ := cmd.CombinedOutput()
				if code := cmd.ProcessState.ExitCode(); code != exitNoSpace {
					t.Errorf("%v: exit code %d, want %d\n%s", args[:2], code, exitNoSpace, out)
				}
			}
			left, err := filepath.Glob(filepath.Join(disk, "facts.*"))
			if err != nil || len(left) != 1 {
				t.Errorf("left on the disk are %v", left)
			}
			// With room again it goes on.
			if err := os.Remove(filepath.Join(disk, "filler")); err != nil {
				t.Fatal(err)
			}
			if n > 0 {
				must(t, "query", "特斯拉", "--db", dir, "--limit", "1")
			}
		})
	}
}

// fillDisk leaves no byte of a disk free.
func fillDisk(dir string) error {
	f, err := os.Create(filepath.Join(dir, "filler"))
	if err != nil {
		return err
	}
	defer f.Close()
	for n := 1 << 20; n > 0; {
		if _, err := f.Write(make([]byte, n)); err != nil {
			n /= 2
		}
	}
	return nil
}

// writeLong writes articles whose texts pack badly, so that they fill a disk.
func writeLong(t *testing.T, name string, seed, n int) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(seed), 7))
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"id":"%d-%d","published":"2026-03-18","text":"福特汽車周二宣布，以%d億美元收購特斯拉。`, seed, i, i+1)
		for range 3000 {
			b.WriteRune(rune(0x4E00 + r.IntN(20000)))
		}
		b.WriteString("\"}\n")
	}
	if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestMemory reads enough articles to fill memtables and merge tables, and
// looks at the most memory that the process had.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads many articles")
	}
	if raceDetector {
		t.Skip("the race detector takes memory of its own; make test runs this without it")
	}
	const limit = 512 << 20
	in := filepath.Join(t.TempDir(), "long.jsonl")
	writeLong(t, in, 1, 1500)
	for _, workers := range []string{"8"} {
		cmd := program(t, "run", "--db", filepath.Join(t.TempDir(), "facts.db"), "--workers", workers, in)
		begin := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss * rssUnit
		t.Logf("%s workers: %d MiB, %v", workers, peak>>20, time.Since(begin).Round(time.Second/10))
		if peak > limit {
			t.Errorf("%s workers: the run took %d MiB of memory, the limit is %d", workers, peak>>20, limit>>20)
		}
	}
}

// TestTwoSignals stops a run at once with a second Ctrl-C.
func TestTwoSignals(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "facts.db")
	cmd := program(t, "run", "--db", dir, "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for wait := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(dir, "STORE.json")); err == nil {
			break
		}
		if time.Since(wait) > time.Minute {
			t.Fatal("no store after a minute")
		}
	}
	for range 2 {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			break // it has ended
		}
		time.Sleep(5 * time.Millisecond)
	}
	err = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("exit code %d (%v), want %d", code, err, exitInterrupted)
	}
	must(t, "db", "verify", "--deep", "--db", dir)
}

// TestVerifySurvives damages a table and lets STORE.json agree with it, so that
// only the store engine can notice; it ends the process over some of that. db
// verify names damage all the same, and never dies of it.
func TestVerifySurvives(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "facts.db")
	in := filepath.Join(t.TempDir(), "articles.jsonl")
	if err := os.WriteFile(in, []byte(articles(0, 60)), 0o644); err != nil {
		t.Fatal(err)
	}
	must(t, "run", "--db", dir, in)
	tables, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err != nil || len(tables) != 1 {
		t.Fatal(tables, err)
	}
	table, err := os.ReadFile(tables[0])
	if err != nil {
		t.Fatal(err)
	}
	marker, err := os.ReadFile(filepath.Join(dir, "STORE.json"))
	if err != nil {
		t.Fatal(err)
	}
	died := 0
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 24 {
		bad := bytes.Clone(table)
		at := len(bad) - 1 - i // lengths and checksum of the index
		if i >= 16 {
			at = r.IntN(len(bad))
		}
		bad[at] ^= 0x84
		if err := os.WriteFile(tables[0], bad, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "STORE.json"), forge(t, marker, table, bad), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := program(t, "db", "verify", "--deep", "--db", dir)
		var said, talked bytes.Buffer
		cmd.Stdout, cmd.Stderr = &said, &talked
		_ = cmd.Run()
		if strings.Contains(said.String(), "ends the store engine: panic") {
			died++
		}
		if code := cmd.ProcessState.ExitCode(); code != exitDamaged || !strings.HasPrefix(said.String(), "store damaged: ") ||
			strings.Contains(talked.String(), "goroutine") {
			t.Errorf("byte %d of %d changed: exit code %d, want %d\n%s%s", at, len(bad), code, exitDamaged, &said, &talked)
		}
	}
	if died == 0 {
		t.Error("the store engine never died: is a process of its own still needed?")
	}
	t.Logf("the store engine ended its process over %d of 24 damages", died)
}

// forge makes a marker agree with a table that was changed.
func forge(t *testing.T, marker, was, is []byte) []byte {
	t.Helper()
	sum := func(b []byte) string {
		return fmt.Sprintf("%08x", crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)))
	}
	b := bytes.Replace(marker, []byte(sum(was)), []byte(sum(is)), 1)
	i := bytes.Index(b, []byte(`"check": "`)) + len(`"check": "`)
	head, tail := b[:i], b[i+8:]
	var flat bytes.Buffer
	if err := json.Compact(&flat, append(bytes.Clone(head), tail...)); err != nil {
		t.Fatal(err)
	}
	return append(append(bytes.Clone(head), sum(flat.Bytes())...), tail...)
}
