//go:build ignore

// Build writes the articles whose bytes are no plain UTF-8: the Big5 and the
// GB18030 page, and the zip. Run it in testdata/source after a change there:
//
//	go run build.go
package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

func main() {
	log.SetFlags(0)
	encode("tw-memory-big5.html", traditionalchinese.Big5, big5)
	encode("cn-robot-gb18030.html", simplifiedchinese.GB18030, func(text []byte) ([]byte, error) {
		return simplifiedchinese.GB18030.NewEncoder().Bytes(text)
	})
	pack("weekly.zip", "weekly", "html/bank.html", "html/fuel.html", "wire.jsonl")
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func encode(name string, e encoding.Encoding, to func([]byte) ([]byte, error)) {
	text, err := os.ReadFile(name)
	check(err)
	out, err := to(text)
	check(err)
	back, err := e.NewDecoder().Bytes(out)
	check(err)
	if !bytes.Equal(back, text) {
		log.Fatalf("%s does not come back as it was", name)
	}
	check(os.WriteFile(filepath.Join("../articles", name), out, 0o644))
}

// big5 encodes as the pages of Taiwan are: by the plain Big5 codes. The encoder
// of x/text prefers Hong Kong's extension codes for some characters (婷 becomes
// FB B8), which no such page has.
func big5(text []byte) ([]byte, error) {
	codes := map[rune][]byte{}
	for lead := 0xa1; lead <= 0xf9; lead++ {
		for trail := 0x40; trail <= 0xfe; trail++ {
			code := []byte{byte(lead), byte(trail)}
			u, err := traditionalchinese.Big5.NewDecoder().Bytes(code)
			check(err)
			if r := []rune(string(u)); len(r) == 1 && r[0] != utf8.RuneError && codes[r[0]] == nil {
				codes[r[0]] = code
			}
		}
	}
	var out []byte
	for _, r := range string(text) {
		switch code := codes[r]; {
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case code == nil:
			return nil, fmt.Errorf("Big5 has no %c", r)
		default:
			out = append(out, code...)
		}
	}
	return out, nil
}

func pack(name, dir string, members ...string) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		data, err := os.ReadFile(filepath.Join(dir, m))
		check(err)
		w, err := z.CreateHeader(&zip.FileHeader{Name: m, Method: zip.Deflate, Modified: time.Date(2026, 4, 24, 0, 0, 0, 0, time.UTC)})
		check(err)
		_, err = w.Write(data)
		check(err)
	}
	check(z.Close())
	check(os.WriteFile(filepath.Join("../articles", name), b.Bytes(), 0o644))
}
