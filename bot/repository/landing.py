"""Landing: read → look whether it has landed → re-check → edit → prove → write, until it is in."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from bot.ports.clock import Clock
from bot.ports.errors import Fault, Unavailable, UnknownOutcome
from bot.ports.git_host import (
    CommitMessage,
    Conflict,
    HostUnavailable,
    NotFound,
    OutcomeUnknown,
    Overtaken,
    Rejected,
    Signature,
    Write,
)
from bot.ports.intents import Claimed
from bot.ports.outbox import Outbox
from bot.repository.phase_branch import BranchWriter
from bot.repository.projects import Project, Projects, Snapshot
from bot.repository.trailers import INTENT

# A busy branch may move between each reading and writing. After this many tries in a row the
# intent goes back to the outbox, whose backoff gives the others room.
TRIES: Final = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write on top of one head. No files: there is nothing to change."""

    files: Mapping[str, bytes]
    message: CommitMessage
    author: Signature
    landed_as: str | None = None  # the commit, where the planner saw that all of it is there


@dataclass(frozen=True, slots=True)
class Landing:
    """Where it ended: the commit that holds the change. `wrote`: this intent made that commit.

    `onto` is that commit's parent where it isn't the head that the plan was made on, as can happen
    on a host that compares single files: what came between is for the caller to audit and report.
    """

    commit: str
    wrote: bool
    onto: str | None = None


@dataclass(frozen=True, slots=True)
class Between:
    """A commit went onto `onto`, and not onto `read`, the head that its plan was made on.

    `read` is None where that isn't known: another attempt wrote, and did not come back to say.
    """

    read: str | None
    onto: str
    commit: str


Planner = Callable[[Snapshot], Awaitable[Plan]]
Hearing = Callable[[Claimed, Between], Awaitable[None]]


class Lander:
    """Writes plans to repositories, each once."""

    def __init__(
        self,
        projects: Projects,
        outbox: Outbox,
        clock: Clock,
        branches: BranchWriter,
        hears: Hearing | None = None,
    ) -> None:
        """`hears` is told, before a landing is, of what may have come between."""
        self._projects = projects
        self._branches = branches
        self._outbox = outbox
        self._clock = clock
        self._hears = hears

    async def land(
        self,
        project: Project,
        claimed: Claimed,
        planner: Planner,
        phase: str,
        also: Collection[str] = (),
    ) -> Landing:
        """Land what `planner` makes of the head that is read, re-planned at each new head.

        Where the project takes pull requests only, it lands on the branch of the phase.

        `also` are paths it will look for beside the project's documents: they come in one reading.
        Raises what the planner raises, Unavailable and Fault (nothing was written), or
        UnknownOutcome (look before trying again: the next attempt does).
        """
        for _ in range(TRIES):
            snapshot = await self._projects.of_phase(project, phase, claimed.base, also)
            if claimed.base is None:
                claimed = await self._outbox.note_base(claimed, snapshot.commit)
            if (landed := landed_already(snapshot, claimed.intent.id)) is not None:
                onto = _other_parent(snapshot, landed, claimed.base)
                if onto is not None and snapshot.line is None:
                    await self._tell(claimed, Between(None, onto, landed))
                return Landing(landed, wrote=True)
            plan = await planner(snapshot)
            if plan.landed_as is not None:
                return Landing(plan.landed_as, wrote=True)
            if not plan.files:
                return Landing(snapshot.commit, wrote=False)
            if (landing := await self._write(snapshot, plan, phase, claimed)) is not None:
                if snapshot.line is not None:
                    return landing
                if landing.onto is None:
                    await self._projects.wrote(snapshot, plan.files, landing.commit)
                else:  # what the project says there has to be read
                    between = Between(snapshot.commit, landing.onto, landing.commit)
                    await self._tell(claimed, between)
                return landing
        raise Unavailable(f"The branch moved {TRIES} times while writing to it.")

    async def _tell(self, claimed: Claimed, between: Between) -> None:
        if self._hears is not None:
            await self._hears(claimed, between)

    async def _write(
        self, snapshot: Snapshot, plan: Plan, phase: str, claimed: Claimed
    ) -> Landing | None:
        """Write; None where head has moved, which asks for another reading."""
        _demand_looked_through(snapshot, claimed.intent.id)
        now = self._clock.now()
        change = Write(snapshot.commit, plan.files, plan.message, plan.author, now)
        try:
            if snapshot.line is not None:
                commit = await self._branches.write(snapshot, change, phase, claimed)
            else:
                commit = await snapshot.project.host.write(change)
            return Landing(commit, wrote=True)
        except Conflict:
            return None
        except Overtaken as overtaken:
            return Landing(overtaken.commit, wrote=True, onto=overtaken.onto)
        except OutcomeUnknown as error:
            raise UnknownOutcome(str(error)) from error
        except HostUnavailable as error:
            raise Unavailable(str(error), error.retry_after) from error
        except NotFound as error:  # it was there a moment ago, when its head was read
            raise Unavailable(str(error)) from error
        except Rejected as error:
            raise Fault(str(error), error.mend) from error


def _demand_looked_through(snapshot: Snapshot, intent_id: str) -> None:
    """Raise Fault where an intent may have landed in a part of the history that was not read."""
    if snapshot.since_complete:
        return
    raise Fault(
        f"The branch's history was rewritten, and this is not among its {len(snapshot.since):,} "
        "newest commits: whether it has landed before is not known, so nothing was written.",
        f"Look for it with `git log --grep='{INTENT}: {intent_id}'`. If it is not there, ask for "
        "it again.",
    )


def landed_already(snapshot: Snapshot, intent_id: str) -> str | None:
    """Return the commit that carries this intent's trailer, if it is on the branch."""
    for commit in snapshot.since:
        if intent_id in commit.trailers(INTENT):
            return commit.sha
    return None


def _other_parent(snapshot: Snapshot, commit: str, base: str | None) -> str | None:
    """Return the parent of a commit where it isn't the head of the first attempt."""
    parents = next((c.parents for c in snapshot.since if c.sha == commit), ())
    return parents[0] if parents and parents[0] != base else None
