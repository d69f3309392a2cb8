"""The story: a phase is put up too early, and signed off in the end; another is not; a day goes by.

`play` acts only as people do, at the workspace's HTTP and at git, and judges only by what they see.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import aiohttp

from bot.demo.git import GitFailed
from bot.demo.repository import DemoRepository
from bot.demo.tour import asking, changing, landing, mornings, reviewing
from bot.demo.tour.stage import TRACKER, Stage, StepFailed
from bot.demo.tour.telling import Teller
from bot.sandbox.people import AppFailed, Refused

__all__ = ["STEPS", "Step", "StepFailed", "TourResult", "play"]

_REQUEST_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Step:
    """A step: what happens, in words, and how it is done. `act` raises StepFailed."""

    words: str
    act: Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TourResult:
    """How the tour ended: the phase that was signed off, by which commit, after how long."""

    phase: str
    commit: str
    steps: int
    seconds: float


STEPS: Final = (
    Step(
        "Ines owns phase P4 and asks for its sign-off. It is too early, and she is told "
        "everything that is in the way.",
        asking.asks_too_early,
    ),
    Step("Ines and Kwame mend the files, and CI runs on the result.", asking.mends_the_files),
    Step("Ines links the evidence anew.", asking.links_the_evidence),
    Step("Ines asks again, and the reviewers get a card.", asking.asks_in_time),
    Step("Jonas, who fills no role, tries to approve.", reviewing.outsider_is_refused),
    Step(
        "Jonas forges the payload of an approval and posts it straight to the bot.",
        reviewing.outsider_forges,
    ),
    Step("Ines tries to approve what she asked for.", reviewing.owner_is_refused),
    Step("Ravi reviews for security and lists two gaps.", reviewing.reviewer_lists_gaps),
    Step("Ines addresses both gaps.", reviewing.owner_addresses_gaps),
    Step("Ines asks again: a new round, without approvals.", reviewing.owner_asks_again),
    Step("Anouk approves for architecture.", landing.first_approves),
    Step(
        "Jonas copies the form that Anouk has sent, and posts it as his.", landing.outsider_copies
    ),
    Step("Ravi approves for security, twice in the same moment.", landing.second_approves_twice),
    Step(
        "Kwame approves for ops. While the sign-off is being pushed, Mei pushes an unrelated edit "
        "of the tracker.",
        landing.third_approves_while_mei_pushes,
    ),
    Step("What is in the repository now.", landing.the_record_is_whole),
    Step("Anouk approves P4 once more.", landing.a_late_approval_is_refused),
    Step(
        "Ines asks for the sign-off of EXEC, the phase after P4.", changing.asks_for_the_next_phase
    ),
    Step(
        "All three approve. Before the sign-off is in the repository, a file they approved "
        "changes.",
        changing.evidence_changes_before_landing,
    ),
    Step(
        "Ines has the channel hear a digest on working days, and asks for EXEC again.",
        mornings.sets_a_digest,
    ),
    Step(
        "Jonas adds an item to the ops track, and Kwame has done another.",
        mornings.the_ops_track_changes,
    ),
    Step("The next working day, at ten in Lisbon.", mornings.the_digest_comes),
    Step("The digest's buttons.", mornings.its_buttons_answer),
    Step("Ines asks for what keeps the release, and for what has landed.", mornings.what_is_left),
)


async def play(
    workspace_link: str, repository: DemoRepository, say: Callable[[str], None]
) -> TourResult:
    """Play the story in a fresh workspace and repository, told line by line through `say`.

    Raises StepFailed where anything differs from what it should be.
    """
    began = time.monotonic()
    start = await repository.head()
    teller = Teller(say)
    timeout = aiohttp.ClientTimeout(total=_REQUEST_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        stage = Stage(session, workspace_link, repository, teller)
        for step in STEPS:
            await _play_step(step, stage)
        signed = await landing.signoff_of(stage, "P4", (await stage.card("P4", number=2)).round_id)
    await _show_repository(repository, start, teller)
    seconds = time.monotonic() - began
    teller.last(f"signed off: P4 {signed.sha}")
    return TourResult("P4", signed.sha, len(STEPS), seconds)


async def _play_step(step: Step, stage: Stage) -> None:
    stage.tell.step(step.words)
    try:
        await step.act(stage)
    except (AppFailed, Refused, GitFailed, TimeoutError, aiohttp.ClientError, ValueError) as error:
        raise StepFailed(stage.tell.number, step.words, repr(error)) from error


async def _show_repository(repository: DemoRepository, start: str, teller: Teller) -> None:
    teller.step("What was committed, the newest last:")
    for commit in await repository.commits(start):
        teller.plain(f"{commit.sha[:10]}  {commit.author:<13} {commit.subject}")
    teller.step(f"What changed in {TRACKER}:")
    teller.plain(await repository.diff(start, TRACKER))
