"""The ledger is shown as a timeline in text and in words, within a message."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.api.answers import Progress
from bot.readiness.place import Place, Problem
from bot.readiness.progress import LandedEntry, chart
from bot.slack.message import Block
from bot.slack.views.progress import progress, timeline
from tests.slack.catalogue import AS_OF, PROGRESS
from tests.slack.checks import sendable, words
from tests.slack.hostile import QUICK, texts


def text_of(given: Progress) -> str:
    return words(sendable(progress(given)).blocks)


def test_the_picture_has_a_line_for_each_section_in_the_order_they_began() -> None:
    entries = (
        LandedEntry("2026-02-01", "aaaaaa1", "Relays", "a"),
        LandedEntry("2026-02-03", "aaaaaa2", "Workers", "b"),
        LandedEntry("2026-02-05", "aaaaaa3", "Relays", "c", recorded=False),
    )
    assert timeline(chart(entries, 5)).splitlines()[1:3] == [
        "█───▒ Relays (2)",
        "··█·· Workers (1)",
    ]


def test_the_days_of_both_ends_stand_above_it() -> None:
    picture = timeline(chart(PROGRESS.entries, 32)).splitlines()
    assert picture[0] == "2026-02-24" + " " * 12 + "2026-03-01"
    assert all(len(row.partition(" ")[0]) == 32 for row in picture[1:-1])
    assert "not in the ledger yet" in picture[-1]


def test_the_same_is_said_in_words() -> None:
    message = sendable(progress(PROGRESS))
    assert message.text == "atlas: 2 landings in the ledger, 1 commit since; 2 sections."
    text = text_of(PROGRESS)
    assert "Outbox + relays\n (2 commits)" in text
    assert text.index("NATS publisher") < text.index("relay runtime"), "the newest first"
    assert " P4: signed off — not in the ledger yet" in text


def test_what_is_wrong_and_what_is_missing_is_said() -> None:
    problem = Problem(Place("doc/Progress.md", 9), "“soon” is no commit.", "Write its sha.")
    text = text_of(replace(PROGRESS, problems=(problem,) * 5, since_known=False))
    assert "doc/Progress.md:9" in text
    assert "… and 2 more. " in text
    assert "can't be told now" in text
    assert "no entry yet" in text_of(Progress(AS_OF, "doc/Progress.md", ()))
    assert "under documents: " in text_of(Progress(AS_OF, None, ()))


def test_ten_thousand_landings_are_cut_with_a_count() -> None:
    entries = tuple(
        LandedEntry(
            f"2026-02-{1 + n // 400:02}", f"{n:010x}", f"{'漢' * 500}{n % 40}", "漢<&" * 900
        )
        for n in range(10_000)
    )
    text = text_of(Progress(AS_OF, "doc/Progress.md", entries))
    assert text.count("(250 commits)") == text.count("… and 245 more\n") == 8
    assert "… and 8,000 more outside these sections. The ledger: \ndoc/Progress.md\n." in text


def landed(*sections: str) -> Progress:
    """Return landings in these sections, in this order, named by their numbers."""
    entries = (
        LandedEntry("2026-02-01", f"{n:07x}", section, f"landing {n}")
        for n, section in enumerate(sections)
    )
    return Progress(AS_OF, "doc/Progress.md", tuple(entries))


def test_what_is_cut_of_a_section_is_counted_in_its_own_list() -> None:
    blocks = sendable(progress(landed(*["Relays"] * 7, "Workers"))).blocks
    relays, workers = block_of(blocks, "Relays\n"), block_of(blocks, "Workers\n")
    assert words(relays).endswith("landing 2\n… and 2 more"), "after the oldest that is shown"
    assert "more" not in words(workers)
    after = words(blocks[blocks.index(workers) + 1 :])
    assert "The ledger: \ndoc/Progress.md\n." in after, "where all of it is"
    assert "more" not in after


def block_of(blocks: Sequence[Block], start: str) -> Block:
    return next(block for block in blocks if words(block).startswith(start))


def test_where_all_is_shown_nothing_is_counted() -> None:
    text = text_of(landed(*["Relays"] * 5))
    assert " more" not in text
    assert "The ledger: " not in text


def test_what_has_no_section_is_none() -> None:
    some = sendable(progress(landed("Relays", "", "relays", "Workers", " ")))
    assert some.text == "atlas: 5 landings in the ledger; 2 sections."
    assert "No section" in words(some.blocks)
    assert progress(landed("", "")).text == "atlas: 2 landings in the ledger."


@given(texts(), texts(), st.sampled_from((1, 30)))
@settings(max_examples=40, deadline=None, phases=QUICK)
def test_whatever_a_ledger_says_it_can_be_sent(text: str, other: str, count: int) -> None:
    entries = tuple(
        LandedEntry(text[:10], other, f"{text}{n}", other, recorded=bool(n % 2))
        for n in range(count)
    )
    problem = Problem(Place(text[:60] or "x", 3), other, text)
    sendable(progress(Progress(AS_OF, text, entries, (problem,) * count, since_known=False)))
