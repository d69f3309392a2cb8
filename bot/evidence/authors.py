"""Who wrote the evidence: by policy, such people may not review it."""

import re
from collections.abc import Iterable
from typing import Final

from bot.ports.git_host import GitHost, Signature

_AT_A_COMMIT: Final = re.compile(r"(?P<path>.+)@(?P<sha>[0-9a-f]{40})", re.DOTALL)


async def evidence_authors(host: GitHost, commit: str, subjects: Iterable[str]) -> frozenset[str]:
    """Return the emails of all who wrote the subjects (by name) of evidence checked at a commit.

    A file's authors are all who ever changed it: a later touch by somebody else frees nobody. One
    that is named as of another commit counts with its authors there. Raises HostError.
    """
    paths: dict[str, set[str]] = {}
    found: list[Signature] = []
    for subject in subjects:
        kind, _, rest = subject.partition(":")
        if kind == "commit":
            found.append(await host.commit_author(rest))
        elif kind != "ci":  # a run has no author
            then = _AT_A_COMMIT.fullmatch(subject)
            at, path = (then["sha"], then["path"]) if then else (commit, subject)
            paths.setdefault(at, set()).add(path)
    for at, named in paths.items():
        for authors in (await host.authors(at, sorted(named))).values():
            found += authors
    return frozenset(author.email for author in found)
