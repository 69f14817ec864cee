package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/entities/graph"
	"github.com/factloom/factloom/pipeline"
	"github.com/factloom/factloom/pipeline/read"
)

func newQuarantine(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "quarantine",
		Short: "See and retry the documents that could not be taken",
		Long: `What run could not take is in the quarantine of the store: its place, a code that says
why, a sentence, and, where they were at hand, its bytes.`,
		Example: "  factloom quarantine list\n  factloom quarantine retry --code no-text",
	}
	cmd.AddCommand(newQuarantineList(a), newQuarantineShow(a), newQuarantineRetry(a), newQuarantineExport(a))
	group(cmd)
	return cmd
}

// choice says which documents of the quarantine are meant.
type choice struct {
	codes  []string
	all    bool     // those that have left it, too
	places []string // these, or what is in them; none means all
}

func (c *choice) add(cmd *cobra.Command, all bool) {
	cmd.Flags().StringSliceVar(&c.codes, "code", nil, "only documents of this `CODE` (repeatable)")
	if all {
		cmd.Flags().BoolVar(&c.all, "all", false, "also those that have left the quarantine")
	}
}

// takes tells whether a document is meant: by its place, or that of a file,
// archive or folder it is in.
func (c *choice) takes(q *graph.Quarantined) bool {
	if len(c.codes) > 0 && !slices.Contains(c.codes, string(q.Code)) {
		return false
	}
	return len(c.places) == 0 || slices.ContainsFunc(c.places, func(p string) bool { return inside(q.File, p) })
}

// inside tells whether a place is another one, or in it.
func inside(place, in string) bool {
	rest, ok := strings.CutPrefix(place, in)
	return ok && (rest == "" || rest[0] == '#' || rest[0] == '/' || strings.HasSuffix(in, "/"))
}

// open opens the store to read and returns the documents that are meant. Close the
// store unless there is an error.
func (c *choice) open(a *app, places []string) (g *graph.Graph, list []*graph.Quarantined, err error) {
	c.places = places
	if g, err = a.readStore(); err != nil {
		return nil, nil, err
	}
	if list, err = c.chosen(g); err != nil {
		closeStore(g, &err)
	}
	return g, list, err
}

// chosen returns the documents that are meant. It is an error when places were
// named and there is none.
func (c *choice) chosen(g *graph.Graph) ([]*graph.Quarantined, error) {
	var out []*graph.Quarantined
	for q, err := range g.Quarantine(c.all) {
		if err != nil {
			return nil, err
		}
		if c.takes(q) {
			out = append(out, q)
		}
	}
	if len(out) == 0 && len(c.places) > 0 {
		return nil, fmt.Errorf("nothing from %s is in quarantine; factloom quarantine list shows what is", strings.Join(c.places, ", "))
	}
	return out, nil
}

func newQuarantineList(a *app) *cobra.Command {
	var c choice
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list [PLACE...]",
		Short: "List what is in quarantine",
		Long: `Lists the documents that could not be taken, one a line: the code, the size of the bytes
that were kept, the place and the reason. PLACE is that of a document, or a file,
archive or folder it came from.`,
		Example: "  factloom quarantine list\n  factloom quarantine list news/pages.zip --code no-text,encoding\n  factloom quarantine list --json",
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			g, list, err := c.open(a, args)
			if err != nil {
				return err
			}
			defer closeStore(g, &err)
			if asJSON {
				for _, q := range list {
					if err := writeJSON(a.stdout, quarantineJSON(q, nil)); err != nil {
						return err
					}
				}
				return nil
			}
			return a.listQuarantine(list)
		},
	}
	c.add(cmd, true)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

func (a *app) listQuarantine(list []*graph.Quarantined) error {
	code, size := 0, 0
	var rows [][3]string
	var reasonsOf []reason
	open := 0
	for _, q := range list {
		row := [3]string{string(q.Code), "-", oneLine(q.File + ": " + q.Reason)}
		if q.Size > 0 {
			row[1] = bytesOf(int64(q.Size))
		}
		if q.Outcome != nil && q.Outcome.Retired {
			row[2] += " (left: " + q.Outcome.What + ")"
		} else {
			open++
			reasonsOf = tally(reasonsOf, string(q.Code))
		}
		code, size = max(code, len(row[0])), max(size, len(row[1]))
		rows = append(rows, row)
	}
	for _, r := range rows {
		if _, err := fmt.Fprintf(a.stdout, "%-*s  %*s  %s\n", code, r[0], size, r[1], r[2]); err != nil {
			return err
		}
	}
	if open == 0 {
		fmt.Fprintln(a.stderr, "nothing is in quarantine")
		return nil
	}
	fmt.Fprintf(a.stderr, "%s; factloom quarantine retry tries them again\n", reasons(reasonsOf))
	return nil
}

type quarantineLine struct {
	File    string        `json:"file"`
	Code    entities.Code `json:"code"`
	Reason  string        `json:"reason"`
	Bytes   int           `json:"bytes"` // kept
	Batch   int           `json:"batch"`
	Outcome string        `json:"outcome,omitempty"` // of those that left
	Data    []byte        `json:"data,omitempty"`    // base64: it may be anything
}

func quarantineJSON(q *graph.Quarantined, data []byte) quarantineLine {
	l := quarantineLine{File: q.File, Code: q.Code, Reason: q.Reason, Bytes: q.Size, Batch: q.Batch, Data: data}
	if q.Outcome != nil && q.Outcome.Retired {
		l.Outcome = q.Outcome.What
	}
	return l
}

func newQuarantineShow(a *app) *cobra.Command {
	var c choice
	var raw bool
	cmd := &cobra.Command{
		Use:   "show PLACE",
		Short: "Show one document in quarantine with its first bytes",
		Long: `Shows why a document is in quarantine, when it came and how it begins. --raw writes its
bytes as they are.`,
		Example: "  factloom quarantine show news/dump.jsonl#17\n  factloom quarantine show 'pages.zip#a.html' --raw > a.html",
		Args:    takes(1, 1, "the place of the document"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			g, list, err := c.open(a, args)
			if err != nil {
				return err
			}
			defer closeStore(g, &err)
			exact := slices.DeleteFunc(slices.Clone(list), func(q *graph.Quarantined) bool { return q.File != args[0] })
			if len(exact) > 0 {
				list = exact
			}
			if raw {
				return a.rawQuarantined(g, list)
			}
			return a.showQuarantined(g, list)
		},
	}
	c.add(cmd, true)
	cmd.Flags().BoolVar(&raw, "raw", false, "write the bytes that were kept, as they are")
	return cmd
}

func (a *app) rawQuarantined(g *graph.Graph, list []*graph.Quarantined) error {
	kept := slices.DeleteFunc(list, func(q *graph.Quarantined) bool { return q.Size == 0 })
	if len(kept) != 1 {
		return fmt.Errorf("the bytes of %s are kept there; --raw writes those of one (narrow it down by its place and --code)", count(len(kept), "document", "documents"))
	}
	data, err := g.RejectData(kept[0].File, kept[0].Code)
	if err != nil {
		return err
	}
	_, err = a.stdout.Write(data)
	return err
}

const bytesShown = 600

func (a *app) showQuarantined(g *graph.Graph, list []*graph.Quarantined) error {
	batches, err := g.Batches()
	if err != nil {
		return err
	}
	for i, q := range list {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		fmt.Fprintf(a.stdout, "%s\n  code    %s\n  reason  %s\n", oneLine(q.File), q.Code, oneLine(q.Reason))
		if q.Batch >= 1 && q.Batch <= len(batches) {
			run := batches[q.Batch-1].Run
			fmt.Fprintf(a.stdout, "  came    in batch %d, run %s of %s, factloom %s\n", q.Batch, run.ID, run.Started.Local().Format(time.DateTime), run.Version)
		}
		if q.Outcome != nil {
			fmt.Fprintf(a.stdout, "  then    %s, in batch %d\n", oneLine(q.Outcome.What), q.Outcome.Batch)
		}
		data, err := g.RejectData(q.File, q.Code)
		if err != nil {
			return err
		}
		if data == nil {
			fmt.Fprintln(a.stdout, "  bytes   none were kept; retry reads the file again")
			continue
		}
		fmt.Fprintf(a.stdout, "  bytes   %s\n\n", bytesOf(int64(len(data))))
		for _, line := range strings.Split(beginning(data), "\n") {
			if _, err := fmt.Fprintln(a.stdout, "    "+line); err != nil {
				return err
			}
		}
	}
	return nil
}

// beginning shows how bytes begin: as text where that is what they are, else in
// hex.
func beginning(data []byte) string {
	more := len(data) > bytesShown
	data = data[:min(len(data), bytesShown)]
	for i := 0; more && i < 3 && !utf8.Valid(data); i++ {
		data = data[:len(data)-1]
	}
	var s string
	if utf8.Valid(data) && !bytes.ContainsRune(data, 0) {
		lines := strings.Split(strings.TrimRight(string(data), "\r\n"), "\n")
		for i := range lines {
			lines[i] = oneLine(strings.TrimRight(lines[i], "\r"))
		}
		s = strings.Join(lines, "\n")
	} else {
		data = data[:min(len(data), 64)]
		more = true
		s = fmt.Sprintf("% x", data)
	}
	if more {
		s += " …"
	}
	return s
}

func newQuarantineExport(a *app) *cobra.Command {
	var c choice
	var out string
	cmd := &cobra.Command{
		Use:   "export [PLACE...]",
		Short: "Write what is in quarantine as JSON Lines, with the bytes",
		Long: `Writes one JSON object a document: file, code, reason, bytes, batch and, where they were
kept, the bytes themselves in base64 as data.`,
		Example: "  factloom quarantine export -o failed.jsonl",
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			g, list, err := c.open(a, args)
			if err != nil {
				return err
			}
			defer closeStore(g, &err)
			return a.writeWhole(out, func(w io.Writer) error {
				for _, q := range list {
					data, err := g.RejectData(q.File, q.Code)
					if err != nil {
						return err
					}
					if err := writeJSON(w, quarantineJSON(q, data)); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	c.add(cmd, true)
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` to write; stdout without it")
	return cmd
}

func newQuarantineRetry(a *app) *cobra.Command {
	var c choice
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "retry [PLACE...]",
		Short: "Try the documents in quarantine again",
		Long: `Reads the documents in quarantine again, with the program, rules, names and limits as
they are now: from the bytes that were kept, and when those fail again or there are
none, from the file they came from. What is taken is stored and leaves the quarantine;
the rest stays, with the reason of now if that is another one. Exit code 3 says that
some failed again.`,
		Example: "  factloom quarantine retry\n  factloom quarantine retry --code too-large --max text=64MiB\n  factloom quarantine retry news/2026-03/",
		RunE: func(cmd *cobra.Command, args []string) error {
			c.places = args
			return a.retry(cmd.Context(), &c, asJSON)
		},
	}
	c.add(cmd, false)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the account as one JSON object on stdout")
	return cmd
}

// retryAccount says what became of what was tried again.
type retryAccount struct {
	Tried     int `json:"tried"`
	Stored    int `json:"stored"`
	Duplicate int `json:"duplicate"`
	Failed    int `json:"failed"`
}

func (a *app) retry(ctx context.Context, c *choice, asJSON bool) (err error) {
	opt, err := a.readOptions()
	if err != nil {
		return err
	}
	e, err := a.engine()
	if err != nil {
		return err
	}
	rep := &report{talk: a.stderr, all: true}
	g, err := a.openStore(graph.Options{Schema: e.schema, Names: e.known, MaxText: e.maxText, Warn: rep.warning})
	if err != nil {
		return err
	}
	defer closeStore(g, &err)
	list, err := c.chosen(g)
	if err != nil {
		return err
	}
	opt.Warn = rep.warning
	t := &retrial{app: a, graph: g, engine: e, read: opt, tries: make(map[string]*try),
		run: graph.RunInfo{ID: newRunID(), Version: version(), RulesHash: e.hash, Started: time.Now()}}
	for _, q := range list {
		x := t.tries[q.File]
		if x == nil {
			x = &try{place: q.File}
			t.tries[q.File] = x
			t.order = append(t.order, x)
		}
		x.was = append(x.was, q)
	}
	account, err := t.all(ctx, rep)
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return fmt.Errorf("%w; run the same command again to go on from here", errInterrupted)
		}
		return err
	}
	if asJSON {
		if err := json.NewEncoder(a.stdout).Encode(account); err != nil {
			return err
		}
	}
	switch {
	case account.Tried == 0:
		fmt.Fprintln(a.stderr, "nothing is in quarantine")
	default:
		fmt.Fprintf(a.stderr, "tried again %s: %s stored, %s stored already, %s failed again\n", count(account.Tried, "document", "documents"),
			thousands(account.Stored), thousands(account.Duplicate), thousands(account.Failed))
	}
	if account.Failed > 0 {
		return silent(exitQuarantined)
	}
	return nil
}

// try is one place that is tried again.
type try struct {
	place string
	was   []*graph.Quarantined // under other codes

	stored, duplicate int
	failed            *entities.Reject // at the place itself, this time
	gone              string           // why it could not be tried
}

func (x *try) good() bool { return x.failed == nil && x.stored+x.duplicate > 0 }

// retrial tries places again. It is a pipeline.Sink and Knower.
type retrial struct {
	app    *app
	graph  *graph.Graph
	engine *engine
	read   read.Options
	run    graph.RunInfo
	tries  map[string]*try
	order  []*try
}

func (t *retrial) all(ctx context.Context, rep *report) (account retryAccount, err error) {
	opt := pipeline.Options{Workers: t.app.global.workers}
	if _, err := t.engine.pipe.Run(ctx, t.fromBytes, t, opt); err != nil {
		return account, err
	}
	if _, err := t.engine.pipe.Run(ctx, t.fromFiles, t, opt); err != nil {
		return account, err
	}
	var retired []graph.Retired
	var rejects []*entities.Reject
	for _, x := range t.order {
		account.Tried++
		if x.good() {
			what := "stored"
			if x.stored == 0 {
				what = "stored already"
				account.Duplicate++
			} else {
				account.Stored++
			}
			for _, q := range x.was {
				retired = append(retired, graph.Retired{File: q.File, Code: q.Code, What: what})
			}
			continue
		}
		account.Failed++
		if x.failed == nil {
			q := x.was[0]
			x.failed = &entities.Reject{File: q.File, Code: q.Code, Reason: q.Reason + " (" + x.gone + ")"}
		} else if !slices.ContainsFunc(x.was, func(q *graph.Quarantined) bool { return q.Code == x.failed.Code }) {
			rejects = append(rejects, x.failed)
			for _, q := range x.was {
				retired = append(retired, graph.Retired{File: q.File, Code: q.Code, What: "failed again as " + string(x.failed.Code)})
			}
		}
		rep.reject(x.failed)
	}
	if _, err := t.graph.Add(ctx, nil, rejects, t.run); err != nil {
		return account, err
	}
	_, err = t.graph.Retire(ctx, retired, t.run)
	return account, err
}

// fromBytes is a pipeline.Source of the bytes that were kept.
func (t *retrial) fromBytes(ctx context.Context, visit func(entities.Raw) error, reject func(*entities.Reject) error) (int, error) {
	seq := 0
	for _, x := range t.order {
		for _, q := range x.was {
			if q.Size == 0 {
				continue
			}
			data, err := t.graph.RejectData(q.File, q.Code)
			if err != nil {
				return 0, err
			}
			// A line of a file of articles came alone.
			at := func(file string) string {
				rest := strings.TrimPrefix(file, "-")
				if rest == "#1" {
					rest = ""
				}
				return q.File + rest
			}
			err = t.walk(ctx, []string{"-"}, bytes.NewReader(data), func(raw entities.Raw) error {
				raw.File, raw.Seq = at(raw.File), seq
				seq++
				return visit(raw)
			}, func(r *entities.Reject) error {
				r.File, r.Seq = at(r.File), seq
				seq++
				return reject(r)
			})
			if err != nil {
				return 0, err
			}
			break
		}
	}
	return 0, nil
}

// fromFiles is a pipeline.Source of the files that what failed came from.
func (t *retrial) fromFiles(ctx context.Context, visit func(entities.Raw) error, reject func(*entities.Reject) error) (int, error) {
	var files []string
	wanted := make(map[string]bool)
	for _, x := range t.order {
		if x.good() {
			continue
		}
		file := fileOf(x.place)
		if file == "" {
			x.gone = "its file is not there any more"
			continue
		}
		x.gone = "it is not in its file any more"
		x.stored, x.duplicate, x.failed = 0, 0, nil
		wanted[x.place] = true
		if !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	seq := 0
	mine := func(place string) bool {
		for p := place; ; {
			if wanted[p] {
				return true
			}
			i := strings.LastIndexByte(p, '#')
			if i < 0 {
				return false
			}
			p = p[:i]
		}
	}
	return 0, t.walk(ctx, files, nil, func(raw entities.Raw) error {
		if !mine(raw.File) {
			return nil
		}
		raw.Seq = seq
		seq++
		return visit(raw)
	}, func(r *entities.Reject) error {
		if !mine(r.File) {
			return nil
		}
		r.Seq = seq
		seq++
		return reject(r)
	})
}

// fileOf returns the file that a place is in, "" when there is none.
func fileOf(place string) string {
	for p := place; p != "" && p != "-"; {
		if fi, err := os.Stat(p); err == nil && !fi.IsDir() {
			return p
		}
		i := strings.LastIndexByte(p, '#')
		if i < 0 {
			break
		}
		p = p[:i]
	}
	return ""
}

func (t *retrial) walk(ctx context.Context, paths []string, in io.Reader, visit func(entities.Raw) error, reject func(*entities.Reject) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	_, err := read.Walk(ctx, paths, in, t.read, visit, func(r *entities.Reject) {
		if err := reject(r); err != nil {
			cancel(err)
		}
	})
	return err
}

// of returns the trial that a place belongs to: its own, or that of what it is in.
func (t *retrial) of(place string) *try {
	for p := place; ; {
		if x := t.tries[p]; x != nil {
			return x
		}
		i := strings.LastIndexByte(p, '#')
		if i < 0 {
			return nil
		}
		p = p[:i]
	}
}

// Add implements pipeline.Sink. What failed is held back until all was tried.
func (t *retrial) Add(ctx context.Context, docs []*entities.Document, rejects []*entities.Reject) (entities.Stored, error) {
	var sum entities.Stored
	for _, d := range docs { // one by one, to know what became of each
		got, err := t.graph.Add(ctx, []*entities.Document{d}, nil, t.run)
		if err != nil {
			return sum, err
		}
		if x := t.of(d.File); x != nil {
			x.stored += got.Stored
			x.duplicate += got.Duplicate
			if got.Stored+got.Duplicate == 0 {
				x.failed = &entities.Reject{File: d.File, Code: entities.CodeTooLarge, Reason: "it is larger than the store takes"}
			}
		}
		sum.Stored += got.Stored
		sum.Duplicate += got.Duplicate
	}
	for _, r := range rejects {
		x := t.of(r.File)
		switch {
		case x == nil:
		case r.File == x.place:
			x.failed = r
		case x.failed == nil: // a part of it
			if _, err := t.graph.Add(ctx, nil, []*entities.Reject{r}, t.run); err != nil {
				return sum, err
			}
		}
	}
	return sum, nil
}

// Has implements pipeline.Knower.
func (t *retrial) Has(d *entities.Document) (bool, error) {
	wants, err := t.graph.Wants(d, t.run)
	return !wants, err
}
