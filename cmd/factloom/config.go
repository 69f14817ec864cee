package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"
)

// configName is the file in the current folder that may set any flag: global
// ones at its top, those of a subcommand below its name.
//
//	db: facts.db
//	rules: [our-rules/]
//	query:
//	  format: jsonl
const configName = "factloom.yaml"

// readConfig sets the flags of cmd that the command line left alone, and returns
// what it set. A file that is missing sets none; a key that is no flag, or a value
// that does not fit, is an error with its line, and all of them are reported.
func readConfig(file string, cmd *cobra.Command) ([]setting, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("%s: %s", file, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: holds more than one YAML document", file)
	}
	c := &config{file: file, cmd: cmd}
	c.section(cmd.Root(), doc.Content[0])
	return c.set, errors.Join(c.errs...)
}

type config struct {
	file string
	cmd  *cobra.Command // the command that runs
	set  []setting
	errs []error
}

// setting is a flag that the file set, once for each value of a list.
type setting struct {
	flag, value string
	place       string // file:line:column of the value
}

// placeOf tells where in the file a flag was set, to the value that a text names;
// "" for one that it did not set.
func placeOf(set []setting, flag, text string) string {
	place := ""
	for _, s := range set {
		if s.flag == flag && (place == "" || strings.Contains(text, s.value)) {
			place = s.place
		}
	}
	return place
}

// settled names the flag that an error speaks of first by its place in the file,
// when it was set there: who never typed --rules is not told of it.
func settled(set []setting, msg string) string {
	name, ok := strings.CutPrefix(msg, "--")
	if !ok {
		return msg
	}
	i := strings.IndexAny(name, ": ")
	if i < 0 {
		return msg
	}
	if place := placeOf(set, name[:i], msg); place != "" {
		return place + ": " + name
	}
	return msg
}

func (c *config) bad(n *yaml.Node, format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("%s:%d:%d: %s", c.file, n.Line, n.Column, fmt.Sprintf(format, args...)))
}

// section reads the keys of one command: its flags, and its subcommands. All
// are checked; only those of the command that runs are set.
func (c *config) section(of *cobra.Command, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		c.bad(n, "wanted flags as name: value")
		return
	}
	runs := false
	for p := c.cmd; p != nil; p = p.Parent() {
		runs = runs || p == of
	}
	flags := of.LocalFlags()
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if seen[key.Value] {
			c.bad(key, "%s is set twice", key.Value)
		}
		seen[key.Value] = true
		// db: is both a flag and a command; what stands below it tells.
		f, sub := flags.Lookup(key.Value), subcommand(of, key.Value)
		if f != nil && f.Name != "help" && (sub == nil || value.Kind != yaml.MappingNode) {
			c.flag(of, f, runs, value)
			continue
		}
		if sub != nil {
			c.section(sub, value)
			continue
		}
		var names []string
		flags.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		for _, sub := range of.Commands() {
			names = append(names, sub.Name())
		}
		hint := ""
		if near := nearest(key.Value, names); near != "" {
			hint = fmt.Sprintf(" (did you mean %s?)", near)
		}
		c.bad(key, "%s has no flag %q%s", of.CommandPath(), key.Value, hint)
	}
}

func subcommand(of *cobra.Command, name string) *cobra.Command {
	for _, sub := range of.Commands() {
		if sub.Name() == name {
			return sub
		}
	}
	return nil
}

// flag sets one flag, if the command runs and the command line left it alone. A
// value for a command that does not run is only checked for its kind.
func (c *config) flag(of *cobra.Command, f *pflag.Flag, runs bool, value *yaml.Node) {
	var values []*yaml.Node
	switch value.Kind {
	case yaml.ScalarNode:
		values = []*yaml.Node{value}
	case yaml.SequenceNode:
		if _, ok := f.Value.(pflag.SliceValue); !ok {
			c.bad(value, "%s takes one value, not a list", f.Name)
			return
		}
		for _, x := range value.Content {
			if x.Kind != yaml.ScalarNode {
				c.bad(x, "%s takes plain values", f.Name)
				return
			}
			values = append(values, x)
		}
	default:
		c.bad(value, "%s takes a plain value", f.Name)
		return
	}
	if !runs || f.Changed {
		return
	}
	for _, x := range values {
		if err := of.Flags().Set(f.Name, x.Value); err != nil {
			c.bad(value, "%s", plainly(err))
			continue
		}
		c.set = append(c.set, setting{f.Name, x.Value, fmt.Sprintf("%s:%d:%d", c.file, x.Line, x.Column)})
	}
}
