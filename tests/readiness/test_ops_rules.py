"""Which ops item is meant, what a change makes of it, and days as people type them."""

from dataclasses import replace
from datetime import date

import pytest

from bot.readiness.days import days_since, read_day
from bot.readiness.ops import (
    by_urgency,
    changed,
    clean_link,
    find_item,
    find_person,
    named,
    new_item,
    overdue,
    require_known,
    require_new,
    snoozed,
)
from bot.readiness.ops_refusals import NotInPolicy, OpsItemIsSo, UnclearOpsItem
from bot.readiness.policy import Person, Policy
from bot.readiness.refusals import Refused
from bot.readiness.work import OpsAction, OpsChange, OpsItem

SUNDAY = date(2026, 11, 22)
SLO, RUNBOOKS, OLD = OpsItem("SLO / alerts"), OpsItem("Runbooks"), OpsItem("Runbooks", done=True)
ITEMS = (SLO, OLD, RUNBOOKS, OpsItem("Restore drill"), OpsItem("On-call drill"))
ANA = Person("ana", "U0ANA", "Ana Lima")
POLICY = Policy("oid", {"ana": ANA}, {})


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("1", SLO),
        ("#1", SLO),
        (SLO.key, SLO),
        ("slo /  ALERTS", SLO),
        ("restore", ITEMS[3]),
        ("runbooks", RUNBOOKS),  # the open one of two
        (RUNBOOKS.key, RUNBOOKS),
        ("2", OLD),
    ],
)
def test_an_item_is_named_by_number_key_or_words(asked: str, found: OpsItem) -> None:
    assert find_item(ITEMS, asked) is found


@pytest.mark.parametrize(
    ("asked", "count", "first"),
    [
        ("drill", 2, "Restore drill"),
        ("6", 0, "SLO / alerts"),
        ("", 0, "SLO / alerts"),
        ("²", 0, "SLO / alerts"),
        ("estore", 0, "SLO / alerts"),  # a part of a word is not one of its words
    ],
)
def test_what_is_unclear_is_refused_with_a_choice(asked: str, count: int, first: str) -> None:
    with pytest.raises(Refused) as caught:
        find_item(ITEMS, asked)
    reason = caught.value.reason
    assert isinstance(reason, UnclearOpsItem)
    assert (reason.count, reason.items[0]) == (count, first)


def test_a_number_that_is_none_of_the_list_is_never_looked_for_in_texts() -> None:
    items = (OpsItem("Renew before 2099"), OpsItem("Alerts", done=True), OpsItem("2030"))
    for asked in ("0", "99", "#20", "4"):
        with pytest.raises(Refused) as caught:
            find_item(items, asked)
        assert caught.value.reason == UnclearOpsItem(
            asked, ("Renew before 2099", "2030"), numbers=(1, 3)
        )
    assert find_item(items, "2030") is items[2]  # its whole text


def test_words_of_a_script_without_blanks_are_found_inside() -> None:
    items = (OpsItem("鍵の表計算"), OpsItem("x"))
    assert find_item(items, "表計算") is items[0]


def test_what_fits_is_named_with_its_number() -> None:
    with pytest.raises(Refused) as caught:
        find_item(ITEMS, "drill")
    assert caught.value.reason == UnclearOpsItem(
        "drill", ("Restore drill", "On-call drill"), 2, (4, 5)
    )


def test_what_is_done_is_not_snoozed() -> None:
    with pytest.raises(Refused) as caught:
        changed(OLD, OpsChange(OpsAction.SNOOZE, "", until="2026-12-01"))
    assert caught.value.reason == OpsItemIsSo("Runbooks", OpsAction.DONE)


def test_reopen_takes_back_a_done_and_wakes_what_sleeps() -> None:
    reopen = OpsChange(OpsAction.REOPEN, "")
    assert changed(OLD, reopen) == RUNBOOKS
    assert changed(OpsItem("x", snoozed_until="2026-12-01"), reopen) == OpsItem("x")
    with pytest.raises(Refused) as caught:
        changed(SLO, reopen)
    assert caught.value.reason == OpsItemIsSo("SLO / alerts", OpsAction.REOPEN)


def test_changes() -> None:
    done = changed(OpsItem("x", snoozed_until="2026-12-01"), OpsChange(OpsAction.DONE, "x"))
    assert done == OpsItem("x", done=True)
    assert changed(SLO, OpsChange(OpsAction.SNOOZE, "", until="2026-12-01")).snoozed_until
    assert changed(SLO, OpsChange(OpsAction.ASSIGN, "", owner="ana")).owner == "ana"
    linked = changed(SLO, OpsChange(OpsAction.LINK, "", link="TW-1"))
    assert changed(linked, OpsChange(OpsAction.LINK, "", link="a.md")).links == ("TW-1", "a.md")
    with pytest.raises(Refused) as caught:
        changed(linked, OpsChange(OpsAction.LINK, "", link="TW-1"))
    assert caught.value.reason == OpsItemIsSo("SLO / alerts", OpsAction.LINK)


def test_a_new_item_knows_its_age() -> None:
    item = new_item(OpsChange(OpsAction.ADD, "Drill", owner="ana", due="2026-12-01"), SUNDAY)
    assert item == OpsItem("Drill", owner="ana", due="2026-12-01", since="2026-11-22")


def test_an_item_that_is_open_is_not_added_again() -> None:
    with pytest.raises(Refused) as caught:
        require_new(ITEMS, " slo /  Alerts")
    assert caught.value.reason == OpsItemIsSo("SLO / alerts", OpsAction.ADD)
    require_new(ITEMS, "SLO")
    require_new((OLD,), "Runbooks")


def test_only_whom_the_policy_knows() -> None:
    assert require_known(POLICY, "U0ANA") is ANA
    assert find_person(POLICY, "@Ana lima") is ANA
    assert find_person(POLICY, "Me", me="U0ANA") is ANA
    with pytest.raises(Refused) as stranger:
        require_known(POLICY, "U0EVE")
    with pytest.raises(Refused) as nobody:
        find_person(POLICY, "eve")
    assert stranger.value.reason == NotInPolicy(("Ana Lima",))
    assert nobody.value.reason == NotInPolicy(("Ana Lima",), "eve")
    namesake = Policy("oid", {"ana": ANA, "me": Person("me", "U0ME", "Mehmet")}, {})
    assert find_person(namesake, "me", me="U0ANA").name == "me"


@pytest.mark.parametrize("text", ["two words", "a,b", "x)", "", "a|b", "a\nb"])
def test_a_link_is_one_word(text: str) -> None:
    with pytest.raises(Refused):
        clean_link(text)


@pytest.mark.parametrize(
    "written",
    ["ana", "@ANA", "Ana Lima", "U0ANA", "<@U0ANA>", "<@U0ANA|ana>", "ana@x.example",
     "Ana Lima <ana@x.example>"],
)  # fmt: skip
def test_an_owner_is_known_however_the_file_names_them(written: str) -> None:
    policy = Policy("oid", {"ana": replace(ANA, email="ana@x.example")}, {})
    assert named(policy, (OpsItem("x", owner=written),))[0].owner == "ana"


@pytest.mark.parametrize("written", ["", "the team", "ana, bo", "<@U0EVE>", "@"])
def test_an_owner_whom_nobody_knows_stays_as_written(written: str) -> None:
    assert named(POLICY, (OpsItem("x", owner=written),))[0].owner == written


def test_the_day_an_item_was_seen_first_stands_in_for_its_own() -> None:
    early, late = OpsItem("early", seen="2026-11-01"), OpsItem("late", seen="2026-11-09")
    told = OpsItem("told", since="2026-11-05", seen="2026-11-06")
    assert by_urgency([late, told, early], SUNDAY) == [early, told, late]


def test_overdue_comes_first_then_what_is_due_then_the_oldest() -> None:
    late = OpsItem("late", due="2026-11-21")
    soon = OpsItem("soon", due="2026-11-22")
    old, new = OpsItem("old", since="2026-01-01"), OpsItem("new", since="2026-11-01")
    odd = OpsItem("odd", due="Q3")
    assert by_urgency([new, odd, SLO, old, soon, late], SUNDAY)[:2] == [late, soon]
    assert by_urgency([new, SLO, old], SUNDAY) == [SLO, old, new]  # undated: there before any
    assert overdue(late, SUNDAY)
    assert not overdue(soon, SUNDAY)
    assert not overdue(odd, SUNDAY)


def test_what_sleeps_comes_last_even_if_it_is_overdue() -> None:
    asleep = OpsItem("asleep", due="2026-11-20", snoozed_until="2026-12-01")
    woken = OpsItem("woken", due="2026-11-21", snoozed_until="2026-11-22")
    assert by_urgency([asleep, SLO, woken], SUNDAY) == [woken, SLO, asleep]


def test_an_item_wakes_on_the_day_it_is_snoozed_until() -> None:
    item = OpsItem("x", snoozed_until="2026-11-23")
    assert snoozed(item, SUNDAY)
    assert not snoozed(item, date(2026, 11, 23))
    assert not snoozed(OpsItem("x", snoozed_until="later"), SUNDAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-01", "2026-12-01"),
        ("today", "2026-11-22"),
        ("Tomorrow", "2026-11-23"),
        ("mon", "2026-11-23"),
        ("sunday", "2026-11-29"),
        ("3d", "2026-11-25"),
        ("in 2 weeks", "2026-12-06"),
        ("1 week", "2026-11-29"),
    ],
)
def test_days(text: str, day: str) -> None:
    found = read_day(text, SUNDAY)
    assert found is not None
    assert found.isoformat() == day


@pytest.mark.parametrize(
    "text", ["", "01/12/2026", "20261201", "2026-W49-1", "0d", "soon", "m", "2026-02-30"]
)
def test_no_days(text: str) -> None:
    assert read_day(text, SUNDAY) is None


def test_ages() -> None:
    assert days_since("2026-11-20", SUNDAY) == 2
    assert days_since("2026-11-30", SUNDAY) == 0
    assert days_since("long ago", SUNDAY) is None
