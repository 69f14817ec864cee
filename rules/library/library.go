// Package library holds the rules that ship with factloom, as YAML: the tables
// of the value scanners in values/, and rules by what they draw.
//
// Start at FS, which rules.ReadFS and value.Load read.
package library

import "embed"

// FS is every file of the library.
//
//go:embed *.yaml alias/*.yaml fact/*.yaml values/*.yaml
var FS embed.FS
