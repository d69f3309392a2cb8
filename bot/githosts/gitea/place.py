"""Where a repository is on a Gitea or Forgejo server, and what mends what goes wrong there."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from bot.githosts.answers import Mends

_API: Final = "/api/v1"

MENDS: Final = Mends(
    "Gitea",
    token=(  # noqa: S106 - the mend, not a token
        "Make a new token, set GATEBOT_GITEA_TOKEN (docs/git-hosts.md), and start gatebot again."
    ),
    rights=(
        "Give the token the scope write:repository, and its owner the right to write to the "
        "repository (docs/git-hosts.md)."
    ),
    place=(
        "Check `repo`, `branch` and `api_url` in gatebot.toml, and that the token's owner may see "
        "the repository."
    ),
)

MERGING: Final = (
    "In the repository's settings under “Branches”, edit the branch's protection: add gatebot's "
    "account to the “Merge allowlist”; or have somebody look after its pull requests."
)
PROTECTED: Final = (
    'Set write = "pull_request" for this project in gatebot.toml and start gatebot again. '
    "Or, in the repository's settings under “Branches”, edit the branch's protection: choose "
    "“Allowlist restricted push” and add gatebot's account."
)


@dataclass(frozen=True, slots=True)
class Place:
    """One repository. `api` and `web` are URLs without a final slash."""

    owner: str
    name: str
    api: str
    web: str

    @classmethod
    def of(cls, repo: str, api_url: str) -> "Place":
        """Return the place of `owner/name`; `api_url` is the server's address or ends in /api/v1.

        A server may live under a path of its own.
        """
        owner, _, name = repo.partition("/")
        web = api_url.rstrip("/").removesuffix(_API)
        return cls(owner, name, f"{web}{_API}", web)

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"

    @property
    def page(self) -> str:
        """The repository's page."""
        return f"{self.web}/{quote(self.owner)}/{quote(self.name)}"

    def rest(self, path: str) -> str:
        """Return the URL of something of this repository; `path` is encoded already."""
        return f"{self.api}/repos/{quote(self.owner)}/{quote(self.name)}{path}"
