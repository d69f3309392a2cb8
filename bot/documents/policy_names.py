"""What is said where there is no policy: a file that was meant as one is named."""

import re
from collections.abc import Iterable
from typing import Final

from bot.documents.policy_file import POLICY_PATH
from bot.readiness.place import Place, Problem

# `.gatebot.yaml`, `gatebot.yml`, `.github/gatebot.yml`, `.gatebot/policy.yml`: another ending, case
# or folder. `gatebot.toml` is the bot's own.
_MEANT: Final = re.compile(
    r"(?:\.?[a-z]+/)?\.?gatebot(?:\.ya?ml|\.json)?|\.?gatebot/\.?[a-z_-]+\.(?:ya?ml|json)",
    re.IGNORECASE,
)


def no_policy(paths: Iterable[str]) -> Problem:
    """Return the problem of a repository, by its files' paths, that has no policy at its root."""
    meant = sorted((path for path in paths if _MEANT.fullmatch(path)), key=lambda p: (len(p), p))
    if not meant:
        mend = "Commit one: its keys are `documents`, `people`, `roles` and `gates`."
        return Problem(Place(POLICY_PATH), "The file is not there.", mend)
    wrong = f"The file is not there. Found {meant[0]}; gatebot reads {POLICY_PATH}, at the root."
    return Problem(Place(POLICY_PATH), wrong, f"Rename {meant[0]} to {POLICY_PATH}.")
