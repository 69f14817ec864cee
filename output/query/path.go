package query

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

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

// Chain is a way from one entity to another, each tied to the next by facts.
type Chain struct {
	Entities []*entities.EntityRecord // the ends and those between
	Facts    [][]*entities.Record     // between each and the next, by date
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

// side is what is reached from one end.
type side struct {
	depth    map[graph.EntityKey]int
	back     map[graph.EntityKey][]graph.EntityKey // towards the end
	frontier []graph.EntityKey
	far      int // the depth of the frontier
}

func newSide(end graph.EntityKey) *side {
	return &side{depth: map[graph.EntityKey]int{end: 0}, back: make(map[graph.EntityKey][]graph.EntityKey), frontier: []graph.EntityKey{end}}
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
func (f *finder) search() ([][]graph.EntityKey, error) {
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
					s.depth[o] = s.far + 1
					next = append(next, o)
				} else if d != s.far+1 {
					continue
				}
				const kept = 64 // ways back
				if back := s.back[o]; len(back) < kept && !slices.Contains(back, k) {
					s.back[o] = append(back, k)
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
func ways(a, z *side, meet []graph.EntityKey) [][]graph.EntityKey {
	var out [][]graph.EntityKey
	// back lists the ways from k to the end of a side, k first.
	var back func(s *side, k graph.EntityKey) [][]graph.EntityKey
	back = func(s *side, k graph.EntityKey) [][]graph.EntityKey {
		if s.depth[k] == 0 {
			return [][]graph.EntityKey{{k}}
		}
		var list [][]graph.EntityKey
		for _, p := range s.back[k] {
			for _, w := range back(s, p) {
				if len(list) < waysKept {
					list = append(list, append([]graph.EntityKey{k}, w...))
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
				w := slices.Clone(left)
				slices.Reverse(w)
				out = append(out, append(w, right[1:]...))
			}
		}
	}
	return out
}

// tell reads the facts of ways and returns the chains, the strongest first. The
// steps without a fact are remembered as dead.
func (f *finder) tell(ways [][]graph.EntityKey) ([]Chain, error) {
	steps := make(map[[2]graph.EntityKey][]*entities.Record)
	var chains []Chain
	for _, way := range ways {
		var c Chain
		alive := true
		for i := 1; i < len(way) && alive; i++ {
			p := pair(way[i-1], way[i])
			facts, ok := steps[p]
			if !ok {
				x, err := f.b.id(way[i-1])
				if err != nil {
					return nil, err
				}
				y, err := f.b.id(way[i])
				if err != nil {
					return nil, err
				}
				if facts, err = f.b.between(x, y, f.opt.Filter); err != nil {
					return nil, err
				}
				steps[p] = facts
			}
			if alive = len(facts) > 0; !alive {
				f.dead[p] = true
			}
			c.Facts = append(c.Facts, facts)
		}
		if !alive {
			continue
		}
		for _, k := range way {
			id, err := f.b.id(k)
			if err != nil {
				return nil, err
			}
			e, err := f.v.Entity(id)
			if err != nil {
				return nil, err
			}
			c.Entities = append(c.Entities, e)
		}
		chains = append(chains, c)
	}
	strength := func(c *Chain) (weakest, all int) {
		weakest = 1 << 30
		for _, facts := range c.Facts {
			weakest = min(weakest, len(facts))
			all += min(len(facts), 10)
		}
		return weakest, all
	}
	slices.SortStableFunc(chains, func(a, b Chain) int {
		aw, aa := strength(&a)
		bw, ba := strength(&b)
		return cmp.Or(-cmp.Compare(aw, bw), -cmp.Compare(aa, ba), strings.Compare(ids(&a), ids(&b)))
	})
	if len(chains) > f.opt.Chains {
		chains = chains[:f.opt.Chains]
	}
	return chains, nil
}

func ids(c *Chain) string {
	var b strings.Builder
	for _, e := range c.Entities {
		b.WriteString(e.ID + "\x00")
	}
	return b.String()
}
