//go:build race

package article

const slack = 10 // the race detector is slow
