"""What is wrong with the settings, a sentence each: where it stands, and what to do."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final, TypeAlias

from pydantic_core import ErrorDetails

from bot.settings.model import ON_THE_APPS_PAGE, ProjectSettings, Settings

_Keys: TypeAlias = tuple[int | str, ...]

# What to do where only pydantic's own words say what is wrong.
_MENDS: Final = {
    "slack_bot_token": ON_THE_APPS_PAGE,
    "projects": "Write a [[projects]] table with name, repo and channels",
    "name": "Give the project a name of letters, digits, dots, dashes and underscores, 64 at most",
    "host": 'Write host = "local", "github", "gitlab", "gitea", "forgejo" or "git", or leave it '
    "out for a folder of this machine",
    "api_url": 'Write the base of the host\'s API, such as "https://git.example.com/api/v3"',
    "repo": "Write the path of the repository's folder, seen from the folder of this file; or "
    'owner/name where the host is not local, and the URL where it is "git"',
    "branch": 'Write the name of the branch, such as "main"',
    "write": 'Write write = "commit", or leave it out',
    "git_username": "Write the account's name there, without a colon or a space",
    "channels": 'List the project\'s Slack channel ids, such as ["C0123456789"]',
}
_HEADER: Final = re.compile(r"\s*\[{1,2}\s*(?P<name>[^\[\]#]+?)\s*\]{1,2}\s*(?:#.*)?")
_KEY: Final = re.compile(r"""\s*["']?(?P<key>[\w-]+)["']?\s*=""")


def of_variable(name: str, item: ErrorDetails) -> str:
    """Return what is wrong with an environment variable. Its value is never shown."""
    if item["type"] == "missing":
        return f"{name} is not set. {_mend(item['loc'])}."
    return f"{name}: {_wrong(item)}."


def of_file(path: Path, text: str, item: ErrorDetails) -> str:
    """Return what is wrong in gatebot.toml, with the line where one can be told."""
    keys = item["loc"]
    line = _line_of(text, keys)
    where = f"{path}:{line}" if line else str(path)
    if item["type"] == "extra_forbidden":
        return f"{where}: there is no key `{_name(keys)}`. {_nearest(keys)}"
    if item["type"] == "missing":
        return f"{where}: `{_name(keys)}` is missing. {_mend(keys)}."
    if item["type"] == "value_error":
        return f"{where}: `{_name(keys)}`: {_wrong(item)}."
    return f"{where}: `{_name(keys)}`: {item['msg']}. {_mend(keys)}."


def twins(projects: Sequence[ProjectSettings]) -> Iterator[str]:
    """Yield what two projects share and may not: a name, a channel; and a channel listed twice."""
    for name, count in Counter(p.name.casefold() for p in projects).items():
        if count > 1:
            yield f"{count} projects have the name {name}: give each a name of its own."
    owners: dict[str, str] = {}
    for project in projects:
        for channel in project.channels:
            owner = owners.setdefault(channel, project.name)
            if owner != project.name:
                yield (
                    f"The channel {channel} belongs to the projects {owner} and {project.name}: "
                    "list it under one of them."
                )


def without_keys(projects: Sequence[ProjectSettings], given: Collection[str]) -> Iterator[str]:
    """Yield what a project's host can't be reached without. `given`: the settings that are set."""
    if "git_username" in given and "git_token" not in given:
        yield "GATEBOT_GIT_USERNAME is set and GATEBOT_GIT_TOKEN is not: set both, or neither."
    yield from _without_token(projects, given)


def _without_token(projects: Sequence[ProjectSettings], given: Collection[str]) -> Iterator[str]:
    github = next((p.name for p in projects if p.host == "github"), None)
    app = {"github_app_id", "github_private_key"} & set(given)
    if github and "github_token" in given and app:
        yield (
            "GATEBOT_GITHUB_TOKEN and a GitHub App (GATEBOT_GITHUB_APP_ID, "
            "GATEBOT_GITHUB_PRIVATE_KEY) are both set: unset one of them."
        )
    elif github and "github_token" not in given and len(app) == 1:
        yield "GATEBOT_GITHUB_APP_ID and GATEBOT_GITHUB_PRIVATE_KEY go together: set both."
    elif github and "github_token" not in given and not app:
        yield (
            f"The project {github} is on GitHub: set GATEBOT_GITHUB_TOKEN, or "
            "GATEBOT_GITHUB_APP_ID and GATEBOT_GITHUB_PRIVATE_KEY (docs/git-hosts.md)."
        )
    gitlab = next((p.name for p in projects if p.host == "gitlab"), None)
    if gitlab and "gitlab_token" not in given:
        yield f"The project {gitlab} is on GitLab: set GATEBOT_GITLAB_TOKEN (docs/git-hosts.md)."
    gitea = next((p.name for p in projects if p.host in {"gitea", "forgejo"}), None)
    if gitea and "gitea_token" not in given:
        yield (
            f"The project {gitea} is on Gitea or Forgejo: set GATEBOT_GITEA_TOKEN "
            "(docs/git-hosts.md)."
        )


def _wrong(item: ErrorDetails) -> str:
    return item["msg"].removeprefix("Value error, ")


def _mend(keys: _Keys) -> str:
    named = [key for key in keys if isinstance(key, str) and key in _MENDS]
    return _MENDS[named[-1]] if named else "Correct the value"


def _name(keys: _Keys) -> str:
    name = ""
    for key in keys:
        name += f"[{key}]" if isinstance(key, int) else f".{key}" if name else key
    return name


def _nearest(keys: _Keys) -> str:
    model = ProjectSettings if len(keys) > 1 else Settings
    valid = list(model.model_fields)
    near = get_close_matches(str(keys[-1]), valid, n=1, cutoff=0.5)
    return f"Did you mean `{near[0]}`?" if near else f"The keys here are {', '.join(valid)}."


def _line_of(text: str, keys: _Keys) -> int:
    """Return the line (from 1) of a key, else of the table it belongs to, else 0."""
    lines = _lines(text)
    known = (keys[:length] for length in range(len(keys), 0, -1))
    return next((lines[place] for place in known if place in lines), 0)


def _lines(text: str) -> dict[_Keys, int]:
    """Return the lines of headers and keys; TOML's own reader keeps none.

    What is not at the start of a line, as people write it, is left out.
    """
    lines: dict[_Keys, int] = {}
    table: _Keys = ()
    projects = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.fullmatch(line.rstrip()):
            table = (header["name"],)
            if table == ("projects",):
                table, projects = ("projects", projects), projects + 1
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, key["key"]), number)
    return lines
