"""Projects that are written by pull requests: what their branch says, and what waits beside it.

The evidence is where the project's own branch is. A phase's branch holds the phase's rows and
status; what it changed of these since it was cut is laid over the newest head. So an audit sees
today's code with the rows that wait, and a branch that has fallen behind needs no merge. So it is
with the standing branch, which holds what belongs to no phase: the ops track and the ledger.
"""

import asyncio
import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

import structlog

from bot.documents.edit_ops import edit_ops
from bot.documents.edit_progress import NEW_FILE, append_progress
from bot.documents.edits import TrackerEdit, edit_tracker
from bot.documents.pending import pending_edit, without_signoff
from bot.documents.pending_ops import pending_entries, pending_ops
from bot.documents.problems import DocumentError
from bot.documents.tracker_model import OpsEdit
from bot.githosts.objects import blob_oid
from bot.ports.clock import Clock
from bot.ports.errors import Fault, Unavailable
from bot.ports.git_host import Blob, CommitInfo, Look, NotFound
from bot.ports.store import Store
from bot.readiness.branch import NO_PHASE, PhaseBranch
from bot.readiness.progress import NO_LEDGER, LandedEntry
from bot.readiness.refusals import BrokenDocuments, Refused
from bot.readiness.work import AwaitedMerge, Held
from bot.repository.projects import Line, Project, Projects, Snapshot, asked_of_host
from bot.repository.trailers import INTENT

_MOST_BASES: Final = 64
_log = structlog.get_logger("gatebot.branched")


class BranchedProjects(Projects):
    """All projects; with those that are written by pull requests, the branches of their phases."""

    def __init__(self, projects: Sequence[Project], clock: Clock, store: Store) -> None:
        super().__init__(projects, clock)
        self._store = store
        self._bases: dict[tuple[str, str], Snapshot] = {}
        self._stood: dict[str, tuple[tuple[str, ...], Mapping[str, bytes]]] = {}

    async def current(self, project: Project) -> Snapshot:
        """Return a snapshot for a query, with what waits on the branches of all phases.

        A sign-off that waits for its merge is no sign-off yet: it is left out.
        """
        snapshot = await super().current(project)
        if project.pulls is None:
            return snapshot
        async with self._store.transaction() as tx:
            rows: Sequence[PhaseBranch] = await tx.branches(project.name)
        # The standing branch last: it marks items, and a tracker that is read again has no marks.
        rows = sorted(rows, key=lambda row: row.phase == NO_PHASE)
        branches = [await self._there(project, row, fresh=False) for row in rows]
        if None in branches:  # it may be gone as it is merged, which the last snapshot can't show
            with contextlib.suppress(Unavailable):
                snapshot = await self.at_head(project)
        for row, there in zip(rows, branches, strict=True):
            if there is not None and row.phase == NO_PHASE:
                snapshot = await self._with_what_stands(snapshot, row, there)
            elif there is not None:
                snapshot, _ = await self._overlaid(snapshot, row, there, row.before is None)
        return snapshot

    async def _with_what_stands(
        self, snapshot: Snapshot, row: PhaseBranch, there: Snapshot
    ) -> Snapshot:
        """Lay the standing branch over a snapshot; leave it out where a person has to mend it."""
        try:
            return (await self._standing(snapshot, row, there))[0]
        except Refused as refused:
            _log.warning("what waits can't be shown", branch=row.name, why=str(refused))
            return snapshot

    async def of_phase(
        self, project: Project, phase: str, since: str | None = None, also: Collection[str] = ()
    ) -> Snapshot:
        """Read head, with what waits on the branch of one phase. Raises as `at_head`.

        A sign-off on that branch is left out once it is known to wait, or to have fallen.
        """
        return await self._of_phase(project, phase, since, also, whole=False)

    async def carried(self, project: Project, phase: str, also: Collection[str]) -> Snapshot:
        """Read head with all that the phase's branch holds, its sign-off and `also` included."""
        return await self._of_phase(project, phase, None, also, whole=True)

    async def after(self, project: Project, phase: str, commit: str) -> Snapshot:
        """Read what the project says of a phase with a change of it landed in a commit."""
        if project.pulls is None:
            return await super().after(project, phase, commit)
        return await self.of_phase(project, phase)

    async def base_of(self, project: Project, row: PhaseBranch) -> Snapshot:
        """Return what the project's branch said where a phase's branch was cut from it."""
        key = project.name, row.base
        if key not in self._bases:
            if len(self._bases) >= _MOST_BASES:
                self._bases.clear()
            self._bases[key] = await self.at(project, row.base)
        return self._bases[key]

    async def fits(self, row: PhaseBranch, snapshot: Snapshot) -> bool:
        """Tell whether what is planned on a snapshot of head may be put on top of a branch.

        A phase's branch has to be cut from that very head. The standing branch, whose request
        stays open, only from one that says the same of ops track and ledger.
        """
        if row.base == snapshot.commit or row.phase != NO_PHASE:
            return row.base == snapshot.commit
        base = await self.base_of(snapshot.project, row)
        return _documents(base) == _documents(snapshot)

    def outdated(self, project: Project, branch: str) -> None:
        """Forget what a branch said: it is read again by whoever asks next, if it is there."""
        self._latest.pop(project.on(branch).key, None)

    async def _of_phase(
        self,
        project: Project,
        phase: str,
        since: str | None,
        also: Collection[str],
        *,
        whole: bool,
    ) -> Snapshot:
        snapshot = await self.at_head(project, since, also)
        if project.pulls is None:
            return snapshot
        async with self._store.transaction() as tx:
            row = await tx.branch(project.name, phase)
        there = await self._there(project, row, fresh=True, also=also) if row else None
        if row is None or there is None:
            return replace(snapshot, line=Line(row))
        held = Held()
        if row.phase == NO_PHASE:
            overlaid, files, held = await self._standing(snapshot, row, there)
        else:
            whole = whole or row.before is None
            overlaid, files = await self._overlaid(snapshot, row, there, whole)
            if whole:
                files |= _added(there.blobs, snapshot.blobs, also)
        line = Line(
            row=row,
            head=there.commit,
            ours=all(commit.trailers(INTENT) for commit in there.since),
            commits=there.since,
            files=files,
            fits=await self.fits(row, snapshot),
            held=held,
        )
        blobs = {**overlaid.blobs, **_blobs(files)}
        since_both: tuple[CommitInfo, ...] = (*there.since, *snapshot.since)
        complete = there.since_complete and snapshot.since_complete
        return replace(overlaid, blobs=blobs, since=since_both, since_complete=complete, line=line)

    async def _there(
        self, project: Project, row: PhaseBranch, *, fresh: bool, also: Collection[str] = ()
    ) -> Snapshot | None:
        """Read a phase's branch; None where somebody has taken it away."""
        assert project.pulls is not None  # noqa: S101 - a row is made with them only
        there = project.on(row.name)
        try:
            if fresh:
                return await self.at_head(there, row.base, also)
            return await super().current(there)
        except (Unavailable, Fault) as error:
            if not isinstance(error.__cause__, NotFound | Fault):
                raise
            if await asked_of_host(project.pulls.head_of(row.name)) is not None:
                raise
            return None

    async def _overlaid(
        self,
        snapshot: Snapshot,
        row: PhaseBranch,
        there: Snapshot,
        whole: bool,  # noqa: FBT001 - of one class
    ) -> tuple[Snapshot, dict[str, bytes]]:
        """Return a snapshot with what a phase's branch says of its phase, and the files of that."""
        base = await self.base_of(snapshot.project, row)
        edit = pending_edit(base.tracker, there.tracker, snapshot.tracker, row.phase)
        if not whole and row.before is not None:
            edit = without_signoff(edit, row.before, snapshot.tracker)
        if edit == TrackerEdit(row.phase):
            return snapshot, {}
        files = {snapshot.file.paths.tracker: await _edited(snapshot, edit)}
        return await self._laid(snapshot, files), files

    async def _standing(
        self, snapshot: Snapshot, row: PhaseBranch, there: Snapshot
    ) -> tuple[Snapshot, dict[str, bytes], Held]:
        """Return a snapshot with what the standing branch says, the files of that, and what it is.

        Raises Refused where what waits can't be written into the documents as they are now.
        """
        base = await self.base_of(snapshot.project, row)
        edits = pending_ops(base.tracker.ops, there.tracker.ops, snapshot.tracker.ops)
        entries = pending_entries(base.ledger, there.ledger, snapshot.ledger)
        of = snapshot.commit, row.base, there.commit
        files = dict(await self._with_what_waits(of, snapshot, edits, entries))
        if not files:
            return snapshot, {}, Held()
        laid, merge = await self._laid(snapshot, files), AwaitedMerge(row.number, row.url)
        changed = {edit.after for edit in edits}
        ops = tuple(replace(i, waits=merge) if i in changed else i for i in laid.tracker.ops)
        new = set(pending_entries(NO_LEDGER, laid.ledger, snapshot.ledger))
        marked = tuple(replace(e, waits=merge) if e in new else e for e in laid.ledger.entries)
        held = Held(tuple(item for item in ops if item.waits), len(entries))
        tracker, ledger = replace(laid.tracker, ops=ops), replace(laid.ledger, entries=marked)
        return replace(laid, tracker=tracker, ledger=ledger), files, held

    async def _with_what_waits(
        self,
        of: tuple[str, ...],
        snapshot: Snapshot,
        edits: Sequence[OpsEdit],
        entries: Sequence[LandedEntry],
    ) -> Mapping[str, bytes]:
        """Return the documents with what waits, written once for the same commits."""
        name = snapshot.project.name
        if name not in self._stood or self._stood[name][0] != of:
            try:
                files = await asyncio.to_thread(_with_what_waits, snapshot, edits, entries)
            except DocumentError as error:
                raise Refused(BrokenDocuments(error.problems)) from error
            self._stood[name] = of, files
        return self._stood[name][1]

    async def _laid(self, snapshot: Snapshot, files: Mapping[str, bytes]) -> Snapshot:
        look = Look(snapshot.commit, {**snapshot.blobs, **_blobs(files)}, snapshot.since)
        return replace(await self._understand(snapshot.project, look), at=snapshot.at)


def _with_what_waits(
    snapshot: Snapshot, edits: Sequence[OpsEdit], entries: Sequence[LandedEntry]
) -> dict[str, bytes]:
    """Return tracker and ledger, as far as something waits for them, with that in them."""
    files: dict[str, bytes] = {}
    tracker, ledger = snapshot.file.paths.tracker, snapshot.file.paths.progress
    if edits:
        data = snapshot.tracker_blob.data
        for edit in edits:
            data = edit_ops(data, tracker, snapshot.file.vocabulary, edit)
        files[tracker] = data
    if entries and ledger is not None:
        blob = snapshot.blobs.get(ledger)
        files[ledger] = append_progress(blob.data if blob else NEW_FILE, ledger, entries)
    return files


def _documents(snapshot: Snapshot) -> tuple[Blob | None, ...]:
    """Return what the standing branch is about, as it is written."""
    paths = snapshot.file.paths
    return snapshot.tracker_blob, snapshot.blobs.get(paths.progress or "")


async def _edited(snapshot: Snapshot, edit: TrackerEdit) -> bytes:
    path, words = snapshot.file.paths.tracker, snapshot.file.vocabulary
    try:
        data = snapshot.tracker_blob.data
        return await asyncio.to_thread(edit_tracker, data, path, words, edit)
    except DocumentError as error:
        raise Refused(BrokenDocuments(error.problems)) from error


def _blobs(files: Mapping[str, bytes]) -> dict[str, Blob | None]:
    return {path: Blob(path, blob_oid(data), data) for path, data in files.items()}


def _added(
    there: Mapping[str, Blob | None], here: Mapping[str, Blob | None], paths: Collection[str]
) -> dict[str, bytes]:
    """Return what of these paths is on the branch only."""
    found = {path: there.get(path) for path in paths if here.get(path) is None}
    return {path: blob.data for path, blob in found.items() if blob is not None}
