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

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities"
	"github.com/factloom/factloom/pipeline"
)

type extractFlags struct {
	quarantine string
	types      []string
}

func newExtract(a *app) *cobra.Command {
	var f extractFlags
	cmd := &cobra.Command{
		Use:   "extract [PATH...|-]",
		Short: "Print mentions and facts of articles as JSON Lines, without a store",
		Long: `Reads articles as run does and prints one JSON object for each on stdout, in the
order they came in, with its mentions and facts. Nothing is stored. Without a
path, or with "-", standard input is read.

A document that cannot be taken prints nothing on stdout and one line on stderr,
file#member#line: CODE: reason; the exit code is then 3.

--types company,money prints mentions of these types only; number and ordinal,
which are left out otherwise, can be asked for. Facts are always all printed.`,
		Example: `  factloom extract article.html
  echo '{"text":"福特汽車周二宣布收購特斯拉。","published":"2026-03-18"}' | factloom extract -
  factloom extract --types company,number --quarantine failed.jsonl dump.zip > results.jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.extract(cmd.Context(), args, f)
		},
	}
	cmd.Flags().StringVar(&f.quarantine, "quarantine", "", "JSON Lines `FILE` for the documents that cannot be taken, with their bytes")
	cmd.Flags().StringSliceVar(&f.types, "types", nil, "`TYPES` of mentions to print, parted by commas")
	return cmd
}

func (a *app) extract(ctx context.Context, paths []string, f extractFlags) (result error) {
	if len(paths) == 0 {
		paths = []string{"-"}
	}
	sch, err := a.loadSchema()
	if err != nil {
		return err
	}
	known := []string{entities.NumberType, ordinalType}
	for _, m := range sch.Mentions {
		if !slices.Contains(known, m.Name) {
			known = append(known, m.Name)
		}
	}
	for _, t := range f.types {
		if err := oneOf("--types", t, known); err != nil {
			return err
		}
	}
	e, err := a.engine()
	if err != nil {
		return err
	}
	r := &report{talk: a.stderr, all: true}
	w := &resultWriter{out: a.stdout, report: r, types: f.types}
	if f.quarantine != "" {
		file, err := os.Create(f.quarantine)
		if err != nil {
			return fmt.Errorf("--quarantine: %w", err)
		}
		defer func() {
			if err := file.Close(); err != nil {
				result = errors.Join(result, err)
			}
		}()
		w.quarantine = file
	}
	// One article a batch: what comes down a pipe leaves as soon as it is done,
	// and rejects keep their place among the results.
	sum, err := e.pipe.Run(ctx, a.source(paths, nil, r), w, pipeline.Options{Workers: a.global.workers, Batch: 1})
	r.finish()
	if err == nil && sum.Quarantined > 0 {
		err = silent(exitQuarantined)
	}
	return err
}

const ordinalType = "ordinal" // how result files call a number such as 第三

// resultWriter is a pipeline.Sink that prints each document as it comes.
type resultWriter struct {
	out        *stdout
	report     *report
	types      []string
	quarantine io.Writer // may be nil
}

// Add implements pipeline.Sink.
func (w *resultWriter) Add(_ context.Context, docs []*entities.Document, rejects []*entities.Reject) (entities.Stored, error) {
	for _, d := range docs {
		w.report.document(d)
		if len(w.types) > 0 {
			d.Mentions = chosen(d.Mentions, w.types)
		}
		if err := writeJSON(w.out, d); err != nil {
			return entities.Stored{}, err
		}
		if err := w.out.Flush(); err != nil {
			return entities.Stored{}, err
		}
	}
	for _, r := range rejects {
		w.report.reject(r)
		if w.quarantine == nil {
			continue
		}
		err := writeJSON(w.quarantine, struct {
			File   string        `json:"file"`
			Code   entities.Code `json:"code"`
			Reason string        `json:"reason"`
			Data   []byte        `json:"data,omitempty"` // base64: it may be anything
		}{r.File, r.Code, r.Reason, r.Data})
		if err != nil {
			return entities.Stored{}, fmt.Errorf("write the quarantine: %w", err)
		}
	}
	return entities.Stored{Stored: len(docs)}, nil
}

// chosen leaves the mentions of some types, and shows hidden numbers when they
// are asked for.
func chosen(all []entities.Mention, types []string) []entities.Mention {
	var out []entities.Mention
	for _, m := range all {
		typ := m.Type
		if n, ok := m.Value.(*entities.Number); ok {
			if n.Ordinal {
				typ = ordinalType
			}
			m.Hidden = false
		}
		if slices.Contains(types, typ) {
			out = append(out, m)
		}
	}
	return out
}

// writeJSON writes v on one line, letters as they are. U+2028 and U+2029, which
// some readers take for line ends, stay escaped.
func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}
