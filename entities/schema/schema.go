// Package schema knows the types of mentions and facts and the roles of facts.
//
// Start at Load, which reads schema.yaml and any files of the user; Identify
// gives a fact its claim and its id.
//
// Beware: the order of fact types and roles is part of every output format, so
// new ones are added at the end.
package schema

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/factloom/factloom/entities"
)

//go:embed schema.yaml
var shipped []byte

// MentionType is a type of mention.
type MentionType struct {
	Name  string `yaml:"name"`
	Kind  string `yaml:"kind"`  // "name" or "value"
	Under string `yaml:"under"` // its supertype: a slot of the supertype takes it too
	About string `yaml:"about"`
}

// Role is a role of a fact type.
type Role struct {
	Name   string   `yaml:"name"`
	Core   bool     `yaml:"core"`   // evaluation pairs facts by it
	Key    bool     `yaml:"key"`    // part of the claim
	Many   bool     `yaml:"many"`   // the fact needs two or more fillers
	Types  []string `yaml:"types"`  // mention types that may fill it; none: words too
	Values []string `yaml:"values"` // the constants it takes; none: free
}

// FactType is a type of fact.
type FactType struct {
	Name    string `yaml:"name"`
	About   string `yaml:"about"`
	Subject string `yaml:"subject"` // the role shown as subject
	Object  string `yaml:"object"`  // the role shown as object
	Roles   []Role `yaml:"roles"`   // in the order they are shown
}

// Role returns the role of that name, nil if there is none.
func (f *FactType) Role(name string) *Role {
	for i := range f.Roles {
		if f.Roles[i].Name == name {
			return &f.Roles[i]
		}
	}
	return nil
}

// RoleIndex returns the place of a role in the order, or len(Roles).
func (f *FactType) RoleIndex(name string) int {
	for i := range f.Roles {
		if f.Roles[i].Name == name {
			return i
		}
	}
	return len(f.Roles)
}

// Schema is every type known. It is safe for concurrent reading.
type Schema struct {
	Mentions []MentionType `yaml:"mentions"`
	Facts    []FactType    `yaml:"facts"`
}

// File is a schema file of the user.
type File struct {
	Name string
	Data []byte
}

// Default returns the schema that ships.
func Default() *Schema {
	s, err := Load()
	if err != nil {
		panic("schema: the shipped schema.yaml is broken: " + err.Error())
	}
	return s
}

// Load reads the shipped schema and adds the user's files in order; an entry of
// a name already known replaces it. Every mistake is reported, with its file
// and line.
func Load(files ...File) (*Schema, error) {
	s := &Schema{}
	var errs []error
	for _, f := range append([]File{{"schema.yaml", shipped}}, files...) {
		var one Schema
		dec := yaml.NewDecoder(bytes.NewReader(f.Data))
		dec.KnownFields(true)
		if err := dec.Decode(&one); err != nil && !errors.Is(err, io.EOF) {
			errs = append(errs, fmt.Errorf("schema %s: %w", f.Name, err))
			continue
		}
		if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
			errs = append(errs, fmt.Errorf("schema %s: holds more than one YAML document", f.Name))
		}
		for _, m := range one.Mentions {
			if i := slices.IndexFunc(s.Mentions, func(o MentionType) bool { return o.Name == m.Name }); i >= 0 {
				s.Mentions[i] = m
			} else {
				s.Mentions = append(s.Mentions, m)
			}
		}
		for _, t := range one.Facts {
			if i := slices.IndexFunc(s.Facts, func(o FactType) bool { return o.Name == t.Name }); i >= 0 {
				s.Facts[i] = t
			} else {
				s.Facts = append(s.Facts, t)
			}
		}
		errs = append(errs, s.check(f.Name)...)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return s, nil
}

func (s *Schema) check(file string) []error {
	var errs []error
	bad := func(format string, a ...any) {
		errs = append(errs, fmt.Errorf("schema %s: "+format, append([]any{file}, a...)...))
	}
	for _, m := range s.Mentions {
		if !isName(m.Name) {
			bad("mention type %q: a name is lower-case letters, digits and _", m.Name)
		}
		if m.Kind != "name" && m.Kind != "value" {
			bad("mention type %s: kind is %q, wanted name or value", m.Name, m.Kind)
		}
		if m.Under != "" && s.Mention(m.Under) == nil {
			bad("mention type %s: is under the unknown type %q", m.Name, m.Under)
		}
		for up, n := m.Under, 0; up != ""; n++ {
			if n > len(s.Mentions) {
				bad("mention type %s: its supertypes run in a circle", m.Name)
				break
			}
			t := s.Mention(up)
			if t == nil {
				break
			}
			up = t.Under
		}
	}
	for _, t := range s.Facts {
		if !isName(t.Name) {
			bad("fact type %q: a name is lower-case letters, digits and _", t.Name)
		}
		if len(t.Roles) == 0 {
			bad("fact type %s: has no roles", t.Name)
		}
		for _, n := range []string{t.Subject, t.Object} {
			if t.Role(n) == nil {
				bad("fact type %s: subject or object %q is none of its roles", t.Name, n)
			}
		}
		core, key := false, false
		for i, r := range t.Roles {
			core, key = core || r.Core, key || r.Key
			if !isName(r.Name) {
				bad("fact type %s: role %q: a name is lower-case letters, digits and _", t.Name, r.Name)
			}
			if t.RoleIndex(r.Name) != i {
				bad("fact type %s: role %s stands twice", t.Name, r.Name)
			}
			for _, m := range r.Types {
				if s.Mention(m) == nil {
					bad("fact type %s: role %s takes the unknown mention type %q", t.Name, r.Name, m)
				}
			}
		}
		if len(t.Roles) > 0 && (!core || !key) {
			bad("fact type %s: needs at least one core role and one key role", t.Name)
		}
	}
	return errs
}

func isName(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' {
			return false
		}
	}
	return s != ""
}

// Mention returns the mention type of that name, nil if there is none.
func (s *Schema) Mention(name string) *MentionType {
	for i := range s.Mentions {
		if s.Mentions[i].Name == name {
			return &s.Mentions[i]
		}
	}
	return nil
}

// Fact returns the fact type of that name, nil if there is none.
func (s *Schema) Fact(name string) *FactType {
	for i := range s.Facts {
		if s.Facts[i].Name == name {
			return &s.Facts[i]
		}
	}
	return nil
}

// Order returns the place of a mention type in the schema, for breaking ties.
func (s *Schema) Order(mention string) int {
	for i := range s.Mentions {
		if s.Mentions[i].Name == mention {
			return i
		}
	}
	return len(s.Mentions)
}

// Is tells whether mention type t is want or stands under it.
func (s *Schema) Is(t, want string) bool {
	for n := 0; t != "" && n <= len(s.Mentions); n++ {
		if t == want {
			return true
		}
		m := s.Mention(t)
		if m == nil {
			return false
		}
		t = m.Under
	}
	return false
}

// Roles returns the names of all roles of all fact types, each once, in schema
// order: the order of the role columns of a CSV file.
func (s *Schema) Roles() []string {
	var out []string
	for _, t := range s.Facts {
		for _, r := range t.Roles {
			if !slices.Contains(out, r.Name) {
				out = append(out, r.Name)
			}
		}
	}
	return out
}

// Identify sorts the fillers of a fact into schema order and sets Claim and ID:
// the claim is the hash of type, polarity and the keys of the key roles, the id
// that of the claim, the modality and the keys of the other roles. Fillers need
// their Key set. The order of fillers inside a role does not matter, nor does a
// filler that stands twice.
func (s *Schema) Identify(f *entities.Fact) error {
	t := s.Fact(f.Type)
	if t == nil {
		return fmt.Errorf("fact of unknown type %q", f.Type)
	}
	sort.SliceStable(f.Fillers, func(i, j int) bool {
		a, b := &f.Fillers[i], &f.Fillers[j]
		if x, y := t.RoleIndex(a.Role), t.RoleIndex(b.Role); x != y {
			return x < y
		}
		if c := a.Span.Compare(b.Span); c != 0 {
			return c < 0
		}
		return a.Key < b.Key
	})
	var key, rest []string
	for i, x := range f.Fillers {
		r := t.Role(x.Role)
		if r == nil {
			return fmt.Errorf("fact of type %s has no role %q", f.Type, x.Role)
		}
		if x.Key == "" {
			return fmt.Errorf("filler %d (%s) of a fact of type %s has no key", i, x.Role, f.Type)
		}
		if r.Key {
			key = append(key, x.Role+"="+x.Key)
		} else {
			rest = append(rest, x.Role+"="+x.Key)
		}
	}
	f.Claim = hash(append([]string{f.Type, f.Polarity}, unique(key)...))
	f.ID = hash(append([]string{f.Claim, f.Modality}, unique(rest)...))
	return nil
}

func unique(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}

func hash(parts []string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:10])
}
