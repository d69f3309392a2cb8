"""The tracker's table of waivers, and the policy that says who may give one."""

import pytest

from bot.documents.edits import TrackerEdit, edit_tracker
from bot.documents.policy_file import read_policy
from bot.documents.problems import DocumentError
from bot.documents.tracker import read_tracker
from bot.documents.vocabulary import Vocabulary
from bot.readiness.place import Place
from bot.readiness.status import Status
from bot.readiness.waivers import WaiverRow

TRACKER = b"""\
| Phase | Title | Status | Owner |
|---|---|---|---|
| P4 | ERD | In Progress | ana |

## Waivers

| Phase | Waives | Reason | By | Until |
|---|---|---|---|---|
| P4 | **security** | No new \\| surface | @rita | 2026-12-31 |
| P4 | test | | | |
"""
POLICY = """\
documents: {tracker: t.md}
people: {rita: {slack: U01}}
roles: {risk: [rita]}
gates: {defaults: {requires: {risk: 1}}}
policy: {waivers: {by: %s}}
"""


def test_rows_are_read_with_their_lines() -> None:
    assert read_tracker(TRACKER, "t.md", Vocabulary()).waivers == (
        WaiverRow("P4", "security", "No new | surface", "@rita", "2026-12-31", Place("t.md", 9)),
        WaiverRow("P4", "test", "", "", "", Place("t.md", 10)),
    )


def test_a_table_that_lacks_a_column_is_named() -> None:
    with pytest.raises(DocumentError, match=r"t.md:7: This table has no column Until"):
        read_tracker(TRACKER.replace(b"| Until |", b"| Till |"), "t.md", Vocabulary())


def test_an_edit_leaves_waivers_alone() -> None:
    edit = TrackerEdit("P4", status=Status.READY)
    after = edit_tracker(TRACKER, "t.md", Vocabulary(), edit)
    assert after == TRACKER.replace(b"In Progress", b"Ready for Signoff")


def test_the_policy_names_who_may_waive() -> None:
    assert read_policy((POLICY % "risk").encode(), "oid").policy.rules.waiver_roles == ("risk",)
    with pytest.raises(DocumentError, match=r"policy.waivers.by.*rsik.*Did you mean `risk`"):
        read_policy((POLICY % "[rsik]").encode(), "oid")
    with pytest.raises(DocumentError, match=r"no key `policy.waivers.from`.*keys here: by"):
        read_policy((POLICY % "risk").replace("by:", "from:").encode(), "oid")
