"""What waits of the ops track and the ledger, laid over what the project's branch says now."""

from dataclasses import replace

import pytest

from bot.documents.edit_ops import edit_ops
from bot.documents.pending_ops import pending_entries, pending_ops
from bot.documents.tracker import read_tracker
from bot.documents.tracker_model import OpsEdit
from bot.documents.vocabulary import Vocabulary
from bot.readiness.progress import LandedEntry, Ledger
from bot.readiness.work import OpsItem

SLO = OpsItem("SLO / alerts", owner="ada")
DRILL = OpsItem("Restore drill", links=("TW-7",))
KEYS = OpsItem("Rotate the keys", since="2026-03-02", owner="bo")
BASE = (SLO, DRILL)
PHASES = b"| Phase | Title | Status |\n|---|---|---|\n| P1 | Ports | In Progress |\n\n"
BOXES = PHASES + b"## Parallel Ops Track\n\n- [ ] SLO / alerts (owner: ada)\n"
TABLE = PHASES + (
    b"## Parallel Ops Track\n\n| Item | Owner | Status |\n|---|---|---|\n"
    b"| SLO / alerts | ada | Open |\n| Watch | bo | Done |\n"
)


def test_nothing_waits_where_nothing_was_changed() -> None:
    assert pending_ops(BASE, BASE, (replace(SLO, owner="bo"),)) == ()


def test_a_change_is_laid_over_what_was_changed_beside_it() -> None:
    onto = (replace(SLO, due="2026-04-01"), DRILL)
    (edit,) = pending_ops(BASE, (replace(SLO, done=True), DRILL), onto)
    assert edit == OpsEdit(onto[0], replace(SLO, done=True, due="2026-04-01"))


def test_what_people_changed_meanwhile_stays() -> None:
    onto = (replace(SLO, owner="cy"), DRILL)
    assert pending_ops(BASE, (replace(SLO, owner="bo"), DRILL), onto) == ()


def test_what_was_taken_out_meanwhile_stays_out() -> None:
    assert pending_ops(BASE, (replace(SLO, done=True), DRILL), (DRILL,)) == ()


def test_links_of_both_sides_are_kept() -> None:
    onto = (SLO, replace(DRILL, links=("TW-8",)))
    (edit,) = pending_ops(BASE, (SLO, replace(DRILL, links=("TW-7", "TW-9"))), onto)
    assert edit.after.links == ("TW-8", "TW-9")


def test_what_is_merged_waits_no_more() -> None:
    branch = (replace(SLO, done=True), replace(DRILL, links=("TW-7", "a.md")), KEYS)
    assert pending_ops(BASE, branch, branch) == ()


def test_an_item_somebody_added_as_well_is_one_item() -> None:
    by_hand = OpsItem(KEYS.text)
    (edit,) = pending_ops(BASE, (*BASE, KEYS), (*BASE, by_hand))
    assert edit == OpsEdit(by_hand, replace(by_hand, owner="bo"))


def test_an_item_that_says_what_a_done_one_says_is_another() -> None:
    done = replace(SLO, done=True)
    edits = pending_ops((done,), (done, OpsItem(SLO.text, twin=1)), (done,))
    assert edits == (OpsEdit(None, OpsItem(SLO.text)),)


@pytest.mark.parametrize("data", [BOXES, TABLE], ids=["boxes", "table"])
def test_an_item_added_and_done_is_written_as_it_waits(data: bytes) -> None:
    before = read_tracker(data, "t.md", Vocabulary()).ops
    wanted = (*before, replace(KEYS, done=True))
    for edit in pending_ops(before, wanted, before):
        data = edit_ops(data, "t.md", Vocabulary(), edit)
    after = read_tracker(data, "t.md", Vocabulary()).ops
    assert after == wanted
    assert pending_ops(before, wanted, after) == ()


def entry(commit: str) -> LandedEntry:
    return LandedEntry("2026-03-02", commit, "Ops", "Something")


def test_entries_wait_until_the_ledger_has_them() -> None:
    base = Ledger((entry("aaaaaaaaaa"),))
    branch = Ledger((*base.entries, entry("bbbbbbbbbb"), entry("cccccccccc")))
    onto = Ledger((*base.entries, entry("bbbbbbb")))
    assert pending_entries(base, branch, onto) == (entry("cccccccccc"),)
    assert pending_entries(base, branch, branch) == ()


def test_entries_that_wait_are_in_the_order_of_landing() -> None:
    old, new = entry("aaaaaaaaaa"), replace(entry("bbbbbbbbbb"), date="2026-03-05")
    newest = replace(entry("cccccccccc"), date="2026-03-06")
    waiting = pending_entries(Ledger((old,)), Ledger((newest, new, old)), Ledger((old,)))
    assert waiting == (new, newest)
