"""The third act: three approvals, a push in between, and a sign-off that lands once, on top."""

import asyncio
import json

from bot.demo.people import ANOUK, INES, JONAS, KWAME, MEI, RAVI, Person
from bot.demo.repository import CommitLine
from bot.demo.tour.stage import TRACKER, Card, Stage, StepFailed, head_of
from bot.sandbox.seen import Modal
from bot.slack import action_ids as actions
from bot.slack.views import fields
from bot.slack.words import forms

_ROUND = 2
_BEFORE = "Each is followed up in the [gap tracker](Gap_Tracker.md)."
_AFTER = "Each is followed up in the [gap tracker](Gap_Tracker.md), every Tuesday."


async def first_approves(stage: Stage) -> None:
    """Anouk approves for architecture, in the form that was made for her, with a note."""
    card = await stage.card("P4", number=_ROUND)
    form = await opens_form(stage, ANOUK, card)
    stage.shows(_without_field(form.shown), "a form")
    await stage.submits(ANOUK, form, {fields.NOTE: "The invariants hold."}, "architecture")
    await stage.card("P4", "Anouk Visser approved", number=_ROUND)
    await stage.is_told(INES, card.message.ts, "Anouk Visser", "architecture")


async def outsider_copies(stage: Stage) -> None:
    """Jonas gets hold of the form that Anouk has sent, puts his name in it, and posts it."""
    card = await stage.card("P4", number=_ROUND)
    copied = await stage.last_submission(ANOUK)
    copied["user"] = {**copied["user"], "id": JONAS.slack, "name": JONAS.name}
    copied["trigger_id"] = "1234.5678.copied"
    stage.tell.speech("Jonas", "Anouk's own form, word for word, in his name")
    answer = await stage.forges(copied)
    stage.check_quietly("a refusal for want of a role", ".gatebot.yml" in answer, answer)
    found = await stage.card("P4", number=_ROUND)
    stage.check("one approval is on the card: Anouk's", found.shown == card.shown, found.shown)


async def second_approves_twice(stage: Stage) -> None:
    """Ravi approves for security twice at the same moment; it counts once."""
    ravi = stage.at(RAVI)
    stage.tell.speech("Ravi", "/gate approve P4\n/gate approve P4", "both at once")
    answers = await asyncio.gather(
        *(ravi.command("/gate", "approve P4", channel=stage.channel) for _ in range(2))
    )
    texts = sorted(answer.shown for answer in answers if answer)
    for text in texts:
        stage.shows(text, "only Ravi sees this")
    stage.check("two answers, and they differ", len(set(texts)) == 2, texts)  # noqa: PLR2004 - two
    card = await stage.card("P4", "Ravi Menon approved", number=_ROUND)

    async def in_thread() -> list[str] | None:
        lines = [m.shown for m in (await ravi.thread(card.message))[1:]]  # below the card
        found = [line for line in lines if RAVI.display in line and "security" in line]
        return found or None

    lines = await stage.until(RAVI, in_thread, "Ravi's approval in the card's thread")
    stage.check("the card's thread has his approval once", len(lines) == 1, lines)


async def third_approves_while_mei_pushes(stage: Stage) -> None:
    """While the sign-off is on its way, Mei's unrelated edit of the tracker gets there first."""
    before = await stage.repository.head()
    card = await stage.card("P4", number=_ROUND)
    hold = stage.repository.hold_next_push()
    try:
        form = await opens_form(stage, KWAME, card)
        await stage.submits(KWAME, form, {}, "ops")
        await hold.reached()
        stage.tell.git("a push has arrived and is being held")
        waiting = await stage.card("P4", without=actions.APPROVE, number=_ROUND)
        landing = "landing" in waiting.shown.casefold()
        stage.check("the card says that it is approved and landing", landing, waiting.shown)
        sha = await stage.repository.edit(
            MEI, "Say when gaps are reviewed", TRACKER, (_BEFORE, _AFTER)
        )
        stage.tell.git("meanwhile Mei pushes, and her push goes straight through")
    finally:
        hold.release()
    stage.tell.git("the held push goes on, and finds that the branch has moved")
    await stage.card("P4", without=actions.LIST_GAPS, number=_ROUND)
    made = await stage.commits(before)
    stage.check("Mei's commit, and on top of it one commit of gatebot's", _is_pair(made, sha), made)
    landed = await stage.card("P4", made[-1].sha[:10], number=_ROUND)
    stage.shows(head_of(landed.shown, 6), "the card, for all")
    await stage.is_told(INES, card.message.ts, made[-1].sha)


async def the_record_is_whole(stage: Stage) -> None:
    """The tracker and the record file say who approved, for which role, when, in which round."""
    card = await stage.card("P4", number=_ROUND)
    tracker = await stage.tracker()
    signoff = await signoff_of(stage, "P4", card.round_id)
    rows = [line for line in tracker.splitlines() if card.round_id in line]
    for row in rows:
        stage.tell.git(row)
    seats = (("architecture", ANOUK), ("security", RAVI), ("ops", KWAME))
    stage.check(
        "the tracker has a row for each role, with its reviewer",
        len(rows) == len(seats) and all(_names(rows, role, who) for role, who in seats),
        rows,
    )
    stage.check(
        "P4 is Signed Off in the table and done in the diagram, and Mei's edit is there",
        "| P4 | ERD and Persistence Model | Signed Off |" in tracker
        and "P4[Phase 4 — ERD and Persistence Model]:::done" in tracker
        and _AFTER in tracker,
        tracker,
    )
    path = f"operations/evidence/signoffs/P4/{card.round_id}.json"
    record = json.loads(await stage.repository.text(path, signoff.sha) or "{}")
    subjects = record.get("subject", [])
    stage.check(f"{path} holds {len(subjects)} pieces of evidence with digests", subjects, record)


async def a_late_approval_is_refused(stage: Stage) -> None:
    """Anouk approves once more: P4 is locked, and nothing is written."""
    before = await stage.repository.head()
    await stage.types(ANOUK, "approve P4", "P4", "locked")
    after = await stage.repository.head()
    stage.check("the repository stays as it is", after == before, after)


async def opens_form(stage: Stage, who: Person, card: Card) -> Modal:
    """Press Approve; return the form, once it shows this round's commit."""
    stage.tell.speech(who.first_name, "presses Approve, reads the form and sends it")
    form = await stage.opens(who, card, actions.APPROVE)
    stage.check_quietly("a form to send", form.submit, form.shown)
    return form


async def signoff_of(stage: Stage, phase: str, round_id: str) -> CommitLine:
    """Return the one commit that signs a phase off in a round; raises StepFailed."""
    root = await stage.repository.root()
    found = [
        commit
        for commit in await stage.repository.commits(root)
        if f"Correlation-Id: {round_id}" in commit.message and "Reviewed-by: " in commit.message
    ]
    if len(found) != 1:
        raise StepFailed(stage.tell.number, f"one sign-off of {phase} in round {round_id}", found)
    return found[0]


def _is_pair(made: tuple[CommitLine, ...], first: str) -> bool:
    return len(made) == 2 and made[0].sha == first and "Gate-Phase: P4" in made[1].message  # noqa: PLR2004 - a pair


def _names(rows: list[str], role: str, who: Person) -> bool:
    return any(f"| {role} |" in row and who.display in row for row in rows)


def _without_field(shown: str) -> str:
    return shown.partition(f"\n{forms.ROLE}")[0]
