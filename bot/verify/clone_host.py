"""A clone as the auditor's Git host: files from its objects, CI runs as a record claims them.

Whether a run was green is not in a clone, unless refs/notes/ci was fetched; what it was for, and
everything else of a test item, is checked all the same.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from bot.evidence.reference import BadReference, TestReference, parse_reference
from bot.githosts.paths import is_full_sha, is_safe_path
from bot.ports.git_host import (
    Blob,
    CiRun,
    CiState,
    CommitInfo,
    Entry,
    EntryKind,
    Look,
    NotFound,
    Rejected,
    Signature,
    Write,
)
from bot.readiness.evidence import Kind
from bot.readiness.record import RecordedItem
from bot.verify.clone import Clone

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CI: Final = "ci:"
_COMMIT: Final = "commit:"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a record says that a clone can't: the run behind each link, the commit of a short id."""

    runs: Mapping[str, CiRun] = field(default_factory=dict)
    commits: frozenset[str] = frozenset()


def claims_of(items: Collection[RecordedItem]) -> Claims:
    """Return the claims of a record's evidence."""
    runs: dict[str, CiRun] = {}
    commits = set()
    for item in items:
        names = {s.name: s.oid for s in item.subjects}
        commits |= {name.removeprefix(_COMMIT) for name in names if name.startswith(_COMMIT)}
        run = next((name for name in names if name.startswith(_CI)), None)
        if run is not None and (link := _link(item)) is not None:
            name = run.removeprefix(_CI)
            tests = (known.tests or frozenset()) if (known := runs.get(link)) else frozenset()
            tests |= _tested(item)
            runs[link] = CiRun(name, names[run], CiState.GREEN, _LONG_AGO, link, tests)
    return Claims(runs, frozenset(commits))


def _link(item: RecordedItem) -> str | None:
    reference = _test(item)
    return reference.link if reference else None


def _tested(item: RecordedItem) -> frozenset[str]:
    """Return the test that the run is claimed to have reported."""
    reference = _test(item)
    return frozenset({reference.name, reference.name.split("::")[-1]} if reference else ())


def _test(item: RecordedItem) -> TestReference | None:
    if item.kind is not Kind.TEST:
        return None
    try:
        reference = parse_reference(item.kind, item.reference)
    except BadReference:
        return None
    return reference if isinstance(reference, TestReference) else None


class CloneHost:
    """A `GitHost` over a clone. It is only read."""

    def __init__(self, clone: Clone, claims: Claims) -> None:
        self._clone = clone
        self._claims = claims

    async def look(self, paths: Collection[str], since: str | None = None) -> Look:  # noqa: ARG002 - the Protocol's signature
        """Read documents at the head."""
        head = self._clone.head
        return Look(head, await self.read(head, paths))

    async def read(self, commit: str, paths: Collection[str]) -> Mapping[str, Blob | None]:
        """Read files at a commit; None where a path is no regular file there."""
        there = {entry.path: entry for entry in self._clone.entries(commit)}
        found = {path: there[path].oid for path in paths if _is_file(there.get(path))}
        contents = self._clone.objects.contents(found.values())
        return {
            path: Blob(path, found[path], contents[found[path]]) if path in found else None
            for path in paths
        }

    async def tree(self, commit: str) -> Sequence[Entry]:
        """List every file of a commit, sorted by path."""
        return self._clone.entries(commit)

    async def resolve(self, sha: str) -> str | None:
        """Return the full sha of a commit of this history; the record's own where it is short."""
        if is_full_sha(sha):
            return sha if sha in self._clone.parents else None
        found = [full for full in self._clone.parents if full.startswith(sha)]
        claimed = [full for full in found if full in self._claims.commits]
        return next((each[0] for each in (found, claimed) if len(each) == 1), None)

    async def is_ancestor(self, ancestor: str, commit: str) -> bool:
        """Tell whether `ancestor` is `commit` or reachable from it."""
        full = await self.resolve(ancestor)
        return full is not None and self._clone.is_ancestor(full, commit)

    async def changed_paths(self, base: str, commit: str) -> frozenset[str]:
        """Return the paths that differ between two commits."""
        return self._clone.changed_paths(base, commit)

    async def authors(
        self, commit: str, paths: Collection[str]
    ) -> Mapping[str, tuple[Signature, ...]]:
        """Return all who changed each path, as of a commit."""
        if commit not in self._clone.parents:
            raise NotFound(f"{commit} is no commit of this history.")
        safe = [path for path in paths if is_safe_path(path)]
        found = {path: self._clone.changing(commit, path) for path in safe}
        return {path: tuple(dict.fromkeys(c.author for c in found[path])) for path in found}

    async def commits_touching(
        self, commit: str, path: str, most: int | None = None
    ) -> Sequence[CommitInfo]:
        """Return the commits that changed a path, the newest first."""
        if commit not in self._clone.parents:
            raise NotFound(f"{commit} is no commit of this history.")
        return self._clone.changing(commit, path)[:most] if is_safe_path(path) else ()

    async def commit_author(self, commit: str) -> Signature:
        """Return who wrote a commit. Raises NotFound."""
        if commit not in self._clone.parents:
            raise NotFound(f"{commit} is no commit of this history.")
        return self._clone.info(commit).author

    async def ci_runs(self, commit: str) -> Sequence[CiRun]:
        """Return the runs that are claimed for a commit."""
        return [run for run in self._claims.runs.values() if run.commit == commit]

    async def ci_run_at(self, url: str) -> CiRun | None:
        """Return the run that is claimed for a link."""
        return self._claims.runs.get(url)

    async def write(self, change: Write) -> str:  # noqa: ARG002 - the Protocol's signature
        """Refuse: verification only reads."""
        raise Rejected("A clone that is verified is not written to.", "Write to its origin.")

    def commit_url(self, sha: str) -> str | None:  # noqa: ARG002 - the Protocol's signature
        """Return None: a clone has no pages."""
        return None

    def compare_url(self, base: str, commit: str) -> str | None:  # noqa: ARG002 - as above
        """Return None: a clone has no pages."""
        return None


def _is_file(entry: Entry | None) -> bool:
    return entry is not None and entry.kind is EntryKind.FILE
