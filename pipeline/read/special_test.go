//go:build unix

package read

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "fifo.html"), 0o644); err != nil {
		t.Skip(err)
	}
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		defer syscall.Close(fd)
		t.Chdir(dir)
		if err := syscall.Bind(fd, &syscall.SockaddrUnix{Name: "socket"}); err != nil {
			t.Skip(err)
		}
	}
	os.WriteFile(filepath.Join(dir, "z.html"), []byte(page), 0o644)
	g := walk(t, Options{}, nil, ".", "fifo.html", "/dev/zero")
	wantLines(t, "special", g.lines, "./fifo.html: unreadable", "./socket: unreadable", "./z.html html", "fifo.html: unreadable", "/dev/zero: unreadable")
	if !strings.HasPrefix(g.rejs[0].Reason, "a named pipe, not a file") || !strings.HasPrefix(g.rejs[3].Reason, "a device") {
		t.Errorf("reasons %q, %q", g.rejs[0].Reason, g.rejs[3].Reason)
	}
	if os.Getuid() != 0 {
		os.WriteFile(filepath.Join(dir, "secret.html"), []byte(page), 0)
		os.Mkdir(filepath.Join(dir, "shut"), 0)
		g := walk(t, Options{}, nil, "secret.html", "shut")
		wantLines(t, "no permission", g.lines, "secret.html: unreadable", "shut/: unreadable")
	}
}
