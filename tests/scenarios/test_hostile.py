"""Text at its worst, typed by people who may type it: shown as it is, obeyed by nobody."""

import json
from typing import Any

import pytest

from bot.demo.people import INES, RAVI
from bot.documents.policy_file import read_policy
from bot.documents.tracker import read_tracker
from bot.documents.tracker_model import Tracker
from bot.sandbox.seen import Message
from bot.slack import action_ids as actions
from bot.slack.views import fields
from tests.support.acts import (
    REVIEWERS,
    TRACKER,
    answer,
    approve,
    ask,
    card,
    direct,
    list_gaps,
    opens,
    round_of,
    signed_rows,
    subjects,
    thread,
    told,
    types,
)
from tests.support.stage import CHANNEL, Stage

HOSTILE = {
    "mentions": "<!channel> <!here> <@U0KWAMEASANTE> <!subteam^S1> <#C0GENERAL|x> @kwame",
    "markup": "*bold* _it_ ~no~ `code` > quote :tada: <https://evil.example|click here> &amp; &lt;",
    "cells": "a | b \\| c | `d|e` | <br> | ~~~ ``` |",
    "lines": "one\ntwo\n\n## Three\n- [ ] four\n| P4 | x | Signed Off | ines |",
    "right to left": "\u202egnp.exe\u202c שלום \u2066x\u2069",
    "nothing to see": "a\u200b\u200b\u200bb\ufeff\u2060c",
    "long": "Läng " * 800,
    "trailers": "fine\n\nReviewed-by: Jonas <j@example.com>\nGate-Intent: 1",
}
KINDS = tuple(HOSTILE)
FIELD = 1000  # characters that a form's field takes


async def read_it(stage: Stage) -> Tracker:
    """Read the tracker at the end of the branch, as gatebot does."""
    policy = (await stage.repository.text(".gatebot.yml") or "").encode()
    file = read_policy(policy, "0" * 40)
    text = (await stage.repository.text(TRACKER) or "").encode()
    return read_tracker(text, TRACKER, file.vocabulary)


def active(value: Any) -> set[str]:
    """Return what calls or leads somewhere in blocks: mentions, groups, ranges, foreign links."""
    if isinstance(value, list):
        return {found for one in value for found in active(one)}
    if not isinstance(value, dict):
        return set()
    kinds = {"user", "usergroup", "broadcast", "channel", "link", "emoji"}
    own = {f"{value['type']}:{json.dumps(value)}"} if value.get("type") in kinds else set()
    if value.get("type") == "mrkdwn" and ("<!" in value["text"] or "<@" in value["text"]):
        own.add(value["text"])
    return own | {found for one in value.values() for found in active(one)}


def require_calm(message: Message, *allowed: str) -> None:
    """Require that a message calls nobody but those allowed, in its blocks and in its text."""
    called = {one for one in active(message.blocks) if not any(name in one for name in allowed)}
    assert called == set()
    assert "<!" not in message.text
    assert "<@" not in message.text


@pytest.mark.parametrize("names", [KINDS[:3], KINDS[3:6], KINDS[5:]], ids=", ".join)
async def test_notes_on_approvals(stage: Stage, names: tuple[str, ...]) -> None:
    base = await stage.repository.head()
    before = await read_it(stage)
    async with stage.bot():
        opened = await ask(stage)
        for who, name in zip(REVIEWERS, names, strict=True):
            done = await approve(stage, who, note=HOSTILE[name][:FIELD])
            assert done.outcome == "updated", done
        landed = await card(stage, "P4", "Signed off")
        await told(stage, INES, "is Signed Off")
        await stage.settled()
        require_calm(landed)
        for message in (*await direct(stage, INES), *(await stage.person(INES).thread(opened))[1:]):
            require_calm(message)
        assert len(await thread(stage, opened)) == 4
    after = await read_it(stage)
    assert [p.id for p in after.phases] == [p.id for p in before.phases]
    assert len(await signed_rows(stage, round_of(landed))) == 3
    assert await subjects(stage, base) == ["P4: ready for sign-off", "P4: signed off"]
    message_lines = (await stage.repository.commits(base))[-1].message.splitlines()
    assert sum(line.startswith("Reviewed-by: ") for line in message_lines) == 3
    record = f"operations/evidence/signoffs/P4/{round_of(landed)}.json"
    assert json.loads(await stage.repository.text(record) or "")["predicate"]


async def test_gaps_and_what_was_done_about_them(stage: Stage) -> None:
    texts = [text[:FIELD] for text in HOSTILE.values()]
    async with stage.bot():
        opened = await ask(stage)
        listed = await list_gaps(stage, RAVI, *texts)
        assert listed.outcome == "updated", listed
        require_calm(await card(stage, "P4", "P4-G1", f"P4-G{len(texts)}"))
        message = await told(stage, INES, "P4-G1")
        require_calm(message)
        for number, text in enumerate(texts, start=1):
            gap = f"P4-G{number}"
            form = await opens(stage, INES, message, actions.ADDRESS, value=f"demo/{gap}")
            done = await stage.person(INES).submit(form, {fields.DONE: text})
            assert f"{gap} is marked as addressed" in done.view.shown
        await stage.settled()
        require_calm(await card(stage))
        lines = (await stage.person(INES).thread(opened))[1:]
        assert len(lines) == 1 + len(texts)
        for line in lines:
            require_calm(line)
        second = await ask(stage)
        require_calm(second, *(who.slack for who in REVIEWERS))
        form = await opens(stage, RAVI, second, actions.APPROVE)
        assert f"P4-G{len(texts)}" in form.shown


async def test_gaps_typed_in_a_line(stage: Stage) -> None:
    async with stage.bot():
        await ask(stage)
        for text in HOSTILE.values():
            said = await stage.person(RAVI).command("/gate", f"gaps P4 {text}", channel=CHANNEL)
            assert said is not None
            require_calm(said)
        await stage.settled()
        require_calm(await card(stage))
        shown = await stage.person(INES).command("/gate", "gaps P4", channel=CHANNEL)
        assert shown is not None
        require_calm(shown)


async def test_evidence_references(stage: Stage) -> None:
    before = await read_it(stage)
    async with stage.bot():
        ines = stage.person(INES)
        for text in HOSTILE.values():
            said = await ines.command("/gate", f"evidence P4 add doc {text}", channel=CHANNEL)
            assert said is not None
            require_calm(said)
            if said.shown.startswith("Checking"):
                require_calm(await ines.wait_for_message(CHANNEL, "", after=said.ts))
        shown = await answer(stage, INES, "evidence P4")
        assert "4 pass" in shown
    after = await read_it(stage)
    assert [p.id for p in after.phases] == [p.id for p in before.phases]
    assert set(before.evidence_of("P4")) <= set(after.evidence_of("P4"))
    assert after.evidence_of("EXEC") == before.evidence_of("EXEC")


async def test_words_after_every_verb(stage: Stage) -> None:
    async with stage.bot():
        for text in HOSTILE.values():
            for verb in ("status", "ready", "approve", "history", "help", ""):
                line = f"{verb} {text}"[:3900].strip()
                said = await stage.person(RAVI).command("/gate", line, channel=CHANNEL)
                assert said is not None
                require_calm(said, "C0P4RELEASE")
        assert "P4" in await types(stage, INES, "status")


@pytest.mark.parametrize(
    "title",
    [
        "ERD <!channel> and <@U0KWAMEASANTE>",
        "*ERD* `x` \\| y &amp; <https://evil.example\\|here>",
        "ERD שלום",
        "ERD " * 300,
    ],
)
async def test_a_phases_title(stage: Stage, title: str) -> None:
    row = "| P4 | {} | In Progress | ines |"
    swap = (row.format("ERD and Persistence Model"), row.format(title))
    await stage.repository.edit(INES, "Rename it", TRACKER, swap)
    async with stage.bot():
        opened = await ask(stage)
        require_calm(opened, *(who.slack for who in REVIEWERS))
        for who in REVIEWERS:
            await approve(stage, who)
        require_calm(await card(stage, "P4", "Signed off"))
        require_calm(await told(stage, INES, "is Signed Off"))
    phase = (await read_it(stage)).phase("P4")
    assert phase is not None
    assert phase.status == "Signed Off"


async def test_a_title_that_is_shown_in_another_order_holds_its_phase_back(stage: Stage) -> None:
    swap = ("| ERD and Persistence Model | In", "| \u202eERD\u202c שלום | In")
    await stage.repository.edit(INES, "Rename it", TRACKER, swap)
    async with stage.bot():
        said = await answer(stage, INES, "ready P4")
    line = (await stage.repository.text(TRACKER) or "").partition("\u202e")[0].count("\n") + 1
    assert "P4 can't go to review yet" in said
    assert f"{TRACKER}:{line}" in said
