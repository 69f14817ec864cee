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
func (p *Pipeline) Process(doc *entities.Document) error {
	for _, s := range p.stages {
		if err := step(s, doc); err != nil {
			return err
		}
	}
	return nil
}

func step(s Stage, doc *entities.Document) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("stage %s failed: %v\n%s", s.Name(), r, debug.Stack())
		}
	}()
	if err := s.Process(doc); err != nil {
		return fmt.Errorf("stage %s: %w", s.Name(), err)
	}
	return nil
}

// job is one unit of input on its way to the sink.
type job struct {
	raw    entities.Raw
	doc    *entities.Document
	reject *entities.Reject
	err    error // a fault that ends the run
	open   bool  // the stages have to work on doc
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

	work := make(chan *job, opt.Workers*groupMost/2)
	queue := make(chan *job, opt.Workers*groupMost*3/2) // in input order
	stop, cancel := context.WithCancel(ctx)
	defer cancel()

	var workers sync.WaitGroup
	for range opt.Workers {
		workers.Go(func() {
			group := make([]*job, 0, groupMost)
			for j := range work {
				group = take(append(group[:0], j), work)
				p.process(group, knower)
				for _, j := range group {
					close(j.done)
				}
				clear(group)
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

// A worker takes a few articles at a time and runs each stage on all of them: the
// tables of a stage stay in the processor's cache, which those of the next one
// would drive out after every article. groupMost bounds their number, groupBytes
// what they hold together; a larger one is worked on alone.
const (
	groupMost  = 8
	groupBytes = 256 << 10
)

// take adds to a group of one what waits already.
func take(group []*job, work <-chan *job) []*job {
	size := group[0].raw.Size()
	for len(group) < groupMost && size < groupBytes {
		select {
		case j, ok := <-work:
			if !ok {
				return group
			}
			group, size = append(group, j), size+j.raw.Size()
		default:
			return group
		}
	}
	return group
}

// process turns raw articles into finished documents, or into rejects.
func (p *Pipeline) process(group []*job, knower Knower) {
	for _, j := range group {
		p.open(j, knower)
	}
	for _, s := range p.stages {
		for _, j := range group {
			if !j.open {
				continue
			}
			if err := step(s, j.doc); err != nil {
				j.fail(err)
			}
		}
	}
	for _, j := range group {
		if j.open {
			// What the stages told each other is many times the text; a batch of
			// documents shall not hold on to it.
			j.doc.Release()
		}
	}
}

// fail makes a reject of a job whose article cannot be worked on.
func (j *job) fail(err error) {
	j.open = false
	j.reject = &entities.Reject{File: j.raw.File, Code: entities.CodeInternal, Reason: err.Error(), Data: j.raw.Data}
}

// open reads the article of a job, and leaves it open when stages have to work on
// it.
func (p *Pipeline) open(j *job, knower Knower) {
	defer func() {
		if r := recover(); r != nil {
			j.fail(fmt.Errorf("reading it failed: %v", r))
		}
	}()
	doc, err := p.read(j.raw)
	if err != nil {
		if !errors.As(err, &j.reject) {
			j.fail(err)
		}
		return
	}
	j.doc, j.open = doc, true
	if knower != nil {
		has, err := knower.Has(doc)
		j.err, j.open = err, err == nil && !has
	}
}
