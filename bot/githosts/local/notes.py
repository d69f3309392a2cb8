"""CI results, kept as JSON in `refs/notes/ci`: one note on each commit that was built.

    {"runs": [{"id": "42", "state": "green", "at": "2026-11-20T09:30:00Z",
               "url": "https://ci.example/runs/42", "tests": ["test_login", "test_logout"]}]}

`state` is green, red or running; `at` has a time zone; `url`, `tests` (the names that ran and
passed) and `name` (which job or workflow it is a run of) may be left out. A link is a run's `url`,
or `ci:<id>`. The newest run of each name counts, what is red first. Of two runs at the same time
the later one in the list is the newer.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any, TypeAlias

from bot.githosts.bounds import READ_BYTES, TooLarge, demand_sizes
from bot.githosts.local.repository import Repository
from bot.githosts.paths import is_full_sha
from bot.githosts.worst_first import worst_first
from bot.ports.git_host import CiRun, CiState, Rejected
from bot.strict_json import read_json

NOTES_REF = "refs/notes/ci"
_LONGEST_NOTE = 4_000_000
_MOMENT = "2026-11-20T09:30:00Z"
_MEND = 'Write it again with `git notes --ref=ci add -f`, as `{"runs": [{"id", "state", "at"}]}`.'

_Runs: TypeAlias = tuple[CiRun, ...]  # those that count, the worst first; then the replaced


class CiNotes:
    """The CI results of one repository. What was parsed once is kept, by its blob."""

    def __init__(self) -> None:
        self._parsed: dict[tuple[str, str], _Runs | Rejected] = {}

    def runs(self, repo: Repository, commit: str) -> _Runs:
        """Return the runs for a commit, newest first; raises Rejected for a note that is broken."""
        repo.root(commit)  # raises NotFound
        tree = _notes_tree(repo)
        oid = _find(repo, tree, commit) if tree is not None else None
        return parse_note(commit, _read(repo, commit, oid)) if oid is not None else ()

    def run_at(self, repo: Repository, link: str) -> CiRun | None:
        """Return the newest run that a link points at, over all commits.

        Raises Rejected if there is none, but a broken note that might hold it.
        """
        found: list[CiRun] = []
        broken: Rejected | None = None
        for each in self._all(repo):
            if isinstance(each, Rejected):
                broken = broken or each
            else:
                found += [run for run in each if link in {run.url, f"ci:{run.id}"}]
        if not found and broken is not None:
            raise broken
        return max(found, key=lambda run: run.at, default=None)

    def health(self, repo: Repository) -> tuple[int, tuple[Rejected, ...]]:
        """Return how many notes there are, and what is wrong with those that can't be read."""
        found = self._all(repo)
        return len(found), tuple(each for each in found if isinstance(each, Rejected))

    def _all(self, repo: Repository) -> tuple[_Runs | Rejected, ...]:
        tree = _notes_tree(repo)
        listed = _list(repo, tree) if tree is not None else []
        sizes = repo.objects.sizes([oid for _, oid in listed])
        demand_sizes(((NOTES_REF, sizes[oid]) for _, oid in listed), READ_BYTES)
        known, parsed = self._parsed, dict[tuple[str, str], _Runs | Rejected]()
        for commit, oid in listed:
            key = (commit, oid)
            parsed[key] = known[key] if key in known else _attempt(repo, commit, oid)
        self._parsed = parsed
        return tuple(parsed.values())


def parse_note(commit: str, data: bytes) -> _Runs:
    """Return the runs of a note, the newest of each name first; what is red leads.

    Raises Rejected with what is wrong in it.
    """
    try:
        keyed = [(_job(raw), _run(commit, raw)) for raw in _listed(data)]
    except (ValueError, RecursionError) as error:
        raise Rejected(
            f"The CI note of commit {commit[:12]} can't be read: {_why(error)}.", _MEND
        ) from error
    return worst_first(keyed, numbered=False)


def _why(error: ValueError | RecursionError) -> str:
    """Return what is wrong in our words: a parser's own are for whoever wrote the parser."""
    match error:
        case json.JSONDecodeError(lineno=line, colno=column, msg=said):
            cut_off = said.startswith("Unterminated") or not error.doc[error.pos :].strip()
            how = "it breaks off at" if cut_off else "it is no JSON from"
            return f"{how} line {line}, column {column}"
        case UnicodeDecodeError():
            return "it is no UTF-8 text"
        case RecursionError():
            return "it is nested too deep"
        case _:
            return re.sub(r"\s+", " ", str(error))[:200]


def _attempt(repo: Repository, commit: str, oid: str) -> _Runs | Rejected:
    try:
        return parse_note(commit, _read(repo, commit, oid))
    except Rejected as error:
        return error


def _listed(data: bytes) -> list[Any]:
    note = read_json(data)
    runs = note.get("runs") if isinstance(note, dict) else None
    if not isinstance(runs, list):
        raise ValueError('it is no object with a list of "runs"')  # noqa: TRY004 - as below
    return runs


def _run(commit: str, raw: Any) -> CiRun:
    if not isinstance(raw, dict):
        raise ValueError("a run is no object")  # noqa: TRY004 - one error for all that is malformed
    return CiRun(
        id=_text(raw, "id"),
        commit=commit,
        state=_state(_text(raw, "state")),
        at=_at(_text(raw, "at")),
        url=_text(raw, "url") if "url" in raw else "",
        tests=_names(raw["tests"]) if "tests" in raw else None,
    )


def _job(raw: Any) -> str:
    """Return which job a run is one of; without names, all are runs of one."""
    return _text(raw, "name") if isinstance(raw, dict) and "name" in raw else ""


def _state(written: str) -> CiState:
    try:
        return CiState(written)
    except ValueError:
        raise ValueError(f'"state" is green, red or running, not “{written[:40]}”') from None


def _at(written: str) -> datetime:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(f'"at" is no moment such as {_MOMENT}: “{written[:40]}”') from None
    if at.tzinfo is None:
        raise ValueError(f'"at" has no time zone, as {_MOMENT} has')
    return at.astimezone(UTC)


def _text(raw: dict[str, Any], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f'"{key}" of a run is no text')
    return value


def _names(value: Any) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError('"tests" is no list of names')
    return frozenset(value)


def _read(repo: Repository, commit: str, oid: str) -> bytes:
    """Return a note, unless it is too long to be one."""
    try:
        return repo.content(oid, _LONGEST_NOTE)
    except TooLarge as error:
        why = f"it is longer than {_LONGEST_NOTE:,} bytes"
        raise Rejected(
            f"The CI note of commit {commit[:12]} can't be read: {why}.", _MEND
        ) from error


def _notes_tree(repo: Repository) -> str | None:
    sha = repo.ref(NOTES_REF)
    if sha is None:
        return None
    if not repo.has_commit(sha):
        raise Rejected(f"{NOTES_REF} points at no commit.", "Make it anew with `git notes`.")
    return repo.root(sha)


def _find(repo: Repository, tree: str, commit: str) -> str | None:
    """Look a note up; git spreads notes over folders `ab/cd/…` when they are many."""
    rest = commit
    while True:
        found = repo.trees.at(tree, rest)
        if found is not None:
            return found.oid
        folder = repo.trees.at(tree, rest[:2])
        if folder is None or len(rest) <= 2:  # noqa: PLR2004 - two digits name a folder
            return None
        tree, rest = folder.oid, rest[2:]


def _list(repo: Repository, tree: str) -> list[tuple[str, str]]:
    files = repo.trees.files(tree).items()
    named = ((path.replace("/", ""), oid) for path, (_, oid) in files)
    return [(name, oid) for name, oid in named if is_full_sha(name)]
