"""The settings a command works with: the environment's, or those of a state folder."""

import os
from pathlib import Path

from bot.cli.state import StateFolder
from bot.settings import Settings, SettingsError, load_settings


def settings_for(state: Path | None) -> Settings:
    """Read the settings, of a state folder if one is named. Raises SettingsError."""
    if state is None:
        return load_settings()
    folder = StateFolder(state)
    if not folder.used():
        raise SettingsError(
            (f"{state} holds no project: 'gatebot tour --state {state}' makes one.",)
        )
    return load_settings({**os.environ, **folder.environment()})
