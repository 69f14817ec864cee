# make demo   builds factloom, runs it on the articles that ship and asks about a company
# make test   everything that must pass: format, vet, staticcheck, tests with -race, rule tests
# make bench  speed of each stage in MB/s

GO          ?= go
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
BIN         := bin/factloom

.PHONY: build demo test check rules bench fuzz generate clean

build:
	$(GO) build -trimpath -ldflags='-s -w' -o $(BIN) ./cmd/factloom

demo: build
	rm -rf bin/demo.db
	$(BIN) run --db bin/demo.db testdata/articles
	$(BIN) query --db bin/demo.db 特斯拉

test: check
	$(GO) test -race -timeout 14m ./...
	$(GO) test -run TestMemory ./cmd/factloom
	$(MAKE) rules

check:
	@bad=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$bad" ]; then echo "gofmt would change: $$bad"; exit 1; fi
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

rules: build
	$(BIN) rules lint
	$(BIN) rules test

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

generate:
	$(GO) generate ./...

clean:
	rm -rf bin
