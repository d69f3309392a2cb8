"""CI: check runs, workflow runs and statuses of a commit, and the run that a link leads to."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from bot.githosts.github.api import Api
from bot.githosts.paths import is_full_sha
from bot.githosts.worst_first import worst_first
from bot.ports.git_host import CiRun, CiState, NotFound

_Keyed = tuple[Hashable, CiRun]

_GREEN: Final = frozenset({"success"})
# What ran and says neither yes nor no, or did not run: no evidence of anything.
_SAYS_NOTHING: Final = frozenset({"neutral", "skipped", "stale"})
_RUN: Final = re.compile(r"/actions/runs/(?P<run>\d+)(?:/attempts/\d+)?/?")
_CHECK: Final = re.compile(r"(?:/actions/runs/\d+/jobs?|/runs)/(?P<check>\d+)/?")
_COMMIT: Final = re.compile(r"/commit/[0-9a-f]{40}/checks/?")


class Ci:
    """Reads what CI says. It may change at any time, so nothing here is kept."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def runs(self, commit: str) -> Sequence[CiRun]:
        """Return the runs of a commit, newest first.

        Several checks, each with its newest run: what is red or still running leads, so that the
        newest run is never greener than the commit. All lists are read to their end. A workflow
        that has no check run, since it waits or failed before it had a job, counts by itself.
        """
        if not is_full_sha(commit):
            raise NotFound(f"There is no commit {commit!r} in {self._api.place.full_name}.")
        checks, statuses, workflows = await asyncio.gather(
            self._api.pages(f"/commits/{commit}/check-runs", {"filter": "all"}, "check_runs"),
            self._api.pages(f"/commits/{commit}/status", {}, "statuses"),
            self._api.pages("/actions/runs", {"head_sha": commit}, "workflow_runs"),
        )
        said = (((raw["context"],), _of_status(raw, commit)) for raw in statuses)
        suites = {(raw.get("check_suite") or {}).get("id") for raw in checks}
        return worst_first((*_keyed(checks), *said, *_without_checks(workflows, suites)))

    async def run_at(self, url: str) -> CiRun | None:
        """Return the run a link points at; None if it is no link of this repository."""
        what = self._path_here(url)
        if what is None:
            return None
        try:
            if found := _RUN.fullmatch(what):
                return _of_workflow(await self._api.get(f"/actions/runs/{found['run']}"))
            check = _CHECK.fullmatch(what)
            number = check["check"] if check else _asked_check(what, url)
            if number is None:
                return None
            return _of_check(await self._api.get(f"/check-runs/{number}"))
        except NotFound:
            return None

    def _path_here(self, url: str) -> str | None:
        """Return what comes after the repository's page in a link, or None."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        home = urlsplit(f"{self._api.place.web}/{self._api.place.full_name}")
        here = (parts.scheme, parts.netloc.casefold()) == (home.scheme, home.netloc.casefold())
        if not here or not parts.path.casefold().startswith(f"{home.path.casefold()}/"):
            return None
        return parts.path[len(home.path) :]


def _asked_check(path: str, url: str) -> str | None:
    """Return the check of a link to a commit's checks page."""
    given = parse_qs(urlsplit(url).query).get("check_run_id", [""])[0]
    return given if _COMMIT.fullmatch(path) and given.isdecimal() else None


def _keyed(checks: Iterable[Mapping[str, Any]]) -> Iterable[_Keyed]:
    """Return check runs, each with what it is a run of.

    Names are not unique: two Apps, two workflows (each run of one is a suite of its own), and two
    jobs of one workflow may have the same. Running a job again keeps its suite, and begins when
    the first has ended. Which of two that ran side by side is run again can't be told: then no
    run replaces another.
    """
    named: defaultdict[Hashable, list[Mapping[str, Any]]] = defaultdict(list)
    for raw in checks:
        app, suite = raw.get("app") or {}, raw.get("check_suite") or {}
        named[app.get("id"), suite.get("id"), raw["name"]].append(raw)
    for key, group in named.items():
        apart = _side_by_side(group)
        for raw in group:
            if (run := _of_check(raw)) is not None:
                yield (key, raw["id"] if apart else None), run


def _without_checks(
    workflows: Iterable[Mapping[str, Any]], suites: Collection[int | None]
) -> Iterable[_Keyed]:
    """Return the workflow runs that no check run tells of, and that are not green.

    Of one workflow, event and branch the newest run counts. Each run is a suite of its own.
    """
    newest: dict[Hashable, Mapping[str, Any]] = {}
    for raw in sorted(workflows, key=lambda raw: int(raw["id"])):
        newest[raw.get("workflow_id"), raw.get("event"), raw.get("head_branch")] = raw
    for raw in newest.values():
        run = _of_workflow(raw)
        if raw.get("check_suite_id") in suites or run is None or run.state is CiState.GREEN:
            continue
        yield ("workflow run", raw["id"]), run


def _side_by_side(group: Iterable[Mapping[str, Any]]) -> bool:
    spans = sorted((_begun(raw), _when(raw["completed_at"])) for raw in group)
    return any(after < end for (_, end), (after, _) in pairwise(spans))


def _of_check(raw: Mapping[str, Any]) -> CiRun | None:
    state = _state(raw["status"], raw["conclusion"])
    if state is None:
        return None
    return CiRun(
        id=str(raw["id"]),
        commit=raw["head_sha"],
        state=state,
        at=_begun(raw),
        url=raw["html_url"] or "",
    )


def _of_workflow(raw: Mapping[str, Any]) -> CiRun | None:
    state = _state(raw["status"], raw["conclusion"])
    if state is None:
        return None
    at = _when(raw.get("run_started_at") or raw["created_at"])
    return CiRun(str(raw["id"]), raw["head_sha"], state, at, raw["html_url"])


def _of_status(raw: Mapping[str, Any], commit: str) -> CiRun:
    states = {"success": CiState.GREEN, "pending": CiState.RUNNING}
    state = states.get(raw["state"], CiState.RED)
    url = raw["target_url"] or ""
    return CiRun(f"status-{raw['id']}", commit, state, _when(raw["created_at"]), url)


def _state(status: str | None, conclusion: str | None) -> CiState | None:
    if status != "completed":
        return CiState.RUNNING
    if conclusion in _SAYS_NOTHING:
        return None
    return CiState.GREEN if conclusion in _GREEN else CiState.RED


def _begun(raw: Mapping[str, Any]) -> datetime:
    return _when(raw["started_at"] or raw["completed_at"])


def _when(text: str | None) -> datetime:
    # What has not begun yet is newer than all that has.
    return datetime.fromisoformat(text) if text else datetime.max.replace(tzinfo=UTC)
