package graph

// WithYoung sets how many young tables come together before they are merged, for
// tests that want merging sooner, or not before the end.
func (o Options) WithYoung(n int) Options {
	o.young = n
	return o
}
