"""What Ines and Kwame do at their own machines so that P4 may be asked for."""

import re
from datetime import UTC, datetime
from importlib.resources import files
from typing import Final

from bot.demo.people import INES, KWAME
from bot.demo.repository import CiResult, DemoRepository

TRACKER: Final = "doc/Phase_Readiness_Tracker.md"
RETENTION: Final = "architecture/Data_Retention.md"
REHEARSAL: Final = "operations/evidence/p4/migration-rehearsal.md"
RUN_ID: Final = "1100"
SCHEMA_TEST: Final = "tests/persistence/schema_test.go::TestSchemaAppliesTwice"
PAIR_TEST: Final = (
    "tests/persistence/allocation_test.go::TestAllocationAndOutboxShareOneTransaction"
)
SHORTAGE_TEST: Final = "tests/persistence/allocation_test.go::TestShortageWritesNeitherRow"
LINKED: Final = "Link the evidence of P4 anew"
_SCHEMA: Final = "db_schema_v1.sql"
_QUEUE: Final = "doc/Agent_Work_Queue.yaml"
_ONCE: Final = "CREATE INDEX outbox_unpublished"
_AGAIN: Final = "CREATE INDEX IF NOT EXISTS outbox_unpublished"
_TESTS: Final = (SCHEMA_TEST, PAIR_TEST, SHORTAGE_TEST)


async def mend_files(repository: DemoRepository) -> str:
    """Mend the schema, the missing pages and the open task by commits; CI is green on the last.

    What was done before the demo was stopped half-way is not done again. Returns the sha of the
    last commit.
    """
    if _ONCE in (await repository.text(_SCHEMA) or ""):
        subject = "Apply the schema twice: keep the index that is there"
        await repository.edit(INES, subject, _SCHEMA, (_ONCE, _AGAIN))
    if await repository.text(RETENTION) is None:
        written = {RETENTION: _prop("Data_Retention.md")}
        await repository.human_commit(INES, "Say what is kept and for how long", written)
    if await repository.text(REHEARSAL) is None:
        await _rehearse(repository)
    sha = await repository.head()
    tests = tuple(test.rpartition("::")[2] for test in _TESTS)
    run = CiResult(RUN_ID, "green", datetime.now(UTC), repository.run_url(RUN_ID), tests)
    await repository.record_ci(sha, run)
    return sha


async def _rehearse(repository: DemoRepository) -> None:
    queue = await repository.text(_QUEUE) or ""
    await repository.human_commit(
        KWAME,
        "Rehearse the migration on a copy of production",
        {
            REHEARSAL: _prop("migration-rehearsal.md"),
            _QUEUE: queue.replace("status: in progress", "status: done"),
        },
    )


async def link_evidence(repository: DemoRepository) -> str:
    """Link the green run and the rehearsal in the tracker, by one commit; returns its sha."""
    text = await repository.text(TRACKER) or ""
    run = repository.run_url(RUN_ID)
    for test in (SCHEMA_TEST, PAIR_TEST):
        text = re.sub(rf"({re.escape(test)}) \S+", rf"\1 {run}", text)
    row = f"| P4 | artifact | {REHEARSAL} | the migration, rehearsed |\n"
    first_of_next = text.index("| EXEC | doc |")
    text = text[:first_of_next] + row + text[first_of_next:]
    return await repository.human_commit(INES, LINKED, {TRACKER: text})


async def is_mended(repository: DemoRepository) -> bool:
    """Tell whether the mending has been done to its end."""
    return REHEARSAL in (await repository.text(TRACKER) or "")


def _prop(name: str) -> str:
    return (files("bot.demo.tour") / "props" / name).read_text("utf-8")
