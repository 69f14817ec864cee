package main

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/factloom/factloom/entities/graph"
)

// The exit codes. They are part of the interface.
const (
	exitGood        = 0   // also: the entity is known and has no facts
	exitFailed      = 1   // also: a test failed, the name is unknown
	exitUsage       = 2   // the command line, factloom.yaml or a flag is wrong
	exitQuarantined = 3   // finished, but some documents could not be taken
	exitInUse       = 4   // another process has the store open
	exitDamaged     = 5   // the store is damaged
	exitNoSpace     = 6   // the disk is full, or nearly
	exitInterrupted = 130 // stopped by Ctrl-C or SIGTERM
)

var (
	// errReaderGone is returned by writes to stdout once its reader has closed
	// it: | head has seen enough.
	errReaderGone = errors.New("the reader of stdout has gone")

	// errInterrupted is the cause of a context that a signal cancelled.
	errInterrupted = errors.New("interrupted")
)

// codedError ends the program with a code of its own. A nil err says that
// everything worth saying was said.
type codedError struct {
	code int
	err  error
}

func (e *codedError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *codedError) Unwrap() error { return e.err }

// usage marks an error as a mistake in how the program was called.
func usage(err error) error { return &codedError{exitUsage, err} }

func usagef(format string, args ...any) error { return usage(fmt.Errorf(format, args...)) }

// silent ends the program with a code and no further word.
func silent(code int) error { return &codedError{code, nil} }

// exitCode returns the exit code of what a command returned.
func exitCode(err error) int {
	var coded *codedError
	switch {
	case err == nil, errors.Is(err, errReaderGone):
		return exitGood
	case errors.As(err, &coded):
		return coded.code
	case errors.Is(err, graph.ErrInUse):
		return exitInUse
	case errors.Is(err, graph.ErrDamaged):
		return exitDamaged
	case errors.Is(err, graph.ErrNoSpace), errors.Is(err, syscall.ENOSPC):
		return exitNoSpace
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitFailed
}

// message returns what to say about an error, "" for nothing.
func message(err error) string {
	var coded *codedError
	switch {
	case err == nil, errors.Is(err, errReaderGone):
		return ""
	case errors.As(err, &coded) && coded.err == nil:
		return ""
	case errors.Is(err, context.Canceled):
		return errInterrupted.Error()
	}
	return err.Error()
}
