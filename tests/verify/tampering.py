"""A copy of a repository and what can be done to it, as anybody with push rights can."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.documents.edits import TrackerEdit, edit_tracker
from bot.documents.signoff_rows import rows_of
from bot.documents.vocabulary import Vocabulary
from bot.ports.git_host import Signature
from bot.readiness.record import SignoffRecord, record_path
from bot.readiness.statement import parse_record, record_bytes
from bot.signing.keys import PublicKey
from bot.verify import Finding, Level, Report, Trust, What, verify
from tests.support.repository import git, git_bytes

MALLORY = Signature("Mallory", "mallory@tidewater.example")
TRACKER = "doc/Phase_Readiness_Tracker.md"
WHEN = 2_000_000_000  # seconds
FOLDER = "operations/evidence/signoffs/"


@dataclass
class Copy:
    """A bare repository; commits are made on top of any commit, and `main` stays where it is."""

    path: Path
    keys: tuple[PublicKey, ...] | None

    @property
    def head(self) -> str:
        return git(self.path, "rev-parse", "main")

    def text(self, path: str, commit: str = "main") -> str:
        return git_bytes(self.path, "show", f"{commit}:{path}").decode()

    def text_id(self, path: str, commit: str = "main") -> str:
        return git(self.path, "rev-parse", f"{commit}:{path}")

    def paths(self, commit: str = "main") -> list[str]:
        return git(self.path, "ls-tree", "-r", "--name-only", commit).splitlines()

    def commit(
        self,
        changes: Mapping[str, str | None],
        *,
        message: str = "Tidy up",
        tree: str = "main",
        parents: Sequence[str] | None = None,
        author: str = MALLORY.email,
    ) -> str:
        """Commit changes (None removes) of a commit's tree; its child, unless told otherwise."""
        on = parents if parents is not None else [tree]
        shas = git(self.path, "rev-parse", f"{tree}^{{tree}}", *on).split()
        return self._import([Made(message, shas[1:], shas[0], changes, author)])[0]

    def chain(self, steps: Sequence[Mapping[str, str | None]], tree: str = "main") -> list[str]:
        """Commit changes one on top of the other; return the commits."""
        first = git(self.path, "rev-parse", tree)
        made = [Made("Tidy up", [f":{at}" if at else first], None, c) for at, c in enumerate(steps)]
        return self._import(made)

    def chain_of(self, commits: Sequence["Made"]) -> list[str]:
        """Make commits whose parents may be others of them, as `:1` for the first."""
        return self._import(commits)

    def first(self, files: Mapping[str, str]) -> str:
        """Commit files as the beginning of a history."""
        return self._import([Made("Begin", [], None, files)])[0]

    def _import(self, commits: Sequence["Made"]) -> list[str]:
        stream = b"".join(made.stream(at) for at, made in enumerate(commits, start=1))
        done = git(self.path, "fast-import", "--quiet", "--force", stdin=stream)
        return done.split()

    def edit(self, path: str, *swaps: tuple[str, str], tree: str = "main") -> str:
        """Commit an edit of one file; each first text is there exactly once."""
        return self.commit({path: edited(self.text(path, tree), *swaps)}, tree=tree)

    def landing(self, phase: str) -> str:
        """Return the commit that signed a phase off."""
        found = git(self.path, "log", "--format=%H", f"--grep=^{phase}: signed off", "main")
        return found.splitlines()[0]

    def message(self, commit: str) -> str:
        return git(self.path, "show", "--no-patch", "--format=%B", commit)

    def record_path(self, phase: str) -> str:
        (path,) = (
            p
            for p in self.paths()
            if p.startswith(f"{FOLDER}{phase}/") and not p.endswith(".dsse.json")
        )
        return path

    def record(self, phase: str) -> SignoffRecord:
        return parse_record(self.text(self.record_path(phase)).encode())

    def amend(
        self, phase: str, changes: Mapping[str, str | None], *, message: str | None = None
    ) -> str:
        """Write the sign-off of a phase anew, as whoever can rewrite history; return it."""
        landing = self.landing(phase)
        return self.commit(
            changes,
            message=self.message(landing) if message is None else message,
            tree=landing,
            parents=[f"{landing}^"],
        )

    async def verified(self, at: str = "main", *, with_keys: bool = True) -> Report:
        trust = Trust(self.keys) if with_keys and self.keys is not None else None
        return await verify(self.path, at, trust)


@dataclass(frozen=True)
class Made:
    """A commit to be made. `tree`: whose changes they are, where that is not its parent's."""

    message: str
    parents: Sequence[str]
    tree: str | None
    changes: Mapping[str, str | None]
    author: str = MALLORY.email

    def stream(self, mark: int) -> bytes:
        """Return it as `git fast-import` takes it; its sha is printed."""
        parents = [f"{'merge' if at else 'from'} {sha}" for at, sha in enumerate(self.parents)]
        lines = [
            f"reset refs/tampered\ncommit refs/tampered\nmark :{mark}",
            f"author {MALLORY.name} <{self.author}> {WHEN + mark} +0000",
            f"committer {MALLORY.name} <{MALLORY.email}> {WHEN + mark} +0000",
            _data(self.message),
            *parents,
            *([f'M 040000 {self.tree} ""'] if self.tree else []),
            *(_change(path, text) for path, text in self.changes.items()),
            f"\nget-mark :{mark}\n",
        ]
        return "\n".join(lines).encode()


def _change(path: str, text: str | None) -> str:
    return f'D "{path}"' if text is None else f'M 100644 inline "{path}"\n{_data(text)}'


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}"


def forged(copy: Copy, record: SignoffRecord, on: str) -> str:
    """Commit a sign-off without a signature, consistent in itself, as a commit of Mallory's."""
    path = record_path(FOLDER, record.phase, record.correlation_id)
    status = record.after if record.before is not record.after else None
    edit = TrackerEdit(phase=record.phase, status=status, signoffs=rows_of(record, path))
    tracker = edit_tracker(copy.text(TRACKER, on).encode(), TRACKER, Vocabulary(), edit)
    return copy.commit({path: record_bytes(record).decode(), TRACKER: tracker.decode()}, tree=on)


def edited(text: str, *swaps: tuple[str, str]) -> str:
    """Return a text with each first text, which is there exactly once, replaced."""
    for old, new in swaps:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return text


def failures(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.level is Level.FAIL]


def kinds(report: Report) -> set[What]:
    """Return what kinds of failures there are."""
    return {finding.what for finding in failures(report)}


def leaves(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of every value of a JSON document that is neither object nor list."""
    if isinstance(value, dict):
        for key in value:
            yield from leaves(value[key], (*at, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from leaves(each, (*at, index))
    else:
        yield at


def altered(text: str, at: tuple[str | int, ...]) -> str:
    """Return a JSON document with one value another."""
    value = json.loads(text)
    inner = value
    for key in at[:-1]:
        inner = inner[key]
    old = inner[at[-1]]
    inner[at[-1]] = old + 1 if isinstance(old, int) else _other(old)
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + os.linesep


def _other(text: str) -> str:
    """Return another text of the same shape: a digit or letter changed, or a letter more."""
    if text.endswith("Z"):  # a time stays one
        return f"{_other(text[:-1])}Z"
    last = next((at for at in range(len(text) - 1, -1, -1) if text[at].isalnum()), None)
    if last is None:
        return f"{text}x"
    swapped = {"0": "1", "a": "b"}.get(text[last], "0" if text[last].isdigit() else "a")
    return text[:last] + swapped + text[last + 1 :]
