//go:build unix

package value

import (
	"syscall"
	"testing"
)

// cpu reports, when the returned function is called, the bytes read in a second
// of processor time, which other work on the machine does not change.
func cpu(b *testing.B, bytes int) func() {
	used := func() int64 {
		var r syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
			b.Fatal(err)
		}
		return r.Utime.Nano() + r.Stime.Nano()
	}
	from := used()
	return func() {
		b.ReportMetric(float64(bytes)*float64(b.N)*1e3/float64(used()-from), "MB/cpu-s")
	}
}
