"""The release readiness document, in every form: what says go, what does not, and where."""

import re
from pathlib import Path

import pytest

from bot.documents.problems import DocumentError
from bot.documents.release_readiness import read_release_readiness
from bot.readiness.release import Call, Criterion

TABLE = """\
# Release readiness

**Decision: no-go.** Reviewed every Tuesday.

| Criterion | Go / no-go | Why |
|---|---|---|
| Contracts hardened | **GO** | |
| Restore drilled | no-go | none was done |
| On call | soon | |
| Budget | | |

```text
| Criterion | State |
|---|---|
| Not ours | no-go |
```

| Risk | Owner |
|---|---|
| no-go | ana |
"""
BOXES = """\
## Go/No-Go: GO

- [x] Contracts hardened
- [ ] Restore drilled,
      on staging
- No box
"""


def called(text: str) -> list[tuple[str, Call, int]]:
    found = read_release_readiness(text.encode(), "doc/R.md")
    decision = [found.decision] if found.decision else []
    return [(c.text, c.call, c.place.line) for c in (*found.criteria, *decision)]


def test_a_table_with_a_decision() -> None:
    assert called(TABLE) == [
        ("Contracts hardened", Call.GO, 7),
        ("Restore drilled", Call.NO_GO, 8),
        ("On call", Call.UNCLEAR, 9),
        ("Budget", Call.UNCLEAR, 10),
        ("The decision", Call.NO_GO, 3),
    ]
    found = read_release_readiness(TABLE.encode(), "doc/R.md")
    assert [c.text for c in found.against] == [
        "Restore drilled",
        "On call",
        "Budget",
        "The decision",
    ]
    assert found.criteria[1].why == "none was done"
    assert (found.criteria[2].said, str(found.criteria[2].place)) == ("soon", "doc/R.md:9")


def test_checkboxes_and_a_decision_in_a_heading() -> None:
    assert called(BOXES) == [
        ("Contracts hardened", Call.GO, 3),
        ("Restore drilled, on staging", Call.NO_GO, 4),
        ("The decision", Call.GO, 1),
    ]


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("go", Call.GO),
        ("✅", Call.GO),
        ("✔️ done", Call.GO),
        ("Go (with care)", Call.GO),
        ("Go (2026-03-01)", Call.GO),
        ("Go?", Call.UNCLEAR),
        ("~~Go~~", Call.UNCLEAR),
        ("<del>go</del>", Call.UNCLEAR),
        ("go (once security agrees)", Call.UNCLEAR),
        ("❌ go", Call.UNCLEAR),
        ("`yes`", Call.GO),
        ("NO GO", Call.NO_GO),
        ("No-Go: no drill", Call.NO_GO),
        ("❌ blocked", Call.NO_GO),
        ("in progress", Call.NO_GO),
        ("maybe", Call.UNCLEAR),
        ("go / no-go", Call.UNCLEAR),
        ("go if the drill is done", Call.UNCLEAR),
        ("not go", Call.UNCLEAR),
        ("", Call.UNCLEAR),
    ],
)
def test_only_a_plain_go_is_a_go(said: str, call: Call) -> None:
    text = f"| Check | State |\n|---|---|\n| Drill | {said} |\n"
    found = read_release_readiness(text.encode(), "r.md")
    assert [c.call for c in found.criteria] == [call]
    if said:
        decided = read_release_readiness(f"Decision: {said}\n".encode(), "r.md").decision
        assert isinstance(decided, Criterion)
        assert decided.call is call


@pytest.mark.parametrize("text", ["", "# Release\n\nWe will see.\n", "| a | b |\n|---|---|\n"])
def test_a_document_that_says_nothing_is_a_problem(text: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_release_readiness(text.encode(), "doc/R.md")
    (problem,) = caught.value.problems
    assert str(problem).startswith("doc/R.md: It says neither go nor no-go anywhere.")


def test_bytes_that_are_no_text_are_told_with_their_line() -> None:
    with pytest.raises(DocumentError) as caught:
        read_release_readiness(b"# R\n\xff\n", "doc/R.md")
    assert str(caught.value.problems[0]).startswith("doc/R.md:2: ")


def test_the_example_of_the_docs_is_read_as_the_page_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "release.md").read_text(encoding="utf-8")
    example = re.search(r"^```markdown release\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert example is not None
    assert [call for _, call, _ in called(example[1])] == [
        Call.GO,
        Call.NO_GO,
        Call.UNCLEAR,
        Call.NO_GO,
    ]


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("Decision: go\n\nDecision: no-go\n", [(Call.NO_GO, 3), (Call.GO, 1)]),
        ("## Decision: go\n\nText.\n\nVerdict: maybe\n", [(Call.UNCLEAR, 5), (Call.GO, 1)]),
        ("## Decision\n\nNo-go.\n", [(Call.NO_GO, 3)]),
        ("## Decision\n\nThe board meets on Friday.\n", [(Call.UNCLEAR, 3)]),
        ("~~Decision: go~~\n", [(Call.UNCLEAR, 1)]),
        ("Decision: ~~go~~\n", [(Call.UNCLEAR, 1)]),
        ("<del>Decision: go</del>\n", [(Call.UNCLEAR, 1)]),
        ("## ~~Decision: go~~\n", [(Call.UNCLEAR, 1)]),
        ("Decision: go?\n", [(Call.UNCLEAR, 1)]),
        ("**Decision: go.** Reviewed every Tuesday.\n", [(Call.GO, 1)]),
        ("Decision: go. But only once the drill is done.\n", [(Call.UNCLEAR, 1)]),
        ("**Decision:** go (2026-03-01)\n", [(Call.GO, 1)]),
        ("Decision: go\nonce security agrees\n", [(Call.UNCLEAR, 1)]),
        ("Decision: **go**\nonce security agrees\n", [(Call.UNCLEAR, 1)]),
        ("Decision: go  \nReviewed every Tuesday.\n", [(Call.GO, 1)]),
        ("Decision: go\nOwner: Ana\n", [(Call.GO, 1)]),
        ("**Decision: go.**\nReviewed every Tuesday.\n", [(Call.GO, 1)]),
        ("Final decision: no-go\n\nDecision: go\n", [(Call.NO_GO, 1), (Call.GO, 3)]),
    ],
)
def test_every_decision_is_read_and_the_strictest_leads(
    text: str, calls: list[tuple[Call, int]]
) -> None:
    found = read_release_readiness(text.encode(), "r.md")
    assert [(one.call, one.place.line) for one in found.decisions] == calls
    assert bool(found.against) is any(call is not Call.GO for call, _ in calls)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Decision: go\n\n| Check | Outcome |\n|---|---|\n| Drill | failed |\n", 3),
        ("Decision: go\n\n| Service | Status |\n|---|---|\n| api | red |\n", 3),
        ("| Check | State |\n|---|---|\n| | no-go |\n| Drill | go |\n", 3),
        ("- [x] Drill\n- Keys\n", 2),
    ],
)
def test_a_line_that_can_not_be_read_is_a_problem(text: str, line: int) -> None:
    found = read_release_readiness(text.encode(), "r.md")
    assert [problem.place.line for problem in found.problems] == [line]


def test_a_tick_that_is_struck_through_is_neither() -> None:
    found = read_release_readiness(b"- [x] ~~Security review~~\n- [x] Drill\n", "r.md")
    assert [one.call for one in found.criteria] == [Call.UNCLEAR, Call.GO]
