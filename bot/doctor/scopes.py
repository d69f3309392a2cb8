"""The token scopes that the app needs, and what happens without one."""

from collections.abc import Collection
from types import MappingProxyType
from typing import Final

from bot.doctor.checks import Section

REQUIRED_SCOPES: Final = (
    "commands",
    "chat:write",
    "chat:write.public",
    "usergroups:read",
    "app_mentions:read",
    "im:write",
    "im:history",
)
_TWICE: Final = "after an unknown outcome a message in a {} channel may be posted twice"
_UNSEEN: Final = "`gatebot check` can't look at {}"
# Scope → what happens without it.
OPTIONAL_SCOPES: Final = MappingProxyType(
    {
        "channels:history": _TWICE.format("public"),
        "groups:history": _TWICE.format("private"),
        "files:write": "digests and `/gate progress` are drawn in text, without pictures",
        "users:read": _UNSEEN.format("people"),
        "channels:read": _UNSEEN.format("public channels"),
        "groups:read": _UNSEEN.format("private channels"),
    }
)
GRANT: Final = "Add it under “OAuth & Permissions”, or install the app again from manifest.yml."


def compare(section: Section, granted: Collection[str]) -> None:
    """Say which scopes the bot token lacks."""
    missing = [scope for scope in REQUIRED_SCOPES if scope not in granted]
    for scope in missing:
        section.fail(f"scope {scope}", f"The bot token lacks the scope {scope}.", GRANT)
    for scope, without in OPTIONAL_SCOPES.items():
        if scope not in granted:
            said = f"The bot token lacks the optional scope {scope}: {without}."
            section.warn(f"scope {scope}", said, GRANT)
    if not missing:
        section.ok("scopes", f"The bot token has the {len(REQUIRED_SCOPES)} scopes gatebot needs.")
