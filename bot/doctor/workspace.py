"""The app in its Slack workspace: whose token it is, what it may do, and how Slack reaches it."""

from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor import scopes
from bot.doctor.asking import NoAnswer, SaidNo, answer_to, client_for
from bot.doctor.checks import Section
from bot.settings import Settings

_UNREACHABLE: Final = "Check the network, and SLACK_API_URL if it is set."


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace that answers: the client to ask it with, the app's name and its scopes."""

    client: AsyncWebClient
    bot: str
    scopes: frozenset[str]


async def look_at_slack(
    settings: Settings, session: aiohttp.ClientSession, section: Section
) -> Workspace | None:
    """Check the tokens and scopes; None where Slack can't be asked about anything else."""
    workspace = await _bot_token(settings, session, section)
    await _way_in(settings, session, section)
    return workspace


async def _bot_token(
    settings: Settings, session: aiohttp.ClientSession, section: Section
) -> Workspace | None:
    client = client_for(
        settings.slack_bot_token.get_secret_value(), settings.slack_api_url, session
    )
    try:
        answer = await answer_to(client.auth_test())
    except SaidNo as no:
        section.fail(
            "bot token", f"Slack refuses SLACK_BOT_TOKEN: {no.code}.", no.mend("auth.test")
        )
        return None
    except NoAnswer as error:
        section.fail("bot token", f"Slack can't be asked: {error}.", _UNREACHABLE)
        return None
    bot = str(answer.get("user", "gatebot"))
    section.ok("bot token", f"SLACK_BOT_TOKEN is of {bot} in the workspace {answer.get('team')}.")
    return Workspace(client, bot, _granted(answer.headers, section))


def _granted(headers: Any, section: Section) -> frozenset[str]:
    named = {str(name).casefold(): str(value) for name, value in headers.items()}
    listed = named.get("x-oauth-scopes")
    if listed is None:
        section.warn(
            "scopes",
            "Slack doesn't say which scopes the bot token has.",
            "Compare “OAuth & Permissions” on your app's page with manifest.yml.",
        )
        return frozenset(scopes.REQUIRED_SCOPES)
    granted = frozenset(scope.strip() for scope in listed.split(","))
    scopes.compare(section, granted)
    return granted


async def _way_in(settings: Settings, session: aiohttp.ClientSession, section: Section) -> None:
    if settings.slack_app_token is None:
        section.ok(
            "HTTP",
            f"Slack reaches gatebot over HTTP, which listens on {settings.listen}: the app's "
            "Request URLs have to end in /slack/events there.",
        )
        return
    token = settings.slack_app_token.get_secret_value()
    client = client_for(None, settings.slack_api_url, session)
    try:
        await answer_to(client.apps_connections_open(app_token=token))
    except SaidNo as no:
        mend = no.mend("apps.connections.open", "SLACK_APP_TOKEN")
        section.fail("app token", f"SLACK_APP_TOKEN opens no Socket Mode: {no.code}.", mend)
    except NoAnswer as error:
        section.fail("app token", f"Socket Mode can't be asked for: {error}.", _UNREACHABLE)
    else:
        section.ok("app token", "SLACK_APP_TOKEN opens Socket Mode.")
