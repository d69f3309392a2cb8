"""Evidence that fails or can't be judged: shown with its mend, and in the way of a request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.demo.people import INES
from bot.demo.repository import CiResult
from bot.ports.git_host import Entry, GitHost, HostUnavailable
from bot.runtime.wiring import Dressing
from tests.support.acts import TRACKER, answer, ask, card, cards, subjects, tracker
from tests.support.impatient import IMPATIENT
from tests.support.passing import Passing
from tests.support.repository import Clone, git
from tests.support.stage import Stage

CODE_ROW = "| P4 | code | db_schema_v1.sql | the schema of record |\n"
TEST = "tests/persistence/allocation_test.go::TestAllocationAndOutboxShareOneTransaction"
LINK = "operations/evidence/exec/linked.md"


async def list_item(stage: Stage, kind: str, reference: str) -> None:
    """Put one more item into the evidence of P4, by hand."""
    row = f"| P4 | {kind} | {reference} | added by hand |\n"
    await stage.repository.edit(INES, "List it", TRACKER, (CODE_ROW, CODE_ROW + row))


async def require_blocked(stage: Stage, state: str, sentence: str) -> None:
    """Require that the item is shown in this state, and keeps the phase from review."""
    base = await stage.repository.head()
    shown = await answer(stage, INES, "evidence P4")
    assert state in shown
    assert sentence in shown
    said = await answer(stage, INES, "ready P4")
    assert "1 thing in the way" in said
    assert f"Evidence. {state}" in said
    assert sentence in said
    assert await cards(stage, "P4") == []
    assert await subjects(stage, base) == []


@dataclass(frozen=True)
class Failing:
    kind: str
    reference: str
    sentence: str


FAILING = (
    Failing("doc", "architecture/Nowhere.md", "is not there"),
    Failing("doc", "architecture/ERD.md#nowhere", "#nowhere"),
    Failing("doc", "architecture/none/*", "No file matches"),
    Failing("doc", "../../outside.md", "The reference can't be taken"),
    Failing("contract", "api/openapi.draft.yaml#/paths/~1nowhere", "~1nowhere"),
    Failing("contract", "README.md#/paths", "README.md"),
    Failing("code", "cmd/nothing/main.go", "is not there"),
    Failing("code", "0123456789abcdef0123456789abcdef01234567", "names no commit"),
    Failing("test", "tests/persistence/allocation_test.go::TestNothing ci:1", "TestNothing"),
    Failing("test", TEST, "no CI link"),
    Failing("artifact", "operations/evidence/none.md", "is not there"),
    Failing("artifact", "README.md", "README.md"),
)


@pytest.mark.parametrize("case", FAILING, ids=lambda case: f"{case.kind} {case.reference[:40]}")
async def test_an_item_that_fails_is_shown_and_blocks(stage: Stage, case: Failing) -> None:
    await list_item(stage, case.kind, case.reference)
    async with stage.bot():
        await require_blocked(stage, "✖ fails", case.sentence)


async def test_a_commit_of_no_branch_fails(stage: Stage) -> None:
    tree = git(stage.repository.path, "rev-parse", "main^{tree}")
    author = ("-c", "user.name=J", "-c", "user.email=j@example.com")
    loose = git(stage.repository.path, *author, "commit-tree", tree, "-m", "Never merged")
    await list_item(stage, "code", loose)
    async with stage.bot():
        await require_blocked(stage, "✖ fails", "is not in the history of")


async def test_an_artifact_that_is_a_link_fails(stage: Stage, tmp_path: Path) -> None:
    clone = Clone(tmp_path / "clone", stage.repository.path)
    clone.commit({})
    (clone.folder / LINK).symlink_to("soak-run.md")
    clone.record("Link the report")
    await list_item(stage, "artifact", LINK)
    async with stage.bot():
        await require_blocked(stage, "✖ fails", "is a symlink")


@pytest.mark.parametrize(
    ("state", "shown", "sentence"),
    [("red", "✖ fails", "is red"), ("running", "? unknown", "has not ended")],
)
async def test_a_ci_run_that_is_not_green_blocks(
    stage: Stage, state: str, shown: str, sentence: str
) -> None:
    await list_item(stage, "test", f"{TEST} ci:9001")
    head = await stage.repository.head()
    run = CiResult("9001", state, datetime.now(UTC), "https://ci.example/9001")
    await stage.repository.record_ci(head, run)
    async with stage.bot():
        await require_blocked(stage, shown, sentence)
        name = TEST.rpartition("::")[2]
        at = datetime.now(UTC)
        green = CiResult("9002", "green", at, "https://ci.example/9002", tests=(name,))
        await stage.repository.record_ci(head, green)
        await ask(stage)


async def test_a_broken_ci_note_is_unknown(stage: Stage) -> None:
    await list_item(stage, "test", f"{TEST} ci:9001")
    head = await stage.repository.head()
    author = ("-c", "user.name=CI", "-c", "user.email=ci@example.com")
    git(stage.repository.path, *author, "notes", "--ref=ci", "add", "-f", "-m", "{", head)
    async with stage.bot():
        await require_blocked(stage, "? unknown", "can't be checked now")


async def test_a_link_to_no_run_is_unknown_while_a_note_that_may_hold_it_is_broken(
    stage: Stage,
) -> None:
    await list_item(stage, "test", f"{TEST} ci:404")  # the demo's history has a note cut off
    async with stage.bot():
        await require_blocked(stage, "? unknown", "The CI note of commit")


class _Deaf(Passing):
    """A host that answers no question about the content it is asked for."""

    async def tree(self, commit: str) -> Sequence[Entry]:
        raise HostUnavailable(f"The host does not answer for {commit[:7]}.")

    async def resolve(self, sha: str) -> str | None:
        raise HostUnavailable(f"The host does not answer for {sha[:7]}.")


def _deaf(host: GitHost) -> Any:
    return _Deaf(host)


async def test_what_the_host_does_not_answer_is_unknown_and_never_passes(stage: Stage) -> None:
    await list_item(stage, "artifact", "operations/evidence/exec/soak-run.md")
    await list_item(stage, "test", f"{TEST} ci:1")
    async with stage.bot(Dressing(host=_deaf)):
        shown = await answer(stage, INES, "evidence P4")
        assert "0 pass, 0 fail, 6 unknown" in shown
        for kind in ("doc", "contract", "code", "test", "artifact"):
            assert f"? unknown {kind} " in shown
        said = await answer(stage, INES, "ready P4")
        assert said.count("Evidence. ? unknown") == 6
        assert "Ask again when it can be judged" in said


async def test_evidence_is_added_checked_and_removed_by_its_number(stage: Stage) -> None:
    base = await stage.repository.head()
    async with stage.bot():
        added = await answer(stage, INES, "evidence P4 add Testing_Standards.md#levels")
        assert "✔ passes doc Testing_Standards.md#levels" in added
        again = await answer(stage, INES, "evidence p4 add doc Testing_Standards.md#levels")
        assert "already" in again
        failing = await answer(stage, INES, "evidence P4 add doc Nowhere.md")
        assert "✖ fails" in failing
        assert "does not count until it passes" in failing
        listed = await answer(stage, INES, "evidence P4")
        number = next(line for line in listed.splitlines() if "Nowhere.md" in line).split(".")[0]
        removed = await answer(stage, INES, f"evidence P4 remove {number.strip('• ')}")
        assert "took Nowhere.md out of" in removed
        assert "Nowhere.md" not in await tracker(stage)
        await ask(stage)
        await card(stage, "P4", "(5 of 5 pass)")
    made = await subjects(stage, base)
    assert len(made) == 4


class _DeafOnce(Passing):
    """A host that does not answer the first question about any commit but the one it began with."""

    def __init__(self, host: GitHost) -> None:
        super().__init__(host)
        self._known = ""
        self._asked = False

    async def tree(self, commit: str) -> Sequence[Entry]:
        self._known = self._known or commit
        if commit != self._known and not self._asked:
            self._asked = True
            raise HostUnavailable("The host does not answer.")
        found: Sequence[Entry] = await self._part.tree(commit)
        return found


def _deaf_once(host: GitHost) -> Any:
    return _DeafOnce(host)


async def test_a_round_is_never_pinned_to_what_could_not_be_judged(stage: Stage) -> None:
    base = await stage.repository.head()
    async with stage.bot(Dressing(host=_deaf_once, outbox=IMPATIENT.outbox)):
        opened = await ask(stage)
        assert "(4 of 4 pass)" in opened.shown
    assert await subjects(stage, base) == ["P4: ready for sign-off"]


@pytest.mark.parametrize("change", ["add doc README.md", "remove 1"])
async def test_a_change_of_the_evidence_says_that_it_dooms_the_open_round(
    stage: Stage, change: str
) -> None:
    async with stage.bot():
        quiet = await answer(stage, INES, "evidence P4 add doc go.mod")
        assert "void" not in quiet
        await ask(stage)
        said = await answer(stage, INES, f"evidence P4 {change}")
        assert "Round 1 can't be signed off any more" in said
        assert "will be void" in said
        assert "/gate ready P4" in said
