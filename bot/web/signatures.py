"""Whether a delivery of a Git host's is one: its signature, over the bytes as they came.

Every comparison takes the same time whatever differs. What each host sends:
GitHub https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries;
Gitea https://docs.gitea.com/usage/repository/webhooks; Forgejo
https://forgejo.org/docs/latest/user/webhooks/; GitLab
https://docs.gitlab.com/user/project/integrations/webhooks/ (secret token, and signing token by
https://www.standardwebhooks.com).
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

SIGNING_PREFIX: Final = "whsec_"
_FRESH_SECONDS: Final = 300.0
_MOST_SIGNATURES: Final = 8  # a host that changes its key sends two

Headers = Mapping[str, str]
"""A request's headers; their case does not matter."""


def signing_key(secret: str) -> bytes:
    """Return the key of a GitLab signing token; raises ValueError for `whsec_` and no base64."""
    if not secret.startswith(SIGNING_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(SIGNING_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("what follows whsec_ is no base64") from error


def is_signed(host: str, headers: Headers, body: bytes, secret: str, now: datetime) -> bool:
    """Tell whether a delivery to a project on this kind of host was made with the secret.

    The first header of the host's that is there decides: no other makes up for a bad one. With an
    empty `host`, nobody knows which, any host's will do.
    """
    checks = _BY_HOST.get(host, _HUB) if host else _ANY
    name = next((name for name in checks if name in headers), None)
    return name is not None and checks[name](headers, name, body, secret, now)


def _hub(headers: Headers, name: str, body: bytes, secret: str, _now: datetime) -> bool:
    return _same(headers[name], f"sha256={_hex(body, secret)}")


def _bare(headers: Headers, name: str, body: bytes, secret: str, _now: datetime) -> bool:
    return _same(headers[name], _hex(body, secret))


def _token(headers: Headers, name: str, _body: bytes, secret: str, _now: datetime) -> bool:
    return _same(headers[name], secret)


def _standard(headers: Headers, name: str, body: bytes, secret: str, now: datetime) -> bool:
    """Check a signature over id, time and body; what is old may be one that was overheard."""
    number, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    try:
        key, age = signing_key(secret), abs(now.timestamp() - int(at))
    except ValueError:
        return False
    signed = b"%s.%s.%s" % (number.encode("utf-8", "replace"), at.encode(), body)
    digest = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    given = headers[name].split()[:_MOST_SIGNATURES]
    matching = [_same(each, f"v1,{digest}") for each in given]
    return any(matching) and bool(number) and age <= _FRESH_SECONDS


def _hex(body: bytes, secret: str) -> str:
    return hmac.digest(secret.encode(), body, hashlib.sha256).hex()


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())


_Check = Callable[[Headers, str, bytes, str, datetime], bool]
_HUB: Final[Mapping[str, _Check]] = MappingProxyType({"x-hub-signature-256": _hub})
_GITEA: Final[Mapping[str, _Check]] = MappingProxyType(
    {"x-forgejo-signature": _bare, "x-gitea-signature": _bare, "x-hub-signature-256": _hub}
)
_GITLAB: Final[Mapping[str, _Check]] = MappingProxyType(
    {"webhook-signature": _standard, "x-gitlab-token": _token}
)
_ANY: Final[Mapping[str, _Check]] = MappingProxyType({**_GITLAB, **_GITEA})
_BY_HOST: Final[Mapping[str, Mapping[str, _Check]]] = MappingProxyType(
    {"gitlab": _GITLAB, "gitea": _GITEA, "forgejo": _GITEA}
)
