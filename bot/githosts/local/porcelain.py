"""What `git push --porcelain` answers, and how it is asked so that it does."""

import re
from typing import Final

_LONGEST_WORDS: Final = 1_000
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
OPTIONS: Final = (
    "--porcelain",
    "--no-progress",
    "--no-verify",
    "--no-signed",
    "--no-follow-tags",
    "--no-recurse-submodules",
)
# The words in brackets of a ref that was not updated: the branch is elsewhere …
STALE: Final = frozenset({"stale info", "fetch first", "non-fast-forward", "needs force"})
# … or somebody else had it in hand at that moment.
RACED: Final = frozenset({"failed to update ref", "failed to lock", "incorrect old value provided"})


def reason_of(porcelain: bytes) -> str | None:
    """Return the words in brackets of the ref's line, None if the push did not get that far."""
    for line in porcelain.decode("utf-8", "replace").splitlines():
        flag, _, rest = line.partition("\t")
        if flag == "!":
            return rest.rpartition("(")[2].removesuffix(")")
    return None


def server_words(err: str) -> str:
    """Return what the other side, or a hook there, says for people: 1,000 characters at most."""
    said = [line.removeprefix("remote:") for line in err.splitlines() if line.startswith("remote:")]
    return clean("\n".join(line.strip() for line in said))


def clean(text: str) -> str:
    """Return a text of git's without what moves a terminal's cursor: 1,000 characters at most."""
    text = _CONTROL.sub("", text).strip()
    return text if len(text) <= _LONGEST_WORDS else text[:_LONGEST_WORDS] + " …"
