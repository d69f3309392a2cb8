"""Waivers from the clone alone: they were there, in force to the end, and by who is named."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.readiness.record import SignoffRecord
from bot.readiness.round import Waived, WaiverScope
from bot.verify import Level, What
from tests.verify.tampering import MALLORY, TRACKER, Copy, edited, failures, forged, kinds

POLICY = ".gatebot.yml"
TODAY = datetime(2026, 3, 10, 22, 0, tzinfo=UTC)
ROW = "| EXEC | architecture | No time. | kwame | 2026-03-10 |"
WAIVED = Waived(WaiverScope.ROLE, "architecture", "No time.", "Kwame Asante", "2026-03-10")
TABLE = "\n## Waivers\n\n| Phase | Waives | Reason | By | Until |\n|---|---|---|---|---|\n"


def allowing(copy: Copy) -> str:
    """Commit a policy that lets ops waive; return its commit."""
    before = f"{copy.landing('EXEC')}^"
    rules = ("  self_review: false", "  self_review: false\n  waivers: {by: [ops]}")
    return copy.edit(POLICY, rules, tree=before)


def with_row(copy: Copy, on: str) -> Mapping[str, str | None]:
    return {TRACKER: f"{copy.text(TRACKER, on)}{TABLE}{ROW}\n"}


def waived(copy: Copy, pinned: str, after: timedelta = timedelta()) -> SignoffRecord:
    """Return a record of EXEC without architecture, its last approval some time after TODAY."""
    old = copy.record("EXEC")
    decisions = tuple(replace(each, at=TODAY + after) for each in old.decisions[1:])
    return replace(
        old,
        commit=pinned,
        policy_oid=copy.text_id(POLICY, pinned),
        requested_at=TODAY,
        decisions=decisions,
        waivers=(WAIVED,),
    )


async def test_a_waiver_that_was_given_stands_in_for_its_role(unsigned: Copy) -> None:
    allowed = allowing(unsigned)
    pinned = unsigned.commit(with_row(unsigned, allowed), tree=allowed)

    good = forged(unsigned, waived(unsigned, pinned), pinned)
    assert failures(await unsigned.verified(good)) == []
    without = forged(unsigned, waived(unsigned, allowed), allowed)
    assert kinds(await unsigned.verified(without)) == {What.WAIVER_DIFFERS}


async def test_a_waiver_that_ran_out_before_the_last_approval(unsigned: Copy) -> None:
    allowed = allowing(unsigned)
    pinned = unsigned.commit(with_row(unsigned, allowed), tree=allowed)
    late = waived(unsigned, pinned, timedelta(hours=3))

    found = failures(await unsigned.verified(forged(unsigned, late, pinned)))
    assert [f.what for f in found] == [What.WAIVER_DIFFERS]
    assert "did not stand any more" in found[0].said


async def test_a_waiver_taken_out_before_the_sign_off(unsigned: Copy) -> None:
    allowed = allowing(unsigned)
    pinned = unsigned.commit(with_row(unsigned, allowed), tree=allowed)
    out = unsigned.commit({TRACKER: unsigned.text(TRACKER, allowed)}, tree=pinned)

    report = await unsigned.verified(forged(unsigned, waived(unsigned, pinned), out))
    assert kinds(report) == {What.WAIVER_DIFFERS}


async def test_a_waiver_on_a_side_branch_alone(unsigned: Copy) -> None:
    """The branch ends as it began in what is watched, so nobody looks at it but the record."""
    allowed = allowing(unsigned)
    side = unsigned.commit(with_row(unsigned, allowed), tree=allowed)
    back = unsigned.commit({TRACKER: unsigned.text(TRACKER, allowed)}, tree=side)
    merged = unsigned.commit({}, tree=allowed, parents=[allowed, back], message="Merge")

    report = await unsigned.verified(forged(unsigned, waived(unsigned, side), merged))
    assert kinds(report) == {What.WAIVER_DIFFERS}


@pytest.mark.parametrize(
    ("author", "trailer", "level"),
    [
        ("kwame@tidewater.example", "", None),
        ("KWAME@tidewater.example", "", None),
        ("ines@tidewater.example", "", Level.FAIL),
        (MALLORY.email, "", Level.WARN),
        ("1+kwame@users.noreply.example", "", Level.WARN),
        ("ines@tidewater.example", "Co-authored-by: K <kwame@tidewater.example>", None),
        ("ines@tidewater.example", "Co-authored-by: A <anouk@tidewater.example>", Level.FAIL),
    ],
)
async def test_who_is_named_in_a_waiver_has_committed_it(
    unsigned: Copy, author: str, trailer: str, level: Level | None
) -> None:
    allowed = allowing(unsigned)
    message = f"Waive architecture\n\n{trailer}\n"
    changes = with_row(unsigned, allowed)
    pinned = unsigned.commit(changes, tree=allowed, message=message, author=author)
    # What others change of the tracker later takes nothing from who gave it.
    title = ("| P3 | API Contracts OpenAPI + AsyncAPI |", "| P3 | API Contracts |")
    touched = {TRACKER: edited(unsigned.text(TRACKER, pinned), title)}
    asked = unsigned.commit(touched, tree=pinned, author="jonas@tidewater.example")
    report = await unsigned.verified(forged(unsigned, waived(unsigned, asked), asked))

    told = [f for f in report.findings if f.what is What.WAIVER_DIFFERS]
    assert [f.level for f in told] == ([level] if level else [])
    assert all(pinned[:12] in f.said and "Kwame Asante" in f.said for f in told)
