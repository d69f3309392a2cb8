"""Projects: which channel belongs to which repository, and what the repository says at a commit."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

from bot.documents.gap_tracker import GapTracker, read_gap_tracker
from bot.documents.policy_file import POLICY_PATH, ProjectFile, read_policy
from bot.documents.policy_names import no_policy
from bot.documents.problems import DocumentError
from bot.documents.progress import read_progress
from bot.documents.release_readiness import read_release_readiness
from bot.documents.roadmap import Roadmap, read_roadmap
from bot.documents.tracker import read_tracker
from bot.documents.work_queue import read_work_queue
from bot.githosts.bounds import TooLarge
from bot.githosts.objects import blob_oid
from bot.ports.clock import Clock
from bot.ports.errors import Fault, Unavailable, UnknownOutcome
from bot.ports.git_host import (
    Blob,
    Conflict,
    HostUnavailable,
    Look,
    NotFound,
    OutcomeUnknown,
    Rejected,
)
from bot.readiness.phase_ids import nearest_id
from bot.readiness.place import Place, Problem
from bot.readiness.progress import NO_LEDGER, Ledger
from bot.readiness.refusals import BrokenDocuments, NoProjectHere, Refused
from bot.readiness.release import ReadinessDocument
from bot.readiness.work import TrackedGap
from bot.repository.snapshot import Line, Project, Snapshot

__all__ = ["Line", "Project", "Projects", "Snapshot", "asked_of_host", "done_at_host", "nearest_id"]

T = TypeVar("T")

# A query takes the cached snapshot if it is younger than this, or if the host takes longer to
# answer than a person should wait; it says of which commit and when.
FRESH_FOR: Final = timedelta(seconds=5)
PATIENCE_SECONDS: Final = 1.2


class Projects:
    """All projects, with the last snapshot of each."""

    def __init__(self, projects: Sequence[Project], clock: Clock) -> None:
        self._projects = tuple(projects)
        self._clock = clock
        self._latest: dict[tuple[str, str], Snapshot] = {}
        self._read: dict[tuple[str, ...], object] = {}

    def all(self) -> tuple[Project, ...]:
        """Return every project."""
        return self._projects

    def named(self, name: str) -> Project:
        """Return a project by name; raises Fault for one that is no longer configured."""
        for project in self._projects:
            if project.name == name:
                return project
        raise Fault(
            f"The project {name} is not configured any more.",
            "Add it to gatebot.toml again, or ignore this.",
        )

    def of_channel(self, channel: str) -> Project:
        """Return the channel's project; anywhere else, the only project there is, or Refused."""
        for project in self._projects:
            if channel in project.channels:
                return project
        if len(self._projects) == 1:
            return self._projects[0]
        raise Refused(NoProjectHere(channel, tuple(c for p in self._projects for c in p.channels)))

    def cached(self, project: Project) -> Snapshot | None:
        """Return the last snapshot of a project's head, however old."""
        return self._latest.get(project.key)

    async def current(self, project: Project) -> Snapshot:
        """Return a snapshot for a query: fresh if the host answers at once, else the last one."""
        known = self.cached(project)
        if known is None:
            return await self.at_head(project)
        if self._clock.now() - known.at < FRESH_FOR:
            return known
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self.at_head(project)
        except (TimeoutError, Unavailable):
            return known

    async def at_head(
        self, project: Project, since: str | None = None, also: Collection[str] = ()
    ) -> Snapshot:
        """Read head, its documents and those of `also`, and the commits after `since`.

        Raises Unavailable, Fault, or Refused(BrokenDocuments).
        """
        known = self.cached(project)
        paths = {POLICY_PATH, *(_paths(known.file) if known else ()), *also}
        look = await self._looked(project, project.host.look(paths, since))
        snapshot = await self._understand(project, look)
        self._latest[project.key] = snapshot
        return snapshot

    async def of_phase(
        self, project: Project, phase: str, since: str | None = None, also: Collection[str] = ()
    ) -> Snapshot:
        """Read head as it is for one phase. Raises as `at_head`."""
        del phase  # a project that is written directly has nothing apart for it
        return await self.at_head(project, since, also)

    async def after(self, project: Project, phase: str, commit: str) -> Snapshot:
        """Read what the project says of a phase with a change of it landed in a commit."""
        del phase
        return await self.at(project, commit)

    async def _looked(self, project: Project, look: Awaitable[Look]) -> Look:
        try:
            return await _documents_of(look)
        except Fault as fault:
            # What was read before is configured right: a repository that is gone is away for now.
            if self.cached(project) is not None and isinstance(fault.__cause__, NotFound):
                raise Unavailable(str(fault)) from fault
            raise

    async def wrote(self, on: Snapshot, files: Mapping[str, bytes], commit: str) -> Snapshot:
        """Return what the project says at a commit that put these files on top of a snapshot.

        It is what is shown from now on; a host is not asked for what was just sent to it.
        """
        written = {path: Blob(path, blob_oid(data), data) for path, data in files.items()}
        look = Look(head=commit, blobs={**on.blobs, **written})
        snapshot = await self._understand(on.project, look)
        self._latest[on.project.key] = snapshot
        return snapshot

    async def at(self, project: Project, commit: str) -> Snapshot:
        """Read the documents at one commit. Raises as `at_head` does."""
        known = self.cached(project)
        if known is not None and known.commit == commit:
            return known
        blobs = await _documents_of(project.host.read(commit, {POLICY_PATH}))
        return await self._understand(project, Look(head=commit, blobs=blobs))

    async def _understand(self, project: Project, look: Look) -> Snapshot:
        at = self._clock.now()
        policy = look.blobs.get(POLICY_PATH)
        if policy is None:
            tree = await asked_of_host(project.host.tree(look.head))
            raise Refused(BrokenDocuments((no_policy([entry.path for entry in tree]),)))
        file = await self._parsed(read_policy, policy, policy.oid, POLICY_PATH)
        blobs = dict(look.blobs)
        if missing := set(_paths(file)) - set(blobs):
            blobs |= await _documents_of(project.host.read(look.head, missing))
        words, paths, salt = file.vocabulary, file.paths, policy.oid
        tracker = _required(blobs, paths.tracker)
        problems: list[Problem] = []
        queue = partial(read_work_queue, fields=file.queue)
        roadmap = partial(read_roadmap, vocabulary=words)
        of_release: list[Problem] = []
        release = await self._release(of_release, blobs, paths.release_readiness)
        planned = await self._optional(
            problems, blobs, (paths.roadmap, salt), Roadmap((), ()), roadmap
        )
        of_gaps: list[Problem] = []
        return Snapshot(
            project=project,
            commit=look.head,
            at=at,
            file=file,
            tracker=await self._parsed(read_tracker, tracker, paths.tracker, words, salt=salt),
            tasks=await self._optional(problems, blobs, (paths.work_queue, salt), (), queue),
            roadmap=planned,
            problems=(*problems, *planned.problems),
            blobs=blobs,
            since=look.since,
            since_complete=look.complete,
            tracked_gaps=await self._tracked_gaps(of_gaps, blobs, paths.gap_trackers),
            tracked_problems=tuple(of_gaps),
            ledger=await self._ledger(paths.progress, blobs),
            release=release,
            release_problems=tuple(of_release),
        )

    async def _release(
        self, problems: list[Problem], blobs: Mapping[str, Blob | None], path: str | None
    ) -> ReadinessDocument | None:
        none: ReadinessDocument | None = None
        read = read_release_readiness
        found = await self._optional(problems, blobs, (path, ""), none, read)
        problems.extend(found.problems if found else ())
        return found

    async def _tracked_gaps(
        self, problems: list[Problem], blobs: Mapping[str, Blob | None], paths: Sequence[str]
    ) -> tuple[TrackedGap, ...]:
        """Return the rows of the gap trackers that can be read; they block nothing."""
        found: list[TrackedGap] = []
        none = GapTracker()
        for path in paths:
            read = await self._optional(problems, blobs, (path, ""), none, read_gap_tracker)
            found += read.gaps
            problems += read.problems
        return tuple(found)

    async def _ledger(self, path: str | None, blobs: Mapping[str, Blob | None]) -> Ledger:
        """Return the ledger of landed commits; its problems are its own, and block nothing."""
        problems: list[Problem] = []
        found = await self._optional(problems, blobs, (path, ""), NO_LEDGER, read_progress)
        return Ledger(found.entries, (*problems, *found.problems))

    async def _optional(
        self,
        problems: list[Problem],
        blobs: Mapping[str, Blob | None],
        path_and_salt: tuple[str | None, str],
        empty: T,
        read: Callable[[bytes, str], T],
    ) -> T:
        path, salt = path_and_salt
        if path is None:
            return empty
        if (blob := blobs.get(path)) is None:
            problems.append(_not_there(path))
            return empty
        try:
            return await self._memo((path, blob.oid, salt), partial(read, blob.data, path))
        except DocumentError as error:
            problems.extend(error.problems)
            return empty

    async def _parsed(self, read: Callable[..., T], blob: Blob, *rest: object, salt: str = "") -> T:
        try:
            key = (blob.path, blob.oid, salt)
            return await self._memo(key, partial(read, blob.data, *rest))
        except DocumentError as error:
            raise Refused(BrokenDocuments(error.problems)) from error

    async def _memo(self, key: tuple[str, ...], read: Callable[[], T]) -> T:
        """Read off the event loop; the same content is read once."""
        if key not in self._read:
            if len(self._read) > 64:  # noqa: PLR2004 - a few documents of each project
                self._read.clear()
            self._read[key] = await asyncio.to_thread(read)
        return self._read[key]  # type: ignore[return-value]  # keyed by path and content


async def asked_of_host(answer: Awaitable[T]) -> T:
    """Await a host's reading, with its errors as the families everyone above knows."""
    try:
        return await answer
    except HostUnavailable as error:
        raise Unavailable(str(error), error.retry_after) from error
    except NotFound as error:
        raise Fault(str(error), "Check the project's repo and branch in gatebot.toml.") from error
    except Rejected as error:
        raise Fault(str(error), error.mend) from error


async def _documents_of(answer: Awaitable[T]) -> T:
    """Await documents; one that is too large to be read is as broken as one that makes no sense."""
    try:
        return await asked_of_host(answer)
    except Fault as fault:
        if not isinstance(error := fault.__cause__, TooLarge):
            raise
        problem = Problem(Place(error.path or POLICY_PATH), str(error), error.mend)
        raise Refused(BrokenDocuments((problem,))) from error


async def done_at_host(answer: Awaitable[T]) -> T:
    """Await a change at a host; raises UnknownOutcome where it may have been made all the same."""
    try:
        return await asked_of_host(answer)
    except Conflict as error:
        raise Unavailable(str(error)) from error
    except OutcomeUnknown as error:
        raise UnknownOutcome(str(error)) from error


def _paths(file: ProjectFile) -> Collection[str]:
    paths = file.paths
    optional = (paths.work_queue, paths.roadmap, paths.progress, paths.release_readiness)
    named = (paths.tracker, *optional, *paths.gap_trackers)
    return [p for p in named if p]


def _required(blobs: Mapping[str, Blob | None], path: str) -> Blob:
    if (blob := blobs.get(path)) is None:
        raise Refused(BrokenDocuments((_not_there(path),)))
    return blob


def _not_there(path: str) -> Problem:
    return Problem(Place(path), "The file is not there.", f"Add it, or change {POLICY_PATH}.")
