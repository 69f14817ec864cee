package segment

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/factloom/factloom/entities/fold"
)

var update = flag.Bool("update", false, "write data/zh.txt.zst anew")

// TestDictionary holds the dictionary to gse's own files and our fold; with
// -update it writes it.
func TestDictionary(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/go-ego/gse").Output()
	root := strings.TrimSpace(string(dir))
	if err != nil || root == "" {
		t.Skip("the source of gse is not at hand")
	}
	want := merged(t, filepath.Join(root, "data/dict/zh/s_1.txt"), filepath.Join(root, "data/dict/zh/t_1.txt"))
	if *update {
		z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("data/zh.txt.zst", z.EncodeAll(want, nil), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	z, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	got, err := z.DecodeAll(dictionary, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("data/zh.txt.zst does not follow from gse's dictionary and the fold: run go generate ./pipeline/segment")
	}
}

// merged reads dictionaries in gse's form, folds their words and keeps of equal
// ones the most frequent, of equally frequent ones the first.
func merged(t *testing.T, files ...string) []byte {
	type entry struct {
		freq int
		pos  string
	}
	words := map[string]entry{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Skipf("the dictionaries of gse are not at hand: %v", err)
		}
		for n, line := range strings.Split(string(data), "\n") {
			if line == "" {
				continue
			}
			f := strings.Split(line, " ")
			if len(f) != 3 {
				t.Fatalf("%s:%d: %q has not three fields", file, n+1, line)
			}
			freq, err := strconv.Atoi(f[1])
			if err != nil {
				t.Fatalf("%s:%d: %v", file, n+1, err)
			}
			word := fold.String(f[0])
			if freq < 2 || word == "" || strings.ContainsAny(word, " \n") { // gse leaves words under 2 out
				continue
			}
			if len([]rune(word)) == 1 {
				freq = 2 // as gse does, so that one character does not break a word
			}
			if old, ok := words[word]; !ok || freq > old.freq {
				words[word] = entry{freq, strings.TrimSpace(f[2])}
			}
		}
	}
	keys := make([]string, 0, len(words))
	for w := range words {
		keys = append(keys, w)
	}
	slices.Sort(keys)
	var b bytes.Buffer
	for _, w := range keys {
		fmt.Fprintf(&b, "%s %d %s\n", w, words[w].freq, words[w].pos)
	}
	return b.Bytes()
}
