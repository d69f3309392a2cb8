"""What the fake knows beside the repository: names, tokens, protections, CI, and its faults."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.ports.git_host import Signature
from tests.fakes.objects import Objects
from tests.fakes.pulls import Pulls

BOT = Signature("gatebot", "gatebot@users.noreply.example.com")


@dataclass(frozen=True)
class Seen:
    """One request that reached the fake. `what`: a GraphQL operation's name, or a REST template."""

    what: str
    token: str


@dataclass
class Fault:
    """What goes wrong with the next requests that are `what` (all, where it is empty).

    `status` is answered with `body` and `headers`; 0 breaks the connection off without an answer.
    With `after`, the request is carried out first. `errors` are GraphQL's own, with HTTP 200.
    `hold` keeps the answer back until it is set.

    What GitHub answers when it fails, as tests put it here: rate limits with 403 or 429 and
    Retry-After or x-ratelimit-reset
    (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api), with
    GraphQL also HTTP 200 and an error
    (https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api);
    a 502 or 504 where it takes over ten seconds, after which the work may have been done
    (https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api, "Timeouts").
    """

    what: str = ""
    status: int = 0
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    after: bool = False
    times: int = 1
    before_it: Callable[[], object] | None = None
    hold: asyncio.Event | None = None


APP_RIGHTS = {
    "contents": "write",
    "pull_requests": "write",
    "metadata": "read",
    "checks": "read",
    "statuses": "read",
    "actions": "read",
}


@dataclass
class World:
    """One repository on GitHub."""

    objects: Objects
    owner: str = "acme"
    name: str = "gates"
    renamed: str = ""
    tokens: dict[str, str] = field(default_factory=lambda: {"ghp_good": "WRITE"})
    protection: str = ""
    protected_ref: str = "refs/heads/main"
    check_runs: list[dict[str, Any]] = field(default_factory=list)
    statuses: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    workflow_runs: list[dict[str, Any]] = field(default_factory=list)
    hidden: int = 0  # check runs and statuses that are counted, and not shown
    hidden_workflow_runs: int = 0  # the same of workflow runs
    tree_limit: int = 100_000
    app_key: str = ""
    app_rights: dict[str, str] = field(default_factory=lambda: dict(APP_RIGHTS))
    installed: bool = True
    token_life: timedelta = timedelta(hours=1)
    faults: list[Fault] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    pulls: Pulls = field(init=False)

    def __post_init__(self) -> None:
        self.pulls = Pulls(self.objects)

    @property
    def full_name(self) -> str:
        return self.renamed or f"{self.owner}/{self.name}"

    def is_here(self, owner: str, name: str) -> bool:
        asked = f"{owner}/{name}".casefold()
        return asked in {f"{self.owner}/{self.name}".casefold(), self.full_name.casefold()}

    def fault(self, what: str, *, after: bool) -> Fault | None:
        """Take the fault that is due for a request, if there is one."""
        for fault in self.faults:
            if fault.times and fault.after is after and fault.what in {"", what}:
                fault.times -= 1
                return fault
        return None

    def make_token(self) -> tuple[str, datetime]:
        token = f"ghs_{len(self.tokens)}"
        self.tokens[token] = "WRITE"
        return token, datetime.now(UTC) + self.token_life

    def asked(self) -> list[str]:
        """Return what was asked for, in order."""
        return [seen.what for seen in self.seen]
