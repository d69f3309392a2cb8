#!/bin/sh
# Run the scanners that are installed; having none is an error, not a pass.
set -eu
ran=0
for tool in govulncheck gosec; do
    if command -v "$tool" >/dev/null; then
        "$tool" ./...
        ran=$((ran + 1))
    else
        echo "$tool is not installed: skipped"
    fi
done
[ "$ran" -gt 0 ] || { echo "no scanner is installed" >&2; exit 1; }
