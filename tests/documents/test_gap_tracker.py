import pytest

from bot.documents.gap_tracker import read_gap_tracker
from bot.documents.problems import DocumentError
from bot.readiness.place import Place
from bot.readiness.work import TrackedGap

TEXT = """\
# Gaps

| Area | Gap | Severity | Owner | Status |
|---|---|---|---|---|
| Ops | Restore \\| drill never done | **high** | @kwame | open |
| Ops | Alerts | high | kwame | ✅ |
| Ops | Keys | low | ravi | Resolved |
|  |  | high |  | open |

| Risk | Note |
|---|---|
| not a gap | x |

| Open gap | Priority |
|---|---|
| No schedule |
"""


def test_every_table_with_a_gap_column_is_read() -> None:
    gaps = read_gap_tracker(TEXT.encode(), "gaps.md").gaps
    assert gaps[0] == TrackedGap(
        "Restore | drill never done",
        "Ops",
        "high",
        "kwame",
        "open",
        closed=False,
        place=Place("gaps.md", 5),
    )
    assert [(g.text, g.closed) for g in gaps[1:]] == [
        ("Alerts", True),
        ("Keys", True),
        ("No schedule", False),
    ]


def test_what_is_no_text_is_an_error() -> None:
    with pytest.raises(DocumentError, match="UTF-8"):
        read_gap_tracker(b"\xff", "gaps.md")
