"""CI: the statuses of a commit, and the run that a link leads to.

Every CI system reports statuses, the server's own Actions too: one for each job, from when it
waits for a runner. The list of Actions' tasks knows a job only once a runner has it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from bot.githosts.gitea.api import PAGE, Api, Page
from bot.githosts.host import CiRun, CiState, NotFound, Rejected
from bot.githosts.paths import is_full_sha

# "warning" says that something is wrong; what is skipped is no evidence of anything.
_SAYS_NOTHING: Final = frozenset({"skipped"})
_STATES: Final = {
    "success": CiState.GREEN,
    "pending": CiState.RUNNING,
    "waiting": CiState.RUNNING,
    "running": CiState.RUNNING,
    "blocked": CiState.RUNNING,
}
_RUN: Final = re.compile(r"/actions/runs/(?P<run>\d+)(?:/jobs/\d+(?:/attempt/\d+)?)?/?")
_COMMIT: Final = re.compile(r"/commit/(?P<sha>[0-9a-f]{40})/?")
_WORST_FIRST: Final = {CiState.RED: 0, CiState.RUNNING: 1, CiState.GREEN: 2}
_MOST_PAGES: Final = 40  # of tasks that are looked through for a run

_Named = tuple[str, CiRun]


class Ci:
    """Reads what CI says. It may change at any time, so nothing here is kept."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def runs(self, commit: str) -> Sequence[CiRun]:
        """Return the statuses of a commit, newest first.

        Several contexts, each with its newest status: what is red or still running leads, so that
        the newest run is never greener than the commit.
        """
        return _ordered(await self._statuses(commit))

    async def run_at(self, url: str) -> CiRun | None:
        """Return the run a link points at; None if it is no link of this repository.

        A link to a commit's page stands for all that CI said of it: for CI that runs elsewhere.
        """
        what = self._path_here(url)
        try:
            if what is not None and (found := _RUN.fullmatch(what)):
                return await self._of_actions(int(found["run"]))
            if what is not None and (found := _COMMIT.fullmatch(what)):
                return next(iter(await self.runs(found["sha"])), None)
        except NotFound:
            return None
        return None

    async def _of_actions(self, number: int) -> CiRun | None:
        tasks = await self._tasks(number)
        if not tasks:
            return None
        commit = tasks[0]["head_sha"]
        reported = [
            (context, run)
            for context, run in await self._statuses(commit)
            if (found := _RUN.fullmatch(self._path_here(run.url) or ""))
            and int(found["run"]) == number
        ]
        # A run that was started by hand or by the clock reports no statuses.
        jobs = reported or [(raw["name"], run) for raw in tasks if (run := _of_task(raw))]
        ordered = _ordered(jobs)
        if not ordered:
            return None
        worst = ordered[0]
        page = f"{self._api.place.page}/actions/runs/{number}"
        return CiRun(str(number), commit, worst.state, worst.at, page)

    async def _statuses(self, commit: str) -> list[_Named]:
        where = self._api.place
        if not is_full_sha(commit):
            raise NotFound(f"There is no commit {commit!r} in {where.full_name}.")
        found: list[_Named] = []
        seen, number, page = 0, 0, Page([None], 1)
        while page.items and seen < page.total:
            number += 1
            path = f"/statuses/{commit}"  # by ref, a branch that is named like it would win
            page = await self._api.page(path, {"limit": str(PAGE)}, number)
            seen += len(page.items)
            found += (
                (str(raw["context"]), run) for raw in page.items if (run := self._of(raw, commit))
            )
        return found

    async def _tasks(self, number: int) -> list[Mapping[str, Any]]:
        """Return the jobs of a run that runners have taken. The list has the newest first."""
        found: list[Mapping[str, Any]] = []
        for page in range(1, _MOST_PAGES + 1):
            query = {"limit": str(PAGE), "page": str(page)}
            tasks = (await self._api.get("/actions/tasks", query))["workflow_runs"] or ()
            found += (raw for raw in tasks if raw["run_number"] == number)
            # Jobs of one run are taken close together: a page of older ones ends the search.
            if not tasks or max(raw["run_number"] for raw in tasks) < number:
                return found
        if found:
            return found
        raise Rejected(
            f"The run {number} is too far back in the list of {self._api.place.full_name}.",
            "Link to a newer run.",
        )

    def _of(self, raw: Mapping[str, Any], commit: str) -> CiRun | None:
        # Actions name their page without the server's address.
        url = urljoin(f"{self._api.place.web}/", raw["target_url"]) if raw["target_url"] else ""
        return _run(str(raw["id"]), commit, raw["status"], raw["created_at"], url)

    def _path_here(self, url: str) -> str | None:
        """Return what comes after the repository's page in a link, or None."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        home = urlsplit(self._api.place.page)
        here = (parts.scheme, parts.netloc.casefold()) == (home.scheme, home.netloc.casefold())
        if not here or not parts.path.casefold().startswith(f"{home.path.casefold()}/"):
            return None
        return parts.path[len(home.path) :]


def _of_task(raw: Mapping[str, Any]) -> CiRun | None:
    at = raw.get("run_started_at") or raw["created_at"]
    return _run(str(raw["id"]), raw["head_sha"], raw["status"], at, raw.get("url") or "")


def _run(number: str, commit: str, said: str, at: str, url: str) -> CiRun | None:
    if said in _SAYS_NOTHING:
        return None
    return CiRun(number, commit, _STATES.get(said, CiState.RED), datetime.fromisoformat(at), url)


def _ordered(named: Sequence[_Named]) -> tuple[CiRun, ...]:
    by_time = sorted(named, key=lambda each: (each[1].at, int(each[1].id)), reverse=True)
    newest: dict[str, CiRun] = {}
    for name, run in by_time:
        newest.setdefault(name, run)
    leading = sorted(newest.values(), key=lambda run: _WORST_FIRST[run.state])
    replaced = [run for name, run in by_time if newest[name] is not run]
    return (*leading, *replaced)
