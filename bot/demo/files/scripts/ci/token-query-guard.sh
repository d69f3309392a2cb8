#!/bin/sh
# A token in a query string ends up in logs. Refuse code that reads or writes one.
set -eu
if grep -rnE 'Query\(\)\.(Get|Set|Add)\("(access_)?token"' cmd internal; then
    echo "take the token from the Authorization header instead" >&2
    exit 1
fi
