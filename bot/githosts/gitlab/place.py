"""Where a repository is on GitLab: its name, its branch, and the addresses that lead to it."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from bot.githosts.answers import Mends

_PUBLIC: Final = "https://gitlab.com"
_API: Final = "/api/v4"

MENDS: Final = Mends(
    "GitLab",
    token=(  # noqa: S106 - the mend, not a token
        "Make a new access token, set GATEBOT_GITLAB_TOKEN (docs/git-hosts.md), and start gatebot "
        "again."
    ),
    rights=(
        "Give the token the scope `api`, and its user the role that docs/git-hosts.md lists, in "
        "this project."
    ),
    place=(
        "Check `repo`, `branch` and `api_url` in gatebot.toml, and that the token's user is a "
        "member of the project."
    ),
)

PROTECTED: Final = (
    'Set write = "pull_request" for this project in gatebot.toml and start gatebot again. Or '
    "let gatebot push: under Settings → Repository → Protected branches, add its user or role "
    "to “Allowed to push and merge”."
)
MERGING: Final = (
    "Under Settings → Repository → Protected branches, add gatebot's user or role to “Allowed to "
    "merge”; or have somebody look after them."
)
SWITCHED_OFF: Final = (
    "Switch them on: Settings → General → Visibility, project features, permissions → Repository."
)
REFUSED: Final = (
    "Change what refuses it: under Settings → Repository → Push rules, or the server's hooks. Or "
    'set write = "pull_request" for this project in gatebot.toml and start gatebot again.'
)


@dataclass(frozen=True, slots=True)
class Place:
    """One branch of one project. `api` and `web` are URLs without a final slash."""

    full_name: str
    branch: str
    api: str
    web: str

    @classmethod
    def of(cls, repo: str, branch: str, api_url: str | None = None) -> "Place":
        """Return the place of `group/name` or `group/subgroup/name`.

        Without `api_url` it is on gitlab.com; that of a GitLab of one's own is its address, with or
        without /api/v4.
        """
        web = (api_url or _PUBLIC).rstrip("/").removesuffix(_API)
        return cls(repo, branch, f"{web}{_API}", web)

    @property
    def home(self) -> str:
        """The project's page."""
        return f"{self.web}/{self.full_name}"

    def rest(self, path: str) -> str:
        """Return the URL of something of this project; `path` is encoded already."""
        return f"{self.api}/projects/{quote(self.full_name, safe='')}{path}"

    @property
    def branch_path(self) -> str:
        """Where the branch is, below the project."""
        return branch_path(self.branch)


def branch_path(branch: str) -> str:
    """Return where a branch is, below the project."""
    return f"/repository/branches/{quote(branch, safe='')}"
