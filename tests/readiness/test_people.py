"""Owners: those of the gate and those of the tracker, by Slack user id."""

from dataclasses import replace
from typing import Literal
from unicodedata import normalize

import pytest

from bot.readiness.people import owners, require_owner, reviewer_of, strangers
from bot.readiness.policy import Gate, Person
from bot.readiness.refusals import NotAnOwner, Refused
from bot.readiness.round import Reviewer
from bot.readiness.status import Action
from tests.readiness.cast import phase, policy


def test_owners_are_those_of_the_gate_and_of_the_tracker_each_once() -> None:
    found = owners(policy(gate=Gate(owners=("dana", "zoe"))), phase(owners=("otto", "dana")))

    assert [p.name for p in found] == ["dana", "zoe", "otto"]


@pytest.mark.parametrize("written", ["otto", "@Otto", " OTTO ", "u-otto"])
def test_an_owner_is_known_however_the_tracker_writes_them(written: str) -> None:
    found = owners(policy(gate=Gate()), phase(owners=(written,)))

    assert [p.slack for p in found] == ["U-OTTO"]


@pytest.mark.parametrize("written", ["nobody", "", "@", "Platform team"])
def test_an_owner_the_policy_does_not_know_gives_nobody_a_right(written: str) -> None:
    assert owners(policy(gate=Gate()), phase(owners=(written,))) == ()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_owner_is_known_in_either_unicode_form(form: Literal["NFC", "NFD"]) -> None:
    given = policy(gate=Gate(owners=()))
    renee = Person("renée", "U-RENEE", "Renée Öz")
    known = replace(given, people={**given.people, renee.name: renee})
    for written in ("renée", "@RENÉE", "Renée Öz"):
        found = owners(known, phase(owners=(normalize(form, written),)))
        assert [p.slack for p in found] == ["U-RENEE"]


def test_an_owner_may_ask() -> None:
    assert require_owner(policy(), phase(), "U-DANA", Action.REQUEST).name == "dana"


@pytest.mark.parametrize("slack_id", ["U-ANN", "dana", "u-dana", ""])
def test_only_an_owner_asks_and_rights_go_by_slack_id(slack_id: str) -> None:
    with pytest.raises(Refused) as refused:
        require_owner(policy(), phase(), slack_id, Action.REQUEST)

    assert refused.value.reason == NotAnOwner("P4", Action.REQUEST, ("Dana",))


def test_someone_the_policy_does_not_know_is_named_by_their_slack_id() -> None:
    assert reviewer_of(policy(), "U-NEW") == Reviewer("U-NEW", "U-NEW", "U-NEW")
    assert reviewer_of(policy(), "U-ANN") == Reviewer("U-ANN", "ann", "Ann", "ann@example.org")


def test_owners_nobody_knows_are_told_as_they_are_written() -> None:
    given = policy(gate=Gate(owners=("dana",))), phase(owners=("dana (until March)", "@otto"))
    assert strangers(*given) == ("dana (until March)",)
    with pytest.raises(Refused) as refused:
        require_owner(*given, "U-ANN", Action.REQUEST)
    expected = NotAnOwner("P4", Action.REQUEST, ("Dana", "Otto"), ("dana (until March)",))
    assert refused.value.reason == expected
