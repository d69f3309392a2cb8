"""What git says when it and a server do not come together, as the errors of every host.

git's words are English here (LC_ALL=C) and have been the same for many years; what is not known
of them is "unknown" for a push and "not now" for a fetch, never a success.
"""

import re
from typing import Final

from bot.githosts.answers import Answer, Effect, error_of, one_line
from bot.githosts.git.remote import Remote
from bot.githosts.local.porcelain import server_words
from bot.ports.git_host import HostError, HostUnavailable, NotFound, OutcomeUnknown, Rejected

_STATUS: Final = re.compile(r"returned error: (\d{3})|RPC failed; HTTP (\d{3})")
_UNAUTHORIZED: Final = re.compile(r"could not read (Username|Password) for|Authentication failed")
_NO_REPOSITORY: Final = re.compile(r"repository '.*' not found|not valid: is this a git repository")
_NO_REF: Final = re.compile(r"couldn't find remote ref")
_TLS: Final = re.compile(r"certificate|SSL|TLS|gnutls", re.IGNORECASE)
_NOT_REACHED: Final = re.compile(
    r"unable to access '[^']*': (?P<why>(?:Failed to connect|Could not resolve|Connection timed out"
    r"|Couldn't connect|Connection refused|Proxy|Received HTTP code|SSL|server certificate|gnutls)"
    r".*)"
)
# From here on the server has been sent the change.
_SENT: Final = re.compile(r"RPC failed|send-pack:|hung up|sideband|unpack|early EOF")
_BEFORE: Final = re.compile(r"fatal: unable to access '")


class Unexplained(HostUnavailable):
    """git failed for no reason that is known of servers: it may be the mirror's."""


def fetch_failure(remote: Remote, err: str) -> HostError:
    """Return the error for a fetch, or another reading, that failed."""
    return _known(remote, err, Effect.READS) or Unexplained(
        f"{remote.address} does not answer as a Git server: {_words(remote, err)}"
    )


def push_failure(remote: Remote, err: str) -> HostError:
    """Return the error for a push that ended without a word on the branch."""
    sent = bool(_SENT.search(err))
    effect = Effect.CHANGES if sent else Effect.READS
    if (known := _known(remote, err, effect)) is not None:
        return known
    if not sent and _BEFORE.search(err):
        return HostUnavailable(f"{remote.address} broke off: {_words(remote, err)}")
    return OutcomeUnknown(f"The push broke off: {_words(remote, err)}")


def _known(remote: Remote, err: str, effect: Effect) -> HostError | None:
    if (found := _NOT_REACHED.search(err)) is not None and effect is Effect.READS:
        return _not_reached(remote, found["why"])
    if _NO_REF.search(err):
        return NotFound(
            f"There is no branch {remote.branch!r} in {remote.url}: push a first commit to it, or "
            "mend the project's `branch`."
        )
    if (status := _status(err)) is None:
        return None
    words = remote.without_secrets(server_words(err)).encode()
    return error_of(Answer(status, {}, words), effect, remote.mends)


def _status(err: str) -> int | None:
    if _UNAUTHORIZED.search(err):
        return 401
    if _NO_REPOSITORY.search(err):
        return 404
    found = _STATUS.search(err)
    return int(found[1] or found[2]) if found else None


def _not_reached(remote: Remote, why: str) -> HostError:
    why = one_line(remote.without_secrets(why)).rstrip(".")
    said = f"{remote.address} can't be reached: {why}."
    if _TLS.search(why):
        return Rejected(
            said,
            "Renew the server's certificate; for an authority of your own, name its file in "
            "GIT_SSL_CAINFO.",
        )
    return HostUnavailable(said)


def _words(remote: Remote, err: str) -> str:
    lines = (line.removeprefix("fatal: ").removeprefix("error: ") for line in err.splitlines())
    return one_line(remote.without_secrets("; ".join(filter(None, lines)))) or "no word of why"
