package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const rssUnit = 1024 // of Rusage.Maxrss, in bytes

// mountSmall mounts a disk in memory; only root may.
func mountSmall(dir string, mb int) error {
	return syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", mb))
}

func unmount(dir string) error { return syscall.Unmount(dir, 0) }

// TestReadOnly reads stores on a medium that cannot be written: one that was
// closed and one whose run was killed.
func TestReadOnly(t *testing.T) {
	base := t.TempDir()
	closed, killed := filepath.Join(base, "closed.db"), filepath.Join(base, "killed.db")
	in := writeArticles(t, 600)
	if err := startRun(t, closed, in, 64).Wait(); err != nil && !isExit(err, exitQuarantined) {
		t.Fatal(err)
	}
	cmd := startRun(t, killed, in, 8)
	for wait := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if b, err := os.ReadFile(filepath.Join(killed, "STORE.json")); err == nil && strings.Contains(string(b), `"articles": `) {
			break
		}
		if time.Since(wait) > time.Minute {
			t.Fatal("no batch after a minute")
		}
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	at := t.TempDir()
	err := syscall.Mount(base, at, "", syscall.MS_BIND, "")
	if err == nil {
		t.Cleanup(func() {
			if err := unmount(at); err != nil {
				t.Error(err)
			}
		})
		err = syscall.Mount("", at, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
	}
	if err != nil {
		t.Skipf("no folder can be made read-only here (%v)", err)
	}
	for _, dir := range []string{closed, killed} {
		there := filepath.Join(at, filepath.Base(dir))
		must(t, "db", "verify", "--deep", "--db", there)
		if got := must(t, "query", "特斯拉", "--db", there); !strings.Contains(got, "福特") {
			t.Errorf("%s answers %q", filepath.Base(dir), got)
		}
		got := must(t, "export", "jsonl", "--db", there)
		if want := must(t, "export", "jsonl", "--db", dir); got != want {
			t.Errorf("%s: %d bytes read-only, %d else", filepath.Base(dir), len(got), len(want))
		}
		out, err := program(t, "run", "--db", there, in).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "read-only") {
			t.Errorf("run on %s: %v\n%s", filepath.Base(dir), err, out)
		}
	}
}
