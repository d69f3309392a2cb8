"""Code: a commit the branch has, a path, or a path as of such a commit."""

from bot.audit.files import some_files, subjects
from bot.audit.outcome import Outcome, Stopped, failed, passed
from bot.audit.reference import CodeReference
from bot.audit.rules import AuditRules
from bot.audit.snapshot import Snapshot
from bot.readiness.evidence import Subject


async def check_code(reference: CodeReference, snapshot: Snapshot, rules: AuditRules) -> Outcome:
    """Check a commit, a path (file, folder or glob), or both. Raises Stopped and HostError."""
    if reference.sha is None:
        files = await some_files(snapshot, reference.path or "", rules, folders=True)
        return passed(_there(reference.path or "", len(files)), subjects(files))
    sha = await _reachable(reference.sha, snapshot)
    commit = Subject(f"commit:{sha}", sha)
    if reference.path is None:
        return passed(f"Commit {sha[:12]} is on the branch.", [commit])
    files = await some_files(snapshot.at(sha), reference.path, rules, folders=True)
    then = [Subject(f"{entry.path}@{sha}", entry.oid) for entry in files]
    sentence = f"Commit {sha[:12]} is on the branch; {_there(reference.path, len(files))}"
    return passed(sentence, [commit, *then])


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
