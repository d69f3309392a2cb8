"""Histories that are no line: side branches, merges either way round, other roots."""

from bot.verify import What
from tests.verify.tampering import TRACKER, Copy, edited, failures, kinds

P3 = "| P3 | API Contracts OpenAPI + AsyncAPI |"
FORGED = (f"{P3} Completed (Doc Baseline)", f"{P3} Signed Off")


def merged(copy: Copy, tree: str, *parents: str) -> str:
    return copy.commit({}, tree=tree, parents=parents, message="Merge")


async def test_a_merge_of_anything_else_passes(copy: Copy) -> None:
    landing = copy.landing("P4")
    side = copy.commit({"README.md": "# Tidewater\n"}, tree=f"{landing}^")
    both = copy.commit({"README.md": "# Tidewater\n"}, parents=["main", side])

    assert failures(await copy.verified(both)) == []


async def test_sign_offs_that_come_in_by_a_merge_pass_either_way_round(copy: Copy) -> None:
    """The branch with the sign-offs is merged into an older one, or the older one into it."""
    older = copy.commit({"README.md": "# Tidewater\n"}, tree=f"{copy.landing('P4')}^")
    tree = copy.commit({"README.md": "# Tidewater\n"})
    for parents in (("main", older), (older, "main")):
        report = await copy.verified(merged(copy, tree, *parents))
        assert failures(report) == []
        assert [s.phase for s in report.signoffs] == ["P4", "EXEC"]


async def test_a_forgery_on_a_side_branch_is_caught_when_it_is_merged(copy: Copy) -> None:
    side = copy.edit(TRACKER, FORGED)
    for parents in (("main", side), (side, "main")):
        found = failures(await copy.verified(merged(copy, side, *parents)))
        assert (What.STATUS_WITHOUT_RECORD, side) in {(f.what, f.commit) for f in found}


async def test_a_side_branch_takes_no_forgery_back(copy: Copy) -> None:
    """It was there to be seen and built on; whoever knows why may accept it by name."""
    forged = copy.edit(TRACKER, FORGED)
    back = copy.commit({TRACKER: copy.text(TRACKER), "README.md": "#\n"}, tree=forged)
    found = failures(await copy.verified(merged(copy, back, "main", back)))

    assert {(f.what, f.commit) for f in found} == {
        (What.STATUS_WITHOUT_RECORD, forged),
        (What.FORBIDDEN_STEP, back),
    }


async def test_a_forgery_in_the_merge_itself_is_caught(copy: Copy) -> None:
    side = copy.commit({"README.md": "# Tidewater\n"}, tree=f"{copy.landing('P4')}^")
    forged = copy.commit(
        {TRACKER: edited(copy.text(TRACKER), FORGED)}, parents=["main", side], message="Merge"
    )

    assert kinds(await copy.verified(forged)) == {What.STATUS_WITHOUT_RECORD}


async def test_a_merge_that_takes_an_older_side_undoes_a_sign_off(copy: Copy) -> None:
    landing = copy.landing("EXEC")
    older = copy.commit({"README.md": "# Tidewater\n"}, tree=f"{landing}^")
    for parents in (("main", older), (older, "main")):
        found = kinds(await copy.verified(merged(copy, older, *parents)))
        assert {What.RECORD_GONE, What.ROW_GONE, What.FORBIDDEN_STEP} <= found


async def test_a_branch_from_before_gatebot_proves_nothing(copy: Copy) -> None:
    """There is no policy on it, so nothing on it is judged, and nothing of it counts."""
    report = await copy.verified()
    before = copy.commit({TRACKER: edited(copy.text(TRACKER), FORGED)}, tree=f"{report.start}^")
    forged = copy.commit(
        {TRACKER: edited(copy.text(TRACKER), FORGED)}, parents=["main", before], message="Merge"
    )
    for at in (forged, merged(copy, forged, before, "main")):
        assert What.STATUS_WITHOUT_RECORD in kinds(await copy.verified(at))


async def test_a_root_of_its_own_is_no_second_beginning(copy: Copy) -> None:
    root = copy.commit({TRACKER: edited(copy.text(TRACKER), FORGED)}, parents=[])
    for parents in (("main", root), (root, "main")):
        assert What.SEVERAL_STARTS in kinds(await copy.verified(merged(copy, root, *parents)))
