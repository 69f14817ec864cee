package query

// SetHubLinks makes an entity with more than n links a hub, until the function
// it returns is called.
func SetHubLinks(n int) (restore func()) {
	was := hubLinks
	hubLinks = n
	return func() { hubLinks = was }
}
