"""The demo's repository, live, for the pane beside the messages."""

import asyncio
import re
from pathlib import Path
from typing import Final

from bot.demo.building import BRANCH
from bot.demo.git import GitFailed, git
from bot.demo.mending import TRACKER, is_mended, link_evidence, mend_files
from bot.demo.repository import DemoRepository
from bot.sandbox.errors import CannotDo
from bot.sandbox.pane import Document, Entry, PaneAct, PaneState

TITLE: Final = "Repository"
MEND: Final = PaneAct(
    "mend",
    "Let the team mend P4",
    "Ines and Kwame commit what is missing, CI runs green, and the evidence is linked anew.",
)
_SHOWN_COMMITS: Final = 60
_LOOK_EVERY: Final = 0.25  # seconds; reading one small file costs less than watching it
_SHA: Final = re.compile(r"[0-9a-f]{40}")
_HUNK: Final = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


class RepositoryPane:
    """Shows the log of the branch and the tracker at its end; can have the team mend P4."""

    def __init__(self, repository: DemoRepository) -> None:
        self._repository = repository
        self._ref = repository.path / "refs" / "heads" / BRANCH
        self._shown: PaneState | None = None
        self._mending = asyncio.Lock()

    async def look(self) -> PaneState:
        """Return the branch as it is; what has been read of a head is kept."""
        head = _sha_in(self._ref) or await self._repository.head()
        if self._shown is None or self._shown.version != head:
            self._shown = await self._read(head)
        return self._shown

    async def changed(self, version: str) -> None:
        """Return once the branch ends elsewhere than at `version`."""
        while _sha_in(self._ref) in {None, version}:  # noqa: ASYNC110 - other processes write the file
            await asyncio.sleep(_LOOK_EVERY)

    async def entry(self, entry_id: str) -> str:
        """Return what a commit changed; raises CannotDo where there is no such commit."""
        if not _SHA.fullmatch(entry_id):
            raise CannotDo(f"{entry_id!r} is no commit")
        try:
            return await git(self._repository.path, "show", "--no-color", "--format=", entry_id)
        except GitFailed as failed:
            raise CannotDo(str(failed)) from failed

    async def act(self, act_id: str) -> None:
        """Mend P4; raises CannotDo for anything else, and where it has been mended."""
        if act_id != MEND.id:
            raise CannotDo(f"there is no {act_id!r} to do here")
        async with self._mending:
            if await is_mended(self._repository):
                raise CannotDo("P4 has been mended")
            try:
                await mend_files(self._repository)
                await link_evidence(self._repository)
            except ValueError as changed:
                why = f"The files are not as they were: {changed} Start anew with --fresh."
                raise CannotDo(why) from changed
            except (GitFailed, TimeoutError) as failed:
                raise CannotDo(f"The commits could not be made: {failed}. Try again.") from failed

    async def _read(self, head: str) -> PaneState:
        text = await self._repository.text(TRACKER, head)
        last, changed = await self._last_change(head)
        return PaneState(
            version=head,
            title=TITLE,
            about=f"{BRANCH} · {head[:10]}",
            entries=await self._log(head),
            document=None if text is None else Document(TRACKER, text, changed, last),
            acts=() if await is_mended(self._repository) else (MEND,),
        )

    async def _log(self, head: str) -> tuple[Entry, ...]:
        shape = "--format=%H%n%an%n%ct%n%B"
        shown = await git(self._repository.path, "log", "-z", f"-{_SHOWN_COMMITS}", shape, head)
        return tuple(_entry(one) for one in shown.split("\0") if one)

    async def _last_change(self, head: str) -> tuple[str, tuple[int, ...]]:
        """Return the last commit to the tracker, and the lines it added or changed."""
        path = self._repository.path
        sha = (await git(path, "log", "-1", "--format=%H", head, "--", TRACKER)).strip()
        if not sha:
            return "", ()
        diff = await git(path, "show", "-U0", "--no-color", "--format=", sha, "--", TRACKER)
        spans = ((int(at), int(count or 1)) for at, count in _HUNK.findall(diff))
        return sha, tuple(line for at, count in spans for line in range(at, at + count))


def _entry(raw: str) -> Entry:
    sha, who, at, message = raw.split("\n", 3)
    subject, _, rest = message.partition("\n")
    return Entry(sha, who, subject, int(at), rest.strip())


def _sha_in(ref: Path) -> str | None:
    """Return what a reference's file holds; None while it is being replaced, or packed away."""
    try:
        return ref.read_text("ascii").strip() or None
    except FileNotFoundError:
        return None
