"""Settings: gatebot.toml for projects, the environment for secrets. Validated once, at start."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

_VARIABLES = {
    "slack_bot_token": "SLACK_BOT_TOKEN",
    "slack_app_token": "SLACK_APP_TOKEN",
    "slack_signing_secret": "SLACK_SIGNING_SECRET",
    "slack_api_url": "SLACK_API_URL",
    "database_url": "GATEBOT_DATABASE_URL",
    "listen": "GATEBOT_LISTEN",
}
_NO_WAY_IN = (
    "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both unset: set SLACK_APP_TOKEN for "
    "Socket Mode, or SLACK_SIGNING_SECRET for HTTP."
)
DEFAULT_SLACK_API = "https://slack.com/api/"


class SettingsError(Exception):
    """A setting is missing or wrong. `problems` are one-line sentences, each with its mend."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProjectSettings(_Strict):
    """One `[[projects]]` of gatebot.toml: a repository, its branch, its channels."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    host: Literal["local"] = "local"
    repo: Annotated[str, Field(min_length=1)]
    branch: str = "main"
    write: Literal["commit"] = "commit"
    channels: Annotated[tuple[str, ...], Field(min_length=1)]


class Settings(_Strict):
    """Everything the bot is told from outside. Secrets never show in a repr."""

    projects: tuple[ProjectSettings, ...]
    slack_bot_token: SecretStr
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = DEFAULT_SLACK_API
    database_url: str = "sqlite+aiosqlite:///gatebot.db"
    listen: Annotated[str, Field(pattern=r"^.+:\d{1,5}$")] = (
        "0.0.0.0:3000"  # a container's port is published by its operator
    )
    committer_name: str = "gatebot"
    committer_email: str = "gatebot@localhost"

    @property
    def address(self) -> tuple[str, int]:
        """Where the web server listens: host and port (0: any that is free)."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    def secrets(self) -> tuple[str, ...]:
        """Return every secret, for whoever has to keep them out of sight."""
        given = (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret)
        return tuple(secret.get_secret_value() for secret in given if secret is not None)

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached by Socket Mode rather than over HTTP."""
        return self.slack_app_token is not None


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read gatebot.toml (GATEBOT_CONFIG names it) and the environment.

    Each variable NAME may also come as NAME_FILE, the path of a file that holds it.
    Raises SettingsError with every problem at once.
    """
    env = os.environ if environ is None else environ
    problems: list[str] = []
    values = _read_toml(Path(env.get("GATEBOT_CONFIG", "gatebot.toml")), problems)
    for field, name in _VARIABLES.items():
        if (value := _variable(env, name, problems)) is not None:
            values[field] = value
    if problems:
        raise SettingsError(tuple(problems))
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(tuple(_sentences(error))) from None
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        raise SettingsError((_NO_WAY_IN,))
    return settings


def _read_toml(path: Path, problems: list[str]) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        problems.append(f"{path} is not there: write it, or name another with GATEBOT_CONFIG.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{path} is not valid TOML: {error}.")
    return {}


def _variable(env: Mapping[str, str], name: str, problems: list[str]) -> str | None:
    if value := env.get(name):
        return value
    if file := env.get(f"{name}_FILE"):
        try:
            return Path(file).read_text("utf-8").strip()
        except OSError as error:
            problems.append(
                f"{name}_FILE can't be read: {error.strerror}. Mend the path or unset it."
            )
    return None


def _sentences(error: ValidationError) -> list[str]:
    found = []
    for item in error.errors(include_input=False, include_url=False):
        where = ".".join(str(part) for part in item["loc"])
        variable = _VARIABLES.get(where)
        found.append(f"{variable or f'gatebot.toml: {where}'}: {item['msg']}.")
    return found
