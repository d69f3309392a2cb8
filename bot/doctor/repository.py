"""The repository of a project: there, readable, writable, and with which hooks or protections."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import aiohttp

from bot.doctor.checks import Section
from bot.githosts.choose import pulls_of, remote_host
from bot.githosts.local.condition import Condition as LocalCondition
from bot.githosts.local.condition import condition_of
from bot.githosts.local.host import LocalHost
from bot.ports.git_host import GitHost, HostError, HostUnavailable, Rejected
from bot.ports.merge_condition import Condition, RemoteHost
from bot.settings import ProjectSettings, Settings

_TIMEOUT_SECONDS: Final = 20.0
_AGAIN: Final = "Check the network, and where gatebot.toml says it is; then check again."
_GATEBOT_TOML: Final = "Correct `repo` and `branch` of the project in gatebot.toml."


async def look_at_repository(
    project: ProjectSettings,
    keys: Settings | None,
    session: aiohttp.ClientSession,
    section: Section,
) -> GitHost | None:
    """Check the repository and its branch; None where nothing can be read from it.

    Without `keys` (the settings can't be read) only a folder of this machine is looked at.
    """
    if project.host == "local":
        return await _look_at_local(project, section)
    if keys is None:
        said = f"{project.repo} was not looked at: the settings that hold its token can't be read."
        section.warn("repository", said, "See to the settings first, and check again.")
        return None
    return await _look_at_remote(project, keys, session, section)


async def _look_at_local(project: ProjectSettings, section: Section) -> GitHost | None:
    try:
        host = LocalHost(Path(project.repo), project.branch, timeout=_TIMEOUT_SECONDS)
    except ValueError as error:
        section.fail("repository", str(error), _GATEBOT_TOML)
        return None
    if not await _is_readable(host, project, section):
        return None
    await _look_at_folder(project, section)
    return host


async def _look_at_remote(
    project: ProjectSettings, keys: Settings, session: aiohttp.ClientSession, section: Section
) -> GitHost | None:
    try:
        host = remote_host(project, keys, session, _TIMEOUT_SECONDS)
    except ValueError as error:
        section.fail("repository", str(error), _GATEBOT_TOML)
        return None
    if not await _is_readable(host, project, section):
        return None
    try:
        found = await _condition(host, project)
    except HostError as error:
        refused(error, "writing", section)
        return host
    for each in found:
        if not each.mend:
            section.ok(each.name, each.said)
        elif each.certain:
            section.fail(each.name, each.said, each.mend)
        else:
            section.warn(each.name, each.said, each.mend)
    return host


async def _condition(host: RemoteHost, project: ProjectSettings) -> Sequence[Condition]:
    """Return what stands for and against writing, in the way the project is written."""
    if project.write == "commit":
        return await host.condition()
    return await pulls_of(host).condition()


async def _is_readable(host: GitHost, project: ProjectSettings, section: Section) -> bool:
    try:
        look = await host.look(())
    except HostError as error:
        refused(error, "repository", section)
        return False
    short, branch = look.head[:12], project.branch
    section.ok("repository", f"{project.repo} can be read; {branch} is at {short}.")
    return True


def refused(error: HostError, name: str, section: Section) -> None:
    """Say what a host refused, or could not answer, and what helps."""
    if isinstance(error, Rejected):
        section.fail(name, str(error), error.mend)
        return
    if isinstance(error, HostUnavailable):
        section.fail(name, str(error), _AGAIN)
        return
    # The host's sentences for what isn't there name their mend after a colon.
    said, colon, mend = str(error).rpartition(": ")
    if colon and mend.endswith("."):
        section.fail(name, f"{said}.", mend[0].upper() + mend[1:])
    else:
        section.fail(name, str(error), _GATEBOT_TOML)


async def _look_at_folder(project: ProjectSettings, section: Section) -> None:
    try:
        found = await asyncio.to_thread(
            condition_of, Path(project.repo), project.branch, _TIMEOUT_SECONDS
        )
    except HostError as error:
        refused(error, "writing", section)
        return
    _look_at_writing(found, project, section)
    _look_at_notes(found, section)


def _look_at_writing(found: LocalCondition, project: ProjectSettings, section: Section) -> None:
    for folder in found.unwritable:
        said = f"gatebot's user may not write to {folder}."
        section.fail("writing", said, "Run gatebot as the folder's owner, or grant it the right.")
    if found.refused:
        said = f"git refuses to work in {project.repo}: {found.refused}"
        mend = "Run gatebot as the folder's owner, or list the folder as `safe.directory`."
        section.fail("writing", said, mend)
    if found.checked_out:
        said = f"{project.branch} is checked out in {project.repo}, so commits to it are refused."
        mend = "Use a bare repository, or check out another branch there."
        section.fail("writing", said, mend)
    if not (found.unwritable or found.refused or found.checked_out):
        section.ok("writing", f"{project.repo} can be written to.")
    if found.hooks:
        section.ok("hooks", f"Every commit of gatebot runs the hooks {', '.join(found.hooks)}.")


def _look_at_notes(found: LocalCondition, section: Section) -> None:
    for broken in found.broken_notes:
        section.warn("CI notes", str(broken), broken.mend)
    if found.ci_notes:
        read = found.ci_notes - len(found.broken_notes)
        section.ok(
            "CI notes",
            f"CI results are there in refs/notes/ci: {read} of {found.ci_notes} notes can be read.",
        )
