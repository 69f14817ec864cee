package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/factloom/factloom/entities/graph"
)

func newDBBackup(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE|-",
		Short: "Write the store into one file",
		Long: `Writes the whole store into one file, with checksums; "-" is stdout. Every record is
checked on the way, so a damaged store gives an error and no file. It may be run
beside factloom run and then holds the store as it was after one of its batches. The
file appears when it is complete.

Corrections stand in a file beside the store (facts.db.corrections.jsonl): copy that too.`,
		Example: "  factloom db backup facts.backup\n  factloom db backup - | ssh host 'cat > facts.backup'",
		Args:    takes(1, 1, "the file to write, or - for standard output"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.backup(cmd.Context(), args[0])
		},
	}
}

func (a *app) backup(ctx context.Context, name string) (err error) {
	sch, err := a.loadSchema()
	if err != nil {
		return err
	}
	g, err := a.openToRead(graph.Options{Schema: sch})
	if err != nil {
		return err
	}
	defer closeStore(g, &err)
	var info graph.BackupInfo
	var size counter
	err = a.writeWhole(name, func(w io.Writer) (err error) {
		size.w = w
		info, err = g.Backup(ctx, &size)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "backed up %s as of batch %s: %s, %s; %s, sha256 of the records %.16s…\n", a.global.db, thousands(info.Batch),
		count(info.Articles, "article", "articles"), count(info.Facts, "fact", "facts"), bytesOf(size.n), info.Sum)
	return nil
}

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

// Write implements io.Writer.
func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

func newDBRestore(a *app) *cobra.Command {
	var replace, check bool
	cmd := &cobra.Command{
		Use:   "restore FILE|-",
		Short: "Make the store from a backup",
		Long: `Makes the store of --db from a backup; "-" is standard input. The backup is read to its
end and all of its checksums are compared before anything is written. A store that is
there is only replaced with --replace, by the new one when that is complete; it may be
a damaged one. --check reads the backup and writes nothing.`,
		Example: "  factloom db restore facts.backup --db new.db\n  factloom db restore --replace facts.backup\n  factloom db restore --check facts.backup",
		Args:    takes(1, 1, "the backup to read, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.restore(cmd.Context(), args[0], replace, check)
		},
	}
	cmd.Flags().BoolVar(&replace, "replace", false, "replace the store that is there")
	cmd.Flags().BoolVar(&check, "check", false, "only check the backup")
	return cmd
}

func (a *app) restore(ctx context.Context, name string, replace, check bool) error {
	sch, err := a.loadSchema()
	if err != nil {
		return err
	}
	file, err := a.backupFile(ctx, name)
	if err != nil {
		return err
	}
	defer file.Close()
	var info graph.BackupInfo
	if check {
		info, err = graph.ReadBackup(ctx, file, nil)
	} else {
		info, err = graph.Restore(ctx, a.global.db, graph.Options{Schema: sch}, file, replace)
	}
	switch {
	case errors.Is(err, graph.ErrNotEmpty):
		return fmt.Errorf("%w\nname another folder with --db, or replace it with --replace; nothing was changed", err)
	case errors.Is(err, graph.ErrBackup):
		return &codedError{exitDamaged, fmt.Errorf("%s: %w\nnothing was changed", name, err)}
	case err != nil:
		return noStore(err, a.global.db)
	}
	done := "restored to " + a.global.db
	if check {
		done = "whole"
	}
	fmt.Fprintf(a.stderr, "%s: %s; batch %s, %s, %s, %s\n", name, done, thousands(info.Batch), count(info.Articles, "article", "articles"),
		count(info.Facts, "fact", "facts"), count(info.Records, "record", "records"))
	return nil
}

// backupFile opens a backup. Standard input is put into a nameless file first,
// since a restore reads it twice.
func (a *app) backupFile(ctx context.Context, name string) (*os.File, error) {
	if name != "-" {
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no file %s", name)
		}
		if err != nil {
			return nil, fmt.Errorf("read the backup: %w", err)
		}
		return f, nil
	}
	f, err := os.CreateTemp("", "factloom-backup-*")
	if err != nil {
		return nil, fmt.Errorf("keep the backup: %w", err)
	}
	os.Remove(f.Name())
	_, err = io.Copy(f, a.input(ctx, nil))
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("read the backup from standard input: %w", err)
	}
	return f, nil
}
