"""The first act: Ines asks for sign-off of P4; too early, and then in time."""

from datetime import UTC, datetime
from importlib.resources import files
from typing import Final

from bot.demo.content import run_url
from bot.demo.people import INES, KWAME
from bot.demo.repository import CiResult
from bot.demo.tour.stage import TRACKER, Stage, StepFailed

RETENTION: Final = "architecture/Data_Retention.md"
REHEARSAL: Final = "operations/evidence/p4/migration-rehearsal.md"
RUN: Final = run_url("1100")
_SCHEMA_TEST: Final = "tests/persistence/schema_test.go::TestSchemaAppliesTwice"
_PAIR_TEST: Final = (
    "tests/persistence/allocation_test.go::TestAllocationAndOutboxShareOneTransaction"
)
SHORTAGE_TEST: Final = "tests/persistence/allocation_test.go::TestShortageWritesNeitherRow"


async def asks_too_early(stage: Stage) -> None:
    """Everything that is in the way is said at once, and nothing is written."""
    before = await stage.repository.head()
    await stage.asks(
        INES,
        "ready P4",
        "TW-042",  # a child task that is neither done nor moved
        RETENTION,  # a document that is not there
        _SCHEMA_TEST,  # a test whose run is red
        _PAIR_TEST,  # a test whose run can't be read
        "add artifact",  # a kind of evidence this gate asks for
    )
    after = await stage.repository.head()
    stage.check("nothing was written to the repository", after == before, after)


async def mends_the_files(stage: Stage) -> None:
    """The schema, the missing pages and the open task are mended by commits, and CI runs."""
    await stage.repository.edit(
        INES,
        "Apply the schema twice: keep the index that is there",
        "db_schema_v1.sql",
        ("CREATE INDEX outbox_unpublished", "CREATE INDEX IF NOT EXISTS outbox_unpublished"),
    )
    await stage.repository.human_commit(
        INES, "Say what is kept and for how long", {RETENTION: _prop("Data_Retention.md")}
    )
    queue = await stage.repository.text("doc/Agent_Work_Queue.yaml") or ""
    sha = await stage.repository.human_commit(
        KWAME,
        "Rehearse the migration on a copy of production",
        {
            REHEARSAL: _prop("migration-rehearsal.md"),
            "doc/Agent_Work_Queue.yaml": queue.replace("status: in progress", "status: done"),
        },
    )
    await stage.commits(f"{sha}~3")
    tests = tuple(t.rpartition("::")[2] for t in (_SCHEMA_TEST, _PAIR_TEST, SHORTAGE_TEST))
    await stage.repository.record_ci(sha, CiResult("1100", "green", datetime.now(UTC), RUN, tests))
    stage.tell.git(f"CI run 1100 for {sha[:10]} is green: {RUN}")


async def links_the_evidence(stage: Stage) -> None:
    """Two links are replaced and the missing kind is added, each by a commit of gatebot's."""
    before = await stage.repository.head()
    await stage.asks(INES, "evidence P4", RETENTION, _SCHEMA_TEST, _PAIR_TEST)
    await stage.asks(INES, "evidence P4 remove 7", _PAIR_TEST)
    await stage.asks(INES, "evidence P4 remove 6", _SCHEMA_TEST)
    for item in (f"test {_SCHEMA_TEST} {RUN}", f"test {_PAIR_TEST} {RUN}", f"artifact {REHEARSAL}"):
        await stage.asks(INES, f"evidence P4 add {item}", "pass", item.split()[1])
    made = await stage.commits(before)
    stage.check(
        "five commits in Ines's name, each with the id of its request",
        len(made) == 5  # noqa: PLR2004 - two removed, three added
        and all(c.author == INES.display and "Gate-Intent: " in c.message for c in made),
        made,
    )


async def asks_in_time(stage: Stage) -> None:
    """The request is accepted: the tracker says so, and the reviewers have a card."""
    before = await stage.repository.head()
    await stage.asks(INES, "ready P4", "P4", "round 1")
    card = await stage.card("P4", "round 1", "Ready for Signoff")
    stage.shows(card.shown, "in #p4-release, for all")
    row = _row(await stage.tracker(), "P4")
    stage.check(f"the tracker says: {row}", "Ready for Signoff" in row, row)
    made = await stage.commits(before)
    stage.check(
        "one commit, which carries the round's correlation id",
        len(made) == 1 and f"Correlation-Id: {card.round_id}" in made[0].message,
        made,
    )


def _row(tracker: str, phase: str) -> str:
    """Return the row of a phase in the tracker's table of phases."""
    for line in tracker.splitlines():
        if line.startswith(f"| {phase} |") and "| doc |" not in line:
            return line
    raise StepFailed(0, f"a row of {phase} in {TRACKER}", tracker)


def _prop(name: str) -> str:
    return (files("bot.demo.tour") / "props" / name).read_text("utf-8")
