// Package pipeline orders the stages that a document passes and runs many
// documents through them.
//
// Start at New, which checks that every stage finds what it needs, then Run,
// which reads a dump, works on several documents at once and hands them to a
// Sink in the order they were read.
//
// Beware: whatever the number of workers, the sink sees the same documents in
// the same order and in the same batches, so that what it writes is the same.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/factloom/factloom/entities"
)

// Stage adds to a document. Stages are safe for concurrent use once built.
type Stage interface {
	Name() string
	Needs() entities.Layer
	Adds() entities.Layer
	Process(*entities.Document) error
}

// Sink takes finished documents and the rejects between them, one batch at a
// time and in input order.
type Sink interface {
	Add(ctx context.Context, batch []*entities.Document, rejects []*entities.Reject) (entities.Stored, error)
}

// Knower is a Sink that can tell whether it already has a document's text, so
// that it need not be worked on again. It is asked from several goroutines.
type Knower interface {
	Has(*entities.Document) (bool, error)
}

// Source walks a dump in a fixed order. It calls visit for every article and
// reject for everything that is none, with the same counter running through
// Raw.Seq of both, and stops when visit returns an error. It returns how many
// units it passed over without looking at them, such as hidden files.
type Source func(ctx context.Context, visit func(entities.Raw) error, reject func(*entities.Reject) error) (skipped int, err error)

// Options tune a run. The zero value is a good default.
type Options struct {
	Workers  int           // documents in flight; 0 means one a CPU
	Batch    int           // documents a batch; 0 means 256
	Log      *slog.Logger  // nil discards
	Progress func(Summary) // called after each batch, from one goroutine
}

// Summary is the account of a run: In = Stored + Duplicate + Quarantined + Skipped.
type Summary struct {
	In          int     `json:"in"`
	Stored      int     `json:"stored"`
	Duplicate   int     `json:"duplicate"`
	Quarantined int     `json:"quarantined"`
	Skipped     int     `json:"skipped"`
	Warnings    int     `json:"warnings"`
	Entities    int     `json:"entities"`
	Facts       int     `json:"facts"`
	Evidence    int     `json:"evidence"`
	Seconds     float64 `json:"seconds"`
	Replaced    int     `json:"replaced"` // of those stored, now or before: articles that a newer version replaced
}

// Balanced tells whether the account adds up.
func (s Summary) Balanced() bool { return s.In == s.Stored+s.Duplicate+s.Quarantined+s.Skipped }

// Pipeline is a checked order of stages. It is safe for concurrent use.
type Pipeline struct {
	read   func(entities.Raw) (*entities.Document, error)
	stages []Stage
}

// New orders stages. read turns a raw article into a document with its text;
// it returns an *entities.Reject for what is no article. A stage that needs a
// layer which no earlier one adds is an error.
func New(read func(entities.Raw) (*entities.Document, error), stages ...Stage) (*Pipeline, error) {
	have := entities.LayerText
	for _, s := range stages {
		if missing := s.Needs() &^ have; missing != 0 {
			return nil, fmt.Errorf("stage %s: needs %v, which no earlier stage adds", s.Name(), missing)
		}
		have |= s.Adds()
	}
	return &Pipeline{read: read, stages: stages}, nil
}

// Process runs the stages on one document. A stage that panics gives an error
// that names it.
func (p *Pipeline) Process(doc *entities.Document) (err error) {
	name := ""
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("stage %s failed: %v\n%s", name, r, debug.Stack())
		}
	}()
	for _, s := range p.stages {
		name = s.Name()
		if err := s.Process(doc); err != nil {
			return fmt.Errorf("stage %s: %w", name, err)
		}
	}
	return nil
}

// job is one unit of input on its way to the sink.
type job struct {
	raw    entities.Raw
	doc    *entities.Document
	reject *entities.Reject
	err    error // a fault that ends the run
	done   chan struct{}
}

// Run reads the source and stores every document. Documents that fail go to
// the sink as rejects; only a failing source or sink, or a cancelled context,
// ends the run, and the summary tells how far it came. The batch in hand is
// stored before Run returns because of the context.
func (p *Pipeline) Run(ctx context.Context, src Source, sink Sink, opt Options) (Summary, error) {
	begin := time.Now()
	if opt.Workers <= 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	if opt.Batch <= 0 {
		opt.Batch = 256
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	knower, _ := sink.(Knower)

	work := make(chan *job)
	queue := make(chan *job, opt.Workers*4) // in input order
	stop, cancel := context.WithCancel(ctx)
	defer cancel()

	var workers sync.WaitGroup
	for range opt.Workers {
		workers.Go(func() {
			for j := range work {
				p.one(j, knower)
				close(j.done)
			}
		})
	}

	var skipped int
	var readErr error
	go func() {
		defer close(queue)
		defer close(work)
		send := func(j *job) error {
			select {
			case queue <- j:
			case <-stop.Done():
				return stop.Err()
			}
			if j.reject != nil {
				close(j.done)
				return nil
			}
			select {
			case work <- j:
			case <-stop.Done():
				j.err = stop.Err()
				close(j.done)
				return stop.Err()
			}
			return nil
		}
		skipped, readErr = src(stop,
			func(raw entities.Raw) error { return send(&job{raw: raw, done: make(chan struct{})}) },
			func(r *entities.Reject) error { return send(&job{reject: r, done: make(chan struct{})}) })
	}()

	var sum Summary
	var docs []*entities.Document
	var rejects []*entities.Reject
	flush := func() error {
		if len(docs)+len(rejects) == 0 {
			return nil
		}
		// The batch in hand is finished even when the run is asked to stop.
		got, err := sink.Add(context.WithoutCancel(ctx), docs, rejects)
		if err != nil {
			return err
		}
		sum.Stored += got.Stored
		sum.Duplicate += got.Duplicate
		// What the sink neither stored nor knew it refused, such as an article
		// that is too large for it.
		sum.Quarantined += len(rejects) + len(docs) - got.Stored - got.Duplicate
		sum.Entities += got.Entities
		sum.Facts += got.Facts
		sum.Evidence += got.Evidence
		sum.Replaced += got.Replaced
		for _, d := range docs {
			if len(d.Warnings) > 0 {
				sum.Warnings++
			}
		}
		docs, rejects = docs[:0:0], rejects[:0:0]
		sum.Seconds = time.Since(begin).Seconds()
		if opt.Progress != nil {
			opt.Progress(sum)
		}
		return nil
	}
	var err error
	for j := range queue {
		<-j.done
		if err != nil {
			continue // drain
		}
		switch {
		case j.err != nil:
			err = j.err
			cancel()
			continue
		case j.reject != nil:
			sum.In++
			opt.Log.Warn("quarantined", "file", j.reject.File, "code", string(j.reject.Code), "reason", j.reject.Reason)
			rejects = append(rejects, j.reject)
		default:
			sum.In++
			docs = append(docs, j.doc)
		}
		if len(docs)+len(rejects) >= opt.Batch {
			if err = flush(); err != nil {
				cancel()
			}
		}
	}
	workers.Wait()
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	if err == nil {
		err = flush()
	}
	sum.In += skipped
	sum.Skipped = skipped
	sum.Seconds = time.Since(begin).Seconds()
	switch {
	case err != nil:
		return sum, err
	case ctx.Err() != nil:
		return sum, ctx.Err()
	case readErr != nil:
		return sum, readErr
	}
	return sum, nil
}

// one turns a raw article into a finished document, or into a reject.
func (p *Pipeline) one(j *job, knower Knower) {
	fail := func(code entities.Code, err error) {
		j.reject = &entities.Reject{File: j.raw.File, Code: code, Reason: err.Error(), Data: j.raw.Data}
	}
	defer func() {
		if r := recover(); r != nil {
			fail(entities.CodeInternal, fmt.Errorf("reading it failed: %v", r))
		}
	}()
	doc, err := p.read(j.raw)
	if err != nil {
		var rej *entities.Reject
		if errors.As(err, &rej) {
			j.reject = rej
			return
		}
		fail(entities.CodeInternal, err)
		return
	}
	j.doc = doc
	if knower != nil {
		has, err := knower.Has(doc)
		if err != nil {
			j.err = err
			return
		}
		if has {
			return
		}
	}
	if err := p.Process(doc); err != nil {
		fail(entities.CodeInternal, err)
		return
	}
	// What the stages told each other is many times the text; a batch of
	// documents shall not hold on to it.
	doc.Release()
}
