"""Taking secrets out of what is shown or logged: those that are known, and what looks like one."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

REDACTED: Final = "[redacted]"
_SHORTEST_LINE: Final = 16  # of a secret of several lines; less says nothing
_NAMES: Final = (
    r"(?i:[\w.-]*(?:token|secret|passw(?:or)?d|pwd|signature|api[_-]?key|access[_-]?key|credential"
    r"|auth)[\w.-]*|sig|key|code|jwt)"
)
_SECRET_PARAMETER: Final = re.compile(rf"[?&;#]{_NAMES}=([^&;#]+)")
_USER_IS_THE_TOKEN: Final = frozenset({"http", "https"})
_TOKEN: Final = (
    r"xox[a-z](?:\.xox[a-z])?-[\w.-]+"  # Slack: bot, user, refresh and rotated tokens
    r"|xapp-[\w-]+"  # Slack: app-level
    r"|gh[pousr]_\w+|github_pat_\w+"  # GitHub
    r"|gl(?:pat|oas|dt|rt|cbt|ptt|ft|agent|soat)-[\w.-]+"  # GitLab
    # What stands before the @ in a URL; a path made of one has a single slash left.
    r"|(?P<scheme>\b[A-Za-z][A-Za-z0-9+.-]*:/{1,2})[^/\s\"'<>|,()\\]+(?=@)"
    rf"|(?P<parameter>[?&;#]{_NAMES}=)[^&\s#\"'<>|()\\]+"
    r"|(?i:(?<=bearer )|(?<=basic ))[\w.~+/=-]{8,}"  # an Authorization header
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z ]*-----)?"
)


def without_secrets(secrets: Iterable[str] = ()) -> Callable[[str], str]:
    """Return the function that takes tokens, and these secrets, out of a text."""
    # The longest first: one secret may begin with another.
    exact = sorted({part for secret in secrets for part in _parts(secret)}, key=len, reverse=True)
    pattern = re.compile("|".join([*map(re.escape, exact), _TOKEN]))
    return lambda text: pattern.sub(_redacted, text)


def secrets_in(url: str) -> tuple[str, ...]:
    """Return what is secret of a URL: the password before its @, and parameters named like one."""
    scheme, _, rest = url.partition("://")
    before, _, _ = rest.rpartition("@")
    user, _, password = before.partition(":")
    given = password or (user if scheme.casefold() in _USER_IS_THE_TOKEN else "")
    return tuple(filter(None, (given, *_SECRET_PARAMETER.findall(url))))


def address_of(url: str) -> str:
    """Return scheme, host, port and path of a URL, for a message: nothing of it that is secret."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return "the URL"
    if not parts.scheme or not parts.hostname:
        return "the URL"
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{port}{parts.path}"


def _redacted(found: re.Match[str]) -> str:
    return (found["scheme"] or found["parameter"] or "") + REDACTED


def _parts(secret: str) -> Iterator[str]:
    """Yield a secret, and its lines: an error may quote one of them."""
    if secret:
        yield secret
    lines = (line.strip() for line in secret.replace("\\n", "\n").splitlines())
    yield from (line for line in lines if len(line) >= _SHORTEST_LINE and "-----" not in line)
