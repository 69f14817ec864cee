package graph

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/klauspost/compress/zstd"
)

// A backup is one file:
//
//	a line of JSON, BackupInfo without its sums, beginning with {"factloom_backup":1,
//	blocks: kind:1 length:4 crc:4 body:length, numbers little-endian, the crc being the
//	CRC-32C of kind, length and body
//
// The body of a block of kind 'r' is zstd of records, each: length of the key,
// key, length of the value, value, lengths as unsigned varints, in the order of
// the keys. Values are as they stand in the store, with their checksums. The last
// block is of kind 'e': JSON of BackupInfo with the SHA-256 of all bytes before
// the block. Nothing follows it.
const (
	backupVersion = 1
	backupBlock   = 1 << 20 // bytes of records in one block, about
	maxBlock      = 8 << 20
)

// ErrBackup is returned for a backup that is cut short, changed or no backup.
var ErrBackup = errors.New("backup damaged")

// BackupInfo says what a backup holds.
type BackupInfo struct {
	Version  int    `json:"factloom_backup"`
	Format   int    `json:"store_format"`
	Batch    int    `json:"batch"`
	Hash     string `json:"batch_hash"`
	Articles int    `json:"articles"`
	Entities int    `json:"entities"`
	Facts    int    `json:"facts"`
	Evidence int    `json:"evidence"`

	Records int    `json:"records,omitempty"`
	Bytes   int64  `json:"bytes,omitempty"` // of keys and values
	Sum     string `json:"sha256,omitempty"`
}

func infoOf(b *batchRecord) BackupInfo {
	t := &b.totals
	return BackupInfo{Version: backupVersion, Format: Format, Batch: int(b.number), Hash: b.hashString(),
		Articles: t.keys[kindArticle], Entities: t.entities, Facts: t.facts, Evidence: t.evidence}
}

// census checks the records of a whole store as they pass in the order of
// their keys: each one's checksum, the chain of batches, and the counts.
type census struct {
	keys [numKinds + 1]int
	prev *batchRecord
}

func (c *census) add(key, val []byte) error {
	b, err := unseal(key, val)
	if err != nil {
		return err
	}
	k := kindOf(key)
	c.keys[k]++
	if k != kindBatch {
		return nil
	}
	r := &batchRecord{}
	if err := r.decode(b); err != nil {
		return bad(key, err)
	}
	want := uint32(1)
	if c.prev != nil {
		want = c.prev.number + 1
	}
	if r.number != want || c.prev != nil && r.prev != c.prev.hash {
		return fmt.Errorf("%w: batch %d does not follow the batch before it", ErrDamaged, r.number)
	}
	c.prev = r
	return nil
}

func (c *census) end(last *batchRecord) error {
	if c.prev == nil {
		c.prev = &batchRecord{}
		c.prev.totals = c.prev.totals.clone()
	}
	if c.prev.number != last.number || c.prev.hash != last.hash {
		return fmt.Errorf("%w: batch %d was read last, there should be %d", ErrDamaged, c.prev.number, last.number)
	}
	return errors.Join(compareCounts(c.keys, &c.prev.totals)...)
}

// Backup writes the store to w as it is after its newest batch. It reads and
// checks every record on the way; a store that is damaged gives an error.
func (g *Graph) Backup(ctx context.Context, w io.Writer) (BackupInfo, error) {
	v, err := g.view()
	if err != nil {
		return BackupInfo{}, err
	}
	defer v.close()
	last, err := v.newest()
	if err != nil {
		return BackupInfo{}, err
	}
	info := infoOf(&last)
	b := &backupWriter{w: w, sum: sha256.New()}
	if b.packer, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)); err != nil {
		return info, err
	}
	defer b.packer.Close()
	head, err := json.Marshal(info)
	if err != nil {
		return info, err
	}
	if err := b.put(append(head, '\n')); err != nil {
		return info, err
	}
	var c census
	err = v.raw(func(key, val []byte) error {
		if err := c.add(key, val); err != nil {
			return err
		}
		info.Records++
		info.Bytes += int64(len(key) + len(val))
		if info.Records%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return b.record(key, val)
	})
	if err == nil {
		err = c.end(&last)
	}
	if err == nil {
		err = b.flush()
	}
	if err != nil {
		return info, fmt.Errorf("back up: %w", err)
	}
	info.Sum = hex.EncodeToString(b.sum.Sum(nil))
	tail, err := json.Marshal(info)
	if err == nil {
		err = b.block('e', tail)
	}
	return info, err
}

// raw calls fn with every key and its sealed value.
func (v *view) raw(fn func(key, val []byte) error) (err error) {
	defer caught(&err)
	it := v.iterator(nil)
	defer it.Close()
	for it.Rewind(); it.Valid(); it.Next() {
		item := it.Item()
		if err := item.Value(func(val []byte) error { return fn(item.Key(), val) }); err != nil {
			return err
		}
	}
	return nil
}

type backupWriter struct {
	w   io.Writer
	sum interface {
		io.Writer
		Sum([]byte) []byte
	}
	packer *zstd.Encoder
	buf    []byte
	packed []byte
}

func (b *backupWriter) put(p []byte) error {
	b.sum.Write(p)
	_, err := b.w.Write(p)
	return err
}

func (b *backupWriter) record(key, val []byte) error {
	b.buf = binary.AppendUvarint(b.buf, uint64(len(key)))
	b.buf = append(b.buf, key...)
	b.buf = binary.AppendUvarint(b.buf, uint64(len(val)))
	b.buf = append(b.buf, val...)
	if len(b.buf) < backupBlock {
		return nil
	}
	return b.flush()
}

func (b *backupWriter) flush() error {
	if len(b.buf) == 0 {
		return nil
	}
	b.packed = b.packer.EncodeAll(b.buf, b.packed[:0])
	b.buf = b.buf[:0]
	return b.block('r', b.packed)
}

func (b *backupWriter) block(kind byte, body []byte) error {
	head := blockHead(kind, body)
	if err := b.put(head[:]); err != nil {
		return err
	}
	return b.put(body)
}

func blockHead(kind byte, body []byte) (h [9]byte) {
	h[0] = kind
	binary.LittleEndian.PutUint32(h[1:], uint32(len(body)))
	sum := crc32.Update(crc32.Update(0, castagnoli, h[:5]), castagnoli, body)
	binary.LittleEndian.PutUint32(h[5:], sum)
	return h
}

// ReadBackup checks a backup to its end: the checksums of the file, of its
// blocks and of each record, the chain of batches and the counts. It calls fn,
// which may be nil, with the records in the order of their keys; what it gets is
// valid in it only.
func ReadBackup(ctx context.Context, r io.Reader, fn func(key, val []byte) error) (info BackupInfo, err error) {
	sum := sha256.New()
	in := bufio.NewReaderSize(r, 1<<16)
	damaged := func(format string, a ...any) (BackupInfo, error) {
		return info, fmt.Errorf("%w: "+format, append([]any{ErrBackup}, a...)...)
	}
	head, err := in.ReadSlice('\n')
	if !bytes.HasPrefix(head, []byte(`{"factloom_backup":`)) {
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
			return info, err
		}
		return damaged("it does not begin as a backup of factloom does")
	}
	var first BackupInfo
	if err != nil || json.Unmarshal(head, &first) != nil {
		return damaged("its first line cannot be read")
	}
	if first.Version != backupVersion || first.Format != Format {
		return info, fmt.Errorf("%w: the backup has version %d of a store of format %d, this program reads version %d and format %d",
			ErrVersion, first.Version, first.Format, backupVersion, Format)
	}
	sum.Write(head)
	unpacker, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxBlock))
	if err != nil {
		return info, err
	}
	defer unpacker.Close()
	var c census
	var body, plain, lastKey []byte
	for blocks := 0; ; blocks++ {
		if err := ctx.Err(); err != nil {
			return info, err
		}
		var h [9]byte
		if _, err := io.ReadFull(in, h[:]); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return damaged("it ends early, after %d blocks", blocks)
		} else if err != nil {
			return info, err
		}
		n := binary.LittleEndian.Uint32(h[1:])
		if h[0] != 'r' && h[0] != 'e' || n > maxBlock {
			return damaged("block %d cannot be read", blocks)
		}
		if cap(body) < int(n) {
			body = make([]byte, n)
		}
		body = body[:n]
		if _, err := io.ReadFull(in, body); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return damaged("it ends early, in block %d", blocks)
		} else if err != nil {
			return info, err
		}
		if blockHead(h[0], body) != h {
			return damaged("block %d fails its checksum", blocks)
		}
		if h[0] == 'e' {
			var end BackupInfo
			if err := json.Unmarshal(body, &end); err != nil {
				return damaged("its last block cannot be read: %w", err)
			}
			info.Version, info.Format, info.Batch, info.Hash = end.Version, end.Format, end.Batch, end.Hash
			info.Articles, info.Entities, info.Facts, info.Evidence = end.Articles, end.Entities, end.Facts, end.Evidence
			info.Sum = end.Sum
			if hex.EncodeToString(sum.Sum(nil)) != end.Sum {
				return damaged("it fails its checksum")
			}
			if info != end {
				return damaged("it holds %d records, there should be %d", info.Records, end.Records)
			}
			if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
				return damaged("there are bytes after its end")
			}
			break
		}
		sum.Write(h[:])
		sum.Write(body)
		if plain, err = unpacker.DecodeAll(body, plain[:0]); err != nil {
			return damaged("block %d cannot be unpacked: %w", blocks, err)
		}
		for rest := plain; len(rest) > 0; {
			d := dec{b: rest}
			key := d.raw(d.count())
			val := d.raw(d.count())
			if d.err != nil || len(key) == 0 {
				return damaged("block %d holds a record that cannot be read", blocks)
			}
			rest = d.b
			if bytes.Compare(key, lastKey) <= 0 {
				return damaged("block %d holds a record in the wrong place", blocks)
			}
			lastKey = append(lastKey[:0], key...)
			if err := c.add(key, val); err != nil {
				return damaged("block %d: %w", blocks, err)
			}
			info.Records++
			info.Bytes += int64(len(key) + len(val))
			if fn != nil {
				if err := fn(key, val); err != nil {
					return info, err
				}
			}
		}
	}
	last := batchRecord{number: uint32(info.Batch)}
	if h, err := hex.DecodeString(info.Hash); err == nil {
		copy(last.hash[:], h)
	}
	if err := c.end(&last); err != nil {
		return damaged("%w", err)
	}
	return info, nil
}
