"""What the server says about writing to the branch: rights, archive, protections. Only reads."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from bot.githosts.gitea.place import MENDS, MERGING, PROTECTED, Place
from bot.githosts.gitea.refs import Refs
from bot.ports.merge_condition import Condition


async def condition_of(place: Place, refs: Refs, branch: str) -> Sequence[Condition]:
    """Ask for the repository and its branch. Raises HostError."""
    repository, there = await refs.repository(), await refs.demand(branch)
    found = tuple(_against(repository, there, place, branch))
    return found or (Condition("writing", f"gatebot may write to {branch} on Gitea."),)


async def merging_of(
    place: Place, refs: Refs, branch: str, styles: Collection[str]
) -> Sequence[Condition]:
    """Ask what is to be known of pull requests into a branch; `styles` allow a merge, by name."""
    repository, there = await refs.repository(), await refs.demand(branch)
    found = (
        *_against_anyone(repository, place),
        *_against_merging(repository, there, branch, styles),
    )
    said = f"gatebot writes to {branch} by pull requests, which Gitea merges by itself."
    return found or (Condition("writing", said),)


def _against_merging(
    repository: Mapping[str, Any], there: Mapping[str, Any], branch: str, styles: Collection[str]
) -> Iterator[Condition]:
    name = repository["full_name"]
    if not repository.get("has_pull_requests"):
        said = f"Pull requests are switched off in {name}."
        yield Condition("merging", said, "Switch them on in its settings, under “Units”.")
    elif not any(repository.get(style) for style in styles):
        said = f"{name} allows no way of merging that gatebot asks for: people merge its requests."
        yield Condition("merging", said, "Allow merge commits in its settings.", certain=False)
    elif not there.get("user_can_merge"):
        said = f"The protection of {branch} does not let the token's owner merge: people do."
        yield Condition("merging", said, MERGING, certain=False)


def _against_anyone(repository: Mapping[str, Any], place: Place) -> Iterator[Condition]:
    if repository.get("archived"):
        said = f"{place.full_name} is archived: nobody can write to it."
        yield Condition("writing", said, "Unarchive it in its settings.")
    if repository.get("mirror"):
        said = f"{place.full_name} is a mirror: nobody can write to it."
        yield Condition("writing", said, "Name the repository that it mirrors.")
    if not _may_push(repository):
        said = f"The token's owner may not write to {place.full_name}."
        yield Condition("writing", said, MENDS.rights)


def _may_push(repository: Mapping[str, Any]) -> bool:
    return bool((repository.get("permissions") or {}).get("push"))


def _against(
    repository: Mapping[str, Any], there: Mapping[str, Any], place: Place, branch: str
) -> Iterator[Condition]:
    yield from _against_anyone(repository, place)
    if _may_push(repository) and there.get("protected") and not there.get("user_can_push"):
        said = f"The protection of {branch} does not let the token's owner push."
        # Single files may be exempt, which the server doesn't say.
        yield Condition("protection", said, PROTECTED, certain=False)
