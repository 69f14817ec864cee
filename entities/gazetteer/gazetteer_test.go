package gazetteer

import (
	"testing"
)

func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := open(shipped); err != nil {
			b.Fatal(err)
		}
	}
}
