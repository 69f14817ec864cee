package read

import (
	"fmt"
	"strconv"
	"strings"
)

// Limit is one limit of Options by its name.
type Limit struct {
	Name    string
	Default int64
	Bytes   bool // it counts bytes
	What    string
	at      func(*Options) *int64
}

// Limits lists the limits that can be set, with their defaults.
var Limits = []Limit{
	{"text", 16 << 20, true, "text of one article", func(o *Options) *int64 { return &o.MaxText }},
	{"page", 64 << 20, true, "one HTML page, record or feed", func(o *Options) *int64 { return &o.MaxPage }},
	{"line", 64 << 20, true, "the JSON of one article", func(o *Options) *int64 { return &o.MaxLine }},
	{"member", 64 << 30, true, "what one member or stream unpacks to", func(o *Options) *int64 { return &o.MaxMember }},
	{"total", 1 << 40, true, "what all in one path unpacks to", func(o *Options) *int64 { return &o.MaxTotal }},
	{"ratio", 200, false, "bytes unpacked for one byte packed", func(o *Options) *int64 { return &o.MaxRatio }},
	{"ratio-from", 16 << 20, true, "what is unpacked before the ratio is looked at", func(o *Options) *int64 { return &o.RatioFrom }},
	{"members", 1_000_000, false, "members of archives and records in one path", func(o *Options) *int64 { return &o.MaxMembers }},
	{"depth", 4, false, "containers in each other", func(o *Options) *int64 { return &o.MaxDepth }},
	{"window", 128 << 20, true, "memory that a zstd stream may ask for", func(o *Options) *int64 { return &o.MaxWindow }},
	{"spool", 2 << 30, true, "a zip that comes through a pipe or in another container", func(o *Options) *int64 { return &o.MaxSpool }},
	{"spool-memory", 32 << 20, true, "of these, what is kept in memory", func(o *Options) *int64 { return &o.SpoolMem }},
	{"hold", 32 << 20, true, "articles that wait for the checksum of their container", func(o *Options) *int64 { return &o.Hold }},
}

// units are what a size may end in, longest first.
var units = []struct {
	name string
	n    int64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40}, {"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}, {"T", 1 << 40}, {"B", 1}}

// Set sets a limit from NAME=NUMBER; sizes may end in KiB, MiB, GiB or TiB.
func (o *Options) Set(s string) error {
	name, value, ok := strings.Cut(s, "=")
	if !ok {
		return fmt.Errorf("%q is no NAME=NUMBER", s)
	}
	var names []string
	for _, l := range Limits {
		if l.Name != name {
			names = append(names, l.Name)
			continue
		}
		digits, unit := value, int64(1)
		if l.Bytes {
			for _, u := range units {
				if d, found := strings.CutSuffix(value, u.name); found {
					digits, unit = strings.TrimSpace(d), u.n
					break
				}
			}
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n <= 0 || n > (1<<62)/unit {
			what := "a whole number over 0"
			if l.Bytes {
				what += " of bytes, or one with KiB, MiB, GiB or TiB"
			}
			return fmt.Errorf("%s=%s: the limit must be %s", name, value, what)
		}
		*l.at(o) = n * unit
		return nil
	}
	return fmt.Errorf("there is no limit %q, only %s", name, strings.Join(names, ", "))
}

// String returns the limit as a line of help: text=16MiB, text of one article.
func (l Limit) String() string {
	value := strconv.FormatInt(l.Default, 10)
	if l.Bytes {
		for _, u := range []string{"TiB", "GiB", "MiB", "KiB"} {
			if n := unitOf(u); l.Default%n == 0 {
				value = strconv.FormatInt(l.Default/n, 10) + u
				break
			}
		}
	}
	return fmt.Sprintf("%s=%s: %s", l.Name, value, l.What)
}

func unitOf(name string) int64 {
	for _, u := range units {
		if u.name == name {
			return u.n
		}
	}
	return 1
}
