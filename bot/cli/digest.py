"""`gatebot digest --preview`: the digest of each project as it would be now; nothing is posted."""

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp

from bot.app.notify.digest import Digests
from bot.app.shared.signoffs import SignoffWatch
from bot.cli.outcome import Exit, complain
from bot.cli.output import say, say_json
from bot.cli.settings import settings_without_slack
from bot.platform.clock import SystemClock
from bot.ports.errors import Fault, Unavailable
from bot.readiness.refusals import BrokenDocuments, Refused
from bot.repository.projects import Project, Projects
from bot.runtime.wiring import project_of
from bot.sandbox.plain_text import plain_text
from bot.settings import Settings, SettingsError
from bot.slack.views.digest import digest
from storage.engine import open_engine
from storage.migrate import migrate
from storage.store import SqlStore

ZONE = "UTC"  # a preview belongs to no channel


def preview_digest(state: Path | None, *, as_json: bool) -> Exit:
    """Print what a digest would say: as text, or as the message's `blocks` and `text`."""
    try:
        payloads = asyncio.run(_payloads(settings_without_slack(state)))
    except SettingsError as error:
        complain(*error.problems)
        return Exit.USAGE
    except Unavailable as error:
        complain(f"{error} Try again later.")
        return Exit.UNAVAILABLE
    except Fault as error:
        complain(f"{error} {error.mend}")
        return Exit.FAILED
    except Refused as refused:
        complain(*_why(refused))
        return Exit.FAILED
    for payload in payloads:
        if as_json:
            say_json(json.dumps(payload, ensure_ascii=False))
        else:
            say(plain_text(payload["blocks"]))
    return Exit.OK


async def _payloads(settings: Settings) -> list[dict[str, Any]]:
    clock = SystemClock()
    engine = open_engine(settings.database_url)
    try:
        await migrate(engine)
        async with aiohttp.ClientSession() as session:
            served = [project_of(p, settings, session) for p in settings.projects]
            projects = Projects(served, clock)
            digests = Digests(SqlStore(engine, clock), projects, SignoffWatch())
            return [await _payload(digests, p, clock) for p in projects.all()]
    finally:
        await engine.dispose()


async def _payload(digests: Digests, project: Project, clock: SystemClock) -> dict[str, Any]:
    made = await digests.make(project, ZONE, clock.now(), None)
    return digest(made).payload()


def _why(refused: Refused) -> list[str]:
    reason = refused.reason
    if not isinstance(reason, BrokenDocuments):
        return [str(refused)]
    return [f"{p.place}: {p.wrong} {p.mend}" for p in reason.problems]
