package learn

import (
	"bufio"
	"container/heap"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// spill writes the names to a file, sorted, and forgets them.
func (l *Learner) spill() (err error) {
	f, err := os.CreateTemp(l.opt.Dir, "factloom-learn-*")
	if err != nil {
		return fmt.Errorf("put names aside: %w", err)
	}
	l.spilled = append(l.spilled, f.Name())
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("put names aside: %w", cerr)
		}
	}()
	b := bufio.NewWriterSize(f, 1<<18)
	enc := gob.NewEncoder(b)
	for _, key := range sorted(l.names) {
		if err := enc.Encode(l.names[key]); err != nil {
			return fmt.Errorf("put names aside: %w", err)
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("put names aside: %w", err)
	}
	clear(l.names)
	return nil
}

// Close removes what was put aside.
func (l *Learner) Close() error {
	var errs []error
	for _, name := range l.spilled {
		errs = append(errs, os.Remove(name))
	}
	l.spilled = nil
	return errors.Join(errs...)
}

// run is a sorted file of names, or what is in memory.
type run struct {
	next *entry
	pull func() (*entry, error)
}

type runs []*run

func (r runs) Len() int           { return len(r) }
func (r runs) Less(i, j int) bool { return strings.Compare(r[i].next.Key, r[j].next.Key) < 0 }
func (r runs) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }
func (r *runs) Push(x any)        { *r = append(*r, x.(*run)) }
func (r *runs) Pop() any {
	old := *r
	x := old[len(old)-1]
	*r = old[:len(old)-1]
	return x
}

// each calls visit for every name, in order, with all that is known of it.
func (l *Learner) each(visit func(*entry) error) error {
	var all runs
	add := func(r *run) (err error) {
		if r.next, err = r.pull(); err == nil && r.next != nil {
			heap.Push(&all, r)
		}
		return err
	}
	for _, name := range l.spilled {
		f, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("names put aside: %w", err)
		}
		defer f.Close()
		dec := gob.NewDecoder(bufio.NewReaderSize(f, 1<<16))
		if err := add(&run{pull: func() (*entry, error) {
			e := newEntry("")
			if err := dec.Decode(e); errors.Is(err, io.EOF) {
				return nil, nil
			} else if err != nil {
				return nil, fmt.Errorf("names put aside: %w", err)
			}
			return e, nil
		}}); err != nil {
			return err
		}
	}
	keys := sorted(l.names)
	if err := add(&run{pull: func() (*entry, error) {
		if len(keys) == 0 {
			return nil, nil
		}
		e := l.names[keys[0]]
		keys = keys[1:]
		return e, nil
	}}); err != nil {
		return err
	}
	for len(all) > 0 {
		whole := newEntry(all[0].next.Key)
		for len(all) > 0 && all[0].next.Key == whole.Key {
			r := all[0]
			whole.add(r.next, max(0, l.opt.Contexts))
			next, err := r.pull()
			if err != nil {
				return err
			}
			if r.next = next; next == nil {
				heap.Pop(&all)
			} else {
				heap.Fix(&all, 0)
			}
		}
		if err := visit(whole); err != nil {
			return err
		}
	}
	return nil
}
