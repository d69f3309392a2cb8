"""What GitLab says about writing to the branch: token, rights, archive, protection. Only reads."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from bot.githosts.gitlab.api import Absent, Api
from bot.githosts.gitlab.place import MENDS, MERGING, PROTECTED, SWITCHED_OFF, Place
from bot.ports.git_host import HostError, HostUnavailable
from bot.ports.merge_condition import Condition

_DEVELOPER: Final = 30  # https://docs.gitlab.com/api/access_requests/ ("Valid access levels")
_MAINTAINER: Final = 40
_SOON: Final = timedelta(days=14)


async def condition_of(api: Api, place: Place) -> Sequence[Condition]:
    """Ask for the project, its branch and the token. Raises HostError."""
    project = await api.get("")
    branch: Mapping[str, Any] = {}
    with suppress(Absent):  # for a look to say
        branch = await api.get(place.branch_path)
    against = (
        *_of_project(project, place),
        *_of_branch(branch, project, place),
        *_of_token(await _token(api), datetime.now(UTC).date()),
    )
    return against or (Condition("writing", f"gatebot may write to {place.branch} on GitLab."),)


async def merging_of(api: Api, place: Place) -> Sequence[Condition]:
    """Ask what is to be known of merge requests into the branch. Raises HostError."""
    project = await api.get("")
    branch: Mapping[str, Any] = {}
    with suppress(Absent):
        branch = await api.get(place.branch_path)
    against = (
        *_of_project(project, place),
        *_of_merging(project, branch, place),
        *_of_token(await _token(api), datetime.now(UTC).date()),
    )
    said = f"gatebot writes to {place.branch} by merge requests, which GitLab merges by itself."
    return against or (Condition("writing", said),)


async def _token(api: Api) -> Mapping[str, Any]:
    """Return what GitLab says of the token; nothing where it is of a kind that can't be asked."""
    try:
        found: Mapping[str, Any] = await api.of_token()
    except HostUnavailable:
        raise
    except HostError:
        return {}
    return found


def _of_project(project: Mapping[str, Any], place: Place) -> Iterator[Condition]:
    if project.get("archived"):
        said = f"{place.full_name} is archived: nobody can write to it."
        yield Condition("writing", said, "Unarchive it in its settings.")
    name = str(project.get("path_with_namespace") or place.full_name)
    if name.casefold() != place.full_name.casefold():
        said = f"{place.full_name} is called {name} now."
        yield Condition(
            "repository", said, f'Write repo = "{name}" in gatebot.toml and start gatebot again.'
        )
    level = _level(project)
    if level is not None and level < _DEVELOPER:
        said = f"The token's user may not write to {place.full_name}: it is no Developer there."
        yield Condition("writing", said, MENDS.rights)


def _of_branch(
    branch: Mapping[str, Any], project: Mapping[str, Any], place: Place
) -> Iterator[Condition]:
    level = _level(project)
    may_elsewhere = level is None or level >= _DEVELOPER
    if branch.get("can_push") is False and not project.get("archived") and may_elsewhere:
        said = f"The protection of {place.branch} does not let the token's user push."
        yield Condition("protection", said, PROTECTED)


def _of_merging(
    project: Mapping[str, Any], branch: Mapping[str, Any], place: Place
) -> Iterator[Condition]:
    """Tell who may merge. https://docs.gitlab.com/api/branches/ (`developers_can_merge`)."""
    level = _level(project)
    locked = branch.get("protected") and not branch.get("developers_can_merge")
    if project.get("merge_requests_access_level") == "disabled":
        said = f"Merge requests are switched off in {place.full_name}."
        yield Condition("merging", said, SWITCHED_OFF)
    elif locked and level is not None and level < _MAINTAINER:
        said = f"Developers may not merge into {place.branch}: people merge gatebot's requests."
        yield Condition("merging", said, MERGING, certain=False)


def _of_token(token: Mapping[str, Any], today: date) -> Iterator[Condition]:
    scopes = token.get("scopes")
    if scopes is not None and "api" not in scopes:
        said = f"The token has the scopes {', '.join(scopes) or 'none'}, and not `api`."
        yield Condition("token", said, MENDS.token)
    ends = token.get("expires_at")
    if ends and date.fromisoformat(ends) - today <= _SOON:
        said = f"The token ends on {ends}."
        yield Condition("token", said, MENDS.token, certain=False)


def _level(project: Mapping[str, Any]) -> int | None:
    """Return the user's access level in the project; None where GitLab names none."""
    given = project.get("permissions") or {}
    levels = [
        int(each["access_level"])
        for key in ("project_access", "group_access")
        if (each := given.get(key)) is not None
    ]
    return max(levels, default=None)
