"""Loading: gatebot.toml and the environment into one Settings, or every problem at once."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import SecretStr, ValidationError

from bot.platform.redaction import secrets_in
from bot.settings.model import (
    DEFAULT_DATABASE,
    SHORTEST_HIDDEN,
    ProjectSettings,
    Settings,
    SettingsError,
)
from bot.settings.problems import of_file, of_variable, twins, without_keys

VARIABLES: Final = {
    "slack_bot_token": "SLACK_BOT_TOKEN",
    "slack_app_token": "SLACK_APP_TOKEN",
    "slack_signing_secret": "SLACK_SIGNING_SECRET",
    "slack_api_url": "SLACK_API_URL",
    "signing_key": "GATEBOT_SIGNING_KEY",
    "github_token": "GATEBOT_GITHUB_TOKEN",
    "github_app_id": "GATEBOT_GITHUB_APP_ID",
    "github_private_key": "GATEBOT_GITHUB_PRIVATE_KEY",
    "gitlab_token": "GATEBOT_GITLAB_TOKEN",
    "gitea_token": "GATEBOT_GITEA_TOKEN",
    "git_username": "GATEBOT_GIT_USERNAME",
    "git_token": "GATEBOT_GIT_TOKEN",
    "mirrors": "GATEBOT_MIRRORS",
    "webhook_secret": "GATEBOT_WEBHOOK_SECRET",
    "database_url": "GATEBOT_DATABASE_URL",
    "listen": "GATEBOT_LISTEN",
}
CONFIG: Final = "GATEBOT_CONFIG"
_SECRET: Final = tuple(
    VARIABLES[name]
    for name, field in Settings.model_fields.items()
    if name in VARIABLES and SecretStr in (*get_args(field.annotation), field.annotation)
)
_URLS: Final = ("SLACK_API_URL", "GATEBOT_DATABASE_URL")
_PROXIES: Final = tuple(
    spelt for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY") for spelt in (name, name.lower())
)
_NO_WAY_IN: Final = (
    "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both unset: set SLACK_APP_TOKEN for "
    "Socket Mode, or SLACK_SIGNING_SECRET for HTTP."
)


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read gatebot.toml (GATEBOT_CONFIG names it) and the environment.

    Each variable NAME may also come as NAME_FILE, the path of a file that holds it. A project's
    `repo` is taken from the folder of gatebot.toml. Raises SettingsError with every problem.
    """
    return _Loading(os.environ if environ is None else environ).settings()


def load_database_url(environ: Mapping[str, str] | None = None) -> str:
    """Read the database's URL alone, from the environment, or return the default."""
    loading = _Loading(os.environ if environ is None else environ)
    return loading.database_url()


class _Loading:
    """One reading. `unread`: the fields whose source is a problem already."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._problems: list[str] = []
        self._unread: set[str] = set()
        self._path = Path(self._variable(CONFIG, "") or "gatebot.toml")
        self._text = ""

    def settings(self) -> Settings:
        """Return the settings; raises SettingsError."""
        values = self._toml()
        given = {field: self._variable(name, field) for field, name in VARIABLES.items()}
        values |= {field: value for field, value in given.items() if value is not None}
        settings = self._validated(values, given)
        projects = _valid_projects(values)
        self._problems += twins(projects)
        self._problems += without_keys(projects, values.keys() | self._unread)
        if not {"slack_app_token", "slack_signing_secret"} & (values.keys() | self._unread):
            self._problems.append(_NO_WAY_IN)
        if settings is None or self._problems:
            raise SettingsError(tuple(self._problems), projects)
        return settings

    def database_url(self) -> str:
        """Return GATEBOT_DATABASE_URL or the default; raises SettingsError."""
        url = self._variable("GATEBOT_DATABASE_URL", "database_url")
        if self._problems:
            raise SettingsError(tuple(self._problems))
        return url or DEFAULT_DATABASE

    def _validated(
        self, values: Mapping[str, Any], given: Mapping[str, str | None]
    ) -> Settings | None:
        try:
            return Settings.model_validate(values)
        except ValidationError as error:
            self._problems += self._sentences(error, given)
        return None

    def _sentences(self, error: ValidationError, given: Mapping[str, str | None]) -> Iterator[str]:
        for item in error.errors(include_input=False, include_url=False):
            field = str(item["loc"][0])
            by_variable = field in VARIABLES and (given[field] or item["type"] == "missing")
            if field in self._unread:
                continue
            if by_variable:
                yield of_variable(VARIABLES[field], item)
            else:
                yield of_file(self._path, self._text, item)

    def _toml(self) -> dict[str, Any]:
        try:
            self._text = self._path.read_text("utf-8")
            values = tomllib.loads(self._text)
        except FileNotFoundError:
            wrong = f"{self._path} is not there: write it, or name another with {CONFIG}."
        except OSError as error:
            wrong = f"{self._path} can't be read: {error.strerror}. Mend it, or set {CONFIG}."
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            wrong = f"{self._path} is not valid TOML: {error}. Correct it there."
        else:
            _resolve(values, self._path.absolute().parent)
            return values
        self._problems.append(wrong)
        self._unread.add("projects")
        return {}

    def _variable(self, name: str, field: str) -> str | None:
        value, file = self._env.get(name, "").strip(), self._env.get(f"{name}_FILE", "")
        if value and file:
            self._problems.append(f"{name} and {name}_FILE are both set: unset one of them.")
        if value or not file:
            return value or None
        value, why = _content(Path(file))
        if why:
            mend = "Mend the file or the path, or unset the variable."
            shown = f" ({file})" if _is_a_place(Path(file)) else ""
            self._problems.append(f"{name}_FILE{shown} can't be used: {why}. {mend}")
            self._unread.add(field)
        return value or None


def secret_values(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return what in the environment, and in the files it names, nothing may ever show.

    Those are the values of variables for secrets, and the secret parts of every URL: of gatebot's
    own and of a proxy's.
    """
    found = [environ.get(name, "").strip() for name in _SECRET]
    found += (_content(Path(file))[0] for name in _SECRET if (file := environ.get(f"{name}_FILE")))
    urls = [environ.get(name, "") for name in (*_URLS, *_PROXIES)]
    urls += (_content(Path(file))[0] for name in _URLS if (file := environ.get(f"{name}_FILE")))
    found += (part for url in urls for part in secrets_in(url))
    return tuple(value for value in found if len(value) >= SHORTEST_HIDDEN)


def _is_a_place(path: Path) -> bool:
    """Tell whether a value is a path rather than the secret itself, set where its file belongs."""
    return path.is_absolute() and path.parent.is_dir()


def _content(path: Path) -> tuple[str, str]:
    """Return the text of a file that holds one value, and why it has none."""
    try:
        value = path.read_text("utf-8").strip()
    except UnicodeDecodeError:
        return "", "it is no UTF-8 text"
    except OSError as error:
        return "", error.strerror or type(error).__name__
    return value, "" if value else "it is empty"


def _resolve(values: dict[str, Any], folder: Path) -> None:
    """Make local projects' folders absolute; a wrong shape is left for the validation."""
    projects = values.get("projects")
    for project in projects if isinstance(projects, list) else ():
        if not isinstance(project, dict) or project.get("host", "local") != "local":
            continue
        if isinstance(repo := project.get("repo"), str) and repo and "://" not in repo:
            home = os.path.expanduser(repo)  # noqa: PTH111 - Path's raises where there is no home
            project["repo"] = os.path.normpath(folder / home)


def _valid_projects(values: Mapping[str, Any]) -> tuple[ProjectSettings, ...]:
    given = values.get("projects")
    found = []
    for raw in given if isinstance(given, list) else ():
        try:
            found.append(ProjectSettings.model_validate(raw))
        except ValidationError:
            continue  # the validation of the whole says what is wrong with it
    return tuple(found)
