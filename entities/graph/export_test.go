package graph

// Unsaid returns a link as it is read of a store whose adjacency does not tell how
// facts are said.
func Unsaid(l *Link) *Link {
	c := *l
	c.said = 0
	return &c
}

// WithYoung sets how many young tables come together before they are merged, for
// tests that want merging sooner, or not before the end.
func (o Options) WithYoung(n int) Options {
	o.young = n
	return o
}
