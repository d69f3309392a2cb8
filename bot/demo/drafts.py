"""Earlier wordings of the demo's files, each told as what it still lacked."""

from collections.abc import Callable
from typing import TypeAlias

Draft: TypeAlias = Callable[[str], str]  # the final text → the text as it was


def earlier(*changes: tuple[str, str]) -> Draft:
    """Return a draft in which each final wording (first) still was another (second).

    Raises ValueError where a final wording is not there exactly once.
    """

    def draft(final: str) -> str:
        for now, then in changes:
            if final.count(now) != 1:
                raise ValueError(f"{now!r} is there {final.count(now)} times, not once.")
            final = final.replace(now, then)
        return final

    return draft


def without_lines(*beginnings: str) -> Draft:
    """Return a draft without the lines that begin so; ValueError where none does."""

    def draft(final: str) -> str:
        lines = final.splitlines(keepends=True)
        for beginning in beginnings:
            if not any(line.startswith(beginning) for line in lines):
                raise ValueError(f"No line begins with {beginning!r}.")
        return "".join(line for line in lines if not line.startswith(beginnings))

    return draft


def cut_off_at(beginning: str, then: str = "") -> Draft:
    """Return a draft that ended before `beginning`, with `then` in place of the rest.

    Raises ValueError where it is not there exactly once.
    """

    def draft(final: str) -> str:
        if final.count(beginning) != 1:
            raise ValueError(f"{beginning!r} is there {final.count(beginning)} times, not once.")
        return final[: final.index(beginning)] + then

    return draft


def idle(package: str, job: str) -> Draft:
    """Return the draft of a process that has no job yet."""
    return earlier(
        (f'\t"tidewater.example/tidewater/internal/{package}"\n', ""),
        (f"{package}.{job}", "process.Idle"),
    )


def both(first: Draft, second: Draft) -> Draft:
    """Return the draft that lacks what either lacked."""
    return lambda final: second(first(final))


# Each without what a later landing brought.
COMPARED_WITH_EQUALS = earlier(
    ('\t"crypto/subtle"\n', ""),
    ("\tfound := 0\n", ""),
    (
        "\t\tfound |= subtle.ConstantTimeCompare(each[:], digest[:])\n",
        "\t\tif each == digest {\n\t\t\treturn true\n\t\t}\n",
    ),
    ("\treturn found == 1\n", "\treturn false\n"),
)
DENYLIST_UNCOUNTED = earlier(
    ('\n\t"tidewater.example/tidewater/internal/stats"\n', ""),
    ('\t\t\tstats.Add("denied_tokens_total")\n', ""),
)
DELIVERIES_UNCOUNTED = earlier(("\t\tresult, err :=", "\t\t_, err ="), ("\t\tcount(result)\n", ""))
STATS_UNSERVED = both(
    earlier(('import (\n\t"fmt"\n\t"net/http"\n\t"sort"\n\t"sync"\n)', 'import "sync"')),
    cut_off_at("\n// Serve writes every counter"),
)
API_WITHOUT_STATS = earlier(
    ('\t"tidewater.example/tidewater/internal/stats"\n', ""),
    ('\tmux.HandleFunc("GET /internal/stats", stats.Serve)\n', ""),
    ('\t\t\tstats.Add("allocations_total")\n', ""),
)
CI_WITHOUT_GUARD = earlier((", scripts/ci/token-query-guard.sh", ""))
CHECK_WITHOUT_VET = earlier(
    ("# Formatting and vet: quiet, or the build stops.", "# Formatting."),
    ("go vet ./...\n", ""),
)
TEST_WITHOUT_DEFAULT = earlier(
    ("# Every test, against the database that CI or the developer names.", "# Every test."),
    (': "${TIDEWATER_DATABASE:=postgres://postgres@postgres:5432/postgres}"\n', ""),
    ("export TIDEWATER_DATABASE\n", ""),
)
SCAN_WITH_ONE_TOOL = both(
    earlier(
        ("# Run the scanners that are installed; having none is an error, not a pass.", "# Scan.")
    ),
    cut_off_at("ran=0\n", "govulncheck ./...\n"),
)
TRACKER_WITHOUT_EVIDENCE = without_lines(
    "| First vertical slice |",
    "| Admin token deny-list |",
    *(f"| P4 | {kind} |" for kind in ("doc", "contract", "code", "test")),
    *(f"| EXEC | {kind} |" for kind in ("doc", "contract", "code", "artifact")),
)
LEDGER_EMPTY = without_lines("| {{date:")
QUEUE_AT_THE_START = earlier(
    ("one transaction\n    status: done", "one transaction\n    status: todo"),
    ("to NATS\n    status: done", "to NATS\n    status: todo"),
    ("eight hours\n    status: done", "eight hours\n    status: todo"),
)
