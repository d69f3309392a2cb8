"""Each line of a policy is read, or is an error with its line: none is passed over."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.policy_file import read_policy
from bot.documents.problems import DocumentError

POLICY = """\
documents:
  tracker: doc/Tracker.md
people:
  ana: {slack: U01ANA}
roles:
  security: [ana]
gates:
  defaults:
    requires: {security: 1}
policy:
  drift: warn
work_queue:
  tasks: [tasks]
"""
# Sections whose keys are gatebot's own: a name of one's own may stand under `people` or `gates`.
PLACES = {"documents": 2, "policy": 11, "work_queue": 13, "defaults": 9}
KNOWN = frozenset(
    (
        *("tracker", "work_queue", "roadmap", "progress", "gap_trackers", "release_readiness"),
        *("tasks", "id", "title", "phase", "status", "done", "moved_to", "requires", "owners"),
        *("evidence", "after", "drift", "y", "n"),
    )
)


@pytest.mark.parametrize("section", PLACES)
@given(key=st.text("abcdefgh_xyz", min_size=3, max_size=12).filter(lambda key: key not in KNOWN))
@settings(max_examples=25, deadline=None)
def test_a_key_that_does_not_belong_is_an_error_with_its_line(section: str, key: str) -> None:
    lines = POLICY.split("\n")
    at = PLACES[section]
    indent = lines[at - 1][: len(lines[at - 1]) - len(lines[at - 1].lstrip())]
    lines.insert(at, f"{indent}{key}: x")
    with pytest.raises(DocumentError) as caught:
        read_policy("\n".join(lines).encode(), "0" * 40)
    assert at + 1 in {problem.place.line for problem in caught.value.problems}


@given(line=st.integers(1, POLICY.count("\n")))
@settings(max_examples=30, deadline=None)
def test_a_line_that_is_there_twice_is_an_error(line: int) -> None:
    lines = POLICY.splitlines()
    lines.insert(line, lines[line - 1])
    with pytest.raises(DocumentError):
        read_policy("\n".join(lines).encode(), "0" * 40)
