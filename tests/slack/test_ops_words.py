"""What is said of the ops track, of digests and of reminders: read as people read it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.api import answers as a
from bot.readiness import ops_events as e
from bot.readiness import ops_refusals as r
from bot.readiness.digest import WaitingRound
from bot.readiness.work import OpsAction, OpsItem
from bot.slack.inbound.grammar import parse
from bot.slack.misread import BadCommand
from bot.slack.prose import Note, plain
from bot.slack.views import replies
from bot.slack.words.answers import answer
from bot.slack.words.digest import headline, waiting_line
from bot.slack.words.events import event
from bot.slack.words.misreadings import misread
from bot.slack.words.ops import item_line
from bot.slack.words.refusals import refusal
from tests.slack import ops_catalogue as o
from tests.slack import people as p
from tests.slack.checks import words


def read(note: Note) -> str:
    lines = [note.said, *(line for part in note.parts for line in part.items), *note.then]
    return "\n".join(plain(line) for line in lines)


def changed(action: OpsAction, item: OpsItem) -> str:
    return read(event(e.OpsChanged(action, item, p.ADA, p.COMMIT)))


def test_an_item_that_was_added_is_told_as_it_was_understood() -> None:
    item = OpsItem("Drill", owner="bo", due="2026-12-01", since="2026-11-22")
    assert "added Drill for bo, due 2026-12-01. It is" in changed(OpsAction.ADD, item)
    assert "added Drill. It is" in changed(OpsAction.ADD, OpsItem("Drill"))


def test_an_age_that_the_file_does_not_tell_is_said_to_be_at_least_that() -> None:
    item = OpsItem("Drill", seen="2026-02-27")
    assert plain(item_line(item, o.TODAY)).endswith("; at least 3 days old")
    assert plain(item_line(replace(item, since="2026-02-01"), o.TODAY)).endswith("; 29 days old")
    assert plain(item_line(replace(item, seen=o.TODAY), o.TODAY)).endswith("no owner")


def test_done_tells_how_it_is_taken_back() -> None:
    assert "Not so? /gate ops reopen Runbooks." in changed(OpsAction.DONE, o.DONE)
    long = replace(o.DONE, text="x" * 200)
    assert f"Not so? /gate ops reopen {long.key}." in changed(OpsAction.DONE, long)
    assert "reopened Runbooks." in changed(OpsAction.REOPEN, o.DONE)


def test_what_an_item_may_be_is_listed_with_numbers() -> None:
    note = refusal(r.UnclearOpsItem("drill", ("Restore drill", "On-call drill"), 2, (4, 5)))
    assert "4. Restore drill\n5. On-call drill" in read(note)
    assert "\nRestore drill" in read(refusal(r.UnclearOpsItem("x", ("Restore drill",))))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ops add", "Say what has to be done."),
        ("ops done", "Say which item is done, by its number or its words."),
        ("ops reopen", "Say which item, by its number or its words."),
        ("digest here 09:00 mon-fri", "Name the time zone between the time and the days."),
    ],
)
def test_what_is_missing_is_asked_for(typed: str, said: str) -> None:
    with pytest.raises(BadCommand) as caught:
        parse(typed)
    assert read(misread(caught.value, ("P4",))).startswith(said)


def test_a_change_that_is_under_way_is_said_in_words_of_its_own() -> None:
    assert read(answer(a.Checking("Ops track", "ops add"))) == (
        "Writing that to the ops track … The answer comes in a moment."
    )
    assert read(answer(a.Checking("P4", "ready"))).startswith("Checking P4 for ready …")


def test_a_reminder_that_is_held_is_not_said_to_have_been_sent() -> None:
    at = p.NOON + timedelta(hours=20)
    held = read(refusal(r.RemindedToday("P4", (), (("Dee Ops", at), ("Cy Security", at)))))
    assert "Nobody was reminded again" not in held
    assert held.startswith(
        "Everyone whom the review of P4 waits for (Dee Ops and Cy Security) will be reminded "
        "already, so nothing was added."
    )
    assert f"Dee Ops: {at:%Y-%m-%d %H:%M} UTC" in held
    both = read(refusal(r.RemindedToday("P4", ("Bo",), (("Dee Ops", at),))))
    assert "Bo was reminded today already" in both
    assert "Dee Ops will be" in both


def test_a_channels_digest_says_who_set_it_and_when_for_whom() -> None:
    state = a.DigestState("C0GATES", o.NINE, p.NOON, set_by="Ada Owner")
    said = read(answer(state))
    assert "The next one: Mon 2 Mar (for you, 2026-03-02 12:00 UTC)." in said
    assert "Set by Ada Owner, 2026-03-02 12:00 UTC." in said
    assert "Set by" not in read(answer(replace(state, saved=True)))


def test_a_preview_of_nothing_says_what_the_channel_would_hear() -> None:
    def shown(*, quiet: bool) -> str:
        given = a.DigestPreview(o.EMPTY, quiet=quiet)
        return words(replies.answer(given).payload())

    assert "so the channel would hear nothing" in shown(quiet=True)
    assert "so the channel would hear nothing" not in shown(quiet=False)


def test_what_was_asked_yesterday_was_not_a_day_ago() -> None:
    line = plain(waiting_line(WaitingRound(p.OPEN, ()), "2026-03-03"))
    assert line.endswith("; asked yesterday")
    # Noon of that day in UTC is the next day already in Kiritimati.
    far = waiting_line(WaitingRound(p.OPEN, ()), "2026-03-03", "Pacific/Kiritimati")
    assert plain(far).endswith("; asked today")
    assert plain(waiting_line(WaitingRound(p.OPEN, ()), "2026-03-04")).endswith(
        "; asked 2 days ago"
    )


def test_a_track_without_open_items_says_so() -> None:
    listed = a.OpsList(o.AS_OF, (o.DONE,), o.TODAY)
    assert "No open item on the ops track; 1 done." in read(answer(listed))
    assert "nothing is open" in plain(headline(o.EMPTY))


def test_done_items_that_are_not_shown_are_counted() -> None:
    items = tuple(OpsItem(f"item {n}", done=True) for n in range(9))
    given = a.OpsList(o.AS_OF, items, o.TODAY)
    text = words(replies.answer(given).payload())
    assert "… and 4 more in the tracker." in text
