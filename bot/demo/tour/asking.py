"""The first act: Ines asks for sign-off of P4; too early, and then in time."""

from bot.demo.mending import (
    PAIR_TEST,
    REHEARSAL,
    RETENTION,
    RUN_ID,
    SCHEMA_TEST,
    mend_files,
)
from bot.demo.people import INES
from bot.demo.tour.stage import TRACKER, Stage, StepFailed


async def asks_too_early(stage: Stage) -> None:
    """Everything that is in the way is said at once, and nothing is written."""
    before = await stage.repository.head()
    await stage.asks(
        INES,
        "ready P4",
        "TW-042",  # a child task that is neither done nor moved
        RETENTION,  # a document that is not there
        SCHEMA_TEST,  # a test whose run is red
        PAIR_TEST,  # a test whose run can't be read
        "add artifact",  # a kind of evidence this gate asks for
    )
    after = await stage.repository.head()
    stage.check("nothing was written to the repository", after == before, after)


async def mends_the_files(stage: Stage) -> None:
    """The schema, the missing pages and the open task are mended by commits, and CI runs."""
    sha = await mend_files(stage.repository)
    await stage.commits(f"{sha}~3")
    stage.tell.git(f"CI run {RUN_ID} for {sha[:10]} is green: {stage.repository.run_url(RUN_ID)}")


async def links_the_evidence(stage: Stage) -> None:
    """Two links are replaced and the missing kind is added, each by a commit of gatebot's."""
    before = await stage.repository.head()
    await stage.asks(INES, "evidence P4", RETENTION, SCHEMA_TEST, PAIR_TEST)
    await stage.asks(INES, "evidence P4 remove 7", PAIR_TEST)
    await stage.asks(INES, "evidence P4 remove 6", SCHEMA_TEST)
    run = stage.repository.run_url(RUN_ID)
    for item in (f"test {SCHEMA_TEST} {run}", f"test {PAIR_TEST} {run}", f"artifact {REHEARSAL}"):
        await stage.asks(INES, f"evidence P4 add {item}", "pass", item.split()[1])
    made = await stage.commits(before)
    author = stage.repository.author_of_commits_for(INES)
    stage.check(
        f"five commits, of {author}, each with the id of its request",
        len(made) == 5  # noqa: PLR2004 - two removed, three added
        and all(c.author == author and "Gate-Intent: " in c.message for c in made),
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
