"""CI: the pipelines of a commit, the tests that one reports, and the run that a link leads to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from bot.githosts.gitlab.api import Absent, Api
from bot.githosts.host import CiRun, CiState, NotFound
from bot.githosts.paths import is_full_sha

_GREEN: Final = frozenset({"success"})
_RED: Final = frozenset({"failed", "canceled"})
# Did not run: no evidence of anything.
_SAYS_NOTHING: Final = frozenset({"skipped"})
_PIPELINE: Final = re.compile(r"/(?:-/)?pipelines/(?P<number>\d+)(?:/\w+)?/?")
_JOB: Final = re.compile(r"/(?:-/)?jobs/(?P<number>\d+)/?")
_WORST_FIRST: Final = {CiState.RED: 0, CiState.RUNNING: 1, CiState.GREEN: 2}


class Ci:
    """Reads what CI says. It may change at any time, so nothing here is kept."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def runs(self, commit: str) -> Sequence[CiRun]:
        """Return the pipelines of a commit, newest first; the leading one with its green tests.

        Pipelines of several sources (a push, a schedule, a merge request), each with its newest:
        what is red or still running leads, so that the newest is never greener than the commit.
        """
        if not is_full_sha(commit):
            raise NotFound(f"There is no commit {commit!r} in {self._api.place.full_name}.")
        named: list[tuple[str, CiRun]] = []
        async for page in self._api.pages("/pipelines", {"sha": commit}):
            named += [(raw.get("source") or "", run) for raw in page if (run := _pipeline(raw))]
        runs = _ordered(named)
        if not runs or runs[0].state is not CiState.GREEN:
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
                return _pipeline(await self._api.get(f"/pipelines/{found['number']}"))
            if found := _JOB.fullmatch(what):
                return _job(await self._api.get(f"/jobs/{found['number']}"))
        except Absent:
            return None
        return None

    async def _tests(self, pipeline: str) -> frozenset[str] | None:
        """Return the names a pipeline reports green; None where it reports none at all."""
        try:
            report = await self._api.get(f"/pipelines/{pipeline}/test_report")
        except Absent:
            return None
        cases = [case for suite in report["test_suites"] for case in suite["test_cases"]]
        if not cases:
            return None
        return frozenset(_name(case) for case in cases if case["status"] == "success")

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


def _ordered(named: Sequence[tuple[str, CiRun]]) -> tuple[CiRun, ...]:
    by_time = sorted(named, key=lambda each: (each[1].at, int(each[1].id)), reverse=True)
    newest: dict[str, CiRun] = {}
    for name, run in by_time:
        newest.setdefault(name, run)
    leading = sorted(newest.values(), key=lambda run: _WORST_FIRST[run.state])
    replaced = [run for name, run in by_time if newest[name] is not run]
    return (*leading, *replaced)


def _pipeline(raw: Mapping[str, Any]) -> CiRun | None:
    return _run(raw, raw["sha"])


def _job(raw: Mapping[str, Any]) -> CiRun | None:
    return _run(raw, raw["pipeline"]["sha"])


def _run(raw: Mapping[str, Any], commit: str) -> CiRun | None:
    status = raw["status"]
    if status in _SAYS_NOTHING:
        return None
    state = CiState.RUNNING  # created, pending, manual, …: it has not ended
    if status in _GREEN | _RED:
        state = CiState.GREEN if status in _GREEN else CiState.RED
    at = datetime.fromisoformat(raw["created_at"])
    return CiRun(str(raw["id"]), commit, state, at, raw["web_url"] or "")


def _name(case: Mapping[str, Any]) -> str:
    return ".".join(part for part in (case.get("classname"), case["name"]) if part)
