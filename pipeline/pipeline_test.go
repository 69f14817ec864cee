package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/factloom/factloom/entities"
)

// stage is a stage for tests.
type stage struct {
	name        string
	needs, adds entities.Layer
	do          func(*entities.Document) error
}

func (s stage) Name() string                       { return s.name }
func (s stage) Needs() entities.Layer              { return s.needs }
func (s stage) Adds() entities.Layer               { return s.adds }
func (s stage) Process(d *entities.Document) error { return s.do(d) }

func nothing(*entities.Document) error { return nil }

// sink notes what it is given.
type sink struct {
	log     []string // documents and rejects, batch by batch
	batches int
	fail    int // the batch that fails, from 1
	known   map[string]bool
}

func (s *sink) Add(_ context.Context, batch []*entities.Document, rejects []*entities.Reject) (entities.Stored, error) {
	s.batches++
	if s.batches == s.fail {
		return entities.Stored{}, errors.New("the disk is full")
	}
	var got entities.Stored
	for _, d := range batch {
		s.log = append(s.log, d.ID)
		if s.known[d.Text] {
			got.Duplicate++
		} else {
			got.Stored++
			got.Facts += len(d.Facts)
		}
		s.known[d.Text] = true
	}
	for _, r := range rejects {
		s.log = append(s.log, "!"+r.File+" "+string(r.Code))
	}
	s.log = append(s.log, "|")
	return got, nil
}

func (s *sink) String() string { return strings.Join(s.log, " ") }

func newSink() *sink { return &sink{known: map[string]bool{}} }

func read(raw entities.Raw) (*entities.Document, error) {
	switch text := string(raw.Data); {
	case text == "bad":
		return nil, &entities.Reject{File: raw.File, Code: entities.CodeNoText, Reason: "no text"}
	case text == "odd":
		return nil, errors.New("odd")
	case text == "panic":
		panic("reading")
	default:
		d := &entities.Document{ID: raw.File, File: raw.File}
		d.SetText("", text)
		return d, nil
	}
}

// source gives the texts in order; one that begins with "!" is a reject.
func source(texts ...string) Source {
	return func(ctx context.Context, visit func(entities.Raw) error, reject func(*entities.Reject) error) (int, error) {
		for i, s := range texts {
			file := fmt.Sprint("d", i)
			var err error
			if strings.HasPrefix(s, "!") {
				err = reject(&entities.Reject{File: file, Code: entities.CodeEmpty, Reason: "empty"})
			} else {
				err = visit(entities.Raw{File: file, Seq: i, Data: []byte(s)})
			}
			if err != nil {
				return 3, err
			}
		}
		return 3, nil
	}
}

func TestNewChecksTheOrder(t *testing.T) {
	a := stage{"a", entities.LayerText, entities.LayerFolded, nothing}
	b := stage{"b", entities.LayerFolded | entities.LayerTokens, entities.LayerMentions, nothing}
	if _, err := New(read, a, b); err == nil || err.Error() != "stage b: needs tokens, which no earlier stage adds" {
		t.Errorf("got %v", err)
	}
	c := stage{"c", entities.LayerFolded, entities.LayerTokens, nothing}
	if _, err := New(read, a, c, b); err != nil {
		t.Error(err)
	}
}

func TestRun(t *testing.T) {
	texts := []string{"a", "bad", "b", "!", "a", "odd", "panic", "boom", "c", "slow", "d"}
	want := "d0 d2 !d1 no-text !d3 empty | d4 !d5 internal !d6 internal !d7 internal | d8 d9 d10 |"
	st := stage{"work", entities.LayerText, entities.LayerFacts, func(d *entities.Document) error {
		switch d.Text {
		case "boom":
			panic("boom")
		case "slow", "a":
			time.Sleep(5 * time.Millisecond)
		}
		d.Facts = []entities.Fact{{}}
		return nil
	}}
	p, err := New(read, st)
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{1, 2, 8} {
		s := newSink()
		calls := 0
		sum, err := p.Run(context.Background(), source(texts...), s, Options{Workers: workers, Batch: 4, Progress: func(Summary) { calls++ }})
		if err != nil {
			t.Fatal(err)
		}
		if s.String() != want {
			t.Errorf("%d workers:\n got  %s\n want %s", workers, s, want)
		}
		sum.Seconds = 0
		if w := (Summary{In: 14, Stored: 5, Duplicate: 1, Quarantined: 5, Skipped: 3, Facts: 5}); sum != w {
			t.Errorf("%d workers: %+v, want %+v", workers, sum, w)
		}
		if !sum.Balanced() || calls != 3 {
			t.Errorf("%d workers: balanced %v, progress called %d times", workers, sum.Balanced(), calls)
		}
	}
}

func TestFailingSinkEndsTheRun(t *testing.T) {
	p, _ := New(read)
	s := newSink()
	s.fail = 2
	texts := make([]string, 1000)
	for i := range texts {
		texts[i] = fmt.Sprint("text ", i)
	}
	sum, err := p.Run(context.Background(), source(texts...), s, Options{Workers: 3, Batch: 10})
	if err == nil || err.Error() != "the disk is full" {
		t.Errorf("err is %v", err)
	}
	if sum.Stored != 10 || s.batches != 2 {
		t.Errorf("%d stored in %d batches, want 10 and the second batch failing", sum.Stored, s.batches)
	}
}

func TestCancelFinishesTheBatch(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var n atomic.Int32
	st := stage{"count", entities.LayerText, entities.LayerFacts, func(*entities.Document) error {
		if n.Add(1) == 25 {
			cancel()
		}
		return nil
	}}
	p, _ := New(read, st)
	texts := make([]string, 10_000)
	for i := range texts {
		texts[i] = fmt.Sprint("text ", i)
	}
	s := newSink()
	sum, err := p.Run(ctx, source(texts...), s, Options{Workers: 2, Batch: 10})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err is %v, want context.Canceled", err)
	}
	if sum.Stored < 10 || sum.Stored > 100 || len(s.known) != sum.Stored {
		t.Errorf("%d stored, %d in the sink", sum.Stored, len(s.known))
	}
}

type knower struct {
	*sink
	asked atomic.Int32
}

func (k *knower) Has(d *entities.Document) (bool, error) {
	k.asked.Add(1)
	if d.Text == "ask" {
		return false, errors.New("cannot ask")
	}
	return strings.HasPrefix(d.Text, "old"), nil
}

func TestKnownTextsAreNotWorkedOnAgain(t *testing.T) {
	var worked atomic.Int32
	st := stage{"work", entities.LayerText, entities.LayerFacts, func(d *entities.Document) error { worked.Add(1); return nil }}
	p, _ := New(read, st)
	k := &knower{sink: newSink()}
	if _, err := p.Run(context.Background(), source("old 1", "new 1", "old 2"), k, Options{}); err != nil {
		t.Fatal(err)
	}
	if worked.Load() != 1 || k.asked.Load() != 3 || len(k.known) != 3 {
		t.Errorf("worked on %d, asked %d, stored %d; want 1, 3, 3", worked.Load(), k.asked.Load(), len(k.known))
	}
	if _, err := p.Run(context.Background(), source("new 2", "ask"), k, Options{}); err == nil || err.Error() != "cannot ask" {
		t.Errorf("a knower that fails: %v", err)
	}
}
