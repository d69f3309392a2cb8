"""What the server says about writing to the branch: rights, archive, protections. Only reads."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.githosts.condition import Condition
from bot.githosts.gitea.place import MENDS, PROTECTED, Place
from bot.githosts.gitea.refs import Refs


async def condition_of(place: Place, refs: Refs, branch: str) -> Sequence[Condition]:
    """Ask for the repository and its branch. Raises HostError."""
    repository, there = await refs.repository(), await refs.demand(branch)
    found = tuple(_against(repository, there, place, branch))
    return found or (Condition("writing", f"gatebot may write to {branch} on Gitea."),)


def _against(
    repository: Mapping[str, Any], there: Mapping[str, Any], place: Place, branch: str
) -> Iterator[Condition]:
    if repository.get("archived"):
        said = f"{place.full_name} is archived: nobody can write to it."
        yield Condition("writing", said, "Unarchive it in its settings.")
    if repository.get("mirror"):
        said = f"{place.full_name} is a mirror: nobody can write to it."
        yield Condition("writing", said, "Name the repository that it mirrors.")
    may = repository.get("permissions") or {}
    if not may.get("push"):
        said = f"The token's owner may not write to {place.full_name}."
        yield Condition("writing", said, MENDS.rights)
    elif there.get("protected") and not there.get("user_can_push"):
        said = f"The protection of {branch} does not let the token's owner push."
        # Single files may be exempt, which the server doesn't say.
        yield Condition("protection", said, PROTECTED, certain=False)
