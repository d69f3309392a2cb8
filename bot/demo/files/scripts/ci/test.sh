#!/bin/sh
# Every test, against the database that CI or the developer names.
set -eu
: "${TIDEWATER_DATABASE:=postgres://postgres@postgres:5432/postgres}"
export TIDEWATER_DATABASE
go test -count=1 ./...
