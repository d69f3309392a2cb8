"""Pushed without force, to talk verify round: the pusher chooses what a merge's parents are."""

from collections.abc import Callable, Sequence
from itertools import permutations

import pytest

from bot.verify import Known, Level, Report, Trust, What, verify
from tests.support.repository import git
from tests.verify.tampering import TRACKER, Copy, edited, failures

POLICY = ".gatebot.yml"
FORGED = ("AsyncAPI | Completed (Doc Baseline)", "AsyncAPI | Signed Off")
Attack = Callable[[Copy], str]


def restored(copy: Copy, old: str, on: str = "main") -> str:
    """Return a child of a commit whose files are those of an older one."""
    return copy.commit({}, tree=old, parents=[on])


def merged(copy: Copy, tree: str, *parents: str) -> str:
    return copy.commit({}, tree=tree, parents=parents, message="Merge")


def older(copy: Copy) -> str:
    """Return a commit after gatebot came and before anything was signed off."""
    return git(copy.path, "rev-parse", f"{copy.landing('P4')}^")


def before_gatebot(copy: Copy) -> str:
    added = git(copy.path, "log", "--format=%H", "--diff-filter=A", "main", "--", POLICY)
    return git(copy.path, "rev-parse", f"{added}^")


def set_back(copy: Copy) -> str:
    return restored(copy, older(copy))


def set_back_to_before_gatebot(copy: Copy) -> str:
    return restored(copy, before_gatebot(copy))


def signed_off_by_nobody(copy: Copy) -> str:
    return copy.edit(TRACKER, FORGED)


def without_a_record(copy: Copy) -> str:
    return copy.commit({copy.record_path("P4"): None})


def without_its_policy(copy: Copy) -> str:
    return copy.commit({POLICY: None})


def with_a_weaker_record(copy: Copy) -> str:
    path = copy.record_path("P4")
    return copy.commit({path: copy.text(path).replace("Anouk Visser", "Jonas Berg")})


TAMPERINGS: Sequence[Attack] = (
    set_back,
    set_back_to_before_gatebot,
    signed_off_by_nobody,
    without_a_record,
    without_its_policy,
    with_a_weaker_record,
)
BASES: Sequence[Attack] = (older, before_gatebot, lambda copy: copy.head)
IDS = ["older", "before gatebot", "main"]


async def strictly(copy: Copy, at: str, accept: Sequence[str] = ()) -> Report:
    """Verify with all that can be asked for."""
    trust = Trust(copy.keys, strict=True) if copy.keys else None
    return await verify(copy.path, at, trust, Known([copy.head], accept))


def blamed(report: Report) -> set[str]:
    return {finding.commit for finding in failures(report)}


@pytest.mark.parametrize("base", BASES, ids=IDS)
@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda attack: attack.__name__)
async def test_no_merge_talks_a_tampering_away(signed: Copy, tamper: Attack, base: Attack) -> None:
    """Whatever the merge's parents and files are, and though it is all put right on top of it."""
    tampered, old = tamper(signed), base(signed)
    back = restored(signed, "main", tampered)
    for side, tree in ((tampered, old), (back, "main")):
        for parents in permutations((old, side)):
            end = restored(signed, "main", merged(signed, tree, *parents))
            assert tampered in blamed(await strictly(signed, end)), (side, tree, parents)


async def test_sign_offs_are_not_erased_by_a_merge_that_begins_elsewhere(signed: Copy) -> None:
    """The instance that was found: T puts back what OLD said, then a merge of (OLD, T)."""
    old = older(signed)
    tampered = restored(signed, old)
    merge = merged(signed, old, old, tampered)

    report = await strictly(signed, merge)
    assert tampered in blamed(report)
    assert [s.phase for s in report.signoffs] == ["P4", "EXEC"]


async def test_no_second_start_makes_a_forgery_something_from_before(signed: Copy) -> None:
    """OLD is from before the policy, which is added again on top with all phases Signed Off."""
    old = before_gatebot(signed)
    tampered = restored(signed, old)
    merge = merged(signed, old, old, tampered)
    tracker = signed.text(TRACKER).replace("Completed (Doc Baseline)", "Signed Off")
    end = signed.commit({POLICY: signed.text(POLICY), TRACKER: tracker}, tree=merge)

    report = await strictly(signed, end)
    assert {tampered, end} <= blamed(report)
    assert report.start == (await signed.verified()).start


@pytest.mark.parametrize("parents", list(permutations(("main", "old", "side"))))
async def test_no_octopus_talks_a_tampering_away(copy: Copy, parents: tuple[str, ...]) -> None:
    named = {"main": "main", "old": older(copy), "side": signed_off_by_nobody(copy)}
    merge = merged(copy, "main", *(named[parent] for parent in parents))

    assert named["side"] in blamed(await strictly(copy, merge))


async def test_a_phase_that_only_the_second_parent_has_is_missed(copy: Copy) -> None:
    """Signed Off before gatebot, in no record: nothing but the tracker tells of it."""
    start = (await copy.verified()).start
    row = "| EXEC | Implementation Execution — Code |"
    line = next(each for each in copy.text(TRACKER, start).splitlines() if row in each)
    with_it = edited(
        copy.text(TRACKER, start), (line, f"{line}\n| P9 | Older | Signed Off | ines |")
    )
    began = copy.commit({POLICY: copy.text(POLICY, start), TRACKER: with_it}, tree=f"{start}^")
    without = copy.commit({TRACKER: copy.text(TRACKER, start)}, tree=began)
    for parents in permutations((without, copy.commit({"README.md": "#\n"}, tree=began))):
        found = failures(await copy.verified(merged(copy, without, *parents)))
        assert {f.what for f in found} == {What.PHASE_GONE}


async def test_several_starts_fail_unless_one_is_named(copy: Copy) -> None:
    start = (await copy.verified()).start
    old = older(copy)
    forged = edited(copy.text(TRACKER, old), FORGED)
    root = copy.commit({TRACKER: forged}, tree=old, parents=[])
    for parents in permutations(("main", root)):
        merge = merged(copy, "main", *parents)
        found = failures(await strictly(copy, merge))
        (failed,) = (f for f in found if f.what is What.SEVERAL_STARTS)
        assert "--start" in failed.said
        assert start[:12] in failed.said
        assert root[:12] in failed.said

        named = await verify(copy.path, merge, known=Known(start=start))
        assert failures(named) == []
        assert named.start == start
        taken = merged(copy, root, *parents)
        assert not (await verify(copy.path, taken, known=Known(start=start))).ok


async def test_a_repository_put_away_under_a_folder_is_not_forgotten(copy: Copy) -> None:
    """Another history takes the root, and the real one is kept below a folder of its own."""
    start = (await copy.verified()).start
    fresh = copy.commit({}, tree=older(copy), parents=[])
    below = git(copy.path, "rev-parse", "main^{tree}")
    listed = f"{git(copy.path, 'ls-tree', fresh)}\n040000 tree {below}\told\n"
    tree = git(copy.path, "mktree", stdin=listed.encode())
    for parents in permutations(("main", fresh)):
        merge = merged(copy, tree, *parents)
        assert not (await strictly(copy, merge)).ok
        assert not (await verify(copy.path, merge, known=Known(start=start))).ok
        # Whoever names the other start is told that what they know is beside it.
        beside = await verify(copy.path, merge, known=Known([copy.head], start=fresh))
        assert {f.what for f in failures(beside)} >= {What.HISTORY_EDITED}


async def test_a_failure_stays_until_it_is_accepted_from_outside(copy: Copy) -> None:
    tampered = signed_off_by_nobody(copy)
    back = restored(copy, "main", tampered)

    assert blamed(await strictly(copy, back)) == {tampered, back}  # the way back is forbidden, too
    assert blamed(await strictly(copy, back, accept=[tampered])) == {back}
    accepted = await strictly(copy, back, accept=[tampered, back])
    assert accepted.ok
    shown = [f.commit for f in accepted.findings if f.level is Level.ACCEPTED]
    assert shown == [tampered, back]


async def test_accepting_one_commit_accepts_no_other(copy: Copy) -> None:
    tampered = without_a_record(copy)
    forged = copy.edit(TRACKER, FORGED, tree=tampered)

    assert blamed(await strictly(copy, forged, accept=[tampered])) == {forged}
    assert blamed(await strictly(copy, forged, accept=[forged])) == {tampered}


async def test_what_does_not_hold_at_the_end_can_not_be_accepted(copy: Copy) -> None:
    gone = without_its_policy(copy)
    drifted = copy.commit({"db_schema_v1.sql": "SELECT 1;\n"})

    assert {f.what for f in failures(await strictly(copy, gone, accept=[gone]))} == {
        What.POLICY_GONE
    }
    assert {f.what for f in failures(await strictly(copy, drifted, accept=[drifted]))} == {
        What.DRIFT
    }
