"""What the fake knows beside the repository: names, tokens, protections, CI, and its faults."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.ports.git_host import Signature
from tests.fakes.gitlab.merges import Merges
from tests.fakes.objects import Objects

BOT = Signature("gatebot", "project_7_bot@noreply.gitlab.example.com")
GUEST, REPORTER, DEVELOPER, MAINTAINER = 10, 20, 30, 40


@dataclass(frozen=True)
class Seen:
    """One request that reached the fake. `what`: its method and the template of its path."""

    what: str
    token: str


@dataclass
class Token:
    """An access token: its user's level in the project (0: no member), its scopes, its end."""

    level: int = DEVELOPER
    scopes: tuple[str, ...] = ("api",)
    expires_at: str | None = None
    expired: bool = False


@dataclass
class Fault:
    """What goes wrong with the next requests that are `what` (all, where it is empty).

    `status` is answered with `body` and `headers`; 0 breaks the connection off without an answer.
    With `after`, the request is carried out first. `hold` keeps the answer back until it is set.
    `before_it` is done when the request has come; with `passes`, it goes through all the same.

    What GitLab answers when it fails, as tests put it here: 429 with Retry-After
    (https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/, "Response headers"),
    500, 502 and 503 (https://docs.gitlab.com/api/rest/troubleshooting/, "Status codes").
    """

    what: str = ""
    status: int = 0
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    times: int = 1
    before_it: Callable[[], object] | None = None
    passes: bool = False
    hold: asyncio.Event | None = None


@dataclass
class World:
    """One project on GitLab.

    `protected`: nobody may push to the branch. `hook`: what a push rule says against every commit.
    `meanwhile` is done in the window between GitLab's checks of the files and its commit.
    """

    objects: Objects
    full_name: str = "acme/platform/gates"
    renamed: str = ""
    tokens: dict[str, Token] = field(default_factory=lambda: {"glpat-good": Token()})
    archived: bool = False
    protected: bool = False
    hook: str = ""
    unknown_range_is_empty: bool = True
    keyset: bool = True
    dropped: frozenset[str] = frozenset()
    pipelines: list[dict[str, Any]] = field(default_factory=list)
    jobs: list[dict[str, Any]] = field(default_factory=list)
    bridges: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    reports: dict[int, dict[str, Any]] = field(default_factory=dict)
    meanwhile: list[Callable[[], object]] = field(default_factory=list)
    merges: Merges = field(init=False)
    faults: list[Fault] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.merges = Merges(self.objects)

    @property
    def name(self) -> str:
        """What the project is called now."""
        return self.renamed or self.full_name

    def fault(self, what: str, *, after: bool) -> Fault | None:
        """Take the fault that is due for a request, if there is one."""
        for fault in self.faults:
            if fault.times and fault.after is after and fault.what in {"", what}:
                fault.times -= 1
                return fault
        return None

    def asked(self) -> list[str]:
        """Return what was asked for, in order."""
        return [seen.what for seen in self.seen]
