package entities

// Article is what the graph keeps of an article beside its text.
type Article struct {
	Key       string // hex SHA-256 of Text
	ID        string
	File      string
	URL       string
	Title     string
	Published string
	Modified  string
	Author    string
	Section   string
	Source    string
	Market    string
	Variant   string
}

// Evidence is one place where an article states a fact.
type Evidence struct {
	Span
	Article    Article
	Text       string // the words of Span
	Rule       string // rule@version
	Confidence float64
	Fillers    []Filler // the fillers as this article has them
}

// Record is a fact as the graph holds it: once, with every piece of evidence.
type Record struct {
	Fact                // with the fillers of the earliest evidence
	Evidence []Evidence // by published (unknown last), article id, start, rule
	Sources  int        // pieces of evidence whose folded sentences differ
}

// EntityRecord is an entity as the graph holds it.
type EntityRecord struct {
	ID       string
	Type     string
	Name     string   // the name shown: the gazetteer's, else the most frequent one
	Names    []string // every name it was seen under, sorted
	Facts    int      // facts it takes part in
	Articles int      // articles that mention it
}

// Stored counts what one batch brought to the graph.
type Stored struct {
	Stored      int // articles whose text is new
	Duplicate   int // articles whose text the graph already had
	Entities    int // entities that are new
	Facts       int // facts that are new
	Evidence    int // pieces of evidence that are new
	Quarantined int // rejects written down
	Replaced    int // articles that a newer version replaced, less those that came anew
}
