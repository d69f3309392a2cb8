"""Where a repository is on GitHub: its name, its branch, and the addresses that lead to it."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from bot.githosts.answers import Mends
from bot.ports.git_host import Rejected

_PUBLIC_API: Final = "https://api.github.com"
_SERVER_API: Final = "/api/v3"

MENDS: Final = Mends(
    "GitHub",
    token=(  # noqa: S106 - the mend, not a token
        "Make a new token, or a new private key of the App, set it (docs/git-hosts.md), and start "
        "gatebot again."
    ),
    rights=(
        "Give the token, or the App, the rights that docs/git-hosts.md lists, and have the "
        "organisation approve it where it asks for that."
    ),
    place=(
        "Check `repo` and `branch` in gatebot.toml, and that the token or the App may see the "
        "repository."
    ),
)

PROTECTED: Final = (
    'Set write = "pull_request" for this project in gatebot.toml and start gatebot again. Or '
    "let gatebot's account bypass the rule: for a ruleset under “Bypass list”, for a branch "
    "protection under “Allow specified actors to bypass required pull requests” and “Restrict "
    "who can push”."
)


@dataclass(frozen=True, slots=True)
class Place:
    """One branch of one repository. `api`, `graphql` and `web` are URLs without a final slash."""

    owner: str
    name: str
    branch: str
    api: str
    graphql: str
    web: str

    @classmethod
    def of(cls, repo: str, branch: str, api_url: str | None = None) -> "Place":
        """Return the place of `owner/name`. Without `api_url` it is on github.com.

        An Enterprise Server's `api_url` ends in /api/v3; its GraphQL is at /api/graphql.
        """
        owner, _, name = repo.partition("/")
        api = (api_url or _PUBLIC_API).rstrip("/")
        if api.endswith(_SERVER_API):
            base = api.removesuffix(_SERVER_API)
            return cls(owner, name, branch, api, f"{base}/api/graphql", base)
        scheme, host, *_ = urlsplit(api)
        web = urlunsplit((scheme, host.removeprefix("api."), "", "", ""))
        return cls(owner, name, branch, api, f"{api}/graphql", web)

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"

    @property
    def ref(self) -> str:
        """The branch's full name."""
        return f"refs/heads/{self.branch}"

    def demand_same_name(self, name: str | None) -> None:
        """Refuse a repository that was renamed: whoever takes the old name gets what is sent."""
        if name is not None and name.casefold() != self.full_name.casefold():
            raise Rejected(
                f"{self.full_name} is called {name} now.",
                f'Write repo = "{name}" in gatebot.toml and start gatebot again.',
            )

    def rest(self, path: str) -> str:
        """Return the URL of something of this repository; `path` is encoded already."""
        return f"{self.api}/repos/{quote(self.owner)}/{quote(self.name)}{path}"
