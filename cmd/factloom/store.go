package main

import (
	"errors"
	"fmt"

	"github.com/factloom/factloom/entities/graph"
)

// openStore opens the store of --db and says what to do when it cannot.
func (a *app) openStore(opt graph.Options) (*graph.Graph, error) {
	dir := a.global.db
	g, err := graph.Open(dir, opt)
	if errors.Is(err, graph.ErrDamaged) {
		err = fmt.Errorf("%w\nsee what is wrong with: factloom db verify --db %s", err, shellWord(dir))
	}
	if opt.Create && errors.Is(err, graph.ErrNoStore) {
		return nil, err // it says what is in the way
	}
	return g, noStore(err, dir)
}

// noStore adds what to do about a store that is not there, or not free.
func noStore(err error, dir string) error {
	switch {
	case errors.Is(err, graph.ErrNoStore):
		return fmt.Errorf("%w\nfill one with: factloom run --db %s PATH...   (or see factloom demo)", err, shellWord(dir))
	case errors.Is(err, graph.ErrInUse):
		return fmt.Errorf("%w\nwait until it has ended, or name another folder with --db", err)
	}
	return err
}

// readStore opens the store of --db for reading. Damage is found when a damaged
// record is read, or by db verify: reading all files first would make every
// query of a large store slow.
func (a *app) readStore() (*graph.Graph, error) {
	sch, err := a.loadSchema()
	if err != nil {
		return nil, err
	}
	return a.openStore(graph.Options{ReadOnly: true, Trust: true, Schema: sch})
}

// shellWord quotes a word for the command lines that messages suggest.
func shellWord(s string) string {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r < 0x80 && r != '/' && r != '.' && r != '-' && r != '_' {
			return fmt.Sprintf("%q", s)
		}
	}
	return s
}
