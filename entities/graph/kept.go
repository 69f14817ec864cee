package graph

import "encoding/binary"

// kept remembers the counts of entities as they are on disk, those that came up
// of late, in the form in which they are stored. It has two generations: when the
// young one is full it becomes the old one, and the old one is forgotten.
type kept struct{ young, old generation }

type generation struct {
	at   map[entKey]uint32 // place in data
	data []byte            // the length in two bytes, the payload
}

const (
	keptMost = 20 << 20 // bytes of a generation, about
	keptEach = 24       // bytes of an entry of at
	keptLong = 1 << 10  // longer payloads are not kept
)

func (g *generation) get(k entKey) (payload []byte, ok bool) {
	at, ok := g.at[k]
	if !ok {
		return nil, false
	}
	n := binary.LittleEndian.Uint16(g.data[at:])
	return g.data[at+2 : at+2+uint32(n)], true
}

// get returns what was set last for an entity, if it is still known. It is valid
// until the next set.
func (k *kept) get(id entKey) (payload []byte, ok bool) {
	if payload, ok = k.young.get(id); !ok {
		payload, ok = k.old.get(id)
	}
	return payload, ok
}

func (k *kept) set(id entKey, payload []byte) {
	if len(payload) > keptLong {
		delete(k.young.at, id)
		delete(k.old.at, id)
		return
	}
	if was, ok := k.young.get(id); ok && len(was) == len(payload) {
		copy(was, payload)
		return
	}
	if k.young.at == nil || len(k.young.data)+keptEach*len(k.young.at) > keptMost {
		k.old, k.young = k.young, generation{at: make(map[entKey]uint32)}
	}
	k.young.at[id] = uint32(len(k.young.data))
	k.young.data = append(binary.LittleEndian.AppendUint16(k.young.data, uint16(len(payload))), payload...)
}
