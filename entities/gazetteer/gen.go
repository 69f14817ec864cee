//go:build ignore

// Gen writes names.bin, the flat form of the name files in data.
package main

import (
	"log"
	"os"

	"github.com/factloom/factloom/entities/gazetteer"
)

func main() {
	log.SetFlags(0)
	b, err := gazetteer.Compile(os.DirFS("data"))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("names.bin", b, 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("names.bin: %d bytes", len(b))
}
