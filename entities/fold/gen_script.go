//go:build ignore

// Gen_script writes hant.tsv and hans.tsv: how the characters of one script
// are written in the other. It reads the dictionaries of OpenCC, see gen.go:
//
//	go run gen_script.go -opencc package/data
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

func main() {
	dir := flag.String("opencc", "", "folder of the OpenCC dictionaries")
	flag.Parse()
	log.SetFlags(0)
	// Hong Kong's forms, which Taiwan reads as well: 為 for 爲, 眾 for 衆.
	hk := read(*dir, "HKVariants.txt")
	form := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			if v, ok := hk[string(r)]; ok {
				b.WriteString(v[0])
			} else {
				b.WriteRune(r)
			}
		}
		return b.String()
	}
	write("hant.tsv", read(*dir, "STCharacters.txt"), read(*dir, "STPhrases.txt", "STPhrases_GeneratedFromRegionalPhrases.txt"), form)
	write("hans.tsv", read(*dir, "TSCharacters.txt"), read(*dir, "TSPhrases.txt"), func(s string) string { return s })
}

// read reads lines of one word, a tab, and what it is written as, the usual first.
func read(dir string, files ...string) map[string][]string {
	m := make(map[string][]string)
	for _, file := range files {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			log.Fatal(err)
		}
		sc := bufio.NewScanner(bytes.NewReader(b))
		for sc.Scan() {
			if from, to, ok := strings.Cut(sc.Text(), "\t"); ok && !strings.HasPrefix(from, "#") && len(strings.Fields(to)) > 0 {
				m[from] = strings.Fields(to)
			}
		}
	}
	return m
}

// write writes what changes: characters, and words that their characters alone
// would give wrong. A character that may also stay as it is ends with =.
func write(name string, chars, words map[string][]string, form func(string) string) {
	var lines []string
	one := func(r rune) string {
		if to, ok := chars[string(r)]; ok {
			return form(to[0])
		}
		return form(string(r))
	}
	for from, to := range chars {
		switch {
		case form(to[0]) == from && len(to) == 1:
		case slices.Contains(to, from):
			lines = append(lines, from+"\t"+form(to[0])+"\t=")
		default:
			lines = append(lines, from+"\t"+form(to[0]))
		}
	}
	for from, to := range words {
		var b strings.Builder
		for _, r := range from {
			b.WriteString(one(r))
		}
		if form(to[0]) != b.String() && utf8.RuneCountInString(to[0]) == utf8.RuneCountInString(from) {
			lines = append(lines, from+"\t"+form(to[0]))
		}
	}
	slices.Sort(lines)
	text := "# Made by gen_script.go from OpenCC (Apache-2.0), see OPENCC-LICENSE: written so in the other script; = it may stay as it is.\n" + strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %d lines, %d bytes\n", name, len(lines), len(text))
}
