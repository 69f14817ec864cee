package article

import "time"

var began = time.Now()

// cpu is the time since the tests began.
func cpu() time.Duration { return time.Since(began) }
