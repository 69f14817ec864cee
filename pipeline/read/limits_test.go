package read

import (
	"strings"
	"testing"
)

func TestLimits(t *testing.T) {
	defaults := Options{}.withDefaults()
	for _, l := range Limits {
		if got := *l.at(&defaults); got != l.Default {
			t.Errorf("%s is %d by default, and said to be %d", l.Name, got, l.Default)
		}
	}
	for _, c := range []struct {
		in   string
		want int64 // of text, or of depth
		err  string
	}{
		{"text=1000", 1000, ""},
		{"text=32MiB", 32 << 20, ""},
		{"text=2 GiB", 2 << 30, ""},
		{"text=7K", 7 << 10, ""},
		{"depth=9", 9, ""},
		{"depth=9MiB", 0, "whole number"},
		{"text=0", 0, "whole number"},
		{"text=-1", 0, "whole number"},
		{"text=9999999999TiB", 0, "whole number"},
		{"text", 0, "no NAME=NUMBER"},
		{"txet=1", 0, `no limit "txet", only text, page`},
	} {
		var o Options
		err := o.Set(c.in)
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("Set(%q) says %v, want %q", c.in, err, c.err)
		}
		if got := o.MaxText + o.MaxDepth; got != c.want {
			t.Errorf("Set(%q) set %d, want %d", c.in, got, c.want)
		}
	}
	if got := Limits[0].String(); got != "text=16MiB: text of one article" {
		t.Errorf("the first limit is shown as %q", got)
	}
}
