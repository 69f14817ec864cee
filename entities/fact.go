package entities

// The modalities of a fact.
const (
	Asserted = "asserted"
	Planned  = "planned"
	Possible = "possible"
	Reported = "reported" // hearsay: 據報, 消息指
)

// The polarities of a fact.
const (
	Positive = "positive"
	Negative = "negative"
)

// Fact is a statement of an article that ties entities and values together.
type Fact struct {
	Span                // the evidence: where the article says it
	ID         string   // hash of claim, modality and the keys of the other roles
	Claim      string   // hash of type, polarity and the keys of the key roles
	Type       string   // a fact type of the schema
	Fillers    []Filler // in schema order of the roles, then by start
	Modality   string
	Polarity   string
	Evidence   string  // the words of Span
	Rule       string  // rule@version
	Confidence float64 // 0 to 1
}

// Filler is what stands in one role of a fact.
type Filler struct {
	Role  string
	Text  string // the article's name of the entity, or the value's words, or a constant
	Span         // where it stands; 0,0 for a constant
	Key   string // entity id | money:4300000000:USD | percent:+27:percent | date:2025-01-01/2025-12-31 | text:…
	ID    string // the entity's global id; "" for values
	Type  string // the mention type of the filler; "" for plain words
	Value Value  // the typed value, nil for names and words
}

// Roles returns the texts of the fillers by role, in the order of Fillers.
func (f *Fact) Roles() map[string][]string {
	m := make(map[string][]string)
	for _, x := range f.Fillers {
		m[x.Role] = append(m[x.Role], x.Text)
	}
	return m
}

// Get returns the fillers of one role.
func (f *Fact) Get(role string) []Filler {
	var out []Filler
	for _, x := range f.Fillers {
		if x.Role == role {
			out = append(out, x)
		}
	}
	return out
}
