package graph

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/factloom/factloom/entities"
)

// Versions of one article: several texts that came under one URL, or, without a
// URL, under one id of one source. A text counts as long as one of its comings is
// replaced by no other: alone, or dated no earlier than any other of its story.
// Which texts count follows from the set of comings alone, not from the order
// they came in. Two versions whose dates are equal, or not known, both count;
// that is reported.

// story names what a coming is a version of, "" when it is none: a URL that
// names a page, else source and id.
func (c *coming) story() string {
	if u := pageOf(c.URL); u != "" {
		return "u" + u
	}
	if c.Source == "" || c.ID == "" || len(c.Key) >= 16 && c.ID == "t-"+c.Key[:16] {
		return ""
	}
	return "s" + c.Source + "\x00" + c.ID
}

// pageOf writes a URL so that those of one page are equal: without scheme, www,
// standard port, fragment, the slash at the end and what only follows readers
// about; the parameters of the query sorted. A URL that names a whole site, or
// is none, gives "".
func pageOf(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	host = strings.TrimPrefix(host, "www.")
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		host += ":" + port
	}
	var query []string
	for _, p := range strings.Split(u.RawQuery, "&") {
		name, _, _ := strings.Cut(p, "=")
		if p == "" || strings.HasPrefix(name, "utm_") || slices.Contains(followers, name) {
			continue
		}
		query = append(query, p)
	}
	slices.Sort(query)
	path := strings.TrimRight(u.EscapedPath(), "/")
	if path == "" && len(query) == 0 {
		return ""
	}
	page := host + path
	if len(query) > 0 {
		page += "?" + strings.Join(query, "&")
	}
	return page
}

// followers are parameters by which sites follow readers; they name no page.
var followers = []string{"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "spm", "yclid"}

// moment is when a version was made: from its first to its last second, since a
// date without a time may be any time of that day.
type moment struct{ from, to int64 }

// dated returns the date that versions are compared by.
func (c *coming) dated() string {
	if _, ok := momentOf(c.Modified); ok {
		return c.Modified
	}
	return c.Published
}

// papersZone is where a time without a zone is read.
var papersZone = time.FixedZone("+08:00", 8*3600)

func momentOf(s string) (m moment, ok bool) {
	day := dayIn(s)
	if day == entities.None {
		return m, false
	}
	for _, f := range []struct {
		form string
		last int64
	}{
		{"2006-01-02T15:04:05Z07:00", 0}, {"2006-01-02T15:04Z07:00", 59}, {"2006-01-02T15:04:05Z0700", 0},
		{"2006-01-02T15:04:05", 0}, {"2006-01-02T15:04", 59},
	} {
		if t, err := time.ParseInLocation(f.form, strings.Replace(s, " ", "T", 1), papersZone); err == nil {
			return moment{t.Unix(), t.Unix() + f.last}, true
		}
	}
	y, mo, d := day.Date()
	t := time.Date(y, time.Month(mo), d, 0, 0, 0, 0, papersZone).Unix()
	return moment{t, t + 24*3600 - 1}, true
}

// member is one coming of a story.
type member struct {
	art  artKey
	from extKey // the coming
	when moment
	ok   bool // when is known
}

// after tells whether a is surely later than b.
func (a *member) after(b *member) bool { return a.ok && b.ok && a.when.from > b.when.to }

func memberOf(art artKey, from extKey, dated string) member {
	m := member{art: art, from: from}
	m.when, m.ok = momentOf(dated)
	return m
}

func encodeVersion(dated string) []byte {
	e := record()
	e.s(dated)
	return e.b
}

func decodeVersion(b []byte) (dated string, err error) {
	d := open(b)
	dated = d.s()
	return dated, d.end()
}

// members returns the comings of a story.
func (v *view) members(story string) (list []member, err error) {
	prefix := appendString([]byte{kVersion}, story)
	err = v.scan(nil, prefix, func(key, payload []byte) error {
		if len(key) != len(prefix)+24 {
			return bad(key, fmt.Errorf("it is no version"))
		}
		dated, err := decodeVersion(payload)
		if err != nil {
			return bad(key, err)
		}
		list = append(list, memberOf(artKey(key[len(prefix):]), extKey(key[len(prefix)+16:]), dated))
		return nil
	})
	return list, err
}

// replaced tells whether no coming of an article counts any more. members
// returns the comings of a story.
func replaced(art artKey, comings []*coming, members func(story string) ([]member, error)) (bool, error) {
	for _, c := range comings {
		story := c.story()
		if story == "" {
			return false, nil
		}
		list, err := members(story)
		if err != nil {
			return false, err
		}
		me := memberOf(art, c.hash(), c.dated())
		if !slices.ContainsFunc(list, func(m member) bool { return m.after(&me) }) {
			return false, nil
		}
	}
	return len(comings) > 0, nil
}

// comings returns how an article came.
func (v *view) comings(art artKey, key string) (list []*coming, err error) {
	err = v.scan(nil, keyArticle(art, aComing), func(k, payload []byte) error {
		c := &coming{}
		if err := c.decode(payload); err != nil {
			return bad(k, err)
		}
		c.Key = key
		list = append(list, c)
		return nil
	})
	return list, err
}

func sortComings(list []*coming) {
	slices.SortFunc(list, func(a, b *coming) int { return b2i(b.less(a)) - b2i(a.less(b)) })
}

// story returns the comings of a story with those of this step.
func (w *writer) story(name string) ([]member, error) {
	list, ok := w.stories[name]
	if !ok {
		var err error
		if w.g.sieve.may(storyHash(short(name))) {
			if list, err = w.v.members(name); err != nil {
				return nil, err
			}
		}
		w.stories[name] = list
	}
	return list, nil
}

// version puts a new coming into its story: it may replace others, or be
// replaced itself.
func (w *writer) version(p *prepared, a *artState, isNew bool) (err error) {
	a.added = append(a.added, p.from)
	story := p.from.story()
	if story != "" {
		list, err := w.story(story)
		if err != nil {
			return err
		}
		me := memberOf(p.art, p.fromKey, p.from.dated())
		w.put(kindVersion, keyVersion(story, p.art, p.fromKey), encodeVersion(p.from.dated()), true)
		w.g.sieve.add(storyHash(short(story)))
		w.stories[story] = append(list, me)
		for i := range list {
			if m := &list[i]; m.art != p.art && me.after(m) {
				if err := w.replace(m.art); err != nil {
					return err
				}
			}
		}
		defer func() {
			if err == nil && !a.head.replaced {
				err = w.sameDate(p, &me, list)
			}
		}()
	}
	if !isNew && !a.head.replaced {
		return nil // what counts goes on counting when it comes once more
	}
	now, err := w.isReplaced(p.art, a)
	if err != nil || now == a.head.replaced {
		return err
	}
	w.setReplaced(a, now)
	return nil
}

func (w *writer) isReplaced(art artKey, a *artState) (bool, error) {
	list := a.added
	if a.found {
		old, err := w.v.comings(art, a.head.shown.Key)
		if err != nil {
			return false, err
		}
		list = append(old, list...)
	}
	return replaced(art, list, w.story)
}

func (w *writer) setReplaced(a *artState, on bool) {
	a.head.replaced, a.dirty = on, true
	n := b2i(on) - b2i(!on)
	w.totals.replaced += n
	w.st.Replaced += n
}

// replace takes back what an article brought to the counts, when none of its
// comings counts any more.
func (w *writer) replace(art artKey) error {
	a, err := w.article(art)
	if err != nil {
		return err
	}
	if a == nil {
		return fmt.Errorf("%w: article %s has a version and is missing", ErrDamaged, art)
	}
	if a.head.replaced {
		return nil
	}
	if now, err := w.isReplaced(art, a); err != nil || !now {
		return err
	}
	w.setReplaced(a, true)
	if err := w.tally(art, a.head.ext, -1); err != nil {
		return err
	}
	w.putHead(art, a, false)
	return nil
}

// sameDate reports another text of a story when neither replaces the other, and
// another text that came under the same id without being a version.
func (w *writer) sameDate(p *prepared, me *member, list []member) error {
	for i := range list {
		m := &list[i]
		if m.art == p.art || me.after(m) || m.after(me) {
			continue
		}
		other, err := w.article(m.art)
		if err != nil {
			return err
		}
		if other == nil || other.head.replaced {
			continue
		}
		why := "the dates do not tell which is newer"
		if p.from.dated() == "" {
			why = "it has no date to tell which is newer"
		}
		w.note(p, "it has another text than %s, of the same %s; %s, so both are kept", placeOf(&other.head.shown), whatIs(p.from.story()), why)
		return nil
	}
	return nil
}

func whatIs(story string) string {
	if strings.HasPrefix(story, "u") {
		return "URL"
	}
	return "source and id"
}

// sameID reports another text that came under the same id and is no version.
func (w *writer) sameID(p *prepared) error {
	if p.doc.ID == "t-"+p.from.Key[:16] {
		return nil
	}
	for _, art := range w.ids[p.doc.ID] {
		if done, err := w.sameIDAs(p, art); err != nil || done {
			return err
		}
	}
	if !w.g.sieve.may(idHash(short(p.doc.ID))) {
		return nil
	}
	tries := 0
	prefix := appendString([]byte{kID}, p.doc.ID)
	return w.v.scan(nil, prefix, func(key, _ []byte) error {
		if len(key) != len(prefix)+16 {
			return bad(key, fmt.Errorf("it is no article id"))
		}
		done, err := w.sameIDAs(p, artKey(key[len(prefix):]))
		if tries++; err == nil && (done || tries == 16) {
			return errStop
		}
		return err
	})
}

// sameIDAs tells whether the article of this id is another one, and reports it.
func (w *writer) sameIDAs(p *prepared, art artKey) (bool, error) {
	if art == p.art {
		return false, nil
	}
	other, err := w.article(art)
	if err != nil || other == nil || other.head.replaced {
		return false, err
	}
	list := other.added
	if other.found {
		old, err := w.v.comings(art, other.head.shown.Key)
		if err != nil {
			return false, err
		}
		list = append(old, list...)
	}
	story := p.from.story()
	for _, c := range list {
		if c.ID != p.doc.ID || c.Source != p.from.Source && c.Source != "" && p.from.Source != "" || story != "" && c.story() == story {
			continue
		}
		w.note(p, "it has the id %s, as another text has that came from %s; both are kept", p.doc.ID, placeOf(c))
		return true, nil
	}
	return false, nil
}

func placeOf(c *coming) string {
	if c.File != "" {
		return c.File
	}
	return "article " + c.ID
}

func (w *writer) note(p *prepared, format string, a ...any) {
	file := p.doc.File
	if file == "" {
		file = p.doc.ID
	}
	w.notes = append(w.notes, note{file, fmt.Sprintf(format, a...)})
}

// note is something odd about a document that was stored.
type note struct{ file, what string }
