package query

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
)

// PathOptions say which chains are looked for. The zero value is a good default.
type PathOptions struct {
	Filter  graph.Filter // of the facts; With and Role are not looked at
	Through []string     // types that an entity between the ends may have; none means all but places
	Avoid   []string     // ids of entities that are not passed through
	Most    int          // facts in a chain at most; 0 means DefaultMost
	Chains  int          // chains at most; 0 means 3
}

// DefaultMost is how long a chain may be.
const DefaultMost = 6

// linksLooked bounds the work: so many links are followed at most.
const linksLooked = 4_000_000

// factsKept is how many of the facts between two entities of a chain are read.
const factsKept = 8

// Chain is a way from one entity to another, each tied to the next by facts.
type Chain struct {
	Entities []*entities.EntityRecord // the ends and those between
	Facts    [][]*entities.Record     // between each and the next, by date; not all where there are many
	Counts   []int                    // how many there are, about: those that lost their evidence count too
}

// NoPath is the error for two entities that no chain ties together.
type NoPath struct {
	From, To string // ids
	Most     int
	GaveUp   bool // there were too many links to follow
}

// Error says how far was looked.
func (e *NoPath) Error() string {
	if e.GaveUp {
		return fmt.Sprintf("no chain from %s to %s was found among the first %d links", e.From, e.To, linksLooked)
	}
	return fmt.Sprintf("no chain of at most %d facts leads from %s to %s", e.Most, e.From, e.To)
}

// step ties an entity to one that is nearer to an end.
type step struct {
	to    graph.EntityKey
	n     int             // facts
	first graph.FactKey   // of them
	more  []graph.FactKey // and those that follow
	next  int32           // the place in steps of the next step of the same entity, 0 for none
}

// facts are those that are remembered.
func (s *step) facts() []graph.FactKey { return append([]graph.FactKey{s.first}, s.more...) }

// node is an entity that is reached from an end.
type node struct {
	depth       int32
	steps       int32 // towards the end
	first, last int32 // places in steps
}

// side is what is reached from one end.
type side struct {
	reached  *numbers[graph.EntityKey]
	nodes    []node // by number
	steps    []step // the first is none
	frontier []graph.EntityKey
	next     []graph.EntityKey // the frontier that is being found
	far      int               // the depth of the frontier
}

func newSide(end graph.EntityKey) *side {
	s := &side{reached: newNumbers[graph.EntityKey](unknown), nodes: make([]node, 1), steps: make([]step, 1, unknown), frontier: []graph.EntityKey{end}}
	s.reached.add(end)
	return s
}

// has tells whether an entity is reached.
func (s *side) has(k graph.EntityKey) bool { return s.reached.of(k) >= 0 }

// drop forgets the frontier that is being found, which began when there were so
// many steps.
func (s *side) drop(steps int) {
	n := len(s.nodes) - len(s.next)
	s.reached.cut(n)
	s.nodes, s.steps, s.next = s.nodes[:n], s.steps[:steps], nil
}

// way is a chain before its facts are read.
type way struct {
	nodes []graph.EntityKey
	steps []*step // from each node to the next
}

// finder looks for chains.
type finder struct {
	ctx      context.Context
	v        *View
	b        *web
	opt      PathOptions
	from, to string
	dead     map[[2]graph.EntityKey]bool // pairs whose facts do not count
	looked   int
	met      bool                     // the sides meet in the frontier that is being found
	hub      map[graph.EntityKey]bool // those that are known to be

	ahead     []readLink // links of one entity
	aheadWith []graph.EntityKey
}

// readLink is a link that was read ahead.
type readLink struct {
	fact graph.FactKey
	end  int // of its others, in aheadWith
}

// A hub is an entity with more than hubLinks links, such as a person that half
// the companies name. Its neighbors are looked at from the other side where that
// is less work; see grow.
var hubLinks = 4096

// linksOfHub is how many links of a hub are followed in the time that another
// entity takes to be looked at.
const linksOfHub = 100

// Path returns the shortest chains of facts between two entities, given by id:
// those of most facts first. The error is *NoPath when there is none.
//
// What ties a hub, an entity with thousands of facts, to another hub is looked at
// only where there are not enough chains of the same length without it.
func Path(ctx context.Context, v *View, from, to string, opt PathOptions) ([]Chain, error) {
	if opt.Most == 0 {
		opt.Most = DefaultMost
	}
	if opt.Chains == 0 {
		opt.Chains = 3
	}
	if from == to {
		return nil, errors.New("both names mean the same entity")
	}
	opt.Filter.With, opt.Filter.Role = "", ""
	b, err := v.web()
	if err != nil {
		return nil, err
	}
	defer b.close()
	f := &finder{ctx: ctx, v: v, b: b, opt: opt, from: from, to: to, dead: make(map[[2]graph.EntityKey]bool), hub: make(map[graph.EntityKey]bool)}
	b.ids[graph.KeyOf(from)], b.ids[graph.KeyOf(to)] = from, to
	for {
		ways, err := f.search()
		if err != nil {
			return nil, err
		}
		// A way counts when each of its steps has a fact that does.
		chains, err := f.tell(ways)
		if err != nil || len(chains) > 0 {
			return chains, err
		}
	}
}

// may tells whether a chain may pass through an entity.
func (f *finder) may(k graph.EntityKey) (bool, error) {
	id, err := f.b.id(k)
	if err != nil {
		return false, err
	}
	if id == f.from || id == f.to {
		return true, nil
	}
	if slices.Contains(f.opt.Avoid, id) {
		return false, nil
	}
	if len(f.opt.Through) > 0 {
		return f.v.oneOfTypes(typeOf(id), f.opt.Through), nil
	}
	return !f.v.Schema().Is(typeOf(id), entities.Place), nil
}

// search returns the shortest ways from end to end, looking from both.
func (f *finder) search() ([]way, error) {
	a, z := newSide(graph.KeyOf(f.from)), newSide(graph.KeyOf(f.to))
	for a.far+z.far < f.opt.Most && len(a.frontier) > 0 && len(z.frontier) > 0 {
		near, far := a, z
		if len(z.frontier) < len(a.frontier) {
			near, far = z, a
		}
		if err := f.grow(near, far, false); err != nil {
			return nil, err
		}
		if f.looked > linksLooked {
			return nil, &NoPath{f.from, f.to, f.opt.Most, true}
		}
		for _, s := range []*side{near, far} { // one of them grew
			meet, err := f.meet(s.frontier, a, z)
			if err != nil {
				return nil, err
			}
			if len(meet) > 0 {
				return ways(a, z, meet), nil
			}
		}
	}
	return nil, &NoPath{f.from, f.to, f.opt.Most, false}
}

// meet returns where the sides meet, among some.
func (f *finder) meet(among []graph.EntityKey, a, z *side) (meet []graph.EntityKey, err error) {
	for _, k := range among {
		if !a.has(k) || !z.has(k) {
			continue
		}
		if err := f.ctx.Err(); err != nil {
			return nil, err
		}
		may, err := f.may(k)
		if err != nil {
			return nil, err
		}
		if may {
			meet = append(meet, k)
		}
	}
	return meet, nil
}

// grow takes a side one fact farther; or, where hubs stand in its way and less
// in that of the other side, that one. whole follows hubs like all else.
//
// The facts between a hub of the frontier and the frontier of the other side
// are found from there, and those between two hubs along the one with fewer
// facts. When the sides still do not meet, one of them has to go past its hubs:
// the one for which that is less work.
func (f *finder) grow(s, other *side, whole bool) error {
	steps := len(s.steps)
	f.met, s.next = false, nil
	var hubs []graph.EntityKey
	for _, k := range s.frontier {
		if may, err := f.leave(s, k); err != nil {
			return err
		} else if !may {
			continue
		}
		isHub, err := f.read(k)
		switch {
		case err != nil:
		case !isHub:
			err = f.unread(func(fact graph.FactKey, others []graph.EntityKey) error { return f.reachAll(s, other, k, fact, others) })
		case whole:
			err = f.follow(s, other, k)
		default:
			hubs = append(hubs, k)
		}
		if err != nil {
			return err
		}
	}
	if len(hubs) > 0 {
		cost, err := f.cost(hubs)
		if err != nil {
			return err
		}
		met := false
		if len(other.frontier)*linksOfHub < cost {
			theirs, err := f.fromThere(s, other, hubs)
			if err != nil {
				return err
			}
			if met, err = f.pairs(s, other, hubs, theirs); err != nil {
				return err
			}
			if !met {
				less, err := f.cost(theirs)
				if err != nil {
					return err
				}
				if less < cost {
					s.drop(steps)
					return f.grow(other, s, true)
				}
			}
		}
		for _, h := range hubs {
			if met {
				break
			}
			if err := f.follow(s, other, h); err != nil {
				return err
			}
		}
	}
	s.frontier, s.next = s.next, nil
	s.far++
	return nil
}

// leave tells whether a chain may go on from an entity of the frontier of a side.
func (f *finder) leave(s *side, k graph.EntityKey) (bool, error) {
	if err := f.ctx.Err(); err != nil {
		return false, err
	}
	if s.far == 0 {
		return true, nil
	}
	return f.may(k)
}

// read reads the links of an entity ahead, unless it is a hub.
func (f *finder) read(k graph.EntityKey) (isHub bool, err error) {
	if f.hub[k] {
		return true, nil
	}
	f.ahead, f.aheadWith = f.ahead[:0], f.aheadWith[:0]
	err = f.b.links(k, f.opt.Filter.Type, func(l *link) error {
		if len(f.ahead) == hubLinks {
			isHub = true
			return graph.ErrStop
		}
		f.aheadWith = append(f.aheadWith, l.others...)
		f.ahead = append(f.ahead, readLink{l.fact, len(f.aheadWith)})
		return nil
	})
	if isHub {
		f.hub[k] = true
	}
	return isHub, err
}

// unread calls fn with what was read ahead.
func (f *finder) unread(fn func(fact graph.FactKey, others []graph.EntityKey) error) error {
	from := 0
	for _, l := range f.ahead {
		if f.looked++; f.looked > linksLooked {
			return nil
		}
		if err := fn(l.fact, f.aheadWith[from:l.end]); err != nil {
			return err
		}
		from = l.end
	}
	return nil
}

// stream calls fn with the links of an entity.
func (f *finder) stream(k graph.EntityKey, typ string, fn func(fact graph.FactKey, others []graph.EntityKey) error) error {
	return f.b.links(k, typ, func(l *link) error {
		if f.looked++; f.looked > linksLooked {
			return graph.ErrStop
		}
		if f.looked%4096 == 0 && f.ctx.Err() != nil {
			return f.ctx.Err()
		}
		return fn(l.fact, l.others)
	})
}

// follow reaches the neighbors of a hub of the frontier.
func (f *finder) follow(s, other *side, h graph.EntityKey) error {
	return f.stream(h, f.opt.Filter.Type, func(fact graph.FactKey, others []graph.EntityKey) error {
		return f.reachAll(s, other, h, fact, others)
	})
}

// cost is about how many links some entities have.
func (f *finder) cost(list []graph.EntityKey) (n int, err error) {
	for _, k := range list {
		facts, err := f.b.facts(k)
		if err != nil {
			return 0, err
		}
		n += facts
	}
	return n, nil
}

// fromThere looks from the frontier of the other side for facts with hubs of the
// frontier of s. It returns the hubs it met there.
func (f *finder) fromThere(s, other *side, hubs []graph.EntityKey) (theirs []graph.EntityKey, err error) {
	for _, k := range other.frontier {
		if may, err := f.leave(other, k); err != nil {
			return nil, err
		} else if !may {
			continue
		}
		isHub, err := f.read(k)
		if err == nil && !isHub {
			err = f.unread(func(fact graph.FactKey, others []graph.EntityKey) error {
				for _, h := range hubs {
					if slices.Contains(others, h) {
						if err := f.reach(s, other, h, fact, k); err != nil {
							return err
						}
					}
				}
				return nil
			})
		}
		if err != nil {
			return nil, err
		}
		if isHub {
			theirs = append(theirs, k)
		}
	}
	return theirs, nil
}

// pairs looks for facts between hubs of both sides, unless there are enough ways
// without them, and tells whether the sides meet.
func (f *finder) pairs(s, other *side, hubs, theirs []graph.EntityKey) (met bool, err error) {
	meet, err := f.meet(s.next, s, other)
	if err != nil || len(ways(s, other, meet)) >= f.opt.Chains {
		return len(meet) > 0, err
	}
	for _, h := range hubs {
		for _, k := range theirs {
			if err := f.ctx.Err(); err != nil {
				return false, err
			}
			if err := f.pair(s, other, h, k); err != nil {
				return false, err
			}
		}
	}
	meet, err = f.meet(s.next, s, other)
	return len(meet) > 0, err
}

// pair looks for facts between a hub of s and one of the other side: along the
// one with fewer facts, and among facts of the types that both have.
func (f *finder) pair(s, other *side, h, k graph.EntityKey) error {
	a, err := f.b.facts(h)
	if err != nil {
		return err
	}
	b, err := f.b.facts(k)
	if err != nil {
		return err
	}
	along, want := h, k
	if b < a {
		along, want = k, h
	}
	types, err := f.b.types(along)
	if err != nil {
		return err
	}
	both, err := f.b.types(want)
	if err != nil {
		return err
	}
	for _, typ := range types {
		if !slices.Contains(both, typ) || f.opt.Filter.Type != "" && f.opt.Filter.Type != typ {
			continue
		}
		err := f.stream(along, typ, func(fact graph.FactKey, others []graph.EntityKey) error {
			if !slices.Contains(others, want) {
				return nil
			}
			return f.reach(s, other, h, fact, k)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *finder) reachAll(s, other *side, k graph.EntityKey, fact graph.FactKey, others []graph.EntityKey) error {
	for _, o := range others {
		if err := f.reach(s, other, k, fact, o); err != nil {
			return err
		}
	}
	return nil
}

// reach notes that a fact leads from k, of the frontier of s, to o.
func (f *finder) reach(s, other *side, k graph.EntityKey, fact graph.FactKey, o graph.EntityKey) error {
	if len(f.dead) > 0 && f.dead[pair(k, o)] {
		return nil
	}
	n := s.reached.of(o)
	if n < 0 {
		// Once the sides meet, only where they do is of interest.
		if there := other.has(o); there && !f.met {
			var err error
			if f.met, err = f.may(o); err != nil {
				return err
			}
		} else if !there && f.met {
			return nil
		}
		n, _ = s.reached.add(o)
		s.nodes = append(s.nodes, node{depth: int32(s.far + 1)})
		s.next = append(s.next, o)
	} else if int(s.nodes[n].depth) != s.far+1 {
		return nil
	}
	x := &s.nodes[n]
	if x.steps == 0 || s.steps[x.last].to != k {
		const kept = 64 // ways back
		if x.steps == kept {
			return nil
		}
		at := int32(len(s.steps))
		s.steps = append(s.steps, step{to: k, n: 1, first: fact})
		if x.steps++; x.steps == 1 {
			x.first = at
		} else {
			s.steps[x.last].next = at
		}
		x.last = at
		return nil
	}
	last := &s.steps[x.last]
	if last.n++; 1+len(last.more) < factsKept && last.first != fact && !slices.Contains(last.more, fact) {
		last.more = append(last.more, fact)
	}
	return nil
}

func pair(a, b graph.EntityKey) [2]graph.EntityKey {
	if string(a[:]) > string(b[:]) {
		a, b = b, a
	}
	return [2]graph.EntityKey{a, b}
}

// waysKept bounds how many ways of the same length are compared.
const waysKept = 48

// ways puts together the ways through where the sides meet.
func ways(a, z *side, meet []graph.EntityKey) []way {
	var out []way
	// back lists the ways from k to the end of a side, waysKept at most.
	var back func(s *side, k graph.EntityKey) []way
	back = func(s *side, k graph.EntityKey) []way {
		x := s.nodes[s.reached.of(k)]
		if x.depth == 0 {
			return []way{{nodes: []graph.EntityKey{k}}}
		}
		var list []way
		for at := x.first; at > 0; at = s.steps[at].next {
			p := &s.steps[at]
			for _, w := range back(s, p.to) {
				if len(list) == waysKept {
					return list
				}
				list = append(list, way{append([]graph.EntityKey{k}, w.nodes...), append([]*step{p}, w.steps...)})
			}
		}
		return list
	}
	for _, m := range meet {
		rights := back(z, m)
		for _, left := range back(a, m) {
			for _, right := range rights {
				if len(out) == waysKept {
					return out
				}
				w := way{slices.Clone(left.nodes), slices.Clone(left.steps)}
				slices.Reverse(w.nodes)
				slices.Reverse(w.steps)
				out = append(out, way{append(w.nodes, right.nodes[1:]...), append(w.steps, right.steps...)})
			}
		}
	}
	return out
}

// tell reads the facts of the strongest ways and returns them as chains. Steps
// without a fact are remembered as dead.
func (f *finder) tell(ways []way) ([]Chain, error) {
	type ranked struct {
		way
		weakest, all int
		ids          []string
	}
	list := make([]ranked, len(ways))
	for i, w := range ways {
		r := ranked{way: w, weakest: 1 << 30}
		for _, s := range w.steps {
			r.weakest = min(r.weakest, s.n)
			r.all += min(s.n, 10)
		}
		for _, k := range w.nodes {
			id, err := f.b.id(k)
			if err != nil {
				return nil, err
			}
			r.ids = append(r.ids, id)
		}
		list[i] = r
	}
	slices.SortStableFunc(list, func(a, b ranked) int {
		return cmp.Or(-cmp.Compare(a.weakest, b.weakest), -cmp.Compare(a.all, b.all), slices.Compare(a.ids, b.ids))
	})
	var chains []Chain
	read := make(map[*step][]*entities.Record)
	for _, w := range list {
		if err := f.ctx.Err(); err != nil {
			return nil, err
		}
		var c Chain
		for i, s := range w.steps {
			facts, ok := read[s]
			if !ok {
				var err error
				if facts, err = f.told(w.ids[i], w.ids[i+1], s); err != nil {
					return nil, err
				}
				read[s] = facts
			}
			if len(facts) == 0 {
				f.dead[pair(w.nodes[i], w.nodes[i+1])] = true
				break
			}
			c.Facts = append(c.Facts, facts)
			c.Counts = append(c.Counts, max(s.n, len(facts)))
		}
		if len(c.Facts) < len(w.steps) {
			continue
		}
		for _, id := range w.ids {
			e, err := f.v.Entity(id)
			if err != nil {
				return nil, err
			}
			c.Entities = append(c.Entities, e)
		}
		if chains = append(chains, c); len(chains) == f.opt.Chains {
			break
		}
	}
	return chains, nil
}

// told reads the facts of a step that count and are wanted, by date.
func (f *finder) told(x, y string, s *step) (list []*entities.Record, err error) {
	for _, key := range s.facts() {
		r, err := f.v.Fact(key.String())
		if errors.Is(err, graph.ErrUnknown) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if f.opt.Filter.Takes(r, "") && has(r, x) && has(r, y) {
			list = append(list, r)
		}
	}
	if len(list) == 0 && s.n > 1+len(s.more) {
		return f.b.between(x, y, f.opt.Filter)
	}
	places := make(map[*entities.Record]graph.Place, len(list))
	for _, r := range list {
		if places[r], err = f.v.g.PlaceOf(r); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, func(a, b *entities.Record) int {
		p, q := places[a], places[b]
		return p.CompareDays(&q, false)
	})
	return list, nil
}
