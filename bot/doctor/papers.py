"""The documents of a project at its branch's head: each is read, whatever is wrong with another."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from bot.doctor.checks import Section
from bot.doctor.repository import refused
from bot.documents.gap_tracker import read_gap_tracker
from bot.documents.policy_file import POLICY_PATH, ProjectFile, read_policy
from bot.documents.policy_names import no_policy
from bot.documents.problems import DocumentError
from bot.documents.progress import read_progress
from bot.documents.release_readiness import read_release_readiness
from bot.documents.roadmap import Roadmap, read_roadmap
from bot.documents.tracker import read_tracker
from bot.documents.tracker_model import Tracker
from bot.documents.work_queue import read_work_queue
from bot.ports.git_host import Blob, GitHost, HostError
from bot.readiness.evidence import Kind
from bot.readiness.phase_ids import named_phases, nearest_id
from bot.readiness.place import Problem
from bot.readiness.work import Task

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Papers:
    """What could be read: the policy file, and the tracker unless it is broken."""

    commit: str
    file: ProjectFile
    tracker: Tracker | None


async def look_at_papers(host: GitHost, section: Section) -> Papers | None:
    """Read every document; None where there is no policy to read them by."""
    try:
        look = await host.look({POLICY_PATH})
        if (policy := look.blobs[POLICY_PATH]) is None:
            problem = no_policy([entry.path for entry in await host.tree(look.head)])
            _problems("policy", [problem], section)
            return None
        file = _policy(policy, section)
        if file is None:
            return None
        blobs = await host.read(look.head, _paths(file))
        files = {entry.path for entry in await host.tree(look.head)}
    except HostError as error:
        refused(error, "documents", section)
        return None
    tracker = _tracker(file, blobs, section)
    tasks = _work_queue(file, blobs, section)
    roadmap = _roadmap(file, blobs, section)
    if tracker:
        planned = roadmap.phases if roadmap else ()
        known = (*(phase.id for phase in tracker.phases), *(phase.id for phase in planned))
        _tasks_of_no_phase(tasks, known, section)
    if tracker and roadmap:
        _planned_only(tracker, roadmap, file, section)
    _others(file, blobs, section)
    _ledger(file, blobs, section)
    _release(file, blobs, section)
    _gaps(file, blobs, section)
    _evidence_folder(file, tracker, files, section)
    return Papers(look.head, file, tracker)


def _policy(blob: Blob, section: Section) -> ProjectFile | None:
    file = _read("policy", partial(read_policy, blob.data, blob.oid), section)
    if file is not None:
        people, roles = len(file.policy.people), ", ".join(file.policy.roles)
        section.ok("policy", f"{POLICY_PATH} can be read; people: {people}; roles: {roles}.")
    return file


def _paths(file: ProjectFile) -> list[str]:
    paths = file.paths
    named = (paths.tracker, paths.work_queue, paths.roadmap, *_read_later(file))
    return [path for path in named if path]


def _read_later(file: ProjectFile) -> list[str]:
    paths = file.paths
    return [p for p in (paths.progress, paths.release_readiness, *paths.gap_trackers) if p]


def _read(name: str, read: Callable[[], T], section: Section) -> T | None:
    try:
        return read()
    except DocumentError as error:
        _problems(name, error.problems, section)
        return None


def _problems(name: str, problems: Iterable[Problem], section: Section) -> None:
    for problem in problems:
        section.fail(name, f"{problem.place}: {problem.wrong}", problem.mend)


def _there(
    name: str, path: str, blobs: Mapping[str, Blob | None], section: Section
) -> bytes | None:
    blob = blobs[path]
    if blob is None:
        said = f"{path} is not there at the branch's head."
        section.fail(name, said, f"Add it, or change `documents` in {POLICY_PATH}.")
        return None
    return blob.data


def _tracker(
    file: ProjectFile, blobs: Mapping[str, Blob | None], section: Section
) -> Tracker | None:
    path = file.paths.tracker
    data = _there("tracker", path, blobs, section)
    if data is None:
        return None
    tracker = _read("tracker", partial(read_tracker, data, path, file.vocabulary), section)
    if tracker is not None:
        section.ok("tracker", f"{path} can be read; phases: {len(tracker.phases)}.")
        _problems("tracker", tracker.problems, section)
        if len(tracker.ops_headings) > 1:
            at = ", ".join(map(str, tracker.ops_headings))
            more = f"The ops track stands under several headings, and all are read: {at}."
            section.warn("tracker", more, "Keep one of them.")
    return tracker


def _work_queue(
    file: ProjectFile, blobs: Mapping[str, Blob | None], section: Section
) -> tuple[Task, ...]:
    path = file.paths.work_queue
    if path is None or (data := _there("work queue", path, blobs, section)) is None:
        return ()
    tasks = _read("work queue", partial(read_work_queue, data, path, file.queue), section)
    if tasks is not None:
        waiting = sum(not task.closed for task in tasks)
        said = f"{path} can be read; tasks: {len(tasks)}, still open: {waiting}."
        section.ok("work queue", said)
    return tasks or ()


def _tasks_of_no_phase(tasks: Iterable[Task], known: Sequence[str], section: Section) -> None:
    for task in tasks:
        for named in () if task.closed else named_phases(task.phase, known):
            if named.meant:
                written = f"{task.place}: the task {task.id} is of {named.written}"
                said = f"{written}, and no phase is called so."
                mend = "Correct it, or add the phase to the tracker or the roadmap."
                near = f"Did you mean {named.id}? Until then the task holds {named.id} back. "
                section.warn("work queue", said, f"{near if named.id else ''}{mend}")


def _roadmap(
    file: ProjectFile, blobs: Mapping[str, Blob | None], section: Section
) -> Roadmap | None:
    path = file.paths.roadmap
    if path is None or (data := _there("roadmap", path, blobs, section)) is None:
        return None
    roadmap = _read("roadmap", partial(read_roadmap, data, path, file.vocabulary), section)
    if roadmap is not None:
        criteria = len(roadmap.deliverables)
        said = f"{path} can be read; phases: {len(roadmap.phases)}, deliverables: {criteria}."
        section.ok("roadmap", said)
        _problems("roadmap", roadmap.problems, section)
    return roadmap


def _planned_only(tracker: Tracker, roadmap: Roadmap, file: ProjectFile, section: Section) -> None:
    known = [phase.id for phase in tracker.phases]
    for planned in roadmap.phases:
        if tracker.phase(planned.id) is None:
            near = nearest_id(planned.id, known)
            said = f"{planned.place}: the phase {planned.id} is not in the tracker."
            also = f"Did you mean {near}? If not, add" if near else "Add"
            section.warn("roadmap", said, f"{also} it to {file.paths.tracker} before its start.")


def _others(file: ProjectFile, blobs: Mapping[str, Blob | None], section: Section) -> None:
    for path in _read_later(file):
        if blobs[path] is None:
            said = f"{path} is not there at the branch's head."
            section.warn("documents", said, f"Add it, or take it out of {POLICY_PATH}.")


def _release(file: ProjectFile, blobs: Mapping[str, Blob | None], section: Section) -> None:
    path = file.paths.release_readiness
    blob = blobs[path] if path else None
    if path is None or blob is None:
        return
    found = _read("release readiness", partial(read_release_readiness, blob.data, path), section)
    if found is not None:
        lines, against = len(found.criteria), len(found.against)
        said = f"{path} can be read; criteria: {lines}, lines that say no go: {against}."
        section.ok("release readiness", said)
        _problems("release readiness", found.problems, section)
        if len(found.decisions) > 1:
            at = ", ".join(str(decision.place) for decision in found.decisions)
            more = f"The decision is stated more than once, and the strictest counts: {at}."
            section.warn("release readiness", more, "Keep one of them.")


def _gaps(file: ProjectFile, blobs: Mapping[str, Blob | None], section: Section) -> None:
    for path in file.paths.gap_trackers:
        if (blob := blobs[path]) is None:
            continue
        found = _read("gap tracker", partial(read_gap_tracker, blob.data, path), section)
        if found is not None:
            still_open = sum(not gap.closed for gap in found.gaps)
            said = f"{path} can be read; gaps: {len(found.gaps)}, still open: {still_open}."
            section.ok("gap tracker", said)
            _problems("gap tracker", found.problems, section)


def _ledger(file: ProjectFile, blobs: Mapping[str, Blob | None], section: Section) -> None:
    path = file.paths.progress
    blob = blobs[path] if path else None
    if path is None or blob is None:
        return
    ledger = _read("progress", partial(read_progress, blob.data, path), section)
    if ledger is not None:
        section.ok("progress", f"{path} can be read; landed commits: {len(ledger.entries)}.")
        for problem in ledger.problems:
            section.warn("progress", f"{problem.place}: {problem.wrong}", problem.mend)


def _evidence_folder(
    file: ProjectFile, tracker: Tracker | None, files: set[str], section: Section
) -> None:
    folder = file.policy.rules.evidence_folder
    count = sum(path.startswith(folder) for path in files)
    named = [e for items in tracker.evidence.values() for e in items] if tracker else []
    if not count and any(e.kind is Kind.ARTIFACT for e in named):
        said = f"The tracker names artifacts, but {folder} holds no file."
        mend = f"Commit them there, or set `policy.evidence_folder` in {POLICY_PATH}."
        section.warn("evidence folder", said, mend)
    else:
        section.ok("evidence folder", f"The evidence folder {folder} holds {count} files.")
