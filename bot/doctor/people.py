"""The people and user groups of a policy, as the Slack workspace knows them."""

from collections.abc import Mapping
from typing import Final

from bot.doctor.asking import NoAnswer, SaidNo, answer_to
from bot.doctor.checks import Section
from bot.doctor.workspace import Workspace
from bot.readiness.policy import Person, Policy, Role

_AGAIN: Final = "Check again when it answers."
_NO_GROUP: Final = frozenset({"no_such_subteam", "subteam_not_found"})
_PEOPLE_INSTEAD: Final = "or name people under `roles` in .gatebot.yml instead."


async def look_at_people(policy: Policy, workspace: Workspace, section: Section) -> None:
    """Check that each person of the policy is an active member of the workspace."""
    before = len(section.checks)
    for person in policy.people.values():
        name = f"person {person.name}"
        try:
            answer = await answer_to(workspace.client.users_info(user=person.slack))
        except SaidNo as no:
            if no.code == "missing_scope":
                said = "The policy's people can't be looked at: the scope users:read is missing."
                section.warn("people", said, no.mend("users.info"))
                return
            _unknown(name, person, no, section)
        except NoAnswer as error:
            said = f"Slack doesn't answer about {person.display}: {error}."
            section.fail(name, said, _AGAIN)
        else:
            if (answer.get("user") or {}).get("deleted"):
                said = f"{person.display} ({person.slack}) is deactivated in Slack."
                section.fail(name, said, f"Take {person.name} out of .gatebot.yml.")
    if policy.people and len(section.checks) == before:
        section.ok("people", f"Slack knows all {len(policy.people)} people of the policy.")


def _unknown(name: str, person: Person, no: SaidNo, section: Section) -> None:
    if no.code in {"user_not_found", "users_not_found", "user_not_visible"}:
        said = f"Slack knows nobody with the id {person.slack} ({person.name} in .gatebot.yml)."
        mend = "Write the member id from their Slack profile: More, Copy member ID."
        section.fail(name, said, mend)
    else:
        said = f"Slack refuses to say who {person.name} is: {no.code}."
        section.fail(name, said, no.mend("users.info"))


async def look_at_groups(
    policy: Policy, workspace: Workspace | None, section: Section
) -> Mapping[str, tuple[str, ...]]:
    """Check each role that is a user group; return role → Slack ids.

    A role whose group is unknown or empty is left out: that is said here, once.
    """
    members: dict[str, tuple[str, ...]] = {}
    for role in policy.roles.values():
        if role.group is None or workspace is None:
            continue
        found = await _members(role, role.group, workspace, section)
        if found is not None:
            members[role.name] = found
    return members


async def _members(
    role: Role, group: str, workspace: Workspace, section: Section
) -> tuple[str, ...] | None:
    name = f"role {role.name}"
    try:
        answer = await answer_to(workspace.client.usergroups_users_list(usergroup=group))
    except SaidNo as no:
        _no_group(name, role, no, section)
        return None
    except NoAnswer as error:
        said = f"Slack doesn't answer about the user group {group} ({role.name}): {error}."
        section.fail(name, said, _AGAIN)
        return None
    found = tuple(str(user) for user in answer.get("users") or ())
    if not found:
        said = f"The user group {group} of the role {role.name} is empty."
        section.fail(name, said, f"Add people to it in Slack, {_PEOPLE_INSTEAD}")
        return None
    section.ok(name, f"The role {role.name} is the user group {group}: {_people(len(found))}.")
    return found


def _no_group(name: str, role: Role, no: SaidNo, section: Section) -> None:
    if no.code in _NO_GROUP:
        said = f"Slack knows no user group {role.group}, which the role {role.name} names."
        section.fail(name, said, f"Correct its id (S…), {_PEOPLE_INSTEAD}")
    elif no.code == "paid_teams_only":
        said = f"This workspace's plan has no user groups, and the role {role.name} names one."
        section.fail(name, said, f"Move to a paid plan, {_PEOPLE_INSTEAD}")
    else:
        said = f"Slack refuses to list the user group {role.group} ({role.name}): {no.code}."
        section.fail(name, said, no.mend("usergroups.users.list"))


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
