"""CI: the statuses of a commit, and the run that a link leads to.

Every CI system reports statuses, the server's own Actions too: one for each job, from when it
waits for a runner. The list of Actions' tasks knows a job only once a runner has it.
"""

import re
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from bot.githosts.gitea.api import PAGE, Api
from bot.githosts.paths import is_full_sha
from bot.githosts.worst_first import worst_first
from bot.ports.git_host import CiRun, CiState, NotFound, Rejected

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
_MOST_PAGES: Final = 40  # of tasks that are looked through for a run

_Keyed = tuple[Hashable, CiRun]


class Ci:
    """Reads what CI says. It may change at any time, so nothing here is kept."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def runs(self, commit: str) -> Sequence[CiRun]:
        """Return the statuses of a commit, newest first.

        Several contexts, each with its newest status: what is red or still running leads, so that
        the newest run is never greener than the commit. Two workflows, or two runs of one, may
        have a context in common; running a job again keeps its run's number.
        """
        return worst_first(await self._statuses(commit))

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
            (key, run)
            for key, run in await self._statuses(commit)
            if self._number_of(run.url) == str(number)
        ]
        # A run that was started by hand or by the clock reports no statuses.
        jobs = reported or [(raw["name"], run) for raw in tasks if (run := _of_task(raw))]
        ordered = worst_first(jobs)
        if not ordered:
            return None
        worst = ordered[0]
        page = f"{self._api.place.page}/actions/runs/{number}"
        return CiRun(str(number), commit, worst.state, worst.at, page)

    async def _statuses(self, commit: str) -> list[_Keyed]:
        where = self._api.place
        if not is_full_sha(commit):
            raise NotFound(f"There is no commit {commit!r} in {where.full_name}.")
        # By ref, a branch that is named like it would win.
        said = await self._api.listed(f"/statuses/{commit}", {})
        return [
            ((str(raw["context"]), self._number_of(run.url)), run)
            for raw in said
            if (run := self._of(raw, commit))
        ]

    def _number_of(self, url: str) -> str | None:
        """Return the number of the run of Actions whose page this is; None for other pages."""
        found = _RUN.fullmatch(self._path_here(url) or "")
        return found["run"] if found else None

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
