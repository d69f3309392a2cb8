"""What GitHub says about writing to the branch: rights, archive, protections. Only reads."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.githosts.github.api import Api
from bot.githosts.github.place import MENDS, PROTECTED, Place
from bot.githosts.github.queries import CONDITION
from bot.ports.merge_condition import Condition

_MAY_WRITE: Final = frozenset({"WRITE", "MAINTAIN", "ADMIN"})
_METHODS: Final = ("mergeCommitAllowed", "squashMergeAllowed", "rebaseMergeAllowed")
# https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
_APP_RIGHTS: Final = {"contents": "Contents", "pull_requests": "Pull requests"}
_EVIDENCE_RIGHTS: Final = {"checks": "Checks", "statuses": "Commit statuses", "actions": "Actions"}
_APP_MEND: Final = (
    "It is set on the App's page under Permissions, and accepted where the App is installed."
)
# Rules that a direct commit meets, and in which words; signatures are not among them, for GitHub
# signs what comes through its API.
_RULES: Final = {
    "PULL_REQUEST": "asks for a pull request",
    "REQUIRED_STATUS_CHECKS": "asks for checks before a commit is there",
    "MERGE_QUEUE": "takes commits from its merge queue only",
    "UPDATE": "restricts who may update it",
    "LOCK_BRANCH": "is locked",
}


async def condition_of(api: Api) -> Sequence[Condition]:
    """Ask once. Raises HostError; a missing branch is for a look to say."""
    place = api.place
    answer = await api.query(CONDITION, owner=place.owner, name=place.name, ref=place.ref)
    repository = answer.data.get("repository") or {}
    found = (*_against(repository, place), *_against_app(api.rights, ("contents",)))
    return found or (Condition("writing", f"gatebot may write to {place.branch} on GitHub."),)


async def pulls_condition_of(api: Api) -> Sequence[Condition]:
    """Ask once what is to be known of pull requests. Raises HostError."""
    place = api.place
    answer = await api.query(CONDITION, owner=place.owner, name=place.name, ref=place.ref)
    repository = answer.data.get("repository") or {}
    found = (
        *_against_anyone(repository, place),
        *_against_app(api.rights, ("contents", "pull_requests")),
        *_against_merging(repository, place),
    )
    said = f"gatebot writes to {place.branch} by pull requests, which GitHub merges by itself."
    return found or (Condition("writing", said),)


def _against_merging(repository: Mapping[str, Any], place: Place) -> Iterator[Condition]:
    if not any(repository.get(how) for how in _METHODS):
        said = f"{place.full_name} allows no way of merging a pull request."
        yield Condition("merging", said, "Allow merge commits in its settings.")
    elif not repository.get("autoMergeAllowed"):
        said = f"{place.full_name} does not allow auto-merge: people merge gatebot's pull requests."
        mend = "Set “Allow auto-merge” in its settings, or have somebody look after them."
        yield Condition("merging", said, mend, certain=False)


def _against_anyone(repository: Mapping[str, Any], place: Place) -> Iterator[Condition]:
    if repository.get("isArchived") or repository.get("isDisabled"):
        said = f"{place.full_name} is archived or disabled: nobody can write to it."
        yield Condition("writing", said, "Unarchive it in its settings.")
    permission = repository.get("viewerPermission")
    # An App's installation has no such permission: its token names its own.
    if permission is not None and permission not in _MAY_WRITE:
        said = f"The token may not write to {place.full_name}: it has {permission.lower()}."
        yield Condition("writing", said, MENDS.rights)


def _against_app(rights: Mapping[str, str], written: Sequence[str]) -> Iterator[Condition]:
    """Tell what an App lacks; nothing is known of other tokens."""
    if not rights:
        return
    for right in written:
        if rights.get(right) != "write":
            said = f"The GitHub App has {rights.get(right, 'no')} access to {_APP_RIGHTS[right]}."
            yield Condition("writing", said, f"Give it read and write access. {_APP_MEND}")
    unread = [words for right, words in _EVIDENCE_RIGHTS.items() if right not in rights]
    if unread:
        said = f"The GitHub App may not read {', '.join(unread)}: test evidence may stay unknown."
        yield Condition("tests", said, f"Give it read access. {_APP_MEND}", certain=False)


def _against(repository: Mapping[str, Any], place: Place) -> Iterator[Condition]:
    yield from _against_anyone(repository, place)
    ref = repository.get("ref") or {}
    rule = ref.get("refUpdateRule") or {}
    if rule.get("viewerCanPush") is False:
        said = f"The protection of {place.branch} does not let the token's owner push."
        yield Condition("protection", said, PROTECTED)
    for words in _rules(ref, rule):
        said = f"{place.branch} {words}: a commit of gatebot is refused unless it may bypass that."
        yield Condition("protection", said, PROTECTED, certain=False)


def _rules(ref: Mapping[str, Any], rule: Mapping[str, Any]) -> Sequence[str]:
    types = {each["type"] for each in (ref.get("rules") or {}).get("nodes") or () if each}
    if rule.get("requiredApprovingReviewCount"):
        types.add("PULL_REQUEST")
    if rule.get("requiredStatusCheckContexts"):
        types.add("REQUIRED_STATUS_CHECKS")
    return [words for kind, words in _RULES.items() if kind in types]
