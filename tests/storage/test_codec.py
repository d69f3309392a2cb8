"""Typed JSON: what goes in comes out, and nothing else is believed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports.intents import ReplyTo, ShowCard, TellThread, Work
from bot.readiness.blockers import BlockedByPredecessor, Blocker
from bot.readiness.events import Event, Parked
from bot.readiness.evidence import Evidence, Kind
from bot.readiness.refusals import NotAnOwner, Refusal
from bot.readiness.round import Gap
from bot.readiness.status import Action
from storage.codec import Codec, Unreadable
from storage.vocabulary import CODEC, decode, encode
from tests.storage.samples import ANN, a_gap, a_round
from tests.storage.values import instances, subclasses

BASES = (Work, Event, Refusal, Blocker)
TOLD = [class_ for base in BASES for class_ in subclasses(base)]


@pytest.mark.parametrize("class_", CODEC.classes, ids=lambda class_: class_.__name__)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_every_class_of_the_vocabulary_comes_back(class_: type, data: st.DataObject) -> None:
    value = data.draw(instances(class_))
    text = encode(value)
    back = decode(text, class_)
    assert back == value
    assert type(back) is type(value)
    assert encode(back) == text  # the fields that do not count when compared, too


@pytest.mark.parametrize("class_", TOLD, ids=lambda class_: class_.__name__)
def test_whatever_is_asked_told_or_refused_is_in_the_vocabulary(class_: type) -> None:
    assert class_ in CODEC.classes


def test_the_stored_form_is_plain_json() -> None:
    work = TellThread("harbour", "r1", Parked("sign-off", "P4", "i1", "r1", "Nö.", "Grant it."))
    assert json.loads(encode(work)) == {
        "$": "TellThread",
        "project": "harbour",
        "round_id": "r1",
        "event": {
            "$": "Parked",
            "what": "sign-off",
            "phase": "P4",
            "intent_id": "i1",
            "correlation_id": "r1",
            "why": "Nö.",
            "mend": "Grant it.",
        },
    }


def test_a_field_an_older_row_lacks_gets_its_default() -> None:
    old = '{"$": "Evidence", "kind": "doc", "reference": "a.md"}'
    assert decode(old, Evidence) == Evidence(Kind.DOC, "a.md", note="", place=None)


def changed(value: object, **changes: Any) -> str:
    """Return the JSON of a value with some of its fields changed; ... drops one."""
    raw = {**json.loads(encode(value)), **changes}
    return json.dumps({key: item for key, item in raw.items() if item is not ...})


CARD = ShowCard("harbour", "r1")
REPLY = ReplyTo("U1", "C1", "https://slack.test/r", datetime.fromisoformat("2026-01-01T00:00Z"))
OWNER = NotAnOwner("P4", Action.START, ("Ann",))


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        ("{", Work, "not JSON"),
        ("[]", Work, "a list stands where a Work"),
        ("null", Work, "a NoneType stands where a Work"),
        ("{}", Work, "None is no Work"),
        (changed(CARD, **{"$": "Newer"}), Work, "'Newer' is no Work that is known"),
        (changed(CARD, **{"$": ["ShowCard"]}), Work, "is no Work that is known"),
        (encode(ANN), Work, "'Reviewer' is no Work that is known"),
        (encode(CARD), TellThread, "'ShowCard' is no TellThread"),
        (changed(CARD, round_id=...), Work, "ShowCard lacks round_id"),
        (changed(CARD, colour="red"), Work, "ShowCard has no field 'colour'"),
        (changed(CARD, round_id=7), Work, "a int stands where a str"),
        (changed(a_round(), number=True), type(a_round()), "a bool stands where a int"),
        (changed(a_round(), landing=1), type(a_round()), "a int stands where a bool"),
        (changed(a_gap(), state="sung"), Gap, "where a GapState"),
        (changed(OWNER, owners="Ann"), Refusal, "a str stands where a array"),
        (changed(OWNER, owners=["Ann", None]), Refusal, "a NoneType stands where a str"),
        (changed(REPLY, expires_at="2026-01-01T00:00:00"), ReplyTo, "time with a zone"),
        (changed(REPLY, expires_at="soon"), ReplyTo, "where a time"),
        (changed(REPLY, expires_at=5), ReplyTo, "where a time"),
        (changed(BlockedByPredecessor("P1", None), status="Paused"), Blocker, "nothing of"),
        (json.dumps([["a", "b", "c"]]), tuple[tuple[str, str], ...], "where a array of 2"),
        ('["a"]', Mapping[str, int], "where a object"),
    ],
)
def test_what_does_not_fit_is_unreadable_and_says_why(text: str, kind: Any, why: str) -> None:
    with pytest.raises(Unreadable, match=why) as caught:
        decode(text, kind)
    assert "version" in caught.value.mend


def test_what_people_wrote_is_not_in_the_reason() -> None:
    with pytest.raises(Unreadable) as caught:
        decode(changed(CARD, round_id=["a secret"]), Work)
    assert "secret" not in str(caught.value)


def test_mappings_are_kept() -> None:
    assert decode(encode({"ops": 1}), Mapping[str, int]) == {"ops": 1}


@dataclass(frozen=True)
class Stranger:
    """A class outside the vocabulary."""

    weight: float = 0.5


@pytest.mark.parametrize("value", [Stranger(), 0.5, b"x", ["a"], {"a"}, object(), (1, 0.5)])
def test_what_is_outside_the_vocabulary_is_not_kept(value: object) -> None:
    with pytest.raises(TypeError, match="not in the stored vocabulary"):
        encode(value)


def test_a_time_without_a_zone_is_not_kept() -> None:
    with pytest.raises(TypeError, match="no time zone"):
        encode(datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize("kind", [float, bytes, list[str], dict[str, int], Mapping[int, str], Any])
def test_a_type_that_can_not_be_checked_is_refused(kind: Any) -> None:
    with pytest.raises(TypeError, match="no reader"):
        decode("1", kind)


def test_a_class_with_a_strange_field_never_enters_the_vocabulary() -> None:
    with pytest.raises(TypeError, match="no reader"):
        Codec({"Stranger": Stranger})


def test_a_class_has_one_stored_name() -> None:
    with pytest.raises(TypeError, match="two stored names"):
        Codec({"ShowCard": ShowCard, "DrawCard": ShowCard})


@dataclass(frozen=True)
class Renamed:
    """A class and a field that had other names in an earlier release."""

    words: str
    count: int = 0


def test_rows_outlive_the_names_of_their_class_and_fields() -> None:
    codec = Codec({"Spoken": Renamed}, {Renamed: {"words": "text"}})
    assert codec.decode('{"$": "Spoken", "text": "hello"}', Renamed) == Renamed("hello")
    assert json.loads(codec.encode(Renamed("hello", 2))) == {
        "$": "Spoken",
        "text": "hello",
        "count": 2,
    }
    with pytest.raises(Unreadable, match="lacks text"):
        codec.decode('{"$": "Spoken", "count": 2}', Renamed)
