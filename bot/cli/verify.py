"""`gatebot verify`: the repository against its own records. It needs a full clone alone."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.cli.clone import nearest_clone
from bot.cli.outcome import Exit, complain
from bot.cli.output import say, say_json
from bot.cli.state import StateFolder
from bot.githosts.bounds import TooLarge
from bot.ports.git_host import HostUnavailable, Rejected
from bot.signing.keys import BadKey, PublicKey, read_public_keys
from bot.verify import BeyondBounds, Known, NotVerifiable, Trust, verify
from bot.verify.report import to_json, to_text


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to verify, by which keys, what is known of it, and how to say it."""

    repo: Path
    at: str
    keys: Path | None
    strict: bool
    known: Known
    as_json: bool


def verify_clone(wanted: Wanted, state: Path | None) -> Exit:
    """Print what was found; the exit code is FAILED where a record does not hold."""
    if state is not None and not StateFolder(state).used():
        complain(f"{state} holds no project: 'gatebot tour --state {state}' makes one.")
        return Exit.USAGE
    repo = nearest_clone(wanted.repo) if state is None else StateFolder(state).repository
    try:
        report = asyncio.run(verify(repo, wanted.at, _trust(wanted), wanted.known))
    except (BeyondBounds, TooLarge) as error:
        complain(f"{error} {error.mend}")
        return Exit.BEYOND_BOUNDS
    except (NotVerifiable, Rejected) as error:
        complain(f"{error} {error.mend}")
        return Exit.USAGE
    except HostUnavailable as error:
        complain(f"{error} Try again.")
        return Exit.UNAVAILABLE
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    if wanted.as_json:
        say_json(to_json(report))
    else:
        say(to_text(report, colour=colour))
    return Exit.OK if report.ok else Exit.FAILED


def _trust(wanted: Wanted) -> Trust | None:
    """Read the public keys; raises NotVerifiable where there are none."""
    path = wanted.keys
    if path is None:
        if wanted.strict:
            raise NotVerifiable("Signatures can't be checked without keys.", "Add --keys.")
        return None
    try:
        return Trust(_keys(path), wanted.strict)
    except OSError as error:
        mend = "Name a file of public keys with --keys."
        raise NotVerifiable(f"{path} can't be read: {error.strerror}.", mend) from error
    except BadKey as error:
        mend = "Give the public keys that `gatebot keys new` prints."
        raise NotVerifiable(f"{path}: {error}.", mend) from error


def _keys(path: Path) -> tuple[PublicKey, ...]:
    return read_public_keys(path.read_text("utf-8", "replace"))
