"""The shape of the settings: what each takes, and in which words it is refused."""

import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeAlias
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.platform.redaction import address_of, secrets_in
from bot.signing.keys import BadKey, read_signing_key

DEFAULT_DATABASE: Final = "sqlite+aiosqlite:///gatebot.db"
DEFAULT_SLACK_API: Final = "https://slack.com/api/"
ON_THE_APPS_PAGE: Final = (
    "Copy the Bot User OAuth Token (xoxb-…) from “OAuth & Permissions” on your app's page"
)
SHORTEST_HIDDEN: Final = 6  # a shorter password would be taken out of half of all sentences
_HIGHEST_PORT: Final = 65_535
_SHORTEST_SECRET: Final = 16
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class SettingsError(Exception):
    """A setting is missing or wrong. `problems` are one-line sentences, each with its mend.

    `projects` are those that could be read all the same.
    """

    def __init__(
        self, problems: tuple[str, ...], projects: "tuple[ProjectSettings, ...]" = ()
    ) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.projects = projects


def _channel(text: str) -> str:
    if re.fullmatch(r"[CG][A-Z0-9]{2,}", text):
        return text
    wrong = "a channel's name, and names change" if text.startswith("#") else "no channel id"
    raise ValueError(
        f"{text!r} is {wrong}. Write the id (C… or G…) from the foot of “View channel details”"
    )


def _some(channels: tuple[str, ...]) -> tuple[str, ...]:
    # Not `min_length`, which also counts the channels that are refused one by one.
    if not channels:
        raise ValueError('it is empty. List the project\'s channel ids, such as ["C0123456789"]')
    return channels


def _parts(url: str) -> SplitResult:
    """Return a URL's parts; a part that can't be read is not repeated, it may be a secret."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError("it can't be read as a URL. Write scheme, host and path only") from None
    return parts


def _is_sent_in_clear_text(parts: SplitResult) -> bool:
    # A token in clear text goes to this machine only.
    return parts.scheme != "https" and parts.hostname not in _LOOPBACK


def _api_url(url: str) -> str:
    parts = _parts(url)
    if "@" in parts.netloc or parts.query or parts.fragment:
        # Not repeated: what is refused here is shown, and may hold a token.
        raise ValueError(
            "it holds credentials, a query or a fragment. Write scheme, host and path only; tokens "
            "go into the environment"
        )
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        raise ValueError("it is no base URL. Write scheme, host and path only")
    if _is_sent_in_clear_text(parts):
        raise ValueError(f"{address_of(url)} is sent in clear text. Begin it with https://")
    return url.rstrip("/")


def _clone_url(url: str) -> str:
    parts = _parts(url)
    if "@" in parts.netloc:
        raise ValueError(
            "it holds credentials. Take what is before the @ out of the URL, and set "
            "GATEBOT_GIT_USERNAME and GATEBOT_GIT_TOKEN"
        )
    if parts.query or parts.fragment:
        raise ValueError("it has a query or a fragment. Write the URL up to it")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not parts.path.strip("/"):
        raise ValueError("it is no https:// URL. Write what `git clone` takes over https")
    if _is_sent_in_clear_text(parts):
        raise ValueError(f"{address_of(url)} is read in clear text. Begin it with https://")
    return url.rstrip("/")


def _folder(path: str) -> str:
    if _URL.match(path):
        raise ValueError(
            'it is a URL, and host = "local" takes a folder of this machine. Write the folder, or '
            'name the host: "git" for any server over https'
        )
    return path


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


_WITHOUT_PULLS: Final = frozenset({"local", "git"})
HostKind: TypeAlias = Literal["local", "github", "gitlab", "gitea", "forgejo", "git"]


class ProjectSettings(_Strict):
    """One `[[projects]]` of gatebot.toml: a repository, its branch, its channels.

    `repo` is a folder for `host = "local"`, a URL for `"git"`, else its name on the host
    (`owner/name`; on GitLab, `group/subgroup/name` too). `api_url` is the base of the host's API;
    None for the host's public service, which a Gitea or Forgejo server has not.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    host: HostKind = "local"
    api_url: Annotated[
        Annotated[str, AfterValidator(_api_url)] | None, Field(validate_default=True)
    ] = None
    repo: Annotated[str, Field(min_length=1)]
    branch: Annotated[str, Field(min_length=1)] = "main"
    write: Literal["commit", "pull_request"] = "commit"
    channels: Annotated[tuple[Annotated[str, AfterValidator(_channel)], ...], AfterValidator(_some)]

    @field_validator("write")
    @classmethod
    def _has_pull_requests(cls, write: str, info: ValidationInfo) -> str:
        host = info.data.get("host", "local")
        if write == "pull_request" and host in _WITHOUT_PULLS:
            raise ValueError(
                f'"pull_request" needs a host that has them, and {host!r} has none. '
                'Write "commit", or name the host that the repository is on'
            )
        return write

    @field_validator("api_url")
    @classmethod
    def _is_there_where_it_must_be(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url is None and info.data.get("host") in {"gitea", "forgejo"}:
            raise ValueError(
                'it is missing. Write the address of the server, such as "https://git.example.com"'
            )
        return url

    @field_validator("repo")
    @classmethod
    def _is_a_name_there(cls, repo: str, info: ValidationInfo) -> str:
        host = info.data.get("host", "local")
        if host == "local":
            return _folder(repo)
        if host == "git":
            return _clone_url(repo)
        names = r"[\w.-]+(?:/[\w.-]+)+" if host == "gitlab" else r"[\w.-]+/[\w.-]+"
        if not re.fullmatch(names, repo, re.ASCII):
            shown = repr(repo) if re.fullmatch(r"[\w./ -]+", repo) else "it"
            raise ValueError(f"{shown} is no repository on {host}. Write owner/name")
        return repo


class Settings(_Strict):
    """Everything the bot is told from outside. Secrets never show in a repr."""

    projects: tuple[ProjectSettings, ...]
    slack_bot_token: SecretStr
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = DEFAULT_SLACK_API
    signing_key: SecretStr | None = None
    github_token: SecretStr | None = None
    github_app_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9.]+$")] | None = None
    github_private_key: SecretStr | None = None
    gitlab_token: SecretStr | None = None
    gitea_token: SecretStr | None = None
    git_username: Annotated[str, Field(pattern=r"^[^:\s]+$")] | None = None
    git_token: SecretStr | None = None
    mirrors: str = ""
    webhook_secret: SecretStr | None = None
    database_url: Annotated[str, Field(repr=False)] = DEFAULT_DATABASE
    listen: str
    committer_name: str = "gatebot"
    committer_email: str = "gatebot@localhost"

    @model_validator(mode="before")
    @classmethod
    def _listens_no_wider_than_it_must(cls, values: Any) -> Any:
        # Over HTTP, Slack has to get in; in Socket Mode nobody has.
        if not isinstance(values, dict) or "listen" in values:
            return values
        host = "127.0.0.1" if values.get("slack_app_token") else "0.0.0.0"  # noqa: S104 - over HTTP
        return {**values, "listen": f"{host}:3000"}

    @field_validator("slack_bot_token")
    @classmethod
    def _is_a_bot_token(cls, token: SecretStr) -> SecretStr:
        given = token.get_secret_value()
        if given.startswith("xapp-"):
            raise ValueError("it holds an app-level token (xapp-…): that is for SLACK_APP_TOKEN")
        if not given.startswith(("xoxb-", "xoxe.xoxb-")):
            raise ValueError("it doesn't begin with “xoxb-”. " + ON_THE_APPS_PAGE)
        return token

    @field_validator("slack_app_token")
    @classmethod
    def _is_an_app_token(cls, token: SecretStr | None) -> SecretStr | None:
        given = token.get_secret_value() if token else "xapp-"
        if given.startswith("xox"):
            raise ValueError("it holds a bot or user token (xox…): that is for SLACK_BOT_TOKEN")
        if not given.startswith("xapp-"):
            raise ValueError(
                "it doesn't begin with “xapp-”. Make an app-level token with the scope "
                "connections:write under “Basic Information” on your app's page"
            )
        return token

    @field_validator("slack_signing_secret")
    @classmethod
    def _is_no_token(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and secret.get_secret_value().startswith(("xox", "xapp-")):
            raise ValueError(
                "it holds a token. Copy the Signing Secret from “Basic Information” on your app's "
                "page"
            )
        return secret

    @field_validator("signing_key")
    @classmethod
    def _is_a_key(cls, key: SecretStr | None) -> SecretStr | None:
        try:
            _ = read_signing_key(key.get_secret_value()) if key else None
        except BadKey as error:
            raise ValueError(f"{error}. Make one with `gatebot keys new --out FILE`") from None
        return key

    @field_validator("github_private_key")
    @classmethod
    def _is_a_private_key(cls, secret: SecretStr | None) -> SecretStr | None:
        # An environment file holds it on one line, with \\n for each line break.
        key = secret.get_secret_value().replace("\\n", "\n") if secret else ""
        if secret and not re.match(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s", key):
            raise ValueError(
                "it is no private key in PEM form. Generate one under “Private keys” on the App's "
                "page, and give the path of the file in GATEBOT_GITHUB_PRIVATE_KEY_FILE"
            )
        return SecretStr(key) if secret else None

    @field_validator("webhook_secret")
    @classmethod
    def _is_long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        given = secret.get_secret_value() if secret else ""
        if secret and len(given) < _SHORTEST_SECRET:
            raise ValueError(
                f"it is shorter than {_SHORTEST_SECRET} characters. Make one with "
                "`openssl rand -hex 32`"
            )
        if given.startswith("whsec_") and not _BASE64.fullmatch(given.removeprefix("whsec_")):
            raise ValueError("it begins with whsec_ and goes on with no base64. Copy it whole")
        return secret

    @field_validator("slack_api_url")
    @classmethod
    def _is_a_base_url(cls, url: str) -> str:
        parts = _parts(url)
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError(
                "it holds credentials, a query or a fragment. Write scheme, host and path only; "
                "Slack's tokens have variables of their own"
            )
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"it is no http or https URL. Unset it for {DEFAULT_SLACK_API}")
        if _is_sent_in_clear_text(parts):
            raise ValueError(
                "tokens would leave this machine in clear text. Begin it with https://, or unset "
                f"it for {DEFAULT_SLACK_API}"
            )
        return url if url.endswith("/") else url + "/"

    @field_validator("listen")
    @classmethod
    def _is_an_address(cls, listen: str) -> str:
        host, _, port = listen.rpartition(":")
        whole = port.isascii() and port.isdigit() and int(port) <= _HIGHEST_PORT
        bracketed = host.startswith("[") and host.endswith("]")
        if not host.strip("[]") or not whole or (":" in host and not bracketed):
            raise ValueError(
                "it is no address. Write host:port, such as 127.0.0.1:3000 or [::]:3000"
            )
        return listen

    @property
    def address(self) -> tuple[str, int]:
        """Where the web server listens: host and port (0: any that is free)."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def mirrors_folder(self) -> Path:
        """Where mirrors of Git servers are kept: beside a SQLite database, if nothing is set."""
        if self.mirrors:
            return Path(self.mirrors)
        scheme, _, file = self.database_url.partition(":///")
        beside = Path(file.partition("?")[0]).parent if scheme.startswith("sqlite") else Path()
        return beside / "gatebot-mirrors"

    def secrets(self) -> tuple[str, ...]:
        """Return every secret, for whoever has to keep them out of sight."""
        given = (
            self.slack_bot_token,
            self.slack_app_token,
            self.slack_signing_secret,
            self.signing_key,
            self.github_token,
            self.github_private_key,
            self.gitlab_token,
            self.gitea_token,
            self.git_token,
            self.webhook_secret,
        )
        known = (secret.get_secret_value() for secret in given if secret is not None)
        of_the_database = secrets_in(self.database_url)
        return (*known, *(part for part in of_the_database if len(part) >= SHORTEST_HIDDEN))

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached by Socket Mode rather than over HTTP."""
        return self.slack_app_token is not None
