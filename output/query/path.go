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
	facts []graph.FactKey // the first of them
}

// side is what is reached from one end.
type side struct {
	depth    map[graph.EntityKey]int
	back     map[graph.EntityKey][]*step // towards the end
	frontier []graph.EntityKey
	far      int // the depth of the frontier
}

func newSide(end graph.EntityKey) *side {
	return &side{depth: map[graph.EntityKey]int{end: 0}, back: make(map[graph.EntityKey][]*step), frontier: []graph.EntityKey{end}}
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
}

// Path returns the shortest chains of facts between two entities, given by id:
// those of most facts first. The error is *NoPath when there is none.
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
	f := &finder{ctx: ctx, v: v, b: b, opt: opt, from: from, to: to, dead: make(map[[2]graph.EntityKey]bool)}
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
		if err := f.grow(near, far); err != nil {
			return nil, err
		}
		if f.looked > linksLooked {
			return nil, &NoPath{f.from, f.to, f.opt.Most, true}
		}
		var meet []graph.EntityKey
		for _, k := range near.frontier {
			if _, ok := far.depth[k]; !ok {
				continue
			}
			may, err := f.may(k)
			if err != nil {
				return nil, err
			}
			if may {
				meet = append(meet, k)
			}
		}
		if len(meet) > 0 {
			return ways(a, z, meet), nil
		}
	}
	return nil, &NoPath{f.from, f.to, f.opt.Most, false}
}

// grow takes a side one fact farther.
func (f *finder) grow(s, other *side) error {
	var next []graph.EntityKey
	met := false // the sides meet: only where they do is of interest
	for _, k := range s.frontier {
		if err := f.ctx.Err(); err != nil {
			return err
		}
		if s.far > 0 {
			if may, err := f.may(k); err != nil {
				return err
			} else if !may {
				continue
			}
		}
		err := f.b.links(k, f.opt.Filter.Type, func(l *link) error {
			if f.looked++; f.looked > linksLooked {
				return graph.ErrStop
			}
			for _, o := range l.others {
				if len(f.dead) > 0 && f.dead[pair(k, o)] {
					continue
				}
				d, seen := s.depth[o]
				if !seen {
					if _, there := other.depth[o]; there && !met {
						var err error
						if met, err = f.may(o); err != nil {
							return err
						}
					} else if !there && met {
						continue
					}
					s.depth[o] = s.far + 1
					next = append(next, o)
				} else if d != s.far+1 {
					continue
				}
				const kept = 64 // ways back
				back := s.back[o]
				if n := len(back); n == 0 || back[n-1].to != k {
					if n == kept {
						continue
					}
					back = append(back, &step{to: k})
					s.back[o] = back
				}
				last := back[len(back)-1]
				if last.n++; len(last.facts) < factsKept && !slices.Contains(last.facts, l.fact) {
					last.facts = append(last.facts, l.fact)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	s.frontier = next
	s.far++
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
	// back lists the ways from k to the end of a side.
	var back func(s *side, k graph.EntityKey) []way
	back = func(s *side, k graph.EntityKey) []way {
		if s.depth[k] == 0 {
			return []way{{nodes: []graph.EntityKey{k}}}
		}
		var list []way
		for _, p := range s.back[k] {
			for _, w := range back(s, p.to) {
				if len(list) < waysKept {
					list = append(list, way{append([]graph.EntityKey{k}, w.nodes...), append([]*step{p}, w.steps...)})
				}
			}
		}
		return list
	}
	for _, m := range meet {
		for _, left := range back(a, m) {
			for _, right := range back(z, m) {
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
		var c Chain
		for i, s := range w.steps {
			facts, ok := read[s]
			if !ok {
				var err error
				if facts, err = f.facts(w.ids[i], w.ids[i+1], s); err != nil {
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

// facts reads the facts of a step that count and are wanted, by date.
func (f *finder) facts(x, y string, s *step) (list []*entities.Record, err error) {
	for _, key := range s.facts {
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
	if len(list) == 0 && s.n > len(s.facts) {
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
