package main

import (
	"errors"
	"strings"

	"github.com/factloom/factloom/pipeline/read"
)

// readOptions returns how dumps are read: by the limits of --max.
func (a *app) readOptions() (read.Options, error) {
	var opt read.Options
	var errs []error
	for _, s := range a.global.max {
		if err := opt.Set(s); err != nil {
			errs = append(errs, usagef("--max: %w", err))
		}
	}
	return opt, errors.Join(errs...)
}

// limitHelp lists the limits of --max for help.
func limitHelp() string {
	var b strings.Builder
	b.WriteString("Limits on what is read, each with its default; --max NAME=NUMBER sets another:\n")
	for _, l := range read.Limits {
		b.WriteString("  " + l.String() + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}
