"""The whole examination: everything that can be looked at is, and nothing is written."""

import os
from collections.abc import Iterable
from dataclasses import replace

import aiohttp

from bot.doctor.asking import TIMEOUT
from bot.doctor.channels import look_at_channels, look_at_readers
from bot.doctor.checks import Check, Section
from bot.doctor.gates import look_at_gates
from bot.doctor.own_settings import (
    look_at_problems,
    look_at_settings,
    look_for_misspelt,
    look_for_postgresql,
)
from bot.doctor.papers import look_at_papers
from bot.doctor.people import look_at_groups, look_at_people
from bot.doctor.repository import look_at_repository
from bot.doctor.signoffs import look_at_signoffs
from bot.doctor.workspace import Workspace, look_at_slack
from bot.platform.redaction import without_secrets
from bot.settings import ProjectSettings, Settings, SettingsError


async def examine(settings: Settings) -> tuple[Check, ...]:
    """Look at the settings, at Slack and at every project; a broken part hides no other."""
    own, slack = Section("settings"), Section("Slack")
    look_at_settings(settings, own)
    look_for_misspelt(os.environ, own)
    await look_for_postgresql(settings.database_url, own)
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        workspace = await look_at_slack(settings, session, slack)
        if workspace is None:
            _not_looked_at(slack)
        projects = [
            await _project(project, workspace, settings, session) for project in settings.projects
        ]
    return _without_secrets((own, slack, *projects), settings.secrets())


async def examine_without(error: SettingsError) -> tuple[Check, ...]:
    """Say why there are no settings, and look at the projects that could be read all the same."""
    own = Section("settings")
    look_at_problems(error, own)
    look_for_misspelt(os.environ, own)
    slack = Section("Slack")
    if any("SLACK_" in problem for problem in error.problems):
        _not_looked_at(slack)
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        projects = [await _project(project, None, None, session) for project in error.projects]
    return _without_secrets((own, slack, *projects), ())


def _not_looked_at(section: Section) -> None:
    said = "Channels, people and user groups were not looked at: Slack can't be asked."
    section.warn("Slack", said, "See to the Slack settings first, and check again.")


async def _project(
    project: ProjectSettings,
    workspace: Workspace | None,
    keys: Settings | None,
    session: aiohttp.ClientSession,
) -> Section:
    section = Section(f"project {project.name}")
    host = await look_at_repository(project, keys, session, section)
    papers = await look_at_papers(host, section) if host else None
    private: tuple[str, ...] = ()
    if workspace is not None:
        private = await look_at_channels(project.channels, workspace, section)
    if host is None or papers is None:
        return section
    look_at_readers(papers.file.policy.rules.readers, private, section)
    if workspace is not None:
        await look_at_people(papers.file.policy, workspace, section)
    members = await look_at_groups(papers.file.policy, workspace, section)
    await look_at_signoffs(host, papers, section)
    await look_at_gates(host, papers, members, section)
    return section


def _without_secrets(sections: Iterable[Section], secrets: Iterable[str]) -> tuple[Check, ...]:
    """Return the checks with every secret, and what looks like one, taken out."""
    clean = without_secrets(secrets)
    return tuple(
        replace(check, name=clean(check.name), said=clean(check.said), mend=clean(check.mend))
        for section in sections
        for check in section.checks
    )
