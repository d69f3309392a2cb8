"""Every target runs, and what fuzzing has found stays found."""

import pytest

from tests.fuzz.running import check, once
from tests.fuzz.targets import TARGETS

# Each once ended in an error that was not the parser's own, or in one that said too much.
FINDINGS: tuple[tuple[str, bytes], ...] = (
    ("settings", b"https://[|x"),
    ("settings", b"https://me:pw@[v/:a"),
    ("folder", b'{"a":' * 8_000),
)


@pytest.mark.parametrize("name", TARGETS)
def test_a_parser_reads_or_refuses(name: str) -> None:
    for each in TARGETS[name].seeds:
        check(TARGETS[name], each)
    once(TARGETS[name], 1, inputs=15)


@pytest.mark.parametrize(("name", "data"), FINDINGS)
def test_what_was_found_is_read_or_refused(name: str, data: bytes) -> None:
    check(TARGETS[name], data)
