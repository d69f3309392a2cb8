"""Settings: gatebot.toml for projects, the environment for secrets. Validated once, at start."""

from bot.settings.exposed import Exposed, exposed_database
from bot.settings.loading import (
    CONFIG,
    VARIABLES,
    load_database_url,
    load_settings,
    secret_values,
)
from bot.settings.model import DEFAULT_SLACK_API, ProjectSettings, Settings, SettingsError

__all__ = [
    "CONFIG",
    "DEFAULT_SLACK_API",
    "VARIABLES",
    "Exposed",
    "ProjectSettings",
    "Settings",
    "SettingsError",
    "exposed_database",
    "load_database_url",
    "load_settings",
    "secret_values",
]
