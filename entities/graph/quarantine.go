package graph

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/factloom/factloom/entities"
)

// Quarantined is a document that was not taken, as the store keeps it.
type Quarantined struct {
	entities.Reject     // without Data: see RejectData
	Size            int // of the bytes kept; 0 when none are
	Batch           int // that brought it
	Outcome         *Outcome
}

// Outcome is what became of a document that was not taken.
type Outcome struct {
	Retired bool   // false: it came once more and was not taken again
	What    string // why, such as "stored"
	Batch   int    // in the key
}

func (o *Outcome) encode() []byte {
	e := record()
	e.flag(o.Retired)
	e.s(o.What)
	return e.b
}

func (o *Outcome) decode(b []byte) error {
	d := open(b)
	o.Retired, o.What = d.flag(), d.s()
	return d.end()
}

// rejectRecord is a reject as it is stored.
type rejectRecord struct {
	entities.Reject
	size, parts int // of its bytes
	batch       uint32
}

func (r *rejectRecord) encode() []byte {
	e := record()
	e.s(r.File)
	e.s(string(r.Code))
	e.s(r.Reason)
	e.n(r.size)
	e.n(r.parts)
	e.u(uint64(r.batch))
	return e.b
}

func (r *rejectRecord) decode(b []byte) error {
	d := open(b)
	r.File, r.Code, r.Reason = d.s(), entities.Code(d.s()), d.s()
	r.size, r.parts, r.batch = d.n(), d.n(), uint32(d.u())
	return d.end()
}

// outcome returns the newest outcome of a reject, nil when there is none.
func (v *view) outcome(file, code string) (o *Outcome, err error) {
	prefix := appendString(appendString([]byte{kOutcome}, file), code)
	err = v.scan(nil, prefix, func(key, payload []byte) error {
		if len(key) != len(prefix)+4 {
			return bad(key, errors.New("it is no outcome"))
		}
		o = &Outcome{Batch: int(binary.BigEndian.Uint32(key[len(prefix):]))}
		if err := o.decode(payload); err != nil {
			return bad(key, err)
		}
		return nil
	})
	return o, err
}

// reject writes down a document that was not taken, once for each place and
// code; one that was retired comes back.
func (w *writer) reject(r *entities.Reject) error {
	c := rejectRecord{Reject: *r, batch: w.number}
	c.File, c.Reason = cutText(c.File, 64<<10), cutText(c.Reason, 64<<10)
	code := string(c.Code)
	key := keyReject(c.File, code)
	found, err := w.has(key)
	if err != nil {
		return err
	}
	if found {
		o, err := w.v.outcome(c.File, code)
		if err != nil || o == nil || !o.Retired {
			return err
		}
		again := Outcome{What: "not taken again"}
		at := keyOutcome(c.File, code, w.number)
		if done, err := w.has(at); err != nil || done {
			return err
		}
		w.put(kindOutcome, at, again.encode(), true)
		w.open(code, +1)
		w.st.Quarantined++
		return nil
	}
	if len(c.Data) > maxReject {
		c.Data = nil // the place says where to find it again
	}
	if len(c.Data) > 0 {
		c.size = len(c.Data)
		packed := w.g.packer.EncodeAll(c.Data, nil)
		early := len(packed) > smallText
		for chunk := range slices.Chunk(packed, textPart) {
			w.part(early, kindRejectRaw, keyRejectRaw(c.File, code, c.parts), chunk)
			c.parts++
		}
	}
	w.put(kindReject, key, c.encode(), true)
	w.open(code, +1)
	w.st.Quarantined++
	return nil
}

// open counts rejects that are not retired.
func (w *writer) open(code string, n int) {
	w.totals.quarantine += n
	if w.totals.codes[code] += n; w.totals.codes[code] == 0 {
		delete(w.totals.codes, code)
	}
}

// Retired names a reject and what became of it.
type Retired struct {
	File string
	Code entities.Code
	What string
}

// Retire takes documents out of the quarantine. Their records stay, with what
// became of them. Those that are not in it are passed over. It returns how many
// were retired.
func (g *Graph) Retire(ctx context.Context, list []Retired, run RunInfo) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.opt.ReadOnly:
		return 0, ErrReadOnly
	case g.broken != nil:
		return 0, g.broken
	}
	done := 0
	for chunk := range slices.Chunk(list, 1000) {
		if err := ctx.Err(); err != nil {
			return done, fmt.Errorf("retire from quarantine: %w", err)
		}
		w, err := g.begin(run)
		if err != nil {
			return done, err
		}
		n := 0
		for _, r := range chunk {
			ok, err := w.retire(r)
			if err != nil {
				w.v.close()
				return done, fmt.Errorf("retire %s: %w", r.File, err)
			}
			n += b2i(ok)
		}
		var st entities.Stored
		err = w.commit(&st)
		w.v.close()
		if err != nil {
			return done, err
		}
		done += n
	}
	return done, nil
}

func (w *writer) retire(r Retired) (bool, error) {
	file, code := cutText(r.File, 64<<10), string(r.Code)
	found, err := w.has(keyReject(file, code))
	if err != nil || !found {
		return false, err
	}
	was, err := w.v.outcome(file, code)
	if err != nil || was != nil && was.Retired {
		return false, err
	}
	key := keyOutcome(file, code, w.number)
	if again, err := w.has(key); err != nil || again {
		return false, err
	}
	now := Outcome{Retired: true, What: r.What}
	w.put(kindOutcome, key, now.encode(), true)
	w.open(code, -1)
	return true, nil
}

// Quarantine returns the documents that were not taken, by file and code; all
// has those that were retired, too.
func (g *Graph) Quarantine(all bool) iter.Seq2[*Quarantined, error] {
	return stream(g, func(v *view, last batchRecord, yield func(*Quarantined, error) bool) {
		from := []byte{kReject}
		for n := 0; ; {
			q, err := v.nextReject(&from)
			if want := last.totals.quarantine; err == nil && q == nil && n != want {
				err = fmt.Errorf("%w: %d documents in quarantine were read, there should be %d", ErrDamaged, n, want)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if q == nil {
				return
			}
			open := q.Outcome == nil || !q.Outcome.Retired
			n += b2i(open)
			if (open || all) && !yield(q, nil) {
				return
			}
		}
	})
}

// nextReject reads the reject after the one at *from; nil at the end.
func (v *view) nextReject(from *[]byte) (q *Quarantined, err error) {
	var r rejectRecord
	err = v.scan(*from, []byte{kReject}, func(key, payload []byte) (err error) {
		if bytes.Equal(key, *from) {
			return nil
		}
		*from = bytes.Clone(key)
		if err := r.decode(payload); err != nil {
			return bad(key, err)
		}
		q = &Quarantined{Reject: r.Reject, Batch: int(r.batch)}
		if r.parts > 0 {
			q.Size = r.size
		}
		return errStop
	})
	if err == nil && q != nil {
		q.Outcome, err = v.outcome(q.File, string(q.Code))
	}
	return q, err
}

// RejectData returns the bytes of a document that was not taken, nil when they
// were not at hand; ErrUnknown when there is no such reject.
func (g *Graph) RejectData(file string, code entities.Code) ([]byte, error) {
	v, err := g.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	file = cutText(file, 64<<10)
	var r rejectRecord
	found, err := v.get(keyReject(file, string(code)), r.decode)
	if err == nil && !found {
		err = fmt.Errorf("reject %s (%s): %w", file, code, ErrUnknown)
	}
	if err != nil || r.parts == 0 {
		return nil, err
	}
	var packed []byte
	for i := range r.parts {
		found, err := v.get(keyRejectRaw(file, string(code), i), func(b []byte) error { packed = append(packed, b...); return nil })
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, fmt.Errorf("%w: part %d of the bytes of %s is missing", ErrDamaged, i, file)
		}
	}
	data, err := g.unpacker.DecodeAll(packed, make([]byte, 0, r.size))
	if err != nil {
		return nil, fmt.Errorf("%w: bytes of %s: %w", ErrDamaged, file, err)
	}
	return data, nil
}
