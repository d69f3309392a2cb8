"""The settings a command works with: the environment's, or those of a state folder."""

import os
from pathlib import Path
from typing import Final

from bot.cli.state import StateFolder
from bot.settings import Settings, SettingsError, load_database_url, load_settings

_NO_SLACK: Final = {"SLACK_BOT_TOKEN": "xoxb-none", "SLACK_SIGNING_SECRET": "none"}


def settings_for(state: Path | None) -> Settings:
    """Read the settings, of a state folder if one is named. Raises SettingsError."""
    if state is None:
        return load_settings()
    return load_settings({**os.environ, **used(state).environment()})


def settings_without_slack(state: Path | None) -> Settings:
    """Read the settings of a command that talks to no Slack: it needs no token."""
    ours = {name: text for name, text in os.environ.items() if not name.startswith("SLACK_")}
    folder = used(state).environment() if state is not None else {}
    return load_settings({**ours, **folder, **_NO_SLACK})


def database_url_for(state: Path | None) -> str:
    """Return the database's URL alone: no token is needed to migrate. Raises SettingsError."""
    if state is None:
        return load_database_url()
    return used(state).environment()["GATEBOT_DATABASE_URL"]


def used(state: Path) -> StateFolder:
    """Return a folder that holds a project; raises SettingsError for one that does not."""
    folder = StateFolder(state)
    if not folder.used():
        made_by = f"'gatebot tour --state {state}' makes one."
        raise SettingsError((f"{state} holds no project: {made_by}",))
    return folder
