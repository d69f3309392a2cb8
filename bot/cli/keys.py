"""`gatebot keys new`: a pair of keys, for signing records and for checking them."""

import os
from pathlib import Path
from typing import Final

from bot.cli.outcome import Exit, complain
from bot.cli.output import say
from bot.signing.keys import new_signing_key

_OWNER_ONLY: Final = 0o600


def new_keys(out: Path) -> Exit:
    """Write a new private key to `out`, which may not exist yet, and print the public one."""
    key = new_signing_key()
    try:
        file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except FileExistsError:
        complain(f"{out} is there already and was left alone. Name another file.")
        return Exit.USAGE
    except OSError as error:
        complain(f"{out} can't be written: {error.strerror}. Name another file.")
        return Exit.USAGE
    with os.fdopen(file, "w", encoding="ascii") as handle:
        handle.write(key.pem)
    say(key.public.pem, end="")
    complain(
        f"the private key is in {out}. Keep it secret, and give it to the bot as "
        "GATEBOT_SIGNING_KEY_FILE.",
        "the public key is above. Keep it outside the repository, for `gatebot verify --keys`.",
    )
    return Exit.OK
