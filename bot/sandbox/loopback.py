"""The workspace speaks with this machine alone."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from bot.sandbox.errors import CannotDo


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def require_loopback(url: str) -> None:
    """Raise `CannotDo` for a URL that leads off this machine."""
    if not is_loopback(urlsplit(url).hostname or ""):
        raise CannotDo(f"the sandbox stays on this machine: {url} is elsewhere")
