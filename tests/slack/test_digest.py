"""A digest fits into a message and is read in ten seconds, however much is open."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.api.answers import OpsList
from bot.app.api.forms import DigestForm, OpsForm
from bot.app.api.ops_commands import AddOps, ChangeOpsItem, SetDigest
from bot.readiness.digest import (
    AwaitedRole,
    Digest,
    LandedCommit,
    Moved,
    WaitingRound,
    moved_between,
    new_since,
    open_ops,
)
from bot.readiness.events import Change
from bot.readiness.phase import Phase
from bot.readiness.place import Place, Problem
from bot.readiness.signoffs import Backing, SignoffCheck
from bot.readiness.status import Status
from bot.readiness.work import OpsAction, OpsItem
from bot.slack import action_ids as actions
from bot.slack.views import digest, ops, reading
from bot.slack.views.reading import BadForm
from tests.slack import people as p
from tests.slack.checks import buttons, openable, sendable, words
from tests.slack.hostile import QUICK, gaps, rounds, texts
from tests.slack.ops_catalogue import AS_OF, EMPTY, FULL, LATE, NINE, SLO, TODAY, UNSURE


def drifted(text: str, files: int) -> SignoffCheck:
    """Return a sign-off of which that many files changed, all called so."""
    changes = (Change(text, "a", "b"),) * files
    return SignoffCheck(text, text, Backing.RECORDED, changes=changes, since=text)


def shown(given: Digest) -> str:
    return words(sendable(digest.digest(given)).blocks)


def test_what_waits_comes_first_then_what_is_open_then_what_happened() -> None:
    text = shown(FULL)
    order = [
        "Reviews that wait",
        "Ops track",
        "Open gaps",
        "Moved since",
        "Signed off, and not to be relied on",
        "Landed",
    ]
    places = [text.index(heading) for heading in order]
    assert places == sorted(places)
    said = digest.digest(FULL).text
    assert (
        said == "atlas, Mon 2 Mar: 1 review waits, 2 ops items open (1 overdue), 1 open gap, "
        "2 phases signed off without a record, 2 sign-offs without a valid record, "
        "2 sign-offs drifted, 2 sign-offs on a waiver that ran out, 1 sign-off not checked."
    )
    assert "◔ P2" in text
    assert "⚠ P4" in text
    assert "1 ⚠ Signed Off, drifted" in text
    assert "P9 Odd: In Progress → a status I don't know" in text.replace("\n", "")


def test_a_review_with_gaps_waits_for_its_owner_and_nobody_is_reminded() -> None:
    listed = replace(p.OPEN, decisions=(p.GAPS_RULING,))
    given = replace(EMPTY, waiting=(WaitingRound(listed, FULL.waiting[0].awaited),))
    text = shown(given).replace("\n", "")
    assert "waits for Ada Owner, to answer the gaps of Dee Ops" in text
    assert "Cy Security" not in text
    assert actions.REMIND not in buttons(digest.digest(given).blocks)


def test_late_is_said_only_where_it_is_late() -> None:
    assert "This comes late: it was due" in shown(LATE)
    assert "This comes late: it was due" not in shown(FULL)


def test_what_silence_would_hide_is_said() -> None:
    text = shown(UNSURE)
    assert "nothing is open." in text
    assert "can't be read at the moment. This is as of" in text
    assert "No digest came on Thu 26 Feb and Fri 27 Feb." in text
    assert EMPTY.quiet
    assert not UNSURE.quiet


def test_what_is_to_be_mended_counts_as_open() -> None:
    problem = Problem(Place("doc/Queue.yaml", 7), "“x” is no task.", "Write its id.")
    given = replace(EMPTY, problems=(problem,) * 7)
    assert not given.quiet
    assert "7 lines to be mended" in digest.digest(given).text
    text = shown(given)
    assert "doc/Queue.yaml:7" in text
    assert "… and 2 more" in text


def test_buttons_hold_ids_alone() -> None:
    found = buttons(digest.digest(FULL).blocks)
    assert found == [actions.REMIND, *[actions.OPS_DONE, actions.OPS_SNOOZE] * 2]
    assert actions.read_item_value(actions.item_value("atlas", SLO.key)) == actions.ItemRef(
        "atlas", SLO.key
    )
    assert actions.read_item_value("nothing") is None


def test_nothing_open_is_one_line() -> None:
    message = sendable(digest.digest(EMPTY))
    assert len(message.blocks) == 1
    assert message.text == "atlas, Mon 2 Mar: nothing is open."
    assert EMPTY.empty
    assert not replace(EMPTY, landed=FULL.landed).empty


def large(count: int = 10_000) -> Digest:
    """Return a digest with this many of everything, each as long as it may be."""
    text = "漢" * 4000
    items = tuple(OpsItem(f"{n} {text}", owner=text, due="2026-02-27") for n in range(count))
    return replace(
        FULL,
        board=tuple(Phase(f"P{n}", text, Status.READY, (), p.PLACE) for n in range(count)),
        ops=items,
        new_ops=frozenset(i.key for i in items[:9]),
        waiting=(WaitingRound(p.OPEN, (AwaitedRole(text, 2, (text,) * 90),) * 9),) * count,
        gaps=(replace(p.GAP, text=text),) * count,
        moved=(Moved("P4", text, Status.READY, None),) * count,
        signoffs=(drifted(text, 90),) * count,
        problems=(Problem(Place(text, 7), text, text),) * count,
        missed=("2026-02-26",) * 7,
        unread=True,
        landed=(LandedCommit("a" * 40, text, "https://git.example/" + "x" * 900),) * count,
    )


def test_ten_thousand_of_everything_are_cut_with_a_count_and_a_way_to_see_all() -> None:
    text = shown(large())
    for more in ("… and 9,993 more: ", "… and 9,996 more: ", "… and 9,995 more: "):
        assert more in text
    for command in ("/gate ops", "/gate gaps", "/gate status", "/gate progress"):
        assert command in text


@given(texts(), rounds(), gaps(), st.sampled_from((1, 30)))
@settings(max_examples=40, deadline=None, phases=QUICK)
def test_whatever_people_write_it_can_be_sent(
    text: str, review: object, listed: tuple[object, ...], count: int
) -> None:
    item = OpsItem(
        text, owner=text, due=text[:40], links=(text, text), since=text[:10], status=text
    )
    given = replace(
        FULL,
        project=text[:60] or "x",
        ops=(item,) * count,
        waiting=(WaitingRound(review, (AwaitedRole(text, 1, (text,)),)),) * count,  # type: ignore[arg-type]  # drawn
        gaps=listed,  # type: ignore[arg-type]  # drawn
        moved=(Moved(text, text, None, Status.READY),) * count,
        signoffs=(drifted(text, 1),) * count,
        landed=(LandedCommit(text, text, text),) * count,
    )
    sendable(digest.digest(given))
    sendable(ops.listing(OpsList(AS_OF, (item,) * count, TODAY)))
    openable(ops.form(OpsForm("atlas", OpsAction.SNOOZE, item, (), TODAY)))


def test_the_list_shows_numbers_of_the_tracker_and_counts_the_rest() -> None:
    items = tuple(OpsItem(f"item {n}", done=n % 3 == 0) for n in range(1, 10_001))
    message = sendable(ops.listing(OpsList(AS_OF, items, TODAY)))
    text = words(message.blocks)
    assert "6,667 open items" in message.text
    assert "… and " in text
    assert "1. \nitem 1" in text
    assert len(buttons(message.blocks)) == 3 * 8 + 1


@pytest.mark.parametrize("action", [OpsAction.ADD, OpsAction.SNOOZE, OpsAction.ASSIGN])
def test_the_forms_of_an_item_are_read_back(action: OpsAction) -> None:
    item = None if action is OpsAction.ADD else SLO
    view = openable(ops.form(OpsForm("atlas", action, item, (("bo", "Bo"),), TODAY)))
    state = {
        "item": {"item": {"value": " Drill "}},
        "owner": {"owner": {"selected_option": {"value": "bo"}}},
        "day": {"day": {"selected_date": "2026-04-01"}},
    }
    read = reading.read_ops({**view, "state": {"values": state}})
    expected = {
        OpsAction.ADD: AddOps("Drill", "bo", "2026-04-01", "atlas"),
        OpsAction.SNOOZE: ChangeOpsItem(action, SLO.key, "2026-04-01", "atlas"),
        OpsAction.ASSIGN: ChangeOpsItem(action, SLO.key, "bo", "atlas"),
    }
    assert read == expected[action]
    empty = reading.read_ops({**view, "state": {"values": {}}})
    assert isinstance(empty, dict)
    assert len(empty) == 1


def test_a_forged_form_of_an_item_is_none_of_ours() -> None:
    view = ops.form(OpsForm("atlas", OpsAction.SNOOZE, SLO, (), TODAY))
    forged = {**view, "private_metadata": '{"project":"atlas","item":"x","action":"burn"}'}
    with pytest.raises(BadForm):
        reading.read_ops({**forged, "state": {"values": {}}})


def test_the_digests_form_is_filled_and_read_back() -> None:
    view = openable(digest.form(DigestForm("C0GATES", replace(NINE, always=True))))
    assert "Europe/Berlin" in str(view["blocks"])
    state = {
        "at": {"at": {"value": "9:30"}},
        "zone": {"zone": {"value": "europe/berlin"}},
        "days": {"days": {"selected_options": [{"value": "fri"}, {"value": "mon"}]}},
        "always": {"always": {"selected_options": []}},
    }
    read = reading.read_digest({**view, "state": {"values": state}})
    assert read == SetDigest("09:30", "Europe/Berlin", ("mon", "fri"), False, "C0GATES")  # noqa: FBT003 - its fourth field
    wrong = reading.read_digest({**view, "state": {"values": {}}})
    assert isinstance(wrong, dict)
    assert set(wrong) == {"at", "zone", "days"}
    assert openable(digest.form(DigestForm("C0GATES", None)))


def test_what_moved_and_what_is_new_is_told_by_comparing() -> None:
    before = (Phase("P1", "A", Status.IN_PROGRESS, (), p.PLACE),)
    after = (
        Phase("p1", "A", Status.READY, (), p.PLACE),
        Phase("P2", "B", Status.NOT_STARTED, (), p.PLACE),
        Phase("P3", "C", Status.IN_PROGRESS, (), p.PLACE),
    )
    assert moved_between(before, after) == (
        Moved("p1", "A", Status.IN_PROGRESS, Status.READY),
        Moved("P3", "C", Status.NOT_STARTED, Status.IN_PROGRESS),
    )
    assert new_since((OpsItem("a"),), (OpsItem("A", done=True), OpsItem("b"))) == {OpsItem("b").key}
    asleep = OpsItem("z", snoozed_until="2026-03-03")
    assert open_ops((OpsItem("d", done=True), asleep, SLO), TODAY) == ((SLO,), 1)


def test_an_item_that_waited_for_its_merge_is_new_in_one_digest() -> None:
    items = (OpsItem("a", since="2026-03-01"), OpsItem("b", since="2026-03-02"), OpsItem("c"))
    new = new_since((), items, waited_on="2026-03-02")
    assert new == {OpsItem("b").key, OpsItem("c").key}
