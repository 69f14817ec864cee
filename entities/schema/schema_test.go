package schema

import (
	"strings"
	"testing"

	"github.com/factloom/factloom/entities"
)

func TestShipped(t *testing.T) {
	s := Default()
	if len(s.Mentions) != 8 || len(s.Facts) != 14 {
		t.Errorf("%d mention types and %d fact types ship, want 8 and 14", len(s.Mentions), len(s.Facts))
	}
	if !s.Is("company", "organization") || s.Is("organization", "company") || !s.Is("place", "place") || s.Is("nothing", "place") {
		t.Error("company stands under organization, and nothing else does")
	}
	if s.Fact("metric").Role("owner") == nil || s.Fact("metric").Role("nothing") != nil {
		t.Error("roles of metric")
	}
	seen := map[string]bool{}
	for _, r := range s.Roles() {
		if seen[r] {
			t.Errorf("role %s is listed twice", r)
		}
		seen[r] = true
	}
}

func TestUserFiles(t *testing.T) {
	s, err := Load(File{"mines.yaml", []byte(`
mentions:
- {name: mine, kind: name, under: place, about: a mine}
facts:
- name: output
  about: what a mine yields
  subject: mine
  object: owner
  roles:
  - {name: mine, core: true, key: true, types: [mine]}
  - {name: owner, types: [company]}
- name: launch
  about: replaced
  subject: company
  object: product
  roles:
  - {name: company, core: true, key: true}
  - {name: product}
`)})
	if err != nil {
		t.Fatal(err)
	}
	if s.Mention("mine") == nil || !s.Is("mine", "place") || s.Fact("output") == nil {
		t.Error("the user's types are missing")
	}
	if len(s.Facts) != 15 || s.Fact("launch").About != "replaced" || s.Facts[len(s.Facts)-1].Name != "output" {
		t.Error("launch is not replaced in its place")
	}
}

func TestUserMistakes(t *testing.T) {
	for _, c := range []struct{ name, yaml, want string }{
		{"unknown key", "mentions:\n- {nam: x}", "line 2: field nam not found"},
		{"bad kind", "mentions:\n- {name: x, kind: thing}", `kind is "thing", wanted name or value`},
		{"unknown supertype", "mentions:\n- {name: x, kind: name, under: y}", `under the unknown type "y"`},
		{"a circle", "mentions:\n- {name: x, kind: name, under: y}\n- {name: y, kind: name, under: x}", "run in a circle"},
		{"no core role", "facts:\n- {name: f, subject: a, object: a, roles: [{name: a}]}", "needs at least one core role"},
		{"subject that is no role", "facts:\n- {name: f, subject: z, object: a, roles: [{name: a, core: true, key: true}]}", `"z" is none of its roles`},
		{"role of unknown type", "facts:\n- {name: f, subject: a, object: a, roles: [{name: a, core: true, key: true, types: [dragon]}]}", `unknown mention type "dragon"`},
		{"a role twice", "facts:\n- {name: f, subject: a, object: a, roles: [{name: a, core: true, key: true}, {name: a}]}", "role a stands twice"},
		{"two documents", "mentions: []\n---\nfacts: []", "more than one YAML document"},
	} {
		_, err := Load(File{"mine.yaml", []byte(c.yaml)})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "mine.yaml") {
			t.Errorf("%s: got %v, want a message with mine.yaml and %q", c.name, err, c.want)
		}
	}
}

func TestIdentify(t *testing.T) {
	s := Default()
	fact := func(modality string, fillers ...entities.Filler) entities.Fact {
		f := entities.Fact{Type: "acquisition", Modality: modality, Polarity: entities.Positive, Fillers: fillers}
		if err := s.Identify(&f); err != nil {
			t.Fatal(err)
		}
		return f
	}
	x := entities.Filler{Role: "acquirer", Key: "company/a", Span: entities.Span{Start: 0, End: 2}}
	y := entities.Filler{Role: "target", Key: "company/b", Span: entities.Span{Start: 4, End: 6}}
	v := entities.Filler{Role: "value", Key: "money:1:USD", Span: entities.Span{Start: 8, End: 9}}
	a, b := fact("asserted", x, y), fact("asserted", y, x)
	if a.ID != b.ID || a.Claim != b.Claim {
		t.Error("the order of fillers changes the ids")
	}
	if c := fact("asserted", x, y, y); c.ID != a.ID {
		t.Error("a filler that stands twice changes the id")
	}
	if c := fact("planned", x, y); c.Claim != a.Claim || c.ID == a.ID {
		t.Error("modality belongs to the fact, not to the claim")
	}
	if c := fact("asserted", v, x, y); c.Claim != a.Claim || c.ID == a.ID || c.Fillers[2].Role != "value" {
		t.Error("a value belongs to the fact, not to the claim, and stands after the key roles")
	}
	f := entities.Fact{Type: "acquisition", Fillers: []entities.Filler{{Role: "acquirer"}}}
	if err := s.Identify(&f); err == nil || !strings.Contains(err.Error(), "acquirer") {
		t.Errorf("a filler without key: %v", err)
	}
	f = entities.Fact{Type: "acquisition", Fillers: []entities.Filler{{Role: "party", Key: "k"}}}
	if err := s.Identify(&f); err == nil || !strings.Contains(err.Error(), "party") {
		t.Errorf("a role of another type: %v", err)
	}
}
