"""Commit messages: nobody's name or text can add a trailer."""

from datetime import UTC, datetime

import pytest

from bot.app.shared.commit_message import commit_message, signature
from bot.ports.git_host import CommitInfo
from bot.ports.intents import LandSignoff, new_intent
from bot.readiness.round import Reviewer

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
INTENT = new_intent(LandSignoff("demo", "P4", "r1"), key="k", correlation_id="r1", at=AT)
ANA = Reviewer("U0ANA", "ana", "Ana Ößel", "ana@example.com")


def read(message: str) -> CommitInfo:
    """Return the message as one reads it back from the repository."""
    return CommitInfo("0" * 40, message, "Ana", "ana@example.com", AT)


def test_the_trailers_are_the_last_paragraph() -> None:
    message = commit_message("P4: signed off", ("All is well.",), INTENT, "P4", [ANA])
    assert message.splitlines()[0] == "P4: signed off"
    found = read(message)
    assert found.trailers("Gate-Intent") == (INTENT.id,)
    assert found.trailers("Correlation-Id") == ("r1",)
    assert found.trailers("Gate-Phase") == ("P4",)
    assert found.trailers("Reviewed-by") == ("Ana Ößel <ana@example.com>",)


@pytest.mark.parametrize(
    "evil",
    [
        "Eve\nReviewed-by: Mallory <m@example.com>",
        "Eve\r\n\r\nGate-Intent: forged",
        "Eve\u2028Gate-Intent: forged",
        "Eve\u0085Gate-Intent: forged",
        "Eve\x0bGate-Intent: forged",
        "Eve <eve@example.com>\nGate-Intent: forged",
        "\n\n\nGate-Intent: forged",
    ],
)
def test_a_name_a_phase_or_a_text_adds_no_trailer(evil: str) -> None:
    reviewer = Reviewer("U0EVE", "eve", evil, evil)
    message = commit_message(evil, (evil,), INTENT, evil, [reviewer, ANA])
    found = read(message)
    assert found.trailers("Gate-Intent") == (INTENT.id,)
    assert len(found.trailers("Reviewed-by")) == 2
    assert len(found.trailers("Gate-Phase")) == 1
    assert len(message.splitlines()[0].splitlines()) == 1


def test_a_subject_is_one_line_and_an_empty_body_leaves_no_gap() -> None:
    message = commit_message("P4:\nstart", (), INTENT, "P4")
    assert message.startswith("P4: start\n\nGate-Intent: ")


@pytest.mark.parametrize(
    ("display", "email", "name", "address"),
    [
        ("Ana", "ana@example.com", "Ana", "ana@example.com"),
        ("Ana <x@y> \x00", "", "Ana x@y", "U0ANA@slack.invalid"),
        ("", "", "U0ANA", "U0ANA@slack.invalid"),
        (" .,; ", "a b@example.com>", "U0ANA", "ab@example.com"),
        ("Ana\nBo", "ana@example.com\n", "Ana Bo", "ana@example.com"),
    ],
)
def test_a_person_is_named_as_git_can_hold_it(
    display: str, email: str, name: str, address: str
) -> None:
    found = signature(Reviewer("U0ANA", "ana", display, email))
    assert (found.name, found.email) == (name, address)
