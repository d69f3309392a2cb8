#!/bin/sh
# Formatting and vet: quiet, or the build stops.
set -eu
unformatted=$(gofmt -l cmd internal tests)
if [ -n "$unformatted" ]; then
    echo "run gofmt on: $unformatted" >&2
    exit 1
fi
go vet ./...
