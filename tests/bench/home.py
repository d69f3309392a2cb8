"""How long a Home takes with 100 phases and 10,000 ops items: from the head that was read on."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from bot.app.notify.home import ShowHomes
from bot.app.shared.ops_shown import OpsSeen
from bot.app.shared.signoffs import SignoffWatch
from bot.documents.policy_file import POLICY_PATH
from bot.githosts.objects import blob_oid
from bot.platform.clock import SystemClock
from bot.ports.git_host import Blob, Look
from bot.repository.projects import Project, Projects
from bot.slack.outbound.validate import Surface, validate
from bot.slack.views.home import home
from storage.engine import open_engine
from storage.migrate import migrate
from storage.store import SqlStore
from tests.bench.report import Figure
from tests.bench.rounds import REVIEWERS, keep, rounds

PHASES: Final = 100
ITEMS: Final = 10_000
AIM_MS: Final = 200
DRAWINGS: Final = 9
COMMIT: Final = "c" * 40
PERSON: Final = REVIEWERS[0][1]  # owns every phase and every item, and every round waits for them
POLICY: Final = f"""documents:
  tracker: tracker.md
people:
  {PERSON.name}: {{slack: {PERSON.slack}, display: {PERSON.display}}}
roles:
  architecture: [{PERSON.name}]
gates:
  defaults: {{requires: {{architecture: 1}}, owners: [{PERSON.name}], after: none}}
"""


def tracker() -> str:
    """Return a tracker with that many phases and items, and an evidence row of each kind."""
    lines = ["# Readiness", "", "| Phase | Title | Status |", "|---|---|---|"]
    lines += [f"| B{n} | Phase {n} | Ready for Signoff |" for n in range(PHASES)]
    lines += ["", "## Evidence", "", "| Phase | Kind | Reference | Note |", "|---|---|---|---|"]
    kinds = ("doc", "contract", "code", "test", "artifact")
    lines += [f"| B{n} | {kind} | `a/{n}.md` | |" for n in range(PHASES) for kind in kinds]
    lines += ["", "## Outstanding items — Parallel Ops Track", ""]
    lines += [
        f"- [ ] Item {n} of the ops track (owner: {PERSON.name}; due: 2026-{1 + n % 12:02}-15)"
        for n in range(ITEMS)
    ]
    return "\n".join([*lines, ""])


class InMemory:
    """As much of a Git host as reading a head takes, without any way to it."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = {path: text.encode() for path, text in files.items()}

    async def look(self, paths: Collection[str], _since: str | None = None) -> Look:
        return Look(COMMIT, await self.read(COMMIT, paths))

    async def read(self, _commit: str, paths: Collection[str]) -> dict[str, Blob | None]:
        held = {path: self._files.get(path) for path in paths}
        return {p: Blob(p, blob_oid(d), d) if d is not None else None for p, d in held.items()}

    def commit_url(self, commit: str) -> str:
        return f"https://git.example/commit/{commit}"


async def _drawings(folder: Path) -> list[float]:
    """Return the milliseconds of each drawing: what is in the database, chosen, drawn, checked."""
    clock, host = SystemClock(), InMemory({POLICY_PATH: POLICY, "tracker.md": tracker()})
    engine = open_engine(f"sqlite:///{folder / 'state.db'}")
    await migrate(engine)
    store = SqlStore(engine, clock)
    await keep(store, rounds("bench", PHASES), "C1")
    given: Any = host
    projects = Projects((Project("bench", ("C1",), given),), clock)
    await OpsSeen(store, clock).moved(await projects.at_head(projects.named("bench")))
    chat: Any = None  # no role is a user group, so nothing is asked of Slack
    homes = ShowHomes(store, projects, chat, clock, SignoffWatch())
    taken = []
    for _ in range(DRAWINGS):
        start = time.perf_counter()
        view = home(await homes.of(PERSON.slack))
        validate(view, Surface.HOME)
        taken.append((time.perf_counter() - start) * 1000)
    await engine.dispose()
    return taken


def measure() -> Iterable[Figure]:
    """Return the milliseconds of the fastest of several drawings."""
    folder = Path(tempfile.mkdtemp(prefix="gatebot-bench-"))
    try:
        taken = asyncio.run(_drawings(folder))
    finally:
        shutil.rmtree(folder)
    against = f"{PHASES} phases, a review of each, {ITEMS:,} ops items of one person, to a view"
    return [Figure("home_ms", min(taken), "ms", against, AIM_MS, "lower")]
