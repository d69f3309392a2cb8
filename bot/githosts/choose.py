"""Which host a project's settings mean: the only place that names all of them."""

from pathlib import Path
from typing import Protocol

import aiohttp
from pydantic import SecretStr

from bot.githosts.git.host import GitServerHost
from bot.githosts.git.remote import DEFAULT_USERNAME, Credentials, Remote
from bot.githosts.gitea.host import GiteaHost, Repository
from bot.githosts.gitea.place import Place as GiteaPlace
from bot.githosts.github.auth import AppTokens
from bot.githosts.github.host import GitHubHost
from bot.githosts.github.place import Place
from bot.githosts.gitlab.host import GitLabHost
from bot.githosts.gitlab.place import Place as GitLabPlace
from bot.githosts.http import Http
from bot.githosts.local.host import LocalHost
from bot.githosts.tokens import FixedToken, TokenSource
from bot.ports.git_host import GitHost, Signature
from bot.ports.merge_condition import RemoteHost
from bot.ports.pull_requests import HostWithPulls, PullRequests


class Where(Protocol):
    """A project's settings, as far as its host is concerned."""

    @property
    def host(self) -> str:
        """The kind of host."""
        ...

    @property
    def api_url(self) -> str | None:
        """The base of its API; None for the public service."""
        ...

    @property
    def repo(self) -> str:
        """The repository: a folder, or its name on the host."""
        ...

    @property
    def branch(self) -> str:
        """The branch that is read and written."""
        ...


class Keys(Protocol):
    """The secrets of all hosts, and who commits where the host lets gatebot say so."""

    @property
    def committer_name(self) -> str:
        """The committer's name."""
        ...

    @property
    def committer_email(self) -> str:
        """The committer's email."""
        ...

    @property
    def github_token(self) -> SecretStr | None:
        """A personal access token."""
        ...

    @property
    def github_app_id(self) -> str | None:
        """The id of a GitHub App."""
        ...

    @property
    def github_private_key(self) -> SecretStr | None:
        """Its private key, PEM."""
        ...

    @property
    def gitlab_token(self) -> SecretStr | None:
        """A project, group or personal access token of GitLab."""
        ...

    @property
    def gitea_token(self) -> SecretStr | None:
        """An access token of a Gitea or Forgejo server."""
        ...

    @property
    def git_username(self) -> str | None:
        """The account on a Git server; None where any name will do."""
        ...

    @property
    def git_token(self) -> SecretStr | None:
        """Its token or password; None where the server asks for none."""
        ...

    @property
    def mirrors_folder(self) -> Path:
        """The folder for the mirrors of Git servers."""
        ...


def host_for(
    where: Where, keys: Keys, session: aiohttp.ClientSession, timeout: float = 20.0
) -> GitHost:
    """Return the host of a project. `timeout` (seconds) bounds one git process or request.

    Raises ValueError for settings that can't be: each is a sentence for the owner.
    """
    if where.host == "local":
        committer = _committer(keys)
        return LocalHost(Path(where.repo), where.branch, committer=committer, timeout=timeout)
    return remote_host(where, keys, session, timeout)


def pulls_of(host: GitHost) -> PullRequests:
    """Return a host's pull requests. Raises ValueError for one that has none."""
    if isinstance(host, HostWithPulls):
        return host.pulls
    raise ValueError('This host has no pull requests: set write = "commit".')


def remote_host(
    where: Where, keys: Keys, session: aiohttp.ClientSession, timeout: float = 20.0
) -> RemoteHost:
    """Return the host of a project that is not on this machine. Raises as `host_for`."""
    match where.host:
        case "github":
            return _github(where, keys, session, timeout)
        case "gitlab":
            return _gitlab(where, keys, session, timeout)
        case "gitea" | "forgejo":
            return _gitea(where, keys, session, timeout)
        case "git":
            return _git(where, keys, timeout)
        case other:
            raise ValueError(f"There is no host {other!r}.")


def _github(where: Where, keys: Keys, session: aiohttp.ClientSession, timeout: float) -> GitHubHost:
    http = Http(session, "GitHub", timeout)
    place = Place.of(where.repo, where.branch, where.api_url)
    tokens: TokenSource
    if keys.github_app_id and keys.github_private_key:
        tokens = AppTokens(http, place, keys.github_app_id, keys.github_private_key)
    elif keys.github_token:
        tokens = FixedToken(keys.github_token)
    else:
        raise ValueError("There is no token for GitHub: set GATEBOT_GITHUB_TOKEN.")
    return GitHubHost(place, http, tokens)


def _gitlab(where: Where, keys: Keys, session: aiohttp.ClientSession, timeout: float) -> GitLabHost:
    if not keys.gitlab_token:
        raise ValueError("There is no token for GitLab: set GATEBOT_GITLAB_TOKEN.")
    place = GitLabPlace.of(where.repo, where.branch, where.api_url)
    return GitLabHost(place, Http(session, "GitLab", timeout), FixedToken(keys.gitlab_token))


def _gitea(where: Where, keys: Keys, session: aiohttp.ClientSession, timeout: float) -> GiteaHost:
    if not keys.gitea_token:
        raise ValueError("There is no token for Gitea: set GATEBOT_GITEA_TOKEN.")
    if not where.api_url:
        raise ValueError("Set the project's `api_url`: the address of its Gitea or Forgejo.")
    committer = Signature(keys.committer_name, keys.committer_email)
    repository = Repository(
        GiteaPlace.of(where.repo, where.api_url),
        Http(session, "Gitea", timeout),
        FixedToken(keys.gitea_token),
        committer,
    )
    return GiteaHost(repository, where.branch)


def _git(where: Where, keys: Keys, timeout: float) -> GitServerHost:
    token = keys.git_token
    given = Credentials(keys.git_username or DEFAULT_USERNAME, token) if token else None
    remote = Remote(where.repo, where.branch, given, timeout)
    return GitServerHost(remote, keys.mirrors_folder, committer=_committer(keys), timeout=timeout)


def _committer(keys: Keys) -> Signature:
    return Signature(keys.committer_name, keys.committer_email)
