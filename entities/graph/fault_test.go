package graph_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/entities/graph/graphtest"
)

var (
	kills    = flag.Int("kills", fewer(20, 6), "how often the kill test kills the writer; TestKillRun of the program kills more")
	flips    = flag.Int("flips", fewer(30, 8), "bytes that the flip test flips, one by one")
	flipSeed = flag.Uint64("flipseed", 3, "which bytes")
	killDocs = flag.Int("killdocs", 1200, "articles of the kill test")
)

// fewer returns the second number under the race detector, which makes processes
// many times slower and finds nothing in files.
func fewer(n, raced int) int {
	if raceDetector {
		return raced
	}
	return n
}

// childMemory is small, so that tables are written while the child runs.
const childMemory = 8 << 20

// TestMain lets the test binary serve as the writer that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("GRAPH_TEST_CHILD"); dir != "" {
		n, _ := strconv.Atoi(os.Getenv("GRAPH_TEST_DOCS"))
		if err := child(dir, n); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// child adds articles in small batches, says done, and waits to be killed or
// for the end of its input, when it closes the store.
func child(dir string, n int) error {
	young, _ := strconv.Atoi(os.Getenv("GRAPH_TEST_YOUNG"))
	g, err := graph.Open(dir, graph.Options{Create: true, MinFree: 1, Memory: childMemory}.WithYoung(young))
	if err != nil {
		return err
	}
	docs := childDocs(n)
	for len(docs) > 0 {
		k := min(15, len(docs))
		if _, err := g.Add(context.Background(), docs[:k], rejectOf(docs[0]), run); err != nil {
			return err
		}
		docs = docs[k:]
	}
	for i := 0; os.Getenv("GRAPH_TEST_TABLE") != "" && i < 500; i++ {
		// The damage tests want a table that the marker knows.
		if b, err := os.ReadFile(filepath.Join(dir, "STORE.json")); err == nil && bytes.Contains(b, []byte(".sst")) {
			break
		}
		time.Sleep(10 * time.Millisecond)
		if _, err := g.Add(context.Background(), nil, []*entities.Reject{{File: fmt.Sprint("wait", i)}}, run); err != nil {
			return err
		}
	}
	fmt.Println("done")
	io.Copy(io.Discard, os.Stdin)
	return g.Close()
}

func childDocs(n int) []*entities.Document {
	docs := graphtest.Docs(n, 11, graphtest.Options{Facts: 12})
	// Characters that pack badly make the logs and tables grow.
	r := rand.New(rand.NewPCG(1, 2))
	for _, d := range docs {
		var b strings.Builder
		b.WriteString(d.Text)
		for range 1500 {
			b.WriteRune(rune(0x4E00 + r.IntN(20000)))
		}
		d.Text = b.String()
	}
	// One that is written in several parts, before the others of its batch.
	if n > 20 {
		docs[20].Text += strings.Repeat(docs[1].Text[len(docs[1].Text)-3000:], 3) + docs[2].Text + docs[3].Text
	}
	return docs
}

func rejectOf(d *entities.Document) []*entities.Reject {
	return []*entities.Reject{{File: d.File + ".bad", Code: entities.CodeBadJSON, Reason: "a line that is no JSON object", Data: []byte("{")}}
}

// startChild starts a writer; wait tells when it is done adding.
func startChild(t *testing.T, dir string, n int, env ...string) (cmd *exec.Cmd, stdin io.Closer, done chan error) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "GRAPH_TEST_CHILD="+dir, "GRAPH_TEST_DOCS="+strconv.Itoa(n))
	cmd.Env = append(cmd.Env, env...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done = make(chan error, 1)
	go func() {
		line, err := bufio.NewReader(out).ReadString('\n')
		if err == nil && line != "done\n" {
			err = errors.New(strings.TrimSpace(line))
		}
		done <- err
	}()
	return cmd, in, done
}

// A writer killed at any moment loses nothing that was promised, leaves a store
// that opens without help, and can be started again until all is there.
func TestKill(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "facts.db")
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	if testing.Short() {
		*kills = 3
	}
	killed, batches := 0, 0
	for killed < *kills {
		// Tables are merged all the time, or all of them when the store is closed.
		young := []string{"2", "1000"}[r.IntN(2)]
		cmd, in, done := startChild(t, dir, *killDocs, "GRAPH_TEST_YOUNG="+young)
		select {
		case <-time.After(time.Duration(20+r.IntN(500)) * time.Millisecond):
		case err := <-done:
			if err != nil {
				t.Fatalf("the writer failed after %d kills: %v", killed, err)
			}
			// All was added: kill it while it closes the store, and begin anew.
			in.Close()
			time.Sleep(time.Duration(r.IntN(400)) * time.Millisecond)
		}
		cmd.Process.Kill()
		cmd.Wait()
		killed++
		g, err := graph.Open(dir, graph.Options{ReadOnly: r.IntN(2) == 0, MinFree: 1, Memory: childMemory})
		if errors.Is(err, graph.ErrNoStore) {
			continue // killed before there was one
		}
		if err != nil {
			t.Fatalf("after kill %d: %v", killed, err)
		}
		for _, err := range g.Verify(context.Background(), true) {
			t.Errorf("after kill %d: %v", killed, err)
		}
		st, err := g.Stats()
		if err != nil {
			t.Fatal(err)
		}
		if st.Batches < batches {
			t.Errorf("after kill %d: %d batches, there were %d", killed, st.Batches, batches)
		}
		batches = st.Batches
		if err := g.Close(); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			return
		}
		if st.Articles == *killDocs {
			os.RemoveAll(dir)
			batches = 0
		}
	}
	cmd, in, done := startChild(t, dir, *killDocs)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	in.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	g, err := graph.Open(dir, graph.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	verify(t, g)
	clean := create(t, graph.Options{})
	docs := childDocs(*killDocs)
	var rejects []*entities.Reject
	for i := 0; i < len(docs); i += 15 {
		rejects = append(rejects, rejectOf(docs[i])...)
	}
	if _, err := clean.Add(context.Background(), docs, rejects, run); err != nil {
		t.Fatal(err)
	}
	sameDump(t, dump(t, g), dump(t, clean))
}

// makeStore makes a store of several tables and returns its folder and what it
// shows. When killed, its writer was killed when it had added all.
func makeStore(t *testing.T, killed bool) (dir, want string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "facts.db")
	cmd, in, done := startChild(t, dir, 600, "GRAPH_TEST_TABLE=1")
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if killed {
		cmd.Process.Kill()
	}
	in.Close()
	if err := cmd.Wait(); err != nil && !killed {
		t.Fatal(err)
	}
	c := copyStore(t, dir)
	g, err := graph.Open(c, graph.Options{MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	verify(t, g)
	return dir, dump(t, g)
}

// copyStore copies a store with the times of its files.
func copyStore(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy.db")
	if out, err := exec.Command("cp", "-a", "--sparse=always", dir, to).CombinedOutput(); err != nil {
		if out2, err2 := exec.Command("cp", "-a", dir, to).CombinedOutput(); err2 != nil {
			t.Fatalf("%s%s", out, out2)
		}
	}
	return to
}

func tables(t *testing.T, dir, pattern string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(list) == 0 {
		t.Fatalf("no %s in %s: %v", pattern, dir, err)
	}
	return list
}

// edit changes a file and leaves its time as it was.
func edit(t *testing.T, path string, change func(b []byte) []byte) {
	t.Helper()
	fi, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(b), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, fi.ModTime(), fi.ModTime()); err != nil {
		t.Fatal(err)
	}
}

func cut(n int) func(b []byte) []byte  { return func(b []byte) []byte { return b[:len(b)-n] } }
func flip(i int) func(b []byte) []byte { return func(b []byte) []byte { b[i] ^= 0x40; return b } }

// Damage to the files of a store that was closed is found when it is opened,
// for reading and for writing, and nothing is deleted.
func TestDamage(t *testing.T) {
	dir, want := makeStore(t, false)
	sst := filepath.Base(tables(t, dir, "*.sst")[0])
	rows := []struct {
		name   string
		damage func(dir string)
		want   error
	}{
		{"MANIFEST cut by 3 bytes", func(dir string) { edit(t, dir+"/MANIFEST", cut(3)) }, graph.ErrDamaged},
		{"MANIFEST cut in half", func(dir string) { edit(t, dir+"/MANIFEST", func(b []byte) []byte { return b[:len(b)/2] }) }, graph.ErrDamaged},
		{"MANIFEST gone", func(dir string) { os.Remove(dir + "/MANIFEST") }, graph.ErrDamaged},
		{"MANIFEST empty", func(dir string) { edit(t, dir+"/MANIFEST", func(b []byte) []byte { return nil }) }, graph.ErrDamaged},
		{"MANIFEST byte flipped", func(dir string) { edit(t, dir+"/MANIFEST", flip(20)) }, graph.ErrDamaged},
		{"table gone", func(dir string) { os.Remove(filepath.Join(dir, sst)) }, graph.ErrDamaged},
		{"table cut", func(dir string) { edit(t, filepath.Join(dir, sst), cut(100)) }, graph.ErrDamaged},
		{"table empty", func(dir string) { edit(t, filepath.Join(dir, sst), func([]byte) []byte { return nil }) }, graph.ErrDamaged},
		{"table byte flipped", func(dir string) { edit(t, filepath.Join(dir, sst), flip(5000)) }, graph.ErrDamaged},
		{"marker gone", func(dir string) { os.Remove(dir + "/STORE.json") }, graph.ErrDamaged},
		{"marker cut", func(dir string) { edit(t, dir+"/STORE.json", cut(30)) }, graph.ErrDamaged},
		{"marker changed", func(dir string) {
			edit(t, dir+"/STORE.json", func(b []byte) []byte {
				return bytes.Replace(b, []byte(`"batch": 4`), []byte(`"batch": 3`), 1)
			})
		}, graph.ErrDamaged},
		{"a newer format", func(dir string) {
			edit(t, dir+"/STORE.json", func(b []byte) []byte {
				return bytes.Replace(b, fmt.Appendf(nil, `"factloom_store": %d`, graph.Format), []byte(`"factloom_store": 77`), 1)
			})
		}, graph.ErrVersion},
		{"all but the marker gone", func(dir string) {
			for _, f := range append(tables(t, dir, "*.sst"), dir+"/MANIFEST", dir+"/KEYREGISTRY") {
				os.Remove(f)
			}
		}, graph.ErrDamaged},
		{"no damage", func(dir string) {}, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			for _, readOnly := range []bool{true, false} {
				c := copyStore(t, dir)
				row.damage(c)
				before := listing(t, c)
				g, err := graph.Open(c, graph.Options{ReadOnly: readOnly, MinFree: 1})
				if !errors.Is(err, row.want) || row.want == nil && err != nil {
					t.Fatalf("Open(ReadOnly: %v) = %v, want %v", readOnly, err, row.want)
				}
				if err != nil {
					if after := listing(t, c); after != before {
						t.Errorf("Open(ReadOnly: %v) changed the files:\n%s\nto\n%s", readOnly, before, after)
					}
					continue
				}
				sameDump(t, dump(t, g), want)
				g.Close()
			}
		})
	}
}

func listing(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if fi, err := e.Info(); err == nil && e.Name() != "STORE.lock" {
			fmt.Fprintln(&b, e.Name(), fi.Size())
		}
	}
	return b.String()
}

// A flipped byte anywhere in a table is found when the store is opened. With
// Trust and an old time on the file it is found when it is read: a reader never
// gets less without an error.
func TestFlippedBytes(t *testing.T) {
	dir, want := makeStore(t, false)
	ssts := tables(t, dir, "*.sst")
	r := rand.New(rand.NewPCG(*flipSeed, 4))
	if testing.Short() {
		*flips = 4
	}
	seen, silent := 0, 0
	for i := range *flips {
		c := copyStore(t, dir)
		path := filepath.Join(c, filepath.Base(ssts[r.IntN(len(ssts))]))
		fi, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		at := r.IntN(int(fi.Size()))
		if i%4 == 0 {
			at = int(fi.Size()) - 1 - r.IntN(200) // index, checksum, lengths
		}
		edit(t, path, func(b []byte) []byte { b[at] ^= 1 << r.IntN(8); return b })
		if _, err := graph.Open(c, graph.Options{ReadOnly: true}); !errors.Is(err, graph.ErrDamaged) {
			t.Fatalf("byte %d of %s flipped: Open = %v", at, filepath.Base(path), err)
		}
		// Reading in a process of its own: Badger may end it.
		cmd := exec.Command(os.Args[0], "-test.run=^TestReadTrusted$")
		cmd.Env = append(os.Environ(), "GRAPH_TEST_TRUSTED="+c)
		out, err := cmd.CombinedOutput()
		switch {
		case bytes.Contains(out, []byte("damaged: ")):
			seen++
		case err != nil:
			seen++
			t.Logf("byte %d of %s flipped: the reader died: %s", at, filepath.Base(path), firstLine(out))
		case string(bytes.TrimSpace(bytes.TrimSuffix(bytes.TrimSpace(out), []byte("PASS")))) == strings.TrimSpace(want):
			silent++ // a byte that no record needs
		default:
			t.Errorf("byte %d of %s flipped: the reader got something else without an error:\n%s", at, filepath.Base(path), firstDifference(string(out), want))
		}
		os.RemoveAll(c)
	}
	t.Logf("%d flips gave an error to a trusting reader, %d changed nothing", seen, silent)
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n got %.300s\nwant %.300s", i, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

func firstLine(b []byte) string {
	s, _, _ := strings.Cut(string(b), "\n")
	return s
}

// TestReadTrusted is run by TestFlippedBytes.
func TestReadTrusted(t *testing.T) {
	dir := os.Getenv("GRAPH_TEST_TRUSTED")
	if dir == "" {
		t.Skip("run by TestFlippedBytes")
	}
	g, err := graph.Open(dir, graph.Options{ReadOnly: true, Trust: true})
	if err != nil {
		fmt.Println("damaged:", err)
		return
	}
	defer g.Close()
	n := 0
	for _, err := range g.Facts(graph.Filter{}) {
		if err != nil {
			fmt.Println("damaged:", err)
			return
		}
		n++
	}
	fmt.Println(dump(t, g))
}

// What a killed writer leaves behind is taken up; damage to it is found.
func TestDamageAfterKill(t *testing.T) {
	dir, want := makeStore(t, true)
	logs := tables(t, dir, "*.mem")
	log := filepath.Base(logs[len(logs)-1])
	middle := func(b []byte) int { return len(bytes.TrimRight(b, "\x00")) / 2 }
	rows := []struct {
		name   string
		damage func(dir string)
		whole  bool // nothing is lost
	}{
		{"no damage", func(string) {}, true},
		{"log cut", func(dir string) { edit(t, filepath.Join(dir, log), func(b []byte) []byte { return b[:middle(b)] }) }, false},
		{"log byte flipped", func(dir string) {
			edit(t, filepath.Join(dir, log), func(b []byte) []byte { b[middle(b)] ^= 1; return b })
		}, false},
		{"log gone", func(dir string) { os.Remove(filepath.Join(dir, log)) }, false},
		{"MANIFEST cut by 3 bytes", func(dir string) { edit(t, dir+"/MANIFEST", cut(3)) }, false},
		{"MANIFEST gone", func(dir string) { os.Remove(dir + "/MANIFEST") }, false},
		{"table byte flipped", func(dir string) { edit(t, filepath.Join(dir, "000001.sst"), flip(3000)) }, false},
		{"log made and not yet sized", func(dir string) {
			for _, name := range []string{"/00999.mem", "/000999.vlog"} {
				if err := os.WriteFile(dir+name, nil, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}, true},
		{"table not yet in the MANIFEST", func(dir string) {
			if err := os.WriteFile(dir+"/000999.sst", []byte("half of a table"), 0o644); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"marker of an earlier batch", func(dir string) {
			// The last batch's marker was not written yet: the store has more than it says.
			edit(t, dir+"/STORE.json", func(b []byte) []byte { return b })
		}, true},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			for _, readOnly := range []bool{true, false} {
				c := copyStore(t, dir)
				row.damage(c)
				g, err := graph.Open(c, graph.Options{ReadOnly: readOnly, MinFree: 1, Memory: childMemory})
				if !row.whole {
					if !errors.Is(err, graph.ErrDamaged) {
						t.Fatalf("Open(ReadOnly: %v) = %v, want ErrDamaged", readOnly, err)
					}
					continue
				}
				if err != nil {
					t.Fatalf("Open(ReadOnly: %v) = %v", readOnly, err)
				}
				verify(t, g)
				sameDump(t, dump(t, g), want)
				if err := g.Close(); err != nil {
					t.Fatal(err)
				}
				if _, err := os.Stat(c + "/before-recovery"); err == nil {
					t.Error("the logs that were kept are still there")
				}
			}
		})
	}
	t.Run("kept logs", func(t *testing.T) {
		c := copyStore(t, dir)
		edit(t, filepath.Join(c, log), func(b []byte) []byte { b[middle(b)] ^= 1; return b })
		damaged, err := os.ReadFile(filepath.Join(c, log))
		if err != nil {
			t.Fatal(err)
		}
		_, err = graph.Open(c, graph.Options{MinFree: 1, Memory: childMemory})
		if !errors.Is(err, graph.ErrDamaged) || !strings.Contains(err.Error(), "before-recovery") {
			t.Fatalf("Open = %v", err)
		}
		kept, err := os.ReadFile(filepath.Join(c, "before-recovery", log))
		if err != nil || !bytes.Equal(kept, damaged) {
			t.Errorf("the log was not kept as it was: %v", err)
		}
	})
}

// A marker that lags behind is accepted, since it is written after the batch.
func TestMarkerLags(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "facts.db")
	opt := graph.Options{Create: true, MinFree: 1}
	g, err := graph.Open(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	docs := graphtest.Docs(40, 1, graphtest.Options{})
	add(t, g, docs[:20], run)
	early, err := os.ReadFile(dir + "/STORE.json")
	if err != nil {
		t.Fatal(err)
	}
	add(t, g, docs[20:], run)
	c := copyStore(t, dir) // as a kill would leave it
	late, err := os.ReadFile(dir + "/STORE.json")
	if err != nil {
		t.Fatal(err)
	}
	want := dump(t, g)
	g.Close()
	if err := os.WriteFile(c+"/STORE.json", early, 0o644); err != nil {
		t.Fatal(err)
	}
	g, err = graph.Open(c, opt)
	if err != nil {
		t.Fatal(err)
	}
	sameDump(t, dump(t, g), want)
	g.Close()

	// A marker that is ahead is not.
	var m map[string]any
	if err := json.Unmarshal(late, &m); err != nil || m["batch"] != 2.0 {
		t.Fatalf("marker %s, %v", late, err)
	}
	ahead := filepath.Join(t.TempDir(), "ahead.db")
	g, err = graph.Open(ahead, opt)
	if err != nil {
		t.Fatal(err)
	}
	add(t, g, docs[:20], run)
	d := copyStore(t, ahead)
	g.Close()
	if err := os.WriteFile(d+"/STORE.json", late, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Open(d, opt); !errors.Is(err, graph.ErrDamaged) {
		t.Errorf("Open with a marker ahead of the store = %v", err)
	}
}

func TestInUse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "facts.db")
	opt := graph.Options{Create: true, MinFree: 1}
	g, err := graph.Open(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	me := fmt.Sprintf("process %d", os.Getpid())
	if _, err := graph.Open(dir, graph.Options{}); !errors.Is(err, graph.ErrInUse) || !strings.Contains(err.Error(), me) {
		t.Errorf("a second writer: %v, want ErrInUse with %s", err, me)
	}
	add(t, g, graphtest.Docs(3, 1, graphtest.Options{}), run)
	beside, err := graph.Open(dir, graph.Options{ReadOnly: true})
	if err != nil {
		t.Fatalf("reader beside a writer: %v", err)
	}
	if pid, ok := beside.Beside(); !ok || pid != os.Getpid() {
		t.Errorf("Beside = %d, %v, want %s", pid, ok, me)
	}
	want := dump(t, beside)
	add(t, g, graphtest.Docs(9, 1, graphtest.Options{}), run)
	sameDump(t, dump(t, beside), want)
	if err := beside.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(dir + "/reader-*"); len(left) > 0 {
		t.Errorf("a reader left %v", left)
	}
	want = dump(t, g)
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := graph.Open(dir, graph.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := a.Beside(); ok {
		t.Error("a reader alone is beside a writer")
	}
	b, err := graph.Open(dir, graph.Options{ReadOnly: true})
	if err != nil {
		t.Fatalf("second reader: %v", err)
	}
	w, err := graph.Open(dir, opt)
	if err != nil {
		t.Fatalf("a writer that comes after readers: %v", err)
	}
	add(t, w, graphtest.Docs(300, 2, graphtest.Options{}), run)
	sameDump(t, dump(t, a), want)
	verify(t, a)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Add(context.Background(), nil, nil, run); !errors.Is(err, graph.ErrReadOnly) {
		t.Errorf("Add by a reader: %v", err)
	}
	sameDump(t, dump(t, a), dump(t, b))
	a.Close()
	b.Close()
	g, err = graph.Open(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	g.Close()
	if _, err := g.Add(context.Background(), graphtest.Docs(1, 1, graphtest.Options{}), nil, run); err == nil {
		t.Error("Add after Close gives no error")
	}
	if _, err := g.Stats(); err == nil {
		t.Error("Stats after Close gives no error")
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/file", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name string
		dir  string
		opt  graph.Options
		want error
	}{
		{"nothing there", dir + "/none", graph.Options{}, graph.ErrNoStore},
		{"nothing there, read only", dir + "/none", graph.Options{ReadOnly: true, Create: true}, graph.ErrNoStore},
		{"a file", dir + "/file", graph.Options{Create: true}, graph.ErrNoStore},
		{"a folder of other things", dir, graph.Options{Create: true}, graph.ErrNoStore},
		{"an empty folder", t.TempDir(), graph.Options{}, graph.ErrNoStore},
		{"an empty folder, create", t.TempDir(), graph.Options{Create: true}, nil},
	} {
		g, err := graph.Open(row.dir, row.opt)
		if !errors.Is(err, row.want) || row.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
		if err == nil {
			g.Close()
		}
	}
	if list, _ := os.ReadDir(dir); len(list) != 1 {
		t.Errorf("a refused folder was written to: %v", list)
	}
}

func TestNoSpace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "facts.db")
	g, err := graph.Open(dir, graph.Options{Create: true, MinFree: 1})
	if err != nil {
		t.Fatal(err)
	}
	docs := graphtest.Docs(20, 1, graphtest.Options{})
	add(t, g, docs[:10], run)
	g.Close()
	g, err = graph.Open(dir, graph.Options{MinFree: 1 << 60})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	st, err := g.Add(context.Background(), docs, nil, run)
	if !errors.Is(err, graph.ErrNoSpace) || st != (entities.Stored{}) {
		t.Errorf("Add = %+v, %v, want ErrNoSpace", st, err)
	}
	// What adds nothing needs no space.
	if st, err := g.Add(context.Background(), docs[:10], nil, run); err != nil || st.Duplicate != 10 {
		t.Errorf("Add = %+v, %v", st, err)
	}
	verify(t, g)
}

func TestCancel(t *testing.T) {
	g := create(t, graph.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	docs := graphtest.Docs(5, 1, graphtest.Options{})
	if st, err := g.Add(ctx, docs, nil, run); !errors.Is(err, context.Canceled) || st != (entities.Stored{}) {
		t.Errorf("Add = %+v, %v", st, err)
	}
	if st := add(t, g, slices.Clone(docs), run); st.Stored != 5 {
		t.Errorf("Add = %+v", st)
	}
}

// A disk that fills up stops Add with ErrNoSpace, and the store opens. It needs
// a small disk of its own:
//
//	mount -t tmpfs -o size=100m tmpfs /mnt && GRAPH_TEST_DISK=/mnt go test -run TestFullDisk ./entities/graph
func TestFullDisk(t *testing.T) {
	disk := os.Getenv("GRAPH_TEST_DISK")
	if disk == "" {
		t.Skip("GRAPH_TEST_DISK names no small disk")
	}
	dir := filepath.Join(disk, "facts.db")
	defer os.RemoveAll(dir)
	g, err := graph.Open(dir, graph.Options{Create: true, Memory: childMemory})
	if err != nil {
		t.Fatal(err)
	}
	stored := 0
	for seed := uint64(0); ; seed++ {
		docs := graphtest.Docs(50, seed, graphtest.Options{Facts: 10})
		for _, d := range docs {
			d.ID += fmt.Sprint("-", seed)
			d.Text += d.ID
		}
		st, err := g.Add(context.Background(), docs, nil, run)
		stored += st.Stored
		if err == nil {
			continue
		}
		if !errors.Is(err, graph.ErrNoSpace) {
			t.Fatalf("Add after %d articles: %v", stored, err)
		}
		t.Logf("%d articles, then %v", stored, err)
		break
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	g, err = graph.Open(dir, graph.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	verify(t, g)
	if st, err := g.Stats(); err != nil || st.Articles != stored || stored == 0 {
		t.Errorf("Stats = %+v, %v, want %d articles", st, err, stored)
	}
}
