"""The Bolt app: one set of listeners, for Socket Mode and for HTTP."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.inbound.installation import Installation
from bot.slack.inbound.listeners import actions, commands, door, forms, home, mentions, rest
from bot.slack.inbound.listeners.parts import Parts
from bot.slack.outbound.web_errors import Effect, asked

# Bolt's own log quotes whole requests at lower levels, response_urls and tokens among them.
_BOLT_LOG: Final = logging.getLogger("bot.slack.bolt")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in its workspace: what auth.test says, asked once at the start."""

    team: str
    bot_user: str
    bot_id: str
    enterprise: str = ""
    org_wide: bool = False

    @property
    def installation(self) -> Installation:
        """What deliveries have to be for."""
        return Installation(self.team, self.enterprise, self.org_wide)


async def who_am_i(client: AsyncWebClient) -> Identity:
    """Ask Slack who the token belongs to. Raises Unavailable, Fault (a token it refuses)."""
    said = await asked(client.auth_test(), Effect.NOTHING, "auth.test")
    return Identity(
        team=str(said["team_id"]),
        bot_user=str(said["user_id"]),
        bot_id=str(said["bot_id"]),
        enterprise=str(said.get("enterprise_id") or ""),
        org_wide=said.get("is_enterprise_install") is True,
    )


def build_app(
    client: AsyncWebClient, identity: Identity, parts: Parts, signing_secret: str = ""
) -> AsyncApp:
    """Return the app with every listener. No signing secret (Socket Mode): all HTTP is refused.

    `process_before_response`: a listener's answer goes out when it returns, not when a poll of
    every 10 ms sees it; and what a listener keeps is kept before Slack is told.
    """
    _BOLT_LOG.setLevel(logging.WARNING)
    app = AsyncApp(
        name="bolt",  # Bolt sets the level of the logger of this name; it must be none of ours
        logger=_BOLT_LOG,
        client=_without_token(client),
        before_authorize=door.Door(identity.installation),
        authorize=_authorize(client.token, identity),
        signing_secret=signing_secret,
        process_before_response=True,
    )
    app.error(door.tells_errors(parts))
    # Bolt asks them in this order, so what changes state comes first; `rest` takes what is left.
    for listeners in (forms, actions, commands, mentions, home, rest):
        listeners.register(app, parts)
    return app


def _without_token(client: AsyncWebClient) -> AsyncWebClient:
    # With a token, Bolt would ask auth.test during the first request, within its three seconds.
    bare = AsyncWebClient(base_url=client.base_url, session=client.session, retry_handlers=[])
    bare.timeout = client.timeout
    return bare


def _authorize(token: str | None, identity: Identity) -> Callable[..., Awaitable[AuthorizeResult]]:
    async def authorize(**_request: Any) -> AuthorizeResult:
        # Any delivery that gets here is for this installation: the door lets no other in.
        return AuthorizeResult(
            enterprise_id=identity.enterprise or None,
            team_id=identity.team,
            bot_user_id=identity.bot_user,
            bot_id=identity.bot_id,
            bot_token=token,
        )

    return authorize
