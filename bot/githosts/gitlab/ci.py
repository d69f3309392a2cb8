"""CI: the pipelines of a commit, the tests that one reports, and the run that a link leads to."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from bot.githosts.answers import one_line
from bot.githosts.gitlab.api import Absent, Api
from bot.githosts.paths import is_full_sha
from bot.githosts.worst_first import worse, worst_first
from bot.ports.git_host import CiRun, CiState, NotFound, Rejected

_GREEN: Final = frozenset({"success"})
_RED: Final = frozenset({"failed", "canceled"})
# Did not run: no evidence of anything.
_SAYS_NOTHING: Final = frozenset({"skipped"})
_BAD_TESTS: Final = frozenset({"failed", "error"})
_PIPELINE: Final = re.compile(r"/(?:-/)?pipelines/(?P<number>\d+)(?:/\w+)?/?")
_JOB: Final = re.compile(r"/(?:-/)?jobs/(?P<number>\d+)/?")
_DEEPEST: Final = 4  # pipelines below one another; GitLab allows two of them


class Ci:
    """Reads what CI says. It may change at any time, so nothing here is kept."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def runs(self, commit: str) -> Sequence[CiRun]:
        """Return the pipelines of a commit, newest first; the leading one with its green tests.

        Pipelines of several sources (a push, a schedule, a merge request) and branches or tags,
        each with its newest: what is red or still running leads, so that the newest is never
        greener than the commit. A pipeline counts with the child pipelines that it started.
        """
        if not is_full_sha(commit):
            raise NotFound(f"There is no commit {commit!r} in {self._api.place.full_name}.")
        keyed: list[tuple[Hashable, CiRun]] = []
        async for page in self._api.pages("/pipelines", {"sha": commit}):
            keyed += [
                ((raw.get("source"), raw.get("ref")), run) for raw in page if (run := _run(raw))
            ]
        runs = worst_first(keyed)
        if not runs or runs[0].state is not CiState.GREEN:
            return runs
        counting = len({key for key, _ in keyed})
        whole = [await self._with_children(run) for run in runs[:counting]]
        runs = (*worst_first((run.id, run) for run in whole), *runs[counting:])
        if runs[0].state is not CiState.GREEN:
            return runs
        tests = await self._tests(runs[0].id)
        return (replace(runs[0], tests=tests), *runs[1:])

    async def run_at(self, url: str) -> CiRun | None:
        """Return the pipeline or job a link points at; None if it is no link of this project."""
        what = self._path_here(url)
        if what is None:
            return None
        try:
            if found := _PIPELINE.fullmatch(what):
                run = _run(await self._api.get(f"/pipelines/{found['number']}"))
                return await self._with_children(run) if run else None
            if found := _JOB.fullmatch(what):
                return _job(await self._api.get(f"/jobs/{found['number']}"))
        except Absent:
            return None
        return None

    async def _with_children(self, run: CiRun, depth: int = 1) -> CiRun:
        """Return a green pipeline as its children are: GitLab waits for them only where told to.

        https://docs.gitlab.com/api/jobs/ ("List all trigger jobs for a pipeline"). Pipelines of
        other projects are of other commits.
        """
        if run.state is not CiState.GREEN:
            return run
        if depth > _DEEPEST:
            why = f"The pipelines below {run.id} go deeper than gatebot looks."
            raise Rejected(why, "Link a run whose child pipelines are less deep.")
        state = CiState.GREEN
        async for page in self._api.pages(f"/pipelines/{run.id}/bridges", {}):
            for bridge in page:
                child = bridge.get("downstream_pipeline")
                if child and child["sha"] == run.commit and (below := _run(child)):
                    below = await self._with_children(below, depth + 1)
                    state = worse(below, replace(run, state=state)).state
        return replace(run, state=state)

    async def _tests(self, pipeline: str) -> frozenset[str] | None:
        """Return the names a pipeline reports green; None where it reports none at all.

        A name that one suite reports green and another red is not green. Raises Rejected where
        there is a report, and it can't be read.
        """
        try:
            report = await self._api.get(f"/pipelines/{pipeline}/test_report")
        except Absent:
            return None
        suites = report["test_suites"]
        cases = [case for suite in suites for case in suite["test_cases"]]
        if not cases:
            _demand_no_report(pipeline, report)
            return None
        red = {_name(case) for case in cases if case["status"] in _BAD_TESTS}
        return frozenset(_name(c) for c in cases if c["status"] == "success") - red

    def _path_here(self, url: str) -> str | None:
        """Return what comes after the project's page in a link, or None."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        home = urlsplit(self._api.place.home)
        here = (parts.scheme, parts.netloc.casefold()) == (home.scheme, home.netloc.casefold())
        if not here or not parts.path.casefold().startswith(f"{home.path.casefold()}/"):
            return None
        return parts.path[len(home.path) :]


def _demand_no_report(pipeline: str, report: Mapping[str, Any]) -> None:
    wrong = [suite["suite_error"] for suite in report["test_suites"] if suite.get("suite_error")]
    if wrong or report.get("total_count"):
        said = one_line(str(wrong[0])) if wrong else "GitLab shows none of the tests it counts."
        raise Rejected(
            f"The test report of pipeline {pipeline} can't be read: {said}",
            "Have CI write the report as JUnit XML, and run the pipeline again.",
        )


def _job(raw: Mapping[str, Any]) -> CiRun | None:
    return _run({**raw, "sha": raw["pipeline"]["sha"]})


def _run(raw: Mapping[str, Any]) -> CiRun | None:
    status = raw["status"]
    if status in _SAYS_NOTHING:
        return None
    state = CiState.RUNNING  # created, pending, manual, …: it has not ended
    if status in _GREEN | _RED:
        state = CiState.GREEN if status in _GREEN else CiState.RED
    at = datetime.fromisoformat(raw["created_at"])
    return CiRun(str(raw["id"]), raw["sha"], state, at, raw["web_url"] or "")


def _name(case: Mapping[str, Any]) -> str:
    return ".".join(part for part in (case.get("classname"), case["name"]) if part)
