"""Every address the server answers on."""

from collections.abc import Mapping

from aiohttp import web

from bot.web.health import Check, healthz, readyz
from bot.web.slack_events import PATH, SlackEvents


def routes(
    slack_events: SlackEvents | None, checks: Mapping[str, Check]
) -> tuple[web.AbstractRouteDef, ...]:
    """Return the routes; without `slack_events` (Socket Mode), only those of health."""
    slack = () if slack_events is None else (web.post(PATH, slack_events.handle),)
    return (*slack, web.get("/healthz", healthz), web.get("/readyz", readyz(checks)))
