package query

// SetHubLinks makes an entity with more than n links a hub, until the function
// it returns is called.
func SetHubLinks(n int) (restore func()) {
	was := hubLinks
	hubLinks = n
	return func() { hubLinks = was }
}

// SetManyFacts makes n facts few enough to be read one by one, until the function
// it returns is called.
func SetManyFacts(n int) (restore func()) {
	was := manyFacts
	manyFacts = n
	return func() { manyFacts = was }
}
