package main

import (
	"github.com/factloom/factloom/entities/correct"
	"github.com/factloom/factloom/output/query"
)

// readView opens the store of --db for reading, with its corrections. Closing
// the store is up to the caller: closeStore(v.Stored(), &err).
func (a *app) readView() (*query.View, error) {
	list, err := a.corrections()
	if err != nil {
		return nil, err
	}
	g, err := a.readStore()
	if err != nil {
		return nil, err
	}
	return query.NewView(g, correct.NewSet(list)), nil
}

// noCorrections is what --corrections says to show the store as it is.
const noCorrections = "none"

// corrections reads the file of --corrections.
func (a *app) corrections() ([]correct.Correction, error) {
	if a.global.corrected == noCorrections {
		return nil, nil
	}
	return correct.Load(a.correctionsFile())
}

// correctionsFile returns the file of --corrections, else the one beside the
// store.
func (a *app) correctionsFile() string {
	if a.global.corrected != "" {
		return a.global.corrected
	}
	return correct.Path(a.global.db)
}
