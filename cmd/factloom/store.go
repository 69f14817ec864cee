package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/factloom/factloom/entities/graph"
)

// openStore opens the store of --db and says what to do when it cannot, and when
// one that was written to takes a while to close.
func (a *app) openStore(opt graph.Options) (*graph.Graph, error) {
	dir := a.global.db
	opt.Settling = a.settling
	g, err := graph.Open(dir, opt)
	if errors.Is(err, graph.ErrDamaged) && os.Getenv(verifyHere) == "" {
		err = fmt.Errorf("%w\nsee what is wrong with: factloom db verify --db %s", err, shellWord(dir))
	}
	switch {
	case opt.Create && errors.Is(err, graph.ErrNoStore):
		return nil, err // it says what is in the way
	case opt.ReadOnly && errors.Is(err, graph.ErrInUse):
		return nil, fmt.Errorf("%w\nit lets readers in again soon: try again", err)
	}
	return g, noStore(err, dir)
}

// noStore adds what to do about a store that is not there, or not free.
func noStore(err error, dir string) error {
	switch {
	case errors.Is(err, graph.ErrNoStore):
		return fmt.Errorf("%w\nfill one with: factloom run --db %s PATH...   (or see factloom demo)", err, shellWord(dir))
	case errors.Is(err, graph.ErrInUse):
		return fmt.Errorf("%w\nwait until it has ended, or name another folder with --db; reading goes on meanwhile (query, export, db stats)", err)
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
	return a.openToRead(graph.Options{Trust: true, Schema: sch})
}

// openToRead opens the store of --db for reading, and says so when it shows an
// earlier state because another process is writing.
func (a *app) openToRead(opt graph.Options) (*graph.Graph, error) {
	opt.ReadOnly = true
	g, err := a.openStore(opt)
	if err != nil {
		return nil, err
	}
	pid, ok := g.Beside()
	if !ok || a.completing {
		return g, nil
	}
	s, err := g.Stats()
	if err != nil {
		g.Close()
		return nil, err
	}
	who := "another process"
	if pid != 0 {
		who = fmt.Sprintf("process %d", pid)
	}
	fmt.Fprintf(a.stderr, "note: %s is writing to %s; this is how it was after batch %s, with %s\n",
		who, a.global.db, thousands(s.Batches), count(s.Articles, "article", "articles"))
	return g, nil
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

// settling tells what a store does when it takes a while to close. What is
// interrupted is done by the next run.
func (a *app) settling(bytes int64) {
	if bytes >= 64<<20 {
		fmt.Fprintf(a.stderr, "putting %s of the store in order\n", bytesOf(bytes))
	}
}
