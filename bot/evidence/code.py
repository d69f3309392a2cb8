"""Code: a commit the branch has, a path, or a path as of such a commit."""

from bot.evidence.files import (
    as_allowed,
    demand_some_written,
    demand_written,
    looked_into,
    some_files,
    subjects,
)
from bot.evidence.outcome import Outcome, Stopped, failed, passed
from bot.evidence.reference import CodeReference
from bot.evidence.rules import AuditRules
from bot.evidence.snapshot import Snapshot
from bot.ports.git_host import Entry
from bot.readiness.evidence import Subject


async def check_code(reference: CodeReference, snapshot: Snapshot, rules: AuditRules) -> Outcome:
    """Check a commit, a path (file, folder or glob), or both. Raises Stopped and HostError."""
    if reference.sha is None:
        files, allowed = await _files(snapshot, reference.path or "", rules)
        return passed(_there(reference.path or "", len(files)) + allowed, subjects(files))
    written = reference.sha
    sha = await snapshot.once(("reachable", written), lambda: _reachable(written, snapshot))
    commit = Subject(f"commit:{sha}", sha)
    if reference.path is None:
        return passed(f"Commit {sha[:12]} is on the branch.", [commit])
    files, allowed = await _files(snapshot.at(sha), reference.path, rules)
    then = [Subject(f"{entry.path}@{sha}", entry.oid) for entry in files]
    sentence = f"Commit {sha[:12]} is on the branch; {_there(reference.path, len(files))}{allowed}"
    return passed(sentence, [commit, *then])


async def _files(snapshot: Snapshot, path: str, rules: AuditRules) -> tuple[tuple[Entry, ...], str]:
    """Return the files of a path, and the words for a pointer among them that counts."""
    files = await some_files(snapshot, path, rules, folders=True)
    if len(files) == 1:
        read = await looked_into(snapshot, files, rules)
        return files, as_allowed(demand_written(read, rules, as_text=True))
    # Among several, an empty `__init__.py` says nothing against the others.
    await demand_some_written(snapshot, path, files, rules)
    return files, ""


async def _reachable(written: str, snapshot: Snapshot) -> str:
    """Return the full sha of a commit that the pinned commit has in its history."""
    sha = await snapshot.host.resolve(written)
    if sha is None:
        raise Stopped(
            failed(
                f"{written} names no commit, or more than one.",
                "Push the commit, or write its full sha.",
            )
        )
    if not await snapshot.host.is_ancestor(sha, snapshot.commit):
        raise Stopped(
            failed(
                f"Commit {sha[:12]} is not in the history of {snapshot.commit[:12]}.",
                "Merge it into the branch, or name a commit that is there.",
            )
        )
    return sha


def _there(path: str, files: int) -> str:
    return f"{path} is there." if files == 1 else f"{path} is there, {files:,} files."
