"""Evidence added and removed from Slack: the kind is inferred, the row checked and landed."""

from bot.demo.people import INES, RAVI
from bot.demo.people import Person as Who
from bot.sandbox.seen import Message
from bot.slack import action_ids as actions
from bot.slack.views import fields
from tests.support.acts import ask, opens
from tests.support.repository import git
from tests.support.stage import CHANNEL, Stage

TRACKER = "doc/Phase_Readiness_Tracker.md"
NEW = "architecture/ERD.md#nowhere"


async def sheet(stage: Stage, who: Who) -> Message:
    """Ask for P4's evidence; return the answer when it has come."""
    person = stage.person(who)
    before = max((m.ts for m in await person.see(CHANNEL)), default="")
    await person.command("/gate", "evidence P4", channel=CHANNEL)
    return await person.wait_for_message(CHANNEL, "Evidence of P4", after=before, within=15)


async def told(stage: Stage, words: str) -> str:
    ines = stage.person(INES)
    return (await ines.wait_for_message((await ines.dm()).id, words, within=15)).shown


async def test_an_owner_adds_and_removes_an_item_by_form(stage: Stage) -> None:
    ines = stage.person(INES)
    async with stage.bot():
        await ines.click(await sheet(stage, INES), actions.ADD_EVIDENCE)
        form = await ines.wait_for_modal("Add evidence")
        values = {fields.REFERENCE: NEW, fields.NOTE: "where the model is"}
        submission = await ines.submit(form, values)
        notice = submission.modals[-1]
        assert notice.title == "One moment"
        assert "The answer comes in a moment, by direct message." in notice.shown
        await ines.close(submission.modals[-1])
        answer = await told(stage, NEW)
        assert "fails doc" in answer.replace("\n", "")
        assert "It does not count until it passes." in answer
        tracker = await stage.repository.text(TRACKER) or ""
        (row,) = [line for line in tracker.splitlines() if NEW in line]
        assert "doc" in row
        assert "where the model is" in row

        await ines.click(await sheet(stage, INES), actions.REMOVE_EVIDENCE)
        form = await ines.wait_for_modal("Remove")
        menu = next(b for b in form.blocks if b.get("block_id") == fields.ITEM)
        choice = next(o for o in menu["element"]["options"] if "nowhere" in o["text"]["text"])
        await ines.submit(form, {fields.ITEM: choice["value"]})
        await told(stage, "out of the evidence of")
        assert NEW not in (await stage.repository.text(TRACKER) or "")


async def test_who_owns_nothing_is_offered_no_button(stage: Stage) -> None:
    async with stage.bot():
        assert (await sheet(stage, RAVI)).buttons == []


async def test_an_owner_changes_the_evidence_from_the_card(stage: Stage) -> None:
    ines = stage.person(INES)
    async with stage.bot():
        opened = await ask(stage)
        theirs = await opens(stage, RAVI, opened, actions.EVIDENCE)
        mine = await opens(stage, INES, opened, actions.EVIDENCE)
        assert theirs.buttons == []
        assert mine.buttons == [actions.ADD_EVIDENCE, actions.REMOVE_EVIDENCE]

        await ines.click(mine, actions.ADD_EVIDENCE)
        form = await ines.wait_for_modal("Add evidence")
        await ines.submit(form, {fields.REFERENCE: NEW})
        assert "will be void" in await told(stage, NEW)
        assert NEW in (await stage.repository.text(TRACKER) or "")


async def test_what_cannot_be_evidence_is_refused_and_nothing_is_written(stage: Stage) -> None:
    git(stage.repository.path, "update-ref", "-d", "refs/notes/ci")  # no run was ever told of
    ines, head = stage.person(INES), await stage.repository.head()
    async with stage.bot():
        for reference, words in (
            ("doc ../outside.md", "leads out of the repository"),
            ("doc https://example.com/a.md", "another place"),
            ("doc " + "a/" * 1_400 + "b.md", "too long"),
        ):
            shown = await ines.command("/gate", f"evidence P4 add {reference}", channel=CHANNEL)
            assert shown is not None
            assert words in shown.shown
        item = "tests/persistence/schema_test.go::TestSchemaAppliesTwice https://evil.example/1"
        await ines.command("/gate", f"evidence P4 add test {item}", channel=CHANNEL)
        await ines.wait_for_message(CHANNEL, "leads to no CI run of this project", within=15)
    assert await stage.repository.head() == head
