"""CI runs as an audit sees them: each link and each commit is asked for once."""

import asyncio

from bot.ports.git_host import CiRun, GitHost, HostUnavailable


class CiRuns:
    """The CI of one host, with a memory. What does not answer once is not asked again."""

    def __init__(self, host: GitHost) -> None:
        self._host = host
        self._lock = asyncio.Lock()
        self._linked: dict[str, CiRun | None] = {}
        self._of: dict[str, tuple[CiRun, ...]] = {}
        self._failure: HostUnavailable | None = None

    async def at(self, link: str, pinned: str) -> CiRun | None:
        """Return the run of a link; None if it is no link of this host. Raises HostError.

        The runs of the pinned commit are looked at first: they are needed anyway.
        """
        async with self._lock:
            if link not in self._linked:
                await self._runs(pinned)
            if link not in self._linked:
                run = await self._asked(link)
                if run is not None:
                    await self._runs(run.commit)
                self._linked[link] = run
            return self._linked[link]

    async def of(self, commit: str) -> tuple[CiRun, ...]:
        """Return the runs for exactly this commit, newest first. Raises HostError."""
        async with self._lock:
            return await self._runs(commit)

    async def _asked(self, link: str) -> CiRun | None:
        self._ask_no_more()
        try:
            return await self._host.ci_run_at(link)
        except HostUnavailable as error:
            self._failure = error
            raise

    async def _runs(self, commit: str) -> tuple[CiRun, ...]:
        if commit not in self._of:
            self._ask_no_more()
            try:
                self._of[commit] = tuple(await self._host.ci_runs(commit))
            except HostUnavailable as error:
                self._failure = error
                raise
            # An address names one run; an id alone may be that of another commit's run too.
            for run in self._of[commit]:
                if run.url:
                    self._linked.setdefault(run.url, run)
        return self._of[commit]

    def _ask_no_more(self) -> None:
        if self._failure is not None:
            raise self._failure
