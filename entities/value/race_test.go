//go:build race

package value

// underRace: the race detector empties pools at random.
const underRace = true
