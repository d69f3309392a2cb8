"""The demo's repository, as the people of the demo use it: clones, commits, pushes, CI results."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.demo.building import BRANCH, CI_EMAIL, CI_NAME, build
from bot.demo.content import CI_URL
from bot.demo.git import GitFailed, git, identity
from bot.demo.people import Person

_ATTEMPTS = 5  # a person whose push came second pulls and pushes again


@dataclass(frozen=True, slots=True)
class CommitLine:
    """A commit as `git log` lists it; `message` is the whole of it."""

    sha: str
    author: str
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class CiResult:
    """What CI says of one run: `state` is green, red or running, `at` an aware time."""

    id: str
    state: str
    at: datetime
    url: str
    tests: tuple[str, ...] = ()


class Hold:
    """A push that waits in the repository's hook until it is released."""

    def __init__(self, folder: Path) -> None:
        self._hold, self._held = folder / "hold", folder / "held"
        self._hold.touch(exist_ok=False)

    async def reached(self, within: float = 10.0) -> None:
        """Wait until a push is being held; raises TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            while not self._held.exists():  # noqa: ASYNC110 - another process makes the file
                await asyncio.sleep(0.02)

    def release(self) -> None:
        """Let the push go on, or the next one through if there was none."""
        self._hold.unlink(missing_ok=True)
        self._held.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class DemoRepository:
    """The bare repository in `path`. Everything is done from outside, as by anybody else."""

    path: Path

    async def head(self) -> str:
        """Return the sha at the end of the branch."""
        return (await git(self.path, "rev-parse", f"refs/heads/{BRANCH}")).strip()

    async def root(self) -> str:
        """Return the sha of the first commit."""
        return (await git(self.path, "rev-list", "--max-parents=0", BRANCH)).strip()

    async def commits(self, since: str) -> tuple[CommitLine, ...]:
        """Return the commits after `since`, oldest first."""
        shown = await git(
            self.path, "log", "--reverse", "-z", "--format=%H%n%an%n%B", f"{since}..{BRANCH}"
        )
        return tuple(_commit_line(entry) for entry in shown.split("\0") if entry)

    async def text(self, path: str, commit: str = BRANCH) -> str | None:
        """Return a file at a commit, None if it is not there."""
        try:
            return await git(self.path, "show", f"{commit}:{path}")
        except GitFailed:
            return None

    async def diff(self, base: str, path: str) -> str:
        """Return what changed in a file from `base` to the end of the branch."""
        return await git(self.path, "diff", "--no-color", "-U0", base, BRANCH, "--", path)

    async def human_commit(
        self, author: Person, message: str, changes: Mapping[str, str | None]
    ) -> str:
        """Clone, write `changes` (path → text, None deletes), commit, push; return the sha.

        Like a person whose push came second, it pulls with rebase and pushes again.
        """
        who = identity(author.display, author.email, datetime.now(UTC))
        with _clone_folder() as folder:
            clone = Path(folder)
            origin = str(self.path.absolute())  # git is run in the clone, where no path leads to it
            await git(clone, "clone", "--quiet", "--branch", BRANCH, origin, ".")
            await asyncio.to_thread(_write, clone, changes)
            await git(clone, "add", "--all")
            await git(clone, "commit", "--quiet", "--message", message, environment=who)
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    await git(clone, "push", "--quiet", "origin", BRANCH)
                    break
                except GitFailed:
                    if attempt == _ATTEMPTS:
                        raise
                    await git(clone, "pull", "--quiet", "--rebase", environment=who)
            return (await git(clone, "rev-parse", "HEAD")).strip()

    async def edit(self, author: Person, message: str, path: str, *swaps: tuple[str, str]) -> str:
        """Commit an edit of one file: each first text, which is there once, becomes the second.

        Raises ValueError where a text is not there exactly once.
        """
        text = await self.text(path)
        if text is None:
            raise ValueError(f"{path} is not there.")
        for old, new in swaps:
            if text.count(old) != 1:
                raise ValueError(f"{old!r} is {text.count(old)} times in {path}, not once.")
            text = text.replace(old, new)
        return await self.human_commit(author, message, {path: text})

    def author_of_commits_for(self, person: Person) -> str:
        """Return who is shown as the author of what gatebot commits at a person's request."""
        return person.display

    def run_url(self, run: str) -> str:
        """Return the link to a CI run."""
        return CI_URL + run

    async def record_ci(self, commit: str, run: CiResult) -> None:
        """Add a CI run to a commit's note, as CI does; a note that can't be read is replaced."""
        runs = [*await self._runs(commit), _as_json(run)]
        await git(
            self.path,
            *("notes", "--ref=ci", "add", "--force", "--file=-", commit),
            stdin=json.dumps({"runs": runs}, indent=1),
            environment=identity(CI_NAME, CI_EMAIL, run.at),
        )

    def hold_next_push(self) -> Hold:
        """Hold the next push to arrive, until the result is released."""
        return Hold(self.path)

    async def _runs(self, commit: str) -> list[object]:
        try:
            note = await git(self.path, "notes", "--ref=ci", "show", commit)
            runs = json.loads(note)["runs"]
        except (GitFailed, ValueError, KeyError, TypeError):
            return []  # no note yet, or one that nobody can read
        return list(runs)


async def make_repository(folder: Path, now: datetime, ci_url: str = CI_URL) -> DemoRepository:
    """Make the demo's bare repository in `folder`, with its history up to the day before `now`.

    The same `now` makes the same shas. The runs of its CI are at `ci_url`. Raises FileExistsError
    where the folder is there already.
    """
    return DemoRepository(await asyncio.to_thread(build, folder, now, ci_url))


def _commit_line(entry: str) -> CommitLine:
    sha, author, message = entry.split("\n", 2)
    return CommitLine(sha, author, message.partition("\n")[0], message)


def _as_json(run: CiResult) -> dict[str, object]:
    return {
        "id": run.id,
        "state": run.state,
        "at": run.at.isoformat(),
        "url": run.url,
        "tests": list(run.tests),
    }


def _clone_folder() -> AbstractContextManager[str]:
    return TemporaryDirectory(prefix="gatebot-demo-")


def _write(folder: Path, changes: Mapping[str, str | None]) -> None:
    for path, text in changes.items():
        file = folder / path
        if text is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
