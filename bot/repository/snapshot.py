"""A project, and what its documents say at one commit: the values, without how they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.documents.policy_file import ProjectFile
from bot.documents.roadmap import Roadmap
from bot.documents.tracker_model import Tracker
from bot.ports.git_host import Blob, CommitInfo, GitHost
from bot.ports.pull_requests import PullRequests
from bot.readiness.branch import PhaseBranch
from bot.readiness.phase import Phase
from bot.readiness.phase_ids import nearest_id, same_id
from bot.readiness.place import Problem
from bot.readiness.progress import NO_LEDGER, Ledger
from bot.readiness.refusals import NoSuchPhase, Refused
from bot.readiness.release import ReadinessDocument
from bot.readiness.work import Held, Task, TrackedGap
from bot.repository.trailers import INTENT

# A head is looked at every half minute. What was read longer ago than this can't be read any more.
STALE_AFTER: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Project:
    """One tracked repository. `channels` are Slack channel ids; the first is where cards go.

    `pulls` is there where it is written by pull requests only. `branch`: it is looked at on this
    branch; empty for the project's own.
    """

    name: str
    channels: tuple[str, ...]
    host: GitHost
    pulls: PullRequests | None = None
    branch: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells this view of a repository from others."""
        return self.name, self.branch

    def on(self, branch: str) -> "Project":
        """Return the project as it is on the branch of a phase."""
        assert self.pulls is not None  # noqa: S101 - there are such branches only with them
        return replace(self, host=self.pulls.on_branch(branch), branch=branch)


@dataclass(frozen=True, slots=True)
class Line:
    """What a phase's own branch, or the standing one, adds to a snapshot of the project's.

    `row` is None where there is no such branch yet, `head` empty where it is gone. `ours`: gatebot
    alone has written to it. `fits`: what is planned on the snapshot may be put on top of it.
    `files` are what it adds, path → content; `held` is the same for people, where it is the
    standing branch's.
    """

    row: PhaseBranch | None
    head: str = ""
    ours: bool = True
    commits: tuple[CommitInfo, ...] = ()  # those on it, newest first
    files: Mapping[str, bytes] = field(default_factory=dict)
    fits: bool = False
    held: Held = field(default_factory=Held)

    @property
    def intents(self) -> tuple[str, ...]:
        """The intents whose changes are on the branch."""
        return tuple(intent for c in self.commits for intent in c.trailers(INTENT))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The project's documents at one commit, read and understood.

    `problems` are of documents that can be done without for a while (the queue, the roadmap);
    those of the release readiness document and the gap trackers block no phase, and so are apart.
    """

    project: Project
    commit: str
    at: datetime
    file: ProjectFile
    tracker: Tracker
    tasks: tuple[Task, ...]
    roadmap: Roadmap
    problems: tuple[Problem, ...]
    blobs: Mapping[str, Blob | None]
    since: tuple[CommitInfo, ...] = ()
    since_complete: bool = True  # else there are more commits than those
    tracked_gaps: tuple[TrackedGap, ...] = ()
    tracked_problems: tuple[Problem, ...] = ()
    ledger: Ledger = NO_LEDGER
    line: Line | None = None  # where it is of one phase, in a project written by pull requests
    release: ReadinessDocument | None = None
    release_problems: tuple[Problem, ...] = ()

    @property
    def tracker_blob(self) -> Blob:
        """The tracker's file as it is at the commit."""
        blob = self.blobs[self.file.paths.tracker]
        assert blob is not None  # noqa: S101 - a snapshot without a tracker is never made
        return blob

    def stale(self, now: datetime) -> bool:
        """Tell whether its repository can't be read any more: so nobody knows what it says now."""
        return now - self.at > STALE_AFTER

    def phase(self, asked: str) -> Phase:
        """Return a phase by its id, forgiving of case; raises Refused(NoSuchPhase).

        A phase that only the roadmap has is Not Started, and needs a row before it can be more.
        """
        if (phase := self.tracker.phase(asked)) is not None:
            return phase
        known = tuple(p.id for p in self.tracker.phases)
        planned = next((p for p in self.roadmap.phases if same_id(p.id, asked)), None)
        if planned is not None:
            title, path = planned.title or planned.id, self.file.paths.tracker
            raise Refused(NoSuchPhase(planned.id, "", known, title, path))
        raise Refused(NoSuchPhase(asked, nearest_id(asked, known), known))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all phases, those that only the roadmap has last."""
        return (*(p.id for p in self.tracker.phases), *(planned for planned, _ in self.planned))

    @property
    def planned(self) -> tuple[tuple[str, str], ...]:
        """Id and title of the roadmap's phases that the tracker lacks."""
        phases = self.roadmap.phases
        return tuple((p.id, p.title) for p in phases if self.tracker.phase(p.id) is None)

    def deliverables(self, phase_id: str) -> tuple[str, ...]:
        """Return the roadmap's deliverables of a phase: the criteria of its review."""
        return tuple(d.text for d in self.roadmap.deliverables if same_id(d.phase, phase_id))
