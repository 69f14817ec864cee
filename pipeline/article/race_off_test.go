//go:build !race

package article

const slack = 1
